/* SPDX-License-Identifier: ISC */
/* Actions that only move the focus or what is in view. */
#include "ui.h"

static const size_t none = (size_t)-1;

/* A stop of Tab: a box, a button, a group of answers; a list is one stop, a question to open is one too. */
static bool same_stop(const struct row *a, const struct row *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == ROW_RADIO || a->kind == ROW_TICK)
		return true;
	return a->kind == ROW_ITEM &&
	       (a->number >= 0 || a->letter || a->cell[0] || a->inline_group) &&
	       (b->number >= 0 || b->letter || b->cell[0] || b->inline_group);
}

/* The last row of the stop that `from` belongs to, in one direction. */
static size_t stop_edge(const struct ui *u, size_t from, int by)
{
	const struct page *p = &u->page;
	size_t n = page_count(p), at = from, next;
	struct row r, other;

	if (page_in_list(p, from))
		return by > 0 ? p->list_at + p->list_n - 1 : p->list_at;
	page_row(p, from, &r);
	for (;;) {
		if (by > 0 ? at + 1 >= n : at == 0)
			return at;
		next = by > 0 ? at + 1 : at - 1;
		if (page_in_list(p, next))
			return at;
		page_row(p, next, &other);
		if (!same_stop(&r, &other))
			return at;
		at = next;
	}
}

/* Within a group of answers Tab comes to the one that is chosen. */
static size_t stop_landing(const struct ui *u, size_t at)
{
	const struct page *p = &u->page;
	struct row r;
	size_t first, last;

	if (page_in_list(p, at))
		return p->list_at;
	page_row(p, at, &r);
	first = stop_edge(u, at, -1);
	last = stop_edge(u, at, 1);
	for (size_t i = first; r.kind == ROW_RADIO && i <= last; i++) {
		page_row(p, i, &r);
		if (r.on)
			return i;
	}
	return first;
}

/* The next stop of Tab, or (size_t)-1. */
static size_t ui_stop(const struct ui *u, size_t from, int by)
{
	const struct page *p = &u->page;
	size_t n = page_count(p), at;
	struct row r;

	if (n == 0)
		return none;
	page_row(p, from, &r);
	at = row_focusable(&r) ? stop_edge(u, from, by) : from;
	for (;;) {
		if (by > 0 ? at + 1 >= n : at == 0)
			return none;
		at = by > 0 ? at + 1 : at - 1;
		page_row(p, at, &r);
		if (row_focusable(&r))
			return stop_landing(u, at);
	}
}

static void tab(struct ui *u, int by)
{
	size_t at = ui_stop(u, u->open->f.focus, by);
	size_t n = page_count(&u->page);

	if (at == none && n) { /* round the page */
		struct row r;

		page_row(&u->page, by > 0 ? 0 : n - 1, &r);
		at = row_focusable(&r) ? (by > 0 ? 0 : n - 1) : ui_stop(u, by > 0 ? 0 : n - 1, by);
	}
	ui_focus(u, at);
}

static void scroll_to(struct ui *u, const struct scroll *s)
{
	u->open->scroll = *s;
	u->open->f.top = s->top;
}

/* The first row that can take the focus and is in view, or the first that is seen. */
static size_t first_in_view(const struct ui *u, const struct scroll *s)
{
	size_t n = page_count(&u->page);
	struct row r;

	for (size_t i = s->top; i < n && (i == s->top || layout_visible(&u->layout, s, i)); i++) {
		page_row(&u->page, i, &r);
		if (row_focusable(&r) && layout_visible(&u->layout, s, i))
			return i;
	}
	return s->top;
}

static void read_on(struct ui *u, int lines)
{
	struct scroll s = u->open->scroll;

	if (!layout_by(&u->layout, &s, lines))
		return;
	ui_focus(u, first_in_view(u, &s));
	scroll_to(u, &s);
}

