/* SPDX-License-Identifier: ISC */
#include "pack_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Reads at most one byte more than is allowed, so that the reader can say it is too large. */
static enum rc read_all(int fd, const char *path, struct arena *a, struct source *s,
			struct err *err)
{
	size_t cap = YAML_FILE_MAX + 1, len = 0;
	char *data;
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, RC_IO, "'%s' is not a plain file", path);
	if ((size_t)st.st_size + 1 < cap)
		cap = (size_t)st.st_size + 1;
	data = arena_alloc(a, cap + 1);
	while (len < cap) {
		ssize_t n = read(fd, data + len, cap - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, RC_IO, "cannot read '%s': %s", path, strerror(errno));
		if (n == 0)
			break;
		len += (size_t)n;
	}
	s->data = data;
	s->len = len;
	return RC_OK;
}

static enum rc read_one(int dir, const char *name, const char *path, int flags, struct arena *a,
			struct source *s, struct err *err)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
	const char *slash = strrchr(path, '/');
	enum rc rc;

	if (fd < 0)
		return err_set(err, errno == ENOENT ? RC_NOT_FOUND : RC_IO, "cannot open '%s': %s",
			       path,
			       errno == ELOOP ? "it is a link; put the file itself there"
					      : strerror(errno));
	s->path = path;
	s->name = slash ? slash + 1 : path;
	rc = read_all(fd, path, a, s, err);
	close(fd);
	return rc;
}

static size_t list_names(DIR *d, struct arena *a, const char **names)
{
	struct dirent *e;
	size_t n = 0;

	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.' ||
		    !(ends_in(e->d_name, ".yaml") || ends_in(e->d_name, ".yml")))
			continue;
		if (n <= SOURCE_FILES_MAX)
			names[n++] = arena_str(a, e->d_name);
	}
	qsort(names, n, sizeof(*names), by_name);
	return n;
}

static enum rc load_folder(struct sources *out, DIR *d, const char *path, struct arena *a,
			   struct pack_faults *faults, struct err *err)
{
	const char **names = arena_array(a, SOURCE_FILES_MAX + 1, sizeof(*names));
	size_t n = list_names(d, a, names);
	enum rc rc = RC_OK;

	if (n == 0)
		fault_add(faults, path, 1, 1,
			  "no template files here; put *.yaml files into the folder");
	if (n > SOURCE_FILES_MAX)
		fault_add(faults, path, 1, 1, "more than %d template files; join some of them",
			  SOURCE_FILES_MAX);
	if (n == 0 || n > SOURCE_FILES_MAX)
		return RC_INVALID;
	out->v = arena_array(a, n, sizeof(*out->v));
	for (size_t i = 0; i < n && rc == RC_OK; i++)
		rc = read_one(dirfd(d), names[i], arena_printf(a, "%s/%s", path, names[i]),
			      O_NOFOLLOW, a, &out->v[out->n++], err);
	return rc;
}

void sources_digest(struct sources *s)
{
	unsigned char raw[DIGEST_BYTES];
	struct digest *d = digest_begin();

	for (size_t i = 0; i < s->n; i++) {
		digest_add(d, s->v[i].name, strlen(s->v[i].name) + 1);
		digest_add(d, &s->v[i].len, sizeof(s->v[i].len));
		digest_add(d, s->v[i].data, s->v[i].len);
	}
	digest_end(d, raw);
	digest_text(s->digest, raw);
}

enum rc sources_load(struct sources *out, const char *path, struct arena *a,
		     struct pack_faults *faults, struct err *err)
{
	DIR *d = opendir(path);
	enum rc rc;

	*out = (struct sources){ 0 };
	if (d) {
		rc = load_folder(out, d, path, a, faults, err);
		closedir(d);
	} else {
		out->v = arena_array(a, 1, sizeof(*out->v));
		out->n = 1;
		rc = read_one(AT_FDCWD, path, arena_str(a, path), 0, a, &out->v[0], err);
	}
	if (rc == RC_OK)
		sources_digest(out);
	return rc;
}
