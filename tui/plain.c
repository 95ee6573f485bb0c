/* SPDX-License-Identifier: ISC */
/*
 * plain - a page as numbered lines, an answer as a line: for speech, braille,
 * terminals without cursor movement, and pipes
 *
 * It acts through the same calls as the keys do, so that the same journey
 * stores the same answers.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "term.h"
#include "ui.h"
#include "words.h"

enum { LIST_SHOWN = 20 };

/* Numbers: a row's own, else counted on from 1, or from 10 where rows have their own. */

static bool is_chosen_by_number(const struct row *r)
{
	return row_focusable(r) && !r->drawn;
}

static bool takes_number(const struct row *r)
{
	return is_chosen_by_number(r) && !(r->number >= 0 && r->number <= 9);
}

static int first_number(const struct page *p)
{
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].number >= 0)
			return 10;
	return 1;
}

static long number_of(const struct page *p, size_t row)
{
	long n = first_number(p);
	struct row r;

	page_row(p, row, &r);
	if (!takes_number(&r))
		return r.number;
	for (size_t i = 0; i < row; i++) {
		if (p->list_n && i == p->list_at && row >= p->list_at + p->list_n) {
			n += (long)p->list_n;
			i += p->list_n - 1;
		} else if (p->list_n && i == p->list_at) {
			return n + (long)(row - i);
		} else {
			page_row(p, i, &r);
			n += takes_number(&r);
		}
	}
	return n;
}

static size_t row_numbered(const struct page *p, long number)
{
	size_t n = page_count(p);
	struct row r;

	for (size_t i = 0; i < n; i++) {
		if (p->list_n && i == p->list_at) {
			long first = number_of(p, i);

			if (number >= first && number < first + (long)p->list_n)
				return i + (size_t)(number - first);
			i += p->list_n - 1;
			continue;
		}
		page_row(p, i, &r);
		if (is_chosen_by_number(&r) && number_of(p, i) == number)
			return i;
	}
	return (size_t)-1;
}

/* Rows */

static bool left_out(const struct page *p, size_t column)
{
	return column < p->ncolumns && (p->column[column].drawn || p->column[column].table);
}

static void item_text(const struct page *p, const struct row *r, struct buf *b)
{
	buf_str(b, r->text);
	if (r->under)
		buf_printf(b, " (%s)", r->under);
	if (r->kind == ROW_TICK)
		buf_printf(b, " (%s)", r->on ? TW_TICKED : TW_NOT_TICKED);
	if (r->kind == ROW_RADIO && r->on)
		buf_printf(b, " (%s)", TW_CHOSEN);
	for (size_t i = 0; r->kind == ROW_ITEM && i < ROW_CELLS; i++) {
		const char *title = i + 1 < p->ncolumns ? p->column[i + 1].title : NULL;

		if (!r->cell[i] || !r->cell[i][0] || left_out(p, i + 1))
			continue;
		if (title && title[0])
			buf_printf(b, "; %s: %s", title, r->cell[i]);
		else
			buf_printf(b, "; %s", r->cell[i]);
	}
	if (r->status && r->status[0])
		buf_printf(b, ": %s", r->status);
}

static void box_text(const struct row *r, struct buf *b)
{
	const char *text = textbox_text(r->box);

	size_t n = strlen(r->text);
	bool asks = n && strchr("?:.", r->text[n - 1]);

	buf_printf(b, "%s%s %s", r->text, asks ? "" : ":", text[0] ? "" : TW_EMPTY);
	if (!strchr(text, '\n')) {
		buf_str(b, text);
		return;
	}
	for (const char *s = text; *s;) { /* a long text keeps its lines */
		size_t len = strcspn(s, "\n");

		buf_str(b, "\n   ");
		buf_add(b, s, len);
		s += len + (s[len] == '\n');
	}
}

static void row_text(const struct page *p, size_t i, bool joined, struct buf *b)
{
	struct row r;

	page_row(p, i, &r);
	if (row_focusable(&r))
		buf_printf(b, "%ld. ", number_of(p, i));
	if (row_is_box(&r) && r.box)
		box_text(&r, b);
	else
		item_text(p, &r, b);
	if (joined) {
		buf_str(b, ". ");
		return;
	}
	if (row_is_box(&r) && r.error)
		buf_printf(b, "\n   " TW_ERROR, r.error);
	if (r.hint && !row_is_box(&r))
		buf_printf(b, "\n   %s", r.hint);
	if (r.detail)
		buf_printf(b, "\n   %s", r.detail);
	buf_char(b, '\n');
}

