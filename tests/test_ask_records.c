/* SPDX-License-Identifier: ISC */
/* A review question with what the records say, and the closing of a stage, on the screen. */
#include <stdlib.h>
#include <string.h>

#include "core/records/record.h"
#include "lib_world.h"
#include "same.h"

TestSuite(ask_records, .timeout = 120);

static const char *stored(struct world *w, const char *form, const char *id, const char *field)
{
	const struct session *s = &w->app.session;
	struct record r;

	cr_assert(eq(int, record_load(s, schema_reg(s->schema, form), id, w->app.arena, &r, NULL),
		     RC_OK));
	return record_text(&r, field);
}

Test(ask_records, are_kept_only_when_the_person_saves_them)
{
	struct world *w = world_open();

	world_show(w, 40, 120, "question", "rq-done", NULL, NULL);
	cr_expect(world_has(w, "Actions: 12."), "%s", world_text(w));
	cr_assert(world_go(w, "Start from what the records say"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_same(stored(w, "question", "rq-done", "text"), "");
	cr_assert(world_go(w, "Save and go back"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_part(stored(w, "question", "rq-done", "text"),
		    "From the records on 20 November 2025:\nActions: 12.");
	world_close(w);
}

Test(ask_records, go_behind_what_is_written_already_and_once)
{
	struct world *w = world_open();
	const char *text, *first;

	world_show(w, 40, 120, "question", "rq-better", NULL, NULL);
	world_press(w, "'We would start earlier.'");
	for (int i = 0; i < 2; i++) {
		cr_assert(world_go(w, "Start from what the records say"), "%s", world_text(w));
		world_press(w, "Enter");
	}
	cr_assert(world_go(w, "Save and go back"), "%s", world_text(w));
	world_press(w, "Enter");
	text = stored(w, "question", "rq-better", "text");
	expect_part(text, "We would start earlier.\n\nFrom the records");
	first = strstr(text, "From the records");
	cr_expect(first && !strstr(first + 1, "From the records"));
	world_close(w);
}

Test(ask_records, a_stage_keeps_what_stood_open_and_is_opened_again_with_a_reason)
{
	struct world *w = world_open();

	world_show(w, 60, 120, "close", "analyse", NULL, NULL);
	cr_assert(world_go(w, "Close Analyse: Agreed"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_same(stored(w, "close", "analyse", "outcome"), "agreed");
	expect_part(stored(w, "close", "analyse", "stood_open"), "Not settled: ");
	world_show(w, 90, 120, "close", "analyse", NULL, NULL);
	cr_expect(world_has(w, "What stood open when it was closed"), "%s", world_text(w));
	cr_assert(world_go(w, "Open Analyse again"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_same(stored(w, "close", "analyse", "outcome"), "agreed");
	world_press(w, "'A new figure came in'");
	cr_assert(world_go(w, "Open Analyse again"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_same(stored(w, "close", "analyse", "outcome"), "not yet");
	expect_part(stored(w, "close", "analyse", "stood_open"), "Not settled: ");
	world_show(w, 60, 120, "close", "review", NULL, NULL);
	cr_expect(world_has(w, "What stood open when Analyse was closed"), "%s", world_text(w));
	world_close(w);
}
