/* SPDX-License-Identifier: ISC */
/* Judgements by year: which are missing, and what readings and actions suggest. Worked by hand. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/plan/view_table.h"
#include "core/plan/years.h"
#include "lib_work.h"
#include "same.h"

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

TestSuite(years, .init = begin, .fini = end, .timeout = 60);

static struct years outcomes(void)
{
	struct years y;
	struct err err = { 0 };

	cr_assert(eq(int,
		     years_load(&w.s, schema_view(w.s.schema, "outcome-years"), w.arena, &y, &err),
		     RC_OK),
		  "%s", err.text);
	return y;
}

static const char *word(const struct years *y, const char *row, int year)
{
	size_t r = years_find(y, row);

	cr_assert(ne(sz, r, (size_t)-1));
	for (size_t k = 0; k < y->nyears; k++)
		if (y->year[k] == year) {
			const struct years_cell *c = years_cell(y, r, k);

			return c->id ? y->value->options[c->option].id : "none";
		}
	return "no such year";
}

/* Today is 13 May 2026: 2025-26 has ended, and the cycle began with 2024-25 or later. */
Test(years, each_square_has_its_word_and_what_is_missing_is_counted_and_named)
{
	struct years y = outcomes();
	struct names missing = years_missing(&y, w.arena);

	cr_expect(eq(sz, y.nrows, 9));
	cr_expect(eq(int, y.ended, 2025));
	expect_same(word(&y, "ou-000001", 2024), "partly achieved");
	expect_same(word(&y, "ou-000005", 2024), "cannot be judged");
	expect_same(word(&y, "ou-000006", 2024), "not achieved");
	expect_same(word(&y, "ou-000001", 2025), "none");
	cr_expect(eq(sz, y.missing, 9));
	cr_assert(eq(sz, missing.n, 1));
	cr_expect(strncmp(missing.v[0], "2025-26 is not judged for: ndo-1", 32) == 0, "%s",
		  missing.v[0]);
	work_add(&w.s, w.arena, "assessments", "outcome", "ou-000001", "year", "2025-26", "status",
		 "achieved", "priority", "no", "priority_reason", "Done", "agreed_on", "not known",
		 NULL);
	y = outcomes();
	cr_expect(eq(sz, y.missing, 8));
	expect_same(word(&y, "ou-000001", 2025), "achieved");
}

Test(years, an_archived_judgement_counts_as_missing)
{
	struct years y = outcomes();
	const char *id = work_add(&w.s, w.arena, "assessments", "outcome", "ou-000002", "year",
				  "2025-26", "status", "achieved", "priority", "no",
				  "priority_reason", "Done", "agreed_on", "not known", NULL);

	y = outcomes();
	cr_expect(eq(sz, y.missing, 8));
	work_put(&w.s, w.arena, "assessments", id, "life", "archived");
	y = outcomes();
	cr_expect(eq(sz, y.missing, 9));
}

/* The framework's own outcomes are judged in the same grid, with no readings to suggest anything. */
Test(years, progress_in_commissioning_is_judged_in_the_same_way)
{
	const struct view *view = schema_view(w.s.schema, "commissioning-years");
	struct years y;
	struct put *puts;
	size_t n;

	cr_assert(eq(int, years_load(&w.s, view, w.arena, &y, NULL), RC_OK));
	cr_expect(eq(sz, y.nrows, 13));
	expect_same(word(&y, "fo-000002", 2023), "not yet");
	expect_same(word(&y, "fo-000002", 2024), "begun");
	expect_same(word(&y, "fo-000004", 2024), "partly");
	expect_same(years_start(&y, years_find(&y, "fo-000002"), w.arena),
		    "Partners met four times a year and shared minutes. (2023-24)");
	expect_same(years_start(&y, years_find(&y, "fo-000001"), w.arena), "Not answered");
	cr_expect(not(years_can_suggest(&w.s, view)));
	cr_assert(eq(int, years_fill(&w.s, &y, 0, 2025, -1, w.arena, &puts, &n, NULL), RC_OK));
	cr_expect(eq(sz, n, 2)); /* what is judged, and the year */
}

static struct suggestion suggested(const char *row, int year)
{
	struct years y = outcomes();
	struct suggestion *all;
	struct err err = { 0 };

