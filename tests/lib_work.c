/* SPDX-License-Identifier: ISC */
#include "lib_work.h"

#include <stdarg.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "lib_shipped.h"

void work_open(struct work *w, const char *dir)
{
	struct store_opts o = { .engine = dir ? &engine_lmdb : &engine_memory };
	struct err err = { 0 };

	o.at = (struct engine_opts){ .dir = dir, .create = true, .person = "anna" };
	*w = (struct work){ .arena = arena_new() };
	cr_assert(eq(int, store_open(&w->store, &o, &err), RC_OK), "%s", err.text);
	w->s = (struct session){
		.store = w->store,
		.schema = shipped_open(),
		.actor = { .person = "anna", .role = MEMBER_NONE, .from = "local" },
		.shown = "Anna",
		.today = { 2026, 5, 13 },
	};
}

void work_close(struct work *w)
{
	store_close(w->store);
	arena_free(w->arena);
	shipped_close();
	*w = (struct work){ 0 };
}

static void enter(struct work *w, const char *pid)
{
	struct err err = { 0 };

	cr_assert(eq(int, session_enter(&w->s, pid, NULL, w->arena, &err), RC_OK), "%s", err.text);
}

void work_make(struct work *w)
{
	static const char *const areas[] = { "Glasgow City" }, *const partners[] = { "sp-la",
										     "sp-ps" };
	struct new_partnership n = {
		.name = "Clyde North Community Justice Partnership",
		.areas = { (const char **)areas, 1 },
		.partners = { (const char **)partners, 2 },
		.first_year = 2026,
		.last_year = 2028,
	};
	const char *pid = NULL;
	struct err err = { 0 };

	cr_assert(eq(int, partnership_make(&w->s, &n, w->arena, &pid, &err), RC_OK), "%s",
		  err.text);
	enter(w, pid);
}

void work_sample(struct work *w)
{
	struct faults faults = { .arena = w->arena };
	const char *pid = NULL;
	struct err err = { 0 };

	cr_assert(eq(int, partnership_sample(&w->s, "strathfinlay", w->arena, &pid, &faults, &err),
		     RC_OK),
		  "%s", err.text);
	cr_assert(eq(sz, faults.n, 0), "%s", faults.n ? faults.v[0].text : "");
	enter(w, pid);
}

struct session work_as(struct work *w, const char *person, const char *role)
{
	struct session t = w->s;
	struct err err = { 0 };

	t.actor.person = person;
	t.shown = person;
	cr_assert(eq(int, partnership_join(&t, w->s.pid, &err), RC_OK), "%s", err.text);
	if (strcmp(role, "viewer"))
		work_put(&w->s, w->arena, "person", person, "role", role);
	cr_assert(eq(int, session_enter(&t, w->s.pid, w->s.cycle, w->arena, &err), RC_OK), "%s",
		  err.text);
	return t;
}

static void save(const struct session *s, const char *reg, const char *id, const struct put *puts,
		 size_t n, struct saved *out)
{
	const struct reg *of = schema_reg(s->schema, reg);
	struct err err = { 0 };

	cr_assert(of != NULL, "no register %s", reg);
	cr_assert(eq(int, record_save(s, of, id, "edit", puts, n, NULL, NULL, out, &err), RC_OK),
		  "%s: %s", reg, err.text);
}

void work_put(const struct session *s, struct arena *a, const char *reg, const char *id,
	      const char *field, const char *stored)
{
	const struct reg *of = schema_reg(s->schema, reg);
	struct put put = { .field = field, .text = stored };
	struct saved saved;
	struct record r;

	cr_assert(of != NULL, "no register %s", reg);
	if (!record_load(s, of, id, a, &r, NULL))
		for (size_t i = 0; i < of->nfields; i++)
			if (!strcmp(of->fields[i].id, field))
				put.seen = r.field[i].at;
	save(s, reg, id, &put, 1, &saved);
}

const char *work_add(const struct session *s, struct arena *a, const char *reg, ...)
{
	struct put puts[32];
	struct saved saved;
	const char *field;
	size_t n = 0;
	va_list ap;

	va_start(ap, reg);
	while (n < 32 && (field = va_arg(ap, const char *)))
		puts[n++] = (struct put){ .field = field, .text = va_arg(ap, const char *) };
	va_end(ap);
	save(s, reg, NULL, puts, n, &saved);
	return arena_str(a, saved.id);
}

const char *work_text(const struct session *s, struct arena *a, const char *reg, const char *id,
		      const char *field)
{
	struct record r;

	if (record_load(s, schema_reg(s->schema, reg), id, a, &r, NULL))
		return "";
	return record_text(&r, field);
}
