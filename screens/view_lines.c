/* SPDX-License-Identifier: ISC */
/* The kinds of views that are lines of entries: under headings, over time, and what ends. */
#include <string.h>

#include "../core/plan/view_table.h"
#include "app.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_DAY = 1, ID_NEW, ID_ROW = 1000 };
enum {
	NAME_COLS = 18,
	NAME_WANTED = 28,
	LEAST_COLS = 11,
	UNCUT_COLS = 14,
	MOST_COLS = 40,
	LOOKED_AT = 60,
	DAY_COLS = 20
};

struct lines {
	const struct view *view;
	const struct reg *reg; /* whose entries they are; NULL: of several */
	struct view_table table;
	int width[VIEW_CELLS], least[VIEW_CELLS];
	size_t zoom;
	const char *day;     /* asked for; NULL: as the view has it */
	struct textbox *box; /* of the day; NULL: it asks for none */
	const char *day_wrong;
};

/* As wide as their words, from the first lines; an amount or a date is never cut. */
static void find_widths(struct lines *st, struct arena *a)
{
	const struct view_table *t = &st->table;

	for (size_t k = 0; k < t->ncolumns; k++)
		st->width[k] =
			t->column[k].want ? t->column[k].want : text_cols(t->column[k].title);
	for (size_t i = 0; i < t->n && i < LOOKED_AT; i++) {
		struct view_told told;

		if (t->line[i].kind != LINE_ENTRY)
			continue;
		view_line_told(t, &t->line[i], a, &told);
		for (size_t k = 0; k < t->ncolumns; k++) {
			int cols = t->column[k].want ? 0 : text_cols(told.cell[k]);

			st->width[k] = cols > st->width[k] ? cols : st->width[k];
			st->least[k] = cols > st->least[k] ? cols : st->least[k];
		}
	}
	for (size_t k = 0; k < t->ncolumns; k++) {
		if (st->least[k] < LEAST_COLS || st->least[k] > UNCUT_COLS)
			st->least[k] = st->width[k] < LEAST_COLS ? st->width[k] : LEAST_COLS;
		if (!t->column[k].want && st->width[k] > MOST_COLS)
			st->width[k] = MOST_COLS;
	}
}

static void ask_day(struct lines *st)
{
	struct date d;
	char words[32];

	if (!st->table.day || st->box)
		return;
	st->box = textbox_new(TEXT_LINE, DAY_COLS);
	if (date_read_iso(st->table.day, &d)) {
		date_words(d, words);
		textbox_set(st->box, words);
	}
}

static enum rc lines_load(struct frame *f, struct err *err)
{
	struct lines *st = f->state;
	const struct session *s = session_of(f);
	const struct view_asked asked = { .day = st->day, .zoom = st->zoom };
	const struct view_part *rows;
	enum rc rc;

	st->view = schema_view(s->schema, f->args.a);
	if (!st->view || view_screen(st->view->kind) != f->screen)
		return err_set(err, RC_NOT_FOUND, W_NO_SUCH_VIEW, f->args.a);
	rows = view_part(st->view, "rows");
	st->reg = rows ? schema_reg(s->schema, rows->reg) : NULL;
	rc = view_table_load(s, st->view, &asked, f->loaded, &st->table, err);
	if (rc == RC_OK) {
		ask_day(st);
		find_widths(st, f->loaded);
	}
	return rc;
}

static void lines_close(struct frame *f)
{
	struct lines *st = f->state;

	textbox_free(st->box);
}

static void line_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct lines *st = arg;
	const struct view_line *l = &st->table.line[i];
	struct view_told told;

	view_line_told(&st->table, l, a, &told);
	out->text = told.text;
	if (l->kind == LINE_HEAD) {
		out->kind = ROW_HEAD;
		out->text = arena_printf(a, W_HEADING_COUNT, told.text, l->count);
		return;
	}
	if (l->kind == LINE_TEXT) {
		out->kind = ROW_TEXT;
		return;
	}
	out->id = ID_ROW + (int)i;
	out->key = l->id;
	out->status = l->draft ? W_DRAFT : NULL;
	for (size_t k = 0; k < st->table.ncolumns; k++)
		out->cell[k] = told.cell[k];
}

static void columns(const struct lines *st, struct page *p)
{
	const struct view_table *t = &st->table;

	page_column(p, t->name, NAME_COLS, NAME_WANTED);
	p->cards = true; /* a name alone is no table: it is told whole */
	for (size_t k = 0; k < t->ncolumns; k++) {
		int want = st->width[k];

		page_column(p, t->column[k].title, t->column[k].want ? want : st->least[k], want);
		p->column[p->ncolumns - 1].table = t->column[k].drawn;
		p->column[p->ncolumns - 1].said = t->column[k].said || t->column[k].below;
		p->column[p->ncolumns - 1].below = t->column[k].below;
		p->cards = p->cards && t->column[k].below;
	}
}

static int first_entry(const struct lines *st)
{
	for (size_t i = 0; i < st->table.n; i++)
		if (st->table.line[i].kind == LINE_ENTRY)
			return ID_ROW + (int)i;
	return -1;
}

