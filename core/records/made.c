/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "../store/keys.h"
#include "made.h"

static size_t hash(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

static struct dict_entry *dict_slot(const struct dict *d, const char *name)
{
	size_t i = hash(name) & (d->cap - 1);

	while (d->v[i].name && strcmp(d->v[i].name, name))
		i = (i + 1) & (d->cap - 1);
	return &d->v[i];
}

static void dict_grow(struct dict *d)
{
	struct dict old = *d;

	d->cap = old.cap ? 2 * old.cap : 64;
	d->v = mem_alloc(d->cap * sizeof(*d->v));
	for (size_t i = 0; i < old.cap; i++)
		if (old.v[i].name)
			*dict_slot(d, old.v[i].name) = old.v[i];
	mem_free(old.v);
}

void dict_put(struct dict *d, const char *name, const void *is)
{
	struct dict_entry *e;

	if (2 * (d->n + 1) > d->cap)
		dict_grow(d);
	e = dict_slot(d, name);
	d->n += !e->name;
	*e = (struct dict_entry){ name, is };
}

const void *dict_get(const struct dict *d, const char *name)
{
	return d->cap ? dict_slot(d, name)->is : NULL;
}

void dict_clear(struct dict *d)
{
	mem_free(d->v);
	*d = (struct dict){ 0 };
}

void maker_clear(struct maker *m)
{
	dict_clear(&m->ids);
	dict_clear(&m->codes);
}

const char *made_id(struct arena *a, const struct reg *reg, unsigned long number)
{
	return arena_printf(a, "%s-%06lu", reg->key, number);
}

void made_begin(struct made *r, struct maker *m, const struct reg *reg, const char *cycle,
		const char *id)
{
	*r = (struct made){ .m = m, .reg = reg, .cycle = cycle, .id = id };
}

void made_stored(struct made *r, const char *name, const char *stored)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->v[i].name, name)) {
			r->v[i].text = stored;
			return;
		}
	if (r->n == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 32;
		r->v = mem_grow(r->v, r->cap * sizeof(*r->v));
	}
	r->v[r->n++] = (struct pair){ name, stored };
}

/* A part of a reference: an id, or the code of a record that one of the registers has. */
static const char *resolve(struct maker *m, const struct field *f, const char *part)
{
	char stored[49];
	const struct reg *reg;
	const char *id;

	for (size_t i = 0; i < f->to.n; i++) {
		reg = schema_reg(m->s->schema, f->to.v[i]);
		id = reg ? dict_get(&m->codes, arena_printf(m->arena, "%s/%s", reg->key, part))
			 : NULL;
		if (id)
			return id;
	}
	if (!id_stored(part, stored))
		return NULL;
	reg = dict_get(&m->ids, stored);
	if (!reg || (!names_have(&f->to, "*") && !names_have(&f->to, reg->id)))
		return NULL;
	return arena_str(m->arena, stored);
}

static enum rc parse_refs(struct maker *m, const struct field *f, const char *typed,
			  const char **out, struct err *err)
{
	struct buf all = { 0 };
	const char *id;
	size_t len;

	for (const char *at = typed; *at; at += len + strspn(at + len, ", \n")) {
		len = strcspn(at, ",\n");
		id = resolve(m, f, arena_strn(m->arena, at, len));
		if (!id || (f->type == TYPE_REF && all.len)) {
			buf_clear(&all);
			return err_set(err, RC_INVALID, "%s: '%s' is not one that is here",
				       f->label, typed);
		}
		if (all.len)
			buf_char(&all, '\n');
		buf_str(&all, id);
	}
	*out = arena_str(m->arena, buf_text(&all));
	buf_clear(&all);
	return RC_OK;
}

static enum rc parse(struct maker *m, const struct field *f, const char *typed, const char **out,
		     struct err *err);

/* Where the next "; name=" of a group or row begins, or the end. */
static const char *next_part(const struct field *f, const char *at)
{
	const char *eq;

	for (at = strchr(at, ';'); at; at = strchr(at + 1, ';')) {
		const char *name = at + 1 + strspn(at + 1, " \n");

		eq = strchr(name, '=');
		for (size_t i = 0; eq && i < f->nfields; i++)
			if (strlen(f->fields[i].id) == (size_t)(eq - name) &&
			    !strncmp(f->fields[i].id, name, (size_t)(eq - name)))
				return at;
	}
	return NULL;
}

static enum rc parse_parts(struct maker *m, const struct field *f, const char *typed,
			   const char **out, struct err *err)
{
	struct pair *v = arena_array(m->arena, f->nfields, sizeof(*v));
	const struct field *sub;
	const char *eq, *end;
	size_t n = 0;
	enum rc rc;

	for (const char *at = typed; at && *at;
	     at = end ? end + 1 + strspn(end + 1, " \n") : NULL) {
		end = next_part(f, at);
		eq = strchr(at, '=');
		sub = eq ? field_sub(f, arena_strn(m->arena, at, (size_t)(eq - at))) : NULL;
		if (!sub || n == f->nfields)
			return err_set(err, RC_INVALID, "%s has no part '%s'", f->label, at);
		v[n].name = sub->id;
		rc = parse(m, sub,
			   end ? arena_strn(m->arena, eq + 1, (size_t)(end - eq - 1)) : eq + 1,
			   &v[n].text, err);
		if (rc)
			return rc;
		n++;
	}
	*out = pairs_text(v, n, m->arena);
	return RC_OK;
}

