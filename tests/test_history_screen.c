/* SPDX-License-Identifier: ISC */
/* The list of changes and one change: all of it can be read, in words. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "lib_work.h"
#include "lib_world.h"
#include "same.h"

static struct world *w;

static void begin(void)
{
	w = world_open();
}

static void end(void)
{
	world_close(w);
}

TestSuite(history_screen, .init = begin, .fini = end, .timeout = 60);

#define THE_TITLE "People in police custody need support from the first hour on, also at night"

static void change_need(const char *from)
{
	struct session s = w->app.session;

	s.actor.from = from;
	work_put(&s, w->app.arena, "needs", "ne-000003", "title", THE_TITLE);
	work_put(&s, w->app.arena, "needs", "ne-000003", "notes", "Asked for.");
	work_put(&s, w->app.arena, "needs", "ne-000003", "notes", "Asked for again.");
}

/* What is on the screen, its lines joined by a blank each. */
static const char *joined(void)
{
	char *text = arena_str(w->app.arena, world_text(w)), *to = text;

	for (const char *at = text; *at; at++)
		if ((*at != ' ' && *at != '\n') || (to > text && to[-1] != ' '))
			*to++ = *at == '\n' ? ' ' : *at;
	*to = '\0';
	return text;
}

Test(history_screen, what_changed_is_whole_at_every_width)
{
	static const int sizes[][2] = { { 24, 80 }, { 12, 40 }, { 40, 120 } };

	change_need("local");
	for (size_t i = 0; i < 3; i++) {
		world_show(w, sizes[i][0], sizes[i][1], "history", NULL, NULL, NULL);
		expect_part(joined(), "Changed need \"" THE_TITLE "\": Notes");
	}
}

Test(history_screen, where_it_came_from_is_said_where_it_was_not_here)
{
	change_need("local");
	world_show(w, 24, 80, "history", NULL, NULL, NULL);
	world_press(w, "Enter");
	expect_part(joined(), "Coordinator, 20 November 2025, 12:00 ");
	expect_part(joined(), "Was: Asked for. Became: Asked for again.");
	expect_none(joined(), "local");
	change_need("ssh:10.1.2.3");
	world_show(w, 24, 80, "history", NULL, NULL, NULL);
	world_press(w, "Enter");
	expect_part(joined(), "12:00, by SSH from 10.1.2.3 ");
}

/* What the store keeps to mark it is no text of anybody's. */
Test(history_screen, a_deletion_is_said_and_not_how_it_is_kept)
{
	const char *id = work_add(&w->app.session, w->app.arena, "learning", "title", "One bus",
				  "happened", "Late", "learned", "Ask", NULL);
	struct session *s = &w->app.session;
	struct record r;
	struct saved saved;

	cr_assert(eq(int, record_find(s, id, w->app.arena, &r, NULL), RC_OK));
	cr_assert(eq(int, record_delete(s, &r, &saved, NULL), RC_OK));
	for (int back = 0; back < 2; back++) {
		world_show(w, 24, 80, "history", NULL, NULL, NULL);
		world_press(w, "Enter");
		expect_part(joined(), back ? "No longer deleted" : "Deleted ");
		expect_none(joined(), "gone");
		expect_none(joined(), "Became: ");
		expect_none(joined(), "title=");
		if (!back)
			cr_assert(eq(int, record_undo(s, saved.number, NULL, NULL, NULL, NULL),
				     RC_OK));
	}
}
