/* SPDX-License-Identifier: ISC */
/*
 * The program ended by kill -9 at any moment of what it does with a whole
 * store: it opens again, its chain verifies, and it holds what it held before
 * or what it should hold afterwards, nothing between. Then the same again goes
 * through. CAIRN_SOAK in the environment: the full number.
 * Of single saves, many at a time: test_store_many.c, test_engine_procs.c.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "lib_dir.h"
#include "lib_figures.h"
#include "lib_run.h"
#include "lib_state.h"
#include "lib_store.h"
#include "same.h"

enum { KILLS = 6, KILLS_SOAK = 250, SIGNAL = 128 + SIGKILL, ENTRIES = 70 };
#define SECRET "Quennell"

static char *scratch, *data, *file, *old_file;
static struct run in;
static struct folder kept;

static void begin(void)
{
	figures_open();
	setenv("TZ", "UTC", 1);
	scratch = dir_make_quick();
	data = dir_path(scratch, "store");
	file = dir_path(scratch, "file");
	old_file = dir_path(scratch, "old");
	in = (struct run){ .data = data };
}

static void end(void)
{
	folder_forget(&kept);
	dir_drop(scratch);
	free(data);
	free(file);
	free(old_file);
}

TestSuite(kills, .init = begin, .fini = end, .timeout = 1800);

/* ---- a kind of work */

struct work_kind {
	const char *name;
	const char *words[8];     /* "FILE" and "OLD" are files of the test's own */
	void (*ready)(void);      /* before each run */
	void (*also)(bool done);  /* what else holds once it was killed; done: all of it went in */
	const char *once_done[8]; /* what is said instead, once it is done; none: the same again */
	bool fresh;               /* there is no store before */
	bool damaged;             /* there is one that cannot be read */
};

static const char *const *with_files(const char *const words[8])
{
	static const char *out[9];

	memset(out, 0, sizeof(out));
	for (size_t i = 0; i < 8 && words[i]; i++)
		out[i] = !strcmp(words[i], "FILE")  ? file
			 : !strcmp(words[i], "OLD") ? old_file
						    : words[i];
	return out;
}

static void journal_drop(void)
{
	dir_drop(dir_path(data, "journal"));
}

static void put_back(const struct work_kind *k)
{
	unlink(file);
	journal_drop();
	folder_clear(data, k->fresh);
	if (!k->fresh && !folder_put_back(&kept)) {
		free(run_ok(&in, "status"));
		folder_keep(&kept, data);
	}
	if (k->ready)
		k->ready();
}

static long us_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void nap_us(long us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&t, NULL);
}

/* What the program ended with; us < 0: it is left to end by itself. */
static int run_for(const struct work_kind *k, long us)
{
	int out = open("/dev/null", O_WRONLY);
	pid_t pid = run_start(&in, out, out, with_files(k->words));

	close(out);
	if (us >= 0) {
		nap_us(us);
		kill(pid, SIGKILL);
	}
	return run_wait(pid);
}

/* Comes in as anybody does next, which puts right what was broken off. False: it is damaged. */
static bool opens(const struct work_kind *k, const char *how)
{
	struct ran ran = run_it(&in, "status");
	bool damaged = ran.status == 6;

	cr_expect(ran.status == 0 || (k->fresh && ran.status == 3) || (k->damaged && damaged),
		  "%s: it opened with %d: %s", how, ran.status, ran.err);
	ran_clear(&ran);
	return !damaged;
}

struct states {
	struct buf before, after, now;
};

static void states_clear(struct states *s)
{
	buf_clear(&s->before);
	buf_clear(&s->after);
	buf_clear(&s->now);
}

/* True: all of it went in. */
static bool judge(const struct work_kind *k, struct states *s, const char *how)
{
	bool before, after;

	if (!opens(k, how))
		return false;
	state_whole(data, how);
	state_text(data, k->fresh, &s->now);
	before = !k->damaged && !strcmp(buf_text(&s->now), buf_text(&s->before));
	after = !strcmp(buf_text(&s->now), buf_text(&s->after));
	cr_assert(before || after, "%s: the store holds %.400s", how, buf_text(&s->now));
	return !before || (after && k->once_done[0]);
}

