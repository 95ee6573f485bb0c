/* SPDX-License-Identifier: ISC */
/* Squares of a grid of years: what an empty one opens, and that a person alone saves it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib_world.h"
#include "tests/same.h"

TestSuite(judged_screen, .timeout = 60);

static size_t assessments(struct world *w)
{
	const struct session *s = &w->app.session;

	return list_count(s, schema_reg(s->schema, "assessments"), LIFE_ALL);
}

/* 2024-25 is judged in the sample, 2025-26 is not. */
Test(judged_screen, an_empty_square_opens_a_form_that_is_filled_in_and_not_saved)
{
	struct world *w = world_open();
	size_t before = assessments(w);

	world_show(w, 40, 120, "judged", "outcome-years", NULL, NULL);
	world_press(w, "Right Enter");
	cr_assert(world_has(w, "New outcome assessment"), "%s", world_text(w));
	cr_expect(world_has(w, "2025-26"), "%s", world_text(w));
	cr_expect(world_has(w, "Suggested from the readings"), "%s", world_text(w));
	cr_expect(world_has(w, "no value for 2025-26"), "%s", world_text(w));
	cr_expect(world_has(w, "Cannot be judged"), "%s", world_text(w));
	world_press(w, "Esc");
	cr_expect(eq(sz, assessments(w), before));
	world_close(w);
}

Test(judged_screen, where_the_partnership_started_is_said_where_it_is_judged)
{
	static const char says[] =
		"Where we started: Partners met four times a year and shared minutes. (2023-24)";
	struct world *w = world_open();

	world_show(w, 40, 120, "judged-row", "commissioning-years", "fo-000002", NULL);
	cr_expect(world_has(w, says), "%s", world_text(w));
	world_show(w, 40, 120, "judged", "commissioning-years", NULL, NULL);
	cr_expect(not(world_has(w, "Where we started")), "%s", world_text(w));
	world_press(w, "g Down");
	cr_expect(world_has(w, "Begun. Where we started: Partners met"), "%s", world_text(w));
	world_close(w);
}

Test(judged_screen, a_digit_opens_it_with_that_answer_and_a_full_square_opens_what_is_there)
{
	struct world *w = world_open();
	size_t before = assessments(w);

	world_show(w, 40, 120, "judged", "outcome-years", NULL, NULL);
	world_press(w, "Right 1");
	cr_assert(world_has(w, "New outcome assessment"), "%s", world_text(w));
	cr_expect(world_has(w, "Achieved"), "%s", world_text(w));
	cr_expect(eq(sz, assessments(w), before));
	world_show(w, 40, 120, "judged", "outcome-years", NULL, NULL);
	world_press(w, "Enter");
	cr_expect(world_has(w, "OA-01"), "%s", world_text(w));
	world_show(w, 40, 120, "judged", "outcome-years", NULL, NULL);
	world_press(w, "9");
	cr_expect(world_has(w, "There is no answer 9 here."), "%s", world_text(w));
	world_close(w);
}

Test(judged_screen, in_conversation_a_line_opens_with_its_years_and_a_year_to_be_judged)
{
	const struct ui_opts o = { .plain = true, .letter_keys = true };
	const struct args args = { .a = "outcome-years" };
	struct world *w = world_open();
	struct err err = { 0 };
	char *text;

	w->ui = ui_test_new(&o, &w->hooks, 24, 80);
	cr_assert(eq(int, ui_test_open(w->ui, &screen_judged, &args, &err), RC_OK), "%s", err.text);
	ui_test_line(w->ui, "1");
	text = ui_test_plain(w->ui);
	cr_expect(strstr(text, "2024-25: Partly achieved") != NULL, "%s", text);
	free(text);
	ui_test_line(w->ui, "2");
	text = ui_test_plain(w->ui);
	cr_expect(strstr(text, "New outcome assessment") != NULL, "%s", text);
	free(text);
	world_close(w);
}

Test(judged_screen, a_new_reading_begins_with_what_it_is_of)
{
	struct world *w = world_open();

	world_show(w, 40, 120, "series", "indicators", NULL, NULL);
	world_press(w, "Down n");
	cr_assert(world_has(w, "New reading"), "%s", world_text(w));
	cr_expect(world_has(w, "Custody mentoring referrals"), "%s", world_text(w));
	world_close(w);
}

Test(judged_screen, only_those_that_get_worse_are_shown_when_asked_for)
{
	struct world *w = world_open();

	world_show(w, 40, 120, "series", "indicators", NULL, NULL);
	world_press(w, "f");
	cr_expect(world_has(w, "1: those that get worse"), "%s", world_text(w));
	cr_expect(world_has(w, "Community payback orders completed"));
	cr_expect(not(world_has(w, "Diversion cases commenced")));
	world_press(w, "f f");
	cr_expect(world_has(w, "Voluntary throughcare cases"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Community payback orders completed")));
	world_close(w);
}
