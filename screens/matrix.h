/* SPDX-License-Identifier: ISC */
/*
 * matrix - what the screens of a matrix share: the grid, one row of it, one
 * pair, what is missing
 */
#ifndef SCREENS_MATRIX_H
#define SCREENS_MATRIX_H

#include "../core/plan/matrix.h"
#include "views.h"

struct looked { /* a matrix as one screen holds it */
	struct arena *arena;
	struct matrix m;
	struct matrix_filter filter;
	const char **word;                    /* what a cell may say */
	const char **row_mark, **column_mark; /* 01 of NE-01, of what is shown */
	bool stale;                           /* read again whatever the store says */
};

/* looked_load - reads it when something was saved since; *again: it was read anew */
enum rc looked_load(struct frame *f, struct looked *l, bool *again, struct err *err);
void looked_close(struct looked *l);
/*
 * looked_judge - a digit of a person: one judgement, saved; or what keeps it from being saved, said
 *
 * Opens the pair where the template asks for a reason. false: it is not saved.
 */
bool looked_judge(struct frame *f, struct looked *l, size_t row, size_t column, int digit,
		  struct nav *n);
void looked_take_out(struct frame *f, struct looked *l, size_t row, size_t column, struct nav *n);
/* looked_gap - the form of an entry about a row that is not met, filled in */
void looked_gap(struct frame *f, struct looked *l, size_t row, struct nav *n);
void looked_history(struct frame *f, const struct looked *l, size_t row, size_t column,
		    struct nav *n);
/* looked_by_me - the judgement of a pair is my own, or there is none */
bool looked_by_me(const struct frame *f, const struct looked *l, size_t row, size_t column);
/* looked_pair - n 1: at its reason */
void looked_pair(const struct looked *l, size_t row, size_t column, int at_reason, struct nav *n);
/* looked_fit - the word of a pair; W_NOT_JUDGED where there is none */
const char *looked_fit(const struct looked *l, size_t row, size_t column);
/* looked_legend - "1 None  2 Part": what the digits answer */
const char *looked_legend(const struct looked *l, struct page *p);
/* looked_open_gap - the form of a new entry that begins with these answers */
void looked_open_gap(struct frame *f, const struct looked *l, const struct put *puts, size_t nputs,
		     struct nav *n);
/* line_row_id - the same for a row of the matrix whatever comes before it */
int line_row_id(const char *id);

#endif
