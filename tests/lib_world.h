/* SPDX-License-Identifier: ISC */
/*
 * lib_world - the program's screens over a store in memory, on a day that does not move
 */
#ifndef TESTS_LIB_WORLD_H
#define TESTS_LIB_WORLD_H

#include "screens/app.h"
#include "screens/screens.h"

struct world {
	struct app app;
	struct ui_hooks hooks;
	struct ui *ui;
	const char *pid;
	uint64_t mark; /* of the store, for who asks whether it was changed */
	bool ascii;    /* what is opened after this has no other characters */
};

/* world_open - the shipped templates and the sample partnership, 20 November 2025; ends the test on trouble */
struct world *world_open(void);
/* world_open_empty - a partnership of that name with nothing in it */
struct world *world_open_empty(const char *name);
/* world_open_new - nobody has started anything yet */
struct world *world_open_new(void);
/* world_over - over a store with a partnership that is there already; closed with the world */
struct world *world_over(struct store *s, const char *pid);
void world_close(struct world *w);
/* world_other - another coordinator at work in the same partnership */
struct session world_other(struct world *w, const char *person, const char *shown);
/* world_show - a new ui of that size with one screen open */
void world_show(struct world *w, int rows, int cols, const char *screen, const char *a,
		const char *b, const char *c);
/* world_text - what is on the screen now; lives until the next call */
const char *world_text(struct world *w);
bool world_has(struct world *w, const char *text);
/* world_go - moves down until the line with that text has the focus; false when it never does */
bool world_go(struct world *w, const char *text);
/* world_press - keys by name or character: "Down Down Enter", "x", "Tab"; text in quotes is typed: 'hello' */
void world_press(struct world *w, const char *keys);

#endif
