/* SPDX-License-Identifier: ISC */
/* What writes a page line by line, shared by pen.c and draw*.c alone. */
#ifndef TUI_PEN_H
#define TUI_PEN_H

#include "layout.h"

/* Writes rows one below the other, or only counts the lines. */
struct pen {
	const struct layout *l;
	struct canvas *c; /* NULL: count */
	int y, from, to;  /* lines of the canvas that may be written */
	bool focused;     /* this row has the focus */
	size_t area_top;
	size_t row, col; /* of the page; of a grid's focused cell */
};

int pen_put(const struct pen *p, int x, int w, const char *s, size_t len, enum role role);
int pen_str(const struct pen *p, int x, int w, const char *s, enum role role);
void pen_cut(const struct pen *p, int x, int w, const char *s, enum role role);
/* pen_drawing - block characters; where the terminal has none, heights as digits and # or : for a bar */
void pen_drawing(const struct pen *p, const char *s, struct buf *out);
void pen_right(const struct pen *p, const char *s, enum role role);
/* pen_paragraph - goes on to the line below it; at least one line */
void pen_paragraph(struct pen *p, int x, int w, const char *s, enum role role);

/* pen_beside - a paragraph whose first line is shorter: a status stands beside it */
void pen_beside(struct pen *p, int x, int first, int w, const char *s, enum role role);

/* draw_rows.c */
void draw_title(struct pen *p);
void draw_titles(const struct pen *p); /* of columns */
void draw_unit(struct pen *p, size_t first, size_t focus);
int draw_area_height(const struct layout *l, const struct row *r);

void draw_boxes(struct pen *p, const struct boxes *b); /* draw_boxes.c */

/* draw_grid.c */
void draw_grid_titles(const struct pen *p);
void draw_grid_row(const struct pen *p);
void draw_detail(const struct layout *l, const struct draw *d, struct canvas *c);

void draw_side(const struct layout *l, struct canvas *c);                        /* draw_side.c */
void draw_frame(const struct layout *l, const struct draw *d, struct canvas *c); /* draw_frame.c */

#endif
