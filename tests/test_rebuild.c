/* SPDX-License-Identifier: ISC */
/* A store made again: backup and journal up to a moment; what a damaged file still gives. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/rebuild.h"
#include "core/store/store_internal.h"
#include "core/store/journal_internal.h"
#include "lib_dir.h"
#include "lib_store.h"
#include "same.h"

#define NE "c1/ne/ne-000001/"

static char *top, *dir, *backup, *folder;
static struct arena *a;
static struct buf said;

/* Time is told by the test, a minute for each change. */
static int minute;

static void tick(void)
{
	char now[24];

	snprintf(now, sizeof(now), "%d", 1800000000 + 60 * ++minute);
	setenv("CAIRN_NOW", now, 1);
}

static int64_t moment(int at)
{
	return (int64_t)(1800000000 + 60 * at) * 1000 + 999;
}

static void begin(void)
{
	top = dir_make();
	dir = dir_path(top, "data");
	backup = dir_path(top, "backup");
	folder = dir_path(dir, "journal");
	a = arena_new();
	tick();
}

static void end(void)
{
	buf_clear(&said);
	arena_free(a);
	free(folder);
	free(backup);
	free(dir);
	dir_drop(top);
}

TestSuite(rebuild, .init = begin, .fini = end, .timeout = 60);

static void take_line(void *arg, const char *line)
{
	(void)arg;
	buf_printf(&said, "%s\n", line);
}

static struct rebuild asked(int until)
{
	return (struct rebuild){ .dir = dir,
				 .backup = backup,
				 .journal = folder,
				 .until_ms = until ? moment(until) : 0,
				 .person = "recovery",
				 .say = take_line };
}

static void save(struct store *s, const char *name, const char *text)
{
	tick();
	cr_assert(eq(int, put(s, &ann, name, text), RC_OK), "%s", text);
}

static void save_own(struct store *s, const char *text)
{
	struct place own = { "sf", "ben" };

	tick();
	cr_assert(eq(int, put_in(s, own, &ben, "c1/2026-05/listening", text), RC_OK));
}

/* Facts, logs, people: everything but drafts and what the store notes of its own files. */
static bool dump_one(void *arg, struct slice key, struct slice value)
{
	struct buf *b = arg;

	if (memmem(key.data, key.len, "/d/", 3) || memmem(key.data, key.len, "/u/", 3) ||
	    (key.len == 9 && !memcmp(key.data, "s/replica", 9)) ||
	    (key.len == 9 && !memcmp(key.data, JOURNAL_FROM, 9)) ||
	    (key.len == 8 && !memcmp(key.data, "s/format", 8))) /* has the time it was made */
		return true;
	buf_add(b, key.data, key.len);
	buf_char(b, '=');
	buf_add(b, value.data, value.len);
	buf_char(b, '\n');
	return true;
}

static enum rc dump_fn(struct view *v, void *arg)
{
	return view_scan(v, (struct slice){ NULL, 0 }, (struct slice){ NULL, 0 }, dump_one, arg);
}

static void dump(struct buf *b)
{
	struct store *s = store_in(dir);

	clean(s);
	buf_reset(b);
	cr_assert(eq(int, engine_read(store_engine(s), dump_fn, b, NULL), RC_OK));
	store_close(s);
}

/* Work on both sides of a backup; fills what the store was at one of its minutes. */
static void work(int stop, struct buf *was)
{
	struct store *s = store_in(dir);
	struct person who;

	save(s, "-/pp/sf/name", "Strathfinlay");
	save(s, NE "title", "Housing");
	save(s, NE "severity", "low");
	save_own(s, "level=1");
	cr_assert(eq(int, store_backup(s, backup, NULL), RC_OK));
	cr_assert(eq(int, store_journal_turn(s, 60, NULL), RC_OK));
	for (int i = 0; i < 12; i++) {
		char text[32];

		if (i == stop) {
			store_close(s);
			dump(was);
			s = store_in(dir);
		}
		snprintf(text, sizeof(text), "text %d", i);
		if (i % 4 == 1)
			save_own(s, text);
		else if (i % 4 == 2) {
			tick();
			cr_assert(eq(
				int,
				store_undo(s, sf, store_head(s, sf), &ann, NULL, NULL, NULL, NULL),
				RC_OK));
		} else if (i % 4 == 3) {
			tick();
			snprintf(text, sizeof(text), "p%d", i);
			cr_assert(eq(int, store_person_put(s, 100 + i, text, text, a, &who, NULL),
				     RC_OK));
		} else {
			save(s, i % 8 ? NE "severity" : "c1/ne/ne-000002/title", text);
		}
	}
	store_close(s);
}

