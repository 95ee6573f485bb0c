/* SPDX-License-Identifier: ISC */
/* Every input that is kept in tests/fuzz/corpus, once: what was found stays mended. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "lib_dir.h"

/* What a command prints is not looked at. */
static void be_quiet(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	cr_assert(fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
	close(fd);
}

static size_t give_all(const struct fuzz_target *t)
{
	char *top = dir_path("tests/fuzz/corpus", t->name);
	DIR *d = opendir(top);
	struct dirent *e;
	size_t n = 0;

	while (d && (e = readdir(d))) {
		char *path = dir_path(top, e->d_name), *data;
		size_t len;

		if (e->d_name[0] != '.' && (data = file_text(path, &len))) {
			uint8_t *just = malloc(len ? len : 1); /* no NUL behind it */

			cr_assert(just != NULL);
			fprintf(stderr, "%s\n", path); /* shown where it ends the process */
			memcpy(just, data, len);
			t->run(just, len);
			free(just);
			free(data);
			n++;
		}
		free(path);
	}
	if (d)
		closedir(d);
	free(top);
	return n;
}

#define FUZZ_TEST(name, about) \
	Test(fuzz, name, .timeout = 120) \
	{ \
		be_quiet(); \
		fuzz_start(); \
		cr_expect(gt(sz, give_all(fuzz_named(#name)), (size_t)0), about); \
	}
FUZZ_LIST(FUZZ_TEST)
