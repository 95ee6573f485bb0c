/* SPDX-License-Identifier: ISC */
/* Saving: who may, what moved on, the next number, one entry. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "../base/clock.h"
#include "store_internal.h"

struct save {
	struct store *s;
	struct place p;
	const struct change *c;
	unsigned char id[CHANGE_ID_BYTES];
	bool named;          /* the caller gave the id, so it may be in already */
	struct arena *arena; /* of one run */
	struct clash_list *clashes;
	size_t nclashes; /* that were there before */
	struct put_fact *facts;
	struct saved out;
};

/* Roles. Source: cairn(1), ROLES */

/* People with their roles, the closing of stages, and cycles: a new one is where everybody goes on. */
bool needs_coordinator(const char *fact)
{
	static const char *const keys[] = { "/pe/", "/st/", "/cy/" };
	const char *at = strchr(fact, '/');

	for (size_t i = 0; at && i < sizeof(keys) / sizeof(*keys); i++)
		if (strncmp(at, keys[i], 4) == 0)
			return true;
	return false;
}

/* Who joins writes down nobody but themselves, and as nothing but a viewer. */
static bool is_joining(const struct change *c)
{
	size_t n = strlen(c->by->person);

	if (strcmp(c->action, "join") != 0)
		return false;
	for (size_t i = 0; i < c->count; i++) {
		const struct edit *e = &c->edits[i];
		const char *who = e->fact + strlen("-/pe/");

		if (strncmp(e->fact, "-/pe/", 5) != 0 || strncmp(who, c->by->person, n) != 0 ||
		    who[n] != '/' || !version_none(e->seen) || strcmp(who + n, "/org") == 0)
			return false;
		if (strcmp(who + n, "/role") == 0 &&
		    (e->text.len != strlen("viewer") || memcmp(e->text.data, "viewer", 6) != 0))
			return false;
	}
	return true;
}

enum rc may_write(const struct place *p, const struct actor *by, struct err *err)
{
	if (p->own)
		return strcmp(p->own, by->person) == 0
			       ? RC_OK
			       : err_set(err, RC_NOT_ALLOWED,
					 "what a person keeps to themselves only they can change");
	if (by->role >= MEMBER_PARTNER)
		return RC_OK;
	return err_set(
		err, RC_NOT_ALLOWED,
		by->role == MEMBER_VIEWER
			? "a viewer reads and does not change the common record; a coordinator can give you "
			  "another role"
			: "only members can change this partnership's record; join it first, "
			  "then a coordinator can give you a role");
}

static bool is_import(const struct change *c)
{
	return strcmp(c->action, "import") == 0;
}

/* A new cycle begins for everybody, and so does what it starts from. */
static bool is_carrying(const struct change *c)
{
	return strcmp(c->action, "carry") == 0;
}

static enum rc change_allowed(const struct save *j, const struct actor *by, struct err *err)
{
	const struct change *c = j->c;
	bool high = is_import(c) || is_carrying(c);
	enum rc rc;

	if (!j->p.own && is_joining(c))
		return RC_OK;
	rc = may_write(&j->p, by, err);
	if (rc || j->p.own || by->role == MEMBER_COORDINATOR)
		return rc;
	for (size_t i = 0; i < c->count; i++)
		high = high || needs_coordinator(c->edits[i].fact);
	return high ? err_set(err, RC_NOT_ALLOWED,
			      "cycles and carrying over into them, closing a stage, importing, "
			      "and people with their roles are for a coordinator; ask one to do "
			      "this")
		    : RC_OK;
}

/*
 * Whoever has no role any more is no member. But where the partnership itself
 * was taken back, nobody has one: it may be made or imported again.
 */
static enum rc role_taken_back(struct view *v, struct place p, enum member *out)
{
	char name[2 * PID_MAX];
	struct cell now;
	enum rc rc;

