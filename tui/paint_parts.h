/* SPDX-License-Identifier: ISC */
/* What paint.c, paint_pen.c and paint_scroll.c share. */
#ifndef TUI_PAINT_PARTS_H
#define TUI_PAINT_PARTS_H

#include "paint.h"

enum { LOOK_BOLD = 1, LOOK_UNDERLINE = 2, LOOK_REVERSE = 4, LOOK_COLOUR = 8 }; /* colour: times 8 */
enum { WAY_BYTES = 96 };

struct way {
	char s[WAY_BYTES];
	size_t len; /* more than WAY_BYTES: no way */
};

extern const struct cell paint_nothing; /* as it is after erasing */

bool paint_blank(const struct cell *c);
unsigned paint_look_of(const struct painter *p, const struct cell *c);
bool paint_same_look(const struct painter *p, const struct cell *a, unsigned look);
bool paint_same(const struct painter *p, const struct cell *a, const struct cell *b);
void paint_set_look(struct painter *p, unsigned look, struct buf *out);
void paint_set_cell(struct canvas *c, int y, int x, const struct cell *to);
/* paint_along - the shortest way within a row; from -1: from nobody knows where */
struct way paint_along(const struct painter *p, const struct canvas *c, int y, int from, int to);
void paint_move(struct painter *p, const struct canvas *c, int y, int x, struct buf *out);
/* paint_scroll - moves rows that only stand elsewhere now, where that is shorter */
void paint_scroll(struct painter *p, const struct canvas *c, struct buf *out);

#endif
