/* SPDX-License-Identifier: ISC */
/*
 * Somebody changed this while I typed: what it was, mine and theirs, answer by
 * answer, and a choice. Nothing is joined within one answer.
 */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "there.h"
#include "words.h"

enum { ID_TAKE = 1, ID_LATER, ID_MINE = 10, SIDES = 2 };

struct meeting { /* of two texts of one answer */
	const char *fact, *mine;
	struct fact_parts parts;
	struct version seen; /* what mine was made from; number 0: there was no answer */
	struct fact theirs;
	const char *who; /* wrote theirs */
	const char *was; /* the rest in words */
	const char *mine_shown, *theirs_shown;
	bool take_theirs;
	bool removed; /* for data protection, while I typed */
};

struct conflict {
	const struct reg *reg;
	struct record record;
	const char *gone; /* it was deleted or taken back, in words; NULL: it was not */
	struct meeting *v;
	size_t n;
};

static const char *shown(const struct frame *f, const struct meeting *m, const char *text)
{
	return text && text[0] ? fact_shown(session_of(f), m->fact, text, f->loaded) : W_LEFT_BLANK;
}

static const char *by_at(const char *who, int64_t ms, struct arena *a)
{
	char when[48];

	time_words(ms, when);
	return arena_printf(a, W_BY_AT, who, when);
}

struct look_back {
	const struct frame *frame;
	struct meeting *m;
	const struct pairs *people;
	struct version newest; /* what was done last; number 0: nothing was looked at yet */
};

static bool note_was(void *arg, const struct entry *e)
{
	struct look_back *l = arg;
	struct meeting *m = l->m;
	struct arena *a = l->frame->loaded;
	const char *who = person_called(l->people, arena_str(a, e->person));

	if (!l->newest.number) {
		l->newest = e->at;
		m->removed = !strcmp(e->action, ACTION_ERASE);
	}
	if (m->removed && version_same(e->at, l->newest)) {
		m->who = who;
		m->theirs.ms = e->ms;
	}
	if (!version_same(e->at, m->seen))
		return true;
	m->was = arena_printf(a, W_CONFLICT_WAS,
			      e->facts[0].erased ? W_ERASED_TEXT
						 : shown(l->frame, m, e->facts[0].text),
			      by_at(who, e->ms, a));
	return false;
}

/* The text that both began with, and whose it was. */
static enum rc load_was(struct frame *f, struct meeting *m, const struct pairs *people,
			struct err *err)
{
	const struct session *s = session_of(f);
	struct look_back l = { .frame = f, .m = m, .people = people };
	enum rc rc = RC_OK;

	m->was = W_CONFLICT_WAS_NOT;
	m->removed = false;
	if (m->seen.number)
		rc = store_history(s->store, session_place(s), m->fact, note_was, &l, err);
	if (rc == RC_NOT_FOUND) {
		err_clear(err);
		rc = RC_OK;
	}
	return rc;
}

static enum rc load_theirs(struct frame *f, struct meeting *m, const struct pairs *people,
			   struct err *err)
{
	const struct session *s = session_of(f);
	enum rc rc = store_get(s->store, session_place(s), m->fact, f->loaded, &m->theirs, err);

	if (rc == RC_NOT_FOUND) { /* taken away meanwhile */
		err_clear(err);
		m->theirs = (struct fact){ .name = m->fact, .text = "", .person = "" };
		rc = RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	m->who = m->theirs.person[0] ? person_called(people, m->theirs.person) : W_SOMEBODY_ELSE;
	m->mine_shown = shown(f, m, m->mine);
	m->theirs_shown = shown(f, m, m->theirs.text);
	return load_was(f, m, people, err);
}

/* What the form says of the two: fact=version seen, and fact=what is typed. */
static bool read_args(struct frame *f)
{
	struct conflict *st = f->state;
	struct pairs seen = pairs_read(f->args.a ? f->args.a : "", f->arena);
	struct pairs mine = pairs_read(f->args.b ? f->args.b : "", f->arena);

	st->v = arena_array(f->arena, seen.n + 1, sizeof(*st->v));
	for (size_t i = 0; i < seen.n; i++) {
		struct meeting *m = &st->v[st->n];

		m->fact = seen.v[i].name;
		m->mine = pairs_get(&mine, m->fact);
		if (!version_read(seen.v[i].text, &m->seen))
			m->seen = (struct version){ 0 };
		st->n += fact_parts(f->arena, m->fact, &m->parts);
	}
	return st->n > 0;
}

static enum rc conflict_load(struct frame *f, struct err *err)
{
	struct conflict *st = f->state;
	const struct session *s = session_of(f);
	struct pairs people = people_called(s, f->loaded);
	enum rc rc = RC_OK;

	if (!st->n && !read_args(f))
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	st->reg = schema_reg(s->schema, f->args.c);
	if (!st->reg)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.c);
	rc = record_load(s, st->reg, st->v[0].parts.record, f->loaded, &st->record, err);
	if (rc == RC_OK)
		st->gone = there_gone(s, &st->record, f->loaded);
	for (size_t i = 0; rc == RC_OK && i < st->n; i++)
		rc = load_theirs(f, &st->v[i], &people, err);
	return rc;
}

enum { SHORT = 200 };

/* A long text is rows of its own: what belongs to a line that can be chosen is not scrolled through. */
static void side(struct page *p, int id, const char *label, bool on, const char *text)
{
	struct row *r = page_add(p, ROW_RADIO, id, label);
	bool is_short = strlen(text) <= SHORT && !strchr(text, '\n');

	r->on = on;
	if (is_short)
		r->hint = text;
	else
		page_lines(p, text);
}

