/* SPDX-License-Identifier: ISC */
/*
 * What others do while a screen is open: it comes by itself, the focus stays,
 * and a mark says what changed since this person last looked.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/records/unseen.h"
#include "lib_shown.h"
#include "lib_work.h"
#include "same.h"
#include "core/store/audit.h"
#include "tui/ui.h"

TestSuite(live, .timeout = 120);

/* Something on nearly every screen: titles, states, figures, texts. */
static void change_much(const struct session *s, struct arena *a, const char *mark)
{
	static const char *const facts[][3] = {
		{ "needs", "ne-000001", "title" },      { "services", "sv-000014", "title" },
		{ "actions", "ac-000005", "what" },     { "actions", "ac-000006", "what" },
		{ "gaps", "ga-000001", "title" },       { "decisions", "de-000001", "title" },
		{ "partners", "pa-000001", "title" },   { "learning", "le-000001", "title" },
		{ "indicators", "in-000003", "title" }, { "outcomes", "ou-000004", "title" },
	};
	const struct reg *reg;

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		reg = schema_reg(s->schema, facts[i][0]);
		if (reg && reg_field(reg, facts[i][2]) && !reg->title_derived)
			work_put(s, a, facts[i][0], facts[i][1], facts[i][2],
				 arena_printf(a, "%s of %s", mark, facts[i][1]));
	}
	work_put(s, a, "question", "rq-impact", "text", mark);
	work_put(s, a, "item", "svc-third-sector-data", "note", mark);
	work_put(s, a, "item", "prin-people", "note", mark);
}

/* What the focused line stands for, or where it stands for nothing but its place that. */
static const char *focused(const struct world *w)
{
	struct row r;

	if (!ui_focused(w->ui, &r))
		return "nothing";
	return arena_printf(w->app.arena, "%s %d", r.key ? r.key : "", r.key ? 0 : r.id);
}

/* What is typed stays, and a count that was read when a list was opened does not change under the eye. */
static bool keeps_something(const char *screen)
{
	return !strcmp(screen, "activity") || !strcmp(screen, "checklist") ||
	       !strcmp(screen, "history") || !strcmp(screen, "entry") || !strcmp(screen, "erase");
}

Test(live, an_idle_screen_becomes_what_one_opened_now_shows_and_the_focus_stays)
{
	for (size_t i = 0; i < nshown; i++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");
		const char *idle, *was;

		shown_open(w, i, 24, 80);
		ui_test_key(w->ui, TK_DOWN);
		was = focused(w);
		ann.cycle = w->app.session.cycle;
		if (strcmp(ann.cycle, "c1") != 0) { /* nothing of the first cycle is in this one */
			world_close(w);
			continue;
		}
		change_much(&ann, w->app.arena, "Changed by Ann");
		ui_test_key(w->ui, TK_TICK);
		cr_expect(strcmp(focused(w), was) == 0, "%s: the focus moved",
			  shown_list[i].screen);
		idle = world_text(w);
		shown_open(w, i, 24, 80);
		ui_test_key(w->ui, TK_DOWN);
		if (!keeps_something(shown_list[i].screen) && strcmp(idle, world_text(w)) != 0)
			cr_expect(false, "%s is not what it would be when opened:\n%s\nbut\n%s",
				  shown_list[i].screen, idle, world_text(w));
		world_close(w);
	}
}

/* The lines of a list have names, by which the focus finds them again; a text that is read has none. */
Test(live, every_line_that_can_be_acted_on_has_a_name)
{
	static const char *const by_id[] = { "matrix", "matrix-row", "report" };

	for (size_t i = 0; i < nshown; i++) {
		struct world *w = world_open();
		const struct page *p;
		bool named = true, has_id = false;

		shown_open(w, i, 24, 80);
		p = &w->ui->page;
		for (size_t k = 0; k < sizeof(by_id) / sizeof(*by_id); k++)
			has_id = has_id || !strcmp(shown_list[i].screen, by_id[k]);
		for (size_t k = 0; k < p->list_n; k++) {
			struct row r;

			page_row(p, p->list_at + k, &r);
			named = named && (!row_focusable(&r) || (r.key && r.key[0]));
		}
		cr_expect(named || has_id, "%s", shown_list[i].screen);
		world_close(w);
	}
}

static const char *life(struct world *w, const char *reg, const char *id)
{
	return work_text(&w->app.session, w->app.arena, reg, id, "life");
}

