/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "core/store/audit.h"
#include "lib_store.h"
#include "same.h"

static const struct version never;
static char *dir;
static struct arena *a;
static struct store *s;

static void begin_memory(void)
{
	a = arena_new();
	s = store_in(NULL);
}

static void begin_file(void)
{
	char *top = dir_make();

	a = arena_new();
	dir = dir_path(top, "data");
	free(top);
	s = store_in(dir);
}

static void end(void)
{
	clean(s);
	store_close(s);
	arena_free(a);
	if (dir)
		*strrchr(dir, '/') = '\0';
	dir_drop(dir);
	dir = NULL;
}

/* Every rule below holds on each engine. */
#define ON_EACH(name) \
	static void name(void); \
	Test(store_memory, name, .init = begin_memory, .fini = end) \
	{ \
		name(); \
	} \
	Test(store_file, name, .init = begin_file, .fini = end) \
	{ \
		name(); \
	} \
	static void name(void)

#define NE "c1/ne/ne-000001/"

ON_EACH(a_saved_answer_is_read_back_with_who_and_version)
{
	struct saved saved;
	struct fact f;

	cr_assert(eq(int, put_seen(s, &ben, NE "severity", "high", never, NULL, &saved), RC_OK));
	cr_assert(eq(int, store_get(s, sf, NE "severity", a, &f, NULL), RC_OK));
	expect_same(f.text, "high");
	expect_same(f.person, "ben");
	cr_expect(eq(int, version_same(f.at, saved.at), 1));
	expect_same(f.at.replica, "hub");
	cr_expect(eq(ulong, (unsigned long)saved.number, 1ul));
	cr_expect(eq(int, store_get(s, sf, NE "notes", a, &f, NULL), RC_NOT_FOUND));
}

ON_EACH(a_second_writer_with_an_old_version_gets_conflict)
{
	struct clash_list clashes = { .arena = a };
	struct version first;

	cr_assert(eq(int, put(s, &ann, NE "severity", "low"), RC_OK));
	first = version_of(s, sf, NE "severity");
	cr_assert(eq(int, put(s, &ben, NE "severity", "high"), RC_OK));
	cr_expect(eq(int, put_seen(s, &ann, NE "severity", "none", first, &clashes, NULL),
		     RC_CONFLICT));
	cr_assert(eq(sz, clashes.n, (size_t)1));
	expect_same(clashes.v[0].mine, "none");
	expect_same(clashes.v[0].theirs.text, "high");
	expect_same(clashes.v[0].theirs.person, "ben");
	cr_expect(
		eq(int, put_seen(s, &ann, NE "severity", "none", never, NULL, NULL), RC_CONFLICT));
	expect_same(shown(s, sf, NE "severity", a), "high");
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), 2ul));
}

ON_EACH(a_change_is_all_or_nothing)
{
	struct edit e[] = { { NE "title", { "A", 1 }, never },
			    { NE "notes", { "B", 1 }, { "hub", 7 } } };
	struct change c = { .by = &ann, .action = "edit", .edits = e, .count = 2 };

	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_CONFLICT));
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "title", a), NULL));
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), 0ul));
}

ON_EACH(plus_takes_the_next_number_of_its_register)
{
	struct edit e[] = { { "c1/ne/+/title", { "A", 1 }, never },
			    { "c1/ne/+/notes", { "B", 1 }, never } };
	struct change c = { .by = &ann, .action = "make", .edits = e, .count = 2 };
	struct saved saved;

	cr_assert(eq(int, store_save(s, sf, &c, NULL, &saved, NULL), RC_OK));
	expect_same(saved.id, "ne-000001");
	cr_assert(eq(int, put(s, &ann, "c1/ne/ne-000009/title", "given"), RC_OK));
	cr_assert(eq(int, store_save(s, sf, &c, NULL, &saved, NULL), RC_OK));
	expect_same(saved.id, "ne-000010");
	expect_same(shown(s, sf, "c1/ne/ne-000010/notes", a), "B");
	e[0].fact = "c2/ga/+/title";
	c.count = 1;
	cr_assert(eq(int, store_save(s, sf, &c, NULL, &saved, NULL), RC_OK));
	expect_same(saved.id, "ga-000001");
}

