/* SPDX-License-Identifier: ISC */
/*
 * A store made in dir/rebuild: the backup, then the journal's changes in their
 * order, then what a damaged file still gives. Copied out of there as any
 * backup is. Nothing of the store itself is touched.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/clock.h"
#include "datadir.h"
#include "engine_pages.h"
#include "gate.h"
#include "rebuild_internal.h"

enum { CHANGES_AT_ONCE = 200 };

struct work {
	struct rebuild *r;
	struct store s; /* that is made; only what needs no opening is set */
	char *scratch;
	struct journal_text journal;
	uint32_t change, last; /* of the journal: counted, and the last that is wanted */
	struct pool pool;
	struct heads heads;
	void *map;
	size_t map_len;
};

/* The journal */

static bool find_last(void *arg, const struct journal_change *c)
{
	struct work *w = arg;

	w->change++;
	if (!w->r->until_ms || c->ms <= w->r->until_ms)
		w->last = w->change;
	return true;
}

static bool add_change(void *arg, const struct journal_change *c)
{
	struct work *w = arg;

	w->change++;
	for (size_t i = 0; i < c->count; i++)
		pool_add(&w->pool, (struct found){ .key = c->puts[i].key,
						   .value = c->puts[i].value,
						   .origin = FROM_JOURNAL,
						   .change = w->change });
	return w->change < w->last;
}

static enum rc load_journal(struct work *w, struct err *err)
{
	struct err none = { 0 };
	enum rc rc;

	if (!w->r->journal)
		return RC_OK;
	rc = journal_load(w->r->journal, &w->journal, &none);
	if (rc == RC_NOT_FOUND && w->r->damaged)
		return RC_OK; /* one source less */
	if (rc)
		return err_set(err, rc, "%s", none.text);
	journal_each(&w->journal, find_last, w);
	w->change = 0;
	if (w->last)
		journal_each(&w->journal, add_change, w);
	return RC_OK;
}

/* The damaged file, mapped: a copy of one's own, so that nobody can change it meanwhile. */

static bool add_page_value(void *arg, struct slice key, struct slice value, bool live)
{
	struct work *w = arg;

	pool_add(&w->pool, (struct found){ .key = key,
					   .value = value,
					   .origin = live ? FROM_FILE : FROM_OLD_PAGES });
	return true;
}

static enum rc load_damaged(struct work *w, struct err *err)
{
	const char *path = w->r->damaged;
	struct stat st;
	int fd;

	if (!path)
		return RC_OK;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st)) {
		enum rc rc = err_set(err, rc_from_errno(errno), "cannot read '%s': %s", path,
				     strerror(errno));

		if (fd >= 0)
			close(fd);
		return rc;
	}
	w->map_len = (size_t)st.st_size;
	w->map = w->map_len ? mmap(NULL, w->map_len, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	close(fd);
	if (w->map == MAP_FAILED) {
		w->map = NULL;
		return err_set(err, rc_from_errno(errno), "cannot read '%s': %s", path,
			       strerror(errno));
	}
	if (w->map)
		pages_read((struct slice){ w->map, w->map_len }, add_page_value, w);
	return RC_OK;
}

/* The place of work */

static void scratch_clear(const char *dir)
{
	static const char *const names[] = { "data.mdb", "lock.mdb", "data.new", "STORE",
					     "run/door", "run/gate", "run",      "copy" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = datadir_path(dir, names[i]);

		if (unlink(path))
			rmdir(path);
		mem_free(path);
	}
	rmdir(dir);
}

static enum rc scratch_open(struct work *w, struct err *err)
{
	struct engine_opts o = { .dir = w->scratch, .create = !w->r->backup };
	enum rc rc = RC_OK;

