/* SPDX-License-Identifier: ISC */
/* Removal for data protection in the store: gone, told, chained, and never back. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "lib_store.h"
#include "same.h"

#define NE "c1/ne/ne-000001/"
#define WHY "asked for in a letter"

static struct arena *a;
static struct store *s;

static void begin(void)
{
	a = arena_new();
	s = store_in(NULL);
	put(s, &ann, NE "title", "Housing");
	put(s, &ben, NE "notes", "Jo Bloggs waits");
	put(s, &ann, NE "notes", "Somebody waits");
	put(s, &ben, "c1/ne/ne-000002/notes", "Blogging about jobs");
}

static void end(void)
{
	clean(s);
	store_close(s);
	arena_free(a);
}

TestSuite(erase, .init = begin, .fini = end);

static enum rc erase(struct erase_what w)
{
	return store_erase(s, "sf", &w, &ann, WHY, NULL);
}

static size_t found(struct erase_what w)
{
	struct erase_list l = { .arena = a };

	cr_assert(eq(int, store_erase_find(s, "sf", &w, &l, NULL), RC_OK));
	return l.n;
}

static bool write_down(void *arg, const struct entry *e)
{
	buf_printf(arg, "%d %s %s %s%s\n", (int)e->number, e->person, e->action,
		   e->facts[0].erased ? "(erased)"
		   : e->facts[0].text ? e->facts[0].text
				      : "(none)",
		   e->reason_erased ? " reason erased" : "");
	return true;
}

static const char *history(const char *fact)
{
	struct buf b = { 0 };
	const char *out;

	store_history(s, sf, fact, write_down, &b, NULL);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

struct seek {
	const char *part;
	bool is;
};

static bool has_part(void *arg, struct slice key, struct slice value)
{
	struct seek *k = arg;

	(void)key;
	k->is = k->is || memmem(value.data, value.len, k->part, strlen(k->part));
	return true;
}

static enum rc seek_fn(struct view *v, void *arg)
{
	struct slice all = { NULL, 0 };

	return view_scan(v, all, all, has_part, arg);
}

/* In any value under any key. */
static bool is_stored(const char *part)
{
	struct seek k = { part, false };

	cr_assert(eq(int, engine_read(store_engine(s), seek_fn, &k, NULL), RC_OK));
	return k.is;
}

Test(erase, what_names_nothing_is_not_everything)
{
	struct erase_list l = { .arena = a };

	cr_expect(eq(int, store_erase_find(s, "sf", &(struct erase_what){ 0 }, &l, NULL),
		     RC_INVALID));
	cr_expect(eq(int, erase((struct erase_what){ 0 }), RC_INVALID));
	expect_same(shown(s, sf, NE "title", a), "Housing");
}

Test(erase, what_was_there_before_goes_and_what_is_there_now_stays)
{
	cr_assert(
		eq(int, erase((struct erase_what){ .fact = NE "notes", .earlier = true }), RC_OK));
	expect_same(shown(s, sf, NE "notes", a), "Somebody waits");
	expect_same(history(NE "notes"),
		    "5 ann erase Somebody waits\n3 ann edit Somebody waits\n2 ben edit (erased)\n");
	cr_expect(not(is_stored("Bloggs")));
	cr_expect(store_erased(s));
	cr_expect(eq(int, store_compacted(s, NULL), RC_OK));
	cr_expect(not(store_erased(s)));
}

Test(erase, the_whole_answer_goes_with_its_history)
{
	cr_assert(eq(int, erase((struct erase_what){ .fact = NE "notes" }), RC_OK));
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "notes", a), NULL));
	expect_same(history(NE "notes"),
		    "5 ann erase (none)\n3 ann edit (erased)\n2 ben edit (erased)\n");
	expect_same(shown(s, sf, NE "title", a), "Housing");
	cr_expect(not(is_stored("waits")));
}

