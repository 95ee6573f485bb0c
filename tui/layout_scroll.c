/* SPDX-License-Identifier: ISC */
/* What is in view of a page, and which row stands where on it. */
#include "layout.h"

/* Scrolling */

/* Lines above the column titles within the row that carries them. */
static int above_titles(const struct layout *l)
{
	return l->first_cells == 0 && !l->title_fixed ? l->title_lines : 0;
}

bool titles_stick(const struct layout *l, const struct scroll *s)
{
	if (!l->headed || l->cards)
		return false;
	return s->top > l->first_cells || (s->top == l->first_cells && s->skip > above_titles(l));
}

/* The question that a tick or radio answers: the heading above its group, past a hint. */
static size_t question_of(const struct layout *l, size_t row)
{
	const struct page *p = l->page;
	struct row r, above;

	if (p->list_n && row >= p->list_at && row < p->list_at + p->list_n)
		return (size_t)-1;
	page_row(p, row, &r);
	if (r.kind != ROW_TICK && r.kind != ROW_RADIO)
		return (size_t)-1;
	while (row-- > 0) {
		page_row(p, row, &above);
		if (above.kind == ROW_HEAD)
			return row;
		if (above.kind != r.kind && above.kind != ROW_TEXT)
			break;
	}
	return (size_t)-1;
}

size_t question_sticks(const struct layout *l, const struct scroll *s)
{
	size_t head = page_count(l->page) ? question_of(l, s->top) : (size_t)-1;

	return head < s->top ? head : (size_t)-1;
}

int layout_view(const struct layout *l, const struct scroll *s)
{
	return l->view_h - (titles_stick(l, s) || question_sticks(l, s) != (size_t)-1 ? 1 : 0);
}

static bool before(const struct scroll *a, const struct scroll *b)
{
	return a->top < b->top || (a->top == b->top && a->skip < b->skip);
}

static struct scroll least_in(const struct layout *l, size_t unit, int room)
{
	struct scroll s = { unit, 0 };

	for (;;) {
		int h = unit_height(l, s.top);

		if (h >= room) {
			s.skip = s.top == unit ? 0 : h - room;
			if (s.top == unit && h > room)
				s.skip = unit_lead(l, unit) < h - room ? unit_lead(l, unit)
								       : h - room;
			return s;
		}
		room -= h;
		if (s.top == 0)
			return s;
		s.top = unit_first(l, s.top - 1);
	}
}

/* Where the scroll has to begin at least, to have the end of this unit in view. */
static struct scroll least_scroll(const struct layout *l, size_t unit)
{
	int room = l->view_h - (l->headed && !l->cards && unit > l->first_cells ? 1 : 0);
	struct scroll s = least_in(l, unit, room);

	return question_sticks(l, &s) == (size_t)-1 ? s : least_in(l, unit, room - 1);
}

/* The rows above that belong to this one (a heading, a hint), as far as they fit beside it. */
static struct scroll with_context(const struct layout *l, size_t unit)
{
	int room = l->view_h / 2 + 1 - unit_height(l, unit);
	struct scroll s = { unit, 0 };

	while (s.top > 0) {
		size_t above = unit_first(l, s.top - 1);
		struct row r;

		page_row(l->page, above, &r);
		room -= unit_height(l, above);
		if (row_focusable(&r) || room < 0)
			break;
		s.top = above;
	}
	return s;
}

/* Line and column of a row within the lines it shares. */
static void where_in_unit(const struct layout *l, size_t row, int *line, int *x)
{
	size_t first = unit_first(l, row);
	struct flow f;
	struct row r;

	flow_start(l, &f, first);
	for (size_t i = first; i <= row; i++) {
		page_row(l->page, i, &r);
		flow_next(l, &f, &r);
	}
	*line = f.line;
	*x = f.x;
}

/* Lines for a unit under what stays above it: column titles, the question of a group. */
static int room_for(const struct layout *l, size_t unit)
{
	return l->view_h - (l->headed && !l->cards && unit > l->first_cells ? 1 : 0) -
	       (question_of(l, unit) != (size_t)-1 ? 1 : 0);
}

/* Of a unit that is taller than the view (thirty ticks on a small screen) the line of the focus is shown. */
static void show_within(const struct layout *l, size_t unit, size_t focus, struct scroll *s)
{
	int view = room_for(l, unit);
	int y = -s->skip, line, x;

	where_in_unit(l, focus, &line, &x);
	line += unit_lead(l, unit);
	for (size_t at = s->top; at < unit && y < view; at = unit_end(l, at))
		y += unit_height(l, at);
	if (s->top <= unit && 0 <= y + line && y + line < view)
		return;
	if (s->top <= unit && y + line >= view) /* it comes in from below, else from above */
		s->skip = line - view + 1;
	else
		s->skip = line == unit_lead(l, unit) ? 0 : line;
	s->top = unit;
	if (s->skip < 0)
		s->skip = 0;
}

