/* SPDX-License-Identifier: ISC */
/* What comes first: scored apart by three people, put in order with a reason, on screens and on a terminal. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "lib_work.h"
#include "lib_world.h"
#include "same.h"
#include "tui/keys.h"

TestSuite(priorities, .timeout = 120);

/* The world goes on as somebody else of the same partnership. */
static void go_on_as(struct world *w, const char *person, const char *role)
{
	const struct reg *form = schema_reg(w->app.session.schema, "person");
	struct put put = { .field = "role", .text = role };
	struct record r;
	struct session coordinator = w->app.session;
	struct err err = { 0 };

	coordinator.actor.person = "coord";
	coordinator.actor.role = MEMBER_COORDINATOR;
	w->app.session.actor.person = w->app.session.shown = person;
	w->app.session.together = false;
	cr_assert(eq(int, partnership_join(&w->app.session, w->pid, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int, record_load(&coordinator, form, person, w->app.arena, &r, &err), RC_OK));
	put.seen = r.field[reg_field(form, "role") - form->fields].at;
	cr_assert(
		eq(int,
		   record_save(&coordinator, form, person, "edit", &put, 1, NULL, NULL, NULL, &err),
		   RC_OK),
		"%s", err.text);
	cr_assert(eq(int, session_enter(&w->app.session, w->pid, NULL, w->app.arena, &err), RC_OK),
		  "%s", err.text);
}

static void show(struct world *w, const char *screen, const char *id)
{
	world_show(w, 60, 100, screen, "priority-board", id, NULL);
}

/* A role, then a digit for each criterion: the focus goes on by itself. */
static void score(struct world *w, const char *role, const char *digits)
{
	show(w, "scores", "de-000002");
	cr_assert(world_go(w, "____"), "%s", world_text(w));
	world_press(w, arena_printf(w->app.arena, "'%s' Enter", role));
	world_press(w, digits);
}

Test(priorities, three_score_apart_and_see_each_other_at_the_end)
{
	struct world *w = world_open();

	score(w, "chair", "4 4 4 4 4");
	cr_expect(world_has(w, "\n0 to 5 give that score"), "%s", world_text(w));
	cr_expect(world_has(w, "Mine: 20 of 25"), "%s", world_text(w));
	cr_expect(world_has(w, "Together 20 of 25, from 1 who scored."));
	go_on_as(w, "ben", "partner");
	score(w, "police", "2 2 2");
	cr_expect(world_has(w, "1 other has scored."), "%s", world_text(w));
	cr_expect(not(world_has(w, "chair")));
	show(w, "board", NULL);
	cr_expect(not(world_has(w, "20 ")), "%s", world_text(w));
	world_show(w, 90, 100, "record", "decisions", "de-000002", NULL);
	cr_expect(not(world_has(w, "chair")), "%s", world_text(w));
	cr_expect(world_has(w, "police"));
	show(w, "scores", "de-000002");
	cr_assert(world_go(w, ") 0 of 5"));
	world_press(w, "2 2 2 2 2");
	cr_expect(world_has(w, "chair: need 4"), "%s", world_text(w));
	cr_expect(world_has(w, "Together 15 of 25, from 2 who scored."));
	go_on_as(w, "cleo", "partner");
	show(w, "scores", "de-000002");
	cr_expect(not(world_has(w, "chair")), "%s", world_text(w));
	score(w, "housing", "5 1 4 3 2");
	/* 4 2 5, 4 2 1, 4 2 4, 4 2 3, 4 2 2: 11/3 + 7/3 + 10/3 + 3 + 8/3 = 15 */
	cr_expect(world_has(w, "Together 15 of 25, from 3 who scored."), "%s", world_text(w));
	cr_expect(world_has(w, "need: 2 to 5, apart: police lowest, housing highest; mean 3.67"));
	cr_expect(world_has(w, "money: 2 to 4, apart: police lowest, chair highest; mean 3"));
	/* scoring again changes one's own and adds no row */
	show(w, "scores", "de-000002");
	world_press(w, "3");
	cr_expect(world_has(w, "housing: need 3"), "%s", world_text(w));
	cr_expect(world_has(w, "from 3 who scored."));
	world_close(w);
}

Test(priorities, scores_are_shown_together_to_who_asks)
{
	struct world *w = world_open();

	score(w, "chair", "4 4 4 4 4");
	go_on_as(w, "ben", "viewer");
	show(w, "scores", "de-000002");
	cr_expect(not(world_has(w, "chair")));
	cr_assert(world_go(w, "[ Show all scores together ]"));
	world_press(w, "Enter");
	cr_expect(world_has(w, "chair: need 4"), "%s", world_text(w));
	world_close(w);
}

Test(priorities, a_viewer_gives_no_score)
{
	struct world *w = world_open();

	go_on_as(w, "ben", "viewer");
	score(w, "visitor", "4");
	cr_expect(not(world_has(w, "Mine: ")), "%s", world_text(w));
	world_close(w);
}

Test(priorities, a_move_is_put_back_with_escape_and_kept_with_a_reason)
{
	struct world *w = world_open();

	show(w, "board", NULL);
	world_press(w, "Down Down + +");
	cr_expect(world_has(w, "Moves from 3 to 1."), "%s", world_text(w));
	cr_expect(world_has(w, "> 1 Custody mentoring"));
	cr_expect(world_has(w, "GBP 18,000.00 of GBP 50,000.00"));
	world_press(w, "Esc");
	cr_expect(world_has(w, "> 3 Custody mentoring"), "%s", world_text(w));
	world_press(w, "+ + + Enter");
	cr_expect(world_has(w, "Move from 3 to 1"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Say why it moves; others will read it"), "%s", world_text(w));
	world_press(w, "'people ask for it' Enter Enter");
	cr_expect(world_has(w, "Moved from 3 to 1."), "%s", world_text(w));
	cr_expect(world_has(w, "1 Custody mentoring"), "%s", world_text(w));
	world_press(w, "h");
	cr_expect(world_has(w, "Moved from 3 to 1: people ask for it"), "%s", world_text(w));
	world_press(w, "Esc u");
	cr_expect(world_has(w, "3 Custody mentoring"), "%s", world_text(w));
	world_close(w);
}

Test(priorities, the_order_of_the_scores_is_shown_and_moves_nothing)
{
	struct world *w = world_open();

	score(w, "chair", "5 5 5 5 5");
	show(w, "board", NULL);
	world_press(w, "o");
	cr_expect(world_has(w, "In the order of the scores"));
	world_press(w, "Down +");
	cr_expect(world_has(w, "Press o for the order that people put."), "%s", world_text(w));
	world_press(w, "o");
	cr_expect(world_has(w, "1 Day-of-release"));
	world_close(w);
}

Test(priorities, a_weight_that_was_agreed_asks_why_it_changes)
{
	struct world *w = world_open();
	struct record r;

	store_note_put(w->app.session.store, w->pid, "coord", "form-view", "whole", NULL);
	world_show(w, 60, 100, "form", "criteria", "ct-000004", NULL);
	cr_expect(world_has(w, "Weight: why does it change?"), "%s", world_text(w));
	cr_assert(world_go(w, "> 1__"), "%s", world_text(w));
	world_press(w, "Backspace '3' Enter");
	cr_expect(world_has(w, "Weight was agreed; say why it changes"), "%s", world_text(w));
	world_press(w, "'money is short' Enter");
	cr_assert(eq(int,
		     record_load(&w->app.session, schema_reg(w->app.session.schema, "criteria"),
				 "ct-000004", w->app.arena, &r, NULL),
		     RC_OK));
	expect_same(record_text(&r, "weight"), "3");
	world_show(w, 60, 100, "history", "c1/ct/ct-000004/", NULL, NULL);
	world_press(w, "Enter");
	cr_expect(world_has(w, "Reason: money is short"), "%s", world_text(w));
	world_close(w);
}

/* On a terminal, in a store on the disk that others have scored in. */

static void others_score(const char *dir)
{
	static const char *const names[] = { "ct-000001", "ct-000002", "ct-000003", "ct-000004",
					     "ct-000005" };
	static const struct {
		const char *person, *role;
		int points[5];
	} others[] = { { "ben", "police", { 2, 2, 2, 2, 2 } },
		       { "cleo", "housing", { 5, 1, 4, 3, 2 } } };
	struct work w;
	struct err err = { 0 };

	work_open(&w, dir);
	w.s.actor.person = getpwuid(getuid())->pw_name;
	w.s.pid = "strathfinlay";
	cr_assert(eq(int, session_enter(&w.s, w.s.pid, NULL, w.arena, &err), RC_OK), "%s",
		  err.text);
	for (size_t i = 0; i < 2; i++) {
		struct session s = work_as(&w, others[i].person, "coordinator");

		for (size_t c = 0; c < 5; c++)
			work_put(&s, w.arena, "decisions", "de-000002", "scores.+",
				 arena_printf(w.arena, "criterion=%s\nrater=%s\nscore=%d", names[c],
					      others[i].role, others[i].points[c]));
	}
	work_close(&w);
}

Test(priorities, on_a_terminal_scored_by_three_moved_with_a_reason_and_put_back)
{
	char *scratch = dir_make(), *data = dir_path(scratch, "store");
	struct run in = { .data = data };
	const char *scores[] = {
		run_program(), "--data", data, "--screen", "scores/priority-board/de-000002", NULL
	};
	const char *board[] = { run_program(),          "--data", data, "--screen",
				"board/priority-board", NULL };
	struct vt *vt;

	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	free(run_ok(&in, "init", "--sample"));
	others_score(data);
	vt = vt_start(24, 80, scores, NULL);
	cr_assert(vt_shows(vt, "You score as (role)"));
	cr_assert(vt_cursor_on(vt, "____"));
	vt_send(vt, "chair");
	vt_key(vt, TK_ENTER);
	cr_assert(vt_cursor_on(vt, "0 of 5"));
	vt_send(vt, "44444");
	cr_assert(vt_shows(vt, "Mine: 20 of 25"));
	vt_key(vt, TK_TAB);
	cr_assert(vt_shows(vt, "Together 15 of 25, from 3 who scored."));
	cr_assert(vt_shows(vt, "need: 2 to 5, apart: police lowest"));
	vt_end(vt);
	vt = vt_start(24, 80, board, NULL);
	cr_assert(vt_shows(vt, "Priority board"));
	cr_assert(vt_cursor_on(vt, "1 Day-of-release"));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_cursor_on(vt, "2 Reintegration"));
	vt_quiet(vt);
	vt_key(vt, TK_UP);
	vt_settle(vt, 1000);
	cr_expect(le(sz, vt_bytes(vt), 12));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_cursor_on(vt, "2 Reintegration"));
	vt_quiet(vt);
	vt_send(vt, "+");
	cr_assert(vt_cursor_on(vt, "1 Reintegration"));
	vt_settle(vt, 200);
	cr_expect(le(sz, vt_bytes(vt), 420)); /* two lines, the line between and the message */
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Move from 2 to 1"));
	vt_send(vt, "it costs nothing");
	vt_key(vt, TK_ENTER);
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Moved from 2 to 1."));
	cr_assert(vt_shows(vt, "1 Reintegration"));
	vt_send(vt, "u");
	cr_assert(vt_shows(vt, "1 Day-of-release"));
	vt_end(vt);
	dir_drop(scratch);
	free(data);
}
