/* SPDX-License-Identifier: ISC */
/*
 * lib_records - a small template and a store in memory, for tests of records
 */
#ifndef TESTS_LIB_RECORDS_H
#define TESTS_LIB_RECORDS_H

#include "core/records/record.h"

struct desk {
	struct session s;
	struct arena *a;
	struct faults faults; /* of the last try */
	struct err err;
	enum rc rc;
	struct saved saved;
};

/* desk_open - an empty partnership "sf", cycle c1 of 2026-27 to 2028-29; today is 14 May 2026 */
struct desk *desk_open(void);
void desk_close(struct desk *d);
const struct reg *desk_reg(const struct desk *d, const char *name);
/* desk_make - a new record of field, typed answer, ..., NULL; its id, or NULL with rc, err, faults */
const char *desk_make(struct desk *d, const char *reg, ...) __attribute__((sentinel));
/* desk_set - the same for a record that is there, from the versions it has now */
bool desk_set(struct desk *d, const char *reg, const char *id, ...) __attribute__((sentinel));
struct record desk_load(struct desk *d, const char *reg, const char *id);
/* desk_says - whether a fault of the level has exactly this sentence */
bool desk_says(const struct desk *d, enum level level, const char *text);

#endif
