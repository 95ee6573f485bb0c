/* SPDX-License-Identifier: ISC */
/* Some fields of many records in one read, and what points at a record. */
#include <string.h>

#include "cells.h"
#include "computed.h"
#include "record_internal.h"
#include "value_internal.h"

/* What every record may have, before the facts of its fields. */
enum own_fact { OWN_LIFE, OWN_GONE, OWN_FACTS };

struct scan {
	struct records *out;
	struct arena *arena;
	struct cells cells; /* where the facts belong */
	size_t prefix, cap;
	size_t id_len; /* of the last row */
};

static struct sheet_row *row_of(struct scan *s, const char *id, size_t len)
{
	struct records *r = s->out;
	struct sheet_row *row;

	if (r->n > 0 && s->id_len == len && memcmp(r->row[r->n - 1].id, id, len) == 0)
		return &r->row[r->n - 1];
	s->id_len = len;
	r->row = arena_grown(s->arena, r->row, r->n, &s->cap, sizeof(*r->row));
	row = &r->row[r->n++];
	row->id = arena_strn(s->arena, id, len);
	row->cell = arena_array(s->arena, r->fields.n + 1, sizeof(*row->cell));
	for (size_t i = 0; i < r->fields.n; i++)
		row->cell[i] = "";
	row->life = row->gone = "";
	return row;
}

/* What is in nearly every row is kept once. */
static const char *life_word(struct scan *s, struct slice text)
{
	static const char live[] = "live";

	if (text.len == sizeof(live) - 1 && memcmp(text.data, live, text.len) == 0)
		return live;
	return arena_strn(s->arena, text.data, text.len);
}

/* Rows of a field stand in its cell one after the other. */
static void take_answer(struct scan *s, const struct cell_fact *of, struct slice stored,
			const char **cell)
{
	for (size_t i = 0; stored.len && i < of->n; i++) {
		size_t at = of->field[i].at;
		const char *text = cells_text(&s->cells, at, stored, s->arena);

		cell[at] = *cell[at] ? arena_printf(s->arena, "%s\n%s", cell[at], text) : text;
	}
}

static bool scan_fact(void *arg, const struct fact_text *t)
{
	struct scan *s = arg;
	const char *id = (const char *)t->name.data + s->prefix;
	const char *end = (const char *)t->last.data - 1; /* the slash before it */
	const struct cell_fact *of = &s->cells.of[t->field];
	struct sheet_row *row;

	if (end < id)
		return true;
	row = row_of(s, id, (size_t)(end - id));
	if (t->field == OWN_LIFE)
		row->life = life_word(s, t->text);
	else if (t->field == OWN_GONE)
		row->gone = arena_strn(s->arena, t->text.data, t->text.len);
	if (of->shared)
		cells_shared(&s->cells, t->field, t->text, row->cell, s->arena);
	else
		take_answer(s, of, t->text, row->cell);
	return true;
}

/* Drops rows that are deleted and were not changed since. */
static enum rc drop_deleted(struct view *v, const struct session *s, const struct reg *reg,
			    const char *cycle, struct arena *a, struct records *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->n; i++) {
		struct record r;

		if (out->row[i].gone[0]) {
			enum rc rc = record_read(v, s, reg, cycle, out->row[i].id, a, &r);

			if (rc != RC_OK)
				return rc;
			if (r.deleted)
				continue;
		}
		out->row[kept++] = out->row[i];
	}
	out->n = kept;
	return RC_OK;
}

/* What is computed, from the cells beside it. */

struct beside {
	const struct records *all;
	const struct sheet_row *row;
};

static const char *cell_answer(const void *arg, const char *field)
{
	const struct beside *c = arg;
	size_t at = records_column(c->all, field);

	return at < c->all->fields.n ? c->row->cell[at] : "";
}

static void compute_cells(const struct session *s, const struct reg *reg, struct arena *a,
			  struct records *out)
{
	for (size_t k = 0; k < out->fields.n; k++) {
		const struct field *f = reg_field(reg, out->fields.v[k]);

		for (size_t i = 0; f && f->computed && i < out->n; i++) {
			const struct beside beside = { out, &out->row[i] };
			const struct computing c = { s->schema, reg, s->today, cell_answer,
						     &beside };

			out->row[i].cell[k] = computed_text(&c, f, a);
		}
	}
}

/* The fields asked for, and behind them those that computed ones are worked out from. */
static struct names with_parts(const struct reg *reg, const struct names *fields, struct arena *a)
{
	struct names out = *fields;
	size_t more = 0;

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(reg, fields->v[i]);

		more += f && f->computed ? computed_most(f) : 0;
	}
	if (more == 0)
		return out;
	out.v = arena_array(a, fields->n + more, sizeof(char *));
	memcpy(out.v, fields->v, fields->n * sizeof(char *));
	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(reg, fields->v[i]);

		if (f && f->computed)
			computed_needs(f, &out);
	}
	return out;
}

static enum rc read_rows(struct view *v, const struct session *s, const char *prefix,
			 const struct names *only, struct scan *scan)
{
	enum rc rc = RC_OK;

	if (!only)
		return fact_texts(v, session_place(s), prefix, &scan->cells.facts, scan_fact, scan);
	for (size_t i = 0; i < only->n && rc == RC_OK; i++)
		rc = fact_texts(v, session_place(s),
				arena_printf(scan->arena, "%s%s/", prefix, only->v[i]),
				&scan->cells.facts, scan_fact, scan);
	return rc;
}

enum rc records_read(struct view *v, const struct session *s, const struct reg *reg,
		     const char *cycle, const struct names *only, const struct names *fields,
		     struct arena *a, struct records *out)
{
	const char *own[OWN_FACTS] = { FIELD_LIFE, FIELD_GONE };
	const struct names names = { own, OWN_FACTS };
	const char *prefix = arena_printf(a, "%s/%s/", cycle, reg->key);
	struct scan scan = { .out = out, .arena = a, .prefix = strlen(prefix) };
	enum rc rc;

