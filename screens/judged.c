/* SPDX-License-Identifier: ISC */
/* What is judged once a year: a grid of entries by reporting years; and what cannot be judged. */
#include <string.h>

#include "../core/store/keys.h"
#include "../core/plan/years.h"
#include "form.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_LACKING = 1, ID_ADD, ID_ROW = 1000, DETAIL_LINES = 2, DETAIL_START = 2 };

struct judged_state {
	struct arena *arena; /* of what was read */
	struct years y;
	uint64_t head; /* of the log, when it was read */
	struct grid grid;
	const char **word;
	const char **year, **mark;
	bool detail, placed;
};

/* Loading: anew only when something was saved since. */

static void name_all(struct judged_state *st)
{
	const struct years *y = &st->y;

	st->word = arena_array(st->arena, y->value->noptions + 1, sizeof(*st->word));
	for (size_t i = 0; i < y->value->noptions; i++)
		st->word[i] = y->value->options[i].label;
	st->year = arena_array(st->arena, y->nyears + 1, sizeof(*st->year));
	for (size_t i = 0; i < y->nyears; i++)
		st->year[i] = year_words(y->year[i], st->arena);
	st->mark = arena_array(st->arena, y->nrows + 1, sizeof(*st->mark));
	for (size_t i = 0; i < y->nrows; i++) {
		char shown[49];
		const char *dash;

		id_shown(y->row[i].id, shown);
		dash = strchr(shown, '-');
		st->mark[i] = arena_str(st->arena, dash ? dash + 1 : shown);
	}
}

static enum rc judged_load(struct frame *f, struct err *err)
{
	struct judged_state *st = f->state;
	const struct session *s = session_of(f);
	const struct view *view;
	struct arena *a;
	struct years now;
	uint64_t head = store_head(s->store, session_place(s));
	enum rc rc = view_here(f, VIEW_YEARS, &view, err);

	if (rc != RC_OK || (st->arena && st->head && st->head == head))
		return rc;
	a = arena_new();
	rc = years_load(s, view, a, &now, err);
	if (rc != RC_OK) {
		arena_free(a);
		return rc;
	}
	arena_free(st->arena);
	st->arena = a;
	st->y = now;
	st->head = head;
	name_all(st);
	for (size_t i = 0; !st->placed && i < now.nyears; i++)
		if (now.year[i] == now.ended)
			f->col = i;
	st->placed = true;
	return RC_OK;
}

static void judged_close(struct frame *f)
{
	struct judged_state *st = f->state;

	arena_free(st->arena);
}

/* The grid */

static const char *row_name(const void *arg, size_t i, const char **mark)
{
	const struct judged_state *st = arg;

	*mark = st->mark[i];
	return st->y.row[i].title;
}

static const char *year_name(const void *arg, size_t i, const char **mark)
{
	const struct judged_state *st = arg;

	*mark = "";
	return st->year[i];
}

static int cell(const void *arg, size_t row, size_t year)
{
	const struct judged_state *st = arg;

	return years_cell(&st->y, row, year)->option;
}

static int cell_or_none(const void *arg, size_t row, size_t year)
{
	const struct judged_state *st = arg;

	return years_cell(&st->y, row, year)->id ? cell(arg, row, year) : -1;
}

/* "Where we started: Minutes were shared. (2023-24)" */
static const char *start_words(const struct judged_state *st, size_t row, struct arena *a)
{
	return arena_printf(a, "%s: %s", st->y.start->label, years_start(&st->y, row, a));
}

static const char *detail(const void *arg, size_t row, size_t year, struct arena *a)
{
	const struct judged_state *st = arg;
	int word = cell_or_none(arg, row, year);

	const char *said;

	if (row >= st->y.nrows || year >= st->y.nyears)
		return "";
	said = arena_printf(a, W_YEARS_WORD, st->y.row[row].title, st->year[year],
			    word >= 0 ? st->word[word] : W_NOT_JUDGED);
	return st->y.start ? arena_printf(a, "%s %s", said, start_words(st, row, a)) : said;
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct judged_state *st = arg;
	const struct years_row *row = &st->y.row[i];

	out->id = ID_ROW + (int)i;
	out->key = row->id;
	out->text = row->title;
	out->status = row->missing ? arena_printf(a, W_YEARS_MISSING, row->missing) : NULL;
}

