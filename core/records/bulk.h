/* SPDX-License-Identifier: ISC */
/*
 * bulk - many new facts at once, saved as few change sets that belong together
 *
 * For what is made whole: a partnership, a sample, an import. The change sets
 * share a group id, so one undo takes back all. While more than one of them is
 * being saved a note stands beside the partnership; a run that broke leaves
 * it, and bulk_recover takes the half back.
 * Internal to core/, but for bulk_recover.
 */
#ifndef CORE_BULK_H
#define CORE_BULK_H

#include "session.h"

struct bulk {
	struct arena *arena;
	struct edit *edit;
	size_t n, cap;
	size_t *end; /* edits before which a change set may end: those of whole records */
	size_t nends, ends_cap;
};

void bulk_init(struct bulk *b, struct arena *a);
void bulk_clear(struct bulk *b);
/* bulk_fact - a fact that must not exist yet; both texts are copied */
void bulk_fact(struct bulk *b, const char *name, const char *text);
/* bulk_edit - a fact as it was read; number 0: it must not exist yet */
void bulk_edit(struct bulk *b, const char *name, const char *text, struct version seen);
/* bulk_end - the record is whole: what is added from here on may go into another change set */
void bulk_end(struct bulk *b);

struct bulk_how {
	struct place place;
	const char *action;
	bool nap; /* let others in between the change sets. Source: storage-design, imports */
	/* what goes with it into what the person keeps to themselves; NULL: nothing */
	const struct bulk *own;
};
/*
 * bulk_save - all of it or nothing
 *
 * batches  how many change sets it took; may be NULL
 *
 * Errors:  as store_save; what was saved before a failure is taken back
 */
enum rc bulk_save(const struct bulk *b, const struct session *s, const struct bulk_how *how,
		  size_t *batches, struct err *err);
/*
 * bulk_recover - takes back what broken runs left, in every partnership of the store
 *
 * Runs whose process is still there are left alone.
 * taken  how many were taken back; may be NULL
 */
enum rc bulk_recover(struct store *s, size_t *taken, struct err *err);

#endif