ON_EACH(a_number_is_not_given_twice_after_undo)
{
	struct edit e = { "c1/ne/+/title", { "A", 1 }, never };
	struct change c = { .by = &ann, .action = "make", .edits = &e, .count = 1 };
	struct saved saved;

	cr_assert(eq(int, store_save(s, sf, &c, NULL, &saved, NULL), RC_OK));
	cr_assert(eq(int, store_undo(s, sf, saved.number, &ann, NULL, NULL, NULL, NULL), RC_OK));
	cr_assert(eq(int, store_save(s, sf, &c, NULL, &saved, NULL), RC_OK));
	expect_same(saved.id, "ne-000002");
}

ON_EACH(a_repeated_save_is_answered_as_done)
{
	struct edit e = { "c1/ne/+/title", { "A", 1 }, never };
	struct change c = {
		.by = &ann, .action = "make", .edits = &e, .count = 1, .id = "sixteen bytes ok"
	};
	struct saved first, again;

	cr_assert(eq(int, store_save(s, sf, &c, NULL, &first, NULL), RC_OK));
	c.repeat = true;
	cr_assert(eq(int, store_save(s, sf, &c, NULL, &again, NULL), RC_OK));
	cr_expect(eq(int, again.repeated, 1));
	expect_same(again.id, first.id);
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), 1ul));
	/* not told as repeated, but a version differs: looked for as well */
	e.fact = "c1/ne/ne-000001/title";
	c.repeat = false;
	cr_expect(eq(int, store_save(s, sf, &c, NULL, &again, NULL), RC_OK));
	cr_expect(eq(int, again.repeated, 1));
}

static enum rc refuse(struct view *v, const struct change *c, void *arg)
{
	struct fact f;

	(void)c;
	cr_expect(eq(int, fact_get(v, sf, NE "title", arg, &f), RC_OK));
	return view_fail(v, RC_INVALID, "the title '%s' is taken", f.text);
}

ON_EACH(a_rule_sees_the_same_picture_and_can_refuse)
{
	struct edit e = { NE "notes", { "B", 1 }, never };
	struct change c = {
		.by = &ann, .action = "edit", .edits = &e, .count = 1, .check = refuse, .arg = a
	};
	struct err err = { 0 };

	cr_assert(eq(int, put(s, &ann, NE "title", "A"), RC_OK));
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, &err), RC_INVALID));
	expect_same(err.text, "the title 'A' is taken");
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "notes", a), NULL));
}

ON_EACH(who_may_not_is_told_who_can)
{
	static const struct {
		const struct actor *by;
		const char *fact, *action;
		enum rc rc;
	} table[] = {
		{ &cat, NE "title", "edit", RC_NOT_ALLOWED },
		{ &ben, NE "title", "edit", RC_OK },
		{ &ben, "c1/st/plan/close", "close", RC_NOT_ALLOWED },
		{ &dan, "c1/st/plan/close", "close", RC_NOT_ALLOWED },
		{ &ann, "c1/st/plan/close", "close", RC_OK },
		{ &dan, "c1/st/analyse/outcome", "edit", RC_NOT_ALLOWED },
		{ &ben, "c1/st/analyse/outcome", "make", RC_NOT_ALLOWED },
		{ &dan, "-/pe/cat/role", "edit", RC_NOT_ALLOWED },
		{ &ann, "-/pe/cat/role", "edit", RC_OK },
		{ &dan, NE "notes", "import", RC_NOT_ALLOWED },
	};
	struct actor nobody = { "eve", MEMBER_NONE, NULL, "local" };
	struct err err;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct edit e = { table[i].fact, { "x", 1 }, never };
		struct change c = {
			.by = table[i].by, .action = table[i].action, .edits = &e, .count = 1
		};

		err = (struct err){ 0 };
		cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, &err), table[i].rc), "row %zu",
			  i);
		if (table[i].rc)
			expect_part(err.text, "coordinator");
	}
	cr_expect(eq(int, put(s, &nobody, NE "x", "y"), RC_NOT_ALLOWED));
}

