/* SPDX-License-Identifier: ISC */
/*
 * The engine on LMDB, and the one door to it.
 *
 * Several processes share one file. Whoever writes passes the gate (gate.h),
 * then looks that the files under it are still the ones it has open and that
 * nothing was committed past it; a deleted lock file under eight writers
 * otherwise cost acknowledged changes.
 */
#include "engine_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "datadir.h"
#include "gate.h"
#include "guard.h"
#include "mem.h"

enum {
	READERS_MOST = 1022,
	SCANS_MOST = 16, /* one inside the other */
	TRIES_MOST = 40, /* in one turn: 1 MB doubles to 64 GB in 16 */
	GIVE_UP_S = 5,   /* turn after turn, while somebody goes on replacing the data file */
	OPENS_MOST = 4,  /* for one read */
	READER_CHECK_PAGES = 64,
	PAGE_BYTES = 4096,
	KEPT_MOST_BYTES = 1 << 16,    /* of the map, from one read to the next */
	LET_GO_MOST_BYTES = 16 << 20, /* past that coming back takes as long as the read itself */
};
static const size_t MAP_BYTES = (size_t)64 << 30, MAP_LEAST_BYTES = (size_t)1 << 30;
static const off_t RESERVE_BYTES = 4 << 20;
static const unsigned long long ROOM_BYTES = 16 << 20;
static const size_t VALUE_MOST_BYTES = 16
				       << 20; /* no store has longer; a length past it is damage */
static const uint64_t GIVEN_BACK_MOST_BYTES = 16 << 20; /* of pages, in one change set */

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
	bool read_only;
	size_t checked_pages; /* of the file, when dead readers were last looked for */
	struct lmdb_view *active;
};

struct lmdb_view {
	struct view base;
	struct lmdb *e;
	MDB_txn *txn;
	MDB_cursor *cursors[SCANS_MOST];
	size_t ncursors;
	const char *lowest, *highest; /* of the map, as far as a scan has looked */
	bool grow; /* the map was full: not a failure, once more with a larger one */
};

/* ---- codes */

static unsigned long long room_of(const struct lmdb *e)
{
	struct statvfs fs;

	return statvfs(e->dir, &fs) ? ROOM_BYTES : (unsigned long long)fs.f_bavail * fs.f_frsize;
}

/* A short write comes back as EIO: was it for want of room, a quota, a limit? */
static bool no_room(const struct lmdb *e)
{
	struct rlimit limit;
	struct stat st;
	mdb_filehandle_t fd;

	if (room_of(e) < ROOM_BYTES)
		return true;
	if (!e->env || mdb_env_get_fd(e->env, &fd) || fstat(fd, &st))
		return false;
	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
	    (rlim_t)(st.st_size + RESERVE_BYTES) > limit.rlim_cur)
		return true;
	return fallocate(fd, FALLOC_FL_KEEP_SIZE, st.st_size, RESERVE_BYTES) &&
	       (errno == ENOSPC || errno == EDQUOT);
}

static enum rc full(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_FULL,
		       "the disk that holds '%s' is full, so nothing was saved; make room by "
		       "moving other files away, then save again",
		       e->dir);
}

static enum rc read_only(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_READ_ONLY,
		       "the store in '%s' may be read but not changed from this account", e->dir);
}

static enum rc damaged(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_DAMAGED, "%s", e->damage);
}

static enum rc failed(const struct lmdb *e, int code, struct err *err)
{
	switch (code) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return full(e, err);
	case EIO:
		if (no_room(e))
			return full(e, err);
		return err_set(err, RC_IO,
			       "the disk that holds '%s' does not answer as it should; nothing "
			       "was saved",
			       e->dir);
	case EROFS:
	case EACCES:
	case EPERM:
		return read_only(e, err);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
	case MDB_BAD_TXN:
	case MDB_INCOMPATIBLE:
	case MDB_PANIC:
		return damaged(e, err);
	case MDB_READERS_FULL:
		return err_set(err, RC_BUSY,
			       "too many people are in the store '%s' at once; try again in a "
			       "moment",
			       e->dir);
	default:
		return err_set(err, RC_IO, "cannot use the store in '%s': %s", e->dir,
			       mdb_strerror(code));
	}
}

/* ---- a view */

#define DEEP(code, call) \
	do { \
		guard_deep(true); \
		(code) = (call); \
		guard_deep(false); \
	} while (0)

static MDB_val val(struct slice s)
{
	return (MDB_val){ s.len, (void *)s.data };
}

static struct lmdb_view *view_of(struct view *v)
{
	return (struct lmdb_view *)v;
}

static enum rc view_failed(struct lmdb_view *v, int code)
{
	if (code == MDB_MAP_FULL || code == MDB_TXN_FULL) {
		v->grow = code == MDB_MAP_FULL;
		return view_fail(&v->base, v->grow ? RC_FULL : RC_INVALID,
				 "too much in one change");
	}
	return failed(v->e, code, &v->base.err);
}

/* A damaged length may lead out of the map: both ends are touched while faults still count. */
static bool reachable(MDB_val d)
{
	const volatile unsigned char *p = d.mv_data;
	unsigned char seen = 0;

	if (d.mv_size > VALUE_MOST_BYTES)
		return false;
	if (d.mv_size) {
		guard_deep(true);
		seen = p[0] ^ p[d.mv_size - 1];
		guard_deep(false);
	}
	(void)seen;
	return true;
}

