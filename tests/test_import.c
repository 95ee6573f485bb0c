/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/records/bulk.h"
#include "core/records/self.h"
#include "lib_dir.h"
#include "lib_work.h"
#include "same.h"

static const struct export_opts plain;

TestSuite(import, .timeout = 120);

static void everything(struct work *w, const struct export_opts *o, struct buf *out,
		       struct left_out *left)
{
	struct err err = { 0 };

	buf_reset(out);
	cr_assert(eq(int, export_json(&w->s, o, out, left, &err), RC_OK), "%s", err.text);
}

static enum rc take_in(struct work *w, const struct buf *b, struct err *err)
{
	struct import_report r;
	enum rc rc = import_json(&w->s, b->data, b->len, &r, err);

	if (!rc)
		cr_assert(eq(int,
			     session_enter(&w->s, arena_str(w->arena, r.pid), NULL, w->arena, err),
			     RC_OK),
			  "%s", err->text);
	return rc;
}

static void rate(struct work *w, const struct session *s, const char *evidence)
{
	const struct assessment *as = &s->schema->assessments[0];
	struct pair p[] = { { "level", "2" }, { "evidence", evidence } };

	(void)w;
	cr_assert(eq(int,
		     self_save(s, "2026-05", as->competencies[0].id, p, 2, (struct version){ 0 },
			       NULL, NULL),
		     RC_OK));
}

/* An answer in a row that its template no longer asks for. */
static void add_old_answer(struct work *w, const char *name)
{
	struct edit e = { .fact = name };
	struct change c = { .by = &w->s.actor, .action = "edit", .edits = &e, .count = 1 };
	struct fact f;

	cr_assert(eq(int, store_get(w->store, session_place(&w->s), name, w->arena, &f, NULL),
		     RC_OK));
	e.text.data = arena_printf(w->arena, "%s\nzz_old=kept 100%%25", f.text);
	e.text.len = strlen(e.text.data);
	e.seen = f.at;
	cr_assert(eq(int, store_save(w->store, session_place(&w->s), &c, NULL, NULL, NULL), RC_OK));
}

/* Everything there can be: rows, groups, archived and restricted records, forms, ratings, others. */
static void fill(struct work *w)
{
	struct session ben;
	struct record r;
	struct saved saved;

	work_sample(w);
	ben = work_as(w, "ben", "partner");
	rate(w, &w->s, "my own example");
	rate(w, &ben, "what only ben knows");
	work_add(&w->s, w->arena, "needs", "title", "Kept back", "restricted", "yes", "life",
		 "draft", NULL);
	work_add(&w->s, w->arena, "feedback", "from", "families", "how", "group", "date",
		 "2026-05-01", "need", "ne-000013", "life", "draft", NULL);
	add_old_answer(w, "c1/ir/ir-000001/row");
	work_put(&w->s, w->arena, "needs", "ne-000001", "unknowns",
		 "two\nlines, \"quotes\" and 100%");
	cr_assert(eq(int,
		     record_load(&w->s, schema_reg(w->s.schema, "needs"), "ne-000002", w->arena, &r,
				 NULL),
		     RC_OK));
	cr_assert(eq(int, record_set_life(&w->s, &r, "archived", &saved, NULL), RC_OK));
}

static bool add_fact(void *arg, const struct fact *f)
{
	buf_printf(arg, "%s: %s\n", f->name, f->text);
	return true;
}

/* Every fact as it is in the store. */
static void raw(struct work *w, struct buf *out)
{
	cr_assert(eq(int, store_read(w->store, session_place(&w->s), "", NULL, add_fact, out, NULL),
		     RC_OK));
}

