/* SPDX-License-Identifier: ISC */
/*
 * term - the one door to curses and to the line
 *
 * Signals are blocked but while it waits, and come as keys. A refresh is one
 * write; nothing is sent while nothing changes. There is one terminal, so what
 * it keeps is in this file alone.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "paint.h"
#include "screen.h"

/* term_open - RC_USAGE: there is no terminal; RC_NOT_FOUND: it cannot move its cursor */
enum rc term_open(const struct ui_opts *o, struct err *err);
const char *term_note(void); /* the terminal that was taken for one nobody knows; NULL: none */
bool term_utf8(void);
void term_close(void); /* restores the terminal; may be called twice, and at exit */
void term_size(int *rows, int *cols);
/*
 * term_key - the next key, a signal, or TK_TICK after a second without any
 *
 * wait false: TK_NONE where nothing waits. TK_PASTED: term_pasted has the text.
 */
int term_key(bool wait);
/*
 * term_pasted - until the next key
 *
 * over     characters left out already, because they were too many
 * on       it goes on with the paste before, which came without its end
 */
const char *term_pasted(size_t *len, size_t *over, bool *on);
/* term_waiting - a key or a signal came within so many milliseconds, fewer than 1000 */
bool term_waiting(int ms);
void term_show(const struct canvas *c);
void term_suspend(void);

void term_signals(void);                    /* the same signals for the plain writer */
void term_print(const char *s, size_t len); /* of the plain writer, as it is */
/* term_read_line - TK_ENTER with a line, TK_NONE at the end, or TK_HANGUP, TK_TERM, TK_QUIT,
 * TK_INTERRUPT. What nobody can read any more ends as a lost line does. */
int term_read_line(struct buf *line);

/* For tests: what a terminal of that name can do; false: nobody describes it. One at a time. */
bool term_caps(const char *name, bool utf8, bool colour, struct caps *c);
void term_caps_free(struct caps *c);

#endif
