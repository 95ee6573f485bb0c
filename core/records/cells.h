/* SPDX-License-Identifier: ISC */
/*
 * cells - some answers of each of many records, put where they belong as their facts pass by
 *
 * Which fact holds which field is worked out once for all records of a register.
 */
#ifndef CORE_CELLS_H
#define CORE_CELLS_H

#include "../store/store.h"
#include "record.h"

struct cell_field { /* a field that a fact holds */
	const char *id;
	size_t len; /* of its id */
	size_t at;  /* among the fields that were asked for */
};

struct cell_fact {
	bool shared; /* holds name=value lines */
	struct cell_field *field;
	size_t n;
};

struct cells {
	struct names facts; /* to be read: first those that were asked for by name */
	struct cell_fact *of;
	const char **last; /* of each field: what was copied last */
};

/*
 * cells_init - of a register these fields; names are facts that are read whatever the fields are
 *
 * What is computed has no fact; a name that is no field is a fact of that name.
 */
void cells_init(struct cells *c, const struct reg *reg, const struct names *fields,
		const struct names *names, struct arena *a);
/* cells_text - a copy of what a field says, in the arena */
const char *cells_text(struct cells *c, size_t at, struct slice text, struct arena *a);
/* cells_shared - the answers of a shared fact, each into its cell; copied to the arena */
void cells_shared(struct cells *c, size_t fact, struct slice text, const char **cell,
		  struct arena *a);

#endif