static const char *theirs_called(const struct meeting *m, struct page *p)
{
	const char *by = m->theirs.ms ? by_at(m->who, m->theirs.ms, p->arena) : NULL;

	if (m->removed && by)
		return page_printf(p, W_CONFLICT_REMOVED, by);
	return by ? page_printf(p, W_CONFLICT_THEIRS, by) : W_CONFLICT_GONE;
}

static void conflict_build(const struct frame *f, struct page *p)
{
	const struct conflict *st = f->state;

	app_page(f, p, st->reg->title, NULL,
		 page_printf(p, W_CONFLICT_TITLE, st->v[0].who, st->reg->one));
	for (size_t i = 0; i < st->n; i++) {
		const struct meeting *m = &st->v[i];
		int id = ID_MINE + (int)i * SIDES;

		page_head(p, fact_label(session_of(f)->schema, m->fact, p->arena));
		page_lines(p, m->was);
		side(p, id, W_CONFLICT_MINE, !m->take_theirs, m->mine_shown);
		side(p, id + 1, theirs_called(m, p), m->take_theirs, m->theirs_shown);
		if (m->removed)
			page_text(p, W_CONFLICT_REMOVED_ABOUT);
	}
	page_button(p, ID_TAKE, st->n > 1 ? W_CONFLICT_TAKE_ALL : W_CONFLICT_TAKE);
	page_button(p, ID_LATER, W_CONFLICT_LATER);
	p->message = st->gone;
	p->focus_id = ID_MINE;
}

static void drop_draft(struct frame *f, const struct meeting *m, const char *field)
{
	const struct session *s = session_of(f);

	store_draft_drop(s->store, s->pid, s->actor.person,
			 fact_name(f->loaded, m->parts.cycle, m->parts.reg, m->parts.record, field),
			 NULL);
}

/* Drafts are kept by field: those of a row that the two texts differ in are settled. */
static void drop_drafts(struct frame *f, const struct meeting *m)
{
	const struct conflict *st = f->state;
	struct pairs mine = fact_answers(st->reg, m->parts.field, m->mine, f->loaded);
	struct pairs theirs = fact_answers(st->reg, m->parts.field, m->theirs.text, f->loaded);

	for (size_t i = 0; i < mine.n; i++)
		if (strcmp(mine.v[i].text, pairs_get(&theirs, mine.v[i].name)) != 0)
			drop_draft(f, m, mine.v[i].name);
	for (size_t i = 0; i < theirs.n; i++)
		if (!*pairs_get(&mine, theirs.v[i].name))
			drop_draft(f, m, theirs.v[i].name);
}

/* Saves those of mine that were chosen, in one change. */
static enum rc save_mine(struct frame *f, size_t *chosen, struct err *err)
{
	struct conflict *st = f->state;
	struct put *all = NULL;
	size_t n = 0, cap = 0;

	*chosen = 0;
	for (size_t i = 0; i < st->n; i++) {
		const struct meeting *m = &st->v[i];
		struct put *puts;
		size_t count;

		if (m->take_theirs)
			continue;
		count = fact_puts(st->reg, strrchr(m->fact, '/') + 1, m->mine, m->theirs.at,
				  f->loaded, &puts);
		for (size_t k = 0; k < count; k++) {
			all = arena_grown(f->loaded, all, n, &cap, sizeof(*all));
			all[n++] = puts[k];
		}
		++*chosen;
	}
	if (!n)
		return RC_OK;
	return record_save(session_of(f), st->reg, st->v[0].parts.record, "edit", all, n, NULL,
			   NULL, &(struct saved){ 0 }, err);
}

static void take(struct frame *f, struct nav *n)
{
	struct conflict *st = f->state;
	struct err err = { 0 };
	size_t chosen;
	enum rc rc;

	if (st->gone) { /* neither of the two can stand */
		nav_say(n, "%s", st->gone);
		return;
	}
	rc = save_mine(f, &chosen, &err);
	if (rc == RC_CONFLICT) { /* and again: show what is there now */
		nav_reload(n);
		return;
	}
	if (rc != RC_OK) {
		nav_err(n, &err);
		return;
	}
	for (size_t i = 0; i < st->n; i++)
		drop_drafts(f, &st->v[i]);
	nav_say(n, "%s", chosen ? there_saved(&st->record) : W_CONFLICT_KEPT);
	nav_return(n, FORM_SETTLED);
}

static void conflict_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct conflict *st = f->state;
	size_t i = row_at(e, ID_MINE);

	if (e->act == ACT_OPEN && e->id == ID_TAKE) {
		take(f, n);
	} else if (e->act == ACT_OPEN && e->id == ID_LATER) {
		nav_say(n, "%s", st->gone ? st->gone : W_KEPT_DRAFT);
		nav_back(n);
	} else if ((e->act == ACT_TICK || e->act == ACT_OPEN) && i / SIDES < st->n) {
		st->v[i / SIDES].take_theirs = i % SIDES;
		nav_next(n);
	}
}

const struct screen screen_conflict = {
	.name = "conflict",
	.needs = "FACT/FACT/REGISTER",
	.title = "Two answers",
	.help = "Somebody saved another answer while you were typing yours. What both began with stands "
		"first. Choose which one stands: theirs stays in the history when yours is saved. Or keep "
		"yours in your drafts and talk to them first.",
	.state_size = sizeof(struct conflict),
	.load = conflict_load,
	.update = conflict_update,
	.build = conflict_build,
};
