/* SPDX-License-Identifier: ISC */
/* Every rule of a template, and those that hold for all registers, each broken once. */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/personal.h"
#include "core/records/record_internal.h"
#include "lib_records.h"
#include "same.h"

static struct desk *d;

static void begin(void)
{
	d = desk_open();
}

static void end(void)
{
	desk_close(d);
}

TestSuite(rules, .init = begin, .fini = end, .timeout = 20);

#define refused(words) \
	do { \
		cr_expect(eq(int, d->rc, RC_INVALID)); \
		cr_expect(desk_says(d, LEVEL_REFUSE, words), "not said: %s; but: %s", words, \
			  d->err.text); \
	} while (0)
#define saved() cr_expect(eq(int, d->rc, RC_OK), "%s", d->err.text)
#define warned(text) cr_expect(desk_says(d, LEVEL_WARN, text), "not said: %s", text)
#define not_warned(text) cr_expect(not(desk_says(d, LEVEL_WARN, text)), "said: %s", text)

static const char *partner(const char *name)
{
	const char *id = desk_make(d, "partners", "name", name, NULL);

	cr_assert(id != NULL, "%s", d->err.text);
	return id;
}

static const char *need(const char *title)
{
	const char *id = desk_make(d, "needs", "title", title, "severity", "high", NULL);

	cr_assert(id != NULL, "%s", d->err.text);
	return id;
}

static const char *service(const char *title, const char *provider)
{
	const char *id = desk_make(d, "services", "title", title, "provider", provider, NULL);

	cr_assert(id != NULL, "%s", d->err.text);
	return id;
}

static const char *action(const char *what, const char *owner)
{
	const char *id = desk_make(d, "actions", "what", what, "owner_partner", owner, NULL);

	cr_assert(id != NULL, "%s", d->err.text);
	return id;
}

Test(rules, due_before_start_is_refused)
{
	desk_make(d, "actions", "what", "Open a hub", "owner_partner", partner("Health"), "start",
		  "2026-06-02", "due", "2026-06-01", NULL);
	refused("Due date must be on or after the start date");
	desk_make(d, "actions", "what", "Open a hub", "owner_partner", "PA-1", "start",
		  "2026-06-02", "due", "2026-06-02", NULL);
	saved();
}

Test(rules, an_action_without_an_owner_is_refused)
{
	desk_make(d, "actions", "what", "Open a hub", NULL);
	refused("Choose who will do this action");
	expect_same(d->err.text, "Choose who will do this action");
}

Test(rules, every_fault_is_told_at_once)
{
	desk_make(d, "actions", "start", "2026-06-02", "due", "2026-06-01", NULL);
	refused("Enter what");
	refused("Choose who will do this action");
	refused("Due date must be on or after the start date");
}

static const char *indicator(void)
{
	const char *id = desk_make(d, "indicators", "name", "Homeless applications", NULL);

	cr_assert(id != NULL, "%s", d->err.text);
	return id;
}

static bool reading(const char *period, const char *status, const char *value)
{
	return desk_make(d, "readings", "indicator", "IN-1", "period", period, "status", status,
			 "value", value, NULL) != NULL;
}

Test(rules, readings_of_one_kind_do_not_overlap)
{
	indicator();
	cr_assert(reading("2024-25", "final", "40"));
	reading("1 3 2025 to 31 5 2025", "final", "12");
	refused("Another reading covers part of this period");
	cr_expect(reading("1 3 2025 to 31 5 2025", "provisional", "12"), "%s", d->err.text);
	cr_expect(reading("1 4 2025 to 31 5 2025", "final", "12"), "%s", d->err.text);
}

