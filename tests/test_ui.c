/* SPDX-License-Identifier: ISC */
/* What keys do, through the same loop that a terminal runs. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <string.h>

#include "../core/base/mem.h"
#include "../tui/ui.h"
#include "lib_pages.h"
#include "same.h"

static struct test_app app;
static struct ui *u;

static void open_with(const struct screen *s, struct ui_opts o, int rows, int cols)
{
	struct ui_hooks h;

	tp_hooks(&app, &h);
	u = ui_test_new(&o, &h, rows, cols);
	cr_assert(eq(int, ui_test_open(u, s, NULL, NULL), RC_OK));
}

static void open(const struct screen *s)
{
	open_with(s, (struct ui_opts){ .letter_keys = true }, 24, 80);
}

static void shut(void)
{
	ui_test_free(u);
	u = NULL;
}

TestSuite(ui, .fini = shut, .timeout = 60);

static bool shows(const char *text)
{
	char *s = ui_test_dump(u);
	bool found = strstr(s, text) != NULL;

	mem_free(s);
	return found;
}

/* The line the cursor is on, and that the marker is on it where there is one. */
static bool on(const char *text)
{
	char *s = ui_test_dump(u), *at = strrchr(s, '@'), *line = s;
	int row = 0, col = 0;
	bool found;

	sscanf(at, "@%d,%d", &row, &col);
	for (int i = 1; i < row; i++)
		line = strchr(line, '\n') + 1;
	line[strcspn(line, "\n")] = '\0';
	found = strstr(line, text) != NULL && strchr(line, '>') != NULL;
	if (!found)
		fprintf(stderr, "the cursor is on: %s\n", line);
	mem_free(s);
	return found;
}

static void keys(int key, int n)
{
	while (n-- > 0)
		ui_test_key(u, key);
}

static size_t came(enum action act)
{
	size_t n = 0;

	for (size_t i = 0; i < app.nacts; i++)
		n += app.acts[i] == act;
	return n;
}

Test(ui, arrows_move_and_stop_at_the_ends)
{
	open(&tp_home);
	cr_expect(on("Get ready"));
	keys(TK_DOWN, 2);
	cr_expect(on("Plan"));
	keys(TK_UP, 5);
	cr_expect(on("Get ready"));
	keys(TK_END, 1);
	cr_expect(on("History"));
	keys(TK_DOWN, 3);
	cr_expect(on("More actions"));
	keys(TK_HOME, 1);
	cr_expect(on("Get ready"));
}

Test(ui, left_and_right_move_among_rows_that_share_a_line)
{
	open(&tp_home);
	keys(TK_DOWN, 6);
	cr_expect(on("w Workshop"));
	keys(TK_RIGHT, 1);
	keys(TK_ENTER, 1);
	cr_expect(eq(int, app.opened, TP_TOOL + 1));
	keys(TK_DOWN, 1);
	keys(TK_ENTER, 1);
	cr_expect(eq(int, app.opened, TP_TOOL + 4));
}

Test(ui, left_in_a_list_goes_back)
{
	open(&tp_home);
	keys('1', 1);
	cr_assert(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_table));
	keys(TK_LEFT, 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_home));
}

Test(ui, a_digit_opens_its_line_and_coming_back_keeps_the_focus)
{
	open(&tp_home);
	keys('1', 1);
	cr_assert(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_table));
	keys(TK_ESC, 1);
	cr_expect(on("Analyse"));
}

Test(ui, a_letter_before_a_row_opens_it_unless_the_screen_binds_it)
{
	open(&tp_home);
	keys('s', 1);
	cr_expect(eq(int, app.opened, TP_TOOL + 2));
	keys('i', 1);
	cr_expect(eq(int, app.last, ACT_INDICATORS));
}

Test(ui, letters_do_nothing_where_they_are_off_and_arrows_still_do)
{
	open_with(&tp_home, (struct ui_opts){ .letter_keys = false }, 24, 80);
	keys('q', 1);
	keys('i', 1);
	keys('s', 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_home));
	cr_expect(eq(int, app.last, ACT_NONE));
	keys(TK_DOWN, 1);
	cr_expect(on("Analyse"));
	keys('1', 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_table));
}

Test(ui, tab_goes_by_questions_and_ends_on_more_actions)
{
	open(&tp_form);
	cr_expect(on("(*) Not started"));
	keys(TK_TAB, 1);
	cr_expect(on("___"));
	keys(TK_TAB, 1);
	cr_expect(on("[ ] East"));
	keys(TK_TAB, 1);
	cr_expect(on("Lead partner"));
	keys(TK_TAB, 2);
	cr_expect(on("Save and go"));
	keys(TK_TAB, 2);
	cr_expect(on("More actions"));
	keys(TK_TAB, 1);
	cr_expect(on("Not started"));
	keys(TK_BACKTAB, 1);
	cr_expect(on("More actions"));
}

