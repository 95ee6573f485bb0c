/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datadir.h"
#include "guard.h"

enum {
	READERS_MOST = 1022,
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
		mdb_env_set_assert(e->env, lmdb_on_assert);
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

int lmdb_dbi_open(struct lmdb *e)
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

static void env_start(void *arg)
{
	struct starting *s = arg;
	struct lmdb *e = s->e;
	size_t bytes = e->opts.map_bytes ? e->opts.map_bytes : MAP_BYTES;
	struct file_id lock;

	do {
		lock = lmdb_file_id(e->lock_path);
		/* a small address space says ENOMEM; valgrind says EINVAL */
		while (((s->code = env_try(e, bytes)) == ENOMEM || s->code == EINVAL) &&
		       bytes > MAP_LEAST_BYTES)
			bytes /= 2;
		if (s->code)
			return;
		e->data = lmdb_file_id(e->data_path);
		e->lock = lmdb_file_id(e->lock_path);
		if (lock.there && e->lock.there &&
		    !lmdb_file_same(lock, e->lock)) { /* replaced meanwhile */
			mdb_env_close(e->env);
			e->env = NULL;
		}
	} while (!e->env);
	guard_deep(true);
	s->code = lmdb_dbi_open(e);
	if (s->code == 0 && !e->read_only)
		s->code = mdb_reader_check(e->env, NULL);
	guard_deep(false);
}

void lmdb_env_stop(struct lmdb *e)
{
	if (e->env)
		mdb_env_close(e->env);
	e->env = NULL;
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
		return lmdb_damaged(e, err);
	return datadir_file_ready(e->data_path, e->place.profile, err);
}

enum rc lmdb_env_open(struct lmdb *e, struct err *err)
{
	struct starting s = { .e = e };
	enum rc rc = data_look(e, err);

	if (rc != RC_OK)
		return rc;
	if (!guard_run(GUARD_JUMP, e->damage, env_start, &s))
		return lmdb_damaged(e, err); /* a handle in that state is left alone */
	if (s.code) {
		lmdb_env_stop(e);
		return s.code == EAGAIN || s.code == EINVAL ? lmdb_damaged(e, err)
							    : lmdb_failed(e, s.code, err);
	}
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
