/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib_work.h"
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

TestSuite(find, .init = begin, .fini = end, .timeout = 30);

static size_t find(const char *typed, size_t most, struct hit **v)
{
	struct err err = { 0 };
	size_t n;

	cr_assert(eq(int, find_anything(&w.s, typed, most, w.arena, v, &n, &err), RC_OK), "%s",
		  err.text);
	return n;
}

static bool has(const struct hit *v, size_t n, enum hit_kind kind, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == kind && !strcmp(v[i].id, id))
			return true;
	return false;
}

Test(find, part_of_a_word_finds_records_and_says_where)
{
	struct hit *v;
	size_t n = find("ousing", 100, &v);

	cr_expect(has(v, n, HIT_RECORD, "pa-000011"));
	for (size_t i = 0; i < n; i++)
		cr_expect(v[i].where != NULL && *v[i].where);
}

Test(find, views_and_reports_are_found_by_what_they_are_about)
{
	struct hit *v;
	size_t n = find("money", 1000, &v);

	cr_expect(has(v, n, HIT_VIEW, "funding-cliff")); /* "What ends" */
	cr_expect(has(v, n, HIT_REPORT, "commissioning-strategy"));
	n = find("timeline", 1000, &v);
	cr_expect(has(v, n, HIT_VIEW, "action-timeline"));
}

Test(find, the_start_of_a_title_comes_before_the_start_of_a_word_and_that_before_the_inside)
{
	struct hit *v;
	size_t n = find("part", 1000, &v);
	int seen = 0;

	cr_assert(gt(sz, n, 3));
	for (size_t i = 1; i < n; i++)
		cr_expect(ge(int, v[i].rank, v[i - 1].rank));
	for (size_t i = 0; i < n; i++)
		seen |= 1 << v[i].rank;
	cr_expect(eq(int, seen & 3, 3));
	cr_expect(has(v, n, HIT_REGISTER, "partners"));
	expect_same(strncmp(v[0].title, "Part", 4) ? v[0].title : "Part", "Part");
}

Test(find, accents_and_case_make_no_difference)
{
	const char *id = work_add(&w.s, w.arena, "plans", "title", "Plana G\xc3\xa0idhlig", "owner",
				  "B\xc3\xb2rd", "life", "live", NULL);
	struct hit *v;
	size_t n = find("GAIDHLIG", 10, &v);

	cr_expect(has(v, n, HIT_RECORD, id));
	n = find("g\xc3\xa0id", 10, &v);
	cr_expect(has(v, n, HIT_RECORD, id));
}

Test(find, an_id_finds_its_record_first)
{
	struct hit *v;
	size_t n = find("ne-3", 10, &v);

	cr_assert(gt(sz, n, 0));
	expect_same(v[0].id, "ne-000003");
	expect_same(v[0].title, work_text(&w.s, w.arena, "needs", "ne-000003", "title"));
}

Test(find, guidance_activities_words_and_registers_are_found)
{
	struct hit *v;
	const struct checklist *c = &w.s.schema->checklists[0];
	const struct activity *a = &w.s.schema->stages[1].activities[0];
	const struct term *t = &w.s.schema->terms[0];
	const struct question *q = &w.s.schema->question_sets[0].questions[0];
	size_t n;

	n = find(c->items[0].text, 10, &v);
	cr_expect(has(v, n, HIT_ITEM, c->items[0].id));
	n = find(a->title, 10, &v);
	cr_expect(has(v, n, HIT_ACTIVITY, a->id));
	n = find(t->word, 50, &v);
	cr_expect(has(v, n, HIT_TERM, t->id));
	n = find(q->text, 10, &v);
	cr_expect(has(v, n, HIT_QUESTION, q->id));
}

Test(find, the_name_of_an_item_in_the_templates_is_no_word_of_it)
{
	struct hit *v;
	size_t n = find("gap", 60, &v);
	bool word = false, reg = false;

	for (size_t i = 0; i < n && v[i].kind != HIT_ITEM; i++) {
		word = word || (v[i].kind == HIT_TERM && !strcmp(v[i].title, "gap"));
		reg = reg || (v[i].kind == HIT_REGISTER && !strcmp(v[i].id, "gaps"));
	}
	cr_expect(word && reg, "what starts with it comes before what has it inside");
	n = find("svc-third", 60, &v);
	cr_expect(has(v, n, HIT_ITEM, "svc-third-sector-data"), "a script's author knows the name");
}

Test(find, no_more_than_asked_for_and_nothing_for_nothing)
{
	struct hit *v;

	cr_expect(eq(sz, find("e", 7, &v), 7));
	cr_expect(eq(sz, find("", 7, &v), 0));
	cr_expect(eq(sz, find("   ", 7, &v), 0));
	cr_expect(eq(sz, find("qqxqq", 7, &v), 0));
}
