/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "rebuild_internal.h"

void pool_add(struct pool *p, struct found item)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 1024;
		p->v = mem_grow(p->v, p->cap * sizeof(*p->v));
	}
	p->v[p->n++] = item;
}

static int by_key(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int c = slice_compare(x->key, y->key);

	if (c)
		return c;
	if (x->origin != y->origin)
		return x->origin < y->origin ? -1 : 1;
	return (x->change > y->change) - (x->change < y->change);
}

static bool same_value(const struct found *a, const struct found *b)
{
	return slice_compare(a->key, b->key) == 0 && a->value.data && b->value.data &&
	       slice_compare(a->value, b->value) == 0;
}

/* What old pages hold besides, as it is elsewhere, says nothing new. */
static void drop_doubles(struct pool *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		bool twice = false;

		for (size_t k = i + 1; p->v[i].origin == FROM_OLD_PAGES && k < p->n && !twice &&
				       slice_compare(p->v[k].key, p->v[i].key) == 0;
		     k++)
			twice = same_value(&p->v[i], &p->v[k]);
		if (!twice)
			p->v[kept++] = p->v[i];
	}
	p->n = kept;
}

void pool_sort(struct pool *p)
{
	if (!p->n)
		return;
	qsort(p->v, p->n, sizeof(*p->v), by_key);
	drop_doubles(p);
}

void pool_clear(struct pool *p)
{
	mem_free(p->v);
	*p = (struct pool){ 0 };
}

/* The first item whose key is not less. */
static size_t lower(const struct pool *p, struct slice key)
{
	size_t from = 0, to = p->n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (slice_compare(p->v[at].key, key) < 0)
			from = at + 1;
		else
			to = at;
	}
	return from;
}

struct found *pool_at(const struct pool *p, struct slice key, size_t *n)
{
	size_t from = lower(p, key), to = from;

	while (to < p->n && slice_compare(p->v[to].key, key) == 0)
		to++;
	*n = to - from;
	return p->v + from;
}

struct found *pool_of_change(const struct pool *p, struct slice key, uint32_t change)
{
	size_t n;
	struct found *v = pool_at(p, key, &n);

	for (size_t i = 0; i < n; i++)
		if (v[i].change == change)
			return &v[i];
	return NULL;
}

size_t pool_range(const struct pool *p, struct slice prefix, size_t *to)
{
	size_t from = lower(p, prefix);

	for (*to = from; *to < p->n && slice_starts(p->v[*to].key, prefix);)
		++*to;
	return from;
}

/* p/<pid>/l/<number> or p/<pid>/x/<person>/l/<number> */
static bool place_of(struct slice key, char pid[PID_MAX + 1], char own[PERSON_MAX + 1])
{
	char text[KEY_MAX_BYTES + 1];
	int n = 0;

	memcpy(text, key.data, key.len);
	text[key.len] = '\0';
	own[0] = '\0';
	if (sscanf(text, "p/%16[^/]/l/%n", pid, &n) == 1 && n)
		return true;
	n = 0;
	return sscanf(text, "p/%16[^/]/x/%16[^/]/l/%n", pid, own, &n) == 2 && n;
}

void pool_each_place(const struct pool *p, bool (*fn)(void *arg, struct place place), void *arg)
{
	char pid[PID_MAX + 1], own[PERSON_MAX + 1];

	for (size_t i = 0; i < p->n;) {
		struct place place = { pid, NULL };
		struct key k;

		if (!place_of(p->v[i].key, pid, own)) {
			i++;
			continue;
		}
		place.own = own[0] ? own : NULL;
		if (place_good(place) && !fn(arg, place))
			return;
		log_prefix(&k, place);
		k.text[k.len - 1]++; /* behind all that begin with it */
		i = lower(p, key_slice(&k));
	}
}

bool line_key(struct slice key, const struct key *prefix, uint64_t *number)
{
	return key.len == prefix->len + 12 && slice_starts(key, key_slice(prefix)) &&
	       log_number(key, prefix->len, number);
}

static void digest_line(struct slice value, char out[DIGEST_TEXT])
{
	unsigned char digest[DIGEST_BYTES];
	struct part part = { value.data, value.len };

	digest_of(digest, &part, 1);
	digest_text(out, digest);
}

enum rc log_end_of(struct view *v, struct place p, uint64_t *head, char digest[DIGEST_TEXT])
{
	struct slice raw;
	struct key k;
	enum rc rc = log_head(v, p, head);

	snprintf(digest, DIGEST_TEXT, "-");
	if (rc || !*head)
		return rc;
	log_key(&k, p, *head);
	rc = view_get(v, key_slice(&k), &raw);
	if (!rc)
		digest_line(raw, digest);
	return rc;
}

static bool usable(const struct pool *p, const struct found *f)
{
	return f->value.data && (!p->journal_alone || f->origin == FROM_JOURNAL);
}

