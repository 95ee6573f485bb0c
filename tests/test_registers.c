/* SPDX-License-Identifier: ISC */
/* The shipped registers against the list of what they ask, and the sample partnership against the registers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/keys.h"
#include "core/records/value.h"
#include "lib_shipped.h"
#include "same.h"

static const struct schema *schema;
static struct arena *arena;

static void open_pack(void)
{
	schema = shipped_open();
	arena = arena_new();
}

static void close_pack(void)
{
	arena_free(arena);
	shipped_close();
}

TestSuite(registers, .init = open_pack, .fini = close_pack, .timeout = 60);

static const struct {
	const char *id, *prefix;
	size_t sample; /* rows of the sample partnership */
} registers[] = {
	{ "partners", "PA", 18 },     { "resources", "RE", 8 },      { "services", "SV", 16 },
	{ "needs", "NE", 12 },        { "figures", "FG", 31 },       { "evidence", "EV", 8 },
	{ "coverage", "CO", 22 },     { "gaps", "GA", 11 },          { "outcomes", "OU", 9 },
	{ "assessments", "OA", 9 },   { "decisions", "DE", 6 },      { "criteria", "CT", 5 },
	{ "designs", "DS", 2 },       { "procurements", "PR", 1 },   { "actions", "AC", 12 },
	{ "indicators", "IN", 10 },   { "readings", "IR", 35 },      { "risks", "RI", 6 },
	{ "relationships", "RL", 4 }, { "feedback", "FB", 8 },       { "participation", "PT", 7 },
	{ "learning", "LE", 3 },      { "plans", "OP", 1 },          { "agreements", "AG", 1 },
	{ "governance", "GO", 7 },    { "answers", "RV", 1 },        { "horizon", "HN", 2 },
	{ "training", "TR", 3 },      { "commissioning", "FO", 13 }, { "progress", "FJ", 4 },
};

enum { REGISTERS = sizeof(registers) / sizeof(registers[0]) };

Test(registers, every_register_is_there_with_its_prefix)
{
	size_t n = 0;

	for (size_t i = 0; i < REGISTERS; i++) {
		const struct reg *r = schema_reg(schema, registers[i].id);

		cr_assert(r != NULL, "there is no register '%s'", registers[i].id);
		expect_same(r->prefix, registers[i].prefix);
		cr_expect(r->kind == REG_REGISTER && r->title && r->one && r->about,
			  "%s is not whole", r->id);
		cr_expect(r->columns.n >= 2 && r->columns.n <= 6, "%s has %zu columns", r->id,
			  r->columns.n);
		cr_expect(schema_activity(schema, r->activity, NULL) != NULL,
			  "%s is filled nowhere", r->id);
	}
	for (size_t i = 0; i < schema->nregisters; i++)
		n += schema->registers[i].kind == REG_REGISTER;
	cr_expect(eq(sz, n, REGISTERS));
}

/* Fields */

static char must_of(const struct field *f)
{
	if (f->automatic)
		return 'A';
	if (f->required)
		return 'Y';
	if (f->nrequired_when)
		return 'C';
	return f->wanted ? 'W' : '-';
}

static const struct field *field_at(const struct reg *r, char *name)
{
	char *dot = strchr(name, '.');
	const struct field *f;

	if (!dot)
		return reg_field(r, name);
	*dot = '\0';
	f = reg_field(r, name);
	*dot = '.';
	return f ? field_sub(f, dot + 1) : NULL;
}

Test(registers, every_field_of_the_list_is_asked_with_its_type)
{
	FILE *in = fopen("tests/data/register_fields.txt", "r");
	char line[200], reg[32], name[64], type[16], must;
	size_t n = 0;

	cr_assert(in != NULL, "tests/data/register_fields.txt cannot be read");
	while (fgets(line, sizeof(line), in)) {
		const struct reg *r;
		const struct field *f;

		if (*line == '#')
			continue;
		cr_assert(eq(int, sscanf(line, "%31s %63s %15s %c", reg, name, type, &must), 4),
			  "%s", line);
		r = schema_reg(schema, reg);
		f = r ? field_at(r, name) : NULL;
		cr_expect(f != NULL, "%s asks no '%s'", reg, name);
		if (!f)
			continue;
		n++;
		cr_expect(strcmp(field_type_words[f->type], type) == 0, "%s %s is a %s, not a %s",
			  reg, name, field_type_words[f->type], type);
		cr_expect(must_of(f) == must, "%s %s: '%c', not '%c'", reg, name, must_of(f), must);
	}
	fclose(in);
	cr_expect(gt(sz, n, 280));
}

