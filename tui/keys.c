/* SPDX-License-Identifier: ISC */
#include "keys.h"

#include <stdio.h>
#include <string.h>

#define ACTION_NAME(id, name, help) [id] = { name, help },
static const struct {
	const char *name, *help;
} actions[ACTION_COUNT] = { ACTION_LIST(ACTION_NAME) };
#undef ACTION_NAME

const char *action_name(enum action a)
{
	return actions[a].name;
}

const char *action_help(enum action a)
{
	return actions[a].help;
}

enum action action_read(const char *name)
{
	for (int a = ACT_NONE + 1; a < ACTION_COUNT; a++) {
		if (name[0] != '-' && !strcmp(actions[a].name, name))
			return (enum action)a;
	}
	return ACT_NONE;
}

const struct keybind keys_common[] = { { TK_UP, ACT_UP, NULL },
				       { TK_DOWN, ACT_DOWN, "move" },
				       { TK_LEFT, ACT_LEFT, NULL },
				       { TK_RIGHT, ACT_RIGHT, NULL },
				       { TK_HOME, ACT_FIRST, NULL },
				       { TK_END, ACT_LAST, NULL },
				       { TK_PGUP, ACT_PAGE_UP, NULL },
				       { TK_PGDN, ACT_PAGE_DOWN, NULL },
				       { TK_TAB, ACT_NEXT, NULL },
				       { TK_BACKTAB, ACT_PREVIOUS, NULL },
				       { TK_ENTER, ACT_OPEN, "open" },
				       { ' ', ACT_TICK, NULL },
				       { TK_ESC, ACT_BACK, "back" },
				       { '/', ACT_FIND, "find anything" },
				       { '?', ACT_HELP, "help" },
				       { TK_F1, ACT_HELP, NULL },
				       { 'q', ACT_QUIT, "leave" },
				       { TK_INTERRUPT, ACT_QUIT, NULL },
				       { 'u', ACT_UNDO, "undo my last change" },
				       { 'U', ACT_REDO, NULL },
				       { 'h', ACT_HISTORY, NULL },
				       { 'a', ACT_NEW_ACTION, NULL },
				       { 'x', ACT_SAVE_FILE, NULL },
				       { 'g', ACT_GUIDANCE, NULL },
				       { TK_F8, ACT_MESSAGE, NULL },
				       KEYBIND_END };

const struct keybind keys_box[] = { { TK_ENTER, ACT_OPEN, "go on" },
				    { TK_TAB, ACT_NEXT, "next" },
				    { TK_BACKTAB, ACT_PREVIOUS, NULL },
				    { TK_UP, ACT_UP, NULL },
				    { TK_DOWN, ACT_DOWN, NULL },
				    { TK_PGUP, ACT_PAGE_UP, NULL },
				    { TK_PGDN, ACT_PAGE_DOWN, NULL },
				    { TK_ESC, ACT_BACK, "back, what you typed is kept" },
				    { TK_F1, ACT_HELP, "help" },
				    { TK_INTERRUPT, ACT_QUIT, NULL },
				    { TK_CUT_LINE, ACT_CUT, "cut line" },
				    { TK_PASTE_LINE, ACT_PASTE, "put it here" },
				    { TK_UNDO_TYPING, ACT_UNTYPE, "take back typing" },
				    { TK_F8, ACT_MESSAGE, NULL },
				    KEYBIND_END };

void key_words(int key, char out[16])
{
	static const struct {
		int key;
		const char *name;
	} names[] = {
		{ TK_UP, "Up" },
		{ TK_DOWN, "Down" },
		{ TK_LEFT, "Left" },
		{ TK_RIGHT, "Right" },
		{ TK_HOME, "Home" },
		{ TK_END, "End" },
		{ TK_PGUP, "PgUp" },
		{ TK_PGDN, "PgDn" },
		{ TK_ENTER, "Enter" },
		{ TK_ESC, "Esc" },
		{ TK_TAB, "Tab" },
		{ TK_BACKTAB, "Shift-Tab" },
		{ TK_BACKSPACE, "Backspace" },
		{ TK_DELETE, "Delete" },
		{ TK_INSERT, "Insert" },
		{ TK_F1, "F1" },
		{ TK_F8, "F8" },
		{ TK_INTERRUPT, "Ctrl-C" },
		{ TK_CUT_LINE, "Ctrl-K" },
		{ TK_PASTE_LINE, "Ctrl-Y" },
		{ TK_UNDO_TYPING, "Ctrl-Z" },
		{ ' ', "Space" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].key == key) {
			snprintf(out, 16, "%s", names[i].name);
			return;
		}
	}
	if (key > ' ' && key < 0x7f)
		snprintf(out, 16, "%c", key);
	else
		snprintf(out, 16, "U+%04X", (unsigned)key);
}

size_t key_utf8(int key, char out[5])
{
	unsigned c = (unsigned)key;
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	out[0] = '\0';
	if (key < ' ' || key >= TK_NONE)
		return 0;
	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(first[n] | c);
	out[n] = '\0';
	return n;
}