	scratch_clear(w->scratch); /* of a run that was cut short */
	if (w->r->backup)
		rc = lmdb_restore(w->scratch, w->r->backup, PROFILE_PERSONAL, err);
	if (rc == RC_OK)
		rc = engine_open(&engine_lmdb, &w->s.engine, &o, err);
	w->s.ops = &engine_lmdb;
	return rc == RC_OK ? format_check(&w->s, err) : rc;
}

/* Was the backup made after the moment that is wanted? */

struct look {
	struct work *w;
	int64_t newest;
	struct view *v;
};

static bool note_newest(void *arg, const char *pid)
{
	struct look *l = arg;
	struct place p = { pid, NULL };
	struct log_line line;
	uint64_t head;

	if (!log_head(l->v, p, &head) && head && !log_get(l->v, p, head, NULL, &line) &&
	    line.ms > l->newest)
		l->newest = line.ms;
	return true;
}

static enum rc newest_fn(struct view *v, void *arg)
{
	struct look *l = arg;

	l->v = v;
	each_pid(v, note_newest, l);
	return view_rc(v);
}

static int64_t newest_in(struct work *w)
{
	struct look l = { .w = w };

	engine_read(w->s.engine, newest_fn, &l, NULL);
	return l.newest;
}

static enum rc backup_is_older(struct work *w, struct err *err)
{
	int64_t newest = newest_in(w);
	char made[48], asked[48];

	if (!w->r->until_ms || newest <= w->r->until_ms)
		return RC_OK;
	time_words(newest, made);
	time_words(w->r->until_ms, asked);
	return err_set(err, RC_INVALID,
		       "the backup '%s' has changes up to %s, and the store is wanted as it was at "
		       "%s; name a backup that was made before",
		       w->r->backup, made, asked);
}

/* Which changes of the journal go on from the backup */

struct choosing {
	struct work *w;
	struct view *v;
	struct err *err;
	enum rc rc;
};

static bool is_in(struct view *v, const struct found *line)
{
	struct slice raw;

	return view_get(v, line->key, &raw) == RC_OK && slice_compare(raw, line->value) == 0;
}

/* The newest line that the file has of a place, up to a number; NULL: none. */
static const struct found *held_upto(const struct pool *p, struct place place, uint64_t head)
{
	const struct found *held = NULL;
	struct key prefix;
	uint64_t number;
	struct log_line l;
	size_t to;

	log_prefix(&prefix, place);
	for (size_t i = pool_range(p, key_slice(&prefix), &to); i < to; i++)
		if (p->v[i].origin == FROM_FILE && line_key(p->v[i].key, &prefix, &number) &&
		    number <= head && log_take(p->v[i].key, p->v[i].value, NULL, &l))
			held = &p->v[i];
	return held;
}

/* What the backup has of a place is what the store had: no other one was put in its place later. */
static bool backup_fits(struct choosing *c, struct place place, uint64_t head)
{
	const struct found *held = held_upto(&c->w->pool, place, head);
	struct place_line own;
	struct log_line last;
	char words[96];

	if (!head || log_get(c->v, place, head, NULL, &last))
		return true;
	line_place(&own, &c->w->pool, place);
	if ((!held || is_in(c->v, held)) && line_has(&own, last.at, UINT32_MAX))
		return true;
	place_words(place, words);
	c->rc = err_set(c->err, RC_GAP,
			"the backup '%s' has changes of %s that are no part of this store, for "
			"another backup was put back since; name the one that was put back, or one "
			"that was made after that",
			c->w->r->backup, words);
	return false;
}

static bool choose_place(void *arg, struct place place)
{
	struct choosing *c = arg;
	bool whole = !c->w->r->damaged;
	char digest[DIGEST_TEXT], words[96];
	uint64_t head, lacks = 0;
	struct chain chain;

	c->rc = log_end_of(c->v, place, &head, digest);
	if (c->rc || !backup_fits(c, place, head))
		return false;
	chain_find(&c->w->pool, place, head, digest, whole, &chain);
	if (chain.missing)
		lacks = chain.missing;
	else if (chain.newest && chain.newest_number <= head && !is_in(c->v, chain.newest))
		lacks = chain.newest_number;
	chain_clear(&chain);
	if (!lacks || !whole)
		return true;
	place_words(place, words);
	c->rc = err_set(c->err, RC_GAP,
			"the journal does not go on from this backup: change %" PRIu64
			" of %s is missing or was made after another backup was put back; name the "
			"newest backup that was made before that moment, or an earlier moment",
			lacks, words);
	return false;
}

