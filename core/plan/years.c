/* SPDX-License-Identifier: ISC */
#include "years.h"

#include <stdlib.h>
#include <string.h>

#include "../records/made.h"
#include "../records/record_internal.h"
#include "../records/rules_internal.h"

#define FIELD_RESTRICTED "restricted"

struct loading {
	const struct session *s;
	struct arena *arena;
	struct years *out;
};

const char *year_words(int first, struct arena *a)
{
	return arena_printf(a, "%d-%02d", first, (first + 1) % 100);
}

static int year_of(const char *stored)
{
	struct span at;

	return span_read(stored, &at) ? date_from_days(at.first).y : 0;
}

static enum rc read_rows(struct view *v, const struct loading *l)
{
	struct years *y = l->out;
	const char *since = part_field(y->row_part, "start_year");
	const char *also[] = { FIELD_RESTRICTED, y->start ? y->start->id : NULL, since };
	const struct names columns = { also, y->start ? since ? 3 : 2 : 1 };
	struct list_query q = { .columns = &columns,
				.where = y->row_part->where,
				.nwhere = y->row_part->nwhere };
	enum rc rc = list_load_in(v, l->s, y->row_reg, &q, l->arena, &y->rows);

	if (rc != RC_OK)
		return rc;
	y->nrows = y->rows.n;
	y->row = arena_array(l->arena, y->nrows + 1, sizeof(*y->row));
	for (size_t i = 0; i < y->nrows; i++) {
		const struct list_row *row = &y->rows.row[i];

		y->row[i] = (struct years_row){ .id = row->id,
						.title = row->title,
						.from = row,
						.restricted = strcmp(row->cell[0], "yes") == 0,
						.start = columns.n > 1 ? row->cell[1] : "",
						.start_year = columns.n > 2 ? row->cell[2] : "" };
	}
	return RC_OK;
}

/* The years of the cycle; where it names none, the one that has ended last. */
static enum rc read_cycle(struct view *v, const struct loading *l)
{
	struct years *y = l->out;
	const struct reg *cy = schema_reg(l->s->schema, "cy");
	struct record cycle;
	enum rc rc;

	y->ended = date_year(l->s->today) - 1;
	y->from = y->to = y->ended;
	if (!cy)
		return RC_OK;
	rc = record_read(v, l->s, cy, l->s->cycle, l->s->cycle, l->arena, &cycle);
	if (rc != RC_OK)
		return rc;
	y->from = year_of(record_text(&cycle, "first_year"));
	y->to = year_of(record_text(&cycle, "last_year"));
	if (!y->from || y->to < y->from)
		y->from = y->to = y->ended;
	return RC_OK;
}

static int by_year(const void *va, const void *vb)
{
	const int *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* Years that can be seen: those of the cycle, the one that ended last, and every one that is judged. */
static void collect_years(const struct loading *l, const struct records *all, size_t column)
{
	struct years *y = l->out;
	size_t n = 0, kept = 0;
	int *year = arena_array(l->arena, (size_t)(y->to - y->from) + 2 + all->n, sizeof(*year));

	for (int i = y->from; i <= y->to; i++)
		year[n++] = i;
	year[n++] = y->ended;
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->row[i].life, "archived") != 0 && year_of(all->row[i].cell[column]))
			year[n++] = year_of(all->row[i].cell[column]);
	qsort(year, n, sizeof(*year), by_year);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || year[kept - 1] != year[i])
			year[kept++] = year[i];
	y->year = year;
	y->nyears = kept;
}

static size_t year_at(const struct years *y, int year)
{
	size_t i = 0;

	while (i < y->nyears && y->year[i] != year)
		i++;
	return i;
}

static int option_of(const struct field *f, const char *stored)
{
	for (size_t i = 0; i < f->noptions; i++)
		if (strcmp(f->options[i].id, stored) == 0)
			return (int)i;
	return -1;
}

static enum rc read_cells(struct view *v, const struct loading *l)
{
	struct years *y = l->out;
	const char *id[4] = { part_field(y->cell_part, "row"), part_field(y->cell_part, "year"),
			      part_field(y->cell_part, "value"), FIELD_RESTRICTED };
	const struct names fields = { id, 4 };
	struct records all;
	struct dict rows = { 0 };
	enum rc rc = records_read(v, l->s, y->cell_reg, record_cycle(l->s, y->cell_reg), NULL,
				  &fields, l->arena, &all);

