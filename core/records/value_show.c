/* SPDX-License-Identifier: ISC */
/* How stored answers are shown, offered for editing and put in order. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../base/text.h"
#include "value_internal.h"

const char *field_heading(const struct field *f)
{
	return f->heading ? f->heading : field_label(f);
}

const char *field_label(const struct field *f)
{
	return f->label ? f->label : f->id;
}

const char *field_inside(const struct field *f, struct arena *a)
{
	char *label = arena_str(a, field_label(f));
	size_t len = strlen(label);

	if (len > 0 && label[len - 1] == '?')
		return arena_printf(a, "\"%s\"", label);
	if (isupper((unsigned char)label[0]) && !isupper((unsigned char)label[1]))
		label[0] = (char)tolower((unsigned char)label[0]);
	return label;
}

/* Numbers */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The digits before the point; commas stand before each three or nowhere. */
static bool read_whole(const char **s, char out[16])
{
	size_t n = 0, since = 0;
	bool commas = false;

	for (; digit(**s) || **s == ','; (*s)++) {
		if (**s == ',') {
			if (since == 0 || since > 3 || (commas && since != 3))
				return false;
			commas = true;
			since = 0;
			continue;
		}
		since++;
		if (n == 1 && out[0] == '0')
			n = 0;
		if (n == 15)
			return false;
		out[n++] = **s;
	}
	out[n] = '\0';
	return n > 0 && (!commas || since == 3);
}

bool number_read(const char *s, struct number *out)
{
	size_t n = 0;

	out->negative = *s == '-';
	if (out->negative)
		s++;
	else if (strncmp(s, "\xe2\x88\x92", 3) == 0) { /* the minus of typesetters */
		out->negative = true;
		s += 3;
	}
	out->fraction[0] = '\0';
	if (!read_whole(&s, out->whole))
		return false;
	if (*s == '\0')
		return true;
	if (*s++ != '.')
		return false;
	while (digit(*s) && n < sizeof(out->fraction) - 1)
		out->fraction[n++] = *s++;
	out->fraction[n] = '\0';
	return n > 0 && *s == '\0';
}

double number_value(const char *stored)
{
	struct number n;
	double v, step = 1;

	if (!number_read(stored, &n))
		return 0;
	v = (double)atoll(n.whole);
	for (const char *p = n.fraction; *p; p++) {
		v = v * 10 + (*p - '0');
		step *= 10;
	}
	v /= step;
	return n.negative ? -v : v;
}

const char *number_grouped(const char *stored, struct arena *a)
{
	size_t sign = *stored == '-', len = strcspn(stored + sign, ".");
	struct buf b = { 0 };
	const char *out;

	buf_add(&b, stored, sign);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			buf_char(&b, ',');
		buf_char(&b, stored[sign + i]);
	}
	buf_str(&b, stored + sign + len);
	out = arena_str(a, b.data);
	buf_clear(&b);
	return out;
}

const char *bound_text(double v, struct arena *a)
{
	long long hundredths = (long long)(fabs(v) * 100 + 0.5);
	const char *sign = v < 0 ? "-" : "";
	const char *text;

	if (hundredths % 100)
		text = arena_printf(a, "%s%lld.%02lld", sign, hundredths / 100, hundredths % 100);
	else
		text = arena_printf(a, "%s%lld", sign, hundredths / 100);
	return number_grouped(text, a);
}

/* Dates */

bool year_read(const char *s, int *first)
{
	size_t n = strspn(s, "0123456789");
	const char *rest = s + n;
	int year = n == 4 ? atoi(s) : 0, second;

	if (year < 1900 || year > 2198)
		return false;
	*first = year;
	if (*rest == '\0')
		return true;
	if (strncmp(rest, " to ", 4) == 0)
		rest += 4;
	else if (*rest == '-' || *rest == '/')
		rest++;
	else
		return false;
	n = strspn(rest, "0123456789");
	second = atoi(rest);
	if (rest[n] != '\0')
		return false;
	return n == 4 ? second == year + 1 : n == 2 && second == (year + 1) % 100;
}

bool period_read(const char *s, struct date *from, struct date *to)
{
	char first[11];

	if (strlen(s) != 21 || s[10] != ' ')
		return false;
	memcpy(first, s, 10);
	first[10] = '\0';
	return date_read_iso(first, from) && date_read_iso(s + 11, to);
}

/* Showing */

typedef const char *show_fn(const struct field *f, const char *stored, struct arena *a);

static const char *show_as_it_is(const struct field *f, const char *stored, struct arena *a)
{
	(void)f;
	return arena_str(a, stored);
}

