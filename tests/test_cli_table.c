/* SPDX-License-Identifier: ISC */
/* Every command in one table: how each ends, that its JSON is JSON, that its help shows an example. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "same.h"

static char *scratch, *data, from[400]; /* from: the top folder */
static struct run in;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
	cr_assert(getcwd(from, sizeof(from)) != NULL);
	cr_assert(zero(int, chdir(scratch))); /* files below are named without a folder */
}

static void end(void)
{
	cr_assert(zero(int, chdir(from)));
	dir_drop(scratch);
	free(data);
}

TestSuite(cli_table, .init = begin, .fini = end, .timeout = 120);

enum { MOST_WORDS = 6 };

/* In this order on one store. Source of the numbers: cairn(1), EXIT STATUS */
static const struct {
	const char *words[MOST_WORDS];
	int status;
	const char *says; /* on standard error; NULL: nothing needs to be there */
} rows[] = {
	{ { "status" }, 0, NULL },
	{ { "status", "now" }, 2, "no use for 'now'" },
	{ { "status", "--cycle", "c9" }, 3, "c9" },
	{ { "status", "--partnership", "atlantis" }, 3, "atlantis" },
	{ { "status", "--bogus" }, 2, "--bogus" },
	{ { "frobnicate" }, 2, "frobnicate" },
	{ { "registers" }, 0, NULL },
	{ { "registers", "all" }, 3, "no register 'all'" },
	{ { "registers", "needs" }, 0, NULL },
	{ { "registers", "needs", "gaps" }, 2, "no use for 'gaps'" },
	{ { "add", "needs", "zebra=1" }, 2, "cairn registers needs lists them" },
	{ { "add", "needs", "title=Alone" }, 6, "not saved: domain: Choose area of life" },
	{ { "list" }, 2, "one register" },
	{ { "list", "needs" }, 0, NULL },
	{ { "list", "NE" }, 0, NULL },
	{ { "list", "nosuch" }, 3, "nosuch" },
	{ { "list", "needs", "gaps" }, 2, "no use for 'gaps'" },
	{ { "list", "needs", "--json", "--csv" }, 2, "one of --json and --csv" },
	{ { "matrix" }, 0, NULL },
	{ { "matrix", "coverage", "--csv" }, 0, NULL },
	{ { "matrix", "nosuch" }, 3, "nosuch" },
	{ { "matrix", "coverage", "needs" }, 2, "no use for 'needs'" },
	{ { "matrix", "--json", "--csv" }, 2, "one of --json and --csv" },
	{ { "view" }, 0, NULL },
	{ { "view", "chase-list", "--csv" }, 0, NULL },
	{ { "view", "nosuch" }, 3, "cairn view lists them" },
	{ { "view", "chase-list", "needs" }, 2, "no use for 'needs'" },
	{ { "cliff" }, 0, NULL },
	{ { "cliff", "2026-04-01", "--csv" }, 0, NULL },
	{ { "cliff", "soonish" }, 6, "'soonish' is no day: write it as day month year" },
	{ { "cliff", "1", "4", "2026" }, 2, "no use for '4'" },
	{ { "show" }, 2, "one id" },
	{ { "show", "ne-1" }, 0, NULL },
	{ { "show", "NE-99" }, 3, "NE-99" },
	{ { "show", "NE-01", "NE-02" }, 2, "no use for 'NE-02'" },
	{ { "chain" }, 2, "one id" },
	{ { "chain", "ne-1" }, 0, NULL },
	{ { "chain", "NE-99" }, 3, "NE-99" },
	{ { "chain", "NE-01", "NE-02" }, 2, "no use for 'NE-02'" },
	{ { "attention" }, 0, NULL },
	{ { "attention", "actions" }, 0, NULL },
	{ { "attention", "calendar" }, 0, NULL },
	{ { "attention", "nosuch" }, 3, "nosuch" },
	{ { "attention", "actions", "now" }, 2, "no use for 'now'" },
	{ { "retention" }, 0, NULL },
	{ { "retention", "feedback" }, 2, "no use for 'feedback'" },
	{ { "find" }, 2, "one text" },
	{ { "find", "housing" }, 0, NULL },
	{ { "find", "zzzqqq" }, 0, NULL },
	{ { "add" }, 2, "register" },
	{ { "add", "nosuch", "a=b" }, 3, "nosuch" },
	{ { "add", "needs", "bogus=1" }, 2, "bogus" },
	{ { "add", "needs", "title=Alone" }, 6, "not saved" },
	{ { "add", "learning", "title=L", "happened=a", "learned=b" }, 0, NULL },
	{ { "add", "learning", "title=L", "happened=a", "learned=b" }, 6, "same title" },
	{ { "set" }, 2, "entry" },
	{ { "set", "NE-01" }, 2, "field=value" },
	{ { "set", "NE-01", "bogus=1" }, 2, "bogus" },
	{ { "set", "NE-99", "severity=low" }, 3, "NE-99" },
	{ { "set", "NE-01", "severity=enormous" }, 6, "High, Medium, Low" },
	{ { "set", "NE-01", "severity=low" }, 0, NULL },
	{ { "set", "NE-01", "severity@hub:1=low" }, 5, "severity" },
	{ { "answer" }, 2, "item" },
	{ { "answer", "bogus", "state=done" }, 3, "bogus" },
	{ { "answer", "res-people", "state=not_needed" }, 6, "why" },
	{ { "answer", "res-people", "state=done" }, 0, NULL },
	{ { "archive" }, 2, "entry" },
	{ { "archive", "NE-99" }, 3, "NE-99" },
	{ { "archive", "LE-01" }, 0, NULL },
	{ { "role" }, 0, NULL },
	{ { "who" }, 0, NULL },
	{ { "who", "ann" }, 2, "no use for 'ann'" },
	{ { "role", "nobody", "viewer" }, 3, "nobody" },
	{ { "role", "nobody", "viewer", "PA-01", "PA-02" }, 2, "no use for 'PA-02'" },
	{ { "person", "list" }, 4, "kiosk" },
	{ { "key", "list" }, 4, "kiosk" },
	{ { "keys" }, 2, "name the account" },
	{ { "keys", "cairn" }, 4, "service account" },
	{ { "status", "--as", "ann" }, 4, "--as" },
	{ { "doctor" }, 0, NULL },
	{ { "doctor", "me" }, 2, "no use for 'me'" },
	{ { "history" }, 0, NULL },
	{ { "history", "NE-99" }, 3, "NE-99" },
	{ { "history", "NE-01", "now" }, 2, "no use for 'now'" },
	{ { "history", "--since", "2025-11-01" }, 0, NULL },
	{ { "history", "--since", "soonish" }, 6, "day month year" },
	{ { "history", "--since", "meeting" }, 0, NULL },
	{ { "export", "--md", "--report", "since-meeting", "--since", "meeting" }, 0, NULL },
	{ { "export", "--md", "--report", "since-meeting", "--since", "soonish" },
	  6,
	  "day month year" },
	{ { "redo" }, 3, "put back" },
	{ { "person", "remove" }, 4, "kiosk" },
	{ { "person", "remove", "nosuch" }, 3, "nobody here is called" },
	{ { "person", "remove", "nosuch", "--dry-run" }, 3, "nobody here is called" },
	{ { "person", "export", "nosuch" }, 3, "nobody here is called" },
	{ { "erase" }, 2, "--change NUMBER" },
	{ { "erase", "NE-01", "--change", "1" }, 2, "--change NUMBER" },
	{ { "erase", "--change", "x" }, 2, "--change" },
	{ { "erase", "--change", "99999", "--reason", "x" }, 3, "nothing" },
	{ { "erase", "NE-99", "--reason", "x" }, 3, "nothing" },
	{ { "erase", "NE-01", "--reason", "x" }, 6, "is used by" },
	{ { "erase", "NE-01", "group" }, 6, "why" },
	{ { "erase", "--text", "ab", "--reason", "x" }, 6, "too short" },
	{ { "erase", "NE-01", "group", "--dry-run" }, 0, NULL },
	{ { "erase", "NE-01", "group", "--reason", "x" }, 0, NULL },
	{ { "undo", "it" }, 2, "no use for 'it'" },
	{ { "undo", "--change", "x" }, 2, "--change" },
	{ { "undo", "--change", "99999" }, 3, "99999" },
	{ { "undo" }, 0, NULL },
	{ { "redo" }, 0, NULL },
	{ { "redo", "it" }, 2, "no use for 'it'" },
	{ { "check" }, 0, NULL },
	{ { "check", "nosuch.yaml" }, 3, "nosuch.yaml" },
	{ { "verify" }, 0, NULL },
	{ { "verify", "it" }, 2, "no use for 'it'" },
	{ { "backup" }, 2, "one file" },
	{ { "backup", "monday" }, 0, NULL },
	{ { "backup", "monday" }, 1, "there already" },
	{ { "backup", "nosuch/monday" }, 3, "nosuch/monday" },
	{ { "restore" }, 2, "one file" },
	{ { "restore", "nosuch" }, 3, "nosuch" },
	{ { "restore", "/etc/passwd" }, 6, "/etc/passwd" },
	{ { "restore", "monday" }, 0, NULL },
	{ { "recover", "nosuch" }, 3, "nosuch" },
	{ { "recover", "a", "b" }, 2, "no use for 'b'" },
	{ { "recover", "/etc/passwd" }, 0, NULL }, /* nothing is wrong, and nothing is needed */
	{ { "recover", "monday" }, 0, NULL },
	{ { "recover" }, 0, NULL },
	{ { "compact" }, 0, NULL },
	{ { "compact", "it" }, 2, "no use for 'it'" },
	{ { "export" }, 0, NULL },
	{ { "export", "needs" }, 0, NULL },
	{ { "export", "nosuch" }, 3, "nosuch" },
	{ { "export", "--md" }, 0, NULL },
	{ { "export", "--txt", "--md" }, 2, "one of --md and --txt" },
	{ { "export", "needs", "--md" }, 2, "--csv or --json" },
	{ { "export", "--csv" }, 2, "register" },
	{ { "export", "--md", "--report", "nosuch" }, 3, "nosuch" },
	{ { "import" }, 2, "one file" },
	{ { "import", "nosuch" }, 3, "nosuch" },
	{ { "import", "/etc/passwd" }, 6, "JSON" },
	{ { "carry" }, 3, "no cycle before" },
	{ { "cycle" }, 0, NULL },
	{ { "cycle", "now" }, 2, "no use for 'now'" },
	{ { "cycle", "--years", "soon" }, 2, "two years" },
	{ { "cycle", "--years", "2029-2033" }, 0, NULL },
	{ { "carry" }, 0, NULL },
	{ { "carry", "maybe", "NE-01" }, 2, "yes, changed, no or later" },
	{ { "carry", "yes", "NE-99" }, 3, "NE-99" },
	{ { "carry", "no", "NE-01" }, 6, "why" },
	{ { "carry", "no", "NE-01", "--reason", "It was met" }, 0, NULL },
	{ { "carry", "changed", "NE-02" }, 0, NULL },
	{ { "carry", "over" }, 0, NULL },
	{ { "show", "NE-13" }, 0, NULL },
	{ { "set", "NE-03", "severity=low", "--cycle", "c1" }, 4, "earlier cycle" },
	{ { "init" }, 2, "--name" },
	{ { "init", "--name", "Clyde", "--area", "atlantis" }, 6, "atlantis" },
	{ { "config" }, 0, NULL },
	{ { "config", "it" }, 2, "no use for 'it'" },
	{ { "--completion", "tcsh" }, 2, "tcsh" },
	{ { "--screen", "home" }, 2, "terminal" },
	{ { "--no-input" }, 2, "name a command" },
	{ { "status", "--no-input" }, 0, NULL },
};

