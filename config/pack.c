/* SPDX-License-Identifier: ISC */
#include "pack_internal.h"

#include <dirent.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../core/store/keys.h"
#include "settings.h"
#include "shipped.h"

enum { SITE_PACKS_MAX = 32 };

struct candidate { /* a pack that was found in a folder */
	const char *path;
	struct sources from;
	struct yaml_docs docs;
	struct pack_faults faults;
	const char *id; /* NULL: it does not say */
	int version;
	bool passed_over; /* another version of it is taken */
};

struct opening {
	struct arena *arena;
	struct candidate v[SITE_PACKS_MAX];
	size_t n;
	const struct names *bound;
	struct cache cache;
	struct pack_faults *refused;
	bool every;        /* each fault is told, and no last good pack taken: for checking */
	struct packs *now; /* what has been joined so far */
	size_t files_read, nrefused;
};

static enum rc open_shipped(struct packs **out, struct err *err)
{
	size_t len;
	const void *table = shipped_table(&len);
	enum rc rc = table_open(out, table, len, true, err);

	if (rc == RC_OK)
		shipped_let_go(table_copied(table));
	return rc;
}

/*
 * Looking
 */

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static bool may_be_pack(const char *path, const char *name)
{
	size_t n = strlen(name);
	struct stat st;

	if (name[0] == '.' || stat(path, &st) != 0)
		return false;
	return S_ISDIR(st.st_mode) || (n > 5 && strcmp(name + n - 5, ".yaml") == 0) ||
	       (n > 4 && strcmp(name + n - 4, ".yml") == 0);
}

static void refuse(struct opening *o, const struct pack_faults *all, const char *instead)
{
	const struct pack_fault *first = all->v;

	/* copied: what is looked at while opening does not outlive it */
	for (size_t i = 0; o->every && i < all->n; i++)
		fault_add(o->refused, all->v[i].file, all->v[i].line, all->v[i].column, "%s",
			  all->v[i].text);
	if (!o->every)
		fault_add(o->refused, first->file, first->line, first->column, "%s%s; %s",
			  first->text, all->n > 1 ? " (and more: see 'cairn check')" : "", instead);
	o->nrefused++;
}

static void take_candidate(struct opening *o, const char *path)
{
	struct candidate *c = &o->v[o->n];
	struct err err = { 0 };
	enum rc rc;

	*c = (struct candidate){ .path = path, .faults = { .arena = o->arena } };
	rc = sources_load(&c->from, path, o->arena, &c->faults, &err);
	if (rc != RC_OK && !c->faults.n)
		fault_add(&c->faults, path, 1, 1, "%s", err.text);
	if (rc != RC_OK)
		refuse(o, &c->faults, "this pack is left out");
	else
		o->n++;
}

static void look_in(struct opening *o, const char *dir)
{
	const char **names = arena_array(o->arena, SITE_PACKS_MAX, sizeof(*names));
	DIR *d = opendir(dir);
	struct dirent *e;
	size_t n = 0;

	if (!d)
		return;
	while ((e = readdir(d)) != NULL && n < SITE_PACKS_MAX) {
		const char *path = arena_printf(o->arena, "%s/%s", dir, e->d_name);

		if (may_be_pack(path, e->d_name))
			names[n++] = path;
	}
	closedir(d);
	qsort(names, n, sizeof(*names), by_text);
	for (size_t i = 0; i < n && o->n < SITE_PACKS_MAX; i++)
		take_candidate(o, names[i]);
}

/* Of all that the result depends on. */
static void opening_digest(const struct opening *o, char out[DIGEST_TEXT])
{
	unsigned char raw[DIGEST_BYTES];
	struct digest *d = digest_begin();

	digest_add(d, o->now->schema->digest, strlen(o->now->schema->digest) + 1);
	for (size_t i = 0; i < o->n; i++) {
		digest_add(d, o->v[i].path, strlen(o->v[i].path) + 1);
		digest_add(d, o->v[i].from.digest, DIGEST_TEXT);
	}
	for (size_t i = 0; o->bound && i < o->bound->n; i++)
		digest_add(d, o->bound->v[i], strlen(o->bound->v[i]) + 1);
	digest_end(d, raw);
	digest_text(out, raw);
}

/*
 * Choosing
 */