static void goes_through(const struct work_kind *k, struct states *s, bool done, const char *how)
{
	const char *const *words = done && k->once_done[0] ? k->once_done : k->words;
	struct ran ran = run_words(&in, with_files(words));

	cr_expect(ran.status == 0, "%s: afterwards it ended with %d: %s", how, ran.status, ran.err);
	ran_clear(&ran);
	state_whole(data, how);
	state_text(data, k->fresh, &s->now);
	cr_expect(strcmp(buf_text(&s->now), buf_text(&s->after)) == 0, "%s: it holds %.400s", how,
		  buf_text(&s->now));
}

/* How long it takes, and what the store holds before and after. */
static long measure(const struct work_kind *k, struct states *s)
{
	long shortest = 0;

	for (int i = 0; i < 3; i++) {
		long from;

		put_back(k);
		if (!k->damaged)
			state_text(data, k->fresh, &s->before);
		from = us_now();
		cr_assert(run_for(k, -1) == 0, "%s", k->name);
		from = us_now() - from;
		shortest = i == 0 || from < shortest ? from : shortest;
		state_text(data, k->fresh, &s->after);
	}
	return shortest;
}

static void kill_often(const struct work_kind *k)
{
	int wanted = soak() ? KILLS_SOAK : KILLS, killed = 0, done = 0;
	struct states s = { 0 };
	char what[80];
	long takes;

	if (!k->fresh)
		folder_keep(&kept, data);
	takes = measure(k, &s);
	srand(20260601);
	for (int i = 0; killed < wanted && i < 10 * wanted; i++) {
		long us = rand() % (takes + takes / 8 + 1);
		bool is_killed, is_done;

		put_back(k);
		is_killed = run_for(k, us) == SIGNAL;
		killed += is_killed;
		/* the machine may be quicker now, or slower, than when that was measured */
		takes += is_killed ? takes / 8 : -(takes / 8);
		snprintf(what, sizeof(what), "%s, ended after %ld of %ld us", k->name, us, takes);
		is_done = judge(k, &s, what);
		done += is_done;
		if (k->also)
			k->also(is_done);
		goes_through(k, &s, is_done, what);
	}
	cr_expect(eq(int, killed, wanted), "%s", k->name);
	snprintf(what, sizeof(what), "kill -9 during: %s", k->name);
	figure(what, killed, 0);
	states_clear(&s);
}

/* The first file of the folder whose name begins so; freed with free(). NULL: none. */
static char *file_like(const char *folder, const char *name)
{
	DIR *all = opendir(folder);
	struct dirent *d;
	char *found = NULL;

	while (all && !found && (d = readdir(all)))
		if (!strncmp(d->d_name, name, strlen(name)))
			found = dir_path(folder, d->d_name);
	if (all)
		closedir(all);
	return found;
}

/* ---- the kinds */

static void make_small(void)
{
	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "add", "learning", "title=One", "happened=" SECRET " came", "learned=b"));
}

Test(kills, compacting)
{
	make_small();
	kill_often(&(struct work_kind){ .name = "compact", .words = { "compact" } });
}

/* A copy that has its name is a whole one. */
static void copy_is_whole(bool done)
{
	char *other = dir_path(scratch, "other");
	struct run there = { .data = other };
	struct buf here = { 0 }, copy = { 0 };

	(void)done;
	if (access(file, F_OK) == 0) {
		free(run_ok(&there, "restore", file));
		state_text(data, false, &here);
		state_text(other, false, &copy);
		expect_same(buf_text(&copy), buf_text(&here));
		unlink(file);
	}
	buf_clear(&here);
	buf_clear(&copy);
	dir_drop(other);
}

Test(kills, copying)
{
	make_small();
	kill_often(&(struct work_kind){
		.name = "backup", .words = { "backup", "FILE" }, .also = copy_is_whole });
}

/* What was there before it stays beside it. */
static void old_is_kept(bool done)
{
	char *kept_file = file_like(data, "data.before-");

	cr_expect(kept_file || !done, "what was there before is gone");
	free(kept_file);
}

Test(kills, putting_a_copy_back)
{
	make_small();
	free(run_ok(&in, "backup", old_file));
	free(run_ok(&in, "set", "LE-01", "learned=Zebra"));
	kill_often(&(struct work_kind){
		.name = "restore", .words = { "restore", "OLD" }, .also = old_is_kept });
}

static void make_older(void)
{
	store_as_format(data, "0");
}

Test(kills, bringing_an_older_format_up_to_date)
{
	make_small();
	kill_often(&(struct work_kind){
		.name = "upgrade", .words = { "status" }, .ready = make_older });
}

Test(kills, removing_for_data_protection)
{
	make_small();
	kill_often(&(struct work_kind){
		.name = "erase",
		.words = { "erase", "LE-01", "happened", "--reason", "It named somebody" },
		.once_done = { "compact" } });
}

