/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "core/base/csv.h"
#include "core/base/json.h"
#include "lib_work.h"
#include "same.h"

static struct work w;
static struct buf out;
static struct left_out left;
static const struct export_opts plain;

static void begin(void)
{
	work_open(&w, NULL);
	work_make(&w);
	buf_reset(&out);
	left = (struct left_out){ 0 };
}

static void end(void)
{
	buf_clear(&out);
	work_close(&w);
}

TestSuite(export, .init = begin, .fini = end, .timeout = 60);

static const struct reg *reg(const char *name)
{
	return schema_reg(w.s.schema, name);
}

static const char *need(const char *title, const char *restricted)
{
	return work_add(&w.s, w.arena, "needs", "title", title, "life", "draft", "restricted",
			restricted, NULL);
}

struct cells {
	const char *want_row, *want_column;
	char found[512];
	size_t column, rows;
};

static bool take_row(void *arg, const char *const *cell, size_t n)
{
	struct cells *c = arg;

	for (size_t i = 0; !c->rows && i < n; i++)
		if (!strcmp(cell[i], c->want_column))
			c->column = i;
	if (c->rows++ && n && !strcmp(cell[0], c->want_row))
		snprintf(c->found, sizeof(c->found), "%s", cell[c->column]);
	return true;
}

static struct cells csv(const char *register_id, const char *row, const char *column)
{
	struct cells c = { .want_row = row, .want_column = column };
	struct err err = { 0 };

	buf_reset(&out);
	cr_assert(eq(int, export_csv(&w.s, reg(register_id), &plain, &out, &left, &err), RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, sheet_read(out.data, out.len, take_row, &c, &err), RC_OK), "%s",
		  err.text);
	return c;
}

Test(export, a_register_is_a_table_of_a_heading_and_a_line_a_record)
{
	need("Housing on release", "no");
	need("=cmd|' /C calc'!A0", "no");
	expect_same(csv("needs", "NE-01", "Id").found, "NE-01");
	cr_expect(eq(sz, csv("needs", "NE-01", "Id").rows, 3));
	expect_part(out.data, "\r\nNE-01,Housing on release,");
	expect_part(out.data, "\r\nNE-02,'=cmd|' /C calc'!A0,");
}

Test(export, money_and_dates_stay_plain_and_choices_are_said_in_words)
{
	const char *id =
		work_add(&w.s, w.arena, "partners", "name", "Test body", "kind", "third sector",
			 "last_confirmed", "2026-05-01", "life", "draft", NULL);
	struct cells c = csv("partners", "PA-03", "Last confirmed");

	expect_same(id, "pa-000003");
	expect_same(c.found, "2026-05-01");
	expect_same(csv("partners", "PA-01", "Statutory role").found, "Local authority");
}

Test(export, restricted_records_are_left_out_and_counted)
{
	need("Housing on release", "no");
	need("Kept back", "yes");
	cr_expect(eq(sz, csv("needs", "NE-01", "Id").rows, 2));
	expect_none(out.data, "Kept back");
	cr_expect(eq(sz, left.restricted, 1));
	left.restricted = 0;
	buf_reset(&out);
	cr_assert(eq(int, export_list_json(&w.s, reg("needs"), &plain, &out, &left, NULL), RC_OK));
	expect_none(out.data, "Kept back");
	cr_expect(eq(sz, left.restricted, 1));
}

