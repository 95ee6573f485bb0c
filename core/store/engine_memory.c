/* SPDX-License-Identifier: ISC */
/*
 * The engine for tests and for work that need not last: a sorted array in
 * memory. A change set works on the array itself and notes what it replaced,
 * so that one that fails can be taken back.
 */
#include "engine_internal.h"

#include <assert.h>
#include <string.h>

#include "../base/mem.h"

struct pair_of {
	struct slice key, value; /* both own their bytes */
};

struct undo {
	struct slice key, value;
	bool was; /* there was a value */
};

struct memory {
	struct engine base;
	struct pair_of *v;
	size_t n, cap;
	struct undo *undo; /* of the update under way */
	size_t nundo, undo_cap;
	uint64_t mark;
	struct memory_view *active;
	const struct engine_notes *notes;
	void *notes_arg;
};

struct memory_view {
	struct view base;
	struct memory *m;
};

static struct slice slice_copy(struct slice s)
{
	void *p = mem_alloc(s.len);

	if (s.len)
		memcpy(p, s.data, s.len);
	return (struct slice){ p, s.len };
}

static void slice_drop(struct slice s)
{
	mem_free((void *)s.data);
}

/* The first place whose key is not less. */
static size_t place_of(const struct memory *m, struct slice key, bool *found)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (slice_compare(m->v[mid].key, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*found = low < m->n && slice_compare(m->v[low].key, key) == 0;
	return low;
}

static void note_undo(struct memory *m, struct slice key, const struct slice *was)
{
	if (m->nundo == m->undo_cap) {
		m->undo_cap = m->undo_cap ? 2 * m->undo_cap : 16;
		m->undo = mem_grow(m->undo, m->undo_cap * sizeof(*m->undo));
	}
	m->undo[m->nundo++] =
		(struct undo){ slice_copy(key), was ? *was : (struct slice){ 0 }, was };
}

static void insert_at(struct memory *m, size_t at, struct slice key, struct slice value)
{
	if (m->n == m->cap) {
		m->cap = m->cap ? 2 * m->cap : 64;
		m->v = mem_grow(m->v, m->cap * sizeof(*m->v));
	}
	memmove(m->v + at + 1, m->v + at, (m->n - at) * sizeof(*m->v));
	m->v[at] = (struct pair_of){ slice_copy(key), slice_copy(value) };
	m->n++;
}

static void remove_at(struct memory *m, size_t at)
{
	slice_drop(m->v[at].key);
	m->n--;
	memmove(m->v + at, m->v + at + 1, (m->n - at) * sizeof(*m->v));
}

static struct memory *memory_of(struct view *v)
{
	return ((struct memory_view *)v)->m;
}

static enum rc memory_get(struct view *v, struct slice key, struct slice *out)
{
	struct memory *m = memory_of(v);
	bool found;
	size_t at = place_of(m, key, &found);

	if (!found)
		return RC_NOT_FOUND;
	*out = m->v[at].value;
	return RC_OK;
}

static enum rc memory_last(struct view *v, struct slice prefix, struct slice *key)
{
	struct memory *m = memory_of(v);
	unsigned char after[KEY_MAX_BYTES];
	size_t len, at = m->n;
	bool found;

	if (slice_after(prefix, after, &len))
		at = place_of(m, (struct slice){ after, len }, &found);
	if (at == 0 || !slice_starts(m->v[at - 1].key, prefix))
		return RC_NOT_FOUND;
	*key = m->v[at - 1].key;
	return RC_OK;
}

static enum rc memory_scan(struct view *v, struct slice prefix, struct slice from, scan_fn *fn,
			   void *arg)
{
	struct memory *m = memory_of(v);
	bool found, more = true;
	size_t at = place_of(m, from, &found);

	while (more && at < m->n && slice_starts(m->v[at].key, prefix)) {
		unsigned char key[KEY_MAX_BYTES];
		struct slice here = { key, m->v[at].key.len };
		unsigned long changes = v->changes;

		memcpy(key, m->v[at].key.data, here.len);
		more = fn(arg, m->v[at].key, m->v[at].value);
		found = true;
		if (v->changes != changes)
			at = place_of(m, here, &found);
		at += found;
	}
	return v->err.rc;
}

static void memory_put(struct view *v, struct slice key, struct slice value)
{
	struct memory *m = memory_of(v);
	bool found;
	size_t at = place_of(m, key, &found);

	note_undo(m, key, found ? &m->v[at].value : NULL);
	if (found)
		m->v[at].value = slice_copy(value);
	else
		insert_at(m, at, key, value);
}

static void memory_del(struct view *v, struct slice key)
{
	struct memory *m = memory_of(v);
	bool found;
	size_t at = place_of(m, key, &found);

	if (!found)
		return;
	note_undo(m, key, &m->v[at].value);
	remove_at(m, at);
}

static void take_back(struct memory *m, const struct undo *u)
{
	bool found;
	size_t at = place_of(m, u->key, &found);

	if (found)
		slice_drop(m->v[at].value);
	if (found && u->was)
		m->v[at].value = slice_copy(u->value);
	else if (found)
		remove_at(m, at);
	else if (u->was)
		insert_at(m, at, u->key, u->value);
}

static void undo_end(struct memory *m, bool back)
{
	while (m->nundo > 0) {
		struct undo *u = &m->undo[--m->nundo];

		if (back)
			take_back(m, u);
		slice_drop(u->key);
		slice_drop(u->value);
	}
}

static const struct view_ops memory_ops = { memory_get, memory_last, memory_scan, memory_put,
					    memory_del };

static enum rc memory_view_run(struct memory *m, bool writable, view_fn *fn, void *arg,
			       struct err *err)
{
	struct memory_view v = {
		.base = { .ops = &memory_ops, .writable = writable, .mark = m->mark },
		.m = m,
	};
	struct memory_view *outer = m->active;
	enum rc rc;

	if (writable)
		notes_begin(&v.base, m->notes, m->notes_arg);
	m->active = &v;
	rc = fn(&v.base, arg);
	m->active = outer;
	rc = view_end(&v.base, rc, err);
	if (rc == RC_OK && v.base.changes)
		notes_ready(&v.base);
	return rc;
}

static enum rc memory_read(struct engine *e, view_fn *fn, void *arg, struct err *err)
{
	return memory_view_run((struct memory *)e, false, fn, arg, err);
}

static enum rc memory_update(struct engine *e, view_fn *fn, void *arg, struct err *err)
{
	struct memory *m = (struct memory *)e;
	enum rc rc;

	assert(!m->active);
	rc = memory_view_run(m, true, fn, arg, err);
	m->mark += rc == RC_OK && m->nundo > 0;
	undo_end(m, rc != RC_OK);
	return rc;
}

static enum rc memory_open(struct engine **out, const struct engine_opts *o, struct err *err)
{
	struct memory *m = mem_alloc(sizeof(*m));

	(void)err;
	m->base.ops = &engine_memory;
	m->notes = o->notes;
	m->notes_arg = o->notes_arg;
	*out = &m->base;
	return RC_OK;
}

static void memory_close(struct engine *e)
{
	struct memory *m = (struct memory *)e;

	for (size_t i = 0; i < m->n; i++) {
		slice_drop(m->v[i].key);
		slice_drop(m->v[i].value);
	}
	mem_free(m->v);
	mem_free(m->undo);
	mem_free(m);
}

static uint64_t memory_mark(struct engine *e)
{
	return ((struct memory *)e)->mark;
}

static int memory_wait_fd(struct engine *e)
{
	(void)e;
	return -1;
}

static enum rc memory_backup(struct engine *e, int fd, struct err *err)
{
	(void)e;
	(void)fd;
	return err_set(err, RC_USAGE, "what is kept in memory alone has no file to copy");
}

static enum rc memory_check(struct engine *e, check_fn *fn, void *arg, struct err *err)
{
	const struct memory *m = (struct memory *)e;

	for (size_t i = 1; i < m->n; i++)
		if (slice_compare(m->v[i - 1].key, m->v[i].key) >= 0) {
			if (fn)
				fn(arg, "", "names are out of order");
			return err_set(err, RC_DAMAGED, "names in memory are out of order");
		}
	return RC_OK;
}

const struct engine_ops engine_memory = {
	.name = "memory",
	.open = memory_open,
	.close = memory_close,
	.read = memory_read,
	.update = memory_update,
	.mark = memory_mark,
	.wait_fd = memory_wait_fd,
	.backup = memory_backup,
	.check = memory_check,
};
