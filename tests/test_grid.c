/* SPDX-License-Identifier: ISC */
/* A grid: what is seen of it, how one moves in it, what an answer costs. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <string.h>

#include "lib_pages.h"
#include "same.h"

enum { ROWS = 500, COLS = 500, ID_ROW = 100, ID_AFTER = 1 };

static struct {
	size_t asked; /* how many cells were made */
	struct event last;
	bool detail, few;
} now;

static const char *row_name(const void *arg, size_t i, const char **mark)
{
	static char names[ROWS][64], marks[ROWS][8];

	(void)arg;
	snprintf(names[i], sizeof(names[i]), "People who leave custody need housing, group %zu",
		 i + 1);
	snprintf(marks[i], sizeof(marks[i]), "%zu", i + 1);
	*mark = marks[i];
	return names[i];
}

static const char *column_name(const void *arg, size_t i, const char **mark)
{
	static const char *const first[] = { "Housing options", "Housing first", "Bail", "Women" };
	static char names[COLS][32], marks[COLS][8];

	(void)arg;
	snprintf(marks[i], sizeof(marks[i]), "%zu", i + 1);
	snprintf(names[i], sizeof(names[i]), "Service %zu", i + 1);
	*mark = marks[i];
	return i < 4 ? first[i] : names[i];
}

static int cell(const void *arg, size_t row, size_t col)
{
	(void)arg;
	now.asked++;
	return (int)((row + col) % 5) - 1;
}

static const char *detail(const void *arg, size_t row, size_t col, struct arena *a)
{
	(void)arg;
	return arena_printf(a, "Row %zu beside column %zu.", row + 1, col + 1);
}

static const char *const words[] = { "None", "Not known", "Not kept", "Full" };

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const char *mark;

	(void)a;
	out->id = ID_ROW + (int)i;
	out->text = row_name(arg, i, &mark);
	out->status = i % 2 ? "Gap" : "Full";
}

static void build(const struct frame *f, struct page *p)
{
	static struct grid g;

	(void)f;
	g = (struct grid){
		.ncols = now.few ? 4 : COLS,
		.corner = "Need",
		.end = "Overall",
		.row = row_name,
		.column = column_name,
		.word = words,
		.nwords = 4,
		.cell = cell,
		.detail_lines = now.detail ? 2 : 0,
		.detail = detail,
	};
	p->place = "Strathfinlay";
	p->title = "Needs and services";
	p->list_at = p->nrows;
	p->list_n = ROWS;
	p->list_row = list_row;
	p->grid = &g;
	page_item(p, ID_AFTER, "What stands after", NULL);
}

static void update(struct frame *f, const struct event *e, struct nav *n)
{
	(void)f;
	if (e->act == ACT_SETTLED)
		return;
	now.last = *e;
	if (e->act == ACT_GUIDANCE) {
		now.detail = !now.detail;
		nav_say(n, "%s", "");
	}
}

static const struct screen screen = {
	.name = "grid", .title = "Grid", .help = "", .update = update, .build = build
};

static struct test_app app;
static struct ui *u;

static void open_at(int rows, int cols, bool plain)
{
	const struct ui_opts o = { .letter_keys = true, .plain = plain };
	struct ui_hooks h;

	tp_hooks(&app, &h);
	u = ui_test_new(&o, &h, rows, cols);
	cr_assert(eq(int, ui_test_open(u, &screen, NULL, NULL), RC_OK));
}

static void shut(void)
{
	ui_test_free(u);
	u = NULL;
	memset(&now, 0, sizeof(now));
}

TestSuite(grid, .fini = shut, .timeout = 60);

static bool shows(const char *text)
{
	char *s = ui_test_dump(u);
	bool found = strstr(s, text) != NULL;

	if (!found)
		fprintf(stderr, "%s", s);
	mem_free(s);
	return found;
}

static void keys(int key, int n)
{
	while (n-- > 0)
		ui_test_key(u, key);
}

/* Which cell an answer is for. */
static bool on_cell(size_t row, size_t col)
{
	keys('2', 1);
	if (now.last.act == ACT_DIGIT && now.last.id == ID_ROW + (int)row && now.last.col == col)
		return true;
	fprintf(stderr, "on row %d, column %zu\n", now.last.id - ID_ROW, now.last.col);
	return false;
}

Test(grid, digits_answer_for_the_cell_that_has_the_focus)
{
	open_at(24, 80, false);
	cr_expect(on_cell(0, 0));
	cr_expect(eq(int, now.last.digit, 2));
	keys(TK_DOWN, 3);
	keys(TK_RIGHT, 2);
	cr_expect(on_cell(3, 2));
}

Test(grid, left_moves_and_never_leaves)
{
	open_at(24, 80, false);
	keys(TK_RIGHT, 1);
	keys(TK_LEFT, 4);
	cr_expect(on_cell(0, 0));
	cr_expect(eq(ptr, (void *)ui_test_screen(u), (void *)&screen));
}

