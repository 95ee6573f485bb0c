/* SPDX-License-Identifier: ISC */
/*
 * Once round the cycle on the sample, in conversation and on the smallest screen: a need is judged
 * against every service and becomes a gap, the gap a decision that three people score, then a design,
 * an action, a reading, a review and the next cycle. test_pty_cycle does the same on a terminal.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/plan/scores.h"
#include "lib_typist.h"
#include "lib_work.h"
#include "same.h"
#include "tui/keys.h"

TestSuite(journey_round, .timeout = 240);

static struct typist t;
static int rows, cols;

static void open_at(const char *screen, const char *a, const char *b)
{
	world_show(t.w, rows, cols, screen, a, b, NULL);
}

static const char *stored(const char *reg, const char *id, const char *field)
{
	return work_text(&t.w->app.session, t.w->app.arena, reg, id, field);
}

/* What the number of a line of the matrix opens in conversation. */
static void judge_in_conversation(const struct listing *services)
{
	open_at("matrix-row", "coverage", "ne-000012");
	for (size_t i = 0; i < services->n; i++) {
		ty_open_line(&t, services->row[i].title);
		ty_tick(&t, "None");
		if (!ty_reads(&t, "Make a gap from this"))
			ty_back(&t);
	}
	ty_open_line(&t, "Make a gap from this");
}

static void judge_with_keys(const struct listing *services)
{
	for (int i = 0; i < 11; i++)
		ty_press(&t, TK_DOWN);
	for (size_t i = 0; i < services->n; i++) {
		ty_press(&t, '1');
		ty_press(&t, TK_RIGHT);
	}
	ty_press(&t, 'n');
}

static void judge_a_row_and_make_a_gap(void)
{
	const struct session *s = &t.w->app.session;
	struct arena *a = t.w->app.arena;
	struct listing services, judged;
	const char *need[] = { "ne-000012" }, *none[] = { "none" };
	const struct cond where[] = { { "need", { need, 1 } }, { "fit", { none, 1 } } };
	const struct list_query q = { .where = where, .nwhere = 2 };

	cr_assert(eq(int,
		     list_load(s, schema_reg(s->schema, "services"), &(struct list_query){ 0 }, a,
			       &services, NULL),
		     RC_OK));
	open_at("matrix", "coverage", NULL);
	if (t.plain)
		judge_in_conversation(&services);
	else
		judge_with_keys(&services);
	cr_assert(eq(int, list_load(s, schema_reg(s->schema, "coverage"), &q, a, &judged, NULL),
		     RC_OK));
	cr_expect(eq(sz, judged.n, services.n));
	ty_button(&t, "Save this gap");
	ty_expect_shown(&t, "Saved as GA-12");
	expect_same(stored("gaps", "ga-000012", "need"), "ne-000012");
	expect_same(stored("gaps", "ga-000012", "type"), "no service");
}

/* Guided forms: what is asked and not in the list is gone past. */

enum given { TEXT, LONG, CHOICE, ONE, SOME };

struct answer {
	const char *question;
	enum given how;
	const char *typed, *choice; /* choice: the line that is picked */
};

/* "1. Gap" of a box or a list to pick from, "Route" above the choices. */
static bool asks(const char *question)
{
	static const char *const ends[] = { ":", "\n", " (optional)" };
	struct arena *a = t.w->app.arena;
	bool found = ty_reads(&t, arena_printf(a, "\n%s\n", question));

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		found = found || ty_reads(&t, arena_printf(a, "\n1. %s%s", question, ends[i]));
	return found;
}

/* In conversation a part of a name that fits one alone takes it. */
static void pick_one(const struct answer *a)
{
	const char *mark = t.plain ? "" : a->how == SOME ? "] " : ") ";

	if (!t.plain || a->how == SOME) {
		ty_pick(&t, a->question, t.plain ? NULL : a->typed,
			arena_printf(t.w->app.arena, "%s%s", mark, a->choice), a->how == SOME);
		return;
	}
	ty_open_line(&t, a->question);
	ty_type_here(&t, a->typed, false);
	if (ty_reads(&t, "Type part of a name"))
		ty_open_line(&t, a->choice);
}

