/* SPDX-License-Identifier: ISC */
/* What happens to a record as a whole: archive, restore, delete, duplicate, and what undo may do to it. */
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"

enum rc record_set_life(const struct session *s, const struct record *r, const char *life,
			struct saved *out, struct err *err)
{
	const struct field *f = reg_field(r->reg, FIELD_LIFE);
	struct put put = { .field = FIELD_LIFE, .text = life };
	const char *action = strcmp(life, "archived") == 0 ? "archive"
			     : record_is(r, "archived")    ? "restore"
							   : "edit";

	if (!f)
		return err_set(err, RC_USAGE, "%s cannot be archived", r->reg->title);
	put.seen = r->field[f - r->reg->fields].at;
	return record_save(s, r->reg, r->id, action, &put, 1, NULL, NULL, out, err);
}

/* Who points at a record, in words. */
struct pointing {
	struct arena *arena;
	const char *users;
	size_t n;
};

static bool name_user(void *arg, const struct reg *reg, const char *cycle, const char *id,
		      const char *field)
{
	struct pointing *p = arg;
	char shown[49];

	(void)reg;
	(void)cycle;
	(void)field;
	id_shown(id, shown);
	if (p->n < 8)
		p->users = arena_printf(p->arena, "%s%s%s", p->users, p->n ? ", " : "", shown);
	p->n++;
	return true;
}

enum rc record_unused(struct view *v, const struct session *s, const struct record *r,
		      struct arena *a, const char *way_out)
{
	struct pointing p = { a, "", 0 };
	enum rc rc = users_scan(v, s, r->reg, r->id, NULL, a, name_user, &p);
	char shown[49];

	if (rc != RC_OK || p.n == 0)
		return rc;
	id_shown(r->id, shown);
	return view_fail(v, RC_INVALID, "%s is used by %s%s; %s", shown, p.users,
			 p.n > 8 ? " and others" : "", way_out);
}

struct deleting {
	const struct session *s;
	const struct record *r;
	struct arena *arena;
};

static enum rc check_delete(struct view *v, const struct change *change, void *arg)
{
	struct deleting *d = arg;
	struct record now;
	struct checking c = {
		.view = v, .session = d->s, .before = &now, .after = &now, .arena = d->arena
	};
	char shown[49];
	enum rc rc = record_read(v, d->s, d->r->reg, d->r->cycle, d->r->id, d->arena, &now);

	(void)change;
	if (rc == RC_OK)
		rc = owner_check(&c);
	if (rc != RC_OK)
		return rc;
	id_shown(d->r->id, shown);
	if (strcmp(now.versions, d->r->versions) != 0)
		return view_fail(v, RC_CONFLICT,
				 "%s was changed while you looked at it; look at "
				 "it again first",
				 shown);
	return record_unused(v, d->s, d->r, d->arena, "archive it, or take it out there first");
}

enum rc record_delete(const struct session *s, const struct record *r, struct saved *out,
		      struct err *err)
{
	struct arena *a = arena_new();
	struct deleting d = { .s = s, .r = r, .arena = a };
	struct edit edit = { .text = { r->versions, strlen(r->versions) }, .seen = r->deletion.at };
	struct change change = { .by = &s->actor,
				 .action = "delete",
				 .edits = &edit,
				 .count = 1,
				 .check = check_delete,
				 .arg = &d };
	struct saved saved = { 0 };
	enum rc rc;

	edit.fact = fact_name(a, r->cycle, r->reg->key, r->id, FIELD_GONE);
	rc = store_save(s->store, session_place(s), &change, NULL, &saved, err);
	if (rc == RC_OK && out)
		*out = saved;
	arena_free(a);
	return rc;
}

/* Taking back */

struct turning {
	const struct session *s;
	struct arena *arena;
	struct record *before; /* each record that the facts belong to */
	size_t n;
};

/* What a deleted record still holds is nobody's answer: all of it comes back anew. */
static void forget_answers(struct record *r)
{
	for (size_t i = 0; i < r->reg->nfields; i++)
		r->field[i].text = "";
	r->nrows = r->nrows_all = 0;
}

/* A record of each name; those of which the templates know nothing have no rules. */
static enum rc read_turned(struct view *v, struct turning *t, const struct names *facts)
{
	struct fact_parts parts, last = { .record = NULL };
	enum rc rc = RC_OK;

	t->n = 0;
	t->before = arena_array(t->arena, facts->n + 1, sizeof(*t->before));
	for (size_t i = 0; i < facts->n && rc == RC_OK; i++) {
		const struct reg *reg = NULL;

		if (fact_parts(t->arena, facts->v[i], &parts))
			reg = facts_reg(t->s->schema, parts.reg, parts.record);
		if (!reg ||
		    (last.record && strcmp(last.record, parts.record) == 0 &&
		     strcmp(last.reg, parts.reg) == 0 && strcmp(last.cycle, parts.cycle) == 0))
			continue;
		last = parts;
		rc = record_read(v, t->s, reg, parts.cycle, parts.record, t->arena,
				 &t->before[t->n]);
		if (rc == RC_OK && t->before[t->n].deleted)
			forget_answers(&t->before[t->n]);
		t->n++;
	}
	return rc;
}

/* What a save would have had to say to become what it is now. */
static size_t puts_between(const struct record *was, const struct record *is, struct arena *a,
			   struct put **out)
{
	struct put *puts = arena_array(a, is->reg->nfields + is->nrows + 1, sizeof(*puts));
	size_t n = 0;

