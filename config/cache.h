/* SPDX-License-Identifier: ISC */
/*
 * cache - a folder of our own for what can be worked out again, which nobody else can reach
 *
 * What is read from it has to be checked as if a stranger had written it; what
 * cannot be written is done without. It can be deleted at any time.
 */
#ifndef CONFIG_CACHE_H
#define CONFIG_CACHE_H

#include <stdbool.h>
#include <stddef.h>

struct cache {
	int dir; /* -1: none */
};

/* cache_open - path NULL: none; made, with the folders it lies in, where it is not there */
void cache_open(struct cache *c, const char *path);
void cache_close(struct cache *c);
/* cache_map - a read-only map of a file, given back with munmap; NULL: none, or not ours alone */
void *cache_map(const struct cache *c, const char *name, size_t *len);
/* cache_put - replaced whole and never changed: another process may have the old one mapped */
void cache_put(const struct cache *c, const char *name, const char *data, size_t len);
/* cache_make_room - where so many files end like that, all of them go: who needs one makes it again */
void cache_make_room(const struct cache *c, const char *end, size_t most);

#endif
