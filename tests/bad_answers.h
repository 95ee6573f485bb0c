/* SPDX-License-Identifier: ISC */
/*
 * bad_answers - one bad answer each to an entry of the sample, and a part of what it gets
 *
 * The same table is tried by command, on both sizes of screen and in conversation: one sentence that
 * says how to put it right, and nothing is stored.
 * Source: records, the rules of each register and the validation list
 */
#ifndef TESTS_BAD_ANSWERS_H
#define TESTS_BAD_ANSWERS_H

#include <stdbool.h>

static const struct bad_answer {
	const char *reg, *id, *field, *label;
	const char *typed; /* "": what is there is taken out */
	const char *says;
	bool is_long;
} bad_answers[] = {
	{ "feedback", "fb-000001", "date", "Date", "3 6 2026", "today or earlier", false },
	{ "actions", "ac-000002", "accepted_on", "Owner accepted it on", "21 11 2025",
	  "today or earlier", false },
	{ "risks", "ri-000001", "raised_on", "Raised on", "21 11 2025", "today or earlier", false },
	{ "relationships", "rl-000001", "last_contact", "Last contact", "21 11 2025",
	  "today or earlier", false },
	{ "participation", "pt-000001", "date", "Date", "21 11 2025", "today or earlier", false },
	{ "learning", "le-000001", "shared_on", "Shared on", "21 11 2025", "today or earlier",
	  false },
	{ "assessments", "oa-000001", "agreed_on", "Agreed on", "21 11 2025", "today or earlier",
	  false },
	{ "criteria", "ct-000001", "agreed_on", "Agreed on", "21 11 2025", "today or earlier",
	  false },
	{ "decisions", "de-000002", "decided_on", "Decided on", "21 11 2025", "today or earlier",
	  false },
	{ "figures", "fg-000001", "period", "Period", "1 4 2025 to 31 3 2026", "today or earlier",
	  false },
	{ "readings", "ir-000002", "period", "Period", "1 4 2025 to 31 3 2026", "today or earlier",
	  false },
	{ "feedback", "fb-000001", "told_back", "Told them on", "1 1 2025", "on or after the date",
	  false },
	{ "feedback", "fb-000001", "told_back", "Told them on", "21 11 2025", "today or earlier",
	  false },
	{ "actions", "ac-000002", "due", "Due", "30 February 2026", "date", false },
	{ "actions", "ac-000002", "due", "Due", "1 1 2026", "on or after the start date", false },
	{ "actions", "ac-000002", "due", "Due", "soonish", "date", false },
	{ "actions", "ac-000002", "due", "Due", "", "due", false },
	{ "actions", "ac-000002", "accountable_role", "Owner (role)", "", "owner (role)", false },
	{ "actions", "ac-000002", "progress", "Progress", "101", "100", false },
	{ "actions", "ac-000002", "what", "Action", "", "action", false },
	{ "readings", "ir-000002", "period", "Period", "1 1 2022 to 31 12 2022",
	  "covers part of this period", false },
	{ "readings", "ir-000002", "period", "Period", "1 4 2021 to 31 3 2022",
	  "covers part of this period", false },
	{ "readings", "ir-000002", "denominator", "Out of how many", "0", "1 or more", false },
	{ "readings", "ir-000002", "numerator", "How many of them", "7", "out of how many", false },
	{ "readings", "ir-000002", "value", "Value", "", "why there is none", false },
	{ "readings", "ir-000002", "value", "Value", "about 50", "number", false },
	{ "resources", "re-000002", "amount", "Amount in pounds", "-5", "from 0 to", false },
	{ "resources", "re-000002", "amount", "Amount in pounds", "GBP 1,000", "pounds alone",
	  false },
	{ "resources", "re-000002", "amount", "Amount in pounds", "1.005", "pounds", false },
	{ "resources", "re-000002", "amount", "Amount in pounds", "1000000000", "999,999,999.99",
	  false },
	{ "resources", "re-000002", "year", "Reporting year", "2025-27", "year", false },
	{ "resources", "re-000001", "available_from", "Available from", "1899-12-31",
	  "1900 to 2199", false },
	{ "resources", "re-000001", "available_from", "Available from", "1 4 2027",
	  "on or after available from", false },
	{ "assessments", "oa-000001", "year", "Reporting year", "2024-26", "year", false },
	{ "assessments", "oa-000001", "local_score", "Local score (0 to 10)", "11", "10", false },
	{ "evidence", "ev-000001", "year", "Year", "1899", "1,990", false },
	{ "evidence", "ev-000001", "year", "Year", "2027", "next year or earlier", false },
	{ "figures", "fg-000003", "value", "Value", "140", "between 0 and 100", false },
	{ "figures", "fg-000001", "value", "Value", "-1", "0 or more", false },
	{ "readings", "ir-000013", "value", "Value", "140", "between 0 and 100", false },
	{ "readings", "ir-000002", "value", "Value", "-1", "0 or more", false },
	{ "designs", "ds-000002", "transition", "Moving people over", "", "are moved over", true },
	{ "services", "sv-000001", "places", "Places", "1.5", "whole number", false },
	{ "services", "sv-000001", "places", "Places", "a dozen", "number", false },
	{ "services", "sv-000001", "people_last_year", "People helped last year", "-1", "0 or more",
	  false },
	{ "plans", "op-000001", "period", "Period", "1 4 2026 to 31 3 2025", "after", false },
	{ "evidence", "ev-000001", "url", "Web address", "javascript:alert(1)", "address", false },
	{ "needs", "ne-000002", "title", "Title", "People need earlier help with alcohol",
	  "same title", false },
	{ "needs", "ne-000002", "need_statement", "What they need", "", "what they need", true },
	{ "partners", "pa-000002", "name", "Name", "Strathfinlay Council", "same name", false },
	{ "indicators", "in-000002", "name", "Name", "Diversion cases commenced", "same name",
	  false },
	{ "risks", "ri-000001", "due", "Due", "1 6 2020", "on or after raised on", false },
	{ "relationships", "rl-000001", "next_contact", "Next contact", "1 6 2020",
	  "on or after the last contact", false },
	{ "designs", "ds-000001", "review_on", "Look at it again on", "1 6 2020",
	  "on or after the start", false },
	{ "procurements", "pr-000001", "value", "Value", "-1", "from 0 to", false },
};
enum { BAD_ANSWERS = sizeof(bad_answers) / sizeof(bad_answers[0]) };

