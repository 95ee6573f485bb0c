/* SPDX-License-Identifier: ISC */
/* One suite over both engines: what a store may count on. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/engine.h"
#include "tests/lib_dir.h"

static const char *const engines[] = { "memory", "lmdb" };

struct box {
	struct engine *e;
	char *dir;
};

static struct box box_open(size_t which)
{
	struct box b = { .dir = dir_make() };
	struct err err = { 0 };
	char *dir = dir_path(b.dir, "store");
	struct engine_opts o = { .dir = dir, .create = true, .map_bytes = 1 << 20 };
	const struct engine_ops *ops = which ? &engine_lmdb : &engine_memory;

	cr_assert(eq(int, engine_open(ops, &b.e, &o, &err), RC_OK), "%s", err.text);
	cr_assert(eq(str, (char *)ops->name, (char *)engines[which]));
	free(dir);
	return b;
}

static void box_close(struct box *b)
{
	engine_close(b->e);
	dir_drop(b->dir);
}

/* Each test body runs once for each engine. */
#define EACH_ENGINE(name) \
	static void name(struct engine *e); \
	Test(memory, name) \
	{ \
		struct box b = box_open(0); \
		name(b.e); \
		box_close(&b); \
	} \
	Test(lmdb, name) \
	{ \
		struct box b = box_open(1); \
		name(b.e); \
		box_close(&b); \
	} \
	static void name(struct engine *e)