/* Stored past the rules, as an older template may have left them. */
static void stored_reading(int number, const char *period, const char *status)
{
	struct edit edit = { .fact = arena_printf(d->a, "c1/ir/ir-%06d/row", number) };
	struct change c = { .by = &d->s.actor, .action = "edit", .edits = &edit, .count = 1 };
	const char *text = arena_printf(d->a, "indicator=in-000001\nperiod=%s\nstatus=%s\nvalue=5",
					period, status);

	edit.text = (struct slice){ text, strlen(text) };
	cr_assert(eq(int, store_save(d->s.store, session_place(&d->s), &c, NULL, NULL, &d->err),
		     RC_OK),
		  "%s", d->err.text);
}

static size_t overlaps(int number, struct peers *peers)
{
	struct faults faults = { .arena = d->a };
	size_t n = 0;

	cr_assert(eq(int,
		     record_check_one(&d->s, desk_reg(d, "readings"),
				      arena_printf(d->a, "ir-%06d", number), peers, NULL, true,
				      &faults, NULL),
		     RC_OK));
	for (size_t i = 0; i < faults.n; i++)
		n += strstr(faults.v[i].text, "Another reading") != NULL;
	return n;
}

Test(rules, many_that_are_checked_one_after_the_other_find_what_each_alone_finds)
{
	static const struct {
		const char *period, *status;
		size_t overlaps;
	} r[] = {
		{ "2020-01-01 2030-12-31", "final", 1 }, /* reaches over all that begin after it */
		{ "2020-02-01 2020-02-28", "final", 1 },
		{ "2020-02-01 2020-02-28", "provisional", 0 },
		{ "2019-01-01 2019-12-31", "final", 0 },
		{ "2029-01-01 2029-12-31", "final", 1 },
		{ "2031-01-01 2031-12-31", "final", 1 },
		{ "2031-12-31 2032-01-31", "final", 1 },
		{ "2032-02-01 2032-02-01", "final", 0 },
	};
	struct peers *peers = peers_new();

	indicator();
	for (int i = 0; i < 8; i++)
		stored_reading(i + 1, r[i].period, r[i].status);
	for (int i = 0; i < 8; i++) {
		cr_expect(eq(sz, overlaps(i + 1, peers), r[i].overlaps), "%s", r[i].period);
		cr_expect(eq(sz, overlaps(i + 1, NULL), r[i].overlaps), "%s", r[i].period);
	}
	peers_free(peers);
}

Test(rules, two_final_readings_for_one_period_are_refused)
{
	indicator();
	cr_assert(reading("2024-25", "final", "40"));
	reading("2024-25", "final", "41");
	refused("IR-01 has the same indicator, period and status already; change that one or write "
		"another indicator");
}

Test(rules, a_percentage_needs_something_to_be_out_of)
{
	indicator();
	desk_make(d, "readings", "indicator", "IN-1", "period", "2024-25", "status", "final",
		  "value", "0", "numerator", "0", "denominator", "0", NULL);
	refused("Out of how many must be 1 or more");
	desk_make(d, "readings", "indicator", "IN-1", "period", "2024-25", "status", "final",
		  "value", "0", "numerator", "5", "denominator", "4", NULL);
	refused("How many of them must be at most out of how many");
}

/* The kind is the indicator's: the rule looks through the reference. */
Test(rules, a_percentage_without_anything_to_be_out_of_is_pointed_out)
{
	const char *pct =
		desk_make(d, "indicators", "name", "Orders completed", "kind", "pct", NULL);

	cr_assert(pct != NULL, "%s", d->err.text);
	indicator();
	desk_make(d, "readings", "indicator", pct, "period", "2024-25", "status", "final", "value",
		  "70", NULL);
	saved();
	warned("Enter out of how many this percentage is");
	desk_make(d, "readings", "indicator", pct, "period", "2023-24", "status", "final", "value",
		  "70", "numerator", "7", "denominator", "10", NULL);
	saved();
	not_warned("Enter out of how many this percentage is");
	desk_make(d, "readings", "indicator", "IN-2", "period", "2023-24", "status", "final",
		  "value", "70", NULL);
	saved();
	not_warned("Enter out of how many this percentage is");
}

