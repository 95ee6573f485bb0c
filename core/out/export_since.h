/* SPDX-License-Identifier: ISC */
/*
 * export_since - what changed since a day, as lines to be shown or written down
 *
 * Internal to core/, but for the screen of it.
 */
#ifndef CORE_EXPORT_SINCE_H
#define CORE_EXPORT_SINCE_H

#include "../plan/since.h"

struct since_line { /* of one answer, or of an entry that was added or deleted */
	const struct reg *reg;
	const char *id;    /* stored form */
	const char *title; /* NE-12 Housing on release */
	const char *label; /* of the answer; NULL: the entry as a whole */
	const char *text;  /* from Low to High */
	const char *who;   /* Ann, Ben */
	int64_t ms;
};

struct since_lines {
	struct date day;
	struct since_line *v;
	size_t n, entries, people;
	size_t restricted, apart; /* left out */
};

/*
 * since_lines_load - in the order of since_load, without people and their roles
 *
 * open    it goes out: without restricted entries, and counts under 5 hidden
 * Memory: in the arena
 */
enum rc since_lines_load(const struct session *s, struct date day, bool open, struct arena *a,
			 struct since_lines *out, struct err *err);
/* since_words - "from Low to High (Ann, 13 May 2026)" */
const char *since_words(const struct since_line *l, struct arena *a);
/* since_summary - "Since 20 August 2025: 4 entries changed, by 2 people" */
const char *since_summary(const struct since_lines *l, struct arena *a);

#endif
