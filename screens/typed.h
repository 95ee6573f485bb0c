/* SPDX-License-Identifier: ISC */
/*
 * typed - the boxes of a screen that belong to no entry's answers
 *
 * A reason, a name, a key: what is in such a box and not used yet is a draft,
 * as it is in a form. It is kept when one leaves the box or the screen and when
 * the line drops, is in the box again when the screen opens for the same thing,
 * and stands among what was typed and not saved.
 */
#ifndef SCREENS_TYPED_H
#define SCREENS_TYPED_H

#include "app.h"

enum { TYPED_MOST = 8 };

struct typed { /* zeroed: no box yet */
	struct frame *frame;
	struct {
		const char *name;
		struct textbox *box;
	} v[TYPED_MOST];
	size_t n;
	bool found;  /* something of an earlier time was there */
	bool warned; /* that what was typed cannot be kept, on the way out */
};

/*
 * typed_box - makes one that begins with `initial`, or with what was left in it
 *
 * name: [a-z], the same for good, lives as long as the screen. At most
 * TYPED_MOST a screen. typed_close frees the box.
 */
struct textbox *typed_box(struct typed *t, struct frame *f, const char *name, size_t limit_chars,
			  const char *initial);
/* typed_adopt - the same with a box that the screen made itself, and frees; one too many is let be */
void typed_adopt(struct typed *t, struct frame *f, const char *name, struct textbox *box);
/* typed_event - keeps what was typed where the event asks for it; the screen goes on with the event */
void typed_event(struct typed *t, const struct event *e, struct nav *n);
/* typed_row - a row for one of the boxes; says on the message line that it was there already */
struct row *typed_row(const struct typed *t, struct page *p, int id, const char *label,
		      struct textbox *box);
void typed_done(struct typed *t); /* it has done its work: nothing is offered again */
void typed_close(struct typed *t);

/* What was left in a box, as it is read from the drafts. */
struct typed_left {
	const struct screen *screen;
	struct args args;
	const char *text;
};
/* typed_left - false for a draft that is none of these */
bool typed_left(const struct fact *draft, struct arena *a, struct typed_left *out);

#endif
