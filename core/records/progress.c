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

/* The register whose records are passing by: what is the same for all of them. */
struct at_hand {
	char key[NAME_PART];
	const struct reg *of; /* NULL: a form, or not asked for any more */
	const struct form_fact *form;
	const struct untouched *starters;
	size_t *shown, nshown; /* tasks that count its records */
	size_t *begun, nbegun; /* and those that an answer in it begins */
};

/* The record whose facts are passing by. */
struct passing {
	char start[KEY_MAX_BYTES]; /* of their names: "c1/ne/ne-000012/" */
	size_t start_len;
	char id[NAME_PART];
	uint64_t same;      /* starters it still equals, one bit each */
	bool counts, asked; /* its answers may still begin a task */
	bool answered, archived, gone, some;
};

struct scan {
	const struct session *s;
	const struct stage *stage; /* that is asked about; NULL: all */
	struct arena *arena;
	struct arena *once; /* of one fact */
	struct progress *p;
	struct untouched *untouched;
	size_t nuntouched;
	struct at_hand reg;
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

static const struct untouched *untouched_of(const struct scan *c, const struct reg *reg)
{
	for (size_t i = 0; i < c->nuntouched; i++)
		if (c->untouched[i].reg == reg)
			return &c->untouched[i];
	return NULL;
}

/* The register's home counts as begun; where it is only shown again it does not. */
static bool begins(const struct reg *reg, const struct activity *a)
{
	return !reg->activity || !strcmp(reg->activity, a->id);
}

static void find_tasks(const struct scan *c, struct at_hand *h)
{
	h->shown = arena_array(c->arena, c->p->n + 1, sizeof(size_t));
	h->begun = arena_array(c->arena, c->p->n + 1, sizeof(size_t));
	for (size_t i = 0; h->of && i < c->p->n; i++) {
		const struct activity *a = c->p->task[i].activity;

		if (!names_have(&a->registers, h->of->id))
			continue;
		h->shown[h->nshown++] = i;
		if (begins(h->of, a))
			h->begun[h->nbegun++] = i;
	}
}

static void turn_to(struct scan *c, const char *key)
{
	const struct reg *reg = schema_reg(c->s->schema, key);
	struct at_hand *h = &c->reg;

	*h = (struct at_hand){ .form = form_of(key) };
	snprintf(h->key, sizeof(h->key), "%s", key);
	if (!h->form && reg && reg->kind == REG_REGISTER && !strcmp(reg->key, key))
		h->of = reg;
	h->starters = h->of ? untouched_of(c, h->of) : NULL;
	find_tasks(c, h);
}

static bool is_own(const struct scan *c)
{
	return c->now.answered && !(c->reg.starters && c->now.same);
}

static void end_record(struct scan *c)
{
	const struct at_hand *h = &c->reg;
	struct passing *r = &c->now;

	if (!r->counts || r->gone || !r->some)
		return;
	c->p->live[h->of - c->s->schema->registers] += !r->archived;
	for (size_t i = 0; i < h->nshown; i++)
		c->p->task[h->shown[i]].tally.records += !r->archived;
	for (size_t i = 0; i < h->nbegun && is_own(c); i++)
		c->touched[h->begun[i]] = true;
}

static void begin_record(struct scan *c, const char *key, const char *id)
{
	struct passing *r = &c->now;
	const struct untouched *u;
	size_t len = strnlen(id, sizeof(r->id) - 1);

	if (strcmp(c->reg.key, key))
		turn_to(c, key);
	u = c->reg.starters;
	r->counts = c->reg.of != NULL;
	r->asked = r->answered = r->archived = r->gone = r->some = false;
	r->same = !u || u->n == STARTERS_MAX ? UINT64_MAX : (UINT64_C(1) << u->n) - 1;
	memcpy(r->id, id, len);
	r->id[len] = '\0';
	for (size_t i = 0; i < c->reg.nbegun; i++)
		r->asked = r->asked || !c->touched[c->reg.begun[i]];
}

/* "c1/ne/ne-000012/" of the first fact of a record */
static void begin_name(struct scan *c, const char *start, size_t len)
{
	char name[KEY_MAX_BYTES + 1], *key, *id = NULL;

	end_record(c);
	c->now.counts = false;
	c->now.start_len = len;
	memcpy(c->now.start, start, len);
	memcpy(name, start, len);
	name[len ? len - 1 : 0] = '\0';
	key = strchr(name, '/');
	if (key)
		id = strchr(++key, '/');
	if (!id) {
		c->reg = (struct at_hand){ .key = "" };
		return;
	}
	*id++ = '\0';
	begin_record(c, key, id);
}

static void take_answer(struct scan *c, const char *field, const char *text)
{
	struct passing *r = &c->now;
	const struct untouched *u = c->reg.starters;
	const struct field *f = reg_field(c->reg.of, field);

	if (!*text || (f && f->automatic) || (f && f->initial && !strcmp(f->initial, text)))
		return;
	r->answered = true;
	for (size_t i = 0; u && i < u->n; i++) {
		const char *start = pairs_get(&u->starter[i], field);

		if (strcmp(start, text) && strcmp(start, ANY))
			r->same &= ~(UINT64_C(1) << i);
	}
}

static bool says(struct slice s, const char *word)
{
	return s.len == strlen(word) && !memcmp(s.data, word, s.len);
}

/* A row without any answer is none; its answers are looked at until one of them begins its tasks. */
static void record_fact(struct scan *c, struct slice field, struct slice text)
{
	struct passing *r = &c->now;
	struct pairs answers;
	const char *name;

	if (says(field, "life"))
		r->archived = says(text, "archived");
	else if (says(field, "gone"))
		r->gone = text.len > 0;
	if (r->some && (!r->asked || is_own(c)))
		return;
	name = arena_strn(c->once, field.data, field.len);
	r->some = r->some || text.len > 0 || !fact_is_shared(c->reg.of, name);
	if (!r->asked || says(field, "life"))
		return;
	answers = fact_answers(c->reg.of, name, arena_strn(c->once, text.data, text.len), c->once);
	for (size_t i = 0; i < answers.n; i++)
		take_answer(c, answers.v[i].name, answers.v[i].text);
}

static void form_fact(struct scan *c, struct slice field, struct slice text)
{
	c->reg.form->fn(c, c->now.id, arena_strn(c->once, field.data, field.len),
			arena_strn(c->once, text.data, text.len));
}

static bool take(void *arg, const struct fact_text *t)
{
	struct scan *c = arg;
	const char *name = t->name.data;
	size_t start = (size_t)((const char *)t->last.data - name);
	struct slice field = { t->last.data, t->name.len - start };

	if (start != c->now.start_len || memcmp(name, c->now.start, start) != 0)
		begin_name(c, name, start);
	if (c->reg.form)
		form_fact(c, field, t->text);
	else if (c->now.counts)
		record_fact(c, field, t->text);
	arena_reset(c->once);
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

/* Its own tasks show the register, or wait for one that does. */
static bool tells_of_stage(const struct scan *c, const struct reg *reg)
{
	const struct stage *stage = c->stage;

	for (size_t i = 0; i < stage->nactivities; i++) {
		const struct activity *a = &stage->activities[i];

		if (names_have(&a->registers, reg->id))
			return true;
		for (size_t k = 0; k < a->needs.n; k++) {
			size_t other = task_of(c, a->needs.v[k]);

			if (other < c->p->n &&
			    names_have(&c->p->task[other].activity->registers, reg->id))
				return true;
		}
	}
	return false;
}

static enum rc scan_facts(struct view *v, struct scan *c, const char *key)
{
	return fact_texts(v, session_place(c->s), arena_printf(c->arena, "%s/%s", c->s->cycle, key),
			  NULL, take, c);
}

static enum rc scan_cycle(struct view *v, void *arg)
{
	struct scan *c = arg;
	const struct schema *schema = c->s->schema;
	enum rc rc = RC_OK;

	if (!c->stage)
		return scan_facts(v, c, "");
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms) && !rc; i++)
		rc = scan_facts(v, c, arena_printf(c->arena, "%s/", forms[i].key));
	for (size_t i = 0; i < schema->nregisters && !rc; i++) {
		const struct reg *reg = &schema->registers[i];

		if (reg->kind == REG_REGISTER && tells_of_stage(c, reg))
			rc = scan_facts(v, c, arena_printf(c->arena, "%s/", reg->key));
	}
	return rc;
}

enum rc progress_load(const struct session *s, const struct stage *stage, struct arena *a,
		      struct progress *out, struct err *err)
{
	struct scan c = { .s = s, .stage = stage, .arena = a, .p = out };
	enum rc rc;

	*out = (struct progress){ 0 };
	list_tasks(&c, s->schema);
	list_starters(&c, s->schema);
	c.once = arena_new();
	rc = store_picture(s->store, scan_cycle, &c, err);
	arena_free(c.once);
	if (rc)
		return rc;
	end_record(&c);
	settle(&c);
	return RC_OK;
}
