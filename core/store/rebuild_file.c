/* SPDX-License-Identifier: ISC */
/*
 * What a damaged file adds to the store that is made: first the lines of each
 * log that go on from it, with their texts; then answers that are newer than
 * these, without their history; then people, keys, drafts and counters.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/clock.h"
#include "rebuild_internal.h"

enum { LINES_AT_ONCE = 200 };

#define ACTION "recover"
#define WHY "put back from a damaged file; its history is lost"
#define WHY_LOST "its newest text is lost in a damaged file; this is the one before"

/* An answer that the history has a line of, and nothing has the text of. */
struct lost {
	struct place place;        /* in the arena */
	const char *name, *before; /* NULL: there was none before */
	struct version at;
};

struct adding {
	struct rebuild *r;
	struct pool *pool;
	struct heads *heads;
	struct store *s;
	struct err *err;
	enum rc rc;
	struct arena *arena; /* as long as all of it */
	struct lost *lost;
	size_t nlost, lost_cap;
	struct chain chain;
	size_t from; /* lines of it that are in */
};

/* Lines with their texts */

/* The text with the digest that its line has; false: there is none. */
static bool text_with(const struct adding *a, struct place p, uint64_t number, size_t i,
		      struct slice what, const char *is, struct slice *raw, struct cell *c)
{
	char digest[DIGEST_TEXT];
	struct found *v;
	struct key k;
	size_t n;

	log_value_key(&k, p, number, i);
	v = pool_at(a->pool, key_slice(&k), &n);
	while (n-- > 0) {
		if (!v[n].value.data || !cell_take(v[n].key, v[n].value, c))
			continue;
		log_digest(digest, c->who, what, c->text, c->len);
		if (strcmp(digest, is) == 0) {
			*raw = v[n].value;
			return true;
		}
	}
	return false;
}

/* The answer itself has it, where the history's copy is gone. */
static bool fact_with(const struct adding *a, const struct key *k, struct version at,
		      struct cell *out)
{
	size_t n;
	struct found *v = pool_at(a->pool, key_slice(k), &n);

	while (n-- > 0)
		if (v[n].value.data && cell_take(v[n].key, v[n].value, out) && !out->removed &&
		    version_same(out->at, at))
			return true;
	return false;
}

static void note_lost(struct adding *a, struct view *v, struct place p, const char *name,
		      struct version at)
{
	struct cell now;
	struct lost l = { .name = arena_str(a->arena, name), .at = at };

	l.place.pid = arena_str(a->arena, p.pid);
	l.place.own = p.own ? arena_str(a->arena, p.own) : NULL;
	if (fact_now(v, p, name, &now) == RC_OK && !now.removed)
		l.before = arena_strn(a->arena, now.text, now.len);
	a->lost = arena_grown(a->arena, a->lost, a->nlost, &a->lost_cap, sizeof(*a->lost));
	a->lost[a->nlost++] = l;
}

static void put_fact_of_line(struct adding *a, struct view *v, const struct log_line *l, size_t i)
{
	const struct log_fact *f = &l->facts[i];
	struct place p = a->chain.place;
	struct cell c = { .at = l->at, .ms = l->ms, .removed = f->removed, .text = "" }, found;
	struct slice raw;
	struct key k, at;

	if (!place_name_good(p, f->name) || fact_key(&k, p, f->name))
		return;
	snprintf(c.who, sizeof(c.who), "%s", l->person);
	if (!f->removed) {
		if (text_with(a, p, l->number, i + 1, key_slice(&k), f->is, &raw, &found)) {
			log_value_key(&at, p, l->number, i + 1);
			view_put(v, key_slice(&at), raw);
		} else if (!fact_with(a, &k, l->at, &found)) {
			note_lost(a, v, p, f->name, l->at);
			found = c;
		}
		c.text = found.text;
		c.len = found.len;
	}
	cell_put(v, &k, &c);
}