Test(rebuild, a_backup_and_the_journal_are_the_store_at_any_minute, .timeout = 120)
{
	for (int stop = 0; stop < 12; stop += 3) {
		struct buf was = { 0 }, is = { 0 };
		struct err err = { 0 };
		struct rebuild r;
		int at;

		if (stop) {
			end();
			minute = 0;
			begin();
		}
		at = 5 + stop; /* the first tick, four changes, and so many of the others */
		work(stop, &was);
		r = asked(at);
		cr_assert(eq(int, store_rebuild_here(&r, &err), RC_OK), "%d: %s", stop, err.text);
		dump(&is);
		cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)), "stopped at %d",
			  stop);
		buf_clear(&was);
		buf_clear(&is);
	}
}

Test(rebuild, now_is_the_store_as_it_was_left)
{
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r = asked(0);
	struct err err = { 0 };

	work(-1, NULL);
	dump(&was);
	cr_assert(eq(int, store_rebuild_here(&r, &err), RC_OK), "%s", err.text);
	dump(&is);
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	buf_clear(&was);
	buf_clear(&is);
}

Test(rebuild, it_goes_into_a_place_of_its_own_too)
{
	char *other = dir_path(top, "other"), *own = dir;
	struct rebuild r = asked(0);
	struct buf was = { 0 }, is = { 0 };
	struct err err = { 0 };

	work(-1, NULL);
	dump(&was);
	r.dir = dir = other;
	cr_assert(eq(int, store_rebuild_here(&r, &err), RC_OK), "%s", err.text);
	dump(&is);
	dir = own;
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	buf_clear(&was);
	buf_clear(&is);
	free(other);
}

Test(rebuild, a_backup_made_after_the_moment_is_refused)
{
	struct rebuild r = asked(2);
	struct err err = { 0 };

	work(-1, NULL);
	cr_expect(eq(int, store_rebuild_here(&r, &err), RC_INVALID));
	expect_part(err.text, "made before");
}

Test(rebuild, a_gap_in_the_journal_is_refused_and_named)
{
	struct rebuild r = asked(0);
	struct buf was = { 0 }, is = { 0 };
	struct err err = { 0 };
	char *now = dir_path(folder, "now"), *text, *at;
	size_t len;

	work(-1, NULL);
	dump(&was);
	text = file_text(now, &len);
	at = memmem(text, len, "/l/000000000004", 15); /* the first change after the backup */
	cr_assert(ne(ptr, at, NULL));
	at[14] ^= 1;
	file_put(now, text, len);
	free(text);
	cr_expect(eq(int, store_rebuild_here(&r, &err), RC_GAP));
	expect_part(err.text, "change 4 of partnership 'sf'");
	dump(&is);
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)), "it was touched");
	buf_clear(&was);
	buf_clear(&is);
	free(now);
}

/* A change that was noted and never stored: the one after it has its number. */
Test(rebuild, a_change_that_was_not_stored_is_left_out)
{
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r = asked(0);
	struct err err = { 0 };
	struct store *s;
	char *now = dir_path(folder, "now"), *data = dir_path(dir, "data.mdb"), *kept;
	size_t len;

	work(-1, NULL);
	kept = file_text(data, &len);
	s = store_in(dir);
	save(s, "c1/ne/ne-000003/title", "never stored");
	store_close(s);
	file_put(data, kept, len); /* as a process ended just before */
	free(kept);
	s = store_in(dir);
	save(s, "c1/ne/ne-000004/title", "stored");
	store_close(s);
	dump(&was);
	cr_assert(eq(int, store_rebuild_here(&r, &err), RC_OK), "%s", err.text);
	dump(&is);
	expect_part(buf_text(&is), "\nstored");
	expect_none(buf_text(&is), "never stored");
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	buf_clear(&was);
	buf_clear(&is);
	free(now);
	free(data);
}

