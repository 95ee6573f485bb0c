/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/text.h"
#include "lib_records.h"
#include "same.h"

static struct desk *d;

static void service(const char *title, const char *provider, const char *places)
{
	cr_assert(desk_make(d, "services", "title", title, "provider", provider, "places", places,
			    NULL) != NULL,
		  "%s", d->err.text);
}

static void begin(void)
{
	d = desk_open();
	cr_assert(desk_make(d, "partners", "name", "Health", NULL) != NULL, "%s", d->err.text);
	cr_assert(desk_make(d, "partners", "name", "Council", NULL) != NULL);
	service("Peer support", "PA-2", "9");
	service("\xc3\x89qual access", "PA-1", "not known");
	service("Arrest referral", "PA-1", "10");
	service("Bail", "PA-2", "");
}

static void end(void)
{
	desk_close(d);
}

TestSuite(list, .init = begin, .fini = end, .timeout = 60);

/* The titles of what a query finds, parted by '|'. */
static const char *titles(const char *reg, struct list_query q)
{
	struct listing l;
	const char *out = "";

	err_clear(&d->err);
	cr_assert(list_load(&d->s, desk_reg(d, reg), &q, d->a, &l, &d->err) == RC_OK, "%s",
		  d->err.text);
	for (size_t i = 0; i < l.n; i++)
		out = arena_printf(d->a, "%s%s%s", out, i ? "|" : "", l.row[i].title);
	return out;
}

#define BY_ID "Peer support|\xc3\x89qual access|Arrest referral|Bail"

Test(list, records_come_in_the_order_of_their_ids)
{
	expect_same(titles("services", (struct list_query){ 0 }), BY_ID);
	expect_same(titles("services", (struct list_query){ .descending = true }),
		    "Bail|Arrest referral|\xc3\x89qual access|Peer support");
}

Test(list, sorting_by_a_field_puts_blanks_last_both_ways)
{
	expect_same(titles("services", (struct list_query){ .order = "places" }),
		    "Peer support|Arrest referral|\xc3\x89qual access|Bail");
	expect_same(
		titles("services", (struct list_query){ .order = "places", .descending = true }),
		"Arrest referral|Peer support|\xc3\x89qual access|Bail");
	expect_same(titles("services", (struct list_query){ .order = "title" }),
		    "Arrest referral|Bail|\xc3\x89qual access|Peer support");
	expect_same(titles("services", (struct list_query){ .order = "provider" }),
		    "Peer support|Bail|\xc3\x89qual access|Arrest referral");
}

Test(list, cells_hold_what_is_stored_and_are_shown_in_words)
{
	struct listing l;
	struct list_query q = { 0 };

	cr_assert(eq(int, list_load(&d->s, desk_reg(d, "services"), &q, d->a, &l, NULL), RC_OK));
	cr_assert(eq(sz, l.ncolumns, 4));
	expect_same(l.column[1]->id, "provider");
	expect_same(l.row[0].id, "sv-000001");
	expect_same(l.row[0].cell[1], "pa-000002");
	expect_same(list_shown(&l, &l.row[0], 1, d->a), "Council");
	expect_same(list_shown(&l, &l.row[1], 2, d->a), "Not known");
	expect_same(l.row[3].cell[2], "");
	expect_same(l.row[0].life, "live");
	cr_expect(eq(sz, l.n, 4));
	cr_expect(eq(sz, l.all, 4));
}

Test(list, a_word_is_looked_for_in_all_that_is_shown)
{
	struct listing l;
	struct list_query q = { .contains = "council" };

	expect_same(titles("services", q), "Peer support|Bail");
	expect_same(titles("services", (struct list_query){ .contains = "equal" }),
		    "\xc3\x89qual access");
	expect_same(titles("services", (struct list_query){ .contains = "sv-03" }),
		    "Arrest referral");
	expect_same(titles("services", (struct list_query){ .contains = "nothing" }), "");
	cr_assert(eq(int, list_load(&d->s, desk_reg(d, "services"), &q, d->a, &l, NULL), RC_OK));
	cr_expect(eq(sz, l.n, 2));
	cr_expect(eq(sz, l.all, 4));
}

Test(list, conditions_choose_records)
{
	const char *words[] = { "pa-000001" }, *blank[] = { "" };
	struct cond by = { "provider", { words, 1 } }, none = { "places", { blank, 1 } };
	const char *only_title[] = { "title" };
	struct names columns = { only_title, 1 };

	expect_same(titles("services",
			   (struct list_query){ .where = &by, .nwhere = 1, .columns = &columns }),
		    "\xc3\x89qual access|Arrest referral");
	expect_same(titles("services", (struct list_query){ .where = &none, .nwhere = 1 }), "Bail");
}

