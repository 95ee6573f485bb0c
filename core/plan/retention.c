/* SPDX-License-Identifier: ISC */
#include "retention.h"

#include <stdlib.h>
#include <string.h>

#include "../records/rules_internal.h"
#include "../records/value_internal.h"
#include "../records/work.h"

struct looking {
	const struct session *s; /* at work in the cycle that is looked at */
	const struct keep *keep;
	const struct reg *reg;
	const char *cycle;
	long ends; /* last day of the cycle; only where it is known */
	bool ends_known;
	bool open;
	struct arena *arena;
	struct retention *out;
};

/* What is read of each entry: restricted, then the dates, then the answers. */
static struct names columns_of(const struct looking *l)
{
	const struct keep *k = l->keep;
	struct names out = { NULL, 0 };

	out.v = arena_array(l->arena, 1 + k->from.n + k->fields.n, sizeof(*out.v));
	out.v[out.n++] = "restricted";
	for (size_t i = 0; i < k->from.n; i++)
		out.v[out.n++] = k->from.v[i];
	for (size_t i = 0; i < k->fields.n; i++)
		out.v[out.n++] = k->fields.v[i];
	return out;
}

/* The last day that it is kept; false: it is kept without one. */
static bool kept_until(const struct looking *l, const struct list_row *row, struct past *out)
{
	long from = l->ends;
	bool found = false;

	out->dated = NULL;
	for (size_t i = 0; i < l->keep->from.n; i++) {
		struct span at;

		if (!span_read(row->cell[1 + i], &at) || (found && at.last <= from))
			continue;
		from = at.last;
		found = true;
		out->dated = reg_field(l->reg, l->keep->from.v[i]);
	}
	out->until = date_add_months(date_from_days(from), l->keep->months);
	return found || l->ends_known;
}

static void add(struct looking *l, struct past past, const struct field *f)
{
	struct retention *out = l->out;

	out->v = arena_grown(l->arena, out->v, out->n, &out->cap, sizeof(*out->v));
	past.field = f;
	out->v[out->n++] = past;
}

static bool note_text(void *arg, const struct entry *e)
{
	const char *text = e->facts[0].text;

	*(bool *)arg = text && *text;
	return !*(bool *)arg;
}

/* An answer that is blank: did it ever say anything that was not removed since? */
static enum rc was_said(const struct looking *l, const char *id, const char *field, bool *out,
			struct err *err)
{
	const char *fact = arena_printf(l->arena, "%s/%s/%s/%s", l->cycle, l->reg->key, id, field);
	struct err mine = { 0 };
	enum rc rc = store_history(l->s->store, session_place(l->s), fact, note_text, out, &mine);

	return rc && rc != RC_NOT_FOUND ? err_set(err, rc, "%s", mine.text) : RC_OK;
}

static enum rc look_at(struct looking *l, const struct list_row *row, bool deleted, struct err *err)
{
	const struct keep *k = l->keep;
	struct past past = { .keep = k, .reg = l->reg, .cycle = l->cycle, .deleted = deleted };
	enum rc rc = RC_OK;

	if (!kept_until(l, row, &past) || date_compare(past.until, l->s->today) >= 0)
		return RC_OK;
	if (l->open && !strcmp(row->cell[0], "yes")) {
		l->out->left_out++;
		return RC_OK;
	}
	past.id = row->id;
	past.title = row->title;
	past.archived = !strcmp(row->life, "archived");
	if (!k->fields.n)
		add(l, past, NULL);
	for (size_t i = 0; i < k->fields.n && !rc; i++) {
		bool says = row->cell[1 + k->from.n + i][0];

		past.emptied = false;
		if (!says && !deleted)
			rc = was_said(l, row->id, k->fields.v[i], &past.emptied, err);
		if (says || past.emptied)
			add(l, past, reg_field(l->reg, k->fields.v[i]));
	}
	return rc;
}

static bool is_of_rule(const struct looking *l, const struct record *r)
{
	for (size_t i = 0; i < l->keep->nwhere; i++) {
		const struct cond *c = &l->keep->where[i];

		if (!text_matches(&c->is, record_text(r, c->field)))
			return false;
	}
	return true;
}

/* Nobody sees them any more, and so nobody would think of them. */
static enum rc look_at_formers(struct looking *l, const struct names *columns, struct err *err)
{
	struct record *all;
	size_t n = 0;
	enum rc rc = record_formers(l->s, l->reg, l->arena, &all, &n, err);

