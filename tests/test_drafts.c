/* SPDX-License-Identifier: ISC */
/* What was typed and not saved: in another cycle, and in two sessions of one person. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "core/plan/carry.h"
#include "tests/lib_work.h"
#include "tests/lib_world.h"
#include "tests/same.h"
#include "tui/keys.h"
#include "tui/ui.h"

static struct world *w;
static struct ui *other; /* the session that is not on the screen */

static void begin(void)
{
	w = world_open();
}

static void end(void)
{
	ui_test_free(other);
	other = NULL;
	world_close(w);
}

TestSuite(drafts, .init = begin, .fini = end, .timeout = 60);

/* Another session of the same person, with nothing open yet. */
static void leave_open(void)
{
	other = w->ui;
	w->ui = NULL;
}

static void turn(void)
{
	struct ui *now = w->ui;

	w->ui = other;
	other = now;
}

static void next_cycle(void)
{
	const char *cycle;
	struct err err = { 0 };

	cr_assert(eq(int,
		     cycle_make(&w->app.session, "Next", 2028, 2031, NULL, w->app.arena, &cycle,
				&err),
		     RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, app_enter(&w->app, w->pid, NULL, &err), RC_OK), "%s", err.text);
	expect_same(w->app.session.cycle, "c2");
}

static void open_drafts(void)
{
	world_show(w, 40, 100, "drafts", NULL, NULL, NULL);
}

/* The first of them, which holds that text. */
static void open_draft(const char *text)
{
	open_drafts();
	cr_assert(world_has(w, text), "%s", world_text(w));
	world_press(w, "Enter");
}

static void press_on(const char *button)
{
	cr_assert(world_go(w, button), "%s", world_text(w));
	world_press(w, "Enter");
}

/* The cycle before */

static void type_new_need(void)
{
	world_show(w, 40, 100, "form", "needs", NULL, NULL);
	world_press(w, "'Brand new need' Enter 'young people' Hangup");
}

