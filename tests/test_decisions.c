/* SPDX-License-Identifier: ISC */
/* What each of the six words of a decision needs, by the shipped templates. */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "lib_work.h"
#include "same.h"

static struct work w;
static struct faults faults;

static void begin(void)
{
	work_open(&w, NULL);
	w.s.today = (struct date){ 2025, 11, 20 };
	work_sample(&w);
	faults.arena = w.arena;
}

static void end(void)
{
	work_close(&w);
}

TestSuite(decisions, .init = begin, .fini = end, .timeout = 60);

struct more {
	const char *field, *text;
};

/* A decision of that word with all that every decision needs, and what is said besides. */
static enum rc decide(const char *type, const struct more *more, size_t n, struct err *err)
{
	struct put puts[20] = {
		{ .field = "title", .text = arena_printf(w.arena, "To %s", type) },
		{ .field = "type", .text = type },
		{ .field = "outcomes", .text = "ou-000001" },
		{ .field = "lead", .text = "pa-000001" },
		{ .field = "state", .text = "agreed" },
		{ .field = "rationale", .text = "Because." },
		{ .field = "funding_certainty", .text = "secured" },
		{ .field = "decided_by", .text = "Board" },
		{ .field = "decided_on", .text = "2025-06-03" },
		{ .field = "route", .text = "board" },
	};
	size_t k = 10;

	for (size_t i = 0; i < n; i++) {
		size_t at = 0;

		while (at < k && strcmp(puts[at].field, more[i].field) != 0)
			at++;
		puts[at] = (struct put){ .field = more[i].field, .text = more[i].text };
		k = at == k ? k + 1 : k;
	}
	return record_save(&w.s, schema_reg(w.s.schema, "decisions"), NULL, "make", puts, k,
			   &faults, NULL, NULL, err);
}

static bool says(enum level level, const char *text)
{
	for (size_t i = 0; i < faults.n; i++)
		if (faults.v[i].level == level && strcmp(faults.v[i].text, text) == 0)
			return true;
	return false;
}

static void expect_refused(const char *type, const struct more *more, size_t n, const char *text)
{
	struct err err = { 0 };

	cr_expect(eq(int, decide(type, more, n, &err), RC_INVALID), "%s", type);
	cr_expect(says(LEVEL_REFUSE, text), "%s: %s", type, err.text);
}

#define SAYS(...) \
	(const struct more[]){ __VA_ARGS__ }, \
		sizeof((const struct more[]){ __VA_ARGS__ }) / sizeof(struct more)

Test(decisions, to_create_needs_a_gap_and_no_service)
{
	struct err err = { 0 };

	expect_refused("create", SAYS({ "gaps", "ga-000001" }), "Choose gap");
	expect_refused("create", SAYS({ "gaps", "ga-000001" }),
		       "Choose the service or the gap that this decision is about");
	expect_refused(
		"create",
		SAYS({ "gap", "ga-000001" }, { "gaps", "ga-000001" }, { "service", "sv-000001" }),
		"A decision to create is about a gap; leave the service blank");
	expect_refused("create", SAYS({ "gap", "ga-000001" }), "Choose all gaps it closes");
	cr_expect(eq(int,
		     decide("create", SAYS({ "gap", "ga-000001" }, { "gaps", "ga-000001" }), &err),
		     RC_OK),
		  "%s", err.text);
}

Test(decisions, the_other_five_need_a_service_and_no_gap_of_their_own)
{
	static const char *const words[] = { "continue", "expand", "reduce", "stop", "redesign" };
	struct err err = { 0 };

	for (size_t i = 0; i < 5; i++) {
		expect_refused(words[i],
			       SAYS({ "gaps", "ga-000001" }, { "impact_on_people", "None." }),
			       "Choose service");
		expect_refused(words[i],
			       SAYS({ "service", "sv-000001" }, { "gap", "ga-000001" },
				    { "gaps", "ga-000001" }, { "impact_on_people", "None." }),
			       "This decision is about a service; put its gaps under all gaps it "
			       "closes");
		cr_expect(eq(int,
			     decide(words[i],
				    SAYS({ "service", "sv-000001" }, { "gaps", "ga-000001" },
					 { "impact_on_people", "None." }),
				    &err),
			     RC_OK),
			  "%s: %s", words[i], err.text);
	}
}