Test(ui, more_actions_is_the_last_stop_on_every_screen)
{
	static const struct screen *const screens[] = { &tp_home, &tp_form, &tp_table, &tp_long,
							&tp_pick };

	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		open(screens[i]);
		keys(TK_BACKTAB, 1);
		cr_expect(on("[ More actions ]"), "%s", screens[i]->name);
		keys(TK_ENTER, 1);
		cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_more));
		shut();
	}
}

Test(ui, an_action_from_more_actions_acts_on_the_row_before)
{
	open(&tp_table);
	keys(TK_DOWN, 3);
	keys(TK_TAB, 1);
	cr_assert(on("More actions"));
	keys(TK_ENTER, 1);
	keys('1', 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_table));
	cr_expect(shows("New for row 1003"));
	cr_expect(on("Sgioba"));
}

Test(ui, space_chooses_and_stays_enter_chooses_and_goes_on)
{
	open(&tp_form);
	keys(TK_RIGHT, 1);
	keys(' ', 1);
	cr_expect(shows("(*) In progress"));
	keys(TK_DOWN, 1);
	keys(TK_ENTER, 1);
	cr_expect(on("___"));
}

Test(ui, typing_goes_into_the_box_and_says_so_to_the_screen)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_type(u, "q u? 1/");
	cr_expect(shows("> q u? 1/___"));
	cr_expect(eq(sz, came(ACT_TYPED), 7));
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_form));
}

Test(ui, leaving_a_box_is_told_once_with_its_id)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_type(u, "x");
	cr_expect(eq(sz, came(ACT_LEFT_BOX), 0));
	keys(TK_TAB, 1);
	cr_assert(eq(sz, came(ACT_LEFT_BOX), 1));
	cr_expect(eq(int, app.ids[app.nacts - 1], TP_NAME));
	keys(TK_TAB, 1);
	cr_expect(eq(sz, came(ACT_LEFT_BOX), 1));
}

Test(ui, an_error_has_the_focus_and_enter_jumps_to_its_box)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	keys(TK_ENTER, 1);
	cr_expect(on("Enter who will do this action"));
	cr_expect(shows("There is a problem"));
	keys(TK_ENTER, 1);
	cr_expect(on("___"));
}

Test(ui, what_another_screen_brings_comes_to_the_one_below)
{
	open(&tp_form);
	keys(TK_TAB, 3);
	keys(TK_ENTER, 1);
	cr_assert(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_pick));
	keys('2', 1);
	expect_same(app.returned, "Health board");
	cr_expect(shows("Chosen: Health board"));
	cr_expect(on("Lead partner"));
}

Test(ui, a_screen_that_cannot_open_says_why_and_stays_away)
{
	open(&tp_home);
	keys('2', 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_home));
	cr_expect(shows("There is no need NE-99."));
}

/* So that it can be logged: by a screen, by the program around it, and by one that does not open. */
Test(ui, what_is_refused_is_told_to_the_program_once)
{
	open(&tp_home);
	keys('2', 1);
	expect_same(app.noted, "");
	app.denies = true;
	keys('2', 1);
	cr_expect(shows("This is for a coordinator."));
	expect_same(app.noted, "gone ");
	keys('u', 1);
	cr_expect(shows("Undo is for others."));
	expect_same(app.noted, "gone home ");
	keys(TK_DOWN, 1);
	expect_same(app.noted, "gone home ");
}

Test(ui, a_message_stays_over_moves_and_goes_with_the_next_change)
{
	open(&tp_form);
	keys(TK_TAB, 3);
	keys(TK_ENTER, 1);
	keys('1', 1);
	keys(TK_UP, 1);
	cr_expect(shows("Chosen: Council"));
	keys(' ', 1);
	cr_expect(not(shows("Chosen: Council")));
}

Test(ui, a_reload_keeps_the_focus_on_its_row)
{
	open(&tp_table);
	keys(TK_DOWN, 3);
	cr_assert(on("Sgioba"));
	app.first_id = 2; /* two rows above are gone */
	app.changed = true;
	ui_test_key(u, TK_TICK);
	cr_expect(on("Sgioba"));
	app.first_id = 4; /* now the row itself */
	app.changed = true;
	ui_test_key(u, TK_TICK);
	cr_expect(on("Housing options adviser 6"));
}

