/* SPDX-License-Identifier: ISC */
/* What the readings and actions of a year say of a row: a suggestion, for people to check. */
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../records/made.h"
#include "../records/record_internal.h"
#include "../records/rules_internal.h"
#include "series_internal.h"
#include "years.h"

struct suggesting {
	const struct session *s;
	const struct years *y;
	int year;
	struct span at; /* days of the year */
	struct arena *a;
	struct series series;
	struct suggestion *out;
	struct dict rows; /* id: the row's suggestion */
};

static const struct view *series_of(const struct session *s, const struct view *view)
{
	const struct view_part *cells = view_part(view, "cells");
	const char *id = cells ? part_told(cells, "series") : NULL;
	const struct view *v = id ? schema_view(s->schema, id) : NULL;

	return v && v->kind == VIEW_SERIES ? v : NULL;
}

bool years_can_suggest(const struct session *s, const struct view *view)
{
	return series_of(s, view) != NULL;
}

static const char *add_line(const char *text, const char *line, struct arena *a)
{
	return *text ? arena_printf(a, "%s\n%s", text, line) : line;
}

/* Readings */

struct judged { /* lines of one row */
	size_t known, reached, reached_before, better, worse;
};

/* A value counts for the year in which its period ends. */
static bool is_of(const struct suggesting *g, const struct reading *r)
{
	return r && r->last >= g->at.first && r->last <= g->at.last;
}

static bool was_reached(const struct suggesting *g, const struct series_line *l)
{
	struct trend before = series_trend(&g->series, l, g->at.first - 1, g->a);

	return before.last && series_reached(&g->series, l->measure, before.last->value.is);
}

static const char *line_words(const struct series_line *l, const struct trend *t, struct arena *a)
{
	char id[49];

	id_shown(l->measure->id, id);
	return arena_printf(a, "%s %s: %s", id, l->measure->title,
			    series_trend_sentence(l, t, true, a));
}

static void judge_line(struct suggesting *g, const struct series_line *l, struct judged *j,
		       struct suggestion *out)
{
	struct trend t = series_trend(&g->series, l, g->at.last, g->a);
	const struct measure *m = l->measure;
	char id[49];

	id_shown(m->id, id);
	if (!is_of(g, t.last)) {
		out->lacks = add_line(out->lacks,
				      arena_printf(g->a, "%s %s: no value for %s", id, m->title,
						   year_words(g->year, g->a)),
				      g->a);
		return;
	}
	out->why = add_line(out->why, line_words(l, &t, g->a), g->a);
	out->evidence.v[out->evidence.n++] = t.last->id;
	if (series_reached(&g->series, m, t.last->value.is)) {
		j->known++;
		j->reached++;
		j->reached_before += was_reached(g, l);
	} else if (t.way == WAY_UNKNOWN || t.turn == TURN_NONE) {
		out->lacks =
			add_line(out->lacks,
				 arena_printf(g->a, "%s %s: %s", id, m->title,
					      *t.why ? t.why : "nobody says which way is better"),
				 g->a);
	} else {
		j->known++;
		j->better += t.turn == TURN_BETTER;
		j->worse += t.turn == TURN_WORSE;
	}
}

static enum verdict verdict_of(const struct judged *j)
{
	if (!j->known)
		return VERDICT_UNKNOWN;
	if (j->reached == j->known)
		return j->reached_before == j->known ? VERDICT_KEPT : VERDICT_ACHIEVED;
	if (j->worse == j->known)
		return VERDICT_MISSED;
	return VERDICT_PARTLY;
}

static const char *word_of(const struct years *y, enum verdict v)
{
	static const char *const told[] = { "unknown", "missed", "partly", "achieved", "kept" };
	const char *word = part_told(y->cell_part, told[v]);

	return !word && v == VERDICT_KEPT ? part_told(y->cell_part, "achieved") : word;
}

static bool leads_to(const struct names *ids, const char *id)
{
	return names_have(ids, id);
}

static void judge_row(struct suggesting *g, size_t row)
{
	struct suggestion *out = &g->out[row];
	struct judged j = { 0 };
	size_t mine = 0;

	out->evidence.v = arena_array(g->a, g->series.nlines + 1, sizeof(char *));
	for (size_t i = 0; i < g->series.nlines; i++) {
		const struct series_line *l = &g->series.line[i];
		struct names to =
			value_lines(series_measure_cell(&g->series, l->measure, "outcome"), g->a);

		if (!leads_to(&to, g->y->row[row].id))
			continue;
		mine++;
		judge_line(g, l, &j, out);
	}
	if (!mine)
		out->lacks = "nothing measures it";
	out->verdict = verdict_of(&j);
	out->option = word_of(g->y, out->verdict);
}