Test(rebuild, the_old_file_is_kept_and_those_who_are_in_are_named)
{
	struct rebuild r = asked(0);
	struct err err = { 0 };
	struct store *s;

	work(-1, NULL);
	s = store_in(dir);
	cr_expect(eq(int, store_rebuild_here(&r, &err), RC_BUSY));
	expect_part(err.text, "still in the store");
	store_close(s);
}

/* Damage */

static void harm(const char *what, size_t from_page, size_t pages, bool zero)
{
	char *data = dir_path(dir, "data.mdb"), *text;
	size_t len;

	text = file_text(data, &len);
	for (size_t i = from_page * 4096; i < (from_page + pages) * 4096 && i < len; i++)
		text[i] = zero ? 0 : (char)(i * 7 + 3);
	file_put(data, text, len);
	free(text);
	free(data);
	(void)what;
}

static void recovered(bool with_backup, bool with_journal, struct rebuild *r)
{
	char *data = dir_path(dir, "data.mdb");
	struct err err = { 0 };

	*r = asked(0);
	r->damaged = data;
	if (!with_backup)
		r->backup = NULL;
	if (!with_journal)
		r->journal = NULL;
	buf_reset(&said);
	cr_assert(eq(int, store_rebuild_here(r, &err), RC_OK), "%s", err.text);
	free(data);
}

static size_t pages(void)
{
	char *data = dir_path(dir, "data.mdb");
	struct stat st;

	cr_assert(zero(int, stat(data, &st)));
	free(data);
	return (size_t)st.st_size / 4096;
}

/* Out of the pages of a whole file comes the same store, told entry by entry. */
Test(rebuild, a_whole_file_alone_comes_out_as_it_was)
{
	char *data = dir_path(dir, "data.mdb"), *made = dir_path(top, "made");
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r = asked(0);
	struct err err = { 0 };

	work(-1, NULL);
	dump(&was);
	r.damaged = data;
	r.backup = r.journal = NULL;
	cr_assert(eq(int, store_rebuild(&r, made, &err), RC_OK), "%s", err.text);
	cr_expect(eq(sz, r.put_back + r.lost, (size_t)0));
	cr_assert(eq(int, lmdb_restore(dir, made, PROFILE_PERSONAL, &err), RC_OK), "%s", err.text);
	dump(&is);
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	expect_part(buf_text(&said), "saved: sf NE-01:");
	expect_part(buf_text(&said), "saved: sf own answers of ben:");
	buf_clear(&was);
	buf_clear(&is);
	free(made);
	free(data);
}

Test(rebuild, a_store_with_nothing_wrong_is_left_as_it_is)
{
	char *data = dir_path(dir, "data.mdb");
	struct stat before, after;
	struct rebuild r;

	work(-1, NULL);
	cr_assert(zero(int, stat(data, &before)));
	recovered(true, true, &r);
	cr_expect(r.whole);
	expect_same(buf_text(&said), "");
	cr_assert(zero(int, stat(data, &after)));
	cr_expect(eq(u64, (uint64_t)after.st_ino, (uint64_t)before.st_ino));
	free(data);
}

/* With the newest of its two heads lost it is whole, and one change behind. */
Test(rebuild, a_file_that_lacks_what_the_journal_has_is_not_taken_for_whole)
{
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r;
	int behind = 0;

	work(-1, NULL);
	dump(&was);
	for (size_t head = 0; head < 2; head++) {
		char *data = dir_path(dir, "data.mdb"), *kept;
		size_t len;

		kept = file_text(data, &len);
		harm("head", head, 1, true);
		recovered(false, true, &r);
		behind += !r.whole;
		dump(&is);
		cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)), "head %zu", head);
		file_put(data, kept, len);
		free(kept);
		free(data);
	}
	cr_expect(gt(int, behind, 0));
	buf_clear(&was);
	buf_clear(&is);
}