static enum rc lmdb_get(struct view *base, struct slice key, struct slice *out)
{
	struct lmdb_view *v = view_of(base);
	MDB_val k = val(key), d;
	int code;

	DEEP(code, mdb_get(v->txn, v->e->dbi, &k, &d));
	if (code == MDB_NOTFOUND)
		return RC_NOT_FOUND;
	if (code)
		return view_failed(v, code);
	if (!reachable(d))
		return damaged(v->e, &base->err);
	*out = (struct slice){ d.mv_data, d.mv_size };
	return RC_OK;
}

static MDB_cursor *cursor_open(struct lmdb_view *v)
{
	MDB_cursor *c;
	int code;

	assert(v->ncursors < SCANS_MOST);
	DEEP(code, mdb_cursor_open(v->txn, v->e->dbi, &c));
	if (code) {
		view_failed(v, code);
		return NULL;
	}
	return v->cursors[v->ncursors++] = c;
}

static void cursor_close(struct lmdb_view *v)
{
	mdb_cursor_close(v->cursors[--v->ncursors]);
}

static enum rc lmdb_last(struct view *base, struct slice prefix, struct slice *key)
{
	struct lmdb_view *v = view_of(base);
	MDB_cursor *c = cursor_open(v);
	unsigned char after[KEY_MAX_BYTES];
	MDB_val k = { 0 }, d;
	int code = MDB_NOTFOUND;

	if (!c)
		return base->err.rc;
	if (slice_after(prefix, after, &k.mv_size)) {
		k.mv_data = after;
		DEEP(code, mdb_cursor_get(c, &k, &d, MDB_SET_RANGE));
		if (code == 0)
			DEEP(code, mdb_cursor_get(c, &k, &d, MDB_PREV));
		else if (code == MDB_NOTFOUND)
			DEEP(code, mdb_cursor_get(c, &k, &d, MDB_LAST));
	} else {
		DEEP(code, mdb_cursor_get(c, &k, &d, MDB_LAST));
	}
	cursor_close(v);
	if (code && code != MDB_NOTFOUND)
		return view_failed(v, code);
	if (code || !slice_starts((struct slice){ k.mv_data, k.mv_size }, prefix))
		return RC_NOT_FOUND;
	*key = (struct slice){ k.mv_data, k.mv_size };
	return RC_OK;
}

/* From key on; past it when it was seen already. */
static int scan_seek(MDB_cursor *c, struct slice from, bool past, MDB_val *k, MDB_val *d)
{
	int code;

	*k = val(from);
	guard_deep(true);
	if (from.len == 0)
		code = mdb_cursor_get(c, k, d, MDB_FIRST);
	else
		code = mdb_cursor_get(c, k, d, MDB_SET_RANGE);
	if (code == 0 && past && slice_compare((struct slice){ k->mv_data, k->mv_size }, from) == 0)
		code = mdb_cursor_get(c, k, d, MDB_NEXT);
	guard_deep(false);
	return code;
}

/*
 * A turned bit in a key makes a scan begin late or end early, and what is left
 * out has no sum to be checked: the keys on either side must be in order.
 */
static int scan_begins(MDB_cursor *c, struct slice from, MDB_val *k, MDB_val *d)
{
	int code = scan_seek(c, from, false, k, d), back = 0;

	if (code)
		return code;
	DEEP(back, mdb_cursor_get(c, k, d, MDB_PREV));
	if (back == 0 && slice_compare((struct slice){ k->mv_data, k->mv_size }, from) >= 0)
		return MDB_CORRUPTED;
	if (back == 0)
		DEEP(code, mdb_cursor_get(c, k, d, MDB_NEXT));
	else
		code = scan_seek(c, from, false, k, d);
	return code;
}

/* key is the first that does not belong to the scan any more */
static int scan_ends(MDB_cursor *c, struct slice prefix, struct slice seen, struct slice key)
{
	unsigned char last[KEY_MAX_BYTES];
	MDB_val k, d;
	int code;

	if (key.len > KEY_MAX_BYTES || slice_compare(prefix, key) >= 0 ||
	    (seen.len && slice_compare(seen, key) >= 0))
		return MDB_CORRUPTED;
	memcpy(last, key.data, key.len);
	DEEP(code, mdb_cursor_get(c, &k, &d, MDB_NEXT));
	if (code == 0 && slice_compare((struct slice){ last, key.len },
				       (struct slice){ k.mv_data, k.mv_size }) >= 0)
		return MDB_CORRUPTED;
	return code == 0 ? MDB_NOTFOUND : code;
}

static void note_place(struct lmdb_view *v, MDB_val d)
{
	const char *at = d.mv_data;

	if (!v->lowest || at < v->lowest)
		v->lowest = at;
	if (at > v->highest)
		v->highest = at;
}

/*
 * What a long read has looked at stays mapped, and so counts as this session's
 * memory, although it is the file's. It is let go of: the file's pages stay
 * where they are and come back without the disk. Only what was read from the
 * map: a change set has pages of its own.
 */
static void let_go(const struct lmdb_view *v)
{
	uintptr_t from = (uintptr_t)v->lowest & ~(uintptr_t)(PAGE_BYTES - 1);

	if (v->highest - v->lowest > KEPT_MOST_BYTES && v->highest - v->lowest < LET_GO_MOST_BYTES)
		madvise((void *)from, (uintptr_t)v->highest - from, MADV_DONTNEED);
}

