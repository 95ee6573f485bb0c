/* SPDX-License-Identifier: ISC */
/* A new cycle starts from the old: each entry of the cycle before, with "still true?". */
#include "../core/plan/carry.h"

#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_READY = 1, ID_OPEN, ID_NEXT, ID_LIST, ID_ROW = 1000 };

/* The list */

struct carry_state {
	struct carry_list list;
	size_t offered; /* not carried over yet when the list was opened */
};

static enum rc carry_screen_load(struct frame *f, struct err *err)
{
	struct carry_state *st = f->state;

	return carry_load(session_of(f), f->loaded, &st->list, err);
}

static const char *const answer_words[CARRY_ANSWERS] = {
	[CARRY_OPEN] = "",        [CARRY_YES] = W_STILL_TRUE,  [CARRY_CHANGED] = W_HAS_CHANGED,
	[CARRY_NO] = W_NO_LONGER, [CARRY_LATER] = W_SAY_LATER,
};

static void carry_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct carry_state *st = arg;
	const struct carry_line *line = &st->list.v[i];
	const char *word = answer_words[line->answer];
	char shown[49];

	out->kind = ROW_TICK;
	out->id = ID_ROW + (int)i;
	out->key = line->id;
	out->text = line->title;
	out->number = -1;
	out->opens = true;
	out->on = line->to || line->answer == CARRY_YES || line->answer == CARRY_CHANGED;
	if (line->to) {
		id_shown(line->to, shown);
		word = arena_printf(a, W_IS_NOW, shown);
	}
	/* a tick says "yes" by itself */
	out->status = *word && line->answer != CARRY_YES
			      ? arena_printf(a, W_KIND_AND_WORD, line->reg->one, word)
		      : line->to ? arena_printf(a, W_KIND_AND_WORD, line->reg->one, word)
				 : line->reg->one;
}

static void carry_build(const struct frame *f, struct page *p)
{
	const struct carry_state *st = f->state;
	const struct carry_list *l = &st->list;

	app_page(f, p, W_CYCLES, NULL, W_CARRY);
	if (!l->from) {
		page_text(p, W_CARRY_FIRST);
		return;
	}
	p->title_right = page_printf(p, W_CARRIED_OF, l->carried, l->n);
	page_text(p, page_printf(p, W_CARRY_ABOUT, l->from_title));
	p->status_min = 20;
	p->list_at = p->nrows;
	p->list_n = l->n;
	p->list_row = carry_row;
	p->list_arg = st;
	if (l->ready)
		page_button(p, ID_READY, page_printf(p, W_CARRY_READY, l->ready));
	if (l->open)
		page_button(p, ID_OPEN, page_printf(p, W_CARRY_OPEN, l->open + l->ready));
}

static void carry_all(struct frame *f, bool open, struct nav *n)
{
	struct carry_done done;
	struct err err = { 0 };
	const struct carry_how how = { .open = open, .as = CARRY_YES };

	if (carry_over(session_of(f), &how, &done, &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	if (done.along)
		nav_say(n, W_CARRIED_ALONG, done.made + done.joined, done.along);
	else
		nav_say(n, W_CARRIED, done.made + done.joined);
	nav_reload(n);
}

/* Space says that it is still true, and once more that it is left for later. */
static void tick(struct frame *f, const struct carry_line *line, struct nav *n)
{
	bool on = line->answer == CARRY_YES || line->answer == CARRY_CHANGED;
	struct saved saved;
	struct err err = { 0 };

	if (line->to) {
		nav_say(n, "%s", W_CARRIED_ALREADY);
		return;
	}
	app_saved(n,
		  carry_say(session_of(f), line, on ? CARRY_LATER : CARRY_YES, NULL, &saved, &err),
		  &err, NULL);
}

static void carry_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct carry_state *st = f->state;
	size_t i = row_at(e, ID_ROW);
	const struct carry_line *line = i < st->list.n ? &st->list.v[i] : NULL;

	if (line && e->act == ACT_TICK)
		tick(f, line, n);
	else if (line && e->act == ACT_OPEN && line->to)
		nav_open(n, &screen_record, &(struct args){ .a = line->reg->id, .b = line->to });
	else if (line && e->act == ACT_OPEN)
		nav_open(n, &screen_still_true,
			 &(struct args){ .a = line->reg->id, .b = line->id });
	else if (e->act == ACT_OPEN && (e->id == ID_READY || e->id == ID_OPEN))
		carry_all(f, e->id == ID_OPEN, n);
}

const struct screen screen_carry = {
	.name = "carry",
	.title = "Carry over",
	.help = "What the cycle before this one had, entry by entry. Space says that it is still true; "
		"Enter opens it, to say that it has changed, that it no longer holds and why, or to "
		"leave it for later. Nothing is copied until you carry over what is still true; one "
		"undo takes all of that back. The old cycle stays as it is and can always be read.",
	.state_size = sizeof(struct carry_state),
	.load = carry_screen_load,
	.update = carry_update,
	.build = carry_build,
	.keep_place = true,
};

/* One entry, with what it said */

struct still_state {
	struct form form;
	struct carry_list list;
	size_t at;
	struct record old;
	const char **answer;
};

static size_t line_of(const struct carry_list *l, const char *id)
{
	size_t i = 0;

	while (i < l->n && strcmp(l->v[i].id, id) != 0)
		i++;
	return i;
}

static enum rc read_old(struct frame *f, struct err *err)
{
	struct still_state *st = f->state;
	struct session old = *session_of(f);
	enum rc rc;

	old.cycle = st->list.from;
	rc = record_load(&old, st->list.v[st->at].reg, st->list.v[st->at].id, f->loaded, &st->old,
			 err);
	if (rc != RC_OK)
		return rc;
	st->answer = arena_array(f->loaded, st->old.reg->nfields + 1, sizeof(*st->answer));
	for (size_t i = 0; i < st->old.reg->nfields; i++)
		st->answer[i] = answer_shown(&old, &st->old.reg->fields[i], st->old.field[i].text,
					     f->loaded);
	return RC_OK;
}

static enum rc still_load(struct frame *f, struct err *err)
{
	struct still_state *st = f->state;
	const struct reg *form = schema_reg(session_of(f)->schema, "carry");
	enum rc rc;

	if (!form)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, "carry");
	rc = carry_load(session_of(f), f->loaded, &st->list, err);
	if (rc != RC_OK)
		return rc;
	st->at = line_of(&st->list, f->args.b);
	if (st->at >= st->list.n)
		return err_set(err, RC_NOT_FOUND, W_NOT_OFFERED, f->args.b);
	rc = read_old(f, err);
	if (rc == RC_OK)
		rc = form_load(&st->form, f, form, st->list.v[st->at].id, NULL, NULL, err);
	st->form.digits = 0;
	return rc;
}

