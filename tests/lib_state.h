/* SPDX-License-Identifier: ISC */
/*
 * lib_state - what a store holds and whether it is whole, for tests that break
 * work off or make it fail, and the folder put back as it was for the next try
 */
#ifndef TESTS_LIB_STATE_H
#define TESTS_LIB_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "core/base/mem.h"

/*
 * state_text - every answer, draft and person, a line each, ends of lines in them as "|"; "" when there is no store yet
 *
 * What is counted, the history and what the store says of itself is left out;
 * but_people leaves out who is known too, which everybody is who once came in.
 */
void state_text(const char *data, bool but_people, struct buf *out);
/* state_drop_own - without what a person leaves for next time, which a conversation keeps as it goes */
void state_drop_own(struct buf *b);
/* state_differs - from the line on in which they begin to */
const char *state_differs(const char *now, const char *before);
/*
 * state_whole - store_verify finds nothing; else the test fails with `when`
 *
 * A store of an older format cannot be asked before it was brought up to date.
 */
void state_whole(const char *data, const char *when);

struct folder {
	const char *data; /* the caller's */
	char *bytes;      /* of its data file */
	size_t len;
	struct stat file;
};

void folder_keep(struct folder *f, const char *data);
/* folder_clear - what work leaves beside the store; of_all: the store too */
void folder_clear(const char *data, bool of_all);
/*
 * folder_put_back - the data file as it was kept; the journal stays as it is
 *
 * False: the file is another one now, which a store takes for a copy. It has
 * to be opened once for it to take another name, and to be kept again.
 */
bool folder_put_back(struct folder *f);
void folder_forget(struct folder *f);

#endif
