/* SPDX-License-Identifier: ISC */
/* One pair of a matrix: what the two are, the judgement with its reason, the evidence, the history. */
#include <string.h>

#include "form.h"
#include "matrix.h"
#include "screens.h"
#include "words.h"

enum { ID_ROW = 1, ID_COLUMN, ID_SAVE, ID_HISTORY, ID_FIT = 20, ID_EVIDENCE = 100 };

struct cell_state {
	struct looked l;
	size_t row, column;
	struct form form; /* of the judgement, once there is one */
	const char *form_id;
	const char *gone; /* of a judgement that was taken out while it was open; NULL: none was */
	struct link *evidence;
	size_t nevidence;
	bool begun;
};

/* What was typed about a judgement that was taken out is not lost with it. */
static enum rc leave_form(struct frame *f, struct cell_state *st, struct err *err)
{
	enum rc rc = form_load(&st->form, f, st->l.m.cell_reg, st->form_id, NULL, NULL, err);

	if (rc != RC_OK)
		return rc;
	form_keep_drafts(&st->form);
	st->gone = st->form.gone             ? arena_str(f->arena, st->form.gone)
		   : form_drafted(&st->form) ? W_KEPT_DRAFT
					     : NULL;
	form_close(&st->form);
	st->form = (struct form){ 0 };
	st->form_id = NULL;
	return RC_OK;
}

/* The judgement may have been made since, or taken out: a form is of one that is there. */
static enum rc load_form(struct frame *f, struct cell_state *st, struct err *err)
{
	const char *id = matrix_id(&st->l.m, st->row, st->column);

	if (st->form_id && (!id || strcmp(id, st->form_id) != 0)) {
		enum rc rc = leave_form(f, st, err);

		if (rc != RC_OK)
			return rc;
	}
	if (!id)
		return RC_OK;
	st->gone = NULL;
	if (!st->form_id)
		st->form_id = arena_str(f->arena, id);
	return form_load(&st->form, f, st->l.m.cell_reg, st->form_id, NULL, NULL, err);
}

static size_t field_at(const struct cell_state *st, const char *id)
{
	for (size_t i = 0; id && i < st->form.n; i++)
		if (!strcmp(st->form.v[i].name, id))
			return i;
	return (size_t)-1;
}

static enum rc cell_load(struct frame *f, struct err *err)
{
	struct cell_state *st = f->state;
	bool again;
	size_t value;
	enum rc rc = looked_load(f, &st->l, &again, err);

	if (rc != RC_OK)
		return rc;
	st->row = matrix_find_row(&st->l.m, f->args.b ? f->args.b : "");
	st->column = matrix_find_column(&st->l.m, f->args.c ? f->args.c : "");
	if (st->row == (size_t)-1 || st->column == (size_t)-1)
		return err_set(err, RC_NOT_FOUND, "%s", W_PAIR_GONE);
	rc = load_form(f, st, err);
	if (rc != RC_OK)
		return rc;
	value = field_at(st, st->l.m.value->id);
	st->form.digits = value == (size_t)-1 ? -1 : (int)value;
	return matrix_evidence(session_of(f), &st->l.m, st->row, st->column, f->loaded,
			       &st->evidence, &st->nevidence, err);
}

static void cell_close(struct frame *f)
{
	struct cell_state *st = f->state;

	if (st->form_id)
		form_close(&st->form);
	looked_close(&st->l);
}

/* Building */

/* The pair itself is no question here, nor is what every entry has. */
static bool asked(const struct cell_state *st, size_t i)
{
	const struct form_field *v = &st->form.v[i];
	const struct view_part *p = st->l.m.cells;

	return form_asks(&st->form, i) && !v->field->common &&
	       strcmp(v->name, part_field(p, "row")) != 0 &&
	       strcmp(v->name, part_field(p, "column")) != 0;
}

static void answer_rows(const struct cell_state *st, struct page *p)
{
	const struct field *value = st->l.m.value;

	if (st->form_id) {
		form_errors(&st->form, p);
		for (size_t i = 0; i < st->form.n; i++)
			if (asked(st, i))
				form_rows(&st->form, i, p);
		page_button(p, ID_SAVE, W_SAVE);
		return;
	}
	page_head(p, value->label);
	for (size_t i = 0; i < value->noptions; i++) {
		struct row *r = page_add(p, ROW_RADIO, ID_FIT + (int)i, value->options[i].label);

		r->number = i < 9 ? (int)i + 1 : -1;
		r->inline_group = true;
		r->hint = NULL;
	}
}

