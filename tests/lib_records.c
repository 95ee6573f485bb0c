/* SPDX-License-Identifier: ISC */
#include "lib_records.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define NAMES(...) \
	{ \
		(const char *[]){ __VA_ARGS__ }, N(((const char *[]){ __VA_ARGS__ })) \
	}
#define OPTIONS(...) \
	.options = (struct option[]){ __VA_ARGS__ }, \
	.noptions = N(((struct option[]){ __VA_ARGS__ }))
#define O(word) \
	{ \
		word, NULL, NULL \
	}
#define WHEN(name, ...) \
	(struct cond[]) \
	{ \
		{ \
			name, NAMES(__VA_ARGS__) \
		} \
	}
#define COMMON_ONES \
	{ .id = "life", \
	  .label = "Life", \
	  .type = TYPE_CHOICE, \
	  .automatic = true, \
	  .common = true, \
	  OPTIONS(O("draft"), O("live"), O("archived")) }, \
		{ .id = "confidence", \
		  .label = "Confidence", \
		  .type = TYPE_CHOICE, \
		  .common = true, \
		  .initial = "not known", \
		  OPTIONS(O("high"), O("medium"), O("low"), O("not known")) }, \
	{ \
		.id = "notes", .label = "Notes", .type = TYPE_LONG, .common = true \
	}
#define TITLE \
	{ \
		.id = "title", .label = "Title", .type = TYPE_TEXT, .required = true, \
		.common = true \
	}

static struct field partner_fields[] = {
	{ .id = "name", .label = "Name", .type = TYPE_TEXT, .required = true },
	{ .id = "kind",
	  .label = "Kind",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("statutory"), O("third sector")) },
	{ .id = "commitment",
	  .label = "Commitment",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("agreed"), O("not engaged")) },
	{ .id = "last_confirmed", .label = "Last confirmed", .type = TYPE_DATE },
	COMMON_ONES,
};

static struct rule partner_rules[] = {
	{ .check = CHECK_IS_NOT,
	  .field = "commitment",
	  .values = NAMES("not engaged"),
	  .when = WHEN("kind", "statutory"),
	  .nwhen = 1,
	  .level = LEVEL_WARN,
	  .say = "This statutory partner is not engaged" },
	{ .check = CHECK_OLDER_THAN,
	  .field = "last_confirmed",
	  .months = 12,
	  .level = LEVEL_WARN,
	  .say = "Confirm this partner again" },
	{ .check = CHECK_NOT_FUTURE,
	  .field = "last_confirmed",
	  .level = LEVEL_REFUSE,
	  .say = "Last confirmed must be today or earlier" },
};

static struct field service_fields[] = {
	TITLE,
	{ .id = "provider",
	  .label = "Provider",
	  .type = TYPE_REF,
	  .required = true,
	  .to = NAMES("partners") },
	{ .id = "funder", .label = "Funders", .type = TYPE_REFS, .to = NAMES("partners") },
	{ .id = "access_mode",
	  .label = "Access",
	  .type = TYPE_MULTI,
	  OPTIONS(O("phone"), O("online")) },
	{ .id = "places", .label = "Places", .type = TYPE_INT, .min_set = true, .not_known = true },
	{ .id = "cost_year", .label = "Cost a year", .type = TYPE_MONEY },
	{ .id = "funding_ends", .label = "Funding ends", .type = TYPE_DATE },
	COMMON_ONES,
};

static struct rule service_rules[] = {
	{ .check = CHECK_NOT_ONLY,
	  .field = "access_mode",
	  .values = NAMES("online"),
	  .level = LEVEL_WARN,
	  .say = "This can be reached online alone" },
	{ .check = CHECK_ENDS_WITHIN,
	  .field = "funding_ends",
	  .months = 12,
	  .level = LEVEL_WARN,
	  .say = "Funding ends within 12 months" },
};

