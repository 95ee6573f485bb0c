/* SPDX-License-Identifier: ISC */
/*
 * figures - what the first screen counts: how far each stage has got, what wants attention first
 *
 * Worked out from the whole cycle, which takes time in a large plan. So it is
 * kept while nothing is saved, and for the next start in a small file of the
 * cache. The file counts only for the very answers it was made from: the state
 * of the store's log, partnership, cycle, person, role, templates, day and
 * program go into its digest, and its own bytes.
 */
#ifndef SCREENS_FIGURES_H
#define SCREENS_FIGURES_H

#include "../core/plan/attention.h"
#include "../core/records/work.h"

struct app;

struct stage_figures {
	size_t done, all;        /* tasks */
	enum task_status status; /* not started, in progress or completed */
};

struct figures {
	struct stage_figures *stage; /* for each of the schema */
	size_t *live;       /* for each register of the schema: entries, without archived ones */
	size_t concerns;    /* late, due soon or broken */
	const char *worst;  /* the worst of them in words; NULL: none */
	size_t carry;       /* of the cycle before: nobody has said yet whether it is still true */
	const char *before; /* its title; NULL: nothing to say, or not by this person */
	/* The file has these in the place of words: a text that is removed for good stands nowhere else. */
	struct concern worst_of; /* kind, id, year and follows; id NULL: none */
	const char *before_cycle;
};

/* figures_load - Memory: until the next call */
enum rc figures_load(struct app *app, const struct figures **out, struct err *err);

#endif
