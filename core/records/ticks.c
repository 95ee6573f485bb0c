/* SPDX-License-Identifier: ISC */
#include "ticks.h"

#include <string.h>

#include "record_internal.h"

size_t ticks_most(const struct field *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->nticks; i++) {
		for (size_t k = 0; k < f->ticks[i].nrules; k++) {
			const struct rule *r = &f->ticks[i].rules[k];

			n += 1 + r->fields.n + r->nwhen;
		}
	}
	return n;
}

static void need(struct names *out, const char *field)
{
	if (field && !names_have(out, field))
		out->v[out->n++] = field;
}

void ticks_needs(const struct field *f, struct names *out)
{
	for (size_t i = 0; i < f->nticks; i++) {
		for (size_t k = 0; k < f->ticks[i].nrules; k++) {
			const struct rule *r = &f->ticks[i].rules[k];

			need(out, r->field);
			for (size_t m = 0; m < r->fields.n; m++)
				need(out, r->fields.v[m]);
			for (size_t m = 0; m < r->nwhen; m++)
				need(out, r->when[m].field);
		}
	}
}

/* The rules take a record; all that they look at of it are these answers. */
static void answers_of(const struct computing *c, const struct field *f, struct arena *a,
		       struct record *out)
{
	struct names needed = { arena_array(a, ticks_most(f) + 1, sizeof(char *)), 0 };

	ticks_needs(f, &needed);
	*out = (struct record){ .reg = c->reg, .id = "", .cycle = "", .title = "" };
	out->field = arena_array(a, c->reg->nfields + 1, sizeof(*out->field));
	for (size_t i = 0; i < c->reg->nfields; i++) {
		const char *id = c->reg->fields[i].id;

		out->field[i].text = names_have(&needed, id) ? c->answer(c->arg, id) : "";
	}
}

static const char *missing(const struct checking *c, const struct tick *t)
{
	for (size_t i = 0; i < t->nrules; i++) {
		if (rule_broken(c, &t->rules[i]))
			return t->rules[i].say ? t->rules[i].say : t->label;
	}
	return NULL;
}

struct tick_state *ticks_state(const struct computing *c, const struct field *f, struct arena *a)
{
	const struct session s = { .schema = c->schema, .today = c->today };
	struct tick_state *out = arena_array(a, f->nticks + 1, sizeof(*out));
	struct arena *scratch = arena_new();
	struct record r;
	const struct checking check = {
		.session = &s, .before = &r, .after = &r, .arena = scratch
	};

	answers_of(c, f, scratch, &r);
	for (size_t i = 0; i < f->nticks; i++)
		out[i] = (struct tick_state){ f->ticks[i].label, missing(&check, &f->ticks[i]) };
	arena_free(scratch);
	return out;
}

const char *ticks_text(const struct computing *c, const struct field *f, struct arena *a)
{
	const struct tick_state *v = ticks_state(c, f, a);
	size_t n = 0;

	for (size_t i = 0; i < f->nticks; i++)
		n += !v[i].missing;
	return arena_printf(a, "%zu", n);
}

const char *ticks_words(const struct computing *c, const struct field *f, struct arena *a)
{
	const struct tick_state *v = ticks_state(c, f, a);
	const char *out = NULL;

	for (size_t i = 0; i < f->nticks; i++) {
		if (v[i].missing)
			out = out ? arena_printf(a, "%s; %s", out, v[i].label)
				  : arena_printf(a, "missing: %s", v[i].label);
	}
	return out ? out : "all are there";
}
