/* SPDX-License-Identifier: ISC */
/* Readings in the order of time: which counts, where they go, in words. Figures are worked by hand. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/plan/series.h"
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

TestSuite(series, .init = begin, .fini = end, .timeout = 60);

static struct series all(void)
{
	struct series s;
	struct err err = { 0 };

	cr_assert(eq(int,
		     series_load(&w.s, schema_view(w.s.schema, "indicators"), NULL, w.arena, &s,
				 &err),
		     RC_OK),
		  "%s", err.text);
	return s;
}

static const struct series_line *line_of(const struct series *s, const char *measure)
{
	for (size_t i = 0; i < s->nlines; i++)
		if (strcmp(s->line[i].measure->id, measure) == 0)
			return &s->line[i];
	cr_fatal("no line of %s", measure);
}

/* Everything that is said of a measure, a sentence a line. */
static const char *said(const char *measure, bool hide)
{
	struct series s = all();
	struct names v = series_sentences(&s, line_of(&s, measure), hide, w.arena);
	const char *out = "";

	for (size_t i = 0; i < v.n; i++)
		out = arena_printf(w.arena, "%s%s%s", out, i ? "\n" : "", v.v[i]);
	return out;
}

static const char *short_words(const char *measure)
{
	struct series s = all();
	const struct series_line *l = line_of(&s, measure);

	return arena_printf(w.arena, "%s; %s", series_trend_words(l, w.arena),
			    series_last_words(l, false, w.arena));
}

static const char *spark(const char *measure)
{
	struct series s = all();

	return series_spark(line_of(&s, measure), 12, w.arena);
}

Test(series, the_trend_comes_first_and_names_what_it_compares)
{
	expect_same(said("in-000001", false),
		    "Rising since 2022-23, better: 74 in 2024-25, 66 in 2023-24; up 8.\n"
		    "Scotland: 3,600 in 2024-25, 3,400 in 2023-24.");
	expect_same(said("in-000002", false),
		    "Rising since 2021-22, better: 118 in 2024-25, 108 in 2023-24; up 10.");
	expect_same(short_words("in-000001"), "Rising, better; 74 in 2024-25");
	expect_same(short_words("in-000004"), "Falling, worse; 69% in 2024-25");
	expect_same(short_words("in-000006"), "Falling, better; 35 in 2024-25");
	expect_same(short_words("in-000008"), "Rising, better; 31 in 2024-25");
}

Test(series, what_is_provisional_is_marked_in_words_and_between_the_heights)
{
	expect_same(
		said("in-000003", false),
		"Rising since 2021-22, better: 27 in 2024-25 (provisional), 25 in 2023-24; up 2.\n"
		"Scotland: 1,500 in 2024-25, 1,300 in 2023-24.\n"
		"2024-25 is not final and can still change.");
	expect_same(spark("in-000003"), "\u2581\u2583\u2586~\u2587");
}

Test(series, a_suppressed_reading_is_said_with_its_reason)
{
	expect_same(said("in-000005", false),
		    "Falling since 2022-23: 5 in 2023-24, 6 in 2022-23; down 1.\n"
		    "No value for 2024-25: Suppressed.\n"
		    "Scotland: 280 in 2023-24, 300 in 2022-23.\n"
		    "The last value is old: its period ended on 31 March 2024, 2 years ago.");
	expect_same(spark("in-000005"), ".\u2587\u2581.");
}

Test(series, nothing_is_compared_across_a_break)
{
	expect_same(
		said("in-000007", false),
		"The trend cannot be said: the series breaks in 2024-25. 21 in 2024-25.\n"
		"Break in 2024-25: it is not compared with what was before. A new national service "
		"began in the year; do not compare with the years before.\n"
		"Scotland: 1,870 in 2023-24, 1,840 in 2022-23.");
	expect_same(spark("in-000007"), "\u2584\u2586\u2587|\u2581");
	expect_same(short_words("in-000007"), "Cannot be said; 21 in 2024-25");
}

