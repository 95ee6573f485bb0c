/* SPDX-License-Identifier: ISC */
/* The page of the screen in front: built, measured, its focus in place, drawn. */
#include <stdio.h>
#include <string.h>

#include "ui.h"
#include "words.h"

static const size_t none = (size_t)-1;

static bool wants_more(const struct ui *u)
{
	const struct screen *s = u->open->f.screen;

	return u->hooks.more && s != u->hooks.more && s != &screen_leave;
}

static size_t first_stop(const struct page *p)
{
	struct row r;

	for (size_t i = 0; i < page_count(p); i++) {
		page_row(p, i, &r);
		if (row_focusable(&r))
			return i;
	}
	return 0;
}

void ui_note_focus(struct open *o, size_t at, const struct row *r)
{
	o->id = row_focusable(r) ? r->id : -1;
	snprintf(o->key, sizeof(o->key), "%s", row_focusable(r) && r->key ? r->key : "");
	if (r->id == ID_MORE)
		return;
	o->work = at;
	memcpy(o->work_key, o->key, sizeof(o->key));
}

/* What has a name is found by it alone: its place, and so its id, may be another's now. */
static void place_by_key(struct open *o, const struct page *p)
{
	char key[ROW_KEY];
	struct row r = { .kind = ROW_GAP };
	size_t at;

	if (o->f.focus < page_count(p))
		page_row(p, o->f.focus, &r);
	snprintf(key, sizeof(key), "%s", r.key ? r.key : "");
	if (!strcmp(key, o->key))
		return;
	at = page_find_key(p, o->key, o->f.focus);
	o->gone = at == none;
	if (!o->gone)
		o->f.focus = at;
}

/* The row that had the focus may stand elsewhere now, or be gone. */
static void place_focus(struct ui *u)
{
	struct open *o = u->open;
	const struct page *p = &u->page;
	size_t n = page_count(p), at = none;
	struct row r;

	o->gone = false;
	if (n == 0) {
		o->f.focus = 0;
		return;
	}
	if (!o->placed) {
		at = p->focus_id >= 0 ? page_find(p, p->focus_id) : none;
		o->f.focus = at != none ? at : first_stop(p);
		o->placed = true;
	} else if (o->key[0]) {
		place_by_key(o, p);
		if (o->f.focus >= n)
			o->f.focus = n - 1;
	} else {
		if (o->f.focus < n)
			page_row(p, o->f.focus, &r);
		if (o->id != -1 && (o->f.focus >= n || r.id != o->id || !row_focusable(&r)))
			at = page_find(p, o->id);
		if (at != none)
			o->f.focus = at;
		if (o->f.focus >= n)
			o->f.focus = n - 1;
	}
}

/* Where the rows there was the focus on are gone, the one that took their place gets it. */
static void settle_focus(struct ui *u)
{
	struct open *o = u->open;
	struct row r;
	size_t at;

	if (page_count(&u->page) == 0)
		return;
	page_row(&u->page, o->f.focus, &r);
	if (!row_focusable(&r) && o->id != -1) {
		at = layout_below(&u->layout, o->f.focus, 1);
		if (at == none)
			at = layout_below(&u->layout, o->f.focus, -1);
		if (at != none)
			o->f.focus = at;
		page_row(&u->page, o->f.focus, &r);
	}
	ui_note_focus(o, o->f.focus, &r);
}

static void measure(struct ui *u)
{
	struct open *o = u->open;

	layout_make(&u->layout, &u->page, &u->opts, u->rows, u->cols, o->f.guidance);
	if (!u->page.grid)
		return;
	if (o->f.col >= u->page.grid->ncols)
		o->f.col = u->page.grid->ncols ? u->page.grid->ncols - 1 : 0;
	layout_show_column(&u->layout, o->f.col, &o->left);
}

/* Where the first thing to act on is below what is seen, the page is read from its beginning. */
static void begin_reading(struct ui *u)
{
	struct scroll top = { 0 };

	if (page_count(&u->page) && !layout_visible(&u->layout, &top, u->open->f.focus)) {
		u->open->f.focus = 0;
		u->open->id = -1;
		u->open->key[0] = '\0';
	}
}

void ui_build(struct ui *u)
{
	const char *trouble = u->hooks.trouble ? u->hooks.trouble(u->hooks.app) : NULL;
	struct open *o = u->open;
	bool first;

	if (trouble)
		ui_say(u, trouble);
	first = !o->placed;
	arena_reset(u->arena);
	page_begin(&u->page, u->arena);
	o->f.screen->build(&o->f, &u->page);
	page_keep(&u->page);
	if (wants_more(u))
		page_button(&u->page, ID_MORE, TW_MORE);
	if (!o->looked) { /* a table needs the width; a list of things to do has room to spare */
		o->f.guidance = u->page.ncolumns == 0;
		o->looked = true;
	}
	place_focus(u);
	measure(u);
	if (first && u->page.focus_id < 0 && !u->opts.plain)
		begin_reading(u);
	settle_focus(u);
	layout_show(&u->layout, o->f.focus, &o->scroll);
	o->f.top = o->scroll.top;
}

bool ui_in_grid(const struct ui *u)
{
	return u->page.grid && u->page.grid->ncols && page_in_list(&u->page, u->open->f.focus);
}

bool ui_focused(const struct ui *u, struct row *out)
{
	if (u->open->f.focus >= page_count(&u->page))
		return false;
	page_row(&u->page, u->open->f.focus, out);
	return true;
}

void ui_resize(struct ui *u, int rows, int cols)
{
	u->rows = rows;
	u->cols = cols;
	ui_build(u);
}

void ui_draw(struct ui *u)
{
	struct open *o = u->open;
	struct draw d = {
		.keys = o->f.screen->keys,
		.message = u->message.len ? buf_text(&u->message) : u->page.message,
		.focus = o->f.focus,
		.col = o->f.col,
		.scroll = o->scroll,
		.area_top = o->area_top,
	};

	if (u->rows < DRAW_MIN_ROWS || u->cols < DRAW_MIN_COLS) {
		draw_too_small(&u->canvas, u->rows, u->cols);
		return;
	}
	draw_page(&u->layout, &d, &u->canvas);
	o->area_top = d.area_top;
	if (u->on_message) {
		u->canvas.y = u->layout.message_y;
		u->canvas.x = 0;
	}
}
