/* SPDX-License-Identifier: ISC */
#include "textbox.h"

#include <string.h>

#include "keys.h"

enum { UNDO_MAX = 64 };

enum edit { EDIT_NONE, EDIT_TYPE, EDIT_RUBOUT, EDIT_OTHER };

struct undo {
	char *text;
	size_t cursor;
};

struct textbox {
	enum text_kind kind;
	size_t limit; /* characters; 0: none */
	struct buf text;
	size_t cursor; /* bytes */
	bool changed;
	size_t edits, lost;
	int want; /* column that up and down keep to; -1: where the cursor is */
	enum edit last;
	struct undo undo[UNDO_MAX];
	size_t nundo;
	struct buf cut;
	bool cutting; /* the next cut line joins the last */
};

struct textbox *textbox_new(enum text_kind kind, size_t limit_chars)
{
	struct textbox *t = mem_alloc(sizeof(*t));

	t->kind = kind;
	t->limit = limit_chars;
	t->want = -1;
	return t;
}

static void forget_undo(struct textbox *t)
{
	while (t->nundo > 0)
		mem_free(t->undo[--t->nundo].text);
	t->last = EDIT_NONE;
}

void textbox_free(struct textbox *t)
{
	if (!t)
		return;
	forget_undo(t);
	buf_clear(&t->text);
	buf_clear(&t->cut);
	mem_free(t);
}

void textbox_set(struct textbox *t, const char *text)
{
	char *copy = mem_str(text ? text : ""); /* may be our own text */

	buf_reset(&t->text);
	buf_str(&t->text, copy);
	mem_free(copy);
	t->cursor = t->text.len;
	t->changed = false;
	t->want = -1;
	forget_undo(t);
}

const char *textbox_text(const struct textbox *t)
{
	return buf_text(&t->text);
}

bool textbox_changed(const struct textbox *t)
{
	return t->changed;
}

size_t textbox_cursor(const struct textbox *t)
{
	return t->cursor;
}

enum text_kind textbox_kind(const struct textbox *t)
{
	return t->kind;
}

size_t textbox_edits(const struct textbox *t)
{
	return t->edits;
}

size_t textbox_lost(const struct textbox *t)
{
	return t->lost;
}

size_t textbox_left(const struct textbox *t)
{
	size_t used;

	if (!t->limit)
		return (size_t)-1;
	used = text_chars(textbox_text(t));
	return used < t->limit ? t->limit - used : 0;
}

/* Editing */

/* Remembers the text as it is, unless this edit goes on with the last one. */
static void remember(struct textbox *t, enum edit edit)
{
	bool goes_on = edit == t->last && edit != EDIT_OTHER;

	t->last = edit;
	if (goes_on)
		return;
	if (t->nundo == UNDO_MAX) {
		mem_free(t->undo[0].text);
		memmove(t->undo, t->undo + 1, (UNDO_MAX - 1) * sizeof(t->undo[0]));
		t->nundo--;
	}
	t->undo[t->nundo++] = (struct undo){ mem_str(textbox_text(t)), t->cursor };
}

/* Replaces the bytes from..to by s and puts the cursor behind it. */
static void splice(struct textbox *t, size_t from, size_t to, const char *s, size_t len)
{
	size_t tail = t->text.len - to;
	char *rest = memcpy(mem_alloc(tail + 1), buf_text(&t->text) + to, tail);

	t->text.len = from;
	buf_add(&t->text, s, len);
	buf_add(&t->text, rest, tail);
	mem_free(rest);
	t->cursor = from + len;
	t->changed = true;
	t->edits++;
	t->want = -1;
	t->cutting = false;
}

/* Bytes of s that still fit in the limit. */
static size_t fitting(const struct textbox *t, const char *s, size_t len)
{
	size_t left = textbox_left(t), at = 0, n;

	while (left > 0 && (n = text_next(s + at, len - at, NULL)) > 0) {
		at += n;
		left--;
	}
	return at;
}

static size_t chars_n(const char *s, size_t len)
{
	size_t count = 0, n;

	for (size_t at = 0; (n = text_next(s + at, len - at, NULL)) > 0; at += n)
		count++;
	return count;
}