Test(list, archived_records_are_apart)
{
	struct record r = desk_load(d, "services", "sv-000003");

	cr_assert(eq(int, record_set_life(&d->s, &r, "archived", NULL, NULL), RC_OK));
	expect_same(titles("services", (struct list_query){ 0 }),
		    "Peer support|\xc3\x89qual access|Bail");
	expect_same(titles("services", (struct list_query){ .life = LIFE_ARCHIVED }),
		    "Arrest referral");
	expect_same(titles("services", (struct list_query){ .life = LIFE_ALL }), BY_ID);
	cr_expect(eq(sz, list_count(&d->s, r.reg, LIFE_LIVE), 3));
	cr_expect(eq(sz, list_count(&d->s, r.reg, LIFE_ARCHIVED), 1));
	cr_expect(eq(sz, list_count(&d->s, r.reg, LIFE_ALL), 4));
}

Test(list, titles_put_together_are_sorted_and_found)
{
	desk_make(d, "needs", "title", "Work", "severity", "high", NULL);
	desk_make(d, "needs", "title", "Housing", "severity", "high", NULL);
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", "fit", "part", NULL);
	desk_make(d, "coverage", "need", "NE-2", "service", "SV-1", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
	expect_same(titles("coverage", (struct list_query){ .order = "title" }),
		    "Housing, Peer support|Work, Peer support");
	expect_same(titles("coverage", (struct list_query){ .contains = "work" }),
		    "Work, Peer support");
}

Test(list, the_register_says_how_it_is_sorted_at_first)
{
	desk_make(d, "actions", "what", "Later", "owner_partner", "PA-1", "due", "2027-01-01",
		  NULL);
	desk_make(d, "actions", "what", "Soon", "owner_partner", "PA-1", "due", "2026-06-01", NULL);
	desk_make(d, "actions", "what", "Some day", "owner_partner", "PA-1", NULL);
	expect_same(titles("actions", (struct list_query){ 0 }), "Soon|Later|Some day");
}

Test(list, fields_of_a_row_are_columns_order_and_conditions_like_others)
{
	const char *part[] = { "part" }, *fit[] = { "fit" };
	struct cond where = { "fit", { part, 1 } };
	struct names columns = { fit, 1 };
	struct list_query q = { .columns = &columns, .order = "fit", .descending = true };
	struct listing l;

	desk_make(d, "needs", "title", "Work", "severity", "high", NULL);
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", "fit", "none", NULL);
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-2", "fit", "part", NULL);
	desk_make(d, "coverage", "need", "NE-1", "service", "SV-3", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
	cr_assert(eq(int, list_load(&d->s, desk_reg(d, "coverage"), &q, d->a, &l, NULL), RC_OK));
	cr_assert(eq(sz, l.n, 3));
	expect_same(l.row[0].cell[0], "part");
	expect_same(l.row[1].cell[0], "none");
	expect_same(l.row[2].cell[0], "");
	expect_same(l.row[0].title, "Work, \xc3\x89qual access");
	expect_same(titles("coverage", (struct list_query){ .where = &where, .nwhere = 1 }),
		    "Work, \xc3\x89qual access");
	expect_same(titles("coverage", (struct list_query){ .contains = "arrest" }),
		    "Work, Arrest referral");
}

Test(list, one_record_or_another_cycle_can_be_asked_for)
{
	expect_same(titles("services", (struct list_query){ .only = "sv-000003" }),
		    "Arrest referral");
	expect_same(titles("services", (struct list_query){ .cycle = "c2" }), "");
	expect_same(titles("needs", (struct list_query){ 0 }), "");
}

Test(list, ten_thousand_records_sort_and_filter_right)
{
	enum { RECORDS = 10000, BATCH = 12 };
	struct listing l;
	struct list_query q = { .order = "title", .contains = "number 77" };
	struct arena *a = arena_new();

	for (int i = 0; i < RECORDS; i += BATCH) {
		struct edit edits[BATCH * 3];
		struct change c = { .by = &d->s.actor, .action = "import", .edits = edits };

		for (int k = i; k < i + BATCH && k < RECORDS; k++) {
			const char *id = arena_printf(a, "ne-%06d", k + 1);
			const char *cell[][2] = { { "title", arena_printf(a, "Number %d",
									  (k * 7919) % RECORDS) },
						  { "severity", k % 2 ? "high" : "low" },
						  { "life", "live" } };

			for (int f = 0; f < 3; f++)
				edits[c.count++] =
					(struct edit){ .fact = arena_printf(a, "c1/ne/%s/%s", id,
									    cell[f][0]),
						       .text = { cell[f][1], strlen(cell[f][1]) } };
		}
		cr_assert(store_save(d->s.store, session_place(&d->s), &c, NULL, &d->saved,
				     &d->err) == RC_OK,
			  "%s", d->err.text);
	}
	cr_assert(eq(int, list_load(&d->s, desk_reg(d, "needs"), &q, a, &l, NULL), RC_OK));
	cr_expect(eq(sz, l.all, RECORDS));
	cr_expect(eq(sz, l.n, 111)); /* 77, 770 to 779, 7700 to 7799 */
	expect_same(l.row[0].title, "Number 77");
	expect_same(l.row[110].title, "Number 7799");
	arena_free(a);
}
