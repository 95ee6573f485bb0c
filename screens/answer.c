/* SPDX-License-Identifier: ISC */
#include "answer.h"

#include <string.h>

#include "../core/store/keys.h"
#include "screens.h"
#include "words.h"

/* Words that mean an item is in place, in any form of answers. */
static const char *const done_words[] = { "done", "yes", "used" };

bool answer_is_done(const char *state)
{
	for (size_t i = 0; i < sizeof(done_words) / sizeof(done_words[0]); i++)
		if (!strcmp(state, done_words[i]))
			return true;
	return false;
}

const struct reg *answer_form(const struct session *s, const struct checklist *c)
{
	return schema_reg(s->schema, c->form ? c->form : "item");
}

/* The first choice or yes-and-no field: how the item stands. */
static const struct field *answer_state_field(const struct reg *form)
{
	for (size_t i = 0; i < form->nfields; i++)
		if (form->fields[i].type == TYPE_CHOICE || form->fields[i].type == TYPE_BOOL)
			return &form->fields[i];
	return NULL;
}

struct version answer_version(const struct record *r, const char *field)
{
	for (size_t i = 0; i < r->reg->nfields; i++)
		if (!strcmp(r->reg->fields[i].id, field))
			return r->field[i].at;
	return (struct version){ 0 };
}

struct collect {
	struct arena *arena;
	struct answered_item *v;
	size_t n;
};

/* Facts of all items come in one read: c1/it/<item>/<field>. */
static bool take_fact(void *arg, const struct fact *fact)
{
	struct collect *c = arg;
	struct fact_parts parts;

	if (!fact_parts(c->arena, fact->name, &parts))
		return true;
	for (size_t i = 0; i < c->n; i++) {
		struct answered_item *v = &c->v[i];
		const struct field *state = v->state_field;
		const struct reg *form = v->form;

		if (strcmp(v->item->id, parts.record) != 0)
			continue;
		if (state && field_in_fact(form, state->id, parts.field)) {
			v->state = fact_answer(form, parts.field,
					       arena_strn(c->arena, fact->text, fact->len),
					       state->id, c->arena);
			v->seen = fact->at;
		} else if (!strcmp(parts.field, "lead")) {
			v->lead = arena_str(c->arena, fact->text);
		} else if (!strcmp(parts.field, "due")) {
			v->due = arena_str(c->arena, fact->text);
		}
		break;
	}
	return true;
}

static bool belongs(const struct checklist *c, const char *activity, const struct checklist *only)
{
	if (only)
		return c == only;
	return activity && c->activity && !strcmp(c->activity, activity);
}

static void add_items(const struct session *s, const struct checklist *list, struct collect *c)
{
	const struct reg *form = answer_form(s, list);

	for (size_t k = 0; form && k < list->nitems; k++)
		c->v[c->n++] = (struct answered_item){
			.item = &list->items[k],
			.list = list,
			.form = form,
			.state = "",
			.state_field = answer_state_field(form),
		};
}

static void make_items(const struct session *s, const char *activity, const struct checklist *only,
		       struct collect *c)
{
	size_t all = 0;

	for (size_t i = 0; i < s->schema->nchecklists; i++)
		if (belongs(&s->schema->checklists[i], activity, only))
			all += s->schema->checklists[i].nitems;
	c->v = arena_array(c->arena, all, sizeof(*c->v));
	/* what is kept for older plans comes behind what is asked now */
	for (size_t i = 0; i < s->schema->nchecklists; i++)
		if (!s->schema->checklists[i].status &&
		    belongs(&s->schema->checklists[i], activity, only))
			add_items(s, &s->schema->checklists[i], c);
	for (size_t i = 0; i < s->schema->nchecklists; i++)
		if (s->schema->checklists[i].status &&
		    belongs(&s->schema->checklists[i], activity, only))
			add_items(s, &s->schema->checklists[i], c);
}

static const char *state_word(const struct answered_item *v)
{
	const struct option *o;

	if (!v->state[0] || answer_is_done(v->state) || !strcmp(v->state, "not_started"))
		return NULL;
	o = v->state_field ? field_option(v->state_field, v->state) : NULL;
	return o ? o->label : v->state;
}

/* What was typed and not saved shows in the list: it would be taken for saved. */
static bool mark_draft(void *arg, const struct fact *fact)
{
	struct collect *c = arg;
	struct fact_parts parts;

	if (!fact_parts(c->arena, fact->name, &parts))
		return true;
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].item->id, parts.record))
			c->v[i].word = W_UNSAVED;
	return true;
}

enum rc answered_items(const struct session *s, const char *activity, const struct checklist *only,
		       struct arena *a, struct answered_item **out, size_t *n, struct err *err)
{
	const char *wanted[] = { "state", "used", "lead", "due" };
	const struct names fields = { .v = wanted, .n = 4 };
	struct collect c = { .arena = a };
	enum rc rc;

	make_items(s, activity, only, &c);
	rc = store_read(s->store, session_place(s), arena_printf(a, "%s/it/", s->cycle), &fields,
			take_fact, &c, err);
	if (rc != RC_OK)
		return rc;
	for (size_t i = 0; i < c.n; i++)
		c.v[i].word = state_word(&c.v[i]);
	rc = store_drafts(s->store, s->pid, s->actor.person, arena_printf(a, "%s/it/", s->cycle),
			  mark_draft, &c, err);
	if (rc != RC_OK)
		return rc;
	*out = c.v;
	*n = c.n;
	return RC_OK;
}

