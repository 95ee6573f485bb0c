/* SPDX-License-Identifier: ISC */
/*
 * What a shared server gets that it should not, as one table: each row is refused, or survived, with
 * one sentence and its status, stands in the computer's log, and where it was somebody's doing in
 * the audit of where they belong. More of each kind is in test_bad_input.c and test_kiosk.c.
 *
 * Source: cairn-admin(8), AUDIT and LOG LINES
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "lib_kiosk.h"
#include "lib_root.h"
#include "lib_store.h"
#include "lib_vt.h"
#include "same.h"

#define DATA KIOSK_STORE
#define LONG "LONG" /* in the place of a word: 100,000 letters */

enum { LONG_BYTES = 100000, WORDS = 8, MOST = 400 };

#define ASIDE "/var/lib/cairn/aside"

/* What stands before a row is tried; the store itself is put aside, and comes back after it. */

static struct vt *other;

static void a_copy(void)
{
	cr_assert(zero(int, root_sh("mv " DATA " " ASIDE " && cp -a " ASIDE " " DATA)));
}

static void a_linked_file(void)
{
	a_copy();
	cr_assert(
		zero(int, root_sh("cd " DATA " && mv data.mdb /tmp/it && ln -s /tmp/it data.mdb")));
}

static void a_linked_folder(void)
{
	a_copy();
	cr_assert(zero(int, root_sh("cd " DATA " && mv run /tmp/there && ln -s /tmp/there run")));
}

static void a_later_store(void)
{
	a_copy();
	root_sh("chown -R root:root " DATA);
	store_as_format(DATA, "99");
	cr_assert(zero(int, root_sh("chown -R cairn:cairn " DATA)));
}

static void a_later_change(void)
{
	a_copy();
	kiosk_year_ahead();
}

static void a_hostile_text(void)
{
	a_copy();
	kiosk_put("-/le/le-000001/learned", "\033[2Jred");
}

static void another_computer(void)
{
	a_copy();
	cr_assert(zero(int, root_sh("test -s /etc/machine-id || "
				    "echo fedcba9876543210fedcba9876543210 >/etc/machine-id")));
	other = kiosk_screen("jo", NULL);
	cr_assert(vt_shows(other, "Where the work has got to"));
	cr_assert(zero(int, root_sh("echo 0123456789abcdef0123456789abcdef >/tmp/machine && "
				    "mount --bind /tmp/machine /etc/machine-id")));
}

static void as_before(void)
{
	if (other) {
		vt_hangup(other);
		vt_exit(other);
		vt_end(other);
		cr_assert(zero(int, root_sh("umount /etc/machine-id")));
		other = NULL;
	}
	cr_assert(zero(int, root_sh("rm -rf " DATA " /tmp/it /tmp/there && mv " ASIDE " " DATA)));
}

static const char nobody[] = "nobody of that name is known here";
static const char three_words[] = "this account takes list, get N and help, nothing else";
static const char to_people[] = "people and their keys are for a coordinator; ask one to do this";
static const char not_theirs[] = "you belong to no partnership called 'clyde-north' here";