Test(rebuild, whatever_page_is_lost_backup_and_journal_make_it_whole, .timeout = 300)
{
	struct buf was = { 0 }, is = { 0 };
	char *data = dir_path(dir, "data.mdb"), *kept;
	size_t len, n, left = 0;

	work(-1, NULL);
	dump(&was);
	n = pages();
	kept = file_text(data, &len);
	for (size_t i = 0; i < n; i++) {
		struct rebuild r;

		file_put(data, kept, len);
		harm("page", i, 1, i % 2);
		recovered(true, true, &r);
		dump(&is);
		cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)), "page %zu", i);
		if (!r.whole) /* nothing was on that page */
			expect_part(buf_text(&said), "from the backup");
		left += r.whole;
	}
	cr_expect(ge(sz, n - left, (size_t)5), "%zu of %zu", left, n); /* the others are free */
	free(kept);
	free(data);
	buf_clear(&was);
	buf_clear(&is);
}

/* Nothing but the damaged file: what comes out is a whole store, and what is in it was said. */
Test(rebuild, whatever_page_is_lost_the_file_alone_gives_a_whole_store, .timeout = 300)
{
	struct buf is = { 0 };
	char *data = dir_path(dir, "data.mdb"), *kept;
	size_t len, n, saved = 0;

	work(-1, NULL);
	n = pages();
	kept = file_text(data, &len);
	for (size_t i = 0; i < n; i++) {
		struct rebuild r = asked(0);
		struct err err = { 0 };
		enum rc rc;

		file_put(data, kept, len);
		harm("page", i, 1, i % 2);
		r.damaged = data;
		r.backup = r.journal = NULL;
		rc = store_rebuild_here(&r, &err);
		cr_assert(eq(int, rc, RC_OK), "page %zu: %s", i, err.text);
		dump(&is); /* verifies it */
		saved += strstr(buf_text(&is), "\nHousing") != NULL;
	}
	cr_expect(gt(sz, saved, n / 2));
	free(kept);
	free(data);
	buf_clear(&is);
}

Test(rebuild, a_file_cut_short_gives_what_is_before_the_cut)
{
	char *data = dir_path(dir, "data.mdb"), *kept;
	size_t len;
	struct rebuild r;
	struct buf is = { 0 };

	work(-1, NULL);
	kept = file_text(data, &len);
	file_put(data, kept, len / 8192 * 4096);
	recovered(true, false, &r);
	dump(&is);
	expect_part(buf_text(&is), "\nHousing");
	file_put(data, kept, 100); /* not even a head: the backup is all there is */
	recovered(true, false, &r);
	dump(&is);
	expect_part(buf_text(&is), "\nHousing");
	expect_none(buf_text(&is), "text 0");
	buf_clear(&is);
	free(kept);
	free(data);
}

/* Flips the last byte of a value in every copy of it that the file has. */
static void spoil(const char *text)
{
	char *data = dir_path(dir, "data.mdb"), *bytes, *at;
	size_t len;

	bytes = file_text(data, &len);
	for (at = bytes; (at = memmem(at, len - (size_t)(at - bytes), text, strlen(text))); at++)
		at[strlen(text) - 1] ^= 1;
	file_put(data, bytes, len);
	free(bytes);
	free(data);
}

Test(rebuild, a_text_that_is_lost_is_named_and_the_one_before_stands_again)
{
	struct store *s = store_in(dir);
	struct rebuild r;

	save(s, NE "title", "first words");
	save(s, NE "title", "second words");
	save(s, NE "severity", "low");
	store_close(s);
	spoil("second words");
	recovered(false, false, &r);
	cr_expect(eq(sz, r.lost, (size_t)1));
	expect_part(buf_text(&said), "missing: the newest text of the answer 'title' of NE-01");
	s = store_in(dir);
	clean(s);
	expect_same(shown(s, sf, NE "title", a), "first words");
	expect_same(shown(s, sf, NE "severity", a), "low");
	store_close(s);
}

