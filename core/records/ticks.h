/* SPDX-License-Identifier: ISC */
/*
 * ticks - what an entry has of what it should have, as the template lists it
 *
 * A tick is there when none of its rules is broken; the rule that is broken says
 * what is missing. Rules look at the entry's own answers alone, so that a
 * list of thousands can show how many ticks each has.
 * Source: cairn-template(5), COMPUTED FIELDS; the SMART check of guidance on actions
 */
#ifndef CORE_TICKS_H
#define CORE_TICKS_H

#include "computed.h"

struct tick_state {
	const char *label;
	const char *missing; /* NULL: it is there; else one sentence with the way out */
};

/* ticks_state - as many as the field has ticks; in the arena */
struct tick_state *ticks_state(const struct computing *c, const struct field *f, struct arena *a);
const char *ticks_text(const struct computing *c, const struct field *f, struct arena *a); /* "4" */
/* ticks_words - the labels of those that are missing; "all are there" */
const char *ticks_words(const struct computing *c, const struct field *f, struct arena *a);
size_t ticks_most(const struct field *f); /* of the fields that their rules look at */
void ticks_needs(const struct field *f, struct names *out);

#endif
