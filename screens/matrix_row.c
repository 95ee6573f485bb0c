/* SPDX-License-Identifier: ISC */
/* One row of a matrix by itself: each column with its answer, for small windows and in conversation. */
#include "matrix.h"

#include <string.h>

#include "screens.h"
#include "words.h"

enum { ID_OPEN = 1, ID_GAP, ID_LINE = 1000 };

struct row_state {
	struct looked l;
	size_t row;
};

static enum rc row_load(struct frame *f, struct err *err)
{
	struct row_state *st = f->state;
	bool again;
	enum rc rc = looked_load(f, &st->l, &again, err);

	if (rc != RC_OK)
		return rc;
	st->row = matrix_find_row(&st->l.m, f->args.b ? f->args.b : "");
	return st->row == (size_t)-1 ? err_set(err, RC_NOT_FOUND, "%s", W_PAIR_GONE) : RC_OK;
}

static void row_close(struct frame *f)
{
	looked_close(&((struct row_state *)f->state)->l);
}

static void list_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct row_state *st = arg;

	(void)a;
	out->id = line_row_id(matrix_column(&st->l.m, i)->id);
	out->text = matrix_column(&st->l.m, i)->title;
	out->status = looked_fit(&st->l, st->row, i);
}

static void row_build(const struct frame *f, struct page *p)
{
	const struct row_state *st = f->state;
	const struct matrix *m = &st->l.m;
	const struct matrix_line *line = matrix_row(m, st->row);

	app_page(f, p, m->view->title, NULL, line->title);
	p->title_right = page_printf(p, W_ROW_OVERALL, matrix_overall_word(m, line),
				     m->ncolumns - line->judged);
	page_add(p, ROW_LINE, -1, looked_legend(&st->l, p))->role = ROLE_HINT;
	for (size_t i = 0; i < m->value->noptions; i++) {
		int cols = text_cols(st->l.word[i]);

		p->status_min = cols > p->status_min ? cols : p->status_min;
	}
	p->list_at = p->nrows;
	p->list_n = m->ncolumns;
	p->list_row = list_row;
	p->list_arg = st;
	page_item(p, ID_OPEN, page_printf(p, W_OPEN_ROW, m->row_reg->one), NULL);
	page_item(p, ID_GAP, W_MAKE_GAP, NULL);
	p->focus_id = m->ncolumns ? line_row_id(matrix_column(m, 0)->id) : ID_OPEN;
}

static size_t column_of(const struct row_state *st, const struct event *e)
{
	for (size_t i = 0; i < st->l.m.ncolumns; i++)
		if (line_row_id(matrix_column(&st->l.m, i)->id) == e->id)
			return i;
	return (size_t)-1;
}

static void on_column(struct frame *f, const struct event *e, size_t column, struct nav *n)
{
	struct row_state *st = f->state;

	if (e->act == ACT_DIGIT)
		looked_judge(f, &st->l, st->row, column, e->digit, n);
	else if (e->act == ACT_DELETE)
		looked_take_out(f, &st->l, st->row, column, n);
	else if (e->act == ACT_OPEN || e->act == ACT_EDIT)
		looked_pair(&st->l, st->row, column, e->act == ACT_EDIT, n);
	else if (e->act == ACT_HISTORY)
		looked_history(f, &st->l, st->row, column, n);
}

static void row_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct row_state *st = f->state;
	size_t column = e->id >= ID_LINE ? column_of(st, e) : (size_t)-1;

	if (e->act == ACT_NEW || (e->act == ACT_OPEN && e->id == ID_GAP))
		looked_gap(f, &st->l, st->row, n);
	else if (e->act == ACT_OPEN && e->id == ID_OPEN)
		nav_open(n, &screen_record,
			 &(struct args){ .a = st->l.m.row_reg->id, .b = f->args.b });
	else if (column != (size_t)-1)
		on_column(f, e, column, n);
	else if (e->act == ACT_EDIT || e->act == ACT_DELETE || e->act == ACT_DIGIT)
		nav_say(n, "%s", W_GO_TO_LINE);
}

static const struct keybind keys[] = { { 'n', ACT_NEW, "new gap" },
				       { 'e', ACT_EDIT, "why" },
				       { TK_DELETE, ACT_DELETE, NULL },
				       KEYBIND_END };

const struct screen screen_matrix_row = {
	.name = "matrix-row",
	.needs = "VIEW/ID",
	.title = "One row of a matrix",
	.help = "One line of a matrix by itself, each column with its answer. Press the digit of an answer; "
		"it is saved at once. Enter opens a line with its reason, evidence and history.",
	.keys = keys,
	.state_size = sizeof(struct row_state),
	.load = row_load,
	.update = row_update,
	.build = row_build,
	.close = row_close,
	.keep_place = true,
};