static struct field need_fields[] = {
	TITLE,
	{ .id = "severity",
	  .label = "How serious",
	  .type = TYPE_CHOICE,
	  .required = true,
	  .not_known = true,
	  OPTIONS({ "high", "High", NULL }, { "medium", "Medium", NULL }, { "low", "Low", NULL }) },
	{ .id = "strengths", .label = "Strengths", .type = TYPE_LONG, .wanted = true },
	{ .id = "seen_on", .label = "Seen on", .type = TYPE_DATE },
	COMMON_ONES,
};

static struct rule need_rules[] = {
	{ .check = CHECK_REFERRED,
	  .values = NAMES("coverage"),
	  .level = LEVEL_WARN,
	  .say = "Not judged yet" },
};

static struct field coverage_fields[] = {
	{ .id = "need", .label = "Need", .type = TYPE_REF, .required = true, .to = NAMES("needs") },
	{ .id = "service",
	  .label = "Service",
	  .type = TYPE_REF,
	  .required = true,
	  .to = NAMES("services") },
	{ .id = "fit",
	  .label = "Fit",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("none"), O("part"), O("full")) },
	COMMON_ONES,
};

static struct field outcome_fields[] = {
	TITLE,
	{ .id = "set",
	  .label = "Set",
	  .type = TYPE_CHOICE,
	  .required = true,
	  OPTIONS(O("2016"), O("2023"), O("local")) },
	{ .id = "local_reason",
	  .label = "Why it is needed here",
	  .type = TYPE_LONG,
	  .required_when = WHEN("set", "local"),
	  .nrequired_when = 1,
	  .shown_when = WHEN("set", "local"),
	  .nshown_when = 1 },
	COMMON_ONES,
};

static struct rule outcome_rules[] = {
	{ .check = CHECK_REFERRED,
	  .values = NAMES("indicators"),
	  .when = WHEN("set", "local"),
	  .nwhen = 1,
	  .level = LEVEL_EXPORT,
	  .say = "This local outcome has no indicator" },
	{ .check = CHECK_REFERRED,
	  .values = NAMES("assessments"),
	  .when = WHEN("set", "2016", "2023"),
	  .nwhen = 1,
	  .level = LEVEL_EXPORT,
	  .say = "This national outcome has not been assessed" },
};

static struct field assessment_fields[] = {
	{ .id = "outcome",
	  .label = "Outcome",
	  .type = TYPE_REF,
	  .required = true,
	  .to = NAMES("outcomes") },
	{ .id = "year", .label = "Year", .type = TYPE_YEAR, .required = true },
	{ .id = "priority", .label = "Priority", .type = TYPE_BOOL, .required = true },
	{ .id = "priority_reason",
	  .label = "Why it is a priority",
	  .type = TYPE_LONG,
	  .required_when = WHEN("priority", "yes"),
	  .nrequired_when = 1 },
	COMMON_ONES,
};

static struct field decision_fields[] = {
	TITLE,
	{ .id = "type",
	  .label = "Type",
	  .type = TYPE_CHOICE,
	  .required = true,
	  OPTIONS(O("continue"), O("stop"), O("create")) },
	{ .id = "service", .label = "Service", .type = TYPE_REF, .to = NAMES("services") },
	{ .id = "gap",
	  .label = "Gap",
	  .type = TYPE_REF,
	  .to = NAMES("needs"),
	  .required_when = WHEN("type", "create"),
	  .nrequired_when = 1 },
	{ .id = "cost_change",
	  .label = "Change in cost",
	  .type = TYPE_MONEY,
	  .min_set = true,
	  .min = -999999999.99 },
	{ .id = "options",
	  .label = "Options",
	  .type = TYPE_ROWS,
	  .nfields = 3,
	  .fields =
		  (struct field[]){
			  { .id = "name", .label = "Option", .type = TYPE_TEXT, .required = true },
			  { .id = "chosen", .label = "Chosen", .type = TYPE_BOOL },
			  { .id = "who",
			    .label = "Who",
			    .type = TYPE_REF,
			    .to = NAMES("partners") } } },
	COMMON_ONES,
};

