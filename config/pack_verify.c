/* SPDX-License-Identifier: ISC */
/*
 * Does a schema fit together? Every name that one entry says of another must
 * be there, every name must fit where it will be stored.
 * Source: cairn-template(5), CHECKS
 */
#include "pack_verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIX_MAX = 4 };

void say(struct verify *v, const char *word, const struct origin *o, const char *fmt, ...)
{
	bool is_key = false;
	bool full = v->faults->n >= FAULTS_MAX;
	const struct node *n = word && !full ? yaml_docs_find(v->docs, word, &is_key) : NULL;
	char text[360];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n)
		fault_add(v->faults, n->file, is_key ? n->key_line : n->line,
			  is_key ? n->key_column : n->column, "%s", text);
	else
		fault_add(v->faults, o->file ? o->file : "", o->line ? o->line : 1, 1, "%s", text);
}

static int by_once(const void *a, const void *b)
{
	const struct once *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->origin->line - y->origin->line;
}

void once_add(struct once_list *l, const char *name, const char *what, const struct origin *o)
{
	if (!name)
		return;
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 128;
		l->v = mem_grow(l->v, l->cap * sizeof(*l->v));
	}
	l->v[l->n++] = (struct once){ name, what, o };
}

void once_check(struct verify *v, struct once_list *l)
{
	bool is_key;

	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), by_once);
	for (size_t i = 1; i < l->n && v->faults->n < FAULTS_MAX; i++) {
		struct once *a = &l->v[i - 1], *b = &l->v[i];

		if (strcmp(a->name, b->name) != 0)
			continue;
		if (!yaml_docs_find(v->docs, b->name,
				    &is_key)) { /* tell at the one that was just read */
			struct once *swap = a;

			a = b;
			b = swap;
		}
		say(v, b->name, b->origin,
		    "the %s '%s' is there already (%s line %d); choose another name, or "
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
			once_add(&once, (v)->s->list[once_i].id, what, \
				 &(v)->s->list[once_i].origin); \
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
	ONCE(v, keeps, "keep");
	ONCE(v, terms, "term");
	ONCE(v, reports, "report");
	ONCE(v, views, "view");
	ONCE(v, tables, "table");
	ONCE(v, chains, "chain");
	ONCE(v, samples, "sample");
	for (size_t i = 0; i < s->nchecklists; i++)
		for (size_t k = 0; k < s->checklists[i].nitems; k++)
			once_add(&items, s->checklists[i].items[k].id, "item",
				 &s->checklists[i].items[k].origin);
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
			say(v, r->key, &r->origin,
			    "the key '%s' goes into the store's names: use a-z and 0-9, at most %d",
			    r->key, REG_NAME_MAX);
		if (r->prefix &&
		    (strlen(r->prefix) > PREFIX_MAX ||
		     strspn(r->prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(r->prefix) ||
		     !*r->prefix))
			say(v, r->prefix, &r->origin,
			    "the prefix '%s' starts the names of records: use 1 to %d letters A-Z",
			    r->prefix, PREFIX_MAX);
		if (r->kind == REG_FORM) {
			const struct reg *other = schema_reg(v->s, r->key ? r->key : "");

			if (other && other->kind == REG_REGISTER)
				say(v, r->key, &r->origin,
				    "the key '%s' belongs to the register '%s'; choose another",
				    r->key, other->id);
			continue;
		}
		once_add(&keys, r->key, "key", &r->origin);
		once_add(&prefixes, r->prefix, "prefix", &r->origin);
	}
	once_check(v, &keys);
	once_check(v, &prefixes);
}

void verify_activity_name(struct verify *v, const char *name, const struct origin *o)
{
	if (name && !schema_activity(v->s, name, NULL))
		say(v, name, o, "there is no activity '%s'; see the ids of the stages' activities",
		    name);
}

static void check_form_name(struct verify *v, const char *name, const char *usual,
			    const struct origin *o)
{
	const struct reg *r = schema_reg(v->s, name ? name : usual);

	if (!r || r->kind != REG_FORM || strcmp(r->id, name ? name : usual) != 0)
		say(v, name, o,
		    "there is no form '%s' to hold the answers; name a form, or add 'form: %s'",
		    name ? name : usual, name ? name : usual);
}

static void check_activity(struct verify *v, const struct activity *a)
{
	for (size_t i = 0; i < a->needs.n; i++)
		verify_activity_name(v, a->needs.v[i], &a->origin);
	for (size_t i = 0; i < a->feeds.n; i++)
		verify_activity_name(v, a->feeds.v[i], &a->origin);
	for (size_t i = 0; i < a->registers.n; i++) {
		const struct reg *r = schema_reg(v->s, a->registers.v[i]);

		if (!r || strcmp(r->id, a->registers.v[i]) != 0)
			say(v, a->registers.v[i], &a->origin, "there is no register '%s'",
			    a->registers.v[i]);
	}
}

/* What fills a question in: a register or form with its fields, or a view that has words for it. */
static void check_fill(struct verify *v, const struct recall *f, const struct origin *o)
{
	const struct reg *reg = f->reg ? schema_reg(v->s, f->reg) : NULL;
	const struct view *view = f->view ? schema_view(v->s, f->view) : NULL;

	if (f->how == RECALL_VIEW &&
	    (!view || (view->kind != VIEW_SERIES && view->kind != VIEW_MATRIX)))
		say(v, f->view ? f->view : f->say, o,
		    "'how: view' needs a view of the kind series or matrix");
	if (f->how != RECALL_VIEW && !reg)
		say(v, f->reg ? f->reg : f->say, o, "there is no register '%s'",
		    f->reg ? f->reg : "");
	for (size_t i = 0; reg && i < f->fields.n; i++)
		verify_field_name(v, reg, f->fields.v[i], o);
	if (reg)
		verify_conds(v, reg, NULL, f->where, f->nwhere, o);
}

static void check_question_set(struct verify *v, const struct question_set *set)
{
	verify_activity_name(v, set->activity, &set->origin);
	check_form_name(v, set->form, "question", &set->origin);
	for (size_t i = 0; i < set->nquestions; i++)
		for (size_t k = 0; k < set->questions[i].nfrom; k++)
			check_fill(v, &set->questions[i].from[k], &set->questions[i].origin);
}

/* "procurements/why": a register and one of its fields. */
static void check_concern(struct verify *v, const char *path, const struct origin *o)
{
	const char *slash = strchr(path, '/');
	char name[FIELD_NAME_MAX + 1];
	const struct reg *reg;

	snprintf(name, sizeof(name), "%.*s", (int)(slash ? slash - path : 0), path);
	reg = slash ? schema_reg(v->s, name) : NULL;
	if (!reg || reg->kind != REG_REGISTER)
		say(v, path, o, "'%s' is no register and field, as in procurements/why", path);
	else
		verify_field_name(v, reg, slash + 1, o);
}

static void check_checklist(struct verify *v, const struct checklist *c)
{
	verify_activity_name(v, c->activity, &c->origin);
	check_form_name(v, c->form, "item", &c->origin);
	for (size_t i = 0; i < c->nitems; i++)
		for (size_t k = 0; k < c->items[i].concerns.n; k++)
			check_concern(v, c->items[i].concerns.v[k], &c->items[i].origin);
}

static void check_guidance(struct verify *v)
{
	const struct schema *s = v->s;

	for (size_t i = 0; i < s->nstages; i++)
		for (size_t k = 0; k < s->stages[i].nactivities; k++)
			check_activity(v, &s->stages[i].activities[k]);
	for (size_t i = 0; i < s->nchecklists; i++)
		check_checklist(v, &s->checklists[i]);
	for (size_t i = 0; i < s->nquestion_sets; i++)
		check_question_set(v, &s->question_sets[i]);
	for (size_t i = 0; i < s->nterms; i++)
		for (size_t k = 0; k < s->terms[i].see.n; k++) {
			bool found = false;

			for (size_t j = 0; j < s->nterms && !found; j++)
				found = s->terms[j].id &&
					strcmp(s->terms[j].id, s->terms[i].see.v[k]) == 0;
			if (!found)
				say(v, s->terms[i].see.v[k], &s->terms[i].origin,
				    "there is no term '%s' in the glossary", s->terms[i].see.v[k]);
		}
}

static void check_level_ids(struct verify *v, const struct scale *s, const struct competency *c)
{
	for (size_t i = 0; i < c->nlevels; i++) {
		bool found = false;

		for (size_t k = 0; k < s->nlevels && c->levels[i].id; k++)
			found = found ||
				(s->levels[k].id && strcmp(s->levels[k].id, c->levels[i].id) == 0);
		if (!found && c->levels[i].id)
			say(v, c->levels[i].id, &c->origin, "the scale '%s' has no level '%s'",
			    s->id, c->levels[i].id);
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
}

/* Of a register, a set of questions or what is known of one thing: a name may stand for either of the last two. */
static bool is_column(const struct question_set *set, const struct reg *form, const char *name)
{
	for (size_t i = 0; set && i < set->nquestions; i++)
		if (strcmp(set->questions[i].id, name) == 0)
			return true;
	return form && reg_field(form, name);
}

static void check_columns(struct verify *v, const struct section *s, const struct reg *r,
			  const struct origin *o)
{
	const struct question_set *set =
		s->questions ? schema_question_set(v->s, s->questions) : NULL;
	const struct reg *form = s->special ? schema_reg(v->s, s->special) : NULL;

	for (size_t i = 0; i < s->columns.n; i++) {
		if (r && strcmp(s->columns.v[i], "id") != 0 &&
		    strcmp(s->columns.v[i], "title") != 0)
			verify_field_name(v, r, s->columns.v[i], o);
		else if (!r && (set || form) && !is_column(set, form, s->columns.v[i]))
			say(v, s->columns.v[i], o, "'%s' is no question or field of this section",
			    s->columns.v[i]);
		else if (!r && !set && !form)
			say(v, s->columns.v[i], o,
			    "'columns' needs 'registers', 'questions' or 'special': which list?");
	}
}

static void check_section(struct verify *v, const struct section *s, const struct origin *o)
{
	static const char *const specials[] = { "partnership", "cycle", "stages", SPECIAL_CHANGES };
	const struct reg *r = s->registers ? schema_reg(v->s, s->registers) : NULL;
	bool special = !s->special;

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]) && !special; i++)
		special = strcmp(specials[i], s->special) == 0;
	if (!special)
		say(v, s->special, o,
		    "'special' takes partnership, cycle, stages or changes, not '%s'", s->special);
	if (s->registers && !r)
		say(v, s->registers, o, "there is no register '%s'", s->registers);
	check_columns(v, s, r, o);
	if (s->without && !schema_reg(v->s, s->without))
		say(v, s->without, o, "there is no register '%s'", s->without);
	if (r && s->order)
		verify_field_name(v, r, s->order, o);
	if (r)
		verify_conds(v, r, NULL, s->where, s->nwhere, o);
	else if (s->nwhere)
		say(v, s->where[0].field, o, "'where' needs 'registers': which list?");
	if (s->questions && !schema_question_set(v->s, s->questions))
		say(v, s->questions, o, "there is no question set '%s'", s->questions);
	if (s->view &&
	    (!schema_view(v->s, s->view) || schema_view(v->s, s->view)->kind != VIEW_SERIES))
		say(v, s->view, o, "'%s' is no view of the kind series", s->view);
	if (s->checklist && !schema_checklist(v->s, s->checklist))
		say(v, s->checklist, o, "there is no checklist '%s'", s->checklist);
}

static void check_reports(struct verify *v)
{
	const struct schema *s = v->s;

	for (size_t i = 0; i < s->nreports; i++)
		for (size_t k = 0; k < s->reports[i].nsections; k++)
			check_section(v, &s->reports[i].sections[k], &s->reports[i].origin);
}

void schema_verify(const struct schema *s, const struct yaml_docs *docs, struct pack_faults *faults)
{
	struct verify v = { .s = s, .docs = docs, .faults = faults };

	check_once(&v);
	check_keys(&v);
	verify_registers(&v);
	verify_tables(&v);
	check_guidance(&v);
	check_assessments(&v);
	verify_calendar(&v);
	verify_keeps(&v);
	check_reports(&v);
	verify_views(&v);
	verify_values(&v);
}
