/* SPDX-License-Identifier: ISC */
/*
 * journal - what every change set put into the store, one after another, in files beside it
 *
 * A backup and the journal after it make the store again as it was at any
 * moment since; rebuild.h does so. The files lie in journal/ in the data
 * folder, closed to others like the store: `now` is written, and a backup
 * turns it into the next number (000001, 000002, …).
 *
 *	cairn-journal 1 5e1f90c25e1f90c2	form, and a word that no text can know
 *	change 5e1f90c25e1f90c2 1784037720123 4 812 77ab01c2
 *	set p/sf/f/c3/ne/ne-000012/notes 54	puts, bytes of them, CRC-32C in the line before
 *	(the value, a line end)
 *	del p/sf/o/c3/ne/ne-000012/notes/k7:42
 *
 * One order for the whole store, with people and keys, so one file and not one
 * a partnership: the log of each place tells whether something is missing, for
 * every line of it names the digest of the one before. Own answers (x/) are
 * noted as what all members share is, under the same rights; drafts and the
 * notes that a person leaves for next time are not: what nobody saved is not
 * kept for months.
 *
 * A change is appended just before it is stored, with the turn to write held.
 * A process that ends between the two leaves a change that was told to nobody;
 * where it was not stored, the next one of the same place has the same number
 * and the chain goes on through that one alone. A change cut short, by a full
 * disk or by power, is passed over when it is read.
 *
 * A journal that cannot be written stops no save: the trouble is told once.
 *
 * The store itself notes, under JOURNAL_FROM, how far each log had come when
 * `now` was begun by a backup, or when the store was made or put in place: a
 * file that was deleted is missed by that. Where the store takes a name, as the
 * first thing it writes after a backup was put in its place, the journal has
 * that as well: what it has before and beyond was thrown out.
 *
 * Removal for data protection: compacting, which leaves nothing of the data
 * file, has the journal rewritten by journal_rewrite, with everybody out. Its
 * function is asked of each put (of the log's texts, of facts, of open versions,
 * and of the account and keys of somebody who has left) and drops the removed ones or gives what stands there instead.
 * The lines of the log stay as they are, so the chain stays whole.
 */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "engine.h"
#include "../base/mem.h"

struct journal;

#define JOURNAL_FROM "s/journal" /* "p/sf 42", a line for each place; noted with a name alone */

/* journal_new - of the store in a folder; nothing is opened before something is noted */
struct journal *journal_new(const char *dir);
void journal_free(struct journal *j);           /* what was noted is flushed; takes NULL */
extern const struct engine_notes journal_notes; /* with a journal as their argument */
/* journal_trouble - why something could not be noted, once; NULL: nothing was wrong since */
const char *journal_trouble(struct journal *j);

/*
 * journal_turn - what was noted so far is flushed and closed under a number
 *
 * keep  how many closed files stay; older ones are removed
 */
enum rc journal_turn(const char *dir, int keep, struct err *err);

/* One put of a change that is read back. */
struct journal_put {
	struct slice key, value; /* value.data NULL: taken away */
};

struct journal_change {
	int64_t ms;       /* when it was noted, UTC */
	const char *file; /* the name in journal/ */
	const struct journal_put *puts;
	size_t count;
};

/* borrowed until the journal_text they came from is freed; false stops */
typedef bool journal_fn(void *arg, const struct journal_change *c);

/* The files of a journal in memory, in their order. */
struct journal_text {
	struct buf *file; /* each one's bytes */
	char (*name)[16];
	size_t n;
	size_t torn; /* changes cut short, counted as they are passed over */
};

/*
 * journal_load - every file of a folder of journals, whole
 *
 * Errors:  RC_NOT_FOUND  there is no such folder, or nothing in it
 *          RC_IO         a file cannot be read
 */
enum rc journal_load(const char *folder, struct journal_text *out, struct err *err);
void journal_unload(struct journal_text *t);
/* journal_each - every whole change, in order */
void journal_each(struct journal_text *t, journal_fn *fn, void *arg);

enum journal_keep { JOURNAL_KEEP, JOURNAL_DROP, JOURNAL_INSTEAD };

/* what becomes of a put; JOURNAL_INSTEAD: the value is what was added to `instead` */
typedef enum journal_keep journal_keep_fn(void *arg, struct slice key, struct slice value,
					  struct buf *instead);

/*
 * journal_rewrite - every file once more without what a function drops
 *
 * Only while nobody is in the store, the caller with the door shut or alone.
 * Each file is written beside, flushed and renamed; one that nothing is
 * dropped from stays as it is.
 *
 * Errors:  RC_OK         also where there is no journal
 *          RC_IO, RC_FULL  what was not rewritten is as before
 */
enum rc journal_rewrite(const char *dir, journal_keep_fn *fn, void *arg, struct err *err);

#endif
