/* SPDX-License-Identifier: ISC */
/*
 * lib_crowd - many people at once, each at a terminal of their own over ssh
 *
 * One process watches all the terminals. Each person goes to the task that
 * their checklist item is in, finds it, and from then on moves down from it and
 * up to it again, and ticks it after every sixth move. What is measured is the
 * time from the byte sent until the screen shows what it asked for.
 */
#ifndef TESTS_LIB_CROWD_H
#define TESTS_LIB_CROWD_H

#include "lib_figures.h"

struct crowd_member {
	const char *const *argv; /* what opens the session */
	const char *question;    /* of the stage: shown on its screen alone */
	const char *task;        /* how its title begins */
	int stage_digit, task_digit;
	int item;  /* theirs: which of the items of the task, from 0 */
	bool echo; /* nobody of ours: sends back what is typed, for comparison */
};

enum { CROWD_EVERY_MS = 833, CROWD_MOVES = 6 }; /* a move; moves for each tick: one in 5 s */

struct crowd {
	struct samples moves, ticks, echoes; /* ms */
	size_t ticked;                       /* that the screen acknowledged */
	size_t refused;                      /* that it did not, in 20 s */
	size_t lost;                         /* sessions that ended or never got there */
	char trouble[4096];                  /* the screen of the first of them */
	double seconds;                      /* from when all were there */
};

/*
 * crowd_run - all of them, for so many seconds from when the last one is at work
 *
 * begun, ended  called at the beginning and the end of that time; may be NULL
 */
void crowd_run(struct crowd *c, const struct crowd_member *members, size_t n, double seconds,
	       void (*begun)(void *arg), void (*ended)(void *arg), void *arg);
void crowd_clear(struct crowd *c);

#endif
