/* SPDX-License-Identifier: ISC */
/*
 * timeline - entries from their first to their last day, drawn in text
 *
 * The whole cycle in quarters, or one reporting year of it in half months.
 * A bar is # where the entry was planned to run, + where a new date makes it
 * longer, ! from the day that it was due to today when it is late; | is today.
 * In words the same is "1 June 2025 to 31 October 2025, now 30 January 2026".
 * Source: cairn-template(5), VIEWS
 */
#include <stdlib.h>
#include <string.h>

#include "../records/value_internal.h"
#include "view_read.h"

enum { QUARTERS = 4, HALVES = 24, YEARS_MOST = 10 };

struct bar {
	uint32_t node;
	long start, due, moved; /* days; LONG_NONE: none */
	bool late;
};
static const long NO_DAY = -1000000;

struct timeline {
	struct view_read *r;
	const struct view_part *p;
	const struct reg *reg;
	const char *status; /* field; NULL */
	struct bar *bar;
	size_t n;
	int first_year, years; /* that are shown */
	bool halves;           /* one year in half months; else quarters */
	long today;
};

/* Dates to places of the drawing */

static int places(const struct timeline *t)
{
	return t->halves ? HALVES : t->years * QUARTERS;
}

/* Months count from April of the first year. */
static int place_of(const struct timeline *t, long day)
{
	struct date d = date_from_days(day);
	int month = (d.y - t->first_year) * 12 + d.m - 4;

	if (t->halves)
		return month * 2 + (d.d > 15);
	return month >= 0 ? month / 3 : (month - 2) / 3;
}

static void draw(const struct timeline *t, char *out, long from, long to, char with)
{
	int last = place_of(t, to), n = places(t);

	for (int i = place_of(t, from); i <= last; i++) {
		if (i >= 0 && i < n && out[i] == ' ')
			out[i] = with;
	}
}

/* Today stands in a bar that goes on before and behind it, and where there is none. */
static void draw_today(const struct timeline *t, char *out)
{
	int at = place_of(t, t->today), n = places(t);

	if (at < 0 || at >= n)
		return;
	if (out[at] == ' ' || (at > 0 && at + 1 < n && out[at - 1] != ' ' && out[at + 1] != ' '))
		out[at] = '|';
}

static const char *drawing(const struct timeline *t, const struct bar *b, struct arena *a)
{
	char *out = arena_alloc(a, (size_t)places(t) + 1);
	long start = b->start == NO_DAY ? b->due : b->start;
	long end = b->moved == NO_DAY ? b->due : b->moved;

	memset(out, ' ', (size_t)places(t));
	if (start != NO_DAY && b->due != NO_DAY)
		draw(t, out, start, b->due, '#');
	if (b->moved > b->due)
		draw(t, out, b->due + 1, b->moved, '+');
	if (b->late)
		draw(t, out, end + 1, t->today, '!');
	draw_today(t, out);
	return out;
}

/* The years above the drawing, each where it begins; months where it is one year. */
static const char *scale(const struct timeline *t, struct arena *a)
{
	const char *out = "";

	if (t->halves)
		return "A M J J A S O N D J F M ";
	for (int i = 0; i < t->years; i++)
		out = arena_printf(a, "%s%02d  ", out, (t->first_year + i) % 100);
	return out;
}

/* In words */

static const char *day_words(long day, struct arena *a)
{
	return view_date(date_from_days(day), a);
}

static const char *span_words(const struct bar *b, struct arena *a)
{
	const char *out = b->due == NO_DAY     ? ""
			  : b->start == NO_DAY ? day_words(b->due, a)
					       : arena_printf(a, "%s to %s", day_words(b->start, a),
							      day_words(b->due, a));

	return b->moved == NO_DAY ? out
				  : arena_printf(a, "%s, now %s", out, day_words(b->moved, a));
}

static const char *end_words(const struct bar *b, struct arena *a)
{
	if (b->moved != NO_DAY)
		return arena_printf(a, "%s +", day_words(b->moved, a));
	return b->due == NO_DAY ? "" : day_words(b->due, a);
}

static const char *state_words(const struct timeline *t, const struct bar *b, struct arena *a)
{
	const char *status = t->status ? view_shown(t->r, b->node, t->status, a) : "";

	if (!b->late)
		return status;
	return *status ? arena_printf(a, "late, %s", status) : "late";
}

static void tell(const struct view_table *table, const struct view_line *l, struct arena *a,
		 struct view_told *out)
{
	const struct timeline *t = table->of;
	const struct bar *b = &t->bar[l->at];
	size_t i = 0;

	out->text = web_title(&t->r->web, l->node, a);
	out->cell[i++] = drawing(t, b, a);
	out->cell[i++] = span_words(b, a);
	out->cell[i++] = end_words(b, a);
	out->cell[i++] = state_words(t, b, a);
	for (size_t k = 0; k < t->p->columns.n && i < VIEW_CELLS; k++)
		out->cell[i++] = view_shown(t->r, l->node, t->p->columns.v[k], a);
}

/* What is shown */

static long day_of(const struct timeline *t, uint32_t node, const char *role)
{
	struct date d;

	return view_day(t->r, node, part_field(t->p, role), &d) ? date_days(d) : NO_DAY;
}

static bool is_finished(const struct timeline *t, uint32_t node)
{
	const char *at = part_told(t->p, "finished"), *word;
	const char *is = t->status ? view_text(t->r, node, t->status, t->r->arena) : "";
	size_t len;

	while (at && list_next(&at, &word, &len)) {
		if (strncmp(is, word, len) == 0 && is[len] == '\0')
			return true;
	}
	return false;
}

