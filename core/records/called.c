/* SPDX-License-Identifier: ISC */
#include "called.h"

#include <string.h>

#include "record.h"

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

/* What is entered for somebody in this partnership: "-/pe/ann/shown". */
static bool add_entered(void *arg, const struct fact *f)
{
	struct collect *c = arg;
	const char *name = f->name + strlen(CYCLE_COMMON "/pe/"), *end = strchr(name, '/');

	return !end || !f->len ||
	       add_person(c, &(struct person){
				     .name = arena_strn(c->arena, name, (size_t)(end - name)),
				     .shown = f->text });
}

/* The first one counts: what is entered here is newer than what somebody said at their first start. */
struct pairs people_called(const struct session *s, struct arena *a)
{
	struct collect c = { .arena = a };
	const char *shown = "shown";

	/* where they cannot be read the short names serve */
	store_left(s->store, add_left, &c, NULL);
	if (s->pid)
		store_read(s->store, session_place(s), CYCLE_COMMON "/pe/",
			   &(struct names){ &shown, 1 }, add_entered, &c, NULL);
	store_people(s->store, add_person, &c, NULL);
	return c.to;
}

const char *person_entered(const struct session *s, const char *person, struct arena *a)
{
	struct fact f;

	if (s->pid &&
	    store_get(s->store, session_place(s),
		      arena_printf(a, CYCLE_COMMON "/pe/%s/shown", person), a, &f, NULL) == RC_OK &&
	    f.len)
		return f.text;
	return NULL;
}

const char *person_called(const struct pairs *people, const char *name)
{
	const char *shown = pairs_get(people, name);

	return shown[0] ? shown : name;
}
