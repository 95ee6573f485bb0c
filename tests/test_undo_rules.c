/* SPDX-License-Identifier: ISC */
/* What is taken back or put back obeys the rules that a save has. */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/records/work.h"
#include "lib_records.h"
#include "same.h"

static struct desk *d;

static void begin(void)
{
	d = desk_open();
	desk_make(d, "partners", "name", "Health", NULL);
	desk_make(d, "services", "title", "Hub", "provider", "PA-1", NULL);
	desk_make(d, "needs", "title", "Work", "severity", "low", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
}

static void end(void)
{
	desk_close(d);
}

TestSuite(undo_rules, .init = begin, .fini = end, .timeout = 20);

static uint64_t newest(void)
{
	return store_head(d->s.store, session_place(&d->s));
}

static enum rc undo(uint64_t number)
{
	struct clash_list clashes = { .arena = d->a };

	d->err = (struct err){ 0 };
	return record_undo(&d->s, number, "asked to", &clashes, &d->saved, &d->err);
}

static void refused(uint64_t number, const char *sentence)
{
	uint64_t before = newest();

	cr_expect(eq(int, undo(number), RC_INVALID), "%s", d->err.text);
	expect_same(d->err.text, sentence);
	cr_expect(eq(u64, newest(), before));
}

static uint64_t make_need(const char *title)
{
	desk_make(d, "needs", "title", title, "severity", "high", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
	return newest();
}

static void cover(const char *need)
{
	desk_make(d, "coverage", "need", need, "service", "SV-1", "fit", "part", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
}

static void set(const char *reg, const char *id, const char *field, const char *typed)
{
	cr_assert(desk_set(d, reg, id, field, typed, NULL), "%s", d->err.text);
}

Test(undo_rules, what_others_point_at_stays)
{
	uint64_t made = make_need("Housing"), covered;

	cover("NE-2");
	covered = newest();
	refused(made, "NE-02 is used by CO-01; take it out there first; nothing was taken back");
	cr_assert(eq(int, undo(covered), RC_OK), "%s", d->err.text);
	cr_assert(eq(int, undo(made), RC_OK), "%s", d->err.text);
	cr_expect(not(desk_load(d, "needs", "ne-000002").exists));
	/* put back in the other order: what it points at is not there yet */
	refused(covered + 1, "Need NE-02 is not there; choose one that is listed; nothing was "
			     "taken back");
}

Test(undo_rules, an_archived_entry_does_not_come_back_to_a_title_that_is_taken)
{
	uint64_t archived;

	make_need("Housing");
	set("needs", "ne-000002", "life", "archived");
	archived = newest();
	make_need("Housing");
	refused(archived, "NE-03 has the same title already; change that one or write another "
			  "title; nothing was taken back");
	set("needs", "ne-000003", "title", "Homes");
	cr_expect(eq(int, undo(archived), RC_OK), "%s", d->err.text);
}

Test(undo_rules, a_deleted_entry_does_not_come_back_to_a_title_that_is_taken)
{
	struct record r;
	uint64_t gone;

	make_need("Housing");
	r = desk_load(d, "needs", "ne-000002");
	cr_assert(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
	gone = newest();
	make_need("Housing");
	refused(gone, "NE-03 has the same title already; change that one or write another "
		      "title; nothing was taken back");
}

Test(undo_rules, a_link_does_not_go_back_to_what_is_archived_or_gone)
{
	uint64_t changed, made = make_need("Housing");

	cover("NE-2");
	set("coverage", "co-000001", "need", "NE-1");
	changed = newest();
	set("needs", "ne-000002", "life", "archived");
	refused(changed, "Need NE-02 is archived; restore it or choose another one; nothing was "
			 "taken back");
	cr_assert(eq(int, undo(newest()), RC_OK), "%s", d->err.text);
	cr_assert(eq(int, undo(made), RC_OK), "%s", d->err.text);
	refused(changed, "Need NE-02 is not there; choose one that is listed; nothing was taken "
			 "back");
}

Test(undo_rules, what_occurs_once_is_not_there_twice_after_it)
{
	uint64_t changed;

	make_need("Housing");
	cover("NE-2");
	set("coverage", "co-000001", "need", "NE-1");
	changed = newest();
	cover("NE-2");
	cr_expect(eq(int, undo(changed), RC_INVALID));
	cr_expect(strstr(d->err.text, "CO-02 has the same need and service already") != NULL, "%s",
		  d->err.text);
}

Test(undo_rules, steps_do_not_wait_for_each_other_in_a_circle)
{
	uint64_t cut;

	for (int i = 0; i < 2; i++)
		desk_make(d, "actions", "what", i ? "Agree" : "Ask", "owner_partner", "PA-1", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
	set("actions", "ac-000001", "depends_on", "AC-2");
	set("actions", "ac-000001", "depends_on", "");
	cut = newest();
	set("actions", "ac-000002", "depends_on", "AC-1");
	cr_expect(eq(int, undo(cut), RC_INVALID), "%s", d->err.text);
	cr_expect(strstr(d->err.text, "; nothing was taken back") != NULL, "%s", d->err.text);
}

Test(undo_rules, a_redo_is_held_against_them_as_well)
{
	uint64_t made = make_need("Housing");

	cr_assert(eq(int, undo(made), RC_OK), "%s", d->err.text);
	made = newest();
	make_need("Housing");
	refused(made, "NE-03 has the same title already; change that one or write another title; "
		      "nothing was taken back");
}

Test(undo_rules, what_breaks_no_rule_is_taken_back_after_other_changes)
{
	uint64_t changed;

	make_need("Housing");
	cover("NE-2");
	set("needs", "ne-000002", "severity", "low");
	changed = newest();
	set("needs", "ne-000001", "title", "Jobs");
	cr_assert(eq(int, undo(changed), RC_OK), "%s", d->err.text);
	{
		struct record r = desk_load(d, "needs", "ne-000002");

		expect_same(record_text(&r, "severity"), "high");
	}
}

static const char *next_cycle(uint64_t *made)
{
	const char *cycle = NULL;

	cr_assert(
		eq(int, cycle_make(&d->s, "Next", 2029, 2031, NULL, d->a, &cycle, &d->err), RC_OK),
		"%s", d->err.text);
	*made = newest();
	cr_assert(eq(int, session_enter(&d->s, d->s.pid, cycle, d->a, &d->err), RC_OK), "%s",
		  d->err.text);
	return cycle;
}

Test(undo_rules, a_cycle_does_not_go_from_under_what_came_into_it_later)
{
	struct names cycles;
	uint64_t made, added;

	next_cycle(&made);
	added = make_need("Housing");
	refused(made, "NE-02 came into this cycle after it was made; delete it or take it back "
		      "first; nothing was taken back");
	cr_assert(eq(int, undo(added), RC_OK), "%s", d->err.text);
	cr_assert(eq(int, undo(made), RC_OK), "%s", d->err.text);
	cr_assert(eq(int, cycle_list(&d->s, d->a, &cycles, NULL), RC_OK));
	cr_expect(eq(sz, cycles.n, 1));
}

Test(undo_rules, a_cycle_in_which_all_that_came_later_was_deleted_is_taken_back)
{
	struct record r;
	uint64_t made;

	next_cycle(&made);
	make_need("Housing");
	r = desk_load(d, "needs", "ne-000002");
	cr_assert(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
	cr_expect(eq(int, undo(made), RC_OK), "%s", d->err.text);
}
