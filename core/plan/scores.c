/* SPDX-License-Identifier: ISC */
#include "scores.h"

#include <stdlib.h>
#include <string.h>

#include "../records/record_internal.h"
#include "../records/value_internal.h"

enum { APART = 2 }; /* where the template does not say */

bool score_fields_of(const struct schema *s, const struct view *board, struct score_fields *out)
{
	const struct view_part *rows = view_part(board, "rows"), *by = view_part(board, "criteria");
	const struct field *score;
	const char *apart;

	*out = (struct score_fields){ 0 };
	if (!rows || !part_field(rows, "scores"))
		return false;
	apart = part_told(rows, "apart");
	out->reg = schema_reg(s, rows->reg);
	out->rows = part_field(rows, "scores");
	out->criterion = part_inside(rows, "criterion");
	out->rater = part_inside(rows, "rater");
	out->score = part_inside(rows, "score");
	score = out->reg && out->score ? field_path(out->reg, part_field(rows, "score")) : NULL;
	out->least = score ? (int)score->min : 0;
	out->most = score ? (int)score->max : 0;
	out->apart = apart && atoi(apart) > 0 ? atoi(apart) : APART;
	if (by) {
		out->criteria = schema_reg(s, by->reg);
		out->weight = part_field(by, "weight");
		out->agreed = part_field(by, "agreed");
		out->low = part_field(by, "low");
		out->high = part_field(by, "high");
	}
	return out->reg && out->criterion && out->rater && out->score;
}

/* Reading */

struct row {
	const char *id, *name;
	const char *criterion, *rater, *person;
	int score;
	struct version at;
};

struct loading {
	const struct session *s;
	const struct score_fields *f;
	const char *only;
	struct arena *arena;
	struct score_book *out;
	struct row *row;
	size_t n, cap, prefix;
};

static bool take_row(void *arg, const struct fact *f)
{
	struct loading *l = arg;
	const char *id = f->name + l->prefix, *slash = strchr(id, '/'), *dot = strrchr(id, '.');
	struct pairs p = pairs_read(f->text, l->arena);
	const char *score = pairs_get(&p, l->f->score);

	if (!slash || !dot || *score == '\0' || strcmp(score, VALUE_NOT_KNOWN) == 0)
		return true;
	l->row = arena_grown(l->arena, l->row, l->n, &l->cap, sizeof(*l->row));
	l->row[l->n++] = (struct row){
		.id = arena_strn(l->arena, id, (size_t)(slash - id)),
		.name = arena_str(l->arena, dot + 1),
		.criterion = arena_str(l->arena, pairs_get(&p, l->f->criterion)),
		.rater = arena_str(l->arena, pairs_get(&p, l->f->rater)),
		.person = arena_str(l->arena, f->person),
		.score = atoi(score),
		.at = f->at,
	};
	return true;
}

/* Criteria */

static void add_criterion(struct loading *l, const char *id, const char *name, double weight)
{
	struct score_book *b = l->out;

	b->criterion[b->n++] = (struct criterion){ id, name, weight, "", "" };
	b->most += weight * l->f->most;
}

static const char *cell(const struct records *r, size_t i, const char *field)
{
	size_t at = field ? records_column(r, field) : r->fields.n;

	return at < r->fields.n ? r->row[i].cell[at] : "";
}

static enum rc read_criteria(struct view *v, struct loading *l)
{
	const struct score_fields *f = l->f;
	const struct field *title = record_title_field(f->criteria);
	const char *wanted[] = { title ? title->id : NULL, f->weight, f->agreed, f->low, f->high };
	struct names fields = { arena_array(l->arena, 5, sizeof(char *)), 0 };
	struct records r;
	enum rc rc;

	for (size_t i = 0; i < 5; i++)
		if (wanted[i])
			fields.v[fields.n++] = wanted[i];
	rc = records_read(v, l->s, f->criteria, record_cycle(l->s, f->criteria), NULL, &fields,
			  l->arena, &r);
	if (rc != RC_OK)
		return rc;
	l->out->criterion = arena_array(l->arena, r.n + 1, sizeof(struct criterion));
	for (size_t i = 0; i < r.n; i++) {
		const char *weight = cell(&r, i, f->weight);

		if (strcmp(r.row[i].life, "archived") == 0)
			continue;
		if (f->agreed && *cell(&r, i, f->agreed) == '\0') {
			l->out->not_agreed++;
			continue;
		}
		add_criterion(l, r.row[i].id, cell(&r, i, wanted[0]),
			      *weight ? number_value(weight) : 1);
		l->out->criterion[l->out->n - 1].low = cell(&r, i, f->low);
		l->out->criterion[l->out->n - 1].high = cell(&r, i, f->high);
	}
	return RC_OK;
}