	cr_assert(eq(int, years_suggest(&w.s, &y, year, w.arena, &all, &err), RC_OK), "%s",
		  err.text);
	return all[years_find(&y, row)];
}

Test(years, the_readings_of_the_year_suggest_a_word)
{
	static const struct {
		const char *row, *option;
	} table[] = {
		{ "ou-000001", "partly achieved" }, /* 66, 74: up is good, no target */
		{ "ou-000002", "partly achieved" }, /* 108, 118 */
		{ "ou-000003", "partly achieved" }, /* 25, 27 provisional */
		{ "ou-000004", "not achieved" },    /* 71, 69 per cent; the other is context only */
		{ "ou-000005", "cannot be judged" }, /* nothing measures it */
		{ "ou-000006", "partly achieved" },  /* 37, 35: down is good */
		{ "ou-000007", "partly achieved" },  /* 28, 31 */
		{ "ou-000008", "cannot be judged" }, /* the series breaks */
		{ "ou-000009", "cannot be judged" }, /* one value */
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		expect_same(suggested(table[i].row, 2024).option, table[i].option);
	expect_same(suggested("ou-000005", 2024).lacks, "nothing measures it");
	expect_same(suggested("ou-000008", 2024).lacks,
		    "IN-07 Voluntary throughcare cases: the series breaks in 2024-25");
	expect_same(suggested("ou-000001", 2024).why,
		    "IN-01 Diversion cases commenced: Rising since 2022-23, better: 74 in 2024-25, "
		    "66 in 2023-24; up 8.");
	/* 2022-23: 52 came to 50 */
	expect_same(suggested("ou-000001", 2022).option, "not achieved");
	expect_same(suggested("ou-000001", 2025).option, "cannot be judged");
	expect_same(suggested("ou-000001", 2025).lacks,
		    "IN-01 Diversion cases commenced: no value for 2025-26");
}

Test(years, a_target_that_is_reached_is_achieved_and_reached_again_maintained)
{
	work_put(&w.s, w.arena, "indicators", "in-000001", "target", "70");
	expect_same(suggested("ou-000001", 2024).option, "achieved"); /* 66, then 74 */
	work_put(&w.s, w.arena, "indicators", "in-000001", "target", "60");
	expect_same(suggested("ou-000001", 2024).option, "maintained"); /* both */
	work_put(&w.s, w.arena, "indicators", "in-000001", "target", "80");
	expect_same(suggested("ou-000001", 2024).option, "partly achieved");
}

static const char *filled(const struct put *puts, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(puts[i].field, field) == 0)
			return puts[i].text;
	return "";
}

Test(years, a_new_judgement_begins_with_what_is_suggested_and_says_so)
{
	struct years y = outcomes();
	struct put *puts;
	size_t n;
	const struct reg *reg = schema_reg(w.s.schema, "assessments");
	size_t before = list_count(&w.s, reg, LIFE_ALL);

	cr_assert(eq(int,
		     years_fill(&w.s, &y, years_find(&y, "ou-000003"), 2024, -1, w.arena, &puts, &n,
				NULL),
		     RC_OK));
	expect_same(filled(puts, n, "outcome"), "ou-000003");
	expect_same(filled(puts, n, "year"), "2024-25");
	expect_same(filled(puts, n, "status"), "partly achieved");
	expect_same(filled(puts, n, "evidence"), "ir-000012");
	cr_expect(strncmp(filled(puts, n, "how_near"), "Suggested from the readings", 27) == 0);
	cr_expect(strstr(filled(puts, n, "how_near"), "27 in 2024-25 (provisional)") != NULL);
	expect_same(filled(puts, n, "priority"), "");
	expect_same(filled(puts, n, "agreed_on"), "");
	cr_expect(eq(sz, list_count(&w.s, reg, LIFE_ALL), before), "nothing is saved by itself");
	cr_assert(eq(int, years_fill(&w.s, &y, 0, 2024, 0, w.arena, &puts, &n, NULL), RC_OK));
	expect_same(filled(puts, n, "status"), "achieved"); /* the word that was chosen */
}

Test(years, small_counts_are_hidden_in_what_is_suggested)
{
	work_put(&w.s, w.arena, "indicators", "in-000003", "small_number_rule", "yes");
	work_put(&w.s, w.arena, "readings", "ir-000012", "value", "3");
	cr_expect(strstr(suggested("ou-000003", 2024).why, "fewer than 5 in 2024-25") != NULL, "%s",
		  suggested("ou-000003", 2024).why);
}

