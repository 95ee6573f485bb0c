/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

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

enum rc lmdb_full(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_FULL,
		       "the disk that holds '%s' is full, so nothing was saved; make room by "
		       "moving other files away, then save again",
		       e->dir);
}

enum rc lmdb_read_only(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_READ_ONLY,
		       "the store in '%s' may be read but not changed from this account", e->dir);
}

enum rc lmdb_damaged(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_DAMAGED, "%s", e->damage);
}

enum rc lmdb_failed(const struct lmdb *e, int code, struct err *err)
{
	switch (code) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return lmdb_full(e, err);
	case EIO:
		if (no_room(e))
			return lmdb_full(e, err);
		return err_set(err, RC_IO,
			       "the disk that holds '%s' does not answer as it should; nothing "
			       "was saved",
			       e->dir);
	case ENOMEM:
		return err_set(err, RC_IO,
			       "there is not enough memory for the store in '%s', so nothing was "
			       "saved; raise the limit with: ulimit -v unlimited, or leave other "
			       "programs, and try again",
			       e->dir);
	case EROFS:
	case EACCES:
	case EPERM:
		return lmdb_read_only(e, err);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
	case MDB_BAD_TXN:
	case MDB_INCOMPATIBLE:
	case MDB_PANIC:
		return lmdb_damaged(e, err);
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
