/* SPDX-License-Identifier: ISC */
#include "value_internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "keys.h"
#include "text.h"

#define MONEY_MAX 999999999.99

struct parse {
	const struct field *field;
	struct date today;
	struct arena *arena;
	struct err *err;
};

typedef enum rc parse_fn(const struct parse *p, const char *s, const char **out);

/* A sentence that begins with the field's label. */
__attribute__((format(printf, 2, 3))) static enum rc refuse(const struct parse *p, const char *fmt,
							     ...)
{
	struct buf b = { 0 };
	va_list ap;
	char text[400];

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&b, "%s %s", field_label(p->field), text);
	err_set(p->err, RC_INVALID, "%s", b.data);
	buf_clear(&b);
	return RC_INVALID;
}

/* Text */

static enum rc parse_chars(const struct parse *p, const char *s, size_t most, const char **out)
{
	size_t have = text_chars(s);

	if (p->field->max_set && p->field->max >= 1 && p->field->max < (double)most)
		most = (size_t)p->field->max;
	if (have > most)
		return refuse(p, "must be %s characters or fewer; it has %s",
			      bound_text((double)most, p->arena),
			      bound_text((double)have, p->arena));
	*out = s;
	return RC_OK;
}

static enum rc parse_text(const struct parse *p, const char *s, const char **out)
{
	return parse_chars(p, s, TEXT_MAX_CHARS, out);
}

static enum rc parse_long(const struct parse *p, const char *s, const char **out)
{
	return parse_chars(p, s, LONG_MAX_CHARS, out);
}

static enum rc parse_url(const struct parse *p, const char *s, const char **out)
{
	size_t start = strncasecmp(s, "https://", 8) == 0 ? 8 : 7;

	if (start == 7 && strncasecmp(s, "http://", 7) != 0)
		return refuse(p, "must start with https:// or http://");
	if (!isalnum((unsigned char)s[start]) || strpbrk(s, " \"<>\\^`{|}"))
		return refuse(p, "must be a web address without blanks, for example "
				 "https://www.gov.scot/");
	return parse_chars(p, s, URL_MAX_CHARS, out);
}

/* Dates */

static enum rc parse_day(const struct parse *p, const char *s, struct date *out)
{
	struct err why = { 0 };

	if (date_parse(s, p->today, out, &why) == RC_OK)
		return RC_OK;
	return refuse(p, "'%.40s' is not a date: %s", s, why.text);
}

static enum rc parse_date(const struct parse *p, const char *s, const char **out)
{
	char iso[11];
	struct date d;

	if (parse_day(p, s, &d) != RC_OK)
		return RC_INVALID;
	date_iso(d, iso);
	*out = arena_str(p->arena, iso);
	return RC_OK;
}

/* Where the last day of a written period starts, and where its first day ends. */
static const char *period_middle(const char *s, size_t *first_len)
{
	static const char *const words[] = { " to ", " until ", " - ", " \xe2\x80\x93 " };
	struct date d;
	char first[11];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strstr(s, words[i]);

		if (!at)
			continue;
		*first_len = (size_t)(at - s);
		return at + strlen(words[i]);
	}
	if (strlen(s) != 21 || s[10] != ' ')
		return NULL;
	memcpy(first, s, 10);
	first[10] = '\0';
	*first_len = 10;
	return date_read_iso(first, &d) ? s + 11 : NULL;
}

static enum rc parse_period(const struct parse *p, const char *s, const char **out)
{
	struct date from, to;
	char a[11], b[11];
	size_t len;
	const char *second = period_middle(s, &len);
	int year;

	if (second) {
		if (parse_day(p, arena_strn(p->arena, s, len), &from) != RC_OK ||
		    parse_day(p, second, &to) != RC_OK)
			return RC_INVALID;
	} else if (year_read(s, &year)) {
		from = (struct date){ year, 4, 1 };
		to = (struct date){ year + 1, 3, 31 };
	} else {
		return refuse(p, "needs a first and a last day, for example "
				 "1 4 2026 to 31 3 2027");
	}
	if (date_compare(to, from) < 0)
		return refuse(p, "must end on or after the day it starts");
	date_iso(from, a);
	date_iso(to, b);
	*out = arena_printf(p->arena, "%s %s", a, b);
	return RC_OK;
}

static enum rc parse_year(const struct parse *p, const char *s, const char **out)
{
	int first;