void answered_marks(const struct frame *f, struct answered_item *v, size_t n)
{
	const struct unseen *u = app_unseen(app_of(f));

	for (size_t i = 0; u->n && i < n; i++)
		v[i].mark = app_mark(unseen_of(u, v[i].item->id), f->loaded);
}

static void list_heading(const struct checklist *list, struct page *p)
{
	page_head(p, list->title ? list->title : W_CHECKLISTS);
	if (list->recommended_by)
		page_add(p, ROW_TEXT, -1, page_printf(p, W_RECOMMENDED, list->recommended_by))
			->role = ROLE_HINT;
	if (list->status)
		page_add(p, ROW_TEXT, -1, page_printf(p, W_LEGACY, list->status))->role = ROLE_HINT;
}

void answered_rows(const struct answered_item *v, size_t n, int first_id, struct page *p)
{
	for (size_t i = 0; i < n; i++) {
		struct row *r;

		if (!i || v[i].list != v[i - 1].list)
			list_heading(v[i].list, p);
		r = page_add(p, ROW_TICK, first_id + (int)i, v[i].item->text);
		r->opens = true;
		r->on = answer_is_done(v[i].state);
		r->status = v[i].mark && v[i].word
				    ? page_printf(p, W_MARK_AND, v[i].mark, v[i].word)
			    : v[i].mark ? v[i].mark
					: v[i].word;
	}
}

static void toggle(struct frame *f, const struct answered_item *v, struct nav *nav)
{
	const struct session *s = session_of(f);
	const struct reg *form = answer_form(s, v->list);
	const struct field *state = v->state_field;
	bool done = answer_is_done(v->state);
	const char *on = field_option(state, "done") ? "done" : "yes";
	const char *off = field_option(state, "not_started") ? "not_started" : "no";
	struct put put = { .field = state->id, .text = done ? off : on, .seen = v->seen };
	struct saved saved;
	struct err err = { 0 };

	app_saved(nav, record_save(s, form, v->item->id, "tick", &put, 1, NULL, NULL, &saved, &err),
		  &err, NULL);
}

void answered_event(struct frame *f, const struct answered_item *v, size_t n, int first_id,
		    const struct event *e, struct nav *nav)
{
	size_t i = row_at(e, first_id);

	for (size_t k = 0; k < n && e->act == ACT_RETURN && e->text; k++)
		if (!strcmp(v[k].item->id, e->text))
			nav_focus(nav, first_id + (int)k);
	if (i >= n || e->act == ACT_RETURN)
		return;
	if (e->act == ACT_TICK && v[i].state_field)
		toggle(f, &v[i], nav);
	else if (e->act == ACT_OPEN)
		nav_open(nav, &screen_item, &(struct args){ .a = v[i].item->id });
	else if (e->act == ACT_SOURCE)
		nav_open(nav, &screen_source, &(struct args){ .a = "item", .b = v[i].item->id });
	else if (e->act == ACT_HISTORY)
		nav_open(nav, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/it/%s/",
							   session_of(f)->cycle, v[i].item->id) });
}

/* Items beside fields */

static size_t steps_concerned(const struct schema *schema)
{
	size_t n = 0;

	for (size_t i = 0; i < schema->nchecklists; i++)
		for (size_t k = 0; k < schema->checklists[i].nitems; k++)
			n += schema->checklists[i].items[k].concerns.n;
	return n;
}

/* The field of this register that "procurements/why" names; NULL: it is another's. */
static const struct field *field_concerned(const struct reg *reg, const char *path)
{
	size_t len = strlen(reg->id);

	return !strncmp(path, reg->id, len) && path[len] == '/' ? reg_field(reg, path + len + 1)
								: NULL;
}

static bool list_concerns(const struct checklist *list, const struct reg *reg)
{
	for (size_t i = 0; i < list->nitems; i++)
		for (size_t k = 0; k < list->items[i].concerns.n; k++)
			if (field_concerned(reg, list->items[i].concerns.v[k]))
				return true;
	return false;
}

static const char *beside_text(const struct answered_item *v, struct arena *a)
{
	const struct option *o =
		v->state_field && v->state[0] ? field_option(v->state_field, v->state) : NULL;

	return arena_printf(a, W_ASKS,
			    v->list->recommended_by ? v->list->recommended_by : v->list->title,
			    v->item->text, o ? o->label : W_NOT_ANSWERED);
}

enum rc asked_items(const struct session *s, const struct reg *reg, struct arena *a,
		    struct asked_item **out, size_t *n, struct err *err)
{
	enum rc rc = RC_OK;

	*n = 0;
	*out = arena_array(a, steps_concerned(s->schema) + 1, sizeof(**out));
	for (size_t i = 0; i < s->schema->nchecklists && rc == RC_OK; i++) {
		const struct checklist *list = &s->schema->checklists[i];
		struct answered_item *v;
		size_t items = 0;

		if (!list_concerns(list, reg))
			continue;
		rc = answered_items(s, NULL, list, a, &v, &items, err);
		for (size_t k = 0; rc == RC_OK && k < items; k++)
			for (size_t c = 0; c < v[k].item->concerns.n; c++) {
				const struct field *f =
					field_concerned(reg, v[k].item->concerns.v[c]);

				if (f)
					(*out)[(*n)++] =
						(struct asked_item){ f, beside_text(&v[k], a) };
			}
	}
	return rc;
}
