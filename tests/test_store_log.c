/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/records/bulk.h"
#include "core/base/digest.h"
#include "lib_dir.h"
#include "lib_store.h"
#include "same.h"

#define NE "c1/ne/ne-000001/"

static const struct version never;
static struct arena *a;
static struct store *s;

static void begin(void)
{
	a = arena_new();
	s = store_in(NULL);
}

static void end(void)
{
	clean(s);
	store_close(s);
	arena_free(a);
}

TestSuite(store_log, .init = begin, .fini = end);

/* One line for each entry: number, person, action, what its first fact was and became. */
static bool write_down(void *arg, const struct entry *e)
{
	char was[VERSION_TEXT];

	version_text(e->facts[0].was, was);
	buf_printf(arg, "%d %s %s %s %s %s", (int)e->number, e->person, e->action,
		   strrchr(e->facts[0].name, '/') + 1, was,
		   e->facts[0].text ? e->facts[0].text : "(none)");
	if (e->reason)
		buf_printf(arg, " because %s", e->reason);
	if (e->clock_back)
		buf_str(arg, " clock back");
	buf_str(arg, "\n");
	return true;
}

static enum rc undo(const struct actor *by, uint64_t number, const char *why)
{
	return store_undo(s, sf, number, by, why, NULL, NULL, NULL);
}

static void step(const struct actor *by, bool redo)
{
	uint64_t n = redo ? store_redoable(s, sf, by->person) : store_undoable(s, sf, by->person);

	cr_assert(ne(ulong, (unsigned long)n, 0ul));
	cr_assert(eq(int, undo(by, n, NULL), RC_OK));
}

Test(store_log, entries_come_in_order_and_backwards)
{
	struct buf b = { 0 };

	put(s, &ann, NE "title", "A");
	put(s, &ben, NE "notes", "N");
	put(s, &ann, NE "title", "B");
	store_log(s, sf, 1, write_down, &b, NULL);
	expect_same(buf_text(&b), "2 ben edit notes - N\n3 ann edit title hub:1 B\n");
	buf_reset(&b);
	store_log_back(s, sf, 3, write_down, &b, NULL);
	expect_same(buf_text(&b), "2 ben edit notes - N\n1 ann edit title - A\n");
	buf_reset(&b);
	store_history(s, sf, NE "title", write_down, &b, NULL);
	expect_same(buf_text(&b), "3 ann edit title hub:1 B\n1 ann edit title - A\n");
	buf_reset(&b);
	put(s, &ann, "c1/ne/ne-000002/title", "other");
	store_record_history(s, sf, NE, write_down, &b, NULL);
	expect_same(buf_text(&b),
		    "3 ann edit title hub:1 B\n2 ben edit notes - N\n1 ann edit title - A\n");
	buf_reset(&b);
	cr_expect(eq(int, store_history(s, sf, NE "never", write_down, &b, NULL), RC_NOT_FOUND));
	buf_clear(&b);
}

Test(store_log, history_of_one_answer_puts_it_first)
{
	struct edit e[] = { { NE "title", { "A", 1 }, never }, { NE "notes", { "B", 1 }, never } };
	struct change c = { .by = &ann, .action = "make", .edits = e, .count = 2 };
	struct buf b = { 0 };

	cr_assert(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_OK));
	store_history(s, sf, NE "notes", write_down, &b, NULL);
	expect_same(buf_text(&b), "1 ann make notes - B\n");
	buf_clear(&b);
}

Test(store_log, undo_and_redo_walk_through_several_changes)
{
	put(s, &ann, NE "title", "A");
	put(s, &ann, NE "title", "B");
	put(s, &ann, NE "notes", "N");
	cr_expect(eq(ulong, (unsigned long)store_redoable(s, sf, "ann"), 0ul));
	step(&ann, false);
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "notes", a), NULL));
	step(&ann, false);
	expect_same(shown(s, sf, NE "title", a), "A");
	step(&ann, false);
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "title", a), NULL));
	cr_expect(eq(ulong, (unsigned long)store_undoable(s, sf, "ann"), 0ul));
	step(&ann, true);
	expect_same(shown(s, sf, NE "title", a), "A");
	step(&ann, true);
	expect_same(shown(s, sf, NE "title", a), "B");
	step(&ann, true);
	expect_same(shown(s, sf, NE "notes", a), "N");
	cr_expect(eq(ulong, (unsigned long)store_redoable(s, sf, "ann"), 0ul));
	step(&ann, false);
	step(&ann, false);
	expect_same(shown(s, sf, NE "title", a), "A");
	put(s, &ann, NE "notes", "new");
	cr_expect(eq(ulong, (unsigned long)store_redoable(s, sf, "ann"), 0ul));
}

