/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "guard.h"

enum { TRIES_MOST = 40 };                               /* while others save */
static const uint64_t GIVEN_BACK_MOST_BYTES = 16 << 20; /* of pages, in one change set */

struct walking {
	struct lmdb *e;
	check_fn *fn;
	void *arg;
	uint64_t keys;
	char last[2 * KEY_MAX_BYTES];
	const char *fault;
	MDB_txn *txn;
	MDB_cursor *cursor;
	struct lmdb_sound *sound;
};

static unsigned char touched(MDB_val d)
{
	const volatile unsigned char *p = d.mv_data;
	unsigned char seen = 0;

	for (size_t at = 0; at < d.mv_size; at += 512)
		seen ^= p[at];
	return d.mv_size ? seen ^ p[d.mv_size - 1] : seen;
}

/* Every key and value of one tree; the free pages have a tree of their own. */
static int walk_tree(struct walking *w, MDB_dbi dbi, bool ours)
{
	unsigned char seen[512], sum = 0;
	size_t len = 0;
	MDB_val k, d;
	int code = mdb_cursor_open(w->txn, dbi, &w->cursor);

	if (code)
		return code;
	while ((code = mdb_cursor_get(w->cursor, &k, &d, MDB_NEXT)) == 0) {
		struct slice key = { k.mv_data, k.mv_size };

		if (d.mv_size > VALUE_MOST_BYTES || key.len > sizeof(seen) ||
		    (ours && (key.len == 0 || key.len > KEY_MAX_BYTES))) {
			w->fault = "has an impossible length";
			return MDB_CORRUPTED;
		}
		if (ours && len && slice_compare((struct slice){ seen, len }, key) >= 0) {
			w->fault = "is out of order";
			return MDB_CORRUPTED;
		}
		memcpy(seen, key.data, len = key.len);
		if (ours)
			snprintf(w->last, sizeof(w->last), "%.*s", (int)key.len,
				 (const char *)key.data);
		sum ^= touched(d);
		w->keys += ours;
	}
	mdb_cursor_close(w->cursor);
	w->cursor = NULL;
	(void)sum;
	return code == MDB_NOTFOUND ? 0 : code;
}

/* The head says no more what is read when two have saved since. */
static int walk_begin(struct walking *w)
{
	int code = MDB_BAD_TXN;

	for (int i = 0; i < TRIES_MOST && code == MDB_BAD_TXN; i++) {
		lmdb_sound_end(w->sound);
		w->sound = NULL;
		if (w->txn)
			mdb_txn_abort(w->txn);
		w->txn = NULL;
		code = mdb_txn_begin(w->e->env, NULL, MDB_RDONLY, &w->txn);
		if (code == MDB_MAP_RESIZED && lmdb_map_size(w->e, 0) == 0)
			code = mdb_txn_begin(w->e->env, NULL, MDB_RDONLY, &w->txn);
		if (code == 0)
			code = lmdb_sound_begin(&w->sound, w->e->env, mdb_txn_id(w->txn));
	}
	return code;
}

static void walk(void *arg)
{
	struct walking *w = arg;
	int code;

	guard_deep(true);
	code = walk_begin(w);
	if (code == 0)
		code = lmdb_sound_all(w->sound);
	if (code == 0)
		code = walk_tree(w, 0, false);
	if (code == 0)
		code = walk_tree(w, w->e->dbi, true);
	guard_deep(false);
	if (code && !w->fault)
		w->fault = "cannot be read past";
}

enum rc lmdb_check_tree(struct lmdb *e, check_fn *fn, void *arg, uint64_t *keys, struct err *err)
{
	struct walking w = { .e = e, .fn = fn, .arg = arg };

	if (!guard_run(GUARD_JUMP, e->damage, walk, &w))
		w.fault = "leads out of the file";
	if (w.cursor)
		mdb_cursor_close(w.cursor);
	if (w.txn)
		mdb_txn_abort(w.txn);
	lmdb_sound_end(w.sound);
	if (keys)
		*keys = w.keys;
	if (!w.fault)
		return RC_OK;
	if (fn)
		fn(arg, w.last, w.fault);
	return lmdb_damaged(e, err);
}

/*
 * A file may rightly end before its last page, when that page was given back
 * within the change set that took it. So a short file is walked before it is
 * called damaged, and then made as long as it says.
 */
enum rc lmdb_size_check(struct lmdb *e, struct err *err)
{
	struct stat st;
	mdb_filehandle_t fd;
	uint64_t bytes;

	mdb_env_get_fd(e->env, &fd);
	bytes = lmdb_file_bytes(fd);
	if (fstat(fd, &st) || !bytes) /* the file after its head: others make it longer first */
		return lmdb_damaged(e, err);
	if ((uint64_t)st.st_size >= bytes)
		return RC_OK;
	if (bytes - (uint64_t)st.st_size > GIVEN_BACK_MOST_BYTES)
		return lmdb_damaged(e, err);
	if (lmdb_check_tree(e, NULL, NULL, NULL, err) != RC_OK)
		return RC_DAMAGED;
	if (e->read_only)
		return RC_OK;
	/* past the end only: fallocate never shortens what a writer made longer meanwhile */
	return posix_fallocate(fd, 0, (off_t)bytes) ? lmdb_failed(e, ENOSPC, err) : RC_OK;
}
