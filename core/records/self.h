/* SPDX-License-Identifier: ISC */
/*
 * self - a person's own competency ratings, kept apart from everybody else
 *
 * Stored under the person's own key range with a log of its own; listed by no
 * one else's history, status or export.
 * Source: cairn-template(5), assessment
 */
#ifndef CORE_SELF_H
#define CORE_SELF_H

#include "record.h"

struct rating {
	const struct competency *competency;
	const char *element; /* NULL: the whole; else one of its elements */
	const char *level;   /* "" not answered; 0..4, n, k; the lowest element's for the whole */
	const char *evidence, *importance, *target, *confidence;
	struct version at;
};

/* The round now open; "2026-06" where none was opened by a coordinator: made from today. */
enum rc self_round(const struct session *s, struct arena *a, const char **round, struct err *err);
enum rc self_load(const struct session *s, const char *round, const struct assessment *as,
		  struct arena *a, struct rating **out, size_t *n, struct err *err);
/* self_save - name: a competency or element id; values: the fields of the rating form, stored form;
 * faults also warns of what could identify somebody, and it is saved all the same; may be NULL */
enum rc self_save(const struct session *s, const char *round, const char *name,
		  const struct pair *values, size_t n, struct version seen, struct faults *faults,
		  struct err *err);
size_t self_answered(const struct rating *r, size_t n, size_t *of);

#endif
