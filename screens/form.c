/* SPDX-License-Identifier: ISC */
#include "form.h"

#include <string.h>

#include "screens.h"
#include "words.h"

/* More than may be saved can be typed, so that a long paste is kept until it is made shorter. */
enum { LINE_CHARS = 1000, LONG_CHARS = 20000 };

/* What a person types, as against what they choose. */
static bool is_typed(const struct field *f)
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

int form_field_of(int row_id)
{
	return row_id < FORM_FIRST ? -1 : (row_id - FORM_FIRST) / FORM_STEP;
}

static int row_id(size_t i, size_t option)
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

static void add_field(struct form *f, const struct field *field, const struct field *group)
{
	struct arena *a = f->frame->arena;
	struct form_field *v = &f->v[f->n++];

	v->field = field;
	v->group = group;
	v->name = group ? arena_printf(a, "%s.%s", group->id, field->id) : field->id;
	v->stored = v->saved = "";
	if (is_typed(field))
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
		return "";	/* new: nothing is saved yet */
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

struct find_draft {
	struct form *form;
	const char *prefix;
};

/*
 * A draft's first line is the version of the answer it was made from, so that
 * what somebody saved since is met as a conflict and not written over.
 */
static const char *draft_text(const char *draft, struct version *from)
{
	const char *end = strchr(draft, '\n');
	char first[VERSION_TEXT];

	*from = (struct version){ 0 };
	if (!end || (size_t)(end - draft) >= sizeof(first))
		return draft;
	memcpy(first, draft, (size_t)(end - draft));
	first[end - draft] = '\0';
	version_read(first, from);
	return end + 1;
}

static bool take_draft(void *arg, const struct fact *fact)
{
	struct find_draft *d = arg;
	struct form *f = d->form;
	const char *name = fact->name + strlen(d->prefix), *text;

	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];

		if (strcmp(v->name, name) != 0)
			continue;
		text = draft_text(fact->text, &v->seen);
		f->found = true;
		if (v->box && strcmp(textbox_text(v->box), text) != 0) {
			textbox_set(v->box, "");
			textbox_insert(v->box, text, strlen(text));
		} else if (!v->box) {
			v->stored = arena_str(f->frame->arena, text);
			v->waits = f->id != NULL;
		}
	}
	return true;
}

static const char *draft_prefix(const struct form *f)
{
	return arena_printf(f->frame->loaded, "%s/", f->draft);
}

static enum rc read_drafts(struct form *f, struct err *err)
{
	const struct session *s = session_of(f->frame);
	struct find_draft d = { .form = f, .prefix = draft_prefix(f) };

	return store_drafts(s->store, s->pid, s->actor.person, d.prefix, take_draft, &d, err);
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

static void fill_field(struct form *f, struct form_field *v, bool first)
{
	struct version at;
	const char *saved = saved_text(f, v, &at);

	if (!f->id && first && v->field->initial)
		v->stored = v->field->initial;
	if (v->box && !first && textbox_changed(v->box)) {
		v->saved = arena_str(f->frame->arena, v->saved);
		v->stored = v->saved;
		return;	/* being typed: it keeps the version it was made from */
	}
	if (v->waits && !first)
		return;
	v->saved = saved;
	v->seen = at;
	if (f->id || !first)
		v->stored = f->id ? saved : arena_str(f->frame->arena, v->stored);
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
		f->reg = reg;
		f->id = id;
		f->rows = rows;
		f->row = row;
		f->draft = draft_name(f);
		f->faults.arena = f->clashes.arena = frame->arena;
		make_fields(f);
	}
	if (f->id)
		rc = record_load(s, reg, f->id, frame->loaded, &f->record, err);
	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	for (size_t i = 0; i < f->n; i++)
		fill_field(f, &f->v[i], first);
	return first ? read_drafts(f, err) : RC_OK;
}

void form_close(struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		textbox_free(f->v[i].box);
}

/* What is asked */

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

