/* SPDX-License-Identifier: ISC */
/* Drafts and notes of each person, which are not logged: one value under one key. */
#include <stdio.h>
#include <string.h>

#include "access.h"
#include "../base/clock.h"
#include "store_internal.h"

struct put_job {
	struct key key;
	const char *who, *text;
	size_t len;
};

static enum rc put_fn(struct view *v, void *arg)
{
	const struct put_job *j = arg;
	struct cell c = { .ms = clock_ms(), .text = j->text, .len = j->len };

	if (access_left(v, j->who))
		return view_fail(v, RC_NOT_ALLOWED, "you were taken out of this store");
	if (!j->len) {
		view_del(v, key_slice(&j->key));
		return view_rc(v);
	}
	snprintf(c.who, sizeof(c.who), "%s", j->who);
	cell_put(v, &j->key, &c);
	return view_rc(v);
}

static enum rc bad_name(const char *name, struct err *err)
{
	return err_set(err, RC_INVALID,
		       "'%.80s' is too long, or has letters that a name cannot have", name);
}

static enum rc too_long(size_t len, struct err *err)
{
	return err_set(err, RC_INVALID, "the text is %zu bytes long; at most %d can be kept", len,
		       TEXT_MAX_BYTES);
}

static enum rc side_key(struct key *k, const char *pid, char area, const char *person,
			const char *name)
{
	if (!key_part_good(pid, PID_MAX) || !key_part_good(person, PERSON_MAX))
		return RC_INVALID;
	return key_printf(k, "p/%s/%c/%s/%s", pid, area, person, name);
}

static enum rc side_put(struct store *s, const char *pid, char area, const char *person,
			const char *name, const char *text, bool keep_blank, struct err *err)
{
	struct put_job j = { .who = person, .text = text, .len = strlen(text) };

	if (!*name || side_key(&j.key, pid, area, person, name))
		return bad_name(name, err);
	if (j.len > TEXT_MAX_BYTES)
		return too_long(j.len, err);
	if (!j.len && keep_blank) {
		j.text = "\n"; /* a box that was emptied is a draft too; the reader takes it off */
		j.len = 1;
	}
	return engine_update(s->engine, put_fn, &j, err);
}

struct swap_job {
	const char *pid, *who;
	const struct draft_swap *v;
	size_t n;
	bool met; /* another text than was seen */
};

static bool holds(const struct cell *c, const char *text)
{
	size_t len = c->len == 1 && c->text[0] == '\n' ? 0 : c->len; /* as it is read */

	return len == strlen(text) && !memcmp(c->text, text, len);
}

static enum rc swap_one(struct view *v, struct swap_job *j, const struct draft_swap *d)
{
	struct put_job put = { .who = j->who, .text = d->text, .len = strlen(d->text) };
	struct cell c;
	enum rc rc = side_key(&put.key, j->pid, 'd', j->who, d->name);

	if (rc == RC_OK)
		rc = cell_get(v, &put.key, &c);
	if (rc == RC_NOT_FOUND)
		return put.len ? put_fn(v, &put) : RC_OK;
	if (rc != RC_OK)
		return rc;
	if (holds(&c, d->seen) || holds(&c, d->text))
		return put_fn(v, &put);
	j->met = true;
	return RC_OK;
}

static enum rc swap_fn(struct view *v, void *arg)
{
	struct swap_job *j = arg;
	enum rc rc = RC_OK;

	j->met = false; /* it may run again */
	for (size_t i = 0; rc == RC_OK && i < j->n; i++)
		rc = swap_one(v, j, &j->v[i]);
	return rc;
}

enum rc store_draft_swap(struct store *s, const char *pid, const char *person,
			 const struct draft_swap *v, size_t n, struct err *err)
{
	struct swap_job j = { .pid = pid, .who = person, .v = v, .n = n };
	struct key key;
	enum rc rc;

	for (size_t i = 0; i < n; i++) {
		if (!*v[i].name || side_key(&key, pid, 'd', person, v[i].name))
			return bad_name(v[i].name, err);
		if (strlen(v[i].text) > TEXT_MAX_BYTES)
			return too_long(strlen(v[i].text), err);
	}
	rc = n ? engine_update(s->engine, swap_fn, &j, err) : RC_OK;
	return rc == RC_OK && j.met ? RC_CONFLICT : rc;
}

