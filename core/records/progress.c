/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "../store/keys.h"
#include "work.h"

const char *task_status_word(enum task_status t)
{
	static const char *const words[] = {
		[TASK_NOT_STARTED] = "Not started",
		[TASK_IN_PROGRESS] = "In progress",
		[TASK_COMPLETED] = "Completed",
		[TASK_CANNOT_START] = "Cannot start yet",
	};

	return words[t];
}

enum { NAME_PART = 64, STARTERS_MAX = 64 };

#define ANY "*" /* a starter's reference: which record it became is not known here */

/* A starter's answers in stored form, to tell a row nobody has touched. */
struct untouched {
	const struct reg *reg;
	struct pairs *starter;
	size_t n;
};

/* The record whose facts are passing by. */
struct passing {
	char reg[NAME_PART], id[NAME_PART];
	const struct reg *of; /* NULL: a form, or not asked for any more */
	const struct untouched *starters;
	uint64_t same; /* starters it still equals, one bit each */
	bool answered, archived, gone, some;
};

struct scan {
	const struct session *s;
	struct arena *arena;
	struct arena *once; /* of one fact */
	struct progress *p;
	struct untouched *untouched;
	size_t nuntouched;
	struct passing now;
	bool *touched, *said_done, *said_started; /* for each task */
};

static size_t task_of(const struct scan *c, const char *activity)
{
	for (size_t i = 0; activity && i < c->p->n; i++)
		if (!strcmp(c->p->task[i].activity->id, activity))
			return i;
	return c->p->n;
}

static bool one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

static void count_state(struct tally *t, const char *state)
{
	static const char *const done[] = { "done", "yes", NULL };
	static const char *const under_way[] = { "in_progress", "partly", NULL };

	if (one_of(state, done))
		t->done++;
	else if (one_of(state, under_way))
		t->in_progress++;
	else if (!strcmp(state, "not_needed"))
		t->not_needed++;
	else if (!strcmp(state, "not_known"))
		t->not_known++;
}

static void item_fact(struct scan *c, const char *id, const char *field, const char *text)
{
	const struct checklist *list;
	size_t task;

	if (!*text || !schema_item(c->s->schema, id, &list) || list->status)
		return; /* a list with a status is kept for older plans and counts no more */
	task = task_of(c, list->activity);
	if (task == c->p->n)
		return;
	if (strcmp(field, "state")) {
		c->touched[task] = true;
		return;
	}
	text = fact_answer(facts_reg(c->s->schema, "it", id), field, text, "state", c->arena);
	count_state(&c->p->task[task].tally, text);
	if (strcmp(text, "not_started"))
		c->touched[task] = true;
}

static void question_fact(struct scan *c, const char *id, const char *field, const char *text)
{
	const struct question_set *set;
	size_t task;

	if (!*text || !schema_question(c->s->schema, id, &set))
		return;
	task = task_of(c, set->activity);
	if (task == c->p->n)
		return;
	c->touched[task] = true;
	if (!strcmp(field, "text"))
		c->p->task[task].tally.answered++;
}

static void task_fact(struct scan *c, const char *id, const char *field, const char *text)
{
	size_t task = task_of(c, id);

	if (task == c->p->n || !*text)
		return;
	if (strcmp(field, "state"))
		c->touched[task] = true;
	else if (!strcmp(text, "completed"))
		c->said_done[task] = true;
	else if (!strcmp(text, "in progress") || !strcmp(text, "in_progress"))
		c->said_started[task] = true;
}

static void close_fact(struct scan *c, const char *id, const char *field, const char *text)
{
	const struct schema *schema = c->s->schema;
	const struct reg *close = schema_reg(schema, "close");

	if (!close || !field_in_fact(close, "outcome", field))
		return;
	text = fact_answer(close, field, text, "outcome", c->arena);
	for (size_t i = 0; i < schema->nstages; i++)
		if (!strcmp(schema->stages[i].id, id))
			c->p->stage_closed[i] = !strncmp(text, "agreed", 6);
}

static const struct form_fact {
	const char *key;
	void (*fn)(struct scan *c, const char *id, const char *field, const char *text);
} forms[] = {
	{ "it", item_fact },
	{ "qa", question_fact },
	{ "tk", task_fact },
	{ "st", close_fact },
};

static const struct form_fact *form_of(const char *key)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (!strcmp(forms[i].key, key))
			return &forms[i];
	return NULL;
}

