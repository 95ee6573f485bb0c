/* SPDX-License-Identifier: ISC */
/*
 * The statutory clock: which day of the calendar is next, which was missed
 * Source: the deadlines of the templates; cairn-template(5), deadline
 */
#include <string.h>

#include "attention.h"
#include "../records/value_internal.h"
#include "../records/web_internal.h"

enum { YEAR_ENDS_MONTH = 3, YEAR_ENDS_DAY = 31 };

struct sign { /* a record that shows something, and when */
	uint32_t node;
	long day;
};

struct signs {
	struct sign *v;
	size_t n;
};

struct ticking {
	const struct web *w;
	struct arena *arena;
	struct attention *out;
	struct concerns *concerns;
	size_t cap;
	long today;
	int first_year, last_year; /* of the cycle; 0: not known */
	const struct deadline *of;
	struct signs met;
};

/* A date, or the first day of a period. */
static bool sign_day(const char *text, long *out)
{
	struct date from, to;

	if (!period_read(text, &from, &to) && !date_read_iso(text, &from))
		return false;
	*out = date_days(from);
	return true;
}

static struct signs signs_of(const struct ticking *t, const struct proof *p, size_t n)
{
	struct signs out = { NULL, 0 };
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct web_part *part = web_part_of(t->w, p[i].reg);

		most += part ? part->n : 0;
	}
	out.v = arena_array(t->arena, most + 1, sizeof(*out.v));
	for (size_t i = 0; i < n; i++) {
		const struct web_part *part = web_part_of(t->w, p[i].reg);

		for (uint32_t k = part ? part->first : 0; part && k < part->first + part->n; k++) {
			const struct web_node *node = &t->w->node[k];

			if (!node->archived && !node->deleted && !node->draft &&
			    web_conds_hold(t->w, k, p[i].where, p[i].nwhere) &&
			    sign_day(web_text(t->w, k, p[i].date), &out.v[out.n].day))
				out.v[out.n++].node = k;
		}
	}
	return out;
}

static const struct sign *sign_between(const struct signs *s, long from, long to)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].day >= from && s->v[i].day <= to)
			return &s->v[i];
	}
	return NULL;
}

static struct statutory_day *add_day(struct ticking *t)
{
	struct attention *out = t->out;

	out->day = arena_grown(t->arena, out->day, out->ndays, &t->cap, sizeof(*out->day));
	out->day[out->ndays] = (struct statutory_day){ .deadline = t->of, .about = "" };
	return &out->day[out->ndays++];
}

static const char *node_id(const struct ticking *t, const struct sign *s)
{
	return s ? arena_str(t->arena, t->w->node[s->node].id) : NULL;
}

static void add_concern(struct ticking *t, const struct statutory_day *d)
{
	bool missed = d->state == DAY_MISSED;
	int weight = missed ? t->of->attention : t->of->ahead;
	struct concern *c;

	if (!weight || (!missed && d->state != DAY_NEAR))
		return;
	c = concern_add(t->concerns, t->arena);
	*c = (struct concern){ .kind = missed ? CONCERN_LATE : CONCERN_DUE,
			       .weight = weight,
			       .id = t->of->id,
			       .year = d->id ? NULL : d->about,
			       .follows = d->id,
			       .text = t->of->rule ? t->of->rule : t->of->title,
			       .due = d->due,
			       .source = t->of->source };
	c->title =
		*d->about ? arena_printf(t->arena, "%s, %s", t->of->title, d->about) : t->of->title;
}

const char *concern_title(const struct session *s, const struct concern *c, struct arena *a)
{
	const char *about;

	for (size_t i = 0; i < s->schema->ndeadlines; i++) {
		const struct deadline *d = &s->schema->deadlines[i];

		if (strcmp(d->id, c->id) != 0)
			continue;
		about = c->follows ? record_called(s, c->follows, a) : c->year;
		return about && *about ? arena_printf(a, "%s, %s", d->title, about) : d->title;
	}
	return record_called(s, c->id, a);
}

/* How it stands on the day that it is due. */
static enum day_state state_of(const struct ticking *t, const struct sign *met, long due)
{
	long soon = date_days(date_add_months(t->w->session->today, t->of->soon));

	if (met)
		return DAY_MET;
	if (due < t->today && t->of->nshown_by)
		return DAY_MISSED;
	return due <= soon ? DAY_NEAR : DAY_AHEAD;
}

static void tick(struct ticking *t, long due, const struct sign *met, const char *about,
		 const char *id)
{
	enum day_state state = state_of(t, met, due);
	struct statutory_day *d = add_day(t);

	d->state = state;
	d->due = date_from_days(due);
	d->about = about;
	d->id = id;
	add_concern(t, d);
}

/* The day of each reporting year: what was missed, and the one that comes next. */
static void tick_years(struct ticking *t)
{
	const struct deadline *d = t->of;

	for (int year = t->first_year; year <= t->last_year; year++) {
		long end = date_days((struct date){ year + 1, YEAR_ENDS_MONTH, YEAR_ENDS_DAY });
		long until = date_days((struct date){ year + 2, YEAR_ENDS_MONTH, YEAR_ENDS_DAY });
		long due = date_days((struct date){ year + 1 + d->years_after, d->month, d->day });
		const struct sign *met = sign_between(&t->met, end + 1, until);
		bool past = due < t->today;

		if (past && (met || !d->nshown_by))
			continue;
		tick(t, due, met, arena_printf(t->arena, "%d-%02d", year, (year + 1) % 100),
		     node_id(t, met));
		if (!past)
			return;
	}
}

/* What follows each record of `after` that is dated in this cycle. */
static void tick_after(struct ticking *t)
{
	struct signs after = signs_of(t, t->of->after, t->of->nafter);
	long first = date_days((struct date){ t->first_year, YEAR_ENDS_MONTH + 1, 1 });
	bool any = false;

	for (size_t i = 0; i < after.n; i++) {
		const struct sign *s = &after.v[i], *met;
		const char *about;

		if (s->day > t->today || s->day < first)
			continue;
		met = sign_between(&t->met, s->day, t->today);
		about = arena_str(t->arena, web_title(t->w, s->node, t->arena));
		if (met && any)
			continue;
		any = true;
		tick(t, date_days(date_add_months(date_from_days(s->day), t->of->months)), met,
		     about, node_id(t, met ? met : s));
	}
	if (!any)
		add_day(t)->state = DAY_OPEN;
}

static int year_of(const struct web *w, const char *field)
{
	int year = 0;

	return w->cycle.reg && year_read(record_text(&w->cycle, field), &year) ? year : 0;
}

void statutory_days(const struct web *w, struct arena *a, struct attention *out,
		    struct concerns *concerns)
{
	const struct schema *s = w->session->schema;
	struct ticking t = { .w = w,
			     .arena = a,
			     .out = out,
			     .concerns = concerns,
			     .today = date_days(w->session->today) };

	t.first_year = year_of(w, "first_year");
	t.last_year = year_of(w, "last_year");
	for (size_t i = 0; i < s->ndeadlines; i++) {
		t.of = &s->deadlines[i];
		t.met = signs_of(&t, t.of->shown_by, t.of->nshown_by);
		if (t.of->month && t.first_year)
			tick_years(&t);
		else if (t.of->nafter)
			tick_after(&t);
		else
			add_day(&t)->state = DAY_OPEN;
	}
}
