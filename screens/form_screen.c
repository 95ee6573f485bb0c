/* SPDX-License-Identifier: ISC */
/*
 * The form of a record, guided (a question a screen, then the answers are
 * checked) or whole (all on one page); and the form of one child row.
 */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "form.h"
#include "record.h"
#include "screens.h"
#include "there.h"
#include "words.h"

enum { ID_SAVE = 1, ID_DRAFT, ID_NEXT, ID_DROP, ID_VIEW, ID_CHANGE = 100 };

struct form_state {
	struct form form;
	const struct reg *reg;
	bool whole;
	bool checking;    /* guided: the answers are shown to be checked */
	size_t at;        /* guided: the field that is asked */
	bool alone;       /* it was chosen to be changed, alone */
	bool goes_on;     /* it is where a person left off */
	char copy_of[49]; /* the entry whose answers these are; "": none */
	bool filled;      /* with what another screen found */
};

static bool wants_whole(const struct frame *f)
{
	const struct session *s = session_of(f);
	const char *view = store_note(s->store, s->pid, s->actor.person, "form-view", f->loaded);

	if (!view)
		view = settings_text(app_of(f)->settings, SETTING_VIEW);
	return !strcmp(view, "whole");
}

static bool asked(const struct form *form, size_t i)
{
	return form_asks(form, i) && (form->record.exists || form->v[i].field->type != TYPE_ROWS);
}

static size_t step(const struct form *form, size_t from, int by)
{
	size_t i = from;

	do
		i += (size_t)by;
	while (i < form->n && !asked(form, i));
	return i; /* form->n or more: past the end */
}

/* What was being typed when the line dropped. A new entry begins with its name, whatever was typed of it. */
static bool goes_on(const struct frame *f)
{
	const struct form_state *st = f->state;

	return st->form.found && st->form.record.exists && f->args.n == 0 &&
	       !(f->args.c && f->args.c[0]) && form_last_draft(&st->form) < st->form.n;
}

/* The question that was chosen in the entry, or that was left; the first one where none was. */
static size_t begin_at(const struct frame *f)
{
	const struct form_state *st = f->state;

	if (goes_on(f))
		return form_last_draft(&st->form);

	for (size_t i = 0; f->args.n >= FORM_AT && i < st->form.n; i++) {
		const struct form_field *v = &st->form.v[i];

		if ((v->group ? v->group : v->field) == &st->reg->fields[f->args.n - FORM_AT])
			return i;
	}
	return step(&st->form, (size_t)-1, 1);
}

/*
 * A copy starts with the other record's answers, kept as drafts of the new
 * one. A new entry that was begun before and not saved is shown first: nothing
 * is mixed.
 */
static enum rc copy_answers(struct frame *f, struct err *err)
{
	struct form_state *st = f->state;
	struct record from;
	struct put *puts;
	size_t n;
	enum rc rc = RC_OK;

	if (st->form.found)
		return RC_OK;
	rc = record_load(session_of(f), st->reg, f->args.c, f->loaded, &from, err);
	if (rc != RC_OK)
		return rc;
	n = record_copy_puts(&from, f->arena, &puts);
	st->form.offered = true;
	for (size_t i = 0; i < n; i++)
		form_start_with(&st->form, puts[i].field, puts[i].text);
	id_shown(f->args.c, st->copy_of);
	return RC_OK;
}

/* Answers that another screen found, ready to be checked and saved; none is mixed here either. */
static void fill_in(struct frame *f)
{
	struct form_state *st = f->state;
	struct pairs p = pairs_read(f->args.c, f->arena);

	if (st->form.found)
		return;
	st->form.offered = true;
	for (size_t i = 0; i < p.n; i++)
		form_start_with(&st->form, p.v[i].name, p.v[i].text);
	st->filled = true;
	st->checking = !st->whole;
	if (st->checking)
		form_check(&st->form);
}

/* Guided: the digits choose among the answers of the field that is asked. */
static void ask_field(struct form_state *st, size_t at)
{
	st->at = at;
	st->form.digits = st->whole ? -1 : (int)at;
}

static enum rc form_screen_load(struct frame *f, struct err *err)
{
	struct form_state *st = f->state;
	const struct session *s = session_of(f);
	const struct field *title;
	bool first = st->reg == NULL;
	enum rc rc;

