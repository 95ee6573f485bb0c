/* SPDX-License-Identifier: ISC */
#include "lib_crowd.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/mem.h"
#include "lib_vt.h"
#include "tui/keys.h"

enum { COMING_MOST = 8, LIMIT_MS = 20000, COMING_LIMIT_MS = 60000 };

enum step { OUTSIDE, COMING, IN_STAGE, IN_TASK, SEEKING, READY, AT_WORK, GONE };

struct seat {
	const struct crowd_member *member;
	struct vt *vt;
	enum step step;
	int key;    /* that was sent and is not answered yet; 0: none */
	char *line; /* under the cursor when it was sent, and its place */
	int row;
	double sent;      /* ms */
	double next;      /* when the next key is due */
	int moves, items; /* items that were passed on the way in */
};

struct room {
	struct crowd *c;
	struct seat *seat;
	struct pollfd *fds;
	size_t n, coming, working;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool ticked(const char *line)
{
	return strstr(line, "[x]") != NULL;
}

/* What stands behind the mark: somebody else may tick the line meanwhile. */
static const char *label(const char *line)
{
	const char *end = strchr(line, ']');

	return end ? end : line;
}

static int row_of(const struct seat *s)
{
	int row, col;

	vt_cursor(s->vt, &row, &col);
	return row;
}

static void press(struct seat *s, int key)
{
	mem_free(s->line);
	s->line = vt_line(s->vt);
	s->row = row_of(s);
	s->key = key;
	s->sent = now_ms();
	vt_key(s->vt, key);
}

static bool is_answered(struct seat *s)
{
	char *line;
	bool yes;

	if (s->member->echo)
		return true; /* anything that comes is it */
	line = vt_line(s->vt);
	yes = s->key == ' ' ? ticked(line) != ticked(s->line)
			    : strcmp(label(line), label(s->line)) != 0 || row_of(s) != s->row;
	mem_free(line);
	return yes;
}

/* Sessions that are in trouble are counted, and the first of them is shown. */
static void give_up(struct room *r, struct seat *s, const char *why)
{
	char *screen = vt_screen(s->vt);

	if (!r->c->trouble[0])
		snprintf(r->c->trouble, sizeof(r->c->trouble), "%s (%s, item %d):\n%s", why,
			 s->member->echo ? "echo" : s->member->task, s->member->item, screen);
	mem_free(screen);
	r->c->lost++;
	r->coming -= s->step > OUTSIDE && s->step < READY;
	vt_hangup(s->vt);
	s->step = GONE;
}

/* On the way in: each screen by what it alone shows. */
static void arrive(struct room *r, struct seat *s)
{
	const struct crowd_member *m = s->member;

	if (s->step == COMING && m->echo) {
		s->step = READY;
	} else if (s->step == COMING && vt_has(s->vt, "Where the work has got to")) {
		vt_key(s->vt, '0' + m->stage_digit);
		s->step = IN_STAGE;
	} else if (s->step == IN_STAGE && vt_has(s->vt, m->question)) {
		vt_key(s->vt, '0' + m->task_digit);
		s->step = IN_TASK;
	} else if (s->step == IN_TASK && !vt_has(s->vt, m->question) && vt_has(s->vt, m->task)) {
		s->step = SEEKING;
		s->key = 0;
	}
	if (s->step == SEEKING && (!s->key || is_answered(s))) {
		char *line = vt_line(s->vt);

		s->key = 0;
		if ((ticked(line) || strstr(line, "[ ]")) && s->items++ == m->item)
			s->step = READY;
		else
			press(s, TK_DOWN);
		mem_free(line);
	}
	r->coming -= s->step == READY;
}

static void answered(struct room *r, struct seat *s)
{
	double ms = now_ms() - s->sent;

	samples_add(s->member->echo ? &r->c->echoes
		    : s->key == ' ' ? &r->c->ticks
				    : &r->c->moves,
		    ms);
	r->c->ticked += s->key == ' ';
	s->moves = s->key == ' ' ? 0 : s->moves + 1;
	s->key = 0;
}

static void due(struct room *r, struct seat *s, double now)
{
	if (s->key && now - s->sent > LIMIT_MS) {
		r->c->refused += s->key == ' ';
		give_up(r, s, s->key == ' ' ? "a tick was not shown" : "a move was not shown");
	} else if (!s->key && now >= s->next) {
		bool tick = s->moves == CROWD_MOVES && !s->member->echo;

		press(s, tick ? ' ' : s->member->echo ? 'x' : s->moves % 2 ? TK_UP : TK_DOWN);
		if (!tick)
			s->next += CROWD_EVERY_MS;
	}
}

/* A few at a time, as people come. */
static void let_in(struct room *r)
{
	for (size_t i = 0; i < r->n && r->coming < COMING_MOST; i++) {
		struct seat *s = &r->seat[i];

		if (s->step != OUTSIDE)
			continue;
		s->vt = vt_start(24, 80, s->member->argv, NULL);
		s->step = COMING;
		s->sent = now_ms();
		r->coming++;
		if (s->member->echo)
			vt_send(s->vt, "x"); /* its answer says that it is there */
	}
}

/* Takes in what came to each, waiting until something does, or until then. */
static void listen(struct room *r, double until)
{
	double wait = until - now_ms();

	for (size_t i = 0; i < r->n; i++)
		r->fds[i] = (struct pollfd){ .fd = r->seat[i].vt ? vt_fd(r->seat[i].vt) : -1,
					     .events = POLLIN };
	if (poll(r->fds, (nfds_t)r->n, wait > 0 ? (int)wait + 1 : 0) <= 0)
		return;
	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		if (!r->fds[i].revents || s->step == GONE)
			continue;
		if (!vt_take(s->vt)) {
			if (r->fds[i].revents & (POLLHUP | POLLERR))
				give_up(r, s, "the session ended");
		} else if (s->step < READY) {
			arrive(r, s);
		} else if (s->key && is_answered(s)) {
			answered(r, s);
		}
	}
}