	if (rc != RC_OK)
		return rc;
	collect_years(l, &all, 1);
	y->cell = arena_array(l->arena, y->nrows * y->nyears + 1, sizeof(*y->cell));
	for (size_t i = 0; i < y->nrows; i++)
		dict_put(&rows, y->row[i].id, &y->row[i]);
	for (size_t i = 0; i < all.n; i++) {
		const struct sheet_row *r = &all.row[i];
		const struct years_row *row = dict_get(&rows, r->cell[0]);
		size_t at = year_at(y, year_of(r->cell[1]));

		if (!row || at == y->nyears || strcmp(r->life, "archived") == 0)
			continue;
		y->cell[(size_t)(row - y->row) * y->nyears + at] =
			(struct years_cell){ r->id, option_of(y->value, r->cell[2]),
					     strcmp(r->cell[3], "yes") == 0 };
	}
	dict_clear(&rows);
	return RC_OK;
}

const struct years_cell *years_cell(const struct years *y, size_t row, size_t year)
{
	return &y->cell[row * y->nyears + year];
}

/* That year of the cycle has ended and the row is not judged for it. */
static bool is_late(const struct years *y, size_t row, size_t year)
{
	int at = y->year[year];

	return at <= y->ended && (at >= y->from || at == y->ended) && !years_cell(y, row, year)->id;
}

static void count_missing(struct years *y)
{
	for (size_t i = 0; i < y->nrows; i++)
		for (size_t k = 0; k < y->nyears; k++) {
			bool due = y->year[k] <= y->ended &&
				   (y->year[k] >= y->from || y->year[k] == y->ended);

			y->expected += due;
			y->row[i].missing += is_late(y, i, k);
			y->missing += is_late(y, i, k);
		}
}

static enum rc load_in(struct view *v, void *arg)
{
	const struct loading *l = arg;
	enum rc rc = read_rows(v, l);

	if (rc == RC_OK)
		rc = read_cycle(v, l);
	if (rc == RC_OK)
		rc = read_cells(v, l);
	if (rc == RC_OK)
		count_missing(l->out);
	return rc;
}

enum rc years_load(const struct session *s, const struct view *view, struct arena *a,
		   struct years *out, struct err *err)
{
	struct loading l = { s, a, out };
	const char *value, *start;

	*out = (struct years){ .view = view };
	out->row_part = view_part(view, "rows");
	out->cell_part = view_part(view, "cells");
	value = out->cell_part ? part_field(out->cell_part, "value") : NULL;
	out->row_reg = out->row_part ? schema_reg(s->schema, out->row_part->reg) : NULL;
	out->cell_reg = out->cell_part ? schema_reg(s->schema, out->cell_part->reg) : NULL;
	out->value = out->cell_reg && value ? reg_field(out->cell_reg, value) : NULL;
	start = out->row_part ? part_field(out->row_part, "start") : NULL;
	out->start = out->row_reg && start ? reg_field(out->row_reg, start) : NULL;
	if (!out->row_reg || !out->value)
		return err_set(err, RC_INVALID, "the view '%s' lacks rows or cells", view->id);
	return store_picture(s->store, load_in, &l, err);
}

size_t years_find(const struct years *y, const char *id)
{
	for (size_t i = 0; i < y->nrows; i++)
		if (strcmp(y->row[i].id, id) == 0)
			return i;
	return (size_t)-1;
}

const char *years_start(const struct years *y, size_t row, struct arena *a)
{
	const struct years_row *r = &y->row[row];

	if (!r->start[0])
		return "Not answered";
	return arena_printf(a, r->start_year[0] ? "%s (%s)" : "%s",
			    value_shown(y->start, r->start, a), r->start_year);
}

struct names years_missing(const struct years *y, struct arena *a)
{
	struct names out = { arena_array(a, y->nyears + 1, sizeof(char *)), 0 };

	for (size_t k = 0; k < y->nyears; k++) {
		struct buf b = { 0 };

		for (size_t i = 0; i < y->nrows; i++)
			if (is_late(y, i, k))
				buf_printf(&b, "%s%s", b.len ? "; " : "", y->row[i].title);
		if (b.len)
			out.v[out.n++] = arena_printf(a, "%s is not judged for: %s.",
						      year_words(y->year[k], a), buf_text(&b));
		buf_clear(&b);
	}
	return out;
}

const char *years_word(const struct years *y, size_t row, size_t year)
{
	const struct years_cell *c = years_cell(y, row, year);

	if (c->id && !c->restricted && c->option >= 0)
		return y->value->options[c->option].label;
	return is_late(y, row, year) ? "Not judged" : "";
}
