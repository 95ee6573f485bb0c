/* SPDX-License-Identifier: ISC */
/*
 * retention - what has been kept for longer than the templates say
 *
 * Worked out over all cycles and never stored; nothing goes by itself. A rule
 * about some answers has a line for each that still says something, here or in the history.
 * Source: cairn-template(5), keep; cairn-admin(8), HOW LONG THINGS ARE KEPT
 */
#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include "../records/record.h"

struct past {
	const struct keep *keep;
	const struct reg *reg;
	const struct field *field; /* the answer; NULL: the entry whole */
	const char *cycle, *id, *title;
	const struct field *dated; /* that it counts from; NULL: the end of the cycle */
	struct date until;         /* the last day that it is kept */
	bool archived;
	bool emptied; /* it says nothing any more, and the history still has what it said */
	bool deleted; /* the entry is not there any more, and the history still has what it said */
};

struct retention {
	struct past *v; /* the one that is past for longest first */
	size_t n, cap;
	size_t left_out; /* restricted entries, of what goes out */
};

/* retention_load - open: it goes out, without restricted entries; Memory: in the arena */
enum rc retention_load(const struct session *s, bool open, struct arena *a, struct retention *out,
		       struct err *err);
/* keep_words - "3 years" of 36 months, "18 months", "without end" */
const char *keep_words(const struct keep *k, struct arena *a);
/* keep_about - 'What they said, What changed' of its answers; "the whole entry" */
const char *keep_about(const struct schema *s, const struct keep *k, struct arena *a);
/* past_from - "counted from Told them on", "counted from the end of the cycle" */
const char *past_from(const struct past *p, struct arena *a);

#endif
