/* SPDX-License-Identifier: ISC */
/* Which rows and columns of a matrix are shown. Brings name=value lines back. */
#include <string.h>

#include "../core/base/text.h"
#include "matrix.h"
#include "screens.h"
#include "words.h"

enum { ID_SHOW = 1, ID_CLEAR, ID_OVERALL = 10, ID_WORD = 1000, STEP = 256, MOST = 60 };

struct asked {            /* one field that can be filtered by */
	const char *name; /* rows.outcomes */
	const struct field *field;
	const char *word[MOST], *label[MOST];
	size_t n, on; /* on: index of what is wanted; MOST: nothing */
};

struct filter {
	struct looked l;
	struct asked *v;
	size_t n;
	int overall; /* -1: any */
};

static bool has(const struct asked *q, const char *word)
{
	for (size_t i = 0; i < q->n; i++)
		if (!strcmp(q->word[i], word))
			return true;
	return false;
}

static const char *label_of(const struct frame *f, const struct field *field, const char *word)
{
	struct record r;

	if ((field->type == TYPE_REF || field->type == TYPE_REFS) &&
	    record_find(session_of(f), word, f->arena, &r, NULL) == RC_OK)
		return r.title;
	return value_shown(field, word, f->arena);
}

/* Options keep their order; answers stand in that of the alphabet. */
static void add(const struct frame *f, struct asked *q, const char *word)
{
	const char *label;
	size_t at = q->n;

	if (q->n == MOST || !*word || has(q, word))
		return;
	label = label_of(f, q->field, word);
	for (; !q->field->noptions && at > 0 && text_compare(label, q->label[at - 1]) < 0; at--) {
		q->word[at] = q->word[at - 1];
		q->label[at] = q->label[at - 1];
	}
	q->word[at] = arena_str(f->arena, word);
	q->label[at] = label;
	q->n++;
}

/* The options, or the answers that there are. */
static void find_words(const struct frame *f, struct asked *q, const struct listing *l)
{
	size_t column = 0;

	for (size_t i = 0; i < q->field->noptions; i++)
		add(f, q, q->field->options[i].id);
	while (column < l->ncolumns && strcmp(l->column[column]->id, q->field->id) != 0)
		column++;
	for (size_t i = 0; !q->field->noptions && column < l->ncolumns && i < l->n; i++) {
		struct names words = value_lines(l->row[i].cell[column], f->arena);

		for (size_t k = 0; k < words.n; k++)
			add(f, q, words.v[k]);
	}
}

static void add_fields(struct frame *f, const char *as, const struct reg *reg,
		       const struct listing *l, const struct pairs *now)
{
	struct filter *st = f->state;
	const char *at = part_told(view_part(st->l.m.view, as), "filter"), *word;
	size_t len;

	while (list_next(&at, &word, &len)) {
		const struct field *field = reg_field(reg, arena_strn(f->arena, word, len));
		struct asked *q = &st->v[st->n];
		const char *wanted;

		if (!field)
			continue;
		st->n++;
		*q = (struct asked){ .field = field, .on = MOST };
		q->name = arena_printf(f->arena, "%s.%s", as, field->id);
		find_words(f, q, l);
		wanted = pairs_get(now, q->name);
		for (size_t i = 0; i < q->n; i++)
			if (!strcmp(q->word[i], wanted))
				q->on = i;
	}
}

static enum rc filter_open(struct frame *f, struct err *err)
{
	struct filter *st = f->state;
	struct pairs now = pairs_read(f->args.b ? f->args.b : "", f->arena);
	const char *overall = pairs_get(&now, "overall");
	const struct matrix *m = &st->l.m;
	bool again;
	enum rc rc = looked_load(f, &st->l, &again, err);

	if (rc != RC_OK)
		return rc;
	st->overall = *overall ? *overall - '0' : -1;
	st->v = arena_array(f->arena, m->row_reg->nfields + m->column_reg->nfields, sizeof(*st->v));
	add_fields(f, "rows", m->row_reg, &m->rows, &now);
	add_fields(f, "columns", m->column_reg, &m->columns, &now);
	return RC_OK;
}

static void filter_close(struct frame *f)
{
	looked_close(&((struct filter *)f->state)->l);
}

static const char *const overalls[OVERALL_COUNT] = {
	[OVERALL_NOT_JUDGED] = W_NOT_JUDGED,
	[OVERALL_NOT_KNOWN] = W_NOT_KNOWN,
	[OVERALL_GAP] = W_FILTER_GAP,
	[OVERALL_MET] = W_FILTER_MET,
};

static void filter_build(const struct frame *f, struct page *p)
{
	const struct filter *st = f->state;
	struct row *r;

	app_page(f, p, st->l.m.view->title, NULL, W_FILTER_TITLE);
	page_button(p, ID_SHOW, W_FILTER_SHOW);
	page_button(p, ID_CLEAR, W_FILTER_CLEAR);
	page_head(p, W_OVERALL);
	for (int i = 0; i < OVERALL_COUNT; i++) {
		r = page_add(p, ROW_RADIO, ID_OVERALL + i, overalls[i]);
		r->inline_group = true;
		r->on = st->overall == i;
	}
	for (size_t q = 0; q < st->n; q++) {
		page_head(p, st->v[q].field->label);
		for (size_t i = 0; i < st->v[q].n; i++) {
			r = page_add(p, ROW_RADIO, ID_WORD + (int)q * STEP + (int)i,
				     st->v[q].label[i]);
			r->inline_group = true;
			r->on = st->v[q].on == i;
		}
	}
	p->focus_id = ID_OVERALL;
}

static void show(struct frame *f, struct nav *n)
{
	struct filter *st = f->state;
	struct pair *v = arena_array(f->arena, st->n + 1, sizeof(*v));
	size_t nv = 0;

	for (size_t q = 0; q < st->n; q++)
		if (st->v[q].on < MOST)
			v[nv++] = (struct pair){ st->v[q].name, st->v[q].word[st->v[q].on] };
	if (st->overall >= 0)
		v[nv++] = (struct pair){ "overall", arena_printf(f->arena, "%d", st->overall) };
	nav_return(n, pairs_text(v, nv, f->arena));
}

/* Choosing again takes it off. */
static void choose(struct filter *st, int id)
{
	if (id >= ID_WORD) {
		struct asked *q = &st->v[(id - ID_WORD) / STEP];
		size_t i = (size_t)(id - ID_WORD) % STEP;

		q->on = q->on == i ? MOST : i;
	} else {
		st->overall = st->overall == id - ID_OVERALL ? -1 : id - ID_OVERALL;
	}
}

static void filter_update(struct frame *f, const struct event *e, struct nav *n)
{
	bool pick = e->act == ACT_TICK || e->act == ACT_OPEN;

	if (e->act == ACT_OPEN && e->id == ID_SHOW)
		show(f, n);
	else if (e->act == ACT_OPEN && e->id == ID_CLEAR)
		nav_return(n, "");
	else if (pick && e->id >= ID_OVERALL)
		choose(f->state, e->id);
}

const struct screen screen_matrix_filter = {
	.name = "matrix-filter",
	.needs = "VIEW",
	.title = "Show only some of a matrix",
	.help = "Choose which lines and which columns are shown, one answer of each question. Choosing it "
		"again takes it off. Nothing is changed: \"Show everything\" brings all back.",
	.state_size = sizeof(struct filter),
	.open = filter_open,
	.update = filter_update,
	.build = filter_build,
	.close = filter_close,
};