	snprintf(name, sizeof(name), "-/pp/%s/name", p.pid);
	rc = fact_now(v, p, name, &now);
	if (!rc && !now.removed)
		*out = MEMBER_NONE;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc role_now(struct view *v, struct place p, const struct actor *by, enum member *out)
{
	char name[PERSON_MAX + 16];
	enum member stored;
	struct cell now;
	char word[16];
	enum rc rc;

	*out = access_off(v, by->person) ? MEMBER_NONE : by->role;
	if (p.own || *out == MEMBER_NONE)
		return RC_OK;
	snprintf(name, sizeof(name), "-/pe/%s/role", by->person);
	rc = fact_now(v, p, name, &now);
	if (rc)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	if (now.removed)
		return role_taken_back(v, p, out);
	snprintf(word, sizeof(word), "%.*s", now.len < sizeof(word) ? (int)now.len : 0, now.text);
	stored = member_read(word);
	if (stored < *out)
		*out = stored;
	return RC_OK;
}

/*
 * A session has the role that it began with; a coordinator may have taken it
 * back meanwhile. What is imported brings roles along, the importer's too.
 */
static enum rc still_allowed(const struct save *j, struct view *v)
{
	struct actor by = *j->c->by;
	struct err err = { 0 };
	enum rc rc = is_import(j->c) ? RC_OK : role_now(v, j->p, j->c->by, &by.role);

	if (!rc && access_off(v, by.person))
		return view_fail(v, RC_NOT_ALLOWED,
				 "your access is suspended; ask a coordinator to open it again");
	if (!rc && access_left(v, by.person))
		return view_fail(v, RC_NOT_ALLOWED, "you were taken out of this store");
	if (!rc && is_joining(j->c) && access_by_key(v, by.person))
		return view_fail(v, RC_NOT_ALLOWED,
				 "here a coordinator of the partnership gives you a role; ask one");
	if (rc || by.role == j->c->by->role || !change_allowed(j, &by, &err))
		return rc;
	return view_fail(v, err.rc, "%s", err.text);
}

/* What is saved first in a partnership makes it. */
static enum rc may_start(const struct save *j, struct view *v)
{
	uint64_t head;
	enum rc rc = log_head(v, j->p, &head);

	return rc || head ? rc : access_may_start(v, j->c->by);
}

/* What can be told before the store is asked */

static bool plus_good(struct place p, const char *name)
{
	const char *plus = strstr(name, "/+/");
	char with[KEY_MAX_BYTES + 1];

	if (!plus)
		return place_name_good(p, name);
	if (p.own || strlen(name) > 120)
		return false;
	snprintf(with, sizeof(with), "%.*s/1/%s", (int)(plus - name), name, plus + 3);
	return place_name_good(p, with);
}

static enum rc edit_good(const struct save *j, size_t i, struct err *err)
{
	const struct edit *e = &j->c->edits[i];

	if (!e->fact || !plus_good(j->p, e->fact))
		return err_set(err, RC_INVALID, "'%.80s' is not a name that an answer can have",
			       e->fact ? e->fact : "");
	if (e->text.len > TEXT_MAX_BYTES)
		return err_set(err, RC_INVALID,
			       "the text of '%.80s' is %zu bytes long; at most %d can be kept",
			       e->fact, e->text.len, TEXT_MAX_BYTES);
	if (e->text.len && memchr(e->text.data, 0, e->text.len))
		return err_set(err, RC_INVALID,
			       "the text of '%.80s' has a byte 0 in it; take it out", e->fact);
	for (size_t k = 0; k < i; k++)
		if (strcmp(j->c->edits[k].fact, e->fact) == 0)
			return err_set(err, RC_INVALID, "'%.80s' is named twice in one change",
				       e->fact);
	return RC_OK;
}

static enum rc change_good(const struct save *j, struct err *err)
{
	const struct change *c = j->c;
	enum rc rc = RC_OK;

