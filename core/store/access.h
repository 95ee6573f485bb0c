/* SPDX-License-Identifier: ISC */
/*
 * access - who may come in by way of the service account: people, keys, and who is suspended
 *
 * People and keys belong to the store, not to one partnership, so whoever
 * changes somebody's way in must be a coordinator of every partnership that
 * person belongs to. A NULL actor is the service account itself, at the
 * machine: whoever holds it holds the store's files.
 *
 * Source: cairn-admin(8), PEOPLE AND KEYS
 */
#ifndef CORE_ACCESS_H
#define CORE_ACCESS_H

#include "../base/ssh_key.h"
#include "store.h"

enum { KEYS_MOST = 8 }; /* of one person */

/*
 * access_person_add - somebody without an account of this computer
 *
 * Errors:  RC_CONFLICT     the short name is taken
 *          RC_NOT_ALLOWED  by is no coordinator
 */
enum rc access_person_add(struct store *s, const struct actor *by, const char *name,
			  const char *shown, struct err *err);
/* access_suspend - shut the way in, or open it again; RC_NOT_FOUND: nobody is called that */
enum rc access_suspend(struct store *s, const struct actor *by, const char *name, bool off,
		       struct err *err);
/* access_check - RC_NOT_FOUND: unknown; RC_NOT_ALLOWED: suspended; else the person */
enum rc access_check(struct store *s, const char *name, struct arena *a, struct person *out,
		     struct err *err);
enum rc access_suspended(struct store *s, const char *name, bool *off, struct err *err);
/* access_by_key - in a picture: has this person no account of their own */
bool access_by_key(struct view *v, const char *name);
/* access_may - RC_NOT_ALLOWED: by may not change that person's way in; NULL: nobody's */
enum rc access_may(struct store *s, const struct actor *by, const char *name, struct err *err);
/* access_may_hear - the same of what is held about another person */
enum rc access_may_hear(struct store *s, const struct actor *by, const char *name, struct err *err);
/* access_may_in - access_may in a picture */
enum rc access_may_in(struct view *v, const struct actor *by, const char *name);
/*
 * access_may_import - RC_NOT_ALLOWED: people work in this store already, and by coordinates none
 * of its partnerships; into an empty one anybody may who may write its files
 */
enum rc access_may_import(struct store *s, const struct actor *by, struct err *err);
/*
 * access_may_start - in a picture: RC_NOT_ALLOWED where this person came in by a key over SSH and
 * coordinates nothing here: the first partnership is made at the machine
 */
enum rc access_may_start(struct view *v, const struct actor *by);
/* access_off - in a picture: is this person suspended */
bool access_off(struct view *v, const char *name);
/* access_left - in a picture: was this person taken out; a session of theirs may still be open */
bool access_left(struct view *v, const char *name);

struct access_key {
	const char *person, *by; /* by: who added it, "-" for the machine */
	int64_t ms;
	bool off; /* the person is suspended */
	struct ssh_key key;
};

/* access_key_add - RC_CONFLICT: somebody has it already; out may be NULL */
enum rc access_key_add(struct store *s, const struct actor *by, const char *name, const char *line,
		       struct ssh_key *out, struct err *err);
/* access_key_remove - by its id, or the start of it where only one begins so */
enum rc access_key_remove(struct store *s, const struct actor *by, const char *name, const char *id,
			  struct err *err);
typedef bool access_key_fn(void *arg, const struct access_key *k);
/* access_keys - of one person, or everybody's with NULL, by person */
enum rc access_keys(struct store *s, const char *name, access_key_fn *fn, void *arg,
		    struct err *err);

#endif
