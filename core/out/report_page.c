/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "report_page.h"
#include "../base/text.h"

enum { LINE_COLS = 78, INDENT = 4 };

/* What Markdown would take for its own marks. */
static void put_escaped(struct buf *to, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\`*_[]<>#|", *s))
			buf_char(to, '\\');
		buf_char(to, *s);
	}
}

static void put_wrapped(struct buf *to, const char *text, int indent, int first)
{
	size_t left = strlen(text), used, show;
	int at = first;

	for (; left; text += used, left -= used) {
		show = text_wrap(text, left, LINE_COLS - indent, &used);
		buf_printf(to, "%*s%.*s\n", at, "", (int)show, text);
		at = indent;
		if (!used)
			break;
	}
}

void report_paragraph(struct page *w, const char *text)
{
	if (w->form == REPORT_TEXT) {
		put_wrapped(w->out, text, 0, 0);
	} else {
		put_escaped(w->out, text);
		buf_char(w->out, '\n');
	}
	buf_char(w->out, '\n');
}

void report_heading(struct page *w, int level, const char *text)
{
	static const char under[] = "=-";

	if (w->form == REPORT_MARKDOWN) {
		buf_printf(w->out, "%.*s ", level, "#####");
		put_escaped(w->out, text);
		buf_str(w->out, "\n\n");
		return;
	}
	buf_printf(w->out, "%s\n", text);
	for (int i = 0, n = level <= 2 ? text_cols(text) : 0; i < n; i++)
		buf_char(w->out, under[level - 1]);
	buf_str(w->out, level <= 2 ? "\n\n" : "\n");
}

/* A line of an answer; what would begin a list or code, or make a heading of the line above, is escaped too. */
static void put_line(struct buf *to, const char *line)
{
	size_t blanks = strspn(line, " "), digits;

	buf_add(to, line, blanks);
	line += blanks;
	digits = strspn(line, "0123456789");
	if (digits && strchr(".)", line[digits]) && line[digits]) {
		buf_printf(to, "%.*s\\", (int)digits, line);
		line += digits;
	} else if (*line && strchr("-+=~", *line)) {
		buf_char(to, '\\');
	}
	put_escaped(to, line);
}

/* A named answer; its lines stay lines. */
void report_answer(struct page *w, const char *label, const char *text)
{
	const char *colon;

	if (!*text)
		return;
	colon = *label && label[strlen(label) - 1] == '?' ? "" : ":";
	if (w->form == REPORT_TEXT) {
		put_wrapped(w->out, arena_printf(w->arena, "%s%s %s", label, colon, text),
			    2 * INDENT, INDENT);
		return;
	}
	buf_str(w->out, "- **");
	put_escaped(w->out, label);
	buf_printf(w->out, "%s** ", colon);
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		put_line(w->out, arena_strn(w->arena, text, len));
		if (text[len])
			buf_str(w->out, "  \n  "); /* two blanks end a line in Markdown */
	}
	buf_char(w->out, '\n');
}

void report_end_answers(struct page *w)
{
	buf_char(w->out, '\n');
}

static void put_table_markdown(struct page *w, const char *const *head, size_t columns)
{
	for (size_t r = 0; r <= w->nrows; r++) {
		const char *const *cell = r ? w->row[r - 1] : head;

		for (size_t c = 0; c < columns; c++) {
			buf_str(w->out, c ? " | " : "| ");
			for (const char *s = cell[c]; *s; s++) {
				char one[2] = { *s == '\n' ? ' ' : *s, '\0' };

				put_escaped(w->out, one);
			}
		}
		buf_str(w->out, " |\n");
		for (size_t c = 0; !r && c < columns; c++)
			buf_str(w->out, c + 1 < columns ? "| --- " : "| --- |\n");
	}
	buf_char(w->out, '\n');
}

static bool text_widths(const struct page *w, const char *const *head, size_t columns, int *width)
{
	int all = 0;

	for (size_t c = 0; c < columns; c++) {
		width[c] = text_cols(head[c]);
		for (size_t r = 0; r < w->nrows; r++) {
			int n = text_cols(w->row[r][c]);

			if (strchr(w->row[r][c], '\n'))
				return false;
			if (n > width[c])
				width[c] = n;
		}
		all += width[c] + 2;
	}
	return all - 2 <= LINE_COLS;
}

static void put_row_text(struct page *w, const char *const *cell, size_t columns, const int *width)
{
	for (size_t c = 0; c < columns; c++) {
		buf_str(w->out, cell[c]);
		if (c + 1 < columns)
			buf_printf(w->out, "%*s", width[c] - text_cols(cell[c]) + 2, "");
	}
	buf_char(w->out, '\n');
}

/* Columns beside one another where they fit in a line, else one answer below the other. */
static void put_table_text(struct page *w, const char *const *head, size_t columns)
{
	int width[TABLE_COLUMNS] = { 0 };
	bool fits = text_widths(w, head, columns, width);
	static const char dashes[] =
		"--------------------------------------------------------------------------------";

	if (fits) {
		put_row_text(w, head, columns, width);
		for (size_t c = 0; c < columns; c++)
			buf_printf(w->out, "%.*s%s", width[c], dashes,
				   c + 1 < columns ? "  " : "\n");
	}
	for (size_t r = 0; r < w->nrows; r++) {
		if (fits) {
			put_row_text(w, w->row[r], columns, width);
			continue;
		}
		put_wrapped(w->out, w->row[r][0], 0, 0);
		for (size_t c = 1; c < columns; c++)
			report_answer(w, head[c], w->row[r][c]);
	}
	buf_char(w->out, '\n');
}

void report_table(struct page *w, const char *const *head, size_t columns)
{
	if (w->form == REPORT_MARKDOWN)
		put_table_markdown(w, head, columns);
	else
		put_table_text(w, head, columns);
	w->nrows = w->rows_cap = 0;
}

void report_row(struct page *w, const char **cell)
{
	w->row = arena_grown(w->arena, w->row, w->nrows, &w->rows_cap, sizeof(*w->row));
	w->row[w->nrows++] = cell;
}
