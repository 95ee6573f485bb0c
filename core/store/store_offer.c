/* SPDX-License-Identifier: ISC */
/* What somebody can take back or put back: the number that undo and redo begin with. */
#include <string.h>

#include "store_internal.h"

struct offer {
	struct place p;
	const char *person;
	bool redo;
	uint64_t found;
};

/* Numbers that a newer entry turned round; at most one for each entry that was looked at. */
struct turned_set {
	uint64_t v[LOOK_BACK];
	size_t n;
};

static bool set_has(const struct turned_set *s, uint64_t n)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i] == n)
			return true;
	return false;
}

/* What was removed for good is never taken back: what was done before it still can be. */
static bool stands(const char *action)
{
	return strcmp(action, ACTION_ERASE) == 0 || strcmp(action, ACTION_LEAVE) == 0;
}

/*
 * Making a partnership or a cycle, and joining, is no slip of a key: it is taken
 * back by its number alone, and nobody who thinks of it means what was before it.
 */
static bool begins(const char *action)
{
	return strcmp(action, "start") == 0 || strcmp(action, "join") == 0;
}

/* One of its answers was removed for good since, so there is nothing to go back to. */
static enum rc erased_since(struct view *v, struct place p, uint64_t number, bool *out)
{
	struct arena *a = arena_new();
	struct log_line l, last;
	enum rc rc = log_get(v, p, number, a, &l);

	*out = false;
	for (size_t i = 0; !rc && i < l.count && !*out; i++) {
		struct cell now;
		uint64_t n;

		rc = fact_now(v, p, l.facts[i].name, &now);
		rc = rc ? rc : log_find(v, p, now.at, &n);
		if (!rc && n > number)
			rc = log_get(v, p, n, NULL, &last);
		*out = !rc && n > number && strcmp(last.action, ACTION_ERASE) == 0;
	}
	arena_free(a);
	return rc;
}

/*
 * Newest first. Of a chain only the newest entry counts: it marks what it
 * turned, and that marks what it had turned itself.
 */
static enum rc offer_fn(struct view *v, void *arg)
{
	struct offer *o = arg;
	struct turned_set *set = mem_alloc(sizeof(*set));
	struct log_line l;
	uint64_t n;
	bool under, mine, erased = false;
	enum rc rc = log_head(v, o->p, &n);

	o->found = 0;
	for (int i = 0; !rc && n && i < LOOK_BACK; i++, n--) {
		rc = log_get(v, o->p, n, NULL, &l);
		if (rc)
			break;
		under = set_has(set, n);
		if (l.turn)
			set->v[set->n++] = l.undoes;
		mine = !under && strcmp(l.person, o->person) == 0 && !stands(l.action);
		if (mine && begins(l.action))
			break;
		if (mine && (l.turn == TURN_UNDO) == o->redo) {
			rc = erased_since(v, o->p, n, &erased);
			o->found = rc || erased ? 0 : n;
		}
		/* a new change of one's own ends what could be put back */
		if (o->found || (mine && o->redo && l.turn == TURN_NONE))
			break;
	}
	mem_free(set);
	return rc;
}

static uint64_t offer(struct store *s, struct place p, const char *person, bool redo)
{
	struct offer o = { .p = p, .person = person, .redo = redo };

	return place_good(p) && store_picture(s, offer_fn, &o, NULL) == RC_OK ? o.found : 0;
}

uint64_t store_undoable(struct store *s, struct place p, const char *person)
{
	return offer(s, p, person, false);
}

uint64_t store_redoable(struct store *s, struct place p, const char *person)
{
	return offer(s, p, person, true);
}
