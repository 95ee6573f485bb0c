/* SPDX-License-Identifier: ISC */
/* What a form says of its questions, of a copy, and of what is typed and not saved. */
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

TestSuite(form_words, .init = begin, .fini = end, .timeout = 60);

static void copy_of(const char *id)
{
	world_show(w, 60, 120, "form", "services", "", id);
}

Test(form_words, what_is_chosen_from_a_list_says_its_hint_and_whether_it_may_be_left)
{
	world_show(w, 120, 180, "form", "services", "sv-000001", NULL);
	world_press(w, "Tab Tab v");
	cr_assert(world_has(w, "Who runs it."), "%s", world_text(w));
	cr_expect(world_has(w, "Funders (optional)"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Provider (optional)")), "%s", world_text(w));
}

Test(form_words, a_copy_says_of_what_until_it_is_typed_in)
{
	copy_of("sv-000003");
	cr_expect(world_has(w, "A copy of SV-03"), "%s", world_text(w));
	world_press(w, "'West' Enter");
	cr_expect(world_has(w, "Strathfinlay Council"), "%s", world_text(w));
}

/* The answers of two entries are never put together into one. */
Test(form_words, a_copy_does_not_mix_with_an_entry_that_was_begun_before)
{
	world_show(w, 60, 120, "form", "services", NULL, NULL);
	world_press(w, "'Begun before' Enter");
	copy_of("sv-000003");
	cr_expect(world_has(w, "Begun before"), "%s", world_text(w));
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "Nothing chosen yet"), "%s", world_text(w));
}

Test(form_words, what_waits_is_counted_by_entry_and_a_new_one_goes_by_its_name)
{
	copy_of("sv-000003");
	world_press(w, "'West' Enter");
	world_show(w, 60, 180, "form", "needs", "ne-000001", NULL);
	world_press(w, "'x' Esc");
	world_show(w, 40, 120, "home", NULL, NULL, NULL);
	cr_expect(world_has(w, "What you typed and did not save: 2"), "%s", world_text(w));
	cr_expect(world_has(w, "Last change: "), "%s", world_text(w));
	cr_expect(not(world_has(w, "Everything is saved")), "%s", world_text(w));
	world_show(w, 24, 100, "drafts", NULL, NULL, NULL);
	cr_assert(world_has(w, "New service"), "%s", world_text(w));
	cr_expect(world_has(w, "West"), "%s", world_text(w));
}

/* Beside what was typed of its entry, which is a thing of its own, whichever comes first by name. */
Test(form_words, a_line_of_a_list_that_was_typed_waits_among_the_drafts_and_opens_there)
{
	world_show(w, 40, 80, "row", "actions/updates", "ac-000001", NULL);
	world_press(w, "Tab 'We went there' Esc");
	world_show(w, 24, 80, "drafts", NULL, NULL, NULL);
	cr_assert(world_has(w, ": Updates") && world_has(w, "We went there"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "What you typed last time is here again"), "%s", world_text(w));
	cr_expect(world_has(w, "We went there"), "%s", world_text(w));
	world_show(w, 60, 180, "form", "actions", "ac-000001", NULL);
	world_press(w, "'x' Esc");
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	cr_expect(world_has(w, "What you typed and did not save: 2"), "%s", world_text(w));
}

Test(form_words, a_list_begins_at_its_first_line_when_the_filter_changes)
{
	world_show(w, 24, 80, "register", "services", NULL, NULL);
	world_press(w, "f 'nothing like this' Enter");
	cr_assert(world_has(w, "Nothing fits this filter."), "%s", world_text(w));
	world_press(w, "f Tab Tab Right Enter");
	cr_assert(world_has(w, "16, in order of"), "%s", world_text(w));
	cr_expect(world_has(w, "> Diversion from prosecution"), "%s", world_text(w));
}

Test(form_words, a_question_whose_answer_is_refused_has_the_focus)
{
	world_show(w, 60, 120, "form", "services", NULL, NULL);
	for (int i = 0; i < 13; i++)
		world_press(w, "'too long a'");
	world_press(w, "Tab Enter");
	cr_assert(world_has(w, "Error: Title must be 120"), "%s", world_text(w));
	cr_expect(not(world_has(w, "> [ Continue ]")), "%s", world_text(w));
}

