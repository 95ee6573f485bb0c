/* SPDX-License-Identifier: ISC */
/*
 * rebuild - a store made again: a backup, the journal after it, and what a damaged file still gives
 *
 * All three hold the same things: lines of logs, their texts, answers. The
 * chain of digests says which lines belong together, each text's digest and
 * each value's sum that they are whole; so it does not matter where a piece
 * comes from. What comes out is one file of the kind that a backup is,
 * verified before it gets its name.
 *
 * A journal, and an older backup, also have what a restore threw out. The store
 * that is there decides: under its own name, and as far as its own counts of
 * other names go. Where nothing of it can be read, the name that the journal
 * has last. What was removed for data protection stays removed.
 */
#ifndef CORE_REBUILD_H
#define CORE_REBUILD_H

#include "store.h"

struct rebuild {
	const char *dir; /* of the store that it is for; the work is done in dir/rebuild */
	enum engine_profile profile;
	const char *backup;  /* NULL: none */
	const char *journal; /* a folder; NULL: none */
	const char *damaged; /* a data file; NULL: none, and then nothing may be missing */
	int64_t until_ms;    /* UTC; 0: all that the journal has */
	const char *person;  /* in whose name what has no history any more is put back */
	void (*say)(void *arg, const char *line); /* what came from where, and what is missing */
	void *arg;
	/* afterwards */
	bool whole;        /* nothing was wrong with the file, and nothing was done */
	uint64_t changes;  /* taken from the journal */
	int64_t newest_ms; /* of the newest change in the store that was made; 0: none */
	size_t put_back,
		lost; /* answers of a damaged file without their history; without their text */
};

/*
 * store_rebuild - writes the new file `out`
 *
 * Errors:  RC_GAP        the journal lacks a change, or the backup has some that were thrown out
 *                        since; err names the first, or where
 *          RC_INVALID    the backup was made after that moment
 *          RC_NOT_FOUND  there is nothing to make a store from
 *          RC_DAMAGED    the backup is; RC_IO, RC_FULL
 */
enum rc store_rebuild(struct rebuild *r, const char *out, struct err *err);

/*
 * store_rebuild_here - the same, put in the place of the store in r->dir
 *
 * Everybody has to be out, before and after the work. A "damaged" file that is
 * whole, and behind no change of the journal, is left as it is. Otherwise it is
 * kept beside the new one as data.before-<seconds>. RC_BUSY names who is in.
 */
enum rc store_rebuild_here(struct rebuild *r, struct err *err);

#endif