Test(rebuild, answers_whose_history_is_lost_are_put_back_and_told)
{
	struct store *s = store_in(dir);
	struct rebuild r;

	save(s, NE "title", "one");
	save(s, NE "severity", "low");
	save(s, NE "notes", "kept");
	store_close(s);
	spoil("f " NE "severity was - is"); /* the line of the second change */
	recovered(false, false, &r);
	cr_expect(eq(sz, r.put_back, (size_t)2));
	expect_part(buf_text(&said), "without history");
	expect_part(buf_text(&said), "history behind change 1");
	s = store_in(dir);
	clean(s);
	expect_same(shown(s, sf, NE "severity", a), "low");
	expect_same(shown(s, sf, NE "notes", a), "kept");
	cr_expect(eq(int, put(s, &ann, NE "notes", "goes on"), RC_OK));
	store_close(s);
}

/* A backup put back: what was saved after it is in the journal, and is no part of the store. */

static void put_back(const char *file)
{
	struct err err = { 0 };

	cr_assert(eq(int, lmdb_restore(dir, file, PROFILE_PERSONAL, &err), RC_OK), "%s", err.text);
}

static void thrown_out(struct store *s)
{
	struct person who;

	for (int i = 0; i < 3; i++)
		save(s, "c1/ne/ne-000009/title", "thrown out");
	save_own(s, "thrown out");
	tick();
	cr_assert(eq(int, store_person_put(s, 300, "outsider", "outsider", a, &who, NULL), RC_OK));
}

static void restored(void)
{
	struct store *s;

	work(-1, NULL);
	s = store_in(dir);
	thrown_out(s);
	store_close(s);
	put_back(backup);
}

static void good_work(void)
{
	struct store *s = store_in(dir);

	save(s, NE "notes", "good work");
	store_close(s);
}

static void expect_left_alone(void)
{
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r;

	dump(&was);
	for (int with_backup = 0; with_backup < 2; with_backup++) {
		recovered(with_backup, true, &r);
		cr_expect(r.whole);
		expect_same(buf_text(&said), "");
	}
	dump(&is);
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	buf_clear(&was);
	buf_clear(&is);
}

Test(rebuild, a_store_that_a_backup_was_put_back_in_is_whole)
{
	struct rebuild r;

	restored();
	recovered(true, true, &r);
	cr_expect(r.whole, "nobody has opened it yet");
	good_work();
	expect_left_alone();
}

Test(rebuild, a_store_that_was_brought_up_to_date_is_whole)
{
	restored();
	good_work();
	store_as_format(dir, "0");
	good_work();
	expect_left_alone();
}

/* As compacting does, which keeps the name; what came before and after is all its own. */
Test(rebuild, what_was_saved_before_a_store_was_compacted_is_its_own)
{
	char *data = dir_path(dir, "data.mdb");
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r;

	restored();
	good_work();
	cr_assert(eq(int, store_compact(dir, NULL), RC_OK));
	expect_left_alone();
	dump(&was);
	for (int with_backup = 0; with_backup < 2; with_backup++) {
		file_put(data, "", 0);
		recovered(with_backup, true, &r);
		dump(&is);
		cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	}
	free(data);
	buf_clear(&was);
	buf_clear(&is);
}

Test(rebuild, what_a_restore_threw_out_stays_out_whatever_page_is_lost, .timeout = 600)
{
	char *data = dir_path(dir, "data.mdb"), *kept;
	struct buf was = { 0 }, is = { 0 };
	size_t len, n, made = 0;

	restored();
	good_work();
	dump(&was);
	n = pages();
	kept = file_text(data, &len);
	for (size_t i = 0; i <= n; i++) {
		for (int with_backup = 0; with_backup < 2; with_backup++) {
			struct rebuild r;

			file_put(data, kept, i < n ? len : 100); /* the last time nothing is left */
			harm("page", i, 1, i % 2);
			recovered(with_backup, true, &r);
			dump(&is);
			cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)),
				  "page %zu of %zu, backup %d", i, n, with_backup);
			made += !r.whole;
		}
	}
	cr_expect(ge(sz, made, (size_t)10));
	free(kept);
	free(data);
	buf_clear(&was);
	buf_clear(&is);
}