static void lines_build(const struct frame *f, struct page *p)
{
	const struct lines *st = f->state;
	const struct view_table *t = &st->table;

	app_page(f, p, W_VIEWS, NULL, st->view->title);
	if (st->box) {
		struct row *r = page_add(p, ROW_BOX, ID_DAY, W_ENDS_BEFORE);

		r->box = st->box;
		r->error = st->day_wrong;
	}
	if (t->summary)
		page_add(p, ROW_TEXT, -1, t->summary)->role = ROLE_HINT;
	columns(st, p);
	p->list_at = p->nrows;
	p->list_n = t->n;
	p->list_row = line_row;
	p->list_arg = st;
	if (!t->n)
		page_text(p, t->empty ? t->empty : W_NOTHING_HERE);
	if (st->reg)
		page_button(p, ID_NEW, page_printf(p, W_ADD_ENTRY, st->reg->one));
	p->side_title = W_WHAT_TO_DO;
	p->side = st->view->about;
	p->focus_id = t->n ? first_entry(st) : st->reg ? ID_NEW : ID_DAY;
}

static void take_day(struct frame *f, struct nav *n)
{
	struct lines *st = f->state;
	struct err err = { 0 };
	struct date d;
	char iso[11];

	if (date_parse(textbox_text(st->box), session_of(f)->today, &d, &err) != RC_OK) {
		st->day_wrong = arena_str(f->arena, err.text);
		return;
	}
	date_iso(d, iso);
	st->day = arena_str(f->arena, iso);
	st->day_wrong = NULL;
	nav_reload(n);
	nav_next(n);
}

static void on_entry(struct frame *f, const struct event *e, struct nav *n)
{
	const struct lines *st = f->state;
	size_t i = row_at(e, ID_ROW);
	const struct view_line *l = i < st->table.n ? &st->table.line[i] : NULL;

	if (!l) {
		if (e->act == ACT_EDIT)
			nav_say(n, W_CHOOSE_FIRST, st->reg ? st->reg->one : W_A_LINE);
		return;
	}
	if (e->act == ACT_OPEN)
		nav_open(n, &screen_record, &(struct args){ .a = l->reg->id, .b = l->id });
	else if (e->act == ACT_EDIT)
		nav_open(n, &screen_form, &(struct args){ .a = l->reg->id, .b = l->id });
	else if (e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/",
							   session_of(f)->cycle, l->reg->key,
							   l->id) });
}

static void lines_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct lines *st = f->state;

	if (e->act == ACT_OPEN && e->id == ID_DAY) {
		take_day(f, n);
	} else if (st->reg && (e->act == ACT_NEW || (e->act == ACT_OPEN && e->id == ID_NEW))) {
		nav_open(n, &screen_form, &(struct args){ .a = st->reg->id });
	} else if (e->act == ACT_VIEW && st->table.zooms > 1) {
		st->zoom = (st->zoom + 1) % st->table.zooms;
		nav_reload(n);
		nav_top(n);
	} else {
		on_entry(f, e, n);
	}
}

static const struct keybind entry_keys[] = { { 'e', ACT_EDIT, "change" },
					     { 'n', ACT_NEW, "new" },
					     KEYBIND_END };
static const struct keybind time_keys[] = { { 'v', ACT_VIEW, "whole cycle or one year" },
					    { 'e', ACT_EDIT, "change" },
					    { 'n', ACT_NEW, "new" },
					    KEYBIND_END };
static const struct keybind ends_keys[] = { { 'e', ACT_EDIT, "change" }, KEYBIND_END };

/* They differ in what they are called, how they are explained and which keys they have. */
#define LINES(NAME, TITLE, KEYS, HELP) \
	{ \
		.name = (NAME), .needs = "VIEW", .title = (TITLE), .help = (HELP), .keys = (KEYS), \
		.state_size = sizeof(struct lines), .load = lines_load, .update = lines_update, \
		.build = lines_build, .close = lines_close, .keep_place = true, \
	}

const struct screen screen_groups = LINES(
	"groups", "Entries under headings", entry_keys,
	"Entries of a register under headings: by owner, by date, by what they lead to. How many "
	"stand under each is beside the heading. Open an entry to change it; it moves to where it "
	"belongs when you come back. What has no answer to go by stands last.");

const struct screen screen_timeline = LINES(
	"timeline", "Entries over time", time_keys,
	"Entries from their first to their last day, one line each: # as planned, + where a new "
	"date made it longer, ! from the day it was due to today when it is late, | today. A "
	"quarter of a year is one sign. v shows one reporting year after the other in half "
	"months. On a small screen and in conversation the same is told in dates.");

const struct screen screen_ends = LINES(
	"ends", "What ends", ends_keys,
	"What ends before a day: write the day in the box and press Enter. Below are what ends, "
	"with pounds a year and people, and then what hangs on it: what nothing stays for comes "
	"first. Open a line to see it whole.");
