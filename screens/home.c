/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "words.h"

enum {
	ID_STAGE = 100,
	ID_CARRY_ON = 200,
	ID_ATTENTION,
	ID_OTHERS,
	ID_DRAFTS,
	ID_STILL_TRUE,
	ID_ALL,
	ID_SELF,
	ID_REPORTS,
	ID_VIEWS,
	ID_INDICATORS,
	ID_HISTORY,
	ID_PEOPLE,
	ID_CYCLES,
	ID_HERE,
	ID_REGISTER = 300,
};

static const char *const shown_registers[] = { "needs", "services" };
enum { SHOWN_REGISTERS = 2 };

struct home {
	bool settled;                  /* the figures may follow */
	const struct figures *figures; /* NULL: not there yet */
	size_t drafts;                 /* things of which something is typed and not saved */
	struct drafts_read drafts_read;
	const char *place; /* note of where the person was: screen, a, b by lines */
	bool gone;         /* the entry that was open there was taken back or deleted */
	const char *last_person;
	int64_t last_ms;
	size_t others;     /* changes by others since this person last looked */
	const char *other; /* one of them */
};

static bool note_last(void *arg, const struct entry *e)
{
	struct frame *f = arg;
	struct home *h = f->state;
	struct pairs people = people_called(session_of(f), f->loaded);

	h->last_person = person_called(&people, arena_str(f->loaded, e->person));
	h->last_ms = e->ms;
	return false;
}

static bool count_draft(void *arg, const struct fact *fact)
{
	struct frame *f = arg;
	struct home *h = f->state;

	h->drafts += draft_begins(f->loaded, fact->name, &h->drafts_read);
	return true;
}

/* A person who was never here before has nothing to catch up with. */
static void load_others(struct frame *f)
{
	struct home *h = f->state;
	const struct unseen *u = app_unseen(app_of(f));

	h->others = u->n;
	h->other = u->n ? arena_str(f->loaded, u->newest) : NULL;
	if (u->first)
		app_looked_all(app_of(f), u->head);
}

static bool is_gone(const struct frame *f, const char *place)
{
	const struct session *s = session_of(f);
	const struct screen *screen;
	struct args at = { 0 };
	struct record r;
	char prefix[9];
	const struct reg *reg;
	struct err ignored = { 0 };

	if (!app_place(f, place, &at, &screen, f->loaded) || !at.a || !at.b)
		return false;
	reg = schema_reg(s->schema, at.a);
	return reg && reg->kind == REG_REGISTER && id_prefix(at.b, prefix) &&
	       record_load(s, reg, at.b, f->loaded, &r, &ignored) == RC_OK && !r.exists;
}

/* What is quick enough for the first drawing; the figures follow when nobody is typing. */
static enum rc load_first(struct frame *f, struct err *err)
{
	const struct session *s = session_of(f);
	struct home *h = f->state;

	h->place = store_note(s->store, s->pid, s->actor.person, "place", f->loaded);
	h->gone = is_gone(f, h->place);
	h->last_person = NULL;
	h->drafts = 0;
	h->drafts_read = (struct drafts_read){ 0 };
	if (store_drafts(s->store, s->pid, s->actor.person, "", count_draft, f, err) != RC_OK)
		return err->rc;
	return store_log_back(s->store, session_place(s), 0, note_last, f, err);
}

static enum rc load_figures(struct frame *f, struct err *err)
{
	struct home *h = f->state;
	enum rc rc = figures_load(app_of(f), &h->figures, err);

	if (rc == RC_OK)
		load_others(f);
	else
		h->figures = NULL;
	return rc;
}

static enum rc home_load(struct frame *f, struct err *err)
{
	struct home *h = f->state;
	enum rc rc = load_first(f, err);

	if (rc == RC_OK && h->settled)
		rc = load_figures(f, err);
	return rc;
}

