/* SPDX-License-Identifier: ISC */
/* Answers become one change set, checked on the picture that it is written to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"
#include "web.h"

/* So many people can add a row to one record at the same moment before one is told to look again. */
enum { TRIES = 64 };

struct saving {
	const struct session *s;
	const struct reg *reg;
	const char *id; /* NULL: a new record */
	const char *cycle;
	const char *action;
	struct put *puts; /* as they go in: rows with their numbers, nothing that stays as it is */
	size_t n, ngiven; /* the first of them are the caller's; the others follow from these */
	const struct slot *fact; /* for each field: what the puts to a shared fact are laid over */
	bool adds_rows;
	struct arena *arena;
	struct faults *faults;
	struct peers *peers;
	const struct web *web; /* NULL: the store is asked who points at whom */
	bool refusals_only;
};

/* The record as it would be */

static void lay_row(struct record *r, const struct reg *reg, const struct put *p, struct arena *a)
{
	size_t len = strcspn(p->field, ".");
	const char *row = p->field + len + 1;
	struct child *c = NULL;

	for (size_t i = 0; i < r->nrows_all; i++) {
		const char *have =
			r->rows[i].field; /* NULL: a put to a field that does not exist */

		if (have && strncmp(have, p->field, len) == 0 && have[len] == '\0' &&
		    strcmp(r->rows[i].name, row) == 0)
			c = &r->rows[i];
	}
	if (!c)
		c = &r->rows[r->nrows_all++];
	for (size_t i = 0; i < reg->nfields; i++) {
		if (strncmp(reg->fields[i].id, p->field, len) == 0 &&
		    reg->fields[i].id[len] == '\0')
			c->field = reg->fields[i].id;
	}
	c->name = row;
	c->slot.text = p->text;
	c->values = pairs_read(p->text, a);
}

static int blank_last(const void *a, const void *b)
{
	const struct child *x = a, *y = b;

	return (x->slot.text[0] == '\0') - (y->slot.text[0] == '\0');
}

static struct record laid_over(const struct record *before, const struct put *puts, size_t n,
			       struct arena *a)
{
	struct record r = *before;

	r.field = arena_array(a, r.reg->nfields + 1, sizeof(*r.field));
	memcpy(r.field, before->field, r.reg->nfields * sizeof(*r.field));
	r.rows = arena_array(a, r.nrows_all + n + 1, sizeof(*r.rows));
	if (r.nrows_all > 0)
		memcpy(r.rows, before->rows, r.nrows_all * sizeof(*r.rows));
	for (size_t i = 0; i < n; i++) {
		const struct field *f = reg_field(r.reg, puts[i].field);

		if (strchr(puts[i].field, '.'))
			lay_row(&r, r.reg, &puts[i], a);
		else if (f)
			r.field[f - r.reg->fields].text = puts[i].text;
	}
	/* a row of a field that does not exist has no place; check_puts tells */
	for (size_t i = 0; i < r.nrows_all; i++) {
		if (!r.rows[i].field)
			r.rows[i--] = r.rows[--r.nrows_all];
	}
	if (r.nrows_all > 0)
		qsort(r.rows, r.nrows_all, sizeof(*r.rows), blank_last);
	for (r.nrows = 0; r.nrows < r.nrows_all && r.rows[r.nrows].slot.text[0]; r.nrows++)
		;
	return r;
}

static enum rc read_before(struct view *v, const struct saving *g, struct record *out)
{
	return record_read(v, g->s, g->reg, g->cycle, g->id ? g->id : "", g->arena, out);
}

/* A new record has no facts to look for, and no id yet. */
static void blank_record(const struct saving *g, struct record *out)
{
	*out = (struct record){ .reg = g->reg,
				.id = "",
				.cycle = g->cycle,
				.title = "",
				.versions = "",
				.deletion = { .text = "" } };
	out->field = arena_array(g->arena, g->reg->nfields + 1, sizeof(*out->field));
	out->fact = arena_array(g->arena, g->reg->nfields + 1, sizeof(*out->fact));
	for (size_t i = 0; i < g->reg->nfields; i++)
		out->field[i].text = out->fact[i].text = "";
}

