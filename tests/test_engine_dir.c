/* SPDX-License-Identifier: ISC */
/* What the folder of a store has to be, and what its files. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_workers.h"

TestSuite(engine_dir, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

/* Opens what must be refused; the words come back. */
static char *refusal(enum rc want)
{
	static struct err err;
	struct engine_opts o = { .dir = dir };
	struct engine *e;
	enum rc rc = open_with(&e, &o, &err);

	cr_expect(eq(int, rc, want), "%s", err.text);
	if (rc == RC_OK)
		engine_close(e);
	return err.text;
}

Test(engine_dir, a_folder_that_is_not_there_is_made_only_when_asked)
{
	SAYS(refusal(RC_NOT_FOUND), "there is no store in");
	cr_expect(eq(int, access(dir, F_OK), -1));
	make_store();
	SAYS(refusal(RC_OK), "");
}

Test(engine_dir, a_folder_with_other_things_in_it_is_refused_and_left_alone)
{
	struct engine_opts o = { .dir = dir, .create = true };
	char *other = dir_path(dir, "letter.odt");
	struct err err = { 0 };
	struct engine *e;

	mkdir(dir, 0755);
	file_put(other, "x", 1);
	SAYS(refusal(RC_INVALID), "letter.odt");
	cr_expect(eq(int, open_with(&e, &o, &err), RC_INVALID));
	SAYS(err.text, "name an empty or a new folder");
	cr_expect(eq(int, access(data_path, F_OK), -1));
	free(other);
}

Test(engine_dir, a_store_without_its_marker_is_never_made_anew)
{
	struct engine_opts o = { .dir = dir, .create = true };
	char *marker = dir_path(dir, "STORE");
	struct err err = { 0 };
	struct engine *e;

	make_store();
	unlink(marker);
	refusal(RC_NOT_FOUND);
	cr_expect(eq(int, open_with(&e, &o, &err), RC_INVALID));
	SAYS(err.text, "the marker file STORE");
	file_put(marker, "cairn store 1 personal\n", 23);
	e = open_here(0);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	engine_close(e);
	free(marker);
}

Test(engine_dir, a_making_that_was_cut_short_is_finished)
{
	char *marker = dir_path(dir, "STORE");

	engine_close(open_here(0));
	unlink(marker);
	engine_close(open_here(0));
	cr_expect(eq(int, access(marker, F_OK), 0));
	free(marker);
}

Test(engine_dir, a_store_others_can_reach_is_refused_with_the_command_that_closes_it)
{
	char want[300];

	make_store();
	chmod(dir, 0755);
	snprintf(want, sizeof(want), "chmod 700 '%s'", dir);
	SAYS(refusal(RC_NOT_ALLOWED), want);
	chmod(dir, 0700);
	chmod(data_path, 0644);
	snprintf(want, sizeof(want), "chmod 600 '%s'", data_path);
	SAYS(refusal(RC_NOT_ALLOWED), want);
	chmod(data_path, 0600);
	refusal(RC_OK);
}

Test(engine_dir, a_team_store_has_its_modes_under_any_umask)
{
	static const mode_t masks[] = { 022, 077, 0 };

	for (size_t i = 0; i < 3; i++) {
		struct engine_opts o = { .dir = dir, .create = true, .profile = PROFILE_TEAM };
		char *run = dir_path(dir, "run"), *door = dir_path(dir, "run/door");
		char want[300];
		struct engine *e;
		struct err err = { 0 };

		umask(masks[i]);
		cr_assert(eq(int, open_with(&e, &o, &err), RC_OK), "%s", err.text);
		cr_expect(eq(int, umask(masks[i]), masks[i]));
		cr_expect(eq(int, mode_of(dir), 02770));
		cr_expect(eq(int, mode_of(data_path), 0660));
		cr_expect(eq(int, mode_of(lock_path), 0660));
		cr_expect(eq(int, mode_of(run), 02770));
		cr_expect(eq(int, mode_of(door), 0660));
		engine_close(e);
		chmod(dir, 0770);
		snprintf(want, sizeof(want), "chmod 2770 '%s'", dir);
		SAYS(refusal(RC_NOT_ALLOWED), want);
		chmod(dir, 02775);
		SAYS(refusal(RC_NOT_ALLOWED), want);
		dir_drop(strdup(dir));
		free(run);
		free(door);
	}
}

