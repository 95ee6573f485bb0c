/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datadir.h"
#include "guard.h"

enum {
	READERS_MOST = 1022,
	PLACES_MOST = 1 << 16,
	OPENS_MOST = 3,
};
static const size_t MAP_BYTES = (size_t)64 << 30, MAP_LEAST_BYTES = (size_t)1 << 30;

struct file_id lmdb_file_id(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return (struct file_id){ 0 };
	return (struct file_id){ st.st_dev, st.st_ino, true };
}

bool lmdb_file_same(struct file_id a, struct file_id b)
{
	return a.there && b.there && a.dev == b.dev && a.ino == b.ino;
}

void lmdb_on_assert(MDB_env *env, const char *text)
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
	if (e->disk_read_only || (e->read_only && access(e->lock_path, W_OK)))
		flags |= MDB_NOLOCK; /* a reader that may not be counted */
	return flags;
}

static void env_close(void *env)
{
	guard_deep(true);
	mdb_env_close(env);
	guard_deep(false);
}

/* One try with a map of so many bytes. A handle that failed to open is of no more use. */
static int env_try(struct lmdb *e, size_t bytes)
{
	int code = mdb_env_create(&e->env);

	if (code == 0) {
		mdb_env_set_assert(e->env, lmdb_on_assert);
		mdb_env_set_maxreaders(e->env, READERS_MOST);
		mdb_env_set_mapsize(e->env, bytes);
		DEEP(code, mdb_env_open(e->env, e->dir, env_flags(e),
					e->place.profile == PROFILE_TEAM ? 0660 : 0600));
		if (code) {
			env_close(e->env);
			e->env = NULL;
		}
	}
	return code;
}

int lmdb_map_size(struct lmdb *e, size_t bytes)
{
	lmdb_map_forget(e);
	return mdb_env_set_mapsize(e->env, bytes);
}

