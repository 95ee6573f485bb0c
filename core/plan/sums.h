/* SPDX-License-Identifier: ISC */
/*
 * sums - money added up by what it is for, one reporting year after the other
 *
 * An entry that is for several things counts under each of them in full, as
 * nobody said how it is split; the total of a year counts it once.
 * Source: cairn-template(5), VIEWS, sums
 */
#ifndef CORE_SUMS_H
#define CORE_SUMS_H

#include "../records/record.h"

struct sum {
	const char *year;  /* stored, 2025-26; "" where it is not said or not known */
	const char *group; /* stored: an id, an option; "" where it is not said */
	const char *title; /* of the group, as people read it; "" of a total */
	bool whole;        /* the total of the year, behind its groups */
	double total;
	double *split;  /* for each option of the split, then for none of them */
	size_t entries; /* that were added up */
	size_t unknown; /* entries whose amount is not known */
};

struct sums {
	const struct reg *reg;
	const struct field *group;
	const struct field *split; /* NULL: not split */
	size_t nsplit;             /* options of it and one more; 0 */
	struct sum *sum;           /* by year and group, unsaid ones last */
	size_t n;
};

/* sums_load - archived entries are left out */
enum rc sums_load(const struct session *s, const struct view *v, struct arena *a, struct sums *out,
		  struct err *err);

#endif
