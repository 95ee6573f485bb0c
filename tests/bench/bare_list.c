/* SPDX-License-Identifier: ISC */
/*
 * bare_list - what a list costs with ncurses and nothing else
 *
 * 500 rows of about 70 characters, a mark before the chosen one with the
 * visible cursor on it, Space ticks, one write for a key. What cairn is
 * measured beside; it stores nothing and shows nothing else.
 */
#include <curses.h>
#include <locale.h>
#include <stdbool.h>
#include <string.h>

enum { ROWS = 500 };

static bool ticked[ROWS];
static int top, chosen;

static void draw_row(int i)
{
	mvprintw(i - top, 0,
		 "%c [%c] %03d Each partner has named who leads the work in its own area, row %d",
		 i == chosen ? '>' : ' ', ticked[i] ? 'x' : ' ', i, i);
	clrtoeol();
}

static void draw_all(void)
{
	for (int i = top; i < top + LINES && i < ROWS; i++)
		draw_row(i);
}

static void go(int to)
{
	int was = chosen, old_top = top;

	chosen = to < 0 ? 0 : to >= ROWS ? ROWS - 1 : to;
	if (chosen < top)
		top = chosen;
	else if (chosen >= top + LINES)
		top = chosen - LINES + 1;
	if (top != old_top) {
		draw_all();
		return;
	}
	mvaddch(was - top, 0, ' ');
	mvaddch(chosen - top, 0, '>');
}

static bool on_key(int c)
{
	if (c == KEY_DOWN)
		go(chosen + 1);
	else if (c == KEY_UP)
		go(chosen - 1);
	else if (c == KEY_NPAGE) {
		top = top + 2 * LINES < ROWS ? top + LINES : ROWS - LINES;
		chosen = top;
		draw_all();
	} else if (c == ' ') {
		ticked[chosen] = !ticked[chosen];
		mvaddch(chosen - top, 3, ticked[chosen] ? 'x' : ' ');
	}
	return c != 'q' && c != ERR;
}

int main(void)
{
	WINDOW *keys;
	bool on = true;
	int c;

	setlocale(LC_ALL, "");
	initscr();
	endwin(); /* from the next refresh on curses writes once */
	raw();
	noecho();
	typeahead(-1);
	keys = newpad(1, 1);
	keypad(keys, TRUE);
	draw_all();
	while (on) {
		move(chosen - top, 0);
		refresh();
		nodelay(keys, FALSE);
		on = on_key(wgetch(keys));
		nodelay(keys, TRUE);
		while (on && (c = wgetch(keys)) != ERR)
			on = on_key(c);
	}
	endwin();
	return 0;
}
