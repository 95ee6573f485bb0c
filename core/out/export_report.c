/* SPDX-License-Identifier: ISC */
/* A report from the templates: which sections, which records, which answers. */
#include <string.h>

#include "export_internal.h"
#include "../base/text.h"
#include "../store/keys.h"
#include "../records/made.h"
#include "../records/record_internal.h"
#include "export_since.h"
#include "report_page.h"

struct reporting {
	const struct session *s;
	const struct export_opts *o;
	struct left_out *left;
	struct smalls smalls;
	struct since_lines changes; /* read before the rest: it has pictures of its own */
	struct arena *kept;         /* of what is read once */
	struct page page;
	struct arena *arena; /* the page's: of one section */
	struct view *view;
	const struct section *section;
	const struct reg *reg; /* of the section's records */
	size_t shown;          /* how much the section has shown */
};

/* Records */

/* What a reference points at is named, for a reader of a report has no register beside it. */
static const char *refs_shown(struct reporting *w, const struct record *r, const char *stored)
{
	struct names ids = value_lines(stored, w->arena);
	struct record to;
	const char *out = "";
	char id[49];

	if (!strcmp(stored, VALUE_NOT_KNOWN))
		return stored;
	for (size_t i = 0; i < ids.n; i++) {
		id_shown(ids.v[i], id);
		if (record_look_up(w->view, w->s, r->cycle, ids.v[i], w->arena, &to))
			return out;
		/* of what is restricted the id alone: the name would tell it */
		if (!to.exists || (record_restricted(&to) && !w->o->with_restricted))
			out = arena_printf(w->arena, "%s%s%s", out, i ? "; " : "", id);
		else
			out = arena_printf(w->arena, "%s%s%s %s", out, i ? "; " : "", id,
					   export_title(w->view, w->s, &to, w->o, w->arena));
	}
	return out;
}

static const char *label_of(const struct field *f)
{
	return f->label ? f->label : f->id;
}

static const char *row_shown(struct reporting *w, const struct record *r, const struct field *f,
			     const struct pairs *row)
{
	const char *out = "";

	for (size_t i = 0; i < f->nfields; i++) {
		const struct field *sub = &f->fields[i];
		const char *text = pairs_get(row, sub->id);

		if (*text)
			out = arena_printf(w->arena, "%s%s%s: %s", out, *out ? "; " : "",
					   label_of(sub),
					   sub->type == TYPE_REF || sub->type == TYPE_REFS
						   ? refs_shown(w, r, text)
						   : value_shown(sub, text, w->arena));
	}
	return out;
}

static const char *rows_shown(struct reporting *w, const struct record *r, const struct field *f)
{
	const char *out = "";

	for (size_t i = 0; i < r->nrows; i++)
		if (!strcmp(r->rows[i].field, f->id))
			out = arena_printf(w->arena, "%s%s%s", out, *out ? "\n" : "",
					   row_shown(w, r, f, &r->rows[i].values));
	return out;
}

static const char *field_shown(struct reporting *w, const struct record *r, const struct field *f)
{
	const char *stored = record_text(r, f->id);

	if (f->type == TYPE_ROWS)
		return rows_shown(w, r, f);
	if (!*stored)
		return "";
	if (!strcmp(stored, SMALL_TEXT))
		return w->page.form == REPORT_TEXT ? SMALL_TEXT : SMALL_WORDS;
	if (f->type == TYPE_REF || f->type == TYPE_REFS)
		return refs_shown(w, r, stored);
	return value_shown(f, stored, w->arena);
}

static bool is_asked_for(const struct section *s, const struct field *f, const struct reg *reg)
{
	const struct field *name = record_title_field(reg);

	if (f == name || f->rank || !strcmp(f->id, "life") || !strcmp(f->id, "restricted"))
		return false;
	return s->columns.n ? names_have(&s->columns, f->id) : true;
}

static const char *record_heading(struct reporting *w, const struct record *r)
{
	char id[49], *out;

	id_shown(r->id, id);
	out = arena_printf(w->arena, "%s %s%s", id, r->title,
			   record_is(r, "draft") ? " (draft)" : "");
	for (char *c = out; *c; c++)
		if (*c == '\n')
			*c = ' ';
	return out;
}

static void put_fields(struct reporting *w, const struct record *r)
{
	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (is_asked_for(w->section, f, r->reg))
			report_answer(&w->page, label_of(f), field_shown(w, r, f));
	}
	for (size_t i = 0; !w->section->columns.n && i < r->ngone; i++)
		report_answer(&w->page,
			      arena_printf(w->arena, "%s (no longer asked)", r->gone[i].name),
			      r->gone[i].text);
	report_end_answers(&w->page);
}

