/* SPDX-License-Identifier: ISC */
#include "layout.h"

#include <string.h>

/* Units: rows that share lines. A group of radios or buttons flows; other rows are alone. */

const char *row_mark(const struct row *r)
{
	if (r->kind == ROW_RADIO)
		return r->on ? "(*) " : "( ) ";
	if (r->kind == ROW_TICK)
		return r->on ? "[x] " : "[ ] ";
	return "";
}

/* Columns of a row that flows, without the gutter. */
static int flow_cols(const struct layout *l, const struct row *r)
{
	int cols = (int)strlen(row_mark(r)) + text_cols(r->text);

	if (r->kind == ROW_BUTTON)
		cols += 4;
	else if (r->number >= 0 || r->letter)
		cols += l->number_w;
	return cols;
}

static enum row_kind flow_kind(const struct layout *l, size_t i)
{
	struct row r;

	if (page_in_list(l->page, i))
		return ROW_GAP;
	page_row(l->page, i, &r);
	if (r.kind == ROW_BUTTON)
		return ROW_BUTTON;
	if (r.inline_group && (r.kind == ROW_RADIO || r.kind == ROW_TICK || r.kind == ROW_ITEM) &&
	    GUTTER + flow_cols(l, &r) <= l->work_w)
		return r.kind;
	return ROW_GAP; /* also what is too long for a line: it is wrapped */
}

bool row_flows(const struct layout *l, size_t i)
{
	return flow_kind(l, i) != ROW_GAP;
}

size_t unit_first(const struct layout *l, size_t i)
{
	enum row_kind kind = flow_kind(l, i);

	while (kind != ROW_GAP && i > 0 && flow_kind(l, i - 1) == kind)
		i--;
	return i;
}

size_t unit_end(const struct layout *l, size_t i)
{
	enum row_kind kind = flow_kind(l, i);
	size_t n = page_count(l->page);

	i++;
	while (kind != ROW_GAP && i < n && flow_kind(l, i) == kind)
		i++;
	return i;
}

int row_indent(const struct row *r)
{
	return GUTTER + 2 * r->indent;
}

void flow_start(const struct layout *l, struct flow *f, size_t first)
{
	struct row r;
	size_t end = unit_end(l, first);

	*f = (struct flow){ .width = l->work_w };
	page_row(l->page, first, &r);
	f->even = r.kind != ROW_BUTTON;
	for (size_t i = first; i < end; i++) {
		int cols;

		page_row(l->page, i, &r);
		cols = GUTTER + flow_cols(l, &r) + 1;
		f->widest = cols > f->widest ? cols : f->widest;
	}
	if (2 * f->widest - 1 > f->width)
		f->even = false; /* in columns there would be one */
}

void flow_next(const struct layout *l, struct flow *f, const struct row *r)
{
	int cols = f->even ? f->widest : GUTTER + flow_cols(l, r) + 1;

	if (f->next_x > 0 && f->next_x + cols - 1 > f->width) {
		f->line++;
		f->next_x = 0;
	}
	f->x = f->next_x;
	f->cols = cols < f->width - f->x ? cols : f->width - f->x;
	f->next_x += cols;
}

/* The frame */

/* Lines of a text at a width; how wide the last one is. */
static int wrapped_lines(const char *s, int cols, int *last)
{
	size_t len = s ? strlen(s) : 0, used, shown;
	int n = 0;

	*last = 0;
	for (size_t at = 0; at < len; at += used, n++) {
		shown = text_wrap(s + at, len - at, cols, &used);
		if (shown == 0 && used == 0)
			break;
		*last = text_cols_n(s + at, shown);
	}
	return n;
}

int title_height(const struct layout *l, bool *beside)
{
	const struct page *p = l->page;
	int right = p->title_right ? text_cols(p->title_right) : 0, last;
	int n = wrapped_lines(p->title, l->work_w, &last);

	*beside = right > 0 && n > 0 && last + 2 + right <= l->work_w;
	return n + (right > 0 && !*beside ? 1 : 0);
}

static void frame(struct layout *l)
{
	int top = 1, bottom;

	l->roomy = l->rows >= 20;
	l->nkeys = l->roomy ? 2 : 1;
	l->keys_y = l->rows - l->nkeys;
	bottom = l->keys_y - (l->roomy ? 2 : 1);
	l->message_y = bottom;
	if (l->rows >= 14)
		top = 2;
	l->view_y = top;
	l->view_h = bottom - top;
}

static void side_pane(struct layout *l, bool guidance)
{
	l->work_w = l->cols;
	l->side_x = 0;
	if (!guidance || !l->page->side || !l->page->side[0] || l->opts->single ||
	    l->cols < DRAW_SIDE_COLS)
		return;
	l->side_x = l->cols * 54 / 100;
	l->work_w = l->side_x - 1;
	l->side_y = l->view_y;
	l->side_h = l->view_h;
}

