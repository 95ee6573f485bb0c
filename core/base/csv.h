/* SPDX-License-Identifier: ISC */
/*
 * csv - tables for spreadsheets, out and in (the one door to libcsv)
 *
 * UTF-8 with a byte order mark, lines end in CR LF. A cell that a spreadsheet
 * would run as a formula gets a ' in front; the reader takes it away again.
 * Source: RFC 4180; cairn(1), SECURITY
 */
#ifndef CORE_CSV_H
#define CORE_CSV_H

#include "err.h"
#include "mem.h"

struct sheet {
	struct buf *to;
	bool some; /* the row has a cell already */
};

/* sheet_init - begins a table: adds the byte order mark */
void sheet_init(struct sheet *s, struct buf *to);
void sheet_cell(struct sheet *s, const char *text);
void sheet_end_row(struct sheet *s);

/* cells: borrowed until it returns; false stops */
typedef bool sheet_row_fn(void *arg, const char *const *cells, size_t n);
/*
 * sheet_read - each row of a table
 *
 * Errors:  RC_INVALID  a quote that does not end, a NUL, a cell over 64 KiB, over 1,000 cells in a row
 */
enum rc sheet_read(const char *text, size_t len, sheet_row_fn *fn, void *arg, struct err *err);

#endif
