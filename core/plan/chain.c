/* SPDX-License-Identifier: ISC */
#include "chain.h"

#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../records/record_internal.h"

enum { SIBLINGS = 5 }; /* where the templates do not say. Source: cairn-template(5), chain */

struct linking {
	const struct web *w;
	const struct chain_def *def;
	const struct names *opened;
	struct arena *arena;
	struct chain *out;
	size_t *place; /* of each part of the web in the order */
	bool *end;     /* of each part */
	bool *seen;    /* of each node */
	uint32_t start;
};

struct next { /* a record that a walk goes on to */
	size_t place;
	uint32_t node;
};

static struct chain_line *add_line(struct linking *l)
{
	struct chain *c = l->out;

	c->line = arena_grown(l->arena, c->line, c->n, &c->cap, sizeof(*c->line));
	return memset(&c->line[c->n++], 0, sizeof(*c->line));
}

static const char *id_of(const struct linking *l, uint32_t node)
{
	return arena_str(l->arena, l->w->node[node].id);
}

static void find_places(struct linking *l)
{
	const struct web *w = l->w;

	l->place = arena_array(l->arena, w->nparts + 1, sizeof(*l->place));
	l->end = arena_array(l->arena, w->nparts + 1, sizeof(*l->end));
	for (size_t i = 0; i < w->nparts; i++) {
		const char *reg = w->part[i].reg->id;

		l->place[i] = SIZE_MAX;
		for (size_t k = 0; k < l->def->order.n; k++)
			if (strcmp(l->def->order.v[k], reg) == 0)
				l->place[i] = k;
		l->end[i] = names_have(&l->def->ends, reg);
	}
}

/* Who comes next on a side */

/* What is restricted ends the way of what goes out: neither it nor what it alone leads to is told. */
static bool is_left_out(struct linking *l, uint32_t node)
{
	if (!l->w->open || !l->w->node[node].restricted)
		return false;
	l->out->left_out += !l->seen[node];
	l->seen[node] = true;
	return true;
}

static bool on_side(const struct linking *l, enum chain_side side, uint32_t at, uint32_t to,
		    bool points_there)
{
	size_t here = l->place[l->w->node[at].part], there = l->place[l->w->node[to].part];

	if (l->w->node[to].deleted || there == SIZE_MAX || at == to)
		return false;
	if (here == there)
		return (side == CHAIN_UP) == points_there;
	return (side == CHAIN_UP) == (there < here);
}

static int by_place(const void *va, const void *vb)
{
	const struct next *a = va, *b = vb;

	if (a->place != b->place)
		return (a->place > b->place) - (a->place < b->place);
	return (a->node > b->node) - (a->node < b->node);
}

/* Archived ones are told of where a link still leads to them. */
static size_t next_ones(struct linking *l, enum chain_side side, uint32_t at, struct next **out)
{
	const struct web *w = l->w;
	size_t most = w->out_at[at + 1] - w->out_at[at] + w->in_at[at + 1] - w->in_at[at];
	struct next *v = mem_alloc((most + 1) * sizeof(*v));
	size_t n = 0, kept = 0;

	for (uint32_t i = w->out_at[at]; i < w->out_at[at + 1]; i++) {
		uint32_t to = w->out[i].to;

		if (on_side(l, side, at, to, true) && !is_left_out(l, to))
			v[n++] = (struct next){ l->place[w->node[to].part], to };
	}
	for (uint32_t i = w->in_at[at]; i < w->in_at[at + 1]; i++) {
		uint32_t from = w->in[i].to;

		if (!w->node[from].archived && on_side(l, side, at, from, false) &&
		    !is_left_out(l, from))
			v[n++] = (struct next){ l->place[w->node[from].part], from };
	}
	if (n > 0)
		qsort(v, n, sizeof(*v), by_place);
	for (size_t i = 0; i < n; i++) /* two links to one record are one */
		if (kept == 0 || v[i].node != v[kept - 1].node)
			v[kept++] = v[i];
	*out = v;
	return kept;
}

/* Lines */

static void add_concerns(struct linking *l, enum chain_side side, int depth, uint32_t node)
{
	struct concerns found = { 0 };

	concerns_of(l->w, node, l->arena, &found);
	for (size_t i = 0; i < found.n; i++) {
		struct chain_line *line = add_line(l);

		*line = (struct chain_line){ .kind = CHAIN_CONCERN,
					     .side = side,
					     .depth = depth + 1,
					     .reg = found.v[i].reg,
					     .id = found.v[i].id,
					     .via = found.v[i].id,
					     .title = found.v[i].text,
					     .concern = &found.v[i] };
		if (found.v[i].kind == CONCERN_WEAK)
			l->out->weak++;
		else
			l->out->broken++;
	}
}

static void add_record(struct linking *l, enum chain_side side, int depth, uint32_t node,
		       uint32_t via)
{
	struct chain_line *line = add_line(l);
	bool again = l->seen[node] && side != CHAIN_SELF;

	*line = (struct chain_line){ .kind = again ? CHAIN_AGAIN : CHAIN_RECORD,
				     .side = side,
				     .depth = depth,
				     .reg = web_part_at(l->w, node)->reg,
				     .id = id_of(l, node),
				     .via = via == WEB_NONE ? NULL : id_of(l, via),
				     .archived = l->w->node[node].archived };
	line->title = arena_str(l->arena, web_title_beside(l->w, node, via, l->arena));
	if (again)
		return;
	l->seen[node] = true;
	l->out->records += side != CHAIN_SELF;
	add_concerns(l, side, depth, node);
}

