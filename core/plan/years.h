/* SPDX-License-Identifier: ISC */
/*
 * years - what is judged once a year: entries against reporting years, a word in each square
 *
 * Which registers and which field judges stand in a view of the kind years.
 * Where the view names a view of readings, a judgement that is missing can
 * begin with what these say: a suggestion, never saved by itself.
 * Source: cairn-template(5), VIEWS
 */
#ifndef CORE_YEARS_H
#define CORE_YEARS_H

#include "series.h"

struct years_row {
	const char *id, *title;
	const struct list_row *from; /* of years.rows */
	bool restricted;
	size_t missing;                 /* years that have ended and are not judged */
	const char *start, *start_year; /* how it was when it began, stored form; "" */
};

struct years {
	const struct view *view;
	const struct view_part *row_part, *cell_part;
	const struct reg *row_reg, *cell_reg;
	const struct field *value; /* of a cell; its options are the words */
	const struct field *start; /* of a row; NULL: the view does not ask how it began */
	struct listing rows;
	struct years_row *row;
	size_t nrows;
	int *year; /* reporting years, by their first: those of the cycle and those judged */
	size_t nyears;
	struct years_cell {
		const char *id; /* NULL: not judged */
		int option;     /* -1: it is there and says nothing yet */
		bool restricted;
	} * cell;        /* row by row */
	size_t expected; /* squares of the cycle's years that have ended */
	size_t missing;
	int ended;    /* the last reporting year that has ended */
	int from, to; /* years of the cycle */
};

/* years_load - in one read; archived rows and judgements are left out */
enum rc years_load(const struct session *s, const struct view *view, struct arena *a,
		   struct years *out, struct err *err);
const struct years_cell *years_cell(const struct years *y, size_t row, size_t year);
size_t years_find(const struct years *y, const char *id); /* row; (size_t)-1: none */
/* years_missing - "2024-25 is not judged for: …" of each year that has ended, in order */
struct names years_missing(const struct years *y, struct arena *a);
/* years_word - of a square, as it is written out: "" of one that is restricted, or not due yet */
const char *years_word(const struct years *y, size_t row, size_t year);
/* years_start - "Minutes were shared. (2023-24)", where nobody has said it "Not answered" */
const char *years_start(const struct years *y, size_t row, struct arena *a);
const char *year_words(int first, struct arena *a); /* 2024-25 */

/* What the readings of a year say of a row. */
enum verdict { VERDICT_UNKNOWN, VERDICT_MISSED, VERDICT_PARTLY, VERDICT_ACHIEVED, VERDICT_KEPT };

struct suggestion {
	enum verdict verdict;
	const char *option;    /* of the value; NULL: the view gives no word for it */
	const char *why;       /* what it rests on, a sentence a line; small counts are hidden */
	const char *lacks;     /* why nothing can be said; "" */
	const char *done;      /* actions of the year, one a line; "" */
	struct names evidence; /* ids of readings */
};

/* years_can_suggest - the view names readings to judge by */
bool years_can_suggest(const struct session *s, const struct view *view);
/* years_suggest - for each row of y, in one read; out has y->nrows */
enum rc years_suggest(const struct session *s, const struct years *y, int year, struct arena *a,
		      struct suggestion **out, struct err *err);
/*
 * years_fill - what a new judgement begins with: row, year, and what is suggested, marked as such
 *
 * option  the word that a person chose; -1: the one that is suggested
 */
enum rc years_fill(const struct session *s, const struct years *y, size_t row, int year, int option,
		   struct arena *a, struct put **puts, size_t *n, struct err *err);

#endif
