/* SPDX-License-Identifier: ISC */
/*
 * Views that are lines of entries, worked out by hand from the sample partnership on 20 November
 * 2025: under headings, over time, what ends; and the ticks of an action.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/plan/ends.h"
#include "core/store/keys.h"
#include "core/records/record.h"
#include "core/plan/view_table.h"
#include "lib_world.h"
#include "same.h"

static struct world *w;
static struct arena *a;
static struct err err;
static struct view_table table;

static void make_world(void)
{
	w = world_open();
	a = arena_new();
	err = (struct err){ 0 };
}

static void drop_world(void)
{
	arena_free(a);
	world_close(w);
}

TestSuite(view_lines, .init = make_world, .fini = drop_world, .timeout = 60);

static const struct session *session(void)
{
	return &w->app.session;
}

static void look(const char *view, const struct view_asked *asked)
{
	const struct view *v = schema_view(session()->schema, view);

	cr_assert(v != NULL, "no view %s", view);
	cr_assert(eq(int, view_table_load(session(), v, asked, a, &table, &err), RC_OK), "%s",
		  err.text);
}

static const char *id_of(const struct view_line *l)
{
	char shown[49];

	id_shown(l->id, shown);
	return arena_str(a, shown);
}

/* "Open: RI-01 RI-02 | Closed: RI-03": headings with the ids below */
static const char *lines(void)
{
	const char *out = "";

	for (size_t i = 0; i < table.n; i++) {
		const struct view_line *l = &table.line[i];

		if (l->kind == LINE_HEAD)
			out = arena_printf(a, "%s%s%s:", out, *out ? " | " : "", l->text);
		else if (l->kind == LINE_ENTRY)
			out = arena_printf(a, "%s %s", out, id_of(l));
	}
	return out;
}

static const struct view_line *line_of(const char *id)
{
	for (size_t i = 0; i < table.n; i++) {
		if (table.line[i].kind == LINE_ENTRY && !strcmp(id_of(&table.line[i]), id))
			return &table.line[i];
	}
	cr_assert(false, "no line %s in %s", id, lines());
	return NULL;
}

static const char *cell(const char *id, const char *column)
{
	struct view_told told;

	view_line_told(&table, line_of(id), a, &told);
	for (size_t i = 0; i < table.ncolumns; i++) {
		if (!strcmp(table.column[i].title, column))
			return told.cell[i];
	}
	cr_assert(false, "no column %s", column);
	return "";
}

/* field, typed answer, …, NULL */
static void set(const char *reg, const char *id, ...)
{
	const struct reg *r = schema_reg(session()->schema, reg);
	struct put puts[12];
	struct saved saved;
	size_t n = 0;
	const char *field;
	va_list ap;

	va_start(ap, id);
	while ((field = va_arg(ap, const char *)) != NULL) {
		const struct field *f = reg_field(r, field);
		const char *typed = va_arg(ap, const char *);

		cr_assert(f != NULL, "no field %s", field);
		puts[n] = (struct put){ .field = field };
		cr_assert(eq(int, value_parse(f, typed, session()->today, a, &puts[n].text, &err),
			     RC_OK),
			  "%s", err.text);
		n++;
	}
	va_end(ap);
	if (id) { /* from what is there now */
		struct record rec;

		cr_assert(eq(int, record_load(session(), r, id, a, &rec, &err), RC_OK));
		for (size_t i = 0; i < n; i++)
			puts[i].seen = rec.field[reg_field(r, puts[i].field) - r->fields].at;
	}
	cr_assert(eq(int, record_save(session(), r, id, "edit", puts, n, NULL, NULL, &saved, &err),
		     RC_OK),
		  "%s", err.text);
}

/* Under headings */

