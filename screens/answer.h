/* SPDX-License-Identifier: ISC */
/*
 * answer - checklist items as they stand, in a list and one by one
 */
#ifndef SCREENS_ANSWER_H
#define SCREENS_ANSWER_H

#include "app.h"

struct answered_item {
	const struct item *item;
	const struct checklist *list;
	const char *state; /* the stored word: done, yes, … or "" */
	const char *word;  /* as it is shown; NULL for not started and done, which the mark tells */
	const char *lead;
	const char *due;     /* in words */
	struct version seen; /* of the state */
	const struct reg *form;
	const struct field *state_field;
	const char *mark; /* that somebody else changed it; NULL: nobody did */
};

/* answered_marks - beside those that others changed since this person last looked */
void answered_marks(const struct frame *f, struct answered_item *v, size_t n);

/* answered_items - of an activity's checklists, or of one checklist; in one read each */
enum rc answered_items(const struct session *s, const char *activity, const struct checklist *only,
		       struct arena *a, struct answered_item **out, size_t *n, struct err *err);
/* Checklist items that the templates show beside a field. */
struct asked_item {
	const struct field *field; /* of the register */
	const char *text;          /* "CJVSF asks: Were the alternatives weighed? (done)" */
};
enum rc asked_items(const struct session *s, const struct reg *reg, struct arena *a,
		    struct asked_item **out, size_t *n, struct err *err);
bool answer_is_done(const char *state);
struct version answer_version(const struct record *r, const char *field);
/* the form of a checklist's answers */
const struct reg *answer_form(const struct session *s, const struct checklist *c);
void answered_rows(const struct answered_item *v, size_t n, int first_id, struct page *p);
/* Space ticks, Enter opens */
void answered_event(struct frame *f, const struct answered_item *v, size_t n, int first_id,
		    const struct event *e, struct nav *nav);

#endif
