/* SPDX-License-Identifier: ISC */
/* A logic model drawn as text, what it lacks, and the steps that fill it in. */
#include "core/plan/model.h"

#include <stdlib.h>
#include <string.h>

#include "lib_world.h"
#include "same.h"

TestSuite(model, .timeout = 120);

static struct model load(struct world *w)
{
	const struct session *s = &w->app.session;
	struct model m;
	struct err err = { 0 };

	cr_assert(eq(int,
		     model_load(s, schema_view(s->schema, "logic-model"), "ds-000001", w->app.arena,
				&m, &err),
		     RC_OK),
		  "%s", err.text);
	return m;
}

static void set(struct world *w, const char *field, const char *text)
{
	struct model m = load(w);
	struct put put = { .field = field, .text = text };
	struct saved saved;
	struct err err = { 0 };
	const struct field *f = reg_field(m.reg, field);

	if (f)
		put.seen = m.record.field[f - m.reg->fields].at;
	cr_assert(eq(int,
		     record_save(&w->app.session, m.reg, "ds-000001", "edit", &put, 1, NULL, NULL,
				 &saved, &err),
		     RC_OK),
		  "%s", err.text);
}

Test(model, counts_its_boxes_and_names_the_empty_ones)
{
	struct world *w = world_open();
	struct model m = load(w);

	cr_expect(eq(sz, m.nboxes, 6));
	cr_expect(eq(sz, m.filled, 4));
	expect_same(model_empty(&m, w->app.arena), "Activities, Outputs");
	set(w, "activities", "Weekly visits before release.");
	m = load(w);
	cr_expect(eq(sz, m.filled, 5));
	expect_same(model_empty(&m, w->app.arena), "Outputs");
	expect_same(m.box[1].text, "Weekly visits before release.");
	world_close(w);
}

Test(model, a_step_is_done_when_all_it_concerns_is_answered)
{
	struct world *w = world_open();
	struct model m = load(w);

	cr_expect(eq(sz, m.nsteps, 5));
	cr_expect(eq(sz, m.done, 3));
	expect_same(m.step[2].item->id, "five-logic");
	expect_same(model_lacks(&m, &m.step[2], w->app.arena), "Activities, Outputs");
	expect_same(model_lacks(&m, &m.step[4], w->app.arena), "What the evaluation found");
	cr_expect(eq(sz, m.step[2].answered, 4));
	cr_expect(eq(sz, m.step[2].nfields, 6));
	expect_same(m.step[2].next->id, "activities");
	set(w, "activities", "Weekly visits before release.");
	set(w, "outputs", "Forty checks a year.");
	m = load(w);
	cr_expect(m.step[2].next == NULL);
	cr_expect(eq(sz, m.done, 4), "a date to look at it again is no evaluation");
	set(w, "evaluation", "It held; the tenancies came late.");
	m = load(w);
	cr_expect(eq(sz, m.done, 5));
	set(w, "start", "not known");
	m = load(w);
	cr_expect(eq(sz, m.done, 4));
	expect_same(model_lacks(&m, &m.step[3], w->app.arena), "Starts");
	world_close(w);
}

Test(model, options_are_costed_one_by_one)
{
	struct world *w = world_open();
	struct model m = load(w);

	cr_expect(eq(sz, m.noptions, 3));
	cr_expect(eq(sz, m.costed, 1));
	cr_expect(eq(sz, m.least, 2));
	set(w, "options.+", "cost=0.00\nname=Ask again next year");
	m = load(w);
	cr_expect(eq(sz, m.noptions, 4));
	cr_expect(eq(sz, m.costed, 2), "nothing is a cost too");
	world_close(w);
}

Test(model, a_step_opens_the_question_that_lacks_an_answer)
{
	struct world *w = world_open();

	world_show(w, 40, 120, "model", "logic-model", "ds-000001", NULL);
	cr_assert(world_go(w, "Step 3"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "What is done with them"), "%s", world_text(w));
	world_press(w, "'Weekly visits'");
	cr_assert(world_go(w, "Save"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "5 of 6 boxes"), "%s", world_text(w));
	world_close(w);
}

Test(model, the_first_step_that_is_not_done_says_how_one_knows)
{
	struct world *w = world_open();

	world_show(w, 60, 120, "model", "logic-model", "ds-000001", NULL);
	cr_expect(world_has(w, "Test: each arrow can fail."), "%s", world_text(w));
	cr_expect(not(world_has(w, "Test: the report says")), "%s", world_text(w));
	set(w, "activities", "Weekly visits before release.");
	set(w, "outputs", "Forty checks a year.");
	world_show(w, 60, 120, "model", "logic-model", "ds-000001", NULL);
	cr_expect(not(world_has(w, "Test: each arrow")), "%s", world_text(w));
	cr_expect(world_has(w, "Test: the report says"), "%s", world_text(w));
	world_close(w);
}

Test(model, an_option_says_whether_it_is_the_chosen_one)
{
	struct world *w = world_open();

	world_show(w, 60, 120, "record", "designs", "ds-000001", NULL);
	cr_expect(world_has(w, "Nothing; Chosen: No"), "%s", world_text(w));
	cr_expect(world_has(w, "GBP 45,000.00; Chosen: Yes"), "%s", world_text(w));
	world_close(w);
}

Test(model, the_card_leads_to_it)
{
	struct world *w = world_open();

	world_show(w, 60, 120, "record", "designs", "ds-000001", NULL);
	cr_assert(world_go(w, "Logic models"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "4 of 6 boxes"), "%s", world_text(w));
	world_close(w);
}

Test(model, is_drawn_with_plain_characters_where_there_are_no_others)
{
	const struct ui_opts o = { .letter_keys = true, .esc_ms = 100, .ascii = true };
	struct world *w = world_open();
	struct err err = { 0 };

	w->ui = ui_test_new(&o, &w->hooks, 40, 120);
	cr_assert(eq(int,
		     ui_test_open(w->ui, screen_named("model"),
				  &(struct args){ .a = "logic-model", .b = "ds-000001" }, &err),
		     RC_OK));
	cr_expect(world_has(w, "| Inputs       | -> | Activities   |"), "%s", world_text(w));
	cr_expect(world_has(w, "+--------------+"), "%s", world_text(w));
	world_close(w);
}