/* The parts that are UTF-8; returns how many bytes are none of it. */
static size_t add_utf8(struct buf *b, const char *s, size_t len)
{
	size_t bad = 0, n;

	for (size_t at = 0; at < len; at += n) {
		n = text_next(s + at, len - at, NULL);
		if (n > 0 && text_is_utf8(s + at, n)) {
			buf_add(b, s + at, n);
		} else {
			bad++;
			n = 1;
		}
	}
	return bad;
}

/*
 * What is put in is joined to the character before it, so that an accent that
 * comes alone finds its letter; text_accept trims at the ends, hence the guards.
 */
size_t textbox_insert(struct textbox *t, const char *s, size_t len)
{
	const char *text = textbox_text(t);
	size_t before = text_prev(text, t->cursor), keep, took, removed, bad;
	struct buf in = { 0 }, out = { 0 };
	char last = before ? text[t->cursor - before] : ' ';
	bool joins = len && (unsigned char)s[0] >= 0x80 && last != ' ' && last != '\n';
	size_t from = joins ? t->cursor - before : t->cursor;
	size_t skip = joins ? 0 : 1; /* the guard in front */

	if (joins)
		buf_add(&in, text + from, before);
	else
		buf_char(&in, 'q');
	bad = add_utf8(&in, s, len);
	buf_char(&in, 'q');
	if (text_accept(&out, in.data, in.len, t->kind, &removed, NULL) == RC_OK) {
		size_t n = out.len - skip - 1;

		remember(t, len <= 4 && s[0] != ' ' && s[0] != '\n' ? EDIT_TYPE : EDIT_OTHER);
		keep = t->cursor;
		splice(t, from, keep, "", 0);
		took = fitting(t, out.data + skip, n);
		removed += bad + chars_n(out.data + skip + took, n - took);
		splice(t, from, from, out.data + skip, took);
	}
	buf_clear(&in);
	buf_clear(&out);
	t->lost += removed;
	return removed;
}

void textbox_replace(struct textbox *t, const char *text)
{
	remember(t, EDIT_OTHER);
	splice(t, 0, t->text.len, "", 0);
	textbox_insert(t, text, strlen(text));
}

bool textbox_undo(struct textbox *t)
{
	struct undo *u;

	if (t->nundo == 0)
		return false;
	u = &t->undo[--t->nundo];
	buf_reset(&t->text);
	buf_str(&t->text, u->text);
	t->cursor = u->cursor;
	t->changed = true;
	t->edits++;
	t->want = -1;
	t->last = EDIT_NONE;
	t->cutting = false;
	mem_free(u->text);
	return true;
}

/* Lines */

/* The wrapped line that holds byte `at`: its number, start, bytes shown and bytes used. */
struct line {
	size_t number, start, len, used;
	bool found;
};

static struct line line_of(const struct textbox *t, int cols, size_t at, size_t number)
{
	const char *text = textbox_text(t);
	size_t all = t->text.len;
	struct line l = { 0 };

	for (;;) {
		l.len = text_wrap(text + l.start, all - l.start, cols, &l.used);
		l.found = true;
		if (l.number == number || (at != (size_t)-1 && at < l.start + l.used))
			return l;
		if (l.start + l.used >= all)
			break;
		l.start += l.used;
		l.number++;
	}
	if (all > 0 && text[all - 1] == '\n') { /* the empty line behind the last newline */
		l = (struct line){ .number = l.number + 1, .start = all, .found = true };
		if (at != (size_t)-1 || l.number == number)
			return l;
	}
	l.found = at != (size_t)-1;
	return l;
}

bool textbox_line(const struct textbox *t, int cols, size_t i, const char **s, size_t *len)
{
	struct line l = line_of(t, cols, (size_t)-1, i);

	if (!l.found)
		return false;
	*s = textbox_text(t) + l.start;
	*len = l.len;
	return true;
}

void textbox_where(const struct textbox *t, int cols, size_t *line, int *col)
{
	struct line l = line_of(t, cols, t->cursor, (size_t)-1);
	int c = text_cols_n(textbox_text(t) + l.start, t->cursor - l.start);

	*line = l.number;
	*col = c < cols ? c : cols;
}

size_t textbox_lines(const struct textbox *t, int cols)
{
	return line_of(t, cols, t->text.len, (size_t)-1).number + 1;
}

