/* SPDX-License-Identifier: ISC */
/* A person's own self-assessment: nobody else sees it. */
#include <string.h>

#include "../core/records/self.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "typed.h"
#include "words.h"

enum { ID_NEXT = 1, ID_LIST, ID_FIELD = 100, ID_LEVEL = 300, ID_ROW = 1000 };

static const struct assessment *the_assessment(const struct frame *f)
{
	const struct schema *s = session_of(f)->schema;

	return s->nassessments ? &s->assessments[0] : NULL;
}

struct self {
	const struct assessment *as;
	const char *round;
	struct rating *v;
	size_t n;
	const char *tally; /* as it was when the list was opened */
};

static enum rc self_screen_load(struct frame *f, struct err *err)
{
	struct self *st = f->state;
	const struct session *s = session_of(f);
	size_t answered, of;
	enum rc rc;

	st->as = the_assessment(f);
	if (!st->as)
		return err_set(err, RC_NOT_FOUND, W_NO_ASSESSMENT);
	rc = self_round(s, f->arena, &st->round, err);
	if (rc == RC_OK)
		rc = self_load(s, st->round, st->as, f->loaded, &st->v, &st->n, err);
	if (rc != RC_OK)
		return rc;
	answered = self_answered(st->v, st->n, &of);
	if (!st->tally || f->returned)
		st->tally = arena_printf(f->arena, W_ANSWERED, answered, of);
	return RC_OK;
}

static const char *level_label(const struct frame *f, const struct assessment *as,
			       const char *level)
{
	const struct scale *scale = schema_scale(session_of(f)->schema, as->scale);

	for (size_t i = 0; scale && i < scale->nlevels; i++)
		if (!strcmp(scale->levels[i].id, level))
			return scale->levels[i].label;
	return NULL;
}

static const char *rating_title(const struct rating *r, struct page *p)
{
	for (size_t i = 0; r->element && i < r->competency->nelements; i++)
		if (!strcmp(r->competency->elements[i].id, r->element))
			return page_printf(p, "  %s", r->competency->elements[i].label);
	return r->competency->title;
}

static void self_build(const struct frame *f, struct page *p)
{
	const struct self *st = f->state;
	const char *group = NULL;

	app_page(f, p, st->round, NULL, st->as->title);
	p->title_right = st->tally;
	page_text(p, st->as->privacy ? st->as->privacy : W_WHO_SEES);
	for (size_t i = 0; i < st->n; i++) {
		const struct rating *r = &st->v[i];
		const char *label = r->level[0] ? level_label(f, st->as, r->level) : NULL;

		if (!r->element && r->competency->group &&
		    (!group || strcmp(group, r->competency->group) != 0)) {
			group = r->competency->group;
			page_head(p, group);
		}
		page_item(p, ID_ROW + (int)i, rating_title(r, p),
			  label ? page_printf(p, "%s %s", r->level, label) : W_NOT_ANSWERED);
	}
	p->side_title = W_WHAT_TO_DO;
	p->side = st->as->about;
}

static void self_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct self *st = f->state;
	size_t i = row_at(e, ID_ROW);

	if (e->act == ACT_OPEN && e->id >= ID_ROW && i < st->n) {
		const struct rating *r = &st->v[i];

		if (!r->element && r->competency->nelements)
			nav_say(n, "%s", W_RATE_ELEMENTS);
		else
			nav_open(
				n, &screen_rating,
				&(struct args){ .a = r->element ? r->element : r->competency->id });
	}
}

const struct screen screen_self = {
	.name = "self",
	.title = "My self-assessment",
	.help = "Rate yourself on each competency. Only you see your answers. A competency with parts is rated "
		"part by part; the lowest part is shown as its level.",
	.state_size = sizeof(struct self),
	.load = self_screen_load,
	.update = self_update,
	.build = self_build,
	.keep_place = true,
};

/* One competency */

struct box_of {
	const struct field *field;
	struct textbox *box;
};

struct rating_state {
	const struct assessment *as;
	const char *round;
	struct rating *v;
	size_t n, at;
	const struct reg *form;
	struct box_of *boxes; /* one for each field of the form; box NULL for what is chosen */
	struct pair *values;  /* as they stand */
	bool begun;
	struct typed typed; /* what a save that was refused when the line dropped has left */
};

static const char *rating_name(const struct rating *r)
{
	return r->element ? r->element : r->competency->id;
}

static const char *saved_value(const struct rating *r, const char *field)
{
	const struct {
		const char *name, *text;
	} all[] = {
		{ "level", r->level },           { "evidence", r->evidence },
		{ "importance", r->importance }, { "target", r->target },
		{ "confidence", r->confidence },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(all[i].name, field))
			return all[i].text ? all[i].text : "";
	return "";
}