static void keep_row(struct reporting *w, const struct record *r)
{
	const struct names *columns = &w->section->columns;
	const char **cell = arena_array(w->arena, columns->n + 1, sizeof(*cell));
	size_t n = 0;

	cell[n++] = record_heading(w, r);
	for (size_t i = 0; i < columns->n; i++) {
		const struct field *f = reg_field(r->reg, columns->v[i]);

		if (f && is_asked_for(w->section, f, r->reg))
			cell[n++] = arena_str(w->arena, field_shown(w, r, f));
	}
	report_row(&w->page, cell);
}

/* Short answers go in a table; long ones, or many, are listed under each record's name. */
static bool is_table(const struct section *s, const struct reg *reg)
{
	const struct field *f;

	for (size_t i = 0; i < s->columns.n; i++) {
		f = reg_field(reg, s->columns.v[i]);
		if (!f || f->type == TYPE_LONG || f->type == TYPE_ROWS || f->type == TYPE_GROUP)
			return false;
	}
	return s->columns.n > 0 && s->columns.n < TABLE_COLUMNS;
}

static enum rc put_record(void *arg, struct view *v, const struct record *r, struct arena *a)
{
	struct reporting *w = arg;

	(void)v;
	(void)a;
	if (!conds_hold(w->section->where, w->section->nwhere, r))
		return RC_OK;
	w->shown++;
	if (is_table(w->section, w->reg)) {
		keep_row(w, r);
		return RC_OK;
	}
	report_heading(&w->page, 3, record_heading(w, r));
	put_fields(w, r);
	return RC_OK;
}

static void put_table(struct reporting *w)
{
	const struct names *columns = &w->section->columns;
	const struct field *name = record_title_field(w->reg);
	const char *head[TABLE_COLUMNS];
	size_t n = 0;

	head[n++] = name ? label_of(name) : "Title";
	for (size_t i = 0; i < columns->n; i++) {
		const struct field *f = reg_field(w->reg, columns->v[i]);

		if (is_asked_for(w->section, f, w->reg))
			head[n++] = label_of(f);
	}
	report_table(&w->page, head, n);
}

/* Fields of a register that can point at another. */
static struct names refs_to(const struct reg *from, const struct reg *to, struct arena *a)
{
	struct names out = { arena_array(a, from->nfields + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < from->nfields; i++) {
		const struct field *f = &from->fields[i];

		if ((f->type == TYPE_REF || f->type == TYPE_REFS) &&
		    (names_have(&f->to, to->id) || names_have(&f->to, "*")))
			out.v[out.n++] = f->id;
	}
	return out;
}

/* What the current entries of a register point at. */
static enum rc pointed_at(struct reporting *w, const struct reg *from, const char *cycle,
			  struct dict *out)
{
	struct names *fields = arena_alloc(w->arena, sizeof(*fields));
	struct records all;
	enum rc rc;

	*fields = refs_to(from, w->reg, w->arena);
	rc = records_read(w->view, w->s, from, cycle, NULL, fields, w->arena, &all);
	for (size_t i = 0; !rc && i < all.n; i++) {
		for (size_t k = 0; k < fields->n && strcmp(all.row[i].life, "archived") != 0; k++) {
			struct names ids = value_lines(all.row[i].cell[k], w->arena);

			for (size_t n = 0; n < ids.n; n++)
				dict_put(out, ids.v[n], "");
		}
	}
	return rc;
}

/* The ids that a section lists, where the template says more of it than a condition. */
static enum rc choose_ids(struct reporting *w, const char *cycle, struct names *out)
{
	const struct section *s = w->section;
	const struct reg *from = s->without ? schema_reg(w->s->schema, s->without) : NULL;
	static const struct names no_columns;
	const struct list_query q = { .columns = &no_columns,
				      .order = s->order,
				      .descending = s->descending,
				      .cycle = cycle };
	struct dict used = { 0 };
	struct listing l;
	enum rc rc = list_load_in(w->view, w->s, w->reg, &q, w->arena, &l);

	if (!rc && from)
		rc = pointed_at(w, from, cycle, &used);
	if (!rc) {
		*out = (struct names){ arena_array(w->arena, l.n + 1, sizeof(char *)), 0 };
		for (size_t i = 0; i < l.n; i++)
			if (!dict_get(&used, l.row[i].id))
				out->v[out->n++] = l.row[i].id;
	}
	dict_clear(&used);
	return rc;
}

static enum rc put_register(struct reporting *w)
{
	struct export_walk walk = { w->s,       w->o, w->reg, LIFE_LIVE, w->left,
				    put_record, w,    NULL,   &w->smalls };
	const char *cycle = record_cycle(w->s, w->reg);
	struct names ids;
	enum rc rc = RC_OK;

