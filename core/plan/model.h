/* SPDX-License-Identifier: ISC */
/*
 * model - one entry as boxes that follow from each other, and the steps that fill them
 *
 * Which register, which fields are the boxes in which order and which
 * checklist holds the steps stand in a view of the kind model. A step is done
 * with an entry when every field that its item concerns is answered there, and known.
 * Source: the five steps of evaluation (FIVE); cairn-template(5), VIEWS
 */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include "../records/record.h"

struct model_box {
	const struct field *field;
	const char *label;
	const char *text; /* in words; "" when nothing is said */
};

struct model_step {
	const struct item *item;
	const struct field **field; /* of the entry, in the order of the item */
	size_t nfields, answered;
	const struct field *next; /* the first that lacks an answer; NULL: the step is done */
};

struct model {
	const struct view *view;
	const struct reg *reg;
	struct record record;
	struct model_box *box;
	size_t nboxes, filled;
	struct model_step *step;
	size_t nsteps, done;
	const struct field *options, *cost; /* rows of the entry and their cost; NULL: not told */
	size_t noptions, costed, least;     /* so many should be costed */
};

/* model_load - err: RC_NOT_FOUND when the entry is not there */
enum rc model_load(const struct session *s, const struct view *view, const char *id,
		   struct arena *a, struct model *out, struct err *err);
/* model_empty - "Inputs, Outputs": the boxes that say nothing; "" when all do */
const char *model_empty(const struct model *m, struct arena *a);
/* model_lacks - "Outputs, Measures": what a step still asks; "" when it is done */
const char *model_lacks(const struct model *m, const struct model_step *step, struct arena *a);

struct model_line { /* an entry in the list of all */
	const char *id, *title;
	size_t filled, of;
};
/* model_list - in one read */
enum rc model_list(const struct session *s, const struct view *view, struct arena *a,
		   struct model_line **out, size_t *n, struct err *err);

#endif
