/* SPDX-License-Identifier: ISC */
/* A matrix as text, as a table for a spreadsheet and as JSON. */
#include <string.h>

#include "../base/csv.h"
#include "../base/json.h"
#include "../store/keys.h"
#include "matrix_internal.h"
#include "../base/text.h"

struct writing {
	const struct matrix *m;
	bool with_restricted;
	size_t left_out;
	struct arena *arena;
	struct buf *to;
};

static const char *const overall_ids[OVERALL_COUNT] = {
	[OVERALL_NOT_JUDGED] = "not_judged",
	[OVERALL_NOT_KNOWN] = "not_known",
	[OVERALL_GAP] = "gap",
	[OVERALL_MET] = "met",
};

static const char *const use_ids[] = {
	[COLUMN_SERVES] = "serves",
	[COLUMN_SERVES_NONE] = "serves_none",
	[COLUMN_NOT_JUDGED] = "not_judged",
};

static const char *shown(const struct writing *w, const char *id)
{
	char out[49];

	id_shown(id, out);
	return arena_str(w->arena, out);
}

static bool tells(const struct writing *w, const struct matrix_line *line)
{
	return w->with_restricted || !line->restricted;
}

/* The option of a pair, -1 where there is none or it is not told. */
static int told_fit(const struct writing *w, size_t row, size_t column)
{
	return !w->with_restricted && matrix_hidden(w->m, row, column)
		       ? -1
		       : matrix_fit(w->m, row, column);
}

static void count_left_out(struct writing *w)
{
	const struct matrix *m = w->m;

	for (size_t r = 0; r < m->nrows; r++)
		w->left_out += !tells(w, matrix_row(m, r));
	for (size_t c = 0; c < m->ncolumns; c++)
		w->left_out += !tells(w, matrix_column(m, c));
	for (size_t r = 0; !w->with_restricted && r < m->nrows; r++)
		for (size_t c = 0; c < m->ncolumns; c++)
			w->left_out += tells(w, matrix_row(m, r)) &&
				       tells(w, matrix_column(m, c)) && matrix_hidden(m, r, c);
}

/* Text */

static void pad(struct buf *b, const char *text, int cols)
{
	buf_str(b, text);
	for (int n = text_cols(text); n < cols; n++)
		buf_char(b, ' ');
	buf_char(b, ' ');
}

static int word_cols(const struct matrix *m)
{
	int most = 6;

	for (size_t i = 0; i < m->value->noptions; i++) {
		int cols = text_cols(m->value->options[i].label);

		most = cols > most ? cols : most;
	}
	return most;
}

static void text_table(struct writing *w)
{
	const struct matrix *m = w->m;
	int cols = word_cols(m);

	pad(w->to, "", 7);
	pad(w->to, "Overall", 10);
	for (size_t c = 0; c < m->ncolumns; c++)
		pad(w->to, shown(w, matrix_column(m, c)->id), cols);
	buf_char(w->to, '\n');
	for (size_t r = 0; r < m->nrows; r++) {
		pad(w->to, shown(w, matrix_row(m, r)->id), 7);
		pad(w->to, matrix_overall_word(m, matrix_row(m, r)), 10);
		for (size_t c = 0; c < m->ncolumns; c++) {
			int fit = matrix_fit(m, r, c);

			pad(w->to, fit < 0 ? "-" : m->value->options[fit].label, cols);
		}
		buf_printf(w->to, "%s\n", matrix_row(m, r)->title);
	}
}

static void text_columns(struct writing *w)
{
	const struct matrix *m = w->m;

	buf_printf(w->to, "\n%s\n", m->column_reg->title);
	for (size_t c = 0; c < m->ncolumns; c++)
		buf_printf(w->to, "  %-7s %s\n", shown(w, matrix_column(m, c)->id),
			   matrix_column(m, c)->title);
}

static bool has_no_full_fit(const struct matrix *m, size_t row)
{
	return matrix_overall(m, matrix_row(m, row)) != OVERALL_MET;
}

static size_t count_unmet(const struct matrix *m)
{
	return m->nrows - matrix_rows_of(m, OVERALL_MET);
}