static const char *label_of(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];

	return is_required(f, v->field) ? v->field->label
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
		buf_str(&b, ".");
	}
	if (field->not_known && is_typed(field))
		buf_printf(&b, "%s" W_MAY_BE_UNKNOWN, b.len ? " " : "");
	if (field->type == TYPE_LONG)
		buf_printf(&b, "%s" W_NO_NAMES, b.len ? " " : "");
	hint = b.len ? arena_strn(p->arena, b.data, b.len) : NULL;
	buf_clear(&b);
	return hint;
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

static const struct option *choice_at(const struct field *field, size_t i)
{
	struct choices c = choices_of(field);

	return i < c.n ? &c.v[i] : &not_known;
}

static size_t choice_count(const struct field *field)
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
	return choice_count(field) > 9;
}

static void choice_rows(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];
	struct names on = value_lines(v->stored, p->arena);
	const char *hint = hint_of(v->field, p);

	page_head(p, label_of(f, i, p));
	if (hint)
		page_add(p, ROW_TEXT, -1, hint)->role = ROLE_HINT;
	if (v->error)
		page_add(p, ROW_TEXT, -1, page_printf(p, "Error: %s", v->error))->role = ROLE_ERROR;
	for (size_t o = 0; o < choice_count(v->field); o++) {
		const struct option *option = choice_at(v->field, o);
		bool many = v->field->type == TYPE_MULTI;
		struct row *r = page_add(p, many ? ROW_TICK : ROW_RADIO, row_id(i, o + 1), option->label);

		r->on = names_have(&on, option->id);
		r->hint = option->hint;
		r->inline_group = !option->hint;
	}
}

static void child_rows(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];

	page_head(p, v->field->label);
	if (!f->id || !f->record.exists) {
		page_add(p, ROW_TEXT, -1, W_ROWS_LATER)->role = ROLE_HINT;
		return;
	}
	for (size_t c = 0; c < f->record.nrows; c++) {
		const struct child *row = &f->record.rows[c];
		struct buf b = { 0 };

		if (strcmp(row->field, v->field->id) != 0)
			continue;
		for (size_t j = 0; j < v->field->nfields; j++) {
			const struct field *sub = &v->field->fields[j];
			const char *text = pairs_get(&row->values, sub->id);

			if (text[0])
				buf_printf(&b, "%s%s", b.len ? "; " : "",
					   value_shown(sub, text, p->arena));
		}
		page_item(p, row_id(i, 1 + c % (FORM_STEP - 2)), arena_str(p->arena, buf_text(&b)), NULL);
		buf_clear(&b);
	}
	page_item(p, row_id(i, 0), page_printf(p, W_ADD_ROW, v->field->label), NULL);
}

void form_rows(const struct form *f, size_t i, struct page *p)
{
	const struct form_field *v = &f->v[i];
	struct row *r;

	if (v->field->type == TYPE_ROWS) {
		child_rows(f, i, p);
	} else if (v->box) {
		r = page_add(p, v->field->type == TYPE_LONG ? ROW_AREA : ROW_BOX, row_id(i, 0),
			     label_of(f, i, p));
		r->box = v->box;
		r->hint = hint_of(v->field, p);
		r->error = v->error;
	} else if (opens_picker(v)) {
		const char *shown = form_shown(f, i, p->arena);

		r = page_item(p, row_id(i, 0), label_of(f, i, p), NULL);
		r->detail = shown[0] ? shown : W_NONE_CHOSEN;
		if (v->error)
			page_add(p, ROW_TEXT, -1, page_printf(p, "Error: %s", v->error))->role = ROLE_ERROR;
	} else {
		choice_rows(f, i, p);
	}
}

int form_first_row(const struct form *f, size_t i)
{
	return row_id(i, f->v[i].box || opens_picker(&f->v[i]) || f->v[i].field->type == TYPE_ROWS ? 0 : 1);
}

static int fault_target(const struct form *f, const struct fault *fault)
{
	for (size_t i = 0; fault->field && i < f->n; i++) {
		const struct form_field *v = &f->v[i];

		if (!strcmp(v->name, fault->field) || !strcmp(v->field->id, fault->field) ||
		    (v->group && !strcmp(v->group->id, fault->field)))
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
		r->target = fault_target(f, fault);
	}
	if (begun)
		page_gap(p);
}

