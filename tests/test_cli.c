/* SPDX-License-Identifier: ISC */
/* Every command with what it is for, with bad input, and with its JSON read back. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/settings.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "same.h"

static char *scratch, *data;
static struct run in;

static void make_scratch(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
}

static void drop_scratch(void)
{
	dir_drop(scratch);
	free(data);
}

static void make_sample(void)
{
	make_scratch();
	free(run_ok(&in, "init", "--sample"));
}

TestSuite(cli, .init = make_sample, .fini = drop_scratch, .timeout = 60);
TestSuite(cli_new, .init = make_scratch, .fini = drop_scratch, .timeout = 60);

/* What an entry holds under a field, by show --json; ends the test when there is no such entry. */
static char *field_of(const char *id, const char *field)
{
	struct jdoc *doc = run_json(&in, "show", id, "--json");
	const struct jval *v = jval_get(jdoc_top(doc), field);
	const char *text = jval_text(jval_is_array(v) ? jval_at(v, 0) : v);
	char *copy = strdup(text ? text : "");

	jdoc_free(doc);
	return copy;
}

static void expect_field(const char *id, const char *field, const char *text)
{
	char *now = field_of(id, field);

	expect_same(now, text);
	free(now);
}

static void expect_out(const char *out, const char *part)
{
	expect_part(out, part);
	free((char *)out);
}

static size_t count_of(const char *const words[])
{
	struct jdoc *doc = run_json_words(&in, words);
	size_t n = jval_count(jdoc_top(doc));

	jdoc_free(doc);
	return n;
}
#define count(...) count_of((const char *const[]){ __VA_ARGS__, NULL })

Test(cli_new, init_makes_a_partnership_with_its_areas_and_years)
{
	struct jdoc *doc;

	free(run_ok(&in, "init", "--name", "Clyde North", "--area", "Inverclyde", "--area",
		    "Renfrewshire", "--years", "2026-2029"));
	expect_out(run_ok(&in, "status"), "Clyde North, cycle c1");
	doc = run_json(&in, "export", "--json");
	cr_expect(jval_is_object(jdoc_top(doc)));
	jdoc_free(doc);
	doc = run_json(&in, "registers", "--json");
	cr_expect(ge(sz, jval_count(jdoc_top(doc)), 27));
	jdoc_free(doc);
	cr_expect(eq(sz, count("list", "partners", "--json"), 0));
	cr_expect(eq(sz, count("list", "outcomes", "--json"), 9));
}

Test(cli_new, init_refuses_what_it_cannot_make)
{
	run_no(&in, 2, "--name", "init");
	run_no(&in, 2, "--years", "init", "--name", "Clyde", "--years", "3");
	run_no(&in, 2, "--years", "init", "--name", "Clyde", "--years", "2029-2026");
	run_no(&in, 2, "--name needs a value", "init", "--name");
	run_no(&in, 6, "atlantis", "init", "--name", "Clyde", "--area", "atlantis");
	run_no(&in, 3, "no partnership", "status");
}

Test(cli_new, a_word_nobody_knows_is_named)
{
	run_no(&in, 2, "frobnicate", "frobnicate");
	run_no(&in, 2, "--bogus", "status", "--bogus");
	run_no(&in, 2, "--json takes no value", "status", "--json=yes");
	run_no(&in, 2, "-z", "-z");
	run_no(&in, 2, "cairn: cairn does not take --text; see cairn --help\n", "--text", "x");
	run_no(&in, 2, "cairn: cairn has no use for 'x'; see cairn --help\n", "--", "x");
	run_no(&in, 2, "does not take --csv", "status", "--csv");
	run_no(&in, 2, "tcsh", "--completion", "tcsh");
	run_no(&in, 2, "cairn status", "--screen", "home"); /* no terminal: a command is named */
}

/* An unset variable of a script is no choice of what is usual: another store would be written to. */
Test(cli_new, an_option_with_nothing_in_it_is_refused)
{
	static const char *const each[] = { "--data=", "--partnership=", "--cycle=" };
	char home[300];
	struct run bare = { .env = { "CAIRN_DATA=", home } };
	struct run named = { .data = data, .env = { "CAIRN_DATA=" } };

	snprintf(home, sizeof(home), "HOME=%s", scratch);
	free(run_ok(&in, "init", "--sample"));
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++)
		run_no(&in, 2, "was given without anything in it", "status", each[i]);
	run_no(&in, 2, "--data was given without anything in it", "status", "--data", "");
	run_no(&in, 2, "--screen was given without anything in it", "--plain", "--screen", "");
	run_no(&in, 2, "--journal was given without anything in it", "recover", "--journal", "");
	run_no(&in, 4, "--as", "status", "--as", ""); /* nobody is called that */
	run_no(&bare, 2, "CAIRN_DATA is set without anything in it", "init", "--sample");
	expect_out(run_ok(&named, "status"), "Strathfinlay");
}

/* What a file is called comes from outside: it ends no line of a message. */
Test(cli, a_name_of_two_lines_is_told_in_one)
{
	char *copy = dir_path(scratch, "mon\nday"), *lost = dir_path(scratch, "no\nsuch.ini");
	struct ran ran = run_it(&in, "backup", copy);

	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	expect_part(ran.out, "mon day\n");
	ran_clear(&ran);
	run_no(&in, 1, "mon day", "backup", copy);
	file_put(lost, "x\n", 2);
	ran = run_it(&in, "check", lost);
	expect_part(ran.out, "no such.ini:1:");
	ran_clear(&ran);
	free(copy), free(lost);
}

