/* SPDX-License-Identifier: ISC */
/*
 * Lists of a register: one read of the fields that are shown, sorted or looked
 * at, then everything else in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"
#include "../base/text.h"
#include "value_internal.h"

/* What the records of a register are called, in order of id. */
struct list_titles {
	const struct reg *reg;
	struct names ids, titles;
	struct list_titles *next;
};

struct listing_job {
	const struct session *s;
	const struct reg *reg;
	const struct list_query *q;
	const char *cycle;
	struct arena *arena;
	struct listing *out;
	struct records rows;
	const struct field *order; /* NULL: by id, or by title */
	size_t order_at;           /* its column of rows */
	size_t *column_at;         /* those of the columns that are shown */
	bool by_title;
};

enum { DEPTH = 3 };

static enum rc load_titles(struct view *v, const struct session *s, const struct reg *reg,
			   const char *cycle, int depth, struct list_titles **known,
			   struct arena *a);

/* Titles */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *title_of(const struct list_titles *known, const char *id)
{
	for (; known; known = known->next) {
		const char **at = known->ids.n ? bsearch(&id, known->ids.v, known->ids.n,
							 sizeof(*known->ids.v), by_text)
					       : NULL;

		if (at)
			return known->titles.v[at - known->ids.v];
	}
	return NULL;
}

static const char *shown_id(const char *id, struct arena *a)
{
	char shown[49];

	id_shown(id, shown);
	return arena_str(a, shown);
}

/* A cell as people read it: references under the titles of what they point at. */
static const char *shown_cell(const struct list_titles *known, const struct field *f,
			      const char *stored, struct arena *a)
{
	struct names ids;
	const char *out = "";

	if (*stored == '\0' || (f->type != TYPE_REF && f->type != TYPE_REFS) ||
	    strcmp(stored, VALUE_NOT_KNOWN) == 0)
		return value_shown(f, stored, a);
	ids = value_lines(stored, a);
	for (size_t i = 0; i < ids.n; i++) {
		const char *title = title_of(known, ids.v[i]);

		title = title ? title : shown_id(ids.v[i], a);
		out = i ? arena_printf(a, "%s, %s", out, title) : title;
	}
	return out;
}

/* The fields whose texts make up a title. */
static struct names title_fields(const struct reg *reg, struct arena *a)
{
	const struct field *f = record_title_field(reg);
	struct names out = { NULL, 0 };

	if (reg->title_derived)
		return reg->title_from;
	if (f) {
		out.v = arena_array(a, 1, sizeof(char *));
		out.v[out.n++] = f->id;
	}
	return out;
}

static const char *row_title(const struct reg *reg, const struct records *r,
			     const struct sheet_row *row, const struct list_titles *known,
			     struct arena *a)
{
	struct names fields = title_fields(reg, a);
	const char *out = "";

	for (size_t i = 0; i < fields.n; i++) {
		const struct field *f = reg_field(reg, fields.v[i]);
		size_t at = records_column(r, fields.v[i]);
		const char *text = f && at < r->fields.n ? row->cell[at] : "";

		if (*text == '\0')
			continue;
		text = reg->title_derived && f->type == TYPE_REF ? shown_cell(known, f, text, a)
								 : value_shown(f, text, a);
		out = *out ? arena_printf(a, "%s, %s", out, text) : text;
	}
	return *out ? title_line(out, a) : shown_id(row->id, a);
}

