/* SPDX-License-Identifier: ISC */
/* pack_verify - what the cross checks of a schema share */
#ifndef CONFIG_PACK_VERIFY_H
#define CONFIG_PACK_VERIFY_H

#include "pack_internal.h"

struct verify {
	const struct schema *s;
	const struct yaml_docs *docs;
	struct pack_faults *faults;
	bool sound; /* no fault so far: fields are whole, and values can be held against them */
};

/* say - a fault at the word it is about where that came from a file, else at its entry */
void say(struct verify *v, const char *word, const struct origin *o, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Names that may be there once. */
struct once {
	const char *name, *what;
	const struct origin *origin;
};

struct once_list {
	struct once *v;
	size_t n, cap;
};

void once_add(struct once_list *l, const char *name, const char *what, const struct origin *o);
/* once_check - a fault for each that is there again; empties the list */
void once_check(struct verify *v, struct once_list *l);

void verify_activity_name(struct verify *v, const char *name, const struct origin *o);
/* verify_field_name - a field, or "scores.criterion" inside one; NULL after a fault */
const struct field *verify_field_name(struct verify *v, const struct reg *r, const char *name,
				      const struct origin *o);
/* verify_conds - in: the field that holds the one with the condition, or NULL */
void verify_conds(struct verify *v, const struct reg *r, const struct field *in,
		  const struct cond *c, size_t n, const struct origin *o);
/* verify_any - a rule by which a view chooses entries */
void verify_any(struct verify *v, const struct reg *g, const struct rule *r);
void verify_ticks(struct verify *v, const struct reg *r, const struct field *f);
void verify_registers(struct verify *v);
/* verify_computed - in: the field that holds it, or NULL */
void verify_computed(struct verify *v, const struct reg *r, const struct field *in,
		     const struct field *f);
void verify_tables(struct verify *v);
/* Days of the calendar, and the fields that show whether one was met. */
void verify_calendar(struct verify *v);
/* How long entries are kept: of which register, from which of its dates. */
void verify_keeps(struct verify *v);
/* Views and chains: each part stands for something its kind knows, each role is played by a field. */
void verify_views(struct verify *v);
/* The values that a pack brings along: their names are fields, their texts what these take. */
void verify_values(struct verify *v);

#endif
