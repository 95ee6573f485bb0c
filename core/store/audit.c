/* SPDX-License-Identifier: ISC */
#include "audit.h"

#include <stdio.h>
#include <string.h>

#include "store_internal.h"

struct note {
	struct store *s;
	const char *pid; /* NULL: all that who has a role in */
	const struct actor *by;
	const char *event, *what;
	const char *who;
	struct view *view;
	bool any;
	enum rc rc;
};

static const char *name_of(const struct actor *by)
{
	return by && key_part_good(by->person, PERSON_MAX) ? by->person : "console";
}

static enum rc put_one(struct note *n, const char *pid)
{
	const struct place p = { pid, AUDIT_OWN };
	const struct actor by = { .person = name_of(n->by), .from = n->by ? n->by->from : "local" };
	unsigned char id[CHANGE_ID_BYTES];
	char name[3 * PERSON_MAX];
	struct put_fact f = { .name = name, .text = n->what, .len = strlen(n->what) };
	struct put_entry e = { .by = &by, .action = n->event, .id = id, .facts = &f, .count = 1 };
	struct version at;
	struct cell now;
	uint64_t number;
	enum rc rc;

	random_bytes(id, sizeof(id));
	snprintf(name, sizeof(name), "-/%s/%s", by.person, n->event);
	rc = fact_now(n->view, p, name, &now);
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	if (!rc)
		f.was = now.at;
	rc = log_find(n->view, p, f.was, &f.was_entry);
	return rc ? rc : entry_put(n->s, n->view, p, &e, &number, &at);
}

static bool has_role(struct view *v, const char *pid, const char *person)
{
	char name[PERSON_MAX + 16];
	struct cell now;

	snprintf(name, sizeof(name), "-/pe/%s/role", person);
	return fact_now(v, (struct place){ .pid = pid }, name, &now) == RC_OK && !now.removed;
}

struct pids {
	struct note *note;
	char v[64][PID_MAX + 1];
	size_t n;
};

/* Listed first: what is put must not be met on the way. */
static bool list_pid(void *arg, const char *pid)
{
	struct pids *p = arg;

	if (has_role(p->note->view, pid, p->note->who))
		snprintf(p->v[p->n++], PID_MAX + 1, "%s", pid);
	return p->n < 64;
}

static enum rc put_all(struct note *n)
{
	struct pids p = { .note = n };
	enum rc rc = each_pid(n->view, list_pid, &p);

	for (size_t i = 0; i < p.n && !rc; i++)
		rc = put_one(n, p.v[i]);
	n->any = p.n > 0;
	return rc;
}

static enum rc note_fn(struct view *v, void *arg)
{
	struct note *n = arg;
	enum rc rc;

	n->view = v;
	rc = n->pid ? put_one(n, n->pid) : put_all(n);
	return rc ? rc : view_rc(v);
}

static enum rc note(struct note *n, struct err *err)
{
	struct err mine = { 0 };
	enum rc rc;

	if (n->s->read_only)
		return RC_OK;
	rc = engine_update(n->s->engine, note_fn, n, &mine);
	return rc && rc != RC_READ_ONLY ? err_set(err, rc, "%s", mine.text) : RC_OK;
}

enum rc audit_note(struct store *s, const char *pid, const struct actor *by, const char *event,
		   const char *what, struct err *err)
{
	struct note n = { .s = s, .pid = pid, .by = by, .event = event, .what = what };

	return key_part_good(pid, PID_MAX) ? note(&n, err) : RC_OK;
}

enum rc audit_note_all(struct store *s, const struct actor *by, const char *event, const char *what,
		       struct err *err)
{
	struct note n = { .s = s, .by = by, .event = event, .what = what, .who = name_of(by) };

	return note(&n, err);
}

enum rc audit_put(struct store *s, struct view *v, const struct actor *by, const char *who,
		  const char *what)
{
	struct note n = {
		.s = s, .by = by, .event = AUDIT_PEOPLE, .what = what, .who = who, .view = v
	};
	enum rc rc = put_all(&n);

	n.who = name_of(by);
	return rc || n.any ? rc : put_all(&n);
}

struct may {
	const char *pid;
	const struct actor *by;
};

static enum rc may_fn(struct view *v, void *arg)
{
	const struct may *m = arg;
	enum member role;
	enum rc rc = role_now(v, (struct place){ .pid = m->pid }, m->by, &role);

	if (rc || role == MEMBER_COORDINATOR)
		return rc;
	return view_fail(
		v, RC_NOT_ALLOWED,
		"who signed in and took something out is for a coordinator to see; ask one");
}

enum rc audit_each(struct store *s, const char *pid, const struct actor *by, entry_fn *fn,
		   void *arg, struct err *err)
{
	struct may m = { pid, by };
	enum rc rc = store_picture(s, may_fn, &m, err);

	return rc ? rc : store_log_back(s, (struct place){ pid, AUDIT_OWN }, 0, fn, arg, err);
}
