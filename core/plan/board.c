/* SPDX-License-Identifier: ISC */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/rank.h"
#include "../records/record_internal.h"
#include "../records/value_internal.h"

/* A column of a listing by the field's id. */
static const char *cell(const struct listing *l, const struct list_row *row, const char *field)
{
	for (size_t c = 0; field && c < l->ncolumns; c++)
		if (strcmp(l->column[c]->id, field) == 0)
			return row->cell[c];
	return "";
}

static bool known(const char *text)
{
	return *text && strcmp(text, VALUE_NOT_KNOWN) != 0;
}

static enum rc read_part(const struct session *s, const struct view_part *p, struct arena *a,
			 struct listing *out, struct err *err)
{
	struct names columns = { arena_array(a, p->nfields + 1, sizeof(char *)), 0 };
	struct list_query q = { .columns = &columns, .where = p->where, .nwhere = p->nwhere };

	for (size_t i = 0; i < p->nfields; i++)
		if (!strchr(p->fields[i].text, '.'))
			columns.v[columns.n++] = p->fields[i].text;
	q.order = "id";
	return list_load(s, schema_reg(s->schema, p->reg), &q, a, out, err);
}

/* What there is in this reporting year, of every part that says so. */
static enum rc read_reach(const struct session *s, const struct view *v, const char *as,
			  const char *year, struct arena *a, struct reach *out, struct err *err)
{
	for (size_t i = 0; i < v->nparts; i++) {
		const struct view_part *p = &v->parts[i];
		struct listing l;
		enum rc rc;

		if (strcmp(p->as, as) != 0)
			continue;
		rc = read_part(s, p, a, &l, err);
		if (rc != RC_OK)
			return rc;
		out->asked = true;
		for (size_t k = 0; k < l.n; k++) {
			const char *amount = cell(&l, &l.row[k], part_field(p, "amount"));
			const char *when = cell(&l, &l.row[k], part_field(p, "year"));

			if (!known(amount) || (part_field(p, "year") && !known(when))) {
				out->missing++;
			} else if (!part_field(p, "year") || strcmp(when, year) == 0) {
				out->there += number_value(amount);
				out->known = true;
			}
		}
	}
	return RC_OK;
}

static bool is_other(const char *when, const char *year)
{
	return known(when) && strcmp(when, year) != 0;
}

/* A cost of another year takes nothing from this one. */
static bool cost(const struct listing *l, const struct list_row *row, const struct view_part *p,
		 const char *role, const char *year, double *out)
{
	const char *text = cell(l, row, part_field(p, role));

	*out = 0;
	if (is_other(cell(l, row, part_field(p, "year")), year))
		return true;
	if (known(text))
		*out = number_value(text);
	return known(text);
}

/* What entries say of this year beside the year that each names: rows of all of them, in one read. */
struct other_years {
	const struct view_part *part;
	const struct listing *l;
	const char *year;
	struct board_entry *entry; /* one for each line of the listing */
	size_t prefix;
	struct arena *arena;
};

static int id_order(const void *id, const void *entry)
{
	return strcmp(id, ((const struct board_entry *)entry)->id);
}

static bool take_year(void *arg, const struct fact *f)
{
	const struct other_years *o = arg;
	const struct view_part *p = o->part;
	const char *id = f->name + o->prefix;
	struct pairs row = pairs_read(f->text, o->arena);
	const char *money = pairs_get(&row, part_inside(p, "years_money"));
	struct board_entry *e;

	if (strcmp(pairs_get(&row, part_inside(p, "years_year")), o->year) != 0)
		return true;
	e = bsearch(arena_strn(o->arena, id, strcspn(id, "/")), o->entry, o->l->n, sizeof(*e),
		    id_order);
	if (!e || !is_other(cell(o->l, &o->l->row[e - o->entry], part_field(p, "year")), o->year))
		return true;
	if (known(money))
		e->money += number_value(money);
	else
		e->money_known = false;
	return true;
}

static enum rc read_other_years(const struct session *s, struct other_years *o, struct err *err)
{
	const char *rows = part_field(o->part, "years"), *prefix;

	if (!rows || !part_inside(o->part, "years_year") || !part_inside(o->part, "years_money"))
		return RC_OK;
	prefix = arena_printf(o->arena, "%s/%s/", record_cycle(s, o->l->reg), o->l->reg->key);
	o->prefix = strlen(prefix);
	return store_read(s->store, session_place(s), prefix, &(struct names){ &rows, 1 },
			  take_year, o, err);
}

static int by_rank(const void *va, const void *vb, void *arg)
{
	const struct board_entry *e = arg;
	size_t a = *(const size_t *)va, b = *(const size_t *)vb;
	int d = strcmp(e[a].rank, e[b].rank);

	return d ? d : (a > b) - (a < b);
}

static enum rc read_rows(const struct session *s, const struct view_part *p, const char *year,
			 struct arena *a, struct board *b, struct err *err)
{
	struct listing l;
	enum rc rc = read_part(s, p, a, &l, err);

