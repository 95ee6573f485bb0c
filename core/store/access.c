/* SPDX-License-Identifier: ISC */
/* s/off/<person> is there while somebody is suspended; s/keys/<person>/<id> holds a key. */
#include "access.h"
#include "audit.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../base/clock.h"
#include "store_internal.h"

struct job {
	struct store *store;
	const struct actor *by;
	const char *name, *shown, *id;
	bool off;
	bool held; /* it is about what is held, not about the way in */
	const struct ssh_key *key;
	struct arena *arena;
	struct person *out;
};

static const char *by_name(const struct job *j)
{
	return j->by ? j->by->person : "-";
}

static bool is_there(struct view *v, const struct key *k)
{
	struct slice value;

	return view_get(v, key_slice(k), &value) == RC_OK;
}

static bool has_account(struct view *v, const char *name, long uid)
{
	struct arena *a = arena_new();
	struct person p = { 0 };
	bool has = person_read(v, name, a, &p) == RC_OK && p.uid == uid;

	arena_free(a);
	return has;
}

bool access_left(struct view *v, const char *name)
{
	return has_account(v, name, PERSON_LEFT);
}

static enum rc known(struct view *v, const char *name)
{
	struct key k;

	if (!key_part_good(name, PERSON_MAX) || key_printf(&k, "s/people/%s", name) ||
	    !is_there(v, &k) || access_left(v, name))
		return view_fail(v, RC_NOT_FOUND,
				 "nobody here is called '%.40s'; cairn person list shows who is "
				 "known",
				 name);
	return RC_OK;
}

bool access_off(struct view *v, const char *name)
{
	struct key k;

	return key_printf(&k, "s/off/%s", name) == RC_OK && is_there(v, &k);
}

bool access_by_key(struct view *v, const char *name)
{
	return has_account(v, name, PERSON_NO_ACCOUNT);
}

/* Who may: a coordinator, and of every partnership that the other one belongs to. */

struct rights {
	struct view *v;
	const char *by, *other;          /* other NULL: nobody yet */
	bool coordinator, stranger, any; /* any: there is a partnership */
	enum rc rc;
};

static enum member role_of(struct rights *r, struct place p, const char *person)
{
	char name[PERSON_MAX + 16], word[16];
	struct cell now;
	enum rc rc;

	snprintf(name, sizeof(name), "-/pe/%s/role", person);
	rc = fact_now(r->v, p, name, &now);
	if (rc && rc != RC_NOT_FOUND)
		r->rc = rc;
	if (rc || now.removed || now.len >= sizeof(word))
		return MEMBER_NONE;
	snprintf(word, sizeof(word), "%.*s", (int)now.len, now.text);
	return member_read(word);
}

static bool look_at_rights(void *arg, const char *pid)
{
	struct rights *r = arg;
	struct place p = { .pid = pid };
	bool mine = role_of(r, p, r->by) == MEMBER_COORDINATOR;

	r->coordinator = r->coordinator || mine;
	if (!mine && r->other && role_of(r, p, r->other) != MEMBER_NONE)
		r->stranger = true;
	return r->rc == RC_OK;
}

static enum rc may(struct view *v, const struct job *j, const char *other)
{
	struct rights r = { .v = v, .other = other };
	enum rc rc;

	if (!j->by)
		return RC_OK;
	r.by = j->by->person;
	rc = access_off(v, r.by) ? RC_OK : each_pid(v, look_at_rights, &r);
	if (rc || r.rc)
		return rc ? rc : r.rc;
	if (!r.coordinator && j->held)
		return view_fail(v, RC_NOT_ALLOWED,
				 "what is held about somebody else is for a coordinator; what is "
				 "held about you is told with: cairn person export %s",
				 r.by);
	if (!r.coordinator)
		return view_fail(v, RC_NOT_ALLOWED,
				 "people and their keys are for a coordinator; ask one to do this");
	if (r.stranger)
		return view_fail(v, RC_NOT_ALLOWED,
				 "'%s' belongs to a partnership that you do not coordinate; ask "
				 "who looks after the computer to do this",
				 other);
	return RC_OK;
}

