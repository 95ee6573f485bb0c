/* SPDX-License-Identifier: ISC */
/* Counts under 5: what is hidden, and that every writer hides it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/plan/small.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "lib_work.h"
#include "screens/cli.h"
#include "same.h"

/* What is hidden */

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_sample(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(small, .init = begin, .fini = end, .timeout = 60);

static const char *measure(const char *kind, const char *rule)
{
	static int n;

	return work_add(&w.s, w.arena, "indicators", "name",
			arena_printf(w.arena, "Made by hand %d", ++n), "outcome", "ou-000001",
			"set", "local", "kind", kind, "definition", "People", "data_source", "Us",
			"frequency", "annual", "direction", "up is good", "small_number_rule", rule,
			NULL);
}

static const char *reading(const char *of, const char *area, const char *value, const char *part,
			   const char *whole)
{
	return work_add(&w.s, w.arena, "readings", "indicator", of, "period",
			"2024-04-01 2025-03-31", "geography", area, "value", value, "numerator",
			part, "denominator", whole, "status", "final", NULL);
}

/* v: value, n: numerator, d: denominator */
static const char *hidden(const char *id)
{
	static const char *const field[] = { "value", "numerator", "denominator" };
	struct smalls s;
	struct err err = { 0 };
	char out[4] = "";
	size_t n = 0;

	cr_assert(eq(int, smalls_read(&w.s, NULL, w.arena, &s, &err), RC_OK), "%s", err.text);
	for (int i = 0; i < 3; i++)
		if (smalls_hide(&s, id, field[i]))
			out[n++] = "vnd"[i];
	smalls_clear(&s);
	return arena_str(w.arena, out);
}

Test(small, a_count_a_part_and_what_is_left_to_the_whole_are_hidden_under_five)
{
	static const struct {
		const char *kind, *rule, *value, *part, *whole, *hidden;
	} table[] = {
		{ "count", "yes", "4", "", "", "v" },
		{ "count", "yes", "0", "", "", "v" },
		{ "count", "yes", "5", "", "", "" },
		{ "count", "no", "4", "", "", "" },
		{ "pct", "yes", "40", "20", "50", "" },
		{ "pct", "yes", "8", "4", "50", "vn" },   /* four of fifty */
		{ "pct", "yes", "96", "48", "50", "vn" }, /* two of fifty are not */
		{ "pct", "yes", "50", "2", "4", "vnd" },
		{ "pct", "yes", "6", "", "50", "v" },    /* three of fifty, reckoned */
		{ "pct", "yes", "3", "31", "1000", "" }, /* the percentage itself is no count */
		{ "rate", "yes", "3.2", "", "", "" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		expect_same(hidden(reading(measure(table[i].kind, table[i].rule), "partnership",
					   table[i].value, table[i].part, table[i].whole)),
			    table[i].hidden);
}

/* 20 in all, 17 in the east, 3 in the west: with the west hidden alone, 20 - 17 tells it. */
Test(small, one_hidden_area_among_several_takes_the_least_of_the_others_with_it)
{
	const char *of = measure("count", "yes");
	const char *total = reading(of, "partnership", "20", "", ""),
		   *east = reading(of, "East", "17", "", ""),
		   *west = reading(of, "West", "3", "", "");

	expect_same(hidden(west), "v");
	expect_same(hidden(east), "v");
	expect_same(hidden(total), "");
	of = measure("count", "yes"); /* two that are hidden protect each other */
	total = reading(of, "partnership", "25", "", "");
	east = reading(of, "East", "18", "", "");
	reading(of, "West", "3", "", "");
	reading(of, "North", "4", "", "");
	expect_same(hidden(east), "");
	expect_same(hidden(total), "");
	of = measure("count", "yes"); /* a total and one area: the rest is nowhere told */
	total = reading(of, "partnership", "20", "", "");
	west = reading(of, "West", "3", "", "");
	expect_same(hidden(total), "");
	expect_same(hidden(west), "v");
}

Test(small, a_baseline_that_is_a_small_count_is_hidden_as_well)
{
	struct smalls s;
	const char *of = measure("count", "yes"), *other = measure("pct", "yes");

	work_put(&w.s, w.arena, "indicators", of, "baseline", "3");
	work_put(&w.s, w.arena, "indicators", other, "baseline", "3");
	cr_assert(eq(int, smalls_read(&w.s, NULL, w.arena, &s, NULL), RC_OK));
	cr_expect(smalls_hide(&s, of, "baseline"));
	cr_expect(not(smalls_hide(&s, other, "baseline")));
	smalls_clear(&s);
}

/* Every writer */

static char *scratch, *data;
static struct run in;

/* A value, a part and a baseline that nothing else in the store looks like. */
#define VALUE "3.141593"
#define EARLIER "2.718281"
#define BASELINE "1.414213"

static void make_store(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
	free(run_ok(&in, "set", "IN-05", "baseline=" BASELINE));
	free(run_ok(&in, "add", "readings", "indicator=IN-05", "period=2020-21",
		    "geography=partnership", "value=" EARLIER, "status=final"));
	free(run_ok(&in, "set", "IR-36", "value=" VALUE));
	free(run_ok(&in, "add", "readings", "indicator=IN-05", "period=2019-20",
		    "geography=partnership", "value=9", "status=final"));
}

static void drop_store(void)
{
	dir_drop(scratch);
	free(data);
}

TestSuite(small_out, .init = make_store, .fini = drop_store, .timeout = 120);

/* The table names it; it is in main.c and not run here. */
enum rc cmd_open(struct cli *c, struct err *err)
{
	(void)c;
	return err_set(err, RC_USAGE, "not here");
}

/* Each command once at least; with every form and every extent that it takes. */
static const struct way_out {
	const char *command, *word[4];
	bool silent; /* it prints nothing of what is in entries: not run here */
} ways[] = {
	{ .command = "", .silent = true },
	{ .command = "init", .silent = true },
	{ "status", { NULL }, false },
	{ "registers", { NULL }, false },
	{ "list", { "readings" }, false },
	{ "list", { "readings", "--where", "status=final" }, false },
	{ "list", { "indicators" }, false },
	{ "matrix", { NULL }, false },
	{ "show", { "IR-36" }, false },
	{ "show", { "IR-38" }, false },
	{ "show", { "IR-39" }, false },
	{ "show", { "IN-05" }, false },
	{ "chain", { "IN-05" }, false },
	{ "chain", { "IR-36" }, false },
	{ "attention", { NULL }, false },
	{ "attention", { "readings" }, false },
	{ "find", { "Drug treatment" }, false },
	{ "find", { VALUE }, false },
	{ "view", { NULL }, false },
	{ "cliff", { NULL }, false },
	{ "add", { "learning", "title=A", "happened=B", "--dry-run" }, false },
	{ "set", { "IR-36", "note=Checked", "--dry-run" }, false },
	{ "set", { "IR-36", "note=Checked" }, false },
	{ .command = "answer", .silent = true },
	{ "archive", { "IR-36" }, false },
	{ "archive", { "IR-36" }, false },
	{ "cycle", { NULL }, false },
	{ .command = "carry", .silent = true }, /* of the next cycle: see below */
	{ "role", { NULL }, false },
	{ "who", { NULL }, false },
	{ "person", { "export", "root" }, false },
	{ .command = "key", .silent = true },
	{ .command = "keys", .silent = true },
	{ "history", { NULL }, false },
	{ "history", { "IR-36" }, false },
	{ "history", { "IN-05" }, false },
	{ "history", { "--since", "1 January 2020" }, false },
	{ "undo", { NULL }, false },
	{ "redo", { NULL }, false },
	{ "erase", { "IR-36", "--dry-run" }, false },
	{ "erase", { "IR-36", "value", "--dry-run" }, false },
	{ "retention", { NULL }, false },
	{ .command = "check", .silent = true },
	{ "verify", { NULL }, false },
	{ .command = "backup", .silent = true }, /* whole: cairn(1), SECURITY */
	{ .command = "restore", .silent = true },
	{ .command = "recover", .silent = true },
	{ "compact", { NULL }, false },
	{ "export", { NULL }, false },
	{ "export", { "--md", "--report", "since-meeting" }, false },
	{ "export", { "readings" }, false },
	{ "export", { "indicators" }, false },
	{ .command = "import", .silent = true },
	{ "doctor", { NULL }, false },
	{ "config", { NULL }, false },
};

static const enum opt forms[] = { OPT_COUNT, OPT_JSON, OPT_CSV, OPT_MD, OPT_TXT };
static const enum opt extents[] = { OPT_COUNT,    OPT_ALL,        OPT_VERSIONS,
				    OPT_TOGETHER, OPT_RESTRICTED, OPT_AUDIT };

static const char *const secret[] = {
	VALUE,
	EARLIER,
	BASELINE,
	"0.0062",
	"99.99",
	"48268",
	"numerator: 3\n",
	"numerator\": 3",
	"How many of them: 3",
	",3,48271",
};

static bool takes(const struct command *c, enum opt o)
{
	for (size_t i = 0; c->options[i] != OPT_COUNT; i++)
		if (c->options[i] == o)
			return true;
	return o == OPT_COUNT;
}

/* What is told of it; true when it ended well. */
static bool look(const struct way_out *way, enum opt form, enum opt extent)
{
	const char *words[8] = { way->command };
	char option[2][32] = { "", "" };
	size_t n = 1;
	struct ran r;
	bool well;

	for (size_t i = 0; i < 4 && way->word[i]; i++)
		words[n++] = way->word[i];
	snprintf(option[0], sizeof(option[0]), "--%s", form == OPT_COUNT ? "" : opt_name(form));
	snprintf(option[1], sizeof(option[1]), "--%s", extent == OPT_COUNT ? "" : opt_name(extent));
	for (size_t i = 0; i < 2; i++)
		if (option[i][2])
			words[n++] = option[i];
	r = run_words(&in, words);
	well = r.status == 0;
	for (size_t k = 0; k < sizeof(secret) / sizeof(*secret); k++)
		cr_expect(strstr(r.out, secret[k]) == NULL && strstr(r.err, secret[k]) == NULL,
			  "%s %s %s %s %s tells %s", words[0], n > 1 ? words[1] : "",
			  n > 2 ? words[2] : "", n > 3 ? words[3] : "", n > 4 ? words[4] : "",
			  secret[k]);
	ran_clear(&r);
	return well;
}

static void look_every_way(const struct way_out *way)
{
	const struct command *c = commands;
	bool well = false;

	while (c->name && strcmp(c->name, way->command) != 0)
		c++;
	cr_assert(c->name != NULL, "there is no command %s", way->command);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		for (size_t k = 0; k < sizeof(extents) / sizeof(*extents); k++)
			if (takes(c, forms[i]) && takes(c, extents[k]) &&
			    !(!strcmp(way->command, "export") && !way->word[0] &&
			      extents[k] == OPT_RESTRICTED)) /* all of it, asked for */
				well = look(way, forms[i], extents[k]) || well;
	cr_expect(well, "%s %s never ends well", way->command, way->word[0] ? way->word[0] : "");
}

static void make_shares(void)
{
	free(run_ok(&in, "add", "indicators", "name=Rare among many", "outcome=OU-01", "set=local",
		    "kind=pct", "definition=People", "data_source=Us", "frequency=annual",
		    "direction=up is good", "small_number_rule=yes"));
	free(run_ok(&in, "add", "readings", "indicator=IN-11", "period=2020-21",
		    "geography=partnership", "value=0.006215", "numerator=3", "denominator=48271",
		    "status=final"));
	free(run_ok(&in, "add", "readings", "indicator=IN-11", "period=2021-22",
		    "geography=partnership", "value=99.993785", "numerator=48268",
		    "denominator=48271", "status=final"));
}

Test(small_out, no_command_tells_a_small_count_or_what_it_can_be_reckoned_from)
{
	make_shares();
	for (const struct command *c = commands; c->name; c++) {
		size_t n = 0;

		for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
			n += !strcmp(ways[i].command, c->name);
		cr_expect(n > 0, "it is not known what %s tells", c->name);
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (!ways[i].silent)
			look_every_way(&ways[i]);
}

Test(small_out, no_register_view_or_report_tells_it)
{
	const struct schema *s;

	make_shares();
	begin();
	s = w.s.schema;
	for (size_t i = 0; i < s->nregisters; i++)
		if (s->registers[i].kind == REG_REGISTER)
			for (enum opt form = 0; form < 2; form++)
				look(&(struct way_out){ "list", { s->registers[i].id }, false },
				     form ? OPT_JSON : OPT_CSV, OPT_COUNT);
	for (size_t i = 0; i < s->nviews; i++)
		for (size_t k = 0; k < 3; k++)
			look(&(struct way_out){ "view", { s->views[i].id }, false }, forms[k],
			     OPT_COUNT);
	for (size_t i = 0; i < s->nreports; i++)
		for (size_t k = 3; k < 5; k++)
			look(&(struct way_out){ "export", { "--report", s->reports[i].id }, false },
			     forms[k], i % 2 ? OPT_COUNT : OPT_RESTRICTED);
	end();
}

Test(small_out, a_number_that_is_guessed_is_not_confirmed)
{
	static const char *const form[] = { "--json", "--csv", NULL };
	char *out;

	for (size_t i = 0; i < 3; i++) {
		out = run_ok(&in, "list", "readings", "--where", "value=" VALUE, form[i]);
		cr_expect(strstr(out, "IR-36") == NULL, "%s", out);
		free(out);
		out = run_ok(&in, "list", "readings", "--where", "value=*", form[i]);
		expect_part(out, "IR-36");
		free(out);
	}
}

Test(small_out, somebody_elses_change_meanwhile_is_told_without_it)
{
	struct ran r = run_it(&in, "set", "IR-36", "value@hub:1=9");

	cr_expect(eq(int, r.status, 5), "%s", r.err);
	expect_part(r.err, "<5");
	cr_expect(strstr(r.err, VALUE) == NULL, "%s", r.err);
	cr_expect(strstr(r.err, "c1/ir/") == NULL, "%s", r.err);
	ran_clear(&r);
}

Test(small_out, everything_has_it_only_where_a_coordinator_asks_for_all)
{
	char *whole;
	struct ran r;

	make_shares();
	whole = run_ok(&in, "export", "--json", "--with-restricted");
	expect_part(whole, VALUE);
	expect_part(whole, BASELINE);
	expect_part(whole, "48268");
	expect_part(whole, "\"small_numbers\": \"as entered\"");
	free(whole);
	r = run_it(&in, "export", "--json");
	expect_part(r.out, "\"small_numbers\": \"left out\"");
	expect_part(r.out, "\"reason_missing\": \"suppressed\"");
	expect_part(r.err, "small numbers that are hidden: 6");
	ran_clear(&r);
}

Test(small_out, in_their_place_stand_the_words_for_them)
{
	char *out = run_ok(&in, "show", "IR-36");

	expect_part(out, "value: <5");
	free(out);
	out = run_ok(&in, "list", "readings");
	expect_part(out, "Value: <5");
	free(out);
	out = run_ok(&in, "export", "readings");
	expect_part(out, ",<5,");
	free(out);
	out = run_ok(&in, "export", "--report", "annual-report", "--md");
	expect_part(out, "fewer than 5");
	free(out);
	out = run_ok(&in, "history", "IR-36");
	expect_part(out, "Value: <5");
	free(out);
}