Test(cli_table, each_ends_as_the_manual_says_and_names_what_is_wrong)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *words[MOST_WORDS + 1] = { NULL };
		struct ran ran;

		memcpy(words, rows[i].words, sizeof(rows[i].words));
		ran = run_words(&in, words);
		cr_expect(ran.status == rows[i].status, "row %zu, cairn %s %s: %d, not %d: %s", i,
			  words[0], words[1] ? words[1] : "", ran.status, rows[i].status, ran.err);
		cr_expect(rows[i].says == NULL || strstr(ran.err, rows[i].says),
			  "row %zu, cairn %s %s does not say '%s': %s", i, words[0],
			  words[1] ? words[1] : "", rows[i].says, ran.err);
		cr_expect(rows[i].status == 0 || !ran.out[0], "row %zu wrote: %s", i, ran.out);
		cr_expect(rows[i].status == 0 || ran.err[0], "row %zu says nothing", i);
		ran_clear(&ran);
	}
}

/* What each is called with for its JSON, in this order on one store. */
static const char *const with_json[][MOST_WORDS] = {
	{ "status" },
	{ "matrix" },
	{ "view" },
	{ "view", "chase-list" },
	{ "cliff" },
	{ "registers" },
	{ "registers", "actions" },
	{ "list", "needs" },
	{ "show", "NE-01" },
	{ "chain", "NE-01" },
	{ "attention" },
	{ "retention" },
	{ "doctor" },
	{ "find", "housing" },
	{ "add", "learning", "title=L", "happened=a", "learned=b" },
	{ "set", "NE-01", "severity=low" },
	{ "answer", "res-people", "state=done" },
	{ "archive", "LE-01" },
	{ "role" },
	{ "who" },
	{ "history" },
	{ "history", "--since", "yesterday" },
	{ "erase", "NE-02", "group", "--dry-run" },
	{ "undo" },
	{ "redo" },
	{ "check" },
	{ "verify" },
	{ "export" },
	{ "config" },
	{ "backup", "copy" },
	{ "restore", "copy" },
	{ "recover" },
	{ "compact" },
	{ "cycle", "--years", "2029-2033" },
	{ "carry" },
	{ "carry", "yes", "NE-01" },
	{ "init", "--name", "Clyde North" },
	{ "import", "all.json", "--data", "other" },
};