static struct rule decision_rules[] = {
	{ .check = CHECK_SOME_OF,
	  .fields = NAMES("service", "gap"),
	  .level = LEVEL_REFUSE,
	  .say = "Choose the service or the gap that this decision is about" },
	{ .check = CHECK_NONE_OF,
	  .fields = NAMES("service"),
	  .when = WHEN("type", "create"),
	  .nwhen = 1,
	  .level = LEVEL_REFUSE,
	  .say = "A decision to create is about a gap; leave the service blank" },
	{ .check = CHECK_HAS_ROWS,
	  .field = "options",
	  .least = 2,
	  .level = LEVEL_WARN,
	  .say = "Add at least two options" },
	{ .check = CHECK_FIRST_ROW_CHOSEN,
	  .field = "options",
	  .fields = NAMES("chosen"),
	  .level = LEVEL_WARN,
	  .say = "Mark one option as chosen" },
};

static struct field action_fields[] = {
	{ .id = "what", .label = "What", .type = TYPE_TEXT, .required = true },
	{ .id = "owner_partner",
	  .label = "Who will do this action",
	  .type = TYPE_REF,
	  .required = true,
	  .to = NAMES("partners") },
	{ .id = "for", .label = "For", .type = TYPE_REF, .to = NAMES("*") },
	{ .id = "start", .label = "Start", .type = TYPE_DATE },
	{ .id = "due", .label = "Due date", .type = TYPE_DATE },
	{ .id = "status",
	  .label = "Status",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("on track"), O("complete"), O("outstanding")) },
	{ .id = "revised",
	  .label = "Revised",
	  .type = TYPE_GROUP,
	  .together = true,
	  .nfields = 2,
	  .fields = (struct field[]){ { .id = "revised_due",
					.label = "New date",
					.type = TYPE_DATE,
					.required = true },
				      { .id = "reason", .label = "Reason", .type = TYPE_LONG } },
	  .required_when = WHEN("status", "outstanding"),
	  .nrequired_when = 1 },
	{ .id = "depends_on", .label = "Waits for", .type = TYPE_REFS, .to = NAMES("actions") },
	{ .id = "updates",
	  .label = "Updates",
	  .type = TYPE_ROWS,
	  .append_only = true,
	  .nfields = 2,
	  .fields = (struct field[]){ { .id = "on", .label = "On", .type = TYPE_DATE },
				      { .id = "says",
					.label = "What happened",
					.type = TYPE_LONG,
					.required = true } } },
	COMMON_ONES,
};

static struct rule action_rules[] = {
	{ .check = CHECK_NOT_BEFORE,
	  .fields = NAMES("start", "due"),
	  .level = LEVEL_REFUSE,
	  .say = "Due date must be on or after the start date" },
	{ .check = CHECK_WITHIN_CYCLE,
	  .field = "due",
	  .level = LEVEL_WARN,
	  .say = "The due date lies outside this cycle" },
	{ .check = CHECK_HAS_ROWS,
	  .field = "updates",
	  .when = WHEN("status", "complete"),
	  .nwhen = 1,
	  .level = LEVEL_WARN,
	  .say = "Add an update that says what was done" },
	{ .check = CHECK_NO_CYCLE,
	  .field = "depends_on",
	  .level = LEVEL_REFUSE,
	  .say = "This action would wait for itself" },
};

static struct field indicator_fields[] = {
	{ .id = "name", .label = "Name", .type = TYPE_TEXT, .required = true },
	{ .id = "outcome", .label = "Outcome", .type = TYPE_REF, .to = NAMES("outcomes") },
	{ .id = "kind", .label = "Kind", .type = TYPE_CHOICE, OPTIONS(O("count"), O("pct")) },
	COMMON_ONES,
};