static struct slice sl(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

/* A list of "key=value" or "key" (removed), written in one update. */
static enum rc write_all(struct view *v, void *arg)
{
	for (const char *const *p = arg; *p; p++) {
		const char *eq = strchr(*p, '=');

		if (eq)
			view_put(v, (struct slice){ *p, (size_t)(eq - *p) }, sl(eq + 1));
		else
			view_del(v, sl(*p));
	}
	return view_rc(v);
}

static void put(struct engine *e, const char *const *list)
{
	struct err err = { 0 };

	cr_assert(eq(int, engine_update(e, write_all, (void *)list, &err), RC_OK), "%s", err.text);
}

#define PUT(e, ...) put(e, (const char *const[]){ __VA_ARGS__, NULL })

struct seen {
	const char *prefix, *from;
	int most;
	char text[4096];
};

static bool see(void *arg, struct slice key, struct slice value)
{
	struct seen *s = arg;
	size_t at = strlen(s->text);

	snprintf(s->text + at, sizeof(s->text) - at, "%.*s=%.*s ", (int)key.len,
		 (const char *)key.data, (int)value.len, (const char *)value.data);
	return --s->most != 0;
}

static enum rc scan(struct view *v, void *arg)
{
	struct seen *s = arg;

	return view_scan(v, sl(s->prefix), sl(s->from), see, s);
}

static char *seen(struct engine *e, const char *prefix, const char *from, int most)
{
	static struct seen s;

	s = (struct seen){ prefix, from, most, "" };
	cr_assert(eq(int, engine_read(e, scan, &s, NULL), RC_OK));
	return s.text;
}

EACH_ENGINE(keys_come_in_order_of_their_bytes)
{
	PUT(e, "p/b=2", "p/a=1", "p/a.1=x", "p/B=0", "p/a/b=y", "q=9");
	cr_expect(eq(str, seen(e, "p/", "", 0), (char *)"p/B=0 p/a=1 p/a.1=x p/a/b=y p/b=2 "));
	cr_expect(eq(str, seen(e, "", "", 0), (char *)"p/B=0 p/a=1 p/a.1=x p/a/b=y p/b=2 q=9 "));
	cr_expect(eq(str, seen(e, "p/c", "", 0), (char *)""));
}

EACH_ENGINE(a_scan_begins_at_from_and_stops_when_told)
{
	PUT(e, "a/1=x", "a/3=y", "a/5=z", "b=n");
	cr_expect(eq(str, seen(e, "a/", "a/3", 0), (char *)"a/3=y a/5=z "));
	cr_expect(eq(str, seen(e, "a/", "a/2", 0), (char *)"a/3=y a/5=z "));
	cr_expect(eq(str, seen(e, "a/", "a/2", 1), (char *)"a/3=y "));
	cr_expect(eq(str, seen(e, "a/", "b", 0), (char *)""));
	cr_expect(eq(str, seen(e, "a/", "A", 0), (char *)"a/1=x a/3=y a/5=z "));
}

static enum rc lasts(struct view *v, void *arg)
{
	struct slice k;

	(void)arg;
	cr_assert(eq(int, view_last(v, sl("l/"), &k), RC_OK));
	cr_expect(eq(sz, k.len, 4));
	cr_expect(eq(int, memcmp(k.data, "l/\xff\x01", 4), 0));
	cr_assert(eq(int, view_last(v, sl("l/\xff"), &k), RC_OK));
	cr_assert(eq(int, view_last(v, sl(""), &k), RC_OK));
	cr_expect(eq(int, memcmp(k.data, "m", 1), 0));
	cr_assert(eq(int, view_last(v, sl("k/"), &k), RC_OK));
	cr_expect(eq(int, memcmp(k.data, "k/9", 3), 0));
	cr_expect(eq(int, view_last(v, sl("a"), &k), RC_NOT_FOUND));
	cr_expect(eq(int, view_last(v, sl("z"), &k), RC_NOT_FOUND));
	cr_expect(eq(int, view_last(v, sl("k/5"), &k), RC_NOT_FOUND));
	return view_rc(v);
}

EACH_ENGINE(the_last_key_with_a_prefix_is_found)
{
	PUT(e, "k/1=", "k/9=", "l/1=", "l/\xff\x01=", "m=");
	cr_expect(eq(int, engine_read(e, lasts, NULL, NULL), RC_OK));
}

EACH_ENGINE(put_replaces_and_del_removes)
{
	PUT(e, "a=1", "b=2", "a=3");
	cr_expect(eq(str, seen(e, "", "", 0), (char *)"a=3 b=2 "));
	PUT(e, "a", "c", "d=");
	cr_expect(eq(str, seen(e, "", "", 0), (char *)"b=2 d= "));
}

static enum rc write_then_fail(struct view *v, void *arg)
{
	struct slice out;

	view_put(v, sl("a"), sl("changed"));
	view_put(v, sl("n"), sl("new"));
	view_del(v, sl("b"));
	view_put(v, sl("n"), sl("newer"));
	cr_expect(eq(int, view_get(v, sl("b"), &out), RC_NOT_FOUND));
	cr_assert(eq(int, view_get(v, sl("n"), &out), RC_OK));
	cr_expect(eq(sz, out.len, 5));
	return arg ? RC_CONFLICT : view_fail(v, RC_INVALID, "%s", "no");
}

EACH_ENGINE(an_update_that_fails_changes_nothing)
{
	struct err err = { 0 };
	uint64_t mark;

	PUT(e, "a=1", "b=2");
	mark = engine_mark(e);
	cr_expect(eq(int, engine_update(e, write_then_fail, NULL, &err), RC_INVALID));
	cr_expect(eq(str, err.text, (char *)"no"));
	cr_expect(eq(int, engine_update(e, write_then_fail, e, NULL), RC_CONFLICT));
	cr_expect(eq(str, seen(e, "", "", 0), (char *)"a=1 b=2 "));
	cr_expect(eq(u64, engine_mark(e), mark));
}

static enum rc fail_then_write(struct view *v, void *arg)
{
	struct slice out;

	(void)arg;
	cr_expect(eq(int, view_get(v, sl("none"), &out), RC_NOT_FOUND));
	cr_expect(eq(int, view_rc(v), RC_OK)); /* not found is an answer */
	view_fail(v, RC_NOT_ALLOWED, "first");
	view_fail(v, RC_INVALID, "second");
	view_put(v, sl("a"), sl("x"));
	view_del(v, sl("b"));
	cr_expect(eq(int, view_get(v, sl("b"), &out), RC_NOT_ALLOWED));
	cr_expect(eq(int, view_scan(v, sl(""), sl(""), see, NULL), RC_NOT_ALLOWED));
	cr_expect(eq(str, view_err(v)->text, (char *)"first"));
	return RC_OK;
}

EACH_ENGINE(the_first_failure_sticks_whatever_the_function_returns)
{
	struct err err = { 0 };

	PUT(e, "b=2");
	cr_expect(eq(int, engine_update(e, fail_then_write, NULL, &err), RC_NOT_ALLOWED));
	cr_expect(eq(str, err.text, (char *)"first"));
	cr_expect(eq(str, seen(e, "", "", 0), (char *)"b=2 "));
}

static enum rc count_up(struct view *v, void *arg)
{
	const unsigned char *step = arg;
	struct slice out;
	unsigned char n = 0;

	if (view_get(v, sl("n"), &out) == RC_OK)
		n = *(const unsigned char *)out.data;
	n = (unsigned char)(n + *step);
	view_put(v, sl("n"), (struct slice){ &n, 1 });
	return view_rc(v);
}

EACH_ENGINE(an_update_sees_what_earlier_ones_left)
{
	unsigned char step = 7;

	for (int i = 0; i < 9; i++)
		cr_assert(eq(int, engine_update(e, count_up, &step, NULL), RC_OK));
	cr_expect(eq(int, seen(e, "n", "", 0)[2], 63));
}

EACH_ENGINE(the_mark_moves_when_something_was_stored)
{
	uint64_t first = engine_mark(e), second;

	PUT(e, "a=1");
	second = engine_mark(e);
	cr_expect(ne(u64, second, first));
	seen(e, "", "", 0);
	cr_expect(eq(u64, engine_mark(e), second));
	PUT(e, "a=1", "b=1");
	cr_expect(ne(u64, engine_mark(e), second));
	cr_expect(eq(int, engine_wait_fd(e), -1));
}

static enum rc put_sized(struct view *v, void *arg)
{
	size_t len = *(size_t *)arg;
	unsigned char *data = malloc(len + 1);

	for (size_t i = 0; i < len; i++)
		data[i] = (unsigned char)(i * 31 + len);
	view_put(v, sl("big"), (struct slice){ data, len });
	free(data);
	return view_rc(v);
}

static enum rc check_sized(struct view *v, void *arg)
{
	size_t len = *(size_t *)arg;
	struct slice out;

	cr_assert(eq(int, view_get(v, sl("big"), &out), RC_OK));
	cr_assert(eq(sz, out.len, len));
	for (size_t i = 0; i < len; i++)
		cr_assert(eq(u8, ((const unsigned char *)out.data)[i],
			     (unsigned char)(i * 31 + len)));
	return RC_OK;
}

EACH_ENGINE(values_of_any_size_up_to_64_kb_come_back_whole)
{
	static const size_t sizes[] = { 0, 1, 2000, 2047, 2048, 4096, 4080, 65536, 17 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		size_t len = sizes[i];

		cr_assert(eq(int, engine_update(e, put_sized, &len, NULL), RC_OK));
		cr_assert(eq(int, engine_read(e, check_sized, &len, NULL), RC_OK));
	}
	cr_expect(eq(int, engine_check(e, NULL, NULL, NULL), RC_OK));
}

static enum rc put_key_of(struct view *v, void *arg)
{
	char key[KEY_MAX_BYTES + 1];

	memset(key, 'k', sizeof(key));
	view_put(v, (struct slice){ key, *(size_t *)arg }, sl("x"));
	return view_rc(v);
}

EACH_ENGINE(keys_of_1_to_200_bytes_are_taken_and_others_refused)
{
	size_t good = KEY_MAX_BYTES, one = 1, none = 0, more = KEY_MAX_BYTES + 1;
	struct err err = { 0 };

	cr_expect(eq(int, engine_update(e, put_key_of, &one, NULL), RC_OK));
	cr_expect(eq(int, engine_update(e, put_key_of, &good, NULL), RC_OK));
	cr_expect(eq(int, engine_update(e, put_key_of, &none, NULL), RC_INVALID));
	cr_expect(eq(int, engine_update(e, put_key_of, &more, &err), RC_INVALID));
	cr_expect(ne(ptr, strstr(err.text, "201 bytes"), NULL));
}

struct walk {
	struct view *v;
	int n;
};

static bool drop_each(void *arg, struct slice key, struct slice value)
{
	struct walk *w = arg;
	char copy[8] = "";

	(void)value;
	memcpy(copy, key.data, key.len);
	w->n++;
	if (copy[1] % 2)
		view_del(w->v, sl(copy));
	else
		view_put(w->v, sl(copy), sl("kept"));
	return true;
}

static enum rc drop_all(struct view *v, void *arg)
{
	struct walk *w = arg;

	w->v = v;
	w->n = 0;
	return view_scan(v, sl("k"), sl(""), drop_each, w);
}

EACH_ENGINE(what_a_scan_passes_may_be_changed_on_the_way)
{
	struct walk w;

	PUT(e, "k1=a", "k2=b", "k3=c", "k4=d", "k5=e", "l=f");
	cr_assert(eq(int, engine_update(e, drop_all, &w, NULL), RC_OK));
	cr_expect(eq(int, w.n, 5));
	cr_expect(eq(str, seen(e, "", "", 0), (char *)"k2=kept k4=kept l=f "));
}

static enum rc read_inside(struct view *v, void *arg)
{
	struct slice out;

	cr_expect(eq(str, seen(arg, "", "", 0), (char *)"a=1 "));
	return view_get(v, sl("a"), &out);
}

EACH_ENGINE(a_read_may_stand_inside_a_read)
{
	PUT(e, "a=1");
	cr_expect(eq(int, engine_read(e, read_inside, e, NULL), RC_OK));
}

static enum rc put_many(struct view *v, void *arg)
{
	int from = *(int *)arg;

	for (int i = from; i < from + 500; i++) {
		char key[32], value[64];

		snprintf(key, sizeof(key), "n/%07d", i * 7919 % 10000);
		snprintf(value, sizeof(value), "%d", i);
		view_put(v, sl(key), sl(value));
	}
	return view_rc(v);
}

static bool count_one(void *arg, struct slice key, struct slice value)
{
	(void)key;
	(void)value;
	++*(int *)arg;
	return true;
}

static enum rc count_all(struct view *v, void *arg)
{
	return view_scan(v, sl("n/"), sl(""), count_one, arg);
}

EACH_ENGINE(ten_thousand_keys_stand_in_order)
{
	int n = 0;

	for (int from = 0; from < 10000; from += 500)
		cr_assert(eq(int, engine_update(e, put_many, &from, NULL), RC_OK));
	cr_assert(eq(int, engine_read(e, count_all, &n, NULL), RC_OK));
	cr_expect(eq(int, n, 10000));
	cr_expect(eq(int, engine_check(e, NULL, NULL, NULL), RC_OK));
}

Test(lmdb, a_store_that_is_closed_keeps_what_was_stored)
{
	struct box b = box_open(1);
	char *dir = dir_path(b.dir, "store");
	struct engine_opts o = { .dir = dir };

	PUT(b.e, "a=1", "b=2");
	engine_close(b.e);
	cr_assert(eq(int, engine_open(&engine_lmdb, &b.e, &o, NULL), RC_OK));
	cr_expect(eq(str, seen(b.e, "", "", 0), (char *)"a=1 b=2 "));
	free(dir);
	box_close(&b);
}
