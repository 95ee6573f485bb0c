/* SPDX-License-Identifier: ISC */
/* Who changed what, when, from where: of one thing, or of everything. */
#include <stdlib.h>
#include <string.h>

#include "../core/keys.h"
#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_MORE = 1, ID_UNDO, ID_REASON, ID_ROW = 1000, PAGE = 200 };

struct line {
	uint64_t number;
	const char *text, *person, *when;
};

struct history {
	struct line *v;
	size_t n;
	size_t most;
	bool more;
};

/* "severity of NE-12", in the templates' words. */
static const char *fact_words(const struct session *s, struct arena *a, const char *name)
{
	struct fact_parts parts;
	const struct item *item;
	char shown[49];

	if (!fact_parts(a, name, &parts))
		return name;
	item = schema_item(s->schema, parts.record, NULL);
	id_shown(parts.record, shown);
	return arena_printf(a, W_FACT_OF, fact_label(s->schema, name, a),
			    item ? item->text : shown);
}

static const struct {
	const char *action, *word;
} actions[] = {
	{ "make", W_DID_MAKE },       { "edit", W_DID_EDIT },       { "tick", W_DID_TICK },
	{ "archive", W_DID_ARCHIVE }, { "restore", W_DID_RESTORE }, { "delete", W_DID_DELETE },
	{ "import", W_DID_IMPORT },   { "close", W_DID_CLOSE },     { "start", W_DID_START },
	{ "join", W_DID_JOIN },
};

static const char *action_word(const char *action)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].action, action))
			return actions[i].word;
	return !strncmp(action, "undo", 4)   ? W_DID_UNDO
	       : !strncmp(action, "redo", 4) ? W_DID_REDO
					     : action;
}

static const char *entry_words(const struct session *s, struct arena *a, const struct entry *e)
{
	const char *first = e->count ? fact_words(s, a, e->facts[0].name) : "";

	if (e->undoes)
		return arena_printf(a, W_TOOK_BACK, first);
	if (e->count > 1)
		return arena_printf(a, W_ENTRY_MORE, action_word(e->action), first, e->count - 1);
	return arena_printf(a, W_ENTRY_ONE, action_word(e->action), first);
}

struct wanted {
	const struct session *s;
	struct arena *a;
	uint64_t number, undoes;
	const char *words;
};

static bool take_words(void *arg, const struct entry *e)
{
	struct wanted *w = arg;

	if (e->number == w->number) {
		w->undoes = e->undoes;
		w->words = entry_words(w->s, w->a, e);
	}
	return false;
}

const char *change_words(const struct session *s, uint64_t number, struct arena *a)
{
	struct wanted w = { .s = s, .a = a, .number = number, .words = "" };

	/* of a taking back: what it took back */
	do {
		store_log(s->store, session_place(s), w.number - 1, take_words, &w, NULL);
		number = w.undoes;
		w.undoes = 0;
		w.number = number;
	} while (number);
	return w.words;
}

static bool add_line(void *arg, const struct entry *e)
{
	struct frame *f = arg;
	struct history *st = f->state;
	char when[48];

	if (st->n == st->most) {
		st->more = true;
		return false;
	}
	time_words(e->ms, when);
	st->v[st->n++] = (struct line){
		.number = e->number,
		.text = entry_words(session_of(f), f->loaded, e),
		.person = arena_str(f->loaded, e->person),
		.when = arena_str(f->loaded, when),
	};
	return true;
}

static enum rc history_load(struct frame *f, struct err *err)
{
	struct history *st = f->state;
	const struct session *s = session_of(f);

	if (!st->most)
		st->most = PAGE;
	st->n = 0;
	st->more = false;
	st->v = arena_array(f->loaded, st->most, sizeof(*st->v));
	if (f->args.a && f->args.a[0])
		return store_record_history(s->store, session_place(s), f->args.a, add_line, f,
					    err);
	if (st->most == PAGE)
		app_note_seen(f);
	return store_log_back(s->store, session_place(s), 0, add_line, f, err);
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct history *st = arg;

	(void)a;
	out->kind = ROW_ITEM;
	out->id = ID_ROW + (int)i;
	out->text = st->v[i].when;
	out->number = -1;
	out->cell[0] = st->v[i].person;
	out->cell[1] = st->v[i].text;
}

static void history_build(const struct frame *f, struct page *p)
{
	const struct history *st = f->state;

	app_page(f, p, W_HISTORY, NULL, f->args.a && f->args.a[0] ? W_HISTORY_ONE : W_HISTORY_ALL);
	page_column(p, W_WHEN, 20, 24);
	page_column(p, W_WHO, 8, 12);
	page_column(p, W_WHAT, 20, 44);
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = list_row;
	p->list_arg = st;
	if (!st->n)
		page_text(p, W_NO_HISTORY);
	if (st->more)
		page_button(p, ID_MORE, W_OLDER);
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
	} else if (e->id >= ID_ROW && i < st->n) {
		nav_open(n, &screen_entry,
			 &(struct args){ .a = arena_printf(f->loaded, "%llu",
							   (unsigned long long)st->v[i].number) });
	}
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
};

