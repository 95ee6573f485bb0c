/* SPDX-License-Identifier: ISC */
/* A series in words, and as a row of heights. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "series.h"
#include "small.h"
#include "../base/text.h"
#include "../records/value_internal.h"

static const char *way_words(enum way w)
{
	static const char *const words[] = { "Cannot be said", "Rising", "Falling", "Steady" };

	return words[w];
}

static const char *turn_words(enum turn t)
{
	static const char *const words[] = { "", "better", "worse", "no change" };

	return words[t];
}

const char *mark_words(enum mark m)
{
	static const char *const words[] = { "", "On course", "To watch", "To act on" };

	return words[m];
}

const char *figure_words(double value, bool share, struct arena *a)
{
	char *text = arena_printf(a, "%.2f", value), *end = text + strlen(text);

	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		*--end = '\0';
	if (strcmp(text, "-0") == 0)
		text++;
	return arena_printf(a, "%s%s", number_grouped(text, a), share ? "%" : "");
}

/* Periods */

static const char *const month_names[] = { "January",   "February", "March",    "April",
					   "May",       "June",     "July",     "August",
					   "September", "October",  "November", "December" };

const char *period_name(long first, long last, struct arena *a)
{
	struct date from = date_from_days(first), to = date_from_days(last), end;
	int months = (to.y - from.y) * 12 + to.m - from.m + 1;
	char one[32], two[32];

	end = date_add_months((struct date){ from.y, from.m, 1 }, months);
	if (from.d == 1 && date_days(end) - 1 == last) {
		if (months == 12 && from.m == 4)
			return arena_printf(a, "%d-%02d", from.y, to.y % 100);
		if (months == 12 && from.m == 1)
			return arena_printf(a, "%d", from.y);
		if (months == 1)
			return arena_printf(a, "%s %d", month_names[from.m - 1], from.y);
		if (from.y == to.y)
			return arena_printf(a, "%s to %s %d", month_names[from.m - 1],
					    month_names[to.m - 1], from.y);
	}
	date_words(from, one);
	date_words(to, two);
	return first == last ? arena_str(a, one) : arena_printf(a, "%s to %s", one, two);
}

/* Values */

static bool is_hidden(const struct measure *m, const struct reading *r)
{
	return m->small && small_reading(m, r->value, r->numerator, r->denominator);
}

static const char *value_words(const struct measure *m, const struct reading *r, bool hide,
			       struct arena *a)
{
	return hide && is_hidden(m, r) ? SMALL_WORDS : figure_words(r->value.is, m->share, a);
}

static const char *shown(const struct field *f, const char *stored, struct arena *a)
{
	return f && *stored ? value_shown(f, stored, a) : stored;
}

const char *reading_period(const struct reading *r, struct arena *a)
{
	return period_name(r->first, r->last, a);
}

const char *reading_status(const struct measure *m, const struct reading *r, struct arena *a)
{
	return shown(m->status, r->status, a);
}

const char *reading_value_words(const struct measure *m, const struct reading *r, bool hide,
				struct arena *a)
{
	if (r->value.there)
		return value_words(m, r, hide, a);
	return *r->missing ? shown(m->missing, r->missing, a) : "No value";
}

static const char *unsettled_words(const struct measure *m, const struct reading *r,
				   struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	if (r->settled || !*r->status)
		return "";
	text_fold(&b, reading_status(m, r, a));
	out = arena_printf(a, " (%s)", buf_text(&b));
	buf_clear(&b);
	return out;
}

const char *series_last_words(const struct series_line *l, bool hide, struct arena *a)
{
	const struct reading *r = l->trend.last;

	if (!r)
		return l->n ? reading_value_words(l->measure, l->v[l->n - 1], hide, a)
			    : "No reading yet";
	return arena_printf(a, "%s in %s%s", value_words(l->measure, r, hide, a),
			    reading_period(r, a), unsettled_words(l->measure, r, a));
}