Test(cli, the_store_is_no_backup_of_itself)
{
	char *own = dir_path(in.data, "data.mdb"), *other = dir_path(scratch, "other");

	cr_assert(zero(int, symlink(own, other)));
	run_no(&in, 2, "is the store itself; name a backup of it", "restore", own);
	run_no(&in, 2, "is the store itself; name a backup of it", "restore", other);
	run_no(&in, 2, "is the store itself", "restore", own, "--until", "now");
	run_no(&in, 2, "is the store itself", "recover", own);
	expect_out(run_ok(&in, "verify"), " 0 faults");
	free(own), free(other);
}

Test(cli_new, help_version_keys_and_completion_need_no_store)
{
	char *all;
	size_t n = 0;

	expect_out(run_ok(&in, "--version"), "cairn " CAIRN_VERSION);
	expect_out(run_ok(&in, "--list-keys"), "every screen");
	all = run_ok(&in, "--help");
	for (const char *at = all; (at = strstr(at, "\n  cairn ")) != NULL; at += 9) {
		static const char *const shells[] = { "bash", "zsh", "fish" };
		char name[24], example[60];
		size_t len = strcspn(at + 9, " \n");

		snprintf(name, sizeof(name), "%.*s", (int)len, at + 9);
		if (!name[0])
			continue;
		snprintf(example, sizeof(example), "For example:\n  cairn %s", name);
		expect_out(run_ok(&in, name, "--help"), example);
		for (size_t i = 0; i < 3; i++)
			expect_out(run_ok(&in, "--completion", shells[i]), name);
		n++;
	}
	free(all);
	cr_expect(eq(sz, n, 37)); /* and the one that opens the program */
	cr_expect(ne(int, access(data, F_OK), 0), "a store was made");
}

Test(cli, status_counts_and_says_what_is_due)
{
	struct jdoc *doc = run_json(&in, "status", "--json");
	const struct jval *tasks = jval_get(jdoc_top(doc), "tasks"),
			  *due = jval_get(jdoc_top(doc), "due");

	cr_expect(eq(sz, jval_count(tasks), 15));
	cr_expect(gt(sz, jval_count(due), 0));
	expect_same(jval_text(jval_get(jval_at(tasks, 0), "stage")), "ready");
	jdoc_free(doc);
	expect_out(run_ok(&in, "status"), "Needs attention");
	run_no(&in, 3, "c9", "status", "--cycle", "c9");
	run_no(&in, 3, "atlantis", "status", "--partnership", "atlantis");
}

Test(cli, list_prints_rows_a_table_or_objects)
{
	struct jdoc *doc;
	const struct jval *first;
	char *csv;

	expect_out(run_ok(&in, "list", "needs"), "NE-01");
	csv = run_ok(&in, "list", "needs", "--csv");
	expect_part(csv, "NE-12");
	free(csv);
	doc = run_json(&in, "list", "needs", "--json", "--versions");
	first = jval_at(jdoc_top(doc), 0);
	expect_same(jval_text(jval_get(first, "id")), "NE-01");
	expect_same(jval_text(jval_at(jval_get(first, "outcomes"), 0)), "OU-06");
	cr_expect(jval_text(jval_get(jval_get(first, "versions"), "severity")) != NULL);
	jdoc_free(doc);
	run_no(&in, 3, "nosuch", "list", "nosuch");
	run_no(&in, 2, "takes one register", "list");
	run_no(&in, 2, "no use for 'gaps'", "list", "needs", "gaps");
}

Test(cli, show_takes_entries_items_questions_tasks_and_stages)
{
	expect_out(run_ok(&in, "show", "ne-1"), "NE-01");
	expect_out(run_ok(&in, "show", "NE-0001"), "NE-01");
	expect_field("NE-01", "severity", "high");
	free(run_ok(&in, "show", "res-people"));
	free(run_ok(&in, "show", "rq-impact"));
	free(run_ok(&in, "show", "analyse-needs"));
	free(run_ok(&in, "show", "analyse"));
	run_no(&in, 3, "NE-99", "show", "NE-99");
	run_no(&in, 3, "nosuch", "show", "nosuch");
	run_no(&in, 2, "show", "show");
}

Test(cli, find_ignores_accents_and_finds_guidance_too)
{
	expect_out(run_ok(&in, "find", "h\xc3\xb2using"), "NE-01");
	cr_expect(gt(sz, count("find", "hous", "--json"), 3));
	cr_expect(eq(sz, count("find", "xyzzyxyzzy", "--json"), 0));
	run_no(&in, 2, "find", "find");
}

Test(cli, add_gives_each_entry_the_next_number_and_says_it)
{
	struct jdoc *doc;

	expect_out(run_ok(&in, "add", "coverage", "need=NE-01", "service=SV-05", "fit=part"),
		   "CO-23\n");
	doc = run_json(&in, "add", "learning", "title=One", "happened=A", "learned=B", "--json");
	expect_same(jval_text(jval_get(jdoc_top(doc), "id")), "LE-04");
	jdoc_free(doc);
	for (int i = 5; i <= 12; i++) {
		char title[32], *id;

		snprintf(title, sizeof(title), "title=Lesson %d", i);
		id = run_ok(&in, "add", "learning", title, "happened=A", "learned=B");
		cr_expect(eq(int, atoi(id + 3), i));
		free(id);
	}
	expect_field("LE-12", "title", "Lesson 12");
	run_no(&in, 3, "nosuch", "add", "nosuch", "title=x");
	run_no(&in, 2, "register", "add");
	run_no(&in, 2, "nosuch", "add", "learning", "nosuch=x");
	run_no(&in, 2, "field=value", "add", "learning", "title");
}

