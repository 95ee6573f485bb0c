/* SPDX-License-Identifier: ISC */
#include "model.h"

#include <stdlib.h>
#include <string.h>

static const struct reg *model_reg(const struct session *s, const struct view *view)
{
	const struct view_part *rows = view_part(view, "rows");

	return rows ? schema_reg(s->schema, rows->reg) : NULL;
}

/* The fields that a list of the part names, in its order. */
static struct names told_fields(const struct view *view, const char *name, struct arena *a)
{
	const struct view_part *rows = view_part(view, "rows");
	const char *at = rows ? part_told(rows, name) : NULL, *word;
	struct names out = { NULL, 0 };
	size_t len;

	if (!at)
		return out;
	out.v = arena_array(a, strlen(at) / 2 + 1, sizeof(char *));
	while (list_next(&at, &word, &len))
		out.v[out.n++] = arena_strn(a, word, len);
	return out;
}

static void fill_boxes(const struct session *s, struct model *m, struct arena *a)
{
	struct names fields = told_fields(m->view, "boxes", a);
	struct names labels = told_fields(m->view, "labels", a);

	m->box = arena_array(a, fields.n + 1, sizeof(*m->box));
	for (size_t i = 0; i < fields.n; i++) {
		const struct field *f = reg_field(m->reg, fields.v[i]);
		struct model_box *b = &m->box[m->nboxes];

		if (!f)
			continue;
		m->nboxes++;
		b->field = f;
		b->label = i < labels.n ? labels.v[i] : f->label;
		b->text = answer_shown(s, f, record_text(&m->record, f->id), a);
		m->filled += b->text[0] != '\0';
	}
}

/* Not known is an honest answer, and a step that rests on it is not done. */
static bool has_answer(const struct model *m, const struct field *f)
{
	const char *text = record_text(&m->record, f->id);

	if (f->type != TYPE_ROWS)
		return *text && strcmp(text, VALUE_NOT_KNOWN) != 0;
	for (size_t i = 0; i < m->record.nrows; i++)
		if (!strcmp(m->record.rows[i].field, f->id))
			return true;
	return false;
}

static void fill_step(const struct model *m, const struct item *item, struct model_step *step,
		      struct arena *a)
{
	size_t len = strlen(m->reg->id);

	*step = (struct model_step){ .item = item };
	step->field = arena_array(a, item->concerns.n + 1, sizeof(*step->field));
	for (size_t i = 0; i < item->concerns.n; i++) {
		const char *path = item->concerns.v[i];
		const struct field *f = !strncmp(path, m->reg->id, len) && path[len] == '/'
						? reg_field(m->reg, path + len + 1)
						: NULL;

		if (!f)
			continue;
		step->field[step->nfields++] = f;
		if (has_answer(m, f))
			step->answered++;
		else if (!step->next)
			step->next = f;
	}
}

static void fill_steps(const struct session *s, struct model *m, struct arena *a)
{
	const struct view_part *rows = view_part(m->view, "rows");
	const char *name = part_told(rows, "steps");
	const struct checklist *list = name ? schema_checklist(s->schema, name) : NULL;

	if (!list)
		return;
	m->step = arena_array(a, list->nitems + 1, sizeof(*m->step));
	for (size_t i = 0; i < list->nitems; i++) {
		struct model_step *step = &m->step[m->nsteps];

		fill_step(m, &list->items[i], step, a);
		if (step->nfields == 0)
			continue;
		m->nsteps++;
		m->done += step->next == NULL;
	}
}

static void count_options(struct model *m)
{
	const struct view_part *rows = view_part(m->view, "rows");
	const char *options = part_field(rows, "options"), *cost = part_told(rows, "cost");
	const char *least = part_told(rows, "least");

	m->options = options ? reg_field(m->reg, options) : NULL;
	m->cost = m->options && cost ? field_sub(m->options, cost) : NULL;
	m->least = least ? strtoul(least, NULL, 10) : 0;
	for (size_t i = 0; m->options && i < m->record.nrows; i++) {
		const struct child *row = &m->record.rows[i];
		const char *text;

		if (strcmp(row->field, m->options->id) != 0)
			continue;
		m->noptions++;
		text = m->cost ? pairs_get(&row->values, m->cost->id) : "";
		m->costed += *text && strcmp(text, VALUE_NOT_KNOWN) != 0;
	}
}

enum rc model_load(const struct session *s, const struct view *view, const char *id,
		   struct arena *a, struct model *out, struct err *err)
{
	enum rc rc;

	*out = (struct model){ .view = view, .reg = model_reg(s, view) };
	if (!out->reg)
		return err_set(err, RC_NOT_FOUND, "the view '%s' shows no register", view->id);
	rc = record_load(s, out->reg, id, a, &out->record, err);
	if (rc != RC_OK)
		return rc;
	if (!out->record.exists)
		return err_set(err, RC_NOT_FOUND, "there is no %s '%s'", out->reg->one, id);
	fill_boxes(s, out, a);
	fill_steps(s, out, a);
	count_options(out);
	return RC_OK;
}

const char *model_empty(const struct model *m, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < m->nboxes; i++)
		if (!m->box[i].text[0])
			out = arena_printf(a, "%s%s%s", out, *out ? ", " : "", m->box[i].label);
	return out;
}

const char *model_lacks(const struct model *m, const struct model_step *step, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < step->nfields; i++)
		if (!has_answer(m, step->field[i]))
			out = arena_printf(a, "%s%s%s", out, *out ? ", " : "",
					   step->field[i]->label);
	return out;
}

enum rc model_list(const struct session *s, const struct view *view, struct arena *a,
		   struct model_line **out, size_t *n, struct err *err)
{
	const struct reg *reg = model_reg(s, view);
	struct names fields = told_fields(view, "boxes", a);
	struct list_query q = { .columns = &fields };
	struct listing l;
	enum rc rc;

	*n = 0;
	if (!reg)
		return err_set(err, RC_NOT_FOUND, "the view '%s' shows no register", view->id);
	rc = list_load(s, reg, &q, a, &l, err);
	if (rc != RC_OK)
		return rc;
	*out = arena_array(a, l.n + 1, sizeof(**out));
	for (size_t i = 0; i < l.n; i++) {
		struct model_line *line = &(*out)[(*n)++];

		*line = (struct model_line){ .id = l.row[i].id,
					     .title = l.row[i].title,
					     .of = l.ncolumns };
		for (size_t c = 0; c < l.ncolumns; c++)
			line->filled += l.row[i].cell[c][0] != '\0';
	}
	return RC_OK;
}
