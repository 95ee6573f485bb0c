/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/store/store_internal.h"
#include "lib_store.h"
#include "same.h"

const struct actor ann = { "ann", MEMBER_COORDINATOR, NULL, "local" };
const struct actor ben = { "ben", MEMBER_PARTNER, NULL, "ssh:10.1.2.3" };
const struct actor cat = { "cat", MEMBER_VIEWER, NULL, "local" };
const struct actor dan = { "dan", MEMBER_FACILITATOR, NULL, "local" };
const struct place sf = { "sf", NULL };

struct store *store_in(const char *dir)
{
	struct store_opts o = { .engine = dir ? &engine_lmdb : &engine_memory,
				.at = { .dir = dir, .create = true, .map_bytes = 16 << 20 } };
	struct err err = { 0 };
	struct store *s = NULL;

	cr_assert(eq(int, store_open(&s, &o, &err), RC_OK), "%s", err.text);
	return s;
}

struct version version_of(struct store *s, struct place p, const char *name)
{
	struct arena *a = arena_new();
	struct fact f = { 0 };

	store_get(s, p, name, a, &f, NULL);
	arena_free(a);
	return f.at;
}

enum rc put_seen(struct store *s, const struct actor *by, const char *name, const char *text,
		 struct version seen, struct clash_list *clashes, struct saved *out)
{
	struct edit e = { name, { text, strlen(text) }, seen };
	struct change c = { .by = by, .action = "edit", .edits = &e, .count = 1 };

	return store_save(s, sf, &c, clashes, out, NULL);
}

enum rc put_in(struct store *s, struct place p, const struct actor *by, const char *name,
	       const char *text)
{
	struct edit e = { name, { text, strlen(text) }, version_of(s, p, name) };
	struct change c = { .by = by, .action = "edit", .edits = &e, .count = 1 };

	return store_save(s, p, &c, NULL, NULL, NULL);
}

enum rc put(struct store *s, const struct actor *by, const char *name, const char *text)
{
	return put_in(s, sf, by, name, text);
}

const char *shown(struct store *s, struct place p, const char *name, struct arena *a)
{
	struct fact f;

	return store_get(s, p, name, a, &f, NULL) == RC_OK ? f.text : NULL;
}

void clean(struct store *s)
{
	struct verify_report r;
	struct err err = { 0 };

	store_verify(s, NULL, NULL, &r, &err);
	cr_expect(eq(int, (int)r.faults, 0), "%s", r.first);
	cr_expect(eq(int, err.rc, RC_OK), "%s", err.text);
}

static bool drop_vector(void *arg, const char *pid)
{
	struct key k;

	key_printf(&k, "p/%s/v/hub", pid);
	view_del(arg, key_slice(&k));
	return true;
}

static enum rc set_format(struct view *v, void *arg)
{
	struct cell c = { .ms = 1, .who = "-", .text = arg, .len = strlen(arg) };
	struct key k;

	key_printf(&k, "s/format");
	cell_put(v, &k, &c);
	return strcmp(arg, "0") == 0 ? each_pid(v, drop_vector, v) : view_rc(v);
}

void store_as_format(const char *dir, const char *format)
{
	struct store *s = store_in(dir);

	cr_assert(eq(int, engine_update(store_engine(s), set_format, (void *)format, NULL), RC_OK));
	store_close(s);
}
