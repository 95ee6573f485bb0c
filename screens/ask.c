/* SPDX-License-Identifier: ISC */
/* One checklist item, or one question: its answer, with the guidance beside it. */
#include <string.h>

#include "../core/plan/fills.h"
#include "answer.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_NEXT = 1, ID_LIST, ID_TAKE };

struct ask {
	struct form form;
	const struct item *item;
	const struct checklist *list;
	const struct question *question;
	const struct question_set *set;
	size_t at, of;    /* which one of how many */
	const char *says; /* what the records say about it already; "" */
	struct looking looking;
};

/* Digits answer the first choice: how an item stands, how sure an answer is. */
static enum rc load_form(struct ask *st, struct frame *f, const struct reg *form, const char *id,
			 struct err *err)
{
	enum rc rc = form_load(&st->form, f, form, id, NULL, NULL, err);

	for (size_t i = 0; rc == RC_OK && st->form.digits < 0 && i < st->form.n; i++)
		if (st->form.v[i].field->type == TYPE_CHOICE)
			st->form.digits = (int)i;
	if (rc == RC_OK)
		looking_load(app_of(f), &st->looking, &st->form.record, f->args.a);
	return rc;
}

static enum rc item_load(struct frame *f, struct err *err)
{
	struct ask *st = f->state;
	const struct session *s = session_of(f);
	const struct reg *form;

	st->item = schema_item(s->schema, f->args.a, &st->list);
	if (!st->item)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_ITEM, f->args.a);
	st->at = (size_t)(st->item - st->list->items);
	st->of = st->list->nitems;
	form = answer_form(s, st->list);
	if (!form)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, st->list->form);
	return load_form(st, f, form, st->item->id, err);
}

static enum rc question_load(struct frame *f, struct err *err)
{
	struct ask *st = f->state;
	const struct session *s = session_of(f);
	const struct reg *form;

	st->question = schema_question(s->schema, f->args.a, &st->set);
	if (!st->question)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_QUESTIONS, f->args.a);
	st->at = (size_t)(st->question - st->set->questions);
	st->of = st->set->nquestions;
	form = schema_reg(s->schema, st->set->form ? st->set->form : "question");
	if (!form)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, st->set->form);
	if (!st->says && fills_text(s, st->question, f->arena, &st->says, err) != RC_OK)
		return err->rc;
	return load_form(st, f, form, st->question->id, err);
}

static void ask_close(struct frame *f)
{
	struct ask *st = f->state;

	looking_end(app_of(f), &st->looking);
	form_close(&st->form);
}

static void add_part(struct buf *b, const char *heading, const char *text)
{
	if (text)
		buf_printf(b, "%s# %s\n%s\n", b->len ? "\n" : "", heading, text);
}

static void guidance(const struct schema *s, const struct ask *st, struct page *p)
{
	const char *source = st->item ? st->item->source : st->question->source;
	struct buf b = { 0 };

	if (st->item) {
		add_part(&b, W_WHY, st->item->why);
		add_part(&b, W_GOOD, st->item->good);
		add_part(&b, W_EVIDENCE, st->item->evidence);
		add_part(&b, W_ASK, st->item->ask);
	} else {
		add_part(&b, W_WHY, st->question->why);
		add_part(&b, W_FILLS, st->question->fills);
	}
	if (source)
		add_part(&b, W_SOURCE, source_words(s, source, p->arena));
	p->side = page_printf(p, "%s", buf_text(&b));
	buf_clear(&b);
}

/* The long answer of a question; NULL where its form has none. */
static struct form_field *answer_of(struct form *form)
{
	for (size_t i = 0; i < form->n; i++)
		if (!strcmp(form->v[i].field->id, "text") && form->v[i].box)
			return &form->v[i];
	return NULL;
}

/* Offered until it is in the answer: kept only when the person saves it. */
static void suggestion_rows(const struct ask *st, struct page *p)
{
	const char *at = st->says;

	if (!at || !*at)
		return;
	page_head(p, W_FROM_RECORDS);
	while (*at) {
		size_t len = strcspn(at, "\n");

		page_text(p, arena_strn(p->arena, at, len));
		at += len + (at[len] == '\n');
	}
}