static void archive(const struct session *s, struct arena *a, const char *id)
{
	struct record r;

	cr_assert(eq(int, record_find(s, id, a, &r, NULL), RC_OK));
	cr_assert(eq(int, record_set_life(s, &r, "archived", NULL, NULL), RC_OK));
}

/* A line above goes while the key is on its way: the one that moved up is not meant. */
Test(live, a_key_acts_on_the_line_that_was_marked_whatever_others_do_above)
{
	for (int quietly = 0; quietly < 2; quietly++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");
		const char *id[4];
		struct row r;

		for (int i = 0; i < 4; i++)
			id[i] = work_add(&ann, w->app.arena, "learning", "title",
					 arena_printf(w->app.arena, "%c lesson", 'A' + i),
					 "happened", "a", "learned", "b", NULL);
		world_show(w, 24, 80, "register", "learning", NULL, NULL);
		do
			ui_test_key(w->ui, TK_DOWN);
		while (ui_focused(w->ui, &r) && r.key && strcmp(r.key, id[2]) != 0);
		cr_assert(r.key != NULL, "%s", world_text(w));
		archive(&ann, w->app.arena, id[0]);
		if (quietly)
			ui_test_key(w->ui, TK_TICK);
		world_press(w, "z");
		for (int i = 1; i < 4; i++)
			cr_expect(eq(int, !strcmp(life(w, "learning", id[i]), "archived"), i == 2),
				  "%c lesson: %s", 'A' + i, life(w, "learning", id[i]));
		world_close(w);
	}
}

/* Where the marked line itself went, the first key does nothing and says why; the next one counts. */
Test(live, where_the_marked_line_went_a_key_acts_on_no_other)
{
	for (int quietly = 0; quietly < 2; quietly++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");
		struct row r;

		world_show(w, 24, 80, "register", "services", NULL, NULL);
		ui_test_key(w->ui, TK_DOWN);
		cr_assert(ui_focused(w->ui, &r) && r.key);
		archive(&ann, w->app.arena, arena_str(w->app.arena, r.key));
		if (quietly)
			ui_test_key(w->ui, TK_TICK);
		world_press(w, "z");
		cr_expect(world_has(w, "The line you were on is gone."), "%s", world_text(w));
		cr_assert(ui_focused(w->ui, &r) && r.key);
		cr_expect(strcmp(life(w, "services", r.key), "archived") != 0, "%s", r.text);
		world_press(w, "z");
		cr_expect(not(world_has(w, "The line you were on is gone.")), "%s", world_text(w));
		world_close(w);
	}
}

Test(live, a_choice_stays_at_what_was_marked)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");
	struct row r;
	const char *want;

	world_show(w, 24, 80, "pick", "gaps/need", NULL, NULL);
	cr_assert(world_go(w, "( )"), "%s", world_text(w));
	world_press(w, "Down Down");
	cr_assert(ui_focused(w->ui, &r) && r.key, "%s", world_text(w));
	want = arena_str(w->app.arena, r.text);
	work_add(&ann, w->app.arena, "needs", "life", "draft", "title", "A", NULL);
	archive(&ann, w->app.arena, "ne-000001");
	world_press(w, "Space");
	cr_assert(ui_focused(w->ui, &r));
	expect_same(r.text, want);
	world_close(w);
}

/* In conversation a number means the line that was read out under it. */
Test(live, a_number_that_was_read_out_means_no_other_line)
{
	struct world *w = world_open();
	struct session ann = world_other(w, "ann", "Ann Other");
	char *page;

	world_show(w, 24, 80, "register", "services", NULL, NULL);
	page = ui_test_plain(w->ui);
	cr_assert(strstr(page, "\n2. ") != NULL, "%s", page);
	free(page);
	archive(&ann, w->app.arena, "sv-000001");
	ui_test_line(w->ui, "2");
	expect_same(w->ui->open->f.screen->name, "register");
	page = ui_test_plain(w->ui);
	expect_part(page, "Nothing was done; here it is again.");
	free(page);
	ui_test_line(w->ui, "2");
	expect_same(w->ui->open->f.screen->name, "record");
	world_close(w);
}

