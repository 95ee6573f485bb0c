/* SPDX-License-Identifier: ISC */
/* faults - what is wrong in a template or settings file, where, and the way out */
#ifndef CONFIG_FAULTS_H
#define CONFIG_FAULTS_H

#include "pack.h"

enum { FAULTS_MAX = 500 }; /* a hostile file must not fill the memory with sentences */

/* fault_add - file and text are copied to the list's arena; more than FAULTS_MAX are passed over */
void fault_add(struct pack_faults *f, const char *file, int line, int column, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* faults_move - appends those of `from`, whose arena is the same */
void faults_move(struct pack_faults *to, const struct pack_faults *from);

#endif
