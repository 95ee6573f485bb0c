/* SPDX-License-Identifier: ISC */
/*
 * Do views and chains fit together: parts, roles and registers
 * Source: cairn-template(5), VIEWS
 */
#include <stdio.h>
#include <string.h>

#include "pack_verify.h"

/* A role of a part: which kinds of field may play it. An empty role is the part itself. */
struct role {
	enum view_kind kind;
	const char *as, *role;
	bool must;
	unsigned types; /* bits of enum field_type; 0: any */
};

#define BIT(t) (1U << (t))
#define TEXTS (BIT(TYPE_TEXT) | BIT(TYPE_LONG))
#define NUMBERS (BIT(TYPE_INT) | BIT(TYPE_NUM) | BIT(TYPE_PCT) | BIT(TYPE_MONEY))

static const struct role roles[] = {
	{ VIEW_MATRIX, "rows", "", true, 0 },
	{ VIEW_MATRIX, "columns", "", true, 0 },
	{ VIEW_MATRIX, "cells", "", true, 0 },
	{ VIEW_MATRIX, "cells", "row", true, BIT(TYPE_REF) },
	{ VIEW_MATRIX, "cells", "column", true, BIT(TYPE_REF) },
	{ VIEW_MATRIX, "cells", "value", true, BIT(TYPE_CHOICE) },
	{ VIEW_MATRIX, "cells", "why", false, TEXTS },
	{ VIEW_MATRIX, "rows", "outcome", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_MATRIX, "columns", "evidence", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_MATRIX, "evidence", "", false, 0 },
	{ VIEW_MATRIX, "evidence", "row", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_MATRIX, "evidence", "column", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_MATRIX, "gap", "", false, 0 },
	{ VIEW_MATRIX, "gap", "row", true, BIT(TYPE_REF) },
	{ VIEW_MATRIX, "gap", "columns", true, BIT(TYPE_REFS) },
	{ VIEW_MATRIX, "gap", "kind", false, BIT(TYPE_CHOICE) },
	{ VIEW_MATRIX, "gap", "outcome", false, BIT(TYPE_REF) },
	{ VIEW_GROUPS, "rows", "", true, 0 },
	{ VIEW_GROUPS, "rows", "group", true, 0 },
	{ VIEW_GROUPS, "rows", "order", false, 0 },
	{ VIEW_TIMELINE, "rows", "", true, 0 },
	{ VIEW_TIMELINE, "rows", "start", true, BIT(TYPE_DATE) },
	{ VIEW_TIMELINE, "rows", "due", true, BIT(TYPE_DATE) },
	{ VIEW_TIMELINE, "rows", "moved", false, BIT(TYPE_DATE) },
	{ VIEW_TIMELINE, "rows", "status", false, BIT(TYPE_CHOICE) },
	{ VIEW_BOARD, "rows", "", true, 0 },
	{ VIEW_BOARD, "rows", "rank", true, BIT(TYPE_TEXT) },
	{ VIEW_BOARD, "rows", "scores", false, BIT(TYPE_ROWS) },
	{ VIEW_BOARD, "rows", "criterion", false, BIT(TYPE_TEXT) | BIT(TYPE_REF) },
	{ VIEW_BOARD, "rows", "rater", false, BIT(TYPE_TEXT) },
	{ VIEW_BOARD, "rows", "score", false, BIT(TYPE_INT) },
	{ VIEW_BOARD, "rows", "money", false, BIT(TYPE_MONEY) },
	{ VIEW_BOARD, "rows", "hours", false, BIT(TYPE_INT) | BIT(TYPE_NUM) },
	{ VIEW_BOARD, "rows", "year", false, BIT(TYPE_YEAR) },
	{ VIEW_BOARD, "rows", "years", false, BIT(TYPE_ROWS) },
	{ VIEW_BOARD, "rows", "years_year", false, BIT(TYPE_YEAR) },
	{ VIEW_BOARD, "rows", "years_money", false, BIT(TYPE_MONEY) },
	{ VIEW_BOARD, "rows", "word", false, BIT(TYPE_CHOICE) },
	{ VIEW_BOARD, "criteria", "", false, 0 },
	{ VIEW_BOARD, "criteria", "weight", true, BIT(TYPE_INT) | BIT(TYPE_NUM) },
	{ VIEW_BOARD, "criteria", "agreed", false, BIT(TYPE_DATE) },
	{ VIEW_BOARD, "criteria", "low", false, TEXTS },
	{ VIEW_BOARD, "criteria", "high", false, TEXTS },
	{ VIEW_BOARD, "money", "", false, 0 },
	{ VIEW_BOARD, "money", "amount", true, BIT(TYPE_MONEY) },
	{ VIEW_BOARD, "money", "year", false, BIT(TYPE_YEAR) },
	{ VIEW_BOARD, "hours", "", false, 0 },
	{ VIEW_BOARD, "hours", "amount", true, BIT(TYPE_INT) | BIT(TYPE_NUM) },
	{ VIEW_BOARD, "hours", "year", false, BIT(TYPE_YEAR) },
	{ VIEW_SERIES, "measures", "", true, 0 },
	{ VIEW_SERIES, "measures", "outcome", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_SERIES, "measures", "direction", false, BIT(TYPE_CHOICE) },
	{ VIEW_SERIES, "measures", "kind", false, BIT(TYPE_CHOICE) },
	{ VIEW_SERIES, "measures", "baseline", false, NUMBERS },
	{ VIEW_SERIES, "measures", "baseline_period", false, BIT(TYPE_PERIOD) },
	{ VIEW_SERIES, "measures", "target", false, NUMBERS },
	{ VIEW_SERIES, "measures", "target_date", false, BIT(TYPE_DATE) },
	{ VIEW_SERIES, "measures", "amber", false, NUMBERS },
	{ VIEW_SERIES, "measures", "red", false, NUMBERS },
	{ VIEW_SERIES, "measures", "small", false, BIT(TYPE_BOOL) },
	{ VIEW_SERIES, "measures", "comparator", false, TEXTS },
	{ VIEW_SERIES, "measures", "definition", false, TEXTS },
	{ VIEW_SERIES, "readings", "", true, 0 },
	{ VIEW_SERIES, "readings", "measure", true, BIT(TYPE_REF) },
	{ VIEW_SERIES, "readings", "period", true, BIT(TYPE_PERIOD) },
	{ VIEW_SERIES, "readings", "value", true, NUMBERS },
	{ VIEW_SERIES, "readings", "geography", false, TEXTS | BIT(TYPE_CHOICE) },
	{ VIEW_SERIES, "readings", "missing", false, TEXTS | BIT(TYPE_CHOICE) },
	{ VIEW_SERIES, "readings", "status", false, BIT(TYPE_CHOICE) },
	{ VIEW_SERIES, "readings", "comparator", false, NUMBERS },
	{ VIEW_SERIES, "readings", "numerator", false, NUMBERS },
	{ VIEW_SERIES, "readings", "denominator", false, NUMBERS },
	{ VIEW_SERIES, "readings", "break", false, BIT(TYPE_BOOL) },
	{ VIEW_SERIES, "readings", "note", false, TEXTS },
	{ VIEW_ENDS, "ends", "", true, 0 },
	{ VIEW_ENDS, "ends", "date", true, BIT(TYPE_DATE) },
	{ VIEW_ENDS, "ends", "money", false, BIT(TYPE_MONEY) },
	{ VIEW_ENDS, "ends", "people", false, BIT(TYPE_INT) | BIT(TYPE_NUM) },
	{ VIEW_ENDS, "ends", "kind", false, BIT(TYPE_CHOICE) },
	{ VIEW_ENDS, "touches", "", false, 0 },
	{ VIEW_ENDS, "touches", "ends", true, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_ENDS, "touches", "on", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_ENDS, "touches", "through", false, BIT(TYPE_REF) | BIT(TYPE_REFS) },
	{ VIEW_MODEL, "rows", "", true, 0 },
	{ VIEW_MODEL, "rows", "options", false, BIT(TYPE_ROWS) },
	{ VIEW_YEARS, "rows", "", true, 0 },
	{ VIEW_YEARS, "rows", "start", false, TEXTS },
	{ VIEW_YEARS, "rows", "start_year", false, BIT(TYPE_YEAR) },
	{ VIEW_YEARS, "cells", "", true, 0 },
	{ VIEW_YEARS, "cells", "row", true, BIT(TYPE_REF) },
	{ VIEW_YEARS, "cells", "year", true, BIT(TYPE_YEAR) },
	{ VIEW_YEARS, "cells", "value", true, BIT(TYPE_CHOICE) },
	{ VIEW_YEARS, "cells", "how", false, TEXTS },
	{ VIEW_YEARS, "cells", "evidence", false, BIT(TYPE_REFS) },
	{ VIEW_YEARS, "cells", "done", false, TEXTS },
	{ VIEW_YEARS, "actions", "", false, 0 },
	{ VIEW_YEARS, "actions", "for", true, BIT(TYPE_REF) },
	{ VIEW_YEARS, "actions", "on", false, BIT(TYPE_DATE) },
	{ VIEW_YEARS, "actions", "status", false, BIT(TYPE_CHOICE) },
	{ VIEW_YEARS, "actions", "updates", false, BIT(TYPE_ROWS) },
	{ VIEW_SUMS, "rows", "", true, 0 },
	{ VIEW_SUMS, "rows", "money", true, BIT(TYPE_MONEY) },
	{ VIEW_SUMS, "rows", "group", true, 0 },
	{ VIEW_SUMS, "rows", "split", false, BIT(TYPE_CHOICE) },
	{ VIEW_SUMS, "rows", "year", false, BIT(TYPE_YEAR) },
};
enum { NROLES = sizeof(roles) / sizeof(roles[0]) };

