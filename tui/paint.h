/* SPDX-License-Identifier: ISC */
/*
 * paint - the bytes that turn the screen as it is into the screen as it should be
 *
 * Looks for the fewest: rows that only moved are scrolled, the pen takes the
 * shortest way, ends of lines are erased, and where it is shorter to begin with
 * an empty screen, it does. What a terminal can do comes in as strings.
 */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H

#include "canvas.h"

struct caps { /* terminfo strings without padding; NULL: cannot do it */
	const char *clear, *cup, *hpa, *vpa, *cuf, *cub, *cuu, *cud, *cuf1, *cuu1;
	const char *el, *ech, *il, *dl, *csr, *ri;
	const char *sgr0, *bold, *underline, *reverse, *setaf;
	bool short_cup; /* cup is that of ANSI: numbers that are 1 may be left out */
	bool last_cell; /* may be written without scrolling */
	bool utf8, colour;
	const char *(*param)(const char *cap, int a, int b);
};

struct painter {
	const struct caps *caps;
	struct canvas shown; /* what the terminal shows */
	int y, x;            /* of its cursor; -1: not known */
	unsigned look;       /* attributes that are on */
	bool unknown;        /* what it shows is not known: begin with an empty screen */
};

void painter_init(struct painter *p, const struct caps *caps);
void painter_clear(struct painter *p);
/* paint - adds to out what has to be sent; afterwards the terminal shows c */
void paint(struct painter *p, const struct canvas *c, struct buf *out);

#endif