static struct field reading_fields[] = {
	{ .id = "indicator",
	  .label = "Indicator",
	  .type = TYPE_REF,
	  .required = true,
	  .to = NAMES("indicators") },
	{ .id = "period", .label = "Period", .type = TYPE_PERIOD, .required = true },
	{ .id = "status",
	  .label = "Status",
	  .type = TYPE_CHOICE,
	  .required = true,
	  OPTIONS(O("final"), O("provisional")) },
	{ .id = "value", .label = "Value", .type = TYPE_NUM },
	{ .id = "reason_missing",
	  .label = "Why there is none",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("not collected"), O("suppressed")) },
	{ .id = "numerator", .label = "How many of them", .type = TYPE_INT, .min_set = true },
	{ .id = "denominator",
	  .label = "Out of how many",
	  .type = TYPE_INT,
	  .min_set = true,
	  .min = 1 },
	COMMON_ONES,
};

static struct rule reading_rules[] = {
	{ .check = CHECK_ONE_OF,
	  .fields = NAMES("value", "reason_missing"),
	  .level = LEVEL_REFUSE,
	  .say = "Enter the value, or choose why there is none" },
	{ .check = CHECK_NO_OVERLAP,
	  .field = "period",
	  .fields = NAMES("indicator", "status"),
	  .level = LEVEL_REFUSE,
	  .say = "Another reading covers part of this period" },
	{ .check = CHECK_NOT_FUTURE,
	  .field = "period",
	  .level = LEVEL_REFUSE,
	  .say = "The period must end today or earlier" },
	{ .check = CHECK_BIG_CHANGE,
	  .field = "value",
	  .fields = NAMES("indicator"),
	  .percent = 50,
	  .level = LEVEL_WARN,
	  .say = "This differs by more than half from the reading before" },
	{ .check = CHECK_AT_MOST,
	  .fields = NAMES("numerator", "denominator"),
	  .level = LEVEL_REFUSE,
	  .say = "How many of them must be at most out of how many" },
	{ .check = CHECK_SOME_OF,
	  .fields = NAMES("denominator"),
	  .when = WHEN("value", "*"),
	  .nwhen = 1,
	  .through = "indicator",
	  .where = WHEN("kind", "pct"),
	  .nwhere = 1,
	  .level = LEVEL_WARN,
	  .say = "Enter out of how many this percentage is" },
};

static struct field feedback_fields[] = {
	TITLE,
	{ .id = "consent",
	  .label = "Consent",
	  .type = TYPE_CHOICE,
	  .required = true,
	  OPTIONS(O("given"), O("not needed"), O("unknown")) },
	{ .id = "spec_type",
	  .label = "Kind",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("outcome"), O("output")) },
	{ .id = "score", .label = "Score", .type = TYPE_INT, .automatic = true, .initial = "1" },
	COMMON_ONES,
};

static struct rule feedback_rules[] = {
	{ .check = CHECK_IS_NOT,
	  .field = "consent",
	  .values = NAMES("unknown"),
	  .level = LEVEL_WARN,
	  .say = "Ask whether this may be used" },
	{ .check = CHECK_IS,
	  .field = "spec_type",
	  .values = NAMES("outcome"),
	  .level = LEVEL_WARN,
	  .say = "Describe the outcomes" },
};

static struct field cycle_fields[] = {
	{ .id = "title", .label = "Title", .type = TYPE_TEXT, .required = true },
	{ .id = "first_year", .label = "First year", .type = TYPE_YEAR, .required = true },
	{ .id = "last_year", .label = "Last year", .type = TYPE_YEAR, .required = true },
};

static struct rule cycle_rules[] = {
	{ .check = CHECK_NOT_BEFORE,
	  .fields = NAMES("first_year", "last_year"),
	  .level = LEVEL_REFUSE,
	  .say = "The last year must be the first year or later" },
};

