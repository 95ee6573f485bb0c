/* SPDX-License-Identifier: ISC */
/* The bytes that are painted, read by a terminal that is not ours: they show what was asked for. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "../tui/term.h"
#include "../tui/theme.h"

/* PuTTY's own entry is not in the base system; the others are, and have to be here. */
static const char *const names[] = { "xterm-256color", "vt100", "screen", "tmux",
				     "linux",          "ansi",  "putty" };
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static struct caps caps;
static struct painter painter;
static VTerm *vt;
static VTermScreen *screen;
static bool wraps_at_once; /* as terminals do that have no xenl */

static void open(const char *name, bool utf8, bool colour, int rows, int cols)
{
	if (!term_caps(name, utf8, colour, &caps)) {
		cr_assert(strcmp(name, "putty") == 0, "%s is not described here", name);
		cr_assert(term_caps("xterm", utf8, colour, &caps));
	}
	painter_init(&painter, &caps);
	wraps_at_once = !caps.last_cell;
	vt = vterm_new(rows, cols);
	vterm_set_utf8(vt, 1);
	screen = vterm_obtain_screen(vt);
	vterm_screen_reset(screen, 1);
}

static void shut(void)
{
	if (!vt)
		return;
	vterm_free(vt);
	vt = NULL;
	painter_clear(&painter);
	term_caps_free(&caps);
}

TestSuite(paint, .fini = shut, .timeout = 300);

static VTermPos cursor(void)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(vt), &pos);
	return pos;
}

/* A character in the last column takes the pen to the next line at once. */
static void feed_wrapping(const char *s, size_t len, int cols)
{
	for (size_t i = 0, n; i < len; i += n) {
		size_t wide = 0;
		VTermPos was = cursor();

		n = 1;
		if (s[i] == '\033') {
			n = s[i + 1] == '[' ? 2 : 1;
			while (i + n < len && (s[i + n] < 0x40 || s[i + n] == '['))
				n++;
			n++;
		} else if ((unsigned char)s[i] >= ' ') {
			int w;

			n = text_next(s + i, len - i, &w);
			wide = (size_t)w;
		}
		vterm_input_write(vt, s + i, n);
		if (wide && was.col + (int)wide >= cols)
			vterm_input_write(vt, "\r\n", 2);
	}
}

/* What is on the terminal now is c, as far as a person can see. Bytes: how many it took. */
static size_t show(const struct canvas *c)
{
	struct buf out = { 0 };
	size_t n;

	paint(&painter, c, &out);
	n = out.len;
	if (wraps_at_once)
		feed_wrapping(buf_text(&out), out.len, c->cols);
	else
		vterm_input_write(vt, buf_text(&out), out.len);
	buf_clear(&out);
	return n;
}

static bool same_text(const VTermScreenCell *is, const struct cell *want)
{
	char utf8[40] = "";
	size_t n = 0;

	for (int i = 0;
	     i < VTERM_MAX_CHARS_PER_CELL && is->chars[i] && is->chars[i] != (uint32_t)-1; i++)
		n += key_utf8((int)is->chars[i], utf8 + n);
	if (want->cols == 0)
		return is->chars[0] == (uint32_t)-1 ||
		       (!caps.utf8 && (n == 0 || !strcmp(utf8, " ")));
	if (!caps.utf8 && ((unsigned char)want->s[0] >= 0x80 || want->s[1]))
		return !strcmp(utf8, "?");
	return !strcmp(n ? utf8 : " ", want->s);
}

static bool same_attributes(const VTermScreenCell *is, const struct cell *want)
{
	static const int colours[] = { -1, 4, 3, 5 };
	const struct look *look = theme_look((enum role)want->role);
	bool blank = !strcmp(want->s, " ");
	int fg = VTERM_COLOR_IS_DEFAULT_FG(&is->fg) ? -1 : is->fg.indexed.idx;

	if (want->cols == 0)
		return true;
	return VTERM_COLOR_IS_DEFAULT_BG(&is->bg) && is->attrs.reverse == want->reverse &&
	       (is->attrs.underline != 0) == (caps.underline && look->mono & THEME_UNDERLINE) &&
	       (blank || ((is->attrs.bold != 0) == (caps.bold && look->mono & THEME_BOLD) &&
			  fg == (caps.colour ? colours[look->colour] : -1)));
}

