/* SPDX-License-Identifier: ISC */
/*
 * json - JSON out and in: a writer that adds to a buf, and a reader (the one
 * door to jansson)
 *
 * What is written depends only on what the caller says, in the order that it
 * says it. What is read is bounded: no name twice, no NUL, UTF-8 alone.
 * Source: RFC 8259
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include "err.h"
#include "mem.h"

/* Writer */
enum { JSON_DEPTH = 16 };

struct jout {
	struct buf *to;
	int depth;
	bool some[JSON_DEPTH]; /* the level has a member already */
};

void jout_init(struct jout *j, struct buf *to);
/* name: NULL inside an array and at the top */
void jout_object(struct jout *j, const char *name);
void jout_array(struct jout *j, const char *name);
void jout_end(struct jout *j, char close); /* '}' or ']' */
void jout_text(struct jout *j, const char *name, const char *text);
void jout_bool(struct jout *j, const char *name, bool yes);
void jout_null(struct jout *j, const char *name);
void jout_int(struct jout *j, const char *name, long long n);
/* jout_number - text that is a JSON number as it is; anything else as text */
void jout_number(struct jout *j, const char *name, const char *text);

/* Reader: everything that was read ends with the document. */
struct jdoc;
struct jval; /* a value inside a document */

/*
 * jdoc_read - RC_INVALID: err names line and column
 */
enum rc jdoc_read(struct jdoc **out, const char *text, size_t len, struct err *err);
void jdoc_free(struct jdoc *d); /* takes NULL */
const struct jval *jdoc_top(const struct jdoc *d);

/* Each takes NULL and a value of another kind, and answers NULL, 0 or false. */
const struct jval *jval_get(const struct jval *v, const char *name);
const char *jval_text(const struct jval *v); /* NULL when it is no text */
bool jval_int(const struct jval *v, long long *out);
bool jval_is_object(const struct jval *v);
bool jval_is_array(const struct jval *v);
bool jval_is_null(const struct jval *v);
bool jval_true(const struct jval *v);
size_t jval_count(const struct jval *v); /* of an array */
const struct jval *jval_at(const struct jval *v, size_t i);
/* members of an object in their order: fn returns false to stop */
void jval_each(const struct jval *v, bool (*fn)(void *arg, const char *name, const struct jval *v),
	       void *arg);

#endif
