/* SPDX-License-Identifier: ISC */
/*
 * A session at work ended by kill -9 at any moment, with the keys of a person
 * on the way: what it said was saved is there, of what was left and not saved
 * yet the draft is there, and at most the answer that was being typed is gone.
 * CAIRN_SOAK in the environment: the full number.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_figures.h"
#include "lib_run.h"
#include "lib_state.h"
#include "lib_vt.h"

enum { KILLS = 6, KILLS_SOAK = 250, ANSWERS = 3, SIGNAL = 128 + SIGKILL };

static char *scratch, *data;
static struct run in;
static struct folder kept;
static struct vt *vt;

static void begin(void)
{
	figures_open();
	setenv("TZ", "UTC", 1);
	scratch = dir_make_quick();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "add", "learning", "title=One", "happened=Two", "learned=Three"));
	folder_keep(&kept, data);
}

static void end(void)
{
	vt_end(vt);
	folder_forget(&kept);
	dir_drop(scratch);
	free(data);
}

TestSuite(kills_session, .init = begin, .fini = end, .timeout = 1800);

struct session_kind {
	const char *name, *screen;
	const char *part; /* of the keys where what was left has to be: facts, or drafts */
};

/* What is typed into the first three questions; the first is one line, the others are boxes. */
static const struct {
	const char *typed, *go_on, *next;
} step[ANSWERS] = {
	{ "Owls over Ayr", "\r", "2 of " },
	{ "Herons at Troon", "\t\r", "3 of " },
	{ "Terns by Girvan", "\t\r", "4 of " },
};

static bool shows(const char *text)
{
	const char *const one[] = { text, NULL };

	return vt_shows_any(vt, one) == 0;
}

static long us_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Ends the session after so long, whatever it does then. */
static pid_t kill_after(pid_t whom, long us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };
	pid_t pid = fork();

	if (pid == 0) {
		nanosleep(&t, NULL);
		kill(whom, SIGKILL);
		_exit(0);
	}
	return pid;
}

/* How many answers were left, with the next question on the screen. */
static int answer(void)
{
	int left = 0;

	if (!shows("1 of "))
		return 0;
	while (left < ANSWERS) {
		vt_send(vt, step[left].typed);
		if (!shows(step[left].typed))
			break;
		vt_send(vt, step[left].go_on);
		if (!shows(step[left].next))
			break;
		left++;
	}
	return left;
}

static void start(const struct session_kind *k)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", k->screen, NULL };

	if (!folder_put_back(&kept)) {
		free(run_ok(&in, "status"));
		folder_keep(&kept, data);
	}
	vt = vt_start(24, 80, argv, NULL);
}

/* How long all of it takes. */
static long measure(const struct session_kind *k)
{
	long from;

	start(k);
	from = us_now();
	cr_assert(eq(int, answer(), ANSWERS), "%s", vt_screen(vt));
	from = us_now() - from;
	vt_end(vt);
	vt = NULL;
	return from;
}

/* A line of what the store holds, with this in its key and that in its text. */
static bool holds(const char *state, const char *part, const char *text)
{
	for (const char *at = state, *end; *at; at = end + (*end == '\n')) {
		size_t key = strcspn(at, "=\n");

		end = at + strcspn(at, "\n");
		if (memmem(at, key, part, strlen(part)) &&
		    memmem(at + key, (size_t)(end - at) - key, text, strlen(text)))
			return true;
	}
	return false;
}

static void judge(const struct session_kind *k, int left, const char *how)
{
	struct buf now = { 0 };
	int missing = 0;

	free(run_ok(&in, "status")); /* comes in as anybody does next */
	state_whole(data, how);
	state_text(data, false, &now);
	for (int i = 0; i < ANSWERS; i++) {
		bool there = holds(buf_text(&now), k->part, step[i].typed);

		missing += !there && i < left;
		cr_expect(i <= left || !there, "%s: what nobody typed is there", how);
	}
	cr_assert(eq(int, missing, 0), "%s: answers that were left %d, and the store holds %s", how,
		  left, buf_text(&now));
	buf_clear(&now);
}

static void kill_often(const struct session_kind *k)
{
	int wanted = soak() ? KILLS_SOAK : KILLS;
	long takes = measure(k);
	char what[100];

	srand(20260801);
	for (int i = 0; i < wanted; i++) {
		long us = rand() % (takes + takes / 8);
		pid_t killer;
		int left;

		start(k);
		killer = kill_after((pid_t)vt_pid(vt), us);
		left = answer();
		waitpid(killer, NULL, 0);
		cr_assert(eq(int, vt_exit(vt), SIGNAL));
		vt_end(vt);
		vt = NULL;
		snprintf(what, sizeof(what), "%s, ended after %ld of %ld us", k->name, us, takes);
		judge(k, left, what);
	}
	snprintf(what, sizeof(what), "kill -9 during: %s", k->name);
	figure(what, wanted, 0);
}

/* Each answer of an entry that is there is saved as the person goes on. */
Test(kills_session, an_entry_is_changed)
{
	kill_often(&(struct session_kind){ "changing an entry", "form/learning/le-000001", "/f/" });
}

/* A new entry is saved at the end; until then it is a draft. */
Test(kills_session, an_entry_is_begun)
{
	kill_often(&(struct session_kind){ "a new entry", "form/learning", "/d/" });
}
