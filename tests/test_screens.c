/* SPDX-License-Identifier: ISC */
/* Every screen, at every size, in full and in plain, against golden text. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screens/views.h"
#include "tests/lib_golden.h"
#include "tests/lib_shown.h"
#include "tests/lib_world.h"
#include "tests/same.h"

static const struct {
	const char *name;
	int rows, cols;
} sizes[] = { { "80x24", 24, 80 }, { "120x40", 40, 120 }, { "40x12", 12, 40 } };

static const char *golden_name(size_t i, const char *size)
{
	static char name[96];

	snprintf(name, sizeof(name), "%s-%s",
		 shown_list[i].as ? shown_list[i].as : shown_list[i].screen, size);
	return name;
}

TestSuite(screens, .timeout = 400);

Test(screens, each_has_a_line_in_the_table_of_golden_texts)
{
	for (size_t k = 0; all_screens[k]; k++) {
		bool there = false;

		for (size_t i = 0; i < nshown; i++)
			there = there || !strcmp(shown_list[i].screen, all_screens[k]->name);
		cr_expect(there, "screen %s has no golden text", all_screens[k]->name);
	}
}

Test(screens, look_as_they_should_at_every_size)
{
	struct world *w = world_open();

	setenv("HOME", "/home/coord", 1);
	for (size_t i = 0; i < nshown; i++)
		for (size_t s = 0; s < 3; s++) {
			shown_open(w, i, sizes[s].rows, sizes[s].cols);
			cr_expect(golden(golden_name(i, sizes[s].name), world_text(w)));
		}
	world_close(w);
}

/* As with --screen: with too little, with what is not there, with all that it may be given. */
Test(screens, opened_with_too_little_or_with_what_is_not_there_say_so)
{
	static const struct args given[] = {
		{ 0 },
		{ .a = "nosuch" },
		{ .a = "nosuch", .b = "zz-000099" },
		{ .a = "nosuch", .b = "zz-000099", .c = "zz-000098" },
		{ .a = "needs", .b = "ne-000099" },
		{ .a = "coverage", .b = "ne-000099", .c = "sv-000099" },
	};
	struct world *w = world_open();
	const struct ui_opts o = { .letter_keys = true, .esc_ms = 100 };

	for (size_t k = 0; all_screens[k]; k++)
		for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
			const struct screen *s = all_screens[k];
			struct ui *ui = ui_test_new(&o, &w->hooks, 24, 80);
			struct err err = { 0 };
			enum rc rc = ui_test_open(ui, s, &given[i], &err);

			cr_expect(rc == RC_OK || err.text[0], "%s %zu says nothing", s->name, i);
			cr_expect(strstr(err.text, "(null)") == NULL, "%s: %s", s->name, err.text);
			cr_expect(i > 0 || !s->needs || strstr(err.text, s->needs), "%s: %s",
				  s->name, err.text);
			ui_test_free(ui);
		}
	world_close(w);
}

Test(screens, every_kind_of_view_has_one)
{
	for (int kind = 0; kind < VIEW_KINDS; kind++)
		cr_expect(view_screen((enum view_kind)kind) != NULL, "kind %d", kind);
}

Test(screens, say_the_same_in_plain_conversation)
{
	struct world *w = world_open();

	setenv("HOME", "/home/coord", 1);
	for (size_t i = 0; i < nshown; i++) {
		char *text;

		shown_open(w, i, 24, 80);
		text = ui_test_plain(w->ui);
		cr_expect(golden(golden_name(i, "plain"), text));
		free(text);
	}
	world_close(w);
}

Test(screens, charts_are_drawn_with_what_the_terminal_has)
{
	struct world *w = world_open();

	w->ascii = true;
	world_show(w, 24, 80, "series", "indicators", NULL, NULL);
	cr_expect(golden("series-ascii", world_text(w)));
	world_show(w, 24, 80, "measure", "indicators", "in-000003", NULL);
	cr_expect(golden("measure-ascii", world_text(w)));
	world_close(w);
}

