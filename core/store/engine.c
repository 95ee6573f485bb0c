/* SPDX-License-Identifier: ISC */
#include "engine_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int slice_compare(struct slice a, struct slice b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	int c = least ? memcmp(a.data, b.data, least) : 0;

	return c ? c : (a.len > b.len) - (a.len < b.len);
}

bool slice_starts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && (!prefix.len || memcmp(s.data, prefix.data, prefix.len) == 0);
}

bool slice_after(struct slice prefix, unsigned char out[KEY_MAX_BYTES], size_t *len)
{
	size_t n = prefix.len;

	if (n)
		memcpy(out, prefix.data, n);
	while (n > 0 && out[n - 1] == 0xff)
		n--;
	if (n == 0)
		return false;
	out[n - 1]++;
	*len = n;
	return true;
}

enum rc view_rc(const struct view *v)
{
	return v->err.rc;
}

uint64_t view_mark(const struct view *v)
{
	return v->mark;
}

struct err *view_err(struct view *v)
{
	return &v->err;
}

enum rc view_fail(struct view *v, enum rc rc, const char *fmt, ...)
{
	char text[sizeof(v->err.text)];
	va_list ap;

	if (v->err.rc != RC_OK)
		return v->err.rc;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return err_set(&v->err, rc, "%s", text);
}

enum rc view_end(const struct view *v, enum rc returned, struct err *err)
{
	if (v->err.rc != RC_OK)
		return err_set(err, v->err.rc, "%s", v->err.text);
	return returned;
}

static bool key_fits(struct view *v, struct slice key, size_t least)
{
	if (key.len >= least && key.len <= KEY_MAX_BYTES)
		return true;
	view_fail(v, RC_INVALID, "the name '%.*s' is %zu bytes long; at most %d can be kept",
		  (int)(key.len < 60 ? key.len : 60), key.len ? (const char *)key.data : "",
		  key.len, KEY_MAX_BYTES);
	return false;
}

enum rc view_get(struct view *v, struct slice key, struct slice *out)
{
	if (v->err.rc != RC_OK || !key_fits(v, key, 1))
		return v->err.rc;
	return v->ops->get(v, key, out);
}

enum rc view_last(struct view *v, struct slice prefix, struct slice *key)
{
	if (v->err.rc != RC_OK || !key_fits(v, prefix, 0))
		return v->err.rc;
	return v->ops->last(v, prefix, key);
}

enum rc view_scan(struct view *v, struct slice prefix, struct slice from, scan_fn *fn, void *arg)
{
	if (v->err.rc != RC_OK || !key_fits(v, prefix, 0) || !key_fits(v, from, 0))
		return v->err.rc;
	if (slice_compare(from, prefix) < 0)
		from = prefix;
	return v->ops->scan(v, prefix, from, fn, arg);
}

void view_put(struct view *v, struct slice key, struct slice value)
{
	assert(v->writable);
	if (v->err.rc != RC_OK || !key_fits(v, key, 1))
		return;
	v->changes++;
	if (v->notes)
		v->notes->put(v->notes_arg, key, value);
	v->ops->put(v, key, value);
}

void view_del(struct view *v, struct slice key)
{
	assert(v->writable);
	if (v->err.rc != RC_OK || !key_fits(v, key, 1))
		return;
	v->changes++;
	if (v->notes)
		v->notes->put(v->notes_arg, key, (struct slice){ NULL, 0 });
	v->ops->del(v, key);
}

void notes_begin(struct view *v, const struct engine_notes *notes, void *arg)
{
	v->notes = notes;
	v->notes_arg = arg;
	if (v->notes)
		v->notes->begin(v->notes_arg);
}

void notes_ready(const struct view *v)
{
	if (v->notes)
		v->notes->ready(v->notes_arg);
}

void notes_failed(const struct view *v)
{
	if (v->notes)
		v->notes->failed(v->notes_arg);
}

enum rc engine_open(const struct engine_ops *ops, struct engine **out, const struct engine_opts *o,
		    struct err *err)
{
	return ops->open(out, o, err);
}

void engine_close(struct engine *e)
{
	if (e)
		e->ops->close(e);
}

enum rc engine_read(struct engine *e, view_fn *fn, void *arg, struct err *err)
{
	return e->ops->read(e, fn, arg, err);
}

enum rc engine_update(struct engine *e, view_fn *fn, void *arg, struct err *err)
{
	return e->ops->update(e, fn, arg, err);
}

uint64_t engine_mark(struct engine *e)
{
	return e->ops->mark(e);
}

void engine_rest(struct engine *e)
{
	if (e->ops->rest)
		e->ops->rest(e);
}

int engine_wait_fd(struct engine *e)
{
	return e->ops->wait_fd(e);
}

enum rc engine_backup(struct engine *e, int fd, struct err *err)
{
	return e->ops->backup(e, fd, err);
}

enum rc engine_check(struct engine *e, check_fn *fn, void *arg, struct err *err)
{
	return e->ops->check(e, fn, arg, err);
}
