/* SPDX-License-Identifier: ISC */
#include "paint.h"

#include <string.h>

#include "theme.h"

enum { LOOK_BOLD = 1, LOOK_UNDERLINE = 2, LOOK_REVERSE = 4, LOOK_COLOUR = 8 };	/* colour: times 8 */
enum { WAY_BYTES = 96, MARGIN = 2 };

void painter_init(struct painter *p, const struct caps *caps)
{
	*p = (struct painter){ .caps = caps, .y = -1, .x = -1, .unknown = true };
}

void painter_clear(struct painter *p)
{
	canvas_clear(&p->shown);
	p->unknown = true;
}

/* Looks */

static unsigned look_of(const struct painter *p, const struct cell *c)
{
	const struct look *l = theme_look((enum role)c->role);
	unsigned look = 0;

	look |= l->mono & THEME_BOLD ? LOOK_BOLD : 0;
	look |= l->mono & THEME_UNDERLINE ? LOOK_UNDERLINE : 0;
	look |= c->reverse ? LOOK_REVERSE : 0;
	if (p->caps->colour)
		look |= (unsigned)l->colour * LOOK_COLOUR;
	return look;
}

static bool blank(const struct cell *c)
{
	return c->cols == 1 && c->s[0] == ' ' && c->s[1] == '\0';
}

/* What can be seen of a blank: its ground and its line. */
static bool same_look(const struct painter *p, const struct cell *a, unsigned look)
{
	unsigned seen = blank(a) ? LOOK_REVERSE | LOOK_UNDERLINE : ~0U;

	return ((look_of(p, a) ^ look) & seen) == 0;
}

static bool same(const struct painter *p, const struct cell *a, const struct cell *b)
{
	return a->cols == b->cols && !strcmp(a->s, b->s) &&
	       (blank(a) ? same_look(p, a, look_of(p, b)) : look_of(p, a) == look_of(p, b));
}

static void put_colour(const struct painter *p, unsigned look, struct buf *out)
{
	static const int terminal[] = { 0, 4, 3, 5 };	/* by enum theme_colour: its own eight */
	unsigned colour = look / LOOK_COLOUR;

	if (colour && p->caps->setaf)
		buf_str(out, p->caps->param(p->caps->setaf, terminal[colour], 0));
}

static void set_look(struct painter *p, unsigned look, struct buf *out)
{
	static const unsigned bits[] = { LOOK_BOLD, LOOK_UNDERLINE, LOOK_REVERSE };
	const char *const on[] = { p->caps->bold, p->caps->underline, p->caps->reverse };

	if (p->look == look)
		return;
	if ((p->look & ~look & (LOOK_COLOUR - 1)) ||
	    (p->look >= LOOK_COLOUR && p->look / LOOK_COLOUR != look / LOOK_COLOUR)) {
		buf_str(out, p->caps->sgr0 ? p->caps->sgr0 : "");
		p->look = 0;
	}
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if ((look & ~p->look & bits[i]) && on[i])
			buf_str(out, on[i]);
	if (look / LOOK_COLOUR != p->look / LOOK_COLOUR)
		put_colour(p, look, out);
	p->look = look;
}

/* Ways of the pen */

struct way {
	char s[WAY_BYTES];
	size_t len;		/* more than WAY_BYTES: no way */
};

static void way_add(struct way *w, const char *s)
{
	size_t n;

	if (!s) {
		w->len += WAY_BYTES + 1;
		return;
	}
	n = strlen(s);
	if (w->len + n < WAY_BYTES)
		memcpy(w->s + w->len, s, n);
	w->len += n;
}

static void way_repeat(struct way *w, const char *s, int n)
{
	for (int i = 0; i < n && w->len <= WAY_BYTES; i++)
		way_add(w, s);
}

static void way_param(struct way *w, const struct caps *c, const char *cap, int n)
{
	way_add(w, cap ? c->param(cap, n, 0) : NULL);
}

static void take_shorter(struct way *best, const struct way *w)
{
	if (w->len < best->len)
		*best = *w;
}

/* Over characters that stand there already: writing them again moves on, too. */
static void way_over(struct way *w, const struct painter *p, const struct canvas *c, int y, int from,
		     int to)
{
	for (int x = from; x < to && w->len <= WAY_BYTES; x++) {
		const struct cell *a = canvas_at(c, y, x), *b = canvas_at(&p->shown, y, x);

		if (a->cols != 1 || a->s[1] != '\0' || !same(p, a, b) || !same_look(p, a, p->look))
			way_add(w, NULL);
		else
			way_add(w, a->s);
	}
}

static struct way right_from(const struct painter *p, const struct canvas *c, int y, int from, int to)
{
	const struct caps *caps = p->caps;
	struct way best = { .len = 0 }, w = { .len = 0 };

	way_over(&best, p, c, y, from, to);
	way_repeat(&w, caps->cuf1, to - from);
	take_shorter(&best, &w);
	w.len = 0;
	way_param(&w, caps, caps->cuf, to - from);
	take_shorter(&best, &w);
	w.len = 0;
	way_param(&w, caps, caps->hpa, to);
	take_shorter(&best, &w);
	return best;
}

