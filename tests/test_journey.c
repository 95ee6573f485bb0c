/* SPDX-License-Identifier: ISC */
/*
 * A whole cycle from nothing, and one of the sample, with keys alone at every size
 * and by conversation: all store the same, and the export has what was typed.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_typist.h"
#include "same.h"

TestSuite(journey, .timeout = 240);

/* Checklists: every item of an activity, each of the answers in turn */

static const struct {
	const char *label, *stored;
} states[] = {
	{ "Done", "done" },
	{ "In progress", "in_progress" },
	{ "Not needed here", "not_needed" },
	{ "Not known", "not_known" },
	{ "Not started", "not_started" },
};

static const struct {
	const char *label, *stored;
} keeps[] = { { "yes", "yes" }, { "partly", "partly" }, { "no", "no" } };

static bool is_form(const struct checklist *l, const char *name)
{
	return !strcmp(l->form ? l->form : "item", name);
}

static void answer_item(struct typist *t, const struct checklist *l, const struct item *item,
			size_t turn)
{
	const char *stored, *label;
	char mark[40];

	if (is_form(l, "item")) {
		label = states[turn % 5].label;
		stored = states[turn % 5].stored;
	} else {
		label = keeps[turn % 3].label;
		stored = keeps[turn % 3].stored;
	}
	snprintf(mark, sizeof(mark), "%s%s", t->plain ? "" : ") ", label);
	ty_tick(t, mark);
	if (is_form(l, "item") && !strcmp(stored, "not_needed")) {
		/* refused without a reason */
		ty_expect_shown(t, "why it is not needed");
		if (t->plain) {
			if (!ty_asks_for_text(t))
				ty_say_number(t, "Why it is not needed");
		} else {
			ty_to_box(t);
		}
		ty_type_here(t, "We serve no islands", true);
		ty_wrote(t, "it", item->id, "why_not", "We serve no islands");
	}
	ty_wrote(t, "it", item->id, "state", stored);
}

static void walk_checklist(struct typist *t, const struct checklist *l, size_t *turn)
{
	char first[120];

	if (!l->nitems || l->status || (!is_form(l, "item") && !is_form(l, "principle")))
		return;
	snprintf(first, sizeof(first), "%s%s", t->plain ? "" : "] ", l->items[0].text);
	ty_open_line(t, t->plain ? first : ty_words(t, first, 32));
	for (size_t i = 0; i < l->nitems; i++) {
		ty_expect_shown(t, arena_printf(t->w->app.arena, "%zu of %zu", i + 1, l->nitems));
		answer_item(t, l, &l->items[i], (*turn)++);
		ty_button(t, i + 1 < l->nitems ? "Save and go to" : "Save and go back to the list");
	}
}

static void walk_activity(struct typist *t, const struct activity *activity, size_t *turn)
{
	const struct schema *s = t->w->app.session.schema;

	ty_open_line(t, t->plain ? activity->title : ty_words(t, activity->title, 20));
	ty_expect_shown(t, "in place");
	for (size_t i = 0; i < s->nchecklists; i++)
		if (s->checklists[i].activity && !strcmp(s->checklists[i].activity, activity->id) &&
		    s->checklists[i].items[0].text)
			walk_checklist(t, &s->checklists[i], turn);
	ty_tick(t, t->plain ? "Yes, I have completed it" : ") Yes, I have completed");
	ty_wrote(t, "tk", activity->id, "state", "completed");
	ty_back(t);
}

static void walk_stages(struct typist *t)
{
	const struct schema *s = t->w->app.session.schema;
	size_t turn = 0;

	for (size_t i = 0; i < s->nstages; i++) {
		ty_open_line(t, s->stages[i].title);
		for (size_t k = 0; k < s->stages[i].nactivities; k++)
			walk_activity(t, &s->stages[i].activities[k], &turn);
		ty_back(t);
	}
	cr_expect(gt(sz, turn, 130));
}

/* Registers: guided and whole form, links by part of a name and by making one on the spot, and what follows */

