/* SPDX-License-Identifier: ISC */
/* years - the first and the last reporting year of a cycle, asked the same way wherever one begins */
#ifndef SCREENS_YEARS_H
#define SCREENS_YEARS_H

#include "typed.h"

struct years {
	const struct typed *typed;
	struct textbox *box[2];
	const char *error[2]; /* beside each box; NULL: none */
};

/* years_open - two boxes among those of t that offer the reporting years beginning in first and last */
void years_open(struct years *y, struct typed *t, struct frame *f, int first, int last);
void years_rows(const struct years *y, int id, struct page *p); /* rows id and id + 1 */
/* years_take - what stands in the boxes; false, with the errors set, where it is no pair of years */
bool years_take(struct frame *f, struct years *y, int out[2]);
/* years_error - index of the first box with an error, or -1 */
int years_error(const struct years *y);

#endif