static void text_columns_of(struct writing *w, enum column_use use, const char *heading)
{
	const struct matrix *m = w->m;

	buf_printf(w->to, "%s: %zu of %zu\n", heading, matrix_columns_of(m, use), m->ncolumns);
	for (size_t c = 0; c < m->ncolumns; c++)
		if (matrix_column_use(m, matrix_column(m, c)) == use)
			buf_printf(w->to, "  %-7s %s\n", shown(w, matrix_column(m, c)->id),
				   matrix_column(m, c)->title);
}

static void text_lists(struct writing *w)
{
	const struct matrix *m = w->m;
	struct overlap *v;
	size_t n = matrix_overlaps(m, w->arena, &v);

	buf_printf(w->to, "\nNot judged: %zu of %zu pairs\n", matrix_not_judged(m),
		   m->nrows * m->ncolumns);
	buf_printf(w->to, "Without any judgement: %zu of %zu\n", matrix_rows_not_judged(m),
		   m->nrows);
	for (size_t r = 0; r < m->nrows; r++)
		if (matrix_row(m, r)->agreed && matrix_row(m, r)->judged == 0)
			buf_printf(w->to, "  %-7s %s\n", shown(w, matrix_row(m, r)->id),
				   matrix_row(m, r)->title);
	buf_printf(w->to, "Not met in full: %zu of %zu\n", count_unmet(m), m->nrows);
	for (size_t r = 0; r < m->nrows; r++)
		if (has_no_full_fit(m, r))
			buf_printf(w->to, "  %-7s %s: %s\n", shown(w, matrix_row(m, r)->id),
				   matrix_row(m, r)->title,
				   matrix_overall_word(m, matrix_row(m, r)));
	text_columns_of(w, COLUMN_SERVES_NONE, "Judged, and meet nothing");
	text_columns_of(w, COLUMN_NOT_JUDGED, "Judged beside nothing yet");
	buf_printf(w->to, "Overlaps: %zu\n", n);
	for (size_t i = 0; i < n; i++) {
		buf_printf(w->to, "  %-7s", shown(w, matrix_row(m, v[i].row)->id));
		for (size_t k = 0; k < v[i].n; k++)
			buf_printf(w->to, " %s", shown(w, matrix_column(m, v[i].column[k])->id));
		buf_printf(w->to, "%s%s\n", v[i].alike[0] ? ": " : "", v[i].alike);
	}
}

size_t matrix_text(const struct matrix *m, struct buf *out)
{
	struct writing w = { .m = m, .with_restricted = true, .arena = arena_new(), .to = out };

	text_table(&w);
	text_columns(&w);
	text_lists(&w);
	arena_free(w.arena);
	return 0;
}

/* CSV */

static void csv_head(struct writing *w, struct sheet *sheet)
{
	const struct matrix *m = w->m;

	sheet_cell(sheet, "id");
	sheet_cell(sheet, m->row_reg->one);
	sheet_cell(sheet, "overall");
	sheet_cell(sheet, "judged");
	sheet_cell(sheet, "not judged");
	for (size_t c = 0; c < m->ncolumns; c++) {
		const struct matrix_line *column = matrix_column(m, c);

		if (tells(w, column))
			sheet_cell(sheet, arena_printf(w->arena, "%s %s", shown(w, column->id),
						       column->title));
	}
	sheet_end_row(sheet);
}

static void csv_row(struct writing *w, struct sheet *sheet, size_t r)
{
	const struct matrix *m = w->m;
	const struct matrix_line *row = matrix_row(m, r);
	size_t told = 0, all = 0;

	for (size_t c = 0; c < m->ncolumns; c++) {
		all += tells(w, matrix_column(m, c));
		told += tells(w, matrix_column(m, c)) && told_fit(w, r, c) >= 0;
	}
	sheet_cell(sheet, shown(w, row->id));
	sheet_cell(sheet, row->title);
	sheet_cell(sheet, matrix_overall_word(m, row));
	sheet_cell(sheet, arena_printf(w->arena, "%zu", told));
	sheet_cell(sheet, arena_printf(w->arena, "%zu", all - told));
	for (size_t c = 0; c < m->ncolumns; c++) {
		int fit = told_fit(w, r, c);

		if (tells(w, matrix_column(m, c)))
			sheet_cell(sheet, fit < 0 ? "" : m->value->options[fit].label);
	}
	sheet_end_row(sheet);
}

