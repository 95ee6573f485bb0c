/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "export_internal.h"
#include "../records/record_internal.h"

static enum rc role_in(struct view *v, void *arg)
{
	struct session *s = arg;

	return role_now(v, session_place(s), &s->actor, &s->actor.role);
}

enum rc export_may(const struct session *s, const struct export_opts *o, struct err *err)
{
	struct session now = *s;
	enum rc rc;

	if (!o->with_restricted)
		return RC_OK;
	rc = store_picture(s->store, role_in, &now, err);
	if (rc || now.actor.role == MEMBER_COORDINATOR)
		return rc;
	return err_set(
		err, RC_NOT_ALLOWED,
		"only a coordinator may take out restricted entries; leave them out, or ask one");
}

const char *export_title(struct view *v, const struct session *s, const struct record *r,
			 const struct export_opts *o, struct arena *a)
{
	return o->with_restricted || !r->reg->title_derived ? r->title
							    : record_title(v, s, r, TELL_OPEN, a);
}

const char *export_rows(const struct record *r, const struct field *f, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < r->nrows; i++)
		if (!strcmp(r->rows[i].field, f->id))
			out = arena_printf(a, "%s%s%s", out, *out ? "\n" : "",
					   value_shown(f, r->rows[i].slot.text, a));
	return out;
}

static bool export_life(enum life_filter want, const struct record *r)
{
	return want == LIFE_ALL ||
	       (want == LIFE_ARCHIVED) == !strcmp(record_text(r, FIELD_LIFE), "archived");
}

static enum rc walk_one(struct view *v, const struct export_walk *w, const char *cycle,
			const char *id, struct arena *a)
{
	struct record r;
	size_t hidden, apart;
	enum rc rc = record_read(v, w->s, w->reg, cycle, id, a, &r);

	if (rc || !r.exists || r.deleted || !export_life(w->life, &r) ||
	    !conds_hold(w->o->where, w->o->nwhere, &r) ||
	    !smalls_hold(w->smalls, r.id, w->o->where, w->o->nwhere))
		return rc;
	if (record_restricted(&r) && !w->o->with_restricted) {
		if (w->left)
			w->left->restricted++;
		return RC_OK;
	}
	r.title = export_title(v, w->s, &r, w->o, a);
	hidden = smalls_record(w->smalls, &r);
	apart = record_keep_apart(w->s, &r);
	if (w->left) {
		w->left->suppressed += hidden;
		w->left->apart += apart;
	}
	return w->fn(w->arg, v, &r, a);
}

static enum rc walk_all(struct view *v, const struct export_walk *w, const char *cycle,
			const char *const *ids, size_t n)
{
	struct arena *one = arena_new();
	enum rc rc = RC_OK;

	for (size_t i = 0; i < n && !rc; i++) {
		arena_reset(one);
		rc = walk_one(v, w, cycle, ids[i], one);
	}
	arena_free(one);
	return rc;
}

enum rc export_each_in(struct view *v, const struct export_walk *w, const char *cycle)
{
	static const struct names no_fields;
	struct arena *list;
	struct records all;
	enum rc rc;

	if (w->only)
		return walk_all(v, w, cycle, w->only->v, w->only->n);
	list = arena_new();
	rc = records_read(v, w->s, w->reg, cycle, NULL, &no_fields, list, &all);
	if (!rc) {
		const char **ids = arena_array(list, all.n + 1, sizeof(*ids));

		for (size_t i = 0; i < all.n; i++)
			ids[i] = all.row[i].id;
		rc = walk_all(v, w, cycle, ids, all.n);
	}
	arena_free(list);
	return rc;
}

/* Source: storage-design, reads that last: let go now and then, so that the file does not grow meanwhile */
enum { RECORDS_A_PICTURE = 500 };

struct walk {
	const struct export_walk *w;
	struct smalls smalls;
	struct arena *arena;
	const char *cycle; /* of the records */
	struct names cycles;
	struct records all;
	size_t from; /* where the next picture goes on */
};

static enum rc walk_cycles(struct view *v, void *arg)
{
	struct walk *j = arg;

	return record_cycles(v, j->w->s, j->arena, &j->cycles);
}

static enum rc walk_ids(struct view *v, void *arg)
{
	static const struct names no_fields;
	struct walk *j = arg;

	return records_read(v, j->w->s, j->w->reg, j->cycle, NULL, &no_fields, j->arena, &j->all);
}

/* One that is deleted meanwhile is passed over. */
static enum rc walk_some(struct view *v, void *arg)
{
	struct walk *j = arg;
	struct arena *one = arena_new();
	enum rc rc = RC_OK;

	for (size_t n = 0; n < RECORDS_A_PICTURE && j->from < j->all.n && !rc; n++) {
		arena_reset(one);
		rc = walk_one(v, j->w, j->cycle, j->all.row[j->from++].id, one);
	}
	arena_free(one);
	return rc;
}

static enum rc walk_cycle(struct walk *j, const char *cycle, struct err *err)
{
	struct store *store = j->w->s->store;
	enum rc rc;

	j->cycle = cycle;
	j->from = 0;
	rc = store_picture(store, walk_ids, j, err);
	while (!rc && j->from < j->all.n)
		rc = store_picture(store, walk_some, j, err);
	return rc;
}

static enum rc walk_smalls(struct view *v, void *arg)
{
	struct walk *j = arg;

	return smalls_concern(j->w->s->schema, j->w->reg)
		       ? smalls_load(v, j->w->s, j->w->o->cycle, j->arena, &j->smalls)
		       : RC_OK;
}

enum rc export_each(const struct export_walk *walk, struct err *err)
{
	struct export_walk with = *walk, *w = &with;
	const char *cycle = w->o->cycle ? w->o->cycle : record_cycle(w->s, w->reg);
	struct walk j = { .w = w, .cycles = { &cycle, 1 } };
	enum rc rc = export_may(w->s, w->o, err);

	if (rc)
		return rc;
	j.arena = arena_new();
	with.smalls = &j.smalls;
	rc = store_picture(w->s->store, walk_smalls, &j, err);
	if (!rc && !strcmp(cycle, "*"))
		rc = store_picture(w->s->store, walk_cycles, &j, err);
	for (size_t i = 0; !rc && i < j.cycles.n; i++)
		rc = walk_cycle(&j, j.cycles.v[i], err);
	smalls_clear(&j.smalls);
	arena_free(j.arena);
	return rc;
}