	if (!year_read(s, &first))
		return refuse(p, "must be a reporting year from April to March, for example "
				 "2026-27");
	*out = arena_printf(p->arena, "%04d-%02d", first, (first + 1) % 100);
	return RC_OK;
}

/* Numbers */

struct number_kind {
	size_t decimals;
	bool padded;	/* always shown with all its decimals */
	double min, max;
	bool bounded;	/* min and max hold where the field does not say otherwise */
	const char *what;
};

static enum rc check_bounds(const struct parse *p, const struct number_kind *k, const char *stored)
{
	const struct field *f = p->field;
	bool low = f->min_set || k->bounded, high = f->max_set || k->bounded;
	double min = f->min_set ? f->min : k->min, max = f->max_set ? f->max : k->max;
	double v = number_value(stored);

	if (!(low && v < min) && !(high && v > max))
		return RC_OK;
	if (low && high)
		return refuse(p, "must be from %s to %s", bound_text(min, p->arena),
			      bound_text(max, p->arena));
	if (low)
		return refuse(p, "must be %s or more", bound_text(min, p->arena));
	return refuse(p, "must be %s or less", bound_text(max, p->arena));
}

static enum rc parse_number(const struct parse *p, const struct number_kind *k, const char *s,
			    const char **out)
{
	struct number n;
	size_t len;
	bool zero;

	if (!number_read(s, &n))
		return refuse(p, "must be %s", k->what);
	len = strlen(n.fraction);
	while (len > 0 && n.fraction[len - 1] == '0')
		n.fraction[--len] = '\0';
	if (len > k->decimals)
		return k->decimals ? refuse(p, "takes at most %zu decimals", k->decimals) :
				     refuse(p, "must be a whole number");
	while (k->padded && len < k->decimals)
		n.fraction[len++] = '0';
	n.fraction[len] = '\0';
	zero = strcmp(n.whole, "0") == 0 && strspn(n.fraction, "0") == len;
	*out = arena_printf(p->arena, "%s%s%s%s", n.negative && !zero ? "-" : "", n.whole,
			    len ? "." : "", n.fraction);
	return check_bounds(p, k, *out);
}

/* Steps over a pound sign, which may stand before or behind the minus. */
static const char *without_pound(const struct parse *p, const char *s)
{
	const char *sign = strstr(s, "\xc2\xa3");

	if (!sign || strspn(s, "- ") != (size_t)(sign - s))
		return s;
	for (sign += 2; *sign == ' '; sign++)
		;
	return memchr(s, '-', strspn(s, "- ")) ? arena_printf(p->arena, "-%s", sign) : sign;
}

static enum rc parse_money(const struct parse *p, const char *s, const char **out)
{
	static const struct number_kind kind = {
		.decimals = 2, .padded = true, .bounded = true, .max = MONEY_MAX,
		.what = "a number of pounds alone, for example 12,345.00",
	};

	return parse_number(p, &kind, without_pound(p, s), out);
}

static enum rc parse_int(const struct parse *p, const char *s, const char **out)
{
	static const struct number_kind kind = { .what = "a whole number, for example 12" };

	return parse_number(p, &kind, s, out);
}

static enum rc parse_num(const struct parse *p, const char *s, const char **out)
{
	static const struct number_kind kind = { .decimals = 6,
						 .what = "a number, for example 12.5" };

	return parse_number(p, &kind, s, out);
}

static enum rc parse_pct(const struct parse *p, const char *s, const char **out)
{
	static const struct number_kind kind = {
		.decimals = 1, .padded = true, .bounded = true, .max = 100,
		.what = "a percentage from 0 to 100, for example 45.5",
	};
	size_t len = strlen(s);

	while (len > 0 && (s[len - 1] == '%' || s[len - 1] == ' '))
		len--;
	return parse_number(p, &kind, arena_strn(p->arena, s, len), out);
}

/* Choices */

static const char *option_label(const struct option *o)
{
	return o->label ? o->label : o->id;
}

static bool begins(const char *text, const char *folded_part)
{
	struct buf b = { 0 };
	bool yes;

	text_fold(&b, text);
	yes = strncmp(buf_text(&b), folded_part, strlen(folded_part)) == 0;
	buf_clear(&b);
	return yes;
}

