/* SPDX-License-Identifier: ISC */
#include "unseen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NOTE_SEEN "seen"
#define NOTE_LOOKED "looked"

struct look {
	const struct session *s;
	struct arena *arena;
	struct unseen *out;
	size_t cap, facts;
	uint64_t from; /* what comes after it is looked at */
};

/* The third part of "c1/ne/ne-000012/severity", in this cycle or in none; NULL: of another. */
static const char *record_of(const struct session *s, const char *name, size_t *len)
{
	size_t cycle = strcspn(name, "/");
	const char *reg = name + cycle + (name[cycle] == '/');
	const char *id = reg + strcspn(reg, "/");

	if (*id != '/' || ((cycle != 1 || *name != '-') &&
			   (strlen(s->cycle) != cycle || memcmp(name, s->cycle, cycle) != 0)))
		return NULL;
	*len = strcspn(++id, "/");
	return id;
}

static bool is_last(const struct unseen *u, const char *id, size_t len)
{
	const char *last = u->n ? u->v[u->n - 1].id : "";

	return strlen(last) == len && !memcmp(last, id, len);
}

/* An entry begins with its life. */
static bool begins(const struct entry_fact *f)
{
	const char *field = strrchr(f->name, '/');

	return field && !strcmp(field, "/life") && !f->was.number;
}

static void note_facts(struct look *l, const struct entry *e)
{
	struct unseen *u = l->out;
	const char *person = arena_str(l->arena, e->person);
	uint64_t number = 0;

	for (size_t i = 0; i < e->count; i++) {
		size_t len;
		const char *id = record_of(l->s, e->facts[i].name, &len);

		if (!id)
			continue;
		if (number != e->number || !is_last(u, id, len)) { /* they stand side by side */
			u->v = arena_grown(l->arena, u->v, u->n, &l->cap, sizeof(*u->v));
			u->v[u->n++] = (struct changed){ arena_strn(l->arena, id, len), person,
							 e->number, e->ms, false };
		}
		number = e->number;
		u->v[u->n - 1].made |= begins(&e->facts[i]);
	}
}

static bool note_entry(void *arg, const struct entry *e)
{
	struct look *l = arg;
	struct unseen *u = l->out;

	if (e->number > u->head)
		u->head = e->number;
	if (u->first || e->number <= l->from)
		return false;
	u->more = l->facts >= UNSEEN_MOST;
	l->facts += e->count + 1;
	if (u->more || !e->count || !strcmp(e->person, l->s->actor.person))
		return !u->more;
	if (!u->changes++)
		u->newest = arena_str(l->arena, e->person);
	note_facts(l, e);
	return true;
}

static int by_id(const void *a, const void *b)
{
	const struct changed *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->number < y->number) - (x->number > y->number);
}

/* Of each the newest change, unless it was looked at; new is what was made meanwhile, whoever went on. */
static void settle(struct unseen *u)
{
	size_t kept = 0;

	if (u->n)
		qsort(u->v, u->n, sizeof(*u->v), by_id);
	for (size_t i = 0, next; i < u->n; i = next) {
		struct changed c = u->v[i];
		uint64_t since = unseen_since(u, c.id);

		for (next = i + 1; next < u->n && !strcmp(u->v[next].id, c.id); next++)
			c.made |= u->v[next].made && u->v[next].number > since;
		if (c.number > since)
			u->v[kept++] = c;
	}
	u->n = kept;
}

static void from_notes(const struct session *s, struct arena *a, struct unseen *out)
{
	const char *seen = store_note(s->store, s->pid, s->actor.person, NOTE_SEEN, a);
	const char *looked = store_note(s->store, s->pid, s->actor.person, NOTE_LOOKED, a);

	*out = (struct unseen){ .newest = "",
				.seen = seen ? strtoull(seen, NULL, 10) : 0,
				.looked = pairs_read(looked ? looked : "", a),
				.first = !seen };
}