/* Where a value that is hidden stands beside one that is not, the direction would narrow it: it is told all the same. */
const char *series_trend_words(const struct series_line *l, struct arena *a)
{
	const struct trend *t = &l->trend;

	if (t->way == WAY_UNKNOWN)
		return way_words(t->way);
	return arena_printf(a, "%s%s%s", way_words(t->way), t->turn ? ", " : "",
			    turn_words(t->turn));
}

/* Sentences */

struct told {
	const struct series *s;
	const struct series_line *l;
	bool hide;
	struct arena *a;
	struct names out;
	size_t cap;
};

static void tell(struct told *t, const char *sentence)
{
	t->out.v = arena_grown(t->a, t->out.v, t->out.n, &t->cap, sizeof(*t->out.v));
	t->out.v[t->out.n++] = sentence;
}

/* "up 8 on", or nothing where a figure is hidden: the difference would give it away. */
static const char *change_words(const struct measure *m, double by, struct arena *a)
{
	const char *much = figure_words(fabs(by), false, a);

	if (m->share)
		much = arena_printf(a, "%s point%s", much, fabs(by) == 1 ? "" : "s");
	return arena_printf(a, "%s %s", by > 0 ? "up" : "down", much);
}

const char *series_trend_sentence(const struct series_line *l, const struct trend *t, bool hide,
				  struct arena *a)
{
	const struct measure *m = l->measure;
	bool secret = hide && ((t->last && is_hidden(m, t->last)) ||
			       (t->before && is_hidden(m, t->before)));
	double by;

	if (!t->last)
		return arena_printf(a, "The trend cannot be said: %s.", t->why);
	if (!t->before)
		return arena_printf(a, "The trend cannot be said: %s. %s in %s%s.", t->why,
				    value_words(m, t->last, hide, a), reading_period(t->last, a),
				    unsettled_words(m, t->last, a));
	by = t->last->value.is - t->before->value.is;
	return arena_printf(a, "%s since %s%s%s: %s in %s%s, %s in %s%s%s%s.", way_words(t->way),
			    reading_period(t->since, a), t->turn ? ", " : "", turn_words(t->turn),
			    value_words(m, t->last, hide, a), reading_period(t->last, a),
			    unsettled_words(m, t->last, a), value_words(m, t->before, hide, a),
			    reading_period(t->before, a), unsettled_words(m, t->before, a),
			    secret || by == 0 ? "" : "; ",
			    secret || by == 0 ? "" : change_words(m, by, a));
}

/* Readings after the last value, or all where there is none: what came and had no value. */
static void tell_missing(struct told *t)
{
	const struct series_line *l = t->l;
	size_t from = 0;

	for (size_t i = 0; i < l->n; i++)
		if (l->v[i] == l->trend.last)
			from = i + 1;
	for (size_t i = from; i < l->n; i++)
		tell(t, arena_printf(t->a, "No value for %s: %s.", reading_period(l->v[i], t->a),
				     *l->v[i]->missing
					     ? shown(l->measure->missing, l->v[i]->missing, t->a)
					     : "no reason given"));
}

static void tell_breaks(struct told *t)
{
	for (size_t i = 1; i < t->l->n; i++) {
		const struct reading *r = t->l->v[i];

		if (r->breaks)
			tell(t, arena_printf(
					t->a,
					"Break in %s: it is not compared with what was before.%s%s",
					reading_period(r, t->a), *r->note ? " " : "", r->note));
	}
}

static bool breaks_after(const struct series_line *l, long day)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i]->breaks && l->v[i]->first > day && l->v[i]->last <= l->trend.last->last)
			return true;
	return false;
}

