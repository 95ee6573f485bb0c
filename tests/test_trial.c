/* SPDX-License-Identifier: ISC */
/* What people met who used the program for the first time; each of these went wrong once. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "tests/lib_work.h"
#include "tests/lib_world.h"
#include "tests/same.h"

static struct world *w;

static void close_world(void)
{
	world_close(w);
}

TestSuite(trial, .fini = close_world, .timeout = 60);

/* An empty partnership, with the forms whole on one page. */
static void empty(const char *screen, const char *a)
{
	w = world_open_empty("Loch Fada");
	world_show(w, 24, 80, screen, a, NULL, NULL);
}

Test(trial, a_new_entry_is_named_first_and_saved_as_a_draft)
{
	empty("register", "services");
	world_press(w, "n Tab v 'Arrest referral' BackTab BackTab BackTab BackTab");
	cr_assert(world_has(w, "> [ Save as a draft ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Saved as SV-01"), "%s", world_text(w));
	cr_expect(world_has(w, "Draft"));
}

Test(trial, a_button_that_just_fits_beside_another_is_whole)
{
	empty("form", "needs");
	world_press(w, "v Tab v 'Housing' BackTab BackTab BackTab");
	cr_expect(world_has(w, "[ Save this need ]   [ Save as a draft ]"), "%s", world_text(w));
}

Test(trial, a_draft_can_be_finished)
{
	empty("register", "partners");
	world_press(w, "n Tab v 'Loch council' BackTab BackTab BackTab BackTab Enter");
	cr_assert(world_has(w, "  Name") && world_has(w, "[ Finish this partner ]"), "%s",
		  world_text(w));
	world_press(w, "e BackTab BackTab BackTab BackTab");
	cr_assert(world_has(w, "> [ Save this partner ]"), "%s", world_text(w));
	world_press(w, "Enter"); /* it still lacks answers, and says which */
	cr_expect(world_has(w, "There is a problem"), "%s", world_text(w));
	cr_expect(world_has(w, "> Choose kind of partner"), "%s", world_text(w));
}

Test(trial, an_answer_chosen_with_enter_is_no_conflict_with_itself)
{
	empty("register", "partners");
	world_press(w, "n Tab v 'Loch council' BackTab BackTab BackTab BackTab Enter e");
	world_press(w, "Tab Down Enter");
	cr_expect(not(world_has(w, "while you typed")), "%s", world_text(w));
	cr_expect(world_has(w, "(*) Community body"), "%s", world_text(w));
}

Test(trial, areas_can_be_chosen_where_the_partnership_named_none)
{
	empty("register", "partners");
	world_press(w, "n Tab v Tab Tab Tab");
	cr_assert(world_has(w, "> Council areas it covers"), "%s", world_text(w));
	world_press(w, "Enter 'glasg' Down Space Esc"); /* going back keeps what was ticked */
	cr_expect(world_has(w, "Glasgow City"), "%s", world_text(w));
}

Test(trial, one_answer_of_an_entry_is_changed_alone)
{
	w = world_open();
	world_show(w, 24, 80, "record", "services", "sv-000001", NULL);
	world_press(w, "Down Enter");
	cr_assert(not(world_has(w, "1 of ")), "%s", world_text(w));
	cr_expect(world_has(w, "[ Save ]"), "%s", world_text(w));
	world_press(w, "Tab Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	cr_expect(world_has(w, "[ Change this service ]") || world_has(w, "SV-01"), "%s",
		  world_text(w));
}

Test(trial, what_was_typed_last_time_is_said_to_be_a_draft)
{
	empty("register", "services");
	world_press(w, "n Tab v 'Arrest referral' Esc n");
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
}

/* The place is the question, not only the form. */
Test(trial, a_form_goes_on_at_the_question_that_was_left)
{
	w = world_open();
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	world_press(w, "7 Enter e Enter 'half a sen' Hangup");
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	cr_assert(world_has(w, "Carry on where you left off: Needs NE-01"), "%s", world_text(w));
	world_press(w, "5");
	cr_expect(world_has(w, "half a sen"), "%s", world_text(w));
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
	cr_expect(world_has(w, "2 of 18"), "%s", world_text(w));
}

