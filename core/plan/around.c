/* SPDX-License-Identifier: ISC */
/* What rules ask of other records, answered by the store and by the web. */
#include <string.h>

#include "../records/value_internal.h"
#include "../records/web_internal.h"

/* The store, inside the picture of a save */

static struct spot stored_here(const struct checking *c)
{
	return (struct spot){ .reg = c->after->reg, .id = c->after->id, .record = c->after };
}

static const char *stored_text(const struct checking *c, const struct spot *at, const char *field)
{
	(void)c;
	return record_text(at->record, field);
}

static bool tell_stored(const struct checking *c, struct record *r, spot_fn *fn, void *arg)
{
	struct spot at = { .reg = r->reg, .id = r->id, .record = r };

	(void)c;
	if (!r->exists || record_is(r, "archived"))
		return true;
	return fn(arg, &at);
}

/* Each reference of an answer; false when fn said stop. */
static bool tell_refs(const struct checking *c, const struct spot *from, const struct field *f,
		      const char *text, spot_fn *fn, void *arg)
{
	if (f->nfields > 0) {
		struct pairs parts = pairs_read(text, c->arena);

		for (size_t i = 0; i < f->nfields; i++) {
			if (!tell_refs(c, from, &f->fields[i], pairs_get(&parts, f->fields[i].id),
				       fn, arg))
				return false;
		}
	} else if (f->type == TYPE_REF || f->type == TYPE_REFS) {
		struct names ids = value_lines(text, c->arena);

		for (size_t i = 0; i < ids.n && strcmp(text, VALUE_NOT_KNOWN) != 0; i++) {
			struct record *r = arena_alloc(c->arena, sizeof(*r));

			if (record_look_up(c->view, c->session, from->record->cycle, ids.v[i],
					   c->arena, r) == RC_OK &&
			    !tell_stored(c, r, fn, arg))
				return false;
		}
	}
	return true;
}

static void stored_points_at(const struct checking *c, const struct spot *at,
			     const struct names *fields, spot_fn *fn, void *arg)
{
	for (size_t i = 0; i < at->reg->nfields; i++) {
		const struct field *f = &at->reg->fields[i];

		if (names_have(fields, f->id) &&
		    !tell_refs(c, at, f, record_text(at->record, f->id), fn, arg))
			return;
	}
	for (size_t i = 0; i < at->record->nrows; i++) {
		const struct child *row = &at->record->rows[i];

		if (names_have(fields, row->field) &&
		    !tell_refs(c, at, reg_field(at->reg, row->field), row->slot.text, fn, arg))
			return;
	}
}

struct telling_users {
	const struct checking *c;
	spot_fn *fn;
	void *arg;
};

static bool tell_user(void *arg, const struct reg *reg, const char *cycle, const char *id,
		      const char *field)
{
	struct telling_users *t = arg;
	struct record *r = arena_alloc(t->c->arena, sizeof(*r));

	(void)field;
	return record_read(t->c->view, t->c->session, reg, cycle, id, t->c->arena, r) != RC_OK ||
	       tell_stored(t->c, r, t->fn, t->arg);
}

static void stored_pointed_at_by(const struct checking *c, const struct spot *at,
				 const struct names *registers, spot_fn *fn, void *arg)
{
	struct telling_users t = { c, fn, arg };

	users_scan(c->view, c->session, at->reg, at->id, registers, c->arena, tell_user, &t);
}

static bool stored_cycle(const struct checking *c, struct record *out)
{
	const struct reg *cy = schema_reg(c->session->schema, "cy");

	return cy && record_read(c->view, c->session, cy, c->after->cycle, c->after->cycle,
				 c->arena, out) == RC_OK;
}

const struct around around_store = {
	.here = stored_here,
	.text = stored_text,
	.points_at = stored_points_at,
	.pointed_at_by = stored_pointed_at_by,
	.cycle = stored_cycle,
};

/* The web */

static struct spot web_here(const struct checking *c)
{
	return (struct spot){ .reg = c->after->reg, .id = c->after->id, .node = c->node };
}

static const char *web_spot_text(const struct checking *c, const struct spot *at, const char *field)
{
	return web_text(c->web, at->node, field);
}

static bool tell_node(const struct checking *c, uint32_t node, spot_fn *fn, void *arg)
{
	const struct web_node *n = &c->web->node[node];
	struct spot at = { .reg = web_part_at(c->web, node)->reg, .id = n->id, .node = node };

	return n->archived || n->deleted || fn(arg, &at);
}

static void web_points_at(const struct checking *c, const struct spot *at,
			  const struct names *fields, spot_fn *fn, void *arg)
{
	const struct web *w = c->web;
	const struct web_part *p = web_part_at(w, at->node);

	for (uint32_t i = w->out_at[at->node]; i < w->out_at[at->node + 1]; i++) {
		if (names_have(fields, p->fields.v[w->out[i].column]) &&
		    !tell_node(c, w->out[i].to, fn, arg))
			return;
	}
}

static void web_pointed_at_by(const struct checking *c, const struct spot *at,
			      const struct names *registers, spot_fn *fn, void *arg)
{
	const struct web *w = c->web;

	for (uint32_t i = w->in_at[at->node]; i < w->in_at[at->node + 1]; i++) {
		uint32_t from = w->in[i].to;

		if (names_have(registers, web_part_at(w, from)->reg->id) &&
		    !tell_node(c, from, fn, arg))
			return;
	}
}

static bool web_cycle(const struct checking *c, struct record *out)
{
	*out = c->web->cycle;
	return out->reg != NULL;
}

const struct around around_web = {
	.here = web_here,
	.text = web_spot_text,
	.points_at = web_points_at,
	.pointed_at_by = web_pointed_at_by,
	.cycle = web_cycle,
};
