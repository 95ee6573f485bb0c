/* SPDX-License-Identifier: ISC */
/*
 * series - the readings of each measure in the order of time, and where they go
 *
 * Which registers, which field is what and what its answers mean stand in a
 * view of the kind series; nothing here knows an indicator. Everything is
 * computed from one picture, and nothing is stored.
 *
 * A line is one measure in one area. Of several readings for the same period
 * the most settled one counts. What is compared: periods of the same length
 * with no break between them.
 * Source: cairn-template(5), VIEWS
 */
#ifndef CORE_SERIES_H
#define CORE_SERIES_H

#include "../records/record.h"

enum way { WAY_UNKNOWN, WAY_RISING, WAY_FALLING, WAY_STEADY };
enum turn {
	TURN_NONE,
	TURN_BETTER,
	TURN_WORSE,
	TURN_SAME
}; /* NONE: nobody says which way is good */
enum aim { AIM_NONE, AIM_UP, AIM_DOWN, AIM_STAY };
enum mark { MARK_NONE, MARK_ON_COURSE, MARK_WATCH, MARK_ACT }; /* by the thresholds */

struct figure { /* a number that may not be there */
	double is;
	bool there;
};

struct measure {
	const char *id, *title;
	const struct list_row *from; /* of series.measures */
	enum aim aim;
	bool counts;  /* people or cases */
	bool share;   /* a percentage */
	bool compare; /* its level can be compared with that of other areas */
	bool small;   /* counts under 5 are hidden where they leave the program */
	struct figure baseline, target, amber, red;
	const char *baseline_period, *target_date, *comparator; /* stored; "" */
	const struct field *status, *missing; /* of its readings; NULL: no field is */
};

struct reading {
	const char *id;
	const char *geography, *status, *missing, *note; /* as stored */
	const char *numerator, *denominator;
	struct figure value, comparator;
	long first, last; /* days */
	int rank;         /* of its status: 0 the most settled */
	bool settled, breaks, restricted;
	const struct reading *instead; /* the one that counts for its period; NULL: this one does */
};

struct trend {
	enum way way;
	enum turn turn;
	const struct reading *last;   /* the last one with a value; NULL: none */
	const struct reading *before; /* what it is compared with */
	const struct reading *since;  /* where it began to go that way */
	const char *why;              /* the way cannot be said: why; else "" */
	int age;                      /* whole months since the last value's period ended */
};

struct series_line {
	const struct measure *measure;
	const char *geography;
	struct reading *all; /* by time, for one period the one that counts last */
	size_t nall;
	const struct reading **v; /* those that count */
	size_t n;
	struct trend trend;
};

struct series {
	const struct view *view;
	const struct view_part *measure_part, *reading_part;
	const struct reg *measure_reg, *reading_reg;
	struct listing measures;
	struct measure *measure;
	size_t nmeasures;
	struct series_line
		*line; /* by measure, then by area; a measure without readings has one as well */
	size_t nlines;
	size_t drafts; /* readings that are not finished; they do not count */
	double steady; /* a change of at most so many per cent is none */
	int lag;       /* months after which the age of the last value is told; 0: never */
	struct date today;
};

/*
 * series_load - in one read; measure NULL: all
 *
 * Archived measures and readings are left out, and readings that are drafts.
 * Cost: linear in the readings, but for sorting those of each measure.
 */
enum rc series_load(const struct session *s, const struct view *view, const char *measure,
		    struct arena *a, struct series *out, struct err *err);
/* series_load_in - in a picture that is open already */
enum rc series_load_in(struct view *v, const struct session *s, const struct view *view,
		       const char *measure, struct arena *a, struct series *out);
/* series_trend - of the readings up to that day; the same that each line has for today */
struct trend series_trend(const struct series *s, const struct series_line *l, long until,
			  struct arena *a);
/* series_measure_cell - an answer of a measure by its role; "" */
const char *series_measure_cell(const struct series *s, const struct measure *m, const char *role);

enum way series_way(const struct series *s, double before, double now);
/* series_turn - is a change the right way; target: where a value that should stay should be */
enum turn series_turn(const struct series *s, const struct measure *m, double before, double now);
enum mark series_mark(const struct measure *m, double value);
bool series_reached(const struct series *s, const struct measure *m, double value);

/* Words. hide: small counts as "fewer than 5", for what leaves the program. */
const char *mark_words(enum mark m); /* To act on; "" */
const char *figure_words(double value, bool share, struct arena *a);
const char *reading_period(const struct reading *r, struct arena *a); /* 2024-25 */
const char *reading_status(const struct measure *m, const struct reading *r, struct arena *a);
const char *reading_value_words(const struct measure *m, const struct reading *r, bool hide,
				struct arena *a); /* 69%, or why there is none */
const char *series_last_words(const struct series_line *l, bool hide, struct arena *a);
const char *series_trend_words(const struct series_line *l, struct arena *a); /* Rising, better */
/* series_sentences - everything that can be said of a line, the trend first */
struct names series_sentences(const struct series *s, const struct series_line *l, bool hide,
			      struct arena *a);
/* series_trend_sentence - the first of them, for another day's trend */
const char *series_trend_sentence(const struct series_line *l, const struct trend *t, bool hide,
				  struct arena *a);

/*
 * series_spark - seven heights from the least to the greatest value
 *
 * ~ stands between values of which one is settled and one is not, | before
 * one that cannot be compared with those before it, . for one that is missing.
 * The last `most` readings.
 */
const char *series_spark(const struct series_line *l, size_t most, struct arena *a);
/* series_bar - from 0 to the greatest value of the line; solid when settled, else light */
const char *series_bar(const struct series_line *l, const struct reading *r, int cols,
		       struct arena *a);
/* period_name - 2024-25, 2024, May 2024, April to June 2024, else both days */
const char *period_name(long first, long last, struct arena *a);

/* series_restricted - the measure or one of the readings is: nothing of the line leaves the program */
bool series_restricted(const struct series *s, const struct series_line *l);

#endif
