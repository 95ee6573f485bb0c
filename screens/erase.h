/* SPDX-License-Identifier: ISC */
/*
 * erase - what the screen and the command for removal for data protection share
 */
#ifndef SCREENS_ERASE_H
#define SCREENS_ERASE_H

#include "../core/records/erase.h"
#include "app.h"

struct erase_line { /* one answer of which texts go */
	const char *about;
	const char *fact;
	size_t texts;
	bool now; /* what it says now is among them */
};

/* erase_lines - the plan by answers, in their order; own answers of people are counted in *own alone */
struct erase_line *erase_lines(const struct erase_plan *p, struct arena *a, size_t *n, size_t *own);
#endif