static int scan_run(struct lmdb_view *v, MDB_cursor *c, struct slice prefix, struct slice from,
		    scan_fn *fn, void *arg)
{
	unsigned char last[KEY_MAX_BYTES];
	MDB_val k, d;
	int code = scan_begins(c, from, &k, &d);

	for (struct slice seen = { last, 0 }; code == 0;) {
		struct slice key = { k.mv_data, k.mv_size };
		unsigned long changes = v->base.changes;

		if (!slice_starts(key, prefix))
			return scan_ends(c, prefix, seen, key);
		/* pages that lead in a ring would never end */
		if (key.len > KEY_MAX_BYTES || (seen.len && slice_compare(seen, key) >= 0) ||
		    !reachable(d))
			return MDB_CORRUPTED;
		memcpy(last, key.data, seen.len = key.len);
		note_place(v, d);
		if (!fn(arg, key, (struct slice){ d.mv_data, d.mv_size }) ||
		    v->base.err.rc != RC_OK)
			return MDB_NOTFOUND;
		if (v->base.changes == changes)
			DEEP(code, mdb_cursor_get(c, &k, &d, MDB_NEXT));
		else
			code = scan_seek(c, seen, true, &k, &d);
	}
	return code;
}

static enum rc lmdb_scan(struct view *base, struct slice prefix, struct slice from, scan_fn *fn,
			 void *arg)
{
	struct lmdb_view *v = view_of(base);
	MDB_cursor *c = cursor_open(v);
	int code;

	if (!c)
		return base->err.rc;
	code = scan_run(v, c, prefix, from, fn, arg);
	cursor_close(v);
	if (code != MDB_NOTFOUND)
		return view_failed(v, code);
	return base->err.rc;
}

static void lmdb_put(struct view *base, struct slice key, struct slice value)
{
	struct lmdb_view *v = view_of(base);
	MDB_val k = val(key), d = val(value);
	int code;

	DEEP(code, mdb_put(v->txn, v->e->dbi, &k, &d, 0));
	if (code)
		view_failed(v, code);
}

static void lmdb_del(struct view *base, struct slice key)
{
	struct lmdb_view *v = view_of(base);
	MDB_val k = val(key);
	int code;

	DEEP(code, mdb_del(v->txn, v->e->dbi, &k, NULL));
	if (code && code != MDB_NOTFOUND)
		view_failed(v, code);
}

static const struct view_ops lmdb_view_ops = { lmdb_get, lmdb_last, lmdb_scan, lmdb_put, lmdb_del };

/* ---- opening */

static struct file_id file_id(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return (struct file_id){ 0 };
	return (struct file_id){ st.st_dev, st.st_ino, true };
}

static bool file_same(struct file_id a, struct file_id b)
{
	return a.there && b.there && a.dev == b.dev && a.ino == b.ino;
}

static void on_assert(MDB_env *env, const char *text)
{
	(void)env;
	(void)text;
	guard_trip();
}

static unsigned env_flags(const struct lmdb *e)
{
	unsigned flags = MDB_NOTLS;

	if (e->read_only)
		flags |= MDB_RDONLY;
	if (e->read_only && access(e->lock_path, W_OK))
		flags |= MDB_NOLOCK; /* a reader that may not be counted */
	return flags;
}

/* One try with a map of so many bytes. A handle that failed to open is of no more use. */
static int env_try(struct lmdb *e, size_t bytes)
{
	bool team = e->place.profile == PROFILE_TEAM;
	mode_t mask = umask(team ? 0007 : 0077);
	int code = mdb_env_create(&e->env);

	if (code == 0) {
		mdb_env_set_assert(e->env, on_assert);
		mdb_env_set_maxreaders(e->env, READERS_MOST);
		mdb_env_set_mapsize(e->env, bytes);
		DEEP(code, mdb_env_open(e->env, e->dir, env_flags(e), team ? 0660 : 0600));
		if (code) {
			mdb_env_close(e->env);
			e->env = NULL;
		}
	}
	umask(mask);
	return code;
}

static int dbi_open(struct lmdb *e)
{
	MDB_txn *txn;
	int code = mdb_txn_begin(e->env, NULL, MDB_RDONLY, &txn);

	if (code == MDB_READERS_FULL && mdb_reader_check(e->env, NULL) == 0)
		code = mdb_txn_begin(e->env, NULL, MDB_RDONLY, &txn);
	if (code == MDB_MAP_RESIZED && mdb_env_set_mapsize(e->env, 0) == 0)
		code = mdb_txn_begin(e->env, NULL, MDB_RDONLY, &txn);
	if (code)
		return code;
	code = mdb_dbi_open(txn, NULL, 0, &e->dbi);
	if (code) {
		mdb_txn_abort(txn);
		return code;
	}
	return mdb_txn_commit(txn); /* an abort would close the handle */
}

struct starting {
	struct lmdb *e;
	int code;
};

static void env_start(void *arg)
{
	struct starting *s = arg;
	struct lmdb *e = s->e;
	size_t bytes = e->opts.map_bytes ? e->opts.map_bytes : MAP_BYTES;
	struct file_id lock;

	do {
		lock = file_id(e->lock_path);
		/* a small address space says ENOMEM; valgrind says EINVAL */
		while (((s->code = env_try(e, bytes)) == ENOMEM || s->code == EINVAL) &&
		       bytes > MAP_LEAST_BYTES)
			bytes /= 2;
		if (s->code)
			return;
		e->data = file_id(e->data_path);
		e->lock = file_id(e->lock_path);
		if (lock.there && e->lock.there &&
		    !file_same(lock, e->lock)) { /* replaced meanwhile */
			mdb_env_close(e->env);
			e->env = NULL;
		}
	} while (!e->env);
	guard_deep(true);
	s->code = dbi_open(e);
	if (s->code == 0 && !e->read_only)
		s->code = mdb_reader_check(e->env, NULL);
	guard_deep(false);
}