Test(view_lines, the_chase_list_has_what_is_late_or_not_accepted_by_partner)
{
	look("chase-list", NULL);
	expect_same(lines(), "Finlay Housing and Homelessness Project: AC-03"
			     " | Finlay Third Sector Interface: AC-10"
			     " | Second Step Peer Mentors: AC-05"
			     " | Strathfinlay Council: AC-06 AC-04 AC-12"
			     " | Through the Gate Mentoring: AC-02"
			     " | Victim Support (local office): AC-09");
	expect_same(cell("AC-06", "Why"), "late; not accepted yet");
	/* due 31 October, moved to 30 January: not late */
	expect_same(cell("AC-05", "Why"), "not accepted yet");
	expect_same(cell("AC-05", "New date"), "30 Jan 2026");
	set("actions", "ac-000005", "accepted_on", "3 6 2025", NULL);
	set("actions", "ac-000006", "accepted_on", "3 6 2025", NULL);
	set("actions", "ac-000003", "status", "stopped", NULL);
	look("chase-list", NULL);
	expect_same(cell("AC-06", "Why"), "late");
	cr_expect(eq(sz, table.entries, 6));
	cr_expect(strstr(lines(), "AC-05") == NULL && strstr(lines(), "AC-03") == NULL);
}

Test(view_lines, an_action_stands_under_each_outcome_that_it_leads_to)
{
	look("actions-by-outcome", NULL);
	cr_expect(eq(sz, table.entries, 12), "each is counted once");
	expect_part(lines(), "ndo-4, More people access services to support desistance and "
			     "successfully complete community sentences: AC-06 AC-07 AC-10");
	expect_part(lines(), "AC-01 AC-06 AC-02");
	expect_part(lines(), "| Leads to no outcome: AC-12");
}

Test(view_lines, months_and_quarters_stand_in_the_order_of_time)
{
	look("actions-by-due", NULL);
	expect_same(lines(),
		    "July 2025: AC-08 | August 2025: AC-01 | September 2025: AC-06 AC-03 AC-11"
		    " | October 2025: AC-05 | November 2025: AC-07"
		    " | December 2025: AC-04 AC-12 | January 2026: AC-10"
		    " | February 2026: AC-09 | March 2026: AC-02");
}

Test(view_lines, the_highest_score_comes_first_and_what_has_none_last)
{
	look("risks-by-state", NULL);
	expect_same(lines(), "Open: RI-01 RI-02 RI-04 RI-05 RI-03 RI-06");
	expect_same(cell("RI-01", "Score"), "20");
	set("risks", "ri-000006", "state", "closed", "closed_reason", "They agreed one way.", NULL);
	set("risks", "ri-000002", "state", "watch", NULL);
	look("risks-by-state", NULL);
	expect_same(lines(), "Open: RI-01 RI-04 RI-05 RI-03 | Watch: RI-02 | Closed: RI-06");
}

Test(view_lines, feedback_stays_open_until_what_changed_and_the_day_are_there)
{
	look("you-said-we-did", NULL);
	cr_expect(eq(sz, table.entries, 8));
	expect_part(cell("FB-08", "Still open"), "they have not been told");
	set("feedback", "fb-000001", "told_back", "1 6 2025", "what_changed", "", NULL);
	look("you-said-we-did", NULL);
	expect_same(cell("FB-01", "Still open"), "what changed is missing");
	set("feedback", "fb-000001", "what_changed", "The number is on the release card.", NULL);
	look("you-said-we-did", NULL);
	cr_expect(eq(sz, table.entries, 7));
	cr_expect(strstr(lines(), "FB-01") == NULL);
}

Test(view_lines, the_questions_of_the_sample_are_answered)
{
	look("money-not-secured", NULL);
	expect_same(lines(), "Likely: DE-03 | Bid: DE-01 | None: DE-04");
	look("cannot-be-judged", NULL);
	expect_same(lines(), "2024-25: OA-05");
	look("did-not-take-part", NULL);
	expect_same(lines(), "Community body: PT-07");
	expect_same(cell("PT-07", "Others who took part"), "Two community councils");
	look("relationships-overdue", NULL);
	cr_expect(strstr(lines(), "RL-02") != NULL);
}

