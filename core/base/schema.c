/* SPDX-License-Identifier: ISC */
#include "schema.h"

#include <string.h>
#include <strings.h>

#include "mem.h"

const char *const field_type_words[TYPE_ROWS + 1] = {
	[TYPE_TEXT] = "text",     [TYPE_LONG] = "long",   [TYPE_DATE] = "date",
	[TYPE_PERIOD] = "period", [TYPE_MONEY] = "money", [TYPE_INT] = "int",
	[TYPE_NUM] = "num",       [TYPE_PCT] = "pct",     [TYPE_CHOICE] = "choice",
	[TYPE_MULTI] = "multi",   [TYPE_BOOL] = "bool",   [TYPE_YEAR] = "year",
	[TYPE_URL] = "url",       [TYPE_REF] = "ref",     [TYPE_REFS] = "refs",
	[TYPE_GROUP] = "group",   [TYPE_ROWS] = "rows",
};

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool same_any_case(const char *a, const char *b)
{
	return a && b && strcasecmp(a, b) == 0;
}

/* The entry called `name` of a list whose entries have an `id`, as the end of a function. */
#define FIND(type, list, count, name) \
	do { \
		for (size_t find_i = 0; find_i < (count); find_i++) { \
			const type *find_entry = &(list)[find_i]; \
			if (same(find_entry->id, (name))) \
				return find_entry; \
		} \
		return NULL; \
	} while (0)

const struct reg *schema_reg(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->nregisters; i++) {
		const struct reg *r = &s->registers[i];

		if (same_any_case(r->id, name) || same_any_case(r->key, name) ||
		    same_any_case(r->prefix, name))
			return r;
	}
	return NULL;
}

static const struct field *find_field(const struct field *fields, size_t n, const char *id)
{
	FIND(struct field, fields, n, id);
}

const struct field *reg_field(const struct reg *r, const char *id)
{
	return find_field(r->fields, r->nfields, id);
}

const struct field *field_sub(const struct field *f, const char *id)
{
	return find_field(f->fields, f->nfields, id);
}

const struct field *field_path(const struct reg *r, const char *path)
{
	const char *dot = strchr(path, '.');
	char name[FIELD_NAME_MAX + 1];
	const struct field *f;

	if (!dot)
		return reg_field(r, path);
	if ((size_t)(dot - path) >= sizeof(name))
		return NULL;
	memcpy(name, path, (size_t)(dot - path));
	name[dot - path] = '\0';
	f = reg_field(r, name);
	return f ? field_sub(f, dot + 1) : NULL;
}

const struct stage *schema_stage(const struct schema *s, const char *id)
{
	FIND(struct stage, s->stages, s->nstages, id);
}

static const struct activity *find_activity(const struct stage *st, const char *id)
{
	FIND(struct activity, st->activities, st->nactivities, id);
}

const struct activity *schema_activity(const struct schema *s, const char *id,
				       const struct stage **stage)
{
	for (size_t i = 0; i < s->nstages; i++) {
		const struct activity *a = find_activity(&s->stages[i], id);

		if (!a)
			continue;
		if (stage)
			*stage = &s->stages[i];
		return a;
	}
	return NULL;
}

const struct checklist *schema_checklist(const struct schema *s, const char *id)
{
	FIND(struct checklist, s->checklists, s->nchecklists, id);
}

static const struct item *find_item(const struct checklist *c, const char *id)
{
	FIND(struct item, c->items, c->nitems, id);
}

const struct item *schema_item(const struct schema *s, const char *id, const struct checklist **in)
{
	for (size_t i = 0; i < s->nchecklists; i++) {
		const struct item *item = find_item(&s->checklists[i], id);

		if (!item)
			continue;
		if (in)
			*in = &s->checklists[i];
		return item;
	}
	return NULL;
}

static const struct question *find_question(const struct question_set *q, const char *id)
{
	FIND(struct question, q->questions, q->nquestions, id);
}

