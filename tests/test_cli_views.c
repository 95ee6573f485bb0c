/* SPDX-License-Identifier: ISC */
/* cairn view and cairn cliff on the sample partnership, 20 November 2025. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "same.h"

static char *scratch, *data;
static struct run in;

static void make_sample(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void drop_scratch(void)
{
	dir_drop(scratch);
	free(data);
}

TestSuite(cli_views, .init = make_sample, .fini = drop_scratch, .timeout = 60);

Test(cli_views, without_a_name_all_are_listed)
{
	char *out = run_ok(&in, "view");

	expect_part(out, "chase-list");
	expect_part(out, "funding-cliff");
	free(out);
	free(run_ok(&in, "view", "--json"));
}

/* Whatever the templates list is printed or said to be a screen. */
Test(cli_views, each_is_printed_as_text_as_json_and_as_a_table_or_says_that_it_is_a_screen)
{
	struct jdoc *doc = run_json(&in, "view", "--json");
	const struct jval *all = jdoc_top(doc);

	cr_assert(gt(sz, jval_count(all), 10));
	for (size_t i = 0; i < jval_count(all); i++) {
		const char *id = jval_text(jval_get(jval_at(all, i), "id"));

		if (!jval_true(jval_get(jval_at(all, i), "printed"))) {
			run_no(&in, 3, "a screen alone", "view", id);
			continue;
		}
		free(run_ok(&in, "view", id));
		free(run_ok(&in, "view", id, "--csv"));
		jdoc_free(run_json(&in, "view", id, "--json"));
	}
	jdoc_free(doc);
}

Test(cli_views, entries_stand_under_their_headings)
{
	char *out = run_ok(&in, "view", "chase-list");
	struct jdoc *doc = run_json(&in, "view", "chase-list", "--json");
	const struct jval *groups = jval_get(jdoc_top(doc), "groups");
	const struct jval *first = jval_at(groups, 0);

	expect_part(out, "Strathfinlay Council: 3\n");
	expect_part(
		out,
		"AC-06   Write bridge funding paper for women's hub; Why: late; not accepted yet");
	cr_expect(eq(sz, jval_count(groups), 6));
	expect_same(jval_text(jval_get(first, "heading")),
		    "Finlay Housing and Homelessness Project");
	first = jval_at(jval_get(first, "entries"), 0);
	expect_same(jval_text(jval_get(first, "id")), "AC-03");
	expect_same(jval_text(jval_get(first, "Why")), "late; not accepted yet");
	jdoc_free(doc);
	free(out);
}

Test(cli_views, the_timeline_is_drawn_and_told_in_dates)
{
	char *out = run_ok(&in, "view", "action-timeline");

	expect_part(out, "      #+              Add two evening mentoring shifts; "
			 "When: 31 Oct 2025, now 30 Jan 2026");
	free(out);
}

Test(cli_views, what_ends_before_april_2026_in_pounds_and_what_it_hits)
{
	char *out = run_ok(&in, "cliff", "2026-04-01"), *same_day = run_ok(&in, "cliff");
	struct jdoc *doc = run_json(&in, "cliff", "1 4 2026", "--json");
	const struct jval *top = jdoc_top(doc), *touches = jval_get(top, "touches");
	long long n = 0;
	size_t needs = 0;

	expect_part(out, "8 end before 1 April 2026: GBP 291,000.00 a year, 214 people. "
			 "Needs that lose something: 5; everything: 2.");
	expect_same(out, same_day);
	expect_same(jval_text(jval_get(top, "before")), "2026-04-01");
	cr_expect(eq(sz, jval_count(jval_get(top, "ends")), 8));
	cr_expect(eq(sz, jval_count(jval_get(top, "no_day_noted")), 4));
	cr_expect(jval_is_null(jval_get(jval_at(jval_get(top, "no_day_noted"), 0), "ends")));
	cr_expect(jval_int(jval_get(top, "people"), &n) && n == 214);
	for (size_t i = 0; i < jval_count(touches); i++)
		needs += strcmp(jval_text(jval_get(jval_at(touches, i), "register")), "needs") == 0;
	cr_expect(eq(sz, needs, 5));
	cr_expect(jval_is_null(jval_get(jval_at(jval_get(top, "ends"), 6), "pounds_a_year")));
	jdoc_free(doc);
	free(out);
	free(same_day);
}

Test(cli_views, restricted_entries_are_left_out_of_what_is_written_for_others)
{
	struct ran ran;
	char *out;

	free(run_ok(&in, "set", "SV-14", "restricted=yes"));
	ran = run_it(&in, "cliff", "2026-04-01", "--json");
	cr_expect(eq(int, ran.status, 0));
	expect_none(ran.out, "Women's hub\"");
	expect_part(ran.err, "1 restricted were left out");
	ran_clear(&ran);
	out = run_ok(&in, "cliff", "2026-04-01", "--json", "--with-restricted");
	expect_part(out, "Women's hub");
	free(out);
}

