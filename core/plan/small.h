/* SPDX-License-Identifier: ISC */
/*
 * small - counts under 5 where they leave the program
 *
 * The one place that says what is hidden. It asks the views of the kind
 * series which measures want it and which fields hold counts; every writer
 * (reports, CSV, JSON, text of a command) asks here.
 *
 * Of a measure that wants it there are hidden:
 *   - a value, a baseline or a part of a percentage that is a count under 5;
 *   - the value of a percentage of which a part, or what is left to the
 *     whole, is under 5, and that part: either would tell the other;
 *   - where of three or more areas of one period just one is hidden, the
 *     least of the others as well: the rest would give it away.
 * Screens show everything to those who may read it. The whole partnership as
 * JSON, and a backup, hold what was entered: they are what is read back.
 * Source: records, common rule 7; what usual statistical practice does with differences
 */
#ifndef CORE_SMALL_H
#define CORE_SMALL_H

#include "../records/made.h"
#include "series.h"

enum { SMALL_UNDER = 5 };
#define SMALL_TEXT "<5"
#define SMALL_WORDS "fewer than 5"
#define SMALL_WHY "suppressed"

/* small_reading - does this value of m give away a count under 5; parts as stored, "" where there is none */
bool small_reading(const struct measure *m, struct figure value, const char *numerator,
		   const char *denominator);

struct smalls { /* what is hidden in which record */
	struct arena *arena;
	struct dict hidden;   /* id: names of fields */
	struct dict measures; /* those that want it */
};

/* smalls_load - cycle NULL: the session's; "*" all. Ends with smalls_clear */
enum rc smalls_load(struct view *v, const struct session *s, const char *cycle, struct arena *a,
		    struct smalls *out);
/* smalls_read - the same in a picture of its own */
enum rc smalls_read(const struct session *s, const char *cycle, struct arena *a, struct smalls *out,
		    struct err *err);
void smalls_clear(struct smalls *s);
/* smalls_hide - is this answer of a record not to be told */
bool smalls_hide(const struct smalls *s, const char *id, const char *field);
/* smalls_hold - do these conditions hold as it is told; what is hidden is met by "*" alone */
bool smalls_hold(const struct smalls *s, const char *id, const struct cond *c, size_t n);
/* smalls_instead - of a reading without its value: the field that says why, which may say SMALL_WHY; NULL: none */
const char *smalls_instead(const struct schema *schema, const struct reg *reg, const char *field);
/* smalls_concern - can anything be hidden in records of this register */
bool smalls_concern(const struct schema *schema, const struct reg *reg);
/* smalls_fact - a fact's text, of now or of an earlier time, with SMALL_TEXT for what is hidden; in the arena */
const char *smalls_fact(const struct smalls *s, const struct schema *schema, const char *fact,
			const char *text, struct arena *a);
/* smalls_record - the same record with SMALL_TEXT for what is hidden; r->field must be the caller's own; how many */
size_t smalls_record(const struct smalls *s, struct record *r);

#endif
