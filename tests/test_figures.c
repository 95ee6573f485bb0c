/* SPDX-License-Identifier: ISC */
/* What the first screen counts comes from a file for as long as it is true, and from nothing else. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_work.h"
#include "lib_world.h"
#include "same.h"

static char *dir;

static void make_dir(void)
{
	dir = dir_make();
}

static void drop_dir(void)
{
	dir_drop(dir);
}

TestSuite(figures, .init = make_dir, .fini = drop_dir, .timeout = 120);

static struct world *start(void)
{
	struct world *w = world_open();

	w->app.cache = arena_printf(w->app.arena, "%s/cache", dir);
	return w;
}

/* As the next start would have them; whether it had to look through the plan. */
static bool worked_out(struct world *w, const struct figures **f)
{
	struct err err = { 0 };

	app_forget(&w->app);
	cr_assert(eq(int, figures_load(&w->app, f, &err), RC_OK), "%s", err.text);
	return w->app.kept_attention.arena != NULL;
}

static bool works_out(struct world *w)
{
	const struct figures *f;

	return worked_out(w, &f);
}

/* The one file of figures. */
static char *the_file(void)
{
	char *cache = dir_path(dir, "cache"), *path = NULL;
	DIR *d = opendir(cache);
	struct dirent *e;

	cr_assert(d != NULL);
	while ((e = readdir(d)) != NULL) {
		if (!strstr(e->d_name, ".figures"))
			continue;
		cr_assert(path == NULL, "a second file: %s", e->d_name);
		path = dir_path(cache, e->d_name);
	}
	closedir(d);
	free(cache);
	cr_assert(path != NULL);
	return path;
}

static void same_figures(const struct schema *s, const struct figures *a, const struct figures *b)
{
	for (size_t i = 0; i < s->nstages; i++) {
		cr_expect(eq(sz, a->stage[i].done, b->stage[i].done));
		cr_expect(eq(sz, a->stage[i].all, b->stage[i].all));
		cr_expect(eq(int, (int)a->stage[i].status, (int)b->stage[i].status));
	}
	for (size_t i = 0; i < s->nregisters; i++)
		cr_expect(eq(sz, a->live[i], b->live[i]), "%s", s->registers[i].id);
	cr_expect(eq(sz, a->concerns, b->concerns));
	cr_expect(eq(str, (char *)(a->worst ? a->worst : ""), (char *)(b->worst ? b->worst : "")));
	cr_expect(eq(sz, a->carry, b->carry));
	cr_expect(eq(str, (char *)(a->before ? a->before : ""),
		     (char *)(b->before ? b->before : "")));
}

Test(figures, the_next_start_takes_them_from_the_file_and_they_are_the_same)
{
	struct world *w = start();
	const struct schema *s = w->app.session.schema;
	const struct figures *f;
	struct figures first;

	cr_assert(worked_out(w, &f));
	cr_expect(gt(sz, f->concerns, 1));
	first = (struct figures){ arena_array(w->app.arena, s->nstages, sizeof(*f->stage)),
				  arena_array(w->app.arena, s->nregisters, sizeof(*f->live)),
				  f->concerns,
				  arena_str(w->app.arena, f->worst),
				  f->carry,
				  f->before,
				  .before_cycle = NULL };
	memcpy(first.stage, f->stage, s->nstages * sizeof(*f->stage));
	memcpy(first.live, f->live, s->nregisters * sizeof(*f->live));
	cr_expect(not(worked_out(w, &f)));
	same_figures(s, &first, f);
	world_close(w);
}

/* The account of one person is out of reach for another, who removes what is named there for good. */
Test(figures, the_file_has_no_word_that_anybody_typed)
{
	struct world *w = start();
	const struct figures *f;
	char *path, *text, *colon;
	size_t len;

	cr_assert(worked_out(w, &f));
	cr_assert(f->worst != NULL);
	path = the_file();
	text = file_text(path, &len);
	colon = strrchr(f->worst, ':');
	cr_assert(colon != NULL);
	cr_expect(memmem(text, len, f->worst, (size_t)(colon - f->worst)) == NULL, "%s", text);
	expect_part(text, f->worst_of.id);
	free(text);
	free(path);
	world_close(w);
}

