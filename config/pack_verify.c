/* SPDX-License-Identifier: ISC */
/*
 * Does a schema fit together? Every name that one entry says of another must
 * be there, every name must fit where it will be stored.
 * Source: cairn-template(5), CHECKS
 */
#include "pack_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/text.h"

enum { LABEL_MAX = 60, OPTION_MAX = 120, SAY_MAX = 300, PREFIX_MAX = 4, ROWS_NAME_MAX = 34 };

struct verify {
	const struct schema *s;
	const struct yaml_docs *docs;
	struct pack_faults *faults;
};

/* At the word it is about where that came from a file, else at its entry. */
static void say(struct verify *v, const char *word, const struct origin *o, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void say(struct verify *v, const char *word, const struct origin *o, const char *fmt, ...)
{
	bool is_key = false;
	const struct node *n = word ? yaml_docs_find(v->docs, word, &is_key) : NULL;
	char text[360];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n)
		fault_add(v->faults, n->file, is_key ? n->key_line : n->line, is_key ? n->key_column : n->column,
			  "%s", text);
	else
		fault_add(v->faults, o->file ? o->file : "", o->line ? o->line : 1, 1, "%s", text);
}

/* Names that may be there once. */
struct once {
	const char *name, *what;
	const struct origin *origin;
};

static int by_once(const void *a, const void *b)
{
	const struct once *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->origin->line - y->origin->line;
}

struct once_list {
	struct once *v;
	size_t n, cap;
};

static void once_add(struct once_list *l, const char *name, const char *what, const struct origin *o)
{
	if (!name)
		return;
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 128;
		l->v = mem_grow(l->v, l->cap * sizeof(*l->v));
	}
	l->v[l->n++] = (struct once){ name, what, o };
}

static void once_check(struct verify *v, struct once_list *l)
{
	bool is_key;

	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), by_once);
	for (size_t i = 1; i < l->n; i++) {
		struct once *a = &l->v[i - 1], *b = &l->v[i];

		if (strcmp(a->name, b->name) != 0)
			continue;
		if (!yaml_docs_find(v->docs, b->name, &is_key)) {	/* tell at the one that was just read */
			struct once *swap = a;

			a = b;
			b = swap;
		}
		say(v, b->name, b->origin, "the %s '%s' is there already (%s line %d); choose another name, or "
					   "change the other one with 'override' or 'add'",
		    b->what, b->name, a->origin->file ? a->origin->file : "", a->origin->line);
	}
	mem_free(l->v);
	*l = (struct once_list){ 0 };
}

