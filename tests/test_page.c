/* SPDX-License-Identifier: ISC */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <string.h>

#include "../tui/keys.h"
#include "../tui/page.h"
#include "../tui/theme.h"
#include "same.h"

static struct arena *a;
static struct page p;

static void start(void)
{
	a = arena_new();
	page_begin(&p, a);
}

static void stop(void)
{
	arena_free(a);
}

TestSuite(page, .init = start, .fini = stop, .timeout = 10);

static void made(const void *arg, size_t i, struct arena *arena, struct row *out)
{
	(void)arg;
	out->text = arena_printf(arena, "row %zu", i);
	out->id = 1000 + (int)i;
}

Test(page, rows_come_in_reading_order_around_a_long_list)
{
	struct row r;

	page_text(&p, "above");
	p.list_at = p.nrows;
	page_button(&p, 7, "below");
	p.list_n = 10000;
	p.list_row = made;
	cr_expect(eq(sz, page_count(&p), 10002));
	page_row(&p, 0, &r);
	expect_same(r.text, "above");
	page_row(&p, 9000, &r);
	expect_same(r.text, "row 8999");
	cr_expect(eq(int, r.number, -1));
	page_row(&p, 10001, &r);
	cr_expect(eq(int, r.id, 7));
	cr_expect(eq(sz, page_find(&p, 7), 10001));
	cr_expect(eq(sz, page_find(&p, 1000 + 42), 43));
	cr_expect(eq(sz, page_find(&p, 99), (size_t)-1));
}

static void counted(const void *arg, size_t i, struct arena *arena, struct row *out)
{
	int *times = (int *)arg;

	out->text = arena_printf(arena, "row %zu, made %d", i, ++*times);
}

Test(page, a_row_that_is_kept_is_made_once_until_it_is_forgotten)
{
	int times = 0;
	struct row r;

	page_text(&p, "above");
	p.list_at = p.nrows;
	p.list_n = 10000;
	p.list_row = counted;
	p.list_arg = &times;
	page_row(&p, 1, &r);
	page_row(&p, 1, &r);
	expect_same(r.text, "row 0, made 2"); /* without page_keep each time anew */
	page_keep(&p);
	for (size_t i = 1; i <= 40; i++)
		page_row(&p, i, &r);
	expect_same(r.text, "row 39, made 42");
	page_row(&p, 1, &r);
	expect_same(r.text, "row 0, made 3");
	page_row(&p, 9000, &r); /* in the place of another one */
	expect_same(r.text, "row 8999, made 43");
	page_row(&p, 40, &r);
	cr_expect(strncmp(r.text, "row 39,", 7) == 0, "%s", r.text);
	page_forget(&p);
	times = 100;
	page_row(&p, 1, &r);
	expect_same(r.text, "row 0, made 101");
}

Test(page, many_rows_keep_what_they_hold)
{
	struct row r;

	for (int i = 0; i < 500; i++)
		page_item(&p, i, page_printf(&p, "item %d", i), NULL);
	for (int i = 0; i < 500; i++) {
		page_row(&p, (size_t)i, &r);
		cr_assert(eq(int, r.id, i));
	}
}

Test(page, only_what_can_be_acted_on_takes_the_focus)
{
	static const enum row_kind kinds[] = { ROW_ITEM, ROW_RADIO, ROW_TICK, ROW_BUTTON,
					       ROW_ERROR };
	static const enum row_kind still[] = { ROW_GAP, ROW_TEXT, ROW_LINE, ROW_HEAD };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		cr_expect(row_focusable(page_add(&p, kinds[i], 1, "x")));
	for (size_t i = 0; i < sizeof(still) / sizeof(still[0]); i++)
		cr_expect(not(row_focusable(page_add(&p, still[i], 1, "x"))));
}

/* The tables of keys */

Test(page, every_action_has_a_name_of_its_own_and_a_help)
{
	for (int i = 0; i < ACTION_COUNT; i++) {
		const char *name = action_name((enum action)i);

		cr_expect(action_help((enum action)i)[0] != '\0');
		for (int k = 0; k < i; k++)
			cr_expect(ne(str, (char *)name, (char *)action_name((enum action)k)));
		if (i > 0 && name[0] != '-')
			cr_expect(eq(int, action_read(name), i));
	}
	cr_expect(eq(int, action_read("-typed"), ACT_NONE));
	cr_expect(eq(int, action_read("no such"), ACT_NONE));
}

static void no_key_twice(const struct keybind *v)
{
	for (const struct keybind *k = v; k->key; k++)
		for (const struct keybind *b = v; b != k; b++)
			cr_expect(b->key != k->key, "a key is bound twice");
}

Test(page, no_key_is_bound_twice)
{
	no_key_twice(keys_common);
	no_key_twice(keys_box);
}

Test(page, no_letter_acts_in_a_box)
{
	for (const struct keybind *k = keys_box; k->key; k++)
		cr_expect(k->key >= TK_NONE);
}

Test(page, every_role_has_a_look_and_errors_and_titles_stand_out_without_colour)
{
	for (int r = ROLE_PLAIN; r <= ROLE_COUNT; r++)
		cr_expect(ne(ptr, (void *)theme_look((enum role)r), NULL));
	cr_expect(ne(int, (int)theme_look(ROLE_ERROR)->mono, 0));
	cr_expect(ne(int, (int)theme_look(ROLE_TITLE)->mono, 0));
}

Test(page, a_key_as_bytes_is_utf8)
{
	char s[5];

	cr_expect(eq(sz, key_utf8(0xe0, s), 2));
	expect_same(s, "\xc3\xa0");
	cr_expect(eq(sz, key_utf8(0x1f600, s), 4));
	expect_same(s, "\xf0\x9f\x98\x80");
	cr_expect(eq(sz, key_utf8('a', s), 1));
	cr_expect(eq(sz, key_utf8(TK_UP, s), 0));
}
