/* SPDX-License-Identifier: ISC */
#include "value_internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../store/keys.h"
#include "../base/text.h"

#define MONEY_MAX 999999999.99

enum rc value_refuse(const struct parse *p, const char *fmt, ...)
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
		return value_refuse(p, "must be %s characters or fewer; it has %s",
				    bound_text((double)most, p->arena),
				    bound_text((double)have, p->arena));
	*out = s;
	return RC_OK;
}

enum rc parse_text(const struct parse *p, const char *s, const char **out)
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
		return value_refuse(p, "must start with https:// or http://");
	if (!isalnum((unsigned char)s[start]) || strpbrk(s, " \"<>\\^`{|}"))
		return value_refuse(p, "must be a web address without blanks, for example "
				       "https://www.gov.scot/");
	return parse_chars(p, s, URL_MAX_CHARS, out);
}

/* Dates */

static enum rc parse_day(const struct parse *p, const char *s, struct date *out)
{
	struct err why = { 0 };

	if (date_parse(s, p->today, out, &why) == RC_OK)
		return RC_OK;
	return value_refuse(p, "'%.40s' is not a date: %s", s, why.text);
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
		return value_refuse(p, "needs a first and a last day, for example "
				       "1 4 2026 to 31 3 2027");
	}
	if (date_compare(to, from) < 0)
		return value_refuse(p, "must end on or after the day it starts");
	date_iso(from, a);
	date_iso(to, b);
	*out = arena_printf(p->arena, "%s %s", a, b);
	return RC_OK;
}

const char *year_stored(int first, struct arena *a)
{
	return arena_printf(a, "%04d-%02d", first, (first + 1) % 100);
}

enum rc parse_year(const struct parse *p, const char *s, const char **out)
{
	int first;

	if (!year_read(s, &first))
		return value_refuse(p, "must be a reporting year from April to March, for example "
				       "2026-27");
	*out = year_stored(first, p->arena);
	return RC_OK;
}

/* Numbers */

struct number_kind {
	size_t decimals;
	bool padded; /* always shown with all its decimals */
	double min, max;
	bool bounded; /* min and max hold where the field does not say otherwise */
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
		return value_refuse(p, "must be from %s to %s", bound_text(min, p->arena),
				    bound_text(max, p->arena));
	if (low)
		return value_refuse(p, "must be %s or more", bound_text(min, p->arena));
	return value_refuse(p, "must be %s or less", bound_text(max, p->arena));
}

static enum rc parse_number(const struct parse *p, const struct number_kind *k, const char *s,
			    const char **out)
{
	struct number n;
	size_t len;
	bool zero;

	if (!number_read(s, &n))
		return value_refuse(p, "must be %s", k->what);
	len = strlen(n.fraction);
	while (len > 0 && n.fraction[len - 1] == '0')
		n.fraction[--len] = '\0';
	if (len > k->decimals)
		return k->decimals ? value_refuse(p, "takes at most %zu decimals", k->decimals)
				   : value_refuse(p, "must be a whole number");
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
		.decimals = 2,
		.padded = true,
		.bounded = true,
		.max = MONEY_MAX,
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
		.decimals = 1,
		.padded = true,
		.bounded = true,
		.max = 100,
		.what = "a percentage from 0 to 100, for example 45.5",
	};
	size_t len = strlen(s);

	while (len > 0 && (s[len - 1] == '%' || s[len - 1] == ' '))
		len--;
	return parse_number(p, &kind, arena_strn(p->arena, s, len), out);
}

static const struct {
	parse_fn *parse;
	enum text_kind kind;
} types[] = {
	[TYPE_TEXT] = { parse_text, TEXT_LINE },     [TYPE_LONG] = { parse_long, TEXT_LONG },
	[TYPE_DATE] = { parse_date, TEXT_LINE },     [TYPE_PERIOD] = { parse_period, TEXT_LINE },
	[TYPE_MONEY] = { parse_money, TEXT_LINE },   [TYPE_INT] = { parse_int, TEXT_LINE },
	[TYPE_NUM] = { parse_num, TEXT_LINE },       [TYPE_PCT] = { parse_pct, TEXT_LINE },
	[TYPE_CHOICE] = { parse_choice, TEXT_LINE }, [TYPE_MULTI] = { parse_multi, TEXT_LONG },
	[TYPE_BOOL] = { parse_bool, TEXT_LINE },     [TYPE_YEAR] = { parse_year, TEXT_LINE },
	[TYPE_URL] = { parse_url, TEXT_LINE },       [TYPE_REF] = { parse_refs, TEXT_LINE },
	[TYPE_REFS] = { parse_refs, TEXT_LONG },     [TYPE_GROUP] = { parse_group, TEXT_LONG },
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
		return value_refuse(&p, "cannot be kept: %s", why.text);
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
			return value_refuse(p, "has no part called '%.40s'; it has %s",
					    pairs.v[i].name, list_parts(p->field, p->arena));
		if (value_check(sub, pairs.v[i].text, p->err) != RC_OK)
			return RC_INVALID;
	}
	if (strcmp(pairs_text(pairs.v, pairs.n, p->arena), stored) != 0)
		return value_refuse(p, "is not in the form in which answers are kept");
	return RC_OK;
}

enum rc value_check(const struct field *f, const char *stored, struct err *err)
{
	struct arena *a;
	struct parse p;
	const char *again = NULL;
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
			rc = value_refuse(&p,
					  "is not in the form in which answers are kept; "
					  "it would be '%.60s'",
					  again);
	}
	arena_free(a);
	return rc;
}
