/* SPDX-License-Identifier: ISC */
#include "cells.h"

#include <string.h>

#include "value_internal.h"

static const char *fact_of(const struct reg *reg, const char *field)
{
	const struct field *f = reg_field(reg, field);

	return !f ? field : f->computed ? NULL : field_fact(reg, f);
}

static void add_fact(struct cells *c, const struct reg *reg, const char *fact)
{
	if (!fact || names_have(&c->facts, fact))
		return;
	c->of[c->facts.n].shared = fact_is_shared(reg, fact);
	c->facts.v[c->facts.n++] = fact;
}

static void add_fields(struct cells *c, size_t fact, const struct reg *reg,
		       const struct names *fields, struct arena *a)
{
	struct cell_fact *of = &c->of[fact];

	of->field = arena_array(a, fields->n + 1, sizeof(*of->field));
	for (size_t i = 0; i < fields->n; i++) {
		const char *id = fields->v[i], *held = fact_of(reg, id);

		if (held && strcmp(held, c->facts.v[fact]) == 0)
			of->field[of->n++] = (struct cell_field){ id, strlen(id), i };
	}
}

void cells_init(struct cells *c, const struct reg *reg, const struct names *fields,
		const struct names *names, struct arena *a)
{
	size_t most = fields->n + names->n + 1;

	*c = (struct cells){ .of = arena_array(a, most, sizeof(*c->of)) };
	c->last = arena_array(a, fields->n + 1, sizeof(*c->last));
	c->facts.v = arena_array(a, most, sizeof(char *));
	for (size_t i = 0; i < names->n; i++)
		add_fact(c, reg, names->v[i]);
	for (size_t i = 0; i < fields->n; i++)
		add_fact(c, reg, fact_of(reg, fields->v[i]));
	for (size_t i = 0; i < c->facts.n; i++)
		add_fields(c, i, reg, fields, a);
}

/* What the record before says as well, as it often does, is kept once. */
const char *cells_text(struct cells *c, size_t at, struct slice text, struct arena *a)
{
	const char *last = c->last[at];

	if (!last || strncmp(last, text.data, text.len) != 0 || last[text.len] != '\0')
		c->last[at] = last = arena_strn(a, text.data, text.len);
	return last;
}

static const char *unescaped(struct cells *c, size_t at, struct slice text, struct arena *a)
{
	return memchr(text.data, '%', text.len) ? pair_unescaped(text.data, text.len, false, a)
						: cells_text(c, at, text, a);
}

/* What a line says goes into each cell of that name. */
static void put_line(struct cells *c, const struct cell_fact *of, const char *line, size_t len,
		     const char **cell, struct arena *a)
{
	const char *equals = memchr(line, '=', len);
	size_t name = equals ? (size_t)(equals - line) : 0;

	for (size_t i = 0; equals && i < of->n; i++) {
		const struct cell_field *f = &of->field[i];

		if (f->len == name && memcmp(f->id, line, name) == 0)
			cell[f->at] = unescaped(c, f->at,
						(struct slice){ equals + 1, len - name - 1 }, a);
	}
}

/* One that was kept before the template put others beside it is the answer of the fact's name. */
static void put_alone(struct cells *c, size_t fact, struct slice text, const char **cell,
		      struct arena *a)
{
	const struct cell_fact *of = &c->of[fact];

	for (size_t i = 0; i < of->n; i++)
		if (strcmp(of->field[i].id, c->facts.v[fact]) == 0)
			cell[of->field[i].at] = cells_text(c, of->field[i].at, text, a);
}

void cells_shared(struct cells *c, size_t fact, struct slice stored, const char **cell,
		  struct arena *a)
{
	const char *text = stored.data, *end = text + stored.len, *stop;

	if (!memchr(text, '=', stored.len)) {
		put_alone(c, fact, stored, cell, a);
		return;
	}
	for (; text < end; text = stop + 1) {
		stop = memchr(text, '\n', (size_t)(end - text));
		stop = stop ? stop : end;
		put_line(c, &c->of[fact], text, (size_t)(stop - text), cell, a);
	}
}
