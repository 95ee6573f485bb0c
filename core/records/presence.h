/* SPDX-License-Identifier: ISC */
/*
 * presence - who has the program open now, for those who ask
 *
 * Not a fact and not logged: a few lines behind the note run/in-<pid> by which
 * gate.h knows who is in. It ends with its process, by flock; a note says who
 * wrote it by the account that owns the file.
 */
#ifndef CORE_PRESENCE_H
#define CORE_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../base/err.h"

struct present {
	const char *person; /* short name */
	const char *pid;    /* partnership they are in */
	const char *from;   /* as actor.from */
	const char *place;  /* screen, a and b by lines, where they agree that it is told; "" */
	int64_t since_ms;   /* UTC */
	uid_t account;      /* that wrote the note; set by presence_each */
};

/* presence_tell - what others who ask are told of this process; one that cannot be told is let go */
void presence_tell(const char *data_dir, const struct present *me);
typedef bool presence_fn(void *arg, const struct present *p); /* borrowed; false: stop */
/* presence_each - everybody who is in a partnership now; RC_NOT_ALLOWED where run/ cannot be read */
enum rc presence_each(const char *data_dir, const char *pid, presence_fn *fn, void *arg,
		      struct err *err);

#endif
