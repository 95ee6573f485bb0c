/* SPDX-License-Identifier: ISC */
/* The pause point of a stage, and what the records say about a question. */
#include <string.h>

#include "core/plan/closing.h"
#include "core/plan/fills.h"
#include "lib_work.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_sample(&w);
	w.s.today = (struct date){ 2025, 11, 20 };
}

static void end(void)
{
	work_close(&w);
}

TestSuite(closing, .init = begin, .fini = end, .timeout = 60);

static struct closing closing_of(const char *stage, const char *present)
{
	struct closing c;
	struct err err = { 0 };

	cr_assert(
		eq(int,
		   closing_load(&w.s, schema_stage(w.s.schema, stage), present, w.arena, &c, &err),
		   RC_OK),
		"%s", err.text);
	return c;
}

static bool has_item(const struct closing *c, const char *id)
{
	for (size_t i = 0; i < c->nitems; i++)
		if (!strcmp(c->item[i]->id, id))
			return true;
	return false;
}

Test(closing, a_key_item_is_open_until_it_is_done_or_not_needed)
{
	struct closing before = closing_of("plan", NULL), after;
	const char *id;

	cr_assert(gt(sz, before.nitems, 0));
	id = before.item[0]->id;
	work_put(&w.s, w.arena, "item", id, "state", "in_progress");
	after = closing_of("plan", NULL);
	cr_expect(has_item(&after, id));
	work_put(&w.s, w.arena, "item", id, "state", "done");
	after = closing_of("plan", NULL);
	cr_expect(not(has_item(&after, id)));
	cr_expect(eq(sz, after.nitems, before.nitems - 1));
	for (size_t i = 0; i < after.nitems; i++)
		cr_expect(after.item[i]->key_point != NULL, "%s is no key item", after.item[i]->id);
}

Test(closing, a_task_is_open_until_somebody_says_it_is_completed)
{
	struct closing before = closing_of("review", NULL), after;

	cr_assert(eq(sz, before.ntasks, 2));
	work_put(&w.s, w.arena, "task", before.task[0]->activity->id, "state", "completed");
	after = closing_of("review", NULL);
	cr_expect(eq(sz, after.ntasks, 1));
}

Test(closing, it_says_how_many_of_how_many_partners_are_there)
{
	struct closing c = closing_of("analyse", "pa-000001\npa-000009");

	cr_expect(eq(sz, c.here.n, 2));
	cr_expect(eq(sz, c.away.n, 16));
	expect_same(c.here.v[0], "Strathfinlay Council");
	expect_same(c.away.v[0], "NHS Finlay");
}

Test(closing, what_is_open_is_one_text_that_fits_an_answer)
{
	struct closing c = closing_of("deliver", NULL);
	const char *text = closing_text(&c, w.arena);

	cr_expect(lt(sz, strlen(text), 4000));
	expect_part(text, "Task not completed: ");
	expect_part(text, "Not settled: ");
}

Test(closing, opening_a_closed_stage_again_needs_a_reason)
{
	const struct reg *form = schema_reg(w.s.schema, "close");
	struct put put = { .field = "outcome", .text = "agreed" };
	struct saved saved;
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int,
		     record_save(&w.s, form, "plan", "edit", &put, 1, NULL, NULL, &saved, &err),
		     RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, record_load(&w.s, form, "plan", w.arena, &r, NULL), RC_OK));
	put = (struct put){ .field = "outcome", .text = "not yet", .seen = r.field[0].at };
	cr_expect(eq(int,
		     record_save(&w.s, form, "plan", "edit", &put, 1, NULL, NULL, &saved, &err),
		     RC_INVALID));
	w.s.reason = "the gap on housing came back";
	cr_expect(eq(int,
		     record_save(&w.s, form, "plan", "edit", &put, 1, NULL, NULL, &saved, &err),
		     RC_OK));
}

static const char *filled(const char *question)
{
	const char *out = NULL;
	struct err err = { 0 };
	const struct question *q = schema_question(w.s.schema, question, NULL);

	cr_assert(q != NULL);
	cr_assert(eq(int, fills_text(&w.s, q, w.arena, &out, &err), RC_OK), "%s", err.text);
	return out;
}

Test(closing, what_was_done_is_counted_from_the_actions)
{
	const char *text = filled("rq-done");

	expect_part(text, "From the records on 20 November 2025:");
	expect_part(text, "Actions: 12. Not started 1, On track 4, At risk 1, Complete 4, "
			  "In progress (revised timescale) 1, Outstanding 1");
	expect_part(text, "- Add two evening mentoring shifts: New date: 30 January 2026; "
			  "Reason: Recruitment");
}

Test(closing, the_impact_is_where_each_indicator_goes)
{
	const char *text = filled("rq-impact");

	expect_part(text, "Indicators:");
	expect_part(text, "Outcomes: 9. ");
	expect_part(text, "Partly achieved 7");
	expect_part(text,
		    "Diversion cases commenced, partnership: Rising since 2022-23, better: 74 in "
		    "2024-25, 66 in 2023-24; up 8.");
	expect_part(text, "27 in 2024-25 (provisional)");
}

Test(closing, needs_are_told_with_their_coverage_and_feedback)
{
	const char *text = filled("rq-needs");

	expect_part(text, "Needs by services: 12. Full 2, Gap 9, Not known 1");
	expect_part(text, "Feedback by group: 8. People using services 2, Families 1");
	expect_part(text, "The hub is the only place I talk");
}

Test(closing, what_is_restricted_is_not_told)
{
	expect_part(filled("rq-better"), "Paying expenses on the day");
	work_put(&w.s, w.arena, "learning", "le-000002", "restricted", "yes");
	expect_none(filled("rq-better"), "Paying expenses on the day");
}

Test(closing, a_question_without_sources_is_told_nothing)
{
	expect_same(filled("oq-decision"), "");
}