static void stage_rows(const struct frame *f, struct page *p)
{
	const struct home *h = f->state;
	const struct schema *schema = session_of(f)->schema;

	p->status_min = 11; /* the widest that comes with the figures */
	page_column(p, NULL, 12, 0);
	page_column(p, NULL, 20, 34);
	page_column(p, NULL, 11, 13);
	for (size_t i = 0; i < schema->nstages; i++) {
		const struct stage *st = &schema->stages[i];
		const struct stage_figures *figures = h->figures ? &h->figures->stage[i] : NULL;
		struct row *r = page_item(p, ID_STAGE + (int)i, st->title,
					  figures ? task_status_word(figures->status) : NULL);

		r->number = (int)i;
		r->cell[0] = st->line;
		r->cell[1] = figures ? page_printf(p, W_OF_DONE, figures->done, figures->all) : "";
	}
}

static void going_on_rows(const struct frame *f, struct page *p)
{
	const struct home *h = f->state;
	struct args args = { 0 };
	const struct screen *screen;
	const char *title = h->gone ? NULL : app_place(f, h->place, &args, &screen, p->arena);

	if (h->figures && h->figures->before)
		page_item(p, ID_STILL_TRUE,
			  page_printf(p, W_STILL_TO_SAY, h->figures->before, h->figures->carry),
			  NULL);
	if (title)
		page_item(p, ID_CARRY_ON, page_printf(p, W_CARRY_ON, title), NULL)->number = 5;
	if (!h->figures)
		page_item(p, ID_ATTENTION, page_printf(p, W_ATTENTION, ""), NULL)->number = 6;
	else if (h->figures->concerns)
		page_item(p, ID_ATTENTION,
			  page_printf(p, W_ATTENTION,
				      h->figures->concerns == 1
					      ? h->figures->worst
					      : page_printf(p, W_LATE_AND_MORE, h->figures->worst,
							    h->figures->concerns - 1)),
			  NULL)
			->number = 6;
	else
		page_item(p, ID_ATTENTION, W_ATTENTION_NONE, NULL)->number = 6;
	if (h->others)
		page_item(p, ID_OTHERS,
			  h->others == 1 ? page_printf(p, W_OTHER_ONE, h->other)
					 : page_printf(p, W_OTHERS, h->others, h->other),
			  NULL);
	if (h->drafts)
		page_item(p, ID_DRAFTS, page_printf(p, W_DRAFTS, h->drafts), NULL);
}

static void tool_rows(const struct frame *f, struct page *p)
{
	const struct home *h = f->state;
	const struct schema *schema = session_of(f)->schema;
	static const struct {
		int id;
		const char *text;
		char letter;
	} tools[] = {
		{ ID_SELF, W_SELF, 's' },       { ID_VIEWS, W_VIEWS, 0 },
		{ ID_REPORTS, W_REPORTS, 'r' }, { ID_INDICATORS, W_INDICATORS, 'i' },
		{ ID_HISTORY, W_HISTORY, 'h' }, { ID_PEOPLE, W_PEOPLE, 0 },
		{ ID_CYCLES, W_CYCLES, 0 },     { ID_HERE, W_HERE, 0 },
	};

	for (size_t i = 0; i < SHOWN_REGISTERS; i++) {
		const struct reg *r = schema_reg(schema, shown_registers[i]);
		struct row *row;

		if (!r)
			continue;
		row = page_item(p, ID_REGISTER + (int)i, r->title, NULL);
		row->number = 7 + (int)i;
		if (h->figures)
			row->text = page_printf(p, "%s %zu", r->title,
						h->figures->live[r - schema->registers]);
		row->inline_group = true;
	}
	page_item(p, ID_ALL, W_ALL_REGISTERS, NULL)->number = 9;
	p->rows[p->nrows - 1].inline_group = true;
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		struct row *row = page_item(p, tools[i].id, tools[i].text, NULL);

		row->letter = tools[i].letter;
		row->inline_group = true;
	}
}

