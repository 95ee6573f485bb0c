/* SPDX-License-Identifier: ISC */
/* The map: what of it stays in memory, how it grows, and the end of the disk. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_workers.h"

TestSuite(engine_map, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

static enum rc put_4k(struct view *v, void *arg)
{
	static char page[4000];
	char key[32];

	snprintf(key, sizeof(key), "big/%d/%d", (int)getpid(), *(int *)arg);
	memset(page, 'x', sizeof(page));
	view_put(v, sl(key), (struct slice){ page, sizeof(page) });
	return view_rc(v);
}

static bool count_any(void *arg, struct slice key, struct slice value)
{
	(void)key;
	*(long *)arg += value.len == 4000;
	return true;
}

static enum rc count_big(struct view *v, void *arg)
{
	return view_scan(v, sl("big/"), sl(""), count_any, arg);
}

static enum rc put_many_4k(struct view *v, void *arg)
{
	for (int i = 0; i < *(int *)arg; i++)
		put_4k(v, &i);
	return view_rc(v);
}

static enum rc get_big(struct view *v, void *arg)
{
	struct slice value;
	char key[32];

	snprintf(key, sizeof(key), "big/%d/%d", (int)getpid(), *(int *)arg);
	return view_get(v, sl(key), &value);
}

/* How much of the data file is mapped, in kilobytes. Source: proc(5), smaps */
static long mapped_kb(void)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[512];
	long kb = -1;

	for (bool here = false; f && kb < 0 && fgets(line, sizeof(line), f);) {
		here = here || strstr(line, "/data.mdb");
		if (here)
			sscanf(line, "Rss: %ld kB", &kb);
	}
	if (f)
		fclose(f);
	return kb;
}

Test(engine_map, what_many_small_reads_looked_at_does_not_stay_this_sessions_memory)
{
	enum { VALUES = 2000 };
	struct engine *e = open_here(0);

	cr_assert(eq(int, engine_update(e, put_many_4k, &(int){ VALUES }, NULL), RC_OK));
	engine_close(e);
	e = open_here(0);
	for (int i = 0; i < VALUES; i++)
		cr_assert(eq(int, engine_read(e, get_big, &i, NULL), RC_OK));
	cr_expect(ge(long, mapped_kb(), 0));
	cr_expect(lt(long, mapped_kb(), VALUES * 4 / 2));
	engine_close(e);
}

/* Reads with a small map until all is there. */
static pid_t growth_reader(long all)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e;
		enum rc rc = RC_OK;

		go_wait();
		e = open_here(1 << 20);
		for (long n = 0; n < all && rc == RC_OK; usleep(20000)) {
			n = 0;
			rc = engine_read(e, count_big, &n, NULL);
		}
		engine_close(e);
		_exit(rc != RC_OK);
	}
	return pid;
}

/* Others' changes come every moment: to fetch the same pages again each time costs more than they do. */
Test(engine_map, what_was_looked_at_is_let_go_of_once_nothing_changes_any_more)
{
	enum { VALUES = 200 };
	struct engine *e = open_here(0);
	long kept;

	cr_assert(eq(int, engine_update(e, put_many_4k, &(int){ VALUES }, NULL), RC_OK));
	cr_assert(eq(int, engine_read(e, count_big, &(long){ 0 }, NULL), RC_OK));
	kept = mapped_kb();
	cr_expect(gt(long, kept, VALUES * 4 / 2));
	cr_assert(eq(int, engine_update(e, put_4k, &(int){ 0 }, NULL), RC_OK));
	engine_mark(e);
	cr_expect(gt(long, mapped_kb(), kept / 2));
	cr_assert(eq(int, engine_read(e, count_big, &(long){ 0 }, NULL), RC_OK));
	engine_mark(e);
	cr_expect(lt(long, mapped_kb(), kept / 2));
	engine_close(e);
}

Test(engine_map, a_map_of_1_mb_grows_under_eight_processes_and_readers_and_a_late_one_follows,
     .timeout = 900)
{
	enum { WRITERS = 8, READERS = 2 };
	struct crew c = { .n = 0 };
	struct engine *late;
	int each = many(75, 8000); /* 8 times 8,000 times 4 KB are 256 MB */
	long n = 0;

	cr_assert(eq(int, pipe(go_line), 0));
	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			struct engine *e;
			int at = 0;

			go_wait();
			e = open_here(1 << 20);
			for (; at < each; at++)
				if (engine_update(e, put_4k, &at, NULL) != RC_OK)
					_exit(1);
			engine_close(e);
			_exit(0);
		}
		c.pid[c.n++] = pid;
	}
	for (int i = 0; i < READERS; i++)
		c.pid[c.n++] = growth_reader((long)WRITERS * each);
	late = open_here(1 << 20);
	go();
	crew_wait(&c, 0);
	cr_assert(eq(int, engine_read(late, count_big, &n, NULL), RC_OK));
	cr_expect(eq(long, n, (long)WRITERS *each));
	cr_expect(eq(int, engine_update(late, put_hello, NULL, NULL), RC_OK));
	engine_close(late);
}