/* What else a part is told: words of its own, or a list of options or of fields. */
static const struct told {
	enum view_kind kind;
	const char *as, *name;
	const char *options_of; /* a role: options of the field that plays it */
	bool fields;
} tolds[] = {
	{ VIEW_BOARD, "rows", "apart", NULL, false },
	{ VIEW_GROUPS, "rows", "along", NULL, false },
	{ VIEW_GROUPS, "rows", "to", NULL, false },
	{ VIEW_GROUPS, "rows", "by", NULL, false },
	{ VIEW_GROUPS, "rows", "down", NULL, false },
	{ VIEW_GROUPS, "rows", "none", NULL, false },
	{ VIEW_GROUPS, "rows", "empty", NULL, false },
	{ VIEW_GROUPS, "rows", "reason", NULL, false },
	{ VIEW_TIMELINE, "rows", "finished", "status", false },
	{ VIEW_ENDS, "ends", "fragile", "kind", false },
	{ VIEW_MODEL, "rows", "boxes", NULL, true },
	{ VIEW_MODEL, "rows", "labels", NULL, false },
	{ VIEW_MODEL, "rows", "steps", NULL, false },
	{ VIEW_MODEL, "rows", "cost", NULL, false },
	{ VIEW_MODEL, "rows", "least", NULL, false },
	{ VIEW_MATRIX, "cells", "order", "value", false },
	{ VIEW_MATRIX, "cells", "met", "value", false },
	{ VIEW_MATRIX, "cells", "serves", "value", false },
	{ VIEW_MATRIX, "cells", "reason", "value", false },
	{ VIEW_MATRIX, "cells", "gap", NULL, false },
	{ VIEW_MATRIX, "rows", "filter", NULL, true },
	{ VIEW_MATRIX, "columns", "filter", NULL, true },
	{ VIEW_MATRIX, "columns", "same", NULL, true },
	{ VIEW_MATRIX, "gap", "none", "kind", false },
	{ VIEW_MATRIX, "gap", "weak", "kind", false },
	{ VIEW_MATRIX, "gap", "surplus", "kind", false },
	{ VIEW_MATRIX, "gap", "not_known", NULL, true },
	{ VIEW_YEARS, "cells", "achieved", "value", false },
	{ VIEW_YEARS, "cells", "kept", "value", false },
	{ VIEW_YEARS, "cells", "partly", "value", false },
	{ VIEW_YEARS, "cells", "missed", "value", false },
	{ VIEW_YEARS, "cells", "unknown", "value", false },
	{ VIEW_YEARS, "cells", "series", NULL, false },
	{ VIEW_YEARS, "actions", "done", "status", false },
	{ VIEW_YEARS, "actions", "updates_on", NULL, false },
	{ VIEW_YEARS, "actions", "updates_say", NULL, false },
	{ VIEW_SERIES, "measures", "up", "direction", false },
	{ VIEW_SERIES, "measures", "down", "direction", false },
	{ VIEW_SERIES, "measures", "stay", "direction", false },
	{ VIEW_SERIES, "measures", "counts", "kind", false },
	{ VIEW_SERIES, "measures", "shares", "kind", false },
	{ VIEW_SERIES, "measures", "compare", "kind", false },
	{ VIEW_SERIES, "measures", "steady", NULL, false },
	{ VIEW_SERIES, "measures", "lag", NULL, false },
	{ VIEW_SERIES, "readings", "order", "status", false },
	{ VIEW_SERIES, "readings", "settled", "status", false },
};
enum { NTOLDS = sizeof(tolds) / sizeof(tolds[0]) };