bool textbox_cut_line(struct textbox *t, int cols)
{
	struct line l = line_of(t, cols, t->cursor, (size_t)-1);
	size_t end = l.start + l.used;
	bool cutting = t->cutting;

	if (end == l.start)
		return false;
	if (!cutting)
		buf_reset(&t->cut);
	buf_add(&t->cut, textbox_text(t) + l.start, end - l.start);
	remember(t, EDIT_OTHER);
	splice(t, l.start, end, "", 0);
	t->cutting = true;
	return true;
}

bool textbox_paste_line(struct textbox *t)
{
	size_t took;

	if (t->cut.len == 0)
		return false;
	took = fitting(t, t->cut.data, t->cut.len);
	remember(t, EDIT_OTHER);
	splice(t, t->cursor, t->cursor, t->cut.data, took);
	return true;
}

/* Keys */

static bool move_to(struct textbox *t, size_t at)
{
	bool moved = at != t->cursor;

	t->cursor = at;
	t->last = EDIT_NONE;
	t->cutting = false;
	return moved;
}

/* The place in a line nearest to a column. */
static size_t at_column(const struct textbox *t, const struct line *l, int col)
{
	return l->start + text_fit(textbox_text(t) + l->start, l->len, col);
}

static bool move_lines(struct textbox *t, int cols, long by)
{
	size_t line, last = textbox_lines(t, cols) - 1, to;
	struct line l;
	int col;

	textbox_where(t, cols, &line, &col);
	if (t->want >= 0)
		col = t->want;
	if (by < 0)
		to = line >= (size_t)-by ? line - (size_t)-by : 0;
	else
		to = line + (size_t)by <= last ? line + (size_t)by : last;
	if (to == line)
		return false;
	l = line_of(t, cols, (size_t)-1, to);
	move_to(t, at_column(t, &l, col));
	t->want = col;
	return true;
}

static void rub_out(struct textbox *t, size_t from, size_t to)
{
	if (from == to)
		return;
	remember(t, EDIT_RUBOUT);
	splice(t, from, to, "", 0);
	t->cursor = from;
}

static bool move_key(struct textbox *t, int key, int cols)
{
	const char *text = textbox_text(t);
	struct line l = line_of(t, cols, t->cursor, (size_t)-1);

	t->want = -1;
	switch (key) {
	case TK_LEFT:
		move_to(t, t->cursor - text_prev(text, t->cursor));
		return true;
	case TK_RIGHT:
		move_to(t, t->cursor + text_next(text + t->cursor, t->text.len - t->cursor, NULL));
		return true;
	case TK_HOME:
		move_to(t, l.start);
		return true;
	case TK_END:
		move_to(t, l.start + l.len);
		return true;
	default:
		return false;
	}
}

bool textbox_key(struct textbox *t, int key, int cols)
{
	const char *text = textbox_text(t);
	char bytes[5];
	enum { PAGE = 10 };

	if (t->kind == TEXT_LONG) {
		if (key == TK_UP || key == TK_DOWN)
			return move_lines(t, cols, key == TK_UP ? -1 : 1);
		if (key == TK_PGUP || key == TK_PGDN)
			return move_lines(t, cols, key == TK_PGUP ? -PAGE : PAGE);
		if (key == TK_ENTER)
			return textbox_insert(t, "\n", 1), true;
		if (key == TK_CUT_LINE)
			return textbox_cut_line(t, cols), true;
		if (key == TK_PASTE_LINE)
			return textbox_paste_line(t), true;
	}
	switch (key) {
	case TK_LEFT:
	case TK_RIGHT:
	case TK_HOME:
	case TK_END:
		return move_key(t, key, cols);
	case TK_BACKSPACE:
		rub_out(t, t->cursor - text_prev(text, t->cursor), t->cursor);
		return true;
	case TK_DELETE:
		rub_out(t, t->cursor,
			t->cursor + text_next(text + t->cursor, t->text.len - t->cursor, NULL));
		return true;
	case TK_UNDO_TYPING:
		textbox_undo(t);
		return true;
	default:
		break;
	}
	if (key < ' ' || key == 0x7f || key >= TK_NONE)
		return false;
	textbox_insert(t, bytes, key_utf8(key, bytes));
	return true;
}
