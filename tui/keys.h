/* SPDX-License-Identifier: ISC */
/*
 * keys - what a person can press and what it does, listed once
 *
 * The footer, the help, More actions, `cairn --list-keys` and the manual read
 * these tables; nobody writes a key down twice.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* A key is a Unicode character, or one of these. */
enum {
	TK_NONE = 0x110000,
	TK_UP,
	TK_DOWN,
	TK_LEFT,
	TK_RIGHT,
	TK_HOME,
	TK_END,
	TK_PGUP,
	TK_PGDN,
	TK_ENTER,
	TK_ESC,
	TK_TAB,
	TK_BACKTAB,
	TK_BACKSPACE,
	TK_DELETE,
	TK_INSERT,
	TK_F1,
	TK_F8,
	TK_INTERRUPT, /* Ctrl-C */
	TK_CUT_LINE,
	TK_PASTE_LINE,  /* Ctrl-K, Ctrl-Y: in a long text, beside their menu entries */
	TK_UNDO_TYPING, /* Ctrl-Z in a box, beside its menu entry */
	TK_RESIZE,
	TK_HANGUP,
	TK_TERM,
	TK_QUIT,
	TK_TICK,   /* not pressed: window, lost line, signal, a second passed */
	TK_REDRAW, /* Ctrl-L */
	TK_PASTED, /* a text that was pasted, not typed */
};

/* X(enum, name in settings and --list-keys, what it does: for help and the manual) */
#define ACTION_LIST(X) \
	X(ACT_NONE, "none", "Nothing") \
	X(ACT_UP, "up", "Move up") \
	X(ACT_DOWN, "down", "Move down") \
	X(ACT_LEFT, "left", "Move left; in a list, go back") \
	X(ACT_RIGHT, "right", "Move right") \
	X(ACT_FIRST, "first", "Move to the first line") \
	X(ACT_LAST, "last", "Move to the last line") \
	X(ACT_PAGE_UP, "page-up", "Move up a page") \
	X(ACT_PAGE_DOWN, "page-down", "Move down a page") \
	X(ACT_NEXT, "next-box", "Go to the next box or button") \
	X(ACT_PREVIOUS, "previous-box", "Go to the box or button before") \
	X(ACT_OPEN, "open", "Open this line, or go on") \
	X(ACT_BACK, "back", "Go back one step; what you typed is kept") \
	X(ACT_TICK, "tick", "Tick or untick, or choose this") \
	X(ACT_DIGIT, "digit", "Open or choose the line with that number") \
	X(ACT_FIND, "find", "Find anything: records, guidance, actions") \
	X(ACT_HELP, "help", "Help for this screen") \
	X(ACT_UNDO, "undo", "Take back my last change") \
	X(ACT_REDO, "redo", "Put back what I took back") \
	X(ACT_HISTORY, "history", "History of this") \
	X(ACT_NEW, "new", "New entry") \
	X(ACT_NEW_ACTION, "new-action", "New action in the action plan") \
	X(ACT_EDIT, "edit", "Edit") \
	X(ACT_COPY, "duplicate", "Make a copy and edit it") \
	X(ACT_ARCHIVE, "archive", "Archive, or restore what is archived") \
	X(ACT_DELETE, "delete", "Delete what nothing points at") \
	X(ACT_FILTER, "filter", "Show only some lines") \
	X(ACT_ORDER, "order", "Change the order") \
	X(ACT_RAISE, "raise", "Move this line up in the order") \
	X(ACT_LOWER, "lower", "Move this line down in the order") \
	X(ACT_VIEW, "view", "Change the view: table or cards, guided or whole form") \
	X(ACT_SAVE_FILE, "save-file", "Save as a file") \
	X(ACT_GUIDANCE, "guidance", "Show or hide the guidance") \
	X(ACT_GLOSSARY, "glossary", "What words mean") \
	X(ACT_SOURCE, "source", "Who made this and from what source") \
	X(ACT_MESSAGE, "message", "Go to the message line") \
	X(ACT_HOME, "home", "Go to the cycle map") \
	X(ACT_CHAIN, "chain", "What this rests on and leads to") \
	X(ACT_INDICATORS, "indicators", "Open the indicators") \
	X(ACT_SELF, "self-assessment", "Open my self-assessment") \
	X(ACT_REPORTS, "reports", "Open the reports") \
	X(ACT_SETTINGS, "settings", "Settings") \
	X(ACT_WHO, "who", "See who is here now") \
	X(ACT_MORE, "more", "All actions for this screen") \
	X(ACT_CUT, "cut-line", "Cut this line of the text") \
	X(ACT_PASTE, "paste-line", "Put the cut lines here") \
	X(ACT_UNTYPE, "undo-typing", "Take back typing in this box") \
	X(ACT_QUIT, "leave", "Leave; everything is saved") \
	X(ACT_TYPED, "-typed", "Text in a box changed") \
	X(ACT_LEFT_BOX, "-left-box", "The focus left a box") \
	X(ACT_RETURN, "-return", "A screen opened from here brings an answer") \
	X(ACT_SETTLED, "-settled", "The screen was drawn and no key is waiting") \
	X(ACT_CHANGED, "-changed", "Somebody changed the store") \
	X(ACT_HANGUP, "-hangup", "The line is gone: keep drafts")

#define ACTION_ENUM(id, name, help) id,
enum action { ACTION_LIST(ACTION_ENUM) ACTION_COUNT };
#undef ACTION_ENUM

const char *action_name(enum action a); /* names that begin with '-' cannot be bound */
const char *action_help(enum action a);
enum action action_read(const char *name); /* ACT_NONE when there is none */

struct keybind {
	int key;
	enum action act;
	const char *label; /* in the footer; NULL: works, but is not shown there */
};
#define KEYBIND_END \
	{ \
		0, ACT_NONE, NULL \
	}

/* What works on every screen, before a screen's own table. Letters are off while text is typed. */
extern const struct keybind keys_common[];
/* of a text box */
extern const struct keybind keys_box[];

/* key_words - "Enter", "Up", "g": for people */
void key_words(int key, char out[16]);
/* key_utf8 - the bytes of a character, NUL behind them; 0 for a key that is none */
size_t key_utf8(int key, char out[5]);

#endif
