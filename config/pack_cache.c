/* SPDX-License-Identifier: ISC */
#include "pack_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TABLES_MAX = 8, /* one for each set of versions in use */
	CACHE_FILE_MAX = 32 * 1024 * 1024,
};

static bool ours_alone(int fd, mode_t type)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == type && st.st_uid == geteuid() &&
	       (st.st_mode & 077) == 0;
}

/* A new account has no ~/.cache yet. Source: XDG Base Directory Specification 0.8 */
static bool folder_there(const char *path)
{
	char *part = mem_str(path);
	bool there;

	for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, 0700);
		*slash = '/';
	}
	there = mkdir(path, 0700) == 0 || errno == EEXIST;
	mem_free(part);
	return there;
}

void cache_open(struct cache *c, const char *path)
{
	c->dir = -1;
	if (!path || !folder_there(path))
		return;
	c->dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (c->dir >= 0 && !ours_alone(c->dir, S_IFDIR))
		cache_close(c);
}

void cache_close(struct cache *c)
{
	if (c->dir >= 0)
		close(c->dir);
	c->dir = -1;
}

/* A read-only map of a file in the cache, or NULL. */
static void *map_file(const struct cache *c, const char *name, size_t *len)
{
	int fd = c->dir >= 0 ? openat(c->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
			     : -1;
	void *map = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (ours_alone(fd, S_IFREG) && fstat(fd, &st) == 0 && st.st_size > 0 &&
	    st.st_size <= CACHE_FILE_MAX) {
		*len = (size_t)st.st_size;
		map = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Files are replaced whole and never changed: another process may have the old one mapped. */
static void put_file(const struct cache *c, const char *name, const char *data, size_t len)
{
	unsigned char salt[6];
	char part[64], hex[2 * sizeof(salt) + 1];
	bool good;
	int fd;

	if (c->dir < 0)
		return;
	random_bytes(salt, sizeof(salt));
	hex_text(hex, salt, sizeof(salt));
	snprintf(part, sizeof(part), ".part-%s", hex);
	fd = openat(c->dir, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	good = write_all(fd, data, len);
	good = close(fd) == 0 && good;
	if (!good || renameat(c->dir, part, c->dir, name) != 0)
		unlinkat(c->dir, part, 0);
}

static bool is_table(const char *name)
{
	size_t n = strlen(name);

	return n > 6 && strcmp(name + n - 6, ".table") == 0;
}

/* When there are more tables than can be in use, all go: the next starts make theirs again. */
static void drop_old_tables(const struct cache *c)
{
	int fd = c->dir >= 0 ? openat(c->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;
	size_t n = 0;

	if (!d)
		return;
	while ((e = readdir(d)) != NULL)
		n += is_table(e->d_name);
	rewinddir(d);
	while (n >= TABLES_MAX && (e = readdir(d)) != NULL)
		if (is_table(e->d_name))
			unlinkat(c->dir, e->d_name, 0);
	closedir(d);
}

static void table_name(char *out, size_t size, const char *digest)
{
	snprintf(out, size, "%s.table", digest);
}

struct packs *cache_table(const struct cache *c, const char *digest)
{
	char name[DIGEST_TEXT + 8];
	struct packs *p = NULL;
	size_t len = 0;
	void *map;

	table_name(name, sizeof(name), digest);
	map = map_file(c, name, &len);
	if (!map)
		return NULL;
	if (table_open(&p, map, len, false, NULL) != RC_OK || !p->schema->digest ||
	    strcmp(p->schema->digest, digest) != 0) {
		packs_close(p);
		munmap(map, len);
		return NULL;
	}
	p->map = map;
	p->map_bytes = len;
	return p;
}

void cache_put_table(const struct cache *c, const char *digest, const struct schema *s)
{
	char name[DIGEST_TEXT + 8];
	struct buf table = { 0 };

	drop_old_tables(c);
	table_name(name, sizeof(name), digest);
	table_make(&table, s);
	put_file(c, name, table.data, table.len);
	buf_clear(&table);
}

/*
 * The last good files of a pack: a sum, then for each file the lengths of its
 * name and bytes, and these.
 */

struct lengths {
	uint32_t name, data;
};

static void last_name(char *out, size_t size, const char *pack)
{
	snprintf(out, size, "%s.last", pack);
}

void cache_put_last(const struct cache *c, const char *pack, const struct sources *from)
{
	char name[CYCLE_NAME_MAX + 8];
	struct buf all = { 0 };
	uint32_t sum = 0;

	buf_add(&all, (const char *)&sum, sizeof(sum));
	for (size_t i = 0; i < from->n; i++) {
		const struct source *s = &from->v[i];
		struct lengths len = { (uint32_t)strlen(s->name), (uint32_t)s->len };

		buf_add(&all, (const char *)&len, sizeof(len));
		buf_add(&all, s->name, len.name);
		buf_add(&all, s->data, s->len);
	}
	sum = crc32c(0, all.data + sizeof(sum), all.len - sizeof(sum));
	memcpy(all.data, &sum, sizeof(sum));
	last_name(name, sizeof(name), pack);
	put_file(c, name, all.data, all.len);
	buf_clear(&all);
}

static bool last_files(const char *data, size_t len, const char *pack, struct arena *a,
		       struct sources *out)
{
	out->v = arena_array(a, SOURCE_FILES_MAX, sizeof(*out->v));
	while (len && out->n < SOURCE_FILES_MAX) {
		struct source *s = &out->v[out->n++];
		struct lengths l;

		if (len < sizeof(l))
			return false;
		memcpy(&l, data, sizeof(l));
		data += sizeof(l);
		len -= sizeof(l);
		if (l.name > len || l.data > len - l.name)
			return false;
		s->name = arena_strn(a, data, l.name);
		s->path = arena_printf(a, "%s/%s", pack, s->name);
		s->data = arena_strn(a, data + l.name, l.data);
		s->len = l.data;
		data += (size_t)l.name + l.data;
		len -= (size_t)l.name + l.data;
	}
	return len == 0 && out->n > 0;
}

bool cache_last(const struct cache *c, const char *pack, struct arena *a, struct sources *out)
{
	char name[CYCLE_NAME_MAX + 8];
	size_t len = 0;
	uint32_t sum;
	bool good = false;
	void *map;

	*out = (struct sources){ 0 };
	last_name(name, sizeof(name), pack);
	map = map_file(c, name, &len);
	if (!map)
		return false;
	if (len > sizeof(sum)) {
		const char *body = (const char *)map + sizeof(sum);

		memcpy(&sum, map, sizeof(sum));
		good = crc32c(0, body, len - sizeof(sum)) == sum &&
		       last_files(body, len - sizeof(sum), pack, a, out);
	}
	munmap(map, len);
	if (good)
		sources_digest(out);
	return good;
}
