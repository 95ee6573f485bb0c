/* SPDX-License-Identifier: ISC */
/*
 * matrix - every entry of one register beside every entry of another, and how
 * well each pair fits
 *
 * Which registers, which field judges, what its answers mean and what is a gap
 * stand in the view; nothing here knows a need or a service. Everything is
 * computed from one picture and nothing is stored but the judgements.
 * Source: cairn-template(5), VIEWS
 */
#ifndef CORE_MATRIX_H
#define CORE_MATRIX_H

#include "../records/record.h"

enum overall {                     /* of a row, among all columns whatever is filtered */
	       OVERALL_NOT_JUDGED, /* no cell of it is */
	       OVERALL_NOT_KNOWN,  /* what is judged says nothing of the fit */
	       OVERALL_GAP,        /* the best fit does not meet it */
	       OVERALL_MET,
	       OVERALL_COUNT,
};

struct matrix_line { /* a row or a column */
	const char *id, *title;
	const struct list_row *from; /* of the listing it came from */
	bool agreed;                 /* live: no draft */
	bool restricted;
	size_t judged; /* cells */
	int best;      /* option of the best fit; -1: none says anything of it */
	size_t at;     /* in the store's order, among all */
	bool shown;
};

struct matrix {
	const struct view *view;
	const struct reg *row_reg, *column_reg, *cell_reg;
	const struct field *value; /* of a cell; its options are the words */
	const struct view_part *cells;
	struct matrix_line *all_rows, *all_columns;
	size_t nall_rows, nall_columns;
	size_t *row, *column; /* which of them are shown */
	size_t nrows, ncolumns;
	size_t judged; /* shown cells that are */
	int *rank;     /* of each option: 1 the worst; 0 says nothing of the fit */
	int met, serves;
	struct listing rows, columns;
	unsigned char *fit; /* of every pair: 0 or 1 + option */
	uint32_t *cell;     /* 0 or 1 + index in judgement */
	struct judgement {
		const char *id, *why;
		bool restricted;
	} * judgement;
	size_t njudgements, cap;
	uint64_t head; /* of the log, when it was read */
	struct arena *arena;
};

/* What is shown: rows and columns for which each field has the word; in overall one bit for each wanted, 0 all. */
struct matrix_filter {
	struct pairs rows, columns;
	unsigned overall;
};

/*
 * matrix_load - in one read; filter NULL: everything
 *
 * Archived entries are left out, and judgements of them. Of two judgements of
 * one pair, which a merge of two copies can bring, the later one counts.
 */
enum rc matrix_load(const struct session *s, const struct view *view, const struct matrix_filter *f,
		    struct arena *a, struct matrix *out, struct err *err);

/* Rows and columns by their place among those that are shown. */
const struct matrix_line *matrix_row(const struct matrix *m, size_t row);
const struct matrix_line *matrix_column(const struct matrix *m, size_t column);
int matrix_fit(const struct matrix *m, size_t row, size_t column); /* option, or -1: not judged */
const char *matrix_id(const struct matrix *m, size_t row,
		      size_t column); /* of the judgement; NULL: none */
/* matrix_why - the reason that was given; "" where there is none */
const char *matrix_why(const struct matrix *m, size_t row, size_t column);
size_t matrix_find_row(const struct matrix *m, const char *id); /* (size_t)-1: not shown */
size_t matrix_find_column(const struct matrix *m, const char *id);
enum overall matrix_overall(const struct matrix *m, const struct matrix_line *row);
/* matrix_overall_word - "Gap", "Full", "Not judged": as the template has it */
const char *matrix_overall_word(const struct matrix *m, const struct matrix_line *row);
bool matrix_serves(const struct matrix *m, size_t row, size_t column); /* helps at all */

/* Among the rows and columns that are shown */
size_t matrix_not_judged(const struct matrix *m);      /* cells */
size_t matrix_rows_not_judged(const struct matrix *m); /* agreed rows without any judgement */
size_t matrix_rows_of(const struct matrix *m, enum overall o);

/* What a column does for the rows. */
enum column_use { COLUMN_SERVES, COLUMN_SERVES_NONE, COLUMN_NOT_JUDGED };
enum column_use matrix_column_use(const struct matrix *m, const struct matrix_line *column);

size_t matrix_columns_of(const struct matrix *m, enum column_use use); /* of those shown */

/* Columns that serve the same row and are alike. */
struct overlap {
	size_t row;     /* place among the rows that are shown */
	size_t *column; /* places, in order */
	size_t n;
	const char *
		alike; /* the answers they share, as people read them; "" where none is asked for */
};
/* matrix_overlaps - cost linear in the judgements */
size_t matrix_overlaps(const struct matrix *m, struct arena *a, struct overlap **out);

/*
 * matrix_judge - one judgement made, or changed, in one save; m is kept up to date
 *
 * Errors:  RC_CONFLICT  somebody judged it since m was read: err says who and what, m is as it was
 *          else as record_save
 */
enum rc matrix_judge(const struct session *s, struct matrix *m, size_t row, size_t column,
		     size_t option, struct saved *out, struct err *err);
/* matrix_unjudge - takes the judgement of a pair out; RC_NOT_FOUND: there is none */
enum rc matrix_unjudge(const struct session *s, struct matrix *m, size_t row, size_t column,
		       struct err *err);

/* matrix_evidence - entries that speak of the row or the column, as the view names them; link.field: the register */
enum rc matrix_evidence(const struct session *s, const struct matrix *m, size_t row, size_t column,
			struct arena *a, struct link **out, size_t *n, struct err *err);

/*
 * matrix_gap - what an entry about a row that is not met begins with
 *
 * The columns that serve it and yet do not meet it, the kind that is
 * suggested, the first outcome; fields that the template names begin as not
 * known. puts in the arena; returns how many, 0 where the view makes none.
 */
size_t matrix_gap(const struct session *s, const struct matrix *m, size_t row, struct arena *a,
		  struct put **puts);
/* matrix_surplus - the same about columns that overlap, or serve nothing (row (size_t)-1) */
size_t matrix_surplus(const struct session *s, const struct matrix *m, const size_t *column,
		      size_t n, size_t row, struct arena *a, struct put **puts);

/* Written out: restricted rows, columns and judgements are left out of all but the text, and counted. */
size_t matrix_text(const struct matrix *m, struct buf *out);
size_t matrix_csv(const struct matrix *m, bool with_restricted, struct buf *out);
size_t matrix_json(const struct matrix *m, bool with_restricted, struct buf *out);

#endif
