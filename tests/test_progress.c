/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib_work.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_make(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(progress, .init = begin, .fini = end, .timeout = 30);

static struct progress now(void)
{
	struct progress p;
	struct err err = { 0 };

	cr_assert(eq(int, progress_load(&w.s, w.arena, &p, &err), RC_OK), "%s", err.text);
	return p;
}

static struct task task(const char *activity)
{
	struct progress p = now();

	for (size_t i = 0; i < p.n; i++)
		if (!strcmp(p.task[i].activity->id, activity))
			return p.task[i];
	cr_fail("no activity %s", activity);
	return (struct task){ 0 };
}

static const struct checklist *list_of(const char *activity)
{
	for (size_t i = 0; i < w.s.schema->nchecklists; i++) {
		const struct checklist *c = &w.s.schema->checklists[i];

		if (c->activity && !strcmp(c->activity, activity) && !c->form)
			return c;
	}
	cr_fail("no checklist in %s", activity);
	return NULL;
}

static void tick(const char *item, const char *state)
{
	if (!strcmp(state, "not_needed"))
		work_put(&w.s, w.arena, "item", item, "why_not", "we serve no islands");
	work_put(&w.s, w.arena, "item", item, "state", state);
}

Test(progress, a_new_cycle_has_fifteen_tasks_of_which_none_is_complete)
{
	struct progress p = now();
	size_t done = 0, all = 0;

	cr_expect(eq(sz, p.n, 15));
	for (size_t i = 0; i < w.s.schema->nstages; i++) {
		done += p.stage_done[i];
		all += p.stage_all[i];
		cr_expect(not(p.stage_closed[i]));
	}
	cr_expect(eq(sz, done, 0));
	cr_expect(eq(sz, all, 15));
}

Test(progress, a_square_of_coverage_is_work_begun)
{
	struct task t = task("analyse-services");

	cr_expect(ne(int, t.status, TASK_IN_PROGRESS));
	/* with nothing but the row, as somebody else's import could have left it */
	work_add(&w.s, w.arena, "coverage", "fit", "part", "confidence", "", "life", "draft", NULL);
	cr_expect(eq(int, task("analyse-services").status, TASK_IN_PROGRESS));
	cr_expect(eq(sz, task("analyse-services").tally.records, t.tally.records + 1));
}

Test(progress, starting_rows_do_not_count_as_begun_until_somebody_changes_one)
{
	const char *home = schema_reg(w.s.schema, "risks")->activity;
	struct task t = task(home);

	cr_expect(gt(sz, t.tally.records, 0));
	cr_expect(ne(int, t.status, TASK_IN_PROGRESS));
	work_put(&w.s, w.arena, "risks", "ri-000001", "mitigation",
		 "Ask for a three-year agreement");
	cr_expect(eq(int, task(home).status, TASK_IN_PROGRESS));
}

Test(progress, one_answer_makes_a_task_in_progress)
{
	const struct checklist *c = list_of("prepare-vision");

	cr_expect(eq(int, task("prepare-vision").status, TASK_NOT_STARTED));
	tick(c->items[0].id, "not_started");
	cr_expect(eq(int, task("prepare-vision").status, TASK_NOT_STARTED));
	tick(c->items[0].id, "in_progress");
	cr_expect(eq(int, task("prepare-vision").status, TASK_IN_PROGRESS));
}

Test(progress, a_note_alone_is_a_beginning_too)
{
	work_put(&w.s, w.arena, "item", list_of("prepare-vision")->items[0].id, "note",
		 "to ask the board");
	cr_expect(eq(int, task("prepare-vision").status, TASK_IN_PROGRESS));
}

Test(progress, a_task_is_complete_when_a_person_says_so_and_not_before)
{
	const struct checklist *c = list_of("prepare-vision");

	for (size_t i = 0; i < c->nitems; i++)
		tick(c->items[i].id, "done");
	cr_expect(eq(int, task("prepare-vision").status, TASK_IN_PROGRESS));
	work_put(&w.s, w.arena, "task", "prepare-vision", "state", "completed");
	cr_expect(eq(int, task("prepare-vision").status, TASK_COMPLETED));
	cr_expect(eq(sz, now().stage_done[0], 1));
	work_put(&w.s, w.arena, "task", "prepare-vision", "state", "in progress");
	cr_expect(eq(int, task("prepare-vision").status, TASK_IN_PROGRESS));
	cr_expect(eq(sz, now().stage_done[0], 0));
}

Test(progress, what_it_is_fed_by_is_named_until_that_has_begun)
{
	struct task t = task("plan-gaps");
	const struct activity *a = t.activity;

	cr_assert(gt(sz, a->needs.n, 0));
	cr_expect(eq(int, t.status, TASK_CANNOT_START));
	cr_expect(eq(sz, t.waits_for.n, a->needs.n));
	expect_same(
		t.waits_for.v[0],
		schema_activity(w.s.schema, a->needs.v[0], &(const struct stage *){ 0 })->title);
	for (size_t i = 0; i < a->needs.n; i++)
		work_put(&w.s, w.arena, "task", a->needs.v[i], "state", "in progress");
	t = task("plan-gaps");
	cr_expect(eq(int, t.status, TASK_NOT_STARTED));
	cr_expect(eq(sz, t.waits_for.n, 0));
}

Test(progress, work_begun_early_is_in_progress_whatever_it_waits_for)
{
	tick(list_of("plan-gaps")->items[0].id, "in_progress");
	cr_expect(eq(int, task("plan-gaps").status, TASK_IN_PROGRESS));
}

Test(progress, items_are_counted_by_what_was_said_of_them)
{
	const struct checklist *c = list_of("analyse-needs");
	static const char *const states[] = { "done", "done", "in_progress", "not_needed",
					      "not_known" };
	struct tally before = task("analyse-needs").tally, t;

	for (size_t i = 0; i < 5; i++)
		tick(c->items[i].id, states[i]);
	t = task("analyse-needs").tally;
	cr_expect(eq(sz, before.open, before.items));
	cr_expect(eq(sz, t.done, 2));
	cr_expect(eq(sz, t.in_progress, 1));
	cr_expect(eq(sz, t.not_needed, 1));
	cr_expect(eq(sz, t.not_known, 1));
	cr_expect(eq(sz, t.open, t.items - 5));
}

Test(progress, archived_records_are_not_counted)
{
	size_t before = task("deliver-relationships").tally.records;
	struct record r;
	struct saved saved;
	struct err err = { 0 };

	cr_assert(eq(
		int,
		record_load(&w.s, schema_reg(w.s.schema, "risks"), "ri-000001", w.arena, &r, NULL),
		RC_OK));
	cr_assert(eq(int, record_set_life(&w.s, &r, "archived", &saved, &err), RC_OK), "%s",
		  err.text);
	cr_expect(eq(sz, task("deliver-relationships").tally.records, before - 1));
}

Test(progress, a_stage_is_closed_by_an_agreement)
{
	work_put(&w.s, w.arena, "close", "ready", "outcome", "not yet");
	cr_expect(not(now().stage_closed[0]));
	work_put(&w.s, w.arena, "close", "ready", "outcome", "agreed");
	cr_expect(now().stage_closed[0]);
}

Test(progress, what_is_due_within_a_month_is_told_with_its_date)
{
	const struct checklist *c = list_of("analyse-needs");
	struct notice *v;
	size_t n;

	work_put(&w.s, w.arena, "item", c->items[0].id, "due", "2026-05-12");
	work_put(&w.s, w.arena, "item", c->items[1].id, "due", "2026-06-12");
	work_put(&w.s, w.arena, "item", c->items[2].id, "due", "2026-06-13");
	work_put(&w.s, w.arena, "item", c->items[3].id, "due", "2026-05-01");
	tick(c->items[3].id, "done");
	cr_assert(eq(int, notices_load(&w.s, w.arena, &v, &n, NULL), RC_OK));
	cr_assert(eq(sz, n, 2));
	expect_same(v[0].id, c->items[0].id);
	cr_expect(v[0].late);
	expect_part(v[0].text, "was due on 12 May 2026");
	expect_same(v[1].id, c->items[1].id);
	cr_expect(not(v[1].late));
	expect_part(v[1].text, "is due on 12 June 2026");
}

Test(progress, each_status_has_its_word)
{
	expect_same(task_status_word(TASK_NOT_STARTED), "Not started");
	expect_same(task_status_word(TASK_IN_PROGRESS), "In progress");
	expect_same(task_status_word(TASK_COMPLETED), "Completed");
	expect_same(task_status_word(TASK_CANNOT_START), "Cannot start yet");
}
