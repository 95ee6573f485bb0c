/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/records/self.h"
#include "lib_work.h"
#include "same.h"

static struct work w;
static const struct assessment *as;

#define SECRET "chaired the housing round in March"

static void begin(void)
{
	work_open(&w, NULL);
	work_make(&w);
	as = &w.s.schema->assessments[0];
}

static void end(void)
{
	work_close(&w);
}

TestSuite(self, .init = begin, .fini = end, .timeout = 30);

static struct rating *load(const struct session *s, const char *round, size_t *n)
{
	struct rating *v;
	struct err err = { 0 };

	cr_assert(eq(int, self_load(s, round, as, w.arena, &v, n, &err), RC_OK), "%s", err.text);
	return v;
}

static struct rating one(const struct session *s, const char *round, const char *name)
{
	size_t n;
	struct rating *v = load(s, round, &n);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].element ? v[i].element : v[i].competency->id, name))
			return v[i];
	cr_fail("no competency %s", name);
	return (struct rating){ 0 };
}

static enum rc rate(const struct session *s, const char *name, const char *field, const char *text,
		    struct err *err)
{
	struct pair p = { field, text };

	return self_save(s, "2026-05", name, &p, 1, one(s, "2026-05", name).at, NULL, err);
}

static const struct competency *plain(void)
{
	for (size_t i = 0; i < as->ncompetencies; i++)
		if (!as->competencies[i].nelements)
			return &as->competencies[i];
	return NULL;
}

static const struct competency *with_elements(void)
{
	for (size_t i = 0; i < as->ncompetencies; i++)
		if (as->competencies[i].nelements)
			return &as->competencies[i];
	return NULL;
}

Test(self, answers_are_kept_one_beside_the_other)
{
	const char *id = plain()->id;
	struct rating r;

	cr_assert(eq(int, rate(&w.s, id, "level", "3", NULL), RC_OK));
	cr_assert(eq(int, rate(&w.s, id, "evidence", SECRET, NULL), RC_OK));
	r = one(&w.s, "2026-05", id);
	expect_same(r.level, "3");
	expect_same(r.evidence, SECRET);
	expect_same(r.target, "");
	expect_same(one(&w.s, "2026-11", id).level, "");
}

Test(self, what_is_no_level_or_no_field_is_refused)
{
	struct err err = { 0 };

	cr_expect(eq(int, rate(&w.s, plain()->id, "level", "5", &err), RC_INVALID));
	expect_part(err.text, "no level");
	cr_expect(eq(int, rate(&w.s, plain()->id, "shoe_size", "5", NULL), RC_INVALID));
	cr_expect(eq(int, rate(&w.s, plain()->id, "importance", "9", NULL), RC_INVALID));
	cr_expect(eq(
		int,
		self_save(&w.s, "2026-05", "no-such", NULL, 0, (struct version){ 0 }, NULL, NULL),
		RC_NOT_FOUND));
	expect_same(one(&w.s, "2026-05", plain()->id).level, "");
}

Test(self, every_fault_is_told_at_once)
{
	struct pair both[] = { { "level", "5" }, { "importance", "9" } };
	struct faults f = { .arena = w.arena };

	cr_expect(eq(
		int,
		self_save(&w.s, "2026-05", plain()->id, both, 2, (struct version){ 0 }, &f, NULL),
		RC_INVALID));
	cr_expect(eq(sz, f.n, 2));
}

Test(self, an_older_screen_does_not_overwrite)
{
	struct pair p = { "level", "2" };

	cr_assert(eq(int, rate(&w.s, plain()->id, "level", "3", NULL), RC_OK));
	cr_expect(eq(
		int,
		self_save(&w.s, "2026-05", plain()->id, &p, 1, (struct version){ 0 }, NULL, NULL),
		RC_CONFLICT));
	expect_same(one(&w.s, "2026-05", plain()->id).level, "3");
}

Test(self, the_lowest_element_is_the_level_of_the_whole)
{
	const struct competency *c = with_elements();

	cr_assert(c != NULL);
	expect_same(one(&w.s, "2026-05", c->id).level, "");
	cr_assert(eq(int, rate(&w.s, c->elements[0].id, "level", "k", NULL), RC_OK));
	expect_same(one(&w.s, "2026-05", c->id).level, "k");
	cr_assert(eq(int, rate(&w.s, c->elements[1].id, "level", "3", NULL), RC_OK));
	cr_assert(eq(int, rate(&w.s, c->elements[2].id, "level", "1", NULL), RC_OK));
	expect_same(one(&w.s, "2026-05", c->id).level, "1");
	expect_same(one(&w.s, "2026-05", c->elements[1].id).level, "3");
}

Test(self, competencies_are_counted_and_not_their_elements)
{
	size_t n, of;
	struct rating *v = load(&w.s, "2026-05", &n);

	cr_expect(eq(sz, self_answered(v, n, &of), 0));
	cr_expect(eq(sz, of, as->ncompetencies));
	cr_assert(eq(int, rate(&w.s, plain()->id, "level", "n", NULL), RC_OK));
	cr_assert(eq(int, rate(&w.s, with_elements()->elements[0].id, "level", "2", NULL), RC_OK));
	v = load(&w.s, "2026-05", &n);
	cr_expect(eq(sz, self_answered(v, n, &of), 2));
}

static const char *round_of(const struct session *s)
{
	const char *round = NULL;

	cr_assert(eq(int, self_round(s, w.arena, &round, NULL), RC_OK));
	return round;
}

