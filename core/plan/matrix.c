/* SPDX-License-Identifier: ISC */
#include "matrix.h"

#include <string.h>

#include "../base/json.h"
#include "../store/keys.h"
#include "../records/made.h"
#include "matrix_internal.h"
#include "../records/record_internal.h"

#define FIELD_RESTRICTED "restricted"

struct loading {
	const struct session *s;
	const struct matrix_filter *filter;
	struct arena *arena;
	struct matrix *out;
};

/* What the template says of the answers */

/* Of an option by its id; otherwise: where it is NULL or none. */
static int rank_of(const struct matrix *m, const char *option, int otherwise)
{
	for (size_t i = 0; option && i < m->value->noptions; i++)
		if (strcmp(m->value->options[i].id, option) == 0)
			return m->rank[i];
	return otherwise;
}

static void rank_options(struct matrix *m, struct arena *a)
{
	const char *at = part_told(m->cells, "order"), *word;
	size_t len;
	int rank = 0;

	m->rank = arena_array(a, m->value->noptions + 1, sizeof(*m->rank));
	while (list_next(&at, &word, &len)) {
		for (size_t i = 0; i < m->value->noptions; i++) {
			const char *id = m->value->options[i].id;

			if (strlen(id) == len && strncmp(id, word, len) == 0)
				m->rank[i] = ++rank;
		}
	}
	for (size_t i = 0; !part_told(m->cells, "order") && i < m->value->noptions; i++)
		m->rank[i] = ++rank;
	m->met = rank_of(m, part_told(m->cells, "met"), rank);
	m->serves = rank_of(m, part_told(m->cells, "serves"), rank > 1 ? 2 : 1);
}

/* Reading */

static void want(struct names *out, const char *field)
{
	if (field && !names_have(out, field))
		out->v[out->n++] = field;
}

/* The fields of a register that a view needs: to filter, to compare, to make a gap. */
static struct names wanted(const struct reg *reg, const struct view_part *p, struct arena *a)
{
	static const char *const told[] = { "filter", "same" };
	struct names out = { arena_array(a, reg->nfields + 1, sizeof(char *)), 0 };

	for (size_t t = 0; t < sizeof(told) / sizeof(told[0]); t++) {
		const char *at = part_told(p, told[t]), *word;
		size_t len;

		while (list_next(&at, &word, &len)) {
			const struct field *f = reg_field(reg, arena_strn(a, word, len));

			want(&out, f ? f->id : NULL);
		}
	}
	for (size_t i = 0; i < p->nfields; i++)
		want(&out, p->fields[i].text);
	want(&out, FIELD_RESTRICTED);
	return out;
}

static enum rc read_lines(struct view *v, const struct loading *l, const struct view_part *p,
			  const struct reg *reg, struct listing *out)
{
	struct names *columns = arena_alloc(l->arena, sizeof(*columns));
	struct list_query q = { .columns = columns, .where = p->where, .nwhere = p->nwhere };

	*columns = wanted(reg, p, l->arena);
	return list_load_in(v, l->s, reg, &q, l->arena, out);
}

static const char *cell_of(const struct listing *l, const struct list_row *row, const char *field)
{
	for (size_t i = 0; i < l->ncolumns; i++)
		if (strcmp(l->column[i]->id, field) == 0)
			return row->cell[i];
	return "";
}

const char *matrix_answer(const struct listing *l, const struct matrix_line *line,
			  const char *field)
{
	return cell_of(l, line->from, field);
}

static bool has_word(const char *stored, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = stored; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strcspn(at, "\n") == len && strncmp(at, word, len) == 0)
			return true;
	return false;
}

static bool fits(const struct listing *l, const struct list_row *row, const struct pairs *wanted)
{
	for (size_t i = 0; wanted && i < wanted->n; i++)
		if (!has_word(cell_of(l, row, wanted->v[i].name), wanted->v[i].text))
			return false;
	return true;
}

static struct matrix_line *lines_of(const struct listing *l, const struct pairs *wanted,
				    struct arena *a)
{
	struct matrix_line *v = arena_array(a, l->n + 1, sizeof(*v));

