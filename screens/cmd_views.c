/* SPDX-License-Identifier: ISC */
/* Commands that print views of registers: view, cliff. */
#include <string.h>

#include "../core/base/csv.h"
#include "../core/plan/ends.h"
#include "../core/base/json.h"
#include "../core/records/value.h"
#include "../core/plan/view_table.h"
#include "cli.h"

/* The names of all */

static void list_views(const struct cli *c, struct buf *b)
{
	const struct schema *schema = cli_session(c)->schema;
	struct jout j;

	jout_init(&j, b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; i < schema->nviews; i++) {
		const struct view *v = &schema->views[i];

		if (!cli_on(c, OPT_JSON)) {
			buf_printf(b, "%-22s %s%s\n", v->id, v->title,
				   view_table_has(v->kind) ? "" : " (on the screen)");
			continue;
		}
		jout_object(&j, NULL);
		jout_text(&j, "id", v->id);
		jout_text(&j, "title", v->title);
		jout_bool(&j, "printed", view_table_has(v->kind));
		jout_end(&j, '}');
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
}

/* One of them */

static void table_text(const struct view_table *t, struct buf *b, struct arena *a)
{
	buf_printf(b, "%s\n", t->view->title);
	if (t->summary)
		buf_printf(b, "%s\n", t->summary);
	if (t->n == 0 && t->empty)
		buf_printf(b, "%s\n", t->empty);
	for (size_t i = 0; i < t->n; i++) {
		const struct view_line *l = &t->line[i];
		struct view_told told;

		view_line_told(t, l, a, &told);
		if (l->kind == LINE_HEAD)
			buf_printf(b, "\n%s: %zu\n", told.text, l->count);
		else if (l->kind == LINE_TEXT)
			buf_printf(b, "  %s\n", told.text);
		if (l->kind != LINE_ENTRY)
			continue;
		buf_printf(b, "  %-7s ", cli_id(l->id, a));
		for (size_t k = 0; k < t->ncolumns; k++)
			if (t->column[k].drawn && strchr(told.cell[k], '#'))
				buf_printf(b, "%s  ", told.cell[k]);
		buf_printf(b, "%s%s", told.text, l->draft ? " [draft]" : "");
		for (size_t k = 0; k < t->ncolumns; k++)
			if (told.cell[k][0] && !t->column[k].drawn)
				buf_printf(b, "; %s: %s", t->column[k].title, told.cell[k]);
		buf_char(b, '\n');
	}
}

static void entry_json(const struct view_table *t, const struct view_line *l, struct jout *j,
		       struct arena *a)
{
	struct view_told told;

	view_line_told(t, l, a, &told);
	jout_object(j, NULL);
	jout_text(j, "id", cli_id(l->id, a));
	jout_text(j, "register", l->reg->id);
	jout_text(j, "title", told.text);
	for (size_t k = 0; k < t->ncolumns; k++)
		if (!t->column[k].drawn && t->column[k].title[0])
			jout_text(j, t->column[k].title, told.cell[k]);
	jout_end(j, '}');
}

static void table_json(const struct view_table *t, struct buf *b, struct arena *a)
{
	struct jout j;
	bool open = false;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_text(&j, "id", t->view->id);
	jout_text(&j, "title", t->view->title);
	jout_int(&j, "entries", (long long)t->entries);
	jout_array(&j, "groups");
	for (size_t i = 0; i < t->n; i++) {
		const struct view_line *l = &t->line[i];

		if (l->kind == LINE_TEXT)
			continue;
		if (open && l->kind == LINE_HEAD) {
			jout_end(&j, ']');
			jout_end(&j, '}');
			open = false;
		}
		if (!open) {
			jout_object(&j, NULL);
			if (l->kind == LINE_HEAD)
				jout_text(&j, "heading", l->text);
			jout_array(&j, "entries");
			open = true;
		}
		if (l->kind == LINE_ENTRY)
			entry_json(t, l, &j, a);
	}
	if (open) {
		jout_end(&j, ']');
		jout_end(&j, '}');
	}
	jout_end(&j, ']');
	jout_end(&j, '}');
}

static void table_csv(const struct view_table *t, struct buf *b, struct arena *a)
{
	const char *heading = "";
	struct sheet s;

	sheet_init(&s, b);
	sheet_cell(&s, "heading");
	sheet_cell(&s, "id");
	sheet_cell(&s, t->name);
	for (size_t k = 0; k < t->ncolumns; k++)
		if (!t->column[k].drawn)
			sheet_cell(&s, t->column[k].title);
	sheet_end_row(&s);
	for (size_t i = 0; i < t->n; i++) {
		const struct view_line *l = &t->line[i];
		struct view_told told;

		heading = l->kind == LINE_HEAD ? l->text : heading;
		if (l->kind != LINE_ENTRY)
			continue;
		view_line_told(t, l, a, &told);
		sheet_cell(&s, heading);
		sheet_cell(&s, cli_id(l->id, a));
		sheet_cell(&s, told.text);
		for (size_t k = 0; k < t->ncolumns; k++)
			if (!t->column[k].drawn)
				sheet_cell(&s, told.cell[k]);
		sheet_end_row(&s);
	}
}

/* What is written for others leaves restricted entries out. */
static enum rc asked_for(const struct cli *c, struct view_asked *out, struct err *err)
{
	bool restricted = cli_on(c, OPT_RESTRICTED);

	out->open = (cli_on(c, OPT_JSON) || cli_on(c, OPT_CSV)) && !restricted;
	if (restricted && cli_session(c)->actor.role != MEMBER_COORDINATOR)
		return err_set(err, RC_NOT_ALLOWED,
			       "only a coordinator may take restricted entries out");
	return RC_OK;
}

static void say_left_out(size_t n)
{
	if (n)
		fprintf(stderr, "cairn: %zu restricted were left out\n", n);
}

enum rc cmd_view(struct cli *c, struct err *err)
{
	const struct view *v;
	struct view_asked asked = { 0 };
	struct view_table t;
	struct buf b = { 0 };
	enum rc rc;

	if (c->nwords == 0) {
		list_views(c, &b);
		return cli_done(&b, RC_OK, err);
	}
	v = schema_view(cli_session(c)->schema, c->word[0]);
	if (!v)
		return err_set(err, RC_NOT_FOUND, "there is no view '%s'; cairn view lists them",
			       c->word[0]);
	rc = asked_for(c, &asked, err);
	if (rc == RC_OK)
		rc = view_table_load(cli_session(c), v, &asked, c->arena, &t, err);
	if (rc != RC_OK)
		return rc;
	say_left_out(t.left_out);
	if (cli_on(c, OPT_JSON))
		table_json(&t, &b, c->arena);
	else if (cli_on(c, OPT_CSV))
		table_csv(&t, &b, c->arena);
	else
		table_text(&t, &b, c->arena);
	return cli_out(c, &b, RC_OK, err);
}

/* cliff */

static void ending_json(const struct ends *e, const struct ending *d, struct jout *j,
			struct arena *a)
{
	char iso[11];

	jout_object(j, NULL);
	jout_text(j, "id", cli_id(d->id, a));
	jout_text(j, "register", d->reg->id);
	jout_text(j, "title", ends_title(e, d->node, a));
	if (d->last.y) {
		date_iso(d->last, iso);
		jout_text(j, "ends", iso);
	} else {
		jout_null(j, "ends");
	}
	if (d->money_known)
		jout_number(j, "pounds_a_year", arena_printf(a, "%.2f", d->money));
	else
		jout_null(j, "pounds_a_year");
	if (d->people_known)
		jout_number(j, "people", arena_printf(a, "%.0f", d->people));
	else
		jout_null(j, "people");
	jout_end(j, '}');
}

static void touched_json(const struct ends *e, const struct touched *t, struct jout *j,
			 struct arena *a)
{
	jout_object(j, NULL);
	jout_text(j, "id", cli_id(t->id, a));
	jout_text(j, "register", t->reg->id);
	jout_text(j, "title", ends_title(e, t->node, a));
	jout_array(j, "loses");
	for (size_t i = 0; i < t->nends; i++)
		jout_text(j, NULL, cli_id(e->ending[t->ends[i]].id, a));
	jout_end(j, ']');
	jout_int(j, "stays", (long long)t->stays);
	jout_end(j, '}');
}

static void cliff_json(const struct ends *e, struct buf *b, struct arena *a)
{
	struct jout j;
	char iso[11];

	date_iso(e->before, iso);
	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_text(&j, "before", iso);
	jout_number(&j, "pounds_a_year", arena_printf(a, "%.2f", e->money));
	jout_int(&j, "without_amount", (long long)e->no_money);
	jout_number(&j, "people", arena_printf(a, "%.0f", e->people));
	jout_int(&j, "people_not_known", (long long)e->no_people);
	jout_array(&j, "ends");
	for (size_t i = 0; i < e->n; i++)
		ending_json(e, &e->ending[i], &j, a);
	jout_end(&j, ']');
	jout_array(&j, "no_day_noted");
	for (size_t i = 0; i < e->nundated; i++)
		ending_json(e, &e->undated[i], &j, a);
	jout_end(&j, ']');
	jout_array(&j, "touches");
	for (size_t i = 0; i < e->ntouched; i++)
		touched_json(e, &e->touched[i], &j, a);
	jout_end(&j, ']');
	jout_end(&j, '}');
}

/* The first view of that kind. */
static const struct view *view_of_kind(const struct schema *s, enum view_kind kind)
{
	for (size_t i = 0; i < s->nviews; i++) {
		if (s->views[i].kind == kind)
			return &s->views[i];
	}
	return NULL;
}

static enum rc the_day(struct cli *c, struct view_asked *out, struct err *err)
{
	struct err why = { 0 };
	struct date d;
	char iso[11];
	enum rc rc = asked_for(c, out, err);

	if (rc != RC_OK || c->nwords == 0)
		return rc;
	if (date_parse(c->word[0], cli_session(c)->today, &d, &why) != RC_OK)
		return err_set(err, RC_INVALID, "'%.40s' is no day: %s", c->word[0], why.text);
	date_iso(d, iso);
	out->day = arena_str(c->arena, iso);
	return RC_OK;
}

static enum rc cliff_lines(struct cli *c, const struct view *v, const struct view_asked *asked,
			   struct buf *b, struct err *err)
{
	struct view_table t;
	enum rc rc = view_table_load(cli_session(c), v, asked, c->arena, &t, err);

	if (rc != RC_OK)
		return rc;
	say_left_out(t.left_out);
	if (cli_on(c, OPT_CSV))
		table_csv(&t, b, c->arena);
	else
		table_text(&t, b, c->arena);
	return RC_OK;
}

enum rc cmd_cliff(struct cli *c, struct err *err)
{
	const struct view *v = view_of_kind(cli_session(c)->schema, VIEW_ENDS);
	struct view_asked asked = { 0 };
	struct buf b = { 0 };
	struct ends e;
	enum rc rc = the_day(c, &asked, err);

	if (rc == RC_OK && !v)
		rc = err_set(
			err, RC_NOT_FOUND,
			"the templates have no view of what ends; see VIEWS in cairn-template(5)");
	if (rc != RC_OK)
		return rc;
	if (!cli_on(c, OPT_JSON))
		return cli_out(c, &b, cliff_lines(c, v, &asked, &b, err), err);
	rc = ends_load(cli_session(c), v, &asked, c->arena, &e, err);
	if (rc == RC_OK) {
		say_left_out(e.left_out);
		cliff_json(&e, &b, c->arena);
	}
	return cli_out(c, &b, rc, err);
}
