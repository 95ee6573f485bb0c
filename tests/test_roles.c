/* SPDX-License-Identifier: ISC */
/*
 * Every command as every role, in a store of one's own, in one that a Unix group
 * shares, and over a service account: what goes through and what is refused, in
 * words that name who can. What came of it is the role matrix in
 * tests/golden/roles-*.txt.
 *
 * Source: cairn(1), ROLES
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "lib_dir.h"
#include "lib_golden.h"
#include "lib_kiosk.h"
#include "lib_roles.h"
#include "lib_root.h"
#include "lib_run.h"
#include "same.h"

enum { ANN = 61001, BOB = 61002, TEAM = 61000 };

struct side { /* a person, and how the program is run for them */
	struct run run;
	const char *as[2]; /* --as NAME in a kiosk */
	char name[24];
};

struct place_of_work {
	const char *profile;
	struct side lead, one; /* lead gives one a role; alone: they are the same */
	bool alone, kiosk, team;
	char *dir, *files; /* files: beside it, for everybody */
	char others[24];   /* the number of a change that lead has made */
	struct buf matrix;
};

static struct ran ask(const struct side *who, const char *const words[])
{
	const char *all[ROLE_WORDS + 3] = { NULL };
	size_t n = 0;

	for (size_t i = 0; i < 2 && who->as[i]; i++)
		all[n++] = who->as[i];
	for (size_t i = 0; words[i]; i++)
		all[n++] = words[i];
	return run_words(&who->run, all);
}

static char *ask_ok_words(const struct side *who, const char *const words[])
{
	struct ran ran = ask(who, words);
	char *out = ran.out;

	cr_assert(eq(int, ran.status, 0), "cairn %s: %s", words[0], ran.err);
	ran.out = NULL;
	ran_clear(&ran);
	return out;
}
#define ask_ok(who, ...) ask_ok_words(who, (const char *const[]){ __VA_ARGS__, NULL })

static void put_file(const struct place_of_work *w, const char *name, const char *text)
{
	char *path = dir_path(w->files, name);

	file_put(path, text, strlen(text));
	cr_assert(zero(int, chmod(path, 0644)));
	free(path);
}

/* Another partnership than the one that is there, so that nothing but the role stands against it. */
static void put_import(const struct place_of_work *w)
{
	static const char was[] = "\"strathfinlay\"";
	char *all = ask_ok(&w->lead, "export", "--json");

	cr_assert(strstr(all, was) != NULL);
	for (char *at = all; (at = strstr(at, was)) != NULL;)
		memcpy(at, "\"strathelsewh\"", sizeof(was) - 1);
	put_file(w, "all.json", all);
	free(all);
}

/* Who has which role: the one who reads is the other. */
static void find_names(struct place_of_work *w)
{
	char *text = ask_ok(&w->lead, "role", "--json");
	struct jdoc *doc;
	struct err err = { 0 };

	cr_assert(eq(int, jdoc_read(&doc, text, strlen(text), &err), RC_OK), "%s", err.text);
	for (size_t i = 0; i < jval_count(jdoc_top(doc)); i++) {
		const struct jval *one = jval_at(jdoc_top(doc), i);
		bool reads = !strcmp(jval_text(jval_get(one, "role")), "viewer");

		snprintf(reads ? w->one.name : w->lead.name, sizeof(w->one.name), "%s",
			 jval_text(jval_get(one, "person")));
	}
	jdoc_free(doc);
	free(text);
	if (w->alone)
		w->one = w->lead;
	cr_assert(strlen(w->one.name) > 0);
}

/* The three kinds of store */

static struct side account(const struct place_of_work *w, uid_t uid)
{
	return (struct side){ .run = { .data = w->dir,
				       .uid = uid,
				       .gid = TEAM,
				       .env = { "HOME=/nonexistent", "XDG_CONFIG_HOME",
						"XDG_CACHE_HOME", "CAIRN_NOW=1763640000" } } };
}

static void join(const struct place_of_work *w)
{
	char *answers = dir_path(w->files, "answers");
	struct run bob = w->one.run;
	char *said;

	put_file(w, "answers", "3\nq\n1\n");
	bob.input = answers;
	said = run_ok(&bob, "--plain");
	cr_assert(strstr(said, "Join ") != NULL, "%s", said);
	free(said);
	free(answers);
}