Test(trial, the_place_that_was_left_is_called_by_its_name)
{
	static const char *const places[][3] = {
		{ "stage", "analyse", "left off: Analyse" },
		{ "question", "law-value-band", "left off: Which value band" },
		{ "board", "priority-board", "left off: Priority board" },
	};

	w = world_open_empty("Loch Fada");
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		world_show(w, 24, 80, places[i][0], places[i][1], NULL, NULL);
		world_press(w, "Hangup");
		world_show(w, 24, 80, "home", NULL, NULL, NULL);
		cr_expect(world_has(w, places[i][2]), "%s", world_text(w));
	}
}

Test(trial, an_entry_made_on_the_spot_takes_the_name_that_was_looked_for)
{
	empty("register", "services");
	world_press(w, "n Tab v 'Arrest referral' Enter Enter 'Second Step' Enter Enter");
	cr_assert(world_has(w, "New partner"), "%s", world_text(w));
	cr_expect(world_has(w, "Second Step"), "%s", world_text(w));
}

Test(trial, what_was_made_on_the_spot_is_told_where_it_was_asked_for)
{
	empty("register", "services");
	world_press(w, "n Tab v 'Arrest referral' Enter Enter 'Second Step' Enter Enter");
	cr_assert(world_has(w, "New partner"), "%s", world_text(w));
	world_press(w, "BackTab BackTab BackTab BackTab");
	cr_assert(world_has(w, "> [ Save as a draft ]"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "New service"), "%s", world_text(w));
	cr_expect(world_has(w, "Saved as PA-01, a draft"), "%s", world_text(w));
	cr_expect(world_has(w, "Second Step"), "%s", world_text(w));
	world_press(w, "Esc n"); /* and it does not hide for long that the service is not saved */
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
}

Test(trial, undo_says_what_it_took_back)
{
	empty("register", "services");
	world_press(w, "n Tab v 'Arrest referral' BackTab BackTab BackTab BackTab Enter u");
	cr_expect(world_has(w, "Taken back; U puts it back. Added service \"Arrest"), "%s",
		  world_text(w));
	world_press(w, "U");
	cr_expect(world_has(w, "Put back. Added service \"Arrest"), "%s", world_text(w));
}

Test(trial, years_that_are_none_are_told_beside_their_box)
{
	w = world_open_new();
	world_show(w, 24, 80, "start", NULL, NULL, NULL);
	world_press(w, "'Loch Fada' Tab Tab Tab CutLine 'soon' Tab Tab Tab Enter");
	cr_assert(world_has(w, "> First reporting year must be"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Error: First reporting year must be"), "%s", world_text(w));
	cr_expect(world_has(w, "> soon"), "%s", world_text(w));
}

Test(trial, an_item_is_not_needed_here_once_the_reason_is_given)
{
	w = world_open_empty("Loch Fada");
	world_show(w, 24, 80, "item", "res-all-partners-listed", NULL, NULL);
	world_press(w, "Down Down");
	cr_assert(world_has(w, "> 4 ( ) Not needed here"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "(*) Not needed here"), "%s", world_text(w));
	cr_expect(world_has(w, "Why it is not needed"), "%s", world_text(w));
	cr_expect(world_has(w, "Enter why it is not needed."), "%s", world_text(w));
	cr_expect(not(world_has(w, "Error:")), "nobody has passed it by: %s", world_text(w));
	world_press(w, "Tab Tab Tab Tab Tab Enter");
	cr_expect(world_has(w, "There is a problem"), "%s", world_text(w));
	world_press(w, "Enter 'We serve no islands' Hangup");
	world_show(w, 24, 80, "item", "res-all-partners-listed", NULL, NULL);
	cr_expect(world_has(w, "(*) Not needed here"), "what waits is kept: %s", world_text(w));
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
	world_press(w, "BackTab BackTab");
	cr_assert(world_has(w, "> [ Save and go"), "%s", world_text(w));
	world_press(w, "Enter Esc");
	world_show(w, 24, 80, "item", "res-all-partners-listed", NULL, NULL);
	cr_expect(world_has(w, "(*) Not needed here"), "%s", world_text(w));
	cr_expect(world_has(w, "We serve no islands"), "%s", world_text(w));
	cr_expect(not(world_has(w, "There is a problem")), "%s", world_text(w));
}

/* Where the question fills the screen the box below it is not seen yet. */
Test(trial, what_is_typed_while_a_question_is_read_is_its_answer)
{
	w = world_open_empty("Loch Fada");
	world_show(w, 12, 40, "question", "law-value-band", NULL, NULL);
	cr_assert(world_has(w, "Which value band"), "%s", world_text(w));
	cr_expect(world_has(w, "Tab next   Esc back"), "%s", world_text(w));
	world_press(w, "'quotes below the limit'");
	cr_expect(world_has(w, "> quotes below the limit"), "%s", world_text(w));
	world_show(w, 12, 40, "question", "law-award-or-compete", NULL, NULL);
	world_press(w, "Enter 'u'");
	cr_expect(world_has(w, "> u"), "%s", world_text(w));
}

Test(trial, counts_are_counted_anew_when_a_person_comes_back_to_a_list)
{
	w = world_open_empty("Loch Fada");
	world_show(w, 24, 80, "self", NULL, NULL, NULL);
	cr_assert(world_has(w, "0 of 11 answered"), "%s", world_text(w));
	cr_assert(world_go(w, "Project management"), "%s", world_text(w));
	world_press(w, "Enter 3 Esc");
	cr_expect(world_has(w, "1 of 11 answered"), "%s", world_text(w));
}

Test(trial, one_key_does_not_take_a_whole_partnership_back)
{
	w = world_open();
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	world_press(w, "u");
	cr_expect(world_has(w, "There is no change of yours to take back."), "%s", world_text(w));
	cr_expect(world_has(w, "Needs 12"), "%s", world_text(w));
}

static void give_role(const struct session *by, const char *person, const char *role)
{
	const struct reg *people = schema_reg(by->schema, "person");
	struct put put = { .field = "role", .text = role };
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int, record_load(by, people, person, w->app.arena, &r, &err), RC_OK), "%s",
		  err.text);
	put.seen = r.field[reg_field(people, "role") - people->fields].at;
	cr_assert(eq(int, record_save(by, people, person, "edit", &put, 1, NULL, NULL, NULL, &err),
		     RC_OK),
		  "%s", err.text);
}

