/* SPDX-License-Identifier: ISC */
/* lib_pages - screens made for the tests of the writers and of the loop */
#ifndef TESTS_LIB_PAGES_H
#define TESTS_LIB_PAGES_H

#include "../tui/screen.h"

enum {
	TP_NAME = 1,
	TP_NOTE,
	TP_CHOICE = 10,
	TP_TICK = 20,
	TP_SAVE = 30,
	TP_OPEN = 40,
	TP_TOOL = 60
};

struct test_app {
	enum action last;     /* that came to the program around the screens */
	int opened;           /* id of the row opened last */
	enum action acts[64]; /* that came to the screen in front */
	int ids[64];
	size_t nacts;
	int loads, kept; /* loads; drafts kept on a hang-up */
	int first_id;    /* of the list: rows before it are gone */
	bool changed;    /* the store moved */
	char told[32];   /* place that was told */
	const char *returned;
	bool denies;    /* undo, and the screen that is gone: RC_NOT_ALLOWED */
	char noted[64]; /* the screens of which that was noted, each with a blank behind it */
};

extern const struct screen tp_home, tp_form, tp_table, tp_long, tp_pick, tp_more, tp_help, tp_gone;

void tp_hooks(struct test_app *app, struct ui_hooks *out);

#endif