Test(ui, a_change_by_somebody_else_loads_once)
{
	int before;

	open(&tp_table);
	before = app.loads;
	ui_test_key(u, TK_TICK);
	cr_expect(eq(int, app.loads, before));
	app.changed = true;
	ui_test_key(u, TK_TICK);
	ui_test_key(u, TK_TICK);
	cr_expect(eq(int, app.loads, before + 1));
	cr_expect(eq(sz, came(ACT_CHANGED), 1));
}

static void wait_seconds(int n)
{
	for (int i = 0; i < n; i++)
		ui_test_key(u, TK_TICK);
}

Test(ui, a_session_without_keys_ends_when_the_site_says_so_and_keeps_what_was_typed)
{
	open_with(&tp_form, (struct ui_opts){ .letter_keys = true, .idle_min = 2 }, 24, 80);
	wait_seconds(119);
	cr_expect(not(ui_test_ended(u)));
	keys(TK_DOWN, 1); /* from here on anew */
	wait_seconds(119);
	cr_expect(not(ui_test_ended(u)));
	cr_expect(eq(sz, came(ACT_HANGUP), 0));
	wait_seconds(1);
	cr_expect(ui_test_ended(u));
	cr_expect(eq(sz, came(ACT_HANGUP), 1));
}

Test(ui, what_ends_by_itself_is_told_at_a_key_and_never_drawn_before)
{
	char *before, *after;

	open_with(&tp_form, (struct ui_opts){ .letter_keys = true, .idle_min = 2 }, 24, 80);
	wait_seconds(59);
	keys(TK_DOWN, 1);
	cr_expect(not(shows("ends by itself")));
	before = ui_test_dump(u);
	wait_seconds(60);
	after = ui_test_dump(u);
	cr_expect(eq(str, after, before));
	mem_free(before);
	mem_free(after);
	keys(TK_DOWN, 1);
	cr_expect(shows("After 2 minutes without a key the program ends by itself."));
}

Test(ui, one_minute_is_said_as_one)
{
	open_with(&tp_form, (struct ui_opts){ .letter_keys = true, .idle_min = 1 }, 24, 80);
	wait_seconds(30);
	keys(TK_DOWN, 1);
	cr_expect(shows("After a minute without a key the program ends by itself."));
	cr_expect(zero(int, strncmp(ui_idled_words(u), "cairn: no key for a minute, ", 28)));
}

Test(ui, without_that_setting_a_session_stays_however_long)
{
	open(&tp_form);
	wait_seconds(100000);
	cr_expect(not(ui_test_ended(u)));
}

Test(ui, ten_thousand_rows_are_reached_and_left)
{
	open(&tp_table);
	keys(TK_END, 1);
	cr_expect(on("Sgioba ath-shlànachaidh Ghàidhlig 100"));
	keys(TK_HOME, 1);
	cr_expect(on("Arrest referral"));
	keys(TK_PGDN, 2);
	cr_expect(on(" 29 "));
	keys(TK_PGUP, 2);
	cr_expect(on("Arrest referral"));
}

Test(ui, a_long_page_is_read_from_its_beginning_to_its_end)
{
	bool seen[31] = { false };
	char text[32];

	open(&tp_long);
	cr_expect(shows("Paragraph 1 "));
	for (int step = 0; step < 40; step++) {
		for (int i = 1; i <= 30; i++) {
			snprintf(text, sizeof(text), "Paragraph %d ", i);
			seen[i] |= shows(text);
		}
		keys(TK_PGDN, 1);
	}
	for (int i = 1; i <= 30; i++)
		cr_expect(seen[i], "paragraph %d was never shown", i);
	cr_expect(shows("More actions"));
	keys(TK_PGUP, 40);
	cr_expect(shows("Paragraph 1 "));
}

Test(ui, down_reads_on_line_by_line_where_nothing_can_be_chosen)
{
	open(&tp_long);
	keys(TK_DOWN, 3);
	cr_expect(not(shows("Paragraph 1 ")));
	keys(TK_DOWN, 200);
	cr_expect(on("More actions"));
	keys(TK_UP, 200);
	cr_expect(shows("Paragraph 1 "));
}

Test(ui, a_storm_of_sizes_keeps_focus_and_text)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_type(u, "half typed");
	for (int i = 0; i < 300; i++) {
		ui_test_resize(u, 1 + i * 7 % 60, 1 + i * 13 % 150);
		mem_free(ui_test_dump(u));
	}
	ui_test_resize(u, 12, 40);
	cr_expect(on("half typed"));
	ui_test_resize(u, 24, 80);
	cr_expect(on("half typed"));
	ui_test_type(u, "!");
	cr_expect(on("half typed!"));
}

