/* SPDX-License-Identifier: ISC */
#include "fuzz.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

const struct fuzz_target fuzz_targets[] = {
#define FUZZ_ROW(name, about) { #name, about, fuzz_##name },
	FUZZ_LIST(FUZZ_ROW)
#undef FUZZ_ROW
		{ NULL, NULL, NULL }
};

const struct fuzz_target *fuzz_named(const char *name)
{
	for (const struct fuzz_target *t = fuzz_targets; name && t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

/* Salts and ids are counted up: an input does the same each time. */
static const char *count_name(void)
{
	return "counted";
}

static void count_bytes(void *const out, const size_t len)
{
	static unsigned next;
	unsigned char *to = out;

	for (size_t i = 0; i < len; i++)
		to[i] = (unsigned char)(next++ * 2654435761u >> 24);
}

static uint32_t count_number(void)
{
	uint32_t n;

	count_bytes(&n, sizeof(n));
	return n;
}

static randombytes_implementation counted = { .implementation_name = count_name,
					      .random = count_number,
					      .buf = count_bytes };

void fuzz_start(void)
{
	randombytes_set_implementation(&counted);
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
}

void fuzz_must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "it does not hold that %s\n", what);
	abort();
}

unsigned bytes_byte(struct bytes *b)
{
	if (!b->left)
		return 0;
	b->left--;
	return *b->at++;
}

char *bytes_line(struct bytes *b)
{
	const uint8_t *end;
	size_t len, n = 0;
	char *line;

	if (!b->left)
		return NULL;
	end = memchr(b->at, '\n', b->left);
	len = end ? (size_t)(end - b->at) : b->left;
	line = mem_alloc(len + 1);
	for (size_t i = 0; i < len; i++)
		if (b->at[i])
			line[n++] = (char)b->at[i];
	b->at += len + (end != NULL);
	b->left -= len + (end != NULL);
	return line;
}
