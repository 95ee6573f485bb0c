/* SPDX-License-Identifier: ISC */
/* Which answers the web has to read: those that links, titles, rules, the calendar and reports look at. */
#include <string.h>

#include "web_internal.h"

/* What people give apart, as scores, leads nowhere: it is no link of the chain. */
bool field_leads(const struct field *f)
{
	if (f->apart)
		return false;
	if (f->type == TYPE_REF || f->type == TYPE_REFS)
		return true;
	for (size_t i = 0; i < f->nfields; i++) {
		if (field_leads(&f->fields[i]))
			return true;
	}
	return false;
}

struct wanting {
	const struct reg *reg;
	struct names out;
};

/* A name may lead into a group: revised.revised_due. */
static void want(struct wanting *w, const char *name)
{
	size_t len = name ? strcspn(name, ".") : 0;

	for (size_t i = 0; len > 0 && i < w->reg->nfields; i++) {
		const char *id = w->reg->fields[i].id;

		if (strncmp(id, name, len) == 0 && id[len] == '\0' && !names_have(&w->out, id))
			w->out.v[w->out.n++] = id;
	}
}

static void want_all(struct wanting *w, const struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		want(w, names->v[i]);
}

static void want_conds(struct wanting *w, const struct cond *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		want(w, c[i].field);
}

static void want_rules(struct wanting *w, const struct reg *of)
{
	for (size_t i = 0; i < of->nrules; i++) {
		const struct rule *r = &of->rules[i];

		if (!r->attention && r->level != LEVEL_EXPORT)
			continue;
		if (of == w->reg) {
			want(w, r->field);
			want(w, r->who);
			want_all(w, &r->fields);
			want(w, r->through);
			want_conds(w, r->when, r->nwhen);
		}
		if (names_have(rule_far_end(of, r), w->reg->id))
			want_conds(w, r->where, r->nwhere);
	}
}

static void want_proofs(struct wanting *w, const struct proof *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(p[i].reg, w->reg->id) != 0)
			continue;
		want(w, p[i].date);
		want_conds(w, p[i].where, p[i].nwhere);
	}
}

static void want_reports(struct wanting *w, const struct schema *s)
{
	for (size_t i = 0; i < s->nreports; i++) {
		for (size_t k = 0; k < s->reports[i].nsections; k++) {
			const struct section *part = &s->reports[i].sections[k];

			if (part->registers && strcmp(part->registers, w->reg->id) == 0)
				want_conds(w, part->where, part->nwhere);
		}
	}
}

/* What has to be there and is a link is told when it is blank. */
static void want_links(struct wanting *w)
{
	for (size_t i = 0; i < w->reg->nfields; i++) {
		const struct field *f = &w->reg->fields[i];

		if (!field_leads(f))
			continue;
		want(w, f->id);
		want_conds(w, f->required_when, f->nrequired_when);
	}
}

struct names web_fields(const struct schema *s, const struct reg *reg, struct arena *a)
{
	struct wanting w = { .reg = reg };
	const struct field *title = record_title_field(reg);

	w.out.v = arena_array(a, reg->nfields + 1, sizeof(char *));
	for (size_t i = 0; i < s->nregisters; i++)
		want_rules(&w, &s->registers[i]);
	for (size_t i = 0; i < s->ndeadlines; i++) {
		want_proofs(&w, s->deadlines[i].after, s->deadlines[i].nafter);
		want_proofs(&w, s->deadlines[i].shown_by, s->deadlines[i].nshown_by);
	}
	if (reg->kind == REG_FORM)
		return w.out;
	want_reports(&w, s);
	want_links(&w);
	if (reg->title_derived)
		want_all(&w, &reg->title_from);
	else if (title)
		want(&w, title->id);
	return w.out;
}