static struct field item_fields[] = {
	{ .id = "state",
	  .label = "Where it stands",
	  .type = TYPE_CHOICE,
	  .required = true,
	  OPTIONS(O("not_started"), O("done"), O("not_needed")) },
	{ .id = "why_not",
	  .label = "Why it is not needed",
	  .type = TYPE_LONG,
	  .with = "state",
	  .required_when = WHEN("state", "not_needed"),
	  .nrequired_when = 1,
	  .shown_when = WHEN("state", "not_needed"),
	  .nshown_when = 1 },
	{ .id = "note", .label = "Note", .type = TYPE_LONG },
};

static struct field people_fields[] = {
	{ .id = "role",
	  .label = "Role",
	  .type = TYPE_CHOICE,
	  OPTIONS(O("viewer"), O("partner"), O("facilitator"), O("coordinator")) },
	{ .id = "org", .label = "Organisation", .type = TYPE_REF, .to = NAMES("partners") },
};

#define REG(name, letters, small, plural, one_word, prefix_fields, ...) \
	{ \
		.id = name, .prefix = letters, .key = small, .title = plural, .one = one_word, \
		.fields = prefix_fields, .nfields = N(prefix_fields), __VA_ARGS__ \
	}
#define RULES(r) .rules = r, .nrules = N(r)

static struct reg registers[] = {
	REG("partners", "PA", "pa", "Partners", "partner", partner_fields, RULES(partner_rules),
	    .title_field = "name", .unique = NAMES("name"), .columns = NAMES("name", "kind")),
	REG("services", "SV", "sv", "Services", "service", service_fields, RULES(service_rules),
	    .columns = NAMES("title", "provider", "places", "funding_ends")),
	REG("needs", "NE", "ne", "Needs", "need", need_fields, RULES(need_rules),
	    .columns = NAMES("title", "severity")),
	REG("coverage", "CO", "co", "Coverage", "square", coverage_fields, .title_derived = true,
	    .title_from = NAMES("need", "service"), .unique = NAMES("need", "service"),
	    .together = true, .columns = NAMES("need", "service", "fit")),
	REG("outcomes", "OU", "ou", "Outcomes", "outcome", outcome_fields, RULES(outcome_rules)),
	REG("assessments", "OA", "oa", "Assessments", "assessment", assessment_fields,
	    .title_derived = true, .title_from = NAMES("outcome", "year"),
	    .unique = NAMES("outcome", "year")),
	REG("decisions", "DE", "de", "Decisions", "decision", decision_fields,
	    RULES(decision_rules)),
	REG("actions", "AC", "ac", "Actions", "action", action_fields, RULES(action_rules),
	    .title_field = "what", .columns = NAMES("what", "due", "status"), .order = "due"),
	REG("indicators", "IN", "in", "Indicators", "indicator", indicator_fields,
	    .title_field = "name", .unique = NAMES("name")),
	REG("readings", "IR", "ir", "Readings", "reading", reading_fields, RULES(reading_rules),
	    .title_derived = true, .title_from = NAMES("indicator", "period", "status"),
	    .unique = NAMES("indicator", "period", "status"), .together = true),
	REG("feedback", "FB", "fb", "Feedback", "piece of feedback", feedback_fields,
	    RULES(feedback_rules)),
	REG("cycle", NULL, "cy", "Cycle", "cycle", cycle_fields, RULES(cycle_rules),
	    .kind = REG_FORM),
	REG("item", NULL, "it", "Checklist item", "item", item_fields, .kind = REG_FORM),
	REG("person", NULL, "pe", "Person", "person", people_fields, .kind = REG_FORM,
	    .scope = "partnership"),
};

static struct item items[] = { { .id = "ga-share", .text = "Have partners seen the list?" } };
static struct checklist lists[] = {
	{ .id = "gather", .title = "Gather", .items = items, .nitems = 1 }
};

static const struct schema schema = {
	.registers = registers,
	.nregisters = N(registers),
	.checklists = lists,
	.nchecklists = 1,
};

const struct reg *desk_reg(const struct desk *d, const char *name)
{
	const struct reg *reg = schema_reg(d->s.schema, name);

	cr_assert(reg != NULL, "no register %s", name);
	return reg;
}

