/* SPDX-License-Identifier: ISC */
/* Needs beside services: worked numbers, and two people at one pair. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "core/out/export.h"
#include "core/plan/matrix.h"
#include "tests/lib_world.h"
#include "tests/same.h"

static struct world *w;
static struct matrix m;

static void open_sample(void)
{
	w = world_open();
}

static void shut(void)
{
	world_close(w);
}

TestSuite(matrix, .init = open_sample, .fini = shut, .timeout = 60);

static const struct session *session(void)
{
	return &w->app.session;
}

static const struct view *view(void)
{
	return schema_view(session()->schema, "coverage");
}

static void load(struct matrix *out, const struct matrix_filter *f)
{
	struct err err = { 0 };

	cr_assert(eq(int, matrix_load(session(), view(), f, w->app.arena, out, &err), RC_OK), "%s",
		  err.text);
}

static size_t row(const char *id)
{
	return matrix_find_row(&m, id);
}

static size_t column(const char *id)
{
	return matrix_find_column(&m, id);
}

static const char *overall(const char *id)
{
	return matrix_overall_word(&m, matrix_row(&m, row(id)));
}

/* The place of an answer's word: none 0, part 1, full 2, not known 3. */
enum { NONE, PART, FULL, NOT_KNOWN };

static enum rc judge(struct matrix *at, const char *need, const char *service, size_t option,
		     struct err *err)
{
	return matrix_judge(session(), at, matrix_find_row(at, need),
			    matrix_find_column(at, service), option, NULL, err);
}

Test(matrix, of_the_sample_ten_of_twelve_needs_are_not_met_in_full)
{
	load(&m, NULL);
	cr_expect(eq(sz, m.nrows, (size_t)12));
	cr_expect(eq(sz, m.ncolumns, (size_t)16));
	cr_expect(eq(sz, m.judged, (size_t)22));
	cr_expect(eq(sz, matrix_not_judged(&m), (size_t)(12 * 16 - 22)));
	expect_same(overall("ne-000001"), "Gap");
	expect_same(overall("ne-000006"), "Full");
	expect_same(overall("ne-000008"), "Full"); /* part of one, full of another */
	expect_same(overall("ne-000011"), "Gap");  /* none, and not known */
	expect_same(overall("ne-000012"), "Not known");
	cr_expect(eq(sz, matrix_rows_of(&m, OVERALL_MET), (size_t)2));
	cr_expect(eq(sz, matrix_rows_of(&m, OVERALL_GAP), (size_t)9));
	cr_expect(eq(sz, matrix_rows_of(&m, OVERALL_NOT_KNOWN), (size_t)1));
}

static void add_need(const char *title)
{
	const struct put puts[] = { { .field = "title", .text = title },
				    { .field = "group", .text = "Young people" },
				    { .field = "need_statement", .text = "People who need it" },
				    { .field = "domain", .text = "money" },
				    { .field = "outcomes", .text = "ou-000001" },
				    { .field = "severity", .text = "high" },
				    { .field = "prevalence", .text = "low" },
				    { .field = "trend", .text = "stable" } };
	struct err err = { 0 };

	cr_assert(eq(int,
		     record_save(session(), schema_reg(session()->schema, "needs"), NULL, "make",
				 puts, 8, NULL, NULL, NULL, &err),
		     RC_OK),
		  "%s", err.text);
}

Test(matrix, an_agreed_need_without_a_judgement_is_counted_and_never_met)
{
	add_need("Young people need money advice");
	load(&m, NULL);
	cr_expect(eq(sz, matrix_rows_not_judged(&m), (size_t)1));
	expect_same(overall("ne-000013"), "Not judged");
	cr_expect(eq(sz, matrix_not_judged(&m), (size_t)(13 * 16 - 22)));
	cr_assert(eq(int, judge(&m, "ne-000013", "sv-000001", NOT_KNOWN, NULL), RC_OK));
	cr_expect(eq(sz, matrix_rows_not_judged(&m), (size_t)0));
	expect_same(overall("ne-000013"), "Not known");
	cr_expect(eq(sz, matrix_not_judged(&m), (size_t)(13 * 16 - 23)));
}