/* Titles of what a field points at; "*" would be everything, so there ids have to do. */
static enum rc load_titles_of(struct view *v, const struct session *s, const struct field *f,
			      const char *cycle, int depth, struct list_titles **known,
			      struct arena *a)
{
	if ((f->type != TYPE_REF && f->type != TYPE_REFS) || depth == 0)
		return RC_OK;
	for (size_t i = 0; i < f->to.n; i++) {
		const struct reg *reg = schema_reg(s->schema, f->to.v[i]);
		enum rc rc = reg ? load_titles(v, s, reg, cycle, depth - 1, known, a) : RC_OK;

		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc load_titles(struct view *v, const struct session *s, const struct reg *reg,
			   const char *cycle, int depth, struct list_titles **known,
			   struct arena *a)
{
	struct names fields = title_fields(reg, a);
	struct list_titles *t;
	struct records rows;
	enum rc rc = RC_OK;

	for (t = *known; t; t = t->next) {
		if (t->reg == reg)
			return RC_OK;
	}
	for (size_t i = 0; rc == RC_OK && reg->title_derived && i < fields.n; i++) {
		const struct field *f = reg_field(reg, fields.v[i]);

		if (f)
			rc = load_titles_of(v, s, f, cycle, depth, known, a);
	}
	if (rc == RC_OK)
		rc = records_read(v, s, reg, reg->scope ? CYCLE_COMMON : cycle, NULL, &fields, a,
				  &rows);
	if (rc != RC_OK)
		return rc;
	t = arena_alloc(a, sizeof(*t));
	*t = (struct list_titles){ .reg = reg, .next = *known };
	t->ids.v = arena_array(a, rows.n + 1, sizeof(char *));
	t->titles.v = arena_array(a, rows.n + 1, sizeof(char *));
	for (size_t i = 0; i < rows.n; i++) {
		t->ids.v[t->ids.n++] = rows.row[i].id;
		t->titles.v[t->titles.n++] = row_title(reg, &rows, &rows.row[i], *known, a);
	}
	*known = t;
	return RC_OK;
}

/* Which fields are read */

static void want(struct names *fields, const char *id)
{
	if (id && !names_have(fields, id))
		fields->v[fields->n++] = id;
}

static void want_all(struct names *fields, const struct names *more)
{
	for (size_t i = 0; i < more->n; i++)
		want(fields, more->v[i]);
}

static struct names wanted(const struct listing_job *j)
{
	const struct names *columns = j->q->columns ? j->q->columns : &j->reg->columns;
	struct names title = title_fields(j->reg, j->arena);
	struct names out = { NULL, 0 };

	out.v = arena_array(j->arena, columns->n + title.n + j->q->nwhere + 1, sizeof(char *));
	want_all(&out, columns);
	want_all(&out, &title);
	if (j->order)
		want(&out, j->order->id);
	for (size_t i = 0; i < j->q->nwhere; i++)
		want(&out, j->q->where[i].field);
	return out;
}

/* Filters */

static bool life_fits(enum life_filter want, const char *life)
{
	bool archived = strcmp(life, "archived") == 0;

	return want == LIFE_ALL || (want == LIFE_ARCHIVED) == archived;
}

static bool where_fits(const struct listing_job *j, const struct sheet_row *row)
{
	for (size_t i = 0; i < j->q->nwhere; i++) {
		size_t at = records_column(&j->rows, j->q->where[i].field);

		if (!text_matches(&j->q->where[i].is, row->cell[at]))
			return false;
	}
	return true;
}

static bool contains(const struct listing_job *j, const struct list_row *row, struct arena *a)
{
	const char *part = j->q->contains;
	bool found = !part || *part == '\0' || text_contains(row->title, part);

	for (size_t i = 0; i < j->out->ncolumns && !found; i++)
		found = row->cell[i][0] &&
			text_contains(
				shown_cell(j->out->titles, j->out->column[i], row->cell[i], a),
				part);
	return found || text_contains(shown_id(row->id, a), part);
}

/* Order */

struct keyed {
	struct list_row row;
	int last; /* 1 not known, 2 blank */
	double rank;
	const char *folded; /* of texts and references */
	size_t at;          /* place by id */
	bool descending;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int d;

	if (x->last != y->last)
		return x->last - y->last;
	d = x->folded ? text_compare_folded(x->folded, y->folded)
		      : (x->rank > y->rank) - (x->rank < y->rank);
	if (d)
		return x->descending ? -d : d;
	return (x->at > y->at) - (x->at < y->at);
}

static const char *folded(const char *text, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	text_fold(&b, text);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static void make_key(const struct listing_job *j, struct keyed *k, const struct sheet_row *row,
		     struct arena *a)
{
	const struct field *f = j->order;
	const char *text = j->by_title ? k->row.title : f ? row->cell[j->order_at] : "";

	k->descending = j->q->descending;
	k->rank = (double)k->at;
	if (*text == '\0' || strcmp(text, VALUE_NOT_KNOWN) == 0)
		k->last = !f ? 0 : *text ? 1 : 2;
	else if (j->by_title || field_is_text(f))
		k->folded = folded(text, a);
	else if (f->type == TYPE_REF || f->type == TYPE_REFS)
		k->folded = folded(shown_cell(j->out->titles, f, text, a), a);
	else
		k->rank = value_rank(f, text);
}

static struct list_row list_row(const struct listing_job *j, const struct sheet_row *row)
{
	struct list_row out = { .id = row->id, .life = *row->life ? row->life : "live" };

	out.title = row_title(j->reg, &j->rows, row, j->out->titles, j->arena);
	out.cell = arena_array(j->arena, j->out->ncolumns + 1, sizeof(*out.cell));
	for (size_t i = 0; i < j->out->ncolumns; i++)
		out.cell[i] = row->cell[j->column_at[i]];
	return out;
}

/* Where the columns stand in what was read; the same for every row. */
static void find_columns(struct listing_job *j)
{
	j->order_at = j->order ? records_column(&j->rows, j->order->id) : 0;
	j->column_at = arena_array(j->arena, j->out->ncolumns + 1, sizeof(*j->column_at));
	for (size_t i = 0; i < j->out->ncolumns; i++)
		j->column_at[i] = records_column(&j->rows, j->out->column[i]->id);
}

/* Filters and sorts what was read. */
static void arrange(struct listing_job *j)
{
	struct arena *scratch = arena_new();
	struct keyed *keyed = arena_array(scratch, j->rows.n + 1, sizeof(*keyed));
	struct listing *out = j->out;

	out->n = out->all = 0;
	find_columns(j);
	for (size_t i = 0; i < j->rows.n; i++) {
		const struct sheet_row *row = &j->rows.row[i];
		struct keyed *k = &keyed[out->n];

		if (!life_fits(j->q->life, row->life))
			continue;
		out->all++;
		if (!where_fits(j, row))
			continue;
		k->row = list_row(j, row);
		if (!contains(j, &k->row, scratch))
			continue;
		k->at = i;
		make_key(j, k, row, scratch);
		out->n++;
	}
	if (out->n > 0 && (j->order || j->by_title || j->q->descending))
		qsort(keyed, out->n, sizeof(*keyed), by_key);
	out->row = arena_array(j->arena, out->n + 1, sizeof(*out->row));
	for (size_t i = 0; i < out->n; i++)
		out->row[i] = keyed[i].row;
	arena_free(scratch);
}

static void choose_columns(struct listing_job *j)
{
	const struct names *columns = j->q->columns ? j->q->columns : &j->reg->columns;
	struct listing *out = j->out;

	*out = (struct listing){ .reg = j->reg };
	out->column = arena_array(j->arena, columns->n + 1, sizeof(*out->column));
	for (size_t i = 0; i < columns->n; i++) {
		const struct field *f = reg_field(j->reg, columns->v[i]);

		if (f)
			out->column[out->ncolumns++] = f;
	}
}

static enum rc list_in(struct view *v, void *arg)
{
	struct listing_job *j = arg;
	const char *one = j->q->only;
	const struct names only = { &one, 1 };
	struct names fields;
	enum rc rc = RC_OK;

	choose_columns(j);
	fields = wanted(j);
	for (size_t i = 0; rc == RC_OK && i < fields.n; i++) {
		const struct field *f = reg_field(j->reg, fields.v[i]);

		if (f)
			rc = load_titles_of(v, j->s, f, j->cycle, DEPTH, &j->out->titles, j->arena);
	}
	return rc == RC_OK ? records_read(v, j->s, j->reg, j->cycle, one ? &only : NULL, &fields,
					  j->arena, &j->rows)
			   : rc;
}

static struct listing_job list_job(const struct session *s, const struct reg *reg,
				   const struct list_query *q, struct arena *a, struct listing *out)
{
	const char *order = q->order ? q->order : reg->order;
	const char *cycle = strcmp(record_cycle(s, reg), CYCLE_COMMON) == 0 || !q->cycle
				    ? record_cycle(s, reg)
				    : q->cycle;
	struct listing_job j = {
		.s = s, .reg = reg, .q = q, .cycle = cycle, .arena = a, .out = out
	};

	j.order = order ? reg_field(reg, order) : NULL;
	j.by_title = order &&
		     (j.order ? j.order == record_title_field(reg) : strcmp(order, "title") == 0);
	return j;
}

enum rc list_load(const struct session *s, const struct reg *reg, const struct list_query *q,
		  struct arena *a, struct listing *out, struct err *err)
{
	struct listing_job j = list_job(s, reg, q, a, out);
	enum rc rc = store_picture(s->store, list_in, &j, err);

	if (rc == RC_OK)
		arrange(&j);
	return rc;
}

enum rc list_load_in(struct view *v, const struct session *s, const struct reg *reg,
		     const struct list_query *q, struct arena *a, struct listing *out)
{
	struct listing_job j = list_job(s, reg, q, a, out);
	enum rc rc = list_in(v, &j);

	if (rc == RC_OK)
		arrange(&j);
	return rc;
}

const char *list_shown(const struct listing *l, const struct list_row *row, size_t column,
		       struct arena *a)
{
	return shown_cell(l->titles, l->column[column], row->cell[column], a);
}

const char *list_title_beside(const struct listing *l, const struct list_row *row,
			      const char *field, struct arena *a)
{
	const struct reg *reg = l->reg;
	const char *out = "";

	if (!reg->title_derived)
		return row->title;
	for (size_t i = 0; i < l->ncolumns; i++) {
		const char *id = l->column[i]->id;

		if (names_have(&reg->title_from, id) && strcmp(id, field) != 0 && row->cell[i][0])
			out = arena_printf(a, "%s%s%s", out, *out ? ", " : "",
					   list_shown(l, row, i, a));
	}
	return *out ? out : row->title;
}

/* Counting */

struct count_job {
	const struct session *s;
	const struct reg *reg;
	enum life_filter life;
	struct arena *arena;
	size_t n;
};

static enum rc count_in(struct view *v, void *arg)
{
	struct count_job *j = arg;
	struct names none = { NULL, 0 };
	struct records rows;
	enum rc rc = records_read(v, j->s, j->reg, record_cycle(j->s, j->reg), NULL, &none,
				  j->arena, &rows);

	j->n = 0;
	for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
		j->n += life_fits(j->life, rows.row[i].life);
	return rc;
}

size_t list_count(const struct session *s, const struct reg *reg, enum life_filter life)
{
	struct count_job j = { s, reg, life, arena_new(), 0 };

	if (store_picture(s->store, count_in, &j, NULL) != RC_OK)
		j.n = 0;
	arena_free(j.arena);
	return j.n;
}