static void tell_baseline(struct told *t)
{
	const struct measure *m = t->l->measure;
	const struct reading *r = t->l->trend.last;
	const char *is = figure_words(m->baseline.is, m->share, t->a), *period = "";
	struct date from, to;
	enum turn turn;
	double by;

	if (!m->baseline.there || !r)
		return;
	if (t->hide && m->small && small_reading(m, m->baseline, "", ""))
		is = SMALL_WORDS;
	if (period_read(m->baseline_period, &from, &to)) {
		period = arena_printf(t->a, " (%s)",
				      period_name(date_days(from), date_days(to), t->a));
		if (breaks_after(t->l, date_days(to))) {
			tell(t, arena_printf(t->a,
					     "Baseline %s%s: it lies before a break and is not "
					     "compared.",
					     is, period));
			return;
		}
	}
	by = r->value.is - m->baseline.is;
	turn = series_turn(t->s, m, m->baseline.is, r->value.is);
	tell(t, arena_printf(t->a, "Baseline %s%s: %s%s%s since then.", is, period,
			     series_way(t->s, m->baseline.is, r->value.is) == WAY_STEADY ? "steady"
			     : t->hide && is_hidden(m, r) ? (by > 0 ? "up" : "down")
							  : change_words(m, by, t->a),
			     turn && turn != TURN_SAME ? ", " : "",
			     turn != TURN_SAME ? turn_words(turn) : ""));
}

static void tell_target(struct told *t)
{
	const struct measure *m = t->l->measure;
	const struct reading *r = t->l->trend.last;
	const char *by = "", *much;
	struct date day;
	char words[32];

	if (!m->target.there || !r)
		return;
	if (date_read_iso(m->target_date, &day)) {
		date_words(day, words);
		by = arena_printf(t->a, " by %s", words);
	}
	much = figure_words(fabs(m->target.is - r->value.is), false, t->a);
	if (t->hide && is_hidden(m, r))
		much = "some";
	tell(t,
	     arena_printf(t->a, "Target %s%s: %s.", figure_words(m->target.is, m->share, t->a), by,
			  series_reached(t->s, m, r->value.is) ? "reached"
			  : m->share ? arena_printf(t->a, "%s points away", much)
				     : arena_printf(t->a, "%s away", much)));
}

/* The last reading before v[n] that has one. */
static const struct reading *with_comparator(const struct series_line *l, size_t n)
{
	while (n-- > 0)
		if (l->v[n]->comparator.there)
			return l->v[n];
	return NULL;
}

static const char *comparator_before(const struct told *t, const struct reading *now)
{
	const struct reading *before = NULL;
	size_t at = t->l->n;

	while (at-- > 0 && t->l->v[at] != now)
		;
	before = with_comparator(t->l, at);
	return !before ? ""
		       : arena_printf(
				 t->a, ", %s in %s",
				 figure_words(before->comparator.is, t->l->measure->share, t->a),
				 reading_period(before, t->a));
}

/* Of a share or a rate the levels are compared; of a count only where each goes. */
static void tell_comparator(struct told *t)
{
	const struct measure *m = t->l->measure;
	const struct reading *r = with_comparator(t->l, t->l->n);
	const char *name = *m->comparator ? m->comparator : "The comparator", *is, *much;
	double by;

	if (!r) {
		if (*m->comparator)
			tell(t, arena_printf(t->a, "Compared with: %s. No value of it is entered.",
					     m->comparator));
		return;
	}
	is = figure_words(r->comparator.is, m->share, t->a);
	if (!m->compare || !r->value.there || (t->hide && is_hidden(m, r))) {
		tell(t, arena_printf(t->a, "%s: %s in %s%s.", name, is, reading_period(r, t->a),
				     comparator_before(t, r)));
		return;
	}
	by = r->value.is - r->comparator.is;
	much = figure_words(fabs(by), false, t->a);
	tell(t, arena_printf(t->a, "%s: %s in %s; here %s.", name, is, reading_period(r, t->a),
			     by == 0 ? "the same"
				     : arena_printf(t->a, "%s%s %s", much,
						    !m->share       ? ""
						    : fabs(by) == 1 ? " point"
								    : " points",
						    by > 0 ? "more" : "less")));
}

static void tell_mark(struct told *t)
{
	const struct measure *m = t->l->measure;
	const struct reading *r = t->l->trend.last;
	enum mark mark = r ? series_mark(m, r->value.is) : MARK_NONE;
	const struct figure *limit = mark == MARK_ACT ? &m->red : &m->amber;

	if (mark == MARK_NONE)
		return;
	if (mark == MARK_ON_COURSE)
		tell(t, "On course: past neither threshold.");
	else
		tell(t, arena_printf(t->a, "%s: the threshold is %s.", mark_words(mark),
				     figure_words(limit->is, m->share, t->a)));
}

