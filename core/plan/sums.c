/* SPDX-License-Identifier: ISC */
#include "sums.h"

#include <stdlib.h>
#include <string.h>

#include "../records/value_internal.h"

struct share { /* an entry under one of its groups, or its share of the year's total */
	const char *year, *group;
	bool whole, known;
	double amount;
	size_t split;
};

static bool said(const char *text)
{
	return *text && strcmp(text, VALUE_NOT_KNOWN) != 0;
}

/* What is not said comes last. */
static int by_text(const char *a, const char *b)
{
	return *a && *b ? strcmp(a, b) : (*b != '\0') - (*a != '\0');
}

static int by_place(const void *va, const void *vb)
{
	const struct share *a = va, *b = vb;
	int d = by_text(a->year, b->year);

	if (d)
		return d;
	return a->whole != b->whole ? a->whole - b->whole : by_text(a->group, b->group);
}

static size_t split_of(const struct sums *out, const char *text)
{
	for (size_t i = 0; i + 1 < out->nsplit; i++)
		if (strcmp(out->split->options[i].id, text) == 0)
			return i;
	return out->nsplit ? out->nsplit - 1 : 0;
}

static const char *cell(const struct listing *l, const struct list_row *row, const char *field)
{
	for (size_t c = 0; field && c < l->ncolumns; c++)
		if (strcmp(l->column[c]->id, field) == 0)
			return said(row->cell[c]) ? row->cell[c] : "";
	return "";
}

static size_t make_items(const struct listing *l, const struct view_part *p, struct sums *out,
			 struct arena *a, struct share **items)
{
	size_t room = 0, n = 0;

	for (size_t i = 0; i < l->n; i++)
		room += 2 + value_lines(cell(l, &l->row[i], part_field(p, "group")), a).n;
	*items = arena_array(a, room + 1, sizeof(**items));
	for (size_t i = 0; i < l->n; i++) {
		const struct list_row *row = &l->row[i];
		const char *amount = cell(l, row, part_field(p, "money"));
		struct names groups = value_lines(cell(l, row, part_field(p, "group")), a);
		struct share one = { .year = cell(l, row, part_field(p, "year")),
				     .group = "",
				     .known = *amount != '\0',
				     .amount = number_value(amount),
				     .split = split_of(out, cell(l, row, part_field(p, "split"))) };

		if (groups.n == 0)
			(*items)[n++] = one;
		for (size_t g = 0; g < groups.n; g++) {
			one.group = groups.v[g];
			(*items)[n++] = one;
		}
		one.group = "";
		one.whole = true;
		(*items)[n++] = one;
	}
	return n;
}

static const char *title_of(const struct session *s, const struct sums *out, const char *group,
			    struct arena *a)
{
	struct field one = *out->group;

	if (*group == '\0')
		return "";
	if (one.type == TYPE_REF || one.type == TYPE_REFS)
		return record_called(s, group, a);
	one.type = one.type == TYPE_MULTI ? TYPE_CHOICE : one.type;
	return value_shown(&one, group, a);
}

static void add_up(const struct session *s, struct sums *out, struct share *items, size_t n,
		   struct arena *a)
{
	if (n)
		qsort(items, n, sizeof(*items), by_place);
	out->sum = arena_array(a, n + 1, sizeof(*out->sum));
	for (size_t i = 0; i < n; i++) {
		const struct share *it = &items[i];
		struct sum *sum;

		if (out->n == 0 || by_place(it, &items[i - 1]) != 0) {
			out->sum[out->n] = (struct sum){
				.year = it->year,
				.group = it->group,
				.whole = it->whole,
				.title = it->whole ? "" : title_of(s, out, it->group, a),
				.split = arena_array(a, out->nsplit + 1, sizeof(double))
			};
			out->n++;
		}
		sum = &out->sum[out->n - 1];
		sum->entries++;
		sum->unknown += !it->known;
		sum->total += it->amount;
		sum->split[it->split] += it->amount;
	}
}

enum rc sums_load(const struct session *s, const struct view *v, struct arena *a, struct sums *out,
		  struct err *err)
{
	const struct view_part *p = view_part(v, "rows");
	const char *roles[] = { "money", "group", "split", "year" };
	struct names columns = { arena_array(a, 4, sizeof(char *)), 0 };
	struct list_query q = {
		.columns = &columns, .order = "id", .where = p->where, .nwhere = p->nwhere
	};
	struct share *items;
	struct listing l;
	size_t n;
	enum rc rc;

	for (size_t i = 0; i < 4; i++)
		if (part_field(p, roles[i]))
			columns.v[columns.n++] = part_field(p, roles[i]);
	*out = (struct sums){ .reg = schema_reg(s->schema, p->reg) };
	out->group = reg_field(out->reg, part_field(p, "group"));
	out->split = part_field(p, "split") ? reg_field(out->reg, part_field(p, "split")) : NULL;
	out->nsplit = out->split ? out->split->noptions + 1 : 0;
	rc = list_load(s, out->reg, &q, a, &l, err);
	if (rc != RC_OK)
		return rc;
	n = make_items(&l, p, out, a, &items);
	add_up(s, out, items, n, a);
	return RC_OK;
}