/* A session goes on for hours; what a coordinator took back meanwhile is looked for at each save. */
ON_EACH(a_role_that_was_taken_back_binds_a_session_that_has_it_still)
{
	struct saved saved;

	cr_assert(eq(int, put(s, &ann, "-/pe/ann/role", "coordinator"), RC_OK));
	cr_assert(eq(int, put(s, &ann, "-/pe/ben/role", "partner"), RC_OK));
	cr_expect(eq(int, put_seen(s, &ben, NE "title", "A", never, NULL, &saved), RC_OK));
	cr_assert(eq(int, put(s, &ann, "-/pe/ben/role", "viewer"), RC_OK));
	cr_expect(eq(int, put(s, &ben, NE "title", "B"), RC_NOT_ALLOWED));
	cr_expect(eq(int, store_undo(s, sf, saved.number, &ben, NULL, NULL, NULL, NULL),
		     RC_NOT_ALLOWED));
	cr_assert(eq(int, put(s, &ann, "-/pe/ben/role", ""), RC_OK));
	cr_expect(eq(int, put(s, &ben, NE "title", "B"), RC_NOT_ALLOWED));
	cr_assert(eq(int, put(s, &ann, "-/pe/ben/role", "facilitator"), RC_OK));
	cr_expect(eq(int, put(s, &ben, NE "title", "B"), RC_OK));
}

ON_EACH(who_is_no_coordinator_any_more_takes_back_no_role_and_no_closing)
{
	struct actor eve = { "eve", MEMBER_COORDINATOR, NULL, "local" };
	struct saved role, closing, own;
	struct err err = { 0 };

	cr_assert(eq(int, put_seen(s, &eve, "-/pe/dan/role", "facilitator", never, NULL, &role),
		     RC_OK));
	cr_assert(eq(int, put_seen(s, &eve, "c1/st/plan/outcome", "agreed", never, NULL, &closing),
		     RC_OK));
	cr_assert(eq(int, put_seen(s, &eve, NE "title", "A", never, NULL, &own), RC_OK));
	eve.role = MEMBER_PARTNER;
	cr_expect(eq(int, store_undo(s, sf, role.number, &eve, NULL, NULL, NULL, &err),
		     RC_NOT_ALLOWED));
	expect_part(err.text, "coordinator");
	cr_expect(eq(int, store_undo(s, sf, closing.number, &eve, NULL, NULL, NULL, NULL),
		     RC_NOT_ALLOWED));
	cr_expect(eq(int, store_undo(s, sf, own.number, &eve, NULL, NULL, NULL, NULL), RC_OK));
}

ON_EACH(who_joins_comes_in_as_a_viewer_and_as_nothing_else)
{
	struct actor eve = { "eve", MEMBER_VIEWER, NULL, "local" };
	struct edit e[] = { { "-/pe/eve/role", { "viewer", 6 }, never },
			    { "-/pe/eve/shown", { "Eve", 3 }, never } };
	struct change c = { .by = &eve, .action = "join", .edits = e, .count = 2 };
	enum member role;

	e[0].text = (struct slice){ "coordinator", 11 };
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_NOT_ALLOWED));
	e[0].text = (struct slice){ "viewer", 6 };
	e[1].fact = "-/pe/ann/shown";
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_NOT_ALLOWED));
	e[1].fact = "-/pe/eve/shown";
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_OK));
	cr_expect(eq(int, store_role(s, "sf", "eve", a, &role, NULL, NULL), RC_OK));
	cr_expect(eq(int, role, MEMBER_VIEWER));
	cr_expect(eq(int, store_role(s, "sf", "mia", a, &role, NULL, NULL), RC_OK));
	cr_expect(eq(int, role, MEMBER_NONE));
}

static bool count_fact(void *arg, const struct fact *f)
{
	(void)f;
	++*(size_t *)arg;
	return true;
}

ON_EACH(an_own_place_is_its_owners_alone)
{
	struct place own = { "sf", "cat" };
	size_t n = 0;

	cr_expect(eq(int, put_in(s, own, &cat, "c1/2026-05/listening", "level=2"), RC_OK));
	cr_expect(eq(int, put_in(s, own, &ann, "c1/2026-05/writing", "level=2"), RC_NOT_ALLOWED));
	cr_expect(eq(int, store_undo(s, own, 1, &ann, "why", NULL, NULL, NULL), RC_NOT_ALLOWED));
	cr_expect(eq(ulong, (unsigned long)store_head(s, own), 1ul));
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), 0ul));
	store_read(s, own, "", NULL, count_fact, &n, NULL);
	cr_expect(eq(sz, n, (size_t)1));
	store_read(s, sf, "", NULL, count_fact, &n, NULL);
	cr_expect(eq(sz, n, (size_t)1));
	cr_expect(eq(int, put_in(s, own, &cat, "l/2026-05/listening", "x"), RC_INVALID));
}