/* A list of ticks that is longer than the screen goes on below, and back. */
Test(screens, every_line_of_councils_is_reached_on_the_smallest_screen)
{
	struct world *w = world_open();
	const struct field *f =
		reg_field(schema_reg(w->app.session.schema, "partnership"), "areas");
	bool down[64] = { false }, up[64] = { false };

	cr_assert(lt(sz, f->noptions, 64));
	world_show(w, 12, 40, "start", NULL, NULL, NULL);
	for (int k = 0; k < 160; k++) {
		const char *line = strstr(world_text(w), "\n> ");

		for (size_t i = 0; line && i < f->noptions; i++) {
			const char *at = strstr(line + 1, f->options[i].label);

			if (at && at < line + 1 + strcspn(line + 1, "\n"))
				*(k < 80 ? &down[i] : &up[i]) = true;
		}
		ui_test_key(w->ui, k < 80 ? TK_DOWN : TK_UP);
	}
	for (size_t i = 0; i < f->noptions; i++)
		if (!strstr(f->options[i].label, "(invented)")) /* of the sample alone */
			cr_expect(down[i] && up[i], "%s: down %d, up %d", f->options[i].label,
				  down[i], up[i]);
	world_close(w);
}

/* The cursor must stand on something: braille displays and screen readers follow it. */
Test(screens, have_the_cursor_inside_the_work_of_the_screen)
{
	struct world *w = world_open();

	for (size_t i = 0; i < nshown; i++)
		for (size_t s = 0; s < 3; s++) {
			const char *text, *at;
			long row, col;
			char *end;

			shown_open(w, i, sizes[s].rows, sizes[s].cols);
			text = world_text(w);
			at = strrchr(text, '@');
			cr_assert(at != NULL, "%s has no cursor", golden_name(i, sizes[s].name));
			row = strtol(at + 1, &end, 10);
			col = strtol(end + 1, NULL, 10);
			cr_expect(row > 0 && row < sizes[s].rows && col >= 0 && col < sizes[s].cols,
				  "%s: cursor at %ld,%ld", golden_name(i, sizes[s].name), row, col);
		}
	world_close(w);
}

/* No letter is bound twice on one screen, and each has words for the help. */
Test(screens, bind_each_key_once_and_say_what_it_does)
{
	for (size_t k = 0; all_screens[k]; k++) {
		const struct keybind *keys = all_screens[k]->keys;

		cr_expect(all_screens[k]->help && strlen(all_screens[k]->help) > 20,
			  "%s has no help", all_screens[k]->name);
		for (size_t i = 0; keys && keys[i].key; i++)
			for (size_t j = i + 1; keys[j].key; j++)
				cr_expect(keys[i].key != keys[j].key, "%s binds a key twice",
					  all_screens[k]->name);
	}
}

Test(screens, take_a_storm_of_keys_and_sizes_without_losing_the_frame)
{
	struct world *w = world_open();
	unsigned seed = 7;

	for (size_t i = 0; i < nshown; i++) {
		shown_open(w, i, 24, 80);
		for (int step = 0; step < 60; step++) {
			static const int keys[] = { TK_UP,   TK_DOWN, TK_TAB, TK_PGDN,  TK_BACKTAB,
						    TK_HOME, TK_END,  'g',    TK_RIGHT, 'z',
						    'v',     TK_F1,   TK_ESC };

			seed = seed * 1103515245u + 12345u;
			if (ui_test_ended(w->ui))
				break;
			ui_test_key(w->ui, keys[(seed >> 16) % (sizeof(keys) / sizeof(keys[0]))]);
			if (step % 7 == 0)
				ui_test_resize(w->ui, 8 + (int)((seed >> 8) % 40),
					       30 + (int)((seed >> 4) % 100));
			cr_assert(ui_test_ended(w->ui) || strlen(world_text(w)) > 10);
		}
	}
	world_close(w);
}

/* The answer of a reading as it is saved. */
static const char *reading(struct world *w, const char *field, struct arena *a)
{
	const struct session *s = &w->app.session;
	struct record r;

	cr_assert(eq(int,
		     record_load(s, schema_reg(s->schema, "readings"), "ir-000001", a, &r, NULL),
		     RC_OK));
	return record_text(&r, field);
}

