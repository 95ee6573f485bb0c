/* SPDX-License-Identifier: ISC */
/*
 * pty_time - how long a program on a terminal takes, from outside
 *
 *   pty_time start RUNS MARK PROGRAM [ARG…]
 *       from the start of the program until MARK has come, and until nothing
 *       more comes; one line: median of both, in milliseconds, bytes of both
 *   pty_time keys COUNT MARK STEPS PROGRAM [ARG…]
 *       once MARK has come, sends the steps (keys parted by spaces; \e is Esc,
 *       \r Enter) in turn, each after silence, until COUNT are measured; those
 *       that begin with ! are not. One line: median and 99th percentile of key
 *       to last byte in milliseconds, median of bytes, processor time in
 *       milliseconds
 *   pty_time idle SECONDS MARK PROGRAM [ARG…]
 *       bytes, wake-ups (voluntary switches) and milliseconds of processor
 *       time in so many seconds without a key
 *   pty_time memory SESSIONS MARK STEPS PROGRAM [ARG…]
 *       proportional set size of so many at once, in kilobytes each, after the
 *       steps (as above; "" for none)
 *
 * Leaves each program with SIGHUP. MARK "" means the first silence.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SILENCE_MS = 30, START_SILENCE_MS = 250, START_MOST_MS = 20000, RUNS_MOST = 4096 };

struct run {
	pid_t pid;
	int fd;
	char seen[1 << 16];
	size_t n;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "pty_time: %s\n", what);
	exit(1);
}

static void start(struct run *r, char **argv)
{
	struct winsize w = { .ws_row = 24, .ws_col = 80 };

	r->n = 0;
	r->pid = forkpty(&r->fd, NULL, NULL, &w);
	if (r->pid < 0)
		fail("no pseudo terminal");
	if (r->pid == 0) {
		signal(SIGHUP, SIG_DFL); /* nohup may stand around us, and HUP is how this ends */
		execvp(argv[0], argv);
		_exit(127);
	}
	fcntl(r->fd, F_SETFD, FD_CLOEXEC);
}

static void end(struct run *r)
{
	kill(r->pid, SIGHUP);
	close(r->fd);
	waitpid(r->pid, NULL, 0);
}

/* Reads what comes within so many milliseconds; false: nothing. */
static bool more(struct run *r, int ms)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	ssize_t got;

	if (poll(&p, 1, ms) <= 0)
		return false;
	if (r->n > sizeof(r->seen) / 2)
		r->n = 0;
	got = read(r->fd, r->seen + r->n, sizeof(r->seen) - 1 - r->n);
	if (got <= 0)
		return false;
	r->n += (size_t)got;
	r->seen[r->n] = '\0';
	return true;
}

/* When MARK had come and when the last byte had; the bytes of both. */
static void first_screen(struct run *r, const char *mark, double began, double *marked,
			 double *settled, size_t *mark_bytes)
{
	double end_at = began + START_MOST_MS;

	*marked = *settled = 0;
	while (now_ms() < end_at) {
		if (!more(r, *marked > 0 ? START_SILENCE_MS : START_MOST_MS))
			break;
		*settled = now_ms() - began;
		if (*marked == 0 && (!mark[0] || strstr(r->seen, mark))) {
			*marked = *settled;
			*mark_bytes = r->n;
		}
	}
	if (*marked == 0)
		fail("the program did not show what was waited for");
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double part_of(double *v, size_t n, double part)
{
	size_t i = (size_t)(part * (double)(n - 1) + 0.5);

	qsort(v, n, sizeof(*v), by_size);
	return v[i];
}

static void time_start(size_t runs, const char *mark, char **argv)
{
	static double marked[RUNS_MOST], settled[RUNS_MOST];
	static struct run r;
	size_t bytes = 0, all = 0;

	for (size_t i = 0; i < runs; i++) {
		double began = now_ms();

		start(&r, argv);
		first_screen(&r, mark, began, &marked[i], &settled[i], &bytes);
		all = r.n;
		end(&r);
	}
	printf("%.3f %.3f %zu %zu\n", part_of(marked, runs, 0.5), part_of(settled, runs, 0.5),
	       bytes, all);
}

/* The text of a step: \e is Esc, \r Enter, \s a space. */
static size_t key_bytes(const char *step, size_t len, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (step[i] == '\\' && i + 1 < len) {
			i++;
			out[n++] = step[i] == 'e' ? '\033' : step[i] == 'r' ? '\r' : ' ';
		} else {
			out[n++] = step[i];
		}
	}
	return n;
}

/* Milliseconds of processor time a process has used, and its voluntary switches. */
static double used_ms(pid_t pid, long *switches)
{
	char path[64], line[512];
	unsigned long long ns = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	f = fopen(path, "r");
	if (f) {
		if (fscanf(f, "%llu", &ns) != 1)
			ns = 0;
		fclose(f);
	}
	*switches = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "voluntary_ctxt_switches:", 24))
			*switches = strtol(line + 24, NULL, 10);
	if (f)
		fclose(f);
	return 1e-6 * (double)ns;
}

