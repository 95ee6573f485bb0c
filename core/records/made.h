/* SPDX-License-Identifier: ISC */
/*
 * made - new records put together from typed answers, for bulk
 *
 * For what a pack brings along: starters and samples. What does not fit a
 * field goes to the record's notes, so that nothing a pack says is lost.
 * Internal to core/.
 */
#ifndef CORE_MADE_H
#define CORE_MADE_H

#include "bulk.h"
#include "record.h"

/* Texts with what they stand for; looked up by hash. */
struct dict {
	struct dict_entry {
		const char *name;
		const void *is;
	} * v;
	size_t n, cap;
};

void dict_put(struct dict *d, const char *name, const void *is); /* borrows both; replaces */
const void *dict_get(const struct dict *d, const char *name);    /* NULL: none */
void dict_clear(struct dict *d);

struct maker {
	const struct session *s;
	struct arena *arena;
	struct bulk *bulk;
	struct dict ids;   /* stored ids that are there, or will be: their struct reg */
	struct dict codes; /* "ou/ndo-1": the stored id of the record with that code */
	bool fill_not_known; /* required answers that are missing are "not known" where that may be said */
	struct faults *faults; /* what went to the notes; may be NULL */
};

struct made {
	struct maker *m;
	const struct reg *reg;
	const char *cycle, *id; /* stored forms */
	struct pair *v;
	size_t n, cap;
	struct buf notes;
};

void maker_clear(struct maker *m);
void made_begin(struct made *r, struct maker *m, const struct reg *reg, const char *cycle,
		const char *id);
/* made_typed - an answer in typed form; name: a field, or "rows.1" with name=value parted by "; " */
void made_typed(struct made *r, const char *name, const char *typed);
/* made_stored - an answer in stored form, taken as it is; the last one said counts */
void made_stored(struct made *r, const char *name, const char *stored);
/* made_end - initial answers, life, notes; adds the facts to the bulk */
void made_end(struct made *r);
/* made_id - ne-000012 in the arena */
const char *made_id(struct arena *a, const struct reg *reg, unsigned long number);

#endif
