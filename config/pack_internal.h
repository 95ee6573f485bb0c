/* SPDX-License-Identifier: ISC */
/*
 * pack_internal - what the files of the pack module share
 *
 * source: bytes of a pack; build: documents to structs; verify: do they fit
 * together; table: structs to a table and back.
 */
#ifndef CONFIG_PACK_INTERNAL_H
#define CONFIG_PACK_INTERNAL_H

#include "../core/base/digest.h"
#include "cache.h"
#include "fill.h"

struct packs {
	struct schema *schema;
	struct arena *arena; /* what was read from files; NULL for a table */
	void *image;         /* private copy of a table's structs */
	size_t image_bytes;
	char *owned; /* a table in our own memory */
	void *map;   /* a table's file */
	size_t map_bytes;
	size_t files_read; /* template files that were read to make this */
};

/* The bytes of one pack: a file, or the *.yaml of a folder in the order of their names. */
enum { SOURCE_FILES_MAX = 100 };
struct source {
	const char *path;
	const char *name; /* without folder */
	const char *data;
	size_t len;
};
struct sources {
	struct source *v;
	size_t n;
	char digest[DIGEST_TEXT]; /* of names and bytes */
};
/*
 * sources_load - follows no links inside the folder
 *
 * Errors:  RC_NOT_FOUND, RC_IO  err
 *          RC_INVALID           faults were added: too many files, too large, no file
 */
enum rc sources_load(struct sources *out, const char *path, struct arena *a,
		     struct pack_faults *faults, struct err *err);

/*
 * pack_join_docs - the documents of one pack over base
 *
 * base     NULL: nothing; else it is copied
 * docs     emptied; what it lies on goes to the result, or is freed
 * faults   what was told of these documents so far: with any, nothing is made
 *
 * Errors:  RC_INVALID  faults say why; err has the first
 */
enum rc pack_join_docs(struct packs **out, struct yaml_docs *docs, const struct schema *base,
		       const char *digest, struct pack_faults *faults, struct err *err);
/* pack_join_sources - reads them first */
enum rc pack_join_sources(struct packs **out, const struct sources *from, const struct schema *base,
			  struct pack_faults *faults, struct err *err);
/* sources_digest - fills in the digest */
void sources_digest(struct sources *s);
/* sources_read - adds their documents; faults say what could not be read */
void sources_read(const struct sources *from, struct yaml_docs *docs, struct pack_faults *faults);
/* pack_name_of - id and version that the documents give themselves; NULL and 0 when they do not */
const char *pack_name_of(const struct yaml_docs *docs, int *version);

/* common_append - the fields every record has, after a register's own */
void common_append(struct reg *r, struct arena *a);
bool common_name(const char *id); /* whether it is one of theirs */

/* schema_verify - adds a fault for everything that does not fit together */
void schema_verify(const struct schema *s, const struct yaml_docs *docs,
		   struct pack_faults *faults);

/* table_make - adds the table to out */
void table_make(struct buf *out, const struct schema *s);
/*
 * table_open - a schema on a table
 *
 * data     stays where it is as long as the result; aligned for any type
 * trusted  part of this program: only the header is checked. Else the sum of all
 *          bytes and every offset, count and word are.
 *
 * Errors:  RC_DAMAGED  not made by this program, or changed since
 */
enum rc table_open(struct packs **out, const void *data, size_t len, bool trusted, struct err *err);
/* table_copied - how many bytes at the start of an opened table are not read again: all but the texts */
size_t table_copied(const void *data);

/* cache_table - the joined schema made from just this, or NULL */
struct packs *cache_table(const struct cache *c, const char *digest);
void cache_put_table(const struct cache *c, const char *digest, const struct schema *s);
/* cache_last - the last good files of a pack; false: none. They live in the arena. */
bool cache_last(const struct cache *c, const char *pack, struct arena *a, struct sources *out);
void cache_put_last(const struct cache *c, const char *pack, const struct sources *from);

#endif