Test(cli, a_draft_may_lack_answers_and_a_dry_run_saves_nothing)
{
	expect_out(run_ok(&in, "add", "needs", "title=Half", "--draft"), "NE-13");
	expect_field("NE-13", "life", "draft");
	run_refused(&in, "Enter", "set", "NE-13", "life=live");
	expect_field("NE-13", "life", "draft");
	free(run_ok(&in, "add", "learning", "title=Dry", "happened=A", "learned=B", "--dry-run"));
	free(run_ok(&in, "set", "NE-01", "severity=low", "--dry-run"));
	cr_expect(eq(sz, count("list", "learning", "--json"), 3));
	expect_field("NE-01", "severity", "high");
}

Test(cli, set_takes_each_kind_of_field_as_people_write_it)
{
	static const struct {
		const char *id, *word, *shows;
	} kinds[] = {
		{ "NE-01", "group=People leaving custody", "  group: People leaving custody\n" },
		{ "NE-01", "severity=Low", "  severity: Low\n" },
		{ "NE-01", "outcomes=ou-6, OU-01", "  outcomes: OU-06, OU-01\n" },
		{ "AC-02", "due=27 3 2026", "  due: 27 March 2026\n" },
		{ "AC-02", "progress=12.5", "  progress: 12.5" },
		{ "DE-01", "cost_change=-6,000", "  cost_change: -GBP 6,000.00\n" },
		{ "DE-01", "cost_year=2025-26", "  cost_year: 2025-26\n" },
		{ "SV-01", "places=12", "  places: 12\n" },
		{ "SV-01", "places=not known", "  places: Not known\n" },
		{ "SV-01", "access_mode=phone, outreach", "  access_mode: Phone, Outreach\n" },
		{ "RE-01", "single_point=yes", "  single_point: Yes\n" },
		{ "EV-01", "url=https://example.org/a", "  url: https://example.org/a\n" },
		{ "OP-01", "period=1 April 2024 to 31 March 2027",
		  "  period: 1 April 2024 to 31 March 2027\n" },
		{ "NE-01", "notes=Cr\xc3\xacoch", "  notes: Cr\xc3\xacoch\n" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		free(run_ok(&in, "set", kinds[i].id, kinds[i].word));
		expect_out(run_ok(&in, "show", kinds[i].id), kinds[i].shows);
	}
	free(run_ok(&in, "set", "NE-01", "notes="));
	expect_field("NE-01", "notes", "");
	run_no(&in, 2, "nosuch", "set", "NE-01", "nosuch=x");
	run_no(&in, 3, "NE-99", "set", "NE-99", "severity=low");
	run_no(&in, 2, "say what to change", "set", "NE-01");
	run_no(&in, 2, "name an entry", "set");
}

Test(cli, rows_and_groups_are_set_whole)
{
	free(run_ok(&in, "set", "AC-02", "updates.+=on=2 May 2025; says=Signed by both"));
	expect_out(run_ok(&in, "show", "AC-02"), "Signed by both");
	free(run_ok(&in, "set", "AC-02", "status=outstanding",
		    "revised=revised_due=30 1 2026; reason=recruitment"));
	expect_out(run_ok(&in, "show", "AC-02"), "recruitment");
	run_no(&in, 2, "no part called", "set", "AC-02", "updates.+=nosuch=1");
	run_refused(&in, "Enter", "set", "AC-02", "updates.+=on=2 May 2025");
}

Test(cli, an_old_version_is_refused_with_both_answers)
{
	struct jdoc *doc = run_json(&in, "show", "NE-01", "--json", "--versions");
	const char *was = jval_text(jval_get(jval_get(jdoc_top(doc), "versions"), "severity"));
	struct ran ran;
	char word[64];

	cr_assert(was != NULL);
	free(run_ok(&in, "set", "NE-01", "severity=medium"));
	snprintf(word, sizeof(word), "severity@%s=low", was);
	ran = run_it(&in, "set", "NE-01", word);
	cr_expect(eq(int, ran.status, 5));
	expect_part(ran.err, "\"Low\"");
	expect_part(ran.err, "\"Medium\"");
	ran_clear(&ran);
	expect_field("NE-01", "severity", "medium");
	run_no(&in, 2, "no version", "set", "NE-01", "severity@x=low");
	jdoc_free(doc);
}

Test(cli, answers_go_to_items_questions_tasks_and_principles)
{
	free(run_ok(&in, "answer", "res-people", "state=done", "note=Listed on 2 May",
		    "lead=PA-01"));
	expect_field("res-people", "note", "Listed on 2 May");
	free(run_ok(&in, "answer", "rq-impact", "text=It helped", "confidence=high"));
	expect_field("rq-impact", "text", "It helped");
	free(run_ok(&in, "answer", "analyse-needs", "state=completed"));
	free(run_ok(&in, "answer", "prin-people", "state=partly"));
	run_refused(&in, "why it is not needed", "answer", "res-data", "state=not_needed");
	free(run_ok(&in, "answer", "res-data", "state=not_needed",
		    "why_not=There is no such data"));
	run_no(&in, 6, "Not started", "answer", "res-people", "state=perhaps");
	run_no(&in, 3, "nosuch", "answer", "nosuch", "state=done");
	run_no(&in, 2, "cairn set", "answer", "NE-01", "severity=low");
	run_no(&in, 2, "name a checklist item", "answer");
}

Test(cli, archive_hides_and_restores)
{
	size_t n = count("list", "services", "--json");

	expect_out(run_ok(&in, "archive", "SV-16"), "archived");
	cr_expect(eq(sz, count("list", "services", "--json"), n - 1));
	cr_expect(eq(sz, count("list", "services", "--json", "--archived"), 1));
	cr_expect(eq(sz, count("list", "services", "--json", "--all"), n));
	run_refused(&in, "archived", "add", "coverage", "need=NE-01", "service=SV-16", "fit=part");
	expect_out(run_ok(&in, "archive", "SV-16"), "live");
	cr_expect(eq(sz, count("list", "services", "--json"), n));
	run_no(&in, 3, "SV-99", "archive", "SV-99");
	run_no(&in, 2, "archive", "archive");
}

Test(cli, roles_are_given_and_the_last_coordinator_stays)
{
	struct jdoc *doc = run_json(&in, "role", "--json");
	const char *me = jval_text(jval_get(jval_at(jdoc_top(doc), 0), "person"));

	cr_assert(me != NULL);
	expect_same(jval_text(jval_get(jval_at(jdoc_top(doc), 0), "role")), "coordinator");
	run_no(&in, 4, "coordinator", "role", me, "viewer");
	run_no(&in, 6, "Coordinator", "role", me, "king");
	run_no(&in, 3, "nobody", "role", "nobody", "partner");
	expect_out(run_ok(&in, "role"), "coordinator");
	jdoc_free(doc);
}

Test(cli, history_since_a_day_tells_each_answer_once_before_and_now)
{
	struct jdoc *doc;
	char *out;

	setenv("CAIRN_NOW", "1763812800", 1); /* 22 November 2025, noon */
	expect_out(run_ok(&in, "history", "--since", "today"), "nothing was changed since then");
	free(run_ok(&in, "set", "NE-01", "severity=low"));
	free(run_ok(&in, "set", "NE-01", "severity=medium"));
	free(run_ok(&in, "set", "NE-02", "severity=low"));
	free(run_ok(&in, "undo"));
	free(run_ok(&in, "add", "learning", "title=Say it early", "happened=a", "learned=b"));
	out = run_ok(&in, "history", "--since", "21 November 2025");
	expect_part(out, "How serious: from High to Medium (");
	expect_part(out, ", 22 November 2025, 12:00)\n");
	expect_part(out, "from nothing to Say it early (");
	cr_expect(strstr(out, "Low") == NULL, "%s", out);
	cr_expect(strstr(out, "20 November") == NULL, "%s", out);
	free(out);
	out = run_ok(&in, "history", "NE-02", "--since", "21 November 2025");
	expect_same(out, "nothing was changed since then\n");
	free(out);
	doc = run_json(&in, "history", "NE-01", "--since", "yesterday", "--json");
	cr_assert(eq(sz, jval_count(jdoc_top(doc)), 1));
	expect_same(jval_text(jval_get(jval_at(jdoc_top(doc), 0), "before")), "high");
	expect_same(jval_text(jval_get(jval_at(jdoc_top(doc), 0), "after")), "medium");
	jdoc_free(doc);
	/* from the day of the beginning on, all is new */
	expect_out(run_ok(&in, "history", "NE-02", "--since", "2025-11-01"), "from nothing to ");
}

/* A name has no pattern; what has one is told wherever it leaves, and goes out all the same. */
Test(cli, what_could_identify_somebody_is_told_when_it_goes_out)
{
	static const char *const out[][5] = {
		{ "export", "needs", "--csv" }, { "list", "needs", "--csv" },
		{ "list", "needs", "--json" },  { "matrix", "--csv" },
		{ "matrix", "--json" },         { "chain", "NE-01", "--json" },
		{ "history", "--json" },        { "history", "--json", "--since", "yesterday" },
		{ "export", "--md" },           { "export", "--txt" }
	};
	bool told = false, warned, said;
	struct ran ran;

	for (int turn = 0; turn < 2; turn++, told = true) {
		for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++) {
			ran = run_words(&in, out[i]);
			cr_assert(zero(int, ran.status));
			warned = strstr(ran.err, "could identify somebody: ") != NULL;
			cr_expect(warned == told, "%s %s: %s", out[i][0], out[i][1], ran.err);
			warned = strstr(ran.err, ", with a phone number\n") != NULL;
			cr_expect(warned == told, "%s %s: %s", out[i][0], out[i][1], ran.err);
			said = strstr(ran.out, "01234 567890") != NULL;
			cr_expect(said == told, "%s %s", out[i][0], out[i][1]);
			ran_clear(&ran);
		}
		free(run_ok(&in, "set", "NE-01", "title=Ring 01234 567890"));
	}
}

