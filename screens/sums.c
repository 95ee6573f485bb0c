/* SPDX-License-Identifier: ISC */
/* Money added up by what it is for, one reporting year after the other. */
#include "../core/plan/sums.h"

#include <string.h>

#include "../core/store/keys.h"
#include "screens.h"
#include "views.h"
#include "words.h"

enum { ID_REGISTER = 1, ID_ROW = 1000 };
enum { NAME_COLS = 18, MONEY_COLS = 14 };

struct sums_state {
	const struct view *view;
	struct sums sums;
};

static enum rc sums_screen_load(struct frame *f, struct err *err)
{
	struct sums_state *st = f->state;
	enum rc rc = view_here(f, VIEW_SUMS, &st->view, err);

	return rc == RC_OK ? sums_load(session_of(f), st->view, f->loaded, &st->sums, err) : rc;
}

static const char *pounds(double v, struct page *p)
{
	static const struct field money = { .type = TYPE_MONEY };

	return v == 0 ? "-" : value_shown(&money, page_printf(p, "%.2f", v), p->arena);
}

static bool fits_split(const struct sums_state *st)
{
	return st->sums.nsplit > 0 && st->sums.nsplit + 1 < ROW_CELLS;
}

static void columns(const struct sums_state *st, struct page *p)
{
	page_column(p, st->sums.group->label, NAME_COLS, NAME_COLS);
	page_column(p, W_ALTOGETHER, MONEY_COLS, MONEY_COLS);
	for (size_t i = 0; fits_split(st) && i < st->sums.nsplit; i++)
		page_column(p,
			    i + 1 < st->sums.nsplit ? st->sums.split->options[i].label : W_NOT_SAID,
			    MONEY_COLS, MONEY_COLS);
}

static void sum_row(const struct sums_state *st, size_t i, struct page *p)
{
	const struct sum *sum = &st->sums.sum[i];
	struct row *r = page_item(p, ID_ROW + (int)i,
				  sum->whole    ? W_YEAR_TOTAL
				  : *sum->title ? sum->title
						: W_NOT_SAID,
				  NULL);

	r->cell[0] = pounds(sum->total, p);
	for (size_t k = 0; fits_split(st) && k < st->sums.nsplit; k++)
		r->cell[k + 1] = pounds(sum->split[k], p);
	if (sum->unknown)
		r->detail = page_printf(p, W_SUM_UNKNOWN, sum->unknown, sum->entries);
}

static void sums_build(const struct frame *f, struct page *p)
{
	const struct sums_state *st = f->state;

	app_page(f, p, W_VIEWS, NULL, st->view->title);
	columns(st, p);
	for (size_t i = 0; i < st->sums.n; i++) {
		const char *year = st->sums.sum[i].year;

		if (i == 0 || strcmp(st->sums.sum[i - 1].year, year) != 0)
			page_head(p, *year ? year : W_YEAR_NOT_SAID);
		sum_row(st, i, p);
	}
	if (!st->sums.n)
		page_text(p, W_SUMS_EMPTY);
	page_button(p, ID_REGISTER, page_printf(p, W_OPEN_ALL, st->sums.reg->title));
	p->side_title = W_WHAT_TO_DO;
	p->side = st->view->about;
}

static void sums_update(struct frame *f, const struct event *e, struct nav *n)
{
	struct sums_state *st = f->state;
	size_t i = row_at(e, ID_ROW);
	const struct sum *sum = i < st->sums.n ? &st->sums.sum[i] : NULL;
	char prefix[9];
	const struct reg *to;

	if (e->act != ACT_OPEN)
		return;
	to = sum && *sum->group && id_prefix(sum->group, prefix)
		     ? schema_reg(session_of(f)->schema, prefix)
		     : NULL;
	if (to)
		nav_open(n, &screen_record, &(struct args){ .a = to->id, .b = sum->group });
	else
		nav_open(n, &screen_register, &(struct args){ .a = st->sums.reg->id });
}

const struct screen screen_sums = {
	.name = "sums",
	.needs = "VIEW",
	.title = "Sums",
	.help = "Money added up by what it is for, one reporting year after the other. What is for several "
		"things counts under each of them in full and once in the total of the year. Open a line "
		"to see what the money is for.",
	.state_size = sizeof(struct sums_state),
	.load = sums_screen_load,
	.update = sums_update,
	.build = sums_build,
	.keep_place = true,
};
