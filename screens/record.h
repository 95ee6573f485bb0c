/* SPDX-License-Identifier: ISC */
#ifndef SCREENS_RECORD_H
#define SCREENS_RECORD_H

#include "app.h"

/* record_toggle_life - archives an entry, restores one that is archived, and says so */
void record_toggle_life(struct frame *f, const struct reg *reg, const char *id, struct nav *n);

/* ticks_rows - a heading with how many are there, and each with what is missing */
void ticks_rows(const struct field *field, const struct tick_state *v, struct page *p);

#endif
