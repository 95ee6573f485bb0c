/* SPDX-License-Identifier: ISC */
/* Several processes in one store. CAIRN_SOAK in the environment: the full numbers. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/digest.h"
#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_workers.h"

TestSuite(engine_procs, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

Test(engine_procs, what_many_processes_save_adds_up)
{
	struct crew c = { .n = 0 };
	struct engine *e;

	for (int i = 0; i < 8; i++)
		count_child(&c, 40);
	crew_wait(&c, 0);
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 320));
	engine_close(e);
}

Test(engine_procs, a_lock_file_deleted_under_writers_loses_nothing)
{
	struct crew c = { .n = 0 };
	struct engine *e;
	int rounds = many(80, 800), status = 0;

	make_store();
	for (int i = 0; i < 4; i++)
		count_child(&c, rounds);
	while (waitpid(c.pid[0], &status, WNOHANG) == 0) {
		unlink(lock_path);
		usleep(1500);
	}
	cr_expect(eq(int, status, 0));
	c.pid[0] = c.pid[--c.n];
	crew_wait(&c, 0);
	e = open_here(0);
	cr_expect(eq(long, total(e).n, 4L * rounds));
	engine_close(e);
}

/* Holds the store open; tells what n is for each byte that it is sent. */
static pid_t onlooker(int orders, int answers)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e = open_here(0);
		struct total t = { 0 };
		char c = 'o';

		(void)!write(answers, &c, 1);
		while (read(orders, &c, 1) == 1) {
			c = engine_read(e, total_read, &t, NULL) == RC_OK ? (char)('0' + t.n) : '?';
			(void)!write(answers, &c, 1);
		}
		_exit(1);
	}
	return pid;
}

struct late {
	int orders[2], answers[2];
	pid_t pid;
};

/* Between the looking and the saving the file goes, and somebody makes another that counts from before. */
static enum rc lose_lock_file(struct view *v, void *arg)
{
	struct late *l = arg;
	char c;

	if (l->pid == 0) {
		unlink(lock_path);
		l->pid = onlooker(l->orders[0], l->answers[1]);
		(void)!read(l->answers[0], &c, 1);
	}
	return count_up(v, NULL);
}

Test(engine_procs, a_lock_file_that_counts_past_a_change_is_made_anew_while_it_is_in_use)
{
	struct late l = { .pid = 0 };
	struct engine *e;
	char c = 'l';

	make_store();
	cr_assert(eq(int, pipe(l.orders) || pipe(l.answers), 0));
	e = open_here(0);
	cr_assert(eq(int, engine_update(e, lose_lock_file, &l, NULL), RC_OK));
	for (long n = 2; n < 8; n++) {
		cr_assert(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK), "%ld", n);
		cr_expect(eq(long, total(e).n, n));
		cr_assert(eq(int, (int)write(l.orders[1], &c, 1), 1));
		cr_assert(eq(int, (int)read(l.answers[0], &c, 1), 1));
		cr_expect(eq(chr, c, (char)('0' + n)));
	}
	end_child(l.pid);
	engine_close(e);
}

/* Counts; each that was acknowledged is told. Ends with 0, or with 6 in words. */
static pid_t told_counter(int line, int times)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct engine *e;
		char c = '.';

		alarm(100);
		told_fd = open("/dev/null", O_WRONLY);
		engine_on_damage(tell);
		e = open_here(0);
		for (int i = 0; i < times; i++) {
			struct total t;
			struct err err = { 0 };

			if (engine_update(e, count_up, NULL, &err) == RC_OK)
				/* spoiled in the middle of a read: that is to be tried again */
				while (engine_read(e, total_read, &t, &err) == RC_BUSY)
					err_clear(&err);
			if (err.rc != RC_OK) {
				fprintf(stderr, "%s\n", err.text);
				_exit(1);
			}
			(void)!write(line, &c, 1);
		}
		engine_close(e);
		_exit(0);
	}
	return pid;
}

