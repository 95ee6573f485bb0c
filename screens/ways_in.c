/* SPDX-License-Identifier: ISC */
/* In a kiosk: who comes in, by which keys; adding somebody, shutting and opening their way. */
#include "ways_in.h"

#include <string.h>

#include "app.h"
#include "screens.h"
#include "typed.h"
#include "words.h"

static bool take_person(void *arg, const struct person *p)
{
	struct known *k = arg;

	k->v = arena_grown(k->arena, k->v, k->n, &k->cap, sizeof(*k->v));
	k->v[k->n++] = (struct known_person){ .name = arena_str(k->arena, p->name),
					      .shown = arena_str(k->arena, p->shown) };
	return true;
}

static bool count_key(void *arg, const struct access_key *key)
{
	struct known *k = arg;

	for (size_t i = 0; i < k->n; i++)
		k->v[i].keys += !strcmp(k->v[i].name, key->person);
	return true;
}

/* Who belongs to somebody else's partnership is not shown. */
static void leave_out_strangers(struct store *s, const struct actor *by, struct known *k)
{
	size_t kept = 0;

	for (size_t i = 0; i < k->n; i++)
		if (access_may(s, by, k->v[i].name, NULL) == RC_OK)
			k->v[kept++] = k->v[i];
	k->n = kept;
}

enum rc known_read(struct store *s, const struct actor *by, struct known *k, struct err *err)
{
	enum rc rc = access_may(s, by, NULL, err);

	rc = rc == RC_OK ? store_people(s, take_person, k, err) : rc;
	leave_out_strangers(s, by, k);
	for (size_t i = 0; rc == RC_OK && i < k->n; i++)
		rc = access_suspended(s, k->v[i].name, &k->v[i].off, err);
	return rc == RC_OK ? access_keys(s, NULL, count_key, k, err) : rc;
}

/* Everybody */

enum { ID_NAME = 1, ID_SHOWN, ID_ADD, ID_KEY, ID_ADD_KEY, ID_ROLE, ID_OFF, ID_ROW = 100 };
enum { NAME_CHARS = PERSON_MAX, SHOWN_CHARS = 60 };

struct ways {
	struct typed typed;
	struct textbox *name, *shown;
	struct known known;
};

static enum rc ways_load(struct frame *f, struct err *err)
{
	struct ways *st = f->state;
	const struct session *s = session_of(f);

	if (!st->name) {
		st->name = typed_box(&st->typed, f, "name", NAME_CHARS, "");
		st->shown = typed_box(&st->typed, f, "shown", SHOWN_CHARS, "");
	}
	st->known = (struct known){ .arena = f->loaded };
	return app_of(f)->kiosk ? known_read(s->store, &s->actor, &st->known, err) : RC_OK;
}

static void ways_close(struct frame *f)
{
	struct ways *st = f->state;

	typed_close(&st->typed);
}

static void ways_build(const struct frame *f, struct page *p)
{
	const struct ways *st = f->state;

	app_page(f, p, W_PEOPLE, NULL, W_WAYS_IN);
	if (!app_of(f)->kiosk) {
		page_text(p, W_WAYS_KIOSK);
		return;
	}
	for (size_t i = 0; i < st->known.n; i++) {
		const struct known_person *k = &st->known.v[i];

		page_item(p, ID_ROW + (int)i, page_printf(p, "%s (%s)", k->shown, k->name),
			  k->off ? W_SUSPENDED : page_printf(p, W_KEYS_OF, k->keys))
			->key = k->name;
	}
	page_head(p, W_SOMEBODY_NEW);
	typed_row(&st->typed, p, ID_NAME, W_SHORT_NAME, st->name)->hint = W_SHORT_NAME_HINT;
	typed_row(&st->typed, p, ID_SHOWN, W_SHOWN_AS, st->shown);
	page_button(p, ID_ADD, W_ADD_PERSON);
}

static void changed(struct nav *n, enum rc rc, const struct err *err, const char *what)
{
	if (rc == RC_OK)
		app_log(app_of(nav_frame(n)), SITELOG_PEOPLE);
	app_saved(n, rc, err, what);
}

static void add_person(struct frame *f, struct nav *n)
{
	struct ways *st = f->state;
	const struct session *s = session_of(f);
	const char *name = textbox_text(st->name), *shown = textbox_text(st->shown);
	struct err err = { 0 };
	enum rc rc = access_person_add(s->store, &s->actor, name, shown[0] ? shown : name, &err);

	changed(n, rc, &err, W_PERSON_ADDED);
	if (rc != RC_OK)
		return;
	typed_done(&st->typed);
	textbox_set(st->name, "");
	textbox_set(st->shown, "");
}

