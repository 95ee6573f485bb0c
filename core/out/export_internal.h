/* SPDX-License-Identifier: ISC */
/*
 * export_internal - what the writers of exports share
 */
#ifndef CORE_EXPORT_INTERNAL_H
#define CORE_EXPORT_INTERNAL_H

#include "export.h"
#include "../base/json.h"
#include "../plan/small.h"

#define EXPORT_FORMAT "cairn"

enum { EXPORT_VERSION = 1 };

/* export_may - RC_NOT_ALLOWED when restricted records are asked for by anybody but a coordinator */
enum rc export_may(const struct session *s, const struct export_opts *o, struct err *err);
/* export_rows - the rows of a field, one a line */
const char *export_rows(const struct record *r, const struct field *f, struct arena *a);
/* export_title - what a record is called, told without the name of a restricted one it is put together from */
const char *export_title(struct view *v, const struct session *s, const struct record *r,
			 const struct export_opts *o, struct arena *a);

/* One record after the other, in one picture; r and a end when it returns. */
typedef enum rc export_fn(void *arg, struct view *v, const struct record *r, struct arena *a);
struct export_walk {
	const struct session *s;
	const struct export_opts *o;
	const struct reg *reg;
	enum life_filter life;
	struct left_out *left; /* restricted ones are added; may be NULL */
	export_fn *fn;
	void *arg;
	const struct names *only;    /* export_each_in: these ids, in this order; NULL: all */
	const struct smalls *smalls; /* for export_each_in; export_each reads them itself */
};
enum rc export_each(const struct export_walk *w, struct err *err);
/* export_each_in - in a picture that is open already, in one cycle */
enum rc export_each_in(struct view *v, const struct export_walk *w, const char *cycle);

#endif
