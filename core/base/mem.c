/* SPDX-License-Identifier: ISC */
#include "mem.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	BLOCK_BYTES = 8192,
	OWN_LEAST_BYTES = 128 * 1024, /* of an array that grows */
};

static void (*before_end)(void);

void mem_rest(void)
{
	malloc_trim(0);
}

void mem_before_end(void (*fn)(void))
{
	before_end = fn;
}

void mem_gone(void)
{
	if (before_end)
		before_end();
	fputs("cairn: the computer has no memory left; what was saved is safe\n", stderr);
	exit(1);
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		mem_gone();
	return p;
}

void *mem_grow(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		mem_gone();
	return p;
}

char *mem_str(const char *s)
{
	size_t size = strlen(s) + 1;

	return memcpy(mem_alloc(size), s, size);
}

void mem_free(void *p)
{
	free(p);
}

struct block {
	struct block *next;
	size_t used, size;
	bool mapped; /* one large array, on pages of its own */
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *blocks; /* the one in use first */
};

struct arena *arena_new(void)
{
	return mem_alloc(sizeof(struct arena));
}

static void free_block(struct block *b)
{
	if (b->mapped)
		munmap(b, sizeof(*b) + b->size);
	else
		free(b);
}

static void free_blocks(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free_block(b);
		b = next;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	free_blocks(a->blocks);
	free(a);
}

void arena_reset(struct arena *a)
{
	if (!a->blocks)
		return;
#ifdef __SANITIZE_ADDRESS__ /* which then tells who still reads what was forgotten */
	free_blocks(a->blocks);
	a->blocks = NULL;
	return;
#endif
	free_blocks(a->blocks->next);
	a->blocks->next = NULL;
	a->blocks->used = 0;
	if (a->blocks->size >
	    8 * (size_t)BLOCK_BYTES) { /* one long list should not stay for good */
		free_block(a->blocks);
		a->blocks = NULL;
	}
}

static struct block *block_new(size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		mem_gone();
	b = malloc(sizeof(*b) + size);
	if (!b)
		mem_gone();
	*b = (struct block){ .size = size };
	return b;
}

/* step: a power of two that the place has to be a multiple of; a text may stand anywhere. */
static void *arena_room(struct arena *a, size_t size, size_t step)
{
	struct block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX - step)
		mem_gone();
	if (b)
		b->used = (b->used + step - 1) & ~(step - 1);
	if (!b || b->used > b->size || b->size - b->used < size) {
		size_t next = b && b->size < 64 * (size_t)BLOCK_BYTES ? b->size * 2 : BLOCK_BYTES;

		b = block_new(size > next ? size : next);
		b->next = a->blocks;
		a->blocks = b;
	}
	p = b->data + b->used;
	b->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_room(a, size, alignof(max_align_t)), 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		mem_gone();
	return arena_alloc(a, n * size);
}

#ifndef __SANITIZE_ADDRESS__
/* The system moves pages without reading them, and gives new ones that are zero and cost nothing yet. */
static struct block *map_block(struct block *old, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		mem_gone();
	if (old)
		b = mremap(old, sizeof(*b) + old->size, sizeof(*b) + size, MREMAP_MAYMOVE);
	else
		b = mmap(NULL, sizeof(*b) + size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b == MAP_FAILED)
		mem_gone();
	b->mapped = true;
	b->used = b->size = size;
	return b;
}

/* Behind the block that is in use, or where the array has been. */
static void *array_grown(struct arena *a, const void *old, size_t n, size_t size)
{
	struct block **at = &a->blocks, *b;

	while (*at && (!(*at)->mapped || (*at)->data != old))
		at = &(*at)->next;
	if (*at) {
		*at = map_block(*at, size);
		return (*at)->data;
	}
	at = a->blocks ? &a->blocks->next : &a->blocks;
	b = map_block(NULL, size);
	b->next = *at;
	*at = b;
	if (n > 0)
		memcpy(b->data, old, n);
	return b->data;
}
#endif

void *arena_grown(struct arena *a, void *old, size_t n, size_t *cap, size_t size)
{
	void *grown;

	if (n < *cap)
		return old;
	if (*cap > SIZE_MAX / 2 || (size && *cap * 2 > SIZE_MAX / size))
		mem_gone();
	*cap = *cap ? *cap * 2 : 16;
#ifndef __SANITIZE_ADDRESS__ /* which does not look for pointers there */
	if (*cap * size >= OWN_LEAST_BYTES)
		return array_grown(a, old, n * size, *cap * size);
#endif
	grown = arena_array(a, *cap, size);
	if (n > 0)
		memcpy(grown, old, n * size);
	return grown;
}

char *arena_strn(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_room(a, len + 1, 1);

	if (len)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *arena_str(struct arena *a, const char *s)
{
	return s ? arena_strn(a, s, strlen(s)) : arena_strn(a, "", 0);
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	text = arena_alloc(a, n < 0 ? 1 : (size_t)n + 1);
	if (n > 0)
		vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return text;
}

/* Room for len more bytes and a NUL. */
static void buf_room(struct buf *b, size_t len)
{
	size_t need;

	if (len > SIZE_MAX / 2 - b->len)
		mem_gone();
	need = b->len + len + 1;
	if (need <= b->cap)
		return;
	b->cap = need < 64 ? 64 : need + need / 2;
	b->data = mem_grow(b->data, b->cap);
}

void buf_add(struct buf *b, const char *data, size_t len)
{
	buf_room(b, len);
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n > 0) {
		buf_room(b, (size_t)n);
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_clear(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}