Test(series, an_old_value_and_another_survey_are_said_to_be_so)
{
	expect_same(
		said("in-000009", false),
		"The trend cannot be said: there is only one value. 26% in 2020-21.\n"
		"No value for 2024-25: Not yet published.\n"
		"Scotland: 26.9% in 2020-21; here 0.9 points less.\n"
		"The last value is old: its period ended on 31 March 2021, 5 years ago.\n"
		"The percentage has no denominator: out of how many is not known.\n"
		"The cohort of 2020-21, published in 2023-24 and affected by the pandemic. Scotland: "
		"24.3 for the cohort of 2019-20, 26.9 for 2020-21.");
	cr_expect(strstr(said("in-000010", false), "91% in 2024-25; here 3 points less.") != NULL);
	cr_expect(strstr(said("in-000010", false), "another survey of another year") != NULL);
}

/* Made by hand: one measure with its own answers, and readings of it. */

static const char *measure(const char *field, const char *answer, const char *field2,
			   const char *answer2)
{
	return work_add(&w.s, w.arena, "indicators", "name", "Made by hand", "outcome", "ou-000001",
			"set", "local", "kind", "count", "definition", "People", "data_source",
			"Us", "frequency", "annual", "direction", "up is good", field, answer,
			field2, answer2, NULL);
}

static const char *read_in(const char *of, const char *period, const char *value,
			   const char *status, const char *area)
{
	return work_add(&w.s, w.arena, "readings", "indicator", of, "period", period, "geography",
			area, "value", value, "status", status, NULL);
}

static const char *year(const char *of, int first, const char *value, const char *status)
{
	return read_in(of, arena_printf(w.arena, "%d-04-01 %d-03-31", first, first + 1), value,
		       status, "partnership");
}

static const char *first_said(const char *of)
{
	const char *all_of_it = said(of, false);

	return arena_strn(w.arena, all_of_it, strcspn(all_of_it, "\n"));
}

Test(series, of_one_period_revised_counts_over_final_over_provisional_over_estimate)
{
	static const char *const status[] = { "estimate", "provisional", "final", "revised" };
	static const char *const value[] = { "10", "11", "12", "13" };
	const char *of = measure("owner", "Analyst", "notes", "");
	struct series s;
	const struct series_line *l;

	for (int i = 0; i < 4; i++) {
		year(of, 2024, value[i], status[i]);
		s = all();
		l = line_of(&s, of);
		cr_assert(eq(sz, l->n, 1));
		expect_same(l->v[0]->status, status[i]);
		cr_expect(eq(sz, l->nall, (size_t)i + 1));
		for (int k = 0; k < i; k++)
			cr_expect(l->all[k].instead == l->v[0]);
	}
	cr_expect(eq(dbl, l->trend.last->value.is, 13));
}

Test(series, two_final_readings_of_one_period_are_refused)
{
	const char *of = measure("owner", "Analyst", "notes", "");
	const struct reg *reg = schema_reg(w.s.schema, "readings");
	const struct put puts[] = { { "indicator", of, { "", 0 } },
				    { "period", "2024-04-01 2025-03-31", { "", 0 } },
				    { "geography", "partnership", { "", 0 } },
				    { "value", "12", { "", 0 } },
				    { "status", "final", { "", 0 } } };
	struct err err = { 0 };
	struct saved saved;

	year(of, 2024, "10", "final");
	cr_expect(eq(int, record_save(&w.s, reg, NULL, "make", puts, 5, NULL, NULL, &saved, &err),
		     RC_INVALID));
	cr_expect(strlen(err.text) > 10, "%s", err.text);
}

