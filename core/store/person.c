/* SPDX-License-Identifier: ISC */
#include "person.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../base/text.h"
#include "access.h"
#include "audit.h"
#include "store_internal.h"

enum { NAMED_LEAST = 3 }; /* characters of a shown name that are worth looking for */

struct telling {
	struct store *s;
	const struct actor *by;
	const char *name;
	const char *shown; /* folded; NULL: too short to look for */
	bool self;
	held_fn *fn;
	void *arg;
	struct arena *arena;
	struct arena *one;
	const char *pid;
	struct names restricted; /* beginnings of facts of restricted entries */
	size_t restricted_cap;
	bool found;
};

static void tell(struct telling *t, const char *area, const char *name, const char *text,
		 int64_t ms)
{
	t->fn(t->arg, &(struct held){ area, t->pid, name, text, ms });
}

static bool tell_account(void *arg, const struct person *p)
{
	struct telling *t = arg;
	struct buf folded = { 0 };

	if (strcmp(p->name, t->name) != 0)
		return true;
	t->found = true;
	tell(t, "account", "short name", p->name, 0);
	tell(t, "account", "name that others see", p->shown, 0);
	if (p->uid != PERSON_NO_ACCOUNT)
		tell(t, "account", "number of the account", arena_printf(t->arena, "%ld", p->uid),
		     0);
	text_fold(&folded, p->shown);
	if (text_chars(buf_text(&folded)) >= NAMED_LEAST)
		t->shown = arena_str(t->arena, buf_text(&folded));
	buf_clear(&folded);
	return false;
}

static bool tell_key(void *arg, const struct access_key *k)
{
	struct telling *t = arg;

	tell(t, "key", k->key.id, k->key.text, k->ms);
	return true;
}

static bool tell_role(void *arg, const struct fact *f)
{
	tell(arg, "role", strrchr(f->name, '/') + 1, f->text, f->ms);
	return true;
}

static bool tell_own(void *arg, const struct fact *f)
{
	tell(arg, "own", f->name, f->text, f->ms);
	return true;
}

static bool tell_draft(void *arg, const struct fact *f)
{
	tell(arg, "draft", f->name, f->text, f->ms);
	return true;
}

static bool note_restricted(void *arg, const struct fact *f)
{
	struct telling *t = arg;
	const char *field = strrchr(f->name, '/') + 1;

	if (strcmp(field, "restricted") != 0 || strcmp(f->text, "yes") != 0)
		return true;
	t->restricted.v = arena_grown(t->arena, t->restricted.v, t->restricted.n,
				      &t->restricted_cap, sizeof(*t->restricted.v));
	t->restricted.v[t->restricted.n++] =
		arena_strn(t->arena, f->name, (size_t)(field - f->name));
	return true;
}

static bool is_restricted(const struct telling *t, const char *fact)
{
	for (size_t i = 0; i < t->restricted.n; i++)
		if (!strncmp(fact, t->restricted.v[i], strlen(t->restricted.v[i])))
			return true;
	return false;
}

static bool tell_named(void *arg, const struct fact *f)
{
	struct telling *t = arg;

	if (strncmp(f->name, "-/pe/", 5) != 0 && t->shown && text_contains(f->text, t->shown) &&
	    !(t->by && t->by->role != MEMBER_COORDINATOR && is_restricted(t, f->name)))
		tell(t, "named", f->name, f->text, f->ms);
	return true;
}

static bool tell_change(void *arg, const struct entry *e)
{
	struct telling *t = arg;

	if (strcmp(e->person, t->name) != 0)
		return true;
	arena_reset(t->one);
	tell(t, "change",
	     arena_printf(t->one, "%" PRIu64 " %s from %s", e->number, e->action, e->from),
	     e->reason ? e->reason : "", e->ms);
	for (size_t i = 0; i < e->count; i++)
		tell(t, "change", e->facts[i].name, e->facts[i].text ? e->facts[i].text : "",
		     e->ms);
	return true;
}

