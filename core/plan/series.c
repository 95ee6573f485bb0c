/* SPDX-License-Identifier: ISC */
#include "series.h"

#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../records/made.h"
#include "../records/record_internal.h"
#include "../records/rules_internal.h"
#include "series_internal.h"

#define FIELD_RESTRICTED "restricted"

struct loading {
	const struct session *s;
	const char *only; /* one measure; NULL: all */
	struct arena *arena;
	struct series *out;
};

/* What the template says */

static double told_number(const struct view_part *p, const char *name, double otherwise)
{
	const char *text = part_told(p, name);
	char *end;
	double n = text ? strtod(text, &end) : otherwise;

	return text && (*end || end == text || n < 0) ? otherwise : n;
}

bool part_tells(const struct view_part *p, const char *name, const char *answer)
{
	const char *at = part_told(p, name), *word;
	size_t len;

	while (*answer && list_next(&at, &word, &len))
		if (strlen(answer) == len && strncmp(answer, word, len) == 0)
			return true;
	return false;
}

static int told_rank(const struct view_part *p, const char *answer)
{
	const char *at = part_told(p, "order"), *word;
	size_t len;
	int rank = 0;

	for (; list_next(&at, &word, &len); rank++)
		if (strlen(answer) == len && strncmp(answer, word, len) == 0)
			return rank;
	return rank;
}

struct figure figure_read(const char *stored)
{
	char *end;
	double n = strtod(stored, &end);

	return (struct figure){ n, *stored && !*end };
}

/* Measures */

static struct names role_fields(const struct view_part *p, struct arena *a)
{
	struct names out = { arena_array(a, p->nfields + 2, sizeof(char *)), 0 };

	for (size_t i = 0; i < p->nfields; i++)
		if (!names_have(&out, p->fields[i].text))
			out.v[out.n++] = p->fields[i].text;
	out.v[out.n++] = FIELD_RESTRICTED;
	return out;
}

const char *series_measure_cell(const struct series *s, const struct measure *m, const char *role)
{
	const char *field = part_field(s->measure_part, role);

	for (size_t i = 0; field && i < s->measures.ncolumns; i++)
		if (strcmp(s->measures.column[i]->id, field) == 0)
			return m->from->cell[i];
	return "";
}

static enum aim aim_of(const struct view_part *p, const char *answer)
{
	if (part_tells(p, "up", answer))
		return AIM_UP;
	if (part_tells(p, "down", answer))
		return AIM_DOWN;
	return part_tells(p, "stay", answer) ? AIM_STAY : AIM_NONE;
}

static const struct field *reading_field(const struct series *s, const char *role)
{
	const char *id = part_field(s->reading_part, role);

	return id ? reg_field(s->reading_reg, id) : NULL;
}

static void read_measure(const struct series *s, const struct list_row *row, struct measure *m)
{
	const struct view_part *p = s->measure_part;
	const char *kind;

	*m = (struct measure){ .id = row->id, .title = row->title, .from = row };
	kind = series_measure_cell(s, m, "kind");
	m->aim = aim_of(p, series_measure_cell(s, m, "direction"));
	m->counts = part_tells(p, "counts", kind);
	m->share = part_tells(p, "shares", kind);
	m->compare = part_tells(p, "compare", kind);
	m->small = strcmp(series_measure_cell(s, m, "small"), "yes") == 0;
	m->baseline = figure_read(series_measure_cell(s, m, "baseline"));
	m->target = figure_read(series_measure_cell(s, m, "target"));
	m->amber = figure_read(series_measure_cell(s, m, "amber"));
	m->red = figure_read(series_measure_cell(s, m, "red"));
	m->baseline_period = series_measure_cell(s, m, "baseline_period");
	m->target_date = series_measure_cell(s, m, "target_date");
	m->comparator = series_measure_cell(s, m, "comparator");
	m->status = reading_field(s, "status");
	m->missing = reading_field(s, "missing");
}

static enum rc read_measures(struct view *v, const struct loading *l)
{
	struct series *s = l->out;
	struct names *columns = arena_alloc(l->arena, sizeof(*columns));
	struct list_query q = { .columns = columns,
				.where = s->measure_part->where,
				.nwhere = s->measure_part->nwhere,
				.only = l->only };
	enum rc rc;

	*columns = role_fields(s->measure_part, l->arena);
	rc = list_load_in(v, l->s, s->measure_reg, &q, l->arena, &s->measures);
	if (rc != RC_OK)
		return rc;
	s->nmeasures = s->measures.n;
	s->measure = arena_array(l->arena, s->nmeasures + 1, sizeof(*s->measure));
	for (size_t i = 0; i < s->nmeasures; i++)
		read_measure(s, &s->measures.row[i], &s->measure[i]);
	return RC_OK;
}

/* Readings */

enum role {
	R_MEASURE,
	R_PERIOD,
	R_VALUE,
	R_GEOGRAPHY,
	R_STATUS,
	R_MISSING,
	R_COMPARATOR,
	R_NUMERATOR,
	R_DENOMINATOR,
	R_BREAK,
	R_NOTE,
	R_RESTRICTED,
	ROLES
};

