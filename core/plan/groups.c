/* SPDX-License-Identifier: ISC */
/*
 * groups - entries of a register under headings
 *
 * The heading is the answer of one field: an option, the title of what is
 * pointed at, the month, quarter or year of a date. Or it is what the entry
 * leads to, along a path of references through other registers. An entry
 * with several answers stands under each; one with none under a heading of its own, last.
 * Source: cairn-template(5), VIEWS
 */
#include <stdlib.h>
#include <string.h>

#include "../base/text.h"
#include "../records/value_internal.h"
#include "view_read.h"
#include "../records/web_internal.h"

enum { WALK_MOST = 256 };

enum last { LAST_NOT, LAST_NOT_KNOWN, LAST_NONE };

struct key { /* where something stands among others */
	enum last last;
	double rank;
	const char *folded; /* of texts; NULL: by rank */
};

struct placed {
	uint32_t entry; /* among the entries */
	struct key group, order;
	const char *name; /* of the group; the same for the same */
};

struct groups {
	struct view_read *r;
	const struct view_part *p;
	const struct reg *reg;
	const char *group, *order, *by, *none;
	struct names along; /* fields of the path; none: by the field itself */
	const char *to;     /* register at its end */
	bool down;
	struct view_entry *entry;
	size_t n;
	struct placed *v;
	size_t nv, cap;
};

/* Where a group stands */

