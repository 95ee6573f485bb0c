/* SPDX-License-Identifier: ISC */
/* Two people in one entry: what each typed is shown to the second, and nothing is lost. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/records/erase.h"
#include "lib_work.h"
#include "lib_world.h"
#include "same.h"
#include "tui/ui.h"

TestSuite(conflict, .timeout = 60);

enum { LINES = 30 };

/* So many paragraphs, each with a mark to be found by: "mine 07". */
static const char *long_text(struct world *w, const char *mark)
{
	const char *out = "";

	for (int i = 1; i <= LINES; i++)
		out = arena_printf(w->app.arena,
				   "%s%s%s %02d is a paragraph that goes on for a while", out,
				   i > 1 ? "\n" : "", mark, i);
	return out;
}

/* The question of one field alone, as it is opened from the entry. */
static void open_field(struct world *w, int rows, int cols, const char *reg, const char *id,
		       const char *field)
{
	const struct reg *r = schema_reg(w->app.session.schema, reg);

	world_show(w, rows, cols, "record", reg, id, NULL);
	cr_assert(world_go(w, reg_field(r, field)->label), "%s", world_text(w));
	world_press(w, "Enter");
}

static void type_over(struct world *w, const char *text)
{
	world_press(w, "End");
	for (int i = 0; i < 200; i++)
		world_press(w, "Backspace");
	ui_test_type(w->ui, text);
}

static const char *stored(struct world *w, const char *field)
{
	return work_text(&w->app.session, w->app.arena, "needs", "ne-000001", field);
}

Test(conflict, shows_what_it_was_mine_and_theirs_with_who_and_when)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");

	work_put(&w->app.session, w->app.arena, "needs", "ne-000001", "title", "What it was");
	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "My own words");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "What Ann typed");
	world_press(w, "Enter");
	cr_assert(world_has(w, "Ann Other changed this need while you typed"), "%s", world_text(w));
	cr_expect(world_has(w, "Was: What it was (Coordinator, 20 November 2025, 12:00)"), "%s",
		  world_text(w));
	cr_expect(world_has(w, "> (*) Yours"), "mine is chosen: %s", world_text(w));
	cr_expect(world_has(w, "( ) Theirs: Ann Other, 20 November 2025, 12:00"));
	cr_expect(world_has(w, "My own words") && world_has(w, "What Ann typed"));
	cr_expect(world_has(w, "[ Keep theirs, put mine in my drafts ]"), "%s", world_text(w));
	expect_same(stored(w, "title"), "What Ann typed");
	world_close(w);
}

/* A text that goes for good while somebody sits on it must not come back without a word. */
Test(conflict, a_removal_for_data_protection_is_told_as_one)
{
	struct world *w = world_open();
	struct session *s = &w->app.session;
	struct erase_ask ask = { .id = "ne-000001", .field = "title" };
	struct erase_plan plan;

	work_put(s, w->app.arena, "needs", "ne-000001", "title", "Mr Quennell waits");
	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "Mr Quennell waits again");
	cr_assert(eq(int, erase_plan(s, &ask, w->app.arena, &plan, NULL), RC_OK));
	cr_assert(eq(int, erase_do(&plan, NULL, "A name", NULL), RC_OK));
	world_press(w, "Enter");
	cr_assert(world_has(w, "( ) Removed for data protection: Coordinator, 20 November 2025"),
		  "%s", world_text(w));
	cr_expect(world_has(w, "Was: (removed for data protection)"), "%s", world_text(w));
	cr_expect(world_has(w, "look before you keep it"), "%s", world_text(w));
	world_close(w);
}

Test(conflict, mine_is_saved_over_theirs_only_when_i_say_so)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");

	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "My own words");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "What Ann typed");
	world_press(w, "Enter");
	cr_assert(world_go(w, "Save this choice"));
	world_press(w, "Enter");
	expect_same(stored(w, "title"), "My own words");
	world_close(w);
}

