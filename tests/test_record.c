/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "lib_records.h"
#include "same.h"

static struct desk *d;

static void begin(void)
{
	d = desk_open();
	cr_assert(desk_make(d, "partners", "name", "Health", NULL) != NULL, "%s", d->err.text);
	cr_assert(desk_make(d, "partners", "name", "Council", NULL) != NULL);
	cr_assert(desk_make(d, "needs", "title", "Housing on release", "severity", "high", NULL) !=
		  NULL);
	cr_assert(desk_make(d, "services", "title", "Hub", "provider", "PA-1", NULL) != NULL);
}

static void end(void)
{
	desk_close(d);
}

TestSuite(record, .init = begin, .fini = end, .timeout = 20);

static struct record found(const char *typed)
{
	struct record r;

	err_clear(&d->err);
	cr_assert(record_find(&d->s, typed, d->a, &r, &d->err) == RC_OK, "%s", d->err.text);
	return r;
}

Test(record, what_was_saved_is_read_back)
{
	struct record r = desk_load(d, "services", "sv-000001");

	cr_expect(r.exists);
	expect_same(r.title, "Hub");
	expect_same(r.cycle, "c1");
	expect_same(record_text(&r, "provider"), "pa-000001");
	expect_same(record_shown(&r, "provider", d->a), "PA-01");
	expect_same(record_text(&r, "places"), "");
	expect_same(record_text(&r, "no such field"), "");
	expect_same(r.field[0].person, "coord-1");
	cr_expect(gt(u64, r.field[0].at.number, 0));
}

Test(record, a_new_record_is_live_and_starts_with_the_initial_answers)
{
	struct record r = desk_load(d, "needs", "ne-000001");

	expect_same(record_text(&r, "life"), "live");
	expect_same(record_text(&r, "confidence"), "not known");
	desk_make(d, "needs", "title", "Draft", "life", "draft", "confidence", "high", NULL);
	r = desk_load(d, "needs", "ne-000002");
	expect_same(record_text(&r, "life"), "draft");
	expect_same(record_text(&r, "confidence"), "high");
}

Test(record, one_that_is_not_there_is_blank)
{
	struct record r = desk_load(d, "needs", "ne-000009");

	cr_expect(not(r.exists));
	expect_same(record_text(&r, "title"), "");
	expect_same(r.title, "NE-09");
	cr_expect(not(desk_set(d, "needs", "ne-000009", "title", "x", NULL)));
	cr_expect(eq(int, d->rc, RC_NOT_FOUND));
	expect_same(d->err.text, "there is no NE-09; look for it with /");
}

Test(record, nothing_is_written_when_a_rule_is_broken)
{
	cr_expect(
		not(desk_set(d, "services", "sv-000001", "title", "Other", "places", "-1", NULL)));
	expect_same(desk_load(d, "services", "sv-000001").title, "Hub");
}

Test(record, what_does_not_change_is_not_written)
{
	struct record r = desk_load(d, "services", "sv-000001");
	struct version before = r.field[0].at;

	cr_assert(desk_set(d, "services", "sv-000001", "title", "Hub", "places", "4", NULL));
	r = desk_load(d, "services", "sv-000001");
	cr_expect(version_same(r.field[0].at, before));
	cr_assert(desk_set(d, "services", "sv-000001", "title", "Hub", NULL));
	cr_expect(eq(u64, d->saved.number, 0));
}

Test(record, somebody_elses_change_is_never_overwritten)
{
	struct record old = desk_load(d, "services", "sv-000001");
	struct put put = { .field = "title", .text = "Mine", .seen = old.field[0].at };
	struct clash_list clashes = { .arena = d->a };

	cr_assert(desk_set(d, "services", "sv-000001", "title", "Theirs", NULL));
	cr_expect(
		eq(int,
		   record_save(&d->s, old.reg, old.id, "edit", &put, 1, NULL, &clashes, NULL, NULL),
		   RC_CONFLICT));
	cr_expect(eq(sz, clashes.n, 1));
	expect_same(desk_load(d, "services", "sv-000001").title, "Theirs");
}

