/* SPDX-License-Identifier: ISC */
/* The settings as a person meets them: in words, and told when what they chose counts. */
#include <stdlib.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "lib_dir.h"
#include "lib_world.h"

static struct world *w;
static char *home, *file;

static void begin(void)
{
	struct settings_from from = { .site_dir = "/nowhere" };

	home = dir_make();
	file = dir_path(home, "config.ini");
	from.person_file = file;
	w = world_open();
	settings_close(w->app.settings);
	cr_assert(eq(int,
		     settings_open(&w->app.settings, &from,
				   &(struct pack_faults){ .arena = w->app.arena }, NULL),
		     RC_OK));
	world_show(w, 40, 80, "settings", NULL, NULL, NULL);
}

static void end(void)
{
	world_close(w);
	free(file);
	dir_drop(home);
}

TestSuite(settings_screen, .init = begin, .fini = end, .timeout = 120);

Test(settings_screen, a_choice_says_whether_it_counts_at_once)
{
	cr_assert(world_go(w, "Forms"));
	world_press(w, "Enter Right Enter");
	cr_expect(world_has(w, "Saved."), "%s", world_text(w));
	cr_expect(not(world_has(w, "next time")), "%s", world_text(w));
	cr_expect(world_has(w, "whole"), "%s", world_text(w));
	cr_assert(world_go(w, "Colour"));
	world_press(w, "Enter Enter");
	cr_expect(world_has(w, "It counts from the next time you open cairn"), "%s", world_text(w));
}

Test(settings_screen, what_belongs_to_the_site_is_not_changed_here)
{
	cr_assert(world_go(w, "Kiosk account"));
	world_press(w, "Enter");
	cr_expect(world_has(w, "set for the whole site"), "%s", world_text(w));
}
