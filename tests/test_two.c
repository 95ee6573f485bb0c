/* SPDX-License-Identifier: ISC */
/* Several programs and several people in one data folder. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

enum { ANN = 54321, BEN = 54322, TEAM = 54320, MANY = 16 };

static char *scratch, *data;
static struct run in;
static struct vt *one, *two;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	if (!getuid())
		setenv("TMPDIR", "/tmp", 1); /* other accounts must be able to go through */
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void end(void)
{
	vt_end(one);
	vt_end(two);
	one = two = NULL;
	dir_drop(scratch);
	free(data);
}

TestSuite(two, .init = begin, .fini = end, .timeout = 120);

static struct vt *open_on(const char *screen)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };

	return vt_start(24, 80, argv, NULL);
}

static void expect_field(const char *id, const char *field, const char *text)
{
	struct jdoc *doc = run_json(&in, "show", id, "--json");
	const char *now = jval_text(jval_get(jdoc_top(doc), field));

	expect_same(now ? now : "", text);
	jdoc_free(doc);
}

static void has(char *out, const char *part)
{
	expect_part(out, part);
	free(out);
}

/* Takes out what the box of the first question holds, and types. */
static void type_over(struct vt *v, const char *text)
{
	vt_key(v, TK_END);
	for (int i = 0; i < 70; i++)
		vt_key(v, TK_BACKSPACE);
	vt_send(v, text);
	cr_assert(vt_shows(v, text));
}

Test(two, the_second_to_save_the_same_answer_is_shown_both_and_chooses)
{
	one = open_on("form/needs/ne-000001");
	two = open_on("form/needs/ne-000001");
	cr_assert(vt_shows(one, "1 of ") && vt_shows(two, "1 of "));
	type_over(one, "From the first");
	type_over(two, "From the second");
	vt_key(one, TK_ENTER);
	cr_assert(vt_shows(one, "2 of "));
	expect_field("NE-01", "title", "From the first");
	vt_key(two, TK_ENTER);
	cr_assert(vt_shows(two, "changed this"));
	cr_assert(vt_shows(two, "From the first"));
	cr_assert(vt_shows(two, "From the second"));
	expect_field("NE-01", "title", "From the first");
	cr_assert(vt_shows(two, "Was: "));
	/* mine is chosen: what is saved then leaves the other in the history */
	cr_assert(vt_cursor_on(two, "(*) Yours"));
	for (int i = 0; i < 12; i++) {
		char *screen = vt_screen(two);
		bool there = strstr(screen, "> [ Save this choice ]") != NULL;

		free(screen);
		if (there)
			break;
		vt_key(two, TK_TAB);
		vt_quiet(two);
	}
	vt_key(two, TK_ENTER);
	cr_assert(vt_gone(two, "changed this"));
	expect_field("NE-01", "title", "From the second");
	has(run_ok(&in, "history", "NE-01"), "From the first");
}

Test(two, different_answers_of_one_entry_both_go_in)
{
	one = open_on("form/needs/ne-000001");
	cr_assert(vt_shows(one, "1 of "));
	type_over(one, "A better title");
	free(run_ok(&in, "set", "NE-01", "severity=low"));
	vt_key(one, TK_ENTER);
	cr_assert(vt_shows(one, "2 of "));
	expect_field("NE-01", "title", "A better title");
	expect_field("NE-01", "severity", "low");
}

Test(two, what_one_adds_is_on_the_other_s_screen_at_the_next_key)
{
	one = open_on("register/learning");
	cr_assert(vt_shows(one, "3, in order"));
	free(run_ok(&in, "add", "learning", "title=Quite new", "happened=a", "learned=b"));
	vt_key(one, TK_DOWN);
	cr_assert(vt_shows(one, "Quite new"));
}

Test(two, an_idle_screen_shows_it_within_about_a_second_and_keeps_the_focus)
{
	one = open_on("register/needs");
	cr_assert(vt_shows(one, "12, in order"));
	vt_send(one, "\033OB\033OB\033OB");
	cr_assert(vt_cursor_on(one, "earlier help with alcohol"));
	free(run_ok(&in, "set", "NE-01", "title=Changed by another"));
	cr_assert(vt_shows(one, "Changed by another"));
	cr_assert(vt_cursor_on(one, "earlier help with alcohol"));
}

