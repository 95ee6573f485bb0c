/* SPDX-License-Identifier: ISC */
#include "engine_lmdb_internal.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "guard.h"
#include "../base/mem.h"

enum {
	PAGE_BYTES = 4096,
	LINE_BYTES = 64,              /* what memory gives at a time */
	KEPT_MOST_BYTES = 1 << 16,    /* of the map, from one read to the next */
	LET_GO_MOST_BYTES = 16 << 20, /* past that coming back takes as long as the read itself */
};

static MDB_val val(struct slice s)
{
	return (MDB_val){ s.len, (void *)s.data };
}

static struct lmdb_view *view_of(struct view *v)
{
	return (struct lmdb_view *)v;
}

static enum rc view_failed(struct lmdb_view *v, int code)
{
	if (code == MDB_MAP_FULL || code == MDB_TXN_FULL) {
		v->grow = code == MDB_MAP_FULL;
		return view_fail(&v->base, v->grow ? RC_FULL : RC_INVALID,
				 "too much in one change");
	}
	return lmdb_failed(v->e, code, &v->base.err);
}

/* A damaged length may lead out of the map: both ends are touched while faults still count. */
static bool reachable(MDB_val d)
{
	const volatile unsigned char *p = d.mv_data;
	unsigned char seen = 0;

	if (d.mv_size > VALUE_MOST_BYTES)
		return false;
	if (d.mv_size) {
		guard_deep(true);
		seen = p[0] ^ p[d.mv_size - 1];
		guard_deep(false);
	}
	(void)seen;
	return true;
}

/* A change set has pages of its own, outside of the map. */
static void note_place(const struct lmdb_view *v, const void *at)
{
	struct lmdb *e = v->e;

	if (!v->of_map)
		return;
	if (!e->lowest || (const char *)at < e->lowest)
		e->lowest = at;
	if ((const char *)at > e->highest)
		e->highest = at;
}

/*
 * What was read stays mapped, and so counts as this session's memory, although
 * it is the file's. It is let go of: the file's pages stay where they are and
 * come back without the disk. To fetch them again takes longer than the read,
 * so this waits until nobody has changed anything since it, or for many reads.
 */
void lmdb_let_go(struct lmdb *e)
{
	uintptr_t from = (uintptr_t)e->lowest & ~(uintptr_t)(PAGE_BYTES - 1);

	if (e->highest - e->lowest <= KEPT_MOST_BYTES)
		return;
	if (e->highest - e->lowest < LET_GO_MOST_BYTES)
		madvise((void *)from, (uintptr_t)e->highest - from, MADV_DONTNEED);
	lmdb_map_forget(e);
}

void lmdb_map_forget(struct lmdb *e)
{
	e->reads = 0;
	e->lowest = e->highest = NULL;
}

static enum rc lmdb_get(struct view *base, struct slice key, struct slice *out)
{
	struct lmdb_view *v = view_of(base);
	MDB_val k = val(key), d;
	int code;

	DEEP(code, mdb_get(v->txn, v->e->dbi, &k, &d));
	if (code == MDB_NOTFOUND)
		return RC_NOT_FOUND;
	if (code)
		return view_failed(v, code);
	if (!reachable(d))
		return lmdb_damaged(v->e, &base->err);
	note_place(v, d.mv_data);
	*out = (struct slice){ d.mv_data, d.mv_size };
	return RC_OK;
}

static MDB_cursor *cursor_open(struct lmdb_view *v)
{
	MDB_cursor *c;
	int code;

	assert(v->ncursors < SCANS_MOST);
	DEEP(code, mdb_cursor_open(v->txn, v->e->dbi, &c));
	if (code ==
	    ENOMEM) /* of a few hundred bytes: whoever asks would take it for nothing found */
		mem_gone();
	if (code) {
		view_failed(v, code);
		return NULL;
	}
	return v->cursors[v->ncursors++] = c;
}

static void cursor_close(struct lmdb_view *v)
{
	mdb_cursor_close(v->cursors[--v->ncursors]);
}

static enum rc lmdb_last(struct view *base, struct slice prefix, struct slice *key)
{
	struct lmdb_view *v = view_of(base);
	MDB_cursor *c = cursor_open(v);
	unsigned char after[KEY_MAX_BYTES];
	MDB_val k = { 0 }, d;
	int code = MDB_NOTFOUND;

	if (!c)
		return base->err.rc;
	if (slice_after(prefix, after, &k.mv_size)) {
		k.mv_data = after;
		DEEP(code, mdb_cursor_get(c, &k, &d, MDB_SET_RANGE));
		if (code == 0)
			DEEP(code, mdb_cursor_get(c, &k, &d, MDB_PREV));
		else if (code == MDB_NOTFOUND)
			DEEP(code, mdb_cursor_get(c, &k, &d, MDB_LAST));
	} else {
		DEEP(code, mdb_cursor_get(c, &k, &d, MDB_LAST));
	}
	cursor_close(v);
	if (code && code != MDB_NOTFOUND)
		return view_failed(v, code);
	if (code || !slice_starts((struct slice){ k.mv_data, k.mv_size }, prefix))
		return RC_NOT_FOUND;
	*key = (struct slice){ k.mv_data, k.mv_size };
	return RC_OK;
}

/* From key on; past it when it was seen already. */
static int scan_seek(MDB_cursor *c, struct slice from, bool past, MDB_val *k, MDB_val *d)
{
	int code;

	*k = val(from);
	guard_deep(true);
	if (from.len == 0)
		code = mdb_cursor_get(c, k, d, MDB_FIRST);
	else
		code = mdb_cursor_get(c, k, d, MDB_SET_RANGE);
	if (code == 0 && past && slice_compare((struct slice){ k->mv_data, k->mv_size }, from) == 0)
		code = mdb_cursor_get(c, k, d, MDB_NEXT);
	guard_deep(false);
	return code;
}

