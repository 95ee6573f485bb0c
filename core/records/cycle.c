/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "parts.h"
#include "record_internal.h"

struct listing_cycles {
	const struct session *s;
	struct arena *arena;
	struct names *out;
	unsigned long last; /* greatest number of any, one that was taken back too */
};

static bool take_name(void *arg, const char *cycle)
{
	struct listing_cycles *l = arg;
	unsigned long n = *cycle == 'c' ? strtoul(cycle + 1, NULL, 10) : 0;

	if (n > l->last)
		l->last = n;
	return true;
}

static enum rc list_cycles(struct view *v, void *arg)
{
	struct listing_cycles *l = arg;
	enum rc rc = record_cycles(v, l->s, l->arena, l->out);

	l->last = 0;
	return rc ? rc : store_each_cycle(v, session_place(l->s), take_name, l);
}

static enum rc all_cycles(struct listing_cycles *l, struct err *err)
{
	return store_picture(l->s->store, list_cycles, l, err);
}

enum rc cycle_list(const struct session *s, struct arena *a, struct names *out, struct err *err)
{
	return all_cycles(&(struct listing_cycles){ .s = s, .arena = a, .out = out }, err);
}

struct last_number {
	unsigned long n;
	size_t skip; /* bytes of the name before the record */
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

enum rc part_last_numbers(const struct session *s, const struct names *cycles, struct arena *a,
			  unsigned long *out, struct err *err)
{
	const struct schema *schema = s->schema;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < schema->nregisters && !rc; i++) {
		const struct reg *reg = &schema->registers[i];
		bool counted = reg->nstarters || (reg->carry && !reg->scope);

		if (counted)
			rc = store_last_number(s->store, session_place(s), reg->key, &out[i], err);
		for (size_t k = 0; k < cycles->n && counted && !rc; k++) {
			const char *prefix = arena_printf(a, "%s/%s/", cycles->v[k], reg->key);
			struct last_number l = { .n = out[i], .skip = strlen(prefix) };

			rc = store_read(s->store, session_place(s), prefix, NULL, take_number, &l,
					err);
			out[i] = l.n;
		}
	}
	return rc;
}

static enum rc add_next_cycle(struct maker *m, const char *cycle, const struct part_years *y,
			      const struct names *cycles, struct err *err)
{
	unsigned long *last = arena_array(m->arena, m->s->schema->nregisters, sizeof(*last));
	enum rc rc = part_last_numbers(m->s, cycles, m->arena, last, err);

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
	struct listing_cycles all = { .s = s, .arena = a, .out = &cycles };
	const char *next;
	enum rc rc = part_check_years(first_year, last_year, err);

	if (!rc)
		rc = part_check_set(s->schema, &y.set, err);
	if (!rc && title && *title)
		rc = part_clean(title, "Title", a, &y.title, err);
	if (!rc)
		rc = all_cycles(&all, err);
	if (rc)
		return rc;
	next = arena_printf(a, "c%lu", all.last + 1);
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
