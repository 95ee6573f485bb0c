/* SPDX-License-Identifier: ISC */
#include "outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys.h"
#include "store.h"

enum { NUMBER_MAX = 999999, FILES_MAX = 4 * OUTBOX_MOST };

struct box {
	int dir; /* held with flock while it is changed; -1: there is none */
	struct one {
		unsigned number;
		char name[OUTBOX_NAME_MAX];
	} v[FILES_MAX];
	size_t n;
};

/* Folder beneath an open folder, never through a link. */
static int step(int at, const char *name, bool make)
{
	if (make && mkdirat(at, name, 0700) && errno != EEXIST)
		return -1;
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int by_number(const void *a, const void *b)
{
	const struct one *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

/* 000007-name; what is not called so was not made here and is passed over. */
static bool take_name(const char *file, struct one *out)
{
	char *end;

	if (strspn(file, "0123456789") != 6 || file[6] != '-' || !key_part_good(file + 7, 120))
		return false;
	out->number = (unsigned)strtoul(file, &end, 10);
	snprintf(out->name, sizeof(out->name), "%s", file);
	return true;
}

static enum rc cannot(const char *what, struct err *err)
{
	int code = errno;

	return err_set(err, rc_from_errno(code), "cannot %s the files that wait here: %s", what,
		       strerror(code));
}

static enum rc box_read(struct box *b, struct err *err)
{
	int fd = dup(b->dir);
	DIR *all = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;

	if (!all) {
		if (fd >= 0)
			close(fd);
		return cannot("look at", err);
	}
	rewinddir(all);
	while ((d = readdir(all)) && b->n < FILES_MAX)
		b->n += take_name(d->d_name, &b->v[b->n]);
	closedir(all);
	qsort(b->v, b->n, sizeof(b->v[0]), by_number);
	return RC_OK;
}

static enum rc box_open(struct box *b, const char *data_dir, const char *person, bool make,
			struct err *err)
{
	int data, all, code;

	*b = (struct box){ .dir = -1 };
	if (!key_part_good(person, PERSON_MAX))
		return err_set(err, RC_INVALID, "'%.40s' is no short name", person);
	data = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	all = data < 0 ? -1 : step(data, "outbox", make);
	if (all >= 0)
		b->dir = step(all, person, make);
	code = errno;
	if (all >= 0)
		close(all);
	if (data >= 0)
		close(data);
	errno = code;
	if (b->dir < 0)
		return code == ENOENT && !make ? RC_NOT_FOUND : cannot("open", err);
	if (make && flock(b->dir, LOCK_EX))
		return cannot("open", err);
	return box_read(b, err);
}

static void box_close(struct box *b)
{
	if (b->dir >= 0)
		close(b->dir);
	b->dir = -1;
}

static int write_whole(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return fsync(fd);
}

static enum rc put_one(struct box *b, const char *file, const void *data, size_t len,
		       struct err *err)
{
	int fd = openat(b->dir, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	enum rc rc;

	if (fd < 0)
		return cannot("write", err);
	rc = write_whole(fd, data, len) ? cannot("write", err) : RC_OK;
	close(fd);
	if (rc)
		unlinkat(b->dir, file, 0); /* half a file is none */
	return rc;
}

enum rc outbox_put(const char *data_dir, const char *person, const char *name, const void *data,
		   size_t len, unsigned *number, struct err *err)
{
	char file[OUTBOX_NAME_MAX];
	struct box b;
	enum rc rc;

	if (!key_part_good(name, 120))
		return err_set(err, RC_INVALID, "'%.60s' is no name for a file", name);
	rc = box_open(&b, data_dir, person, true, err);
	if (!rc && b.n && b.v[b.n - 1].number >= NUMBER_MAX)
		rc = err_set(err, RC_FULL, "no number is left for a file of yours here");
	if (!rc) {
		*number = b.n ? b.v[b.n - 1].number + 1 : 1;
		snprintf(file, sizeof(file), "%06u-%s", *number, name);
		rc = put_one(&b, file, data, len, err);
	}
	for (size_t i = 0; !rc && b.n >= OUTBOX_MOST && i <= b.n - OUTBOX_MOST; i++)
		unlinkat(b.dir, b.v[i].name, 0);
	box_close(&b);
	return rc;
}

/* A plain file of ours with one name; a link or a pipe put there is none. */
static int open_one(const struct box *b, const struct one *one, struct stat *st)
{
	int fd = openat(b->dir, one->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && (fstat(fd, st) || !S_ISREG(st->st_mode) || st->st_nlink != 1)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

enum rc outbox_list(const char *data_dir, const char *person, outbox_fn *fn, void *arg,
		    struct err *err)
{
	struct stat st;
	struct box b;
	enum rc rc = box_open(&b, data_dir, person, false, err);
	bool more = true;

	for (size_t i = 0; !rc && more && i < b.n; i++) {
		int fd = open_one(&b, &b.v[i], &st);

		if (fd < 0)
			continue;
		close(fd);
		more = fn(arg, &(struct outbox_file){ b.v[i].number, b.v[i].name + 7, st.st_size,
						      st.st_mtim.tv_sec * INT64_C(1000) });
	}
	box_close(&b);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc read_whole(int fd, struct buf *out, struct err *err)
{
	char piece[16384];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cannot("read", err);
		buf_add(out, piece, (size_t)n);
	}
	return RC_OK;
}

enum rc outbox_get(const char *data_dir, const char *person, unsigned number, struct buf *out,
		   struct err *err)
{
	struct stat st;
	struct box b;
	enum rc rc = box_open(&b, data_dir, person, false, err);
	int fd = -1;

	for (size_t i = 0; !rc && fd < 0 && i < b.n; i++)
		if (b.v[i].number == number)
			fd = open_one(&b, &b.v[i], &st);
	if (fd >= 0) {
		rc = read_whole(fd, out, err);
		close(fd);
	} else if (!rc || rc == RC_NOT_FOUND) {
		rc = err_set(err, RC_NOT_FOUND,
			     "there is no file %u of yours here; list shows them", number);
	}
	box_close(&b);
	return rc;
}

static enum rc drop_about(struct box *b, const char *pid, struct err *err)
{
	size_t n = strlen(pid);

	for (size_t i = 0; i < b->n; i++) {
		const char *name = b->v[i].name + 7;

		if ((!n || (!strncmp(name, pid, n) && name[n] == '-')) &&
		    unlinkat(b->dir, b->v[i].name, 0) && errno != ENOENT)
			return cannot("delete", err);
	}
	return RC_OK;
}

enum rc outbox_empty(const char *data_dir, const char *pid, struct err *err)
{
	int data = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	    fd = data < 0 ? -1 : step(data, "outbox", false);
	DIR *all = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *d;
	enum rc rc = all || errno == ENOENT ? RC_OK : cannot("look at", err);

	if (data >= 0)
		close(data);
	while (all && !rc && (d = readdir(all)))
		if (key_part_good(d->d_name, PERSON_MAX))
			rc = outbox_drop(data_dir, d->d_name, pid, err);
	if (all)
		closedir(all);
	else if (fd >= 0)
		close(fd);
	return rc;
}

enum rc outbox_drop(const char *data_dir, const char *person, const char *pid, struct err *err)
{
	struct box b;
	enum rc rc = box_open(&b, data_dir, person, false, err);

	if (!rc)
		rc = drop_about(&b, pid, err);
	else if (rc == RC_NOT_FOUND)
		rc = RC_OK;
	box_close(&b);
	return rc;
}