Test(view_lines, what_is_due_in_thirty_days_goes_by_the_date_that_holds_now)
{
	look("due-soon", NULL); /* from 20 November: 19 December is in, 31 December is not */
	expect_same(lines(), "Strathfinlay Council: AC-04");
	set("actions", "ac-000005", "revised", "revised_due=20 12 2025; reason=Recruitment", NULL);
	look("due-soon", NULL);
	expect_same(lines(), "Strathfinlay Council: AC-04");
	set("actions", "ac-000005", "revised", "revised_due=19 12 2025; reason=Recruitment", NULL);
	look("due-soon", NULL);
	expect_same(lines(), "Second Step Peer Mentors: AC-05 | Strathfinlay Council: AC-04");
}

Test(view_lines, a_link_that_is_taken_out_leads_to_nothing)
{
	size_t before;

	look("actions-by-outcome", NULL);
	before = table.entries;
	set("actions", "ac-000003", "for", "", "duty", "plan", NULL);
	look("actions-by-outcome", NULL);
	cr_expect(eq(sz, table.entries, before), "nothing is lost");
	expect_part(lines(), "| Leads to no outcome: AC-03 AC-12");
}

/* Under each heading as many as it says; each entry that has one answer stands once. */
Test(view_lines, headings_count_what_stands_below_them)
{
	const struct schema *schema = session()->schema;

	for (size_t i = 0; i < schema->nviews; i++) {
		size_t said = 0, below = 0;

		if (schema->views[i].kind != VIEW_GROUPS)
			continue;
		look(schema->views[i].id, NULL);
		for (size_t k = 0; k < table.n; k++) {
			said += table.line[k].kind == LINE_HEAD ? table.line[k].count : 0;
			below += table.line[k].kind == LINE_ENTRY;
		}
		cr_expect(eq(sz, said, below), "%s", schema->views[i].id);
		cr_expect(le(sz, table.entries, below), "%s", schema->views[i].id);
	}
}

Test(view_lines, the_diary_and_the_learning_are_there)
{
	look("participation-diary", NULL);
	cr_expect(eq(sz, table.entries, 7));
	look("learning-to-share", NULL);
	expect_part(lines(), "LE-01");
	expect_part(lines(), "LE-03");
	set("learning", "le-000001", "shared_on", "3 6 2025", NULL);
	look("learning-to-share", NULL);
	expect_none(lines(), "LE-01");
}

Test(view_lines, who_was_asked_and_came_is_not_on_the_list)
{
	set("participation", "pt-000007", "numbers", "2", "reasonable_efforts", "", NULL);
	look("did-not-take-part", NULL);
	cr_expect(eq(sz, table.entries, 0));
	expect_same(table.empty, "Nobody is noted who was asked and did not take part.");
}

Test(view_lines, what_is_archived_is_left_out)
{
	set("actions", "ac-000006", "life", "archived", NULL);
	look("chase-list", NULL);
	cr_expect(strstr(lines(), "AC-06") == NULL);
}

Test(view_lines, what_is_not_finished_is_marked)
{
	set("actions", NULL, "what", "Ask the sheriff clerk", "due", "1 10 2025", "life", "draft",
	    NULL);
	look("actions-by-due", NULL);
	cr_expect(line_of("AC-13")->draft);
	cr_expect(not(line_of("AC-11")->draft));
	world_show(w, 24, 80, "groups", "due-soon", NULL, NULL);
	world_show(w, 40, 120, "groups", "actions-by-due", NULL, NULL);
	cr_expect(world_has(w, "Ask the sheriff clerk"), "%s", world_text(w));
	cr_expect(world_has(w, "Draft"), "%s", world_text(w));
}

