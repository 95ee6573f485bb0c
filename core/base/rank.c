/* SPDX-License-Identifier: ISC */
#include "rank.h"

#include <string.h>

enum { BASE = 36 };

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* A rank never ends in 0: nothing would fit between it and the one without. */
bool rank_good(const char *stored)
{
	size_t len = strlen(stored);

	return len > 0 && len <= RANK_MAX && strspn(stored, digits) == len &&
	       stored[len - 1] != '0';
}

/* The number of an id, and the letters of the copy it was made on: what tells it from others. */
static void add_own(struct buf *b, const char *id)
{
	const char *dash = strchr(id, '-');

	for (const char *p = dash ? dash + 1 : id; *p; p++) {
		if (strchr(digits, *p))
			buf_char(b, *p);
	}
	buf_char(b, 'i');
}

static const char *taken(struct buf *b, struct arena *a)
{
	const char *out = arena_str(a, buf_text(b));

	buf_clear(b);
	return out;
}

const char *rank_of(const char *stored, const char *id, struct arena *a)
{
	struct buf b = { 0 };

	if (*stored)
		return stored;
	buf_char(&b, 'i'); /* half way: there is as much room before as behind */
	add_own(&b, id);
	return taken(&b, a);
}

/* Digit at i; behind the end of a rank comes the least, where there is no rank at all the limit. */
static int digit_at(const char *rank, size_t len, size_t i, int limit)
{
	return !rank ? limit : i < len ? (int)(strchr(digits, rank[i]) - digits) : 0;
}

const char *rank_between(const char *after, const char *before, const char *id, struct arena *a)
{
	size_t nafter = after ? strlen(after) : 0, nbefore = before ? strlen(before) : 0;
	struct buf b = { 0 };

	if (after && before && strcmp(after, before) >= 0)
		return NULL;
	for (size_t i = 0; i < RANK_MAX; i++) {
		int low = digit_at(after, nafter, i, 0), high = digit_at(before, nbefore, i, BASE);

		if (high - low > 1) {
			buf_char(&b, digits[low + (high - low) / 2]);
			add_own(&b, id);
			if (b.len <= RANK_MAX)
				return taken(&b, a);
			break;
		}
		buf_char(&b, digits[low]);
		if (high > low)
			before = NULL; /* it is below already */
	}
	buf_clear(&b);
	return NULL;
}
