/* SPDX-License-Identifier: ISC */
/*
 * store_internal - what the files of the store share
 *
 * A stored value has one form, wherever it stands:
 *
 *	1 hub:42 1784037720123 ann 5f3a9c01\n	form, version, UTC ms, person, CRC-32C
 *	Moved from 3 to 1			the text, to the end
 *
 * The CRC covers key, header before it and text. Form 0 has no text: the fact
 * was there and was taken back, which is not the same as left blank. It keeps
 * the version, so that the history of a field can be walked back through it.
 * What has no version (drafts, notes, people) has "-" in its place.
 */
#ifndef CORE_STORE_INTERNAL_H
#define CORE_STORE_INTERNAL_H

#include "../base/digest.h"
#include "journal.h"
#include "keys.h"
#include "store.h"

enum {
	TEXT_MAX_BYTES = 16384,
	REASON_MAX_BYTES = 4000,
	LOOK_BACK = 1000,
	WORD_MAX = 16,
	FROM_MAX = 64
};

struct store {
	struct engine *engine;
	const struct engine_ops *ops;
	char *dir; /* NULL for an engine without one */
	char replica[9];
	bool home; /* numbers are given without the replica: ne-000012 */
	bool read_only;
	struct journal *journal; /* NULL: nothing is noted */
};

/* A value taken apart; text borrowed from it. */
struct cell {
	bool removed; /* form 0 */
	struct version at;
	int64_t ms;
	char who[SALT_TEXT]; /* person, or the salt of a value in the log */
	const char *text;
	size_t len;
};

void cell_write(struct buf *out, struct slice key, const struct cell *c);
bool cell_take(struct slice key, struct slice value, struct cell *out); /* false: damaged */
/* cell_text - the text alone and whether there is one, which is quicker; the sum is checked all the same */
bool cell_text(struct slice key, struct slice value, struct cell *out);
/* cell_put, cell_get - through a view; damage is named in plain words and sticks */
void cell_put(struct view *v, const struct key *k, const struct cell *c);
enum rc cell_get(struct view *v, const struct key *k, struct cell *out);
/* store_copy_open - a data file that nobody writes to, to read; ends with engine_close of its engine */
enum rc store_copy_open(struct store *out, const struct engine_ops *ops, const char *file,
			struct err *err);
/*
 * store_file_whole - verify finds nothing wrong with it, and this journal has no later change of it
 *
 * dir  the folder that the file lies in as the one of the store
 *
 * RC_DAMAGED: it is not; RC_NEWER: a later program wrote it; err is set for that alone
 */
enum rc store_file_whole(const char *dir, const char *file, const char *journal, struct err *err);
/* place_key_words - a key as a person would say it: the answer 'severity' of NE-12 */
void place_key_words(struct slice key, char out[160]);
enum rc damaged(struct view *v, struct slice key);

/* Places and their keys */
bool place_good(struct place p);
bool place_name_good(struct place p, const char *name);
void place_base(struct key *k, struct place p); /* p/sf or p/sf/x/ann */
enum rc fact_key(struct key *k, struct place p, const char *name);
void log_prefix(struct key *k, struct place p); /* p/sf/l/ */
void log_key(struct key *k, struct place p, uint64_t number);
void log_value_key(struct key *k, struct place p, uint64_t number, size_t i);
/* what a fact is now, one that was taken back too; text borrowed until the next put */
enum rc fact_now(struct view *v, struct place p, const char *name, struct cell *out);

/* The log. Kinds of entry: plain, or one that turns another round. */
enum turn { TURN_NONE, TURN_UNDO, TURN_REDO };

struct log_fact {
	const char *name;
	struct version was;
	uint64_t was_entry;
	bool removed;
	char is[DIGEST_TEXT]; /* "-" when removed */
	const char *erased;   /* of an entry that erases: ",hub:42@00000000002a,…"; NULL: none */
};

struct log_line {
	uint64_t number; /* place in this log */
	struct version at;
	int64_t ms;
	char person[PERSON_MAX + 1];
	char action[WORD_MAX + 1];
	enum turn turn;
	uint64_t undoes;
	char from[FROM_MAX + 1];
	char prev[DIGEST_TEXT]; /* "-" for the first */
	char why[DIGEST_TEXT];  /* "-" for none */
	unsigned char id[CHANGE_ID_BYTES];
	bool has_group, clock_back;
	unsigned char group[CHANGE_ID_BYTES];
	struct log_fact *facts;
	size_t count;
};

void log_write(struct buf *out, struct slice key, const struct log_line *l);
/* log_take - a NULL leaves the facts out, which is quicker; names in the arena */
bool log_take(struct slice key, struct slice value, struct arena *a, struct log_line *out);
/* log_get - RC_NOT_FOUND when there is no such entry */
enum rc log_get(struct view *v, struct place p, uint64_t number, struct arena *a,
		struct log_line *out);
