/* SPDX-License-Identifier: ISC */
/* Who works in this partnership, and what each may do. */
#include <string.h>

#include "../core/records/called.h"
#include "app.h"
#include "form.h"
#include "leaving.h"
#include "screens.h"
#include "words.h"

enum { ID_SAVE = 1, ID_WAYS, ID_LEAVES, ID_ROW = 100 };

struct one {
	const char *name, *shown, *org;
	enum member role;
};

struct people {
	struct one *v;
	size_t n, cap;
	struct pairs called;
};

static bool take_person(void *arg, const struct person *person)
{
	struct frame *f = arg;
	struct people *st = f->state;
	const struct session *s = session_of(f);
	struct one one = { .name = arena_str(f->loaded, person->name),
			   .shown = person_called(&st->called, person->name) };
	struct err err = { 0 };

	st->v = arena_grown(f->loaded, st->v, st->n, &st->cap, sizeof(*st->v));
	if (store_role(s->store, s->pid, one.name, f->loaded, &one.role, &one.org, &err) == RC_OK &&
	    one.role != MEMBER_NONE)
		st->v[st->n++] = one;
	return true;
}

struct names_of {
	struct frame *frame;
	struct person *v;
	size_t n, cap;
};

/* People are listed first and looked at afterwards: a read inside a read would wait for itself. */
static bool note_person(void *arg, const struct person *person)
{
	struct names_of *l = arg;
	struct arena *a = l->frame->loaded;

	l->v = arena_grown(a, l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = (struct person){ arena_str(a, person->name), arena_str(a, person->shown),
					person->uid };
	return true;
}

static enum rc people_load(struct frame *f, struct err *err)
{
	struct people *st = f->state;
	struct names_of l = { .frame = f };
	enum rc rc = store_people(session_of(f)->store, note_person, &l, err);

	*st = (struct people){ .called = people_called(session_of(f), f->loaded) };
	for (size_t i = 0; rc == RC_OK && i < l.n; i++)
		take_person(f, &l.v[i]);
	return rc;
}

static void people_build(const struct frame *f, struct page *p)
{
	const struct people *st = f->state;

	app_page(f, p, NULL, NULL, W_PEOPLE);
	page_text(p, W_PEOPLE_ABOUT);
	for (size_t i = 0; i < st->n; i++)
		page_item(p, ID_ROW + (int)i,
			  page_printf(p, "%s (%s)", st->v[i].shown, st->v[i].name),
			  member_word(st->v[i].role))
			->key = st->v[i].name;
	if (app_of(f)->kiosk)
		page_button(p, ID_WAYS, W_WAYS_IN);
}

static void people_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct people *st = f->state;
	size_t i = row_at(e, ID_ROW);

	if (e->act == ACT_OPEN && e->id == ID_WAYS)
		nav_open(n, &screen_ways_in, NULL);
	else if (e->act == ACT_OPEN && e->id >= ID_ROW && i < st->n)
		nav_open(n, &screen_person, &(struct args){ .a = st->v[i].name });
}

const struct screen screen_people = {
	.name = "people",
	.title = "People and roles",
	.help = "Everybody who has joined this partnership. A coordinator gives each person a role and the "
		"organisation they belong to.",
	.state_size = sizeof(struct people),
	.load = people_load,
	.update = people_update,
	.build = people_build,
	.minds_all = true,
};

/* One person */

struct person_state {
	struct form form;
};

static enum rc person_load(struct frame *f, struct err *err)
{
	struct person_state *st = f->state;
	const struct reg *form = schema_reg(session_of(f)->schema, "person");

	if (!form)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, "person");
	return form_load(&st->form, f, form, f->args.a, NULL, NULL, err);
}

static void person_close(struct frame *f)
{
	struct person_state *st = f->state;

	form_close(&st->form);
}

static void person_build(const struct frame *f, struct page *p)
{
	const struct person_state *st = f->state;

	app_page(f, p, W_PEOPLE, NULL, f->args.a);
	form_errors(&st->form, p);
	form_asked_rows(&st->form, p);
	page_button(p, ID_SAVE, W_SAVE);
	if (session_of(f)->actor.role == MEMBER_COORDINATOR)
		page_button(p, ID_LEAVES, W_LEAVES);
}

static void person_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct person_state *st = f->state;
	struct saved saved;
	int field = form_field_of(e->id);

	if (e->act == ACT_RETURN && e->text && !strcmp(e->text, PERSON_IS_OUT)) {
		nav_say(n, W_LEAVING_DONE, f->args.a);
		nav_back(n);
		return;
	}
	if (form_event(&st->form, e, n))
		return;
	if (e->act == ACT_BACK) {
		form_leave(&st->form, n);
	} else if (e->act == ACT_OPEN && e->id == ID_LEAVES) {
		nav_open(n, &screen_leaving, &(struct args){ .a = f->args.a });
	} else if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN && e->id == ID_SAVE) {
		if (!form_try_save(&st->form, NULL, &saved, n))
			return;
		app_look_at_me(app_of(f));
		nav_say(n, "%s", W_SAVED);
		nav_back(n);
	}
}

const struct screen screen_person = {
	.name = "person",
	.needs = "PERSON",
	.title = "One person",
	.help = "What this person may do: a viewer reads; a partner changes entries of their own "
		"organisation; a facilitator records in a workshop; a coordinator may do everything.",
	.state_size = sizeof(struct person_state),
	.load = person_load,
	.update = person_update,
	.build = person_build,
	.close = person_close,
	.minds_all = true,
};