Test(view_lines, what_is_restricted_is_left_out_where_it_is_written_for_others)
{
	const struct view_asked open = { .open = true };

	set("actions", "ac-000006", "restricted", "yes", NULL);
	look("chase-list", NULL);
	cr_expect(strstr(lines(), "AC-06") != NULL);
	look("chase-list", &open);
	cr_expect(strstr(lines(), "AC-06") == NULL);
	cr_expect(eq(sz, table.left_out, 1));
	set("decisions", "de-000001", "restricted", "yes", NULL);
}

/* Over time. The cycle is 2024-25 to 2028-29: 20 quarters, today is in the seventh. */

static const char *bar(const char *id)
{
	struct view_told told;

	view_line_told(&table, line_of(id), a, &told);
	return told.cell[0];
}

Test(view_lines, a_bar_is_drawn_by_quarters_with_its_new_date)
{
	look("action-timeline", NULL);
	expect_same(bar("AC-05"), "      #+            ");
	set("actions", "ac-000005", "start", "15 1 2025", NULL);
	set("actions", "ac-000003", "start", "1 4 2025", NULL);
	look("action-timeline", NULL);
	expect_same(table.column[0].title, "24  25  26  27  28  ");
	/* January 2025 is quarter 4, October quarter 7, the new date quarter 8; today between */
	expect_same(bar("AC-05"), "   ###|+            ");
	expect_same(cell("AC-05", "When"), "15 Jan 2025 to 31 Oct 2025, now 30 Jan 2026");
	/* April to September 2025, late until today */
	expect_same(bar("AC-03"), "    ##!             ");
	expect_same(cell("AC-03", "Status"), "late, At risk");
	/* complete is not late, though its day is past */
	expect_same(cell("AC-01", "Status"), "Complete");
	cr_expect(strstr(table.summary, "12 shown, 2 late") != NULL, "%s", table.summary);
}

Test(view_lines, one_year_is_drawn_in_half_months)
{
	const struct view_asked second = { .zoom = 2 };

	set("actions", "ac-000010", "start", "16 11 2025", NULL);
	look("action-timeline", &second);
	cr_expect(eq(sz, table.zooms, 6));
	expect_same(table.column[0].title, "A M J J A S O N D J F M ");
	/* 16 November is the second half of the eighth month; 30 January that of the tenth */
	expect_same(bar("AC-10"), "               #####    ");
	expect_same(bar("AC-09"), "               |     #  ");
}

Test(view_lines, years_without_anything_say_how_much_lies_at_other_times)
{
	const struct view_asked last = { .zoom = 5 };

	look("action-timeline", &last);
	cr_expect(eq(sz, table.n, 0));
	cr_expect(strstr(table.summary, "12 at other times") != NULL, "%s", table.summary);
}

/* What ends before 1 April 2026 */

static struct ends ends_before(const char *day)
{
	const struct view_asked asked = { .day = day };
	struct ends e;

	cr_assert(eq(int,
		     ends_load(session(), schema_view(session()->schema, "funding-cliff"), &asked,
			       a, &e, &err),
		     RC_OK),
		  "%s", err.text);
	return e;
}

static const struct touched *touched(const struct ends *e, const char *id)
{
	for (size_t i = 0; i < e->ntouched; i++) {
		if (!strcmp(e->touched[i].id, id))
			return &e->touched[i];
	}
	return NULL;
}

Test(view_lines, what_ends_before_april_2026_and_which_needs_it_hits)
{
	static const char *const ids[] = { "sv-000016", "sv-000013", "sv-000002", "sv-000009",
					   "sv-000014", "re-000007", "re-000001", "re-000002" };
	struct ends e = ends_before("2026-04-01");

	cr_assert(eq(sz, e.n, 8));
	for (size_t i = 0; i < 8; i++)
		expect_same(e.ending[i].id, ids[i]);
	/* 9,000 + 44,000 + 42,000 + 38,000 + 88,000, and 20,000 + 50,000 */
	cr_expect(e.money == 221000 + 70000, "%f", e.money);
	cr_expect(eq(sz, e.no_money, 1), "a coordinator's post has no amount");
	cr_expect(e.people == 9 + 31 + 118 + 29 + 27, "%f", e.people);
	cr_assert(touched(&e, "ne-000003") != NULL);
	cr_expect(eq(sz, touched(&e, "ne-000003")->stays, 0), "mentoring was all there was");
	cr_expect(eq(sz, touched(&e, "ne-000009")->stays, 0));
	cr_expect(eq(sz, touched(&e, "ne-000001")->stays, 1));
	cr_expect(eq(sz, touched(&e, "ne-000008")->stays, 1));
	cr_expect(touched(&e, "ne-000005") == NULL, "bail supervision goes on");
	cr_expect(touched(&e, "ga-000006") != NULL && touched(&e, "de-000004") != NULL);
	/* what nothing stays for comes first */
	expect_same(e.touched[0].id, "ne-000003");
}