static void from_before(struct look *l, const struct unseen *before)
{
	struct arena *a = l->arena;
	struct unseen *u = l->out;

	*u = *before;
	u->newest = arena_str(a, before->newest);
	u->looked.v = arena_array(a, u->looked.n + 1, sizeof(*u->looked.v));
	for (size_t i = 0; i < u->looked.n; i++)
		u->looked.v[i] = (struct pair){ arena_str(a, before->looked.v[i].name),
						arena_str(a, before->looked.v[i].text) };
	u->v = NULL;
	u->n = 0;
	for (size_t i = 0; i < before->n; i++) {
		u->v = arena_grown(a, u->v, u->n, &l->cap, sizeof(*u->v));
		u->v[u->n] = before->v[i];
		u->v[u->n].id = arena_str(a, before->v[i].id);
		u->v[u->n++].person = arena_str(a, before->v[i].person);
	}
}

enum rc unseen_load(const struct session *s, const struct unseen *before, struct arena *a,
		    struct unseen *out, struct err *err)
{
	struct look l = { .s = s, .arena = a, .out = out };
	size_t changes;
	bool more;
	enum rc rc;

	if (before)
		from_before(&l, before);
	else
		from_notes(s, a, out);
	l.from = before ? before->head : out->seen;
	changes = out->changes;
	more = out->more;
	out->changes = 0;
	rc = store_log_names(s->store, session_place(s), note_entry, &l, err);
	out->changes += changes;
	out->more |= more;
	if (rc == RC_OK)
		settle(out);
	return rc;
}

const struct changed *unseen_of(const struct unseen *u, const char *id)
{
	const struct changed key = { .id = id };
	size_t low = 0, high = u->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(u->v[mid].id, key.id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low < u->n && !strcmp(u->v[low].id, id) ? &u->v[low] : NULL;
}

uint64_t unseen_since(const struct unseen *u, const char *id)
{
	uint64_t looked = strtoull(pairs_get(&u->looked, id), NULL, 10);

	return looked > u->seen ? looked : u->seen;
}

static void put(const struct session *s, const char *name, const char *text)
{
	store_note_put(s->store, s->pid, s->actor.person, name, text, NULL);
}

static void all_seen(const struct session *s, const struct unseen *u, uint64_t upto,
		     struct arena *a)
{
	if (u->looked.n)
		put(s, NOTE_LOOKED, "");
	if (u->first || u->seen < upto)
		put(s, NOTE_SEEN, arena_printf(a, "%" PRIu64, upto));
}

/* Those of before and this one; one goes where there are too many. */
static const char *with_looked(const struct unseen *u, const char *id, uint64_t upto,
			       struct arena *a)
{
	struct pair *v = arena_array(a, u->looked.n + 1, sizeof(*v));
	size_t n = 0, from = u->looked.n >= LOOKED_MOST ? 1 : 0;

	for (size_t i = from; i < u->looked.n; i++)
		if (strcmp(u->looked.v[i].name, id) != 0)
			v[n++] = u->looked.v[i];
	v[n++] = (struct pair){ id, arena_printf(a, "%" PRIu64, upto) };
	return pairs_text(v, n, a);
}

void unseen_looked(const struct session *s, const char *id, uint64_t upto)
{
	struct arena *a = arena_new();
	struct unseen u;

	if (unseen_load(s, NULL, a, &u, NULL) == RC_OK && !u.first && unseen_of(&u, id)) {
		if (u.n == 1 && !u.more && unseen_of(&u, id)->number <= upto)
			all_seen(s, &u, upto, a);
		else
			put(s, NOTE_LOOKED, with_looked(&u, id, upto, a));
	}
	arena_free(a);
}

void unseen_looked_all(const struct session *s, uint64_t upto)
{
	struct arena *a = arena_new();
	struct unseen u;

	if (unseen_load(s, NULL, a, &u, NULL) == RC_OK)
		all_seen(s, &u, upto, a);
	arena_free(a);
}
