/* SPDX-License-Identifier: ISC */
/* The cross checks of registers and forms: fields, conditions, rules, columns. */
#include "pack_verify.h"

#include <string.h>

#include "../core/base/text.h"

enum { LABEL_MAX = 60, OPTION_MAX = 120, SAY_MAX = 300, ROWS_NAME_MAX = 34 };

const struct field *verify_field_name(struct verify *v, const struct reg *r, const char *name,
				      const struct origin *o)
{
	const struct field *f = name ? field_path(r, name) : NULL;

	if (name && !f)
		say(v, name, o, "'%s' is no field of '%s'; use the id of one of its fields", name,
		    r->id);
	return f;
}

static void check_field_names(struct verify *v, const struct reg *r, const struct names *n,
			      const struct origin *o)
{
	for (size_t i = 0; i < n->n; i++)
		verify_field_name(v, r, n->v[i], o);
}

static bool has_options(const struct field *f)
{
	return (f->type == TYPE_CHOICE || f->type == TYPE_MULTI) && !f->options_from && f->noptions;
}

/* A word of a condition or rule is one that the field can have. */
static void check_word(struct verify *v, const struct field *f, const char *word,
		       const struct origin *o)
{
	bool yes_no = strcmp(word, "yes") == 0 || strcmp(word, "no") == 0;

	if (!*word || strcmp(word, "*") == 0 || (f->not_known && strcmp(word, "not known") == 0))
		return;
	if (has_options(f) && !field_option(f, word))
		say(v, word, o,
		    "'%s' is no option of '%s'; use one of its options, \"*\" for any, \"\" for blank",
		    word, f->id);
	if (f->type == TYPE_BOOL && !yes_no)
		say(v, word, o, "'%s' is yes or no, not '%s'", f->id, word);
}

void verify_conds(struct verify *v, const struct reg *r, const struct field *in,
		  const struct cond *c, size_t n, const struct origin *o)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = in ? field_sub(in, c[i].field) : NULL;

		if (!f)
			f = verify_field_name(v, r, c[i].field, o);
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
		if (!*o->id || strlen(o->id) > OPTION_MAX || strpbrk(o->id, "\r\n") ||
		    strcmp(o->id, "*") == 0)
			say(v, o->id, &f->origin,
			    "an option is a short text on one line, not '*', at most %d bytes",
			    OPTION_MAX);
		if (o->label && text_chars(o->label) > OPTION_MAX)
			say(v, o->label, &f->origin,
			    "the label of an option has at most %d characters", OPTION_MAX);
		for (size_t k = 0; k < i; k++)
			if (f->options[k].id && strcmp(f->options[k].id, o->id) == 0)
				say(v, o->id, &f->origin,
				    "the option '%s' is there twice; keep one", o->id);
	}
}

static void check_source_of_options(struct verify *v, const struct field *f)
{
	bool choice = f->type == TYPE_CHOICE || f->type == TYPE_MULTI;
	int ways = (f->scale != NULL) + (f->options_from != NULL) + (!f->scale && f->noptions > 0);

	if (choice && ways == 0)
		say(v, f->id, &f->origin,
		    "'%s' has nothing to choose from; give 'options', 'scale' or 'options_from'",
		    f->id);
	if (choice && ways > 1)
		say(v, f->id, &f->origin,
		    "'%s' has more than one of 'options', 'scale' and 'options_from'; keep one",
		    f->id);
	if (!choice && ways)
		say(v, f->id, &f->origin,
		    "options belong to a choice or multi; '%s' has another type", f->id);
	if (f->scale && !schema_scale(v->s, f->scale))
		say(v, f->scale, &f->origin,
		    "there is no scale '%s'; see the documents that start with 'scale:'", f->scale);
	if (f->options_from && strcmp(f->options_from, "areas") != 0 &&
	    strcmp(f->options_from, "years") != 0)
		say(v, f->options_from, &f->origin, "'options_from' takes areas or years, not '%s'",
		    f->options_from);
}

static void check_refs(struct verify *v, const struct field *f)
{
	bool ref = f->type == TYPE_REF || f->type == TYPE_REFS;

	if (ref && !f->to.n)
		say(v, f->id, &f->origin, "'%s' points nowhere; say in 'to' at which registers",
		    f->id);
	if (!ref && f->to.n)
		say(v, f->to.v[0], &f->origin,
		    "'to' belongs to a ref or refs; '%s' has another type", f->id);
	for (size_t i = 0; ref && i < f->to.n; i++) {
		const struct reg *r = schema_reg(v->s, f->to.v[i]);

		if (strcmp(f->to.v[i], "*") != 0 &&
		    (!r || r->kind != REG_REGISTER || strcmp(r->id, f->to.v[i]) != 0))
			say(v, f->to.v[i], &f->origin, "there is no register '%s' to point at",
			    f->to.v[i]);
	}
}