Test(engine_map, readers_that_were_killed_do_not_make_the_file_grow)
{
	struct stat before, after;
	int orders[2], answers[2];
	pid_t writer;

	make_store();
	cr_assert(eq(int, pipe(orders) || pipe(answers) || pipe(inside_line), 0));
	writer = filler(orders[0], answers[1]);
	for (int i = 0; i < 4; i++)
		order(orders[1], answers[0]);
	stat(data_path, &before);
	for (int i = 0; i < many(60, 2000); i++) {
		pid_t pid = stand_inside(false);

		inside_wait();
		order(orders[1], answers[0]);
		end_child(pid);
		order(orders[1], answers[0]);
	}
	stat(data_path, &after);
	cr_expect(lt(long, after.st_size, 2 * before.st_size));
	end_child(writer);
}

/* Source: MDB_txninfo in lmdb's mdb.c */
enum { PLACES = 1022, PLACE_BYTES = 64, PLACES_AT = 128, PLACES_TAKEN_AT = 56 };

/* Those who stand inside have the first places; each place that is left says what one of theirs says. */
static void fill_places(uint32_t inside)
{
	uint32_t taken = PLACES;
	char place[PLACE_BYTES];
	int fd = open(lock_path, O_RDWR);

	for (uint32_t i = inside; i < taken; i++) {
		(void)!pread(fd, place, PLACE_BYTES, PLACES_AT + (off_t)(i % inside) * PLACE_BYTES);
		(void)!pwrite(fd, place, PLACE_BYTES, PLACES_AT + (off_t)i * PLACE_BYTES);
	}
	cr_assert(eq(int, (int)pwrite(fd, &taken, sizeof(taken), PLACES_TAKEN_AT), sizeof(taken)));
	close(fd);
}

Test(engine_map, places_of_killed_readers_are_taken_again)
{
	static struct crew c;
	struct engine *e;

	make_store();
	cr_assert(eq(int, pipe(inside_line) || pipe(go_line), 0));
	while (c.n < many(32, PLACES))
		c.pid[c.n++] = stand_inside(false);
	e = open_here(0);
	/* one after the other: how long a thousand at once wait for each other is the machine's */
	for (int i = 0; i < c.n; i++) {
		cr_assert(eq(int, (int)write(go_line[1], "g", 1), 1));
		inside_wait();
	}
	go();
	fill_places((uint32_t)c.n);
	/* all places are taken by those who live */
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_BUSY));
	for (int i = 0; i < c.n; i++)
		end_child(c.pid[i]);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	engine_close(e);
}

static long save_until_full(struct engine *e, long most, struct err *err)
{
	long n = 0;
	enum rc rc = RC_OK;

	while (n < most && (rc = engine_update(e, count_up, NULL, err)) == RC_OK)
		n++;
	cr_expect(eq(int, rc, RC_FULL), "%s", err->text);
	return n;
}

Test(engine_map, a_file_at_its_limit_is_full_and_unchanged)
{
	struct engine *e = open_here(0);
	struct rlimit was, limit;
	struct err err = { 0 };
	struct stat st;
	long n;

	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	stat(data_path, &st);
	getrlimit(RLIMIT_FSIZE, &was);
	limit = (struct rlimit){ (rlim_t)st.st_size + 5 * PAGE, was.rlim_max };
	setrlimit(RLIMIT_FSIZE, &limit);
	n = save_until_full(e, 20000, &err);
	cr_expect(eq(long, total(e).n, n + 1));
	setrlimit(RLIMIT_FSIZE, &was);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(eq(long, total(e).n, n + 2));
	engine_close(e);
}

static bool small_disk(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", root, "tmpfs", 0, "size=24m,mode=0700") == 0;
}

Test(engine_map, on_a_full_disk_the_reserve_lasts_and_then_nothing_is_lost)
{
	static const char block[1 << 16];
	char *filler = dir_path(root, "filler");
	struct engine *e;
	struct err err = { 0 };
	long n;
	int fd;

	if (!small_disk()) {
		free(filler);
		cr_skip_test("no right to mount a small disk");
	}
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	fd = open(filler, O_WRONLY | O_CREAT, 0600);
	while (write(fd, block, sizeof(block)) > 0)
		;
	close(fd);
	n = save_until_full(e, 200000, &err);
	SAYS(err.text, "is full");
	cr_expect(gt(long, n, 100));
	cr_expect(eq(long, total(e).n, n + 1));
	unlink(filler);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(eq(long, total(e).n, n + 2));
	engine_close(e);
	umount2(root, MNT_DETACH);
	free(filler);
}
