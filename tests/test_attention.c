/* SPDX-License-Identifier: ISC */
/* What needs attention: rules over the whole cycle, broken links, the statutory clock. */
#include <string.h>

#include "lib_chain.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_make(&w);
}

static void begin_sample(void)
{
	work_open(&w, NULL);
	work_sample(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(attention, .init = begin, .fini = end, .timeout = 60);
TestSuite(attention_sample, .init = begin_sample, .fini = end, .timeout = 60);

#define there(id, part) \
	cr_expect(concern_about(&all, id, part) != NULL, "%s: not said: %s", id, part)
#define not_there(id, part) \
	cr_expect(concern_about(&all, id, part) == NULL, "%s: said: %s", id, part)

/* Nobody has done anything wrong yet: what a cycle starts with is at most weak. */
Test(attention, a_partnership_that_begins_has_nothing_broken_or_late)
{
	struct attention all = attention_now(&w);

	cr_expect(eq(sz, all.of_kind[CONCERN_BROKEN], 0));
	cr_expect(eq(sz, all.of_kind[CONCERN_LATE], 0));
	cr_expect(gt(sz, all.of_kind[CONCERN_WEAK], 0));
}

/* The chain from end to end */

/* What a whole chain is told of: the outcomes that the cycle began with, and nothing of its own. */
static bool is_of_chain(const struct concern *c)
{
	return c->reg && strstr(c->id, "-000101") != NULL;
}

static size_t of_chain(const struct attention *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += is_of_chain(&all->v[i]);
	return n;
}

Test(attention, a_healthy_chain_has_nothing_broken_or_weak)
{
	struct attention all;

	chain_facts(&w);
	all = attention_now(&w);
	for (size_t i = 0; i < all.n; i++)
		cr_expect(not(is_of_chain(&all.v[i])), "%s: %s", all.v[i].id, all.v[i].text);
}

/* A text of the field without the one reference. */
static const char *without(const char *text, const char *id)
{
	struct names lines = value_lines(text, w.arena);
	const char *out = "";

	for (size_t i = 0; i < lines.n; i++) {
		if (strcmp(lines.v[i], id) != 0)
			out = *out ? arena_printf(w.arena, "%s\n%s", out, lines.v[i]) : lines.v[i];
	}
	return out;
}

static const char *text_of_fact(const char *name)
{
	struct fact f = { .text = "" };

	store_get(w.s.store, session_place(&w.s), fact_whole(&w, name), w.arena, &f, NULL);
	return f.text;
}

struct cut { /* a link, as the fact that holds it was and is without it */
	const char *fact, *whole, *cut;
};

static struct cut cut_of(const struct web *web, uint32_t from, const struct web_link *l)
{
	const struct web_part *p = web_part_at(web, from);
	const struct field *f = &p->reg->fields[p->place[l->column]];
	const char *fact = field_fact(p->reg, f), *to = web->node[l->to].id;
	struct cut c;

	c.fact = arena_printf(w.arena, "%s/%s/%s", p->reg->key, web->node[from].id, fact);
	c.whole = text_of_fact(c.fact);
	c.cut = without(c.whole, to);
	if (fact_is_shared(p->reg, fact)) {
		struct pairs pairs = pairs_read(c.whole, w.arena);

		for (size_t i = 0; i < pairs.n; i++)
			if (strcmp(pairs.v[i].name, f->id) == 0)
				pairs.v[i].text = without(pairs.v[i].text, to);
		c.cut = pairs_text(pairs.v, pairs.n, w.arena);
	}
	return c;
}

/* Each link between two registers of the chain, one after the other. */
Test(attention, whichever_link_is_removed_shows_up_as_broken_until_it_is_back)
{
	const struct chain_def *def = &w.s.schema->chains[0];
	struct arena *a = arena_new();
	struct web web;
	size_t tried = 0;

	chain_facts(&w);
	cr_assert(eq(int, web_load(&w.s, a, &web, NULL), RC_OK));
	for (uint32_t from = 0; from < web.n; from++) {
		if (!strstr(web.node[from].id, "-000101") ||
		    !names_have(&def->order, web_part_at(&web, from)->reg->id))
			continue;
		for (uint32_t i = web.out_at[from]; i < web.out_at[from + 1]; i++) {
			const struct web_link *l = &web.out[i];
			struct attention all;
			struct cut c;

			if (!names_have(&def->order, web_part_at(&web, l->to)->reg->id))
				continue;
			c = cut_of(&web, from, l);
			fact_set(&w, c.fact, c.cut);
			all = attention_now(&w);
			cr_expect(of_chain(&all) > 0, "%s without %s: nothing is said", c.fact,
				  web.node[l->to].id);
			fact_set(&w, c.fact, c.whole);
			all = attention_now(&w);
			cr_expect(eq(sz, of_chain(&all), 0), "%s is back and something is said",
				  c.fact);
			tried++;
		}
	}
	cr_expect(ge(sz, tried, 28), "%zu kinds of link were tried", tried);
	arena_free(a);
}

/* And each record taken away whole: what it held together comes apart. */
Test(attention, whichever_record_is_archived_is_missed)
{
	static const char *const records[] = { "re/re", "ev/ev", "fg/fg", "pt/pt", "fb/fb", "sv/sv",
					       "co/co", "ne/ne", "ga/ga", "de/de", "ds/ds", "pr/pr",
					       "ac/ac", "ou/ou", "in/in", "ir/ir" };

	chain_facts(&w);
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		const char *life = arena_printf(w.arena, "%s-000101/life", records[i]);
		struct attention all;

		fact_set(&w, life, "archived");
		all = attention_now(&w);
		cr_expect(ne(sz, of_chain(&all), 0), "%s is archived and nobody says so",
			  records[i]);
		fact_set(&w, life, "live");
		all = attention_now(&w);
		cr_expect(eq(sz, of_chain(&all), 0), "%s", records[i]);
	}
}

Test(attention, a_link_to_nothing_and_one_to_what_is_archived_are_told_apart)
{
	struct attention all;

	chain_facts(&w);
	fact_set(&w, "ds/ds-000101/decision", "de-000999");
	all = attention_now(&w);
	there("ds-000101", "leads to DE-999, which is not there");
	fact_set(&w, "ds/ds-000101/decision", "de-000101");
	fact_set(&w, "de/de-000101/life", "archived");
	all = attention_now(&w);
	there("ds-000101", "leads to DE-101, which is archived");
	not_there("de-000101", "");
	fact_set(&w, "ds/ds-000101/life", "draft");
	fact_set(&w, "ds/ds-000101/decision", "");
	all = attention_now(&w);
	not_there("ds-000101", "is blank");
	fact_set(&w, "ds/ds-000101/life", "live");
	all = attention_now(&w);
	there("ds-000101", "Decision is blank");
}

/* The checks */

Test(attention, an_action_traces_to_an_outcome_by_its_decision_its_gap_or_itself)
{
	struct attention all;
	static const char no[] = "traces to no outcome";

	chain_facts(&w);
	all = attention_now(&w);
	not_there("ac-000101", no);
	fact_set(&w, "de/de-000101/outcomes", "");
	fact_set(&w, "de/de-000101/gap", "");
	fact_set(&w, "de/de-000101/gaps", "");
	all = attention_now(&w);
	there("ac-000101", no);
	fact_set(&w, "ac/ac-000101/for", "ga-000101");
	all = attention_now(&w);
	not_there("ac-000101", no);
	fact_set(&w, "ga/ga-000101/outcome", "");
	all = attention_now(&w);
	there("ac-000101", no);
	fact_set(&w, "ac/ac-000101/for", "ou-000101");
	all = attention_now(&w);
	not_there("ac-000101", no);
	fact_set(&w, "ac/ac-000101/for", "");
	all = attention_now(&w);
	there("ac-000101", no);
	fact_set(&w, "ac/ac-000101/duty", "report");
	all = attention_now(&w);
	not_there("ac-000101", no);
}

Test(attention, a_need_is_met_in_full_or_has_a_gap)
{
	struct attention all;
	static const char no[] = "No service meets this need in full and no gap";

	chain_facts(&w);
	fact_set(&w, "ga/ga-000101/life", "archived");
	all = attention_now(&w);
	there("ne-000101", no);
	fact_set(&w, "co/co-000101/row", "fit=full\nneed=ne-000101\nservice=sv-000101");
	all = attention_now(&w);
	not_there("ne-000101", no);
}

Test(attention, a_late_action_names_who_has_to_act_and_a_new_date_takes_its_place)
{
	struct attention all;
	const struct concern *c;

	chain_facts(&w);
	fact_set(&w, "ac/ac-000101/due", "2026-05-12");
	all = attention_now(&w);
	c = concern_about(&all, "ac-000101", "This action is late");
	cr_assert(c != NULL);
	cr_expect(eq(int, c->kind, CONCERN_LATE));
	cr_expect(eq(int, c->weight, 7));
	expect_same(c->who, "Housing partner");
	expect_same(c->source, "NS22 delivery plan");
	cr_expect(eq(int, date_compare(c->due, (struct date){ 2026, 5, 12 }), 0));
	fact_set(&w, "ac/ac-000101/revised", "reason=staff\nrevised_due=2026-06-12");
	all = attention_now(&w);
	not_there("ac-000101", "late");
	there("ac-000101", "due within a month");
	fact_set(&w, "ac/ac-000101/revised", "reason=staff\nrevised_due=2026-06-13");
	all = attention_now(&w);
	not_there("ac-000101", "");
	fact_set(&w, "ac/ac-000101/revised", "");
	fact_set(&w, "ac/ac-000101/status", "complete");
	all = attention_now(&w);
	not_there("ac-000101", "late");
}

Test(attention, an_item_that_is_due_is_told_until_it_is_done)
{
	const struct checklist *list = &w.s.schema->checklists[0];
	struct attention all;

	work_put(&w.s, w.arena, "item", list->items[0].id, "due", "2026-05-12");
	work_put(&w.s, w.arena, "item", list->items[1].id, "due", "2026-06-12");
	work_put(&w.s, w.arena, "item", list->items[2].id, "due", "2026-06-13");
	work_put(&w.s, w.arena, "item", list->items[3].id, "due", "2026-05-01");
	work_put(&w.s, w.arena, "item", list->items[3].id, "state", "done");
	all = attention_now(&w);
	there(list->items[0].id, "late");
	there(list->items[1].id, "within a month");
	not_there(list->items[2].id, "");
	not_there(list->items[3].id, "");
	expect_same(concern_about(&all, list->items[0].id, "late")->title, list->items[0].text);
}

/* A rule that a save asks and one that is asked of all records is the same rule. */
Test(attention_sample, what_the_list_says_of_a_record_is_what_its_card_says)
{
	struct attention all = attention_now(&w);
	struct arena *a = arena_new();
	size_t asked = 0;

	for (size_t r = 0; r < w.s.schema->nregisters; r++) {
		const struct reg *reg = &w.s.schema->registers[r];
		struct list_query q = { .life = LIFE_LIVE };
		struct listing l;

		if (reg->kind != REG_REGISTER)
			continue;
		cr_assert(eq(int, list_load(&w.s, reg, &q, a, &l, NULL), RC_OK));
		for (size_t i = 0; i < l.n; i++) {
			struct faults faults = { .arena = a };

			record_check(&w.s, reg, l.row[i].id, NULL, 0, &faults, NULL);
			for (size_t k = 0; k < reg->nrules; k++) {
				const struct rule *rule = &reg->rules[k];
				bool card = false, listed;

				for (size_t m = 0; rule->attention && m < faults.n; m++)
					card = card || !strcmp(faults.v[m].text, rule->say);
				listed = rule->attention &&
					 concern_about(&all, l.row[i].id, rule->say);
				cr_expect(eq(int, card, listed), "%s: %s", l.row[i].id,
					  rule->say ? rule->say : "");
				asked += rule->attention != 0;
			}
		}
	}
	cr_expect(ge(sz, asked, 300), "%zu", asked);
	arena_free(a);
}

Test(attention_sample, the_worst_comes_first)
{
	struct attention all = attention_now(&w);

	cr_assert(ge(sz, all.n, 10));
	for (size_t i = 1; i < all.n; i++)
		cr_expect(ge(int, all.v[i - 1].weight, all.v[i].weight), "line %zu", i);
	for (size_t i = 0; i < all.n; i++)
		cr_expect(all.v[i].source && *all.v[i].source, "%s has no source", all.v[i].id);
	expect_same(all.v[0].id, "annual-report");
}

/* Which actions are late and for which partner; which outcomes cannot be judged for lack of data. */
Test(attention_sample, answers_the_questions_of_a_board)
{
	struct attention all = attention_now(&w);

	expect_same(concern_about(&all, "ac-000003", "late")->who,
		    "Finlay Housing and Homelessness Project");
	expect_same(concern_about(&all, "ac-000006", "late")->who, "Strathfinlay Council");
	not_there("ac-000007", "late");
	there("oa-000005", "cannot be judged for lack of data");
	not_there("oa-000004", "cannot be judged");
	there("ga-000004", "This gap has no decision");
	not_there("ga-000001", "This gap has no decision");
	there("de-000004", "no money");
}

/* The statutory clock: reporting year to 31 March, report by 31 December */

static const struct statutory_day *day_of(const struct attention *all, const char *id)
{
	for (size_t i = 0; i < all->ndays; i++)
		if (strcmp(all->day[i].deadline->id, id) == 0)
			return &all->day[i];
	return NULL;
}

Test(attention_sample, a_report_is_missed_until_it_is_published)
{
	struct attention all;
	const struct statutory_day *d;

	w.s.today = (struct date){ 2025, 9, 30 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "annual-report")->state, DAY_AHEAD));
	not_there("annual-report", "");
	w.s.today = (struct date){ 2025, 10, 1 };
	all = attention_now(&w);
	d = day_of(&all, "annual-report");
	cr_expect(eq(int, d->state, DAY_NEAR));
	expect_same(d->about, "2024-25");
	cr_expect(eq(int, date_compare(d->due, (struct date){ 2025, 12, 31 }), 0));
	cr_expect(eq(int, concern_about(&all, "annual-report", "")->weight, 6));
	w.s.today = (struct date){ 2026, 1, 1 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "annual-report")->state, DAY_MISSED));
	cr_expect(eq(int, concern_about(&all, "annual-report", "")->weight, 9));
	fact_set(&w, "ac/ac-000012/status", "complete");
	all = attention_now(&w);
	d = day_of(&all, "annual-report");
	cr_expect(eq(int, d->state, DAY_AHEAD));
	expect_same(d->about, "2025-26");
	not_there("annual-report", "");
}

