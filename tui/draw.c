/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "layout.h"
#include "words.h"

enum { BOX_SHOWN = 40, TEXT_WIDEST = 100, DETAIL_INDENT = 2 };

/* Writes rows one below the other, or only counts the lines. */
struct pen {
	const struct layout *l;
	struct canvas *c;	/* NULL: count */
	int y, from, to;	/* lines of the canvas that may be written */
	bool focused;		/* this row has the focus */
	size_t area_top;
};

static int put(const struct pen *p, int x, int w, const char *s, size_t len, enum role role)
{
	if (!p->c || p->y < p->from || p->y >= p->to || w <= 0)
		return 0;
	return canvas_put(p->c, p->y, x, w, s, len, role);
}

static int put_str(const struct pen *p, int x, int w, const char *s, enum role role)
{
	return put(p, x, w, s, strlen(s), role);
}

static void put_cut(const struct pen *p, int x, int w, const char *s, enum role role)
{
	if (p->c && p->y >= p->from && p->y < p->to && w > 0)
		canvas_cut(p->c, p->y, x, w, s, role, p->l->opts->ascii);
}

static void put_right(const struct pen *p, const char *s, enum role role)
{
	int cols = text_cols(s);

	put_str(p, p->l->work_w - cols, cols, s, role);
}

/* A paragraph; goes on to the line below it. At least one line. */
static void paragraph(struct pen *p, int x, int w, const char *s, enum role role)
{
	size_t len = strlen(s), used, n;

	if (len == 0)
		p->y++;
	for (size_t at = 0; at < len; at += used) {
		n = text_wrap(s + at, len - at, w, &used);
		if (n == 0 && used == 0)
			break;
		put(p, x, w, s + at, n, role);
		p->y++;
	}
}

/* The marker, and the cursor on the first letter. */
static void focus_at(const struct pen *p, int gutter, int x)
{
	if (!p->focused || !p->c || p->y < p->from || p->y >= p->to)
		return;
	canvas_put(p->c, p->y, gutter, 1, ">", 1, ROLE_PLAIN);
	p->c->y = p->y;
	p->c->x = x < p->c->cols ? x : p->c->cols - 1;
}

static void highlight(const struct pen *p, int from_y)
{
	for (int y = from_y; p->focused && p->c && p->l->opts->highlight_row && y < p->y; y++)
		if (y >= p->from && y < p->to)
			canvas_reverse(p->c, y, 0, p->l->work_w);
}

/* What opens the row from the keyboard, before its name. */
static void number_mark(const struct pen *p, int x, const struct row *r)
{
	char mark[2] = { 0 };

	if (r->number >= 0 && r->number <= 9)
		mark[0] = (char)('0' + r->number);
	else
		mark[0] = r->letter;
	if (mark[0])
		put_str(p, x, 1, mark, ROLE_KEY);
}

static enum role text_role(const struct row *r)
{
	return r->status ? ROLE_PLAIN : r->role;
}

static void put_status(const struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;

	if (r->status)
		put_cut(p, l->work_w - l->status_w, l->status_w, r->status, r->role);
}

static void put_cells(struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;

	focus_at(p, 0, l->col_x[0]);
	number_mark(p, GUTTER, r);
	put_cut(p, l->col_x[0], l->col_w[0], r->text, text_role(r));
	for (size_t i = 1; i < l->ncols; i++)
		if (r->cell[i - 1])
			put_cut(p, l->col_x[i], l->col_w[i], r->cell[i - 1], ROLE_PLAIN);
	put_status(p, r);
	p->y++;
}

/* "Run by: Health  Area: All": what the columns would show, on as few lines as it takes. */
static void put_card(struct pen *p, const struct row *r, int x)
{
	const struct layout *l = p->l;
	struct buf b = { 0 };
	int room = l->work_w - x - DETAIL_INDENT;

	for (size_t i = 0; i + 1 < l->page->ncolumns && i + 1 < ROW_CELLS; i++) {
		const char *title = l->page->column[i + 1].title;
		struct buf part = { 0 };

		if (!r->cell[i] || !r->cell[i][0])
			continue;
		if (title && title[0])
			buf_printf(&part, "%s: ", title);
		buf_str(&part, r->cell[i]);
		if (b.len && text_cols(buf_text(&b)) + 2 + text_cols(buf_text(&part)) > room) {
			put_cut(p, x + DETAIL_INDENT, room, buf_text(&b), ROLE_PLAIN);
			p->y++;
			buf_reset(&b);
		}
		buf_printf(&b, "%s%s", b.len ? "  " : "", buf_text(&part));
		buf_clear(&part);
	}
	if (b.len) {
		put_cut(p, x + DETAIL_INDENT, room, buf_text(&b), ROLE_PLAIN);
		p->y++;
	}
	buf_clear(&b);
}