static void env_stop(struct lmdb *e)
{
	if (e->env)
		mdb_env_close(e->env);
	e->env = NULL;
}

struct walking {
	struct lmdb *e;
	check_fn *fn;
	void *arg;
	uint64_t keys;
	char last[2 * KEY_MAX_BYTES];
	const char *fault;
	MDB_txn *txn;
	MDB_cursor *cursor;
};

static unsigned char touched(MDB_val d)
{
	const volatile unsigned char *p = d.mv_data;
	unsigned char seen = 0;

	for (size_t at = 0; at < d.mv_size; at += 512)
		seen ^= p[at];
	return d.mv_size ? seen ^ p[d.mv_size - 1] : seen;
}

/* Every key and value of one tree; the free pages have a tree of their own. */
static int walk_tree(struct walking *w, MDB_dbi dbi, bool ours)
{
	unsigned char seen[512], sum = 0;
	size_t len = 0;
	MDB_val k, d;
	int code = mdb_cursor_open(w->txn, dbi, &w->cursor);

	if (code)
		return code;
	while ((code = mdb_cursor_get(w->cursor, &k, &d, MDB_NEXT)) == 0) {
		struct slice key = { k.mv_data, k.mv_size };

		if (d.mv_size > VALUE_MOST_BYTES || key.len > sizeof(seen) ||
		    (ours && (key.len == 0 || key.len > KEY_MAX_BYTES))) {
			w->fault = "has an impossible length";
			return MDB_CORRUPTED;
		}
		if (ours && len && slice_compare((struct slice){ seen, len }, key) >= 0) {
			w->fault = "is out of order";
			return MDB_CORRUPTED;
		}
		memcpy(seen, key.data, len = key.len);
		if (ours)
			snprintf(w->last, sizeof(w->last), "%.*s", (int)key.len,
				 (const char *)key.data);
		sum ^= touched(d);
		w->keys += ours;
	}
	mdb_cursor_close(w->cursor);
	w->cursor = NULL;
	(void)sum;
	return code == MDB_NOTFOUND ? 0 : code;
}

static void walk(void *arg)
{
	struct walking *w = arg;
	int code;

	guard_deep(true);
	code = mdb_txn_begin(w->e->env, NULL, MDB_RDONLY, &w->txn);
	if (code == MDB_MAP_RESIZED && mdb_env_set_mapsize(w->e->env, 0) == 0)
		code = mdb_txn_begin(w->e->env, NULL, MDB_RDONLY, &w->txn);
	if (code == 0)
		code = walk_tree(w, 0, false);
	if (code == 0)
		code = walk_tree(w, w->e->dbi, true);
	guard_deep(false);
	if (code && !w->fault)
		w->fault = "cannot be read past";
}

static enum rc check_tree(struct lmdb *e, check_fn *fn, void *arg, uint64_t *keys, struct err *err)
{
	struct walking w = { .e = e, .fn = fn, .arg = arg };

	if (!guard_run(GUARD_JUMP, e->damage, walk, &w))
		w.fault = "leads out of the file";
	if (w.cursor)
		mdb_cursor_close(w.cursor);
	if (w.txn)
		mdb_txn_abort(w.txn);
	if (keys)
		*keys = w.keys;
	if (!w.fault)
		return RC_OK;
	if (fn)
		fn(arg, w.last, w.fault);
	return damaged(e, err);
}

static void size_look(void *arg)
{
	struct walking *w = arg;
	MDB_envinfo info;
	MDB_stat st;

	guard_deep(true);
	mdb_env_info(w->e->env, &info);
	mdb_env_stat(w->e->env, &st);
	guard_deep(false);
	w->keys = (info.me_last_pgno + 1) * st.ms_psize;
}

/*
 * A file may rightly end before its last page, when that page was given back
 * within the change set that took it. So a short file is walked before it is
 * called damaged, and then made as long as it says.
 */
static enum rc size_check(struct lmdb *e, struct err *err)
{
	struct walking w = { .e = e };
	struct stat st;
	mdb_filehandle_t fd;

	mdb_env_get_fd(e->env, &fd);
	if (fstat(fd, &st) || !guard_run(GUARD_JUMP, e->damage, size_look, &w))
		return damaged(e, err);
	if ((uint64_t)st.st_size >= w.keys)
		return RC_OK;
	if (w.keys - (uint64_t)st.st_size > GIVEN_BACK_MOST_BYTES)
		return damaged(e, err);
	if (check_tree(e, NULL, NULL, NULL, err) != RC_OK)
		return RC_DAMAGED;
	if (e->read_only)
		return RC_OK;
	/* past the end only: fallocate never shortens what a writer made longer meanwhile */
	return posix_fallocate(fd, 0, (off_t)w.keys) ? failed(e, ENOSPC, err) : RC_OK;
}

static enum rc data_look(const struct lmdb *e, struct err *err)
{
	struct stat st;

