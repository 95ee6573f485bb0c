/* SPDX-License-Identifier: ISC */
/* The journal: what it notes, what it does without, how it is read, closed and rewritten. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/audit.h"
#include "core/store/journal_internal.h"
#include "core/store/store_internal.h"
#include "lib_dir.h"
#include "lib_store.h"
#include "same.h"

#define NE "c1/ne/ne-000001/"

static char *dir, *folder, *now;
static struct arena *a;

static void begin(void)
{
	dir = dir_make();
	folder = dir_path(dir, "journal");
	now = dir_path(folder, "now");
	a = arena_new();
}

static void end(void)
{
	arena_free(a);
	free(now);
	free(folder);
	dir_drop(dir);
}

TestSuite(journal, .init = begin, .fini = end);

struct seen {
	size_t changes, puts, dels;
	struct buf keys, values;
	int64_t last;
};

static bool see(void *arg, const struct journal_change *c)
{
	struct seen *s = arg;

	s->changes++;
	s->last = c->ms;
	for (size_t i = 0; i < c->count; i++) {
		const struct journal_put *p = &c->puts[i];

		s->puts += p->value.data != NULL;
		s->dels += p->value.data == NULL;
		buf_add(&s->keys, p->key.data, p->key.len);
		buf_char(&s->keys, '\n');
		buf_add(&s->values, p->value.data, p->value.len);
		buf_char(&s->values, '\n');
	}
	return true;
}

/* What is in the journal; how many changes were cut short. */
static size_t read_all(struct seen *s)
{
	struct journal_text t;
	size_t torn;

	*s = (struct seen){ 0 };
	cr_assert(eq(int, journal_load(folder, &t, NULL), RC_OK));
	journal_each(&t, see, s);
	torn = t.torn;
	journal_unload(&t);
	return torn;
}

static void seen_clear(struct seen *s)
{
	buf_clear(&s->keys);
	buf_clear(&s->values);
}

static size_t changes(void)
{
	struct seen s;
	size_t n;

	cr_expect(eq(sz, read_all(&s), (size_t)0));
	n = s.changes;
	seen_clear(&s);
	return n;
}

Test(journal, every_change_is_noted_whole_and_drafts_are_not)
{
	struct place own = { "sf", "ann" };
	struct store *s = store_in(dir);
	struct person who;
	struct seen seen;
	size_t before;

	before = changes();
	cr_assert(eq(int, put(s, &ann, NE "title", "Housing advice"), RC_OK));
	cr_assert(eq(int, put(s, &ben, NE "title", "Housing"), RC_OK));
	cr_assert(eq(int, put_in(s, own, &ann, "c1/2026-05/listening", "level=2"), RC_OK));
	cr_assert(eq(int, store_person_put(s, 7, "dot", "Dot", a, &who, NULL), RC_OK));
	cr_assert(eq(int, store_undo(s, sf, 2, &ben, NULL, NULL, NULL, NULL), RC_OK));
	cr_assert(eq(int, store_draft_put(s, "sf", "ann", NE "title", "half a word", NULL), RC_OK));
	cr_assert(eq(int, store_note_put(s, "sf", "ann", "place", "home", NULL), RC_OK));
	cr_expect(eq(int, put(s, &cat, NE "title", "no"), RC_NOT_ALLOWED));
	store_close(s);
	cr_expect(eq(sz, read_all(&seen), (size_t)0));
	cr_expect(eq(sz, seen.changes, before + 5));
	expect_part(buf_text(&seen.keys), "p/sf/f/" NE "title\n");
	expect_part(buf_text(&seen.keys), "p/sf/l/000000000003\n");
	expect_part(buf_text(&seen.keys), "p/sf/l/000000000002.1\n");
	expect_part(buf_text(&seen.keys), "p/sf/x/ann/l/000000000001.1\n");
	expect_part(buf_text(&seen.keys), "s/people/dot\n");
	expect_part(buf_text(&seen.values), "Housing advice\n");
	expect_none(buf_text(&seen.values), "half a word");
	expect_none(buf_text(&seen.keys), "/d/");
	expect_none(buf_text(&seen.keys), "/u/");
	seen_clear(&seen);
}

