/* SPDX-License-Identifier: ISC */
/* The web of a cycle, and the chain of one record. */
#include <string.h>

#include "lib_chain.h"
#include "core/store/keys.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_sample(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(chain, .init = begin, .fini = end, .timeout = 60);

static struct web web_now(void)
{
	struct web web;
	struct err err = { 0 };

	cr_assert(eq(int, web_load(&w.s, w.arena, &web, &err), RC_OK), "%s", err.text);
	return web;
}

static struct chain chain_now(const char *id, const struct names *opened)
{
	struct chain c;
	struct err err = { 0 };

	cr_assert(eq(int, chain_load(&w.s, id, opened, false, w.arena, &c, &err), RC_OK), "%s",
		  err.text);
	return c;
}

static const struct names none = { NULL, 0 };

/* Records of one side as "GA-01 DE-01+1 …", + the depth, = again, ~N more. */
static const char *side_text(const struct chain *c, enum chain_side side)
{
	const char *out = "";

	for (size_t i = 0; i < c->n; i++) {
		const struct chain_line *l = &c->line[i];
		char shown[49];

		if (l->side != side || l->kind == CHAIN_CONCERN)
			continue;
		id_shown(l->id, shown);
		if (l->kind == CHAIN_MORE)
			out = arena_printf(w.arena, "%s ~%zu", out, l->count);
		else
			out = arena_printf(w.arena, "%s %s%s%d", out, shown,
					   l->kind == CHAIN_AGAIN ? "=" : "+", l->depth);
	}
	return *out ? out + 1 : out;
}

/* The web */

Test(chain, each_link_stands_at_both_of_its_ends)
{
	struct web web = web_now();
	size_t found = 0;

	cr_assert(eq(u32, web.out_at[web.n], web.in_at[web.n]));
	for (uint32_t from = 0; from < web.n; from++) {
		for (uint32_t i = web.out_at[from]; i < web.out_at[from + 1]; i++) {
			const struct web_link *l = &web.out[i];

			for (uint32_t k = web.in_at[l->to]; k < web.in_at[l->to + 1]; k++)
				found += web.in[k].to == from && web.in[k].column == l->column;
		}
	}
	cr_expect(ge(sz, found, web.out_at[web.n]));
	cr_expect(eq(sz, web.nloose, 0));
}

Test(chain, every_record_is_found_by_its_id_and_called_as_in_its_register)
{
	struct web web = web_now();
	size_t seen = 0;

	for (size_t r = 0; r < w.s.schema->nregisters; r++) {
		const struct reg *reg = &w.s.schema->registers[r];
		struct list_query q = { .life = LIFE_ALL };
		struct listing l;

		if (reg->kind != REG_REGISTER)
			continue;
		cr_assert(eq(int, list_load(&w.s, reg, &q, w.arena, &l, NULL), RC_OK));
		for (size_t i = 0; i < l.n; i++) {
			uint32_t node = web_find(&web, l.row[i].id);

			cr_assert(node != WEB_NONE, "%s", l.row[i].id);
			expect_same(web_title(&web, node, w.arena), l.row[i].title);
			seen++;
		}
	}
	cr_expect(ge(sz, seen, 250));
	cr_expect(web_find(&web, "ne-000999") == WEB_NONE);
}

Test(chain, what_was_deleted_is_not_there_and_what_leads_to_it_leads_nowhere)
{
	struct web web;
	struct record r;
	struct saved saved;
	struct err err = { 0 };
	const char *id = work_add(&w.s, w.arena, "evidence", "kind", "law", "citation", "An Act",
				  "year", "2016", "says", "a", "implication", "b", NULL);

	cr_assert(eq(int,
		     record_load(&w.s, schema_reg(w.s.schema, "evidence"), id, w.arena, &r, &err),
		     RC_OK));
	cr_assert(eq(int, record_delete(&w.s, &r, &saved, &err), RC_OK), "%s", err.text);
	fact_set(&w, "ga/ga-000001/evidence", arena_printf(w.arena, "ev-000005\n%s", id));
	web = web_now();
	cr_expect(web_find(&web, id) == WEB_NONE);
	cr_assert(eq(sz, web.nloose, 1));
	expect_same(web.loose[0].id, id);
	cr_expect(not(web.loose[0].elsewhere));
}

Test(chain, a_link_into_another_cycle_is_not_broken)
{
	struct web web;
	const char *cycle;
	struct err err = { 0 };

	cr_assert(eq(int, cycle_make(&w.s, "Next", 2029, 2031, NULL, w.arena, &cycle, &err), RC_OK),
		  "%s", err.text);
	w.s.cycle = cycle;
	fact_set(&w, "ga/ga-000401/title", "A gap of the cycle before");
	fact_set(&w, "ga/ga-000401/need", "ne-000001");
	web = web_now();
	for (size_t i = 0; i < web.nloose; i++)
		cr_expect(web.loose[i].elsewhere, "%s to %s", web.node[web.loose[i].from].id,
			  web.loose[i].id);
	cr_expect(ge(sz, web.nloose, 1));
}

/* The chain */

