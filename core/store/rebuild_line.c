/* SPDX-License-Identifier: ISC */
/*
 * Which changes of a journal are those of the store that is there.
 *
 * A journal goes on when a backup is put in the place of the store, so it has
 * what the restore threw out as well. From there on the store writes under
 * another name, and how far it holds what other names wrote it counts itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rebuild_internal.h"

static struct slice words(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

static const struct found *last_of(const struct pool *p, const char *key, enum found_in origin)
{
	size_t n;
	const struct found *v = pool_at(p, words(key), &n);

	while (n-- > 0)
		if (v[n].origin == origin && v[n].value.data)
			return &v[n];
	return NULL;
}

/* A store that is made notes its format just before its name. */
static bool made_by(const struct pool *p, uint32_t change)
{
	return change && pool_of_change(p, words("s/format"), change - 1);
}

static bool names(const struct found *f, const char *name)
{
	char is[9];

	return replica_name(f->value, is) && strcmp(is, name) == 0;
}

/* The change by which the store took its name, and the one by which another took over. */
static void find_span(struct own_line *l, const struct pool *p)
{
	size_t n;
	const struct found *v = pool_at(p, words("s/replica"), &n);

	l->begin = 0;
	l->end = UINT32_MAX;
	while (n-- > 0) {
		bool is = v[n].value.data && names(&v[n], l->name);

		if (v[n].origin != FROM_JOURNAL)
			continue;
		if (l->begin && (!is || made_by(p, l->begin)))
			break;
		if (is)
			l->begin = v[n].change; /* compacting notes the name once more */
		else
			l->end = v[n].change;
	}
	if (!l->begin)
		l->end = UINT32_MAX;
}

static struct slice heads_at(const struct pool *p, const struct own_line *l)
{
	const struct found *f = l->begin ? pool_of_change(p, words(JOURNAL_FROM), l->begin) : NULL;
	struct cell c;

	f = f ? f : last_of(p, JOURNAL_FROM, FROM_FILE);
	if (!l->named || !f || !f->value.data || !cell_take(f->key, f->value, &c))
		return (struct slice){ NULL, 0 };
	return (struct slice){ c.text, c.len };
}

void line_find(struct own_line *l, const struct pool *p)
{
	const struct found *file = last_of(p, "s/replica", FROM_FILE),
			   *last = last_of(p, "s/replica", FROM_JOURNAL);

	*l = (struct own_line){ .end = UINT32_MAX };
	l->named = (file && replica_name(file->value, l->name)) ||
		   (last && replica_name(last->value, l->name));
	if (l->named)
		find_span(l, p);
	l->heads = heads_at(p, l);
}

bool line_is_here(const struct pool *p, const char *dir)
{
	const struct found *file = last_of(p, "s/replica", FROM_FILE),
			   *last = last_of(p, "s/replica", FROM_JOURNAL);

	switch (file ? replica_at(file->value, dir) : REPLICA_HERE) {
	case REPLICA_PUT_HERE:
		return false;
	case REPLICA_ELSEWHERE:
		return !last || slice_compare(last->value, file->value) == 0;
	default:
		return true;
	}
}

/* One place */

bool line_is_own(const struct own_line *l, struct version at, uint32_t change)
{
	return !l->named || (change >= l->begin && strcmp(at.replica, l->name) == 0);
}

/* The lowest number that the store gave itself, as far as the journal has it; 0: none. */
static uint64_t first_own(const struct pool *p, struct place place)
{
	struct key prefix;
	size_t to;
	uint64_t number;
	struct log_line l;

	log_prefix(&prefix, place);
	for (size_t i = pool_range(p, key_slice(&prefix), &to); i < to; i++)
		if (p->v[i].origin == FROM_JOURNAL && p->v[i].value.data &&
		    line_key(p->v[i].key, &prefix, &number) &&
		    log_take(p->v[i].key, p->v[i].value, NULL, &l) &&
		    line_is_own(&p->line, l.at, p->v[i].change))
			return number;
	return 0;
}

/* "p/sf 42", a line for each place */
static uint64_t head_in(struct slice heads, struct place place)
{
	const char *s = heads.data, *end = s + heads.len;
	struct key base;

	place_base(&base, place);
	while (s < end) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t len = (size_t)((stop ? stop : end) - s);

		if (len > base.len && memcmp(s, base.text, base.len) == 0 && s[base.len] == ' ')
			return strtoull(s + base.len + 1, NULL, 10);
		s += len + 1;
	}
	return 0;
}

/* How far the file's own count of a name goes; false: it cannot be read. */
static bool counted(const struct found *f, uint64_t *upto)
{
	char text[24];
	struct cell c;

	if (f->origin != FROM_FILE || !cell_take(f->key, f->value, &c))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)(c.len < 20 ? c.len : 20), c.text);
	*upto = strtoull(text, NULL, 10);
	return true;
}

void line_place(struct place_line *l, const struct pool *p, struct place place)
{
	struct key base, k;
	uint64_t upto;
	size_t to;

	*l = (struct place_line){ .pool = p, .place = place, .upto = UINT64_MAX };
	if (!p->line.named)
		return;
	place_base(&base, place);
	key_printf(&k, "%s/v/", base.text);
	for (size_t i = pool_range(p, key_slice(&k), &to); i < to && !l->counts; i++)
		l->counts = counted(&p->v[i], &upto);
	if (l->counts)
		return;
	upto = first_own(p, place);
	if (p->line.heads.data)
		l->upto = head_in(p->line.heads, place);
	else if (upto)
		l->upto = upto - 1;
}

bool line_has(const struct place_line *l, struct version at, uint32_t change)
{
	const struct pool *p = l->pool;
	const struct found *v;
	struct key base, k;
	uint64_t upto;
	size_t n;

	if (line_is_own(&p->line, at, change))
		return true;
	if (!l->counts)
		return at.number <= l->upto;
	place_base(&base, l->place);
	key_printf(&k, "%s/v/%s", base.text, at.replica);
	v = pool_at(p, key_slice(&k), &n);
	while (n-- > 0)
		if (counted(&v[n], &upto))
			return at.number <= upto;
	return false;
}
