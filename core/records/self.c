/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "self.h"
#include "value_internal.h"

enum { ROUND_NAME = 8, ROUND_MONTHS = 6 };

struct newest {
	char round[CYCLE_NAME_MAX + 1];
	size_t skip; /* bytes of "c1/" */
};

static bool take_round(void *arg, const struct fact *f)
{
	struct newest *r = arg;
	const char *name = f->name + r->skip, *end = strchr(name, '/');
	size_t len = end ? (size_t)(end - name) : 0;

	if (f->len && len && len < sizeof(r->round)) {
		memcpy(r->round, name, len);
		r->round[len] = '\0';
	}
	return true;
}

/* Months since year 0 of a round that was named after its month; -1 for another name. */
static int round_month(const char *round)
{
	struct date d;
	char day[16];

	if (strlen(round) != ROUND_NAME - 1)
		return -1;
	snprintf(day, sizeof(day), "%.7s-01", round);
	return date_read_iso(day, &d) ? d.y * 12 + d.m : -1;
}

/*
 * A round that a coordinator opened is a fact of the cycle. Without one, a
 * round is the month of its first answer and is gone on with for six months:
 * half an assessment must not vanish at the end of a month.
 */
enum rc self_round(const struct session *s, struct arena *a, const char **round, struct err *err)
{
	const char *prefix = arena_printf(a, "%s/", s->cycle);
	struct newest r = { .skip = strlen(prefix) };
	struct fact opened;
	int month;
	enum rc rc;

	rc = store_get(s->store, session_place(s),
		       arena_printf(a, "%s/cy/%s/round", s->cycle, s->cycle), a, &opened, NULL);
	if (!rc && opened.len) {
		*round = opened.text;
		return RC_OK;
	}
	rc = store_read(s->store, session_own(s), prefix, NULL, take_round, &r, err);
	if (rc)
		return rc;
	month = round_month(r.round);
	if (month >= 0 && s->today.y * 12 + s->today.m < month + ROUND_MONTHS)
		*round = arena_str(a, r.round);
	else
		*round = arena_printf(a, "%04d-%02d", s->today.y, s->today.m);
	return RC_OK;
}

static const char *rating_name(const struct session *s, const char *round, const char *name,
			       struct arena *a)
{
	return arena_printf(a, "%s/%s/%s", s->cycle, round, name);
}

struct ratings_read {
	struct arena *arena;
	struct rating *v;
	size_t n, skip;
};

static bool take_rating(void *arg, const struct fact *f)
{
	struct ratings_read *r = arg;
	const char *name = f->name + r->skip;
	struct pairs p;

	for (size_t i = 0; i < r->n; i++) {
		struct rating *g = &r->v[i];

		if (strcmp(name, g->element ? g->element : g->competency->id))
			continue;
		p = pairs_read(arena_strn(r->arena, f->text, f->len), r->arena);
		g->level = pairs_get(&p, "level");
		g->evidence = pairs_get(&p, "evidence");
		g->importance = pairs_get(&p, "importance");
		g->target = pairs_get(&p, "target");
		g->confidence = pairs_get(&p, "confidence");
		g->at = f->at;
	}
	return true;
}

static size_t list_ratings(const struct assessment *as, struct rating *v)
{
	static const struct rating blank = { NULL, NULL, "", "", "", "", "", { "", 0 } };
	size_t n = 0;

	for (size_t i = 0; i < as->ncompetencies; i++)
		for (size_t k = 0; k <= as->competencies[i].nelements; k++, n++) {
			if (!v)
				continue;
			v[n] = blank;
			v[n].competency = &as->competencies[i];
			v[n].element = k ? as->competencies[i].elements[k - 1].id : NULL;
		}
	return n;
}

/* What is no level stands after every level: any answer of an element beats it. */
static int level_order(const char *level)
{
	if (*level >= '0' && *level <= '9')
		return *level - '0';
	return !strcmp(level, "k") ? 100 : *level ? 101 : 102;
}

/* The lowest element's level is shown as the level of the whole. Source: competencies, leadership */
static void lowest_of_elements(struct rating *v, size_t n)
{
	struct rating *whole = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!v[i].element) {
			whole = &v[i];
			if (whole->competency->nelements)
				whole->level = "";
		} else if (whole && level_order(v[i].level) < level_order(whole->level)) {
			whole->level = v[i].level;
		}
	}
}

enum rc self_load(const struct session *s, const char *round, const struct assessment *as,
		  struct arena *a, struct rating **out, size_t *n, struct err *err)
{
	struct ratings_read r = { .arena = a };
	const char *prefix = rating_name(s, round, "", a);
	enum rc rc;

	r.n = list_ratings(as, NULL);
	r.v = arena_array(a, r.n, sizeof(*r.v));
	r.skip = strlen(prefix);
	list_ratings(as, r.v);
	rc = store_read(s->store, session_own(s), prefix, NULL, take_rating, &r, err);
	if (rc)
		return rc;
	lowest_of_elements(r.v, r.n);
	*out = r.v;
	*n = r.n;
	return RC_OK;
}