static const char *folded(const char *text, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	text_fold(&b, text);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static void place(struct groups *g, uint32_t entry, const char *name, struct key key)
{
	g->v = arena_grown(g->r->arena, g->v, g->nv, &g->cap, sizeof(*g->v));
	g->v[g->nv++] = (struct placed){ .entry = entry, .name = name, .group = key };
}

static void place_title(struct groups *g, uint32_t entry, uint32_t to, const char *id)
{
	struct arena *a = g->r->arena;
	const char *title =
		to == WEB_NONE ? view_titles(g->r, id, a) : web_title(&g->r->web, to, a);

	place(g, entry, title, (struct key){ .folded = folded(title, a) });
}

/* "October 2025", "October to December 2025", "2025-26" */
static void place_date(struct groups *g, uint32_t entry, const char *text)
{
	static const char *const months[] = { "January",   "February", "March",    "April",
					      "May",       "June",     "July",     "August",
					      "September", "October",  "November", "December" };
	struct arena *a = g->r->arena;
	bool quarter = g->by && strcmp(g->by, "quarter") == 0;
	struct date d;
	int first;

	if (!date_read_iso(text, &d)) {
		place(g, entry, text, (struct key){ .folded = text });
		return;
	}
	first = quarter ? (d.m - 1) / 3 * 3 : d.m - 1;
	if (g->by && strcmp(g->by, "year") == 0)
		place(g, entry, arena_printf(a, "%d-%02d", date_year(d), (date_year(d) + 1) % 100),
		      (struct key){ .rank = date_year(d) });
	else
		place(g, entry,
		      quarter ? arena_printf(a, "%s to %s %d", months[first], months[first + 2],
					     d.y)
			      : arena_printf(a, "%s %d", months[first], d.y),
		      (struct key){ .rank = d.y * 12 + first });
}

static double option_rank(const struct field *f, const char *word)
{
	for (size_t i = 0; i < f->noptions; i++) {
		if (strcmp(f->options[i].id, word) == 0)
			return (double)i;
	}
	return (double)f->noptions;
}

static void place_answer(struct groups *g, uint32_t entry, const struct field *f, const char *text)
{
	struct arena *a = g->r->arena;
	struct names words = value_lines(text, a);

	switch (f->type) {
	case TYPE_REF:
	case TYPE_REFS:
		for (size_t i = 0; i < words.n; i++)
			place_title(g, entry, web_find(&g->r->web, words.v[i]), words.v[i]);
		break;
	case TYPE_CHOICE:
	case TYPE_MULTI:
		for (size_t i = 0; i < words.n; i++)
			place(g, entry, value_shown(f, words.v[i], a),
			      (struct key){ .rank = option_rank(f, words.v[i]) });
		break;
	case TYPE_DATE:
		place_date(g, entry, text);
		break;
	default:
		if (field_is_text(f))
			place(g, entry, text, (struct key){ .folded = folded(text, a) });
		else
			place(g, entry, value_shown(f, text, a),
			      (struct key){ .rank = value_rank(f, text) });
	}
}

static void place_by_field(struct groups *g, uint32_t entry)
{
	const struct field *f = field_path(g->reg, g->group);
	const char *text = view_text(g->r, g->entry[entry].node, g->group, g->r->arena);

	if (*text == '\0')
		place(g, entry, g->none, (struct key){ .last = LAST_NONE });
	else if (strcmp(text, VALUE_NOT_KNOWN) == 0)
		place(g, entry, "Not known", (struct key){ .last = LAST_NOT_KNOWN });
	else
		place_answer(g, entry, f, text);
}

/* What an entry leads to, each once: from link to link by the fields of the path. */
static void place_along(struct groups *g, uint32_t entry)
{
	const struct web *w = &g->r->web;
	uint32_t seen[WALK_MOST] = { g->entry[entry].node };
	size_t n = 1, before = g->nv;

	for (size_t at = 0; at < n; at++) {
		const struct web_part *p = web_part_at(w, seen[at]);

		if (at > 0 && strcmp(p->reg->id, g->to) == 0) {
			place_title(g, entry, seen[at], NULL);
			continue;
		}
		for (uint32_t i = w->out_at[seen[at]]; i < w->out_at[seen[at] + 1]; i++) {
			size_t k = 0;

			if (!names_have(&g->along, p->fields.v[w->out[i].column]))
				continue;
			while (k < n && seen[k] != w->out[i].to)
				k++;
			if (k == n && n < WALK_MOST)
				seen[n++] = w->out[i].to;
		}
	}
	if (g->nv == before)
		place(g, entry, g->none, (struct key){ .last = LAST_NONE });
}

/* Order */

static int compare(const struct key *a, const struct key *b)
{
	if (a->last != b->last)
		return (int)a->last - (int)b->last;
	if (a->folded && b->folded)
		return text_compare_folded(a->folded, b->folded);
	return (a->rank > b->rank) - (a->rank < b->rank);
}

static int by_place(const void *va, const void *vb)
{
	const struct placed *a = va, *b = vb;
	int d = compare(&a->group, &b->group);

	if (!d)
		d = strcmp(a->name, b->name);
	if (!d)
		d = compare(&a->order, &b->order);
	return d ? d : (a->entry > b->entry) - (a->entry < b->entry);
}

static struct key order_of(const struct groups *g, uint32_t entry)
{
	const struct field *f = g->order ? field_path(g->reg, g->order) : NULL;
	struct arena *a = g->r->arena;
	uint32_t node = g->entry[entry].node;
	const char *text = f ? view_text(g->r, node, g->order, a) : "";
	struct key k = { LAST_NOT, entry, NULL };

	if (!f)
		return k;
	if (*text == '\0' || strcmp(text, VALUE_NOT_KNOWN) == 0)
		k.last = *text ? LAST_NOT_KNOWN : LAST_NONE;
	else if (f->type == TYPE_REF || f->type == TYPE_REFS)
		k.folded = folded(view_titles(g->r, text, a), a);
	else if (field_is_text(f))
		k.folded = folded(text, a);
	else
		k.rank = g->down ? -value_rank(f, text) : value_rank(f, text);
	return k;
}

static void arrange(struct groups *g)
{
	struct key *order = arena_array(g->r->arena, g->n + 1, sizeof(*order));

	for (uint32_t i = 0; i < g->n; i++)
		order[i] = order_of(g, i);
	for (size_t i = 0; i < g->nv; i++)
		g->v[i].order = order[g->v[i].entry];
	if (g->nv > 0)
		qsort(g->v, g->nv, sizeof(*g->v), by_place);
}

/* Lines */

static void make_lines(struct groups *g, struct view_table *t, size_t *groups)
{
	struct view_line *head = NULL;

	t->line = arena_array(g->r->arena, 2 * g->nv + 1, sizeof(*t->line));
	*groups = 0;
	for (size_t i = 0; i < g->nv; i++) {
		struct view_line *l;

		if (i == 0 || strcmp(g->v[i].name, g->v[i - 1].name) != 0) {
			head = view_line_add(t, LINE_HEAD, g->v[i].name);
			++*groups;
		}
		head->count++;
		l = view_line_add(t, LINE_ENTRY, NULL);
		l->at = g->v[i].entry;
		l->node = g->entry[l->at].node;
		l->reg = g->reg;
		l->id = g->r->web.node[l->node].id;
		l->draft = g->r->web.node[l->node].draft;
	}
}

static void tell(const struct view_table *t, const struct view_line *l, struct arena *a,
		 struct view_told *out)
{
	const struct groups *g = t->of;
	size_t i = 0;

	out->text = web_title(&g->r->web, l->node, a);
	if (g->p->nany)
		out->cell[i++] = g->entry[l->at].why;
	for (size_t k = 0; k < g->p->columns.n && i < VIEW_CELLS; k++)
		out->cell[i++] = view_shown(g->r, l->node, g->p->columns.v[k], a);
}

static void make_columns(const struct groups *g, struct view_table *t)
{
	const char *reason = part_told(g->p, "reason");

	t->name = view_name(g->reg);
	if (g->p->nany)
		t->column[t->ncolumns++] =
			(struct view_column){ .title = reason ? reason : "Why", .below = true };
	for (size_t i = 0; i < g->p->columns.n && t->ncolumns < VIEW_CELLS; i++) {
		const struct field *f = field_path(g->reg, g->p->columns.v[i]);

		t->column[t->ncolumns++] =
			(struct view_column){ .title = view_label(g->reg, g->p->columns.v[i]),
					      .below = f && f->type == TYPE_LONG };
	}
}

/* The registers that the path can lead through. */
static void on_the_way(struct groups *g, const struct reg *to)
{
	const struct schema *s = g->r->session->schema;
	const struct reg **v = arena_array(g->r->arena, s->nregisters + 1, sizeof(*v));
	size_t n = 0;

	v[n++] = g->reg;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; v[i] != to && k < g->along.n; k++) {
			const struct field *f = reg_field(v[i], g->along.v[k]);

			view_wish(g->r, v[i], f ? f->id : NULL);
			for (size_t m = 0; f && m < f->to.n; m++) {
				const struct reg *next = schema_reg(s, f->to.v[m]);
				size_t known = 0;

				while (known < n && v[known] != next)
					known++;
				if (next && known == n)
					v[n++] = next;
			}
		}
	}
}