Test(view_lines, an_action_hangs_on_what_its_decision_or_gap_hangs_on)
{
	struct ends e = ends_before("2026-04-01");
	const struct touched *t = touched(&e, "ac-000005");

	cr_assert(t != NULL && touched(&e, "ac-000006") != NULL);
	cr_expect(eq(sz, t->nends, 1));
	expect_same(e.ending[t->ends[0]].id, "sv-000002");
	cr_expect(touched(&e, "ac-000008") == NULL, "it is complete");
	cr_expect(touched(&e, "ac-000001") == NULL, "the weekly meeting goes on");
	set("actions", "ac-000009", "for", "GA-06", NULL);
	e = ends_before("2026-04-01");
	cr_expect(touched(&e, "ac-000009") != NULL);
	look("funding-cliff", &(struct view_asked){ .day = "2026-04-01" });
	expect_same(cell("AC-09", "Effect"), "hangs on Women's hub");
	e = ends_before("2026-03-31");
	cr_expect(touched(&e, "ac-000009") == NULL);
}

Test(view_lines, what_is_paid_for_a_time_and_has_no_last_day_is_told_apart)
{
	static const char *const ids[] = { "sv-000004", "sv-000007", "sv-000011", "sv-000015" };
	struct ends e = ends_before("2026-04-01");

	/* two by the year, two of which nobody knows how they are paid */
	cr_assert(eq(sz, e.nundated, 4));
	for (size_t i = 0; i < 4; i++)
		expect_same(e.undated[i].id, ids[i]);
	look("funding-cliff", &(struct view_asked){ .day = "2026-04-01" });
	cr_expect(strstr(lines(),
			 "Services that may end, no day is noted: SV-04 SV-07 SV-11 SV-15") != NULL,
		  "%s", lines());
	expect_same(cell("SV-07", "Ends"), "Not known");
	expect_same(cell("SV-07", "GBP a year"), "96,000.00");
	set("services", "sv-000004", "funding_ends", "31 3 2026", NULL);
	set("services", "sv-000007", "funding_type", "recurring", NULL);
	set("services", "sv-000011", "funding_ends", "31 3 2030", NULL);
	e = ends_before("2026-04-01");
	cr_assert(eq(sz, e.nundated, 1));
	expect_same(e.undated[0].id, "sv-000015");
	cr_expect(eq(sz, e.n, 9));
}

Test(view_lines, the_last_day_itself_is_before_the_next)
{
	cr_expect(eq(sz, ends_before("2025-09-30").n, 0));
	cr_expect(eq(sz, ends_before("2025-10-01").n, 1));
	expect_same(ends_before("2025-10-01").ending[0].id, "sv-000016");
}

Test(view_lines, without_a_day_it_is_the_end_of_this_reporting_year)
{
	struct ends e = ends_before(NULL);

	cr_expect(eq(int, date_compare(e.before, (struct date){ 2026, 4, 1 }), 0));
}

