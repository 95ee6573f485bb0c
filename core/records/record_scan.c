/* SPDX-License-Identifier: ISC */
/* Some fields of many records in one read, and what points at a record. */
#include <string.h>

#include "computed.h"
#include "record_internal.h"
#include "value_internal.h"

struct scan {
	struct records *out;
	struct arena *arena;
	const struct reg *reg;
	struct names facts; /* those that hold what was asked for, then life and gone */
	const char **in;    /* of each cell: the fact that holds it */
	const char *shared; /* the last fact that was found to be a shared one */
	size_t prefix, cap;
	char id[RECORD_NAME_MAX + 1]; /* of the last row */
};

static struct sheet_row *row_of(struct scan *s, const char *id, size_t len)
{
	struct records *r = s->out;
	struct sheet_row *row;

	if (r->n > 0 && strlen(s->id) == len && memcmp(s->id, id, len) == 0)
		return &r->row[r->n - 1];
	r->row = arena_grown(s->arena, r->row, r->n, &s->cap, sizeof(*r->row));
	row = &r->row[r->n++];
	if (len > RECORD_NAME_MAX)
		len = RECORD_NAME_MAX;
	memcpy(s->id, id, len);
	s->id[len] = '\0';
	row->id = arena_strn(s->arena, id, len);
	row->cell = arena_array(s->arena, r->fields.n + 1, sizeof(*row->cell));
	for (size_t i = 0; i < r->fields.n; i++)
		row->cell[i] = "";
	row->life = row->gone = "";
	return row;
}

static bool is_field(const char *have, size_t len, const char *want)
{
	return have[0] == want[0] && strncmp(have, want, len) == 0 && want[len] == '\0';
}

/* The cell of a field that a shared fact holds; NULL: nobody asked for it. */
static const char **shared_cell(const struct scan *s, struct sheet_row *row, const char *fact,
				const char *field, size_t len)
{
	for (size_t i = 0; i < s->out->fields.n; i++)
		if (is_field(field, len, s->out->fields.v[i]) && s->in[i] &&
		    strcmp(s->in[i], fact) == 0)
			return &row->cell[i];
	return NULL;
}

/*
 * The cells that a shared fact holds; the others are facts of their own. What
 * is read of a large register is mostly these: the text is the arena's, and is
 * cut into its lines where it stands.
 */
static void scan_shared(struct scan *s, struct sheet_row *row, const char *name, char *text)
{
	struct pairs p;

	if (*text && !strchr(text, '=')) { /* kept before the template put others beside it */
		p = fact_answers(s->reg, name, text, s->arena);
		for (size_t k = 0; k < p.n; k++) {
			const char **cell =
				shared_cell(s, row, name, p.v[k].name, strlen(p.v[k].name));

			if (cell)
				*cell = p.v[k].text;
		}
		return;
	}
	while (*text) {
		size_t len = strcspn(text, "\n");
		bool more = text[len] == '\n';
		char *equals = memchr(text, '=', len);
		const char **cell = NULL;

		if (equals)
			cell = shared_cell(s, row, name, text, (size_t)(equals - text));
		text[len] = '\0';
		if (cell)
			*cell = strchr(equals + 1, '%')
					? pair_unescaped(equals + 1,
							 len - (size_t)(equals + 1 - text), false,
							 s->arena)
					: equals + 1;
		text += len + more;
	}
}

/* Many rows have the same facts: which are shared is asked of the register once. */
static bool is_shared(struct scan *s, const char *name)
{
	if (s->shared && strcmp(s->shared, name) == 0)
		return true;
	if (!fact_is_shared(s->reg, name))
		return false;
	s->shared = arena_str(s->arena, name);
	return true;
}

/* What is in nearly every row is kept once. */
static const char *life_word(struct scan *s, struct slice text)
{
	static const char live[] = "live";

	if (text.len == sizeof(live) - 1 && memcmp(text.data, live, text.len) == 0)
		return live;
	return arena_strn(s->arena, text.data, text.len);
}

