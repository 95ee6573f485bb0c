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
	size_t *changed;  /* of each task: entries and items that others changed */
	const char **who; /* did the last of them */
};

/* The task that a changed entry, item or question belongs to. */
static bool is_of(const struct schema *s, const struct activity *a, const char *id)
{
	const struct checklist *list = NULL;
	const struct question_set *set = NULL;
	size_t len = strcspn(id, "-");

	for (size_t i = 0; i < a->registers.n; i++) {
		const struct reg *reg = schema_reg(s, a->registers.v[i]);

		if (reg && strlen(reg->key) == len && !strncmp(reg->key, id, len))
			return true;
	}
	if (schema_item(s, id, &list))
		return list->activity && !strcmp(list->activity, a->id);
	if (schema_question(s, id, &set))
		return set->activity && !strcmp(set->activity, a->id);
	return false;
}

static void look_for_marks(struct frame *f)
{
	struct stage_state *st = f->state;
	const struct unseen *u = app_unseen(app_of(f));

	st->changed = arena_array(f->loaded, st->progress.n + 1, sizeof(*st->changed));
	st->who = arena_array(f->loaded, st->progress.n + 1, sizeof(*st->who));
	for (size_t i = 0; u->n && i < st->progress.n; i++) {
		uint64_t last = 0;

		for (size_t k = 0; k < u->n; k++) {
			if (!is_of(session_of(f)->schema, st->progress.task[i].activity,
				   u->v[k].id))
				continue;
			st->changed[i]++;
			if (u->v[k].number > last)
				st->who[i] = arena_str(f->loaded, u->v[k].person);
			last = u->v[k].number > last ? u->v[k].number : last;
		}
	}
}

static enum rc stage_load(struct frame *f, struct err *err)
{
	struct stage_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc;

	st->stage = schema_stage(s->schema, f->args.a);
	if (!st->stage)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_STAGE, f->args.a);
	st->index = (size_t)(st->stage - s->schema->stages);
	rc = progress_load(s, st->stage, f->loaded, &st->progress, err);
	if (rc == RC_OK) {
		st->closed = st->progress.stage_closed[st->index];
		look_for_marks(f);
	}
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
		if (st->changed[i])
			r->detail = page_printf(p, "%s%s" W_MARKED_TASK, r->detail ? r->detail : "",
						r->detail ? ". " : "", st->changed[i], st->who[i]);
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
	.needs = "STAGE",
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
