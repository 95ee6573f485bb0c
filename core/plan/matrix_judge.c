/* SPDX-License-Identifier: ISC */
/* A judgement is made, changed, taken out; what an entry about a gap begins with. */
#include <string.h>

#include "../store/keys.h"
#include "matrix_internal.h"

/* Judging */

static enum rc tell(const struct matrix *m, const struct record *r, struct err *err)
{
	const char *field = m->value->id, *text = record_text(r, field);
	const struct option *o = field_option(m->value, text);
	const char *who = "";

	for (size_t i = 0; i < r->reg->nfields; i++)
		if (strcmp(r->reg->fields[i].id, field) == 0)
			who = r->field[i].person ? r->field[i].person : "";
	return err_set(err, RC_CONFLICT, "%s judged this meanwhile: %s; press again to change it",
		       *who ? who : "somebody", o ? o->label : "not judged");
}

/* Somebody changed something since: is it this judgement? */
static enum rc look_again(const struct session *s, const struct matrix *m, size_t row,
			  size_t column, struct arena *a, const char **id, struct err *err)
{
	struct matrix *now = arena_alloc(a, sizeof(*now));
	size_t r, c;
	struct record seen;
	enum rc rc = matrix_load(s, m->view, NULL, a, now, err);

	if (rc != RC_OK)
		return rc;
	r = matrix_find_row(now, matrix_row(m, row)->id);
	c = matrix_find_column(now, matrix_column(m, column)->id);
	if (r == (size_t)-1 || c == (size_t)-1)
		return err_set(err, RC_NOT_FOUND,
			       "one of the two was archived meanwhile; restore it first");
	*id = matrix_id(now, r, c);
	if (matrix_fit(now, r, c) == matrix_fit(m, row, column))
		return RC_OK;
	if (!*id)
		return err_set(err, RC_CONFLICT,
			       "this judgement was taken out meanwhile; press again to judge it");
	rc = record_load(s, m->cell_reg, *id, a, &seen, err);
	return rc == RC_OK ? tell(now, &seen, err) : rc;
}

static const struct slot *slot_of(const struct record *r, const struct field *f)
{
	return &r->field[f - r->reg->fields];
}

static enum rc change(const struct session *s, const struct matrix *m, const char *id,
		      const struct put *value, struct arena *a, struct saved *out, struct err *err)
{
	struct put put = *value;
	struct record r;
	enum rc rc = record_load(s, m->cell_reg, id, a, &r, err);

	if (rc != RC_OK)
		return rc;
	put.seen = slot_of(&r, m->value)->at;
	rc = record_save(s, m->cell_reg, id, "edit", &put, 1, NULL, NULL, out, err);
	if (rc == RC_CONFLICT && record_load(s, m->cell_reg, id, a, &r, NULL) == RC_OK)
		return tell(m, &r, err);
	return rc;
}

static enum rc make(const struct session *s, const struct matrix *m, size_t row, size_t column,
		    const struct put *value, struct saved *out, struct err *err)
{
	const struct put puts[] = {
		{ .field = part_field(m->cells, "row"), .text = matrix_row(m, row)->id },
		{ .field = part_field(m->cells, "column"), .text = matrix_column(m, column)->id },
		*value,
	};

	return record_save(s, m->cell_reg, NULL, "make", puts, 3, NULL, NULL, out, err);
}

/* Nobody else saved between what was read and this save: what is in memory is whole. */
static void keep_up(struct matrix *m, uint64_t before, const struct saved *saved)
{
	if (saved->number == 0)
		return;
	m->head = before == m->head && saved->number == before + 1 ? saved->number : 0;
}

enum rc matrix_judge(const struct session *s, struct matrix *m, size_t row, size_t column,
		     size_t option, struct saved *out, struct err *err)
{
	struct arena *a = arena_new();
	const struct put value = { .field = m->value->id, .text = m->value->options[option].id };
	const char *id = matrix_id(m, row, column);
	uint64_t before = store_head(s->store, session_place(s));
	struct saved saved = { 0 };
	enum rc rc = RC_OK;

	if (before != m->head)
		rc = look_again(s, m, row, column, a, &id, err);
	if (rc == RC_OK)
		rc = id ? change(s, m, id, &value, a, &saved, err)
			: make(s, m, row, column, &value, &saved, err);
	if (rc == RC_OK) {
		matrix_put(m, row, column, option, id ? id : saved.id);
		keep_up(m, before, &saved);
	}
	if (rc == RC_OK && out)
		*out = saved;
	arena_free(a);
	return rc;
}

