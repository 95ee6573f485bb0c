/* SPDX-License-Identifier: ISC */
/* Does the journal since the newest backup have every change that the store has? Has it more? */
#include <inttypes.h>
#include <string.h>

#include "datadir.h"
#include "rebuild_internal.h"

struct since {
	bool (*look)(void *arg,
		     struct place p); /* at each place that the journal has something of */
	struct pool pool;
	struct view *v;
	struct err *err;
	enum rc rc;
	uint64_t changes;
};

static bool add_now(void *arg, const struct journal_change *c)
{
	struct since *k = arg;

	if (strcmp(c->file, "now") != 0)
		return true;
	k->changes++;
	for (size_t i = 0; i < c->count; i++)
		pool_add(&k->pool, (struct found){ .key = c->puts[i].key,
						   .value = c->puts[i].value,
						   .origin = FROM_JOURNAL,
						   .change = (uint32_t)k->changes });
	return true;
}

/* The lowest number that the journal has of a place; 0: none. */
static uint64_t first_of(const struct since *k, struct place p)
{
	struct key prefix;
	uint64_t number;

	log_prefix(&prefix, p);
	for (size_t i = 0; i < k->pool.n; i++)
		if (line_key(k->pool.v[i].key, &prefix, &number))
			return number;
	return 0;
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
	uint64_t head, first = first_of(k, p);
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

static enum rc look_view(struct view *v, void *arg)
{
	struct since *k = arg;

	k->v = v;
	pool_each_place(&k->pool, k->look, k);
	return view_rc(v);
}

/* The journal in a pool, and what it has held against the store. */
static enum rc look_at(struct since *k, struct store *s, const char *folder, journal_fn *add)
{
	struct journal_text t = { 0 };
	enum rc rc = journal_load(folder, &t, k->err);

	if (rc == RC_OK) {
		journal_each(&t, add, k);
		pool_sort(&k->pool);
		rc = engine_read(s->engine, look_view, k, k->err);
	}
	pool_clear(&k->pool);
	journal_unload(&t);
	return rc == RC_OK ? k->rc : rc;
}

enum rc store_journal_check(struct store *s, uint64_t *changes, struct err *err)
{
	char *folder = s->dir ? datadir_path(s->dir, "journal") : NULL;
	struct since k = { .err = err, .look = check_place };
	enum rc rc = folder ? look_at(&k, s, folder, add_now) : RC_NOT_FOUND;

	*changes = k.changes;
	mem_free(folder);
	return rc;
}

/* Is a file behind the journal? The newest change of one with a damaged head is missing unnoticed. */

static bool add_any(void *arg, const struct journal_change *c)
{
	struct since *k = arg;

	for (size_t i = 0; i < c->count; i++)
		if (c->puts[i].value.data)
			pool_add(&k->pool, (struct found){ .key = c->puts[i].key,
							   .value = c->puts[i].value });
	return true;
}

static bool behind_place(void *arg, struct place p)
{
	struct since *k = arg;
	struct key prefix;
	uint64_t head, number;

	if (log_head(k->v, p, &head))
		return false;
	log_prefix(&prefix, p);
	for (size_t i = 0; i < k->pool.n && k->rc == RC_OK; i++)
		if (line_key(k->pool.v[i].key, &prefix, &number) && number > head)
			k->rc = RC_GAP;
	return k->rc == RC_OK;
}

enum rc store_file_whole(const char *file, const char *journal, struct err *err)
{
	struct since k = { .look = behind_place };
	struct store copy;
	enum rc rc = store_file_newer(file, err);

	if (rc != RC_OK)
		return rc;
	rc = store_copy_open(&copy, &engine_lmdb, file, NULL);
	if (rc == RC_OK)
		rc = store_verify(&copy, NULL, NULL, NULL, NULL);
	if (rc == RC_OK && journal) {
		rc = look_at(&k, &copy, journal, add_any);
		rc = rc == RC_NOT_FOUND ? RC_OK : rc; /* there is none */
	}
	engine_close(copy.engine);
	return rc == RC_OK ? RC_OK : RC_DAMAGED;
}
