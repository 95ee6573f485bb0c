/* SPDX-License-Identifier: ISC */
/*
 * erase - removal for data protection, of what people know by its name: an
 * entry, one of its answers, a change, or every text that has some words in it
 *
 * Source: cairn-admin(8), REMOVING PERSONAL DATA
 */
#ifndef CORE_ERASE_H
#define CORE_ERASE_H

#include "record.h"

struct erase_ask {         /* one of id, change and words */
	const char *id;    /* NE-12, or an item or question */
	const char *field; /* of it; "updates.2" a row; NULL: all of it */
	uint64_t change;   /* what this change wrote, with its reason */
	const char *words; /* every text that has these whole words */
	bool earlier;      /* what an answer says now stays */
};

struct erase_plan {
	struct erase_what what;
	struct erase_list list;
	const struct session *session;
};

/*
 * erase_plan - what would go; nothing is changed
 *
 * Errors:  RC_NOT_FOUND  there is no such thing, or nothing of it is left
 *          RC_INVALID    other entries point at the one that would go whole, or too short words
 */
enum rc erase_plan(const struct session *s, const struct erase_ask *ask, struct arena *a,
		   struct erase_plan *out, struct err *err);
/* erase_do - as store_erase, in the session's partnership; files that wait to be fetched go too */
enum rc erase_do(const struct erase_plan *p, const char *data_dir, const char *reason,
		 struct err *err);

/* erase_copy_holds - does a whole copy of a store still hold what goes by this plan */
enum copy_says erase_copy_holds(const void *plan, const char *file);

#endif
