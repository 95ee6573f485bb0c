/* SPDX-License-Identifier: ISC */
/*
 * view_read - what the kinds of views share: the entries of a part, what they answer, what they lead to
 */
#ifndef CORE_VIEW_READ_H
#define CORE_VIEW_READ_H

#include "view_table.h"
#include "../records/web.h"

struct view_read {
	const struct session *session;
	const struct view *view;
	const struct view_asked *asked;
	struct arena *arena;
	struct web_wish *wish; /* room for each register */
	size_t nwish;
	struct web web;
	size_t left_out; /* restricted entries */
};

typedef enum rc view_make_fn(struct view_read *r, struct view_table *out, struct err *err);
view_make_fn groups_make, timeline_make, ends_make, series_make, years_make;

/* What has to be read, said before view_read_load; path: a field or one inside it */
void view_wish(struct view_read *r, const struct reg *reg, const char *path);
void view_wish_title(struct view_read *r, const struct reg *reg);
/* view_wish_parts - registers, roles, conditions and columns of the view's parts */
void view_wish_parts(struct view_read *r);
enum rc view_read_load(struct view_read *r, struct err *err);

/* view_text - an answer in stored form, also what is computed; "" */
const char *view_text(const struct view_read *r, uint32_t node, const char *path, struct arena *a);
/* view_shown - the same for people: references under their titles */
const char *view_shown(const struct view_read *r, uint32_t node, const char *path, struct arena *a);
const char *view_name(const struct reg *reg); /* what stands above the entries' names */
/* view_date - 30 Sep 2025, as there is little room in a table */
const char *view_date(struct date d, struct arena *a);
const char *view_titles(const struct view_read *r, const char *ids, struct arena *a);
const char *view_label(const struct reg *reg, const char *path); /* of a field */

/* view_day - the date of a field; false: there is none */
bool view_day(const struct view_read *r, uint32_t node, const char *path, struct date *out);
/* view_number - false: blank or not known */
bool view_number(const struct view_read *r, uint32_t node, const char *path, double *out);
/* view_pounds - "GBP 1,234.00" */
const char *view_pounds(double v, struct arena *a);

/*
 * view_entries - the entries of a part: not archived, `where` they fit, breaking one of `any`
 *
 * why  the words of each rule of `any` that is broken; NULL where there are none
 */
struct view_entry {
	uint32_t node;
	const char *why;
};
size_t view_entries(struct view_read *r, const struct view_part *p, struct view_entry **out);
/* view_nothing - "There is no decision yet." where the register has no entry at all; else what is said then */
const char *view_nothing(const struct view_read *r, const struct reg *reg, const char *said);
/* view_line_add - to a table whose lines have room for it */
struct view_line *view_line_add(struct view_table *t, enum line_kind kind, const char *text);

#endif
