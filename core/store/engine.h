/* SPDX-License-Identifier: ISC */
/*
 * engine - an ordered key space with one writer at a time and consistent reads
 *
 * All that a store asks of what lies below it. Names no library. Keys are
 * text, 1 to 200 bytes. The in-memory engine and the LMDB engine pass the
 * same tests.
 */
#ifndef CORE_ENGINE_H
#define CORE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/err.h"

enum { KEY_MAX_BYTES = 200 };

struct slice {
	const void *data; /* borrowed; valid inside the callback, until the next put */
	size_t len;
};

int slice_compare(struct slice a, struct slice b); /* by bytes, then by length */
bool slice_starts(struct slice s, struct slice prefix);

struct view; /* one consistent picture */
struct engine;

/*
 * Inside a view the first failure sticks and turns later calls into no-ops;
 * view_rc tells it. view_get and view_last answer RC_NOT_FOUND without making
 * it stick.
 */
typedef enum rc view_fn(struct view *v, void *arg);
/* returns false to stop the scan */
typedef bool scan_fn(void *arg, struct slice key, struct slice value);

enum rc view_get(struct view *v, struct slice key, struct slice *out);
enum rc view_last(struct view *v, struct slice prefix,
		  struct slice *key); /* greatest key with the prefix */
/* view_scan - keys with the prefix in order; from (a whole key) where to begin, or len 0 */
enum rc view_scan(struct view *v, struct slice prefix, struct slice from, scan_fn *fn, void *arg);
void view_put(struct view *v, struct slice key, struct slice value); /* update only */
void view_del(struct view *v, struct slice key); /* update only; absent is fine */
enum rc view_rc(const struct view *v);
/* view_mark - the mark up to which this picture shows everything; engine_mark may be ahead of it for a moment */
uint64_t view_mark(const struct view *v);
enum rc view_fail(struct view *v, enum rc rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct err *view_err(struct view *v); /* where the first failure of the view is noted */

/*
 * Told of every change set, with the turn to write held; no member is NULL.
 * A failure of theirs is their own: it stops no change.
 */
struct engine_notes {
	void (*begin)(
		void *arg); /* the function runs, perhaps again: what was told of it is void */
	/* put - before it is done; value.data NULL: the key is taken away */
	void (*put)(void *arg, struct slice key, struct slice value);
	void (*ready)(void *arg);  /* something was changed, and is stored next */
	void (*failed)(void *arg); /* it could not be stored */
};

enum engine_profile {
	PROFILE_PERSONAL, /* one account: 0700, 0600 */
	PROFILE_TEAM,     /* a Unix group: 2770, 0660 */
};

struct engine_opts {
	const char *dir; /* the data directory; NULL for the memory engine */
	bool copy;      /* dir is one file that engine_backup made: read alone, nobody else in it */
	bool create;    /* make it when it is not there */
	bool read_only; /* never write data; readers are counted where that may be written */
	enum engine_profile profile; /* of a directory that is made; else found out */
	size_t map_bytes;            /* 0: the default; tests start small */
	/* told after a second in which somebody else was saving, then once a second; may be NULL */
	void (*waiting)(void *arg, const char *who);
	void *arg;
	const char *person; /* noted beside the pid while this process is in */
	/* named instead to who has to be alone in the store; NULL: nobody else. Read while it opens */
	const char *works_for;
	const struct engine_notes *notes; /* as long as the engine is open; NULL: nobody is told */
	void *notes_arg;
	/* tests: the f_type of statfs(2) for a directory; NULL asks the system */
	unsigned long (*fs_type)(const char *dir);
};

typedef bool check_fn(void *arg, const char *key, const char *fault); /* false: stop */

struct engine_ops {
	const char *name;
	enum rc (*open)(struct engine **out, const struct engine_opts *o, struct err *err);
	void (*close)(struct engine *e);
	enum rc (*read)(struct engine *e, view_fn *fn, void *arg, struct err *err);
	enum rc (*update)(struct engine *e, view_fn *fn, void *arg,
			  struct err *err); /* may rerun fn */
	uint64_t (*mark)(struct engine *e); /* differs when something was committed */
	void (*rest)(struct engine *e);     /* NULL: nothing to let go of */
	int (*wait_fd)(struct engine *e);   /* for ppoll, or -1: look on a timer */
	/* backup - a whole, compacted copy; fd is empty and writable, flushed before the return */
	enum rc (*backup)(struct engine *e, int fd, struct err *err);
	enum rc (*check)(struct engine *e, check_fn *fn, void *arg,
			 struct err *err); /* structure of the file */
};

extern const struct engine_ops engine_memory;
extern const struct engine_ops engine_lmdb;

/* engine_read and so on: call through the table of the engine that was opened */
enum rc engine_open(const struct engine_ops *ops, struct engine **out, const struct engine_opts *o,
		    struct err *err);
void engine_close(struct engine *e); /* takes NULL */
enum rc engine_read(struct engine *e, view_fn *fn, void *arg, struct err *err);
enum rc engine_update(struct engine *e, view_fn *fn, void *arg, struct err *err);
uint64_t engine_mark(struct engine *e);
/* engine_rest - much was read and will not be again soon: the memory it took is given back */
void engine_rest(struct engine *e);
int engine_wait_fd(struct engine *e);
enum rc engine_backup(struct engine *e, int fd, struct err *err);
enum rc engine_check(struct engine *e, check_fn *fn, void *arg, struct err *err);

/*
 * engine_on_damage - told in words before the process ends because the file
 * failed in the middle of a write; called from a signal handler, and the exit
 * status is 6. NULL: the words go to stderr.
 */
void engine_on_damage(void (*fn)(const char *sentence));

/*
 * Work on a data directory nobody has open: each refuses with RC_BUSY and the
 * names of those who are in, and checks what it made before it is put in
 * place. Compacting leaves nothing of the old file, so that what was removed
 * is gone; restoring keeps it as data.before-<seconds>.
 */
enum rc lmdb_compact(const char *dir, struct err *err);
/* lmdb_compact_then - fn sees the new file, to read alone, while everybody is still kept out */
enum rc lmdb_compact_then(const char *dir,
			  enum rc (*fn)(void *arg, struct engine *copy, struct err *err), void *arg,
			  struct err *err);
enum rc lmdb_restore(const char *dir, const char *backup_file, enum engine_profile p,
		     struct err *err);

#endif