static struct way along(const struct painter *p, const struct canvas *c, int y, int from, int to)
{
	const struct caps *caps = p->caps;
	struct way best = { .len = WAY_BYTES + 1 }, w = { .len = 0 }, right;

	if (from == to)
		return w;
	if (from >= 0 && from < to)
		return right_from(p, c, y, from, to);
	way_add(&w, "\r");	/* from the left edge */
	if (to > 0) {
		right = right_from(p, c, y, 0, to);
		right.s[right.len < WAY_BYTES ? right.len : WAY_BYTES - 1] = '\0';
		way_add(&w, right.len < WAY_BYTES ? right.s : NULL);
	}
	take_shorter(&best, &w);
	if (from > to) {
		w.len = 0;
		way_repeat(&w, "\b", from - to);
		take_shorter(&best, &w);
		w.len = 0;
		way_param(&w, caps, caps->cub, from - to);
		take_shorter(&best, &w);
	}
	w.len = 0;
	way_param(&w, caps, caps->hpa, to);
	take_shorter(&best, &w);
	return best;
}

static struct way up_or_down(const struct painter *p, int from, int to)
{
	const struct caps *caps = p->caps;
	int n = to > from ? to - from : from - to;
	struct way best = { .len = 0 }, w = { .len = 0 };

	if (n == 0)
		return best;
	way_repeat(&best, to > from ? "\n" : caps->ri ? caps->ri : caps->cuu1, n);
	way_param(&w, caps, to > from ? caps->cud : caps->cuu, n);
	take_shorter(&best, &w);
	w.len = 0;
	way_param(&w, caps, caps->vpa, to);
	take_shorter(&best, &w);
	return best;
}

static struct way straight(const struct painter *p, int y, int x)
{
	const struct caps *caps = p->caps;
	struct way w = { .len = 0 };

	if (caps->short_cup && y == 0 && x == 0) {
		way_add(&w, "\033[H");
	} else if (caps->short_cup && x == 0) {
		const char *full = caps->param(caps->cup, y, 0), *semi = strchr(full, ';');

		way_add(&w, full);
		w.len = (size_t)(semi - full);
		way_add(&w, "H");
	} else {
		way_add(&w, caps->param(caps->cup, y, x));
	}
	return w;
}

static void move_pen(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	struct way best, w;

	if (p->y == y && p->x == x)
		return;
	best = straight(p, y, x);
	if (p->y >= 0) {
		struct way rest = along(p, c, y, p->x, x);

		w = up_or_down(p, p->y, y);
		if (w.len + rest.len < best.len && w.len < WAY_BYTES && rest.len < WAY_BYTES) {
			buf_add(out, w.s, w.len);
			best = rest;
		}
	}
	buf_add(out, best.s, best.len);
	p->y = y;
	p->x = x;
}

/* Rows */

static const struct cell nothing = { .s = " ", .cols = 1 };

static void set_cell(struct canvas *c, int y, int x, const struct cell *to)
{
	struct cell *cell = canvas_at(c, y, x);

	if (cell)
		*cell = *to;
}

static void put_cell(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	const struct cell *cell = canvas_at(c, y, x);
	bool plain = (unsigned char)cell->s[0] < 0x80 && cell->s[1] == '\0';

	if (!p->caps->last_cell && y == c->rows - 1 && x + cell->cols == c->cols)
		return;
	move_pen(p, c, y, x, out);
	if (!same_look(p, cell, p->look))
		set_look(p, look_of(p, cell), out);
	if (plain || p->caps->utf8)
		buf_str(out, cell->s);
	else
		buf_str(out, cell->cols == 2 ? "? " : "?");
	p->x = x + cell->cols;
	/* at the edge, and behind what terminals measure differently, the column is not relied on */
	if (p->x >= c->cols || cell->cols != 1 || (!plain && cell->s[0] && strlen(cell->s) > 3))
		p->x = -1;
	if (x + cell->cols >= c->cols && !p->caps->last_cell)
		p->y = -1;	/* it may be on the next line already */
	set_cell(&p->shown, y, x, cell);
	if (cell->cols == 2)
		set_cell(&p->shown, y, x + 1, canvas_at(c, y, x + 1));
}

