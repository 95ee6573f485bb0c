/* SPDX-License-Identifier: ISC */
/*
 * form - the answers about one thing, asked and saved the same way everywhere
 *
 * A form works on the fields of a register or form of the templates, or of one
 * child row. In a record that exists a choice or tick saves at once and a text
 * when the person goes on; a new record is kept as a draft until its answers
 * are checked and is then saved as one change. Leaving a box writes the draft
 * alone. A session writes and takes away only what it typed or read itself:
 * what another session of the same person typed meanwhile stays in front of it.
 */
#ifndef SCREENS_FORM_H
#define SCREENS_FORM_H

#include "answer.h"

/* A draft as this session last read or wrote it: what is there else another session typed. */
struct own_draft {
	struct buf text;     /* as it is in the store; empty: this session knows of none */
	struct buf mine;     /* the part of it that is in the box here */
	struct buf others;   /* the part in front of it, from another session */
	struct version from; /* the answer that mine was made from */
	size_t edits;        /* of the box then */
	const char *aside;   /* where it is kept instead, as both did not fit into one; NULL */
};

struct form_field {
	const struct field *field;
	const struct field *group; /* it is part of; NULL: none */
	const char *name;          /* severity, or group.part */
	struct textbox *box;       /* of what is typed; NULL for what is chosen */
	const char *stored;        /* the answer now: as saved, or drafted */
	const char *saved;         /* as saved; "" for a new record */
	struct version seen;
	const char *links; /* of a link: what it points at, by name; read with the record */
	const char *error; /* NULL: none */
	bool waits;        /* given; saved together with the answer that it asks for */
	struct own_draft own;
};

struct form {
	struct frame *frame;
	const struct reg *reg;
	const char *id;           /* stored form; NULL: a new record */
	const char *draft;        /* name of its drafts: c1/ne/new or c1/ne/ne-000012 */
	const struct field *rows; /* set: the form of one child row of this field */
	const char *row;          /* its name; NULL: a new row */
	struct form_field *v;
	size_t n;
	size_t wanted;          /* field that the one that waits last asks for */
	int digits;             /* field whose options the digits choose; -1: none */
	bool found;             /* a draft of an earlier time was there */
	bool offered;           /* the program filled it in and nobody touched it: no draft yet */
	struct textbox *reason; /* why an agreed answer changes; NULL: nothing here asks for it */
	struct own_draft own_reason;
	struct record record;  /* as loaded; exists is false for a new one */
	const char *gone;      /* its entry was deleted or taken back, in words; NULL: it was not */
	const char **children; /* each of its rows in words */
	struct asked_item *beside; /* checklist items about its fields */
	size_t nbeside;
	struct put noted;     /* what the program notes with the answers; field NULL: nothing */
	struct faults faults; /* of the last check */
	struct clash_list clashes;
	struct err unkept; /* why a draft could not be kept the last time */
	bool warned;       /* of that, on the way out */
};

/* Row ids: FORM_FIRST + field * FORM_STEP, + 1 + option for a choice shown open. */
enum { FORM_FIRST = 1000, FORM_STEP = 64 };
/*
 * args.n of the form's screen: the id of what is made goes back to a picker
 * (args.c: what it is to be called, else the record to copy);
 * FORM_FILLED: args.c holds answers that a new record starts with, name=value lines;
 * FORM_AT + index of a field of the register: that question alone
 */
enum { FORM_FOR_PICK = 1, FORM_FILLED, FORM_AT };
/* form_begin_with - a new entry of args->a made beside the entry that f shows points at it, where it may */
void form_begin_with(struct args *args, struct frame *f);

#define FORM_SETTLED "settled" /* what the screen that shows both texts brings back */

/* form_load - reads the record and the drafts about it; what is being typed stays over a second load */
enum rc form_load(struct form *f, struct frame *frame, const struct reg *reg, const char *id,
		  const struct field *rows, const char *row, struct err *err);
void form_close(struct form *f);                /* frees the boxes */
bool form_asks(const struct form *f, size_t i); /* now: not automatic, its condition holds */
/* form_rows - the rows that ask field i */
void form_rows(const struct form *f, size_t i, struct page *p);
/* form_reason_box - the box for why field i changes, where that is asked */
int form_reason_row(size_t i); /* its id */
void form_reason_box(const struct form *f, size_t i, struct page *p);
void form_asked_rows(const struct form *f, struct page *p); /* of every field that is asked */
void form_errors(const struct form *f, struct page *p); /* "There is a problem", a line for each */
/* form_event - true when the event was for a row of the form */
bool form_event(struct form *f, const struct event *e, struct nav *n);
/* form_go_on - take what is typed in field i; in a record that exists save it; false: it does not fit */
bool form_go_on(struct form *f, size_t i, struct nav *n);
bool form_check(struct form *f); /* all fields and rules; false when something refuses */
/*
 * form_try_save - saves all that differs, in one change, or shows what went
 * wrong: both texts, or a sentence; life NULL leaves it as it is; false: not saved
 */
bool form_try_save(struct form *f, const char *life, struct saved *out, struct nav *n);
void form_keep_drafts(struct form *f);
/* form_leave - keeps them, says so, and closes the screen; the first time it stays where they cannot be kept */
void form_leave(struct form *f, struct nav *n);
void form_drop_drafts(struct form *f);   /* those that this session knows of */
bool form_is_live(const struct form *f); /* saved, and no draft of a record any more */
/* form_last_draft - the last answer that differs from what is saved; f->n: none does */
size_t form_last_draft(const struct form *f);
bool form_drafted(const struct form *f); /* something differs from what is saved */
/* form_ticks - of a field that counts ticks, from the answers as they are now */
struct tick_state *form_ticks(const struct form *f, const struct field *field, struct arena *a);
const char *form_shown(const struct form *f, size_t i, struct arena *a); /* in words */
/* child_words - "5; Need" of a row that belongs to an entry; reads the store */
const char *child_words(const struct session *s, const struct field *rows, const struct child *c,
			struct arena *a);
/* form_start_with - a field of a new record starts with this stored text */
void form_start_with(struct form *f, const char *field, const char *stored);
int form_first_row(const struct form *f, size_t i); /* id of the row that field i begins with */
int form_field_of(int row_id);                      /* index of the field of a row, or -1 */

#endif