/* The assessment that a competency or an element of one belongs to. */
static const struct assessment *assessment_of(const struct schema *s, const char *name,
					      const struct competency **in)
{
	for (size_t i = 0; i < s->nassessments; i++)
		for (size_t k = 0; k < s->assessments[i].ncompetencies; k++) {
			const struct competency *c = &s->assessments[i].competencies[k];

			*in = c;
			if (!strcmp(c->id, name))
				return &s->assessments[i];
			for (size_t e = 0; e < c->nelements; e++)
				if (!strcmp(c->elements[e].id, name))
					return &s->assessments[i];
		}
	return NULL;
}

static bool is_level(const struct schema *s, const struct assessment *as, const char *level)
{
	const struct scale *scale = as->scale ? schema_scale(s, as->scale) : NULL;

	for (size_t i = 0; scale && i < scale->nlevels; i++)
		if (!strcmp(scale->levels[i].id, level))
			return true;
	return !scale || !*level;
}

static enum rc check_answer(const struct session *s, const struct assessment *as,
			    const struct reg *form, const struct pair *answer,
			    struct faults *faults, struct err *err)
{
	const struct field *f = reg_field(form, answer->name);
	struct err one = { 0 };

	if (!f)
		err_set(&one, RC_INVALID, "'%s' is not asked about a rating", answer->name);
	else if (*answer->text && strcmp(f->id, "level"))
		value_check(f, answer->text, &one);
	else if (!strcmp(f->id, "level") && !is_level(s->schema, as, answer->text))
		err_set(&one, RC_INVALID,
			"'%s' is no level of this scale; choose one of its levels", answer->text);
	if (!one.rc)
		return RC_OK;
	if (faults)
		faults_add(faults, arena_str(faults->arena, answer->name), LEVEL_REFUSE, one.text);
	return err_set(err, one.rc, "%s", one.text);
}

static const char *joined(const struct pairs *was, const struct pair *values, size_t n,
			  struct arena *a)
{
	struct pair *v = arena_array(a, was->n + n, sizeof(*v));
	size_t count = 0, k;

	for (size_t i = 0; i < was->n; i++)
		v[count++] = was->v[i];
	for (size_t i = 0; i < n; i++) {
		for (k = 0; k < count && strcmp(v[k].name, values[i].name); k++)
			;
		v[k] = values[i];
		count += k == count;
	}
	return pairs_text(v, count, a);
}

static enum rc save_rating(const struct session *s, const char *fact, const struct pair *values,
			   size_t n, struct version seen, struct arena *a, struct err *err)
{
	struct fact now = { .text = "" };
	struct change c = { .by = &s->actor, .action = "rate", .count = 1 };
	struct saved saved;
	struct pairs was;
	struct edit e = { .fact = fact, .seen = seen };
	enum rc rc = store_get(s->store, session_own(s), fact, a, &now, NULL);

	if (rc && rc != RC_NOT_FOUND)
		return err_set(err, rc, "cannot read your rating");
	was = pairs_read(rc ? "" : now.text, a);
	e.text.data = joined(&was, values, n, a);
	e.text.len = strlen(e.text.data);
	c.edits = &e;
	return store_save(s->store, session_own(s), &c, NULL, &saved, err);
}

enum rc self_save(const struct session *s, const char *round, const char *name,
		  const struct pair *values, size_t n, struct version seen, struct faults *faults,
		  struct err *err)
{
	const struct competency *in;
	const struct assessment *as = assessment_of(s->schema, name, &in);
	const struct reg *form = as ? schema_reg(s->schema, as->form ? as->form : "rating") : NULL;
	struct arena *a;
	enum rc rc = RC_OK, one;

	if (!form)
		return err_set(err, RC_NOT_FOUND, "there is no competency '%s' to rate", name);
	for (size_t i = 0; i < n; i++) {
		one = check_answer(s, as, form, &values[i], faults, err);
		rc = rc ? rc : one;
	}
	if (rc)
		return rc;
	for (size_t i = 0; faults && i < n; i++) {
		const struct field *f = reg_field(form, values[i].name);

		if (f->type == TYPE_TEXT || f->type == TYPE_LONG)
			faults_personal(faults, f->id, field_label(f), values[i].text);
	}
	a = arena_new();
	rc = save_rating(s, rating_name(s, round, name, a), values, n, seen, a, err);
	arena_free(a);
	return rc;
}

size_t self_answered(const struct rating *r, size_t n, size_t *of)
{
	size_t answered = 0;

	*of = 0;
	for (size_t i = 0; i < n; i++) {
		if (r[i].element)
			continue;
		++*of;
		answered += *r[i].level != '\0';
	}
	return answered;
}