#define ONCE(v, list, what) \
	do { \
		struct once_list once = { 0 }; \
		for (size_t once_i = 0; once_i < (v)->s->n##list; once_i++) \
			once_add(&once, (v)->s->list[once_i].id, what, &(v)->s->list[once_i].origin); \
		once_check(v, &once); \
	} while (0)

static void check_once(struct verify *v)
{
	struct once_list items = { 0 }, questions = { 0 }, activities = { 0 }, competencies = { 0 };
	const struct schema *s = v->s;

	ONCE(v, stages, "stage");
	ONCE(v, checklists, "checklist");
	ONCE(v, question_sets, "question set");
	ONCE(v, registers, "register");
	ONCE(v, scales, "scale");
	ONCE(v, assessments, "assessment");
	ONCE(v, deadlines, "deadline");
	ONCE(v, terms, "term");
	ONCE(v, reports, "report");
	ONCE(v, samples, "sample");
	for (size_t i = 0; i < s->nchecklists; i++)
		for (size_t k = 0; k < s->checklists[i].nitems; k++)
			once_add(&items, s->checklists[i].items[k].id, "item", &s->checklists[i].items[k].origin);
	for (size_t i = 0; i < s->nquestion_sets; i++)
		for (size_t k = 0; k < s->question_sets[i].nquestions; k++)
			once_add(&questions, s->question_sets[i].questions[k].id, "question",
				 &s->question_sets[i].questions[k].origin);
	for (size_t i = 0; i < s->nstages; i++)
		for (size_t k = 0; k < s->stages[i].nactivities; k++)
			once_add(&activities, s->stages[i].activities[k].id, "activity",
				 &s->stages[i].activities[k].origin);
	for (size_t i = 0; i < s->nassessments; i++)
		for (size_t k = 0; k < s->assessments[i].ncompetencies; k++)
			once_add(&competencies, s->assessments[i].competencies[k].id, "competency",
				 &s->assessments[i].competencies[k].origin);
	once_check(v, &items);
	once_check(v, &questions);
	once_check(v, &activities);
	once_check(v, &competencies);
}

/* Keys and prefixes of registers stand apart; forms may share a key, their answers lie together. */
static void check_keys(struct verify *v)
{
	struct once_list keys = { 0 }, prefixes = { 0 };

	for (size_t i = 0; i < v->s->nregisters; i++) {
		const struct reg *r = &v->s->registers[i];

		if (r->key && (!name_good(r->key, REG_NAME_MAX) || strpbrk(r->key, ".-_")))
			say(v, r->key, &r->origin, "the key '%s' goes into the store's names: use a-z and 0-9, at most %d",
			    r->key, REG_NAME_MAX);
		if (r->prefix && (strlen(r->prefix) > PREFIX_MAX ||
				  strspn(r->prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(r->prefix) ||
				  !*r->prefix))
			say(v, r->prefix, &r->origin, "the prefix '%s' starts the names of records: use 1 to %d letters A-Z",
			    r->prefix, PREFIX_MAX);
		if (r->kind == REG_FORM) {
			const struct reg *other = schema_reg(v->s, r->key ? r->key : "");

			if (other && other->kind == REG_REGISTER)
				say(v, r->key, &r->origin, "the key '%s' belongs to the register '%s'; choose another",
				    r->key, other->id);
			continue;
		}
		once_add(&keys, r->key, "key", &r->origin);
		once_add(&prefixes, r->prefix, "prefix", &r->origin);
	}
	once_check(v, &keys);
	once_check(v, &prefixes);
}

static void check_activity_name(struct verify *v, const char *name, const struct origin *o)
{
	if (name && !schema_activity(v->s, name, NULL))
		say(v, name, o, "there is no activity '%s'; see the ids of the stages' activities", name);
}

static void check_form_name(struct verify *v, const char *name, const char *usual, const struct origin *o)
{
	const struct reg *r = schema_reg(v->s, name ? name : usual);

	if (!r || r->kind != REG_FORM || strcmp(r->id, name ? name : usual) != 0)
		say(v, name, o, "there is no form '%s' to hold the answers; name a form, or add 'form: %s'",
		    name ? name : usual, name ? name : usual);
}

/* scores.criterion: a field, or one inside it */
static const struct field *field_path(const struct reg *r, const char *path)
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

static const struct field *check_field_name(struct verify *v, const struct reg *r, const char *name,
					    const struct origin *o)
{
	const struct field *f = name ? field_path(r, name) : NULL;

	if (name && !f)
		say(v, name, o, "'%s' is no field of '%s'; use the id of one of its fields", name, r->id);
	return f;
}

static void check_field_names(struct verify *v, const struct reg *r, const struct names *n,
			      const struct origin *o)
{
	for (size_t i = 0; i < n->n; i++)
		check_field_name(v, r, n->v[i], o);
}

static bool has_options(const struct field *f)
{
	return (f->type == TYPE_CHOICE || f->type == TYPE_MULTI) && !f->options_from && f->noptions;
}

/* A word of a condition or rule is one that the field can have. */
static void check_word(struct verify *v, const struct field *f, const char *word, const struct origin *o)
{
	bool yes_no = strcmp(word, "yes") == 0 || strcmp(word, "no") == 0;

	if (!*word || strcmp(word, "*") == 0 || (f->not_known && strcmp(word, "not known") == 0))
		return;
	if (has_options(f) && !field_option(f, word))
		say(v, word, o, "'%s' is no option of '%s'; use one of its options, \"*\" for any, \"\" for blank",
		    word, f->id);
	if (f->type == TYPE_BOOL && !yes_no)
		say(v, word, o, "'%s' is yes or no, not '%s'", f->id, word);
}

static void check_conds(struct verify *v, const struct reg *r, const struct field *in,
			const struct cond *c, size_t n, const struct origin *o)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = in ? field_sub(in, c[i].field) : NULL;

		if (!f)
			f = check_field_name(v, r, c[i].field, o);
		for (size_t k = 0; f && k < c[i].is.n; k++)
			check_word(v, f, c[i].is.v[k], o);
	}
}

