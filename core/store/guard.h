/* SPDX-License-Identifier: ISC */
/*
 * guard - what happens when the processor cannot read a mapped file
 *
 * A file that was cut or damaged shows as SIGBUS at any access, and as
 * SIGSEGV inside the library that follows its pointers, or as SIGABRT where a
 * mutex that lies in a file makes no sense. A read jumps out and
 * becomes RC_DAMAGED; in the middle of a write the process tells and ends
 * with status 6, because a half-made write cannot be left any other way.
 *
 * So the check of a whole file, too, runs in the process that asked for it. A
 * child of its own would guard against nothing more, and the library forbids
 * fork while a file is open: each class of damage ends the walk as a fault
 * that it names, never as a signal.
 */
#ifndef CORE_GUARD_H
#define CORE_GUARD_H

#include <stdbool.h>

enum guard_kind { GUARD_JUMP, GUARD_END };

/* guard_install - the handlers; other faults go on to whoever had them before */
void guard_install(void);
/* guard_before_end - called, with what a signal handler may do, before a fault ends the process */
void guard_before_end(void (*fn)(void));
/* guard_run - false when a fault ended fn; sentence is told before the process ends */
bool guard_run(enum guard_kind kind, const char *sentence, void (*fn)(void *arg), void *arg);
/* guard_run_for - as guard_run with GUARD_JUMP, and fn is left as well when it has not ended after so many seconds */
bool guard_run_for(int seconds, const char *sentence, void (*fn)(void *arg), void *arg);
/* guard_scant - runs what a library crashes in where it gets no memory: then the run ends, saying so */
void guard_scant(void (*fn)(void *arg), void *arg);
/* guard_deep - from now on SIGSEGV and SIGABRT count too: the library is at work (true), or not */
void guard_deep(bool on);
/* guard_trip - the library found itself that the file makes no sense */
_Noreturn void guard_trip(void);

#endif