static void spoil_lock_file(int kind)
{
	char noise[4096];
	int fd;

	random_bytes(noise, sizeof(noise));
	switch (kind) {
	case 0:
		cut(lock_path, 0);
		break;
	case 1:
		cut(lock_path, 100);
		break;
	default: /* the whole head; or the mutexes and counts behind it alone */
		fd = open(lock_path, O_WRONLY);
		(void)!pwrite(fd, noise, kind == 2 ? sizeof(noise) : 240, kind == 2 ? 0 : 16);
		close(fd);
	}
}

/* Somebody has it open all the time, so that LMDB itself would not make the lock file anew. */
Test(engine_procs, a_lock_file_spoiled_under_writers_heals_while_they_are_in)
{
	int rounds = many(12, 200), line[2], ended = 0;
	long told = 0;
	struct late l = { .pid = 0 };
	struct engine *e;
	char text[4096], c = 'l';
	ssize_t n;

	make_store();
	cr_assert(eq(int, pipe(line) || pipe(l.orders) || pipe(l.answers), 0));
	l.pid = onlooker(l.orders[0], l.answers[1]);
	cr_assert(eq(int, (int)read(l.answers[0], &c, 1), 1));
	for (int i = 0; i < rounds; i++) {
		pid_t pid[3];

		for (int k = 0; k < 3; k++)
			pid[k] = told_counter(line[1], 20);
		cr_assert(eq(int, (int)read(line[0], text, 1), 1));
		told++;
		spoil_lock_file(i % 4);
		for (int k = 0; k < 3; k++) {
			int status;

			waitpid(pid[k], &status, 0);
			cr_expect(eq(int, ended_with(status, 0) || ended_with(status, 6), 1),
				  "round %d: status %#x", i, status);
			ended += !ended_with(status, 0);
		}
	}
	close(line[1]);
	cr_assert(eq(int, (int)write(l.orders[1], &c, 1), 1));
	cr_assert(eq(int, (int)read(l.answers[0], &c, 1), 1));
	cr_expect(ne(chr, c, '?'));
	end_child(l.pid);
	while ((n = read(line[0], text, sizeof(text))) > 0)
		told += n;
	e = open_here(0);
	cr_expect(ge(long, total(e).n, told));
	cr_expect(le(long, total(e).n, told + ended));
	cr_expect(le(int, ended, rounds));
	engine_close(e);
}

/* Where whoever makes the lock file has got to when they are stopped in it: the first byte is theirs. */
static pid_t stopped_opener(void)
{
	int line[2];
	pid_t pid;
	char c;

	cr_assert(eq(int, pipe(line), 0));
	pid = fork();
	if (pid == 0) {
		struct flock own = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
		int fd = open(lock_path, O_RDWR);

		(void)!fcntl(fd, F_SETLK, &own);
		(void)!write(line[1], "s", 1);
		raise(SIGSTOP);
		_exit(0);
	}
	cr_assert(eq(int, (int)read(line[0], &c, 1), 1));
	close(line[0]);
	close(line[1]);
	return pid;
}

Test(engine_procs, somebody_who_was_stopped_while_coming_in_keeps_nobody_out_for_long)
{
	struct timespec start, end;
	struct engine *e;
	pid_t pid;

	make_store();
	pid = stopped_opener();
	clock_gettime(CLOCK_MONOTONIC, &start);
	e = open_here(0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	cr_expect(lt(long, end.tv_sec - start.tv_sec, 15), "the bound is 5 s");
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
	end_child(pid);
}

Test(engine_procs, what_was_acknowledged_before_a_kill_is_there)
{
	long told = 0, unsure = 0;
	int rounds = many(200, 2000);

	make_store();
	srand(7);
	for (int i = 0; i < rounds; i++) {
		int line[2];
		char text[512];
		ssize_t n;
		pid_t pid;

		cr_assert(eq(int, pipe(line), 0));
		pid = teller(line);
		close(line[1]);
		told += read(line[0], text, 1) == 1;
		usleep((useconds_t)(rand() % 4000));
		end_child(pid);
		while ((n = read(line[0], text, sizeof(text))) > 0)
			told += n;
		close(line[0]);
		if (i % 10 == 9) {
			struct engine *e = open_here(0);
			long there = total(e).n;

			cr_assert(ge(long, there, told), "round %d", i);
			unsure = there - told;
			cr_assert(le(long, unsure, i + 1)); /* at most one of each round */
			engine_close(e);
		}
	}
}
