/* SPDX-License-Identifier: ISC */
/* Taking what was typed, holding the rules against it, saving it. */
#include "form.h"

#include <string.h>

#include "form_internal.h"
#include "screens.h"
#include "there.h"
#include "words.h"

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

		if ((i < f->n && k != i && !v->waits) || v->field->type == TYPE_ROWS ||
		    v->field->automatic || !differs(v))
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
		int row = f->faults.v[k].level == LEVEL_REFUSE
				  ? form_fault_target(f, &f->faults.v[k])
				  : -1;

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

/* What is wrong stands in the summary and beside the boxes: the message only says what came of it. */
static void say_not_saved(const struct form *f, const struct err *err, struct nav *n)
{
	size_t wrong = 0;

	for (size_t i = 0; i < f->faults.n; i++)
		wrong += f->faults.v[i].level == LEVEL_REFUSE;
	if (wrong == 0)
		nav_err(n, err);
	else if (wrong == 1)
		nav_say(n, "%s", W_NOT_SAVED_ONE);
	else
		nav_say(n, W_NOT_SAVED, wrong);
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

	if (!reg_field(f->reg, "life") ||
	    (exists && !strcmp(record_text(&f->record, "life"), life)))
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

/* Which version an answer was made from: the fields of a fact have it. */
static struct version made_from(const struct form *f, const char *fact)
{
	const char *name = strrchr(fact, '/') + 1;

	for (size_t i = 0; i < f->n; i++) {
		const struct form_field *v = &f->v[i];

		if (f->rows || field_in_fact(f->reg, (v->group ? v->group : v->field)->id, name))
			return v->seen;
	}
	return (struct version){ 0 };
}

static void form_show_conflict(struct form *f, struct nav *n)
{
	struct arena *a = f->frame->arena;
	struct pair *seen = arena_array(a, f->clashes.n + 1, sizeof(*seen));
	struct pair *mine = arena_array(a, f->clashes.n + 1, sizeof(*mine));

	if (!f->clashes.n)
		return;
	form_keep_drafts(f);
	for (size_t i = 0; i < f->clashes.n; i++) {
		const struct clash *c = &f->clashes.v[i];
		char version[VERSION_TEXT];

		version_text(made_from(f, c->fact), version);
		seen[i] = (struct pair){ c->fact, arena_str(a, version) };
		mine[i] = (struct pair){ c->fact, c->mine };
	}
	nav_open(n, &screen_conflict,
		 &(struct args){ .a = pairs_text(seen, f->clashes.n, a),
				 .b = pairs_text(mine, f->clashes.n, a),
				 .c = f->reg->id });
}

static enum rc save_puts(struct form *f, const char *action, const struct put *puts, size_t n,
			 struct saved *out, struct err *err)
{
	struct session with = *session_of(f->frame);
	enum rc rc;

	if (f->reason && textbox_text(f->reason)[0])
		with.reason = textbox_text(f->reason);
	rc = record_save(&with, f->reg, f->id, action, puts, n, &f->faults, &f->clashes, out, err);
	if (rc == RC_OK)
		form_drop_reason(f);
	note_faults(f);
	return rc;
}

static enum rc form_save(struct form *f, const char *life, struct saved *out, struct err *err)
{
	struct put *puts = arena_array(f->frame->arena, f->n + 3, sizeof(*puts));
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
	if (f->noted.field)
		puts[n++] = f->noted;
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
 * Where several answers are one fact, my own save moves it under what I am still
 * typing beside it: that was made from the row as it is now.
 */
static void row_moved(struct form *f, const struct put *put, const struct saved *saved)
{
	const struct field *field = reg_field(f->reg, put->field);

	if (!field || !field_is_shared(f->reg, field) || !saved->number)
		return;
	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];
		const struct field *of = v->group ? v->group : v->field;

		if (strcmp(field_fact(f->reg, of), field_fact(f->reg, field)) != 0 ||
		    !version_same(v->seen, put->seen))
			continue;
		v->seen = saved->at;
		if (v->box && textbox_changed(v->box))
			form_keep_draft(f, v);
	}
}

static bool is_blank(const struct form_field *v)
{
	return v->box ? !textbox_text(v->box)[0] : !v->stored[0];
}

/* The row of another answer that one refused answer asks for; -1: none, or the fault is its own. */
static int asked_by(const struct form *f, size_t i)
{
	int found = -1;

	for (size_t k = 0; k < f->faults.n; k++) {
		int row = f->faults.v[k].level == LEVEL_REFUSE
				  ? form_fault_target(f, &f->faults.v[k])
				  : -1;
		int other = form_field_of(row);

		if (f->v[i].box && other >= 0 && ((size_t)other == i || !is_blank(&f->v[other])))
			return -1; /* what was typed does not fit what is there */
		if (found < 0 && other >= 0 && (size_t)other != i && form_asks(f, (size_t)other))
			found = row;
	}
	return found;
}

/*
 * An answer that asks for another one, such as why it is not needed or who
 * decided it, stays and waits for it; the focus goes there. Left blank it is no
 * error yet: nobody has passed it by. False: it asks for none.
 */