static const char *show_date(const struct field *f, const char *stored, struct arena *a)
{
	struct date d;
	char words[32];

	if (!date_read_iso(stored, &d))
		return show_as_it_is(f, stored, a);
	date_words(d, words);
	return arena_str(a, words);
}

static const char *show_period(const struct field *f, const char *stored, struct arena *a)
{
	struct date from, to;
	char one[32], two[32];

	if (!period_read(stored, &from, &to))
		return show_as_it_is(f, stored, a);
	date_words(from, one);
	date_words(to, two);
	return arena_printf(a, "%s to %s", one, two);
}

static const char *show_number(const struct field *f, const char *stored, struct arena *a)
{
	(void)f;
	return number_grouped(stored, a);
}

static const char *show_money(const struct field *f, const char *stored, struct arena *a)
{
	const char *grouped = show_number(f, stored, a);

	if (*grouped == '-')
		return arena_printf(a, "-GBP %s", grouped + 1);
	return arena_printf(a, "GBP %s", grouped);
}

static const char *show_pct(const struct field *f, const char *stored, struct arena *a)
{
	(void)f;
	return arena_printf(a, "%s%%", stored);
}

static const char *show_choice(const struct field *f, const char *stored, struct arena *a)
{
	const struct option *o = field_option(f, stored);

	return arena_str(a, o && o->label ? o->label : stored);
}

static const char *show_bool(const struct field *f, const char *stored, struct arena *a)
{
	(void)f;
	return strcmp(stored, "yes") == 0  ? "Yes"
	       : strcmp(stored, "no") == 0 ? "No"
					   : arena_str(a, stored);
}

static const char *show_ref(const struct field *f, const char *stored, struct arena *a)
{
	char shown[49];

	(void)f;
	id_shown(stored, shown);
	return arena_str(a, shown);
}

