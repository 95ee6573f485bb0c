/* SPDX-License-Identifier: ISC */
/* What a key does to a form. */
#include "form.h"

#include <string.h>

#include "form_internal.h"
#include "screens.h"
#include "words.h"

static const char *with_toggled(struct form *f, const struct form_field *v, const char *option)
{
	struct names on = value_lines(v->stored, f->frame->arena);
	struct buf b = { 0 };
	const char *text;

	for (size_t o = 0; o < form_choice_count(v->field); o++) {
		const char *id = form_choice_at(v->field, o)->id;

		if (names_have(&on, id) != !strcmp(id, option))
			buf_printf(&b, "%s%s", b.len ? "\n" : "", id);
	}
	text = arena_str(f->frame->arena, buf_text(&b));
	buf_clear(&b);
	return text;
}

static bool choose(struct form *f, size_t i, size_t option, struct nav *n)
{
	struct form_field *v = &f->v[i];
	const char *id = form_choice_at(v->field, option)->id;
	bool many = v->field->type == TYPE_MULTI;
	const char *before = v->stored;

	v->stored = many ? with_toggled(f, v, id) : id;
	if (!strcmp(v->stored, before))
		return true;
	return form_save_field(f, i, many ? "tick" : "edit", n);
}

static void open_picker(struct form *f, size_t i, struct nav *n)
{
	const struct form_field *v = &f->v[i];
	const struct field *within = v->group ? v->group : f->rows;
	const char *path =
		within ? arena_printf(f->frame->arena, "%s/%s/%s", f->reg->id, within->id,
				      v->field->id)
		       : arena_printf(f->frame->arena, "%s/%s", f->reg->id, v->field->id);

	form_keep_drafts(f);
	nav_open(n, &screen_pick, &(struct args){ .a = path, .b = v->stored });
}

static void open_row(struct form *f, size_t i, size_t which, struct nav *n)
{
	const char *row = which ? f->record.rows[which - 1].name : NULL;

	nav_open(n, &screen_row,
		 &(struct args){
			 .a = arena_printf(f->frame->arena, "%s/%s", f->reg->id, f->v[i].field->id),
			 .b = f->id,
			 .c = row });
}

static bool same_answer(const struct pairs *a, const struct pairs *b, const char *field)
{
	return !strcmp(pairs_get(a, field), pairs_get(b, field));
}

/* Two answers were met and one was chosen: what I typed is no longer mine to save. */
static void settle_one(struct form *f, const struct clash *c)
{
	const char *name = strrchr(c->fact, '/') + 1;
	struct pairs mine = fact_answers(f->reg, name, c->mine, f->frame->arena);
	struct pairs theirs =
		fact_answers(f->reg, name, c->theirs.text ? c->theirs.text : "", f->frame->arena);

	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];
		const char *field = v->group ? v->group->id : v->field->id;

		if (v->box && (f->rows || !same_answer(&mine, &theirs, field))) {
			textbox_set(v->box, textbox_text(v->box));
			form_done_draft(f, v);
		}
		form_fill_field(f, v, false);
	}
}

static void settle(struct form *f)
{
	for (size_t i = 0; i < f->clashes.n; i++)
		settle_one(f, &f->clashes.v[i]);
	f->clashes.n = 0;
	form_name_links(f);
}

bool form_say_unkept(const struct form *f, struct nav *n)
{
	if (f->unkept.rc != RC_OK)
		nav_say(n, W_NOT_KEPT, f->unkept.text);
	return f->unkept.rc != RC_OK;
}

/* Of a new entry nothing is saved before its answers are checked; in one that is there it might be taken for saved. */
static void left_typed(struct form *f, struct form_field *v, enum row_kind kind, struct nav *n)
{
	err_clear(&f->unkept);
	form_keep_draft(f, v);
	if (form_say_unkept(f, n) || form_refuse_gone(f, n))
		return;
	if (f->id && !f->rows && (f->reg->kind == REG_FORM || f->record.exists))
		nav_say(n, "%s", kind == ROW_AREA ? W_TYPED_SAVE_LONG : W_TYPED_SAVE_IT);
}

void form_leave(struct form *f, struct nav *n)
{
	form_keep_drafts(f);
	if (f->unkept.rc != RC_OK && !f->warned) {
		nav_say(n, W_NOT_KEPT_LEAVE, f->unkept.text);
		f->warned = true;
		return;
	}
	if (form_drafted(f) && f->unkept.rc == RC_OK)
		nav_say(n, "%s", f->gone ? f->gone : W_KEPT_DRAFT);
	nav_back(n);
}

bool form_event(struct form *f, const struct event *e, struct nav *n)
{
	int field = form_field_of(e->id);
	size_t i = (size_t)field, option;

	if (e->act == ACT_HANGUP)
		return form_keep_drafts(f), true;
	if (e->act == ACT_CHANGED)
		return form_refuse_gone(f, n), false;
	if (e->act == ACT_RETURN && f->clashes.n && e->text && !strcmp(e->text, FORM_SETTLED))
		return settle(f), true;
	if (field < 0 || i >= f->n)
		return false;
	option = (size_t)((e->id - FORM_FIRST) % FORM_STEP);
	switch (e->act) {
	case ACT_TYPED:
		return form_accept(f), true;
	case ACT_LEFT_BOX:
		if (f->v[i].box && textbox_changed(f->v[i].box))
			left_typed(f, &f->v[i], e->kind, n);
		return true;
	case ACT_TICK:
		if (e->kind == ROW_RADIO || e->kind == ROW_TICK)
			choose(f, i, option - 1, n);
		return e->kind == ROW_RADIO || e->kind == ROW_TICK;
	case ACT_OPEN:
		if (e->kind == ROW_TICK)
			return choose(f, i, option - 1, n), true;
		if (e->kind == ROW_RADIO)
			return !choose(f, i, option - 1, n) &&
			       !f->v[i].waits; /* chosen: the screen goes on */
		if (e->kind == ROW_ITEM && f->v[i].field->type == TYPE_ROWS)
			return open_row(f, i, option, n), true;
		if (e->kind == ROW_ITEM)
			return open_picker(f, i, n), true;
		return false;
	case ACT_RETURN:
		if (!e->text || f->v[i].box)
			return false;
		f->v[i].stored = arena_str(f->frame->arena, e->text);
		if (form_save_field(f, i, "edit", n) && f->v[i].field->type == TYPE_REF)
			nav_next(n); /* the one there can be is chosen */
		form_name_links(f);
		return true;
	default:
		return false;
	}
}