Test(cli, history_tells_who_when_what_before_and_after)
{
	struct jdoc *doc;
	const struct jval *newest, *fact;
	long long ms;
	char *out;

	free(run_ok(&in, "set", "NE-01", "severity=low", "--reason", "New figures"));
	doc = run_json(&in, "history", "NE-01", "--json");
	newest = jval_at(jdoc_top(doc), 0);
	expect_same(jval_text(jval_get(newest, "action")), "edit");
	expect_same(jval_text(jval_get(newest, "from")), "local");
	expect_same(jval_text(jval_get(newest, "reason")), "New figures");
	cr_expect(jval_int(jval_get(newest, "ms"), &ms));
	cr_expect(jval_text(jval_get(newest, "person")) != NULL);
	cr_expect(eq(sz, jval_count(jval_get(newest, "facts")), 1));
	fact = jval_at(jval_get(newest, "facts"), 0);
	expect_same(jval_text(jval_get(fact, "fact")), "c1/ne/ne-000001/severity");
	expect_same(jval_text(jval_get(fact, "text")), "low");
	cr_expect(jval_text(jval_get(fact, "was")) != NULL);
	jdoc_free(doc);
	expect_out(run_ok(&in, "history"), "New figures");
	out = run_ok(&in, "history", "NE-01");
	expect_part(out, "Brought in");
	expect_none(out, "responsibility \"");
	free(out);
	expect_out(run_ok(&in, "history"), "Changed need \"People leaving custody");
	run_no(&in, 3, "NE-99", "history", "NE-99");
}

