/* SPDX-License-Identifier: ISC */
/* What counts as a damaged file, and what is only a signal that somebody sent. */
#include <signal.h>
#include <stdlib.h>
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
	static const int faults[] = { SIGBUS, SIGSEGV, SIGABRT };

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
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