static const struct bad {
	const char *what;
	const char *words[WORDS]; /* beside --data and its like; as the service account, or eve */
	int status;
	const char *says;   /* the sentence, or its beginning */
	const char *logged; /* the line; NULL: none, because why */
	const char *why;
	const char *audit; /* the same in the audit; NULL: nobody who is known did it, or nothing */
	const char *env;   /* forged, or what ssh was given */
	void (*before)(void); /* as_before follows */
	bool eve;
} rows[] = {
	{ "an unknown person",
	  { "--as", "carol", "status" },
	  4,
	  nobody,
	  .logged = "refused: nobody of that name is known" },
	{ "an unknown person, for the screens",
	  { "--as", "carol", "--plain" },
	  4,
	  nobody,
	  .logged = "refused: nobody of that name is known" },
	{ "a name that leads elsewhere as a person",
	  { "--as", "../jo", "status" },
	  4,
	  nobody,
	  .logged = "refused: nobody of that name is known" },
	{ "a suspended person",
	  { "--as", "sue", "status" },
	  4,
	  "your access is suspended; ask a coordinator to open it again",
	  .logged = "refused: access is suspended",
	  .audit = "access is suspended" },
	{ "a suspended person's key",
	  { "--as", "sue" },
	  4,
	  "your access is suspended; ask a coordinator to open it again",
	  .logged = "refused: access is suspended",
	  .audit = "access is suspended",
	  .env = "SSH_ORIGINAL_COMMAND=list" },
	{ "a forged environment",
	  { "--as", "ann", "status" },
	  4,
	  "--as does not go with CAIRN_, XDG_, LD_ or TERMINFO variables",
	  .logged = "refused: the environment tries to choose for the program",
	  .env = "CAIRN_DATA=/tmp/x" },
	{ "--as from a wrong account",
	  { "--as", "ann", "status" },
	  4,
	  "--as is for the service account that the site's settings name",
	  .logged = "refused: --as from another account than the service account",
	  .eve = true },
	{ "the service account for nobody",
	  { "status" },
	  4,
	  "this account works for others; say for whom with --as NAME",
	  .logged = "refused: the service account without --as" },
	{ "the service account for nobody, for the screens",
	  { "--plain" },
	  4,
	  "this account works for others; say for whom with --as NAME",
	  .logged = "refused: the service account without --as" },
	{ "a partnership of others",
	  { "--as", "ann", "status", "--partnership", "clyde-north" },
	  3,
	  not_theirs,
	  .logged = "refused: a partnership that is not theirs",
	  .audit = "a partnership that is not theirs" },
	{ "a partnership of others, for the screens",
	  { "--as", "ann", "--plain", "--partnership", "clyde-north" },
	  3,
	  not_theirs,
	  .logged = "refused: a partnership that is not theirs",
	  .audit = "a partnership that is not theirs" },
	{ "a partnership where there is none of theirs",
	  { "--as", "new", "status" },
	  3,
	  "you belong to no partnership here yet",
	  .logged = "refused: a partnership that is not theirs" },
	{ "the screens where there is none of theirs",
	  { "--as", "new", "--plain" },
	  0,
	  "cairn walks your partnership",
	  .why = "they are asked what they come for, and nothing was refused" },
	{ "a role for themselves",
	  { "--as", "ann", "role", "ann", "coordinator" },
	  4,
	  "cycles and carrying over into them, closing a stage, importing, and people with their roles",
	  .logged = "refused: not allowed here",
	  .audit = "cairn role" },
	{ "the people",
	  { "--as", "ann", "person", "list" },
	  4,
	  to_people,
	  .logged = "refused: not allowed here",
	  .audit = "cairn person" },
	{ "somebody's keys",
	  { "--as", "ann", "key", "add", "jo", KIOSK_KEY },
	  4,
	  to_people,
	  .logged = "refused: not allowed here",
	  .audit = "cairn key" },
	{ "the lines for sshd",
	  { "--as", "ann", "keys", "cairn" },
	  4,
	  "the lines for sshd are made by the service account alone",
	  .logged = "refused: not allowed here" },
	{ "the whole store",
	  { "--as", "ann", "backup", "/tmp/taken" },
	  4,
	  "this is about every partnership here",
	  .logged = "refused: not allowed here" },
	{ "the audit",
	  { "--as", "ann", "history", "--audit" },
	  4,
	  "who signed in and took something out is for a coordinator to see",
	  .logged = "refused: not allowed here",
	  .audit = "cairn history" },
	{ "the audit on the screen",
	  { "--as", "ann", "--plain", "--screen", "audit" },
	  4,
	  "who signed in and took something out is for a coordinator to see",
	  .logged = "refused: not allowed here",
	  .audit = "cairn" },
	{ "another command by ssh",
	  { "--as", "ann" },
	  4,
	  three_words,
	  .logged = "refused: a command other than list, get and help",
	  .audit = "a command other than list, get and help",
	  .env = "SSH_ORIGINAL_COMMAND=sh -i" },
	{ "a file elsewhere by ssh",
	  { "--as", "ann" },
	  4,
	  three_words,
	  .logged = "refused: a command other than list, get and help",
	  .audit = "a command other than list, get and help",
	  .env = "SSH_ORIGINAL_COMMAND=get ../jo/1" },
	{ "a name that leads elsewhere as an entry",
	  { "--as", "jo", "show", "../../etc/passwd" },
	  3,
	  "there is nothing listed under '../../etc/passwd'",
	  .why = "it is looked up like every name, and there is none such" },
	{ "a name that leads elsewhere as a cycle",
	  { "--as", "jo", "status", "--cycle", "../etc" },
	  3,
	  "there is no cycle '../etc'",
	  .why = "it is looked up like every name, and there is none such" },
	{ "a name that leads elsewhere as a partnership",
	  { "--as", "jo", "status", "--partnership", "../strathfinlay" },
	  3,
	  "you belong to no partnership called '../strathfinlay' here",
	  .logged = "refused: a partnership that is not theirs",
	  .audit = "a partnership that is not theirs" },
	{ "a link in the place of the store's file",
	  { "--as", "jo", "status" },
	  4,
	  "'" DATA "/data.mdb' is a link",
	  .logged = "refused: the store could not be opened",
	  .before = a_linked_file },
	{ "a link in the place of its folder",
	  { "--as", "jo", "status" },
	  4,
	  "'" DATA "/run' is a link",
	  .logged = "refused: the store could not be opened",
	  .before = a_linked_folder },
	{ "more than a text takes",
	  { "--as", "jo", "set", "NE-01", "notes=" LONG },
	  6,
	  "Notes must be 4,000 characters or fewer; it has 100,000",
	  .why = "how much a text takes is no right; who writes is told, and nobody else" },
	{ "stored text that would change a terminal",
	  { "--as", "jo", "show", "LE-01" },
	  0,
	  "?[2Jred",
	  .why = "nothing is asked that could be refused; it is shown with ?",
	  .before = a_hostile_text },
	{ "a clock that was set back",
	  { "--as", "jo", "--plain" },
	  0,
	  "The clock is before the newest change, of 22 January 2033",
	  .logged = "the clock is before the newest change",
	  .before = a_later_change },
	{ "a second computer in the same folder",
	  { "--as", "jo", "status" },
	  7,
	  "the store in '" DATA "' is open on another computer",
	  .logged = "refused: the store could not be opened",
	  .before = another_computer },
	{ "a store of a later version",
	  { "--as", "jo", "status" },
	  6,
	  "the store is of format 99, from a later version of cairn",
	  .logged = "refused: the store could not be opened",
	  .before = a_later_store },
};

