/* SPDX-License-Identifier: ISC */
/* What counts as a damaged file, and what is only a signal that somebody sent. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/store/guard.h"

static void sent_by_another(void *sig)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(kill(getppid(), *(int *)sig));
	waitpid(pid, NULL, 0);
}

static void raised_here(void *sig)
{
	raise(*(int *)sig);
}

static const int faults[] = { SIGBUS, SIGSEGV, SIGABRT };
enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };

/* The status of a process in which fn ran guarded: 0 where it went through, 1 where the guard left it. */
static int ends(void (*fn)(void *), int sig, bool deep)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		signal(sig, SIG_DFL); /* whatever a sanitizer made of it */
		guard_install();
		guard_deep(deep);
		_exit(!guard_run(GUARD_JUMP, "damaged", fn, &sig));
	}
	waitpid(pid, &status, 0);
	return status;
}

Test(guard, a_signal_that_another_process_sent_ends_the_program)
{
	for (size_t i = 0; i < FAULTS; i++)
		for (int deep = 0; deep <= 1; deep++)
			cr_expect(eq(int, WTERMSIG(ends(sent_by_another, faults[i], deep)),
				     faults[i]));
}

Test(guard, what_the_library_raises_itself_is_a_damaged_file)
{
	cr_expect(eq(int, ends(raised_here, SIGABRT, true), 1 << 8));
	cr_expect(eq(int, ends(raised_here, SIGBUS, false), 1 << 8));
	cr_expect(eq(int, WTERMSIG(ends(raised_here, SIGABRT, false)), SIGABRT));
}

/* As a library that gets no memory and goes on: in a process whose end says so. */
Test(guard, what_a_library_crashes_in_for_want_of_memory_ends_with_a_sentence)
{
	for (size_t i = 0; i < FAULTS; i++) {
		int line[2], status, sig = faults[i];
		char said[200] = "";
		pid_t pid;

		cr_assert(eq(int, pipe(line), 0));
		fflush(NULL);
		pid = fork();
		if (pid == 0) {
			signal(sig, SIG_DFL); /* as above */
			dup2(line[1], STDERR_FILENO);
			guard_scant(raised_here, &sig);
			_exit(0);
		}
		close(line[1]);
		waitpid(pid, &status, 0);
		cr_expect(ge(int, (int)read(line[0], said, sizeof(said) - 1), 1));
		close(line[0]);
		cr_expect(eq(int, status, 1 << 8));
		cr_expect(strstr(said, "no memory left") != NULL, "%s", said);
	}
}
