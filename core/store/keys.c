/* SPDX-License-Identifier: ISC */
#include "keys.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 48, PREFIX_MAX = 8, REPLICA_MAX = 8, DIGITS_STORED = 6, DIGITS_MAX = 12 };

static bool is_small(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool key_byte(char c)
{
	return is_small(c) || c == '.' || c == '_' || c == '-' || c == '/' || c == ':';
}

enum rc key_printf(struct key *k, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(k->text, sizeof(k->text), fmt, ap);
	va_end(ap);
	k->len = 0;
	if (n < 1 || n > KEY_MAX_BYTES)
		return RC_INVALID;
	for (int i = 0; i < n; i++)
		if (!key_byte(k->text[i]))
			return RC_INVALID;
	k->len = (size_t)n;
	return RC_OK;
}

struct slice key_slice(const struct key *k)
{
	return (struct slice){ k->text, k->len };
}

bool key_part_good(const char *s, size_t max)
{
	size_t n = 0;

	if (!is_small(s[0]))
		return false;
	for (; s[n]; n++)
		if (n >= max || !(is_small(s[n]) || s[n] == '.' || s[n] == '_' || s[n] == '-'))
			return false;
	return true;
}

/* An id taken apart, in small letters: prefix, replica of a laptop copy ("" at home), number. */
struct id {
	char prefix[PREFIX_MAX + 1], replica[REPLICA_MAX + 1];
	char digits[DIGITS_MAX + 1]; /* without leading zeros */
	size_t written;              /* digits as they were written */
};

/* Copies what is made of letters and digits; returns its length, 0 when it does not fit. */
static size_t take_small(char *out, size_t max, const char *s)
{
	size_t n = 0;

	for (char c; (c = (char)tolower((unsigned char)s[n])) && is_small(c); n++) {
		if (n == max)
			return 0;
		out[n] = c;
	}
	out[n] = '\0';
	return n;
}

static bool take_number(struct id *out, const char *s)
{
	size_t n = strspn(s, "0123456789"), zeros = strspn(s, "0");

	if (!n || s[n] || n == zeros || n - zeros > DIGITS_MAX)
		return false;
	memcpy(out->digits, s + zeros, n - zeros + 1);
	out->written = n;
	return true;
}

static bool id_take(const char *s, struct id *out)
{
	size_t n = strlen(s);

	*out = (struct id){ 0 };
	if (n > ID_MAX)
		return false;
	n = take_small(out->prefix, PREFIX_MAX, s);
	if (!n || is_digit(out->prefix[0]) || s[n] != '-')
		return false;
	s += n + 1;
	if (!strchr(s, '.'))
		return take_number(out, s);
	n = take_small(out->replica, REPLICA_MAX, s);
	return n >= 2 && s[n] == '.' && take_number(out, s + n + 1);
}

/* Only the stored form: small letters, six digits at home, no leading zeros on a laptop. */
static bool id_take_stored(const char *s, struct id *out)
{
	for (const char *p = s; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			return false;
	if (!id_take(s, out))
		return false;
	return out->replica[0] ? out->written == strlen(out->digits)
			       : out->written >= DIGITS_STORED;
}

static void upper(char *s)
{
	for (; *s; s++)
		*s = (char)toupper((unsigned char)*s);
}

void id_shown(const char *stored, char out[49])
{
	struct id id;

	if (!id_take_stored(stored, &id)) {
		snprintf(out, ID_MAX + 1, "%s", stored);
		return;
	}
	if (id.replica[0])
		snprintf(out, ID_MAX + 1, "%s-%s.%s", id.prefix, id.replica, id.digits);
	else
		snprintf(out, ID_MAX + 1, "%s-%s%s", id.prefix, id.digits[1] ? "" : "0", id.digits);
	upper(out);
}

bool id_stored(const char *typed, char out[49])
{
	struct id id;
	int pad;

	if (!id_take(typed, &id))
		return false;
	pad = DIGITS_STORED - (int)strlen(id.digits);
	if (id.replica[0])
		snprintf(out, ID_MAX + 1, "%s-%s.%s", id.prefix, id.replica, id.digits);
	else
		snprintf(out, ID_MAX + 1, "%s-%.*s%s", id.prefix, pad > 0 ? pad : 0, "000000",
			 id.digits);
	return true;
}

bool id_prefix(const char *stored, char out[9])
{
	struct id id;

	if (!id_take(stored, &id))
		return false;
	snprintf(out, PREFIX_MAX + 1, "%s", id.prefix);
	return true;
}

unsigned long id_number(const char *stored)
{
	struct id id;

	return id_take(stored, &id) ? strtoul(id.digits, NULL, 10) : 0;
}

const char *fact_name(struct arena *a, const char *cycle, const char *reg, const char *record,
		      const char *field)
{
	return arena_printf(a, "%s/%s/%s/%s", cycle, reg, record, field);
}

bool fact_parts(struct arena *a, const char *name, struct fact_parts *out)
{
	const char **part[] = { &out->cycle, &out->reg, &out->record, &out->field };
	const char *s = name;
	char *dot;

	*out = (struct fact_parts){ 0 };
	for (size_t i = 0; i < 4; i++) {
		size_t n = strcspn(s, "/");

		if (!n || (s[n] == '/') != (i < 3))
			return false;
		*part[i] = arena_strn(a, s, n);
		s += n + 1;
	}
	dot = strchr((char *)out->field, '.');
	if (dot) {
		*dot = '\0';
		out->row = dot + 1;
	}
	return true;
}