static bool tells_json(const char *command)
{
	for (size_t i = 0; i < sizeof(with_json) / sizeof(with_json[0]); i++)
		if (!strcmp(with_json[i][0], command))
			return true;
	return false;
}

/* One value, and one line end after it. */
static void expect_json(const char *const row[])
{
	const char *words[MOST_WORDS + 2] = { NULL };
	struct jdoc *doc = NULL;
	struct err err = { 0 };
	struct ran ran;
	size_t n = 0;

	for (; n < MOST_WORDS && row[n]; n++)
		words[n] = row[n];
	words[n] = "--json";
	ran = run_words(&in, words);
	cr_assert(ran.status == 0, "cairn %s --json: %d: %s", row[0], ran.status, ran.err);
	cr_expect(jdoc_read(&doc, ran.out, ran.out_len, &err) == RC_OK, "cairn %s --json: %s",
		  row[0], err.text);
	cr_expect(ran.out_len > 2 && ran.out[ran.out_len - 1] == '\n' &&
			  ran.out[ran.out_len - 2] != '\n',
		  "cairn %s --json does not end in one line end", row[0]);
	jdoc_free(doc);
	ran_clear(&ran);
}

Test(cli_table, what_takes_json_prints_one_value_and_one_line_end)
{
	char *all = run_ok(&in, "export", "--json");

	file_put("all.json", all, strlen(all));
	free(all);
	for (size_t i = 0; i < sizeof(with_json) / sizeof(with_json[0]); i++)
		expect_json(with_json[i]);
}

