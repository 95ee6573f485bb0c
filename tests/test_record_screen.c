/* SPDX-License-Identifier: ISC */
/* The screen of one entry: what is worth a look stands first, and leads to where it is put right. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "lib_typist.h"
#include "lib_work.h"
#include "same.h"

TestSuite(record_screen, .timeout = 120);

static void expect_focus(struct world *w, const struct reg *reg, const char *id)
{
	struct typist t = { .w = w };
	int col;

	world_show(w, 12, 40, "record", reg->id, id, NULL);
	cr_expect(strchr(ty_focus_line(&t, &col), '>') != NULL, "%s %s has no focus in sight:\n%s",
		  reg->id, id, world_text(w));
}

Test(record_screen, whatever_is_worth_a_look_the_focus_is_in_sight_on_the_smallest_screen)
{
	struct world *w = world_open();
	const struct session *s = &w->app.session;
	struct arena *a = arena_new();

	for (size_t i = 0; i < s->schema->nregisters; i++) {
		const struct reg *reg = &s->schema->registers[i];
		struct list_query all = { .life = LIFE_ALL };
		struct listing l;
		struct err err = { 0 };

		if (reg->kind != REG_REGISTER)
			continue;
		cr_assert(eq(int, list_load(s, reg, &all, a, &l, &err), RC_OK), "%s", err.text);
		for (size_t k = 0; k < l.n; k++)
			expect_focus(w, reg, l.row[k].id);
	}
	arena_free(a);
	world_close(w);
}

static void look_into(const char *reg, const char *id, const char *odd, const char *leads_to)
{
	static const int sizes[][2] = { { 24, 80 }, { 12, 40 }, { 0, 0 } };

	for (size_t i = 0; i < 3; i++) {
		struct typist t = { .w = world_open(), .plain = sizes[i][0] == 0 };

		world_show(t.w, t.plain ? 24 : sizes[i][0], t.plain ? 80 : sizes[i][1], "record",
			   reg, id, NULL);
		ty_open_line(&t, odd);
		cr_expect(ty_has(&t, leads_to), "no '%s' on:\n%s", leads_to, ty_shown(&t));
		world_close(t.w);
	}
}

Test(record_screen, what_is_worth_a_look_opens_where_it_is_put_right)
{
	look_into("actions", "ac-000005", "Worth a look: The owner", "When the owner said yes");
	look_into("gaps", "ga-000005", "Worth a look: This gap has no", "What it rests on");
}

/* A draft that was saved is left as one again, with what was typed since. */
static void stay_a_draft(int rows, int cols, const char *view)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };
	const struct session *s = &t.w->app.session;
	const char *id =
		work_add(s, t.w->app.arena, "needs", "title", "Begun", "life", "draft", NULL);

	store_note_put(s->store, t.w->pid, "coord", "form-view", view, NULL);
	world_show(t.w, rows ? rows : 24, cols ? cols : 80, "record", "needs", id, NULL);
	ty_button(&t, "Finish this need");
	if (!strcmp(view, "guided"))
		ty_skip_to(&t, "Check your answers");
	ty_button(&t, "Save as a draft");
	ty_expect_shown(&t, "Saved as NE-13, a draft");
	ty_expect_shown(&t, "Finish this need");
	expect_same(work_text(s, t.w->app.arena, "needs", id, "life"), "draft");
	world_close(t.w);
}

Test(record_screen, a_draft_can_be_saved_as_a_draft_again)
{
	stay_a_draft(24, 80, "whole");
	stay_a_draft(24, 80, "guided");
	stay_a_draft(12, 40, "whole");
	stay_a_draft(0, 0, "whole");
	stay_a_draft(0, 0, "guided");
}