	for (size_t i = 0; i < l->n; i++) {
		const struct list_row *row = &l->row[i];

		v[i] = (struct matrix_line){
			.id = row->id,
			.title = row->title,
			.from = row,
			.agreed = strcmp(row->life, "live") == 0,
			.restricted = strcmp(cell_of(l, row, FIELD_RESTRICTED), "yes") == 0,
			.best = -1,
			.at = i,
			.shown = fits(l, row, wanted),
		};
	}
	return v;
}

/* Judging lines */

static bool better(const struct matrix *m, int option, int than)
{
	return m->rank[option] > 0 && (than < 0 || m->rank[option] > m->rank[than]);
}

static void count_in(const struct matrix *m, struct matrix_line *line, unsigned char fit)
{
	if (!fit)
		return;
	line->judged++;
	if (better(m, fit - 1, line->best))
		line->best = fit - 1;
}

static void sum_row(struct matrix *m, size_t row)
{
	struct matrix_line *line = &m->all_rows[row];
	const unsigned char *fit = m->fit + row * m->nall_columns;

	line->judged = 0;
	line->best = -1;
	for (size_t c = 0; c < m->nall_columns; c++)
		count_in(m, line, fit[c]);
}

static void sum_column(struct matrix *m, size_t column)
{
	struct matrix_line *line = &m->all_columns[column];

	line->judged = 0;
	line->best = -1;
	for (size_t r = 0; r < m->nall_rows; r++)
		count_in(m, line, m->fit[r * m->nall_columns + column]);
}

/* Cells */

static struct dict index_of(const struct matrix_line *v, size_t n)
{
	struct dict d = { 0 };

	for (size_t i = 0; i < n; i++)
		dict_put(&d, v[i].id, &v[i]);
	return d;
}

static size_t option_of(const struct field *f, const char *stored)
{
	for (size_t i = 0; i < f->noptions; i++)
		if (strcmp(f->options[i].id, stored) == 0)
			return i;
	return f->noptions;
}

static uint32_t take(struct matrix *m, const struct judgement *j)
{
	m->judgement =
		arena_grown(m->arena, m->judgement, m->njudgements, &m->cap, sizeof(*m->judgement));
	m->judgement[m->njudgements] = *j;
	return (uint32_t)++m->njudgements;
}

static void place_cell(struct matrix *m, const struct dict *rows, const struct dict *columns,
		       const struct sheet_row *from, bool reasons)
{
	const struct matrix_line *row = dict_get(rows, from->cell[0]);
	const struct matrix_line *column = dict_get(columns, from->cell[1]);
	size_t option = option_of(m->value, from->cell[2]), at;

	if (!row || !column || strcmp(from->life, "archived") == 0)
		return;
	at = row->at * m->nall_columns + column->at;
	m->fit[at] = option < m->value->noptions ? (unsigned char)(1 + option) : 0;
	m->cell[at] = take(m, &(struct judgement){ .id = from->id,
						   .restricted = strcmp(from->cell[3], "yes") == 0,
						   .why = reasons ? from->cell[4] : "" });
}

static enum rc read_cells(struct view *v, const struct loading *l)
{
	struct matrix *m = l->out;
	const char *fields[] = { part_field(m->cells, "row"), part_field(m->cells, "column"),
				 m->value->id, FIELD_RESTRICTED, part_field(m->cells, "why") };
	struct names *names = arena_alloc(l->arena, sizeof(*names));
	struct dict rows = index_of(m->all_rows, m->nall_rows),
		    columns = index_of(m->all_columns, m->nall_columns);
	struct records found;
	enum rc rc;