static void end_record(struct scan *c)
{
	struct passing *r = &c->now;
	bool own;

	if (!r->of || r->gone || !r->some)
		return;
	c->p->live[r->of - c->s->schema->registers] += !r->archived;
	own = r->answered && !(r->starters && r->same);
	for (size_t i = 0; i < c->p->n; i++) {
		struct task *t = &c->p->task[i];

		if (!names_have(&t->activity->registers, r->of->id))
			continue;
		t->tally.records += !r->archived;
		/* the register's home counts as begun; where it is only shown again it does not */
		if (own && (!r->of->activity || !strcmp(r->of->activity, t->activity->id)))
			c->touched[i] = true;
	}
}

static const struct untouched *untouched_of(const struct scan *c, const struct reg *reg)
{
	for (size_t i = 0; i < c->nuntouched; i++)
		if (c->untouched[i].reg == reg)
			return &c->untouched[i];
	return NULL;
}

static void begin_record(struct scan *c, const char *reg, const char *id)
{
	struct passing *r = &c->now;
	bool same_reg = !strcmp(r->reg, reg);
	const struct reg *of = same_reg ? r->of : schema_reg(c->s->schema, reg);

	if (of && (of->kind != REG_REGISTER || strcmp(of->key, reg)))
		of = NULL;
	*r = (struct passing){ .of = of, .same = UINT64_MAX };
	snprintf(r->reg, sizeof(r->reg), "%s", reg);
	snprintf(r->id, sizeof(r->id), "%s", id);
	r->starters = of ? untouched_of(c, of) : NULL;
	if (r->starters)
		r->same = r->starters->n == STARTERS_MAX ? UINT64_MAX
							 : (UINT64_C(1) << r->starters->n) - 1;
}

static void record_fact(struct passing *r, const char *field, const char *text)
{
	const struct field *f = reg_field(r->of, field);

	r->some = true;
	if (!strcmp(field, "life")) {
		r->archived = !strcmp(text, "archived");
		return;
	}
	if (!strcmp(field, "gone"))
		r->gone = *text != '\0';
	if (!*text || (f && f->automatic) || (f && f->initial && !strcmp(f->initial, text)))
		return;
	r->answered = true;
	for (size_t i = 0; r->starters && i < r->starters->n; i++) {
		const char *start = pairs_get(&r->starters->starter[i], field);

		if (strcmp(start, text) && strcmp(start, ANY))
			r->same &= ~(UINT64_C(1) << i);
	}
}

static void record_facts_of(struct scan *c, const char *name, const char *text)
{
	struct pairs answers = fact_answers(c->now.of, name, text, c->once);

	for (size_t i = 0; i < answers.n; i++)
		record_fact(&c->now, answers.v[i].name, answers.v[i].text);
	arena_reset(c->once);
}

static bool take(void *arg, const struct fact *f)
{
	struct scan *c = arg;
	char name[KEY_MAX_BYTES + 1], *part[4];
	const struct form_fact *form;
	size_t len = strlen(f->name);
	int n = 0;

	if (len > KEY_MAX_BYTES)
		return true;
	memcpy(name, f->name, len + 1);
	for (char *at = name; at && n < 4; n++) {
		part[n] = at;
		at = n < 3 ? strchr(at, '/') : NULL;
		if (at)
			*at++ = '\0';
	}
	if (n < 4)
		return true;
	form = form_of(part[1]);
	if (form) {
		form->fn(c, part[2], part[3], f->text);
		return true;
	}
	if (strcmp(c->now.reg, part[1]) || strcmp(c->now.id, part[2])) {
		end_record(c);
		begin_record(c, part[1], part[2]);
	}
	if (c->now.of)
		record_facts_of(c, part[3], f->text);
	return true;
}

static void count_items(struct progress *p, const struct schema *schema)
{
	for (size_t i = 0; i < p->n; i++) {
		struct task *t = &p->task[i];

		for (size_t k = 0; k < schema->nchecklists; k++) {
			const struct checklist *l = &schema->checklists[k];

			if (!l->activity || l->status || strcmp(l->activity, t->activity->id))
				continue;
			t->checklists++;
			t->tally.items += l->nitems;
		}
		for (size_t k = 0; k < schema->nquestion_sets; k++) {
			const struct question_set *q = &schema->question_sets[k];

			if (q->activity && !strcmp(q->activity, t->activity->id))
				t->tally.questions += q->nquestions;
		}
	}
}

