/* SPDX-License-Identifier: ISC */
/*
 * In one step go account, keys, notes and roles; then, place by place, what
 * they kept to themselves. The short name stays in s/people with an account
 * that nobody has: the history names it, so no other person may get it.
 */
#include "person.h"

#include <stdio.h>
#include <string.h>

#include "../base/clock.h"
#include "access.h"
#include "audit.h"
#include "store_internal.h"

enum { PIDS_MOST = 256 };
#define LEAVE_REASON "left"
static const struct actor machine = { .person = "console", .from = "local" };

struct leave {
	struct store *s;
	const struct actor *by; /* NULL: who holds the store's files */
	const char *name;
	struct arena *arena;
	struct names pids;
};

static bool take_pid(void *arg, const char *pid)
{
	struct leave *l = arg;

	if (l->pids.n < PIDS_MOST && strcmp(pid, PID_NONE) != 0)
		l->pids.v[l->pids.n++] = arena_str(l->arena, pid);
	return true;
}

static enum rc all_pids(struct leave *l, struct view *v)
{
	l->pids = (struct names){ arena_array(l->arena, PIDS_MOST, sizeof(char *)), 0 };
	return each_pid(v, take_pid, l);
}

/* left: one who is gone already may be gone over once more. */
static enum rc may_leave(struct leave *l, struct view *v, struct person *out, bool *left)
{
	enum rc rc = key_part_good(l->name, PERSON_MAX) ? person_read(v, l->name, l->arena, out)
							: RC_NOT_FOUND;

	*left = !rc && out->uid == PERSON_LEFT;
	if (rc == RC_NOT_FOUND)
		return view_fail(v, rc, "nobody here is called '%.40s'", l->name);
	if (!rc && l->by && !strcmp(l->by->person, l->name))
		return view_fail(v, RC_NOT_ALLOWED,
				 "you would take yourself out; ask another coordinator");
	return rc ? rc : access_may_in(v, l->by, l->name);
}

/* What goes at once */

static bool delete_one(void *arg, struct slice key, struct slice value)
{
	struct key k;

	(void)value;
	memcpy(k.text, key.data, key.len);
	k.len = key.len;
	view_del(arg, key_slice(&k));
	return true;
}

static enum rc delete_all(struct view *v, const char *prefix)
{
	return view_scan(v, (struct slice){ prefix, strlen(prefix) }, (struct slice){ NULL, 0 },
			 delete_one, v);
}

static enum rc end_fact(struct view *v, struct place p, const char *name, struct put_entry *e,
			bool *leads)
{
	static const char lead[] = "coordinator";
	struct put_fact *f = &e->facts[e->count];
	struct cell now;
	enum rc rc = fact_now(v, p, name, &now);

	if (rc || now.removed)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	*leads = *leads || (now.len == strlen(lead) && !memcmp(now.text, lead, now.len));
	*f = (struct put_fact){ .name = name, .was = now.at };
	e->count++;
	return log_find(v, p, f->was, &f->was_entry);
}

static enum rc end_role(struct leave *l, struct view *v, const char *pid)
{
	const struct place p = { .pid = pid };
	unsigned char id[CHANGE_ID_BYTES];
	struct put_fact facts[2];
	struct put_entry e = {
		.by = l->by ? l->by : &machine, .action = ACTION_LEAVE, .id = id, .facts = facts
	};
	struct version at;
	uint64_t number;
	bool leads = false;
	enum rc rc = end_fact(v, p, arena_printf(l->arena, "-/pe/%s/role", l->name), &e, &leads);

	random_bytes(id, sizeof(id));
	rc = rc ? rc : end_fact(v, p, arena_printf(l->arena, "-/pe/%s/org", l->name), &e, &leads);
	if (rc || !e.count)
		return rc;
	if (leads)
		rc = coordinator_stays(v, p, e.facts, e.count);
	return rc ? rc : entry_put(l->s, v, p, &e, &number, &at);
}

static void put_mark(struct leave *l, struct view *v)
{
	struct cell c = { .ms = clock_ms(), .who = "-" };
	struct key k;

	c.text = arena_printf(l->arena, "%d\n", PERSON_LEFT);
	c.len = strlen(c.text);
	key_printf(&k, "s/people/%s", l->name);
	cell_put(v, &k, &c);
}

static enum rc leave_fn(struct view *v, void *arg)
{
	struct leave *l = arg;
	struct person person = { .shown = "" };
	struct key off;
	bool left;
	enum rc rc;

	arena_reset(l->arena);
	rc = may_leave(l, v, &person, &left);
	rc = rc ? rc : all_pids(l, v);
	if (rc || left)
		return rc;
	/* while they have a role: it is told where they have one */
	rc = audit_put(l->s, v, l->by, l->name, arena_printf(l->arena, "took out %s", l->name));
	for (size_t i = 0; !rc && i < l->pids.n; i++) {
		rc = end_role(l, v, l->pids.v[i]);
		rc = rc ? rc
			: delete_all(v,
				     arena_printf(l->arena, "p/%s/u/%s/", l->pids.v[i], l->name));
	}
	rc = rc ? rc : delete_all(v, arena_printf(l->arena, "p/%s/u/%s/", PID_NONE, l->name));
	rc = rc ? rc : delete_all(v, arena_printf(l->arena, "p/%s/d/%s/", PID_NONE, l->name));
	rc = rc ? rc : delete_all(v, arena_printf(l->arena, "s/keys/%s/", l->name));
	if (rc)
		return rc;
	key_printf(&off, "s/off/%s", l->name);
	view_del(v, key_slice(&off));
	put_mark(l, v);
	erase_mark(v, l->by ? l->by : &machine);
	return view_rc(v);
}

