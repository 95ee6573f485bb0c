/* SPDX-License-Identifier: ISC */
#include "page.h"

#include <stdio.h>
#include <string.h>

void page_begin(struct page *p, struct arena *a)
{
	*p = (struct page){ .arena = a, .focus_id = -1 };
}

struct row *page_add(struct page *p, enum row_kind kind, int id, const char *text)
{
	struct row *r;

	p->rows = arena_grown(p->arena, p->rows, p->nrows, &p->cap, sizeof(*p->rows));
	r = &p->rows[p->nrows++];
	*r = (struct row){
		.kind = kind, .id = id, .text = text ? text : "", .number = -1, .target = -1
	};
	return r;
}

void page_text(struct page *p, const char *text)
{
	page_add(p, ROW_TEXT, -1, text);
}

void page_lines(struct page *p, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		page_text(p, arena_strn(p->arena, text, len));
		text += len + (text[len] == '\n');
	}
}

struct row *page_head(struct page *p, const char *text)
{
	struct row *r = page_add(p, ROW_HEAD, -1, text);

	r->role = ROLE_HEAD;
	return r;
}

void page_gap(struct page *p)
{
	page_add(p, ROW_GAP, -1, NULL);
}

struct row *page_item(struct page *p, int id, const char *text, const char *status)
{
	struct row *r = page_add(p, ROW_ITEM, id, text);

	r->status = status;
	return r;
}

struct row *page_button(struct page *p, int id, const char *text)
{
	return page_add(p, ROW_BUTTON, id, text);
}

void page_column(struct page *p, const char *title, int min, int want)
{
	if (p->ncolumns < ROW_CELLS)
		p->column[p->ncolumns++] =
			(struct column){ .title = title, .min = min, .want = want };
}

const char *page_printf(struct page *p, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(p->arena, fmt, ap);
	va_end(ap);
	return text;
}

size_t page_count(const struct page *p)
{
	return p->nrows + p->list_n;
}

bool page_in_list(const struct page *p, size_t i)
{
	return p->list_n && i >= p->list_at && i < p->list_at + p->list_n;
}

/* Rows beside each other have places of their own: more of them than a screen shows are rare. */
enum { ROWS_KEPT = 48 };

struct made_row {
	size_t at; /* its place in the list, from 1; 0: none is here */
	struct row row;
};

void page_keep(struct page *p)
{
	if (p->list_n)
		p->made = arena_array(p->arena, ROWS_KEPT, sizeof(*p->made));
}

void page_forget(const struct page *p)
{
	for (size_t i = 0; p->made && i < ROWS_KEPT; i++)
		p->made[i].at = 0;
}

static void make_row(const struct page *p, size_t at, struct row *out)
{
	*out = (struct row){ .kind = ROW_ITEM, .id = -1, .text = "", .number = -1, .target = -1 };
	p->list_row(p->list_arg, at, p->arena, out);
	if (!out->text)
		out->text = "";
	if (p->grid && !out->cell[0])
		out->cell[0] = "";
}

static void list_row(const struct page *p, size_t at, struct row *out)
{
	struct made_row *kept = p->made ? &p->made[at % ROWS_KEPT] : NULL;

	if (!kept || kept->at != at + 1)
		make_row(p, at, kept ? &kept->row : out);
	if (kept) {
		kept->at = at + 1;
		*out = kept->row;
	}
}

void page_row(const struct page *p, size_t i, struct row *out)
{
	if (!p->list_n || i < p->list_at)
		*out = p->rows[i];
	else if (i < p->list_at + p->list_n)
		list_row(p, i - p->list_at, out);
	else
		*out = p->rows[i - p->list_n];
}

bool row_is_box(const struct row *r)
{
	return r->kind == ROW_BOX || r->kind == ROW_AREA;
}

bool row_focusable(const struct row *r)
{
	switch (r->kind) {
	case ROW_ITEM:
	case ROW_RADIO:
	case ROW_TICK:
	case ROW_BUTTON:
	case ROW_ERROR:
		return true;
	case ROW_BOX:
	case ROW_AREA:
		return r->box != NULL;
	case ROW_GAP:
	case ROW_TEXT:
	case ROW_LINE:
	case ROW_BOXES:
	case ROW_HEAD:
		break;
	}
	return false;
}

size_t page_reads_to(const struct page *p, size_t i)
{
	struct row r;

	for (size_t at = i; at < page_count(p); at++) {
		page_row(p, at, &r);
		if (row_focusable(&r))
			return at;
	}
	return i;
}

static bool stands_for(const struct page *p, size_t i, const char *key)
{
	struct row r;

	page_row(p, i, &r);
	return r.key && strncmp(r.key, key, ROW_KEY - 1) == 0 && row_focusable(&r);
}

size_t page_find_key(const struct page *p, const char *key, size_t near)
{
	size_t n = page_count(p);

	for (size_t d = 0; d < n; d++) {
		if (near + d < n && stands_for(p, near + d, key))
			return near + d;
		if (d && d <= near && near - d < n && stands_for(p, near - d, key))
			return near - d;
	}
	return (size_t)-1;
}

size_t page_find(const struct page *p, int id)
{
	struct row r;

	for (size_t i = 0; i < p->nrows; i++) {
		if (p->rows[i].id == id && row_focusable(&p->rows[i]))
			return i >= p->list_at && p->list_n ? i + p->list_n : i;
	}
	for (size_t i = 0; i < p->list_n; i++) {
		page_row(p, p->list_at + i, &r);
		if (r.id == id && row_focusable(&r))
			return p->list_at + i;
	}
	return (size_t)-1;
}
