/* SPDX-License-Identifier: ISC */
/* Entries that are left out of whatever goes out. */
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"

bool record_restricted(const struct record *r)
{
	return strcmp(record_text(r, FIELD_RESTRICTED), "yes") == 0;
}

struct noting {
	struct arena *arena;
	struct names *out;
	size_t cap;
};

static bool note(void *arg, const struct fact *f)
{
	struct noting *n = arg;
	const char *end = strrchr(f->name, '/');

	if (!end || strcmp(f->text, "yes") != 0)
		return true;
	n->out->v = arena_grown(n->arena, n->out->v, n->out->n, &n->cap, sizeof(char *));
	n->out->v[n->out->n++] = arena_strn(n->arena, f->name, (size_t)(end - f->name) + 1);
	return true;
}

enum rc restricted_read(const struct session *s, struct arena *a, struct names *out,
			struct err *err)
{
	const char *field = FIELD_RESTRICTED;
	const struct names only = { &field, 1 };
	struct noting n = { a, out, 0 };

	*out = (struct names){ NULL, 0 };
	return store_read(s->store, session_place(s), "", &only, note, &n, err);
}

bool restricted_entry(const struct names *all, const char *id)
{
	size_t len = strlen(id);

	for (size_t i = 0; i < all->n; i++) {
		size_t n = strlen(all->v[i]);

		if (n > len + 1 && all->v[i][n - len - 2] == '/' &&
		    !strncmp(all->v[i] + n - len - 1, id, len))
			return true;
	}
	return false;
}

bool restricted_fact(const struct names *all, const char *fact)
{
	for (size_t i = 0; i < all->n; i++)
		if (!strncmp(fact, all->v[i], strlen(all->v[i])))
			return true;
	return false;
}

struct titling {
	const struct session *s;
	const char *id, *title;
	struct arena *arena;
};

static enum rc title_fn(struct view *v, void *arg)
{
	struct titling *t = arg;
	const char *cycle = t->s->cycle ? t->s->cycle : CYCLE_COMMON;
	struct record r;
	enum rc rc = record_look_up(v, t->s, cycle, t->id, t->arena, &r);

	if (rc == RC_OK && r.exists)
		t->title = record_title(v, t->s, &r, TELL_OPEN, t->arena);
	return rc;
}

enum rc record_title_told(const struct session *s, const char *id, struct arena *a,
			  const char **out, struct err *err)
{
	struct titling t = { s, id, id, a };
	enum rc rc = store_picture(s->store, title_fn, &t, err);

	*out = t.title;
	return rc;
}
