/* SPDX-License-Identifier: ISC */
/* The pen: what it looks like, and its shortest way from place to place. */
#include <string.h>

#include "paint_parts.h"
#include "theme.h"

/* Looks */

unsigned paint_look_of(const struct painter *p, const struct cell *c)
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

bool paint_blank(const struct cell *c)
{
	return c->cols == 1 && c->s[0] == ' ' && c->s[1] == '\0';
}

/* What can be seen of a blank: its ground and its line. */
bool paint_same_look(const struct painter *p, const struct cell *a, unsigned look)
{
	unsigned seen = paint_blank(a) ? LOOK_REVERSE | LOOK_UNDERLINE : ~0U;

	return ((paint_look_of(p, a) ^ look) & seen) == 0;
}

bool paint_same(const struct painter *p, const struct cell *a, const struct cell *b)
{
	return a->cols == b->cols && !strcmp(a->s, b->s) &&
	       (paint_blank(a) ? paint_same_look(p, a, paint_look_of(p, b))
			       : paint_look_of(p, a) == paint_look_of(p, b));
}

static void put_colour(const struct painter *p, unsigned look, struct buf *out)
{
	static const int terminal[] = { 0, 4, 3, 5 }; /* by enum theme_colour: its own eight */
	unsigned colour = look / LOOK_COLOUR;

	if (colour && p->caps->setaf)
		buf_str(out, p->caps->param(p->caps->setaf, terminal[colour], 0));
}

void paint_set_look(struct painter *p, unsigned look, struct buf *out)
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

/* Cells */

const struct cell paint_nothing = { .s = " ", .cols = 1 };

void paint_set_cell(struct canvas *c, int y, int x, const struct cell *to)
{
	struct cell *cell = canvas_at(c, y, x);

	if (cell)
		*cell = *to;
}

/* Ways of the pen */

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
static void way_over(struct way *w, const struct painter *p, const struct canvas *c, int y,
		     int from, int to)
{
	for (int x = from; x < to && w->len <= WAY_BYTES; x++) {
		const struct cell *a = canvas_at(c, y, x), *b = canvas_at(&p->shown, y, x);

		if (a->cols != 1 || a->s[1] != '\0' || !paint_same(p, a, b) ||
		    !paint_same_look(p, a, p->look))
			way_add(w, NULL);
		else
			way_add(w, a->s);
	}
}

static struct way right_from(const struct painter *p, const struct canvas *c, int y, int from,
			     int to)
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

struct way paint_along(const struct painter *p, const struct canvas *c, int y, int from, int to)
{
	const struct caps *caps = p->caps;
	struct way best = { .len = WAY_BYTES + 1 }, w = { .len = 0 }, right;

	if (from == to)
		return w;
	if (from >= 0 && from < to)
		return right_from(p, c, y, from, to);
	way_add(&w, "\r"); /* from the left edge */
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

void paint_move(struct painter *p, const struct canvas *c, int y, int x, struct buf *out)
{
	struct way best, w;

	if (p->y == y && p->x == x)
		return;
	best = straight(p, y, x);
	if (p->y >= 0) {
		struct way rest = paint_along(p, c, y, p->x, x);

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
