/* SPDX-License-Identifier: ISC */
/* Measures with where they go, in words; and one measure with all its readings. */
#include "../core/plan/series.h"

#include <string.h>

#include "form.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_ADD = 1, ID_MEASURE, ID_LINE = 1000 };
enum {
	NAME_COLS = 18,
	NAME_WANTED = 30,
	LAST_COLS = 10,
	LAST_WANTED = 26,
	TREND_COLS = 15,
	TREND_WANTED = 16,
	SPARK = 12,
	BAR = 12
};

enum shown { SHOW_ALL, SHOW_WORSE, SHOW_PAST, SHOW_UNSAID, SHOWN };

static const char *const shown_words[SHOWN] = { W_SERIES_ALL, W_SERIES_WORSE, W_SERIES_PAST,
						W_SERIES_UNSAID };

struct series_state {
	struct arena *arena; /* of what was read */
	struct series s;
	uint64_t head; /* of the log, when it was read */
	enum shown shown;
	const struct series_line **line; /* those that are shown */
	size_t nlines;
	/* of one measure: readings, newest first, with the line of each */
	const struct reading **reading;
	const struct series_line **of;
	size_t nreadings;
	bool areas; /* more than one */
};

/* Loading: anew only when something was saved since. */

static enum rc read_series(struct frame *f, const char *measure, struct err *err)
{
	struct series_state *st = f->state;
	const struct session *s = session_of(f);
	const struct view *view;
	struct arena *a;
	struct series now;
	uint64_t head = store_head(s->store, session_place(s));
	enum rc rc = view_here(f, VIEW_SERIES, &view, err);

	if (rc != RC_OK || (st->arena && st->head && st->head == head))
		return rc;
	a = arena_new();
	rc = series_load(s, view, measure, a, &now, err);
	if (rc != RC_OK) {
		arena_free(a);
		return rc;
	}
	arena_free(st->arena);
	st->arena = a;
	st->s = now;
	st->head = head;
	st->line = NULL;
	return RC_OK;
}

static void series_close(struct frame *f)
{
	struct series_state *st = f->state;

	arena_free(st->arena);
}

static bool is_shown(const struct series_line *l, enum shown shown)
{
	const struct trend *t = &l->trend;

	if (shown == SHOW_WORSE)
		return t->turn == TURN_WORSE;
	if (shown == SHOW_PAST)
		return t->last && series_mark(l->measure, t->last->value.is) >= MARK_WATCH;
	return shown == SHOW_ALL || t->way == WAY_UNKNOWN;
}

static void choose(struct series_state *st)
{
	st->line = arena_array(st->arena, st->s.nlines + 1, sizeof(struct series_line *));
	st->nlines = 0;
	for (size_t i = 0; i < st->s.nlines; i++)
		if (is_shown(&st->s.line[i], st->shown))
			st->line[st->nlines++] = &st->s.line[i];
}

/* The table */

static enum rc series_screen_load(struct frame *f, struct err *err)
{
	struct series_state *st = f->state;
	enum rc rc = read_series(f, NULL, err);

	if (rc == RC_OK && !st->line)
		choose(st);
	return rc;
}

static const char *line_name(const struct series *s, const struct series_line *l, struct arena *a)
{
	size_t i = (size_t)(l - s->line);
	bool alone = (i == 0 || l[-1].measure != l->measure) &&
		     (i + 1 == s->nlines || l[1].measure != l->measure);

	return alone ? l->measure->title
		     : arena_printf(a, "%s (%s)", l->measure->title, l->geography);
}

static const char *line_status(const struct series *s, const struct series_line *l)
{
	const struct reading *r = l->trend.last;
	enum mark mark = r ? series_mark(l->measure, r->value.is) : MARK_NONE;

	if (r && mark <= MARK_ON_COURSE && series_reached(s, l->measure, r->value.is))
		return W_SERIES_REACHED;
	return mark == MARK_NONE ? NULL : mark_words(mark);
}

