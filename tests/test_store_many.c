/* SPDX-License-Identifier: ISC */
/* Several real processes at once: nothing acknowledged is lost, nothing refused goes in, nothing is half there. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_figures.h"
#include "lib_store.h"
#include "same.h"
#include "screens/sight.h"

enum {
	EDITORS = 16,
	EDITORS_SOAK = 64,
	ADDITIONS = 20,
	SECONDS_SOAK = 60,
	KILLS = 200,
	KILLS_SOAK = 2000,
	WATCHED = 500
};

static char *top, *dir;
static struct store *s;
static struct arena *a;

static void begin(void)
{
	top = dir_make();
	dir = dir_path(top, "data");
	a = arena_new();
	s = store_in(dir);
}

static void end(void)
{
	clean(s);
	store_close(s);
	arena_free(a);
	free(dir);
	dir_drop(top);
}

TestSuite(store_many, .init = begin, .fini = end, .timeout = 300);

static struct store *open_again(void)
{
	struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = dir } };
	struct store *mine = NULL;

	return store_open(&mine, &o, NULL) == RC_OK ? mine : NULL;
}

/* The store is not open over a fork. */
static pid_t start(int (*work)(int fd, int n), int *fd, int n)
{
	int ends[2];
	pid_t pid;

	cr_assert(eq(int, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0));
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		_exit(work(ends[1], n));
	}
	close(ends[1]);
	*fd = ends[0];
	return pid;
}

static int wait_for(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct tally {
	long saved, refused;
};

static const char *counter_name(struct arena *arena, int n)
{
	return arena_printf(arena, "c1/ne/ne-%06d/count", n + 1);
}

/* Adds 1 to one of ten counts, from the version that was read; 1 when something else than a conflict came. */
static int add_one(struct store *mine, struct arena *arena, int n, struct tally *t)
{
	const char *name = counter_name(arena, n);
	struct fact f = { .text = "0" };
	char text[16];
	struct edit e = { .fact = name };
	struct change c = { .by = &ann, .action = "edit", .edits = &e, .count = 1 };
	enum rc rc = store_get(mine, sf, name, arena, &f, NULL);

	if (rc && rc != RC_NOT_FOUND)
		return 1;
	snprintf(text, sizeof(text), "%d", atoi(f.text) + 1);
	e.text = (struct slice){ text, strlen(text) };
	e.seen = f.at;
	rc = store_save(mine, sf, &c, NULL, NULL, NULL);
	if (rc && rc != RC_CONFLICT)
		return 1;
	t->saved += rc == RC_OK;
	t->refused += rc == RC_CONFLICT;
	return 0;
}

static double seconds(void);

static int edit_much(int fd, int n)
{
	double until = seconds() + SECONDS_SOAK;
	struct store *mine = open_again();
	struct arena *arena = arena_new();
	struct tally t = { 0, 0 };
	unsigned seed = (unsigned)n;
	int bad = mine == NULL;

	while (!bad && (soak() ? seconds() < until : t.saved < ADDITIONS)) {
		bad = add_one(mine, arena, rand_r(&seed) % 10, &t);
		arena_reset(arena);
	}
	store_close(mine);
	return bad || write(fd, &t, sizeof(t)) != sizeof(t);
}

static long sum_of_counts(void)
{
	long sum = 0;

	for (int i = 0; i < 10; i++) {
		const char *text = shown(s, sf, counter_name(a, i), a);

		sum += text ? atol(text) : 0;
	}
	return sum;
}

/* Soak: 64 of them for a minute. */
Test(store_many, many_editors_of_ten_answers_lose_nothing)
{
	struct tally all = { 0, 0 }, t;
	int editors = soak() ? EDITORS_SOAK : EDITORS;
	pid_t pid[EDITORS_SOAK];
	int fd[EDITORS_SOAK];

	figures_open();
	store_close(s);
	for (int i = 0; i < editors; i++)
		pid[i] = start(edit_much, &fd[i], i);
	for (int i = 0; i < editors; i++) {
		cr_assert(eq(int, (int)read(fd[i], &t, sizeof(t)), (int)sizeof(t)), "editor %d", i);
		close(fd[i]);
		cr_expect(eq(int, wait_for(pid[i]), 0));
		all.saved += t.saved;
		all.refused += t.refused;
	}
	s = store_in(dir);
	cr_expect(ge(long, all.saved, soak() ? 1 : (long)editors *ADDITIONS));
	cr_expect(eq(long, sum_of_counts(), all.saved));
	cr_expect(eq(long, (long)store_head(s, sf), all.saved));
	figure("writers of the same ten answers", editors, 0);
	figure("  changes acknowledged, all of them in the history", (double)all.saved, 0);
	figure("  stale changes refused, none of them there", (double)all.refused, 0);
}

static void nap_us(long us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&t, NULL);
}