static enum rc load_before(struct view *v, const struct saving *g, struct record *out)
{
	if (g->id)
		return read_before(v, g, out);
	blank_record(g, out);
	return RC_OK;
}

static enum rc must_be_there(struct view *v, const struct saving *g, const struct record *before)
{
	char shown[49];

	if (!g->id || g->reg->kind == REG_FORM || before->exists)
		return RC_OK;
	id_shown(g->id, shown);
	return view_fail(v, RC_NOT_FOUND,
			 before->deleted ? "%s was deleted; undo that first"
					 : "there is no %s; look for it with /",
			 shown);
}

static enum rc check_in(struct view *v, const struct saving *g)
{
	struct record before, after;
	struct checking c = { .view = v,
			      .session = g->s,
			      .before = &before,
			      .after = &after,
			      .puts = g->puts,
			      .nputs = g->n,
			      .ngiven = g->ngiven,
			      .arena = g->arena,
			      .faults = g->faults,
			      .peers = g->peers,
			      .web = g->web,
			      .refusals_only = g->refusals_only };
	enum rc rc = load_before(v, g, &before);

	if (rc == RC_OK)
		rc = must_be_there(v, g, &before);
	if (rc != RC_OK)
		return rc;
	after = laid_over(&before, g->puts, g->n, g->arena);
	record_compute(g->s, &after, g->arena);
	c.node = g->web ? web_find(g->web, after.id) : WEB_NONE;
	if (c.node != WEB_NONE)
		c.around = &around_web;
	if (g->refusals_only)
		rc = owner_check(&c);
	if (rc != RC_OK)
		return rc;
	common_check(&c);
	rules_check(&c);
	return view_rc(v);
}

static enum rc check_change(struct view *v, const struct change *change, void *arg)
{
	struct saving *g = arg;
	enum rc rc;

	(void)change;
	g->faults->n = 0; /* the picture may have been given up for a newer one */
	g->faults->v = NULL;
	rc = check_in(v, g);
	if (rc != RC_OK)
		return rc;
	return g->faults->n == 0 ? RC_OK : view_fail(v, RC_INVALID, "%s", g->faults->v[0].text);
}

/* Making ready */

static size_t next_row(const struct record *r, const char *field, size_t len)
{
	size_t most = 0;

	for (size_t i = 0; i < r->nrows_all; i++) {
		size_t n = (size_t)strtoul(r->rows[i].name, NULL, 10);

		if (strncmp(r->rows[i].field, field, len) == 0 && r->rows[i].field[len] == '\0' &&
		    n > most)
			most = n;
	}
	return most + 1;
}

static const struct slot *slot_of_put(const struct record *r, const struct put *p)
{
	const struct field *f = reg_field(r->reg, p->field);
	size_t len = strcspn(p->field, ".");

	if (f)
		return &r->field[f - r->reg->fields];
	for (size_t i = 0; p->field[len] && i < r->nrows_all; i++) {
		if (strncmp(r->rows[i].field, p->field, len) == 0 &&
		    r->rows[i].field[len] == '\0' &&
		    strcmp(r->rows[i].name, p->field + len + 1) == 0)
			return &r->rows[i].slot;
	}
	return NULL;
}

static bool stays(const struct record *r, const struct put *p)
{
	const struct slot *slot = slot_of_put(r, p);

	if (!slot || slot->at.number == 0)
		return *p->text == '\0' && p->seen.number == 0;
	return version_same(slot->at, p->seen) && strcmp(slot->text, p->text) == 0;
}

static const struct put *put_for(const struct put *puts, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(puts[i].field, field) == 0)
			return &puts[i];
	}
	return NULL;
}