/* Somebody who comes, looks about and takes something out writes into the store; nothing of it is shown. */
Test(two, who_comes_and_looks_about_sends_nothing_to_others_and_a_change_still_does)
{
	enum { LONGER_THAN_A_LOOK_MS = 2500 };

	one = open_on("register/needs");
	cr_assert(vt_shows(one, "12, in order"));
	vt_quiet(one);
	two = open_on("home");
	cr_assert(vt_shows(two, "Where the work has got to"));
	vt_key(two, TK_ENTER);
	cr_assert(vt_shows(two, "completed"));
	free(run_ok(&in, "export", "--json"));
	vt_settle(one, LONGER_THAN_A_LOOK_MS);
	cr_expect(eq(sz, vt_bytes(one), 0u));
	free(run_ok(&in, "set", "NE-01", "title=Changed by another"));
	cr_assert(vt_shows(one, "Changed by another"));
}

Test(two, what_is_being_typed_is_not_disturbed_by_a_change_of_another)
{
	one = open_on("form/needs/ne-000001");
	cr_assert(vt_shows(one, "1 of "));
	type_over(one, "half a title");
	free(run_ok(&in, "set", "NE-01", "title=Another title"));
	for (int i = 0; i < 9; i++)
		vt_quiet(one); /* longer than an idle look takes */
	cr_assert(vt_cursor_on(one, "half a title"));
	vt_send(one, "!");
	cr_assert(vt_shows(one, "half a title!"));
}

/* Every process answers, adds and changes; all that was acknowledged is there afterwards. */
Test(two, sixteen_at_once_lose_nothing)
{
	pid_t pid[MANY * 3];
	int null = open("/dev/null", O_WRONLY);
	struct jdoc *doc;
	size_t learned;

	for (int i = 0; i < MANY; i++) {
		char title[40], word[40], id[24];

		snprintf(title, sizeof(title), "title=From process %d", i);
		snprintf(word, sizeof(word), "notes=Note %d", i);
		snprintf(id, sizeof(id), "FG-%02d", i + 1);
		pid[3 * i] = run_start(&in, null, null,
				       (const char *const[]){ "add", "learning", title,
							      "happened=a", "learned=b", NULL });
		pid[3 * i + 1] =
			run_start(&in, null, null, (const char *const[]){ "set", id, word, NULL });
		pid[3 * i + 2] = run_start(
			&in, null, null,
			(const char *const[]){ "set", "AC-02",
					       "updates.+=on=2 May 2025; says=One of many", NULL });
	}
	for (int i = 0; i < 3 * MANY; i++)
		cr_expect(eq(int, run_wait(pid[i]), 0), "process %d", i);
	close(null);
	doc = run_json(&in, "list", "learning", "--json");
	learned = jval_count(jdoc_top(doc));
	cr_expect(eq(sz, learned, 3 + MANY));
	jdoc_free(doc);
	for (int i = 0; i < MANY; i++) {
		char id[24], note[24];

		snprintf(id, sizeof(id), "FG-%02d", i + 1);
		snprintf(note, sizeof(note), "Note %d", i);
		expect_field(id, "notes", note);
	}
	doc = run_json(&in, "show", "AC-02", "--json");
	cr_expect(eq(sz, jval_count(jval_get(jdoc_top(doc), "updates")), MANY));
	jdoc_free(doc);
	has(run_ok(&in, "verify"), " 0 faults");
}

Test(two, a_set_with_an_old_version_ends_with_5_and_changes_nothing)
{
	struct jdoc *doc = run_json(&in, "show", "NE-01", "--json", "--versions");
	const char *was = jval_text(jval_get(jval_get(jdoc_top(doc), "versions"), "severity"));
	char word[60];
	struct ran ran;

	snprintf(word, sizeof(word), "severity@%s=low", was);
	free(run_ok(&in, "set", "NE-01", word, "--dry-run"));
	free(run_ok(&in, "set", "NE-01", "severity=medium"));
	ran = run_it(&in, "set", "NE-01", word);
	cr_expect(eq(int, ran.status, 5));
	expect_part(ran.err, "Medium");
	ran_clear(&ran);
	ran = run_it(&in, "set", "NE-01", word, "--dry-run");
	cr_expect(eq(int, ran.status, 5), "what would be refused is told before it is tried");
	ran_clear(&ran);
	expect_field("NE-01", "severity", "medium");
	jdoc_free(doc);
}

/* Who is here: how many lines `who` has, and what the first says of a field. */
static size_t who(const struct run *r, const char *field, char out[40])
{
	struct jdoc *doc = run_json(r, "who", "--json");
	size_t n = jval_count(jdoc_top(doc));
	const char *text = n && field ? jval_text(jval_get(jval_at(jdoc_top(doc), 0), field)) : "";

	if (out)
		snprintf(out, 40, "%s", text ? text : "");
	jdoc_free(doc);
	return n;
}

