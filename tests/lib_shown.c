/* SPDX-License-Identifier: ISC */
#include "tests/lib_shown.h"

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define MY_READING "c1/ir/ir-000001/row=indicator=in-000001%0Astatus=provisional%0Avalue=14.2"

const struct shown shown_list[] = {
	{ "home", NULL, NULL, NULL, NULL },
	{ "welcome", NULL, NULL, NULL, NULL },
	{ "start", NULL, NULL, NULL, NULL },
	{ "which", NULL, NULL, NULL, NULL },
	{ "stage", "analyse", NULL, NULL, NULL },
	{ "activity", "analyse-services", NULL, NULL, NULL },
	{ "checklist", NULL, NULL, NULL, NULL },
	{ "item", "svc-third-sector-data", NULL, NULL, NULL },
	{ "item", "prin-people", NULL, NULL, "item-principle" },
	{ "questions", "review", NULL, NULL, NULL },
	{ "question", "rq-impact", NULL, NULL, NULL },
	{ "close", "analyse", NULL, NULL, NULL },
	{ "registers", NULL, NULL, NULL, NULL },
	{ "register", "services", NULL, NULL, NULL },
	{ "register", "coverage", NULL, NULL, "register-coverage" },
	{ "record", "services", "sv-000014", NULL, NULL },
	{ "record", "actions", "ac-000005", NULL, "record-action" },
	{ "record", "needs", "ne-000001", NULL, "record-need" },
	{ "record", "procurements", "pr-000001", NULL, "record-procurement" },
	{ "form", "needs", NULL, NULL, NULL },
	{ "form", "needs", "ne-000001", NULL, "form-existing" },
	{ "row", "actions/updates", "ac-000001", NULL, NULL },
	{ "pick", "gaps/need", NULL, NULL, NULL },
	{ "filter", "services", NULL, NULL, NULL },
	{ "conflict", "c1/ne/ne-000001/severity=-", "c1/ne/ne-000001/severity=low", "needs", NULL },
	{ "conflict", "c1/ir/ir-000001/row=-", MY_READING, "readings", "conflict-row" },
	{ "history", NULL, NULL, NULL, NULL },
	{ "entry", "2", NULL, NULL, NULL },
	{ "audit", NULL, NULL, NULL, NULL },
	{ "erase", "c1/ne/ne-000001/", NULL, NULL, NULL },
	{ "retention", NULL, NULL, NULL, NULL },
	{ "find", "hous", NULL, NULL, NULL },
	{ "glossary", NULL, NULL, NULL, NULL },
	{ "self", NULL, NULL, NULL, NULL },
	{ "rating", "cs-data", NULL, NULL, NULL },
	{ "views", NULL, NULL, NULL, NULL },
	{ "groups", "actions-by-owner", NULL, NULL, NULL },
	{ "groups", "actions-by-outcome", NULL, NULL, "groups-outcome" },
	{ "groups", "chase-list", NULL, NULL, "groups-chase" },
	{ "groups", "you-said-we-did", NULL, NULL, "groups-said" },
	{ "groups", "actions-by-due", NULL, NULL, "groups-due" },
	{ "groups", "due-soon", NULL, NULL, "groups-soon" },
	{ "groups", "money-not-secured", NULL, NULL, "groups-money" },
	{ "groups", "cannot-be-judged", NULL, NULL, "groups-unjudged" },
	{ "groups", "did-not-take-part", NULL, NULL, "groups-absent" },
	{ "groups", "participation-diary", NULL, NULL, "groups-diary" },
	{ "groups", "relationships-overdue", NULL, NULL, "groups-relations" },
	{ "groups", "risks-by-state", NULL, NULL, "groups-risks" },
	{ "groups", "learning-to-share", NULL, NULL, "groups-learning" },
	{ "timeline", "action-timeline", NULL, NULL, NULL },
	{ "ends", "funding-cliff", NULL, NULL, NULL },
	{ "matrix", "coverage", NULL, NULL, NULL },
	{ "matrix-row", "coverage", "ne-000004", NULL, NULL },
	{ "matrix-cell", "coverage", "ne-000004", "sv-000016", NULL },
	{ "matrix-cell", "coverage", "ne-000004", "sv-000001", "matrix-cell-new" },
	{ "matrix-filter", "coverage", NULL, NULL, NULL },
	{ "matrix-missing", "coverage", NULL, NULL, NULL },
	{ "board", "priority-board", NULL, NULL, NULL },
	{ "move", "priority-board", "de-000003", NULL, NULL },
	{ "scores", "priority-board", "de-000001", NULL, NULL },
	{ "sums", "budgets", NULL, NULL, NULL },
	{ "series", "indicators", NULL, NULL, NULL },
	{ "measure", "indicators", "in-000003", NULL, NULL },
	{ "measure", "indicators", "in-000007", NULL, "measure-break" },
	{ "judged", "outcome-years", NULL, NULL, NULL },
	{ "judged-row", "outcome-years", "ou-000004", NULL, NULL },
	{ "judged", "commissioning-years", NULL, NULL, "judged-commissioning" },
	{ "judged-row", "commissioning-years", "fo-000002", NULL, "judged-row-start" },
	{ "lacking", "outcome-years", NULL, NULL, NULL },
	{ "model", "logic-model", NULL, NULL, "models" },
	{ "model", "logic-model", "ds-000001", NULL, NULL },
	{ "reports", NULL, NULL, NULL, NULL },
	{ "report", "cycle", NULL, NULL, NULL },
	{ "since", "since-meeting", NULL, NULL, NULL },
	{ "save-file", "everything", NULL, NULL, NULL },
	{ "attention", NULL, NULL, NULL, NULL },
	{ "chain", "ne-000001", NULL, NULL, NULL },
	{ "drafts", NULL, NULL, NULL, NULL },
	{ "no-longer-asked", NULL, NULL, NULL, NULL },
	{ "source", "item", "svc-third-sector-data", NULL, NULL },
	{ "people", NULL, NULL, NULL, NULL },
	{ "who", NULL, NULL, NULL, NULL },
	{ "person", "coord", NULL, NULL, NULL },
	{ "ways-in", NULL, NULL, NULL, NULL },
	{ "way-in", "coord", NULL, NULL, NULL },
	{ "cycles", NULL, NULL, NULL, NULL },
	{ "details", NULL, NULL, NULL, NULL },
	{ "settings", NULL, NULL, NULL, NULL },
	{ "help", "register", NULL, NULL, NULL },
	{ "more", "register", NULL, NULL, NULL },
	{ "leaving", "bob", NULL, NULL, NULL },
	/* from here on in the next cycle */
	{ "carry", NULL, NULL, NULL, NULL },
	{ "still-true", "needs", "ne-000007", NULL, NULL },
	{ "draft", "c1", "ne", "new", NULL },
};

