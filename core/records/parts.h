/* SPDX-License-Identifier: ISC */
/*
 * parts - what a partnership and a cycle are put together from
 *
 * Shared by those who make one: from answers, from a sample, after the last.
 * Internal to core/.
 */
#ifndef CORE_PARTS_H
#define CORE_PARTS_H

#include "made.h"
#include "work.h"

#define FIRST_CYCLE "c1"

struct part_years {
	const char *title; /* NULL: made from the years */
	int first, last;   /* reporting years, by the year they begin in */
	const char *set;
};

/* part_free_pid - a short name that no partnership of the store has */
enum rc part_free_pid(struct store *s, const char *name, struct arena *a, const char **pid,
		      struct err *err);
enum rc part_check_years(int first, int last, struct err *err);
/* part_check_set - NULL becomes the set that the templates begin with */
enum rc part_check_set(const struct schema *s, const char **set, struct err *err);
/* part_clean - a line of text that is not blank, fit to be stored */
enum rc part_clean(const char *text, const char *label, struct arena *a, const char **out,
		   struct err *err);
const char *part_lines(const struct names *n, struct arena *a);
/* part_packs - "id version" of each pack, a line each */
const char *part_packs(const struct schema *s, struct arena *a);

void part_add(struct maker *m, const char *cycle, const char *reg, const char *id,
	      const char *field, const char *text);
void part_cycle(struct maker *m, const char *cycle, const struct part_years *y);
/* part_person - the session's person, with a role */
void part_person(struct maker *m, const char *role);
/*
 * part_last_numbers - for each register that a new cycle gets entries of, the greatest number
 *
 * Over all cycles, and of what was taken back. A store that was copied counts its own numbers
 * apart from those it came with.
 */
enum rc part_last_numbers(const struct session *s, const struct names *cycles, struct arena *a,
			  unsigned long *out, struct err *err);
/* part_starters - last: the number each register of the schema goes on from; NULL: a new partnership */
void part_starters(struct maker *m, const char *cycle, const char *set, const unsigned long *last);
/* part_coordinator - the session as the coordinator that the maker is about to be */
struct session part_coordinator(const struct session *s, const char *pid);
enum rc part_save(struct maker *m, const char *action, struct err *err);

#endif
