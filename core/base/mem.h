/* SPDX-License-Identifier: ISC */
/*
 * mem - memory that ends together, and strings that grow
 *
 * Out of memory is not a code: the run ends with exit(1) and a sentence. What
 * was registered with atexit still happens, and has no memory to take either.
 */
#ifndef CORE_MEM_H
#define CORE_MEM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* mem_before_end - called before that sentence, so that it is not lost with the screen; takes no memory */
void mem_before_end(void (*fn)(void));

/* mem_gone - that sentence and the end, for who learns in another way that there is none */
_Noreturn void mem_gone(void);

/* mem_rest - what was freed goes back to the system; takes some 50 microseconds */
void mem_rest(void);

struct arena; /* many small things, freed in one call */

struct arena *arena_new(void);
void arena_free(struct arena *a);                /* takes NULL */
void arena_reset(struct arena *a);               /* forget all, keep one block for reuse */
void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type */
void *arena_array(struct arena *a, size_t n, size_t size); /* zeroed; n * size is checked */
/*
 * arena_grown - an array in the arena with room for one more behind its n entries
 *
 * old   NULL while *cap is 0. Where there is room it comes back as it is; else a copy
 *       twice as large whose rest is zeroed, and *cap is what it holds.
 */
void *arena_grown(struct arena *a, void *old, size_t n, size_t *cap, size_t size);
char *arena_str(struct arena *a, const char *s); /* NULL gives "" */
char *arena_strn(struct arena *a, const char *s, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* A text that grows; always ends in NUL once anything was added. */
struct buf {
	char *data; /* NULL while empty */
	size_t len, cap;
};

void buf_add(struct buf *b, const char *data, size_t len);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_reset(struct buf *b);             /* empty, keeps its memory */
void buf_clear(struct buf *b);             /* empty, ready for use again */
const char *buf_text(const struct buf *b); /* "" while empty */

void *mem_alloc(size_t size);         /* zeroed; never NULL */
void *mem_grow(void *p, size_t size); /* never NULL */
char *mem_str(const char *s);         /* never NULL */
void mem_free(void *p);

#endif
