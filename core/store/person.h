/* SPDX-License-Identifier: ISC */
/*
 * person - all that the store holds about somebody who works in it, and taking them out
 *
 * Source: cairn-admin(8), WHAT IS HELD ABOUT A PERSON
 */
#ifndef CORE_PERSON_H
#define CORE_PERSON_H

#include "store.h"

/*
 * person_held - told line by line: what it is, in which partnership, and what it says
 *
 * area   account, key, role, own, draft, note, change, audit or named
 * pid    NULL: of the store as a whole
 * name   what the line is about: a fact, an entry, a key
 *
 * Own answers, drafts and notes are told to that person alone, what is
 * restricted and merely names them to a coordinator.
 *
 * Errors:  RC_NOT_FOUND    nobody is called that
 *          RC_NOT_ALLOWED  by is neither that person nor a coordinator of all they belong to
 */
struct held {
	const char *area, *pid, *name, *text;
	int64_t ms; /* 0: it has no time */
};
typedef bool held_fn(void *arg, const struct held *h);
/* by NULL: who holds the store's files */
enum rc person_held(struct store *s, const struct actor *by, const char *name, held_fn *fn,
		    void *arg, struct err *err);

/*
 * Taking somebody out. What they keep to themselves, their drafts, notes, keys,
 * account and the name that others saw are deleted for good; their roles end,
 * with an entry in the history. What they wrote in the common record stays under
 * their short name, which nobody else gets, and verifies as before.
 * Source: cairn-admin(8), SOMEBODY LEAVES
 */
struct leaving_role {
	const char *pid, *role;
};

struct leaving { /* what would go, and what stays */
	const char *name, *shown;
	struct leaving_role *role;
	size_t nroles;
	size_t keys, own, drafts, notes;
	size_t changes; /* entries of theirs in the histories that they belong to */
	size_t named;   /* answers there that have their shown name in them */
};

/*
 * person_leaving - nothing is changed; by NULL: who holds the store's files; Memory: in the arena
 *
 * Errors:  as person_remove
 */
enum rc person_leaving(struct store *s, const struct actor *by, const char *name, struct arena *a,
		       struct leaving *out, struct err *err);
/*
 * person_remove - takes them out; done once more it deletes what a broken run has left
 *
 * Errors:  RC_NOT_FOUND    nobody is called that
 *          RC_NOT_ALLOWED  by is no coordinator of all they belong to, or is that person, or
 *                          a partnership would be left without a coordinator
 */
enum rc person_remove(struct store *s, const struct actor *by, const char *name, struct err *err);
/* person_copy_holds - is a file a whole copy of a store in which the person of that name has not left */
enum copy_says person_copy_holds(const void *name, const char *file);

#endif
