/* SPDX-License-Identifier: ISC */
/*
 * draw - the full-screen writer: a page and a focus become a canvas
 *
 * The frame, from the top: place and person; the title and the work; the
 * message; the keys. Smaller windows lose blank lines first, then the second
 * line of keys. A page longer than its room is scrolled so that the focus is in
 * view; lists cost no more than what is seen of them.
 */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "canvas.h"
#include "screen.h"

enum { DRAW_MIN_ROWS = 8, DRAW_MIN_COLS = 30, DRAW_SIDE_COLS = 61 };

/* Where the scrolled part begins: a row, and how many of its lines are above. */
struct scroll {
	size_t top;
	int skip;
};

struct layout {
	const struct page *page;
	const struct ui_opts *opts;
	int rows, cols;
	bool roomy;      /* blank lines between parts */
	int title_lines; /* of title; above the view, or with the first row where room is short */
	bool title_fixed;
	int view_y, view_h; /* the scrolled part */
	int work_w;
	int side_x, side_y, side_h; /* side_x 0: no side pane */
	int message_y, keys_y, nkeys;
	int number_w, status_w;
	bool cards, headed;
	int col_x[ROW_CELLS], col_w[ROW_CELLS];
	size_t ncols;       /* columns that have room; the first is the row's text */
	size_t first_cells; /* the row that the column titles stand above */
	/* a grid: the columns from grid_left on that have room, and how wide each is */
	size_t grid_left, grid_n;
	int grid_x, grid_w;
	int detail_y, detail_h; /* what is known of the focused cell; detail_h 0: not open */
	int area_lines;         /* height of a long text that takes what is left */
};

/* layout_make - measures a page for a window; guidance: the side pane is wanted */
void layout_make(struct layout *l, const struct page *p, const struct ui_opts *o, int rows,
		 int cols, bool guidance);
/* layout_show - moves the scroll as little as it takes to have row `focus` in view */
void layout_show(const struct layout *l, size_t focus, struct scroll *s);
/* layout_by - moves the scroll by lines, never past the ends; false: it did not move */
bool layout_by(const struct layout *l, struct scroll *s, int lines);
/* layout_visible - all lines of that row (or those that fit) are in view */
bool layout_visible(const struct layout *l, const struct scroll *s, size_t row);
/* layout_show_column - moves the columns of a grid so that this one is seen; *left is kept up to date */
void layout_show_column(struct layout *l, size_t col, size_t *left);
int layout_view(const struct layout *l, const struct scroll *s); /* lines in view */
/* layout_beside - the row left (-1) or right (+1) on the same line; (size_t)-1: none */
size_t layout_beside(const struct layout *l, size_t row, int by);
/* layout_below - the focusable row a line up (-1) or down (+1); (size_t)-1: none */
size_t layout_below(const struct layout *l, size_t row, int by);
/* layout_box_cols - how wide the text of a box is drawn */
int layout_box_cols(const struct layout *l, const struct row *r);
bool layout_side_cut(const struct layout *l); /* the guidance is longer than its pane */

struct draw {
	const struct keybind *keys; /* of the screen; may be NULL */
	const char *message;
	size_t focus;
	size_t col; /* of the focused cell of a grid */
	struct scroll scroll;
	size_t area_top; /* first line shown of the long text that has the focus; kept up to date */
};

/* draw_page - the canvas gets the size of the layout, the cursor the focus */
void draw_page(const struct layout *l, struct draw *d, struct canvas *c);
/* draw_message - in the place of the message that the canvas shows; the page is left alone */
void draw_message(const struct layout *l, struct canvas *c, const char *text);
/* draw_too_small - one sentence with both sizes */
void draw_too_small(struct canvas *c, int rows, int cols);

#endif
