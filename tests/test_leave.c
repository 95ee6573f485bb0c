/* SPDX-License-Identifier: ISC */
/* Somebody is taken out: what goes, what stays, who may, and that nobody comes in their place. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "core/store/access.h"
#include "core/store/audit.h"
#include "core/store/person.h"
#include "lib_store.h"
#include "lib_work.h"
#include "lib_world.h"
#include "same.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define NAME "Benedikt Quennell"
#define NE "c1/ne/ne-000001/"

static struct arena *a;
static struct store *s;
static const struct place own = { "sf", "ben" };

static void begin(void)
{
	struct person p;

	a = arena_new();
	s = store_in(NULL);
	cr_assert(eq(int, store_person_put(s, 61, "ann", "Ann", a, &p, NULL), RC_OK));
	cr_assert(eq(int, store_person_put(s, 62, "ben", NAME, a, &p, NULL), RC_OK));
	put(s, &ann, "-/pp/sf/name", "Strathfinlay");
	put(s, &ann, "-/pe/ann/role", "coordinator");
	put(s, &ann, "-/pe/ben/role", "partner");
	put(s, &ann, "-/pe/ben/org", "pa-000002");
	put(s, &ann, "-/pe/ben/shown", NAME);
	put(s, &ben, NE "notes", "Somebody waits");
	cr_assert(eq(int, put_in(s, own, &ben, "c1/r1/data", "level=1\nevidence=Quiet Quennell"),
		     RC_OK));
	store_draft_put(s, "sf", "ben", NE "notes", "Half a Quennell", NULL);
	store_draft_put(s, PID_NONE, "ben", "start/name", "Quennell town", NULL);
	store_note_put(s, "sf", "ben", "seen", "4 Quennell", NULL);
	cr_assert(eq(int, access_key_add(s, NULL, "ben", KEY, NULL, NULL), RC_OK));
}

static void end(void)
{
	clean(s);
	store_close(s);
	arena_free(a);
}

TestSuite(leave, .init = begin, .fini = end, .timeout = 30);

struct seek {
	const char *part;
	char key[300];
};

static bool has_part(void *arg, struct slice key, struct slice value)
{
	struct seek *k = arg;

	if (memmem(value.data, value.len, k->part, strlen(k->part)))
		snprintf(k->key, sizeof(k->key), "%.*s", (int)key.len, (const char *)key.data);
	return true;
}

static enum rc seek_fn(struct view *v, void *arg)
{
	struct slice all = { NULL, 0 };

	return view_scan(v, all, all, has_part, arg);
}

/* The last key whose value has it; "" */
static const char *holder(const char *part)
{
	struct seek k = { .part = part };

	cr_assert(eq(int, engine_read(store_engine(s), seek_fn, &k, NULL), RC_OK));
	return arena_str(a, k.key);
}

static bool no_key(void *arg, const struct access_key *k)
{
	(void)k;
	++*(int *)arg;
	return true;
}

static bool first_only(void *arg, const struct entry *e)
{
	buf_printf(arg, "%s %s\n", e->person, e->action);
	return false;
}

Test(leave, what_is_about_them_goes_and_what_they_wrote_stays)
{
	struct buf b = { 0 };
	enum member role;
	const char *org;
	int keys = 0;

	cr_assert(holder("Quennell")[0] != '\0', "the test looks in vain");
	cr_assert(eq(int, person_remove(s, &ann, "ben", NULL), RC_OK));
	expect_same(holder("Quennell"), "");
	expect_same(shown(s, sf, NE "notes", a), "Somebody waits");
	store_history(s, sf, NE "notes", first_only, &b, NULL);
	expect_same(buf_text(&b), "ben edit\n");
	buf_reset(&b);
	store_log_back(s, sf, 0, first_only, &b, NULL);
	expect_same(buf_text(&b), "ann erase\n");
	buf_clear(&b);
	cr_expect(eq(int, store_role(s, "sf", "ben", a, &role, &org, NULL), RC_OK));
	cr_expect(eq(int, role, MEMBER_NONE));
	access_keys(s, NULL, no_key, &keys, NULL);
	cr_expect(eq(int, keys, 0));
	cr_expect(store_erased(s)); /* the bytes go when the file is written anew */
}