static const char *legend(const struct judged_state *st, struct page *p)
{
	const char *out = "";

	for (size_t i = 0; i < st->y.value->noptions && i < 9; i++)
		out = page_printf(p, "%s%zu %s  ", out, i + 1, st->word[i]);
	return page_printf(p, W_YEARS_LEGEND, out);
}

static void judged_build(const struct frame *f, struct page *p)
{
	struct judged_state *st = f->state;
	const struct years *y = &st->y;
	struct names missing = years_missing(y, p->arena);

	app_page(f, p, W_VIEWS, NULL, y->view->title);
	p->title_right = page_printf(p, W_YEARS_COUNT, y->missing, y->expected);
	page_add(p, ROW_TEXT, -1, legend(st, p))->role = ROLE_HINT;
	st->grid = (struct grid){
		.ncols = y->nyears,
		.corner = y->row_reg->title,
		.end = W_YEARS_END,
		.row = row_name,
		.column = year_name,
		.word = st->word,
		.nwords = y->value->noptions,
		.cell = cell_or_none,
		.detail_lines = !st->detail ? 0 : DETAIL_LINES + (y->start ? DETAIL_START : 0),
		.detail = detail,
		.arg = st,
	};
	p->grid = &st->grid;
	p->list_at = p->nrows;
	p->list_n = y->nrows;
	p->list_row = list_row;
	p->list_arg = st;
	if (!y->nrows)
		page_text(p, W_YEARS_EMPTY);
	page_gap(p);
	if (years_can_suggest(session_of(f), y->view))
		page_item(p, ID_LACKING, W_YEARS_LACKING, NULL);
	page_button(p, ID_ADD, page_printf(p, W_ADD_ENTRY, y->row_reg->one));
	for (size_t i = 0; i < missing.n; i++)
		page_text(p, missing.v[i]);
	if (y->view->about)
		page_text(p, y->view->about);
	p->focus_id = y->nrows ? ID_ROW : ID_ADD;
}

/* A square that is empty begins with what the readings and actions say. */
static void open_new(struct frame *f, size_t row, size_t year, int option, struct nav *n)
{
	const struct judged_state *st = f->state;
	struct pair *v;
	struct put *puts;
	size_t nputs = 0;
	struct err err = { 0 };

	if (years_fill(session_of(f), &st->y, row, st->y.year[year], option, f->loaded, &puts,
		       &nputs, &err) != RC_OK) {
		nav_err(n, &err);
		return;
	}
	v = arena_array(f->loaded, nputs + 1, sizeof(*v));
	for (size_t i = 0; i < nputs; i++)
		v[i] = (struct pair){ puts[i].field, puts[i].text };
	nav_open(n, &screen_form,
		 &(struct args){ .a = st->y.cell_reg->id,
				 .c = pairs_text(v, nputs, f->loaded),
				 .n = FORM_FILLED });
}

static void on_cell(struct frame *f, const struct event *e, size_t row, size_t year, struct nav *n)
{
	const struct judged_state *st = f->state;
	const struct years *y = &st->y;
	const char *id = years_cell(y, row, year)->id, *reg = y->cell_reg->id;

	if (e->act == ACT_DIGIT && (e->digit < 1 || (size_t)e->digit > y->value->noptions))
		nav_say(n, W_NO_SUCH_FIT, e->digit);
	else if (!id && (e->act == ACT_OPEN || e->act == ACT_EDIT || e->act == ACT_NEW ||
			 e->act == ACT_DIGIT))
		open_new(f, row, year, e->act == ACT_DIGIT ? e->digit - 1 : -1, n);
	else if (id && e->act == ACT_DIGIT)
		nav_open(n, &screen_form,
			 &(struct args){ .a = reg,
					 .b = id,
					 .n = FORM_AT + (int)(y->value - y->cell_reg->fields) });
	else if (id && (e->act == ACT_OPEN || e->act == ACT_EDIT))
		nav_open(n, e->act == ACT_OPEN ? &screen_record : &screen_form,
			 &(struct args){ .a = reg, .b = id });
	else if (id && e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/",
							   session_of(f)->cycle, y->cell_reg->key,
							   id) });
}

