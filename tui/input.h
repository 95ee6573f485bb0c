/* SPDX-License-Identifier: ISC */
/*
 * input - the bytes that a terminal sends become keys
 *
 * Knows no terminal: bytes are added as they come, in whatever pieces, and
 * keys are taken out. A key or a character whose other bytes have not come yet
 * waits for them. What a terminal marks as pasted becomes one key with a text,
 * so that nothing in it can act. A paste that no marks surround cannot be told
 * from a person who types ahead on a slow line: it stays keys.
 *
 * A paste whose end does not come is handed on as far as it came, and keys are
 * keys again. Where the line had only stopped, its rest goes on with the paste:
 * what comes next has the mark of the end in it, or is more than fingers send.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "../core/base/mem.h"
#include "keys.h"

#define INPUT_PASTE_ON "\033[?2004h" /* asks a terminal for the marks round a paste */
#define INPUT_PASTE_OFF "\033[?2004l"

enum {
	INPUT_PASTE_MAX = 1 << 20, /* bytes kept of one paste */
	INPUT_BURST = 64           /* bytes at once that no fingers send */
};

struct key_bytes {
	const char *bytes; /* they begin with Esc */
	int key;
};

struct input {
	const struct key_bytes
		*own; /* of this terminal, before those that most have; may be NULL */
	size_t nown;
	struct buf bytes;
	size_t at; /* the next byte that no key was made of */
	bool pasting;
	struct buf paste;  /* of the last paste, until the next one begins */
	size_t paste_over; /* characters of it that were beyond the most that is kept */
	bool paste_on;     /* it goes on with the paste before */
	bool cut;          /* a paste was handed on without its end, and nothing came since */
	struct buf held;   /* of that: what cannot be taken in without what follows */
};

void input_clear(struct input *in);
void input_add(struct input *in, const char *bytes, size_t len);
/*
 * input_key - the next key, TK_NONE where no whole one has come
 *
 * late     nothing more came within the time that Esc or a paste waits: what has
 *          begun is taken as it is
 * TK_PASTED: in->paste has the text.
 */
int input_key(struct input *in, bool late);
bool input_begun(const struct input *in); /* what may be Esc or the beginning of a key waits */

#endif
