/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib_work.h"
#include "same.h"

static struct work w;

static void begin(void)
{
	work_open(&w, NULL);
}

static void end(void)
{
	work_close(&w);
}

TestSuite(partnership, .init = begin, .fini = end, .timeout = 60);

static const char *text(const char *reg, const char *id, const char *field)
{
	return work_text(&w.s, w.arena, reg, id, field);
}

static bool count_pid(void *arg, const char *pid, const char *name)
{
	size_t *n = arg;

	(void)pid;
	*n += *name != '\0';
	return true;
}

static size_t partnerships(void)
{
	size_t n = 0;

	cr_assert(eq(int, store_partnerships(w.store, count_pid, &n, NULL), RC_OK));
	return n;
}

Test(partnership, a_new_one_has_its_name_cycle_partners_and_coordinator)
{
	work_make(&w);
	expect_same(w.s.pid, "clyde-north");
	expect_same(w.s.cycle, "c1");
	cr_expect(eq(int, w.s.actor.role, MEMBER_COORDINATOR));
	expect_same(text("partnership", "clyde-north", "name"),
		    "Clyde North Community Justice Partnership");
	expect_same(text("partnership", "clyde-north", "areas"), "Glasgow City");
	expect_same(text("cycle", "c1", "title"), "2026-27 to 2028-29");
	expect_same(text("cycle", "c1", "first_year"), "2026-27");
	expect_same(text("cycle", "c1", "last_year"), "2028-29");
	expect_same(text("cycle", "c1", "outcome_set"), "2023");
	expect_part(text("cycle", "c1", "packs"), "cairn ");
	expect_same(text("person", "anna", "shown"), "Anna");
}

Test(partnership, ticked_partners_are_drafts_that_say_what_is_known)
{
	work_make(&w);
	cr_expect(eq(sz, list_count(&w.s, schema_reg(w.s.schema, "partners"), LIFE_ALL), 2));
	expect_same(text("partners", "pa-000001", "name"), "Local authority");
	expect_same(text("partners", "pa-000001", "statutory_role"), "sp-la");
	expect_same(text("partners", "pa-000001", "kind"), "statutory");
	expect_same(text("partners", "pa-000001", "reach"), "Glasgow City");
	expect_same(text("partners", "pa-000001", "life"), "draft");
}

Test(partnership, starting_rows_are_those_of_the_outcome_set)
{
	work_make(&w);
	cr_expect(eq(sz, list_count(&w.s, schema_reg(w.s.schema, "outcomes"), LIFE_ALL), 9));
	cr_expect(eq(sz, list_count(&w.s, schema_reg(w.s.schema, "governance"), LIFE_ALL), 7));
	expect_same(text("outcomes", "ou-000001", "code"), "ndo-1");
	/* a starting indicator names its outcome by code; it is stored as the record that has it */
	expect_same(text("indicators", "in-000001", "outcome"), "ou-000001");
}

Test(partnership, it_goes_in_few_change_sets_of_one_group)
{
	work_make(&w);
	cr_expect(le(u64, store_head(w.store, session_place(&w.s)), 5));
	cr_expect(gt(u64, store_head(w.store, session_place(&w.s)), 1));
}

Test(partnership, an_undo_of_its_number_takes_back_all_of_it)
{
	struct saved saved;
	struct err err = { 0 };
	uint64_t last;

	work_make(&w);
	cr_expect(eq(u64, store_undoable(w.store, session_place(&w.s), "anna"), 0),
		  "one key would take it");
	last = store_head(w.store, session_place(&w.s));
	cr_assert(eq(int,
		     store_undo(w.store, session_place(&w.s), last, &w.s.actor, NULL, NULL, &saved,
				&err),
		     RC_OK),
		  "%s", err.text);
	expect_same(text("partnership", "clyde-north", "name"), "");
	expect_same(text("outcomes", "ou-000001", "code"), "");
	cr_expect(eq(sz, partnerships(), 0));
}

/* Others may be at work in it, and nobody would be left who could put it back. */
Test(partnership, its_making_is_not_taken_back_from_under_its_people)
{
	struct saved saved;
	struct err err = { 0 };
	uint64_t last;

	work_make(&w);
	last = store_head(w.store, session_place(&w.s));
	work_put(&w.s, w.arena, "item", "res-people", "state", "done");
	cr_assert(eq(int,
		     store_undo(w.store, session_place(&w.s), last, &w.s.actor, NULL, NULL, &saved,
				&err),
		     RC_NOT_ALLOWED),
		  "%s", err.text);
	expect_part(err.text, "coordinator");
	cr_expect(eq(sz, partnerships(), 1));
}

Test(partnership, two_of_the_same_name_have_names_of_their_own)
{
	work_make(&w);
	work_make(&w);
	expect_same(w.s.pid, "clyde-north-2");
	cr_expect(eq(sz, partnerships(), 2));
}

