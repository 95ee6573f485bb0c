/* SPDX-License-Identifier: ISC */
/*
 * kept - what an open screen worked out from the whole store, as long as no answer in it has changed
 *
 * A screen loads again whenever one comes back to it. What takes a look at the
 * whole of a plan is worked out again only when the answers, the templates, the
 * cycle or the day are others; a draft or a note of where somebody was is none.
 */
#ifndef SCREENS_KEPT_H
#define SCREENS_KEPT_H

#include <stdint.h>

#include "../core/base/digest.h"
#include "../core/records/session.h"

struct kept {                /* zeroed: nothing yet */
	struct arena *arena; /* what was worked out lives here */
	uint64_t mark;
	char state[DIGEST_TEXT]; /* of the answers; "" when it is not known */
	const struct schema *schema;
	const char *pid, *cycle;
	struct date today;
};

/* kept_still - whether it holds; if not, the arena is a new one, and it will hold from now on */
bool kept_still(struct kept *k, const struct session *s);
/* kept_drop - it does not hold, and its memory is given back */
void kept_drop(struct kept *k);

#endif
