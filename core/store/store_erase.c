/* SPDX-License-Identifier: ISC */
/*
 * Removal for data protection: what goes is looked for in the log, where every
 * version of every fact stands, and deleted in batches of one entry each.
 *
 * A fact that said it until now is taken back; one that has been changed since
 * is written again as it is, so that its own history tells of the removal.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/clock.h"
#include "store_internal.h"
#include "../base/text.h"

enum { ERASED_OF_FACT = 64, ROUNDS_MOST = 8 };

#define ERASED_MARK "s/erased"

/* Looking for it */

struct look {
	const char *pid;
	const struct erase_what *w;
	struct erase_list *out;
	struct view *view;
	struct arena *one; /* of one entry */
	enum rc rc;
};

static bool in_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool has_words(const char *text, size_t len, const char *words, struct arena *a)
{
	struct buf folded = { 0 };
	size_t n = strlen(words);
	bool has = false;

	text_fold(&folded, arena_strn(a, text, len));
	for (const char *s = buf_text(&folded), *at = s; !has && (at = strstr(at, words)); at++)
		has = (at == s || !in_word(at[-1])) && !in_word(at[n]);
	buf_clear(&folded);
	return has;
}

/* The name itself and its rows, or all below a name that ends in "/". */
static bool is_named(const char *asked, const char *name)
{
	size_t n = strlen(asked);

	return strncmp(asked, name, n) == 0 &&
	       (!n || asked[n - 1] == '/' || !name[n] || name[n] == '.');
}

/* -/pe/ann/shown */
static bool is_shown_name(const char *person, const char *fact)
{
	size_t n = strlen(person);

	return !strncmp(fact, "-/pe/", 5) && !strncmp(fact + 5, person, n) &&
	       !strcmp(fact + 5 + n, "/shown");
}

static bool wanted(const struct look *l, struct place p, const char *fact)
{
	if (l->w->person)
		return p.own || is_shown_name(l->w->person, fact);
	if (l->w->fact && (p.own || !is_named(l->w->fact, fact)))
		return false;
	return !l->w->may || p.own || l->w->may(l->w->arg, fact);
}

static bool text_goes(struct look *l, const struct cell *c)
{
	return !l->w->words || has_words(c->text, c->len, l->w->words, l->one);
}

static void add(struct look *l, struct place p, const struct log_line *e, size_t fact, size_t i,
		bool is_now)
{
	struct erase_list *to = l->out;

	to->v = arena_grown(to->arena, to->v, to->n, &to->cap, sizeof(*to->v));
	to->v[to->n++] = (struct erase_item){
		.own = p.own ? arena_str(to->arena, p.own) : NULL,
		.fact = arena_str(to->arena, e->facts[fact].name),
		.at = e->at,
		.entry = e->number,
		.i = i,
		.is_now = is_now,
	};
}

static enum rc look_at_text(struct look *l, struct place p, const struct log_line *e, size_t i)
{
	struct cell c, now;
	bool is_now;
	enum rc rc = log_value(l->view, p, e->number, i + 1, &c);

	if (rc || !text_goes(l, &c))
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	rc = fact_now(l->view, p, e->facts[i].name, &now);
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	is_now = !rc && !now.removed && version_same(now.at, e->at);
	if (!is_now || !l->w->earlier)
		add(l, p, e, i, i + 1, is_now);
	return RC_OK;
}

static enum rc look_at_reason(struct look *l, struct place p, const struct log_line *e)
{
	struct cell c;
	enum rc rc;

