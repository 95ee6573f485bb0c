/* SPDX-License-Identifier: ISC */
/* What occurs once in a register: its title, and the fields that its template names together. */
#include <string.h>

#include "../base/text.h"
#include "../store/keys.h"
#include "record_internal.h"
#include "value_internal.h"

static bool same_cell(const struct field *f, const char *a, const char *b)
{
	return f && field_is_text(f) ? text_compare(a, b) == 0 : strcmp(a, b) == 0;
}

static const struct sheet_row *find_twin(const struct checking *c, const struct names *fields,
					 const struct records *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct sheet_row *row = &all->row[i];
		size_t k = 0;

		if (strcmp(row->id, c->after->id) == 0 || strcmp(row->life, "archived") == 0)
			continue;
		while (k < fields->n &&
		       same_cell(reg_field(c->after->reg, fields->v[k]), row->cell[k],
				 record_text(c->after, fields->v[k])))
			k++;
		if (k == fields->n)
			return row;
	}
	return NULL;
}

static const char *join_labels(const struct checking *c, const struct names *fields)
{
	const char *out = "";

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(c->after->reg, fields->v[i]);

		out = arena_printf(c->arena, "%s%s%s", out,
				   i == 0               ? ""
				   : i + 1 == fields->n ? " and "
							: ", ",
				   f ? field_inside(f, c->arena) : fields->v[i]);
	}
	return out;
}

/*
 * Where all that occurs once is in one fact, that is looked through for it as
 * text: 20,000 of them are read while somebody waits for a key, and nearly none
 * need be taken apart.
 */
struct twins {
	const char **line; /* need=ne-000001 */
	size_t n, prefix;
	struct arena *arena;
	struct names ids;
	size_t cap;
};

static bool has_line(struct slice text, const char *line)
{
	const char *from = text.data, *end = from + text.len;
	size_t len = strlen(line);

	for (const char *at = from; (at = memmem(at, (size_t)(end - at), line, len)); at += len)
		if ((at == from || at[-1] == '\n') && (at + len == end || at[len] == '\n'))
			return true;
	return false;
}

static bool note_twin(void *arg, const struct fact_text *f)
{
	struct twins *t = arg;
	const char *id = (const char *)f->name.data + t->prefix;

	for (size_t i = 0; i < t->n; i++)
		if (!has_line(f->text, t->line[i]))
			return true;
	t->ids.v = arena_grown(t->arena, t->ids.v, t->ids.n, &t->cap, sizeof(*t->ids.v));
	t->ids.v[t->ids.n++] =
		arena_strn(t->arena, id, (size_t)((const char *)f->last.data - 1 - id));
	return true;
}

/* The one fact that holds all these fields, each as it is compared; NULL: there is none. */
static const char *shared_fact(const struct reg *reg, const struct names *fields)
{
	const char *fact = NULL;

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(reg, fields->v[i]);

		if (!f || field_is_text(f) || !field_is_shared(reg, f) ||
		    (fact && strcmp(fact, field_fact(reg, f)) != 0))
			return NULL;
		fact = field_fact(reg, f);
	}
	return fact;
}

/* One of those noted that is another record, and there, and not archived. */
static const char *twin_of(const struct checking *c, const struct twins *t)
{
	for (size_t i = 0; i < t->ids.n; i++) {
		struct record r;

		if (strcmp(t->ids.v[i], c->after->id) != 0 &&
		    record_read(c->view, c->session, c->after->reg, c->after->cycle, t->ids.v[i],
				c->arena, &r) == RC_OK &&
		    r.exists && !record_is(&r, "archived"))
			return r.id;
	}
	return NULL;
}

static const char *find_twin_row(const struct checking *c, const struct names *fields,
				 const char *fact)
{
	const struct reg *reg = c->after->reg;
	const char *prefix = arena_printf(c->arena, "%s/%s/", c->after->cycle, reg->key);
	const struct names facts = { .v = &fact, .n = 1 };
	struct twins t = { .n = fields->n, .prefix = strlen(prefix), .arena = c->arena };

	t.line = arena_array(c->arena, fields->n, sizeof(*t.line));
	for (size_t i = 0; i < fields->n; i++) {
		const struct pair pair = { fields->v[i], record_text(c->after, fields->v[i]) };

		t.line[i] = pairs_text(&pair, 1, c->arena);
	}
	if (fact_texts(c->view, session_place(c->session), prefix, &facts, note_twin, &t) != RC_OK)
		return NULL;
	return twin_of(c, &t);
}

static const char *find_twin_record(const struct checking *c, const struct names *fields)
{
	const struct sheet_row *twin;
	struct records all;

	if (records_read(c->view, c->session, c->after->reg, c->after->cycle, NULL, fields,
			 c->arena, &all) != RC_OK)
		return NULL;
	twin = find_twin(c, fields, &all);
	return twin ? twin->id : NULL;
}

static bool none_blank(const struct checking *c, const struct names *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		if (*record_text(c->after, fields->v[i]) == '\0')
			return false;
	return true;
}

/* Fields that together occur once in the register and cycle; looked at when one of them moves. */
static void check_once(const struct checking *c, const struct names *fields)
{
	const char *fact = shared_fact(c->after->reg, fields);
	bool touched = put_has(c, FIELD_LIFE), all_blank = true;
	const char *twin;
	char shown[49];

	for (size_t i = 0; i < fields->n; i++) {
		touched = touched || put_has(c, fields->v[i]);
		all_blank = all_blank && *record_text(c->after, fields->v[i]) == '\0';
	}
	if (!touched || all_blank || fields->n == 0)
		return;
	twin = fact && none_blank(c, fields) ? find_twin_row(c, fields, fact)
					     : find_twin_record(c, fields);
	if (!twin)
		return;
	id_shown(twin, shown);
	check_fault(c, fields->v[0], LEVEL_REFUSE,
		    arena_printf(c->arena,
				 "%s has the same %s already; change that one or write "
				 "another %s",
				 shown, join_labels(c, fields),
				 join_labels(c, &(struct names){ fields->v, 1 })));
}

void uniqueness_check(const struct checking *c)
{
	const struct reg *reg = c->after->reg;
	const struct field *title = record_title_field(reg);
	struct names one = { NULL, 1 };

	if (reg->kind != REG_REGISTER || record_is(c->after, "archived"))
		return;
	check_once(c, &reg->unique);
	if (!title || (reg->unique.n == 1 && strcmp(reg->unique.v[0], title->id) == 0))
		return;
	one.v = (const char **)&title->id;
	check_once(c, &one);
}
