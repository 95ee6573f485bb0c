/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "guard.h"

enum {
	TRIES_MOST = 40, /* of one read, while others make the map larger */
	OPENS_MOST = 4,  /* for one read */
	READS_KEPT = 64, /* whose pages stay with a session that is busy; a screen takes some ten */
};

/* The file's own number is part of it: compacting begins counting from one again. */
static uint64_t mark_of(const struct lmdb *e, uint64_t txn)
{
	return (uint64_t)e->data.ino << 40 | (txn & (((uint64_t)1 << 40) - 1));
}

/* Beside somebody who is about to be done the number is behind as well, and all is well. */
static bool fell_behind(const struct reading *r, const MDB_envinfo *before)
{
	return mdb_txn_id(r->v->txn) < before->me_last_txnid && lmdb_moved(r->e, false);
}

/*
 * The number comes from the lock file, the heads from the data file. A head is
 * written before the number is told, so that it may be one behind; noise in its
 * place picks an old head, whose pages are in use again.
 */
static bool makes_no_sense(const struct reading *r, const MDB_envinfo *before)
{
	uint64_t number = mdb_txn_id(r->v->txn);
	MDB_envinfo after;

	mdb_env_info(r->e->env, &after);
	return number > after.me_last_txnid || number + 1 < before->me_last_txnid;
}

static void read_begin(void *arg)
{
	struct reading *r = arg;
	MDB_env *env = r->e->env;
	MDB_envinfo info;

	guard_deep(true);
	for (int tries = 0; tries < TRIES_MOST; tries++) {
		r->code = lmdb_lock_counts(env, &info);
		if (r->code)
			break;
		r->code = mdb_txn_begin(env, NULL, MDB_RDONLY, &r->v->txn);
		if (r->code == MDB_MAP_RESIZED)
			lmdb_map_size(r->e, 0);
		else if (r->code == MDB_READERS_FULL && tries < 3)
			lmdb_readers_check(env);
		else
			break;
	}
	guard_deep(false);
}

static void read_run(void *arg)
{
	struct reading *r = arg;
	MDB_envinfo before;

	r->stuck = !lmdb_lock_sound(r->e);
	if (r->stuck)
		return;
	mdb_env_info(r->e->env, &before);
	r->stuck = !guard_run_for(READ_WAIT_S, r->e->damage, read_begin, r) ||
		   lmdb_lock_refused(r->code) || (!r->code && makes_no_sense(r, &before));
	/* a save that failed at its end leaves a handle that reads no more; the file is as it was */
	r->behind = r->code == MDB_PANIC ||
		    (!r->stuck && !r->code && !r->last && fell_behind(r, &before));
	if (r->stuck || r->code || r->behind)
		return;
	r->v->base.mark = mark_of(r->e, mdb_txn_id(r->v->txn));
	r->began = true;
	lmdb_view_run(r);
}

static void leave_run(void *view)
{
	lmdb_view_drop(view);
}

/* The place among the readers is given back, in a file that may have been cut meanwhile. */
static void view_leave(struct lmdb_view *v)
{
	if (!guard_run(GUARD_JUMP, v->e->damage, leave_run, v))
		lmdb_env_abandon(v->e);
	v->txn = NULL;
}

struct place_of {
	MDB_env *env;
	size_t number;
	bool found;
};

/* Source: mdb_reader_list in lmdb.h; a line is process, thread, number */
static int find_place(const char *line, void *arg)
{
	struct place_of *p = arg;
	size_t thread, number;
	int pid;

	if (sscanf(line, "%d %zx %zu", &pid, &thread, &number) == 3 && pid == (int)getpid() &&
	    number == p->number)
		p->found = true;
	return 0;
}

static void list_places(void *arg)
{
	struct place_of *p = arg;

	guard_deep(true);
	mdb_reader_list(p->env, find_place, p);
	guard_deep(false);
}

/*
 * What is met in the middle of a read is the data file's fault, unless the lock
 * file says no more that this is being read: then its pages are used again.
 */
static bool forgotten(const struct lmdb *e, const struct reading *r)
{
	struct place_of p = { .env = e->env };

	if (!r->began || e->lock_look < 0)
		return false;
	p.number = mdb_txn_id(r->v->txn);
	return !guard_run(GUARD_JUMP, e->damage, list_places, &p) || !p.found;
}

static enum rc read_anew_later(struct lmdb *e, struct err *err)
{
	lmdb_lock_drop(e);
	lmdb_env_stop(e);
	return lmdb_lock_words(e, err);
}

enum rc lmdb_read(struct engine *base, view_fn *fn, void *arg, struct err *err)
{
	struct lmdb *e = (struct lmdb *)base;
	struct lmdb_view v = { .base = { .ops = &lmdb_view_ops }, .e = e, .of_map = true };
	struct reading r = { .e = e, .v = &v, .fn = fn, .arg = arg };
	bool lost;
	enum rc rc;

	if (e->active) { /* inside another view: the same picture */
		v.txn = e->active->txn;
		v.of_map = e->active->of_map;
		v.base.mark = e->active->base.mark;
		lmdb_view_run(&r);
		return view_end(&v.base, r.rc, err);
	}
	for (int tries = 1;; tries++) {
		if (!e->env && (rc = lmdb_env_open(e, err)) != RC_OK)
			return rc;
		r.last = tries == OPENS_MOST;
		if (!guard_run(GUARD_JUMP, e->damage, read_run, &r)) {
			e->active = NULL;
			/* cut after it was looked at; nothing was read yet */
			r.stuck = !r.began && !lmdb_lock_sound(e);
			if (!r.stuck) {
				lost = forgotten(e, &r);
				view_leave(&v);
				return lost ? read_anew_later(e, err) : lmdb_damaged(e, err);
			}
		}
		if (r.last || !(r.stuck || r.behind))
			break;
		view_leave(&v);
		if (r.stuck)
			lmdb_lock_drop(e);
		lmdb_env_stop(e);
	}
	lost = (r.rc == RC_DAMAGED || v.base.err.rc == RC_DAMAGED) && forgotten(e, &r);
	e->seen = v.base.mark;
	if (++e->reads >= READS_KEPT)
		lmdb_let_go(e);
	view_leave(&v);
	if (lost)
		return read_anew_later(e, err);
	if (r.stuck)
		return lmdb_lock_words(e, err);
	if (r.code)
		return lmdb_failed(e, r.code, err);
	return view_end(&v.base, r.rc, err);
}

struct marking {
	struct lmdb *e;
	uint64_t id;
};

static void mark_look(void *arg)
{
	struct marking *m = arg;
	MDB_envinfo info;

	guard_deep(true);
	mdb_env_info(m->e->env, &info);
	guard_deep(false);
	m->id = info.me_last_txnid;
}

uint64_t lmdb_mark(struct engine *base)
{
	struct lmdb *e = (struct lmdb *)base;
	struct marking m = { .e = e };
	uint64_t mark;

	if (!e->env || !guard_run(GUARD_JUMP, e->damage, mark_look, &m))
		return UINT64_MAX; /* a read will tell */
	mark = mark_of(e, m.id);
	if (mark == e->seen && !e->active) /* whoever asks is at rest */
		lmdb_let_go(e);
	return mark;
}

void lmdb_rest(struct engine *base)
{
	struct lmdb *e = (struct lmdb *)base;

	if (!e->active)
		lmdb_let_go(e);
}

int lmdb_wait_fd(struct engine *base)
{
	(void)base;
	return -1;
}