	for (size_t i = 0; i < n && !rc; i++) {
		struct list_row row = { .id = all[i].id, .title = all[i].title, .life = "" };

		if (!is_of_rule(l, &all[i]))
			continue;
		row.cell = arena_array(l->arena, columns->n, sizeof(*row.cell));
		for (size_t k = 0; k < columns->n; k++)
			row.cell[k] = record_text(&all[i], columns->v[k]);
		rc = look_at(l, &row, true, err);
	}
	return rc;
}

static enum rc look(struct looking *l, struct err *err)
{
	struct names columns = columns_of(l);
	struct list_query q = { .columns = &columns,
				.life = l->keep->then == AFTER_ARCHIVE ? LIFE_LIVE : LIFE_ALL,
				.where = l->keep->where,
				.nwhere = l->keep->nwhere };
	struct listing all;
	enum rc rc = list_load(l->s, l->reg, &q, l->arena, &all, err);

	for (size_t i = 0; rc == RC_OK && i < all.n; i++)
		rc = look_at(l, &all.row[i], false, err);
	if (rc == RC_OK && l->keep->then == AFTER_ERASE)
		rc = look_at_formers(l, &columns, err);
	return rc;
}

static enum rc read_end(struct looking *l, struct err *err)
{
	const struct reg *cy = schema_reg(l->s->schema, "cy");
	struct record cycle;
	struct span last;
	enum rc rc = cy ? record_load(l->s, cy, l->cycle, l->arena, &cycle, err) : RC_NOT_FOUND;

	l->ends_known = rc == RC_OK && span_read(record_text(&cycle, "last_year"), &last);
	l->ends = l->ends_known ? last.last : 0;
	return cy ? rc : RC_OK;
}

/* All rules in one cycle, or with "-" those of what belongs to none. */
static enum rc look_in(struct looking *l, struct err *err)
{
	const struct schema *schema = l->s->schema;
	bool common = !strcmp(l->cycle, CYCLE_COMMON);
	enum rc rc = RC_OK;

	l->ends_known = false;
	if (!common)
		rc = read_end(l, err);
	for (size_t i = 0; rc == RC_OK && i < schema->nkeeps; i++) {
		l->keep = &schema->keeps[i];
		l->reg = schema_reg(schema, l->keep->reg);
		if (l->keep->months && l->reg && (l->reg->scope != NULL) == common)
			rc = look(l, err);
	}
	return rc;
}

static int by_day(const void *va, const void *vb)
{
	const struct past *a = va, *b = vb;
	int d = date_compare(a->until, b->until);

	if (!d)
		d = strcmp(a->id, b->id);
	if (!d && a->field && b->field)
		d = (a->field > b->field) - (a->field < b->field);
	return d ? d : strcmp(a->keep->id, b->keep->id);
}

enum rc retention_load(const struct session *s, bool open, struct arena *a, struct retention *out,
		       struct err *err)
{
	struct session in = *s;
	struct looking l = { .s = &in, .open = open, .arena = a, .out = out };
	struct names cycles = { NULL, 0 };
	enum rc rc = cycle_list(s, a, &cycles, err);

	*out = (struct retention){ NULL, 0, 0, 0 };
	for (size_t i = 0; rc == RC_OK && i < cycles.n; i++) {
		in.cycle = l.cycle = cycles.v[i];
		rc = look_in(&l, err);
	}
	in.cycle = s->cycle;
	l.cycle = CYCLE_COMMON;
	rc = rc ? rc : look_in(&l, err);
	if (rc == RC_OK && out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_day);
	return rc;
}

const char *keep_words(const struct keep *k, struct arena *a)
{
	int years = k->months / 12;

	if (!k->months)
		return "without end";
	if (k->months % 12)
		return arena_printf(a, k->months == 1 ? "%d month" : "%d months", k->months);
	return arena_printf(a, years == 1 ? "%d year" : "%d years", years);
}

const char *keep_about(const struct schema *s, const struct keep *k, struct arena *a)
{
	const struct reg *reg = schema_reg(s, k->reg);
	const char *out = "";

	for (size_t i = 0; reg && i < k->fields.n; i++) {
		const struct field *f = reg_field(reg, k->fields.v[i]);

		if (f)
			out = arena_printf(a, "%s%s%s", out, i ? ", " : "", field_label(f));
	}
	return *out ? out : "the whole entry";
}

const char *past_from(const struct past *p, struct arena *a)
{
	return p->dated ? arena_printf(a, "counted from \"%s\"", field_label(p->dated))
			: "counted from the end of the cycle";
}
