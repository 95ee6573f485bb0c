/* SPDX-License-Identifier: ISC */
/* What the web says of a record: its answers, its title. */
#include <string.h>

#include "../store/keys.h"
#include "web_internal.h"

const struct web_part *web_part_of(const struct web *w, const char *reg)
{
	for (size_t i = 0; i < w->nparts; i++) {
		if (strcmp(w->part[i].reg->id, reg) == 0)
			return &w->part[i];
	}
	return NULL;
}

const char *web_text(const struct web *w, uint32_t node, const char *field)
{
	const struct web_part *p = web_part_at(w, node);

	for (size_t i = 0; i < p->fields.n; i++) {
		if (strcmp(p->fields.v[i], field) == 0)
			return w->node[node].text[i];
	}
	return "";
}

bool web_conds_hold(const struct web *w, uint32_t node, const struct cond *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!text_matches(&c[i].is, web_text(w, node, c[i].field)))
			return false;
	}
	return true;
}

static const char *life_of(const struct web_node *node)
{
	return node->archived ? "archived" : node->draft ? "draft" : "live";
}

static void rows_of(const struct web *w, const struct web_node *node, struct arena *a,
		    struct record *out)
{
	const struct web_part *p = &w->part[node->part];

	out->rows = arena_array(a, node->nrows + 1, sizeof(*out->rows));
	out->nrows = out->nrows_all = node->nrows;
	for (uint32_t i = 0; i < node->nrows; i++) {
		const struct web_row *row = &w->row[node->row + i];

		out->rows[i] = (struct child){ .field = p->fields.v[row->column],
					       .name = row->name,
					       .values = pairs_read(row->text, a),
					       .slot = { .text = row->text } };
	}
}

void web_record(const struct web *w, uint32_t at, struct arena *a, struct record *out)
{
	const struct web_node *node = &w->node[at];
	const struct web_part *p = &w->part[node->part];
	const struct field *life = reg_field(p->reg, FIELD_LIFE);

	*out = (struct record){ .reg = p->reg,
				.id = node->id,
				.cycle = p->cycle,
				.title = node->id,
				.exists = !node->deleted,
				.deleted = node->deleted,
				.versions = "",
				.deletion = { .text = "" } };
	out->field = arena_array(a, p->reg->nfields + 1, sizeof(*out->field));
	for (size_t i = 0; i < p->reg->nfields; i++)
		out->field[i].text = "";
	for (size_t i = 0; i < p->fields.n; i++)
		out->field[p->place[i]].text = node->text[i];
	if (life)
		out->field[life - p->reg->fields].text = life_of(node);
	rows_of(w, node, a, out);
}

/* Titles */

static const char *title_deep(const struct web *w, uint32_t at, uint32_t beside, int depth,
			      struct arena *a);

static const char *shown_id(const char *id, struct arena *a)
{
	char shown[49];

	id_shown(id, shown);
	return arena_str(a, shown);
}

static const char *derived(const struct web *w, uint32_t at, uint32_t beside, int depth,
			   struct arena *a)
{
	const struct reg *reg = web_part_at(w, at)->reg;
	const char *out = "";

	for (size_t i = 0; i < reg->title_from.n; i++) {
		const struct field *f = reg_field(reg, reg->title_from.v[i]);
		const char *text = f ? web_text(w, at, f->id) : "";
		uint32_t to = f && f->type == TYPE_REF ? web_find(w, text) : WEB_NONE;

		if (*text == '\0' || (to != WEB_NONE && to == beside))
			continue;
		text = to != WEB_NONE && depth > 0 ? title_deep(w, to, WEB_NONE, depth - 1, a)
						   : value_shown(f, text, a);
		out = *out ? arena_printf(a, "%s, %s", out, text) : text;
	}
	return out;
}

/* The words of a checklist item or a question that a form's answers are about. */
static const char *form_title(const struct web *w, const char *id)
{
	const struct schema *s = w->session->schema;
	const struct item *item = schema_item(s, id, NULL);
	const struct question *q = item ? NULL : schema_question(s, id, NULL);
	const struct activity *act = item || q ? NULL : schema_activity(s, id, NULL);

	return item ? item->text : q ? q->text : act ? act->title : "";
}

static const char *title_deep(const struct web *w, uint32_t at, uint32_t beside, int depth,
			      struct arena *a)
{
	const struct reg *reg = web_part_at(w, at)->reg;
	const struct field *f = record_title_field(reg);
	const char *title = reg->kind == REG_FORM ? form_title(w, w->node[at].id)
			    : reg->title_derived  ? derived(w, at, beside, depth, a)
			    : f                   ? value_shown(f, web_text(w, at, f->id), a)
						  : "";

	if (*title == '\0' || (w->open && w->node[at].restricted))
		return shown_id(w->node[at].id, a);
	return title_line(title, a);
}

const char *web_title(const struct web *w, uint32_t node, struct arena *a)
{
	return title_deep(w, node, WEB_NONE, TITLE_DEPTH, a);
}

const char *web_title_beside(const struct web *w, uint32_t node, uint32_t beside, struct arena *a)
{
	return title_deep(w, node, beside, TITLE_DEPTH, a);
}