static enum rc choose_fn(struct view *v, void *arg)
{
	struct choosing *c = arg;

	c->v = v;
	pool_each_place(&c->w->pool, choose_place, c);
	return c->rc;
}

/* Replaying */

/*
 * Its lines of the log belong to what is made. A change without lines goes with those before it:
 * what followed on changes that a restore threw out was thrown out with them.
 */
static bool counts(const struct work *w, const struct journal_change *c, bool *thrown_out)
{
	static const char area[] = "/l/"; /* before the number, whatever the place is called */
	enum { LINE_END = sizeof(area) - 1 + 12 };
	const struct own_line *own = &w->pool.line;
	bool lines = false, all = true;

	for (size_t i = 0; i < c->count; i++) {
		const struct slice key = c->puts[i].key;
		const struct found *line;

		if (key.len <= LINE_END || !c->puts[i].value.data ||
		    memcmp((const char *)key.data + key.len - LINE_END, area, sizeof(area) - 1))
			continue;
		line = pool_of_change(&w->pool, key, w->change);
		*thrown_out = line && line->stranger;
		all = all && line && line->chosen;
		lines = true;
	}
	if (lines)
		return all;
	return w->change < own->end && (!*thrown_out || w->change >= own->begin);
}

static bool is_of_file(struct slice key)
{
	static const char *const own[] = { "s/format", "s/replica", JOURNAL_FROM };
	bool is = false;

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		is = is || slice_compare(key, (struct slice){ own[i], strlen(own[i]) }) == 0;
	return is;
}

static enum rc puts_fn(struct view *v, void *arg)
{
	const struct journal_change *c = arg;

	for (size_t i = 0; i < c->count; i++) {
		const struct journal_put *p = &c->puts[i];

		/* its form, and what it is bound to, are its own */
		if (is_of_file(p->key))
			continue;
		if (p->value.data)
			view_put(v, p->key, p->value);
		else
			view_del(v, p->key);
	}
	return view_rc(v);
}

struct gathered {
	struct work *w;
	struct journal_put *puts;
	size_t n, cap, changes;
	bool thrown_out; /* the lines of the log before */
	enum rc rc;
	struct err *err;
};

static bool gather_flush(struct gathered *g)
{
	struct journal_change all = { .puts = g->puts, .count = g->n };

	if (g->n)
		g->rc = engine_update(g->w->s.engine, puts_fn, &all, g->err);
	g->n = g->changes = 0;
	return g->rc == RC_OK;
}

static bool replay_one(void *arg, const struct journal_change *c)
{
	struct gathered *g = arg;
	struct work *w = g->w;

	w->change++;
	if (w->change > w->last)
		return false;
	if (!counts(w, c, &g->thrown_out))
		return true;
	while (g->n + c->count > g->cap) {
		g->cap = g->cap ? 2 * g->cap : 4096;
		g->puts = mem_grow(g->puts, g->cap * sizeof(*g->puts));
	}
	memcpy(g->puts + g->n, c->puts, c->count * sizeof(*c->puts));
	g->n += c->count;
	w->r->changes++;
	return ++g->changes < CHANGES_AT_ONCE || gather_flush(g);
}

static enum rc replay_journal(struct work *w, struct err *err)
{
	struct choosing c = { .w = w, .err = err };
	struct gathered g = { .w = w, .err = err };
	enum rc rc;