Test(export, only_a_coordinator_takes_restricted_ones_along)
{
	const struct export_opts all = { .with_restricted = true };
	struct session ben = work_as(&w, "ben", "partner");
	struct err err = { 0 };

	need("Kept back", "yes");
	cr_expect(eq(int, export_csv(&ben, reg("needs"), &all, &out, &left, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "only a coordinator");
	cr_expect(eq(int, export_json(&ben, &all, &out, &left, NULL), RC_NOT_ALLOWED));
	cr_expect(eq(int, export_list_json(&ben, reg("needs"), &all, &out, &left, NULL),
		     RC_NOT_ALLOWED));
	cr_expect(eq(
		int,
		export_report(&ben, &w.s.schema->reports[0], REPORT_TEXT, &all, &out, &left, NULL),
		RC_NOT_ALLOWED));
	expect_none(buf_text(&out), "Kept back");
	buf_reset(&out);
	cr_expect(eq(int, export_csv(&w.s, reg("needs"), &all, &out, &left, NULL), RC_OK));
	expect_part(out.data, "Kept back");
}

static const struct jval *find_id(const struct jval *list, const char *id)
{
	for (size_t i = 0; i < jval_count(list); i++) {
		const char *text = jval_text(jval_get(jval_at(list, i), "id"));

		if (text && !strcmp(text, id))
			return jval_at(list, i);
	}
	cr_fail("no %s in the list", id);
	return NULL;
}

static struct jdoc *listed(const char *register_id, const struct export_opts *o)
{
	struct jdoc *d = NULL;
	struct err err = { 0 };

	buf_reset(&out);
	cr_assert(eq(int, export_list_json(&w.s, reg(register_id), o, &out, &left, &err), RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, jdoc_read(&d, out.data, out.len, &err), RC_OK), "%s", err.text);
	return d;
}

Test(export, a_list_is_objects_of_id_and_fields_in_their_kinds)
{
	struct jdoc *d;
	const struct jval *v;
	long long n = 0;

	need("Housing on release", "no");
	work_add(&w.s, w.arena, "feedback", "from", "families", "how", "group", "date",
		 "2026-05-01", "n_people", "12", "quote_ok", "yes", "need", "ne-000001", "life",
		 "draft", NULL);
	d = listed("feedback", &plain);
	v = find_id(jdoc_top(d), "FB-01");
	expect_same(jval_text(jval_get(v, "from")), "families");
	cr_expect(jval_int(jval_get(v, "n_people"), &n));
	cr_expect(eq(llong, n, 12));
	cr_expect(jval_true(jval_get(v, "quote_ok")));
	expect_same(jval_text(jval_get(v, "need")), "NE-01");
	cr_expect(jval_is_null(jval_get(v, "service")));
	expect_same(jval_text(jval_get(v, "life")), "draft");
	cr_expect(jval_text(jval_get(v, "title")) != NULL);
	cr_expect(jval_get(v, "versions") == NULL);
	jdoc_free(d);
	d = listed("partners", &plain);
	v = jval_get(find_id(jdoc_top(d), "PA-01"), "reach");
	cr_expect(eq(sz, jval_count(v), 1));
	expect_same(jval_text(jval_at(v, 0)), "Glasgow City");
	jdoc_free(d);
}

Test(export, the_fields_of_a_row_are_told_like_any_others)
{
	const struct export_opts o = { .with_versions = true };
	struct jdoc *d;
	const struct jval *v;

	work_close(&w);
	work_open(&w, NULL);
	work_sample(&w);
	d = listed("coverage", &o);
	v = find_id(jdoc_top(d), "CO-01");
	cr_expect(jval_text(jval_get(v, "need")) != NULL);
	cr_expect(jval_get(v, "row") == NULL);
	v = jval_get(v, "versions");
	expect_same(jval_text(jval_get(v, "fit")), jval_text(jval_get(v, "need")));
	jdoc_free(d);
	expect_part(csv("coverage", "CO-01", "Need").found, "NE-");
	buf_reset(&out);
	cr_assert(eq(int, export_json(&w.s, &plain, &out, &left, NULL), RC_OK));
	expect_none(out.data, "\"row\"");
	expect_part(out.data, "\"fit\": ");
}

Test(export, versions_come_when_they_are_asked_for)
{
	const struct export_opts o = { .with_versions = true };
	struct jdoc *d;
	const char *at;

	need("Housing on release", "no");
	d = listed("needs", &o);
	at = jval_text(jval_get(jval_get(find_id(jdoc_top(d), "NE-01"), "versions"), "title"));
	cr_assert(at != NULL);
	expect_part(at, ":");
	jdoc_free(d);
}

Test(export, groups_are_objects_and_rows_are_lists_of_objects)
{
	struct jdoc *d;
	const struct jval *v;
	struct record r;

	work_close(&w);
	work_open(&w, NULL);
	work_sample(&w);
	d = listed("actions", &plain);
	v = jval_get(find_id(jdoc_top(d), "AC-01"), "updates");
	cr_assert(gt(sz, jval_count(v), 0));
	expect_same(jval_text(jval_get(jval_at(v, 0), "row")), "1");
	cr_expect(jval_text(jval_get(jval_at(v, 0), "says")) != NULL);
	jdoc_free(d);
	buf_reset(&out);
	cr_assert(eq(int, record_find(&w.s, "AC-01", w.arena, &r, NULL), RC_OK));
	cr_assert(eq(int, export_record_json(&w.s, &r, &plain, &out, NULL), RC_OK));
	expect_part(out.data, "\"id\": \"AC-01\"");
}

static void small_reading(const char *kind, const char *rule, const char *value, const char *part)
{
	const char *in = work_add(&w.s, w.arena, "indicators", "name", "Small", "kind", kind,
				  "small_number_rule", rule, "life", "draft", NULL);

	work_add(&w.s, w.arena, "readings", "indicator", in, "period", "2025-04-01 2026-03-31",
		 "geography", "partnership", "value", value, "numerator", part, "status", "final",
		 "life", "draft", NULL);
}

struct small {
	const char *kind, *rule, *value, *part, *shown, *shown_part;
};

Test(export, counts_under_five_are_not_told_where_the_indicator_says_so)
{
	static const struct small table[] = {
		{ "count", "yes", "4", "", "<5", "" },      { "count", "yes", "0", "", "<5", "" },
		{ "count", "yes", "5", "", "5", "" },       { "count", "no", "4", "", "4", "" },
		{ "pct", "yes", "3.1", "31", "3.1", "31" }, { "pct", "yes", "40", "4", "<5", "<5" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		work_close(&w);
		work_open(&w, NULL);
		work_make(&w);
		left.suppressed = 0;
		small_reading(table[i].kind, table[i].rule, table[i].value, table[i].part);
		expect_same(csv("readings", "IR-01", "Value").found, table[i].shown);
		expect_same(csv("readings", "IR-01", "How many of them").found,
			    table[i].shown_part);
		cr_expect(eq(int, left.suppressed > 0, *table[i].shown == '<'));
	}
}

static const char *report(const char *id, enum report_form form)
{
	struct err err = { 0 };

	buf_reset(&out);
	cr_assert(eq(int,
		     export_report(&w.s, schema_report(w.s.schema, id), form, &plain, &out, &left,
				   &err),
		     RC_OK),
		  "%s", err.text);
	return out.data;
}

Test(export, a_report_has_headings_answers_and_dates_in_words)
{
	work_put(&w.s, w.arena, "partnership", w.s.pid, "vision", "Nobody is left at the gate.");
	work_put(&w.s, w.arena, "close", "ready", "outcome", "agreed");
	work_put(&w.s, w.arena, "close", "ready", "on", "2026-05-06");
	expect_part(report("cycle", REPORT_MARKDOWN), "# The whole cycle\n");
	expect_part(out.data, "- **Vision:** Nobody is left at the gate.\n");
	expect_part(out.data, "6 May 2026");
	expect_part(out.data, "### GO-01 ");
	expect_part(report("cycle", REPORT_TEXT), "The whole cycle\n===============\n");
	expect_part(out.data, "    Vision: Nobody is left at the gate.\n");
	expect_part(out.data, "No needs yet.");
}

Test(export, everything_that_was_answered_is_in_the_report_of_the_cycle)
{
	const struct checklist *c = &w.s.schema->checklists[0];
	const struct question *q = &w.s.schema->question_sets[0].questions[0];

	need("Housing on release", "no");
	for (size_t i = 0; i < w.s.schema->nchecklists; i++, c++)
		work_put(&w.s, w.arena, c->form ? c->form : "item", c->items[0].id, "note",
			 arena_printf(w.arena, "note-of-%s", c->id));
	work_put(&w.s, w.arena, "question", q->id, "text", "We answer it like this");
	report("cycle", REPORT_TEXT);
	expect_part(out.data, "NE-01 Housing on release (draft)");
	expect_part(out.data, "We answer it like this");
	for (c = w.s.schema->checklists; c < w.s.schema->checklists + w.s.schema->nchecklists; c++)
		expect_part(out.data, arena_printf(w.arena, "note-of-%s", c->id));
}

Test(export, no_line_of_a_plain_report_is_wider_than_a_screen)
{
	size_t len;

	work_close(&w);
	work_open(&w, NULL);
	work_sample(&w);
	for (size_t i = 0; i < w.s.schema->nreports; i++)
		for (const char *at = report(w.s.schema->reports[i].id, REPORT_TEXT); *at;
		     at += len + (at[len] != 0)) {
			len = strcspn(at, "\n");
			cr_expect(le(sz, len, 160), "%.*s", (int)len, at);
		}
}

Test(export, marks_of_markdown_in_an_answer_stay_text)
{
	work_put(&w.s, w.arena, "partnership", w.s.pid, "vision",
		 "# no *heading* <script>\n- no list\n1. none");
	report("cycle", REPORT_MARKDOWN);
	expect_part(out.data,
		    "\\# no \\*heading\\* \\<script\\>  \n  \\- no list  \n  1\\. none\n");
}

Test(export, lines_that_would_make_a_heading_a_list_or_code_stay_lines)
{
	work_put(&w.s, w.arena, "partnership", w.s.pid, "vision", "Plan\n===\n  - b\n~~~\nend");
	report("cycle", REPORT_MARKDOWN);
	expect_part(out.data, "Plan  \n  \\===  \n    \\- b  \n  \\~~~  \n  end\n");
}

Test(export, a_report_names_no_restricted_record_that_others_point_at)
{
	const char *id = need("Kept back", "yes");

	work_add(&w.s, w.arena, "feedback", "from", "families", "how", "group", "date",
		 "2026-05-01", "need", id, "life", "draft", NULL);
	report("cycle", REPORT_TEXT);
	expect_part(out.data, "FB-01");
	cr_expect(gt(sz, left.restricted, 0));
	expect_none(out.data, "Kept back");
}

/* Rows that have no title of their own are called after what they point at. */
Test(export, no_title_is_put_together_from_the_name_of_a_restricted_record)
{
	const char *id = need("Kept back", "yes");
	const struct export_opts all = { .with_restricted = true };
	struct record r;

	work_add(&w.s, w.arena, "coverage", "need", id, "life", "draft", NULL);
	expect_same(csv("coverage", "CO-01", "Title").found, "NE-01");
	expect_none(out.data, "Kept back");
	buf_reset(&out);
	cr_assert(
		eq(int, export_list_json(&w.s, reg("coverage"), &plain, &out, &left, NULL), RC_OK));
	expect_part(out.data, "NE-01");
	expect_none(out.data, "Kept back");
	report("cycle", REPORT_TEXT);
	expect_none(out.data, "Kept back");
	buf_reset(&out);
	cr_assert(eq(int, record_find(&w.s, "CO-01", w.arena, &r, NULL), RC_OK));
	cr_assert(eq(int, export_record_json(&w.s, &r, &plain, &out, NULL), RC_OK));
	expect_none(out.data, "Kept back");
	buf_reset(&out);
	cr_assert(eq(int, export_list_json(&w.s, reg("coverage"), &all, &out, &left, NULL), RC_OK));
	expect_part(out.data, "Kept back");
}

Test(export, who_is_no_coordinator_any_more_takes_nothing_restricted_along)
{
	const struct export_opts all = { .with_restricted = true };
	struct session eve = work_as(&w, "eve", "coordinator");

	work_put(&w.s, w.arena, "person", "eve", "role", "viewer");
	cr_expect(eq(int, export_csv(&eve, reg("needs"), &all, &out, &left, NULL), RC_NOT_ALLOWED));
	cr_expect(eq(int, export_json(&eve, &all, &out, &left, NULL), RC_NOT_ALLOWED));
}

Test(export, the_same_store_is_exported_to_the_same_bytes)
{
	struct buf again = { 0 };

	cr_assert(eq(int, export_json(&w.s, &plain, &out, &left, NULL), RC_OK));
	cr_assert(eq(int, export_json(&w.s, &plain, &again, &left, NULL), RC_OK));
	expect_same(out.data, again.data);
	buf_clear(&again);
}

/* More than one picture of the store gives. */
Test(export, a_long_register_is_read_in_parts_and_comes_out_whole)
{
	enum { MANY = 1100, AT_ONCE = 100 };
	struct cells c;

	for (int from = 1; from <= MANY; from += AT_ONCE) {
		struct edit edits[2 * AT_ONCE];
		struct change change = {
			.by = &w.s.actor, .action = "edit", .edits = edits, .count = 2 * AT_ONCE
		};

		for (int i = 0; i < AT_ONCE; i++) {
			const char *id = arena_printf(w.arena, "c1/ne/ne-%06d", from + i);
			const char *text = arena_printf(w.arena, "Number %d", from + i);

			edits[2 * i] = (struct edit){ .fact = arena_printf(w.arena, "%s/life", id),
						      .text = { "live", 4 } };
			edits[2 * i + 1] =
				(struct edit){ .fact = arena_printf(w.arena, "%s/title", id),
					       .text = { text, strlen(text) } };
		}
		cr_assert(eq(int,
			     store_save(w.store, session_place(&w.s), &change, NULL, NULL, NULL),
			     RC_OK));
	}
	c = csv("needs", "NE-1100", "Title");
	cr_expect(eq(sz, c.rows, MANY + 1));
	expect_same(c.found, "Number 1100");
	c = csv("needs", "NE-501", "Title");
	expect_same(c.found, "Number 501");
}