Test(grid, home_and_end_go_to_the_ends_of_the_row_and_then_of_the_grid)
{
	open_at(24, 80, false);
	keys(TK_DOWN, 7);
	keys(TK_END, 1);
	cr_expect(on_cell(7, COLS - 1));
	keys(TK_HOME, 1);
	cr_expect(on_cell(7, 0));
	keys(TK_HOME, 1);
	cr_expect(on_cell(0, 0));
	keys(TK_END, 2);
	cr_expect(shows("What stands after"));
}

Test(grid, headings_stay_while_it_scrolls_both_ways)
{
	open_at(24, 80, false);
	keys(TK_PGDN, 3);
	cr_expect(shows("Need "));
	cr_expect(shows("Overall"));
	keys(TK_RIGHT, 200);
	cr_expect(shows("Se201"));
	cr_expect(shows("People who lea"));
	keys('2', 1);
	cr_expect(eq(sz, now.last.col, (size_t)200));
}

Test(grid, names_that_begin_alike_are_told_apart)
{
	open_at(24, 80, false);
	cr_expect(shows("Hous1"));
	cr_expect(shows("Hous2"));
	cr_expect(shows(" Bail  Women"));
	cr_expect(shows("People who leave cust2 "));
	cr_expect(shows("People who leave cus12 "));
}

/* What no column needs goes to the names; where little is missing they give it to the words. */
Test(grid, names_and_headings_take_the_room_that_is_left)
{
	now.few = true;
	open_at(24, 120, false);
	cr_expect(shows("People who leave custody need housing, grou12 "));
	cr_expect(shows(" Housing options Housing first   Bail"));
	shut();
	now.few = true;
	open_at(24, 90, false);
	cr_expect(shows("People who leave custody"));
	cr_expect(shows(" Not known "));
}

Test(grid, words_of_the_cells_are_told_apart_and_whole_where_there_is_room)
{
	open_at(24, 80, false);
	cr_expect(shows(" None"));
	cr_expect(shows("Not 2"));
	cr_expect(shows("Not 3"));
	shut();
	now.few = true;
	open_at(24, 80, false);
	cr_expect(shows("Not known"));
	cr_expect(shows("Not kept "));
}

Test(grid, the_cursor_stands_on_the_word_that_has_the_focus)
{
	char *s, *line;
	int row = 0, col = 0;

	open_at(24, 80, false);
	keys(TK_RIGHT, 1);
	s = ui_test_dump(u);
	cr_assert(eq(int, sscanf(strrchr(s, '@'), "@%d,%d", &row, &col), 2));
	for (line = s; row > 1; row--)
		line = strchr(line, '\n') + 1;
	cr_expect(eq(chr, line[0], '>'));
	cr_expect(eq(chr, line[col - 2], '>'));
	cr_expect(eq(int, strncmp(line + col - 1, "None", 4), 0), "%s", line);
	mem_free(s);
}

Test(grid, only_what_is_seen_is_made)
{
	open_at(24, 80, false);
	now.asked = 0;
	mem_free(ui_test_dump(u));
	cr_expect(lt(sz, now.asked, 24 * 12), "%zu", now.asked);
}

Test(grid, what_is_known_of_a_cell_stands_below_and_takes_its_lines_from_the_grid)
{
	open_at(24, 80, false);
	keys('g', 1);
	cr_expect(shows("Row 1 beside column 1."));
	keys(TK_RIGHT, 1);
	keys(TK_DOWN, 30);
	cr_expect(shows("Row 31 beside column 2."));
	keys('g', 1);
	cr_expect(not(shows("beside column")));
}

Test(grid, works_in_a_window_of_40_by_12)
{
	open_at(12, 40, false);
	cr_expect(shows("Hous1"));
	keys(TK_DOWN, 20);
	keys(TK_RIGHT, 6);
	cr_expect(shows("Serv5"), "the columns move");
	cr_expect(on_cell(20, 6));
	ui_test_resize(u, 24, 80);
	cr_expect(on_cell(20, 6));
}

Test(grid, in_conversation_a_number_opens_a_whole_row)
{
	open_at(24, 80, true);
	ui_test_line(u, "3");
	cr_expect(eq(int, now.last.act, ACT_OPEN));
	cr_expect(eq(int, now.last.id, ID_ROW + 2));
	cr_expect(eq(sz, now.last.col, NO_CELL));
}

Test(grid, after_its_last_row_comes_what_stands_after)
{
	open_at(24, 80, false);
	keys(TK_RIGHT, 1);
	keys(TK_TAB, 1);
	keys(TK_ENTER, 1);
	cr_expect(eq(int, now.last.id, ID_AFTER));
	cr_expect(eq(sz, now.last.col, NO_CELL));
}
