/* SPDX-License-Identifier: ISC */
#include "record_shows.h"

#include <string.h>

#include "screens.h"
#include "words.h"

static const char *line_detail(const struct listing *l, const struct list_row *row,
			       const struct names *columns, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < l->ncolumns; i++) {
		if (!names_have(columns, l->column[i]->id) || !row->cell[i][0])
			continue;
		/* a text that ends with its own stop is parted by it */
		out = arena_printf(a, "%s%s%s: %s", out,
				   !*out                         ? ""
				   : out[strlen(out) - 1] == '.' ? " "
								 : "; ",
				   l->column[i]->label, list_shown(l, row, i, a));
	}
	return *out ? out : NULL;
}

static void want(struct names *to, const struct names *more)
{
	for (size_t i = 0; i < more->n; i++)
		if (!names_have(to, more->v[i]))
			to->v[to->n++] = more->v[i];
}

static void find_own(const struct reg *reg, const struct view_part *p, struct beside *b,
		     struct arena *a)
{
	const char *at = part_told(p, "own"), *word;
	size_t len;

	b->own = arena_array(a, reg->nfields + 1, sizeof(*b->own));
	while (list_next(&at, &word, &len)) {
		const struct field *f = reg_field(reg, arena_strn(a, word, len));

		if (f)
			b->own[b->nown++] = f;
	}
}

static enum rc load_one(const struct session *s, const struct record *r, const struct view_part *p,
			struct arena *a, struct beside *b, struct err *err)
{
	const struct reg *reg = schema_reg(s->schema, p->reg);
	struct cond *where = arena_array(a, p->nwhere + 1, sizeof(*where));
	const char **id = arena_array(a, 1, sizeof(*id));
	struct names *columns = arena_alloc(a, sizeof(*columns));
	struct list_query q = { .columns = columns, .where = where, .nwhere = p->nwhere + 1 };
	struct listing l;
	enum rc rc;

	*id = r->id;
	if (p->nwhere)
		memcpy(where, p->where, p->nwhere * sizeof(*where));
	where[p->nwhere] = (struct cond){ .field = part_field(p, "to"), .is = { id, 1 } };
	columns->v = arena_array(a, p->columns.n + reg->title_from.n + 1, sizeof(char *));
	want(columns, &reg->title_from);
	want(columns, &p->columns);
	rc = list_load(s, reg, &q, a, &l, err);
	if (rc != RC_OK)
		return rc;
	b->title = p->as;
	b->line = arena_array(a, l.n + 1, sizeof(*b->line));
	for (size_t i = 0; i < l.n; i++)
		b->line[b->n++] = (struct beside_line){
			.reg = reg,
			.id = l.row[i].id,
			.text = list_title_beside(&l, &l.row[i], part_field(p, "to"), a),
			.detail = line_detail(&l, &l.row[i], &p->columns, a),
		};
	find_own(r->reg, p, b, a);
	return RC_OK;
}

enum rc besides_load(const struct session *s, const struct record *r, struct arena *a,
		     struct besides *out, struct err *err)
{
	enum rc rc = RC_OK;

	*out = (struct besides){ .v = arena_array(a, r->reg->nshows + 1, sizeof(*out->v)) };
	for (size_t i = 0; rc == RC_OK && i < r->reg->nshows; i++)
		rc = load_one(s, r, &r->reg->shows[i], a, &out->v[out->n++], err);
	return rc;
}

static void own_rows(const struct beside *b, const struct record *r, int first, struct page *p)
{
	for (size_t i = 0; i < b->nown; i++) {
		const struct field *f = b->own[i];
		const char *text = record_text(r, f->id);

		if (text[0])
			page_item(p, first + (int)(f - r->reg->fields), f->label, NULL)->detail =
				value_shown(f, text, p->arena);
	}
}

void besides_rows(const struct besides *b, const struct record *r, int first, int first_field,
		  struct page *p)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct beside *one = &b->v[i];
		size_t before;

		page_head(p, one->title);
		before = p->nrows;
		own_rows(one, r, first_field, p);
		for (size_t k = 0; k < one->n; k++)
			page_item(p, first++, one->line[k].text, NULL)->detail =
				one->line[k].detail;
		if (p->nrows == before)
			page_text(p, W_NOTHING_YET);
	}
}

static const struct beside_line *line_at(const struct besides *b, size_t i)
{
	for (size_t k = 0; k < b->n; k++) {
		if (i < b->v[k].n)
			return &b->v[k].line[i];
		i -= b->v[k].n;
	}
	return NULL;
}

bool besides_open(const struct besides *b, size_t i, struct nav *n)
{
	const struct beside_line *line = line_at(b, i);

	if (line)
		nav_open(n, &screen_record, &(struct args){ .a = line->reg->id, .b = line->id });
	return line != NULL;
}

bool besides_own(const struct besides *b, const struct field *f)
{
	for (size_t k = 0; k < b->n; k++)
		for (size_t i = 0; i < b->v[k].nown; i++)
			if (b->v[k].own[i] == f)
				return true;
	return false;
}

bool besides_have(const struct besides *b, const char *id)
{
	for (size_t i = 0; line_at(b, i); i++)
		if (!strcmp(line_at(b, i)->id, id))
			return true;
	return false;
}
