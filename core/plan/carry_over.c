/* SPDX-License-Identifier: ISC */
/* Copies what is still true into the new cycle, with its links led to what came along. */
#include <string.h>

#include "carry_internal.h"
#include "../store/keys.h"
#include "../records/parts.h"

enum { TRIES = 5 }; /* somebody may make entries of the same register meanwhile */

struct carrying_over {
	const struct session *s;
	const struct carry_how *how;
	struct view *v;
	struct arena *a;
	struct carry_list list;
	struct dict to;             /* old id: the one here */
	const unsigned long *given; /* of each register of the schema: the last number it gave */
	unsigned long *last;        /* with those that are given here */
	struct maker maker;
	struct carry_done done;
};

static size_t reg_at(const struct carrying_over *c, const struct reg *reg)
{
	return (size_t)(reg - c->s->schema->registers);
}

/* Links */

static const char *led_refs(const struct carrying_over *c, const char *stored, bool *changed)
{
	struct names ids = value_lines(stored, c->a);
	const char *out = "";

	for (size_t i = 0; i < ids.n; i++) {
		const char *to = dict_get(&c->to, ids.v[i]);

		*changed = *changed || to;
		out = arena_printf(c->a, "%s%s%s", out, *out ? "\n" : "", to ? to : ids.v[i]);
	}
	return out;
}

/* A stored answer with each link led to what was carried over; what is none stays as it is. */
static const char *led(const struct carrying_over *c, const struct field *f, const char *stored,
		       bool *changed)
{
	struct pairs p;
	bool any = false;

	if (f->type == TYPE_REF || f->type == TYPE_REFS)
		return led_refs(c, stored, changed);
	if (f->nfields == 0 || !*stored)
		return stored;
	p = pairs_read(stored, c->a);
	for (size_t i = 0; i < p.n; i++) {
		const struct field *sub = field_sub(f, p.v[i].name);

		if (sub)
			p.v[i].text = led(c, sub, p.v[i].text, &any);
	}
	*changed = *changed || any;
	return any ? pairs_text(p.v, p.n, c->a) : stored;
}

/* Choosing */

static bool chosen(const struct carrying_over *c, const struct carry_line *line)
{
	if (line->to)
		return false;
	if (c->how->ids)
		return names_have(c->how->ids, line->id);
	return line->answer == CARRY_YES || line->answer == CARRY_CHANGED ||
	       (c->how->open && line->answer == CARRY_OPEN);
}

/* As what it comes: what somebody said of it, else as the caller says. */
static enum carry_answer as_what(const struct carrying_over *c, const struct carry_line *line)
{
	return c->how->ids || line->answer == CARRY_OPEN ? c->how->as : line->answer;
}

static enum rc all_offered(const struct carrying_over *c)
{
	char shown[49];

	for (size_t i = 0; c->how->ids && i < c->how->ids->n; i++) {
		bool found = false;

		for (size_t k = 0; k < c->list.n && !found; k++)
			found = !strcmp(c->list.v[k].id, c->how->ids->v[i]);
		if (found)
			continue;
		id_shown(c->how->ids->v[i], shown);
		return view_fail(c->v, RC_NOT_FOUND,
				 "'%s' is not among what %s offers; cairn carry lists it", shown,
				 c->list.from_title);
	}
	return RC_OK;
}

/* What is here or comes here, before any link is looked at. */
static void name_all(struct carrying_over *c)
{
	for (size_t i = 0; i < c->list.n; i++) {
		struct carry_line *line = &c->list.v[i];

		if (line->to)
			dict_put(&c->to, line->id, line->to);
		else if (chosen(c, line))
			dict_put(&c->to, line->id,
				 line->same ? line->same
					    : made_id(c->a, line->reg,
						      ++c->last[reg_at(c, line->reg)]));
	}
}

/* Copying */

static void copy_rows(struct carrying_over *c, struct made *m, const struct record *r)
{
	bool changed = false;

	for (size_t i = 0; i < r->nrows; i++) {
		const struct child *row = &r->rows[i];
		const struct field *f = reg_field(r->reg, row->field);

		if (f)
			made_stored(m, arena_printf(c->a, "%s.%s", row->field, row->name),
				    led(c, f, row->slot.text, &changed));
	}
}