static void line_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct series_state *st = arg;
	const struct series_line *l = st->line[i];

	out->kind = ROW_ITEM;
	out->id = ID_LINE + (int)i;
	out->key = arena_printf(a, "%s %s", l->measure->id, l->geography ? l->geography : "");
	out->number = -1;
	out->text = line_name(&st->s, l, a);
	out->cell[0] = series_trend_words(l, a);
	out->cell[1] = series_last_words(l, false, a);
	out->cell[2] = series_spark(l, SPARK, a);
	out->status = line_status(&st->s, l);
}

static void series_build(const struct frame *f, struct page *p)
{
	const struct series_state *st = f->state;
	const struct series *s = &st->s;

	app_page(f, p, W_VIEWS, NULL, s->view->title);
	p->title_right = page_printf(p, W_SERIES_COUNT, st->nlines, shown_words[st->shown]);
	page_column(p, s->measure_reg->title, NAME_COLS, NAME_WANTED);
	page_column(p, W_SERIES_TREND, TREND_COLS, TREND_WANTED);
	page_column(p, W_SERIES_LAST, LAST_COLS, LAST_WANTED);
	page_column(p, W_SERIES_CHART, 5, SPARK);
	p->column[p->ncolumns - 1].drawn = true;
	p->list_at = p->nrows;
	p->list_n = st->nlines;
	p->list_row = line_row;
	p->list_arg = st;
	if (!st->nlines)
		page_text(p, st->s.nlines ? W_NOTHING_FITS : W_SERIES_EMPTY);
	if (s->drafts)
		page_add(p, ROW_TEXT, -1, page_printf(p, W_SERIES_DRAFTS, s->drafts))->role =
			ROLE_HINT;
	page_button(p, ID_ADD, page_printf(p, W_ADD_ENTRY, s->measure_reg->one));
	p->side_title = W_WHAT_TO_DO;
	p->side = s->view->about;
	p->focus_id = st->nlines ? ID_LINE : ID_ADD;
}

/* A new reading begins with what it is of. */
static void add_reading(struct frame *f, const struct series_line *l, struct nav *n)
{
	const struct series_state *st = f->state;
	const struct view_part *part = st->s.reading_part;
	const char *area = part_field(part, "geography");
	struct pair v[2];
	size_t nv = 0;

	v[nv++] = (struct pair){ part_field(part, "measure"), l->measure->id };
	if (area && *l->geography)
		v[nv++] = (struct pair){ area, l->geography };
	nav_open(n, &screen_form,
		 &(struct args){ .a = st->s.reading_reg->id,
				 .c = pairs_text(v, nv, f->loaded),
				 .n = FORM_FILLED });
}

static void show_next(struct series_state *st, struct nav *n)
{
	st->shown = (enum shown)((st->shown + 1) % SHOWN);
	choose(st);
	nav_say(n, W_SERIES_SHOWN, shown_words[st->shown]);
	nav_top(n);
}

static void on_line(struct frame *f, const struct event *e, const struct series_line *l,
		    struct nav *n)
{
	const struct series_state *st = f->state;
	const struct args measure = { .a = st->s.measure_reg->id, .b = l->measure->id };

	if (e->act == ACT_OPEN)
		nav_open(n, &screen_measure,
			 &(struct args){ .a = st->s.view->id, .b = l->measure->id });
	else if (e->act == ACT_NEW)
		add_reading(f, l, n);
	else if (e->act == ACT_EDIT)
		nav_open(n, &screen_form, &measure);
}

