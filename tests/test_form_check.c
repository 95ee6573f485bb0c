/* SPDX-License-Identifier: ISC */
/*
 * What answers lack together, on the screens and in conversation: an entry that was begun is to be
 * saved, the page with all of it says what is missing, and the entry stays a draft as it was.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "lib_typist.h"
#include "lib_work.h"
#include "same.h"

TestSuite(form_check, .timeout = 120);

enum { MOST_WORDS = 32 };

#define A_DECISION(its_type) \
	"title", "A test", "type", its_type, "outcomes", "ou-000006", "lead", "pa-000001", \
		"rationale", "r", "funding_certainty", "bid", "decided_by", "b", "decided_on", \
		"2025-06-03", "route", "board", "state", "proposed"
#define A_READING \
	"indicator", "in-000001", "geography", "east", "status", "final", "period", \
		"2024-04-01 2025-03-31"

static const struct {
	const char *what, *reg;
	const char *given[MOST_WORDS]; /* field, as it is stored */
	const char *says;
} lacking[] = {
	{ "create without a gap", "decisions", { A_DECISION("create") }, "Choose gap" },
	{ "about neither service nor gap",
	  "decisions",
	  { A_DECISION("continue"), "gaps", "ga-000001" },
	  "service or the gap" },
	{ "reduce without what it means for people",
	  "decisions",
	  { A_DECISION("reduce"), "service", "sv-000001" },
	  "means for people" },
	{ "feedback without consent",
	  "feedback",
	  { "from", "families", "how", "group", "date", "2025-06-03", "says", "s" },
	  "consent" },
	{ "a priority without a reason",
	  "assessments",
	  { "outcome", "ou-000001", "year", "2025-26", "status", "achieved", "agreed_on",
	    "2025-06-03", "priority", "yes" },
	  "Enter reason" },
	{ "a reading without value or reason", "readings", { A_READING }, "why there is none" },
	{ "out of how many is not said",
	  "readings",
	  { A_READING, "value", "3", "numerator", "1" },
	  "out of how many" },
	{ "a design without measures",
	  "designs",
	  { "title", "A test", "decision", "de-000001", "model", "m", "for_whom", "w", "where", "h",
	    "start", "2026-01-01", "review_on", "2026-06-01" },
	  "measures" },
	{ "a local outcome without a reason",
	  "outcomes",
	  { "code", "local-1", "set", "local", "text", "t" },
	  "why it is needed here" },
};

/* It is begun as a draft, which may lack what it lacks. */
static const char *begin(struct world *w, size_t i)
{
	const struct session *s = &w->app.session;
	const struct reg *reg = schema_reg(s->schema, lacking[i].reg);
	struct put puts[MOST_WORDS] = { { .field = "life", .text = "draft" } };
	struct saved saved;
	struct err err = { 0 };
	size_t n = 1;

	for (const char *const *v = lacking[i].given; *v; v += 2)
		puts[n++] = (struct put){ .field = v[0], .text = v[1] };
	cr_assert(
		eq(int, record_save(s, reg, NULL, "new", puts, n, NULL, NULL, &saved, &err), RC_OK),
		"%s: %s", lacking[i].what, err.text);
	return arena_str(w->app.arena, saved.id);
}

static void refuse_all(int rows, int cols)
{
	for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++) {
		struct typist t = { .w = world_open(), .plain = rows == 0 };
		const char *id = begin(t.w, i);
		char *before = ty_everything(t.w), *after;

		store_note_put(t.w->app.session.store, t.w->pid, "coord", "form-view", "whole",
			       NULL);
		world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", lacking[i].reg, id,
			   NULL);
		ty_button(&t, "Save");
		cr_expect(ty_has(&t, lacking[i].says), "%s: no '%s' on:\n%s", lacking[i].what,
			  lacking[i].says, ty_shown(&t));
		after = ty_everything(t.w);
		cr_expect(strcmp(before, after) == 0, "%s is stored", lacking[i].what);
		free(before);
		free(after);
		world_close(t.w);
	}
}