enum rc person_remove(struct store *s, const struct actor *by, const char *name, struct err *err)
{
	const struct erase_what what = { .person = name };
	struct leave l = { .s = s, .by = by, .name = name, .arena = arena_new() };
	struct actor as = by ? *by : machine;
	enum rc rc = engine_update(s->engine, leave_fn, &l, err);

	/* a command about people has entered no partnership; the role that is stored there binds */
	as.role = MEMBER_COORDINATOR;

	for (size_t i = 0; !rc && i < l.pids.n; i++) {
		struct err mine = { 0 };

		rc = erase_by(s, l.pids.v[i], &what, &as, !by, LEAVE_REASON, &mine);
		if (rc == RC_NOT_FOUND)
			rc = RC_OK;
		else if (rc)
			err_set(err, rc, "%s", mine.text);
	}
	arena_free(l.arena);
	return rc;
}

/* What would go, and what stays */

struct counting {
	struct leave leave;
	struct leaving *out;
	struct arena *arena; /* the caller's */
	bool left;
};

static bool count_key(void *arg, struct slice key, struct slice value)
{
	(void)key;
	(void)value;
	++*(size_t *)arg;
	return true;
}

static enum rc count_below(struct view *v, const char *prefix, size_t *n)
{
	return view_scan(v, (struct slice){ prefix, strlen(prefix) }, (struct slice){ NULL, 0 },
			 count_key, n);
}

static enum rc count_role(struct counting *c, struct view *v, const char *pid)
{
	const struct place p = { .pid = pid };
	struct fact f;
	struct put_fact end = { .name = arena_printf(c->arena, "-/pe/%s/role", c->leave.name) };
	enum rc rc = fact_get(v, p, end.name, c->arena, &f);

	if (rc)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	c->out->role[c->out->nroles++] = (struct leaving_role){ arena_str(c->arena, pid), f.text };
	end.was = f.at;
	return member_read(f.text) == MEMBER_COORDINATOR ? coordinator_stays(v, p, &end, 1) : RC_OK;
}

static enum rc count_fn(struct view *v, void *arg)
{
	struct counting *c = arg;
	struct leave *l = &c->leave;
	struct person person = { .shown = "" };
	enum rc rc = may_leave(l, v, &person, &c->left);

	rc = rc ? rc : all_pids(l, v);
	if (rc)
		return rc;
	c->out->shown = arena_str(c->arena, person.shown);
	c->out->role = arena_array(c->arena, l->pids.n + 1, sizeof(*c->out->role));
	for (size_t i = 0; !rc && i < l->pids.n; i++) {
		rc = count_role(c, v, l->pids.v[i]);
		rc = rc ? rc
			: count_below(v,
				      arena_printf(l->arena, "p/%s/u/%s/", l->pids.v[i], l->name),
				      &c->out->notes);
	}
	rc = rc ? rc
		: count_below(v, arena_printf(l->arena, "p/%s/d/%s/", PID_NONE, l->name),
			      &c->out->drafts);
	return rc ? rc
		  : count_below(v, arena_printf(l->arena, "s/keys/%s/", l->name), &c->out->keys);
}

static bool count_change(void *arg, const struct entry *e)
{
	struct counting *c = arg;

	c->out->changes += !strcmp(e->person, c->leave.name);
	return true;
}

static bool count_named(void *arg, const struct held *h)
{
	struct counting *c = arg;

	c->out->named += !strcmp(h->area, "named");
	return true;
}

static enum rc count_place(struct counting *c, const char *pid, struct err *err)
{
	const struct erase_what what = { .person = c->leave.name };
	struct erase_list list = { .arena = c->leave.arena };
	enum rc rc = store_erase_find(c->leave.s, pid, &what, &list, err);

	for (size_t i = 0; !rc && i < list.n; i++)
		c->out->own += list.v[i].own != NULL;
	c->out->drafts += list.ndrafts;
	return rc ? rc
		  : store_log_names(c->leave.s, (struct place){ .pid = pid }, count_change, c, err);
}

enum rc person_leaving(struct store *s, const struct actor *by, const char *name, struct arena *a,
		       struct leaving *out, struct err *err)
{
	struct counting c = { .leave = { .s = s, .by = by, .name = name, .arena = arena_new() },
			      .out = out,
			      .arena = a };
	enum rc rc;

	*out = (struct leaving){ .name = name };
	rc = store_picture(s, count_fn, &c, err);
	for (size_t i = 0; !rc && i < c.leave.pids.n; i++)
		rc = count_place(&c, c.leave.pids.v[i], err);
	if (!rc && !c.left)
		rc = person_held(s, by, name, count_named, &c, err);
	else if (!rc && !out->own && !out->drafts && !out->notes)
		rc = err_set(err, RC_NOT_FOUND, "'%s' has left already", name);
	arena_free(c.leave.arena);
	return rc;
}

/* Copies */

struct in_copy {
	const char *name;
	bool is;
};

static enum rc in_copy_fn(struct view *v, void *arg)
{
	struct in_copy *c = arg;
	struct arena *a = arena_new();
	struct person p;

	c->is = person_read(v, c->name, a, &p) == RC_OK && p.uid != PERSON_LEFT;
	arena_free(a);
	return view_rc(v);
}

enum copy_says person_copy_holds(const void *name, const char *file)
{
	struct in_copy c = { .name = name };

	return !store_copy_read(file, in_copy_fn, &c) ? COPY_UNREAD
	       : c.is                                 ? COPY_HOLDS
						      : COPY_CLEAN;
}
