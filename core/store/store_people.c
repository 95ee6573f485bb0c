/* SPDX-License-Identifier: ISC */
/* People of the store: s/people/<name> holds the account's number and the shown name. Not logged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/clock.h"
#include "store_internal.h"
#include "../base/text.h"

struct people_job {
	struct view *v;
	bool left; /* those who left, not those who are here */
	person_fn *fn;
	void *arg;
};

static bool person_take(const struct cell *c, struct arena *a, const char *name, struct person *out)
{
	char *text = arena_strn(a, c->text, c->len), *shown = strchr(text, '\n');

	if (!shown)
		return false;
	*shown++ = '\0';
	*out = (struct person){ .name = arena_str(a, name),
				.shown = shown,
				.uid = strtol(text, NULL, 10) };
	return true;
}

static bool tell_person(void *arg, struct slice key, struct slice value)
{
	struct people_job *j = arg;
	const size_t base = strlen("s/people/");
	struct arena *a = arena_new();
	struct person p;
	struct cell c;
	bool more = false;

	if (!cell_take(key, value, &c) ||
	    !person_take(&c, a, arena_strn(a, (const char *)key.data + base, key.len - base), &p))
		damaged(j->v, key);
	else
		more = (p.uid == PERSON_LEFT) != j->left || j->fn(j->arg, &p);
	arena_free(a);
	return more;
}

static enum rc people_fn(struct view *v, void *arg)
{
	struct people_job *j = arg;
	struct slice prefix = { "s/people/", strlen("s/people/") };
	enum rc rc;

	j->v = v;
	rc = view_scan(v, prefix, (struct slice){ NULL, 0 }, tell_person, j);
	return rc ? rc : view_rc(v);
}

enum rc store_people(struct store *s, person_fn *fn, void *arg, struct err *err)
{
	struct people_job j = { .fn = fn, .arg = arg };

	return store_picture(s, people_fn, &j, err);
}

enum rc store_left(struct store *s, person_fn *fn, void *arg, struct err *err)
{
	struct people_job j = { .left = true, .fn = fn, .arg = arg };

	return store_picture(s, people_fn, &j, err);
}

struct person_of {
	long uid;
	struct arena *arena;
	struct person *out;
	bool found;
};

static bool is_uid(void *arg, const struct person *p)
{
	struct person_of *j = arg;

	if (p->uid != j->uid)
		return true;
	*j->out = (struct person){ arena_str(j->arena, p->name), arena_str(j->arena, p->shown),
				   p->uid };
	j->found = true;
	return false;
}

enum rc store_person_of(struct store *s, long uid, struct arena *a, struct person *out,
			struct err *err)
{
	struct person_of j = { .uid = uid, .arena = a, .out = out };
	enum rc rc = store_people(s, is_uid, &j, err);

	if (rc || j.found)
		return rc;
	return err_set(err, RC_NOT_FOUND, "nobody of account %ld is known here yet", uid);
}

struct person_put {
	long uid;
	const char *name, *shown;
	struct arena *arena;
	struct person *out;
};

/* Short name from a shown one: letters and digits, never longer than fits with a number behind. */
static void short_name(char out[PERSON_MAX + 1], const char *shown, int turn)
{
	char slug[41];
	int room;

	text_slug(slug, shown);
	if (!slug[0] || !key_part_good(slug, sizeof(slug)))
		snprintf(slug, sizeof(slug), "person");
	room = turn ? PERSON_MAX - 3 : PERSON_MAX;
	slug[room] = '\0';
	for (size_t n = strlen(slug); n > 1 && slug[n - 1] == '-'; n--)
		slug[n - 1] = '\0';
	if (turn)
		snprintf(out, PERSON_MAX + 1, "%.13s%u", slug, (unsigned)(turn + 1) % 1000u);
	else
		snprintf(out, PERSON_MAX + 1, "%.16s", slug);
}

static enum rc taken(struct view *v, const char *name, struct arena *a, struct person *out)
{
	struct cell c;
	struct key k;
	enum rc rc;

	key_printf(&k, "s/people/%s", name);
	rc = cell_get(v, &k, &c);
	if (!rc && !person_take(&c, a, name, out))
		rc = damaged(v, key_slice(&k));
	return rc;
}

static enum rc choose_name(struct view *v, struct person_put *j, char name[PERSON_MAX + 1])
{
	struct person there = { 0 };
	struct person_of of = { .uid = j->uid, .arena = j->arena, .out = &there };
	struct people_job all = { .fn = is_uid, .arg = &of };
	enum rc rc = j->name ? RC_OK : people_fn(v, &all);

	if (rc)
		return rc;
	if (j->name || of.found) { /* an account keeps the name that it has */
		snprintf(name, PERSON_MAX + 1, "%s", j->name ? j->name : there.name);
		rc = taken(v, name, j->arena, &there);
		if (!rc && there.uid != j->uid)
			return view_fail(v, RC_CONFLICT,
					 "'%s' is somebody else's short name; choose another",
					 name);
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	}
	for (int turn = 0; turn < 99 && !rc; turn++) {
		short_name(name, j->shown, turn);
		rc = taken(v, name, j->arena, &there);
	}
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	return rc ? rc
		  : view_fail(v, RC_CONFLICT, "too many people are called '%s'; give a short name",
			      name);
}

static enum rc person_fn_put(struct view *v, void *arg)
{
	struct person_put *j = arg;
	char name[PERSON_MAX + 1];
	struct cell c = { .ms = clock_ms(), .who = "-" };
	struct key k;
	enum rc rc = choose_name(v, j, name);

	if (rc)
		return rc;
	c.text = arena_printf(j->arena, "%ld\n%s", j->uid, j->shown);
	c.len = strlen(c.text);
	key_printf(&k, "s/people/%s", name);
	cell_put(v, &k, &c);
	*j->out =
		(struct person){ arena_str(j->arena, name), arena_str(j->arena, j->shown), j->uid };
	return view_rc(v);
}

enum rc store_person_check(const char *name, const char *shown, struct err *err)
{
	if (name && (!key_part_good(name, PERSON_MAX) || strpbrk(name, "._")))
		return err_set(err, RC_INVALID,
			       "a short name has small letters, digits and '-' alone, at most %d",
			       PERSON_MAX);
	if (!shown[0] || strchr(shown, '\n') || strlen(shown) > 120)
		return err_set(err, RC_INVALID, "a name is one line of at most 120 bytes");
	return RC_OK;
}

enum rc store_person_put(struct store *s, long uid, const char *name, const char *shown,
			 struct arena *a, struct person *out, struct err *err)
{
	struct person_put j = { uid, name, shown, a, out };
	enum rc rc = store_person_check(name, shown, err);

	return rc ? rc : engine_update(s->engine, person_fn_put, &j, err);
}

enum rc person_read(struct view *v, const char *name, struct arena *a, struct person *out)
{
	return taken(v, name, a, out);
}
