/* SPDX-License-Identifier: ISC */
#include "canvas.h"

#include <string.h>

#include "../core/base/text.h"

void canvas_blank(struct canvas *c)
{
	static const struct cell blank = { .s = " ", .cols = 1 };

	for (size_t i = 0; i < (size_t)c->rows * (size_t)c->cols; i++)
		c->cell[i] = blank;
	c->y = c->x = 0;
}

void canvas_init(struct canvas *c, int rows, int cols)
{
	*c = (struct canvas){ 0 };
	canvas_resize(c, rows, cols);
}

void canvas_clear(struct canvas *c)
{
	mem_free(c->cell);
	*c = (struct canvas){ 0 };
}

void canvas_resize(struct canvas *c, int rows, int cols)
{
	if (rows != c->rows || cols != c->cols) {
		mem_free(c->cell);
		c->cell = mem_alloc((size_t)rows * (size_t)cols * sizeof(*c->cell));
		c->rows = rows;
		c->cols = cols;
	}
	canvas_blank(c);
}

struct cell *canvas_at(const struct canvas *c, int y, int x)
{
	if (y < 0 || x < 0 || y >= c->rows || x >= c->cols)
		return NULL;
	return &c->cell[(size_t)y * (size_t)c->cols + (size_t)x];
}

static bool printable(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] < ' ' || s[i] > '~')
			return false;
	}
	return true;
}

/* A wide character that is about to lose a half becomes blanks. */
static void break_wide(struct canvas *c, int y, int x)
{
	struct cell *cell = canvas_at(c, y, x);

	if (!cell || cell->cols != 0)
		return;
	cell[-1] = cell[0] = (struct cell){
		.s = " ", .cols = 1, .role = cell[-1].role, .reverse = cell[-1].reverse
	};
}

static int put_safe(struct canvas *c, int y, int x, int width, const char *s, size_t len,
		    enum role role)
{
	int used = 0, cols;
	size_t n;

	for (size_t at = 0; (n = text_next(s + at, len - at, &cols)) > 0; at += n) {
		struct cell *cell = canvas_at(c, y, x + used);

		if (cols == 0 || n >= CELL_BYTES)
			continue;
		if (used + cols > width || !cell || !canvas_at(c, y, x + used + cols - 1))
			break;
		break_wide(c, y, x + used);
		break_wide(c, y, x + used + cols);
		memcpy(cell->s, s + at, n);
		cell->s[n] = '\0';
		cell->cols = (uint8_t)cols;
		cell->role = (uint8_t)role;
		if (cols == 2)
			cell[1] = (struct cell){ .role = (uint8_t)role };
		used += cols;
	}
	return used;
}

int canvas_put(struct canvas *c, int y, int x, int width, const char *s, size_t len, enum role role)
{
	struct buf safe = { 0 };
	int used;

	if (printable(s, len))
		return put_safe(c, y, x, width, s, len, role);
	text_safe(&safe, s, len, TEXT_LINE);
	used = put_safe(c, y, x, width, buf_text(&safe), safe.len, role);
	buf_clear(&safe);
	return used;
}

int canvas_cut(struct canvas *c, int y, int x, int width, const char *s, enum role role, bool ascii)
{
	const char *sign = ascii ? ".." : "\u2026";
	int room = width - text_cols(sign);
	size_t len = strlen(s);
	int used;

	if (text_fit(s, len, width) == len || room < 1)
		return canvas_put(c, y, x, width, s, len, role);
	len = text_fit(s, len, room);
	while (len > 0 && s[len - 1] == ' ')
		len--;
	used = canvas_put(c, y, x, room, s, len, role);
	return used + canvas_put(c, y, x + used, width - used, sign, strlen(sign), role);
}

void canvas_reverse(struct canvas *c, int y, int x, int width)
{
	struct cell *cell = canvas_at(c, y, x);
	int from = cell && cell->cols == 0 ? -1 : 0; /* a wide character is reversed whole */

	for (int i = from; (cell = canvas_at(c, y, x + i)) && (i < width || cell->cols == 0); i++)
		cell->reverse = 1;
}

void canvas_text(const struct canvas *c, struct buf *out)
{
	buf_add(out, "", 0);
	for (int y = 0; y < c->rows; y++) {
		size_t end = out->len;

		for (int x = 0; x < c->cols; x++) {
			const struct cell *cell = canvas_at(c, y, x);

			buf_str(out, cell->s);
			if (cell->cols && strcmp(cell->s, " ") != 0)
				end = out->len;
		}
		out->len = end;
		buf_char(out, '\n');
	}
}
