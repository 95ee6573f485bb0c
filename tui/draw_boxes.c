/* SPDX-License-Identifier: ISC */
/* Boxes that follow from each other, in rows with arrows between them. */
#include <string.h>

#include "pen.h"

enum {
	LEAST_W = 16,    /* of a box, its edges included */
	ARROW_W = 4,     /* between two */
	LEAST_ROOM = 56, /* of a row; in less the outline below says it all */
	TEXT_LINES = 6,  /* of a box; what is longer stands below as well */
	EDGES_W = 4      /* a line and a blank on each side */
};

struct lines_of {
	const char *across, *down, *corner[4], *arrow;
};

static const struct lines_of lines = {
	"\u2500", "\u2502", { "\u250c", "\u2510", "\u2514", "\u2518" }, " \u2500\u2192 "
};
static const struct lines_of ascii = { "-", "|", { "+", "+", "+", "+" }, " -> " };

/* How many stand beside each other: as many as fit, evenly over the rows. */
static size_t beside(int room, size_t n)
{
	size_t most = (size_t)((room + ARROW_W) / (LEAST_W + ARROW_W)), rows;

	if (most == 0)
		most = 1;
	rows = (n + most - 1) / most;
	return (n + rows - 1) / rows;
}

static int text_lines(const char *s, int w)
{
	size_t len = strlen(s), used;
	int n = 0;

	for (size_t at = 0; at < len && n < TEXT_LINES; at += used, n++)
		if (text_wrap(s + at, len - at, w, &used) == 0 && used == 0)
			break;
	return n;
}

static void edge(const struct pen *p, const struct lines_of *with, int x, int w, bool top)
{
	pen_str(p, x, 1, with->corner[top ? 0 : 2], ROLE_PLAIN);
	for (int i = 1; i < w - 1; i++)
		pen_str(p, x + i, 1, with->across, ROLE_PLAIN);
	pen_str(p, x + w - 1, 1, with->corner[top ? 1 : 3], ROLE_PLAIN);
}

/* The text from its line `line` on; the last line that has room says that there is more. */
static void text_line(const struct pen *p, const struct box *b, int x, int w, int line)
{
	size_t len = strlen(b->text), used, shown, at = 0;

	for (int n = 0; at < len; at += used, n++) {
		shown = text_wrap(b->text + at, len - at, w, &used);
		if (shown == 0 && used == 0)
			return;
		if (n != line)
			continue;
		if (n == TEXT_LINES - 1 && at + used < len)
			pen_str(p, x, w, "...", ROLE_HINT);
		else
			pen_put(p, x, w, b->text + at, shown, b->empty ? ROLE_HINT : ROLE_PLAIN);
		return;
	}
}

static void row_of(struct pen *p, const struct lines_of *with, const struct box *b, size_t n,
		   bool more, int w)
{
	int height = 1, top = p->y;

	for (size_t i = 0; i < n; i++) {
		int lines_n = text_lines(b[i].text, w - EDGES_W);

		height = lines_n > height ? lines_n : height;
	}
	for (int y = 0; y < height + 3; y++, p->y++) {
		for (size_t i = 0; i < n; i++) {
			int x = (int)i * (w + ARROW_W);

			if (y == 0 || y == height + 2) {
				edge(p, with, x, w, y == 0);
				continue;
			}
			pen_str(p, x, 1, with->down, ROLE_PLAIN);
			pen_str(p, x + w - 1, 1, with->down, ROLE_PLAIN);
			if (y == 1)
				pen_cut(p, x + 2, w - EDGES_W, b[i].label, ROLE_HEAD);
			else
				text_line(p, &b[i], x + 2, w - EDGES_W, y - 2);
			if (p->y == top + 1 && (i + 1 < n || more))
				pen_str(p, x + w, ARROW_W, with->arrow, ROLE_PLAIN);
		}
	}
}

void draw_boxes(struct pen *p, const struct boxes *b)
{
	int room = p->l->work_w;
	size_t per = beside(room, b->n);
	int w = (room - ((int)per - 1) * ARROW_W) / (int)per;

	if (room < LEAST_ROOM || b->n == 0) {
		p->y++;
		return;
	}
	for (size_t i = 0; i < b->n; i += per)
		row_of(p, p->l->opts->ascii ? &ascii : &lines, &b->v[i],
		       b->n - i < per ? b->n - i : per, false, w);
}