	if (!place_good(j->p) || !c->by || !c->by->person ||
	    !key_part_good(c->by->person, PERSON_MAX))
		return err_set(err, RC_INVALID,
			       "a partnership's or a person's short name has small letters, "
			       "digits and '-' alone, at most %d",
			       PERSON_MAX);
	if (!c->action || !key_part_good(c->action, WORD_MAX))
		return err_set(err, RC_INVALID, "a change needs a word for what it does");
	if (c->count < 1 || c->count > CHANGE_MAX_FACTS)
		return err_set(err, RC_INVALID,
			       "a change has 1 to %d answers, not %zu; save it in parts",
			       CHANGE_MAX_FACTS, c->count);
	if (c->reason && strlen(c->reason) > REASON_MAX_BYTES)
		return err_set(err, RC_INVALID,
			       "the reason is longer than %d bytes; put it more briefly",
			       REASON_MAX_BYTES);
	for (size_t i = 0; i < c->count && !rc; i++)
		rc = edit_good(j, i, err);
	return rc;
}

/* Numbers */

static enum rc counter_get(struct view *v, struct place p, const char *reg, struct key *k,
			   unsigned long *n)
{
	char text[24];
	struct cell c;
	enum rc rc;

	*n = 0;
	if (key_printf(k, "p/%s/n/%s", p.pid, reg))
		return view_fail(v, RC_INVALID, "'%s' is too long a name", reg);
	rc = cell_get(v, k, &c);
	if (rc)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	/* what the engine gives ends where its length says; digits of the next value may follow */
	snprintf(text, sizeof(text), "%.*s", c.len < sizeof(text) ? (int)c.len : 0, c.text);
	*n = strtoul(text, NULL, 10);
	return RC_OK;
}

struct number_job {
	struct place p;
	const char *reg;
	unsigned long n;
};

static enum rc number_fn(struct view *v, void *arg)
{
	struct number_job *j = arg;
	struct key k;

	return counter_get(v, j->p, j->reg, &k, &j->n);
}

enum rc store_last_number(struct store *s, struct place p, const char *reg, unsigned long *out,
			  struct err *err)
{
	struct number_job j = { p, reg, 0 };
	enum rc rc = store_picture(s, number_fn, &j, err);

	*out = j.n;
	return rc;
}

static void counter_put(struct save *j, struct view *v, const struct key *k, unsigned long n)
{
	char text[24];
	struct cell c = { .ms = clock_ms(), .text = text };

	c.len = (size_t)snprintf(text, sizeof(text), "%lu", n);
	snprintf(c.who, sizeof(c.who), "%s", j->c->by->person);
	cell_put(v, k, &c);
}

/* The number of an id that was given here, so that the counter stays ahead of it; 0: another's. */
static unsigned long own_number(const struct save *j, const char *reg, const char *id)
{
	char stored[49], prefix[9];
	const char *dot;

	if (!id_prefix(id, prefix) || strcmp(prefix, reg) != 0 || !id_stored(id, stored) ||
	    strcmp(stored, id) != 0)
		return 0;
	dot = strchr(id, '.');
	if ((dot == NULL) != j->s->home)
		return 0;
	if (dot) {
		size_t n = strlen(prefix) + 1, len = (size_t)(dot - id) - n;

		if (len != strlen(j->s->replica) || strncmp(id + n, j->s->replica, len) != 0)
			return 0;
	}
	return id_number(id);
}

/* A register goes on from the highest number: one near the end would leave it none to give. */
enum { NUMBER_MOST = 999999999 };

static enum rc counter_follow(struct save *j, struct view *v, const char *name)
{
	struct fact_parts parts;
	unsigned long given, n;
	struct key k;
	enum rc rc;