/* log_head - number of the newest entry, 0: none */
enum rc log_head(struct view *v, struct place p, uint64_t *out);
bool log_number(struct slice key, size_t base, uint64_t *number); /* after p/sf/l/ */
/* log_value - text i (1 is the first) of an entry; RC_NOT_FOUND when it was removed for good */
enum rc log_value(struct view *v, struct place p, uint64_t number, size_t i, struct cell *out);
/* log_find - the entry in this log that gave a version; 0: none */
enum rc log_find(struct view *v, struct place p, struct version at, uint64_t *number);
void log_digest(char out[DIGEST_TEXT], const char *salt, struct slice what, const char *text,
		size_t len);
struct slice why_slice(void); /* stands for the key in the digest of a reason */

/* What is written as one entry: by a save and by an undo. */
struct put_fact {
	const char *name;
	const char *text; /* NULL: taken back */
	size_t len;
	struct version was;
	uint64_t was_entry;
	const char *erased; /* as in a log_fact */
};

struct put_entry {
	const struct actor *by;
	const char *action;
	enum turn turn;
	uint64_t undoes;
	const char *reason;
	const unsigned char *id, *group;
	struct put_fact *facts;
	size_t count;
};

/* where a text stands that an entry has erased: ",hub:42@2a" the text, ",hub:42@2a.0" the reason */
struct erased_at {
	struct version at;
	uint64_t entry;
	bool reason;
};
/* erased_next - steps through log_fact.erased; false at its end, or where it is none */
bool erased_next(const char **s, struct erased_at *out);

/* entry_put - log line, texts, facts, vector; *out is its number */
enum rc entry_put(struct store *s, struct view *v, struct place p, const struct put_entry *e,
		  uint64_t *out, struct version *at);
/* coordinator_stays - RC_NOT_ALLOWED when an entry with these texts would leave nobody to give roles */
enum rc coordinator_stays(struct view *v, struct place p, const struct put_fact *facts,
			  size_t count);
void clash_add(struct clash_list *l, const char *fact, struct slice mine,
	       const struct cell *theirs);
enum rc may_write(const struct place *p, const struct actor *by, struct err *err);
/* needs_coordinator - a fact that only a coordinator may change, or take back */
bool needs_coordinator(const char *fact);
bool version_none(struct version v);

/* erase_by - store_erase; machine: by stands for whoever holds the store's files, who may */
enum rc erase_by(struct store *s, const char *pid, const struct erase_what *w,
		 const struct actor *by, bool machine, const char *reason, struct err *err);
/*
 * erase_text - one text, others of its version that nobody settled yet, and the mark that keeps it out
 *
 * at, who  of the entry that says so
 */
void erase_text(struct view *v, struct place p, const struct erase_item *item, struct version at,
		const char *who);
/* erase_mark - the bytes of something that was removed are still in the file */
void erase_mark(struct view *v, const struct actor *by);

/* person_read - in a picture; RC_NOT_FOUND */
enum rc person_read(struct view *v, const char *name, struct arena *a, struct person *out);
/* each_part - the parts that keys with this prefix go on with, each once; most: bytes of one */
enum rc each_part(struct view *v, const char *prefix, size_t most,
		  bool (*fn)(void *arg, const char *part), void *arg);
/* each_pid - partnerships that have a key, without reading through them; false stops */
enum rc each_pid(struct view *v, bool (*fn)(void *arg, const char *pid), void *arg);

/* journal_begins - from here on the journal has to have every change; in a change that is under way */
enum rc journal_begins(struct view *v);
/* store_copy_read - one picture of a file that may be a whole copy of a store; false: it is none */
bool store_copy_read(const char *file, view_fn *fn, void *arg);
/* backup_make - older: of an older format, whose structure alone can be checked */
enum rc backup_make(struct store *s, const char *file, bool older, struct err *err);

/* store_open's work on what is there; store_replica.c, store_format.c */
enum rc format_check(struct store *s, struct err *err);
enum rc replica_bind(struct store *s, bool keep, struct err *err);
void replica_new_name(char out[9]); /* one that no other copy is likely to have */

enum replica_at {
	REPLICA_HERE,     /* of the file that lies in the folder, or the value cannot be read */
	REPLICA_PUT_HERE, /* of another one in this folder: a backup that was put in its place */
	REPLICA_ELSEWHERE /* of another folder: a copy that nobody has opened yet */
};

/* replica_at - which file the value of s/replica was written by, seen from a folder */
enum replica_at replica_at(struct slice value, const char *dir);
bool replica_name(struct slice value, char name[9]); /* false: it cannot be read */

#endif