Test(journal, its_files_are_as_closed_as_the_store)
{
	struct store *s = store_in(dir);
	struct stat st;

	umask(0);
	put(s, &ann, NE "title", "A");
	store_close(s);
	cr_assert(zero(int, stat(folder, &st)));
	cr_expect(eq(int, (int)(st.st_mode & 07777), 0700));
	cr_assert(zero(int, stat(now, &st)));
	cr_expect(eq(int, (int)(st.st_mode & 07777), 0600));
}

Test(journal, a_change_cut_short_anywhere_is_passed_over_and_the_next_is_read, .timeout = 60)
{
	struct store *s = store_in(dir);
	struct stat st;
	off_t whole;
	char *text;
	size_t len, n;

	put(s, &ann, NE "title", "A");
	put(s, &ann, NE "title", "B");
	cr_assert(zero(int, stat(now, &st)));
	whole = st.st_size;
	n = changes();
	put(s, &ann, NE "title", "C");
	text = file_text(now, &len);
	for (size_t cut = (size_t)whole + 1; cut < len; cut += 7) {
		struct seen seen;

		file_put(now, text, cut);
		cr_expect(eq(sz, read_all(&seen), (size_t)1), "cut at %zu", cut);
		cr_expect(eq(sz, seen.changes, n));
		seen_clear(&seen);
		cr_assert(eq(int, put(s, &ann, NE "title", "D"), RC_OK));
		cr_expect(eq(sz, read_all(&seen), (size_t)1), "cut at %zu", cut);
		cr_expect(eq(sz, seen.changes, n + 1));
		seen_clear(&seen);
	}
	free(text);
	store_close(s);
}

/* Bytes that the power took come back as zeros, or a bit turns. */
Test(journal, a_change_that_does_not_check_is_passed_over_alone)
{
	struct store *s = store_in(dir);
	struct seen seen;
	char *text;
	size_t len, n;

	put(s, &ann, NE "title", "one");
	put(s, &ann, NE "title", "two");
	put(s, &ann, NE "title", "three");
	store_close(s);
	n = changes();
	text = file_text(now, &len);
	memcpy(memmem(text, len, "\ntwo\n", 5), "\nTwo\n", 5);
	file_put(now, text, len);
	free(text);
	cr_expect(eq(sz, read_all(&seen), (size_t)1));
	cr_expect(eq(sz, seen.changes, n - 1));
	expect_part(buf_text(&seen.values), "three");
	expect_none(buf_text(&seen.values), "two");
	seen_clear(&seen);
}

/* A text that looks like a change, in one that was cut short: nobody can forge a change. */
Test(journal, what_people_write_is_never_taken_for_a_change)
{
	struct store *s = store_in(dir);
	struct seen seen;
	struct buf forged = { 0 }, body = { 0 };
	char *text;
	size_t len;

	buf_str(&body, "set s/keys/mallory/x 3\nkey\n");
	journal_change_write(&forged, "0123456789abcdef", 5, 1, &body);
	put(s, &ann, NE "title", buf_text(&forged));
	put(s, &ann, NE "title", "last");
	store_close(s);
	text = file_text(now, &len);
	/* the change that holds it does not check any more, so that its end is looked for */
	memcpy(memmem(text, len, "/title 1", 8), "/title 2", 8);
	file_put(now, text, len);
	free(text);
	cr_expect(eq(sz, read_all(&seen), (size_t)1));
	expect_none(buf_text(&seen.keys), "mallory");
	expect_part(buf_text(&seen.values), "last");
	seen_clear(&seen);
	buf_clear(&forged);
	buf_clear(&body);
}

