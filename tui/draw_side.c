/* SPDX-License-Identifier: ISC */
/* The guidance beside the work. */
#include <string.h>

#include "pen.h"
#include "words.h"

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
	struct pen p = {
		.l = l, .c = c, .y = l->side_y, .from = l->side_y, .to = l->side_y + l->side_h
	};
	int x = l->side_x + 2, w = l->cols - x;
	const char *s = l->page->side;

	if (l->page->side_title)
		pen_paragraph(&p, x, w, l->page->side_title, ROLE_HEAD);
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

			pen_put(&p, x + in, w - in, line + at, n, role);
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

void draw_side(const struct layout *l, struct canvas *c)
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