Test(chain, leads_from_a_need_to_its_gap_decision_design_actions_and_readings)
{
	struct chain c = chain_now("ne-000001", &none);

	expect_same(side_text(&c, CHAIN_SELF), "NE-01+0");
	expect_same(side_text(&c, CHAIN_DOWN),
		    "GA-01+0 DE-01+1 DS-01+2 PR-01+3 IN-06+3 IR-21+4 IR-22+4 IR-23+4 IR-24+4 "
		    "OA-06+5 AC-03+2 AC-04+2 IN-06=3 OU-06+2 OU-06=1 OU-06=0");
}

Test(chain, rests_on_figures_voices_and_services_by_their_judgements)
{
	struct chain c = chain_now("ne-000001", &none);

	expect_same(side_text(&c, CHAIN_UP),
		    "EV-05+0 EV-08+0 FG-01+0 FG-02+0 FG-03+0 FG-04+0 FG-05+0 FB-01+0 CO-01+0 "
		    "SV-09+1 EV-05=2 CO-02+0 SV-10+1 EV-06+2 FB-06+2");
}

Test(chain, an_end_is_shown_and_not_gone_through_but_from_itself)
{
	struct chain need = chain_now("ne-000001", NULL), outcome = chain_now("ou-000006", NULL);

	expect_none(side_text(&need, CHAIN_DOWN), "IN-06+1");
	expect_part(side_text(&outcome, CHAIN_DOWN), "IN-06+0 IR-21+1");
	expect_part(side_text(&outcome, CHAIN_UP), "NE-01+");
}

Test(chain, each_record_stands_there_once)
{
	struct chain c = chain_now("sv-000009", NULL);

	for (size_t i = 0; i < c.n; i++) {
		for (size_t k = 0; k < i; k++)
			cr_expect(c.line[i].kind != CHAIN_RECORD ||
					  c.line[k].kind != CHAIN_RECORD ||
					  strcmp(c.line[i].id, c.line[k].id) != 0,
				  "%s twice", c.line[i].id);
	}
}

Test(chain, many_of_one_register_are_counted_until_they_are_asked_for)
{
	const char *key = "ne-000002/figures";
	struct names opened = { &key, 1 };
	struct chain c;

	for (size_t i = 0; i < 12; i++) {
		fact_set(&w, arena_printf(w.arena, "fg/fg-%06zu/need", 501 + i), "ne-000002");
		fact_set(&w, arena_printf(w.arena, "fg/fg-%06zu/unit", 501 + i), "people");
	}
	c = chain_now("ne-000002", &none);
	expect_part(side_text(&c, CHAIN_UP), "FG-09+0 FG-10+0 ~12 ");
	c = chain_now("ne-000002", &opened);
	expect_part(side_text(&c, CHAIN_UP), "FG-511+0 FG-512+0");
	expect_none(side_text(&c, CHAIN_UP), "~");
}

Test(chain, what_is_broken_stands_under_the_record_with_the_way_out)
{
	struct chain c = chain_now("ne-000004", &none);
	bool told = false;

	for (size_t i = 1; i < c.n; i++)
		told = told ||
		       (c.line[i].kind == CHAIN_CONCERN && !strcmp(c.line[i - 1].id, "ga-000004") &&
			strstr(c.line[i].title, "This gap has no decision"));
	cr_expect(told);
	cr_expect(ge(sz, c.broken, 1));
}

Test(chain, ends_in_the_reports_that_tell_it)
{
	struct chain c = chain_now("ac-000003", &none);
	bool plan = false;

	for (size_t i = 0; i < c.nreports; i++)
		plan = plan || !strcmp(c.report[i].section->title, "Action plan");
	cr_expect(plan);
}

/* Neither it nor what it alone leads to: AC-03 comes of GA-01 by way of DE-01 and of nothing else here. */
Test(chain, what_is_restricted_is_left_out_of_what_goes_to_others)
{
	struct attention all;
	struct chain c;
	struct err err = { 0 };

	fact_set(&w, "ga/ga-000001/restricted", "yes");
	cr_expect(
		strstr(side_text(&(struct chain[]){ chain_now("ne-000001", &none) }[0], CHAIN_DOWN),
		       "GA-01") != NULL);
	cr_assert(eq(int, chain_load(&w.s, "ne-000001", &none, true, w.arena, &c, &err), RC_OK));
	cr_expect(eq(sz, c.left_out, 1));
	for (size_t i = 0; i < c.n; i++)
		cr_expect(strcmp(c.line[i].id, "ga-000001") && strcmp(c.line[i].id, "ac-000003"));
	cr_expect(eq(int, chain_load(&w.s, "ga-000001", &none, true, w.arena, &c, &err),
		     RC_NOT_ALLOWED));
	err_clear(&err);
	cr_assert(eq(int, attention_load(&w.s, true, w.arena, &all, &err), RC_OK));
	cr_expect(ge(sz, all.left_out, 1));
	for (size_t i = 0; i < all.n; i++)
		cr_expect(strcmp(all.v[i].id, "ga-000001") != 0);
}

Test(chain, one_that_is_not_there_is_named)
{
	struct chain c;
	struct err err = { 0 };

	cr_assert(eq(int, chain_load(&w.s, "ne-000999", &none, false, w.arena, &c, &err),
		     RC_NOT_FOUND));
	expect_part(err.text, "NE-999");
}
