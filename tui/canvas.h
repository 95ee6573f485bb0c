/* SPDX-License-Identifier: ISC */
/*
 * canvas - a screenful of characters with roles, before any terminal sees it
 *
 * A cell holds one character (a grapheme cluster) and what it is. Nothing
 * that moves a pen, turns text round or hides can get in: what a terminal
 * must not see becomes '?'.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdint.h>

#include "page.h"

enum { CELL_BYTES = 13 }; /* a base and two marks */

struct cell {
	char s[CELL_BYTES]; /* UTF-8; "" in the right half of a wide character */
	uint8_t cols;       /* 1, 2; 0: the right half */
	uint8_t role;
	uint8_t reverse;
};

struct canvas {
	int rows, cols;
	int y, x;          /* of the cursor */
	struct cell *cell; /* rows * cols */
};

void canvas_init(struct canvas *c, int rows, int cols);
void canvas_clear(struct canvas *c);                      /* free; ready for use again */
void canvas_resize(struct canvas *c, int rows, int cols); /* and blank */
void canvas_blank(struct canvas *c);
/*
 * canvas_put - writes text from column x on, at most `width` columns
 *
 * Returns the columns used. Outside the canvas nothing is written.
 */
int canvas_put(struct canvas *c, int y, int x, int width, const char *s, size_t len,
	       enum role role);
/* canvas_cut - the same, with a sign at the end where the text does not fit */
int canvas_cut(struct canvas *c, int y, int x, int width, const char *s, enum role role,
	       bool ascii);
void canvas_reverse(struct canvas *c, int y, int x, int width);
struct cell *canvas_at(const struct canvas *c, int y, int x);
/* canvas_text - lines without blanks at their ends, each ended by a newline */
void canvas_text(const struct canvas *c, struct buf *out);

#endif
