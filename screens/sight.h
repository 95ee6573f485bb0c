/* SPDX-License-Identifier: ISC */
/*
 * sight - what the screen in front was loaded from, and whether that is another now
 *
 * The store's mark moves with whatever is written: a note of where somebody is,
 * a draft, a sign-in. An open screen loads again only where something that it
 * can show has changed; one place decides that for all of them.
 */
#ifndef SCREENS_SIGHT_H
#define SCREENS_SIGHT_H

#include "../core/base/digest.h"
#include "../core/records/session.h"

struct sight { /* zeroed: nothing was loaded */
	uint64_t mark;
	char seen[DIGEST_TEXT]; /* of all that can be shown; "": not known, so any change counts */
	bool all;               /* this screen minds whatever is stored */
};

/* sight_take - before a screen loads: what is stored meanwhile is then noticed */
void sight_take(struct sight *w, const struct session *s, bool all);
/* sight_moved - is what the screen shows out of date; true until it loads again */
bool sight_moved(struct sight *w, const struct session *s);

#endif