/* Tells each acknowledged change; three answers in one change, which must agree for ever. */
static int save_until_killed(int fd, int n)
{
	struct store *mine = open_again();
	struct arena *arena = arena_new();

	(void)n;
	while (mine) {
		struct edit e[3];
		struct change c = { .by = &ann, .action = "edit", .edits = e, .count = 3 };
		struct fact f = { .text = "0" };
		char text[16], *room;

		arena_reset(arena);
		for (int i = 0; i < 3; i++) {
			const char *name = arena_printf(arena, "c1/ne/ne-00000%d/same", i + 1);

			f = (struct fact){ .text = "0" };
			store_get(mine, sf, name, arena, &f, NULL);
			e[i].fact = name;
			e[i].seen = f.at;
		}
		snprintf(text, sizeof(text), "%d", atoi(f.text) + 1);
		room = arena_alloc(arena, 2000); /* long enough to make the file grow */
		memset(room, 'x', 1999);
		memcpy(room, text, strlen(text));
		room[strlen(text)] = ' ';
		for (int i = 0; i < 3; i++)
			e[i].text = (struct slice){ room, strlen(room) };
		if (store_save(mine, sf, &c, NULL, NULL, NULL) || write(fd, "+", 1) != 1)
			return 1;
	}
	return 1;
}

static long drain(int fd)
{
	char some[256];
	long all = 0;
	ssize_t n;

	while ((n = read(fd, some, sizeof(some))) > 0)
		all += n;
	return all;
}

Test(store_many, killed_at_any_moment_what_was_acknowledged_is_there, .timeout = 1800)
{
	int kills = soak() ? KILLS_SOAK : KILLS;
	unsigned seed = 11;
	long acknowledged = 0;

	store_close(s);
	for (int i = 0; i < kills; i++) {
		struct pollfd ready;
		uint64_t head;
		int fd;
		pid_t pid = start(save_until_killed, &fd, i);

		ready = (struct pollfd){ .fd = fd, .events = POLLIN };
		if (i % 4) /* most are killed while they save, some while they open */
			poll(&ready, 1, 5000);
		nap_us(rand_r(&seed) % 3000);
		kill(pid, SIGKILL);
		acknowledged += drain(fd);
		close(fd);
		wait_for(pid);
		s = store_in(dir);
		head = store_head(s, sf);
		/* one more may have gone in without its answer, each time */
		cr_assert(ge(long, (long)head, acknowledged), "kill %d", i);
		acknowledged = (long)head;
		if (head) {
			const char *first = shown(s, sf, "c1/ne/ne-000001/same", a);

			cr_assert(eq(int, atoi(first), (int)head));
			expect_same(shown(s, sf, "c1/ne/ne-000002/same", a), first);
			expect_same(shown(s, sf, "c1/ne/ne-000003/same", a), first);
		}
		if (i % 20 == 0)
			clean(s);
		arena_reset(a);
		store_close(s);
	}
	s = store_in(dir);
}

/* Saves, and waits until that was seen. */
static int save_watched(int fd, int n)
{
	struct store *mine = open_again();
	char seen;

	(void)n;
	for (int i = 0; mine && i < WATCHED; i++)
		if (put(mine, &ben, "c1/ne/ne-000001/title", i % 2 ? "A" : "B") ||
		    read(fd, &seen, 1) != 1)
			return 1;
	store_close(mine);
	return mine == NULL;
}

struct watch {
	uint64_t last;
	bool in_order;
};

static bool take_entry(void *arg, const struct entry *e)
{
	struct watch *w = arg;

	w->in_order = w->in_order && e->number == w->last + 1;
	w->last = e->number;
	return true;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * The mark moves before a picture gives the change: to take it as seen would
 * lose that change. So this looks without a pause, and nothing comes after it
 * that would bring it along.
 */
Test(store_many, every_change_of_another_is_seen_exactly_once)
{
	struct watch w = { .in_order = true };
	struct session me = { .pid = "sf", .actor = { .person = "ben" } };
	struct sight sight = { 0 };
	double until;
	int fd;
	pid_t pid;

	store_close(s);
	pid = start(save_watched, &fd, 0);
	s = store_in(dir);
	me.store = s;
	sight_take(&sight, &me, false);
	store_log(s, sf, 0, take_entry, &w, NULL);
	for (uint64_t n = 0; n < WATCHED; n++) { /* the first may have been there already */
		for (until = seconds() + 10; w.last == n && seconds() < until;)
			if (sight_moved(&sight, &me)) {
				sight_take(&sight, &me, false);
				cr_assert(eq(int, store_log(s, sf, w.last, take_entry, &w, NULL),
					     RC_OK));
			}
		cr_assert(eq(long, (long)w.last, (long)n + 1), "a change was not seen, or twice");
		cr_assert(eq(int, (int)write(fd, "!", 1), 1));
	}
	cr_expect(w.in_order);
	cr_expect(eq(int, wait_for(pid), 0));
	close(fd);
}
