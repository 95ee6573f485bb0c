/* SPDX-License-Identifier: ISC */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <signal.h>

#include "../core/base/mem.h"
#include "../tui/keys.h"
#include "lib_vt.h"

static struct vt *vt;

static void start(int rows, int cols, const char *const env[], const char *option)
{
	vt = vt_demo(rows, cols, (const char *[]){ option, NULL }, env);
}

static void stop(void)
{
	vt_end(vt);
}

TestSuite(pty, .fini = stop, .timeout = 120);

static void cursor_is(int row, int col)
{
	int r, c;

	vt_cursor(vt, &r, &c);
	cr_expect(eq(int, r, row));
	cr_expect(eq(int, c, col));
}

Test(pty, the_first_screen_has_marker_and_cursor_on_the_first_item)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	cr_assert(vt_shows(vt, "leave"));
	vt_quiet(vt);
	cursor_is(4, 6);
}

Test(pty, a_move_costs_at_most_twelve_bytes_up_and_down)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_quiet(vt);
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 3 "));
	cr_expect(le(sz, vt_bytes(vt), 24));
	vt_key(vt, TK_UP);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	cr_expect(le(sz, vt_bytes(vt), 12));
}

Test(pty, a_tick_costs_at_most_twelve_bytes)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_quiet(vt);
	vt_key(vt, ' ');
	cr_assert(vt_shows(vt, "> [x] Service 1 "));
	cr_expect(le(sz, vt_bytes(vt), 12));
}

Test(pty, keys_sent_together_are_drawn_once)
{
	size_t one;

	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_quiet(vt);
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	one = vt_bytes(vt);
	vt_send(vt, "\033OB\033OB\033OB\033OB\033OB\033OB\033OB\033OB\033OB\033OB");
	cr_assert(vt_shows(vt, "> [ ] Service 12 "));
	cr_expect(le(sz, vt_bytes(vt), one + one / 2 + 1));
}

Test(pty, typed_text_stands_in_the_box_and_letters_do_not_act)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "quick g\xc3\xa0idhlig");
	cr_assert(vt_shows(vt, "quick g\xc3\xa0idhlig"));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_cursor_on(vt, "(*) Not started"));
}

Test(pty, half_a_character_waits_for_its_other_half)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "x\xc3");
	cr_assert(vt_shows(vt, "x___"));
	vt_send(vt, "\xa0y");
	cr_assert(vt_shows(vt, "x\xc3\xa0y"));
}

Test(pty, an_unknown_key_types_nothing)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "a\033[1;5Ab");
	cr_assert(vt_shows(vt, "ab___"));
}

Test(pty, a_paste_is_one_insertion_and_acts_on_nothing)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_send(vt, "\033[200~q\rq\033[201~");
	cr_assert(vt_shows(vt, "go to a box first, then paste"));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "\033[200~North\rSouth\013\xe2\x80");
	vt_send(vt, "\x8b\x03 quick\r\033[201~!");
	cr_assert(vt_shows(vt, "North South quick!___"));
	cr_expect(vt_shows(vt, "3 characters that cannot be kept were left out."));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_cursor_on(vt, "(*) Not started"));
}

Test(pty, a_paste_that_stops_is_shown_and_its_rest_is_no_key_and_what_it_lost_is_counted_once)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "\033[200~North\xe2\x80\x8bSou\xc3");
	cr_assert(vt_shows(vt, "NorthSou___"));
	cr_expect(vt_shows(vt, "1 character that cannot be kept was left out."));
	vt_send(vt, "\xa0th\x07 end\rq\r\033[201~!");
	cr_assert(vt_shows(vt, "NorthSou\xc3\xa0th end q!___"));
	cr_expect(vt_shows(vt, "2 characters that cannot be kept were left out."));
}

