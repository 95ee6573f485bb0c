/* SPDX-License-Identifier: ISC */
/*
 * lib_shown - every screen with something to show, for what is tested over all of them
 */
#ifndef TESTS_LIB_SHOWN_H
#define TESTS_LIB_SHOWN_H

#include "tests/lib_world.h"

struct shown {
	const char *screen, *a, *b, *c;
	const char *as; /* name of its golden text, where a screen has several; else NULL */
};

extern const struct shown shown_list[]; /* the last ones belong to the next cycle */
extern const size_t nshown;

/* shown_a - what one of them is opened with; begins the next cycle where it belongs there */
const char *shown_a(struct world *w, size_t i);
/* shown_open - one of them in a new ui of that size; begins the next cycle where it belongs there */
void shown_open(struct world *w, size_t i, int rows, int cols);

#endif