Test(matrix, what_is_kept_in_memory_is_what_a_new_read_finds)
{
	static const size_t said[] = { PART, FULL, NONE, NOT_KNOWN };
	struct matrix again;

	load(&m, NULL);
	for (size_t i = 0; i < 4; i++) {
		cr_assert(eq(int, judge(&m, "ne-000001", "sv-000001", said[i], NULL), RC_OK));
		load(&again, NULL);
		cr_expect(eq(sz, again.judged, m.judged));
		cr_expect(eq(u64, again.head, m.head));
		for (size_t r = 0; r < m.nrows; r++) {
			expect_same(matrix_overall_word(&m, matrix_row(&m, r)),
				    matrix_overall_word(&again, matrix_row(&again, r)));
			for (size_t c = 0; c < m.ncolumns; c++)
				cr_expect(eq(int, matrix_fit(&m, r, c), matrix_fit(&again, r, c)));
		}
	}
}

Test(matrix, a_judgement_keeps_the_reason_and_the_date_that_were_there)
{
	struct record r;

	load(&m, NULL);
	cr_assert(eq(int, judge(&m, "ne-000004", "sv-000016", NONE, NULL), RC_OK));
	cr_assert(eq(int, record_load(session(), m.cell_reg, "co-000009", w->app.arena, &r, NULL),
		     RC_OK));
	expect_same(record_text(&r, "fit"), "none");
	expect_same(record_text(&r, "why"), "Low use.");
}

Test(matrix, of_two_people_at_one_pair_the_second_is_told)
{
	struct matrix theirs;
	struct err err = { 0 };

	load(&m, NULL);
	load(&theirs, NULL);
	cr_assert(eq(int, judge(&theirs, "ne-000001", "sv-000009", FULL, &err), RC_OK));
	cr_assert(eq(int, judge(&theirs, "ne-000002", "sv-000001", NONE, &err), RC_OK));
	cr_expect(eq(int, judge(&m, "ne-000001", "sv-000009", NONE, &err), RC_CONFLICT));
	cr_expect(strstr(err.text, "coord judged this meanwhile: Full") != NULL, "%s", err.text);
	cr_expect(eq(int, judge(&m, "ne-000002", "sv-000001", PART, &err), RC_CONFLICT),
		  "a pair that had not been judged");
	cr_expect(eq(int, judge(&m, "ne-000002", "sv-000002", PART, &err), RC_OK),
		  "beside another service it is no conflict");
	load(&m, NULL);
	cr_expect(eq(int, matrix_fit(&m, row("ne-000001"), column("sv-000009")), FULL));
	cr_expect(eq(int, matrix_fit(&m, row("ne-000002"), column("sv-000001")), NONE));
	cr_expect(eq(int, judge(&m, "ne-000001", "sv-000009", NONE, &err), RC_OK));
}

Test(matrix, a_judgement_that_is_taken_out_is_not_judged_and_undo_brings_it_back)
{
	struct saved saved;
	size_t r, c;

	load(&m, NULL);
	r = row("ne-000006");
	c = column("sv-000001");
	cr_assert(eq(int, matrix_unjudge(session(), &m, r, c, NULL), RC_OK));
	cr_expect(eq(int, matrix_fit(&m, r, c), -1));
	expect_same(overall("ne-000006"), "Not judged");
	cr_expect(eq(int, matrix_unjudge(session(), &m, r, c, NULL), RC_NOT_FOUND));
	cr_assert(eq(int,
		     store_undo(session()->store, session_place(session()), m.head,
				&session()->actor, NULL, NULL, &saved, NULL),
		     RC_OK));
	load(&m, NULL);
	expect_same(overall("ne-000006"), "Full");
}

Test(matrix, services_that_are_archived_and_their_judgements_are_left_out)
{
	struct record r;
	struct err err = { 0 };

	cr_assert(eq(int,
		     record_load(session(), schema_reg(session()->schema, "services"), "sv-000001",
				 w->app.arena, &r, NULL),
		     RC_OK));
	cr_assert(eq(int, record_set_life(session(), &r, "archived", NULL, &err), RC_OK), "%s",
		  err.text);
	load(&m, NULL);
	cr_expect(eq(sz, m.ncolumns, (size_t)15));
	cr_expect(eq(sz, m.judged, (size_t)21));
	expect_same(overall("ne-000006"), "Not judged");
}

