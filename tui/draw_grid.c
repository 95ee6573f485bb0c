/* SPDX-License-Identifier: ISC */
/*
 * The cells of a grid and what stands above and beside them
 *
 * Whatever is cut is still told from the others: of two names that would look
 * the same, each ends in its mark.
 */
#include <string.h>

#include "pen.h"

enum { NAME_SHORT = 24 }; /* a name below this is cut without a sign: each column counts */

static const char *const not_yet = "-";

/* Bytes of a text in so many columns, without blanks at their end. */
static size_t cut_at(const char *s, int cols)
{
	size_t n = text_fit(s, strlen(s), cols > 0 ? cols : 0);

	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n;
}

/* The end of the mark where it is too long: numbers differ at their ends. */
static void put_marked(struct buf *b, const char *s, const char *mark, int cols)
{
	int room = cols - text_cols(mark);

	while (room < 0 && *mark) {
		mark += text_next(mark, strlen(mark), NULL);
		room = cols - text_cols(mark);
	}
	buf_add(b, s, text_fit(s, strlen(s), room));
	buf_str(b, mark);
}

/* True when the name was put with its mark: another one begins alike. */
static bool put_name(struct buf *b, grid_name_fn *name, const void *arg, size_t i, size_t n,
		     int cols)
{
	const char *mark = "", *s = name(arg, i, &mark), *none;
	size_t len = cut_at(s, cols);
	bool cut = s[len] != '\0';

	for (size_t k = 0; k < n; k++) {
		const char *other = k == i ? NULL : name(arg, k, &none);

		if (!other || (cut ? strncmp(s, other, len) : strcmp(s, other)) != 0)
			continue;
		put_marked(b, s, mark, cols);
		return true;
	}
	buf_add(b, s, len);
	return false;
}

static const char *word_at(const void *arg, size_t i, const char **mark)
{
	static const char *const digits[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9" };
	const struct grid *g = arg;

	*mark = i < sizeof(digits) / sizeof(digits[0]) ? digits[i] : "";
	return g->word[i];
}

static int column_x(const struct layout *l, size_t col)
{
	return l->grid_x + (int)(col - l->grid_left) * (l->grid_w + 1);
}

void draw_grid_titles(const struct pen *p)
{
	const struct layout *l = p->l;
	const struct grid *g = l->page->grid;

	if (g->corner)
		pen_cut(p, l->col_x[0], l->col_w[0], g->corner, ROLE_HEAD);
	for (size_t i = l->grid_left; i < l->grid_left + l->grid_n; i++) {
		struct buf b = { 0 };

		put_name(&b, g->column, g->arg, i, g->ncols, l->grid_w);
		pen_put(p, column_x(l, i), l->grid_w, buf_text(&b), b.len, ROLE_HEAD);
		buf_clear(&b);
	}
	if (g->end && l->status_w)
		pen_cut(p, l->work_w - l->status_w, l->status_w, g->end, ROLE_HEAD);
}

static void put_row_name(const struct pen *p, size_t row)
{
	const struct layout *l = p->l;
	const struct grid *g = l->page->grid;
	int cols = l->col_w[0];
	const char *none;
	struct buf b = { 0 };

	if (put_name(&b, g->row, g->arg, row, l->page->list_n,
		     cols >= NAME_SHORT ? cols - 1 : cols) ||
	    cols < NAME_SHORT)
		pen_put(p, l->col_x[0], cols, buf_text(&b), b.len, ROLE_PLAIN);
	else
		pen_cut(p, l->col_x[0], cols, g->row(g->arg, row, &none), ROLE_PLAIN);
	buf_clear(&b);
}

static void put_word(const struct pen *p, size_t row, size_t col)
{
	const struct layout *l = p->l;
	const struct grid *g = l->page->grid;
	int word = g->cell(g->arg, row, col), x = column_x(l, col);
	struct buf b = { 0 };

	if (word >= 0 && (size_t)word < g->nwords)
		put_name(&b, word_at, g, (size_t)word, g->nwords, l->grid_w);
	else
		buf_str(&b, not_yet);
	pen_put(p, x, l->grid_w, buf_text(&b), b.len, ROLE_PLAIN);
	buf_clear(&b);
}

/* The row has its mark, the cell one of its own, and the cursor stands on its word. */
static void put_focus(const struct pen *p)
{
	const struct layout *l = p->l;
	int x = column_x(l, p->col);

	pen_str(p, 0, 1, ">", ROLE_PLAIN);
	pen_str(p, x - 1, 1, ">", ROLE_PLAIN);
	p->c->y = p->y;
	p->c->x = x < p->c->cols ? x : p->c->cols - 1;
	if (l->opts->highlight_row)
		canvas_reverse(p->c, p->y, x, l->grid_w);
}

void draw_grid_row(const struct pen *p)
{
	const struct layout *l = p->l;
	size_t row = p->row - l->page->list_at;

	if (!p->c || p->y < p->from || p->y >= p->to)
		return;
	put_row_name(p, row);
	for (size_t i = l->grid_left; i < l->grid_left + l->grid_n; i++)
		put_word(p, row, i);
	if (p->focused)
		put_focus(p);
}

void draw_detail(const struct layout *l, const struct draw *d, struct canvas *c)
{
	const struct grid *g = l->page->grid;
	struct pen p = { .l = l,
			 .c = c,
			 .y = l->detail_y,
			 .from = l->detail_y,
			 .to = l->detail_y + l->detail_h };
	const char *s;

	if (!g || !l->detail_h || !page_in_list(l->page, d->focus))
		return;
	s = g->detail(g->arg, d->focus - l->page->list_at, d->col, l->page->arena);
	if (s)
		pen_paragraph(&p, 0, l->cols, s, ROLE_PLAIN);
}