static void check_fields(struct verify *v, const struct reg *r, const struct field *in,
			 const struct field *fields, size_t n);

static void check_inside(struct verify *v, const struct reg *r, const struct field *in,
			 const struct field *f)
{
	bool holds = f->type == TYPE_GROUP || f->type == TYPE_ROWS;

	if (in && holds)
		say(v, f->id, &f->origin,
		    "'%s' has fields inside a field that is inside another; one level is the most",
		    f->id);
	else if (holds && !f->nfields)
		say(v, f->id, &f->origin, "'%s' has no fields; give 'fields'", f->id);
	else if (!holds && f->nfields)
		say(v, f->id, &f->origin,
		    "'fields' belongs to a group or rows; '%s' has another type", f->id);
	else if (holds)
		check_fields(v, r, f, f->fields, f->nfields);
}

/* A reason lies in the fact of the choice that it gives the reason for. */
static void check_with(struct verify *v, const struct reg *r, const struct field *in,
		       const struct field *f)
{
	const struct field *choice = in ? NULL : reg_field(r, f->with);

	if (!choice || choice->type != TYPE_CHOICE || choice->with || choice->common)
		say(v, f->with, &f->origin,
		    "'%s' is kept with '%s', which has to be a choice beside it", f->id, f->with);
	else if (r->together || f->type == TYPE_ROWS)
		say(v, f->with, &f->origin,
		    "'%s' cannot be kept with '%s': it is part of a row already, or rows itself; "
		    "leave 'with' out",
		    f->id, f->with);
}

static void check_field(struct verify *v, const struct reg *r, const struct field *in,
			const struct field *f)
{
	size_t max = f->type == TYPE_ROWS ? ROWS_NAME_MAX : FIELD_NAME_MAX;

	if (strlen(f->id) > max || strchr(f->id, '.'))
		say(v, f->id, &f->origin,
		    "the field '%s' goes into the store's names: no '.', at most %zu", f->id, max);
	if (!in && r->together && strcmp(f->id, "row") == 0)
		say(v, f->id, &f->origin,
		    "'%s' is kept together as one row; give its field 'row' another name", r->id);
	if (strcmp(f->id, "gone") == 0)
		say(v, f->id, &f->origin,
		    "a field cannot be called 'gone': that marks deleted records; choose another");
	if (!in && !f->common && r->kind == REG_REGISTER && common_name(f->id))
		say(v, f->id, &f->origin,
		    "every record has a field '%s' already; choose another name", f->id);
	if (f->label && text_chars(f->label) > LABEL_MAX)
		say(v, f->label, &f->origin,
		    "the label of '%s' is longer than %d characters; shorten it", f->id, LABEL_MAX);
	if (f->min_set && f->max_set && f->min > f->max)
		say(v, f->id, &f->origin, "'%s' has a min above its max; turn them round", f->id);
	check_source_of_options(v, f);
	if (!f->scale)
		check_options(v, f);
	check_refs(v, f);
	verify_computed(v, r, in, f);
	check_inside(v, r, in, f);
	if (f->with)
		check_with(v, r, in, f);
	verify_conds(v, r, in, f->required_when, f->nrequired_when, &f->origin);
	verify_conds(v, r, in, f->shown_when, f->nshown_when, &f->origin);
	verify_conds(v, r, in, f->reason_when, f->nreason_when, &f->origin);
	if (f->rank && (f->type != TYPE_TEXT || in || f->computed))
		say(v, f->id, &f->origin,
		    "'rank' belongs to a text field of a register; '%s' is none", f->id);
	if (f->apart && f->type != TYPE_ROWS)
		say(v, f->id, &f->origin, "'apart' belongs to rows; '%s' has another type", f->id);
	if (f->nreason_when && (in || f->type == TYPE_ROWS))
		say(v, f->id, &f->origin,
		    "'reason_when' belongs to a field of the register, not to rows or what is inside "
		    "'%s'",
		    f->id);
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
	bool field;    /* `field` */
	size_t fields; /* at least so many `fields` */
	bool values, months, percent, rows;
	bool number; /* `field` is one */
	bool own;    /* looks at the entry's own answers and at nothing else */
	bool alone;  /* is asked when a record is saved, and not of all of them */
	bool links;  /* fields may be those of any register */
} needs[] = {
	[CHECK_NOT_BEFORE] = { .own = true, .fields = 2 },
	[CHECK_NOT_FUTURE] = { .own = true, .field = true },
	[CHECK_WITHIN_CYCLE] = { .field = true },
	[CHECK_HAS_ROWS] = { .field = true },
	[CHECK_NO_CYCLE] = { .field = true, .alone = true },
	[CHECK_ONE_OF] = { .own = true, .fields = 2 },
	[CHECK_SOME_OF] = { .own = true, .fields = 1 },
	[CHECK_NONE_OF] = { .own = true, .fields = 1 },
	[CHECK_OLDER_THAN] = { .own = true, .field = true, .months = true },
	[CHECK_ENDS_WITHIN] = { .own = true, .field = true, .months = true },
	[CHECK_NO_OVERLAP] = { .field = true, .alone = true },
	[CHECK_BIG_CHANGE] = { .field = true, .percent = true, .alone = true },
	[CHECK_IS] = { .own = true, .field = true, .values = true },
	[CHECK_IS_NOT] = { .own = true, .field = true, .values = true },
	[CHECK_NOT_ONLY] = { .own = true, .field = true, .values = true },
	[CHECK_FIRST_ROW_CHOSEN] = { .field = true, .fields = 1, .rows = true },
	[CHECK_AT_MOST] = { .own = true, .fields = 2 },
	[CHECK_REFERRED] = { .values = true },
	[CHECK_REACHES] = { .fields = 1, .values = true, .links = true },
	[CHECK_OVERDUE] = { .own = true, .field = true },
	[CHECK_DUE_WITHIN] = { .own = true, .field = true, .months = true },
	[CHECK_WORDS] = { .own = true, .field = true },
	[CHECK_BETWEEN] = { .own = true, .field = true, .number = true },
	[CHECK_BY_NEXT_YEAR] = { .own = true, .field = true, .number = true },
	[CHECK_SHARE] = { .own = true, .field = true, .number = true, .fields = 2 },
};

