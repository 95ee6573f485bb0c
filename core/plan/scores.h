/* SPDX-License-Identifier: ISC */
/*
 * scores - what several people, each apart, score an entry by agreed criteria
 *
 * Each score is a row of its own: criterion, who scored (a role), points. Rows
 * that one account wrote are that person's own. Others' are shown on the board to
 * a person who has given all of their own, and everywhere to one who asks to see
 * them together; this keeps people from leaning on each other and hides nothing
 * for good. See row_is_apart for entries, history and what goes out.
 * Totals help people decide and are never stored.
 * Source: self-evaluation practice: score alone, then talk about the differences; cairn-template(5), VIEWS
 */
#ifndef CORE_SCORES_H
#define CORE_SCORES_H

#include "../records/record.h"

enum { SCORE_NONE = -1 };

struct criterion {
	const char *id, *name;
	double weight;
	const char *low, *high; /* what the least and the most mean; "" when it is not said */
};

/* Where the template keeps what: the parts of a board. */
struct score_fields {
	const struct reg *reg; /* of the entries */
	const char *rows, *criterion, *rater, *score;
	const struct reg
		*criteria; /* NULL: none are kept; every criterion that was scored counts once */
	const char *weight, *agreed, *low, *high;
	int least, most; /* points that can be given */
	int apart;       /* so many points between lowest and highest are told as apart */
};

struct scorer {
	const char *rater, *person;
	bool own;
	int *score;       /* for each criterion; SCORE_NONE */
	const char **row; /* the row that holds it, to change it; NULL */
	struct version *at;
	size_t given;
	bool whole;   /* every criterion was scored */
	double total; /* each score times its weight */
};

struct spread { /* of one criterion */
	size_t n;
	int low, high;
	double mean;
	const char *lowest, *highest; /* who: "housing", "police, housing" */
	bool apart;
};

struct score_set {
	const char *id; /* of the entry */
	struct scorer *scorer;
	size_t n;
	struct spread *spread; /* for each criterion */
	bool own_whole;        /* I have given all of mine */
	size_t others;         /* people beside me */
	bool scored, whole;    /* some score; a score for every criterion */
	double total;          /* sum of weight times mean */
};

struct score_book {
	struct criterion *criterion; /* those that are agreed, in the order of their ids */
	size_t n;
	size_t not_agreed; /* there are, and nobody scores by them yet */
	double most;       /* what an entry could have */
	struct score_set *set;
	size_t nsets; /* in order of id; entries without scores have none */
};

/* score_fields_of - from a board of the template; false: it has no scores */
bool score_fields_of(const struct schema *s, const struct view *board, struct score_fields *out);
/* scores_criterion - what a score of it has in its row: its id, or its name where the template says so */
const char *scores_criterion(const struct score_fields *f, const struct criterion *c);
/* scores_load - of all entries (only NULL), or of one */
enum rc scores_load(const struct session *s, const struct score_fields *f, const char *only,
		    struct arena *a, struct score_book *out, struct err *err);
/* scores_of - NULL: nobody has scored it */
const struct score_set *scores_of(const struct score_book *b, const char *id);
/* scores_open - whether others' scores may be shown to this person; together: they asked for it */
bool scores_open(const struct score_set *set, bool together);
/* scores_own - my own scores of it under that role; NULL: none yet */
const struct scorer *scores_own(const struct score_set *set, const char *rater);
/* spread_words - "1 to 3: housing lowest, third sector lead highest", "all 4", "4 to 5" */
const char *spread_words(const struct spread *s, struct arena *a);
/* score_text - 16.75 as "16.75", 17 as "17" */
const char *score_text(double v, struct arena *a);

#endif