enum rc store_draft_put(struct store *s, const char *pid, const char *person, const char *name,
			const char *text, struct err *err)
{
	return side_put(s, pid, 'd', person, name, text, true, err);
}

struct dropping {
	struct view *v;
	size_t prefix;
};

/* Of an answer itself and its rows; not of another one whose name begins alike. */
static bool drop_one(void *arg, struct slice key, struct slice value)
{
	const struct dropping *d = arg;
	struct key k;

	(void)value;
	memcpy(k.text, key.data, key.len);
	k.len = key.len;
	if (k.text[d->prefix - 1] == '/' || k.len == d->prefix || strchr("/.", k.text[d->prefix]))
		view_del(d->v, key_slice(&k));
	return true;
}

static enum rc drop_fn(struct view *v, void *arg)
{
	const struct put_job *j = arg;
	struct dropping d = { v, j->key.len };
	enum rc rc = view_scan(v, key_slice(&j->key), (struct slice){ NULL, 0 }, drop_one, &d);

	return rc ? rc : view_rc(v);
}

enum rc store_draft_drop(struct store *s, const char *pid, const char *person, const char *prefix,
			 struct err *err)
{
	struct put_job j = { 0 };

	if (side_key(&j.key, pid, 'd', person, prefix))
		return bad_name(prefix, err);
	return engine_update(s->engine, drop_fn, &j, err);
}

struct drafts_job {
	struct key key;
	size_t base;
	struct view *v;
	fact_fn *fn;
	void *arg;
	struct buf text;
};

static bool tell_draft(void *arg, struct slice key, struct slice value)
{
	struct drafts_job *j = arg;
	char name[KEY_MAX_BYTES + 1];
	struct cell c;
	struct fact f;

	if (!cell_take(key, value, &c)) {
		damaged(j->v, key);
		return false;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(key.len - j->base),
		 (const char *)key.data + j->base);
	buf_reset(&j->text);
	buf_add(&j->text, c.text, c.len == 1 && c.text[0] == '\n' ? 0 : c.len);
	f = (struct fact){ name, j->text.data, j->text.len, c.at, c.ms, c.who };
	return j->fn(j->arg, &f);
}

static enum rc drafts_fn(struct view *v, void *arg)
{
	struct drafts_job *j = arg;
	enum rc rc;

	j->v = v;
	rc = view_scan(v, key_slice(&j->key), (struct slice){ NULL, 0 }, tell_draft, j);
	return rc ? rc : view_rc(v);
}

enum rc store_drafts(struct store *s, const char *pid, const char *person, const char *prefix,
		     fact_fn *fn, void *arg, struct err *err)
{
	struct drafts_job j = { .fn = fn, .arg = arg };
	enum rc rc;

	if (side_key(&j.key, pid, 'd', person, prefix))
		return bad_name(prefix, err);
	j.base = j.key.len - strlen(prefix);
	rc = store_picture(s, drafts_fn, &j, err);
	buf_clear(&j.text);
	return rc;
}

enum rc store_note_put(struct store *s, const char *pid, const char *person, const char *name,
		       const char *text, struct err *err)
{
	return side_put(s, pid, 'u', person, name, text, false, err);
}

struct note_job {
	struct key key;
	struct arena *arena;
	const char *text;
};

static enum rc note_fn(struct view *v, void *arg)
{
	struct note_job *j = arg;
	struct cell c;
	enum rc rc = cell_get(v, &j->key, &c);

	if (!rc)
		j->text = arena_strn(j->arena, c.text, c.len);
	return rc;
}

const char *store_note(struct store *s, const char *pid, const char *person, const char *name,
		       struct arena *a)
{
	struct note_job j = { .arena = a };

	if (side_key(&j.key, pid, 'u', person, name))
		return NULL;
	engine_read(s->engine, note_fn, &j, NULL);
	return j.text;
}
