/* SPDX-License-Identifier: ISC */
/* Faults of the machine: disks that may not be written or are full, little memory, a debugger, a power cut. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_engine.h"

TestSuite(faults, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 600);

#define SAYS(text, part) cr_expect(ne(ptr, strstr(text, part), NULL), "'%s' lacks '%s'", text, part)

static struct engine *open_here(size_t map_bytes, struct err *err)
{
	struct engine_opts o = {
		.dir = dir, .create = true, .map_bytes = map_bytes, .person = "ann"
	};
	struct engine *e = NULL;

	err_clear(err);
	return engine_open(&engine_lmdb, &e, &o, err) == RC_OK ? e : NULL;
}

/* n counts the changes, and each has a key of its own: a change that is there in part shows. */
static enum rc count_up(struct view *v, void *arg)
{
	struct slice out;
	long n = 0;
	char key[32], text[1000];

	(void)arg;
	if (view_get(v, sl("n"), &out) == RC_OK)
		n = strtol(memcpy(memset(text, 0, sizeof(text)), out.data, out.len), NULL, 10);
	snprintf(text, sizeof(text), "%ld", ++n);
	snprintf(key, sizeof(key), "k/%08ld", n);
	view_put(v, sl("n"), sl(text));
	snprintf(text, sizeof(text), "%0900ld", n);
	view_put(v, sl(key), sl(text));
	return view_rc(v);
}

static bool count_key(void *arg, struct slice key, struct slice value)
{
	(void)key;
	*(long *)arg += value.len == 900;
	return true;
}

struct total {
	long n, keys;
};

static enum rc total_read(struct view *v, void *arg)
{
	struct total *t = arg;
	struct slice out;
	char text[32] = "";

	*t = (struct total){ 0 };
	if (view_get(v, sl("n"), &out) == RC_OK)
		t->n = strtol(memcpy(text, out.data, out.len), NULL, 10);
	return view_scan(v, sl("k/"), sl(""), count_key, &t->keys);
}

/* How many changes are there, whole; -1: not to be read. */
static long total(struct engine *e)
{
	struct total t;

	return engine_read(e, total_read, &t, NULL) == RC_OK && t.n == t.keys ? t.n : -1;
}

static void make_store(int changes)
{
	struct err err = { 0 };
	struct engine *e = open_here(0, &err);

	cr_assert(ne(ptr, e, NULL), "%s", err.text);
	for (int i = 0; i < changes; i++)
		cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
}

static bool small_disk(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", root, "tmpfs", 0, "size=24m,mode=0700") == 0;
}

/* ---- disks */

Test(faults, on_a_disk_that_is_read_only_all_is_read_and_saving_says_why)
{
	struct err err = { 0 };
	struct engine *e;
	char *file = dir_path(root, "copy");
	int fd;

	if (!small_disk()) {
		free(file);
		cr_skip_test("no right to mount a small disk");
	}
	make_store(3);
	cr_assert(eq(int, mount("none", root, "tmpfs", MS_REMOUNT | MS_RDONLY, "size=24m"), 0));
	e = open_here(0, &err);
	cr_assert(ne(ptr, e, NULL), "%s", err.text);
	cr_expect(eq(long, total(e), 3));
	cr_expect(eq(int, engine_update(e, count_up, NULL, &err), RC_READ_ONLY));
	SAYS(err.text, "may be read but not changed");
	cr_expect(eq(long, total(e), 3));
	fd = open("/dev/null", O_WRONLY);
	cr_expect(eq(int, engine_check(e, NULL, NULL, NULL), RC_OK));
	close(fd);
	engine_close(e);
	err_clear(&err);
	cr_expect(ne(int, lmdb_compact(dir, &err), RC_OK));
	SAYS(err.text, dir);
	free(dir);
	dir = dir_path(root, "another");
	cr_expect(eq(ptr, open_here(0, &err), NULL));
	SAYS(err.text, dir);
	umount2(root, MNT_DETACH);
	free(file);
}

