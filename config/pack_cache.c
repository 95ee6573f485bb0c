/* SPDX-License-Identifier: ISC */
/* What is kept of packs: joined tables, and the last good files of each. */
#include "pack_internal.h"

#include <string.h>
#include <sys/mman.h>

enum { TABLES_MAX = 8 /* one for each set of versions in use */ };

#define TABLE_END ".table"

static void table_name(char *out, size_t size, const char *digest)
{
	snprintf(out, size, "%s" TABLE_END, digest);
}

struct packs *cache_table(const struct cache *c, const char *digest)
{
	char name[DIGEST_TEXT + 8];
	struct packs *p = NULL;
	size_t len = 0;
	void *map;

	table_name(name, sizeof(name), digest);
	map = cache_map(c, name, &len);
	if (!map)
		return NULL;
	if (table_open(&p, map, len, false, NULL) != RC_OK || !p->schema->digest ||
	    strcmp(p->schema->digest, digest) != 0) {
		packs_close(p);
		munmap(map, len);
		return NULL;
	}
	p->map = map;
	p->map_bytes = len;
	return p;
}

void cache_put_table(const struct cache *c, const char *digest, const struct schema *s)
{
	char name[DIGEST_TEXT + 8];
	struct buf table = { 0 };

	cache_make_room(c, TABLE_END, TABLES_MAX);
	table_name(name, sizeof(name), digest);
	table_make(&table, s);
	cache_put(c, name, table.data, table.len);
	buf_clear(&table);
}

/*
 * The last good files of a pack: a sum, then for each file the lengths of its
 * name and bytes, and these.
 */

struct lengths {
	uint32_t name, data;
};

static void last_name(char *out, size_t size, const char *pack)
{
	snprintf(out, size, "%s.last", pack);
}

void cache_put_last(const struct cache *c, const char *pack, const struct sources *from)
{
	char name[CYCLE_NAME_MAX + 8];
	struct buf all = { 0 };
	uint32_t sum = 0;

	buf_add(&all, (const char *)&sum, sizeof(sum));
	for (size_t i = 0; i < from->n; i++) {
		const struct source *s = &from->v[i];
		struct lengths len = { (uint32_t)strlen(s->name), (uint32_t)s->len };

		buf_add(&all, (const char *)&len, sizeof(len));
		buf_add(&all, s->name, len.name);
		buf_add(&all, s->data, s->len);
	}
	sum = crc32c(0, all.data + sizeof(sum), all.len - sizeof(sum));
	memcpy(all.data, &sum, sizeof(sum));
	last_name(name, sizeof(name), pack);
	cache_put(c, name, all.data, all.len);
	buf_clear(&all);
}

static bool last_files(const char *data, size_t len, const char *pack, struct arena *a,
		       struct sources *out)
{
	out->v = arena_array(a, SOURCE_FILES_MAX, sizeof(*out->v));
	while (len && out->n < SOURCE_FILES_MAX) {
		struct source *s = &out->v[out->n++];
		struct lengths l;

		if (len < sizeof(l))
			return false;
		memcpy(&l, data, sizeof(l));
		data += sizeof(l);
		len -= sizeof(l);
		if (l.name > len || l.data > len - l.name)
			return false;
		s->name = arena_strn(a, data, l.name);
		s->path = arena_printf(a, "%s/%s", pack, s->name);
		s->data = arena_strn(a, data + l.name, l.data);
		s->len = l.data;
		data += (size_t)l.name + l.data;
		len -= (size_t)l.name + l.data;
	}
	return len == 0 && out->n > 0;
}

bool cache_last(const struct cache *c, const char *pack, struct arena *a, struct sources *out)
{
	char name[CYCLE_NAME_MAX + 8];
	size_t len = 0;
	uint32_t sum;
	bool good = false;
	void *map;

	*out = (struct sources){ 0 };
	last_name(name, sizeof(name), pack);
	map = cache_map(c, name, &len);
	if (!map)
		return false;
	if (len > sizeof(sum)) {
		const char *body = (const char *)map + sizeof(sum);

		memcpy(&sum, map, sizeof(sum));
		good = crc32c(0, body, len - sizeof(sum)) == sum &&
		       last_files(body, len - sizeof(sum), pack, a, out);
	}
	munmap(map, len);
	if (good)
		sources_digest(out);
	return good;
}
