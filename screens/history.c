/* SPDX-License-Identifier: ISC */
/* Who changed what, when, from where: of one thing, or of everything. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "typed.h"
#include "words.h"

enum { ID_MORE = 1, ID_UNDO, ID_REASON, ID_ERASE, ID_AUDIT, ID_ALL, ID_ROW = 1000, PAGE = 200 };

struct line {
	uint64_t number;
	const char *text, *person, *when;
};

struct history {
	struct line *v;
	size_t n;
	size_t most;
	bool more;
	const char *about; /* NULL: everything */
	struct pairs people;
	bool since;    /* what others changed since this person last looked */
	uint64_t from; /* of it: what they had looked at */
	uint64_t head; /* the newest change when it was loaded */
};

static bool about_one(const struct frame *f)
{
	return f->args.a && f->args.a[0];
}

static bool add_line(void *arg, const struct entry *e)
{
	struct frame *f = arg;
	struct history *st = f->state;
	char when[48];

	if (st->since && e->number <= st->from)
		return false;
	if (st->since && !strcmp(e->person, session_of(f)->actor.person))
		return true;
	if (st->n == st->most) {
		st->more = true;
		return false;
	}
	time_words(e->ms, when);
	st->v[st->n++] = (struct line){
		.number = e->number,
		.text = entry_words(session_of(f), e, about_one(f), f->loaded),
		.person = person_called(&st->people, arena_str(f->loaded, e->person)),
		.when = arena_str(f->loaded, when),
	};
	return true;
}

/* What the prefix c1/ne/ne-000012/ is about. */
static const char *fact_thing(const struct frame *f)
{
	struct fact_parts parts;

	if (!fact_parts(f->loaded, arena_printf(f->loaded, "%s-", f->args.a), &parts))
		return f->args.a;
	return record_called(session_of(f), parts.record, f->loaded);
}

/* Where a person stood when they opened it: what they see here counts as looked at when it closes. */
static void begin(struct frame *f)
{
	struct history *st = f->state;

	st->most = PAGE;
	st->since = f->args.b && !strcmp(f->args.b, HISTORY_SINCE);
	st->from = app_unseen(app_of(f))->seen;
}

static enum rc history_load(struct frame *f, struct err *err)
{
	struct history *st = f->state;
	const struct session *s = session_of(f);

	if (!st->most)
		begin(f);
	st->n = 0;
	st->more = false;
	st->people = people_called(s, f->loaded);
	st->v = arena_array(f->loaded, st->most, sizeof(*st->v));
	if (about_one(f)) {
		st->about = fact_thing(f);
		return store_record_history(s->store, session_place(s), f->args.a, add_line, f,
					    err);
	}
	st->head = store_head(s->store, session_place(s));
	return store_log_back(s->store, session_place(s), 0, add_line, f, err);
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct history *st = arg;

	out->kind = ROW_ITEM;
	out->id = ID_ROW + (int)i;
	out->key = arena_printf(a, "%llu", (unsigned long long)st->v[i].number);
	out->text = st->v[i].when;
	out->number = -1;
	out->cell[0] = st->v[i].person;
	out->cell[1] = st->v[i].text;
}

static bool may_erase(const struct frame *f)
{
	return session_of(f)->actor.role == MEMBER_COORDINATOR;
}

static void history_build(const struct frame *f, struct page *p)
{
	const struct history *st = f->state;
	int who = 0;

	app_page(f, p, W_HISTORY, NULL,
		 st->since   ? W_SINCE_LOOKED
		 : st->about ? page_printf(p, W_HISTORY_ONE, st->about)
			     : W_HISTORY_ALL);
	for (size_t i = 0; i < st->n; i++)
		who = text_cols(st->v[i].person) > who ? text_cols(st->v[i].person) : who;
	log_columns(p, who);
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = list_row;
	p->list_arg = st;
	if (!st->n)
		page_text(p, st->since ? W_SINCE_NOTHING : W_NO_HISTORY);
	if (st->more)
		page_button(p, ID_MORE, W_OLDER);
	if (!st->about && may_erase(f))
		page_button(p, ID_AUDIT, W_AUDIT);
	if (st->about && may_erase(f) && st->n)
		page_button(p, ID_ERASE, W_ERASE_THIS);
	if (st->since)
		page_button(p, ID_ALL, W_SINCE_ALL);
}