int lmdb_dbi_open(struct lmdb *e)
{
	MDB_txn *txn;
	MDB_envinfo info;
	int code = lmdb_lock_counts(e->env, &info);

	if (code == 0)
		code = mdb_txn_begin(e->env, NULL, MDB_RDONLY, &txn);
	if (code == MDB_READERS_FULL && lmdb_readers_check(e->env) == 0)
		code = mdb_txn_begin(e->env, NULL, MDB_RDONLY, &txn);
	if (code == MDB_MAP_RESIZED && lmdb_map_size(e, 0) == 0)
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

static void env_start(void *arg)
{
	struct starting *s = arg;
	struct lmdb *e = s->e;
	size_t bytes = e->opts.map_bytes ? e->opts.map_bytes : MAP_BYTES;
	struct file_id lock;
	unsigned places = 0;

	do {
		lock = lmdb_file_id(e->lock_path);
		/* a small address space says ENOMEM; valgrind says EINVAL */
		while (((s->code = env_try(e, bytes)) == ENOMEM || s->code == EINVAL) &&
		       bytes > MAP_LEAST_BYTES)
			bytes /= 2;
		if (s->code)
			return;
		mdb_env_get_maxreaders(e->env, &places);
		if (places > PLACES_MOST) { /* cut while it was opened: see lmdb_lock_short */
			lmdb_env_abandon(e);
			s->code = EINVAL;
			return;
		}
		e->data = lmdb_file_id(e->data_path);
		e->lock = lmdb_file_id(e->lock_path);
		if (lock.there && e->lock.there &&
		    !lmdb_file_same(lock, e->lock)) { /* replaced meanwhile */
			env_close(e->env);
			e->env = NULL;
		}
	} while (!e->env);
	guard_deep(true);
	s->code = lmdb_dbi_open(e);
	if (s->code == 0 && !e->read_only)
		s->code = lmdb_readers_check(e->env);
	guard_deep(false);
}

void lmdb_env_stop(struct lmdb *e)
{
	int look = e->lock_look;
	bool closed = e->env && guard_run(GUARD_JUMP, e->damage, env_close, e->env);

	lmdb_env_abandon(e);
	if (closed && look >= 0)
		close(look);
}

/* Made by somebody whose main group is not the team's, or given to another one. */
static enum rc rights_look(const struct lmdb *e, struct err *err)
{
	const char *shut = NULL;

	if (access(e->data_path, R_OK) && errno == EACCES)
		shut = e->data_path;
	else if (!e->read_only && access(e->lock_path, W_OK) && errno == EACCES)
		shut = e->lock_path;
	if (!shut)
		return RC_OK;
	return err_set(err, RC_NOT_ALLOWED,
		       "you may not open '%s'; ask who looks after the computer to give it to the "
		       "group that its folder has",
		       shut);
}

static enum rc data_look(const struct lmdb *e, struct err *err)
{
	struct stat st;
	enum rc rc;

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
		return lmdb_damaged(e, err);
	rc = rights_look(e, err);
	return rc == RC_OK && !lmdb_heads_sound(e->data_path) ? lmdb_damaged(e, err) : rc;
}

/* False: left while it hung, or met a fault; a handle in that state is left alone. */
static bool env_started(struct lmdb *e, struct starting *s)
{
	mode_t mask = umask(e->place.profile == PROFILE_TEAM ? 0007 : 0077);
	bool ended = guard_run_for(OPEN_WAIT_S, e->damage, env_start, s);

	umask(mask);
	if (!ended)
		lmdb_env_abandon(e);
	else if (s->code)
		lmdb_env_stop(e);
	else
		lmdb_lock_note(e);
	return ended;
}

/*
 * A lock file that keeps everybody out, although the others are in, is made
 * anew. Somebody else may have done so by the time it is looked at, so each
 * fault that could be its fault is tried again.
 */
static enum rc env_begin(struct lmdb *e, struct err *err)
{
	struct starting s = { .e = e };
	bool ended = true, spoiled = lmdb_lock_short(e->lock_path);

	for (int tries = 0; tries < OPENS_MOST; tries++) {
		if (spoiled && unlink(e->lock_path) && errno != ENOENT)
			return lmdb_lock_words(e, err);
		ended = env_started(e, &s);
		if (ended && s.code == 0)
			return RC_OK;
		if (ended && s.code == EROFS &&
		    !e->disk_read_only) { /* what access() may not say */
			e->read_only = e->disk_read_only = true;
			continue;
		}
		spoiled = !ended || lmdb_lock_refused(s.code) || lmdb_lock_foreign(e->lock_path);
		if (!spoiled && s.code > 0)
			break;
	}
	return !ended || s.code == EAGAIN || s.code == EINVAL ? lmdb_damaged(e, err)
							      : lmdb_failed(e, s.code, err);
}

enum rc lmdb_env_ready(struct lmdb *e, struct err *err)
{
	if (e->env && !lmdb_lock_sound(e)) {
		lmdb_lock_drop(e);
		lmdb_env_stop(e);
	}
	return e->env ? RC_OK : lmdb_env_open(e, err);
}

enum rc lmdb_env_open(struct lmdb *e, struct err *err)
{
	enum rc rc = data_look(e, err);

	if (rc == RC_OK)
		rc = env_begin(e, err);
	if (rc != RC_OK)
		return rc;
	rc = lmdb_size_check(e, err);
	if (rc == RC_OK)
		rc = datadir_file_ready(e->data_path, e->place.profile, err);
	if (rc == RC_OK)
		rc = datadir_file_ready(e->lock_path, e->place.profile, err);
	if (rc != RC_OK)
		lmdb_env_stop(e);
	return rc;
}

/*
 * A lock file that was opened with the gate held is as good as one that was
 * looked at with it held, so that deleting it again and again holds up nobody.
 */
bool lmdb_moved(const struct lmdb *e, bool opened)
{
	return !lmdb_file_same(e->data, lmdb_file_id(e->data_path)) ||
	       (!opened && !lmdb_file_same(e->lock, lmdb_file_id(e->lock_path)));
}
