/* SPDX-License-Identifier: ISC */
#include "attention.h"

#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../records/value_internal.h"
#include "../records/web_internal.h"

enum { BROKEN_FROM = 4 }; /* weights below are weak, not broken */

const char *concern_word(enum concern_kind k)
{
	static const char *const words[CONCERN_KINDS] = {
		[CONCERN_LATE] = "Late",     [CONCERN_DUE] = "Due soon", [CONCERN_ENDS] = "Ends",
		[CONCERN_BROKEN] = "Broken", [CONCERN_WEAK] = "Weak",
	};

	return words[k];
}

struct concern *concern_add(struct concerns *c, struct arena *a)
{
	c->v = arena_grown(a, c->v, c->n, &c->cap, sizeof(*c->v));
	return &c->v[c->n++];
}

struct asking {
	const struct web *w;
	struct arena *arena;   /* of what comes back */
	struct arena *scratch; /* of one record */
	struct concerns *out;
	uint32_t node;
	const struct chain_def *chain; /* of the register at hand; NULL: it is in none */
	size_t *link;                  /* its columns that may have to lead somewhere */
	size_t nlinks;
	bool rules; /* some of its rules have attention */
	size_t left_out;
};

static struct concern *add(struct asking *q, enum concern_kind kind, int weight, const char *text,
			   const char *source)
{
	const struct web_node *node = &q->w->node[q->node];
	struct concern *c = concern_add(q->out, q->arena);

	*c = (struct concern){ .kind = kind,
			       .weight = weight,
			       .reg = web_part_at(q->w, q->node)->reg,
			       .id = arena_str(q->arena, node->id),
			       .title = arena_str(q->arena, web_title(q->w, q->node, q->scratch)),
			       .text = text,
			       .source = source };
	return c;
}

/* Rules */

static enum concern_kind kind_of(const struct rule *r)
{
	if (r->check == CHECK_OVERDUE)
		return CONCERN_LATE;
	if (r->check == CHECK_DUE_WITHIN)
		return CONCERN_DUE;
	if (r->check == CHECK_ENDS_WITHIN)
		return CONCERN_ENDS;
	return r->attention >= BROKEN_FROM ? CONCERN_BROKEN : CONCERN_WEAK;
}

static const char *who_acts(struct asking *q, const struct rule *r)
{
	uint32_t who = r->who ? web_find(q->w, web_text(q->w, q->node, r->who)) : WEB_NONE;

	return who == WEB_NONE ? NULL : arena_str(q->arena, web_title(q->w, who, q->scratch));
}

static void ask_rules(struct asking *q, const struct reg *reg)
{
	struct record r = { 0 };
	struct checking c = { .around = &around_web,
			      .web = q->w,
			      .node = q->node,
			      .session = q->w->session,
			      .before = &r,
			      .after = &r,
			      .arena = q->scratch };
	struct concern *found;

	for (size_t i = 0; i < reg->nrules; i++) {
		if (!reg->rules[i].attention)
			continue;
		if (!r.reg)
			web_record(q->w, q->node, q->scratch, &r);
		if (!rule_broken(&c, &reg->rules[i]))
			continue;
		found = add(q, kind_of(&reg->rules[i]), reg->rules[i].attention, reg->rules[i].say,
			    reg->rules[i].source);
		found->who = who_acts(q, &reg->rules[i]);
		rule_day(&c, &reg->rules[i], &found->due);
	}
}

/* Links */

/* What a field leads to, and the way out: "Need leads to NE-12, which is archived. …" */
static const char *end_words(struct asking *q, const struct field *f, const char *id,
			     const char *state)
{
	char shown[49];

	id_shown(id, shown);
	return arena_printf(q->arena, "%s leads to %s, which is %s", field_label(f), shown, state);
}

static const struct field *field_of(const struct web_part *p, size_t column)
{
	return &p->reg->fields[p->place[column]];
}

static const struct web_loose *first_loose(const struct web *w, uint32_t node)
{
	size_t from = 0, to = w->nloose;

	while (from < to) {
		size_t mid = (from + to) / 2;

		if (w->loose[mid].from < node)
			from = mid + 1;
		else
			to = mid;
	}
	return &w->loose[from];
}

static void ask_ends(struct asking *q, const struct chain_def *chain)
{
	const struct web *w = q->w;
	const struct web_part *p = web_part_at(w, q->node);
	const struct web_loose *l = w->nloose ? first_loose(w, q->node) : NULL;

	for (; chain->missing && l && l < w->loose + w->nloose && l->from == q->node; l++) {
		if (!l->elsewhere)
			add(q, CONCERN_BROKEN, chain->missing,
			    end_words(q, field_of(p, l->column), l->id,
				      "not there. Choose another one."),
			    chain->source);
	}
	for (uint32_t i = w->out_at[q->node]; chain->archived && i < w->out_at[q->node + 1]; i++) {
		const struct web_node *to = &w->node[w->out[i].to];

		if (to->archived)
			add(q, CONCERN_BROKEN, chain->archived,
			    end_words(q, field_of(p, w->out[i].column), to->id,
				      "archived. Restore it or choose another one."),
			    chain->source);
	}
}

