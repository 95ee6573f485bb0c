/* SPDX-License-Identifier: ISC */
/*
 * lib_figures - what a test measured, for the table that `make soak` ends with
 */
#ifndef TESTS_LIB_FIGURES_H
#define TESTS_LIB_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

/* soak - the full numbers are asked for */
bool soak(void);
/* figures_open - before the test moves to another root folder; without a table nothing is written */
void figures_open(void);
/* figure - a line of it; most: the aim, 0 where there is none. What is over its aim is told there */
void figure(const char *what, double value, double most);

struct samples {
	double *v;
	size_t n, cap;
};

void samples_add(struct samples *s, double v);
/* samples_at - of 0.99 the value that 99 in 100 do not exceed; 0 where there are none */
double samples_at(struct samples *s, double part);
void samples_clear(struct samples *s);

#endif
