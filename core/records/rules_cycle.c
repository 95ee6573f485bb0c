/* SPDX-License-Identifier: ISC */
/*
 * A record that waits for itself, by way of others. The shortest way round is
 * found and told: who has to take out a link has to see which one.
 */
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "rules_internal.h"
#include "value_internal.h"

struct walk {
	const struct checking *c;
	const struct records *all;
	size_t at;    /* the column with the references */
	size_t *from; /* how each row was come to: 1 + the row before, 1 from the record itself */
	size_t *row;  /* in the order in which they were come to */
	size_t n;
	bool back;   /* it came back to where it began */
	size_t last; /* the row that it came back from, as in from */
};

static int by_id(const void *id, const void *row)
{
	return strcmp(id, ((const struct sheet_row *)row)->id);
}

/* The records that a list of references names; came: where they stand, as in from. */
static void walk_on(struct walk *w, const char *refs, size_t came)
{
	struct names ids = value_lines(refs, w->c->arena);

	for (size_t i = 0; i < ids.n && !w->back; i++) {
		const struct sheet_row *row =
			bsearch(ids.v[i], w->all->row, w->all->n, sizeof(*row), by_id);
		size_t at = row ? (size_t)(row - w->all->row) : 0;

		if (strcmp(ids.v[i], w->c->after->id) == 0) {
			w->back = came > 1; /* that it names itself is told of the reference */
			w->last = came;
		} else if (row && !w->from[at]) {
			w->from[at] = came;
			w->row[w->n++] = at;
		}
	}
}

static bool walk(struct walk *w, const struct rule *r)
{
	const struct checking *c = w->c;
	const char *refs = record_text(c->after, r->field);

	if (*refs == '\0' || !c->after->id[0])
		return false;
	w->all = peers_all(c, r);
	if (!w->all)
		return false;
	w->at = r->fields.n;
	w->from = arena_array(c->arena, w->all->n + 1, sizeof(*w->from));
	w->row = arena_array(c->arena, w->all->n + 1, sizeof(*w->row));
	walk_on(w, refs, 1);
	for (size_t i = 0; i < w->n && !w->back; i++)
		walk_on(w, w->all->row[w->row[i]].cell[w->at], w->row[i] + 2);
	return w->back;
}

bool rule_no_cycle(const struct checking *c, const struct rule *r)
{
	struct walk w = { .c = c };

	return walk(&w, r);
}

static const char *shown(const struct checking *c, const char *id)
{
	char out[49];

	id_shown(id, out);
	return arena_str(c->arena, out);
}

/* "AC-01 waits for AC-05, which waits for AC-01. " and then how to put it right */
const char *rule_cycle_words(const struct checking *c, const struct rule *r)
{
	struct walk w = { .c = c };
	const struct field *f = reg_field(c->after->reg, r->field);
	const char *does, *way;

	if (!f || !walk(&w, r))
		return r->say;
	does = field_inside(f, c->arena);
	way = arena_printf(c->arena, "%s %s", does, shown(c, c->after->id));
	for (size_t at = w.last; at > 1; at = w.from[at - 2]) /* from the end back to the start */
		way = arena_printf(c->arena, "%s %s, which %s", does,
				   shown(c, w.all->row[at - 2].id), way);
	return arena_printf(c->arena, "%s %s. %s", shown(c, c->after->id), way,
			    r->say ? r->say : "");
}
