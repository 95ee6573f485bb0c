/* SPDX-License-Identifier: ISC */
#include "lib_shipped.h"

#include <criterion/criterion.h>

#include "config/pack.h"

static struct packs *packs;
static struct arena *arena;

const struct schema *shipped_open(void)
{
	struct pack_faults faults;
	struct err err = { 0 };

	arena = arena_new();
	faults = (struct pack_faults){ .arena = arena };
	cr_assert(pack_read(&packs, "config/packs/cairn", NULL, &faults, &err) == RC_OK, "%s",
		  err.text);
	return packs_schema(packs);
}

void shipped_close(void)
{
	packs_close(packs);
	arena_free(arena);
	packs = NULL;
	arena = NULL;
}
