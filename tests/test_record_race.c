/* SPDX-License-Identifier: ISC */
/* Two people who add to the same record at the same moment: real processes, one store on disk. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_work.h"
#include "same.h"

enum { PEOPLE = 4, ROWS = 25 };

TestSuite(record_race, .timeout = 120);

/* One person's session: waits for the start, then adds one row after the other. */
static void add_rows(const char *dir, const char *id, int who, int start)
{
	struct work w;
	char go;

	work_open(&w, dir);
	cr_assert(eq(int, session_enter(&w.s, "clyde-north", NULL, w.arena, NULL), RC_OK));
	if (read(start, &go, 1) != 0) /* the other end is closed for all of them at once */
		_exit(2);
	for (int i = 0; i < ROWS; i++) {
		struct put put = { .field = "updates.+" };
		struct err err = { 0 };

		put.text = arena_printf(w.arena, "on=2026-05-01\nsays=number %d of %d", i, who);
		if (record_save(&w.s, schema_reg(w.s.schema, "actions"), id, "edit", &put, 1, NULL,
				NULL, NULL, &err))
			_exit(1);
	}
	work_close(&w);
	_exit(0);
}

static const char *begin(const char *dir, struct arena *a)
{
	struct work w;
	const char *id;

	work_open(&w, dir);
	work_make(&w);
	assert_same(w.s.pid, "clyde-north");
	id = arena_str(a, work_add(&w.s, w.arena, "actions", "what", "Open a drop-in", "life",
				   "draft", NULL));
	work_close(&w);
	return id;
}

static bool has_row(const struct record *r, const char *says)
{
	for (size_t i = 0; i < r->nrows; i++)
		if (!strcmp(pairs_get(&r->rows[i].values, "says"), says))
			return true;
	return false;
}

Test(record_race, rows_added_at_the_same_moment_are_all_there)
{
	struct arena *a = arena_new();
	char *dir = dir_make();
	const char *id = begin(dir, a);
	struct work w;
	struct record r;
	pid_t child[PEOPLE];
	int start[2], status;

	cr_assert(eq(int, pipe(start), 0));
	for (int i = 0; i < PEOPLE; i++) {
		child[i] = fork();
		cr_assert(ge(int, child[i], 0));
		if (child[i])
			continue;
		close(start[1]);
		add_rows(dir, id, i, start[0]);
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < PEOPLE; i++) {
		cr_assert(eq(int, waitpid(child[i], &status, 0), child[i]));
		cr_expect(eq(int, status, 0), "a row was refused");
	}
	work_open(&w, dir);
	cr_assert(eq(int, session_enter(&w.s, "clyde-north", NULL, w.arena, NULL), RC_OK));
	cr_assert(eq(int,
		     record_load(&w.s, schema_reg(w.s.schema, "actions"), id, w.arena, &r, NULL),
		     RC_OK));
	cr_expect(eq(sz, r.nrows, PEOPLE * ROWS));
	for (int i = 0; i < PEOPLE; i++)
		for (int k = 0; k < ROWS; k++)
			cr_expect(has_row(&r, arena_printf(w.arena, "number %d of %d", k, i)),
				  "%d of %d", k, i);
	work_close(&w);
	dir_drop(dir);
	arena_free(a);
}