/* Actions: those that serve a row, at once or through what they are for. */

static struct names fields_to(const struct reg *from, const struct reg *to, struct arena *a)
{
	struct names out = { arena_array(a, from->nfields + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < from->nfields; i++) {
		const struct field *f = &from->fields[i];

		if ((f->type == TYPE_REF || f->type == TYPE_REFS) && names_have(&f->to, to->id))
			out.v[out.n++] = f->id;
	}
	return out;
}

/* What each entry that an action can be for leads to: id, then ids of rows, a line each. */
static enum rc read_between(struct view *v, struct suggesting *g, const struct field *f,
			    struct dict *between)
{
	for (size_t i = 0; i < f->to.n; i++) {
		const struct reg *reg = schema_reg(g->s->schema, f->to.v[i]);
		struct names fields;
		struct records all;
		enum rc rc;

		if (!reg || reg == g->y->row_reg)
			continue;
		fields = fields_to(reg, g->y->row_reg, g->a);
		if (!fields.n)
			continue;
		rc = records_read(v, g->s, reg, record_cycle(g->s, reg), NULL, &fields, g->a, &all);
		if (rc != RC_OK)
			return rc;
		for (size_t k = 0; k < all.n; k++) {
			const char *to = "";

			for (size_t c = 0; c < fields.n; c++)
				if (*all.row[k].cell[c])
					to = add_line(to, all.row[k].cell[c], g->a);
			dict_put(between, all.row[k].id, to);
		}
	}
	return RC_OK;
}

/* The last update of the year: rows are kept as name=value lines, one after the other. */
static const char *last_update(const struct suggesting *g, const struct view_part *p,
			       const char *rows)
{
	const char *on = part_told(p, "updates_on"), *says = part_told(p, "updates_say");
	const char *out = NULL;
	struct pairs said_there;
	long latest = 0;
	struct names lines = value_lines(rows, g->a);
	size_t on_len = on ? strlen(on) : 0, says_len = says ? strlen(says) : 0;
	const char *said = "", *day = "";

	/* the names of one row are in order: a date that comes again begins the next */
	for (size_t i = 0; on && i <= lines.n; i++) {
		const char *line = i < lines.n ? lines.v[i] : NULL;
		bool is_on = line && !strncmp(line, on, on_len) && line[on_len] == '=';
		struct span at;

		if (!line || is_on) {
			if (span_read(day, &at) && at.first >= g->at.first &&
			    at.last <= g->at.last && (!out || at.first >= latest)) {
				out = said;
				latest = at.first;
			}
			day = said = "";
		}
		if (is_on)
			day = line + on_len + 1;
		else if (line && says && !strncmp(line, says, says_len) && line[says_len] == '=') {
			said_there = pairs_read(line, g->a);
			said = pairs_get(&said_there, says);
		}
	}
	return out;
}

struct action {
	const char *id, *title, *status_word, *said;
};

static bool of_year(const struct suggesting *g, const struct view_part *p, const char *const *cell,
		    const char **said)
{
	struct span due;

	*said = last_update(g, p, cell[3]);
	if (*said)
		return true;
	return part_tells(p, "done", cell[2]) && span_read(cell[1], &due) &&
	       due.first >= g->at.first && due.last <= g->at.last;
}

static void add_action(struct suggesting *g, const char *to, const char *line)
{
	struct names ids = value_lines(to, g->a);

	for (size_t i = 0; i < ids.n; i++) {
		struct suggestion *s = (struct suggestion *)dict_get(&g->rows, ids.v[i]);

		if (s && (!*s->done || !strstr(s->done, line)))
			s->done = add_line(s->done, line, g->a);
	}
}

static enum rc read_actions(struct view *v, struct suggesting *g)
{
	const struct view_part *p = view_part(g->y->view, "actions");
	const struct reg *reg = p ? schema_reg(g->s->schema, p->reg) : NULL;
	static const char *const role[] = { "for", "on", "status", "updates" };
	const char *id[4], *column[4];
	struct names columns = { column, 0 };
	struct list_query q = { .columns = &columns,
				.where = p ? p->where : NULL,
				.nwhere = p ? p->nwhere : 0 };
	struct dict between = { 0 };
	struct listing all;
	enum rc rc;

