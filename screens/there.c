/* SPDX-License-Identifier: ISC */
#include "there.h"

#include <string.h>

#include "../core/records/called.h"
#include "../core/store/keys.h"
#include "words.h"

struct last { /* what was done to it last */
	struct arena *arena;
	const char *person; /* NULL: not known */
	int64_t ms;
	bool erased;
};

static bool take_last(void *arg, const struct entry *e)
{
	struct last *l = arg;

	l->person = arena_str(l->arena, e->person);
	l->ms = e->ms;
	l->erased = !strcmp(e->action, ACTION_ERASE);
	return false;
}

const char *there_gone(const struct session *s, const struct record *r, struct arena *a)
{
	struct last last = { .arena = a };
	struct pairs people;
	char day[32];

	if (r->exists || r->reg->kind != REG_REGISTER)
		return NULL;
	/* where it cannot be read it is said without a name */
	store_record_history(s->store, session_place(s),
			     arena_printf(a, "%s/%s/%s/", r->cycle, r->reg->key, r->id), take_last,
			     &last, NULL);
	if (r->deleted && !last.erased) { /* the mark itself says who made it */
		last.person = r->deletion.person;
		last.ms = r->deletion.ms;
	}
	if (!last.person || !last.person[0])
		return arena_printf(a, W_GONE, r->reg->one);
	people = people_called(s, a);
	date_words(date_of_ms(last.ms), day);
	return arena_printf(a,
			    last.erased  ? W_GONE_REMOVED
			    : r->deleted ? W_GONE_DELETED
					 : W_GONE_TAKEN_BACK,
			    person_called(&people, last.person), r->reg->one, day);
}

const char *there_saved(const struct record *r)
{
	return r->exists && !strcmp(record_text(r, "life"), "archived") ? W_SAVED_ARCHIVED
									: W_SAVED;
}