Test(form_check, what_is_missing_is_told_and_nothing_is_stored)
{
	refuse_all(24, 80);
}

Test(form_check, also_on_the_smallest_screen)
{
	refuse_all(12, 40);
}

Test(form_check, also_in_conversation)
{
	refuse_all(0, 0);
}

/* What looks odd is saved, and told on the entry's card. */
static void warn(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	struct session *s = &t.w->app.session;

	store_note_put(s->store, t.w->pid, "coord", "form-view", "whole", NULL);
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "record", "actions", "ac-000002", NULL);
	ty_act(&t, "Edit");
	ty_tick(&t, t.plain ? "Complete" : ") Complete");
	ty_button(&t, "Save");
	ty_expect_shown(&t, "what was done");
	expect_same(work_text(s, t.w->app.arena, "actions", "ac-000002", "status"), "complete");
	world_close(t.w);
}

Test(form_check, complete_without_an_update_is_saved_and_pointed_out)
{
	warn(24, 80);
	warn(12, 40);
	warn(0, 0);
}

/* A whole form by itself, of an entry or of a new one. */
static struct typist show_form(struct world *w, int rows, int cols, const char *reg, const char *id)
{
	store_note_put(w->app.session.store, w->pid, "coord", "form-view", "whole", NULL);
	world_show(w, rows ? rows : 24, cols ? cols : 80, "form", reg, id, NULL);
	return (struct typist){ .w = w, .plain = rows == 0 };
}

static void expect_unchanged(struct world *w, char *before)
{
	char *after = ty_everything(w);

	cr_expect(strcmp(before, after) == 0, "something is stored");
	free(before);
	free(after);
}

/* What is archived cannot be chosen: whoever types its name is told how to put that right. */
static void offer_none(int rows, int cols)
{
	struct world *w = world_open();
	struct typist t;
	char *before;

	work_put(&w->app.session, w->app.arena, "evidence", "ev-000008", "life", "archived");
	before = ty_everything(w);
	t = show_form(w, rows, cols, "services", "sv-000001");
	ty_open_line(&t, "Evidence");
	ty_expect_shown(&t, "Type part of a name");
	cr_expect(eq(int, ty_reads(&t, "EV-08"), 0), "%s", ty_shown(&t));
	ty_type_here(&t, "living proof", false);
	cr_expect(ty_reads(&t, "EV-08 Living Proof sessions: restore it to choose it"), "%s",
		  ty_shown(&t));
	ty_open_line(&t, "EV-08");
	ty_expect_shown(&t, "Archived");
	expect_unchanged(w, before);
	world_close(w);
}

Test(form_check, what_is_archived_is_not_offered_and_says_why)
{
	offer_none(24, 80);
	offer_none(12, 40);
	offer_none(0, 0);
}

/* A need and a service are judged once: CO-01 has these two. */
static void refuse_twice(int rows, int cols)
{
	struct world *w = world_open();
	char *before = ty_everything(w);
	struct typist t = show_form(w, rows, cols, "coverage", NULL);

	ty_pick(&t, "Need", t.plain ? NULL : "NE-01", "People leaving custody", false);
	ty_pick(&t, "Service", t.plain ? NULL : "SV-09", "Prison homelessness", false);
	ty_tick(&t, t.plain ? "Full" : ") Full");
	ty_button(&t, "Save");
	ty_expect_shown(&t, "CO-01 has the same need and service already");
	expect_unchanged(w, before);
	world_close(w);
}

Test(form_check, a_pair_that_is_judged_already_is_told_and_not_stored)
{
	refuse_twice(24, 80);
	refuse_twice(12, 40);
	refuse_twice(0, 0);
}