static bool wait_for(struct form *f, size_t i, struct nav *n)
{
	int row = asked_by(f, i);
	size_t other = (size_t)form_field_of(row);

	if (row < 0)
		return false;
	f->v[i].waits = true;
	f->v[i].error = NULL;
	f->wanted = other;
	form_keep_draft(f, &f->v[i]);
	nav_focus(n, row);
	if (is_blank(&f->v[other]))
		f->v[other].error = NULL;
	return true;
}

/* Whether a refusal is about field i itself. */
static bool is_at_fault(const struct form *f, size_t i)
{
	for (size_t k = 0; k < f->faults.n; k++)
		if (f->faults.v[k].level == LEVEL_REFUSE &&
		    form_field_of(form_fault_target(f, &f->faults.v[k])) == (int)i)
			return true;
	return false;
}

static void refused(struct form *f, size_t i, const struct err *err, struct nav *n)
{
	struct form_field *v = &f->v[i];

	if (wait_for(f, i, n)) {
		nav_say(n, W_KEPT_UNTIL, err->text);
		return;
	}
	say_not_saved(f, err, n);
	if (form_asks_reason(f, i) && !textbox_text(f->reason)[0])
		nav_focus(n, form_reason_row(i));
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
	form_done_draft(f, v);
}

/* What is worth a look in the answer that was just saved; NULL: nothing. */
static const char *look_at(const struct form *f, const struct form_field *v)
{
	const char *name = v->group ? v->group->id : v->field->id;

	for (size_t k = 0; k < f->faults.n; k++) {
		const struct fault *fault = &f->faults.v[k];

		if (fault->level == LEVEL_WARN && fault->field &&
		    (!strcmp(fault->field, name) || !strcmp(fault->field, v->name)))
			return fault->text;
	}
	return NULL;
}

static void say_saved(const struct form *f, const struct form_field *v, struct nav *n)
{
	const char *look = look_at(f, v), *saved = there_saved(&f->record);

	if (strcmp(saved, W_SAVED) != 0)
		nav_say(n, "%s", saved);
	else if (look)
		nav_say(n, W_SAVED_LOOK, look);
	else if (v->box)
		nav_say(n, "%s", W_SAVED);
}

/* It went in the middle of a save: the form was loaded before that. */
static bool went_meanwhile(struct form *f, enum rc rc, struct nav *n)
{
	const struct session *s = session_of(f->frame);
	struct record now;

	if (rc != RC_NOT_FOUND || !f->id ||
	    record_load(s, f->reg, f->id, f->frame->loaded, &now, NULL) != RC_OK)
		return false;
	f->gone = there_gone(s, &now, f->frame->loaded);
	if (!form_refuse_gone(f, n))
		return false;
	nav_reload(n);
	return true;
}

/* Saves one answer of a record that exists; keeps it as a draft of a new one. */
bool form_save_field(struct form *f, size_t i, const char *action, struct nav *n)
{
	struct form_field *v = &f->v[i];
	struct put *puts = arena_array(f->frame->arena, f->n + 2, sizeof(*puts));
	struct saved saved;
	size_t nputs;
	struct err err = { 0 };
	enum rc rc;

	if (form_refuse_gone(f, n))
		return false;
	if (f->rows || !f->id) {
		err_clear(&f->unkept);
		form_accept(f);
		if (!f->rows)
			form_keep_draft(f, v);
		form_say_unkept(f, n);
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
	if (went_meanwhile(f, rc, n))
		return false;
	if (rc == RC_INVALID && !differs(v) && !is_at_fault(f, i)) {
		forget_faults(f); /* nothing of it is to be saved: what waits goes on waiting */
		return true;
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
	say_saved(f, v, n);
	nav_reload(n);
	return true;
}

bool form_go_on(struct form *f, size_t i, struct nav *n)
{
	if (form_refuse_gone(f, n))
		return false;
	if (!take(f, i)) {
		const char *wrong = f->v[i].error;

		form_accept(f);
		form_keep_draft(f, &f->v[i]);
		forget_faults(f);
		add_fault(f, f->v[i].name, wrong);
		f->v[i].error = wrong;
		say_not_saved(f, NULL, n);
		return false;
	}
	return form_save_field(f, i, "edit", n);
}

void form_start_with(struct form *f, const char *field, const char *stored)
{
	for (size_t i = 0; i < f->n; i++) {
		struct form_field *v = &f->v[i];

		if (v->group || strcmp(v->field->id, field) != 0)
			continue;
		v->stored = arena_str(f->frame->arena, stored); /* of what is loaded */
		if (v->box) {
			textbox_set(v->box, "");
			stored = value_typed(v->field, stored, f->frame->loaded);
			textbox_insert(v->box, stored, strlen(stored));
		}
		form_keep_draft(f, v);
	}
	form_name_links(f);
}

bool form_try_save(struct form *f, const char *life, struct saved *out, struct nav *n)
{
	struct err err = { 0 };
	enum rc rc;

	if (form_refuse_gone(f, n))
		return false;
	rc = form_save(f, life, out, &err);
	if (went_meanwhile(f, rc, n))
		return false;
	if (rc == RC_CONFLICT) {
		form_show_conflict(f, n);
	} else if (rc != RC_OK) {
		say_not_saved(f, &err, n);
		nav_top(n);
	}
	return rc == RC_OK;
}
