/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "work.h"

enum { SOON_DAYS = 30 };

struct gather {
	const struct session *s;
	struct arena *arena;
	struct notice *v;
	size_t n, cap;
};

static void add(struct gather *g, const char *id, const char *what, const char *stored)
{
	struct notice n = { .id = id };
	long days;
	char words[32];

	if (!date_read_iso(stored, &n.due))
		return;
	days = date_days(n.due) - date_days(g->s->today);
	if (days > SOON_DAYS)
		return;
	n.late = days < 0;
	date_words(n.due, words);
	n.text = arena_printf(g->arena, n.late ? "%s was due on %s" : "%s is due on %s", what,
			      words);
	if (g->n == g->cap) {
		g->cap = g->cap ? 2 * g->cap : 16;
		g->v = mem_grow(g->v, g->cap * sizeof(*g->v));
	}
	g->v[g->n++] = n;
}

/* Words of a status or state that leave nothing to be done. */
static bool is_over(const char *word)
{
	static const char *const over[] = { "complete", "completed",  "stopped", "closed",
					    "done",     "not_needed", "rejected" };

	for (size_t i = 0; i < sizeof(over) / sizeof(*over); i++)
		if (!strcmp(word, over[i]))
			return true;
	return false;
}

/* A revised date replaces the one that was agreed first. */
static const char *due_of(struct gather *g, const char *due, const char *revised)
{
	struct pairs p = pairs_read(revised, g->arena);
	const char *later = pairs_get(&p, "revised_due");

	return *later ? later : due;
}

static enum rc due_records(struct gather *g, const struct reg *reg, struct err *err)
{
	static const char *const wanted[] = { "due", "revised", "status", "state" };
	const char *have[4];
	size_t at[4], ncolumns = 0;
	struct names columns = { have, 0 };
	struct list_query q = { .columns = &columns, .life = LIFE_LIVE };
	struct listing l;
	enum rc rc;

	for (size_t i = 0; i < 4; i++) {
		at[i] = reg_field(reg, wanted[i]) ? ncolumns : SIZE_MAX;
		if (at[i] != SIZE_MAX)
			have[ncolumns++] = wanted[i];
	}
	columns.n = ncolumns;
	rc = list_load(g->s, reg, &q, g->arena, &l, err);
	for (size_t i = 0; !rc && i < l.n; i++) {
		const char **cell = l.row[i].cell;

		if ((at[2] != SIZE_MAX && is_over(cell[at[2]])) ||
		    (at[3] != SIZE_MAX && is_over(cell[at[3]])))
			continue;
		add(g, l.row[i].id, l.row[i].title,
		    due_of(g, cell[at[0]], at[1] != SIZE_MAX ? cell[at[1]] : ""));
	}
	return rc;
}

/* The item whose answers are passing by; they come in order of item. */
struct passing_item {
	struct gather *g;
	const struct item *item;
	const char *due;
	bool over;
};

static void end_item(struct passing_item *p)
{
	if (p->item && p->due && !p->over)
		add(p->g, p->item->id, p->item->text, p->due);
}

static bool take_due(void *arg, const struct fact *f)
{
	struct passing_item *p = arg;
	struct fact_parts part;

	if (!fact_parts(p->g->arena, f->name, &part))
		return true;
	if (!p->item || strcmp(p->item->id, part.record)) {
		end_item(p);
		*p = (struct passing_item){
			.g = p->g, .item = schema_item(p->g->s->schema, part.record, NULL)
		};
	}
	if (!strcmp(part.field, "due"))
		p->due = *f->text ? arena_str(p->g->arena, f->text) : NULL;
	else
		p->over = is_over(fact_answer(facts_reg(p->g->s->schema, "it", part.record),
					      part.field, arena_strn(p->g->arena, f->text, f->len),
					      "state", p->g->arena));
	return true;
}

static enum rc due_items(struct gather *g, struct err *err)
{
	static const char *const fields[] = { "state", "due" };
	const struct names only = { (const char **)fields, sizeof(fields) / sizeof(*fields) };
	struct passing_item p = { .g = g };
	enum rc rc =
		store_read(g->s->store, session_place(g->s),
			   arena_printf(g->arena, "%s/it/", g->s->cycle), &only, take_due, &p, err);

	if (!rc)
		end_item(&p);
	return rc;
}

static int by_date(const void *va, const void *vb)
{
	const struct notice *a = va, *b = vb;
	int order = date_compare(a->due, b->due);

	return order ? order : strcmp(a->id, b->id);
}

static enum rc gather_all(struct gather *g, struct err *err)
{
	const struct schema *s = g->s->schema;
	const struct field *due;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < s->nregisters && !rc; i++) {
		due = reg_field(&s->registers[i], "due");
		if (s->registers[i].kind == REG_REGISTER && due && due->type == TYPE_DATE)
			rc = due_records(g, &s->registers[i], err);
	}
	return rc ? rc : due_items(g, err);
}

enum rc notices_load(const struct session *s, struct arena *a, struct notice **out, size_t *n,
		     struct err *err)
{
	struct gather g = { .s = s, .arena = a };
	enum rc rc = gather_all(&g, err);

	if (!rc) {
		if (g.n)
			qsort(g.v, g.n, sizeof(*g.v), by_date);
		*out = arena_array(a, g.n, sizeof(**out));
		if (g.n)
			memcpy(*out, g.v, g.n * sizeof(**out));
		*n = g.n;
	}
	mem_free(g.v);
	return rc;
}
