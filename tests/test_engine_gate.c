/* SPDX-License-Identifier: ISC */
/* Whose turn it is to write, and who holds it for too long. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"
#include "tests/lib_workers.h"

TestSuite(engine_gate, .init = engine_dir_make, .fini = engine_dir_drop, .timeout = 120);

static enum rc stop_once(struct view *v, void *arg)
{
	view_put(v, sl("stopped"), sl("and went on"));
	(void)!write(inside_line[1], "r", 1);
	do
		raise(SIGSTOP);
	while (arg);
	return view_rc(v);
}

static void stop_inside(bool again, pid_t *pid)
{
	int status;

	cr_assert(eq(int, pipe(inside_line), 0));
	*pid = fork();
	if (*pid == 0)
		_exit(engine_update(open_here(0), stop_once, again ? pid : NULL, NULL) != RC_OK);
	inside_wait();
	waitpid(*pid, &status, WUNTRACED);
	cr_assert(eq(int, WIFSTOPPED(status), 1));
}

struct heard {
	int times;
	char who[80];
};

static void hear(void *arg, const char *who)
{
	struct heard *h = arg;

	h->times++;
	snprintf(h->who, sizeof(h->who), "%s", who);
}

static enum rc has_stopped(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	return view_get(v, sl("stopped"), &out);
}

static struct engine *open_hearing(struct heard *h)
{
	struct engine_opts o = { .dir = dir, .waiting = hear, .arg = h, .person = "bob" };
	struct engine *e;
	struct err err = { 0 };

	cr_assert(eq(int, open_with(&e, &o, &err), RC_OK), "%s", err.text);
	return e;
}

Test(engine_gate, a_stopped_holder_does_not_hold_up_readers_and_is_woken_for_writers)
{
	struct heard h = { 0 };
	struct engine *e;
	char who[40];
	int status;
	pid_t pid;

	make_store();
	stop_inside(false, &pid);
	e = open_hearing(&h);
	cr_expect(eq(int, engine_read(e, has_hello, NULL, NULL), RC_OK));
	cr_expect(eq(int, h.times, 0));
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(
		eq(int, engine_read(e, has_stopped, NULL, NULL), RC_OK)); /* its change is whole */
	snprintf(who, sizeof(who), "ann (process %d)", (int)pid);
	cr_expect(eq(str, h.who, who));
	waitpid(pid, &status, 0);
	cr_expect(eq(int, status, 0));
	engine_close(e);
}

Test(engine_gate, a_holder_that_stays_stopped_is_ended_and_its_change_is_not_there)
{
	struct heard h = { 0 };
	struct engine *e;
	int status;
	pid_t pid;

	make_store();
	stop_inside(true, &pid);
	e = open_hearing(&h);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	cr_expect(ge(int, h.times, 3));
	cr_expect(eq(int, engine_read(e, has_stopped, NULL, NULL), RC_NOT_FOUND));
	waitpid(pid, &status, 0);
	cr_expect(eq(int, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1), "status %#x",
		  status);
	engine_close(e);
}

Test(engine_gate, a_holder_that_runs_is_named_and_left_alone)
{
	struct heard h = { 0 };
	struct engine *e;
	struct err err = { 0 };
	char who[40];
	pid_t pid;

	make_store();
	cr_assert(eq(int, pipe(inside_line), 0));
	pid = stand_inside(true);
	inside_wait();
	e = open_hearing(&h);
	cr_expect(eq(int, engine_update(e, count_up, NULL, &err), RC_BUSY));
	snprintf(who, sizeof(who), "ann (process %d)", (int)pid);
	SAYS(err.text, who);
	cr_expect(eq(int, h.times, 4));
	cr_expect(eq(int, kill(pid, 0), 0));
	end_child(pid);
	cr_expect(eq(int, engine_update(e, count_up, NULL, NULL), RC_OK));
	engine_close(e);
}