static void history_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct history *st = f->state;
	size_t i = row_at(e, ID_ROW);

	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_MORE) {
		st->most += PAGE;
		nav_reload(n);
	} else if (e->id == ID_AUDIT) {
		nav_open(n, &screen_audit, NULL);
	} else if (e->id == ID_ERASE) {
		nav_open(n, &screen_erase, &(struct args){ .a = f->args.a });
	} else if (e->id == ID_ALL) {
		nav_replace(n, &screen_history, NULL);
	} else if (e->id >= ID_ROW && i < st->n) {
		nav_open(n, &screen_entry,
			 &(struct args){ .a = arena_printf(f->loaded, "%llu",
							   (unsigned long long)st->v[i].number) });
	}
}

static void history_close(struct frame *f)
{
	const struct history *st = f->state;

	if (st->head)
		app_looked_all(app_of(f), st->head);
}

const struct screen screen_history = {
	.name = "history",
	.title = "History",
	.help = "Every change with who made it, when and from where, newest first. Open one to see what was "
		"there before, and to take it back.",
	.state_size = sizeof(struct history),
	.load = history_load,
	.update = history_update,
	.build = history_build,
	.close = history_close,
};

/* One change */

struct before {
	const char *name, *was, *is; /* was, is: in words once the whole entry is read */
	const char *thing, *label;
	bool removed, erased, was_erased;
};

struct entry_state {
	uint64_t number;
	const char *person, *called, *when, *from, *words, *reason;
	struct before *v;
	size_t n;
	bool found, for_good;
	struct typed typed;
	struct textbox *why;
};

static bool take_entry(void *arg, const struct entry *e)
{
	struct frame *f = arg;
	struct entry_state *st = f->state;
	char when[48];

	if (e->number != st->number)
		return false;
	time_words(e->ms, when);
	st->found = true;
	st->person = arena_str(f->loaded, e->person);
	st->when = arena_str(f->loaded, when);
	st->from = arena_str(f->loaded, e->from);
	st->words = entry_words(session_of(f), e, false, f->loaded);
	st->reason = e->reason_erased ? W_ERASED_TEXT
		     : e->reason      ? arena_str(f->loaded, e->reason)
				      : NULL;
	st->for_good = !strcmp(e->action, ACTION_ERASE) || !strcmp(e->action, ACTION_LEAVE);
	st->n = e->count;
	st->v = arena_array(f->loaded, e->count, sizeof(*st->v));
	for (size_t i = 0; i < e->count; i++)
		st->v[i] = (struct before){
			.name = arena_str(f->loaded, e->facts[i].name),
			.is = arena_str(f->loaded, e->facts[i].text),
			.removed = !e->facts[i].text,
			.erased = e->facts[i].erased,
			.was = "",
		};
	return false;
}

struct look_back {
	struct frame *frame;
	struct before *before;
	bool at_this;
};

/* The history of a fact runs newest first: what comes after this change is what was before it. */
static bool take_before(void *arg, const struct entry *e)
{
	struct look_back *l = arg;
	struct entry_state *st = l->frame->state;

	if (l->at_this) {
		l->before->was = arena_str(l->frame->loaded, e->facts[0].text);
		l->before->was_erased = e->facts[0].erased;
		return false;
	}
	l->at_this = e->number == st->number;
	return true;
}

static const char *begun_large(const char *text, struct arena *a)
{
	char *out = arena_str(a, text);

	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

static void in_words(const struct session *s, struct before *b, const char *person, struct arena *a)
{
	struct fact_parts parts;

	b->label = !fact_deletes(b->name) ? fact_label(s->schema, b->name, a)
		   : b->removed           ? W_DID_RETURN
					  : W_DID_DELETE;
	b->thing = fact_parts(a, b->name, &parts) ? begun_large(thing_words(s, &parts, a), a)
						  : b->name;
	if (fact_is_apart(s, b->name, person)) {
		b->was = "";
		b->is = W_GIVEN_APART;
		return;
	}
	if (b->was_erased)
		b->was = W_ERASED_TEXT;
	else if (b->was[0])
		b->was = fact_shown(s, b->name, b->was, a);
	if (b->erased)
		b->is = W_ERASED_TEXT;
	else if (b->removed)
		b->is = W_REMOVED;
	else
		b->is = b->is[0] ? fact_shown(s, b->name, b->is, a) : W_LEFT_BLANK;
}

static enum rc entry_load(struct frame *f, struct err *err)
{
	struct entry_state *st = f->state;
	const struct session *s = session_of(f);
	struct pairs people;
	enum rc rc;

	st->number = strtoull(f->args.a ? f->args.a : "0", NULL, 10);
	st->found = false;
	if (!st->why)
		st->why = typed_box(&st->typed, f, "why", 200, "");
	people = people_called(s, f->loaded);
	rc = store_log(s->store, session_place(s), st->number - 1, take_entry, f, err);
	st->called = st->found ? person_called(&people, st->person) : "";
	if (rc == RC_OK && !st->found)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_CHANGE, f->args.a);
	for (size_t i = 0; rc == RC_OK && i < st->n; i++) {
		struct look_back l = { .frame = f, .before = &st->v[i] };

		rc = store_history(s->store, session_place(s), st->v[i].name, take_before, &l, err);
		in_words(s, &st->v[i], st->person, f->loaded);
	}
	return rc;
}

