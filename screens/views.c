/* SPDX-License-Identifier: ISC */
/* All views that the templates list, by the step of the cycle that they belong to. */
#include "views.h"

#include <string.h>

#include "screens.h"
#include "words.h"

enum { ID_VIEW = 100 };

static const struct screen *const screen_of[VIEW_KINDS] = {
	[VIEW_MATRIX] = &screen_matrix, [VIEW_SERIES] = &screen_series,
	[VIEW_YEARS] = &screen_judged,  [VIEW_BOARD] = &screen_board,
	[VIEW_GROUPS] = &screen_groups, [VIEW_TIMELINE] = &screen_timeline,
	[VIEW_ENDS] = &screen_ends,     [VIEW_SUMS] = &screen_sums,
	[VIEW_MODEL] = &screen_model,
};

const struct screen *view_screen(enum view_kind kind)
{
	return screen_of[kind];
}

enum rc view_here(const struct frame *f, enum view_kind kind, const struct view **out,
		  struct err *err)
{
	*out = schema_view(session_of(f)->schema, f->args.a);
	return *out && (*out)->kind == kind ? RC_OK
					    : err_set(err, RC_NOT_FOUND, W_NO_SUCH_VIEW, f->args.a);
}

static void view_row(const struct schema *schema, struct page *p, size_t i, int first, int *number)
{
	struct row *r = page_item(p, first + (int)i, schema->views[i].title, NULL);

	if (number)
		r->number = *number < 10 ? (*number)++ : -1;
}

size_t view_rows(const struct frame *f, struct page *p, const char *activity, int first,
		 int *number)
{
	const struct schema *schema = session_of(f)->schema;
	size_t n = 0;

	for (size_t i = 0; i < schema->nviews; i++) {
		const struct view *v = &schema->views[i];

		if (!names_have(&v->activity, activity))
			continue;
		view_row(schema, p, i, first, number);
		p->rows[p->nrows - 1].status = W_VIEW;
		n++;
	}
	return n;
}

void view_open(const struct frame *f, int id, int first, struct nav *n)
{
	const struct schema *schema = session_of(f)->schema;
	size_t i = (size_t)(id - first);

	if (id >= first && i < schema->nviews)
		nav_open(n, view_screen(schema->views[i].kind),
			 &(struct args){ .a = schema->views[i].id });
}

/* The list of all */

/* The step of the first activity that offers it. */
static const struct stage *stage_of(const struct schema *schema, const struct view *v)
{
	const struct stage *stage = NULL;

	if (v->activity.n)
		schema_activity(schema, v->activity.v[0], &stage);
	return stage;
}

static void views_build(const struct frame *f, struct page *p)
{
	const struct schema *schema = session_of(f)->schema;

	app_page(f, p, NULL, NULL, W_VIEWS);
	for (size_t s = 0; s <= schema->nstages; s++) {
		const struct stage *stage = s < schema->nstages ? &schema->stages[s] : NULL;
		bool begun = false;

		for (size_t i = 0; i < schema->nviews; i++) {
			if (stage_of(schema, &schema->views[i]) != stage)
				continue;
			if (!begun)
				page_head(p, stage ? stage->title : W_OTHER_VIEWS);
			begun = true;
			view_row(schema, p, i, ID_VIEW, NULL);
			p->rows[p->nrows - 1].detail = schema->views[i].about;
		}
	}
}

static void views_update(struct frame *f, const struct event *e, struct nav *n)
{
	if (e->act == ACT_OPEN)
		view_open(f, e->id, ID_VIEW, n);
}

const struct screen screen_views = {
	.name = "views",
	.title = "Views",
	.help = "Ways to look at the registers: what meets which need, what comes first, what is late, "
		"what ends. Each puts entries of the registers beside each other and does the sums; "
		"open an entry there to change it.",
	.update = views_update,
	.build = views_build,
	.keep_place = true,
};
