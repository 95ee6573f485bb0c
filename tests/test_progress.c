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

/* What is told of one stage alone is what is told of it among all. */
static void expect_alone(const struct progress *all, const struct stage *stage)
{
	size_t at = (size_t)(stage - w.s.schema->stages);
	struct progress p;

	cr_assert(eq(int, progress_load(&w.s, stage, w.arena, &p, NULL), RC_OK));
	cr_assert(eq(sz, p.n, all->n));
	cr_expect(eq(sz, p.stage_done[at], all->stage_done[at]), "%s", stage->id);
	cr_expect(eq(sz, p.stage_all[at], all->stage_all[at]), "%s", stage->id);
	cr_expect(eq(int, p.stage_closed[at], all->stage_closed[at]), "%s", stage->id);
	for (size_t i = 0; i < p.n; i++) {
		const struct task *a = &p.task[i], *b = &all->task[i];

		if (a->stage != stage)
			continue;
		cr_expect(eq(int, a->status, b->status), "%s", a->activity->id);
		cr_expect(eq(sz, a->waits_for.n, b->waits_for.n), "%s", a->activity->id);
		cr_expect(memcmp(&a->tally, &b->tally, sizeof(a->tally)) == 0, "%s",
			  a->activity->id);
	}
}

static struct progress now(void)
{
	struct progress p;
	struct err err = { 0 };

	cr_assert(eq(int, progress_load(&w.s, NULL, w.arena, &p, &err), RC_OK), "%s", err.text);
	for (size_t i = 0; i < w.s.schema->nstages; i++)
		expect_alone(&p, &w.s.schema->stages[i]);
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

Test(progress, live_records_are_counted_as_their_list_counts_them)
{
	const struct schema *schema = w.s.schema;
	struct progress p;
	struct record r;
	struct saved saved;
	struct err err = { 0 };

	cr_assert(eq(int,
		     record_load(&w.s, schema_reg(schema, "risks"), "ri-000001", w.arena, &r, NULL),
		     RC_OK));
	cr_assert(eq(int, record_set_life(&w.s, &r, "archived", &saved, &err), RC_OK), "%s",
		  err.text);
	p = now();
	for (size_t i = 0; i < schema->nregisters; i++)
		if (schema->registers[i].kind == REG_REGISTER && !schema->registers[i].scope)
			cr_expect(eq(sz, p.live[i],
				     list_count(&w.s, &schema->registers[i], LIFE_LIVE)),
				  "%s", schema->registers[i].id);
}

Test(progress, a_stage_is_closed_by_an_agreement)
{
	work_put(&w.s, w.arena, "close", "ready", "outcome", "not yet");
	cr_expect(not(now().stage_closed[0]));
	work_put(&w.s, w.arena, "close", "ready", "outcome", "agreed");
	cr_expect(now().stage_closed[0]);
}

Test(progress, each_status_has_its_word)
{
	expect_same(task_status_word(TASK_NOT_STARTED), "Not started");
	expect_same(task_status_word(TASK_IN_PROGRESS), "In progress");
	expect_same(task_status_word(TASK_COMPLETED), "Completed");
	expect_same(task_status_word(TASK_CANNOT_START), "Cannot start yet");
}

/* The keys of answers, which no release may change. Source: the keys of the store */

static bool list_fact(void *arg, const struct fact *f)
{
	const char **names = arg;

	*names = arena_printf(w.arena, "%s %s", *names, strrchr(f->name, '/') + 1);
	return true;
}

static const char *facts_of(const char *prefix)
{
	const char *names = "";

	cr_assert(eq(
		int,
		store_read(w.s.store, session_place(&w.s), prefix, NULL, list_fact, &names, NULL),
		RC_OK));
	return names;
}

static const char *fact_text(const char *name)
{
	struct fact f = { .text = "" };

	store_get(w.s.store, session_place(&w.s), name, w.arena, &f, NULL);
	return f.text;
}

static enum rc answer(const char *form, const char *id, struct put *puts, size_t n)
{
	const struct reg *reg = schema_reg(w.s.schema, form);
	struct record r;

