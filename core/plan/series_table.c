/* SPDX-License-Identifier: ISC */
/* Readings over time and judgements by year as lines: what commands print. Small counts are hidden. */
#include <string.h>

#include "view_read.h"
#include "years.h"

/* Readings over time */

enum { C_AREA, C_TREND, C_LAST, C_MARK, C_SAYS, SERIES_COLUMNS };

struct series_table {
	struct series s;
};

static const char *joined(const struct names *v, size_t from, struct arena *a)
{
	const char *out = "";

	for (size_t i = from; i < v->n; i++)
		out = arena_printf(a, "%s%s%s", out, *out ? " " : "", v->v[i]);
	return out;
}

static void tell_series(const struct view_table *t, const struct view_line *l, struct arena *a,
			struct view_told *out)
{
	const struct series_table *of = t->of;
	const struct series_line *line = &of->s.line[l->at];
	const struct reading *last = line->trend.last;
	struct names says = series_sentences(&of->s, line, true, a);

	out->text = line->measure->title;
	out->cell[C_AREA] = line->geography;
	out->cell[C_TREND] = series_trend_words(line, a);
	out->cell[C_LAST] = series_last_words(line, true, a);
	out->cell[C_MARK] = last ? mark_words(series_mark(line->measure, last->value.is)) : "";
	out->cell[C_SAYS] = joined(&says, 0, a);
}

enum rc series_make(struct view_read *r, struct view_table *out, struct err *err)
{
	static const char *const titles[SERIES_COLUMNS] = { "Area", "Trend", "Last value",
							    "Threshold", "Says" };
	struct series_table *of = arena_alloc(r->arena, sizeof(*of));
	enum rc rc = series_load(r->session, r->view, NULL, r->arena, &of->s, err);

	if (rc != RC_OK)
		return rc;
	out->line = arena_array(r->arena, of->s.nlines + 1, sizeof(*out->line));
	for (size_t i = 0; i < of->s.nlines; i++) {
		struct view_line *l;

		if (r->asked->open && series_restricted(&of->s, &of->s.line[i])) {
			r->left_out++;
			continue;
		}
		l = view_line_add(out, LINE_ENTRY, NULL);
		l->reg = of->s.measure_reg;
		l->id = of->s.line[i].measure->id;
		l->at = (uint32_t)i;
	}
	out->entries = out->n;
	out->name = of->s.measure_reg->title;
	out->empty = "Nothing is measured yet.";
	for (size_t i = 0; i < SERIES_COLUMNS; i++)
		out->column[out->ncolumns++] = (struct view_column){ .title = titles[i] };
	out->of = of;
	out->tell = tell_series;
	return RC_OK;
}

/* Judgements by year: all rows, then those of which the readings say nothing. */

struct years_table {
	struct years y;
	struct suggestion *said;
	size_t first;      /* year of the first column */
	size_t start, why; /* columns of their own, behind the years; 0: none */
};

static const char *one_line(const char *lines, struct arena *a)
{
	struct names v = value_lines(lines, a);
	const char *out = "";

	for (size_t i = 0; i < v.n; i++)
		out = arena_printf(a, "%s%s%s", out, *out ? "; " : "", v.v[i]);
	return out;
}

static void tell_years(const struct view_table *t, const struct view_line *l, struct arena *a,
		       struct view_told *out)
{
	const struct years_table *of = t->of;
	const struct years *y = &of->y;

	out->text = y->row[l->at].title;
	for (size_t k = of->first; k < y->nyears; k++)
		out->cell[k - of->first] = years_word(y, l->at, k);
	if (of->start && !l->node)
		out->cell[of->start] = years_start(y, l->at, a);
	if (of->why && l->node)
		out->cell[of->why] = one_line(of->said[l->at].lacks, a);
}

static void add_row(struct years_table *of, struct view_table *out, size_t row, bool lacking)
{
	struct view_line *l = view_line_add(out, LINE_ENTRY, NULL);

	l->reg = of->y.row_reg;
	l->id = of->y.row[row].id;
	l->at = (uint32_t)row;
	l->node = lacking;
}

static void add_lacking(const struct view_read *r, struct years_table *of, struct view_table *out)
{
	const struct years *y = &of->y;
	struct view_line *head =
		view_line_add(out, LINE_HEAD,
			      arena_printf(r->arena, "Cannot be judged from the readings of %s",
					   year_words(y->ended, r->arena)));

	for (size_t i = 0; i < y->nrows; i++) {
		if (of->said[i].verdict != VERDICT_UNKNOWN ||
		    (r->asked->open && y->row[i].restricted))
			continue;
		add_row(of, out, i, true);
		head->count++;
	}
}

static void name_columns(const struct view_read *r, struct years_table *of, struct view_table *out)
{
	const struct years *y = &of->y;

	size_t room = VIEW_CELLS - (y->start != NULL) - (of->said != NULL);

	of->first = y->nyears > room ? y->nyears - room : 0;
	for (size_t k = of->first; k < y->nyears; k++)
		out->column[out->ncolumns++] =
			(struct view_column){ .title = year_words(y->year[k], r->arena) };
	if (y->start) {
		of->start = out->ncolumns;
		out->column[out->ncolumns++] =
			(struct view_column){ .title = y->start->label, .below = true };
	}
	if (of->said) {
		of->why = out->ncolumns;
		out->column[out->ncolumns++] =
			(struct view_column){ .title = "Why", .below = true };
	}
}

enum rc years_make(struct view_read *r, struct view_table *out, struct err *err)
{
	struct years_table *of = arena_alloc(r->arena, sizeof(*of));
	const struct years *y = &of->y;
	struct view_line *head;
	enum rc rc = years_load(r->session, r->view, r->arena, &of->y, err);

	if (rc == RC_OK && years_can_suggest(r->session, r->view))
		rc = years_suggest(r->session, y, y->ended, r->arena, &of->said, err);
	if (rc != RC_OK)
		return rc;
	out->line = arena_array(r->arena, 2 * y->nrows + 3, sizeof(*out->line));
	head = view_line_add(out, LINE_HEAD, y->row_reg->title);
	for (size_t i = 0; i < y->nrows; i++) {
		if (r->asked->open && y->row[i].restricted) {
			r->left_out++;
			continue;
		}
		add_row(of, out, i, false);
		head->count++;
	}
	out->entries = head->count;
	name_columns(r, of, out);
	if (of->said)
		add_lacking(r, of, out);
	out->name = y->row_reg->title;
	out->summary = arena_printf(r->arena, "%zu of %zu not judged.", y->missing, y->expected);
	out->empty = "Nothing to judge yet.";
	out->of = of;
	out->tell = tell_years;
	return RC_OK;
}