const struct question *schema_question(const struct schema *s, const char *id,
				       const struct question_set **in)
{
	for (size_t i = 0; i < s->nquestion_sets; i++) {
		const struct question *q = find_question(&s->question_sets[i], id);

		if (!q)
			continue;
		if (in)
			*in = &s->question_sets[i];
		return q;
	}
	return NULL;
}

const struct question_set *schema_question_set(const struct schema *s, const char *id)
{
	FIND(struct question_set, s->question_sets, s->nquestion_sets, id);
}

const struct scale *schema_scale(const struct schema *s, const char *id)
{
	FIND(struct scale, s->scales, s->nscales, id);
}

const struct assessment *schema_assessment(const struct schema *s, const char *id)
{
	FIND(struct assessment, s->assessments, s->nassessments, id);
}

static const struct competency *find_competency(const struct assessment *a, const char *id)
{
	FIND(struct competency, a->competencies, a->ncompetencies, id);
}

const struct competency *schema_competency(const struct schema *s, const char *id)
{
	for (size_t i = 0; i < s->nassessments; i++) {
		const struct competency *c = find_competency(&s->assessments[i], id);

		if (c)
			return c;
	}
	return NULL;
}

const struct limits *schema_table(const struct schema *s, const char *id)
{
	FIND(struct limits, s->tables, s->ntables, id);
}

const struct view *schema_view(const struct schema *s, const char *id)
{
	FIND(struct view, s->views, s->nviews, id);
}

const struct view_part *view_part(const struct view *v, const char *as)
{
	for (size_t i = 0; i < v->nparts; i++) {
		if (strcmp(v->parts[i].as, as) == 0)
			return &v->parts[i];
	}
	return NULL;
}

const char *part_field(const struct view_part *p, const char *role)
{
	for (size_t i = 0; i < p->nfields; i++) {
		if (strcmp(p->fields[i].name, role) == 0)
			return p->fields[i].text;
	}
	return NULL;
}

const char *part_inside(const struct view_part *p, const char *role)
{
	const char *path = part_field(p, role), *dot = path ? strchr(path, '.') : NULL;

	return dot ? dot + 1 : NULL;
}

const char *part_told(const struct view_part *p, const char *name)
{
	for (size_t i = 0; p && i < p->nvalues; i++)
		if (strcmp(p->values[i].name, name) == 0)
			return p->values[i].text;
	return NULL;
}

bool list_next(const char **at, const char **word, size_t *len)
{
	const char *s = *at ? *at + strspn(*at, ", ") : "";

	*word = s;
	*len = strcspn(s, ",");
	*at = s + *len;
	while (*len > 0 && s[*len - 1] == ' ')
		(*len)--;
	return *len > 0;
}

static const char *written_out(const struct schema *s, const char *word, size_t len)
{
	for (size_t i = 0; i < s->nterms; i++) {
		const struct term *t = &s->terms[i];

		if (t->full && strlen(t->word) == len && !strncmp(t->word, word, len))
			return t->full;
	}
	return NULL;
}

const char *source_words(const struct schema *s, const char *source, struct arena *a)
{
	struct buf b = { 0 };
	const char *words;

	while (*source) {
		size_t len = strcspn(source, " ,;");
		const char *full = written_out(s, source, len);

		if (full)
			buf_printf(&b, "%s%s", full, source[len] == ' ' ? "," : "");
		else
			buf_add(&b, source, len);
		source += len;
		len = strspn(source, " ,;");
		buf_add(&b, source, len);
		source += len;
	}
	words = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return words;
}

const struct report *schema_report(const struct schema *s, const char *id)
{
	FIND(struct report, s->reports, s->nreports, id);
}

const struct option *field_option(const struct field *f, const char *id)
{
	FIND(struct option, f->options, f->noptions, id);
}

bool names_have(const struct names *n, const char *name)
{
	for (size_t i = 0; i < n->n; i++)
		if (same(n->v[i], name))
			return true;
	return false;
}

const struct names *rule_far_end(const struct reg *r, const struct rule *rule)
{
	const struct field *f = rule->through ? reg_field(r, rule->through) : NULL;

	return f ? &f->to : &rule->values;
}
