/* SPDX-License-Identifier: ISC */
/*
 * lib_vt - a program on a real pseudo terminal, read as a person would see it
 *
 * Waiting is for text or for an end, never for time; the limit is generous
 * and only there so that a broken program ends the test.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>

struct vt;

/*
 * vt_start - argv[0] is run with this environment on top of ours
 *
 * env  "NAME=value" sets, "NAME" alone takes away; ended by NULL; may be NULL.
 * TERM is xterm-256color and the locale C.UTF-8 unless env says otherwise.
 */
struct vt *vt_start(int rows, int cols, const char *const argv[], const char *const env[]);
/* vt_demo - the same with the demo of this build; options ended by NULL, may be NULL */
struct vt *vt_demo(int rows, int cols, const char *const options[], const char *const env[]);
void vt_end(struct vt *v); /* ends the program if it still runs; takes NULL */

bool vt_shows(struct vt *v, const char *text); /* waits until some line holds it */
bool vt_gone(struct vt *v, const char *text);  /* waits until no line holds it */
/* vt_shows_any - waits until some line holds one of them, or the program ends: its place, or -1; ended by NULL */
int vt_shows_any(struct vt *v, const char *const text[]);
bool vt_cursor_on(struct vt *v, const char *text); /* waits until the cursor's line holds it */
bool vt_line_has(struct vt *v, const char *text);  /* the cursor's line, now */
bool vt_has(struct vt *v, const char *text);       /* some line holds it, now */
char *vt_line(struct vt *v);                       /* the cursor's line, now; caller frees */
/* for many at once: what to poll, and to take in what has come; false: nothing did */
int vt_fd(const struct vt *v);
bool vt_take(struct vt *v);
void vt_send(struct vt *v, const char *bytes);
void vt_key(struct vt *v, int key); /* TK_ of tui/keys.h, as an xterm sends it */
void vt_resize(struct vt *v, int rows, int cols);
void vt_hangup(struct vt *v); /* closes the line, as a lost connection does */
void vt_signal(struct vt *v, int sig);
int vt_exit(struct vt *v);     /* waits for the end: status, 128+n for a signal; -1: it runs on */
char *vt_screen(struct vt *v); /* lines without blanks at their ends; caller frees */
void vt_cursor(struct vt *v, int *row, int *col); /* from 0 */
struct vt_look {
	bool bold, underline, reverse;
	int fg, bg; /* of the terminal's own 256; -1: as it is without colour */
};
struct vt_look vt_look(struct vt *v, int row, int col);
long vt_pid(const struct vt *v);
/* vt_bytes - bytes that came since the last call of vt_quiet or vt_bytes */
size_t vt_bytes(struct vt *v);
/* vt_settle - reads until nothing has come for a moment; waits so long for the first of it */
void vt_settle(struct vt *v, int wait_ms);
void vt_quiet(struct vt *v); /* reads until nothing has come for a while; counts anew */

const char *vt_all(const struct vt *v);                /* all bytes since the start */
size_t vt_sent(const struct vt *v, const char *bytes); /* how often they came since the start */

#endif
