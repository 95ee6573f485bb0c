/* SPDX-License-Identifier: ISC */
#include "pen.h"

#include <string.h>

int pen_put(const struct pen *p, int x, int w, const char *s, size_t len, enum role role)
{
	if (!p->c || p->y < p->from || p->y >= p->to || w <= 0)
		return 0;
	return canvas_put(p->c, p->y, x, w, s, len, role);
}

int pen_str(const struct pen *p, int x, int w, const char *s, enum role role)
{
	return pen_put(p, x, w, s, strlen(s), role);
}

void pen_cut(const struct pen *p, int x, int w, const char *s, enum role role)
{
	if (p->c && p->y >= p->from && p->y < p->to && w > 0)
		canvas_cut(p->c, p->y, x, w, s, role, p->l->opts->ascii);
}

static const struct {
	const char *block;
	char plain;
} blocks[] = {
	{ "\u2581", '1' }, { "\u2582", '2' }, { "\u2583", '3' },
	{ "\u2584", '4' }, { "\u2585", '5' }, { "\u2586", '6' },
	{ "\u2587", '7' }, { "\u2588", '#' }, { "\u2591", ':' },
};

void pen_drawing(const struct pen *p, const char *s, struct buf *out)
{
	if (!p->l->opts->ascii) {
		buf_str(out, s);
		return;
	}
	for (size_t len; *s; s += len) {
		char plain = *s;

		len = text_next(s, strlen(s), NULL);
		for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
			if (strncmp(s, blocks[i].block, len) == 0)
				plain = blocks[i].plain;
		buf_char(out, plain);
	}
}

void pen_right(const struct pen *p, const char *s, enum role role)
{
	int cols = text_cols(s);

	pen_str(p, p->l->work_w - cols, cols, s, role);
}

void pen_beside(struct pen *p, int x, int first, int w, const char *s, enum role role)
{
	enum { LEAST = 8 };
	size_t len = strlen(s), used, n;

	if (len == 0)
		p->y++;
	for (size_t at = 0; at < len; at += used) {
		int room = at ? w : first;

		n = text_wrap(s + at, len - at, room > LEAST ? room : LEAST, &used);
		if (n == 0 && used == 0)
			break;
		pen_put(p, x, room > LEAST ? room : LEAST, s + at, n, role);
		p->y++;
	}
}

void pen_paragraph(struct pen *p, int x, int w, const char *s, enum role role)
{
	pen_beside(p, x, w, w, s, role);
}
