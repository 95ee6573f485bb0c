/* SPDX-License-Identifier: ISC */
/*
 * Taking back, and putting back.
 *
 * Undo of entry n is an entry of its own, undo:n, that gives each fact of n
 * what it was before; the undo of that one is redo:m. Entries that turn each
 * other round make a chain; its newest one tells whether the first is in force.
 * A batch belongs to a group; the entries that take a group back carry it too.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

struct undo {
	struct store *s;
	struct place p;
	uint64_t number;
	const struct actor *by;
	const char *reason;
	struct arena *arena; /* of one run */
	struct clash_list *clashes;
	size_t nclashes;
	struct saved out;
	uint64_t *members; /* what is to be turned round, newest first */
	size_t n, cap;
	const struct turn_check *check; /* NULL: none, or it was asked already */
	bool tried;                     /* all was turned round to look at, and given up again */
};

static enum rc entry_missing(struct view *v, struct place p, uint64_t number, enum rc rc)
{
	struct key k;

	log_key(&k, p, number);
	return rc == RC_NOT_FOUND ? damaged(v, key_slice(&k)) : rc;
}

static const struct log_fact *fact_of(const struct log_line *l, const char *name, size_t *at)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->facts[i].name, name) == 0) {
			*at = i;
			return &l->facts[i];
		}
	return NULL;
}

/* Entries between two, newest first, that wrote a fact and turn another round. */
struct turned {
	uint64_t number, undoes;
};

/*
 * The newest of the chain that begins with entry n. All entries of a chain
 * write the same facts, so the past of the first one passes through them all.
 */
static enum rc chain_head(struct view *v, struct place p, const struct log_line *l, struct arena *a,
			  uint64_t *head, unsigned *turns)
{
	struct turned *t = NULL;
	size_t n = 0, cap = 0, at;
	const struct log_fact *f;
	struct log_line e;
	struct cell now;
	uint64_t number = 0;
	enum rc rc = fact_now(v, p, l->facts[0].name, &now);

	if (!rc)
		rc = log_find(v, p, now.at, &number);
	while (!rc && number > l->number) {
		rc = log_get(v, p, number, a, &e);
		f = rc ? NULL : fact_of(&e, l->facts[0].name, &at);
		if (!f || f->was_entry >= number) {
			rc = entry_missing(v, p, number, rc ? rc : RC_NOT_FOUND);
			break;
		}
		if (n == cap) {
			cap = cap ? 2 * cap : 16;
			t = mem_grow(t, cap * sizeof(*t));
		}
		if (e.turn)
			t[n++] = (struct turned){ number, e.undoes };
		number = f->was_entry;
	}
	*head = l->number;
	*turns = 0;
	for (; n; n--)
		if (t[n - 1].undoes == *head) {
			*head = t[n - 1].number;
			++*turns;
		}
	mem_free(t);
	return rc;
}

/* Groups */

static void member_add(struct undo *u, uint64_t number)
{
	if (u->n == u->cap) {
		u->cap = u->cap ? 2 * u->cap : 16;
		u->members = mem_grow(u->members, u->cap * sizeof(*u->members));
	}
	u->members[u->n++] = number;
}

