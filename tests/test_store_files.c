/* SPDX-License-Identifier: ISC */
/* The store as files: formats, copies of it, backups. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/store/store_internal.h"
#include "lib_dir.h"
#include "lib_store.h"
#include "same.h"

#define NE "c1/ne/ne-000001/"

static char *top, *dir;
static struct arena *a;

static void begin(void)
{
	struct store *s;

	top = dir_make();
	dir = dir_path(top, "data");
	a = arena_new();
	s = store_in(dir);
	put(s, &ann, NE "title", "A");
	put(s, &ann, "-/pp/sf/name", "Strathfinlay");
	store_close(s);
}

static void end(void)
{
	arena_free(a);
	free(dir);
	dir_drop(top);
}

TestSuite(store_files, .init = begin, .fini = end);

static enum rc open_rc(bool read_only, struct err *err)
{
	struct store_opts o = { .engine = &engine_lmdb,
				.at = { .dir = dir, .read_only = read_only } };
	struct store *s = NULL;
	enum rc rc = store_open(&s, &o, err);

	store_close(s);
	return rc;
}

static size_t files_like(const char *part, char *first, size_t cap)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	for (struct dirent *e; d && (e = readdir(d));)
		if (strstr(e->d_name, part)) {
			if (!n++ && first)
				snprintf(first, cap, "%s/%s", dir, e->d_name);
		}
	closedir(d);
	return n;
}

Test(store_files, a_newer_format_is_refused_and_left_alone)
{
	char *path = dir_path(dir, "data.mdb");
	struct err err = { 0 };
	char *before, *after;
	size_t n = 0, m = 0;

	store_as_format(dir, "2");
	before = file_text(path, &n);
	cr_expect(eq(int, open_rc(false, &err), RC_NEWER));
	expect_part(err.text, "later version");
	after = file_text(path, &m);
	cr_expect(eq(sz, n, m));
	cr_expect(eq(int, memcmp(before, after, n), 0));
	free(before);
	free(after);
	free(path);
}

Test(store_files, an_older_format_is_copied_and_brought_up_to_date)
{
	struct err err = { 0 };
	char copy[512];
	struct store *s;

	store_as_format(dir, "0");
	cr_expect(eq(int, open_rc(true, &err), RC_READ_ONLY));
	cr_expect(eq(sz, files_like("before-format", NULL, 0), (size_t)0));
	s = store_in(dir);
	clean(s);
	expect_same(shown(s, sf, NE "title", a), "A");
	store_close(s);
	cr_expect(eq(sz, files_like("before-format", copy, sizeof(copy)), (size_t)1));
	cr_expect(eq(int, open_rc(false, NULL), RC_OK));
	cr_expect(eq(sz, files_like("before-format", copy, sizeof(copy)), (size_t)1));
}

/* Ended at any moment of the upgrade: the store opens, with all that was in it. */
Test(store_files, an_upgrade_cut_short_leaves_a_store_that_opens, .timeout = 120)
{
	for (long us = 0; us < 12000; us += 300) {
		struct timespec wait = { 0, us * 1000 };
		struct store *s;
		pid_t child;

		store_as_format(dir, "0");
		child = fork();
		if (child == 0) {
			open_rc(false, NULL);
			_exit(0);
		}
		nanosleep(&wait, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		s = store_in(dir);
		clean(s);
		expect_same(shown(s, sf, NE "title", a), "A");
		store_close(s);
	}
}

static enum rc drop_format(struct view *v, void *arg)
{
	(void)arg;
	view_del(v, (struct slice){ "s/format", 8 });
	return view_rc(v);
}

Test(store_files, a_store_that_does_not_say_its_format_is_damaged)
{
	struct store *s = store_in(dir);

	engine_update(store_engine(s), drop_format, NULL, NULL);
	store_close(s);
	cr_expect(eq(int, open_rc(false, NULL), RC_DAMAGED));
}

static enum rc make_one(struct store *s, struct saved *out)
{
	struct edit e = { "c1/ga/+/title", { "G", 1 }, { "", 0 } };
	struct change c = { .by = &ann, .action = "make", .edits = &e, .count = 1 };

	return store_save(s, sf, &c, NULL, out, NULL);
}

Test(store_files, a_copy_elsewhere_takes_another_name_and_numbers_of_its_own)
{
	char *other = dir_path(top, "copy"), *file = dir_path(top, "backup");
	struct saved first, here, there;
	struct store *s = store_in(dir), *t;

	cr_assert(eq(int, make_one(s, &first), RC_OK));
	expect_same(first.id, "ga-000001");
	cr_assert(eq(int, store_backup(s, file, NULL), RC_OK));
	cr_assert(eq(int, lmdb_restore(other, file, PROFILE_PERSONAL, NULL), RC_OK));
	t = store_in(other);
	cr_assert(eq(int, make_one(s, &here), RC_OK));
	cr_assert(eq(int, make_one(t, &there), RC_OK));
	expect_same(here.id, "ga-000002");
	cr_expect(ne(str, there.at.replica, (char *)"hub"));
	cr_expect(eq(ptr, strstr(there.id, there.at.replica), there.id + 3), "%s", there.id);
	clean(t);
	cr_expect(eq(int, store_undo(t, sf, first.number, &ann, NULL, NULL, NULL, NULL), RC_OK));
	clean(t);
	store_close(t);
	t = store_in(other); /* and keeps it */
	cr_assert(eq(int, put(t, &ann, NE "title", "B"), RC_OK));
	expect_same(version_of(t, sf, NE "title").replica, there.at.replica);
	clean(t);
	store_close(t);
	store_close(s);
	free(other);
	free(file);
}

Test(store_files, a_backup_put_back_has_a_new_name_but_goes_on_counting)
{
	char *file = dir_path(top, "backup");
	struct store *s = store_in(dir);
	struct saved saved;

	cr_assert(eq(int, make_one(s, &saved), RC_OK));
	cr_assert(eq(int, store_backup(s, file, NULL), RC_OK));
	cr_assert(eq(int, put(s, &ann, NE "title", "later"), RC_OK));
	store_close(s);
	cr_assert(eq(int, lmdb_restore(dir, file, PROFILE_PERSONAL, NULL), RC_OK));
	s = store_in(dir);
	expect_same(shown(s, sf, NE "title", a), "A");
	cr_assert(eq(int, make_one(s, &saved), RC_OK));
	cr_expect(ne(str, saved.at.replica, (char *)"hub"));
	expect_same(saved.id, "ga-000002");
	clean(s);
	store_close(s);
	free(file);
}

Test(store_files, a_compacted_store_keeps_its_name)
{
	struct store_opts o = { .engine = &engine_lmdb,
				.at = { .dir = dir },
				.same_replica = true };
	struct saved saved;
	struct store *s;

	cr_assert(eq(int, lmdb_compact(dir, NULL), RC_OK));
	cr_assert(eq(int, store_open(&s, &o, NULL), RC_OK));
	store_close(s);
	s = store_in(dir);
	cr_assert(eq(int, make_one(s, &saved), RC_OK));
	expect_same(saved.at.replica, "hub");
	expect_same(saved.id, "ga-000001");
	store_close(s);
}

Test(store_files, a_backup_is_new_private_and_whole)
{
	char *file = dir_path(top, "backup"), *link = dir_path(top, "link");
	struct store *s = store_in(dir);
	struct err err = { 0 };
	struct stat st;

	umask(0);
	cr_assert(eq(int, store_backup(s, file, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int, stat(file, &st), 0));
	cr_expect(eq(int, (int)(st.st_mode & 0777), 0600));
	cr_expect(eq(int, store_backup(s, file, &err), RC_IO));
	expect_part(err.text, "is there already");
	cr_assert(eq(int, symlink("/tmp/elsewhere-cairn", link), 0));
	cr_expect(eq(int, store_backup(s, link, NULL), RC_IO));
	cr_expect(ne(int, access("/tmp/elsewhere-cairn", F_OK), 0));
	cr_expect(eq(int, store_backup(s, top, NULL), RC_IO));
	cr_expect(eq(int, store_backup(s, "/no/such/folder/file", NULL), RC_NOT_FOUND));
	store_close(s);
	free(file);
	free(link);
}

static enum rc spoil(struct view *v, void *arg)
{
	(void)arg;
	view_put(v, (struct slice){ "p/sf/f/" NE "title", strlen("p/sf/f/" NE "title") },
		 (struct slice){ "1 hub:1 1 ann 00000000\nX", 24 });
	return view_rc(v);
}

Test(store_files, a_backup_of_damage_is_not_kept)
{
	char *file = dir_path(top, "backup");
	struct store *s = store_in(dir);
	struct err err = { 0 };
	DIR *d = opendir(top);
	size_t n = 0;

	cr_assert(eq(int, engine_update(store_engine(s), spoil, NULL, NULL), RC_OK));
	cr_expect(eq(int, store_backup(s, file, &err), RC_DAMAGED));
	expect_part(err.text, "'title' of NE-01");
	while (readdir(d))
		n++;
	cr_expect(eq(sz, n, (size_t)3)); /* ., .. and the store: nothing was left behind */
	closedir(d);
	store_close(s);
	free(file);
}
