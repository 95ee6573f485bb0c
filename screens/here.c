/* SPDX-License-Identifier: ISC */
#include "here.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/records/called.h"
#include "../core/records/presence.h"
#include "screens.h"
#include "words.h"

/* Reading */

struct collect {
	const struct app *app;
	struct arena *arena;
	struct person *people;
	size_t npeople, people_cap;
	struct here *v;
	size_t n, cap;
	struct pairs called;
};

static bool add_person(void *arg, const struct person *p)
{
	struct collect *c = arg;
	struct arena *a = c->arena;

	c->people = arena_grown(a, c->people, c->npeople, &c->people_cap, sizeof(*c->people));
	c->people[c->npeople++] =
		(struct person){ arena_str(a, p->name), arena_str(a, p->shown), p->uid };
	return true;
}

/* A note is believed that the person's own account wrote, or the service account that works for them. */
static const struct person *told_by(const struct collect *c, const struct present *p)
{
	bool service = (c->app->kiosk || c->app->console) && p->account == geteuid();

	for (size_t i = 0; i < c->npeople; i++)
		if (!strcmp(c->people[i].name, p->person))
			return service || (long)p->account == c->people[i].uid ? &c->people[i]
									       : NULL;
	return NULL;
}

static bool add_present(void *arg, const struct present *p)
{
	struct collect *c = arg;
	struct arena *a = c->arena;
	const struct person *person = told_by(c, p);

	if (!person)
		return true;
	c->v = arena_grown(a, c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n++] = (struct here){
		.person = person->name,
		.called = person_called(&c->called, person->name),
		.org = "",
		.line = !strncmp(p->from, "ssh:", 4) ? W_HERE_SSH : W_HERE_LOCAL,
		.place = arena_str(a, p->place),
		.since_ms = p->since_ms,
		.me = p->since_ms == c->app->since_ms &&
		      !strcmp(person->name, c->app->session.actor.person),
	};
	return true;
}

static int by_since(const void *a, const void *b)
{
	const struct here *x = a, *y = b;

	if (x->since_ms != y->since_ms)
		return x->since_ms < y->since_ms ? -1 : 1;
	return strcmp(x->person, y->person);
}

enum rc here_load(const struct app *app, struct arena *a, struct here **out, size_t *n,
		  struct err *err)
{
	const struct session *s = &app->session;
	struct collect c = { .app = app, .arena = a, .called = people_called(s, a) };
	enum rc rc = store_people(s->store, add_person, &c, err);

	if (rc == RC_OK)
		rc = presence_each(app->data_dir, s->pid, add_present, &c, err);
	for (size_t i = 0; rc == RC_OK && i < c.n; i++) {
		enum member role;
		const char *org = NULL;

		rc = store_role(s->store, s->pid, c.v[i].person, a, &role, &org, err);
		if (rc == RC_OK && org && org[0])
			c.v[i].org = record_called(s, org, a);
	}
	if (c.n)
		qsort(c.v, c.n, sizeof(*c.v), by_since);
	*out = c.v;
	*n = c.n;
	return rc;
}

/* On the screen */

enum { ID_ROW = 100 };

struct who {
	struct here *v;
	size_t n;
	const char **place; /* of each, in words; NULL: none */
};

static enum rc who_load(struct frame *f, struct err *err)
{
	struct who *st = f->state;
	enum rc rc = here_load(app_of(f), f->loaded, &st->v, &st->n, err);

	if (rc != RC_OK)
		return rc;
	st->place = arena_array(f->loaded, st->n + 1, sizeof(*st->place));
	for (size_t i = 0; i < st->n; i++) {
		struct args args = { 0 };
		const struct screen *screen;

		st->place[i] = app_place(f, st->v[i].place, &args, &screen, f->loaded);
	}
	return RC_OK;
}

static const char *join(struct page *p, const char *one, const char *two)
{
	return page_printf(p, W_HERE_JOIN, one, one[0] && two[0] ? ", " : "", two);
}

static const char *what_others_see(const struct frame *f)
{
	const char *show = settings_text(app_of(f)->settings, SETTING_WHO);

	return !strcmp(show, "no")     ? W_HERE_YOU_NO
	       : !strcmp(show, "name") ? W_HERE_YOU_NAME
				       : W_HERE_YOU_PLACE;
}

static void who_build(const struct frame *f, struct page *p)
{
	const struct who *st = f->state;
	size_t others = 0;

	app_page(f, p, NULL, NULL, W_HERE);
	for (size_t i = 0; i < st->n; i++) {
		const struct here *h = &st->v[i];
		char when[48];
		struct row *r;

		time_words(h->since_ms, when);
		r = page_item(p, ID_ROW + (int)i,
			      h->me ? page_printf(p, W_HERE_ME, h->called) : h->called,
			      page_printf(p, W_HERE_SINCE, when));
		r->key = h->called;
		r->detail = join(p, join(p, h->org, h->line),
				 st->place[i] ? page_printf(p, W_HERE_PLACE, st->place[i]) : "");
		others += !h->me;
	}
	if (!others)
		page_text(p, W_HERE_ALONE);
	page_gap(p);
	page_text(p, what_others_see(f));
}

static void who_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct who *st = f->state;
	struct args args = { 0 };
	const struct screen *screen;
	size_t i = row_at(e, ID_ROW);

	if (e->act == ACT_OPEN && i < st->n &&
	    app_place(f, st->v[i].place, &args, &screen, f->loaded))
		nav_open(n, screen, &args);
}

const struct screen screen_who = {
	.name = "who",
	.title = "Who is here",
	.help = "Who of this partnership has the program open now, since when and by which way they came. "
		"It is shown only here, to those who ask. What others see of you is a setting.",
	.state_size = sizeof(struct who),
	.load = who_load,
	.update = who_update,
	.build = who_build,
	.minds_all = true,
};
