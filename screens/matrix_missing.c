/* SPDX-License-Identifier: ISC */
/* What a matrix shows is missing: not judged, not met, meets nothing, overlaps. */
#include <string.h>

#include "../core/store/keys.h"
#include "matrix.h"
#include "screens.h"
#include "words.h"

enum { SECTIONS = 4, ID_SECTION = 1000, ID_OVERLAP = 1000000, STEP = 100000 };

struct missing {
	struct looked l;
	struct overlap *overlap;
	size_t noverlaps;
};

static enum rc missing_load(struct frame *f, struct err *err)
{
	struct missing *st = f->state;
	bool again;
	enum rc rc = looked_load(f, &st->l, &again, err);

	if (rc == RC_OK && again)
		st->noverlaps = matrix_overlaps(&st->l.m, st->l.arena, &st->overlap);
	return rc;
}

static void missing_close(struct frame *f)
{
	looked_close(&((struct missing *)f->state)->l);
}

static bool without(const struct matrix *m, const struct matrix_line *line)
{
	(void)m;
	return line->agreed && line->judged == 0;
}

static bool not_met(const struct matrix *m, const struct matrix_line *line)
{
	return matrix_overall(m, line) != OVERALL_MET;
}

static bool meets_nothing(const struct matrix *m, const struct matrix_line *line)
{
	return matrix_column_use(m, line) == COLUMN_SERVES_NONE;
}

static bool beside_nothing(const struct matrix *m, const struct matrix_line *line)
{
	return matrix_column_use(m, line) == COLUMN_NOT_JUDGED;
}

static const struct {
	const char *heading;
	bool columns;
	bool (*is)(const struct matrix *m, const struct matrix_line *line);
} sections[SECTIONS] = {
	{ W_WITHOUT_JUDGEMENT, false, without },
	{ W_NOT_MET, false, not_met },
	{ W_MEETS_NOTHING, true, meets_nothing },
	{ W_BESIDE_NOTHING, true, beside_nothing },
};

static const struct matrix_line *line_at(const struct matrix *m, size_t section, size_t i)
{
	return sections[section].columns ? matrix_column(m, i) : matrix_row(m, i);
}

static const char *heading(const struct matrix *m, size_t section, struct page *p)
{
	const struct reg *reg = sections[section].columns ? m->column_reg : m->row_reg;
	size_t all = sections[section].columns ? m->ncolumns : m->nrows, n = 0;

	for (size_t i = 0; i < all; i++)
		n += sections[section].is(m, line_at(m, section, i));
	switch (section) {
	case 0:
		return page_printf(p, W_WITHOUT_JUDGEMENT, n, all, reg->title);
	case 1:
		return page_printf(p, W_NOT_MET, n, all, reg->title);
	case 2:
		return page_printf(p, W_MEETS_NOTHING, n, all, reg->title);
	default:
		return page_printf(p, W_BESIDE_NOTHING, n, all, reg->title);
	}
}

static void section_rows(const struct matrix *m, size_t section, struct page *p)
{
	size_t all = sections[section].columns ? m->ncolumns : m->nrows;

	page_head(p, heading(m, section, p));
	for (size_t i = 0; i < all; i++) {
		const struct matrix_line *line = line_at(m, section, i);

		if (sections[section].is(m, line))
			page_item(p, ID_SECTION + (int)section * STEP + (int)i, line->title,
				  section == 1 ? matrix_overall_word(m, line) : NULL)
				->key = page_printf(p, "%zu %s", section, line->id);
	}
}

