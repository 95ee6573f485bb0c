/* SPDX-License-Identifier: ISC */
/* Readings compared: which way they went, what that means for the aim, since when. */
#include <math.h>
#include <stdlib.h>

#include "series.h"

enum way series_way(const struct series *s, double before, double now)
{
	double least = fabs(before) * s->steady / 100 + 1e-9;

	if (fabs(now - before) <= least)
		return WAY_STEADY;
	return now > before ? WAY_RISING : WAY_FALLING;
}

/* What should stay is better when it comes nearer to where it should be. */
static enum turn turn_of_stay(const struct series *s, const struct measure *m, double before,
			      double now)
{
	const struct figure *to = m->target.there ? &m->target : &m->baseline;
	double was, is;

	if (!to->there)
		return TURN_WORSE;
	was = fabs(before - to->is);
	is = fabs(now - to->is);
	if (is <= fabs(to->is) * s->steady / 100 + 1e-9)
		return was <= is ? TURN_SAME : TURN_BETTER;
	return is < was ? TURN_BETTER : TURN_WORSE;
}

enum turn series_turn(const struct series *s, const struct measure *m, double before, double now)
{
	enum way way = series_way(s, before, now);

	if (m->aim == AIM_NONE)
		return TURN_NONE;
	if (way == WAY_STEADY)
		return TURN_SAME;
	if (m->aim == AIM_STAY)
		return turn_of_stay(s, m, before, now);
	return (way == WAY_RISING) == (m->aim == AIM_UP) ? TURN_BETTER : TURN_WORSE;
}

/* Past a threshold is on the wrong side of it; which side that is the direction says. */
static bool is_past(const struct measure *m, const struct figure *limit, double value)
{
	if (!limit->there || m->aim == AIM_NONE || m->aim == AIM_STAY)
		return false;
	return m->aim == AIM_UP ? value <= limit->is : value >= limit->is;
}

enum mark series_mark(const struct measure *m, double value)
{
	if (is_past(m, &m->red, value))
		return MARK_ACT;
	if (is_past(m, &m->amber, value))
		return MARK_WATCH;
	return (m->red.there || m->amber.there) && (m->aim == AIM_UP || m->aim == AIM_DOWN)
		       ? MARK_ON_COURSE
		       : MARK_NONE;
}

bool series_reached(const struct series *s, const struct measure *m, double value)
{
	if (!m->target.there)
		return false;
	if (m->aim == AIM_UP)
		return value >= m->target.is;
	if (m->aim == AIM_DOWN)
		return value <= m->target.is;
	return m->aim == AIM_STAY && series_way(s, m->target.is, value) == WAY_STEADY;
}

/* Trends */

static const size_t nowhere = (size_t)-1;

/* Annual with annual: a month or a quarter of it is another thing. Leap days make no difference. */
static bool same_length(const struct reading *a, const struct reading *b)
{
	long x = a->last - a->first, y = b->last - b->first;

	return labs(x - y) <= 3;
}

/* Where the value before that of v[at] is with which it can be compared; else nowhere, and why. */
static size_t one_before(const struct series_line *l, size_t at, const char **why, struct arena *a)
{
	bool other_length = false;

	for (size_t i = at; i-- > 0;) {
		if (l->v[i + 1]->breaks) {
			if (why)
				*why = arena_printf(a, "the series breaks in %s",
						    reading_period(l->v[i + 1], a));
			return nowhere;
		}
		if (!l->v[i]->value.there)
			continue;
		if (same_length(l->v[i], l->v[at]))
			return i;
		other_length = true;
	}
	if (why)
		*why = other_length ? "no earlier value is for a period of the same length"
				    : "there is only one value";
	return nowhere;
}

/* How far back it went the same way. */
static size_t since(const struct series *s, const struct series_line *l, size_t before,
		    enum way way)
{
	size_t one;

	while ((one = one_before(l, before, NULL, NULL)) != nowhere &&
	       series_way(s, l->v[one]->value.is, l->v[before]->value.is) == way)
		before = one;
	return before;
}

static int months_between(long from, long to)
{
	struct date d = date_from_days(from);
	int n = 0;

	while (date_days(date_add_months(d, n + 1)) <= to)
		n++;
	return n;
}

struct trend series_trend(const struct series *s, const struct series_line *l, long until,
			  struct arena *a)
{
	struct trend t = { .why = "" };
	size_t at = l->n, seen = 0, before;

	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i]->last > until)
			continue;
		seen++;
		if (l->v[i]->value.there)
			at = i;
	}
	if (at == l->n) {
		t.why = seen ? "no reading has a value" : "there is no reading yet";
		return t;
	}
	t.last = l->v[at];
	t.age = months_between(t.last->last, date_days(s->today));
	before = one_before(l, at, &t.why, a);
	if (before == nowhere)
		return t;
	t.before = l->v[before];
	t.why = "";
	t.way = series_way(s, t.before->value.is, t.last->value.is);
	t.turn = series_turn(s, l->measure, t.before->value.is, t.last->value.is);
	t.since = l->v[since(s, l, before, t.way)];
	return t;
}