Test(form_words, an_answer_that_could_identify_somebody_is_told_when_it_is_saved)
{
	world_show(w, 60, 120, "form", "needs", "ne-000003", NULL);
	world_press(w, "Ctrl-K 'Call 07700 900123' Enter");
	cr_expect(world_has(w, "Saved. Worth a look: Title looks as if it holds a phone number"),
		  "%s", world_text(w));
	world_show(w, 60, 120, "form", "needs", "ne-000003", NULL);
	world_press(w, "' at home' Enter");
	cr_expect(world_has(w, "Worth a look"), "%s", world_text(w));
	world_show(w, 60, 120, "form", "needs", "ne-000004", NULL);
	world_press(w, "' at home' Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	cr_expect(not(world_has(w, "Worth a look")), "%s", world_text(w));
}

Test(form_words, the_other_view_opens_at_the_question_one_was_at)
{
	world_show(w, 60, 120, "form", "services", NULL, NULL);
	world_press(w, "'Bus fares' Enter v");
	cr_assert(world_has(w, "> Provider"), "%s", world_text(w));
	world_press(w, "Down Down v");
	cr_expect(world_has(w, "4 of 28"), "%s", world_text(w));
	cr_expect(world_has(w, "> Type of service"), "%s", world_text(w));
}

Test(form_words, a_digit_chooses_nothing_where_no_line_has_a_number)
{
	world_show(w, 24, 80, "form", "services", NULL, NULL);
	world_press(w, "'Bus fares' Enter Down Enter Down Enter Down Enter Down Enter");
	cr_assert(world_has(w, "1 [ ] Prevention"), "%s", world_text(w));
	world_press(w, "v");
	cr_expect(not(world_has(w, "1 to 9")), "%s", world_text(w));
	world_press(w, "1 2");
	cr_expect(not(world_has(w, "[x]")), "%s", world_text(w));
}

Test(form_words, an_entry_that_was_only_looked_at_is_not_called_typed)
{
	world_show(w, 60, 120, "register", "decisions", NULL, NULL);
	world_press(w, "n Esc");
	cr_assert(world_has(w, "Add a new decision"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Not saved yet")), "%s", world_text(w));
	world_press(w, "n 'Two flats' Esc");
	cr_expect(world_has(w, "Not saved yet"), "%s", world_text(w));
}

Test(form_words, a_date_in_a_register_is_never_cut)
{
	world_show(w, 24, 80, "register", "actions", NULL, NULL);
	cr_assert(world_has(w, "In progress"), "%s", world_text(w));
	cr_expect(world_has(w, "31 Dec 2025"), "%s", world_text(w));
	cr_expect(world_has(w, "12 Sep 2025"), "%s", world_text(w));
	world_press(w, "v");
	cr_expect(world_has(w, "Due: 31 July 2025"), "a card has room: %s", world_text(w));
}

/* "ndo-6, More people have access to suitable accommodation …" is its name already. */
Test(form_words, the_register_of_outcomes_says_each_once)
{
	world_show(w, 24, 80, "register", "outcomes", NULL, NULL);
	cr_expect(world_has(w, "ndo-5, More people have access to, and continuity"), "%s",
		  world_text(w));
	cr_expect(world_has(w, "ndo-6, More people have access to suitable"), "%s", world_text(w));
	cr_expect(not(world_has(w, "  More people")), "%s", world_text(w));
}

Test(form_words, a_question_that_waits_to_be_saved_says_so_in_its_list)
{
	world_close(w);
	w = world_open_empty("Loch Fada");
	world_show(w, 24, 80, "questions", "review", NULL, NULL);
	world_press(w, "Down Enter");
	cr_assert(world_has(w, "What has the impact been?"), "%s", world_text(w));
	world_press(w, "'Fewer came back' Esc");
	cr_assert(world_has(w, "Typed, not saved"), "%s", world_text(w));
	cr_expect(world_has(w, "> 2 What has the impact"), "%s", world_text(w));
}

Test(form_words, one_comes_back_to_the_item_or_question_that_was_left)
{
	world_close(w);
	w = world_open_empty("Loch Fada");
	world_show(w, 24, 80, "questions", "review", NULL, NULL);
	world_press(w, "Enter 'On the whole'");
	cr_assert(world_go(w, "Save and go to 2 of 4"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "2 of 4"), "%s", world_text(w));
	world_press(w, "Esc");
	cr_expect(world_has(w, "> 2 What has the impact"), "%s", world_text(w));
	world_show(w, 24, 80, "activity", "prepare-vision", NULL, NULL);
	for (int i = 0; i < 40 && !world_has(w, ">   [ ] Are the hours, roles"); i++)
		world_press(w, "Down");
	world_press(w, "Enter");
	cr_assert(world_has(w, "4 of 9"), "%s", world_text(w));
	cr_assert(world_go(w, "Save and go to 5 of 9"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "5 of 9"), "%s", world_text(w));
	world_press(w, "Esc");
	cr_expect(world_has(w, ">   [ ] Are other local plans"), "%s", world_text(w));
}

Test(form_words, an_entry_that_was_taken_back_is_not_shown_hollow)
{
	world_show(w, 24, 80, "register", "learning", NULL, NULL);
	world_press(w, "n 'Ask the night shift first' Tab Tab Enter");
	cr_assert(world_go(w, "Save as a draft"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_assert(world_has(w, "Saved as LE-0"), "%s", world_text(w));
	cr_assert(world_has(w, "Finish this"), "%s", world_text(w));
	world_press(w, "u");
	cr_expect(world_has(w, "This is not there any more"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Finish this")), "%s", world_text(w));
	world_press(w, "e");
	cr_expect(world_has(w, "This is not there any more"), "%s", world_text(w));
}

static void left_at(const char *place)
{
	const struct session *s = &w->app.session;

	cr_assert(eq(int, store_note_put(s->store, s->pid, s->actor.person, "place", place, NULL),
		     RC_OK));
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
}

Test(form_words, nobody_is_led_back_to_what_is_not_there)
{
	left_at("record\nneeds\nne-000001");
	cr_expect(world_has(w, "Carry on where you left off: Needs NE-01"), "%s", world_text(w));
	left_at("record\nneeds\nne-000099");
	cr_expect(not(world_has(w, "Carry on")), "%s", world_text(w));
	left_at("register\nneeds");
	cr_expect(world_has(w, "Carry on where you left off: Needs"), "%s", world_text(w));
}

Test(form_words, help_asked_for_over_the_guidance_is_that_of_the_form)
{
	world_show(w, 12, 40, "register", "needs", NULL, NULL);
	world_press(w, "g ?");
	cr_expect(world_has(w, "Register"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Cycle map")), "%s", world_text(w));
}

Test(form_words, what_was_picked_is_gone_on_from)
{
	world_show(w, 60, 120, "form", "services", "sv-000001", NULL);
	world_press(w, "Tab Tab v");
	cr_assert(world_go(w, "Provider"));
	world_press(w, "Enter Down Enter");
	cr_expect(not(world_has(w, "> Provider")), "%s", world_text(w));
	cr_expect(world_has(w, "Provider"), "%s", world_text(w));
}