static void check_options(struct verify *v, const struct field *f)
{
	for (size_t i = 0; i < f->noptions; i++) {
		const struct option *o = &f->options[i];

		if (!o->id)
			continue;
		if (!*o->id || strlen(o->id) > OPTION_MAX || strpbrk(o->id, "\r\n") || strcmp(o->id, "*") == 0)
			say(v, o->id, &f->origin, "an option is a short text on one line, not '*', at most %d bytes",
			    OPTION_MAX);
		if (o->label && text_chars(o->label) > OPTION_MAX)
			say(v, o->label, &f->origin, "the label of an option has at most %d characters", OPTION_MAX);
		for (size_t k = 0; k < i; k++)
			if (f->options[k].id && strcmp(f->options[k].id, o->id) == 0)
				say(v, o->id, &f->origin, "the option '%s' is there twice; keep one", o->id);
	}
}

static void check_source_of_options(struct verify *v, const struct field *f)
{
	bool choice = f->type == TYPE_CHOICE || f->type == TYPE_MULTI;
	int ways = (f->scale != NULL) + (f->options_from != NULL) + (!f->scale && f->noptions > 0);

	if (choice && ways == 0)
		say(v, f->id, &f->origin, "'%s' has nothing to choose from; give 'options', 'scale' or 'options_from'",
		    f->id);
	if (choice && ways > 1)
		say(v, f->id, &f->origin, "'%s' has more than one of 'options', 'scale' and 'options_from'; keep one",
		    f->id);
	if (!choice && ways)
		say(v, f->id, &f->origin, "options belong to a choice or multi; '%s' has another type", f->id);
	if (f->scale && !schema_scale(v->s, f->scale))
		say(v, f->scale, &f->origin, "there is no scale '%s'; see the documents that start with 'scale:'",
		    f->scale);
	if (f->options_from && strcmp(f->options_from, "areas") != 0 && strcmp(f->options_from, "years") != 0)
		say(v, f->options_from, &f->origin, "'options_from' takes areas or years, not '%s'", f->options_from);
}

static void check_refs(struct verify *v, const struct field *f)
{
	bool ref = f->type == TYPE_REF || f->type == TYPE_REFS;

	if (ref && !f->to.n)
		say(v, f->id, &f->origin, "'%s' points nowhere; say in 'to' at which registers", f->id);
	if (!ref && f->to.n)
		say(v, f->to.v[0], &f->origin, "'to' belongs to a ref or refs; '%s' has another type", f->id);
	for (size_t i = 0; ref && i < f->to.n; i++) {
		const struct reg *r = schema_reg(v->s, f->to.v[i]);

		if (strcmp(f->to.v[i], "*") != 0 && (!r || r->kind != REG_REGISTER || strcmp(r->id, f->to.v[i]) != 0))
			say(v, f->to.v[i], &f->origin, "there is no register '%s' to point at", f->to.v[i]);
	}
}

static void check_fields(struct verify *v, const struct reg *r, const struct field *in,
			 const struct field *fields, size_t n);

static void check_inside(struct verify *v, const struct reg *r, const struct field *in, const struct field *f)
{
	bool holds = f->type == TYPE_GROUP || f->type == TYPE_ROWS;

	if (in && holds)
		say(v, f->id, &f->origin, "'%s' has fields inside a field that is inside another; one level is the most",
		    f->id);
	else if (holds && !f->nfields)
		say(v, f->id, &f->origin, "'%s' has no fields; give 'fields'", f->id);
	else if (!holds && f->nfields)
		say(v, f->id, &f->origin, "'fields' belongs to a group or rows; '%s' has another type", f->id);
	else if (holds)
		check_fields(v, r, f, f->fields, f->nfields);
}

static void check_field(struct verify *v, const struct reg *r, const struct field *in, const struct field *f)
{
	size_t max = f->type == TYPE_ROWS ? ROWS_NAME_MAX : FIELD_NAME_MAX;

	if (strlen(f->id) > max || strchr(f->id, '.'))
		say(v, f->id, &f->origin, "the field '%s' goes into the store's names: no '.', at most %zu", f->id, max);
	if (strcmp(f->id, "gone") == 0)
		say(v, f->id, &f->origin, "a field cannot be called 'gone': that marks deleted records; choose another");
	if (!in && !f->common && r->kind == REG_REGISTER && common_name(f->id))
		say(v, f->id, &f->origin, "every record has a field '%s' already; choose another name", f->id);
	if (f->label && text_chars(f->label) > LABEL_MAX)
		say(v, f->label, &f->origin, "the label of '%s' is longer than %d characters; shorten it", f->id,
		    LABEL_MAX);
	if (f->min_set && f->max_set && f->min > f->max)
		say(v, f->id, &f->origin, "'%s' has a min above its max; turn them round", f->id);
	check_source_of_options(v, f);
	if (!f->scale)
		check_options(v, f);
	check_refs(v, f);
	check_inside(v, r, in, f);
	check_conds(v, r, in, f->required_when, f->nrequired_when, &f->origin);
	check_conds(v, r, in, f->shown_when, f->nshown_when, &f->origin);
	if (f->initial && f->type != TYPE_TEXT)
		check_word(v, f, f->initial, &f->origin);
}