/* A score names its criterion by id; where the template has a text for it, by its name. */
static size_t criterion_named(const struct score_book *b, const char *name)
{
	size_t i = 0;

	while (i < b->n && strcmp(b->criterion[i].id, name) != 0 &&
	       strcmp(b->criterion[i].name, name) != 0)
		i++;
	return i;
}

/* Where the template keeps no criteria: those that were scored by. */
static void criteria_of_rows(struct loading *l)
{
	l->out->criterion = arena_array(l->arena, l->n + 1, sizeof(struct criterion));
	for (size_t i = 0; i < l->n; i++)
		if (criterion_named(l->out, l->row[i].criterion) == l->out->n)
			add_criterion(l, l->row[i].criterion, l->row[i].criterion, 1);
}

/* Putting together */

static struct scorer *scorer_of(struct loading *l, struct score_set *set, const struct row *r)
{
	size_t n = l->out->n;
	struct scorer *sc;

	for (size_t i = 0; i < set->n; i++)
		if (strcmp(set->scorer[i].rater, r->rater) == 0 &&
		    strcmp(set->scorer[i].person, r->person) == 0)
			return &set->scorer[i];
	sc = &set->scorer[set->n++];
	*sc = (struct scorer){ .rater = r->rater,
			       .person = r->person,
			       .own = strcmp(r->person, l->s->actor.person) == 0,
			       .score = arena_array(l->arena, n + 1, sizeof(*sc->score)),
			       .row = arena_array(l->arena, n + 1, sizeof(*sc->row)),
			       .at = arena_array(l->arena, n + 1, sizeof(*sc->at)) };
	for (size_t i = 0; i < n; i++)
		sc->score[i] = SCORE_NONE;
	return sc;
}

static const char *also(struct arena *a, const char *names, const char *name)
{
	return names && *names ? arena_printf(a, "%s, %s", names, name) : name;
}

static void spread_of(struct loading *l, struct score_set *set, size_t c)
{
	struct spread *sp = &set->spread[c];
	double sum = 0;

	for (size_t i = 0; i < set->n; i++) {
		const struct scorer *sc = &set->scorer[i];
		int v = sc->score[c];

		if (v == SCORE_NONE)
			continue;
		if (!sp->n || v < sp->low)
			sp->lowest = NULL;
		if (!sp->n || v > sp->high)
			sp->highest = NULL;
		sp->low = !sp->n || v < sp->low ? v : sp->low;
		sp->high = !sp->n || v > sp->high ? v : sp->high;
		if (v == sp->low)
			sp->lowest = also(l->arena, sp->lowest, sc->rater);
		if (v == sp->high)
			sp->highest = also(l->arena, sp->highest, sc->rater);
		sum += v;
		sp->n++;
	}
	sp->mean = sp->n ? sum / (double)sp->n : 0;
	sp->apart = sp->n > 1 && sp->high - sp->low >= l->f->apart;
}

static void finish_set(struct loading *l, struct score_set *set)
{
	const struct score_book *b = l->out;

	set->spread = arena_array(l->arena, b->n + 1, sizeof(*set->spread));
	set->whole = b->n > 0;
	for (size_t i = 0; i < set->n; i++) {
		struct scorer *sc = &set->scorer[i];

		for (size_t c = 0; c < b->n; c++) {
			if (sc->score[c] == SCORE_NONE)
				continue;
			sc->given++;
			sc->total += sc->score[c] * b->criterion[c].weight;
		}
		sc->whole = b->n > 0 && sc->given == b->n;
		set->own_whole = set->own_whole || (sc->own && sc->whole);
		set->others += !sc->own;
	}
	for (size_t c = 0; c < b->n; c++) {
		spread_of(l, set, c);
		set->scored = set->scored || set->spread[c].n > 0;
		set->whole = set->whole && set->spread[c].n > 0;
		set->total += set->spread[c].mean * b->criterion[c].weight;
	}
}