ON_EACH(what_cannot_be_a_change_is_refused_whole)
{
	static char big[16386];
	static const char *const bad[] = { "",
					   "c1",
					   "c1/ne/ne-1",
					   "c1/ne/ne-1/a/b",
					   "c1/NE/ne-1/a",
					   "c1/ne/../a",
					   "c1/toolongreg/ne-1/a",
					   "l/ne/ne-1/a",
					   "c1//ne-1/a",
					   "/c1/ne/ne-1",
					   "c1/ne/ne-1/this-field-has-a-name-of-over-forty-bytes" };
	struct edit twice[] = { { NE "a", { "x", 1 }, never }, { NE "a", { "y", 1 }, never } };
	struct edit e = { NE "a", { big, sizeof(big) - 1 }, never };
	struct change c = { .by = &ann, .action = "edit", .edits = twice, .count = 2 };
	struct place where = { "Bad Name", NULL };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect(eq(int, put(s, &ann, bad[i], "x"), RC_INVALID), "%s", bad[i]);
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_INVALID));
	c.count = 0;
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_INVALID));
	c.count = CHANGE_MAX_FACTS + 1;
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_INVALID));
	memset(big, 'x', sizeof(big) - 1);
	c.edits = &e;
	c.count = 1;
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_INVALID));
	e.text = (struct slice){ "a\0b", 3 };
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_INVALID));
	e.text = (struct slice){ "a", 1 };
	cr_expect(eq(int, store_save(s, where, &c, NULL, NULL, NULL), RC_INVALID));
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), 0ul));
}

ON_EACH(two_hundred_answers_in_one_change)
{
	struct edit *e = arena_array(a, CHANGE_MAX_FACTS, sizeof(*e));
	struct change c = { .by = &ann, .action = "import", .edits = e, .count = CHANGE_MAX_FACTS };
	size_t n = 0;

	for (size_t i = 0; i < CHANGE_MAX_FACTS; i++)
		e[i] = (struct edit){ arena_printf(a, "c1/ne/ne-%06zu/title", i + 1),
				      { "text", 4 },
				      never };
	cr_expect(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_OK));
	store_read(s, sf, "c1/ne/", NULL, count_fact, &n, NULL);
	cr_expect(eq(sz, n, (size_t)CHANGE_MAX_FACTS));
}

ON_EACH(a_list_reads_only_the_fields_asked_for)
{
	const char *want[] = { "title", "scores" };
	struct names fields = { want, 2 };
	size_t n = 0;

	put(s, &ann, NE "title", "A");
	put(s, &ann, NE "titles", "no");
	put(s, &ann, NE "tit", "no");
	put(s, &ann, NE "scores.1", "row");
	put(s, &ann, NE "scores.2", "row");
	store_read(s, sf, "c1/ne/", &fields, count_fact, &n, NULL);
	cr_expect(eq(sz, n, (size_t)3));
	n = 0;
	store_read(s, sf, "c1/ne/ne-00000", NULL, count_fact, &n, NULL);
	cr_expect(eq(sz, n, (size_t)5));
}

struct told {
	struct buf text;
	struct names asked;
};

static bool tell_text(void *arg, const struct fact_text *t)
{
	struct told *told = arg;

	buf_printf(&told->text, "%.*s is %s", (int)t->name.len, (const char *)t->name.data,
		   told->asked.v[t->field]);
	if (t->row.data)
		buf_printf(&told->text, " row %.*s", (int)t->row.len, (const char *)t->row.data);
	buf_printf(&told->text, ": %.*s\n", (int)t->text.len, (const char *)t->text.data);
	return true;
}

static enum rc tell_texts(struct view *v, void *arg)
{
	struct told *told = arg;

	return fact_texts(v, sf, "c1/", &told->asked, tell_text, told);
}

