/* SPDX-License-Identifier: ISC */
/* A task: its guidance, its checklists item by item, its registers and questions, and its end. */
#include <string.h>

#include "answer.h"
#include "app.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_ITEM = 100, ID_REGISTER = 400, ID_QUESTIONS = 500, ID_YES = 600, ID_NO, ID_VIEW = 700 };

struct activity_state {
	const struct activity *activity;
	const struct stage *stage;
	struct answered_item *items;
	size_t n;
	size_t *records;   /* live records of each register */
	size_t *changed;   /* those of them that others changed since this person last looked */
	const char *tally; /* as it was when the list was opened */
	const char *state; /* completed, in progress or "" */
	struct version seen;
};

static enum rc load_end(struct frame *f, struct err *err)
{
	struct activity_state *st = f->state;
	const struct session *s = session_of(f);
	struct record r;
	enum rc rc =
		record_load(s, schema_reg(s->schema, "task"), st->activity->id, f->loaded, &r, err);

	if (rc == RC_NOT_FOUND) {
		err_clear(err);
		st->state = "";
		st->seen = (struct version){ 0 };
		return RC_OK;
	}
	if (rc != RC_OK)
		return rc;
	st->state = record_text(&r, "state");
	st->seen = answer_version(&r, "state");
	return RC_OK;
}

static size_t changed_in(const struct unseen *u, const struct reg *reg)
{
	size_t len = strlen(reg->key), n = 0;

	for (size_t i = 0; i < u->n; i++)
		n += !strncmp(u->v[i].id, reg->key, len) && u->v[i].id[len] == '-';
	return n;
}

static enum rc activity_load(struct frame *f, struct err *err)
{
	struct activity_state *st = f->state;
	const struct session *s = session_of(f);
	bool first = st->activity == NULL;
	size_t done = 0, counted = 0;
	enum rc rc;

	st->activity = schema_activity(s->schema, f->args.a, &st->stage);
	if (!st->activity)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_TASK, f->args.a);
	rc = answered_items(s, st->activity->id, NULL, f->loaded, &st->items, &st->n, err);
	if (rc != RC_OK)
		return rc;
	answered_marks(f, st->items, st->n);
	st->records = arena_array(f->loaded, st->activity->registers.n, sizeof(*st->records));
	st->changed = arena_array(f->loaded, st->activity->registers.n, sizeof(*st->changed));
	for (size_t i = 0; i < st->activity->registers.n; i++) {
		const struct reg *reg = schema_reg(s->schema, st->activity->registers.v[i]);

		st->records[i] = reg ? list_count(s, reg, LIFE_LIVE) : 0;
		st->changed[i] = reg ? changed_in(app_unseen(app_of(f)), reg) : 0;
	}
	for (size_t i = 0; i < st->n; i++) {
		if (st->items[i].list->status)
			continue; /* kept for older plans: not counted */
		counted++;
		done += answer_is_done(st->items[i].state);
	}
	if (first || f->returned)
		st->tally = arena_printf(f->arena, W_DONE_COUNT, done, counted);
	return load_end(f, err);
}

static void guidance(const struct activity_state *st, struct page *p)
{
	const struct activity *a = st->activity;
	struct buf b = { 0 };

	if (a->about)
		buf_printf(&b, "%s\n", a->about);
	if (a->who)
		buf_printf(&b, "\n# %s\n%s\n", W_WHO_TAKES_PART, a->who);
	if (a->produces)
		buf_printf(&b, "\n# %s\n%s\n", W_PRODUCES, a->produces);
	p->side_title = W_WHAT_TO_DO;
	p->side = page_printf(p, "%s", buf_text(&b));
	buf_clear(&b);
}

