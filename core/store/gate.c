/* SPDX-License-Identifier: ISC */
#include "gate.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "../base/mem.h"
#include "datadir.h"

enum { WAKE_AFTER_S = 1, END_AFTER_S = 3, BUSY_AFTER_S = 5, TICK_MS = 250, DOOR_TRIES = 10 };

struct process {
	int pid;
	unsigned long long start; /* ticks since the machine started */
	char state;
	char person[32];
};

/* Fields 3 and 22 of /proc/PID/stat; the name before them may hold blanks. Source: proc(5) */
static bool process_look(int pid, struct process *out)
{
	char path[40], text[1024], *p;
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (n <= 0)
		return false;
	text[n] = '\0';
	p = strrchr(text, ')');
	if (!p || !p[1])
		return false;
	out->pid = pid;
	out->state = p[2];
	p += 2;
	for (int field = 3; field < 22 && p; field++)
		p = strchr(p + 1, ' ');
	out->start = p ? strtoull(p, NULL, 10) : 0;
	return p;
}

static bool note_read(int fd, struct process *out)
{
	char text[96];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return false;
	text[n] = '\0';
	return sscanf(text, "%d %llu %31[^\n]", &out->pid, &out->start, out->person) == 3;
}

static void note_name(const struct process *p, char out[64])
{
	snprintf(out, 64, "%s (process %d)", p->person, p->pid);
}

/* Wakes, later ends, a holder that was stopped; through a pidfd, so that it is the one of the note. */
static void holder_help(const struct process *noted, int seconds)
{
	struct process now;
	struct stat st;
	char path[32];
	int fd;

	if (seconds < WAKE_AFTER_S)
		return;
	fd = (int)syscall(SYS_pidfd_open, noted->pid, 0);
	if (fd < 0)
		return;
	snprintf(path, sizeof(path), "/proc/%d", noted->pid);
	if (process_look(noted->pid, &now) && now.start == noted->start &&
	    (now.state == 'T' || now.state == 't') && stat(path, &st) == 0 &&
	    st.st_uid == geteuid())
		syscall(SYS_pidfd_send_signal, fd, seconds < END_AFTER_S ? SIGCONT : SIGKILL, NULL,
			0);
	close(fd);
}

static void on_tick(int sig)
{
	(void)sig; /* it is there to end a wait */
}

struct wait {
	int note; /* -1: nobody is told or helped */
	const struct engine_opts *o;
	char who[64];
};

static void wait_second(struct wait *w, int seconds)
{
	struct process holder;

	if (w->note < 0 || !note_read(w->note, &holder))
		return;
	note_name(&holder, w->who);
	holder_help(&holder, seconds);
	if (w->o->waiting)
		w->o->waiting(w->o->arg, w->who);
}

static int flock_waiting(int fd, int op, struct wait *w)
{
	struct timespec start, now;
	int said = 0, code;

	clock_gettime(CLOCK_MONOTONIC, &start);
	while ((code = flock(fd, op)) < 0 && errno == EINTR) {
		int seconds;

		clock_gettime(CLOCK_MONOTONIC, &now);
		seconds = (int)((now.tv_sec - start.tv_sec) - (now.tv_nsec < start.tv_nsec));
		if (seconds >= BUSY_AFTER_S) {
			errno = EWOULDBLOCK;
			return -1;
		}
		if (seconds > said)
			wait_second(w, said = seconds);
	}
	return code;
}

/* A blocking wait in the queue: looking again and again took 40 times as long under load. */
static int flock_bounded(int fd, int op, struct wait *w)
{
	struct sigaction sa = { .sa_handler = on_tick }, sa_before;
	struct itimerval tick = { { 0, TICK_MS * 1000 }, { 0, TICK_MS * 1000 } }, tick_before;
	sigset_t alarm_set, mask_before;
	int code, kept;

	if (flock(fd, op | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK && errno != EINTR)
		return -1;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGALRM, &sa, &sa_before);
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm_set, &mask_before);
	setitimer(ITIMER_REAL, &tick, &tick_before);
	code = flock_waiting(fd, op, w);
	kept = errno;
	setitimer(ITIMER_REAL, &tick_before, NULL);
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
	sigaction(SIGALRM, &sa_before, NULL);
	errno = kept;
	return code;
}

