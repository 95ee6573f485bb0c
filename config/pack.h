/* SPDX-License-Identifier: ISC */
/*
 * pack - template packs: read, checked, joined and kept ready
 *
 * The shipped pack is compiled into the program as a table (no YAML is read at
 * start). Site packs are read once, checked whole and cached by digest.
 * Source: cairn-template(5)
 */
#ifndef CONFIG_PACK_H
#define CONFIG_PACK_H

#include <stdio.h>

#include "../core/base/err.h"
#include "../core/base/mem.h"
#include "../core/base/schema.h"

struct pack_fault {
	const char *file;
	int line, column; /* from 1 */
	const char *text; /* what is wrong and what to do */
};

struct pack_faults {
	struct arena *arena; /* the caller's */
	struct pack_fault *v;
	size_t n;
};

struct packs; /* a schema and what it stands on */

/*
 * packs_open - the shipped pack with the site's packs joined in
 *
 * dirs     folders that may hold site packs (data/packs, /etc/cairn/packs); those
 *          that do not exist are passed over
 * bound    "id version" pairs a cycle started with: of a pack that is there in
 *          several versions that one is taken, else the newest; may be NULL
 * cache    folder of compiled packs, made when it is not there; NULL: none
 * refused  a pack with a fault is left out whole, the last good one of the same id
 *          is taken from the cache, and one line for each is added here
 *
 * Errors:  RC_DAMAGED  the shipped table does not fit this program
 */
enum rc packs_open(struct packs **out, const char *const *dirs, size_t ndirs,
		   const struct names *bound, const char *cache, struct pack_faults *refused,
		   struct err *err);
void packs_close(struct packs *p);
/* packs_check - every fault of every site pack in those folders; for `cairn check` */
enum rc packs_check(const char *const *dirs, size_t ndirs, struct pack_faults *faults,
		    struct err *err);
const struct schema *packs_schema(const struct packs *p);

/*
 * pack_read - one pack from YAML: a file, or a folder of *.yaml; joined over base
 *
 * base NULL: the pack must be whole by itself. Every fault of content is
 * listed; of a file that is not YAML its first.
 */
enum rc pack_read(struct packs **out, const char *path, const struct schema *base,
		  struct pack_faults *faults, struct err *err);
/* pack_check_file - a template or settings file, by its name; for `cairn check` */
enum rc pack_check_file(const char *path, struct pack_faults *faults, struct err *err);
/* pack_write_table - what pack_read made, in the form that packs_open maps; for the build and the cache */
enum rc pack_write_table(const struct packs *p, FILE *to, struct err *err);
/* pack_keys - every key of every kind of entry, with type and whether it must be there, for the manual's check */
void pack_print_keys(FILE *to);

#endif