	if (stat(e->data_path, &st)) {
		if (errno == ENOENT && e->place.fresh)
			return RC_OK;
		return err_set(err, RC_DAMAGED,
			       "the data file of the store '%s' is gone; put a backup in its "
			       "place with: cairn --data '%s' restore FILE",
			       e->dir, e->dir);
	}
	if (e->place.fresh && st.st_size == 0)
		return RC_OK;
	if (st.st_size < 2 * sysconf(_SC_PAGESIZE))
		return damaged(e, err);
	return datadir_file_ready(e->data_path, e->place.profile, err);
}

static enum rc env_open(struct lmdb *e, struct err *err)
{
	struct starting s = { .e = e };
	enum rc rc = data_look(e, err);

	if (rc != RC_OK)
		return rc;
	if (!guard_run(GUARD_JUMP, e->damage, env_start, &s))
		return damaged(e, err); /* a handle in that state is left alone */
	if (s.code) {
		env_stop(e);
		return s.code == EAGAIN || s.code == EINVAL ? damaged(e, err)
							    : failed(e, s.code, err);
	}
	rc = size_check(e, err);
	if (rc == RC_OK)
		rc = datadir_file_ready(e->data_path, e->place.profile, err);
	if (rc == RC_OK)
		rc = datadir_file_ready(e->lock_path, e->place.profile, err);
	if (rc != RC_OK)
		env_stop(e);
	return rc;
}

static enum rc empty_check(struct view *v, void *arg)
{
	struct slice key;

	if (view_last(v, (struct slice){ "", 0 }, &key) != RC_OK)
		return view_rc(v);
	return view_fail(v, RC_INVALID,
			 "the marker file STORE of the store in '%s' is missing; put it back "
			 "with: echo 'cairn store 1 personal' > '%s/STORE'",
			 (char *)arg, (char *)arg);
}

static enum rc lmdb_read(struct engine *base, view_fn *fn, void *arg, struct err *err);

/* Marked last, so that a directory whose making was cut short is never taken for a store. */
static enum rc finish_making(struct lmdb *e, struct err *err)
{
	enum rc rc = lmdb_read(&e->base, empty_check, e->dir, err);

	if (rc == RC_OK && mdb_env_sync(e->env, 1))
		rc = err_set(err, RC_IO, "cannot write the store in '%s'", e->dir);
	if (rc == RC_OK)
		rc = datadir_flush(e->dir, err);
	return rc == RC_OK ? datadir_mark(&e->place, e->dir, err) : rc;
}

static void lmdb_close(struct engine *base)
{
	struct lmdb *e = (struct lmdb *)base;

	assert(!e->active);
	env_stop(e);
	gate_leave(&e->gate);
	datadir_close(&e->place);
	mem_free(e->dir);
	mem_free(e->data_path);
	mem_free(e->lock_path);
	mem_free(e->person);
	mem_free(e);
}

static struct lmdb *lmdb_new(const struct engine_opts *o)
{
	struct lmdb *e = mem_alloc(sizeof(*e));

	e->base.ops = &engine_lmdb;
	e->dir = mem_str(o->dir);
	e->person = mem_str(o->person ? o->person : "");
	e->opts = *o;
	e->opts.dir = e->dir;
	e->opts.person = e->person;
	e->data_path = datadir_path(o->dir, "data.mdb");
	e->lock_path = datadir_path(o->dir, "lock.mdb");
	e->gate = (struct gate){ .door = -1, .note = -1, .own = -1 };
	e->place.making = -1;
	snprintf(
		e->damage, sizeof(e->damage),
		"the store in '%s' is damaged; see what is left with: "
		"cairn --data '%s' verify, and put a backup in its place with: cairn --data '%s' restore FILE",
		e->dir, e->dir, e->dir);
	return e;
}

static enum rc copy_open(struct lmdb **out, const char *file, struct err *err);

static enum rc lmdb_open(struct engine **out, const struct engine_opts *o, struct err *err)
{
	struct lmdb *e;
	enum rc rc;

	if (o->copy) {
		rc = copy_open(&e, o->dir, err);
		if (rc == RC_OK)
			*out = &e->base;
		return rc;
	}
	e = lmdb_new(o);
	guard_install();
	rc = datadir_open(&e->place, &e->opts, err);
	if (rc == RC_OK) {
		e->read_only = o->read_only || (!e->place.fresh && access(e->data_path, W_OK) &&
						(errno == EACCES || errno == EROFS));
		rc = gate_enter(&e->gate, e->dir, e->place.profile, e->person, err);
	}
	if (rc == RC_OK)
		rc = env_open(e, err);
	if (rc == RC_OK && e->place.fresh)
		rc = finish_making(e, err);
	if (rc != RC_OK) {
		lmdb_close(&e->base);
		return rc;
	}
	*out = &e->base;
	return RC_OK;
}

/* ---- reading */

struct reading {
	struct lmdb *e;
	struct lmdb_view *v;
	view_fn *fn;
	void *arg;
	enum rc rc;
	int code;
	bool last;   /* try: what is open is read, whatever it is */
	bool behind; /* the lock file that was opened counts no more: others use another */
};

static void view_run(void *arg)
{
	struct reading *r = arg;
	struct lmdb_view *outer = r->e->active;

	r->e->active = r->v;
	r->rc = r->fn(&r->v->base, r->arg);
	r->e->active = outer;
}

