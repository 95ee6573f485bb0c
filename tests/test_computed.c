/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/records/computed.h"
#include "core/records/record_internal.h"
#include "lib_work.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_make(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(computed, .init = begin, .fini = end, .timeout = 60);

static const struct reg *reg_of(const char *name)
{
	return schema_reg(w.s.schema, name);
}

static struct record loaded(const char *reg, const char *id)
{
	struct record r;

	cr_assert(eq(int, record_load(&w.s, reg_of(reg), id, w.arena, &r, NULL), RC_OK));
	return r;
}

static const char *how(const struct record *r, const char *field)
{
	return record_how(&w.s, r, reg_field(r->reg, field), w.arena);
}

static const char *need(const char *severity, const char *prevalence, const char *trend)
{
	static int n;

	return work_add(&w.s, w.arena, "needs", "title", arena_printf(w.arena, "Need %d", ++n),
			"group", "People", "need_statement", "People need", "domain", "housing",
			"outcomes", "ou-000001", "severity", severity, "prevalence", prevalence,
			"trend", trend, NULL);
}

static const char *score_of(const char *id)
{
	return work_text(&w.s, w.arena, "needs", id, "priority_score");
}

Test(computed, a_sum_counts_each_part_with_its_weight)
{
	const char *id = need("high", "medium", "rising"); /* 3 x 2 + 2 + 2 */
	struct record r = loaded("needs", id);

	expect_same(record_text(&r, "priority_score"), "10");
	expect_same(how(&r, "priority_score"), "High 3 \xc3\x97 2 + Medium 2 + Rising 2");
	expect_same(score_of(need("low", "low", "falling")), "3"); /* 1 x 2 + 1 + 0 */
	expect_same(score_of(need("high", "high", "rising")), "11");
	work_put(&w.s, w.arena, "needs", id, "severity", "low"); /* 1 x 2 + 2 + 2 */
	expect_same(score_of(id), "6");
	expect_same(how(&r, "severity"), "");
}

Test(computed, what_is_not_known_gives_no_guess)
{
	struct record r = loaded("needs", need("not known", "medium", "rising"));

	expect_same(record_text(&r, "priority_score"), VALUE_NOT_KNOWN);
	expect_same(record_shown(&r, "priority_score", w.arena), "Not known");
	expect_same(how(&r, "priority_score"), "Not known \xc3\x97 2 + Medium 2 + Rising 2");
	expect_same(score_of(need("high", "medium", "unknown")), VALUE_NOT_KNOWN);
}

static const char *risk(const char *likelihood, const char *impact)
{
	static int n;

	return work_add(&w.s, w.arena, "risks", "description",
			arena_printf(w.arena, "Risk %d", ++n), "kind", *impact ? "risk" : "issue",
			"likelihood", likelihood, "impact", impact, "owner", "chair", NULL);
}

Test(computed, a_product_multiplies_and_is_blank_where_nothing_was_answered)
{
	struct record r = loaded("risks", risk("4", "3"));

	expect_same(record_text(&r, "score"), "12");
	expect_same(how(&r, "score"), "4 likely \xc3\x97 3 moderate");
	expect_same(work_text(&w.s, w.arena, "risks", risk("", ""), "score"), "");
	expect_same(work_text(&w.s, w.arena, "risks", risk("not known", "5"), "score"),
		    VALUE_NOT_KNOWN);
}

/* Every entry against the one in which a single part is one step higher. */
Test(computed, raising_a_part_never_lowers_a_score)
{
	static const char *const steps[3][3] = { { "low", "medium", "high" },
						 { "low", "medium", "high" },
						 { "falling", "stable", "rising" } };
	int score[3][3][3];

	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++)
			for (int c = 0; c < 3; c++)
				score[a][b][c] =
					atoi(score_of(need(steps[0][a], steps[1][b], steps[2][c])));
	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++)
			for (int c = 0; c < 3; c++) {
				cr_expect(a == 2 || score[a + 1][b][c] >= score[a][b][c]);
				cr_expect(b == 2 || score[a][b + 1][c] >= score[a][b][c]);
				cr_expect(c == 2 || score[a][b][c + 1] >= score[a][b][c]);
			}
}

struct given {
	const char *name[4];
	const char *text[4];
};

static const char *given_answer(const void *arg, const char *field)
{
	const struct given *g = arg;

	for (size_t i = 0; i < 4; i++)
		if (g->name[i] && !strcmp(g->name[i], field))
			return g->text[i];
	return "";
}