struct refused {
	struct new_partnership n;
	const char *says;
};

Test(partnership, what_cannot_be_made_is_refused_in_words_and_leaves_nothing)
{
	static const char *const nobody[] = { "sp-nobody" };
	const struct refused table[] = {
		{ { .name = "", .first_year = 2026, .last_year = 2028 }, "say what it is called" },
		{ { .name = "A", .first_year = 2028, .last_year = 2026 },
		  "the first year or later" },
		{ { .name = "A", .first_year = 26, .last_year = 28 }, "lie between" },
		{ { .name = "A", .first_year = 2026, .last_year = 2028, .outcome_set = "1999" },
		  "no outcome set" },
		{ { .name = "A",
		    .first_year = 2026,
		    .last_year = 2028,
		    .partners = { (const char **)nobody, 1 } },
		  "no statutory partner" },
		{ { .name = "\xff\xfe", .first_year = 2026, .last_year = 2028 }, "" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *pid = NULL;
		struct err err = { 0 };

		cr_expect(eq(int, partnership_make(&w.s, &table[i].n, w.arena, &pid, &err),
			     RC_INVALID));
		expect_part(err.text, table[i].says);
		cr_expect(pid == NULL);
	}
	cr_expect(eq(sz, partnerships(), 0));
}

Test(partnership, who_joins_is_a_viewer_and_who_is_in_stays_what_they_are)
{
	struct session ben;

	work_make(&w);
	ben = work_as(&w, "ben", "viewer");
	cr_expect(eq(int, ben.actor.role, MEMBER_VIEWER));
	cr_expect(eq(int, partnership_join(&w.s, w.s.pid, NULL), RC_OK));
	cr_expect(eq(int, session_enter(&w.s, "clyde-north", NULL, w.arena, NULL), RC_OK));
	cr_expect(eq(int, w.s.actor.role, MEMBER_COORDINATOR));
}

Test(partnership, nobody_enters_what_they_have_not_joined_or_what_is_not_there)
{
	struct session ben;
	struct err err = { 0 };

	work_make(&w);
	ben = w.s;
	ben.actor.person = "ben";
	cr_expect(eq(int, session_enter(&ben, "clyde-north", NULL, w.arena, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "join it first");
	cr_expect(eq(int, session_enter(&w.s, "clyde-north", "c9", w.arena, NULL), RC_NOT_FOUND));
	cr_expect(eq(int, partnership_join(&ben, "nowhere", NULL), RC_NOT_FOUND));
}

Test(partnership, the_sample_is_there_whole_and_marked)
{
	const struct sample *sm = &w.s.schema->samples[0];

	work_sample(&w);
	expect_same(text("partnership", w.s.pid, "sample"), "yes");
	for (size_t i = 0; i < sm->nrows; i++) {
		const struct reg *reg = schema_reg(w.s.schema, sm->rows[i].reg);
		struct record r;

		if (reg->kind != REG_REGISTER)
			continue;
		cr_expect(eq(int, record_find(&w.s, sm->rows[i].id, w.arena, &r, NULL), RC_OK),
			  "%s", sm->rows[i].id);
	}
}

Test(partnership, every_record_of_the_sample_keeps_the_rules)
{
	work_sample(&w);
	for (size_t i = 0; i < w.s.schema->nregisters; i++) {
		const struct reg *reg = &w.s.schema->registers[i];
		struct list_query q = { .life = LIFE_ALL };
		struct listing l;

		if (reg->kind != REG_REGISTER)
			continue;
		cr_assert(eq(int, list_load(&w.s, reg, &q, w.arena, &l, NULL), RC_OK));
		for (size_t k = 0; k < l.n; k++) {
			struct faults f = { .arena = w.arena };

			record_check(&w.s, reg, l.row[k].id, NULL, 0, &f, NULL);
			for (size_t n = 0; n < f.n; n++)
				cr_expect(ne(int, f.v[n].level, LEVEL_REFUSE), "%s: %s",
					  l.row[k].id, f.v[n].text);
		}
	}
}

Test(partnership, the_next_cycle_has_its_own_rows_with_numbers_that_go_on)
{
	const char *cycle = NULL;
	struct names cycles;
	struct err err = { 0 };

	work_make(&w);
	cr_assert(eq(int, cycle_make(&w.s, NULL, 2029, 2031, "2016", w.arena, &cycle, &err), RC_OK),
		  "%s", err.text);
	expect_same(cycle, "c2");
	cr_assert(eq(int, cycle_list(&w.s, w.arena, &cycles, NULL), RC_OK));
	cr_expect(eq(sz, cycles.n, 2));
	cr_assert(eq(int, session_enter(&w.s, w.s.pid, NULL, w.arena, NULL), RC_OK));
	expect_same(w.s.cycle, "c2");
	cr_expect(eq(sz, list_count(&w.s, schema_reg(w.s.schema, "outcomes"), LIFE_ALL), 7));
	expect_same(text("outcomes", "ou-000010", "code"), "o16-1");
	expect_same(text("cycle", "c2", "title"), "2029-30 to 2031-32");
}

Test(partnership, a_viewer_begins_no_cycle)
{
	const char *cycle = NULL;
	struct session ben;

	work_make(&w);
	ben = work_as(&w, "ben", "viewer");
	cr_expect(eq(int, cycle_make(&ben, NULL, 2029, 2031, NULL, w.arena, &cycle, NULL),
		     RC_NOT_ALLOWED));
	cr_expect(cycle == NULL);
}

Test(partnership, a_partner_begins_no_cycle_and_changes_no_dates_of_one)
{
	const char *cycle = NULL;
	struct session ben;
	struct err err = { 0 };

	work_make(&w);
	ben = work_as(&w, "ben", "partner");
	cr_expect(eq(int, cycle_make(&ben, NULL, 2029, 2031, NULL, w.arena, &cycle, &err),
		     RC_NOT_ALLOWED));
	expect_same(err.text,
		    "cycles and carrying over into them, closing a stage, importing, and people "
		    "with their roles are for a coordinator; ask one to do this");
	cr_expect(cycle == NULL);
}

Test(partnership, a_role_that_was_taken_back_ends_with_the_next_save)
{
	struct put put = { .field = "title", .text = "Housing" };
	struct session ben;
	struct saved saved;
	struct err err = { 0 };
	uint64_t given;

	work_make(&w);
	ben = work_as(&w, "ben", "viewer");
	given = store_head(w.store, session_place(&w.s)); /* the entry that ben joined with */
	ben.actor.role = MEMBER_PARTNER;
	cr_assert(eq(int,
		     store_undo(w.store, session_place(&w.s), given, &w.s.actor, "left", NULL,
				&saved, &err),
		     RC_OK),
		  "%s", err.text);
	cr_expect(eq(int,
		     record_save(&ben, schema_reg(w.s.schema, "needs"), NULL, "make", &put, 1, NULL,
				 NULL, NULL, &err),
		     RC_NOT_ALLOWED),
		  "%s", err.text);
}

/* What was given to a cycle that was taken back is never given again, and hides none that came later. */
Test(partnership, a_cycle_that_was_taken_back_hides_no_later_one_and_keeps_its_name)
{
	struct place p = session_place(&w.s);
	const char *cycle = NULL;
	struct names cycles;
	struct saved saved;
	struct err err = { 0 };
	uint64_t second;

	work_make(&w);
	p = session_place(&w.s);
	cr_assert(eq(int, cycle_make(&w.s, NULL, 2029, 2031, NULL, w.arena, &cycle, NULL), RC_OK));
	second = store_head(w.store, p);
	cr_assert(eq(int, cycle_make(&w.s, NULL, 2032, 2034, NULL, w.arena, &cycle, NULL), RC_OK));
	expect_same(cycle, "c3");
	cr_assert(eq(int, store_undo(w.store, p, second, &w.s.actor, NULL, NULL, &saved, &err),
		     RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, cycle_list(&w.s, w.arena, &cycles, NULL), RC_OK));
	cr_assert(eq(sz, cycles.n, 2));
	expect_same(cycles.v[1], "c3");
	cr_assert(eq(int, session_enter(&w.s, w.s.pid, "c3", w.arena, &err), RC_OK), "%s",
		  err.text);
	cr_assert(eq(int, cycle_make(&w.s, NULL, 2035, 2037, NULL, w.arena, &cycle, NULL), RC_OK));
	expect_same(cycle, "c4");
}

Test(partnership, numbers_of_a_cycle_that_was_taken_back_are_not_given_again)
{
	const char *cycle = NULL;
	struct saved saved;
	struct err err = { 0 };

	work_make(&w);
	cr_assert(
		eq(int, cycle_make(&w.s, NULL, 2029, 2031, "2016", w.arena, &cycle, NULL), RC_OK));
	cr_assert(eq(int,
		     store_undo(w.store, session_place(&w.s),
				store_head(w.store, session_place(&w.s)), &w.s.actor, NULL, NULL,
				&saved, &err),
		     RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, cycle_make(&w.s, NULL, 2029, 2031, "2016", w.arena, &cycle, &err), RC_OK),
		  "%s", err.text);
	expect_same(cycle, "c3");
	cr_assert(eq(int, session_enter(&w.s, w.s.pid, NULL, w.arena, NULL), RC_OK));
	expect_same(text("outcomes", "ou-000010", "code"), "");
	expect_same(text("outcomes", "ou-000017", "code"), "o16-1");
}
