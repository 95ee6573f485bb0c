/* SPDX-License-Identifier: ISC */
#include "small.h"

#include <stdlib.h>
#include <string.h>

#include "../records/record_internal.h"
#include "series_internal.h"

static bool is_small(struct figure f)
{
	return f.there && f.is >= 0 && f.is < SMALL_UNDER;
}

bool small_reading(const struct measure *m, struct figure value, const char *numerator,
		   const char *denominator)
{
	struct figure part = figure_read(numerator), whole = figure_read(denominator);
	struct figure rest = { whole.is - part.is, part.there && whole.there };

	if (!part.there && m->share && value.there && whole.there)
		part = (struct figure){ value.is * whole.is / 100, true };
	return (m->counts && is_small(value)) || is_small(part) || is_small(whole) ||
	       is_small(rest);
}

/* Loading */

struct hiding {
	const struct session *s;
	const struct view *view; /* of the kind series */
	struct smalls *out;
};

static void hide(struct smalls *out, const char *id, const char *field)
{
	const struct names *had = dict_get(&out->hidden, id);
	struct names *now = arena_alloc(out->arena, sizeof(*now));

	if (!field || (had && names_have(had, field)))
		return;
	now->v = arena_array(out->arena, had ? had->n + 1 : 1, sizeof(char *));
	if (had)
		memcpy(now->v, had->v, had->n * sizeof(char *));
	now->n = had ? had->n : 0;
	now->v[now->n++] = field;
	dict_put(&out->hidden, arena_str(out->arena, id), now);
}

static const char *cell(const struct records *all, const struct sheet_row *row, const char *field)
{
	size_t at = field ? records_column(all, field) : all->fields.n;

	return at < all->fields.n ? row->cell[at] : "";
}

static struct names fields_of(const struct view_part *p, const char *const *role, size_t n,
			      struct arena *a)
{
	struct names out = { arena_array(a, n + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < n; i++) {
		const char *field = part_field(p, role[i]);

		if (field)
			out.v[out.n++] = field;
	}
	return out;
}

static const char *const measure_roles[] = { "small", "kind", "baseline" };

static enum rc find_measures(struct view *v, struct hiding *h, const struct view_part *p,
			     const struct reg *reg, const char *cycle)
{
	struct arena *a = h->out->arena;
	struct names fields = fields_of(p, measure_roles, 3, a);
	struct records all;
	enum rc rc = records_read(v, h->s, reg, cycle, NULL, &fields, a, &all);

	for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
		const struct sheet_row *row = &all.row[i];
		const char *kind = cell(&all, row, part_field(p, "kind"));
		struct measure *m;

		if (strcmp(cell(&all, row, part_field(p, "small")), "yes") != 0)
			continue;
		m = arena_alloc(a, sizeof(*m));
		*m = (struct measure){ .id = row->id,
				       .counts = part_tells(p, "counts", kind),
				       .share = part_tells(p, "shares", kind) };
		dict_put(&h->out->measures, m->id, m);
		if (m->counts && is_small(figure_read(cell(&all, row, part_field(p, "baseline")))))
			hide(h->out, m->id, part_field(p, "baseline"));
	}
	return rc;
}

/* One reading of a measure that wants it. */
struct known {
	const struct measure *measure;
	const char *id, *period, *geography;
	double value;
	bool hidden, there;
};

static const char *const reading_roles[] = { "measure",   "period",      "geography", "value",
					     "numerator", "denominator", "status" };

static void hide_parts(struct hiding *h, const struct view_part *p, const struct records *all,
		       const struct sheet_row *row)
{
	static const char *const parts[] = { "numerator", "denominator" };
	struct figure part = figure_read(cell(all, row, part_field(p, parts[0]))),
		      whole = figure_read(cell(all, row, part_field(p, parts[1])));

	if (is_small(part) ||
	    (part.there && is_small((struct figure){ whole.is - part.is, whole.there })))
		hide(h->out, row->id, part_field(p, parts[0]));
	if (is_small(whole))
		hide(h->out, row->id, part_field(p, parts[1]));
}

static bool look_at(struct hiding *h, const struct view_part *p, const struct records *all,
		    const struct sheet_row *row, struct known *out)
{
	const struct measure *m =
		dict_get(&h->out->measures, cell(all, row, part_field(p, "measure")));
	struct figure value = figure_read(cell(all, row, part_field(p, "value")));

	if (!m)
		return false;
	*out = (struct known){ .measure = m,
			       .id = row->id,
			       .period = cell(all, row, part_field(p, "period")),
			       .geography = cell(all, row, part_field(p, "geography")),
			       .value = value.is,
			       .there = value.there };
	if (small_reading(m, value, cell(all, row, part_field(p, "numerator")),
			  cell(all, row, part_field(p, "denominator")))) {
		out->hidden = true;
		if (value.there)
			hide(h->out, row->id, part_field(p, "value"));
		hide_parts(h, p, all, row);
	}
	return true;
}