Test(ui, the_focus_is_in_view_at_every_size_wherever_it_goes)
{
	static const struct screen *const screens[] = { &tp_home, &tp_form, &tp_table };
	static const int sizes[][2] = { { 24, 80 }, { 12, 40 }, { 9, 30 }, { 40, 120 } };

	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
			open_with(screens[i], (struct ui_opts){ .letter_keys = true }, sizes[k][0],
				  sizes[k][1]);
			for (int step = 0; step < 25; step++) {
				cr_expect(on(">"), "%s at %dx%d after %d", screens[i]->name,
					  sizes[k][1], sizes[k][0], step);
				keys(TK_DOWN, 1);
			}
			for (int step = 0; step < 30; step++) {
				cr_expect(on(">"), "%s up at %dx%d after %d", screens[i]->name,
					  sizes[k][1], sizes[k][0], step);
				keys(TK_UP, 1);
			}
			shut();
		}
	}
}

Test(ui, g_hides_and_shows_the_guidance)
{
	open(&tp_form);
	cr_expect(shows("Why this matters"));
	keys('g', 1);
	cr_expect(not(shows("Why this matters")));
	keys('g', 1);
	cr_expect(shows("Why this matters"));
}

Test(ui, where_there_is_no_room_g_shows_the_guidance_instead)
{
	open_with(&tp_form, (struct ui_opts){ .letter_keys = true }, 12, 40);
	cr_expect(not(shows("Why this matters")));
	keys('g', 1);
	cr_expect(shows("Why this matters"));
	keys(TK_ESC, 1);
	cr_expect(shows("Not started"));
}

Test(ui, a_long_text_takes_enter_and_tab_leaves_it)
{
	open(&tp_form);
	keys(TK_TAB, 4);
	ui_test_type(u, "one\ntwo");
	cr_expect(shows("> one"));
	cr_expect(shows("  two"));
	keys(TK_TAB, 1);
	cr_expect(on("Save and go"));
}

Test(ui, up_on_the_first_line_of_a_long_text_leaves_it)
{
	open(&tp_form);
	keys(TK_TAB, 4);
	ui_test_type(u, "one\ntwo");
	keys(TK_UP, 1);
	cr_expect(on("one"));
	keys(TK_UP, 1);
	cr_expect(on("Lead partner"));
}

Test(ui, what_does_not_belong_in_a_text_is_left_out_and_said)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_type(u, "a\xe2\x80\xae"
			"b");
	cr_expect(shows("> ab___"));
	cr_expect(shows("1 character that cannot be kept was left out."));
}

Test(ui, a_paste_into_a_box_of_one_line_stays_one_line_and_acts_on_nothing)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_paste(u, "one\ntwo\tq\x1b"
			 "x\r\n");
	cr_expect(shows("> one two qx___"));
	cr_expect(shows("1 character that cannot be kept was left out."));
	keys(TK_UNDO_TYPING, 1);
	cr_expect(not(shows("one two")));
}

Test(ui, what_a_paste_loses_is_counted)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_paste(u, "a\xe2\x80\xae"
			 "b\xff\x01"
			 "c");
	cr_expect(shows("> abc___"));
	cr_expect(shows("3 characters that cannot be kept were left out."));
	ui_test_paste(u, "d");
	cr_expect(not(shows("left out")));
}

Test(ui, a_paste_into_a_long_text_keeps_its_lines)
{
	open(&tp_form);
	keys(TK_TAB, 4);
	ui_test_paste(u, "one\r\ntwo");
	keys(TK_UP, 1);
	cr_expect(on("one"));
}

Test(ui, a_paste_outside_a_box_is_left_out_and_said)
{
	open(&tp_table);
	ui_test_paste(u, "q\nq");
	cr_expect(shows("What you pasted was left out: go to a box first, then paste."));
	cr_expect(not(shows("Leave cairn?")));
}

Test(ui, help_names_the_screen_and_esc_comes_back)
{
	open(&tp_table);
	keys('?', 1);
	cr_expect(shows("Help for table"));
	keys(TK_ESC, 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_table));
	keys(TK_F1, 1);
	cr_expect(shows("Help for table"));
}