Test(rules, a_reading_in_the_future_is_refused)
{
	indicator();
	reading("1 4 2026 to 15 5 2026", "final", "1");
	refused("The period must end today or earlier");
	cr_expect(reading("1 4 2026 to 14 5 2026", "final", "1"), "%s", d->err.text);
}

Test(rules, a_reading_has_a_value_or_a_reason)
{
	indicator();
	desk_make(d, "readings", "indicator", "IN-1", "period", "2024-25", "status", "final", NULL);
	refused("Enter the value, or choose why there is none");
	desk_make(d, "readings", "indicator", "IN-1", "period", "2024-25", "status", "final",
		  "value", "1", "reason_missing", "suppressed", NULL);
	refused("Enter the value, or choose why there is none");
}

Test(rules, a_big_change_is_asked_about)
{
	static const char *const said = "This differs by more than half from the reading before";

	indicator();
	cr_assert(reading("2022-23", "final", "100"));
	not_warned(said);
	cr_assert(reading("2023-24", "final", "150"));
	not_warned(said);
	cr_assert(reading("2024-25", "final", "226"));
	warned(said);
	cr_assert(reading("2021-22", "final", "1"));
	not_warned(said);
}

Test(rules, a_reference_to_what_is_archived_is_refused_when_it_is_new)
{
	const char *old = partner("Old partner"), *hub;
	struct record r;

	hub = service("Hub", old);
	r = desk_load(d, "partners", old);
	cr_assert(eq(int, record_set_life(&d->s, &r, "archived", NULL, &d->err), RC_OK), "%s",
		  d->err.text);
	desk_make(d, "services", "title", "Other", "provider", old, NULL);
	refused("Provider PA-01 is archived; restore it or choose another one");
	desk_set(d, "services", hub, "places", "12", NULL);
	saved();
	desk_set(d, "services", hub, "funder", old, NULL);
	refused("Funders PA-01 is archived; restore it or choose another one");
}

Test(rules, a_reference_leads_to_a_record_of_the_right_register)
{
	partner("Health");
	desk_make(d, "services", "title", "Hub", "provider", "PA-9", NULL);
	refused("Provider PA-09 is not there; choose one that is listed");
	need("Housing");
	desk_make(d, "services", "title", "Hub", "provider", "NE-1", NULL);
	refused("Provider takes partners; NE-01 is of the register needs");
	desk_make(d, "services", "title", "Hub", "provider", "ZZ-1", NULL);
	refused("Provider ZZ-01 is not there; choose one that is listed");
}

Test(rules, references_inside_rows_are_looked_at_as_well)
{
	partner("Health");
	service("Hub", "PA-1");
	desk_make(d, "decisions", "title", "Go on", "type", "continue", "service", "SV-1",
		  "options.+", "name=one; who=PA-7", NULL);
	refused("Who PA-07 is not there; choose one that is listed");
}

Test(rules, a_record_does_not_point_at_itself)
{
	const char *id = action("Open a hub", partner("Health"));

	desk_set(d, "actions", id, "for", id, NULL);
	refused("For cannot be this entry itself; choose another one");
}

Test(rules, a_decision_to_create_needs_a_gap)
{
	desk_make(d, "decisions", "title", "New hub", "type", "create", NULL);
	refused("Choose gap");
	service("Hub", partner("Health"));
	need("Housing");
	desk_make(d, "decisions", "title", "New hub", "type", "create", "gap", "NE-1", "service",
		  "SV-1", NULL);
	refused("A decision to create is about a gap; leave the service blank");
	desk_make(d, "decisions", "title", "New hub", "type", "create", "gap", "NE-1", NULL);
	saved();
}

Test(rules, a_decision_is_about_something)
{
	desk_make(d, "decisions", "title", "Stop it", "type", "stop", NULL);
	refused("Choose the service or the gap that this decision is about");
}

