/* SPDX-License-Identifier: ISC */
/* engine_pages - what can still be read of a damaged data file of the LMDB engine */
#ifndef CORE_ENGINE_PAGES_H
#define CORE_ENGINE_PAGES_H

#include "engine.h"

/* live: it hangs together with the newest head; else it is older, or was cut off. false stops */
typedef bool pages_fn(void *arg, struct slice key, struct slice value, bool live);

/* pages_read - every key and value of a file's bytes that lie within it; nothing is checked but that */
void pages_read(struct slice file, pages_fn *fn, void *arg);

#endif
