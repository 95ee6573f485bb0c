/* SPDX-License-Identifier: ISC */
/* What is kept for longer than the templates say: which, in which order, and the way on. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "config/pack_internal.h"
#include "config/shipped.h"
#include "core/plan/retention.h"
#include "core/records/erase.h"
#include "lib_dir.h"
#include "lib_golden.h"
#include "lib_run.h"
#include "lib_work.h"
#include "lib_world.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
	work_make(&w);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(retention, .init = begin, .fini = end, .timeout = 60);
TestSuite(retention_shown, .timeout = 60);

static const char *feedback(const struct session *s, const char *date, const char *told)
{
	return work_add(s, w.arena, "feedback", "from", "families", "how", "letter", "date", date,
			"says", "The bus is late", "consent", "given", "theme", "access",
			"told_back", told, NULL);
}

/* "fb-000002 says 2021-05-01" line by line. */
static const char *listed(const struct session *s, bool open)
{
	struct retention all;
	struct buf b = { 0 };
	const char *out;

	cr_assert(eq(int, retention_load(s, open, w.arena, &all, NULL), RC_OK));
	for (size_t i = 0; i < all.n; i++) {
		char until[11];

		date_iso(all.v[i].until, until);
		buf_printf(&b, "%s %s %s\n", all.v[i].id, all.v[i].field ? all.v[i].field->id : "*",
			   until);
	}
	if (all.left_out)
		buf_printf(&b, "left out %zu\n", all.left_out);
	out = arena_str(w.arena, buf_text(&b));
	buf_clear(&b);
	return out;
}

/* The shipped templates with one document more. */
static struct packs *with(const char *text)
{
	static const char head[] = "pack: ours\nversion: 1\ntitle: Ours\n---\n";
	const char *all = arena_printf(w.arena, "%s%s\n", head, text);
	struct source one = { .path = "o.yaml", .name = "o.yaml", .data = all, .len = strlen(all) };
	struct sources from = { .v = &one, .n = 1, .digest = "x" };
	struct pack_faults faults = { .arena = w.arena };
	struct packs *p = NULL;

	pack_join_sources(&p, &from, w.s.schema, &faults, NULL);
	cr_assert(p != NULL, "%s", faults.n ? faults.v[0].text : "");
	return p;
}

