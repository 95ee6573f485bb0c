/* SPDX-License-Identifier: ISC */
/*
 * screen - one screen as a constant: how it opens, reacts and shows itself
 *
 * `load` reads the store in one short read and copies what it needs; `update`
 * reacts to one event and may save; `build` turns the state into a page and
 * touches nothing else. None of them sees a terminal, so all run in a unit
 * test, and the full-screen and the plain writer share them.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "../core/base/err.h"
#include "keys.h"
#include "page.h"

struct args { /* what a screen is opened with; strings are copied */
	const char *a, *b, *c;
	int n;
};

struct frame { /* one open screen */
	const struct screen *screen;
	void *state;          /* screen->state_size bytes, zeroed before open */
	void *app;            /* what the caller of ui_run gave: screens know its type */
	struct arena *arena;  /* lives as long as the screen is open */
	struct arena *loaded; /* emptied before each load */
	struct args args;
	size_t focus;  /* index into the page */
	size_t col;    /* of the focused cell, where the page has a grid */
	size_t top;    /* first row shown of the scrolled part */
	bool guidance; /* the side pane is shown */
	bool returned; /* while it loads: the screen over it was closed */
};

#define NO_CELL ((size_t)-1)

struct event {
	enum action act;
	size_t row; /* where the focus is */
	int id;     /* its row id, -1: none */
	enum row_kind kind;
	size_t col;       /* of the focused cell; NO_CELL: not in a grid, or a whole row of it */
	int digit;        /* ACT_DIGIT */
	const char *text; /* ACT_RETURN: what the other screen brings; else NULL */
};

struct nav; /* what update asks the loop to do next */
void nav_open(struct nav *n, const struct screen *s, const struct args *args);
void nav_replace(struct nav *n, const struct screen *s, const struct args *args);
void nav_back(struct nav *n);                     /* close this screen */
void nav_return(struct nav *n, const char *text); /* close it and hand text to the one below */
void nav_home(struct nav *n);                     /* close all but the first */
void nav_quit(struct nav *n);
void nav_reload(struct nav *n); /* load again: something was saved */
void nav_settle(struct nav *n); /* ACT_SETTLED once more, when this is drawn: for what may wait */
void nav_focus(struct nav *n, int row_id);
void nav_next(struct nav *n); /* focus to the next row that takes it */
void nav_top(struct nav *n);  /* focus to the first: the page is another now */
void nav_say(struct nav *n, const char *fmt, ...)
	__attribute__((format(printf, 2, 3))); /* the message line */
bool nav_said(const struct nav *n);
void nav_err(struct nav *n,
	     const struct err *err);    /* the same for a failure, first letter made large */
struct frame *nav_frame(struct nav *n); /* the screen it is about */

struct screen {
	const char *name;  /* stable: stored as the place to return to; [a-z-] */
	const char *needs; /* what it has to be opened with: "REGISTER/ID"; NULL: nothing */
	const char *title;
	const char *help;           /* what this screen is for and what to do: a paragraph or two */
	const struct keybind *keys; /* own keys, before the common ones; NULL: none */
	size_t state_size;
	enum rc (*open)(struct frame *f, struct err *err); /* may be NULL */
	enum rc (*load)(struct frame *f,
			struct err *err); /* after open, after a child, when the store moved */
	void (*update)(struct frame *f, const struct event *e, struct nav *n);
	void (*build)(const struct frame *f, struct page *p);
	void (*close)(struct frame *f); /* frees boxes; may be NULL */
	bool minds_all;  /* it shows more than the record: whatever is stored, it loads again */
	bool keep_place; /* args a and b are enough to come back here in a later session */
	bool loads_on_return; /* what a screen above brings back ends in nav_reload: not loaded before */
};

/* args.n of the screen that [ More actions ] opens; a is the screen's name, b what it was opened with */
enum { MORE_SIDE = 1 /* there is guidance */, MORE_BOX = 2 /* a box had the focus */ };

struct ui;

/* What the loop asks of the program around it. */
struct ui_hooks {
	void *app;
	void (*begun)(void *app,
		      struct ui *u); /* what ui_say_now takes, until ui_run ends; may be NULL */
	bool (*changed)(void *app);  /* the store moved since the last load */
	/* what went wrong beside the work, once; NULL: nothing */
	const char *(*trouble)(void *app);
	void (*loads)(void *app,
		      const struct frame *f); /* a screen is about to load; may be NULL */
	void (*catch_up)(void *app); /* before that load: what the program itself keeps of it */
	void (*rest)(
		void *app); /* no key for a second, once: a time to give memory back; may be NULL */
	/* actions no screen took: find, help, undo, glossary, settings, home, … */
	void (*action)(void *app, struct frame *f, const struct event *e, struct nav *n);
	void (*left)(void *app, const struct frame *f);     /* a place worth coming back to */
	void (*refused)(void *app, const struct screen *s); /* RC_NOT_ALLOWED was said of it */
	const struct screen *help, *more; /* opened by ? and by [ More actions ] */
	const struct screen *home;        /* opened below another first screen; NULL: none */
};

struct ui_opts {
	bool plain;
	bool ascii; /* + - | for lines */
	bool colour;
	bool letter_keys;
	bool highlight_row;
	bool cursor_hidden;
	bool single; /* no side pane */
	int esc_ms;  /* 100 */
	bool suspend;
	int idle_min; /* minutes without a key after which it ends; 0: never */
};

/* ui_run - opens `first` and goes on until somebody leaves; 0, or 128+n when a signal ended it */
int ui_run(const struct ui_opts *o, const struct ui_hooks *h, const struct screen *first,
	   const struct args *args, struct err *err);

/*
 * ui_say_now - on the message line at once, while the program is in the middle of something
 *
 * Nothing else on the screen changes, and the next drawing takes it away.
 */
void ui_say_now(struct ui *u, const char *text);

/* For tests, the bench and golden screens: the same loop without a terminal. */
struct ui *ui_test_new(const struct ui_opts *o, const struct ui_hooks *h, int rows, int cols);
enum rc ui_test_open(struct ui *u, const struct screen *s, const struct args *args,
		     struct err *err);
void ui_test_key(struct ui *u, int key);
void ui_test_type(struct ui *u, const char *text);
void ui_test_paste(struct ui *u, const char *text);
void ui_test_resize(struct ui *u, int rows, int cols);
char *ui_test_dump(
	struct ui
		*u); /* the canvas as text, cursor as its own last line "@row,col"; caller frees */
char *ui_test_plain(struct ui *u); /* what the plain writer would print of the page; caller frees */
void ui_test_line(struct ui *u, const char *line); /* a line typed in plain mode */
void ui_test_free(struct ui *u);
const struct screen *ui_test_screen(const struct ui *u);
bool ui_test_ended(const struct ui *u);

#endif
