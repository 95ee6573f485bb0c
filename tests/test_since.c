/* SPDX-License-Identifier: ISC */
/* What changed since the last meeting: which changes, the noted day, the screen, the report. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/out/export_since.h"
#include "lib_dir.h"
#include "lib_golden.h"
#include "lib_run.h"
#include "lib_work.h"
#include "lib_world.h"
#include "same.h"

#define MAY "1747137600"  /* 13 May 2025, noon */
#define JUNE "1749816000" /* 13 June 2025, noon */

static struct work w;
static const struct date june = { 2025, 6, 1 };

static void begin(void)
{
	setenv("CAIRN_NOW", MAY, 1);
	work_open(&w, NULL);
	work_make(&w);
	w.s.today = (struct date){ 2025, 6, 13 };
	work_add(&w.s, w.arena, "needs", "life", "draft", "title", "Housing", "severity", "low",
		 NULL);
	setenv("CAIRN_NOW", JUNE, 1);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(since, .init = begin, .fini = end, .timeout = 60);
TestSuite(since_shown, .timeout = 60);

/* "NE-01 Housing|How serious|from Low to High|Anna" line by line. */
static const char *lines(const struct session *s, struct date day, bool open)
{
	struct since_lines all;
	struct buf b = { 0 };
	const char *out;

	cr_assert(eq(int, since_lines_load(s, day, open, w.arena, &all, NULL), RC_OK));
	for (size_t i = 0; i < all.n; i++)
		buf_printf(&b, "%s|%s|%s|%s\n", all.v[i].title,
			   all.v[i].label ? all.v[i].label : "*", all.v[i].text, all.v[i].who);
	if (all.restricted)
		buf_printf(&b, "left out %zu\n", all.restricted);
	out = arena_str(w.arena, buf_text(&b));
	buf_clear(&b);
	return out;
}

static void set(const char *field, const char *text)
{
	work_put(&w.s, w.arena, "needs", "ne-000001", field, text);
}

Test(since, each_answer_stands_once_with_what_it_was_before_the_day)
{
	struct session ben = work_as(&w, "ben", "coordinator");

	set("severity", "medium");
	work_put(&ben, w.arena, "needs", "ne-000001", "severity", "high");
	set("unknowns", "How many");
	expect_same(lines(&w.s, june, false),
		    "NE-01 Housing|How serious|from Low to High|ben, Anna\n"
		    "NE-01 Housing|What is not known|now \"How many\"|Anna\n");
	set("unknowns", "");
	work_put(&ben, w.arena, "needs", "ne-000001", "severity", "low");
	expect_same(lines(&w.s, june, false), ""); /* there and back */
}

Test(since, an_entry_that_was_added_or_deleted_is_one_line)
{
	struct record r;
	struct saved saved;

	work_add(&w.s, w.arena, "needs", "life", "draft", "title", "Work", "severity", "low", NULL);
	cr_assert(eq(int, record_find(&w.s, "NE-01", w.arena, &r, NULL), RC_OK));
	cr_assert(eq(int, record_delete(&w.s, &r, &saved, NULL), RC_OK));
	expect_same(lines(&w.s, june, false),
		    "NE-01 Housing|*|deleted|Anna\nNE-02 Work|*|added|Anna\n");
}

Test(since, what_is_restricted_is_left_out_of_what_goes_out)
{
	set("unknowns", "How many");
	set("restricted", "yes");
	expect_same(lines(&w.s, june, true), "left out 1\n");
	expect_part(lines(&w.s, june, false), "now \"How many\"");
}

Test(since, the_day_of_the_last_meeting_is_each_persons_own)
{
	struct session ben = work_as(&w, "ben", "viewer");
	struct err err = { 0 };
	struct date d;

	d = since_meeting(&w.s, w.arena);
	cr_expect(d.y == 2025 && d.m == 3 && d.d == 13, "three months back: %d-%d-%d", d.y, d.m,
		  d.d);
	cr_assert(eq(int, since_meeting_put(&ben, june, &err), RC_OK), "%s", err.text);
	d = since_meeting(&ben, w.arena);
	cr_expect(eq(int, date_compare(d, june), 0));
	d = since_meeting(&w.s, w.arena);
	cr_expect(eq(int, d.m, 3));
	cr_expect(eq(int, since_meeting_put(&ben, (struct date){ 2025, 6, 14 }, &err), RC_INVALID));
	expect_part(err.text, "today or earlier");
	cr_expect(eq(int, since_day(&ben, "meeting", w.arena, &d, NULL), RC_OK));
	cr_expect(eq(int, date_compare(d, june), 0));
}

/* The screen */

static struct world *after_a_meeting(void)
{
	struct world *world = world_open();
	const struct date before = world->app.session.today;

	setenv("CAIRN_NOW", "1763899200", 1); /* 23 November 2025 */
	world->app.session.today = clock_today();
	cr_assert(eq(
		int,
		since_meeting_put(&world->app.session, date_from_days(date_days(before) + 1), NULL),
		RC_OK));
	work_put(&world->app.session, world->app.arena, "needs", "ne-000001", "severity", "low");
	work_put(&world->app.session, world->app.arena, "partnership", world->pid, "vision",
		 "Fewer people harmed");
	work_add(&world->app.session, world->app.arena, "learning", "title", "Ask early",
		 "happened", "a", "learned", "b", NULL);
	return world;
}

Test(since_shown, it_is_read_at_every_size)
{
	struct world *world = after_a_meeting();
	char *plain;

	world_show(world, 24, 80, "since", "since-meeting", NULL, NULL);
	cr_expect(golden("since-some-80x24", world_text(world)));
	plain = ui_test_plain(world->ui);
	cr_expect(golden("since-some-plain", plain));
	free(plain);
	world_show(world, 12, 40, "since", "since-meeting", NULL, NULL);
	cr_expect(golden("since-some-40x12", world_text(world)));
	world_close(world);
}

Test(since_shown, each_line_leads_to_what_it_is_of)
{
	struct world *world = after_a_meeting();

	world_show(world, 40, 100, "reports", NULL, NULL, NULL);
	cr_assert(world_go(world, "What changed since the last meeting"));
	world_press(world, "Enter");
	cr_assert(world_has(world, "3 entries changed, by 1 person"), "%s", world_text(world));
	world_press(world, "Down Down");
	cr_assert(world_has(world, "> LE-04 Ask early"), "%s", world_text(world));
	world_press(world, "Enter");
	cr_expect(world_has(world, "What we learned"), "%s", world_text(world));
	world_press(world, "Esc Up Up");
	cr_assert(world_has(world, "> Our partnership"), "%s", world_text(world));
	world_press(world, "Enter");
	cr_expect(world_has(world, "Fewer people harmed"), "%s", world_text(world));
	world_close(world);
}

Test(since_shown, a_day_is_typed_and_kept_and_the_next_meeting_begins_today)
{
	struct world *world = after_a_meeting();

	world_show(world, 40, 100, "since", "since-meeting", NULL, NULL);
	world_press(world, "Up End");
	for (int i = 0; i < 20; i++)
		world_press(world, "Backspace");
	world_press(world, "'soonish' Enter");
	cr_expect(world_has(world, "day month year"), "%s", world_text(world));
	for (int i = 0; i < 20; i++)
		world_press(world, "Backspace");
	world_press(world, "'tomorrow' Enter");
	cr_expect(world_has(world, "today or earlier"), "%s", world_text(world));
	for (int i = 0; i < 20; i++)
		world_press(world, "Backspace");
	world_press(world, "'20 11 2025' Enter");
	cr_expect(world_has(world, "Since 20 November 2025: 405 entries"), "%s", world_text(world));
	world_press(world, "End Tab Tab Enter");
	cr_expect(world_has(world, "Since 23 November 2025: 3 entries"), "%s", world_text(world));
	world_close(world);
}

/* The report */

Test(since_shown, the_report_goes_out_with_the_day_that_was_noted_or_said)
{
	char *dir = dir_make(), *out;
	struct run in = { .data = dir, .env = { "CAIRN_NOW=" MAY } };

	free(run_ok(&in, "init", "--sample"));
	in.env[0] = "CAIRN_NOW=" JUNE;
	free(run_ok(&in, "set", "NE-01", "severity=low"));
	out = run_ok(&in, "export", "--md", "--report", "since-meeting", "--since", "1 6 2025");
	expect_part(out, "Since 1 June 2025: 1 entry changed, by 1 person.");
	expect_part(out, "#### NE-01 ");
	expect_part(out, "- **How serious:** from High to Low (");
	free(out);
	out = run_ok(&in, "export", "--txt", "--report", "since-meeting");
	expect_part(out, "Since 13 March 2025: ");
	free(out);
	run_no(&in, 6, "day month year", "export", "--md", "--report", "since-meeting", "--since",
	       "soonish");
	out = run_ok(&in, "history", "--since", "meeting");
	expect_part(out, "How serious: from ");
	free(out);
	dir_drop(dir);
}

/* In a store on disk, by who is a coordinator there. */
static void delete_in(const char *data, const char *id)
{
	struct work there;
	struct person whose;
	struct record r;
	struct err err = { 0 };

	work_open(&there, data);
	cr_assert(eq(int, store_person_of(there.store, getuid(), there.arena, &whose, &err), RC_OK),
		  "%s", err.text);
	there.s.actor.person = whose.name;
	cr_assert(eq(int, session_enter(&there.s, "strathfinlay", NULL, there.arena, &err), RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, record_find(&there.s, id, there.arena, &r, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int, record_delete(&there.s, &r, NULL, &err), RC_OK), "%s", err.text);
	work_close(&there);
}

/* How the store marks it is no text of anybody's; what was deleted keeps its history. */
Test(since_shown, a_deletion_is_told_and_not_how_it_is_kept)
{
	static const char *const ways[][5] = {
		{ "history" },
		{ "history", "NE-13" },
		{ "history", "ne-13", "--json" },
		{ "history", "--json" },
		{ "history", "--since", "1 6 2025" },
		{ "history", "NE-13", "--since", "1 6 2025", "--json" },
	};
	char *scratch = dir_make(), *data = dir_path(scratch, "store"), *out;
	struct run in = { .data = data };

	setenv("CAIRN_NOW", MAY, 1);
	free(run_ok(&in, "init", "--sample"));
	out = run_ok(&in, "add", "needs", "title=One bus", "--draft");
	expect_part(out, "NE-13");
	free(out);
	setenv("CAIRN_NOW", JUNE, 1);
	delete_in(data, "NE-13");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		out = run_ok(&in, ways[i][0], ways[i][1], ways[i][2], ways[i][3], ways[i][4]);
		expect_part(out, "eleted");
		expect_none(out, "hub:");
		expect_none(out, "life=");
		expect_none(out, "title=");
		expect_none(out, ": gone");
		free(out);
	}
	out = run_ok(&in, "history", "NE-13");
	expect_part(out, "One bus");
	free(out);
	free(run_ok(&in, "cycle", "--years", "2029-2032"));
	free(run_ok(&in, "history", "NE-13"));
	run_no(&in, 3, "NE-77", "history", "NE-77");
	dir_drop(scratch);
	free(data);
}

Test(since, a_deletion_that_was_taken_back_is_told_in_words)
{
	struct record r;
	struct saved saved;

	cr_assert(eq(int, record_find(&w.s, "NE-01", w.arena, &r, NULL), RC_OK));
	setenv("CAIRN_NOW", MAY, 1);
	cr_assert(eq(int, record_delete(&w.s, &r, &saved, NULL), RC_OK));
	setenv("CAIRN_NOW", JUNE, 1);
	cr_assert(eq(int, record_undo(&w.s, saved.number, NULL, NULL, NULL, NULL), RC_OK));
	expect_same(lines(&w.s, june, false), "NE-01 Housing|*|no longer deleted|Anna\n");
}
