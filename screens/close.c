/* SPDX-License-Identifier: ISC */
/* Closing a stage: a pause point that records who was present and what is still open. */
#include <string.h>

#include "../core/plan/closing.h"
#include "../core/store/keys.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_OUTCOME = 1, ID_ATTENTION = 50, ID_TASK = 100, ID_ITEM = 300 };
enum { CONCERNS_SHOWN = 5 };

struct close_state {
	struct form form;
	const struct stage *stage;
	struct closing open;
	const struct field *outcome; /* how it is closed: asked last, by buttons */
	struct names before;         /* what stood open when earlier stages were closed */
};

static size_t field_at(const struct close_state *st, const char *id)
{
	size_t i = 0;

	while (i < st->form.n && strcmp(st->form.v[i].field->id, id) != 0)
		i++;
	return i;
}

/* Of a record that may not be there yet. */
static const char *answer(const struct close_state *st, const char *id)
{
	size_t i = field_at(st, id);

	return i < st->form.n ? st->form.v[i].stored : "";
}

static bool is_closed(const struct close_state *st)
{
	size_t i = field_at(st, "outcome");

	return i < st->form.n && !strncmp(st->form.v[i].saved, "agreed", 6);
}

/* At the last stage what stood open before is looked at again. */
static enum rc load_before(struct frame *f, const struct reg *form, struct err *err)
{
	struct close_state *st = f->state;
	const struct session *s = session_of(f);
	const struct stage *stages = s->schema->stages;
	size_t last = s->schema->nstages - 1;
	enum rc rc = RC_OK;

	st->before = (struct names){ arena_array(f->loaded, last + 1, sizeof(char *)), 0 };
	for (size_t i = 0; st->stage == &stages[last] && i < last && rc == RC_OK; i++) {
		struct record r;
		const char *text;

		rc = record_load(s, form, stages[i].id, f->loaded, &r, err);
		text = rc == RC_OK ? record_text(&r, "stood_open") : "";
		if (*text)
			st->before.v[st->before.n++] =
				arena_printf(f->loaded, "%s\n%s", stages[i].title, text);
	}
	return rc;
}

static enum rc close_load(struct frame *f, struct err *err)
{
	struct close_state *st = f->state;
	const struct session *s = session_of(f);
	const struct reg *form = schema_reg(s->schema, "close");
	enum rc rc;

	st->stage = schema_stage(s->schema, f->args.a);
	if (!st->stage || !form)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_STAGE, f->args.a);
	st->outcome = reg_field(form, "outcome");
	if (!st->outcome)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, "close");
	rc = form_load(&st->form, f, form, st->stage->id, NULL, NULL, err);
	if (rc == RC_OK)
		rc = closing_load(s, st->stage, answer(st, "partners"), f->loaded, &st->open, err);
	return rc == RC_OK ? load_before(f, form, err) : rc;
}

static void close_close(struct frame *f)
{
	struct close_state *st = f->state;

	form_close(&st->form);
}

static void task_rows(const struct close_state *st, struct page *p)
{
	page_head(p, W_HOW_TASKS_STAND);
	for (size_t i = 0; i < st->open.progress.n; i++) {
		const struct task *t = &st->open.progress.task[i];
		struct row *r;

		if (t->stage != st->stage)
			continue;
		r = page_item(p, ID_TASK + (int)i, t->activity->title, task_status_word(t->status));
		r->detail = page_printf(p, W_STILL_OPEN, t->tally.open + t->tally.in_progress,
					t->tally.not_known);
	}
}

static void open_rows(const struct close_state *st, struct page *p)
{
	const struct closing *c = &st->open;

	if (c->nitems)
		page_head(p, page_printf(p, W_KEY_ITEMS_OPEN, c->nitems));
	for (size_t i = 0; i < c->nitems; i++)
		page_item(p, ID_ITEM + (int)i, c->item[i]->text, NULL);
	if (c->nconcerns)
		page_head(p, page_printf(p, W_STAGE_ATTENTION, c->nconcerns));
	for (size_t i = 0; i < c->nconcerns && i < CONCERNS_SHOWN; i++)
		page_text(p, page_printf(p, "%s: %s", c->concern[i].title, c->concern[i].text));
	if (c->nconcerns > CONCERNS_SHOWN)
		page_item(p, ID_ATTENTION,
			  page_printf(p, W_ATTENTION_ALL, c->nconcerns - CONCERNS_SHOWN), NULL);
}

static const char *names_line(const struct names *n, struct page *p)
{
	const char *out = "";

	for (size_t i = 0; i < n->n; i++)
		out = page_printf(p, "%s%s%s", out, i ? "; " : "", n->v[i]);
	return out;
}

static void room_line(const struct close_state *st, struct page *p)
{
	const struct closing *c = &st->open;

	if (c->here.n + c->away.n == 0)
		return;
	page_text(p, page_printf(p, W_IN_THE_ROOM, c->here.n, c->here.n + c->away.n));
	if (c->here.n && c->away.n)
		page_text(p, page_printf(p, W_NOT_HERE, c->away.n, names_line(&c->away, p)));
}