static enum rc parse(struct maker *m, const struct field *f, const char *typed, const char **out,
		     struct err *err)
{
	if (f->not_known && !strcmp(typed, VALUE_NOT_KNOWN)) {
		*out = VALUE_NOT_KNOWN;
		return RC_OK;
	}
	if (f->type == TYPE_REF || f->type == TYPE_REFS)
		return parse_refs(m, f, typed, out, err);
	if (f->type == TYPE_GROUP || f->type == TYPE_ROWS)
		return parse_parts(m, f, typed, out, err);
	return value_parse(f, typed, m->s->today, m->arena, out, err);
}

static void add_fault(struct maker *m, const struct made *r, const char *field, const char *text)
{
	char shown[49];

	if (!m->faults)
		return;
	id_shown(r->id, shown);
	faults_add(m->faults, arena_str(m->faults->arena, field), LEVEL_WARN,
		   arena_printf(m->arena, "%s: %s", shown, text));
}

void made_typed(struct made *r, const char *name, const char *typed)
{
	const char *dot = strchr(name, '.'), *stored = NULL, *label;
	struct arena *a = r->m->arena;
	const char *id = dot ? arena_strn(a, name, (size_t)(dot - name)) : name;
	const struct field *f = reg_field(r->reg, id);
	struct err err = { 0 };

	if (f && f->computed)
		return; /* it follows from the others */
	if (f && (f->type == TYPE_ROWS) == (dot != NULL) && !parse(r->m, f, typed, &stored, &err)) {
		made_stored(r, name, stored);
		return;
	}
	label = f ? f->label : name;
	buf_printf(&r->notes, "%s%s: %s", r->notes.len ? "\n" : "", label, typed);
	add_fault(r->m, r, name, err.rc ? err.text : "is not asked here; it went to the notes");
}

static const char *answer(const struct made *r, const char *field)
{
	size_t len = strlen(field);

	for (size_t i = 0; i < r->n; i++)
		if (!strncmp(r->v[i].name, field, len) &&
		    (!r->v[i].name[len] || r->v[i].name[len] == '.'))
			return r->v[i].text;
	return "";
}

static bool holds(const struct made *r, const struct cond *c, size_t n)
{
	const char *text;

	for (size_t i = 0; i < n; i++) {
		text = answer(r, c[i].field);
		if (!names_have(&c[i].is, text) && !(*text && names_have(&c[i].is, "*")))
			return false;
	}
	return true;
}

static bool is_needed(const struct made *r, const struct field *f)
{
	return f->required || (f->nrequired_when && holds(r, f->required_when, f->nrequired_when));
}

/* Fills what is filled by itself; true when a live record has all it needs. */
static bool complete(struct made *r)
{
	bool whole = true;
	const char *stored;

	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (*answer(r, f->id) || !strcmp(f->id, "life"))
			continue;
		if (f->initial &&
		    !value_parse(f, f->initial, r->m->s->today, r->m->arena, &stored, NULL))
			made_stored(r, f->id, stored);
	}
	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (f->automatic || *answer(r, f->id) || !is_needed(r, f))
			continue;
		if (r->m->fill_not_known && f->not_known)
			made_stored(r, f->id, VALUE_NOT_KNOWN);
		else
			whole = false;
	}
	return whole;
}

static void put_notes(struct made *r)
{
	const struct field *f = reg_field(r->reg, "notes");

	if (!f || !r->notes.len)
		return;
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->v[i].name, "notes")) {
			r->v[i].text = arena_printf(r->m->arena, "%s\n%s", r->v[i].text,
						    buf_text(&r->notes));
			return;
		}
	made_stored(r, "notes", arena_str(r->m->arena, buf_text(&r->notes)));
}

static void add_fact(const struct made *r, const struct pair *p)
{
	bulk_fact(r->m->bulk, fact_name(r->m->arena, r->cycle, r->reg->key, r->id, p->name),
		  p->text);
}

static void add_facts(const struct made *r)
{
	struct pairs facts = answers_facts(r->reg, r->v, r->n, r->m->arena);

	for (size_t i = 0; i < facts.n; i++)
		if (*facts.v[i].text)
			add_fact(r, &facts.v[i]);
}

void made_end(struct made *r)
{
	bool whole = complete(r);

	put_notes(r);
	if (r->reg->kind == REG_REGISTER && !*answer(r, "life"))
		made_stored(r, "life", whole ? "live" : "draft");
	add_facts(r);
	bulk_end(r->m->bulk);
	mem_free(r->v);
	buf_clear(&r->notes);
	r->v = NULL;
	r->n = r->cap = 0;
}
