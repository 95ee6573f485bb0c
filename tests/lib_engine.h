/* SPDX-License-Identifier: ISC */
/* lib_engine - the folder of one test about the engine, and the names of its files */
#ifndef TESTS_LIB_ENGINE_H
#define TESTS_LIB_ENGINE_H

#include <string.h>

#include "core/store/engine.h"

extern char *root, *dir, *data_path, *lock_path; /* dir, below root, is not made yet */

void engine_dir_make(void);
void engine_dir_drop(void);
int many(int usual, int soak); /* how often: the second in make soak */

static inline struct slice sl(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

#endif
