/* SPDX-License-Identifier: ISC */
#include "kept.h"

#include <string.h>

#include "../core/store/store.h"

static bool same_work(const struct kept *k, const struct session *s)
{
	return k->arena && k->schema == s->schema && !strcmp(k->pid, s->pid) &&
	       !strcmp(k->cycle, s->cycle) && date_compare(k->today, s->today) == 0;
}

/* The mark moves with whatever is written, the state of the answers with them alone. */
bool kept_still(struct kept *k, const struct session *s)
{
	/* before it is worked out: what is stored meanwhile makes it out of date, never too new */
	uint64_t mark = store_mark(s->store);
	char state[DIGEST_TEXT];
	bool known;

	if (same_work(k, s) && k->mark == mark)
		return true;
	known = store_state(s->store, session_place(s), state);
	if (known && same_work(k, s) && !strcmp(k->state, state)) {
		k->mark = mark;
		return true;
	}
	kept_drop(k);
	k->arena = arena_new();
	k->mark = mark;
	memcpy(k->state, state, sizeof(k->state));
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