Test(two, who_is_here_is_told_to_those_who_ask_and_ends_with_the_session)
{
	char text[40];

	cr_expect(eq(sz, who(&in, NULL, NULL), 0));
	one = open_on("home");
	cr_assert(vt_shows(one, "Who is here"));
	cr_expect(eq(sz, who(&in, "way", text), 1));
	expect_same(text, "at this machine");
	cr_expect(eq(sz, who(&in, "place", text), 1));
	expect_same(text, "");
	two = open_on("who");
	cr_assert(vt_shows(two, "(you)"));
	cr_assert(vt_shows(two, "not what you do"));
	cr_expect(eq(sz, who(&in, NULL, NULL), 2));
	vt_hangup(one);
	cr_expect(eq(int, vt_exit(one), 129));
	vt_signal(two, SIGKILL);
	vt_exit(two);
	cr_expect(eq(sz, who(&in, NULL, NULL), 0));
}

/* A person's own settings: in a folder of their own, with that answer. */
static struct vt *open_showing(const char *what, const char *screen)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };
	char *dir = dir_path(scratch, "config"), *file, env[200], text[80];
	const char *vars[] = { env, NULL };
	struct vt *v;

	mkdir(dir, 0700);
	snprintf(env, sizeof(env), "%s/cairn", dir);
	mkdir(env, 0700);
	file = dir_path(env, "config.ini");
	file_put(file, text,
		 (size_t)snprintf(text, sizeof(text), "[session]\nwho_is_here = %s\n", what));
	snprintf(env, sizeof(env), "XDG_CONFIG_HOME=%s", dir);
	v = vt_start(24, 80, argv, vars);
	free(dir);
	free(file);
	return v;
}

Test(two, what_is_told_of_somebody_is_theirs_to_say)
{
	char text[40];

	one = open_showing("no", "who");
	cr_assert(vt_shows(one, "Others are not told"));
	cr_expect(eq(sz, who(&in, NULL, NULL), 0));
	two = open_showing("place", "register/needs");
	cr_assert(vt_shows(two, "12, in order"));
	for (int i = 0; i < 50 && !who(&in, "place", text); i++)
		vt_quiet(two);
	for (int i = 0; i < 50 && who(&in, "place", text) && !text[0]; i++)
		vt_quiet(two); /* it is told with the place that is kept, after a second */
	expect_same(text, "register\nneeds\n");
}

/* Two people: a folder that a team shares, each with an account of their own. */

static struct run ann, ben;
static char ann_home[80], ben_home[80];

static struct run person(uid_t uid, char home[80], const char *name)
{
	snprintf(home, 80, "HOME=%s/%s", scratch, name);
	mkdir(strchr(home, '/'), 0700);
	cr_assert(chown(strchr(home, '/'), uid, TEAM) == 0);
	return (struct run){ .data = data,
			     .uid = uid,
			     .gid = TEAM,
			     .env = { home, "CAIRN_SITE=/nowhere", "XDG_DATA_HOME",
				      "XDG_CACHE_HOME" } };
}

static void make_team(void)
{
	if (getuid())
		cr_skip_test("only root can be somebody else");
	free(data);
	data = dir_path(scratch, "team");
	chmod(scratch, 0711);
	mkdir(data, 0);
	cr_assert(chown(data, ANN, TEAM) == 0 && chmod(data, 02770) == 0);
	ann = person(ANN, ann_home, "ann");
	ben = person(BEN, ben_home, "ben");
	free(run_ok(&ann, "init", "--sample"));
}

/* The person's name in the store, by role --json */
static void name_of(const struct run *r, const char *role, char out[24])
{
	struct jdoc *doc = run_json(r, "role", "--json");

	out[0] = '\0';
	for (size_t i = 0; i < jval_count(jdoc_top(doc)); i++) {
		const struct jval *p = jval_at(jdoc_top(doc), i);

		if (!strcmp(jval_text(jval_get(p, "role")), role))
			snprintf(out, 24, "%s", jval_text(jval_get(p, "person")));
	}
	jdoc_free(doc);
}

/* Who joins does it on the first screen; the conversation is read from a file. */
static void ben_joins(void)
{
	char *said = dir_path(scratch, "said");
	struct ran ran;

	file_put(said, "3\n", 2);
	chmod(said, 0644);
	ben.input = said;
	ran = run_it(&ben, "--plain");
	cr_assert(eq(int, ran.status, 0), "%s%s", ran.err, ran.out);
	expect_part(ran.out, "Join ");
	ran_clear(&ran);
	ben.input = NULL;
	free(said);
}