static void copy(struct carrying_over *c, const struct record *r, const char *to, bool draft)
{
	struct made m;
	bool changed = false;

	made_begin(&m, &c->maker, r->reg, c->s->cycle, to);
	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (!f->automatic && !f->computed && f->type != TYPE_ROWS && r->field[i].text[0])
			made_stored(&m, f->id, led(c, f, r->field[i].text, &changed));
	}
	copy_rows(c, &m, r);
	made_stored(&m, FIELD_CARRIED, r->id);
	if (draft || record_is(r, "draft"))
		made_stored(&m, FIELD_LIFE, "draft");
	made_end(&m);
}

static void edit(struct carrying_over *c, const struct record *r, const char *fact,
		 const char *text, struct version seen)
{
	bulk_edit(c->maker.bulk, fact_name(c->a, r->cycle, r->reg->key, r->id, fact), text, seen);
}

/* What is here already takes what it lacks from the old one, and its number. */
static void join(struct carrying_over *c, const struct record *old, const struct record *here)
{
	bool changed = false;

	for (size_t i = 0; i < here->reg->nfields; i++) {
		const struct field *f = &here->reg->fields[i];
		const struct slot *slot = &here->field[i];

		if (!strcmp(f->id, FIELD_CARRIED))
			edit(c, here, f->id, old->id, slot->at);
		else if (!f->automatic && !f->computed && f->type != TYPE_ROWS &&
			 !field_is_shared(here->reg, f) && !slot->text[0] && old->field[i].text[0])
			edit(c, here, f->id, led(c, f, old->field[i].text, &changed), slot->at);
	}
	for (size_t i = 0; here->nrows_all == 0 && i < old->nrows; i++) {
		const struct child *row = &old->rows[i];
		const struct field *f = reg_field(old->reg, row->field);

		if (f)
			edit(c, here, arena_printf(c->a, "%s.%s", row->field, row->name),
			     led(c, f, row->slot.text, &changed), (struct version){ 0 });
	}
	bulk_end(c->maker.bulk);
}

static enum rc bring_line(struct carrying_over *c, const struct carry_line *line)
{
	struct record old, here;
	enum rc rc = record_read(c->v, c->s, line->reg, c->list.from, line->id, c->a, &old);

	if (rc != RC_OK)
		return rc;
	if (!line->same) {
		copy(c, &old, dict_get(&c->to, line->id), as_what(c, line) == CARRY_CHANGED);
		c->done.made++;
		return RC_OK;
	}
	rc = record_read(c->v, c->s, line->reg, c->s->cycle, line->same, c->a, &here);
	if (rc == RC_OK)
		join(c, &old, &here);
	c->done.joined += rc == RC_OK;
	return rc;
}

static enum rc bring(struct carrying_over *c)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < c->list.n; i++)
		if (chosen(c, &c->list.v[i]))
			rc = bring_line(c, &c->list.v[i]);
	return rc;
}

/* What goes along */

static bool is_carried(const struct reg *reg)
{
	return reg->kind == REG_REGISTER && reg->carry != CARRY_NOT && !reg->scope;
}

/* Every link to what is offered leads to something carried over, and there is one. */
static bool belongs(const struct carrying_over *c, const struct record *r)
{
	size_t led_to = 0;

	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];
		struct names ids;

		if (f->type != TYPE_REF && f->type != TYPE_REFS)
			continue;
		ids = value_lines(r->field[i].text, c->a);
		for (size_t k = 0; k < ids.n; k++) {
			char prefix[9];
			const struct reg *to = id_prefix(ids.v[k], prefix)
						       ? schema_reg(c->s->schema, prefix)
						       : NULL;

			if (!to || to->carry != CARRY_ASK)
				continue;
			if (!dict_get(&c->to, ids.v[k]))
				return false;
			led_to++;
		}
	}
	return led_to > 0;
}

static enum rc bring_register(struct carrying_over *c, const struct reg *reg)
{
	const char *field[] = { FIELD_CARRIED };
	struct names fields = { field, 1 };
	struct dict here = { 0 };
	struct records old, now;
	enum rc rc = records_read(c->v, c->s, reg, c->list.from, NULL, &fields, c->a, &old);

