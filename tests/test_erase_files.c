/* SPDX-License-Identifier: ISC */
/* What was removed for data protection is in no file of the store, whoever looks. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/store.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "same.h"

#define SECRET "Zaphod Quennell"

static char *home, *data;
static struct run in;

static void begin(void)
{
	static char env[2][256];

	home = dir_make();
	data = dir_path(home, "data");
	snprintf(env[0], sizeof(env[0]), "HOME=%s", home);
	snprintf(env[1], sizeof(env[1]), "CAIRN_SITE=%s", home);
	in = (struct run){ .data = data,
			   .env = { env[0], env[1], "XDG_CACHE_HOME", "XDG_CONFIG_HOME" } };
	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "add", "needs", "--draft", "title=Housing", "notes=" SECRET " waits"));
}

static void end(void)
{
	free(data);
	dir_drop(home);
}

TestSuite(erase_files, .init = begin, .fini = end, .timeout = 60);

static char found[512];

static int look(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	size_t len = 0;
	char *text = kind == FTW_F ? file_text(path, &len) : NULL;

	(void)st;
	(void)at;
	if (text && memmem(text, len, "Quennell", 8))
		snprintf(found, sizeof(found), "%s", path);
	free(text);
	return found[0] != '\0';
}

/* The first file beneath that has a byte of it; "" */
static const char *holder(const char *folder)
{
	found[0] = '\0';
	nftw(folder, look, 8, FTW_PHYS);
	return found;
}

Test(erase_files, no_file_has_a_byte_of_it_and_the_chain_verifies)
{
	char *out;

	cr_assert(holder(data)[0] != '\0', "the test looks in vain");
	free(run_ok(&in, "set", "NE-01", "notes=Somebody waits"));
	out = run_ok(&in, "erase", "NE-01", "notes", "--earlier", "--dry-run");
	expect_part(out, "would go");
	free(out);
	cr_expect(holder(data)[0] != '\0', "a dry run changes nothing");
	out = run_ok(&in, "erase", "NE-01", "notes", "--earlier", "--reason", "It named somebody");
	expect_part(out, "Removed for good");
	free(out);
	expect_same(holder(data), "");
	free(run_ok(&in, "verify"));
	out = run_ok(&in, "history", "NE-01");
	expect_part(out, "Removed for data protection, need \"Housing\": Notes");
	expect_part(out, "It named somebody");
	expect_part(out, "Notes: (removed for data protection)");
	expect_part(out, "Notes: Somebody waits");
	free(out);
}

Test(erase_files, words_go_wherever_they_stand)
{
	free(run_ok(&in, "add", "learning", "--draft", "title=Heard from Zaphod  quennell"));
	free(run_ok(&in, "set", "NE-01", "unknowns=None", "--reason", SECRET " said so"));
	free(run_ok(&in, "erase", "--text", "zaphod quennell", "--reason", "Asked for"));
	expect_same(holder(data), "");
	free(run_ok(&in, "verify"));
	run_no(&in, 3, "nothing of that kind", "erase", "--text", SECRET, "--reason", "Again");
	run_no(&in, 6, "too short", "erase", "--text", "Jo", "--reason", "Again");
}

Test(erase_files, while_somebody_is_in_it_waits_for_the_last_to_leave)
{
	const struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = data } };
	struct err err = { 0 };
	struct store *s;
	struct ran ran;
	const char *words[] = { "erase", "NE-01", "--reason", "A slip", NULL };

	cr_assert(eq(int, store_open(&s, &o, &err), RC_OK), "%s", err.text);
	ran = run_words(&in, words);
	cr_expect(eq(int, ran.status, 0));
	expect_part(ran.err, "when the last person leaves");
	ran_clear(&ran);
	cr_expect(store_erased(s));
	store_close(s);
	free(run_ok(&in, "status"));
	expect_same(holder(data), "");
	free(run_ok(&in, "verify"));
}

Test(erase_files, copies_that_hold_it_are_named)
{
	char *backups = dir_path(home, "backups"), *first = dir_path(backups, "first"),
	     *second = dir_path(backups, "second"), *packed = dir_path(backups, "first.gz"),
	     *older = dir_path(data, "before-format-1.from-0.1"),
	     *ini = dir_path(home, "config.ini"), *out;
	char text[300];

	snprintf(text, sizeof(text), "[backup]\nfolder = %s\n", backups);
	file_put(ini, text, strlen(text));
	cr_assert(zero(int, mkdir(backups, 0700)));
	free(run_ok(&in, "backup", first));
	free(run_ok(&in, "backup", older));
	file_put(packed, "?", 1);
	out = run_ok(&in, "--plain", "--screen", "erase/NE-01");
	expect_part(out, first);
	expect_part(out, older);
	expect_part(out, packed);
	free(out);
	out = run_ok(&in, "erase", "NE-01", "--reason", "A slip");
	expect_part(out, first);
	expect_part(out, older);
	expect_part(out,
		    "cannot be looked at here and may hold it; whoever they belong to can:\n  ");
	expect_part(strstr(out, "cannot be looked at"), packed);
	free(out);
	unlink(packed);
	free(run_ok(&in, "backup", second));
	free(run_ok(&in, "restore", first));
	out = run_ok(&in, "erase", "NE-01", "--reason", "A slip once more");
	expect_part(out, first);
	expect_none(out, second);
	free(out);
	free(backups);
	free(first);
	free(second);
	free(packed);
	free(older);
	free(ini);
}

/* A backup may have what somebody typed and never saved. */
Test(erase_files, a_copy_with_a_draft_of_it_is_named)
{
	char *copy = dir_path(data, "data.before-1"), *out;
	struct store *s;
	struct err err = { 0 };
	struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = data } };

	cr_assert(store_open(&s, &o, &err) == RC_OK, "%s", err.text);
	cr_assert(store_draft_put(s, "clyde-north", "ann", "c1/ne/ne-000001/group", SECRET, &err) ==
			  RC_OK,
		  "%s", err.text);
	store_close(s);
	free(run_ok(&in, "backup", copy));
	out = run_ok(&in, "erase", "NE-01", "group", "--reason", "A slip");
	expect_part(out, "drafts: 1");
	expect_part(out, copy);
	free(out);
	free(copy);
}

/* What names nothing is not taken for everything. */
Test(erase_files, a_screen_of_nothing_removes_nothing)
{
	static const char *const names[] = { "erase/0", "erase/nonsense", "erase/XX-99" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *out = run_ok(&in, "--plain", "--screen", names[i]);

		expect_part(out, "Nothing: there is no such text any more.");
		expect_none(out, "Remove it for good");
		free(out);
	}
}
