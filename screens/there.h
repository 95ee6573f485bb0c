/* SPDX-License-Identifier: ISC */
/*
 * there - whether an entry that somebody works on is still there, and current, in words
 */
#ifndef SCREENS_THERE_H
#define SCREENS_THERE_H

#include "../core/records/record.h"

/*
 * there_gone - who deleted it, or took it back, and when; what becomes of what was typed
 *
 * NULL: it is there, or it is answers about something else, which are always there. Reads the store.
 */
const char *there_gone(const struct session *s, const struct record *r, struct arena *a);
/* there_saved - "Saved.", and that lists leave it out where it is archived */
const char *there_saved(const struct record *r);

#endif
