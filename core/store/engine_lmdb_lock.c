/* SPDX-License-Identifier: ISC */
/*
 * The lock file says who reads what, and nothing else: whoever finds that it
 * makes no sense removes it, and everybody opens a new one at their next read
 * or save. That it is cut or overwritten is seen before it is used; noise in
 * its mutexes alone costs whoever saves WRITE_WAIT_S, reads READ_WAIT_S, comes
 * in OPEN_WAIT_S, once. Spoiled in the middle of a save, that process ends in
 * words, its change whole or not there. Who was in the middle of a read is not known in the new one, so
 * pages may be used again under them: what they meet then is not called damage,
 * where the file no longer says that they read, but to be tried again.
 */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What both files of LMDB begin with, the data file behind a page head. Source: file(1), lmdb's mdb.c */
static const uint32_t MAGIC = 0xbeefc0de;

/*
 * A descriptor of our own. Closing it would take away the library's hold on
 * the file, so it is closed after the library has closed its own.
 */
void lmdb_lock_note(struct lmdb *e)
{
	struct stat st;

	if (e->disk_read_only || (e->read_only && access(e->lock_path, W_OK)))
		return; /* it is not used */
	e->lock_look = open(e->lock_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (e->lock_look < 0)
		return;
	if (fstat(e->lock_look, &st) == 0 &&
	    lmdb_file_same(e->lock, (struct file_id){ st.st_dev, st.st_ino, true }) &&
	    pread(e->lock_look, e->lock_head, LOCK_HEAD_BYTES, 0) == LOCK_HEAD_BYTES) {
		e->lock_bytes = st.st_size;
		return;
	}
	close(e->lock_look); /* another has the name already */
	e->lock_look = -1;
}

/* The first bytes say what the file is and never change; it never becomes shorter. */
bool lmdb_lock_sound(const struct lmdb *e)
{
	char head[LOCK_HEAD_BYTES];
	struct stat st;

	if (e->lock_look < 0)
		return true;
	return fstat(e->lock_look, &st) == 0 && st.st_size >= e->lock_bytes &&
	       pread(e->lock_look, head, sizeof(head), 0) == sizeof(head) &&
	       memcmp(head, e->lock_head, sizeof(head)) == 0;
}

/*
 * The library goes through as many places of readers as the lock file says
 * there are, and empties those of processes that have ended. Past the last
 * place lies other memory of ours.
 */
int lmdb_lock_counts(MDB_env *env, MDB_envinfo *info)
{
	int code = mdb_env_info(env, info);

	return code == 0 && info->me_numreaders > info->me_maxreaders ? EINVAL : code;
}

int lmdb_readers_check(MDB_env *env)
{
	MDB_envinfo info;
	int code = lmdb_lock_counts(env, &info);

	return code ? code : mdb_reader_check(env, NULL);
}

void lmdb_lock_drop(const struct lmdb *e)
{
	if (lmdb_file_same(e->lock, lmdb_file_id(e->lock_path)))
		unlink(e->lock_path);
}

bool lmdb_lock_foreign(const char *path)
{
	uint32_t magic = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool foreign =
		fd >= 0 && (pread(fd, &magic, sizeof(magic), 0) != sizeof(magic) || magic != MAGIC);

	if (fd >= 0)
		close(fd);
	return foreign;
}

/*
 * LMDB makes the file as long as it will be in one step. Opening one that was
 * cut, it counts its places below nothing, and closing it takes half of the
 * address space away.
 */
bool lmdb_lock_short(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_size > 0 && st.st_size < sysconf(_SC_PAGESIZE);
}

bool lmdb_lock_refused(int code)
{
	return code == EINVAL || code == EDEADLK || code == ENOTRECOVERABLE;
}

/* To those alone who may not remove it. */
enum rc lmdb_lock_words(const struct lmdb *e, struct err *err)
{
	return err_set(err, RC_BUSY,
		       "'%s' is not what it should be; it is made anew when the next person who "
		       "may change the store opens it or saves, so try again in a moment",
		       e->lock_path);
}

void lmdb_env_abandon(struct lmdb *e)
{
	lmdb_map_forget(e);
	e->env = NULL;
	e->lock_look = -1;
}