static void still_close(struct frame *f)
{
	struct still_state *st = f->state;

	form_close(&st->form);
}

/* The next one that nobody has answered; list.n: there is none. */
static size_t next_open(const struct still_state *st)
{
	for (size_t k = 1; k < st->list.n; k++) {
		size_t i = (st->at + k) % st->list.n;

		if (!st->list.v[i].to && st->list.v[i].answer == CARRY_OPEN)
			return i;
	}
	return st->list.n;
}

static void old_rows(const struct still_state *st, struct page *p)
{
	page_head(p, page_printf(p, W_AS_IT_STOOD, st->list.from_title));
	for (size_t i = 0; i < st->old.reg->nfields; i++) {
		const struct field *field = &st->old.reg->fields[i];

		if (field->type != TYPE_ROWS && !field->automatic && st->answer[i][0])
			page_text(p, page_printf(p, "%s: %s", field->label, st->answer[i]));
	}
}

static void still_build(const struct frame *f, struct page *p)
{
	const struct still_state *st = f->state;
	char shown[49];

	id_shown(st->old.id, shown);
	app_page(f, p, W_CARRY, page_printf(p, "%s", shown), st->old.title);
	p->title_right = page_printf(p, W_N_OF_M, st->at + 1, st->list.n);
	form_errors(&st->form, p);
	form_asked_rows(&st->form, p);
	if (next_open(st) < st->list.n)
		page_button(p, ID_NEXT, W_NEXT_NOT_ANSWERED);
	page_button(p, ID_LIST, W_BACK_TO_LIST);
	if (st->form.found && form_drafted(&st->form))
		p->message = W_FOUND_DRAFT;
	old_rows(st, p);
}

static void leave_still(struct still_state *st, int id, struct nav *n)
{
	struct saved saved;
	size_t next = next_open(st);

	if (form_drafted(&st->form) && !form_try_save(&st->form, NULL, &saved, n))
		return;
	if (id == ID_NEXT && next < st->list.n)
		nav_replace(
			n, &screen_still_true,
			&(struct args){ .a = st->list.v[next].reg->id, .b = st->list.v[next].id });
	else
		nav_back(n);
}

static void still_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct still_state *st = f->state;
	int field;

	if (form_event(&st->form, e, n))
		return;
	field = form_field_of(e->id);
	if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN && (e->id == ID_NEXT || e->id == ID_LIST)) {
		leave_still(st, e->id, n);
	} else if (e->act == ACT_BACK) {
		form_leave(&st->form, n);
	}
}

const struct screen screen_still_true = {
	.name = "still-true",
	.needs = "REGISTER/ID",
	.title = "Still true?",
	.help = "One entry of the cycle before, as it stood there. Say whether it is still true: as it "
		"is, with changes (it then comes as a draft that you go through), no longer (say why), "
		"or later. A choice is saved at once.",
	.state_size = sizeof(struct still_state),
	.load = still_load,
	.update = still_update,
	.build = still_build,
	.close = still_close,
	.keep_place = true,
};
