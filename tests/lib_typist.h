/* SPDX-License-Identifier: ISC */
/*
 * lib_typist - a person at the keyboard, with the screens before them or in conversation
 *
 * One script, two typists: one moves with the arrows and Tab and presses Enter
 * and Space, the other reads numbered lines and types their numbers. What was
 * typed is written down on the way and looked for in the export. Whatever
 * cannot be found or reached ends the test.
 */
#ifndef TESTS_LIB_TYPIST_H
#define TESTS_LIB_TYPIST_H

#include <stdbool.h>
#include <stddef.h>

#include "lib_world.h"

enum { TYPED_MOST = 900 };

struct typed { /* what was typed and has to be in the export */
	const char *key, *id, *field, *text;
};

struct typist {
	struct world *w;
	bool plain;
	struct typed typed[TYPED_MOST];
	size_t n, rated; /* competencies of their own */
	long keys;
};

/* typist_new - rows 0: by conversation; at the first screen of a store with nothing in it */
struct typist *typist_new(int rows, int cols);
void typist_free(struct typist *t);

void ty_start(struct typist *t); /* the partnership Clyde North; ends at home */
/* ty_wrote - this has to be in the export in the end, in place of what was said of it before */
void ty_wrote(struct typist *t, const char *key, const char *id, const char *field,
	      const char *text);
const char *ty_shown(struct typist *t); /* what is on the screen, or was read out */
/* ty_has - on the screen, or on the page where a small screen shows a part of it */
bool ty_has(struct typist *t, const char *part);
bool ty_reads(struct typist *t, const char *part); /* of the page as it is read out */
void ty_expect_shown(struct typist *t, const char *part);
const char *ty_focus_line(struct typist *t, int *col);
void ty_press(struct typist *t, int key);
bool ty_go(struct typist *t, const char *label);
const char *ty_words(struct typist *t, const char *text, int most);
long ty_number_of(struct typist *t, const char *label);
void ty_say(struct typist *t, const char *line);
bool ty_asks_for_text(struct typist *t);
void ty_say_number(struct typist *t, const char *label);
void ty_open_line(struct typist *t, const char *label);
void ty_tick(struct typist *t, const char *label);
void ty_back(struct typist *t);
void ty_act(struct typist *t, const char *action);
void ty_to_box(struct typist *t);
void ty_type_here(struct typist *t, const char *text, bool is_long);
void ty_guided(struct typist *t, const char *question, const char *text, bool is_long);
void ty_go_on(struct typist *t);
void ty_skip_to(struct typist *t, const char *question);
void ty_button(struct typist *t, const char *label);
void ty_button_or_line(struct typist *t, const char *label);
void ty_go_on_if(struct typist *t, const char *still);
void ty_pick(struct typist *t, const char *question, const char *part, const char *choice,
	     bool many);
char *ty_everything(struct world *w);
void ty_expect_exported(struct typist *t);

#endif