enum rc access_may_in(struct view *v, const struct actor *by, const char *name)
{
	return may(v, &(struct job){ .by = by, .name = name }, name);
}

static enum rc may_fn(struct view *v, void *arg)
{
	const struct job *j = arg;

	return may(v, j, j->name);
}

enum rc access_may(struct store *s, const struct actor *by, const char *name, struct err *err)
{
	struct job j = { .by = by, .name = name };

	return store_picture(s, may_fn, &j, err);
}

enum rc access_may_hear(struct store *s, const struct actor *by, const char *name, struct err *err)
{
	struct job j = { .by = by, .name = name, .held = true };

	return store_picture(s, may_fn, &j, err);
}

static bool look_at_partnership(void *arg, const char *pid)
{
	struct rights *r = arg;
	struct place p = { .pid = pid };
	char name[2 * PID_MAX];
	struct cell now;
	enum rc rc;

	snprintf(name, sizeof(name), "-/pp/%s/name", pid);
	rc = fact_now(r->v, p, name, &now);
	if (rc && rc != RC_NOT_FOUND)
		r->rc = rc;
	if (rc || now.removed) /* its making was taken back */
		return r->rc == RC_OK;
	r->any = true;
	return look_at_rights(arg, pid);
}

static enum rc may_import_fn(struct view *v, void *arg)
{
	const struct actor *by = arg;
	struct rights r = { .v = v, .by = by->person };
	enum rc rc = each_pid(v, look_at_partnership, &r);

	rc = rc ? rc : r.rc;
	if (rc || !r.any || (r.coordinator && !access_off(v, by->person)))
		return rc;
	return view_fail(v, RC_NOT_ALLOWED,
			 "importing into a store where people work already is for a coordinator; "
			 "ask one to do this");
}

enum rc access_may_import(struct store *s, const struct actor *by, struct err *err)
{
	struct actor who = *by;

	return store_picture(s, may_import_fn, &who, err);
}

enum rc access_may_start(struct view *v, const struct actor *by)
{
	struct rights r = { .v = v, .by = by->person };
	enum rc rc;

	if (!by->from || strncmp(by->from, "ssh:", 4) != 0 || !access_by_key(v, by->person))
		return RC_OK;
	rc = each_pid(v, look_at_rights, &r);
	rc = rc ? rc : r.rc;
	if (rc || r.coordinator)
		return rc;
	return view_fail(v, RC_NOT_ALLOWED,
			 "here a partnership is started by a coordinator of another one, or by who "
			 "looks after the computer; ask them");
}

static void put(struct view *v, const struct key *k, const struct job *j, const char *text)
{
	struct cell c = { .ms = clock_ms(), .text = text, .len = strlen(text) };

	snprintf(c.who, sizeof(c.who), "%s", by_name(j));
	cell_put(v, k, &c);
}

