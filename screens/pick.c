/* SPDX-License-Identifier: ISC */
/*
 * Choosing: a linked entry (or several) by typing part of its name, or making
 * it on the spot; or an answer out of a long list. Brings the stored text back.
 */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"

enum { ID_BOX = 1, ID_DONE, ID_NONE, ID_AWAY, ID_MAKE = 100, ID_ROW = 1000 };

struct choice {
	const char *id, *label, *folded, *note;
	const struct reg *away; /* the register of one that is archived, and so no choice */
};

struct pick {
	const struct field *field;
	struct textbox *box;
	struct choice *all; /* of the registers or options */
	size_t nall;
	size_t *shown; /* indices that fit what is typed */
	size_t nshown;
	const struct choice *away; /* the first archived one that fits what is typed */
	const char *chosen;        /* stored text */
	bool many;
};

static const struct field *field_at(const struct schema *schema, const char *path, struct arena *a)
{
	struct names parts = { 0 };
	const struct reg *reg;
	const struct field *field;
	char *copy = arena_str(a, path);

	for (char *c = copy; *c; c++)
		if (*c == '/')
			*c = '\n';
	parts = value_lines(copy, a);
	if (parts.n < 2 || !(reg = schema_reg(schema, parts.v[0])))
		return NULL;
	field = reg_field(reg, parts.v[1]);
	return field && parts.n > 2 ? field_sub(field, parts.v[2]) : field;
}

static void add(struct pick *st, struct arena *a, const char *id, const char *label,
		const char *note)
{
	struct buf folded = { 0 };

	text_fold(&folded, label);
	st->all[st->nall++] = (struct choice){
		.id = id,
		.label = label,
		.note = note,
		.folded = arena_str(a, buf_text(&folded)),
	};
	buf_clear(&folded);
}

static enum rc add_register(struct frame *f, const struct reg *reg, struct err *err)
{
	struct pick *st = f->state;
	struct list_query q = { .life = LIFE_ALL };
	struct listing list;
	struct choice *all;
	enum rc rc = list_load(session_of(f), reg, &q, f->loaded, &list, err);

	if (rc != RC_OK)
		return rc;
	all = arena_array(f->loaded, st->nall + list.n, sizeof(*all));
	if (st->nall)
		memcpy(all, st->all, st->nall * sizeof(*all));
	st->all = all;
	for (size_t i = 0; i < list.n; i++) {
		char shown[49];

		id_shown(list.row[i].id, shown);
		add(st, f->loaded, list.row[i].id, list.row[i].title, arena_str(f->loaded, shown));
		if (strcmp(list.row[i].life, "archived") == 0)
			st->all[st->nall - 1].away = reg;
	}
	return RC_OK;
}

static bool takes(const struct field *field, const struct reg *reg)
{
	return reg->kind == REG_REGISTER &&
	       (names_have(&field->to, "*") || names_have(&field->to, reg->id));
}

static void add_options(struct frame *f, const struct field *field)
{
	struct pick *st = f->state;

	st->all = arena_array(f->loaded, field->noptions + 1, sizeof(*st->all));
	for (size_t i = 0; i < field->noptions; i++)
		add(st, f->loaded, field->options[i].id, field->options[i].label,
		    field->options[i].hint);
}

/* The councils of the partnership, as options of a field that asks for areas; all where it named none. */
static enum rc add_areas(struct frame *f, struct err *err)
{
	struct pick *st = f->state;
	const struct session *s = session_of(f);
	const struct reg *pp = schema_reg(s->schema, "partnership");
	const struct field *all = pp ? reg_field(pp, "areas") : NULL;
	struct fact fact;
	struct names areas;
	enum rc rc =
		store_get(s->store, session_place(s),
			  arena_printf(f->loaded, "-/pp/%s/areas", s->pid), f->loaded, &fact, err);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	err_clear(err);
	areas = rc == RC_OK ? value_lines(fact.text, f->loaded) : (struct names){ 0 };
	if (!areas.n && all)
		return add_options(f, all), RC_OK;
	st->all = arena_array(f->loaded, areas.n + 1, sizeof(*st->all));
	for (size_t i = 0; i < areas.n; i++) {
		const struct option *o = all ? field_option(all, areas.v[i]) : NULL;

		add(st, f->loaded, areas.v[i], o ? o->label : areas.v[i], NULL);
	}
	return RC_OK;
}

static void narrow(struct frame *f)
{
	struct pick *st = f->state;
	struct buf folded = { 0 };

	text_fold(&folded, textbox_text(st->box));
	st->nshown = 0;
	st->away = NULL;
	for (size_t i = 0; i < st->nall; i++) {
		const struct choice *c = &st->all[i];

		if (folded.len && !strstr(c->folded, folded.data) &&
		    !(c->note && text_contains(c->note, folded.data)))
			continue;
		if (!c->away)
			st->shown[st->nshown++] = i;
		else if (folded.len && !st->away)
			st->away = c;
	}
	buf_clear(&folded);
}

static enum rc pick_load(struct frame *f, struct err *err)
{
	struct pick *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	enum rc rc = RC_OK;

	st->field = field_at(schema, f->args.a, f->loaded);
	if (!st->field)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	if (!st->box) {
		st->box = textbox_new(TEXT_LINE, 60);
		st->chosen = f->args.b ? f->args.b : "";
		st->many = st->field->type == TYPE_REFS || st->field->type == TYPE_MULTI;
	}
	st->nall = 0;
	st->all = NULL;
	if (st->field->options_from && !strcmp(st->field->options_from, "areas")) {
		rc = add_areas(f, err);
	} else if (st->field->type == TYPE_REF || st->field->type == TYPE_REFS) {
		for (size_t i = 0; rc == RC_OK && i < schema->nregisters; i++)
			if (takes(st->field, &schema->registers[i]))
				rc = add_register(f, &schema->registers[i], err);
	} else {
		add_options(f, st->field);
	}
	st->shown = arena_array(f->loaded, st->nall + 1, sizeof(*st->shown));
	narrow(f);
	return rc;
}