Test(conflict, mine_waits_in_my_drafts_and_theirs_stands)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");

	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "My own words");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "What Ann typed");
	world_press(w, "Enter");
	cr_assert(world_go(w, "Keep theirs"));
	world_press(w, "Tab Enter"); /* beside the button that saves */
	expect_same(stored(w, "title"), "What Ann typed");
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(world_has(w, "My own words"), "%s", world_text(w));
	world_close(w);
}

Test(conflict, theirs_that_is_chosen_leaves_nothing_to_save)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");

	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "My own words");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "What Ann typed");
	world_press(w, "Enter Down Enter");
	cr_assert(world_has(w, "(*) Theirs"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Theirs stands."), "%s", world_text(w));
	cr_expect(world_has(w, "What Ann typed") && !world_has(w, "My own words"), "%s",
		  world_text(w));
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "My own words")), "%s", world_text(w));
	world_close(w);
}

/* The whole form saves all at once, so several answers can meet another at once. */
Test(conflict, several_answers_are_asked_about_together)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");

	world_show(w, 90, 80, "form", "needs", "ne-000001", NULL);
	cr_assert(world_go(w, "[ Continue ]"));
	world_press(w, "Tab Enter"); /* all on one page */
	type_over(w, "My title");
	world_press(w, "Tab"); /* who it is about */
	type_over(w, "My own need");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "Her title");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "group", "Her need");
	cr_assert(world_go(w, "[ Save ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "Her title") && world_has(w, "Her need"), "%s", world_text(w));
	cr_expect(world_has(w, "My title") && world_has(w, "My own need"), "%s", world_text(w));
	world_press(w, "Down Space");
	cr_assert(world_go(w, "[ Save these choices ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	{
		bool her_title = !strcmp(stored(w, "title"), "Her title");

		expect_same(stored(w, her_title ? "group" : "title"),
			    her_title ? "My own need" : "My title");
		expect_same(stored(w, her_title ? "title" : "group"),
			    her_title ? "Her title" : "Her need");
	}
	world_close(w);
}

/* Which of mine and theirs is chosen, in their order: "mt" the first mine, the second theirs. */
static const char *chosen(struct world *w)
{
	static char out[8];
	const struct page *p = &w->ui->page;
	size_t n = 0;

	for (size_t i = 0; i < p->nrows; i++) {
		if (p->rows[i].kind == ROW_RADIO && p->rows[i].on && n < sizeof(out) - 1)
			out[n++] = p->rows[i].text[0] == 'Y' ? 'm' : 't';
	}
	out[n] = '\0';
	return out;
}

Test(conflict, what_was_chosen_stays_chosen_whatever_comes_between)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");
	const char *const a = "c1/ne/ne-000001/group=-\nc1/ne/ne-000001/title=-";
	const char *const b = "c1/ne/ne-000001/group=My need\nc1/ne/ne-000001/title=My title";

	world_show(w, 40, 80, "conflict", a, b, "needs");
	expect_same(chosen(w), "mm");
	world_press(w, "Down Down Down Space"); /* theirs of the second */
	expect_same(chosen(w), "mt");
	ui_test_resize(w->ui, 12, 40);
	expect_same(chosen(w), "mt");
	ui_test_resize(w->ui, 5, 20); /* too small for anything */
	ui_test_resize(w->ui, 24, 80);
	expect_same(chosen(w), "mt");
	world_press(w, "?");
	cr_assert(world_has(w, "Help"), "%s", world_text(w));
	world_press(w, "Esc");
	expect_same(chosen(w), "mt");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "Her newest title");
	ui_test_key(w->ui, TK_TICK);
	cr_expect(world_has(w, "Her newest title"), "%s", world_text(w));
	expect_same(chosen(w), "mt");
	cr_assert(world_go(w, "[ Save these choices ]"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_same(stored(w, "group"), "My need");
	expect_same(stored(w, "title"), "Her newest title");
	world_close(w);
}

/* Moves down until the end and notes which paragraphs were on the screen. */
static size_t read_through(struct world *w, const char *mark)
{
	bool seen[LINES + 1] = { false };
	size_t n = 0;

	world_press(w, "Home");
	for (int k = 0; k < 400; k++) {
		for (int i = 1; i <= LINES; i++) {
			char part[24];

			snprintf(part, sizeof(part), "%s %02d", mark, i);
			if (!seen[i] && world_has(w, part))
				seen[i] = ++n;
		}
		world_press(w, "Down");
	}
	return n;
}

Test(conflict, long_texts_are_read_to_their_ends_by_the_arrows)
{
	static const struct {
		int rows, cols;
	} sizes[] = { { 24, 80 }, { 12, 40 } };

	for (size_t i = 0; i < 2; i++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");

		work_put(&w->app.session, w->app.arena, "needs", "ne-000001", "notes",
			 long_text(w, "was"));
		open_field(w, sizes[i].rows, sizes[i].cols, "needs", "ne-000001", "notes");
		ui_test_paste(w->ui, long_text(w, "mine"));
		work_put(&ann, w->app.arena, "needs", "ne-000001", "notes", long_text(w, "hers"));
		cr_assert(world_go(w, "[ Save ]"), "%s", world_text(w));
		world_press(w, "Enter");
		cr_assert(world_has(w, "> (*) Yours"), "%s", world_text(w));
		cr_expect(eq(sz, read_through(w, "was"), LINES), "%s", world_text(w));
		cr_expect(eq(sz, read_through(w, "mine"), LINES));
		cr_expect(eq(sz, read_through(w, "hers"), LINES));
		world_close(w);
	}
}

Test(conflict, is_asked_in_the_conversation_as_well)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");
	char *text;

	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "My own words");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "title", "What Ann typed");
	world_press(w, "Enter");
	text = ui_test_plain(w->ui);
	expect_part(text, "Was: ");
	expect_part(text, "1. Yours (now)\n   My own words");
	expect_part(text, "2. Theirs: Ann Other, 20 November 2025, 12:00\n   What Ann typed");
	free(text);
	ui_test_line(w->ui, "2");
	ui_test_line(w->ui, "3");
	expect_same(stored(w, "title"), "What Ann typed");
	world_close(w);
}