static const char *const roles[ROLES] = {
	"measure",    "period",    "value",       "geography", "status", "missing",
	"comparator", "numerator", "denominator", "break",     "note",   NULL,
};

struct sheet {
	struct records all;
	size_t column[ROLES]; /* of all; its number of fields where no field has the role */
	const struct field *field[ROLES];
};

static enum rc read_sheet(struct view *v, const struct loading *l, struct sheet *sheet)
{
	const struct series *s = l->out;
	struct names fields = { arena_array(l->arena, ROLES, sizeof(char *)), 0 };
	struct names ids = { NULL, 0 };
	const char *cycle = record_cycle(l->s, s->reading_reg), *id[ROLES];
	enum rc rc = RC_OK;

	for (int i = 0; i < ROLES; i++) {
		id[i] = i == R_RESTRICTED ? FIELD_RESTRICTED
					  : part_field(s->reading_part, roles[i]);
		sheet->field[i] = id[i] ? reg_field(s->reading_reg, id[i]) : NULL;
		if (id[i] && !names_have(&fields, id[i]))
			fields.v[fields.n++] = id[i];
	}
	if (l->only)
		rc = records_mention(v, l->s, s->reading_reg, cycle, &fields, l->only, l->arena,
				     &ids);
	if (rc == RC_OK)
		rc = records_read(v, l->s, s->reading_reg, cycle, l->only ? &ids : NULL, &fields,
				  l->arena, &sheet->all);
	for (int i = 0; rc == RC_OK && i < ROLES; i++)
		sheet->column[i] = id[i] ? records_column(&sheet->all, id[i]) : sheet->all.fields.n;
	return rc;
}

static const char *cell(const struct sheet *sheet, const struct sheet_row *row, enum role role)
{
	size_t at = sheet->column[role];

	return at < sheet->all.fields.n ? row->cell[at] : "";
}

static bool read_reading(const struct loading *l, const struct sheet *sheet,
			 const struct sheet_row *row, struct reading *out)
{
	const struct view_part *p = l->out->reading_part;
	struct span at;

	*out = (struct reading){
		.id = row->id,
		.geography = cell(sheet, row, R_GEOGRAPHY),
		.status = cell(sheet, row, R_STATUS),
		.note = cell(sheet, row, R_NOTE),
		.numerator = cell(sheet, row, R_NUMERATOR),
		.denominator = cell(sheet, row, R_DENOMINATOR),
		.value = figure_read(cell(sheet, row, R_VALUE)),
		.comparator = figure_read(cell(sheet, row, R_COMPARATOR)),
		.breaks = strcmp(cell(sheet, row, R_BREAK), "yes") == 0,
		.restricted = strcmp(cell(sheet, row, R_RESTRICTED), "yes") == 0,
	};
	if (!span_read(cell(sheet, row, R_PERIOD), &at))
		return false;
	out->first = at.first;
	out->last = at.last;
	out->rank = told_rank(p, out->status);
	out->settled = !part_told(p, "settled") || part_tells(p, "settled", out->status);
	out->missing = out->value.there ? "" : cell(sheet, row, R_MISSING);
	if (strcmp(out->note, VALUE_NOT_KNOWN) == 0)
		out->note = "";
	return true;
}

/* By area, by time; of one period the most settled comes last. */
static int by_time(const void *va, const void *vb)
{
	const struct reading *a = va, *b = vb;
	int order = strcmp(a->geography, b->geography);

	if (order == 0)
		order = (a->last > b->last) - (a->last < b->last);
	if (order == 0)
		order = (a->first > b->first) - (a->first < b->first);
	if (order == 0)
		order = (b->rank > a->rank) - (b->rank < a->rank);
	return order ? order : strcmp(a->id, b->id);
}

static bool same_period(const struct reading *a, const struct reading *b)
{
	return a->first == b->first && a->last == b->last;
}

static void count_readings(struct series_line *l, struct arena *a)
{
	size_t from = 0; /* of the readings for this period */

	l->v = arena_array(a, l->nall + 1, sizeof(struct reading *));
	for (size_t i = 0; i < l->nall; i++) {
		if (i + 1 < l->nall && same_period(&l->all[i], &l->all[i + 1]))
			continue;
		for (; from < i; from++)
			l->all[from].instead = &l->all[i];
		from = i + 1;
		l->v[l->n++] = &l->all[i];
	}
}

/* Each measure's readings in one piece: counted first, then put there. */

struct bins {
	size_t *from, *n; /* of each measure, in reading */
	struct reading *reading;
};

static const size_t no_measure = (size_t)-1;

static size_t measure_at(const struct series *s, const struct dict *ids, const char *id)
{
	const struct measure *m = *id ? dict_get(ids, id) : NULL;

	return m ? (size_t)(m - s->measure) : no_measure;
}