/* The option that a word stands for; *fits counts those that begin with it. */
static const struct option *match_option(const struct field *f, const char *word, size_t *fits)
{
	const struct option *found = NULL;
	struct buf part = { 0 };

	*fits = 1;
	for (size_t i = 0; i < f->noptions; i++) {
		if (strcasecmp(f->options[i].id, word) == 0)
			return &f->options[i];
	}
	for (size_t i = 0; i < f->noptions; i++) {
		if (text_compare(option_label(&f->options[i]), word) == 0)
			return &f->options[i];
	}
	*fits = 0;
	text_fold(&part, word);
	for (size_t i = 0; part.len > 0 && i < f->noptions; i++) {
		if (!begins(f->options[i].id, part.data) &&
		    !begins(option_label(&f->options[i]), part.data))
			continue;
		found = &f->options[i];
		(*fits)++;
	}
	buf_clear(&part);
	return *fits == 1 ? found : NULL;
}

static const char *list_options(const struct field *f, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < f->noptions; i++) {
		const char *label = option_label(&f->options[i]);

		if (b.len + strlen(label) > 300) {
			buf_str(&b, ", \xe2\x80\xa6");
			break;
		}
		buf_printf(&b, "%s%s", i ? ", " : "", label);
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static enum rc no_option(const struct parse *p, const char *word, size_t fits)
{
	const char *label = field_inside(p->field, p->arena);

	if (fits > 1)
		return err_set(p->err, RC_INVALID,
			       "Write more of '%.40s' for %s: it fits %zu of %s", word, label, fits,
			       list_options(p->field, p->arena));
	return err_set(p->err, RC_INVALID, "Choose one of these for %s: %s", label,
		       list_options(p->field, p->arena));
}

/* One choice; where the template lists none (the councils of the partnership) any line will do. */
static enum rc parse_choice(const struct parse *p, const char *s, const char **out)
{
	const struct field *f = p->field;
	const struct option *o;
	size_t fits;

	if (f->noptions == 0 && f->options_from && strcmp(f->options_from, "years") == 0)
		return parse_year(p, s, out);
	if (f->noptions == 0)
		return parse_text(p, s, out);
	o = match_option(f, s, &fits);
	if (!o)
		return no_option(p, s, fits);
	*out = o->id;
	return RC_OK;
}

/* Lists of things */

static void trim(const char **s, size_t *len)
{
	while (*len > 0 && isspace((unsigned char)**s)) {
		(*s)++;
		(*len)--;
	}
	while (*len > 0 && isspace((unsigned char)(*s)[*len - 1]))
		(*len)--;
}

static bool listed(const struct names *n, const char *s)
{
	for (size_t i = 0; i < n->n; i++) {
		if (strcmp(n->v[i], s) == 0)
			return true;
	}
	return false;
}

/* Cuts at any of the marks, trims, and drops what is empty. */
static struct names cut(const char *s, const char *marks, struct arena *a)
{
	struct names out = { arena_array(a, strlen(s) / 2 + 1, sizeof(char *)), 0 };

	while (*s) {
		size_t len = strcspn(s, marks), whole = len;
		const char *part = s;

		trim(&part, &len);
		if (len > 0)
			out.v[out.n++] = arena_strn(a, part, len);
		s += whole + (s[whole] != '\0');
	}
	return out;
}

static const char *join(const struct names *n, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < n->n; i++)
		buf_printf(&b, "%s%s", i ? "\n" : "", n->v[i]);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static bool chosen(const struct names *n, const struct option *o)
{
	return listed(n, o->id);
}

/* One line of a tick list: an option that has commas in it, or several parted by commas. */
static enum rc parse_ticks(const struct parse *p, const char *line, struct names *ids)
{
	struct names parts = { &line, 1 };
	size_t fits;

	if (p->field->noptions == 0 || !match_option(p->field, line, &fits))
		parts = cut(line, ",;", p->arena);
	for (size_t i = 0; i < parts.n; i++) {
		const char *id = NULL;

		if (parse_choice(p, parts.v[i], &id) != RC_OK)
			return RC_INVALID;
		if (!listed(ids, id))
			ids->v[ids->n++] = id;
	}
	return RC_OK;
}

static enum rc parse_multi(const struct parse *p, const char *s, const char **out)
{
	const struct field *f = p->field;
	struct names lines = cut(s, "\n", p->arena);
	struct names ids = { arena_array(p->arena, strlen(s) + 1, sizeof(char *)), 0 };
	struct names sorted = { arena_array(p->arena, f->noptions + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < lines.n; i++) {
		if (parse_ticks(p, lines.v[i], &ids) != RC_OK)
			return RC_INVALID;
	}
	for (size_t i = 0; i < f->noptions; i++) {
		if (chosen(&ids, &f->options[i]))
			sorted.v[sorted.n++] = f->options[i].id;
	}
	*out = join(f->noptions ? &sorted : &ids, p->arena);
	return RC_OK;
}

static enum rc parse_bool(const struct parse *p, const char *s, const char **out)
{
	static const struct {
		const char *typed, *stored;
	} words[] = { { "yes", "yes" }, { "y", "yes" }, { "no", "no" }, { "n", "no" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(s, words[i].typed) == 0) {
			*out = words[i].stored;
			return RC_OK;
		}
	}
	return err_set(p->err, RC_INVALID, "Answer yes or no for %s",
		       field_inside(p->field, p->arena));
}

static enum rc parse_one_ref(const struct parse *p, const char *s, const char **out)
{
	char id[49];

	if (!id_stored(s, id))
		return refuse(p, "takes what another entry is listed under, for example NE-12; "
				 "'%.40s' is none", s);
	*out = arena_str(p->arena, id);
	return RC_OK;
}

static enum rc parse_refs(const struct parse *p, const char *s, const char **out)
{
	struct names parts = cut(s, ",;\n", p->arena);
	struct names ids = { arena_array(p->arena, parts.n + 1, sizeof(char *)), 0 };
	size_t most = p->field->type == TYPE_REF ? 1 : REFS_MAX;

	for (size_t i = 0; i < parts.n; i++) {
		const char *id = NULL;

		if (parse_one_ref(p, parts.v[i], &id) != RC_OK)
			return RC_INVALID;
		if (!listed(&ids, id))
			ids.v[ids.n++] = id;
	}
	if (ids.n > most)
		return refuse(p, "takes at most %zu; there are %zu", most, ids.n);
	*out = join(&ids, p->arena);
	return RC_OK;
}

/* Groups and rows */

/* The end of a name=value that stands at s: a newline, or "; " before the next known name. */
static size_t pair_length(const struct field *f, const char *s)
{
	for (const char *at = s; *at; at++) {
		size_t name;

		if (*at == '\n')
			return (size_t)(at - s);
		if (*at != ';')
			continue;
		name = strspn(at + 1, " ");
		for (size_t i = 0; i < f->nfields; i++) {
			const char *id = f->fields[i].id;

			if (strncmp(at + 1 + name, id, strlen(id)) == 0 &&
			    at[1 + name + strlen(id)] == '=')
				return (size_t)(at - s);
		}
	}
	return strlen(s);
}

static char *unescaped(const char *s, size_t len, struct arena *a)
{
	static const struct {
		const char *code;
		char is;
	} codes[] = { { "%25", '%' }, { "%0D", '\r' }, { "%0A", '\n' }, { "%3B", ';' } };
	char *out = arena_strn(a, s, len);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		out[n] = s[i];
		for (size_t k = 0; k < sizeof(codes) / sizeof(codes[0]) && i + 2 < len; k++) {
			if (memcmp(s + i, codes[k].code, 3) != 0)
				continue;
			out[n] = codes[k].is;
			i += 2;
			break;
		}
		n++;
	}
	out[n] = '\0';
	return out;
}

static const char *list_parts(const struct field *f, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < f->nfields; i++)
		out = arena_printf(a, "%s%s%s", out, i ? ", " : "", f->fields[i].id);
	return out;
}