Test(cli, what_was_changed_is_said_in_words)
{
	expect_out(run_ok(&in, "set", "NE-01", "severity=medium"), "saved: NE-01");
	expect_out(run_ok(&in, "set", "ne-1", "severity=medium"), "nothing to change: NE-01");
	expect_out(run_ok(&in, "answer", "res-people", "note=Listed"), "saved: res-people");
	expect_out(run_ok(&in, "set", "NE-01", "severity=low", "--json"), "\"version\"");
}

Test(cli, undo_and_redo_go_one_step_at_a_time)
{
	free(run_ok(&in, "set", "NE-01", "severity=medium"));
	free(run_ok(&in, "set", "NE-01", "severity=low"));
	expect_out(run_ok(&in, "undo"), "took back: Changed need \"People leaving custody");
	expect_field("NE-01", "severity", "medium");
	free(run_ok(&in, "undo"));
	expect_field("NE-01", "severity", "high");
	expect_out(run_ok(&in, "redo"), "put back: ");
	expect_field("NE-01", "severity", "medium");
	free(run_ok(&in, "redo"));
	expect_field("NE-01", "severity", "low");
	run_no(&in, 3, "nothing to put back", "redo");
	run_no(&in, 3, "", "undo", "--change", "999");
	run_no(&in, 2, "--change", "undo", "--change", "x");
}

/* Who starts a partnership must not be able to undo themselves out of it. */
Test(cli_new, undo_leaves_the_partnership_and_its_coordinator)
{
	struct ran ran;

	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "answer", "res-people", "state=done"));
	for (int i = 0; i < 6; i++) {
		ran = run_it(&in, "undo");
		cr_expect(ran.status == 0 || ran.status == 3 || ran.status == 4, "%d: %s",
			  ran.status, ran.err);
		ran_clear(&ran);
	}
	expect_out(run_ok(&in, "status"), "Clyde North, cycle c1");
	expect_out(run_ok(&in, "role"), "coordinator");
}

/* A cycle is no slip of a key, and what was done before it is not meant by who takes back after it. */
Test(cli, undo_does_not_reach_behind_the_beginning_of_a_cycle)
{
	free(run_ok(&in, "set", "NE-01", "severity=medium"));
	free(run_ok(&in, "cycle", "--years", "2030-2033"));
	run_no(&in, 3, "no change of yours", "undo");
	expect_field("NE-01", "severity", "medium");
	free(run_ok(&in, "add", "learning", "title=One", "happened=a", "learned=b"));
	free(run_ok(&in, "undo"));
	run_no(&in, 3, "no change of yours", "undo");
}

Test(cli, check_names_file_line_and_column)
{
	char *file = dir_path(scratch, "bad.yaml");
	struct ran ran;

	free(run_ok(&in, "check"));
	file_put(file, "pack: ours\nversion: one\n", 24);
	ran = run_it(&in, "check", file);
	cr_expect(eq(int, ran.status, 6));
	expect_part(ran.out, "bad.yaml:2:10: ");
	ran_clear(&ran);
	ran = run_it(&in, "check", "--json", file);
	cr_expect(eq(int, ran.status, 6));
	expect_part(ran.out, "\"line\": 2");
	ran_clear(&ran);
	run_no(&in, 3, "nosuch.yaml", "check", "nosuch.yaml");
	free(file);
}

Test(cli, config_lists_every_setting_and_where_it_comes_from)
{
	cr_expect(eq(sz, count("config", "--json"), (size_t)SETTING_COUNT));
	expect_out(run_ok(&in, "config"), "store.data");
}

/* Settings: command line, environment, person, site, built in; a faulty file is left out and said. */
Test(cli_new, settings_come_in_layers)
{
	char *config = dir_path(scratch, "cairn"), *file = dir_path(config, "config.ini");
	char home[200], other[200];
	struct run r = { .env = { home } };
	char *out;

	snprintf(home, sizeof(home), "XDG_CONFIG_HOME=%s", scratch);
	mkdir(config, 0700);
	file_put(file, "[store]\ndata = /from/person\n", 27);
	expect_out(run_ok(&r, "config"), "store.data = /from/person");
	snprintf(other, sizeof(other), "CAIRN_DATA=%s/from-environment", scratch);
	r.env[1] = other;
	out = run_ok(&r, "config");
	expect_part(out, "from-environment");
	expect_part(out, "(CAIRN_DATA)");
	free(out);
	r.data = data;
	expect_out(run_ok(&r, "config"), data);
	free(config);
	free(file);
}