/* What leaves as JSON is looked through: in the sample there is nobody to be found. */
Test(cli_views, the_sample_goes_out_without_a_warning_of_personal_data)
{
	static const char *const what[] = { "figures", "readings", "needs", "actions", NULL };
	struct ran ran;

	for (size_t i = 0; i < sizeof(what) / sizeof(what[0]); i++) {
		ran = what[i] ? run_it(&in, "export", what[i], "--json")
			      : run_it(&in, "export", "--json");
		cr_expect(eq(int, ran.status, 0));
		cr_expect(strstr(ran.err, "identify") == NULL, "%s", ran.err);
		ran_clear(&ran);
	}
	ran = run_it(&in, "list", "needs", "--json");
	cr_expect(eq(int, ran.status, 0));
	cr_expect(strcmp(ran.err, "") == 0, "%s", ran.err);
	ran_clear(&ran);
}

Test(cli_views, whatever_form_a_register_goes_out_in_it_is_looked_through)
{
	static const char *const ways[][3] = {
		{ "export", "needs", "--json" },
		{ "export", "needs", "--csv" },
		{ "list", "needs", "--json" },
		{ "list", "needs", "--csv" },
	};

	free(run_ok(&in, "set", "NE-03", "notes=Ring Jo on 07700 900123"));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct ran ran = run_it(&in, ways[i][0], ways[i][1], ways[i][2]);

		cr_expect(eq(int, ran.status, 0));
		cr_expect(strncmp(ran.err, "cairn: worth a look: ", 21) == 0 &&
				  strstr(ran.err, "with a phone number\n"),
			  "%s %s: %s", ways[i][0], ways[i][2], ran.err);
		ran_clear(&ran);
	}
}

/* What `cairn --plain --screen NAME` says first. */
static char *screen_said(const char *name)
{
	char *keys = dir_path(scratch, "keys");
	struct run asked = in;
	struct ran ran;

	file_put(keys, "q\n", 2);
	asked.input = keys;
	ran = run_it(&asked, "--plain", "--screen", name);
	free(ran.status ? ran.out : ran.err);
	free(keys);
	return ran.status ? ran.err : ran.out;
}

Test(cli_views, a_screen_is_named_with_ids_as_people_write_them)
{
	static const char *const named[][2] = {
		{ "record/needs/NE-01", "Needs > NE-01" },
		{ "record/needs/ne-1", "Needs > NE-01" },
		{ "record/needs/DE-01", "Decisions > DE-01" },
		{ "record/needs/ZZ-1", "ZZ-1" },
		{ "chain/NE-1", "Chain > NE-01" },
		{ "scores/priority-board/de-2", "Reintegration meeting" },
		{ "matrix-cell/coverage/NE-1/SV-9", "Prison homelessness caseworker" },
		{ "history/NE-1", "Brought in" },
	};

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		char *said = screen_said(named[i][0]);

		expect_part(said, named[i][1]);
		expect_none(said, "beginning of a name");
		expect_none(said, "Nothing was changed here yet");
		free(said);
	}
}

/* Nothing decided, nothing said, nobody asked: no view says that all of it is well. */
Test(cli_views, where_nothing_is_noted_no_view_says_that_all_is_well)
{
	static const char *const views[][2] = {
		{ "money-not-secured", "There is no decision yet." },
		{ "you-said-we-did", "There is no piece of feedback yet." },
		{ "relationships-overdue", "There is no relationship yet." },
		{ "cannot-be-judged", "There is no outcome assessment yet." },
		{ "chase-list", "There is no action yet." },
		{ "actions-by-owner", "There is no action yet." },
		{ "action-timeline", "There is no action yet." },
	};
	char *store = dir_path(scratch, "new");
	struct run own = { .data = store };
	char *out;

	free(run_ok(&own, "init", "--name", "Clyde North", "--years", "2025-2028"));
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		out = run_ok(&own, "view", views[i][0]);
		expect_part(out, views[i][1]);
		expect_none(out, "0 entries");
		free(out);
	}
	out = run_ok(&own, "export", "--md", "--report", "gap-analysis");
	expect_part(out, "There is no need yet.");
	expect_none(out, "lacks");
	free(out);
	out = run_ok(&own, "export", "--md", "--report", "commissioning-strategy");
	expect_part(out, "There is no decision yet.");
	expect_none(out, "lacks");
	free(out);
	free(run_ok(&in, "set", "DE-01", "funding_certainty=secured"));
	free(run_ok(&in, "set", "DE-03", "funding_certainty=secured"));
	free(run_ok(&in, "set", "DE-04", "funding_certainty=secured"));
	out = run_ok(&in, "view", "money-not-secured");
	expect_part(out, "The money of every decision is secured.");
	free(out);
	out = run_ok(&in, "export", "--md", "--report", "commissioning-strategy");
	expect_part(out, "No agreed decision lacks secured money.");
	free(out);
	free(store);
}

Test(cli_views, a_screen_is_named_with_an_id_as_people_write_it)
{
	struct ran ran = run_it(&in, "--plain", "--screen", "record/needs/ne-1");

	expect_part(ran.out, "Needs > NE-01");
	ran_clear(&ran);
	ran = run_it(&in, "--plain", "--screen", "ends/funding-cliff");
	expect_part(ran.out, "What ends before which day?");
	ran_clear(&ran);
}

Test(cli_views, no_date_of_the_sample_is_taken_for_a_phone_number)
{
	struct ran ran = run_it(&in, "export", "--json");

	cr_expect(eq(int, ran.status, 0));
	expect_none(ran.err, "could identify");
	ran_clear(&ran);
}