static bool all_there(const struct room *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->seat[i].step < READY)
			return false;
	return true;
}

static void gather(struct room *r)
{
	while (!all_there(r)) {
		double now = now_ms();

		let_in(r);
		listen(r, now + 1000);
		for (size_t i = 0; i < r->n; i++)
			if (r->seat[i].step > OUTSIDE && r->seat[i].step < READY &&
			    now - r->seat[i].sent > COMING_LIMIT_MS)
				give_up(r, &r->seat[i], "did not get there");
	}
}

static void work(struct room *r, double seconds)
{
	double begin = now_ms(), end = begin + seconds * 1e3, now;

	for (size_t i = 0; i < r->n; i++) {
		struct seat *s = &r->seat[i];

		s->next = begin + CROWD_EVERY_MS * (double)i / (double)r->n;
		s->moves = (int)(i % (CROWD_MOVES / 2)) * 2; /* not all tick in the same second */
		if (s->step == READY)
			s->step = AT_WORK;
	}
	while ((now = now_ms()) < end) {
		double next = end;

		for (size_t i = 0; i < r->n; i++) {
			struct seat *s = &r->seat[i];

			if (s->step != AT_WORK)
				continue;
			due(r, s, now);
			if (!s->key && s->next < next)
				next = s->next;
		}
		listen(r, next);
	}
	r->c->seconds = (now_ms() - begin) / 1e3;
}

static bool any_waits(const struct room *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->seat[i].step == AT_WORK && r->seat[i].key)
			return true;
	return false;
}

static void finish(struct room *r)
{
	while (any_waits(r)) {
		double now = now_ms();

		listen(r, now + 100);
		for (size_t i = 0; i < r->n; i++)
			if (r->seat[i].step == AT_WORK && r->seat[i].key)
				due(r, &r->seat[i], now);
	}
}

static void send_home(struct room *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->seat[i].vt && r->seat[i].step != GONE)
			vt_hangup(r->seat[i].vt);
	for (size_t i = 0; i < r->n; i++) {
		if (r->seat[i].vt)
			vt_exit(r->seat[i].vt);
		vt_end(r->seat[i].vt);
		mem_free(r->seat[i].line);
	}
}

void crowd_run(struct crowd *c, const struct crowd_member *members, size_t n, double seconds,
	       void (*begun)(void *arg), void (*ended)(void *arg), void *arg)
{
	struct room r = { .c = c, .n = n };

	*c = (struct crowd){ 0 };
	r.seat = mem_alloc(n * sizeof(*r.seat));
	r.fds = mem_alloc(n * sizeof(*r.fds));
	for (size_t i = 0; i < n; i++)
		r.seat[i].member = &members[i];
	gather(&r);
	if (begun)
		begun(arg);
	work(&r, seconds);
	if (ended)
		ended(arg);
	finish(&r);
	send_home(&r);
	mem_free(r.seat);
	mem_free(r.fds);
}

void crowd_clear(struct crowd *c)
{
	samples_clear(&c->moves);
	samples_clear(&c->ticks);
	samples_clear(&c->echoes);
}
