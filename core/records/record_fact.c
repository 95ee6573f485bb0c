/* SPDX-License-Identifier: ISC */
/* What a fact holds: one answer, or all those of a row; and the words for it. */
#include <ctype.h>
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"

/* Of a register that is together: row; of such a form its own id, as in st/analyse/close. */
static const char *row_fact(const struct reg *reg)
{
	return reg->kind == REG_FORM ? reg->id : "row";
}

const char *field_fact(const struct reg *reg, const struct field *f)
{
	if (reg->together && !f->common && f->type != TYPE_ROWS)
		return row_fact(reg);
	return f->with ? f->with : f->id;
}

bool fact_is_shared(const struct reg *reg, const char *name)
{
	if (!reg)
		return false;
	if (reg->together && strcmp(name, row_fact(reg)) == 0)
		return true;
	for (size_t i = 0; i < reg->nfields; i++) {
		if (reg->fields[i].with && strcmp(reg->fields[i].with, name) == 0)
			return true;
	}
	return false;
}

bool field_is_shared(const struct reg *reg, const struct field *f)
{
	return fact_is_shared(reg, field_fact(reg, f));
}

bool field_in_fact(const struct reg *reg, const char *field, const char *fact)
{
	const struct field *f = reg_field(reg, field);

	return f && strcmp(field_fact(reg, f), fact) == 0;
}

/* A text without names was kept before the template put others beside it. */
struct pairs fact_answers(const struct reg *reg, const char *name, const char *text,
			  struct arena *a)
{
	struct pairs out = { NULL, 0 };

	if (fact_is_shared(reg, name)) {
		out = pairs_read(text, a);
		if (out.n > 0 || *text == '\0')
			return out;
	}
	out.n = 1;
	out.v = arena_array(a, 1, sizeof(*out.v));
	out.v[0] = (struct pair){ name, text };
	return out;
}

const char *fact_answer(const struct reg *reg, const char *name, const char *text,
			const char *field, struct arena *a)
{
	struct pairs all = fact_answers(reg, name, text, a);

	return pairs_get(&all, field);
}

static const char *answer_fact(const struct reg *reg, const char *name)
{
	const struct field *f = reg ? reg_field(reg, name) : NULL;

	if (f)
		return field_fact(reg, f);
	return reg && reg->together && !strchr(name, '.') ? row_fact(reg) : name;
}

/* All answers that go into the same shared fact as v[at], which is the first of them. */
static const char *shared_text(const struct reg *reg, const struct pair *v, size_t n, size_t at,
			       struct arena *a)
{
	const char *fact = answer_fact(reg, v[at].name);
	struct pair *in = arena_array(a, n, sizeof(*in));
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(answer_fact(reg, v[i].name), fact) != 0)
			continue;
		if (i < at)
			return NULL;
		in[found++] = v[i];
	}
	return pairs_text(in, found, a);
}

struct pairs answers_facts(const struct reg *reg, const struct pair *v, size_t n, struct arena *a)
{
	struct pairs out = { arena_array(a, n + 1, sizeof(*out.v)), 0 };

	for (size_t i = 0; i < n; i++) {
		const char *fact = answer_fact(reg, v[i].name);
		const char *text = fact_is_shared(reg, fact) ? shared_text(reg, v, n, i, a) : NULL;

		if (text)
			out.v[out.n++] = (struct pair){ fact, text };
	}
	for (size_t i = 0; i < n; i++) {
		if (!fact_is_shared(reg, answer_fact(reg, v[i].name)))
			out.v[out.n++] = v[i];
	}
	return out;
}

size_t fact_puts(const struct reg *reg, const char *name, const char *text, struct version seen,
		 struct arena *a, struct put **out)
{
	struct pairs all = fact_answers(reg, name, text, a);
	struct put *puts = arena_array(a, reg->nfields + 1, sizeof(*puts));
	size_t n = 0;