Test(journal, one_that_cannot_be_written_stops_no_save_and_is_told_once)
{
	struct store *s;
	const char *says;

	store_close(store_in(dir));
	dir_drop(strdup(folder));
	file_put(folder, "in the way", 10);
	s = store_in(dir);
	cr_expect(eq(int, put(s, &ann, NE "title", "A"), RC_OK));
	says = store_trouble(s);
	cr_assert(ne(ptr, (void *)says, NULL));
	expect_part(says, "everything is saved");
	expect_part(says, "cairn doctor");
	cr_expect(eq(int, put(s, &ann, NE "title", "B"), RC_OK));
	cr_expect(eq(ptr, (void *)store_trouble(s), NULL));
	expect_same(shown(s, sf, NE "title", a), "B");
	clean(s);
	store_close(s);
}

Test(journal, what_could_not_be_stored_is_taken_out_again)
{
	struct journal *j;
	struct stat before, after;

	store_close(store_in(dir));
	j = journal_new(dir);
	cr_assert(zero(int, stat(now, &before)));
	journal_notes.begin(j);
	journal_notes.put(j, (struct slice){ "s/x", 3 }, (struct slice){ "1", 1 });
	journal_notes.ready(j);
	cr_assert(zero(int, stat(now, &after)));
	cr_expect(gt(long, (long)after.st_size, (long)before.st_size));
	journal_notes.failed(j);
	cr_assert(zero(int, stat(now, &after)));
	cr_expect(eq(long, (long)after.st_size, (long)before.st_size));
	journal_free(j);
}

Test(journal, a_file_that_is_none_of_its_own_is_put_aside)
{
	struct store *s = store_in(dir);
	struct seen seen;
	char *aside = dir_path(folder, "000001");

	file_put(now, "not a journal at all, and longer than its first line", 52);
	cr_expect(eq(int, put(s, &ann, NE "title", "A"), RC_OK));
	cr_expect(eq(ptr, (void *)store_trouble(s), NULL));
	store_close(s);
	cr_expect(zero(int, access(aside, F_OK)));
	cr_expect(eq(sz, read_all(&seen), (size_t)1));
	cr_expect(eq(sz, seen.changes, (size_t)1));
	seen_clear(&seen);
	free(aside);
}

Test(journal, it_goes_on_in_a_new_file_and_the_oldest_go)
{
	static const char *const texts[] = { "one", "two", "three", "four" };
	struct store *s = store_in(dir);
	struct seen seen;

	for (size_t i = 0; i < 4; i++) {
		put(s, &ann, NE "title", texts[i]);
		cr_assert(eq(int, store_journal_turn(s, 2, NULL), RC_OK));
		cr_assert(
			eq(int, store_journal_turn(s, 2, NULL), RC_OK)); /* nothing new: no file */
	}
	put(s, &ann, NE "title", "five");
	store_close(s);
	cr_expect(eq(sz, read_all(&seen), (size_t)0));
	cr_expect(eq(sz, seen.changes, (size_t)3));
	expect_none(buf_text(&seen.values), "two");
	expect_part(buf_text(&seen.values), "three");
	expect_part(buf_text(&seen.values), "five");
	seen_clear(&seen);
}

/* What the check says with the newest file there, and with it deleted. */
static void expect_missed(struct store *s, enum rc there, const char *part)
{
	struct err err = { 0 };
	uint64_t n;

	cr_expect(eq(int, store_journal_check(s, &n, &err), there), "%s", err.text);
	err_clear(&err);
	unlink(now);
	cr_expect(eq(int, store_journal_check(s, &n, &err), RC_GAP));
	expect_part(err.text, part);
}