static bool is_opened(const struct linking *l, uint32_t at, const struct reg *reg)
{
	const char *id = l->w->node[at].id;
	size_t len = strlen(id);

	for (size_t i = 0; l->opened && i < l->opened->n; i++) {
		const char *key = l->opened->v[i];

		if (strncmp(key, id, len) == 0 && key[len] == '/' &&
		    strcmp(key + len + 1, reg->id) == 0)
			return true;
	}
	return !l->opened;
}

static void walk(struct linking *l, enum chain_side side, int depth, uint32_t at);

/* Those of one register: so many, then how many more. */
static void add_siblings(struct linking *l, enum chain_side side, int depth, uint32_t at,
			 const struct next *v, size_t n)
{
	const struct web_part *p = web_part_at(l->w, v->node);
	size_t most = l->def->siblings > 0 ? (size_t)l->def->siblings : SIBLINGS;
	size_t shown = n <= most + 1 || is_opened(l, at, p->reg) ? n : most;

	for (size_t i = 0; i < shown; i++) {
		bool again = l->seen[v[i].node];

		add_record(l, side, depth, v[i].node, at);
		if (!again && !l->end[l->w->node[v[i].node].part] &&
		    l->w->node[v[i].node].part != l->w->node[at].part)
			walk(l, side, depth + 1, v[i].node);
	}
	if (shown < n)
		*add_line(l) = (struct chain_line){ .kind = CHAIN_MORE,
						    .side = side,
						    .depth = depth,
						    .reg = p->reg,
						    .id = id_of(l, at),
						    .via = id_of(l, at),
						    .title = p->reg->title,
						    .count = n - shown };
}

static void walk(struct linking *l, enum chain_side side, int depth, uint32_t at)
{
	struct next *v;
	size_t n = next_ones(l, side, at, &v);

	for (size_t i = 0, to; i < n; i = to) {
		for (to = i + 1; to < n && v[to].place == v[i].place;)
			to++;
		add_siblings(l, side, depth, at, &v[i], to - i);
	}
	mem_free(v);
}

/* Where it is told */

static bool tells_of(const struct section *s, const struct chain_line *line, const struct web *w)
{
	uint32_t node;

	if (!s->registers || line->kind != CHAIN_RECORD || line->side == CHAIN_UP ||
	    line->archived || strcmp(s->registers, line->reg->id) != 0)
		return false;
	node = web_find(w, line->id);
	return node != WEB_NONE && !w->node[node].draft &&
	       web_conds_hold(w, node, s->where, s->nwhere);
}

static void find_reports(struct linking *l)
{
	const struct schema *s = l->w->session->schema;
	struct chain *c = l->out;
	size_t most = 0;

	for (size_t i = 0; i < s->nreports; i++)
		most += s->reports[i].nsections;
	c->report = arena_array(l->arena, most + 1, sizeof(*c->report));
	for (size_t i = 0; i < s->nreports; i++) {
		for (size_t k = 0; k < s->reports[i].nsections; k++) {
			const struct section *part = &s->reports[i].sections[k];
			size_t count = 0;

			for (size_t m = 0; part->registers && m < c->n; m++)
				count += tells_of(part, &c->line[m], l->w);
			if (count > 0)
				c->report[c->nreports++] =
					(struct chain_report){ &s->reports[i], part, count };
		}
	}
}

enum rc chain_of_web(const struct web *w, const char *id, const struct names *opened,
		     struct arena *a, struct chain *out, struct err *err)
{
	const struct schema *s = w->session->schema;
	struct linking l = { .w = w, .opened = opened, .arena = a, .out = out };
	char shown[49];

	*out = (struct chain){ 0 };
	id_shown(id, shown);
	l.start = web_find(w, id);
	if (!s->nchains)
		return err_set(err, RC_NOT_FOUND,
			       "these templates do not say how entries follow from each other; "
			       "add a chain to them");
	if (l.start == WEB_NONE)
		return err_set(err, RC_NOT_FOUND,
			       "there is no entry '%s' in this cycle; look for it with /", shown);
	if (w->open && w->node[l.start].restricted)
		return err_set(
			err, RC_NOT_ALLOWED,
			"%s is restricted and left out of what goes to others; a coordinator "
			"can ask for it",
			shown);
	l.def = &s->chains[0];
	l.seen = arena_array(a, (size_t)w->n + 1, sizeof(*l.seen));
	find_places(&l);
	add_record(&l, CHAIN_SELF, 0, l.start, WEB_NONE);
	walk(&l, CHAIN_DOWN, 0, l.start);
	walk(&l, CHAIN_UP, 0, l.start);
	find_reports(&l);
	return RC_OK;
}

enum rc chain_load(const struct session *s, const char *id, const struct names *opened, bool open,
		   struct arena *a, struct chain *out, struct err *err)
{
	struct arena *scratch = arena_new();
	struct web w;
	enum rc rc = web_load(s, scratch, &w, err);

	w.open = open;
	if (rc == RC_OK)
		rc = chain_of_web(&w, id, opened, a, out, err);
	arena_free(scratch);
	return rc;
}