/* Each field that is listed is one that add knows by that name, rows as one more of them. */
static void takes_its_fields(const char *reg)
{
	const char *words[4 + 2] = { "add", reg, NULL, "--draft", "--dry-run", NULL };
	struct jdoc *doc = run_json(&in, "registers", reg, "--json");
	size_t n = jval_count(jdoc_top(doc));

	cr_expect(gt(sz, n, 3), "%s has fields", reg);
	for (size_t i = 0; i < n; i++) {
		const struct jval *f = jval_at(jdoc_top(doc), i);
		const char *type = jval_text(jval_get(f, "type"));
		char word[80];
		struct ran ran;

		snprintf(word, sizeof(word), "%s%s=", jval_text(jval_get(f, "id")),
			 strcmp(type, "rows") ? "" : ".+");
		words[2] = word;
		ran = run_words(&in, words);
		cr_expect(ran.status != 2, "add %s %s: %s", reg, word, ran.err);
		ran_clear(&ran);
	}
	jdoc_free(doc);
}

Test(cli_table, the_fields_of_a_register_are_those_that_add_takes)
{
	static const char *const regs[] = { "needs", "actions", "decisions", "coverage" };
	char *text = run_ok(&in, "registers", "actions");

	cr_expect(strstr(text, "\nupdates.+ ") != NULL, "%s", text);
	cr_expect(strstr(text, "\nsmart") == NULL, "what is worked out is not asked: %s", text);
	free(text);
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		takes_its_fields(regs[i]);
}