/* The rows come in the order of their entries. */
static void put_together(struct loading *l)
{
	struct score_book *b = l->out;

	b->set = arena_array(l->arena, l->n + 1, sizeof(*b->set));
	for (size_t i = 0; i < l->n;) {
		struct score_set *set = &b->set[b->nsets++];
		size_t end = i;

		while (end < l->n && strcmp(l->row[end].id, l->row[i].id) == 0)
			end++;
		*set = (struct score_set){ .id = l->row[i].id };
		set->scorer = arena_array(l->arena, end - i, sizeof(*set->scorer));
		for (; i < end; i++) {
			const struct row *r = &l->row[i];
			size_t c = criterion_named(b, r->criterion);
			struct scorer *sc;

			if (c == b->n)
				continue; /* no criterion any more: it counts for nothing */
			sc = scorer_of(l, set, r);
			if (sc->row[c] && atoi(sc->row[c]) > atoi(r->name))
				continue; /* the newest row stands */
			sc->score[c] = r->score;
			sc->row[c] = r->name;
			sc->at[c] = r->at;
		}
		finish_set(l, set);
	}
}

static enum rc load_in(struct view *v, void *arg)
{
	struct loading *l = arg;
	const struct reg *reg = l->f->reg;
	struct names rows = { (const char **)&l->f->rows, 1 };
	const char *prefix = arena_printf(l->arena, "%s/%s/", record_cycle(l->s, reg), reg->key);
	enum rc rc;

	*l->out = (struct score_book){ 0 };
	l->n = 0;
	l->prefix = strlen(prefix);
	if (l->only)
		prefix = arena_printf(l->arena, "%s%s/", prefix, l->only);
	rc = fact_scan(v, session_place(l->s), prefix, &rows, take_row, l);
	return rc == RC_OK && l->f->criteria ? read_criteria(v, l) : rc;
}

enum rc scores_load(const struct session *s, const struct score_fields *f, const char *only,
		    struct arena *a, struct score_book *out, struct err *err)
{
	struct loading l = { .s = s, .f = f, .only = only, .arena = a, .out = out };
	enum rc rc = store_picture(s->store, load_in, &l, err);

	if (rc != RC_OK)
		return rc;
	if (!f->criteria)
		criteria_of_rows(&l);
	put_together(&l);
	return RC_OK;
}

static int by_id(const void *id, const void *set)
{
	return strcmp(id, ((const struct score_set *)set)->id);
}

const char *scores_criterion(const struct score_fields *f, const struct criterion *c)
{
	const struct field *rows = reg_field(f->reg, f->rows);
	const struct field *by = rows ? field_sub(rows, f->criterion) : NULL;

	return by && by->type == TYPE_REF ? c->id : c->name;
}

const struct score_set *scores_of(const struct score_book *b, const char *id)
{
	return b->nsets ? bsearch(id, b->set, b->nsets, sizeof(*b->set), by_id) : NULL;
}

bool scores_open(const struct score_set *set, bool together)
{
	return !set || together || set->own_whole || set->others == 0;
}

const struct scorer *scores_own(const struct score_set *set, const char *rater)
{
	for (size_t i = 0; set && i < set->n; i++)
		if (set->scorer[i].own && strcmp(set->scorer[i].rater, rater) == 0)
			return &set->scorer[i];
	return NULL;
}

const char *spread_words(const struct spread *s, struct arena *a)
{
	if (s->n == 0)
		return "";
	if (s->low == s->high)
		return s->n == 1 ? arena_printf(a, "%d", s->low)
				 : arena_printf(a, "all %d", s->low);
	if (!s->apart)
		return arena_printf(a, "%d to %d", s->low, s->high);
	return arena_printf(a, "%d to %d, apart: %s lowest, %s highest", s->low, s->high, s->lowest,
			    s->highest);
}

const char *score_text(double v, struct arena *a)
{
	char *text = arena_printf(a, "%.2f", v);
	size_t len = strlen(text);

	while (text[len - 1] == '0')
		text[--len] = '\0';
	if (text[len - 1] == '.')
		text[--len] = '\0';
	return text;
}