Test(store_log, an_entry_is_taken_back_once)
{
	struct err err = { 0 };

	put(s, &ann, NE "title", "A");
	cr_assert(eq(int, undo(&ann, 1, NULL), RC_OK));
	cr_expect(eq(int, store_undo(s, sf, 1, &ann, NULL, NULL, NULL, &err), RC_NOT_FOUND));
	expect_part(err.text, "taken back already");
	cr_expect(eq(int, undo(&ann, 9, NULL), RC_NOT_FOUND));
	cr_expect(eq(int, undo(&ann, 0, NULL), RC_NOT_FOUND));
	cr_assert(eq(int, undo(&ann, 2, NULL), RC_OK));
	/* in force again through the redo: named by its own number it can be taken back */
	cr_assert(eq(int, undo(&ann, 1, NULL), RC_OK));
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "title", a), NULL));
}

Test(store_log, what_changed_since_is_a_conflict_with_both_texts)
{
	struct clash_list clashes = { .arena = a };

	put(s, &ann, NE "title", "A");
	put(s, &ann, NE "title", "B");
	put(s, &ben, NE "title", "C");
	cr_expect(eq(int, store_undo(s, sf, 2, &ann, NULL, &clashes, NULL, NULL), RC_CONFLICT));
	cr_assert(eq(sz, clashes.n, (size_t)1));
	expect_same(clashes.v[0].mine, "A");
	expect_same(clashes.v[0].theirs.text, "C");
	expect_same(shown(s, sf, NE "title", a), "C");
}

Test(store_log, anothers_change_takes_a_coordinator_and_a_reason)
{
	struct buf b = { 0 };

	put(s, &ben, NE "title", "A");
	cr_expect(eq(int, undo(&dan, 1, "wrong"), RC_NOT_ALLOWED));
	cr_expect(eq(int, undo(&cat, 1, "wrong"), RC_NOT_ALLOWED));
	cr_expect(eq(int, undo(&ann, 1, NULL), RC_INVALID));
	cr_expect(eq(int, undo(&ann, 1, ""), RC_INVALID));
	cr_expect(eq(int, undo(&ann, 1, "not ours"), RC_OK));
	store_log(s, sf, 1, write_down, &b, NULL);
	expect_same(buf_text(&b), "2 ann undo title hub:1 (none) because not ours\n");
	buf_clear(&b);
}

Test(store_log, left_blank_is_not_taken_back)
{
	put(s, &ann, NE "title", "");
	expect_same(shown(s, sf, NE "title", a), "");
	cr_expect(eq(int, put_seen(s, &ann, NE "title", "x", never, NULL, NULL), RC_CONFLICT));
	cr_assert(eq(int, undo(&ann, 1, NULL), RC_OK));
	cr_expect(eq(ptr, (void *)shown(s, sf, NE "title", a), NULL));
	cr_expect(eq(int, put_seen(s, &ann, NE "title", "x", never, NULL, NULL), RC_OK));
}

static void save_batch(const unsigned char *group, int from, int n, bool fresh)
{
	struct edit *e = arena_array(a, (size_t)n, sizeof(*e));
	struct change c = {
		.by = &ann, .action = "import", .group = group, .edits = e, .count = (size_t)n
	};

	for (int i = 0; i < n; i++) {
		const char *name = arena_printf(a, "c1/ne/ne-%06d/title", from + i);

		e[i] = (struct edit){ name, { "T", 1 }, fresh ? never : version_of(s, sf, name) };
	}
	cr_assert(eq(int, store_save(s, sf, &c, NULL, NULL, NULL), RC_OK));
}

static bool count_fact(void *arg, const struct fact *f)
{
	(void)f;
	++*(size_t *)arg;
	return true;
}

static size_t facts(void)
{
	size_t n = 0;

	store_read(s, sf, "c1/", NULL, count_fact, &n, NULL);
	return n;
}

