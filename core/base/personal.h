/* SPDX-License-Identifier: ISC */
/*
 * personal - free text that looks as if it could identify somebody
 *
 * Warns on forms that have a fixed pattern; a name has none.
 */
#ifndef CORE_PERSONAL_H
#define CORE_PERSONAL_H

#include <stddef.h>

/* personal_data - "a postcode", "a phone number", ...; NULL when nothing looks like it */
const char *personal_data(const char *text);

struct personal_found {
	size_t lines;     /* that have something in them */
	size_t line;      /* the first of them, counted from 1 */
	const char *what; /* in that one */
};
/* personal_lines - of a whole text that is about to leave the program */
void personal_lines(const char *text, struct personal_found *out);

#endif