/* The same of made-up fields with any weights and points, thousands of them. */
Test(computed, whatever_the_weights_are)
{
	static const char *const names[] = { "a", "b", "c" };
	struct field parts[3], total = { .id = "total", .type = TYPE_NUM };
	struct reg reg = { .fields = parts, .nfields = 3 };
	struct addend of[3] = { 0 };
	struct arena *a = arena_new();
	unsigned seed = 7;

	for (int i = 0; i < 3; i++)
		parts[i] = (struct field){ .id = names[i], .type = TYPE_NUM };
	total.of = of;
	total.nof = 3;
	for (int round = 0; round < 4000; round++) {
		struct given low = { { "a", "b", "c" }, { "", "", "" } }, high;
		struct computing c = { w.s.schema, &reg, w.s.today, given_answer, &low };
		int raised = rand_r(&seed) % 3;
		double before;

		total.computed = round % 2 ? HOW_SUM : HOW_PRODUCT;
		for (int i = 0; i < 3; i++) {
			of[i] = (struct addend){ .field = names[i],
						 .weight = rand_r(&seed) % 500 / 100.0,
						 .weight_set = rand_r(&seed) % 2 };
			low.text[i] =
				arena_printf(a, "%d.%02d", rand_r(&seed) % 30, rand_r(&seed) % 100);
		}
		high = low;
		high.text[raised] = arena_printf(
			a, "%.2f", atof(low.text[raised]) + rand_r(&seed) % 900 / 100.0);
		before = atof(computed_text(&c, &total, a));
		c.arg = &high;
		cr_assert(ge(dbl, atof(computed_text(&c, &total, a)) + 0.0001, before));
		arena_reset(a);
	}
	arena_free(a);
}

static const char *band(const char *value, const char *notice)
{
	const struct reg *reg = reg_of("procurements");
	const struct given g = { { "value", "notice_published" }, { value, notice } };
	const struct computing c = { w.s.schema, reg, w.s.today, given_answer, &g };

	return computed_text(&c, reg_field(reg, "value_band"), w.arena);
}

Test(computed, a_band_is_read_from_the_line_that_held_on_the_day)
{
	expect_same(band("45000.00", "2025-10-01"), "below 50k");
	expect_same(band("49999.99", ""), "below 50k");
	expect_same(band("50000.00", "2025-10-01"), "50k to light-touch");
	expect_same(band("663539.99", "2025-12-31"), "50k to light-touch");
	expect_same(band("663540.00", "2025-12-31"), "above light-touch");
	expect_same(band("600000.00", "2017-01-01"), "above light-touch"); /* 589,148 then */
	expect_same(band("600000.00", "2020-01-01"), "50k to light-touch");
}

Test(computed, a_band_whose_limit_is_not_known_is_not_guessed)
{
	expect_same(band("663540.00", ""), VALUE_NOT_KNOWN); /* today is in 2026 */
	expect_same(band("1.00", "2010-01-01"), VALUE_NOT_KNOWN);
	expect_same(band("not known", "2025-10-01"), VALUE_NOT_KNOWN);
	expect_same(band("", "2025-10-01"), "");
}

static const char *quarter(const char *due)
{
	const struct reg *reg = reg_of("actions");
	const struct given g = { { "due" }, { due } };
	const struct computing c = { w.s.schema, reg, w.s.today, given_answer, &g };

	return computed_text(&c, reg_field(reg, "quarter"), w.arena);
}

Test(computed, a_quarter_is_of_the_reporting_year)
{
	expect_same(quarter("2025-04-01"), "2025-26 Q1");
	expect_same(quarter("2025-06-30"), "2025-26 Q1");
	expect_same(quarter("2025-07-01"), "2025-26 Q2");
	expect_same(quarter("2025-12-31"), "2025-26 Q3");
	expect_same(quarter("2026-03-31"), "2025-26 Q4");
	expect_same(quarter("2099-03-31"), "2098-99 Q4");
	expect_same(quarter("2100-03-31"), "2099-00 Q4");
	expect_same(quarter("not known"), VALUE_NOT_KNOWN);
	expect_same(quarter(""), "");
}

static const char *in_order(const char *reg, const struct list_query *q)
{
	struct listing l;
	const char *out = "";

	cr_assert(eq(int, list_load(&w.s, reg_of(reg), q, w.arena, &l, NULL), RC_OK));
	for (size_t i = 0; i < l.n; i++)
		out = arena_printf(w.arena, "%s%s%s", out, i ? " " : "", l.row[i].id);
	return out;
}

