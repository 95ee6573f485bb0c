/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "paint_parts.h"

void painter_init(struct painter *p, const struct caps *caps)
{
	*p = (struct painter){ .caps = caps, .y = -1, .x = -1, .unknown = true };
}

void painter_clear(struct painter *p)
{
	canvas_clear(&p->shown);
	p->unknown = true;
}

/* Rows */

static void put_cell(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	const struct cell *cell = canvas_at(c, y, x);
	bool plain = (unsigned char)cell->s[0] < 0x80 && cell->s[1] == '\0';

	if (!p->caps->last_cell && y == c->rows - 1 && x + cell->cols == c->cols)
		return;
	paint_move(p, c, y, x, out);
	if (!paint_same_look(p, cell, p->look))
		paint_set_look(p, paint_look_of(p, cell), out);
	if (plain || p->caps->utf8)
		buf_str(out, cell->s);
	else
		buf_str(out, cell->cols == 2 ? "? " : "?");
	p->x = x + cell->cols;
	/* at the edge, and behind what terminals measure differently, the column is not relied on */
	if (p->x >= c->cols || cell->cols != 1 || (!plain && cell->s[0] && strlen(cell->s) > 3))
		p->x = -1;
	if (x + cell->cols >= c->cols && !p->caps->last_cell)
		p->y = -1; /* it may be on the next line already */
	paint_set_cell(&p->shown, y, x, cell);
	if (cell->cols == 2)
		paint_set_cell(&p->shown, y, x + 1, canvas_at(c, y, x + 1));
}

static int ink_end(const struct canvas *c, int y)
{
	int x = c->cols;

	while (x > 0) {
		const struct cell *cell = canvas_at(c, y, x - 1);

		if (!paint_blank(cell) || cell->reverse)
			break;
		x--;
	}
	return x;
}

static bool has_wide(const struct canvas *c, int y)
{
	for (int x = 0; x < c->cols; x++)
		if (canvas_at(c, y, x)->cols != 1)
			return true;
	return false;
}

static int first_difference(const struct painter *p, const struct canvas *c, int y, int from)
{
	while (from < c->cols &&
	       paint_same(p, canvas_at(c, y, from), canvas_at(&p->shown, y, from)))
		from++;
	return from;
}

static void erase_from(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	paint_move(p, c, y, x, out);
	paint_set_look(p, 0, out);
	buf_str(out, p->caps->el);
	for (; x < c->cols; x++)
		paint_set_cell(&p->shown, y, x, &paint_nothing);
}

/* Blanks that go where something stood, from x on: erased at once where that is shorter. */
static bool erase_run(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	int end = x;
	struct way on;

	while (end < c->cols && paint_blank(canvas_at(c, y, end)) && !canvas_at(c, y, end)->reverse)
		end++;
	if (!p->caps->ech || end == c->cols || end - x < 8)
		return false;
	on = paint_along(p, c, y, x, end);
	if (strlen(p->caps->param(p->caps->ech, end - x, 0)) + on.len >= (size_t)(end - x))
		return false;
	paint_move(p, c, y, x, out);
	paint_set_look(p, 0, out);
	buf_str(out, p->caps->param(p->caps->ech, end - x, 0));
	for (; x < end; x++)
		paint_set_cell(&p->shown, y, x, &paint_nothing);
	return true;
}

static void paint_row(struct painter *p, const struct canvas *c, int y, struct buf *out)
{
	enum { EL_BYTES = 3 };
	int x = first_difference(p, c, y, 0), end = ink_end(c, y), was;
	bool wide = has_wide(c, y) || has_wide(&p->shown, y);

	if (x >= c->cols)
		return;
	if (wide && p->caps->el) { /* halves that are left over look different everywhere */
		while (x > 0 && canvas_at(&p->shown, y, x)->cols == 0)
			x--;
		erase_from(p, c, y, x, out);
	}
	was = ink_end(&p->shown, y);
	while (x < (was > end + EL_BYTES && p->caps->el ? end : c->cols)) {
		const struct cell *cell = canvas_at(c, y, x);

		if (cell->cols == 0 || paint_same(p, cell, canvas_at(&p->shown, y, x)))
			x++;
		else if (!erase_run(p, c, y, x, out)) {
			put_cell(p, c, y, x, out);
			x += cell->cols;
		}
	}
	if (p->caps->el && first_difference(p, c, y, end) < c->cols)
		erase_from(p, c, y, end, out);
}

/* Whole screens */

/* The row the pen is on first, the row it has to end on last: the way between is short. */
static void paint_rows(struct painter *p, const struct canvas *c, struct buf *out)
{
	int first = p->y;

	if (first >= 0 && first < c->rows)
		paint_row(p, c, first, out);
	for (int y = 0; y < c->rows; y++)
		if (y != first && y != c->y)
			paint_row(p, c, y, out);
	paint_row(p, c, c->y, out);
	paint_set_look(p, 0, out);
	paint_move(p, c, c->y, c->x, out);
}

static void begin_empty(struct painter *p, const struct canvas *c, struct buf *out)
{
	if (p->look || p->unknown)
		buf_str(out, p->caps->sgr0 ? p->caps->sgr0 : "");
	p->look = 0;
	buf_str(out, p->caps->clear);
	canvas_resize(&p->shown, c->rows, c->cols);
	p->y = p->x = 0;
	p->unknown = false;
}

static void copy(struct painter *to, const struct painter *from)
{
	struct canvas shown = to->shown;

	*to = *from;
	canvas_resize(&shown, from->shown.rows, from->shown.cols);
	memcpy(shown.cell, from->shown.cell,
	       (size_t)shown.rows * (size_t)shown.cols * sizeof(*shown.cell));
	to->shown = shown;
}

static bool much_changed(const struct painter *p, const struct canvas *c)
{
	int n = 0;

	for (int y = 0; y < c->rows; y++)
		n += first_difference(p, c, y, 0) < c->cols;
	return n > c->rows / 3;
}

/* Ways from one screen to the other */

static void scrolled(struct painter *p, const struct canvas *c, struct buf *out)
{
	paint_scroll(p, c, out);
	paint_rows(p, c, out);
}

static void anew(struct painter *p, const struct canvas *c, struct buf *out)
{
	begin_empty(p, c, out);
	paint_rows(p, c, out);
}

typedef void way_fn(struct painter *p, const struct canvas *c, struct buf *out);

/* What each way takes is found by going it. */
static way_fn *shortest(const struct painter *p, const struct canvas *c)
{
	static way_fn *const ways[] = { scrolled, paint_rows, anew };
	struct painter trial = { 0 };
	struct buf bytes = { 0 };
	size_t least = 0, best = 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		copy(&trial, p);
		buf_reset(&bytes);
		ways[i](&trial, c, &bytes);
		if (i == 0 || bytes.len < least) {
			least = bytes.len;
			best = i;
		}
	}
	painter_clear(&trial);
	buf_clear(&bytes);
	return ways[best];
}

void paint(struct painter *p, const struct canvas *c, struct buf *out)
{
	if (p->unknown || p->shown.rows != c->rows || p->shown.cols != c->cols)
		anew(p, c, out);
	else if (much_changed(p, c))
		shortest(p, c)(p, c, out);
	else
		scrolled(p, c, out);
}
