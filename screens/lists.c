/* SPDX-License-Identifier: ISC */
/* Plain lists that lead on: all registers, one checklist, one set of questions. */
#include <string.h>

#include "../core/store/keys.h"
#include "answer.h"
#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_ROW = 100 };

/* All registers */

struct registers {
	size_t *count;
};

static enum rc registers_load(struct frame *f, struct err *err)
{
	struct registers *st = f->state;
	const struct session *s = session_of(f);

	(void)err;
	st->count = arena_array(f->loaded, s->schema->nregisters, sizeof(*st->count));
	for (size_t i = 0; i < s->schema->nregisters; i++)
		if (s->schema->registers[i].kind == REG_REGISTER)
			st->count[i] = list_count(s, &s->schema->registers[i], LIFE_LIVE);
	return RC_OK;
}

/* The step of the cycle that asks for a register first; NULL: none does. */
static const struct stage *first_stage(const struct schema *schema, const char *id)
{
	for (size_t s = 0; s < schema->nstages; s++)
		for (size_t a = 0; a < schema->stages[s].nactivities; a++)
			if (names_have(&schema->stages[s].activities[a].registers, id))
				return &schema->stages[s];
	return NULL;
}

static void registers_build(const struct frame *f, struct page *p)
{
	const struct registers *st = f->state;
	const struct schema *schema = session_of(f)->schema;

	app_page(f, p, NULL, NULL, W_ALL_REGISTERS);
	for (size_t s = 0; s <= schema->nstages; s++) {
		const struct stage *stage = s < schema->nstages ? &schema->stages[s] : NULL;
		bool begun = false;

		for (size_t i = 0; i < schema->nregisters; i++) {
			if (schema->registers[i].kind != REG_REGISTER ||
			    first_stage(schema, schema->registers[i].id) != stage)
				continue;
			if (!begun)
				page_head(p, stage ? stage->title : W_OTHER_REGISTERS);
			begun = true;
			page_item(p, ID_ROW + (int)i, schema->registers[i].title,
				  page_printf(p, "%zu", st->count[i]));
		}
	}
}

static void registers_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct schema *schema = session_of(f)->schema;

	if (e->act == ACT_OPEN && e->id >= ID_ROW)
		nav_open(n, &screen_register,
			 &(struct args){ .a = schema->registers[e->id - ID_ROW].id });
}

const struct screen screen_registers = {
	.name = "registers",
	.title = "All registers",
	.help = "Every register of the templates with the number of its entries. Each can be filled at any "
		"time, in any order.",
	.state_size = sizeof(struct registers),
	.load = registers_load,
	.update = registers_update,
	.build = registers_build,
	.keep_place = true,
};

/* One checklist */

struct checklist_state {
	const struct checklist *list;
	struct answered_item *items;
	size_t n;
	const char *tally;
};

static enum rc checklist_load(struct frame *f, struct err *err)
{
	struct checklist_state *st = f->state;
	const struct session *s = session_of(f);
	size_t done = 0;
	enum rc rc;

	st->list = schema_checklist(s->schema, f->args.a);
	if (!st->list)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_ITEM, f->args.a);
	rc = answered_items(s, NULL, st->list, f->loaded, &st->items, &st->n, err);
	if (rc == RC_OK)
		answered_marks(f, st->items, st->n);
	if (rc != RC_OK || st->tally)
		return rc;
	for (size_t i = 0; i < st->n; i++)
		done += answer_is_done(st->items[i].state);
	st->tally = arena_printf(f->arena, W_DONE_COUNT, done, st->n);
	return RC_OK;
}

static void checklist_build(const struct frame *f, struct page *p)
{
	const struct checklist_state *st = f->state;

	app_page(f, p, W_CHECKLISTS, NULL, st->list->title);
	p->title_right = st->tally;
	answered_rows(st->items, st->n, ID_ROW, p);
	p->side_title = W_WHAT_TO_DO;
	p->side = st->list->about;
}