/* Rows from..to of a long list, and how to see the others. */
static size_t list_text(const struct ui *u, size_t i, struct buf *b)
{
	const struct page *p = &u->page;
	size_t from = u->open->plain_from < p->list_n ? u->open->plain_from : 0;
	size_t to = from + LIST_SHOWN < p->list_n ? from + LIST_SHOWN : p->list_n;

	for (size_t k = from; k < to; k++)
		row_text(p, p->list_at + k, false, b);
	if (from > 0 || to < p->list_n)
		buf_printf(b, TW_LINES_OF "\n", from + 1, to, p->list_n);
	return i + p->list_n - 1;
}

static bool joins_next(const struct page *p, size_t i)
{
	struct row r, next;

	if (i + 1 >= page_count(p) || (p->list_n && i + 1 == p->list_at))
		return false;
	page_row(p, i, &r);
	page_row(p, i + 1, &next);
	return r.inline_group && next.inline_group && r.kind == next.kind;
}

/* What it shows is said in other rows as well, or is about the full screen. */
static bool is_drawn_alone(const struct page *p, size_t i)
{
	struct row r;

	page_row(p, i, &r);
	return r.kind == ROW_BOXES || r.drawn;
}

static void rows_text(const struct ui *u, struct buf *b)
{
	const struct page *p = &u->page;

	for (size_t i = 0; i < page_count(p); i++) {
		if (p->list_n && i == p->list_at)
			i = list_text(u, i, b);
		else if (is_drawn_alone(p, i))
			continue;
		else if (joins_next(p, i))
			row_text(p, i, true, b);
		else
			row_text(p, i, false, b);
	}
}

static char *safe(struct buf *b)
{
	struct buf out = { 0 };

	text_safe(&out, buf_text(b), b->len, TEXT_LONG);
	buf_clear(b);
	return out.data;
}

char *plain_page(struct ui *u)
{
	const struct page *p = &u->page;
	struct buf b = { 0 };

	if (p->place)
		buf_printf(&b, "%s\n", p->place);
	if (p->title && p->title[0])
		buf_printf(&b, "%s\n", p->title);
	if (p->title_right && p->title_right[0])
		buf_printf(&b, "%s\n", p->title_right);
	rows_text(u, &b);
	return safe(&b);
}

/* Asking */

/* Once a screen is enough: who knows of it need not hear it with every line. */
static const char *ask_guidance(const struct ui *u, bool in_box)
{
	bool has = u->page.side && u->page.side[0] && !u->open->guidance_told;

	return has ? arena_printf(u->arena, TW_ASK_GUIDANCE, in_box ? "#" : "") : "";
}

static void ask_box(const struct ui *u, const struct row *r, struct buf *b)
{
	const char *text = textbox_text(r->box), *g = ask_guidance(u, true);

	buf_printf(b, "%s\n", r->text);
	if (r->error)
		buf_printf(b, TW_ERROR "\n", r->error);
	if (r->hint)
		buf_printf(b, "%s\n", r->hint);
	if (r->kind == ROW_AREA)
		buf_printf(b, text[0] ? TW_ASK_AREA_KEEP : TW_ASK_AREA, g);
	else if (text[0])
		buf_printf(b, TW_ASK_BOX_KEEP, text, g);
	else
		buf_printf(b, TW_ASK_BOX, g);
}

enum { NAME_COLS = 80 }; /* more is no name of a line but a text */

char *plain_prompt(struct ui *u)
{
	const char *g = ask_guidance(u, false);
	struct buf b = { 0 };
	struct row r;

	if (u->writing)
		buf_str(&b, TW_ASK_MORE_TEXT);
	else if (!ui_focused(u, &r) || !row_focusable(&r) ||
		 (r.kind != ROW_RADIO && r.kind != ROW_TICK && !row_is_box(&r) &&
		  text_cols(r.text) > NAME_COLS))
		buf_printf(&b, TW_ASK, g); /* a whole paragraph is not read out again */
	else if (row_is_box(&r) && r.box)
		ask_box(u, &r, &b);
	else if (r.kind == ROW_RADIO || r.kind == ROW_TICK)
		buf_printf(&b, TW_ASK_KEEP, g);
	else
		buf_printf(&b, TW_ASK_ENTER, r.text, g);
	return safe(&b);
}