static void open_register(struct typist *t, const char *title)
{
	ty_open_line(t, "All registers");
	ty_open_line(t, title);
	ty_expect_shown(t, title);
}

static void save_new(struct typist *t)
{
	ty_skip_to(t, "Check your answers");
	ty_button(t, "Save this");
	ty_expect_shown(t, "Saved as");
}

static void add_lesson(struct typist *t, const char *id)
{
	open_register(t, "Learning to share");
	ty_act(t, "New entry");
	ty_guided(t, "Title", "First lesson", false);
	ty_guided(t, "What happened", "A partner asked early", true);
	ty_guided(t, "What we learned", "Ask before you plan", true);
	save_new(t);
	ty_wrote(t, "le", id, "title", "First lesson");
	ty_wrote(t, "le", id, "happened", "A partner asked early");
	ty_wrote(t, "le", id, "learned", "Ask before you plan");
	ty_wrote(t, "le", id, "life", "live");
}

static void add_agreement(struct typist *t)
{
	open_register(t, "Agreements");
	ty_act(t, "New entry");
	ty_guided(t, "Title", "Sharing data", false);
	ty_pick(t, "Parties", "olice", "Police Scotland", true);
	ty_go_on(t);
	ty_tick(t, t->plain ? "Information sharing agreement" : ") Information sharing");
	ty_go_on_if(t, "What sort of agreement");
	save_new(t);
	ty_wrote(t, "ag", "AG-01", "title", "Sharing data");
	ty_wrote(t, "ag", "AG-01", "parties", "pa-000003");
	ty_wrote(t, "ag", "AG-01", "kind", "ISA");
}

/* A partner that is not there yet is made while it is looked for, as a draft, and is linked at once. */
static void add_with_a_new_partner(struct typist *t)
{
	open_register(t, "Agreements");
	ty_act(t, "New entry");
	ty_guided(t, "Title", "Peer support", false);
	ty_open_line(t, "Parties");
	ty_type_here(t, "Clyde Recovery", false);
	ty_open_line(t, "Make a new partner");
	ty_expect_shown(t, "Clyde Recovery");
	ty_skip_to(t, "Check your answers");
	ty_button(t, "Save as a draft");
	if (ty_has(t, "Take these"))
		ty_button_or_line(t, "Take these");
	ty_expect_shown(t, "New agreement");
	ty_go_on(t);
	ty_tick(t, t->plain ? "Memorandum of understanding" : ") Memorandum");
	ty_go_on_if(t, "What sort of agreement");
	save_new(t);
	ty_wrote(t, "pa", "PA-09", "name", "Clyde Recovery");
	ty_wrote(t, "pa", "PA-09", "life", "draft");
	ty_wrote(t, "ag", "AG-02", "parties", "pa-000009");
	ty_wrote(t, "ag", "AG-02", "kind", "MoU");
}

/* The whole form on one screen, reached by the list of actions, and its boxes by Tab. */
static void add_in_whole_form(struct typist *t)
{
	open_register(t, "Learning to share");
	ty_act(t, "New entry");
	ty_act(t, "Change the view");
	ty_expect_shown(t, "What we learned");
	if (t->plain) {
		if (!strstr(ty_shown(t), "\nTitle\n"))
			ty_say_number(t, "Title");
		ty_say(t, "Second lesson");
		ty_say_number(t, "What happened");
		ty_say(t, "Nobody came");
		ty_say(t, "");
		ty_say_number(t, "What we learned");
		ty_say(t, "Ask when people can come");
		ty_say(t, "");
	} else {
		ui_test_type(t->w->ui, "Second lesson");
		ty_press(t, TK_TAB);
		ui_test_type(t->w->ui, "Nobody came");
		ty_press(t, TK_TAB);
		ui_test_type(t->w->ui, "Ask when people can come");
	}
	ty_button(t, "Save this");
	ty_expect_shown(t, "Saved as");
	ty_wrote(t, "le", "LE-02", "title", "Second lesson");
	ty_wrote(t, "le", "LE-02", "happened", "Nobody came");
	ty_wrote(t, "le", "LE-02", "learned", "Ask when people can come");
}

