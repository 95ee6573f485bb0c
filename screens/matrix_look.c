/* SPDX-License-Identifier: ISC */
/* Reading a matrix, judging in it, making a gap from it: the same on each of its screens. */
#include <string.h>

#include "../core/store/keys.h"
#include "form.h"
#include "matrix.h"
#include "screens.h"
#include "words.h"

enum { ID_LINE = 1000, HASH_BITS = 0x3fffffff };

int line_row_id(const char *id)
{
	unsigned h = 2166136261u; /* FNV-1a */

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 16777619u;
	return ID_LINE + (int)(h & HASH_BITS);
}

static const char *mark_of(const char *id, struct arena *a)
{
	char shown[49], *dash;

	id_shown(id, shown);
	dash = strchr(shown, '-');
	return arena_str(a, dash ? dash + 1 : shown);
}

static void make_words(struct looked *l)
{
	const struct matrix *m = &l->m;

	l->word = arena_array(l->arena, m->value->noptions + 1, sizeof(*l->word));
	for (size_t i = 0; i < m->value->noptions; i++)
		l->word[i] = m->value->options[i].label;
	l->row_mark = arena_array(l->arena, m->nrows + 1, sizeof(*l->row_mark));
	l->column_mark = arena_array(l->arena, m->ncolumns + 1, sizeof(*l->column_mark));
	for (size_t i = 0; i < m->nrows; i++)
		l->row_mark[i] = mark_of(matrix_row(m, i)->id, l->arena);
	for (size_t i = 0; i < m->ncolumns; i++)
		l->column_mark[i] = mark_of(matrix_column(m, i)->id, l->arena);
}

bool looked_by_me(const struct frame *f, const struct looked *l, size_t row, size_t column)
{
	const struct session *s = session_of(f);
	const char *id = matrix_id(&l->m, row, column), *who;
	struct record r;

	if (!id || record_load(s, l->m.cell_reg, id, f->loaded, &r, NULL) != RC_OK)
		return true;
	who = r.field[l->m.value - l->m.cell_reg->fields].person;
	return who && s->actor.person && !strcmp(who, s->actor.person);
}

enum rc looked_load(struct frame *f, struct looked *l, bool *again, struct err *err)
{
	const struct session *s = session_of(f);
	const struct view *view;
	struct arena *a;
	struct matrix m;
	enum rc rc = view_here(f, VIEW_MATRIX, &view, err);

	*again = false;
	if (rc != RC_OK)
		return rc;
	if (l->arena && !l->stale && l->m.head &&
	    store_head(s->store, session_place(s)) == l->m.head)
		return RC_OK; /* my own judgement is in it already */
	a = arena_new();
	rc = matrix_load(s, view, &l->filter, a, &m, err);
	if (rc != RC_OK) {
		arena_free(a);
		return rc;
	}
	arena_free(l->arena);
	l->arena = a;
	l->m = m;
	l->stale = false;
	make_words(l);
	*again = true;
	return RC_OK;
}

void looked_close(struct looked *l)
{
	arena_free(l->arena);
}

const char *looked_fit(const struct looked *l, size_t row, size_t column)
{
	int fit = matrix_fit(&l->m, row, column);

	return fit < 0 ? W_NOT_JUDGED : l->word[fit];
}

const char *looked_legend(const struct looked *l, struct page *p)
{
	const char *out = "";

	for (size_t i = 0; i < l->m.value->noptions && i < 9; i++)
		out = page_printf(p, "%s%zu %s  ", out, i + 1, l->word[i]);
	return page_printf(p, W_MATRIX_LEGEND, out);
}

void looked_pair(const struct looked *l, size_t row, size_t column, int at_reason, struct nav *n)
{
	nav_open(n, &screen_matrix_cell,
		 &(struct args){ .a = l->m.view->id,
				 .b = matrix_row(&l->m, row)->id,
				 .c = matrix_column(&l->m, column)->id,
				 .n = at_reason });
}

/* The template may ask for the reason of some answers. */
static bool asks_reason(const struct looked *l, size_t option)
{
	const char *at = part_told(l->m.cells, "reason"), *word;
	const char *id = l->m.value->options[option].id;
	size_t len;

	while (list_next(&at, &word, &len))
		if (strlen(id) == len && !strncmp(id, word, len))
			return true;
	return false;
}

bool looked_judge(struct frame *f, struct looked *l, size_t row, size_t column, int digit,
		  struct nav *n)
{
	size_t option = (size_t)digit - 1;
	struct err err = { 0 };
	enum rc rc;

	if (digit < 1 || option >= l->m.value->noptions) {
		nav_say(n, W_NO_SUCH_FIT, digit);
		return false;
	}
	rc = matrix_judge(session_of(f), &l->m, row, column, option, NULL, &err);
	if (rc == RC_CONFLICT || rc == RC_NOT_FOUND) { /* what is shown is old */
		nav_err(n, &err);
		l->stale = true;
		nav_reload(n);
	} else if (rc != RC_OK) {
		nav_err(n, &err);
	} else if (asks_reason(l, option)) {
		looked_pair(l, row, column, 1, n);
	} else {
		nav_say(n, "%s", ""); /* the word that is drawn is the word that is saved */
	}
	return rc == RC_OK;
}

void looked_take_out(struct frame *f, struct looked *l, size_t row, size_t column, struct nav *n)
{
	struct err err = { 0 };

	if (matrix_unjudge(session_of(f), &l->m, row, column, &err) == RC_OK) {
		nav_say(n, "%s", W_JUDGEMENT_OUT);
		return;
	}
	nav_err(n, &err);
	l->stale = err.rc == RC_CONFLICT;
	if (l->stale)
		nav_reload(n);
}

void looked_history(struct frame *f, const struct looked *l, size_t row, size_t column,
		    struct nav *n)
{
	const char *id = matrix_id(&l->m, row, column);

	if (!id) {
		nav_say(n, "%s", W_PAIR_NOT_JUDGED);
		return;
	}
	nav_open(n, &screen_history,
		 &(struct args){ .a = arena_printf(f->loaded, "%s/%s/%s/", session_of(f)->cycle,
						   l->m.cell_reg->key, id) });
}

void looked_open_gap(struct frame *f, const struct looked *l, const struct put *puts, size_t nputs,
		     struct nav *n)
{
	struct pair *v = arena_array(f->loaded, nputs + 1, sizeof(*v));

	if (!nputs) {
		nav_say(n, "%s", W_NO_GAPS_HERE);
		return;
	}
	for (size_t i = 0; i < nputs; i++)
		v[i] = (struct pair){ puts[i].field, puts[i].text };
	nav_open(n, &screen_form,
		 &(struct args){ .a = view_part(l->m.view, "gap")->reg,
				 .c = pairs_text(v, nputs, f->loaded),
				 .n = FORM_FILLED });
}

void looked_gap(struct frame *f, struct looked *l, size_t row, struct nav *n)
{
	struct put *puts = NULL;
	size_t nputs = matrix_gap(session_of(f), &l->m, row, f->loaded, &puts);

	looked_open_gap(f, l, puts, nputs, n);
}
