/* SPDX-License-Identifier: ISC */
/* The loop on a terminal, and the same without one for tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "input.h"
#include "term.h"
#include "ui.h"
#include "words.h"

static void paste(struct ui *u)
{
	size_t len, over;
	bool on;
	const char *text = term_pasted(&len, &over, &on);

	ui_paste(u, text, len, over, on);
}

static void resize(struct ui *u)
{
	int rows, cols;

	term_size(&rows, &cols);
	ui_resize(u, rows, cols);
}

static bool sleeps(const struct ui *u, int key)
{
	struct row r;

	return key == TK_UNDO_TYPING && u->opts.suspend && !(ui_focused(u, &r) && row_is_box(&r));
}

/* All that is typed ahead is acted on before anything is drawn. */
static void act_on_waiting(struct ui *u, int key)
{
	do {
		if (key == TK_PASTED) {
			paste(u);
		} else if (sleeps(u, key)) {
			term_suspend();
			resize(u); /* nobody told us what happened to the window meanwhile */
		} else {
			if (key == TK_RESIZE)
				resize(u);
			ui_key(u, key);
		}
		key = term_key(false);
	} while (key != TK_NONE && !u->ended);
}

/*
 * What a look costs, every session pays for every change of everybody else. One
 * that is not asked for by a key that acts has to wait until this session's looks
 * take no more than so small a part of a processor.
 */
enum { LOOK_PARTS = 200 };

struct looks {
	long long at_us, cost_us; /* the last one: when, and its processor time */
};