Test(erase, an_entry_goes_whole)
{
	cr_assert(eq(int, erase((struct erase_what){ .fact = NE }), RC_OK));
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "title", a), NULL));
	cr_expect(not(is_stored("Housing")));
	expect_same(shown(s, sf, "c1/ne/ne-000002/notes", a), "Blogging about jobs");
}

Test(erase, words_are_found_whole_wherever_they_stand)
{
	const struct place own = { "sf", "ben" };
	struct edit e = { NE "severity", { "high", 4 }, { "", 0 } };
	struct change c = { .by = &ann,
			    .action = "edit",
			    .reason = "JO  BLOGGS said so",
			    .edits = &e,
			    .count = 1 };

	cr_assert(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_OK));
	cr_assert(
		eq(int, put_in(s, own, &ben, "c1/r1/data", "level=2\nevidence=Jo Bloggs"), RC_OK));
	store_draft_put(s, "sf", "ben", NE "notes", "Jo Bloggs again", NULL);
	store_draft_put(s, "sf", "ben", NE "title", "Jobs", NULL);
	cr_expect(eq(sz, found((struct erase_what){ .words = "jo bloggs" }), 3u));
	cr_expect(eq(sz, found((struct erase_what){ .words = "jo" }), 3u));
	cr_assert(eq(int, erase((struct erase_what){ .words = "jo bloggs" }), RC_OK));
	cr_expect(not(is_stored("Bloggs")));
	cr_expect(not(is_stored("BLOGGS")));
	cr_expect(is_stored("Jobs"));
	cr_expect(eq(ptr, (void *)shown(s, own, "c1/r1/data", a), NULL));
	expect_same(shown(s, sf, NE "severity", a), "high");
	expect_same(history(NE "severity"), "6 ann erase high\n5 ann edit high reason erased\n");
	cr_expect(eq(sz, found((struct erase_what){ .words = "jo bloggs" }), 0u));
}

/* Two sessions typed more than one draft can hold: the second stands under a name of its own. */
Test(erase, what_goes_from_a_draft_goes_from_the_one_beside_it)
{
	store_draft_put(s, "sf", "ben", "c1/ne/ne-000001..2/notes", "Mr Quennell again", NULL);
	store_draft_put(s, "sf", "ben", "c1/ne/ne-000002..2/notes", "Another need", NULL);
	cr_assert(eq(int, erase((struct erase_what){ .fact = NE "notes" }), RC_OK));
	cr_expect(not(is_stored("Quennell")));
	cr_expect(is_stored("Another need"));
}

Test(erase, one_change_goes_with_its_reason)
{
	cr_assert(eq(int, erase((struct erase_what){ .entry = 2 }), RC_OK));
	expect_same(shown(s, sf, NE "notes", a), "Somebody waits");
	cr_expect(not(is_stored("Bloggs")));
	cr_expect(eq(int, erase((struct erase_what){ .entry = 2 }), RC_NOT_FOUND));
	cr_expect(eq(int, erase((struct erase_what){ .entry = 99 }), RC_NOT_FOUND));
}

