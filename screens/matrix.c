/* SPDX-License-Identifier: ISC */
/*
 * Every entry of one register beside every entry of another: judged in a key
 * press, a gap made from a row, filtered both ways.
 */
#include "matrix.h"

#include <string.h>

#include "screens.h"
#include "words.h"

enum { ID_MISSING = 1, DETAIL_LINES = 2 };

struct matrix_state {
	struct looked l;
	struct grid grid;
	bool detail;
	bool filtered;
	/* a pair that was judged elsewhere while the focus stood on it, and that was not told yet */
	char moved_row[RECORD_NAME_MAX + 1], moved_column[RECORD_NAME_MAX + 1];
	bool moved_by_me; /* here, on another screen; or in another window of mine */
};

static size_t lines_before(const struct matrix_state *st)
{
	return st->filtered ? 2 : 1;
}

/* Names, words, details of the grid */

static const char *row_name(const void *arg, size_t i, const char **mark)
{
	const struct matrix_state *st = arg;

	*mark = st->l.row_mark[i];
	return matrix_row(&st->l.m, i)->title;
}

static const char *column_name(const void *arg, size_t i, const char **mark)
{
	const struct matrix_state *st = arg;

	*mark = st->l.column_mark[i];
	return matrix_column(&st->l.m, i)->title;
}

static int cell(const void *arg, size_t row, size_t column)
{
	const struct matrix_state *st = arg;

	return matrix_fit(&st->l.m, row, column);
}

static const char *detail(const void *arg, size_t row, size_t column, struct arena *a)
{
	const struct matrix_state *st = arg;
	const struct matrix *m = &st->l.m;
	const char *why;

	if (row >= m->nrows || column >= m->ncolumns)
		return "";
	why = matrix_why(m, row, column);
	return arena_printf(a, "%s; %s: %s.%s%s", matrix_row(m, row)->title,
			    matrix_column(m, column)->title, looked_fit(&st->l, row, column),
			    *why ? " " : "", why);
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct matrix_state *st = arg;
	const struct matrix_line *line = matrix_row(&st->l.m, i);

	(void)a;
	out->id = line_row_id(line->id);
	out->text = line->title;
	out->status = matrix_overall_word(&st->l.m, line);
}

/* Loading */

/* The pair that has the focus, by what is shown now; false: there is none. */
static bool focused(const struct frame *f, size_t *row, size_t *column)
{
	const struct matrix_state *st = f->state;
	size_t before = lines_before(st);

	if (!st->l.arena || f->focus < before || f->focus - before >= st->l.m.nrows ||
	    f->col >= st->l.m.ncolumns)
		return false;
	*row = f->focus - before;
	*column = f->col;
	return true;
}

/* Columns have no ids on a page: the focus stays on the one it was on. */
static void follow(struct frame *f, const struct matrix_line *row, const struct matrix_line *column,
		   int fit)
{
	struct matrix_state *st = f->state;
	size_t r = matrix_find_row(&st->l.m, row->id), c = matrix_find_column(&st->l.m, column->id);

	if (c != (size_t)-1)
		f->col = c;
	if (r == (size_t)-1 || c == (size_t)-1 || matrix_fit(&st->l.m, r, c) == fit)
		return;
	st->moved_by_me = looked_by_me(f, &st->l, r, c);
	memcpy(st->moved_row, row->id, strlen(row->id) + 1);
	memcpy(st->moved_column, column->id, strlen(column->id) + 1);
}

static enum rc matrix_screen_load(struct frame *f, struct err *err)
{
	struct matrix_state *st = f->state;
	struct matrix_line row = { 0 }, column = { 0 };
	size_t r, c;
	int fit = -1;
	bool had = focused(f, &r, &c), again;
	enum rc rc;

	if (st->moved_by_me)
		st->moved_row[0] = '\0';
	if (had) {
		row = *matrix_row(&st->l.m, r);
		column = *matrix_column(&st->l.m, c);
		row.id = arena_str(f->loaded, row.id);
		column.id = arena_str(f->loaded, column.id);
		fit = matrix_fit(&st->l.m, r, c);
	}
	rc = looked_load(f, &st->l, &again, err);
	if (rc == RC_OK && again && had)
		follow(f, &row, &column, fit);
	return rc;
}

static void matrix_screen_close(struct frame *f)
{
	struct matrix_state *st = f->state;

	looked_close(&st->l);
}

/* Building */

