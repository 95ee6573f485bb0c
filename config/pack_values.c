/* SPDX-License-Identifier: ISC */
#include "pack_verify.h"

#include <string.h>

#include "../core/records/value.h"

/* The field that a value belongs to: "scores.1" is a row of scores. NULL after a fault. */
static const struct field *field_of(struct verify *v, const struct reg *r, const char *name,
				    const struct origin *o)
{
	size_t len = strcspn(name, ".");
	const struct field *f = NULL;

	for (size_t i = 0; i < r->nfields && !f; i++)
		if (r->fields[i].id && strncmp(r->fields[i].id, name, len) == 0 &&
		    !r->fields[i].id[len])
			f = &r->fields[i];
	if (!f)
		say(v, name, o, "'%s' is no field of '%s'; use the id of one of its fields", name,
		    r->id);
	else if (name[len] && f->type != TYPE_ROWS)
		say(v, name, o,
		    "'%s' of '%s' has no rows; use the id of a field of type rows before the '.'",
		    f->id, r->id);
	else if (!name[len] && f->type == TYPE_ROWS)
		say(v, name, o, "'%s' is given row by row: write %s.1, %s.2 and so on", f->id,
		    f->id, f->id);
	else
		return f;
	return NULL;
}

/* Which words fit does not hang on the day it is checked. */
static void check_text(struct verify *v, const struct field *f, const char *text,
		       const struct origin *o)
{
	const struct date any = { 2025, 4, 1 };
	struct err err = { 0 };
	struct arena *a = arena_new();
	const char *stored;

	if (v->sound && value_parse(f, text, any, a, &stored, &err) != RC_OK)
		say(v, text, o, "%s", err.text);
	arena_free(a);
}

static bool is_ref(const struct field *f)
{
	return f->type == TYPE_REF || f->type == TYPE_REFS;
}

static void check_starters(struct verify *v, const struct reg *r)
{
	const struct reg *cycle = schema_reg(v->s, "cycle");
	const struct field *sets = cycle ? reg_field(cycle, "outcome_set") : NULL;

	for (size_t i = 0; i < r->nstarters; i++) {
		const struct starter *s = &r->starters[i];

		if (s->set && sets && !field_option(sets, s->set))
			say(v, s->set, &r->origin,
			    "'%s' is no outcome set; use an option of the cycle's outcome_set",
			    s->set);
		for (size_t k = 0; k < s->nvalues; k++) {
			const struct field *f = field_of(v, r, s->values[k].name, &r->origin);

			if (f && !is_ref(f)) /* they refer to one another by code */
				check_text(v, f, s->values[k].text, &r->origin);
		}
	}
}

static void check_row(struct verify *v, const struct sample_row *row, const struct origin *o)
{
	const struct reg *r = row->reg ? schema_reg(v->s, row->reg) : NULL;

	if (!r)
		say(v, row->reg ? row->reg : row->id, o,
		    "a row says 'register' or 'form' and the name of one that is there");
	for (size_t i = 0; r && i < row->nvalues; i++) {
		const struct field *f = field_of(v, r, row->values[i].name, o);

		if (f)
			check_text(v, f, row->values[i].text, o);
	}
}

void verify_values(struct verify *v)
{
	v->sound = v->faults->n == 0;
	for (size_t i = 0; i < v->s->nregisters; i++)
		check_starters(v, &v->s->registers[i]);
	for (size_t i = 0; i < v->s->nsamples; i++)
		for (size_t k = 0; k < v->s->samples[i].nrows; k++)
			check_row(v, &v->s->samples[i].rows[k], &v->s->samples[i].origin);
}