/* The file's own number is part of it: compacting begins counting from one again. */
static uint64_t mark_of(const struct lmdb *e, uint64_t txn)
{
	return (uint64_t)e->data.ino << 40 | (txn & (((uint64_t)1 << 40) - 1));
}

/*
 * A lock file that was opened with the gate held is as good as one that was
 * looked at with it held, so that deleting it again and again holds up nobody.
 */
static bool moved(const struct lmdb *e, bool opened)
{
	return !file_same(e->data, file_id(e->data_path)) ||
	       (!opened && !file_same(e->lock, file_id(e->lock_path)));
}

/* Beside somebody who is about to be done the number is behind as well, and all is well. */
static bool fell_behind(const struct reading *r, const MDB_envinfo *before)
{
	return mdb_txn_id(r->v->txn) < before->me_last_txnid && moved(r->e, false);
}

static void read_run(void *arg)
{
	struct reading *r = arg;
	MDB_env *env = r->e->env;
	MDB_envinfo before;

	guard_deep(true);
	mdb_env_info(env, &before);
	for (int tries = 0; tries < TRIES_MOST; tries++) {
		r->code = mdb_txn_begin(env, NULL, MDB_RDONLY, &r->v->txn);
		if (r->code == MDB_MAP_RESIZED)
			mdb_env_set_mapsize(env, 0);
		else if (r->code == MDB_READERS_FULL && tries < 3)
			mdb_reader_check(env, NULL);
		else
			break;
	}
	guard_deep(false);
	if (r->code || (r->behind = !r->last && fell_behind(r, &before)))
		return;
	r->v->base.mark = mark_of(r->e, mdb_txn_id(r->v->txn));
	view_run(r);
}

static void view_drop(struct lmdb_view *v)
{
	while (v->ncursors > 0)
		cursor_close(v);
	if (v->txn)
		mdb_txn_abort(v->txn);
	v->txn = NULL;
}

static enum rc lmdb_read(struct engine *base, view_fn *fn, void *arg, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	struct lmdb_view v = { .base = { .ops = &lmdb_view_ops }, .e = e };
	struct reading r = { .e = e, .v = &v, .fn = fn, .arg = arg };
	enum rc rc;

	if (e->active) { /* inside another view: the same picture */
		v.txn = e->active->txn;
		v.base.mark = e->active->base.mark;
		view_run(&r);
		return view_end(&v.base, r.rc, err);
	}
	for (int tries = 1;; tries++) {
		if (!e->env && (rc = env_open(e, err)) != RC_OK)
			return rc;
		r.last = tries == OPENS_MOST;
		if (!guard_run(GUARD_JUMP, e->damage, read_run, &r)) {
			e->active = NULL;
			view_drop(&v);
			return damaged(e, err);
		}
		if (!r.behind)
			break;
		view_drop(&v);
		env_stop(e);
	}
	let_go(&v);
	view_drop(&v);
	if (r.code)
		return failed(e, r.code, err);
	return view_end(&v.base, r.rc, err);
}

struct marking {
	struct lmdb *e;
	uint64_t id;
};

static void mark_look(void *arg)
{
	struct marking *m = arg;
	MDB_envinfo info;

	guard_deep(true);
	mdb_env_info(m->e->env, &info);
	guard_deep(false);
	m->id = info.me_last_txnid;
}

static uint64_t lmdb_mark(struct engine *base)
{
	struct lmdb *e = (struct lmdb *)base;
	struct marking m = { .e = e };

	if (!e->env || !guard_run(GUARD_JUMP, e->damage, mark_look, &m))
		return UINT64_MAX; /* a read will tell */
	return mark_of(e, m.id);
}

static int lmdb_wait_fd(struct engine *base)
{
	(void)base;
	return -1;
}

/* ---- writing */

enum next { NEXT_DONE, NEXT_REOPEN, NEXT_GROW, NEXT_RESIZE };

struct writing {
	struct reading r;
	struct err *err;
	enum rc rc;
	enum next next;
	bool opened; /* the files, with the gate held already */
};

/* 4 MiB behind the file are kept, so that saving goes on when something else fills the disk. */
static enum rc room_check(struct lmdb *e, int fd, struct err *err)
{
	struct stat st;
	struct statvfs fs;
	off_t behind;

	if (fstat(fd, &st) || st.st_size < 2 * sysconf(_SC_PAGESIZE))
		return damaged(e, err);
	behind = (off_t)st.st_blocks * 512 - st.st_size;
	if (behind >= RESERVE_BYTES / 2)
		return RC_OK;
	if (fallocate(fd, FALLOC_FL_KEEP_SIZE, st.st_size, RESERVE_BYTES) == 0)
		return RC_OK;
	if (fstatvfs(fd, &fs) == 0 && (unsigned long long)fs.f_bavail * fs.f_frsize < ROOM_BYTES)
		return full(e, err);
	return RC_OK;
}

static void write_fail(struct writing *w, int code)
{
	view_drop(w->r.v);
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
		w->rc = failed(w->r.e, code, w->err);
	}
}

/*
 * A lock file that counts past something that was committed is of no more use,
 * and as long as anybody has it open LMDB will not make it anew. Without it
 * everybody opens a new one.
 */
static void lock_drop(const struct lmdb *e)
{
	if (file_same(e->lock, file_id(e->lock_path)))
		unlink(e->lock_path);
}

