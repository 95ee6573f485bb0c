/* SPDX-License-Identifier: ISC */
/* Several accounts on one store: a Unix group shares it, roles say who may do what. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib_dir.h"
#include "tests/lib_run.h"

/* Accounts need no name: numbers of a group that nobody else has. */
enum { ANN = 61001, BOB = 61002, EVE = 61003, TEAM = 61000, OTHERS = 61009 };

struct team {
	char *dir; /* the folder made ready by whoever looks after the computer */
	struct run ann, bob, eve;
};

static struct run account(const struct team *t, uid_t uid, gid_t gid)
{
	return (struct run){ .data = t->dir,
			     .uid = uid,
			     .gid = gid,
			     .env = { "HOME=/nonexistent", "XDG_CONFIG_HOME", "XDG_CACHE_HOME" } };
}

static void team_open(struct team *t)
{
	if (geteuid() != 0)
		cr_skip_test("only root can run the program under other accounts");
	t->dir = dir_make();
	cr_assert(eq(int, chown(t->dir, 0, TEAM), 0));
	cr_assert(eq(int, chmod(t->dir, 02770), 0));
	t->ann = account(t, ANN, TEAM);
	t->bob = account(t, BOB, TEAM);
	t->eve = account(t, EVE, OTHERS);
	free(run_ok(&t->ann, "init", "--team", "--sample"));
}

/* Bob has opened the program once and joined. */
static void join(const struct team *t)
{
	char answers[300]; /* beside the folder: tests run at the same time */
	struct run bob = t->bob;
	struct ran ran;

	snprintf(answers, sizeof(answers), "%s.answers", t->dir);
	file_put(answers, "3\nq\n1\n", 6);
	chmod(answers, 0644);
	bob.input = answers;
	ran = run_it(&bob, "--plain");
	cr_assert(eq(int, ran.status, 0), "%s", ran.err);
	cr_expect(strstr(ran.out, "Join ") != NULL, "%s", ran.out);
	cr_expect(strstr(ran.out, "Where the work has got to") != NULL, "%s", ran.out);
	ran_clear(&ran);
	unlink(answers);
}

TestSuite(team, .timeout = 60);

Test(team, what_is_made_is_for_the_group_and_nobody_else)
{
	static const char *const made[] = { "STORE", "data.mdb", "lock.mdb", "run" };
	struct team t;

	team_open(&t);
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		char *path = dir_path(t.dir, made[i]);
		struct stat st;

		cr_assert(eq(int, stat(path, &st), 0));
		cr_expect(st.st_gid == TEAM, "%s has another group", made[i]);
		cr_expect(eq(int, (int)st.st_mode & 067, 060), "%s: %o", made[i],
			  (unsigned)st.st_mode);
		free(path);
	}
	run_no(&t.eve, 4, "may not look into", "status");
	dir_drop(t.dir);
}

Test(team, who_joins_reads_until_a_coordinator_gives_a_role)
{
	struct team t;

	team_open(&t);
	run_no(&t.bob, 3, "belong to no partnership", "status");
	join(&t);
	free(run_ok(&t.bob, "status"));
	run_no(&t.bob, 4, "a coordinator can give you another role", "set", "NE-01",
	       "severity=low");
	run_no(&t.bob, 4, "coordinator", "answer", "need-comparator", "state=done");
	dir_drop(t.dir);
}

Test(team, a_partner_changes_what_is_theirs_and_is_told_who_can_change_the_rest)
{
	char bob[16];
	struct team t;

	team_open(&t);
	join(&t);
	snprintf(bob, sizeof(bob), "user");
	{
		char *roles = run_ok(&t.ann, "role");
		const char *viewer = strstr(roles, "viewer"), *line = viewer;

		cr_assert(ne(ptr, (void *)viewer, NULL), "%s", roles);
		while (line > roles && line[-1] != '\n')
			line--;
		snprintf(bob, sizeof(bob), "%.*s", (int)strcspn(line, " "), line);
		free(roles);
	}
	free(run_ok(&t.ann, "role", bob, "partner", "PA-12"));
	{
		struct run early = t.bob;
		char *history;

		early.env[3] = "CAIRN_NOW=1000000000"; /* 9 September 2001 */
		free(run_ok(&early, "set", "SV-02", "places=7"));
		history = run_ok(&t.ann, "history", "SV-02");
		cr_expect(strstr(history, "2001") == NULL, "%s", history);
		free(history);
	}
	run_no(&t.bob, 4, "ask", "set", "SV-03", "places=7");
	run_no(&t.bob, 4, "coordinator", "role", bob, "coordinator");
	free(run_ok(&t.ann, "verify"));
	dir_drop(t.dir);
}

/* Somebody looked after a file, and gave it to their own group. */
Test(team, a_file_of_another_group_is_named_with_the_way_out)
{
	static const char *const files[] = { "data.mdb", "lock.mdb" };
	struct team t;

	team_open(&t);
	join(&t);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = dir_path(t.dir, files[i]), words[200];

		cr_assert(eq(int, chown(path, (uid_t)-1, OTHERS), 0));
		snprintf(words, sizeof(words),
			 "%.80s'; ask who looks after the computer to give it to the group that "
			 "its folder has",
			 files[i]);
		run_no(&t.bob, 4, words, "status");
		run_no(&t.bob, 4, words, "set", "NE-01", "severity=low");
		cr_assert(eq(int, chown(path, (uid_t)-1, TEAM), 0));
		free(run_ok(&t.bob, "status"));
		free(path);
	}
	free(run_ok(&t.ann, "verify"));
	dir_drop(t.dir);
}

Test(team, a_folder_of_another_group_keeps_the_team_out_in_words)
{
	struct team t;

	team_open(&t);
	join(&t);
	cr_assert(eq(int, chown(t.dir, (uid_t)-1, OTHERS), 0));
	run_no(&t.bob, 4, "may not look into", "status");
	run_no(&t.ann, 4, "may not look into", "status");
	cr_assert(eq(int, chown(t.dir, (uid_t)-1, TEAM), 0));
	free(run_ok(&t.bob, "status"));
	dir_drop(t.dir);
}

Test(team, backup_export_and_verify_do_without_what_a_session_gives_up)
{
	char place[300], file[320], *all;
	struct team t;

	team_open(&t);
	snprintf(place, sizeof(place), "%s.backups", t.dir);
	snprintf(file, sizeof(file), "%s/monday", place);
	cr_assert(zero(int, mkdir(place, 0700)));
	cr_assert(zero(int, chown(place, ANN, TEAM)));
	free(run_ok(&t.ann, "backup", file));
	cr_expect(zero(int, access(file, F_OK)));
	free(run_ok(&t.ann, "verify"));
	all = run_ok(&t.ann, "export", "--json");
	cr_expect(strstr(all, "NE-01") != NULL);
	free(all);
	unlink(file);
	rmdir(place);
	dir_drop(t.dir);
}