enum rc matrix_unjudge(const struct session *s, struct matrix *m, size_t row, size_t column,
		       struct err *err)
{
	struct arena *a = arena_new();
	const char *id = matrix_id(m, row, column);
	uint64_t before = store_head(s->store, session_place(s));
	struct saved saved = { 0 };
	struct record r;
	enum rc rc = before != m->head ? look_again(s, m, row, column, a, &id, err) : RC_OK;

	if (rc == RC_OK && !id)
		rc = err_set(err, RC_NOT_FOUND, "this has not been judged");
	if (rc == RC_OK)
		rc = record_load(s, m->cell_reg, id, a, &r, err);
	if (rc == RC_OK)
		rc = record_delete(s, &r, &saved, err);
	if (rc == RC_OK) {
		matrix_put(m, row, column, 0, NULL);
		keep_up(m, before, &saved);
	}
	arena_free(a);
	return rc;
}

/* Gaps */

struct start {
	struct put *v;
	size_t n;
	const struct reg *reg;
};

static void put(struct start *st, const char *field, const char *text)
{
	if (field && text && *text && reg_field(st->reg, field))
		st->v[st->n++] = (struct put){ .field = field, .text = text };
}

static const char *first_line(const char *text, struct arena *a)
{
	return arena_strn(a, text, strcspn(text, "\n"));
}

/* Those that serve the row, one a line; none of them meets it. */
static const char *that_fall_short(const struct matrix *m, size_t row, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t c = 0; c < m->nall_columns; c++) {
		int fit = m->fit[m->row[row] * m->nall_columns + c] - 1;

		if (fit >= 0 && m->rank[fit] >= m->serves && m->rank[fit] < m->met)
			buf_printf(&b, "%s%s", b.len ? "\n" : "", m->all_columns[c].id);
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static void not_known(struct start *st, const struct view_part *p, struct arena *a)
{
	const char *at = part_told(p, "not_known"), *word;
	size_t len;

	while (list_next(&at, &word, &len))
		put(st, arena_strn(a, word, len), VALUE_NOT_KNOWN);
}

static bool start(const struct matrix *m, const struct session *s, struct start *st,
		  const struct view_part **part, struct arena *a)
{
	const struct view_part *p = view_part(m->view, "gap");

	*part = p;
	if (!p)
		return false;
	st->reg = schema_reg(s->schema, p->reg);
	st->v = arena_array(a, st->reg->nfields + 8, sizeof(*st->v));
	return true;
}

static const char *title_field(const struct reg *reg)
{
	return reg->title_derived ? NULL : reg->title_field ? reg->title_field : "title";
}

size_t matrix_gap(const struct session *s, const struct matrix *m, size_t row, struct arena *a,
		  struct put **puts)
{
	const struct view_part *p, *rows = view_part(m->view, "rows");
	const struct matrix_line *line = matrix_row(m, row);
	const char *outcome = part_field(rows, "outcome"), *kind;
	struct start st = { 0 };

	if (!start(m, s, &st, &p, a))
		return 0;
	kind = line->best >= 0 && m->rank[line->best] >= m->serves ? "weak" : "none";
	put(&st, title_field(st.reg), line->title);
	put(&st, part_field(p, "kind"), part_told(p, kind));
	put(&st, part_field(p, "row"), line->id);
	put(&st, part_field(p, "columns"), that_fall_short(m, row, a));
	if (outcome)
		put(&st, part_field(p, "outcome"),
		    first_line(matrix_answer(&m->rows, line, outcome), a));
	not_known(&st, p, a);
	*puts = st.v;
	return st.n;
}

size_t matrix_surplus(const struct session *s, const struct matrix *m, const size_t *column,
		      size_t n, size_t row, struct arena *a, struct put **puts)
{
	const struct view_part *p, *rows = view_part(m->view, "rows");
	const char *outcome = part_field(rows, "outcome");
	struct start st = { 0 };
	struct buf ids = { 0 };

	if (!start(m, s, &st, &p, a))
		return 0;
	for (size_t i = 0; i < n; i++)
		buf_printf(&ids, "%s%s", i ? "\n" : "", matrix_column(m, column[i])->id);
	put(&st, part_field(p, "kind"), part_told(p, "surplus"));
	put(&st, part_field(p, "columns"), arena_str(a, buf_text(&ids)));
	buf_clear(&ids);
	if (row != (size_t)-1 && outcome)
		put(&st, part_field(p, "outcome"),
		    first_line(matrix_answer(&m->rows, matrix_row(m, row), outcome), a));
	not_known(&st, p, a);
	*puts = st.v;
	return st.n;
}