static bool never_written(const struct canvas *c, int y, int x)
{
	return !caps.last_cell && y == c->rows - 1 && x + canvas_at(c, y, x)->cols >= c->cols;
}

static void shows(const struct canvas *c, const char *what)
{
	VTermPos at = cursor();

	for (int y = 0; y < c->rows; y++)
		for (int x = 0; x < c->cols; x++) {
			const struct cell *want = canvas_at(c, y, x);
			VTermScreenCell is = { 0 };

			if (never_written(c, y, x) ||
			    (want->cols == 0 && never_written(c, y, x - 1)))
				continue;
			vterm_screen_get_cell(screen, (VTermPos){ .row = y, .col = x }, &is);
			cr_assert(same_text(&is, want), "%s: text at %d,%d is U+%04X, not '%s'",
				  what, y, x, (unsigned)is.chars[0], want->s);
			cr_assert(same_attributes(&is, want), "%s: look at %d,%d, '%s'", what, y, x,
				  want->s);
		}
	cr_assert(at.row == c->y && at.col == c->x, "%s: the cursor is on %d,%d, not %d,%d", what,
		  at.row, at.col, c->y, c->x);
}

/* Screens by chance */

static int any(int n)
{
	return rand() % n;
}

static void put_some(struct canvas *c, int y, int x, int width)
{
	static const char *const words[] = {
		"housing ",
		"a",
		"   ",
		"g\xc3\xa0idhlig ",
		"- ",
		"\xe6\x97\xa5\xe6\x9c\xac",
		"12 ",
		"in ",
		"[x]",
		"q\xcc\x81 ",
		"completed",
		"....",
		"\xed\x95\x9c ",
	};
	char text[200] = "";

	for (int i = any(8); i >= 0; i--)
		strncat(text, words[any(sizeof(words) / sizeof(words[0]))], 20);
	canvas_put(c, y, x, width, text, strlen(text), (enum role)any(ROLE_COUNT));
}

static void put_row(struct canvas *c, int y)
{
	canvas_put(c, y, 0, c->cols, "", 0, ROLE_PLAIN);
	for (int i = any(4); i > 0; i--)
		put_some(c, y, any(c->cols), c->cols);
	if (any(12) == 0)
		canvas_reverse(c, y, any(c->cols), 1 + any(c->cols));
}

static void blank_row(struct canvas *c, int y)
{
	for (int x = 0; x < c->cols; x++)
		*canvas_at(c, y, x) = (struct cell){ .s = " ", .cols = 1 };
}

/* Some rows go up or down, as a list does. */
static void scroll_some(struct canvas *c)
{
	int from = any(c->rows - 1), to = from + 1 + any(c->rows - from - 1), by = 1 + any(3);
	size_t row = (size_t)c->cols * sizeof(*c->cell);

	if (by > to - from)
		by = to - from;
	if (any(2)) {
		memmove(canvas_at(c, from, 0), canvas_at(c, from + by, 0),
			(size_t)(to - from + 1 - by) * row);
		for (int i = 0; i < by; i++)
			blank_row(c, to - i), put_row(c, to - i);
	} else {
		memmove(canvas_at(c, from + by, 0), canvas_at(c, from, 0),
			(size_t)(to - from + 1 - by) * row);
		for (int i = 0; i < by; i++)
			blank_row(c, from + i), put_row(c, from + i);
	}
}

static void change(struct canvas *c)
{
	switch (any(6)) {
	case 0:
		canvas_blank(c);
		for (int y = 0; y < c->rows; y++)
			put_row(c, y);
		break;
	case 1:
		scroll_some(c);
		break;
	case 2:
		blank_row(c, any(c->rows));
		break;
	case 3:
		canvas_reverse(c, any(c->rows), any(c->cols), 1 + any(c->cols));
		break;
	default:
		put_some(c, any(c->rows), any(c->cols), 1 + any(c->cols));
	}
	c->y = any(c->rows);
	c->x = any(c->cols);
}

