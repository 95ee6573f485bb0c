/* SPDX-License-Identifier: ISC */
#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../core/base/digest.h"
#include "../core/base/mem.h"

enum { FILE_MOST_BYTES = 32 * 1024 * 1024 };

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

void *cache_map(const struct cache *c, const char *name, size_t *len)
{
	int fd = c->dir >= 0 ? openat(c->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
			     : -1;
	void *map = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return NULL;
	if (ours_alone(fd, S_IFREG) && fstat(fd, &st) == 0 && st.st_size > 0 &&
	    st.st_size <= FILE_MOST_BYTES) {
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

void cache_put(const struct cache *c, const char *name, const char *data, size_t len)
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

static bool ends_like(const char *name, const char *end)
{
	size_t n = strlen(name), tail = strlen(end);

	return n > tail && strcmp(name + n - tail, end) == 0;
}

void cache_make_room(const struct cache *c, const char *end, size_t most)
{
	int fd = c->dir >= 0 ? openat(c->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;
	size_t n = 0;

	if (!d)
		return;
	while ((e = readdir(d)) != NULL)
		n += ends_like(e->d_name, end);
	rewinddir(d);
	while (n >= most && (e = readdir(d)) != NULL)
		if (ends_like(e->d_name, end))
			unlinkat(c->dir, e->d_name, 0);
	closedir(d);
}
