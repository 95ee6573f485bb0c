/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/plan/scores.h"
#include "lib_work.h"
#include "same.h"

static struct work w;
static struct score_fields fields;
static struct score_book book;

static void begin(void)
{
	work_open(&w, NULL);
	work_sample(&w);
	cr_assert(score_fields_of(w.s.schema, schema_view(w.s.schema, "priority-board"), &fields));
}

static void end(void)
{
	work_close(&w);
}

TestSuite(scores, .init = begin, .fini = end, .timeout = 60);

static const struct score_set *load(const struct session *s, const char *id)
{
	struct err err = { 0 };

	cr_assert(eq(int, scores_load(s, &fields, NULL, w.arena, &book, &err), RC_OK), "%s",
		  err.text);
	return scores_of(&book, id);
}

static const struct scorer *by(const struct score_set *set, const char *rater)
{
	for (size_t i = 0; i < set->n; i++)
		if (!strcmp(set->scorer[i].rater, rater))
			return &set->scorer[i];
	cr_assert(0, "nobody called %s", rater);
	return NULL;
}

/* coordinator 5,4,3,2,4; police 4,3,2,2,3; third sector 5,4,4,3,3; housing 5,4,3,1,3 */
Test(scores, totals_and_spread_of_the_sample_are_as_by_hand)
{
	const struct score_set *set = load(&w.s, "de-000001");

	cr_assert(set != NULL);
	cr_expect(eq(sz, set->n, 4));
	cr_expect(eq(sz, book.n, 5));
	cr_expect(eq(dbl, book.most, 25));
	cr_expect(eq(dbl, by(set, "coordinator")->total, 18));
	cr_expect(eq(dbl, by(set, "police")->total, 14));
	cr_expect(eq(dbl, by(set, "third sector interface")->total, 19));
	cr_expect(eq(dbl, by(set, "housing")->total, 16));
	cr_expect(eq(dbl, set->total, 16.75)); /* 67 points of four people */
	cr_expect(set->whole);
	expect_same(score_text(set->total, w.arena), "16.75");
	cr_expect(eq(dbl, set->spread[0].mean, 4.75)); /* need: 5 4 5 5 */
	expect_same(spread_words(&set->spread[0], w.arena), "4 to 5");
	cr_expect(eq(dbl, set->spread[3].mean, 2)); /* money: 2 2 3 1 */
	expect_same(spread_words(&set->spread[3], w.arena),
		    "1 to 3, apart: housing lowest, third sector interface highest");
	cr_expect(scores_of(&book, "de-000002") == NULL);
}

/* Police gave 4 3 2 2 3; each is raised by one point at a time up to 5. */
static void raise_by_one(size_t c)
{
	const struct score_set *set = load(&w.s, "de-000001");
	const struct scorer *police = by(set, "police");
	double before = set->total, weight = book.criterion[c].weight;
	struct put put = { .field = arena_printf(w.arena, "scores.%s", police->row[c]),
			   .seen = police->at[c] };
	struct err err = { 0 };

	put.text = arena_printf(w.arena, "criterion=%s\nrater=police\nscore=%d",
				book.criterion[c].id, police->score[c] + 1);
	cr_assert(eq(int,
		     record_save(&w.s, fields.reg, "de-000001", "edit", &put, 1, NULL, NULL, NULL,
				 &err),
		     RC_OK),
		  "%s", err.text);
	cr_expect(epsilon_eq(dbl, load(&w.s, "de-000001")->total - before, weight / 4, 1e-9));
}

Test(scores, giving_more_never_lowers_the_total_whatever_the_weight)
{
	static const int given[] = { 4, 3, 2, 2, 3 };
	struct session s = w.s;

	s.reason = "a test";
	work_put(&s, w.arena, "criteria", "ct-000002", "weight", "0");
	work_put(&s, w.arena, "criteria", "ct-000003", "weight", "2.5");
	for (size_t c = 0; c < 5; c++)
		for (int points = given[c]; points < 5; points++)
			raise_by_one(c);
}

Test(scores, a_weight_counts_and_needs_a_reason_once_it_is_agreed)
{
	const struct reg *reg = schema_reg(w.s.schema, "criteria");
	struct put put = { .field = "weight", .text = "3" };
	struct session s = w.s;
	struct err err = { 0 };
	struct record r;

	cr_assert(eq(int, record_load(&s, reg, "ct-000004", w.arena, &r, NULL), RC_OK));
	put.seen = r.field[reg_field(reg, "weight") - reg->fields].at;
	cr_expect(eq(int, record_save(&s, reg, r.id, "edit", &put, 1, NULL, NULL, NULL, &err),
		     RC_INVALID));
	expect_same(err.text, "Weight was agreed; say why it changes");
	s.reason = "money counts for more this year";
	cr_assert(eq(int, record_save(&s, reg, r.id, "edit", &put, 1, NULL, NULL, NULL, NULL),
		     RC_OK));
	cr_expect(eq(dbl, load(&s, "de-000001")->total, 20.75)); /* 16.75 + 2 more of 2 */
	cr_expect(eq(dbl, book.most, 35));
}