Test(live, most_kinds_of_screen_showed_one_of_those_changes)
{
	static const char *const they[] = { "item",        "question", "register",  "record",
					    "record-need", "pick",     "groups",    "matrix",
					    "board",       "chain",    "attention", "report",
					    "history",     "home" };

	for (size_t k = 0; k < sizeof(they) / sizeof(they[0]); k++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");
		size_t i = 0;

		while (i < nshown &&
		       strcmp(shown_list[i].as ? shown_list[i].as : shown_list[i].screen,
			      they[k]) != 0)
			i++;
		cr_assert(lt(sz, i, nshown), "%s", they[k]);
		shown_open(w, i, 120, 100);
		change_much(&ann, w->app.arena, "By Ann");
		ui_test_key(w->ui, TK_TICK);
		cr_expect(world_has(w, "By Ann") || world_has(w, "Ann Other"), "%s:\n%s", they[k],
			  world_text(w));
		world_close(w);
	}
}

Test(live, what_nobody_sees_draws_nothing)
{
	for (size_t i = 0; i < nshown; i++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");
		const char *before;

		shown_open(w, i, 24, 80);
		ui_test_key(w->ui, TK_TICK);
		before = world_text(w);
		store_note_put(ann.store, ann.pid, ann.actor.person, "place", "home", NULL);
		store_draft_put(ann.store, ann.pid, ann.actor.person, "c1/ne/new/title", "-\nx",
				NULL);
		ui_test_key(w->ui, TK_TICK);
		cr_expect(eq(str, (char *)world_text(w), (char *)before), "%s",
			  shown_list[i].screen);
		world_close(w);
	}
}

/* How often a screen was loaded. */
static size_t loads;
static void (*loads_as_ever)(void *app, const struct frame *f);

static void count_loads(void *app, const struct frame *f)
{
	loads++;
	loads_as_ever(app, f);
}

static bool minds_all(const struct world *w)
{
	return w->ui->open->f.screen->minds_all || !w->app.session.pid;
}

Test(live, what_nobody_sees_is_not_looked_at_again_and_what_they_see_is)
{
	for (size_t i = 0; i < nshown; i++) {
		struct world *w = world_open();
		struct session ann = world_other(w, "ann", "Ann Other");

		loads_as_ever = w->hooks.loads;
		w->hooks.loads = count_loads;
		shown_open(w, i, 24, 80);
		ui_test_key(w->ui, TK_TICK);
		ann.schema = w->app.session.schema; /* the next cycle has read it anew */
		loads = 0;
		audit_note(ann.store, ann.pid, &ann.actor, AUDIT_SIGN_IN, "", NULL);
		store_note_put(ann.store, ann.pid, ann.actor.person, "place", "home", NULL);
		store_draft_put(ann.store, ann.pid, ann.actor.person, "c1/ne/new/title", "-\nx",
				NULL);
		ui_test_key(w->ui, TK_TICK);
		cr_expect(minds_all(w) || loads == 0, "%s", shown_list[i].screen);
		loads = 0;
		work_put(&ann, w->app.arena, "partnership", w->pid, "meets", "Every month");
		ui_test_key(w->ui, TK_TICK);
		cr_expect(eq(sz, loads, 1), "%s", shown_list[i].screen);
		world_close(w);
	}
}

/* Marks */

static struct world *world_with_changes(struct session *ann)
{
	struct world *w = world_open();

	*ann = world_other(w, "ann", "Ann Other");
	world_show(w, 24, 80, "home", NULL, NULL, NULL); /* from here on it is told */
	cr_expect(not(world_has(w, "since you last looked")), "%s", world_text(w));
	work_put(ann, w->app.arena, "needs", "ne-000001", "severity", "low");
	work_put(ann, w->app.arena, "needs", "ne-000003", "title", "Another name");
	return w;
}

