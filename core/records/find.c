/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../base/text.h"
#include "work.h"

enum { RANK_START, RANK_WORD, RANK_INSIDE, RANK_NONE };

struct search {
	const struct session *s;
	struct arena *arena; /* ends with the search; what is found is copied */
	const char *part;    /* folded */
	struct buf folded;
	struct hit *v;
	size_t n, cap;
};

static bool in_word(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

static int rank_of(struct search *f, const char *text)
{
	const char *start, *at;
	int best = RANK_NONE;

	if (!text)
		return RANK_NONE;
	buf_reset(&f->folded);
	text_fold(&f->folded, text);
	start = buf_text(&f->folded);
	for (at = start; best > RANK_WORD && (at = strstr(at, f->part)); at++) {
		if (at == start)
			return RANK_START;
		best = in_word((unsigned char)at[-1]) ? RANK_INSIDE : RANK_WORD;
	}
	return best;
}

/* The name of an item in the templates: meant only by who types one, with its hyphen. */
static int rank_of_name(struct search *f, const char *id)
{
	return strchr(f->part, '-') ? rank_of(f, id) : RANK_NONE;
}

static void add(struct search *f, enum hit_kind kind, int rank, const char *id, const char *title,
		const char *where)
{
	if (rank >= RANK_NONE)
		return;
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 64;
		f->v = mem_grow(f->v, f->cap * sizeof(*f->v));
	}
	f->v[f->n++] = (struct hit){ kind, id, title, where, rank };
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static enum rc find_records(struct search *f, const struct reg *reg, struct err *err)
{
	static const struct names no_columns;
	struct list_query q = { .columns = &no_columns, .life = LIFE_ALL };
	struct listing l;
	enum rc rc = list_load(f->s, reg, &q, f->arena, &l, err);

	for (size_t i = 0; !rc && i < l.n; i++)
		add(f, HIT_RECORD, rank_of(f, l.row[i].title), l.row[i].id, l.row[i].title,
		    reg->title);
	return rc;
}

/* NE-12 finds that record first, wherever it is. */
static void find_id(struct search *f, const char *typed)
{
	struct record *r = arena_alloc(f->arena, sizeof(*r));
	char stored[49];

	if (!id_stored(typed, stored) || record_find(f->s, typed, f->arena, r, NULL))
		return;
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].kind == HIT_RECORD && !strcmp(f->v[i].id, r->id)) {
			f->v[i].rank = RANK_START - 1;
			return;
		}
	add(f, HIT_RECORD, RANK_START - 1, r->id, r->title, r->reg->title);
}

static void find_guidance(struct search *f)
{
	const struct schema *s = f->s->schema;

	for (size_t i = 0; i < s->nstages; i++)
		for (size_t k = 0; k < s->stages[i].nactivities; k++) {
			const struct activity *a = &s->stages[i].activities[k];

			add(f, HIT_ACTIVITY, least(rank_of(f, a->title), rank_of(f, a->line)),
			    a->id, a->title, s->stages[i].title);
		}
	for (size_t i = 0; i < s->nchecklists; i++)
		for (size_t k = 0; k < s->checklists[i].nitems; k++) {
			const struct item *t = &s->checklists[i].items[k];

			add(f, HIT_ITEM, least(rank_of(f, t->text), rank_of_name(f, t->id)), t->id,
			    t->text, s->checklists[i].title);
		}
	for (size_t i = 0; i < s->nquestion_sets; i++)
		for (size_t k = 0; k < s->question_sets[i].nquestions; k++) {
			const struct question *q = &s->question_sets[i].questions[k];

			add(f, HIT_QUESTION, rank_of(f, q->text), q->id, q->text,
			    s->question_sets[i].title);
		}
}

static void find_words(struct search *f)
{
	const struct schema *s = f->s->schema;

	for (size_t i = 0; i < s->nterms; i++)
		add(f, HIT_TERM, least(rank_of(f, s->terms[i].word), rank_of(f, s->terms[i].full)),
		    s->terms[i].id, s->terms[i].word, "Words");
	for (size_t i = 0; i < s->nregisters; i++)
		if (s->registers[i].kind == REG_REGISTER)
			add(f, HIT_REGISTER, rank_of(f, s->registers[i].title), s->registers[i].id,
			    s->registers[i].title, "Registers");
}

/* What they are about counts as well: who looks for money may not know "What ends". */
static void find_pictures(struct search *f)
{
	const struct schema *s = f->s->schema;

	for (size_t i = 0; i < s->nviews; i++) {
		const struct view *v = &s->views[i];

		add(f, HIT_VIEW,
		    least(least(rank_of(f, v->title), rank_of(f, v->about)), rank_of(f, v->id)),
		    v->id, v->title, NULL);
	}
	for (size_t i = 0; i < s->nreports; i++) {
		const struct report *r = &s->reports[i];

		add(f, HIT_REPORT, least(rank_of(f, r->title), rank_of(f, r->about)), r->id,
		    r->title, NULL);
	}
}

static int by_rank(const void *va, const void *vb)
{
	const struct hit *a = va, *b = vb;
	int order;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = text_compare(a->title, b->title);
	return order ? order : strcmp(a->id, b->id);
}

static enum rc search_all(struct search *f, const char *typed, struct err *err)
{
	const struct schema *s = f->s->schema;
	enum rc rc = RC_OK;

	for (size_t i = 0; f->s->cycle && i < s->nregisters && !rc; i++)
		if (s->registers[i].kind == REG_REGISTER)
			rc = find_records(f, &s->registers[i], err);
	if (rc)
		return rc;
	if (f->s->cycle)
		find_id(f, typed);
	find_guidance(f);
	find_words(f);
	find_pictures(f);
	return RC_OK;
}

static struct hit kept(const struct hit *h, struct arena *a)
{
	struct hit out = *h;

	if (h->kind == HIT_RECORD) { /* the rest belongs to the schema */
		out.id = arena_str(a, h->id);
		out.title = arena_str(a, h->title);
	}
	return out;
}

enum rc find_anything(const struct session *s, const char *typed, size_t most, struct arena *a,
		      struct hit **out, size_t *n, struct err *err)
{
	struct search f = { .s = s, .arena = arena_new() };
	struct buf part = { 0 };
	enum rc rc = RC_OK;

	text_fold(&part, typed);
	f.part = buf_text(&part);
	if (*f.part)
		rc = search_all(&f, typed, err);
	if (!rc) {
		if (f.n)
			qsort(f.v, f.n, sizeof(*f.v), by_rank);
		*n = f.n < most ? f.n : most;
		*out = arena_array(a, *n, sizeof(**out));
		for (size_t i = 0; i < *n; i++)
			(*out)[i] = kept(&f.v[i], a);
	}
	arena_free(f.arena);
	mem_free(f.v);
	buf_clear(&f.folded);
	buf_clear(&part);
	return rc;
}
