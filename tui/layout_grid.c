/* SPDX-License-Identifier: ISC */
/* How a grid is laid out: names, as many columns as have room, statuses. */
#include "layout.h"

enum {
	NAME_LEAST = 12, /* columns of a row's name */
	NAME_MOST = 40,
	NAME_WIDEST = 60, /* where there is room that nothing else needs */
	NAME_READ = 24,   /* below this it gives nothing to the words */
	WORD_LEAST = 5,   /* of a word; and of what stands above it */
	GAP = 1,          /* before a word: the mark of the focused one */
	STATUS_GAP = 1,
};

static int longest_word(const struct grid *g)
{
	int longest = WORD_LEAST;

	for (size_t i = 0; i < g->nwords; i++) {
		int cols = text_cols(g->word[i]);

		longest = cols > longest ? cols : longest;
	}
	return longest;
}

static int longest_name(const struct grid *g)
{
	int longest = 0;

	for (size_t i = 0; i < g->ncols; i++) {
		const char *mark;
		int cols = text_cols(g->column(g->arg, i, &mark));

		longest = cols > longest ? cols : longest;
	}
	return longest;
}

static int names_least(int room)
{
	int w = room * 2 / 7;

	return w < NAME_LEAST ? NAME_LEAST : w > NAME_MOST ? NAME_MOST : w;
}

/* Where a little more makes the words whole the names give it: they are cut in any case. */
static void give_words(struct layout *l, int lack)
{
	int most = l->col_w[0] - NAME_READ;

	if (most > 0 && lack > 0 && lack <= l->col_w[0] - NAME_LEAST)
		l->col_w[0] -= lack < most ? lack : most;
}

/* What no column needs goes to the names: of the rows, of the columns, and of the rows again. */
static void spread(struct layout *l, int spare)
{
	const struct grid *g = l->page->grid;
	int more = NAME_MOST - l->col_w[0];

	more = more > spare ? spare : more;
	l->col_w[0] += more;
	spare -= more;
	if (l->grid_n == g->ncols && spare >= (int)g->ncols)
		for (int want = longest_name(g); l->grid_w < want && spare >= (int)g->ncols;) {
			l->grid_w++;
			spare -= (int)g->ncols;
		}
	more = NAME_WIDEST - l->col_w[0];
	l->col_w[0] += more > spare ? spare : more;
}

void layout_grid(struct layout *l)
{
	const struct grid *g = l->page->grid;
	int end = g->end ? text_cols(g->end) : 0, room;

	if (l->status_w < end)
		l->status_w = end;
	if (l->cols < DRAW_SIDE_COLS)
		l->status_w = 0; /* little room: the detail and the row by itself tell it */
	room = l->work_w - GUTTER - (l->status_w ? l->status_w + STATUS_GAP : 0);
	l->col_x[0] = GUTTER;
	l->col_w[0] = names_least(room);
	l->grid_w = longest_word(g);
	give_words(l, (int)g->ncols * (l->grid_w + GAP) + l->col_w[0] - room);
	room -= l->col_w[0];
	while (l->grid_w > WORD_LEAST && (int)g->ncols * (l->grid_w + GAP) > room)
		l->grid_w--;
	l->grid_n = room > 0 ? (size_t)(room / (l->grid_w + GAP)) : 0;
	if (l->grid_n > g->ncols)
		l->grid_n = g->ncols;
	if (l->grid_n == 0 && g->ncols)
		l->grid_n = 1;
	spread(l, room - (int)l->grid_n * (l->grid_w + GAP));
	l->grid_x = GUTTER + l->col_w[0] + GAP;
	l->headed = true;
	l->detail_h = g->detail_lines < l->view_h / 2 ? g->detail_lines : l->view_h / 2;
	l->view_h -= l->detail_h;
	l->detail_y = l->view_y + l->view_h;
}

void layout_show_column(struct layout *l, size_t col, size_t *left)
{
	size_t ncols = l->page->grid->ncols, n = l->grid_n;

	/* by half of what is seen: one dear press in several, and one sees what lies on both sides */
	if (col < *left || col >= *left + n)
		*left = col > n / 2 ? col - n / 2 : 0;
	if (*left + n > ncols)
		*left = ncols - n;
	l->grid_left = *left;
}
