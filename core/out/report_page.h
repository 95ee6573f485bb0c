/* SPDX-License-Identifier: ISC */
/*
 * report_page - headings, paragraphs, named answers and tables, put down as
 * Markdown or as plain text of at most 78 columns
 *
 * Texts are anybody's: what Markdown would take for its own marks is escaped.
 * Internal to core/.
 */
#ifndef CORE_REPORT_PAGE_H
#define CORE_REPORT_PAGE_H

#include "export.h"

enum { TABLE_COLUMNS = 5 }; /* at most, or a line is too short for them */

struct page {
	struct buf *out;
	enum report_form form;
	struct arena *arena; /* of one section */
	const char ***row;   /* cells of a table, kept until its widths are known */
	size_t nrows, rows_cap;
};

void report_heading(struct page *w, int level, const char *text); /* 1 to 5 */
void report_paragraph(struct page *w, const char *text);
/* report_answer - a named answer, its lines kept; nothing where text is "" */
void report_answer(struct page *w, const char *label, const char *text);
void report_end_answers(struct page *w);
/* report_row - a row of the table that is to come; cells end with the arena */
void report_row(struct page *w, const char **cell);
void report_table(struct page *w, const char *const *head, size_t columns);

#endif