static int newest_first(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

/* Of the same group and kind as one that is known, and still in force. */
static enum rc member_look(struct undo *u, struct view *v, const struct log_line *like, uint64_t n,
			   bool *is)
{
	struct log_line l;
	struct arena *a = arena_new();
	uint64_t head;
	unsigned turns = 0;
	enum rc rc = log_get(v, u->p, n, NULL, &l);

	*is = !rc && l.has_group && l.turn == like->turn &&
	      memcmp(l.group, like->group, CHANGE_ID_BYTES) == 0;
	if (*is)
		rc = log_get(v, u->p, n, a, &l);
	if (*is && !rc) {
		rc = chain_head(v, u->p, &l, a, &head, &turns);
		if (!rc && turns == 0)
			member_add(u, n);
	}
	arena_free(a);
	return rc ? entry_missing(v, u->p, n, rc) : RC_OK;
}

/* Batches of a group follow each other: a gap of 1,000 entries ends it. */
static enum rc members_find(struct undo *u, struct view *v, const struct log_line *like)
{
	uint64_t head, n;
	enum rc rc = log_head(v, u->p, &head);
	int gap = 0;
	bool is;

	member_add(u, like->number);
	for (n = like->number + 1; !rc && n <= head && gap < LOOK_BACK; n++) {
		rc = member_look(u, v, like, n, &is);
		gap = is ? 0 : gap + 1;
	}
	for (n = like->number - 1, gap = 0; !rc && n && gap < LOOK_BACK; n--) {
		rc = member_look(u, v, like, n, &is);
		gap = is ? 0 : gap + 1;
	}
	qsort(u->members, u->n, sizeof(*u->members), newest_first);
	return rc;
}

static bool is_member(const struct undo *u, uint64_t number)
{
	return bsearch(&number, u->members, u->n, sizeof(*u->members), newest_first) != NULL;
}

/* The entry that held the fact before entry n wrote it; 0: none. */
static enum rc entry_before(struct undo *u, struct view *v, const char *name, uint64_t n,
			    uint64_t *before)
{
	struct arena *a = arena_new();
	const struct log_fact *f = NULL;
	struct log_line l;
	size_t at;
	enum rc rc = log_get(v, u->p, n, a, &l);

	if (!rc)
		f = fact_of(&l, name, &at);
	if (!f || f->was_entry >= n)
		rc = entry_missing(v, u->p, n, rc ? rc : RC_NOT_FOUND);
	else
		*before = f->was_entry;
	arena_free(a);
	return rc;
}

/*
 * Whether the fact still is what entry n made it. What was written after n
 * does not count where it was taken back since (then the newest entry has put
 * back what n made), nor where it belongs to the same group, which goes first.
 */
static enum rc fact_is_free(struct undo *u, struct view *v, const char *name, uint64_t n, bool *is)
{
	struct log_line l;
	struct cell now;
	uint64_t number = 0;
	enum rc rc = fact_now(v, u->p, name, &now);

	if (!rc)
		rc = log_find(v, u->p, now.at, &number);
	while (!rc && number > n) {
		rc = log_get(v, u->p, number, NULL, &l);
		if (rc)
			break;
		if (is_member(u, number))
			rc = entry_before(u, v, name, number, &number);
		else if (l.turn)
			rc = entry_before(u, v, name, l.undoes, &number);
		else
			break;
	}
	*is = number == n;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* What the fact was before the entry: the text that its `was` names. */
static enum rc text_before(struct undo *u, struct view *v, const struct log_fact *f,
			   struct put_fact *to)
{
	const struct log_fact *old;
	struct log_line l;
	struct cell c;
	size_t at;
	enum rc rc;

	to->text = NULL;
	if (version_none(f->was))
		return RC_OK;
	rc = log_get(v, u->p, f->was_entry, u->arena, &l);
	old = rc ? NULL : fact_of(&l, f->name, &at);
	if (!old)
		return entry_missing(v, u->p, f->was_entry, rc ? rc : RC_NOT_FOUND);
	if (old->removed)
		return RC_OK;
	rc = log_value(v, u->p, f->was_entry, at + 1, &c);
	if (rc == RC_NOT_FOUND)
		return view_fail(
			v, RC_NOT_FOUND,
			"what was there before was removed for good; it cannot be put back");
	if (rc)
		return rc;
	to->text = arena_strn(u->arena, c.text, c.len);
	to->len = c.len;
	return RC_OK;
}

static enum rc clash_of(struct undo *u, struct view *v, const struct log_fact *f)
{
	struct cell now = { .text = "", .removed = true };
	struct put_fact before = { .text = NULL };
	enum rc rc = text_before(u, v, f, &before);

	if (rc && rc != RC_NOT_FOUND)
		return rc;
	rc = fact_now(v, u->p, f->name, &now);
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	clash_add(u->clashes, f->name, (struct slice){ before.text ? before.text : "", before.len },
		  &now);
	return RC_OK;
}

/* Every fact of every member is looked at before the first is turned round. */
static enum rc all_free(struct undo *u, struct view *v)
{
	bool moved = false, is;
	struct log_line l;
	enum rc rc = RC_OK;

	for (size_t m = 0; m < u->n && !rc; m++) {
		rc = log_get(v, u->p, u->members[m], u->arena, &l);
		if (rc)
			return entry_missing(v, u->p, u->members[m], rc);
		for (size_t i = 0; i < l.count && !rc; i++) {
			rc = fact_is_free(u, v, l.facts[i].name, l.number, &is);
			if (rc || is)
				continue;
			moved = true;
			rc = clash_of(u, v, &l.facts[i]);
		}
	}
	if (rc || !moved)
		return rc;
	return view_fail(v, RC_CONFLICT,
			 "somebody changed this after entry %" PRIu64 "; nothing was taken "
			 "back, look at the answers",
			 u->number);
}

static bool is_high(const struct log_line *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (needs_coordinator(l->facts[i].name))
			return true;
	return false;
}

static enum rc may_undo(const struct undo *u, struct view *v, const struct log_line *l)
{
	bool start = !strcmp(u->by->from, FROM_START);
	struct actor by = *u->by;
	struct err err = { 0 };
	enum rc rc = start ? RC_OK : role_now(v, u->p, u->by, &by.role);

	if (rc)
		return rc;
	if (may_write(&u->p, &by, &err))
		return view_fail(v, err.rc, "%s", err.text);
	if (!u->p.own && by.role != MEMBER_COORDINATOR && is_high(l))
		return view_fail(v, RC_NOT_ALLOWED,
				 "roles, cycles and the closing of a stage are for a "
				 "coordinator to take back; ask one to do this");
	if (u->p.own || strcmp(l->person, by.person) == 0)
		return RC_OK;
	if (by.role != MEMBER_COORDINATOR)
		return view_fail(v, RC_NOT_ALLOWED,
				 "%s made this change; only they or a coordinator can take it "
				 "back",
				 l->person);
	if (!u->reason || !u->reason[0])
		return view_fail(v, RC_INVALID, "%s made this change; say why you take it back",
				 l->person);
	return RC_OK;
}

/* The entry that is in force for the one that was named; taken back already is not found. */
static enum rc find_target(struct undo *u, struct view *v, struct log_line *l)
{
	uint64_t head;
	unsigned turns = 0;
	enum rc rc = u->number ? log_get(v, u->p, u->number, u->arena, l) : RC_NOT_FOUND;

	if (rc == RC_NOT_FOUND)
		return view_fail(v, rc, "there is no entry %" PRIu64 " in the history", u->number);
	if (!rc && !strcmp(l->action, ACTION_ERASE))
		return view_fail(v, RC_NOT_ALLOWED,
				 "what was removed for data protection cannot be put back");
	if (!rc && !strcmp(l->action, ACTION_LEAVE))
		return view_fail(v, RC_NOT_ALLOWED,
				 "who has left is not brought back by taking that back; they come "
				 "in anew, under another short name");
	if (!rc)
		rc = chain_head(v, u->p, l, u->arena, &head, &turns);
	if (rc)
		return rc;
	if (turns % 2)
		return view_fail(v, RC_NOT_FOUND, "entry %" PRIu64 " is taken back already",
				 u->number);
	rc = head == l->number ? RC_OK : log_get(v, u->p, head, u->arena, l);
	return rc ? entry_missing(v, u->p, head, rc) : may_undo(u, v, l);
}

/*
 * A partnership is not taken back from under its people: only while nothing
 * was changed in it since, or by a start that finds half an import.
 */
static enum rc people_stay(struct undo *u, struct view *v)
{
	uint64_t head;
	enum rc rc = log_head(v, u->p, &head);

	if (is_member(u, head) || !strcmp(u->by->from, FROM_START))
		return rc;
	for (size_t m = 0; m < u->n && !rc; m++) {
		struct put_fact *facts;
		struct log_line l;

		rc = log_get(v, u->p, u->members[m], u->arena, &l);
		facts = rc ? NULL : arena_array(u->arena, l.count, sizeof(*facts));
		for (size_t i = 0; i < l.count && !rc; i++) {
			struct cell now;

			rc = fact_now(v, u->p, l.facts[i].name, &now);
			facts[i] = (struct put_fact){ .name = l.facts[i].name, .was = now.at };
			if (!rc)
				rc = text_before(u, v, &l.facts[i], &facts[i]);
		}
		if (!rc)
			rc = coordinator_stays(v, u->p, facts, l.count);
	}
	return rc;
}

static enum rc plan_fn(struct view *v, void *arg)
{
	struct undo *u = arg;
	struct log_line l = { 0 };
	enum rc rc;

	arena_reset(u->arena);
	u->n = 0;
	rc = find_target(u, v, &l);
	if (rc)
		return rc;
	if (l.has_group)
		rc = members_find(u, v, &l);
	else
		member_add(u, l.number);
	if (!rc)
		rc = all_free(u, v);
	return rc ? rc : people_stay(u, v);
}

static enum rc turn_one(struct undo *u, struct view *v, uint64_t number)
{
	unsigned char id[CHANGE_ID_BYTES];
	struct put_entry e = { .by = u->by, .undoes = number, .reason = u->reason, .id = id };
	struct log_line l;
	struct cell now;
	enum rc rc = log_get(v, u->p, number, u->arena, &l);

	if (rc)
		return entry_missing(v, u->p, number, rc);
	random_bytes(id, sizeof(id));
	e.turn = l.turn == TURN_UNDO ? TURN_REDO : TURN_UNDO;
	e.group = l.has_group ? l.group : NULL;
	e.count = l.count;
	e.facts = arena_array(u->arena, l.count, sizeof(*e.facts));
	for (size_t i = 0; i < l.count && !rc; i++) {
		rc = fact_now(v, u->p, l.facts[i].name, &now);
		if (rc)
			break;
		e.facts[i] = (struct put_fact){ .name = l.facts[i].name, .was = now.at };
		rc = log_find(v, u->p, now.at, &e.facts[i].was_entry);
		if (!rc)
			rc = text_before(u, v, &l.facts[i], &e.facts[i]);
	}
	return rc ? rc : entry_put(u->s, v, u->p, &e, &u->out.number, &u->out.at);
}

static enum rc names_of_all(struct undo *u, struct view *v, struct names *out)
{
	struct log_line l;
	enum rc rc = RC_OK;
	size_t cap = 0;

	*out = (struct names){ 0 };
	for (size_t m = 0; m < u->n && !rc; m++) {
		rc = log_get(v, u->p, u->members[m], u->arena, &l);
		if (!rc && out->n + l.count > cap) {
			const char **grown;

			cap = 2 * (out->n + l.count);
			grown = arena_array(u->arena, cap, sizeof(*grown));
			if (out->n)
				memcpy(grown, out->v, out->n * sizeof(*grown));
			out->v = grown;
		}
		for (size_t i = 0; !rc && i < l.count; i++)
			out->v[out->n++] = l.facts[i].name;
	}
	return rc;
}

/* Nothing but what is turned round was saved after the first of it. */
static enum rc is_newest(struct undo *u, struct view *v, bool *is)
{
	uint64_t head;
	enum rc rc = log_head(v, u->p, &head);

	*is = !rc && head - u->members[u->n - 1] == u->n - 1;
	return rc;
}

static enum rc turn_all(struct undo *u, struct view *v)
{
	enum rc rc = RC_OK;

	for (size_t m = 0; m < u->n && !rc; m++)
		rc = turn_one(u, v, u->members[m]);
	return rc;
}

static enum rc turn_checked(struct undo *u, struct view *v)
{
	struct names facts;
	enum rc rc = names_of_all(u, v, &facts);

	rc = rc ? rc : u->check->fn(v, &facts, false, u->check->arg);
	rc = rc ? rc : turn_all(u, v);
	return rc ? rc : u->check->fn(v, &facts, true, u->check->arg);
}

/*
 * One entry: planned and written on the same picture. A group is turned round
 * to see whether it may be, and given up: its batches go one by one after that.
 */
static enum rc single_fn(struct view *v, void *arg)
{
	struct undo *u = arg;
	bool newest = true;
	enum rc rc;

	if (u->clashes)
		u->clashes->n = u->nclashes;
	u->tried = false;
	rc = plan_fn(v, u);
	if (!rc && u->check)
		rc = is_newest(u, v, &newest);
	if (!rc && !newest)
		rc = turn_checked(u, v);
	else if (!rc && u->n == 1)
		rc = turn_one(u, v, u->members[0]);
	if (rc || newest || u->n == 1)
		return rc;
	u->tried = true;
	return view_fail(v, RC_CONFLICT, "nothing is written yet");
}

struct member_job {
	struct undo *u;
	uint64_t number;
};

static enum rc member_fn(struct view *v, void *arg)
{
	struct member_job *j = arg;
	struct undo *u = j->u;
	struct log_line l;
	uint64_t head;
	unsigned turns = 0;
	bool is;
	enum rc rc;

	arena_reset(u->arena);
	if (u->clashes)
		u->clashes->n = u->nclashes;
	rc = log_get(v, u->p, j->number, u->arena, &l);
	if (!rc)
		rc = chain_head(v, u->p, &l, u->arena, &head, &turns);
	if (rc || turns) /* somebody else takes back the same group */
		return rc ? entry_missing(v, u->p, j->number, rc) : RC_OK;
	for (size_t i = 0; i < l.count && !rc; i++) {
		rc = fact_is_free(u, v, l.facts[i].name, l.number, &is);
		if (rc || is)
			continue;
		clash_of(u, v, &l.facts[i]);
		rc = view_fail(v, RC_CONFLICT,
			       "somebody changed a part of this while it was taken back; the rest "
			       "is taken back, look at the answers and do it again");
	}
	return rc ? rc : turn_one(u, v, j->number);
}

/* The batches of a group, last first; what was done stays done if it is broken off. */
static enum rc turn_group(struct undo *u, struct err *err)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < u->n && !rc; i++) {
		struct member_job j = { u, u->members[i] };

		rc = engine_update(u->s->engine, member_fn, &j, err);
	}
	return rc;
}