Test(engine_dir, a_personal_store_is_closed_under_any_umask)
{
	umask(0);
	make_store();
	cr_expect(eq(int, mode_of(dir), 0700));
	cr_expect(eq(int, mode_of(data_path), 0600));
	cr_expect(eq(int, mode_of(lock_path), 0600));
}

static unsigned long on_nfs(const char *d)
{
	(void)d;
	return 0x6969;
}
static unsigned long on_unknown(const char *d)
{
	(void)d;
	return 0x12345678;
}
static unsigned long on_ext(const char *d)
{
	(void)d;
	return 0xef53;
}

Test(engine_dir, a_network_or_unknown_file_system_is_refused_by_name)
{
	struct engine_opts o = { .dir = dir, .create = true, .fs_type = on_nfs };
	struct err err = { 0 };
	struct engine *e;

	cr_expect(eq(int, open_with(&e, &o, &err), RC_NOT_ALLOWED));
	SAYS(err.text, "(nfs)");
	cr_expect(eq(int, access(data_path, F_OK), -1));
	o.fs_type = on_unknown;
	cr_expect(eq(int, open_with(&e, &o, &err), RC_NOT_ALLOWED));
	SAYS(err.text, "(type 0x12345678)");
	o.fs_type = on_ext;
	cr_assert(eq(int, open_with(&e, &o, &err), RC_OK));
	engine_close(e);
}

static void give(const char *path)
{
	cr_assert(eq(int, chown(path, 65534, 65534), 0));
}

Test(engine_dir, a_store_of_another_account_is_refused)
{
	if (geteuid() != 0)
		cr_skip_test("needs an account to give away");
	make_store();
	give(dir);
	SAYS(refusal(RC_NOT_ALLOWED), "belongs to another account");
}

Test(engine_dir, a_data_file_that_is_empty_or_short_or_gone_is_named)
{
	make_store();
	cut(data_path, 0);
	SAYS(refusal(RC_DAMAGED), "is damaged");
	cr_expect(eq(int, refusal(RC_DAMAGED)[0], 't'));
	cut(data_path, 4096);
	SAYS(refusal(RC_DAMAGED), "restore FILE");
	cut(data_path, 8192);
	SAYS(refusal(RC_DAMAGED), "is damaged");
	unlink(data_path);
	SAYS(refusal(RC_DAMAGED), "is gone");
	cr_expect(eq(int, access(data_path, F_OK), -1));
}

/* In a child: the account cannot be had back. */
Test(engine_dir, a_store_that_may_not_be_written_is_read)
{
	char *marker = dir_path(dir, "STORE");
	int status;
	pid_t pid;

	if (geteuid() != 0)
		cr_skip_test("needs an account to give away");
	make_store();
	give(root);
	give(dir);
	give(data_path);
	give(lock_path);
	give(marker);
	chmod(data_path, 0400);
	chmod(lock_path, 0400);
	pid = fork();
	if (pid == 0) {
		struct engine_opts o = { .dir = dir };
		struct engine *e;
		struct err err = { 0 };

		if (setgroups(0, NULL) || setgid(65534) || setuid(65534) ||
		    open_with(&e, &o, &err) != RC_OK) {
			fprintf(stderr, "%s\n", err.text);
			_exit(1);
		}
		if (engine_read(e, has_hello, NULL, &err) != RC_OK)
			_exit(2);
		if (engine_update(e, put_hello, NULL, &err) != RC_READ_ONLY ||
		    !strstr(err.text, "not changed"))
			_exit(3);
		engine_close(e);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	cr_expect(eq(int, status, 0));
	free(marker);
}