static int ink_end(const struct canvas *c, int y)
{
	int x = c->cols;

	while (x > 0) {
		const struct cell *cell = canvas_at(c, y, x - 1);

		if (!blank(cell) || cell->reverse)
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
	while (from < c->cols && same(p, canvas_at(c, y, from), canvas_at(&p->shown, y, from)))
		from++;
	return from;
}

static void erase_from(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	move_pen(p, c, y, x, out);
	set_look(p, 0, out);
	buf_str(out, p->caps->el);
	for (; x < c->cols; x++)
		set_cell(&p->shown, y, x, &nothing);
}

/* Blanks that go where something stood, from x on: erased at once where that is shorter. */
static bool erase_run(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	int end = x;
	struct way on;

	while (end < c->cols && blank(canvas_at(c, y, end)) && !canvas_at(c, y, end)->reverse)
		end++;
	if (!p->caps->ech || end == c->cols || end - x < 8)
		return false;
	on = along(p, c, y, x, end);
	if (strlen(p->caps->param(p->caps->ech, end - x, 0)) + on.len >= (size_t)(end - x))
		return false;
	move_pen(p, c, y, x, out);
	set_look(p, 0, out);
	buf_str(out, p->caps->param(p->caps->ech, end - x, 0));
	for (; x < end; x++)
		set_cell(&p->shown, y, x, &nothing);
	return true;
}

static void paint_row(struct painter *p, const struct canvas *c, int y, struct buf *out)
{
	enum { EL_BYTES = 3 };
	int x = first_difference(p, c, y, 0), end = ink_end(c, y), was;
	bool wide = has_wide(c, y) || has_wide(&p->shown, y);

	if (x >= c->cols)
		return;
	if (wide && p->caps->el) {	/* halves that are left over look different everywhere */
		while (x > 0 && canvas_at(&p->shown, y, x)->cols == 0)
			x--;
		erase_from(p, c, y, x, out);
	}
	was = ink_end(&p->shown, y);
	while (x < (was > end + EL_BYTES && p->caps->el ? end : c->cols)) {
		const struct cell *cell = canvas_at(c, y, x);

		if (cell->cols == 0 || same(p, cell, canvas_at(&p->shown, y, x)))
			x++;
		else if (!erase_run(p, c, y, x, out)) {
			put_cell(p, c, y, x, out);
			x += cell->cols;
		}
	}
	if (p->caps->el && first_difference(p, c, y, end) < c->cols)
		erase_from(p, c, y, end, out);
}

/* Scrolling */

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
		if (same(p, canvas_at(c, y, x), canvas_at(&p->shown, y, x))) {
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
		n += !blank(canvas_at(c, y, x));
	return n;
}

struct shift {
	int from, to;	/* rows of the region, both included */
	int by;		/* more than 0: what it shows goes up */
	int gain;	/* characters that need not be written */
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

static struct shift best_shift(const unsigned long *now, const unsigned long *was, const int *change,
			       const int *full, int rows)
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
							       by > 0 ? y - 1 + by : y - 1, by, gain };
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
			set_cell(&p->shown, s->by > 0 ? s->to - i : s->from + i, x, &nothing);
}

/* Lines are taken out at one end of the region and put in at the other. */
static void shift_lines(struct painter *p, const struct canvas *c, const struct shift *s,
			struct buf *out)
{
	int n = s->by > 0 ? s->by : -s->by;
	int drop = s->by > 0 ? s->from : s->to - n + 1, add = s->by > 0 ? s->to - n + 1 : s->from;

	move_pen(p, c, drop, 0, out);
	buf_str(out, p->caps->param(p->caps->dl, n, 0));
	p->x = -1;
	move_pen(p, c, add, 0, out);
	buf_str(out, p->caps->param(p->caps->il, n, 0));
	p->x = -1;
}

static void shift_region(struct painter *p, const struct canvas *c, const struct shift *s,
			 struct buf *out)
{
	int n = s->by > 0 ? s->by : -s->by;

	buf_str(out, p->caps->param(p->caps->csr, s->from, s->to));
	p->y = p->x = -1;
	move_pen(p, c, s->by > 0 ? s->to : s->from, 0, out);
	while (n-- > 0)
		buf_str(out, s->by > 0 ? "\n" : p->caps->ri);
	buf_str(out, p->caps->param(p->caps->csr, 0, c->rows - 1));
	p->y = p->x = -1;
}

static void scroll(struct painter *p, const struct canvas *c, struct buf *out)
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
		set_look(p, 0, out);
		if (caps->il && caps->dl)
			shift_lines(p, c, &s, out);
		else
			shift_region(p, c, &s, out);
		shift_shown(p, &s);
	}
	mem_free(now);
	mem_free(change);
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
	set_look(p, 0, out);
	move_pen(p, c, c->y, c->x, out);
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

void paint(struct painter *p, const struct canvas *c, struct buf *out)
{
	struct painter other = { 0 };
	struct buf anew = { 0 };
	size_t start = out->len;

	if (p->unknown || p->shown.rows != c->rows || p->shown.cols != c->cols) {
		begin_empty(p, c, out);
		paint_rows(p, c, out);
		return;
	}
	if (!much_changed(p, c)) {
		scroll(p, c, out);
		paint_rows(p, c, out);
		return;
	}
	copy(&other, p);
	scroll(p, c, out);
	paint_rows(p, c, out);
	begin_empty(&other, c, &anew);
	paint_rows(&other, c, &anew);
	if (anew.len < out->len - start) {
		out->len = start;
		buf_add(out, anew.data, anew.len);
		copy(p, &other);
	}
	painter_clear(&other);
	buf_clear(&anew);
}