static void page_by(struct ui *u, int by)
{
	struct scroll s = u->open->scroll;
	size_t n = page_count(&u->page), at;
	struct row r;

	if (n == 0)
		return;
	if (layout_by(&u->layout, &s, by * (layout_view(&u->layout, &s) - 1))) {
		ui_focus(u, first_in_view(u, &s));
		scroll_to(u, &s);
		return;
	}
	at = by > 0 ? n - 1 : 0; /* at the end already: the last row there that is in view */
	page_row(&u->page, at, &r);
	if (!row_focusable(&r) || r.id == ID_MORE) {
		size_t other = layout_below(&u->layout, at, -by);

		if (other != none && layout_visible(&u->layout, &s, other))
			at = other;
	}
	ui_focus(u, at);
}

static void column_by(struct ui *u, int by)
{
	struct frame *f = &u->open->f;

	if (by < 0 ? f->col > 0 : f->col + 1 < u->page.grid->ncols)
		f->col += (size_t)by;
}

/* To the end of the row of a grid; false: it is there already. */
static bool column_end(struct ui *u, bool last)
{
	struct frame *f = &u->open->f;
	size_t end = last ? u->page.grid->ncols - 1 : 0;
	bool moves = f->col != end;

	f->col = end;
	return moves;
}

static void line_by(struct ui *u, int by)
{
	struct open *o = u->open;
	size_t at = layout_below(&u->layout, o->f.focus, by);
	struct scroll s = o->scroll, to = o->scroll;

	if (page_count(&u->page) == 0)
		return;
	if (at != none)
		layout_show(&u->layout, at, &to);
	/* text between that nobody would see in passing is read first */
	layout_by(&u->layout, &s, by * (layout_view(&u->layout, &s) - 1));
	if (at == none || (by > 0 ? to.top > s.top || (to.top == s.top && to.skip > s.skip)
				  : to.top < s.top || (to.top == s.top && to.skip < s.skip))) {
		struct row r;
		bool reading = ui_focused(u, &r) && !row_focusable(&r);

		read_on(u, reading ? by : by * (layout_view(&u->layout, &s) - 1));
		return;
	}
	ui_focus(u, at);
}

/* Home: the top of the page, which may be text that is longer than the screen. */
static void to_top(struct ui *u)
{
	struct scroll top = { 0 };

	ui_focus(u, first_in_view(u, &top));
	scroll_to(u, &top);
}

static void ends(struct ui *u, bool last)
{
	size_t n = page_count(&u->page), at = n - 1;
	struct row r;

	if (n == 0 || (ui_in_grid(u) && column_end(u, last)))
		return;
	if (!last) {
		to_top(u);
		return;
	}
	page_row(&u->page, at, &r);
	if (!row_focusable(&r) || r.id == ID_MORE) {
		size_t other = layout_below(&u->layout, at, -1);

		if (other != none)
			at = other;
	}
	ui_focus(u, at);
}

static void sideways(struct ui *u, int by)
{
	size_t at = page_count(&u->page) ? layout_beside(&u->layout, u->open->f.focus, by) : none;
	struct row r;

	if (ui_in_grid(u)) {
		column_by(u, by);
		return;
	}
	if (at != none)
		ui_focus(u, at);
	else if (by < 0 && ui_focused(u, &r) && (r.kind == ROW_ITEM || !row_focusable(&r)))
		ui_act(u, ACT_BACK, 0);
}

bool ui_move(struct ui *u, enum action act)
{
	switch (act) {
	case ACT_UP:
		line_by(u, -1);
		return true;
	case ACT_DOWN:
		line_by(u, 1);
		return true;
	case ACT_LEFT:
		sideways(u, -1);
		return true;
	case ACT_RIGHT:
		sideways(u, 1);
		return true;
	case ACT_FIRST:
		ends(u, false);
		return true;
	case ACT_LAST:
		ends(u, true);
		return true;
	case ACT_PAGE_UP:
		page_by(u, -1);
		return true;
	case ACT_PAGE_DOWN:
		page_by(u, 1);
		return true;
	case ACT_NEXT:
		tab(u, 1);
		return true;
	case ACT_PREVIOUS:
		tab(u, -1);
		return true;
	default:
		return false;
	}
}