enum rc store_undo(struct store *s, struct place p, uint64_t number, const struct actor *by,
		   const char *reason, struct clash_list *clashes, struct saved *out,
		   struct err *err)
{
	return store_undo_checked(s, p, number, by, reason, NULL, clashes, out, err);
}

enum rc store_undo_checked(struct store *s, struct place p, uint64_t number, const struct actor *by,
			   const char *reason, const struct turn_check *check,
			   struct clash_list *clashes, struct saved *out, struct err *err)
{
	struct undo u = { .s = s,
			  .p = p,
			  .number = number,
			  .by = by,
			  .reason = reason,
			  .check = check,
			  .clashes = clashes,
			  .nclashes = clashes ? clashes->n : 0 };
	struct err mine = { 0 };
	enum rc rc;

	if (!place_good(p) || !key_part_good(by->person, PERSON_MAX))
		return err_set(err, RC_INVALID, "there is no such partnership or person");
	if (reason && strlen(reason) > REASON_MAX_BYTES)
		return err_set(err, RC_INVALID,
			       "the reason is longer than %d bytes; put it more briefly",
			       REASON_MAX_BYTES);
	u.arena = arena_new();
	rc = engine_update(s->engine, single_fn, &u, &mine);
	if (rc && u.tried) {
		rc = RC_OK;
		mine = (struct err){ 0 };
	}
	if (!rc && u.n > 1)
		rc = turn_group(&u, &mine);
	arena_free(u.arena);
	mem_free(u.members);
	if (rc)
		return err_set(err, rc, "%s", mine.text[0] ? mine.text : "nothing was taken back");
	if (out)
		*out = u.out;
	return RC_OK;
}
