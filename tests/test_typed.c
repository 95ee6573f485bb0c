/* SPDX-License-Identifier: ISC */
/* What stands in a box when the line drops is there again when its screen is opened next. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/records/self.h"
#include "core/store/person.h"
#include "lib_shown.h"
#include "lib_work.h"
#include "same.h"
#include "tui/ui.h"

TestSuite(typed, .timeout = 240);

#define TYPED "9z"

/* Boxes that only say what is looked at, or where: nothing of the record is in them. */
static bool only_looks(const char *screen)
{
	static const char *const they[] = { "pick", "filter",    "find",     "glossary",
					    "ends", "save-file", "settings", NULL };

	for (size_t i = 0; they[i]; i++)
		if (!strcmp(screen, they[i]))
			return true;
	return false;
}

/* Row id of box k of the page; -1: it has no more. */
static int box_id(const struct world *w, size_t k)
{
	struct row r;

	for (size_t i = 0; i < page_count(&w->ui->page); i++) {
		page_row(&w->ui->page, i, &r);
		if (row_is_box(&r) && r.box && k-- == 0)
			return r.id;
	}
	return -1;
}

static const char *text_in(const struct world *w, int id)
{
	struct row r;

	for (size_t i = 0; i < page_count(&w->ui->page); i++) {
		page_row(&w->ui->page, i, &r);
		if (r.id == id && r.box)
			return textbox_text(r.box);
	}
	return "";
}

static void go_to_box(struct world *w, int id)
{
	struct row r;

	for (size_t i = page_count(&w->ui->page); i-- > 0;) {
		if (ui_focused(w->ui, &r) && r.id == id)
			return;
		ui_test_key(w->ui, TK_TAB);
	}
	cr_assert(false, "no way to box %d:\n%s", id, world_text(w));
}

static void type_and_lose_the_line(struct world *w, int id)
{
	go_to_box(w, id);
	ui_test_type(w->ui, TYPED);
	ui_test_key(w->ui, TK_HANGUP);
	cr_assert(ui_test_ended(w->ui));
}

static size_t boxes_of(size_t i)
{
	struct world *w = world_open();
	const char *screen = shown_list[i].screen;
	size_t n = 0;

	w->app.kiosk = !strcmp(screen, "ways-in") || !strcmp(screen, "way-in");
	for (;; n++) {
		int id;

		shown_open(w, i, 60, 100);
		id = box_id(w, n);
		if (id < 0)
			break;
		type_and_lose_the_line(w, id);
		shown_open(w, i, 60, 100);
		cr_expect(strstr(text_in(w, id), TYPED) != NULL, "%s, box %zu:\n%s", screen, n,
			  world_text(w));
	}
	world_close(w);
	return n;
}

Test(typed, in_any_box_of_any_screen_is_kept_when_the_line_drops)
{
	size_t screens = 0;

	for (size_t i = 0; i < nshown; i++)
		if (!only_looks(shown_list[i].screen))
			screens += boxes_of(i) > 0;
	cr_expect(ge(sz, screens, 15), "%zu screens with a box", screens);
}

/* The first start has no partnership yet. */
Test(typed, names_at_the_first_start_are_kept)
{
	static const char *const screens[] = { "welcome", "start" };

	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < (i ? 3 : 1); k++) {
			struct world *w = world_open_new();

			world_show(w, 60, 100, screens[i], NULL, NULL, NULL);
			type_and_lose_the_line(w, box_id(w, k));
			world_show(w, 60, 100, screens[i], NULL, NULL, NULL);
			cr_expect(world_has(w, TYPED), "%s", world_text(w));
			cr_expect(world_has(w, "What you typed last time"), "%s", world_text(w));
			world_close(w);
		}
	}
}

static bool note_draft(void *arg, const struct held *h)
{
	bool *told = arg;

	*told = *told || (!strcmp(h->area, "draft") && strstr(h->text, TYPED));
	return true;
}

Test(typed, what_is_kept_before_there_is_a_partnership_is_told_to_its_person)
{
	struct world *w = world_open_new();
	const struct session *s = &w->app.session;
	bool told = false;
	struct err err = { 0 };

	world_show(w, 60, 100, "welcome", NULL, NULL, NULL);
	world_press(w, "Enter '" TYPED "' Hangup");
	cr_assert(eq(int,
		     person_held(s->store, &s->actor, s->actor.person, note_draft, &told, &err),
		     RC_OK),
		  "%s", err.text);
	cr_expect(told);
	world_close(w);
}

static void open_move(struct world *w)
{
	world_show(w, 24, 80, "board", "priority-board", NULL, NULL);
	world_press(w, "Down - Enter");
}