static void judged_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct judged_state *st = f->state;
	size_t row = row_at(e, ID_ROW);
	bool on = e->id >= ID_ROW && row < st->y.nrows;

	if (e->act == ACT_RETURN)
		nav_reload(n);
	else if (e->act == ACT_GUIDANCE) {
		st->detail = !st->detail;
		nav_say(n, "%s", st->detail ? W_YEARS_NAMES : W_YEARS_NO_NAMES);
	} else if (e->act == ACT_OPEN && e->id == ID_LACKING)
		nav_open(n, &screen_lacking, &(struct args){ .a = st->y.view->id });
	else if (e->act == ACT_OPEN && e->id == ID_ADD)
		nav_open(n, &screen_form, &(struct args){ .a = st->y.row_reg->id });
	else if (on && (e->act == ACT_VIEW || (e->act == ACT_OPEN && e->col == NO_CELL)))
		nav_open(n, &screen_judged_row,
			 &(struct args){ .a = st->y.view->id, .b = st->y.row[row].id });
	else if (on && e->col < st->y.nyears)
		on_cell(f, e, row, e->col, n);
	else if (e->act == ACT_EDIT || e->act == ACT_VIEW || e->act == ACT_NEW ||
		 e->act == ACT_DIGIT)
		nav_say(n, "%s", W_GO_TO_LINE);
}

static const struct keybind keys[] = { { 'e', ACT_EDIT, "change it" },
				       { 'v', ACT_VIEW, "row by itself" },
				       { 'g', ACT_GUIDANCE, "whole names" },
				       KEYBIND_END };

const struct screen screen_judged = {
	.name = "judged",
	.needs = "VIEW",
	.title = "Judged by year",
	.help = "Each line is judged once for every reporting year. Open a square to see what was judged, or "
		"to judge what is empty: the form then starts with what the readings and the actions of "
		"that year suggest, and nothing is saved until you say so. A digit starts it with that "
		"answer. Years that have ended and are not judged are counted and named below.",
	.keys = keys,
	.state_size = sizeof(struct judged_state),
	.load = judged_load,
	.update = judged_update,
	.build = judged_build,
	.close = judged_close,
	.keep_place = true,
	.loads_on_return = true,
};

/* One row by itself: each year, and what the last one's readings and actions say. */

struct row_state {
	struct judged_state j; /* first: what is shared works on it */
	size_t row;
	bool settled;            /* the years are on the screen: what takes longer may be read */
	struct suggestion *said; /* NULL: not read yet */
	uint64_t head;           /* of the log, when it was said */
};

static enum rc row_load(struct frame *f, struct err *err)
{
	struct row_state *st = f->state;
	enum rc rc = judged_load(f, err);

	if (rc != RC_OK)
		return rc;
	st->row = years_find(&st->j.y, f->args.b);
	if (st->row == (size_t)-1)
		return err_set(err, RC_NOT_FOUND, W_SERIES_NONE, f->args.b);
	if (st->said && st->head && st->head == st->j.head)
		return RC_OK;
	st->said = NULL;
	if (!st->settled)
		return RC_OK;
	st->head = st->j.head;
	return years_suggest(session_of(f), &st->j.y, st->j.y.ended, st->j.arena, &st->said, err);
}

static void say_suggestion(const struct row_state *st, const struct frame *f, struct page *p)
{
	const struct years *y = &st->j.y;
	const struct suggestion none = { .why = "", .lacks = "", .done = "" },
				*s = st->said ? &st->said[st->row] : &none;
	const struct option *o = s->option ? field_option(y->value, s->option) : NULL;
	const char *const texts[] = { s->why, s->lacks, s->done };
	bool any = !st->said;

	if (!years_can_suggest(session_of(f), y->view))
		return;
	page_head(p, page_printf(p, W_YEARS_SAYS, year_words(y->ended, p->arena)));
	for (size_t i = 0; i < 3; i++) {
		struct names lines = value_lines(texts[i], p->arena);

		for (size_t k = 0; k < lines.n; k++)
			page_text(p, page_printf(p, "- %s", lines.v[k]));
		any = any || lines.n;
	}
	if (!any)
		page_text(p, W_YEARS_SAY_NOTHING);
	if (o)
		page_text(p, page_printf(p, W_YEARS_SUGGESTED, o->label));
}