const char *form_shown(const struct form *f, size_t i, struct arena *a)
{
	const struct form_field *v = &f->v[i];
	const char *parsed;
	struct err ignored = { 0 };

	if (!v->box)
		return value_shown(v->field, v->stored, a);
	if (value_parse(v->field, textbox_text(v->box), session_of(f->frame)->today, a, &parsed,
			&ignored) != RC_OK)
		return arena_str(a, textbox_text(v->box));
	return value_shown(v->field, parsed, a);
}

/* Drafts */

static void keep_draft(struct form *f, const struct form_field *v)
{
	const struct session *s = session_of(f->frame);
	const char *text = v->box ? textbox_text(v->box) : v->stored;
	const char *name = arena_printf(f->frame->loaded, "%s/%s", f->draft, v->name);
	char from[VERSION_TEXT];

	version_text(v->seen, from);
	text = arena_printf(f->frame->loaded, "%s\n%s", from, text);
	/* a draft that cannot be kept must not stop the work: the answer is still on the screen */
	store_draft_put(s->store, s->pid, s->actor.person, name, text, NULL);
}

void form_keep_drafts(struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].box && textbox_changed(f->v[i].box))
			keep_draft(f, &f->v[i]);
}

static void drop_draft(struct form *f, const char *prefix)
{
	const struct session *s = session_of(f->frame);

	store_draft_drop(s->store, s->pid, s->actor.person, prefix, NULL);
}

void form_drop_drafts(struct form *f)
{
	drop_draft(f, draft_prefix(f));
}

bool form_drafted(const struct form *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct form_field *v = &f->v[i];

		if (v->box ? textbox_changed(v->box) : strcmp(v->stored, v->saved) != 0)
			return true;
	}
	return false;
}

/* Taking and saving */

static bool take(struct form *f, size_t i)
{
	struct form_field *v = &f->v[i];
	struct err err = { 0 };
	const char *stored;

	v->error = NULL;
	if (!v->box)
		return true;
	if (value_parse(v->field, textbox_text(v->box), session_of(f->frame)->today,
			f->frame->arena, &stored, &err) != RC_OK) {
		v->error = arena_str(f->frame->arena, err.text);
		return false;
	}
	v->stored = stored;
	return true;
}

/* The text of a whole group, or of a row, from its parts. */
static const char *joined(const struct form *f, const struct field *group, struct arena *a)
{
	struct pair *pairs = arena_array(a, f->n, sizeof(*pairs));
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].group == group && f->v[i].stored[0])
			pairs[n++] = (struct pair){ f->v[i].field->id, f->v[i].stored };
	return pairs_text(pairs, n, a);
}

static bool differs(const struct form_field *v)
{
	return strcmp(v->stored, v->saved) != 0;
}

/* Answers to save: the one of field i, or with i == n all that differ. */
static size_t puts_of(struct form *f, size_t i, struct put *puts)
{
	struct arena *a = f->frame->arena;
	const struct field *last = NULL;
	size_t n = 0;

	if (f->rows) {
		puts[0].field = arena_printf(a, "%s.%s", f->rows->id, f->row ? f->row : "+");
		puts[0].text = joined(f, NULL, a);
		puts[0].seen = f->row ? f->v[0].seen : (struct version){ 0 };
		return 1;
	}
	for (size_t k = 0; k < f->n; k++) {
		const struct form_field *v = &f->v[k];

		if ((i < f->n && k != i && !v->waits) || v->field->type == TYPE_ROWS || v->field->automatic ||
		    !differs(v))
			continue;
		if (v->group && v->group == last)
			continue;
		last = v->group;
		puts[n++] = (struct put){
			.field = v->group ? v->group->id : v->field->id,
			.text = v->group ? joined(f, v->group, a) : v->stored,
			.seen = v->seen,
		};
	}
	return n;
}