static void fill_bins(const struct loading *l, const struct sheet *sheet, struct bins *b)
{
	struct series *s = l->out;
	struct dict ids = { 0 };
	size_t *at = arena_array(l->arena, sheet->all.n + 1, sizeof(*at)), sum = 0;

	for (size_t i = 0; i < s->nmeasures; i++)
		dict_put(&ids, s->measure[i].id, &s->measure[i]);
	b->from = arena_array(l->arena, s->nmeasures + 1, sizeof(size_t));
	b->n = arena_array(l->arena, s->nmeasures + 1, sizeof(size_t));
	b->reading = arena_array(l->arena, sheet->all.n + 1, sizeof(*b->reading));
	for (size_t i = 0; i < sheet->all.n; i++) {
		const struct sheet_row *row = &sheet->all.row[i];

		at[i] = measure_at(s, &ids, cell(sheet, row, R_MEASURE));
		if (strcmp(row->life, "archived") == 0)
			at[i] = no_measure;
		if (at[i] == no_measure)
			continue;
		if (strcmp(row->life, "draft") == 0) {
			s->drafts++;
			at[i] = no_measure;
		} else {
			b->n[at[i]]++;
		}
	}
	for (size_t i = 0; i < s->nmeasures; i++) {
		b->from[i] = sum;
		sum += b->n[i];
		b->n[i] = 0;
	}
	for (size_t i = 0; i < sheet->all.n; i++)
		if (at[i] != no_measure && read_reading(l, sheet, &sheet->all.row[i],
							&b->reading[b->from[at[i]] + b->n[at[i]]]))
			b->n[at[i]]++;
	dict_clear(&ids);
}

/* Sorts each measure's readings; returns how many lines they make: a measure without any has one. */
static size_t sort_bins(const struct series *s, const struct bins *b)
{
	size_t lines = 0;

	for (size_t m = 0; m < s->nmeasures; m++) {
		struct reading *r = b->reading + b->from[m];

		if (b->n[m] > 1)
			qsort(r, b->n[m], sizeof(*r), by_time);
		lines++;
		for (size_t i = 1; i < b->n[m]; i++)
			lines += strcmp(r[i].geography, r[i - 1].geography) != 0;
	}
	return lines;
}

static void make_lines(const struct loading *l, const struct bins *b)
{
	struct series *s = l->out;

	s->line = arena_array(l->arena, sort_bins(s, b) + 1, sizeof(*s->line));
	for (size_t m = 0; m < s->nmeasures; m++) {
		struct reading *r = b->reading + b->from[m];
		size_t n = b->n[m], i = 0;

		do {
			struct series_line *line = &s->line[s->nlines++];

			*line = (struct series_line){ .measure = &s->measure[m],
						      .geography = n ? r[i].geography : "",
						      .all = r + i };
			while (i < n && strcmp(r[i].geography, line->geography) == 0) {
				line->nall++;
				i++;
			}
			count_readings(line, l->arena);
			line->trend = series_trend(s, line, date_days(s->today), l->arena);
		} while (i < n);
	}
}

static enum rc set_up(const struct loading *l, const struct view *view, struct err *err)
{
	struct series *s = l->out;
	const struct schema *schema = l->s->schema;

	*s = (struct series){ .view = view, .today = l->s->today };
	s->measure_part = view_part(view, "measures");
	s->reading_part = view_part(view, "readings");
	s->measure_reg = s->measure_part ? schema_reg(schema, s->measure_part->reg) : NULL;
	s->reading_reg = s->reading_part ? schema_reg(schema, s->reading_part->reg) : NULL;
	if (!s->measure_reg || !s->reading_reg)
		return err_set(err, RC_INVALID, "the view '%s' lacks measures or readings",
			       view->id);
	s->steady = told_number(s->measure_part, "steady", 0);
	s->lag = (int)told_number(s->measure_part, "lag", 0);
	return RC_OK;
}

static enum rc load_all(struct view *v, const struct loading *l)
{
	struct sheet *sheet = arena_alloc(l->arena, sizeof(*sheet));
	struct bins bins;
	enum rc rc = read_measures(v, l);

	if (rc == RC_OK)
		rc = read_sheet(v, l, sheet);
	if (rc != RC_OK)
		return rc;
	fill_bins(l, sheet, &bins);
	make_lines(l, &bins);
	return RC_OK;
}

static enum rc load_in(struct view *v, void *arg)
{
	return load_all(v, arg);
}

enum rc series_load(const struct session *s, const struct view *view, const char *measure,
		    struct arena *a, struct series *out, struct err *err)
{
	struct loading l = { s, measure, a, out };
	enum rc rc = set_up(&l, view, err);

	return rc == RC_OK ? store_picture(s->store, load_in, &l, err) : rc;
}

enum rc series_load_in(struct view *v, const struct session *s, const struct view *view,
		       const char *measure, struct arena *a, struct series *out)
{
	struct loading l = { s, measure, a, out };
	enum rc rc = set_up(&l, view, NULL);

	return rc == RC_OK ? load_all(v, &l) : rc;
}
