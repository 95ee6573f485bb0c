/* SPDX-License-Identifier: ISC */
/*
 * ends - what ends before a day: the funding cliff
 *
 * From every part of the view that is `ends`: entries with a last day, pounds
 * a year and people. From every part that is `touches`: what hangs on them,
 * and how much else it has that stays. Nothing of it is stored.
 * Source: guidance on fragile funding; cairn-template(5), VIEWS
 */
#ifndef CORE_ENDS_H
#define CORE_ENDS_H

#include "view_table.h"

struct ending {
	const struct reg *reg;
	const char *id;
	uint32_t node;
	size_t part; /* of the view */
	struct date last;
	double money, people; /* of a year */
	bool money_known, people_known;
	size_t *touches; /* for each part of the view: how many entries hang on it there */
};

struct touched {
	const struct reg *reg;
	const char *id;
	uint32_t node;
	size_t part;        /* of the view */
	const size_t *ends; /* endings that it hangs on */
	size_t nends;
	size_t stays; /* how much else it has through the same part */
};

struct ends {
	const struct view *view;
	struct date before;
	struct ending *ending; /* by part, then the first to end first */
	size_t n;
	struct ending *undated; /* not for good, and nobody noted the last day; by part */
	size_t nundated;
	struct touched *touched; /* by part; what loses most of what it has first */
	size_t ntouched;
	double money, people; /* of those where it is known */
	size_t no_money, no_people;
	bool counts_people; /* one of the parts has people to count */
	size_t left_out;    /* restricted ones */
	struct view_read *read;
};

/*
 * ends_load - where no day is asked for: the day after the reporting year that today is in
 *
 * Errors:  RC_INVALID  day is no date
 */
enum rc ends_load(const struct session *s, const struct view *v, const struct view_asked *asked,
		  struct arena *a, struct ends *out, struct err *err);
const char *ends_title(const struct ends *e, uint32_t node, struct arena *a);

#endif