static void put_item(struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;
	const char *mark = row_mark(r);
	bool cells = r->kind == ROW_ITEM && r->cell[0];
	int gutter = row_indent(r) - GUTTER, x = row_indent(r) + l->number_w, room, start = p->y;

	if (cells && !l->cards) {
		put_cells(p, r);
	} else {
		put_str(p, x, 4, mark, ROLE_PLAIN);
		number_mark(p, row_indent(r), r);
		x += (int)strlen(mark);
		focus_at(p, gutter, x);
		put_status(p, r);
		room = l->work_w - x - (r->status ? l->status_w + 2 : 0);
		paragraph(p, x, room > 8 ? room : 8, r->text, text_role(r));
		if (cells)
			put_card(p, r, x);
	}
	if (r->hint)
		paragraph(p, x + DETAIL_INDENT, l->work_w - x - DETAIL_INDENT, r->hint, ROLE_HINT);
	if (r->detail)
		paragraph(p, x + DETAIL_INDENT, l->work_w - x - DETAIL_INDENT, r->detail,
			  cells ? ROLE_HINT : ROLE_PLAIN);
	highlight(p, start);
}

static void put_flow(struct pen *p, size_t first, size_t focus)
{
	const struct layout *l = p->l;
	int y = p->y;
	struct flow f;
	struct row r;

	flow_start(l, &f, first);
	for (size_t i = first; i < unit_end(l, first); i++) {
		int x;

		page_row(l->page, i, &r);
		flow_next(l, &f, &r);
		p->y = y + f.line;
		p->focused = i == focus;
		x = f.x + GUTTER;
		if (r.number >= 0 || r.letter) {
			number_mark(p, x, &r);
			x += l->number_w;
		}
		if (r.kind == ROW_BUTTON) {
			focus_at(p, f.x, x + 2);
			x += put_str(p, x, 2, "[ ", ROLE_PLAIN);
			put_cut(p, x, f.cols - GUTTER - 5, r.text, ROLE_PLAIN);
			x += text_cols(r.text) < f.cols - GUTTER - 5 ? text_cols(r.text)
								   : f.cols - GUTTER - 5;
			put_str(p, x, 2, " ]", ROLE_PLAIN);
		} else {
			x += put_str(p, x, 4, row_mark(&r), ROLE_PLAIN);
			focus_at(p, f.x, x);
			put_cut(p, x, f.x + f.cols - x, r.text, r.role);
		}
	}
	p->y = y + f.line + 1;
}

/* Boxes */

/* How much of a line is out of sight at its left end: it moves by half a box, so that typing is cheap. */
static int shifted(int cursor, int width)
{
	int half = width / 2 > 0 ? width / 2 : 1;

	return cursor < width ? 0 : ((cursor - width) / half + 1) * half;
}

static void cursor_at(const struct pen *p, int y, int x)
{
	if (p->c && p->focused && y >= p->from && y < p->to) {
		p->c->y = y;
		p->c->x = x < p->c->cols ? x : p->c->cols - 1;
	}
}

static void underscores(const struct pen *p, int x, int from, int width)
{
	for (int i = from; i < width && i < BOX_SHOWN; i++)
		put_str(p, x + i, 1, "_", ROLE_PLAIN);
}

static void put_line_box(struct pen *p, const struct row *r)
{
	const char *text = textbox_text(r->box);
	int x = row_indent(r), w = layout_box_cols(p->l, r), used;
	int at = text_cols_n(text, textbox_cursor(r->box)), shift = p->focused ? shifted(at, w) : 0;
	size_t skip = text_fit(text, strlen(text), shift);

	if (p->focused)
		focus_at(p, x - GUTTER, x);
	used = put_str(p, x, w, text + skip, ROLE_PLAIN);
	underscores(p, x, used, w);
	cursor_at(p, p->y, x + at - text_cols_n(text, skip));
	p->y++;
}

static int area_height(const struct layout *l, const struct row *r)
{
	int lines = r->lines > 0 ? r->lines : l->area_lines;

	return lines < l->view_h - 2 ? lines : l->view_h - 2 > 1 ? l->view_h - 2 : 1;
}