Test(attention_sample, a_copy_of_the_report_is_due_a_month_after_it)
{
	struct attention all;

	w.s.today = (struct date){ 2026, 1, 31 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "report-copy")->state, DAY_OPEN));
	fact_set(&w, "ac/ac-000012/status", "complete");
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "report-copy")->state, DAY_NEAR));
	w.s.today = (struct date){ 2026, 2, 1 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "report-copy")->state, DAY_MISSED));
	fact_set(&w, "pt/pt-000201/date", "2026-01-05");
	fact_set(&w, "pt/pt-000201/kind", "information");
	fact_set(&w, "pt/pt-000201/sector", "CJS");
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "report-copy")->state, DAY_MET));
	expect_same(day_of(&all, "report-copy")->id, "pt-000201");
}

Test(attention_sample, another_plan_that_starts_anew_calls_for_a_review_and_that_for_a_word_on_it)
{
	struct attention all;

	fact_set(&w, "op/op-000201/title", "Local outcomes improvement plan");
	fact_set(&w, "op/op-000201/review_trigger", "yes");
	fact_set(&w, "op/op-000201/period", "2023-04-01 2028-03-31"); /* before the cycle */
	w.s.today = (struct date){ 2025, 10, 1 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "plan-triggered")->state, DAY_OPEN));
	fact_set(&w, "op/op-000201/period", "2025-04-01 2030-03-31");
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "plan-triggered")->state, DAY_NEAR));
	w.s.today = (struct date){ 2025, 10, 2 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "plan-triggered")->state, DAY_MISSED));
	fact_set(&w, "ac/ac-000201/what", "Review the plan");
	fact_set(&w, "ac/ac-000201/duty", "review");
	fact_set(&w, "ac/ac-000201/due", "2025-09-01");
	fact_set(&w, "ac/ac-000201/status", "complete");
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "plan-triggered")->state, DAY_MET));
	cr_expect(eq(int, day_of(&all, "no-revision")->state, DAY_NEAR));
	w.s.today = (struct date){ 2025, 12, 2 };
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "no-revision")->state, DAY_MISSED));
	fact_set(&w, "ac/ac-000202/what", "Publish the statement");
	fact_set(&w, "ac/ac-000202/duty", "statement of no revision");
	fact_set(&w, "ac/ac-000202/due", "2025-11-01");
	fact_set(&w, "ac/ac-000202/status", "complete");
	all = attention_now(&w);
	cr_expect(eq(int, day_of(&all, "no-revision")->state, DAY_MET));
}

/* Cost: each fact is read once, so what is read grows as what is there. */
Test(attention, reads_every_fact_once_however_many_there_are)
{
	size_t before = attention_now(&w).facts, ten, twenty;

	for (size_t i = 0; i < 20; i++) {
		if (i == 10)
			before = attention_now(&w).facts - before;
		fact_set(&w, arena_printf(w.arena, "ga/ga-%06zu/title", 300 + i), "Gap");
		fact_set(&w, arena_printf(w.arena, "ga/ga-%06zu/need", 300 + i), "ne-000101");
		fact_set(&w, arena_printf(w.arena, "ga/ga-%06zu/size", 300 + i), "not asked for");
	}
	ten = before;
	twenty = attention_now(&w).facts;
	cr_expect(eq(sz, ten, 20)); /* a title and a need each; nobody looks at the size */
	for (size_t i = 0; i < 20; i++)
		fact_set(&w, arena_printf(w.arena, "ga/ga-%06zu/cause", 300 + i), "nor this");
	cr_expect(eq(sz, attention_now(&w).facts, twenty));
}
