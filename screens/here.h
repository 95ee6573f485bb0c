/* SPDX-License-Identifier: ISC */
/*
 * here - who has the program open now, in words; for the screen and the command
 *
 * Told to members of the same partnership, as far as each agrees.
 * Source: cairn(1), WHO IS HERE
 */
#ifndef SCREENS_HERE_H
#define SCREENS_HERE_H

#include "app.h"

struct here {
	const char *person, *called;
	const char *org;   /* what it is called; "" */
	const char *line;  /* by which they came, in words */
	const char *place; /* as it was written down; "" */
	int64_t since_ms;
	bool me; /* this very run */
};

/* here_load - in order of since when */
enum rc here_load(const struct app *app, struct arena *a, struct here **out, size_t *n,
		  struct err *err);

#endif
