/* SPDX-License-Identifier: ISC */
/*
 * Bytes as a terminal sends them, through keys and screens to the bytes that are
 * painted. What no UTF-8 has stands for what else can happen: a window of
 * another size, a change by somebody else, keys that rest, a lost line.
 */
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "fuzz.h"
#include "fuzz_world.h"
#include "tui/input.h"
#include "tui/paint.h"
#include "tui/ui.h"

enum { REST = 0xfc, CHANGE, RESIZE, HANGUP };

static const char *param(const char *cap, int a, int b)
{
	static char text[64];

	(void)cap;
	snprintf(text, sizeof(text), "\033[%d;%dH", a + 1, b + 1);
	return text;
}

static const struct caps caps = {
	.clear = "\033[H\033[2J",
	.cup = "\033[%i%p1%d;%p2%dH",
	.cuf1 = "\033[C",
	.cuu1 = "\033[A",
	.el = "\033[K",
	.sgr0 = "\033[m",
	.bold = "\033[1m",
	.underline = "\033[4m",
	.reverse = "\033[7m",
	.short_cup = true,
	.last_cell = true,
	.utf8 = true,
	.param = param,
};

struct sitting { /* one person before the screens */
	struct world *w;
	struct ui *ui;
	struct input in;
	struct painter painter;
	unsigned turn;
};

/* What is on the screen is text, and the cursor is on it. */
static void look(struct sitting *s)
{
	const struct canvas *c = &s->ui->canvas;
	struct buf out = { 0 };

	if (s->ui->ended)
		return;
	ui_draw(s->ui);
	fuzz_must(c->y >= 0 && c->y < c->rows && c->x >= 0 && c->x < c->cols,
		  "the cursor is on the screen");
	for (int i = 0; i < c->rows * c->cols; i++)
		fuzz_must(!c->cell[i].s[0] || ((unsigned char)c->cell[i].s[0] >= ' ' &&
					       text_is_utf8(c->cell[i].s, strlen(c->cell[i].s))),
			  "a cell holds a character");
	paint(&s->painter, c, &out);
	buf_clear(&out);
}

static void rest(struct sitting *s)
{
	ui_settle(s->ui);
	if (!s->ui->ended && s->ui->look) {
		s->ui->look = false;
		ui_look(s->ui);
	}
	look(s);
}

static void press(struct sitting *s, bool late)
{
	int key;

	while (!s->ui->ended && (key = input_key(&s->in, late)) != TK_NONE) {
		if (key == TK_PASTED)
			ui_paste(s->ui, buf_text(&s->in.paste), s->in.paste.len, s->in.paste_over,
				 s->in.paste_on);
		else
			ui_key(s->ui, key);
	}
}

/* Another person does something to what may be on the screen. */
static void somebody_else(struct sitting *s)
{
	static const char *const names[] = { "ne-000001/title", "ne-000002/severity",
					     "ac-000001/status", "ne-000001/life",
					     "de-000001/gone" };
	static const char *const texts[] = { "Something else", "high", "complete", "archived", "" };
	static const struct actor other = { "other", MEMBER_COORDINATOR, NULL, "local" };
	struct arena *a = arena_new();
	const struct session *me = &s->w->app.session;
	size_t i = s->turn++ % (sizeof(names) / sizeof(names[0]));
	struct fact f = { 0 };
	struct edit e = { .fact = arena_printf(a, "%s/%.2s/%s", me->cycle, names[i], names[i]),
			  .text = { texts[i], strlen(texts[i]) } };
	struct change c = { .by = &other, .action = "edit", .edits = &e, .count = 1 };

	store_get(me->store, session_place(me), e.fact, a, &f, NULL);
	e.seen = f.at;
	store_save(me->store, session_place(me), &c, NULL, NULL, NULL);
	arena_free(a);
}

static void happen(struct sitting *s, unsigned what, struct bytes *b)
{
	press(s, true);
	if (s->ui->ended)
		return;
	if (what == REST) {
		rest(s);
	} else if (what == CHANGE) {
		somebody_else(s);
		ui_key(s->ui, TK_TICK);
		rest(s);
	} else if (what == RESIZE) {
		int rows = (int)bytes_byte(b) % 60 + 1, cols = (int)bytes_byte(b) % 200 + 1;

		ui_resize(s->ui, rows, cols);
		look(s);
	} else {
		ui_key(s->ui, TK_HANGUP);
	}
}

static struct sitting sit(struct bytes *b, bool plain)
{
	const struct ui_opts o = { .letter_keys = true, .esc_ms = 100, .plain = plain };
	struct sitting s = { .w = fuzz_world(b) };

	s.ui = ui_test_new(&o, &s.w->hooks, 24, 80);
	fuzz_must(ui_test_open(s.ui, screen_named("home"), NULL, NULL) == RC_OK,
		  "the first screen opens");
	painter_init(&s.painter, &caps);
	return s;
}

static void stand_up(struct sitting *s)
{
	if (!s->ui->ended)
		ui_end(s->ui, 0);
	painter_clear(&s->painter);
	input_clear(&s->in);
	ui_test_free(s->ui);
	fuzz_world_close(s->w);
}

void fuzz_screens(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	struct sitting s = sit(&b, false);

	while (b.left && !s.ui->ended) {
		unsigned c = bytes_byte(&b);
		char byte = (char)c;

		if (c >= REST) {
			happen(&s, c, &b);
		} else {
			input_add(&s.in, &byte, 1);
			press(&s, false);
		}
	}
	if (!s.ui->ended)
		happen(&s, REST, &b);
	stand_up(&s);
}

void fuzz_plain(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	struct sitting s = sit(&b, true);
	char *line;

	while (!s.ui->ended && (line = bytes_line(&b))) {
		ui_test_line(s.ui, line);
		mem_free(line);
		if (!s.ui->ended)
			mem_free(ui_test_plain(s.ui));
	}
	stand_up(&s);
}
