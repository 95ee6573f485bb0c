/* SPDX-License-Identifier: ISC */
/* rebuild_internal - everything that was found, by key */
#ifndef CORE_REBUILD_INTERNAL_H
#define CORE_REBUILD_INTERNAL_H

#include "rebuild.h"
#include "store_internal.h"

enum found_in { FROM_OLD_PAGES, FROM_JOURNAL, FROM_FILE }; /* later ones are preferred */

struct found {
	struct slice key, value; /* borrowed; value.data NULL: taken away */
	enum found_in origin;
	uint32_t change; /* of the journal, counted from 1; 0: not from it */
	bool chosen;     /* a line of a log that belongs to the chain */
	bool tried;      /* a line that leads nowhere */
};

struct pool {
	bool journal_alone; /* lines of logs that come from elsewhere are passed over */
	struct found *v;    /* by key, then by origin and change */
	size_t n, cap;
};

void pool_add(struct pool *p, struct found item);
void pool_sort(struct pool *p);
void pool_clear(struct pool *p);
/* pool_at - the items of one key; returns the first, *n may be 0 */
struct found *pool_at(const struct pool *p, struct slice key, size_t *n);
/* pool_of_change - the item of a key that came with one change of the journal; NULL: none */
struct found *pool_of_change(const struct pool *p, struct slice key, uint32_t change);
/* pool_each_place - every place whose log something is found of; false stops */
void pool_each_place(const struct pool *p, bool (*fn)(void *arg, struct place place), void *arg);

/* A run of lines that go on from what is there. */
struct chain {
	struct place place;
	struct found **v; /* oldest first; freed by chain_clear */
	size_t n;
	uint64_t first;             /* number of v[0] */
	const struct found *newest; /* the line that was begun from; NULL: none */
	uint64_t newest_number;
	uint64_t missing; /* the number that broke it; 0: whole */
};

/*
 * chain_find - from the newest line of a place back to the head of a log
 *
 * head, digest  where the log ends that it is to go on from; "-" for an empty one
 * whole         only the newest will do; else the longest that leads there
 */
void chain_find(const struct pool *p, struct place place, uint64_t head, const char *digest,
		bool whole, struct chain *out);
void chain_clear(struct chain *c);
bool line_key(struct slice key, const struct key *prefix, uint64_t *number);
/* log_end_of - number and digest of the newest line that a store has of a place */
enum rc log_end_of(struct view *v, struct place p, uint64_t *head, char digest[DIGEST_TEXT]);
void place_words(struct place p, char out[96]);

/* How far each place's log came from where. */
enum taken_from { STAGE_BACKUP, STAGE_JOURNAL, STAGE_FILE, STAGE_COUNT };

struct head {
	char pid[PID_MAX + 1], own[PERSON_MAX + 1];
	uint64_t upto[STAGE_COUNT];
};

struct heads {
	struct head *v;
	size_t n;
};

enum rc heads_note(struct heads *h, const struct pool *pool, const struct store *s,
		   enum taken_from stage, struct err *err);
void heads_clear(struct heads *h);

/* rebuild_file.c: what a damaged file, and a journal behind a gap, add to the store that is made */
enum rc rebuild_from_pool(struct rebuild *r, struct pool *pool, struct heads *heads,
			  struct store *s, struct err *err);
/* rebuild_tell.c: record by record */
enum rc rebuild_tell(struct rebuild *r, const struct heads *heads, const struct store *s,
		     struct err *err);

#endif
