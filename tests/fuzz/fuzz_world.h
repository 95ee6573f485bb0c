/* SPDX-License-Identifier: ISC */
/*
 * fuzz_world - stores in memory that begin the same for each input
 */
#ifndef TESTS_FUZZ_WORLD_H
#define TESTS_FUZZ_WORLD_H

#include "core/records/work.h"
#include "tests/lib_world.h"

/* fuzz_schema - the shipped templates; for the whole run */
const struct schema *fuzz_schema(void);

struct bytes;
struct fuzz_image; /* every key of a store */

struct fuzz_image *fuzz_image_of(struct store *s);
/* fuzz_image_store - a new store in memory that holds just this; store_close() */
struct store *fuzz_image_store(const struct fuzz_image *image);
size_t fuzz_image_count(const struct fuzz_image *image);
/* fuzz_image_key, fuzz_image_value - borrowed from the image */
struct slice fuzz_image_key(const struct fuzz_image *image, size_t i);
struct slice fuzz_image_value(const struct fuzz_image *image, size_t i);

/*
 * fuzz_world - the screens' world as it was made; world_close()
 *
 * The first byte says over which partnership: in one of eight the sample, else
 * one with little in it, in which everything takes a tenth of the time.
 */
struct world *fuzz_world(struct bytes *b);
/* fuzz_world_close - where something was changed, the store must verify */
void fuzz_world_close(struct world *w);

struct fuzz_desk { /* a person with the templates and an empty store */
	struct arena *arena;
	struct session session;
};

struct fuzz_desk *fuzz_desk_new(void);
/* fuzz_desk_clean - the store must verify */
void fuzz_desk_clean(struct fuzz_desk *d, const char *what);
void fuzz_desk_free(struct fuzz_desk *d);

#endif
