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
static void give(struct typist *t, const char *label, const char *typed, bool is_long)
{
	struct arena *a = t->w->app.arena;
	const char *alone = arena_printf(a, "\n1. %s", label);

	for (int k = 0; k < 40 && !ty_reads(t, alone); k++)
		ty_go_on(t);
	cr_assert(ty_reads(t, alone), "'%s' is not asked:\n%s", label, ty_shown(t));
	if (t->plain) {
		ty_say(t, typed[0] ? typed : " ");
		if (is_long)
			ty_say(t, "");
	} else {
		ty_press(t, TK_END);
		for (int k = 0; k < 400; k++)
			ty_press(t, TK_BACKSPACE);
		ui_test_type(t->w->ui, typed);
		ty_go_on(t);
	}
}

/* The same of one that is chosen among options. */
static void choose(struct typist *t, const char *label, const char *option)
{
	for (int k = 0; k < 40 && !ty_reads(t, arena_printf(t->w->app.arena, "\n%s\n", label)); k++)
		ty_go_on(t);
	ty_tick(t, option);
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
		give(&t, bad->label, bad->typed, bad->is_long);
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

/* The most that a long answer takes are 4,000 characters; one more is not stored. */
static void refuse_too_long(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	char *text = mem_alloc(4002), *before = ty_everything(t.w), *after;
	struct bad_answer bad = {
		"needs", "ne-000002", "need_statement", "What they need", text, "it has 4,001", true
	};

	memset(text, 'a', 4001);
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", bad.reg, bad.id, NULL);
	give(&t, bad.label, bad.typed, bad.is_long);
	cr_expect(ty_has(&t, bad.says), "%s", ty_shown(&t));
	after = ty_everything(t.w);
	cr_expect(strcmp(before, after) == 0, "it is stored");
	free(before);
	free(after);
	mem_free(text);
	world_close(t.w);
}

Test(form_rules, more_than_four_thousand_characters_are_told_and_not_stored)
{
	refuse_too_long(24, 80);
	refuse_too_long(12, 40);
	refuse_too_long(0, 0);
}

/* It is saved, and the entry's card says what is worth a look. */
static void remark_on(const struct odd_answer *odd, int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	struct session *s = &t.w->app.session;
	struct arena *a = t.w->app.arena;
	char *before, *after;

	for (size_t k = 0; k < 4 && odd->before[k]; k += 2)
		work_put(s, a, odd->reg, odd->id, odd->before[k], odd->before[k + 1]);
	before = ty_everything(t.w);
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", odd->reg, odd->id, NULL);
	if (odd->how == TICKED)
		choose(&t, odd->label, odd->typed);
	else
		give(&t, odd->label, odd->typed, odd->how == IN_LINES);
	after = ty_everything(t.w);
	cr_expect(strcmp(before, after) != 0, "%s %s '%s' is not stored:\n%s", odd->id, odd->label,
		  odd->typed, ty_shown(&t));
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "record", odd->reg, odd->id, NULL);
	cr_expect(ty_has(&t, odd->says), "%s %s '%s': no '%s' on:\n%s", odd->id, odd->label,
		  odd->typed, odd->says, ty_shown(&t));
	free(before);
	free(after);
	world_close(t.w);
}

Test(form_rules, an_odd_answer_is_saved_and_pointed_out)
{
	for (size_t i = 0; i < ODD_ANSWERS; i++) {
		remark_on(&odd_answers[i], 24, 80);
		remark_on(&odd_answers[i], 12, 40);
		remark_on(&odd_answers[i], 0, 0);
	}
}

/* What a new entry of each gets, most of it typed at an earlier time; the last answer is given here. */
static const struct new_answer {
	const char *reg, *key, *label, *typed;
	enum how_given how;
	bool refused;
	const char *says, *before;
} new_answers[] = {
	{ "actions", "ac", "New date", "1 10 2025", IN_A_LINE, false, "takes the place of",
	  "what=Open the door\nduty=plan\nmeasure=doors\ntarget=1\nowner_partner=pa-000001\n"
	  "accountable_role=Manager\nstart=2025-06-01\ndue=2025-12-01\nstatus=outstanding\n"
	  "revised.reason=Sooner" },
	{ "needs", "ne", "Who", "People on bail", IN_A_LINE, false, "Not judged yet",
	  "title=New\nneed_statement=n\ndomain=housing\noutcomes=ou-000006\nseverity=high\n"
	  "prevalence=low\ntrend=stable" },
	{ "feedback", "fb", "Consent to use it", "Unknown", TICKED, false, "Ask whether",
	  "from=families\nhow=group\ndate=2025-06-03\nsays=s" },
	{ "feedback", "fb", "What they said", "They were not asked", IN_LINES, true,
	  "Choose consent to use it", "from=families\nhow=group\ndate=2025-06-03" },
};

static void begin_new(struct typist *t, const struct new_answer *new)
{
	const struct session *s = &t->w->app.session;
	struct arena *a = t->w->app.arena;
	struct pairs typed = pairs_read(new->before, a);
	struct err err = { 0 };

	for (size_t i = 0; i < typed.n; i++)
		cr_assert(eq(int,
			     store_draft_put(s->store, s->pid, s->actor.person,
					     arena_printf(a, "%s/%s/new/%s", s->cycle, new->key,
							  typed.v[i].name),
					     typed.v[i].text, &err),
			     RC_OK));
}

static void enter_new(const struct new_answer *new, int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	char *before = ty_everything(t.w), *after;

	begin_new(&t, new);
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", new->reg, NULL, NULL);
	if (new->how == TICKED)
		choose(&t, new->label, new->typed);
	else
		give(&t, new->label, new->typed, new->how == IN_LINES);
	ty_skip_to(&t, "Check your answers");
	cr_expect(ty_has(&t, new->says), "%s: no '%s' on:\n%s", new->reg, new->says, ty_shown(&t));
	ty_button(&t, "Save this");
	cr_expect(ty_has(&t, new->refused ? "Not saved" : "Saved as"), "%s", ty_shown(&t));
	cr_expect(ty_has(&t, new->says), "%s: no '%s' on:\n%s", new->reg, new->says, ty_shown(&t));
	after = ty_everything(t.w);
	cr_expect(eq(int, strcmp(before, after) != 0, !new->refused), "%s", ty_shown(&t));
	free(before);
	free(after);
	world_close(t.w);
}

Test(form_rules, a_new_entry_is_held_to_the_same_rules)
{
	for (size_t i = 0; i < sizeof(new_answers) / sizeof(new_answers[0]); i++) {
		enter_new(&new_answers[i], 24, 80);
		enter_new(&new_answers[i], 12, 40);
		enter_new(&new_answers[i], 0, 0);
	}
}
