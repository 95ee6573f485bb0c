/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "pen.h"
#include "words.h"

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
	h = (size_t)draw_area_height(l, &r);
	textbox_where(r.box, layout_box_cols(l, &r), &line, &col);
	if (line < d->area_top)
		d->area_top = line;
	else if (line >= d->area_top + h)
		d->area_top = line - h + 1;
}

/* Of a long group of ticks the question stays in sight. */
static void put_question(struct pen *p, size_t head)
{
	struct row r;

	if (head == (size_t)-1)
		return;
	page_row(p->l->page, head, &r);
	pen_cut(p, 2 * r.indent, p->l->work_w - 2 * r.indent, r.text, r.role ? r.role : ROLE_HEAD);
	p->from = ++p->y;
}

static void put_view(const struct layout *l, struct draw *d, struct canvas *c)
{
	struct pen p = { .l = l,
			 .c = c,
			 .y = l->view_y,
			 .from = l->view_y,
			 .to = l->view_y + l->view_h,
			 .area_top = d->area_top,
			 .col = d->col };
	size_t n = page_count(l->page);

	/* where nothing can have the focus, the cursor stands where reading goes on */
	c->y = l->view_y;
	c->x = 0;
	if (titles_stick(l, &d->scroll)) {
		draw_titles(&p);
		p.from = ++p.y;
	}
	put_question(&p, question_sticks(l, &d->scroll));
	p.y -= d->scroll.skip;
	for (size_t i = d->scroll.top; i < n && p.y < p.to; i = unit_end(l, i))
		draw_unit(&p, i, d->focus);
}

void draw_page(const struct layout *l, struct draw *d, struct canvas *c)
{
	struct pen title = { .l = l, .c = c, .from = 0, .to = l->rows };

	canvas_resize(c, l->rows, l->cols);
	follow_cursor(l, d);
	if (l->title_fixed) {
		title.y = l->view_y - l->title_lines;
		draw_title(&title);
	}
	if (l->side_x > 0)
		draw_side(l, c);
	put_view(l, d, c);
	draw_detail(l, d, c);
	draw_frame(l, d, c);
}

void draw_too_small(struct canvas *c, int rows, int cols)
{
	struct layout l = { .rows = rows, .cols = cols, .work_w = cols };
	struct pen p = { .l = &l, .c = c, .from = 0, .to = rows };
	char s[160];

	canvas_resize(c, rows, cols);
	snprintf(s, sizeof(s), TW_TOO_SMALL, cols, rows, DRAW_MIN_COLS, DRAW_MIN_ROWS);
	pen_paragraph(&p, 0, cols, s, ROLE_PLAIN);
}