Test(trial, a_role_that_is_given_holds_at_once)
{
	struct session bob;

	w = world_open_empty("Loch Fada");
	bob = w->app.session;
	bob.actor.person = "bob";
	give_role(&w->app.session, "bob", "coordinator");
	world_show(w, 24, 80, "register", "needs", NULL, NULL);
	give_role(&bob, w->app.session.actor.person, "viewer");
	world_press(w, "n"); /* a key looks what others did */
	cr_expect(world_has(w, "Coordinator, viewer"), "%s", world_text(w));
	give_role(&bob, w->app.session.actor.person, "partner");
	world_press(w, "'Housing'");
	cr_expect(world_has(w, "Coordinator, partner"), "%s", world_text(w));
	cr_expect(eq(int, (int)w->app.session.actor.role, MEMBER_PARTNER));
}

Test(trial, a_screen_is_found_by_its_name)
{
	w = world_open();
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	world_press(w, "/ 'gloss'");
	cr_assert(world_go(w, "What words mean"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "What words mean"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Find anything")), "%s", world_text(w));
}

/* What is said on the message line of the item, and what is stored of it. */
static const char *note_of(const char *item)
{
	struct fact fact;
	const struct session *s = &w->app.session;

	return store_get(s->store, session_place(s),
			 arena_printf(w->app.arena, "c1/it/%s/note", item), w->app.arena, &fact,
			 NULL) == RC_OK
		       ? fact.text
		       : "";
}

Test(trial, a_long_text_is_saved_by_the_button_and_said_not_to_be_saved_before)
{
	w = world_open();
	world_show(w, 60, 120, "item", "svc-third-sector-data", NULL, NULL);
	cr_assert(world_go(w, "Asked for, not yet used."), "%s", world_text(w));
	world_press(w, "' All but one.'");
	cr_expect(not(world_has(w, "not saved yet")), "%s", world_text(w));
	world_press(w, "Tab");
	cr_expect(world_has(w, "Typed, not saved yet."), "%s", world_text(w));
	expect_same(note_of("svc-third-sector-data"), "Asked for, not yet used.");
	cr_assert(world_go(w, "Save and go"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	expect_same(note_of("svc-third-sector-data"), "Asked for, not yet used. All but one.");
}

Test(trial, a_line_is_saved_when_a_person_goes_on_with_enter)
{
	w = world_open();
	world_show(w, 60, 120, "form", "needs", "ne-000001", NULL);
	world_press(w, "' now' Tab");
	cr_expect(world_has(w, "Typed, not saved yet. Enter"), "%s", world_text(w));
	world_press(w, "BackTab Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	cr_expect(strstr(record_called(&w->app.session, "ne-000001", w->app.arena), " now") !=
		  NULL);
}

Test(trial, what_is_wrong_is_said_once_in_the_summary_and_once_beside_the_box)
{
	const char *text;
	int said = 0;

	w = world_open_empty("Loch Fada");
	world_show(w, 60, 120, "register", "partners", NULL, NULL);
	world_press(w, "n Tab v 'Loch council'");
	cr_assert(world_go(w, "[ Save this partner ]"), "%s", world_text(w));
	world_press(w, "Enter");
	text = world_text(w);
	for (const char *at = text; (at = strstr(at, "Choose kind of partner")); at++)
		said++;
	cr_expect(eq(int, said, 2), "%s", text);
	cr_expect(world_has(w, "Not saved: ") && world_has(w, " to put right."), "%s", text);
}

Test(trial, a_date_that_is_none_is_in_the_summary_and_beside_its_box)
{
	w = world_open();
	world_show(w, 60, 120, "item", "svc-third-sector-data", NULL, NULL);
	cr_assert(world_go(w, "[ Save and go"), "%s", world_text(w));
	world_press(w, "BackTab 'whenever' Enter");
	cr_expect(world_has(w, "There is a problem"), "%s", world_text(w));
	cr_expect(world_has(w, "Not saved: 1 thing to put right."), "%s", world_text(w));
}

Test(trial, a_report_says_first_what_it_lacks_and_leads_there)
{
	w = world_open_empty("Loch Fada");
	world_show(w, 40, 100, "report", "cjoip", NULL, NULL);
	cr_expect(world_has(w, "Check before you share"), "%s", world_text(w));
	cr_expect(world_has(w, "OU-01 \"ndo-1, More people"), "%s", world_text(w));
	cr_expect(world_has(w, "more to put right before it is final"), "%s", world_text(w));
	cr_assert(world_go(w, "more to put right"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(not(world_has(w, "more to put right")), "%s", world_text(w));
	cr_assert(world_go(w, "OU-04 \"ndo-4"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "> OU-04"), "%s", world_text(w));
}

Test(trial, a_person_is_called_what_they_said_they_are_called)
{
	w = world_open();
	w->app.session.shown = "Ann from the community justice team in the north";
	world_show(w, 24, 80, "registers", NULL, NULL, NULL);
	cr_expect(world_has(w, "Ann from the community just…, coordinator"), "%s", world_text(w));
	w->app.session.shown = "Coordinator";
	world_show(w, 24, 80, "registers", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "Coordinator, coordinator")), "%s", world_text(w));
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	cr_expect(world_has(w, "Last change: Coordinator, "), "%s", world_text(w));
}

Test(trial, the_name_that_is_entered_for_a_person_is_the_one_that_others_see)
{
	static const char *const lists[] = { "home", "history", "people", "who" };

	w = world_open();
	world_show(w, 24, 80, "person", "coord", NULL, NULL);
	for (size_t i = 0; i < strlen("Coordinator"); i++)
		world_press(w, "Backspace");
	world_press(w, "'Convener'");
	for (int tab = 0; !world_has(w, "> [ Save ]") && tab < 20; tab++)
		world_press(w, "Tab");
	world_press(w, "Enter");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		world_show(w, 24, 80, lists[i], NULL, NULL, NULL);
		cr_expect(world_has(w, "Convener, coordinator"), "%s", world_text(w));
		cr_expect(not(world_has(w, "Coordinator")), "%s", world_text(w));
	}
	world_show(w, 24, 80, "history", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "12:00   Coordinator")), "%s", world_text(w));
}

Test(trial, the_headings_of_the_board_are_whole_on_80_columns)
{
	w = world_open();
	world_show(w, 24, 80, "board", "priority-board", NULL, NULL);
	cr_expect(world_has(w, "Need  Evidence  Reach   Money   Doable  Score  Decided"), "%s",
		  world_text(w));
}

Test(trial, in_a_small_window_the_way_back_out_of_a_box_is_said)
{
	w = world_open();
	world_show(w, 12, 40, "form", "needs", NULL, NULL);
	cr_expect(world_has(w, "Esc back"), "%s", world_text(w));
	world_show(w, 12, 40, "question", "rq-impact", NULL, NULL);
	world_press(w, "Tab Tab Tab BackTab");
	cr_expect(world_has(w, "Esc back"), "%s", world_text(w));
}

Test(trial, the_question_stays_in_sight_over_many_ticks)
{
	static const int rows[] = { 24, 12 };

	w = world_open_new();
	for (size_t i = 0; i < 2; i++) {
		world_show(w, rows[i], rows[i] == 24 ? 80 : 40, "start", NULL, NULL, NULL);
		for (int down = 0; !world_has(w, "> [ ] West Dunb") && down < 60; down++) {
			world_press(w, "Down");
			cr_expect(world_has(w, "Which council areas does it cover?"), "%s",
				  world_text(w));
		}
		cr_expect(world_has(w, "> [ ] West Dunb"), "%s", world_text(w));
		for (int up = 0; !world_has(w, "> [ ] Aberdeen") && up < 60; up++) {
			world_press(w, "Up");
			cr_expect(world_has(w, "Which council areas does it cover?"), "%s",
				  world_text(w));
		}
		cr_expect(world_has(w, "> [ ] Aberdeen"), "%s", world_text(w));
	}
}

Test(trial, beside_a_status_and_the_guidance_an_item_keeps_its_width)
{
	w = world_open();
	world_show(w, 24, 80, "stage", "analyse", NULL, NULL);
	cr_expect(world_has(w, "1 Map what each partner can  In progress"), "%s", world_text(w));
	world_show(w, 24, 80, "checklist", "principles", NULL, NULL);
	cr_expect(world_has(w, "people, practitioners and providers"), "%s", world_text(w));
}

Test(trial, the_first_screens_offer_nothing_that_is_not_there_yet)
{
	w = world_open_new();
	w->app.session.shown = NULL;
	world_show(w, 24, 80, "welcome", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "undo")), "%s", world_text(w));
	cr_expect(not(world_has(w, "find anything")), "%s", world_text(w));
	world_press(w, "Down Down 'Ann' Enter");
	cr_expect(world_has(w, "> 1 Start our partnership"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Which council areas"), "%s", world_text(w));
	world_show(w, 60, 80, "start", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "(invented)")), "%s", world_text(w));
}

