/* SPDX-License-Identifier: ISC */
/*
 * since - what changed from a day on, answer by answer: what it was before, what it is now, who
 *
 * Worked out from the log. What was changed and changed back is left out. For
 * a meeting: each person may note the day of the last one, in each partnership.
 * Source: cairn(1), COMMANDS
 */
#ifndef CORE_SINCE_H
#define CORE_SINCE_H

#include "../records/record.h"

enum since_kind {
	SINCE_CHANGED,
	SINCE_ADDED, /* an entry of a register, with all that it says */
	SINCE_DELETED,
};

struct since_change {     /* of one answer */
	const char *fact; /* its name: c1/ne/ne-000012/severity */
	const struct reg *reg;
	const char *id;           /* of the entry, stored form */
	const char *before, *now; /* stored; NULL: it was not there */
	const char *who, *writer; /* short names, each once, the newest first; who wrote it last */
	int64_t ms;               /* of the newest change */
	enum since_kind kind;     /* what became of the entry as a whole */
	bool apart;               /* given apart, and not to be shown to who looks now */
};

struct since {
	struct date day;
	struct since_change *v; /* in the order of the registers, then of the entries */
	size_t n;
	size_t left_out; /* restricted entries, of what goes out */
};

/*
 * since_load - from a day on, of today as well
 *
 * about   the beginning of the names of facts; NULL: everything
 * open    it goes out: without restricted entries
 * Memory: in the arena
 */
enum rc since_load(const struct session *s, const char *about, struct date day, bool open,
		   struct arena *a, struct since *out, struct err *err);
/* since_whole - of an entry that was added or deleted all changes but the first are skipped; false: skip */
bool since_whole(const struct since *s, size_t i);
/* since_entries - how many entries, questions and items they are of, and how many people made them */
void since_count(const struct since *s, size_t *entries, size_t *people, struct arena *a);

/* since_meeting - the day of the last meeting that this person noted here, else three months ago */
struct date since_meeting(const struct session *s, struct arena *a);
enum rc since_meeting_put(const struct session *s, struct date day, struct err *err);
/* since_day - "meeting" is that day, else a date as date_parse takes it */
enum rc since_day(const struct session *s, const char *text, struct arena *a, struct date *out,
		  struct err *err);

#endif
