/* SPDX-License-Identifier: ISC */
/* Each option of the screens has an effect that is seen on a terminal. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "../core/base/mem.h"
#include "../tui/keys.h"
#include "lib_vt.h"

static struct vt *vt;

static void start(const char *option, const char *value)
{
	vt = vt_demo(24, 80, (const char *[]){ option, value, NULL }, NULL);
	cr_assert(vt_shows(vt, "Service 1 "));
	vt_quiet(vt);
}

static void stop(void)
{
	vt_end(vt);
	vt = NULL;
}

TestSuite(opts, .fini = stop, .timeout = 120);

static bool row_is_reversed(int row, int cols)
{
	int n = 0;

	for (int col = 0; col < cols; col++)
		n += vt_look(vt, row, col).reverse;
	cr_expect(n == 0 || n == cols, "%d of %d columns", n, cols);
	return n > 0;
}

Test(opts, highlight_row_reverses_the_focused_row_and_no_other)
{
	start("--row", NULL);
	cr_expect(row_is_reversed(4, 80));
	cr_expect(not(row_is_reversed(5, 80)));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	vt_quiet(vt);
	cr_expect(not(row_is_reversed(4, 80)));
	cr_expect(row_is_reversed(5, 80));
}

Test(opts, without_it_nothing_is_reversed)
{
	start(NULL, NULL);
	for (int row = 0; row < 24; row++)
		cr_expect(not(row_is_reversed(row, 80)));
}

Test(opts, a_hidden_cursor_is_hidden_keeps_its_place_and_comes_back_at_the_end)
{
	int row, col;

	start("--hidden", NULL);
	cr_expect(eq(sz, vt_sent(vt, "\033[?25l"), 1));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	vt_cursor(vt, &row, &col);
	cr_expect(eq(int, row, 5));
	cr_expect(eq(int, col, 6));
	cr_expect(zero(sz, vt_sent(vt, "\033[?25h")));
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130));
	cr_expect(eq(sz, vt_sent(vt, "\033[?25h"), 1));
}

Test(opts, the_cursor_is_never_hidden_otherwise)
{
	start(NULL, NULL);
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130));
	cr_expect(zero(sz, vt_sent(vt, "\033[?25")));
}

Test(opts, single_has_no_side_pane_and_g_opens_the_guidance_alone)
{
	start("--single", NULL);
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_key(vt, TK_TAB);
	cr_assert(vt_cursor_on(vt, "(*) Not started"));
	cr_expect(vt_gone(vt, "Why this matters"));
	vt_send(vt, "g");
	cr_expect(vt_shows(vt, "Why this matters"));
	cr_expect(vt_gone(vt, "Not started"));
}

Test(opts, without_single_the_guidance_stands_beside)
{
	start(NULL, NULL);
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	cr_expect(vt_shows(vt, "Why this matters"));
}

static bool all_ascii(void)
{
	char *s = vt_screen(vt);
	bool ascii = true;

	for (const char *c = s; *c; c++)
		ascii &= (unsigned char)*c < 0x80;
	mem_free(s);
	return ascii;
}

Test(opts, ascii_draws_with_nothing_else)
{
	vt = vt_demo(12, 40, (const char *[]){ "--ascii", NULL }, NULL);
	vt_send(vt, "\033[200~x\033[201~");
	cr_assert(vt_shows(vt, "What you pasted was left out"));
	cr_expect(vt_shows(vt, ".."));
	cr_expect(all_ascii());
}

Test(opts, without_ascii_a_sign_of_its_own_stands_where_text_is_cut)
{
	vt = vt_demo(12, 40, NULL, NULL);
	vt_send(vt, "\033[200~x\033[201~");
	cr_assert(vt_shows(vt, "What you pasted was left out"));
	cr_expect(not(all_ascii()));
}

Test(opts, without_letter_keys_letters_do_nothing_and_are_not_offered)
{
	start("--no-letters", NULL);
	cr_expect(vt_gone(vt, "q leave"));
	vt_send(vt, "qm?");
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	cr_expect(vt_gone(vt, "Leave cairn?"));
	cr_expect(vt_gone(vt, "in progress"));
}

Test(opts, with_letter_keys_they_act)
{
	start(NULL, NULL);
	vt_send(vt, "m");
	cr_assert(vt_shows(vt, "in progress"));
}

Test(opts, esc_waits_as_long_as_it_is_told_for_the_rest_of_a_key)
{
	start("--esc", "60000");
	vt_send(vt, "\033");
	vt_quiet(vt);
	vt_send(vt, "[B");
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
}

Test(opts, esc_alone_goes_back_when_nothing_follows)
{
	start("--esc", "10");
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_key(vt, TK_ESC);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
}

Test(opts, ctrl_z_does_nothing_unless_it_is_set)
{
	start(NULL, NULL);
	vt_key(vt, TK_UNDO_TYPING);
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
}

/* A program that no shell waits for cannot be stopped, so one does. */
Test(opts, suspend_gives_the_terminal_back_and_takes_it_again)
{
	const char *cairn = getenv("CAIRN");
	char script[700];
	const char *argv[] = { "/bin/sh", "-c", script, NULL };

	snprintf(
		script, sizeof(script),
		"set -m; %.*s/tests/demo_list --suspend; echo status $?; read word; echo read $word; fg; "
		"echo status $?",
		cairn ? (int)(strrchr(cairn, '/') - cairn) : 5, cairn ? cairn : "build");
	vt = vt_start(24, 80, argv, NULL);
	cr_assert(vt_shows(vt, "> [ ] Service 1 "));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_shows(vt, "> [ ] Service 2 "));
	vt_key(vt, TK_UNDO_TYPING);
	cr_assert(vt_shows(vt, "status 148"));
	cr_expect(vt_gone(vt, "Service 2 "));
	vt_resize(vt, 12, 60);
	vt_send(vt, "hello\r");
	cr_assert(vt_cursor_on(vt, "> [ ] Service 2 "));
	cr_expect(vt_gone(vt, "Service 9 "));
	cr_expect(vt_gone(vt, "read hello"));
	vt_key(vt, TK_DOWN);
	cr_assert(vt_cursor_on(vt, "> [ ] Service 3 "));
	vt_send(vt, "\003\003");
	cr_assert(vt_shows(vt, "status 130"));
	cr_expect(vt_shows(vt, "read hello"));
	cr_expect(vt_shows(vt, "hello"));
}

Test(opts, in_a_box_ctrl_z_takes_back_typing_even_then)
{
	start("--suspend", NULL);
	vt_key(vt, TK_ENTER);
	cr_assert(vt_shows(vt, "Who will do it?"));
	vt_send(vt, "abc");
	cr_assert(vt_shows(vt, "abc___"));
	vt_key(vt, TK_UNDO_TYPING);
	cr_assert(vt_gone(vt, "abc___"));
	vt_send(vt, "d");
	cr_assert(vt_shows(vt, "d___"));
}
