/* SPDX-License-Identifier: ISC */
/*
 * store_dir - a store of some size for a measurement: opened, filled, closed
 *
 * DIR holds a store with one partnership whose coordinator is this account, as
 * cairn init leaves it. Everything goes through the store's own calls.
 */
#ifndef TESTS_BENCH_STORE_DIR_H
#define TESTS_BENCH_STORE_DIR_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config/pack.h"
#include "core/records/bulk.h"
#include "core/base/clock.h"
#include "core/store/keys.h"
#include "core/records/work.h"

static struct {
	struct arena *a;
	struct session s;
	struct packs *packs;
	struct err err;
} at;

static inline void need_ok(enum rc rc)
{
	if (rc == RC_OK)
		return;
	fprintf(stderr, "filling the store: %s\n", at.err.text);
	exit(1);
}

static inline bool first_partnership(void *arg, const char *pid, const char *name)
{
	(void)name;
	*(const char **)arg = arena_str(at.a, pid);
	return false;
}

static inline void open_dir(const char *dir)
{
	struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = dir } };
	struct pack_faults faults;
	struct person p;
	const char *pid = NULL;

	at.a = arena_new();
	faults = (struct pack_faults){ .arena = at.a };
	need_ok(packs_open(&at.packs, NULL, 0, NULL, NULL, &faults, &at.err));
	need_ok(store_open(&at.s.store, &o, &at.err));
	at.s.schema = packs_schema(at.packs);
	at.s.today = clock_today();
	need_ok(store_person_of(at.s.store, (long)getuid(), at.a, &p, &at.err));
	at.s.actor = (struct actor){ .person = p.name, .from = "local" };
	need_ok(store_partnerships(at.s.store, first_partnership, &pid, &at.err));
	need_ok(session_enter(&at.s, pid, NULL, at.a, &at.err));
}

static inline void close_dir(void)
{
	store_close(at.s.store);
	packs_close(at.packs);
	arena_free(at.a);
}

/* save_all - what was gathered, and an empty b in the same arena */
static inline void save_all(struct bulk *b)
{
	struct bulk_how how = { .place = session_place(&at.s), .action = "make" };
	struct arena *a = b->arena;

	need_ok(bulk_save(b, &at.s, &how, NULL, &at.err));
	bulk_clear(b);
	arena_reset(a);
	bulk_init(b, a);
}

#endif