static void write_run(void *arg)
{
	struct writing *w = arg;
	struct lmdb_view *v = w->r.v;
	MDB_env *env = w->r.e->env;
	MDB_envinfo info;
	int code;

	guard_deep(true);
	code = mdb_env_info(env, &info);
	if (code == 0)
		code = mdb_txn_begin(env, NULL, 0, &v->txn);
	guard_deep(false);
	if (code) {
		write_fail(w, code);
		return;
	}
	if (mdb_txn_id(v->txn) != info.me_last_txnid + 1) {
		view_drop(v);
		lock_drop(w->r.e);
		w->next = NEXT_REOPEN;
		return;
	}
	view_run(&w->r);
	w->rc = view_end(&v->base, w->r.rc, v->grow ? NULL : w->err);
	if (v->grow) {
		write_fail(w, MDB_MAP_FULL);
	} else if (w->rc == RC_OK && v->base.changes) {
		DEEP(code, mdb_txn_commit(v->txn));
		v->txn = NULL;
		if (code)
			write_fail(w, code);
	}
	view_drop(v);
}

/* Those who were killed while they read hold pages back; looked for as the file grows. */
static void readers_check(struct lmdb *e)
{
	MDB_envinfo info;

	mdb_env_info(e->env, &info);
	if (info.me_last_pgno < e->checked_pages + READER_CHECK_PAGES)
		return;
	mdb_reader_check(e->env, NULL);
	e->checked_pages = info.me_last_pgno;
}

/* With the gate held. */
static void write_once(struct lmdb *e, struct writing *w, int fd)
{
	if (moved(e, w->opened)) {
		w->next = NEXT_REOPEN;
		return;
	}
	w->rc = room_check(e, fd, w->err);
	if (w->rc != RC_OK)
		return;
	guard_run(GUARD_END, e->damage, write_run, w);
	if (w->next == NEXT_DONE && w->rc == RC_OK)
		readers_check(e);
}

static enum rc map_again(struct lmdb *e, enum next next, struct err *err)
{
	MDB_envinfo info;
	int code;

	mdb_env_info(e->env, &info);
	code = mdb_env_set_mapsize(e->env, next == NEXT_GROW ? 2 * info.me_mapsize : 0);
	return code ? failed(e, code, err) : RC_OK;
}

/* With the gate held. False: another file has the name now, and a gate of its own. */
static bool open_again(struct lmdb *e, int turn, struct writing *w)
{
	struct stat st;

	env_stop(e);
	w->rc = env_open(e, w->err);
	w->opened = true;
	return w->rc != RC_OK ||
	       (fstat(turn, &st) == 0 &&
		file_same(e->data, (struct file_id){ st.st_dev, st.st_ino, true }));
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
			w->rc = map_again(e, w->next, w->err);
		if (w->next == NEXT_DONE || w->rc != RC_OK)
			return true;
	}
	return false;
}