static void round_trip(const char *dir, const struct export_opts *o)
{
	struct work from, to;
	struct buf out = { 0 }, back = { 0 }, facts = { 0 }, facts_back = { 0 };
	struct left_out left = { 0 }, left_back = { 0 };
	struct err err = { 0 };

	work_open(&from, NULL);
	fill(&from);
	everything(&from, o, &out, &left);
	raw(&from, &facts);
	cr_expect(eq(sz, left.private_rows, 1));
	cr_expect(eq(sz, left.restricted, o->with_restricted ? 0 : 1));
	expect_none(out.data, "what only ben knows");
	work_close(&from);
	work_open(&to, dir);
	cr_assert(eq(int, take_in(&to, &out, &err), RC_OK), "%s", err.text);
	everything(&to, o, &back, &left_back);
	/* what was left out is told in the last lines, and not there to be left out again */
	*strstr(out.data, "\"left_out\"") = '\0';
	*strstr(back.data, "\"left_out\"") = '\0';
	expect_same(back.data, out.data);
	raw(&to, &facts_back);
	if (o->with_restricted)
		expect_same(facts_back.data, facts.data);
	work_close(&to);
	buf_clear(&facts);
	buf_clear(&facts_back);
	buf_clear(&out);
	buf_clear(&back);
}

Test(import, into_an_empty_store_is_equal_but_for_what_was_left_out)
{
	round_trip(NULL, &plain);
}

Test(import, with_restricted_records_all_but_the_private_is_equal)
{
	const struct export_opts all = { .with_restricted = true };

	round_trip(NULL, &all);
}

Test(import, into_a_store_on_disk_is_equal_too)
{
	char *dir = dir_make();

	round_trip(dir, &plain);
	dir_drop(dir);
}

Test(import, own_ratings_come_back_for_their_person_alone)
{
	struct work from, to;
	struct buf out = { 0 }, back = { 0 };
	struct left_out left = { 0 };
	struct err err = { 0 };

	work_open(&from, NULL);
	fill(&from);
	everything(&from, &plain, &out, &left);
	expect_part(out.data, "my own example");
	work_close(&from);
	work_open(&to, NULL);
	to.s.actor.person = "zoe";
	cr_assert(eq(int, take_in(&to, &out, &err), RC_OK), "%s", err.text);
	everything(&to, &plain, &back, &left);
	expect_none(back.data, "my own example");
	/* who brings a partnership in can work in it */
	cr_expect(eq(int, to.s.actor.role, MEMBER_COORDINATOR));
	work_close(&to);
	buf_clear(&out);
	buf_clear(&back);
}

Test(import, a_partnership_that_is_here_is_not_taken_in_again)
{
	struct work w;
	struct buf out = { 0 };
	struct left_out left;
	struct err err = { 0 };
	uint64_t head;

	work_open(&w, NULL);
	work_make(&w);
	everything(&w, &plain, &out, &left);
	head = store_head(w.store, session_place(&w.s));
	cr_expect(eq(int, take_in(&w, &out, &err), RC_CONFLICT));
	expect_part(err.text, "is here already");
	cr_expect(eq(u64, store_head(w.store, session_place(&w.s)), head));
	work_close(&w);
	buf_clear(&out);
}