Test(record, rows_are_numbered_and_kept_in_order)
{
	struct record r;

	desk_make(d, "actions", "what", "Open", "owner_partner", "PA-1", "updates.+", "says=first",
		  "updates.+", "says=second", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
	for (int i = 3; i <= 11; i++)
		cr_assert(desk_set(d, "actions", "ac-000001", "updates.+",
				   arena_printf(d->a, "says=number %d", i), NULL),
			  "%s", d->err.text);
	r = desk_load(d, "actions", "ac-000001");
	cr_assert(eq(sz, r.nrows, 11));
	expect_same(pairs_get(&r.rows[0].values, "says"), "first");
	expect_same(pairs_get(&r.rows[10].values, "says"), "number 11");
	expect_same(r.rows[10].name, "11");
}

Test(record, a_row_that_is_taken_out_leaves_its_number)
{
	struct record r;

	desk_make(d, "decisions", "title", "Go on", "type", "continue", "service", "SV-1",
		  "options.+", "name=one", "options.+", "name=two", NULL);
	cr_assert(desk_set(d, "decisions", "de-000001", "options.2", "", NULL), "%s", d->err.text);
	cr_assert(desk_set(d, "decisions", "de-000001", "options.+", "name=three", NULL), "%s",
		  d->err.text);
	r = desk_load(d, "decisions", "de-000001");
	cr_assert(eq(sz, r.nrows, 2));
	cr_expect(eq(sz, r.nrows_all, 3));
	expect_same(r.rows[1].name, "3");
}

Test(record, answers_that_are_no_longer_asked_stay_readable)
{
	struct reg older = *desk_reg(d, "needs");
	struct record r;

	older.nfields -= 1; /* without notes */
	cr_assert(desk_set(d, "needs", "ne-000001", "notes", "Kept", NULL), "%s", d->err.text);
	cr_assert(eq(int, record_load(&d->s, &older, "ne-000001", d->a, &r, NULL), RC_OK));
	cr_assert(eq(sz, r.ngone, 1));
	expect_same(r.gone[0].name, "notes");
	expect_same(r.gone[0].text, "Kept");
	expect_same(r.title, "Housing on release");
}

Test(record, a_derived_title_names_what_it_points_at)
{
	struct record r;

	cr_assert(desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", NULL) != NULL, "%s",
		  d->err.text);
	r = desk_load(d, "coverage", "co-000001");
	expect_same(r.title, "Housing on release, Hub");
	expect_same(desk_load(d, "item", "ga-share").title, "Have partners seen the list?");
}

Test(record, a_title_is_one_line_of_a_list)
{
	char title[111];
	struct record r;
	struct listing l;
	struct list_query q = { 0 };

	memset(title, 'x', 110);
	title[110] = '\0';
	cr_assert(desk_make(d, "needs", "title", title, "severity", "high", NULL) != NULL);
	cr_assert(desk_make(d, "coverage", "need", "NE-2", "service", "SV-1", NULL) != NULL);
	expect_same(desk_load(d, "coverage", "co-000001").title,
		    arena_printf(d->a, "%s, Hub", title));
	cr_assert(desk_set(d, "services", "sv-000001", "title", "Hub and more", NULL));
	r = desk_load(d, "coverage", "co-000001");
	expect_same(r.title, arena_printf(d->a, "%s, Hub and\xe2\x80\xa6", title));
	cr_assert(eq(int, list_load(&d->s, r.reg, &q, d->a, &l, NULL), RC_OK));
	expect_same(l.row[0].title, r.title);
}

Test(record, a_record_is_found_by_what_it_is_listed_under)
{
	struct record r;

	expect_same(found("sv-01").title, "Hub");
	expect_same(found("NE-0001").title, "Housing on release");
	expect_same(found("ga-share").title, "Have partners seen the list?");
	cr_expect(eq(int, record_find(&d->s, "SV-2", d->a, &r, &d->err), RC_NOT_FOUND));
	expect_same(d->err.text,
		    "there is nothing listed under 'SV-2'; look for it with / or in its register");
	err_clear(&d->err);
	cr_expect(eq(int, record_find(&d->s, "rubbish \x1b", d->a, &r, &d->err), RC_NOT_FOUND));
}

Test(record, a_record_of_another_cycle_is_found)
{
	d->s.cycle = "c2";
	cr_assert(desk_set(d, "cycle", "c2", "title", "Next", "first_year", "2029-30", "last_year",
			   "2031-32", NULL),
		  "%s", d->err.text);
	expect_same(found("SV-1").cycle, "c1");
	cr_expect(desk_make(d, "services", "title", "Hub", "provider", "PA-1", NULL) != NULL, "%s",
		  d->err.text);
	expect_same(found("SV-2").cycle, "c2");
}

Test(record, links_are_followed_both_ways)
{
	struct record r;
	struct link *links;
	size_t n;

	desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", NULL);
	desk_make(d, "decisions", "title", "Go on", "type", "continue", "service", "SV-1",
		  "options.+", "name=one; who=PA-2", NULL);
	desk_make(d, "actions", "what", "Open", "owner_partner", "PA-1", "for", "SV-1", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
	r = desk_load(d, "services", "sv-000001");
	cr_assert(eq(int, record_links(&d->s, &r, false, d->a, &links, &n, NULL), RC_OK));
	cr_assert(eq(sz, n, 1));
	expect_same(links[0].title, "Health");
	expect_same(links[0].field, "Provider");
	expect_same(links[0].reg->id, "partners");
	cr_assert(eq(int, record_links(&d->s, &r, true, d->a, &links, &n, NULL), RC_OK));
	cr_assert(eq(sz, n, 3));
	expect_same(links[0].title, "Housing on release, Hub");
	expect_same(links[0].field, "Service");
	expect_same(links[1].id, "de-000001");
	expect_same(links[2].id, "ac-000001");
	r = desk_load(d, "partners", "pa-000002");
	cr_assert(eq(int, record_links(&d->s, &r, true, d->a, &links, &n, NULL), RC_OK));
	cr_assert(eq(sz, n, 1));
	expect_same(links[0].field, "Options");
}

Test(record, an_archived_end_of_a_link_is_marked)
{
	struct record r = desk_load(d, "partners", "pa-000001");
	struct link *links;
	size_t n;

	cr_assert(eq(int, record_set_life(&d->s, &r, "archived", NULL, NULL), RC_OK));
	r = desk_load(d, "services", "sv-000001");
	cr_assert(eq(int, record_links(&d->s, &r, false, d->a, &links, &n, NULL), RC_OK));
	cr_expect(links[0].archived);
	cr_expect(not(links[0].missing));
}

Test(record, archiving_and_restoring_keep_every_answer)
{
	struct record r = desk_load(d, "services", "sv-000001");

	cr_assert(eq(int, record_set_life(&d->s, &r, "archived", NULL, NULL), RC_OK));
	cr_expect(eq(int, record_set_life(&d->s, &r, "archived", NULL, &d->err), RC_CONFLICT));
	r = desk_load(d, "services", "sv-000001");
	expect_same(record_text(&r, "life"), "archived");
	expect_same(r.title, "Hub");
	cr_assert(eq(int, record_set_life(&d->s, &r, "live", NULL, NULL), RC_OK));
	r = desk_load(d, "services", "sv-000001");
	expect_same(record_text(&r, "life"), "live");
	expect_same(record_text(&r, "provider"), "pa-000001");
}

Test(record, what_is_pointed_at_is_not_deleted)
{
	struct record r = desk_load(d, "partners", "pa-000001");

	cr_expect(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_INVALID));
	expect_same(d->err.text, "PA-01 is used by SV-01; archive it, or take it out there first");
	cr_expect(desk_load(d, "partners", "pa-000001").exists);
}

Test(record, a_deleted_record_is_gone_until_somebody_changes_it)
{
	struct record r = desk_load(d, "services", "sv-000001");

	cr_assert(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
	r = desk_load(d, "services", "sv-000001");
	cr_expect(r.deleted);
	cr_expect(not(r.exists));
	cr_expect(eq(sz, list_count(&d->s, r.reg, LIFE_ALL), 0));
	cr_expect(not(desk_set(d, "services", "sv-000001", "places", "3", NULL)));
	expect_same(d->err.text, "SV-01 was deleted; undo that first");
	r = desk_load(d, "partners", "pa-000001");
	cr_expect(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
}

/* Nothing of it would be written: that is no reason to say that it was saved. */
Test(record, a_deleted_record_is_not_saved_by_what_it_said_already)
{
	struct record r = desk_load(d, "services", "sv-000001");
	struct put same = { .field = "life", .text = "live" };

	for (size_t i = 0; i < r.reg->nfields; i++)
		if (!strcmp(r.reg->fields[i].id, "life"))
			same.seen = r.field[i].at;
	cr_assert(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
	cr_expect(eq(int,
		     record_save(&d->s, r.reg, r.id, "edit", &same, 1, NULL, NULL, NULL, &d->err),
		     RC_NOT_FOUND));
	expect_same(d->err.text, "SV-01 was deleted; undo that first");
}

Test(record, deleting_something_that_changed_is_a_conflict)
{
	struct record r = desk_load(d, "services", "sv-000001");

	cr_assert(desk_set(d, "services", "sv-000001", "places", "3", NULL));
	cr_expect(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_CONFLICT));
	cr_expect(desk_load(d, "services", "sv-000001").exists);
}

Test(record, a_copy_has_everything_but_what_must_differ)
{
	struct record r;
	struct put *puts;
	size_t n;

	desk_make(d, "decisions", "title", "Go on", "type", "continue", "service", "SV-1",
		  "options.+", "name=one", NULL);
	r = desk_load(d, "decisions", "de-000001");
	n = record_copy_puts(&r, d->a, &puts);
	for (size_t i = 0; i < n; i++) {
		cr_expect(ne(int, strcmp(puts[i].field, "title"), 0));
		cr_expect(ne(int, strcmp(puts[i].field, "life"), 0));
	}
	puts[n++] = (struct put){ .field = "title", .text = "Go on again" };
	cr_assert(
		eq(int,
		   record_save(&d->s, r.reg, NULL, "make", puts, n, NULL, NULL, &d->saved, &d->err),
		   RC_OK),
		"%s", d->err.text);
	r = desk_load(d, "decisions", d->saved.id);
	expect_same(record_text(&r, "service"), "sv-000001");
	cr_expect(eq(sz, r.nrows, 1));
}

Test(record, an_automatic_field_takes_no_answer_from_outside)
{
	struct faults faults = { .arena = d->a };
	struct put put = { .field = "score", .text = "9" };
	struct record r;

	cr_expect(desk_make(d, "feedback", "title", "Told", "consent", "given", "score", "9",
			    NULL) == NULL);
	cr_expect(eq(int, d->rc, RC_INVALID));
	expect_same(d->err.text, "Score is filled in by the program; leave it out");
	cr_assert(desk_make(d, "feedback", "title", "Told", "consent", "given", NULL) != NULL, "%s",
		  d->err.text);
	r = desk_load(d, "feedback", "fb-000001");
	expect_same(record_text(&r, "score"), "1");
	cr_expect(
		not(desk_set(d, "feedback", "fb-000001", "score", "9", "title", "Told us", NULL)));
	expect_same(d->err.text, "Score is filled in by the program; leave it out");
	cr_assert(eq(int, record_check(&d->s, r.reg, NULL, &put, 1, &faults, NULL), RC_OK));
	cr_expect(eq(int, faults.v[0].level, LEVEL_REFUSE));
	expect_same(faults.v[0].field, "score");
	/* life is how the program says that it archives */
	cr_expect(desk_set(d, "feedback", "fb-000001", "life", "archived", NULL), "%s",
		  d->err.text);
	r = desk_load(d, "feedback", "fb-000001");
	expect_same(record_text(&r, "score"), "1");
}

Test(record, checking_tells_the_same_and_saves_nothing)
{
	struct faults faults = { .arena = d->a };
	struct put put = { .field = "provider", .text = "" };
	struct record r = desk_load(d, "services", "sv-000001");

	put.seen = r.field[1].at;
	cr_assert(eq(int, record_check(&d->s, r.reg, r.id, &put, 1, &faults, NULL), RC_OK));
	cr_assert(eq(sz, faults.n, 1));
	expect_same(faults.v[0].text, "Choose provider");
	expect_same(faults.v[0].field, "provider");
	cr_expect(eq(int, faults.v[0].level, LEVEL_REFUSE));
	cr_assert(eq(int, record_check(&d->s, r.reg, NULL, NULL, 0, &faults, NULL), RC_OK));
	cr_expect(eq(sz, faults.n, 2));
	expect_same(record_text(&r, "provider"), "pa-000001");
}

/* What a coordinator writes down about somebody; NULL: it is left blank. */
static void is_of(const char *person, const char *org)
{
	const struct actor by = { .person = "coord-1",
				  .role = MEMBER_COORDINATOR,
				  .from = "local" };
	struct edit edit = { .fact = arena_printf(d->a, "-/pe/%s/org", person) };
	struct change c = { .by = &by, .action = "edit", .edits = &edit, .count = 1 };
	struct fact now = { .text = "" };

	if (store_get(d->s.store, session_place(&d->s), edit.fact, d->a, &now, NULL) == RC_OK)
		edit.seen = now.at;
	edit.text = (struct slice){ org ? org : "", org ? strlen(org) : 0 };
	cr_assert(eq(int, store_save(d->s.store, session_place(&d->s), &c, NULL, NULL, &d->err),
		     RC_OK),
		  "%s", d->err.text);
}

static void become_partner_of(const char *org)
{
	is_of("partner-2", org);
	d->s.actor = (struct actor){
		.person = "partner-2", .role = MEMBER_PARTNER, .org = org, .from = "local"
	};
}

Test(record, a_partner_changes_what_belongs_to_their_organisation)
{
	become_partner_of("pa-000001");
	cr_expect(desk_set(d, "services", "sv-000001", "places", "3", NULL), "%s", d->err.text);
	become_partner_of("pa-000002");
	cr_expect(not(desk_set(d, "services", "sv-000001", "places", "4", NULL)));
	cr_expect(eq(int, d->rc, RC_NOT_ALLOWED));
	expect_same(
		d->err.text,
		"only the partner it belongs to, a facilitator or a coordinator can change this; ask coord-1");
	become_partner_of(NULL);
	cr_expect(not(desk_set(d, "services", "sv-000001", "places", "4", NULL)));
}

Test(record, an_organisation_that_was_changed_counts_in_a_session_that_is_open)
{
	become_partner_of("pa-000001");
	cr_expect(desk_set(d, "services", "sv-000001", "places", "3", NULL), "%s", d->err.text);
	is_of("partner-2", "pa-000002");
	cr_expect(not(desk_set(d, "services", "sv-000001", "places", "4", NULL)));
	cr_expect(eq(int, d->rc, RC_NOT_ALLOWED));
}

Test(record, who_archives_and_restores_an_entry_has_not_made_it)
{
	const struct actor coordinator = d->s.actor;
	const char *const lives[] = { "archived", "live" };

	become_partner_of("pa-000002");
	cr_assert(desk_make(d, "needs", "title", "Mine", "severity", "low", NULL) != NULL, "%s",
		  d->err.text);
	d->s.actor = coordinator;
	for (size_t i = 0; i < 2; i++)
		cr_assert(desk_set(d, "needs", "ne-000002", "life", lives[i], NULL), "%s",
			  d->err.text);
	become_partner_of("pa-000002");
	cr_expect(desk_set(d, "needs", "ne-000002", "severity", "high", NULL), "%s", d->err.text);
}

Test(record, one_of_very_many_rows_is_deleted_and_comes_back_with_a_change)
{
	struct record r;

	cr_assert(desk_make(d, "actions", "what", "Ask", "owner_partner", "PA-1", NULL) != NULL,
		  "%s", d->err.text);
	for (int from = 1; from <= 1000; from += 200) {
		struct edit edits[200];
		struct change c = {
			.by = &d->s.actor, .action = "edit", .edits = edits, .count = 200
		};

		for (int i = 0; i < 200; i++)
			edits[i] = (struct edit){
				.fact = arena_printf(d->a, "c1/ac/ac-000001/updates.%d", from + i),
				.text = { "says=x", 6 }
			};
		cr_assert(eq(int,
			     store_save(d->s.store, session_place(&d->s), &c, NULL, NULL, &d->err),
			     RC_OK),
			  "%s", d->err.text);
	}
	r = desk_load(d, "actions", "ac-000001");
	cr_assert(eq(sz, r.nrows, 1000));
	cr_assert(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
	cr_expect(desk_load(d, "actions", "ac-000001").deleted);
	{
		struct edit edit = { .fact = "c1/ac/ac-000001/updates.1001",
				     .text = { "says=y", 6 } };
		struct change c = {
			.by = &d->s.actor, .action = "edit", .edits = &edit, .count = 1
		};

		cr_assert(eq(int,
			     store_save(d->s.store, session_place(&d->s), &c, NULL, NULL, &d->err),
			     RC_OK));
	}
	cr_expect(desk_load(d, "actions", "ac-000001").exists);
}

Test(record, a_partner_changes_what_they_made)
{
	become_partner_of("pa-000002");
	cr_assert(desk_make(d, "needs", "title", "Mine", "severity", "low", NULL) != NULL, "%s",
		  d->err.text);
	cr_expect(desk_set(d, "needs", "ne-000002", "severity", "high", NULL), "%s", d->err.text);
	cr_expect(not(desk_set(d, "needs", "ne-000001", "severity", "low", NULL)));
	expect_same(
		d->err.text,
		"only whoever made it, a facilitator or a coordinator can change this; ask coord-1");
	cr_expect(not(desk_set(d, "item", "ga-share", "state", "done", NULL)));
	expect_same(d->err.text,
		    "only a facilitator or a coordinator can change this; ask coord-1");
}

Test(record, a_partner_deletes_nothing_of_others)
{
	struct record r = desk_load(d, "needs", "ne-000001");

	become_partner_of("pa-000002");
	cr_expect(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_NOT_ALLOWED));
	cr_expect(desk_load(d, "needs", "ne-000001").exists);
}

Test(record, conditions_look_at_words_lines_and_blanks)
{
	struct record r = desk_load(d, "needs", "ne-000001");
	const char *high[] = { "low", "high" }, *any[] = { "*" }, *none[] = { "" };
	struct cond c[] = { { "severity", { high, 2 } },
			    { "title", { any, 1 } },
			    { "strengths", { none, 1 } } };

	cr_expect(conds_hold(c, 3, &r));
	cr_expect(conds_hold(NULL, 0, &r));
	high[1] = "hig";
	cr_expect(not(conds_hold(c, 1, &r)));
	c[1].field = "strengths";
	cr_expect(not(conds_hold(c + 1, 1, &r)));
	c[2].field = "title";
	cr_expect(not(conds_hold(c + 2, 1, &r)));
}

Test(record, rows_of_fields_that_do_not_exist_are_refused_in_words)
{
	cr_expect(desk_make(d, "decisions", "title", "D", "type", "stop", "service", "SV-1",
			    "bogus.1", "name=x", "other.1", "name=y", "options.1", "name=z",
			    NULL) == NULL);
	cr_expect(eq(int, d->rc, RC_INVALID));
	cr_expect(desk_says(d, LEVEL_REFUSE, "Decisions has no answer called 'bogus.1'"));
	cr_expect(desk_says(d, LEVEL_REFUSE, "Decisions has no answer called 'other.1'"));
}
