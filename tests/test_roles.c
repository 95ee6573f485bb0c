/* SPDX-License-Identifier: ISC */
/*
 * Every command as every role, in a store that a Unix group shares: what goes
 * through and what is refused, in words that name who can.
 *
 * Source: cairn(1), ROLES
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "same.h"

enum { ANN = 61001, BOB = 61002, TEAM = 61000, MOST_WORDS = 12 };

static const char *const roles[] = { "viewer", "partner", "facilitator", "coordinator" };
enum { ROLES = 4 };

#define ALL "vpfc"
#define MEMBERS "pfc" /* who works on the record */
#define LEADS "fc"
#define ONE "c"
#define NOBODY ""

/*
 * In this order for each role. In a word, %r is the role, %n its number, %a the
 * number of a change that somebody else made, %b the short name of who has the
 * role, %o of the other one, %f a folder that everybody may write in.
 */
static const struct row {
	const char *words[MOST_WORDS];
	const char *may; /* first letters of the roles */
	const char *who; /* a refusal names them */
	int no;          /* how a refusal ends; 0: with 4 */
	bool finds;      /* may end with 6: what it found */
} rows[] = {
	/* reading */
	{ { "status" }, ALL, NULL, 0, false },
	{ { "registers" }, ALL, NULL, 0, false },
	{ { "list", "needs" }, ALL, NULL, 0, false },
	{ { "list", "needs", "--json", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "matrix" }, ALL, NULL, 0, false },
	{ { "matrix", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "show", "NE-01" }, ALL, NULL, 0, false },
	{ { "chain", "NE-01" }, ALL, NULL, 0, false },
	{ { "chain", "NE-01", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "attention" }, ALL, NULL, 0, false },
	{ { "attention", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "retention" }, ALL, NULL, 0, false },
	{ { "retention", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "find", "housing" }, ALL, NULL, 0, false },
	{ { "view" }, ALL, NULL, 0, false },
	{ { "view", "chase-list" }, ALL, NULL, 0, false },
	{ { "view", "chase-list", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "cliff" }, ALL, NULL, 0, false },
	{ { "cliff", "--with-restricted" }, ONE, "coordinator", 0, false },
	{ { "history" }, ALL, NULL, 0, false },
	{ { "history", "--since", "today" }, ALL, NULL, 0, false },
	{ { "history", "NE-01" }, ALL, NULL, 0, false },
	{ { "history", "--audit" }, ONE, "coordinator", 0, false },
	{ { "role" }, ALL, NULL, 0, false },
	{ { "cycle" }, ALL, NULL, 0, false },
	{ { "export" }, ALL, NULL, 0, false },
	{ { "export", "needs", "--csv" }, ALL, NULL, 0, false },
	{ { "export", "--md" }, ALL, NULL, 0, false },
	{ { "export", "--md", "--report", "since-meeting", "--since", "today" },
	  ALL,
	  NULL,
	  0,
	  false },
	{ { "export", "--md", "--report", "since-meeting", "--with-restricted" },
	  ONE,
	  "coordinator",
	  0,
	  false },
	{ { "export", "--json", "--with-restricted" }, ONE, "coordinator", 0, false },

	/* entries of the own organisation, of another, of nobody */
	{ { "set", "SV-02", "places=3%n" }, MEMBERS, "coordinator", 0, false },
	{ { "undo" }, MEMBERS, "no change of yours", 3, false },
	{ { "redo" }, MEMBERS, "nothing to put back", 3, false },
	{ { "set", "SV-03", "places=3%n" }, LEADS, "coordinator", 0, false },
	{ { "set", "NE-01", "unknowns=Known to a %r" }, LEADS, "coordinator", 0, false },
	{ { "add", "learning", "title=Of a %r", "happened=a", "learned=b" },
	  MEMBERS,
	  "coordinator",
	  0,
	  false },
	{ { "archive", "SV-02" }, MEMBERS, "coordinator", 0, false },
	{ { "archive", "SV-02" }, MEMBERS, "coordinator", 0, false },
	{ { "archive", "SV-03" }, LEADS, "coordinator", 0, false },
	{ { "archive", "NE-01" }, LEADS, "coordinator", 0, false },
	{ { "answer", "res-people", "note=From a %r" }, LEADS, "coordinator", 0, false },

	/* decisions are for those who lead; scores of one's own for everybody who works on it */
	{ { "add", "decisions", "--draft", "title=By a %r", "type=continue" },
	  LEADS,
	  "coordinator",
	  0,
	  false },
	{ { "set", "DE-01", "rationale=Said by a %r" }, LEADS, "coordinator", 0, false },
	{ { "set", "DE-01", "scores.1=criterion=CT-01; rater=%r; score=3" },
	  LEADS,
	  "coordinator",
	  0,
	  false },
	{ { "set", "DE-01", "scores.9%n=criterion=CT-01; rater=%r; score=3" },
	  MEMBERS,
	  "coordinator",
	  0,
	  false },

	/* what is for a coordinator */
	{ { "undo", "--change", "%a", "--reason", "It was a slip" }, ONE, "coordinator", 0, false },
	{ { "answer", "analyse", "outcome=not yet", "on=2025-11-%n", "open=Nothing" },
	  ONE,
	  "coordinator",
	  0,
	  false },
	{ { "role", "%b", "coordinator" }, ONE, "coordinator", 0, false },
	{ { "erase", "NE-07", "unknowns", "--dry-run" }, ONE, "coordinator", 0, false },
	{ { "erase", "NE-07", "unknowns", "--earlier", "--reason", "By a %r" },
	  ONE,
	  "coordinator",
	  0,
	  false },

	/* a kiosk has its own commands */
	{ { "person", "list" }, NOBODY, "kiosk", 0, false },
	{ { "person", "export", "%b" }, ALL, NULL, 0, false },
	{ { "person", "export", "%o" }, ONE, "coordinator", 0, false },
	{ { "person", "remove", "%o", "--dry-run" }, ONE, "coordinator", 0, false },
	{ { "person", "remove", "%b" }, NOBODY, "another coordinator", 0, false },
	{ { "key", "list" }, NOBODY, "kiosk", 0, false },
	{ { "keys", "cairn" }, NOBODY, "service account", 0, false },

	/* files: for whoever may read or write them */
	{ { "check" }, ALL, NULL, 0, false },
	{ { "doctor" }, ALL, NULL, 0, true },
	{ { "config" }, ALL, NULL, 0, false },
	{ { "verify" }, ALL, NULL, 0, false },
	{ { "backup", "%f/%r" }, ALL, NULL, 0, false },
	{ { "compact" }, ALL, NULL, 0, false },
	{ { "restore", "%f/%r", "--team" }, ALL, NULL, 0, false },
	{ { "recover", "%f/%r", "--team" }, ALL, NULL, 0, false },
	{ { "who" }, ALL, NULL, 0, false },
	{ { "init", "--data", "%f/%r.own", "--name", "Of a %r" }, ALL, NULL, 0, false },
};

