/* SPDX-License-Identifier: ISC */
/* The rows of a page: items, boxes, text, and how high they are. */
#include <string.h>

#include "pen.h"
#include "words.h"

enum { BOX_SHOWN = 40, TEXT_WIDEST = 100, DETAIL_INDENT = 2 };

/* The marker, and the cursor on the first letter. */
static void focus_at(const struct pen *p, int gutter, int x)
{
	if (!p->focused || !p->c || p->y < p->from || p->y >= p->to)
		return;
	canvas_put(p->c, p->y, gutter, 1, ">", 1, ROLE_PLAIN);
	p->c->y = p->y;
	p->c->x = x < p->c->cols ? x : p->c->cols - 1;
}

static void highlight(const struct pen *p, int from_y)
{
	bool wanted = p->l->opts->highlight_row && !(p->l->page->grid && p->l->grid_n);

	for (int y = from_y; p->focused && p->c && wanted && y < p->y; y++)
		if (y >= p->from && y < p->to)
			canvas_reverse(p->c, y, 0, p->l->work_w);
}

/* What opens the row from the keyboard, before its name. */
static void number_mark(const struct pen *p, int x, const struct row *r)
{
	char mark[2] = { 0 };

	if (r->number >= 0 && r->number <= 9)
		mark[0] = (char)('0' + r->number);
	else
		mark[0] = r->letter;
	if (mark[0])
		pen_str(p, x, 1, mark, ROLE_KEY);
}

static enum role text_role(const struct row *r)
{
	return r->status ? ROLE_PLAIN : r->role;
}

static void put_status(const struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;

	if (r->status)
		pen_cut(p, l->work_w - l->status_w, l->status_w, r->status, r->role);
}

static void put_cell(const struct pen *p, size_t i, const char *s)
{
	const struct layout *l = p->l;
	struct buf b = { 0 };

	if (l->page->column[i].drawn)
		pen_drawing(p, s, &b);
	pen_cut(p, l->col_x[i], l->col_w[i], b.len ? buf_text(&b) : s, ROLE_PLAIN);
	buf_clear(&b);
}

static void put_cells(struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;
	size_t last = l->ncols - 1;

	if (l->page->grid) {
		draw_grid_row(p);
		put_status(p, r);
		p->y++;
		return;
	}
	focus_at(p, 0, l->col_x[0]);
	number_mark(p, GUTTER, r);
	pen_cut(p, l->col_x[0], l->col_w[0], r->text, text_role(r));
	put_status(p, r);
	for (size_t i = 1; i < l->ncols; i++)
		if (r->cell[i - 1] && !l->page->column[i].said && !l->page->column[i].whole)
			put_cell(p, i, r->cell[i - 1]);
	if (l->ncols > 1 && l->page->column[last].whole && r->cell[last - 1])
		pen_paragraph(p, l->col_x[last], l->col_w[last], r->cell[last - 1], ROLE_PLAIN);
	else
		p->y++;
}

/* "Run by: Health  Area: All": what the columns would show, on as few lines as it takes. */
static void put_card(struct pen *p, const struct row *r, int x)
{
	const struct layout *l = p->l;
	struct buf b = { 0 };
	int room = l->work_w - x - DETAIL_INDENT;

	for (size_t i = 0; i + 1 < l->page->ncolumns && i + 1 < ROW_CELLS; i++) {
		const char *title = l->page->column[i + 1].title;
		struct buf part = { 0 };

		if (!r->cell[i] || !r->cell[i][0] || l->page->column[i + 1].table ||
		    l->page->column[i + 1].below)
			continue;
		if (title && title[0])
			buf_printf(&part, "%s: ", title);
		if (l->page->column[i + 1].drawn)
			pen_drawing(p, r->cell[i], &part);
		else
			buf_str(&part, r->cell[i]);
		if (b.len && text_cols(buf_text(&b)) + 2 + text_cols(buf_text(&part)) > room) {
			pen_paragraph(p, x + DETAIL_INDENT, room, buf_text(&b), ROLE_PLAIN);
			buf_reset(&b);
		}
		buf_printf(&b, "%s%s", b.len ? "  " : "", buf_text(&part));
		buf_clear(&part);
	}
	if (b.len)
		pen_paragraph(p, x + DETAIL_INDENT, room, buf_text(&b), ROLE_PLAIN);
	buf_clear(&b);
}

/* "What changed: the hub goes on", as many lines as it takes. */
static void put_below(struct pen *p, const struct row *r, int x)
{
	const struct page *page = p->l->page;

	for (size_t i = 0; i + 1 < page->ncolumns && i + 1 < ROW_CELLS; i++) {
		struct buf b = { 0 };

		if (!page->column[i + 1].below || !r->cell[i] || !r->cell[i][0])
			continue;
		buf_printf(&b, "%s: %s", page->column[i + 1].title, r->cell[i]);
		pen_paragraph(p, x, p->l->work_w - x, buf_text(&b), ROLE_HINT);
		buf_clear(&b);
	}
}