static int by_period(const void *va, const void *vb)
{
	const struct known *a = va, *b = vb;
	int order = strcmp(a->measure->id, b->measure->id);

	if (order == 0)
		order = strcmp(a->period, b->period);
	return order ? order : strcmp(a->geography, b->geography);
}

/*
 * Areas of one period, of which one may be the sum of the others: where just
 * one area is hidden, so is the one with the least value among the rest.
 */
static void hide_second(struct hiding *h, const struct view_part *p, const struct known *v,
			size_t n)
{
	size_t areas = 0, hidden = 0;
	const struct known *least = NULL;

	for (size_t from = 0, to; from < n; from = to) {
		bool any = false, there = false;

		for (to = from; to < n && strcmp(v[to].geography, v[from].geography) == 0; to++) {
			any = any || v[to].hidden;
			there = there || v[to].there;
		}
		areas += there;
		hidden += any;
		if (there && !any && (!least || v[from].value < least->value))
			least = &v[from];
	}
	if (areas < 3 || hidden != 1 || !least)
		return;
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].geography, least->geography) == 0)
			hide(h->out, v[i].id, part_field(p, "value"));
}

static enum rc find_readings(struct view *v, struct hiding *h, const char *cycle)
{
	const struct view_part *p = view_part(h->view, "readings");
	const struct reg *reg = p ? schema_reg(h->s->schema, p->reg) : NULL;
	struct arena *a = arena_new();
	struct names fields;
	struct records all;
	struct known *known;
	size_t n = 0;
	enum rc rc = RC_OK;

	if (reg) {
		fields = fields_of(p, reading_roles, 7, a);
		rc = records_read(v, h->s, reg, cycle, NULL, &fields, a, &all);
	}
	if (reg && rc == RC_OK) {
		known = arena_array(a, all.n + 1, sizeof(*known));
		for (size_t i = 0; i < all.n; i++)
			n += look_at(h, p, &all, &all.row[i], &known[n]);
		if (n > 1)
			qsort(known, n, sizeof(*known), by_period);
		for (size_t from = 0, to; from < n; from = to) {
			for (to = from; to < n && known[to].measure == known[from].measure &&
					strcmp(known[to].period, known[from].period) == 0;
			     to++)
				;
			hide_second(h, p, known + from, to - from);
		}
	}
	arena_free(a);
	return rc;
}

static enum rc find_all(struct view *v, struct hiding *h, const struct names *cycles,
			const char *cycle)
{
	const struct view_part *p = view_part(h->view, "measures");
	const struct reg *reg = p ? schema_reg(h->s->schema, p->reg) : NULL;
	enum rc rc = RC_OK;

	if (!reg || !part_field(p, "small"))
		return RC_OK;
	for (size_t i = 0; rc == RC_OK && i < cycles->n; i++)
		rc = find_measures(v, h, p, reg, cycles->v[i]);
	if (h->out->measures.n == 0)
		return rc;
	for (size_t i = 0; rc == RC_OK && i < cycles->n; i++)
		if (strcmp(cycle, "*") == 0 || strcmp(cycle, cycles->v[i]) == 0)
			rc = find_readings(v, h, cycles->v[i]);
	return rc;
}

enum rc smalls_load(struct view *v, const struct session *s, const char *cycle, struct arena *a,
		    struct smalls *out)
{
	struct names cycles;
	enum rc rc = record_cycles(v, s, a, &cycles);

	*out = (struct smalls){ .arena = a };
	cycle = cycle ? cycle : s->cycle ? s->cycle : CYCLE_COMMON;
	if (cycles.n == 0)
		cycles = (struct names){ arena_array(a, 1, sizeof(char *)), 1 };
	if (!cycles.v[0])
		cycles.v[0] = cycle;
	for (size_t i = 0; rc == RC_OK && i < s->schema->nviews; i++) {
		struct hiding h = { .s = s, .view = &s->schema->views[i], .out = out };

		if (h.view->kind == VIEW_SERIES)
			rc = find_all(v, &h, &cycles, cycle);
	}
	return rc;
}

struct reading_smalls {
	const struct session *s;
	const char *cycle;
	struct arena *a;
	struct smalls *out;
};

static enum rc read_smalls(struct view *v, void *arg)
{
	const struct reading_smalls *r = arg;