	if (rc == RC_OK)
		rc = records_read(c->v, c->s, reg, c->s->cycle, NULL, &fields, c->a, &now);
	for (size_t i = 0; rc == RC_OK && i < now.n; i++)
		dict_put(&here, now.row[i].cell[0], &now);
	for (size_t i = 0; rc == RC_OK && i < old.n; i++) {
		struct record r;

		if (!strcmp(old.row[i].life, "archived") || dict_get(&here, old.row[i].id))
			continue;
		rc = record_read(c->v, c->s, reg, c->list.from, old.row[i].id, c->a, &r);
		if (rc != RC_OK || !belongs(c, &r))
			continue;
		copy(c, &r, made_id(c->a, reg, ++c->last[reg_at(c, reg)]), false);
		c->done.along++;
	}
	dict_clear(&here);
	return rc;
}

static enum rc bring_along(struct carrying_over *c)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < c->s->schema->nregisters; i++) {
		const struct reg *reg = &c->s->schema->registers[i];

		if (is_carried(reg) && reg->carry == CARRY_WITH)
			rc = bring_register(c, reg);
	}
	return rc;
}

/* What was in the new cycle before points at what it found there: now it can point here. */

static bool leads_back(const struct carrying_over *c, const struct sheet_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *at = row->cell[i];
		size_t len;

		/* ids are words of small letters, digits, '-' and '.' whatever stands round them */
		for (; *at; at += len ? len : 1) {
			len = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-.");
			if (len && dict_get(&c->to, arena_strn(c->a, at, len)))
				return true;
		}
	}
	return false;
}

static void relink_field(struct carrying_over *c, const struct record *r, size_t i, bool *any)
{
	const struct field *f = &r->reg->fields[i];
	bool changed = false;
	const char *text = led(c, f, r->field[i].text, &changed);
	const char *fact = field_fact(r->reg, f);
	struct pairs all;

	if (!changed)
		return;
	*any = true;
	if (!field_is_shared(r->reg, f)) {
		edit(c, r, f->id, text, r->field[i].at);
		return;
	}
	/* one fact for several answers: written once, by the first of them that changes */
	all = fact_answers(r->reg, fact, r->fact[i].text, c->a);
	for (size_t k = 0; k < i; k++) {
		bool before = false;

		if (!strcmp(field_fact(r->reg, &r->reg->fields[k]), fact))
			led(c, &r->reg->fields[k], r->field[k].text, &before);
		if (before)
			return;
	}
	for (size_t k = 0; k < all.n; k++) {
		const struct field *of = reg_field(r->reg, all.v[k].name);

		if (of)
			all.v[k].text = led(c, of, all.v[k].text, &changed);
	}
	edit(c, r, fact, pairs_text(all.v, all.n, c->a), r->fact[i].at);
}

static enum rc relink_record(struct carrying_over *c, const struct reg *reg, const char *id)
{
	struct record r;
	bool any = false;
	enum rc rc = record_read(c->v, c->s, reg, c->s->cycle, id, c->a, &r);

	for (size_t i = 0; rc == RC_OK && i < reg->nfields; i++)
		if (reg->fields[i].type != TYPE_ROWS && !reg->fields[i].computed)
			relink_field(c, &r, i, &any);
	for (size_t i = 0; rc == RC_OK && i < r.nrows; i++) {
		const struct field *f = reg_field(reg, r.rows[i].field);
		bool changed = false;
		const char *text = f ? led(c, f, r.rows[i].slot.text, &changed) : "";

		if (changed)
			edit(c, &r, arena_printf(c->a, "%s.%s", r.rows[i].field, r.rows[i].name),
			     text, r.rows[i].slot.at);
		any = any || changed;
	}
	c->done.relinked += any;
	bulk_end(c->maker.bulk);
	return rc;
}

static bool has_link(const struct field *f)
{
	bool found = f->type == TYPE_REF || f->type == TYPE_REFS;

	for (size_t i = 0; i < f->nfields && !found; i++)
		found = has_link(&f->fields[i]);
	return found;
}