	for (size_t i = 0; i < is->reg->nfields; i++) {
		if (strcmp(was->field[i].text, is->field[i].text) != 0)
			puts[n++] = (struct put){ .field = is->reg->fields[i].id,
						  .text = is->field[i].text };
	}
	for (size_t i = 0; i < is->nrows; i++) {
		const struct child *c = &is->rows[i];
		bool stood = false;

		for (size_t k = 0; k < was->nrows && !stood; k++)
			stood = strcmp(was->rows[k].field, c->field) == 0 &&
				strcmp(was->rows[k].name, c->name) == 0 &&
				strcmp(was->rows[k].slot.text, c->slot.text) == 0;
		if (!stood)
			puts[n++] =
				(struct put){ .field = arena_printf(a, "%s.%s", c->field, c->name),
					      .text = c->slot.text };
	}
	*out = puts;
	return n;
}

/* What is in a cycle that is about to be taken away: the first that is there. */
struct left_behind {
	struct view *view;
	const struct turning *t;
	char shown[49];
	enum rc rc;
};

static bool look_left(void *arg, const struct fact *f)
{
	struct left_behind *l = arg;
	struct fact_parts parts;
	const struct reg *reg;
	struct record r;

	if (!fact_parts(l->t->arena, f->name, &parts))
		return true;
	reg = facts_reg(l->t->s->schema, parts.reg, parts.record);
	if (reg) {
		l->rc = record_read(l->view, l->t->s, reg, parts.cycle, parts.record, l->t->arena,
				    &r);
		if (l->rc == RC_OK && !r.exists)
			return true;
	}
	id_shown(parts.record, l->shown);
	return false;
}

/* Records that came later would stand in a cycle that nobody can open. */
static enum rc nothing_left(struct view *v, const struct turning *t, const char *cycle)
{
	struct left_behind l = { .view = v, .t = t };
	enum rc rc = fact_scan(v, session_place(t->s), arena_printf(t->arena, "%s/", cycle), NULL,
			       look_left, &l);

	if (rc == RC_OK)
		rc = l.rc;
	if (rc != RC_OK || !l.shown[0])
		return rc;
	return view_fail(v, RC_INVALID,
			 "%s came into this cycle after it was made; delete it or take it back "
			 "first; nothing was taken back",
			 l.shown);
}

static enum rc check_turned(struct view *v, const struct turning *t, const struct record *was)
{
	struct faults faults = { .arena = t->arena };
	struct put *puts;
	struct record is;
	struct checking c = { .view = v,
			      .session = t->s,
			      .before = was,
			      .after = &is,
			      .arena = t->arena,
			      .faults = &faults,
			      .refusals_only = true };
	enum rc rc = record_read(v, t->s, was->reg, was->cycle, was->id, t->arena, &is);

	if (rc != RC_OK)
		return rc;
	if (!is.exists && was->exists && strcmp(was->reg->key, "cy") == 0)
		return nothing_left(v, t, was->id);
	if (!is.exists)
		return was->exists && was->reg->kind == REG_REGISTER
			       ? record_unused(v, t->s, was, t->arena,
					       "take it out there first; nothing was taken back")
			       : RC_OK;
	c.nputs = puts_between(was, &is, t->arena, &puts);
	c.puts = puts;
	turned_check(&c);
	rules_check(&c);
	if (view_rc(v) != RC_OK || faults.n == 0)
		return view_rc(v);
	return view_fail(v, RC_INVALID, "%s; nothing was taken back", faults.v[0].text);
}

static enum rc check_turn(struct view *v, const struct names *facts, bool turned, void *arg)
{
	struct turning *t = arg;
	enum rc rc = RC_OK;

	if (!turned)
		return read_turned(v, t, facts);
	for (size_t i = 0; i < t->n && rc == RC_OK; i++)
		rc = check_turned(v, t, &t->before[i]);
	return rc;
}

enum rc record_undo(const struct session *s, uint64_t number, const char *reason,
		    struct clash_list *clashes, struct saved *out, struct err *err)
{
	struct turning t = { .s = s, .arena = arena_new() };
	struct turn_check check = { check_turn, &t };
	enum rc rc = store_undo_checked(s->store, session_place(s), number, &s->actor, reason,
					&check, clashes, out, err);

	arena_free(t.arena);
	return rc;
}

/* Duplicating */

static bool is_copied(const struct record *r, const struct field *f)
{
	const struct field *title = record_title_field(r->reg);

	return f != title && !f->automatic && !f->append_only && strcmp(f->id, FIELD_LIFE) != 0 &&
	       !names_have(&r->reg->unique, f->id);
}

size_t record_copy_puts(const struct record *r, struct arena *a, struct put **out)
{
	struct put *puts = arena_array(a, r->reg->nfields + r->nrows + 1, sizeof(*puts));
	size_t n = 0;

	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (!is_copied(r, f))
			continue;
		if (r->field[i].text[0])
			puts[n++] = (struct put){ .field = f->id, .text = r->field[i].text };
		for (size_t k = 0; k < r->nrows; k++) {
			if (strcmp(r->rows[k].field, f->id) == 0)
				puts[n++] = (struct put){ .field = arena_printf(a, "%s.+", f->id),
							  .text = r->rows[k].slot.text };
		}
	}
	*out = puts;
	return n;
}
