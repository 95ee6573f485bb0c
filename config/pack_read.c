/* SPDX-License-Identifier: ISC */
#include "pack_internal.h"

#include <sys/mman.h>

void packs_close(struct packs *p)
{
	if (!p)
		return;
	arena_free(p->arena);
	if (p->image)
		munmap(p->image, p->image_bytes);
	mem_free(p->owned);
	if (p->map)
		munmap(p->map, p->map_bytes);
	mem_free(p);
}

const struct schema *packs_schema(const struct packs *p)
{
	return p->schema;
}

enum rc pack_read(struct packs **out, const char *path, const struct schema *base,
		  struct pack_faults *faults, struct err *err)
{
	struct arena *a = arena_new();
	struct sources from;
	size_t before = faults->n;
	enum rc rc = sources_load(&from, path, a, faults, err);

	if (rc == RC_OK)
		rc = pack_join_sources(out, &from, base, faults, err);
	else if (rc == RC_INVALID && faults->n > before)
		err_set(err, rc, "%s: %s", faults->v[before].file, faults->v[before].text);
	arena_free(a);
	return rc;
}

enum rc pack_write_table(const struct packs *p, FILE *to, struct err *err)
{
	struct buf table = { 0 };
	bool good;

	table_make(&table, p->schema);
	good = fwrite(table.data, 1, table.len, to) == table.len && fflush(to) == 0;
	buf_clear(&table);
	return good ? RC_OK
		    : err_set(err, RC_IO, "cannot write the compiled templates; is the disk full?");
}