Test(rules, money_is_not_negative_where_that_makes_no_sense)
{
	partner("Health");
	desk_make(d, "services", "title", "Hub", "provider", "PA-1", "cost_year", "-5.00", NULL);
	refused("Cost a year must be from 0 to 999,999,999.99");
	service("Hub", "PA-1");
	desk_make(d, "decisions", "title", "Save", "type", "stop", "service", "SV-1", "cost_change",
		  "-5", NULL);
	saved();
}

Test(rules, words_in_a_money_field_are_refused)
{
	partner("Health");
	desk_make(d, "services", "title", "Hub", "provider", "PA-1", "cost_year", "GBP 1,000",
		  NULL);
	refused("Cost a year must be a number of pounds alone, for example 12,345.00");
}

Test(rules, the_year_1899_is_refused)
{
	desk_make(d, "needs", "title", "Old", "severity", "high", "seen_on", "1899-12-31", NULL);
	refused("Seen on '1899-12-31' is not a date: the year must be from 1900 to 2199");
}

Test(rules, a_text_over_4000_characters_is_refused)
{
	char *s = mem_alloc(4002);

	memset(s, 'x', 4001);
	desk_make(d, "needs", "title", "Long", "severity", "high", "notes", s, NULL);
	refused("Notes must be 4,000 characters or fewer; it has 4,001");
	s[4000] = '\0';
	desk_make(d, "needs", "title", "Long", "severity", "high", "notes", s, NULL);
	saved();
	mem_free(s);
}

Test(rules, titles_occur_once)
{
	const char *second;

	need("Housing on release");
	desk_make(d, "needs", "title", "housing  on RELEASE", "severity", "high", NULL);
	refused("NE-01 has the same title already; change that one or write another title");
	second = need("Something else");
	desk_set(d, "needs", second, "title", "Housing on release", NULL);
	refused("NE-01 has the same title already; change that one or write another title");
	desk_set(d, "needs", "ne-000001", "title", "Housing on Release", NULL);
	saved();
}

Test(rules, an_archived_title_may_be_used_again_until_it_is_restored)
{
	struct record r;

	need("Housing");
	r = desk_load(d, "needs", "ne-000001");
	cr_assert(eq(int, record_set_life(&d->s, &r, "archived", NULL, &d->err), RC_OK));
	need("Housing");
	r = desk_load(d, "needs", "ne-000001");
	cr_expect(eq(int, record_set_life(&d->s, &r, "live", NULL, &d->err), RC_INVALID));
	expect_same(d->err.text,
		    "NE-02 has the same title already; change that one or write another title");
}

Test(rules, what_is_unique_together_occurs_once)
{
	partner("Health");
	service("Hub", "PA-1");
	service("Line", "PA-1");
	need("Housing");
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", NULL);
	saved();
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-2", NULL);
	saved();
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", NULL);
	refused("CO-01 has the same need and service already; change that one or write another need");
}

Test(rules, an_outcome_without_what_the_law_asks_waits_for_the_final_report)
{
	desk_make(d, "outcomes", "title", "Local one", "set", "local", "local_reason", "Asked for",
		  NULL);
	saved();
	cr_expect(desk_says(d, LEVEL_EXPORT, "This local outcome has no indicator"));
	desk_make(d, "indicators", "name", "Count", "outcome", "OU-1", NULL);
	saved();
	desk_set(d, "outcomes", "ou-000001", "notes", "x", NULL);
	cr_expect(not(desk_says(d, LEVEL_EXPORT, "This local outcome has no indicator")));
	desk_make(d, "outcomes", "title", "National one", "set", "2023", NULL);
	saved();
	cr_expect(desk_says(d, LEVEL_EXPORT, "This national outcome has not been assessed"));
}

Test(rules, an_annual_report_is_about_a_year_from_april_to_march)
{
	desk_make(d, "outcomes", "title", "National one", "set", "2023", NULL);
	desk_make(d, "assessments", "outcome", "OU-1", "year", "2026", "priority", "no", NULL);
	saved();
	desk_make(d, "assessments", "outcome", "OU-1", "year", "2025-27", "priority", "no", NULL);
	refused("Year must be a reporting year from April to March, for example 2026-27");
}

