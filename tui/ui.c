/* SPDX-License-Identifier: ISC */
#include "ui.h"

#include <stdio.h>
#include <string.h>

#include "words.h"

static const size_t none = (size_t)-1;

void ui_init(struct ui *u, const struct ui_opts *o, const struct ui_hooks *h, int rows, int cols)
{
	*u = (struct ui){ .opts = *o, .rows = rows, .cols = cols };
	if (h)
		u->hooks = *h;
	u->arena = arena_new();
	canvas_init(&u->canvas, rows, cols);
}

static void close_frame(struct ui *u)
{
	struct open *o = u->open;

	u->open = o->below;
	if (u->printed_of == o)
		u->printed_of = NULL;
	if (o->f.screen->close)
		o->f.screen->close(&o->f);
	mem_free(o->f.state);
	arena_free(o->f.arena);
	arena_free(o->f.loaded);
	mem_free(o);
}

void ui_clear(struct ui *u)
{
	while (u->open)
		close_frame(u);
	buf_clear(&u->message);
	buf_clear(&u->told);
	mem_free(u->printed);
	arena_free(u->arena);
	canvas_clear(&u->canvas);
}

void ui_say(struct ui *u, const char *text)
{
	buf_reset(&u->message);
	if (text)
		buf_str(&u->message, text);
}

/* Opening and loading */

static enum rc load(const struct ui *u, struct open *o, struct err *err)
{
	page_forget(&u->page);
	if (u->hooks.loads)
		u->hooks.loads(u->hooks.app, &o->f);
	arena_reset(o->f.loaded);
	return o->f.screen->load ? o->f.screen->load(&o->f, err) : RC_OK;
}

/* A screen that shows one thing has to be told which. */
static enum rc has_all(const struct screen *s, const struct args *args, struct err *err)
{
	const char *const given[] = { args ? args->a : NULL, args ? args->b : NULL,
				      args ? args->c : NULL };
	const char *at = s->needs;

	for (size_t i = 0; at && i < sizeof(given) / sizeof(given[0]); i++) {
		if (!given[i])
			return err_set(err, RC_NOT_FOUND,
				       "the screen '%s' shows one thing; say which: %s/%s", s->name,
				       s->name, s->needs);
		at = strchr(at, '/');
		at = at ? at + 1 : NULL;
	}
	return RC_OK;
}

enum rc ui_open(struct ui *u, const struct screen *s, const struct args *args, struct err *err)
{
	struct open *o = mem_alloc(sizeof(*o));
	struct frame *f = &o->f;
	enum rc rc = has_all(s, args, err);

	if (rc != RC_OK) {
		mem_free(o);
		return rc;
	}
	f->screen = s;
	f->app = u->hooks.app;
	f->arena = arena_new();
	f->loaded = arena_new();
	f->state = mem_alloc(s->state_size);
	f->guidance = true;
	if (args) {
		f->args.a = args->a ? arena_str(f->arena, args->a) : NULL;
		f->args.b = args->b ? arena_str(f->arena, args->b) : NULL;
		f->args.c = args->c ? arena_str(f->arena, args->c) : NULL;
		f->args.n = args->n;
	}
	o->below = u->open;
	u->open = o;
	if (s->open)
		rc = s->open(f, err);
	if (rc == RC_OK)
		rc = load(u, o, err);
	if (rc != RC_OK) {
		close_frame(u);
		return rc;
	}
	u->place_told = false;
	return RC_OK;
}

/* Events */

static void apply(struct ui *u, struct nav *n);

static struct event event_of(const struct ui *u, enum action act, int digit, const char *text)
{
	struct event e = { .act = act,
			   .row = u->open->f.focus,
			   .id = -1,
			   .col = NO_CELL,
			   .digit = digit,
			   .text = text };
	struct row r;

	if (ui_in_grid(u) && !u->opts.plain)
		e.col = u->open->f.col;

	if (ui_focused(u, &r) && row_focusable(&r)) {
		e.id = r.id;
		e.kind = r.kind;
	}
	return e;
}

/* Sends an event to the screen in front, or to the program around it; true when it was taken. */
static bool deliver(struct ui *u, enum action act, int digit, const char *text, bool to_app)
{
	struct nav n = { .f = &u->open->f, .arena = arena_new() };
	struct event e = event_of(u, act, digit, text);
	bool taken;

	if (!to_app && u->open->f.screen->update)
		u->open->f.screen->update(&u->open->f, &e, &n);
	else if (to_app && u->hooks.action)
		u->hooks.action(u->hooks.app, &u->open->f, &e, &n);
	page_forget(&u->page);
	taken = n.taken;
	apply(u, &n);
	arena_free(n.arena);
	return taken;
}

bool ui_send(struct ui *u, enum action act, int digit, const char *text)
{
	return deliver(u, act, digit, text, false);
}

bool ui_send_app(struct ui *u, enum action act)
{
	return deliver(u, act, 0, NULL, true);
}

static bool in_box(const struct ui *u)
{
	struct row r;

	return ui_focused(u, &r) && row_is_box(&r) && r.box;
}