static void check_fields(struct verify *v, const struct reg *r, const struct field *in,
			 const struct field *fields, size_t n)
{
	struct once_list ids = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (!fields[i].id)
			continue;
		check_field(v, r, in, &fields[i]);
		if (!fields[i].common)
			once_add(&ids, fields[i].id, "field", &fields[i].origin);
	}
	once_check(v, &ids);
}

/* What each check needs beside its name. */
static const struct {
	bool field;	/* `field` */
	size_t fields;	/* at least so many `fields` */
	bool values, months, percent, rows;
} needs[] = {
	[CHECK_NOT_BEFORE] = { .fields = 2 },
	[CHECK_NOT_FUTURE] = { .field = true },
	[CHECK_WITHIN_CYCLE] = { .field = true },
	[CHECK_HAS_ROWS] = { .field = true },
	[CHECK_NO_CYCLE] = { .field = true },
	[CHECK_ONE_OF] = { .fields = 2 },
	[CHECK_SOME_OF] = { .fields = 1 },
	[CHECK_NONE_OF] = { .fields = 1 },
	[CHECK_OLDER_THAN] = { .field = true, .months = true },
	[CHECK_ENDS_WITHIN] = { .field = true, .months = true },
	[CHECK_NO_OVERLAP] = { .field = true },
	[CHECK_BIG_CHANGE] = { .field = true, .percent = true },
	[CHECK_IS] = { .field = true, .values = true },
	[CHECK_IS_NOT] = { .field = true, .values = true },
	[CHECK_NOT_ONLY] = { .field = true, .values = true },
	[CHECK_FIRST_ROW_CHOSEN] = { .field = true, .fields = 1, .rows = true },
	[CHECK_AT_MOST] = { .fields = 2 },
	[CHECK_REFERRED] = { .values = true },
};

static void check_rule_needs(struct verify *v, const struct rule *r)
{
	const struct origin *o = &r->origin;

	if (needs[r->check].field && !r->field)
		say(v, NULL, o, "this rule needs 'field': the field that it looks at");
	if (r->fields.n < needs[r->check].fields)
		say(v, NULL, o, "this rule needs 'fields' with at least %zu of them", needs[r->check].fields);
	if (needs[r->check].values && !r->values.n)
		say(v, NULL, o, "this rule needs 'values'");
	if (needs[r->check].months && !r->months)
		say(v, NULL, o, "this rule needs 'months': how many");
	if (needs[r->check].percent && !r->percent)
		say(v, NULL, o, "this rule needs 'percent': how many");
	if (r->say && text_chars(r->say) > SAY_MAX)
		say(v, r->say, o, "what a rule says has at most %d characters; shorten it", SAY_MAX);
}

static void check_rule(struct verify *v, const struct reg *g, const struct rule *r)
{
	const struct field *f = check_field_name(v, g, r->field, &r->origin);

	check_rule_needs(v, r);
	for (size_t i = 0; i < r->fields.n; i++)
		if (!(needs[r->check].rows && f && field_sub(f, r->fields.v[i])))
			check_field_name(v, g, r->fields.v[i], &r->origin);
	for (size_t i = 0; i < r->values.n; i++) {
		if (r->check == CHECK_REFERRED && !schema_reg(v->s, r->values.v[i]))
			say(v, r->values.v[i], &r->origin, "there is no register '%s'", r->values.v[i]);
		else if (f)
			check_word(v, f, r->values.v[i], &r->origin);
	}
	check_conds(v, g, NULL, r->when, r->nwhen, &r->origin);
}

