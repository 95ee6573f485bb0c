/* SPDX-License-Identifier: ISC */
/* A whole copy in one new file, checked before it gets its name. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_internal.h"

struct copy {
	struct buf folder; /* of the file, "." when it has none */
	const char *name;
	char part[48]; /* its name while it is made */
	int dir;
};

static enum rc trouble(struct err *err, const char *file, int code)
{
	if (code == EEXIST)
		return err_set(err, RC_IO,
			       "'%s' is there already; choose another name, or move it away", file);
	return err_set(err, rc_from_errno(code), "cannot write the backup '%s': %s", file,
		       strerror(code));
}

static enum rc copy_begin(struct copy *c, const char *file, struct err *err)
{
	const char *slash = strrchr(file, '/');
	unsigned char r[6];
	char hex[2 * sizeof(r) + 1];
	struct stat st;

	c->name = slash ? slash + 1 : file;
	if (!*c->name || !strcmp(c->name, ".") || !strcmp(c->name, ".."))
		return err_set(err, RC_USAGE, "'%s' is a folder; give the name of a new file",
			       file);
	if (slash)
		buf_add(&c->folder, file, (size_t)(c->name - file));
	else
		buf_str(&c->folder, "./");
	c->dir = open(buf_text(&c->folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->dir < 0)
		return trouble(err, file, errno);
	/* said before the work is done; the rename is what holds */
	if (!fstatat(c->dir, c->name, &st, AT_SYMLINK_NOFOLLOW))
		return trouble(err, file, EEXIST);
	random_bytes(r, sizeof(r));
	hex_text(hex, r, sizeof(r));
	snprintf(c->part, sizeof(c->part), ".cairn-%s.part", hex);
	return RC_OK;
}

static enum rc copy_write(struct copy *c, struct store *s, const char *file, struct err *err)
{
	int fd =
		openat(c->dir, c->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	enum rc rc;

	if (fd < 0)
		return trouble(err, file, errno);
	rc = engine_backup(s->engine, fd, err);
	if (!rc && fsync(fd))
		rc = trouble(err, file, errno);
	if (close(fd) && !rc)
		rc = trouble(err, file, errno);
	return rc;
}

enum rc store_copy_open(struct store *out, const struct engine_ops *ops, const char *file,
			struct err *err)
{
	const struct engine_opts o = { .dir = file, .copy = true, .read_only = true };

	*out = (struct store){ .ops = ops, .read_only = true };
	return engine_open(ops, &out->engine, &o, err);
}

bool store_copy_read(const char *file, view_fn *fn, void *arg)
{
	struct store copy;
	bool read = store_copy_open(&copy, &engine_lmdb, file, NULL) == RC_OK &&
		    engine_read(copy.engine, fn, arg, NULL) == RC_OK;

	engine_close(copy.engine);
	return read;
}

/* A copy that cannot be read back is none. */
static enum rc copy_check(struct copy *c, const struct store *s, bool older, struct err *err)
{
	struct store copy;
	struct buf path = { 0 };
	struct err why = { 0 };
	enum rc rc;

	buf_printf(&path, "%s%s", buf_text(&c->folder), c->part);
	rc = store_copy_open(&copy, s->ops, buf_text(&path), &why);
	if (!rc)
		rc = older ? engine_check(copy.engine, NULL, NULL, &why)
			   : store_verify(&copy, NULL, NULL, NULL, &why);
	engine_close(copy.engine);
	buf_clear(&path);
	return rc ? err_set(err, rc, "the backup was not kept, as it is not whole: %s", why.text)
		  : RC_OK;
}

static enum rc copy_name(struct copy *c, const char *file, struct err *err)
{
	int bad = renameat2(c->dir, c->part, c->dir, c->name, RENAME_NOREPLACE);

	if (bad && (errno == EINVAL || errno == ENOSYS)) /* a file system without that flag */
		bad = linkat(c->dir, c->part, c->dir, c->name, 0) || unlinkat(c->dir, c->part, 0);
	if (bad)
		return trouble(err, file, errno);
	if (fsync(c->dir) == 0 || errno == EINVAL)
		return RC_OK;
	bad = errno; /* its name may not outlast a power cut */
	unlinkat(c->dir, c->name, 0);
	return trouble(err, file, bad);
}

enum rc backup_make(struct store *s, const char *file, bool older, struct err *err)
{
	struct copy c = { .dir = -1 };
	enum rc rc = copy_begin(&c, file, err);

	if (!rc) {
		rc = copy_write(&c, s, file, err);
		if (!rc)
			rc = copy_check(&c, s, older, err);
		if (!rc)
			rc = copy_name(&c, file, err);
		if (rc)
			unlinkat(c.dir, c.part, 0);
	}
	if (c.dir >= 0)
		close(c.dir);
	buf_clear(&c.folder);
	return rc;
}

enum rc store_backup(struct store *s, const char *file, struct err *err)
{
	return backup_make(s, file, false, err);
}
