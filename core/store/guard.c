/* SPDX-License-Identifier: ISC */
#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "engine.h"
#include "../base/mem.h"

struct guard {
	sigjmp_buf at;
	enum guard_kind kind;
	const char *sentence;
	struct guard *outer;
};

/* A signal handler is given no argument of ours, so these stand alone. */
static struct guard *volatile innermost;
static volatile sig_atomic_t deep, installed;
static void (*told)(const char *sentence);
static void (*ending)(void);
enum { FAULTS = 3 };
static struct sigaction before[FAULTS];

static const int faults[FAULTS] = { SIGBUS, SIGSEGV, SIGABRT };

void engine_on_damage(void (*fn)(const char *sentence))
{
	told = fn;
}

void guard_before_end(void (*fn)(void))
{
	ending = fn;
}

static void end_begins(void)
{
	if (ending)
		ending();
}

static void say(const char *s)
{
	ssize_t n = write(STDERR_FILENO, s, strlen(s));

	(void)n;
}

_Noreturn void guard_trip(void)
{
	struct guard *g = innermost;

	deep = 0;
	if (g && g->kind == GUARD_JUMP)
		siglongjmp(g->at, 1);
	end_begins();
	if (g && told) {
		told(g->sentence);
	} else if (g) {
		say("cairn: ");
		say(g->sentence);
		say("\n");
	}
	_exit(6);
}

static const struct sigaction *earlier(int sig)
{
	size_t i = FAULTS - 1;

	while (i > 0 && faults[i] != sig)
		i--;
	return &before[i];
}

/* What another process sends says nothing about a file; abort() sends, too, but to itself. */
static bool tells_of_a_file(int sig, const siginfo_t *info)
{
	return (sig == SIGBUS || deep) && (info->si_code > 0 || info->si_pid == getpid());
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (innermost && tells_of_a_file(sig, info))
		guard_trip();
	end_begins();
	/* not ours: the instruction runs again, and meets the earlier handler; one that was sent, at once */
	sigaction(sig, earlier(sig), NULL);
	if (info->si_code <= 0)
		raise(sig);
}

void guard_install(void)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };

	if (installed)
		return;
	installed = 1;
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < FAULTS; i++)
		sigaction(faults[i], &sa, &before[i]);
	/* a file at its limit is an answer (EFBIG), not an end */
	signal(SIGXFSZ, SIG_IGN);
}

bool guard_run(enum guard_kind kind, const char *sentence, void (*fn)(void *arg), void *arg)
{
	struct guard g = { .kind = kind, .sentence = sentence, .outer = innermost };

	if (sigsetjmp(g.at, 0)) {
		innermost = g.outer;
		return false;
	}
	innermost = &g;
	fn(arg);
	innermost = g.outer;
	return true;
}

static void on_late(int sig)
{
	(void)sig;
	guard_trip();
}

bool guard_run_for(int seconds, const char *sentence, void (*fn)(void *arg), void *arg)
{
	struct sigaction sa = { .sa_handler = on_late, .sa_flags = SA_NODEFER }, sa_before;
	struct itimerval late = { .it_value = { seconds, 0 } }, late_before;
	sigset_t alarm_set, mask_before;
	bool ended;

	sigemptyset(&sa.sa_mask);
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigaction(SIGALRM, &sa, &sa_before);
	sigprocmask(SIG_UNBLOCK, &alarm_set, &mask_before);
	setitimer(ITIMER_REAL, &late, &late_before);
	ended = guard_run(GUARD_JUMP, sentence, fn, arg);
	setitimer(ITIMER_REAL, &late_before, NULL);
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
	sigaction(SIGALRM, &sa_before, NULL);
	return ended;
}

void guard_deep(bool on)
{
	deep = on;
}

struct scant {
	void (*fn)(void *arg);
	void *arg;
};

static void run_scant(void *arg)
{
	const struct scant *s = arg;
	bool was = deep; /* within another one */

	guard_deep(true);
	s->fn(s->arg);
	guard_deep(was);
}

void guard_scant(void (*fn)(void *arg), void *arg)
{
	struct scant s = { fn, arg };

	guard_install();
	if (!guard_run(GUARD_JUMP, "", run_scant, &s))
		mem_gone();
}