static const char *filter_words(const struct matrix_state *st, struct page *p)
{
	const struct matrix *m = &st->l.m;

	return page_printf(p, W_MATRIX_FILTERED, m->nrows, m->nall_rows, m->row_reg->title,
			   m->ncolumns, m->nall_columns, m->column_reg->title);
}

static void matrix_build(const struct frame *f, struct page *p)
{
	struct matrix_state *st = f->state;
	const struct matrix *m = &st->l.m;

	app_page(f, p, W_VIEWS, NULL, m->view->title);
	p->title_right =
		page_printf(p, W_MATRIX_COUNTS, matrix_not_judged(m), m->nrows * m->ncolumns);
	page_add(p, ROW_LINE, -1, looked_legend(&st->l, p))->role = ROLE_HINT;
	if (st->filtered)
		page_add(p, ROW_LINE, -1, filter_words(st, p))->role = ROLE_HINT;
	st->grid = (struct grid){
		.ncols = m->ncolumns,
		.corner = m->row_reg->title,
		.end = W_OVERALL,
		.row = row_name,
		.column = column_name,
		.word = st->l.word,
		.nwords = m->value->noptions,
		.cell = cell,
		.detail_lines = st->detail ? DETAIL_LINES : 0,
		.detail = detail,
		.arg = st,
	};
	p->grid = &st->grid;
	p->list_at = p->nrows;
	p->list_n = m->nrows;
	p->list_row = list_row;
	p->list_arg = st;
	if (!m->nrows || !m->ncolumns)
		page_text(p, m->nall_rows && m->nall_columns
				     ? W_NOTHING_FITS
				     : page_printf(p, W_MATRIX_EMPTY, m->row_reg->title,
						   m->column_reg->title));
	page_gap(p);
	page_item(p, ID_MISSING, W_MATRIX_MISSING, NULL);
	if (m->view->about)
		page_text(p, m->view->about);
	if (m->nrows)
		p->focus_id = line_row_id(matrix_row(m, 0)->id);
}

/* Events */

static bool was_moved(struct matrix_state *st, size_t row, size_t column, struct nav *n)
{
	const struct matrix *m = &st->l.m;

	if (st->moved_by_me || strcmp(st->moved_row, matrix_row(m, row)->id) != 0 ||
	    strcmp(st->moved_column, matrix_column(m, column)->id) != 0)
		return false;
	st->moved_row[0] = '\0';
	nav_say(n, W_JUDGED_MEANWHILE, looked_fit(&st->l, row, column));
	return true;
}

static void on_cell(struct frame *f, const struct event *e, size_t row, struct nav *n)
{
	struct matrix_state *st = f->state;

	if (e->act == ACT_DIGIT && !was_moved(st, row, e->col, n))
		looked_judge(f, &st->l, row, e->col, e->digit, n);
	else if (e->act == ACT_DELETE && !was_moved(st, row, e->col, n))
		looked_take_out(f, &st->l, row, e->col, n);
	else if (e->act == ACT_OPEN && !st->detail) {
		st->detail = true;
		nav_say(n, "%s", "");
	} else if (e->act == ACT_OPEN)
		looked_pair(&st->l, row, e->col, 0, n);
	else if (e->act == ACT_EDIT)
		looked_pair(&st->l, row, e->col, 1, n);
	else if (e->act == ACT_HISTORY)
		looked_history(f, &st->l, row, e->col, n);
}

static void open_row(const struct matrix_state *st, size_t row, struct nav *n)
{
	nav_open(n, &screen_matrix_row,
		 &(struct args){ .a = st->l.m.view->id, .b = matrix_row(&st->l.m, row)->id });
}

static void on_row(struct frame *f, const struct event *e, size_t row, struct nav *n)
{
	struct matrix_state *st = f->state;

	if (e->act == ACT_NEW)
		looked_gap(f, &st->l, row, n);
	else if (e->act == ACT_VIEW || (e->act == ACT_OPEN && e->col == NO_CELL))
		open_row(st, row, n);
	else if (e->col < st->l.m.ncolumns)
		on_cell(f, e, row, n);
}