	if (w->o->cycle && strcmp(cycle, CYCLE_COMMON) != 0)
		cycle = w->o->cycle;
	if (w->section->order || w->section->without) {
		rc = choose_ids(w, cycle, &ids);
		walk.only = &ids;
	}
	if (!rc)
		rc = export_each_in(w->view, &walk, cycle);
	if (!rc && w->page.nrows)
		put_table(w);
	return rc;
}

/* Forms: answers about one thing */

static bool is_shown(const struct names *only, const struct field *f)
{
	return !f->automatic && (!only || names_have(only, f->id));
}

/* only: the fields that are shown; NULL: all */
static enum rc put_some(struct reporting *w, const struct reg *form, const char *id, int level,
			const char *heading, const char *also, const struct names *only)
{
	struct record r;
	const char *cycle = record_cycle(w->s, form);
	bool any = false;
	enum rc rc;

	if (!strcmp(cycle, w->s->cycle) && w->o->cycle)
		cycle = w->o->cycle;
	rc = record_read(w->view, w->s, form, cycle, id, w->arena, &r);
	if (rc)
		return rc;
	for (size_t i = 0; i < form->nfields && !any; i++)
		any = is_shown(only, &form->fields[i]) && *record_text(&r, form->fields[i].id);
	any = any || (!only && r.ngone);
	if (!any && !also)
		return RC_OK;
	w->shown++;
	if (heading)
		report_heading(&w->page, level, heading);
	if (!any) {
		report_paragraph(&w->page, also);
		return RC_OK;
	}
	for (size_t i = 0; i < form->nfields; i++)
		if (is_shown(only, &form->fields[i]))
			report_answer(&w->page, label_of(&form->fields[i]),
				      field_shown(w, &r, &form->fields[i]));
	for (size_t i = 0; i < r.ngone && !only; i++)
		report_answer(&w->page,
			      arena_printf(w->arena, "%s (no longer asked)", r.gone[i].name),
			      r.gone[i].text);
	report_end_answers(&w->page);
	return RC_OK;
}

static enum rc put_form(struct reporting *w, const struct reg *form, const char *id, int level,
			const char *heading, const char *also)
{
	return put_some(w, form, id, level, heading, also, NULL);
}

static const struct reg *form_named(const struct reporting *w, const char *form, const char *other)
{
	return schema_reg(w->s->schema, form ? form : other);
}

static enum rc put_questions(struct reporting *w, const struct question_set *set, int level,
			     const char *blank)
{
	const struct reg *form = form_named(w, set->form, "question");
	enum rc rc = RC_OK;

	for (size_t i = 0; form && i < set->nquestions && !rc; i++)
		rc = put_form(w, form, set->questions[i].id, level, set->questions[i].text, blank);
	return rc;
}

/* Of the questions that the section names: the answers alone, where there are any. */
static enum rc put_answers(struct reporting *w, const struct question_set *set)
{
	const struct reg *form = form_named(w, set->form, "question");
	const struct names *asked = &w->section->columns;
	struct names answer = { &(const char *){ form ? form->fields[0].id : NULL }, 1 };
	enum rc rc = RC_OK;

	for (size_t i = 0; form && i < set->nquestions && !rc; i++)
		if (names_have(asked, set->questions[i].id))
			rc = put_some(w, form, set->questions[i].id, 3, set->questions[i].text,
				      NULL, &answer);
	return rc;
}

static enum rc put_checklist(struct reporting *w, const struct checklist *list, int level,
			     const char *blank)
{
	const struct reg *form = form_named(w, list->form, "item");
	enum rc rc = RC_OK;

	for (size_t i = 0; form && i < list->nitems && !rc; i++)
		rc = put_form(w, form, list->items[i].id, level, list->items[i].text, blank);
	return rc;
}

static enum rc put_activity(struct reporting *w, const struct activity *act)
{
	const struct schema *s = w->s->schema;
	const struct reg *form = form_named(w, NULL, "task");
	enum rc rc = RC_OK;