static void expect_words(const struct reg *r, const struct field *f)
{
	cr_expect(f->label && strlen(f->label) <= 40, "%s %s: the label is long or missing", r->id,
		  f->id);
	cr_expect(f->hint != NULL, "%s %s has no hint", r->id, f->id);
	for (size_t i = 0; i < f->noptions; i++)
		cr_expect(strlen(f->options[i].label) <= 40, "%s %s: '%s' is long", r->id, f->id,
			  f->options[i].label);
	for (size_t i = 0; i < f->nfields; i++)
		expect_words(r, &f->fields[i]);
}

Test(registers, labels_are_short_and_every_field_has_a_hint)
{
	for (size_t i = 0; i < schema->nregisters; i++) {
		const struct reg *r = &schema->registers[i];

		for (size_t k = 0; k < r->nfields; k++)
			if (!r->fields[k].common)
				expect_words(r, &r->fields[k]);
	}
}

static void expect_options(const char *reg, const char *field, const char *const *want)
{
	const struct field *f = reg_field(schema_reg(schema, reg), field);
	size_t n = 0;

	cr_assert(f != NULL);
	for (; want[n]; n++)
		cr_expect(field_option(f, want[n]) != NULL, "%s %s has no '%s'", reg, field,
			  want[n]);
	cr_expect(eq(sz, f->noptions, n), "%s %s", reg, field);
}

Test(registers, the_choices_are_the_agreed_words)
{
	expect_options("coverage", "fit",
		       (const char *[]){ "none", "part", "full", "not_known", NULL });
	expect_options("item", "state",
		       (const char *[]){ "not_started", "in_progress", "done", "not_needed",
					 "not_known", NULL });
	expect_options("principle", "state", (const char *[]){ "yes", "partly", "no", NULL });
	expect_options("decisions", "type",
		       (const char *[]){ "continue", "expand", "reduce", "stop", "create",
					 "redesign", NULL });
	expect_options("actions", "status",
		       (const char *[]){ "not started", "on track", "at risk", "complete",
					 "in progress (revised timescale)", "outstanding",
					 "stopped", NULL });
	expect_options("readings", "status",
		       (const char *[]){ "final", "provisional", "estimate", "revised", NULL });
	expect_options("assessments", "status",
		       (const char *[]){ "achieved", "maintained", "partly achieved",
					 "not achieved", "cannot be judged", NULL });
}

/* Rules */

static bool names_are(const struct names *n, const char *const *want)
{
	size_t i = 0;

	for (; want[i]; i++)
		if (i >= n->n || strcmp(n->v[i], want[i]))
			return false;
	return i == n->n;
}