Test(rules, a_priority_has_a_reason)
{
	desk_make(d, "outcomes", "title", "National one", "set", "2023", NULL);
	desk_make(d, "assessments", "outcome", "OU-1", "year", "2026", "priority", "yes", NULL);
	refused("Enter why it is a priority");
	desk_make(d, "assessments", "outcome", "OU-1", "year", "2026", "priority", "yes",
		  "priority_reason", "It is worst", NULL);
	saved();
}

Test(rules, feedback_has_a_mark_of_consent)
{
	desk_make(d, "feedback", "title", "Group", NULL);
	refused("Choose consent");
	desk_make(d, "feedback", "title", "Group", "consent", "unknown", NULL);
	saved();
	warned("Ask whether this may be used");
}

Test(rules, a_complete_action_says_what_was_done)
{
	static const char *const said = "Add an update that says what was done";
	const char *id = action("Open a hub", partner("Health"));

	desk_set(d, "actions", id, "status", "complete", NULL);
	saved();
	warned(said);
	desk_set(d, "actions", id, "updates.+", "on=2026-05-01; says=It is open", NULL);
	saved();
	not_warned(said);
}

Test(rules, rows_that_are_only_added_to_never_change)
{
	const char *id = action("Open a hub", partner("Health"));

	desk_set(d, "actions", id, "updates.+", "says=It is open", NULL);
	saved();
	desk_set(d, "actions", id, "updates.1", "says=It was never open", NULL);
	refused("Updates are kept as they were; add another one");
	desk_set(d, "actions", id, "updates.1", "", NULL);
	refused("Updates are kept as they were; add another one");
	desk_set(d, "actions", id, "updates.+", "on=2026-05-02", NULL);
	refused("Enter what happened");
}

Test(rules, an_action_never_waits_for_itself)
{
	action("One", partner("Health"));
	action("Two", "PA-1");
	action("Three", "PA-1");
	cr_assert(desk_set(d, "actions", "ac-000001", "depends_on", "AC-2", NULL), "%s",
		  d->err.text);
	cr_assert(desk_set(d, "actions", "ac-000002", "depends_on", "AC-3", NULL), "%s",
		  d->err.text);
	desk_set(d, "actions", "ac-000003", "depends_on", "AC-1", NULL);
	refused("AC-03 waits for AC-01, which waits for AC-02, which waits for AC-03. "
		"This action would wait for itself");
	desk_set(d, "actions", "ac-000003", "notes", "still fine", NULL);
	saved();
}

Test(rules, of_two_ways_round_the_shorter_is_told)
{
	action("One", partner("Health"));
	action("Two", "PA-1");
	action("Three", "PA-1");
	desk_set(d, "actions", "ac-000001", "depends_on", "AC-2, AC-3", NULL);
	saved();
	desk_set(d, "actions", "ac-000002", "depends_on", "AC-3", NULL);
	saved();
	desk_set(d, "actions", "ac-000003", "depends_on", "AC-1", NULL);
	refused("AC-03 waits for AC-01, which waits for AC-03. This action would wait for itself");
}

Test(rules, a_due_date_outside_the_cycle_is_pointed_out)
{
	const char *id = action("Open a hub", partner("Health"));

	desk_set(d, "actions", id, "due", "2029-03-31", NULL);
	not_warned("The due date lies outside this cycle");
	desk_set(d, "actions", id, "due", "2029-04-01", NULL);
	saved();
	warned("The due date lies outside this cycle");
}

