/* SPDX-License-Identifier: ISC */
/*
 * record_internal - what the files of the record layer share
 *
 * Everything here works inside a picture that is open already.
 */
#ifndef CORE_RECORD_INTERNAL_H
#define CORE_RECORD_INTERNAL_H

#include <stdint.h>

#include "record.h"

#define FIELD_LIFE "life"
#define FIELD_RESTRICTED "restricted"
#define FIELD_GONE "gone" /* marks a deleted record. Source: the keys of the store */

/* record_cycle - the cycle a register's records are kept in */
const char *record_cycle(const struct session *s, const struct reg *reg);
/* record_facts - the start of the names of a record's facts: "c3/ne/ne-000012/" */
const char *record_facts(struct arena *a, const char *cycle, const struct reg *reg, const char *id);
/* record_read - a record of one cycle; one that is not there has exists false */
enum rc record_read(struct view *v, const struct session *s, const struct reg *reg,
		    const char *cycle, const char *id, struct arena *a, struct record *out);
/* record_read_deep, record_title_deep - depth: how far a title follows what it is put together from */
enum { TITLE_DEPTH = 3 };
enum rc record_read_deep(struct view *v, const struct session *s, const struct reg *reg,
			 const char *cycle, const char *id, int depth, struct arena *a,
			 struct record *out);
/* record_former_cycle - of an entry that was deleted or taken back: where it was; NULL: there never was one */
enum rc record_former_cycle(struct view *v, const struct session *s, const struct reg *reg,
			    const char *id, struct arena *a, const char **out);
/* record_read_former - as each of its answers last was, one that was taken back too; exists false: nothing is left */
enum rc record_read_former(struct view *v, const struct session *s, const struct reg *reg,
			   const char *cycle, const char *id, struct arena *a, struct record *out);
/* record_look_up - by its id alone, in `cycle` first, then in the others; exists false when nowhere */
enum rc record_look_up(struct view *v, const struct session *s, const char *cycle, const char *id,
		       struct arena *a, struct record *out);
/* record_compute - fills in what is computed; what stood there before it was is of no account */
void record_compute(const struct session *s, struct record *r, struct arena *a);
bool record_restricted(const struct record *r); /* left out of every export */
enum telling { TELL_ALL, TELL_OPEN };           /* OPEN: of what is restricted the id alone */
/* record_title - what a record is called, from its answers and what they point at */
const char *record_title(struct view *v, const struct session *s, const struct record *r,
			 enum telling telling, struct arena *a);
const char *record_title_deep(struct view *v, const struct session *s, const struct record *r,
			      int depth, enum telling telling, struct arena *a);
/* title_line - a text as one line of a list, cut where it goes on too long */
const char *title_line(const char *text, struct arena *a);
bool record_is(const struct record *r, const char *life);         /* live when it has no life */
bool text_matches(const struct names *words, const char *stored); /* of a condition */

/* record_cycles - the names of the partnership's cycles, oldest first */
enum rc record_cycles(struct view *v, const struct session *s, struct arena *a, struct names *out);

/* One read through a register: some fields of each of its records. */
struct sheet_row {
	const char *id;
	const char **cell; /* as asked for; "" when blank */
	const char *life;
	const char *gone;
};

struct records {
	struct sheet_row *row; /* in order of id; deleted ones are left out */
	size_t n;
	struct names fields; /* as asked; behind them what computed ones are worked out from */
};

/* records_read - only: of these ids, in order; NULL: of all records */
enum rc records_read(struct view *v, const struct session *s, const struct reg *reg,
		     const char *cycle, const struct names *only, const struct names *fields,
		     struct arena *a, struct records *out);
/* records_mention - the ids of those with `id` somewhere in the facts of these fields; what is read is all it costs */
enum rc records_mention(struct view *v, const struct session *s, const struct reg *reg,
			const char *cycle, const struct names *fields, const char *id,
			struct arena *a, struct names *out);
size_t records_column(const struct records *r, const char *field);