static void leave_box(struct ui *u)
{
	if (in_box(u))
		deliver(u, ACT_LEFT_BOX, 0, NULL, false);
}

static void set_focus(struct ui *u, size_t row)
{
	struct open *o = u->open;
	struct row r;

	o->f.focus = row;
	o->area_top = 0;
	page_row(&u->page, row, &r);
	ui_note_focus(o, row, &r);
	layout_show(&u->layout, row, &o->scroll);
	o->f.top = o->scroll.top;
}

void ui_focus(struct ui *u, size_t row)
{
	struct open *o = u->open;
	struct row r;

	if (row == none || row >= page_count(&u->page) || row == o->f.focus)
		return;
	page_row(&u->page, row, &r);
	leave_box(u);
	if (u->open != o || row >= page_count(&u->page))
		return;
	set_focus(u, row);
}

/* What a screen asked for */

/* The screen in front cannot be shown any more, and there is none behind it, or no store. */
static void fail(struct ui *u, const struct err *err)
{
	u->failed = *err;
	u->ended = true;
	u->status = rc_exit(err->rc);
}

static void refused(const struct ui *u, const struct screen *s)
{
	if (u->hooks.refused)
		u->hooks.refused(u->hooks.app, s);
}

/* What became of a screen that did not load or open. */
static void say_failed(struct ui *u, const struct screen *s, const struct err *err)
{
	struct nav n = { .arena = u->open->f.arena };

	nav_err(&n, err);
	ui_say(u, n.say);
	if (n.refused)
		refused(u, s);
}

static void reload(struct ui *u)
{
	struct err err = { 0 };
	enum rc rc = load(u, u->open, &err);

	if (rc == RC_OK)
		return;
	if (rc == RC_DAMAGED || !u->open->below) {
		fail(u, &err);
		return;
	}
	/* what it showed is gone: back to where it was chosen */
	say_failed(u, u->open->f.screen, &err);
	close_frame(u);
	reload(u);
}

static void open_or_say(struct ui *u, const struct screen *s, const struct args *args, bool replace)
{
	struct open *front = u->open;
	struct err err = { 0 };

	if (ui_open(u, s, args, &err) != RC_OK) {
		say_failed(u, s, &err);
		if (err.rc == RC_DAMAGED)
			reload(u); /* ends here, where this screen is damaged too */
		return;
	}
	if (replace) {
		struct open *opened = u->open;

		u->open = front;
		close_frame(u);
		opened->below = u->open;
		u->open = opened;
	}
}

/* Loads what a person comes back to: its figures may be counted anew. */
static void come_back(struct ui *u)
{
	struct open *o = u->open;

	o->f.returned = true;
	reload(u);
	if (u->open == o)
		o->f.returned = false;
}

/* Brings the answer. What was said with it stands, unless the screen that gets it has more to say. */
static void bring(struct ui *u, const char *text)
{
	struct buf said = u->message;

	u->message = (struct buf){ 0 };
	deliver(u, ACT_RETURN, 0, text, false);
	if (u->message.len == 0) {
		buf_clear(&u->message);
		u->message = said;
	} else {
		buf_clear(&said);
	}
}

/* To the line that [ More actions ] was asked about; false: others took it away meanwhile. */
static bool to_work(struct ui *u)
{
	const struct open *o = u->open;
	size_t at = o->work;

	if (o->work_key[0])
		at = page_find_key(&u->page, o->work_key, o->work);
	if (at == none) {
		ui_say(u, TW_LINE_GONE);
		return false;
	}
	if (at < page_count(&u->page))
		set_focus(u, at);
	return true;
}

static void back(struct ui *u, const char *text)
{
	bool more = u->open->f.screen == u->hooks.more,
	     pane = u->open->f.screen == &screen_guidance;

	if (!u->open->below) {
		ui_end(u, 0);
		return;
	}
	close_frame(u);
	u->place_told = false;
	if (!text || pane || more || !u->open->f.screen->loads_on_return)
		come_back(u);
	ui_build(u);
	if (!text)
		return;
	if (pane) {
		u->open->f.guidance = false;
		ui_build(u);
	} else if (more && action_read(text) != ACT_NONE) {
		if (to_work(u))
			ui_act(u, action_read(text), 0);
	} else {
		bring(u, text);
	}
}

static void go_home(struct ui *u)
{
	while (u->open->below)
		close_frame(u);
	u->place_told = false;
	reload(u);
	u->open->placed = false;
	u->open->scroll = (struct scroll){ 0 };
}

/* The next row that takes the focus and is not one more answer to the same question. */
static size_t after_question(const struct ui *u, size_t from)
{
	struct row r, at;
	size_t n = page_count(&u->page);

	page_row(&u->page, from, &r);
	for (size_t i = from + 1; i < n; i++) {
		page_row(&u->page, i, &at);
		if (at.kind == r.kind && (r.kind == ROW_RADIO || r.kind == ROW_TICK))
			continue;
		r.kind = ROW_GAP;
		if (row_focusable(&at) && at.id != ID_MORE)
			return i;
	}
	return none;
}