/* Sends one step and waits for its answer; milliseconds to the last byte, which are in r. */
static double one_key(struct run *r, const char *step, size_t len)
{
	char key[256];
	size_t n = key_bytes(step, len < sizeof(key) ? len : sizeof(key), key);
	double began = now_ms(), last = 0;

	r->n = 0;
	if (write(r->fd, key, n) != (ssize_t)n)
		fail("the program has ended");
	for (int ms = 2000; more(r, ms); ms = SILENCE_MS)
		last = now_ms() - began;
	if (!r->n)
		fail("a key had no answer");
	return last;
}

static void time_keys(size_t count, const char *mark, const char *steps, char **argv)
{
	static double last[RUNS_MOST], bytes[RUNS_MOST];
	static struct run r;
	const char *s = steps;
	double a, b, cpu = 0;
	long switches;
	size_t n;

	start(&r, argv);
	first_screen(&r, mark, now_ms(), &a, &b, &n);
	for (n = 0; n < count;) {
		bool counts = s[0] != '!';
		size_t len = strcspn(s, " ");
		double before = used_ms(r.pid, &switches);

		last[n] = one_key(&r, counts ? s : s + 1, counts ? len : len - 1);
		bytes[n] = (double)r.n;
		if (counts) {
			n++;
			cpu += used_ms(r.pid, &switches) - before;
		}
		s = s[len] ? s + len + 1 : steps;
	}
	end(&r);
	printf("%.3f %.3f %.0f %.3f\n", part_of(last, count, 0.5), part_of(last, count, 0.99),
	       part_of(bytes, count, 0.5), cpu / (double)count);
}

static void time_idle(int seconds, const char *mark, char **argv)
{
	static struct run r;
	double a, b, cpu;
	long before, after;
	size_t n, bytes = 0;

	start(&r, argv);
	first_screen(&r, mark, now_ms(), &a, &b, &n);
	cpu = used_ms(r.pid, &before);
	b = now_ms() + 1e3 * seconds;
	for (r.n = 0; now_ms() < b; r.n = 0)
		if (more(&r, (int)(b - now_ms()) + 1))
			bytes += r.n;
	cpu = used_ms(r.pid, &after) - cpu;
	end(&r);
	printf("%zu %ld %.3f\n", bytes, after - before, cpu);
}

static long set_size_kb(pid_t pid)
{
	char path[64], line[256];
	long kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "Pss:", 4))
			kb = strtol(line + 4, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

/* Sends the steps once, each after silence. */
static void walk(struct run *r, const char *steps)
{
	for (const char *s = steps; *s;) {
		size_t len = strcspn(s, " ");

		one_key(r, s, len);
		s += len + (s[len] == ' ');
	}
}

/* Reads on until nothing was sent for so long. */
static void pause_reading(struct run *r, int ms)
{
	r->n = 0;
	while (more(r, ms))
		r->n = 0;
}

static void take_memory(size_t sessions, const char *mark, const char *steps, char **argv)
{
	struct run *r = calloc(sessions, sizeof(*r));
	double a, b;
	size_t n;
	long kb = 0;

	if (!r)
		fail("no memory");
	for (size_t i = 0; i < sessions; i++) {
		start(&r[i], argv);
		first_screen(&r[i], mark, now_ms(), &a, &b, &n);
		walk(&r[i], steps);
	}
	for (size_t i = sessions; i-- > 0;) /* as they are nearly all the time: at rest */
		pause_reading(&r[i], i + 1 == sessions ? 1200 : 0);
	for (size_t i = 0; i < sessions; i++)
		kb += set_size_kb(r[i].pid);
	for (size_t i = 0; i < sessions; i++)
		end(&r[i]);
	printf("%.0f\n", (double)kb / (double)sessions);
	free(r);
}

int main(int argc, char **argv)
{
	size_t n = argc > 4 ? strtoul(argv[2], NULL, 10) : 0;

	if (n < 1 || n > RUNS_MOST)
		fail("start RUNS MARK PROGRAM | keys COUNT MARK STEPS PROGRAM | idle SECONDS MARK PROGRAM | "
		     "memory SESSIONS MARK STEPS PROGRAM");
	if (!strcmp(argv[1], "start"))
		time_start(n, argv[3], argv + 4);
	else if (!strcmp(argv[1], "keys") && argc > 5)
		time_keys(n, argv[3], argv[4], argv + 5);
	else if (!strcmp(argv[1], "idle"))
		time_idle((int)n, argv[3], argv + 4);
	else if (!strcmp(argv[1], "memory") && argc > 5)
		take_memory(n, argv[3], argv[4], argv + 5);
	else
		fail("what is it that is to be measured?");
	return 0;
}