Test(import, one_undo_takes_all_of_it_back)
{
	struct work from, to;
	struct buf out = { 0 };
	struct left_out left;
	struct err err = { 0 };
	struct saved saved;

	work_open(&from, NULL);
	work_sample(&from);
	everything(&from, &plain, &out, &left);
	work_close(&from);
	work_open(&to, NULL);
	cr_assert(eq(int, take_in(&to, &out, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int,
		     store_undo(to.store, session_place(&to.s),
				store_undoable(to.store, session_place(&to.s), "anna"), &to.s.actor,
				NULL, NULL, &saved, &err),
		     RC_OK),
		  "%s", err.text);
	expect_same(work_text(&to.s, to.arena, "needs", "ne-000001", "title"), "");
	expect_same(work_text(&to.s, to.arena, "partnership", "strathfinlay", "name"), "");
	work_close(&to);
	buf_clear(&out);
}

#define HEAD "{\"format\":\"cairn\",\"version\":1,\"partnership\":\"cn\",\"records\":["
#define PP "{\"cycle\":\"-\",\"key\":\"pp\",\"id\":\"cn\",\"facts\":{\"name\":\"CN\"}}"
#define CY "{\"cycle\":\"c1\",\"key\":\"cy\",\"id\":\"c1\",\"facts\":{\"title\":\"One\"}}"
#define REC(key, id, facts) \
	",{\"cycle\":\"c1\",\"key\":\"" key "\",\"id\":\"" id "\",\"facts\":{" facts "}}"
#define FILE_WITH(more) HEAD PP "," CY more "]}"

static const struct hostile {
	const char *text;
	enum rc rc;
	const char *says;
} hostile[] = {
	{ "", RC_INVALID, "line " },
	{ "[]", RC_INVALID, "is not what the export" },
	{ "{\"format\":\"other\",\"version\":1}", RC_INVALID, "is not what the export" },
	{ "{\"format\":\"cairn\",\"version\":2}", RC_NEWER, "later version" },
	{ "{\"format\":\"cairn\",\"version\":\"1\"}", RC_INVALID, "is not what the export" },
	{ "{\"format\":\"cairn\",\"version\":1,\"partnership\":\"../x\"}", RC_INVALID,
	  "no partnership" },
	{ "{\"format\":\"cairn\",\"version\":1,\"partnership\":\"a-name-of-17-chars\"}", RC_INVALID,
	  "no partnership" },
	{ "{\"format\":\"cairn\",\"version\":1,\"partnership\":\"cn\"}", RC_INVALID, "records" },
	{ "{\"format\":\"cairn\",\"version\":1,\"partnership\":\"cn\",\"records\":{}}", RC_INVALID,
	  "records" },
	{ HEAD "]}", RC_INVALID, "a name and a cycle" },
	{ HEAD PP "]}", RC_INVALID, "a name and a cycle" },
	{ HEAD CY "]}", RC_INVALID, "a name and a cycle" },
	{ HEAD "7]}", RC_INVALID, "is not a record" },
	{ HEAD PP "," PP "]}", RC_INVALID, "twice" },
	{ FILE_WITH(REC("pp", "other", "\"name\":\"x\"")), RC_INVALID, "another partnership" },
	{ HEAD PP "," CY "],\"removed\":7}", RC_INVALID, "no list" },
	{ HEAD PP "," CY "],\"removed\":[7]}", RC_INVALID, "no such entry" },
	{ HEAD PP "," CY "],\"removed\":[\"hub:2/c1/ne/../notes\"]}", RC_INVALID, "no such entry" },
	{ HEAD PP "," CY "],\"removed\":[\"c1/ne/ne-000001/notes\"]}", RC_INVALID,
	  "no such entry" },
	{ FILE_WITH(REC("zz", "ZZ-01", "\"a\":\"b\"")), RC_INVALID, "the templates have no" },
	{ FILE_WITH(REC("ne", "../../x", "\"title\":\"b\"")), RC_INVALID, "no id" },
	{ FILE_WITH(REC("ne", "PA-01", "\"title\":\"b\"")), RC_INVALID, "no id of that register" },
	{ FILE_WITH(REC("ne", "NE-01", "\"title\":7")), RC_INVALID, "title" },
	{ FILE_WITH(REC("ne", "NE-01", "\"title\":\"a\\u202eb\"")), RC_INVALID, "title" },
	{ FILE_WITH(REC("ne", "NE-01", "\"title\":\"a\\u0007b\"")), RC_INVALID, "title" },
	{ FILE_WITH(REC("ne", "NE-01", "\"shoe\":\"b\"")), RC_INVALID, "do not ask for 'shoe'" },
	{ FILE_WITH(REC("ne", "NE-01", "\"gone\":\"b\"")), RC_INVALID, "no field" },
	{ FILE_WITH(REC("ne", "NE-01", "\"a/b\":\"b\"")), RC_INVALID, "no field" },
	{ FILE_WITH(REC("ne", "NE-01", "\"severity\":\"enormous\"")), RC_INVALID, "NE-01" },
	{ FILE_WITH(REC("pa", "PA-01", "\"last_confirmed\":\"2025-02-30\"")), RC_INVALID, "PA-01" },
	{ FILE_WITH(REC("co", "CO-01", "\"need\":\"ne-000009\"")), RC_INVALID, "not in the file" },
	{ FILE_WITH(REC("pa", "PA-01", "\"name\":\"A\"")
			    REC("co", "CO-01", "\"need\":\"pa-000001\"")),
	  RC_INVALID, "not in the file" },
	{ FILE_WITH(REC("ac", "AC-01", "\"updates.1\":\"nonsense=1\"")), RC_INVALID, "AC-01" },
	{ FILE_WITH(REC("ac", "AC-01", "\"updates\":\"says=1\"")), RC_INVALID,
	  "do not ask for 'updates'" },
	{ HEAD PP "," CY "],\"own\":{\"person\":\"anna\",\"ratings\":{\"c1/../x\":\"level=1\"}}}",
	  RC_INVALID, "own ratings" },
	{ HEAD PP "," CY "],\"own\":{\"person\":\"anna\",\"ratings\":{\"c1/2026-05/x\":7}}}",
	  RC_INVALID, "own ratings" },
	{ HEAD PP "," CY "],\"left_out\":{\"ids\":[7]}}", RC_INVALID, "left_out" },
};

static bool any(void *arg, const char *pid, const char *name)
{
	(void)pid;
	(void)name;
	*(bool *)arg = true;
	return false;
}

Test(import, what_is_wrong_is_named_and_nothing_is_taken_in)
{
	struct work w;
	struct import_report r;
	bool there = false;

	work_open(&w, NULL);
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		struct err err = { 0 };

		cr_expect(eq(int,
			     import_json(&w.s, hostile[i].text, strlen(hostile[i].text), &r, &err),
			     hostile[i].rc),
			  "%s", hostile[i].text);
		expect_part(err.text, hostile[i].says);
	}
	cr_expect(eq(int, store_partnerships(w.store, any, &there, NULL), RC_OK));
	cr_expect(not(there));
	cr_expect(eq(u64, store_head(w.store, (struct place){ .pid = "cn" }), 0));
	work_close(&w);
}