Test(cli, export_gives_registers_reports_and_everything)
{
	static const char *const registers[] = {
		"partners",  "resources", "services",      "needs",      "figures",
		"evidence",  "coverage",  "gaps",          "outcomes",   "assessments",
		"decisions", "designs",   "procurements",  "actions",    "indicators",
		"readings",  "risks",     "relationships", "feedback",   "participation",
		"learning",  "plans",     "agreements",    "governance", "answers",
		"horizon",   "training",
	};
	char *out;

	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		out = run_ok(&in, "export", registers[i], "--csv");
		cr_expect(strncmp(out, "\xef\xbb\xbf", 3) == 0, "%s has no mark of UTF-8",
			  registers[i]);
		cr_expect(strstr(out, "\r\n") != NULL, "%s has no rows", registers[i]);
		free(out);
		cr_expect(gt(sz, count("export", registers[i], "--json"), 0));
	}
	out = run_ok(&in, "export", "--md");
	expect_part(out, "# ");
	expect_part(out, "Strathfinlay");
	free(out);
	out = run_ok(&in, "export", "--txt", "--report", "cjoip");
	expect_part(out, "Strathfinlay");
	free(out);
	run_no(&in, 3, "nosuch", "export", "nosuch");
	run_no(&in, 3, "nosuch", "export", "--md", "--report", "nosuch");
	run_no(&in, 2, "needs a register", "export", "--csv");
}

/* What the text says under a heading of the second level, to the next one. */
static char *section_of(const char *text, const char *title)
{
	const char *from = strstr(text, title), *to = from ? strstr(from + 1, "\n## ") : NULL;

	cr_assert(from != NULL, "there is no section '%s'", title);
	return strndup(from, to ? (size_t)(to - from) : strlen(from));
}

Test(cli, the_plan_tells_the_story_of_its_cycle)
{
	char *plan, *part;

	free(run_ok(&in, "answer", "vision", "text=Nobody is left behind."));
	free(run_ok(&in, "answer", "purpose", "text=To share what each of us knows."));
	plan = run_ok(&in, "export", "--md", "--report", "cjoip");
	part = section_of(plan, "\n## Vision\n");
	expect_part(part, "Nobody is left behind.");
	cr_expect(strstr(part, "can stop offending") == NULL, "the older vision is there too");
	free(part);
	part = section_of(plan, "\n## Purpose and scope\n");
	expect_part(part, "To share what each of us knows.");
	cr_expect(strstr(part, "Not answered yet") == NULL);
	free(part);
	part = section_of(plan, "\n## The partnership\n");
	expect_part(part, "Every three months");
	free(part);
	free(plan);
	free(run_ok(&in, "answer", "vision", "text="));
	plan = run_ok(&in, "export", "--md", "--report", "cjoip");
	part = section_of(plan, "\n## Vision\n");
	expect_part(part, "can stop offending");
	cr_expect(strstr(part, "Every three months") == NULL);
	free(part);
	free(plan);
}

Test(cli, people_are_called_what_is_entered_for_them)
{
	char *roles = run_ok(&in, "role"), *account, word[64], *out;

	account = strndup(roles, strcspn(roles, " "));
	snprintf(word, sizeof(word), "shown=%s", "Convener of Strathfinlay");
	free(run_ok(&in, "answer", account, word));
	expect_out(run_ok(&in, "role"), "Convener of Strathfinlay");
	out = run_ok(&in, "history");
	expect_part(out, "  Convener of Strathfinlay  ");
	free(out);
	snprintf(word, sizeof(word), "\"person\": \"%s\"", account);
	expect_out(run_ok(&in, "history", "--json"), word); /* the account is what counts there */
	free(account);
	free(roles);
}

Test(cli, the_annual_report_tells_what_the_partnership_says_of_next_steps)
{
	char *report, *part;

	free(run_ok(&in, "answer", "rq-better", "text=Ask people earlier."));
	report = run_ok(&in, "export", "--md", "--report", "annual-report");
	part = section_of(report, "\n## Next steps\n");
	expect_part(part, "Ask people earlier.");
	free(part);
	free(report);
}

Test(cli, everything_exported_and_imported_is_equal)
{
	char *all = dir_path(scratch, "all.json"), *other = dir_path(scratch, "other"), *text,
	     *again;
	struct run there = { .data = other };

	free(run_ok(&in, "set", "NE-02", "restricted=yes"));
	free(run_ok(&in, "answer", "rq-impact", "text=G\xc3\xa0idhlig \"quoted\" \\ and 50%"));
	text = run_ok(&in, "export", "--json", "--with-restricted");
	file_put(all, text, strlen(text));
	free(run_ok(&there, "import", all));
	again = run_ok(&there, "export", "--json", "--with-restricted");
	cr_expect(strcmp(text, again) == 0, "the second export differs");
	free(again);
	expect_out(run_ok(&there, "verify"), " 0 faults");
	run_no(&there, 5, "here already", "import", all);
	free(text);
	free(all);
	free(other);
}

/* Who brings a partnership leads it, whatever the file says of them; who else does is told. */
Test(cli, who_imports_is_a_coordinator_and_is_told_who_else_is)
{
	static const char *const mine[] = { "viewer", "partner", "facilitator" };
	char *file = dir_path(scratch, "in.json"), *text = run_ok(&in, "export", "--json"), *at;
	const char own[] = "\"role\": \"coordinator\"";
	struct buf b = { 0 };
	struct jdoc *doc;

	at = strstr(text, own);
	cr_assert(at && !strstr(at + 1, own));
	for (size_t i = 0; i < sizeof(mine) / sizeof(mine[0]); i++) {
		char name[8];
		struct run there = { .data = NULL };

		snprintf(name, sizeof(name), "to%zu", i);
		there.data = dir_path(scratch, name);
		buf_reset(&b);
		buf_printf(&b, "%.*s\"role\": \"%s\"%s", (int)(at - text), text, mine[i],
			   at + strlen(own));
		file_put(file, b.data, b.len);
		expect_out(run_ok(&there, "import", file), "roles taken in: 1; coordinators are: ");
		expect_out(run_ok(&there, "role"), " coordinator ");
		free(run_ok(&there, "set", "NE-01", "severity=low"));
		free((char *)there.data);
	}
	/* another one whom the file names */
	buf_reset(&b);
	at = strstr(text, "\"records\": [");
	cr_assert(ne(ptr, at, NULL));
	at += strlen("\"records\": [");
	buf_printf(&b,
		   "%.*s{\"cycle\": \"-\", \"key\": \"pe\", \"id\": \"mallory\", \"facts\": "
		   "{\"role\": \"coordinator\"}}, %s",
		   (int)(at - text), text, at);
	file_put(file, b.data, b.len);
	in.data = at = dir_path(scratch, "other");
	doc = run_json(&in, "import", file, "--json");
	cr_expect(eq(sz, jval_count(jval_get(jdoc_top(doc), "coordinators")), 2));
	expect_same(jval_text(jval_at(jval_get(jdoc_top(doc), "coordinators"), 0)), "mallory");
	jdoc_free(doc);
	buf_clear(&b);
	free(at), free(text), free(file);
}

