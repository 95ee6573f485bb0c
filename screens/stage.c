/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_TASK = 100, ID_CLOSE = 200 };

struct stage_state {
	const struct stage *stage;
	struct progress progress;
	size_t index; /* of the stage */
	bool closed;
};

static enum rc stage_load(struct frame *f, struct err *err)
{
	struct stage_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc;

	st->stage = schema_stage(s->schema, f->args.a);
	if (!st->stage)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_STAGE, f->args.a);
	st->index = (size_t)(st->stage - s->schema->stages);
	rc = progress_load(s, f->loaded, &st->progress, err);
	if (rc == RC_OK)
		st->closed = st->progress.stage_closed[st->index];
	return rc;
}

static const char *joined(const struct names *n, struct page *p)
{
	struct buf b = { 0 };
	const char *text;

	for (size_t i = 0; i < n->n; i++)
		buf_printf(&b, "%s%s", i ? "; " : "", n->v[i]);
	text = page_printf(p, "%s", buf_text(&b));
	buf_clear(&b);
	return text;
}

static void stage_build(const struct frame *f, struct page *p)
{
	const struct stage_state *st = f->state;
	int number = 1;

	app_page(f, p, st->stage->title, NULL, st->stage->question);
	p->title_right = page_printf(p, W_STAGE_DONE, st->progress.stage_done[st->index],
				     st->progress.stage_all[st->index]);
	for (size_t i = 0; i < st->progress.n; i++) {
		const struct task *t = &st->progress.task[i];
		struct row *r;

		if (t->stage != st->stage)
			continue;
		r = page_item(p, ID_TASK + (int)i, t->activity->title, task_status_word(t->status));
		r->number = number++;
		r->role = t->status == TASK_COMPLETED ? ROLE_DONE : ROLE_PLAIN;
		if (t->status == TASK_CANNOT_START)
			r->detail = page_printf(p, W_WAITS_FOR, joined(&t->waits_for, p));
	}
	page_gap(p);
	page_item(p, ID_CLOSE, W_CLOSE_STAGE,
		  st->closed ? W_CLOSED : task_status_word(TASK_NOT_STARTED))
		->number = 9;
	p->side_title = st->stage->title;
	p->side = st->stage->about;
}

static void stage_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct stage_state *st = f->state;

	if (e->act != ACT_OPEN)
		return;
	if (e->id == ID_CLOSE)
		nav_open(n, &screen_close, &(struct args){ .a = st->stage->id });
	else if (e->id >= ID_TASK && row_at(e, ID_TASK) < st->progress.n)
		nav_open(n, &screen_activity,
			 &(struct args){ .a = st->progress.task[e->id - ID_TASK].activity->id });
}

const struct screen screen_stage = {
	.name = "stage",
	.title = "Tasks of a stage",
	.help = "The tasks of this stage and how each stands. \"Cannot start yet\" is a hint: it names "
		"the tasks whose results would help, and opens all the same. You say yourself when a task "
		"is completed. Closing the stage is a task of its own.",
	.state_size = sizeof(struct stage_state),
	.load = stage_load,
	.update = stage_update,
	.build = stage_build,
	.keep_place = true,
};