	if (rc != RC_OK)
		return rc;
	b->reg = l.reg;
	b->rank = reg_field(l.reg, part_field(p, "rank"));
	b->word = part_field(p, "word") ? reg_field(l.reg, part_field(p, "word")) : NULL;
	b->entry = arena_array(a, l.n + 1, sizeof(*b->entry));
	b->order = arena_array(a, l.n + 1, sizeof(*b->order));
	for (size_t i = 0; i < l.n; i++) {
		const struct list_row *row = &l.row[i];
		struct board_entry *e = &b->entry[i];

		e->id = row->id;
		e->title = row->title;
		e->stored_rank = cell(&l, row, b->rank->id);
		e->rank = rank_of(e->stored_rank, e->id, a);
		e->word = b->word ? cell(&l, row, b->word->id) : "";
		e->money_known = cost(&l, row, p, "money", year, &e->money);
		e->hours_known = cost(&l, row, p, "hours", year, &e->hours);
		b->order[b->n++] = i;
	}
	if (b->n)
		qsort_r(b->order, b->n, sizeof(*b->order), by_rank, b->entry);
	return read_other_years(
		s,
		&(struct other_years){
			.part = p, .l = &l, .year = year, .entry = b->entry, .arena = a },
		err);
}

static bool fits(const struct reach *r, double more)
{
	/* to the penny: sums of decimals are not exact */
	return !r->known || r->taken + more <= r->there + 0.005;
}

void board_line(struct board *b, const size_t *order)
{
	b->money.taken = b->hours.taken = 0;
	b->money.unknown = b->hours.unknown = 0;
	b->line = b->money.known || b->hours.known;
	for (b->can = 0; b->line && b->can < b->n; b->can++) {
		const struct board_entry *e = &b->entry[order[b->can]];

		if (!fits(&b->money, e->money) || !fits(&b->hours, e->hours))
			break;
		b->money.taken += e->money;
		b->hours.taken += e->hours;
		b->money.unknown += !e->money_known;
		b->hours.unknown += !e->hours_known;
	}
}

enum rc board_load(const struct session *s, const struct view *v, struct arena *a,
		   struct board *out, struct err *err)
{
	int first = date_year(s->today);
	const char *year = year_stored(first, a);
	enum rc rc;

	*out = (struct board){ .year = first };
	rc = read_rows(s, view_part(v, "rows"), year, a, out, err);
	if (rc == RC_OK)
		rc = read_reach(s, v, "money", year, a, &out->money, err);
	if (rc == RC_OK)
		rc = read_reach(s, v, "hours", year, a, &out->hours, err);
	if (rc == RC_OK)
		board_line(out, out->order);
	return rc;
}

void board_shift(size_t *order, size_t from, size_t to)
{
	size_t moved = order[from];

	if (from < to)
		memmove(&order[from], &order[from + 1], (to - from) * sizeof(*order));
	else
		memmove(&order[to + 1], &order[to], (from - to) * sizeof(*order));
	order[to] = moved;
}

static const char *rank_at(const struct board *b, const size_t *order, size_t place)
{
	return b->entry[order[place]].rank;
}

static enum rc save_move(const struct session *s, const struct board *b, const char *id,
			 const char *was, const char *rank, struct saved *out, struct err *err)
{
	struct arena *a = arena_new();
	struct put put = { .field = b->rank->id, .text = rank };
	struct record r;
	enum rc rc = record_load(s, b->reg, id, a, &r, err);

	if (rc == RC_OK && strcmp(record_text(&r, b->rank->id), was) != 0)
		rc = err_set(err, RC_CONFLICT,
			     "somebody else moved this %s meanwhile; look where it stands now",
			     b->reg->one);
	if (rc == RC_OK) {
		put.seen = r.field[b->rank - b->reg->fields].at;
		rc = record_save(s, b->reg, id, "move", &put, 1, NULL, NULL, out, err);
	}
	arena_free(a);
	return rc;
}

enum rc board_move(const struct session *s, const struct board *b, size_t from, size_t to,
		   const char *why, struct saved *out, struct err *err)
{
	const struct board_entry *e = &b->entry[b->order[from]];
	struct arena *a = arena_new();
	size_t *order = arena_array(a, b->n + 1, sizeof(*order));
	struct session with = *s;
	const char *rank;
	enum rc rc;

	memcpy(order, b->order, b->n * sizeof(*order));
	board_shift(order, from, to);
	rank = rank_between(to > 0 ? rank_at(b, order, to - 1) : NULL,
			    to + 1 < b->n ? rank_at(b, order, to + 1) : NULL, e->id, a);
	with.reason = arena_printf(a, "Moved from %zu to %zu: %s", from + 1, to + 1, why);
	if (why[strspn(why, " \n")] == '\0')
		rc = err_set(err, RC_INVALID, "say why it moves; others will read it");
	else if (!rank)
		rc = err_set(err, RC_CONFLICT,
			     "there is no room left just there; put it one place higher or lower");
	else
		rc = save_move(&with, b, e->id, e->stored_rank, rank, out, err);
	arena_free(a);
	return rc;
}
