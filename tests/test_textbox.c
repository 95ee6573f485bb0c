/* SPDX-License-Identifier: ISC */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

#include "../tui/keys.h"
#include "../tui/textbox.h"
#include "same.h"

static struct textbox *box;

static void stop(void)
{
	textbox_free(box);
	box = NULL;
}

TestSuite(textbox, .fini = stop, .timeout = 20);

static void line(size_t limit)
{
	box = textbox_new(TEXT_LINE, limit);
}

static void area(const char *text)
{
	box = textbox_new(TEXT_LONG, 0);
	textbox_set(box, text);
}

static void type(const char *s)
{
	textbox_insert(box, s, strlen(s));
}

static void keys(int key, int n)
{
	while (n-- > 0)
		textbox_key(box, key, 20);
}

static void text_is(const char *want)
{
	expect_same(textbox_text(box), want);
}

Test(textbox, a_blank_that_is_typed_stays)
{
	line(100);
	for (const char *s = "a b "; *s; s++)
		textbox_key(box, *s, 20);
	text_is("a b ");
}

Test(textbox, an_accent_that_comes_alone_finds_its_letter)
{
	line(100);
	type("e");
	type("\xcc\x80");
	text_is("\xc3\xa8");
	cr_expect(eq(sz, textbox_cursor(box), 2));
}

Test(textbox, backspace_takes_a_whole_character)
{
	line(100);
	type("ax\xcc\x80\xcc\xa3"); /* x with two marks */
	keys(TK_BACKSPACE, 1);
	text_is("a");
}

Test(textbox, left_and_delete_go_by_whole_characters)
{
	line(100);
	type("a\xe6\xbc\xa2"
	     "b"); /* a wide one */
	keys(TK_LEFT, 2);
	keys(TK_DELETE, 1);
	text_is("ab");
	cr_expect(eq(sz, textbox_cursor(box), 1));
}

Test(textbox, control_and_direction_characters_are_left_out_and_counted)
{
	line(100);
	cr_expect(eq(sz,
		     textbox_insert(box,
				    "a\x1b[2Jb\xe2\x80\xae"
				    "c",
				    10),
		     2));
	text_is("a[2Jbc");
}

Test(textbox, no_more_goes_in_than_the_limit)
{
	line(3);
	cr_expect(eq(sz, textbox_insert(box, "abcde", 5), 2));
	text_is("abc");
	cr_expect(eq(sz, textbox_left(box), 0));
	cr_expect(textbox_key(box, 'x', 20));
	text_is("abc");
}

Test(textbox, a_newline_does_not_get_into_one_line)
{
	line(100);
	type("one\ntwo");
	text_is("one two");
	cr_expect(not(textbox_key(box, TK_ENTER, 20)));
}

Test(textbox, enter_begins_a_line_in_a_long_text)
{
	area("one");
	cr_expect(textbox_key(box, TK_ENTER, 20));
	textbox_key(box, 'x', 20);
	text_is("one\nx");
}

Test(textbox, setting_forgets_change_and_undo)
{
	line(100);
	type("abc");
	cr_expect(textbox_changed(box));
	textbox_set(box, textbox_text(box));
	cr_expect(not(textbox_changed(box)));
	cr_expect(not(textbox_undo(box)));
	text_is("abc");
}

Test(textbox, undo_takes_back_a_word_at_a_time)
{
	line(100);
	for (const char *s = "one two"; *s; s++)
		textbox_key(box, *s, 20);
	cr_expect(textbox_undo(box));
	text_is("one ");
	cr_expect(textbox_undo(box));
	text_is("one");
	cr_expect(textbox_undo(box));
	text_is("");
	cr_expect(not(textbox_undo(box)));
}

Test(textbox, up_and_down_keep_the_column_over_a_short_line)
{
	size_t at;
	int col;

	area("abcdefgh\nxy\nabcdefgh");
	textbox_where(box, 20, &at, &col);
	cr_assert(eq(sz, at, 2));
	cr_expect(textbox_key(box, TK_UP, 20));
	textbox_where(box, 20, &at, &col);
	cr_expect(eq(int, col, 2));
	cr_expect(textbox_key(box, TK_UP, 20));
	textbox_where(box, 20, &at, &col);
	cr_expect(eq(sz, at, 0));
	cr_expect(eq(int, col, 8));
	cr_expect(not(textbox_key(box, TK_UP, 20)));
}

Test(textbox, long_text_wraps_and_the_cursor_is_on_its_last_line)
{
	const char *s;
	size_t at, len;
	int col;

	area("the quick brown fox jumps over the lazy dog");
	cr_expect(eq(sz, textbox_lines(box, 20), 3));
	cr_assert(textbox_line(box, 20, 1, &s, &len));
	cr_expect(eq(int, strncmp(s, "jumps over the lazy", len), 0));
	textbox_where(box, 20, &at, &col);
	cr_expect(eq(sz, at, 2));
	cr_expect(eq(int, col, 3));
	cr_expect(not(textbox_line(box, 20, 3, &s, &len)));
}

Test(textbox, the_line_behind_a_last_newline_is_there)
{
	size_t at;
	int col;

	area("one\n");
	type("\n");
	textbox_where(box, 20, &at, &col);
	cr_expect(eq(sz, textbox_lines(box, 20), at + 1));
	cr_expect(eq(int, col, 0));
}

Test(textbox, lines_that_are_cut_one_after_the_other_come_back_together)
{
	area("one\ntwo\nthree");
	keys(TK_UP, 2);
	keys(TK_CUT_LINE, 2);
	text_is("three");
	keys(TK_DOWN, 1);
	keys(TK_END, 1);
	textbox_key(box, TK_ENTER, 20);
	keys(TK_PASTE_LINE, 1);
	text_is("three\none\ntwo\n");
}

Test(textbox, replacing_can_be_taken_back)
{
	line(100);
	textbox_set(box, "before");
	textbox_replace(box, "after");
	text_is("after");
	cr_expect(textbox_changed(box));
	while (textbox_undo(box))
		;
	text_is("before");
}

Test(textbox, ten_thousand_characters_can_be_typed)
{
	area("");
	for (int i = 0; i < 10000; i++)
		textbox_key(box, i % 7 ? 'a' + i % 26 : ' ', 76);
	cr_expect(eq(sz, strlen(textbox_text(box)), 10000));
}
