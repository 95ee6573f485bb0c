/* SPDX-License-Identifier: ISC */
/*
 * unseen - what others changed since a person last looked
 *
 * Two notes of that person: "seen" is the newest change they have looked at,
 * "looked" the entries they have opened since, each with a number of its own.
 * Read from the log, newest first and never further than UNSEEN_MOST answers.
 * Source: cairn(1), SEVERAL PEOPLE AT ONCE
 */
#ifndef CORE_UNSEEN_H
#define CORE_UNSEEN_H

#include "session.h"
#include "value.h"

enum { UNSEEN_MOST = 3000, LOOKED_MOST = 200 };

struct changed {            /* an entry, an item, a question that others changed */
	const char *id;     /* as in the names of its facts: ne-000012 */
	const char *person; /* who did last */
	uint64_t number;    /* in the log */
	int64_t ms;
	bool made; /* all of it is new */
};

struct unseen {
	struct changed *v; /* by id */
	size_t n;
	size_t changes;      /* how many there were; at least, where `more` */
	const char *newest;  /* who made the newest one; "" */
	bool more;           /* the look back ended before it came to what was seen */
	uint64_t seen, head; /* numbers in the log */
	struct pairs looked;
	bool first; /* this person was never here before: nothing is new to them */
};

/*
 * unseen_load - from the notes and the log, or where only the log went on from what it was before
 *
 * before   NULL: from the start
 * Memory:  in the arena; nothing of before is kept
 */
enum rc unseen_load(const struct session *s, const struct unseen *before, struct arena *a,
		    struct unseen *out, struct err *err);
/* unseen_of - what was changed in one of them; NULL: nothing */
const struct changed *unseen_of(const struct unseen *u, const char *id);
/* unseen_since - the newest change of one of them that this person has looked at */
uint64_t unseen_since(const struct unseen *u, const char *id);
/*
 * unseen_looked - this person has looked at one of them, as it was at that number of the log
 * unseen_looked_all - at everything up to it
 *
 * When it cannot be kept (a store that may only be read) they are told again.
 */
void unseen_looked(const struct session *s, const char *id, uint64_t upto);
void unseen_looked_all(const struct session *s, uint64_t upto);

#endif