	if (j->p.own || !fact_parts(j->arena, name, &parts))
		return RC_OK;
	given = own_number(j, parts.reg, parts.record);
	if (!given)
		return RC_OK;
	if (given > NUMBER_MOST)
		return view_fail(v, RC_INVALID, "'%s' has too high a number; the highest is %d",
				 parts.record, NUMBER_MOST);
	rc = counter_get(v, j->p, parts.reg, &k, &n);
	if (!rc && given > n)
		counter_put(j, v, &k, given);
	return rc;
}

/* The name with "+" as the id that its register gives next; all of one register get the same. */
static enum rc name_settle(struct save *j, struct view *v, const char *name, const char **out)
{
	const char *plus = strstr(name, "/+/");
	struct fact_parts parts;
	unsigned long n;
	struct key k;
	enum rc rc;

	*out = name;
	if (!plus)
		return RC_OK;
	if (!fact_parts(j->arena, name, &parts))
		return view_fail(v, RC_INVALID, "'%s' has no record in it", name);
	rc = counter_get(v, j->p, parts.reg, &k, &n);
	if (rc)
		return rc;
	if (j->s->home)
		snprintf(j->out.id, sizeof(j->out.id), "%s-%06lu", parts.reg, n + 1);
	else
		snprintf(j->out.id, sizeof(j->out.id), "%s-%s.%lu", parts.reg, j->s->replica,
			 n + 1);
	*out = arena_printf(j->arena, "%.*s/%s/%s", (int)(plus - name), name, j->out.id, plus + 3);
	return RC_OK;
}

/* What moved on */

void clash_add(struct clash_list *l, const char *fact, struct slice mine, const struct cell *theirs)
{
	struct arena *a;
	struct clash *v;

	if (!l)
		return;
	a = l->arena;
	v = arena_array(a, l->n + 1, sizeof(*v));
	if (l->n)
		memcpy(v, l->v, l->n * sizeof(*v));
	v[l->n].fact = arena_str(a, fact);
	v[l->n].mine = arena_strn(a, mine.data, mine.len);
	v[l->n].theirs.name = v[l->n].fact;
	v[l->n].theirs.text = arena_strn(a, theirs->text, theirs->len);
	v[l->n].theirs.len = theirs->len;
	v[l->n].theirs.at = theirs->removed ? (struct version){ "", 0 } : theirs->at;
	v[l->n].theirs.ms = theirs->ms;
	v[l->n].theirs.person = arena_str(a, theirs->who);
	l->v = v;
	l->n++;
}

static enum rc fact_settle(struct save *j, struct view *v, size_t i, bool *moved)
{
	const struct edit *e = &j->c->edits[i];
	struct put_fact *f = &j->facts[i];
	struct cell now = { .text = "", .removed = true };
	struct version shown;
	enum rc rc = name_settle(j, v, e->fact, &f->name);

	if (rc)
		return rc;
	rc = fact_now(v, j->p, f->name, &now);
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	f->text = e->text.len ? e->text.data : "";
	f->len = e->text.len;
	f->was = now.at;
	shown = now.removed ? (struct version){ "", 0 } : now.at;
	if (!version_same(shown, e->seen)) {
		*moved = true;
		clash_add(j->clashes, f->name, e->text, &now);
	}
	return log_find(v, j->p, f->was, &f->was_entry);
}

/* A save whose answer was lost: its change id is in one of the last entries. */
static enum rc find_repeat(struct save *j, struct view *v, bool *found)
{
	struct log_line l;
	uint64_t n;
	enum rc rc = log_head(v, j->p, &n);