static void begin(void)
{
	kiosk_open();
	for (size_t i = 0; i < 4; i++) {
		static const char *const people[] = { "ann", "sue", "new", "kim" };

		free(run_ok(&kiosk_service, "person", "add", people[i], people[i]));
	}
	free(run_ok(&kiosk_service, "--as", "jo", "role", "ann", "partner", "PA-12"));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "sue", "viewer"));
	free(run_ok(&kiosk_service, "--as", "jo", "person", "suspend", "sue"));
	free(run_ok(&kiosk_service, "--as", "kim", "init", "--name", "Clyde North", "--area",
		    "Inverclyde", "--years", "2026-2029"));
	free(root_log());
}

TestSuite(refused, .init = begin, .timeout = 300);

static struct ran try(const struct bad *b)
{
	static char text[LONG_BYTES + 40];
	const char *words[WORDS + 1] = { NULL };
	struct run r = b->eve ? kiosk_eve : kiosk_service;

	for (size_t i = 0; i < WORDS && b->words[i]; i++) {
		const char *at = strstr(b->words[i], LONG);

		words[i] = b->words[i];
		if (!at)
			continue;
		words[i] = text;
		memcpy(text, b->words[i], (size_t)(at - b->words[i]));
		memset(text + (at - b->words[i]), 'q', LONG_BYTES);
	}
	r.env[1] = b->env;
	return run_words(&r, words);
}

