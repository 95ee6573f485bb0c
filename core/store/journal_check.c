/* SPDX-License-Identifier: ISC */
/*
 * Does the journal since the newest backup have every change that the store has? Has it more?
 *
 * The file that is written cannot say that it was deleted, nor what another in its place lacks. So
 * the store notes how far each log had come when it was begun: what came after has to be in it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/clock.h"
#include "datadir.h"
#include "rebuild_internal.h"

struct since {
	struct pool pool;
	struct view *v;
	struct err *err;
	enum rc rc;
	uint64_t changes;
	const char *dir;  /* of the store */
	bool none;        /* there is no journal */
	const char *from; /* what stands under JOURNAL_FROM; NULL: nothing yet */
};

/* Where each log ends, and every place that a store has a log of. */

typedef bool place_fn(void *arg, struct place p);

struct places {
	struct view *v;
	place_fn *fn;
	void *arg;
	const char *pid;
	enum rc rc;
};

static bool own_place(void *arg, const char *person)
{
	struct places *w = arg;

	return w->fn(w->arg, (struct place){ w->pid, person });
}

static bool common_place(void *arg, const char *pid)
{
	struct places *w = arg;
	struct key k;

	w->pid = pid;
	key_printf(&k, "p/%s/x/", pid);
	if (!w->fn(w->arg, (struct place){ .pid = pid }))
		return false;
	w->rc = each_part(w->v, k.text, PERSON_MAX, own_place, w);
	return w->rc == RC_OK;
}

static enum rc each_place(struct view *v, place_fn *fn, void *arg)
{
	struct places w = { .v = v, .fn = fn, .arg = arg };
	enum rc rc = each_pid(v, common_place, &w);

	return rc ? rc : w.rc;
}

struct ends {
	struct view *v;
	struct buf text;
};

static bool note_end(void *arg, struct place p)
{
	struct ends *e = arg;
	struct key base;
	uint64_t head;

	if (log_head(e->v, p, &head))
		return false;
	place_base(&base, p);
	if (head)
		buf_printf(&e->text, "%s %" PRIu64 "\n", base.text, head);
	return true;
}

enum rc journal_begins(struct view *v)
{
	struct ends e = { .v = v };
	enum rc rc = each_place(v, note_end, &e);
	struct cell c = { .ms = clock_ms(), .who = "-", .text = buf_text(&e.text) };
	struct key k;

	c.len = e.text.len;
	key_printf(&k, JOURNAL_FROM);
	if (!rc && !view_rc(v))
		cell_put(v, &k, &c);
	buf_clear(&e.text);
	return rc ? rc : view_rc(v);
}

/* What the file that is written has to have */

/* The lines of logs alone: of closed files too, where one is looked for that a backup overtook. */
static bool add_lines(void *arg, const struct journal_change *c)
{
	static const char area[] = "/l/";
	enum { BEFORE_NUMBER = sizeof(area) - 1, LINE_END = BEFORE_NUMBER + 12 };
	struct since *k = arg;
	bool now = !strcmp(c->file, "now");

	k->changes += now;
	for (size_t i = 0; i < c->count; i++) {
		struct slice key = c->puts[i].key;

		if (key.len > LINE_END &&
		    !memcmp((const char *)key.data + key.len - LINE_END, area, BEFORE_NUMBER))
			pool_add(&k->pool, (struct found){ .key = key,
							   .value = c->puts[i].value,
							   .origin = FROM_JOURNAL,
							   .change = now });
	}
	return true;
}

/* A store of before that was noted: the lowest number that the file has of a place; 0: none. */
static uint64_t first_of(const struct since *k, struct place p)
{
	struct key prefix;
	uint64_t number;

	log_prefix(&prefix, p);
	for (size_t i = 0; i < k->pool.n; i++)
		if (k->pool.v[i].change && line_key(k->pool.v[i].key, &prefix, &number))
			return number;
	return 0;
}

/* The first number that has to be there; 0: nothing is known. */
static uint64_t needed_from(const struct since *k, struct place p)
{
	struct key base;
	size_t n;

	if (!k->from)
		return first_of(k, p);
	place_base(&base, p);
	n = strlen(base.text);
	for (const char *s = k->from; *s; s += strcspn(s, "\n"), s += *s == '\n')
		if (!strncmp(s, base.text, n) && s[n] == ' ')
			return strtoull(s + n, NULL, 10) + 1;
	return 1;
}

static bool has_line(const struct since *k, struct place p, uint64_t number)
{
	struct slice raw;
	struct found *v;
	struct key key;
	size_t n;

	log_key(&key, p, number);
	if (view_get(k->v, key_slice(&key), &raw))
		return false;
	v = pool_at(&k->pool, key_slice(&key), &n);
	while (n-- > 0)
		if (v[n].value.data && slice_compare(v[n].value, raw) == 0)
			return true;
	return false;
}