Test(matrix, filters_shorten_both_ways_and_overall_stays_what_it_is)
{
	struct pair release = { "pathway", "release" }, housing = { "outcomes", "" };
	struct matrix_filter f = { .columns = { &release, 1 } };
	const struct list_row *from;

	load(&m, &f);
	cr_expect(eq(sz, m.ncolumns, (size_t)5)); /* SV-08, 09, 10, 11, 15 */
	cr_expect(eq(sz, m.nrows, (size_t)12));
	expect_same(overall("ne-000006"), "Full"); /* by a service that is not shown */
	from = matrix_row(&m, row("ne-000001"))->from;
	housing.text = from->cell[0]; /* the one outcome of the first need */
	f.rows = (struct pairs){ &housing, 1 };
	load(&m, &f);
	cr_expect(eq(sz, m.nrows, (size_t)1));
	expect_same(matrix_row(&m, 0)->id, "ne-000001");
	cr_expect(eq(sz, m.judged, (size_t)2));
	f = (struct matrix_filter){ .overall = 1U << OVERALL_MET };
	load(&m, &f);
	cr_expect(eq(sz, m.nrows, (size_t)2));
}

static const struct overlap *overlap_of(const struct overlap *v, size_t n, const char *need)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(matrix_row(&m, v[i].row)->id, need))
			return &v[i];
	return NULL;
}

Test(matrix, services_overlap_that_serve_one_need_and_are_alike)
{
	const struct overlap *o;
	struct overlap *v;
	size_t n;

	load(&m, NULL);
	n = matrix_overlaps(&m, w->app.arena, &v);
	cr_expect(eq(sz, n, (size_t)5));
	o = overlap_of(v, n, "ne-000004");
	cr_assert(o != NULL);
	cr_expect(
		eq(sz, o->n, (size_t)3)); /* SV-08 and SV-16, found by the partnership, and SV-12 */
	expect_same(matrix_column(&m, o->column[0])->id, "sv-000008");
	expect_same(matrix_column(&m, o->column[2])->id, "sv-000016");
	expect_same(o->alike, "Substance use, Community sentence");
	cr_expect(eq(ptr, (void *)overlap_of(v, n, "ne-000003"),
		     NULL)); /* one serves it, one is not known */
	/* a service of another kind at another point of the pathway does not overlap */
	cr_assert(eq(int, judge(&m, "ne-000006", "sv-000013", PART, NULL), RC_OK));
	cr_expect(eq(sz, matrix_overlaps(&m, w->app.arena, &v), (size_t)5));
	/* nor does one that does not help */
	cr_assert(eq(int, judge(&m, "ne-000004", "sv-000016", NONE, NULL), RC_OK));
	n = matrix_overlaps(&m, w->app.arena, &v);
	cr_expect(eq(sz, overlap_of(v, n, "ne-000004")->n, (size_t)2));
}

Test(matrix, services_that_meet_nothing_are_told_from_those_not_judged)
{
	load(&m, NULL);
	cr_expect(eq(sz, matrix_columns_of(&m, COLUMN_SERVES), (size_t)16));
	cr_assert(eq(int, judge(&m, "ne-000006", "sv-000001", NONE, NULL), RC_OK));
	cr_expect(eq(sz, matrix_columns_of(&m, COLUMN_SERVES_NONE), (size_t)1));
	cr_assert(eq(int,
		     matrix_unjudge(session(), &m, row("ne-000006"), column("sv-000001"), NULL),
		     RC_OK));
	cr_expect(eq(sz, matrix_columns_of(&m, COLUMN_NOT_JUDGED), (size_t)1));
}

static const char *put_text(const struct put *v, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(v[i].field, field))
			return v[i].text;
	return "";
}