Test(conflict, different_answers_merge_without_a_question)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");

	open_field(w, 24, 80, "needs", "ne-000001", "title");
	type_over(w, "My own words");
	work_put(&ann, w->app.arena, "needs", "ne-000001", "severity", "low");
	world_press(w, "Enter");
	cr_expect(not(world_has(w, "while you typed")), "%s", world_text(w));
	expect_same(stored(w, "title"), "My own words");
	expect_same(stored(w, "severity"), "low");
	world_close(w);
}

/* An entry that nothing points at, for somebody else to delete or archive while it is open. */
static const char *lone_need(struct world *w, const char *title)
{
	const char *id = work_add(&w->app.session, w->app.arena, "needs", "title", title, "group",
				  "All of them", "need_statement", "They need", "domain", "housing",
				  "outcomes", "ou-000001", "severity", "high", "prevalence", "high",
				  "trend", "rising", NULL);

	return arena_str(w->app.arena, id);
}

static void delete_as(struct world *w, const struct session *s, const char *reg, const char *id)
{
	struct record r;

	cr_assert(eq(int, record_load(s, schema_reg(s->schema, reg), id, w->app.arena, &r, NULL),
		     RC_OK));
	cr_assert(eq(int, record_delete(s, &r, NULL, NULL), RC_OK));
}

static void life_as(struct world *w, const struct session *s, const char *id, const char *life)
{
	struct record r;

	cr_assert(eq(int,
		     record_load(s, schema_reg(s->schema, "needs"), id, w->app.arena, &r, NULL),
		     RC_OK));
	cr_assert(eq(int, record_set_life(s, &r, life, NULL, NULL), RC_OK));
}

static void undo_as(const struct session *s, const struct session *whose)
{
	uint64_t last = store_undoable(s->store, session_place(s), whose->actor.person);

	cr_assert(eq(int, record_undo(s, last, "By mistake", NULL, NULL, NULL), RC_OK));
}

