/* SPDX-License-Identifier: ISC */
/* A new cycle starts from the old: on the screen, in conversation. */
#include <stdlib.h>
#include <string.h>

#include "core/plan/carry.h"
#include "lib_world.h"
#include "same.h"

TestSuite(carry_screens, .timeout = 120);

/* The next cycle is begun where people begin it. */
static struct world *next_cycle(int rows, int cols)
{
	struct world *w = world_open();

	world_show(w, rows, cols, "cycles", NULL, NULL, NULL);
	cr_assert(world_go(w, "Begin"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "What is still true?"), "%s", world_text(w));
	assert_same(w->app.session.cycle, "c2");
	return w;
}

static struct carry_list offered(struct world *w)
{
	struct carry_list l;

	cr_assert(eq(int, carry_load(&w->app.session, w->app.arena, &l, NULL), RC_OK));
	return l;
}

static const struct carry_line *line_of(const struct carry_list *l, const char *id)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->v[i].id, id))
			return &l->v[i];
	cr_assert(false, "%s is not offered", id);
	return NULL;
}

/* Tab passes a list by; the arrows walk it. */
static bool down_to(struct world *w, const char *text)
{
	for (int i = 0; i < 200 && !strstr(world_text(w), text); i++)
		world_press(w, "Down");
	return world_has(w, text);
}

Test(carry_screens, space_says_it_is_still_true_and_one_button_carries_over)
{
	struct world *w = next_cycle(24, 80);
	struct carry_list l;

	cr_assert(down_to(w, "> [ ] People leaving custody need"), "%s", world_text(w));
	world_press(w, "Space Down Space");
	l = offered(w);
	cr_expect(eq(sz, l.ready, 2));
	cr_expect(eq(int, line_of(&l, "ne-000001")->answer, CARRY_YES));
	cr_assert(world_go(w, "Carry over what is still true: 2"), "%s", world_text(w));
	world_press(w, "Enter");
	l = offered(w);
	cr_expect(eq(sz, l.carried, 2), "%s", world_text(w));
	assert_same(line_of(&l, "ne-000001")->to, "ne-000013");
	/* the figures of the need are no entries of the list */
	cr_expect(world_has(w, "Carried over: 2, and "), "%s", world_text(w));
	world_press(w, "u");
	l = offered(w);
	cr_expect(eq(sz, l.carried, 0), "one undo takes it back: %s", world_text(w));
	cr_expect(eq(sz, l.ready, 2));
	world_close(w);
}

Test(carry_screens, no_asks_why_and_is_kept)
{
	struct world *w = next_cycle(24, 80);
	struct carry_list l;

	world_show(w, 24, 80, "still-true", "services", "sv-000016", NULL);
	cr_expect(world_has(w, "Alcohol brief intervention at court"));
	world_press(w, "3");
	l = offered(w);
	cr_expect(eq(int, line_of(&l, "sv-000016")->answer, CARRY_OPEN), "it waits for its reason");
	world_press(w, "'It was stopped'");
	cr_assert(world_go(w, "Save and go back"), "%s", world_text(w));
	world_press(w, "Enter");
	l = offered(w);
	cr_expect(eq(int, line_of(&l, "sv-000016")->answer, CARRY_NO), "%s", world_text(w));
	expect_same(line_of(&l, "sv-000016")->why, "It was stopped");
	world_close(w);
}

Test(carry_screens, on_the_smallest_screen_and_in_conversation_it_is_the_same)
{
	struct world *w = next_cycle(12, 40);
	struct carry_list l;
	char *text;

	world_show(w, 12, 40, "still-true", "needs", "ne-000002", NULL);
	world_press(w, "2");
	l = offered(w);
	cr_expect(eq(int, line_of(&l, "ne-000002")->answer, CARRY_CHANGED));
	world_show(w, 24, 80, "still-true", "needs", "ne-000003", NULL);
	text = ui_test_plain(w->ui);
	expect_part(text, "1. Yes, as it is");
	free(text);
	ui_test_line(w->ui, "1");
	l = offered(w);
	cr_expect(eq(int, line_of(&l, "ne-000003")->answer, CARRY_YES));
	world_close(w);
}

/* Whoever goes back half way finds an empty plan, and the way on. */
Test(carry_screens, the_cycle_map_asks_until_each_is_answered)
{
	struct world *w = next_cycle(24, 80);

	world_show(w, 40, 120, "home", NULL, NULL, NULL);
	cr_assert(world_has(w, "What is still true of Plan 2024 to 2029?"), "%s", world_text(w));
	cr_assert(world_go(w, "What is still true"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "0 of "), "%s", world_text(w));
	cr_assert(world_go(w, "Carry over all"), "%s", world_text(w));
	world_press(w, "Enter");
	world_show(w, 40, 120, "home", NULL, NULL, NULL);
	cr_expect(world_has(w, "Needs 12"), "%s", world_text(w));
	cr_expect(not(world_has(w, "What is still true")), "%s", world_text(w));
	world_close(w);
}

Test(carry_screens, the_history_says_what_was_asked)
{
	struct world *w = next_cycle(24, 80);

	world_press(w, "Space");
	world_show(w, 24, 120, "history", NULL, NULL, NULL);
	cr_expect(world_has(w, "Still true? \""), "%s", world_text(w));
	world_close(w);
}
