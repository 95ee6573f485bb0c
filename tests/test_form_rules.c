/* SPDX-License-Identifier: ISC */
/*
 * What bad answers get on the screens and in conversation: the same sentence as on the command
 * line (test_cli_rules), beside the question, and nothing is stored.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "bad_answers.h"
#include "lib_typist.h"
#include "lib_work.h"
#include "same.h"

TestSuite(form_rules, .timeout = 120);

/* The question is looked for, its box emptied and filled, and gone on from. */
static void give(struct typist *t, const struct bad_answer *bad)
{
	struct arena *a = t->w->app.arena;
	const char *alone = arena_printf(a, "\n1. %s", bad->label);

	for (int k = 0; k < 40 && !ty_reads(t, alone); k++)
		ty_go_on(t);
	cr_assert(ty_reads(t, alone), "'%s' is not asked:\n%s", bad->label, ty_shown(t));
	if (t->plain) {
		ty_say(t, bad->typed[0] ? bad->typed : " ");
		if (bad->is_long)
			ty_say(t, "");
	} else {
		ty_press(t, TK_END);
		for (int k = 0; k < 400; k++)
			ty_press(t, TK_BACKSPACE);
		ui_test_type(t->w->ui, bad->typed);
		ty_go_on(t);
	}
}

static void refuse_all(int rows, int cols)
{
	for (size_t i = 0; i < BAD_ANSWERS; i++) {
		const struct bad_answer *bad = &bad_answers[i];
		struct typist t = { .w = world_open(), .plain = rows == 0 };
		char *before, *after;

		for (size_t k = 0; k < sizeof(before_bad_answers) / sizeof(before_bad_answers[0]);
		     k++)
			work_put(&t.w->app.session, t.w->app.arena, before_bad_answers[k].reg,
				 before_bad_answers[k].id, before_bad_answers[k].field,
				 before_bad_answers[k].stored);
		before = ty_everything(t.w);
		world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", bad->reg, bad->id,
			   NULL);
		give(&t, bad);
		cr_expect(ty_has(&t, bad->says), "%s %s '%s': no '%s' on:\n%s", bad->id, bad->label,
			  bad->typed, bad->says, ty_shown(&t));
		after = ty_everything(t.w);
		cr_expect(strcmp(before, after) == 0, "%s %s '%s' is stored", bad->id, bad->label,
			  bad->typed);
		free(after);
		free(before);
		world_close(t.w);
	}
}

Test(form_rules, a_bad_answer_is_told_beside_its_question_and_not_stored)
{
	refuse_all(24, 80);
}

Test(form_rules, also_on_the_smallest_screen)
{
	refuse_all(12, 40);
}

Test(form_rules, also_in_conversation)
{
	refuse_all(0, 0);
}

/* AC-05 waits for AC-01 already. */
static void refuse_a_cycle(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	struct app *app = &t.w->app;
	const struct reg *actions = schema_reg(app->session.schema, "actions");
	const struct put waits = { .field = "depends_on", .text = "ac-000001" };
	struct saved saved;
	struct err err = { 0 };
	char *before, *after;

	cr_assert(eq(int,
		     record_save(&app->session, actions, "ac-000005", "edit", &waits, 1, NULL, NULL,
				 &saved, &err),
		     RC_OK),
		  "%s", err.text);
	before = ty_everything(t.w);
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", "actions", "ac-000001", NULL);
	for (int k = 0; k < 40 && !ty_reads(&t, "\n1. Waits for"); k++)
		ty_go_on(&t);
	ty_pick(&t, "Waits for", "evening", "Add two", true);
	cr_expect(ty_has(&t, "AC-01 waits for AC-05, which waits for AC-01"), "%s", ty_shown(&t));
	after = ty_everything(t.w);
	cr_expect(strcmp(before, after) == 0, "it is stored");
	free(before);
	free(after);
	world_close(t.w);
}

Test(form_rules, actions_that_would_wait_for_each_other_are_refused_by_name)
{
	refuse_a_cycle(24, 80);
	refuse_a_cycle(12, 40);
	refuse_a_cycle(0, 0);
}

/* A service that is made new closes a gap: DE-02 names none. */
static void refuse_to_create(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	char *before = ty_everything(t.w), *after;

	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", "decisions", "de-000002", NULL);
	for (int k = 0; k < 40 && !ty_reads(&t, "What is decided\n"); k++)
		ty_go_on(&t);
	ty_tick(&t, "Create");
	cr_expect(ty_has(&t, "Choose gap"), "%s", ty_shown(&t));
	after = ty_everything(t.w);
	cr_expect(strcmp(before, after) == 0, "it is stored");
	free(before);
	free(after);
	world_close(t.w);
}

Test(form_rules, a_new_service_without_a_gap_is_refused)
{
	refuse_to_create(24, 80);
	refuse_to_create(12, 40);
	refuse_to_create(0, 0);
}