/* A final report waits for what it lacks; opened, that is put right where it stands. */
static void refuse_final(int rows, int cols)
{
	struct world *w = world_open();
	struct typist t = { .w = w, .plain = rows == 0 };
	char *home = dir_make();

	setenv("HOME", home, 1);
	work_put(&w->app.session, w->app.arena, "assessments", "oa-000005", "life", "archived");
	world_show(w, rows ? rows : 24, cols ? cols : 80, "save-file", "report/cjoip", NULL, NULL);
	ty_tick(&t, t.plain ? "This is the final report" : "] This is the final report");
	ty_button(&t, "Save the file");
	ty_expect_shown(&t, "It cannot be final yet");
	cr_expect(
		ty_reads(&t,
			 "OU-05 \"ndo-5, More people have access to, and continuity of, health and "
			 "social care following release from a prison sentence\": This national "
			 "outcome has not been assessed"),
		"%s", ty_shown(&t));
	ty_open_line(&t, "OU-05");
	work_put(&w->app.session, w->app.arena, "assessments", "oa-000005", "life", "live");
	ty_back(&t);
	cr_expect(eq(int, ty_reads(&t, "OU-05"), 0), "%s", ty_shown(&t));
	ty_button(&t, "Save the file");
	ty_expect_shown(&t, "Saved as");
	world_close(w);
	dir_drop(home);
}

Test(form_check, a_final_report_is_not_written_before_it_lacks_nothing)
{
	refuse_final(24, 80);
	refuse_final(12, 40);
	refuse_final(0, 0);
}

/* What is agreed asks in turn who decided it, when and by what route; all four are saved as one. */
static void agree(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	const struct session *s = &t.w->app.session;
	struct arena *a = t.w->app.arena;
	const char *id =
		work_add(s, a, "decisions", "title", "Try it", "type", "continue", "service",
			 "sv-000001", "outcomes", "ou-000006", "lead", "pa-000001", "rationale",
			 "r", "funding_certainty", "bid", "state", "proposed", NULL);

	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "record", "decisions", id, NULL);
	ty_open_line(&t, t.plain ? "State\n" : "> State");
	ty_open_line(&t, "Agreed");
	ty_guided(&t, "Decided by", "The board", false);
	cr_expect(strcmp(work_text(s, a, "decisions", id, "state"), "proposed") == 0);
	ty_guided(&t, "Decided on", "3 6 2025", false);
	ty_expect_shown(&t, "Route");
	ty_open_line(&t, "Delegated");
	ty_expect_shown(&t, "Saved.");
	expect_same(work_text(s, a, "decisions", id, "state"), "agreed");
	expect_same(work_text(s, a, "decisions", id, "decided_by"), "The board");
	expect_same(work_text(s, a, "decisions", id, "decided_on"), "2025-06-03");
	expect_same(work_text(s, a, "decisions", id, "route"), "delegated");
	world_close(t.w);
}

Test(form_check, what_an_answer_asks_for_is_asked_next_and_saved_with_it)
{
	agree(24, 80);
	agree(12, 40);
	agree(0, 0);
}

/* Question by question they come in their turn; the reason of a new date stands right behind it. */
static void move_date(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	const struct session *s = &t.w->app.session;
	struct arena *a = t.w->app.arena;

	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "form", "actions", "ac-000002", NULL);
	ty_skip_to(&t, "As in the delivery plan");
	ty_tick(&t, "Outstanding");
	ty_go_on(&t);
	ty_skip_to(&t, "New date");
	cr_expect(strcmp(work_text(s, a, "actions", "ac-000002", "status"), "outstanding") != 0);
	ty_guided(&t, "New date", "30 1 2026", false);
	ty_guided(&t, "Why it moved", "Recruitment", true);
	expect_same(work_text(s, a, "actions", "ac-000002", "status"), "outstanding");
	expect_same(work_text(s, a, "actions", "ac-000002", "revised"),
		    "reason=Recruitment\nrevised_due=2026-01-30");
	world_close(t.w);
}

Test(form_check, question_by_question_what_goes_together_is_saved_once_it_is_complete)
{
	move_date(24, 80);
	move_date(12, 40);
	move_date(0, 0);
}
