/* SPDX-License-Identifier: ISC */
/* What a register's template wants to be seen with an entry: others that point at it, with their answers. */
#ifndef SCREENS_RECORD_SHOWS_H
#define SCREENS_RECORD_SHOWS_H

#include "app.h"

struct beside { /* a heading with what stands under it */
	const char *title;
	const struct field **own; /* of the entry itself, shown here and not among its answers */
	size_t nown;
	struct beside_line {
		const struct reg *reg;
		const char *id, *text, *detail;
	} * line;
	size_t n;
};

struct besides {
	struct beside *v;
	size_t n;
};

/* besides_load - for one entry; costs a read of each register that is shown */
enum rc besides_load(const struct session *s, const struct record *r, struct arena *a,
		     struct besides *out, struct err *err);
/* besides_rows - entries have ids from first on, the entry's own answers their field's from first_field */
void besides_rows(const struct besides *b, const struct record *r, int first, int first_field,
		  struct page *p);
bool besides_open(const struct besides *b, size_t i, struct nav *n); /* false: there is none */
bool besides_own(const struct besides *b, const struct field *f);    /* shown under a heading */
bool besides_have(const struct besides *b, const char *id);

#endif