	if ((!l->w->entry && !l->w->words) || !strcmp(e->why, "-"))
		return RC_OK;
	rc = log_value(l->view, p, e->number, 0, &c);
	if (!rc && text_goes(l, &c))
		add(l, p, e, 0, 0, false);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc look_at_log(struct look *l, struct place p)
{
	struct log_line e;
	uint64_t head;
	enum rc rc = log_head(l->view, p, &head);

	for (uint64_t n = 1; !rc && n <= head; n++) {
		if (l->w->entry)
			n = l->w->entry;
		arena_reset(l->one);
		rc = n <= head ? log_get(l->view, p, n, l->one, &e) : RC_NOT_FOUND;
		for (size_t i = 0; !rc && i < e.count; i++)
			if (!e.facts[i].removed && wanted(l, p, e.facts[i].name))
				rc = look_at_text(l, p, &e, i);
		if (!rc && strcmp(e.action, ACTION_ERASE) != 0)
			rc = look_at_reason(l, p, &e);
		if (l->w->entry)
			break;
	}
	return rc == RC_NOT_FOUND && l->w->entry ? RC_OK : rc;
}

static bool look_at_own(void *arg, const char *person)
{
	struct look *l = arg;

	l->rc = look_at_log(l, (struct place){ l->pid, person });
	return !l->rc;
}

/* c1/ne/ne-000012..2/notes, kept aside of another one, is about c1/ne/ne-000012/notes too. */
static const char *draft_about(const char *name, struct arena *a)
{
	const char *aside = strstr(name, DRAFT_ASIDE), *rest = aside ? strchr(aside, '/') : NULL;

	return rest ? arena_printf(a, "%.*s%s", (int)(aside - name), name, rest) : name;
}

/* p/sf/d/ann/c3/ne/ne-000012/notes */
static bool look_at_draft(void *arg, struct slice key, struct slice value)
{
	struct look *l = arg;
	struct erase_list *to = l->out;
	const char *asked = l->w->draft ? l->w->draft : l->w->fact, *name;
	struct cell c;

	arena_reset(l->one);
	name = arena_strn(l->one, key.data, key.len) + strlen("p//d/") + strlen(l->pid);
	name = strchr(name, '/');
	if (!cell_take(key, value, &c) || !name ||
	    (asked && !is_named(asked, draft_about(name + 1, l->one))) || !text_goes(l, &c))
		return true;
	to->draft =
		arena_grown(to->arena, to->draft, to->ndrafts, &to->drafts_cap, sizeof(*to->draft));
	to->draft[to->ndrafts++] = arena_strn(to->arena, key.data, key.len);
	return true;
}

static enum rc look_fn(struct view *v, void *arg)
{
	struct look *l = arg;
	struct key k;
	enum rc rc;

	l->view = v;
	l->rc = RC_OK;
	l->out->v = NULL;
	l->out->draft = NULL;
	l->out->n = l->out->cap = l->out->ndrafts = l->out->drafts_cap = 0;
	rc = look_at_log(l, (struct place){ .pid = l->pid });
	if (!rc && l->w->person)
		rc = look_at_log(l, (struct place){ l->pid, l->w->person });
	if (!rc && l->w->words) {
		key_printf(&k, "p/%s/x/", l->pid);
		rc = each_part(v, k.text, PERSON_MAX, look_at_own, l);
		rc = rc ? rc : l->rc;
	}
	if (!rc && !l->w->entry) {
		key_printf(&k, "p/%s/d/%s%s", l->pid, l->w->person ? l->w->person : "",
			   l->w->person ? "/" : "");
		rc = view_scan(v, key_slice(&k), (struct slice){ NULL, 0 }, look_at_draft, l);
	}
	return rc ? rc : view_rc(v);
}

enum rc store_erase_find(struct store *s, const char *pid, const struct erase_what *w,
			 struct erase_list *out, struct err *err)
{
	struct look l = { .pid = pid, .w = w, .out = out };
	enum rc rc;

	if (!key_part_good(pid, PID_MAX))
		return err_set(err, RC_INVALID, "there is no such partnership");
	if (!w->fact && !w->words && !w->entry && !w->person) /* everything is never meant */
		return err_set(err, RC_INVALID, "say what is to be removed");
	l.one = arena_new();
	rc = store_picture(s, look_fn, &l, err);
	arena_free(l.one);
	return rc;
}

/* Removing it */

struct erase {
	struct store *s;
	const char *pid;
	const struct actor *by;
	bool machine; /* by is whoever holds the store's files, who may */
	const char *reason;
	struct erase_list *list; /* sorted; from on is left to do */
	size_t from, to;
	struct arena *arena; /* of one batch */
};

static int by_fact(const void *va, const void *vb)
{
	const struct erase_item *a = va, *b = vb;
	int order = strcmp(a->own ? a->own : "", b->own ? b->own : "");

	order = order ? order : strcmp(a->fact, b->fact);
	if (order)
		return order;
	return a->entry == b->entry ? (a->i > b->i) - (a->i < b->i)
				    : (a->entry > b->entry) - (a->entry < b->entry);
}

static bool same_fact(const struct erase_item *a, const struct erase_item *b)
{
	return !strcmp(a->own ? a->own : "", b->own ? b->own : "") && !strcmp(a->fact, b->fact);
}

/* What one entry says of a fact: it is as it was, or taken back; and which versions are gone. */
static enum rc fact_put(struct erase *j, struct view *v, struct place p, size_t at, size_t n,
			struct put_fact *to)
{
	const struct erase_item *item = &j->list->v[at];
	struct buf gone = { 0 };
	struct cell now;
	bool taken = false;
	char text[VERSION_TEXT];
	enum rc rc = fact_now(v, p, item->fact, &now);

	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++) {
		version_text(item[i].at, text);
		buf_printf(&gone, ",%s@%012" PRIx64 "%s", text, item[i].entry,
			   item[i].i ? "" : ".0");
		taken = taken || (item[i].i && version_same(item[i].at, now.at));
	}
	*to = (struct put_fact){ .name = item->fact, .was = now.at };
	if (!now.removed && !taken) {
		to->text = arena_strn(j->arena, now.text, now.len);
		to->len = now.len;
	}
	to->erased = arena_str(j->arena, buf_text(&gone));
	buf_clear(&gone);
	return log_find(v, p, to->was, &to->was_entry);
}

