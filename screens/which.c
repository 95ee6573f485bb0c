/* SPDX-License-Identifier: ISC */
/* Who belongs to several partnerships says first which one this is about; no other is named. */
#include "app.h"
#include "screens.h"
#include "words.h"

struct which {
	struct membership *v;
	size_t n;
};

static enum rc which_load(struct frame *f, struct err *err)
{
	struct which *st = f->state;

	return partnership_mine(session_of(f), f->loaded, &st->v, &st->n, err);
}

static void which_build(const struct frame *f, struct page *p)
{
	const struct which *st = f->state;

	p->place = W_PROGRAM;
	p->alone = !session_of(f)->pid;
	p->title = W_WHICH;
	page_text(p, W_WHICH_ABOUT);
	page_gap(p);
	for (size_t i = 0; i < st->n; i++)
		page_item(p, 1 + (int)i, st->v[i].name, member_word(st->v[i].role))->number =
			i < 9 ? (int)i + 1 : -1;
	p->focus_id = 1;
	p->message = app_of(f)->start_message;
}

static void which_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct which *st = f->state;
	struct app *app = app_of(f);
	size_t i = row_at(e, 1);
	struct err err = { 0 };

	if (e->act != ACT_OPEN || i >= st->n)
		return;
	if (app_enter(app, arena_str(app->arena, st->v[i].pid), NULL, &err) != RC_OK)
		nav_err(n, &err);
	else
		nav_replace(n, &screen_home, NULL);
}

const struct screen screen_which = {
	.name = "which",
	.title = "Which partnership",
	.help = "You belong to more than one partnership on this server. Choose the one to work in; "
		"nothing of the others is shown there.",
	.state_size = sizeof(struct which),
	.load = which_load,
	.update = which_update,
	.build = which_build,
};
