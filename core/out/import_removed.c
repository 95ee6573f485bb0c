/* SPDX-License-Identifier: ISC */
#include "import_removed.h"

#include <string.h>

enum { MARKS_MOST = 1000000 };

struct marks {
	struct names *out;
	struct arena *arena;
	size_t cap;
};

static bool add_mark(void *arg, const char *name)
{
	struct marks *m = arg;

	m->out->v = arena_grown(m->arena, m->out->v, m->out->n, &m->cap, sizeof(*m->out->v));
	m->out->v[m->out->n++] = arena_str(m->arena, name);
	return true;
}

enum rc removed_marks(struct store *s, const char *pid, struct arena *a, struct names *out,
		      struct err *err)
{
	struct marks m = { .out = out, .arena = a };

	*out = (struct names){ 0 };
	return store_erased_each(s, pid, add_mark, &m, err);
}

static enum rc read_named(struct removed *out, const struct jval *list, struct dict *listed,
			  struct arena *a, struct err *err)
{
	struct marks m = { .out = &out->named, .arena = a };

	if (list && (!jval_is_array(list) || jval_count(list) > MARKS_MOST))
		return err_set(err, RC_INVALID, "'removed' is no list; nothing was taken in");
	for (size_t i = 0; i < jval_count(list); i++) {
		const char *mark = jval_text(jval_at(list, i));

		if (!mark || !store_erased_name_good(mark))
			return err_set(err, RC_INVALID,
				       "'removed' has no such entry as '%.60s'; nothing was taken "
				       "in",
				       mark ? mark : "");
		add_mark(&m, mark);
		dict_put(listed, out->named.v[out->named.n - 1], out);
	}
	return RC_OK;
}

enum rc removed_read(struct removed *out, struct store *s, const char *pid, const struct jval *list,
		     struct arena *a, struct err *err)
{
	struct dict listed = { 0 };
	struct names here;
	enum rc rc;

	*out = (struct removed){ 0 };
	rc = read_named(out, list, &listed, a, err);
	rc = rc ? rc : removed_marks(s, pid, a, &here, err);
	out->knows = !rc && here.n;
	for (size_t i = 0; !rc && i < here.n; i++)
		if (!dict_get(&listed, here.v[i]))
			dict_put(&out->later, strchr(here.v[i], '/') + 1, out);
	dict_clear(&listed);
	return rc;
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* A partnership needs its name and its cycles, and people their roles. */
static bool holds_together(const char *fact)
{
	const char *key = strchr(fact, '/') + 1, *field = strrchr(fact, '/') + 1;

	return begins(key, "pe/")
		       ? !strcmp(field, "role")
		       : (begins(key, "pp/") || begins(key, "cy/")) && strcmp(field, "vision") != 0;
}

bool removed_later(const struct removed *r, const char *fact)
{
	return dict_get(&r->later, fact) && !holds_together(fact);
}