	names->v = arena_array(l->arena, 5, sizeof(char *));
	memcpy(names->v, fields, sizeof(fields));
	names->n = fields[4] ? 5 : 4;
	m->fit = arena_array(l->arena, m->nall_rows * m->nall_columns + 1, sizeof(*m->fit));
	m->cell = arena_array(l->arena, m->nall_rows * m->nall_columns + 1, sizeof(*m->cell));
	rc = records_read(v, l->s, m->cell_reg, record_cycle(l->s, m->cell_reg), NULL, names,
			  l->arena, &found);
	for (size_t i = 0; rc == RC_OK && i < found.n; i++)
		place_cell(m, &rows, &columns, &found.row[i], names->n > 4);
	dict_clear(&rows);
	dict_clear(&columns);
	return rc;
}

static void choose_shown(struct matrix *m, const struct matrix_filter *f, struct arena *a)
{
	m->row = arena_array(a, m->nall_rows + 1, sizeof(*m->row));
	m->column = arena_array(a, m->nall_columns + 1, sizeof(*m->column));
	m->nrows = m->ncolumns = m->judged = 0;
	for (size_t i = 0; i < m->nall_rows; i++) {
		struct matrix_line *line = &m->all_rows[i];

		if (f && f->overall && !(f->overall & 1U << matrix_overall(m, line)))
			line->shown = false;
		if (line->shown)
			m->row[m->nrows++] = i;
	}
	for (size_t i = 0; i < m->nall_columns; i++)
		if (m->all_columns[i].shown)
			m->column[m->ncolumns++] = i;
	for (size_t r = 0; r < m->nrows; r++)
		for (size_t c = 0; c < m->ncolumns; c++)
			m->judged += matrix_fit(m, r, c) >= 0;
}

static enum rc load_in(struct view *v, void *arg)
{
	struct loading *l = arg;
	struct matrix *m = l->out;
	const struct view_part *rows = view_part(m->view, "rows"),
			       *columns = view_part(m->view, "columns");
	enum rc rc = read_lines(v, l, rows, m->row_reg, &m->rows);

	m->njudgements = m->cap = 0;
	if (rc == RC_OK)
		rc = read_lines(v, l, columns, m->column_reg, &m->columns);
	if (rc != RC_OK)
		return rc;
	m->all_rows = lines_of(&m->rows, l->filter ? &l->filter->rows : NULL, l->arena);
	m->all_columns = lines_of(&m->columns, l->filter ? &l->filter->columns : NULL, l->arena);
	m->nall_rows = m->rows.n;
	m->nall_columns = m->columns.n;
	rc = read_cells(v, l);
	for (size_t i = 0; rc == RC_OK && i < m->nall_rows; i++)
		sum_row(m, i);
	for (size_t i = 0; rc == RC_OK && i < m->nall_columns; i++)
		sum_column(m, i);
	return rc;
}

enum rc matrix_load(const struct session *s, const struct view *view, const struct matrix_filter *f,
		    struct arena *a, struct matrix *out, struct err *err)
{
	struct loading l = { s, f, a, out };
	const struct view_part *rows = view_part(view, "rows"),
			       *columns = view_part(view, "columns");
	enum rc rc;

	*out = (struct matrix){ .view = view, .arena = a, .cells = view_part(view, "cells") };
	out->row_reg = schema_reg(s->schema, rows->reg);
	out->column_reg = schema_reg(s->schema, columns->reg);
	out->cell_reg = schema_reg(s->schema, out->cells->reg);
	out->value = reg_field(out->cell_reg, part_field(out->cells, "value"));
	rank_options(out, a);
	out->head = store_head(s->store, session_place(s));
	rc = store_picture(s->store, load_in, &l, err);
	if (rc == RC_OK)
		choose_shown(out, f, a);
	return rc;
}

/* Looking */

const struct matrix_line *matrix_row(const struct matrix *m, size_t row)
{
	return &m->all_rows[m->row[row]];
}

const struct matrix_line *matrix_column(const struct matrix *m, size_t column)
{
	return &m->all_columns[m->column[column]];
}

static size_t pair_at(const struct matrix *m, size_t row, size_t column)
{
	return m->row[row] * m->nall_columns + m->column[column];
}

int matrix_fit(const struct matrix *m, size_t row, size_t column)
{
	return m->fit[pair_at(m, row, column)] - 1;
}

