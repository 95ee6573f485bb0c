/* SPDX-License-Identifier: ISC */
/* The stack of screens and what happens on it, shared by ui.c, nav.c, plain.c and run.c. */
#ifndef TUI_UI_H
#define TUI_UI_H

#include <limits.h>

#include "draw.h"

enum { ID_MORE = INT_MIN }; /* [ More actions ], the last row of a page */

struct open { /* an open screen with what the loop keeps about it */
	struct frame f;
	struct scroll scroll;
	size_t left; /* first column of a grid that is shown */
	size_t area_top;
	size_t work;            /* the row that had the focus before [ More actions ] */
	int id;                 /* of the focused row, to find it again */
	char key[ROW_KEY];      /* what it stands for; "": nothing but its id */
	char work_key[ROW_KEY]; /* the same of the row `work` */
	bool gone;              /* the focused row was there when the page was built before */
	bool placed;            /* the focus was put once */
	bool settled;
	bool looked;        /* the default of the side pane was chosen */
	bool guidance_told; /* plain: that there is some */
	size_t plain_from;  /* plain: first row shown of a long list */
	struct open *below;
};

enum move {
	MOVE_NONE,
	MOVE_OPEN,
	MOVE_REPLACE,
	MOVE_BACK,
	MOVE_RETURN,
	MOVE_HOME,
	MOVE_QUIT,
	MOVE_END
};

struct nav {
	struct frame *f;
	struct arena *arena;
	enum move move;
	const struct screen *screen;
	struct args args;
	const char *text; /* of MOVE_RETURN */
	const char *say;
	bool taken; /* any call was made */
	bool reload, settle, next, top, focus;
	bool refused; /* what is said is RC_NOT_ALLOWED */
	int focus_id;
};

struct ui {
	struct ui_opts opts;
	struct ui_hooks hooks;
	int rows, cols;
	struct open *open; /* the screen in front */
	struct buf message;
	struct arena *arena; /* of the page */
	struct page page;
	struct layout layout;
	struct canvas canvas;
	bool rested;      /* since the last key */
	bool on_message;  /* F8: the cursor is on the message line */
	bool interrupted; /* the key before was Ctrl-C */
	bool place_told;  /* hooks.left knows where we are */
	struct buf told;  /* plain: the last message that was said, to be read again */
	bool gone; /* the marked line went with a change of others, and no key was pressed since */
	char *printed; /* plain: the page as it was read out, and of which screen; NULL: none yet */
	const struct open *printed_of;
	size_t paste_lost; /* characters that were left out of the last paste */
	bool writing;      /* plain: more lines of a long text may come */
	size_t lost;       /* plain: characters that were left out of what is written */
	bool lost_full;    /* because the box is full */
	bool look;         /* at the store, once what was pressed is on the screen */
	bool look_later;   /* the last look was dear: a tick passes without one */
	int idle_s;        /* since the last key */
	bool idled;        /* it ended because there was none */
	bool ended;
	int status;        /* 0, or 128+n */
	struct err failed; /* why it ended, where the store cannot be read any more */
};

void ui_init(struct ui *u, const struct ui_opts *o, const struct ui_hooks *h, int rows, int cols);
void ui_clear(struct ui *u);
enum rc ui_open(struct ui *u, const struct screen *s, const struct args *args, struct err *err);
void ui_key(struct ui *u, int key);
/* ui_paste - over: characters left out before; on: it goes on with the paste before */
void ui_paste(struct ui *u, const char *text, size_t len, size_t over, bool on);
void ui_resize(struct ui *u, int rows, int cols);
void ui_settle(struct ui *u); /* nothing waits: let the screen in front do what can wait */
void ui_draw(struct ui *u);   /* into u->canvas */
void ui_build(struct ui *u);  /* the page of the screen in front, focus in place */
void ui_tell_place(struct ui *u);
void ui_end(struct ui *u, int status);          /* 0: left; else drafts are kept first */
void ui_second(struct ui *u);                   /* another second without a key */
const char *ui_idled_words(const struct ui *u); /* that it ended because there was none */
void ui_pressed(
	struct ui *u); /* somebody is there; says so where it would soon have ended without */

void ui_look(struct ui *u); /* load again where somebody changed the store */
void ui_back(struct ui *u); /* close the screen in front */

/* for the plain writer */
bool ui_move(struct ui *u, enum action act); /* false: this is none that moves */
void ui_act(struct ui *u, enum action act, int digit);
void ui_focus(struct ui *u, size_t row);
void ui_note_focus(struct open *o, size_t at, const struct row *r); /* to find it again */
/* ui_gone - true once where the marked line went with a change of others: then no key means another */
bool ui_gone(struct ui *u);
bool ui_in_grid(const struct ui *u);                  /* the focus is on a cell */
bool ui_focused(const struct ui *u, struct row *out); /* false: the page has no rows */
enum action ui_key_action(const struct ui *u, int key, const struct row *r, bool *own);
bool ui_send(struct ui *u, enum action act, int digit, const char *text); /* the screen took it */
bool ui_send_app(struct ui *u, enum action act); /* to the program around the screens */
void ui_say(struct ui *u, const char *text);     /* NULL: nothing */
/* ui_say_lost - says behind the message how many characters did not get into a box; n 0: nothing */
void ui_say_lost(struct ui *u, size_t n, bool full);

/* plain.c */
char *plain_page(struct ui *u);
char *plain_prompt(struct ui *u);
void plain_line(struct ui *u, const char *line);
int plain_run(struct ui *u);

extern const struct screen screen_leave, screen_guidance;

#endif