/* The gate goes with the open file, so a second descriptor of it holds it while the first is reopened. */
static enum rc turn_take(struct lmdb *e, int *turn, struct err *err)
{
	enum rc rc = e->env ? RC_OK : env_open(e, err);
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

static enum rc lmdb_update(struct engine *base, view_fn *fn, void *arg, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	struct timespec start, now;
	bool done;

	assert(!e->active);
	if (e->read_only)
		return read_only(e, err);
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

/* ---- copies */

struct copying {
	struct lmdb *e;
	int fd, code;
};

static void copy_run(void *arg)
{
	struct copying *c = arg;

	DEEP(c->code, mdb_env_copyfd2(c->e->env, c->fd, MDB_CP_COMPACT));
}

/* The library copies with a thread that cannot be jumped out of, so the walk meets damage first. */
static enum rc lmdb_backup(struct engine *base, int fd, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	struct copying c = { .e = e, .fd = fd };
	enum rc rc;

	if (!e->env && (rc = env_open(e, err)) != RC_OK)
		return rc;
	rc = check_tree(e, NULL, NULL, NULL, err);
	if (rc != RC_OK)
		return rc;
	guard_run(GUARD_END, e->damage, copy_run, &c);
	if (c.code == 0 && fsync(fd))
		c.code = errno;
	if (c.code == ENOSPC || c.code == EDQUOT || c.code == EFBIG)
		return err_set(err, RC_FULL, "the disk that the copy goes to is full");
	return c.code ? err_set(err, RC_IO, "cannot write the copy: %s", mdb_strerror(c.code))
		      : RC_OK;
}

static enum rc lmdb_check(struct engine *base, check_fn *fn, void *arg, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	enum rc rc;

	if (!e->env && (rc = env_open(e, err)) != RC_OK)
		return rc;
	return check_tree(e, fn, arg, NULL, err);
}

const struct engine_ops engine_lmdb = {
	.name = "lmdb",
	.open = lmdb_open,
	.close = lmdb_close,
	.read = lmdb_read,
	.update = lmdb_update,
	.mark = lmdb_mark,
	.wait_fd = lmdb_wait_fd,
	.backup = lmdb_backup,
	.check = lmdb_check,
};

/* ---- work on a store nobody is in */

static void file_start(void *arg)
{
	struct starting *s = arg;

	guard_deep(true);
	s->code = mdb_env_create(&s->e->env);
	if (s->code == 0) {
		mdb_env_set_assert(s->e->env, on_assert);
		s->code = mdb_env_open(s->e->env, s->e->data_path,
				       MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0600);
	}
	if (s->code == 0)
		s->code = dbi_open(s->e);
	guard_deep(false);
}

static enum rc copy_open(struct lmdb **out, const char *file, struct err *err)
{
	struct engine_opts o = { .dir = file };
	struct lmdb *e = lmdb_new(&o);
	struct starting s = { .e = e };
	struct stat st;
	enum rc rc;

	guard_install();
	mem_free(e->data_path);
	e->data_path = mem_str(file);
	e->read_only = true;
	snprintf(e->damage, sizeof(e->damage),
		 "'%s' is no whole copy of a store; choose another backup", file);
	if (stat(file, &st) || st.st_size < 2 * sysconf(_SC_PAGESIZE) ||
	    !guard_run(GUARD_JUMP, e->damage, file_start, &s) || s.code)
		rc = damaged(e, err);
	else
		rc = size_check(e, err);
	if (rc == RC_OK)
		*out = e;
	else
		lmdb_close(&e->base);
	return rc;
}

/* Walks a copy before anybody relies on it. */
static enum rc copy_check(const char *file, uint64_t *keys, struct err *err)
{
	struct lmdb *e;
	enum rc rc = copy_open(&e, file, err);

	if (rc != RC_OK)
		return rc;
	rc = check_tree(e, NULL, NULL, keys, err);
	lmdb_close(&e->base);
	return rc;
}

static enum rc compact_to(struct lmdb *e, const char *new_path, struct err *err)
{
	uint64_t before, after = 0;
	enum rc rc = check_tree(e, NULL, NULL, &before, err);
	int fd;

	if (rc != RC_OK)
		return rc;
	unlink(new_path); /* of a run that was cut short */
	fd = open(new_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || fchmod(fd, e->place.profile == PROFILE_TEAM ? 0660 : 0600))
		rc = err_set(err, RC_IO, "cannot make '%s': %s", new_path, strerror(errno));
	else
		rc = lmdb_backup(&e->base, fd, err);
	if (fd >= 0)
		close(fd);
	env_stop(e);
	if (rc == RC_OK)
		rc = copy_check(new_path, &after, err);
	if (rc == RC_OK && after != before)
		rc = err_set(err, RC_DAMAGED,
			     "the new file of '%s' lacks something; nothing was changed", e->dir);
	return rc;
}

static enum rc put_in_place(const char *dir, const char *new_path, const char *data_path,
			    struct err *err)
{
	if (rename(new_path, data_path))
		return err_set(err, RC_IO, "cannot put the new file in place in '%s': %s", dir,
			       strerror(errno));
	return datadir_flush(dir, err);
}

/* Marker, rights and file system looked at; the door shut. */
static enum rc shut_open(struct lmdb *e, int *door, struct err *err)
{
	enum rc rc;

	*door = -1;
	guard_install();
	rc = datadir_open(&e->place, &e->opts, err);
	return rc == RC_OK ? gate_shut(e->dir, e->place.profile, door, err) : rc;
}

static void shut_close(struct lmdb *e, char *new_path, int door)
{
	unlink(new_path); /* gone already when it was put in place */
	mem_free(new_path);
	lmdb_close(&e->base);
	if (door >= 0)
		close(door);
}

enum rc lmdb_compact(const char *dir, struct err *err)
{
	struct engine_opts o = { .dir = dir };
	struct lmdb *e = lmdb_new(&o);
	char *new_path = datadir_path(dir, "data.new");
	int door;
	enum rc rc = shut_open(e, &door, err);

	if (rc == RC_OK)
		rc = env_open(e, err);
	if (rc == RC_OK)
		rc = compact_to(e, new_path, err);
	if (rc == RC_OK)
		rc = put_in_place(dir, new_path, e->data_path, err);
	shut_close(e, new_path, door);
	return rc;
}

/* The file that was there stays, under a name that tells when. */
static enum rc keep_old(const struct lmdb *e, struct err *err)
{
	char name[64];
	char *path;
	int code = EEXIST;

	/* two may fall in one second */
	for (int i = 0; code == EEXIST && i < 100; i++) {
		snprintf(name, sizeof(name), i ? "data.before-%lld-%d" : "data.before-%lld",
			 (long long)time(NULL), i);
		path = datadir_path(e->dir, name);
		code = link(e->data_path, path) && errno != ENOENT ? errno : 0;
		mem_free(path);
	}
	return code ? err_set(err, RC_IO, "cannot keep the old file in '%s': %s", e->dir,
			      strerror(code))
		    : RC_OK;
}

enum rc lmdb_restore(const char *dir, const char *backup_file, enum engine_profile p,
		     struct err *err)
{
	struct engine_opts o = { .dir = dir, .create = true, .profile = p };
	struct lmdb *e = lmdb_new(&o);
	char *new_path = datadir_path(dir, "data.new");
	int door;
	enum rc rc = copy_check(backup_file, NULL, err);

	door = -1;
	if (rc == RC_OK)
		rc = shut_open(e, &door, err);
	if (rc == RC_OK)
		rc = datadir_copy(backup_file, new_path, e->place.profile, err);
	if (rc == RC_OK)
		rc = copy_check(new_path, NULL, err);
	if (rc == RC_OK)
		rc = keep_old(e, err);
	if (rc == RC_OK)
		rc = put_in_place(dir, new_path, e->data_path, err);
	if (rc == RC_OK)
		unlink(e->lock_path); /* it may be what was damaged; the door is shut */
	if (rc == RC_OK && e->place.fresh)
		rc = datadir_mark(&e->place, dir, err);
	shut_close(e, new_path, door);
	return rc;
}