/* There may be one for each row: made when it is seen. */
static void overlap_row(const void *arg, size_t i, struct arena *a, struct row *out)
{
	const struct missing *st = arg;
	const struct matrix *m = &st->l.m;
	const struct overlap *o = &st->overlap[i];
	struct buf b = { 0 };

	for (size_t k = 0; k < o->n; k++)
		buf_printf(&b, "%s%s", k ? "; " : "", matrix_column(m, o->column[k])->title);
	if (o->alike[0])
		buf_printf(&b, " (%s)", o->alike);
	out->id = ID_OVERLAP + (int)i;
	out->key = arena_printf(a, "%s %s", matrix_row(m, o->row)->id, o->alike);
	out->text = matrix_row(m, o->row)->title;
	out->detail = arena_str(a, buf_text(&b));
	buf_clear(&b);
}

static void overlap_rows(const struct missing *st, struct page *p)
{
	page_head(p, page_printf(p, W_OVERLAPS, st->noverlaps));
	if (st->noverlaps)
		page_text(p, W_OVERLAPS_HINT);
	p->list_at = p->nrows;
	p->list_n = st->noverlaps;
	p->list_row = overlap_row;
	p->list_arg = st;
}

static void missing_build(const struct frame *f, struct page *p)
{
	const struct missing *st = f->state;

	app_page(f, p, st->l.m.view->title, NULL, W_MISSING_TITLE);
	for (size_t i = 0; i < SECTIONS; i++)
		section_rows(&st->l.m, i, p);
	overlap_rows(st, p);
}

static void on_line(const struct missing *st, int id, struct nav *n)
{
	size_t section = (size_t)(id - ID_SECTION) / STEP, i = (size_t)(id - ID_SECTION) % STEP;
	const struct matrix *m = &st->l.m;

	if (sections[section].columns)
		nav_open(n, &screen_record,
			 &(struct args){ .a = m->column_reg->id, .b = matrix_column(m, i)->id });
	else
		nav_open(n, &screen_matrix_row,
			 &(struct args){ .a = m->view->id, .b = matrix_row(m, i)->id });
}

/* More than is needed: columns that overlap in a row, or one that meets nothing. */
static void surplus(struct frame *f, const size_t *column, size_t ncolumns, size_t row,
		    struct nav *n)
{
	struct missing *st = f->state;
	struct put *puts = NULL;
	size_t nputs =
		matrix_surplus(session_of(f), &st->l.m, column, ncolumns, row, f->loaded, &puts);

	looked_open_gap(f, &st->l, puts, nputs, n);
}

static void new_gap(struct frame *f, int id, struct nav *n)
{
	struct missing *st = f->state;
	const struct overlap *o = id >= ID_OVERLAP ? &st->overlap[id - ID_OVERLAP] : NULL;
	size_t i;

	if (id < ID_SECTION) {
		nav_say(n, "%s", W_GO_TO_LINE);
		return;
	}
	i = (size_t)(id - ID_SECTION) % STEP;
	if (o)
		surplus(f, o->column, o->n, o->row, n);
	else if (sections[(id - ID_SECTION) / STEP].columns)
		surplus(f, &i, 1, (size_t)-1, n);
	else
		looked_gap(f, &st->l, i, n);
}

static void missing_update(struct frame *f, const struct event *e, struct nav *n)
{
	if (e->act == ACT_NEW || (e->act == ACT_OPEN && e->id >= ID_OVERLAP))
		new_gap(f, e->id, n);
	else if (e->act == ACT_OPEN && e->id >= ID_SECTION)
		on_line(f->state, e->id, n);
}

static const struct keybind keys[] = { { 'n', ACT_NEW, "new gap" }, KEYBIND_END };

const struct screen screen_matrix_missing = {
	.name = "matrix-missing",
	.needs = "VIEW",
	.title = "What is missing and what overlaps",
	.help = "Lines that nobody has judged, lines that are not met in full, columns that meet nothing, "
		"and columns that help with the same and are alike. A line opens by itself to be judged; "
		"n makes a gap from it.",
	.keys = keys,
	.state_size = sizeof(struct missing),
	.load = missing_load,
	.update = missing_update,
	.build = missing_build,
	.close = missing_close,
	.keep_place = true,
};
