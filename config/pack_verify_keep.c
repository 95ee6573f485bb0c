/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "pack_verify.h"

enum { MONTHS_MOST = 1200 };

static bool is_dated(const struct field *f)
{
	return f->type == TYPE_DATE || f->type == TYPE_PERIOD || f->type == TYPE_YEAR;
}

/* Fields of the register itself: what stands inside a group goes with the group. */
static const struct field *field_named(struct verify *v, const struct keep *k, const struct reg *r,
				       const char *name)
{
	const struct field *f = reg_field(r, name);

	return f ? f : verify_field_name(v, r, strchr(name, '.') ? "" : name, &k->origin);
}

static void check_dates(struct verify *v, const struct keep *k, const struct reg *r)
{
	for (size_t i = 0; i < k->from.n; i++) {
		const struct field *f = field_named(v, k, r, k->from.v[i]);

		if (f && !is_dated(f))
			say(v, k->from.v[i], &k->origin,
			    "'%s' is no date; the time that an entry is kept counts from a date, a "
			    "period or a year",
			    k->from.v[i]);
	}
	if (r->scope && !k->from.n)
		say(v, k->id, &k->origin,
		    "'%s' belongs to no cycle whose end could count; name its dates under 'from'",
		    r->id);
}

static void check_answers(struct verify *v, const struct keep *k, const struct reg *r)
{
	for (size_t i = 0; i < k->fields.n; i++) {
		const struct field *f = field_named(v, k, r, k->fields.v[i]);

		if (f && (f->type == TYPE_ROWS || f->automatic || f->computed))
			say(v, k->fields.v[i], &k->origin,
			    "'%s' is not one answer that somebody gave; leave out 'fields' to keep "
			    "the entry whole",
			    k->fields.v[i]);
		else if (f && (r->together || f->with))
			say(v, k->fields.v[i], &k->origin,
			    "'%s' lies in one text with other answers and cannot go alone; leave out "
			    "'fields' to keep the entry whole",
			    k->fields.v[i]);
	}
	if (k->then == AFTER_ARCHIVE && k->fields.n)
		say(v, k->id, &k->origin,
		    "an entry is archived whole; leave out 'fields', or say 'then: erase'");
}

void verify_keeps(struct verify *v)
{
	for (size_t i = 0; i < v->s->nkeeps; i++) {
		const struct keep *k = &v->s->keeps[i];
		const struct reg *r = k->reg ? schema_reg(v->s, k->reg) : NULL;

		if (k->months > MONTHS_MOST)
			say(v, k->id, &k->origin, "months are at most %d; 0 keeps without end",
			    MONTHS_MOST);
		if (k->reg && (!r || r->kind != REG_REGISTER || strcmp(r->id, k->reg) != 0)) {
			say(v, k->reg, &k->origin, "there is no register '%s'", k->reg);
			continue;
		}
		if (!r)
			continue;
		check_dates(v, k, r);
		check_answers(v, k, r);
		verify_conds(v, r, NULL, k->where, k->nwhere, &k->origin);
	}
}