/*
 * A turned bit in a key makes a scan begin late or end early, and what is left
 * out has no sum to be checked: the keys on either side must be in order.
 */
static int scan_begins(MDB_cursor *c, struct slice from, MDB_val *k, MDB_val *d)
{
	int code = scan_seek(c, from, false, k, d), back = 0;

	if (code)
		return code;
	DEEP(back, mdb_cursor_get(c, k, d, MDB_PREV));
	if (back == 0 && slice_compare((struct slice){ k->mv_data, k->mv_size }, from) >= 0)
		return MDB_CORRUPTED;
	if (back == 0)
		DEEP(code, mdb_cursor_get(c, k, d, MDB_NEXT));
	else
		code = scan_seek(c, from, false, k, d);
	return code;
}

/* key is the first that does not belong to the scan any more */
static int scan_ends(MDB_cursor *c, struct slice prefix, struct slice seen, struct slice key)
{
	unsigned char last[KEY_MAX_BYTES];
	MDB_val k, d;
	int code;

	if (key.len > KEY_MAX_BYTES || slice_compare(prefix, key) >= 0 ||
	    (seen.len && slice_compare(seen, key) >= 0))
		return MDB_CORRUPTED;
	memcpy(last, key.data, key.len);
	DEEP(code, mdb_cursor_get(c, &k, &d, MDB_NEXT));
	if (code == 0 && slice_compare((struct slice){ last, key.len },
				       (struct slice){ k.mv_data, k.mv_size }) >= 0)
		return MDB_CORRUPTED;
	return code == 0 ? MDB_NOTFOUND : code;
}

/*
 * A scan goes through a page in the order of its keys, not of its bytes, and would wait for memory
 * at nearly each of them. What it comes to is asked for at once.
 */
static void fetch_page(const void *at, uintptr_t *page)
{
	uintptr_t now = (uintptr_t)at & ~(uintptr_t)(PAGE_BYTES - 1);

	for (size_t i = 0; now != *page && i < PAGE_BYTES; i += LINE_BYTES)
		__builtin_prefetch((const void *)(now + i));
	*page = now;
}

static int scan_run(struct lmdb_view *v, MDB_cursor *c, struct slice prefix, struct slice from,
		    scan_fn *fn, void *arg)
{
	unsigned char last[KEY_MAX_BYTES];
	uintptr_t page = 0;
	MDB_val k, d;
	int code = scan_begins(c, from, &k, &d);

	for (struct slice seen = { last, 0 }; code == 0;) {
		struct slice key = { k.mv_data, k.mv_size };
		unsigned long changes = v->base.changes;

		fetch_page(key.data, &page);
		if (!slice_starts(key, prefix))
			return scan_ends(c, prefix, seen, key);
		/* pages that lead in a ring would never end */
		if (key.len > KEY_MAX_BYTES || (seen.len && slice_compare(seen, key) >= 0) ||
		    !reachable(d))
			return MDB_CORRUPTED;
		memcpy(last, key.data, seen.len = key.len);
		note_place(v, d.mv_data);
		if (!fn(arg, key, (struct slice){ d.mv_data, d.mv_size }) ||
		    v->base.err.rc != RC_OK)
			return MDB_NOTFOUND;
		if (v->base.changes == changes)
			DEEP(code, mdb_cursor_get(c, &k, &d, MDB_NEXT));
		else
			code = scan_seek(c, seen, true, &k, &d);
	}
	return code;
}

static enum rc lmdb_scan(struct view *base, struct slice prefix, struct slice from, scan_fn *fn,
			 void *arg)
{
	struct lmdb_view *v = view_of(base);
	MDB_cursor *c = cursor_open(v);
	int code;

	if (!c)
		return base->err.rc;
	code = scan_run(v, c, prefix, from, fn, arg);
	cursor_close(v);
	if (code != MDB_NOTFOUND)
		return view_failed(v, code);
	return base->err.rc;
}

static void lmdb_put(struct view *base, struct slice key, struct slice value)
{
	struct lmdb_view *v = view_of(base);
	MDB_val k = val(key), d = val(value);
	int code = lmdb_sound_way(v->sound, key, false);

	if (code == 0)
		DEEP(code, mdb_put(v->txn, v->e->dbi, &k, &d, 0));
	if (code)
		view_failed(v, code);
}

static void lmdb_del(struct view *base, struct slice key)
{
	struct lmdb_view *v = view_of(base);
	MDB_val k = val(key);
	int code = lmdb_sound_way(v->sound, key, true);

	if (code == 0)
		DEEP(code, mdb_del(v->txn, v->e->dbi, &k, NULL));
	if (code && code != MDB_NOTFOUND)
		view_failed(v, code);
}

const struct view_ops lmdb_view_ops = { lmdb_get, lmdb_last, lmdb_scan, lmdb_put, lmdb_del };

void lmdb_view_run(void *arg)
{
	struct reading *r = arg;
	struct lmdb_view *outer = r->e->active;

	r->e->active = r->v;
	r->rc = r->fn(&r->v->base, r->arg);
	r->e->active = outer;
}

void lmdb_view_drop(struct lmdb_view *v)
{
	guard_deep(true);
	while (v->ncursors > 0)
		cursor_close(v);
	if (v->txn)
		mdb_txn_abort(v->txn);
	guard_deep(false);
	v->txn = NULL;
	lmdb_sound_end(v->sound);
	v->sound = NULL;
}