static void put_item(struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;
	const char *mark = row_mark(r);
	bool cells = r->kind == ROW_ITEM && r->cell[0];
	int gutter = row_indent(r) - GUTTER, x = row_indent(r) + l->number_w, room, start = p->y;

	if (cells && !l->cards) {
		put_cells(p, r);
	} else {
		pen_str(p, x, 4, mark, ROLE_PLAIN);
		number_mark(p, row_indent(r), r);
		x += (int)strlen(mark);
		focus_at(p, gutter, x);
		put_status(p, r);
		room = l->work_w - x;
		pen_beside(p, x, room - (r->status ? l->status_w + 2 : 0), room, r->text,
			   text_role(r));
		if (cells)
			put_card(p, r, x);
	}
	if (cells)
		put_below(p, r, x + DETAIL_INDENT);
	if (r->hint)
		pen_paragraph(p, x + DETAIL_INDENT, l->work_w - x - DETAIL_INDENT, r->hint,
			      ROLE_HINT);
	if (r->detail)
		pen_paragraph(p, x + DETAIL_INDENT, l->work_w - x - DETAIL_INDENT, r->detail,
			      cells ? ROLE_HINT : ROLE_PLAIN);
	highlight(p, start);
}

static void put_flow(struct pen *p, size_t first, size_t focus)
{
	const struct layout *l = p->l;
	int y = p->y;
	struct flow f;
	struct row r;

	flow_start(l, &f, first);
	for (size_t i = first; i < unit_end(l, first); i++) {
		int x;

		page_row(l->page, i, &r);
		flow_next(l, &f, &r);
		p->y = y + f.line;
		p->focused = i == focus;
		x = f.x + GUTTER;
		if (r.number >= 0 || r.letter) {
			number_mark(p, x, &r);
			x += l->number_w;
		}
		if (r.kind == ROW_BUTTON) {
			focus_at(p, f.x, x + 2);
			x += pen_str(p, x, 2, "[ ", ROLE_PLAIN);
			pen_cut(p, x, f.cols - GUTTER - 4, r.text, ROLE_PLAIN);
			x += text_cols(r.text) < f.cols - GUTTER - 4 ? text_cols(r.text)
								     : f.cols - GUTTER - 4;
			pen_str(p, x, 2, " ]", ROLE_PLAIN);
		} else {
			x += pen_str(p, x, 4, row_mark(&r), ROLE_PLAIN);
			focus_at(p, f.x, x);
			pen_cut(p, x, f.x + f.cols - x, r.text, r.role);
		}
	}
	p->y = y + f.line + 1;
}

/* Boxes */

/* How much of a line is out of sight at its left end: it moves by half a box, so that typing is cheap. */
static int shifted(int cursor, int width)
{
	int half = width / 2 > 0 ? width / 2 : 1;

	return cursor < width ? 0 : ((cursor - width) / half + 1) * half;
}

static void cursor_at(const struct pen *p, int y, int x)
{
	if (p->c && p->focused && y >= p->from && y < p->to) {
		p->c->y = y;
		p->c->x = x < p->c->cols ? x : p->c->cols - 1;
	}
}

static void underscores(const struct pen *p, int x, int from, int width)
{
	for (int i = from; i < width && i < BOX_SHOWN; i++)
		pen_str(p, x + i, 1, "_", ROLE_PLAIN);
}

static void put_line_box(struct pen *p, const struct row *r)
{
	const char *text = textbox_text(r->box);
	int x = row_indent(r), w = layout_box_cols(p->l, r), used;
	int at = text_cols_n(text, textbox_cursor(r->box)), shift = p->focused ? shifted(at, w) : 0;
	size_t skip = text_fit(text, strlen(text), shift);

	if (p->focused)
		focus_at(p, x - GUTTER, x);
	used = pen_str(p, x, w, text + skip, ROLE_PLAIN);
	underscores(p, x, used, w);
	cursor_at(p, p->y, x + at - text_cols_n(text, skip));
	p->y++;
}

int draw_area_height(const struct layout *l, const struct row *r)
{
	int lines = r->lines > 0 ? r->lines : l->area_lines;

	return lines < l->view_h - 2 ? lines : l->view_h - 2 > 1 ? l->view_h - 2 : 1;
}

static void put_area(struct pen *p, const struct row *r)
{
	int x = row_indent(r), w = layout_box_cols(p->l, r), h = draw_area_height(p->l, r), col;
	size_t line, top = p->focused ? p->area_top : 0, len;
	const char *s;

	textbox_where(r->box, w, &line, &col);
	if (p->focused)
		focus_at(p, x - GUTTER, x);
	for (int i = 0; i < h; i++) {
		int used = 0;

		if (p->c && textbox_line(r->box, w, top + (size_t)i, &s, &len))
			used = pen_put(p, x, w, s, len, ROLE_PLAIN);
		if (i == 0 && top == 0 && textbox_text(r->box)[0] == '\0')
			underscores(p, x, used, w);
		if (top + (size_t)i == line)
			cursor_at(p, p->y, x + col);
		p->y++;
	}
}

