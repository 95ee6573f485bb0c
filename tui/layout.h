/* SPDX-License-Identifier: ISC */
/* What the drawing and the measuring of a page share; for layout.c and draw.c alone. */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include "draw.h"

enum { GUTTER = 2 }; /* the marker and a blank */

/* Rows that share lines, placed one after the other. */
struct flow {
	int width, widest, next_x;
	bool even;         /* in columns */
	int line, x, cols; /* of the row placed last */
};

void flow_start(const struct layout *l, struct flow *f, size_t first);
void flow_next(const struct layout *l, struct flow *f, const struct row *r);

bool row_flows(const struct layout *l, size_t i); /* shares lines with its neighbours */
size_t unit_first(const struct layout *l, size_t i);
size_t unit_end(const struct layout *l, size_t i);
int unit_height(const struct layout *l, size_t first); /* lines, blank ones above included */
int unit_lead(const struct layout *l, size_t first);   /* of these: above the row itself */
/* question_sticks - the heading of the group at the top of the view, where it is scrolled out; or (size_t)-1 */
size_t question_sticks(const struct layout *l, const struct scroll *s);
bool titles_stick(const struct layout *l, const struct scroll *s);
void layout_grid(struct layout *l); /* measures a grid */
int title_height(const struct layout *l, bool *beside);
int row_indent(const struct row *r);
const char *row_mark(const struct row *r);

#endif