/* A name of a row's value: "scores.1" names the rows field scores. */
static void check_value_name(struct verify *v, const struct reg *r, const char *name, const struct origin *o)
{
	const char *dot = strchr(name, '.');
	char head[FIELD_NAME_MAX + 1];
	const struct field *f;

	if (!dot) {
		check_field_name(v, r, name, o);
		return;
	}
	snprintf(head, sizeof(head), "%.*s", (int)(dot - name < FIELD_NAME_MAX ? dot - name : FIELD_NAME_MAX), name);
	f = reg_field(r, head);
	if (!f || f->type != TYPE_ROWS)
		say(v, name, o, "'%s' of '%s' has no rows; use the id of a field of type rows before the '.'", head, r->id);
}

static void check_starters(struct verify *v, const struct reg *r)
{
	const struct reg *cycle = schema_reg(v->s, "cycle");
	const struct field *sets = cycle ? reg_field(cycle, "outcome_set") : NULL;

	for (size_t i = 0; i < r->nstarters; i++) {
		const struct starter *s = &r->starters[i];

		if (s->set && sets && !field_option(sets, s->set))
			say(v, s->set, &r->origin, "'%s' is no outcome set; use an option of the cycle's outcome_set", s->set);
		for (size_t k = 0; k < s->nvalues; k++)
			check_value_name(v, r, s->values[k].name, &r->origin);
	}
}

static void check_columns(struct verify *v, const struct reg *r)
{
	for (size_t i = 0; i < r->columns.n; i++)
		if (strcmp(r->columns.v[i], "id") != 0 && strcmp(r->columns.v[i], "title") != 0)
			check_field_name(v, r, r->columns.v[i], &r->origin);
	if (r->order && strcmp(r->order, "id") != 0 && strcmp(r->order, "title") != 0)
		check_field_name(v, r, r->order, &r->origin);
}

static void check_registers(struct verify *v)
{
	for (size_t i = 0; i < v->s->nregisters; i++) {
		const struct reg *r = &v->s->registers[i];

		if (strlen(r->id) > FIELD_NAME_MAX)
			say(v, r->id, &r->origin, "the name '%s' is longer than %d", r->id, FIELD_NAME_MAX);
		if (r->title_field && r->title_from.n)
			say(v, r->title_field, &r->origin, "'%s' has both title_field and title_from; keep one", r->id);
		check_activity_name(v, r->activity, &r->origin);
		check_field_name(v, r, r->title_field, &r->origin);
		check_field_names(v, r, &r->title_from, &r->origin);
		check_field_names(v, r, &r->unique, &r->origin);
		check_columns(v, r);
		check_fields(v, r, NULL, r->fields, r->nfields);
		for (size_t k = 0; k < r->nrules; k++)
			check_rule(v, r, &r->rules[k]);
		check_starters(v, r);
	}
}

static void check_activity(struct verify *v, const struct activity *a)
{
	for (size_t i = 0; i < a->needs.n; i++)
		check_activity_name(v, a->needs.v[i], &a->origin);
	for (size_t i = 0; i < a->feeds.n; i++)
		check_activity_name(v, a->feeds.v[i], &a->origin);
	for (size_t i = 0; i < a->registers.n; i++) {
		const struct reg *r = schema_reg(v->s, a->registers.v[i]);

		if (!r || strcmp(r->id, a->registers.v[i]) != 0)
			say(v, a->registers.v[i], &a->origin, "there is no register '%s'", a->registers.v[i]);
	}
}

static void check_guidance(struct verify *v)
{
	const struct schema *s = v->s;

	for (size_t i = 0; i < s->nstages; i++)
		for (size_t k = 0; k < s->stages[i].nactivities; k++)
			check_activity(v, &s->stages[i].activities[k]);
	for (size_t i = 0; i < s->nchecklists; i++) {
		check_activity_name(v, s->checklists[i].activity, &s->checklists[i].origin);
		check_form_name(v, s->checklists[i].form, "item", &s->checklists[i].origin);
	}
	for (size_t i = 0; i < s->nquestion_sets; i++) {
		check_activity_name(v, s->question_sets[i].activity, &s->question_sets[i].origin);
		check_form_name(v, s->question_sets[i].form, "question", &s->question_sets[i].origin);
	}
	for (size_t i = 0; i < s->nterms; i++)
		for (size_t k = 0; k < s->terms[i].see.n; k++) {
			bool found = false;

			for (size_t j = 0; j < s->nterms && !found; j++)
				found = s->terms[j].id && strcmp(s->terms[j].id, s->terms[i].see.v[k]) == 0;
			if (!found)
				say(v, s->terms[i].see.v[k], &s->terms[i].origin, "there is no term '%s' in the glossary",
				    s->terms[i].see.v[k]);
		}
}