static struct bar bar_of(const struct timeline *t, uint32_t node)
{
	struct bar b = { .node = node,
			 .start = day_of(t, node, "start"),
			 .due = day_of(t, node, "due"),
			 .moved = day_of(t, node, "moved") };
	long end = b.moved == NO_DAY ? b.due : b.moved;

	b.late = end != NO_DAY && end < t->today && !is_finished(t, node);
	return b;
}

static int by_start(const void *va, const void *vb)
{
	const struct bar *a = va, *b = vb;
	long x = a->start == NO_DAY ? a->due : a->start, y = b->start == NO_DAY ? b->due : b->start;

	if (x == y) {
		x = a->due;
		y = b->due;
	}
	if (x == y)
		return (a->node > b->node) - (a->node < b->node);
	return (x > y) - (x < y);
}

static bool touches(const struct timeline *t, const struct bar *b)
{
	long from = date_days((struct date){ t->first_year, 4, 1 });
	long to = date_days((struct date){ t->first_year + t->years, 3, 31 });
	long start = b->start == NO_DAY ? b->due : b->start;
	long end = b->moved > b->due ? b->moved : b->due;

	if (b->late && end < t->today)
		end = t->today;
	return start != NO_DAY && start <= to && end >= from;
}

/* The years of the cycle; where it has none, this one. */
static void find_years(struct timeline *t, struct view_table *out)
{
	const struct record *cycle = &t->r->web.cycle;
	int first = date_year(t->r->session->today), last = first;

	if (cycle->reg && year_read(record_text(cycle, "first_year"), &first) &&
	    !year_read(record_text(cycle, "last_year"), &last))
		last = first;
	t->first_year = first;
	t->years = last < first ? 1 : last - first + 1 > YEARS_MOST ? YEARS_MOST : last - first + 1;
	out->zooms = (size_t)t->years + 1;
	out->zoom = t->r->asked->zoom % out->zooms;
	if (out->zoom > 0) {
		t->first_year += (int)out->zoom - 1;
		t->years = 1;
		t->halves = true;
	}
}

static void make_columns(const struct timeline *t, struct view_table *out)
{
	struct view_column *c = out->column;
	size_t n = 0;

	c[n++] = (struct view_column){ .title = scale(t, t->r->arena),
				       .want = places(t),
				       .drawn = true };
	c[n++] = (struct view_column){ .title = "When", .said = true };
	c[n++] = (struct view_column){ .title = "Due", .drawn = true };
	c[n++] = (struct view_column){ .title = t->status ? view_label(t->reg, t->status) : "" };
	for (size_t i = 0; i < t->p->columns.n && n < VIEW_CELLS; i++)
		c[n++] = (struct view_column){ .title = view_label(t->reg, t->p->columns.v[i]) };
	out->ncolumns = n;
	out->name = view_name(t->reg);
}

static void make_lines(struct timeline *t, struct view_table *out)
{
	size_t late = 0, outside = 0, none = 0;

	out->line = arena_array(t->r->arena, t->n + 1, sizeof(*out->line));
	for (size_t i = 0; i < t->n; i++) {
		const struct bar *b = &t->bar[i];
		struct view_line *l;

		if (!touches(t, b)) {
			none += b->due == NO_DAY;
			outside += b->due != NO_DAY;
			continue;
		}
		late += b->late;
		l = view_line_add(out, LINE_ENTRY, NULL);
		l->at = (uint32_t)i;
		l->node = b->node;
		l->reg = t->reg;
		l->id = t->r->web.node[b->node].id;
		l->draft = t->r->web.node[b->node].draft;
	}
	out->entries = out->n;
	out->summary = arena_printf(
		t->r->arena, "%d-%02d%s: %zu shown, %zu late%s%s. Today is %s.", t->first_year,
		(t->first_year + 1) % 100,
		t->years > 1
			? arena_printf(t->r->arena, " to %d-%02d", t->first_year + t->years - 1,
				       (t->first_year + t->years) % 100)
			: "",
		out->n, late,
		outside ? arena_printf(t->r->arena, ", %zu at other times", outside) : "",
		none ? arena_printf(t->r->arena, ", %zu without a date", none) : "",
		day_words(t->today, t->r->arena));
}

enum rc timeline_make(struct view_read *r, struct view_table *out, struct err *err)
{
	struct timeline *t = arena_alloc(r->arena, sizeof(*t));
	const struct view_part *p = view_part(r->view, "rows");
	struct view_entry *entry;
	enum rc rc;

	*t = (struct timeline){ .r = r,
				.p = p,
				.reg = schema_reg(r->session->schema, p->reg),
				.status = part_field(p, "status"),
				.today = date_days(r->session->today) };
	view_wish_parts(r);
	rc = view_read_load(r, err);
	if (rc != RC_OK)
		return rc;
	find_years(t, out);
	t->n = view_entries(r, p, &entry);
	t->bar = arena_array(r->arena, t->n + 1, sizeof(*t->bar));
	for (size_t i = 0; i < t->n; i++)
		t->bar[i] = bar_of(t, entry[i].node);
	if (t->n > 0)
		qsort(t->bar, t->n, sizeof(*t->bar), by_start);
	out->of = t;
	out->tell = tell;
	out->empty = t->n ? NULL : view_nothing(r, t->reg, NULL);
	make_columns(t, out);
	make_lines(t, out);
	return RC_OK;
}
