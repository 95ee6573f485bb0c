/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/csv.h"
#include "same.h"

TestSuite(csv, .timeout = 20);

static char *written(const char *cell)
{
	static struct buf b;
	struct sheet s;

	buf_reset(&b);
	sheet_init(&s, &b);
	sheet_cell(&s, cell);
	sheet_cell(&s, "x");
	sheet_end_row(&s);
	return b.data;
}

Test(csv, a_table_has_a_byte_order_mark_and_lines_that_end_in_crlf)
{
	expect_same(written("one"), "\xef\xbb\xbfone,x\r\n");
}

Test(csv, cells_are_quoted_where_they_must_be)
{
	expect_same(written("a,b"), "\xef\xbb\xbf\"a,b\",x\r\n");
	expect_same(written("say \"so\""), "\xef\xbb\xbf\"say \"\"so\"\"\",x\r\n");
	expect_same(written("two\nlines"), "\xef\xbb\xbf\"two\nlines\",x\r\n");
	expect_same(written(" blank"), "\xef\xbb\xbf\" blank\",x\r\n");
	expect_same(written(""), "\xef\xbb\xbf,x\r\n");
}

static const char *const formulas[] = {
	"=1+1",
	"+cmd|' /C calc'!A0",
	"-2+3",
	"@SUM(A1)",
	"  =1",
	"\t=1",
	"\r=1",
	"-",
	"+",
	"\xef\xbc\x9d"
	"1",
	"\xef\xbc\x8b"
	"1",
	"\xef\xbc\x8d"
	"1",
	"\xef\xbc\xa0"
	"x",
	"'=1",
	"''@x",
	"-1-1",
	"+44 131",
	"-1.2.3",
};

Test(csv, what_a_spreadsheet_would_run_gets_an_apostrophe)
{
	for (size_t i = 0; i < sizeof(formulas) / sizeof(*formulas); i++) {
		const char *cell = written(formulas[i]) + 3;

		cell += *cell == '"';
		cr_expect(eq(chr, *cell, '\''), "%s", formulas[i]);
		cr_expect(eq(int, strncmp(cell + 1, formulas[i], 1), 0), "%s", formulas[i]);
	}
}

Test(csv, plain_numbers_and_common_words_get_none)
{
	static const char *const plain[] = { "-12.50", "+3",   "-.5",      "12",
					     "a=b",    "it's", "'quoted'", "" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		char want[64];

		snprintf(want, sizeof(want), "\xef\xbb\xbf%s,x\r\n", plain[i]);
		expect_same(written(plain[i]), want);
	}
}

struct seen {
	size_t rows, cells;
	char first[8][128];
};

static bool note(void *arg, const char *const *cells, size_t n)
{
	struct seen *s = arg;

	if (s->rows < 8)
		snprintf(s->first[s->rows], sizeof(s->first[0]), "%s", n ? cells[0] : "");
	s->rows++;
	s->cells += n;
	return true;
}

Test(csv, every_text_reads_back_as_it_was)
{
	static const char *const more[] = { "a,b",
					    "\"",
					    "two\nlines",
					    "\r\n",
					    " x ",
					    ("gr\xc3\xa0"
					     "dh"),
					    "'",
					    "''" };
	const char *all[64];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(formulas) / sizeof(*formulas); i++)
		all[n++] = formulas[i];
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		all[n++] = more[i];
	for (size_t i = 0; i < n; i++) {
		struct seen s = { 0 };
		char *text = written(all[i]);

		cr_assert(eq(int, sheet_read(text, strlen(text), note, &s, NULL), RC_OK));
		cr_expect(eq(sz, s.rows, 1));
		expect_same(s.first[0], all[i]);
	}
}

Test(csv, a_row_of_one_blank_cell_stays_a_row)
{
	struct buf b = { 0 };
	struct sheet sheet;
	struct seen s = { 0 };

	sheet_init(&sheet, &b);
	for (int i = 0; i < 2; i++) {
		sheet_cell(&sheet, "");
		sheet_end_row(&sheet);
	}
	cr_assert(eq(int, sheet_read(b.data, b.len, note, &s, NULL), RC_OK));
	cr_expect(eq(sz, s.rows, 2));
	cr_expect(eq(sz, s.cells, 2));
	buf_clear(&b);
}

Test(csv, a_table_from_elsewhere_is_read_with_and_without_the_mark)
{
	const char *table = "id,title\n1,one\r\n2,\"two,\n2\"\n3,three";
	struct seen s = { 0 };

	cr_assert(eq(int, sheet_read(table, strlen(table), note, &s, NULL), RC_OK));
	cr_expect(eq(sz, s.rows, 4));
	cr_expect(eq(sz, s.cells, 8));
	expect_same(s.first[3], "3");
}

Test(csv, what_is_no_table_is_refused_in_words)
{
	struct seen s = { 0 };
	struct err err = { 0 };
	struct buf wide = { 0 };

	cr_expect(eq(int, sheet_read("a,\"b\n", 5, note, &s, &err), RC_INVALID));
	expect_part(err.text, "quotation mark");
	err_clear(&err);
	cr_expect(eq(int, sheet_read("a,b\0c\n", 6, note, &s, &err), RC_INVALID));
	expect_part(err.text, "row 1 is no text");
	for (int i = 0; i < 3000; i++)
		buf_char(&wide, ',');
	err_clear(&err);
	cr_expect(eq(int, sheet_read(wide.data, wide.len, note, &s, &err), RC_INVALID));
	expect_part(err.text, "too large");
	buf_clear(&wide);
}