Test(leave, what_would_go_is_told_before_and_nothing_is_changed)
{
	const uint64_t head = store_head(s, sf);
	struct leaving l;

	cr_assert(eq(int, person_leaving(s, &ann, "ben", a, &l, NULL), RC_OK));
	expect_same(l.shown, NAME);
	cr_assert(eq(sz, l.nroles, 1u));
	expect_same(l.role[0].role, "partner");
	cr_expect(eq(sz, l.keys, 1u));
	cr_expect(eq(sz, l.own, 1u));
	cr_expect(eq(sz, l.drafts, 2u));
	cr_expect(eq(sz, l.notes, 1u));
	cr_expect(eq(sz, l.changes, 1u));
	cr_expect(eq(sz, l.named, 0u));
	cr_expect(eq(u64, store_head(s, sf), head));
	put(s, &ann, NE "unknowns", "Ask " NAME);
	cr_assert(eq(int, person_leaving(s, &ann, "ben", a, &l, NULL), RC_OK));
	cr_expect(eq(sz, l.named, 1u));
}

Test(leave, nobody_comes_in_their_place)
{
	struct person p;
	struct err err = { 0 };

	cr_assert(eq(int, person_remove(s, &ann, "ben", NULL), RC_OK));
	cr_expect(eq(int, access_check(s, "ben", a, &p, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_expect(eq(int, store_person_of(s, 62, a, &p, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_expect(eq(int, access_person_add(s, &ann, "ben", "Another Ben", &err), RC_CONFLICT));
	err_clear(&err);
	cr_expect(eq(int, store_person_put(s, 63, "ben", "Another Ben", a, &p, &err), RC_CONFLICT));
	err_clear(&err);
	cr_expect(eq(int, access_key_add(s, NULL, "ben", KEY, NULL, &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_assert(eq(int, store_person_put(s, 63, NULL, "Ben", a, &p, NULL), RC_OK));
	expect_same(p.name, "ben2");
}

Test(leave, a_session_of_theirs_that_is_still_open_leaves_nothing_behind)
{
	cr_assert(eq(int, person_remove(s, &ann, "ben", NULL), RC_OK));
	cr_expect(eq(int, put(s, &ben, NE "notes", "More"), RC_NOT_ALLOWED));
	cr_expect(eq(int, put_in(s, own, &ben, "c1/r1/data", "level=2"), RC_NOT_ALLOWED));
	cr_expect(
		eq(int, store_draft_put(s, "sf", "ben", NE "notes", "More", NULL), RC_NOT_ALLOWED));
	cr_expect(eq(int, store_note_put(s, "sf", "ben", "seen", "5", NULL), RC_NOT_ALLOWED));
}

Test(leave, it_is_for_a_coordinator_of_all_they_belong_to)
{
	static const struct actor *const others[] = { &cat, &dan };
	const struct place other = { .pid = "other" };
	struct err err = { 0 };

	put(s, &ann, "-/pe/dan/role", "facilitator");
	for (size_t i = 0; i < 2; i++) {
		cr_expect(eq(int, person_remove(s, others[i], "ben", &err), RC_NOT_ALLOWED));
		expect_part(err.text, "for a coordinator");
		err_clear(&err);
	}
	cr_expect(eq(int, person_remove(s, &ann, "zed", &err), RC_NOT_FOUND));
	err_clear(&err);
	cr_assert(eq(int, put_in(s, other, &dan, "-/pe/dan/role", "coordinator"), RC_NOT_ALLOWED));
	cr_assert(eq(int,
		     put_in(s, other,
			    &(struct actor){
				    .person = "eve", .role = MEMBER_COORDINATOR, .from = "cli" },
			    "-/pe/ben/role", "viewer"),
		     RC_OK));
	cr_expect(eq(int, person_remove(s, &ann, "ben", &err), RC_NOT_ALLOWED));
	expect_part(err.text, "that you do not coordinate");
	err_clear(&err);
	cr_expect(holder("Quiet")[0] != '\0');
	cr_expect(eq(int, person_remove(s, NULL, "ben", &err), RC_OK), "%s", err.text);
	expect_same(holder("Quennell"), "");
}

Test(leave, nobody_takes_themselves_or_the_last_coordinator_out)
{
	struct leaving l;
	struct err err = { 0 };

	cr_expect(eq(int, person_remove(s, &ann, "ann", &err), RC_NOT_ALLOWED));
	expect_part(err.text, "ask another coordinator");
	err_clear(&err);
	cr_expect(eq(int, person_remove(s, NULL, "ann", &err), RC_NOT_ALLOWED));
	expect_part(err.text, "needs a coordinator");
	err_clear(&err);
	cr_expect(eq(int, person_leaving(s, NULL, "ann", a, &l, &err), RC_NOT_ALLOWED));
	expect_part(err.text, "needs a coordinator");
	expect_same(shown(s, sf, "-/pe/ann/role", a), "coordinator");
	expect_part(holder("Ann"), "s/people/ann");
}

static bool note_audit(void *arg, const struct entry *e)
{
	if (e->count && strstr(e->facts[0].text, "took out ben"))
		++*(int *)arg;
	return true;
}

Test(leave, it_is_in_the_audit_and_is_never_taken_back)
{
	struct err err = { 0 };
	uint64_t head;
	int told = 0;

	head = store_head(s, sf);
	cr_assert(eq(int, person_remove(s, &ann, "ben", NULL), RC_OK));
	cr_assert(eq(int, audit_each(s, "sf", &ann, note_audit, &told, NULL), RC_OK));
	cr_expect(eq(int, told, 1));
	for (uint64_t n = head + 1; n <= store_head(s, sf); n++) {
		cr_expect(eq(int, store_undo(s, sf, n, &ann, "why", NULL, NULL, &err),
			     RC_NOT_ALLOWED));
		err_clear(&err);
	}
	cr_expect(ge(u64, store_head(s, sf), head + 2));
}

/* The machine stopped between the step that ends their roles and those that delete. */
Test(leave, done_once_more_it_deletes_what_is_left)
{
	struct leaving l;
	struct err err = { 0 };

	cr_assert(eq(int, person_remove(s, &ann, "ben", NULL), RC_OK));
	cr_expect(eq(int, person_leaving(s, &ann, "ben", a, &l, &err), RC_NOT_FOUND));
	expect_part(err.text, "has left already");
	cr_expect(eq(int, person_remove(s, &ann, "ben", NULL), RC_OK));
}

/* On the screen */

TestSuite(leave_shown, .timeout = 60);

Test(leave_shown, a_coordinator_takes_somebody_out_and_the_history_says_that_they_left)
{
	struct world *w = world_open();
	struct session bob = world_other(w, "bob", "Bob Other");

	work_put(&bob, w->app.arena, "needs", "ne-000001", "unknowns", "What Bob asks");
	world_show(w, 24, 80, "history", NULL, NULL, NULL);
	cr_assert(world_has(w, "Bob Other"), "%s", world_text(w));
	world_show(w, 24, 80, "person", "bob", NULL, NULL);
	cr_assert(world_go(w, "[ Save ]"), "%s", world_text(w));
	world_press(w, "Tab Enter");
	cr_assert(world_has(w, "> 2 Keep them"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "[ This person leaves ]"), "%s", world_text(w));
	world_press(w, "Enter 1");
	cr_expect(world_has(w, "bob is out."), "%s", world_text(w));
	world_show(w, 24, 80, "people", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "bob")), "%s", world_text(w));
	world_show(w, 24, 80, "history", NULL, NULL, NULL);
	cr_expect(world_has(w, "bob (left)"), "%s", world_text(w));
	cr_expect(world_has(w, "Taken out: bob"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Bob Other")), "%s", world_text(w));
	world_close(w);
}

Test(leave_shown, who_is_no_coordinator_is_not_offered_it)
{
	struct world *w = world_open();

	world_other(w, "bob", "Bob Other");
	w->app.session.actor.role = MEMBER_PARTNER;
	world_show(w, 24, 80, "person", "bob", NULL, NULL);
	cr_expect(not(world_has(w, "This person leaves")), "%s", world_text(w));
	world_close(w);
}