static void forget(const char *id, const char *field)
{
	struct erase_ask ask = { .id = id, .field = field };
	struct erase_plan plan;
	struct err err = { 0 };

	cr_assert(eq(int, erase_plan(&w.s, &ask, w.arena, &plan, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int, erase_do(&plan, NULL, "Kept for longer than 6 years", &err), RC_OK), "%s",
		  err.text);
}

Test(retention, the_last_of_the_dates_counts_and_the_oldest_comes_first)
{
	feedback(&w.s, "2019-03-01", "2019-05-01");
	feedback(&w.s, "2018-03-01", "2020-05-12"); /* heard back on the last day that is past */
	feedback(&w.s, "2018-03-01", "2020-05-13"); /* kept today for the last time */
	feedback(&w.s, "2019-02-01", "");
	expect_same(listed(&w.s, false), "fb-000004 says 2025-02-01\nfb-000001 says 2025-05-01\n"
					 "fb-000002 says 2026-05-12\n");
	w.s.today = (struct date){ 2026, 5, 14 };
	expect_part(listed(&w.s, false), "fb-000003 says 2026-05-13\n");
}

Test(retention, an_answer_that_says_nothing_more_is_not_listed)
{
	const char *id = feedback(&w.s, "2019-03-01", "");

	work_put(&w.s, w.arena, "feedback", id, "what_changed", "An earlier bus");
	expect_same(listed(&w.s, false),
		    "fb-000001 says 2025-03-01\nfb-000001 what_changed 2025-03-01\n");
	forget(id, "says");
	expect_same(listed(&w.s, false), "fb-000001 what_changed 2025-03-01\n");
}

/* An answer that was emptied, or taken back, is in the history still. */
Test(retention, an_answer_that_was_emptied_is_listed_until_its_texts_are_removed)
{
	const char *id = feedback(&w.s, "2019-03-01", "");
	struct retention all;

	feedback(&w.s, "2019-02-01", ""); /* which nobody ever answered */
	work_put(&w.s, w.arena, "feedback", id, "what_changed", "An earlier bus");
	work_put(&w.s, w.arena, "feedback", id, "what_changed", "");
	expect_same(listed(&w.s, false), "fb-000002 says 2025-02-01\nfb-000001 says 2025-03-01\n"
					 "fb-000001 what_changed 2025-03-01\n");
	cr_assert(eq(int, retention_load(&w.s, false, w.arena, &all, NULL), RC_OK));
	cr_expect(all.v[2].emptied && !all.v[1].emptied);
	forget(id, "what_changed");
	expect_same(listed(&w.s, false), "fb-000002 says 2025-02-01\nfb-000001 says 2025-03-01\n");
}

static void delete (const char *id)
{
	struct record r;

	cr_assert(eq(int, record_find(&w.s, id, w.arena, &r, NULL), RC_OK));
	cr_assert(eq(int, record_delete(&w.s, &r, NULL, NULL), RC_OK));
}

static bool is_deleted(const char *id)
{
	struct record r;

	cr_assert(eq(int,
		     record_load(&w.s, schema_reg(w.s.schema, "feedback"), id, w.arena, &r, NULL),
		     RC_OK));
	return r.deleted && !r.exists;
}

/* Nobody sees an entry that was deleted, and the history still has what it said. */
Test(retention, an_entry_that_was_deleted_is_listed_until_its_texts_are_removed)
{
	const char *id = feedback(&w.s, "2019-03-01", "");
	struct retention all;

	work_put(&w.s, w.arena, "feedback", id, "what_changed", "An earlier bus");
	work_put(&w.s, w.arena, "feedback", id, "what_changed", "");
	delete (feedback(&w.s, "2026-03-01", "")); /* not for long enough */
	delete (id);
	expect_same(listed(&w.s, false),
		    "fb-000001 says 2025-03-01\nfb-000001 what_changed 2025-03-01\n");
	cr_assert(eq(int, retention_load(&w.s, false, w.arena, &all, NULL), RC_OK));
	cr_expect(all.v[0].deleted && all.v[1].deleted);
	expect_same(all.v[0].title, "Families, Letter, 1 March 2019");
	forget(id, "says");
	cr_expect(is_deleted(id), "what was removed from it brought it back");
	expect_same(listed(&w.s, false), "fb-000001 what_changed 2025-03-01\n");
	forget(id, "what_changed");
	expect_same(listed(&w.s, false), "");
	cr_expect(is_deleted(id));
}

/* The words of an older version go; what the entry said last is written anew, and the entry stays away. */
Test(retention, words_that_go_from_a_deleted_entry_do_not_bring_it_back)
{
	const char *id = feedback(&w.s, "2019-03-01", "");
	struct erase_ask ask = { .words = "Quennell" };
	struct erase_plan plan;

	work_put(&w.s, w.arena, "feedback", id, "says", "Mr Quennell has no bus");
	work_put(&w.s, w.arena, "feedback", id, "says", "There is no bus");
	delete (id);
	cr_assert(eq(int, erase_plan(&w.s, &ask, w.arena, &plan, NULL), RC_OK));
	cr_assert(eq(int, erase_do(&plan, NULL, "A name", NULL), RC_OK));
	cr_expect(is_deleted(id));
	/* its mark is no text of anybody */
	ask = (struct erase_ask){ .change = store_head(w.s.store, session_place(&w.s)) - 1 };
	cr_expect(eq(int, erase_plan(&w.s, &ask, w.arena, &plan, NULL), RC_NOT_FOUND));
	cr_expect(is_deleted(id));
}

/* What somebody wrote after the deletion brought it back, and a removal does not undo that. */
Test(retention, an_entry_that_came_back_stays_when_words_of_it_go)
{
	const char *id = feedback(&w.s, "2019-03-01", "");
	struct edit edit = { .fact = "c1/fb/fb-000001/what_changed", .text = { "A bus", 5 } };
	struct change c = { .by = &w.s.actor, .action = "edit", .edits = &edit, .count = 1 };

	delete (id);
	cr_assert(eq(int, store_save(w.s.store, session_place(&w.s), &c, NULL, NULL, NULL), RC_OK));
	cr_expect(not(is_deleted(id)));
	forget(id, "says");
	cr_expect(not(is_deleted(id)));
	forget(id, "what_changed");
	cr_expect(not(is_deleted(id)));
}

/* So is one whose adding was taken back, in whichever cycle that was. */
Test(retention, an_entry_that_was_taken_back_is_listed_until_its_texts_are_removed)
{
	const char *id = feedback(&w.s, "2019-03-01", ""), *cycle;
	struct place p = session_place(&w.s);

	cr_assert(eq(int,
		     store_undo(w.s.store, p, store_undoable(w.s.store, p, "anna"), &w.s.actor,
				NULL, NULL, &(struct saved){ 0 }, NULL),
		     RC_OK));
	cr_assert(eq(int, cycle_make(&w.s, "", 2029, 2031, NULL, w.arena, &cycle, NULL), RC_OK));
	cr_assert(eq(int, session_enter(&w.s, w.s.pid, NULL, w.arena, NULL), RC_OK));
	expect_same(listed(&w.s, false), "fb-000001 says 2025-03-01\n");
	forget(id, "says");
	expect_same(listed(&w.s, false), "");
}

Test(retention, a_rule_about_the_whole_entry_has_one_line_for_a_deleted_one)
{
	struct packs *p =
		with("retention: ours\nkeeps:\n"
		     "  - {id: k-learning, register: learning, from: [shared_on], months: 1,\n"
		     "     where: {shareable: [\"yes\"]}, source: Our schedule}\n");
	const char *gone =
		work_add(&w.s, w.arena, "learning", "title", "L", "happened", "a", "learned", "b",
			 "shareable", "yes", "shared_on", "2026-01-31", NULL);

	w.s.schema = packs_schema(p);
	delete (gone);
	delete (work_add(&w.s, w.arena, "learning", "title", "M", "happened", "a", "learned", "b",
			 "shareable", "no", "shared_on", "2026-01-31", NULL));
	expect_same(listed(&w.s, false), arena_printf(w.arena, "%s * 2026-02-28\n", gone));
	forget(gone, NULL);
	expect_same(listed(&w.s, false), "");
	packs_close(p);
}

Test(retention, cycles_of_before_are_looked_at_as_well)
{
	const char *cycle;

	feedback(&w.s, "2019-03-01", "");
	cr_assert(eq(int, cycle_make(&w.s, "", 2029, 2031, NULL, w.arena, &cycle, NULL), RC_OK));
	cr_assert(eq(int, session_enter(&w.s, w.s.pid, NULL, w.arena, NULL), RC_OK));
	expect_same(w.s.cycle, "c2");
	feedback(&w.s, "2019-01-01", "");
	expect_same(listed(&w.s, false), "fb-000002 says 2025-01-01\nfb-000001 says 2025-03-01\n");
}

Test(retention, what_is_restricted_goes_out_as_a_number_alone)
{
	const char *id = feedback(&w.s, "2019-03-01", "");

	work_put(&w.s, w.arena, "feedback", id, "restricted", "yes");
	expect_same(listed(&w.s, true), "left out 1\n");
	expect_same(listed(&w.s, false), "fb-000001 says 2025-03-01\n");
}

static const char *risk(const char *raised, const char *state)
{
	return work_add(&w.s, w.arena, "risks", "kind", "issue", "description",
			arena_printf(w.arena, "A flood of %s, %s", raised, state), "owner", "Chair",
			"raised_on", raised, "state", state, "closed_reason",
			strcmp(state, "closed") ? "" : "It is dry", NULL);
}

Test(retention, what_is_to_be_archived_is_listed_until_it_is)
{
	const char *closed = risk("2024-01-02", "closed");
	struct record r;

	risk("2024-01-02", "open");
	expect_same(listed(&w.s, false), arena_printf(w.arena, "%s * 2026-01-02\n", closed));
	cr_assert(eq(int, record_find(&w.s, closed, w.arena, &r, NULL), RC_OK));
	cr_assert(
		eq(int, record_set_life(&w.s, &r, "archived", &(struct saved){ 0 }, NULL), RC_OK));
	expect_same(listed(&w.s, false), "");
}

Test(retention, a_site_gives_a_register_a_rule_and_takes_one_away)
{
	struct packs *p =
		with("retention: ours\nkeeps:\n"
		     "  - {id: k-learning, register: learning, from: [shared_on],\n"
		     "     months: 1, source: Our schedule}\n"
		     "  - {id: k-needs, register: needs, months: 12, where: {severity: low},\n"
		     "     source: Our schedule}\n"
		     "---\noverride: keep-feedback/months\nwith: \"0\"");
	const char *low, *le;

	feedback(&w.s, "2010-03-01", "");
	low = work_add(&w.s, w.arena, "needs", "life", "draft", "title", "A", "severity", "low",
		       NULL);
	work_add(&w.s, w.arena, "needs", "life", "draft", "title", "B", "severity", "high", NULL);
	le = work_add(&w.s, w.arena, "learning", "title", "L", "happened", "a", "learned", "b",
		      "shareable", "yes", "shared_on", "2026-01-31", NULL);
	work_add(&w.s, w.arena, "learning", "title", "M", "happened", "a", "learned", "b", NULL);
	w.s.schema = packs_schema(p);
	expect_same(listed(&w.s, false), arena_printf(w.arena, "%s * 2026-02-28\n", le));
	w.s.today = (struct date){ 2030, 4, 1 }; /* a year after the last day of the cycle */
	expect_same(listed(&w.s, false),
		    arena_printf(w.arena, "%s * 2026-02-28\n%s * 2030-03-31\n", le, low));
	packs_close(p);
}

/* On the screen */

static struct world *with_old_feedback(void)
{
	struct world *world = world_open();
	const struct session *s = &world->app.session;
	const char *id;

	id = work_add(s, world->app.arena, "feedback", "from", "families", "how", "letter", "date",
		      "2018-03-01", "says", "The bus is late", "consent", "given", "theme",
		      "access", NULL);
	work_put(s, world->app.arena, "feedback", id, "says", "The bus is very late");
	return world;
}

Test(retention_shown, it_is_read_at_every_size)
{
	struct world *world = with_old_feedback();
	char *plain;

	world_show(world, 24, 80, "retention", NULL, NULL, NULL);
	cr_expect(golden("retention-past-80x24", world_text(world)));
	plain = ui_test_plain(world->ui);
	cr_expect(golden("retention-past-plain", plain));
	free(plain);
	world_show(world, 12, 40, "retention", NULL, NULL, NULL);
	cr_expect(golden("retention-past-40x12", world_text(world)));
	world_close(world);
}

Test(retention_shown, needs_attention_tells_how_many_and_leads_there)
{
	struct world *world = with_old_feedback();

	world_show(world, 60, 100, "attention", NULL, NULL, NULL);
	while (!world_has(world, "1 past their time"))
		world_press(world, "PgDn");
	cr_assert(world_go(world, "How long things are kept"), "%s", world_text(world));
	world_press(world, "Enter");
	cr_expect(world_has(world, "What they said"), "%s", world_text(world));
	world_close(world);
}

Test(retention_shown, a_coordinator_removes_a_line_with_all_that_it_ever_said)
{
	struct world *world = with_old_feedback();

	world_show(world, 40, 100, "retention", NULL, NULL, NULL);
	world_press(world, "Enter");
	cr_assert(world_has(world, "(*) All of it"), "%s", world_text(world));
	cr_expect(world_has(world, "texts 2, with what it says now"), "%s", world_text(world));
	cr_expect(world_has(world, "Kept for longer than 6 years"), "%s", world_text(world));
	cr_assert(world_go(world, "Remove it for good"));
	world_press(world, "Enter");
	cr_expect(world_has(world, "Removed for good"), "%s", world_text(world));
	cr_expect(world_has(world, "Nothing is past its time"), "%s", world_text(world));
	world_close(world);
}

Test(retention_shown, who_is_no_coordinator_reads_the_entry)
{
	struct world *world = with_old_feedback();

	world->app.session.actor.role = MEMBER_PARTNER;
	world_show(world, 40, 100, "retention", NULL, NULL, NULL);
	world_press(world, "Enter");
	cr_expect(not(world_has(world, "Remove it for good")), "%s", world_text(world));
	cr_expect(world_has(world, "The bus is very late"), "%s", world_text(world));
	world_close(world);
}

Test(retention_shown, of_a_deleted_entry_the_line_leads_to_what_happened_to_it)
{
	struct world *world = world_open();
	const struct session *s = &world->app.session;
	const char *id = work_add(s, world->app.arena, "feedback", "from", "families", "how",
				  "letter", "date", "2018-03-01", "says", "The bus is late",
				  "consent", "given", "theme", "access", NULL);
	struct record r;

	cr_assert(eq(int, record_find(s, id, world->app.arena, &r, NULL), RC_OK));
	cr_assert(eq(int, record_delete(s, &r, NULL, NULL), RC_OK));
	world_show(world, 40, 100, "retention", NULL, NULL, NULL);
	cr_expect(world_has(world, "Deleted, and the history still has it."), "%s",
		  world_text(world));
	world_press(world, "z");
	cr_expect(world_has(world, "That entry was deleted"), "%s", world_text(world));
	world_press(world, "e");
	cr_expect(world_has(world, "Coordinator  Deleted"), "%s", world_text(world));
	world_press(world, "Esc");
	world_press(world, "Enter");
	cr_assert(world_go(world, "Remove it for good"), "%s", world_text(world));
	world_press(world, "Enter");
	cr_expect(world_has(world, "Nothing is past its time"), "%s", world_text(world));
	world_close(world);
}

/* By command */

Test(retention_shown, the_command_says_what_to_type)
{
	char *dir = dir_make(), *out;
	struct run in = { .data = dir, .env = { "CAIRN_NOW=1763640000" } };
	struct jdoc *doc;
	const struct jval *past;

	free(run_ok(&in, "init", "--sample"));
	out = run_ok(&in, "retention");
	expect_part(out, "nothing is past its time");
	expect_part(out, "Feedback: What they said, What changed: 6 years (keep-feedback, UK GDPR");
	free(out);
	free(run_ok(&in, "add", "feedback", "from=families", "how=letter", "date=2018-03-01",
		    "says=The bus is late", "consent=given", "theme=access"));
	out = run_ok(&in, "retention");
	expect_part(out, ": What they said: until 1 March 2024, 6 years, counted from \"Date\"");
	free(out);
	doc = run_json(&in, "retention", "--json");
	past = jval_at(jval_get(jdoc_top(doc), "past"), 0);
	expect_same(jval_text(jval_get(past, "field")), "says");
	expect_same(jval_text(jval_get(past, "until")), "2024-03-01");
	free(run_ok(&in, "set", jval_text(jval_get(past, "id")), "what_changed=An earlier bus"));
	free(run_ok(&in, "undo"));
	out = run_ok(&in, "retention");
	expect_part(out, ": What changed [emptied, and still in the history]: until 1 March 2024");
	free(out);
	free(run_ok(&in, "erase", jval_text(jval_get(past, "id")), "what_changed", "--reason",
		    "Its time is over"));
	out = run_ok(&in, "erase", jval_text(jval_get(past, "id")), "says", "--reason",
		     "Its time is over");
	free(out);
	jdoc_free(doc);
	out = run_ok(&in, "retention");
	expect_part(out, "nothing is past its time");
	free(out);
	free(run_ok(&in, "add", "feedback", "from=families", "how=letter", "date=2018-03-01",
		    "says=The bus is late", "consent=given", "theme=access"));
	free(run_ok(&in, "undo"));
	out = run_ok(&in, "retention");
	expect_part(out,
		    ": What they said [deleted, and still in the history]: until 1 March 2024");
	free(out);
	dir_drop(dir);
}