static void home_build(const struct frame *f, struct page *p)
{
	const struct home *h = f->state;
	const struct app *app = app_of(f);
	char today[32], when[48];

	app_page(f, p, app->cycle_title, NULL, W_WORK_SO_FAR);
	date_words(session_of(f)->today, today);
	p->title_right = page_printf(p, "%s", today);
	stage_rows(f, p);
	page_add(p, ROW_TEXT, -1, W_THEN_AGAIN)->role = ROLE_HINT;
	page_gap(p);
	going_on_rows(f, p);
	page_gap(p);
	tool_rows(f, p);
	if (app->start_message)
		p->message = app->start_message;
	else if (h->last_person) {
		time_words(h->last_ms, when);
		p->message = page_printf(p, h->drafts ? W_LAST_CHANGE_ONLY : W_LAST_CHANGE,
					 h->last_person, when);
	} else if (!h->drafts) {
		p->message = W_ALL_SAVED;
	}
}

static void open_place(struct frame *f, struct nav *n)
{
	const struct home *h = f->state;
	struct args args = { 0 };
	const struct screen *screen;

	if (app_place(f, h->place, &args, &screen, f->loaded))
		nav_open(n, screen, &args);
}

static const struct {
	int id;
	const struct screen *screen;
	const char *a, *b;
} ways[] = {
	{ ID_ATTENTION, &screen_attention, NULL, NULL },
	{ ID_DRAFTS, &screen_drafts, NULL, NULL },
	{ ID_STILL_TRUE, &screen_carry, NULL, NULL },
	{ ID_OTHERS, &screen_history, NULL, HISTORY_SINCE },
	{ ID_ALL, &screen_registers, NULL, NULL },
	{ ID_SELF, &screen_self, NULL, NULL },
	{ ID_REPORTS, &screen_reports, NULL, NULL },
	{ ID_VIEWS, &screen_views, NULL, NULL },
	{ ID_INDICATORS, &screen_series, "indicators", NULL },
	{ ID_HISTORY, &screen_history, NULL, NULL },
	{ ID_PEOPLE, &screen_people, NULL, NULL },
	{ ID_CYCLES, &screen_cycles, NULL, NULL },
	{ ID_HERE, &screen_who, NULL, NULL },
};

static void home_open(struct frame *f, int id, struct nav *n)
{
	const struct schema *schema = session_of(f)->schema;

	if (id >= ID_STAGE && id < ID_STAGE + (int)schema->nstages)
		nav_open(n, &screen_stage, &(struct args){ .a = schema->stages[id - ID_STAGE].id });
	else if (id == ID_CARRY_ON)
		open_place(f, n);
	else if (id >= ID_REGISTER && id < ID_REGISTER + SHOWN_REGISTERS)
		nav_open(n, &screen_register,
			 &(struct args){ .a = shown_registers[id - ID_REGISTER] });
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (ways[i].id == id)
			nav_open(n, ways[i].screen,
				 &(struct args){ .a = ways[i].a, .b = ways[i].b });
}

static void home_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct home *h = f->state;

	if (e->act == ACT_OPEN) {
		home_open(f, e->id, n);
	} else if (e->act == ACT_SETTLED && !h->settled) {
		h->settled = true;
		app_sign_in(app_of(f));
		nav_reload(n);
	} else if (e->act == ACT_BACK) {
		nav_quit(n);
	}
}

static const struct keybind keys[] = { { 'i', ACT_INDICATORS, NULL },
				       { 's', ACT_SELF, NULL },
				       { 'r', ACT_REPORTS, "reports" },
				       KEYBIND_END };

const struct screen screen_home = {
	.name = "home",
	.title = "Cycle map",
	.help = "The five steps of the commissioning cycle with how far each has got. Open a step to see "
		"its tasks. Nothing is locked: start where it helps you most, and leave what you do not "
		"need with a reason.",
	.keys = keys,
	.state_size = sizeof(struct home),
	.load = home_load,
	.update = home_update,
	.build = home_build,
};