Test(scores, nobody_scores_by_what_is_not_agreed)
{
	work_add(&w.s, w.arena, "criteria", "name", "speed", "zero", "slow", "five", "fast",
		 "weight", "1", NULL);
	load(&w.s, "de-000001");
	cr_expect(eq(sz, book.n, 5));
	cr_expect(eq(sz, book.not_agreed, 1));
}

static void score(const struct session *s, const char *id, const char *rater, const int *points)
{
	static const char *const names[] = { "ct-000001", "ct-000002", "ct-000003", "ct-000004",
					     "ct-000005" };
	const struct reg *reg = schema_reg(w.s.schema, "decisions");

	for (int i = 0; i < 5; i++) {
		struct put put = { .field = "scores.+",
				   .text = arena_printf(w.arena, "criterion=%s\nrater=%s\nscore=%d",
							names[i], rater, points[i]) };
		struct err err = { 0 };

		cr_assert(eq(int, record_save(s, reg, id, "edit", &put, 1, NULL, NULL, NULL, &err),
			     RC_OK),
			  "%s", err.text);
	}
}

Test(scores, a_criterion_keeps_its_scores_when_its_name_changes)
{
	const struct reg *reg = schema_reg(w.s.schema, "criteria");
	struct put put = { .field = "name", .text = "cost" };
	struct session s = w.s;
	struct record r;

	s.reason = "a plainer word";
	cr_assert(eq(int, record_load(&s, reg, "ct-000004", w.arena, &r, NULL), RC_OK));
	put.seen = r.field[reg_field(reg, "name") - reg->fields].at;
	cr_assert(eq(int, record_save(&s, reg, r.id, "edit", &put, 1, NULL, NULL, NULL, NULL),
		     RC_OK));
	cr_expect(eq(dbl, load(&w.s, "de-000001")->total, 16.75));
	expect_same(book.criterion[3].name, "cost");
}

/* In entries, the history and what goes out there is nobody else's score until all are looked at. */
Test(scores, what_others_gave_is_kept_back_everywhere_until_it_is_shown_together)
{
	const struct reg *reg = schema_reg(w.s.schema, "decisions");
	struct session ben = work_as(&w, "ben", "coordinator");
	struct export_opts o = { .cycle = "*" };
	struct left_out left = { 0 };
	struct buf b = { 0 };
	struct record r;
	struct err err = { 0 };

	work_put(&ben, w.arena, "decisions", "de-000002", "scores.+",
		 "criterion=ct-000001\nrater=police\nscore=3");
	cr_assert(eq(int, record_load(&ben, reg, "de-000001", w.arena, &r, NULL), RC_OK));
	cr_expect(eq(sz, record_keep_apart(&ben, &r), 20));
	cr_expect(eq(sz, r.nrows, 0));
	cr_expect(fact_is_apart(&ben, "c1/de/de-000001/scores.3", w.s.actor.person));
	cr_expect(not(fact_is_apart(&ben, "c1/de/de-000001/scores.3", "ben")));
	cr_expect(not(fact_is_apart(&ben, "c1/de/de-000001/title", w.s.actor.person)));
	cr_assert(eq(int, export_json(&ben, &o, &b, &left, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, left.apart, 20));
	cr_expect(strstr(b.data, "rater=police\\nscore=3") != NULL);
	cr_expect(strstr(b.data, "rater=housing") == NULL);
	buf_clear(&b);
	left.apart = 0;
	o.life = LIFE_LIVE;
	o.cycle = NULL;
	cr_assert(eq(int, export_csv(&ben, reg, &o, &b, &left, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, left.apart, 20));
	cr_expect(strstr(b.data, "housing;") == NULL && strstr(b.data, "police") != NULL);
	buf_clear(&b);
	ben.together = true;
	left.apart = 0;
	cr_assert(eq(int, export_csv(&ben, reg, &o, &b, &left, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, left.apart, 0));
	cr_expect(strstr(b.data, "housing;") != NULL);
	buf_clear(&b);
}

Test(scores, others_are_seen_once_mine_are_given_or_when_we_look_together)
{
	static const int first[] = { 5, 4, 3, 2, 1 }, second[] = { 3, 3, 3, 3, 3 };
	struct session ben = work_as(&w, "ben", "coordinator");
	const struct score_set *set;

	score(&w.s, "de-000002", "coordinator", first);
	set = load(&ben, "de-000002");
	cr_assert(set != NULL);
	cr_expect(not(scores_open(set, false)));
	cr_expect(scores_open(set, true));
	cr_expect(scores_own(set, "coordinator") == NULL);
	score(&ben, "de-000002", "police", second);
	set = load(&ben, "de-000002");
	cr_expect(scores_open(set, false));
	cr_expect(eq(sz, set->others, 1));
	cr_expect(eq(dbl, set->total, 15)); /* 15 and 15 */
	cr_assert(scores_own(set, "police") != NULL);
	cr_expect(eq(dbl, scores_own(set, "police")->total, 15));
	expect_same(spread_words(&set->spread[4], w.arena),
		    "1 to 3, apart: coordinator lowest, police highest");
}