static void entry_close(struct frame *f)
{
	struct entry_state *st = f->state;

	typed_close(&st->typed);
}

/* A text that ends a sentence gets no second stop. */
static const char *became(const struct before *b, struct arena *a)
{
	size_t n = strlen(b->was);

	if (!n)
		return arena_printf(a, W_BECAME, b->is);
	return arena_printf(a, W_WAS_BECAME, b->was, b->was[n - 1] == '.' ? "" : ".", b->is);
}

static void entry_build(const struct frame *f, struct page *p)
{
	const struct entry_state *st = f->state;
	const struct session *s = session_of(f);
	bool own = !strcmp(st->person, s->actor.person);

	app_page(f, p, W_HISTORY, NULL, st->words);
	page_text(p, page_printf(p, W_ENTRY_FROM, st->called, st->when,
				 from_words(st->from, p->arena)));
	if (st->reason)
		page_text(p, page_printf(p, W_ENTRY_REASON, st->reason));
	for (size_t i = 0; i < st->n; i++) {
		const struct before *b = &st->v[i];

		if (!i || strcmp(b[-1].thing, b->thing) != 0)
			page_head(p, b->thing);
		page_item(p, ID_ROW + (int)i, b->label, NULL)->detail =
			fact_deletes(b->name) ? NULL : became(b, p->arena);
	}
	if (st->for_good)
		return;
	if (!own)
		typed_row(&st->typed, p, ID_REASON, W_UNDO_WHY, st->why);
	page_button(p, ID_UNDO, W_UNDO_THIS);
	if (may_erase(f))
		page_button(p, ID_ERASE, W_ERASE_THIS);
}

static void undo_entry(struct frame *f, struct nav *n)
{
	struct entry_state *st = f->state;
	const struct session *s = session_of(f);
	struct clash_list clashes = { .arena = f->loaded };
	struct saved saved;
	struct err err = { 0 };
	const char *why = textbox_text(st->why);
	enum rc rc = record_undo(s, st->number, why[0] ? why : NULL, &clashes, &saved, &err);

	if (rc == RC_CONFLICT && clashes.n)
		app_say_clash(s, &clashes.v[0], n);
	else
		app_saved(n, rc, &err,
			  arena_printf(f->loaded, "%s %s", W_UNDONE,
				       change_words(s, st->number, f->loaded)));
	if (rc != RC_OK)
		return;
	typed_done(&st->typed);
	nav_back(n);
}

static void entry_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct entry_state *st = f->state;

	typed_event(&st->typed, e, n);
	if (e->act == ACT_OPEN && e->id == ID_UNDO)
		undo_entry(f, n);
	else if (e->act == ACT_OPEN && e->id == ID_ERASE)
		nav_open(n, &screen_erase, &(struct args){ .a = f->args.a });
	else if (e->act == ACT_OPEN && e->id == ID_REASON)
		nav_next(n);
}

const struct screen screen_entry = {
	.name = "entry",
	.needs = "NUMBER",
	.title = "One change",
	.help = "What was there before a change and what it became. Your own changes you can take back; a "
		"coordinator can take back others' with a reason. Taking back adds to the history, so it "
		"can be put back again.",
	.state_size = sizeof(struct entry_state),
	.load = entry_load,
	.update = entry_update,
	.build = entry_build,
	.close = entry_close,
};
