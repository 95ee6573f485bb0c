/* SPDX-License-Identifier: ISC */
/*
 * rank - the place of an entry in an order that people put by hand
 *
 * A rank is a short text of 0-9 and a-z; entries stand in the order of their
 * ranks. Between any two ranks there is another, so moving one entry changes
 * that entry alone, and two people who move different entries do not meet.
 * Entries that nobody has moved stand by their ids.
 * Source: cairn-template(5), VIEWS, board
 */
#ifndef CORE_RANK_H
#define CORE_RANK_H

#include "mem.h"

enum { RANK_MAX = 120 };

/* rank_good - a stored rank has this form */
bool rank_good(const char *stored);
/* rank_of - what is stored, or where an entry with that id stands until it is moved */
const char *rank_of(const char *stored, const char *id, struct arena *a);
/*
 * rank_between - a rank above `after` and below `before`; NULL: no limit on that side
 *
 * id makes it another than that of any other entry put into the same place.
 * NULL when there is nothing between them, as `after` is not below `before`,
 * or when it would be longer than RANK_MAX.
 */
const char *rank_between(const char *after, const char *before, const char *id, struct arena *a);

#endif
