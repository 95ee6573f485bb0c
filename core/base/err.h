/* SPDX-License-Identifier: ISC */
/*
 * err - what a call came to, in a code to act on and a sentence to show
 *
 * A code says what a caller can do about it; the message says what a person
 * needs to know: lower case, no full stop, the thing named, the way out.
 */
#ifndef CORE_ERR_H
#define CORE_ERR_H

#include <stddef.h>

enum rc {
	RC_OK,
	RC_IO,    /* trouble outside: disk, line, file */
	RC_USAGE, /* the command line or a call was put wrongly */
	RC_NOT_FOUND,
	RC_NOT_ALLOWED,
	RC_CONFLICT,  /* somebody changed it since it was read */
	RC_INVALID,   /* the answer breaks a rule; err says which */
	RC_DAMAGED,   /* stored bytes do not check */
	RC_NEWER,     /* written by a later version of this program */
	RC_GAP,       /* a bundle that starts after what is here */
	RC_BUSY,      /* somebody else is saving, and did not finish */
	RC_FULL,      /* no room on the disk */
	RC_READ_ONLY, /* may be read, not written */
};

struct err {
	enum rc rc;
	char text[480]; /* UTF-8, cut at a character */
};

/*
 * err_set - note a failure; the first one is kept
 *
 * err may be NULL. Returns rc, so that a call can end in it. Cold: what leads
 * to it lies apart from what runs every day.
 */
enum rc err_set(struct err *err, enum rc rc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), cold));

/* err_clear - forget what was noted, ready for use again */
void err_clear(struct err *err);

/* rc_from_errno - what a failed call comes to: no room, read only, not there, or trouble */
enum rc rc_from_errno(int code);

/* rc_name - the code's name without the prefix, for messages to programs */
const char *rc_name(enum rc rc);

/* rc_exit - the exit status that stands for a code. Source: cairn(1), EXIT STATUS */
int rc_exit(enum rc rc);

#endif