static void move_focus(struct ui *u, const struct nav *n)
{
	size_t at = none;

	if (n->top) {
		u->open->placed = false;
		u->open->scroll = (struct scroll){ 0 };
		ui_build(u);
	}
	if (n->focus)
		at = page_find(&u->page, n->focus_id);
	else if (n->next && page_count(&u->page))
		at = after_question(u, u->open->f.focus);
	if (at != none)
		set_focus(u, at);
}

static void apply(struct ui *u, struct nav *n)
{
	struct open *o = u->open;

	if (!n->taken || u->ended)
		return;
	if (n->refused)
		refused(u, o->f.screen);
	if (n->say)
		ui_say(u, n->say);
	else if (n->move != MOVE_NONE || n->reload)
		ui_say(u, NULL);
	o->settled &= !n->settle;
	if (n->reload && n->move == MOVE_NONE)
		reload(u);
	if (u->ended)
		return;
	if (u->open == o && n->move == MOVE_OPEN && in_box(u)) {
		deliver(u, ACT_LEFT_BOX, 0, NULL, false);
		ui_say(u, n->say); /* what is said of the box is not about the screen that opens */
	}
	switch (n->move) {
	case MOVE_NONE:
		ui_build(u);
		move_focus(u, n);
		return;
	case MOVE_OPEN:
		move_focus(u, n);
		open_or_say(u, n->screen, &n->args, false);
		break;
	case MOVE_REPLACE:
		open_or_say(u, n->screen, &n->args, true);
		break;
	case MOVE_BACK:
	case MOVE_RETURN:
		back(u, n->move == MOVE_RETURN ? n->text : NULL);
		break;
	case MOVE_HOME:
		go_home(u);
		break;
	case MOVE_QUIT:
		open_or_say(u, &screen_leave, NULL, false);
		break;
	case MOVE_END:
		ui_end(u, 0);
		break;
	}
	if (!u->ended)
		ui_build(u);
}

void ui_back(struct ui *u)
{
	leave_box(u);
	ui_say(u, NULL);
	back(u, NULL);
	if (!u->ended)
		ui_build(u);
}

/* Ending and staying up to date */

void ui_tell_place(struct ui *u)
{
	if (u->place_told || !u->hooks.left)
		return;
	u->place_told = true;
	for (const struct open *o = u->open; o; o = o->below) {
		if (o->f.screen->keep_place) {
			u->hooks.left(u->hooks.app, &o->f);
			return;
		}
	}
}

void ui_end(struct ui *u, int status)
{
	struct event e = { .act = ACT_HANGUP, .id = -1, .col = NO_CELL };

	if (u->ended)
		return;
	u->ended = true;
	u->status = status;
	for (struct open *o = u->open; o; o = o->below) {
		struct nav n = { .f = &o->f, .arena = arena_new() };

		e.row = o->f.focus;
		if (o->f.screen->update)
			o->f.screen->update(&o->f, &e, &n);
		arena_free(n.arena);
	}
	ui_tell_place(u);
}

enum { MINUTE_S = 60 };

void ui_second(struct ui *u)
{
	u->idle_s++;
	if (!u->opts.idle_min || u->idle_s < u->opts.idle_min * MINUTE_S)
		return;
	u->idled = true;
	ui_end(u, 0);
}

const char *ui_idled_words(const struct ui *u)
{
	return u->opts.idle_min == 1 ? TW_IDLE_ENDED_1
				     : arena_printf(u->arena, TW_IDLE_ENDED, u->opts.idle_min);
}

/* Nothing is drawn while nobody types: whoever comes back in time is told of it then. */
void ui_pressed(struct ui *u)
{
	char text[200];

	if (u->opts.idle_min && 2 * u->idle_s >= u->opts.idle_min * MINUTE_S && !u->message.len) {
		snprintf(text, sizeof(text), u->opts.idle_min == 1 ? TW_IDLE_SOON_1 : TW_IDLE_SOON,
			 u->opts.idle_min);
		ui_say(u, text);
	}
	u->idle_s = 0;
}

void ui_look(struct ui *u)
{
	struct open *o = u->open;

	if (!u->hooks.changed || !u->hooks.changed(u->hooks.app))
		return;
	if (u->hooks.catch_up)
		u->hooks.catch_up(u->hooks.app);
	reload(u);
	if (u->ended)
		return;
	ui_build(u);
	if (u->open != o)
		return;
	u->gone = u->gone || o->gone;
	deliver(u, ACT_CHANGED, 0, NULL, false);
	if (u->gone && u->open == o)
		ui_say(u, TW_LINE_GONE);
}

bool ui_gone(struct ui *u)
{
	bool gone = u->gone;

	u->gone = false;
	if (gone)
		ui_say(u, TW_LINE_GONE);
	return gone;
}

void ui_settle(struct ui *u)
{
	struct buf said = u->message;

	if (u->ended || u->open->settled)
		return;
	u->open->settled = true;
	u->message = (struct buf){ 0 }; /* nobody did anything: what was said before stands */
	deliver(u, ACT_SETTLED, 0, NULL, false);
	if (u->message.len == 0) {
		buf_clear(&u->message);
		u->message = said;
	} else {
		buf_clear(&said);
	}
}
