/* SPDX-License-Identifier: ISC */
/*
 * lib_work - a person at work in a partnership of the shipped templates
 */
#ifndef TESTS_LIB_WORK_H
#define TESTS_LIB_WORK_H

#include "core/out/export.h"

struct work {
	struct store *store;
	struct arena *arena;
	struct session s; /* anna; 13 May 2026 */
};

/* work_open - dir NULL: in memory; no partnership yet */
void work_open(struct work *w, const char *dir);
void work_close(struct work *w);
/* work_make - a new partnership, entered as its coordinator */
void work_make(struct work *w);
/* work_sample - the sample partnership, entered */
void work_sample(struct work *w);
/* work_as - another person in the same partnership, with the role that is stored for them */
struct session work_as(struct work *w, const char *person, const char *role);
/* work_put - one answer by record_save; ends the test when it is refused */
void work_put(const struct session *s, struct arena *a, const char *reg, const char *id,
	      const char *field, const char *stored);
/* work_add - a record from field, text, …, NULL; its stored id */
const char *work_add(const struct session *s, struct arena *a, const char *reg, ...);
/* work_text - what is stored for a field; "" when nothing is */
const char *work_text(const struct session *s, struct arena *a, const char *reg, const char *id,
		      const char *field);

#endif
