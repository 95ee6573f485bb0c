/* SPDX-License-Identifier: ISC */
/*
 * closing - what is still open in a stage, and who is in the room
 *
 * A stage is closed at a pause point; what stood open then is kept with the
 * words that closed it, as it was that day, and read again at the review.
 * Source: ux of the pause point; cairn-template(5), form "close"
 */
#ifndef CORE_CLOSING_H
#define CORE_CLOSING_H

#include "attention.h"
#include "../records/work.h"

struct closing {
	const struct item **item; /* key items that nobody has settled */
	size_t nitems;
	const struct task **task; /* not said to be completed */
	size_t ntasks;
	const struct concern *concern; /* of the stage's registers, the worst first */
	size_t nconcerns;
	struct names here, away; /* partners, by title */
	struct progress progress;
};

/* closing_load - present: stored links to partners; NULL: nobody */
enum rc closing_load(const struct session *s, const struct stage *stage, const char *present,
		     struct arena *a, struct closing *out, struct err *err);
/* closing_text - all that is open, a line each, as it is kept; "" when nothing is */
const char *closing_text(const struct closing *c, struct arena *a);

#endif
