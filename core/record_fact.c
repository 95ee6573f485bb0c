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

/* In the template's order; what it no longer asks comes last, under its name. */
static const char *row_shown(const struct reg *reg, const char *text, struct arena *a)
{
	struct pairs p = pairs_read(text, a);
	const char *out = "";

	for (size_t i = 0; i < reg->nfields; i++) {
		const struct field *f = &reg->fields[i];
		const char *stored = field_in_row(reg, f) ? pairs_get(&p, f->id) : "";

		if (*stored)
			out = add_part(out, f->label ? f->label : f->id, value_shown(f, stored, a),
				       a);
	}
	for (size_t i = 0; i < p.n; i++) {
		const struct field *f = reg_field(reg, p.v[i].name);

		if (!f || !field_in_row(reg, f))
			out = add_part(out, p.v[i].name, p.v[i].text, a);
	}
	return out;
}

const char *fact_shown(const struct schema *s, const char *fact, const char *text, struct arena *a)
{
	struct fact_parts parts;
	const struct reg *reg;
	const struct field *f;

	if (!fact_parts(a, fact, &parts) || !(reg = schema_reg(s, parts.reg)))
		return text;
	if (is_row_fact(reg, parts.field))
		return row_shown(reg, text, a);
	f = reg_field(reg, parts.field);
	return f ? value_shown(f, text, a) : text;
}