static void expect_draft(struct world *w, const char *text)
{
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_expect(world_has(w, text), "%s", world_text(w));
}

static size_t changes(const struct world *w)
{
	return (size_t)store_head(w->app.session.store, session_place(&w->app.session));
}

#define JO_DELETED "Jo deleted this need on 20 November 2025."

Test(conflict, an_entry_deleted_while_it_is_asked_is_told_at_the_next_key_and_never_saved)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");
	size_t before;

	world_show(w, 24, 80, "form", "needs", id, NULL);
	type_over(w, "My own word");
	delete_as(w, &jo, "needs", id);
	before = changes(w);
	world_press(w, "'s'");
	cr_expect(world_has(w, JO_DELETED), "%s", world_text(w));
	cr_expect(world_has(w, "What you typed is kept in your drafts;"), "%s", world_text(w));
	cr_expect(world_has(w, "the history puts the entry back."), "%s", world_text(w));
	cr_expect(world_has(w, "Not there any more: need NE-"), "%s", world_text(w));
	for (int i = 0; i < 3; i++) {
		world_press(w, "Enter");
		cr_expect(world_has(w, JO_DELETED) && world_has(w, "1 of "), "%s", world_text(w));
	}
	cr_expect(not(world_has(w, "Saved.")));
	cr_expect(eq(sz, changes(w), before), "nothing is made of it");
	expect_draft(w, "My own words");
	undo_as(&jo, &jo);
	world_show(w, 24, 80, "form", "needs", id, NULL);
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
	world_press(w, "Enter");
	expect_same(work_text(&w->app.session, w->app.arena, "needs", id, "title"), "My own words");
	world_close(w);
}

Test(conflict, an_entry_deleted_under_the_whole_form_is_not_saved_and_not_made_anew)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");
	size_t before;

	world_show(w, 90, 80, "form", "needs", id, NULL);
	cr_assert(world_go(w, "[ Continue ]"));
	world_press(w, "Tab Enter"); /* all on one page */
	type_over(w, "My own words");
	delete_as(w, &jo, "needs", id);
	before = changes(w);
	world_press(w, "Tab");
	cr_expect(world_has(w, JO_DELETED), "%s", world_text(w));
	cr_expect(not(world_has(w, "Save this need")), "%s", world_text(w));
	cr_expect(not(world_has(w, "Save as a draft")));
	cr_assert(world_go(w, "[ Save ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, JO_DELETED), "%s", world_text(w));
	cr_expect(not(world_has(w, "Saved.")));
	cr_expect(not(world_has(w, "while you typed")));
	cr_expect(eq(sz, changes(w), before));
	undo_as(&jo, &jo); /* while it is still open */
	world_press(w, "Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	expect_same(work_text(&w->app.session, w->app.arena, "needs", id, "title"), "My own words");
	world_close(w);
}

Test(conflict, what_was_chosen_in_an_entry_that_went_is_a_draft_as_well)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");

	open_field(w, 24, 80, "needs", id, "severity");
	delete_as(w, &jo, "needs", id);
	world_press(w, "3");
	cr_expect(world_has(w, JO_DELETED) && !world_has(w, "Saved."), "%s", world_text(w));
	expect_draft(w, "Low");
	undo_as(&jo, &jo);
	open_field(w, 24, 80, "needs", id, "severity");
	cr_expect(world_has(w, "(*) Low"), "%s", world_text(w));
	world_close(w);
}

Test(conflict, an_entry_taken_back_while_it_is_open_is_told_in_its_own_words)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");

	open_field(w, 24, 80, "needs", id, "title");
	type_over(w, "My own words");
	undo_as(&jo, &w->app.session);
	world_press(w, "Enter");
	cr_expect(world_has(w, "Jo took this need back on 20 November 2025."), "%s", world_text(w));
	expect_draft(w, "My own words");
	world_press(w, "Enter");
	cr_expect(world_has(w, "Jo took this need back") && world_has(w, "My own words"),
		  "opened again: %s", world_text(w));
	world_close(w);
}