static void row_build(const struct frame *f, struct page *p)
{
	const struct row_state *st = f->state;
	const struct years *y = &st->j.y;

	app_page(f, p, y->view->title, NULL, y->row[st->row].title);
	if (y->start) {
		page_text(p, start_words(&st->j, st->row, p->arena));
		page_gap(p);
	}
	for (size_t k = 0; k < y->nyears; k++) {
		int word = cell_or_none(&st->j, st->row, k);

		page_item(p, ID_ROW + (int)k, st->j.year[k],
			  word >= 0 ? st->j.word[word] : W_NOT_JUDGED);
		if (y->year[k] == y->ended)
			p->focus_id = ID_ROW + (int)k;
	}
	say_suggestion(st, f, p);
	page_gap(p);
	page_item(p, ID_ADD, page_printf(p, W_OPEN_ROW, y->row_reg->one), NULL);
}

static void row_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct row_state *st = f->state;
	size_t year = row_at(e, ID_ROW);

	if (e->act == ACT_RETURN) {
		nav_reload(n);
	} else if (e->act == ACT_SETTLED && !st->said) {
		st->settled = true;
		nav_reload(n);
	} else if (e->act == ACT_OPEN && e->id == ID_ADD)
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->j.y.row_reg->id, .b = f->args.b });
	else if (e->id >= ID_ROW && year < st->j.y.nyears)
		on_cell(f, e, st->row, year, n);
	else if (e->act == ACT_EDIT)
		nav_say(n, "%s", W_GO_TO_LINE);
}

static const struct keybind row_keys[] = { { 'e', ACT_EDIT, "change it" }, KEYBIND_END };

const struct screen screen_judged_row = {
	.name = "judged-row",
	.needs = "VIEW/ID",
	.title = "One line, judged by year",
	.help = "Every reporting year of one line with its judgement. Open a year to see it, or to judge it "
		"if it is empty: the form then starts with what is said below, and nothing is saved until "
		"you say so.",
	.keys = row_keys,
	.state_size = sizeof(struct row_state),
	.load = row_load,
	.update = row_update,
	.build = row_build,
	.close = judged_close,
	.keep_place = true,
	.loads_on_return = true,
};

/* What nothing can be said of */

struct lacking_state {
	struct years y;
	struct suggestion *all;
};

static enum rc lacking_load(struct frame *f, struct err *err)
{
	struct lacking_state *st = f->state;
	const struct view *view;
	enum rc rc = view_here(f, VIEW_YEARS, &view, err);

	if (rc == RC_OK)
		rc = years_load(session_of(f), view, f->loaded, &st->y, err);
	if (rc == RC_OK)
		rc = years_suggest(session_of(f), &st->y, st->y.ended, f->loaded, &st->all, err);
	return rc;
}

static const char *judged_so(const struct lacking_state *st, size_t row, struct page *p)
{
	const struct years *y = &st->y;

	for (size_t k = 0; k < y->nyears; k++) {
		const struct years_cell *c = years_cell(y, row, k);

		if (y->year[k] == y->ended && c->id && c->option >= 0)
			return page_printf(p, W_YEARS_JUDGED_SO,
					   y->value->options[c->option].label);
	}
	return W_NOT_JUDGED;
}

static void lacking_build(const struct frame *f, struct page *p)
{
	const struct lacking_state *st = f->state;
	size_t n = 0;

	app_page(f, p, st->y.view->title, NULL,
		 page_printf(p, W_YEARS_LACKING_TITLE, year_words(st->y.ended, p->arena)));
	for (size_t i = 0; i < st->y.nrows; i++) {
		if (st->all[i].verdict != VERDICT_UNKNOWN)
			continue;
		n++;
		page_item(p, ID_ROW + (int)i, st->y.row[i].title, judged_so(st, i, p))->detail =
			st->all[i].lacks;
	}
	if (!n)
		page_text(p, W_YEARS_LACKING_NONE);
}

static void lacking_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct lacking_state *st = f->state;
	size_t row = row_at(e, ID_ROW);

	if (e->act == ACT_RETURN)
		nav_reload(n);
	else if (e->act == ACT_OPEN && e->id >= ID_ROW && row < st->y.nrows)
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->y.row_reg->id, .b = st->y.row[row].id });
}

const struct screen screen_lacking = {
	.name = "lacking",
	.needs = "VIEW",
	.title = "What cannot be judged",
	.help = "Those of which the readings of the last reporting year say nothing: no measure, no value for "
		"that year, nothing to compare it with, or a break. Beside each stands how it was judged "
		"all the same. Open one to see what belongs to it.",
	.state_size = sizeof(struct lacking_state),
	.load = lacking_load,
	.update = lacking_update,
	.build = lacking_build,
	.keep_place = true,
	.loads_on_return = true,
};
