/* SPDX-License-Identifier: ISC */
/* lib_store - short words for tests of the store */
#ifndef TESTS_LIB_STORE_H
#define TESTS_LIB_STORE_H

#include "core/store/store.h"

extern const struct actor ann, ben, cat, dan; /* coordinator, partner, viewer, facilitator */
extern const struct place sf;

/* store_in - a store in dir, made when it is not there; NULL: in memory. Ends the test when it cannot */
struct store *store_in(const char *dir);
/* put - one answer, from the version that is there now; what store_save said */
enum rc put(struct store *s, const struct actor *by, const char *name, const char *text);
enum rc put_seen(struct store *s, const struct actor *by, const char *name, const char *text,
		 struct version seen, struct clash_list *clashes, struct saved *out);
enum rc put_in(struct store *s, struct place p, const struct actor *by, const char *name,
	       const char *text);
/* shown - what an answer is now; NULL: there is none. In a, as everything here */
const char *shown(struct store *s, struct place p, const char *name, struct arena *a);
struct version version_of(struct store *s, struct place p, const char *name);
/*
 * store_as_format - the store in a folder as another version of the program left it
 *
 * "0" is the first form, which kept no vectors; a higher one than ours is as a
 * later program would write it.
 */
void store_as_format(const char *dir, const char *format);
/* clean - store_verify finds nothing; else the test fails with the fault */
void clean(struct store *s);

#endif
