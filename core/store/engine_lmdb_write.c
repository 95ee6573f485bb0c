/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "guard.h"

enum {
	TRIES_MOST = 40, /* in one turn: 1 MB doubles to 64 GB in 16 */
	GIVE_UP_S = 5,   /* turn after turn, while somebody goes on replacing the data file */
	READER_CHECK_PAGES = 64,
};

enum next { NEXT_DONE, NEXT_REOPEN, NEXT_GROW, NEXT_RESIZE };

struct writing {
	struct reading r;
	struct err *err;
	enum rc rc;
	enum next next;
	MDB_envinfo before;
	bool opened; /* the files, with the gate held already */
};

/* 4 MiB behind the file are kept, so that saving goes on when something else fills the disk. */
static enum rc room_check(struct lmdb *e, int fd, struct err *err)
{
	struct stat st;
	struct statvfs fs;
	off_t behind;

	if (fstat(fd, &st) || st.st_size < 2 * sysconf(_SC_PAGESIZE))
		return lmdb_damaged(e, err);
	behind = (off_t)st.st_blocks * 512 - st.st_size;
	if (behind >= RESERVE_BYTES / 2)
		return RC_OK;
	if (fallocate(fd, FALLOC_FL_KEEP_SIZE, st.st_size, RESERVE_BYTES) == 0)
		return RC_OK;
	if (fstatvfs(fd, &fs) == 0 && (unsigned long long)fs.f_bavail * fs.f_frsize < ROOM_BYTES)
		return lmdb_full(e, err);
	return RC_OK;
}

static void write_fail(struct writing *w, int code)
{
	lmdb_view_drop(w->r.v);
	switch (code) {
	case MDB_MAP_FULL:
		w->next = NEXT_GROW;
		break;
	case MDB_MAP_RESIZED:
		w->next = NEXT_RESIZE;
		break;
	case MDB_PANIC:
		w->next = NEXT_REOPEN;
		break;
	default:
		w->rc = lmdb_failed(w->r.e, code, w->err);
	}
}

static void write_begin(void *arg)
{
	struct writing *w = arg;
	MDB_env *env = w->r.e->env;

	guard_deep(true);
	w->r.code = lmdb_lock_counts(env, &w->before);
	if (w->r.code == 0)
		w->r.code = mdb_txn_begin(env, NULL, 0, &w->r.v->txn);
	guard_deep(false);
}

/*
 * A lock file that lets nobody in, or counts past something that was
 * committed, is of no more use, and as long as anybody has it open LMDB will
 * not make it anew. Nothing was written yet.
 */
static void lock_anew(struct writing *w)
{
	lmdb_view_drop(w->r.v);
	lmdb_lock_drop(w->r.e);
	w->next = NEXT_REOPEN;
}

static void write_run(void *arg)
{
	struct writing *w = arg;
	struct lmdb_view *v = w->r.v;
	int code = 0;

	if (!guard_run_for(WRITE_WAIT_S, w->r.e->damage, write_begin, w) ||
	    lmdb_lock_refused(w->r.code)) {
		lock_anew(w);
		return;
	}
	if (w->r.code) {
		write_fail(w, w->r.code);
		return;
	}
	if (mdb_txn_id(v->txn) != w->before.me_last_txnid + 1) {
		lock_anew(w);
		return;
	}
	code = lmdb_sound_begin(&v->sound, w->r.e->env, w->before.me_last_txnid);
	if (code) {
		write_fail(w, code);
		return;
	}
	notes_begin(&v->base, w->r.e->opts.notes, w->r.e->opts.notes_arg);
	lmdb_view_run(&w->r);
	w->rc = view_end(&v->base, w->r.rc, v->grow ? NULL : w->err);
	if (v->grow) {
		write_fail(w, MDB_MAP_FULL);
	} else if (w->rc == RC_OK && v->base.changes) {
		notes_ready(&v->base);
		DEEP(code, mdb_txn_commit(v->txn));
		v->txn = NULL;
		if (code) {
			notes_failed(&v->base);
			write_fail(w, code);
		}
	}
	lmdb_view_drop(v);
}