static enum rc parse_pair(const struct parse *p, const char *s, size_t len, struct pair *out)
{
	const char *equals = memchr(s, '=', len);
	const struct field *sub;
	size_t name = equals ? (size_t)(equals - s) : 0;

	trim(&s, &name);
	out->name = arena_strn(p->arena, s, name);
	sub = equals ? field_sub(p->field, out->name) : NULL;
	if (!sub)
		return refuse(p, "is written as name=answer with these names: %s",
			      list_parts(p->field, p->arena));
	return value_parse(sub, unescaped(equals + 1, len - (size_t)(equals + 1 - s), p->arena),
			   p->today, p->arena, &out->text, p->err);
}

static enum rc parse_group(const struct parse *p, const char *s, const char **out)
{
	size_t most = p->field->nfields, n = 0;
	struct pair *pairs = arena_array(p->arena, most + 1, sizeof(*pairs));

	while (*s) {
		size_t len = pair_length(p->field, s);
		const char *part = s;
		size_t trimmed = len;

		s += len + (s[len] != '\0');
		trim(&part, &trimmed);
		if (trimmed == 0)
			continue;
		if (n == most)
			return refuse(p, "names an answer twice");
		if (parse_pair(p, part, trimmed, &pairs[n]) != RC_OK)
			return RC_INVALID;
		for (size_t i = 0; i < n; i++) {
			if (strcmp(pairs[i].name, pairs[n].name) == 0)
				return refuse(p, "names an answer twice");
		}
		n++;
	}
	*out = pairs_text(pairs, n, p->arena);
	return RC_OK;
}