/* All its files, as cp -a does. */
static void copy_files(const char *to)
{
	static const char *const names[] = { "STORE", "data.mdb", "journal/000001", "journal/now" };
	char *notes = dir_path(to, "journal");

	cr_assert(zero(int, mkdir(to, 0700) || mkdir(notes, 0700)));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *from = dir_path(dir, names[i]), *copy = dir_path(to, names[i]), *text;
		size_t len;

		text = file_text(from, &len);
		cr_assert(ne(ptr, text, NULL));
		file_put(copy, text, len);
		free(text);
		free(copy);
		free(from);
	}
	free(notes);
}

Test(rebuild, a_copy_of_such_a_store_is_whole_too)
{
	char *other = dir_path(top, "other"), *own = dir, *notes = folder;
	struct rebuild r;

	restored();
	good_work();
	copy_files(other);
	dir = other;
	folder = dir_path(dir, "journal");
	recovered(true, true, &r);
	cr_expect(r.whole, "nobody has opened it yet");
	good_work();
	expect_left_alone();
	free(folder);
	free(other);
	dir = own;
	folder = notes;
}

/* Of a copy that is damaged before anybody opens it the journal beside it is its own. */
Test(rebuild, a_damaged_copy_takes_what_it_lacks_from_its_journal)
{
	char *other = dir_path(top, "other"), *own = dir, *notes = folder;
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r;

	restored();
	good_work();
	dump(&was);
	copy_files(other);
	dir = other;
	folder = dir_path(dir, "journal");
	spoil("good work");
	recovered(true, true, &r);
	cr_expect(not(r.whole));
	dump(&is);
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	free(folder);
	free(other);
	dir = own;
	folder = notes;
	buf_clear(&was);
	buf_clear(&is);
}

Test(rebuild, a_backup_of_what_was_thrown_out_is_refused)
{
	char *data = dir_path(dir, "data.mdb"), *bad = dir_path(top, "bad");
	struct rebuild r = asked(0);
	struct err err = { 0 };
	struct store *s;

	work(-1, NULL);
	s = store_in(dir);
	thrown_out(s);
	cr_assert(eq(int, store_backup(s, bad, NULL), RC_OK));
	store_close(s);
	put_back(backup);
	good_work();
	spoil("good work");
	r.damaged = data;
	r.backup = bad;
	cr_expect(eq(int, store_rebuild_here(&r, &err), RC_GAP));
	expect_part(err.text, "another backup was put back since");
	r.backup = backup;
	err_clear(&err);
	cr_expect(eq(int, store_rebuild_here(&r, &err), RC_OK), "%s", err.text);
	free(bad);
	free(data);
}

/* Nothing was changed among ben's own answers since: where they ended the journal has. */
Test(rebuild, what_a_restore_threw_out_stays_out_at_a_moment_after_it)
{
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r = asked(0);
	struct err err = { 0 };

	restored();
	good_work();
	dump(&was);
	cr_assert(eq(int, store_rebuild_here(&r, &err), RC_OK), "%s", err.text);
	dump(&is);
	cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	buf_clear(&was);
	buf_clear(&is);
}

/* Removed for data protection */

static void remove_title(void)
{
	const struct erase_what w = { .fact = NE "title" };
	struct store *s = store_in(dir);

	tick();
	cr_assert(eq(int, store_erase(s, "sf", &w, &ann, "Asked to", NULL), RC_OK));
	save(s, NE "notes", "spoiled");
	store_close(s);
}

static void expect_removed(bool with_journal)
{
	struct buf is = { 0 };
	struct rebuild r;

	recovered(true, with_journal, &r);
	cr_expect(not(r.whole));
	dump(&is); /* verifies it */
	expect_none(buf_text(&is), "Housing");
	buf_clear(&is);
}