/* The system itself would not, whoever else is in. */
static enum rc no_turn(const char *what, struct err *err)
{
	return err_set(err, RC_IO, "cannot wait for the turn %s: %s", what, strerror(errno));
}

enum rc gate_take(struct gate *g, int fd, const struct engine_opts *o, struct err *err)
{
	struct wait w = { .note = g->note, .o = o, .who = "somebody else" };
	sigset_t stops;

	if (flock_bounded(fd, LOCK_EX, &w) < 0) {
		if (errno != EWOULDBLOCK)
			return no_turn("to save", err);
		return err_set(err, RC_BUSY,
			       "%s has been saving for %d seconds, so nothing was saved "
			       "here; try again in a moment",
			       w.who, BUSY_AFTER_S);
	}
	sigemptyset(&stops);
	sigaddset(&stops, SIGTSTP);
	sigaddset(&stops, SIGTTIN);
	sigaddset(&stops, SIGTTOU);
	sigprocmask(SIG_BLOCK, &stops, &g->mask);
	if (g->note >= 0 && pwrite(g->note, g->me, sizeof(g->me), 0) < 0)
		return RC_OK; /* without a note others cannot name us; saving goes on */
	return RC_OK;
}

void gate_give(struct gate *g, int fd)
{
	if (fd >= 0)
		flock(fd, LOCK_UN);
	sigprocmask(SIG_SETMASK, &g->mask, NULL);
}