static long long time_us(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static bool is_due(const struct looks *l)
{
	return time_us(CLOCK_MONOTONIC) - l->at_us >= LOOK_PARTS * l->cost_us;
}

static void looked(struct looks *l, long long cpu_before)
{
	l->cost_us = time_us(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
	l->at_us = time_us(CLOCK_MONOTONIC);
}

/* True: the page is another now. */
static bool look_at_rest(struct ui *u, struct looks *l)
{
	long long cpu = time_us(CLOCK_PROCESS_CPUTIME_ID);

	if (!is_due(l)) /* the next tick asks again */
		return false;
	u->look = false;
	if (!u->hooks.changed || !u->hooks.changed(u->hooks.app))
		return false;
	ui_look(u);
	looked(l, cpu);
	return true;
}

/* What the last keys took is given back before the next, where somebody takes their time. */
static void give_back(struct ui *u, int key)
{
	bool rests = key == TK_TICK;

	if (rests && !u->rested && u->hooks.rest)
		u->hooks.rest(u->hooks.app);
	u->rested = rests;
}

static void act(struct ui *u, struct looks *l, int key)
{
	bool moved = u->hooks.changed && u->hooks.changed(u->hooks.app);
	long long cpu = time_us(CLOCK_PROCESS_CPUTIME_ID);

	u->look_later = !is_due(l);
	act_on_waiting(u, key);
	if (key == TK_TICK && moved && !u->look_later)
		looked(l, cpu);
	give_back(u, key);
}

/*
 * The store is looked at when the keys rest: a load must not stand between two
 * keys of somebody who holds one down, nor between what was sent and the line.
 */
static int run_screen(struct ui *u)
{
	enum { REST_MS = 50 };
	struct looks looks = { 0, 0 };

	while (!u->ended) {
		ui_draw(u);
		term_show(&u->canvas);
		if (!u->open->settled && !term_waiting(0)) {
			ui_settle(u);
			continue;
		}
		if (u->look && !term_waiting(REST_MS) && look_at_rest(u, &looks))
			continue;
		act(u, &looks, term_key(true));
	}
	return u->status;
}

static void say_terminal(struct ui *u)
{
	char text[160];

	snprintf(text, sizeof(text), TW_TERMINAL, term_note());
	ui_say(u, text);
}

static void say_idled(const struct ui *u)
{
	fprintf(stderr, "%s\n", ui_idled_words(u));
}

int ui_run(const struct ui_opts *o, const struct ui_hooks *h, const struct screen *first,
	   const struct args *args, struct err *err)
{
	int rows = 24, cols = 80, status;
	enum rc rc = o->plain ? RC_NOT_FOUND : term_open(o, err);
	struct ui u;

	if (rc == RC_USAGE)
		return rc_exit(rc);
	if (rc == RC_OK)
		term_size(&rows, &cols);
	ui_init(&u, o, h, rows, cols);
	if (rc == RC_OK)
		u.opts.ascii |= !term_utf8();
	if ((h->home && h->home != first && ui_open(&u, h->home, NULL, err) != RC_OK) ||
	    ui_open(&u, first, args, err) != RC_OK) {
		ui_clear(&u);
		term_close();
		return rc_exit(err ? err->rc : RC_IO);
	}
	ui_build(&u);
	if (h->begun)
		h->begun(h->app, &u);
	if (rc == RC_OK && term_note())
		say_terminal(&u);
	status = rc == RC_OK ? run_screen(&u) : plain_run(&u);
	term_close();
	if (err && u.failed.rc != RC_OK)
		*err = u.failed;
	if (h->begun)
		h->begun(h->app, NULL);
	if (u.idled)
		say_idled(&u);
	ui_clear(&u);
	return status;
}

/* The page is not built again: what it shows may be half changed just now. */
void ui_say_now(struct ui *u, const char *text)
{
	if (u->opts.plain) {
		term_print(text, strlen(text));
		term_print("\n", 1);
	} else if (u->canvas.rows == u->rows && u->canvas.cols == u->cols &&
		   u->rows >= DRAW_MIN_ROWS && u->cols >= DRAW_MIN_COLS) {
		draw_message(&u->layout, &u->canvas, text);
		term_show(&u->canvas);
	}
}

/* Without a terminal */

struct ui *ui_test_new(const struct ui_opts *o, const struct ui_hooks *h, int rows, int cols)
{
	struct ui *u = mem_alloc(sizeof(*u));

	ui_init(u, o, h, rows, cols);
	return u;
}

static void rest(struct ui *u)
{
	if (!u->ended && u->open) {
		ui_settle(u);
		if (!u->ended)
			ui_build(u);
	}
}

enum rc ui_test_open(struct ui *u, const struct screen *s, const struct args *args, struct err *err)
{
	enum rc rc = ui_open(u, s, args, err);

	if (rc == RC_OK)
		ui_build(u);
	rest(u);
	return rc;
}

void ui_test_key(struct ui *u, int key)
{
	ui_key(u, key);
	rest(u);
}

void ui_test_type(struct ui *u, const char *text)
{
	struct input in = { 0 };
	int key;

	input_add(&in, text, strlen(text));
	while ((key = input_key(&in, true)) != TK_NONE)
		ui_key(u, key);
	input_clear(&in);
	rest(u);
}

void ui_test_paste(struct ui *u, const char *text)
{
	ui_paste(u, text, strlen(text), 0, false);
	rest(u);
}

void ui_test_resize(struct ui *u, int rows, int cols)
{
	ui_resize(u, rows, cols);
}

char *ui_test_dump(struct ui *u)
{
	struct buf b = { 0 };

	ui_draw(u);
	canvas_text(&u->canvas, &b);
	buf_printf(&b, "@%d,%d\n", u->canvas.y + 1, u->canvas.x + 1);
	return b.data;
}

char *ui_test_plain(struct ui *u)
{
	struct buf b = { 0 };
	char *page = plain_page(u), *prompt = plain_prompt(u);
	const char *message = u->message.len ? buf_text(&u->message) : u->page.message;

	buf_printf(&b, "%s%s%s%s\n", page, message ? message : "", message ? "\n" : "", prompt);
	mem_free(u->printed);
	u->printed = page;
	u->printed_of = u->open;
	mem_free(prompt);
	return b.data;
}

void ui_test_line(struct ui *u, const char *line)
{
	plain_line(u, line);
	rest(u);
}

void ui_test_free(struct ui *u)
{
	if (!u)
		return;
	ui_clear(u);
	mem_free(u);
}

const struct screen *ui_test_screen(const struct ui *u)
{
	return u->open ? u->open->f.screen : NULL;
}

bool ui_test_ended(const struct ui *u)
{
	return u->ended;
}