Test(series, baseline_target_and_threshold_are_said_by_which_way_is_good)
{
	const char *of = measure("baseline", "50", "target", "80");

	work_put(&w.s, w.arena, "indicators", of, "baseline_period", "2022-04-01 2023-03-31");
	work_put(&w.s, w.arena, "indicators", of, "target_date", "2027-03-31");
	work_put(&w.s, w.arena, "indicators", of, "threshold_amber", "75");
	work_put(&w.s, w.arena, "indicators", of, "threshold_red", "60");
	year(of, 2023, "66", "final");
	year(of, 2024, "74", "final");
	expect_same(said(of, false),
		    "Rising since 2023-24, better: 74 in 2024-25, 66 in 2023-24; up 8.\n"
		    "Baseline 50 (2022-23): up 24, better since then.\n"
		    "Target 80 by 31 March 2027: 6 away.\n"
		    "To watch: the threshold is 75.");
	work_put(&w.s, w.arena, "indicators", of, "direction", "down is good");
	expect_same(said(of, false),
		    "Rising since 2023-24, worse: 74 in 2024-25, 66 in 2023-24; up 8.\n"
		    "Baseline 50 (2022-23): up 24, worse since then.\n"
		    "Target 80 by 31 March 2027: reached.\n"
		    "To act on: the threshold is 60.");
	work_put(&w.s, w.arena, "indicators", of, "threshold_red", "90");
	work_put(&w.s, w.arena, "indicators", of, "threshold_amber", "80");
	cr_expect(strstr(said(of, false), "On course") != NULL, "%s", said(of, false));
}

Test(series, what_should_stay_is_better_nearer_to_where_it_should_be)
{
	const char *of = measure("target", "100", "notes", "");

	work_put(&w.s, w.arena, "indicators", of, "direction", "stay");
	year(of, 2022, "90", "final");
	year(of, 2023, "80", "final");
	cr_expect(strstr(first_said(of), "Falling since 2022-23, worse") != NULL);
	year(of, 2024, "95", "final");
	cr_expect(strstr(first_said(of), "Rising since 2023-24, better") != NULL);
}

/* The template calls a change of at most one per cent none: 200 to 202 is 1 per cent, to 203 is not. */
Test(series, a_change_as_small_as_the_template_says_is_steady)
{
	const char *of = measure("owner", "Analyst", "notes", "");

	year(of, 2023, "200", "final");
	year(of, 2024, "202", "final");
	expect_same(first_said(of),
		    "Steady since 2023-24, no change: 202 in 2024-25, 200 in 2023-24; up 2.");
	of = work_add(&w.s, w.arena, "indicators", "name", "Another", "outcome", "ou-000001", "set",
		      "local", "kind", "count", "definition", "People", "data_source", "Us",
		      "frequency", "annual", "direction", "up is good", NULL);
	year(of, 2023, "200", "final");
	year(of, 2024, "203", "final");
	expect_same(first_said(of),
		    "Rising since 2023-24, better: 203 in 2024-25, 200 in 2023-24; up 3.");
}

Test(series, a_quarter_is_not_compared_with_a_year)
{
	const char *of = measure("owner", "Analyst", "notes", "");

	year(of, 2023, "200", "final");
	read_in(of, "2024-04-01 2024-06-30", "50", "provisional", "partnership");
	expect_same(
		first_said(of),
		"The trend cannot be said: no earlier value is for a period of the same length. "
		"50 in April to June 2024 (provisional).");
	read_in(of, "2024-07-01 2024-09-30", "55", "provisional", "partnership");
	cr_expect(strstr(first_said(of), "Rising since April to June 2024, better") != NULL, "%s",
		  first_said(of));
}

Test(series, each_area_is_a_line_of_its_own)
{
	const char *of = measure("owner", "Analyst", "notes", "");
	struct series s;
	size_t lines = 0;

	read_in(of, "2023-04-01 2024-03-31", "10", "final", "East");
	read_in(of, "2024-04-01 2025-03-31", "30", "final", "West");
	s = all();
	for (size_t i = 0; i < s.nlines; i++)
		if (strcmp(s.line[i].measure->id, of) == 0) {
			lines++;
			cr_expect(eq(int, (int)s.line[i].trend.way, (int)WAY_UNKNOWN));
		}
	cr_expect(eq(sz, lines, 2));
}

