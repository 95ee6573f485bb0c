/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <csv.h>

#include "csv.h"
#include "text.h"

#define BOM "\xef\xbb\xbf"

enum { CELL_MAX = 64 * 1024, CELLS_MAX = 1000 };

void sheet_init(struct sheet *s, struct buf *to)
{
	*s = (struct sheet){ .to = to };
	buf_str(to, BOM);
}

static bool plain_number(const char *s)
{
	size_t whole, part = 0;

	s += *s == '-' || *s == '+';
	whole = strspn(s, "0123456789");
	s += whole;
	if (*s == '.') {
		part = strspn(s + 1, "0123456789");
		s += 1 + part;
	}
	return whole + part > 0 && !*s;
}

/* What a spreadsheet may run: = + - @, their full-width forms, a tab or CR at the start. */
static bool would_run(const char *s)
{
	static const char *const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
					    "\xef\xbc\xa0" };

	s += strspn(s, " ");
	if (plain_number(s))
		return false;
	if (*s && strchr("=+-@\t\r", *s))
		return true;
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (!strncmp(s, wide[i], strlen(wide[i])))
			return true;
	return false;
}

/* A text that begins with ' itself and then would run counts too, or reading would take its own ' away. */
static bool guarded(const char *s)
{
	return would_run(s + strspn(s, "'"));
}

static void add_quoted(struct buf *to, const char *text, size_t len)
{
	size_t need = csv_write2(NULL, 0, text, len, '"');
	char *out = mem_alloc(need);

	csv_write2(out, need, text, len, '"');
	buf_add(to, out, need);
	mem_free(out);
}

/* Tabs and ends of lines are quoted, and stay; what else no screen may get does not. */
static void add_fit(struct buf *to, const char *text)
{
	size_t left = strlen(text), n;
	int32_t code;

	for (; left; text += n, left -= n)
		if (text_may_show(text, left, &n, &code) || strchr("\t\r\n", *text))
			buf_add(to, text, n);
		else
			buf_char(to, '?');
}

void sheet_cell(struct sheet *s, const char *text)
{
	size_t len;
	struct buf cell = { 0 };

	if (s->some)
		buf_char(s->to, ',');
	s->some = true;
	if (guarded(text))
		buf_char(&cell, '\'');
	add_fit(&cell, text);
	text = buf_text(&cell);
	len = cell.len;
	if (len &&
	    (strpbrk(text, ",\"\r\n") || strchr(" \t", *text) || strchr(" \t", text[len - 1])))
		add_quoted(s->to, text, len);
	else
		buf_str(s->to, text);
	buf_clear(&cell);
}

/* A row of one blank cell must not look like a blank line, which is no row. */
static bool row_is_blank(const struct sheet *s)
{
	const struct buf *b = s->to;

	return s->some && (b->data[b->len - 1] == '\n' || b->len == sizeof(BOM) - 1);
}

void sheet_end_row(struct sheet *s)
{
	if (row_is_blank(s))
		buf_str(s->to, "\"\"");
	buf_str(s->to, "\r\n");
	s->some = false;
}

struct reading {
	sheet_row_fn *fn;
	void *arg;
	struct arena *arena;
	const char **cell;
	size_t n, row;
	bool stopped;
	struct err *err;
	enum rc rc;
};

static void take_cell(void *data, size_t len, void *arg)
{
	struct reading *r = arg;
	const char *text;

	if (r->rc || r->stopped)
		return;
	if (r->n == CELLS_MAX || len > CELL_MAX) {
		r->rc = err_set(r->err, RC_INVALID, "row %zu is too large for a table; split it",
				r->row + 1);
		return;
	}
	if (data && memchr(data, 0, len)) {
		r->rc = err_set(r->err, RC_INVALID,
				"row %zu is no text; save the table as CSV with UTF-8", r->row + 1);
		return;
	}
	text = data ? arena_strn(r->arena, data, len) : "";
	if (*text == '\'' && guarded(text))
		text++;
	r->cell[r->n++] = text;
}

static void take_row(int end, void *arg)
{
	struct reading *r = arg;

	(void)end;
	r->row++;
	if (!r->rc && !r->stopped && !r->fn(r->arg, r->cell, r->n))
		r->stopped = true;
	r->n = 0;
	arena_reset(r->arena);
}

static enum rc parse(struct csv_parser *p, struct reading *r, const char *text, size_t len)
{
	if (csv_parse(p, text, len, take_cell, take_row, r) != len ||
	    csv_fini(p, take_cell, take_row, r))
		return err_set(
			r->err, RC_INVALID,
			"row %zu has a quotation mark that does not end; put it right and try again",
			r->row + 1);
	return r->rc;
}

enum rc sheet_read(const char *text, size_t len, sheet_row_fn *fn, void *arg, struct err *err)
{
	struct reading r = { .fn = fn, .arg = arg, .err = err };
	struct csv_parser p;
	enum rc rc;

	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI))
		return err_set(err, RC_IO, "cannot read the table");
	if (len >= 3 && !memcmp(text, BOM, 3)) {
		text += 3;
		len -= 3;
	}
	r.arena = arena_new();
	r.cell = mem_alloc(CELLS_MAX * sizeof(*r.cell));
	rc = parse(&p, &r, text, len);
	mem_free(r.cell);
	arena_free(r.arena);
	csv_free(&p);
	return rc;
}