/* Width for words at the right edge: of all rows that are there, and of what a list may bring. */
static void status_and_number(struct layout *l)
{
	const struct page *p = l->page;
	enum { LIST_LOOK = 20 };
	struct row r;

	l->status_w = p->status_min;
	for (size_t i = 0; i < page_count(p); i++) {
		int w;

		if (page_in_list(p, i) && i >= p->list_at + LIST_LOOK) {
			i = p->list_at + p->list_n - 1;
			continue;
		}
		page_row(p, i, &r);
		if (!row_focusable(&r))
			continue;
		w = r.status ? text_cols(r.status) : 0;
		l->status_w = w > l->status_w ? w : l->status_w;
		if (r.number >= 0 || r.letter)
			l->number_w = 2;
	}
	if (l->status_w > l->work_w * 5 / 9)
		l->status_w = l->work_w * 5 / 9;
}

static bool has_cells(const struct row *r)
{
	return r->kind == ROW_ITEM && r->cell[0];
}

static void find_cells(struct layout *l)
{
	const struct page *p = l->page;

	l->first_cells = (size_t)-1;
	if (p->ncolumns == 0 && !p->grid)
		return;
	for (size_t i = 0; i < page_count(p); i++) {
		struct row r;

		if (page_in_list(p, i)) {
			l->first_cells = i;
			return;
		}
		page_row(p, i, &r);
		if (has_cells(&r)) {
			l->first_cells = i;
			return;
		}
	}
}

/* Columns shrink from what they want to what they need; where that is too much, rows become cards. */
static void columns(struct layout *l)
{
	const struct page *p = l->page;
	enum { GAP = 2, LEAST = 3 };
	int room = l->work_w - GUTTER - l->number_w - (l->status_w ? l->status_w + GAP : 0);
	int need = 0, slack = 0, spare, x;

	find_cells(l);
	if (l->first_cells == (size_t)-1)
		return;
	if (p->grid) {
		layout_grid(l);
		return;
	}
	for (size_t i = 0; i < p->ncolumns; i++) {
		const struct column *col = &p->column[i];
		int want = col->want < col->min ? col->min : col->want;

		if (col->said)
			continue;
		l->col_w[i] = col->min;
		need += col->min + (i ? GAP : 0);
		slack += want - col->min;
	}
	l->ncols = p->ncolumns;
	l->cards = p->cards || need > room;
	if (l->cards)
		return;
	/* a name that can be read is worth more than the last columns; cards show them all */
	while (l->ncols > LEAST && room - (need - p->column[0].min) < p->column[0].want) {
		const struct column *col = &p->column[--l->ncols];

		if (col->said)
			continue;
		need -= col->min + GAP;
		slack -= col->want > col->min ? col->want - col->min : 0;
	}
	spare = room - need;
	for (size_t i = 1; i < l->ncols && slack > 0; i++) {
		int more = p->column[i].want > p->column[i].min && !p->column[i].said
				   ? p->column[i].want - p->column[i].min
				   : 0;

		l->col_w[i] += spare >= slack ? more : more * spare / slack;
	}
	need = 0;
	for (size_t i = 1; i < l->ncols; i++)
		need += p->column[i].said ? 0 : l->col_w[i] + GAP;
	l->col_w[0] = room - need;
	x = GUTTER + l->number_w;
	for (size_t i = 0; i < l->ncols; i++) {
		l->col_x[i] = x;
		x += p->column[i].said ? 0 : l->col_w[i] + GAP;
		if (p->column[i].title && p->column[i].title[0])
			l->headed = true;
	}
}

static void title(struct layout *l)
{
	bool beside;
	int lines = title_height(l, &beside);
	int gap = lines && l->roomy ? 1 : 0;

	l->title_lines = lines + gap;
	l->title_fixed = lines <= 3 && l->view_h >= 12;
	if (l->title_fixed) {
		l->view_y += l->title_lines;
		l->view_h -= l->title_lines;
	}
}

/* A long text gets the lines that nothing else on its page needs. */
static void areas(struct layout *l)
{
	enum { LEAST = 4 };
	const struct page *p = l->page;
	int others = 0, n = 0;

	l->area_lines = 0;
	for (size_t i = 0; i < p->nrows; i++)
		n += p->rows[i].kind == ROW_AREA && p->rows[i].lines == 0;
	if (n == 0)
		return;
	if (p->list_n == 0) {
		for (size_t i = 0; i < page_count(p); i = unit_end(l, i))
			others += unit_height(l, i);
		l->area_lines = (l->view_h - others) / n;
	}
	if (l->area_lines < LEAST)
		l->area_lines = LEAST;
}

void layout_make(struct layout *l, const struct page *p, const struct ui_opts *o, int rows,
		 int cols, bool guidance)
{
	*l = (struct layout){ .page = p, .opts = o, .rows = rows, .cols = cols };
	frame(l);
	side_pane(l, guidance);
	status_and_number(l);
	columns(l);
	title(l);
	areas(l);
}

int layout_box_cols(const struct layout *l, const struct row *r)
{
	int cols = l->work_w - row_indent(r) - 1;

	return cols > 1 ? cols : 1;
}