static void note_faults(struct form *f)
{
	for (size_t k = 0; k < f->faults.n; k++) {
		int row = f->faults.v[k].level == LEVEL_REFUSE ? fault_target(f, &f->faults.v[k]) : -1;

		if (row >= 0)
			f->v[form_field_of(row)].error = f->faults.v[k].text;
	}
}

static void forget_faults(struct form *f)
{
	f->faults.n = 0;
	f->faults.v = NULL;
	f->clashes.n = 0;
	for (size_t i = 0; i < f->n; i++)
		f->v[i].error = NULL;
}

static void add_fault(struct form *f, const char *field, const char *text)
{
	struct fault *v = arena_array(f->frame->arena, f->faults.n + 1, sizeof(*v));

	if (f->faults.n)
		memcpy(v, f->faults.v, f->faults.n * sizeof(*v));
	v[f->faults.n] = (struct fault){ .field = field, .text = text, .level = LEVEL_REFUSE };
	f->faults.v = v;
	f->faults.n++;
}

static bool take_all(struct form *f)
{
	bool good = true;

	forget_faults(f);
	for (size_t i = 0; i < f->n; i++) {
		if (form_asks(f, i) && !take(f, i)) {
			add_fault(f, f->v[i].name, f->v[i].error);
			good = false;
		}
	}
	return good;
}

bool form_is_live(const struct form *f)
{
	return f->id && f->record.exists && strcmp(record_text(&f->record, "life"), "draft") != 0;
}

/* 1 where the record is to have another life than it has. */
static size_t life_put(const struct form *f, const char *life, struct put *out)
{
	bool exists = f->id && f->record.exists;

	if (!reg_field(f->reg, "life") || (exists && !strcmp(record_text(&f->record, "life"), life)))
		return 0;
	*out = (struct put){ .field = "life", .text = life };
	for (size_t i = 0; exists && i < f->reg->nfields; i++)
		if (!strcmp(f->reg->fields[i].id, "life"))
			out->seen = f->record.field[i].at;
	return 1;
}

bool form_check(struct form *f)
{
	struct put *puts = arena_array(f->frame->arena, f->n + 2, sizeof(*puts));
	struct err err = { 0 };
	size_t n;
	enum rc rc;

	if (!take_all(f))
		return false;
	n = puts_of(f, f->n, puts);
	if (!f->rows && !form_is_live(f))
		n += life_put(f, "live", &puts[n]);
	rc = record_check(session_of(f->frame), f->reg, f->id, puts, n, &f->faults, &err);
	note_faults(f);
	return rc == RC_OK;
}

void form_show_conflict(struct form *f, struct nav *n)
{
	const struct clash *c = &f->clashes.v[0];

	if (!f->clashes.n)
		return;
	form_keep_drafts(f);
	nav_open(n, &screen_conflict,
		 &(struct args){ .a = c->fact, .b = c->mine, .c = f->reg->id });
}

static enum rc save_puts(struct form *f, const char *action, const struct put *puts, size_t n,
			 struct saved *out, struct err *err)
{
	enum rc rc = record_save(session_of(f->frame), f->reg, f->id, action, puts, n, &f->faults,
				 &f->clashes, out, err);

	note_faults(f);
	return rc;
}

enum rc form_save(struct form *f, const char *life, struct saved *out, struct err *err)
{
	struct put *puts = arena_array(f->frame->arena, f->n + 2, sizeof(*puts));
	bool is_new = !f->rows && (!f->id || !f->record.exists);
	size_t n;
	enum rc rc;

	*out = (struct saved){ 0 };
	if (!take_all(f))
		return err_set(err, RC_INVALID, "%s", f->faults.v[0].text);
	n = puts_of(f, f->n, puts);
	if (life)
		n += life_put(f, life, &puts[n]);
	if (!n)
		return RC_OK;
	rc = save_puts(f, is_new ? "make" : "edit", puts, n, out, err);
	if (rc == RC_OK) {
		form_drop_drafts(f);
		for (size_t i = 0; i < f->n; i++) {
			f->v[i].waits = false;
			if (f->v[i].box)
				textbox_set(f->v[i].box, textbox_text(f->v[i].box));
		}
	}
	return rc;
}