Test(self, a_round_is_the_month_it_was_begun_in_and_goes_on_for_half_a_year)
{
	struct session later = w.s;

	expect_same(round_of(&w.s), "2026-05");
	cr_assert(eq(int, rate(&w.s, plain()->id, "level", "3", NULL), RC_OK));
	later.today = (struct date){ 2026, 10, 31 };
	expect_same(round_of(&later), "2026-05");
	later.today = (struct date){ 2026, 11, 1 };
	expect_same(round_of(&later), "2026-11");
}

struct grep {
	size_t facts, found;
};

static bool look_fact(void *arg, const struct fact *f)
{
	struct grep *g = arg;

	g->facts++;
	g->found += strstr(f->text, SECRET) != NULL || strstr(f->name, plain()->id) != NULL;
	return true;
}

static bool look_entry(void *arg, const struct entry *e)
{
	struct grep *g = arg;

	for (size_t i = 0; i < e->count; i++) {
		g->facts++;
		g->found += (e->facts[i].text && strstr(e->facts[i].text, SECRET)) ||
			    strstr(e->facts[i].name, plain()->id);
	}
	return true;
}

Test(self, another_person_sees_nothing_in_any_list_history_or_export)
{
	struct session ben = work_as(&w, "ben", "coordinator");
	struct export_opts o = { .with_restricted = true };
	struct left_out left = { 0 };
	struct grep g = { 0 };
	struct buf b = { 0 };
	struct hit *hits;
	size_t n;

	cr_assert(eq(int, rate(&w.s, plain()->id, "level", "3", NULL), RC_OK));
	cr_assert(eq(int, rate(&w.s, plain()->id, "evidence", SECRET, NULL), RC_OK));
	expect_same(one(&ben, "2026-05", plain()->id).level, "");
	expect_same(one(&ben, "2026-05", plain()->id).evidence, "");
	cr_assert(eq(int, store_read(w.store, session_place(&ben), "", NULL, look_fact, &g, NULL),
		     RC_OK));
	cr_assert(eq(int, store_log(w.store, session_place(&ben), 0, look_entry, &g, NULL), RC_OK));
	cr_assert(eq(int, store_log(w.store, session_own(&ben), 0, look_entry, &g, NULL), RC_OK));
	cr_assert(
		eq(int,
		   store_record_history(w.store, session_place(&ben), "c1/", look_entry, &g, NULL),
		   RC_OK));
	cr_expect(gt(sz, g.facts, 100));
	cr_expect(eq(sz, g.found, 0));
	cr_assert(eq(int, export_json(&ben, &o, &b, &left, NULL), RC_OK));
	expect_none(b.data, SECRET);
	cr_expect(eq(sz, left.private_rows, 1));
	for (size_t i = 0; i < w.s.schema->nreports; i++) {
		buf_reset(&b);
		cr_assert(eq(int,
			     export_report(&ben, &w.s.schema->reports[i], REPORT_TEXT, &o, &b,
					   &left, NULL),
			     RC_OK));
		expect_none(b.data, SECRET);
	}
	cr_assert(eq(int, find_anything(&ben, SECRET, 10, w.arena, &hits, &n, NULL), RC_OK));
	cr_expect(eq(sz, n, 0));
	buf_clear(&b);
}

Test(self, nobody_writes_in_another_persons_place)
{
	struct session ben = work_as(&w, "ben", "coordinator");
	struct edit e = { .fact = "c1/2026-05/x", .text = { "level=1", 7 } };
	struct change c = { .by = &ben.actor, .action = "rate", .edits = &e, .count = 1 };
	struct saved saved;

	cr_expect(eq(int, store_save(w.store, session_own(&w.s), &c, NULL, &saved, NULL),
		     RC_NOT_ALLOWED));
}

Test(self, the_persons_own_export_has_them)
{
	struct export_opts o = { 0 };
	struct left_out left = { 0 };
	struct buf b = { 0 };

	cr_assert(eq(int, rate(&w.s, plain()->id, "level", "3", NULL), RC_OK));
	cr_assert(eq(int, rate(&w.s, plain()->id, "evidence", SECRET, NULL), RC_OK));
	cr_assert(eq(int, export_json(&w.s, &o, &b, &left, NULL), RC_OK));
	expect_part(b.data, SECRET);
	cr_expect(eq(sz, left.private_rows, 0));
	buf_clear(&b);
}

Test(self, a_viewer_rates_themselves_too)
{
	struct session ben = work_as(&w, "ben", "viewer");

	cr_assert(eq(int, rate(&ben, plain()->id, "level", "2", NULL), RC_OK));
	expect_same(one(&ben, "2026-05", plain()->id).level, "2");
	expect_same(one(&w.s, "2026-05", plain()->id).level, "");
}

Test(self, evidence_that_could_identify_somebody_is_pointed_out_and_saved)
{
	struct pair p[] = { { "level", "2" }, { "evidence", "Ask jo.b@example.org" } };
	struct faults f = { .arena = w.arena };

	cr_assert(eq(int,
		     self_save(&w.s, "2026-05", plain()->id, p, 2, (struct version){ 0 }, &f, NULL),
		     RC_OK));
	cr_assert(eq(sz, f.n, 1u));
	cr_expect(eq(int, f.v[0].level, LEVEL_WARN));
	expect_part(f.v[0].text, "looks as if it holds an e-mail address");
	expect_same(one(&w.s, "2026-05", plain()->id).evidence, p[1].text);
}