static void put_line(struct adding *a, struct view *v, const struct found *line, uint64_t number)
{
	struct place p = a->chain.place;
	struct arena *names = arena_new();
	struct log_line l;
	struct slice raw;
	struct cell why;
	struct key k, base;

	log_key(&k, p, number);
	if (log_take(line->key, line->value, names, &l)) {
		char text[24];
		struct cell vector = { .at = l.at, .ms = l.ms, .text = text };

		l.number = number;
		view_put(v, key_slice(&k), line->value);
		if (strcmp(l.why, "-") != 0 &&
		    text_with(a, p, number, 0, why_slice(), l.why, &raw, &why)) {
			log_value_key(&k, p, number, 0);
			view_put(v, key_slice(&k), raw);
		}
		for (size_t i = 0; i < l.count; i++)
			put_fact_of_line(a, v, &l, i);
		gone_by_line(v, p, &l);
		place_base(&base, p);
		key_printf(&k, "%s/v/%s", base.text, l.at.replica);
		snprintf(vector.who, sizeof(vector.who), "%s", l.person);
		vector.len = (size_t)snprintf(text, sizeof(text), "%" PRIu64, l.at.number);
		cell_put(v, &k, &vector);
	}
	arena_free(names);
}

static enum rc lines_fn(struct view *v, void *arg)
{
	struct adding *a = arg;

	for (size_t i = a->from; i < a->chain.n && i < a->from + LINES_AT_ONCE; i++)
		put_line(a, v, a->chain.v[i], a->chain.first + i);
	return view_rc(v);
}

struct find_end {
	struct place p;
	uint64_t head;
	char digest[DIGEST_TEXT];
};

static enum rc end_fn(struct view *v, void *arg)
{
	struct find_end *e = arg;

	return log_end_of(v, e->p, &e->head, e->digest);
}

static void say(struct adding *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct adding *a, const char *fmt, ...)
{
	char line[400];
	va_list ap;

	if (!a->r->say)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	a->r->say(a->r->arg, line);
}

static bool add_lines(void *arg, struct place p)
{
	struct adding *a = arg;
	struct find_end e = { .p = p };
	char words[96];

	a->rc = engine_read(a->s->engine, end_fn, &e, a->err);
	if (a->rc)
		return false;
	chain_find(a->pool, p, e.head, e.digest, false, &a->chain);
	for (a->from = 0; !a->rc && a->from < a->chain.n; a->from += LINES_AT_ONCE)
		a->rc = engine_update(a->s->engine, lines_fn, a, a->err);
	place_words(p, words);
	if (a->chain.missing)
		say(a, "missing: of %s the history behind change %" PRIu64, words,
		    e.head + a->chain.n);
	chain_clear(&a->chain);
	return !a->rc;
}

/* Answers without their history */

struct putting {
	struct adding *a;
	struct place place;
	struct put_fact *facts;
	size_t n;
	const char *why;
};

static enum rc put_entry_fn(struct view *v, void *arg)
{
	struct putting *p = arg;
	struct actor by = { .person = p->place.own ? p->place.own : p->a->r->person,
			    .from = "recovery" };
	unsigned char id[CHANGE_ID_BYTES];
	struct put_entry e = { .by = &by,
			       .action = ACTION,
			       .reason = p->why,
			       .id = id,
			       .facts = p->facts,
			       .count = p->n };
	struct version at;
	uint64_t number;
	enum rc rc = RC_OK;

	random_bytes(id, sizeof(id));
	for (size_t i = 0; i < p->n && !rc; i++) {
		struct cell now = { 0 };

		rc = fact_now(v, p->place, p->facts[i].name, &now);
		if (rc == RC_NOT_FOUND) {
			p->facts[i].was = (struct version){ "", 0 };
			rc = RC_OK;
		} else {
			p->facts[i].was = now.at;
		}
		if (!rc)
			rc = log_find(v, p->place, p->facts[i].was, &p->facts[i].was_entry);
	}
	return rc ? rc : entry_put(p->a->s, v, p->place, &e, &number, &at);
}

static enum rc put_now(struct putting *p)
{
	enum rc rc = p->n ? engine_update(p->a->s->engine, put_entry_fn, p, p->a->err) : RC_OK;

	p->n = 0;
	return rc;
}

/* p/<pid>/f/<name>, p/<pid>/x/<person>/<name>; the name borrowed from text */
static bool fact_of(char *text, struct place *p, const char **name)
{
	char *pid = text + 2, *slash, *own;

	if (strncmp(text, "p/", 2) != 0 || !(slash = strchr(pid, '/')))
		return false;
	*slash = '\0';
	*p = (struct place){ pid, NULL };
	if (strncmp(slash + 1, "f/", 2) == 0) {
		*name = slash + 3;
	} else if (strncmp(slash + 1, "x/", 2) == 0) {
		own = slash + 3;
		slash = strchr(own, '/');
		if (!slash || ((slash[1] == 'l' || slash[1] == 'v') && slash[2] == '/'))
			return false;
		*slash = '\0';
		p->own = own;
		*name = slash + 1;
	} else {
		return false;
	}
	return place_good(*p) && place_name_good(*p, *name);
}