static void walk(const char *name, bool utf8, bool colour, int rows, int cols, int steps)
{
	struct canvas c;
	char what[120];

	open(name, utf8, colour, rows, cols);
	canvas_init(&c, rows, cols);
	for (int i = 0; i < steps; i++) {
		for (int n = any(3); n >= 0; n--)
			change(&c);
		show(&c);
		snprintf(what, sizeof(what), "%s %dx%d%s%s step %d", name, cols, rows,
			 utf8 ? "" : " no UTF-8", colour ? " colour" : "", i);
		shows(&c, what);
	}
	canvas_clear(&c);
	shut();
}

Test(paint, any_screen_becomes_any_other_on_each_terminal)
{
	srand(11);
	for (size_t i = 0; i < NAMES; i++) {
		walk(names[i], true, false, 24, 80, 300);
		walk(names[i], true, true, 24, 80, 300);
		walk(names[i], true, true, 6, 18, 1000);
		walk(names[i], false, true, 9, 30, 300);
	}
}

Test(paint, a_window_of_another_size_is_drawn_anew)
{
	struct canvas c;

	srand(5);
	open("xterm-256color", true, true, 24, 80);
	canvas_init(&c, 24, 80);
	for (int i = 0; i < 100; i++) {
		int rows = 3 + any(40), cols = 10 + any(120);

		canvas_resize(&c, rows, cols);
		change(&c);
		vterm_set_size(vt, rows, cols);
		painter.unknown = true;
		show(&c);
		shows(&c, "resized");
	}
	canvas_clear(&c);
}

static size_t bytes_of(struct painter *p, const struct canvas *c)
{
	struct buf out = { 0 };
	size_t n;

	paint(p, c, &out);
	n = out.len;
	buf_clear(&out);
	return n;
}

Test(paint, rows_are_scrolled_only_where_that_is_shorter)
{
	struct painter still;
	struct caps no_scroll;
	struct canvas c;

	srand(3);
	open("xterm-256color", true, true, 24, 80);
	no_scroll = caps;
	no_scroll.il = no_scroll.dl = no_scroll.csr = no_scroll.ri = NULL;
	painter_init(&still, &no_scroll);
	canvas_init(&c, 24, 80);
	for (int i = 0; i < 200; i++) {
		size_t in_place, n;

		for (int y = 0; y < c.rows; y++) {
			if (any(3)) {
				blank_row(&c, y);
				put_some(&c, y, any(4), c.cols);
			}
		}
		in_place = bytes_of(&still, &c);
		n = bytes_of(&painter, &c);
		cr_expect(n <= in_place, "step %d: %zu bytes, %zu in place", i, n, in_place);
	}
	painter_clear(&still);
	canvas_clear(&c);
}

Test(paint, the_same_screen_again_costs_nothing)
{
	struct canvas c;

	srand(3);
	for (size_t i = 0; i < NAMES; i++) {
		open(names[i], true, true, 24, 80);
		canvas_init(&c, 24, 80);
		change(&c);
		for (int y = 0; y < 24; y++)
			put_row(&c, y);
		show(&c);
		if (caps.last_cell)
			cr_expect(zero(sz, show(&c)), "%s", names[i]);
		canvas_clear(&c);
		shut();
	}
}

/* What a key costs */

enum { LIST_Y = 4, LIST_H = 15, TEXT_X = 6 };

static void put_text(struct canvas *c, int y, int x, const char *s)
{
	canvas_put(c, y, x, c->cols - x, s, strlen(s), ROLE_PLAIN);
}

/* A list as a screen draws it: rows of about 60 characters, the cursor on the focus. */
static void list(struct canvas *c, int top, int focus, bool ticked, const char *status)
{
	char text[100];

	canvas_blank(c);
	put_text(c, 0, 0, "Clyde North > Plan");
	canvas_put(c, 2, 0, 8, "Services", 8, ROLE_TITLE);
	for (int i = 0; i < LIST_H; i++) {
		snprintf(text, sizeof(text),
			 "[%c] Service %d for people in the justice system, area %d",
			 ticked && top + i == focus ? 'x' : ' ', top + i + 1, (top + i) * 7 % 13);
		put_text(c, LIST_Y + i, 2, text);
		put_text(c, LIST_Y + i, 68, top + i == focus ? status : "not started");
	}
	put_text(c, 22, 0,
		 "Up/Down move   Enter open   Esc back   / find anything   ? help   q leave");
	put_text(c, LIST_Y + focus - top, 0, ">");
	c->y = LIST_Y + focus - top;
	c->x = TEXT_X;
}