Test(import, what_the_templates_no_longer_ask_for_is_kept)
{
	static const char text[] = HEAD PP
		"," CY
		",{\"cycle\":\"c1\",\"key\":\"ne\",\"id\":\"NE-01\",\"facts\":{\"title\":\"Housing\"},"
		"\"no_longer_asked\":{\"shoe\":\"size 9\"}},"
		"{\"cycle\":\"c1\",\"key\":\"zz\",\"id\":\"zz-000001\",\"no_longer_asked\":{\"what\":\"a whole register\"}}]}";
	struct buf in = { 0 }, out = { 0 };
	struct work w;
	struct left_out left;
	struct record r;
	struct err err = { 0 };

	work_open(&w, NULL);
	buf_str(&in, text);
	cr_assert(eq(int, take_in(&w, &in, &err), RC_OK), "%s", err.text);
	cr_assert(eq(
		int,
		record_load(&w.s, schema_reg(w.s.schema, "needs"), "ne-000001", w.arena, &r, NULL),
		RC_OK));
	cr_assert(eq(sz, r.ngone, 1));
	expect_same(r.gone[0].name, "shoe");
	everything(&w, &plain, &out, &left);
	expect_part(out.data, "\"shoe\": \"size 9\"");
	expect_part(out.data, "a whole register");
	buf_clear(&in);
	buf_clear(&out);
	work_close(&w);
}

/* What was removed for data protection */