static void check_level_ids(struct verify *v, const struct scale *s, const struct competency *c)
{
	for (size_t i = 0; i < c->nlevels; i++) {
		bool found = false;

		for (size_t k = 0; k < s->nlevels && c->levels[i].id; k++)
			found = found || (s->levels[k].id && strcmp(s->levels[k].id, c->levels[i].id) == 0);
		if (!found && c->levels[i].id)
			say(v, c->levels[i].id, &c->origin, "the scale '%s' has no level '%s'", s->id, c->levels[i].id);
	}
}

static void check_assessments(struct verify *v)
{
	for (size_t i = 0; i < v->s->nassessments; i++) {
		const struct assessment *a = &v->s->assessments[i];
		const struct scale *s = a->scale ? schema_scale(v->s, a->scale) : NULL;

		check_form_name(v, a->form, "rating", &a->origin);
		if (a->scale && !s)
			say(v, a->scale, &a->origin, "there is no scale '%s'", a->scale);
		for (size_t k = 0; s && k < a->ncompetencies; k++)
			check_level_ids(v, s, &a->competencies[k]);
	}
	for (size_t i = 0; i < v->s->ndeadlines; i++) {
		const struct deadline *d = &v->s->deadlines[i];

		if (d->month > 12 || d->day > 31 || (d->month == 0) != (d->day == 0))
			say(v, d->id, &d->origin, "'%s' has no such day: give month 1 to 12 and day 1 to 31, or neither",
			    d->id ? d->id : "");
	}
}

static void check_section(struct verify *v, const struct section *s, const struct origin *o)
{
	static const char *const specials[] = { "partnership", "cycle", "stages" };
	const struct reg *r = s->registers ? schema_reg(v->s, s->registers) : NULL;
	bool special = !s->special;

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]) && !special; i++)
		special = strcmp(specials[i], s->special) == 0;
	if (!special)
		say(v, s->special, o, "'special' takes partnership, cycle or stages, not '%s'", s->special);
	if (s->registers && !r)
		say(v, s->registers, o, "there is no register '%s'", s->registers);
	for (size_t i = 0; r && i < s->columns.n; i++)
		if (strcmp(s->columns.v[i], "id") != 0 && strcmp(s->columns.v[i], "title") != 0)
			check_field_name(v, r, s->columns.v[i], o);
	if (r)
		check_conds(v, r, NULL, s->where, s->nwhere, o);
	else if (s->nwhere || s->columns.n)
		say(v, s->nwhere ? s->where[0].field : s->columns.v[0], o, "'where' and 'columns' need 'registers': which list?");
	if (s->questions && !schema_question_set(v->s, s->questions))
		say(v, s->questions, o, "there is no question set '%s'", s->questions);
	if (s->checklist && !schema_checklist(v->s, s->checklist))
		say(v, s->checklist, o, "there is no checklist '%s'", s->checklist);
}

static void check_sample_row(struct verify *v, const struct sample_row *row, const struct origin *o)
{
	const struct reg *r = row->reg ? schema_reg(v->s, row->reg) : NULL;

	if (!r)
		say(v, row->reg ? row->reg : row->id, o, "a row says 'register' or 'form' and the name of one that is there");
	for (size_t i = 0; r && i < row->nvalues; i++)
		check_value_name(v, r, row->values[i].name, o);
}

static void check_reports_and_samples(struct verify *v)
{
	const struct schema *s = v->s;

	for (size_t i = 0; i < s->nreports; i++)
		for (size_t k = 0; k < s->reports[i].nsections; k++)
			check_section(v, &s->reports[i].sections[k], &s->reports[i].origin);
	for (size_t i = 0; i < s->nsamples; i++)
		for (size_t k = 0; k < s->samples[i].nrows; k++)
			check_sample_row(v, &s->samples[i].rows[k], &s->samples[i].origin);
}

void schema_verify(const struct schema *s, const struct yaml_docs *docs, struct pack_faults *faults)
{
	struct verify v = { s, docs, faults };

	check_once(&v);
	check_keys(&v);
	check_registers(&v);
	check_guidance(&v);
	check_assessments(&v);
	check_reports_and_samples(&v);
}
