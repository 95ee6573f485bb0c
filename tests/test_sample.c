/* SPDX-License-Identifier: ISC */
/* The sample partnership as it is loaded: every record there, no answer lost, no rule broken. */
#include <string.h>

#include "core/store/keys.h"
#include "core/records/work.h"
#include "lib_shipped.h"
#include "same.h"

static const struct schema *schema;
static struct session session;
static struct arena *arena;
static struct faults faults;

static void load(void)
{
	struct store_opts opts = { .engine = &engine_memory, .at = { .create = true } };
	const char *pid = NULL;
	struct err err = { 0 };

	schema = shipped_open();
	arena = arena_new();
	faults = (struct faults){ .arena = arena };
	session = (struct session){
		.schema = schema,
		.actor = { .person = "coord", .role = MEMBER_COORDINATOR, .from = "local" },
		.shown = "coord-1",
		.today = { 2026, 5, 13 },
	};
	cr_assert(store_open(&session.store, &opts, &err) == RC_OK, "%s", err.text);
	cr_assert(partnership_sample(&session, "strathfinlay", arena, &pid, &faults, &err) == RC_OK,
		  "%s", err.text);
	cr_assert(session_enter(&session, pid, NULL, arena, &err) == RC_OK, "%s", err.text);
}

static void drop(void)
{
	store_close(session.store);
	arena_free(arena);
	shipped_close();
}

TestSuite(sample, .init = load, .fini = drop, .timeout = 60);

Test(sample, loads_without_a_refused_answer)
{
	for (size_t i = 0; i < faults.n; i++)
		cr_expect(faults.v[i].text == NULL, "%s: %s",
			  faults.v[i].field ? faults.v[i].field : "-", faults.v[i].text);
	cr_expect(eq(sz, faults.n, 0));
}

static const struct {
	const char *id;
	size_t n;
} registers[] = {
	{ "partners", 18 },    { "resources", 8 },     { "services", 16 },   { "needs", 12 },
	{ "figures", 31 },     { "evidence", 8 },      { "coverage", 22 },   { "gaps", 11 },
	{ "outcomes", 9 },     { "assessments", 9 },   { "decisions", 6 },   { "designs", 2 },
	{ "procurements", 1 }, { "actions", 12 },      { "indicators", 10 }, { "readings", 35 },
	{ "risks", 6 },        { "relationships", 4 }, { "feedback", 8 },    { "participation", 7 },
	{ "learning", 3 },     { "plans", 1 },         { "agreements", 1 },  { "governance", 7 },
	{ "answers", 1 },      { "horizon", 2 },       { "training", 3 },
};

enum { REGISTERS = sizeof(registers) / sizeof(registers[0]) };

Test(sample, has_all_its_records)
{
	for (size_t i = 0; i < REGISTERS; i++)
		cr_expect(eq(sz,
			     list_count(&session, schema_reg(schema, registers[i].id), LIFE_LIVE),
			     registers[i].n),
			  "%s", registers[i].id);
}

static struct listing all_of(const char *reg)
{
	struct list_query q = { .life = LIFE_ALL };
	struct listing out = { 0 };
	struct err err = { 0 };

	cr_assert(list_load(&session, schema_reg(schema, reg), &q, arena, &out, &err) == RC_OK,
		  "%s", err.text);
	return out;
}

static const char *text_in(const char *id, const char *field)
{
	struct record r;
	struct err err = { 0 };

	cr_assert(record_find(&session, id, arena, &r, &err) == RC_OK, "%s: %s", id, err.text);
	return record_text(&r, field);
}

Test(sample, one_gap_alone_is_a_draft)
{
	size_t drafts = 0;

	for (size_t i = 0; i < REGISTERS; i++) {
		struct listing l = all_of(registers[i].id);

		for (size_t k = 0; k < l.n; k++)
			drafts += !strcmp(l.row[k].life, "draft");
	}
	cr_expect(eq(sz, drafts, 1));
	expect_same(text_in("GA-10", "life"), "draft");
}

Test(sample, breaks_no_rule_of_its_registers)
{
	for (size_t i = 0; i < REGISTERS; i++) {
		const struct reg *reg = schema_reg(schema, registers[i].id);
		struct listing l = all_of(registers[i].id);

		for (size_t k = 0; k < l.n; k++) {
			struct faults found = { .arena = arena };
			struct err err = { 0 };

			record_check(&session, reg, l.row[k].id, NULL, 0, &found, &err);
			for (size_t f = 0; f < found.n; f++)
				cr_expect(found.v[f].level != LEVEL_REFUSE, "%s %s: %s",
					  l.row[k].id, found.v[f].field ? found.v[f].field : "",
					  found.v[f].text);
		}
	}
}

Test(sample, keeps_its_awkward_cases)
{
	expect_same(text_in("IR-17", "reason_missing"), "suppressed");
	expect_same(text_in("IR-17", "value"), "");
	expect_same(text_in("IR-12", "status"), "provisional");
	expect_same(text_in("IR-28", "break_in_series"), "yes");
	expect_same(text_in("IR-29", "reason_missing"), "not collected");
	expect_same(text_in("IR-34", "reason_missing"), "not yet published");
	expect_same(text_in("IR-03", "comparator_value"), "3400");
	expect_same(text_in("AC-05", "status"), "in progress (revised timescale)");
	expect_part(text_in("AC-05", "revised"), "2026-01-30");
	expect_same(text_in("AC-12", "duty"), "report");
	expect_same(text_in("DE-06", "cost_change"), "-9000.00");
	expect_same(text_in("RL-02", "health_theirs"), VALUE_NOT_KNOWN);
	expect_same(text_in("DE-06", "service"), "sv-000016");
}

Test(sample, scores_and_updates_are_rows)
{
	struct record de, ac;
	struct err err = { 0 };

	cr_assert(eq(int, record_find(&session, "DE-01", arena, &de, &err), RC_OK));
	cr_expect(eq(sz, de.nrows, 20));
	cr_assert(eq(int, record_find(&session, "AC-01", arena, &ac, &err), RC_OK));
	cr_assert(eq(sz, ac.nrows, 1));
	expect_same(pairs_get(&ac.rows[0].values, "on"), "2025-08-29");
}

struct raw_facts {
	size_t rows, others; /* of the registers whose rows change as one */
};

static bool count_raw(void *arg, const struct fact *f)
{
	struct raw_facts *raw = arg;
	const char *field = strrchr(f->name, '/') + 1;
	const struct field *common = reg_field(schema_reg(schema, "readings"), field);

	raw->rows += !strcmp(field, "row");
	raw->others += strcmp(field, "row") && (!common || !common->common);
	return true;
}

Test(sample, keeps_a_reading_and_a_square_of_coverage_as_one_fact)
{
	static const char *const prefix[] = { "c1/ir/", "c1/co/" };

	for (size_t i = 0; i < 2; i++) {
		struct raw_facts raw = { 0 };

		cr_assert(eq(int,
			     store_read(session.store, session_place(&session), prefix[i], NULL,
					count_raw, &raw, NULL),
			     RC_OK));
		cr_expect(eq(sz, raw.rows,
			     list_count(&session, schema_reg(schema, i ? "coverage" : "readings"),
					LIFE_ALL)));
		cr_expect(gt(sz, raw.rows, 0));
		cr_expect(eq(sz, raw.others, 0));
	}
}
