/* SPDX-License-Identifier: ISC */
/* People of the store, their roles, drafts and notes; the partnerships. None of it is logged but the roles. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "../base/clock.h"
#include "store_internal.h"
#include "../base/text.h"

/* Partnerships */

struct part_step {
	size_t skip, most; /* bytes of the key before the part, and of the part */
	char part[KEY_MAX_BYTES + 1];
	bool found;
};

static bool take_part(void *arg, struct slice key, struct slice value)
{
	struct part_step *st = arg;
	const char *s = (const char *)key.data + st->skip,
		   *end = memchr(s, '/', key.len - st->skip);
	size_t n = end ? (size_t)(end - s) : key.len - st->skip;

	(void)value;
	st->found = n > 0 && n <= st->most;
	if (st->found) {
		memcpy(st->part, s, n);
		st->part[n] = '\0';
	}
	return false;
}

/* From the first key of one to the first key behind it ('0' follows '/'). */
enum rc each_part(struct view *v, const char *prefix, size_t most,
		  bool (*fn)(void *arg, const char *part), void *arg)
{
	struct part_step st = { .skip = strlen(prefix), .most = most };
	struct key from = { .len = 0 };
	enum rc rc;

	for (;;) {
		st.found = false;
		rc = view_scan(v, (struct slice){ prefix, st.skip }, key_slice(&from), take_part,
			       &st);
		if (rc || !st.found || !fn(arg, st.part))
			return rc;
		rc = key_printf(&from, "%s%s0", prefix, st.part);
		if (rc)
			return view_fail(v, rc, "'%s%s' is too long a name", prefix, st.part);
	}
}

enum rc each_pid(struct view *v, bool (*fn)(void *arg, const char *pid), void *arg)
{
	return each_part(v, "p/", PID_MAX, fn, arg);
}

enum rc store_each_cycle(struct view *v, struct place p, bool (*fn)(void *arg, const char *cycle),
			 void *arg)
{
	struct key facts;

	if (!place_good(p) || p.own || key_printf(&facts, "p/%s/f/", p.pid))
		return RC_OK;
	return each_part(v, facts.text, CYCLE_NAME_MAX, fn, arg);
}

struct partnership_job {
	struct view *v;
	partnership_fn *fn;
	void *arg;
	struct arena *arena;
};

static bool tell_partnership(void *arg, const char *pid)
{
	struct partnership_job *j = arg;
	struct place p = { .pid = pid };
	struct fact name = { .text = "" };
	uint64_t head;
	enum rc rc = log_head(j->v, p, &head);

	if (!rc && !head) /* drafts alone do not make one */
		return true;
	rc = fact_get(j->v, p, arena_printf(j->arena, "-/pp/%s/name", pid), j->arena, &name);
	if (rc && rc != RC_NOT_FOUND)
		return false;
	return j->fn(j->arg, pid, name.text);
}

static enum rc partnerships_fn(struct view *v, void *arg)
{
	struct partnership_job *j = arg;
	enum rc rc;

	j->v = v;
	rc = each_pid(v, tell_partnership, j);
	return rc ? rc : view_rc(v);
}

struct pid_job {
	bool (*fn)(void *arg, const char *pid);
	void *arg;
};

static enum rc pids_fn(struct view *v, void *arg)
{
	const struct pid_job *j = arg;
	enum rc rc = each_pid(v, j->fn, j->arg);

	return rc ? rc : view_rc(v);
}

enum rc store_each_pid(struct store *s, bool (*fn)(void *arg, const char *pid), void *arg,
		       struct err *err)
{
	struct pid_job j = { fn, arg };

	return store_picture(s, pids_fn, &j, err);
}

enum rc store_partnerships(struct store *s, partnership_fn *fn, void *arg, struct err *err)
{
	struct partnership_job j = { .fn = fn, .arg = arg, .arena = arena_new() };
	enum rc rc = store_picture(s, partnerships_fn, &j, err);

	arena_free(j.arena);
	return rc;
}

/* Roles */

