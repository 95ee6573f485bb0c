/* SPDX-License-Identifier: ISC */
#include "computed.h"

#include <string.h>

#include "ticks.h"
#include "value_internal.h"

enum part_state { PART_BLANK, PART_NOT_KNOWN, PART_KNOWN };

static void need(struct names *out, const char *field)
{
	if (field && !names_have(out, field))
		out->v[out->n++] = field;
}

size_t computed_most(const struct field *f)
{
	return f->nof + 1 + ticks_most(f);
}

void computed_needs(const struct field *f, struct names *out)
{
	for (size_t i = 0; i < f->nof; i++)
		need(out, f->of[i].field);
	need(out, f->at);
	ticks_needs(f, out);
}

static double weight_of(const struct addend *of)
{
	return of->weight_set ? of->weight : 1;
}

static const char *points_of(const struct addend *of, const char *word)
{
	for (size_t i = 0; i < of->npoints; i++) {
		if (strcmp(of->points[i].name, word) == 0)
			return of->points[i].text;
	}
	return NULL;
}

/* What a part counts before its weight. */
static enum part_state part_value(const struct computing *c, const struct addend *of, double *out)
{
	const char *text = c->answer(c->arg, of->field);
	const char *number = of->npoints ? points_of(of, text) : text;
	struct number n;

	if (*text == '\0')
		return PART_BLANK;
	if (strcmp(text, VALUE_NOT_KNOWN) == 0 || !number || !number_read(number, &n))
		return PART_NOT_KNOWN;
	*out = number_value(number);
	return PART_KNOWN;
}

/* As stored: no decimals that say nothing, and none at all of a whole number. */
static const char *number_text(double v, enum field_type type, struct arena *a)
{
	char *text = arena_printf(a, "%.*f", type == TYPE_INT ? 0 : type == TYPE_MONEY ? 2 : 4, v);
	size_t len = strlen(text);

	if (type != TYPE_INT && type != TYPE_MONEY) {
		while (text[len - 1] == '0')
			text[--len] = '\0';
		if (text[len - 1] == '.')
			text[--len] = '\0';
	}
	return strcmp(text, "-0") == 0 ? "0" : text;
}

/* The row that holds on a day; NULL: the table begins later. */
static const struct limit_row *row_on(const struct limits *t, struct date day)
{
	const struct limit_row *held = NULL;
	struct date from, best = { 0 };

	for (size_t i = 0; i < t->nrows; i++) {
		if (!date_read_iso(t->rows[i].from, &from) || date_compare(from, day) > 0 ||
		    (held && date_compare(from, best) < 0))
			continue;
		held = &t->rows[i];
		best = from;
	}
	return held;
}

static const struct limit_row *row_held(const struct computing *c, const struct field *f)
{
	const struct limits *t = f->table ? schema_table(c->schema, f->table) : NULL;
	struct date day;

	if (!f->at || !date_read_iso(c->answer(c->arg, f->at), &day))
		day = c->today;
	return t ? row_on(t, day) : NULL;
}

static const struct band *band_of(const struct limit_row *row, double v)
{
	const struct band *found = NULL;

	for (size_t i = 0; row && i < row->nbands; i++) {
		if (row->bands[i].least <= v && (!found || row->bands[i].least >= found->least))
			found = &row->bands[i];
	}
	return found;
}

static const char *band_text(const struct computing *c, const struct field *f)
{
	const struct band *b;
	double v;

	switch (part_value(c, &f->of[0], &v)) {
	case PART_BLANK:
		return "";
	case PART_KNOWN:
		b = band_of(row_held(c, f), v);
		return b ? b->is : VALUE_NOT_KNOWN;
	default:
		return VALUE_NOT_KNOWN;
	}
}

/* "2025-26 Q4": the reporting year begins in April. */
static const char *quarter_text(const struct computing *c, const struct field *f, struct arena *a)
{
	const char *text = c->answer(c->arg, f->of[0].field);
	struct date d;

	if (!date_read_iso(text, &d))
		return *text ? VALUE_NOT_KNOWN : "";
	return arena_printf(a, "%s Q%d", year_stored(date_year(d), a), (d.m + 8) % 12 / 3 + 1);
}

/* PART_KNOWN only when every part is. */
static enum part_state total(const struct computing *c, const struct field *f, double *out)
{
	size_t blank = 0, known = 0;

	*out = f->computed == HOW_SUM ? 0 : 1;
	for (size_t i = 0; i < f->nof; i++) {
		double v = 0;
		enum part_state s = part_value(c, &f->of[i], &v);

		blank += s == PART_BLANK;
		known += s == PART_KNOWN;
		v *= weight_of(&f->of[i]);
		*out = f->computed == HOW_SUM ? *out + v : *out * v;
	}
	return blank == f->nof ? PART_BLANK : known == f->nof ? PART_KNOWN : PART_NOT_KNOWN;
}

const char *computed_text(const struct computing *c, const struct field *f, struct arena *a)
{
	double v;

	if (f->computed == HOW_TICKS)
		return ticks_text(c, f, a);
	if (f->computed == HOW_NONE || f->nof == 0)
		return "";
	if (f->computed == HOW_BAND)
		return band_text(c, f);
	if (f->computed == HOW_QUARTER)
		return quarter_text(c, f, a);
	switch (total(c, f, &v)) {
	case PART_BLANK:
		return "";
	case PART_KNOWN:
		return number_text(v, f->type, a);
	default:
		return VALUE_NOT_KNOWN;
	}
}

/* "high 3 × 2", "high 3", "4 likely": the word, what it counts, its weight where it is not 1 */
static const char *part_words(const struct computing *c, const struct addend *of, struct arena *a)
{
	const struct field *f = reg_field(c->reg, of->field);
	const char *text = c->answer(c->arg, of->field), *points = points_of(of, text);
	const char *shown = f && *text ? value_shown(f, text, a) : "not answered";
	const char *out = points ? arena_printf(a, "%s %s", shown, points) : shown;

	if (weight_of(of) != 1)
		out = arena_printf(a, "%s \xc3\x97 %s", out,
				   number_text(weight_of(of), TYPE_NUM, a));
	return out;
}

static const char *day_words(const char *iso, struct arena *a)
{
	struct date d;
	char words[32];

	if (!date_read_iso(iso, &d))
		return iso;
	date_words(d, words);
	return arena_str(a, words);
}

static const char *band_words(const struct computing *c, const struct field *f, struct arena *a)
{
	const struct limit_row *row = row_held(c, f);

	if (!row)
		return part_words(c, &f->of[0], a);
	return arena_printf(a, "%s by the limits from %s (%s)", part_words(c, &f->of[0], a),
			    day_words(row->from, a), row->source);
}

const char *computed_how(const struct computing *c, const struct field *f, struct arena *a)
{
	const char *out = "";

	if (*computed_text(c, f, a) == '\0')
		return "";
	if (f->computed == HOW_BAND)
		return band_words(c, f, a);
	if (f->computed == HOW_TICKS)
		return ticks_words(c, f, a);
	for (size_t i = 0; i < f->nof; i++)
		out = arena_printf(a, "%s%s%s", out,
				   i == 0                   ? ""
				   : f->computed == HOW_SUM ? " + "
							    : " \xc3\x97 ",
				   part_words(c, &f->of[i], a));
	return out;
}
