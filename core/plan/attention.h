/* SPDX-License-Identifier: ISC */
/*
 * attention - what wants it in the whole partnership, the worst first
 *
 * Rules of the templates that carry `attention`, links to nothing, and the
 * statutory calendar, worked out from the web and never stored. A rule is the
 * same here as when its record is saved.
 * Source: each concern names the source of its rule; cairn-template(5), rule, deadline, chain
 */
#ifndef CORE_ATTENTION_H
#define CORE_ATTENTION_H

#include "../records/web.h"

enum concern_kind {
	CONCERN_LATE,   /* its day is past */
	CONCERN_DUE,    /* its day is near */
	CONCERN_ENDS,   /* what it stands for ends soon, or did */
	CONCERN_BROKEN, /* the chain does not hold here */
	CONCERN_WEAK,   /* it holds, and could be better */
	CONCERN_KINDS,
};
const char *concern_word(enum concern_kind k); /* Late, Due soon, … */

struct concern {
	enum concern_kind kind;
	int weight;            /* 1 to 9, 9 the worst */
	const struct reg *reg; /* of the record; NULL: a day of the calendar */
	const char *id;        /* stored form; of the calendar: the deadline's id */
	const char *year;      /* of the calendar: the reporting year that it is of; NULL */
	const char *follows;   /* of the calendar: the record that it follows; NULL */
	const char *title;
	const char *text;   /* one sentence with the way out */
	const char *who;    /* the partner that has to act; NULL */
	struct date due;    /* y 0: none */
	const char *source; /* of the rule */
};

/* concern_title - the same title from id, year and follows alone: what is kept of a concern need hold no words */
const char *concern_title(const struct session *s, const struct concern *c, struct arena *a);

struct concerns {
	struct concern *v;
	size_t n, cap;
};

/* A day of the statutory calendar in this cycle. */
enum day_state { DAY_MET, DAY_MISSED, DAY_NEAR, DAY_AHEAD, DAY_OPEN /* no day is set */ };
struct statutory_day {
	const struct deadline *deadline;
	enum day_state state;
	struct date due;   /* y 0: none */
	const char *about; /* the reporting year, or what it follows; "" */
	const char *id;    /* of the record that it follows, or that shows it is met; NULL */
};

struct attention {
	struct concern *v; /* the worst first, then the earliest */
	size_t n;
	size_t of_kind[CONCERN_KINDS];
	struct statutory_day *day; /* in the order of the templates */
	size_t ndays;
	size_t facts;    /* that were read for it */
	size_t left_out; /* restricted records, of what goes out */
};

/* attention_load - one read of the cycle; open: it goes out, without restricted records; Memory: in the arena */
enum rc attention_load(const struct session *s, bool open, struct arena *a, struct attention *out,
		       struct err *err);
/* attention_load_of - what wants it among the records of these registers, without the calendar */
enum rc attention_load_of(const struct session *s, const struct names *only, bool open,
			  struct arena *a, struct attention *out, struct err *err);
/* concerns_of - of one record, the worst first, added to out */
void concerns_of(const struct web *w, uint32_t node, struct arena *a, struct concerns *out);

/* Internal to core/: the calendar's days, and the concerns among them */
void statutory_days(const struct web *w, struct arena *a, struct attention *out,
		    struct concerns *concerns);
struct concern *concern_add(struct concerns *c, struct arena *a);

#endif
