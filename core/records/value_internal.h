/* SPDX-License-Identifier: ISC */
/*
 * value_internal - what the files of value and record share
 */
#ifndef CORE_VALUE_INTERNAL_H
#define CORE_VALUE_INTERNAL_H

#include "value.h"

enum { TEXT_MAX_CHARS = 120, LONG_MAX_CHARS = 4000, URL_MAX_CHARS = 500, REFS_MAX = 200 };

/* field_label - as it stands at the start of a sentence; the id when there is no label */
const char *field_label(const struct field *f);
/* field_inside - the label inside a sentence: "due date", "EQIA done", in the arena */
const char *field_inside(const struct field *f, struct arena *a);

/* A number as it is written, apart from any locale. */
struct number {
	bool negative;
	char whole[16];   /* without leading zeros */
	char fraction[8]; /* as written */
};

/* year_stored - a reporting year by the year that it begins in: 2026-27 */
const char *year_stored(int first, struct arena *a);
bool number_read(const char *s, struct number *out); /* commas only between thousands */
double number_value(const char *stored);             /* 0 for what is none */
/* number_grouped - 12345.00 as 12,345.00, in the arena */
const char *number_grouped(const char *stored, struct arena *a);
const char *bound_text(double v, struct arena *a); /* a limit of a field, in a sentence */

/* Reading what was typed: one function for each type, in value.c and value_choice.c. */
struct parse {
	const struct field *field;
	struct date today;
	struct arena *arena;
	struct err *err;
};

typedef enum rc parse_fn(const struct parse *p, const char *s, const char **out);

parse_fn parse_text, parse_year, parse_choice, parse_multi, parse_bool, parse_refs, parse_group;
/* value_refuse - RC_INVALID with a sentence that begins with the field's label */
enum rc value_refuse(const struct parse *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* pair_unescaped - an answer of a group as it was before its marks were written as %25, %0D, %0A;
 * typed: ; was written as %3B as well */
const char *pair_unescaped(const char *s, size_t len, bool typed, struct arena *a);
const char *list_parts(const struct field *f, struct arena *a); /* names of a group's fields */

bool year_read(const char *s, int *first);                           /* 2024-25 */
bool period_read(const char *s, struct date *from, struct date *to); /* stored form */

/* field_is_text - whether answers are free text, which sorts by its letters */
bool field_is_text(const struct field *f);
/* Where an answer of a type that is not text stands among others; greater sorts later. */
double value_rank(const struct field *f, const char *stored);

#endif
