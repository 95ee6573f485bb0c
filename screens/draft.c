/* SPDX-License-Identifier: ISC */
/*
 * A draft that no form of the open cycle takes up by itself: it was typed in
 * another cycle, or did not fit beside what another session typed. It is shown
 * as a whole, and taken over where the open cycle has a place for it.
 */
#include <stdlib.h>
#include <string.h>

#include "../core/plan/carry.h"
#include "../core/store/keys.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_TAKE = 1, ID_THROW };

struct draft_state {
	const struct reg *reg;
	const char *record, *title;
	struct pair *v; /* name and text as stored */
	const char **label, **shown;
	size_t n, cap;
	const char *cycle_title;
	const char *to; /* record of the open cycle that it can go on in; NULL: none */
	bool taken;     /* which has drafts of its own */
};

static const char *prefix_of(const struct frame *f)
{
	return arena_printf(f->loaded, "%s/%s/%s/", f->args.a, f->args.b, f->args.c);
}

static bool add_text(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	struct draft_state *st = f->state;

	st->v = arena_grown(f->loaded, st->v, st->n, &st->cap, sizeof(*st->v));
	st->v[st->n++] =
		(struct pair){ arena_str(f->loaded, fact->name), arena_str(f->loaded, fact->text) };
	return true;
}

static bool is_one(void *arg, const struct fact *fact)
{
	(void)fact;
	*(bool *)arg = true;
	return false;
}

/* What a draft is of: in a line of a list, updates-2/says, the answer there. */
static void name_text(struct frame *f, size_t i)
{
	struct draft_state *st = f->state;
	const struct session *s = session_of(f);
	const char *text = strchr(st->v[i].text, '\n');
	const char *name = fact_name(f->loaded, f->args.a, f->args.b, st->record,
				     st->v[i].name + strlen(prefix_of(f)));
	struct drafts_read d = { 0 };
	const struct field *rows;

	text = text ? text + 1 : st->v[i].text;
	draft_begins(f->loaded, st->v[i].name, &d);
	rows = d.rows ? reg_field(st->reg, d.rows) : NULL;
	st->label[i] = fact_label(s->schema, name, f->loaded);
	st->shown[i] = fact_shown(s, name, text, f->loaded);
	for (size_t k = 0; rows && k < rows->nfields; k++) {
		if (strcmp(rows->fields[k].id, d.field) != 0)
			continue;
		st->label[i] =
			arena_printf(f->loaded, "%s: %s", rows->label, rows->fields[k].label);
		st->shown[i] = answer_shown(s, &rows->fields[k], text, f->loaded);
	}
}

static enum rc read_texts(struct frame *f, struct err *err)
{
	struct draft_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc =
		store_drafts(s->store, s->pid, s->actor.person, prefix_of(f), add_text, f, err);

	st->label = arena_array(f->loaded, st->n + 1, sizeof(*st->label));
	st->shown = arena_array(f->loaded, st->n + 1, sizeof(*st->shown));
	for (size_t i = 0; i < st->n; i++)
		name_text(f, i);
	return rc;
}

static void read_cycle(struct frame *f)
{
	struct draft_state *st = f->state;
	const struct session *s = session_of(f);
	const char *name = fact_name(f->loaded, f->args.a, "cy", f->args.a, "title");
	struct fact fact;

	st->cycle_title =
		store_get(s->store, session_place(s), name, f->loaded, &fact, NULL) == RC_OK
			? fact.text
			: f->args.a;
}

/* c2 comes after c1 */
static int since_then(const struct frame *f)
{
	return atoi(session_of(f)->cycle + 1) - atoi(f->args.a + 1);
}

/* What the entry is in the cycle that is open: itself, or what it became when it was carried over. */
static enum rc find_place(struct frame *f, struct err *err)
{
	struct draft_state *st = f->state;
	const struct session *s = session_of(f);
	const char *record = f->args.c;
	struct carry_list list;
	struct record here;
	enum rc rc;

	if (draft_is_new(record) || schema_item(s->schema, record, NULL) ||
	    schema_question(s->schema, record, NULL)) {
		st->to = record;
		return RC_OK;
	}
	rc = record_load(s, st->reg, record, f->loaded, &here, err);
	if (rc == RC_OK && here.exists)
		st->to = record;
	if (rc == RC_OK && !st->to)
		rc = carry_load(s, f->loaded, &list, err);
	for (size_t i = 0; rc == RC_OK && !st->to && i < list.n; i++)
		if (!strcmp(list.from, f->args.a) && !strcmp(list.v[i].id, record))
			st->to = list.v[i].to;
	return rc;
}

static const char *place_prefix(const struct frame *f)
{
	const struct draft_state *st = f->state;

	return arena_printf(f->loaded, "%s/%s/%s/", session_of(f)->cycle, f->args.b, st->to);
}

static enum rc draft_load(struct frame *f, struct err *err)
{
	struct draft_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc;