/* In the audit of the partnerships that it concerns. */
__attribute__((format(printf, 3, 4))) static enum rc told(struct view *v, const struct job *j,
							  const char *fmt, ...)
{
	char what[3 * PERSON_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return view_rc(v) ? view_rc(v) : audit_put(j->store, v, j->by, j->name, what);
}

/* People */

static enum rc add_fn(struct view *v, void *arg)
{
	const struct job *j = arg;
	struct key k;
	enum rc rc = may(v, j, NULL);

	if (rc)
		return rc;
	key_printf(&k, "s/people/%s", j->name);
	if (is_there(v, &k))
		return view_fail(v, RC_CONFLICT,
				 "'%s' is somebody's short name already; choose another", j->name);
	put(v, &k, j, arena_printf(j->arena, "%d\n%s", PERSON_NO_ACCOUNT, j->shown));
	return told(v, j, "added %s", j->name);
}

enum rc access_person_add(struct store *s, const struct actor *by, const char *name,
			  const char *shown, struct err *err)
{
	struct job j = { .store = s, .by = by, .name = name, .shown = shown };
	enum rc rc = store_person_check(name, shown, err);

	if (rc)
		return rc;
	j.arena = arena_new();
	rc = engine_update(s->engine, add_fn, &j, err);
	arena_free(j.arena);
	return rc;
}

static enum rc suspend_fn(struct view *v, void *arg)
{
	const struct job *j = arg;
	struct key k;
	enum rc rc = known(v, j->name);

	rc = rc ? rc : may(v, j, j->name);
	if (rc)
		return rc;
	if (j->off && j->by && !strcmp(j->by->person, j->name))
		return view_fail(v, RC_NOT_ALLOWED,
				 "you would shut yourself out; ask another coordinator");
	key_printf(&k, "s/off/%s", j->name);
	if (j->off)
		put(v, &k, j, "suspended");
	else
		view_del(v, key_slice(&k));
	return told(v, j, j->off ? "suspended %s" : "let %s in again", j->name);
}

enum rc access_suspend(struct store *s, const struct actor *by, const char *name, bool off,
		       struct err *err)
{
	struct job j = { .store = s, .by = by, .name = name, .off = off };

	return engine_update(s->engine, suspend_fn, &j, err);
}

static enum rc suspended_fn(struct view *v, void *arg)
{
	struct job *j = arg;

	j->off = access_off(v, j->name);
	return view_rc(v);
}

enum rc access_suspended(struct store *s, const char *name, bool *off, struct err *err)
{
	struct job j = { .name = name };
	enum rc rc = store_picture(s, suspended_fn, &j, err);

	*off = j.off;
	return rc;
}

static enum rc let_in_fn(struct view *v, void *arg)
{
	struct job *j = arg;
	enum rc rc = known(v, j->name);

	if (rc)
		return rc;
	if (access_off(v, j->name))
		return view_fail(v, RC_NOT_ALLOWED,
				 "your access is suspended; ask a coordinator to open it again");
	return person_read(v, j->name, j->arena, j->out);
}

enum rc access_check(struct store *s, const char *name, struct arena *a, struct person *out,
		     struct err *err)
{
	struct job j = { .name = name, .arena = a, .out = out };

	return store_picture(s, let_in_fn, &j, err);
}

/* Keys */

struct listing {
	struct view *v;
	access_key_fn *fn;
	void *arg;
	bool more;
};

/* s/keys/ann/0123456789abcdef */
static bool key_parts(struct slice key, char person[PERSON_MAX + 1], char id[SSH_KEY_ID])
{
	const size_t base = strlen("s/keys/");
	const char *at = (const char *)key.data + base, *slash = memchr(at, '/', key.len - base);
	size_t n = slash ? (size_t)(slash - at) : 0;

	if (!n || n > PERSON_MAX || key.len - base - n - 1 != SSH_KEY_ID - 1)
		return false;
	snprintf(person, PERSON_MAX + 1, "%.*s", (int)n, at);
	snprintf(id, SSH_KEY_ID, "%.*s", SSH_KEY_ID - 1, slash + 1);
	return true;
}

static bool tell_key(void *arg, struct slice key, struct slice value)
{
	struct listing *l = arg;
	char person[PERSON_MAX + 1], id[SSH_KEY_ID], line[SSH_KEY_TEXT_MAX];
	struct access_key k = { .person = person };
	struct err err = { 0 };
	struct cell c;

	if (!key_parts(key, person, id) || !cell_take(key, value, &c) || c.len >= sizeof(line)) {
		damaged(l->v, key);
		return false;
	}
	snprintf(line, sizeof(line), "%.*s", (int)c.len, c.text);
	if (ssh_key_read(&k.key, line, &err) || strcmp(k.key.id, id) != 0) {
		damaged(l->v, key); /* what is not a key any more opens nothing */
		return false;
	}
	k.by = c.who;
	k.ms = c.ms;
	k.off = access_off(l->v, person);
	l->more = l->fn(l->arg, &k);
	return l->more;
}

static enum rc each_key(struct view *v, const char *name, access_key_fn *fn, void *arg)
{
	struct listing l = { v, fn, arg, true };
	struct key k;
	enum rc rc = name ? key_printf(&k, "s/keys/%s/", name) : key_printf(&k, "s/keys/");

	rc = rc ? rc : view_scan(v, key_slice(&k), (struct slice){ NULL, 0 }, tell_key, &l);
	return rc ? rc : view_rc(v);
}

struct listing_job {
	const char *name;
	access_key_fn *fn;
	void *arg;
};

static enum rc keys_fn(struct view *v, void *arg)
{
	const struct listing_job *j = arg;
	enum rc rc = j->name ? known(v, j->name) : RC_OK;

	return rc ? rc : each_key(v, j->name, j->fn, j->arg);
}

enum rc access_keys(struct store *s, const char *name, access_key_fn *fn, void *arg,
		    struct err *err)
{
	struct listing_job j = { name, fn, arg };

	return store_picture(s, keys_fn, &j, err);
}

struct whose {
	const char *person, *id; /* looked for */
	size_t own, matches;
	char found[SSH_KEY_ID];
	bool taken, mine;
};

static bool look_at_key(void *arg, const struct access_key *k)
{
	struct whose *w = arg;

	if (!strcmp(k->person, w->person)) {
		w->own++;
		if (!strncmp(k->key.id, w->id, strlen(w->id))) {
			w->matches++;
			snprintf(w->found, sizeof(w->found), "%s", k->key.id);
		}
	} else if (!strcmp(k->key.id, w->id)) {
		w->taken = true;
	}
	return true;
}

static enum rc key_add_fn(struct view *v, void *arg)
{
	const struct job *j = arg;
	struct whose w = { .person = j->name, .id = j->key->id };
	struct key k;
	enum rc rc = known(v, j->name);

	rc = rc ? rc : may(v, j, j->name);
	rc = rc ? rc : each_key(v, NULL, look_at_key, &w);
	if (rc)
		return rc;
	if (w.taken)
		return view_fail(v, RC_CONFLICT,
				 "somebody else has this key already; each person needs one of "
				 "their own");
	if (w.matches)
		return view_fail(v, RC_CONFLICT, "'%s' has this key already", j->name);
	if (w.own >= KEYS_MOST)
		return view_fail(v, RC_INVALID,
				 "'%s' has %d keys, the most there can be; remove one first",
				 j->name, KEYS_MOST);
	rc = key_printf(&k, "s/keys/%s/%s", j->name, j->key->id);
	if (rc)
		return rc;
	put(v, &k, j, j->key->text);
	return told(v, j, "added a key of %s", j->name);
}

enum rc access_key_add(struct store *s, const struct actor *by, const char *name, const char *line,
		       struct ssh_key *out, struct err *err)
{
	struct ssh_key key;
	struct job j = { .store = s, .by = by, .name = name, .key = &key };
	enum rc rc = ssh_key_read(&key, line, err);

	rc = rc ? rc : engine_update(s->engine, key_add_fn, &j, err);
	if (!rc && out)
		*out = key;
	return rc;
}

static enum rc key_remove_fn(struct view *v, void *arg)
{
	const struct job *j = arg;
	struct whose w = { .person = j->name, .id = j->id };
	struct key k;
	enum rc rc = known(v, j->name);

	rc = rc ? rc : may(v, j, j->name);
	rc = rc ? rc : each_key(v, j->name, look_at_key, &w);
	if (rc)
		return rc;
	if (w.matches != 1)
		return view_fail(v, RC_NOT_FOUND,
				 w.matches ? "several keys of '%s' begin with '%s'; give more of it"
					   : "'%s' has no key '%s'; cairn key list shows them",
				 j->name, j->id);
	rc = key_printf(&k, "s/keys/%s/%s", j->name, w.found);
	if (rc)
		return rc;
	view_del(v, key_slice(&k));
	return told(v, j, "removed a key of %s", j->name);
}

enum rc access_key_remove(struct store *s, const struct actor *by, const char *name, const char *id,
			  struct err *err)
{
	struct job j = { .store = s, .by = by, .name = name, .id = id };

	if (!id[0] || id[strspn(id, "0123456789abcdef")] || strlen(id) >= SSH_KEY_ID)
		return err_set(err, RC_NOT_FOUND,
			       "'%.40s' is no name of a key; cairn key list shows them", id);
	return engine_update(s->engine, key_remove_fn, &j, err);
}