static bool check_place(void *arg, struct place p)
{
	struct since *k = arg;
	uint64_t head, first = needed_from(k, p);
	char words[96];

	if (log_head(k->v, p, &head))
		return false;
	for (uint64_t n = head; n && first && n >= first; n--) {
		if (has_line(k, p, n))
			continue;
		place_words(p, words);
		k->rc = err_set(k->err, RC_GAP, "the journal lacks change %" PRIu64 " of %s", n,
				words);
		return false;
	}
	return true;
}

static enum rc look_needed(struct view *v, void *arg)
{
	struct since *k = arg;
	struct arena *a = arena_new();
	struct cell c;
	struct key key;
	enum rc rc;

	k->v = v;
	key_printf(&key, JOURNAL_FROM);
	rc = cell_get(v, &key, &c);
	if (!rc)
		k->from = arena_strn(a, c.text, c.len);
	if (!rc || rc == RC_NOT_FOUND)
		rc = each_place(v, check_place, k);
	arena_free(a);
	return rc ? rc : view_rc(v);
}

/* The journal in a pool, held against the store; where there is none the pool is empty. */
static enum rc look_at(struct since *k, struct store *s, const char *folder, journal_fn *add,
		       view_fn *look)
{
	struct journal_text t = { 0 };
	struct err mine = { 0 };
	enum rc rc = journal_load(folder, &t, &mine);

	k->none = rc == RC_NOT_FOUND;
	if (rc && !k->none)
		return err_set(k->err, rc, "%s", mine.text);
	journal_each(&t, add, k);
	pool_sort(&k->pool);
	rc = engine_read(s->engine, look, k, k->err);
	pool_clear(&k->pool);
	journal_unload(&t);
	return rc == RC_OK ? k->rc : rc;
}

enum rc store_journal_check(struct store *s, uint64_t *changes, struct err *err)
{
	char *folder = s->dir ? datadir_path(s->dir, "journal") : NULL;
	struct since k = { .err = err };
	enum rc rc = folder ? look_at(&k, s, folder, add_lines, look_needed) : RC_NOT_FOUND;

	*changes = k.changes;
	mem_free(folder);
	return rc || !k.none ? rc : RC_NOT_FOUND;
}

/* Is a file behind the journal? The newest change of one with a damaged head is missing unnoticed. */

static bool add_any(void *arg, const struct journal_change *c)
{
	struct since *k = arg;

	k->changes++;
	for (size_t i = 0; i < c->count; i++)
		if (c->puts[i].value.data)
			pool_add(&k->pool, (struct found){ .key = c->puts[i].key,
							   .value = c->puts[i].value,
							   .origin = FROM_JOURNAL,
							   .change = (uint32_t)k->changes });
	return true;
}

static bool behind_place(void *arg, struct place p)
{
	struct since *k = arg;
	uint64_t head, number, last = 0;
	uint32_t change = 0;
	struct key prefix;
	struct log_line l;
	size_t to;

	if (log_head(k->v, p, &head))
		return false;
	log_prefix(&prefix, p);
	for (size_t i = pool_range(&k->pool, key_slice(&prefix), &to); i < to; i++) {
		const struct found *f = &k->pool.v[i];

		if (line_key(f->key, &prefix, &number) && f->change > change &&
		    log_take(f->key, f->value, NULL, &l) &&
		    line_is_own(&k->pool.line, l.at, f->change)) {
			change = f->change;
			last = number;
		}
	}
	k->rc = last > head ? RC_GAP : RC_OK;
	return k->rc == RC_OK;
}

static enum rc look_behind(struct view *v, void *arg)
{
	struct slice name = { "s/replica", 9 }, is;
	struct since *k = arg;

	k->v = v;
	if (view_get(v, name, &is) == RC_OK)
		pool_add(&k->pool, (struct found){ .key = name, .value = is, .origin = FROM_FILE });
	pool_sort(&k->pool);
	line_find(&k->pool.line, &k->pool);
	if (line_is_here(&k->pool, k->dir))
		pool_each_place(&k->pool, behind_place, k);
	return view_rc(v);
}

enum rc store_file_whole(const char *dir, const char *file, const char *journal, struct err *err)
{
	struct since k = { .dir = dir };
	struct store copy;
	enum rc rc = store_file_newer(file, err);

	if (rc != RC_OK)
		return rc;
	rc = store_copy_open(&copy, &engine_lmdb, file, NULL);
	if (rc == RC_OK)
		rc = store_verify(&copy, NULL, NULL, NULL, NULL);
	if (rc == RC_OK && journal)
		rc = look_at(&k, &copy, journal, add_any, look_behind);
	engine_close(copy.engine);
	return rc == RC_OK ? RC_OK : RC_DAMAGED;
}
