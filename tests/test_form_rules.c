/* SPDX-License-Identifier: ISC */
/*
 * What bad answers get on the screens and in conversation: the same sentence as on the command
 * line (test_cli_rules), beside the question, and nothing is stored.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib_typist.h"
#include "same.h"

TestSuite(form_rules, .timeout = 120);

static const struct {
	const char *reg, *id, *label, *typed, *says;
	bool is_long;
} refused[] = {
	{ "feedback", "fb-000001", "Date", "3 6 2026", "today or earlier", false },
	{ "actions", "ac-000002", "Owner accepted it on", "21 11 2025", "today or earlier", false },
	{ "risks", "ri-000001", "Raised on", "21 11 2025", "today or earlier", false },
	{ "relationships", "rl-000001", "Last contact", "21 11 2025", "today or earlier", false },
	{ "feedback", "fb-000001", "Told them on", "1 1 2025", "on or after the date", false },
	{ "participation", "pt-000001", "Date", "21 11 2025", "today or earlier", false },
	{ "learning", "le-000001", "Shared on", "21 11 2025", "today or earlier", false },
	{ "actions", "ac-000002", "Due", "30 February 2026", "date", false },
	{ "actions", "ac-000002", "Due", "1 1 2026", "on or after the start date", false },
	{ "readings", "ir-000002", "Period", "1 1 2022 to 31 12 2022", "covers part of this period",
	  false },
	{ "readings", "ir-000002", "Period", "1 4 2021 to 31 3 2022", "covers part of this period",
	  false },
	{ "readings", "ir-000002", "Out of how many", "0", "1 or more", false },
	{ "actions", "ac-000002", "Due", "soonish", "date", false },
	{ "actions", "ac-000002", "Owner (role)", "", "owner (role)", false },
	{ "actions", "ac-000002", "Progress", "101", "100", false },
	{ "resources", "re-000002", "Amount in pounds", "-5", "from 0 to", false },
	{ "resources", "re-000002", "Amount in pounds", "GBP 1,000", "pounds alone", false },
	{ "resources", "re-000002", "Amount in pounds", "1.005", "pounds", false },
	{ "resources", "re-000001", "Available from", "1899-12-31", "1900 to 2199", false },
	{ "services", "sv-000001", "Places", "1.5", "whole number", false },
	{ "services", "sv-000001", "Places", "a dozen", "number", false },
	{ "plans", "op-000001", "Period", "1 4 2026 to 31 3 2025", "after", false },
	{ "evidence", "ev-000001", "Web address", "javascript:alert(1)", "address", false },
	{ "needs", "ne-000002", "Title", "People need earlier help with alcohol", "same title",
	  false },
	{ "needs", "ne-000002", "What they need", "", "what they need", true },
};

/* The question is looked for, its box emptied and filled, and gone on from. */
static void give(struct typist *t, size_t i)
{
	struct arena *a = t->w->app.arena;
	const char *alone = arena_printf(a, "\n1. %s", refused[i].label);

	for (int k = 0; k < 40 && !ty_reads(t, alone); k++)
		ty_go_on(t);
	cr_assert(ty_reads(t, alone), "'%s' is not asked:\n%s", refused[i].label, ty_shown(t));
	if (t->plain) {
		ty_say(t, refused[i].typed[0] ? refused[i].typed : "-");
		if (refused[i].is_long)
			ty_say(t, "");
	} else {
		ty_press(t, TK_END);
		for (int k = 0; k < 400; k++)
			ty_press(t, TK_BACKSPACE);
		ui_test_type(t->w->ui, refused[i].typed);
		ty_go_on(t);
	}
}

/* When AC-02 starts is not known in the sample. */
static void give_it_a_start(struct world *w)
{
	const struct session *s = &w->app.session;
	const struct reg *actions = schema_reg(s->schema, "actions");
	struct put put = { .field = "start", .text = "2026-02-01" };
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int, record_load(s, actions, "ac-000002", w->app.arena, &r, &err), RC_OK));
	put.seen = r.field[reg_field(actions, "start") - actions->fields].at;
	cr_assert(eq(int,
		     record_save(s, actions, "ac-000002", "edit", &put, 1, NULL, NULL, NULL, &err),
		     RC_OK),
		  "%s", err.text);
}

static void refuse_all(int rows, int cols)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct typist t = { .w = world_open(), .plain = rows == 0 };
		char *before, *after;

		give_it_a_start(t.w);
		before = ty_everything(t.w);
		/* how a box is emptied in conversation is not among what is typed here */
		if (!t.plain || refused[i].typed[0]) {
			world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", refused[i].reg,
				   refused[i].id, NULL);
			give(&t, i);
			cr_expect(ty_has(&t, refused[i].says), "%s '%s': no '%s' on:\n%s",
				  refused[i].label, refused[i].typed, refused[i].says,
				  ty_shown(&t));
			after = ty_everything(t.w);
			cr_expect(strcmp(before, after) == 0, "%s '%s' is stored", refused[i].label,
				  refused[i].typed);
			free(after);
		}
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
