/* SPDX-License-Identifier: ISC */
/* A form as rows of a page: what is asked, with its words, and what is wrong with an answer. */
#include "form.h"

#include <string.h>

#include "../tui/words.h"
#include "form_internal.h"
#include "screens.h"
#include "words.h"

/* The answer of a field of the same thing, as it stands now. */
static const char *answer(const struct form *f, const char *field)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->v[i].field->id, field))
			return f->v[i].box ? textbox_text(f->v[i].box) : f->v[i].stored;
	return "";
}

static bool cond_holds(const struct form *f, const struct cond *c)
{
	struct names lines = value_lines(answer(f, c->field), f->frame->arena);

	if (names_have(&c->is, "*") && lines.n)
		return true;
	if (!lines.n)
		return names_have(&c->is, "");
	for (size_t i = 0; i < lines.n; i++)
		if (names_have(&c->is, lines.v[i]))
			return true;
	return false;
}

bool form_asks(const struct form *f, size_t i)
{
	const struct field *field = f->v[i].field, *group = f->v[i].group;

	if (field->automatic || (group && group->automatic))
		return false;
	for (size_t c = 0; c < field->nshown_when; c++)
		if (!cond_holds(f, &field->shown_when[c]))
			return false;
	for (size_t c = 0; group && c < group->nshown_when; c++)
		if (!cond_holds(f, &group->shown_when[c]))
			return false;
	return true;
}

static bool is_required(const struct form *f, const struct field *field)
{
	if (field->required)
		return true;
	for (size_t c = 0; c < field->nrequired_when; c++)
		if (!cond_holds(f, &field->required_when[c]))
			return false;
	return field->nrequired_when > 0;
}

/* Choices: the field's own options, the partnership's areas, yes and no, "not known". */

struct choices {
	const struct option *v;
	size_t n;
};

static const struct option yes_no[] = {
	{ .id = "yes", .label = W_YES },
	{ .id = "no", .label = W_NO },
};

static const struct option not_known = { .id = VALUE_NOT_KNOWN, .label = W_NOT_KNOWN };

static struct choices choices_of(const struct field *field)
{
	if (field->type == TYPE_BOOL)
		return (struct choices){ yes_no, 2 };
	return (struct choices){ field->options, field->noptions };
}

const struct option *form_choice_at(const struct field *field, size_t i)
{
	struct choices c = choices_of(field);

	return i < c.n ? &c.v[i] : &not_known;
}

size_t form_choice_count(const struct field *field)
{
	bool extra = field->not_known && !field_option(field, VALUE_NOT_KNOWN);

	return choices_of(field).n + (extra ? 1 : 0);
}

/* More than fit on a page beside others are chosen on a screen of their own. */
static bool opens_picker(const struct form_field *v)
{
	const struct field *field = v->field;

	if (field->type == TYPE_REF || field->type == TYPE_REFS || field->options_from)
		return true;
	return form_choice_count(field) > 9;
}

static const char *label_of(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];

	/* choices that are all in sight show by themselves that they may be left */
	return is_required(f, v->field) || !(v->box || opens_picker(v))
		       ? v->field->label
		       : page_printf(p, W_OPTIONAL, v->field->label);
}

static const char *hint_of(const struct field *field, struct page *p)
{
	struct buf b = { 0 };
	const char *hint;

	if (field->hint)
		buf_str(&b, field->hint);
	if (field->example) {
		buf_str(&b, b.len ? " " : "");
		buf_printf(&b, W_EXAMPLE, field->example);
		if (b.data[b.len - 1] != '.')
			buf_str(&b, ".");
	}
	if (field->not_known && form_is_typed(field))
		buf_printf(&b, "%s" W_MAY_BE_UNKNOWN, b.len ? " " : "");
	if (field->type == TYPE_LONG)
		buf_printf(&b, "%s" W_NO_NAMES, b.len ? " " : "");
	hint = b.len ? arena_strn(p->arena, b.data, b.len) : NULL;
	buf_clear(&b);
	return hint;
}

static void question_head(const struct form *f, size_t i, struct page *p)
{
	const char *hint = hint_of(f->v[i].field, p);

	page_head(p, label_of(f, i, p));
	if (hint)
		page_add(p, ROW_TEXT, -1, hint)->role = ROLE_HINT;
}

static void error_row(const struct form_field *v, struct page *p)
{
	if (v->error)
		page_add(p, ROW_TEXT, -1, page_printf(p, TW_ERROR, v->error))->role = ROLE_ERROR;
}

static void choice_rows(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];
	struct names on = value_lines(v->stored, p->arena);

	question_head(f, i, p);
	error_row(v, p);
	for (size_t o = 0; o < form_choice_count(v->field); o++) {
		const struct option *option = form_choice_at(v->field, o);
		bool many = v->field->type == TYPE_MULTI;
		struct row *r = page_add(p, many ? ROW_TICK : ROW_RADIO, form_row_id(i, o + 1),
					 option->label);

		r->on = names_have(&on, option->id);
		r->hint = option->hint;
		r->inline_group = !option->hint;
		if (f->digits == (int)i && o < 9)
			r->number = (int)o + 1;
	}
}