/*
 * Where all answers are one row, my own save moves it under what I am still
 * typing beside it: that was made from the row as it is now.
 */
static void row_moved(struct form *f, const struct put *put, const struct saved *saved)
{
	const struct field *field = reg_field(f->reg, put->field);

	if (!field || !field_in_row(f->reg, field) || !saved->number)
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];

		if (!field_in_row(f->reg, v->group ? v->group : v->field) ||
		    !version_same(v->seen, put->seen))
			continue;
		v->seen = saved->at;
		if (v->box && textbox_changed(v->box))
			keep_draft(f, v);
	}
}

/*
 * A choice that asks for another answer, such as why it is not needed, stays
 * chosen and waits for it; the focus goes there. False: it asks for none.
 */
static bool wait_for(struct form *f, size_t i, struct nav *n)
{
	for (size_t k = 0; !f->v[i].box && k < f->faults.n; k++) {
		int row = f->faults.v[k].level == LEVEL_REFUSE ? fault_target(f, &f->faults.v[k]) : -1;
		int other = form_field_of(row);

		if (other < 0 || (size_t)other == i || !form_asks(f, (size_t)other))
			continue;
		f->v[i].waits = true;
		f->v[i].error = NULL;
		keep_draft(f, &f->v[i]);
		nav_focus(n, row);
		return true;
	}
	return false;
}

static void refused(struct form *f, size_t i, const struct err *err, struct nav *n)
{
	struct form_field *v = &f->v[i];

	nav_err(n, err);
	if (wait_for(f, i, n))
		return;
	if (!v->error)
		v->error = arena_str(f->frame->arena, err->text);
	if (!v->box)
		v->stored = v->saved;
}

/* Nothing is left to save of an answer; its draft has done its work. */
static void settled(struct form *f, struct form_field *v)
{
	v->saved = arena_str(f->frame->arena, v->stored);
	v->waits = false;
	if (v->box)
		textbox_set(v->box, textbox_text(v->box));
	drop_draft(f, arena_printf(f->frame->loaded, "%s/%s", f->draft, v->name));
}

/* Saves one answer of a record that exists; keeps it as a draft of a new one. */
static bool save_field(struct form *f, size_t i, const char *action, struct nav *n)
{
	struct form_field *v = &f->v[i];
	struct put *puts = arena_array(f->frame->arena, f->n + 2, sizeof(*puts));
	struct saved saved;
	size_t nputs;
	struct err err = { 0 };
	enum rc rc;

	if (f->rows || !f->id || (f->reg->kind == REG_REGISTER && !f->record.exists)) {
		if (!f->rows)
			keep_draft(f, v);
		return true;
	}
	forget_faults(f);
	nputs = puts_of(f, i, puts);
	if (!nputs) {
		if (v->waits)
			settled(f, v);
		return true;
	}
	rc = save_puts(f, action, puts, nputs, &saved, &err);
	if (rc == RC_CONFLICT && f->clashes.n) {
		form_show_conflict(f, n);
		return false;
	}
	if (rc != RC_OK) {
		refused(f, i, &err, n);
		return false;
	}
	settled(f, v);
	row_moved(f, &puts[0], &saved);
	for (size_t k = 0; k < f->n; k++)
		if (f->v[k].waits)
			settled(f, &f->v[k]);
	nav_reload(n);
	return true;
}

bool form_go_on(struct form *f, size_t i, struct nav *n)
{
	if (!take(f, i)) {
		keep_draft(f, &f->v[i]);
		return false;
	}
	return save_field(f, i, "edit", n);
}

void form_start_with(struct form *f, const char *field, const char *stored)
{
	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];

		if (v->group || strcmp(v->field->id, field) != 0)
			continue;
		v->stored = stored;
		if (v->box) {
			textbox_set(v->box, "");
			stored = value_typed(v->field, stored, f->frame->loaded);
			textbox_insert(v->box, stored, strlen(stored));
		}
		keep_draft(f, v);
	}
}

/* Events */