/* An entry that is joined to an old one in this run has its edits already. */
static bool joined_now(const struct carrying_over *c, const char *id)
{
	for (size_t i = 0; i < c->list.n; i++)
		if (chosen(c, &c->list.v[i]) && c->list.v[i].same && !strcmp(c->list.v[i].same, id))
			return true;
	return false;
}

static enum rc relink(struct carrying_over *c)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < c->s->schema->nregisters; i++) {
		const struct reg *reg = &c->s->schema->registers[i];
		struct names fields = { arena_array(c->a, reg->nfields + 1, sizeof(char *)), 0 };
		struct records here;

		for (size_t k = 0; k < reg->nfields; k++)
			if (has_link(&reg->fields[k]))
				fields.v[fields.n++] = reg->fields[k].id;
		if (reg->kind != REG_REGISTER || reg->scope || fields.n == 0)
			continue;
		rc = records_read(c->v, c->s, reg, c->s->cycle, NULL, &fields, c->a, &here);
		for (size_t k = 0; rc == RC_OK && k < here.n; k++)
			if (leads_back(c, &here.row[k], fields.n) && !joined_now(c, here.row[k].id))
				rc = relink_record(c, reg, here.row[k].id);
	}
	return rc;
}

/* All of it, from one picture, which may be given up for a newer one. */

static void begin(struct carrying_over *c, struct view *v)
{
	size_t n = c->s->schema->nregisters;

	c->v = v;
	c->last = arena_array(c->a, n + 1, sizeof(*c->last));
	memcpy(c->last, c->given, n * sizeof(*c->last));
	c->maker.bulk->n = c->maker.bulk->nends = 0;
	c->done = (struct carry_done){ 0 };
	dict_clear(&c->to);
}

static enum rc gather(struct view *v, void *arg)
{
	struct carrying_over *c = arg;
	enum rc rc;

	begin(c, v);
	rc = carry_load_in(v, c->s, c->a, &c->list);
	if (rc != RC_OK)
		return rc;
	if (!c->list.from)
		return view_fail(v, RC_INVALID,
				 "there is no cycle before this one to carry anything over from");
	rc = all_offered(c);
	if (rc != RC_OK)
		return rc;
	name_all(c);
	rc = bring(c);
	if (rc == RC_OK)
		rc = bring_along(c);
	return rc == RC_OK ? relink(c) : rc;
}

static enum rc numbers(struct carrying_over *c, struct err *err)
{
	unsigned long *given = arena_array(c->a, c->s->schema->nregisters + 1, sizeof(*given));
	struct names cycles;
	enum rc rc = cycle_list(c->s, c->a, &cycles, err);

	c->given = given;
	return rc == RC_OK ? part_last_numbers(c->s, &cycles, c->a, given, err) : rc;
}

static enum rc try_over(const struct session *s, const struct carry_how *how,
			struct carry_done *out, struct err *err)
{
	struct carrying_over c = { .s = s, .how = how, .a = arena_new() };
	const struct bulk_how save = { .place = session_place(s), .action = "carry" };
	struct bulk b;
	enum rc rc;

	bulk_init(&b, c.a);
	c.maker = (struct maker){ .s = s, .arena = c.a, .bulk = &b };
	rc = numbers(&c, err);
	if (rc == RC_OK)
		rc = store_picture(s->store, gather, &c, err);
	if (rc == RC_OK && b.n > 0)
		rc = bulk_save(&b, s, &save, NULL, err);
	if (rc == RC_OK && out)
		*out = c.done;
	bulk_clear(&b);
	maker_clear(&c.maker);
	dict_clear(&c.to);
	arena_free(c.a);
	return rc;
}

enum rc carry_over(const struct session *s, const struct carry_how *how, struct carry_done *out,
		   struct err *err)
{
	struct err why = { 0 };
	enum rc rc = RC_CONFLICT;

	if (s->actor.role != MEMBER_COORDINATOR)
		return err_set(err, RC_NOT_ALLOWED,
			       "carrying over into a new cycle is for a coordinator; ask one");
	for (int i = 0; i < TRIES && rc == RC_CONFLICT; i++) {
		why = (struct err){ 0 };
		rc = try_over(s, how, out, &why);
	}
	return rc == RC_OK ? RC_OK : err_set(err, rc, "%s", why.text);
}
