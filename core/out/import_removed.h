/* SPDX-License-Identifier: ISC */
#ifndef CORE_IMPORT_REMOVED_H
#define CORE_IMPORT_REMOVED_H

#include "../base/json.h"
#include "../records/made.h"
#include "../store/store.h"

/*
 * What was removed for data protection and must not come back with a file
 *
 * An export lists the marks of all that had been removed when it was made. A
 * mark of this store that the file does not list is of a later removal: the
 * file may still hold that text.
 */
struct removed {
	struct dict later;  /* names of facts that were removed after the file was made */
	struct names named; /* marks that the file lists, for store_erased_note */
	bool knows;         /* this store has marks of its own */
};

/*
 * removed_read - list: of the file, or NULL; ends with dict_clear of later
 *
 * Errors:  RC_INVALID  the list holds something else than marks
 */
enum rc removed_read(struct removed *out, struct store *s, const char *pid, const struct jval *list,
		     struct arena *a, struct err *err);
/* removed_later - is the text of this fact to stay out; never what holds a partnership together */
bool removed_later(const struct removed *r, const char *fact);

/* removed_marks - all marks of a partnership, as an export lists them */
enum rc removed_marks(struct store *s, const char *pid, struct arena *a, struct names *out,
		      struct err *err);

#endif