struct fact_look {
	struct place p;
	const char *name;
	struct cell now;
	uint64_t head; /* of its log */
	enum rc rc;
};

static enum rc fact_look_fn(struct view *v, void *arg)
{
	struct fact_look *l = arg;

	l->rc = fact_now(v, l->p, l->name, &l->now);
	return log_head(v, l->p, &l->head);
}

/*
 * What the file has now counts. Of what it had, or the journal, the history that was found says
 * what became of it; only what is behind that, and of the store's own, is left to take.
 */
static bool counts(const struct adding *a, struct place p, const struct found *f,
		   const struct cell *c, uint64_t head)
{
	struct place_line own;

	if (f->origin == FROM_FILE)
		return true;
	if (c->at.number <= head)
		return false;
	if (f->origin == FROM_OLD_PAGES)
		return true;
	line_place(&own, a->pool, p);
	return line_has(&own, c->at, f->change);
}

/* The newest whole value of a key that is newer than what the store has; NULL: none. */
static const struct found *newest_value(const struct adding *a, struct place p, const char *name,
					struct found *v, size_t n, struct cell *best)
{
	struct fact_look l = { .p = p, .name = name };
	const struct found *found = NULL;
	struct cell c;

	engine_read(a->s->engine, fact_look_fn, &l, NULL);
	if (l.rc != RC_OK)
		l.now.at.number = 0;
	best->at.number = l.now.at.number;
	for (size_t i = 0; i < n; i++)
		if (v[i].value.data && cell_take(v[i].key, v[i].value, &c) &&
		    c.at.number > best->at.number && counts(a, p, &v[i], &c, l.head)) {
			*best = c;
			found = &v[i];
		}
	return found;
}

static enum rc add_facts(struct adding *a)
{
	struct put_fact facts[CHANGE_MAX_FACTS];
	struct putting put = { .a = a, .facts = facts, .why = WHY };
	enum rc rc = RC_OK;

	for (size_t i = 0, n; i < a->pool->n && !rc; i += n) {
		struct found *v = pool_at(a->pool, a->pool->v[i].key, &n);
		char *text = arena_strn(a->arena, v->key.data, v->key.len);
		const char *name;
		struct place p;
		struct cell best;

		if (!fact_of(text, &p, &name) || !newest_value(a, p, name, v, n, &best))
			continue;
		if (put.n == CHANGE_MAX_FACTS ||
		    (put.n && (strcmp(put.place.pid, p.pid) != 0 || !put.place.own != !p.own ||
			       (p.own && strcmp(put.place.own, p.own) != 0))))
			rc = put_now(&put);
		put.place = p;
		facts[put.n++] = (struct put_fact){ .name = name,
						    .text = best.removed ? NULL : best.text,
						    .len = best.len };
		a->r->put_back++;
	}
	return rc ? rc : put_now(&put);
}

/* The text before stands again, or nothing, where nobody wrote it anew. */
static enum rc settle_lost(struct adding *a)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < a->nlost && !rc; i++) {
		const struct lost *l = &a->lost[i];
		struct fact_look look = { .p = l->place, .name = l->name };
		struct put_fact fact = { .name = l->name,
					 .text = l->before,
					 .len = l->before ? strlen(l->before) : 0 };
		struct putting put = {
			.a = a, .place = l->place, .facts = &fact, .n = 1, .why = WHY_LOST
		};
		char words[160];
		struct key k;

		engine_read(a->s->engine, fact_look_fn, &look, NULL);
		if (look.rc != RC_OK || !version_same(look.now.at, l->at))
			continue;
		rc = put_now(&put);
		fact_key(&k, l->place, l->name);
		place_key_words(key_slice(&k), words);
		say(a, "missing: the newest text of %s; %s", words,
		    l->before ? "the one before it stands again" : "there was none before it");
		a->r->lost++;
	}
	return rc;
}

/* Everything that has no history: the file's own is the newest. */

static bool is_beside(struct slice key)
{
	const char *s = key.data, *slash;

	if (key.len > 2 && memcmp(s, "s/", 2) == 0)
		return slice_compare(key, (struct slice){ "s/format", 8 }) != 0;
	slash = key.len > 2 ? memchr(s + 2, '/', key.len - 2) : NULL;
	return slash && key.len - (size_t)(slash - s) > 2 && slash[2] == '/' &&
	       strchr("dunoe", slash[1]);
}

static enum rc beside_fn(struct view *v, void *arg)
{
	struct adding *a = arg;
	struct cell c;