	if (!reg)
		return RC_OK;
	for (int i = 0; i < 4; i++) {
		id[i] = part_field(p, role[i]);
		if (id[i])
			column[columns.n++] = id[i];
	}
	rc = read_between(v, g, reg_field(reg, id[0]), &between);
	if (rc == RC_OK)
		rc = list_load_in(v, g->s, reg, &q, g->a, &all);
	for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
		const char *cell[4] = { "", "", "", "" }, *said, *to, *line;
		const struct field *status = id[2] ? reg_field(reg, id[2]) : NULL;
		char shown[49];

		for (size_t k = 0, c = 0; k < 4; k++)
			if (id[k])
				cell[k] = all.row[i].cell[c++];
		if (!of_year(g, p, cell, &said))
			continue;
		id_shown(all.row[i].id, shown);
		line = arena_printf(g->a, "%s %s%s%s%s%s", shown, all.row[i].title,
				    status && *cell[2] ? ": " : "",
				    status ? value_shown(status, cell[2], g->a) : "",
				    said && *said ? ". " : "", said ? said : "");
		to = dict_get(&between, cell[0]);
		add_action(g, cell[0], line);
		if (to)
			add_action(g, to, line);
	}
	dict_clear(&between);
	return rc;
}

/* Altogether */

static enum rc suggest_in(struct view *v, void *arg)
{
	struct suggesting *g = arg;
	const struct view *series = series_of(g->s, g->y->view);
	enum rc rc = RC_OK;

	if (series)
		rc = series_load_in(v, g->s, series, NULL, g->a, &g->series);
	for (size_t i = 0; rc == RC_OK && i < g->y->nrows; i++)
		judge_row(g, i);
	return rc == RC_OK ? read_actions(v, g) : rc;
}

enum rc years_suggest(const struct session *s, const struct years *y, int year, struct arena *a,
		      struct suggestion **out, struct err *err)
{
	struct suggesting g = { .s = s, .y = y, .year = year, .a = a };
	enum rc rc;

	g.at.first = date_days((struct date){ year, 4, 1 });
	g.at.last = date_days((struct date){ year + 1, 3, 31 });
	g.out = arena_array(a, y->nrows + 1, sizeof(*g.out));
	for (size_t i = 0; i < y->nrows; i++) {
		g.out[i].why = g.out[i].lacks = g.out[i].done = "";
		dict_put(&g.rows, y->row[i].id, &g.out[i]);
	}
	rc = store_picture(s->store, suggest_in, &g, err);
	dict_clear(&g.rows);
	*out = g.out;
	return rc;
}

/* A form */

enum {
	MOST_TEXT = 3800
}; /* of a long text, with room for what people add. Source: cairn-template(5), TYPES */

static const char *cut(const char *text, struct arena *a)
{
	size_t len = strlen(text);

	if (len <= MOST_TEXT)
		return text;
	len = MOST_TEXT;
	while (len > 0 && text[len] != '\n')
		len--;
	return arena_strn(a, text, len ? len : MOST_TEXT);
}

static void put(struct put *puts, size_t *n, const struct view_part *p, const char *role,
		const char *text)
{
	const char *field = part_field(p, role);

	if (field && text && *text)
		puts[(*n)++] = (struct put){ .field = field, .text = text };
}

static const char *evidence_text(const struct suggestion *s, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < s->evidence.n; i++)
		out = add_line(out, s->evidence.v[i], a);
	return out;
}

static const char *marked(const char *heading, const char *text, struct arena *a)
{
	return *text ? cut(arena_printf(a, "%s\n%s", heading, text), a) : "";
}

enum rc years_fill(const struct session *s, const struct years *y, size_t row, int year, int option,
		   struct arena *a, struct put **puts, size_t *n, struct err *err)
{
	const struct view_part *p = y->cell_part;
	struct suggestion *all, *mine;
	enum rc rc = years_suggest(s, y, year, a, &all, err);

	if (rc != RC_OK)
		return rc;
	mine = &all[row];
	*puts = arena_array(a, 8, sizeof(**puts));
	*n = 0;
	put(*puts, n, p, "row", y->row[row].id);
	put(*puts, n, p, "year", year_words(year, a));
	if (option >= 0 && (size_t)option < y->value->noptions)
		put(*puts, n, p, "value", y->value->options[option].id);
	else if (years_can_suggest(s, y->view))
		put(*puts, n, p, "value", mine->option);
	put(*puts, n, p, "how",
	    marked("Suggested from the readings; check it and say it in your own words:",
		   *mine->lacks ? add_line(mine->why, mine->lacks, a) : mine->why, a));
	put(*puts, n, p, "evidence", evidence_text(mine, a));
	put(*puts, n, p, "done",
	    marked("Suggested from the actions; check it and say it in your own words:", mine->done,
		   a));
	return RC_OK;
}