static void change_reading(struct world *w, const char *field, const char *text, struct arena *a)
{
	const struct session *s = &w->app.session;
	struct put put = { .field = field, .text = text };
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int,
		     record_load(s, schema_reg(s->schema, "readings"), "ir-000001", a, &r, NULL),
		     RC_OK));
	put.seen = r.fact[0].at;
	cr_assert(eq(int, record_save(s, r.reg, r.id, "edit", &put, 1, NULL, NULL, NULL, &err),
		     RC_OK),
		  "%s", err.text);
}

static void open_value_of_reading(struct world *w)
{
	world_show(w, 24, 80, "form", "readings", "ir-000001", NULL);
	while (!world_has(w, "The number alone")) {
		cr_assert(world_go(w, "Continue"), "%s", world_text(w));
		world_press(w, "Enter");
	}
}

Test(screens, two_answers_to_a_reading_are_asked_about_once)
{
	struct world *w = world_open();
	struct arena *a = arena_new();

	open_value_of_reading(w);
	world_press(w, "'7'");
	change_reading(w, "status", "provisional", a);
	world_press(w, "Enter");
	cr_assert(world_has(w, "while you typed"));
	cr_expect(not(world_has(w, "Typed, not saved")), "%s", world_text(w));
	cr_expect(world_has(w, "Value: 527; Status: Provisional"), "%s", world_text(w));
	world_press(w, "Enter Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	assert_same(reading(w, "value", a), "527");
	expect_same(reading(w, "status", a), "provisional");
	cr_assert(world_go(w, "Continue"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(not(world_has(w, "while you typed")));
	arena_free(a);
	world_close(w);
}

Test(screens, an_answer_of_my_own_reading_is_no_conflict_with_what_i_typed_beside_it)
{
	struct world *w = world_open();
	struct arena *a = arena_new();

	world_show(w, 60, 80, "form", "readings", "ir-000001", NULL);
	world_press(w, "v");
	cr_assert(world_go(w, "52"), "%s", world_text(w));
	world_press(w, "'7' Down");
	cr_assert(world_go(w, "Provisional"), "%s", world_text(w));
	world_press(w, "Right Enter");
	assert_same(reading(w, "status", a), "provisional");
	cr_assert(world_has(w, "527"));
	cr_assert(world_go(w, "Save"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(not(world_has(w, "while you typed")), "%s", world_text(w));
	expect_same(reading(w, "value", a), "527");
	arena_free(a);
	world_close(w);
}

static const char *kept_view(struct world *w, struct arena *a)
{
	const struct session *s = &w->app.session;
	const char *note = store_note(s->store, s->pid, s->actor.person, "view-services", a);

	return note ? note : "";
}

Test(screens, the_order_of_a_register_is_kept_once_it_is_shown)
{
	struct world *w = world_open();
	struct arena *a = arena_new();

	world_show(w, 24, 80, "register", "services", NULL, NULL);
	world_press(w, "o");
	cr_expect(strstr(kept_view(w, a), "order=title") != NULL, "%s", kept_view(w, a));
	cr_expect(not(sight_moved(&w->app.sight, &w->app.session)),
		  "it would be loaded again for nothing");
	ui_test_type(w->ui, "o\033"); /* typed ahead: it closes before it is drawn */
	ui_test_free(w->ui);
	w->ui = NULL;
	cr_expect(strstr(kept_view(w, a), "direction=down") != NULL, "%s", kept_view(w, a));
	arena_free(a);
	world_close(w);
}

Test(screens, a_new_entry_is_saved_from_its_form)
{
	struct world *w = world_open();
	const struct reg *reg = schema_reg(w->app.session.schema, "indicators");
	size_t before = list_count(&w->app.session, reg, LIFE_ALL);

	world_show(w, 60, 100, "form", "indicators", NULL, NULL);
	world_press(w, "'Counted here alone'");
	for (int i = 0; i < 40 && world_go(w, "Continue"); i++)
		world_press(w, "Enter");
	cr_assert(world_go(w, "as a draft"));
	world_press(w, "Tab Enter"); /* it stands beside the button that saves */
	cr_expect(world_has(w, "Counted here alone"), "%s", world_text(w));
	cr_expect(eq(sz, list_count(&w->app.session, reg, LIFE_ALL), before + 1), "%s",
		  world_text(w));
	world_close(w);
}

/* What is said of a stage is one fact: outcome, who was there and what is open change together. */
Test(screens, a_stage_is_closed_by_a_button_and_kept_as_one_fact)
{
	struct world *w = world_open();
	struct fact fact = { .text = "" };
	struct err err = { 0 };

	world_show(w, 24, 80, "close", "analyse", NULL, NULL);
	cr_assert(world_go(w, "Close Analyse: Agreed"), "%s", world_text(w));
	cr_expect(ne(int,
		     store_get(w->app.session.store, session_place(&w->app.session),
			       "c1/st/analyse/close", w->app.arena, &fact, NULL),
		     RC_OK));
	world_press(w, "Enter");
	cr_assert(eq(int,
		     store_get(w->app.session.store, session_place(&w->app.session),
			       "c1/st/analyse/close", w->app.arena, &fact, &err),
		     RC_OK),
		  "%s", err.text);
	cr_expect(strstr(fact.text, "outcome=agreed") != NULL, "%s", fact.text);
	cr_expect(world_has(w,
			    "Analyse is closed: Agreed. Worth a look: Nobody is noted as present."),
		  "%s", world_text(w));
	world_close(w);
}

Test(screens, who_was_there_when_a_stage_was_closed_is_not_asked_again)
{
	struct world *w = world_open();

	world_show(w, 60, 80, "close", "analyse", NULL, NULL);
	cr_assert(world_go(w, "Which partners were there"), "%s", world_text(w));
	world_press(w, "Down 'Board and two providers'");
	cr_assert(world_go(w, "Close Analyse: Agreed"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Analyse is closed: Agreed."), "%s", world_text(w));
	cr_expect(not(world_has(w, "Nobody is noted")), "%s", world_text(w));
	world_close(w);
}

/* What can be seen but where the focus is: that a key moved is no doing. */
static const char *seen(struct world *w)
{
	char *text = arena_str(w->app.arena, world_text(w)), *at = strrchr(text, '@');

	*at = '\0';
	for (char *c = text; *c; c++)
		if (*c == '>' && c[1] == ' ' && (c == text || c[-1] == '\n' || c[-1] == ' '))
			*c = ' ';
	return text;
}

/* Over the cycle map, as people come to it. */
static void show_over_home(struct world *w, size_t i)
{
	struct args args = { .a = shown_a(w, i), .b = shown_list[i].b, .c = shown_list[i].c };
	struct err err = { 0 };

	world_show(w, 90, 200, "home", NULL, NULL, NULL);
	if (strcmp(shown_list[i].screen, "home") != 0)
		cr_assert(eq(int,
			     ui_test_open(w->ui, screen_named(shown_list[i].screen), &args, &err),
			     RC_OK),
			  "%s", err.text);
}

/* The screen with the action list over it, and on what it was. */
static const char *open_more(struct world *w, size_t i)
{
	const char *before;

	show_over_home(w, i);
	cr_assert(world_go(w, "[ More actions ]"), "%s", world_text(w));
	before = seen(w);
	while (world_go(w, "> [ More actions ]") == false)
		ui_test_key(w->ui, TK_TAB);
	ui_test_key(w->ui, TK_ENTER);
	cr_assert(world_has(w, "More actions"), "%s", world_text(w));
	return before;
}

static enum action action_said(const char *line)
{
	for (int a = ACT_DIGIT + 1; a < ACTION_COUNT; a++)
		if (!strncmp(line + 2, action_help((enum action)a),
			     strlen(action_help((enum action)a))))
			return (enum action)a;
	return ACT_NONE;
}

/* The lines of the list, one after the other. */
static size_t listed(struct world *w, enum action out[ACTION_COUNT])
{
	size_t n = 0;

	for (const char *line = world_text(w); line; line = strchr(line + 1, '\n')) {
		enum action a = action_said(line + (*line == '\n'));

		if (a != ACT_NONE && n < ACTION_COUNT)
			out[n++] = a;
	}
	return n;
}

/* every action of every screen; slow under the sanitizers */
Test(screens, list_in_more_actions_nothing_that_does_nothing, .timeout = 300)
{
	struct world *w = world_open();

	for (size_t i = 0; i < nshown; i++) {
		enum action acts[ACTION_COUNT];
		size_t n;

		if (!strcmp(shown_list[i].screen, "more"))
			continue;
		open_more(w, i);
		n = listed(w, acts);
		cr_expect(ge(sz, n, 2), "%s: %s", golden_name(i, "more"), world_text(w));
		for (size_t k = 0; k < n; k++) {
			const char *before = open_more(w, i);
			const char *after;

			for (size_t down = 0; down < k; down++)
				ui_test_key(w->ui, TK_DOWN);
			ui_test_key(w->ui, TK_ENTER);
			after = seen(w);
			cr_expect(acts[k] == ACT_MESSAGE || strcmp(before, after) != 0,
				  "%s: \"%s\" does nothing\n%s", golden_name(i, "more"),
				  action_help(acts[k]), after);
		}
	}
	world_close(w);
}

static void expect_listed(struct world *w, size_t i, const struct keybind *keys)
{
	for (; keys && keys->key; keys++) {
		enum action acts[ACTION_COUNT];
		const char *before;
		bool there = false;
		size_t n;

		if (keys->act <= ACT_DIGIT || keys->act == ACT_MESSAGE)
			continue;
		show_over_home(w, i);
		while (world_go(w, "> [ More actions ]") == false)
			ui_test_key(w->ui, TK_TAB);
		before = seen(w);
		ui_test_key(w->ui, keys->key);
		if (!strcmp(before, seen(w)) || world_has(w, "There is no guidance"))
			continue;
		open_more(w, i);
		n = listed(w, acts);
		for (size_t k = 0; k < n; k++)
			there = there || acts[k] == keys->act;
		cr_expect(there, "%s: \"%s\" is not in the list", golden_name(i, "more"),
			  action_help(keys->act));
	}
}

Test(screens, list_in_more_actions_all_that_a_key_does)
{
	struct world *w = world_open();

	for (size_t i = 0; i < nshown; i++) {
		if (!strcmp(shown_list[i].screen, "more"))
			continue;
		shown_open(w, i, 24, 80);
		expect_listed(w, i, ui_test_screen(w->ui)->keys);
		expect_listed(w, i, keys_common);
	}
	world_close(w);
}

Test(screens, before_anything_was_started_list_only_what_leads_on)
{
	struct world *w = world_open_new();

	world_show(w, 24, 80, "welcome", NULL, NULL, NULL);
	while (!world_go(w, "> [ More actions ]"))
		ui_test_key(w->ui, TK_TAB);
	world_press(w, "Enter");
	cr_expect(world_has(w, "Help for this screen"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Settings")), "%s", world_text(w));
	cr_expect(not(world_has(w, "Find anything:")), "%s", world_text(w));
	world_close(w);
}

Test(screens, all_questions_of_a_form_on_one_page_is_a_button_beside_the_box)
{
	struct world *w = world_open();

	world_show(w, 60, 160, "form", "needs", NULL, NULL);
	world_press(w, "Tab Tab Enter");
	cr_expect(world_has(w, "How serious"), "%s", world_text(w));
	cr_assert(world_go(w, "One question at a time"), "%s", world_text(w));
	world_close(w);
}

Test(screens, deleting_an_entry_is_asked_once_and_said_what_it_does)
{
	struct world *w = world_open();
	const struct session *s = &w->app.session;
	const struct reg *reg = schema_reg(s->schema, "horizon");
	size_t before = list_count(s, reg, LIFE_ALL);

	world_show(w, 24, 80, "record", "horizon", "hn-000002", NULL);
	world_press(w, "Delete");
	cr_expect(world_has(w, "Delete the ") && world_has(w, "brings it back"), "%s",
		  world_text(w));
	cr_expect(eq(sz, list_count(s, reg, LIFE_ALL), before));
	world_press(w, "Enter");
	cr_expect(not(world_has(w, "Delete the ")), "%s", world_text(w));
	cr_expect(eq(sz, list_count(s, reg, LIFE_ALL), before));
	world_press(w, "Delete 1");
	cr_expect(eq(sz, list_count(s, reg, LIFE_ALL), before - 1), "%s", world_text(w));
	world_close(w);
}
