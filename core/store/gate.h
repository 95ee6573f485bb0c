/* SPDX-License-Identifier: ISC */
/*
 * gate - who is in a store, and whose turn it is to write
 *
 * Everybody who has the store open holds a shared flock on run/door and a
 * note run/in-<pid>, which names whom they work for; who writes holds the flock
 * of the data file and is named in run/gate. All of it ends with the process.
 */
#ifndef CORE_GATE_H
#define CORE_GATE_H

#include <signal.h>

#include "engine.h"

enum { NOTE_BYTES = 64 };

struct gate {
	int door, note, own; /* -1: none, where nothing may be written */
	char *own_path;
	char me[NOTE_BYTES]; /* "pid start person\n" */
	sigset_t mask;       /* of signals, before the gate was taken */
};

/* gate_enter - be in: RC_BUSY after 5 s when the store is being replaced; run/ is made when missing */
enum rc gate_enter(struct gate *g, const struct engine_opts *o, enum engine_profile p,
		   struct err *err);
void gate_leave(struct gate *g);
/*
 * gate_take - the turn to write, on the data file's descriptor; stop signals are blocked until gate_give
 *
 * A holder of the same account that is stopped is woken after 1 s and ended
 * after 3 s; one that runs is never touched.
 * Errors:  RC_BUSY  after 5 s; err names who holds it
 */
enum rc gate_take(struct gate *g, int fd, const struct engine_opts *o, struct err *err);
void gate_give(struct gate *g, int fd);
/* gate_shut - keep everybody out; RC_BUSY names those who are in. *door is given back with close() */
enum rc gate_shut(const char *dir, enum engine_profile p, int *door, struct err *err);

#endif