size_t matrix_csv(const struct matrix *m, bool with_restricted, struct buf *out)
{
	struct writing w = {
		.m = m, .with_restricted = with_restricted, .arena = arena_new(), .to = out
	};
	struct sheet sheet;

	count_left_out(&w);
	sheet_init(&sheet, out);
	csv_head(&w, &sheet);
	for (size_t r = 0; r < m->nrows; r++)
		if (tells(&w, matrix_row(m, r)))
			csv_row(&w, &sheet, r);
	arena_free(w.arena);
	return w.left_out;
}

/* JSON */

static void json_row(struct writing *w, struct jout *j, size_t r)
{
	const struct matrix *m = w->m;
	const struct matrix_line *row = matrix_row(m, r);

	jout_object(j, NULL);
	jout_text(j, "id", shown(w, row->id));
	jout_text(j, "title", row->title);
	jout_text(j, "overall", overall_ids[matrix_overall(m, row)]);
	jout_text(j, "shown", matrix_overall_word(m, row));
	jout_object(j, "cells");
	for (size_t c = 0; c < m->ncolumns; c++) {
		int fit = told_fit(w, r, c);

		if (fit >= 0 && tells(w, matrix_column(m, c)))
			jout_text(j, shown(w, matrix_column(m, c)->id), m->value->options[fit].id);
	}
	jout_end(j, '}');
	jout_end(j, '}');
}

static void json_columns(struct writing *w, struct jout *j)
{
	const struct matrix *m = w->m;

	jout_array(j, "columns");
	for (size_t c = 0; c < m->ncolumns; c++) {
		const struct matrix_line *column = matrix_column(m, c);

		if (!tells(w, column))
			continue;
		jout_object(j, NULL);
		jout_text(j, "id", shown(w, column->id));
		jout_text(j, "title", column->title);
		jout_text(j, "use", use_ids[matrix_column_use(m, column)]);
		jout_end(j, '}');
	}
	jout_end(j, ']');
}

static void json_ids(struct writing *w, struct jout *j, const char *name,
		     bool (*which)(const struct matrix *, size_t))
{
	jout_array(j, name);
	for (size_t r = 0; r < w->m->nrows; r++)
		if (tells(w, matrix_row(w->m, r)) && which(w->m, r))
			jout_text(j, NULL, shown(w, matrix_row(w->m, r)->id));
	jout_end(j, ']');
}

static bool is_without(const struct matrix *m, size_t row)
{
	return matrix_row(m, row)->agreed && matrix_row(m, row)->judged == 0;
}

static void json_overlaps(struct writing *w, struct jout *j)
{
	const struct matrix *m = w->m;
	struct overlap *v;
	size_t n = matrix_overlaps(m, w->arena, &v);

	jout_array(j, "overlaps");
	for (size_t i = 0; i < n; i++) {
		if (!tells(w, matrix_row(m, v[i].row)))
			continue;
		jout_object(j, NULL);
		jout_text(j, "row", shown(w, matrix_row(m, v[i].row)->id));
		jout_array(j, "columns");
		for (size_t k = 0; k < v[i].n; k++)
			if (tells(w, matrix_column(m, v[i].column[k])))
				jout_text(j, NULL, shown(w, matrix_column(m, v[i].column[k])->id));
		jout_end(j, ']');
		jout_text(j, "alike", v[i].alike);
		jout_end(j, '}');
	}
	jout_end(j, ']');
}

size_t matrix_json(const struct matrix *m, bool with_restricted, struct buf *out)
{
	struct writing w = {
		.m = m, .with_restricted = with_restricted, .arena = arena_new(), .to = out
	};
	struct jout j;

	count_left_out(&w);
	jout_init(&j, out);
	jout_object(&j, NULL);
	jout_text(&j, "view", m->view->id);
	jout_array(&j, "rows");
	for (size_t r = 0; r < m->nrows; r++)
		if (tells(&w, matrix_row(m, r)))
			json_row(&w, &j, r);
	jout_end(&j, ']');
	json_columns(&w, &j);
	jout_int(&j, "pairs", (long long)m->nrows * (long long)m->ncolumns);
	jout_int(&j, "not_judged", (long long)matrix_not_judged(m));
	json_ids(&w, &j, "without_judgement", is_without);
	json_ids(&w, &j, "not_met_in_full", has_no_full_fit);
	json_overlaps(&w, &j);
	jout_int(&j, "left_out", (long long)w.left_out);
	jout_end(&j, '}');
	arena_free(w.arena);
	return w.left_out;
}