static void give(const struct answer *a)
{
	if (a->how == TEXT || a->how == LONG)
		ty_guided(&t, a->question, a->typed, a->how == LONG);
	else if (a->how == CHOICE)
		ty_tick(&t, arena_printf(t.w->app.arena, "%s%s", t.plain ? "" : ") ", a->typed));
	else
		pick_one(a);
	if (a->how > LONG && asks(a->question))
		ty_go_on(&t);
}

static void fill(const char *reg, const struct answer *answers, size_t n, const char *saved)
{
	size_t given = 0;

	open_at("form", reg, NULL);
	for (int i = 0; i < 60 && !ty_has(&t, "Check your answers"); i++) {
		const struct answer *a = NULL;

		for (size_t k = 0; k < n && !a; k++)
			a = asks(answers[k].question) ? &answers[k] : NULL;
		if (a)
			give(a);
		else
			ty_go_on(&t);
		given += a != NULL;
	}
	cr_assert(eq(sz, given, n), "%s: %zu of %zu given; now:\n%s", reg, given, n, ty_shown(&t));
	ty_button(&t, "Save this");
	ty_expect_shown(&t, saved);
}

#define FILL(reg, answers, saved) fill(reg, answers, sizeof(answers) / sizeof((answers)[0]), saved)

static const struct answer decision[] = {
	{ "Title", TEXT, "A group of victims", NULL },
	{ "What is decided", CHOICE, "Create", NULL },
	{ "Gap", ONE, "heard", "Victims need to be heard" },
	{ "All gaps it closes", SOME, "heard", "Victims need to be heard" },
	{ "Outcomes it serves", SOME, "ndo-9", "ndo-9" },
	{ "Lead partner", ONE, "Victim Support", "Victim Support" },
	{ "State", CHOICE, "Proposed", NULL },
	{ "Reasons", LONG, "No service asks them", NULL },
	{ "How sure the money is", CHOICE, "Secured", NULL },
	{ "Decided by", TEXT, "The board", NULL },
	{ "Decided on", TEXT, "18 11 2025", NULL },
	{ "Route", CHOICE, "Board", NULL },
};
static const struct answer design[] = {
	{ "Title", TEXT, "Victims' reference group", NULL },
	{ "Decision", ONE, "group of", "A group of victims" },
	{ "Model", LONG, "Four meetings a year", NULL },
	{ "For whom", LONG, "Victims of crime", NULL },
	{ "Where", TEXT, "In town and by phone", NULL },
	{ "Starts", TEXT, "1 2 2026", NULL },
	{ "Look at it again on", TEXT, "1 2 2027", NULL },
	{ "Measures", SOME, "Residents", "Residents who would" },
};
static const struct answer action[] = {
	{ "Action", TEXT, "Invite the first group", NULL },
	{ "For", ONE, "group of", "A group of victims" },
	{ "Measure", TEXT, "People invited", NULL },
	{ "Target", TEXT, "12 people", NULL },
	{ "Owner (partner)", ONE, "Victim Support", "Victim Support" },
	{ "Owner (role)", TEXT, "Service delivery manager", NULL },
	{ "Starts", TEXT, "1 12 2025", NULL },
	{ "Due", TEXT, "30 1 2026", NULL },
};
static const struct answer reading[] = {
	{ "Indicator", ONE, "Reconviction", "Reconviction rate" },
	{ "Period", TEXT, "1 4 2021 to 31 3 2022", NULL },
	{ "Value", TEXT, "25.1", NULL },
	{ "Status", CHOICE, "Final", NULL },
	{ "Out of how many", TEXT, "240", NULL },
};

/* "2. 0 of 5. 3. 1 of 5" under the name of the criterion: the number of the line with those points */
static void say_points(const char *criterion, char points)
{
	const char *page = ty_shown(&t), *at;
	char number[24];

	at = strstr(page, arena_printf(t.w->app.arena, "\n%s\n", criterion));
	at = at ? strstr(at, arena_printf(t.w->app.arena, ". %c of 5", points)) : NULL;
	cr_assert(at != NULL, "%s %c is not on:\n%s", criterion, points, page);
	while (at > page && at[-1] >= '0' && at[-1] <= '9')
		at--;
	snprintf(number, sizeof(number), "%ld", strtol(at, NULL, 10));
	ty_say(&t, number);
}