/* The line of a number that has the digest, best origin first. */
static struct found *line_with(const struct pool *p, struct place place, uint64_t number,
			       const char *digest)
{
	char is[DIGEST_TEXT];
	struct found *v;
	struct key k;
	size_t n;

	log_key(&k, place, number);
	v = pool_at(p, key_slice(&k), &n);
	while (n-- > 0) {
		if (!usable(p, &v[n]))
			continue;
		digest_line(v[n].value, is);
		if (strcmp(is, digest) == 0)
			return &v[n];
	}
	return NULL;
}

static void take(struct chain *c, struct found *line)
{
	c->v = mem_grow(c->v, (c->n + 1) * sizeof(struct found *));
	c->v[c->n++] = line;
}

/* The file has another line of that number. */
static bool contradicted(const struct pool *p, struct place place, uint64_t number,
			 const struct found *line)
{
	const struct found *v;
	struct log_line l;
	struct key k;
	size_t n;

	log_key(&k, place, number);
	v = pool_at(p, key_slice(&k), &n);
	while (n-- > 0)
		if (v[n].origin == FROM_FILE && !same_value(&v[n], line) &&
		    log_take(v[n].key, v[n].value, NULL, &l))
			return true;
	return false;
}

/* Back from a line; true when it ends at the head. What leads past the file's own is no gap. */
static bool walk_back(const struct pool *p, struct found *line, uint64_t number, uint64_t head,
		      const char *digest, struct chain *c)
{
	struct log_line l;

	c->n = 0;
	for (;;) {
		c->missing = 0;
		if (contradicted(p, c->place, number, line))
			return false;
		if (line->tried || !log_take(line->key, line->value, NULL, &l)) {
			c->missing = number;
			return false;
		}
		line->tried = true;
		take(c, line);
		if (number == head + 1) {
			c->missing = strcmp(l.prev, digest) == 0 ? 0 : number;
			return !c->missing;
		}
		line = line_with(p, c->place, --number, l.prev);
		if (!line) {
			c->missing = number;
			return false;
		}
	}
}

/*
 * The newest line of a place that was not tried yet; NULL: there is none. In the journal it is what
 * came last, however long another one was; the file has one line only.
 */
static struct found *next_try(const struct pool *p, size_t from, size_t to,
			      const struct key *prefix, uint64_t *number)
{
	struct found *noted = NULL, *held = NULL;
	uint64_t is, noted_number = 0, held_number = 0;

	for (size_t i = from; i < to; i++) {
		struct found *f = &p->v[i];

		if (!usable(p, f) || f->tried || f->stranger || !line_key(f->key, prefix, &is))
			continue;
		if (f->origin != FROM_JOURNAL) {
			held = f;
			held_number = is;
		} else if (!noted || f->change > noted->change) {
			noted = f;
			noted_number = is;
		}
	}
	if (noted && (!held || noted_number > held_number ||
		      (noted_number == held_number && held->origin == FROM_OLD_PAGES)))
		held = NULL;
	*number = held ? held_number : noted_number;
	return held ? held : noted;
}

static void tell_strangers(const struct pool *p, struct place place, size_t from, size_t to,
			   const struct key *prefix)
{
	struct place_line own;
	struct log_line l;
	uint64_t number;

	line_place(&own, p, place);
	for (size_t i = from; i < to; i++) {
		struct found *f = &p->v[i];

		f->tried = false;
		f->stranger = f->origin == FROM_JOURNAL && f->value.data &&
			      line_key(f->key, prefix, &number) &&
			      log_take(f->key, f->value, NULL, &l) &&
			      !line_has(&own, l.at, f->change);
	}
}

static void turn_round(struct chain *c)
{
	for (size_t i = 0; i < c->n / 2; i++) {
		struct found *swap = c->v[i];

		c->v[i] = c->v[c->n - 1 - i];
		c->v[c->n - 1 - i] = swap;
	}
	for (size_t i = 0; i < c->n; i++)
		c->v[i]->chosen = true;
}

void chain_find(const struct pool *p, struct place place, uint64_t head, const char *digest,
		bool whole, struct chain *out)
{
	struct found *line;
	struct key prefix;
	size_t from, to;
	uint64_t number, missing = 0;

	*out = (struct chain){ .place = place, .first = head + 1 };
	log_prefix(&prefix, place);
	from = pool_range(p, key_slice(&prefix), &to);
	tell_strangers(p, place, from, to, &prefix);
	while ((line = next_try(p, from, to, &prefix, &number))) {
		if (!out->newest) {
			out->newest = line;
			out->newest_number = number;
		}
		if (number <= head)
			break;
		if (walk_back(p, line, number, head, digest, out)) {
			turn_round(out);
			out->missing = missing;
			return;
		}
		line->tried = true;
		missing = missing ? missing : out->missing;
		if (whole)
			break;
	}
	out->n = 0;
	out->missing = missing;
}

void chain_clear(struct chain *c)
{
	mem_free(c->v);
	*c = (struct chain){ 0 };
}

void place_words(struct place p, char out[96])
{
	if (p.own && !strcmp(p.own, AUDIT_OWN))
		snprintf(out, 96, "the audit of partnership '%s'", p.pid);
	else if (p.own)
		snprintf(out, 96, "%s's own answers in partnership '%s'", p.own, p.pid);
	else
		snprintf(out, 96, "partnership '%s'", p.pid);
}
