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
	const struct session *s;
	struct arena *arena;
	struct names *out; /* names of the facts that say so, then what they begin with */
	size_t cap;
};

static bool note(void *arg, struct slice name)
{
	static const char end[] = "/" FIELD_RESTRICTED;
	struct noting *n = arg;
	size_t len = sizeof(end) - 1;

	if (name.len <= len || memcmp((const char *)name.data + name.len - len, end, len) != 0)
		return true;
	n->out->v = arena_grown(n->arena, n->out->v, n->out->n, &n->cap, sizeof(char *));
	n->out->v[n->out->n++] = arena_strn(n->arena, name.data, name.len);
	return true;
}

/* What was taken back counts as it was last: the history still has what the entry said. */
static enum rc read_all(struct view *v, void *arg)
{
	struct noting *n = arg;
	size_t kept = 0;
	enum rc rc;

	*n->out = (struct names){ NULL, 0 };
	n->cap = 0;
	rc = fact_names(v, session_place(n->s), "", note, n);
	for (size_t i = 0; i < n->out->n && !rc; i++) {
		const char *name = n->out->v[i];
		struct fact said;

		rc = fact_said(v, session_place(n->s), name, n->arena, &said);
		if (!rc && strcmp(said.text, "yes") == 0)
			n->out->v[kept++] =
				arena_strn(n->arena, name, (size_t)(strrchr(name, '/') - name) + 1);
		rc = rc == RC_NOT_FOUND ? RC_OK : rc;
	}
	n->out->n = kept;
	return rc;
}

enum rc restricted_read(const struct session *s, struct arena *a, struct names *out,
			struct err *err)
{
	struct noting n = { s, a, out, 0 };

	return store_picture(s->store, read_all, &n, err);
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