/* One change */

struct before {
	const char *name, *was, *is;
	bool removed;
};

struct entry_state {
	uint64_t number;
	const char *person, *when, *from, *action, *reason;
	struct before *v;
	size_t n;
	bool found;
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
	st->action = arena_str(f->loaded, e->action);
	st->reason = e->reason ? arena_str(f->loaded, e->reason) : NULL;
	st->n = e->count;
	st->v = arena_array(f->loaded, e->count, sizeof(*st->v));
	for (size_t i = 0; i < e->count; i++)
		st->v[i] = (struct before){
			.name = arena_str(f->loaded, e->facts[i].name),
			.is = arena_str(f->loaded, e->facts[i].text),
			.removed = !e->facts[i].text,
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
		return false;
	}
	l->at_this = e->number == st->number;
	return true;
}

static enum rc entry_load(struct frame *f, struct err *err)
{
	struct entry_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc;

	st->number = strtoull(f->args.a ? f->args.a : "0", NULL, 10);
	st->found = false;
	if (!st->why)
		st->why = textbox_new(TEXT_LINE, 200);
	rc = store_log(s->store, session_place(s), st->number - 1, take_entry, f, err);
	if (rc == RC_OK && !st->found)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_CHANGE, f->args.a);
	for (size_t i = 0; rc == RC_OK && i < st->n; i++) {
		struct look_back l = { .frame = f, .before = &st->v[i] };

		rc = store_history(s->store, session_place(s), st->v[i].name, take_before, &l, err);
	}
	return rc;
}

static void entry_close(struct frame *f)
{
	struct entry_state *st = f->state;

	textbox_free(st->why);
}

static const char *text_words(const struct session *s, const char *name, const char *text,
			      struct page *p)
{
	return text[0] ? fact_shown(s->schema, name, text, p->arena) : W_LEFT_BLANK;
}

static void entry_build(const struct frame *f, struct page *p)
{
	const struct entry_state *st = f->state;
	const struct session *s = session_of(f);
	bool own = !strcmp(st->person, s->actor.person);

	app_page(f, p, W_HISTORY, NULL,
		 page_printf(p, W_ENTRY_TITLE, action_word(st->action), st->person, st->when));
	page_text(p, page_printf(p, W_ENTRY_FROM, st->from));
	if (st->reason)
		page_text(p, page_printf(p, W_ENTRY_REASON, st->reason));
	for (size_t i = 0; i < st->n; i++) {
		const struct before *b = &st->v[i];
		const char *is = b->removed ? W_REMOVED : text_words(s, b->name, b->is, p);

		page_item(p, ID_ROW + (int)i, fact_words(s, p->arena, b->name), NULL)->detail =
			b->was[0] ? page_printf(p, W_WAS_BECAME, text_words(s, b->name, b->was, p),
						is)
				  : page_printf(p, W_BECAME, is);
	}
	if (!own) {
		struct row *r = page_add(p, ROW_BOX, ID_REASON, W_UNDO_WHY);

		r->box = st->why;
	}
	page_button(p, ID_UNDO, W_UNDO_THIS);
}

static void undo_entry(struct frame *f, struct nav *n)
{
	struct entry_state *st = f->state;
	const struct session *s = session_of(f);
	struct clash_list clashes = { .arena = f->loaded };
	struct saved saved;
	struct err err = { 0 };
	const char *why = textbox_text(st->why);
	enum rc rc = store_undo(s->store, session_place(s), st->number, &s->actor,
				why[0] ? why : NULL, &clashes, &saved, &err);

	if (rc == RC_CONFLICT && clashes.n)
		nav_say(n, W_UNDO_CLASH,
			clashes.v[0].theirs.person ? clashes.v[0].theirs.person : "");
	else
		app_saved(n, rc, &err,
			  arena_printf(f->loaded, "%s %s", W_UNDONE,
				       change_words(s, st->number, f->loaded)));
	if (rc == RC_OK)
		nav_back(n);
}

static void entry_update(struct frame *f, const struct event *e, struct nav *n)
{
	if (e->act == ACT_OPEN && e->id == ID_UNDO)
		undo_entry(f, n);
	else if (e->act == ACT_OPEN && e->id == ID_REASON)
		nav_next(n);
}

const struct screen screen_entry = {
	.name = "entry",
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
