/* SPDX-License-Identifier: ISC */
/*
 * Which columns serve the same row and are alike
 *
 * Two are alike when they share an answer in one of the fields that the
 * template names; who is alike to one that is alike belongs to the same
 * group. Each answer of a column is looked at once for each row it serves.
 * Source: cairn-template(5), VIEWS
 */
#include <string.h>

#include "../records/made.h"
#include "matrix_internal.h"
#include "../records/value.h"

struct answer { /* that columns can share */
	const char *label;
	size_t row;    /* the last row it was met in, plus 1 */
	size_t member; /* who had it there */
	bool shared;
};

struct looking {
	const struct matrix *m;
	struct arena *arena;
	struct dict answers;  /* "2 release": its struct answer */
	struct answer ***of;  /* of each shown column, ends in NULL */
	bool all;             /* no field is named: whoever serves the same row overlaps */
	size_t *member;       /* columns that serve the row */
	size_t *root;         /* of each member: the first of its group */
	size_t *size, *group; /* of each root */
	size_t n;
	struct overlap *out;
	size_t nout, cap;
};

static struct answer *answer_of(struct looking *l, const struct field *f, const char *word)
{
	const char *key = arena_printf(l->arena, "%s %s", f->id, word);
	struct answer *a = (struct answer *)dict_get(&l->answers, key);

	if (a)
		return a;
	a = arena_alloc(l->arena, sizeof(*a));
	a->label = value_shown(f, word, l->arena);
	dict_put(&l->answers, key, a);
	return a;
}

static void read_answers(struct looking *l, size_t column)
{
	const struct matrix *m = l->m;
	const char *at = part_told(view_part(m->view, "columns"), "same"), *word;
	struct answer **v = arena_array(l->arena, 64, sizeof(struct answer *));
	size_t n = 0, len;

	l->of[column] = v;
	while (list_next(&at, &word, &len)) {
		const struct field *f = reg_field(m->column_reg, arena_strn(l->arena, word, len));
		struct names words;

		if (!f)
			continue;
		words = value_lines(matrix_answer(&m->columns, matrix_column(m, column), f->id),
				    l->arena);
		for (size_t i = 0; i < words.n && n < 63; i++)
			if (strcmp(words.v[i], VALUE_NOT_KNOWN) != 0)
				v[n++] = answer_of(l, f, words.v[i]);
	}
}

static size_t root_of(const struct looking *l, size_t i)
{
	while (l->root[i] != i) {
		l->root[i] = l->root[l->root[i]];
		i = l->root[i];
	}
	return i;
}

static void join(struct looking *l, size_t a, size_t b)
{
	a = root_of(l, a);
	b = root_of(l, b);
	if (a < b)
		l->root[b] = a;
	else
		l->root[a] = b;
}

static void meet(struct looking *l, size_t row, size_t member)
{
	for (struct answer **v = l->of[l->member[member]]; *v; v++) {
		struct answer *a = *v;

		if (a->row == row + 1) {
			a->shared = true;
			join(l, a->member, member);
		} else {
			a->row = row + 1;
			a->member = member;
			a->shared = false;
		}
	}
	if (l->all && member > 0)
		join(l, 0, member);
}

static struct overlap *new_group(struct looking *l, size_t row, size_t size)
{
	struct overlap *o;

	l->out = arena_grown(l->arena, l->out, l->nout, &l->cap, sizeof(*l->out));
	o = &l->out[l->nout++];
	*o = (struct overlap){ .row = row, .alike = "" };
	o->column = arena_array(l->arena, size, sizeof(*o->column));
	return o;
}

/* The answers that this member shares with others of its group, each told once. */
static void tell_shared(struct looking *l, size_t row, size_t member, struct overlap *o)
{
	for (struct answer **v = l->of[l->member[member]]; *v; v++) {
		if (!(*v)->shared || (*v)->row != row + 1)
			continue;
		o->alike = arena_printf(l->arena, "%s%s%s", o->alike, *o->alike ? ", " : "",
					(*v)->label);
		(*v)->shared = false;
	}
}

static void add_groups(struct looking *l, size_t row)
{
	memset(l->size, 0, l->n * sizeof(*l->size));
	for (size_t i = 0; i < l->n; i++)
		l->size[root_of(l, i)]++;
	for (size_t i = 0; i < l->n; i++) {
		size_t root = root_of(l, i); /* the first of its group */
		struct overlap *o;

		if (l->size[root] < 2)
			continue;
		if (root == i) {
			l->group[i] = l->nout;
			new_group(l, row, l->size[i]);
		}
		o = &l->out[l->group[root]];
		o->column[o->n++] = l->member[i];
		tell_shared(l, row, i, o);
	}
}

static void look_at_row(struct looking *l, size_t row)
{
	l->n = 0;
	for (size_t c = 0; c < l->m->ncolumns; c++) {
		if (!matrix_serves(l->m, row, c))
			continue;
		l->member[l->n] = c;
		l->root[l->n] = l->n;
		l->n++;
	}
	for (size_t i = 0; l->n > 1 && i < l->n; i++)
		meet(l, row, i);
	if (l->n > 1)
		add_groups(l, row);
}

size_t matrix_overlaps(const struct matrix *m, struct arena *a, struct overlap **out)
{
	struct looking l = { .m = m, .arena = a };

	l.all = part_told(view_part(m->view, "columns"), "same") == NULL;
	l.of = arena_array(a, m->ncolumns + 1, sizeof(*l.of));
	l.member = arena_array(a, m->ncolumns + 1, sizeof(*l.member));
	l.root = arena_array(a, m->ncolumns + 1, sizeof(*l.root));
	l.size = arena_array(a, m->ncolumns + 1, sizeof(*l.size));
	l.group = arena_array(a, m->ncolumns + 1, sizeof(*l.group));
	for (size_t c = 0; c < m->ncolumns; c++)
		read_answers(&l, c);
	for (size_t r = 0; r < m->nrows; r++)
		look_at_row(&l, r);
	dict_clear(&l.answers);
	*out = l.out;
	return l.nout;
}