static void take_suggestion(struct ask *st, struct nav *n)
{
	struct form_field *v = answer_of(&st->form);
	const char *now = v ? textbox_text(v->box) : "";

	if (!v)
		return;
	if (*now && !strstr(now, st->says))
		textbox_insert(v->box, "\n\n", 2);
	if (!strstr(now, st->says))
		textbox_insert(v->box, st->says, strlen(st->says));
	form_keep_drafts(&st->form);
	nav_say(n, "%s", W_RECORDS_TAKEN);
	nav_focus(n, form_first_row(&st->form, (size_t)(v - st->form.v)));
}

static void ask_build(const struct frame *f, struct page *p)
{
	const struct ask *st = f->state;
	const char *list = st->item ? st->list->title : st->set->title;

	app_page(f, p, list, NULL, st->item ? st->item->text : st->question->text);
	p->title_right = page_printf(p, W_N_OF_M, st->at + 1, st->of);
	if (st->question && st->question->hint)
		page_add(p, ROW_TEXT, -1, st->question->hint)->role = ROLE_HINT;
	form_errors(&st->form, p);
	looking_row(&st->looking, p);
	if (st->says && *st->says) {
		page_button(p, ID_TAKE, W_TAKE_RECORDS);
		p->focus_id = form_first_row(&st->form, 0);
	}
	form_asked_rows(&st->form, p);
	if (st->at + 1 < st->of)
		page_button(p, ID_NEXT, page_printf(p, W_GO_ON_TO, st->at + 2, st->of));
	page_button(p, ID_LIST, W_BACK_TO_LIST);
	suggestion_rows(st, p);
	if (st->form.found && form_drafted(&st->form))
		p->message = W_FOUND_DRAFT;
	guidance(session_of(f)->schema, st, p);
}

static void open_next(struct ask *st, struct nav *n)
{
	if (st->item)
		nav_replace(n, &screen_item, &(struct args){ .a = st->list->items[st->at + 1].id });
	else
		nav_replace(n, &screen_question,
			    &(struct args){ .a = st->set->questions[st->at + 1].id });
}

static const char *fact_prefix(const struct frame *f, const struct ask *st)
{
	return arena_printf(f->loaded, "%s/%s/%s/", session_of(f)->cycle, st->form.reg->key,
			    st->form.id);
}

static void ask_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct ask *st = f->state;
	struct saved saved;
	int field;

	if (form_event(&st->form, e, n))
		return;
	field = form_field_of(e->id);
	if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN && e->id == ID_TAKE) {
		take_suggestion(st, n);
	} else if (e->act == ACT_OPEN && (e->id == ID_NEXT || e->id == ID_LIST)) {
		if (!form_try_save(&st->form, NULL, &saved, n))
			return;
		nav_say(n, "%s", W_SAVED);
		if (e->id == ID_NEXT)
			open_next(st, n);
		else
			nav_return(n, st->form.id);
	} else if (e->act == ACT_BACK) {
		form_leave(&st->form, n);
		nav_return(
			n,
			st->form.id); /* the list goes to the one that was left, not to the first of several */
	} else if (e->act == ACT_HISTORY) {
		nav_open(n, &screen_history, &(struct args){ .a = fact_prefix(f, st) });
	} else if (e->act == ACT_SOURCE) {
		nav_open(n, &screen_source,
			 &(struct args){ .a = st->item ? "item" : "question", .b = st->form.id });
	}
}

const struct screen screen_item = {
	.name = "item",
	.needs = "ITEM",
	.title = "Checklist item",
	.help = "One point of a checklist. Say how it stands and what is in place, who leads and by when. "
		"\"Not needed\" asks for a reason. A choice is saved at once; text is saved when you go "
		"on. The guidance beside it says why it matters and what to ask the room.",
	.state_size = sizeof(struct ask),
	.load = item_load,
	.update = ask_update,
	.build = ask_build,
	.close = ask_close,
	.keep_place = true,
};

const struct screen screen_question = {
	.name = "question",
	.needs = "QUESTION",
	.title = "Question",
	.help = "One question with room for a long answer. The answer is saved when you go on; if the "
		"line drops, what you typed is offered again. Where the records say something about "
		"it, that stands below: put it into the answer, change it, and save.",
	.state_size = sizeof(struct ask),
	.load = question_load,
	.update = ask_update,
	.build = ask_build,
	.close = ask_close,
	.keep_place = true,
};
