/* SPDX-License-Identifier: ISC */
/* Data folders that are shut, open, full, cut short, flipped or from another time: one sentence, one status. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/store_internal.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "lib_store.h"
#include "same.h"

enum { SOMEBODY = 54321 }; /* an account that nothing else has */

static char *scratch, *data, *file;
static struct run in;

static void make_sample(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	if (!getuid())
		setenv("TMPDIR", "/tmp", 1); /* another account must be able to go through */
	scratch = dir_make();
	data = dir_path(scratch, "store");
	file = dir_path(data, "data.mdb");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void drop_scratch(void)
{
	dir_drop(scratch);
	free(data);
	free(file);
}

TestSuite(places, .init = make_sample, .fini = drop_scratch, .timeout = 400);

static char *everything(void)
{
	return run_ok(&in, "export", "--json");
}

static void expect_unchanged(const char *before)
{
	char *after = everything();

	cr_expect(strcmp(before, after) == 0, "the store is not what it was");
	free(after);
}

Test(places, a_folder_others_can_reach_is_refused_with_the_command_that_closes_it)
{
	char *before = everything();

	chmod(data, 0755);
	run_no(&in, 4, "chmod 700", "status");
	run_no(&in, 4, "chmod 700", "set", "NE-01", "severity=low");
	chmod(data, 0700);
	chmod(file, 0644);
	run_no(&in, 4, "chmod 600", "status");
	chmod(file, 0600);
	expect_unchanged(before);
	free(before);
}

Test(places, a_folder_that_is_none_is_named)
{
	struct run there = { .data = "/nowhere/at/all" };
	char *empty = dir_path(scratch, "empty"), *text = dir_path(scratch, "text");

	run_no(&there, 3, "/nowhere/at/all", "status");
	mkdir(empty, 0700);
	there.data = empty;
	run_no(&there, 3, "no store", "status");
	file_put(text, "x", 1);
	there.data = text;
	run_no(&there, 6, "is a file", "status");
	there.data = "/proc";
	run_no(&there, 4, "/proc", "status");
	free(empty);
	free(text);
}

/* Root can write everywhere: the store is made and used by another account then. */
Test(places, a_folder_that_can_only_be_read_is_read)
{
	char *lock = dir_path(data, "lock.mdb"), *out;

	if (!getuid()) {
		in.env[0] = "CAIRN_SITE=/nowhere";
		in.env[1] = "HOME=/nowhere";
		in.uid = in.gid = SOMEBODY;
		free(data);
		data = dir_path(scratch, "theirs");
		in.data = data;
		free(file);
		file = dir_path(data, "data.mdb");
		free(lock);
		lock = dir_path(data, "lock.mdb");
		cr_assert(chown(scratch, SOMEBODY, SOMEBODY) == 0);
		free(run_ok(&in, "init", "--sample"));
	}
	chmod(file, 0400);
	chmod(lock, 0400);
	chmod(data, 0500);
	out = run_ok(&in, "list", "needs");
	expect_part(out, "NE-12");
	free(out);
	out = run_ok(&in, "verify");
	expect_part(out, " 0 faults");
	free(out);
	run_no(&in, 7, "may be read but not changed", "set", "NE-01", "severity=low");
	chmod(data, 0700);
	free(lock);
}

Test(places, a_disk_that_is_full_saves_nothing_and_says_so)
{
	char *before = everything(), *word = malloc(8200);
	bool full = false;

	/* no file may grow: what a full disk does, without one */
	memset(word, 'a', 4100);
	memcpy(word, "notes=", 6);
	word[3900] = '\0';
	in.most_bytes = 200 * 1024;
	for (int i = 1; i <= 40 && !full; i++) {
		struct ran ran;

		word[6] = (char)('a' + i % 26);
		ran = run_it(&in, "set", "NE-01", word);
		full = ran.status != 0;
		if (full) {
			cr_expect(eq(int, ran.status, 7), "%s", ran.err);
			expect_part(ran.err, "full");
		}
		ran_clear(&ran);
	}
	cr_expect(full, "it was never full");
	in.most_bytes = 0;
	expect_unchanged(before);
	free(run_ok(&in, "set", "NE-01", "severity=low"));
	free(before);
	free(word);
}

/* A small disk of its own, where this machine lets a test have one. */
Test(places, a_small_disk_fills_up_in_words)
{
	char *small = dir_path(scratch, "small"), *word = malloc(4100),
	     *at = dir_path(small, "store"), *shown;
	struct run there = { .data = at };
	int saved = 0;
	bool full = false;

	mkdir(small, 0700);
	if (getuid() || mount("none", small, "tmpfs", 0, "size=24m,mode=0700")) {
		free(small);
		free(word);
		free(at);
		cr_skip_test("no disk can be mounted here");
	}
	memset(word, 'a', 4000);
	memcpy(word, "notes=", 6);
	word[3990] = '\0';
	free(run_ok(&there, "init", "--sample"));
	for (int i = 0; i < 3000 && !full; i++) {
		struct ran ran;

		word[6] = (char)('a' + i % 26);
		ran = run_it(&there, "set", "NE-01", word);
		full = ran.status != 0;
		saved += !full;
		if (full) {
			cr_expect(eq(int, ran.status, 7), "%s", ran.err);
			expect_part(ran.err, "full");
			cr_expect(strncmp(ran.err, "cairn: ", 7) == 0);
		}
		ran_clear(&ran);
		if (i == 20) { /* another program takes the rest */
			char *fill = dir_path(small, "fill");
			int fd = open(fill, O_WRONLY | O_CREAT, 0600);
			char block[4096] = { 0 };

			while (write(fd, block, sizeof(block)) > 0)
				;
			close(fd);
			free(fill);
		}
	}
	cr_expect(full, "it was never full");
	word[6] = (char)('a' + (saved - 1) % 26);
	shown = run_ok(&there, "show", "NE-01");
	cr_expect(strstr(shown, word + 6) != NULL, "the last text that was saved is not there");
	free(shown);
	shown = run_ok(&there, "verify");
	expect_part(shown, " 0 faults");
	free(shown);
	umount2(small, MNT_DETACH);
	free(small);
	free(word);
	free(at);
}

static enum rc put_format(struct view *v, void *arg)
{
	struct cell c = { .ms = 1, .who = "-", .text = arg, .len = strlen(arg) };
	struct key k;

	key_printf(&k, "s/format");
	cell_put(v, &k, &c);
	return view_rc(v);
}

Test(places, a_store_of_a_newer_version_is_left_alone)
{
	struct store *s = store_in(data);
	char *before, *after;
	size_t n, m;

	cr_assert(eq(int, engine_update(store_engine(s), put_format, (void *)"99", NULL), RC_OK));
	store_close(s);
	before = file_text(file, &n);
	run_no(&in, 6, "later version", "status");
	run_no(&in, 6, "later version", "set", "NE-01", "severity=low");
	run_no(&in, 6, "later version", "init", "--name", "Another");
	after = file_text(file, &m);
	cr_expect(n == m && memcmp(before, after, n) == 0, "the file is not what it was");
	free(before);
	free(after);
}

static const struct {
	const char *what;
	long long size;
} cuts[] = { { "nothing", 0 },
	     { "one page", 4096 },
	     { "two pages", 8192 },
	     { "half", -2 },
	     { "nearly all", -1 } };

Test(places, a_file_cut_short_is_damaged_and_a_backup_puts_it_right)
{
	char *copy = dir_path(scratch, "copy"), *before = everything();
	struct stat st;

	free(run_ok(&in, "backup", copy));
	cr_assert(stat(file, &st) == 0);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		long long size = cuts[i].size == -2   ? st.st_size / 2
				 : cuts[i].size == -1 ? st.st_size * 3 / 4
						      : cuts[i].size;

		cr_assert(truncate(file, size) == 0);
		run_no(&in, 6, "damaged", "status");
		run_no(&in, 6, "restore FILE", "set", "NE-01", "severity=low");
		run_no(&in, 6, "damaged", "init", "--name", "Another");
		free(run_ok(&in, "restore", copy));
		expect_unchanged(before);
		/* what was kept beside it would be in the way of the next */
		cr_assert(stat(file, &st) == 0);
	}
	unlink(file);
	run_no(&in, 6, "gone", "status");
	free(run_ok(&in, "restore", copy));
	expect_unchanged(before);
	free(before);
	free(copy);
}

