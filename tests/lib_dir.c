/* SPDX-License-Identifier: ISC */
#include "lib_dir.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Noreturn static void give_up(const char *what)
{
	perror(what);
	abort();
}

char *dir_make(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = dir_path(tmp && *tmp ? tmp : "/tmp", "cairn-test-XXXXXX");

	if (!mkdtemp(dir))
		give_up(dir);
	return dir;
}

char *dir_make_quick(void)
{
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 1);
	return dir_make();
}

static int drop_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

/* A test may have taken its own right to a directory away. */
static int open_up(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)ftw;
	if (kind == FTW_D || kind == FTW_DNR)
		return chmod(path, st->st_mode | 0700);
	return 0;
}

void dir_drop(char *dir)
{
	if (!dir)
		return;
	nftw(dir, open_up, 16, FTW_PHYS);
	nftw(dir, drop_one, 16, FTW_DEPTH | FTW_PHYS);
	free(dir);
}

char *dir_path(const char *dir, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		abort();
	return path;
}

char *file_text(const char *path, size_t *len)
{
	struct stat st;
	char *text = NULL;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0 && (text = malloc((size_t)st.st_size + 1)))
		n = read(fd, text, (size_t)st.st_size);
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		free(text);
		return NULL;
	}
	text[n] = '\0';
	if (len)
		*len = (size_t)n;
	return text;
}

void file_put(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd))
		give_up(path);
}
