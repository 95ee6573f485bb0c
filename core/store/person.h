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

#endif