ON_EACH(texts_alone_come_with_the_field_that_they_are)
{
	/* the first and last letters and the lengths are the same, the names are not */
	const char *want[] = { "abc", "scores", "adc", "life" };
	struct told told = { .asked = { want, 4 } };

	put(s, &ann, NE "abc", "1");
	put(s, &ann, NE "acc", "no");
	put(s, &ann, NE "adc", "2");
	put(s, &ann, NE "life", "live");
	put(s, &ann, NE "scores.3", "row");
	put(s, &ann, NE "score", "no");
	put(s, &ann, NE "old", "no");
	put(s, &ann, NE "old", "");
	cr_assert(eq(int, store_picture(s, tell_texts, &told, NULL), RC_OK));
	expect_same(told.text.data, NE "abc is abc: 1\n" NE "adc is adc: 2\n" NE
				       "life is life: live\n" NE "scores.3 is scores row 3: row\n");
	buf_clear(&told.text);
}

static bool take_draft(void *arg, const struct fact *f)
{
	struct buf *b = arg;

	buf_printf(b, "%s=%s;", f->name, f->text);
	return true;
}

ON_EACH(drafts_last_are_ones_own_and_are_not_logged)
{
	struct buf b = { 0 };

	cr_expect(
		eq(int, store_draft_put(s, "sf", "cat", NE "notes", "half a senten", NULL), RC_OK));
	cr_expect(eq(int, store_draft_put(s, "sf", "cat", NE "title", "", NULL), RC_OK));
	cr_expect(eq(int, store_draft_put(s, "sf", "ben", NE "notes", "other", NULL), RC_OK));
	store_drafts(s, "sf", "cat", "c1/ne/", take_draft, &b, NULL);
	expect_same(buf_text(&b), NE "notes=half a senten;" NE "title=;");
	cr_expect(eq(int, store_draft_drop(s, "sf", "cat", NE, NULL), RC_OK));
	buf_reset(&b);
	store_drafts(s, "sf", "cat", "", take_draft, &b, NULL);
	expect_same(buf_text(&b), "");
	store_drafts(s, "sf", "ben", "", take_draft, &b, NULL);
	expect_same(buf_text(&b), NE "notes=other;");
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), 0ul));
	buf_clear(&b);
}

ON_EACH(notes_are_kept_and_emptied)
{
	cr_expect(eq(ptr, (void *)store_note(s, "sf", "cat", "place", a), NULL));
	cr_expect(eq(int, store_note_put(s, "sf", "cat", "place", "plan/needs", NULL), RC_OK));
	expect_same(store_note(s, "sf", "cat", "place", a), "plan/needs");
	cr_expect(eq(int, store_note_put(s, "sf", "cat", "place", "", NULL), RC_OK));
	cr_expect(eq(ptr, (void *)store_note(s, "sf", "cat", "place", a), NULL));
}

ON_EACH(an_account_has_one_short_name)
{
	struct person p;

	cr_expect(eq(int, store_person_of(s, 1000, a, &p, NULL), RC_NOT_FOUND));
	cr_assert(eq(int, store_person_put(s, 1000, NULL, "Ann Fraser", a, &p, NULL), RC_OK));
	expect_same(p.name, "ann-fraser");
	cr_assert(eq(int, store_person_put(s, 1001, NULL, "Ann Fraser", a, &p, NULL), RC_OK));
	expect_same(p.name, "ann-fraser2");
	cr_assert(eq(int, store_person_put(s, 1000, NULL, "Ann Fraser-Reid", a, &p, NULL), RC_OK));
	expect_same(p.name, "ann-fraser");
	cr_assert(eq(int, store_person_of(s, 1000, a, &p, NULL), RC_OK));
	expect_same(p.shown, "Ann Fraser-Reid");
	cr_expect(eq(int, store_person_put(s, 1002, "ann-fraser", "Other", a, &p, NULL),
		     RC_CONFLICT));
	cr_expect(eq(int, store_person_put(s, 1002, "Bad Name", "Other", a, &p, NULL), RC_INVALID));
	cr_assert(eq(
		int,
		store_person_put(s, 1002, NULL, "Constantina-Alexandra MacGillivray", a, &p, NULL),
		RC_OK));
	cr_expect(le(sz, strlen(p.name), (size_t)PERSON_MAX));
}

static bool take_partnership(void *arg, const char *pid, const char *name)
{
	buf_printf(arg, "%s=%s;", pid, name);
	return true;
}

ON_EACH(partnerships_are_listed_with_their_names)
{
	struct place ab = { "ab", NULL };
	struct buf b = { 0 };

	put(s, &ann, "-/pp/sf/name", "Strathfinlay");
	put(s, &ann, NE "title", "A");
	put_in(s, ab, &ann, "-/pp/ab/name", "Abercorn");
	store_draft_put(s, "zz", "ann", NE "notes", "a draft alone", NULL);
	cr_expect(eq(int, store_partnerships(s, take_partnership, &b, NULL), RC_OK));
	expect_same(buf_text(&b), "ab=Abercorn;sf=Strathfinlay;");
	buf_clear(&b);
}