static struct work had;
static struct buf before, after; /* exports made before and after a removal */
static const char *made;         /* the entry whose title and notes were removed */

static void remove_fact(const char *field)
{
	const struct erase_what what = { .fact = arena_printf(had.arena, "%s/%s", made, field) };

	cr_assert(eq(int, store_erase(had.store, had.s.pid, &what, &had.s.actor, "asked for", NULL),
		     RC_OK));
}

static void begin_removed(void)
{
	const char *piece;
	struct left_out left;

	work_open(&had, NULL);
	work_sample(&had);
	made = work_add(&had.s, had.arena, "needs", "title", "Jo Bloggs waits", "notes",
			"Bloggs of the High Street", "domain", "housing", "life", "draft", NULL);
	made = arena_printf(had.arena, "c1/ne/%s", made);
	piece = work_add(&had.s, had.arena, "learning", "title", "One", "happened",
			 "Bloggs was told", "learned", "b", "life", "draft", NULL);
	work_put(&had.s, had.arena, "needs", "ne-000001", "notes", "Told by Bloggs");
	everything(&had, &plain, &before, &left);
	expect_part(before.data, "Told by Bloggs");
	remove_fact("title");
	remove_fact("notes");
	made = arena_printf(had.arena, "-/le/%s", piece); /* of no cycle */
	remove_fact("happened");
	made = "c1/ne/ne-000001";
	remove_fact("title");
	remove_fact("notes");
	work_put(&had.s, had.arena, "needs", "ne-000001", "title", "Written since");
	everything(&had, &plain, &after, &left);
	expect_none(after.data, "Bloggs");
}

static void end_removed(void)
{
	buf_clear(&before);
	buf_clear(&after);
	work_close(&had);
}

TestSuite(import_removed, .init = begin_removed, .fini = end_removed, .timeout = 120);

static bool keep_mark(void *arg, const char *name)
{
	struct names *to = arg;

	to->v[to->n++] = arena_str(had.arena, name);
	return true;
}

static struct names marks(struct work *w)
{
	struct names out = { arena_array(had.arena, 64, sizeof(char *)), 0 };

	cr_assert(eq(int, store_erased_each(w->store, had.s.pid, keep_mark, &out, NULL), RC_OK));
	return out;
}

Test(import_removed, an_older_file_does_not_bring_it_back)
{
	struct import_report r;
	struct names known = marks(&had);
	struct left_out left;
	struct buf out = { 0 };
	struct err err = { 0 };
	struct work to;

	cr_assert(eq(sz, known.n, 5u));
	work_open(&to, NULL);
	cr_assert(eq(int, store_erased_note(to.store, had.s.pid, &known, NULL), RC_OK));
	cr_assert(eq(int, import_json(&to.s, before.data, before.len, &r, &err), RC_OK), "%s",
		  err.text);
	cr_expect(eq(sz, r.kept_out, 5u));
	cr_assert(eq(int, session_enter(&to.s, arena_str(to.arena, r.pid), NULL, to.arena, &err),
		     RC_OK));
	everything(&to, &plain, &out, &left);
	expect_none(out.data, "Bloggs");
	expect_same(work_text(&to.s, to.arena, "needs", "ne-000001", "notes"), "");
	expect_same(work_text(&to.s, to.arena, "needs", "ne-000001", "domain"), "housing");
	/* it cannot be live without its title */
	expect_same(work_text(&to.s, to.arena, "needs", "ne-000001", "life"), "draft");
	expect_same(work_text(&to.s, to.arena, "needs", "ne-000002", "life"), "live");
	work_close(&to);
	buf_clear(&out);
}

