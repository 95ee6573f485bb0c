/* SPDX-License-Identifier: ISC */
/*
 * board - entries in the order that people put them, against what there is this year
 *
 * Each entry keeps its own place (rank.h), so a move changes one answer of one
 * entry. How far the money and the hours of the reporting year reach is worked
 * out from the order: the first entries whose costs together fit. A cost that
 * is not known counts nothing and is told; a saving makes room for others.
 * Source: cairn-template(5), VIEWS, board
 */
#ifndef CORE_BOARD_H
#define CORE_BOARD_H

#include "../records/record.h"

/* Money in pounds or hours a week: what there is, and what the first entries take of it. */
struct reach {
	bool asked;     /* the template has it */
	bool known;     /* there is some, or none at all: an amount that can be held against */
	double there;   /* of this reporting year */
	size_t missing; /* sources that do not say how much, or for which year */
	double taken;   /* by the entries above the line */
	size_t unknown; /* entries above the line whose cost is not known */
};

struct board_entry {
	const char *id, *title;
	const char *rank;        /* where it stands; never blank */
	const char *stored_rank; /* "" until somebody moves it */
	const char *word;        /* stored; "" */
	double money, hours;     /* in this reporting year */
	bool money_known, hours_known;
};

struct board {
	const struct reg *reg;
	const struct field *rank, *word; /* word: NULL */
	struct board_entry *entry;       /* in the order of their ids */
	size_t n;
	size_t *order; /* places from the top: indexes of entries */
	struct reach money, hours;
	int year;   /* reporting year, by the year it begins in */
	size_t can; /* so many from the top can be done; the line is below them */
	bool line;  /* what there is is known, so there is a line */
};

/* board_load - archived entries are left out */
enum rc board_load(const struct session *s, const struct view *v, struct arena *a,
		   struct board *out, struct err *err);
/* board_line - works out how far it reaches in this order of the entries */
void board_line(struct board *b, const size_t *order);
/* board_shift - order with the entry of place `from` at place `to` */
void board_shift(size_t *order, size_t from, size_t to);
/*
 * board_move - keeps the entry of place `from` at place `to`, both as in b->order
 *
 * why      kept in the history as "Moved from 3 to 1: why"
 * Errors:  RC_INVALID   no reason
 *          RC_CONFLICT  somebody moved it meanwhile, or there is no room left between its neighbours
 *          else as record_save
 */
enum rc board_move(const struct session *s, const struct board *b, size_t from, size_t to,
		   const char *why, struct saved *out, struct err *err);

#endif