static const char *sight(void)
{
	char *out = arena_alloc(a, DIGEST_TEXT);
	uint64_t mark;

	cr_assert(store_sight(s, "sf", "ann", out, &mark));
	return out;
}

ON_EACH(what_can_be_shown_is_another_with_an_answer_and_with_nothing_else)
{
	const struct place own = { "sf", "ann" }, others = { "sf", "ben" };
	struct person p;
	const char *was = sight();

	store_person_put(s, 77, "cat", "Cat", a, &p, NULL);
	store_note_put(s, "sf", "ben", "place", "home", NULL);
	store_draft_put(s, "sf", "ben", NE "notes", "half", NULL);
	audit_note(s, "sf", &ben, AUDIT_SIGN_IN, "", NULL);
	put_in(s, others, &ben, "c1/r1/data", "level=1");
	expect_same(sight(), was);
	put(s, &ann, NE "title", "A");
	cr_expect(ne(str, (char *)sight(), (char *)was));
	was = sight();
	put_in(s, own, &ann, "c1/r1/data", "level=1");
	cr_expect(ne(str, (char *)sight(), (char *)was));
}

Test(store, versions_are_read_as_they_are_written)
{
	static const char *const bad[] = { "",
					   "hub",
					   "hub:",
					   ":4",
					   "h:4",
					   "toolongid:4",
					   "hub:0",
					   "hub:-4",
					   "hub:4x",
					   "HUB:4",
					   "hub:99999999999999999999" };
	struct version v = { "k7", 42 }, w;
	char text[VERSION_TEXT];

	version_text(v, text);
	expect_same(text, "k7:42");
	cr_expect(version_read(text, &w));
	cr_expect(version_same(v, w));
	version_text(never, text);
	expect_same(text, "-");
	cr_expect(version_read(text, &w));
	cr_expect(version_same(never, w));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect(not(version_read(bad[i], &w)), "%s", bad[i]);
}

Test(store_file, answers_are_there_after_reopening, .init = begin_file, .fini = end)
{
	put(s, &ann, NE "title", "A");
	store_close(s);
	s = store_in(dir);
	expect_same(shown(s, sf, NE "title", a), "A");
	cr_expect(eq(int, put(s, &ann, NE "title", "B"), RC_OK));
	expect_same(version_of(s, sf, NE "title").replica, "hub");
}

ON_EACH(dropping_the_draft_of_one_answer_leaves_those_whose_names_begin_alike)
{
	struct err err = { 0 };
	size_t n = 0;

	cr_assert(eq(int, store_draft_put(s, "sf", "ann", NE "due", "a", &err), RC_OK), "%s",
		  err.text);
	cr_assert(eq(int, store_draft_put(s, "sf", "ann", NE "due.1", "b", NULL), RC_OK));
	cr_assert(eq(int, store_draft_put(s, "sf", "ann", NE "due_reason", "c", NULL), RC_OK));
	cr_assert(eq(int, store_draft_drop(s, "sf", "ann", NE "due", NULL), RC_OK));
	cr_assert(eq(int, store_drafts(s, "sf", "ann", NE, count_fact, &n, NULL), RC_OK));
	cr_expect(eq(sz, n, 1));
	cr_assert(eq(int, store_draft_drop(s, "sf", "ann", NE, NULL), RC_OK));
	n = 0;
	cr_assert(eq(int, store_drafts(s, "sf", "ann", NE, count_fact, &n, NULL), RC_OK));
	cr_expect(eq(sz, n, 0));
}

ON_EACH(a_number_after_which_none_could_be_given_is_refused)
{
	struct saved saved;

	cr_expect(eq(int, put(s, &ann, "c1/ne/ne-999999999999/title", "A"), RC_INVALID));
	cr_assert(eq(int, put(s, &ann, "c1/ne/ne-000008/title", "A"), RC_OK));
	cr_assert(eq(int, put_seen(s, &ann, "c1/ne/+/title", "B", never, NULL, &saved), RC_OK));
	expect_same(saved.id, "ne-000009");
}