/* Takes each command out of the list in the help: its own help has an example, its JSON a line above. */
Test(cli_table, every_command_has_help_with_an_example_and_is_in_the_tables)
{
	char *all = run_ok(&in, "--help");

	for (const char *at = all; (at = strstr(at, "\n  cairn ")) != NULL; at += 9) {
		char name[24], example[60], *help;
		size_t len = strcspn(at + 9, " \n");
		bool seen = false;

		if (!len)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)len, at + 9);
		snprintf(example, sizeof(example), "\nFor example:\n  cairn %s", name);
		help = run_ok(&in, name, "--help");
		expect_part(help, example);
		/* person and key answer in a kiosk alone: tests/test_kiosk.c */
		cr_expect(strstr(help, "--json") == NULL || tells_json(name) ||
				  !strcmp(name, "person") || !strcmp(name, "key"),
			  "what cairn %s --json prints is looked at nowhere", name);
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !seen; i++)
			seen = !strcmp(rows[i].words[0], name);
		cr_expect(seen, "how cairn %s ends is looked at nowhere", name);
		free(help);
	}
	free(all);
}

/* The shells that are here read their file without a fault. */
Test(cli_table, completion_files_are_good_to_their_shells)
{
	static const char *const shells[][3] = { { "bash", "/bin/bash", "-n" },
						 { "zsh", "/bin/zsh", "-n" },
						 { "fish", "/usr/bin/fish", "--no-execute" } };
	size_t looked = 0;

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		char *text = run_ok(&in, "--completion", shells[i][0]);
		pid_t pid;

		/* no quote is left open, whichever shells are here */
		for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
			size_t quotes = 0, len = strcspn(line, "\n");

			for (size_t k = 0; k < len; k++)
				quotes += line[k] == '\'' && (!k || line[k - 1] != '\\');
			cr_expect(quotes % 2 == 0, "%s: %.*s", shells[i][0], (int)len, line);
		}
		free(text);
		if (access(shells[i][1], X_OK) != 0)
			continue;
		looked++;
		text = run_ok(&in, "--completion", shells[i][0]);
		file_put("completion", text, strlen(text));
		free(text);
		pid = fork();
		if (pid == 0) {
			execl(shells[i][1], shells[i][1], shells[i][2], "completion", (char *)NULL);
			_exit(127);
		}
		cr_expect(zero(int, run_wait(pid)), "%s refuses its file", shells[i][0]);
	}
	cr_expect(gt(sz, looked, 0));
}