Test(typed, what_was_kept_is_counted_listed_and_leads_back)
{
	struct world *w = world_open();

	open_move(w);
	world_press(w, "'Board agreed' Hangup");
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_assert(world_go(w, "Why it moves"), "%s", world_text(w));
	cr_expect(world_has(w, "Board agreed"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Board agreed"), "%s", world_text(w));
	cr_expect(world_has(w, "It moves from place 2 to place 3") || world_has(w, "2 to 3"), "%s",
		  world_text(w));
	world_close(w);
}

Test(typed, a_reason_that_was_used_is_offered_no_more)
{
	struct world *w = world_open();

	open_move(w);
	world_press(w, "'Board agreed' Esc");
	cr_expect(world_has(w, "Not saved yet: what you typed is kept for you"), "%s",
		  world_text(w));
	open_move(w);
	cr_assert(world_has(w, "Board agreed"), "%s", world_text(w));
	world_press(w, "Enter Enter");
	cr_assert(world_has(w, "Moved"), "%s", world_text(w));
	open_move(w);
	cr_expect(not(world_has(w, "Board agreed")), "%s", world_text(w));
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "Why it moves")), "%s", world_text(w));
	world_close(w);
}

Test(typed, a_box_that_was_emptied_again_leaves_nothing)
{
	struct world *w = world_open();

	open_move(w);
	world_press(w, "'ab' Hangup");
	open_move(w);
	world_press(w, "Backspace Backspace Hangup");
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "Why it moves")), "%s", world_text(w));
	world_close(w);
}

static void open_criterion(struct world *w)
{
	world_show(w, 60, 100, "form", "criteria", "ct-000004", NULL);
}

/* Why an answer changes is typed beside it, and saved with it. */
Test(typed, why_an_answer_changes_is_kept_until_it_was_saved)
{
	struct world *w = world_open();

	store_note_put(w->app.session.store, w->pid, "coord", "form-view", "whole", NULL);
	open_criterion(w);
	cr_assert(world_go(w, "> 1__"), "%s", world_text(w));
	world_press(w, "Backspace '3' Enter 'money is short' Hangup");
	open_criterion(w);
	cr_expect(world_has(w, "money is short"), "%s", world_text(w));
	cr_expect(world_has(w, "What you typed last time"), "%s", world_text(w));
	cr_assert(world_go(w, "> money is short"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Saved"), "%s", world_text(w));
	open_criterion(w);
	cr_expect(not(world_has(w, "money is short")), "%s", world_text(w));
	cr_expect(not(world_has(w, "What you typed last time")), "%s", world_text(w));
	world_close(w);
}

/* Saved by the same person elsewhere, after this screen was loaded: what is typed here is refused then. */
static void rate_elsewhere(struct world *w, const char *name)
{
	const struct session *s = &w->app.session;
	const struct pair level = { "level", "2" };
	const char *round;
	struct err err = { 0 };

	cr_assert(eq(int, self_round(s, w->app.arena, &round, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int, self_save(s, round, name, &level, 1, (struct version){ 0 }, NULL, &err),
		     RC_OK),
		  "%s", err.text);
}

Test(typed, an_own_rating_that_is_refused_when_the_line_drops_keeps_its_text)
{
	struct world *w = world_open();
	struct rating *v;
	size_t n;
	const char *round;

	world_show(w, 40, 100, "rating", "cs-data", NULL, NULL);
	cr_assert(world_go(w, "_____"), "%s", world_text(w));
	world_press(w, "'Wrote the data part'");
	rate_elsewhere(w, "cs-data");
	world_press(w, "Hangup");
	cr_assert(ui_test_ended(w->ui));
	world_show(w, 40, 100, "rating", "cs-data", NULL, NULL);
	cr_expect(world_has(w, "Wrote the data part"), "%s", world_text(w));
	cr_expect(world_has(w, "What you typed last time"), "%s", world_text(w));
	cr_expect(world_has(w, "(*) 2 Supported") || world_has(w, "2 (*) Supported"), "%s",
		  world_text(w));
	world_press(w, "Esc");
	cr_assert(eq(int, self_round(&w->app.session, w->app.arena, &round, NULL), RC_OK));
	cr_assert(eq(int,
		     self_load(&w->app.session, round, &w->app.session.schema->assessments[0],
			       w->app.arena, &v, &n, NULL),
		     RC_OK));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].competency->id, "cs-data")) {
			expect_same(v[i].evidence, "Wrote the data part");
			expect_same(v[i].level, "2");
		}
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(world_has(w, "There is nothing of yours waiting"), "%s", world_text(w));
	world_close(w);
}
