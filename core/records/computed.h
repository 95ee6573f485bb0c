/* SPDX-License-Identifier: ISC */
/*
 * computed - fields that are worked out from other answers of the same entry
 *
 * Nothing here is stored: whoever reads an entry, a list, an export or checks
 * a rule gets the answer as it follows from the others on that day.
 * A part that is blank or "not known" makes the whole "not known"; when no part
 * is answered there is nothing to tell, and the answer is blank.
 * With weights and points of 0 or more, which the reader of the templates makes
 * sure of, raising one part never lowers a sum or a product.
 * Source: cairn-template(5), COMPUTED FIELDS
 */
#ifndef CORE_COMPUTED_H
#define CORE_COMPUTED_H

#include "../base/clock.h"
#include "../base/mem.h"
#include "../base/schema.h"

struct computing {
	const struct schema *schema;
	const struct reg *reg;
	struct date today; /* which row of a table holds where the entry has no date */
	const char *(*answer)(const void *arg, const char *field); /* stored text; "" when blank */
	const void *arg;
};

/* computed_needs - adds the fields it is worked out from; out has room for computed_most more */
size_t computed_most(const struct field *f);
void computed_needs(const struct field *f, struct names *out);
/* computed_text - the answer in stored form; "" or "not known" */
const char *computed_text(const struct computing *c, const struct field *f, struct arena *a);
/* computed_how - how it comes about: "High 3 × 2 + Medium 2 + Rising 2"; "" where it is blank */
const char *computed_how(const struct computing *c, const struct field *f, struct arena *a);

#endif
