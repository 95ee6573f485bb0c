/* SPDX-License-Identifier: ISC */
/* What a fact holds: one answer, or all those of a row; and the words for it. */
#include <ctype.h>
#include <string.h>

#include "keys.h"
#include "record.h"

bool field_in_row(const struct reg *reg, const struct field *f)
{
	return reg->together && !f->common && f->type != TYPE_ROWS;
}

const char *row_fact(const struct reg *reg)
{
	return reg->kind == REG_FORM ? reg->id : "row";
}

bool is_row_fact(const struct reg *reg, const char *name)
{
	return reg && reg->together && strcmp(name, row_fact(reg)) == 0;
}

struct pairs fact_answers(const struct reg *reg, const char *name, const char *text,
			  struct arena *a)
{
	struct pairs out = { NULL, 1 };

	if (is_row_fact(reg, name))
		return pairs_read(text, a);
	out.v = arena_array(a, 1, sizeof(*out.v));
	out.v[0] = (struct pair){ name, text };
	return out;
}

static const char *capital(const char *word, struct arena *a)
{
	char *out = arena_str(a, word);

	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

const char *fact_label(const struct schema *s, const char *fact, struct arena *a)
{
	struct fact_parts parts;
	const struct reg *reg;
	const struct field *f;

	if (!fact_parts(a, fact, &parts))
		return fact;
	reg = schema_reg(s, parts.reg);
	f = reg ? reg_field(reg, parts.field) : NULL;
	if (f)
		return f->label ? f->label : f->id;
	return is_row_fact(reg, parts.field) ? capital(reg->one, a) : parts.field;
}

static const char *add_part(const char *so_far, const char *label, const char *text,
			    struct arena *a)
{
	return arena_printf(a, "%s%s%s: %s", so_far, *so_far ? "; " : "", label, text);
}

/* One that was deleted is still told by its name; one of another cycle is looked for there. */
static const char *entry_called(const struct session *s, const char *id, struct arena *a)
{
	char prefix[9];
	const struct reg *reg = id_prefix(id, prefix) ? schema_reg(s->schema, prefix) : NULL;
	struct record r;

	if (!reg || reg->kind != REG_REGISTER)
		return NULL;
	if (record_load(s, reg, id, a, &r, NULL) == RC_OK && (r.exists || r.deleted))
		return r.title;
	return record_find(s, id, a, &r, NULL) == RC_OK ? r.title : NULL;
}

const char *record_called(const struct session *s, const char *id, struct arena *a)
{
	const struct stage *stage = schema_stage(s->schema, id);
	struct arena *scratch;
	const char *out;
	char shown[49];

	if (stage)
		return stage->title;
	if (schema_item(s->schema, id, NULL))
		return schema_item(s->schema, id, NULL)->text;
	if (schema_question(s->schema, id, NULL))
		return schema_question(s->schema, id, NULL)->text;
	if (schema_activity(s->schema, id, NULL))
		return schema_activity(s->schema, id, NULL)->title;
	scratch = arena_new();
	id_shown(id, shown);
	out = entry_called(s, id, scratch);
	out = arena_str(a, out ? out : shown);
	arena_free(scratch);
	return out;
}

static bool points(const struct field *f)
{
	return f->type == TYPE_REF || f->type == TYPE_REFS;
}

/* The parts of a group, or the answers of a row, in the template's order. */
static const char *parts_shown(const struct session *s, const struct field *fields, size_t n,
			       const struct pairs *p, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < n; i++) {
		const char *stored = pairs_get(p, fields[i].id);

		if (*stored)
			out = add_part(out, fields[i].label ? fields[i].label : fields[i].id,
				       answer_shown(s, &fields[i], stored, a), a);
	}
	return out;
}

const char *answer_shown(const struct session *s, const struct field *f, const char *stored,
			 struct arena *a)
{
	struct names ids;
	struct pairs p;
	const char *out = "";

	if (f->type == TYPE_GROUP || f->type == TYPE_ROWS) {
		p = pairs_read(stored, a);
		return parts_shown(s, f->fields, f->nfields, &p, a);
	}
	if (!points(f) || !*stored || !strcmp(stored, VALUE_NOT_KNOWN))
		return value_shown(f, stored, a);
	ids = value_lines(stored, a);
	for (size_t i = 0; i < ids.n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? "; " : "", record_called(s, ids.v[i], a));
	return out;
}

/* What a row holds that the templates no longer ask comes last, under its name. */
static const char *row_shown(const struct session *s, const struct reg *reg, const char *text,
			     struct arena *a)
{
	struct pairs p = pairs_read(text, a);
	struct field *own = arena_array(a, reg->nfields, sizeof(*own));
	const char *out;
	size_t n = 0;

	for (size_t i = 0; i < reg->nfields; i++)
		if (field_in_row(reg, &reg->fields[i]))
			own[n++] = reg->fields[i];
	out = parts_shown(s, own, n, &p, a);
	for (size_t i = 0; i < p.n; i++) {
		const struct field *f = reg_field(reg, p.v[i].name);

		if (!f || !field_in_row(reg, f))
			out = add_part(out, p.v[i].name, p.v[i].text, a);
	}
	return out;
}

const char *fact_shown(const struct session *s, const char *fact, const char *text, struct arena *a)
{
	struct fact_parts parts;
	const struct reg *reg;
	const struct field *f;

	if (!fact_parts(a, fact, &parts) || !(reg = schema_reg(s->schema, parts.reg)))
		return text;
	if (is_row_fact(reg, parts.field))
		return row_shown(s, reg, text, a);
	f = reg_field(reg, parts.field);
	return f ? answer_shown(s, f, text, a) : text;
}
