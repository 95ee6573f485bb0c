/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bulk.h"
#include "../base/digest.h"

/* The note is no person's: whoever starts next finds it. */
#define NOTE_PERSON "import"
#define NOTE_NAME "running"

enum { NAP_LEAST_NS = 2000000, GROUP_HEX = 2 * CHANGE_ID_BYTES + 1 };

void bulk_init(struct bulk *b, struct arena *a)
{
	*b = (struct bulk){ .arena = a };
}

void bulk_clear(struct bulk *b)
{
	mem_free(b->edit);
	mem_free(b->end);
	*b = (struct bulk){ 0 };
}

void bulk_edit(struct bulk *b, const char *name, const char *text, struct version seen)
{
	if (b->n == b->cap) {
		b->cap = b->cap ? 2 * b->cap : 64;
		b->edit = mem_grow(b->edit, b->cap * sizeof(*b->edit));
	}
	b->edit[b->n++] = (struct edit){
		.fact = arena_str(b->arena, name),
		.text = { arena_str(b->arena, text), strlen(text) },
		.seen = seen,
	};
}

void bulk_fact(struct bulk *b, const char *name, const char *text)
{
	bulk_edit(b, name, text, (struct version){ 0 });
}

void bulk_end(struct bulk *b)
{
	if (b->nends && b->end[b->nends - 1] == b->n)
		return;
	if (b->nends == b->ends_cap) {
		b->ends_cap = b->ends_cap ? 2 * b->ends_cap : 64;
		b->end = mem_grow(b->end, b->ends_cap * sizeof(*b->end));
	}
	b->end[b->nends++] = b->n;
}