	report_heading(&w->page, 4, act->title);
	if (form)
		rc = put_form(w, form, act->id, 0, NULL, NULL);
	for (size_t i = 0; i < s->nchecklists && !rc; i++)
		if (s->checklists[i].activity && !strcmp(s->checklists[i].activity, act->id))
			rc = put_checklist(w, &s->checklists[i], 5, NULL);
	for (size_t i = 0; i < s->nquestion_sets && !rc; i++)
		if (s->question_sets[i].activity && !strcmp(s->question_sets[i].activity, act->id))
			rc = put_questions(w, &s->question_sets[i], 5, NULL);
	return rc;
}

static bool belongs(const struct schema *s, const char *activity)
{
	return activity && schema_activity(s, activity, &(const struct stage *){ NULL });
}

/* Checklists and questions that stand beside the cycle: principles, involvement. */
static enum rc put_across(struct reporting *w)
{
	const struct schema *s = w->s->schema;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < s->nchecklists && !rc; i++)
		if (!belongs(s, s->checklists[i].activity)) {
			report_heading(&w->page, 4, s->checklists[i].title);
			rc = put_checklist(w, &s->checklists[i], 5, NULL);
		}
	for (size_t i = 0; i < s->nquestion_sets && !rc; i++)
		if (!belongs(s, s->question_sets[i].activity)) {
			report_heading(&w->page, 4, s->question_sets[i].title);
			rc = put_questions(w, &s->question_sets[i], 5, NULL);
		}
	return rc;
}

static enum rc put_stages(struct reporting *w)
{
	const struct schema *s = w->s->schema;
	const struct reg *form = form_named(w, NULL, "close");
	enum rc rc = RC_OK;

	for (size_t i = 0; i < s->nstages && !rc; i++) {
		report_heading(&w->page, 3, s->stages[i].title);
		if (form)
			rc = put_form(w, form, s->stages[i].id, 0, NULL, NULL);
		for (size_t k = 0; k < s->stages[i].nactivities && !rc; k++)
			rc = put_activity(w, &s->stages[i].activities[k]);
	}
	w->shown++;
	return rc ? rc : put_across(w);
}

/* What changed */

static void put_changes(struct reporting *w)
{
	const struct since_line *before = NULL;

	report_paragraph(&w->page, since_summary(&w->changes, w->arena));
	for (size_t i = 0; i < w->changes.n; i++) {
		const struct since_line *l = &w->changes.v[i];

		if (before && (l->reg != before->reg || strcmp(l->title, before->title) != 0))
			report_end_answers(&w->page);
		if (!before || l->reg != before->reg)
			report_heading(&w->page, 3, l->reg->title);
		if (strcmp(l->title, l->reg->title) != 0 &&
		    (!before || l->reg != before->reg || strcmp(l->title, before->title) != 0))
			report_heading(&w->page, 4, l->title);
		report_answer(&w->page, l->label ? l->label : "Entry", since_words(l, w->arena));
		before = l;
	}
	if (before)
		report_end_answers(&w->page);
	w->left->restricted += w->changes.restricted;
	w->left->apart += w->changes.apart;
	w->shown++;
}

bool report_tells_changes(const struct report *r)
{
	for (size_t i = 0; i < r->nsections; i++)
		if (r->sections[i].special && !strcmp(r->sections[i].special, SPECIAL_CHANGES))
			return true;
	return false;
}

static enum rc read_changes(struct reporting *w, const struct report *r, struct err *err)
{
	struct date day = w->o->since;

	if (!report_tells_changes(r))
		return RC_OK;
	if (!day.y)
		day = since_meeting(w->s, w->kept);
	return since_lines_load(w->s, day, !w->o->with_restricted, w->kept, &w->changes, err);
}

static enum rc put_special(struct reporting *w, const char *special)
{
	const struct reg *form =
		!strcmp(special, "stages") ? NULL : schema_reg(w->s->schema, special);

	if (!strcmp(special, SPECIAL_CHANGES)) {
		put_changes(w);
		return RC_OK;
	}
	if (!strcmp(special, "stages"))
		return put_stages(w);
	if (!form)
		return RC_OK;
	return put_some(w, form,
			!strcmp(special, "partnership") ? w->s->pid
			: w->o->cycle                   ? w->o->cycle
							: w->s->cycle,
			0, NULL, NULL, w->section->columns.n ? &w->section->columns : NULL);
}

/* Views: what the screen says of each measure, with small counts and restricted ones left out. */

static const char *sentences(const struct series *s, const struct series_line *l, struct arena *a)
{
	struct names said = series_sentences(s, l, true, a);
	const char *out = "";

	for (size_t i = 0; i < said.n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? " " : "", said.v[i]);
	return out;
}

static enum rc put_series(struct reporting *w, const char *view)
{
	struct session s = *w->s;
	struct series all;
	enum rc rc;