static void kept_rows(const struct close_state *st, struct page *p)
{
	const char *open = answer(st, "stood_open");

	if (is_closed(st))
		page_text(p, page_printf(p, W_CLOSED_AS,
					 value_shown(st->outcome,
						     st->form.v[field_at(st, "outcome")].saved,
						     p->arena)));
	if (*open) {
		page_head(p, W_STOOD_OPEN);
		page_lines(p, open);
	}
	for (size_t i = 0; i < st->before.n; i++) {
		size_t len = strcspn(st->before.v[i], "\n");

		page_head(p, page_printf(p, W_STOOD_OPEN_IN, (int)len, st->before.v[i]));
		page_lines(p, st->before.v[i] + len + 1);
	}
}

/* What a closed stage may become: anything but what it is. */
static void outcome_buttons(const struct close_state *st, struct page *p)
{
	for (size_t i = 0; i < st->outcome->noptions; i++) {
		const struct option *o = &st->outcome->options[i];
		bool closes = !strncmp(o->id, "agreed", 6);

		if (is_closed(st) && closes)
			continue;
		page_button(p, ID_OUTCOME + (int)i,
			    is_closed(st) ? page_printf(p, W_OPEN_AGAIN, st->stage->title)
			    : closes      ? page_printf(p, W_CLOSE_AS, st->stage->title, o->label)
					  : o->label);
	}
}

static void close_build(const struct frame *f, struct page *p)
{
	const struct close_state *st = f->state;
	size_t outcome = field_at(st, "outcome");

	app_page(f, p, st->stage->title, NULL, W_CLOSE_STAGE);
	page_text(p, st->stage->output ? page_printf(p, W_STAGE_OUTPUT, st->stage->output) : "");
	form_errors(&st->form, p);
	task_rows(st, p);
	open_rows(st, p);
	page_gap(p);
	for (size_t i = 0; i < st->form.n; i++) {
		if (!form_asks(&st->form, i) || i == outcome)
			continue;
		form_rows(&st->form, i, p);
		if (st->form.v[i].field->type == TYPE_REFS)
			room_line(st, p);
	}
	kept_rows(st, p);
	form_reason_box(&st->form, outcome, p);
	outcome_buttons(st, p);
}

static const char *worth_a_look(const struct faults *f, struct arena *a)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].level == LEVEL_WARN)
			return arena_printf(a, W_IS_CLOSED_LOOK, f->v[i].text);
	return "";
}

/* The stage is said to be closed last, with who was there and what is open, in one change. */
static void close_as(struct close_state *st, const struct option *outcome, struct nav *n)
{
	struct saved saved;
	size_t open = field_at(st, "stood_open");
	bool was = is_closed(st);

	form_start_with(&st->form, st->outcome->id, outcome->id);
	st->form.noted = (struct put){ 0 };
	if (!was && open < st->form.n && !strncmp(outcome->id, "agreed", 6))
		st->form.noted =
			(struct put){ "stood_open", closing_text(&st->open, st->form.frame->loaded),
				      st->form.v[open].seen };
	if (!form_try_save(&st->form, NULL, &saved, n)) {
		if (was)
			nav_focus(n, form_reason_row(field_at(st, st->outcome->id)));
		return;
	}
	if (was)
		nav_say(n, W_OPENED_AGAIN, st->stage->title);
	else
		nav_say(n, W_IS_CLOSED, st->stage->title, outcome->label,
			worth_a_look(&st->form.faults, st->form.frame->arena));
	nav_back(n);
}

static void open_line(struct frame *f, const struct event *e, struct nav *n)
{
	struct close_state *st = f->state;

	if (row_at(e, ID_OUTCOME) < st->outcome->noptions)
		close_as(st, &st->outcome->options[row_at(e, ID_OUTCOME)], n);
	else if (e->id == ID_ATTENTION)
		nav_open(n, &screen_attention, NULL);
	else if (row_at(e, ID_ITEM) < st->open.nitems)
		nav_open(n, &screen_item,
			 &(struct args){ .a = st->open.item[row_at(e, ID_ITEM)]->id });
	else if (row_at(e, ID_TASK) < st->open.progress.n)
		nav_open(n, &screen_activity,
			 &(struct args){
				 .a = st->open.progress.task[row_at(e, ID_TASK)].activity->id });
}

static void close_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct close_state *st = f->state;
	int field = form_field_of(e->id);

	if (form_event(&st->form, e, n))
		return;
	if (e->act == ACT_BACK) {
		form_leave(&st->form, n);
	} else if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN) {
		open_line(f, e, n);
	}
}

const struct screen screen_close = {
	.name = "close",
	.needs = "STAGE",
	.title = "Close a stage",
	.help = "A pause before the next stage: look at what is still open, write down who was present, and "
		"say whether the stage is agreed. What stood open is kept with it and shown again at "
		"the review. A closed stage is opened again with a reason.",
	.state_size = sizeof(struct close_state),
	.load = close_load,
	.update = close_update,
	.build = close_build,
	.close = close_close,
	.keep_place = true,
};