Test(decisions, who_takes_something_away_says_what_it_means_for_people)
{
	static const char *const words[] = { "reduce", "stop", "redesign" };
	struct err err = { 0 };

	for (size_t i = 0; i < 3; i++)
		expect_refused(words[i], SAYS({ "service", "sv-000001" }, { "gaps", "ga-000001" }),
			       "Enter what it means for people, or say that it is not known");
	cr_expect(eq(int, decide("continue", SAYS({ "service", "sv-000001" }), &err), RC_OK), "%s",
		  err.text);
}

Test(decisions, one_without_a_basis_is_refused)
{
	expect_refused("stop", SAYS({ "service", "sv-000001" }, { "rationale", "" }),
		       "Enter reasons");
	expect_refused("stop", SAYS({ "service", "sv-000001" }, { "decided_on", "2026-01-01" }),
		       "Decided on must be today or earlier");
	expect_refused("stop", SAYS({ "service", "sv-000001" }, { "funding_certainty", "" }),
		       "Choose how sure the money is, or say that it is not known");
}

/* Nobody has decided what is only proposed. */
Test(decisions, who_decided_when_and_by_what_route_is_asked_once_it_is_decided)
{
	static const char *const decided[] = { "agreed", "deferred", "rejected" };
	struct err err = { 0 };

	for (size_t i = 0; i < 3; i++) {
		const struct more *more = (const struct more[]){ { "service", "sv-000001" },
								 { "state", decided[i] },
								 { "decided_by", "" },
								 { "decided_on", "" },
								 { "route", "" } };

		cr_expect(eq(int, decide("continue", more, 5, &err), RC_INVALID), "%s", decided[i]);
		cr_expect(says(LEVEL_REFUSE, "Enter decided by, or say that it is not known"));
		cr_expect(says(LEVEL_REFUSE, "Enter decided on, or say that it is not known"));
		cr_expect(says(LEVEL_REFUSE, "Choose route, or say that it is not known"));
		faults.n = 0;
	}
	cr_expect(eq(int,
		     decide("continue",
			    SAYS({ "service", "sv-000001" }, { "state", "proposed" },
				 { "decided_by", "" }, { "decided_on", "" }, { "route", "" }),
			    &(struct err){ 0 }),
		     RC_OK));
}

Test(decisions, money_that_is_not_sure_is_worth_a_look)
{
	struct err err = { 0 };

	cr_expect(eq(int,
		     decide("continue",
			    SAYS({ "service", "sv-000001" }, { "funding_certainty", "bid" }), &err),
		     RC_OK));
	cr_expect(says(LEVEL_WARN, "The money for this agreed decision is not sure. Note a risk or "
				   "an action for it."));
}

/* What was decided of a service stands in the decision alone; the service shows it from there. */
Test(decisions, a_service_shows_what_was_decided_of_it)
{
	struct record service;
	struct link *v;
	size_t n = 0;
	bool found = false;

	cr_assert(eq(int,
		     record_load(&w.s, schema_reg(w.s.schema, "services"), "sv-000014", w.arena,
				 &service, NULL),
		     RC_OK));
	cr_assert(eq(int, record_links(&w.s, &service, true, w.arena, &v, &n, NULL), RC_OK));
	for (size_t i = 0; i < n; i++)
		found = found ||
			(strcmp(v[i].id, "de-000004") == 0 && strcmp(v[i].field, "Service") == 0);
	cr_expect(found);
	cr_expect(reg_field(service.reg, "decision") == NULL);
}
