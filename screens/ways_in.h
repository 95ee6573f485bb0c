/* SPDX-License-Identifier: ISC */
/* ways_in - who is known in a kiosk, as far as somebody may know it */
#ifndef SCREENS_WAYS_IN_H
#define SCREENS_WAYS_IN_H

#include "../core/store/access.h"

struct known {
	struct arena *arena;
	struct known_person {
		const char *name, *shown;
		size_t keys;
		bool off;
	} * v;
	size_t n, cap;
};

/* known_read - by NULL: everybody; RC_NOT_ALLOWED: by is no coordinator */
enum rc known_read(struct store *s, const struct actor *by, struct known *out, struct err *err);

#endif