	st->reg = schema_reg(s->schema, f->args.a);
	if (!st->reg)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	title = record_title_field(st->reg);
	rc = form_load(&st->form, f, st->reg, f->args.b && f->args.b[0] ? f->args.b : NULL, NULL,
		       NULL, err);
	if (rc != RC_OK || !first)
		return rc;
	st->whole = wants_whole(f);
	ask_field(st, begin_at(f));
	st->alone = f->args.n >= FORM_AT;
	st->goes_on = goes_on(f);
	if (f->args.n == FORM_FOR_PICK && title && f->args.c && f->args.c[0])
		form_start_with(&st->form, title->id, f->args.c);
	else if (f->args.n == FORM_FILLED && f->args.c)
		fill_in(f);
	else if (f->args.n != FORM_FOR_PICK && f->args.c && f->args.c[0])
		return copy_answers(f, err);
	return RC_OK;
}

static enum rc row_load(struct frame *f, struct err *err)
{
	struct form_state *st = f->state;
	const struct session *s = session_of(f);
	const char *slash = strchr(f->args.a, '/');
	const struct field *rows = NULL;
	bool first = st->reg == NULL;

	if (slash)
		st->reg = schema_reg(s->schema,
				     arena_strn(f->loaded, f->args.a, (size_t)(slash - f->args.a)));
	if (st->reg)
		rows = reg_field(st->reg, slash + 1);
	if (!rows)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	if (first)
		st->whole = true;
	return form_load(&st->form, f, st->reg, f->args.b, rows, f->args.c, err);
}

static void form_screen_close(struct frame *f)
{
	struct form_state *st = f->state;

	form_close(&st->form);
}

/* Building */

static const char *heading(const struct form_state *st, struct page *p)
{
	char shown[49] = "";

	if (st->form.rows)
		return st->form.rows->label;
	if (!st->form.id)
		return page_printf(p, W_NEW_ENTRY, st->reg->one);
	id_shown(st->form.id, shown);
	return page_printf(p, st->form.gone ? W_GONE_ENTRY : W_EDIT_ENTRY, st->reg->one, shown);
}

static void build_whole(const struct form_state *st, struct page *p)
{
	const char *section = NULL;

	form_errors(&st->form, p);
	for (size_t i = 0; i < st->form.n; i++) {
		const struct field *field = st->form.v[i].field;

		if (!asked(&st->form, i))
			continue;
		if (field->section && field->section != section) {
			section = field->section;
			page_add(p, ROW_HEAD, -1, section)->role = ROLE_TITLE;
		}
		form_rows(&st->form, i, p);
	}
}

static void build_answers(const struct form_state *st, struct page *p)
{
	page_head(p, W_CHECK_ANSWERS);
	form_errors(&st->form, p);
	for (size_t i = 0; !st->form.rows && i < st->reg->nfields; i++) {
		const struct field *field = &st->reg->fields[i];

		if (field->computed == HOW_TICKS)
			ticks_rows(field, form_ticks(&st->form, field, p->arena), p);
	}
	for (size_t i = 0; i < st->form.n; i++) {
		const char *shown;

		if (!asked(&st->form, i) || st->form.v[i].field->type == TYPE_ROWS)
			continue;
		shown = form_shown(&st->form, i, p->arena);
		page_item(p, ID_CHANGE + (int)i, st->form.v[i].field->label, NULL)->detail =
			shown[0] ? shown : W_NOT_ANSWERED;
	}
	for (size_t i = 0; i < st->form.faults.n; i++)
		if (st->form.faults.v[i].level == LEVEL_WARN)
			page_add(p, ROW_TEXT, -1,
				 page_printf(p, W_WORTH_A_LOOK, st->form.faults.v[i].text))
				->role = ROLE_WARN;
}

