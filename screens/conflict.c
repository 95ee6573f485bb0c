/* SPDX-License-Identifier: ISC */
/* Somebody changed this while I typed: both texts, and a choice. Nothing is dropped. */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_MINE = 1, ID_THEIRS, ID_TAKE, ID_LATER };

struct conflict {
	const struct reg *reg;
	struct fact_parts parts;
	const char *mine;
	struct fact theirs;
	const char *mine_shown, *theirs_shown, *who;
	bool take_mine;
};

static const char *shown(const struct frame *f, const char *text)
{
	return text[0] ? fact_shown(session_of(f), f->args.a, text, f->loaded) : W_LEFT_BLANK;
}

static enum rc conflict_load(struct frame *f, struct err *err)
{
	struct conflict *st = f->state;
	const struct session *s = session_of(f);
	struct pairs people;
	enum rc rc;

	if (!fact_parts(f->loaded, f->args.a, &st->parts))
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	st->reg = schema_reg(s->schema, f->args.c);
	st->mine = f->args.b ? f->args.b : "";
	rc = store_get(s->store, session_place(s), f->args.a, f->loaded, &st->theirs, err);
	if (rc == RC_NOT_FOUND) { /* taken away meanwhile */
		err_clear(err);
		st->theirs = (struct fact){ .name = f->args.a, .text = "", .person = "" };
		rc = RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	people = app_people(s, f->loaded);
	st->who = st->theirs.person[0] ? app_called(&people, st->theirs.person) : W_SOMEBODY_ELSE;
	st->mine_shown = shown(f, st->mine);
	st->theirs_shown = shown(f, st->theirs.text);
	return st->reg ? RC_OK : err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.c);
}

static void conflict_build(const struct frame *f, struct page *p)
{
	const struct conflict *st = f->state;
	char when[48] = "";
	struct row *r;

	if (st->theirs.ms)
		time_words(st->theirs.ms, when);
	app_page(f, p, st->reg->title, NULL,
		 page_printf(p, W_CONFLICT_TITLE, st->who, st->reg->one));
	page_head(p, fact_label(session_of(f)->schema, f->args.a, p->arena));
	r = page_add(p, ROW_RADIO, ID_MINE, W_CONFLICT_MINE);
	r->on = st->take_mine;
	r->hint = st->mine_shown;
	r = page_add(p, ROW_RADIO, ID_THEIRS,
		     when[0] ? page_printf(p, W_CONFLICT_THEIRS, when) : W_CONFLICT_GONE);
	r->on = !st->take_mine;
	r->hint = st->theirs_shown;
	page_button(p, ID_TAKE, W_CONFLICT_TAKE);
	page_button(p, ID_LATER, W_CONFLICT_LATER);
}

static void drop_draft(struct frame *f, const char *field)
{
	const struct conflict *st = f->state;
	const struct session *s = session_of(f);

	store_draft_drop(
		s->store, s->pid, s->actor.person,
		fact_name(f->loaded, st->parts.cycle, st->parts.reg, st->parts.record, field),
		NULL);
}

/* Drafts are kept by field: those of a row that the two texts differ in are settled. */
static void drop_drafts(struct frame *f)
{
	const struct conflict *st = f->state;
	struct pairs mine = fact_answers(st->reg, st->parts.field, st->mine, f->loaded);
	struct pairs theirs = fact_answers(st->reg, st->parts.field, st->theirs.text, f->loaded);

	for (size_t i = 0; i < mine.n; i++)
		if (strcmp(mine.v[i].text, pairs_get(&theirs, mine.v[i].name)) != 0)
			drop_draft(f, mine.v[i].name);
	for (size_t i = 0; i < theirs.n; i++)
		if (!*pairs_get(&mine, theirs.v[i].name))
			drop_draft(f, theirs.v[i].name);
}

static void take(struct frame *f, struct nav *n)
{
	struct conflict *st = f->state;
	const struct session *s = session_of(f);
	const char *fact = strrchr(f->args.a, '/') + 1;
	struct put *puts;
	size_t count = fact_puts(st->reg, fact, st->mine, st->theirs.at, f->loaded, &puts);
	struct saved saved;
	struct err err = { 0 };
	enum rc rc = RC_OK;

	if (st->take_mine)
		rc = record_save(s, st->reg, st->parts.record, "edit", puts, count, NULL, NULL,
				 &saved, &err);
	if (rc == RC_CONFLICT) { /* and again: show what is there now */
		nav_reload(n);
		return;
	}
	if (rc != RC_OK) {
		nav_err(n, &err);
		return;
	}
	drop_drafts(f);
	nav_say(n, "%s", st->take_mine ? W_SAVED : W_CONFLICT_KEPT);
	nav_return(n, "settled");
}

static void conflict_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct conflict *st = f->state;
	bool pick = e->act == ACT_TICK || e->act == ACT_OPEN;

	if (pick && (e->id == ID_MINE || e->id == ID_THEIRS))
		st->take_mine = e->id == ID_MINE;
	else if (e->act == ACT_OPEN && e->id == ID_TAKE)
		take(f, n);
	else if (e->act == ACT_OPEN && e->id == ID_LATER) {
		nav_say(n, "%s", W_KEPT_DRAFT);
		nav_back(n);
	}
}

const struct screen screen_conflict = {
	.name = "conflict",
	.title = "Two answers",
	.help = "Somebody saved another answer while you were typing yours. Choose which one stands; the "
		"other stays in the history. Or keep yours as a draft and talk to them first.",
	.state_size = sizeof(struct conflict),
	.load = conflict_load,
	.update = conflict_update,
	.build = conflict_build,
};