static void series_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct series_state *st = f->state;
	size_t i = row_at(e, ID_LINE);

	if (e->act == ACT_FILTER)
		show_next(st, n);
	else if (e->act == ACT_RETURN)
		nav_reload(n);
	else if (e->act == ACT_OPEN && e->id == ID_ADD)
		nav_open(n, &screen_form, &(struct args){ .a = st->s.measure_reg->id });
	else if (e->id >= ID_LINE && i < st->nlines)
		on_line(f, e, st->line[i], n);
	else if (e->act == ACT_NEW || e->act == ACT_EDIT)
		nav_say(n, "%s", W_GO_TO_LINE);
}

static const struct keybind keys[] = { { 'n', ACT_NEW, "new reading" },
				       { 'f', ACT_FILTER, "show some" },
				       { 'e', ACT_EDIT, "change it" },
				       KEYBIND_END };

const struct screen screen_series = {
	.name = "series",
	.needs = "VIEW",
	.title = "Readings over time",
	.help = "Every measure with where it goes in words, its last value and a small chart. A dot in the "
		"chart is a value that is missing, ~ stands between what is final and what is not, and | "
		"where it cannot be compared with before. Open a measure for all its readings; n adds a "
		"reading to the one you are on; f shows only those that get worse, are past a threshold, "
		"or of which nothing can be said.",
	.keys = keys,
	.state_size = sizeof(struct series_state),
	.load = series_screen_load,
	.update = series_update,
	.build = series_build,
	.close = series_close,
	.keep_place = true,
	.loads_on_return = true,
};

/* One measure */

/* The newest first, each with the line it belongs to. */
static void gather(struct series_state *st)
{
	size_t n = 0;

	for (size_t i = 0; i < st->s.nlines; i++)
		n += st->s.line[i].nall;
	st->line = arena_array(st->arena, 1, sizeof(struct series_line *));
	st->reading = arena_array(st->arena, n + 1, sizeof(struct reading *));
	st->of = arena_array(st->arena, n + 1, sizeof(struct series_line *));
	st->nreadings = 0;
	st->areas = st->s.nlines > 1;
	for (size_t i = 0; i < st->s.nlines; i++) {
		const struct series_line *l = &st->s.line[i];

		for (size_t k = l->nall; k-- > 0;) {
			st->of[st->nreadings] = l;
			st->reading[st->nreadings++] = &l->all[k];
		}
	}
}

static enum rc measure_load(struct frame *f, struct err *err)
{
	struct series_state *st = f->state;
	enum rc rc = read_series(f, f->args.b, err);

	if (rc != RC_OK)
		return rc;
	if (!st->s.nlines)
		return err_set(err, RC_NOT_FOUND, W_SERIES_NONE, f->args.b);
	if (!st->line)
		gather(st);
	return RC_OK;
}

/* What is not final says so; what another one replaces says that. */
static const char *state_words(const struct measure *m, const struct reading *r, struct arena *a)
{
	const char *word = reading_status(m, r, a);

	if (r->instead)
		return arena_printf(a, W_READING_REPLACED, word);
	return r->breaks ? arena_printf(a, W_READING_BREAK, word) : word;
}

static const char *comparator_words(const struct series_line *l, const struct reading *r,
				    struct arena *a)
{
	return r->comparator.there ? figure_words(r->comparator.is, l->measure->share, a) : "";
}

static void reading_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct series_state *st = arg;
	const struct reading *r = st->reading[i];
	const struct series_line *l = st->of[i];
	size_t c = 0;

	out->kind = ROW_ITEM;
	out->id = ID_LINE + (int)i;
	out->key = r->id;
	out->number = -1;
	out->text = reading_period(r, a);
	if (st->areas)
		out->cell[c++] = r->geography;
	out->cell[c++] = reading_value_words(l->measure, r, false, a);
	out->cell[c++] = comparator_words(l, r, a);
	out->cell[c] = r->instead ? "" : series_bar(l, r, BAR, a);
	out->status = state_words(l->measure, r, a);
	out->detail = *r->note ? r->note : NULL;
}