static void fill_values(struct frame *f)
{
	struct rating_state *st = f->state;
	const struct rating *r = &st->v[st->at];

	if (!st->begun) {
		st->boxes = arena_array(f->arena, st->form->nfields, sizeof(*st->boxes));
		st->values = arena_array(f->arena, st->form->nfields, sizeof(*st->values));
	}
	for (size_t i = 0; i < st->form->nfields; i++) {
		const struct field *field = &st->form->fields[i];
		const char *text = saved_value(r, field->id);

		st->values[i] = (struct pair){ field->id, arena_str(f->arena, text) };
		st->boxes[i].field = field;
		if (field->type != TYPE_LONG && field->type != TYPE_TEXT)
			continue;
		if (!st->boxes[i].box)
			st->boxes[i].box =
				textbox_new(field->type == TYPE_LONG ? TEXT_LONG : TEXT_LINE, 4000);
		if (!st->begun || !textbox_changed(st->boxes[i].box))
			textbox_set(st->boxes[i].box, text);
		if (!st->begun)
			typed_adopt(&st->typed, f, field->id, st->boxes[i].box);
	}
	st->begun = true;
}

static enum rc rating_load(struct frame *f, struct err *err)
{
	struct rating_state *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc;

	st->as = the_assessment(f);
	if (!st->as)
		return err_set(err, RC_NOT_FOUND, W_NO_ASSESSMENT);
	st->form = schema_reg(s->schema, st->as->form ? st->as->form : "rating");
	if (!st->form)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, "rating");
	rc = self_round(s, f->arena, &st->round, err);
	if (rc == RC_OK)
		rc = self_load(s, st->round, st->as, f->loaded, &st->v, &st->n, err);
	if (rc != RC_OK)
		return rc;
	for (st->at = 0; st->at < st->n; st->at++)
		if (!strcmp(rating_name(&st->v[st->at]), f->args.a) &&
		    (st->v[st->at].element || !st->v[st->at].competency->nelements))
			break;
	if (st->at == st->n)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_COMPETENCY, f->args.a);
	fill_values(f);
	return RC_OK;
}

static void rating_close(struct frame *f)
{
	struct rating_state *st = f->state;

	for (size_t i = 0; st->form && i < st->form->nfields; i++)
		if (st->boxes)
			textbox_free(st->boxes[i].box);
}

/* What a level looks like here, else what it means in general. */
static const char *level_text(const struct competency *c, const struct level_def *l)
{
	for (size_t i = 0; i < c->nlevels; i++)
		if (!strcmp(c->levels[i].id, l->id) && c->levels[i].text)
			return c->levels[i].text;
	return l->text;
}

static void level_rows(const struct frame *f, size_t field, struct page *p)
{
	const struct rating_state *st = f->state;
	const struct scale *scale = schema_scale(session_of(f)->schema, st->as->scale);
	const struct competency *c = st->v[st->at].competency;

	for (size_t i = 0; scale && i < scale->nlevels; i++) {
		const struct level_def *l = &scale->levels[i];
		struct row *r = page_add(p, ROW_RADIO, ID_LEVEL + (int)i, l->label);

		r->hint = level_text(c, l);
		r->on = !strcmp(st->values[field].text, l->id);
		if (l->id[0] >= '0' && l->id[0] <= '9')
			r->number = l->id[0] - '0';
		else
			r->letter = l->id[0];
	}
}

static void option_rows(const struct rating_state *st, size_t i, struct page *p)
{
	const struct field *field = st->boxes[i].field;

	page_head(p, field->label);
	for (size_t o = 0; o < field->noptions; o++) {
		struct row *r = page_add(p, ROW_RADIO, ID_ROW + (int)i * FORM_STEP + (int)o,
					 field->options[o].label);

		r->on = !strcmp(st->values[i].text, field->options[o].id);
		r->inline_group = true;
	}
}

/* Competencies are counted, as the list counts them; not their parts. */
static const char *which_of(const struct rating_state *st, struct page *p)
{
	size_t at = 0, all = 0;

	for (size_t i = 0; i < st->n; i++) {
		all += !st->v[i].element;
		at += !st->v[i].element && i <= st->at;
	}
	return page_printf(p, W_N_OF_M, at, all);
}