/* The world goes on as somebody else of the same partnership, who scores and sees nobody else's. */
static void score_as(const char *person, const char *role, const char *digits)
{
	static const char *const names[] = { "need", "evidence", "reach", "money", "doable" };
	struct session *s = &t.w->app.session;
	struct err err = { 0 };

	s->actor.person = s->shown = person;
	if (strcmp(person, "coord") != 0)
		cr_assert(eq(int, partnership_join(s, t.w->pid, &err), RC_OK), "%s", err.text);
	s->actor.role = MEMBER_COORDINATOR;
	work_put(&(struct session){ .store = s->store,
				    .schema = s->schema,
				    .actor = { .person = "coord",
					       .role = MEMBER_COORDINATOR,
					       .from = s->actor.from },
				    .pid = s->pid,
				    .cycle = s->cycle,
				    .today = s->today },
		 t.w->app.arena, "person", person, "role",
		 strcmp(person, "coord") ? "partner" : "coordinator");
	cr_assert(eq(int, session_enter(s, t.w->pid, NULL, t.w->app.arena, &err), RC_OK), "%s",
		  err.text);
	open_at("scores", "priority-board", "de-000007");
	cr_expect(not(ty_has(&t, "What everybody gave")), "%s", ty_shown(&t));
	if (!t.plain) {
		ty_to_box(&t);
		ty_type_here(&t, role, false);
		ty_press(&t, TK_ENTER);
		for (const char *d = digits; *d; d++)
			ty_press(&t, *d);
		return;
	}
	ty_say_number(&t, "You score as (role)");
	ty_type_here(&t, role, false);
	for (size_t i = 0; i < 5; i++)
		say_points(names[i], digits[i]);
}

/* From its card, all on one page. */
static void agree(void)
{
	store_note_put(t.w->app.session.store, t.w->pid, "coord", "form-view", "whole", NULL);
	open_at("record", "decisions", "de-000007");
	ty_act(&t, "Edit");
	ty_tick(&t, t.plain ? "Agreed" : ") Agreed");
	ty_button(&t, "Save");
	store_note_put(t.w->app.session.store, t.w->pid, "coord", "form-view", "guided", NULL);
}

/* 4 2 5, 4 2 1, 4 2 4, 4 2 3, 4 2 2: the means add up to 11/3 + 7/3 + 10/3 + 3 + 8/3 = 15 */
static void score_and_decide(void)
{
	FILL("decisions", decision, "Saved as DE-07.");
	score_as("ben", "police", "22222");
	score_as("cleo", "housing", "51432");
	score_as("coord", "chair", "44444");
	cr_expect(ty_reads(&t, "Together 15 of 25, from 3 who scored."), "%s", ty_shown(&t));
	agree();
	expect_same(stored("decisions", "de-000007", "state"), "agreed");
	expect_same(stored("decisions", "de-000007", "gap"), "ga-000012");
}

static void review_and_go_on(void)
{
	open_at("question", "rq-impact", NULL);
	ty_button(&t, "Start from what the records say");
	ty_expect_shown(&t, "It is in your answer now");
	ty_button(&t, "Save");
	cr_expect(strstr(stored("question", "rq-impact", "text"), "25.1% in 2021-22") != NULL, "%s",
		  stored("question", "rq-impact", "text"));
	open_at("cycles", NULL, NULL);
	ty_button(&t, "Begin");
	ty_expect_shown(&t, "What is still true?");
	ty_button(&t, "Carry over all");
	expect_same(t.w->app.session.cycle, "c2");
	expect_same(stored("needs", "ne-000024", "carried_from"), "ne-000012");
}

static void once_round(int height, int width)
{
	rows = height ? height : 24;
	cols = width ? width : 80;
	t = (struct typist){ .w = world_open(), .plain = height == 0 };
	judge_a_row_and_make_a_gap();
	score_and_decide();
	FILL("designs", design, "Saved as DS-03.");
	FILL("actions", action, "Saved as AC-13.");
	FILL("readings", reading, "Saved as IR-36.");
	open_at("chain", "ne-000012", NULL);
	cr_expect(ty_reads(&t, "A group of victims"), "%s", ty_shown(&t));
	cr_expect(ty_reads(&t, "Victims' reference group"), "%s", ty_shown(&t));
	expect_same(stored("actions", "ac-000013", "for"), "de-000007");
	review_and_go_on();
	world_close(t.w);
}

Test(journey_round, in_conversation)
{
	once_round(0, 0);
}

Test(journey_round, on_the_smallest_screen)
{
	once_round(12, 40);
}