	*st = (struct draft_state){ 0 };
	st->record = draft_record(f->args.c, f->loaded);
	st->reg = facts_reg(s->schema, f->args.b, st->record);
	if (!st->reg)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.b);
	st->title = draft_is_new(f->args.c) ? arena_printf(f->loaded, W_NEW_ENTRY, st->reg->one)
					    : record_called(s, st->record, f->loaded);
	read_cycle(f);
	rc = read_texts(f, err);
	if (rc == RC_OK && since_then(f) > 0 && !strstr(f->args.c, DRAFT_ASIDE))
		rc = find_place(f, err);
	if (rc == RC_OK && st->to)
		rc = store_drafts(s->store, s->pid, s->actor.person, place_prefix(f), is_one,
				  &st->taken, err);
	return rc;
}

static void draft_build(const struct frame *f, struct page *p)
{
	const struct draft_state *st = f->state;
	const char *open = app_of(f)->cycle_title;

	app_page(f, p, W_DRAFTS_TITLE, NULL, st->title);
	if (!st->n)
		page_text(p, W_NO_DRAFTS);
	else if (strstr(f->args.c, DRAFT_ASIDE))
		page_text(p, W_DRAFT_ASIDE);
	if (st->n && since_then(f) != 0)
		page_text(p, page_printf(p, since_then(f) > 0 ? W_DRAFT_OF_CYCLE : W_DRAFT_OF_NEXT,
					 st->cycle_title));
	if (st->n)
		page_text(p,
			  st->to && !st->taken ? page_printf(p, W_DRAFT_HERE, open) : W_DRAFT_COPY);
	if (st->n && st->taken)
		page_text(p, W_DRAFT_TAKEN);
	for (size_t i = 0; i < st->n; i++) {
		page_head(p, st->label[i]);
		page_lines(p, st->shown[i]);
	}
	if (st->n && st->to && !st->taken)
		page_button(p, ID_TAKE, page_printf(p, W_DRAFT_TAKE, open));
	if (st->n)
		page_button(p, ID_THROW, W_DRAFT_THROW);
}

/* Under the names of the open cycle, where its answers were made from none; then not here any more. */
static enum rc move(struct frame *f, struct err *err)
{
	struct draft_state *st = f->state;
	const struct session *s = session_of(f);
	struct draft_swap *v = arena_array(f->loaded, st->n + 1, sizeof(*v));
	char none[VERSION_TEXT];
	enum rc rc;

	version_text((struct version){ 0 }, none);
	for (size_t i = 0; i < st->n; i++) {
		const char *text = strchr(st->v[i].text, '\n');
		const char *rest = st->v[i].name + strlen(prefix_of(f));

		text = text ? arena_printf(f->loaded, "%s%s", none, text) : st->v[i].text;
		v[i] = (struct draft_swap){ arena_printf(f->loaded, "%s%s", place_prefix(f), rest),
					    "", text };
	}
	rc = store_draft_swap(s->store, s->pid, s->actor.person, v, st->n, err);
	if (rc == RC_CONFLICT) /* begun meanwhile, in another session */
		return err_set(err, rc, "%s", W_DRAFT_TAKEN);
	for (size_t i = 0; i < st->n; i++)
		v[i] = (struct draft_swap){ st->v[i].name, st->v[i].text, "" };
	if (rc == RC_OK)
		rc = store_draft_swap(s->store, s->pid, s->actor.person, v, st->n, err);
	return rc == RC_CONFLICT ? RC_OK : rc; /* what was typed there meanwhile stays there */
}

static void take(struct frame *f, struct nav *n)
{
	struct draft_state *st = f->state;
	struct err err = { 0 };
	enum rc rc = move(f, &err);

	if (rc != RC_OK) {
		nav_err(n, &err);
		return;
	}
	if (st->reg->kind == REG_REGISTER)
		nav_replace(n, &screen_form,
			    &(struct args){ .a = st->reg->id,
					    .b = draft_is_new(st->to) ? NULL : st->to });
	else
		nav_replace(n,
			    schema_item(session_of(f)->schema, st->to, NULL) ? &screen_item
									     : &screen_question,
			    &(struct args){ .a = st->to });
}

static void throw(struct frame * f, struct nav *n)
{
	const struct session *s = session_of(f);
	struct err err = { 0 };

	if (store_draft_drop(s->store, s->pid, s->actor.person, prefix_of(f), &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	nav_say(n, "%s", W_DRAFT_THROWN);
	nav_back(n);
}

static void draft_update(struct frame *f, const struct event *e, struct nav *n)
{
	if (e->act == ACT_OPEN && e->id == ID_TAKE)
		take(f, n);
	else if (e->act == ACT_OPEN && e->id == ID_THROW)
		throw(f, n);
}

const struct screen screen_draft = {
	.name = "draft",
	.needs = "CYCLE/KEY/ID",
	.title = "Typed and not saved",
	.help = "Something you typed and did not save, which no form takes up by itself: it belongs to "
		"another cycle, or did not fit beside what you typed in another session. Read it, copy "
		"it, take it over where the open cycle has a place for it, or throw it away.",
	.state_size = sizeof(struct draft_state),
	.load = draft_load,
	.update = draft_update,
	.build = draft_build,
};
