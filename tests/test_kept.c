/* SPDX-License-Identifier: ISC */
/* What a screen worked out from the whole store is kept until something is stored. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "lib_work.h"
#include "lib_world.h"
#include "same.h"

TestSuite(kept, .timeout = 60);

Test(kept, needs_attention_is_worked_out_again_only_when_something_is_stored)
{
	struct world *w = world_open();
	const struct arena *before;

	world_show(w, 60, 100, "attention", NULL, NULL, NULL);
	cr_assert(world_has(w, "Write bridge funding paper"), "%s", world_text(w));
	before = w->app.kept_attention.arena;
	cr_assert(world_go(w, "Write bridge funding paper"));
	world_press(w, "Enter Esc");
	cr_expect(world_has(w, "Write bridge funding paper"), "%s", world_text(w));
	cr_expect(w->app.kept_attention.arena == before);
	world_press(w, "Enter");
	work_put(&w->app.session, w->app.arena, "actions", "ac-000006", "what", "Write a paper");
	world_press(w, "Esc");
	cr_expect(world_has(w, "Write a paper"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Write bridge funding paper")));
	w->app.session.today.y++; /* another day is another list */
	world_show(w, 60, 100, "attention", NULL, NULL, NULL);
	cr_expect(world_has(w, "2025-26"), "%s", world_text(w));
	world_close(w);
}

Test(kept, a_chain_follows_what_is_stored_while_it_is_open)
{
	struct world *w = world_open();

	world_show(w, 60, 100, "chain", "ac-000006", NULL, NULL);
	cr_assert(world_has(w, "Write bridge funding paper"), "%s", world_text(w));
	world_press(w, "Enter");
	work_put(&w->app.session, w->app.arena, "actions", "ac-000006", "what", "Write a paper");
	world_press(w, "Esc");
	cr_expect(world_has(w, "Write a paper"), "%s", world_text(w));
	world_close(w);
}
