/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/plan/sums.h"
#include "lib_work.h"
#include "same.h"

static struct work w;
static struct sums sums;

static void begin(void)
{
	work_open(&w, NULL);
	work_sample(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(sums, .init = begin, .fini = end, .timeout = 60);

static void money(const char *title, const char *amount, const char *year, const char *budget,
		  const char *pays_for)
{
	work_add(&w.s, w.arena, "resources", "title", title, "partner", "pa-000001", "kind",
		 "finance", "amount", amount, "year", year, "budget", budget, "pays_for", pays_for,
		 "funding_type", "annual", "share_offer", "offered", NULL);
}

static const struct sum *of(const char *year, const char *group, bool whole)
{
	for (size_t i = 0; i < sums.n; i++)
		if (!strcmp(sums.sum[i].year, year) && !strcmp(sums.sum[i].group, group) &&
		    sums.sum[i].whole == whole)
			return &sums.sum[i];
	cr_assert(0, "no sum of %s %s", year, group);
	return NULL;
}

static void load(void)
{
	struct err err = { 0 };

	cr_assert(eq(int, sums_load(&w.s, schema_view(w.s.schema, "budgets"), w.arena, &sums, &err),
		     RC_OK),
		  "%s", err.text);
}

/* of the sample: 50,000 aligned for 2025-26, 20,000 pooled of a year that is not known */
Test(sums, money_is_added_up_by_year_group_and_kind)
{
	money("Council", "12000.00", "2025-26", "pooled", "de-000001");
	money("Health", "30000.50", "2025-26", "aligned", "de-000001\nde-000003");
	money("Later", "7000.00", "2026-27", "", "de-000001");
	load();
	cr_expect(eq(dbl, of("2025-26", "de-000001", false)->total, 42000.5));
	cr_expect(eq(dbl, of("2025-26", "de-000001", false)->split[0], 12000));   /* pooled */
	cr_expect(eq(dbl, of("2025-26", "de-000001", false)->split[1], 30000.5)); /* aligned */
	cr_expect(eq(dbl, of("2025-26", "de-000003", false)->total, 30000.5));
	cr_expect(eq(dbl, of("2025-26", "", false)->total, 50000));
	cr_expect(eq(dbl, of("2025-26", "", true)->total, 92000.5));           /* once each */
	cr_expect(eq(dbl, of("2026-27", "de-000001", false)->split[3], 7000)); /* not said */
	cr_expect(eq(dbl, of("", "de-000003", false)->total, 20000));
	expect_same(of("2025-26", "de-000001", false)->title,
		    "Day-of-release housing route with five supported places");
}

Test(sums, years_come_in_order_with_their_total_last)
{
	money("Later", "7000.00", "2026-27", "", "de-000001");
	load();
	cr_assert(eq(sz, sums.n, 6));
	expect_same(sums.sum[0].year, "2025-26");
	cr_expect(sums.sum[1].whole);
	expect_same(sums.sum[2].year, "2026-27");
	cr_expect(sums.sum[3].whole);
	expect_same(sums.sum[4].year, "");
	cr_expect(sums.sum[5].whole);
}

Test(sums, an_amount_that_is_not_known_adds_nothing_and_is_counted)
{
	money("Promised", "not known", "2025-26", "pooled", "de-000002");
	load();
	cr_expect(eq(dbl, of("2025-26", "de-000002", false)->total, 0));
	cr_expect(eq(sz, of("2025-26", "de-000002", false)->unknown, 1));
	cr_expect(eq(sz, of("2025-26", "", true)->unknown, 1));
	cr_expect(eq(dbl, of("2025-26", "", true)->total, 50000));
}