/* Answering */

static void choose(struct ui *u, long number)
{
	size_t at = row_numbered(&u->page, number);
	char text[64];
	struct row r;

	if (at == (size_t)-1) {
		snprintf(text, sizeof(text), TW_NO_LINE, number);
		ui_say(u, text);
		return;
	}
	ui_focus(u, at);
	if (!ui_focused(u, &r) || row_is_box(&r))
		return; /* the prompt asks for its text */
	ui_act(u, r.kind == ROW_TICK && !r.opens ? ACT_TICK : ACT_OPEN, 0);
}

static void say_lost(struct ui *u)
{
	ui_say_lost(u, u->lost, u->lost_full);
	u->lost = 0;
}

static void fill(struct ui *u, const struct row *r, const char *line)
{
	size_t lost = textbox_lost(r->box);

	if (r->kind == ROW_AREA && u->writing) {
		textbox_insert(r->box, "\n", 1);
		textbox_insert(r->box, line, strlen(line));
	} else {
		textbox_replace(r->box, line);
	}
	u->lost += textbox_lost(r->box) - lost;
	u->lost_full = textbox_left(r->box) == 0;
	u->writing = r->kind == ROW_AREA;
	ui_send(u, ACT_TYPED, 0, NULL);
	if (u->writing)
		return;
	ui_act(u, ACT_OPEN, 0);
	say_lost(u);
}

/* Enter alone: keeps an answer and goes on, or opens what the prompt named. */
static void enter(struct ui *u)
{
	struct row r;

	u->writing = false;
	if (!ui_focused(u, &r) || !row_focusable(&r))
		ui_act(u, ACT_NEXT, 0);
	else if (r.kind == ROW_RADIO || r.kind == ROW_TICK)
		ui_act(u, ACT_NEXT, 0);
	else
		ui_act(u, ACT_OPEN, 0);
	say_lost(u);
}

static bool list_by(struct ui *u, int by)
{
	struct open *o = u->open;

	if (u->page.list_n <= LIST_SHOWN)
		return false;
	if (by > 0 && o->plain_from + LIST_SHOWN < u->page.list_n)
		o->plain_from += LIST_SHOWN;
	else if (by < 0)
		o->plain_from -= o->plain_from < LIST_SHOWN ? o->plain_from : LIST_SHOWN;
	ui_focus(u, u->page.list_at + o->plain_from);
	return true;
}

static bool letter(struct ui *u, char c)
{
	enum action act;
	bool own;

	for (size_t i = 0; i < u->page.nrows; i++) {
		if (u->page.rows[i].letter == c && row_focusable(&u->page.rows[i])) {
			ui_focus(u,
				 i >= u->page.list_at && u->page.list_n ? i + u->page.list_n : i);
			ui_act(u, ACT_OPEN, 0);
			return true;
		}
	}
	act = ui_key_action(u, c, NULL, &own);
	if (act == ACT_NONE)
		return false;
	ui_act(u, act, 0);
	return true;
}

static void find(struct ui *u, const char *text)
{
	const struct open *o = u->open;
	struct row r;

	ui_act(u, ACT_FIND, 0);
	if (text[0] && u->open != o && ui_focused(u, &r) && row_is_box(&r))
		fill(u, &r, text);
}

/* A command: anything but the text of a box. */
static void command(struct ui *u, const char *line)
{
	char *end, text[160];
	long number = strtol(line, &end, 10);

	if (!strcmp(line, "<"))
		ui_act(u, ACT_BACK, 0);
	else if (!strcmp(line, "?"))
		ui_act(u, ACT_HELP, 0);
	else if (line[0] == '/')
		find(u, line + 1);
	else if (line[0] >= '0' && line[0] <= '9' && *end == '\0')
		choose(u, number);
	else if (!strcmp(line, "+") && list_by(u, 1))
		return;
	else if (!strcmp(line, "-") && list_by(u, -1))
		return;
	else if (line[1] == '\0' && letter(u, line[0]))
		return;
	else if (action_read(line) != ACT_NONE)
		ui_act(u, action_read(line), 0);
	else {
		snprintf(text, sizeof(text), TW_NOT_UNDERSTOOD,
			 (int)text_fit(line, strlen(line), 60), line);
		ui_say(u, text);
	}
}