/* What a form warns of is not passed over in a file. */
Test(cli, import_tells_of_what_could_identify_somebody)
{
	char *file = dir_path(scratch, "in.json"), *other = dir_path(scratch, "other"), *text;
	struct run there = { .data = other };
	struct ran ran;

	text = run_ok(&in, "export", "--json");
	file_put(file, text, strlen(text));
	free(text);
	ran = run_it(&there, "import", file);
	expect_none(ran.err, "worth a look");
	ran_clear(&ran);
	free(run_ok(&in, "set", "NE-05", "notes=Ring 07700 900123"));
	free(run_ok(&in, "answer", "rq-impact", "text=jo@example.org told us"));
	text = run_ok(&in, "export", "--json");
	file_put(file, text, strlen(text));
	free(text);
	dir_drop(other);
	there.data = other = dir_path(scratch, "other");
	ran = run_it(&there, "import", file);
	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	expect_part(ran.err, "worth a look: lines that look as if they hold what could identify "
			     "somebody: 2; the first is in needs/NE-05, with a phone number\n");
	ran_clear(&ran);
	free(file), free(other);
}

/* What was removed stays out of an older file, as far as a store can know of it. */
Test(cli, an_older_export_brings_back_nothing_that_the_store_knows_to_be_removed)
{
	char *old = dir_path(scratch, "old.json"), *new = dir_path(scratch, "new.json"),
	     *knows = dir_path(scratch, "knows"), *empty = dir_path(scratch, "empty"), *file, *text;
	size_t len;
	struct run knowing = { .data = knows }, unknowing = { .data = empty };
	struct ran ran;

	free(run_ok(&in, "add", "learning", "title=One", "happened=Told by Jo Bloggs",
		    "learned=b"));
	free(run_ok(&in, "set", "NE-02", "notes=Jo Bloggs waits"));
	text = run_ok(&in, "export", "--json");
	file_put(old, text, strlen(text));
	free(text);
	free(run_ok(&in, "erase", "--text", "Jo Bloggs", "--reason", "asked for"));
	text = run_ok(&in, "export", "--json");
	cr_expect(strstr(text, "Bloggs") == NULL);
	file_put(new, text, strlen(text));
	free(text);
	run_no(&in, 5, "here already", "import", old);
	/* the newest export told it, and its import was taken back since */
	free(run_ok(&knowing, "import", new));
	text = run_ok(&knowing, "history");
	cr_expect(strstr(text, "Bloggs") == NULL);
	free(text);
	free(run_ok(&knowing, "undo"));
	ran = run_it(&knowing, "import", old);
	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	expect_part(ran.err, "left out: 2 texts that were removed");
	ran_clear(&ran);
	text = run_ok(&knowing, "export", "--json");
	cr_expect(strstr(text, "Bloggs") == NULL);
	free(text);
	file = dir_path(knows, "data.mdb");
	text = file_text(file, &len);
	cr_expect(text && !memmem(text, len, "Jo Bloggs", 9));
	free(text);
	/* an empty folder cannot know it, and says so */
	ran = run_it(&unknowing, "import", old);
	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	expect_part(ran.err, "removed for data protection since this file was written");
	ran_clear(&ran);
	ran = run_it(&unknowing, "export", "learning", "--json");
	expect_part(ran.out, "Told by Jo Bloggs");
	ran_clear(&ran);
	free(old), free(new), free(knows), free(empty), free(file);
}

Test(cli, restricted_entries_are_left_out_and_counted)
{
	struct ran ran;
	size_t n = count("list", "needs", "--json");

	free(run_ok(&in, "set", "NE-02", "restricted=yes"));
	cr_expect(eq(sz, count("list", "needs", "--json"), n - 1));
	cr_expect(eq(sz, count("list", "needs", "--json", "--with-restricted"), n));
	ran = run_it(&in, "export", "--json");
	cr_expect(eq(int, ran.status, 0));
	expect_part(ran.err, "1 restricted");
	cr_expect(strstr(ran.out, "voluntary support through the gate") == NULL);
	cr_expect(strstr(ran.out, "need settled housing on the day") != NULL);
	ran_clear(&ran);
}