	for (size_t i = 0; i < a->pool->n; i++) {
		const struct found *it = &a->pool->v[i];

		if (it->origin == FROM_FILE && is_beside(it->key) &&
		    cell_take(it->key, it->value, &c))
			view_put(v, it->key, it->value);
	}
	return view_rc(v);
}

struct counting {
	struct view *v;
	const char *pid;
	char reg[9];
	unsigned long most;
};

static void count_end(struct counting *c)
{
	char text[24];
	struct cell cell = { .ms = clock_ms(), .who = "-", .text = text }, now;
	struct key k;

	if (!c->most || key_printf(&k, "p/%s/n/%s", c->pid, c->reg))
		return;
	if (cell_get(c->v, &k, &now) == RC_OK) {
		snprintf(text, sizeof(text), "%.*s", (int)(now.len < 20 ? now.len : 20), now.text);
		if (strtoul(text, NULL, 10) >= c->most)
			return;
	}
	cell.len = (size_t)snprintf(text, sizeof(text), "%lu", c->most);
	cell_put(c->v, &k, &cell);
}

struct numbers {
	struct counting c[64];
	size_t n;
};

/* The highest number of each register, so that none is given twice. */
static bool count_one(void *arg, struct slice key, struct slice value)
{
	struct numbers *all = arg;
	struct arena *a = arena_new();
	char *text = arena_strn(a, key.data, key.len);
	struct fact_parts parts;
	const char *name;
	struct place p;
	char reg[9];
	size_t i;

	(void)value;
	if (fact_of(text, &p, &name) && !p.own && fact_parts(a, name, &parts) &&
	    id_prefix(parts.record, reg) && !strchr(parts.record, '.')) {
		for (i = 0; i < all->n && strcmp(all->c[i].reg, reg) != 0; i++)
			;
		if (i == all->n && all->n < 64)
			snprintf(all->c[all->n++].reg, sizeof(all->c[i].reg), "%s", reg);
		if (i < all->n && id_number(parts.record) > all->c[i].most)
			all->c[i].most = id_number(parts.record);
	}
	arena_free(a);
	return true;
}

static bool count_place(void *arg, const char *pid)
{
	struct view *v = arg;
	struct numbers *all = mem_alloc(sizeof(*all));
	struct key k;

	key_printf(&k, "p/%s/f/", pid);
	view_scan(v, key_slice(&k), (struct slice){ NULL, 0 }, count_one, all);
	for (size_t i = 0; i < all->n; i++) {
		all->c[i].v = v;
		all->c[i].pid = pid;
		count_end(&all->c[i]);
	}
	mem_free(all);
	return true;
}

static enum rc numbers_fn(struct view *v, void *arg)
{
	struct adding *a = arg;
	struct slice raw;
	struct stat st;
	struct buf b = { 0 };
	struct cell c = { .ms = clock_ms(), .who = "-" };
	struct key k;

	each_pid(v, count_place, v);
	key_printf(&k, "s/replica");
	if (view_get(v, key_slice(&k), &raw) == RC_NOT_FOUND && stat(a->r->dir, &st) == 0) {
		/* at home in its folder, under a name that no change has yet */
		buf_printf(&b, "%s home machine - folder %" PRIu64 " file 0 born 0", a->s->replica,
			   (uint64_t)st.st_ino);
		c.text = b.data;
		c.len = b.len;
		cell_put(v, &k, &c);
		buf_clear(&b);
	}
	return view_rc(v);
}

enum rc rebuild_from_pool(struct rebuild *r, struct pool *pool, struct heads *heads,
			  struct store *s, struct err *err)
{
	struct adding a = { .r = r, .pool = pool, .heads = heads, .s = s, .err = err };

	a.arena = arena_new();
	replica_new_name(s->replica);
	pool_each_place(pool, add_lines, &a);
	if (!a.rc)
		a.rc = heads_note(heads, pool, s, STAGE_FILE, err);
	if (!a.rc)
		a.rc = add_facts(&a);
	if (!a.rc)
		a.rc = rebuild_gone(r, pool, s, err);
	if (!a.rc)
		a.rc = settle_lost(&a);
	if (!a.rc)
		a.rc = engine_update(s->engine, beside_fn, &a, err);
	if (!a.rc)
		a.rc = engine_update(s->engine, numbers_fn, &a, err);
	if (!a.rc)
		a.rc = rebuild_tell(r, heads, s, err);
	arena_free(a.arena);
	return a.rc;
}