	w->pool.journal_alone = true;
	rc = engine_read(w->s.engine, choose_fn, &c, err);
	w->pool.journal_alone = false;
	if (rc)
		return rc;
	w->change = 0;
	journal_each(&w->journal, replay_one, &g);
	if (g.rc == RC_OK)
		gather_flush(&g);
	mem_free(g.puts);
	return g.rc;
}

/* All of it */

static enum rc make(struct work *w, struct err *err)
{
	enum rc rc = load_journal(w, err);

	if (rc == RC_OK)
		rc = load_damaged(w, err);
	if (rc != RC_OK)
		return rc;
	pool_sort(&w->pool);
	line_find(&w->pool.line, &w->pool);
	if (!w->r->backup && !w->pool.n)
		return err_set(err, RC_NOT_FOUND,
			       "nothing could be read of the damaged file, and there is neither "
			       "backup nor journal");
	rc = scratch_open(w, err);
	if (rc == RC_OK && w->r->backup)
		rc = backup_is_older(w, err);
	if (rc == RC_OK)
		rc = heads_note(&w->heads, &w->pool, &w->s, STAGE_BACKUP, err);
	if (rc == RC_OK)
		rc = replay_journal(w, err);
	if (rc == RC_OK)
		rc = heads_note(&w->heads, &w->pool, &w->s, STAGE_JOURNAL, err);
	if (rc == RC_OK && w->r->damaged)
		rc = rebuild_from_pool(w->r, &w->pool, &w->heads, &w->s, err);
	return rc;
}

enum rc store_rebuild(struct rebuild *r, const char *out, struct err *err)
{
	struct work w = { .r = r, .scratch = datadir_path(r->dir, "rebuild") };
	enum rc rc;

	r->changes = r->put_back = r->lost = 0;
	rc = make(&w, err);
	if (rc == RC_OK) {
		r->newest_ms = newest_in(&w);
		rc = backup_make(&w.s, out, false, err);
	}
	engine_close(w.s.engine);
	scratch_clear(w.scratch);
	pool_clear(&w.pool);
	heads_clear(&w.heads);
	journal_unload(&w.journal);
	if (w.map)
		munmap(w.map, w.map_len);
	mem_free(w.scratch);
	return rc;
}

/* In the place of the store */

static enum rc nobody_in(const struct rebuild *r, struct err *err)
{
	int door;
	enum rc rc = gate_shut(r->dir, r->profile, &door, err);

	if (rc == RC_OK)
		close(door);
	return rc;
}

static bool same_stat(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

enum rc store_rebuild_here(struct rebuild *r, struct err *err)
{
	char *data = datadir_path(r->dir, "data.mdb"), *made = datadir_path(r->dir, "rebuilt");
	struct stat before = { 0 }, after = { 0 };
	enum rc rc = RC_OK, is;

	if (mkdir(r->dir, 0700) && errno != EEXIST)
		rc = err_set(err, rc_from_errno(errno), "cannot make the folder '%s': %s", r->dir,
			     strerror(errno));
	if (rc == RC_OK)
		rc = nobody_in(r, err);
	unlink(made); /* of a run that was cut short */
	stat(data, &before);
	is = rc == RC_OK && r->damaged ? store_file_whole(r->dir, r->damaged, r->journal, err)
				       : RC_DAMAGED;
	r->whole = is == RC_OK;
	rc = is == RC_NEWER ? is : rc;
	if (rc == RC_OK && !r->whole)
		rc = store_rebuild(r, made, err);
	stat(data, &after);
	if (rc == RC_OK && !same_stat(&before, &after))
		rc = err_set(err, RC_BUSY,
			     "somebody saved while this was made, so nothing was put in place; "
			     "see that everybody has left and type it again");
	if (rc == RC_OK && !r->whole)
		rc = lmdb_restore(r->dir, made, r->profile, err);
	unlink(made);
	mem_free(made);
	mem_free(data);
	return rc;
}