/* The line of a page as it is read out that begins with this number; NULL: none. */
static const char *line_of(const char *page, const char *number, size_t *len)
{
	char start[24];
	size_t n = (size_t)snprintf(start, sizeof(start), "%.20s. ", number);

	for (const char *s = page; s && *s; s += *len + (s[*len] == '\n')) {
		*len = strcspn(s, "\n");
		if (!strncmp(s, start, n))
			return s;
	}
	*len = 0;
	return NULL;
}

/*
 * A number means the line that was read out under it, and Enter the one that
 * the prompt named. Where others changed the list since it would be another
 * one: the page is read out again, and nothing is done.
 */
static bool is_another(struct ui *u, const char *line)
{
	const char *number = line[0] == '#' ? line + 1 : line, *was, *now;
	bool other = u->gone && !line[0];
	size_t was_len, now_len;
	char *page;

	u->gone = false;
	if (*number && strspn(number, "0123456789") == strlen(number) && u->printed_of == u->open) {
		page = plain_page(u);
		was = line_of(u->printed, number, &was_len);
		now = line_of(page, number, &now_len);
		other = was && (!now || was_len != now_len || memcmp(was, now, was_len) != 0);
		mem_free(page);
	}
	if (!other)
		return false;
	ui_say(u, TW_CHANGED);
	u->printed_of = NULL;
	return true;
}

void plain_line(struct ui *u, const char *line)
{
	struct row r = { .kind = ROW_GAP };
	bool box;

	if (u->ended)
		return;
	ui_look(u);
	if (u->ended)
		return;
	box = ui_focused(u, &r) && row_is_box(&r) && r.box;
	if ((!box || (line[0] == '#' && !u->writing)) && is_another(u, line))
		return;
	if (line[0] == '\0')
		enter(u);
	else if (!box)
		command(u, line);
	else if (u->writing || !(line[0] == '#' || !strcmp(line, "<") || !strcmp(line, "?")))
		fill(u, &r, line);
	else
		command(u, line[0] == '#' && line[1] ? line + 1 : line);
	ui_pressed(u);
	if (!u->ended)
		ui_build(u);
}

/* The conversation */

/* Adds the lines of `now` that `before` does not have; all of them where that is NULL. */
static void add_new(struct buf *b, const char *now, const char *before)
{
	for (const char *s = now; *s;) {
		size_t len = strcspn(s, "\n") + 1;
		const char *at = before;

		while (at && *at && strncmp(at, s, len) != 0) {
			at += strcspn(at, "\n");
			at += *at == '\n';
		}
		len -= s[len - 1] == '\0';
		if (!at || !*at)
			buf_add(b, s, len);
		s += len;
	}
}

static void print_turn(struct ui *u)
{
	char *page = plain_page(u), *prompt = plain_prompt(u);
	const char *message = u->message.len ? buf_text(&u->message) : u->page.message;
	struct buf b = { 0 };

	if (u->printed_of != u->open)
		buf_char(&b, '\n');
	add_new(&b, page, u->printed_of == u->open ? u->printed : NULL);
	if (message && message[0]) {
		buf_printf(&b, "%s\n", message);
		if (message != buf_text(&u->told)) {
			buf_reset(&u->told);
			buf_str(&u->told, message);
		}
	}
	ui_say(u, NULL); /* said once */
	buf_str(&b, prompt);
	term_print(buf_text(&b), b.len);
	buf_clear(&b);
	u->open->guidance_told = true;
	mem_free(prompt);
	mem_free(u->printed);
	u->printed = page;
	u->printed_of = u->open;
}

int plain_run(struct ui *u)
{
	struct buf line = { 0 };
	bool turn = true;
	int key;

	term_signals();
	u->opts.plain = u->opts.letter_keys = true;
	ui_build(u);
	while (!u->ended) {
		ui_settle(u);
		if (u->ended)
			break;
		ui_build(u);
		if (turn && !u->writing)
			print_turn(u);
		key = term_read_line(&line);
		turn = key != TK_RESIZE && key != TK_TICK; /* what is read out has no width */
		if (key == TK_ENTER) {
			plain_line(u, buf_text(&line));
			ui_tell_place(u);
		} else if (key == TK_NONE) {
			ui_end(u, 0); /* the end of what was to be read */
		} else {
			ui_key(u, key);
		}
	}
	buf_clear(&line);
	return u->status;
}
