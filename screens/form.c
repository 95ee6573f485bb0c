/* SPDX-License-Identifier: ISC */
#include "form.h"
#include "form_internal.h"

#include <string.h>

#include "screens.h"
#include "there.h"
#include "words.h"

/* More than may be saved can be typed, so that a long paste is kept until it is made shorter. */
enum { LINE_CHARS = 1000, LONG_CHARS = 20000 };

/* What a person types, as against what they choose. */
bool form_is_typed(const struct field *f)
{
	switch (f->type) {
	case TYPE_CHOICE:
	case TYPE_MULTI:
	case TYPE_BOOL:
	case TYPE_REF:
	case TYPE_REFS:
	case TYPE_ROWS:
	case TYPE_GROUP:
		return false;
	default:
		return true;
	}
}

bool form_is_link(const struct field *f)
{
	return f->type == TYPE_REF || f->type == TYPE_REFS;
}

void form_name_links(struct form *f)
{
	const struct session *s = session_of(f->frame);

	for (size_t i = 0; i < f->n; i++)
		if (form_is_link(f->v[i].field))
			f->v[i].links =
				answer_shown(s, f->v[i].field, f->v[i].stored, f->frame->loaded);
}

const char *child_words(const struct session *s, const struct field *rows, const struct child *c,
			struct arena *a)
{
	const char *out = "";

	for (size_t k = 0; k < rows->nfields; k++) {
		const struct field *f = &rows->fields[k];
		const char *text = pairs_get(&c->values, f->id), *shown;

		if (!text[0])
			continue;
		shown = answer_shown(s, f, text, a);
		if (f->type == TYPE_BOOL) /* a yes or no alone says nothing */
			shown = arena_printf(a, "%s: %s", f->label, shown);
		out = arena_printf(a, "%s%s%s", out, out[0] ? "; " : "", shown);
	}
	return out;
}

void form_begin_with(struct args *args, struct frame *f)
{
	const struct schema *s = session_of(f)->schema;
	const struct reg *reg = schema_reg(s, args->a), *here = schema_reg(s, f->args.a);

	for (size_t i = 0; reg && here && reg != here && i < reg->nfields; i++) {
		const struct field *at = &reg->fields[i];

		if (!form_is_link(at) || !names_have(&at->to, here->id))
			continue;
		args->c = pairs_text(&(struct pair){ at->id, f->args.b }, 1, f->loaded);
		args->n = FORM_FILLED;
		return;
	}
}

static void name_children(struct form *f)
{
	struct arena *a = f->frame->loaded;

	f->children = arena_array(a, f->record.nrows + 1, sizeof(*f->children));
	for (size_t c = 0; c < f->record.nrows; c++) {
		const struct field *rows = reg_field(f->reg, f->record.rows[c].field);

		f->children[c] =
			rows ? child_words(session_of(f->frame), rows, &f->record.rows[c], a) : "";
	}
}

int form_field_of(int row_id)
{
	return row_id < FORM_FIRST ? -1 : (row_id - FORM_FIRST) / FORM_STEP;
}

int form_reason_row(size_t i)
{
	return form_row_id(i, FORM_STEP - 1);
}

bool form_asks_reason(const struct form *f, size_t i)
{
	const struct field *field = f->v[i].field;

	return f->reason && !f->rows && field->nreason_when && f->record.exists &&
	       f->v[i].saved[0] && conds_hold(field->reason_when, field->nreason_when, &f->record);
}

int form_row_id(size_t i, size_t option)
{
	return FORM_FIRST + (int)i * FORM_STEP + (int)option;
}

/* Loading */

static size_t count_fields(const struct field *fields, size_t n)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += fields[i].type == TYPE_GROUP ? fields[i].nfields : 1;
	return all;
}

enum { REASON_CHARS = 300 };

static void add_field(struct form *f, const struct field *field, const struct field *group)
{
	struct arena *a = f->frame->arena;
	struct form_field *v = &f->v[f->n++];

	v->field = field;
	v->group = group;
	v->name = group ? arena_printf(a, "%s.%s", group->id, field->id) : field->id;
	v->stored = v->saved = "";
	if (field->nreason_when && !f->reason)
		f->reason = textbox_new(TEXT_LINE, REASON_CHARS);
	if (form_is_typed(field))
		v->box = textbox_new(field->type == TYPE_LONG ? TEXT_LONG : TEXT_LINE,
				     field->type == TYPE_LONG ? LONG_CHARS : LINE_CHARS);
}

/* What an entry is called is asked first, though it stands among the fields that all registers share. */
static bool names_entry(const struct field *field)
{
	return field->common && !strcmp(field->id, "title");
}

static void make_fields(struct form *f)
{
	const struct field *fields = f->rows ? f->rows->fields : f->reg->fields;
	size_t n = f->rows ? f->rows->nfields : f->reg->nfields;

	f->v = arena_array(f->frame->arena, count_fields(fields, n), sizeof(*f->v));
	for (size_t i = 0; i < n; i++)
		if (names_entry(&fields[i]))
			add_field(f, &fields[i], NULL);
	for (size_t i = 0; i < n; i++) {
		if (names_entry(&fields[i]))
			continue;
		if (fields[i].type != TYPE_GROUP) {
			add_field(f, &fields[i], NULL);
			continue;
		}
		for (size_t j = 0; j < fields[i].nfields; j++)
			add_field(f, &fields[i].fields[j], &fields[i]);
	}
}