void erase_text(struct view *v, struct place p, const struct erase_item *item, struct version at,
		const char *who)
{
	struct cell c = { .at = at, .ms = clock_ms(), .text = "" };
	char text[VERSION_TEXT];
	struct key k;

	log_value_key(&k, p, item->entry, item->i);
	view_del(v, key_slice(&k));
	version_text(item->at, text);
	if (p.own || !item->i)
		return;
	if (!key_printf(&k, "p/%s/o/%s/%s", p.pid, item->fact, text))
		view_del(v, key_slice(&k));
	snprintf(c.who, sizeof(c.who), "%s", who);
	if (!key_printf(&k, "p/%s/e/%s/%s", p.pid, text, item->fact))
		cell_put(v, &k, &c);
}

void erase_mark(struct view *v, const struct actor *by)
{
	struct cell c = { .ms = clock_ms(), .text = "" };
	struct key k;

	snprintf(c.who, sizeof(c.who), "%s", by->person);
	key_printf(&k, ERASED_MARK);
	cell_put(v, &k, &c);
}

static enum rc put_batch(struct erase *j, struct view *v)
{
	const struct erase_item *all = j->list->v;
	struct place p = { j->pid, all[j->from].own };
	unsigned char id[CHANGE_ID_BYTES];
	struct put_entry e = { .by = j->by, .action = ACTION_ERASE, .reason = j->reason, .id = id };
	struct version at;
	uint64_t number;
	enum rc rc = RC_OK;

	random_bytes(id, sizeof(id));
	e.facts = arena_array(j->arena, CHANGE_MAX_FACTS, sizeof(*e.facts));
	for (j->to = j->from; !rc && e.count < CHANGE_MAX_FACTS && j->to < j->list->n;) {
		const struct erase_item *first = &all[j->to];
		size_t n = 0;

		if (strcmp(first->own ? first->own : "", p.own ? p.own : "") != 0 ||
		    (e.count && same_fact(first, first - 1))) /* it had more than fit in one */
			break;
		while (j->to + n < j->list->n && n < ERASED_OF_FACT && same_fact(first, first + n))
			n++;
		rc = fact_put(j, v, p, j->to, n, &e.facts[e.count++]);
		j->to += n;
	}
	if (!rc && !p.own)
		rc = coordinator_stays(v, p, e.facts, e.count);
	if (!rc)
		rc = entry_put(j->s, v, p, &e, &number, &at);
	for (size_t i = j->from; !rc && i < j->to; i++)
		erase_text(v, p, &all[i], at, j->by->person);
	return rc;
}

static enum rc erase_fn(struct view *v, void *arg)
{
	struct erase *j = arg;
	struct place p = { .pid = j->pid };
	enum member role;
	enum rc rc = role_now(v, p, j->by, &role);

	arena_reset(j->arena);
	if (rc)
		return rc;
	if (role != MEMBER_COORDINATOR && !j->machine)
		return view_fail(v, RC_NOT_ALLOWED,
				 "removing for data protection is for a coordinator; ask one to "
				 "do this");
	if (j->from < j->list->n)
		rc = put_batch(j, v);
	for (size_t i = 0; !rc && !j->from && i < j->list->ndrafts; i++)
		view_del(v, (struct slice){ j->list->draft[i], strlen(j->list->draft[i]) });
	if (!rc)
		erase_mark(v, j->by);
	return rc ? rc : view_rc(v);
}

static enum rc erase_found(struct erase *j, struct err *err)
{
	enum rc rc;

	if (j->list->n)
		qsort(j->list->v, j->list->n, sizeof(*j->list->v), by_fact);
	j->from = j->to = 0;
	do {
		rc = engine_update(j->s->engine, erase_fn, j, err);
		j->from = j->to;
	} while (!rc && j->from < j->list->n);
	return rc;
}

enum rc store_erase(struct store *s, const char *pid, const struct erase_what *w,
		    const struct actor *by, const char *reason, struct err *err)
{
	return erase_by(s, pid, w, by, false, reason, err);
}