Test(two, a_team_shares_a_folder_and_roles_hold)
{
	char who[24];

	make_team();
	run_no(&ben, 3, "no partnership", "status");
	ben_joins();
	free(run_ok(&ben, "status"));
	run_no(&ben, 4, "viewer", "set", "NE-01", "severity=low");
	run_no(&ben, 4, "coordinator", "export", "--json", "--with-restricted");
	name_of(&ann, "viewer", who);
	cr_assert(who[0] != '\0');
	run_no(&ben, 4, "viewer", "role", who, "coordinator");
	free(run_ok(&ann, "role", who, "partner"));
	run_no(&ben, 4, "whoever made it", "set", "NE-01", "severity=low");
	has(run_ok(&ben, "add", "learning", "title=Ben's", "happened=a", "learned=b"), "LE-04");
	free(run_ok(&ben, "set", "LE-04", "learned=c"));
	run_no(&ben, 4, "coordinator", "role", who, "coordinator");
	run_no(&ben, 4, "coordinator", "answer", "analyse", "outcome=agreed");
	free(run_ok(&ann, "role", who, "coordinator"));
	free(run_ok(&ben, "answer", "analyse", "outcome=agreed"));
	free(run_ok(&ben, "set", "NE-01", "severity=low"));
	has(run_ok(&ann, "history", "NE-01", "--json"), who);
	has(run_ok(&ann, "verify"), " 0 faults");
}

Test(two, what_one_changed_another_takes_back_only_as_coordinator_and_with_a_reason)
{
	char who[24];

	make_team();
	ben_joins();
	name_of(&ann, "viewer", who);
	free(run_ok(&ann, "role", who, "partner"));
	free(run_ok(&ann, "set", "NE-01", "severity=low"));
	run_no(&ben, 3, "9999", "undo", "--change", "9999");
	run_no(&ben, 3, "no change of yours", "undo");
	free(run_ok(&ben, "add", "learning", "title=Ben's", "happened=a", "learned=b"));
	{
		struct jdoc *doc = run_json(&ann, "history", "LE-04", "--json");
		long long n = 0;
		char number[24];

		jval_int(jval_get(jval_at(jdoc_top(doc), 0), "change"), &n);
		snprintf(number, sizeof(number), "%lld", n);
		run_no(&ann, 6, "say why", "undo", "--change", number);
		free(run_ok(&ann, "undo", "--change", number, "--reason",
			    "Typed in the wrong entry"));
		jdoc_free(doc);
	}
}

/* A note in the name of somebody else: made by another account than theirs. */
Test(two, nobody_can_say_that_somebody_else_is_here)
{
	char name[24], *path, text[200];
	int ready[2], fd;
	pid_t pid;

	make_team();
	ben_joins();
	name_of(&ann, "coordinator", name);
	path = dir_path(data, "run/in-99999");
	cr_assert(pipe(ready) == 0);
	pid = fork();
	if (pid == 0) {
		if (setgid(TEAM) || setuid(BEN))
			_exit(1);
		fd = open(path, O_CREAT | O_RDWR, 0660);
		snprintf(text, sizeof(text),
			 "%-63s\nfrom=local\npartnership=%s\nperson=%s\nsince=1\n", "99999 1 x",
			 "strathfinlay", name);
		if (fd < 0 || flock(fd, LOCK_EX) || write(fd, text, strlen(text)) < 0 ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	cr_assert(read(ready[0], text, 1) == 1);
	cr_expect(eq(sz, who(&ann, NULL, NULL), 0));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	free(path);
}

/* Own ratings: in nobody else's status, history, export, screen. */
Test(two, a_self_assessment_is_seen_by_nobody_else)
{
	static const char *const looks[][4] = {
		{ "history", NULL },
		{ "export", "--json", NULL },
		{ "export", "--json", "--with-restricted", NULL },
		{ "status", "--json", NULL },
		{ "export", "--md", NULL },
		{ "find", "Zebra", NULL },
	};
	char *said = dir_path(scratch, "said");
	struct ran ran;

	make_team();
	ben_joins();
	/* a level and a note by conversation */
	file_put(said, "1\n12\nZebra crossing\n\n", 22);
	chmod(said, 0644);
	ben.input = said;
	ran = run_it(&ben, "--plain", "--screen", "rating/cs-data");
	cr_assert(eq(int, ran.status, 0), "%s", ran.err);
	expect_part(ran.out, "Informed (now)");
	ran_clear(&ran);
	ben.input = NULL;
	ran = run_it(&ben, "export", "--json");
	cr_expect(strstr(ran.out, "Zebra crossing") != NULL, "one's own export has it");
	ran_clear(&ran);
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		ran = run_words(&ann, looks[i]);
		cr_expect(eq(int, ran.status, 0), "%s", ran.err);
		cr_expect(strstr(ran.out, "Zebra") == NULL, "%s tells it", looks[i][0]);
		cr_expect(strstr(ran.out, "c1/r1") == NULL, "%s names it", looks[i][0]);
		ran_clear(&ran);
	}
	free(said);
}