Test(pty, a_paste_that_comes_slowly_is_drawn_once)
{
	char part[2] = "w";
	size_t once;

	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_quiet(vt);
	vt_send(vt, "\033[200~wwwwwwwwww\033[201~");
	cr_assert(vt_shows(vt, "wwwwwwwwww___"));
	once = vt_bytes(vt);
	vt_quiet(vt);
	vt_send(vt, "\033[200~");
	for (int i = 0; i < 10; i++) {
		vt_send(vt, part);
		vt_settle(vt, 20);
	}
	vt_send(vt, "\033[201~");
	cr_assert(vt_shows(vt, "wwwwwwwwwwwwwwwwwwww___"));
	cr_expect(le(sz, vt_bytes(vt), once + 10));
}

Test(pty, the_marks_round_a_paste_are_asked_for_once_and_given_up_at_every_end)
{
	static const int ends[] = { 0, SIGTERM, SIGSEGV };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		start(24, 80, NULL, NULL);
		cr_assert(vt_shows(vt, "> [ ] Service 1 "));
		cr_expect(eq(sz, vt_sent(vt, "\033[?2004h"), 1));
		if (ends[i])
			vt_signal(vt, ends[i]);
		else
			vt_send(vt, "\003\003");
		cr_expect(ne(int, vt_exit(vt), -1));
		cr_expect(eq(sz, vt_sent(vt, "\033[?2004l"), 1));
		cr_expect(eq(sz, vt_sent(vt, "\033[?1049l"), 1));
		stop();
		vt = NULL;
	}
}

Test(pty, a_resize_keeps_the_focus_and_draws_again)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_send(vt, "\033OB\033OB\033OB");
	cr_assert(vt_shows(vt, "> [ ] Service 4 "));
	for (int i = 0; i < 20; i++)
		vt_resize(vt, 12 + i, 40 + 2 * i);
	vt_resize(vt, 12, 40);
	cr_assert(vt_cursor_on(vt, "> [ ] Service 4 "));
	vt_resize(vt, 5, 20);
	cr_assert(vt_shows(vt, "This window has"));
	vt_resize(vt, 40, 120);
	cr_assert(vt_shows(vt, "Service 30 "));
	cr_assert(vt_cursor_on(vt, "> [ ] Service 4 "));
}

Test(pty, leaving_is_asked_once_and_ends_with_0)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_send(vt, "q");
	cr_assert(vt_shows(vt, "Leave cairn?"));
	vt_quiet(vt);
	vt_send(vt, "q");
	cr_expect(eq(int, vt_exit(vt), 0));
	cr_expect(le(sz, vt_bytes(vt), 50));
}

Test(pty, ctrl_c_twice_ends_now)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130));
}

Test(pty, a_lost_line_ends_the_run)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_hangup(vt);
	cr_expect(eq(int, vt_exit(vt), 129));
}

Test(pty, sigterm_ends_the_run_with_143)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_signal(vt, SIGTERM);
	cr_expect(eq(int, vt_exit(vt), 143));
}

Test(pty, nothing_is_sent_while_nothing_happens)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_quiet(vt);
	vt_signal(vt, 0);
	vt_quiet(vt);
	cr_expect(eq(sz, vt_bytes(vt), 0));
}

Test(pty, a_terminal_nobody_knows_is_drawn_on_all_the_same)
{
	const char *env[] = { "TERM=no-such-terminal", NULL };

	start(24, 80, env, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	cr_expect(vt_shows(vt, "drawn on as xterm-256color"));
}

Test(pty, a_dumb_terminal_gets_the_conversation)
{
	const char *env[] = { "TERM=dumb", NULL };
	char *screen;

	start(40, 100, env, NULL);
	cr_assert(vt_shows(vt, "Lines 1 to 20 of 500"));
	vt_send(vt, "1\r");
	cr_assert(vt_shows(vt, "1. Service 1 for people in the justice system, area 0 (ticked)"));
	screen = vt_screen(vt);
	cr_expect(not(eq(int, screen[0], '\033')));
	mem_free(screen);
}

Test(pty, a_locale_without_utf8_is_helped)
{
	const char *env[] = { "LC_ALL", "LANG", "LC_CTYPE", NULL };

	start(24, 80, env, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "\xc3\xa0");
	cr_assert(vt_shows(vt, "\xc3\xa0"));
}

Test(pty, a_stray_ctrl_s_does_not_freeze)
{
	start(24, 80, NULL, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_send(vt, "\023");
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
}
