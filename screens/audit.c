/* SPDX-License-Identifier: ISC */
/* Who signed in, took something out, was refused, or changed people and keys: for a coordinator. */
#include "../core/store/audit.h"

#include <string.h>

#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_ROW = 100, NOTES_MOST = 1000 };

struct note {
	const char *when, *person, *what;
};

struct audit {
	struct note *v;
	size_t n, cap;
	struct pairs people;
};

static const struct {
	const char *event, *word;
} events[] = {
	{ AUDIT_SIGN_IN, W_DID_SIGN_IN }, { AUDIT_SIGN_OUT, W_DID_SIGN_OUT },
	{ AUDIT_EXPORT, W_DID_EXPORT },   { AUDIT_REFUSED, W_WAS_REFUSED },
	{ AUDIT_PEOPLE, W_DID_PEOPLE },
};

static const char *words(const struct entry *e, struct arena *a)
{
	const char *what = e->count && e->facts[0].text ? e->facts[0].text : "", *did = e->action;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (!strcmp(events[i].event, e->action))
			did = events[i].word;
	return arena_printf(a, W_AUDIT_LINE, did, *what ? ": " : "", what, from_words(e->from, a));
}

static bool add_note(void *arg, const struct entry *e)
{
	struct frame *f = arg;
	struct audit *st = f->state;
	char when[48];

	time_words(e->ms, when);
	st->v = arena_grown(f->loaded, st->v, st->n, &st->cap, sizeof(*st->v));
	st->v[st->n++] = (struct note){
		.when = arena_str(f->loaded, when),
		.person = person_called(&st->people, arena_str(f->loaded, e->person)),
		.what = words(e, f->loaded),
	};
	return st->n < NOTES_MOST;
}

static enum rc audit_load(struct frame *f, struct err *err)
{
	struct audit *st = f->state;
	const struct session *s = session_of(f);

	*st = (struct audit){ .people = people_called(s, f->loaded) };
	return audit_each(s->store, s->pid, &s->actor, add_note, f, err);
}

static void note_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct audit *st = arg;

	out->kind = ROW_ITEM;
	out->id = ID_ROW + (int)i;
	out->key = arena_printf(a, "%zu", st->n - i); /* newest first, and none goes */
	out->number = -1;
	out->text = st->v[i].when;
	out->cell[0] = st->v[i].person;
	out->cell[1] = st->v[i].what;
}

static void audit_build(const struct frame *f, struct page *p)
{
	const struct audit *st = f->state;
	int who = 0;

	app_page(f, p, W_HISTORY, NULL, W_AUDIT);
	for (size_t i = 0; i < st->n; i++)
		who = text_cols(st->v[i].person) > who ? text_cols(st->v[i].person) : who;
	log_columns(p, who);
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = note_row;
	p->list_arg = st;
	if (!st->n)
		page_text(p, W_AUDIT_NONE);
}

const struct screen screen_audit = {
	.name = "audit",
	.title = "Sign-ins, exports and refusals",
	.help = "Who came in and from where, what was taken out of the program, who was refused something, and "
		"changes to people and their keys. It is chained and checked like the history, cannot be "
		"taken back, and is shown to coordinators alone.",
	.state_size = sizeof(struct audit),
	.load = audit_load,
	.build = audit_build,
	.minds_all = true,
};