Test(rules, a_condition_asks_for_more)
{
	const char *id = action("Open a hub", partner("Health"));

	desk_set(d, "actions", id, "status", "outstanding", NULL);
	refused("Enter revised");
	desk_set(d, "actions", id, "status", "outstanding", "revised", "reason=late", NULL);
	refused("Enter new date");
	desk_set(d, "actions", id, "status", "outstanding", "revised",
		 "revised_due=2026-12-01; reason=late", NULL);
	saved();
}

Test(rules, what_is_not_shown_is_not_asked_for)
{
	desk_make(d, "outcomes", "title", "National one", "set", "2023", NULL);
	saved();
	desk_make(d, "outcomes", "title", "Local one", "set", "local", NULL);
	refused("Enter why it is needed here");
}

Test(rules, a_wanted_answer_is_asked_for_kindly)
{
	desk_make(d, "needs", "title", "Housing", "severity", "not known", NULL);
	saved();
	warned("Still blank: Strengths. Answer it when you can");
	desk_make(d, "needs", "title", "Money", NULL);
	refused("Choose how serious, or say that it is not known");
}

Test(rules, partners_and_services_are_watched)
{
	desk_make(d, "partners", "name", "Health", "kind", "statutory", "commitment", "not engaged",
		  NULL);
	saved();
	warned("This statutory partner is not engaged");
	warned("Confirm this partner again");
	desk_make(d, "partners", "name", "Charity", "kind", "third sector", "commitment",
		  "not engaged", "last_confirmed", "2025-05-14", NULL);
	not_warned("This statutory partner is not engaged");
	not_warned("Confirm this partner again");
	desk_make(d, "partners", "name", "Later", "last_confirmed", "2026-05-15", NULL);
	refused("Last confirmed must be today or earlier");
	desk_make(d, "services", "title", "Hub", "provider", "PA-1", "access_mode", "online",
		  "funding_ends", "2027-05-13", NULL);
	warned("This can be reached online alone");
	warned("Funding ends within 12 months");
	desk_set(d, "services", "sv-000001", "access_mode", "online, phone", "funding_ends",
		 "2027-05-14", NULL);
	not_warned("This can be reached online alone");
	not_warned("Funding ends within 12 months");
}

Test(rules, options_are_compared_and_one_is_chosen)
{
	service("Hub", partner("Health"));
	desk_make(d, "decisions", "title", "Go on", "type", "continue", "service", "SV-1",
		  "options.+", "name=one", NULL);
	saved();
	warned("Add at least two options");
	warned("Mark one option as chosen");
	desk_set(d, "decisions", "de-000001", "options.+", "name=two; chosen=yes", NULL);
	not_warned("Add at least two options");
	not_warned("Mark one option as chosen");
	desk_set(d, "decisions", "de-000001", "options.1", "name=one; chosen=yes", NULL);
	warned("Mark one option as chosen");
}

Test(rules, one_of_the_words_is_wanted)
{
	desk_make(d, "feedback", "title", "a", "consent", "given", "spec_type", "output", NULL);
	warned("Describe the outcomes");
	desk_set(d, "feedback", "fb-000001", "spec_type", "outcome", NULL);
	not_warned("Describe the outcomes");
	desk_set(d, "feedback", "fb-000001", "spec_type", "", NULL);
	not_warned("Describe the outcomes");
}

Test(rules, a_need_that_nothing_points_at_is_pointed_out)
{
	need("Housing");
	warned("Not judged yet");
	service("Hub", partner("Health"));
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", NULL);
	desk_set(d, "needs", "ne-000001", "notes", "x", NULL);
	not_warned("Not judged yet");
}

Test(rules, a_draft_may_lack_answers_but_what_is_there_fits)
{
	desk_make(d, "actions", "life", "draft", "start", "2026-06-02", "due", "2026-06-01", NULL);
	saved();
	warned("Enter what");
	warned("Due date must be on or after the start date");
	desk_make(d, "actions", "life", "draft", "start", "never", NULL);
	refused("Start 'never' is not a date: write it as day month year, for example 27 3 2027");
	desk_set(d, "actions", "ac-000001", "life", "live", NULL);
	refused("Enter what");
	refused("Due date must be on or after the start date");
}