static void buttons(const struct form_state *st, struct page *p)
{
	bool is_new = !st->form.rows && !st->form.record.exists && !st->form.gone;
	bool finish = !st->form.rows && !form_is_live(&st->form) && !st->form.gone;

	if (!st->whole && !st->checking) {
		page_button(p, ID_NEXT, st->alone && st->form.record.exists ? W_SAVE : W_CONTINUE);
		if (is_new && st->form.frame->args.n == FORM_FOR_PICK)
			page_button(p, ID_DRAFT,
				    W_SAVE_DRAFT); /* the work that asked for it goes on */
		if (!st->alone)
			page_button(p, ID_VIEW, W_VIEW_WHOLE);
		return;
	}
	page_button(p, ID_SAVE, finish ? page_printf(p, W_SAVE_NEW, st->reg->one) : W_SAVE);
	if (finish)
		page_button(p, ID_DRAFT, W_SAVE_DRAFT);
	if (form_drafted(&st->form))
		page_button(p, ID_DROP, W_DROP_DRAFT);
	if (st->whole && !st->form.rows)
		page_button(p, ID_VIEW, W_VIEW_GUIDED);
}

static bool is_refused(const struct form *form)
{
	for (size_t i = 0; i < form->faults.n; i++)
		if (form->faults.v[i].level == LEVEL_REFUSE)
			return true;
	return false;
}

/* Of a page that is filled in already: what was not known to who filled it. */
static int first_to_fill(const struct form *form)
{
	for (size_t i = 0; i < form->n; i++) {
		const char *text = form->v[i].stored;

		if (asked(form, i) && (!text[0] || !strcmp(text, VALUE_NOT_KNOWN)))
			return form_first_row(form, i);
	}
	return ID_SAVE;
}

static void form_screen_build(const struct frame *f, struct page *p)
{
	const struct form_state *st = f->state;
	size_t done = 0, all = 0;

	app_page(f, p, st->reg->title, NULL, heading(st, p));
	for (size_t i = 0; i < st->form.n; i++) {
		all += asked(&st->form, i);
		done += i <= st->at && asked(&st->form, i);
	}
	if (st->whole) {
		build_whole(st, p);
		if ((st->alone || st->goes_on) && !st->form.faults.n)
			p->focus_id = form_first_row(&st->form, st->at);
	} else if (st->checking) {
		build_answers(st, p);
	} else {
		p->title_right = st->alone ? NULL : page_printf(p, W_N_OF_M, done, all);
		form_rows(&st->form, st->at, p);
	}
	buttons(st, p);
	if (st->filled && st->whole)
		p->focus_id = first_to_fill(&st->form);
	else if (st->filled && st->checking && !is_refused(&st->form))
		p->focus_id = ID_SAVE;
	if (st->form.gone)
		p->message = st->form.gone;
	else if (st->form.found && form_drafted(&st->form))
		p->message = W_FOUND_DRAFT;
	else if (st->copy_of[0])
		p->message = page_printf(p, W_COPY_OF, st->copy_of);
	p->side_title = W_WHAT_TO_DO;
	p->side = st->reg->about;
}

/* Events */

static void saved_new(struct frame *f, const struct saved *saved, const char *life, struct nav *n)
{
	struct form_state *st = f->state;
	char shown[49];

	id_shown(saved->id[0] ? saved->id : st->form.id, shown);
	nav_say(n, !strcmp(life, "draft") ? W_SAVED_DRAFT : W_SAVED_AS, shown);
	if (f->args.n == FORM_FOR_PICK)
		nav_return(n, saved->id);
	else if (saved->id[0])
		nav_replace(n, &screen_record, &(struct args){ .a = st->reg->id, .b = saved->id });
	else
		nav_back(n);
}

static void save(struct frame *f, const char *life, struct nav *n)
{
	struct form_state *st = f->state;
	struct saved saved;
	bool is_new = !st->form.rows && !st->form.record.exists;
	bool finish = !st->form.rows && !form_is_live(&st->form);
	char shown[49];

	if (!form_try_save(&st->form, finish ? life : NULL, &saved, n))
		return;
	if (is_new) {
		saved_new(f, &saved, life, n);
		return;
	}
	if (finish && !strcmp(life, "draft")) {
		id_shown(st->form.id, shown);
		nav_say(n, W_SAVED_DRAFT, shown);
	} else {
		nav_say(n, "%s", there_saved(&st->form.record));
	}
	nav_back(n);
}