/* The edit before which the change set that starts at `from` ends. */
static size_t batch_end(const struct bulk *b, size_t from)
{
	size_t most = from + CHANGE_MAX_FACTS, best = 0;

	if (b->n <= most)
		return b->n;
	for (size_t i = 0; i < b->nends && b->end[i] <= most; i++)
		if (b->end[i] > from)
			best = b->end[i];
	return best ? best : most; /* a record of more facts than fit is cut */
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void nap(int64_t ns)
{
	struct timespec t;

	if (ns < NAP_LEAST_NS)
		ns = NAP_LEAST_NS;
	t = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

static enum rc note_write(const struct session *s, struct place p, const char *where,
			  const unsigned char *group, struct err *err)
{
	char hex[GROUP_HEX], text[128];

	hex_text(hex, group, CHANGE_ID_BYTES);
	snprintf(text, sizeof(text), "%s %ld %s%s", hex, (long)getpid(), s->actor.person, where);
	return store_note_put(s->store, p.pid, NOTE_PERSON, NOTE_NAME, text, err);
}

static enum rc note_drop(struct store *s, const char *pid, struct err *err)
{
	return store_note_put(s, pid, NOTE_PERSON, NOTE_NAME, "", err);
}

/* What goes to one place, and how far it has got. */
struct half {
	const struct bulk *bulk;
	struct place place;
	uint64_t last; /* entry; 0: none yet */
};

static enum rc save_half(struct half *h, const struct session *s, const struct bulk_how *how,
			 const unsigned char *group, size_t *batches, struct err *err)
{
	const struct bulk *b = h->bulk;
	struct saved saved = { 0 };
	enum rc rc = RC_OK;
	int64_t began;

	for (size_t from = 0, to; from < b->n && !rc; from = to) {
		struct change c = { .by = &s->actor, .action = how->action, .group = group };

		to = batch_end(b, from);
		c.edits = b->edit + from;
		c.count = to - from;
		began = now_ns();
		rc = store_save(s->store, h->place, &c, NULL, &saved, err);
		if (rc)
			break;
		h->last = saved.number;
		++*batches;
		if (how->nap && to < b->n)
			nap(now_ns() - began);
	}
	return rc;
}

/* Last first. False: the store would not take it; the note stays, and the next start does it. */
static bool take_back(struct half *half, size_t n, const struct session *s)
{
	struct saved back;

	while (n-- > 0)
		if (half[n].last && store_undo(s->store, half[n].place, half[n].last, &s->actor,
					       "it could not be finished", NULL, &back, NULL))
			return false;
	return true;
}

enum rc bulk_save(const struct bulk *b, const struct session *s, const struct bulk_how *how,
		  size_t *batches, struct err *err)
{
	struct half half[2] = { { how->own, session_own(s), 0 }, { b, how->place, 0 } };
	struct half *first = how->own && how->own->n ? half : half + 1;
	size_t parts = (size_t)(half + 2 - first), n = 0;
	bool several = b->n > CHANGE_MAX_FACTS || parts > 1;
	unsigned char group[CHANGE_ID_BYTES];
	enum rc rc = RC_OK;

	random_bytes(group, sizeof(group));
	if (several)
		rc = note_write(s, how->place,
				parts > 1        ? " both"
				: how->place.own ? " own"
						 : "",
				group, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < parts && !rc; i++)
		rc = save_half(&first[i], s, how, several ? group : NULL, &n, err);
	/* while the note stands, the next start would take back what was finished */
	if (!rc && several)
		rc = note_drop(s->store, how->place.pid, err);
	if (rc && take_back(first, parts, s) && several)
		note_drop(s->store, how->place.pid, NULL);
	if (!rc && batches)
		*batches = n;
	return rc;
}

struct broken {
	char group[GROUP_HEX];
	long process;
	char person[PERSON_MAX + 1];
	char where[5];   /* "own": in what the person keeps to themselves; "both": there too */
	uint64_t number; /* of its newest entry */
};

static bool note_read(const char *text, struct broken *out)
{
	return text && sscanf(text, "%32s %ld %16s %4s", out->group, &out->process, out->person,
			      out->where) >= 3;
}

static bool is_of_group(void *arg, const struct entry *e)
{
	struct broken *b = arg;
	char hex[GROUP_HEX];

	if (!e->group)
		return true;
	hex_text(hex, e->group, CHANGE_ID_BYTES);
	/* an undo carries the group too: then it is taken back, as far as anybody got */
	if (strcmp(hex, b->group))
		return true;
	b->number = e->undoes ? 0 : e->number;
	return false;
}

static bool still_runs(long process)
{
	return process > 0 && process != (long)getpid() &&
	       (!kill((pid_t)process, 0) || errno == EPERM);
}

static enum rc recover_in(struct store *s, struct place p, struct broken *b, size_t *taken,
			  struct err *err)
{
	struct actor by = { .person = b->person, .role = MEMBER_COORDINATOR, .from = FROM_START };
	struct saved saved;
	enum rc rc;

	b->number = 0;
	rc = store_log_back(s, p, 0, is_of_group, b, err);
	if (!rc && b->number) {
		rc = store_undo(s, p, b->number, &by, "it was not finished", NULL, &saved, err);
		*taken += !rc;
	}
	return rc;
}

static enum rc recover_one(struct store *s, const char *pid, struct broken *b, size_t *taken,
			   struct err *err)
{
	struct place common = { .pid = pid }, own = { .pid = pid, .own = b->person };
	enum rc rc = RC_OK;

	if (strcmp(b->where, "own") != 0)
		rc = recover_in(s, common, b, taken, err);
	if (!rc && b->where[0])
		rc = recover_in(s, own, b, taken, err);
	return rc ? rc : note_drop(s, pid, err);
}

struct pids {
	struct arena *arena;
	const char **v;
	size_t n, cap;
};

static bool add_pid(void *arg, const char *pid)
{
	struct pids *p = arg;

	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 8;
		p->v = mem_grow(p->v, p->cap * sizeof(*p->v));
	}
	p->v[p->n++] = arena_str(p->arena, pid);
	return true;
}

enum rc bulk_recover(struct store *s, size_t *taken, struct err *err)
{
	struct pids p = { .arena = arena_new() };
	/* also where the common record has not begun: a note may be all there is, or somebody's own half */
	enum rc rc = store_each_pid(s, add_pid, &p, err);
	size_t n = 0;

	for (size_t i = 0; i < p.n && !rc; i++) {
		struct broken b = { 0 };
		size_t parts = 0;

		if (!note_read(store_note(s, p.v[i], NOTE_PERSON, NOTE_NAME, p.arena), &b) ||
		    still_runs(b.process))
			continue;
		rc = recover_one(s, p.v[i], &b, &parts, err);
		n += !rc && parts;
	}
	mem_free(p.v);
	arena_free(p.arena);
	if (!rc && taken)
		*taken = n;
	return rc;
}