static bool scan_fact(void *arg, struct slice name, struct slice stored)
{
	struct scan *s = arg;
	const char *id = (const char *)name.data + s->prefix;
	const char *slash = memchr(id, '/', name.len - s->prefix);
	char field[KEY_MAX_BYTES + 1];
	struct sheet_row *row;
	char *text;
	size_t len;

	if (!slash)
		return true;
	row = row_of(s, id, (size_t)(slash - id));
	len = name.len - s->prefix - (size_t)(slash + 1 - id);
	memcpy(field, slash + 1, len);
	field[len] = '\0';
	len = strcspn(field, ".");
	if (is_field(field, len, FIELD_LIFE)) {
		row->life = life_word(s, stored);
	} else if (is_field(field, len, FIELD_GONE)) {
		row->gone = arena_strn(s->arena, stored.data, stored.len);
	} else if (is_shared(s, field)) {
		scan_shared(s, row, field, arena_strn(s->arena, stored.data, stored.len));
		return true;
	}
	text = NULL;
	for (size_t i = 0; i < s->out->fields.n; i++) {
		const char **cell = &row->cell[i];

		if (!stored.len || !is_field(field, len, s->out->fields.v[i]))
			continue;
		text = text ? text : arena_strn(s->arena, stored.data, stored.len);
		*cell = **cell ? arena_printf(s->arena, "%s\n%s", *cell, text) : text;
	}
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

struct cells {
	const struct records *all;
	const struct sheet_row *row;
};

static const char *cell_answer(const void *arg, const char *field)
{
	const struct cells *c = arg;
	size_t at = records_column(c->all, field);

	return at < c->all->fields.n ? c->row->cell[at] : "";
}

static void compute_cells(const struct session *s, const struct reg *reg, struct arena *a,
			  struct records *out)
{
	for (size_t k = 0; k < out->fields.n; k++) {
		const struct field *f = reg_field(reg, out->fields.v[k]);

		for (size_t i = 0; f && f->computed && i < out->n; i++) {
			const struct cells cells = { out, &out->row[i] };
			const struct computing c = { s->schema, reg, s->today, cell_answer,
						     &cells };

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

static const char **facts_of_cells(const struct reg *reg, const struct names *fields,
				   struct arena *a)
{
	const char **in = arena_array(a, fields->n + 1, sizeof(*in));

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(reg, fields->v[i]);

		in[i] = f ? field_fact(reg, f) : NULL;
	}
	return in;
}

static struct names facts_of(const struct reg *reg, const struct names *fields, struct arena *a)
{
	struct names out = { arena_array(a, fields->n + 3, sizeof(char *)), 0 };

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(reg, fields->v[i]);
		const char *fact = f ? field_fact(reg, f) : fields->v[i];

		if (!(f && f->computed) && !names_have(&out, fact))
			out.v[out.n++] = fact;
	}
	out.v[out.n++] = FIELD_LIFE;
	out.v[out.n++] = FIELD_GONE;
	return out;
}

enum rc records_read(struct view *v, const struct session *s, const struct reg *reg,
		     const char *cycle, const char *only, const struct names *fields,
		     struct arena *a, struct records *out)
{
	const char *prefix = arena_printf(a, "%s/%s/", cycle, reg->key);
	struct scan scan = { .out = out, .arena = a, .reg = reg, .prefix = strlen(prefix) };
	enum rc rc;

	*out = (struct records){ .fields = with_parts(reg, fields, a) };
	scan.facts = facts_of(reg, &out->fields, a);
	scan.in = facts_of_cells(reg, &out->fields, a);
	rc = fact_texts(v, session_place(s), only ? arena_printf(a, "%s%s", prefix, only) : prefix,
			&scan.facts, scan_fact, &scan);
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
		enum rc rc = records_read(v, s, reg, cycle, NULL, &fields, a, &found);

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
