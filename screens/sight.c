/* SPDX-License-Identifier: ISC */
#include "sight.h"

#include <string.h>

/* The mark is that of the picture: one that was already told and not yet shown must not be passed over. */
static uint64_t look(const struct session *s, char seen[DIGEST_TEXT])
{
	uint64_t mark = store_mark(s->store);

	seen[0] = '\0';
	if (s->pid)
		store_sight(s->store, s->pid, s->actor.person, seen, &mark);
	return mark;
}

void sight_take(struct sight *w, const struct session *s, bool all)
{
	if (store_mark(s->store) != w->mark || !w->seen[0])
		w->mark = look(s, w->seen);
	w->all = all;
}

bool sight_moved(struct sight *w, const struct session *s)
{
	char now[DIGEST_TEXT];
	uint64_t mark;

	if (store_mark(s->store) == w->mark)
		return false;
	if (w->all || !w->seen[0])
		return true;
	mark = look(s, now);
	if (strcmp(now, w->seen) != 0)
		return true;
	w->mark = mark;
	return false;
}