static const struct judgement *judgement_at(const struct matrix *m, size_t row, size_t column)
{
	uint32_t at = m->cell[pair_at(m, row, column)];

	return at ? &m->judgement[at - 1] : NULL;
}

const char *matrix_id(const struct matrix *m, size_t row, size_t column)
{
	const struct judgement *j = judgement_at(m, row, column);

	return j ? j->id : NULL;
}

const char *matrix_why(const struct matrix *m, size_t row, size_t column)
{
	const struct judgement *j = judgement_at(m, row, column);

	return j ? j->why : "";
}

bool matrix_hidden(const struct matrix *m, size_t row, size_t column)
{
	const struct judgement *j = judgement_at(m, row, column);

	return j && j->restricted;
}

size_t matrix_find_row(const struct matrix *m, const char *id)
{
	for (size_t i = 0; i < m->nrows; i++)
		if (strcmp(matrix_row(m, i)->id, id) == 0)
			return i;
	return (size_t)-1;
}

size_t matrix_find_column(const struct matrix *m, const char *id)
{
	for (size_t i = 0; i < m->ncolumns; i++)
		if (strcmp(matrix_column(m, i)->id, id) == 0)
			return i;
	return (size_t)-1;
}

enum overall matrix_overall(const struct matrix *m, const struct matrix_line *row)
{
	if (row->judged == 0)
		return OVERALL_NOT_JUDGED;
	if (row->best < 0)
		return OVERALL_NOT_KNOWN;
	return m->rank[row->best] >= m->met ? OVERALL_MET : OVERALL_GAP;
}

const char *matrix_overall_word(const struct matrix *m, const struct matrix_line *row)
{
	const char *gap = part_told(m->cells, "gap");

	switch (matrix_overall(m, row)) {
	case OVERALL_NOT_JUDGED:
		return "Not judged";
	case OVERALL_NOT_KNOWN:
		return "Not known";
	case OVERALL_GAP:
		return gap ? gap : m->value->options[row->best].label;
	case OVERALL_MET:
	case OVERALL_COUNT:
		break;
	}
	return m->value->options[row->best].label;
}

static bool serves(const struct matrix *m, int option)
{
	return option >= 0 && m->rank[option] >= m->serves;
}

bool matrix_serves(const struct matrix *m, size_t row, size_t column)
{
	return serves(m, matrix_fit(m, row, column));
}

size_t matrix_not_judged(const struct matrix *m)
{
	return m->nrows * m->ncolumns - m->judged;
}

size_t matrix_rows_not_judged(const struct matrix *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->nrows; i++)
		n += matrix_row(m, i)->agreed && matrix_row(m, i)->judged == 0;
	return n;
}

size_t matrix_rows_of(const struct matrix *m, enum overall o)
{
	size_t n = 0;

	for (size_t i = 0; i < m->nrows; i++)
		n += matrix_overall(m, matrix_row(m, i)) == o;
	return n;
}

enum column_use matrix_column_use(const struct matrix *m, const struct matrix_line *column)
{
	if (column->judged == 0)
		return COLUMN_NOT_JUDGED;
	return serves(m, column->best) ? COLUMN_SERVES : COLUMN_SERVES_NONE;
}

size_t matrix_columns_of(const struct matrix *m, enum column_use use)
{
	size_t n = 0;

	for (size_t i = 0; i < m->ncolumns; i++)
		n += matrix_column_use(m, matrix_column(m, i)) == use;
	return n;
}

void matrix_put(struct matrix *m, size_t row, size_t column, size_t option, const char *id)
{
	size_t at = pair_at(m, row, column);

	m->judged -= m->fit[at] != 0;
	if (!id) {
		m->fit[at] = 0;
		m->cell[at] = 0;
	} else {
		m->fit[at] = (unsigned char)(1 + option);
		m->judged++;
		if (!m->cell[at])
			m->cell[at] = take(
				m, &(struct judgement){ .id = arena_str(m->arena, id), .why = "" });
	}
	sum_row(m, m->row[row]);
	sum_column(m, m->column[column]);
}
