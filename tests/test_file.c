/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "../core/base/file.h"
#include "core/out/export.h"
#include "same.h"

static char dir[256];

static char *in_dir(const char *name)
{
	static char path[2][512];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
	return path[turn];
}

static size_t entries(bool drop)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	size_t n = 0;

	cr_assert(d != NULL);
	while ((e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		n++;
		if (drop)
			unlink(in_dir(e->d_name));
	}
	closedir(d);
	return n;
}

static void make_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%s/cairn-file-XXXXXX", tmp ? tmp : "/tmp");
	cr_assert(mkdtemp(dir) != NULL);
}

static void drop_dir(void)
{
	chmod(dir, 0700);
	entries(true);
	rmdir(dir);
}

TestSuite(file, .init = make_dir, .fini = drop_dir, .timeout = 20);

static void put(const char *name, const char *text)
{
	int fd = open(in_dir(name), O_WRONLY | O_CREAT | O_EXCL, 0644);

	cr_assert(ge(int, fd, 0));
	cr_assert(eq(int, (int)write(fd, text, strlen(text)), (int)strlen(text)));
	close(fd);
}

static const char *content(const char *name)
{
	static struct buf b;

	buf_reset(&b);
	buf_str(&b, "");
	cr_assert(eq(int, file_read_all(in_dir(name), 1 << 20, &b, NULL), RC_OK));
	return buf_text(&b);
}

Test(file, a_new_file_is_whole_private_and_alone)
{
	struct stat st;

	cr_assert(eq(int, file_write_new(in_dir("out.csv"), "hello", 5, NULL), RC_OK));
	expect_same(content("out.csv"), "hello");
	cr_assert(eq(int, stat(in_dir("out.csv"), &st), 0));
	cr_expect(eq(int, st.st_mode & 07777, 0600));
	cr_expect(eq(sz, entries(false), 1));
}

Test(file, one_that_is_there_is_refused_and_kept)
{
	struct err err = { 0 };

	put("out.csv", "mine");
	cr_expect(eq(int, file_write_new(in_dir("out.csv"), "hello", 5, &err), RC_IO));
	expect_part(err.text, "is there already");
	expect_same(content("out.csv"), "mine");
	cr_expect(eq(sz, entries(false), 1));
}

Test(file, a_link_is_not_followed)
{
	put("target", "mine");
	cr_assert(eq(int, symlink("target", in_dir("out.csv")), 0));
	cr_expect(eq(int, file_write_new(in_dir("out.csv"), "hello", 5, NULL), RC_IO));
	expect_same(content("target"), "mine");
	cr_assert(eq(int, symlink("nowhere", in_dir("dangling")), 0));
	cr_expect(eq(int, file_write_new(in_dir("dangling"), "hello", 5, NULL), RC_IO));
	cr_expect(ne(int, access(in_dir("nowhere"), F_OK), 0));
}

Test(file, a_full_disk_leaves_nothing_behind)
{
	struct rlimit small = { 4096, 4096 };
	struct err err = { 0 };
	char *big = mem_alloc(100000);

	signal(SIGXFSZ, SIG_IGN);
	cr_assert(eq(int, setrlimit(RLIMIT_FSIZE, &small), 0));
	cr_expect(eq(int, file_write_new(in_dir("out.csv"), big, 100000, &err), RC_FULL));
	expect_part(err.text, "out.csv");
	cr_expect(eq(sz, entries(false), 0));
	mem_free(big);
}

Test(file, a_folder_that_is_not_there_or_a_name_that_is_none_is_said)
{
	struct err err = { 0 };

	cr_expect(eq(int, file_write_new(in_dir("no/out.csv"), "x", 1, &err), RC_NOT_FOUND));
	expect_part(err.text, "no/out.csv");
	cr_expect(eq(int, file_write_new(in_dir(""), "x", 1, NULL), RC_USAGE));
	cr_expect(eq(int, file_write_new(in_dir(".."), "x", 1, NULL), RC_USAGE));
}

Test(file, reading_stops_at_the_limit_and_at_what_is_no_file)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	put("in", "0123456789");
	cr_expect(eq(int, file_read_all(in_dir("in"), 10, &b, NULL), RC_OK));
	cr_expect(eq(sz, b.len, 10));
	cr_expect(eq(int, file_read_all(in_dir("in"), 9, &b, &err), RC_INVALID));
	expect_part(err.text, "larger than 9 bytes");
	cr_expect(eq(int, file_read_all(in_dir("none"), 9, &b, NULL), RC_NOT_FOUND));
	cr_expect(eq(int, file_read_all(dir, 9, &b, NULL), RC_INVALID));
	cr_assert(eq(int, mkfifo(in_dir("pipe"), 0600), 0));
	cr_expect(eq(int, file_read_all(in_dir("pipe"), 9, &b, NULL), RC_INVALID));
	buf_clear(&b);
}
