/* SPDX-License-Identifier: ISC */
/* Which entries of a register are shown. Brings name=value lines back. */
#include <string.h>

#include "app.h"
#include "screens.h"
#include "words.h"

enum { ID_BOX = 1, ID_SHOW, ID_CLEAR, ID_LIFE = 10, ID_OPTION = 1000, OPTION_STEP = 64 };

struct filter {
	const struct reg *reg;
	struct textbox *box;
	size_t life;
	const char *field, *is;
};

static const struct {
	const char *id, *label;
} lives[] = { { "", W_SHOW_LIVE }, { "archived", W_SHOW_ARCHIVED }, { "all", W_SHOW_ALL } };

static enum rc filter_open(struct frame *f, struct err *err)
{
	struct filter *st = f->state;
	struct pairs p = pairs_read(f->args.b ? f->args.b : "", f->arena);
	const char *contains = pairs_get(&p, "contains");

	st->reg = schema_reg(session_of(f)->schema, f->args.a);
	if (!st->reg)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, f->args.a);
	st->box = textbox_new(TEXT_LINE, 60);
	textbox_set(st->box, contains);
	for (size_t i = 0; i < 3; i++)
		if (!strcmp(pairs_get(&p, "life"), lives[i].id))
			st->life = i;
	st->field = pairs_get(&p, "field")[0] ? pairs_get(&p, "field") : NULL;
	st->is = pairs_get(&p, "is");
	return RC_OK;
}

static void filter_close(struct frame *f)
{
	struct filter *st = f->state;

	textbox_free(st->box);
}

static bool can_filter(const struct field *field)
{
	return (!field->automatic || field->computed) && field->noptions &&
	       field->noptions < OPTION_STEP &&
	       (field->type == TYPE_CHOICE || field->type == TYPE_MULTI);
}

static void filter_build(const struct frame *f, struct page *p)
{
	const struct filter *st = f->state;
	struct row *r;

	app_page(f, p, W_REGISTERS, st->reg->title, W_FILTER_TITLE);
	r = page_add(p, ROW_BOX, ID_BOX, W_FILTER_CONTAINS);
	r->box = st->box;
	for (size_t i = 0; i < 3; i++) {
		r = page_add(p, ROW_RADIO, ID_LIFE + (int)i, lives[i].label);
		r->on = st->life == i;
		r->inline_group = true;
	}
	page_button(p, ID_SHOW, W_FILTER_SHOW);
	page_button(p, ID_CLEAR, W_FILTER_CLEAR);
	for (size_t i = 0; i < st->reg->nfields; i++) {
		const struct field *field = &st->reg->fields[i];

		if (!can_filter(field))
			continue;
		page_head(p, field->label);
		for (size_t o = 0; o < field->noptions; o++) {
			r = page_add(p, ROW_RADIO, ID_OPTION + (int)i * OPTION_STEP + (int)o,
				     field->options[o].label);
			r->inline_group = true;
			r->on = st->field && !strcmp(st->field, field->id) &&
				!strcmp(st->is, field->options[o].id);
		}
	}
	p->focus_id = ID_BOX;
}

static void show(struct frame *f, struct nav *n)
{
	struct filter *st = f->state;
	const struct pair pairs[] = {
		{ "contains", textbox_text(st->box) },
		{ "life", lives[st->life].id },
		{ "field", st->field ? st->field : "" },
		{ "is", st->field ? st->is : "" },
	};

	nav_return(n, pairs_text(pairs, 4, f->arena));
}

static void choose(struct filter *st, int id)
{
	size_t field = (size_t)(id - ID_OPTION) / OPTION_STEP,
	       option = (size_t)(id - ID_OPTION) % OPTION_STEP;
	const char *is = st->reg->fields[field].options[option].id;
	bool again =
		st->field && !strcmp(st->field, st->reg->fields[field].id) && !strcmp(st->is, is);

	st->field = again ? NULL : st->reg->fields[field].id; /* choosing it again takes it off */
	st->is = is;
}

static void filter_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct filter *st = f->state;
	bool pick = e->act == ACT_TICK || e->act == ACT_OPEN;

	if (e->act == ACT_OPEN && (e->id == ID_BOX || e->id == ID_SHOW))
		show(f, n);
	else if (e->act == ACT_OPEN && e->id == ID_CLEAR)
		nav_return(n, "");
	else if (pick && e->id >= ID_OPTION)
		choose(st, e->id);
	else if (pick && e->id >= ID_LIFE && e->id < ID_LIFE + 3)
		st->life = row_at(e, ID_LIFE);
}

const struct screen screen_filter = {
	.name = "filter",
	.needs = "REGISTER",
	.title = "Show only some",
	.help = "Type part of a word, or choose an answer, to shorten the list. Nothing is changed: "
		"\"Show everything\" brings all entries back.",
	.state_size = sizeof(struct filter),
	.open = filter_open,
	.update = filter_update,
	.build = filter_build,
	.close = filter_close,
};