	return smalls_load(v, r->s, r->cycle, r->a, r->out);
}

enum rc smalls_read(const struct session *s, const char *cycle, struct arena *a, struct smalls *out,
		    struct err *err)
{
	return store_picture(s->store, read_smalls, &(struct reading_smalls){ s, cycle, a, out },
			     err);
}

void smalls_clear(struct smalls *s)
{
	dict_clear(&s->hidden);
	dict_clear(&s->measures);
}

bool smalls_hide(const struct smalls *s, const char *id, const char *field)
{
	const struct names *hidden = dict_get(&s->hidden, id);

	return hidden && names_have(hidden, field);
}

bool smalls_hold(const struct smalls *s, const char *id, const struct cond *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (smalls_hide(s, id, c[i].field) && !text_matches(&c[i].is, SMALL_TEXT))
			return false;
	return true;
}

size_t smalls_record(const struct smalls *s, struct record *r)
{
	const struct names *hidden = dict_get(&s->hidden, r->id);
	size_t n = 0;

	for (size_t i = 0; hidden && i < r->reg->nfields; i++) {
		if (!names_have(hidden, r->reg->fields[i].id))
			continue;
		r->field[i].text = SMALL_TEXT;
		n++;
	}
	return n;
}

bool smalls_concern(const struct schema *schema, const struct reg *reg)
{
	for (size_t i = 0; i < schema->nviews; i++) {
		const struct view *v = &schema->views[i];

		for (size_t k = 0; v->kind == VIEW_SERIES && k < v->nparts; k++)
			if (strcmp(v->parts[k].reg, reg->id) == 0)
				return true;
	}
	return false;
}

/* Facts of an earlier time */

static const struct view_part *readings_of(const struct schema *schema, const struct reg *reg)
{
	for (size_t i = 0; i < schema->nviews; i++) {
		const struct view *v = &schema->views[i];
		const struct view_part *p =
			v->kind == VIEW_SERIES ? view_part(v, "readings") : NULL;

		if (p && strcmp(p->reg, reg->id) == 0)
			return p;
	}
	return NULL;
}

const char *smalls_instead(const struct schema *schema, const struct reg *reg, const char *field)
{
	const struct view_part *p = reg ? readings_of(schema, reg) : NULL;
	const char *value = p ? part_field(p, "value") : NULL,
		   *why = p ? part_field(p, "missing") : NULL;
	const struct field *f = why ? reg_field(reg, why) : NULL;

	return value && f && !strcmp(field, value) && !value_check(f, SMALL_WHY, NULL) ? why : NULL;
}

static const char *answer(const struct pairs *p, const struct view_part *part, const char *role)
{
	const char *field = part_field(part, role);

	return field ? pairs_get(p, field) : "";
}

/* What it said then, by itself: the value and every part of it go together. */
static bool was_small(const struct smalls *s, const struct view_part *part, const struct pairs *p)
{
	const struct measure *m = dict_get(&s->measures, answer(p, part, "measure"));

	return m && small_reading(m, figure_read(answer(p, part, "value")),
				  answer(p, part, "numerator"), answer(p, part, "denominator"));
}

static bool is_part(const struct view_part *part, const char *field)
{
	static const char *const parts[] = { "value", "numerator", "denominator" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *is = part_field(part, parts[i]);

		if (is && strcmp(is, field) == 0)
			return true;
	}
	return false;
}

const char *smalls_fact(const struct smalls *s, const struct schema *schema, const char *fact,
			const char *text, struct arena *a)
{
	const char *key = strchr(fact, '/'), *id = key ? strchr(key + 1, '/') : NULL,
		   *name = id ? strchr(id + 1, '/') : NULL;
	const struct reg *reg =
		name ? schema_reg(schema, arena_strn(a, key + 1, (size_t)(id - key - 1))) : NULL;
	const struct view_part *part = reg ? readings_of(schema, reg) : NULL;
	struct pairs p;
	bool small;

	if (!reg || !smalls_concern(schema, reg))
		return text;
	id = arena_strn(a, id + 1, (size_t)(name - id - 1));
	p = fact_answers(reg, name + 1, text, a);
	small = part && was_small(s, part, &p);
	for (size_t i = 0; i < p.n; i++)
		if (smalls_hide(s, id, p.v[i].name) ||
		    (small && *p.v[i].text && is_part(part, p.v[i].name)))
			p.v[i].text = SMALL_TEXT;
	return fact_is_shared(reg, name + 1) ? pairs_text(p.v, p.n, a) : p.n ? p.v[0].text : text;
}