/* Those who were killed while they read hold pages back; looked for as the file grows. */
static void readers_check(void *lmdb)
{
	struct lmdb *e = lmdb;
	MDB_envinfo info;

	guard_deep(true);
	if (lmdb_lock_counts(e->env, &info) == 0 &&
	    info.me_last_pgno >= e->checked_pages + READER_CHECK_PAGES) {
		mdb_reader_check(e->env, NULL);
		e->checked_pages = info.me_last_pgno;
	}
	guard_deep(false);
}

/* With the gate held. */
static void write_once(struct lmdb *e, struct writing *w, int fd)
{
	if (!lmdb_lock_sound(e)) {
		lmdb_lock_drop(e);
		w->next = NEXT_REOPEN;
		return;
	}
	if (lmdb_moved(e, w->opened)) {
		w->next = NEXT_REOPEN;
		return;
	}
	w->rc = room_check(e, fd, w->err);
	if (w->rc != RC_OK)
		return;
	guard_run(GUARD_END, e->damage, write_run, w);
	if (w->next == NEXT_DONE && w->rc == RC_OK)
		guard_run_for(WRITE_WAIT_S, e->damage, readers_check, e);
}

/* Asked before, for a map that could not be made leaves none at all. */
static bool map_fits(size_t more)
{
	void *p = mmap(NULL, more, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p != MAP_FAILED && munmap(p, more) == 0;
}

static enum rc map_again(struct lmdb *e, const struct writing *w, struct err *err)
{
	size_t bytes = w->next == NEXT_GROW ? w->before.me_mapsize : 0;
	int code;

	if (bytes && !map_fits(bytes))
		return lmdb_failed(e, ENOMEM, err);
	code = lmdb_map_size(e, 2 * bytes);
	if (code == 0)
		return RC_OK;
	lmdb_env_stop(e);
	return lmdb_failed(e, code, err);
}

/* With the gate held. False: another file has the name now, and a gate of its own. */
static bool open_again(struct lmdb *e, int turn, struct writing *w)
{
	struct stat st;

	lmdb_env_stop(e);
	w->rc = lmdb_env_open(e, w->err);
	w->opened = true;
	return w->rc != RC_OK ||
	       (fstat(turn, &st) == 0 &&
		lmdb_file_same(e->data, (struct file_id){ st.st_dev, st.st_ino, true }));
}

/* False: not saved, and the turn is over. */
static bool turn_use(struct lmdb *e, struct writing *w, int turn)
{
	for (int tries = 0; tries < TRIES_MOST; tries++) {
		*w->r.v = (struct lmdb_view){ .base = { .ops = &lmdb_view_ops, .writable = true },
					      .e = e };
		w->next = NEXT_DONE;
		write_once(e, w, turn);
		if (w->next == NEXT_REOPEN && !open_again(e, turn, w))
			return false;
		if (w->next == NEXT_GROW || w->next == NEXT_RESIZE)
			w->rc = map_again(e, w, w->err);
		if (w->next == NEXT_DONE || w->rc != RC_OK)
			return true;
	}
	return false;
}

/* The gate goes with the open file, so a second descriptor of it holds it while the first is reopened. */
static enum rc turn_take(struct lmdb *e, int *turn, struct err *err)
{
	enum rc rc = e->env ? RC_OK : lmdb_env_open(e, err);
	mdb_filehandle_t fd;

	if (rc != RC_OK)
		return rc;
	mdb_env_get_fd(e->env, &fd);
	*turn = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (*turn < 0)
		return err_set(err, RC_IO, "cannot wait for the turn to save: %s", strerror(errno));
	rc = gate_take(&e->gate, *turn, &e->opts, err);
	if (rc != RC_OK)
		close(*turn);
	return rc;
}

enum rc lmdb_update(struct engine *base, view_fn *fn, void *arg, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	struct timespec start, now;
	bool done;

	assert(!e->active);
	if (e->read_only)
		return lmdb_read_only(e, err);
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		struct lmdb_view v;
		struct writing w = { .r = { .e = e, .v = &v, .fn = fn, .arg = arg }, .err = err };
		int turn;
		enum rc rc = turn_take(e, &turn, err);

		if (rc != RC_OK)
			return rc;
		done = turn_use(e, &w, turn);
		gate_give(&e->gate, turn);
		close(turn);
		if (done)
			return w.rc;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec - start.tv_sec < GIVE_UP_S);
	return err_set(err, RC_IO,
		       "the files of the store in '%s' change all the time; nothing was saved",
		       e->dir);
}
