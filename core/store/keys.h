/* SPDX-License-Identifier: ISC */
/*
 * keys - the names of things: in the store, and as people see and type them
 *
 * Stored: ne-000012 (at least six digits). Shown: NE-12, at least two digits.
 * On a laptop copy: ne-k7.3, shown NE-K7.3.
 */
#ifndef CORE_KEYS_H
#define CORE_KEYS_H

#include <stdbool.h>

#include "engine.h"
#include "../base/mem.h"

struct key {
	char text[KEY_MAX_BYTES + 1];
	size_t len;
};

/* key_printf - RC_INVALID when it is too long or has a bad byte */
enum rc key_printf(struct key *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct slice key_slice(const struct key *k);
bool key_part_good(const char *s, size_t max); /* [a-z0-9][a-z0-9._-]*, at most max */

/* id_shown - ne-000012 as NE-12; what is not such an id is copied as it is */
void id_shown(const char *stored, char out[49]);
/* id_stored - NE-12, ne-012, Ne-0012 as ne-000012; false when it has no such form */
bool id_stored(const char *typed, char out[49]);
/* id_prefix - ne of ne-000012; false when there is none */
bool id_prefix(const char *stored, char out[9]);
unsigned long id_number(const char *stored); /* 12; 0 for what has none */

/* fact_name - "c3/ne/ne-000012/severity" in the arena */
const char *fact_name(struct arena *a, const char *cycle, const char *reg, const char *record,
		      const char *field);
/* fact_parts - the four parts of a name, copied to the arena; false when it has another form */
struct fact_parts {
	const char *cycle, *reg, *record, *field, *row; /* row: after the '.', or NULL */
};
bool fact_parts(struct arena *a, const char *name, struct fact_parts *out);

#endif