static void pick_close(struct frame *f)
{
	struct pick *st = f->state;

	textbox_free(st->box);
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct pick *st = arg;
	const struct choice *c = &st->all[st->shown[i]];
	struct names chosen = value_lines(st->chosen, a);

	out->kind = st->many ? ROW_TICK : ROW_RADIO;
	out->id = ID_ROW + (int)i;
	out->key = c->id;
	out->text = c->label;
	out->number = -1;
	out->status = c->note;
	out->on = names_have(&chosen, c->id);
}

/* Its records are called what a person says, not put together from their answers. */
static bool reg_named(const struct reg *reg)
{
	return !reg->title_derived;
}

static void pick_build(const struct frame *f, struct page *p)
{
	const struct pick *st = f->state;
	const struct schema *schema = session_of(f)->schema;
	const char *typed = arena_str(p->arena, textbox_text(st->box));
	struct row *r;

	app_page(f, p, NULL, NULL, st->field->label);
	r = page_add(p, ROW_BOX, ID_BOX, W_PICK_TYPE);
	r->box = st->box;
	p->list_at = p->nrows;
	p->list_n = st->nshown;
	p->list_row = list_row;
	p->list_arg = st;
	if (!st->nshown)
		page_text(p, W_PICK_NOTHING);
	if (st->away)
		page_item(p, ID_AWAY, page_printf(p, W_PICK_AWAY, st->away->note, st->away->label),
			  W_ARCHIVED);
	if (st->many)
		page_button(p, ID_DONE, W_PICK_DONE);
	for (size_t i = 0; i < st->field->to.n; i++) {
		const struct reg *reg = schema_reg(schema, st->field->to.v[i]);

		if (reg && reg->kind == REG_REGISTER)
			page_item(p, ID_MAKE + (int)i,
				  typed[0] && reg_named(reg)
					  ? page_printf(p, W_PICK_MAKE_AS, reg->one, typed)
					  : page_printf(p, W_PICK_MAKE, reg->one),
				  NULL);
	}
	if (!st->many && st->chosen[0])
		page_item(p, ID_NONE, W_PICK_NONE, NULL);
	p->focus_id = ID_BOX;
}

/* The chosen lines with one more, or one less. */
static const char *toggled(struct frame *f, const char *id)
{
	struct pick *st = f->state;
	struct names chosen = value_lines(st->chosen, f->arena);
	bool there = names_have(&chosen, id);
	struct buf b = { 0 };
	const char *text;

	for (size_t i = 0; i < chosen.n; i++)
		if (strcmp(chosen.v[i], id) != 0)
			buf_printf(&b, "%s%s", b.len ? "\n" : "", chosen.v[i]);
	if (!there)
		buf_printf(&b, "%s%s", b.len ? "\n" : "", id);
	text = arena_str(f->arena, buf_text(&b));
	buf_clear(&b);
	return text;
}

static void pick_row(struct frame *f, size_t i, struct nav *n)
{
	struct pick *st = f->state;
	const char *id = st->all[st->shown[i]].id;

	if (st->many)
		st->chosen = toggled(f, id);
	else
		nav_return(n, id);
}

/* Ticks count, whichever way a person goes back. */
static bool picked(const struct frame *f)
{
	const struct pick *st = f->state;

	return st->many && strcmp(st->chosen, f->args.b ? f->args.b : "") != 0;
}

static void pick_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct pick *st = f->state;
	size_t i = row_at(e, ID_ROW);

	if (e->act == ACT_TYPED) {
		narrow(f);
	} else if (e->act == ACT_RETURN && e->text) {
		if (st->many) {
			st->chosen = toggled(f, e->text);
			nav_reload(n);
		} else {
			nav_return(n, e->text);
		}
	} else if ((e->act == ACT_TICK || e->act == ACT_OPEN) && e->id >= ID_ROW &&
		   i < st->nshown) {
		pick_row(f, i, n);
	} else if (e->act == ACT_OPEN && e->id == ID_BOX && st->nshown == 1 && !st->many) {
		pick_row(f, 0, n);
	} else if (e->act == ACT_OPEN && e->id == ID_BOX) {
		nav_next(n);
	} else if ((e->act == ACT_OPEN && e->id == ID_DONE) || (e->act == ACT_BACK && picked(f))) {
		nav_return(n, st->chosen);
	} else if (e->act == ACT_OPEN && e->id == ID_AWAY && st->away) {
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->away->away->id, .b = st->away->id });
	} else if (e->act == ACT_OPEN && e->id == ID_NONE) {
		nav_return(n, "");
	} else if (e->act == ACT_OPEN && e->id >= ID_MAKE && e->id < ID_ROW) {
		nav_open(n, &screen_form,
			 &(struct args){ .a = st->field->to.v[e->id - ID_MAKE],
					 .c = textbox_text(st->box),
					 .n = FORM_FOR_PICK });
	}
}

const struct screen screen_pick = {
	.name = "pick",
	.needs = "FIELD",
	.title = "Choose",
	.help = "Type part of a name to shorten the list, then choose with Enter. Where several can be "
		"chosen, Space ticks and the button takes them. What is not there yet can be made on the "
		"spot. What is archived has to be restored first; its line opens it.",
	.state_size = sizeof(struct pick),
	.load = pick_load,
	.update = pick_update,
	.build = pick_build,
	.close = pick_close,
};
