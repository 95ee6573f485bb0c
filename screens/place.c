/* SPDX-License-Identifier: ISC */
/* A place in the program that was written down: "screen", a and b by lines. */
#include <string.h>

#include "../core/store/keys.h"
#include "app.h"
#include "screens.h"
#include "words.h"

/* What an entry of the templates is called; NULL where there is none of that name. */
static const char *entry_title(const struct schema *s, const char *id)
{
	const struct stage *stage = schema_stage(s, id);
	const struct activity *activity = schema_activity(s, id, NULL);
	const struct item *item = schema_item(s, id, NULL);
	const struct question *question = schema_question(s, id, NULL);
	const struct question_set *set = schema_question_set(s, id);
	const struct competency *competency = schema_competency(s, id);
	const struct view *view = schema_view(s, id);

	return stage        ? stage->title
	       : activity   ? activity->title
	       : item       ? item->text
	       : question   ? question->text
	       : set        ? set->title
	       : competency ? competency->title
	       : view       ? view->title
			    : NULL;
}

const char *app_place(const struct frame *f, const char *place, struct args *args,
		      const struct screen **screen, struct arena *a)
{
	struct names lines = { 0 };
	const struct schema *schema = session_of(f)->schema;
	const struct reg *reg;
	const char *called;

	if (place)
		lines = value_lines(place, a);
	if (!lines.n || !(*screen = screen_named(lines.v[0])))
		return NULL;
	args->a = lines.n > 1 ? lines.v[1] : NULL;
	args->b = lines.n > 2 ? lines.v[2] : NULL;
	if (!args->a)
		return (*screen)->title;
	if ((called = entry_title(schema, args->a)))
		return called;
	if ((reg = schema_reg(schema, args->a))) {
		char shown[49] = "";

		if (args->b)
			id_shown(args->b, shown);
		return arena_printf(a, "%s%s%s", reg->title, args->b ? " " : "", shown);
	}
	return (*screen)->title;
}
