/* SPDX-License-Identifier: ISC */
/* What other registers say of a row or a column: the evidence behind a judgement. */
#include <string.h>

#include "matrix_internal.h"

struct gathering {
	const struct session *s;
	struct arena *arena;
	struct link *v;
	size_t n, cap;
};

static bool has(const struct gathering *g, const char *id)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->v[i].id, id) == 0)
			return true;
	return false;
}

static void add(struct gathering *g, const struct reg *reg, const char *id, const char *title)
{
	if (has(g, id))
		return;
	g->v = arena_grown(g->arena, g->v, g->n, &g->cap, sizeof(*g->v));
	g->v[g->n++] = (struct link){ .id = id, .title = title, .field = reg->title, .reg = reg };
}

static enum rc pointing_at(struct gathering *g, const struct view_part *p, const char *role,
			   const char *id, struct err *err)
{
	const struct reg *reg = schema_reg(g->s->schema, p->reg);
	const char *field = part_field(p, role);
	struct cond where = { .field = field, .is = { .v = &id, .n = 1 } };
	struct list_query q = { .columns = &reg->title_from, .where = &where, .nwhere = 1 };
	struct listing found;
	enum rc rc;

	if (!field)
		return RC_OK;
	rc = list_load(g->s, reg, &q, g->arena, &found, err);
	for (size_t i = 0; rc == RC_OK && i < found.n; i++)
		add(g, reg, found.row[i].id,
		    list_title_beside(&found, &found.row[i], field, g->arena));
	return rc;
}

/* What the column itself names as its evidence. */
static void named(struct gathering *g, const struct matrix *m, const struct matrix_line *column)
{
	const char *field = part_field(view_part(m->view, "columns"), "evidence");
	struct names ids = { NULL, 0 };

	if (field)
		ids = value_lines(matrix_answer(&m->columns, column, field), g->arena);
	for (size_t i = 0; i < ids.n; i++) {
		struct record r;

		if (record_find(g->s, ids.v[i], g->arena, &r, NULL) == RC_OK)
			add(g, r.reg, r.id, r.title);
	}
}

enum rc matrix_evidence(const struct session *s, const struct matrix *m, size_t row, size_t column,
			struct arena *a, struct link **out, size_t *n, struct err *err)
{
	struct gathering g = { .s = s, .arena = a };
	enum rc rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < m->view->nparts; i++) {
		const struct view_part *p = &m->view->parts[i];

		if (strcmp(p->as, "evidence") != 0)
			continue;
		rc = pointing_at(&g, p, "row", matrix_row(m, row)->id, err);
		if (rc == RC_OK)
			rc = pointing_at(&g, p, "column", matrix_column(m, column)->id, err);
	}
	if (rc == RC_OK)
		named(&g, m, matrix_column(m, column));
	*out = g.v;
	*n = g.n;
	return rc;
}