static void go_on(struct frame *f, struct nav *n)
{
	struct form_state *st = f->state;
	size_t next;

	if (!form_go_on(&st->form, st->at, n)) {
		if (st->form.gone || !st->form.v[st->at].waits) { /* where it can be put right */
			nav_focus(n, form_first_row(&st->form, st->at));
			return;
		}
		if (st->alone) {
			ask_field(st, st->form.wanted);
			nav_top(n);
			return;
		}
		/* else what it asks for comes in its turn */
	}
	if (st->alone && f->args.n >= FORM_AT) {
		if (!nav_said(n))
			nav_say(n, "%s", there_saved(&st->form.record));
		nav_back(n);
		return;
	}
	next = st->alone ? st->form.n : step(&st->form, st->at, 1);
	if (next >= st->form.n) {
		st->checking = true;
		st->alone = false;
		form_check(&st->form);
	} else {
		ask_field(st, next);
	}
	nav_top(n);
}

static void go_back(struct frame *f, struct nav *n)
{
	struct form_state *st = f->state;
	size_t before = step(&st->form, st->at, -1);

	form_keep_drafts(&st->form);
	if (st->filled && st->form.offered && st->checking) {
		form_leave(&st->form, n);
	} else if (st->checking && !st->whole) {
		st->checking = false;
		nav_top(n);
	} else if (st->alone && f->args.n < FORM_AT && !st->whole) {
		st->checking = true;
		st->alone = false;
		form_check(&st->form);
		nav_top(n);
	} else if (!st->alone && !st->whole && before < st->form.n) {
		ask_field(st, before);
		nav_top(n);
	} else {
		form_leave(&st->form, n);
	}
}

/* The other view opens at the question that one was at. */
static void change_view(struct frame *f, int row, struct nav *n)
{
	struct form_state *st = f->state;
	const struct session *s = session_of(f);
	int field = form_field_of(row);
	struct err err = { 0 };

	if (st->form.rows)
		return;
	form_keep_drafts(&st->form);
	st->whole = !st->whole;
	ask_field(st, !st->whole && field >= 0 ? (size_t)field : st->at);
	if (store_note_put(s->store, s->pid, s->actor.person, "form-view",
			   st->whole ? "whole" : "guided", &err) != RC_OK)
		nav_err(n, &err);
	if (st->whole && !st->checking)
		nav_focus(n, form_first_row(&st->form, st->at));
	else
		nav_top(n);
}

static void on_button(struct frame *f, int id, struct nav *n)
{
	struct form_state *st = f->state;

	if (id == ID_SAVE)
		save(f, "live", n);
	else if (id == ID_DRAFT)
		save(f, "draft", n);
	else if (id == ID_NEXT)
		go_on(f, n);
	else if (id == ID_VIEW)
		change_view(f, id, n);
	else if (id == ID_DROP) {
		form_drop_drafts(&st->form);
		nav_say(n, "%s", W_DRAFT_DROPPED);
		nav_back(n);
	} else if (id >= ID_CHANGE && id < FORM_FIRST) {
		st->checking = false;
		st->alone = true;
		ask_field(st, (size_t)(id - ID_CHANGE));
		nav_top(n);
	}
}

static void form_screen_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct form_state *st = f->state;
	int field = form_field_of(e->id);

	if (form_event(&st->form, e, n))
		return;
	if (e->act == ACT_BACK)
		go_back(f, n);
	else if (e->act == ACT_VIEW)
		change_view(f, e->id, n);
	else if (e->act == ACT_OPEN && field >= 0 && !st->whole)
		go_on(f, n);
	else if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN) {
		on_button(f, e->id, n);
	}
}

static const struct keybind keys[] = { { 'v', ACT_VIEW, "guided or whole" }, KEYBIND_END };

const struct screen screen_form = {
	.name = "form",
	.needs = "REGISTER",
	.title = "Form",
	.help = "Answer what you can; leave what you cannot. One question at a time, or all on one page "
		"(change with v). A new entry is saved when you have checked your answers; until then it "
		"is kept for you alone. Boxes marked optional may stay empty.",
	.keys = keys,
	.state_size = sizeof(struct form_state),
	.load = form_screen_load,
	.update = form_screen_update,
	.build = form_screen_build,
	.close = form_screen_close,
	.keep_place = true,
};

const struct screen screen_row = {
	.name = "row",
	.needs = "FIELD",
	.title = "One line of a list",
	.help = "One line that belongs to an entry: an update, a score, an option.",
	.state_size = sizeof(struct form_state),
	.load = row_load,
	.update = form_screen_update,
	.build = form_screen_build,
	.close = form_screen_close,
};