static int run_open(const char *dir, const char *name, enum engine_profile p)
{
	char *path = mem_alloc(strlen(dir) + strlen(name) + 6);
	mode_t mode = p == PROFILE_TEAM ? 0660 : 0600;
	int fd;

	snprintf(path, strlen(dir) + strlen(name) + 6, "%s/run/%s", dir, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	else if (p == PROFILE_TEAM)
		fchmod(fd,
		       mode); /* whatever the umask took away; fails for a colleague's, which has it */
	mem_free(path);
	return fd;
}

static void run_make(const char *dir, enum engine_profile p)
{
	char *path = mem_alloc(strlen(dir) + 5);
	mode_t mode = p == PROFILE_TEAM ? 02770 : 0700;

	snprintf(path, strlen(dir) + 5, "%s/run", dir);
	if (mkdir(path, mode) == 0)
		chmod(path, mode);
	mem_free(path);
}

static void me_write(char me[NOTE_BYTES], const char *person)
{
	struct process p = { 0 };

	process_look(getpid(), &p);
	snprintf(me, NOTE_BYTES, "%d %llu %.24s", (int)getpid(), p.start,
		 person && *person ? person : "somebody");
	memset(me + strlen(me), '\n', NOTE_BYTES - strlen(me));
}

/*
 * The door says which computer those who are in work on. Where it names another
 * one it may be named anew once nobody is in; flock tells that on one kernel, and
 * where it does not reach across, the next who comes in there sees our name.
 */
static bool door_is_ours(int door, struct wait *w)
{
	const struct timespec moment = { 0, 20000000 };
	char here[MACHINE_TEXT], there[MACHINE_TEXT + 1], line[MACHINE_TEXT + 1];

	datadir_machine(here);
	snprintf(line, sizeof(line), "%s\n", here);
	for (int tries = 0; tries < DOOR_TRIES; tries++) {
		ssize_t n = pread(door, there, sizeof(there) - 1, 0);

		there[n > 0 ? n : 0] = '\0';
		there[strcspn(there, "\n")] = '\0';
		if (n < 0 || !strcmp(here, "-") || !strcmp(here, there))
			return true;
		if (flock(door, LOCK_EX | LOCK_NB) == 0) {
			bool named = pwrite(door, line, strlen(line), 0) > 0;

			return flock(door, LOCK_SH) == 0 || named; /* who may not write it reads */
		}
		flock_bounded(door, LOCK_SH, w); /* the try gave it up */
		if (!there[0])
			return true; /* those who are in name none */
		nanosleep(&moment, NULL);
	}
	return false;
}

enum rc gate_enter(struct gate *g, const struct engine_opts *o, enum engine_profile p,
		   struct err *err)
{
	struct wait w = { .note = -1 };
	const char *dir = o->dir;
	char name[32], own[NOTE_BYTES];

	*g = (struct gate){ .door = -1, .note = -1, .own = -1 };
	me_write(g->me, o->person);
	me_write(own, o->works_for ? o->works_for : o->person);
	g->door = run_open(dir, "door", p);
	if (g->door < 0 && errno == ENOENT) {
		run_make(dir, p);
		g->door = run_open(dir, "door", p);
	}
	if (g->door >= 0 && flock_bounded(g->door, LOCK_SH, &w) < 0)
		return errno != EWOULDBLOCK
			       ? no_turn("to come in", err)
			       : err_set(err, RC_BUSY,
					 "the store in '%s' is being put in order or put back from a "
					 "backup; try again in a moment",
					 dir);
	if (g->door >= 0 && !door_is_ours(g->door, &w))
		return err_set(err, RC_BUSY,
			       "the store in '%s' is open on another computer, and one alone may "
			       "work in it; leave it there first",
			       dir);
	g->note = run_open(dir, "gate", p);
	snprintf(name, sizeof(name), "in-%d", (int)getpid());
	g->own = run_open(dir, name, p);
	if (g->own < 0)
		return RC_OK;
	flock(g->own, LOCK_EX | LOCK_NB);
	if (pwrite(g->own, own, sizeof(own), 0) < 0)
		return RC_OK; /* a name that is missing in a message is no reason to stay out */
	g->own_path = mem_alloc(strlen(dir) + strlen(name) + 6);
	snprintf(g->own_path, strlen(dir) + strlen(name) + 6, "%s/run/%s", dir, name);
	return RC_OK;
}

void gate_leave(struct gate *g)
{
	if (g->own_path)
		unlink(g->own_path);
	mem_free(g->own_path);
	if (g->own >= 0)
		close(g->own);
	if (g->note >= 0)
		close(g->note);
	if (g->door >= 0)
		close(g->door);
	*g = (struct gate){ .door = -1, .note = -1, .own = -1 };
}

/* Adds who a note speaks of when they still hold it; removes what an ended process left. */
static void in_add(int dirfd, const char *name, char *names, size_t size)
{
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct process p;
	char who[64];
	size_t at = strlen(names);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		unlinkat(dirfd, name, 0);
	} else if (note_read(fd, &p)) {
		note_name(&p, who);
		snprintf(names + at, size - at, "%s%s", at ? ", " : "", who);
	}
	close(fd);
}

static void in_names(const char *dir, char *names, size_t size)
{
	char *path = mem_alloc(strlen(dir) + 5);
	struct dirent *d;
	DIR *run;

	names[0] = '\0';
	snprintf(path, strlen(dir) + 5, "%s/run", dir);
	run = opendir(path);
	while (run && (d = readdir(run)))
		if (strncmp(d->d_name, "in-", 3) == 0)
			in_add(dirfd(run), d->d_name, names, size);
	if (run)
		closedir(run);
	mem_free(path);
	if (!names[0])
		snprintf(names, size, "somebody");
}

enum rc gate_shut(const char *dir, enum engine_profile p, int *door, struct err *err)
{
	char names[300];
	enum rc rc = RC_OK;

	run_make(dir, p);
	*door = run_open(dir, "door", p);
	if (*door < 0)
		return err_set(err, RC_NOT_ALLOWED, "cannot write in '%s/run': %s", dir,
			       strerror(errno));
	if (flock(*door, LOCK_EX | LOCK_NB) == 0) {
		in_names(dir, names, sizeof(names)); /* sweeps old notes */
		return RC_OK;
	}
	if (errno != EWOULDBLOCK)
		rc = no_turn("to be alone in the store", err);
	close(*door);
	*door = -1;
	if (rc != RC_OK)
		return rc;
	in_names(dir, names, sizeof(names));
	return err_set(err, RC_BUSY, "still in the store '%s': %s; everybody has to leave it first",
		       dir, names);
}
