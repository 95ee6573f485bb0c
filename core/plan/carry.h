/* SPDX-License-Identifier: ISC */
/*
 * carry - a new cycle starts from the old: each entry is offered with "still true?"
 *
 * Which registers are offered the templates say (carry: ask), and which go
 * along with what they belong to (carry: with). An answer is kept in the new
 * cycle under the old id, in the form "carry"; what was carried over is told by
 * its field carried_from alone, so that it is carried over once however often
 * it is tried. What the new cycle began with and is the same thing (the same
 * answers in the fields that occur once, or the same title) is not made again.
 * The cycle before is only read.
 * Source: records file, common rule 8; cairn-template(5), CARRYING OVER
 */
#ifndef CORE_CARRY_H
#define CORE_CARRY_H

#include "../records/record.h"

enum carry_answer {
	CARRY_OPEN, /* nobody has said */
	CARRY_YES,
	CARRY_CHANGED, /* comes as a draft to be gone through */
	CARRY_NO,
	CARRY_LATER,
	CARRY_ANSWERS,
};
const char *carry_word(enum carry_answer a);    /* as stored; "" of CARRY_OPEN */
enum carry_answer carry_read(const char *word); /* CARRY_OPEN when it is none */

struct carry_line {
	const struct reg *reg;
	const char *id, *title; /* in the cycle before */
	enum carry_answer answer;
	const char *why;     /* of "no"; "" */
	struct version seen; /* of the answer */
	const char *to;      /* what it became here; NULL: not carried over */
	const char *same;    /* what is here already and is the same thing; NULL: none */
};

struct carry_list {
	const char *from; /* the cycle before; NULL: this is the first */
	const char *from_title;
	struct carry_line *v; /* by register, then as the register is ordered */
	size_t n;
	size_t carried, ready, open; /* ready: to be carried over; open: nobody has said */
};

/* carry_load - what the cycle before this one offers; in one read */
enum rc carry_load(const struct session *s, struct arena *a, struct carry_list *out,
		   struct err *err);
/* carry_say - an answer to "still true?"; why may be NULL; RC_INVALID when "no" has no reason */
enum rc carry_say(const struct session *s, const struct carry_line *line, enum carry_answer answer,
		  const char *why, struct saved *out, struct err *err);

struct carry_how {
	const struct names
		*ids;         /* stored: these alone, answered or not; NULL: all that are ready */
	bool open;            /* those as well that nobody has answered */
	enum carry_answer as; /* of ids and open ones: CARRY_YES or CARRY_CHANGED */
};

struct carry_done {
	size_t made, joined; /* new entries; those that were here already */
	size_t along;        /* that went with them */
	size_t relinked;     /* entries of this cycle that point at the new ones now */
};

/*
 * carry_over - copies what is still true into this cycle, in one change group
 *
 * Links lead to what was carried over, now or before; a link to what was not
 * still leads to the cycle before. All of it or nothing; one undo.
 *
 * Errors:  RC_NOT_ALLOWED  this is for a coordinator
 *          RC_INVALID      there is no cycle before this one
 *          RC_NOT_FOUND    an id is not offered
 *          else as store_save
 */
enum rc carry_over(const struct session *s, const struct carry_how *how, struct carry_done *out,
		   struct err *err);

#endif