/* Once the next cycle has begun, which is for a coordinator. */
static const struct row later[] = {
	{ { "carry" }, ALL, NULL, 0, false },
	{ { "carry", "yes", "NE-0%n" }, ONE, "coordinator", 0, false },
	{ { "carry", "over" }, ONE, "coordinator", 0, false },
	{ { "cycle", "--years", "203%n-203%n" }, ONE, "coordinator", 0, false },
	{ { "set", "SV-02", "places=4%n", "--cycle", "c1" }, NOBODY, "coordinator", 0, false },
	{ { "set", "SV-02", "places=4%n", "--cycle", "c1", "--reason", "Misread" },
	  ONE,
	  "coordinator",
	  0,
	  false },
	{ { "import", "%f/all.json" }, ONE, "coordinator", 0, false },
};

struct team {
	char *dir, *files; /* files: beside it, for everybody */
	struct run ann, bob;
	char name[24];   /* bob's short name */
	char others[24]; /* the number of ann's newest change */
	char ann_name[24];
};

static struct run account(const struct team *t, uid_t uid)
{
	return (struct run){ .data = t->dir,
			     .uid = uid,
			     .gid = TEAM,
			     .env = { "HOME=/nonexistent", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
				      "CAIRN_NOW=1763640000" } };
}

static void put_file(const struct team *t, const char *name, const char *text)
{
	char *path = dir_path(t->files, name);

	file_put(path, text, strlen(text));
	cr_assert(zero(int, chmod(path, 0644)));
	free(path);
}

/* Another partnership than the one that is there, so that nothing but the role stands against it. */
static void put_import(const struct team *t)
{
	static const char was[] = "\"strathfinlay\"";
	char *all = run_ok(&t->ann, "export", "--json");

	cr_assert(strstr(all, was) != NULL);
	for (char *at = all; (at = strstr(at, was)) != NULL;)
		memcpy(at, "\"strathelsewh\"", sizeof(was) - 1);
	put_file(t, "all.json", all);
	free(all);
}

static void join(const struct team *t)
{
	char *answers = dir_path(t->files, "answers");
	struct run bob = t->bob;
	char *said;

	put_file(t, "answers", "3\nq\n1\n");
	bob.input = answers;
	said = run_ok(&bob, "--plain");
	cr_assert(strstr(said, "Join ") != NULL, "%s", said);
	free(said);
	free(answers);
}

/* The one person there who reads. */
static void find_name(struct team *t)
{
	struct jdoc *doc = run_json(&t->ann, "role", "--json");
	const struct jval *all = jdoc_top(doc);

	for (size_t i = 0; i < jval_count(all); i++) {
		const struct jval *one = jval_at(all, i);

		if (!strcmp(jval_text(jval_get(one, "role")), "viewer"))
			snprintf(t->name, sizeof(t->name), "%s",
				 jval_text(jval_get(one, "person")));
		else
			snprintf(t->ann_name, sizeof(t->ann_name), "%s",
				 jval_text(jval_get(one, "person")));
	}
	jdoc_free(doc);
	cr_assert(strlen(t->name) > 0);
}