static void put_area(struct pen *p, const struct row *r)
{
	int x = row_indent(r), w = layout_box_cols(p->l, r), h = area_height(p->l, r), col;
	size_t line, top = p->focused ? p->area_top : 0, len;
	const char *s;

	textbox_where(r->box, w, &line, &col);
	if (p->focused)
		focus_at(p, x - GUTTER, x);
	for (int i = 0; i < h; i++) {
		int used = 0;

		if (p->c && textbox_line(r->box, w, top + (size_t)i, &s, &len))
			used = put(p, x, w, s, len, ROLE_PLAIN);
		if (i == 0 && top == 0 && textbox_text(r->box)[0] == '\0')
			underscores(p, x, used, w);
		if (top + (size_t)i == line)
			cursor_at(p, p->y, x + col);
		p->y++;
	}
}

static void put_box(struct pen *p, const struct row *r)
{
	const struct layout *l = p->l;
	int x = row_indent(r);

	if (r->text[0])
		paragraph(p, x - GUTTER, l->work_w - x + GUTTER, r->text, ROLE_PLAIN);
	if (r->hint)
		paragraph(p, x, l->work_w - x, r->hint, ROLE_HINT);
	if (r->error) {
		struct buf b = { 0 };

		buf_printf(&b, TW_ERROR, r->error);
		paragraph(p, x, l->work_w - x, buf_text(&b), ROLE_ERROR);
		buf_clear(&b);
	}
	if (r->kind == ROW_BOX)
		put_line_box(p, r);
	else
		put_area(p, r);
}

/* Rows */

static void put_error(struct pen *p, const struct row *r)
{
	int x = row_indent(r);

	focus_at(p, x - GUTTER, x);
	paragraph(p, x, p->l->work_w - x, r->text, ROLE_ERROR);
}

static void put_text(struct pen *p, const struct row *r)
{
	int x = 2 * r->indent, w = p->l->work_w - x;
	const char *s = r->text;

	for (const char *end; ; s = end + 1) {	/* each line a paragraph of its own */
		size_t len;

		end = strchr(s, '\n');
		len = end ? (size_t)(end - s) : strlen(s);
		if (len == 0)
			p->y++;
		for (size_t at = 0, used; at < len; at += used) {
			size_t n = text_wrap(s + at, len - at, w < TEXT_WIDEST ? w : TEXT_WIDEST, &used);

			if (n == 0 && used == 0)
				break;
			put(p, x, w, s + at, n, r->role);
			p->y++;
		}
		if (!end)
			break;
	}
}

static void put_row(struct pen *p, const struct row *r)
{
	switch (r->kind) {
	case ROW_GAP:
		p->y++;
		break;
	case ROW_TEXT:
		put_text(p, r);
		break;
	case ROW_LINE:
		put_cut(p, 2 * r->indent, p->l->work_w - 2 * r->indent, r->text, r->role);
		p->y++;
		break;
	case ROW_HEAD:
		paragraph(p, 2 * r->indent, p->l->work_w - 2 * r->indent, r->text,
			  r->role ? r->role : ROLE_HEAD);
		break;
	case ROW_ITEM:
	case ROW_RADIO:
	case ROW_TICK:
		put_item(p, r);
		break;
	case ROW_BOX:
	case ROW_AREA:
		if (r->box)
			put_box(p, r);
		break;
	case ROW_ERROR:
		put_error(p, r);
		break;
	case ROW_BUTTON:	/* always flows */
		break;
	}
}

static void put_titles(const struct pen *p)
{
	const struct layout *l = p->l;

	for (size_t i = 0; i < l->ncols; i++)
		if (l->page->column[i].title)
			put_cut(p, l->col_x[i], l->col_w[i], l->page->column[i].title, ROLE_HEAD);
}

static void put_title(struct pen *p)
{
	const struct page *page = p->l->page;
	bool beside;
	int lines = title_height(p->l, &beside), y = p->y;

	if (lines == 0)
		return;
	if (page->title && page->title[0])
		paragraph(p, 0, p->l->work_w, page->title, ROLE_TITLE);
	p->y -= beside;		/* on the title's last line */
	if (page->title_right)
		put_right(p, page->title_right, ROLE_COUNT);
	p->y = y + p->l->title_lines;
}

/* Blank lines above a unit, for the eye: none where there is a gap, or little room. */
static int blank_above(const struct layout *l, size_t first)
{
	struct row r, above;

	if (!l->roomy || first == 0)
		return 0;
	page_row(l->page, first, &r);
	page_row(l->page, first - 1, &above);
	if (above.kind == ROW_GAP || above.kind == ROW_HEAD)
		return 0;
	return r.kind == ROW_HEAD || r.kind == ROW_BUTTON;
}

