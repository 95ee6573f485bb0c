/* SPDX-License-Identifier: ISC */
/*
 * A lock file that is cut at one chosen moment: between the opening of a store
 * and the first look at its data file, and between the look at the lock file
 * and a read; or spoiled in the middle of a read. It is not told as damage, for
 * nothing is lost.
 *
 * The moment is a call of the C library that the engine makes then. This
 * program has its own of that name, which comes before the library's.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_engine.h"
#include "tests/same.h"

/* ---- the moment */

struct moment {
	const char *of; /* the file that the call is about; NULL: it is not awaited */
};

static struct moment asked, was_read;
static off_t cut_to;
static int cuts;

static void pass(struct moment *m, int fd)
{
	char link[64], name[512];
	ssize_t n;

	if (!m->of)
		return;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof(name) - 1);
	name[n < 0 ? 0 : n] = '\0';
	if (strcmp(name, m->of) != 0)
		return;
	m->of = NULL;
	cuts += truncate(lock_path, cut_to) == 0;
}

/* Of the data file, once it has been opened: is it long enough? */
int fstat(int fd, struct stat *st)
{
	static int (*real)(int, struct stat *);

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fstat");
	pass(&asked, fd);
	return real(fd, st);
}

/* Of the lock file, before it is relied on: is its head as it was? */
ssize_t pread(int fd, void *out, size_t len, off_t at)
{
	static ssize_t (*real)(int, void *, size_t, off_t);
	ssize_t n;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pread");
	n = real(fd, out, len, at);
	pass(&was_read, fd);
	return n;
}

/* ---- a store */