static void child_rows(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];
	bool apart = false;

	question_head(f, i, p);
	if (!f->id || !f->record.exists) {
		page_add(p, ROW_TEXT, -1, W_ROWS_LATER)->role = ROLE_HINT;
		return;
	}
	for (size_t c = 0; c < f->record.nrows; c++) {
		const struct child *row = &f->record.rows[c];

		if (strcmp(row->field, v->field->id) != 0)
			continue;
		if (row_is_apart(session_of(f->frame), v->field, row->slot.person))
			apart = true;
		else
			page_item(p, form_row_id(i, 1 + c % (FORM_STEP - 2)), f->children[c], NULL);
	}
	if (apart)
		page_add(p, ROW_TEXT, -1, W_APART_ROWS)->role = ROLE_HINT;
	page_item(p, form_row_id(i, 0), page_printf(p, W_ADD_ROW, v->field->label), NULL);
}

static void answer_rows(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];
	struct row *r;

	if (v->field->type == TYPE_ROWS) {
		child_rows(f, i, p);
	} else if (v->box) {
		r = page_add(p, v->field->type == TYPE_LONG ? ROW_AREA : ROW_BOX, form_row_id(i, 0),
			     label_of(f, i, p));
		r->box = v->box;
		r->hint = hint_of(v->field, p);
		r->error = v->error;
	} else if (opens_picker(v)) {
		const char *shown = form_shown(f, i, p->arena);

		r = page_item(p, form_row_id(i, 0), label_of(f, i, p), NULL);
		r->hint = hint_of(v->field, p);
		r->detail = shown[0] ? shown : W_NONE_CHOSEN;
		error_row(v, p);
	} else {
		choice_rows(f, i, p);
	}
}

void form_rows(const struct form *f, size_t i, struct page *p)
{
	answer_rows(f, i, p);
	for (size_t k = 0; k < f->nbeside; k++)
		if (f->beside[k].field == f->v[i].field)
			page_add(p, ROW_TEXT, -1, f->beside[k].text)->role = ROLE_HINT;
	form_reason_box(f, i, p);
}

void form_reason_box(const struct form *f, size_t i, struct page *p)
{
	if (i < f->n && form_asks_reason(f, i)) {
		struct row *r = page_add(p, ROW_BOX, form_reason_row(i),
					 page_printf(p, W_WHY_CHANGED, f->v[i].field->label));

		r->box = f->reason;
		r->hint = W_WHY_HINT;
	}
}

void form_asked_rows(const struct form *f, struct page *p)
{
	for (size_t i = 0; i < f->n; i++)
		if (form_asks(f, i))
			form_rows(f, i, p);
}

int form_first_row(const struct form *f, size_t i)
{
	return form_row_id(
		i,
		f->v[i].box || opens_picker(&f->v[i]) || f->v[i].field->type == TYPE_ROWS ? 0 : 1);
}

int form_fault_target(const struct form *f, const struct fault *fault)
{
	const char *part = f->rows && fault->field ? strchr(fault->field, '.') : NULL;
	const char *field = part ? part + 1 : fault->field; /* of a row the part is asked */

	for (size_t i = 0; field && i < f->n; i++) {
		const struct form_field *v = &f->v[i];

		if (!strcmp(v->name, field) || !strcmp(v->field->id, field) ||
		    (v->group && !strcmp(v->group->id, field)))
			return form_first_row(f, i);
	}
	return -1;
}

void form_errors(const struct form *f, struct page *p)
{
	bool begun = false;

	for (size_t i = 0; i < f->faults.n; i++) {
		const struct fault *fault = &f->faults.v[i];
		struct row *r;

		if (fault->level != LEVEL_REFUSE)
			continue;
		if (!begun)
			page_add(p, ROW_TEXT, -1, W_PROBLEM)->role = ROLE_ERROR;
		begun = true;
		r = page_add(p, ROW_ERROR, -1, fault->text);
		r->target = form_fault_target(f, fault);
	}
	if (begun)
		page_gap(p);
}

const char *form_shown(const struct form *f, size_t i, struct arena *a)
{
	const struct form_field *v = &f->v[i];
	const char *parsed;
	struct err ignored = { 0 };

	if (form_is_link(v->field))
		return v->links;
	if (!v->box)
		return value_shown(v->field, v->stored, a);
	if (value_parse(v->field, textbox_text(v->box), session_of(f->frame)->today, a, &parsed,
			&ignored) != RC_OK)
		return arena_str(a, textbox_text(v->box));
	return value_shown(v->field, parsed, a);
}

static const char *answer_now(const void *arg, const char *field)
{
	const struct form *f = arg;

	for (size_t i = 0; i < f->n; i++)
		if (!f->v[i].group && !strcmp(f->v[i].name, field))
			return f->v[i].stored;
	return f->record.exists ? record_text(&f->record, field) : "";
}

struct tick_state *form_ticks(const struct form *f, const struct field *field, struct arena *a)
{
	const struct session *s = session_of(f->frame);
	const struct computing c = { s->schema, f->reg, s->today, answer_now, f };

	return ticks_state(&c, field, a);
}