static const struct {
	const char *reg;
	enum check check;
	const char *field; /* NULL: none */
	const char *fields[4];
	enum level level;
} rules[] = {
	{ "actions", CHECK_NOT_BEFORE, NULL, { "start", "due" }, LEVEL_REFUSE },
	{ "actions", CHECK_SOME_OF, NULL, { "for", "duty" }, LEVEL_REFUSE },
	{ "actions", CHECK_SOME_OF, NULL, { "measure", "indicator" }, LEVEL_REFUSE },
	{ "actions", CHECK_NO_CYCLE, "depends_on", { NULL }, LEVEL_REFUSE },
	{ "actions", CHECK_HAS_ROWS, "updates", { NULL }, LEVEL_WARN },
	{ "actions", CHECK_WITHIN_CYCLE, "due", { NULL }, LEVEL_WARN },
	{ "readings",
	  CHECK_NO_OVERLAP,
	  "period",
	  { "indicator", "geography", "status" },
	  LEVEL_REFUSE },
	{ "readings", CHECK_NOT_FUTURE, "period", { NULL }, LEVEL_REFUSE },
	{ "readings", CHECK_ONE_OF, NULL, { "value", "reason_missing" }, LEVEL_REFUSE },
	{ "readings", CHECK_BIG_CHANGE, "value", { "indicator", "geography" }, LEVEL_WARN },
	{ "readings", CHECK_AT_MOST, NULL, { "numerator", "denominator" }, LEVEL_REFUSE },
	{ "decisions", CHECK_SOME_OF, NULL, { "service", "gap" }, LEVEL_REFUSE },
	{ "decisions", CHECK_NONE_OF, NULL, { "service" }, LEVEL_REFUSE },
	{ "decisions", CHECK_NONE_OF, NULL, { "gap" }, LEVEL_REFUSE },
	{ "outcomes", CHECK_REFERRED, NULL, { NULL }, LEVEL_EXPORT },
	{ "partners", CHECK_OLDER_THAN, "last_confirmed", { NULL }, LEVEL_WARN },
	{ "partners", CHECK_IS_NOT, "commitment", { NULL }, LEVEL_WARN },
	{ "resources", CHECK_ENDS_WITHIN, "available_until", { NULL }, LEVEL_WARN },
	{ "resources",
	  CHECK_NOT_BEFORE,
	  NULL,
	  { "available_from", "available_until" },
	  LEVEL_REFUSE },
	{ "services", CHECK_ENDS_WITHIN, "funding_ends", { NULL }, LEVEL_WARN },
	{ "designs", CHECK_HAS_ROWS, "options", { NULL }, LEVEL_WARN },
	{ "procurements", CHECK_IS, "spec_type", { NULL }, LEVEL_WARN },
	{ "procurements", CHECK_NOT_ONLY, "selection", { NULL }, LEVEL_WARN },
};

static bool has_rule(const struct reg *r, size_t want)
{
	for (size_t i = 0; i < r->nrules; i++) {
		const struct rule *u = &r->rules[i];

		if (u->check == rules[want].check && u->level == rules[want].level &&
		    !rules[want].field == !u->field &&
		    (!u->field || !strcmp(u->field, rules[want].field)) &&
		    names_are(&u->fields, rules[want].fields))
			return true;
	}
	return false;
}

Test(registers, the_rules_are_there_at_their_level)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		cr_expect(has_rule(schema_reg(schema, rules[i].reg), i),
			  "%s lacks rule %zu of the list", rules[i].reg, i + 1);
	for (size_t i = 0; i < schema->nregisters; i++)
		for (size_t k = 0; k < schema->registers[i].nrules; k++)
			cr_expect(schema->registers[i].rules[k].say != NULL,
				  "%s: rule %zu says nothing", schema->registers[i].id, k + 1);
}

Test(registers, what_occurs_once_is_said_so)
{
	cr_expect(names_are(&schema_reg(schema, "coverage")->unique,
			    (const char *[]){ "need", "service", NULL }));
	cr_expect(names_are(&schema_reg(schema, "assessments")->unique,
			    (const char *[]){ "outcome", "year", NULL }));
	cr_expect(
		names_are(&schema_reg(schema, "readings")->unique,
			  (const char *[]){ "indicator", "period", "geography", "status", NULL }));
	cr_expect(reg_field(schema_reg(schema, "actions"), "updates")->append_only);
	cr_expect(reg_field(schema_reg(schema, "actions"), "revised")->together);
	cr_expect(reg_field(schema_reg(schema, "decisions"), "cost_change")->min < 0);
	cr_expect(ge(dbl, reg_field(schema_reg(schema, "readings"), "denominator")->min, 1.0));
	cr_expect(eq(dbl, reg_field(schema_reg(schema, "evidence"), "year")->min, 1990.0));
}

/* Starters */

static const char *value_of(const struct pair *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].name, name))
			return v[i].text;
	return NULL;
}

static size_t starters_of(const char *reg, const char *set)
{
	const struct reg *r = schema_reg(schema, reg);
	size_t n = 0;

	for (size_t i = 0; i < r->nstarters; i++)
		n += !r->starters[i].set || !strcmp(r->starters[i].set, set);
	return n;
}