Test(store_log, a_group_is_taken_back_and_put_back_as_one)
{
	static const unsigned char group[CHANGE_ID_BYTES] = "one import only",
				   other[CHANGE_ID_BYTES] = "other";

	save_batch(group, 1, 100, true);
	put(s, &ben, "c1/ga/ga-000001/title", "between");
	save_batch(group, 101, 100, true);
	save_batch(other, 301, 10, true);
	save_batch(group, 51, 20, false); /* a later batch writes over an earlier one */
	cr_assert(eq(sz, facts(), (size_t)211));
	cr_assert(eq(int, undo(&ann, 1, NULL), RC_OK));
	cr_expect(eq(sz, facts(), (size_t)11));
	cr_expect(eq(int, undo(&ann, 1, NULL), RC_NOT_FOUND));
	step(&ann, true);
	cr_expect(eq(sz, facts(), (size_t)211));
	step(&ann, false);
	cr_expect(eq(sz, facts(), (size_t)11));
	step(&ann, false);
	cr_expect(eq(sz, facts(), (size_t)1));
}

Test(store_log, a_group_that_somebody_went_on_with_stays_whole)
{
	static const unsigned char group[CHANGE_ID_BYTES] = "one import only";
	struct clash_list clashes = { .arena = a };

	save_batch(group, 1, 10, true);
	save_batch(group, 11, 10, true);
	put(s, &ben, "c1/ne/ne-000003/title", "mine");
	cr_expect(eq(int, store_undo(s, sf, 1, &ann, NULL, &clashes, NULL, NULL), RC_CONFLICT));
	cr_assert(eq(sz, clashes.n, (size_t)1));
	expect_same(clashes.v[0].fact, "c1/ne/ne-000003/title");
	cr_expect(eq(sz, facts(), (size_t)20));
}

/* Lets as many facts stand, once all is turned round, as it is told. */
struct left {
	struct place p;
	size_t want, before, after;
};

static enum rc look_turned(struct view *v, const struct names *names, bool turned, void *arg)
{
	struct left *l = arg;
	size_t n = 0;
	enum rc rc = fact_scan(v, l->p, "c1/ne/", NULL, count_fact, &n);

	(void)names;
	if (turned)
		l->after = n;
	else
		l->before = n;
	return rc || !turned || n == l->want ? rc : view_fail(v, RC_INVALID, "too little is left");
}

Test(store_log, a_group_is_tried_whole_before_any_batch_of_it_is_taken_back)
{
	static const unsigned char group[CHANGE_ID_BYTES] = "one import only";
	struct left l = { .p = sf, .want = 1 };
	struct turn_check check = { look_turned, &l };
	struct err err = { 0 };
	uint64_t head;

	save_batch(group, 1, 150, true);
	save_batch(group, 151, 150, true);
	put(s, &ben, "c1/ne/ne-000900/title", "after it");
	put(s, &ben, "c1/ga/ga-000001/title", "elsewhere");
	head = store_head(s, sf);
	l.want = 7;
	cr_expect(eq(int, store_undo_checked(s, sf, 1, &ann, NULL, &check, NULL, NULL, &err),
		     RC_INVALID));
	expect_same(err.text, "too little is left");
	cr_expect(eq(sz, l.before, (size_t)301));
	cr_expect(eq(sz, l.after, (size_t)1));
	cr_expect(eq(sz, facts(), (size_t)302));
	cr_expect(eq(ulong, (unsigned long)store_head(s, sf), (unsigned long)head));
	l.want = 1;
	err = (struct err){ 0 };
	cr_assert(
		eq(int, store_undo_checked(s, sf, 1, &ann, NULL, &check, NULL, NULL, &err), RC_OK),
		"%s", err.text);
	cr_expect(eq(sz, facts(), (size_t)2));
}