Test(figures, a_note_or_a_draft_leaves_them_and_an_answer_does_not)
{
	struct world *w = start();
	struct session *s = &w->app.session;

	works_out(w);
	cr_assert(eq(int, store_note_put(s->store, s->pid, s->actor.person, "place", "home", NULL),
		     RC_OK));
	cr_expect(not(works_out(w)));
	work_put(s, w->app.arena, "actions", "ac-000006", "what", "Write a paper");
	cr_expect(works_out(w));
	cr_expect(not(works_out(w)));
	world_close(w);
}

Test(figures, they_are_of_one_person_role_partnership_cycle_day_and_pack)
{
	struct world *w = start();
	struct session *s = &w->app.session, was = *s;
	struct schema other = *s->schema;

	works_out(w);
	s->actor.role = MEMBER_VIEWER;
	cr_expect(works_out(w), "another role");
	s->actor.org = "pa-000003";
	cr_expect(works_out(w), "another organisation");
	s->actor = was.actor;
	cr_expect(works_out(w), "the file was replaced by those of the other role");
	s->actor.person = "ann";
	cr_expect(works_out(w), "another person");
	*s = was;
	cr_expect(not(works_out(w)), "a file for each person");
	s->today.d++;
	cr_expect(works_out(w), "another day");
	*s = was;
	works_out(w);
	other.digest = "changed";
	s->schema = &other;
	cr_expect(works_out(w), "other templates");
	*s = was;
	works_out(w);
	w->app.data_dir = "/elsewhere";
	cr_expect(works_out(w), "another store");
	app_forget(&w->app);
	world_close(w);
}

Test(figures, a_file_that_was_changed_in_any_byte_or_cut_is_left)
{
	struct world *w = start();
	const struct figures *f;
	size_t len, concerns;
	char *path, *text;

	worked_out(w, &f);
	concerns = f->concerns;
	path = the_file();
	text = file_text(path, &len);
	for (size_t i = 0; i < len; i += 7) {
		if (i == 43) /* what ends the first line */
			continue;
		text[i] ^= 1;
		file_put(path, text, len);
		text[i] ^= 1;
		cr_expect(worked_out(w, &f), "byte %zu", i);
		cr_expect(eq(sz, f->concerns, concerns), "byte %zu", i);
	}
	for (size_t i = 0; i < len; i += 97) {
		file_put(path, text, i);
		cr_expect(works_out(w), "cut after %zu bytes", i);
	}
	cr_expect(not(works_out(w)));
	free(text);
	free(path);
	world_close(w);
}

Test(figures, what_others_could_have_written_is_not_read)
{
	struct world *w = start();
	char *path, *kept = dir_path(dir, "kept");

	works_out(w);
	path = the_file();
	cr_assert(eq(int, chmod(path, 0660), 0));
	cr_expect(works_out(w), "written by a group");
	cr_assert(eq(int, rename(path, kept), 0));
	cr_assert(eq(int, symlink(kept, path), 0));
	cr_expect(works_out(w), "a link");
	cr_assert(eq(int, chmod(w->app.cache, 0777), 0));
	cr_expect(works_out(w), "a folder that is open to all");
	free(kept);
	free(path);
	world_close(w);
}

Test(figures, without_a_folder_they_are_worked_out)
{
	struct world *w = start();

	w->app.cache = "/dev/null/cache";
	cr_expect(works_out(w));
	cr_expect(works_out(w));
	w->app.cache = NULL;
	cr_expect(works_out(w));
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	cr_expect(world_has(w, "more"), "%s", world_text(w));
	world_close(w);
}