static void team_open(struct team *t)
{
	if (geteuid() != 0)
		cr_skip_test("only root can run the program under other accounts");
	t->dir = dir_make();
	t->files = dir_make();
	cr_assert(zero(int, chown(t->dir, 0, TEAM)));
	cr_assert(zero(int, chmod(t->dir, 02770)));
	cr_assert(zero(int, chmod(t->files, 0777)));
	t->ann = account(t, ANN);
	t->bob = account(t, BOB);
	free(run_ok(&t->ann, "init", "--team", "--sample"));
	put_import(t);
	join(t);
	find_name(t);
}

static void team_close(struct team *t)
{
	dir_drop(t->dir);
	dir_drop(t->files);
}

/* Bob is that from now on, of the organisation that SV-02 belongs to; and ann has changed something. */
static void begin_as(struct team *t, size_t role)
{
	struct jdoc *doc;
	long long number = 0;
	char value[40];

	free(run_ok(&t->ann, "role", t->name, roles[role], "PA-12"));
	snprintf(value, sizeof(value), "unknowns=Ahead of a %s", roles[role]);
	free(run_ok(&t->ann, "set", "NE-07", value));
	doc = run_json(&t->ann, "history", "NE-07", "--json");
	cr_assert(jval_int(jval_get(jval_at(jdoc_top(doc), 0), "change"), &number));
	snprintf(t->others, sizeof(t->others), "%lld", number);
	jdoc_free(doc);
}

/* A word of a row for that role; freed with free(). */
static char *word_for(const struct team *t, size_t role, const char *word)
{
	char number[2] = { (char)('1' + role), '\0' }, *out = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&out, &len);

	cr_assert(f != NULL);
	for (; *word; word++) {
		if (*word != '%') {
			fputc(*word, f);
			continue;
		}
		word++;
		fputs(*word == 'r'   ? roles[role]
		      : *word == 'n' ? number
		      : *word == 'a' ? t->others
		      : *word == 'b' ? t->name
		      : *word == 'o' ? t->ann_name
				     : t->files,
		      f);
	}
	fclose(f);
	return out;
}

static void expect_row(const struct team *t, size_t role, const struct row *row)
{
	const char *words[MOST_WORDS + 1] = { NULL };
	bool may = strchr(row->may, roles[role][0]) != NULL;
	struct ran ran;

	for (size_t i = 0; i < MOST_WORDS && row->words[i]; i++)
		words[i] = word_for(t, role, row->words[i]);
	ran = run_words(&t->bob, words);
	cr_expect(may ? ran.status == 0 || (row->finds && ran.status == 6)
		      : ran.status == (row->no ? row->no : 4),
		  "a %s: cairn %s %s: %d, %s", roles[role], words[0], words[1] ? words[1] : "",
		  ran.status, ran.err);
	if (!may && row->who)
		cr_expect(strstr(ran.err, row->who) != NULL, "a %s: cairn %s %s: %s", roles[role],
			  words[0], words[1] ? words[1] : "", ran.err);
	cr_expect(may || ran.out_len == 0, "a %s: cairn %s says more than no", roles[role],
		  words[0]);
	ran_clear(&ran);
	for (size_t i = 0; words[i]; i++)
		free((char *)words[i]);
}

TestSuite(roles, .timeout = 300);

Test(roles, each_command_goes_through_for_those_who_may_and_names_them_to_the_others)
{
	struct team t;

	team_open(&t);
	for (size_t role = 0; role < ROLES; role++) {
		begin_as(&t, role);
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			expect_row(&t, role, &rows[i]);
	}
	free(run_ok(&t.ann, "cycle", "--years", "2030-2030"));
	for (size_t role = 0; role < ROLES; role++) {
		free(run_ok(&t.ann, "role", t.name, roles[role], "PA-12"));
		for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
			expect_row(&t, role, &later[i]);
	}
	free(run_ok(&t.ann, "verify"));
	team_close(&t);
}

static bool is_command(const struct row *r, const char *name, size_t len)
{
	return strlen(r->words[0]) == len && !strncmp(r->words[0], name, len);
}

/* Takes the commands out of the help, where all of the table are. */
Test(roles, every_command_has_a_row)
{
	struct run here = { 0 };
	char *all = run_ok(&here, "--help");
	size_t commands = 0;

	for (const char *at = all; (at = strstr(at, "\n  cairn ")) != NULL; at += 9) {
		size_t len = strcspn(at + 9, " \n");
		bool seen = !len;

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !seen; i++)
			seen = is_command(&rows[i], at + 9, len);
		for (size_t i = 0; i < sizeof(later) / sizeof(later[0]) && !seen; i++)
			seen = is_command(&later[i], at + 9, len);
		cr_expect(seen, "who may use cairn %.*s is said nowhere", (int)len, at + 9);
		commands += len > 0;
	}
	cr_expect(gt(sz, commands, 25));
	free(all);
}
