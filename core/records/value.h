/* SPDX-License-Identifier: ISC */
/*
 * value - an answer as it is typed, stored and shown
 *
 * Typed text is what a person wrote; stored text is one fixed form that
 * depends on nothing (cairn-template(5), TYPES); shown text is for people.
 */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include "../base/clock.h"
#include "../base/mem.h"
#include "../base/schema.h"

#define FIELD_CARRIED "carried_from" /* the id of the entry of an earlier cycle that this one was */
#define VALUE_NOT_KNOWN "not known"

/*
 * value_parse - typed text to stored text for a field
 *
 * Does not look at other fields or records (record.h does). References are
 * taken as ids (NE-12, or several parted by commas or lines); options by id,
 * label or a beginning that fits one alone, ignoring case; dates as
 * date_parse; money with or without a pound sign and commas... but no words.
 * "" is always taken: left blank.
 *
 * out      stored text, in the arena
 * Errors:  RC_INVALID  err: one sentence that says how to put it right, with the label
 */
enum rc value_parse(const struct field *f, const char *typed, struct date today, struct arena *a,
		    const char **out, struct err *err);
/* value_check - stored text that came from outside (import, older store) is of the field's form */
enum rc value_check(const struct field *f, const char *stored, struct err *err);
/* field_heading - what stands above a column of its answers */
const char *field_heading(const struct field *f);
/* value_shown - 31 Mar 2027 as "31 March 2027", "GBP 12,345.00", labels, NE-12; in the arena */
const char *value_shown(const struct field *f, const char *stored, struct arena *a);
/* value_typed - what a box starts with when it is edited: value_parse(value_typed(x)) = x */
const char *value_typed(const struct field *f, const char *stored, struct arena *a);
/* value_order - compares stored texts of a field for sorting; blank comes last */
int value_order(const struct field *f, const char *a, const char *b);
/* value_lines - parts of a multi or refs value, in the arena */
struct names value_lines(const char *stored, struct arena *a);

/* Groups and rows: name=value lines, sorted by name, % CR LF as %25 %0D %0A. */
struct pairs {
	struct pair *v;
	size_t n;
};
struct pairs pairs_read(const char *stored, struct arena *a);
const char *pairs_text(const struct pair *v, size_t n, struct arena *a); /* blanks left out */
const char *pairs_get(const struct pairs *p, const char *name);          /* "" when not there */

#endif