Test(erase, nothing_brings_it_back)
{
	struct err err = { 0 };

	cr_assert(eq(int, erase((struct erase_what){ .entry = 2 }), RC_OK));
	/* the change after it, the removal itself, and "my last change" */
	cr_expect(eq(int, store_undo(s, sf, 3, &ann, NULL, NULL, NULL, NULL), RC_NOT_FOUND));
	cr_expect(eq(int, store_undo(s, sf, 5, &ann, "a slip", NULL, NULL, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "cannot be put back");
	cr_expect(ne(ulong, (unsigned long)store_undoable(s, sf, "ann"), 5ul));
	cr_expect(eq(int, erase((struct erase_what){ .fact = NE "notes" }), RC_OK));
	put(s, &ann, NE "notes", "new");
	cr_expect(eq(int, store_undo(s, sf, 7, &ann, NULL, NULL, NULL, NULL), RC_OK));
	cr_expect(not(is_stored("waits")));
}

/* What was removed has no text to go back to; what was done before it can still be taken back. */
Test(erase, undo_passes_over_what_was_removed_and_goes_on_to_what_was_before)
{
	put(s, &ann, "c1/ne/ne-000002/title", "A bus");
	put(s, &ann, NE "title", "House of Jo");
	put(s, &ann, NE "title", "House");
	cr_assert(
		eq(int, erase((struct erase_what){ .fact = NE "title", .earlier = true }), RC_OK));
	cr_assert(eq(int,
		     store_undo(s, sf, store_undoable(s, sf, "ann"), &ann, NULL, NULL, NULL, NULL),
		     RC_OK));
	cr_expect(shown(s, sf, "c1/ne/ne-000002/title", a) == NULL);
	expect_same(shown(s, sf, NE "title", a), "House");
}

Test(erase, many_versions_take_several_entries)
{
	char text[32];

	for (int i = 0; i < 150; i++) {
		snprintf(text, sizeof(text), "Version %d here", i);
		put(s, &ben, NE "notes", text);
	}
	cr_assert(eq(int, erase((struct erase_what){ .fact = NE "notes" }), RC_OK));
	cr_expect(not(is_stored("Version")));
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "notes", a), NULL));
}

Test(erase, it_is_for_a_coordinator_with_a_reason)
{
	const struct erase_what w = { .fact = NE "notes" }, all = { .words = "jo bloggs" };
	struct err err = { 0 };

	cr_expect(eq(int, store_erase(s, "sf", &w, &ben, WHY, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "coordinator");
	cr_expect(eq(int, store_erase(s, "sf", &w, &ann, "", NULL), RC_INVALID));
	err_clear(&err);
	cr_expect(eq(int, store_erase(s, "sf", &all, &ann, "Jo Bloggs asked", &err), RC_INVALID));
	expect_part(err.text, "leave out");
	expect_same(shown(s, sf, NE "notes", a), "Somebody waits");
	cr_expect(is_stored("Bloggs"));
}

static bool collect(void *arg, const char *name)
{
	buf_printf(arg, "%s\n", name);
	return true;
}

Test(erase, what_must_not_come_back_is_listed)
{
	struct buf b = { 0 };

	cr_assert(eq(int, erase((struct erase_what){ .entry = 2 }), RC_OK));
	store_erased_each(s, "sf", collect, &b, NULL);
	expect_same(buf_text(&b), "hub:2/" NE "notes\n");
	buf_clear(&b);
}

static enum rc put_back_fn(struct view *v, void *arg)
{
	struct slice *at = arg;

	view_put(v, at[0], at[1]);
	return view_rc(v);
}

struct copy {
	struct buf value;
};

static enum rc copy_fn(struct view *v, void *arg)
{
	struct slice value, key = { "p/sf/l/000000000002.1", 21 };
	struct copy *c = arg;

	cr_assert(eq(int, view_get(v, key, &value), RC_OK));
	buf_add(&c->value, value.data, value.len);
	return RC_OK;
}

Test(erase, a_text_that_is_there_after_all_is_found)
{
	struct copy c = { { 0 } };
	struct verify_report r;
	struct slice put[2] = { { "p/sf/l/000000000002.1", 21 } };

	engine_read(store_engine(s), copy_fn, &c, NULL);
	cr_assert(eq(int, erase((struct erase_what){ .entry = 2 }), RC_OK));
	put[1] = (struct slice){ c.value.data, c.value.len };
	cr_assert(eq(int, engine_update(store_engine(s), put_back_fn, put, NULL), RC_OK));
	store_verify(s, NULL, NULL, &r, NULL);
	cr_expect(eq(int, (int)r.faults, 1));
	expect_part(r.first, "still there");
	erase((struct erase_what){ .entry = 2 });
	buf_clear(&c.value);
}