Test(series, drafts_and_archived_readings_do_not_count_and_a_measure_without_any_is_there)
{
	const char *of = measure("owner", "Analyst", "notes", "");
	struct series s = all();
	const char *id;

	expect_same(first_said(of), "The trend cannot be said: there is no reading yet.");
	expect_same(short_words(of), "Cannot be said; No reading yet");
	work_add(&w.s, w.arena, "readings", "indicator", of, "period", "2024-04-01 2025-03-31",
		 "geography", "partnership", "value", "12", "status", "final", "life", "draft",
		 NULL);
	id = year(of, 2023, "9", "final");
	work_put(&w.s, w.arena, "readings", id, "life", "archived");
	expect_same(first_said(of), "The trend cannot be said: there is no reading yet.");
	cr_expect(eq(sz, s.drafts, 0));
	s = all();
	cr_expect(eq(sz, s.drafts, 1));
}

Test(series, one_measure_alone_is_what_it_is_among_all)
{
	struct series every, one;

	read_in("in-000001", "2019-04-01 2020-03-31", "10", "final", "not of in-000006");
	every = all();
	for (size_t i = 0; i < every.nmeasures; i++) {
		const char *id = every.measure[i].id;
		const struct series_line *among = line_of(&every, id), *alone;

		cr_assert(eq(int, series_load(&w.s, every.view, id, w.arena, &one, NULL), RC_OK));
		alone = line_of(&one, id);
		cr_expect(eq(sz, one.nmeasures, 1));
		cr_expect(eq(sz, alone->nall, among->nall), "%s", id);
		expect_same(series_last_words(alone, false, w.arena),
			    series_last_words(among, false, w.arena));
	}
}

Test(series, a_trend_can_be_told_as_it_was_on_an_earlier_day)
{
	struct series s = all();
	const struct series_line *l = line_of(&s, "in-000006");
	struct trend t = series_trend(&s, l, date_days((struct date){ 2024, 3, 31 }), w.arena);

	expect_same(series_trend_sentence(l, &t, false, w.arena),
		    "Rising since 2021-22, worse: 37 in 2023-24, 34 in 2022-23; up 3.");
}

Test(series, counts_under_five_are_hidden_with_what_would_tell_them_when_words_leave)
{
	const char *of = measure("small_number_rule", "yes", "baseline", "3");

	year(of, 2023, "9", "final");
	year(of, 2024, "4", "final");
	expect_same(said(of, true),
		    "Falling since 2023-24, worse: fewer than 5 in 2024-25, 9 in 2023-24.\n"
		    "Baseline fewer than 5: up, better since then.");
	expect_same(said(of, false),
		    "Falling since 2023-24, worse: 4 in 2024-25, 9 in 2023-24; down 5.\n"
		    "Baseline 3: up 1, better since then.");
}

Test(series, bars_are_from_nothing_to_the_greatest_and_light_where_it_can_change)
{
	const char *of = measure("owner", "Analyst", "notes", "");
	struct series s;
	const struct series_line *l;

	year(of, 2022, "10", "final");
	year(of, 2023, "20", "final");
	year(of, 2024, "5", "estimate");
	s = all();
	l = line_of(&s, of);
	expect_same(series_bar(l, l->v[0], 4, w.arena), "\u2588\u2588");
	expect_same(series_bar(l, l->v[1], 4, w.arena), "\u2588\u2588\u2588\u2588");
	expect_same(series_bar(l, l->v[2], 4, w.arena), "\u2591");
}

Test(series, periods_have_names)
{
	static const struct {
		struct date from, to;
		const char *name;
	} table[] = {
		{ { 2024, 4, 1 }, { 2025, 3, 31 }, "2024-25" },
		{ { 1999, 4, 1 }, { 2000, 3, 31 }, "1999-00" },
		{ { 2024, 1, 1 }, { 2024, 12, 31 }, "2024" },
		{ { 2024, 2, 1 }, { 2024, 2, 29 }, "February 2024" },
		{ { 2024, 4, 1 }, { 2024, 6, 30 }, "April to June 2024" },
		{ { 2024, 4, 2 }, { 2024, 6, 30 }, "2 April 2024 to 30 June 2024" },
		{ { 2024, 4, 2 }, { 2024, 4, 2 }, "2 April 2024" },
		{ { 2024, 10, 1 }, { 2025, 3, 31 }, "1 October 2024 to 31 March 2025" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		expect_same(period_name(date_days(table[i].from), date_days(table[i].to), w.arena),
			    table[i].name);
}
