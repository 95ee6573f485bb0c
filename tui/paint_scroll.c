/* SPDX-License-Identifier: ISC */
/* Rows that moved are scrolled into place. */
#include <string.h>

#include "paint_parts.h"

enum { MARGIN = 2 }; /* the marker moves by itself */

static unsigned long row_sum(const struct canvas *c, int y)
{
	unsigned long sum = 5381;

	for (int x = MARGIN; x < c->cols; x++) {
		const struct cell *cell = canvas_at(c, y, x);

		for (const char *s = cell->s; *s; s++)
			sum = sum * 33 + (unsigned char)*s;
		sum = sum * 33 + cell->role;
	}
	return sum;
}

/* About what it takes to change this row: characters, and the ways between them. */
static int differing(const struct painter *p, const struct canvas *c, int y)
{
	enum { WAY = 4 };
	int n = 0, gap = WAY;

	for (int x = 0; x < c->cols; x++) {
		if (paint_same(p, canvas_at(c, y, x), canvas_at(&p->shown, y, x))) {
			gap++;
		} else {
			n += 1 + (gap < WAY ? gap : WAY);
			gap = 0;
		}
	}
	return n;
}

static int ink(const struct canvas *c, int y)
{
	int n = 0;

	for (int x = 0; x < c->cols; x++)
		n += !paint_blank(canvas_at(c, y, x));
	return n;
}

struct shift {
	int from, to; /* rows of the region, both included */
	int by;       /* more than 0: what it shows goes up */
	int gain;     /* characters that need not be written */
};

/* What it saves to scroll rows a..b of the new screen into place. */
static int gain_of(const int *change, const int *full, int a, int b, int by)
{
	enum { SCROLL_BYTES = 18 };
	int gain = -SCROLL_BYTES;

	for (int y = a; y <= b; y++)
		gain += change[y];
	for (int i = 1; i <= (by > 0 ? by : -by); i++) {
		int y = by > 0 ? b + i : a - i;

		gain += change[y] - full[y];
	}
	return gain;
}

static struct shift best_shift(const unsigned long *now, const unsigned long *was,
			       const int *change, const int *full, int rows)
{
	struct shift best = { .gain = 0 };

	for (int by = 1 - rows; by < rows; by++) {
		for (int y = 0; by != 0 && y < rows; y++) {
			int a = y;

			while (y < rows && y + by >= 0 && y + by < rows && now[y] == was[y + by])
				y++;
			if (y > a) {
				int gain = gain_of(change, full, a, y - 1, by);

				if (gain > best.gain)
					best = (struct shift){ by > 0 ? a : a + by,
							       by > 0 ? y - 1 + by : y - 1, by,
							       gain };
			}
		}
	}
	return best;
}

static void shift_shown(struct painter *p, const struct shift *s)
{
	size_t row = (size_t)p->shown.cols * sizeof(*p->shown.cell);
	int n = s->by > 0 ? s->by : -s->by, kept = s->to - s->from + 1 - n;

	if (s->by > 0)
		memmove(canvas_at(&p->shown, s->from, 0), canvas_at(&p->shown, s->from + n, 0),
			(size_t)kept * row);
	else
		memmove(canvas_at(&p->shown, s->from + n, 0), canvas_at(&p->shown, s->from, 0),
			(size_t)kept * row);
	for (int i = 0; i < n; i++)
		for (int x = 0; x < p->shown.cols; x++)
			paint_set_cell(&p->shown, s->by > 0 ? s->to - i : s->from + i, x,
				       &paint_nothing);
}

/* Lines are taken out at one end of the region and put in at the other. */
static void shift_lines(struct painter *p, const struct canvas *c, const struct shift *s,
			struct buf *out)
{
	int n = s->by > 0 ? s->by : -s->by;
	int drop = s->by > 0 ? s->from : s->to - n + 1, add = s->by > 0 ? s->to - n + 1 : s->from;

	paint_move(p, c, drop, 0, out);
	buf_str(out, p->caps->param(p->caps->dl, n, 0));
	p->x = -1;
	paint_move(p, c, add, 0, out);
	buf_str(out, p->caps->param(p->caps->il, n, 0));
	p->x = -1;
}

static void shift_region(struct painter *p, const struct canvas *c, const struct shift *s,
			 struct buf *out)
{
	int n = s->by > 0 ? s->by : -s->by;

	buf_str(out, p->caps->param(p->caps->csr, s->from, s->to));
	p->y = p->x = -1;
	paint_move(p, c, s->by > 0 ? s->to : s->from, 0, out);
	while (n-- > 0)
		buf_str(out, s->by > 0 ? "\n" : p->caps->ri);
	buf_str(out, p->caps->param(p->caps->csr, 0, c->rows - 1));
	p->y = p->x = -1;
}

void paint_scroll(struct painter *p, const struct canvas *c, struct buf *out)
{
	enum { FEW = 4 };
	const struct caps *caps = p->caps;
	size_t rows = (size_t)c->rows;
	unsigned long *now = mem_alloc(2 * rows * sizeof(*now)), *was = now + rows;
	int *change = mem_alloc(2 * rows * sizeof(*change)), *full = change + rows, changed = 0;
	struct shift s = { .gain = 0 };

	for (int y = 0; y < c->rows; y++) {
		now[y] = row_sum(c, y);
		was[y] = row_sum(&p->shown, y);
		change[y] = differing(p, c, y);
		full[y] = ink(c, y);
		changed += change[y] > 0;
	}
	if (changed >= FEW)
		s = best_shift(now, was, change, full, c->rows);
	if (s.gain > 0 && ((caps->il && caps->dl) || (caps->csr && caps->ri))) {
		paint_set_look(p, 0, out);
		if (caps->il && caps->dl)
			shift_lines(p, c, &s, out);
		else
			shift_region(p, c, &s, out);
		shift_shown(p, &s);
	}
	mem_free(now);
	mem_free(change);
}
