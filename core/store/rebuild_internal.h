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
	bool stranger;   /* a line of the journal that is none of the store's */
};

/* Under which name the store that is there goes on, and since when. */
struct own_line {
	bool named; /* else neither file nor journal tells: whatever fits is its own */
	char name[9];
	uint32_t begin, end; /* the changes that gave it the name, 0: none did, and another one */
	struct slice
		heads; /* how far its logs had come then, as under JOURNAL_FROM; data NULL: not known */
};

struct pool {
	bool journal_alone; /* lines of logs that come from elsewhere are passed over */
	struct found *v;    /* by key, then by origin and change */
	size_t n, cap;
	struct own_line line;
};

void pool_add(struct pool *p, struct found item);
void pool_sort(struct pool *p);
void pool_clear(struct pool *p);
/* pool_at - the items of one key; returns the first, *n may be 0 */
struct found *pool_at(const struct pool *p, struct slice key, size_t *n);
/* pool_of_change - the item of a key that came with one change of the journal; NULL: none */
struct found *pool_of_change(const struct pool *p, struct slice key, uint32_t change);
/* pool_range - the first item whose key begins so; *to is behind the last */
size_t pool_range(const struct pool *p, struct slice prefix, size_t *to);
/* pool_each_place - every place whose log something is found of; false stops */
void pool_each_place(const struct pool *p, bool (*fn)(void *arg, struct place place), void *arg);

/* line_find - from what the file says of its name, else the journal; the pool is sorted */
void line_find(struct own_line *l, const struct pool *p);
/* line_is_here - false: the file was put in this folder, and has written nothing since */
bool line_is_here(const struct pool *p, const char *dir);
/* line_is_own - a version of a change of the journal is what the store wrote under its name */
bool line_is_own(const struct own_line *l, struct version at, uint32_t change);

/* What of one place belongs to the store. */
struct place_line {
	const struct pool *pool;
	struct place place;
	bool counts;   /* the file's own count can be read */
	uint64_t upto; /* else: others' changes belong to it so far */
};

void line_place(struct place_line *l, const struct pool *p, struct place place);
/* line_has - a version that came with a change of the journal, or of a backup (UINT32_MAX), is the store's */
bool line_has(const struct place_line *l, struct version at, uint32_t change);

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
 * whole         only the newest will do; else the newest that leads there
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
/* rebuild_gone.c: what an entry that goes in says was removed, and what else is known to be */
void gone_by_line(struct view *v, struct place p, const struct log_line *l);
enum rc rebuild_gone(struct rebuild *r, const struct pool *pool, struct store *s, struct err *err);
/* rebuild_tell.c: record by record */
enum rc rebuild_tell(struct rebuild *r, const struct heads *heads, const struct store *s,
		     struct err *err);

#endif
