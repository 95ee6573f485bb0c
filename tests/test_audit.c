/* SPDX-License-Identifier: ISC */
/* Who signed in, took something out, was refused: kept apart, chained, for coordinators. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "core/store/access.h"
#include "core/store/audit.h"
#include "lib_dir.h"
#include "lib_store.h"
#include "same.h"

static struct arena *a;
static struct store *s;

static void begin(void)
{
	a = arena_new();
	s = store_in(NULL);
	put(s, &ann, "-/pe/ann/role", "coordinator");
	put(s, &ann, "-/pe/ben/role", "partner");
	put(s, &ben, "c1/ne/ne-000001/notes", "N");
}

static void end(void)
{
	clean(s);
	store_close(s);
	arena_free(a);
}

TestSuite(audit, .init = begin, .fini = end);

static bool write_down(void *arg, const struct entry *e)
{
	buf_printf(arg, "%s %s %s from %s\n", e->person, e->action,
		   e->facts[0].text ? e->facts[0].text : "-", e->from);
	return true;
}

static const char *noted(void)
{
	struct buf b = { 0 };
	const char *out;

	cr_assert(eq(int, audit_each(s, "sf", &ann, write_down, &b, NULL), RC_OK));
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

Test(audit, it_says_who_what_and_from_where_newest_first)
{
	cr_assert(eq(int, audit_note(s, "sf", &ben, AUDIT_SIGN_IN, "", NULL), RC_OK));
	cr_assert(eq(int, audit_note(s, "sf", &ben, AUDIT_EXPORT, "cairn export needs", NULL),
		     RC_OK));
	cr_assert(eq(int, audit_note(s, "sf", &ben, AUDIT_SIGN_IN, "", NULL), RC_OK));
	expect_same(noted(), "ben sign-in  from ssh:10.1.2.3\n"
			     "ben export cairn export needs from ssh:10.1.2.3\n"
			     "ben sign-in  from ssh:10.1.2.3\n");
}

Test(audit, it_stands_apart_from_the_changes)
{
	uint64_t head = store_head(s, sf);

	audit_note(s, "sf", &ben, AUDIT_SIGN_IN, "", NULL);
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), (unsigned long)head));
	cr_expect(eq(ulong, (unsigned long)store_undoable(s, sf, "ben"), (unsigned long)head));
	cr_expect(eq(
		int,
		store_undo(s, (struct place){ "sf", AUDIT_OWN }, 1, &ben, NULL, NULL, NULL, NULL),
		RC_NOT_ALLOWED));
}

Test(audit, it_is_shown_to_a_coordinator_alone)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	audit_note(s, "sf", &ann, AUDIT_SIGN_IN, "", NULL);
	cr_expect(eq(int, audit_each(s, "sf", &ben, write_down, &b, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "coordinator");
	cr_expect(eq(sz, b.len, 0u));
}

Test(audit, a_person_is_noted_where_they_belong)
{
	cr_assert(eq(int, audit_note_all(s, &ben, AUDIT_REFUSED, "access is suspended", NULL),
		     RC_OK));
	cr_assert(eq(int, audit_note_all(s, &cat, AUDIT_REFUSED, "a stranger", NULL), RC_OK));
	expect_same(noted(), "ben refused access is suspended from ssh:10.1.2.3\n");
}

Test(audit, people_and_keys_are_noted_in_the_partnerships_they_concern)
{
	const struct actor cleo = { "cleo", MEMBER_VIEWER, NULL, "local" };

	cr_assert(eq(int, access_person_add(s, &ann, "cleo", "Cleo", NULL), RC_OK));
	put(s, &ann, "-/pe/cleo/role", "viewer");
	cr_assert(eq(int, access_suspend(s, NULL, "cleo", true, NULL), RC_OK));
	cr_expect(ne(int, access_suspend(s, &cleo, "ben", true, NULL), RC_OK));
	expect_same(noted(), "console people suspended cleo from local\n"
			     "ann people added cleo from local\n");
}

Test(audit, a_store_that_is_only_read_opens_and_has_no_notes)
{
	char *dir = dir_make();
	const struct store_opts o = { .engine = &engine_lmdb,
				      .at = { .dir = dir, .read_only = true } };
	struct store *read;
	struct store *made = store_in(dir);

	put(made, &ann, "c1/ne/ne-000001/notes", "N");
	store_close(made);
	cr_assert(eq(int, store_open(&read, &o, NULL), RC_OK));
	cr_expect(eq(int, audit_note(read, "sf", &ann, AUDIT_SIGN_IN, "", NULL), RC_OK));
	store_close(read);
	dir_drop(dir);
}

/* Who has no account and comes by SSH starts no partnership, unless they coordinate one. */
Test(audit, a_kiosk_partnership_is_started_by_who_coordinates_one)
{
	const struct actor here = { "cleo", MEMBER_COORDINATOR, NULL, "local" };
	struct actor far = { "cleo", MEMBER_COORDINATOR, NULL, "ssh:10.1.2.3" };
	const struct place other = { .pid = "other" }, third = { .pid = "third" };
	struct edit e = { "-/pp/other/name", { "Other", 5 }, { "", 0 } };
	struct change c = { .by = &far, .action = "start", .edits = &e, .count = 1 };
	struct err err = { 0 };

	cr_assert(eq(int, access_person_add(s, &ann, "cleo", "Cleo", NULL), RC_OK));
	cr_expect(eq(int, store_save(s, other, &c, NULL, NULL, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "coordinator of another one");
	c.by = &here;
	cr_expect(eq(int, store_save(s, other, &c, NULL, NULL, NULL), RC_OK));
	e = (struct edit){ "-/pe/cleo/role", { "coordinator", 11 }, { "", 0 } };
	cr_assert(eq(int, store_save(s, other, &c, NULL, NULL, NULL), RC_OK));
	e = (struct edit){ "-/pp/third/name", { "Third", 5 }, { "", 0 } };
	c.by = &far;
	cr_expect(eq(int, store_save(s, third, &c, NULL, NULL, NULL), RC_OK));
}