static const char *action(const char *what, const char *of, const char *due, const char *status,
			  const char *update)
{
	return work_add(&w.s, w.arena, "actions", "what", what, "for", of, "measure", "Places",
			"target", "5", "owner_partner", "pa-000001", "accountable_role", "Manager",
			"start", "2024-01-01", "due", due, "status", status,
			update ? "updates.1" : "notes", update ? update : "", NULL);
}

Test(years, the_actions_of_the_year_are_told_also_through_what_they_are_for)
{
	struct suggestion s;
	const char *gap = work_text(&w.s, w.arena, "gaps", "ga-000001", "outcome");

	action("Open the door", "ou-000001", "2025-03-31", "complete", NULL);
	action("Not yet done", "ou-000001", "2025-03-31", "on track", NULL);
	action("Done in another year", "ou-000001", "2024-03-31", "complete", NULL);
	action("Told of in the year", "ga-000001", "2027-03-31", "on track",
	       "on=2024-06-02\nsays=Two beds; 100%25 full");
	s = suggested("ou-000001", 2024);
	cr_expect(strstr(s.done, "Open the door: Complete") != NULL, "%s", s.done);
	cr_expect(strstr(s.done, "Not yet done") == NULL);
	cr_expect(strstr(s.done, "another year") == NULL);
	s = suggested(gap, 2024);
	cr_expect(strstr(s.done, "Told of in the year: On track. Two beds; 100% full") != NULL,
		  "%s", s.done);
}

static const char *told(const char *view, bool open, size_t *left)
{
	struct view_asked asked = { .open = open };
	struct view_table t;
	struct err err = { 0 };
	const char *out = "";

	cr_assert(
		eq(int,
		   view_table_load(&w.s, schema_view(w.s.schema, view), &asked, w.arena, &t, &err),
		   RC_OK),
		"%s", err.text);
	for (size_t i = 0; i < t.n; i++) {
		struct view_told l;

		view_line_told(&t, &t.line[i], w.arena, &l);
		out = arena_printf(w.arena, "%s%s", out, l.text);
		for (size_t k = 0; k < t.ncolumns; k++)
			out = arena_printf(w.arena, "%s|%s", out, l.cell[k]);
		out = arena_printf(w.arena, "%s\n", out);
	}
	*left = t.left_out;
	return out;
}

Test(years, what_is_printed_leaves_out_what_is_restricted_and_ends_with_what_cannot_be_judged)
{
	const char *out;
	size_t left;

	work_put(&w.s, w.arena, "outcomes", "ou-000001", "restricted", "yes");
	work_put(&w.s, w.arena, "assessments", "oa-000002", "restricted", "yes");
	out = told("outcome-years", true, &left);
	cr_expect(eq(sz, left, 1));
	cr_expect(strstr(out, "ndo-1") == NULL);
	cr_expect(strstr(out, "ndo-2, More people in police custody receive support to address "
			      "their needs||Not judged|") != NULL,
		  "%s", out);
	cr_expect(strstr(out, "|Not achieved|Not judged|") != NULL, "%s", out);
	out = strstr(out, "Cannot be judged from the readings of 2025-26");
	cr_assert(out != NULL);
	cr_expect(strstr(out, "|nothing measures it") != NULL, "%s", out);
	cr_expect(strstr(told("outcome-years", false, &left), "ndo-1") != NULL);
}

Test(years, a_line_of_readings_is_printed_with_all_that_is_said_and_no_small_count)
{
	const char *out;
	size_t left;

	work_put(&w.s, w.arena, "indicators", "in-000003", "small_number_rule", "yes");
	work_put(&w.s, w.arena, "readings", "ir-000012", "value", "3");
	work_put(&w.s, w.arena, "readings", "ir-000001", "restricted", "yes");
	out = told("indicators", true, &left);
	cr_expect(eq(sz, left, 1));
	cr_expect(strstr(out, "Diversion cases") == NULL);
	cr_expect(strstr(out,
			 "Bail supervision cases|partnership|Falling, worse|fewer than 5 in "
			 "2024-25 (provisional)||Falling since 2023-24, worse: fewer than 5") !=
			  NULL,
		  "%s", out);
}