Test(ui, what_no_screen_takes_goes_to_the_program)
{
	open(&tp_table);
	keys('u', 1);
	cr_expect(eq(int, app.last, ACT_UNDO));
	cr_expect(shows("Taken back."));
	keys('/', 1);
	cr_expect(eq(int, app.last, ACT_FIND));
}

Test(ui, q_asks_once_and_q_again_leaves)
{
	open(&tp_home);
	keys('q', 1);
	cr_expect(shows("Leave cairn?"));
	cr_expect(not(ui_test_ended(u)));
	keys(TK_ESC, 1);
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&tp_home));
	keys('q', 2);
	cr_expect(ui_test_ended(u));
}

Test(ui, ctrl_c_twice_ends_and_keeps_drafts)
{
	open(&tp_form);
	keys(TK_TAB, 1);
	ui_test_type(u, "x");
	keys(TK_INTERRUPT, 2);
	cr_expect(ui_test_ended(u));
	cr_expect(eq(int, app.kept, 1));
	expect_same(app.told, "form");
}

Test(ui, a_lost_line_keeps_drafts_of_every_open_screen)
{
	open(&tp_home);
	keys('0', 1);
	keys('?', 1);
	keys(TK_HANGUP, 1);
	cr_expect(ui_test_ended(u));
	cr_expect(eq(int, app.kept, 1));
}

Test(ui, the_place_is_told_a_second_after_a_screen_was_opened)
{
	open(&tp_home);
	keys('1', 1);
	expect_same(app.told, "");
	keys(TK_TICK, 1);
	expect_same(app.told, "table");
}

/* The plain conversation */

static bool says(const char *text)
{
	char *s = ui_test_plain(u);
	bool found = strstr(s, text) != NULL;

	if (!found)
		fprintf(stderr, "%s\n", s);
	mem_free(s);
	return found;
}

static void open_plain(const struct screen *s)
{
	open_with(s, (struct ui_opts){ .letter_keys = true, .plain = true }, 24, 80);
}

Test(ui, plain_a_number_chooses_and_goes_on_to_the_next_question)
{
	open_plain(&tp_form);
	ui_test_line(u, "3");
	cr_expect(says("3. Done (now)"));
	cr_expect(says("Who will do it?\nFor example, a partner\nType your answer"));
}

Test(ui, plain_text_fills_the_box_even_where_it_looks_like_a_command)
{
	open_plain(&tp_form);
	ui_test_line(u, "5");
	ui_test_line(u, "u");
	cr_expect(says("5. Who will do it? u\n"));
	cr_expect(eq(int, app.last, ACT_NONE));
}

Test(ui, plain_enter_keeps_a_choice_and_an_error_is_said)
{
	open_plain(&tp_form);
	ui_test_line(u, "");
	ui_test_line(u, "");
	cr_expect(says("There is a problem"));
	cr_expect(says("Error: Enter who will do this action"));
}

Test(ui, plain_a_long_text_ends_with_an_empty_line)
{
	open_plain(&tp_form);
	ui_test_line(u, "10");
	ui_test_line(u, "first line");
	ui_test_line(u, "<");
	cr_expect(says("More text"));
	ui_test_line(u, "");
	cr_expect(says("   first line\n   <\n"));
}

Test(ui, plain_lists_come_in_parts)
{
	open_plain(&tp_table);
	cr_expect(says("Lines 1 to 20 of 10000"));
	ui_test_line(u, "+");
	cr_expect(says("21. Arrest referral 21; Run by: Third sector; Area: All; Status: Paused"));
	ui_test_line(u, "9999");
	cr_expect(eq(int, app.opened, 10998));
	ui_test_line(u, "77777");
	cr_expect(says("There is no line 77777 here."));
}

Test(ui, plain_signs_letters_and_words_act)
{
	open_plain(&tp_table);
	ui_test_line(u, "new");
	cr_expect(says("New for row 1000"));
	ui_test_line(u, "u");
	cr_expect(eq(int, app.last, ACT_UNDO));
	ui_test_line(u, "g");
	cr_expect(says("One line for each service."));
	ui_test_line(u, "<");
	ui_test_line(u, "?");
	cr_expect(says("Help for table"));
	ui_test_line(u, "<");
	ui_test_line(u, "wibble");
	cr_expect(says("\"wibble\" is not a line or an action here"));
}

Test(ui, plain_what_a_line_loses_is_counted)
{
	open_plain(&tp_form);
	ui_test_line(u, "5");
	ui_test_line(u, "a\xe2\x80\xae"
			"b\xff\x01"
			"c");
	cr_expect(says("3 characters that cannot be kept were left out."));
	cr_expect(says("abc"));
}