static void ask_blanks(struct asking *q, const struct chain_def *chain)
{
	const struct web_part *p = web_part_at(q->w, q->node);

	for (size_t i = 0; i < q->nlinks; i++) {
		const struct field *f = field_of(p, q->link[i]);

		if (q->w->node[q->node].text[q->link[i]][0] ||
		    (!f->required &&
		     !web_conds_hold(q->w, q->node, f->required_when, f->nrequired_when)))
			continue;
		add(q, CONCERN_BROKEN, chain->blank,
		    arena_printf(q->arena, "%s is blank. Choose what it leads to.", field_label(f)),
		    chain->source);
	}
}

/* The first chain of the templates that the register is in. */
static const struct chain_def *chain_of(const struct schema *s, const struct reg *reg)
{
	for (size_t i = 0; i < s->nchains; i++) {
		if (names_have(&s->chains[i].order, reg->id))
			return &s->chains[i];
	}
	return NULL;
}

/* What is the same for every record of a register. */
static void turn_to(struct asking *q, const struct web_part *p)
{
	q->chain = chain_of(q->w->session->schema, p->reg);
	q->link = arena_array(q->arena, p->fields.n + 1, sizeof(*q->link));
	q->nlinks = 0;
	q->rules = false;
	for (size_t i = 0; i < p->reg->nrules; i++)
		q->rules = q->rules || p->reg->rules[i].attention;
	for (size_t i = 0; q->chain && q->chain->blank && i < p->fields.n; i++) {
		const struct field *f = field_of(p, i);

		if ((f->type == TYPE_REF || f->type == TYPE_REFS) && !f->automatic &&
		    (f->required || f->nrequired_when))
			q->link[q->nlinks++] = i;
	}
}

static void ask(struct asking *q)
{
	const struct web_node *node = &q->w->node[q->node];

	if (node->archived || node->deleted)
		return;
	if (q->w->open && node->restricted) {
		q->left_out++;
		return;
	}
	if (q->rules) {
		ask_rules(q, web_part_at(q->w, q->node)->reg);
		arena_reset(q->scratch);
	}
	if (!q->chain)
		return;
	ask_ends(q, q->chain);
	if (!node->draft) /* a draft may lack answers */
		ask_blanks(q, q->chain);
}

static int by_weight(const void *va, const void *vb)
{
	const struct concern *a = va, *b = vb;
	int d = b->weight - a->weight;

	if (!d)
		d = (a->due.y == 0) - (b->due.y == 0);
	if (!d && a->due.y)
		d = date_compare(a->due, b->due);
	if (!d)
		d = strcmp(a->id, b->id);
	return d ? d : strcmp(a->text, b->text);
}

static void sort(struct concern *v, size_t n)
{
	if (n > 0)
		qsort(v, n, sizeof(*v), by_weight);
}

void concerns_of(const struct web *w, uint32_t node, struct arena *a, struct concerns *out)
{
	struct asking q = { .w = w, .arena = a, .scratch = arena_new(), .out = out, .node = node };
	size_t before = out->n;

	turn_to(&q, web_part_at(w, node));
	ask(&q);
	if (out->n > before) /* else there may be no array at all */
		sort(out->v + before, out->n - before);
	arena_free(q.scratch);
}

/* only: registers; NULL: all of them, and the calendar */
static void look_over(const struct web *w, const struct names *only, struct arena *a,
		      struct attention *out)
{
	struct concerns all = { 0 };
	struct asking q = { .w = w, .arena = a, .scratch = arena_new(), .out = &all };

	*out = (struct attention){ .facts = w->facts };
	for (size_t i = 0; i < w->nparts; i++) {
		const struct web_part *p = &w->part[i];

		if (only && !names_have(only, p->reg->id))
			continue;
		turn_to(&q, p);
		for (q.node = p->first; q.node < p->first + p->n; q.node++)
			ask(&q);
	}
	arena_free(q.scratch);
	if (!only)
		statutory_days(w, a, out, &all);
	sort(all.v, all.n);
	out->left_out = q.left_out;
	out->v = all.v;
	out->n = all.n;
	for (size_t i = 0; i < all.n; i++)
		out->of_kind[all.v[i].kind]++;
}

enum rc attention_load_of(const struct session *s, const struct names *only, bool open,
			  struct arena *a, struct attention *out, struct err *err)
{
	struct arena *scratch = arena_new();
	struct web w;
	enum rc rc = web_load(s, scratch, &w, err);

	w.open = open;
	if (rc == RC_OK)
		look_over(&w, only, a, out);
	arena_free(scratch);
	return rc;
}

enum rc attention_load(const struct session *s, bool open, struct arena *a, struct attention *out,
		       struct err *err)
{
	return attention_load_of(s, NULL, open, a, out, err);
}