enum rc erase_by(struct store *s, const char *pid, const struct erase_what *w,
		 const struct actor *by, bool machine, const char *reason, struct err *err)
{
	struct erase_list list = { .arena = arena_new() };
	struct erase j = {
		.s = s, .pid = pid, .by = by, .machine = machine, .reason = reason, .list = &list
	};
	bool any = false;
	enum rc rc = RC_OK;

	j.arena = arena_new();
	if (!reason || !reason[0] || strlen(reason) > REASON_MAX_BYTES)
		rc = err_set(err, RC_INVALID, "say in a few words why it is removed");
	else if (w->words && has_words(reason, strlen(reason), w->words, j.arena))
		rc = err_set(err, RC_INVALID,
			     "the reason is kept: leave out of it what is to be removed");
	for (int round = 0; !rc && round < (w->earlier ? 1 : ROUNDS_MOST); round++) {
		arena_reset(list.arena);
		rc = store_erase_find(s, pid, w, &list, err);
		if (rc || (!list.n && !list.ndrafts && (any || (rc = RC_NOT_FOUND))))
			break;
		rc = erase_found(&j, err);
		any = true;
	}
	if (rc == RC_NOT_FOUND)
		err_set(err, rc, "there is nothing of that kind to remove");
	arena_free(j.arena);
	arena_free(list.arena);
	return rc;
}

/* Copies */

struct holding {
	const char *pid;
	const struct erase_list *list;
	bool is;
};

static enum rc holds_fn(struct view *v, void *arg)
{
	struct holding *h = arg;

	for (size_t i = 0; i < h->list->n && !h->is; i++) {
		const struct erase_item *item = &h->list->v[i];
		struct cell c;

		h->is = !log_value(v, (struct place){ h->pid, item->own }, item->entry, item->i,
				   &c) &&
			version_same(c.at, item->at);
	}
	for (size_t i = 0; i < h->list->ndrafts && !h->is; i++) {
		const char *key = h->list->draft[i];
		struct slice value;

		h->is = view_get(v, (struct slice){ key, strlen(key) }, &value) == RC_OK;
	}
	return RC_OK;
}

enum copy_says store_copy_holds(const char *file, const char *pid, const struct erase_list *list)
{
	struct holding h = { .pid = pid, .list = list };

	return !store_copy_read(file, holds_fn, &h) ? COPY_UNREAD : h.is ? COPY_HOLDS : COPY_CLEAN;
}

/* What is left to do, and what must not come back */

static enum rc mark_there(struct view *v, void *arg)
{
	struct slice value;
	struct key k;

	key_printf(&k, ERASED_MARK);
	*(bool *)arg = view_get(v, key_slice(&k), &value) == RC_OK;
	return view_rc(v);
}

bool store_erased(struct store *s)
{
	bool is = false;

	return engine_read(s->engine, mark_there, &is, NULL) == RC_OK && is;
}

static enum rc mark_drop(struct view *v, void *arg)
{
	struct key k;

	(void)arg;
	key_printf(&k, ERASED_MARK);
	view_del(v, key_slice(&k));
	return view_rc(v);
}

enum rc store_compacted(struct store *s, struct err *err)
{
	return store_erased(s) ? engine_update(s->engine, mark_drop, NULL, err) : RC_OK;
}

struct erased_job {
	const char *pid;
	bool (*fn)(void *arg, const char *name);
	void *arg;
	const struct names *names;
};

static bool tell_erased(void *arg, struct slice key, struct slice value)
{
	struct erased_job *j = arg;
	size_t base = strlen("p//e/") + strlen(j->pid);
	char name[KEY_MAX_BYTES + 1];

	(void)value;
	snprintf(name, sizeof(name), "%.*s", (int)(key.len - base), (const char *)key.data + base);
	return j->fn(j->arg, name);
}

static enum rc erased_fn(struct view *v, void *arg)
{
	struct erased_job *j = arg;
	struct key k;

	key_printf(&k, "p/%s/e/", j->pid);
	return view_scan(v, key_slice(&k), (struct slice){ NULL, 0 }, tell_erased, j);
}

enum rc store_erased_each(struct store *s, const char *pid, bool (*fn)(void *arg, const char *name),
			  void *arg, struct err *err)
{
	struct erased_job j = { .pid = pid, .fn = fn, .arg = arg };

	return store_picture(s, erased_fn, &j, err);
}

static enum rc note_fn(struct view *v, void *arg)
{
	struct erased_job *j = arg;
	struct cell c = { .ms = clock_ms(), .who = "-", .text = "" };
	struct key k;

	for (size_t i = 0; i < j->names->n; i++)
		if (!key_printf(&k, "p/%s/e/%s", j->pid, j->names->v[i]))
			cell_put(v, &k, &c);
	return view_rc(v);
}

enum rc store_erased_note(struct store *s, const char *pid, const struct names *names,
			  struct err *err)
{
	struct erased_job j = { .pid = pid, .names = names };

	return names->n ? engine_update(s->engine, note_fn, &j, err) : RC_OK;
}