	cr_assert(eq(int, record_load(&w.s, reg, id, w.arena, &r, NULL), RC_OK));
	for (size_t i = 0; i < n; i++)
		puts[i].seen = r.field[reg_field(reg, puts[i].field) - reg->fields].at;
	return record_save(&w.s, reg, id, "edit", puts, n, NULL, NULL, NULL, NULL);
}

static void is_not_needed(const char *item)
{
	struct put puts[] = { { .field = "state", .text = "not_needed" },
			      { .field = "why_not", .text = "we serve no islands" } };

	cr_assert(eq(int, answer("item", item, puts, 2), RC_OK));
}

Test(progress, where_an_item_stands_is_one_fact_with_its_reason)
{
	is_not_needed("res-people");
	work_put(&w.s, w.arena, "item", "res-people", "note", "Agreed in May");
	work_put(&w.s, w.arena, "item", "res-people", "lead", "Coordinator");
	work_put(&w.s, w.arena, "item", "res-people", "due", "2026-06-01");
	work_put(&w.s, w.arena, "item", "res-people", "evidence", "Minute of 2 May");
	expect_same(facts_of("c1/it/res-people/"), " due evidence lead note state");
	expect_same(fact_text("c1/it/res-people/state"),
		    "state=not_needed\nwhy_not=we serve no islands");
	tick("res-data", "done");
	expect_same(facts_of("c1/it/res-data/"), " state");
	expect_same(fact_text("c1/it/res-data/state"), "state=done");
}

Test(progress, a_reason_goes_with_its_choice_and_comes_back_with_it)
{
	struct put done = { .field = "state", .text = "done" };
	const char *fact = "c1/it/res-people/state";

	is_not_needed("res-people");
	cr_assert(eq(int, answer("item", "res-people", &done, 1), RC_OK));
	expect_same(fact_text(fact), "state=done");
	cr_assert(eq(int,
		     store_undo(w.s.store, session_place(&w.s),
				store_undoable(w.s.store, session_place(&w.s), "anna"), &w.s.actor,
				NULL, NULL, NULL, NULL),
		     RC_OK));
	expect_same(fact_text(fact), "state=not_needed\nwhy_not=we serve no islands");
	expect_same(fact_shown(&w.s, fact, fact_text(fact), w.arena),
		    "Not needed here; Why it is not needed: we serve no islands");
	expect_same(fact_label(w.s.schema, fact, w.arena), "Where it stands");
}

Test(progress, a_reason_and_another_state_meanwhile_are_a_conflict)
{
	const struct reg *reg = schema_reg(w.s.schema, "item");
	struct put why = { .field = "why_not", .text = "we are too few" };
	struct clash_list clashes = { .arena = w.arena };
	struct record r;

	is_not_needed("res-people");
	cr_assert(eq(int, record_load(&w.s, reg, "res-people", w.arena, &r, NULL), RC_OK));
	why.seen = r.field[reg_field(reg, "why_not") - reg->fields].at;
	tick("res-people", "done");
	cr_expect(eq(
		int,
		record_save(&w.s, reg, "res-people", "edit", &why, 1, NULL, &clashes, NULL, NULL),
		RC_CONFLICT));
	cr_assert(eq(sz, clashes.n, 1));
	expect_same(clashes.v[0].fact, "c1/it/res-people/state");
	expect_same(clashes.v[0].mine, "state=done\nwhy_not=we are too few");
	expect_same(clashes.v[0].theirs.text, "state=done");
}

Test(progress, an_answer_kept_before_a_reason_stood_beside_it_is_read_as_it_is)
{
	struct edit edit = { .fact = "c1/it/res-people/state", .text = { "done", 4 } };
	struct change c = { .by = &w.s.actor, .action = "edit", .edits = &edit, .count = 1 };

	cr_assert(eq(int, store_save(w.s.store, session_place(&w.s), &c, NULL, NULL, NULL), RC_OK));
	expect_same(work_text(&w.s, w.arena, "item", "res-people", "state"), "done");
	tick("res-people", "in_progress");
	expect_same(fact_text(edit.fact), "state=in_progress");
}

Test(progress, other_answers_are_one_fact_each)
{
	struct put principle[] = { { .field = "state", .text = "no" },
				   { .field = "note", .text = "Not yet" } };
	struct put question[] = { { .field = "text", .text = "To agree" },
				  { .field = "confidence", .text = "high" },
				  { .field = "by", .text = "All" } };
	const char *id = NULL, *set = w.s.schema->question_sets[0].questions[0].id;

	for (size_t i = 0; i < w.s.schema->nchecklists && !id; i++)
		if (w.s.schema->checklists[i].form &&
		    !strcmp(w.s.schema->checklists[i].form, "principle"))
			id = w.s.schema->checklists[i].items[0].id;
	cr_assert(eq(int, answer("principle", id, principle, 2), RC_OK));
	cr_assert(eq(int, answer("question", set, question, 3), RC_OK));
	expect_same(facts_of(arena_printf(w.arena, "c1/it/%s/", id)), " note state");
	expect_same(fact_text(arena_printf(w.arena, "c1/it/%s/state", id)), "no");
	expect_same(facts_of(arena_printf(w.arena, "c1/qa/%s/", set)), " by confidence text");
	expect_same(fact_label(w.s.schema, arena_printf(w.arena, "c1/it/%s/state", id), w.arena),
		    "Do we work this way?");
}