/* The row that is edited; NULL for a new one. */
static const struct child *own_row(const struct form *f)
{
	for (size_t i = 0; f->row && i < f->record.nrows; i++) {
		const struct child *c = &f->record.rows[i];

		if (!strcmp(c->field, f->rows->id) && !strcmp(c->name, f->row))
			return c;
	}
	return NULL;
}

/* What is saved of one field, with the version it was read at. */
static const char *saved_text(const struct form *f, const struct form_field *v, struct version *at)
{
	const struct field *whole = v->group ? v->group : v->field;
	struct arena *a = f->frame->loaded;

	*at = (struct version){ 0 };
	if (!f->record.field)
		return ""; /* new: nothing is saved yet */
	if (f->rows) {
		const struct child *c = own_row(f);

		if (!c)
			return "";
		*at = c->slot.at;
		return pairs_get(&c->values, v->field->id);
	}
	for (size_t i = 0; i < f->reg->nfields; i++) {
		const struct slot *slot = &f->record.field[i];

		if (&f->reg->fields[i] != whole)
			continue;
		*at = slot->at;
		if (v->group) {
			struct pairs p = pairs_read(slot->text, a);

			return pairs_get(&p, v->field->id);
		}
		return slot->text;
	}
	return "";
}

static const char *draft_name(const struct form *f)
{
	const struct session *s = session_of(f->frame);
	const char *id = f->id ? f->id : "new";

	if (f->rows)
		return arena_printf(f->frame->arena, "%s/%s/%s/%s-%s", s->cycle, f->reg->key, id,
				    f->rows->id, f->row ? f->row : "new");
	return arena_printf(f->frame->arena, "%s/%s/%s", s->cycle, f->reg->key, id);
}

void form_fill_field(struct form *f, struct form_field *v, bool first)
{
	struct version at;
	const char *saved = saved_text(f, v, &at);

	if (!f->id && first && v->field->initial)
		v->stored = v->field->initial;
	if (v->box && !first && textbox_changed(v->box)) {
		v->stored = v->saved;
		return; /* being typed: it keeps the version it was made from */
	}
	if (v->waits && !first)
		return;
	v->saved = arena_str(f->frame->arena, saved); /* read again while it is typed over */
	v->seen = at;
	if (f->id || !first)
		v->stored = f->id ? v->saved : arena_str(f->frame->arena, v->stored);
	if (v->box)
		textbox_set(v->box, value_typed(v->field, v->stored, f->frame->loaded));
}

enum rc form_load(struct form *f, struct frame *frame, const struct reg *reg, const char *id,
		  const struct field *rows, const char *row, struct err *err)
{
	const struct session *s = session_of(frame);
	bool first = f->v == NULL;
	enum rc rc = RC_OK;

	if (first) {
		f->frame = frame;
		f->digits = -1;
		f->reg = reg;
		f->id = id ? arena_str(frame->arena, id) : NULL; /* outlives what is loaded */
		f->rows = rows;
		f->row = row ? arena_str(frame->arena, row) : NULL;
		f->draft = draft_name(f);
		f->faults.arena = f->clashes.arena = frame->arena;
		make_fields(f);
	}
	if (f->id)
		rc = record_load(s, reg, f->id, frame->loaded, &f->record, err);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	f->gone = f->id ? there_gone(s, &f->record, frame->loaded) : NULL;
	for (size_t i = 0; i < f->n; i++)
		form_fill_field(f, &f->v[i], first);
	rc = first ? form_read_drafts(f, err) : RC_OK;
	form_name_links(f);
	name_children(f);
	if (rc == RC_OK && !rows)
		rc = asked_items(s, reg, frame->loaded, &f->beside, &f->nbeside, err);
	return rc;
}

void form_close(struct form *f)
{
	for (size_t i = 0; i < f->n; i++) {
		textbox_free(f->v[i].box);
		form_forget_draft(&f->v[i].own);
	}
	textbox_free(f->reason);
	form_forget_draft(&f->own_reason);
}

/* What was chosen waits: it is saved with the next answer, once the entry is put back. */
bool form_refuse_gone(struct form *f, struct nav *n)
{
	if (!f->gone)
		return false;
	form_keep_drafts(f);
	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];

		if (v->box || v->field->automatic || v->field->type == TYPE_ROWS ||
		    !strcmp(v->stored, v->saved))
			continue;
		v->waits = true;
		form_keep_draft(f, v);
	}
	if (!form_say_unkept(f, n))
		nav_say(n, "%s", f->gone);
	return true;
}

/* What a new entry starts with, such as a status, was not given by anybody. */
static bool given(const struct form *f, const struct form_field *v)
{
	const char *start = !f->id && v->field->initial ? v->field->initial : v->saved;

	return v->box ? textbox_changed(v->box) : strcmp(v->stored, start) != 0;
}

void form_accept(struct form *f)
{
	if (!f->offered)
		return;
	f->offered = false;
	for (size_t i = 0; i < f->n; i++)
		if (given(f, &f->v[i]))
			form_keep_draft(f, &f->v[i]);
}

size_t form_last_draft(const struct form *f)
{
	for (size_t i = f->n; i-- > 0;) {
		if (given(f, &f->v[i]))
			return i;
	}
	return f->n;
}

bool form_drafted(const struct form *f)
{
	return (f->reason && textbox_text(f->reason)[0]) ||
	       (!f->offered && form_last_draft(f) < f->n);
}
