/* SPDX-License-Identifier: ISC */
/*
 * Computed fields and the tables of their limits: parts are numbers and never
 * less than 0, so that more of one part never makes less of the whole.
 * Source: cairn-template(5), COMPUTED FIELDS
 */
#include <string.h>

#include "../core/base/clock.h"
#include "pack_verify.h"

static bool is_number(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	return digits > 0 && (s[digits] == '\0' ||
			      (s[digits] == '.' && s[digits + 1] &&
			       s[digits + 1 + strspn(s + digits + 1, "0123456789")] == '\0'));
}

static bool is_amount(const struct field *f)
{
	return f->type == TYPE_INT || f->type == TYPE_NUM || f->type == TYPE_PCT ||
	       f->type == TYPE_MONEY;
}

static void check_points(struct verify *v, const struct field *f, const struct addend *of,
			 const struct field *part)
{
	for (size_t i = 0; i < of->npoints; i++) {
		if (part->noptions && !field_option(part, of->points[i].name))
			say(v, of->points[i].name, &f->origin,
			    "'%s' is no option of '%s'; 'points' count its options",
			    of->points[i].name, part->id);
		if (!is_number(of->points[i].text))
			say(v, of->points[i].text, &f->origin,
			    "points are numbers of 0 or more, not '%s'", of->points[i].text);
	}
	for (size_t i = 0; !of->npoints && i < part->noptions; i++)
		if (!is_number(part->options[i].id)) {
			say(v, of->field, &f->origin,
			    "the options of '%s' are words; say in 'points' what each counts",
			    part->id);
			return;
		}
}

static void check_part(struct verify *v, const struct reg *r, const struct field *f,
		       const struct addend *of)
{
	const struct field *part = of->field ? reg_field(r, of->field) : NULL;

	if (!part)
		say(v, of->field, &f->origin, "'%s' is no field of '%s' to work '%s' out from",
		    of->field ? of->field : "", r->id, f->id);
	else if (part->computed)
		say(v, of->field, &f->origin, "'%s' is computed itself; work '%s' out from answers",
		    part->id, f->id);
	else if (part->type == TYPE_CHOICE)
		check_points(v, f, of, part);
	else if (!is_amount(part) || of->npoints)
		say(v, of->field, &f->origin,
		    "'%s' counts for '%s' only as a number, or as a choice with points", part->id,
		    f->id);
	else if (part->min_set ? part->min < 0 : part->type == TYPE_INT || part->type == TYPE_NUM)
		say(v, of->field, &f->origin,
		    "'%s' may be less than 0; give it 'min: 0' to work '%s' out from it", part->id,
		    f->id);
	if (of->weight < 0)
		say(v, of->field, &f->origin, "a weight is 0 or more");
}

static void check_band_field(struct verify *v, const struct reg *r, const struct field *f)
{
	const struct limits *t = f->table ? schema_table(v->s, f->table) : NULL;
	const struct field *at = verify_field_name(v, r, f->at, &f->origin);

	if (f->type != TYPE_CHOICE || f->nof != 1)
		say(v, f->id, &f->origin,
		    "a band is a choice worked out from one part; see 'type' and 'of' of '%s'",
		    f->id);
	if (!t)
		say(v, f->table, &f->origin,
		    "there is no table '%s' with the bands of '%s'; give 'table'",
		    f->table ? f->table : "", f->id);
	if (at && at->type != TYPE_DATE)
		say(v, f->at, &f->origin, "'at' is a field with a date; '%s' is none", f->at);
	for (size_t i = 0; t && i < t->nrows; i++)
		for (size_t k = 0; k < t->rows[i].nbands; k++) {
			const char *is = t->rows[i].bands[k].is;

			if (is && strcmp(is, "not known") != 0 && !field_option(f, is))
				say(v, is, &t->origin, "'%s' is no option of '%s'", is, f->id);
		}
}

static void check_quarter(struct verify *v, const struct reg *r, const struct field *f)
{
	const struct field *day = f->nof ? reg_field(r, f->of[0].field) : NULL;

	if (f->type != TYPE_TEXT || f->nof != 1 || !day || day->type != TYPE_DATE ||
	    f->of[0].npoints || f->of[0].weight_set)
		say(v, f->id, &f->origin,
		    "a quarter is a text worked out from one date; see 'type' and 'of' of '%s'",
		    f->id);
}

void verify_computed(struct verify *v, const struct reg *r, const struct field *in,
		     const struct field *f)
{
	if (!f->computed) {
		if (f->nof || f->table || f->at || f->nticks)
			say(v, f->id, &f->origin,
			    "'of', 'ticks', 'table' and 'at' belong to a computed field; say in 'computed' "
			    "how '%s' is worked out",
			    f->id);
		return;
	}
	if (in)
		say(v, f->id, &f->origin,
		    "'%s' is inside another field; only a field of the register is computed",
		    f->id);
	if (f->required || f->wanted || f->initial)
		say(v, f->id, &f->origin,
		    "nobody is asked for '%s'; leave out 'required', 'wanted' and 'initial'",
		    f->id);
	if (f->computed == HOW_TICKS) {
		if (!f->nticks || f->nof || f->table || f->type != TYPE_INT)
			say(v, f->id, &f->origin,
			    "'%s' counts its ticks: give 'type: int' and 'ticks', nothing else",
			    f->id);
		verify_ticks(v, r, f);
		return;
	}
	if (!f->nof)
		say(v, f->id, &f->origin, "say in 'of' what '%s' is worked out from", f->id);
	if (f->computed == HOW_QUARTER) {
		check_quarter(v, r, f);
		return;
	}
	for (size_t i = 0; i < f->nof; i++)
		check_part(v, r, f, &f->of[i]);
	if (f->computed == HOW_BAND)
		check_band_field(v, r, f);
	else if (!is_amount(f))
		say(v, f->id, &f->origin, "a sum or product is a number; '%s' has another type",
		    f->id);
}

static void check_row(struct verify *v, const struct limits *t, const struct limit_row *row)
{
	struct date from;

	if (!date_read_iso(row->from, &from))
		say(v, row->from, &t->origin, "'from' is a day such as 2024-01-01, not '%s'",
		    row->from);
	for (size_t i = 0; i < row->nbands; i++) {
		const struct band *b = &row->bands[i];

		if (!b->least_set || b->least < 0 || (i && b->least <= b[-1].least))
			say(v, b->is, &t->origin,
			    "each band needs a 'least' of 0 or more that is above the one before");
	}
}

void verify_tables(struct verify *v)
{
	for (size_t i = 0; i < v->s->ntables; i++) {
		const struct limits *t = &v->s->tables[i];

		for (size_t k = 0; k < t->nrows; k++) {
			if (!t->rows[k].from)
				continue; /* told already */
			check_row(v, t, &t->rows[k]);
			for (size_t j = 0; j < k; j++)
				if (t->rows[j].from && !strcmp(t->rows[j].from, t->rows[k].from))
					say(v, t->rows[k].from, &t->origin,
					    "two lines of '%s' begin on %s; keep one", t->id,
					    t->rows[k].from);
		}
	}
}
