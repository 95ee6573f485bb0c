/* SPDX-License-Identifier: ISC */
#include "kept.h"

#include <string.h>

#include "../core/store/store.h"

bool kept_still(struct kept *k, const struct session *s)
{
	/* before it is worked out: what is stored meanwhile makes it out of date, never too new */
	uint64_t mark = store_mark(s->store);

	if (k->arena && k->mark == mark && k->schema == s->schema && !strcmp(k->pid, s->pid) &&
	    !strcmp(k->cycle, s->cycle) && date_compare(k->today, s->today) == 0)
		return true;
	kept_drop(k);
	k->arena = arena_new();
	k->mark = mark;
	k->schema = s->schema;
	k->pid = arena_str(k->arena, s->pid);
	k->cycle = arena_str(k->arena, s->cycle);
	k->today = s->today;
	return false;
}

void kept_drop(struct kept *k)
{
	if (k->arena)
		arena_free(k->arena);
	*k = (struct kept){ 0 };
}
