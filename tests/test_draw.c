/* SPDX-License-Identifier: ISC */
/* Pages as they are shown, compared with kept texts: every kind of row in every size of window. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <string.h>

#include "../core/base/mem.h"
#include "lib_golden.h"
#include "lib_pages.h"

static const struct {
	const char *name;
	int rows, cols;
	bool ascii;
} sizes[] = { { "80x24", 24, 80, false },
	      { "120x40", 40, 120, false },
	      { "40x12", 12, 40, false },
	      { "ascii", 24, 80, true } };

static struct test_app app;
static struct ui *u;

static void open(const struct screen *s, int rows, int cols, bool ascii)
{
	struct ui_opts o = { .letter_keys = true, .ascii = ascii };
	struct ui_hooks h;

	tp_hooks(&app, &h);
	u = ui_test_new(&o, &h, rows, cols);
	cr_assert(eq(int, ui_test_open(u, s, NULL, NULL), RC_OK));
}

static void shut(void)
{
	ui_test_free(u);
	u = NULL;
}

TestSuite(draw, .fini = shut, .timeout = 30);

static void screen_is(const char *name)
{
	char *text = ui_test_dump(u);

	cr_expect(golden(name, text), "%s", name);
	mem_free(text);
}

static void all_sizes(const char *name, const struct screen *s, void (*first)(void))
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char file[80];

		open(s, sizes[i].rows, sizes[i].cols, sizes[i].ascii);
		if (first)
			first();
		snprintf(file, sizeof(file), "draw-%s-%s", name, sizes[i].name);
		screen_is(file);
		shut();
	}
	open(s, 24, 80, false);
	if (first)
		first();
	char *text = ui_test_plain(u), file[80];

	snprintf(file, sizeof(file), "draw-%s-plain", name);
	cr_expect(golden(file, text), "%s", file);
	mem_free(text);
}

static void move_about(void)
{
	ui_test_key(u, TK_DOWN);
	ui_test_key(u, TK_DOWN);
}

static void go_wrong(void)
{
	ui_test_key(u, TK_TAB);
	ui_test_key(u, TK_ENTER);
}

static void far_down(void)
{
	for (int i = 0; i < 30; i++)
		ui_test_key(u, TK_PGDN);
}

static void type_much(void)
{
	for (int i = 0; i < 4; i++)
		ui_test_key(u, TK_TAB);
	ui_test_type(
		u, "Providers checked it on 2 May. Four were added.\nTha e a' obair gu math "
		   "\xc3\xa0rd-\xc3\xacre.\n\xe6\xbc\xa2\xe5\xad\x97 too.\nA fourth line scrolls.");
}

Test(draw, home)
{
	all_sizes("home", &tp_home, move_about);
}

Test(draw, form)
{
	all_sizes("form", &tp_form, NULL);
}

Test(draw, form_with_an_error)
{
	all_sizes("error", &tp_form, go_wrong);
}

Test(draw, form_with_a_long_text)
{
	all_sizes("text", &tp_form, type_much);
}

Test(draw, table)
{
	all_sizes("table", &tp_table, move_about);
}

Test(draw, table_far_down)
{
	all_sizes("table-far", &tp_table, far_down);
}

Test(draw, much_to_read)
{
	all_sizes("long", &tp_long, NULL);
}

Test(draw, a_window_that_is_too_small_says_so_and_recovers)
{
	open(&tp_home, 24, 80, false);
	ui_test_resize(u, 7, 29);
	screen_is("draw-too-small");
	ui_test_resize(u, 24, 80);
	ui_test_key(u, TK_DOWN);
	ui_test_key(u, TK_DOWN);
	screen_is("draw-home-80x24");
}

Test(draw, no_line_is_wider_than_the_window_at_any_size)
{
	static const struct screen *const screens[] = { &tp_home, &tp_form, &tp_table, &tp_long };

	for (size_t i = 0; i < sizeof(screens) / sizeof(screens[0]); i++) {
		open(screens[i], 24, 80, false);
		for (int rows = 4; rows < 50; rows += 3) {
			for (int cols = 20; cols < 130; cols += 11) {
				char *text;

				ui_test_resize(u, rows, cols);
				text = ui_test_dump(u);
				for (char *s = text; *s; s += strcspn(s, "\n") + 1)
					cr_assert(le(int, text_cols_n(s, strcspn(s, "\n")), cols));
				mem_free(text);
			}
		}
		shut();
	}
}