void layout_show(const struct layout *l, size_t focus, struct scroll *s)
{
	size_t n = page_count(l->page), unit;
	struct scroll least;
	struct row r;

	if (n == 0) {
		*s = (struct scroll){ 0 };
		return;
	}
	if (focus >= n)
		focus = n - 1;
	if (s->top >= n)
		*s = (struct scroll){ 0 };
	s->top = unit_first(l, s->top);
	unit = unit_first(l, focus);
	if (unit_end(l, unit) - unit > 1 && unit_height(l, unit) > room_for(l, unit)) {
		show_within(l, unit, focus, s);
		return;
	}
	least = least_scroll(l, unit);
	page_row(l->page, unit, &r);
	if (unit == s->top && !row_focusable(&r))
		return; /* a text is read from where it begins */
	if (before(s, &least)) {
		*s = least;
		return;
	}
	if (unit < s->top ||
	    (row_focusable(&r) && unit == s->top && s->skip > unit_lead(l, unit))) {
		struct scroll most = with_context(l, unit);

		*s = before(&most, &least) ? least : most;
	}
	/* nothing is left empty below while something is hidden above */
	least = least_scroll(l, unit_first(l, n - 1));
	if (before(&least, s))
		*s = least;
}

bool layout_by(const struct layout *l, struct scroll *s, int lines)
{
	size_t n = page_count(l->page);
	struct scroll was = *s, last;

	if (n == 0)
		return false;
	s->skip += lines;
	while (s->skip < 0 && s->top > 0) {
		s->top = unit_first(l, s->top - 1);
		s->skip += unit_height(l, s->top);
	}
	if (s->skip < 0)
		s->skip = 0;
	while (s->skip >= unit_height(l, s->top) && unit_end(l, s->top) < n) {
		s->skip -= unit_height(l, s->top);
		s->top = unit_end(l, s->top);
	}
	last = least_scroll(l, unit_first(l, n - 1));
	if (before(&last, s))
		*s = last;
	return s->top != was.top || s->skip != was.skip;
}

bool layout_visible(const struct layout *l, const struct scroll *s, size_t row)
{
	size_t unit = unit_first(l, row), at = s->top;
	int y = -s->skip, view = layout_view(l, s);

	if (unit < s->top)
		return false;
	for (; at < unit && y < view; at = unit_end(l, at))
		y += unit_height(l, at);
	if (at < unit)
		return false;
	return y + unit_lead(l, unit) >= 0 &&
	       (y + unit_height(l, unit) <= view || (y <= 0 && unit_height(l, unit) > view));
}

/* Moving */

size_t layout_beside(const struct layout *l, size_t row, int by)
{
	size_t first = unit_first(l, row), end = unit_end(l, row);

	if (end - first < 2)
		return (size_t)-1;
	if (by < 0)
		return row > first ? row - 1 : row;
	return row + 1 < end ? row + 1 : row;
}

/* The row of a unit on that line (-1: the last) that stands nearest to column x. */
static size_t nearest(const struct layout *l, size_t first, int line, int x)
{
	size_t end = unit_end(l, first), best = (size_t)-1;
	int distance = 0, at, at_x;

	if (line < 0)
		where_in_unit(l, end - 1, &line, &at_x);
	for (size_t i = first; i < end; i++) {
		int d;

		where_in_unit(l, i, &at, &at_x);
		d = at_x > x ? at_x - x : x - at_x;
		if (at == line && (best == (size_t)-1 || d < distance)) {
			best = i;
			distance = d;
		}
	}
	return best;
}

size_t layout_below(const struct layout *l, size_t row, int by)
{
	size_t first = unit_first(l, row), n = page_count(l->page), at;
	int line = 0, x = 0;
	struct row r;

	if (unit_end(l, row) - first > 1) {
		where_in_unit(l, row, &line, &x);
		at = nearest(l, first, line + by, x);
		if (line + by >= 0 && at != (size_t)-1)
			return at;
	}
	for (at = first;;) {
		if (by > 0 && unit_end(l, at) >= n)
			return (size_t)-1;
		if (by < 0 && at == 0)
			return (size_t)-1;
		at = by > 0 ? unit_end(l, at) : unit_first(l, at - 1);
		page_row(l->page, at, &r);
		if (!row_focusable(&r))
			continue;
		return unit_end(l, at) - at > 1 ? nearest(l, at, by > 0 ? 0 : -1, x) : at;
	}
}