struct record desk_load(struct desk *d, const char *reg, const char *id)
{
	struct record r;

	err_clear(&d->err);
	cr_assert(record_load(&d->s, desk_reg(d, reg), id, d->a, &r, &d->err) == RC_OK, "%s",
		  d->err.text);
	return r;
}

static struct version seen_of(const struct record *r, const char *field)
{
	const struct field *f = reg_field(r->reg, field);

	if (f)
		return r->field[f - r->reg->fields].at;
	for (size_t i = 0; i < r->nrows_all; i++) {
		size_t len = strlen(r->rows[i].field);

		if (strncmp(r->rows[i].field, field, len) == 0 && field[len] == '.' &&
		    strcmp(r->rows[i].name, field + len + 1) == 0)
			return r->rows[i].slot.at;
	}
	return (struct version){ .number = 0 };
}

/* What is typed becomes what is stored; what does not parse goes in as it is, to be refused. */
static const char *stored(struct desk *d, const struct reg *reg, const char *field,
			  const char *typed)
{
	char name[64] = "";
	const struct field *f;
	const char *out;

	strncat(name, field, strcspn(field, "."));
	f = reg_field(reg, name);
	return f && value_parse(f, typed, d->s.today, d->a, &out, NULL) == RC_OK ? out : typed;
}

static void try_save(struct desk *d, const char *name, const char *id, va_list ap)
{
	const struct reg *reg = desk_reg(d, name);
	struct record now = { 0 };
	struct put puts[32];
	const char *field;
	size_t n = 0;

	if (id)
		now = desk_load(d, name, id);
	while ((field = va_arg(ap, const char *)) != NULL) {
		puts[n].field = field;
		puts[n].text = stored(d, reg, field, va_arg(ap, const char *));
		puts[n].seen = id ? seen_of(&now, field) : (struct version){ .number = 0 };
		n++;
	}
	err_clear(&d->err);
	d->faults = (struct faults){ .arena = d->a };
	d->rc = record_save(&d->s, reg, id, id ? "edit" : "make", puts, n, &d->faults, NULL,
			    &d->saved, &d->err);
}

const char *desk_make(struct desk *d, const char *reg, ...)
{
	va_list ap;

	va_start(ap, reg);
	try_save(d, reg, NULL, ap);
	va_end(ap);
	return d->rc == RC_OK ? arena_str(d->a, d->saved.id) : NULL;
}

bool desk_set(struct desk *d, const char *reg, const char *id, ...)
{
	va_list ap;

	va_start(ap, id);
	try_save(d, reg, id, ap);
	va_end(ap);
	return d->rc == RC_OK;
}

bool desk_says(const struct desk *d, enum level level, const char *text)
{
	for (size_t i = 0; i < d->faults.n; i++) {
		if (d->faults.v[i].level == level && strcmp(d->faults.v[i].text, text) == 0)
			return true;
	}
	return false;
}

struct desk *desk_open(void)
{
	static const struct date today = { 2026, 5, 14 };
	struct desk *d = mem_alloc(sizeof(*d));
	struct store_opts o = { .engine = &engine_memory, .at = { .create = true } };

	d->a = arena_new();
	d->s.schema = &schema;
	d->s.actor =
		(struct actor){ .person = "coord-1", .role = MEMBER_COORDINATOR, .from = "local" };
	d->s.pid = "sf";
	d->s.cycle = "c1";
	d->s.today = today;
	cr_assert(store_open(&d->s.store, &o, &d->err) == RC_OK, "%s", d->err.text);
	cr_assert(desk_set(d, "cycle", "c1", "title", "Plan", "first_year", "2026-27", "last_year",
			   "2028-29", NULL),
		  "%s", d->err.text);
	cr_assert(desk_set(d, "person", "coord-1", "role", "coordinator", NULL), "%s", d->err.text);
	return d;
}

void desk_close(struct desk *d)
{
	store_close(d->s.store);
	arena_free(d->a);
	mem_free(d);
}