static const struct role *role_of(enum view_kind kind, const char *as, const char *role)
{
	for (size_t i = 0; i < NROLES; i++) {
		if (roles[i].kind == kind && strcmp(roles[i].as, as) == 0 &&
		    strcmp(roles[i].role, role) == 0)
			return &roles[i];
	}
	return NULL;
}

static const struct reg *register_named(struct verify *v, const char *name, const struct origin *o)
{
	const struct reg *r = schema_reg(v->s, name);

	if (r && r->kind == REG_REGISTER && strcmp(r->id, name) == 0)
		return r;
	say(v, name, o, "there is no register '%s'", name);
	return NULL;
}

static void check_roles(struct verify *v, const struct view *w, const struct view_part *p,
			const struct reg *reg)
{
	for (size_t i = 0; i < p->nfields; i++) {
		const struct role *role = role_of(w->kind, p->as, p->fields[i].name);
		const struct field *f =
			role ? verify_field_name(v, reg, p->fields[i].text, &w->origin) : NULL;

		if (!role)
			say(v, p->fields[i].name, &w->origin,
			    "'%s' is no role of '%s' in this kind of view; see cairn-template(5)",
			    p->fields[i].name, p->as);
		else if (f && w->kind == VIEW_BOARD && strcmp(role->role, "rank") == 0 && !f->rank)
			say(v, p->fields[i].text, &w->origin,
			    "'%s' keeps no place on a board; give it 'rank: yes'",
			    p->fields[i].text);
		else if (f && w->kind == VIEW_BOARD && strcmp(role->role, "score") == 0 &&
			 (!f->min_set || !f->max_set || f->min < 0 || f->max > 9 ||
			  f->max <= f->min))
			say(v, p->fields[i].text, &w->origin,
			    "a score on a board is one digit: '%s' needs 'min' and 'max' between 0 and 9",
			    p->fields[i].text);
		else if (f && role->types && !(role->types & BIT(f->type)))
			say(v, p->fields[i].text, &w->origin,
			    "the field '%s' is of the wrong type to be '%s' of this view",
			    p->fields[i].text, role->role);
	}
}