Test(conflict, two_texts_of_an_entry_that_went_are_neither_saved_nor_dropped)
{
	static const char *const ways[] = { "", "Down Space" }; /* mine; theirs */

	for (size_t i = 0; i < 2; i++) {
		struct world *w = world_open();
		struct session jo = world_other(w, "jo", "Jo");
		const char *id = lone_need(w, "A need for nobody");

		open_field(w, 24, 80, "needs", id, "title");
		type_over(w, "My own words");
		work_put(&jo, w->app.arena, "needs", id, "title", "What Jo typed");
		world_press(w, "Enter");
		cr_assert(world_has(w, "while you typed"), "%s", world_text(w));
		world_press(w, ways[i]);
		delete_as(w, &jo, "needs", id);
		cr_assert(world_go(w, "Save this choice"));
		world_press(w, "Enter");
		cr_expect(world_has(w, JO_DELETED), "%s", world_text(w));
		cr_expect(not(world_has(w, "Saved.")));
		cr_expect(not(world_has(w, "Theirs stands.")));
		expect_draft(w, "My own words");
		world_close(w);
	}
}

Test(conflict, an_entry_that_went_is_told_in_the_conversation_as_well)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");
	char *text;

	world_show(w, 24, 80, "form", "needs", id, NULL);
	delete_as(w, &jo, "needs", id);
	ui_test_line(w->ui, "My own words");
	text = ui_test_plain(w->ui);
	expect_part(text, JO_DELETED);
	free(text);
	cr_expect(not(world_has(w, "Saved.")));
	expect_draft(w, "My own words");
	world_close(w);
}

Test(conflict, a_line_of_an_entry_that_went_is_kept)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id =
		arena_str(w->app.arena, work_add(&w->app.session, w->app.arena, "actions", "what",
						 "Something to do", "life", "draft", NULL));
	size_t before;

	world_show(w, 40, 80, "row", "actions/updates", id, NULL);
	world_press(w, "Tab 'We went there'"); /* behind the date */
	delete_as(w, &jo, "actions", id);
	before = changes(w);
	cr_assert(world_go(w, "[ Save ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Jo deleted this action on 20 November 2025."), "%s", world_text(w));
	cr_expect(eq(sz, changes(w), before));
	expect_draft(w, "We went there");
	world_close(w);
}

Test(conflict, an_entry_removed_for_data_protection_while_it_is_open_is_told_as_that)
{
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");
	struct erase_ask ask = { .id = id };
	struct erase_plan plan;

	world_show(w, 24, 80, "form", "needs", id, NULL);
	type_over(w, "My own words");
	cr_assert(eq(int, erase_plan(&jo, &ask, w->app.arena, &plan, NULL), RC_OK));
	cr_assert(eq(int, erase_do(&plan, NULL, "A name", NULL), RC_OK));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Jo removed this need for data protection on 20 November 2025."),
		  "%s", world_text(w));
	cr_expect(world_has(w, "look before you keep it"), "%s", world_text(w));
	world_close(w);
}

Test(conflict, an_entry_archived_meanwhile_takes_the_edit_and_says_so)
{
	const char *const says = "Saved. It is archived, so lists leave it out; z in the entry";
	struct world *w = world_open();
	struct session jo = world_other(w, "jo", "Jo");
	const char *id = lone_need(w, "A need for nobody");

	world_show(w, 24, 80, "form", "needs", id, NULL);
	type_over(w, "My own words");
	life_as(w, &jo, id, "archived");
	world_press(w, "Enter");
	cr_expect(world_has(w, says), "guided: %s", world_text(w));
	expect_same(work_text(&w->app.session, w->app.arena, "needs", id, "title"), "My own words");
	world_press(w, "v");
	world_show(w, 90, 80, "form", "needs", id, NULL);
	cr_assert(world_go(w, "[ Continue ]"));
	world_press(w, "Tab Enter");
	type_over(w, "Other words");
	cr_assert(world_go(w, "[ Save ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, says), "whole: %s", world_text(w));
	expect_same(work_text(&w->app.session, w->app.arena, "needs", id, "title"), "Other words");
	world_close(w);
}