static void say_lines(const struct series_state *st, struct page *p)
{
	for (size_t i = 0; i < st->s.nlines; i++) {
		struct names v = series_sentences(&st->s, &st->s.line[i], false, p->arena);

		if (st->areas)
			page_head(p, st->s.line[i].geography);
		for (size_t k = 0; k < v.n; k++)
			page_text(p, v.v[k]);
	}
}

static void measure_build(const struct frame *f, struct page *p)
{
	const struct series_state *st = f->state;
	const struct measure *m = st->s.line[0].measure;
	const char *definition = series_measure_cell(&st->s, m, "definition");

	app_page(f, p, st->s.view->title, NULL, m->title);
	p->title_right = st->areas ? NULL : series_trend_words(&st->s.line[0], p->arena);
	say_lines(st, p);
	if (m->small)
		page_add(p, ROW_TEXT, -1, W_SERIES_SMALL)->role = ROLE_HINT;
	page_gap(p);
	page_column(p, W_READING_PERIOD, 8, 18);
	if (st->areas)
		page_column(p, W_READING_AREA, 8, 16);
	page_column(p, W_READING_VALUE, 8, 14);
	page_column(p, W_READING_COMPARED, 8, 14);
	page_column(p, W_SERIES_CHART, BAR, BAR);
	p->column[p->ncolumns - 1].drawn = true;
	p->list_at = p->nrows;
	p->list_n = st->nreadings;
	p->list_row = reading_row;
	p->list_arg = st;
	if (!st->nreadings)
		page_text(p, W_READINGS_NONE);
	page_button(p, ID_ADD, page_printf(p, W_ADD_ENTRY, st->s.reading_reg->one));
	page_item(p, ID_MEASURE, page_printf(p, W_OPEN_MEASURE, st->s.measure_reg->one), NULL)
		->detail = *definition ? definition : NULL;
	p->focus_id = st->nreadings ? ID_LINE : ID_ADD;
}

static void measure_update(struct frame *f, const struct event *e, struct nav *n)
{
	const struct series_state *st = f->state;
	const struct series_line *l = &st->s.line[0];
	size_t i = row_at(e, ID_LINE);
	bool on = e->id >= ID_LINE && i < st->nreadings;

	if (e->act == ACT_RETURN)
		nav_reload(n);
	else if (e->act == ACT_NEW || (e->act == ACT_OPEN && e->id == ID_ADD))
		add_reading(f, on ? st->of[i] : l, n);
	else if (e->act == ACT_OPEN && e->id == ID_MEASURE)
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->s.measure_reg->id, .b = l->measure->id });
	else if (on && (e->act == ACT_OPEN || e->act == ACT_EDIT))
		nav_open(n, e->act == ACT_OPEN ? &screen_record : &screen_form,
			 &(struct args){ .a = st->s.reading_reg->id, .b = st->reading[i]->id });
	else if (on && e->act == ACT_HISTORY)
		nav_open(n, &screen_history,
			 &(struct args){
				 .a = arena_printf(f->loaded, "%s/%s/%s/", session_of(f)->cycle,
						   st->s.reading_reg->key, st->reading[i]->id) });
	else if (e->act == ACT_EDIT)
		nav_say(n, "%s", W_GO_TO_LINE);
}

static const struct keybind measure_keys[] = { { 'n', ACT_NEW, "new reading" },
					       { 'e', ACT_EDIT, "change it" },
					       KEYBIND_END };

const struct screen screen_measure = {
	.name = "measure",
	.needs = "VIEW/ID",
	.title = "One measure",
	.help = "What can be said of this measure, the trend first, then its readings, the newest first. A "
		"solid bar is a final value, a light one can still change. Of several readings for the "
		"same time the most settled one counts; the others stay and say what replaced them.",
	.keys = measure_keys,
	.state_size = sizeof(struct series_state),
	.load = measure_load,
	.update = measure_update,
	.build = measure_build,
	.close = series_close,
	.keep_place = true,
	.loads_on_return = true,
};
