/* SPDX-License-Identifier: ISC */
#include "closing.h"

#include <string.h>

#include "../records/record_internal.h"

enum { TEXT_CHARS = 3600, CONCERNS_TOLD = 10 }; /* a long answer takes 4,000 */

struct closing_job {
	const struct session *s;
	const struct stage *stage;
	struct arena *a;
	struct closing *out;
	enum rc rc;
};

static bool of_stage(const struct closing_job *j, const char *activity)
{
	const struct stage *stage = NULL;

	return activity && schema_activity(j->s->schema, activity, &stage) && stage == j->stage;
}

/* The choice or yes-and-no of a checklist's form says how an item stands. */
static const char *state_of(struct view *v, struct closing_job *j, const struct checklist *list,
			    const struct item *item)
{
	const struct reg *form = schema_reg(j->s->schema, list->form ? list->form : "item");
	struct record r;

	if (!form)
		return "";
	j->rc = record_load_in(v, j->s, form, item->id, j->a, &r);
	for (size_t i = 0; j->rc == RC_OK && i < form->nfields; i++)
		if (form->fields[i].type == TYPE_CHOICE || form->fields[i].type == TYPE_BOOL)
			return r.field[i].text;
	return "";
}

static bool settled(const char *state)
{
	static const char *const words[] = { "done", "yes", "not_needed" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(state, words[i]))
			return true;
	return false;
}

static size_t items_of(const struct closing_job *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->s->schema->nchecklists; i++)
		n += j->s->schema->checklists[i].nitems;
	return n;
}

static enum rc read_items(struct view *v, void *arg)
{
	struct closing_job *j = arg;
	struct closing *c = j->out;

	c->nitems = 0;
	for (size_t i = 0; i < j->s->schema->nchecklists; i++) {
		const struct checklist *list = &j->s->schema->checklists[i];

		if (!of_stage(j, list->activity) || list->status)
			continue;
		for (size_t k = 0; k < list->nitems && j->rc == RC_OK; k++) {
			const struct item *item = &list->items[k];

			if (item->key_point && !settled(state_of(v, j, list, item)))
				c->item[c->nitems++] = item;
		}
	}
	return j->rc;
}

static void take_tasks(struct closing_job *j)
{
	struct closing *c = j->out;

	c->task = arena_array(j->a, c->progress.n + 1, sizeof(*c->task));
	for (size_t i = 0; i < c->progress.n; i++) {
		const struct task *t = &c->progress.task[i];

		if (t->stage == j->stage && t->status != TASK_COMPLETED)
			c->task[c->ntasks++] = t;
	}
}

static enum rc take_concerns(struct closing_job *j, struct err *err)
{
	const struct schema *s = j->s->schema;
	struct closing *c = j->out;
	struct names of = { arena_array(j->a, s->nregisters + 1, sizeof(char *)), 0 };
	struct attention all;
	enum rc rc;

	for (size_t i = 0; i < s->nregisters; i++)
		if (of_stage(j, s->registers[i].activity))
			of.v[of.n++] = s->registers[i].id;
	rc = attention_load_of(j->s, &of, true, j->a, &all, err);
	if (rc != RC_OK)
		return rc;
	c->concern = all.v;
	c->nconcerns = all.n;
	return RC_OK;
}

/* Who is here and who is not, of those that the field of the form leads to. */
static enum rc take_partners(struct closing_job *j, const char *present, struct err *err)
{
	const struct reg *form = schema_reg(j->s->schema, "close"), *reg = NULL;
	struct names here = value_lines(present ? present : "", j->a), none = { NULL, 0 };
	struct list_query q = { .columns = &none };
	struct closing *c = j->out;
	struct listing l;
	enum rc rc;

	for (size_t i = 0; form && i < form->nfields && !reg; i++)
		if (form->fields[i].type == TYPE_REFS && form->fields[i].to.n == 1)
			reg = schema_reg(j->s->schema, form->fields[i].to.v[0]);
	if (!reg)
		return RC_OK;
	rc = list_load(j->s, reg, &q, j->a, &l, err);
	if (rc != RC_OK)
		return rc;
	c->here.v = arena_array(j->a, l.n + 1, sizeof(char *));
	c->away.v = arena_array(j->a, l.n + 1, sizeof(char *));
	for (size_t i = 0; i < l.n; i++) {
		struct names *in = names_have(&here, l.row[i].id) ? &c->here : &c->away;

		in->v[in->n++] = l.row[i].title;
	}
	return RC_OK;
}

enum rc closing_load(const struct session *s, const struct stage *stage, const char *present,
		     struct arena *a, struct closing *out, struct err *err)
{
	struct closing_job j = { .s = s, .stage = stage, .a = a, .out = out };
	enum rc rc;

	*out = (struct closing){ 0 };
	out->item = arena_array(a, items_of(&j) + 1, sizeof(*out->item));
	rc = progress_load(s, stage, a, &out->progress, err);
	if (rc != RC_OK)
		return rc;
	take_tasks(&j);
	rc = store_picture(s->store, read_items, &j, err);
	if (rc == RC_OK)
		rc = take_concerns(&j, err);
	return rc == RC_OK ? take_partners(&j, present, err) : rc;
}

static bool add_line(struct buf *b, const char *text)
{
	if (b->len + strlen(text) + 1 > TEXT_CHARS)
		return false;
	buf_printf(b, "%s%s", b->len ? "\n" : "", text);
	return true;
}

const char *closing_text(const struct closing *c, struct arena *a)
{
	struct buf b = { 0 };
	bool fits = true;
	const char *out;

	for (size_t i = 0; i < c->ntasks && fits; i++)
		fits = add_line(
			&b, arena_printf(a, "Task not completed: %s", c->task[i]->activity->title));
	for (size_t i = 0; i < c->nitems && fits; i++)
		fits = add_line(&b, arena_printf(a, "Not settled: %s", c->item[i]->text));
	/* what is restricted goes by its id: this is kept, and told on */
	for (size_t i = 0; i < c->nconcerns && i < CONCERNS_TOLD && fits; i++) {
		fits = add_line(&b,
				arena_printf(a, "%s: %s", c->concern[i].title, c->concern[i].text));
	}
	if (!fits || c->nconcerns > CONCERNS_TOLD)
		buf_printf(&b, "\nIn all %zu tasks, %zu key items and %zu warnings", c->ntasks,
			   c->nitems, c->nconcerns);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}