static void check_rule_needs(struct verify *v, const struct rule *r)
{
	const struct origin *o = &r->origin;

	if (needs[r->check].field && !r->field)
		say(v, NULL, o, "this rule needs 'field': the field that it looks at");
	if (r->fields.n < needs[r->check].fields)
		say(v, NULL, o, "this rule needs 'fields' with at least %zu of them",
		    needs[r->check].fields);
	if (needs[r->check].values && !r->values.n)
		say(v, NULL, o, "this rule needs 'values'");
	if (needs[r->check].months && !r->months && !r->days)
		say(v, NULL, o, "this rule needs 'months' or 'days': how many");
	if (needs[r->check].percent && !r->percent)
		say(v, NULL, o, "this rule needs 'percent': how many");
	if (r->say && text_chars(r->say) > SAY_MAX)
		say(v, r->say, o, "what a rule says has at most %d characters; shorten it",
		    SAY_MAX);
}

/* A rule over the whole partnership says how bad it is, what to do and who says so. */
static void check_attention(struct verify *v, const struct reg *g, const struct rule *r)
{
	const struct field *who = verify_field_name(v, g, r->who, &r->origin);

	if (r->attention < 0 || r->attention > 9)
		say(v, NULL, &r->origin, "attention is 1 to 9, 9 the worst");
	if (who && who->type != TYPE_REF)
		say(v, r->who, &r->origin, "'%s' is no reference and cannot say who has to act",
		    r->who);
	if (!r->attention)
		return;
	if (needs[r->check].alone)
		say(v, NULL, &r->origin,
		    "this check is made when an entry is saved; it takes no attention");
	if (!r->say || !r->source)
		say(v, NULL, &r->origin, "a rule with attention needs 'say' and 'source'");
}

static void check_rule_field(struct verify *v, const struct reg *g, const struct rule *r,
			     const struct field *rows, const char *name)
{
	if (rows && field_sub(rows, name))
		return;
	for (size_t i = 0; needs[r->check].links && i < v->s->nregisters; i++) {
		if (reg_field(&v->s->registers[i], name))
			return;
	}
	verify_field_name(v, g, name, &r->origin);
}

static void check_registers(struct verify *v, const struct names *names, const struct origin *o)
{
	for (size_t i = 0; i < names->n; i++) {
		if (!schema_reg(v->s, names->v[i]))
			say(v, names->v[i], o, "there is no register '%s'", names->v[i]);
	}
}

/* A register at the other end that has no such field counts as blank there. */
static void check_where(struct verify *v, const struct reg *g, const struct rule *r,
			const struct cond *k)
{
	const struct names *far = rule_far_end(g, r);
	bool known = false;

	for (size_t i = 0; i < far->n; i++) {
		const struct reg *to = schema_reg(v->s, far->v[i]);

		if (!to || !field_path(to, k->field))
			continue;
		known = true;
		verify_conds(v, to, NULL, k, 1, &r->origin);
	}
	if (!known)
		say(v, k->field, &r->origin, "'%s' is no field of the registers in '%s'", k->field,
		    r->through ? r->through : "values");
}