	*found = false;
	for (int i = 0; !rc && n && i < LOOK_BACK; i++, n--) {
		struct fact_parts parts;

		rc = log_get(v, j->p, n, NULL, &l);
		if (rc || memcmp(l.id, j->id, CHANGE_ID_BYTES) != 0)
			continue;
		rc = log_get(v, j->p, n, j->arena, &l);
		if (rc)
			return rc;
		*found = true;
		j->out = (struct saved){ .number = n, .at = l.at, .repeated = true };
		for (size_t k = 0; k < j->c->count && k < l.count; k++)
			if (strstr(j->c->edits[k].fact, "/+/") &&
			    fact_parts(j->arena, l.facts[k].name, &parts))
				snprintf(j->out.id, sizeof(j->out.id), "%s", parts.record);
		return RC_OK;
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc settle_all(struct save *j, struct view *v)
{
	bool moved = false, found = false;
	enum rc rc = RC_OK;

	j->facts = arena_array(j->arena, j->c->count, sizeof(*j->facts));
	for (size_t i = 0; i < j->c->count && !rc; i++)
		rc = fact_settle(j, v, i, &moved);
	if (rc || !moved)
		return rc;
	if (j->named) {
		rc = find_repeat(j, v, &found);
		if (rc || found)
			return rc;
	}
	return view_fail(v, RC_CONFLICT,
			 "somebody changed this since you read it; nothing was saved, "
			 "look at both answers");
}

static enum rc put_all(struct save *j, struct view *v)
{
	const struct change *c = j->c;
	struct put_entry e = { .by = c->by,
			       .action = c->action,
			       .reason = c->reason,
			       .id = j->id,
			       .group = c->group,
			       .facts = j->facts,
			       .count = c->count };
	const char *last = "";
	enum rc rc = RC_OK;

	for (size_t i = 0; i < c->count && !rc; i++) {
		size_t record = strlen(j->facts[i].name) - strlen(strrchr(j->facts[i].name, '/'));

		/* the facts of a record stand together: its number is looked at once */
		if (!version_none(c->edits[i].seen) ||
		    strncmp(last, j->facts[i].name, record + 1) == 0)
			continue;
		last = j->facts[i].name;
		rc = counter_follow(j, v, last);
	}
	if (!rc)
		rc = coordinator_stays(v, j->p, j->facts, c->count);
	return rc ? rc : entry_put(j->s, v, j->p, &e, &j->out.number, &j->out.at);
}

/* May run again: everything that it leaves behind is begun anew. */
static enum rc save_fn(struct view *v, void *arg)
{
	struct save *j = arg;
	bool found = false;
	enum rc rc;

	arena_reset(j->arena);
	j->out = (struct saved){ 0 };
	if (j->clashes)
		j->clashes->n = j->nclashes;
	if (j->c->repeat && j->named) {
		rc = find_repeat(j, v, &found);
		if (rc || found)
			return rc;
	}
	rc = still_allowed(j, v);
	if (!rc && !j->p.own)
		rc = may_start(j, v);
	if (!rc)
		rc = settle_all(j, v);
	if (rc || j->out.repeated) {
		if (!rc && j->clashes)
			j->clashes->n = j->nclashes;
		return rc;
	}
	if (j->c->check)
		rc = j->c->check(v, j->c, j->c->arg);
	return rc ? rc : put_all(j, v);
}

enum rc store_save(struct store *s, struct place p, const struct change *c,
		   struct clash_list *clashes, struct saved *out, struct err *err)
{
	static const unsigned char none[CHANGE_ID_BYTES];
	struct save j = {
		.s = s, .p = p, .c = c, .clashes = clashes, .nclashes = clashes ? clashes->n : 0
	};
	struct err mine = { 0 };
	enum rc rc = change_good(&j, err);

	if (!rc)
		rc = change_allowed(&j, c->by, err);
	if (rc)
		return rc;
	j.named = memcmp(c->id, none, sizeof(none)) != 0;
	if (j.named)
		memcpy(j.id, c->id, sizeof(j.id));
	else
		random_bytes(j.id, sizeof(j.id));
	j.arena = arena_new();
	rc = engine_update(s->engine, save_fn, &j, &mine);
	arena_free(j.arena);
	if (rc)
		return err_set(err, rc, "%s", mine.text[0] ? mine.text : "nothing was saved");
	if (out)
		*out = j.out;
	return RC_OK;
}