/* What it said, what it was called and why it was changed: in whichever form it goes out. */
Test(cli, of_a_restricted_entry_history_and_find_tell_nothing_that_goes_out)
{
	static const char *const ways[][4] = {
		{ "history", "NE-01", "--json" },
		{ "history", "--json", "--no-input" },
		{ "find", "Quennell", "--json" },
	};
	char *out;

	free(run_ok(&in, "set", "NE-01", "title=Quennell House waits", "--reason",
		    "Mr Quennell asked"));
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		out = run_ok(&in, ways[i][0], ways[i][1], ways[i][2]);
		expect_part(out, "Quennell");
		free(out);
	}
	free(run_ok(&in, "set", "NE-01", "restricted=yes"));
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct ran r = run_it(&in, ways[i][0], ways[i][1], ways[i][2]);

		cr_expect(eq(int, r.status, 0), "%s", r.err);
		cr_expect(strstr(r.out, "Quennell") == NULL, "%s: %s", ways[i][0], r.out);
		expect_part(r.err, "1 restricted were left out");
		ran_clear(&r);
		out = run_ok(&in, ways[i][0], ways[i][1], ways[i][2], "--with-restricted");
		expect_part(out, "Quennell");
		free(out);
	}
	free(run_ok(&in, "add", "learning", "title=Quennell", "happened=a", "learned=b",
		    "restricted=yes"));
	free(run_ok(&in, "undo"));
	out = run_ok(&in, "history", "--json");
	cr_expect(strstr(out, "Quennell") == NULL, "%s", out);
	free(out);
	out = run_ok(&in, "history", "--audit");
	expect_part(out, "cairn history NE-01");
	free(out);
}

Test(cli_new, import_refuses_a_file_whole)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "", "JSON" }, { "[1, 2", "JSON" },   { "{}", "" }, { "{\"a\": 1, \"a\": 2}", "" },
		{ "[]", "" },   { "\"\\u0000\"", "" },
	};
	char *file = dir_path(scratch, "in.json");

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		file_put(file, bad[i].text, strlen(bad[i].text));
		run_no(&in, 6, bad[i].says, "import", file);
	}
	run_no(&in, 3, "nosuch.json", "import", "nosuch.json");
	run_no(&in, 2, "name one file", "import");
	run_no(&in, 3, "no partnership", "status");
	free(file);
}

Test(cli, recover_leaves_a_whole_store_and_says_what_to_use)
{
	char *store = dir_path(in.data, "data.mdb"), *bytes;
	size_t len;

	expect_out(run_ok(&in, "recover"), "nothing is wrong with it, so it stays as it is; cairn "
					   "restore FILE puts a backup in its place: ");
	expect_out(run_ok(&in, "recover", "--json"), "\"file\"");
	bytes = file_text(store, &len);
	memset(bytes + 40 * 4096, 7, 100 * 4096);
	file_put(store, bytes, len);
	free(bytes);
	run_no(&in, 6, "/etc/passwd", "recover", "/etc/passwd");
	expect_out(run_ok(&in, "recover"), "the damaged file is kept as data.before-* in: ");
	free(store);
}

Test(cli, backup_restore_compact_and_verify_go_round)
{
	char *copy = dir_path(scratch, "monday"), *before = run_ok(&in, "export", "--json"), *after;
	struct stat st;

	expect_out(run_ok(&in, "backup", copy), "backed up and checked");
	cr_expect(stat(copy, &st) == 0 && (st.st_mode & 0777) == 0600);
	run_no(&in, 1, "there already", "backup", copy);
	free(run_ok(&in, "set", "NE-01", "severity=low"));
	expect_out(run_ok(&in, "restore", copy), "restored from");
	after = run_ok(&in, "export", "--json");
	cr_expect(strcmp(before, after) == 0, "what came back differs");
	expect_out(run_ok(&in, "compact"), "compacted");
	free(after);
	after = run_ok(&in, "export", "--json");
	cr_expect(strcmp(before, after) == 0, "compacting changed something");
	expect_out(run_ok(&in, "verify"), " 0 faults");
	run_no(&in, 3, "nosuch", "restore", "nosuch");
	run_no(&in, 2, "name one file", "restore");
	run_no(&in, 2, "name one file", "backup");
	free(before);
	free(after);
	free(copy);
}

Test(cli, a_full_pipe_end_is_an_error_and_no_signal)
{
	int out[2], err = open("/dev/null", O_WRONLY);
	pid_t pid;

	cr_assert(pipe(out) == 0);
	close(out[0]);
	pid = run_start(&in, out[1], err, (const char *const[]){ "export", "--json", NULL });
	close(out[1]);
	close(err);
	cr_expect(eq(int, run_wait(pid), 1));
}

Test(cli, a_list_can_be_of_entries_with_one_answer_alone)
{
	static const char money[] = "funding_certainty=likely,bid,none,not known;state=agreed";
	struct jdoc *doc = run_json(&in, "list", "decisions", "--where", money, "--json");

	/* which decisions lack secured money */
	cr_expect(eq(sz, jval_count(jdoc_top(doc)), 3));
	jdoc_free(doc);
	expect_out(run_ok(&in, "list", "decisions", "--where", money), "DE-04");
	expect_out(run_ok(&in, "list", "needs", "--where", "priority_score=11"), "NE-03");
	doc = run_json(&in, "list", "decisions", "--where", "cost_year=", "--json");
	cr_expect(eq(sz, jval_count(jdoc_top(doc)), 6));
	jdoc_free(doc);
	doc = run_json(&in, "list", "decisions", "--where", "cost_year=*", "--json");
	cr_expect(eq(sz, jval_count(jdoc_top(doc)), 0));
	jdoc_free(doc);
	run_no(&in, 2, "has no field 'zebra'", "list", "decisions", "--where", "zebra=1");
	run_no(&in, 2, "as field=word", "list", "decisions", "--where", "type");
	run_no(&in, 6, "what is decided", "list", "decisions", "--where", "type=zebra");
}
