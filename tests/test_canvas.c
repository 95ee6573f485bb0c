/* SPDX-License-Identifier: ISC */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

#include "../tui/canvas.h"
#include "same.h"

static struct canvas c;

static void start(void)
{
	canvas_init(&c, 2, 10);
}

static void stop(void)
{
	canvas_clear(&c);
}

TestSuite(canvas, .init = start, .fini = stop, .timeout = 10);

static int put(int x, int width, const char *s)
{
	return canvas_put(&c, 0, x, width, s, strlen(s), ROLE_PLAIN);
}

static void shows(const char *want)
{
	struct buf b = { 0 };

	canvas_text(&c, &b);
	expect_same(b.data, want);
	buf_clear(&b);
}

Test(canvas, text_stands_where_it_was_put_and_blanks_at_the_end_go)
{
	cr_expect(eq(int, put(2, 10, "abc"), 3));
	shows("  abc\n\n");
}

Test(canvas, a_wide_character_takes_two_columns_and_is_never_halved)
{
	cr_expect(eq(int, put(0, 3, "\xe6\xbc\xa2\xe5\xad\x97"), 2));
	cr_expect(eq(int, canvas_at(&c, 0, 0)->cols, 2));
	cr_expect(eq(int, canvas_at(&c, 0, 1)->cols, 0));
	shows("\xe6\xbc\xa2\n\n");
}

Test(canvas, marks_stay_with_their_letter)
{
	cr_expect(eq(int, put(0, 10, "x\xcc\x80y"), 2));
	expect_same(canvas_at(&c, 0, 0)->s, "x\xcc\x80");
}

Test(canvas, control_and_direction_characters_become_question_marks)
{
	put(0, 10,
	    "a\x1b\rb\xe2\x80\xae"
	    "c\x7f");
	for (int x = 0; x < 10; x++)
		cr_expect(ge(int, (unsigned char)canvas_at(&c, 0, x)->s[0], ' '));
	expect_same(canvas_at(&c, 0, 1)->s, "?");
}

Test(canvas, what_does_not_fit_is_cut_with_a_sign)
{
	canvas_cut(&c, 0, 0, 6, "abcdefgh", ROLE_PLAIN, true);
	canvas_cut(&c, 1, 0, 6, "abcdefgh", ROLE_PLAIN, false);
	shows("abcd..\nabcde\xe2\x80\xa6\n");
}

Test(canvas, nothing_is_written_outside)
{
	cr_expect(eq(int, put(8, 10, "abcdef"), 2));
	cr_expect(eq(int, canvas_put(&c, 5, 0, 3, "abc", 3, ROLE_PLAIN), 0));
	cr_expect(eq(int, canvas_put(&c, -1, 0, 3, "abc", 3, ROLE_PLAIN), 0));
	shows("        ab\n\n");
}

Test(canvas, half_a_wide_character_never_stays)
{
	canvas_resize(&c, 1, 8);
	canvas_put(&c, 0, 0, 8, "\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", 9, ROLE_PLAIN);
	canvas_put(&c, 0, 1, 2, "ab", 2, ROLE_PLAIN);
	for (int x = 0; x < 4; x++)
		cr_expect(eq(int, canvas_at(&c, 0, x)->cols, 1));
	cr_expect(eq(str, canvas_at(&c, 0, 0)->s, (char *)" "));
	cr_expect(eq(str, canvas_at(&c, 0, 3)->s, (char *)" "));
	canvas_reverse(&c, 0, 5, 1);
	cr_expect(eq(int, canvas_at(&c, 0, 4)->reverse, 1));
	cr_expect(eq(int, canvas_at(&c, 0, 5)->reverse, 1));
}
