/* SPDX-License-Identifier: ISC */
/* What points at something, and what was changed, is told by its name and not by its id. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "tests/lib_world.h"
#include "tests/same.h"

static struct world *w;

static void begin(void)
{
	w = world_open();
}

static void end(void)
{
	world_close(w);
}

TestSuite(named, .init = begin, .fini = end, .timeout = 60);

static void save(const char *reg, const char *id, const char *action, const char *field,
		 const char *text)
{
	const struct session *s = &w->app.session;
	struct put put = { .field = field, .text = text };
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int, record_load(s, schema_reg(s->schema, reg), id, w->app.arena, &r, NULL),
		     RC_OK));
	for (size_t i = 0; i < r.reg->nfields; i++)
		if (!strcmp(r.reg->fields[i].id, field))
			put.seen = r.field[i].at;
	cr_assert(
		eq(int, record_save(s, r.reg, id, action, &put, 1, NULL, NULL, NULL, &err), RC_OK),
		"%s", err.text);
}

static const char *title_of(const char *id)
{
	return record_called(&w->app.session, id, w->app.arena);
}

Test(named, a_chosen_link_shows_what_it_points_at)
{
	world_show(w, 60, 180, "form", "gaps", "ga-000001", NULL);
	world_press(w, "Tab v");
	cr_expect(world_has(w, title_of("ne-000001")), "%s", world_text(w));
	cr_expect(not(world_has(w, "NE-01")), "%s", world_text(w));
}

Test(named, a_link_that_was_just_chosen_shows_its_name_at_once)
{
	world_show(w, 60, 180, "form", "gaps", "ga-000001", NULL);
	world_press(w, "Tab v");
	cr_assert(world_go(w, title_of("ne-000001")) || world_go(w, "Need"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "Type part of a name"), "%s", world_text(w));
	world_press(w, "'NE-02' Enter");
	cr_expect(world_has(w, title_of("ne-000002")), "%s", world_text(w));
}

Test(named, answers_to_be_checked_show_names)
{
	world_show(w, 60, 180, "form", "gaps", "ga-000001", NULL);
	for (int i = 0; i < 40 && world_go(w, "Continue"); i++)
		world_press(w, "Enter");
	cr_assert(world_has(w, "Check your answers"), "%s", world_text(w));
	cr_expect(world_has(w, title_of("ne-000001")), "%s", world_text(w));
}

Test(named, two_answers_that_point_at_something_show_names)
{
	world_show(w, 24, 100, "conflict", "c1/ga/ga-000001/need=-",
		   "c1/ga/ga-000001/need=ne-000002", "gaps");
	cr_expect(world_has(w, title_of("ne-000001")), "%s", world_text(w));
	cr_expect(world_has(w, title_of("ne-000002")), "%s", world_text(w));
}

/* An answer that nobody had given before was given while I typed mine, and taken back again. */
Test(named, of_an_answer_that_is_not_there_nobody_is_named_with_an_empty_name)
{
	world_show(w, 24, 80, "conflict", "c1/ne/ne-000001/nothing_there=-",
		   "c1/ne/ne-000001/nothing_there=low", "needs");
	cr_expect(world_has(w, "Somebody changed this need"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Theirs,")), "%s", world_text(w));
}

Test(named, history_tells_what_was_changed_by_its_name)
{
	const char *need = title_of("ne-000001");

	save("needs", "ne-000001", "edit", "severity", "low");
	world_show(w, 24, 200, "history", NULL, NULL, NULL);
	cr_expect(world_has(w, "Changed need \""), "%s", world_text(w));
	cr_expect(world_has(w, need), "%s", world_text(w));
	cr_expect(not(world_has(w, "NE-01")), "%s", world_text(w));
	world_press(w, "Down Enter");
	world_show(w, 24, 120, "history", "c1/ne/ne-000001/", NULL, NULL);
	cr_expect(world_has(w, "How serious: Low"), "%s", world_text(w));
	cr_expect(world_has(w, "Changes to "), "%s", world_text(w));
}

Test(named, history_tells_taking_back_from_putting_back)
{
	save("item", "svc-third-sector-data", "tick", "state", "done");
	world_show(w, 24, 200, "history", NULL, NULL, NULL);
	world_press(w, "u");
	cr_expect(world_has(w, "Took back: answered \"Have you asked third sector"), "%s",
		  world_text(w));
	cr_expect(not(world_has(w, "Put back: ")), "%s", world_text(w));
	world_press(w, "U");
	cr_expect(world_has(w, "Put back: answered \"Have you asked third sector"), "%s",
		  world_text(w));
}

Test(named, one_change_tells_what_it_made_of_a_link)
{
	save("gaps", "ga-000001", "edit", "need", "ne-000002");
	world_show(w, 24, 160, "history", NULL, NULL, NULL);
	world_press(w, "Home Enter");
	cr_expect(world_has(w, title_of("ne-000001")), "%s", world_text(w));
	cr_expect(world_has(w, title_of("ne-000002")), "%s", world_text(w));
}

Test(named, what_waits_as_a_draft_is_told_by_its_name)
{
	world_show(w, 60, 180, "form", "needs", "ne-000001", NULL);
	world_press(w, "'x' Esc");
	world_show(w, 24, 100, "drafts", NULL, NULL, NULL);
	cr_expect(world_has(w, title_of("ne-000001")), "%s", world_text(w));
}
