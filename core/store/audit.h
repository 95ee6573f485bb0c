/* SPDX-License-Identifier: ISC */
/*
 * audit - who signed in, took something out, was refused, or changed people and keys
 *
 * Kept for each partnership in a log of its own, chained and verified as the
 * other, under a name that no person can have. So it does not stand between
 * the changes, is never taken back, and nobody's open screen minds it.
 *
 * Source: cairn-admin(8), AUDIT
 */
#ifndef CORE_AUDIT_H
#define CORE_AUDIT_H

#include "store.h"

#define AUDIT_OWN "audit.log"

/* what happened: the action of the entry */
#define AUDIT_SIGN_IN "sign-in"
#define AUDIT_SIGN_OUT "sign-out"
#define AUDIT_EXPORT "export"
#define AUDIT_REFUSED "refused"
#define AUDIT_PEOPLE "people"

/*
 * audit_note - in one partnership; what: a few words without anything that was typed
 *
 * A store that may only be read has no note, and that is no failure.
 */
enum rc audit_note(struct store *s, const char *pid, const struct actor *by, const char *event,
		   const char *what, struct err *err);
/* audit_note_all - in every partnership that the person has a role in */
enum rc audit_note_all(struct store *s, const struct actor *by, const char *event, const char *what,
		       struct err *err);
/* audit_put - in a change that is under way: in all that `who` has a role in, or else `by` */
enum rc audit_put(struct store *s, struct view *v, const struct actor *by, const char *who,
		  const char *what);
/* audit_each - newest first; a coordinator's to see. facts[0].text says what */
enum rc audit_each(struct store *s, const char *pid, const struct actor *by, entry_fn *fn,
		   void *arg, struct err *err);

#endif