static void list_tasks(struct scan *c, const struct schema *schema)
{
	struct progress *p = c->p;

	for (size_t i = 0; i < schema->nstages; i++)
		p->n += schema->stages[i].nactivities;
	p->task = arena_array(c->arena, p->n, sizeof(*p->task));
	p->stage_done = arena_array(c->arena, schema->nstages, sizeof(*p->stage_done));
	p->stage_all = arena_array(c->arena, schema->nstages, sizeof(*p->stage_all));
	p->stage_closed = arena_array(c->arena, schema->nstages, sizeof(*p->stage_closed));
	p->live = arena_array(c->arena, schema->nregisters, sizeof(*p->live));
	c->touched = arena_array(c->arena, p->n, sizeof(bool));
	c->said_done = arena_array(c->arena, p->n, sizeof(bool));
	c->said_started = arena_array(c->arena, p->n, sizeof(bool));
	for (size_t i = 0, n = 0; i < schema->nstages; i++)
		for (size_t k = 0; k < schema->stages[i].nactivities; k++, n++) {
			p->task[n].stage = &schema->stages[i];
			p->task[n].activity = &schema->stages[i].activities[k];
		}
	count_items(p, schema);
}

static struct pairs starter_stored(const struct scan *c, const struct reg *reg,
				   const struct starter *st)
{
	struct pair *v = arena_array(c->arena, st->nvalues, sizeof(*v));
	struct pairs out = { .v = v };
	const struct field *f;
	const char *text;

	for (size_t i = 0; i < st->nvalues; i++) {
		f = reg_field(reg, st->values[i].name);
		if (f && (f->type == TYPE_REF || f->type == TYPE_REFS))
			v[out.n++] = (struct pair){ f->id, ANY };
		else if (f &&
			 !value_parse(f, st->values[i].text, c->s->today, c->arena, &text, NULL))
			v[out.n++] = (struct pair){ f->id, text };
	}
	return out;
}

static void list_starters(struct scan *c, const struct schema *schema)
{
	c->untouched = arena_array(c->arena, schema->nregisters, sizeof(*c->untouched));
	for (size_t i = 0; i < schema->nregisters; i++) {
		const struct reg *reg = &schema->registers[i];
		struct untouched *u = &c->untouched[c->nuntouched];

		if (!reg->nstarters || reg->kind != REG_REGISTER)
			continue;
		u->reg = reg;
		u->n = reg->nstarters < STARTERS_MAX ? reg->nstarters : STARTERS_MAX;
		u->starter = arena_array(c->arena, u->n, sizeof(*u->starter));
		for (size_t k = 0; k < u->n; k++)
			u->starter[k] = starter_stored(c, reg, &reg->starters[k]);
		c->nuntouched++;
	}
}

static bool begun(const struct scan *c, size_t task)
{
	return c->said_done[task] || c->said_started[task] || c->touched[task];
}

static void find_waits(struct scan *c, struct task *t)
{
	const struct names *needs = &t->activity->needs;
	size_t other;

	t->waits_for.v = arena_array(c->arena, needs->n, sizeof(*t->waits_for.v));
	for (size_t i = 0; i < needs->n; i++) {
		other = task_of(c, needs->v[i]);
		if (other < c->p->n && !begun(c, other))
			t->waits_for.v[t->waits_for.n++] = c->p->task[other].activity->title;
	}
}

static void settle(struct scan *c)
{
	struct progress *p = c->p;

	for (size_t i = 0; i < p->n; i++) {
		struct task *t = &p->task[i];
		struct tally *y = &t->tally;
		size_t stage = (size_t)(t->stage - c->s->schema->stages);

		y->open = y->items - y->done - y->not_needed - y->not_known - y->in_progress;
		if (c->said_done[i])
			t->status = TASK_COMPLETED;
		else if (begun(c, i))
			t->status = TASK_IN_PROGRESS;
		else
			find_waits(c, t);
		if (t->waits_for.n)
			t->status = TASK_CANNOT_START;
		p->stage_all[stage]++;
		p->stage_done[stage] += t->status == TASK_COMPLETED;
	}
}

enum rc progress_load(const struct session *s, struct arena *a, struct progress *out,
		      struct err *err)
{
	struct scan c = { .s = s, .arena = a, .p = out };
	enum rc rc;

	*out = (struct progress){ 0 };
	list_tasks(&c, s->schema);
	list_starters(&c, s->schema);
	c.once = arena_new();
	rc = store_read(s->store, session_place(s), arena_printf(a, "%s/", s->cycle), NULL, take,
			&c, err);
	arena_free(c.once);
	if (rc)
		return rc;
	end_record(&c);
	settle(&c);
	return RC_OK;
}
