/* SPDX-License-Identifier: ISC */
/*
 * outbox - files on their way out of a store whose people have no account
 *
 * One folder for each person beside the store's files: outbox/<person>/. Names
 * are made here, "000007-sf-needs-2026-11-22.csv": the number is what the person
 * asks for. The oldest goes when there would be more than OUTBOX_MOST.
 *
 * Source: cairn-admin(8), FILES OUT OF A KIOSK
 */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/err.h"
#include "../base/mem.h"

enum { OUTBOX_MOST = 20, OUTBOX_NAME_MAX = 256 };

/*
 * outbox_put - a new file, 0600, that no link can turn elsewhere; *number is what get takes
 *
 * name     what it is about, [a-z0-9.-] made by the program
 *
 * Errors:  RC_FULL, RC_READ_ONLY, RC_IO; RC_INVALID for such a name
 */
enum rc outbox_put(const char *data_dir, const char *person, const char *name, const void *data,
		   size_t len, unsigned *number, struct err *err);

struct outbox_file {
	unsigned number;
	const char *name; /* without the number */
	int64_t size, ms;
};

typedef bool outbox_fn(void *arg, const struct outbox_file *f);
/* outbox_list - by number; none is no failure */
enum rc outbox_list(const char *data_dir, const char *person, outbox_fn *fn, void *arg,
		    struct err *err);
/* outbox_get - the whole file; RC_NOT_FOUND */
enum rc outbox_get(const char *data_dir, const char *person, unsigned number, struct buf *out,
		   struct err *err);
/* outbox_drop - one person's files about this partnership; "": all of theirs */
enum rc outbox_drop(const char *data_dir, const char *person, const char *pid, struct err *err);
/* outbox_empty - everybody's files about this partnership, whose names begin with it, go */
enum rc outbox_empty(const char *data_dir, const char *pid, struct err *err);

#endif
