/* SPDX-License-Identifier: ISC */
/*
 * there - whether an entry that somebody works on is still there, and current, in words
 */
#ifndef SCREENS_THERE_H
#define SCREENS_THERE_H

#include "../core/records/record.h"

/* there_saved - "Saved.", and that lists leave it out where it is archived */
const char *there_saved(const struct record *r);

#endif