static const struct {
	parse_fn *parse;
	enum text_kind kind;
} types[] = {
	[TYPE_TEXT] = { parse_text, TEXT_LINE },
	[TYPE_LONG] = { parse_long, TEXT_LONG },
	[TYPE_DATE] = { parse_date, TEXT_LINE },
	[TYPE_PERIOD] = { parse_period, TEXT_LINE },
	[TYPE_MONEY] = { parse_money, TEXT_LINE },
	[TYPE_INT] = { parse_int, TEXT_LINE },
	[TYPE_NUM] = { parse_num, TEXT_LINE },
	[TYPE_PCT] = { parse_pct, TEXT_LINE },
	[TYPE_CHOICE] = { parse_choice, TEXT_LINE },
	[TYPE_MULTI] = { parse_multi, TEXT_LONG },
	[TYPE_BOOL] = { parse_bool, TEXT_LINE },
	[TYPE_YEAR] = { parse_year, TEXT_LINE },
	[TYPE_URL] = { parse_url, TEXT_LINE },
	[TYPE_REF] = { parse_refs, TEXT_LINE },
	[TYPE_REFS] = { parse_refs, TEXT_LONG },
	[TYPE_GROUP] = { parse_group, TEXT_LONG },
	[TYPE_ROWS] = { parse_group, TEXT_LONG },
};

enum rc value_parse(const struct field *f, const char *typed, struct date today, struct arena *a,
		    const char **out, struct err *err)
{
	struct parse p = { f, today, a, err };
	struct buf taken = { 0 };
	struct err why = { 0 };
	const char *s;

	if (text_accept(&taken, typed, strlen(typed), types[f->type].kind, NULL, &why) != RC_OK) {
		buf_clear(&taken);
		return refuse(&p, "cannot be kept: %s", why.text);
	}
	s = arena_str(a, buf_text(&taken));
	buf_clear(&taken);
	if (*s == '\0' || (f->not_known && strcasecmp(s, VALUE_NOT_KNOWN) == 0)) {
		*out = *s ? VALUE_NOT_KNOWN : "";
		return RC_OK;
	}
	return types[f->type].parse(&p, s, out);
}

/* Each part of a stored group is in the stored form of its own field. */
static enum rc check_group(const struct parse *p, const char *stored)
{
	struct pairs pairs = pairs_read(stored, p->arena);

	for (size_t i = 0; i < pairs.n; i++) {
		const struct field *sub = field_sub(p->field, pairs.v[i].name);

		if (!sub)
			return refuse(p, "has no part called '%.40s'; it has %s", pairs.v[i].name,
				      list_parts(p->field, p->arena));
		if (value_check(sub, pairs.v[i].text, p->err) != RC_OK)
			return RC_INVALID;
	}
	if (strcmp(pairs_text(pairs.v, pairs.n, p->arena), stored) != 0)
		return refuse(p, "is not in the form in which answers are kept");
	return RC_OK;
}

enum rc value_check(const struct field *f, const char *stored, struct err *err)
{
	struct arena *a;
	struct parse p;
	const char *again;
	enum rc rc;

	if (*stored == '\0')
		return RC_OK;
	a = arena_new();
	p = (struct parse){ f, { 2000, 1, 1 }, a, err };
	if (f->type == TYPE_GROUP || f->type == TYPE_ROWS) {
		rc = check_group(&p, stored);
	} else {
		rc = value_parse(f, stored, p.today, a, &again, err);
		if (rc == RC_OK && strcmp(again, stored) != 0)
			rc = refuse(&p, "is not in the form in which answers are kept; "
					"it would be '%.60s'", again);
	}
	arena_free(a);
	return rc;
}