/* A slip in the writing hides the document from the reader, not the line that names the pack. */
static const char *name_in_text(const struct sources *from, struct arena *a)
{
	static const char head[] = "pack:";

	for (size_t i = 0; i < from->n; i++) {
		const char *at = from->v[i].data, *end = at + from->v[i].len, *next;

		for (; at < end; at = next) {
			const char *line_end = memchr(at, '\n', (size_t)(end - at));
			char name[CYCLE_NAME_MAX + 1];
			size_t n;

			next = line_end ? line_end + 1 : end;
			if ((size_t)(next - at) < sizeof(head) ||
			    memcmp(at, head, sizeof(head) - 1) != 0)
				continue;
			snprintf(name, sizeof(name), "%.*s", (int)(next - at - (long)sizeof(head)),
				 at + sizeof(head));
			n = strcspn(name, " \r\n#");
			name[n] = '\0';
			return key_part_good(name, CYCLE_NAME_MAX) ? arena_str(a, name) : NULL;
		}
	}
	return NULL;
}

static void read_candidate(struct opening *o, struct candidate *c)
{
	yaml_docs_init(&c->docs, arena_new());
	sources_read(&c->from, &c->docs, &c->faults);
	c->id = pack_name_of(&c->docs, &c->version);
	if (c->id)
		c->id = arena_str(o->arena, c->id);
	else
		c->id = name_in_text(&c->from, o->arena);
	o->files_read += c->docs.files;
}

static bool is_bound(const struct opening *o, const struct candidate *c)
{
	char pair[CYCLE_NAME_MAX + 16];

	snprintf(pair, sizeof(pair), "%s %d", c->id, c->version);
	return o->bound && names_have(o->bound, pair);
}

/* Whether b is taken rather than a, which is the same pack. */
static bool rather(const struct opening *o, const struct candidate *a, const struct candidate *b)
{
	bool bound_a = is_bound(o, a), bound_b = is_bound(o, b);

	return bound_a != bound_b ? bound_b : b->version > a->version;
}

static void choose(struct opening *o)
{
	for (size_t i = 0; i < o->n; i++)
		for (size_t k = 0; k < i; k++) {
			struct candidate *a = &o->v[k], *b = &o->v[i];

			if (a->passed_over || b->passed_over || !a->id || !b->id ||
			    strcmp(a->id, b->id) != 0)
				continue;
			*(rather(o, a, b) ? &a->passed_over : &b->passed_over) = true;
		}
}

/*
 * Joining
 */

static void now_is(struct opening *o, struct packs *p)
{
	packs_close(o->now);
	o->now = p;
}

static bool join_last_good(struct opening *o, const char *id)
{
	struct pack_faults faults = { .arena = o->arena };
	struct sources from;
	struct packs *p;

	if (!id || !cache_last(&o->cache, id, o->arena, &from) ||
	    pack_join_sources(&p, &from, o->now->schema, &faults, NULL) != RC_OK)
		return false;
	o->files_read += p->files_read;
	now_is(o, p);
	return true;
}

static void join_candidate(struct opening *o, struct candidate *c)
{
	struct packs *p;

	if (pack_join_docs(&p, &c->docs, o->now->schema, c->from.digest, &c->faults, NULL) ==
	    RC_OK) {
		now_is(o, p);
		cache_put_last(&o->cache, c->id, &c->from);
	} else if (join_last_good(o, c->id)) {
		refuse(o, &c->faults, "the last good one of this pack is used");
	} else {
		refuse(o, &c->faults, "this pack is left out");
	}
}

static void join_all(struct opening *o, const char *digest)
{
	for (size_t i = 0; i < o->n; i++)
		read_candidate(o, &o->v[i]);
	choose(o);
	for (size_t i = 0; i < o->n; i++) {
		struct candidate *c = &o->v[i];

		if (!c->passed_over) {
			join_candidate(o, c);
			continue;
		}
		arena_free(c->docs.arena);
		yaml_docs_clear(&c->docs);
	}
	if (o->now->arena)
		o->now->schema->digest = arena_str(o->now->arena, digest);
	if (!o->nrefused && o->now->arena) /* what was refused is told at every start */
		cache_put_table(&o->cache, digest, o->now->schema);
	o->now->files_read = o->files_read;
}