static void fill_disk(const char *filler, long leave)
{
	static const char block[1 << 12];
	struct stat st;
	int fd = open(filler, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	while (write(fd, block, sizeof(block)) > 0)
		;
	fstat(fd, &st);
	if (ftruncate(fd, st.st_size - leave))
		abort();
	close(fd);
}

/* Each step that writes, with ever more room left: done, or refused in words; what was there is there. */
Test(faults, a_disk_that_fills_up_in_any_step_leaves_the_store_as_it_was)
{
	char *filler = dir_path(root, "filler"), *copy = dir_path(root, "copy");
	char *good = dir_path(root, "good"), *store = dir, *fresh = dir_path(root, "fresh");
	struct err err = { 0 };
	struct engine *e;
	int fd, refused = 0;

	if (!small_disk())
		cr_skip_test("no right to mount a small disk");
	make_store(200);
	e = open_here(0, &err);
	fd = open(good, O_RDWR | O_CREAT | O_EXCL, 0600);
	cr_assert(eq(int, engine_backup(e, fd, NULL), RC_OK));
	close(fd);
	engine_close(e);
	for (long leave = 0; leave <= 40; leave++) {
		fill_disk(filler, leave * 4096 * (leave < 30 ? 1 : 3));
		dir = fresh;
		e = open_here(0, &err);
		cr_expect(eq(int, !e, err.text[0] != 0));
		refused += !e;
		engine_close(e);
		dir = store;
		dir_drop(strdup(fresh));
		e = open_here(0, &err);
		cr_assert(ne(ptr, e, NULL), "%s", err.text);
		fd = open(copy, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (engine_backup(e, fd, &err) != RC_OK) {
			cr_expect(eq(int, err.rc, RC_FULL), "%s", err.text);
			refused++;
		}
		close(fd);
		unlink(copy);
		cr_expect(eq(long, total(e), 200));
		engine_close(e);
		err_clear(&err);
		refused += lmdb_compact(dir, &err) != RC_OK;
		err_clear(&err);
		refused += lmdb_restore(dir, good, PROFILE_PERSONAL, &err) != RC_OK;
		e = open_here(0, &err);
		cr_assert(ne(ptr, e, NULL), "%s", err.text);
		cr_expect(eq(long, total(e), 200), "%ld pages left", leave);
		cr_expect(eq(int, engine_check(e, NULL, NULL, NULL), RC_OK));
		engine_close(e);
	}
	cr_expect(gt(int, refused, 20));
	umount2(root, MNT_DETACH);
	free(filler);
	free(copy);
	free(good);
	free(fresh);
}

/* ---- memory */

static int ended(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	return status;
}

#ifndef __SANITIZE_ADDRESS__ /* which takes terabytes of the address space for itself */
static long mapped_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (!f || fscanf(f, "%ld", &pages) != 1)
		abort();
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

static void limit_memory(long more)
{
	struct rlimit l = { (rlim_t)(mapped_bytes() + more), RLIM_INFINITY };

	setrlimit(RLIMIT_AS, &l);
}

Test(faults, a_small_address_space_opens_with_a_smaller_map)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct err err = { 0 };
		struct engine *e;

		limit_memory(3L << 30);
		e = open_here(0, &err);
		_exit(!e || engine_update(e, count_up, NULL, NULL) != RC_OK || total(e) != 1);
	}
	cr_expect(eq(int, ended(pid), 0));
}

Test(faults, a_map_that_cannot_grow_refuses_in_words_and_goes_on_reading)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct err err = { 0 };
		struct engine *e = open_here(1 << 20, &err);
		long n = 0;
		enum rc rc;

		limit_memory(3 << 20);
		while ((rc = engine_update(e, count_up, NULL, &err)) == RC_OK && n < 20000)
			n++;
		if (rc != RC_IO || !strstr(err.text, "not enough memory"))
			_exit(1);
		if (n == 0 || total(e) != n)
			_exit(2);
		limit_memory(1L << 30);
		if (engine_update(e, count_up, NULL, &err) != RC_OK || total(e) != n + 1)
			_exit(3);
		engine_close(e);
		_exit(0);
	}
	cr_expect(eq(int, ended(pid), 0));
}
#endif

/* ---- a debugger */

static int line[2];

static enum rc stand(struct view *v, void *arg)
{
	(void)arg;
	view_put(v, sl("half"), sl("done"));
	(void)!write(line[1], "r", 1);
	for (;;)
		pause();
	return view_rc(v);
}

Test(faults, a_holder_that_a_debugger_keeps_is_ended_after_three_seconds)
{
	struct err err = { 0 };
	struct engine *e;
	int status;
	pid_t pid;
	char c;

	make_store(1);
	cr_assert(eq(int, pipe(line), 0));
	pid = fork();
	if (pid == 0) {
		engine_update(open_here(0, &err), stand, NULL, NULL);
		_exit(1);
	}
	cr_assert(eq(int, (int)read(line[0], &c, 1), 1));
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) || ptrace(PTRACE_INTERRUPT, pid, NULL, NULL)) {
		kill(pid, SIGKILL);
		ended(pid);
		cr_skip_test("no right to trace");
	}
	waitpid(pid, &status, 0);
	cr_assert(eq(int, WIFSTOPPED(status), 1));
	e = open_here(0, &err);
	cr_expect(eq(long, total(e), 1));
	cr_expect(eq(int, engine_update(e, count_up, NULL, &err), RC_OK), "%s", err.text);
	cr_expect(eq(long, total(e), 2));
	status = ended(pid);
	cr_expect(eq(int, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1), "%#x", status);
	engine_close(e);
}

/* ---- power cuts */

enum { PIECE = 512, PAGE = 4096 };

struct disk {
	char *now, *safe; /* as processes see it; as it is after a power cut at the least */
	size_t now_len, safe_len;
};

static void disk_look(struct disk *d)
{
	free(d->now);
	d->now = file_text(data_path, &d->now_len);
}

