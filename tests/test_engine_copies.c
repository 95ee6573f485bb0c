/* SPDX-License-Identifier: ISC */
/* Backup, compacting, restoring, while others are in. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_workers.h"

TestSuite(engine_copies, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

Test(engine_copies, a_backup_taken_while_others_write_opens_and_is_whole)
{
	int line[2];
	char c;
	pid_t pid;

	make_store();
	cr_assert(eq(int, pipe(line), 0));
	pid = teller(line);
	for (int i = 0; i < 5; i++) {
		char *file = dir_path(root, "copy"), *there = dir_path(root, "there");
		struct engine_opts o = { .dir = there };
		struct engine *e = open_here(0);
		struct err err = { 0 };
		long least;
		int fd;

		cr_assert(eq(int, (int)read(line[0], &c, 1), 1));
		least = total(e).n;
		fd = open(file, O_RDWR | O_CREAT | O_EXCL, 0600);
		cr_assert(eq(int, engine_backup(e, fd, &err), RC_OK), "%s", err.text);
		close(fd);
		engine_close(e);
		cr_assert(eq(int, lmdb_restore(there, file, PROFILE_PERSONAL, &err), RC_OK), "%s",
			  err.text);
		cr_assert(eq(int, open_with(&e, &o, &err), RC_OK), "%s", err.text);
		cr_expect(ge(long, total(e).n, least));
		cr_expect(eq(int, engine_check(e, NULL, NULL, NULL), RC_OK));
		engine_close(e);
		unlink(file);
		free(file);
		dir_drop(there);
	}
	end_child(pid);
}

static enum rc remove_most(struct view *v, void *arg)
{
	char key[32];

	(void)arg;
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "k/%05d", i);
		view_del(v, sl(key));
	}
	return view_rc(v);
}

static bool holds(const char *path, const char *what)
{
	size_t len;
	char *text = file_text(path, &len);
	bool found = memmem(text, len, what, strlen(what));

	free(text);
	return found;
}

Test(engine_copies, compacting_waits_for_nobody_and_leaves_nothing_of_what_was_removed)
{
	struct engine *e = open_here(0);
	struct err err = { 0 };
	struct stat before, after;
	char who[40];
	int version = 1;
	uint64_t mark;
	pid_t pid;

	cr_assert(eq(int, engine_update(e, fill, &version, NULL), RC_OK));
	cr_assert(eq(int, engine_update(e, put_hello, NULL, NULL), RC_OK));
	cr_assert(eq(int, engine_update(e, remove_most, NULL, NULL), RC_OK));
	mark = engine_mark(e);
	engine_close(e);
	cr_expect(eq(int, holds(data_path, "ccccccccccccccccccccccccccc"), 1));
	cr_assert(eq(int, pipe(inside_line), 0));
	pid = stand_inside(false);
	inside_wait();
	stat(data_path, &before);
	cr_expect(eq(int, lmdb_compact(dir, &err), RC_BUSY));
	snprintf(who, sizeof(who), "ann (process %d)", (int)pid);
	SAYS(err.text, who);
	end_child(pid);
	err_clear(&err);
	cr_assert(eq(int, lmdb_compact(dir, &err), RC_OK), "%s", err.text);
	stat(data_path, &after);
	cr_expect(lt(long, after.st_size, before.st_size / 2));
	cr_expect(eq(int, mode_of(data_path), 0600));
	cr_expect(eq(int, holds(data_path, "ccccccccccccccccccccccccccc"), 0));
	e = open_here(0);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	cr_expect(ne(u64, engine_mark(e), mark));
	engine_close(e);
}

static char *backup_here(void)
{
	char *file = dir_path(root, "backup");
	struct engine *e = open_here(0);
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL, 0600);

	cr_assert(eq(int, engine_backup(e, fd, NULL), RC_OK));
	close(fd);
	engine_close(e);
	return file;
}

static int kept_files(void)
{
	struct dirent *d;
	DIR *all = opendir(dir);
	int n = 0;

	while ((d = readdir(all)))
		n += strncmp(d->d_name, "data.before-", 12) == 0;
	closedir(all);
	return n;
}

Test(engine_copies, restoring_refuses_who_is_in_and_bad_copies_and_keeps_the_old_file)
{
	struct err err = { 0 };
	struct engine *e;
	char *file, *bad = dir_path(root, "bad");
	pid_t pid;

	make_store();
	file = backup_here();
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
	cr_assert(eq(int, pipe(inside_line), 0));
	pid = stand_inside(false);
	inside_wait();
	cr_expect(eq(int, lmdb_restore(dir, file, PROFILE_PERSONAL, &err), RC_BUSY));
	end_child(pid);
	err_clear(&err);
	file_put(bad, "this is a letter", 16);
	cr_expect(eq(int, lmdb_restore(dir, bad, PROFILE_PERSONAL, &err), RC_DAMAGED));
	SAYS(err.text, "no whole copy");
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 1));
	engine_close(e);
	cut(data_path, 8192); /* what a restore is for */
	err_clear(&err);
	cr_assert(eq(int, lmdb_restore(dir, file, PROFILE_PERSONAL, &err), RC_OK), "%s", err.text);
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 0));
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	engine_close(e);
	cr_expect(eq(int, kept_files(), 1));
	free(bad);
	free(file);
}

Test(engine_copies, a_data_file_replaced_under_a_writer_is_noticed_before_the_next_change)
{
	struct engine *e;
	char *file, *away = dir_path(root, "away");

	make_store();
	file = backup_here();
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_assert(eq(int, rename(data_path, away), 0));
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_DAMAGED)); /* gone */
	cr_assert(eq(int, rename(file, data_path), 0));
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(eq(long, total(e).n, 1)); /* into the file that has the name */
	engine_close(e);
	free(file);
	free(away);
}