/* What a new record starts with where nothing was said. */
static void add_initial(struct saving *g)
{
	for (size_t i = 0; i < g->reg->nfields; i++) {
		const struct field *f = &g->reg->fields[i];
		const char *text = NULL;

		if (put_for(g->puts, g->n, f->id))
			continue;
		if (strcmp(f->id, FIELD_LIFE) == 0)
			text = "live";
		else if (!f->initial ||
			 value_parse(f, f->initial, g->s->today, g->arena, &text, NULL) != RC_OK)
			continue;
		g->puts[g->n++] = (struct put){ .field = f->id, .text = text };
	}
}

/* A reason goes with what it is the reason for: with another choice it is nobody's answer. */
static void drop_reasons(struct saving *g, const struct record *before)
{
	struct record after = laid_over(before, g->puts, g->n, g->arena);

	for (size_t i = 0; i < g->reg->nfields; i++) {
		const struct field *f = &g->reg->fields[i];
		const struct put *choice = f->with ? put_for(g->puts, g->n, f->with) : NULL;

		if (choice && !put_for(g->puts, g->n, f->id) && before->field[i].text[0] &&
		    !conds_hold(f->shown_when, f->nshown_when, &after))
			g->puts[g->n++] = (struct put){ f->id, "", choice->seen };
	}
}

static void make_ready(struct saving *g, const struct record *before, const struct put *puts,
		       size_t n)
{
	size_t added = 0;

	g->fact = before->fact;
	g->puts = arena_array(g->arena, n + g->reg->nfields + 1, sizeof(*g->puts));
	g->n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(puts[i].field, ".");
		struct put p = puts[i];

		if (strcmp(p.field + len, ".+") == 0) {
			p.field = arena_printf(g->arena, "%.*s.%zu", (int)len, p.field,
					       next_row(before, p.field, len) + added++);
			p.seen = (struct version){ .number = 0 };
			g->adds_rows = true;
		} else if (stays(before, &p) && slot_of_put(before, &p)) {
			continue;
		}
		g->puts[g->n++] = p;
	}
	g->ngiven = g->n;
	if (!g->id && g->reg->kind == REG_REGISTER)
		add_initial(g);
	else
		drop_reasons(g, before);
}

struct readying {
	struct saving *g;
	const struct put *puts;
	size_t n;
};

static enum rc ready_in(struct view *v, void *arg)
{
	struct readying *r = arg;
	struct record before;
	enum rc rc = read_before(v, r->g, &before);

	/* also where nothing would change: what says the same as a deleted entry is not saved by that */
	if (rc == RC_OK && r->n)
		rc = must_be_there(v, r->g, &before);
	if (rc == RC_OK)
		make_ready(r->g, &before, r->puts, r->n);
	return rc;
}

static enum rc ready(struct saving *g, const struct put *puts, size_t n, struct err *err)
{
	struct readying r = { g, puts, n };
	struct record blank;

	if (g->id)
		return store_picture(g->s->store, ready_in, &r, err);
	blank_record(g, &blank);
	make_ready(g, &blank, puts, n);
	return RC_OK;
}

static enum rc refuse_twice(const struct saving *g, struct err *err)
{
	const struct checking c = { .faults = g->faults };

	for (size_t i = 0; i < g->n; i++) {
		if (!put_for(g->puts, i, g->puts[i].field))
			continue;
		err_set(err, RC_INVALID, "'%.60s' is answered twice; leave one of them out",
			g->puts[i].field);
		check_fault(&c, NULL, LEVEL_REFUSE, err->text);
		return RC_INVALID;
	}
	return RC_OK;
}

/* The fact that a put goes into; *shared: with other answers, its field's place in the register. */
static const char *fact_of_put(const struct saving *g, const struct put *p, size_t *shared)
{
	const struct field *f = reg_field(g->reg, p->field);

	*shared = f && field_is_shared(g->reg, f) ? (size_t)(f - g->reg->fields) : SIZE_MAX;
	return f ? field_fact(g->reg, f) : p->field;
}

