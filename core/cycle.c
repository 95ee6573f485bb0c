/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "keys.h"
#include "parts.h"

enum { CYCLES_MAX = 999 };

enum rc cycle_list(const struct session *s, struct arena *a, struct names *out, struct err *err)
{
	struct fact f;
	const char *cycle;
	enum rc rc = RC_OK;

	out->v = arena_array(a, CYCLES_MAX, sizeof(*out->v));
	for (out->n = 0; out->n < CYCLES_MAX; out->n++) {
		cycle = arena_printf(a, "c%zu", out->n + 1);
		rc = store_get(s->store, session_place(s), fact_name(a, cycle, "cy", cycle, "title"), a, &f,
			       NULL);
		if (rc)
			break;
		out->v[out->n] = cycle;
	}
	if (rc && rc != RC_NOT_FOUND)
		return err_set(err, rc, "cannot read the cycles of '%s'", s->pid);
	return RC_OK;
}

struct last_number {
	unsigned long n;
	size_t skip;	/* bytes of the name before the record */
};

static bool take_number(void *arg, const struct fact *f)
{
	struct last_number *l = arg;
	char id[RECORD_NAME_MAX + 1];
	size_t len = strcspn(f->name + l->skip, "/");
	unsigned long n;

	if (len > RECORD_NAME_MAX)
		return true;
	memcpy(id, f->name + l->skip, len);
	id[len] = '\0';
	n = id_number(id);
	if (n > l->n)
		l->n = n;
	return true;
}

/* The greatest number of each register with starters, over all cycles. */
static enum rc last_numbers(const struct session *s, const struct names *cycles, struct arena *a,
			    unsigned long *out, struct err *err)
{
	const struct schema *schema = s->schema;
	const char *prefix;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < schema->nregisters; i++)
		for (size_t k = 0; k < cycles->n && schema->registers[i].nstarters && !rc; k++) {
			struct last_number l = { .n = out[i] };

			prefix = arena_printf(a, "%s/%s/", cycles->v[k], schema->registers[i].key);
			l.skip = strlen(prefix);
			rc = store_read(s->store, session_place(s), prefix, NULL, take_number, &l, err);
			out[i] = l.n;
		}
	return rc;
}

static enum rc add_next_cycle(struct maker *m, const char *cycle, const struct part_years *y,
			      const struct names *cycles, struct err *err)
{
	unsigned long *last = arena_array(m->arena, m->s->schema->nregisters, sizeof(*last));
	enum rc rc = last_numbers(m->s, cycles, m->arena, last, err);

	if (rc)
		return rc;
	part_cycle(m, cycle, y);
	part_starters(m, cycle, y->set, last);
	return part_save(m, "start", err);
}

enum rc cycle_make(struct session *s, const char *title, int first_year, int last_year,
		   const char *outcome_set, struct arena *a, const char **cycle, struct err *err)
{
	struct part_years y = { title, first_year, last_year, outcome_set };
	struct bulk b;
	struct maker m = { .s = s, .bulk = &b };
	struct names cycles = { 0 };
	const char *next;
	enum rc rc = part_check_years(first_year, last_year, err);

	if (!rc)
		rc = part_check_set(s->schema, &y.set, err);
	if (!rc && title && *title)
		rc = part_clean(title, "Title", a, &y.title, err);
	if (!rc)
		rc = cycle_list(s, a, &cycles, err);
	if (rc)
		return rc;
	next = arena_printf(a, "c%zu", cycles.n + 1);
	m.arena = arena_new();
	bulk_init(&b, m.arena);
	rc = add_next_cycle(&m, next, &y, &cycles, err);
	if (!rc)
		*cycle = next;
	bulk_clear(&b);
	maker_clear(&m);
	arena_free(m.arena);
	return rc;
}
