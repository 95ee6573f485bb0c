/* SPDX-License-Identifier: ISC */
/*
 * The rooms behind the door to LMDB: nobody but core/engine_lmdb*.c includes this.
 */
#ifndef CORE_ENGINE_LMDB_INTERNAL_H
#define CORE_ENGINE_LMDB_INTERNAL_H

#include <lmdb.h>

#include "datadir.h"
#include "engine_internal.h"
#include "gate.h"

enum {
	SCANS_MOST = 16, /* one inside the other */
	LOCK_HEAD_BYTES = 8,
	/*
	 * What takes microseconds as long as the lock file makes sense. Who writes has the gate, so
	 * nobody else is in; a thousand who come at once do wait seconds for each other.
	 */
	WRITE_WAIT_S = 2,
	READ_WAIT_S = 10,
	OPEN_WAIT_S = 5,
};
static const off_t RESERVE_BYTES = 4 << 20;
static const unsigned long long ROOM_BYTES = 16 << 20;
static const size_t VALUE_MOST_BYTES = 16
				       << 20; /* no store has longer; a length past it is damage */

struct file_id {
	dev_t dev;
	ino_t ino;
	bool there;
};

struct lmdb {
	struct engine base;
	MDB_env *env; /* NULL after it was closed and could not be opened again */
	MDB_dbi dbi;
	char *dir, *data_path, *lock_path, *person;
	char damage[480]; /* what is told when the file fails in a write */
	struct engine_opts opts;
	struct datadir place;
	struct gate gate;
	struct file_id data, lock;
	int lock_look; /* the lock file once more, to look at it; -1: none */
	char lock_head[LOCK_HEAD_BYTES];
	off_t lock_bytes;
	bool read_only;
	bool disk_read_only;          /* the whole disk, as the kernel leaves one that failed */
	const char *lowest, *highest; /* of the map: what reads looked at and was not let go of */
	unsigned reads;               /* since then */
	uint64_t seen;                /* mark of the last of them */
	size_t checked_pages;         /* of the file, when dead readers were last looked for */
	struct lmdb_view *active;
};

struct lmdb_view {
	struct view base;
	struct lmdb *e;
	MDB_txn *txn;
	MDB_cursor *cursors[SCANS_MOST];
	size_t ncursors;
	bool of_map;              /* what it shows lies in the map: nothing is being changed */
	bool grow;                /* the map was full: not a failure, once more with a larger one */
	struct lmdb_sound *sound; /* of what is being changed; see engine_lmdb_sound.c */
};

struct reading {
	struct lmdb *e;
	struct lmdb_view *v;
	view_fn *fn;
	void *arg;
	enum rc rc;
	int code;
	bool stuck;  /* the lock file let nobody in */
	bool last;   /* try: what is open is read, whatever it is */
	bool began;  /* fn: what is met from then on is the data file's */
	bool behind; /* what was opened counts no more: another lock file, a failed save */
};

struct starting {
	struct lmdb *e;
	int code;
};

/* The library at work: a fault in it is the file's. */
#define DEEP(code, call) \
	do { \
		guard_deep(true); \
		(code) = (call); \
		guard_deep(false); \
	} while (0)

/* engine_lmdb_view.c */
extern const struct view_ops lmdb_view_ops;
void lmdb_let_go(struct lmdb *e);
void lmdb_map_forget(struct lmdb *e); /* the map is not where it was */
void lmdb_view_run(void *reading);    /* what was asked for, on a transaction that has begun */
void lmdb_view_drop(struct lmdb_view *v);

/* engine_lmdb.c */
void lmdb_close(struct engine *base);
struct lmdb *lmdb_new(const struct engine_opts *o); /* not open yet; given back with lmdb_close */

/* engine_lmdb_env.c */
/* what a path names now */
struct file_id lmdb_file_id(const char *path);
bool lmdb_file_same(struct file_id a, struct file_id b);
void lmdb_on_assert(MDB_env *env, const char *text);
int lmdb_dbi_open(struct lmdb *e);
int lmdb_map_size(struct lmdb *e, size_t bytes); /* 0: as large as others have made it */
void lmdb_env_stop(struct lmdb *e);
enum rc lmdb_env_open(struct lmdb *e, struct err *err);
enum rc lmdb_env_ready(struct lmdb *e,
		       struct err *err); /* opened if it is not, with a sound lock file */
/* other files have the names; opened: the lock file was opened with the gate held */
bool lmdb_moved(const struct lmdb *e, bool opened);

/* engine_lmdb_lock.c */
void lmdb_lock_note(struct lmdb *e); /* as it is just after it was opened */
bool lmdb_lock_sound(const struct lmdb *e);
void lmdb_lock_drop(const struct lmdb *e); /* the one that is open; everybody opens a new one */
bool lmdb_lock_foreign(
	const char *path); /* there, and nothing that LMDB wrote; nobody here has it open */
bool lmdb_lock_short(const char *path);
/* EINVAL: it counts more readers than it has places; asked before each call that goes through them */
int lmdb_lock_counts(MDB_env *env, MDB_envinfo *info);
int lmdb_readers_check(MDB_env *env); /* mdb_reader_check where it counts right */
bool lmdb_lock_refused(int code);     /* by a mutex that makes no sense */
enum rc lmdb_lock_words(const struct lmdb *e, struct err *err);
void lmdb_env_abandon(struct lmdb *e); /* a handle that hangs cannot be closed */

/* engine_lmdb_walk.c */
/* every key and value of the file; fn, arg and keys may be NULL */
enum rc lmdb_check_tree(struct lmdb *e, check_fn *fn, void *arg, uint64_t *keys, struct err *err);
enum rc lmdb_size_check(struct lmdb *e, struct err *err);

/*
 * engine_lmdb_sound.c: pages looked at before the library follows them
 *
 * A code of the library: MDB_CORRUPTED, or MDB_BAD_TXN when the head of that
 * change set is no longer there. *out is to be ended in any case.
 */
struct lmdb_sound;
int lmdb_sound_begin(struct lmdb_sound **out, MDB_env *env, uint64_t change_set);
/* those that lead to a key, and those that taking it away could join with others */
int lmdb_sound_way(struct lmdb_sound *s, struct slice key, bool removes);
int lmdb_sound_all(struct lmdb_sound *s);
void lmdb_sound_end(struct lmdb_sound *s); /* takes NULL */
bool lmdb_heads_sound(const char *path);
/* as the newer head says; 0: it says what cannot be. The library's own word for it lies in the lock file, too */
uint64_t lmdb_file_bytes(int fd);

/* engine_lmdb_read.c */
enum rc lmdb_read(struct engine *base, view_fn *fn, void *arg, struct err *err);
uint64_t lmdb_mark(struct engine *base);
void lmdb_rest(struct engine *base);
int lmdb_wait_fd(struct engine *base);

/* engine_lmdb_write.c */
enum rc lmdb_update(struct engine *base, view_fn *fn, void *arg, struct err *err);

/* engine_lmdb_copy.c */
enum rc lmdb_backup(struct engine *base, int fd, struct err *err);
enum rc lmdb_check(struct engine *base, check_fn *fn, void *arg, struct err *err);
enum rc lmdb_copy_open(struct lmdb **out, const char *file, struct err *err);

/* engine_lmdb_code.c */
/* what is told, each in its words */
enum rc lmdb_full(const struct lmdb *e, struct err *err);
enum rc lmdb_read_only(const struct lmdb *e, struct err *err);
enum rc lmdb_damaged(const struct lmdb *e, struct err *err);
enum rc lmdb_failed(const struct lmdb *e, int code, struct err *err);

#endif
