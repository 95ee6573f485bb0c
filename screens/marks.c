/* SPDX-License-Identifier: ISC */
/* The marks beside what others changed since this person last looked. */
#include <string.h>

#include "app.h"
#include "words.h"

void app_unseen_drop(struct app *app)
{
	arena_free(app->unseen_arena);
	app->unseen_arena = NULL;
	app->unseen = (struct unseen){ 0 };
}

static void call_by_name(const struct session *s, struct unseen *u, struct arena *a)
{
	struct pairs people;

	if (!u->n)
		return;
	people = people_called(s, a);
	u->newest = person_called(&people, u->newest);
	for (size_t i = 0; i < u->n; i++)
		u->v[i].person = person_called(&people, u->v[i].person);
}

const struct unseen *app_unseen(struct app *app)
{
	const struct session *s = &app->session;
	struct unseen *before = app->unseen_arena ? &app->unseen : NULL, now;
	struct arena *a;

	if (before && before->head == store_head(s->store, session_place(s)))
		return before;
	a = arena_new();
	if (unseen_load(s, before, a, &now, NULL) != RC_OK)
		now = (struct unseen){ .newest = "" };
	call_by_name(s, &now, a);
	app_unseen_drop(app);
	app->unseen_arena = a;
	app->unseen = now;
	return &app->unseen;
}

void app_looked(struct app *app, const char *id, uint64_t upto)
{
	if (!unseen_of(app_unseen(app), id))
		return;
	unseen_looked(&app->session, id, upto);
	app_unseen_drop(app);
}

void app_looked_all(struct app *app, uint64_t upto)
{
	const struct unseen *u = app_unseen(app);

	if (!u->first && u->seen >= upto)
		return;
	unseen_looked_all(&app->session, upto);
	app_unseen_drop(app);
}

enum { NAME_COLS = 9 };

/* A name has the room that a table can spare. */
static const char *short_called(const char *name, struct arena *a)
{
	size_t len = strlen(name), fits = text_fit(name, len, NAME_COLS);

	return fits == len ? name
			   : arena_printf(a, "%.*s\xe2\x80\xa6",
					  (int)text_fit(name, len, NAME_COLS - 1), name);
}

const char *app_mark(const struct changed *c, struct arena *a)
{
	return c ? arena_printf(a, c->made ? W_MARK_NEW : W_MARK, short_called(c->person, a))
		 : NULL;
}

/* One entry that is open */

static bool others(const struct app *app, const struct looking *l, const struct slot *s)
{
	return s->at.number > l->since && s->at.number <= l->upto && s->person &&
	       strcmp(s->person, app->session.actor.person) != 0;
}

/* Several fields may be one answer in the history. */
static bool told_before(const struct record *r, size_t i)
{
	const char *fact = field_fact(r->reg, &r->reg->fields[i]);

	for (size_t k = 0; k < i; k++)
		if (!strcmp(field_fact(r->reg, &r->reg->fields[k]), fact))
			return true;
	return false;
}

static void count(const struct app *app, struct looking *l, const struct slot *s)
{
	if (!others(app, l, s))
		return;
	l->n++;
	if (s->ms >= l->ms) {
		l->ms = s->ms;
		l->person = s->person;
	}
}

void looking_load(struct app *app, struct looking *l, const struct record *r, const char *id)
{
	const struct unseen *u = app_unseen(app);
	struct pairs people;

	if (!l->upto) {
		l->id = id;
		l->since = u->first ? UINT64_MAX : unseen_since(u, id);
	}
	l->upto = u->head;
	l->n = 0;
	l->ms = 0;
	for (size_t i = 0; r->exists && i < r->reg->nfields; i++)
		if (r->field[i].at.number && !told_before(r, i))
			count(app, l, &r->field[i]);
	for (size_t i = 0; r->exists && i < r->nrows; i++)
		count(app, l, &r->rows[i].slot);
	if (l->n) {
		people = people_called(&app->session, u->n ? app->unseen_arena : app->arena);
		l->person = person_called(&people, l->person);
	}
}

const char *looking_mark(const struct app *app, const struct looking *l, const struct slot *slot,
			 struct arena *a)
{
	struct pairs people;

	if (!l->n || !others(app, l, slot))
		return NULL;
	people = people_called(&app->session, a);
	return arena_printf(a, W_MARK, short_called(person_called(&people, slot->person), a));
}

void looking_row(const struct looking *l, struct page *p)
{
	char when[48];

	if (!l->n)
		return;
	time_words(l->ms, when);
	page_text(p, l->n == 1 ? page_printf(p, W_MARKED_ONE, l->person, when)
			       : page_printf(p, W_MARKED, l->n, l->person, when));
}

void looking_end(struct app *app, const struct looking *l)
{
	if (l->upto)
		app_looked(app, l->id, l->upto);
}
