/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "digest.h"

static enum rc write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return RC_IO;
		data += n;
		len -= (size_t)n;
	}
	return fsync(fd) ? RC_IO : RC_OK;
}

/* Gives the finished file its name, and never takes one that is there. */
static int name_it(int dir, const char *part, const char *name)
{
	if (!renameat2(dir, part, dir, name, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	/* a file system without that flag: a second name fails just as well where one is */
	if (linkat(dir, part, dir, name, 0))
		return -1;
	return unlinkat(dir, part, 0);
}

static int write_part(int dir, const char *part, const char *name, const void *data, size_t len)
{
	int fd = openat(dir, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int code;

	if (fd < 0)
		return errno;
	code = write_all(fd, data, len) ? errno : 0;
	if (close(fd) && !code)
		code = errno;
	if (!code && name_it(dir, part, name))
		code = errno;
	if (code) {
		unlinkat(dir, part, 0);
	} else if (fsync(dir) && errno != EINVAL) { /* its name may not outlast a power cut */
		code = errno;
		unlinkat(dir, name, 0);
	}
	return code;
}

static int open_folder(const char *path, const char *name)
{
	char folder[PATH_MAX];
	size_t len = (size_t)(name - path);

	if (!len)
		return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (len >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(folder, path, len);
	folder[len] = '\0';
	return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum rc file_write_new(const char *path, const void *data, size_t len, struct err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	unsigned char salt[6];
	char hex[2 * sizeof(salt) + 1], part[sizeof(hex) + 16];
	struct stat st;
	int dir, code;

	if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
		return err_set(err, RC_USAGE, "'%s' is a folder; give the name of a new file",
			       path);
	dir = open_folder(path, name);
	if (dir < 0)
		return err_set(err, rc_from_errno(errno), "cannot open the folder of '%s': %s",
			       path, strerror(errno));
	random_bytes(salt, sizeof(salt));
	hex_text(hex, salt, sizeof(salt));
	snprintf(part, sizeof(part), ".cairn-%s.part", hex);
	/* said before the work is done; the rename is what holds */
	code = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) ? 0 : EEXIST;
	if (!code)
		code = write_part(dir, part, name, data, len);
	close(dir);
	if (code == EEXIST)
		return err_set(err, RC_IO,
			       "'%s' is there already; choose another name, or move it away", path);
	if (code)
		return err_set(err, rc_from_errno(code),
			       "cannot write '%s': %s; nothing was left there", path,
			       strerror(code));
	return RC_OK;
}

static enum rc read_open(int fd, const char *path, size_t limit, struct buf *out, struct err *err)
{
	char piece[16384];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return err_set(err, RC_INVALID, "'%s' is not a plain file", path);
	for (;;) {
		n = read(fd, piece, sizeof(piece));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, RC_IO, "cannot read '%s': %s", path, strerror(errno));
		if (!n)
			return RC_OK;
		if (out->len + (size_t)n > limit)
			return err_set(err, RC_INVALID,
				       "'%s' is larger than %zu bytes, the most that is read", path,
				       limit);
		buf_add(out, piece, (size_t)n);
	}
}

enum rc file_read_all(const char *path, size_t limit, struct buf *out, struct err *err)
{
	/* not blocking, so that a named pipe is refused and not waited for */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	enum rc rc;

	if (fd < 0)
		return err_set(err, errno == ENOENT ? RC_NOT_FOUND : RC_IO, "cannot read '%s': %s",
			       path, strerror(errno));
	buf_reset(out);
	rc = read_open(fd, path, limit, out, err);
	close(fd);
	return rc;
}