/* Wherever a bit is turned: all is as before, or it is said; never a wrong text, never a crash. */
Test(places, a_flipped_bit_is_noticed_or_harmless)
{
	size_t len, harmless = 0, noticed = 0;
	char *bytes, *before = everything();
	unsigned seed = 11;

	bytes = file_text(file, &len);
	for (int i = 0; i < 60; i++) {
		struct ran ran, all;
		size_t at;

		seed = seed * 1103515245u + 12345u;
		at = (seed >> 8) % len;
		bytes[at] ^= (char)(1 << (seed % 8));
		file_put(file, bytes, len);
		all = run_it(&in, "export", "--json");
		cr_expect(all.status == 0 || all.status == 6,
			  "bit at %zu: export ended with %d: %s", at, all.status, all.err);
		if (all.status == 0)
			cr_expect(strcmp(before, all.out) == 0, "bit at %zu: a wrong text came up",
				  at);
		ran = run_it(&in, "verify");
		cr_expect(ran.status == 0 || ran.status == 6,
			  "bit at %zu: verify ended with %d: %s", at, ran.status, ran.err);
		cr_expect(ran.status == 6 || all.status != 6, "bit at %zu: verify did not see it",
			  at);
		harmless += ran.status == 0;
		noticed += ran.status == 6;
		ran_clear(&ran);
		ran_clear(&all);
		bytes[at] ^= (char)(1 << (seed % 8));
	}
	cr_expect(gt(sz, noticed, 0));
	cr_expect(gt(sz, harmless, 0));
	file_put(file, bytes, len);
	expect_unchanged(before);
	free(before);
	free(bytes);
}

Test(places, backups_and_files_never_go_over_something_or_through_a_link)
{
	char *copy = dir_path(scratch, "copy"), *link = dir_path(scratch, "link");
	size_t len;
	char *text;

	file_put(copy, "mine", 4);
	run_no(&in, 1, "there already", "backup", copy);
	text = file_text(copy, &len);
	expect_same(text, "mine");
	free(text);
	cr_assert(symlink("/nowhere/x", link) == 0);
	run_no(&in, 1, "there already", "backup", link);
	run_no(&in, 3, "/nowhere/x", "backup", "/nowhere/x");
	file_put(copy, "not a store at all", 18);
	run_no(&in, 6, "no whole copy", "restore", copy);
	free(run_ok(&in, "status"));
	free(copy);
	free(link);
}