Test(import_removed, a_newer_file_comes_in_whole_and_what_it_knows_is_known_there)
{
	struct import_report r;
	struct err err = { 0 };
	struct names known;
	struct work to;

	for (int again = 0; again < 2; again++) {
		work_open(&to, NULL);
		known = marks(&had);
		if (again) /* what is in a file that knows of the removal was written since */
			store_erased_note(to.store, had.s.pid, &known, NULL);
		cr_assert(eq(int, import_json(&to.s, after.data, after.len, &r, &err), RC_OK), "%s",
			  err.text);
		cr_expect(eq(sz, r.kept_out, 0u));
		session_enter(&to.s, arena_str(to.arena, r.pid), NULL, to.arena, &err);
		expect_same(work_text(&to.s, to.arena, "needs", "ne-000001", "title"),
			    "Written since");
		cr_expect(eq(sz, marks(&to).n, 5u));
		work_close(&to);
	}
}

Test(import_removed, what_holds_a_partnership_together_comes_in)
{
	static const char *const all[] = { "hub:2/-/pp/strathfinlay/name", "hub:2/c1/cy/c1/title",
					   "hub:2/-/pe/anna/role" };
	const struct names known = { (const char **)all, 3 };
	struct import_report r;
	struct err err = { 0 };
	struct work to;

	work_open(&to, NULL);
	store_erased_note(to.store, had.s.pid, &known, NULL);
	cr_assert(eq(int, import_json(&to.s, before.data, before.len, &r, &err), RC_OK), "%s",
		  err.text);
	cr_expect(eq(sz, r.kept_out, 0u));
	work_close(&to);
}

Test(import, a_reference_to_what_was_left_out_may_lead_to_nothing)
{
	static const char text[] = HEAD PP "," CY REC(
		"co", "CO-01",
		"\"need\":\"ne-000009\"") "],\"left_out\":{\"restricted\":1,\"private\":0,\"ids\":[\"NE-09\"]}}";
	struct buf in = { 0 };
	struct work w;
	struct err err = { 0 };

	work_open(&w, NULL);
	buf_str(&in, text);
	cr_expect(eq(int, take_in(&w, &in, &err), RC_OK), "%s", err.text);
	expect_same(work_text(&w.s, w.arena, "coverage", "co-000001", "need"), "ne-000009");
	buf_clear(&in);
	work_close(&w);
}

/* What a form would refuse does not come in by a file either; drafts may lack what they like. */
Test(import, a_rule_that_is_broken_anywhere_refuses_the_whole_file)
{
	static const struct {
		const char *from, *to, *says;
	} broken[] = {
		{ "\"start\": \"not known\"", "\"start\": \"2099-01-01\"", "Due" },
	};
	struct work w;
	struct buf out = { 0 }, bad = { 0 };
	struct left_out left;

	work_open(&w, NULL);
	work_sample(&w);
	everything(&w, &plain, &out, &left);
	work_close(&w);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct err err = { 0 };
		const char *at = strstr(out.data, broken[i].from);

		cr_assert(at != NULL, "%s is not in the sample", broken[i].from);
		buf_reset(&bad);
		buf_add(&bad, out.data, (size_t)(at - out.data));
		buf_str(&bad, broken[i].to);
		buf_str(&bad, at + strlen(broken[i].from));
		work_open(&w, NULL);
		cr_expect(eq(int, take_in(&w, &bad, &err), RC_INVALID));
		cr_expect(strstr(err.text, broken[i].says) != NULL, "%s", err.text);
		cr_expect(eq(u64, store_head(w.store, (struct place){ .pid = "strathfinlay" }), 0));
		work_close(&w);
	}
	buf_clear(&out);
	buf_clear(&bad);
}

/* The other process: takes the file in, slowly enough to be caught in the middle. */
static void import_and_end(const char *dir, const struct buf *in)
{
	struct work w;
	struct err err = { 0 };

	work_open(&w, dir);
	_exit(take_in(&w, in, &err) ? 1 : 0);
}