static const struct told *told_of(enum view_kind kind, const char *as, const char *name)
{
	for (size_t i = 0; i < NTOLDS; i++) {
		if (tolds[i].kind == kind && strcmp(tolds[i].as, as) == 0 &&
		    strcmp(tolds[i].name, name) == 0)
			return &tolds[i];
	}
	return NULL;
}

static bool has_option(const struct field *f, const char *id)
{
	return f && field_option(f, id);
}

/* One word of a list that names options or fields. */
static void check_told_word(struct verify *v, const struct view *w, const struct view_part *p,
			    const struct reg *reg, const struct told *t, const char *word)
{
	const char *field = t->options_of ? part_field(p, t->options_of) : NULL;

	if (t->fields)
		verify_field_name(v, reg, word, &w->origin);
	else if (t->options_of && !has_option(field ? reg_field(reg, field) : NULL, word))
		say(v, word, &w->origin, "'%s' is no answer of the field that is '%s' of this view",
		    word, t->options_of);
}

static void check_told(struct verify *v, const struct view *w, const struct view_part *p,
		       const struct reg *reg)
{
	for (size_t i = 0; i < p->nvalues; i++) {
		const struct told *t = told_of(w->kind, p->as, p->values[i].name);
		const char *at = p->values[i].text, *word;
		char one[128];
		size_t len;

		if (!t) {
			say(v, p->values[i].name, &w->origin,
			    "'%s' is nothing that '%s' is told in this kind of view; see "
			    "cairn-template(5)",
			    p->values[i].name, p->as);
			continue;
		}
		while ((t->fields || t->options_of) && list_next(&at, &word, &len)) {
			snprintf(one, sizeof(one), "%.*s", (int)(len < 127 ? len : 127), word);
			check_told_word(v, w, p, reg, t, one);
		}
	}
}