/* The lines of a list, each shown by itself, parted by a text. */
static const char *show_lines(const struct field *f, const char *stored, show_fn *one,
			      const char *between, struct arena *a)
{
	struct names lines = value_lines(stored, a);
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < lines.n; i++) {
		buf_str(&b, i ? between : "");
		buf_str(&b, one(f, lines.v[i], a));
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static const char *show_multi(const struct field *f, const char *stored, struct arena *a)
{
	return show_lines(f, stored, show_choice, ", ", a);
}

static const char *show_refs(const struct field *f, const char *stored, struct arena *a)
{
	return show_lines(f, stored, show_ref, ", ", a);
}

/* In the order of the template, not of the stored names. */
static const char *show_group(const struct field *f, const char *stored, struct arena *a)
{
	struct pairs pairs = pairs_read(stored, a);
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < f->nfields; i++) {
		const char *text = pairs_get(&pairs, f->fields[i].id);

		if (*text)
			buf_printf(&b, "%s%s: %s", b.len ? "; " : "", field_label(&f->fields[i]),
				   value_shown(&f->fields[i], text, a));
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

/* Typing again */

static const char *type_choice(const struct field *f, const char *stored, struct arena *a)
{
	const char *label = show_choice(f, stored, a), *back;

	if (value_parse(f, label, (struct date){ 2000, 1, 1 }, a, &back, NULL) == RC_OK &&
	    strcmp(back, stored) == 0)
		return label;
	return arena_str(a, stored);
}

static const char *type_multi(const struct field *f, const char *stored, struct arena *a)
{
	struct names lines = value_lines(stored, a);
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < lines.n; i++) {
		const struct option *o = field_option(f, lines.v[i]);

		buf_str(&b, i ? "\n" : "");
		buf_str(&b, o && o->label && !strpbrk(o->label, ",;") ? o->label : lines.v[i]);
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static const char *type_group(const struct field *f, const char *stored, struct arena *a)
{
	struct pairs pairs = pairs_read(stored, a);
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < pairs.n; i++) {
		const struct field *sub = field_sub(f, pairs.v[i].name);
		const char *text = sub ? value_typed(sub, pairs.v[i].text, a) : pairs.v[i].text;

		buf_printf(&b, "%s%s=", i ? "\n" : "", pairs.v[i].name);
		for (; *text; text++) {
			if (strchr("%\r\n;", *text))
				buf_printf(&b, "%%%02X", (unsigned)*text);
			else
				buf_char(&b, *text);
		}
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static const struct {
	show_fn *show, *type;
} types[] = {
	[TYPE_TEXT] = { show_as_it_is, show_as_it_is },
	[TYPE_LONG] = { show_as_it_is, show_as_it_is },
	[TYPE_DATE] = { show_date, show_date },
	[TYPE_PERIOD] = { show_period, show_period },
	[TYPE_MONEY] = { show_money, show_as_it_is },
	[TYPE_INT] = { show_number, show_as_it_is },
	[TYPE_NUM] = { show_number, show_as_it_is },
	[TYPE_PCT] = { show_pct, show_as_it_is },
	[TYPE_CHOICE] = { show_choice, type_choice },
	[TYPE_MULTI] = { show_multi, type_multi },
	[TYPE_BOOL] = { show_bool, show_as_it_is },
	[TYPE_YEAR] = { show_as_it_is, show_as_it_is },
	[TYPE_URL] = { show_as_it_is, show_as_it_is },
	[TYPE_REF] = { show_ref, show_ref },
	[TYPE_REFS] = { show_refs, show_refs },
	[TYPE_GROUP] = { show_group, type_group },
	[TYPE_ROWS] = { show_group, type_group },
};

static bool not_known(const char *stored)
{
	return strcmp(stored, VALUE_NOT_KNOWN) == 0;
}

const char *value_shown(const struct field *f, const char *stored, struct arena *a)
{
	if (*stored == '\0')
		return "";
	if (f->not_known && not_known(stored))
		return "Not known";
	if (f->computed == HOW_TICKS)
		return arena_printf(a, "%s of %zu", stored, f->nticks);
	if (f->rank)
		return "put there by hand"; /* where that is only the others tell */
	if (f->id && strcmp(f->id, FIELD_CARRIED) == 0)
		return show_ref(f, stored, a);
	return types[f->type].show(f, stored, a);
}

const char *value_typed(const struct field *f, const char *stored, struct arena *a)
{
	if (*stored == '\0')
		return "";
	if (f->not_known && not_known(stored))
		return VALUE_NOT_KNOWN;
	return types[f->type].type(f, stored, a);
}

struct names value_lines(const char *stored, struct arena *a)
{
	struct names out = { NULL, 0 };
	size_t lines = 1;

	if (*stored == '\0')
		return out;
	for (const char *p = stored; *p; p++)
		lines += *p == '\n';
	out.v = arena_array(a, lines, sizeof(char *));
	while (*stored) {
		size_t len = strcspn(stored, "\n");

		out.v[out.n++] = arena_strn(a, stored, len);
		stored += len + (stored[len] == '\n');
	}
	return out;
}

/* Order */

bool field_is_text(const struct field *f)
{
	switch (f->type) {
	case TYPE_TEXT:
	case TYPE_LONG:
	case TYPE_URL:
	case TYPE_GROUP:
	case TYPE_ROWS:
		return true;
	case TYPE_CHOICE:
	case TYPE_MULTI:
		return f->noptions == 0;
	default:
		return false;
	}
}

/* The place of the first line among the options: the template's order means something. */
static double option_rank(const struct field *f, const char *stored)
{
	size_t len = strcspn(stored, "\n");

	for (size_t i = 0; i < f->noptions; i++) {
		if (strncmp(f->options[i].id, stored, len) == 0 && f->options[i].id[len] == '\0')
			return (double)i;
	}
	return (double)f->noptions;
}

/* A stored date or period as days; a reporting year as its number. */
static double date_rank(const char *stored)
{
	char first[11];
	struct date d;

	snprintf(first, sizeof(first), "%s", stored);
	return date_read_iso(first, &d) ? (double)date_days(d) : (double)atoi(stored);
}

static double leading_digits(const char *s)
{
	double v = 0;

	while (digit(*s))
		v = v * 10 + (*s++ - '0');
	return v;
}

static double id_rank(const char *stored)
{
	double prefix = 0;
	size_t letters = strcspn(stored, "-");

	for (size_t i = 0; i < 4; i++)
		prefix = prefix * 128 + (i < letters ? stored[i] : 0);
	return prefix * 1e9 + (stored[letters] ? leading_digits(stored + letters + 1) : 0);
}

double value_rank(const struct field *f, const char *stored)
{
	switch (f->type) {
	case TYPE_DATE:
	case TYPE_PERIOD:
	case TYPE_YEAR:
		return date_rank(stored);
	case TYPE_CHOICE:
	case TYPE_MULTI:
		return option_rank(f, stored);
	case TYPE_BOOL:
		return strcmp(stored, "yes") != 0;
	case TYPE_REF:
	case TYPE_REFS:
		return id_rank(stored);
	default:
		return number_value(stored);
	}
}

int value_order(const struct field *f, const char *a, const char *b)
{
	int last_a = *a == '\0' ? 2 : not_known(a), last_b = *b == '\0' ? 2 : not_known(b);
	double ra, rb;

	if (last_a || last_b)
		return last_a - last_b;
	if (field_is_text(f))
		return text_compare(a, b);
	ra = value_rank(f, a);
	rb = value_rank(f, b);
	if (ra != rb)
		return ra < rb ? -1 : 1;
	return strcmp(a, b);
}
