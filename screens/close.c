/* SPDX-License-Identifier: ISC */
/* Closing a stage: a pause point that records who was present and what is still open. */
#include <string.h>

#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_SAVE = 1, ID_TASK = 100 };

struct close_state {
	struct form form;
	const struct stage *stage;
	struct progress progress;
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
	form_asked_rows(&st->form, p);
	page_button(p, ID_SAVE, W_SAVE);
	p->focus_id = FORM_FIRST;
}

static void close_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct close_state *st = f->state;
	struct saved saved;
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
	} else if (e->act == ACT_OPEN && e->id >= ID_TASK) {
		nav_open(n, &screen_activity,
			 &(struct args){ .a = st->progress.task[e->id - ID_TASK].activity->id });
	} else if (e->act == ACT_OPEN && e->id == ID_SAVE) {
		if (!form_try_save(&st->form, NULL, &saved, n))
			return;
		nav_say(n, "%s", W_SAVED);
		nav_back(n);
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