static void rating_build(const struct frame *f, struct page *p)
{
	const struct rating_state *st = f->state;
	const struct rating *r = &st->v[st->at];
	const struct competency *c = r->competency;

	app_page(f, p, st->as->title, r->element ? c->title : NULL, rating_title(r, p));
	p->title_right = which_of(st, p);
	if (st->typed.found)
		p->message = W_FOUND_DRAFT;
	page_text(p, c->meaning ? c->meaning : "");
	for (size_t i = 0; i < st->form->nfields; i++) {
		const struct field *field = &st->form->fields[i];

		if (!strcmp(field->id, "level")) {
			level_rows(f, i, p);
		} else if (st->boxes[i].box) {
			struct row *row = page_add(p, field->type == TYPE_LONG ? ROW_AREA : ROW_BOX,
						   ID_FIELD + (int)i, field->label);

			row->box = st->boxes[i].box;
			row->hint = field->hint;
			row->lines = 3;
		} else if (field->noptions) {
			option_rows(st, i, p);
		}
	}
	if (st->at + 1 < st->n)
		page_button(p, ID_NEXT, W_GO_ON_NEXT);
	page_button(p, ID_LIST, W_BACK_TO_LIST);
	p->side_title = W_HOW_TO_CHOOSE;
	p->side = page_printf(p, "%s\n\n# %s\n%s\n\n# %s\n%s", st->as->rule ? st->as->rule : "",
			      W_EVIDENCE, c->evidence ? c->evidence : "", W_DEVELOPMENT,
			      c->development ? c->development : "");
}

static bool save(struct frame *f, struct nav *n)
{
	struct rating_state *st = f->state;
	struct faults faults = { .arena = f->loaded };
	struct err err = { 0 };
	enum rc rc;

	for (size_t i = 0; i < st->form->nfields; i++)
		if (st->boxes[i].box)
			st->values[i].text = arena_str(f->arena, textbox_text(st->boxes[i].box));
	rc = self_save(session_of(f), st->round, rating_name(&st->v[st->at]), st->values,
		       st->form->nfields, st->v[st->at].at, &faults, &err);
	if (rc != RC_OK) {
		nav_err(n, &err);
	} else {
		if (st->typed.found)
			typed_done(&st->typed);
		nav_reload(n);
	}
	if (rc == RC_OK && faults.n)
		nav_say(n, "%s", faults.v[0].text);
	return rc == RC_OK;
}

static void choose_level(struct frame *f, int level, struct nav *n)
{
	struct rating_state *st = f->state;
	const struct scale *scale = schema_scale(session_of(f)->schema, st->as->scale);

	for (size_t i = 0; i < st->form->nfields; i++)
		if (!strcmp(st->form->fields[i].id, "level") && scale &&
		    (size_t)level < scale->nlevels)
			st->values[i].text = scale->levels[level].id;
	save(f, n);
}

static void go_to(struct frame *f, size_t at, struct nav *n)
{
	struct rating_state *st = f->state;

	while (at < st->n && !st->v[at].element && st->v[at].competency->nelements)
		at++; /* rated by its parts */
	if (at < st->n)
		nav_replace(n, &screen_rating, &(struct args){ .a = rating_name(&st->v[at]) });
	else
		nav_back(n);
}

static void rating_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct rating_state *st = f->state;
	bool pick = e->act == ACT_OPEN || e->act == ACT_TICK;

	if (pick && e->id >= ID_ROW) {
		size_t i = row_at(e, ID_ROW) / FORM_STEP, o = row_at(e, ID_ROW) % FORM_STEP;

		st->values[i].text = st->form->fields[i].options[o].id;
		save(f, n);
	} else if (pick && e->id >= ID_LEVEL) {
		choose_level(f, e->id - ID_LEVEL, n);
	} else if (e->act == ACT_OPEN && e->id >= ID_FIELD) {
		nav_next(n);
	} else if (e->act == ACT_OPEN && (e->id == ID_NEXT || e->id == ID_LIST)) {
		if (!save(f, n))
			return;
		if (e->id == ID_NEXT)
			go_to(f, st->at + 1, n);
		else
			nav_back(n);
	} else if (e->act == ACT_BACK) {
		if (save(f, n))
			nav_back(n);
	} else if (e->act == ACT_HANGUP) {
		if (!save(f, n))
			typed_event(&st->typed, e, n);
	} else if (e->act == ACT_SOURCE) {
		nav_open(n, &screen_source,
			 &(struct args){ .a = "competency", .b = st->v[st->at].competency->id });
	}
}

const struct screen screen_rating = {
	.name = "rating",
	.needs = "COMPETENCY",
	.title = "One competency",
	.help = "Choose the highest level for which every lower one is also true. Digits choose; n means it is "
		"not part of your role, k that you do not know. Give a recent example for levels 3 and 4.",
	.state_size = sizeof(struct rating_state),
	.load = rating_load,
	.update = rating_update,
	.build = rating_build,
	.close = rating_close,
};