Test(rebuild, what_was_removed_since_the_backup_is_not_put_back)
{
	work(-1, NULL);
	remove_title();
	spoil("spoiled");
	expect_removed(false);
}

/* Only the mark that keeps it out is left. */
Test(rebuild, what_was_removed_is_not_put_back_where_the_entry_is_lost)
{
	work(-1, NULL);
	remove_title();
	spoil("ann erase ");
	expect_removed(false);
}

/* Only the journal is left, and its chain is broken before the removal. */
Test(rebuild, what_the_journal_says_was_removed_is_not_put_back)
{
	char *data = dir_path(dir, "data.mdb"), *now = dir_path(folder, "now"), *text, *at;
	size_t len;

	work(-1, NULL);
	remove_title();
	file_put(data, "", 0);
	text = file_text(now, &len);
	at = memmem(text, len, "text 4", 6); /* of a change before it */
	cr_assert(ne(ptr, at, NULL));
	at[5] ^= 1;
	file_put(now, text, len);
	free(text);
	expect_removed(true);
	free(now);
	free(data);
}

/* The letters of the store's own keys are names as well. */
Test(rebuild, what_was_removed_is_found_under_names_of_one_letter)
{
	static const struct place places[] = {
		{ "x", NULL }, { "l", NULL }, { "sf", "l" }, { "l", "x" }, { "x", "l" }
	};
	char *data = dir_path(dir, "data.mdb"), *now = dir_path(folder, "now");
	const struct erase_what w = { .words = "housing" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *own = places[i].own;
		struct actor by = ann;
		struct place all = { places[i].pid, NULL };
		char *text, *at;
		struct store *s;
		size_t len;

		by.person = own ? own : ann.person;
		dir_drop(top);
		top = dir_make();
		free(dir), free(backup), free(folder), free(data), free(now);
		dir = dir_path(top, "data"), backup = dir_path(top, "backup");
		folder = dir_path(dir, "journal"), data = dir_path(dir, "data.mdb");
		now = dir_path(folder, "now");
		s = store_in(dir);
		tick();
		cr_assert(eq(int,
			     put_in(s, all, &ann, arena_printf(a, "-/pp/%s/name", all.pid), "Name"),
			     RC_OK));
		cr_assert(eq(int,
			     put_in(s, places[i], &by, own ? "c1/2026-05/listening" : NE "title",
				    "Housing"),
			     RC_OK));
		cr_assert(eq(int, store_backup(s, backup, NULL), RC_OK));
		cr_assert(eq(int, store_journal_turn(s, 60, NULL), RC_OK));
		for (int k = 0; k < 3; k++) {
			tick();
			cr_assert(eq(int,
				     put_in(s, places[i], &by,
					    own ? "c1/2026-05/speaking" : NE "notes",
					    arena_printf(a, "text %d", k)),
				     RC_OK));
		}
		tick();
		cr_assert(eq(int, store_erase(s, all.pid, &w, &ann, "Asked to", NULL), RC_OK));
		store_close(s);
		file_put(data, "", 0);
		text = file_text(now, &len);
		at = memmem(text, len, "text 1", 6); /* of a change before it */
		cr_assert(ne(ptr, at, NULL));
		at[5] ^= 1;
		file_put(now, text, len);
		free(text);
		expect_removed(true);
	}
	free(now);
	free(data);
}

Test(rebuild, a_removal_that_a_restore_threw_out_takes_nothing)
{
	struct buf was = { 0 }, is = { 0 };
	struct rebuild r;

	work(-1, NULL);
	remove_title();
	put_back(backup);
	good_work();
	dump(&was);
	spoil("good work");
	for (int with_backup = 0; with_backup < 2; with_backup++) {
		recovered(with_backup, true, &r);
		dump(&is);
		expect_part(buf_text(&is), "\nHousing");
		cr_expect(eq(str, (char *)buf_text(&is), (char *)buf_text(&was)));
	}
	buf_clear(&was);
	buf_clear(&is);
}