const size_t nshown = sizeof(shown_list) / sizeof(shown_list[0]);

static const char *first_checklist(const struct world *w)
{
	return w->app.session.schema->checklists[0].id;
}

static void begin_next_cycle(struct world *w, size_t i)
{
	const char *cycle;
	struct err err = { 0 };

	if ((strcmp(shown_list[i].screen, "carry") != 0 &&
	     strcmp(shown_list[i].screen, "draft") != 0 &&
	     strcmp(shown_list[i].screen, "still-true") != 0) ||
	    strcmp(w->app.session.cycle, "c1") != 0)
		return;
	cr_assert(eq(int,
		     cycle_make(&w->app.session, "", 2028, 2031, NULL, w->app.arena, &cycle, &err),
		     RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, app_enter(&w->app, w->pid, NULL, &err), RC_OK), "%s", err.text);
}

/* Somebody who can leave: not the last coordinator, nor who looks. */
static void bring_bob(struct world *w, size_t i)
{
	enum member role;
	struct session bob;

	if (strcmp(shown_list[i].screen, "leaving") != 0 ||
	    store_role(w->app.session.store, w->pid, "bob", w->app.arena, &role, NULL, NULL) ||
	    role != MEMBER_NONE)
		return;
	bob = world_other(w, "bob", "Bob Other");
	store_draft_put(bob.store, w->pid, "bob", "c1/ne/ne-000001/notes", "Half", NULL);
}

static void bring_draft(struct world *w, size_t i)
{
	if (!strcmp(shown_list[i].screen, "draft"))
		store_draft_put(w->app.session.store, w->pid, "coord", "c1/ne/new/title",
				"-\nWomen who are released without a home", NULL);
}

const char *shown_a(struct world *w, size_t i)
{
	begin_next_cycle(w, i);
	bring_bob(w, i);
	bring_draft(w, i);
	return strcmp(shown_list[i].screen, "checklist") ? shown_list[i].a : first_checklist(w);
}

void shown_open(struct world *w, size_t i, int rows, int cols)
{
	world_show(w, rows, cols, shown_list[i].screen, shown_a(w, i), shown_list[i].b,
		   shown_list[i].c);
}