Test(kills, taking_in)
{
	char *text;

	make_small();
	for (int i = 0; i < ENTRIES; i++) { /* more than one change set holds */
		char title[40];

		snprintf(title, sizeof(title), "title=Number %d", i);
		free(run_ok(&in, "add", "learning", title, "happened=a", "learned=b"));
	}
	text = run_ok(&in, "export", "--json");
	file_put(old_file, text, strlen(text));
	free(text);
	kill_often(&(struct work_kind){ .name = "import",
					.words = { "import", "OLD" },
					.once_done = { "status" },
					.fresh = true });
}

static char *harmed;
static size_t harmed_len;

/* A page in the middle is lost. */
static void harm(void)
{
	char *path = dir_path(data, "data.mdb");

	free(harmed);
	harmed = malloc(kept.len);
	harmed_len = kept.len;
	memcpy(harmed, kept.bytes, kept.len);
	for (size_t at = 2 * 4096; at < kept.len; at += 3 * 4096)
		memset(harmed + at, 0, 4096);
	file_put(path, harmed, harmed_len);
	free(path);
}

static void harmed_is_kept(bool done)
{
	char *path = done ? file_like(data, "data.before-") : dir_path(data, "data.mdb");
	size_t len = 0;
	char *bytes = path ? file_text(path, &len) : NULL;

	cr_expect(bytes && len >= harmed_len && !memcmp(bytes, harmed, harmed_len),
		  "the damaged file is gone, done %d", done);
	free(bytes);
	free(path);
}

Test(kills, making_anew_what_is_damaged)
{
	make_small();
	free(run_ok(&in, "backup", old_file));
	kill_often(&(struct work_kind){ .name = "recover",
					.words = { "recover", "OLD" },
					.ready = harm,
					.also = harmed_is_kept,
					.once_done = { "status" },
					.damaged = true });
	free(harmed);
}

/* ---- the map grows: a small one, which each save or two outgrows */

static void grow_until_killed(int line)
{
	static char text[15000];
	struct store_opts o = { .engine = &engine_lmdb,
				.at = { .dir = data, .map_bytes = 256 << 10 } };
	struct store *s = NULL;
	struct arena *a = arena_new();

	if (store_open(&s, &o, NULL) != RC_OK)
		_exit(1);
	for (uint64_t n = store_head(s, sf);; n++) {
		const char *name = arena_printf(a, "c1/ne/ne-%06lu/notes", (unsigned long)n + 1);

		memset(text, 'a' + (int)(n % 26), sizeof(text) - 1);
		if (put(s, &ann, name, text) != RC_OK || write(line, "+", 1) != 1)
			_exit(1);
		arena_reset(a);
	}
}

static long drain(int line)
{
	char some[256];
	long all = 0;
	ssize_t n;

	while ((n = read(line, some, sizeof(some))) > 0)
		all += n;
	return all;
}

static void killed_while_it_grew(int i, unsigned *seed, long *acknowledged)
{
	struct pollfd ready = { .events = POLLIN };
	int line[2], status;
	struct store *s;
	pid_t pid;

	cr_assert(pipe(line) == 0);
	pid = fork();
	if (pid == 0)
		grow_until_killed(line[1]);
	close(line[1]);
	ready.fd = line[0];
	poll(&ready, 1, 5000);
	nap_us(rand_r(seed) % 4000);
	kill(pid, SIGKILL);
	*acknowledged += drain(line[0]);
	close(line[0]);
	waitpid(pid, &status, 0);
	cr_assert(eq(int, status, SIGKILL), "kill %d: %#x", i, status);
	s = store_in(data);
	cr_assert(ge(long, (long)store_head(s, sf), *acknowledged), "kill %d", i);
	*acknowledged = (long)store_head(s, sf); /* one more may have gone in without its answer */
	clean(s);
	store_close(s);
}

Test(kills, growing)
{
	int kills = soak() ? KILLS_SOAK : KILLS;
	unsigned seed = 13;
	long acknowledged = 0;

	for (int i = 0; i < kills; i++) {
		if (i % 10 == 0) { /* small again */
			dir_drop(strdup(data));
			acknowledged = 0;
		}
		if (access(data, F_OK))
			store_close(store_in(data));
		killed_while_it_grew(i, &seed, &acknowledged);
	}
	figure("kill -9 during: growth of the map", kills, 0);
}