Test(rules, a_record_that_lacks_something_can_be_archived)
{
	struct record r;

	desk_make(d, "actions", "life", "draft", "notes", "x", NULL);
	r = desk_load(d, "actions", "ac-000001");
	cr_expect(eq(int, record_set_life(&d->s, &r, "archived", NULL, &d->err), RC_OK), "%s",
		  d->err.text);
}

Test(rules, an_item_that_is_not_needed_has_a_reason)
{
	desk_set(d, "item", "ga-share", "note", "Asked on Monday", NULL);
	saved();
	desk_set(d, "item", "ga-share", "state", "not_needed", NULL);
	refused("Enter why it is not needed");
	desk_set(d, "item", "ga-share", "state", "not_needed", "why_not", "Done before", NULL);
	saved();
	desk_set(d, "item", "ga-share", "why_not", "", NULL);
	refused("Enter why it is not needed");
}

Test(rules, an_answer_that_is_not_asked_for_is_refused)
{
	desk_make(d, "needs", "title", "Housing", "severity", "high", "colour", "blue", NULL);
	refused("Needs has no answer called 'colour'");
	desk_make(d, "needs", "title", "Housing", "severity", "high", "severity.1", "high", NULL);
	refused("Needs has no answer called 'severity.1'");
	desk_make(d, "actions", "what", "x", "updates", "says=y", NULL);
	refused("Actions has no answer called 'updates'");
	desk_make(d, "needs", "title", "Housing", "severity", "high", "title", "Other", NULL);
	refused("'title' is answered twice; leave one of them out");
}

Test(rules, text_that_could_identify_somebody_is_pointed_out)
{
	static const struct {
		const char *text, *what;
	} list[] = {
		{ "Seen 0101901234 last week", "a CHI number" },
		{ "CHI 010190 1234", "a CHI number" },
		{ "NI QQ123456C no, AB 12 34 56 C", "a National Insurance number" },
		{ "lives at EH1 1AA", "a postcode" },
		{ "lives at g12 8qq now", "a postcode" },
		{ "ring 0131 496 0000", "a phone number" },
		{ "ring +44 131 496 0000", "a phone number" },
		{ "write to jo.b@example.org.", "an e-mail address" },
		{ "She was born on 3 May 1990", "a date of birth" },
		{ "DOB: 3/5/90", "a date of birth" },
		{ "Sam, born 3/4/1980, waits", "a date of birth" },
	};
	static const char *const fine[] = {
		"37 of 120 people in 2024-25", "GBP 61,000 a year",
		"Phase 2 of the plan",         "the A9 road",
		"see section 12 on page 4",    "3 @ 4 pounds",
		"they were born in the area",  "9912311234",
		"reference 123456789012",      "at 10:30 on 2026-05-14",
		"2023-04-01 2024-03-31",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		desk_make(d, "needs", "title", arena_printf(d->a, "a%zu", i), "severity", "high",
			  "notes", list[i].text, NULL);
		saved();
		warned(arena_printf(d->a,
				    "Notes looks as if it holds %s; take out what could identify "
				    "anyone",
				    list[i].what));
	}
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		desk_make(d, "needs", "title", arena_printf(d->a, "b%zu", i), "severity", "high",
			  "notes", fine[i], NULL);
		for (size_t k = 0; k < d->faults.n; k++)
			expect_none(d->faults.v[k].text, "looks as if");
	}
}