static void ways_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct ways *st = f->state;
	size_t i = row_at(e, ID_ROW);

	typed_event(&st->typed, e, n);
	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_NAME || e->id == ID_SHOWN)
		nav_next(n);
	else if (e->id == ID_ADD)
		add_person(f, n);
	else if (i < st->known.n)
		nav_open(n, &screen_way_in, &(struct args){ .a = st->known.v[i].name });
}

const struct screen screen_ways_in = {
	.name = "ways-in",
	.title = "People and keys",
	.help = "Who can come in here by SSH. A coordinator adds people and their keys, and shuts a way in "
		"or opens it again. Then give each person a role.",
	.state_size = sizeof(struct ways),
	.load = ways_load,
	.update = ways_update,
	.build = ways_build,
	.close = ways_close,
	.minds_all = true,
};

/* One person's */

struct way {
	struct typed typed;
	struct textbox *key;
	bool off;
	struct ssh_key keys[KEYS_MOST];
	size_t n;
};

static bool take_key(void *arg, const struct access_key *k)
{
	struct way *st = arg;

	st->keys[st->n++] = k->key;
	return st->n < KEYS_MOST;
}

static enum rc way_load(struct frame *f, struct err *err)
{
	struct way *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc;

	if (!st->key)
		st->key = typed_box(&st->typed, f, "key", SSH_KEY_TEXT_MAX / 2, "");
	st->n = 0;
	if (!app_of(f)->kiosk)
		return RC_OK;
	rc = access_may(s->store, &s->actor, f->args.a, err);
	rc = rc == RC_OK ? access_suspended(s->store, f->args.a, &st->off, err) : rc;
	return rc == RC_OK ? access_keys(s->store, f->args.a, take_key, st, err) : rc;
}

static void way_close(struct frame *f)
{
	struct way *st = f->state;

	typed_close(&st->typed);
}

static void way_build(const struct frame *f, struct page *p)
{
	const struct way *st = f->state;

	app_page(f, p, W_PEOPLE, W_WAYS_IN, f->args.a);
	if (!app_of(f)->kiosk) {
		page_text(p, W_WAYS_KIOSK);
		return;
	}
	page_item(p, ID_ROLE, W_ROLE_HERE, NULL);
	if (st->off)
		page_text(p, W_SUSPENDED_ABOUT);
	for (size_t i = 0; i < st->n; i++)
		page_item(p, ID_ROW + (int)i, st->keys[i].print, W_REMOVE_KEY)->key =
			st->keys[i].print;
	typed_row(&st->typed, p, ID_KEY, W_NEW_KEY, st->key)->hint = W_NEW_KEY_HINT;
	page_button(p, ID_ADD_KEY, W_ADD_KEY);
	page_button(p, ID_OFF, st->off ? W_OPEN_WAY : W_SHUT_WAY);
}

static void way_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct way *st = f->state;
	const struct session *s = session_of(f);
	size_t i = row_at(e, ID_ROW);
	struct err err = { 0 };
	enum rc rc;

	typed_event(&st->typed, e, n);
	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_KEY) {
		nav_next(n);
	} else if (e->id == ID_ROLE) {
		nav_open(n, &screen_person, &(struct args){ .a = f->args.a });
	} else if (e->id == ID_ADD_KEY) {
		rc = access_key_add(s->store, &s->actor, f->args.a, textbox_text(st->key), NULL,
				    &err);
		if (rc == RC_OK) {
			typed_done(&st->typed);
			textbox_set(st->key, "");
		}
		changed(n, rc, &err, W_KEY_ADDED);
	} else if (e->id == ID_OFF) {
		rc = access_suspend(s->store, &s->actor, f->args.a, !st->off, &err);
		changed(n, rc, &err, st->off ? W_WAY_OPEN : W_WAY_SHUT);
	} else if (i < st->n) {
		rc = access_key_remove(s->store, &s->actor, f->args.a, st->keys[i].id, &err);
		changed(n, rc, &err, W_KEY_REMOVED);
	}
}

const struct screen screen_way_in = {
	.name = "way-in",
	.needs = "PERSON",
	.title = "One person's keys",
	.help = "The keys by which this person comes in. A key is the one line of the file that ends in .pub; "
		"never ask for the other file. Who is suspended gets in no more and changes nothing.",
	.state_size = sizeof(struct way),
	.load = way_load,
	.update = way_update,
	.build = way_build,
	.close = way_close,
	.minds_all = true,
};