static void checklist_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct checklist_state *st = f->state;

	answered_event(f, st->items, st->n, ID_ROW, e, n);
}

const struct screen screen_checklist = {
	.name = "checklist",
	.needs = "CHECKLIST",
	.title = "Checklist",
	.help = "The points of one checklist. Space ticks or unticks; Enter opens a point to say what is in "
		"place, or why it is not needed here.",
	.state_size = sizeof(struct checklist_state),
	.load = checklist_load,
	.update = checklist_update,
	.build = checklist_build,
	.keep_place = true,
};

/* One set of questions */

struct questions_state {
	const struct question_set *set;
	const char **answer; /* first words of each */
	bool *typed;         /* something is typed and not saved */
};

static bool take_answer(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	struct questions_state *st = f->state;
	struct fact_parts parts;

	if (!fact_parts(f->loaded, fact->name, &parts))
		return true;
	for (size_t i = 0; i < st->set->nquestions; i++)
		if (!strcmp(st->set->questions[i].id, parts.record))
			st->answer[i] = arena_str(f->loaded, fact->text);
	return true;
}

static bool take_typed(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	struct questions_state *st = f->state;
	struct fact_parts parts;

	for (size_t i = 0; i < st->set->nquestions && fact_parts(f->loaded, fact->name, &parts);
	     i++)
		if (!strcmp(st->set->questions[i].id, parts.record))
			st->typed[i] = true;
	return true;
}

static enum rc questions_load(struct frame *f, struct err *err)
{
	struct questions_state *st = f->state;
	const struct session *s = session_of(f);
	const char *wanted[] = { "text" };
	const struct names fields = { .v = wanted, .n = 1 };
	const char *prefix;
	enum rc rc;

	st->set = schema_question_set(s->schema, f->args.a);
	if (!st->set)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_QUESTIONS, f->args.a);
	st->answer = arena_array(f->loaded, st->set->nquestions, sizeof(*st->answer));
	st->typed = arena_array(f->loaded, st->set->nquestions, sizeof(*st->typed));
	prefix = arena_printf(f->loaded, "%s/qa/", s->cycle);
	rc = store_drafts(s->store, s->pid, s->actor.person, prefix, take_typed, f, err);
	if (rc != RC_OK)
		return rc;
	return store_read(s->store, session_place(s), prefix, &fields, take_answer, f, err);
}

static void questions_build(const struct frame *f, struct page *p)
{
	const struct questions_state *st = f->state;

	app_page(f, p, W_QUESTIONS, NULL, st->set->title);
	for (size_t i = 0; i < st->set->nquestions; i++) {
		struct row *r = page_item(p, ID_ROW + (int)i, st->set->questions[i].text,
					  st->typed[i] ? W_UNSAVED : NULL);

		r->number = i < 9 ? (int)i + 1 : -1;
		r->detail = st->answer[i] && st->answer[i][0] ? st->answer[i] : W_NOT_ANSWERED;
	}
	p->side_title = W_WHAT_TO_DO;
	p->side = st->set->about;
}

static void questions_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct questions_state *st = f->state;

	for (size_t i = 0; i < st->set->nquestions && e->act == ACT_RETURN && e->text; i++)
		if (!strcmp(st->set->questions[i].id, e->text))
			nav_focus(n, ID_ROW + (int)i);
	if (e->act == ACT_OPEN && e->id >= ID_ROW)
		nav_open(n, &screen_question,
			 &(struct args){ .a = st->set->questions[e->id - ID_ROW].id });
}

const struct screen screen_questions = {
	.name = "questions",
	.needs = "QUESTIONS",
	.title = "Questions",
	.help = "Questions that belong together. Open one to answer it or to go on with your answer.",
	.state_size = sizeof(struct questions_state),
	.load = questions_load,
	.update = questions_update,
	.build = questions_build,
	.keep_place = true,
};