Test(view_lines, a_later_day_never_ends_less)
{
	static const char *const days[] = { "2025-01-01", "2025-10-01", "2026-01-01", "2026-04-01",
					    "2026-07-01", "2026-12-31", "2030-01-01" };
	struct ends before = ends_before(days[0]);

	for (size_t i = 1; i < sizeof(days) / sizeof(days[0]); i++) {
		struct ends e = ends_before(days[i]);

		cr_expect(e.n >= before.n && e.money >= before.money && e.people >= before.people);
		for (size_t k = 0; k < before.ntouched; k++) {
			const struct touched *t = touched(&e, before.touched[k].id);

			cr_assert(t != NULL, "%s is not touched any more", before.touched[k].id);
			cr_expect(t->stays <= before.touched[k].stays);
		}
		before = e;
	}
}

Test(view_lines, what_is_judged_to_meet_nothing_hangs_on_nothing)
{
	const struct reg *coverage = schema_reg(session()->schema, "coverage");
	const struct list_query q = { 0 };
	struct listing l;

	cr_assert(eq(int, list_load(session(), coverage, &q, a, &l, &err), RC_OK));
	for (size_t i = 0; i < l.n; i++) {
		struct record r;

		record_load(session(), coverage, l.row[i].id, a, &r, &err);
		if (!strcmp(record_text(&r, "need"), "ne-000003") &&
		    !strcmp(record_text(&r, "service"), "sv-000002"))
			set("coverage", r.id, "fit", "none", NULL);
	}
	struct ends e = ends_before("2026-04-01");
	cr_expect(touched(&e, "ne-000003") == NULL);
}

/* Ticks of an action */

static const struct tick_state *smart(const char *id)
{
	const struct reg *r = schema_reg(session()->schema, "actions");
	struct record rec;

	cr_assert(eq(int, record_load(session(), r, id, a, &rec, &err), RC_OK));
	return record_ticks(session(), &rec, reg_field(r, "smart"), a);
}

static const char *count(const char *id)
{
	const struct reg *r = schema_reg(session()->schema, "actions");
	struct record rec;

	cr_assert(eq(int, record_load(session(), r, id, a, &rec, &err), RC_OK));
	return record_shown(&rec, "smart", a);
}

Test(view_lines, five_ticks_of_an_action_name_what_is_missing)
{
	const struct tick_state *t = smart("ac-000006");

	expect_same(count("ac-000006"), "3 of 5");
	cr_expect(t[0].missing == NULL && t[1].missing == NULL && t[4].missing == NULL);
	expect_same(t[2].label, "Owner accepted");
	expect_same(t[2].missing, "Ask the owner and note the day they said yes.");
	expect_same(t[3].missing, "Choose the resources that it uses, or say that none is needed.");
	set("actions", "ac-000006", "accepted_on", "3 6 2025", "no_resource", "yes", NULL);
	expect_same(count("ac-000006"), "5 of 5");
	set("actions", "ac-000006", "what", "Paper", NULL);
	expect_same(smart("ac-000006")[0].missing,
		    "Say what is done and to what, in two words or more.");
	set("actions", "ac-000006", "target", "not known", NULL);
	expect_same(smart("ac-000006")[1].missing, "Say how much or how many is the target.");
	set("actions", "ac-000006", "no_resource", "no", "cost", "not known", NULL);
	expect_same(smart("ac-000006")[3].missing,
		    "Find out what it costs, or choose the resources that it uses.");
	set("actions", "ac-000006", "resources", "RE-02", NULL);
	cr_expect(smart("ac-000006")[3].missing == NULL);
	expect_same(count("ac-000006"), "3 of 5");
}

Test(view_lines, ticks_are_a_column_of_the_register)
{
	const struct reg *r = schema_reg(session()->schema, "actions");
	const struct list_query q = { .order = "smart", .descending = true };
	struct listing l;
	size_t at = 0;

	cr_assert(eq(int, list_load(session(), r, &q, a, &l, &err), RC_OK));
	while (strcmp(l.column[at]->id, "smart") != 0)
		at++;
	expect_same(l.row[0].id, "ac-000005");
	expect_same(list_shown(&l, &l.row[0], at, a), "4 of 5");
}

