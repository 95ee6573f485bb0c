/* SPDX-License-Identifier: ISC */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../config/cache.h"
#include "../core/plan/carry.h"
#include "app.h"
#include "words.h"

enum {
	FILES_MAX = 1000 /* one for each person and cycle of an account; a few hundred bytes each */
};

#define FILE_END ".figures"

/* Working out */

static enum task_status stage_status(const struct progress *p, const struct stage *stage,
				     const struct stage_figures *f)
{
	if (f->all && f->done == f->all)
		return TASK_COMPLETED;
	for (size_t i = 0; i < p->n; i++)
		if (p->task[i].stage == stage &&
		    (p->task[i].status == TASK_IN_PROGRESS || p->task[i].status == TASK_COMPLETED))
			return TASK_IN_PROGRESS;
	return TASK_NOT_STARTED;
}

static void make_room(struct figures *f, const struct schema *s, struct arena *a)
{
	*f = (struct figures){ .stage = arena_array(a, s->nstages, sizeof(*f->stage)),
			       .live = arena_array(a, s->nregisters, sizeof(*f->live)) };
}

static enum rc count_tasks(const struct app *app, struct figures *f, struct arena *a,
			   struct err *err)
{
	const struct schema *s = app->session.schema;
	struct arena *scratch = arena_new();
	struct progress p;
	enum rc rc = progress_load(&app->session, NULL, scratch, &p, err);

	make_room(f, s, a);
	for (size_t i = 0; rc == RC_OK && i < s->nstages; i++) {
		f->stage[i] = (struct stage_figures){ p.stage_done[i], p.stage_all[i], 0 };
		f->stage[i].status = stage_status(&p, &s->stages[i], &f->stage[i]);
	}
	for (size_t i = 0; rc == RC_OK && i < s->nregisters; i++)
		f->live[i] = p.live[i];
	arena_free(scratch);
	return rc;
}

/* How many are late or broken, and the worst of them. */
static enum rc count_concerns(struct app *app, struct figures *f, struct arena *a, struct err *err)
{
	const struct attention *all;
	enum rc rc = app_attention(app, &all, err);

	if (rc != RC_OK)
		return rc;
	f->concerns = all->of_kind[CONCERN_LATE] + all->of_kind[CONCERN_DUE] +
		      all->of_kind[CONCERN_BROKEN];
	for (size_t i = 0; i < all->n && !f->worst_of.id; i++) {
		const struct concern *c = &all->v[i];

		if (c->kind != CONCERN_WEAK && c->kind != CONCERN_ENDS)
			f->worst_of =
				(struct concern){ .kind = c->kind,
						  .id = arena_str(a, c->id),
						  .year = c->year ? arena_str(a, c->year) : NULL,
						  .follows = c->follows ? arena_str(a, c->follows)
									: NULL };
	}
	return RC_OK;
}

/* What is asked of a coordinator when a cycle begins: it is easily left half way. */
static enum rc count_carry(const struct app *app, struct figures *f, struct arena *a,
			   struct err *err)
{
	struct arena *scratch;
	struct carry_list list;
	enum rc rc;

	if (app->session.actor.role != MEMBER_COORDINATOR)
		return RC_OK;
	scratch = arena_new();
	rc = carry_load(&app->session, scratch, &list, err);
	if (rc == RC_OK && list.open) {
		f->carry = list.open;
		f->before_cycle = arena_str(a, list.from);
	}
	arena_free(scratch);
	return rc;
}

/* What they are called now. */
static void name_them(const struct app *app, struct figures *f, struct arena *a)
{
	const struct session *s = &app->session;
	struct fact title;

	if (f->worst_of.id)
		f->worst = arena_printf(a, W_WORST, concern_title(s, &f->worst_of, a),
					concern_word(f->worst_of.kind));
	f->before = f->before_cycle;
	if (f->before_cycle &&
	    store_get(s->store, session_place(s),
		      arena_printf(a, "%s/cy/%s/title", f->before_cycle, f->before_cycle), a,
		      &title, NULL) == RC_OK &&
	    title.text[0])
		f->before = title.text;
}

/* The file: a digest of what it stands for and of the lines behind it, then these. */

/* Everything that the figures come from; a blank where there is nothing. */
static const char *stands_for(const struct app *app, const char *state, struct arena *a)
{
	const struct session *s = &app->session;
	char day[11];

	date_iso(s->today, day);
	return arena_printf(a, "cairn %s figures 2\n%s\n%s\n%s\n%s\n%s\n%d\n%s\n%s\n%s\n",
			    CAIRN_VERSION, app->data_dir, state, s->pid, s->cycle, s->actor.person,
			    (int)s->actor.role, s->actor.org ? s->actor.org : "",
			    s->schema->digest ? s->schema->digest : "", day);
}

static void sum_of(char out[DIGEST_TEXT], const char *stands, const char *lines, size_t len)
{
	const struct part parts[] = { { stands, strlen(stands) + 1 }, { lines, len } };
	unsigned char sum[DIGEST_BYTES];

	digest_of(sum, parts, 2);
	digest_text(out, sum);
}

/* The same for each start of this person here; nothing of what is in it can be told from it. */
static const char *file_name(const struct app *app, struct arena *a)
{
	const struct session *s = &app->session;
	const char *whose =
		arena_printf(a, "%s\n%s\n%s\n%s", app->data_dir, s->pid, s->cycle, s->actor.person);
	char sum[DIGEST_TEXT];

	sum_of(sum, whose, "", 0);
	return arena_printf(a, "%s" FILE_END, sum);
}