static enum rc open_all(struct opening *o, struct packs **out, const char *const *dirs,
			size_t ndirs, const char *cache, struct err *err)
{
	char digest[DIGEST_TEXT];
	struct packs *ready;
	enum rc rc = open_shipped(&o->now, err);

	if (rc != RC_OK)
		return rc;
	o->arena = arena_new();
	for (size_t i = 0; i < ndirs; i++)
		look_in(o, dirs[i]);
	if (o->n) {
		cache_open(&o->cache, cache);
		opening_digest(o, digest);
		ready = cache_table(&o->cache, digest);
		if (ready)
			now_is(o, ready);
		else
			join_all(o, digest);
		cache_close(&o->cache);
	}
	arena_free(o->arena);
	*out = o->now;
	return RC_OK;
}

enum rc packs_open(struct packs **out, const char *const *dirs, size_t ndirs,
		   const struct names *bound, const char *cache, struct pack_faults *refused,
		   struct err *err)
{
	struct opening *o = mem_alloc(sizeof(*o));
	enum rc rc;

	o->bound = bound;
	o->refused = refused;
	rc = open_all(o, out, dirs, ndirs, cache, err);
	mem_free(o);
	return rc;
}

/*
 * For `cairn check`
 */

/* A file that does not name its pack is part of the one in its folder. */
static enum rc whole_pack(const char *path, struct sources *from, struct arena *a, const char **id,
			  struct pack_faults *faults, struct err *err)
{
	struct pack_faults ignored = { .arena = a };
	struct yaml_docs docs;
	int version;
	enum rc rc = sources_load(from, path, a, faults, err);

	*id = NULL;
	if (rc != RC_OK)
		return rc;
	yaml_docs_init(&docs, a);
	sources_read(from, &docs, &ignored);
	*id = pack_name_of(&docs, &version);
	yaml_docs_clear(&docs);
	return RC_OK;
}

static bool has_pack(const struct schema *s, const char *id)
{
	for (size_t i = 0; id && i < s->npacks; i++)
		if (strcmp(s->packs[i].id, id) == 0)
			return true;
	return false;
}

/* Faults of other files of the folder are not asked for. */
static void keep_of(const char *path, const struct pack_faults *all, struct pack_faults *faults)
{
	for (size_t i = 0; i < all->n; i++) {
		struct pack_faults one = { .v = &all->v[i], .n = 1 };
		const char *slash = strrchr(all->v[i].file, '/'), *last = strrchr(path, '/');

		if (strcmp(slash ? slash + 1 : all->v[i].file, last ? last + 1 : path) == 0)
			faults_move(faults, &one);
	}
}

static enum rc check_pack(const char *path, struct arena *a, const struct schema *shipped,
			  struct pack_faults *faults, struct err *err)
{
	struct pack_faults all = { .arena = faults->arena };
	struct sources from, folder;
	struct packs *p = NULL;
	const char *id, *folder_id = NULL;
	bool part;
	enum rc rc = whole_pack(path, &from, a, &id, faults, err);

	if (rc != RC_OK)
		return rc;
	part = !id && from.n == 1 &&
	       whole_pack(dirname(arena_str(a, path)), &folder, a, &folder_id, &all, NULL) ==
		       RC_OK &&
	       folder_id;
	if (part)
		id = folder_id;
	all.n = 0;
	rc = pack_join_sources(&p, part ? &folder : &from, has_pack(shipped, id) ? NULL : shipped,
			       &all, err);
	packs_close(p);
	if (!part) {
		faults_move(faults, &all);
		return rc;
	}
	keep_of(path, &all, faults);
	if (rc == RC_INVALID && !faults->n) { /* its neighbours have faults, it has none */
		if (err)
			err_clear(err);
		rc = RC_OK;
	}
	return rc;
}

static bool is_settings(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && strcmp(path + n - 4, ".ini") == 0;
}

enum rc packs_check(const char *const *dirs, size_t ndirs, struct pack_faults *faults,
		    struct err *err)
{
	struct opening *o = mem_alloc(sizeof(*o));
	struct packs *p = NULL;
	enum rc rc;

	o->refused = faults;
	o->every = true;
	rc = open_all(o, &p, dirs, ndirs, NULL, err);
	packs_close(p);
	mem_free(o);
	return rc;
}

enum rc pack_check_file(const char *path, struct pack_faults *faults, struct err *err)
{
	struct packs *shipped = NULL;
	struct arena *a;
	enum rc rc;

	if (is_settings(path))
		return settings_check_file(path, faults, err);
	rc = open_shipped(&shipped, err);
	if (rc != RC_OK)
		return rc;
	a = arena_new();
	rc = check_pack(path, a, shipped->schema, faults, err);
	arena_free(a);
	packs_close(shipped);
	return rc;
}