TestSuite(lock, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

static enum rc put_hello(struct view *v, void *arg)
{
	view_put(v, sl("hello"), sl(arg));
	return view_rc(v);
}

static int heard;

static enum rc get_hello(struct view *v, void *arg)
{
	struct slice out;
	enum rc rc = view_get(v, sl("hello"), &out);

	heard++;
	if (rc == RC_OK)
		snprintf(arg, 20, "%.*s", (int)out.len, (const char *)out.data);
	return rc;
}

static enum rc open_it(struct engine **e, size_t map_bytes, struct err *err)
{
	struct engine_opts o = {
		.dir = dir, .create = true, .map_bytes = map_bytes, .person = "ann"
	};

	err_clear(err);
	return engine_open(&engine_lmdb, e, &o, err);
}

static void goes_on(struct engine *e, const char *now)
{
	struct err err = { 0 };
	char text[20] = "";

	cr_expect(engine_read(e, get_hello, text, &err) == RC_OK, "%s", err.text);
	expect_same(text, now);
	cr_expect(engine_update(e, put_hello, (char *)"again", &err) == RC_OK, "%s", err.text);
	cr_expect(engine_read(e, get_hello, text, &err) == RC_OK, "%s", err.text);
	expect_same(text, "again");
	cr_expect(engine_update(e, put_hello, (char *)now, &err) == RC_OK, "%s", err.text);
}

static struct engine *store_with(const char *text, size_t map_bytes)
{
	struct engine *e = NULL;
	struct err err;

	cr_assert(open_it(&e, map_bytes, &err) == RC_OK, "%s", err.text);
	cr_assert(engine_update(e, put_hello, (char *)text, &err) == RC_OK, "%s", err.text);
	return e;
}

static const off_t lengths[] = { 0, 100 };
enum { LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };

Test(lock, cut_while_the_store_is_opened_it_is_no_damage)
{
	engine_close(store_with("world", 0));
	for (int i = 0; i < LENGTHS; i++) {
		struct engine *e = NULL;
		struct err err;

		cut_to = lengths[i];
		asked.of = data_path;
		cuts = 0;
		cr_assert(open_it(&e, 0, &err) == RC_OK, "%s", err.text);
		cr_expect(eq(int, cuts, 1));
		goes_on(e, "world");
		engine_close(e);
	}
}

Test(lock, cut_just_before_a_read_it_is_no_damage_and_nothing_is_read_twice)
{
	struct engine *e = store_with("world", 0);

	for (int i = 0; i < LENGTHS; i++) {
		struct err err = { 0 };
		char text[20] = "";

		cut_to = lengths[i];
		was_read.of = lock_path;
		cuts = heard = 0;
		cr_expect(engine_read(e, get_hello, text, &err) == RC_OK, "%s", err.text);
		cr_expect(eq(int, cuts, 1));
		cr_expect(eq(int, heard, 1));
		expect_same(text, "world");
		goes_on(e, "world");
	}
	engine_close(e);
}

/* As a text whose sum is wrong; before it the lock file may forget who reads what. */
static enum rc find_damage(struct view *v, void *arg)
{
	char noise[240];
	int fd;

	(void)v;
	if (*(bool *)arg) {
		memset(noise, 0x5a, sizeof(noise));
		fd = open(lock_path, O_WRONLY);
		cuts += pwrite(fd, noise, sizeof(noise), 16) == sizeof(noise);
		close(fd);
	}
	return RC_DAMAGED;
}

Test(lock, spoiled_in_the_middle_of_a_read_what_it_meets_is_no_damage)
{
	struct engine *e = store_with("world", 0);
	struct err err = { 0 };
	bool spoils = false;

	cuts = 0;
	cr_expect(eq(int, engine_read(e, find_damage, &spoils, &err), RC_DAMAGED));
	spoils = true;
	err_clear(&err);
	cr_expect(eq(int, engine_read(e, find_damage, &spoils, &err), RC_BUSY));
	cr_expect(eq(int, cuts, 1));
	expect_part(err.text, "try again");
	goes_on(e, "world");
	engine_close(e);
}

/* ---- more readers than there is room for: what lies behind the file in memory is not theirs */

enum { BLOCK_BYTES = 1 << 16, BLOCKS = 64, READERS = 1 << 16, MARK = 0x77 };

/* In small pieces, for a large one is laid apart. The lowest of them. */
static unsigned char *blocks_lay(void)
{
	unsigned char *p = NULL;

	for (int i = 0; i < BLOCKS; i++) {
		p = mmap(NULL, BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			 0);
		cr_assert(ne(ptr, p, MAP_FAILED));
		memset(p, MARK, BLOCK_BYTES);
	}
	return p;
}

/* Nothing that cannot be read lies between the lock file and the block. */
static bool leads_to(const unsigned char *block)
{
	char line[1024];
	unsigned long from, to, end = 0;
	FILE *f = fopen("/proc/self/maps", "r");

	while (f && fgets(line, sizeof(line), f) && sscanf(line, "%lx-%lx", &from, &to) == 2)
		if (strstr(line, lock_path) || (from == end && end <= (unsigned long)block))
			end = from <= (unsigned long)block ? to : 0;
	if (f)
		fclose(f);
	return end > (unsigned long)block;
}

static enum rc end_here(struct view *v, void *arg)
{
	(void)arg;
	view_put(v, sl("hello"), sl("never"));
	raise(SIGKILL);
	return RC_OK;
}

/* Whoever saves next finds that its mutex has no owner, and looks for others that have ended. */
static void end_in_a_save(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct engine *own;
		struct err err;

		if (open_it(&own, 0, &err) == RC_OK)
			engine_update(own, end_here, NULL, &err);
		_exit(1);
	}
	cr_assert(eq(int, (int)waitpid(pid, &status, 0), (int)pid));
	cr_assert(eq(int, WIFSIGNALED(status) ? WTERMSIG(status) : 0, SIGKILL));
}

Test(lock, more_readers_than_there_are_places_empty_nothing_behind_it)
{
	/* Source: the first words of MDB_txbody in lmdb's mdb.c */
	static const off_t readers_at = 56;
	const uint32_t readers = READERS;
	unsigned char *block = blocks_lay();
	struct engine *e = store_with("world", 0);
	int fd;

	cr_assert(leads_to(block));
	end_in_a_save();
	fd = open(lock_path, O_WRONLY);
	cr_assert(eq(int, (int)pwrite(fd, &readers, sizeof(readers), readers_at), sizeof(readers)));
	close(fd);
	goes_on(e, "world");
	for (size_t i = 0; i < BLOCK_BYTES; i++)
		cr_assert(eq(int, block[i], MARK), "byte %zu", i);
	engine_close(e);
}