	if (w->o->cycle)
		s.cycle = w->o->cycle;
	rc = series_load_in(w->view, &s, schema_view(s.schema, view), NULL, w->arena, &all);
	for (size_t i = 0; rc == RC_OK && i < all.nlines; i++) {
		const struct series_line *l = &all.line[i];

		if (series_restricted(&all, l) && !w->o->with_restricted) {
			w->left->restricted++;
			continue;
		}
		w->shown++;
		report_answer(&w->page,
			      *l->geography ? arena_printf(w->arena, "%s, %s", l->measure->title,
							   l->geography)
					    : l->measure->title,
			      sentences(&all, l, w->arena));
	}
	report_end_answers(&w->page);
	return rc;
}

/* Where nothing is kept at all, no section says that all of it is well. */
static enum rc put_nothing(struct reporting *w, const struct section *s)
{
	static const struct names no_fields;
	const char *cycle = w->reg ? record_cycle(w->s, w->reg) : NULL, *said = s->empty;
	struct records all = { 0 };
	bool any = false;
	enum rc rc = RC_OK;

	if (w->reg && (s->nwhere || s->without)) {
		if (w->o->cycle && strcmp(cycle, CYCLE_COMMON) != 0)
			cycle = w->o->cycle;
		rc = records_read(w->view, w->s, w->reg, cycle, NULL, &no_fields, w->arena, &all);
		for (size_t i = 0; i < all.n && !any; i++)
			any = strcmp(all.row[i].life, "archived") != 0;
		if (!any)
			said = arena_printf(w->arena, "There is no %s yet.", w->reg->one);
	}
	if (!rc)
		report_paragraph(&w->page, said);
	return rc;
}

static enum rc put_section(struct reporting *w, const struct section *s)
{
	const struct schema *schema = w->s->schema;
	const struct question_set *set =
		s->questions ? schema_question_set(schema, s->questions) : NULL;
	const struct checklist *list = s->checklist ? schema_checklist(schema, s->checklist) : NULL;
	enum rc rc = RC_OK;

	w->section = s;
	w->reg = s->registers ? schema_reg(schema, s->registers) : NULL;
	w->shown = 0;
	report_heading(&w->page, 2, s->title);
	if (s->text)
		report_paragraph(&w->page, s->text);
	if (s->view)
		rc = put_series(w, s->view);
	if (!rc && w->reg)
		rc = put_register(w);
	if (!rc && set)
		rc = s->columns.n ? put_answers(w, set)
				  : put_questions(w, set, 3, "Not answered yet.");
	if (!rc && list)
		rc = put_checklist(w, list, 3, "Not answered yet.");
	if (!rc && s->special && !(set && w->shown))
		rc = put_special(w, s->special);
	if (!rc && !w->shown && s->empty)
		rc = put_nothing(w, s);
	return rc;
}

struct whole {
	struct reporting *w;
	const struct report *report;
};

static enum rc put_report(struct view *v, void *arg)
{
	struct whole *all = arg;
	enum rc rc = smalls_load(v, all->w->s, all->w->o->cycle, all->w->kept, &all->w->smalls);

	all->w->view = v;
	report_heading(&all->w->page, 1, all->report->title);
	if (all->w->o->generated)
		report_paragraph(&all->w->page, all->w->o->generated);
	for (size_t i = 0; i < all->report->nsections && !rc; i++) {
		arena_reset(all->w->arena);
		rc = put_section(all->w, &all->report->sections[i]);
	}
	return rc;
}

enum rc export_report(const struct session *s, const struct report *r, enum report_form form,
		      const struct export_opts *o, struct buf *out, struct left_out *left,
		      struct err *err)
{
	struct left_out none = { 0 };
	struct export_opts one = *o; /* a report is of one cycle */
	struct reporting w = { .s = s, .o = &one, .left = left ? left : &none };
	struct buf raw = { 0 };
	enum rc rc = export_may(s, o, err);

	if (rc)
		return rc;
	if (o->cycle && !strcmp(o->cycle, "*"))
		one.cycle = NULL;
	w.arena = arena_new();
	w.kept = arena_new();
	w.page = (struct page){ .out = &raw, .form = form, .arena = w.arena };
	rc = read_changes(&w, r, err);
	rc = rc ? rc : store_picture(s->store, put_report, &(struct whole){ &w, r }, err);
	text_safe(out, buf_text(&raw), raw.len, TEXT_FILE);
	buf_clear(&raw);
	smalls_clear(&w.smalls);
	arena_free(w.kept);
	arena_free(w.arena);
	return rc;
}
