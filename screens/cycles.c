/* SPDX-License-Identifier: ISC */
/* The cycles of this partnership: look into another one, or begin the next. */
#include <stdlib.h>
#include <string.h>

#include "../core/plan/carry.h"
#include "app.h"
#include "form.h"
#include "screens.h"
#include "words.h"
#include "years.h"

enum { ID_DETAILS = 1, ID_GONE, ID_CARRY, ID_FIRST, ID_LAST, ID_BEGIN, ID_ROW = 100 };

struct cycles {
	struct names names;
	const char **title;
	struct typed typed;
	struct years years;
	struct carry_list carry;
};

/* A year of the cycle that is open; this year where it says none. */
static int year_of(const struct frame *f, const char *field)
{
	const struct session *s = session_of(f);
	const char *name = arena_printf(f->arena, "%s/cy/%s/%s", s->cycle, s->cycle, field);
	struct fact fact;

	if (store_get(s->store, session_place(s), name, f->arena, &fact, NULL) != RC_OK ||
	    atoi(fact.text) <= 0)
		return date_year(s->today);
	return atoi(fact.text);
}

static enum rc cycles_open(struct frame *f, struct err *err)
{
	struct cycles *st = f->state;
	int first = year_of(f, "first_year"), last = year_of(f, "last_year");

	(void)err;
	years_open(&st->years, &st->typed, f, last + 1, last + 1 + (last - first));
	return RC_OK;
}

static void cycles_close(struct frame *f)
{
	struct cycles *st = f->state;

	typed_close(&st->typed);
}

static enum rc cycles_load(struct frame *f, struct err *err)
{
	struct cycles *st = f->state;
	const struct session *s = session_of(f);
	enum rc rc = cycle_list(s, f->loaded, &st->names, err);

	if (rc != RC_OK)
		return rc;
	st->title = arena_array(f->loaded, st->names.n, sizeof(*st->title));
	for (size_t i = 0; i < st->names.n; i++) {
		const char *name =
			arena_printf(f->loaded, "%s/cy/%s/title", st->names.v[i], st->names.v[i]);
		struct fact fact;

		st->title[i] =
			store_get(s->store, session_place(s), name, f->loaded, &fact, NULL) == RC_OK
				? fact.text
				: st->names.v[i];
	}
	return carry_load(s, f->loaded, &st->carry, err);
}

static void cycles_build(const struct frame *f, struct page *p)
{
	const struct cycles *st = f->state;
	const struct session *s = session_of(f);

	app_page(f, p, NULL, NULL, W_CYCLES);
	for (size_t i = 0; i < st->names.n; i++)
		page_item(p, ID_ROW + (int)i, st->title[i],
			  !strcmp(st->names.v[i], s->cycle) ? W_CYCLE_OPEN : NULL)
			->key = st->names.v[i];
	if (st->carry.from)
		page_item(p, ID_CARRY, page_printf(p, W_CARRY_FROM, st->carry.from_title),
			  page_printf(p, W_CARRY_OPEN_COUNT, st->carry.open));
	if (st->carry.open)
		p->focus_id = ID_CARRY;
	page_item(p, ID_DETAILS, W_CYCLE_DETAILS, NULL);
	page_item(p, ID_GONE, W_NO_LONGER_ASKED, NULL);
	page_head(p, W_CYCLE_NEXT);
	years_rows(&st->years, ID_FIRST, p);
	page_button(p, ID_BEGIN, W_CYCLE_BEGIN);
}

static bool enter(struct frame *f, const char *cycle, struct nav *n)
{
	struct app *app = app_of(f);
	struct err err = { 0 };

	if (app_enter(app, app->session.pid, cycle, &err) != RC_OK) {
		nav_err(n, &err);
		return false;
	}
	nav_home(n);
	return true;
}

static void begin(struct frame *f, struct nav *n)
{
	struct cycles *st = f->state;
	struct app *app = app_of(f);
	struct err err = { 0 };
	const char *cycle;
	const char *title = arena_printf(f->loaded, W_CYCLE_TITLE, textbox_text(st->years.box[0]),
					 textbox_text(st->years.box[1]));
	int year[2] = { 0 };

	if (!years_take(f, &st->years, year)) {
		nav_focus(n, ID_FIRST + years_error(&st->years));
		return;
	}
	if (cycle_make(&app->session, title, year[0], year[1], NULL, f->arena, &cycle, &err) !=
	    RC_OK) {
		nav_err(n, &err);
		return;
	}
	typed_done(&st->typed);
	if (!enter(f, cycle, n))
		return;
	nav_replace(n, &screen_carry, NULL);
	nav_say(n, W_CYCLE_BEGUN, title);
}

static void cycles_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct cycles *st = f->state;
	size_t i = row_at(e, ID_ROW);

	typed_event(&st->typed, e, n);
	if (e->act != ACT_OPEN)
		return;
	if (e->id >= ID_ROW && i < st->names.n)
		enter(f, arena_str(app_of(f)->arena, st->names.v[i]), n);
	else if (e->id == ID_DETAILS)
		nav_open(n, &screen_details, NULL);
	else if (e->id == ID_CARRY)
		nav_open(n, &screen_carry, NULL);
	else if (e->id == ID_GONE)
		nav_open(n, &screen_no_longer, NULL);
	else if (e->id == ID_FIRST || e->id == ID_LAST)
		nav_next(n);
	else if (e->id == ID_BEGIN)
		begin(f, n);
}

const struct screen screen_cycles = {
	.name = "cycles",
	.title = "Cycles",
	.help = "Each turn of the commissioning cycle keeps its own answers. Open an earlier one to read it; "
		"begin the next one when this one has been reviewed.",
	.state_size = sizeof(struct cycles),
	.open = cycles_open,
	.load = cycles_load,
	.update = cycles_update,
	.build = cycles_build,
	.close = cycles_close,
};

/* The partnership's and the cycle's own details */

struct details {
	struct form partnership;
};

static enum rc details_load(struct frame *f, struct err *err)
{
	struct details *st = f->state;
	const struct session *s = session_of(f);
	const struct reg *pp = schema_reg(s->schema, "partnership");

	if (!pp)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_REGISTER, "partnership");
	return form_load(&st->partnership, f, pp, s->pid, NULL, NULL, err);
}

static void details_close(struct frame *f)
{
	struct details *st = f->state;

	form_close(&st->partnership);
}

static void details_build(const struct frame *f, struct page *p)
{
	const struct details *st = f->state;

	app_page(f, p, NULL, NULL, W_CYCLE_DETAILS);
	form_errors(&st->partnership, p);
	form_asked_rows(&st->partnership, p);
}

static void details_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct details *st = f->state;
	int field = form_field_of(e->id);

	if (form_event(&st->partnership, e, n))
		return;
	if (e->act == ACT_BACK) {
		form_leave(&st->partnership, n);
	} else if (e->act == ACT_OPEN && field >= 0 &&
		   form_go_on(&st->partnership, (size_t)field, n)) {
		nav_next(n);
	}
}

const struct screen screen_details = {
	.name = "details",
	.title = "About this partnership",
	.help = "The partnership's name, council areas and vision.",
	.state_size = sizeof(struct details),
	.load = details_load,
	.update = details_update,
	.build = details_build,
	.close = details_close,
};