/* Entries grouped by what they lead to: fields of any register, and the register at the end. */
static void check_path(struct verify *v, const struct view *w, const struct view_part *p)
{
	const char *at = part_told(p, "along"), *to = part_told(p, "to"), *by = part_told(p, "by");
	const char *word;
	char one[FIELD_NAME_MAX + 1];
	size_t len;

	if ((at == NULL) != (to == NULL))
		say(v, at ? at : to, &w->origin, "'along' and 'to' belong together");
	if (to)
		register_named(v, to, &w->origin);
	if (by && strcmp(by, "month") != 0 && strcmp(by, "quarter") != 0 && strcmp(by, "year") != 0)
		say(v, by, &w->origin, "'by' is month, quarter or year; not '%s'", by);
	while (at && list_next(&at, &word, &len)) {
		bool known = false;

		snprintf(one, sizeof(one), "%.*s", (int)(len < sizeof(one) ? len : FIELD_NAME_MAX),
			 word);
		for (size_t i = 0; i < v->s->nregisters && !known; i++)
			known = reg_field(&v->s->registers[i], one) != NULL;
		if (!known)
			say(v, one, &w->origin, "'%s' is no field of any register", one);
	}
}

static void check_part(struct verify *v, const struct view *w, const struct view_part *p)
{
	const struct reg *reg = register_named(v, p->reg, &w->origin);

	if (!role_of(w->kind, p->as, ""))
		say(v, p->as, &w->origin,
		    "'%s' is no part of this kind of view; see cairn-template(5)", p->as);
	else if (reg) {
		check_roles(v, w, p, reg);
		check_told(v, w, p, reg);
	}
	for (size_t i = 0; reg && i < p->columns.n; i++)
		verify_field_name(v, reg, p->columns.v[i], &w->origin);
	if (reg)
		verify_conds(v, reg, NULL, p->where, p->nwhere, &w->origin);
	for (size_t i = 0; reg && i < p->nany; i++)
		verify_any(v, reg, &p->any[i]);
	if (w->kind == VIEW_GROUPS)
		check_path(v, w, p);
}

static void check_whole(struct verify *v, const struct view *w)
{
	for (size_t i = 0; i < NROLES; i++) {
		const struct role *r = &roles[i];
		const struct view_part *p = view_part(w, r->as);

		if (r->kind != w->kind || !r->must)
			continue;
		if (!p && !*r->role)
			say(v, w->id, &w->origin, "the view '%s' needs a part 'as: %s'", w->id,
			    r->as);
		else if (p && *r->role && !part_field(p, r->role))
			say(v, w->id, &w->origin,
			    "the view '%s' needs under 'as: %s' a field that is '%s'", w->id, r->as,
			    r->role);
	}
}

static void check_view(struct verify *v, const struct view *w)
{
	for (size_t i = 0; i < w->activity.n; i++)
		verify_activity_name(v, w->activity.v[i], &w->origin);
	for (size_t i = 0; i < w->nparts; i++) {
		if (!w->parts[i].as || !w->parts[i].reg)
			return; /* told already */
	}
	for (size_t i = 0; i < w->nparts; i++)
		check_part(v, w, &w->parts[i]);
	check_whole(v, w);
}

static void check_chain(struct verify *v, const struct chain_def *c)
{
	for (size_t i = 0; i < c->order.n; i++)
		register_named(v, c->order.v[i], &c->origin);
	for (size_t i = 0; i < c->ends.n; i++) {
		if (!names_have(&c->order, c->ends.v[i]))
			say(v, c->ends.v[i], &c->origin,
			    "'%s' ends the chain but is not in its order; add it there",
			    c->ends.v[i]);
	}
	if (c->missing < 0 || c->missing > 9 || c->archived < 0 || c->archived > 9 ||
	    c->blank < 0 || c->blank > 9)
		say(v, c->id, &c->origin, "missing, archived and blank are 1 to 9, 9 the worst");
}

