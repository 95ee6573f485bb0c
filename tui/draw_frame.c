/* SPDX-License-Identifier: ISC */
/* What stands round the work: the place, the message, the keys. */
#include <string.h>

#include "pen.h"
#include "words.h"

static void put_place(const struct layout *l, struct canvas *c)
{
	const struct page *p = l->page;
	int right = p->who ? text_cols(p->who) : 0, room = l->cols;

	if (right > 0 && right + 22 <= l->cols) {
		canvas_put(c, 0, l->cols - right, right, p->who, strlen(p->who), ROLE_PLAIN);
		room -= right + 2;
	}
	if (p->place)
		canvas_cut(c, 0, 0, room, p->place, ROLE_PLAIN, l->opts->ascii);
}

static void put_message(const struct layout *l, const struct draw *d, struct canvas *c)
{
	struct pen p = { .l = l,
			 .c = c,
			 .y = l->message_y,
			 .from = l->message_y,
			 .to = l->message_y + (l->roomy ? 2 : 1) };
	const char *s = d->message;

	if (!s || !s[0])
		return;
	if (l->roomy)
		pen_paragraph(&p, 0, l->cols, s, ROLE_PLAIN);
	else
		canvas_cut(c, p.y, 0, l->cols, s, ROLE_PLAIN, l->opts->ascii);
}

void draw_message(const struct layout *l, struct canvas *c, const char *text)
{
	struct draw d = { .message = text };

	for (int x = 0; x < l->cols; x++)
		canvas_put(c, l->message_y, x, 1, " ", 1, ROLE_PLAIN);
	for (int x = 0; l->roomy && x < l->cols; x++)
		canvas_put(c, l->message_y + 1, x, 1, " ", 1, ROLE_PLAIN);
	put_message(l, &d, c);
}

/* Below the message; where there are few lines beside it, as long as it leaves room. */
static void put_more_below(const struct layout *l, const struct draw *d, struct canvas *c)
{
	struct scroll on = d->scroll;
	int y = l->message_y + (l->roomy ? 1 : 0), from;
	const char *s;

	if (layout_by(l, &on, 1))
		s = d->scroll.top || d->scroll.skip ? TW_MORE_BOTH : TW_MORE_BELOW;
	else
		s = d->scroll.top || d->scroll.skip ? TW_MORE_ABOVE : NULL;
	if (!s)
		return;
	from = l->cols - (int)strlen(s);
	for (int x = from - 1; x < l->cols; x++)
		if (canvas_at(c, y, x)->s[0] != ' ')
			return;
	canvas_put(c, y, from, l->cols, s, strlen(s), ROLE_HINT);
}

/* Keys of the screen */

struct keyline {
	struct canvas *c;
	int y, x;
};

static void put_key(struct keyline *k, const char *key, const char *label)
{
	struct buf b = { 0 };
	int cols;

	buf_printf(&b, "%s %s", key, label);
	cols = text_cols(buf_text(&b));
	if (k->x > 0)
		k->x += 3;
	if (k->x + cols <= k->c->cols) {
		canvas_put(k->c, k->y, k->x, cols, b.data, b.len, ROLE_KEY);
		k->x += cols;
	} else {
		k->x = k->c->cols;
	}
	buf_clear(&b);
}

static bool is_letter(int key)
{
	return key > ' ' && key < 0x7f;
}

static void put_keys_of(struct keyline *k, const struct keybind *v, const struct layout *l)
{
	char name[16];

	for (; v && v->key; v++) {
		if (!v->label || (is_letter(v->key) && !l->opts->letter_keys))
			continue;
		if (v->act == ACT_UNDO && v->key == 'u')
			continue; /* on the second line */
		if (v->act == ACT_FIND && l->page->alone)
			continue;
		if ((v->act == ACT_DOWN || v->act == ACT_FIND) && l->cols < DRAW_SIDE_COLS)
			continue; /* little room: help tells of them */
		key_words(v->key, name);
		put_key(k, v->act == ACT_DOWN ? TW_KEY_MOVE : name, v->label);
	}
}

/* What a digit does here: it opens, or it answers. NULL: no line has a number. */
static const char *number_does(const struct page *p)
{
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].number >= 0)
			return p->rows[i].kind == ROW_RADIO || p->rows[i].kind == ROW_TICK
				       ? TW_CHOOSE_LINE
				       : TW_OPEN_LINE;
	return NULL;
}

static void put_second_line(struct keyline *k, const struct layout *l, const struct draw *d,
			    const struct row *focus)
{
	const char *does = number_does(l->page);

	if (does)
		put_key(k, TW_KEY_NUMBERS, does);
	if (l->page->digits)
		put_key(k, l->page->digits, l->page->digits_do);
	put_keys_of(k, d->keys, l);
	if (l->page->side && l->opts->letter_keys)
		put_key(k, "g", TW_SIDE_KEY);
	if (l->opts->letter_keys && !l->page->alone)
		put_key(k, "u", TW_UNDO);
	if (focus->kind == ROW_TICK)
		put_key(k, "Space", TW_TICK); /* last, so that nothing else moves for it */
}

static void put_keys(const struct layout *l, const struct draw *d, struct canvas *c)
{
	struct keyline k = { c, l->keys_y, 0 };
	struct row r = { .kind = ROW_GAP };
	const char *back = l->cols < DRAW_SIDE_COLS ? TW_BACK : TW_BACK_KEPT;

	if (d->focus < page_count(l->page)) /* what is typed over a text goes to the box below it */
		page_row(l->page, page_reads_to(l->page, d->focus), &r);
	if (r.kind == ROW_AREA) {
		put_key(&k, "Tab", TW_NEXT);
		put_key(&k, "Esc", back);
		put_key(&k, "F1", TW_HELP);
		if (l->nkeys > 1) {
			k = (struct keyline){ c, l->keys_y + 1, 0 };
			put_key(&k, "Ctrl-K", TW_CUT);
			put_key(&k, "Ctrl-Y", TW_PASTE);
			put_key(&k, "Ctrl-Z", TW_UNTYPE);
		}
		return;
	}
	if (r.kind == ROW_BOX) {
		put_key(&k, "Enter", TW_GO_ON);
		put_key(&k, "Tab", TW_NEXT);
		put_key(&k, "Esc", back);
		put_key(&k, "F1", TW_HELP);
		return;
	}
	put_keys_of(&k, keys_common, l);
	if (l->nkeys > 1) {
		k = (struct keyline){ c, l->keys_y + 1, 0 };
		put_second_line(&k, l, d, &r);
	}
}

void draw_frame(const struct layout *l, const struct draw *d, struct canvas *c)
{
	put_place(l, c);
	put_message(l, d, c);
	put_more_below(l, d, c);
	put_keys(l, d, c);
}
