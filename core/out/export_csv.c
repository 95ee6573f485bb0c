/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "../base/csv.h"
#include "export_internal.h"
#include "../store/keys.h"
#include "../records/record_internal.h"

struct table {
	const struct session *s;
	const struct reg *reg;
	struct sheet sheet;
	bool all_cycles;
};

/* Numbers, money and dates stay plain, so that a spreadsheet can reckon with them. */
static bool is_plain(const struct field *f)
{
	switch (f->type) {
	case TYPE_INT:
	case TYPE_NUM:
	case TYPE_PCT:
	case TYPE_MONEY:
	case TYPE_DATE:
	case TYPE_TEXT:
	case TYPE_LONG:
		return true;
	default:
		return false;
	}
}

static const char *one_line(const struct field *f, const char *stored, struct arena *a)
{
	struct names parts = value_lines(stored, a);
	struct field one = *f;
	const char *out = "";

	one.type = f->type == TYPE_MULTI ? TYPE_CHOICE : TYPE_REF;
	for (size_t i = 0; i < parts.n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? "; " : "",
				   value_shown(&one, parts.v[i], a));
	return out;
}

static const char *cell_text(const struct field *f, const char *stored, struct arena *a)
{
	if (!*stored || !strcmp(stored, SMALL_TEXT) ||
	    (is_plain(f) && strcmp(f->id, FIELD_CARRIED) != 0))
		return stored;
	if (f->type == TYPE_MULTI || f->type == TYPE_REFS)
		return one_line(f, stored, a);
	return value_shown(f, stored, a);
}

/* The name of a record comes first, whichever of its fields it is. */
static void head(struct table *t)
{
	const struct reg *reg = t->reg;
	const struct field *name = record_title_field(reg);

	sheet_cell(&t->sheet, "Id");
	if (t->all_cycles)
		sheet_cell(&t->sheet, "Cycle");
	sheet_cell(&t->sheet, name && name->label ? name->label : "Title");
	for (size_t i = 0; i < reg->nfields; i++)
		if (&reg->fields[i] != name)
			sheet_cell(&t->sheet,
				   reg->fields[i].label ? reg->fields[i].label : reg->fields[i].id);
	sheet_end_row(&t->sheet);
}

static enum rc row(void *arg, struct view *v, const struct record *r, struct arena *a)
{
	struct table *t = arg;
	const struct field *name = record_title_field(t->reg);
	char id[49];

	(void)v;
	id_shown(r->id, id);
	sheet_cell(&t->sheet, id);
	if (t->all_cycles)
		sheet_cell(&t->sheet, r->cycle);
	sheet_cell(&t->sheet, name ? record_text(r, name->id) : r->title);
	for (size_t i = 0; i < t->reg->nfields; i++) {
		const struct field *f = &t->reg->fields[i];

		if (f == name)
			continue;
		sheet_cell(&t->sheet, f->type == TYPE_ROWS ? export_rows(r, f, a)
							   : cell_text(f, r->field[i].text, a));
	}
	sheet_end_row(&t->sheet);
	return RC_OK;
}

enum rc export_csv(const struct session *s, const struct reg *reg, const struct export_opts *o,
		   struct buf *out, struct left_out *left, struct err *err)
{
	struct table t = { .s = s, .reg = reg, .all_cycles = o->cycle && !strcmp(o->cycle, "*") };
	struct export_walk w = { s, o, reg, o->life, left, row, &t, NULL, NULL };

	sheet_init(&t.sheet, out);
	head(&t);
	return export_each(&w, err);
}