/* About the least that draws it: the characters, a jump over wide gaps and to each next line. */
static size_t least(const struct canvas *c)
{
	enum { JUMP = 4, NEXT = 2 };
	size_t n = 0;

	for (int y = 0; y < c->rows; y++) {
		int gap = 0;
		bool any = false;

		for (int x = 0; x < c->cols; x++) {
			if (!strcmp(canvas_at(c, y, x)->s, " ")) {
				gap++;
				continue;
			}
			n += (size_t)(gap < JUMP ? gap : JUMP) + strlen(canvas_at(c, y, x)->s);
			gap = 0;
			any = true;
		}
		n += any ? NEXT : 0;
	}
	return n;
}

static void costs(const struct canvas *c, size_t most, const char *what)
{
	size_t n = show(c);

	cr_expect(le(sz, n, most), "%s", what);
	shows(c, what);
}

Test(paint, each_key_costs_no_more_than_its_budget)
{
	struct canvas c;

	for (size_t i = 0; i < NAMES; i++) {
		bool regions;

		open(names[i], true, false, 24, 80);
		regions = (caps.il && caps.dl) || (caps.csr && caps.ri);
		canvas_init(&c, 24, 80);
		list(&c, 0, 0, false, "not started");
		costs(&c, least(&c) * 6 / 5, names[i]);
		list(&c, 0, 1, false, "not started");
		costs(&c, 12, "a move down");
		list(&c, 0, 0, false, "not started");
		costs(&c, 12, "a move up");
		list(&c, 0, 0, true, "not started");
		costs(&c, 12, "a tick");
		list(&c, 0, 0, true, "in progress");
		costs(&c, 40, "a status");
		list(&c, 0, LIST_H - 1, false, "not started");
		show(&c);
		list(&c, 1, LIST_H, false, "not started");
		costs(&c, regions ? 130 : 2000, "a scroll at the lower edge");
		list(&c, 0, 0, false, "not started");
		show(&c);
		list(&c, 30, 30, false, "not started");
		show(&c);
		list(&c, 29, 29, false, "not started");
		costs(&c, regions ? 130 : 2000, "a scroll at the upper edge");
		canvas_clear(&c);
		shut();
	}
}

Test(paint, a_typed_character_at_the_end_costs_itself)
{
	struct canvas c;

	for (size_t i = 0; i < NAMES; i++) {
		open(names[i], true, false, 24, 80);
		canvas_init(&c, 24, 80);
		put_text(&c, 5, 2, "________________________________________");
		c.y = 5;
		c.x = 2;
		show(&c);
		for (const char *s = "quick"; *s; s++) {
			canvas_put(&c, 5, c.x, 1, s, 1, ROLE_PLAIN);
			c.x++;
			costs(&c, 1, names[i]);
		}
		canvas_clear(&c);
		shut();
	}
}

Test(paint, a_vt100_costs_no_more_for_a_key_than_an_xterm)
{
	size_t cost[2][4];
	struct canvas c;

	for (size_t i = 0; i < 2; i++) {
		open(names[i], true, false, 24, 80);
		canvas_init(&c, 24, 80);
		list(&c, 0, 3, false, "not started");
		cost[i][0] = show(&c);
		list(&c, 0, 4, false, "not started");
		cost[i][1] = show(&c);
		list(&c, 0, 4, true, "in progress");
		cost[i][2] = show(&c);
		list(&c, 100, 100, false, "not started");
		cost[i][3] = show(&c);
		canvas_clear(&c);
		shut();
	}
	for (size_t i = 0; i < 4; i++)
		cr_expect(le(sz, cost[1][i], cost[0][i] + 2), "%zu", i);
}
