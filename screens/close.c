/* SPDX-License-Identifier: ISC */
/* Closing a stage: a pause point that records who was present and what is still open. */
#include <string.h>

#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_OUTCOME = 1, ID_TASK = 100 };

struct close_state {
	struct form form;
	const struct stage *stage;
	struct progress progress;
	const struct field *outcome; /* how it is closed: asked last, by buttons */
};

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
	rc = progress_load(s, f->loaded, &st->progress, err);
	if (rc != RC_OK)
		return rc;
	return form_load(&st->form, f, form, st->stage->id, NULL, NULL, err);
}

static void close_close(struct frame *f)
{
	struct close_state *st = f->state;

	form_close(&st->form);
}

static void close_build(const struct frame *f, struct page *p)
{
	const struct close_state *st = f->state;

	app_page(f, p, st->stage->title, NULL, W_CLOSE_STAGE);
	page_text(p, st->stage->output ? page_printf(p, W_STAGE_OUTPUT, st->stage->output) : "");
	form_errors(&st->form, p);
	page_head(p, W_HOW_TASKS_STAND);
	for (size_t i = 0; i < st->progress.n; i++) {
		const struct task *t = &st->progress.task[i];
		struct row *r;

		if (t->stage != st->stage)
			continue;
		r = page_item(p, ID_TASK + (int)i, t->activity->title, task_status_word(t->status));
		r->detail = page_printf(p, W_STILL_OPEN, t->tally.open + t->tally.in_progress,
					t->tally.not_known);
	}
	page_gap(p);
	for (size_t i = 0; i < st->form.n; i++)
		if (form_asks(&st->form, i) && st->form.v[i].field != st->outcome)
			form_rows(&st->form, i, p);
	for (size_t i = 0; i < st->outcome->noptions; i++)
		page_button(p, ID_OUTCOME + (int)i,
			    page_printf(p, W_CLOSE_AS, st->stage->title,
					st->outcome->options[i].label));
}

/* The stage is said to be closed last, with who was there and what is open, in one change. */
static void close_as(struct close_state *st, const struct option *outcome, struct nav *n)
{
	struct saved saved;

	form_start_with(&st->form, st->outcome->id, outcome->id);
	if (!form_try_save(&st->form, NULL, &saved, n))
		return;
	nav_say(n, W_CLOSE_AS, st->stage->title, outcome->label);
	nav_back(n);
}

static void close_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct close_state *st = f->state;
	int field = form_field_of(e->id);

	if (form_event(&st->form, e, n))
		return;
	if (e->act == ACT_BACK || e->act == ACT_HANGUP) {
		form_keep_drafts(&st->form);
		if (e->act == ACT_BACK)
			nav_back(n);
	} else if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN && row_at(e, ID_OUTCOME) < st->outcome->noptions) {
		close_as(st, &st->outcome->options[row_at(e, ID_OUTCOME)], n);
	} else if (e->act == ACT_OPEN && row_at(e, ID_TASK) < st->progress.n) {
		nav_open(n, &screen_activity,
			 &(struct args){ .a = st->progress.task[row_at(e, ID_TASK)].activity->id });
	}
}

const struct screen screen_close = {
	.name = "close",
	.title = "Close a stage",
	.help = "A pause before the next stage: look at what is still open, write down who was present, and "
		"say whether the stage is agreed. A closed stage can still be changed.",
	.state_size = sizeof(struct close_state),
	.load = close_load,
	.update = close_update,
	.build = close_build,
	.close = close_close,
	.keep_place = true,
};
