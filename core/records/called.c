/* SPDX-License-Identifier: ISC */
#include "called.h"

struct collect {
	struct arena *arena;
	struct pairs to;
	size_t cap;
};

static bool add_person(void *arg, const struct person *p)
{
	struct collect *c = arg;

	c->to.v = arena_grown(c->arena, c->to.v, c->to.n, &c->cap, sizeof(*c->to.v));
	c->to.v[c->to.n++] =
		(struct pair){ arena_str(c->arena, p->name), arena_str(c->arena, p->shown) };
	return true;
}

/* What they wrote stays under the short name. */
static bool add_left(void *arg, const struct person *p)
{
	struct collect *c = arg;

	return add_person(
		c, &(struct person){ .name = p->name,
				     .shown = arena_printf(c->arena, "%s (left)", p->name) });
}

struct pairs people_called(const struct session *s, struct arena *a)
{
	struct collect c = { .arena = a };

	/* where they cannot be read the short names serve */
	store_people(s->store, add_person, &c, NULL);
	store_left(s->store, add_left, &c, NULL);
	return c.to;
}

const char *person_called(const struct pairs *people, const char *name)
{
	const char *shown = pairs_get(people, name);

	return shown[0] ? shown : name;
}
