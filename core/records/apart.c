/* SPDX-License-Identifier: ISC */
/* What each person gives apart, and who may look at it now. */
#include <string.h>

#include "../store/keys.h"
#include "record.h"

bool row_is_apart(const struct session *s, const struct field *f, const char *person)
{
	return f && f->apart && !s->together && strcmp(person, s->actor.person) != 0;
}

bool fact_is_apart(const struct session *s, const char *fact, const char *person)
{
	struct arena *a;
	struct fact_parts parts;
	const struct reg *reg;
	bool apart;

	if (s->together || !strchr(fact, '.') || strcmp(person, s->actor.person) == 0)
		return false;
	a = arena_new();
	apart = fact_parts(a, fact, &parts) &&
		(reg = facts_reg(s->schema, parts.reg, parts.record)) != NULL &&
		row_is_apart(s, reg_field(reg, parts.field), person);
	arena_free(a);
	return apart;
}

size_t record_keep_apart(const struct session *s, struct record *r)
{
	size_t kept = 0, all = r->nrows;

	for (size_t i = 0; i < all; i++)
		if (!row_is_apart(s, reg_field(r->reg, r->rows[i].field), r->rows[i].slot.person))
			r->rows[kept++] = r->rows[i];
	r->nrows = r->nrows_all = kept;
	return all - kept;
}