Test(live, home_says_how_much_others_changed_and_leads_to_it)
{
	struct session ann;
	struct world *w = world_with_changes(&ann);

	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	cr_assert(world_go(w, "2 entries changed by others since you last looked, the last by Ann"),
		  "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(world_has(w, "What others changed since you last looked"), "%s", world_text(w));
	cr_expect(world_has(w, "Ann Other"));
	cr_expect(world_has(w, "Another name"), "%s", world_text(w));
	cr_expect(not(world_has(w, "Brought in")), "what I saw before is not told again");
	world_press(w, "Esc");
	cr_expect(not(world_has(w, "since you last looked")), "%s", world_text(w));
	world_close(w);
}

Test(live, a_register_marks_what_others_changed_until_it_is_opened)
{
	struct session ann;
	struct world *w = world_with_changes(&ann);

	work_put(&w->app.session, w->app.arena, "needs", "ne-000002", "severity", "low");
	world_show(w, 24, 100, "register", "needs", NULL, NULL);
	cr_expect(world_has(w, "* changed since you last looked, and by whom"), "%s",
		  world_text(w));
	cr_assert(world_go(w, "* Ann Oth"), "%s", world_text(w));
	world_press(w, "Enter");
	cr_expect(
		world_has(w, "* One answer changed since you last looked: Ann Other, 20 November"),
		"%s", world_text(w));
	cr_assert(world_go(w, "How serious"), "%s", world_text(w));
	cr_expect(world_has(w, "* Ann Oth"), "%s", world_text(w));
	world_press(w, "Esc");
	cr_expect(world_has(w, "* Ann Oth"), "the other one is marked still: %s", world_text(w));
	world_press(w, "Down Down Enter Esc");
	cr_expect(not(world_has(w, "* Ann")), "%s", world_text(w));
	cr_expect(not(world_has(w, "since you last looked")), "%s", world_text(w));
	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	cr_expect(not(world_has(w, "since you last looked")), "all of it was looked at");
	world_close(w);
}

Test(live, tasks_and_items_are_marked_where_others_answered)
{
	struct session ann;
	struct world *w = world_with_changes(&ann);

	work_put(&ann, w->app.arena, "item", "svc-third-sector-data", "note", "By Ann");
	world_show(w, 60, 100, "stage", "analyse", NULL, NULL);
	cr_expect(world_has(w, "* changed since you last looked: 1, the last by"), "%s",
		  world_text(w));
	world_show(w, 120, 100, "activity", "analyse-services", NULL, NULL);
	cr_expect(world_has(w, "* Ann Oth"), "%s", world_text(w));
	world_show(w, 60, 100, "item", "svc-third-sector-data", NULL, NULL);
	cr_expect(world_has(w, "* One answer changed since you last looked: Ann"), "%s",
		  world_text(w));
	world_press(w, "Esc");
	world_show(w, 120, 100, "activity", "analyse-services", NULL, NULL);
	cr_expect(not(world_has(w, "* Ann Oth")), "%s", world_text(w));
	world_close(w);
}

Test(live, a_new_entry_is_marked_as_new)
{
	struct session ann;
	struct world *w = world_with_changes(&ann);

	work_add(&ann, w->app.arena, "learning", "title", "Quite new", "happened", "a", "learned",
		 "b", NULL);
	world_show(w, 24, 100, "register", "learning", NULL, NULL);
	cr_expect(world_has(w, "new, Ann Oth"), "%s", world_text(w));
	world_close(w);
}

Test(live, what_a_person_did_themselves_is_no_news_to_them)
{
	struct world *w = world_open();
	struct unseen u;

	world_show(w, 24, 80, "home", NULL, NULL, NULL);
	work_put(&w->app.session, w->app.arena, "needs", "ne-000001", "severity", "low");
	cr_assert(eq(int, unseen_load(&w->app.session, NULL, w->app.arena, &u, NULL), RC_OK));
	cr_expect(eq(sz, u.n, 0));
	world_close(w);
}

Test(live, a_long_absence_is_looked_back_at_only_so_far)
{
	struct session ann;
	struct world *w = world_with_changes(&ann);
	struct unseen u, v;

	for (int i = 0; i < UNSEEN_MOST / 2 + 10; i++)
		work_put(&ann, w->app.arena, "needs", "ne-000001", "severity",
			 i % 2 ? "high" : "low");
	cr_assert(eq(int, unseen_load(&w->app.session, NULL, w->app.arena, &u, NULL), RC_OK));
	cr_expect(u.more);
	cr_expect(le(sz, u.changes, UNSEEN_MOST));
	/* going on from there is the same as looking anew, and reads what came alone */
	work_put(&ann, w->app.arena, "needs", "ne-000005", "severity", "low");
	cr_assert(eq(int, unseen_load(&w->app.session, &u, w->app.arena, &v, NULL), RC_OK));
	cr_expect(eq(sz, v.changes, u.changes + 1));
	cr_expect(unseen_of(&v, "ne-000005") != NULL);
	cr_expect(unseen_of(&v, "ne-000001") != NULL);
	world_close(w);
}