Test(computed, a_list_is_sorted_and_filtered_by_it)
{
	static const char *const twelve[] = { "12" };
	const struct cond where = { "score", { (const char **)twelve, 1 } };
	const char *low = risk("2", "3"), *high = risk("5", "5"), *middle = risk("4", "3");
	const struct list_query only = { .where = &where, .nwhere = 1 };
	const char *all =
		in_order("risks", &(struct list_query){ .order = "score", .descending = true });

	cr_expect(eq(int,
		     strncmp(all, arena_printf(w.arena, "%s %s %s ", high, middle, low),
			     3 * strlen(high) + 3),
		     0),
		  "%s", all);
	expect_same(in_order("risks", &only), middle);
}

Test(computed, nobody_can_write_it)
{
	const char *id = need("high", "medium", "rising");
	const struct put put = { .field = "priority_score", .text = "99" };
	struct err err = { 0 };

	cr_expect(
		eq(int,
		   record_save(&w.s, reg_of("needs"), id, "edit", &put, 1, NULL, NULL, NULL, &err),
		   RC_INVALID));
	expect_same(err.text, "Priority score is filled in by the program; leave it out");
	expect_same(score_of(id), "10");
}

/* The risks register with a rule about the computed score. */
Test(computed, a_rule_sees_it_as_it_would_be)
{
	static const char *const most[] = { "25" };
	struct schema schema = *w.s.schema;
	struct reg *regs = arena_array(w.arena, schema.nregisters, sizeof(*regs));
	struct rule rule = { .check = CHECK_IS_NOT,
			     .field = "score",
			     .values = { (const char **)most, 1 },
			     .level = LEVEL_REFUSE,
			     .say = "Escalate it first" };
	const char *id = risk("5", "4");
	struct put put = { .field = "impact", .text = "5" };
	struct session s = w.s;
	struct err err = { 0 };
	struct record r;

	memcpy(regs, schema.registers, schema.nregisters * sizeof(*regs));
	schema.registers = regs;
	s.schema = &schema;
	for (size_t i = 0; i < schema.nregisters; i++)
		if (!strcmp(regs[i].id, "risks")) {
			regs[i].rules = &rule;
			regs[i].nrules = 1;
		}
	cr_assert(eq(int, record_load(&s, schema_reg(&schema, "risks"), id, w.arena, &r, NULL),
		     RC_OK));
	put.seen = r.field[reg_field(r.reg, "impact") - r.reg->fields].at;
	cr_expect(eq(int, record_save(&s, r.reg, id, "edit", &put, 1, NULL, NULL, NULL, &err),
		     RC_INVALID));
	expect_same(err.text, "Escalate it first");
}

static const char *exported(const struct session *s, struct arena *a)
{
	const struct export_opts plain = { 0 };
	struct buf b = { 0 };
	const char *out;
	struct err err = { 0 };

	cr_assert(eq(int, export_json(s, &plain, &b, NULL, &err), RC_OK), "%s", err.text);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

/* What a person chose before it was computed: kept to be read, and of no account. */
Test(computed, lists_show_it_and_files_bring_none_in)
{
	const char *id = need("high", "medium", "rising"), *all;
	const struct edit old = { .fact = arena_printf(w.arena, "c1/ne/%s/priority_score", id),
				  .text = { "1", 1 } };
	struct change change = { .by = &w.s.actor, .action = "edit", .edits = &old, .count = 1 };
	const struct export_opts opts = { 0 };
	struct import_report report;
	struct err err = { 0 };
	struct buf b = { 0 };
	struct work other;
	char *forged;

	cr_assert(eq(int, store_save(w.store, session_place(&w.s), &change, NULL, NULL, NULL),
		     RC_OK));
	expect_same(score_of(id), "10");
	cr_assert(eq(int, export_list_json(&w.s, reg_of("needs"), &opts, &b, NULL, &err), RC_OK));
	cr_expect(strstr(buf_text(&b), "\"priority_score\": 10") != NULL);
	buf_clear(&b);
	all = exported(&w.s, w.arena);
	cr_assert(strstr(all, "\"priority_score\": \"1\"") != NULL);
	forged = strstr(all, "\"severity\": \"high\"");
	cr_assert(forged != NULL);
	forged = arena_printf(w.arena, "%.*s\"priority_score\": \"99\", %s", (int)(forged - all),
			      all, forged);
	work_open(&other, NULL);
	cr_assert(eq(int, import_json(&other.s, forged, strlen(forged), &report, &err), RC_OK),
		  "%s", err.text);
	cr_assert(eq(int,
		     session_enter(&other.s, arena_str(other.arena, report.pid), NULL, other.arena,
				   &err),
		     RC_OK));
	expect_same(exported(&other.s, other.arena), all); /* no word of the 99 */
	expect_same(work_text(&other.s, other.arena, "needs", id, "priority_score"), "10");
	work_close(&other);
}