/* As a run leaves it whose process ended between two batches. */
Test(store_log, half_a_run_in_an_own_place_is_taken_back_there_and_nowhere_else)
{
	static const unsigned char group[CHANGE_ID_BYTES] = "half a run";
	struct place own = { "sf", "ann" };
	struct edit e[] = { { "c1/2026-05/listening", { "level=2", 7 }, never },
			    { "c1/2026-05/writing", { "level=3", 7 }, never } };
	struct change c = {
		.by = &ann, .action = "import", .group = group, .edits = e, .count = 2
	};
	char hex[2 * CHANGE_ID_BYTES + 1], note[128];
	size_t n = 0, taken = 0;
	struct err err = { 0 };

	put(s, &ann, "-/pp/sf/name", "Strathfinlay");
	put(s, &ben, NE "title", "everybody's");
	cr_assert(eq(int, put_in(s, own, &ann, "c1/2026-05/reading", "level=1"), RC_OK));
	cr_assert(eq(int, store_save(s, own, &c, NULL, NULL, &err), RC_OK), "%s", err.text);
	hex_text(hex, group, CHANGE_ID_BYTES);
	snprintf(note, sizeof(note), "%s %ld ann own", hex, (long)getpid());
	cr_assert(eq(int, store_note_put(s, "sf", "import", "running", note, &err), RC_OK));
	cr_assert(eq(int, bulk_recover(s, &taken, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, taken, (size_t)1));
	store_read(s, own, "", NULL, count_fact, &n, NULL);
	cr_expect(eq(sz, n, (size_t)1));
	expect_same(shown(s, own, "c1/2026-05/reading", a), "level=1");
	expect_same(shown(s, sf, NE "title", a), "everybody's");
	cr_expect(eq(ptr, (void *)store_note(s, "sf", "import", "running", a), NULL));
	cr_assert(eq(int, bulk_recover(s, &taken, &err), RC_OK));
	cr_expect(eq(sz, taken, (size_t)0));
}

Test(store_log, a_clock_set_back_is_noted_and_turns_nothing_round)
{
	struct buf b = { 0 };

	setenv("CAIRN_NOW", "2000000000", 1);
	put(s, &ann, NE "title", "A");
	setenv("CAIRN_NOW", "1900000000", 1);
	put(s, &ann, NE "title", "B");
	setenv("CAIRN_NOW", "1900000001", 1);
	put(s, &ann, NE "title", "C");
	unsetenv("CAIRN_NOW");
	store_log(s, sf, 0, write_down, &b, NULL);
	expect_same(
		buf_text(&b),
		"1 ann edit title - A\n2 ann edit title hub:1 B clock back\n3 ann edit title hub:2 C\n");
	expect_same(shown(s, sf, NE "title", a), "C");
	buf_clear(&b);
}

static enum rc drop_text(struct view *v, void *arg)
{
	const char *key = arg;

	view_del(v, (struct slice){ key, strlen(key) });
	return view_rc(v);
}

Test(store_log, a_text_removed_for_good_leaves_the_chain_whole)
{
	struct buf b = { 0 };

	put(s, &ann, NE "title", "a name");
	put(s, &ann, NE "title", "B");
	cr_assert(
		eq(int,
		   engine_update(store_engine(s), drop_text, (void *)"p/sf/l/000000000001.1", NULL),
		   RC_OK));
	clean(s);
	store_log(s, sf, 0, write_down, &b, NULL);
	expect_same(buf_text(&b), "1 ann edit title - (none)\n2 ann edit title hub:1 B\n");
	/* and what is gone cannot be put back by an undo */
	cr_expect(eq(int, undo(&ann, 2, NULL), RC_NOT_FOUND));
	expect_same(shown(s, sf, NE "title", a), "B");
	buf_clear(&b);
}

/* Random edits, undos and redos by three people: after each one nothing is found, and texts agree. */
Test(store_log, whatever_is_done_verify_finds_nothing, .timeout = 120)
{
	static const struct actor *const who[] = { &ann, &ben, &dan };
	unsigned seed = 7;

	for (int i = 0; i < 400; i++) {
		const struct actor *by = who[rand_r(&seed) % 3];
		const char *name = arena_printf(a, "c1/ne/ne-%06d/title", rand_r(&seed) % 5 + 1);
		uint64_t n;

		switch (rand_r(&seed) % 4) {
		case 0:
			n = store_undoable(s, sf, by->person);
			break;
		case 1:
			n = store_redoable(s, sf, by->person);
			break;
		default:
			n = 0;
			cr_assert(eq(int, put(s, by, name, arena_printf(a, "text %d", i)), RC_OK));
		}
		if (n) {
			enum rc rc = undo(by, n, NULL);

			cr_assert(rc == RC_OK || rc == RC_CONFLICT, "step %d: %s", i, rc_name(rc));
		}
		clean(s);
	}
}

Test(store_log_file, undo_and_redo_outlive_the_session)
{
	char *dir = dir_make(), *data = dir_path(dir, "data");

	a = arena_new();
	s = store_in(data);
	put(s, &ann, NE "title", "A");
	put(s, &ann, NE "title", "B");
	store_close(s);
	s = store_in(data);
	step(&ann, false);
	expect_same(shown(s, sf, NE "title", a), "A");
	store_close(s);
	s = store_in(data);
	step(&ann, true);
	expect_same(shown(s, sf, NE "title", a), "B");
	end();
	free(data);
	dir_drop(dir);
}