Test(registers, a_new_cycle_starts_with_its_outcomes_and_responsibilities)
{
	cr_expect(eq(sz, starters_of("outcomes", "2016"), 7));
	cr_expect(eq(sz, starters_of("outcomes", "2023"), 9));
	cr_expect(eq(sz, starters_of("governance", "2023"), 7));
	cr_expect(eq(sz, starters_of("indicators", "2023"), 10));
	cr_expect(eq(sz, starters_of("indicators", "2016"), 0));
	cr_expect(eq(sz, starters_of("commissioning", "2016"), 13));
	cr_expect(eq(sz, starters_of("commissioning", "2023"), 13));
}

Test(registers, an_indicator_whose_wording_is_not_verified_says_so)
{
	const struct reg *r = schema_reg(schema, "indicators");
	size_t recalled = 0;

	for (size_t i = 0; i < r->nstarters; i++) {
		const struct starter *st = &r->starters[i];
		const char *source = value_of(st->values, st->nvalues, "source");
		const char *notes = value_of(st->values, st->nvalues, "notes");

		cr_assert(source != NULL);
		if (!strstr(source, "recalled"))
			continue;
		recalled++;
		cr_expect(notes && strstr(notes, "not verified"), "starter %zu", i + 1);
	}
	cr_expect(eq(sz, recalled, 7));
}

/* The sample */

static bool row_is_there(const struct sample *sm, const char *shown)
{
	for (size_t i = 0; i < sm->nrows; i++)
		if (!strcmp(sm->rows[i].id, shown))
			return true;
	return false;
}

static void expect_targets(const struct sample *sm, const struct sample_row *row,
			   const struct field *f, const char *stored)
{
	struct names ids = value_lines(stored, arena);
	char shown[49];

	for (size_t i = 0; i < ids.n; i++) {
		char prefix[9];
		const struct reg *to;

		id_shown(ids.v[i], shown);
		cr_expect(row_is_there(sm, shown), "%s %s points at %s, which is not there",
			  row->id, f->id, shown);
		to = id_prefix(ids.v[i], prefix) ? schema_reg(schema, prefix) : NULL;
		cr_expect(to && (names_have(&f->to, "*") || names_have(&f->to, to->id)),
			  "%s %s may not point at %s", row->id, f->id, shown);
	}
}

static void expect_value(const struct sample *sm, const struct sample_row *row, const struct reg *r,
			 const struct pair *v)
{
	const struct date today = { 2026, 1, 1 };
	char name[FIELD_NAME_MAX + 1];
	struct err err = { 0 };
	const struct field *f;
	const char *stored = NULL;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(v->name, "."), v->name);
	f = reg_field(r, name);
	cr_expect(f != NULL, "%s %s: %s asks no '%s'", r->id, row->id, r->id, v->name);
	if (!f)
		return;
	cr_expect(value_parse(f, v->text, today, arena, &stored, &err) == RC_OK, "%s %s: %s",
		  row->id, v->name, err.text);
	if (stored && strcmp(stored, VALUE_NOT_KNOWN) &&
	    (f->type == TYPE_REF || f->type == TYPE_REFS))
		expect_targets(sm, row, f, stored);
}

static const struct sample *sample(void)
{
	cr_assert(eq(sz, schema->nsamples, 1));
	return &schema->samples[0];
}

Test(registers, every_answer_of_the_sample_fits_its_field)
{
	const struct sample *sm = sample();

	assert_same(sm->id, "strathfinlay");
	expect_part(sm->marked, "Invented");
	for (size_t i = 0; i < sm->nrows; i++) {
		const struct reg *r = schema_reg(schema, sm->rows[i].reg);

		cr_assert(r != NULL, "there is no '%s'", sm->rows[i].reg);
		for (size_t k = 0; k < sm->rows[i].nvalues; k++)
			expect_value(sm, &sm->rows[i], r, &sm->rows[i].values[k]);
	}
}

static bool has_what_is_asked(const struct sample_row *row, const struct field *f)
{
	return !f->required || f->automatic || f->initial ||
	       value_of(row->values, row->nvalues, f->id);
}