/* The lines of ours, each behind "cairn[4711]: "; they are counted. */
static size_t lines_of(const char *log, const char *line)
{
	size_t n = 0;

	for (const char *at = log; (at = strstr(at, " cairn[")) != NULL;) {
		const char *text = strstr(at, "]: ");

		at += 7;
		cr_assert(text != NULL);
		n += !strncmp(text + 3, line, strlen(line)) && text[3 + strlen(line)] == ' ';
	}
	return n;
}

static void expect_log(const struct bad *b, const char *log)
{
	if (b->logged)
		cr_expect(eq(sz, lines_of(log, b->logged), 1), "%s: %s", b->what, log);
	else
		cr_expect(strstr(log, "refused") == NULL && b->why, "%s: %s", b->what, log);
	for (size_t i = 0; i < 4; i++) {
		static const char *const secrets[] = { "carol", "sue", "clyde", ".." };

		cr_expect(strstr(log, secrets[i]) == NULL, "%s: the log tells %s", b->what,
			  secrets[i]);
	}
}

static size_t in_audit(const char *what)
{
	char *all = run_ok(&kiosk_service, "--as", "jo", "history", "--audit");
	char line[MOST];
	size_t n = 0;

	snprintf(line, sizeof(line), "refused: %s  from local", what);
	for (const char *at = all; (at = strstr(at, line)) != NULL; at++)
		n++;
	free(all);
	return n;
}

static void expect_one(const struct bad *b)
{
	size_t noted = b->audit ? in_audit(b->audit) : 0;
	struct ran ran;
	char *log;

	if (b->before)
		b->before();
	free(root_log());
	ran = try(b);
	log = root_log();
	if (b->before)
		as_before();
	cr_expect(eq(int, ran.status, b->status), "%s: %d %s", b->what, ran.status, ran.err);
	cr_expect(strstr(b->status ? ran.err : ran.out, b->says) != NULL, "%s: %s%s", b->what,
		  ran.err, ran.out);
	if (b->status) {
		cr_expect(strncmp(ran.err, "cairn: ", 7) == 0 && strchr(ran.err, '\n')[1] == '\0',
			  "%s: %s", b->what, ran.err);
		cr_expect(zero(sz, ran.out_len), "%s: %s", b->what, ran.out);
	}
	expect_log(b, log);
	if (b->audit)
		cr_expect(eq(sz, in_audit(b->audit), noted + 1), "%s", b->what);
	ran_clear(&ran);
	free(log);
}

Test(refused, each_with_one_sentence_and_a_line_in_the_log)
{
	char *before =
		run_ok(&kiosk_service, "--as", "jo", "export", "--json", "--with-restricted");
	char *after;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_one(&rows[i]);
	after = run_ok(&kiosk_service, "--as", "jo", "export", "--json", "--with-restricted");
	cr_expect(strcmp(before, after) == 0, "the store is not what it was");
	free(before);
	free(after);
	free(run_ok(&kiosk_service, "verify"));
}

Test(refused, in_a_team_s_store_as_well_and_of_who_works_alone_nothing)
{
	struct run annie = { .uid = 61071, .gid = 61070, .env = { "HOME=/var/lib/annie" } };
	char *log;

	root_account("annie", 61071);
	cr_assert(zero(int, root_sh("groupadd -g 61070 justice && "
				    "install -d -m 2770 -g justice /srv/team && "
				    ": >/etc/cairn/config.ini")));
	annie.data = "/srv/team";
	free(run_ok(&annie, "init", "--team", "--name", "Clyde North", "--years", "2026-2029"));
	free(root_log());
	run_no(&annie, 3, "no partnership called", "status", "--partnership", "strathfinlay");
	log = root_log();
	cr_expect(eq(sz, lines_of(log, "refused: a partnership that is not theirs"), 1), "%s", log);
	free(log);
	annie.data = "/var/lib/annie/own";
	free(run_ok(&annie, "init", "--name", "Clyde North", "--years", "2026-2029"));
	run_no(&annie, 3, "no partnership called", "status", "--partnership", "strathfinlay");
	log = root_log();
	cr_expect(strstr(log, " cairn[") == NULL, "%s", log);
	free(log);
}