Test(drafts, a_new_entry_of_the_cycle_before_is_shown_and_taken_over)
{
	type_new_need();
	next_cycle();
	open_draft("New need");
	cr_assert(world_has(w, "Brand new need"), "%s", world_text(w));
	cr_expect(world_has(w, "young people"), "%s", world_text(w));
	cr_expect(world_has(w, "which is kept as it was"), "%s", world_text(w));
	press_on("[ Take it over into Next ]");
	cr_assert(world_has(w, "What you typed last time"), "%s", world_text(w));
	cr_expect(world_has(w, "Brand new need"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "young people"), "%s", world_text(w));
	open_drafts();
	cr_expect(world_has(w, "Brand new need"), "still listed, once: %s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "What you typed last time"), "%s", world_text(w));
}

Test(drafts, a_new_entry_of_the_cycle_before_is_not_mixed_with_one_of_this)
{
	type_new_need();
	next_cycle();
	world_show(w, 40, 100, "form", "needs", NULL, NULL);
	world_press(w, "'Of this cycle' Hangup");
	open_drafts();
	cr_expect(world_has(w, "Of this cycle"), "%s", world_text(w));
	open_draft("Brand new need");
	cr_expect(world_has(w, "Brand new need"), "%s", world_text(w));
	cr_expect(world_has(w, "you typed something else already"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Take it over")), "%s", world_text(w));
	press_on("[ Throw it away ]");
	open_drafts();
	cr_expect(world_has(w, "Of this cycle"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Brand new need")), "%s", world_text(w));
}

static void type_in_need(void)
{
	world_show(w, 40, 100, "form", "needs", "ne-000002", NULL);
	world_press(w, "' typed behind it' Hangup");
}

Test(drafts, of_an_entry_of_the_cycle_before_can_be_read_and_thrown_away)
{
	type_in_need();
	next_cycle();
	open_draft("typed behind");
	cr_assert(world_has(w, "typed behind it"), "%s", world_text(w));
	cr_expect(world_has(w, "This belongs to the cycle"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Take it over")), "%s", world_text(w));
	press_on("[ Throw it away ]");
	open_drafts();
	cr_expect(world_has(w, "There is nothing of yours waiting"), "%s", world_text(w));
}

Test(drafts, of_an_entry_that_was_carried_over_go_on_there)
{
	const char *one = "ne-000002";
	const struct names ids = { .v = &one, .n = 1 };
	const struct carry_how how = { .ids = &ids, .as = CARRY_YES };
	struct carry_done done;
	struct err err = { 0 };

	type_in_need();
	next_cycle();
	cr_assert(eq(int, carry_over(&w->app.session, &how, &done, &err), RC_OK), "%s", err.text);
	open_draft("typed behind");
	press_on("[ Take it over into Next ]");
	cr_expect(world_has(w, "Change need"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Change need NE-02")), "%s", world_text(w));
	cr_expect(world_has(w, "typed behind it"), "%s", world_text(w));
}

Test(drafts, of_an_item_go_on_in_this_cycle)
{
	const char *item = "svc-third-sector-data";

	world_show(w, 40, 100, "item", item, NULL, NULL);
	cr_assert(world_go(w, "_____"), "%s", world_text(w));
	world_press(w, "'Asked the alliance' Hangup");
	next_cycle();
	open_draft("Asked the alliance");
	press_on("[ Take it over into Next ]");
	cr_expect(world_has(w, "Asked the alliance"), "%s", world_text(w));
	cr_expect(world_has(w, "What you typed last time"), "%s", world_text(w));
}

/* Two sessions */

static void type_over(const char *text)
{
	for (int i = 0; i < 200; i++)
		ui_test_key(w->ui, TK_BACKSPACE);
	ui_test_type(w->ui, text);
}

static void whole_form(const char *id)
{
	store_note_put(w->app.session.store, w->pid, "coord", "form-view", "whole", NULL);
	world_show(w, 90, 100, "form", "needs", id, NULL);
}

Test(drafts, of_a_session_that_hung_longer_take_nothing_from_a_newer_one)
{
	whole_form(NULL);
	world_press(w, "'old line'");
	leave_open();
	whole_form(NULL);
	world_press(w, "'newer and longer text' Esc");
	turn();
	world_press(w, "Hangup");
	open_drafts();
	cr_expect(
		world_has(w,
			  "newer and longer text \u2014 typed in another session \u2014 old line"),
		"%s", world_text(w));
}

Test(drafts, of_two_sessions_do_not_grow_by_being_typed_in_by_turns)
{
	whole_form(NULL);
	world_press(w, "'one' Tab BackTab");
	leave_open();
	whole_form(NULL);
	world_press(w, "' two' Tab BackTab"); /* behind what the first session typed */
	for (int i = 0; i < 3; i++) {
		turn();
		world_press(w, "'a' Tab BackTab");
		turn();
		world_press(w, "'b' Tab BackTab");
	}
	open_drafts();
	cr_expect(world_has(w, "oneaaa \u2014 typed in another session \u2014 one twobbb"), "%s",
		  world_text(w));
	cr_expect(not(world_has(w, "oneaa \u2014")), "%s", world_text(w));
}

Test(drafts, of_other_boxes_of_an_entry_are_left_alone)
{
	whole_form("ne-000001");
	type_over("The old line");
	leave_open();
	whole_form("ne-000001");
	world_press(w, "Tab ' newer' Esc");
	turn();
	world_press(w, "Hangup");
	whole_form("ne-000001");
	cr_expect(world_has(w, "The old line") && world_has(w, "address newer"), "%s",
		  world_text(w));
}

Test(drafts, that_were_only_read_are_left_as_another_session_goes_on_with_them)
{
	whole_form(NULL);
	world_press(w, "'first' Tab BackTab");
	leave_open();
	whole_form(NULL);
	turn();
	world_press(w, "' and more' Tab");
	turn();
	world_press(w, "Tab BackTab Hangup");
	whole_form(NULL);
	cr_expect(world_has(w, "first and more"), "%s", world_text(w));
	cr_expect(not(world_has(w, "another session")), "%s", world_text(w));
}

Test(drafts, of_another_session_stay_when_one_saves)
{
	whole_form("ne-000001");
	world_press(w, "Tab");
	leave_open();
	whole_form("ne-000001");
	world_press(w, "Tab ' of the other' Esc");
	turn();
	world_press(w, "BackTab ' saved here'");
	press_on("[ Save ]");
	open_drafts();
	cr_expect(world_has(w, "address of the other"), "%s", world_text(w));
}

Test(drafts, of_another_session_are_put_back_when_mine_is_saved)
{
	whole_form("ne-000001");
	type_over("Mine");
	leave_open();
	whole_form("ne-000001");
	type_over("Of the other");
	world_press(w, "Esc");
	turn();
	world_press(w, "Tab BackTab Enter"); /* met, then saved */
	expect_same(work_text(&w->app.session, w->app.arena, "needs", "ne-000001", "title"),
		    "Mine");
	open_drafts();
	cr_expect(world_has(w, "Of the other"), "%s", world_text(w));
	cr_expect(not(world_has(w, "typed in another")), "%s", world_text(w));
}

/* The half-dead session put its text behind mine; I save mine without having typed since. */
Test(drafts, that_were_saved_are_not_offered_with_what_was_put_behind_them)
{
	whole_form("ne-000001");
	type_over("Of the other");
	leave_open();
	whole_form("ne-000001");
	type_over("Mine");
	world_press(w, "Tab BackTab");
	turn();
	world_press(w, "Hangup");
	turn();
	world_press(w, "Enter");
	expect_same(work_text(&w->app.session, w->app.arena, "needs", "ne-000001", "title"),
		    "Mine");
	open_drafts();
	cr_expect(world_has(w, "Of the other"), "%s", world_text(w));
	cr_expect(not(world_has(w, "typed in another")), "%s", world_text(w));
}

static void type_long(char c)
{
	char text[651] = { 0 };

	memset(text, c, sizeof(text) - 1);
	ui_test_type(w->ui, text);
}

Test(drafts, that_do_not_fit_together_are_listed_apart)
{
	whole_form(NULL);
	type_long('x');
	leave_open();
	whole_form(NULL);
	type_long('y');
	world_press(w, "Esc");
	turn();
	world_press(w, "Hangup");
	whole_form(NULL);
	cr_expect(world_has(w, "yyyyyyyy") && !world_has(w, "xxxxxxxx"), "%s", world_text(w));
	open_draft("xxxxxxxx");
	cr_expect(world_has(w, "both did not fit together"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Take it over")), "%s", world_text(w));
	press_on("[ Throw it away ]");
	open_drafts();
	cr_expect(world_has(w, "yyyyyyyy") && !world_has(w, "xxxxxxxx"), "%s", world_text(w));
}

/* A new entry of each is two things, though both are called the same. */
Test(drafts, of_two_cycles_are_counted_each)
{
	type_new_need();
	next_cycle();
	world_show(w, 40, 100, "form", "needs", NULL, NULL);
	world_press(w, "'Of this cycle' Hangup");
	world_show(w, 40, 120, "home", NULL, NULL, NULL);
	cr_expect(world_has(w, "What you typed and did not save: 2"), "%s", world_text(w));
}