	*out = (struct records){ .fields = with_parts(reg, fields, a) };
	cells_init(&scan.cells, reg, &out->fields, &names, a);
	rc = read_rows(v, s, prefix, only, &scan);
	if (rc == RC_OK)
		rc = drop_deleted(v, s, reg, cycle, a, out);
	if (rc == RC_OK)
		compute_cells(s, reg, a, out);
	return rc;
}

size_t records_column(const struct records *r, const char *field)
{
	size_t i = 0;

	while (i < r->fields.n && strcmp(r->fields.v[i], field) != 0)
		i++;
	return i;
}

/* What points here */

struct mentions {
	const char *id;
	size_t id_len, prefix;
	struct arena *arena;
	struct names *out;
	size_t cap;
};

static bool take_mention(void *arg, const struct fact_text *t)
{
	struct mentions *m = arg;
	const char *at = (const char *)t->name.data + m->prefix;
	const char *end = (const char *)t->last.data - 1; /* the slash before it */
	const char *last = m->out->n > 0 ? m->out->v[m->out->n - 1] : "";
	size_t len = end < at ? 0 : (size_t)(end - at);

	if (!len || !memmem(t->text.data, t->text.len, m->id, m->id_len) ||
	    (strncmp(last, at, len) == 0 && last[len] == '\0'))
		return true;
	m->out->v = arena_grown(m->arena, m->out->v, m->out->n, &m->cap, sizeof(char *));
	m->out->v[m->out->n++] = arena_strn(m->arena, at, len);
	return true;
}

enum rc records_mention(struct view *v, const struct session *s, const struct reg *reg,
			const char *cycle, const struct names *fields, const char *id,
			struct arena *a, struct names *out)
{
	const struct names none = { NULL, 0 };
	const char *prefix = arena_printf(a, "%s/%s/", cycle, reg->key);
	struct mentions m = { id, strlen(id), strlen(prefix), a, out, 0 };
	struct cells cells;

	*out = none;
	cells_init(&cells, reg, fields, &none, a);
	return fact_texts(v, session_place(s), prefix, &cells.facts, take_mention, &m);
}

static bool leads_to(const struct field *f, const struct reg *to)
{
	bool ref = f->type == TYPE_REF || f->type == TYPE_REFS;

	if (ref && (names_have(&f->to, "*") || names_have(&f->to, to->id)))
		return true;
	for (size_t i = 0; i < f->nfields; i++) {
		if (leads_to(&f->fields[i], to))
			return true;
	}
	return false;
}

/* An id as a whole word of a stored text: a line, or the value of a pair. */
static bool names_id(const char *stored, const char *id)
{
	size_t len = strlen(id);

	for (const char *at = stored; (at = strstr(at, id)) != NULL; at += len) {
		bool starts = at == stored || at[-1] == '\n' || at[-1] == '=' ||
			      (at - stored >= 3 && memcmp(at - 3, "%0A", 3) == 0);

		if (starts && strchr("\n%", at[len]))
			return true;
	}
	return false;
}

struct users {
	const struct reg *to;
	const char *id;
	user_fn *fn;
	void *arg;
	bool stopped;
};

static void tell_users(struct users *u, const struct reg *reg, const char *cycle,
		       const struct records *r)
{
	for (size_t i = 0; i < r->n && !u->stopped; i++) {
		for (size_t k = 0; k < r->fields.n && !u->stopped; k++) {
			if (names_id(r->row[i].cell[k], u->id))
				u->stopped =
					!u->fn(u->arg, reg, cycle, r->row[i].id, r->fields.v[k]);
		}
	}
}

static enum rc users_in(struct view *v, const struct session *s, const struct reg *reg,
			const struct names *cycles, struct arena *a, struct users *u)
{
	struct names fields = { arena_array(a, reg->nfields + 1, sizeof(char *)), 0 };
	bool common = strcmp(record_cycle(s, reg), CYCLE_COMMON) == 0;

	for (size_t i = 0; i < reg->nfields; i++) {
		if (leads_to(&reg->fields[i], u->to))
			fields.v[fields.n++] = reg->fields[i].id;
	}
	for (size_t i = 0; fields.n > 0 && i < (common ? 1 : cycles->n) && !u->stopped; i++) {
		const char *cycle = common ? CYCLE_COMMON : cycles->v[i];
		struct records found;
		struct names ids = { NULL, 0 };
		enum rc rc = records_mention(v, s, reg, cycle, &fields, u->id, a, &ids);

		if (rc == RC_OK)
			rc = records_read(v, s, reg, cycle, &ids, &fields, a, &found);
		if (rc != RC_OK)
			return rc;
		tell_users(u, reg, cycle, &found);
	}
	return RC_OK;
}

enum rc users_scan(struct view *v, const struct session *s, const struct reg *to, const char *id,
		   const struct names *registers, struct arena *a, user_fn *fn, void *arg)
{
	struct users u = { to, id, fn, arg, false };
	struct names cycles;
	enum rc rc = record_cycles(v, s, a, &cycles);

	if (rc == RC_OK && cycles.n == 0 && s->cycle) { /* a cycle that has no name yet */
		cycles.v = arena_array(a, 1, sizeof(char *));
		cycles.v[cycles.n++] = s->cycle;
	}
	for (size_t i = 0; rc == RC_OK && i < s->schema->nregisters && !u.stopped; i++) {
		const struct reg *reg = &s->schema->registers[i];

		if (!registers || names_have(registers, reg->id))
			rc = users_in(v, s, reg, &cycles, a, &u);
	}
	return rc;
}
