/* SPDX-License-Identifier: ISC */
/*
 * The engine on LMDB: one door, several rooms.
 *
 * Several processes share one file. Whoever writes passes the gate (gate.h),
 * then looks that the files under it are still the ones it has open and that
 * nothing was committed past it; a deleted lock file under eight writers
 * otherwise cost acknowledged changes.
 */
#include "engine_lmdb_internal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "datadir.h"
#include "guard.h"
#include "../base/mem.h"

static enum rc empty_check(struct view *v, void *arg)
{
	struct slice key;

	if (view_last(v, (struct slice){ "", 0 }, &key) != RC_OK)
		return view_rc(v);
	return view_fail(v, RC_INVALID,
			 "the marker file STORE of the store in '%s' is missing; put it back "
			 "with: echo 'cairn store 1 personal' > '%s/STORE'",
			 (char *)arg, (char *)arg);
}

/* Marked last, so that a directory whose making was cut short is never taken for a store. */
static enum rc finish_making(struct lmdb *e, struct err *err)
{
	enum rc rc = lmdb_read(&e->base, empty_check, e->dir, err);

	if (rc == RC_OK && mdb_env_sync(e->env, 1))
		rc = err_set(err, RC_IO, "cannot write the store in '%s'", e->dir);
	if (rc == RC_OK)
		rc = datadir_flush(e->dir, err);
	return rc == RC_OK ? datadir_mark(&e->place, e->dir, err) : rc;
}

void lmdb_close(struct engine *base)
{
	struct lmdb *e = (struct lmdb *)base;

	assert(!e->active);
	lmdb_env_stop(e);
	gate_leave(&e->gate);
	datadir_close(&e->place);
	mem_free(e->dir);
	mem_free(e->data_path);
	mem_free(e->lock_path);
	mem_free(e->person);
	mem_free(e);
}

struct lmdb *lmdb_new(const struct engine_opts *o)
{
	struct lmdb *e = mem_alloc(sizeof(*e));

	e->base.ops = &engine_lmdb;
	e->dir = mem_str(o->dir);
	e->person = mem_str(o->person ? o->person : "");
	e->opts = *o;
	e->opts.dir = e->dir;
	e->opts.person = e->person;
	e->data_path = datadir_path(o->dir, "data.mdb");
	e->lock_path = datadir_path(o->dir, "lock.mdb");
	e->gate = (struct gate){ .door = -1, .note = -1, .own = -1 };
	e->place.making = -1;
	e->lock_look = -1;
	snprintf(
		e->damage, sizeof(e->damage),
		"the store in '%s' is damaged; see what is left with: "
		"cairn --data '%s' verify, and put a backup in its place with: cairn --data '%s' restore FILE",
		e->dir, e->dir, e->dir);
	return e;
}

static enum rc lmdb_open(struct engine **out, const struct engine_opts *o, struct err *err)
{
	struct lmdb *e;
	enum rc rc;

	if (o->copy) {
		rc = lmdb_copy_open(&e, o->dir, err);
		if (rc == RC_OK)
			*out = &e->base;
		return rc;
	}
	e = lmdb_new(o);
	guard_install();
	rc = datadir_open(&e->place, &e->opts, err);
	if (rc == RC_OK) {
		e->read_only = o->read_only || (!e->place.fresh && access(e->data_path, W_OK) &&
						(errno == EACCES || errno == EROFS));
		rc = gate_enter(&e->gate, o, e->place.profile, err);
	}
	if (rc == RC_OK)
		rc = lmdb_env_open(e, err);
	if (rc == RC_OK && e->place.fresh)
		rc = finish_making(e, err);
	if (rc != RC_OK) {
		lmdb_close(&e->base);
		return rc;
	}
	*out = &e->base;
	return RC_OK;
}

const struct engine_ops engine_lmdb = {
	.name = "lmdb",
	.open = lmdb_open,
	.close = lmdb_close,
	.read = lmdb_read,
	.update = lmdb_update,
	.mark = lmdb_mark,
	.rest = lmdb_rest,
	.wait_fd = lmdb_wait_fd,
	.backup = lmdb_backup,
	.check = lmdb_check,
};
