/* SPDX-License-Identifier: ISC */
/* years - the first and the last reporting year of a cycle, asked the same way wherever one begins */
#ifndef SCREENS_YEARS_H
#define SCREENS_YEARS_H

#include "app.h"

struct years {
	struct textbox *box[2];
	const char *error[2]; /* beside each box; NULL: none */
};

/* years_open - two boxes that offer the reporting years beginning in first and last */
void years_open(struct years *y, int first, int last, struct arena *a);
void years_close(struct years *y);
void years_rows(const struct years *y, int id, struct page *p); /* rows id and id + 1 */
/* years_take - what stands in the boxes; false, with the errors set, where it is no pair of years */
bool years_take(struct frame *f, struct years *y, int out[2]);
/* years_error - index of the first box with an error, or -1 */
int years_error(const struct years *y);

#endif