static void open_team(struct place_of_work *w)
{
	if (geteuid() != 0)
		cr_skip_test("only root can run the program under other accounts");
	*w = (struct place_of_work){ .profile = "team", .team = true };
	w->dir = dir_make();
	w->files = dir_make();
	cr_assert(zero(int, chown(w->dir, 0, TEAM)));
	cr_assert(zero(int, chmod(w->dir, 02770)));
	cr_assert(zero(int, chmod(w->files, 0777)));
	w->lead = account(w, ANN);
	w->one = account(w, BOB);
	free(ask_ok(&w->lead, "init", "--team", "--sample"));
	join(w);
}

static void open_personal(struct place_of_work *w)
{
	static char home[300];

	*w = (struct place_of_work){ .profile = "personal", .alone = true };
	w->dir = dir_make();
	w->files = dir_make();
	snprintf(home, sizeof(home), "HOME=%s", w->files);
	w->lead.run = (struct run){ .data = w->dir,
				    .env = { home, "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
					     "CAIRN_NOW=1763640000" } };
	free(ask_ok(&w->lead, "init", "--sample"));
}

/* The computer of the test's own has no folder of golden texts: the one from outside stays open. */
static void open_kiosk(struct place_of_work *w)
{
	char golden_dir[40];

	snprintf(golden_dir, sizeof(golden_dir), "/proc/self/fd/%d",
		 open("tests/golden", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	setenv("GOLDEN_DIR", golden_dir, 0);
	kiosk_open();
	*w = (struct place_of_work){ .profile = "kiosk", .kiosk = true };
	w->files = dir_make();
	cr_assert(zero(int, chmod(w->files, 0777)));
	w->lead = (struct side){ .run = kiosk_service, .as = { "--as", "jo" } };
	w->one = (struct side){ .run = kiosk_service, .as = { "--as", "bob" } };
	free(ask_ok(&w->lead, "person", "add", "bob", "Bob"));
	free(ask_ok(&w->lead, "role", "bob", "viewer", "PA-12"));
}

static void done_with(struct place_of_work *w)
{
	char name[32];

	snprintf(name, sizeof(name), "roles-%s", w->profile);
	cr_expect(golden(name, buf_text(&w->matrix)));
	free(run_ok(&w->lead.run, "verify"));
	buf_clear(&w->matrix);
	dir_drop(w->files);
	if (w->dir)
		dir_drop(w->dir);
}

/* Walking the table */

/* They have that role from now on, of the organisation that SV-02 belongs to. */
static void give_role(struct place_of_work *w, size_t role)
{
	if (!w->alone)
		free(ask_ok(&w->lead, "role", w->one.name, role_names[role], "PA-12"));
}

/* And somebody else has changed something. */
static void begin_as(struct place_of_work *w, size_t role)
{
	struct jdoc *doc;
	struct err err = { 0 };
	long long number = 0;
	char value[40], *text;

	give_role(w, role);
	snprintf(value, sizeof(value), "unknowns=Ahead of a %s", role_names[role]);
	free(ask_ok(&w->lead, "set", "NE-07", "unknowns=As it was"));
	free(ask_ok(&w->lead, "set", "NE-07", value));
	text = ask_ok(&w->lead, "history", "NE-07", "--json");
	cr_assert(eq(int, jdoc_read(&doc, text, strlen(text), &err), RC_OK), "%s", err.text);
	cr_assert(jval_int(jval_get(jval_at(jdoc_top(doc), 0), "change"), &number));
	snprintf(w->others, sizeof(w->others), "%lld", number);
	jdoc_free(doc);
	free(text);
}

static const char *stands_for(const struct place_of_work *w, size_t role, char sign)
{
	static const char *const number[] = { "1", "2", "3", "4" };

	switch (sign) {
	case 'r':
		return role_names[role];
	case 'n':
		return number[role];
	case 'a':
		return w->others;
	case 'b':
		return w->one.name;
	case 'o':
		return w->lead.name;
	case 't':
		return w->team ? "--team" : "";
	default:
		return w->files;
	}
}

/* A word of a row for that role; freed with free(). */
static char *word_for(const struct place_of_work *w, size_t role, const char *word)
{
	char *out = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&out, &len);

	cr_assert(f != NULL);
	for (; *word; word++) {
		if (*word == '%')
			fputs(stands_for(w, role, *++word), f);
		else
			fputc(*word, f);
	}
	fclose(f);
	return out;
}

static bool went_through(const struct role_row *row, const struct ran *ran)
{
	return ran->status == 0 || (row->finds && ran->status == 6);
}

/* The letter of the role, or - where it was refused. */
static char expect_row(const struct place_of_work *w, size_t role, const struct role_row *row)
{
	const char *words[ROLE_WORDS + 1] = { NULL };
	const char *mays = w->kiosk && row->kiosk.may ? row->kiosk.may : row->may;
	const char *who = w->kiosk && row->kiosk.who ? row->kiosk.who : row->who;
	bool may = strchr(mays, role_names[role][0]) != NULL, did;
	struct ran ran;
	size_t n = 0;

	for (size_t i = 0; i < ROLE_WORDS && row->words[i]; i++) {
		char *word = word_for(w, role, row->words[i]);

		if (*word)
			words[n++] = word;
		else
			free(word);
	}
	ran = ask(&w->one, words);
	did = went_through(row, &ran);
	cr_expect(may ? did : ran.status == (row->no ? row->no : 4),
		  "%s, a %s: cairn %s %s: %d, %s", w->profile, role_names[role], words[0],
		  words[1] ? words[1] : "", ran.status, ran.err);
	if (!may && who)
		cr_expect(strstr(ran.err, who) != NULL, "%s, a %s: cairn %s %s: %s", w->profile,
			  role_names[role], words[0], words[1] ? words[1] : "", ran.err);
	cr_expect(may || ran.out_len == 0, "a %s: cairn %s says more than no", role_names[role],
		  words[0]);
	ran_clear(&ran);
	for (size_t i = 0; i < n; i++)
		free((char *)words[i]);
	return did ? role_names[role][0] : '-';
}

static void told(struct place_of_work *w, const struct role_row *row, const char *came)
{
	buf_printf(&w->matrix, "%-4s  cairn", came);
	for (size_t i = 0; i < ROLE_WORDS && row->words[i]; i++)
		buf_printf(&w->matrix, " %s", row->words[i]);
	buf_char(&w->matrix, '\n');
}

static void walk(struct place_of_work *w, const struct role_row *rows, size_t n, bool begins)
{
	char(*came)[ROLES + 1] = mem_alloc(n * sizeof(*came));
	size_t first = w->alone ? ROLES - 1 : 0;

	for (size_t role = first; role < ROLES; role++) {
		(begins ? begin_as : give_role)(w, role);
		for (size_t i = 0; i < n; i++)
			if (!w->alone || !rows[i].two)
				came[i][role - first] = expect_row(w, role, &rows[i]);
	}
	for (size_t i = 0; i < n; i++)
		if (came[i][0])
			told(w, &rows[i], came[i]);
	mem_free(came);
}

static void walk_all(struct place_of_work *w)
{
	find_names(w);
	put_import(w);
	walk(w, role_rows, nrole_rows, true);
	free(ask_ok(&w->lead, "cycle", "--years", "2030-2030"));
	buf_str(&w->matrix, "\nin the next cycle\n");
	walk(w, role_later, nrole_later, false);
	done_with(w);
}

TestSuite(roles, .timeout = 300);

Test(roles, in_a_team_each_command_goes_through_for_those_who_may)
{
	struct place_of_work w;

	open_team(&w);
	walk_all(&w);
}

Test(roles, in_a_store_of_ones_own_one_person_may_everything_that_needs_no_other)
{
	struct place_of_work w;

	open_personal(&w);
	walk_all(&w);
}

Test(roles, in_a_kiosk_each_command_goes_through_for_those_who_may)
{
	struct place_of_work w;

	open_kiosk(&w);
	walk_all(&w);
}

static bool has_row(const struct role_row *rows, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(rows[i].words[0]) == len && !strncmp(rows[i].words[0], name, len))
			return true;
	return false;
}

/* Takes the commands out of the help, where all of the table are. */
Test(roles, every_command_has_a_row)
{
	struct run here = { 0 };
	char *all = run_ok(&here, "--help");
	size_t commands = 0;

	for (const char *at = all; (at = strstr(at, "\n  cairn ")) != NULL; at += 9) {
		size_t len = strcspn(at + 9, " \n");

		cr_expect(len == 0 || has_row(role_rows, nrole_rows, at + 9, len) ||
				  has_row(role_later, nrole_later, at + 9, len),
			  "who may use cairn %.*s is said nowhere", (int)len, at + 9);
		commands += len > 0;
	}
	cr_expect(gt(sz, commands, 25));
	free(all);
}
