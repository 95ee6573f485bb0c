/* SPDX-License-Identifier: ISC */
/* What a rule reads of the other records of a register: once for one record, or once for many. */
#include <stdlib.h>
#include <string.h>

#include "rules_internal.h"

struct sheet {
	const struct rule *rule;
	const char *cycle;
	struct records all;
	struct peer *v; /* by key, then by first day */
	size_t n;
	struct sheet *next;
};

struct peers {
	struct arena *arena;
	struct sheet *sheets;
};

struct peers *peers_new(void)
{
	struct peers *p = mem_alloc(sizeof(*p));

	p->arena = arena_new();
	p->sheets = NULL;
	return p;
}

void peers_free(struct peers *p)
{
	if (!p)
		return;
	arena_free(p->arena);
	mem_free(p);
}

/* The rule's fields, the field that it looks at, and the one that says when. */
static struct names wanted(const struct rule *r, const char *when, struct arena *a)
{
	struct names out = { arena_array(a, r->fields.n + 2, sizeof(char *)), 0 };

	for (size_t i = 0; i < r->fields.n; i++)
		out.v[out.n++] = r->fields.v[i];
	out.v[out.n++] = r->field;
	if (when)
		out.v[out.n++] = when;
	return out;
}

/* Answers hold no control characters but line ends. */
static const char *add_to_key(const char *key, const char *text, struct arena *a)
{
	return arena_printf(a, "%s%s\x1f", key, text);
}

static int by_key(const void *va, const void *vb)
{
	const struct peer *a = va, *b = vb;
	int order = strcmp(a->key, b->key);

	return order ? order : (a->at.first > b->at.first) - (a->at.first < b->at.first);
}

static void make_peer(struct sheet *s, const struct sheet_row *row, size_t nkeys, size_t when,
		      struct arena *a)
{
	struct peer *p = &s->v[s->n];

	if (strcmp(row->life, "archived") == 0)
		return;
	*p = (struct peer){ .id = row->id, .key = "", .text = row->cell[nkeys] };
	if (!span_read(row->cell[when], &p->at))
		return;
	for (size_t i = 0; i < nkeys; i++)
		p->key = add_to_key(p->key, row->cell[i], a);
	s->n++;
}

/* The latest last day up to each peer tells when no earlier one can reach further. */
static void note_reach(struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct peer *p = &s->v[i];

		p->reach = p->at.last;
		if (i > 0 && strcmp(p[-1].key, p->key) == 0 && p[-1].reach > p->reach)
			p->reach = p[-1].reach;
	}
}

static bool fill(const struct checking *c, const struct rule *r, const char *when, struct sheet *s,
		 struct arena *a)
{
	struct names fields = wanted(r, when, a);

	if (records_read(c->view, c->session, c->after->reg, c->after->cycle, NULL, &fields, a,
			 &s->all) != RC_OK)
		return false;
	s->rule = r;
	s->cycle = arena_str(a, c->after->cycle);
	s->v = arena_array(a, s->all.n + 1, sizeof(*s->v));
	for (size_t i = 0; i < s->all.n; i++)
		make_peer(s, &s->all.row[i], r->fields.n, fields.n - 1, a);
	if (s->n > 0)
		qsort(s->v, s->n, sizeof(*s->v), by_key);
	note_reach(s);
	return true;
}

static struct sheet *sheet_of(const struct checking *c, const struct rule *r, const char *when)
{
	struct arena *a = c->peers ? c->peers->arena : c->arena;
	struct sheet *s = c->peers ? c->peers->sheets : NULL;

	while (s && (s->rule != r || strcmp(s->cycle, c->after->cycle) != 0))
		s = s->next;
	if (s)
		return s;
	s = arena_alloc(a, sizeof(*s));
	*s = (struct sheet){ .rule = r };
	if (!fill(c, r, when, s, a))
		return NULL;
	if (c->peers) {
		s->next = c->peers->sheets;
		c->peers->sheets = s;
	}
	return s;
}

/* Where a key begins, or where it would stand. */
static size_t place_of(const struct sheet *s, const char *key)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(s->v[mid].key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t peers_alike(const struct checking *c, const struct rule *r, const char *when,
		   const struct peer **out)
{
	const struct sheet *s = sheet_of(c, r, when);
	const char *key = "";
	size_t at, n = 0;

	if (!s)
		return 0;
	for (size_t i = 0; i < r->fields.n; i++)
		key = add_to_key(key, record_text(c->after, r->fields.v[i]), c->arena);
	at = place_of(s, key);
	while (at + n < s->n && strcmp(s->v[at + n].key, key) == 0)
		n++;
	*out = &s->v[at];
	return n;
}

const struct records *peers_all(const struct checking *c, const struct rule *r)
{
	const struct sheet *s = sheet_of(c, r, NULL);

	return s ? &s->all : NULL;
}