static void register_rows(const struct frame *f, struct page *p, int *number)
{
	const struct activity_state *st = f->state;

	if (st->activity->registers.n)
		page_head(p, W_RECORDS);
	for (size_t i = 0; i < st->activity->registers.n; i++) {
		const struct reg *reg =
			schema_reg(session_of(f)->schema, st->activity->registers.v[i]);
		struct row *r;

		if (!reg)
			continue;
		r = page_item(p, ID_REGISTER + (int)i, reg->title,
			      st->changed[i]
				      ? page_printf(p, W_MARK_COUNT, st->records[i], st->changed[i])
				      : page_printf(p, "%zu", st->records[i]));
		r->number = *number < 10 ? (*number)++ : -1;
	}
}

static void question_rows(const struct frame *f, struct page *p)
{
	const struct activity_state *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	bool begun = false;

	for (size_t i = 0; i < schema->nquestion_sets; i++) {
		const struct question_set *q = &schema->question_sets[i];

		if (!q->activity || strcmp(q->activity, st->activity->id) != 0)
			continue;
		if (!begun)
			page_head(p, W_QUESTIONS);
		begun = true;
		page_item(p, ID_QUESTIONS + (int)i, q->title, NULL);
	}
}

static void activity_build(const struct frame *f, struct page *p)
{
	const struct activity_state *st = f->state;
	int number = 1;

	app_page(f, p, st->stage->title, NULL, st->activity->title);
	p->title_right = st->tally;
	if (st->activity->line)
		page_text(p, st->activity->line);
	register_rows(f, p, &number);
	view_rows(f, p, st->activity->id, ID_VIEW, &number);
	question_rows(f, p);
	answered_rows(st->items, st->n, ID_ITEM, p);
	page_head(p, W_COMPLETED_QUESTION);
	page_add(p, ROW_RADIO, ID_YES, W_COMPLETED_YES)->on = !strcmp(st->state, "completed");
	page_add(p, ROW_RADIO, ID_NO, W_COMPLETED_NO)->on = !strcmp(st->state, "in progress");
	guidance(st, p);
}

static void say_state(struct frame *f, const char *state, struct nav *n)
{
	const struct activity_state *st = f->state;
	const struct session *s = session_of(f);
	struct put put = { .field = "state", .text = state, .seen = st->seen };
	struct saved saved;
	struct err err = { 0 };

	if (!strcmp(st->state, state))
		return;
	app_saved(n,
		  record_save(s, schema_reg(s->schema, "task"), st->activity->id, "tick", &put, 1,
			      NULL, NULL, &saved, &err),
		  &err, NULL);
}

static void activity_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct activity_state *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	bool open = e->act == ACT_OPEN, tick = e->act == ACT_TICK;

	if ((open || tick) && (e->id == ID_YES || e->id == ID_NO))
		say_state(f, e->id == ID_YES ? "completed" : "in progress", n);
	else if (open && e->id >= ID_QUESTIONS && e->id < ID_YES)
		nav_open(n, &screen_questions,
			 &(struct args){ .a = schema->question_sets[e->id - ID_QUESTIONS].id });
	else if (open && e->id >= ID_REGISTER && e->id < ID_QUESTIONS)
		nav_open(n, &screen_register,
			 &(struct args){ .a = st->activity->registers.v[e->id - ID_REGISTER] });
	else if (open && e->id >= ID_VIEW)
		view_open(f, e->id, ID_VIEW, n);
	else if (e->id >= ID_ITEM && e->id < ID_REGISTER)
		answered_event(f, st->items, st->n, ID_ITEM, e, n);
	else if (e->act == ACT_SOURCE)
		nav_open(n, &screen_source,
			 &(struct args){ .a = "activity", .b = st->activity->id });
}

const struct screen screen_activity = {
	.name = "activity",
	.needs = "TASK",
	.title = "Task",
	.help = "A task of the cycle: what it is for, the registers it fills, the questions it asks and "
		"its checklist. Space ticks an item; Enter opens it to say what is in place. At the end "
		"you say whether the task is completed; you can change that at any time.",
	.state_size = sizeof(struct activity_state),
	.load = activity_load,
	.update = activity_update,
	.build = activity_build,
	.keep_place = true,
};
