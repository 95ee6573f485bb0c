/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/plan/board.h"
#include "lib_work.h"
#include "same.h"

static struct work w;
static struct board b;

static void begin(void)
{
	work_open(&w, NULL);
	w.s.today = (struct date){ 2025, 11, 20 };
	work_sample(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(board, .init = begin, .fini = end, .timeout = 60);

/* The ids from the top, without their zeros: "1 2 3 | 4 5 6", the line where it falls. */
static const char *places(const struct session *s)
{
	struct err err = { 0 };
	const char *out = "";

	cr_assert(eq(int,
		     board_load(s, schema_view(s->schema, "priority-board"), w.arena, &b, &err),
		     RC_OK),
		  "%s", err.text);
	for (size_t i = 0; i < b.n; i++)
		out = arena_printf(w.arena, "%s%s%s%c", out, i ? " " : "",
				   b.line && i == b.can ? "| " : "",
				   b.entry[b.order[i]].id[strlen("de-00000")]);
	return out;
}

static enum rc move(const struct session *s, size_t from, size_t to, const char *why,
		    struct err *err)
{
	struct saved saved;

	return board_move(s, &b, from - 1, to - 1, why, &saved, err);
}

/* 50,000 for 2025-26; in order 45,000, 0, 18,000, 88,000, -6,000, -9,000 */
Test(board, the_line_falls_where_the_money_of_the_year_ends)
{
	expect_same(places(&w.s), "1 2 | 3 4 5 6");
	cr_expect(b.money.known);
	cr_expect(eq(dbl, b.money.there, 50000));
	cr_expect(eq(dbl, b.money.taken, 45000));
	cr_expect(eq(sz, b.money.missing, 1)); /* 20,000 of a year that is not known */
	cr_expect(not(b.hours.known));
}

Test(board, savings_above_make_room)
{
	struct err err = { 0 };

	places(&w.s);
	cr_assert(eq(int, move(&w.s, 6, 1, "it frees money", &err), RC_OK), "%s", err.text);
	expect_same(places(&w.s), "6 1 2 | 3 4 5");
	cr_assert(eq(int, move(&w.s, 6, 1, "so does this", &err), RC_OK), "%s", err.text);
	expect_same(places(&w.s), "5 6 1 2 3 | 4"); /* -15,000, 45,000, 0, 18,000: 48,000 */
}

Test(board, hours_count_as_well_as_money)
{
	work_add(&w.s, w.arena, "resources", "title", "Team hours", "partner", "pa-000001", "kind",
		 "people", "quantity", "10", "unit", "hours/week", "share_offer", "offered", NULL);
	work_put(&w.s, w.arena, "decisions", "de-000001", "hours", "8");
	work_put(&w.s, w.arena, "decisions", "de-000002", "hours", "3");
	expect_same(places(&w.s), "1 | 2 3 4 5 6");
	cr_expect(eq(dbl, b.hours.there, 10));
	cr_expect(eq(dbl, b.hours.taken, 8));
	work_put(&w.s, w.arena, "decisions", "de-000002", "hours", "2");
	expect_same(places(&w.s), "1 2 | 3 4 5 6");
}

Test(board, a_cost_of_another_year_takes_nothing_from_this_one)
{
	work_put(&w.s, w.arena, "decisions", "de-000001", "cost_year", "2026-27");
	expect_same(places(&w.s), "1 2 3 | 4 5 6"); /* 0, 0, 18,000; 88,000 does not fit */
	cr_expect(eq(dbl, b.money.taken, 18000));
}

Test(board, what_this_year_costs_is_found_among_other_years)
{
	work_put(&w.s, w.arena, "decisions", "de-000001", "cost_year", "2024-25");
	work_put(&w.s, w.arena, "decisions", "de-000001", "other_years.+",
		 "cost=90000.00\nyear=2026-27");
	expect_same(places(&w.s), "1 2 3 | 4 5 6"); /* of neither of the years: 0, 0, 18,000 */
	work_put(&w.s, w.arena, "decisions", "de-000001", "other_years.+",
		 "cost=40000.00\nsaving=2000.00\nyear=2025-26");
	expect_same(places(&w.s), "1 2 | 3 4 5 6"); /* 40,000, 0; 18,000 do not fit */
	cr_expect(eq(dbl, b.money.taken, 40000));
	cr_expect(eq(sz, b.money.unknown, 0));
	work_put(&w.s, w.arena, "decisions", "de-000002", "cost_year", "2024-25");
	work_put(&w.s, w.arena, "decisions", "de-000002", "other_years.+",
		 "cost=not known\nyear=2025-26");
	places(&w.s);
	cr_expect(eq(sz, b.money.unknown, 1));
}

Test(board, a_move_changes_one_entry_and_says_why)
{
	struct record before, after;
	struct err err = { 0 };
	const struct reg *reg = schema_reg(w.s.schema, "decisions");

	places(&w.s);
	cr_expect(eq(int, move(&w.s, 3, 1, "  ", &err), RC_INVALID));
	expect_same(err.text, "say why it moves; others will read it");
	err_clear(&err);
	cr_assert(eq(int, record_load(&w.s, reg, "de-000001", w.arena, &before, NULL), RC_OK));
	cr_assert(eq(int, move(&w.s, 3, 1, "people ask for it", &err), RC_OK));
	cr_assert(eq(int, record_load(&w.s, reg, "de-000001", w.arena, &after, NULL), RC_OK));
	expect_same(after.versions, before.versions);
	expect_same(places(&w.s), "3 | 1 2 4 5 6"); /* 18,000 and 45,000 are too much */
}

Test(board, undo_puts_it_back)
{
	struct saved saved;
	struct err err = { 0 };

	places(&w.s);
	cr_assert(eq(int, move(&w.s, 3, 1, "a try", &err), RC_OK));
	cr_assert(
		eq(int,
		   record_undo(&w.s, store_undoable(w.store, session_place(&w.s), w.s.actor.person),
			       NULL, NULL, &saved, &err),
		   RC_OK),
		"%s", err.text);
	expect_same(places(&w.s), "1 2 | 3 4 5 6");
}

Test(board, two_who_move_different_entries_both_get_their_way)
{
	struct session ben = work_as(&w, "ben", "coordinator");
	struct board mine;
	struct saved saved;
	struct err err = { 0 };

	places(&w.s);
	mine = b;
	cr_assert(eq(int, board_move(&w.s, &mine, 4, 0, "first", &saved, &err), RC_OK));
	cr_assert(eq(int, board_move(&ben, &mine, 5, 0, "second", &saved, &err), RC_OK), "%s",
		  err.text);
	expect_same(places(&w.s), "5 6 1 2 3 | 4");
}

Test(board, who_moves_what_another_moved_meanwhile_is_told)
{
	struct session ben = work_as(&w, "ben", "coordinator");
	struct board mine;
	struct saved saved;
	struct err err = { 0 };

	places(&w.s);
	mine = b;
	cr_assert(eq(int, board_move(&w.s, &mine, 2, 0, "first", &saved, &err), RC_OK));
	cr_expect(eq(int, board_move(&ben, &mine, 2, 5, "second", &saved, &err), RC_CONFLICT));
	expect_same(err.text,
		    "somebody else moved this decision meanwhile; look where it stands now");
	expect_same(places(&w.s), "3 | 1 2 4 5 6");
}

Test(board, what_is_not_known_draws_no_line)
{
	w.s.today = (struct date){ 2030, 5, 1 };
	expect_same(places(&w.s), "1 2 3 4 5 6");
	cr_expect(not(b.line));
}