/* What points at a record: fields of the registers named (NULL: all). fn returns false to stop. */
typedef bool user_fn(void *arg, const struct reg *reg, const char *cycle, const char *id,
		     const char *field);
enum rc users_scan(struct view *v, const struct session *s, const struct reg *to, const char *id,
		   const struct names *registers, struct arena *a, user_fn *fn, void *arg);

/* record_unused - RC_INVALID where others point at it; the sentence names them and ends in way_out */
enum rc record_unused(struct view *v, const struct session *s, const struct record *r,
		      struct arena *a, const char *way_out);

/*
 * What a rule may ask of other records. In a save the store answers, over a
 * whole partnership the web does; the rules are the same. What is archived or
 * deleted is not told of.
 */
struct spot {
	const struct reg *reg;
	const char *id;
	const struct record *record; /* as the store has it; NULL in the web */
	uint32_t node;               /* in the web */
};
typedef bool spot_fn(void *arg, const struct spot *at); /* false stops */

struct checking;
struct around {
	struct spot (*here)(const struct checking *c); /* the record that is checked */
	const char *(*text)(const struct checking *c, const struct spot *at, const char *field);
	/* points_at - what its fields of these names lead to */
	void (*points_at)(const struct checking *c, const struct spot *at,
			  const struct names *fields, spot_fn *fn, void *arg);
	/* pointed_at_by - the records of these registers that lead to it */
	void (*pointed_at_by)(const struct checking *c, const struct spot *at,
			      const struct names *registers, spot_fn *fn, void *arg);
	/* cycle - the answers of the cycle that the record belongs to; false: none */
	bool (*cycle)(const struct checking *c, struct record *out);
};
extern const struct around around_store, around_web;

/* Rules */

/* peers_new - what rules read of a register, kept while many records are checked that do not change meanwhile */
struct peers;
struct peers *peers_new(void);
void peers_free(struct peers *p); /* takes NULL */

struct web;
struct checking {
	const struct around *around; /* NULL: the store */
	const struct web *web;       /* where around is the web; then view may be NULL */
	uint32_t node;
	struct view *view;
	const struct session *session;
	const struct record *before; /* as stored; exists false for a new one */
	const struct record *after;  /* as it would be */
	const struct put *puts;
	size_t nputs, ngiven; /* the first of them are the caller's */
	struct arena *arena;
	struct faults *faults;
	struct peers *peers; /* NULL: this record alone is checked */
	bool refusals_only;  /* inside a save: what does not refuse can wait */
};

/*
 * record_check_one - one stored record of many
 *
 * web            who points at whom, read once for all of them; NULL: the store is asked
 * refusals_only  no warnings, which may look through other registers
 */
enum rc record_check_one(const struct session *s, const struct reg *reg, const char *id,
			 struct peers *peers, const struct web *web, bool refusals_only,
			 struct faults *faults, struct err *err);
void check_fault(const struct checking *c, const char *field, enum level level, const char *text);
bool put_has(const struct checking *c, const char *field); /* by itself or one of its rows */
const struct field *field_of_put(const struct reg *reg, const struct put *p);
void rules_check(const struct checking *c); /* the register's own rules */
bool rule_broken(const struct checking *c, const struct rule *r);
/* rule_day - the date that a rule about dates looks at; false: it is about none, or none is answered */
bool rule_day(const struct checking *c, const struct rule *r, struct date *out);
/* links of a rule, in rules_links.c; true: broken */
bool rule_referred(const struct checking *c, const struct rule *r);
bool rule_reaches(const struct checking *c, const struct rule *r);
/* rule_through - does what its reference leads to fit, so that the rule is asked at all */
bool rule_through(const struct checking *c, const struct rule *r);
static inline const struct around *around_of(const struct checking *c)
{
	return c->around ? c->around : &around_store;
}
void uniqueness_check(const struct checking *c);
void common_check(const struct checking *c); /* those that every register has */
void turned_check(const struct checking
			  *c); /* the same of what was stored before: its form was checked then */
/* owner_check - whether a partner's member may change it; RC_NOT_ALLOWED notes who can */
enum rc owner_check(const struct checking *c);

#endif