static size_t number_of(const struct pairs *p, const char *name)
{
	return strtoull(pairs_get(p, name), NULL, 10);
}

static const char *text_of(const struct pairs *p, const char *name)
{
	const char *text = pairs_get(p, name);

	return *text ? text : NULL;
}

static void take_lines(const struct schema *s, const char *lines, struct figures *f,
		       struct arena *a)
{
	struct pairs p = pairs_read(lines, a);
	make_room(f, s, a);
	for (size_t i = 0; i < s->nstages; i++) {
		const char *id = s->stages[i].id;

		f->stage[i].done = number_of(&p, arena_printf(a, "done.%s", id));
		f->stage[i].all = number_of(&p, arena_printf(a, "all.%s", id));
		f->stage[i].status =
			(enum task_status)number_of(&p, arena_printf(a, "status.%s", id));
	}
	for (size_t i = 0; i < s->nregisters; i++)
		f->live[i] = number_of(&p, arena_printf(a, "live.%s", s->registers[i].id));
	f->concerns = number_of(&p, "concerns");
	f->worst_of = (struct concern){ .kind = (enum concern_kind)number_of(&p, "kind"),
					.id = text_of(&p, "worst"),
					.year = text_of(&p, "year"),
					.follows = text_of(&p, "follows") };
	f->carry = number_of(&p, "carry");
	f->before_cycle = f->carry ? pairs_get(&p, "before") : NULL;
}

static bool read_file(const struct app *app, const char *state, struct figures *f, struct arena *a)
{
	const size_t head = DIGEST_TEXT; /* a line */
	char sum[DIGEST_TEXT];
	struct cache c;
	size_t len = 0;
	bool good;
	char *map;

	cache_open(&c, app->cache);
	map = cache_map(&c, file_name(app, a), &len);
	cache_close(&c);
	good = map && len > head;
	if (good) {
		sum_of(sum, stands_for(app, state, a), map + head, len - head);
		good = memcmp(map, sum, head - 1) == 0;
	}
	if (good)
		take_lines(app->session.schema, arena_strn(a, map + head, len - head), f, a);
	if (map)
		munmap(map, len);
	return good;
}

static struct pair count_line(const char *kind, const char *id, size_t n, struct arena *a)
{
	return (struct pair){ arena_printf(a, "%s.%s", kind, id), arena_printf(a, "%zu", n) };
}

static const char *lines_of(const struct schema *s, const struct figures *f, struct arena *a)
{
	struct pair *v = arena_array(a, 3 * s->nstages + s->nregisters + 7, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < s->nstages; i++) {
		v[n++] = count_line("done", s->stages[i].id, f->stage[i].done, a);
		v[n++] = count_line("all", s->stages[i].id, f->stage[i].all, a);
		v[n++] = count_line("status", s->stages[i].id, f->stage[i].status, a);
	}
	for (size_t i = 0; i < s->nregisters; i++)
		if (f->live[i])
			v[n++] = count_line("live", s->registers[i].id, f->live[i], a);
	v[n++] = (struct pair){ "concerns", arena_printf(a, "%zu", f->concerns) };
	v[n++] = (struct pair){ "kind", arena_printf(a, "%d", (int)f->worst_of.kind) };
	v[n++] = (struct pair){ "worst", f->worst_of.id };
	v[n++] = (struct pair){ "year", f->worst_of.year };
	v[n++] = (struct pair){ "follows", f->worst_of.follows };
	if (f->carry) {
		v[n++] = (struct pair){ "carry", arena_printf(a, "%zu", f->carry) };
		v[n++] = (struct pair){ "before", f->before_cycle };
	}
	return pairs_text(v, n, a);
}

static void write_file(const struct app *app, const char *state, const struct figures *f)
{
	struct arena *a = arena_new();
	const char *lines = lines_of(app->session.schema, f, a), *text;
	char sum[DIGEST_TEXT];
	struct cache c;

	cache_open(&c, app->cache);
	sum_of(sum, stands_for(app, state, a), lines, strlen(lines));
	text = arena_printf(a, "%s\n%s", sum, lines);
	cache_make_room(&c, FILE_END, FILES_MAX);
	cache_put(&c, file_name(app, a), text, strlen(text));
	cache_close(&c);
	arena_free(a);
}

enum rc figures_load(struct app *app, const struct figures **out, struct err *err)
{
	struct kept *k = &app->kept_figures;
	enum rc rc = RC_OK;

	*out = &app->figures;
	if (kept_still(k, &app->session))
		return RC_OK;
	if (k->state[0] && read_file(app, k->state, &app->figures, k->arena)) {
		name_them(app, &app->figures, k->arena);
		return RC_OK;
	}
	rc = count_tasks(app, &app->figures, k->arena, err);
	if (rc == RC_OK)
		rc = count_concerns(app, &app->figures, k->arena, err);
	if (rc == RC_OK)
		rc = count_carry(app, &app->figures, k->arena, err);
	if (rc != RC_OK) {
		kept_drop(k);
	} else {
		name_them(app, &app->figures, k->arena);
		if (k->state[0])
			write_file(app, k->state, &app->figures);
	}
	store_rest(app->session.store); /* the whole plan was looked through */
	return rc;
}
