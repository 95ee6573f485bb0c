/* SPDX-License-Identifier: ISC */
/* Values: the form they have in the store, and versions. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

enum { HEAD_MAX = 112, SUM_DIGITS = 8 };

bool version_none(struct version v)
{
	return v.number == 0;
}

void version_text(struct version v, char out[VERSION_TEXT])
{
	if (version_none(v))
		snprintf(out, VERSION_TEXT, "-");
	else
		snprintf(out, VERSION_TEXT, "%.8s:%" PRIu64, v.replica, v.number);
}

/* The number at *s, at most 19 digits; steps over it. */
static bool take_digits(const char **s, const char *end, uint64_t *out)
{
	const char *p = *s;

	for (*out = 0; p < end && *p >= '0' && *p <= '9' && p - *s < 19; p++)
		*out = *out * 10 + (uint64_t)(*p - '0');
	if (p == *s)
		return false;
	*s = p;
	return true;
}

static bool take_version(const char **s, const char *end, struct version *out)
{
	const char *p = *s;
	size_t n = 0;

	*out = (struct version){ "", 0 };
	if (p < end && *p == '-') {
		*s = p + 1;
		return true;
	}
	for (; p < end && n < 8 && ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9')); p++)
		out->replica[n++] = *p;
	if (n < 2 || p == end || *p++ != ':' || !take_digits(&p, end, &out->number) || !out->number)
		return false;
	*s = p;
	return true;
}

bool version_read(const char *s, struct version *out)
{
	const char *end = s + strlen(s);
	struct version v;

	if (!take_version(&s, end, &v) || s != end)
		return false;
	*out = v;
	return true;
}

bool version_same(struct version a, struct version b)
{
	return a.number == b.number && (!a.number || !strcmp(a.replica, b.replica));
}

static uint32_t cell_sum(struct slice key, const char *head, size_t head_len, const char *text,
			 size_t len)
{
	return crc32c(crc32c(crc32c(0, key.data, key.len), head, head_len), text, len);
}

void cell_write(struct buf *out, struct slice key, const struct cell *c)
{
	char head[HEAD_MAX], at[VERSION_TEXT];
	int n;

	version_text(c->at, at);
	n = snprintf(head, sizeof(head), "%d %s %" PRId64 " %s ", !c->removed, at, c->ms, c->who);
	assert(n > 0 && n < HEAD_MAX);
	buf_add(out, head, (size_t)n);
	buf_printf(out, "%08" PRIx32 "\n", cell_sum(key, head, (size_t)n, c->text, c->len));
	buf_add(out, c->text, c->len);
}

static bool take_char(const char **s, const char *end, char c)
{
	return *s < end && *(*s)++ == c;
}

static bool take_who(const char **s, const char *end, char out[SALT_TEXT])
{
	size_t n = 0;

	for (; *s < end && **s != ' ' && **s != '\n'; ++*s) {
		if (n + 1 == SALT_TEXT)
			return false;
		out[n++] = **s;
	}
	out[n] = '\0';
	return n > 0;
}

/* A sum as it stands in the store: eight small hexadecimal digits. */
static bool sum_is(const char *at, uint32_t sum)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < SUM_DIGITS; i++, sum <<= 4)
		if (at[i] != digit[sum >> 28])
			return false;
	return true;
}

bool cell_take(struct slice key, struct slice value, struct cell *out)
{
	const char *start = value.data, *s = start, *end = start + value.len, *sum_at;
	uint64_t ms;

	if (value.len < 2 || (s[0] != '0' && s[0] != '1') || s[1] != ' ')
		return false;
	out->removed = s[0] == '0';
	s += 2;
	if (!take_version(&s, end, &out->at) || !take_char(&s, end, ' ') ||
	    !take_digits(&s, end, &ms) || !take_char(&s, end, ' ') ||
	    !take_who(&s, end, out->who) || !take_char(&s, end, ' '))
		return false;
	sum_at = s;
	if (end - s <= SUM_DIGITS || s[SUM_DIGITS] != '\n')
		return false;
	s += SUM_DIGITS + 1;
	out->ms = (int64_t)ms;
	out->text = s;
	out->len = (size_t)(end - s);
	return sum_is(sum_at, cell_sum(key, start, (size_t)(sum_at - start), s, out->len));
}

bool cell_text(struct slice key, struct slice value, struct cell *out)
{
	const char *start = value.data, *end = start + value.len;
	size_t head = value.len < HEAD_MAX ? value.len : HEAD_MAX;
	const char *line = head ? memchr(start, '\n', head) : NULL, *sum_at;

	if (!line || line - start < 11 || (start[0] != '0' && start[0] != '1') || start[1] != ' ')
		return false;
	sum_at = line - SUM_DIGITS;
	out->removed = start[0] == '0';
	out->text = line + 1;
	out->len = (size_t)(end - out->text);
	return sum_is(sum_at, cell_sum(key, start, (size_t)(sum_at - start), out->text, out->len));
}

enum rc damaged(struct view *v, struct slice key)
{
	char words[160];

	place_key_words(key, words);
	return view_fail(
		v, RC_DAMAGED,
		"%s is damaged in the store; nothing is shown of it. 'cairn verify' lists all "
		"damage, 'cairn restore FILE' brings back a backup",
		words);
}

void cell_put(struct view *v, const struct key *k, const struct cell *c)
{
	struct buf b = { 0 };

	cell_write(&b, key_slice(k), c);
	view_put(v, key_slice(k), (struct slice){ b.data, b.len });
	buf_clear(&b);
}

enum rc cell_get(struct view *v, const struct key *k, struct cell *out)
{
	struct slice raw;
	enum rc rc = view_get(v, key_slice(k), &raw);

	if (rc)
		return rc;
	return cell_take(key_slice(k), raw, out) ? RC_OK : damaged(v, key_slice(k));
}