static void put_unit(struct pen *p, size_t first, size_t focus)
{
	const struct layout *l = p->l;
	struct row r;

	if (first == 0 && !l->title_fixed)
		put_title(p);
	p->y += blank_above(l, first);
	if (l->headed && !l->cards && first == l->first_cells) {
		put_titles(p);
		p->y++;
	}
	if (unit_end(l, first) - first > 1) {
		put_flow(p, first, focus);
		return;
	}
	page_row(l->page, first, &r);
	if (r.kind == ROW_BUTTON || r.inline_group) {
		put_flow(p, first, focus);
	} else {
		p->focused = first == focus;
		put_row(p, &r);
	}
}

int unit_lead(const struct layout *l, size_t first)
{
	return (first == 0 && !l->title_fixed ? l->title_lines : 0) + blank_above(l, first) +
	       (l->headed && !l->cards && first == l->first_cells ? 1 : 0);
}

int unit_height(const struct layout *l, size_t first)
{
	struct pen p = { .l = l };

	put_unit(&p, first, (size_t)-1);
	return p.y > 0 ? p.y : 1;
}

/* The side pane */

/* A line that begins with a sign is a heading; takes the sign off. */
static enum role side_line(const char **s, size_t *len)
{
	if (*len > 2 && !strncmp(*s, "# ", 2)) {
		*s += 2;
		*len -= 2;
		return ROLE_HEAD;
	}
	return ROLE_PLAIN;
}

static int put_side(const struct layout *l, struct canvas *c)
{
	struct pen p = { .l = l, .c = c, .y = l->side_y, .from = l->side_y,
			 .to = l->side_y + l->side_h };
	int x = l->side_x + 2, w = l->cols - x;
	const char *s = l->page->side;

	if (l->page->side_title)
		paragraph(&p, x, w, l->page->side_title, ROLE_HEAD);
	while (*s) {
		const char *line = s, *end = strchr(s, '\n');
		size_t len = end ? (size_t)(end - s) : strlen(s), used;
		int indent = len > 2 && !strncmp(s, "- ", 2) ? 2 : 0;
		enum role role = side_line(&line, &len);

		if (len == 0)
			p.y++;
		for (size_t at = 0; at < len; at += used) {
			int in = at > 0 ? indent : 0;
			size_t n = text_wrap(line + at, len - at, w - in, &used);

			put(&p, x + in, w - in, line + at, n, role);
			p.y++;
		}
		s = end ? end + 1 : s + strlen(s);
	}
	return p.y;
}

bool layout_side_cut(const struct layout *l)
{
	return l->side_x > 0 && put_side(l, NULL) > l->side_y + l->side_h;
}

static void side(const struct layout *l, struct canvas *c)
{
	static const char more[] = TW_SIDE_MORE;
	int last = l->side_y + l->side_h - 1;

	put_side(l, c);
	for (int y = l->side_y; y <= last; y++)
		canvas_put(c, y, l->side_x, 1, "|", 1, ROLE_PLAIN);
	if (layout_side_cut(l)) {
		for (int x = l->side_x + 2; x < l->cols; x++)
			canvas_put(c, last, x, 1, " ", 1, ROLE_PLAIN);
		canvas_put(c, last, l->side_x + 2, l->cols, more, sizeof(more) - 1, ROLE_HINT);
	}
}

/* The frame */

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
	struct pen p = { .l = l, .c = c, .y = l->message_y, .from = l->message_y,
			 .to = l->message_y + (l->roomy ? 2 : 1) };
	const char *s = d->message;

	if (!s || !s[0])
		return;
	if (l->roomy)
		paragraph(&p, 0, l->cols, s, ROLE_PLAIN);
	else
		canvas_cut(c, p.y, 0, l->cols, s, ROLE_PLAIN, l->opts->ascii);
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
			continue;	/* on the second line */
		if ((v->act == ACT_DOWN || v->act == ACT_FIND) && l->cols < DRAW_SIDE_COLS)
			continue;	/* little room: help tells of them */
		key_words(v->key, name);
		put_key(k, v->act == ACT_DOWN ? TW_KEY_MOVE : name, v->label);
	}
}

static bool has_numbers(const struct page *p)
{
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].number >= 0)
			return true;
	return false;
}

