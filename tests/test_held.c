/* SPDX-License-Identifier: ISC */
/* A session that is held in the middle of a save, seen from the screen of another. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/store/engine.h"
#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

enum { BOUND_S = 5, SLOW_MACHINE_S = 10 };

static char *scratch, *data;
static struct run in;
static struct vt *one, *two;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void end(void)
{
	vt_end(one);
	vt_end(two);
	dir_drop(scratch);
	free(data);
}

TestSuite(held, .init = begin, .fini = end, .timeout = 120);

static struct vt *open_item(const char *item)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", item, NULL };
	struct vt *v = vt_start(24, 80, argv, NULL);

	cr_assert(vt_cursor_on(v, "1 ( ) Not started"));
	return v;
}

static const char *state_of(const char *item)
{
	static char text[40];
	struct jdoc *doc = run_json(&in, "show", item, "--json");
	const char *now = jval_text(jval_get(jdoc_top(doc), "state"));

	snprintf(text, sizeof(text), "%s", now ? now : "");
	jdoc_free(doc);
	return text;
}

static bool is_of_store(pid_t pid, unsigned long long fd)
{
	char link[60], name[300];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/fd/%llu", (int)pid, fd);
	n = readlink(link, name, sizeof(name) - 1);
	name[n < 0 ? 0 : n] = '\0';
	return strstr(name, "/data.mdb") != NULL;
}

static bool begins_to_write(pid_t pid)
{
	struct __ptrace_syscall_info call;

	return ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(call), &call) > 0 &&
	       call.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (call.entry.nr == SYS_pwrite64 || call.entry.nr == SYS_writev ||
		call.entry.nr == SYS_pwritev) &&
	       is_of_store(pid, call.entry.args[0]);
}

/* Presses a key that saves, and holds the session at the first byte that it writes, with the turn in its hands. */
static void hold_in_a_save(struct vt *v, const char *key)
{
	pid_t pid = (pid_t)vt_pid(v);
	int status = 0;

	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESYSGOOD))
		cr_skip_test("no right to trace");
	cr_assert(eq(int, ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == 0, 1));
	waitpid(pid, &status, 0);
	vt_send(v, key);
	for (int sig = 0; WIFSTOPPED(status); sig = WSTOPSIG(status)) {
		if (sig == (SIGTRAP | 0x80) && begins_to_write(pid))
			return;
		sig = sig == (SIGTRAP | 0x80) || sig == SIGTRAP ? 0 : sig;
		ptrace(PTRACE_SYSCALL, pid, NULL, sig);
		waitpid(pid, &status, 0);
	}
	cr_assert(false, "it did not save: status %#x", status);
}

static time_t now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* Then shows the end of it. On a busy machine the words stand there for less than a look takes: they were sent. */
static void says_who_until(struct vt *v, long pid, const char *end)
{
	char words[80];

	snprintf(words, sizeof(words), "(process %ld) to finish saving", pid);
	cr_expect(vt_shows(v, end), "%s", vt_screen(v));
	cr_expect(ge(sz, vt_sent(v, words), 1), "the screen does not name who is waited for");
}

/* Whoever holds the turn, everything is read at once, by the session that waits too, until it saves. */
static void reading_goes_on(void)
{
	time_t from = now_s();

	free(run_ok(&in, "status"));
	vt_key(two, TK_F1);
	cr_expect(vt_shows(two, "Help"));
	vt_key(two, TK_ESC);
	cr_expect(vt_cursor_on(two, "1 ( ) Not started"));
	cr_expect(lt(int, (int)(now_s() - from), BOUND_S));
}

Test(held, a_stopped_session_is_woken_and_the_change_of_both_is_there)
{
	time_t from;

	one = open_item("item/res-people");
	two = open_item("item/res-data");
	hold_in_a_save(one, " ");
	kill((pid_t)vt_pid(one), SIGSTOP);
	ptrace(PTRACE_DETACH, (pid_t)vt_pid(one), NULL, NULL);
	reading_goes_on();
	from = now_s();
	vt_send(two, " ");
	says_who_until(two, vt_pid(one), "(*) Not started");
	cr_expect(lt(int, (int)(now_s() - from), BOUND_S + SLOW_MACHINE_S));
	cr_expect(vt_shows(one, "(*) Not started"));
	expect_same(state_of("res-data"), "not_started");
	expect_same(state_of("res-people"), "not_started");
	cr_expect(vt_gone(two, "to finish saving"));
}

Test(held, a_session_that_a_debugger_keeps_is_ended_and_its_change_is_not_there)
{
	time_t from;

	one = open_item("item/res-people");
	two = open_item("item/res-data");
	hold_in_a_save(one, " ");
	reading_goes_on();
	from = now_s();
	vt_send(two, " ");
	says_who_until(two, vt_pid(one), "(*) Not started");
	cr_expect(lt(int, (int)(now_s() - from), BOUND_S + SLOW_MACHINE_S));
	cr_expect(eq(int, vt_exit(one), 128 + SIGKILL));
	expect_same(state_of("res-data"), "not_started");
	expect_same(state_of("res-people"), "done"); /* as the sample has it */
	free(run_ok(&in, "verify"));
}

static enum rc stand(struct view *v, void *arg)
{
	(void)!write(*(int *)arg, "r", 1);
	for (;;)
		pause();
	return view_rc(v);
}

/* Neither stopped nor traced, as one whose pages have to come back from the disk: it is let be. */
static pid_t slow_one(void)
{
	int line[2];
	pid_t pid;
	char c;

	cr_assert(eq(int, pipe(line), 0));
	pid = fork();
	if (pid == 0) {
		struct engine_opts o = { .dir = data, .person = "ben" };
		struct engine *e;

		if (engine_open(&engine_lmdb, &e, &o, NULL) == RC_OK)
			engine_update(e, stand, &line[1], NULL);
		_exit(1);
	}
	cr_assert(eq(int, (int)read(line[0], &c, 1), 1));
	close(line[0]);
	close(line[1]);
	return pid;
}

Test(held, one_that_is_slow_is_waited_for_and_named_and_nothing_typed_is_lost)
{
	char words[80];
	int status;
	pid_t pid;

	two = open_item("item/res-data");
	pid = slow_one();
	reading_goes_on();
	vt_send(two, " ");
	snprintf(words, sizeof(words), "en (process %d) has been saving for 5 seconds", (int)pid);
	says_who_until(two, pid, words);
	cr_expect(eq(int, kill(pid, 0), 0), "it was ended");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	expect_same(state_of("res-data"), "in_progress");
	vt_send(two, " ");
	cr_expect(vt_shows(two, "(*) Not started"));
	expect_same(state_of("res-data"), "not_started");
}