static void edit_copy_archive_restore(struct typist *t)
{
	open_register(t, "Learning to share");
	ty_open_line(t, "Second lesson");
	ty_act(t, "Edit");
	/* whichever view was chosen last */
	if (ty_has(t, "1 of "))
		ty_act(t, "Change the view");
	if (t->plain) {
		if (!strstr(ty_shown(t), "\nTitle\n"))
			ty_say_number(t, "Title");
		ty_say(t, "Second lesson, changed");
	} else {
		ty_type_here(t, "Second lesson, changed", false);
		ty_press(t, TK_TAB);
	}
	ty_button(t, "Save");
	ty_expect_shown(t, "Second lesson, changed");
	ty_wrote(t, "le", "LE-02", "title", "Second lesson, changed");

	ty_act(t, "Make a copy and edit it");
	if (!ty_has(t, "1 of "))
		ty_act(t, "Change the view");
	ty_guided(t, "Title", "Third lesson", false);
	save_new(t);
	ty_wrote(t, "le", "LE-03", "title", "Third lesson");
	ty_wrote(t, "le", "LE-03", "happened", "Nobody came");

	ty_act(t, "Archive, or restore");
	ty_expect_shown(t, "Archived");
	ty_act(t, "Archive, or restore");
	ty_expect_shown(t, "Restored");
	ty_wrote(t, "le", "LE-03", "life", "live");
	ty_act(t, "Archive, or restore");
	ty_act(t, "Take back my last change");
	ty_expect_shown(t, "Taken back");
	ty_act(t, "Put back what I took back");
	ty_expect_shown(t, "Put back");
	ty_wrote(t, "le", "LE-03", "life", "archived");
}

static void look_at_the_register(struct typist *t)
{
	open_register(t, "Learning to share");
	ty_expect_shown(t, "First lesson");
	cr_expect(ty_has(t, "Third lesson") == false, "an archived one is listed");
	ty_act(t, "Change the order");
	ty_act(t, "Change the view");
	ty_expect_shown(t, "First lesson");
	ty_act(t, "Change the view");
	ty_act(t, "Show only some lines");
	ty_type_here(t, "First", false);
	if (!ty_has(t, "with \"first\"")) /* in conversation the word alone does it */
		ty_button(t, "Show these");
	ty_expect_shown(t, "First lesson");
	cr_expect(ty_has(t, "Second lesson") == false, "the filter lets all through");
	ty_act(t, "Show only some lines");
	ty_button(t, "Show everything");
	ty_expect_shown(t, "Second lesson");
}

static void answer_the_review(struct typist *t)
{
	const struct question_set *set = NULL;
	const struct schema *s = t->w->app.session.schema;

	for (size_t i = 0; i < s->nquestion_sets && !set; i++)
		if (!strcmp(s->question_sets[i].id, "review"))
			set = &s->question_sets[i];
	cr_assert(set != NULL);
	ty_open_line(t, "Review");
	ty_open_line(t, t->plain ? "Review performance and impact" : "Review performance");
	ty_open_line(t, "The four review");
	ty_open_line(t,
		     t->plain ? set->questions[0].text : ty_words(t, set->questions[0].text, 30));
	for (size_t i = 0; i < set->nquestions; i++) {
		char text[40];

		ty_expect_shown(
			t, arena_printf(t->w->app.arena, "%zu of %zu", i + 1, set->nquestions));
		snprintf(text, sizeof(text), "Our answer number %zu", i + 1);
		if (t->plain) {
			if (!ty_asks_for_text(t))
				ty_say_number(t, "Answer");
			ty_say(t, text);
			ty_say(t, "");
		} else {
			ty_to_box(t);
			ui_test_type(t->w->ui, text);
		}
		ty_wrote(t, "qa", set->questions[i].id, "text", text);
		ty_button(t, i + 1 < set->nquestions ? "Save and go to"
						     : "Save and go back to the list");
	}
}

static void close_stage(struct typist *t)
{
	ty_open_line(t, "Analyse");
	ty_open_line(t, "Agree this");
	ty_button(t, "Close Analyse: Agreed");
	ty_wrote(t, "st", "analyse", "outcome", "agreed");
}