Test(journal, a_file_that_was_deleted_is_missed)
{
	struct store *s = store_in(dir);
	uint64_t n;

	put(s, &ann, NE "title", "one");
	expect_missed(s, RC_OK, "change 1 of partnership 'sf'");
	put(s, &ann, NE "title", "two"); /* which begins another */
	expect_missed(s, RC_GAP, "change 2 of partnership 'sf'");
	/* a backup has what is lacking */
	cr_assert(eq(int, store_journal_turn(s, 0, NULL), RC_OK));
	cr_expect(eq(int, store_journal_check(s, &n, NULL), RC_NOT_FOUND));
	put(s, &ann, NE "title", "three");
	cr_assert(eq(int, store_journal_turn(s, 0, NULL), RC_OK));
	put(s, &ann, NE "title", "four");
	cr_assert(eq(int, audit_note(s, "sf", &ann, AUDIT_EXPORT, "all", NULL), RC_OK));
	expect_missed(s, RC_OK, "change ");
	put(s, &ann, NE "title", "five");
	store_close(s);
	/* a file that is put in its place is no reason: the journal was not its own */
	{
		char *aside = dir_path(dir, "aside"), *data = dir_path(dir, "data.mdb"), *bytes;
		size_t len;

		bytes = file_text(data, &len);
		cr_assert(zero(int, rename(data, aside)));
		file_put(data, bytes, len);
		chmod(data, 0600);
		free(bytes);
		free(data);
		free(aside);
	}
	s = store_in(dir);
	cr_expect(eq(int, store_journal_check(s, &n, NULL), RC_OK));
	put(s, &ann, NE "title", "six");
	expect_missed(s, RC_OK, "change 6 of partnership 'sf'");
	clean(s);
	store_close(s);
}

/* Of a store from before that was noted, what the file lacks between its own is known, and no more. */
static enum rc forget_fn(struct view *v, void *arg)
{
	struct key k;

	(void)arg;
	key_printf(&k, JOURNAL_FROM);
	view_del(v, key_slice(&k));
	return view_rc(v);
}

Test(journal, a_store_that_never_noted_it_is_asked_less)
{
	struct store *s = store_in(dir);
	uint64_t n;

	put(s, &ann, NE "title", "one");
	cr_assert(eq(int, engine_update(store_engine(s), forget_fn, NULL, NULL), RC_OK));
	unlink(now);
	cr_expect(eq(int, store_journal_check(s, &n, NULL), RC_NOT_FOUND));
	put(s, &ann, NE "title", "two");
	cr_expect(eq(int, store_journal_check(s, &n, NULL), RC_OK));
	store_close(s);
}

static enum journal_keep drop_words(void *arg, struct slice key, struct slice value,
				    struct buf *instead)
{
	(void)arg;
	if (!memmem(value.data, value.len, "Mary Smith", 10))
		return JOURNAL_KEEP;
	if (!memmem(key.data, key.len, "/f/", 3))
		return JOURNAL_DROP;
	buf_str(instead, "gone");
	return JOURNAL_INSTEAD;
}

Test(journal, what_is_removed_for_data_protection_is_in_none_of_its_files)
{
	struct store *s = store_in(dir);
	char *old = dir_path(folder, "000001"), *text;
	struct seen seen;
	size_t len, n;

	put(s, &ann, NE "title", "Mary Smith, 4 High Street");
	store_journal_turn(s, 9, NULL);
	put(s, &ann, NE "title", "the tenant, was Mary Smith");
	put(s, &ann, NE "title", "the tenant");
	store_close(s);
	n = changes();
	cr_assert(eq(int, journal_rewrite(dir, drop_words, NULL, NULL), RC_OK));
	for (int i = 0; i < 2; i++) {
		text = file_text(i ? old : now, &len);
		cr_expect(eq(ptr, memmem(text, len, "Mary", 4), NULL));
		free(text);
	}
	cr_expect(eq(sz, read_all(&seen), (size_t)0));
	cr_expect(eq(sz, seen.changes, n));
	expect_part(buf_text(&seen.values), "gone\n");
	expect_part(buf_text(&seen.values), "the tenant\n");
	expect_part(buf_text(&seen.keys), "p/sf/l/000000000001\n");
	seen_clear(&seen);
	s = store_in(dir); /* and goes on in the file that was rewritten */
	put(s, &ann, NE "title", "next");
	store_close(s);
	cr_expect(eq(sz, changes(), n + 1));
	free(old);
}
