/* SPDX-License-Identifier: ISC */
#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

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
static struct sigaction before[2];

static const int faults[] = { SIGBUS, SIGSEGV };

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

static void on_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (innermost && (sig == SIGBUS || deep))
		guard_trip();
	end_begins();
	/* not ours: the instruction runs again, and meets the earlier handler; one that was sent, at once */
	sigaction(sig, &before[sig == SIGSEGV], NULL);
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
	for (size_t i = 0; i < 2; i++)
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

void guard_deep(bool on)
{
	deep = on;
}