static void put_second_line(struct keyline *k, const struct layout *l, const struct draw *d,
			    const struct row *focus)
{
	if (has_numbers(l->page))
		put_key(k, TW_KEY_NUMBERS, TW_OPEN_LINE);
	put_keys_of(k, d->keys, l);
	if (l->page->side && l->opts->letter_keys)
		put_key(k, "g", TW_SIDE_KEY);
	if (l->opts->letter_keys)
		put_key(k, "u", TW_UNDO);
	if (focus->kind == ROW_TICK)
		put_key(k, "Space", TW_TICK);	/* last, so that nothing else moves for it */
}

static void put_keys(const struct layout *l, const struct draw *d, struct canvas *c)
{
	struct keyline k = { c, l->keys_y, 0 };
	struct row r = { .kind = ROW_GAP };

	if (d->focus < page_count(l->page))
		page_row(l->page, d->focus, &r);
	if (r.kind == ROW_AREA) {
		put_key(&k, "Tab", TW_GO_ON);
		put_key(&k, "Esc", TW_BACK_KEPT);
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
		put_key(&k, "Esc", TW_BACK_KEPT);
		put_key(&k, "F1", TW_HELP);
		return;
	}
	put_keys_of(&k, keys_common, l);
	if (l->nkeys > 1) {
		k = (struct keyline){ c, l->keys_y + 1, 0 };
		put_second_line(&k, l, d, &r);
	}
}

/* Whole */

/* Brings the line with the cursor into the part of the long text that is shown. */
static void follow_cursor(const struct layout *l, struct draw *d)
{
	struct row r;
	size_t line, h;
	int col;

	if (d->focus >= page_count(l->page))
		return;
	page_row(l->page, d->focus, &r);
	if (r.kind != ROW_AREA || !r.box)
		return;
	h = (size_t)area_height(l, &r);
	textbox_where(r.box, layout_box_cols(l, &r), &line, &col);
	if (line < d->area_top)
		d->area_top = line;
	else if (line >= d->area_top + h)
		d->area_top = line - h + 1;
}

static void put_view(const struct layout *l, struct draw *d, struct canvas *c)
{
	struct pen p = { .l = l, .c = c, .y = l->view_y, .from = l->view_y,
			 .to = l->view_y + l->view_h, .area_top = d->area_top };
	size_t n = page_count(l->page);

	/* where nothing can have the focus, the cursor stands where reading goes on */
	c->y = l->view_y;
	c->x = 0;
	if (titles_stick(l, &d->scroll)) {
		put_titles(&p);
		p.from = ++p.y;
	}
	p.y -= d->scroll.skip;
	for (size_t i = d->scroll.top; i < n && p.y < p.to; i = unit_end(l, i))
		put_unit(&p, i, d->focus);
}

static void put_more_below(const struct layout *l, const struct draw *d, struct canvas *c)
{
	struct scroll on = d->scroll;
	const char *s;

	if (!l->roomy)
		return;
	if (layout_by(l, &on, 1))
		s = d->scroll.top || d->scroll.skip ? TW_MORE_BOTH : TW_MORE_BELOW;
	else
		s = d->scroll.top || d->scroll.skip ? TW_MORE_ABOVE : NULL;
	if (s && canvas_at(c, l->message_y + 1, l->cols - 21)->s[0] == ' ')
		canvas_put(c, l->message_y + 1, l->cols - (int)strlen(s), l->cols, s, strlen(s), ROLE_HINT);
}

void draw_page(const struct layout *l, struct draw *d, struct canvas *c)
{
	struct pen title = { .l = l, .c = c, .from = 0, .to = l->rows };

	canvas_resize(c, l->rows, l->cols);
	follow_cursor(l, d);
	if (l->title_fixed) {
		title.y = l->view_y - l->title_lines;
		put_title(&title);
	}
	if (l->side_x > 0)
		side(l, c);
	put_view(l, d, c);
	put_place(l, c);
	put_message(l, d, c);
	put_more_below(l, d, c);
	put_keys(l, d, c);
}

void draw_too_small(struct canvas *c, int rows, int cols)
{
	struct layout l = { .rows = rows, .cols = cols, .work_w = cols };
	struct pen p = { .l = &l, .c = c, .from = 0, .to = rows };
	char s[160];

	canvas_resize(c, rows, cols);
	snprintf(s, sizeof(s), TW_TOO_SMALL, cols, rows, DRAW_MIN_COLS, DRAW_MIN_ROWS);
	paragraph(&p, 0, cols, s, ROLE_PLAIN);
}