static bool tell_audit(void *arg, const struct entry *e)
{
	struct telling *t = arg;

	if (strcmp(e->person, t->name) != 0)
		return true;
	arena_reset(t->one);
	tell(t, "audit", arena_printf(t->one, "%s from %s", e->action, e->from),
	     e->count && e->facts[0].text ? e->facts[0].text : "", e->ms);
	return true;
}

static void tell_note(struct telling *t, const char *name)
{
	const char *text = store_note(t->s, t->pid, t->name, name, t->arena);

	if (text)
		tell(t, "note", name, text, 0);
}

static enum rc tell_partnership(struct telling *t, struct err *err)
{
	const struct place p = { .pid = t->pid }, own = { t->pid, t->name },
			   audit = { t->pid, AUDIT_OWN };
	enum rc rc = store_read(t->s, p, arena_printf(t->arena, "-/pe/%s/", t->name), NULL,
				tell_role, t, err);

	if (!rc && t->self)
		rc = store_read(t->s, own, "", NULL, tell_own, t, err);
	if (!rc && t->self)
		rc = store_drafts(t->s, t->pid, t->name, "", tell_draft, t, err);
	if (!rc && t->self) {
		tell_note(t, "seen");
		tell_note(t, "place");
		tell_note(t, "meeting");
	}
	rc = rc ? rc : store_log(t->s, p, 0, tell_change, t, err);
	rc = rc ? rc : store_log(t->s, audit, 0, tell_audit, t, err);
	t->restricted.n = 0;
	rc = rc ? rc : store_read(t->s, p, "", NULL, note_restricted, t, err);
	return rc ? rc : store_read(t->s, p, "", NULL, tell_named, t, err);
}

struct listing {
	struct telling *t;
	const char *pid[64];
	size_t n;
};

static bool list_one(void *arg, const char *pid, const char *name)
{
	struct listing *l = arg;

	(void)name;
	if (l->n < 64)
		l->pid[l->n++] = arena_str(l->t->arena, pid);
	return true;
}

/* Who was never in a partnership is not looked for there, unless it is the asker's own. */
static enum rc tell_all(struct telling *t, struct err *err)
{
	struct listing l = { .t = t };
	enum rc rc = store_partnerships(t->s, list_one, &l, err);

	for (size_t i = 0; i < l.n && !rc; i++) {
		enum member theirs = MEMBER_NONE, mine = MEMBER_NONE;
		const char *org;

		rc = store_role(t->s, l.pid[i], t->name, t->arena, &theirs, &org, err);
		if (!rc && t->by)
			rc = store_role(t->s, l.pid[i], t->by->person, t->arena, &mine, &org, err);
		t->pid = l.pid[i];
		if (!rc && (theirs != MEMBER_NONE || mine == MEMBER_COORDINATOR))
			rc = tell_partnership(t, err);
	}
	t->pid = NULL;
	if (!rc && t->self)
		rc = store_drafts(t->s, PID_NONE, t->name, "", tell_draft, t, err);
	return rc;
}

enum rc person_held(struct store *s, const struct actor *by, const char *name, held_fn *fn,
		    void *arg, struct err *err)
{
	struct telling t = { .s = s, .by = by, .name = name, .fn = fn, .arg = arg };
	bool off = false;
	enum rc rc = RC_OK;

	t.self = by && !strcmp(by->person, name);
	if (!t.self)
		rc = access_may_hear(s, by, name, err);
	if (rc)
		return rc;
	t.arena = arena_new();
	t.one = arena_new();
	rc = store_people(s, tell_account, &t, err);
	if (!rc && !t.found)
		rc = err_set(err, RC_NOT_FOUND, "nobody here is called '%.40s'", name);
	rc = rc ? rc : access_suspended(s, name, &off, err);
	if (!rc && off)
		tell(&t, "account", "access", "suspended", 0);
	rc = rc ? rc : access_keys(s, name, tell_key, &t, err);
	rc = rc ? rc : tell_all(&t, err);
	arena_free(t.one);
	arena_free(t.arena);
	return rc;
}