	for (size_t i = 0; fact_is_shared(reg, name) && i < reg->nfields; i++) {
		const char *id = reg->fields[i].id;

		if (field_in_fact(reg, id, name))
			puts[n++] = (struct put){ id, pairs_get(&all, id), seen };
	}
	if (n == 0)
		puts[n++] = (struct put){ name, text, seen };
	*out = puts;
	return n;
}

const struct reg *facts_reg(const struct schema *s, const char *key, const char *id)
{
	const struct checklist *list = NULL;
	const struct question_set *set = NULL;
	const struct reg *reg = schema_reg(s, key);

	if (strcmp(key, "it") == 0)
		return schema_item(s, id, &list) ? schema_reg(s, list->form ? list->form : "item")
						 : NULL;
	if (strcmp(key, "qa") == 0)
		return schema_question(s, id, &set)
			       ? schema_reg(s, set->form ? set->form : "question")
			       : NULL;
	return reg && strcmp(reg->key, key) == 0 ? reg : NULL;
}

static const char *capital(const char *word, struct arena *a)
{
	char *out = arena_str(a, word);

	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

bool fact_deletes(const char *fact)
{
	const char *field = strrchr(fact, '/');

	return field && !strcmp(field + 1, FIELD_GONE);
}

const char *fact_label(const struct schema *s, const char *fact, struct arena *a)
{
	struct fact_parts parts;
	const struct reg *reg;
	const struct field *f;

	if (!fact_parts(a, fact, &parts))
		return fact;
	if (fact_deletes(fact))
		return "Deleted";
	reg = facts_reg(s, parts.reg, parts.record);
	f = reg ? reg_field(reg, parts.field) : NULL;
	if (f)
		return f->label ? f->label : f->id;
	return reg && fact_is_shared(reg, parts.field) ? capital(reg->one, a) : parts.field;
}

static const char *add_part(const char *so_far, const char *label, const char *text,
			    struct arena *a)
{
	return arena_printf(a, "%s%s%s%s%s", so_far, *so_far ? "; " : "", label, *label ? ": " : "",
			    text);
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
	if ((!points(f) && strcmp(f->id, FIELD_CARRIED) != 0) || !*stored ||
	    !strcmp(stored, VALUE_NOT_KNOWN))
		return value_shown(f, stored, a);
	ids = value_lines(stored, a);
	for (size_t i = 0; i < ids.n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? "; " : "", record_called(s, ids.v[i], a));
	return out;
}

/* What it holds that the templates no longer ask comes last, under its name. */
static const char *shared_shown(const struct session *s, const struct reg *reg, const char *fact,
				const char *text, struct arena *a)
{
	struct pairs p = fact_answers(reg, fact, text, a);
	struct field *own = arena_array(a, reg->nfields, sizeof(*own));
	const char *out;
	size_t n = 0;

	for (size_t i = 0; i < reg->nfields; i++) {
		if (!field_in_fact(reg, reg->fields[i].id, fact))
			continue;
		own[n] = reg->fields[i];
		if (strcmp(own[n].id, fact) == 0)
			own[n].label = ""; /* stands beside this */
		n++;
	}
	out = parts_shown(s, own, n, &p, a);
	for (size_t i = 0; i < p.n; i++) {
		if (!field_in_fact(reg, p.v[i].name, fact))
			out = add_part(out, p.v[i].name, p.v[i].text, a);
	}
	return out;
}

const char *fact_shown(const struct session *s, const char *fact, const char *text, struct arena *a)
{
	struct fact_parts parts;
	const struct reg *reg;
	const struct field *f;

	if (fact_deletes(fact))
		return *text ? "deleted" : "";
	if (!fact_parts(a, fact, &parts) || !(reg = facts_reg(s->schema, parts.reg, parts.record)))
		return text;
	if (fact_is_shared(reg, parts.field))
		return shared_shown(s, reg, parts.field, text, a);
	f = reg_field(reg, parts.field);
	return f ? answer_shown(s, f, text, a) : text;
}