Test(trial, what_is_made_on_the_spot_can_stay_a_draft_and_the_work_goes_on)
{
	empty("form", "services");
	world_press(w, "'Arrest referral' Enter Enter 'Second Step' Enter Enter");
	cr_assert(world_has(w, "New partner"), "%s", world_text(w));
	cr_assert(world_go(w, "> [ Continue ]"), "%s", world_text(w));
	world_press(w, "Tab Enter");
	cr_expect(world_has(w, "New service"), "%s", world_text(w));
	cr_expect(world_has(w, "Second Step"), "%s", world_text(w));
}

Test(trial, who_starts_a_partnership_is_asked_for_a_name_before_it_stands_everywhere)
{
	w = world_open_new();
	w->app.session.shown = NULL;
	world_show(w, 24, 80, "welcome", NULL, NULL, NULL);
	world_press(w, "1 'Loch Fada'");
	cr_assert(world_go(w, "Start ]"), "%s", world_text(w));
	cr_assert(world_has(w, "Your name, as others here will see it"), "%s", world_text(w));
	world_press(w, "BackTab CutLine 'Lead officer' Tab Enter");
	cr_expect(world_has(w, "Lead officer, coordinator"), "%s", world_text(w));
	cr_expect(world_has(w, "Last change: Lead officer"), "%s", world_text(w));
}

Test(trial, what_is_kept_for_older_plans_stands_behind_what_is_asked_now)
{
	char *page;

	empty("activity", "prepare-governance");
	page = ui_test_plain(w->ui);
	cr_assert(strstr(page, "Seven responsibilities") && strstr(page, "What the law and"), "%s",
		  page);
	cr_expect(lt(ptr, strstr(page, "What the law and"), strstr(page, "National Strategy 2016")),
		  "%s", page);
	free(page);
}

Test(trial, the_vision_that_is_asked_for_again_starts_from_that_of_the_partnership)
{
	empty("question", "vision");
	cr_expect(not(world_has(w, "Start from what the records say")), "%s", world_text(w));
	work_put(&w->app.session, w->app.arena, "partnership", w->pid, "vision",
		 "Nobody leaves with nowhere to go.");
	world_show(w, 40, 100, "question", "vision", NULL, NULL);
	cr_assert(world_go(w, "[ Start from what"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Nobody leaves with nowhere to go."), "%s", world_text(w));
}