static const char *with_toggled(struct form *f, const struct form_field *v, const char *option)
{
	struct names on = value_lines(v->stored, f->frame->arena);
	struct buf b = { 0 };
	const char *text;

	for (size_t o = 0; o < choice_count(v->field); o++) {
		const char *id = choice_at(v->field, o)->id;

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
	const char *id = choice_at(v->field, option)->id;
	bool many = v->field->type == TYPE_MULTI;
	const char *before = v->stored;

	v->stored = many ? with_toggled(f, v, id) : id;
	if (!strcmp(v->stored, before))
		return true;
	return save_field(f, i, many ? "tick" : "edit", n);
}

static void open_picker(struct form *f, size_t i, struct nav *n)
{
	const struct form_field *v = &f->v[i];
	const struct field *within = v->group ? v->group : f->rows;
	const char *path = within ? arena_printf(f->frame->arena, "%s/%s/%s", f->reg->id, within->id,
						 v->field->id)
				  : arena_printf(f->frame->arena, "%s/%s", f->reg->id, v->field->id);

	form_keep_drafts(f);
	nav_open(n, &screen_pick, &(struct args){ .a = path, .b = v->stored });
}

static void open_row(struct form *f, size_t i, size_t which, struct nav *n)
{
	const char *row = which ? f->record.rows[which - 1].name : NULL;

	nav_open(n, &screen_row,
		 &(struct args){ .a = arena_printf(f->frame->arena, "%s/%s", f->reg->id, f->v[i].field->id),
				 .b = f->id, .c = row });
}

static bool same_answer(const struct pairs *a, const struct pairs *b, const char *field)
{
	return !strcmp(pairs_get(a, field), pairs_get(b, field));
}

/* Two answers were met and one was chosen: what I typed is no longer mine to save. */
static void settle(struct form *f)
{
	const struct clash *c = &f->clashes.v[0];
	const char *name = strrchr(c->fact, '/') + 1;
	struct pairs mine = fact_answers(f->reg, name, c->mine, f->frame->arena);
	struct pairs theirs = fact_answers(f->reg, name, c->theirs.text ? c->theirs.text : "",
					   f->frame->arena);

	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];
		const char *field = v->group ? v->group->id : v->field->id;

		if (v->box && (f->rows || !same_answer(&mine, &theirs, field)))
			textbox_set(v->box, textbox_text(v->box));
		fill_field(f, v, false);
	}
	f->clashes.n = 0;
}

bool form_event(struct form *f, const struct event *e, struct nav *n)
{
	int field = form_field_of(e->id);
	size_t i = (size_t)field, option;

	if (e->act == ACT_RETURN && f->clashes.n && e->text && !strcmp(e->text, "settled"))
		return settle(f), true;
	if (field < 0 || i >= f->n)
		return false;
	option = (size_t)((e->id - FORM_FIRST) % FORM_STEP);
	switch (e->act) {
	case ACT_TYPED:
		return true;
	case ACT_LEFT_BOX:
		if (f->v[i].box && textbox_changed(f->v[i].box))
			keep_draft(f, &f->v[i]);
		return true;
	case ACT_TICK:
		if (e->kind == ROW_RADIO || e->kind == ROW_TICK)
			choose(f, i, option - 1, n);
		return e->kind == ROW_RADIO || e->kind == ROW_TICK;
	case ACT_OPEN:
		if (e->kind == ROW_TICK)
			return choose(f, i, option - 1, n), true;
		if (e->kind == ROW_RADIO)
			return !choose(f, i, option - 1, n);	/* chosen: the screen goes on */
		if (e->kind == ROW_ITEM && f->v[i].field->type == TYPE_ROWS)
			return open_row(f, i, option, n), true;
		if (e->kind == ROW_ITEM)
			return open_picker(f, i, n), true;
		return false;
	case ACT_RETURN:
		if (!e->text || f->v[i].box)
			return false;
		f->v[i].stored = arena_str(f->frame->arena, e->text);
		save_field(f, i, "edit", n);
		return true;
	default:
		return false;
	}
}