Test(matrix, a_gap_begins_with_what_the_need_and_its_services_say)
{
	struct put *v;
	size_t n;

	load(&m, NULL);
	n = matrix_gap(session(), &m, row("ne-000001"), w->app.arena, &v);
	expect_same(put_text(v, n, "title"),
		    "People leaving custody need settled housing on the day");
	expect_same(put_text(v, n, "need"), "ne-000001");
	expect_same(put_text(v, n, "type"), "too little");
	expect_same(put_text(v, n, "services"), "sv-000009\nsv-000010");
	cr_expect(strncmp(put_text(v, n, "outcome"), "ou-", 3) == 0);
	expect_same(put_text(v, n, "size"), "not known");
	n = matrix_gap(session(), &m, row("ne-000011"), w->app.arena, &v);
	expect_same(put_text(v, n, "type"), "no service"); /* none, and not known */
	expect_same(put_text(v, n, "services"), "");
}

Test(matrix, restricted_needs_stay_out_of_what_is_written_out_and_are_counted)
{
	const struct put puts[] = { { .field = "restricted", .text = "yes" } };
	struct buf b = { 0 };
	struct record r;
	struct put put = puts[0];

	cr_assert(eq(int,
		     record_load(session(), schema_reg(session()->schema, "needs"), "ne-000012",
				 w->app.arena, &r, NULL),
		     RC_OK));
	for (size_t i = 0; i < r.reg->nfields; i++)
		if (!strcmp(r.reg->fields[i].id, "restricted"))
			put.seen = r.field[i].at;
	cr_assert(eq(int,
		     record_save(session(), r.reg, r.id, "edit", &put, 1, NULL, NULL, NULL, NULL),
		     RC_OK));
	load(&m, NULL);
	cr_expect(eq(sz, matrix_csv(&m, false, &b), (size_t)1));
	cr_expect(strstr(buf_text(&b), "Victims") == NULL);
	buf_reset(&b);
	cr_expect(eq(sz, matrix_json(&m, false, &b), (size_t)1));
	cr_expect(strstr(buf_text(&b), "NE-12") == NULL);
	buf_reset(&b);
	cr_expect(eq(sz, matrix_csv(&m, true, &b), (size_t)0));
	cr_expect(strstr(buf_text(&b), "Victims") != NULL);
	buf_clear(&b);
}

Test(matrix, a_table_for_a_spreadsheet_runs_nothing)
{
	struct buf b = { 0 };

	add_need("=cmd|' /C calc'!A0");
	load(&m, NULL);
	matrix_csv(&m, true, &b);
	cr_expect(strstr(buf_text(&b), "NE-13,'=cmd") != NULL, "%s", buf_text(&b));
	cr_expect(strstr(buf_text(&b), "NE-01,People leaving custody need settled housing on the "
				       "day,Gap,2,14,,") != NULL);
	buf_clear(&b);
}

/* Where a text stands after another one. */
static const char *after(const char *text, const char *first, const char *then)
{
	const char *at = text ? strstr(text, first) : NULL;

	return at ? strstr(at, then) : NULL;
}

Test(matrix, the_gap_analysis_names_agreed_needs_without_a_judgement_and_ranks_the_gaps)
{
	const struct export_opts o = { 0 };
	const struct report *report = schema_report(session()->schema, "gap-analysis");
	struct buf b = { 0 };
	struct err err = { 0 };

	cr_assert(eq(int, export_report(session(), report, REPORT_TEXT, &o, &b, NULL, &err), RC_OK),
		  "%s", err.text);
	cr_expect(after(buf_text(&b), "Agreed needs without a judgement",
			"No agreed need lacks a judgement.") != NULL);
	buf_reset(&b);
	add_need("Young people need money advice");
	cr_assert(
		eq(int, export_report(session(), report, REPORT_TEXT, &o, &b, NULL, &err), RC_OK));
	cr_expect(after(buf_text(&b), "Agreed needs without a judgement", "NE-13 Young people") !=
		  NULL);
	cr_expect(strstr(buf_text(&b), "No agreed need lacks a judgement") == NULL);
	/* high times high before high times medium before medium times low */
	cr_expect(after(after(after(buf_text(&b), "highest impact", "\nGA-04 "), "", "\nGA-03 "),
			"", "\nGA-08 ") != NULL);
	cr_expect(after(buf_text(&b), "\nGA-08 ", "Impact times urgency: 2") != NULL);
	buf_clear(&b);
}