Test(registers, every_live_record_of_the_sample_has_what_it_needs)
{
	const struct sample *sm = sample();
	size_t drafts = 0;

	for (size_t i = 0; i < sm->nrows; i++) {
		const struct sample_row *row = &sm->rows[i];
		const struct reg *r = schema_reg(schema, row->reg);
		const char *life = value_of(row->values, row->nvalues, "life");

		if (life && !strcmp(life, "draft")) {
			drafts++;
			continue;
		}
		for (size_t k = 0; k < r->nfields; k++)
			cr_expect(has_what_is_asked(row, &r->fields[k]), "%s lacks %s", row->id,
				  r->fields[k].id);
	}
	cr_expect(eq(sz, drafts, 1));
}

Test(registers, the_sample_has_all_its_records)
{
	const struct sample *sm = sample();

	for (size_t i = 0; i < REGISTERS; i++) {
		size_t n = 0;

		for (size_t k = 0; k < sm->nrows; k++)
			n += !strcmp(sm->rows[k].reg, registers[i].id);
		cr_expect(eq(sz, n, registers[i].sample), "%s", registers[i].id);
	}
}

static size_t items_with(const struct sample *sm, const char *stage, const char *state)
{
	size_t n = 0;

	for (size_t i = 0; i < sm->nrows; i++) {
		const struct sample_row *row = &sm->rows[i];
		const char *is = value_of(row->values, row->nvalues, "state");
		const struct checklist *list = NULL;
		const struct stage *in = NULL;

		if (strcmp(row->reg, "item") || !is || strcmp(is, state))
			continue;
		cr_expect(schema_item(schema, row->id, &list) != NULL, "there is no item '%s'",
			  row->id);
		n += list && schema_activity(schema, list->activity, &in) && !strcmp(in->id, stage);
	}
	return n;
}

Test(registers, the_checklists_of_the_sample_stand_as_told)
{
	const struct sample *sm = sample();

	cr_expect(eq(sz, items_with(sm, "ready", "done"), 17));
	cr_expect(eq(sz, items_with(sm, "ready", "in_progress"), 3));
	cr_expect(eq(sz, items_with(sm, "ready", "not_needed"), 2));
	cr_expect(eq(sz, items_with(sm, "analyse", "done"), 33));
	cr_expect(eq(sz, items_with(sm, "analyse", "in_progress"), 5));
	cr_expect(eq(sz, items_with(sm, "analyse", "not_started"), 3));
	cr_expect(eq(sz, items_with(sm, "plan", "done"), 30));
	cr_expect(eq(sz, items_with(sm, "deliver", "done"), 11));
	cr_expect(eq(sz, items_with(sm, "review", "done"), 3));
}

/* Reports */

Test(registers, a_report_names_registers_and_fields_that_exist)
{
	static const char *const reports[] = { "cycle",
					       "cjoip",
					       "needs-assessment",
					       "gap-analysis",
					       "participation-statement",
					       "annual-report",
					       "self-evaluation",
					       "business-case" };

	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
		const struct report *r = schema_report(schema, reports[i]);

		cr_assert(r != NULL, "there is no report '%s'", reports[i]);
		for (size_t k = 0; k < r->nsections; k++) {
			const struct section *sec = &r->sections[k];
			const struct reg *reg =
				sec->registers ? schema_reg(schema, sec->registers) : NULL;

			cr_expect(reg || sec->registers == NULL, "%s: no register '%s'", r->id,
				  sec->registers);
			for (size_t c = 0; reg && c < sec->columns.n; c++)
				cr_expect(reg_field(reg, sec->columns.v[c]) != NULL,
					  "%s: %s has no '%s'", r->id, reg->id, sec->columns.v[c]);
		}
	}
}

Test(registers, the_report_of_the_whole_cycle_has_every_register)
{
	const struct report *r = schema_report(schema, "cycle");

	for (size_t i = 0; i < REGISTERS; i++) {
		size_t n = 0;

		for (size_t k = 0; k < r->nsections; k++)
			n += r->sections[k].registers &&
			     !strcmp(r->sections[k].registers, registers[i].id);
		cr_expect(eq(sz, n, 1), "%s", registers[i].id);
	}
}