/* Which entries a rule is for, by what a reference of theirs leads to. */
static void check_through(struct verify *v, const struct reg *g, const struct rule *r)
{
	const struct field *f = verify_field_name(v, g, r->through, &r->origin);

	if (f && (f->type != TYPE_REF || strchr(r->through, '.')))
		say(v, r->through, &r->origin, "'%s' is no reference that a rule can look through",
		    r->through);
	if (r->check == CHECK_REFERRED || r->check == CHECK_REACHES)
		say(v, r->through, &r->origin,
		    "'through' belongs to checks that look at the entry itself");
	if (!r->nwhere)
		say(v, r->through, &r->origin, "'through' needs 'where': of which entries?");
}

static void verify_rule(struct verify *v, const struct reg *g, const struct rule *r)
{
	const struct field *f = verify_field_name(v, g, r->field, &r->origin);
	bool links = r->check == CHECK_REFERRED || r->check == CHECK_REACHES;

	check_rule_needs(v, r);
	if (f && needs[r->check].number && f->type != TYPE_INT && f->type != TYPE_NUM)
		say(v, r->field, &r->origin, "'%s' is no number", r->field);
	check_attention(v, g, r);
	for (size_t i = 0; i < r->fields.n; i++)
		check_rule_field(v, g, r, needs[r->check].rows ? f : NULL, r->fields.v[i]);
	for (size_t i = 0; !links && f && i < r->values.n; i++)
		check_word(v, f, r->values.v[i], &r->origin);
	if (links)
		check_registers(v, &r->values, &r->origin);
	check_registers(v, &r->back, &r->origin);
	if (r->through)
		check_through(v, g, r);
	for (size_t i = 0; (links || r->through) && i < r->nwhere; i++)
		check_where(v, g, r, &r->where[i]);
	if (!links && ((r->nwhere && !r->through) || r->back.n))
		say(v, NULL, &r->origin,
		    "'where' and 'back' belong to 'referred' and 'reaches'; 'where' to 'through' too");
	verify_conds(v, g, NULL, r->when, r->nwhen, &r->origin);
}

void verify_any(struct verify *v, const struct reg *g, const struct rule *r)
{
	verify_rule(v, g, r);
	if (needs[r->check].alone || r->attention)
		say(v, NULL, &r->origin,
		    "this check is made when an entry is saved; a view cannot choose by it");
	if (!r->say)
		say(v, NULL, &r->origin, "a rule of a view needs 'say': why an entry is listed");
}

void verify_ticks(struct verify *v, const struct reg *r, const struct field *f)
{
	for (size_t i = 0; i < f->nticks; i++) {
		for (size_t k = 0; k < f->ticks[i].nrules; k++) {
			const struct rule *rule = &f->ticks[i].rules[k];

			verify_rule(v, r, rule);
			if (!needs[rule->check].own || rule->attention || rule->through)
				say(v, NULL, &rule->origin,
				    "a tick looks at answers of its own entry alone; this check does "
				    "more");
			if (rule->field && strchr(rule->field, '.'))
				say(v, rule->field, &rule->origin,
				    "a tick looks at whole fields; '%s' is inside one",
				    rule->field);
			if (!rule->say)
				say(v, NULL, &rule->origin,
				    "a rule of a tick needs 'say': what is missing");
		}
	}
}

static void check_columns(struct verify *v, const struct reg *r)
{
	for (size_t i = 0; i < r->columns.n; i++)
		if (strcmp(r->columns.v[i], "id") != 0 && strcmp(r->columns.v[i], "title") != 0)
			verify_field_name(v, r, r->columns.v[i], &r->origin);
	if (r->order && strcmp(r->order, "id") != 0 && strcmp(r->order, "title") != 0)
		verify_field_name(v, r, r->order, &r->origin);
}

void verify_registers(struct verify *v)
{
	for (size_t i = 0; i < v->s->nregisters; i++) {
		const struct reg *r = &v->s->registers[i];

		if (strlen(r->id) > FIELD_NAME_MAX)
			say(v, r->id, &r->origin, "the name '%s' is longer than %d", r->id,
			    FIELD_NAME_MAX);
		if (r->title_field && r->title_from.n)
			say(v, r->title_field, &r->origin,
			    "'%s' has both title_field and title_from; keep one", r->id);
		if (r->scope && strcmp(r->scope, "partnership") != 0)
			say(v, r->scope, &r->origin,
			    "'scope' is partnership, or left out for what each cycle has; not '%s'",
			    r->scope);
		verify_activity_name(v, r->activity, &r->origin);
		verify_field_name(v, r, r->title_field, &r->origin);
		check_field_names(v, r, &r->title_from, &r->origin);
		check_field_names(v, r, &r->unique, &r->origin);
		check_columns(v, r);
		check_fields(v, r, NULL, r->fields, r->nfields);
		for (size_t k = 0; k < r->nrules; k++)
			verify_rule(v, r, &r->rules[k]);
	}
}