/* Each with what is just not it. */
Test(rules, what_nearly_looks_like_it_is_left_in_peace)
{
	static const struct {
		const char *what, *is[3], *near[6];
	} list[] = {
		{ "a CHI number",
		  { "0101901234", "311290 1234", "010190-1234" },
		  { "3201901234", "3113901234", "1000901234", "010190123", "31019012345",
		    "a0101901234" } },
		{ "a National Insurance number",
		  { "AB123456C", "ab 12 34 56 c", "AB-12-34-56-C" },
		  { "AB12345C", "AB1234567", "DB123456C", "AO123456C", "AB123456CD",
		    "A1234567C" } },
		{ "a postcode",
		  { "G1 1AA", "EH12 9QQ", "EC1A 1BB" },
		  { "EH1 1A", "EH1 AAA", "EHH1 1AA", "EH123 1AA", "1EH 1AA", "EH1  1AA" } },
		{ "a date of birth",
		  { "born on 3 May 1990", "DOB 3/5/90", "date of birth: 1990" },
		  { "born on a Monday", "the newborn in 5 days", "dobson 3", "stubborn on 3 counts",
		    "date of birth is asked of nobody here, and page 4", "born into 3 families" } },
		{ "a date of birth",
		  { "born 3/4/1980", "Born 03/04/1980", "born 3 April 1980" },
		  { "born 3 months early", "born 3/4 of them", "born 32/4/1980", "newborn 3/4/1980",
		    "born 1990-91", "born 3 marches" } },
		{ "a date of birth",
		  { "b. 3/4/1980", "(b.3.4.1980)", "b. 3rd of April 1980" },
		  { "b. 3 April meeting", "b. 3/4 done", "b. 3.4.20", "tab. 3/4/1980",
		    "a. 2 staff b. 3 rooms", "b 3/4/1980" } },
		{ "a date of birth",
		  { "date of birth 3/4/80", "born (1980-04-03)", "born: April 1980" },
		  { "born 1980-04-033", "born 3/4/198", "born 3-4/1980", "born April", "born 3",
		    "born/raised 3/4/1980" } },
		{ "a phone number",
		  { "0131 496 0000", "01314960000", "+44 131 496 0000" },
		  { "0131 496", "10131 496 0000", "0131 496 00000000", "+43 131 496 0000",
		    "0131/496/0000", "1314960" } },
		{ "an e-mail address",
		  { "jo@example.org", "j.b-c@a.uk", "<jo@example.org>" },
		  { "jo@example", "@example.org", "jo @example.org", "jo@.org", "jo@example.",
		    "3 @ 4.50" } },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++) {
		for (size_t k = 0; k < 3; k++) {
			const char *what = personal_data(list[i].is[k]);

			cr_expect(what && !strcmp(what, list[i].what), "%s is taken for %s",
				  list[i].is[k], what ? what : "nothing");
		}
		for (size_t k = 0; k < 6; k++) {
			const char *what = personal_data(list[i].near[k]);

			cr_expect(what == NULL, "%s is taken for %s", list[i].near[k],
				  what ? what : "");
		}
	}
}

Test(rules, a_reason_that_could_identify_somebody_is_pointed_out)
{
	const char *id = need("Housing");

	d->s.reason = "Jo asked, 0131 496 0000";
	desk_set(d, "needs", id, "severity", "medium", NULL);
	saved();
	warned("The reason looks as if it holds a phone number; take out what could identify "
	       "anyone");
	d->s.reason = "Asked for by letter";
	desk_set(d, "needs", id, "severity", "low", NULL);
	d->s.reason = NULL;
	saved();
	for (size_t k = 0; k < d->faults.n; k++)
		expect_none(d->faults.v[k].text, "looks as if");
}

Test(rules, a_text_that_goes_out_has_its_lines_counted_once_each)
{
	struct personal_found found;

	personal_lines("", &found);
	cr_expect(zero(sz, found.lines));
	personal_lines("Id,Notes\r\nNE-01,2026-03-31\r\n", &found);
	cr_expect(zero(sz, found.lines));
	personal_lines("one\nEH1 1AA, EH1 1AB and ann@example.org\n\nborn on 1 May", &found);
	cr_expect(eq(sz, found.lines, 2));
	cr_expect(eq(sz, found.line, 2));
	expect_same(found.what, "a postcode");
}
