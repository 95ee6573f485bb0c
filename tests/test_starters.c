/* SPDX-License-Identifier: ISC */
/* What a new partnership starts with: its outcomes, indicators, responsibilities and usual risks. */
#include <string.h>

#include "lib_work.h"
#include "same.h"

static struct work w;

static void make(void)
{
	work_open(&w, NULL);
	work_make(&w);
}

static void drop(void)
{
	work_close(&w);
}

TestSuite(starters, .init = make, .fini = drop, .timeout = 30);

Test(starters, are_live_and_all_there)
{
	static const struct {
		const char *reg;
		size_t n;
	} want[] = { { "outcomes", 9 }, { "indicators", 10 }, { "governance", 7 }, { "risks", 6 } };

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const struct reg *reg = schema_reg(w.s.schema, want[i].reg);
		struct list_query q = { .life = LIFE_ALL };
		struct listing l = { 0 };
		struct err err = { 0 };

		cr_assert(eq(int, list_load(&w.s, reg, &q, w.arena, &l, &err), RC_OK));
		cr_expect(eq(sz, l.n, want[i].n), "%s", reg->id);
		for (size_t k = 0; k < l.n; k++)
			cr_expect(strcmp(l.row[k].life, "live") == 0, "%s is %s", l.row[k].id,
				  l.row[k].life);
	}
}

Test(starters, a_national_indicator_belongs_to_its_outcome)
{
	const char *outcome = work_text(&w.s, w.arena, "indicators", "in-000006", "outcome");

	cr_assert(gt(sz, strlen(outcome), 0));
	expect_same(work_text(&w.s, w.arena, "outcomes", outcome, "code"), "ndo-6");
	expect_same(work_text(&w.s, w.arena, "indicators", "in-000010", "outcome"), "");
	expect_same(work_text(&w.s, w.arena, "indicators", "in-000010", "across_all"), "yes");
}