static const char *const member_words[] = { "none", "viewer", "partner", "facilitator",
					    "coordinator" };

const char *member_word(enum member r)
{
	return member_words[r];
}

enum member member_read(const char *word)
{
	for (size_t i = 1; i < sizeof(member_words) / sizeof(member_words[0]); i++)
		if (strcmp(word, member_words[i]) == 0)
			return (enum member)i;
	return MEMBER_NONE;
}

struct role_job {
	struct place p;
	const char *person;
	struct arena *arena;
	enum member role;
	const char *org;
};

static enum rc role_fn(struct view *v, void *arg)
{
	struct role_job *j = arg;
	struct fact f;
	enum rc rc =
		fact_get(v, j->p, arena_printf(j->arena, "-/pe/%s/role", j->person), j->arena, &f);

	if (!rc)
		j->role = member_read(f.text);
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	rc = fact_get(v, j->p, arena_printf(j->arena, "-/pe/%s/org", j->person), j->arena, &f);
	if (!rc && f.len)
		j->org = f.text;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc store_role(struct store *s, const char *pid, const char *person, struct arena *a,
		   enum member *role, const char **org, struct err *err)
{
	struct role_job j = { .p = { .pid = pid }, .person = person, .arena = a };
	enum rc rc = store_picture(s, role_fn, &j, err);

	if (rc)
		return rc;
	*role = j.role;
	if (org)
		*org = j.org;
	return RC_OK;
}

struct roles_left {
	struct place p;
	const struct put_fact *facts;
	size_t count, base; /* base: where the fact's name begins in its key */
	bool left;          /* a coordinator whom the entry does not touch */
};

static bool is_role(const char *name, size_t len)
{
	return len > strlen("-/pe//role") && !strncmp(name, "-/pe/", 5) &&
	       !memcmp(name + len - 5, "/role", 5);
}

static bool is_coordinator(const char *text, size_t len)
{
	return text && len == strlen("coordinator") && !memcmp(text, "coordinator", len);
}

static bool look_at_role(void *arg, struct slice key, struct slice value)
{
	struct roles_left *r = arg;
	const char *name = (const char *)key.data + r->base;
	size_t len = key.len - r->base;
	struct cell c;

	if (!is_role(name, len) || !cell_take(key, value, &c) || c.removed ||
	    !is_coordinator(c.text, c.len))
		return true;
	r->left = true;
	for (size_t i = 0; i < r->count && r->left; i++)
		r->left =
			strlen(r->facts[i].name) != len || memcmp(r->facts[i].name, name, len) != 0;
	return !r->left;
}

enum rc coordinator_stays(struct view *v, struct place p, const struct put_fact *facts,
			  size_t count)
{
	struct roles_left r = { .p = p, .facts = facts, .count = count };
	bool touched = false;
	struct key all;
	enum rc rc;

	for (size_t i = 0; i < count; i++) {
		if (!is_role(facts[i].name, strlen(facts[i].name)))
			continue;
		if (is_coordinator(facts[i].text, facts[i].len))
			return RC_OK;
		touched = touched || !version_none(facts[i].was);
	}
	if (!touched || p.own)
		return RC_OK;
	key_printf(&all, "p/%s/f/-/pe/", p.pid);
	r.base = all.len - strlen("-/pe/");
	rc = view_scan(v, key_slice(&all), (struct slice){ NULL, 0 }, look_at_role, &r);
	if (rc || r.left)
		return rc;
	return view_fail(v, RC_NOT_ALLOWED,
			 "a partnership needs a coordinator; make somebody else one first");
}

/* What is not logged: one value under one key */

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
		return err_set(err, RC_INVALID,
			       "the text is %zu bytes long; at most %d can be kept", j.len,
			       TEXT_MAX_BYTES);
	if (!j.len && keep_blank) {
		j.text = "\n"; /* a box that was emptied is a draft too; the reader takes it off */
		j.len = 1;
	}
	return engine_update(s->engine, put_fn, &j, err);
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

/* People: s/people/<name> holds the account's number and the shown name. */

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