static pid_t script_start(const char *script)
{
	pid_t pid = fork();

	if (pid == 0) {
		execl("/bin/bash", "bash", "--norc", "-c", script, (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* What bash offers for a line that is typed, by the file it is given. */
static void expect_offer(const char *line, const char *part, const char *none)
{
	char script[900], *offered;
	int status;

	snprintf(script, sizeof(script),
		 ". ./completion; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _cairn; "
		 "printf '%%s\n' \"${COMPREPLY[@]}\" >offered",
		 line);
	status = run_wait(script_start(script));
	cr_assert(zero(int, status), "%s", line);
	offered = file_text("offered", NULL);
	cr_assert(offered != NULL);
	if (part)
		cr_expect(strstr(offered, part) != NULL, "%s: no %s in: %s", line, part, offered);
	if (none)
		cr_expect(strstr(offered, none) == NULL, "%s: %s is in: %s", line, none, offered);
	free(offered);
}

Test(cli_table, bash_offers_what_can_follow)
{
	char *text = run_ok(&in, "--completion", "bash");

	file_put("completion", text, strlen(text));
	free(text);
	expect_offer("cairn ex", "export", "--json");
	expect_offer("cairn list --w", "--where", "--report");
	expect_offer("cairn --data somewhere list --w", "--where", "--screen");
	expect_offer("cairn --data = somewhere list --w", "--where", "--screen");
	expect_offer("cairn --completion ''", "fish", "export");
	expect_offer("cairn --completion = z", "zsh", "fish");
	expect_offer("cairn backup compl", "completion", NULL);
	expect_offer("cairn list compl", NULL, "completion");
	expect_offer("cairn export --report ''", NULL, "--json");
}

static void expect_check(const char *part)
{
	struct ran ran = run_it(&in, "check");

	cr_expect(eq(int, ran.status, 6));
	expect_part(ran.out, part);
	ran_clear(&ran);
}

static double cpu_of_children(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* Processor time, and ten times the 0.1 s that it may take: without guards 40 KB of [ took 6 s. */
static void expect_soon(const char *file)
{
	double before = cpu_of_children();
	struct ran ran = run_it(&in, "check", file);

	cr_expect(ran.status == 6 || ran.status == 3, "%s: %d", file, ran.status);
	cr_expect(cpu_of_children() - before < 1.0, "%s takes %.2f s", file,
		  cpu_of_children() - before);
	ran_clear(&ran);
}

static void put_many(const char *file, const char *head, const char *part, size_t times)
{
	FILE *f = fopen(file, "w");

	cr_assert(f != NULL);
	fputs(head, f);
	while (times--)
		fputs(part, f);
	fclose(f);
}

Test(cli_table, check_of_a_hostile_file_ends_soon)
{
	char *corpus = dir_path(from, "tests/hostile");
	DIR *d = opendir(corpus);
	struct dirent *e;

	cr_assert(d != NULL);
	while ((e = readdir(d)) != NULL) {
		char *path = dir_path(corpus, e->d_name);

		if (e->d_name[0] != '.')
			expect_soon(path);
		free(path);
	}
	closedir(d);
	free(corpus);
	put_many("brackets.yaml", "a: ", "[", 40000);
	expect_soon("brackets.yaml");
	put_many("big.yaml", "pack: x\nversion: 1\ntitle: ", "word ", 220000);
	expect_soon("big.yaml");
	put_many("many.yaml", "pack: x\nversion: 1\ntitle: X\n", "---\nscale: s\ntitle: S\n", 8000);
	expect_soon("many.yaml");
	put_many("lines.ini", "[screen]\n", "colour = yes\n", 20000);
	expect_soon("lines.ini");
	put_many("long.ini", "[screen]\ncolour = ", "y", 500000);
	expect_soon("long.ini");
}

/* Every fault of every pack of the site, and of its settings, without being told where to look. */
Test(cli_table, check_alone_tells_every_fault_of_the_site)
{
	static const char a[] =
		"pack: a\nversion: one\ntitle: A\n---\nchecklist: half\ntitle: Half\n";
	static const char b[] = "pack: b\nversion: 1\ntitle: B\n---\nchecklist: x\ntitel: X\n";
	static const char ini[] = "[screen]\ncolour = blue\nbogus = 1\n";
	char *packs = dir_path(data, "packs"), *at, site[300];

	cr_assert(zero(int, mkdir(packs, 0700)));
	cr_assert(zero(int, mkdir("site", 0700)));
	at = dir_path(packs, "a.yaml");
	file_put(at, a, sizeof(a) - 1);
	free(at);
	at = dir_path(packs, "b.yaml");
	file_put(at, b, sizeof(b) - 1);
	free(at);
	file_put("site/config.ini", ini, sizeof(ini) - 1);
	snprintf(site, sizeof(site), "CAIRN_SITE=%s/site", scratch);
	in.env[0] = site;
	expect_check("a.yaml:2:10: 'version'");
	expect_check("a.yaml:5:1: a checklist needs 'items'");
	expect_check("b.yaml:6:1: unknown key 'titel'");
	expect_check("b.yaml:5:1: a checklist needs 'items'");
	expect_check("config.ini:2:");
	expect_check("config.ini:3:");
	free(packs);
}