static void rate_myself(struct typist *t)
{
	ty_open_line(t, t->plain ? "Self-assessment" : "Self-assessment");
	ty_open_line(t, "Data collection");
	ty_tick(t, t->plain ? "Supported" : "Supported");
	t->rated++;
	ty_back(t);
	ty_expect_shown(t, "Data collection");
}

static void look_at_the_history(struct typist *t)
{
	ty_open_line(t, "History");
	ty_expect_shown(t, "Second lesson");
	ty_expect_shown(t, "Took back");
}

static void begin_the_next_cycle(struct typist *t)
{
	ty_open_line(t, "Cycles");
	ty_button(t, "Begin this cycle");
	ty_expect_shown(t, "has begun");
	ty_wrote(t, "cy", "c2", "first_year", "2029-30");
}

static void home(struct typist *t)
{
	for (int i = 0; i < 6 && !ty_has(t, "Where the work has got to"); i++)
		ty_back(t);
	ty_expect_shown(t, "Where the work has got to");
}

static void whole_cycle(struct typist *t)
{
	ty_start(t);
	walk_stages(t);
	add_lesson(t, "LE-01");
	home(t);
	add_agreement(t);
	home(t);
	add_with_a_new_partner(t);
	home(t);
	add_in_whole_form(t);
	home(t);
	edit_copy_archive_restore(t);
	home(t);
	look_at_the_register(t);
	home(t);
	answer_the_review(t);
	home(t);
	close_stage(t);
	home(t);
	rate_myself(t);
	home(t);
	look_at_the_history(t);
	home(t);
	begin_the_next_cycle(t);
}

/* The sample has its own answers; what is said now comes in their place. */
static void whole_sample(struct typist *t)
{
	ty_open_line(t, t->plain ? "Look around" : "2 Look around");
	ty_expect_shown(t, "Where the work has got to");
	walk_stages(t);
	add_lesson(t, "LE-04");
	home(t);
	close_stage(t);
	home(t);
	rate_myself(t);
	home(t);
	begin_the_next_cycle(t);
}

/* Every size that is promised, and conversation. */
static const struct {
	int rows, cols;
	const char *what;
} ways[] = {
	{ 40, 120, "120x40" },
	{ 24, 80, "80x24" },
	{ 12, 40, "40x12" },
	{ 0, 0, "conversation" },
};

/* The script is played on each; the first one's export is what the others' has to be. */
static void same_on_each(void (*script)(struct typist *t))
{
	char *first = NULL;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct typist *t = typist_new(ways[i].rows, ways[i].cols);
		char *now;

		script(t);
		ty_expect_exported(t);
		now = ty_everything(t->w);
		cr_expect(first == NULL || strcmp(first, now) == 0, "%s stores something else",
			  ways[i].what);
		if (first)
			mem_free(now);
		else
			first = now;
		typist_free(t);
	}
	mem_free(first);
}

Test(journey, of_an_empty_partnership_the_same_is_stored_at_every_size_and_in_conversation)
{
	same_on_each(whole_cycle);
}

Test(journey, of_the_sample_the_same_is_stored_at_every_size_and_in_conversation)
{
	same_on_each(whole_sample);
}

Test(journey, the_first_answer_takes_at_most_five_keys)
{
	struct typist *t = mem_alloc(sizeof(*t));
	char *all;

	t->w = world_open_empty("Clyde North");
	world_show(t->w, 24, 80, "home", NULL, NULL, NULL);
	ty_press(t, '1');
	ty_press(t, '1');
	ty_press(t, TK_TAB); /* past the registers, past the views */
	ty_press(t, TK_TAB);
	ty_press(t, ' ');
	cr_expect(le(i64, t->keys, 5));
	all = ty_everything(t->w);
	cr_expect(strstr(all, "\"state\": \"done\"") != NULL, "nothing is answered on:\n%s",
		  ty_shown(t));
	free(all);
	world_close(t->w);
	mem_free(t);
}