/* A shared fact as it would be: the stored one with the puts to its fields laid over. */
static const char *shared_text(const struct saving *g, const char *fact, const char *stored)
{
	struct pairs was = fact_answers(g->reg, fact, stored, g->arena);
	struct pair *v = arena_array(g->arena, was.n + g->n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < was.n; i++) {
		if (!put_for(g->puts, g->n, was.v[i].name))
			v[n++] = was.v[i];
	}
	for (size_t i = 0; i < g->n; i++) {
		if (field_in_fact(g->reg, g->puts[i].field, fact))
			v[n++] = (struct pair){ g->puts[i].field, g->puts[i].text };
	}
	return pairs_text(v, n, g->arena);
}

/* A put made from another version than the fact has now is a conflict: that one is named. */
static struct version shared_seen(const struct saving *g, const char *fact, struct version now)
{
	for (size_t i = 0; i < g->n; i++) {
		if (field_in_fact(g->reg, g->puts[i].field, fact) &&
		    !version_same(g->puts[i].seen, now))
			return g->puts[i].seen;
	}
	return now;
}

static bool fact_done(const struct saving *g, size_t upto, const char *fact)
{
	for (size_t i = 0; i < upto; i++) {
		if (field_in_fact(g->reg, g->puts[i].field, fact))
			return true;
	}
	return false;
}

/* One edit for each put, and one for all that go into the same fact. */
static size_t make_edits(const struct saving *g, struct edit *edits)
{
	size_t n = 0, at;

	for (size_t i = 0; i < g->n; i++) {
		struct put p = g->puts[i];

		p.field = fact_of_put(g, &p, &at);
		if (at != SIZE_MAX) {
			if (fact_done(g, i, p.field))
				continue;
			p.text = shared_text(g, p.field, g->fact[at].text);
			p.seen = shared_seen(g, p.field, g->fact[at].at);
		}
		edits[n++] = (struct edit){
			.fact = fact_name(g->arena, g->cycle, g->reg->key, g->id ? g->id : "+",
					  p.field),
			.text = { p.text, strlen(p.text) },
			.seen = p.seen,
		};
	}
	return n;
}

static enum rc store(struct saving *g, struct clash_list *clashes, struct saved *out,
		     struct err *err)
{
	struct edit *edits = arena_array(g->arena, g->n + 1, sizeof(*edits));
	struct change change = { .by = &g->s->actor,
				 .reason = g->s->reason,
				 .action = g->action,
				 .edits = edits,
				 .count = make_edits(g, edits),
				 .check = check_change,
				 .arg = g };

	return store_save(g->s->store, session_place(g->s), &change, clashes, out, err);
}

/* Two people who add a row at the same time mean two rows. */
static bool clash_of_new_rows(const struct saving *g, const struct clash_list *clashes)
{
	for (size_t i = 0; i < clashes->n; i++) {
		bool ours = false;

		for (size_t k = 0; k < g->n; k++) {
			const char *fact = strrchr(clashes->v[i].fact, '/');

			ours = ours || (fact && strchr(fact, '.') && g->puts[k].seen.number == 0 &&
					strcmp(fact + 1, g->puts[k].field) == 0);
		}
		if (!ours)
			return false;
	}
	return g->adds_rows && clashes->n > 0;
}

static enum rc check_stored(struct view *v, void *arg)
{
	return check_in(v, arg);
}

/*
 * Warnings can wait until the change is in, or refused: nobody is kept from
 * saving while they are looked for.
 */
