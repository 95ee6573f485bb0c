/* SPDX-License-Identifier: ISC */
/* An entry as boxes that follow from each other, and the steps that fill them one by one. */
#include "../core/plan/model.h"

#include <string.h>

#include "../core/store/keys.h"
#include "form.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_BOX = 1, ID_STEP = 50, ID_OPTIONS = 90, ID_ENTRY, ID_LINE = 1000 };

struct model_state {
	const struct view *view;
	struct model model; /* of the entry; where one was chosen */
	bool one;
	struct model_line *line;
	size_t n;
	struct box *box;
	struct boxes boxes;
};

static void make_boxes(struct model_state *st, struct arena *a)
{
	const struct model *m = &st->model;

	st->box = arena_array(a, m->nboxes + 1, sizeof(*st->box));
	for (size_t i = 0; i < m->nboxes; i++)
		st->box[i] = (struct box){ m->box[i].label,
					   m->box[i].text[0] ? m->box[i].text : W_NOT_ANSWERED,
					   !m->box[i].text[0] };
	st->boxes = (struct boxes){ st->box, m->nboxes };
}

static enum rc model_screen_load(struct frame *f, struct err *err)
{
	struct model_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc = view_here(f, VIEW_MODEL, &st->view, err);

	if (rc != RC_OK)
		return rc;
	st->one = f->args.b && f->args.b[0];
	if (!st->one)
		return model_list(s, st->view, f->loaded, &st->line, &st->n, err);
	rc = model_load(s, st->view, f->args.b, f->loaded, &st->model, err);
	if (rc == RC_OK)
		make_boxes(st, f->loaded);
	return rc;
}

static void list_line(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct model_state *st = arg;
	const struct model_line *l = &st->line[i];

	out->kind = ROW_ITEM;
	out->id = ID_LINE + (int)i;
	out->key = l->id;
	out->text = l->title;
	out->number = -1;
	out->status = arena_printf(a, W_BOXES_FILLED, l->filled, l->of);
}

static void build_list(const struct model_state *st, struct page *p)
{
	page_text(p, st->view->about);
	p->status_min = 12;
	p->list_at = p->nrows;
	p->list_n = st->n;
	p->list_row = list_line;
	p->list_arg = st;
	if (!st->n)
		page_text(p, W_NOTHING_YET);
}

/* The first that is not done says how one knows that it is. */
static void step_rows(const struct model *m, struct page *p)
{
	bool told = false;

	if (m->nsteps)
		page_head(p, page_printf(p, W_STEPS_DONE, m->done, m->nsteps));
	for (size_t i = 0; i < m->nsteps; i++) {
		const struct model_step *step = &m->step[i];
		struct row *r = page_item(
			p, ID_STEP + (int)i, step->item->text,
			step->next ? page_printf(p, W_N_OF_M, step->answered, step->nfields)
				   : W_STEP_DONE);

		if (!step->next)
			continue;
		r->detail = page_printf(p, W_STEP_LACKS, model_lacks(m, step, p->arena));
		r->hint = told ? NULL : step->item->good;
		told = true;
	}
}

static void build_one(const struct model_state *st, struct page *p)
{
	const struct model *m = &st->model;
	const char *empty = model_empty(m, p->arena);

	p->title_right = page_printf(p, W_BOXES_FILLED, m->filled, m->nboxes);
	page_add(p, ROW_BOXES, -1, "")->boxes = &st->boxes;
	if (*empty)
		page_add(p, ROW_TEXT, -1, page_printf(p, W_BOXES_EMPTY, empty))->role = ROLE_WARN;
	for (size_t i = 0; i < m->nboxes; i++) {
		struct row *r = page_item(p, ID_BOX + (int)i, m->box[i].label, NULL);

		r->number = i < 9 ? (int)i + 1 : -1;
		r->detail = m->box[i].text[0] ? m->box[i].text : W_NOT_ANSWERED;
	}
	step_rows(m, p);
	if (m->options)
		page_item(p, ID_OPTIONS, m->options->label,
			  page_printf(p, W_OPTIONS_COSTED, m->costed, m->noptions));
	if (m->options && m->costed < m->least)
		page_add(p, ROW_TEXT, -1, page_printf(p, W_OPTIONS_LACK, m->least))->role =
			ROLE_WARN;
	page_item(p, ID_ENTRY, W_WHOLE_ENTRY, NULL);
}

static void model_build(const struct frame *f, struct page *p)
{
	const struct model_state *st = f->state;
	char shown[49];

	if (!st->one) {
		app_page(f, p, W_VIEWS, NULL, st->view->title);
		build_list(st, p);
		return;
	}
	id_shown(st->model.record.id, shown);
	app_page(f, p, st->view->title, page_printf(p, "%s", shown), st->model.record.title);
	build_one(st, p);
}

/* The one question, in the form of the entry. */
static void ask(const struct model *m, const struct field *field, struct nav *n)
{
	nav_open(n, &screen_form,
		 &(struct args){ .a = m->reg->id,
				 .b = m->record.id,
				 .n = FORM_AT + (int)(field - m->reg->fields) });
}

static void model_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct model_state *st = f->state;
	const struct model *m = &st->model;
	size_t step = row_at(e, ID_STEP), box = row_at(e, ID_BOX), line = row_at(e, ID_LINE);

	if (e->act != ACT_OPEN)
		return;
	if (!st->one) {
		if (line < st->n)
			nav_open(n, &screen_model,
				 &(struct args){ .a = st->view->id, .b = st->line[line].id });
	} else if (e->id == ID_ENTRY) {
		nav_open(n, &screen_record, &(struct args){ .a = m->reg->id, .b = m->record.id });
	} else if (e->id == ID_OPTIONS && m->options) {
		ask(m, m->options, n);
	} else if (step < m->nsteps) {
		/* what lacks an answer; where nothing does, the first is looked at again */
		ask(m, m->step[step].next ? m->step[step].next : m->step[step].field[0], n);
	} else if (box < m->nboxes) {
		ask(m, m->box[box].field, n);
	}
}

const struct screen screen_model = {
	.name = "model",
	.needs = "VIEW",
	.title = "Logic model",
	.help = "What goes into a service, what is done with it and what that leads to, as boxes that "
		"follow from each other. Open a box to fill it in; what is empty is named. The steps "
		"below lead through the questions that each of them needs, one by one.",
	.state_size = sizeof(struct model_state),
	.load = model_screen_load,
	.update = model_update,
	.build = model_build,
	.keep_place = true,
};
