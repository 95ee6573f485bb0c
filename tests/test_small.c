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

static const char *const writers[][5] = {
	{ "list", "readings" },
	{ "list", "readings", "--json" },
	{ "list", "readings", "--csv" },
	{ "list", "readings", "--all" },
	{ "list", "indicators", "--json" },
	{ "show", "IR-36" },
	{ "show", "IR-36", "--json" },
	{ "show", "IN-05" },
	{ "show", "IN-05", "--json" },
	{ "history" },
	{ "history", "--json" },
	{ "history", "IR-36" },
	{ "history", "IR-36", "--json" },
	{ "history", "IN-05" },
	{ "export", "readings" },
	{ "export", "readings", "--json" },
	{ "export", "indicators" },
	{ "export", "--report", "annual-report", "--md" },
	{ "export", "--report", "annual-report", "--txt" },
	{ "export", "--report", "cycle", "--md" },
	{ "export", "--report", "cjoip", "--md" },
	{ "find", "Drug treatment" },
	{ "chain", "IN-05" },
	{ "chain", "IN-05", "--json" },
	{ "attention" },
	{ "view", "indicators" },
	{ "view", "indicators", "--json" },
	{ "view", "indicators", "--csv" },
	{ "view", "outcome-years" },
	{ "view", "outcome-years", "--json" },
	{ "status" },
};

Test(small_out, no_writer_tells_a_small_count_but_the_whole_which_says_so)
{
	static const char *const secret[] = { VALUE, EARLIER, BASELINE };
	char *whole;
	struct ran r;

	for (size_t i = 0; i < sizeof(writers) / sizeof(*writers); i++) {
		r = run_words(&in, writers[i]);
		cr_expect(eq(int, r.status, 0), "%s %s: %s", writers[i][0],
			  writers[i][1] ? writers[i][1] : "", r.err);
		for (size_t k = 0; k < 3; k++)
			cr_expect(strstr(r.out, secret[k]) == NULL, "%s %s %s tells %s",
				  writers[i][0], writers[i][1] ? writers[i][1] : "",
				  writers[i][1] && writers[i][2] ? writers[i][2] : "", secret[k]);
		ran_clear(&r);
	}
	whole = run_ok(&in, "export", "--json");
	expect_part(whole, VALUE);
	expect_part(whole, "\"small_numbers\": \"as entered\"");
	free(whole);
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