/* When AC-02 and RE-01 begin and when RI-01 was raised is not known in the sample. */
static const struct {
	const char *reg, *id, *field, *stored;
} before_bad_answers[] = {
	{ "actions", "ac-000002", "start", "2026-02-01" },
	{ "risks", "ri-000001", "raised_on", "2025-01-01" },
	{ "relationships", "rl-000001", "last_contact", "2025-06-03" },
};

/*
 * odd_answers - what looks odd is saved all the same, with a remark
 *
 * before: what is stored first, field and answer
 */
enum how_given { IN_A_LINE, IN_LINES, TICKED };

static const struct odd_answer {
	const char *reg, *id, *field, *label;
	const char *typed, *says;
	enum how_given how;
	const char *before[4];
} odd_answers[] = {
	{ "actions",
	  "ac-000002",
	  "due",
	  "Due",
	  "1 1 2040",
	  "outside this cycle",
	  IN_A_LINE,
	  { NULL } },
	{ "actions",
	  "ac-000002",
	  "status",
	  "Status",
	  "Complete",
	  "what was done",
	  TICKED,
	  { NULL } },
	{ "readings",
	  "ir-000004",
	  "value",
	  "Value",
	  "9000",
	  "more than half",
	  IN_A_LINE,
	  { NULL } },
	{ "readings",
	  "ir-000013",
	  "value",
	  "Value",
	  "70",
	  "out of how many this percentage is",
	  IN_A_LINE,
	  { NULL } },
	{ "feedback",
	  "fb-000002",
	  "told_back",
	  "Told them on",
	  "1 6 2025",
	  "nothing is noted that changed",
	  IN_A_LINE,
	  { "what_changed", "" } },
	{ "feedback",
	  "fb-000002",
	  "consent",
	  "Consent to use it",
	  "Unknown",
	  "Ask whether",
	  TICKED,
	  { NULL } },
	{ "relationships",
	  "rl-000001",
	  "last_contact",
	  "Last contact",
	  "1 1 2025",
	  "last 6 months",
	  IN_A_LINE,
	  { NULL } },
	{ "participation",
	  "pt-000007",
	  "numbers",
	  "How many",
	  "0",
	  "what was tried",
	  IN_A_LINE,
	  { "reasonable_efforts", "", "numbers", "3" } },
	{ "learning",
	  "le-000001",
	  "shared_on",
	  "Shared on",
	  "1 6 2025",
	  "with whom",
	  IN_A_LINE,
	  { "shared_with", "" } },
	{ "learning",
	  "le-000002",
	  "shared_on",
	  "Shared on",
	  "1 6 2025",
	  "not marked",
	  IN_A_LINE,
	  { "shareable", "no" } },
	{ "risks",
	  "ri-000001",
	  "due",
	  "Due",
	  "1 6 2025",
	  "is late",
	  IN_A_LINE,
	  { "raised_on", "2025-01-01" } },
	{ "procurements",
	  "pr-000001",
	  "user_impact",
	  "What it means for users",
	  "not known",
	  "what buying this again means",
	  IN_LINES,
	  { "user_impact", "They keep their workers", "retender", "yes" } },
	{ "needs",
	  "ne-000003",
	  "notes",
	  "Notes",
	  "Born on 3 May 1984",
	  "date of birth",
	  IN_LINES,
	  { NULL } },
};
enum { ODD_ANSWERS = sizeof(odd_answers) / sizeof(odd_answers[0]) };

#endif
