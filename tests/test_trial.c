/* SPDX-License-Identifier: ISC */
/* What people met who used the program for the first time; each of these went wrong once. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "tests/lib_world.h"

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

Test(trial, a_draft_can_be_finished)
{
	empty("register", "partners");
	world_press(w, "n Tab v 'Loch council' BackTab BackTab BackTab BackTab Enter");
	cr_assert(world_has(w, "> Name") && world_has(w, "[ Finish this partner ]"), "%s",
		  world_text(w));
	world_press(w, "e BackTab BackTab BackTab");
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

Test(trial, an_entry_made_on_the_spot_takes_the_name_that_was_looked_for)
{
	empty("register", "services");
	world_press(w, "n Tab v 'Arrest referral' Enter Enter 'Second Step' Enter Enter");
	cr_assert(world_has(w, "New partner"), "%s", world_text(w));
	cr_expect(world_has(w, "Second Step"), "%s", world_text(w));
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
	world_press(w, "'Loch Fada' Tab Tab Tab CutLine 'soon' Tab Tab Enter");
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
	cr_expect(world_has(w, "Error: Enter why it is not needed"), "%s", world_text(w));
	world_press(w, "'We serve no islands' Hangup");
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
