/* SPDX-License-Identifier: ISC */
/*
 * session - one person at work in one cycle of one partnership
 *
 * What nearly every call of the record layer needs: the store, the templates,
 * who acts, where. Owned by main; everything else borrows it.
 */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include "../base/clock.h"
#include "../base/schema.h"
#include "../store/store.h"

struct session {
	struct store *store;
	const struct schema *schema;
	struct actor actor;
	long uid;          /* the person's account; PERSON_NO_ACCOUNT in a kiosk */
	const char *shown; /* the person's name as others see it */
	const char *pid;   /* partnership; NULL before one is chosen */
	const char *cycle; /* "c1"; NULL before one is chosen */
	struct date today;
	const char *reason; /* why what is saved now is changed; NULL: none given */
	bool together;      /* this person asked to see what everybody gave apart */
};

static inline struct place session_place(const struct session *s)
{
	return (struct place){ .pid = s->pid, .own = NULL };
}

static inline struct place session_own(const struct session *s)
{
	return (struct place){ .pid = s->pid, .own = s->actor.person };
}

#endif