static void disk_flushed(struct disk *d)
{
	free(d->safe);
	d->safe = malloc(d->now_len + 1);
	memcpy(d->safe, d->now, d->safe_len = d->now_len);
}

/* What was not flushed is there or not, page by page or sector by sector. */
static void image_put(const struct disk *d, const char *path)
{
	size_t len = rand() % 2 || d->now_len < d->safe_len ? d->now_len : d->safe_len;
	size_t piece = rand() % 2 ? PIECE : PAGE;
	int odds = rand() % 5; /* of 4: none, some, all of it got there */
	char *image = calloc(1, len + 1);

	for (size_t at = 0; at < len; at += piece) {
		bool there = rand() % 4 < odds;
		size_t n = len - at < piece ? len - at : piece;

		if (there || at + n <= d->safe_len)
			memcpy(image + at, there ? d->now + at : d->safe + at, n);
	}
	file_put(path, image, len);
	free(image);
}

static long image_total(const char *path)
{
	struct engine_opts o = { .dir = path, .copy = true };
	struct engine *e;
	long n = -1;

	if (engine_open(&engine_lmdb, &e, &o, NULL) != RC_OK)
		return -1;
	if (engine_check(e, NULL, NULL, NULL) == RC_OK)
		n = total(e);
	engine_close(e);
	return n;
}

/* Saves under the eyes of its parent, which is told after each. */
static pid_t saver(int changes)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct err err = { 0 };
		struct engine *e;

		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(9);
		e = open_here(0, &err);
		raise(SIGSTOP);
		for (int i = 0; i < changes; i++) {
			if (engine_update(e, count_up, NULL, NULL) != RC_OK)
				_exit(1);
			(void)!write(line[1], "s", 1);
		}
		_exit(0);
	}
	return pid;
}

struct cut {
	struct disk disk;
	long told;
	int images, lost;
	bool flush_works; /* else the disk lies, as without flushes */
	int flushes;
	const char *path;
};

static bool writes(unsigned long long nr)
{
	return nr == SYS_pwrite64 || nr == SYS_pwritev || nr == SYS_write || nr == SYS_writev;
}

/* One call of the saver has ended. */
static void cut_look(struct cut *c, const struct __ptrace_syscall_info *call, int each)
{
	bool flush = call->entry.nr == SYS_fdatasync || call->entry.nr == SYS_fsync;

	if (call->entry.nr == SYS_write && (int)call->entry.args[0] == line[1])
		c->told++;
	else if (!flush && !writes(call->entry.nr))
		return;
	if (writes(call->entry.nr))
		disk_look(&c->disk);
	/* the library writes its meta page by itself, to a descriptor that flushes each write */
	flush |= call->entry.nr == SYS_pwrite64 && call->entry.args[2] < PAGE;
	for (int i = 0; i < each; i++) {
		long n;

		image_put(&c->disk, c->path);
		n = image_total(c->path);
		c->images++;
		c->lost += n < c->told || n > c->told + 1;
	}
	if (flush && (c->flush_works || ++c->flushes % 7 == 0))
		disk_flushed(&c->disk);
}

static void run_traced(pid_t pid, struct cut *c, int each)
{
	struct __ptrace_syscall_info call, info;
	int status;

	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESYSGOOD);
	disk_look(&c->disk);
	disk_flushed(&c->disk);
	memset(&call, 0, sizeof(call));
	for (int sig = 0; ptrace(PTRACE_SYSCALL, pid, NULL, sig) == 0;) {
		waitpid(pid, &status, 0);
		if (!WIFSTOPPED(status))
			break;
		sig = WSTOPSIG(status) == (SIGTRAP | 0x80) || WSTOPSIG(status) == SIGSTOP
			      ? 0
			      : WSTOPSIG(status);
		if (WSTOPSIG(status) != (SIGTRAP | 0x80))
			continue;
		ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
			call = info;
		else if (info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.rval >= 0)
			cut_look(c, &call, each);
	}
	cr_expect(eq(int, status, 0));
}

static struct cut cuts(bool flush_works, int changes, int each)
{
	char *path = dir_path(root, "image");
	struct cut c = { .flush_works = flush_works, .path = path };

	make_store(0);
	cr_assert(eq(int, pipe(line), 0));
	srand(1879);
	run_traced(saver(changes), &c, each);
	cr_expect(eq(long, c.told, (long)changes));
	close(line[0]);
	close(line[1]);
	free(c.disk.now);
	free(c.disk.safe);
	unlink(path);
	free(path);
	return c;
}

Test(faults, a_power_cut_at_any_write_loses_nothing_that_was_acknowledged)
{
	struct cut c = cuts(true, 60, many(1, 20));

	cr_expect(ge(int, c.images, many(200, 4000)), "%d", c.images);
	cr_expect(eq(int, c.lost, 0), "%d of %d", c.lost, c.images);
}

/* Else the test above could not tell. */
Test(faults, a_disk_that_lies_about_flushes_does_lose)
{
	struct cut c = cuts(false, 60, 1);

	cr_expect(gt(int, c.lost, 0), "of %d", c.images);
}