static void check_proofs(struct verify *v, const struct proof *p, size_t n, const struct origin *o)
{
	for (size_t i = 0; i < n; i++) {
		const struct reg *reg = p[i].reg ? schema_reg(v->s, p[i].reg) : NULL;
		const struct field *f = reg ? verify_field_name(v, reg, p[i].date, o) : NULL;

		if (p[i].reg && !reg)
			say(v, p[i].reg, o, "there is no register '%s'", p[i].reg);
		if (f && f->type != TYPE_DATE && f->type != TYPE_PERIOD)
			say(v, p[i].date, o, "'%s' is no date", p[i].date);
		if (reg)
			verify_conds(v, reg, NULL, p[i].where, p[i].nwhere, o);
	}
}

static void check_deadline(struct verify *v, const struct deadline *d)
{
	const char *id = d->id ? d->id : "";

	if (d->month < 0 || d->month > 12 || d->day < 0 || d->day > 31 ||
	    (d->month == 0) != (d->day == 0))
		say(v, d->id, &d->origin,
		    "'%s' has no such day: give month 1 to 12 and day 1 to 31, or neither", id);
	if (d->month && d->nafter)
		say(v, d->id, &d->origin,
		    "'%s' has a day of its own or comes after something, not both", id);
	if (d->attention < 0 || d->attention > 9 || d->ahead < 0 || d->ahead > 9)
		say(v, d->id, &d->origin, "attention and ahead of '%s' are 1 to 9, 9 the worst",
		    id);
	if ((d->attention || d->ahead) && !(d->month || d->nafter))
		say(v, d->id, &d->origin,
		    "'%s' needs a day or 'after' before it can ask for attention", id);
	if (d->attention && !d->nshown_by)
		say(v, d->id, &d->origin,
		    "'%s' would never be met: say under 'shown_by' what shows that it is done", id);
	check_proofs(v, d->after, d->nafter, &d->origin);
	check_proofs(v, d->shown_by, d->nshown_by, &d->origin);
}

void verify_calendar(struct verify *v)
{
	for (size_t i = 0; i < v->s->ndeadlines; i++)
		check_deadline(v, &v->s->deadlines[i]);
}

/* What is seen with an entry points at it by a reference; its own answers are fields of it. */
static void check_shows(struct verify *v, const struct reg *r, const struct view_part *p)
{
	const struct reg *from = register_named(v, p->reg, &r->origin);
	const char *to = part_field(p, "to"), *at = part_told(p, "own"), *word;
	const struct field *f = from && to ? verify_field_name(v, from, to, &r->origin) : NULL;
	size_t len;

	if (!to || (f && f->type != TYPE_REF && f->type != TYPE_REFS))
		say(v, p->as, &r->origin,
		    "'%s' needs under 'fields' a reference that is 'to' the %s", p->as, r->one);
	for (size_t i = 0; from && i < p->columns.n; i++)
		verify_field_name(v, from, p->columns.v[i], &r->origin);
	if (from)
		verify_conds(v, from, NULL, p->where, p->nwhere, &r->origin);
	while (list_next(&at, &word, &len)) {
		char one[128];

		snprintf(one, sizeof(one), "%.*s", (int)(len < 127 ? len : 127), word);
		verify_field_name(v, r, one, &r->origin);
	}
}

void verify_views(struct verify *v)
{
	for (size_t i = 0; i < v->s->nregisters; i++)
		for (size_t k = 0; k < v->s->registers[i].nshows; k++)
			if (v->s->registers[i].shows[k].as && v->s->registers[i].shows[k].reg)
				check_shows(v, &v->s->registers[i], &v->s->registers[i].shows[k]);
	for (size_t i = 0; i < v->s->nviews; i++)
		check_view(v, &v->s->views[i]);
	for (size_t i = 0; i < v->s->nchains; i++)
		check_chain(v, &v->s->chains[i]);
}