static uint64_t kill_in_the_middle(const char *dir, const struct buf *in, struct store *watch)
{
	struct place p = { .pid = "strathfinlay" };
	pid_t child = fork();
	uint64_t head;
	bool killed;
	int status;

	cr_assert(ge(int, child, 0));
	if (!child)
		import_and_end(dir, in);
	while ((head = store_head(watch, p)) < 3 && !waitpid(child, &status, WNOHANG))
		;
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	killed = WIFSIGNALED(status);
	cr_assert(killed, "it was done before it could be ended");
	return head;
}

static void store_at(struct store **s, const char *dir)
{
	struct store_opts o = { .engine = &engine_lmdb };
	struct err err = { 0 };

	o.at = (struct engine_opts){ .dir = dir, .create = true, .person = "anna" };
	cr_assert(eq(int, store_open(s, &o, &err), RC_OK), "%s", err.text);
}

Test(import, a_run_that_was_killed_is_taken_back_at_the_next_start_and_can_be_done_again)
{
	struct work w;
	struct buf out = { 0 }, back = { 0 };
	struct left_out left;
	struct store *watch;
	struct err err = { 0 };
	char *dir = dir_make();
	size_t taken = 0;

	work_open(&w, NULL);
	work_sample(&w);
	everything(&w, &plain, &out, &left);
	work_close(&w);
	store_at(&watch, dir);
	cr_assert(ge(u64, kill_in_the_middle(dir, &out, watch), 3));
	store_close(watch);

	work_open(&w, dir);
	cr_assert(eq(int, bulk_recover(w.store, &taken, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, taken, 1));
	cr_expect(eq(int, bulk_recover(w.store, &taken, &err), RC_OK));
	cr_expect(eq(sz, taken, 0));
	cr_assert(eq(int, take_in(&w, &out, &err), RC_OK), "%s", err.text);
	everything(&w, &plain, &back, &left);
	expect_same(back.data, out.data);
	work_close(&w);
	dir_drop(dir);
	buf_clear(&out);
	buf_clear(&back);
}

/* Ended after what the person keeps to themselves, before anything of the partnership: there is none yet. */
Test(import, a_run_that_was_ended_before_the_partnership_began_is_taken_back)
{
	struct place own = { .pid = "clyde", .own = "anna" };
	unsigned char group[CHANGE_ID_BYTES] = { 0xab, 0xcd };
	struct actor by = { .person = "anna", .role = MEMBER_COORDINATOR };
	struct edit e = { "c1/2026-05/listening", { "level=1", 7 }, { "", 0 } };
	struct change c = {
		.by = &by, .action = "import", .edits = &e, .count = 1, .group = group
	};
	struct work w;
	struct err err = { 0 };
	struct fact f;
	size_t taken = 0;

	work_open(&w, NULL);
	cr_assert(eq(int, store_save(w.store, own, &c, NULL, NULL, &err), RC_OK), "%s", err.text);
	cr_assert(eq(int,
		     store_note_put(w.store, "clyde", "import", "running",
				    "abcd0000000000000000000000000000 0 anna both", &err),
		     RC_OK));
	cr_assert(eq(int, bulk_recover(w.store, &taken, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, taken, 1));
	cr_expect(eq(int, store_get(w.store, own, e.fact, w.arena, &f, NULL), RC_NOT_FOUND));
	cr_expect(store_note(w.store, "clyde", "import", "running", w.arena) == NULL);
	work_close(&w);
}

Test(import, a_run_that_is_still_going_is_left_alone)
{
	struct work w;
	struct err err = { 0 };
	size_t taken = 9;
	char note[128];

	work_open(&w, NULL);
	work_make(&w);
	/* the parent of this test lives for as long as it does */
	snprintf(note, sizeof(note), "%032d %ld anna", 0, (long)getppid());
	cr_assert(eq(int, store_note_put(w.store, w.s.pid, "import", "running", note, &err), RC_OK),
		  "%s", err.text);
	cr_assert(eq(int, bulk_recover(w.store, &taken, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, taken, 0));
	expect_same(store_note(w.store, w.s.pid, "import", "running", w.arena), note);
	work_close(&w);
}