/* The path's fields, and what has to be read to go along it. */
static void read_path(struct groups *g)
{
	const struct schema *s = g->r->session->schema;
	const char *at = part_told(g->p, "along"), *word;
	const struct reg *to;
	size_t len;

	g->to = part_told(g->p, "to");
	to = g->to ? schema_reg(s, g->to) : NULL;
	if (!at || !to)
		return;
	g->along.v = arena_array(g->r->arena, strlen(at) / 2 + 2, sizeof(char *));
	while (list_next(&at, &word, &len))
		g->along.v[g->along.n++] = arena_strn(g->r->arena, word, len);
	view_wish_title(g->r, to);
	on_the_way(g, to);
}

enum rc groups_make(struct view_read *r, struct view_table *out, struct err *err)
{
	struct groups *g = arena_alloc(r->arena, sizeof(*g));
	const struct view_part *p = view_part(r->view, "rows");
	const char *down = part_told(p, "down"), *none = part_told(p, "none");
	size_t groups;
	enum rc rc;

	*g = (struct groups){ .r = r,
			      .p = p,
			      .reg = schema_reg(r->session->schema, p->reg),
			      .group = part_field(p, "group"),
			      .order = part_field(p, "order"),
			      .by = part_told(p, "by"),
			      .none = none ? none : "Not answered",
			      .down = down && strcmp(down, "yes") == 0 };
	view_wish_parts(r);
	read_path(g);
	rc = view_read_load(r, err);
	if (rc != RC_OK)
		return rc;
	g->n = view_entries(r, p, &g->entry);
	for (uint32_t i = 0; i < g->n; i++) {
		if (g->along.n > 0)
			place_along(g, i);
		else
			place_by_field(g, i);
	}
	arrange(g);
	out->of = g;
	out->tell = tell;
	out->entries = g->n;
	make_columns(g, out);
	make_lines(g, out, &groups);
	out->empty = g->n ? NULL : view_nothing(r, g->reg, part_told(p, "empty"));
	if (!g->n)
		return RC_OK;
	out->summary =
		arena_printf(r->arena, "%zu %s under %zu %s", g->n, g->n == 1 ? "entry" : "entries",
			     groups, groups == 1 ? "heading" : "headings");
	return RC_OK;
}