static void add_warnings(struct saving *g, const char *id, struct faults *faults)
{
	struct saving after = *g;
	struct faults all = { .arena = g->arena };
	struct checking c = { .faults = faults };

	if (id) {
		after.id = id;
		after.n = 0;
	}
	after.faults = &all;
	after.refusals_only = false;
	if (store_picture(g->s->store, check_stored, &after, NULL) != RC_OK)
		return;
	for (size_t i = 0; i < all.n; i++) {
		if (all.v[i].level != LEVEL_REFUSE)
			check_fault(&c, all.v[i].field, all.v[i].level, all.v[i].text);
	}
}

static enum rc save(struct saving *g, const struct put *puts, size_t n, struct clash_list *clashes,
		    struct saved *out, struct err *err)
{
	struct err why;
	enum rc rc = RC_OK;

	for (int try = 0; try < TRIES; try++) {
		why = (struct err){ 0 };
		rc = ready(g, puts, n, &why);
		if (rc != RC_OK || g->n == 0)
			break;
		rc = refuse_twice(g, &why);
		if (rc != RC_OK)
			break;
		clashes->n = 0;
		rc = store(g, clashes, out, &why);
		if (rc != RC_CONFLICT || !clash_of_new_rows(g, clashes))
			break;
	}
	return rc == RC_OK ? RC_OK : err_set(err, rc, "%s", why.text);
}

enum rc record_save(const struct session *s, const struct reg *reg, const char *id,
		    const char *action, const struct put *puts, size_t n, struct faults *faults,
		    struct clash_list *clashes, struct saved *out, struct err *err)
{
	struct arena *a = arena_new();
	struct faults own = { .arena = a };
	struct clash_list own_clashes = { .arena = a };
	struct saved saved = { 0 };
	struct saving g = { .s = s,
			    .reg = reg,
			    .id = id,
			    .cycle = record_cycle(s, reg),
			    .action = action,
			    .arena = a,
			    .refusals_only = true,
			    .faults = faults ? faults : &own };
	enum rc rc;

	g.faults->n = 0;
	g.faults->v = NULL;
	if (!id && reg->kind == REG_FORM) {
		arena_free(a);
		return err_set(err, RC_USAGE, "say what the answer is about");
	}
	rc = save(&g, puts, n, clashes ? clashes : &own_clashes, &saved, err);
	if (rc == RC_OK && saved.id[0] == '\0' && id)
		snprintf(saved.id, sizeof(saved.id), "%s", id);
	if (rc == RC_OK && out)
		*out = saved;
	if (faults && (rc == RC_OK || rc == RC_INVALID))
		add_warnings(&g, rc == RC_OK && saved.id[0] ? saved.id : NULL, faults);
	arena_free(a);
	return rc;
}

static enum rc check_only(const struct session *s, const struct reg *reg, const char *id,
			  const struct put *puts, size_t n, struct peers *peers,
			  const struct web *web, bool refusals_only, struct faults *faults,
			  struct err *err)
{
	struct arena *a = arena_new();
	struct saving g = { .s = s,
			    .reg = reg,
			    .id = id,
			    .cycle = record_cycle(s, reg),
			    .arena = a,
			    .faults = faults,
			    .peers = peers,
			    .web = web,
			    .refusals_only = refusals_only };
	enum rc rc;

	faults->n = 0;
	faults->v = NULL;
	rc = ready(&g, puts, n, err);
	if (rc == RC_OK)
		rc = store_picture(s->store, check_stored, &g, err);
	arena_free(a);
	return rc;
}

enum rc record_check(const struct session *s, const struct reg *reg, const char *id,
		     const struct put *puts, size_t n, struct faults *faults, struct err *err)
{
	return check_only(s, reg, id, puts, n, NULL, NULL, false, faults, err);
}

enum rc record_check_one(const struct session *s, const struct reg *reg, const char *id,
			 struct peers *peers, const struct web *web, bool refusals_only,
			 struct faults *faults, struct err *err)
{
	return check_only(s, reg, id, NULL, 0, peers, web, refusals_only, faults, err);
}
