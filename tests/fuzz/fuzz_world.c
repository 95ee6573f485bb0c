/* SPDX-License-Identifier: ISC */
#include "fuzz_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

const struct schema *fuzz_schema(void)
{
	static struct packs *packs;

	if (!packs) {
		struct pack_faults refused = { .arena = arena_new() };

		fuzz_must(packs_open(&packs, NULL, 0, NULL, NULL, &refused, NULL) == RC_OK,
			  "the shipped templates are there");
		arena_free(refused.arena);
	}
	return packs_schema(packs);
}

/* Images */

struct fuzz_image {
	struct arena *arena;
	struct slice *key, *value;
	size_t n, keys_cap, values_cap;
};

static struct slice kept(struct arena *a, struct slice s)
{
	return (struct slice){ arena_strn(a, s.data, s.len), s.len };
}

static bool keep_one(void *arg, struct slice key, struct slice value)
{
	struct fuzz_image *i = arg;

	i->key = arena_grown(i->arena, i->key, i->n, &i->keys_cap, sizeof(*i->key));
	i->value = arena_grown(i->arena, i->value, i->n, &i->values_cap, sizeof(*i->value));
	i->key[i->n] = kept(i->arena, key);
	i->value[i->n++] = kept(i->arena, value);
	return true;
}

static enum rc keep_all(struct view *v, void *arg)
{
	const struct slice all = { "", 0 };

	return view_scan(v, all, all, keep_one, arg);
}

struct fuzz_image *fuzz_image_of(struct store *s)
{
	struct fuzz_image *i = mem_alloc(sizeof(*i));

	i->arena = arena_new();
	fuzz_must(store_picture(s, keep_all, i, NULL) == RC_OK, "a store can be read");
	return i;
}

size_t fuzz_image_count(const struct fuzz_image *image)
{
	return image->n;
}

struct slice fuzz_image_key(const struct fuzz_image *image, size_t i)
{
	return image->key[i];
}

struct slice fuzz_image_value(const struct fuzz_image *image, size_t i)
{
	return image->value[i];
}

static enum rc put_all(struct view *v, void *arg)
{
	const struct fuzz_image *i = arg;

	for (size_t k = 0; k < i->n; k++)
		view_put(v, i->key[k], i->value[k]);
	return view_rc(v);
}

struct store *fuzz_image_store(const struct fuzz_image *image)
{
	struct store_opts o = { .engine = &engine_memory };
	struct store *s = NULL;

	fuzz_must(store_open(&s, &o, NULL) == RC_OK &&
			  engine_update(store_engine(s), put_all, (void *)image, NULL) == RC_OK,
		  "a store is made from what was kept");
	return s;
}

/* One entry of each kind that others hang on. */
static void fill(struct world *w)
{
	static const char *const facts[][2] = {
		{ "ne/ne-000001/title", "Housing on release" },
		{ "ne/ne-000001/severity", "high" },
		{ "ne/ne-000001/life", "live" },
		{ "sv/sv-000001/title", "A key worker" },
		{ "sv/sv-000001/life", "live" },
		{ "ga/ga-000001/title", "No address on the day" },
		{ "ga/ga-000001/need", "ne-000001" },
		{ "de/de-000001/title", "Five places" },
		{ "de/de-000001/gaps", "ga-000001" },
		{ "ac/ac-000001/what", "Agree five places" },
		{ "ac/ac-000001/for", "de-000001" },
		{ "ac/ac-000001/due", "2025-06-30" },
		{ "ac/ac-000001/status", "on track" },
	};
	const struct session *s = &w->app.session;

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct edit e = { .fact = arena_printf(w->app.arena, "%s/%s", s->cycle,
						       facts[i][0]),
				  .text = { facts[i][1], strlen(facts[i][1]) } };
		struct change c = { .by = &s->actor, .action = "make", .edits = &e, .count = 1 };

		fuzz_must(store_save(s->store, session_place(s), &c, NULL, NULL, NULL) == RC_OK,
			  "an entry is made");
	}
}

struct made { /* a partnership, made once: to make it takes longer than most inputs */
	struct fuzz_image *image;
	char pid[PID_MAX + 1];
};

static void make(struct made *m, bool sample)
{
	struct world *w = sample ? world_open() : world_open_empty("Clyde North");

	if (!sample)
		fill(w);
	m->image = fuzz_image_of(w->app.session.store);
	snprintf(m->pid, sizeof(m->pid), "%s", w->app.session.pid);
	world_close(w);
}

struct world *fuzz_world(struct bytes *b)
{
	static struct made made[2];
	bool sample = bytes_byte(b) % 8 == 0;
	struct made *m = &made[sample];
	struct world *w;

	if (!m->image)
		make(m, sample);
	w = world_over(fuzz_image_store(m->image), m->pid);
	w->mark = store_mark(w->app.session.store);
	return w;
}

void fuzz_world_close(struct world *w)
{
	struct verify_report r = { 0 };
	struct store *s = w->app.session.store;

	if (store_mark(s) != w->mark)
		fuzz_must(store_verify(s, NULL, NULL, &r, NULL) == RC_OK, "the store is whole");
	world_close(w);
}

/* Desks */

struct fuzz_desk *fuzz_desk_new(void)
{
	struct fuzz_desk *d = mem_alloc(sizeof(*d));
	struct store_opts o = { .engine = &engine_memory };
	struct person p;

	d->arena = arena_new();
	d->session = (struct session){ .schema = fuzz_schema(), .today = { 2026, 5, 13 } };
	fuzz_must(store_open(&d->session.store, &o, NULL) == RC_OK &&
			  store_person_put(d->session.store, 1000, "anna", "Anna", d->arena, &p,
					   NULL) == RC_OK,
		  "a store is made in memory");
	d->session.actor = (struct actor){ .person = p.name, .from = "local" };
	d->session.shown = p.shown;
	d->session.uid = 1000;
	return d;
}

void fuzz_desk_clean(struct fuzz_desk *d, const char *what)
{
	struct verify_report r = { 0 };
	enum rc rc = store_verify(d->session.store, NULL, NULL, &r, NULL);

	if (rc != RC_OK)
		fprintf(stderr, "%s: %s\n", what, r.first);
	fuzz_must(rc == RC_OK, "the store is whole");
}

void fuzz_desk_free(struct fuzz_desk *d)
{
	store_close(d->session.store);
	arena_free(d->arena);
	mem_free(d);
}