/* Screens */

Test(view_lines, a_line_opens_its_entry_and_the_view_is_as_it_is_now_when_one_comes_back)
{
	world_show(w, 24, 80, "groups", "chase-list", NULL, NULL);
	cr_expect(world_has(w, "8 entries under 6 headings"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "SMART: 3 of 5") || world_has(w, "Agree five supported places"),
		  "%s", world_text(w));
	set("actions", "ac-000003", "status", "complete", NULL);
	world_press(w, "Esc");
	cr_expect(world_has(w, "7 entries under 5 headings"), "%s", world_text(w));
}

Test(view_lines, v_goes_through_the_years_of_the_timeline)
{
	world_show(w, 24, 80, "timeline", "action-timeline", NULL, NULL);
	cr_expect(world_has(w, "2024-25 to 2028-29: 12 shown"), "%s", world_text(w));
	world_press(w, "v");
	cr_expect(world_has(w, "2024-25: 0 shown"), "%s", world_text(w));
	world_press(w, "v");
	cr_expect(world_has(w, "A M J J A S O N D J F M"), "%s", world_text(w));
	world_press(w, "v v v v");
	cr_expect(world_has(w, "2024-25 to 2028-29"), "%s", world_text(w));
}

Test(view_lines, the_day_of_the_cliff_is_asked_on_the_screen)
{
	world_show(w, 24, 80, "ends", "funding-cliff", NULL, NULL);
	world_press(w, "Home");
	for (int i = 0; i < 30; i++)
		world_press(w, "End Backspace");
	world_press(w, "'1 10 2025' Enter");
	cr_expect(world_has(w, "1 end before 1 October 2025: GBP 9,000.00 a year, 9 people"), "%s",
		  world_text(w));
	world_press(w, "Home");
	for (int i = 0; i < 30; i++)
		world_press(w, "End Backspace");
	world_press(w, "'soonish' Enter");
	cr_expect(world_has(w, "Error: "), "%s", world_text(w));
	cr_expect(world_has(w, "1 end before"), "%s", world_text(w));
}

Test(view_lines, a_long_text_stands_whole_below_its_line)
{
	for (int cols = 40; cols <= 80; cols += 40) {
		world_show(w, 180, cols, "ends", "funding-cliff", NULL, NULL);
		cr_expect(
			world_has(w,
				  cols == 80
					  ? "Effect: loses Employability key worker; nothing stays"
					  : "worker; nothing stays"),
			"%s", world_text(w));
		world_show(w, 60, cols, "groups", "you-said-we-did", NULL, NULL);
		cr_expect(world_has(w, "Still open: they have not been told"), "%s", world_text(w));
		cr_expect(world_has(w, "number to ring."), "%s", world_text(w));
		world_show(w, 60, cols, "groups", "did-not-take-part", NULL, NULL);
		cr_expect(
			world_has(w, cols == 80
					     ? "Efforts made: Both were invited and did not reply."
					     : "reply."),
			"%s", world_text(w));
	}
	world_show(w, 60, 40, "groups", "money-not-secured", NULL, NULL);
	cr_expect(world_has(w, "Homelessness Project"), "a card tells all of it: %s",
		  world_text(w));
	world_show(w, 60, 80, "groups", "money-not-secured", NULL, NULL);
	cr_expect(world_has(w, "GBP 45,000.00"), "%s", world_text(w));
}

Test(view_lines, check_answers_shows_the_ticks_of_what_was_typed)
{
	world_show(w, 60, 100, "form", "actions", "ac-000006", NULL);
	for (int i = 0; i < 40 && !world_has(w, "Check your answers"); i++) {
		cr_assert(world_go(w, "[ Continue"), "%s", world_text(w));
		world_press(w, "Enter");
	}
	cr_expect(world_has(w, "SMART: 3 of 5"), "%s", world_text(w));
	cr_expect(world_has(w, "[ ] Owner accepted: Ask the owner"), "%s", world_text(w));
}
