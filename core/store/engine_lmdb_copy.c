/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "datadir.h"
#include "guard.h"
#include "../base/mem.h"

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
enum rc lmdb_backup(struct engine *base, int fd, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	struct copying c = { .e = e, .fd = fd };
	enum rc rc;

	rc = lmdb_env_ready(e, err);
	if (rc != RC_OK)
		return rc;
	rc = lmdb_check_tree(e, NULL, NULL, NULL, err);
	if (rc != RC_OK)
		return rc;
	guard_run(GUARD_END, e->damage, copy_run, &c);
	if (c.code == 0 && fsync(fd))
		c.code = errno;
	rc = rc_from_errno(c.code);
	if (rc == RC_FULL)
		return err_set(err, rc, "the disk that the copy goes to is full");
	return c.code ? err_set(err, rc, "cannot write the copy: %s", mdb_strerror(c.code)) : RC_OK;
}

enum rc lmdb_check(struct engine *base, check_fn *fn, void *arg, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	enum rc rc;

	rc = lmdb_env_ready(e, err);
	if (rc != RC_OK)
		return rc;
	return lmdb_check_tree(e, fn, arg, NULL, err);
}

/* ---- work on a store nobody is in */

static void file_start(void *arg)
{
	struct starting *s = arg;

	guard_deep(true);
	s->code = mdb_env_create(&s->e->env);
	if (s->code == 0) {
		mdb_env_set_assert(s->e->env, lmdb_on_assert);
		s->code = mdb_env_open(s->e->env, s->e->data_path,
				       MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK | MDB_NOTLS, 0600);
	}
	if (s->code == 0)
		s->code = lmdb_dbi_open(s->e);
	guard_deep(false);
}

enum rc lmdb_copy_open(struct lmdb **out, const char *file, struct err *err)
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
	if (stat(file, &st))
		rc = err_set(err, rc_from_errno(errno), "cannot read '%s': %s", file,
			     strerror(errno));
	else if (st.st_size < 2 * sysconf(_SC_PAGESIZE) || !lmdb_heads_sound(file) ||
		 !guard_run(GUARD_JUMP, e->damage, file_start, &s) || s.code < 0 ||
		 s.code == EINVAL)
		rc = lmdb_damaged(e, err);
	else if (s.code) /* the computer's trouble, not the copy's */
		rc = err_set(err, rc_from_errno(s.code), "cannot read '%s': %s", file,
			     strerror(s.code));
	else
		rc = lmdb_size_check(e, err);
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
	enum rc rc = lmdb_copy_open(&e, file, err);

	if (rc != RC_OK)
		return rc;
	rc = lmdb_check_tree(e, NULL, NULL, keys, err);
	lmdb_close(&e->base);
	return rc;
}

static enum rc compact_to(struct lmdb *e, const char *new_path, struct err *err)
{
	uint64_t before, after = 0;
	enum rc rc = lmdb_check_tree(e, NULL, NULL, &before, err);
	int fd;

	if (rc != RC_OK)
		return rc;
	unlink(new_path); /* of a run that was cut short */
	fd = open(new_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || fchmod(fd, e->place.profile == PROFILE_TEAM ? 0660 : 0600))
		rc = err_set(err, rc_from_errno(errno), "cannot make '%s': %s", new_path,
			     strerror(errno));
	else
		rc = lmdb_backup(&e->base, fd, err);
	if (fd >= 0)
		close(fd);
	lmdb_env_stop(e);
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
		return err_set(err, rc_from_errno(errno),
			       "cannot put the new file in place in '%s': %s", dir,
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
	return lmdb_compact_then(dir, NULL, NULL, err);
}

/* What else lies beside the file is put right by it. */
static enum rc look_at_new(struct lmdb *e, enum rc (*fn)(void *, struct engine *, struct err *),
			   void *arg, struct err *err)
{
	struct lmdb *copy;
	enum rc rc = lmdb_copy_open(&copy, e->data_path, err);

	if (rc != RC_OK)
		return rc;
	rc = fn(arg, &copy->base, err);
	lmdb_close(&copy->base);
	return rc;
}

enum rc lmdb_compact_then(const char *dir,
			  enum rc (*fn)(void *arg, struct engine *copy, struct err *err), void *arg,
			  struct err *err)
{
	struct engine_opts o = { .dir = dir };
	struct lmdb *e = lmdb_new(&o);
	char *new_path = datadir_path(dir, "data.new");
	int door;
	enum rc rc = shut_open(e, &door, err);

	if (rc == RC_OK)
		rc = lmdb_env_open(e, err);
	if (rc == RC_OK)
		rc = compact_to(e, new_path, err);
	if (rc == RC_OK)
		rc = put_in_place(dir, new_path, e->data_path, err);
	if (rc == RC_OK && fn)
		rc = look_at_new(e, fn, arg, err);
	shut_close(e, new_path, door);
	return rc;
}

/* The file that was there stays, under a name that tells when; *kept is it, or NULL where none was. */
static enum rc keep_old(const struct lmdb *e, char **kept, struct err *err)
{
	char name[64];
	int code = EEXIST;

	*kept = NULL;
	/* two may fall in one second */
	for (int i = 0; code == EEXIST && i < 100; i++) {
		snprintf(name, sizeof(name), i ? "data.before-%lld-%d" : "data.before-%lld",
			 (long long)time(NULL), i);
		*kept = datadir_path(e->dir, name);
		code = link(e->data_path, *kept) ? errno : 0;
		if (code == 0)
			return RC_OK;
		mem_free(*kept);
		*kept = NULL;
	}
	return code == ENOENT
		       ? RC_OK
		       : err_set(err, rc_from_errno(code), "cannot keep the old file in '%s': %s",
				 e->dir, strerror(code));
}

/* The new file in the place of the old, or the old as it was. */
static enum rc swap_in(const struct lmdb *e, const char *new_path, struct err *err)
{
	char *kept;
	enum rc rc = keep_old(e, &kept, err);

	if (rc != RC_OK)
		return rc;
	rc = put_in_place(e->dir, new_path, e->data_path, err);
	if (rc != RC_OK && kept) {
		rename(kept, e->data_path);
		unlink(kept); /* where both are still the same file a rename leaves both names */
	} else if (rc != RC_OK) {
		unlink(e->data_path);
	}
	mem_free(kept);
	return rc;
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
		rc = swap_in(e, new_path, err);
	if (rc == RC_OK)
		unlink(e->lock_path); /* it may be what was damaged; the door is shut */
	if (rc == RC_OK && e->place.fresh)
		rc = datadir_mark(&e->place, dir, err);
	shut_close(e, new_path, door);
	return rc;
}
