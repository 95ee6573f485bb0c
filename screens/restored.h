/* SPDX-License-Identifier: ISC */
/*
 * restored - what a copy that is put back brings back with it, and nobody may think of
 *
 * A backup knows nothing of what was done since: who was suspended gets in
 * again, who was taken out is known again, a key that was removed opens the
 * door, a text that was removed for good is there. All of it is told, with
 * what to type.
 */
#ifndef SCREENS_RESTORED_H
#define SCREENS_RESTORED_H

#include "cli.h"

struct jout;

struct restored_known { /* as the store that is replaced had it */
	bool read;      /* else there was none, or it could not be read */
	struct names people, suspended, left, keys, erased;
};

/* restored_before - Memory: in the arena of cli; there may be no store */
struct restored_known restored_before(const struct cli *c);
/* restored_tell - on standard error, or into the open object of json; NULL: sentences */
void restored_tell(const struct cli *c, const struct restored_known *before, struct jout *json);

#endif