static void tell_age(struct told *t)
{
	const struct trend *tr = &t->l->trend;
	char words[32];

	if (!tr->last || t->s->lag == 0 || tr->age < t->s->lag)
		return;
	date_words(date_from_days(tr->last->last), words);
	tell(t, arena_printf(t->a, "The last value is old: its period ended on %s, %d year%s ago.",
			     words, tr->age / 12, tr->age / 12 == 1 ? "" : "s"));
}

static void tell_doubts(struct told *t)
{
	const struct measure *m = t->l->measure;
	const struct reading *r = t->l->trend.last;

	if (r && !r->settled)
		tell(t, arena_printf(t->a, "%s is not final and can still change.",
				     reading_period(r, t->a)));
	if (r && m->share && !*r->denominator)
		tell(t, "The percentage has no denominator: out of how many is not known.");
	if (r && *r->note && !r->breaks)
		tell(t, r->note);
}

struct names series_sentences(const struct series *s, const struct series_line *l, bool hide,
			      struct arena *a)
{
	struct told t = { .s = s, .l = l, .hide = hide, .a = a };

	tell(&t, series_trend_sentence(l, &l->trend, hide, a));
	tell_missing(&t);
	tell_breaks(&t);
	tell_baseline(&t);
	tell_target(&t);
	tell_mark(&t);
	tell_comparator(&t);
	tell_age(&t);
	tell_doubts(&t);
	return t.out;
}

/* Heights */

enum { HEIGHTS = 7 };

static const char *const height[HEIGHTS] = { "\u2581", "\u2582", "\u2583", "\u2584",
					     "\u2585", "\u2586", "\u2587" };

static void range_of(const struct series_line *l, size_t from, double *least, double *most)
{
	bool any = false;

	*least = *most = 0;
	for (size_t i = from; i < l->n; i++) {
		double is = l->v[i]->value.is;

		if (!l->v[i]->value.there)
			continue;
		*least = !any || is < *least ? is : *least;
		*most = !any || is > *most ? is : *most;
		any = true;
	}
}

const char *series_spark(const struct series_line *l, size_t most, struct arena *a)
{
	size_t from = l->n > most ? l->n - most : 0;
	double low, high;
	struct buf b = { 0 };
	const char *out;

	range_of(l, from, &low, &high);
	for (size_t i = from; i < l->n; i++) {
		const struct reading *r = l->v[i], *before = i > from ? l->v[i - 1] : NULL;
		double at = high > low ? (r->value.is - low) / (high - low) : 0.5;

		if (before && r->breaks)
			buf_char(&b, '|');
		else if (before && before->settled != r->settled && before->value.there &&
			 r->value.there)
			buf_char(&b, '~');
		buf_str(&b, r->value.there ? height[(int)(at * (HEIGHTS - 1) + 0.5)] : ".");
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

const char *series_bar(const struct series_line *l, const struct reading *r, int cols,
		       struct arena *a)
{
	double low, high;
	struct buf b = { 0 };
	const char *out;
	int n;

	range_of(l, 0, &low, &high);
	if (!r->value.there || high <= 0 || r->value.is < 0)
		return "";
	n = (int)(r->value.is / high * cols + 0.5);
	for (int i = 0; i < (n > 0 ? n : 1); i++)
		buf_str(&b, r->settled ? "\u2588" : "\u2591");
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

bool series_restricted(const struct series *s, const struct series_line *l)
{
	for (size_t i = 0; i < s->measures.ncolumns; i++)
		if (strcmp(s->measures.column[i]->id, "restricted") == 0 &&
		    strcmp(l->measure->from->cell[i], "yes") == 0)
			return true;
	for (size_t i = 0; i < l->nall; i++)
		if (l->all[i].restricted)
			return true;
	return false;
}