static void put_box(struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;
	int x = row_indent(r);

	if (r->text[0])
		pen_paragraph(p, x - GUTTER, l->work_w - x + GUTTER, r->text, ROLE_PLAIN);
	if (r->hint)
		pen_paragraph(p, x, l->work_w - x, r->hint, ROLE_HINT);
	if (r->error) {
		struct buf b = { 0 };

		buf_printf(&b, TW_ERROR, r->error);
		pen_paragraph(p, x, l->work_w - x, buf_text(&b), ROLE_ERROR);
		buf_clear(&b);
	}
	if (r->kind == ROW_BOX)
		put_line_box(p, r);
	else
		put_area(p, r);
}

/* Rows */

static void put_error(struct pen *p, const struct row *r)
{
	int x = row_indent(r);

	focus_at(p, x - GUTTER, x);
	pen_paragraph(p, x, p->l->work_w - x, r->text, ROLE_ERROR);
}

static void put_text(struct pen *p, const struct row *r)
{
	int x = 2 * r->indent, w = p->l->work_w - x;
	const char *s = r->text;

	for (const char *end;; s = end + 1) { /* each line a paragraph of its own */
		size_t len;

		end = strchr(s, '\n');
		len = end ? (size_t)(end - s) : strlen(s);
		if (len == 0)
			p->y++;
		for (size_t at = 0, used; at < len; at += used) {
			size_t n = text_wrap(s + at, len - at, w < TEXT_WIDEST ? w : TEXT_WIDEST,
					     &used);

			if (n == 0 && used == 0)
				break;
			pen_put(p, x, w, s + at, n, r->role);
			p->y++;
		}
		if (!end)
			break;
	}
}

static void put_row(struct pen *p, const struct row *r)
{
	switch (r->kind) {
	case ROW_GAP:
		p->y++;
		break;
	case ROW_TEXT:
		put_text(p, r);
		break;
	case ROW_LINE:
		pen_cut(p, 2 * r->indent, p->l->work_w - 2 * r->indent, r->text, r->role);
		p->y++;
		break;
	case ROW_BOXES:
		draw_boxes(p, r->boxes);
		break;
	case ROW_HEAD:
		pen_paragraph(p, 2 * r->indent, p->l->work_w - 2 * r->indent, r->text,
			      r->role ? r->role : ROLE_HEAD);
		break;
	case ROW_ITEM:
	case ROW_RADIO:
	case ROW_TICK:
		put_item(p, r);
		break;
	case ROW_BOX:
	case ROW_AREA:
		if (r->box)
			put_box(p, r);
		break;
	case ROW_ERROR:
		put_error(p, r);
		break;
	case ROW_BUTTON: /* always flows */
		break;
	}
}

void draw_titles(const struct pen *p)
{
	const struct layout *l = p->l;

	if (l->page->grid)
		draw_grid_titles(p);
	for (size_t i = 0; i < l->ncols; i++)
		if (l->page->column[i].title && !l->page->column[i].said)
			pen_cut(p, l->col_x[i], l->col_w[i], l->page->column[i].title, ROLE_HEAD);
}

void draw_title(struct pen *p)
{
	const struct page *page = p->l->page;
	bool beside;
	int lines = title_height(p->l, &beside), y = p->y;

	if (lines == 0)
		return;
	if (page->title && page->title[0])
		pen_paragraph(p, 0, p->l->work_w, page->title, ROLE_TITLE);
	p->y -= beside; /* on the title's last line */
	if (page->title_right)
		pen_right(p, page->title_right, ROLE_COUNT);
	p->y = y + p->l->title_lines;
}

/* Blank lines above a unit, for the eye: none where there is a gap, or little room. */
static int blank_above(const struct layout *l, size_t first)
{
	struct row r, above;

	if (!l->roomy || first == 0)
		return 0;
	page_row(l->page, first, &r);
	page_row(l->page, first - 1, &above);
	if (above.kind == ROW_GAP || above.kind == ROW_HEAD)
		return 0;
	return r.kind == ROW_HEAD || r.kind == ROW_BUTTON;
}

void draw_unit(struct pen *p, size_t first, size_t focus)
{
	const struct layout *l = p->l;
	struct row r;

	if (first == 0 && !l->title_fixed)
		draw_title(p);
	p->y += blank_above(l, first);
	if (l->headed && !l->cards && first == l->first_cells) {
		draw_titles(p);
		p->y++;
	}
	if (unit_end(l, first) - first > 1) {
		put_flow(p, first, focus);
		return;
	}
	page_row(l->page, first, &r);
	if (row_flows(l, first)) {
		put_flow(p, first, focus);
	} else {
		p->focused = first == focus;
		p->row = first;
		put_row(p, &r);
	}
}

int unit_lead(const struct layout *l, size_t first)
{
	return (first == 0 && !l->title_fixed ? l->title_lines : 0) + blank_above(l, first) +
	       (l->headed && !l->cards && first == l->first_cells ? 1 : 0);
}

int unit_height(const struct layout *l, size_t first)
{
	struct pen p = { .l = l };

	draw_unit(&p, first, (size_t)-1);
	return p.y > 0 ? p.y : 1;
}
