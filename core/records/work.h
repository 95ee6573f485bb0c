/* SPDX-License-Identifier: ISC */
/*
 * work - how far the cycle has got: tasks, items, questions, stages
 *
 * Everything here is computed from the facts and never stored, but for what a
 * person says of a task ("Have you completed this section?"), which is the
 * form "task" with the activity's id as record.
 */
#ifndef CORE_WORK_H
#define CORE_WORK_H

#include "record.h"

enum task_status { TASK_NOT_STARTED, TASK_IN_PROGRESS, TASK_COMPLETED, TASK_CANNOT_START };
const char *task_status_word(enum task_status t); /* Not started, … */

struct tally {
	size_t items, done, open, not_needed, not_known, in_progress; /* of checklists */
	size_t questions, answered;
	size_t records; /* live, of the activity's registers */
};

struct task {
	const struct activity *activity;
	const struct stage *stage;
	enum task_status status;
	struct names waits_for; /* titles of activities, for TASK_CANNOT_START */
	struct tally tally;
	size_t checklists; /* of this activity, in the schema's order */
};

struct progress {
	struct task *task; /* in the order of the cycle */
	size_t n;
	size_t *stage_done, *stage_all; /* for each stage of the schema */
	bool *stage_closed;
	size_t *live; /* for each register of the schema: records of the cycle, without archived ones */
};

/*
 * progress_load - one read of the cycle
 *
 * stage  only what its tasks are told from is read, and the tasks of others say nothing; NULL: all
 */
enum rc progress_load(const struct session *s, const struct stage *stage, struct arena *a,
		      struct progress *out, struct err *err);

/* find_anything - records, guidance, words, registers, views and reports by part of a word */
enum hit_kind {
	HIT_RECORD,
	HIT_ITEM,
	HIT_QUESTION,
	HIT_ACTIVITY,
	HIT_TERM,
	HIT_REGISTER,
	HIT_VIEW,
	HIT_REPORT
};
struct hit {
	enum hit_kind kind;
	const char *id, *title, *where;
	int rank; /* lower is better */
};
enum rc find_anything(const struct session *s, const char *typed, size_t most, struct arena *a,
		      struct hit **out, size_t *n, struct err *err);

/* Partnerships and cycles */
struct new_partnership {
	const char *name;
	struct names areas;        /* council areas */
	struct names partners;     /* ids of statutory partners, sp-la… */
	int first_year, last_year; /* reporting years: 2026, 2029 */
	const char *outcome_set;   /* "2023" when NULL */
};
/* partnership_make - the partnership, its first cycle, its starters, its coordinator; pid comes back */
enum rc partnership_make(struct session *s, const struct new_partnership *n, struct arena *a,
			 const char **pid, struct err *err);
/* partnership_sample - the pack's invented partnership, whole */
enum rc partnership_sample(struct session *s, const char *sample, struct arena *a, const char **pid,
			   struct faults *faults, struct err *err);
/* partnership_mine - those that the person of a session belongs to, and as what */
struct membership {
	const char *pid, *name;
	enum member role;
};
enum rc partnership_mine(const struct session *s, struct arena *a, struct membership **out,
			 size_t *n, struct err *err);
/* partnership_join - as a viewer, until a coordinator gives a role */
enum rc partnership_join(struct session *s, const char *pid, struct err *err);
/* session_enter - role, cycle (NULL: the newest) of the person in a partnership */
enum rc session_enter(struct session *s, const char *pid, const char *cycle, struct arena *a,
		      struct err *err);
enum rc cycle_list(const struct session *s, struct arena *a, struct names *out, struct err *err);
/* cycle_make - the next cycle with its own starters; its name (c2) comes back */
enum rc cycle_make(struct session *s, const char *title, int first_year, int last_year,
		   const char *outcome_set, struct arena *a, const char **cycle, struct err *err);

#endif
