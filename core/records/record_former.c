/* SPDX-License-Identifier: ISC */
/* Entries that were deleted or taken back: they are not there, and the history has what they said. */
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"

/* Their ids, from the names of facts. */
struct former_ids {
	struct arena *arena;
	size_t prefix; /* bytes of a name before the id */
	struct names out;
	size_t cap;
};

static bool take_id(void *arg, struct slice name)
{
	struct former_ids *f = arg;
	const char *id = (const char *)name.data + f->prefix;
	const char *end = memchr(id, '/', name.len - f->prefix);
	const char *last = f->out.n ? f->out.v[f->out.n - 1] : "";
	size_t len = end ? (size_t)(end - id) : 0;

	if (!len || (!strncmp(last, id, len) && !last[len]))
		return true;
	f->out.v = arena_grown(f->arena, f->out.v, f->out.n, &f->cap, sizeof(char *));
	f->out.v[f->out.n++] = arena_strn(f->arena, id, len);
	return true;
}

static enum rc read_ids(struct view *v, const struct session *s, const char *prefix,
			struct arena *a, struct names *out)
{
	struct former_ids f = { .arena = a, .prefix = strlen(prefix) };
	enum rc rc = fact_names(v, session_place(s), prefix, take_id, &f);

	*out = f.out;
	return rc;
}

struct finding {
	const struct session *s;
	struct record *r;
	struct arena *arena;
};

static enum rc find_fn(struct view *v, void *arg)
{
	const struct finding *f = arg;

	return record_former_cycle(v, f->s, f->r->reg, f->r->id, f->arena, &f->r->cycle);
}

enum rc record_find_former(const struct session *s, const char *typed, struct arena *a,
			   struct record *out, struct err *err)
{
	char stored[49], prefix[9];
	struct finding f = { s, out, a };
	struct err none = { 0 };
	enum rc rc = record_find(s, typed, a, out, err), former;

	if (rc != RC_NOT_FOUND || !id_stored(typed, stored) || !id_prefix(stored, prefix) ||
	    !schema_reg(s->schema, prefix))
		return rc;
	*out = (struct record){ .reg = schema_reg(s->schema, prefix), .id = arena_str(a, stored) };
	former = store_picture(s->store, find_fn, &f, &none);
	if (former || out->cycle)
		err_clear(err);
	return former ? err_set(err, former, "%s", none.text) : out->cycle ? RC_OK : rc;
}

struct formers {
	const struct session *s;
	const struct reg *reg;
	struct arena *arena;
	struct record **out;
	size_t *n;
};

static enum rc read_formers(struct view *v, void *arg)
{
	const struct formers *f = arg;
	const struct names none = { NULL, 0 };
	const char *cycle = record_cycle(f->s, f->reg);
	const char *prefix = arena_printf(f->arena, "%s/%s/", cycle, f->reg->key);
	struct records there;
	struct names ids;
	size_t at = 0;
	enum rc rc = read_ids(v, f->s, prefix, f->arena, &ids);

	rc = rc ? rc : records_read(v, f->s, f->reg, cycle, NULL, &none, f->arena, &there);
	*f->n = 0;
	*f->out = arena_array(f->arena, ids.n + 1, sizeof(**f->out));
	for (size_t i = 0; i < ids.n && !rc; i++) {
		struct record *r = &(*f->out)[*f->n];

		if (at < there.n && !strcmp(there.row[at].id, ids.v[i])) {
			at++;
			continue;
		}
		/* it may have nothing but answers */
		rc = record_read(v, f->s, f->reg, cycle, ids.v[i], f->arena, r);
		if (rc || r->exists)
			continue;
		rc = record_read_former(v, f->s, f->reg, cycle, ids.v[i], f->arena, r);
		*f->n += r->exists;
	}
	return rc;
}

enum rc record_formers(const struct session *s, const struct reg *reg, struct arena *a,
		       struct record **out, size_t *n, struct err *err)
{
	struct formers f = { s, reg, a, out, n };

	return store_picture(s->store, read_formers, &f, err);
}

static bool note_name(void *arg, struct slice name)
{
	(void)name;
	*(bool *)arg = true;
	return false;
}

enum rc record_former_cycle(struct view *v, const struct session *s, const struct reg *reg,
			    const char *id, struct arena *a, const char **out)
{
	const char *common = CYCLE_COMMON;
	struct names cycles = { &common, 1 };
	enum rc rc = reg->scope ? RC_OK : record_cycles(v, s, a, &cycles);

	*out = NULL;
	for (size_t i = cycles.n; i > 0 && !rc && !*out; i--) {
		bool found = false;

		rc = fact_names(v, session_place(s), record_facts(a, cycles.v[i - 1], reg, id),
				note_name, &found);
		if (found)
			*out = cycles.v[i - 1];
	}
	return rc;
}