static void evidence_rows(const struct cell_state *st, struct page *p)
{
	page_head(p, W_PAIR_EVIDENCE);
	for (size_t i = 0; i < st->nevidence; i++)
		page_item(
			p, ID_EVIDENCE + (int)i,
			page_printf(p, W_PAIR_TITLE, st->evidence[i].field, st->evidence[i].title),
			NULL)
			->key = st->evidence[i].id;
	if (!st->nevidence)
		page_text(p, W_NO_EVIDENCE);
}

static int first_focus(const struct frame *f)
{
	const struct cell_state *st = f->state;
	const char *why = part_field(st->l.m.cells, "why");
	size_t at = f->args.n && st->form_id ? field_at(st, why) : (size_t)-1;

	if (at != (size_t)-1)
		return form_first_row(&st->form, at);
	at = st->form_id ? field_at(st, st->l.m.value->id) : (size_t)-1;
	return at != (size_t)-1 ? form_first_row(&st->form, at) : ID_FIT;
}

static void cell_build(const struct frame *f, struct page *p)
{
	const struct cell_state *st = f->state;
	const struct matrix *m = &st->l.m;
	const struct matrix_line *row = matrix_row(m, st->row),
				 *column = matrix_column(m, st->column);

	app_page(f, p, m->view->title, NULL,
		 page_printf(p, W_PAIR_TITLE, row->title, column->title));
	p->title_right = looked_fit(&st->l, st->row, st->column);
	answer_rows(st, p);
	evidence_rows(st, p);
	page_item(p, ID_ROW, page_printf(p, W_OPEN_ROW, m->row_reg->one), NULL);
	page_item(p, ID_COLUMN, page_printf(p, W_OPEN_ROW, m->column_reg->one), NULL);
	if (st->form_id)
		page_item(p, ID_HISTORY, W_PAIR_HISTORY, NULL);
	p->focus_id = first_focus(f);
	p->message = st->gone;
}

/* Events */

static void save(struct frame *f, struct nav *n)
{
	struct cell_state *st = f->state;
	struct saved saved;

	if (!form_try_save(&st->form, NULL, &saved, n))
		return;
	nav_say(n, "%s", W_SAVED);
	nav_back(n);
}

static void judge(struct frame *f, int digit, struct nav *n)
{
	struct cell_state *st = f->state;

	if (looked_judge(f, &st->l, st->row, st->column, digit, n)) {
		st->l.stale = true;
		nav_reload(n);
	}
}

static void open_evidence(const struct cell_state *st, size_t i, struct nav *n)
{
	if (i < st->nevidence)
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->evidence[i].reg->id, .b = st->evidence[i].id });
}

static void open_item(struct frame *f, int id, struct nav *n)
{
	struct cell_state *st = f->state;
	const struct matrix *m = &st->l.m;

	if (id == ID_ROW)
		nav_open(n, &screen_record, &(struct args){ .a = m->row_reg->id, .b = f->args.b });
	else if (id == ID_COLUMN)
		nav_open(n, &screen_record,
			 &(struct args){ .a = m->column_reg->id, .b = f->args.c });
	else if (id == ID_HISTORY)
		looked_history(f, &st->l, st->row, st->column, n);
	else if (id == ID_SAVE)
		save(f, n);
	else if (id >= ID_EVIDENCE)
		open_evidence(st, (size_t)(id - ID_EVIDENCE), n);
}

static void cell_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct cell_state *st = f->state;
	int field = form_field_of(e->id);
	bool pick = e->act == ACT_OPEN || e->act == ACT_TICK;

	if (st->form_id && form_event(&st->form, e, n))
		return;
	if (e->act == ACT_BACK && st->form_id) {
		form_leave(&st->form, n);
	} else if (!st->form_id && pick && e->id >= ID_FIT && e->id < ID_EVIDENCE) {
		judge(f, e->id - ID_FIT + 1, n);
	} else if (e->act == ACT_OPEN && field >= 0) {
		if (form_go_on(&st->form, (size_t)field, n))
			nav_next(n);
	} else if (e->act == ACT_OPEN) {
		open_item(f, e->id, n);
	} else if (e->act == ACT_NEW) {
		looked_gap(f, &st->l, st->row, n);
	} else if (e->act == ACT_HISTORY) {
		looked_history(f, &st->l, st->row, st->column, n);
	}
}

static const struct keybind keys[] = { { 'n', ACT_NEW, "new gap" }, KEYBIND_END };

const struct screen screen_matrix_cell = {
	.name = "matrix-cell",
	.needs = "VIEW/ID/ID",
	.title = "One square of a matrix",
	.help = "How well the one fits the other, and why. Choose an answer; it is saved at once. Then say "
		"what it rests on. Below stands what other entries say of the two, and who judged it "
		"when.",
	.keys = keys,
	.state_size = sizeof(struct cell_state),
	.load = cell_load,
	.update = cell_update,
	.build = cell_build,
	.close = cell_close,
};