/* What the filter screen brings: name=value lines; rows and columns by what stands before the dot. */
static void on_filter(struct frame *f, const char *text, struct nav *n)
{
	struct matrix_state *st = f->state;
	struct pairs p = pairs_read(text, f->arena);
	struct matrix_filter *to = &st->l.filter;

	*to = (struct matrix_filter){ 0 };
	to->rows.v = arena_array(f->arena, p.n + 1, sizeof(*to->rows.v));
	to->columns.v = arena_array(f->arena, p.n + 1, sizeof(*to->columns.v));
	for (size_t i = 0; i < p.n; i++) {
		const char *dot = strchr(p.v[i].name, '.');
		const struct pair pair = { dot ? dot + 1 : "", p.v[i].text };

		if (!strncmp(p.v[i].name, "rows.", 5))
			to->rows.v[to->rows.n++] = pair;
		else if (!strncmp(p.v[i].name, "columns.", 8))
			to->columns.v[to->columns.n++] = pair;
		else if (!strcmp(p.v[i].name, "overall"))
			to->overall = 1U << (p.v[i].text[0] - '0');
	}
	st->filtered = to->rows.n || to->columns.n || to->overall;
	st->l.stale = true;
	nav_reload(n);
	nav_top(n);
}

static const char *filter_text(const struct frame *f)
{
	const struct matrix_state *st = f->state;
	const struct matrix_filter *from = &st->l.filter;
	struct pair *v = arena_array(f->loaded, from->rows.n + from->columns.n + 2, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < from->rows.n; i++)
		v[n++] = (struct pair){ arena_printf(f->loaded, "rows.%s", from->rows.v[i].name),
					from->rows.v[i].text };
	for (size_t i = 0; i < from->columns.n; i++)
		v[n++] = (struct pair){ arena_printf(f->loaded, "columns.%s",
						     from->columns.v[i].name),
					from->columns.v[i].text };
	for (int o = 0; o < OVERALL_COUNT; o++)
		if (from->overall & 1U << o)
			v[n++] = (struct pair){ "overall", arena_printf(f->loaded, "%d", o) };
	return pairs_text(v, n, f->loaded);
}

static size_t row_of(const struct matrix_state *st, const struct event *e)
{
	for (size_t i = 0; i < st->l.m.nrows; i++)
		if (line_row_id(matrix_row(&st->l.m, i)->id) == e->id)
			return i;
	return (size_t)-1;
}

static void matrix_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct matrix_state *st = f->state;
	size_t row = e->id > ID_MISSING ? row_of(st, e) : (size_t)-1;

	if (e->act == ACT_CHANGED) {
		st->moved_by_me = false; /* what came to the store did not come from here */
	} else if (e->act == ACT_FILTER) {
		nav_open(n, &screen_matrix_filter,
			 &(struct args){ .a = st->l.m.view->id, .b = filter_text(f) });
	} else if (e->act == ACT_SAVE_FILE) {
		nav_open(n, &screen_save_file,
			 &(struct args){
				 .a = arena_printf(f->loaded, "matrix/%s", st->l.m.view->id) });
	} else if (e->act == ACT_RETURN) {
		on_filter(f, e->text, n);
	} else if (e->act == ACT_GUIDANCE && row != (size_t)-1) {
		st->detail = !st->detail;
		nav_say(n, "%s", "");
	} else if (e->act == ACT_OPEN && e->id == ID_MISSING) {
		nav_open(n, &screen_matrix_missing, &(struct args){ .a = st->l.m.view->id });
	} else if (row != (size_t)-1) {
		on_row(f, e, row, n);
	} else if (e->act == ACT_NEW || e->act == ACT_EDIT || e->act == ACT_VIEW ||
		   e->act == ACT_DELETE || e->act == ACT_DIGIT || e->act == ACT_GUIDANCE) {
		nav_say(n, "%s", W_GO_TO_LINE);
	}
}

static const struct keybind keys[] = {
	{ 'n', ACT_NEW, "new gap" },          { 'e', ACT_EDIT, "why" },
	{ 'v', ACT_VIEW, "row by itself" },   { 'f', ACT_FILTER, "filter" },
	{ 'g', ACT_GUIDANCE, "whole names" }, { TK_DELETE, ACT_DELETE, NULL },
	{ 'x', ACT_SAVE_FILE, NULL },         KEYBIND_END
};

const struct screen screen_matrix = {
	.name = "matrix",
	.needs = "VIEW",
	.title = "Matrix",
	.help = "Each line is judged beside each column. Move to a square with the arrow keys and press "
		"the digit of its answer; it is saved at once. Enter shows the whole names of a square, "
		"and again opens it with its reason, evidence and history. The last column is the best "
		"answer among all columns, whatever is filtered; what nobody has judged is counted and "
		"never taken as met. From a line that is not met, n makes a gap that is filled in.",
	.keys = keys,
	.state_size = sizeof(struct matrix_state),
	.load = matrix_screen_load,
	.update = matrix_update,
	.build = matrix_build,
	.close = matrix_screen_close,
	.keep_place = true,
	.loads_on_return = true,
};
