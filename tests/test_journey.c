/* SPDX-License-Identifier: ISC */
/*
 * A whole cycle from nothing with keys alone, then by conversation: both store the same.
 *
 * One script, two typists: one moves with the arrows and Tab and presses Enter
 * and Space, the other reads numbered lines and types their numbers. What was
 * typed is written down on the way and looked for in the export.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/export.h"
#include "core/json.h"
#include "lib_world.h"
#include "same.h"

TestSuite(journey, .timeout = 240);

struct typed { /* what was typed and has to be in the export */
	const char *key, *id, *field, *text;
};

struct typist {
	struct world *w;
	bool plain;
	struct typed typed[600];
	size_t n;
	long keys;
};

static void wrote(struct typist *t, const char *key, const char *id, const char *field,
		  const char *text)
{
	struct arena *a = t->w->app.arena;

	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->typed[i].key, key) && !strcmp(t->typed[i].id, id) &&
		    !strcmp(t->typed[i].field, field)) {
			t->typed[i].text = arena_str(a, text);
			return;
		}
	cr_assert(lt(sz, t->n, 600));
	t->typed[t->n++] = (struct typed){ arena_str(a, key), arena_str(a, id), arena_str(a, field),
					   arena_str(a, text) };
}

/* Full screen: where the focus is */

static const char *shown(struct typist *t)
{
	if (t->plain) {
		char *page = ui_test_plain(t->w->ui);
		const char *text = arena_str(t->w->app.arena, page);

		free(page);
		return text;
	}
	return world_text(t->w);
}

static void expect_shown(struct typist *t, const char *part)
{
	const char *text = shown(t);

	cr_assert(strstr(text, part) != NULL, "no '%s' on:\n%s", part, text);
}

/* The line the cursor is in, and the part of it that has the focus: from the cursor on, a few columns before. */
static const char *focus_line(struct typist *t, int *col)
{
	const char *text = world_text(t->w), *at = strrchr(text, '@'), *line = text;
	long row = strtol(at + 1, NULL, 10);
	size_t len;

	*col = (int)strtol(strchr(at, ',') + 1, NULL, 10);
	for (long i = 1; i < row; i++)
		line = strchr(line, '\n') + 1;
	len = strcspn(line, "\n");
	return arena_strn(t->w->app.arena, line, len);
}

static void press(struct typist *t, int key)
{
	ui_test_key(t->w->ui, key);
	t->keys++;
}

static bool focused(struct typist *t, const char *label)
{
	int col;
	const char *line = focus_line(t, &col);
	const char *mark = strchr(line, '>');

	/* several stand on one line: the mark is before the one that has the focus */
	for (; mark; mark = strchr(mark + 1, '>')) {
		const char *at = strcasestr(mark, label);

		if (at && at - mark < 12)
			return true;
	}
	return false;
}

/* Arrows reach every line, Tab every box: from the top, down and on. */
static bool go(struct typist *t, const char *label)
{
	char part[60];
	int col;

	snprintf(part, sizeof(part), "%s", label);
	for (int i = 0; i < 400; i++) {
		const char *before = world_text(t->w);

		if (focused(t, part))
			return true;
		/* it stands on this line, farther along */
		press(t, strcasestr(focus_line(t, &col), part) ? TK_RIGHT : TK_DOWN);
		if (!strcmp(before, world_text(t->w)))
			press(t, TK_TAB);
	}
	return false;
}

/* The first words of what a narrow line may break */
static const char *words(struct typist *t, const char *text, int most)
{
	char *part = arena_printf(t->w->app.arena, "%.*s", most, text);

	if ((int)strlen(text) > most && strchr(part, ' '))
		*strrchr(part, ' ') = '\0';
	return part;
}

/* Plain: the number of the line that begins with a label; -1: there is none */
static long number_of(struct typist *t, const char *label)
{
	const char *page = shown(t);

	for (const char *at = page; (at = strcasestr(at, label)) != NULL; at++) {
		const char *d = at - 2;

		if (at - page < 3 || strncmp(d, ". ", 2) != 0 || !isdigit((unsigned char)d[-1]))
			continue;
		while (d > page && isdigit((unsigned char)d[-1]))
			d--;
		return strtol(d, NULL, 10);
	}
	return -1;
}

static void say(struct typist *t, const char *line)
{
	ui_test_line(t->w->ui, line);
}

static bool asks_for_text(struct typist *t)
{
	return strstr(shown(t), "\nType a number") == NULL;
}

static void say_number(struct typist *t, const char *label)
{
	long n = number_of(t, label);
	char line[24];

	for (int page = 0; n < 0 && page < 30; page++) { /* a long list is shown in parts */
		say(t, "+");
		n = number_of(t, label);
	}
	cr_assert(0 <= n, "no line '%s' in:\n%s", label, shown(t));
	snprintf(line, sizeof(line), "%s%ld", asks_for_text(t) ? "#" : "", n);
	say(t, line);
}

/* What both can do */

static void open_line(struct typist *t, const char *label)
{
	if (t->plain) {
		say_number(t, label);
		return;
	}
	cr_assert(go(t, label), "nothing has the focus with '%s' on:\n%s", label, world_text(t->w));
	press(t, TK_ENTER);
}

static void tick(struct typist *t, const char *label)
{
	if (t->plain) {
		say_number(t, label);
		return;
	}
	cr_assert(go(t, label), "nothing has the focus with '%s' on:\n%s", label, world_text(t->w));
	press(t, ' ');
}

static void back(struct typist *t)
{
	if (t->plain)
		say(t, "<");
	else
		press(t, TK_ESC);
}

/* Whatever can be done here is in the list of all actions: no other key is pressed for it. */
static void act(struct typist *t, const char *action)
{
	open_line(t, t->plain ? "More actions" : "[ More actions");
	expect_shown(t, "More actions");
	open_line(t, action);
}

/* Into the box that has the focus */
static void type_here(struct typist *t, const char *text, bool is_long)
{
	if (t->plain) {
		say(t, text);
		if (is_long)
			say(t, "");
		return;
	}
	press(t, TK_END);
	for (int i = 0; i < 60; i++)
		press(t, TK_BACKSPACE);
	ui_test_type(t->w->ui, text);
}

/* One question of a guided form, answered and gone on from */
static void guided(struct typist *t, const char *question, const char *text, bool is_long)
{
	expect_shown(t, question);
	type_here(t, text, is_long);
	if (t->plain)
		return;
	if (is_long)
		open_line(t, "[ Continue");
	else
		press(t, TK_ENTER);
}

static void go_on(struct typist *t)
{
	open_line(t, t->plain ? "Continue" : "[ Continue");
}

static void skip_to(struct typist *t, const char *question)
{
	for (int i = 0; i < 40 && !strstr(shown(t), question); i++)
		go_on(t);
	expect_shown(t, question);
}

static void button(struct typist *t, const char *label)
{
	char with[80];

	snprintf(with, sizeof(with), "%s%s", t->plain ? "" : "[ ", label);
	open_line(t, with);
}

static void button_or_line(struct typist *t, const char *label)
{
	open_line(t, !t->plain && strstr(shown(t), "[ Take") ? "[ Take these" : label);
}

/* Choosing may go on by itself */
static void go_on_if(struct typist *t, const char *still)
{
	if (strstr(shown(t), still))
		go_on(t);
}

/* An answer that is picked from a list on a screen of its own */
static void pick(struct typist *t, const char *question, const char *part, const char *choice,
		 bool many)
{
	open_line(t, question);
	expect_shown(t, "Type part of a name");
	if (part)
		type_here(t, part, false);
	tick(t, choice);
	if (many)
		button_or_line(t, "Take these");
}

/* The first start */

static void start_ours(struct typist *t)
{
	world_show(t->w, 40, 120, "welcome", NULL, NULL, NULL);
	open_line(t, t->plain ? "Start our partnership" : "1 Start our partnership");
	expect_shown(t, "What is your partnership called?");
	type_here(t, "Clyde North", false);
	tick(t, t->plain ? "Inverclyde" : "] Inverclyde");
	button(t, "Start");
	expect_shown(t, "Where the work has got to");
	wrote(t, "pp", "clyde-north", "name", "Clyde North");
	wrote(t, "pp", "clyde-north", "areas", "Inverclyde");
	wrote(t, "cy", "c1", "first_year", "2025-26");
}

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
	tick(t, mark);
	if (is_form(l, "item") && !strcmp(stored, "not_needed")) {
		/* refused without a reason */
		expect_shown(t, "why it is not needed");
		if (t->plain) {
			if (!asks_for_text(t))
				say_number(t, "Why it is not needed");
		} else {
			for (int i = 0; i < 12 && !strstr(focus_line(t, &(int){ 0 }), "___"); i++)
				press(t, TK_TAB);
		}
		type_here(t, "We serve no islands", true);
		wrote(t, "it", item->id, "why_not", "We serve no islands");
	}
	wrote(t, "it", item->id, "state", stored);
}

static void walk_checklist(struct typist *t, const struct checklist *l, size_t *turn)
{
	char first[120];

	if (!l->nitems || l->status || (!is_form(l, "item") && !is_form(l, "principle")))
		return;
	snprintf(first, sizeof(first), "%s%s", t->plain ? "" : "] ", l->items[0].text);
	open_line(t, t->plain ? first : words(t, first, 32));
	for (size_t i = 0; i < l->nitems; i++) {
		expect_shown(t, arena_printf(t->w->app.arena, "%zu of %zu", i + 1, l->nitems));
		answer_item(t, l, &l->items[i], (*turn)++);
		button(t, i + 1 < l->nitems ? "Save and go to" : "Save and go back to the list");
	}
}

static void walk_activity(struct typist *t, const struct activity *activity, size_t *turn)
{
	const struct schema *s = t->w->app.session.schema;

	open_line(t, t->plain ? activity->title : words(t, activity->title, 20));
	expect_shown(t, "in place");
	for (size_t i = 0; i < s->nchecklists; i++)
		if (s->checklists[i].activity && !strcmp(s->checklists[i].activity, activity->id) &&
		    s->checklists[i].items[0].text)
			walk_checklist(t, &s->checklists[i], turn);
	tick(t, t->plain ? "Yes, I have completed it" : ") Yes, I have completed");
	wrote(t, "tk", activity->id, "state", "completed");
	back(t);
}

static void walk_stages(struct typist *t)
{
	const struct schema *s = t->w->app.session.schema;
	size_t turn = 0;

	for (size_t i = 0; i < s->nstages; i++) {
		open_line(t, s->stages[i].title);
		for (size_t k = 0; k < s->stages[i].nactivities; k++)
			walk_activity(t, &s->stages[i].activities[k], &turn);
		back(t);
	}
	cr_expect(gt(sz, turn, 130));
}

/* Registers: guided and whole form, links by part of a name and by making one on the spot, and what follows */

static void open_register(struct typist *t, const char *title)
{
	open_line(t, "All registers");
	open_line(t, title);
	expect_shown(t, title);
}

static void save_new(struct typist *t)
{
	skip_to(t, "Check your answers");
	button(t, "Save this");
	expect_shown(t, "Saved as");
}

static void add_lesson(struct typist *t)
{
	open_register(t, "Learning to share");
	act(t, "New entry");
	guided(t, "Title", "First lesson", false);
	guided(t, "What happened", "A partner asked early", true);
	guided(t, "What we learned", "Ask before you plan", true);
	save_new(t);
	wrote(t, "le", "LE-01", "title", "First lesson");
	wrote(t, "le", "LE-01", "happened", "A partner asked early");
	wrote(t, "le", "LE-01", "learned", "Ask before you plan");
	wrote(t, "le", "LE-01", "life", "live");
}

static void add_agreement(struct typist *t)
{
	open_register(t, "Agreements");
	act(t, "New entry");
	guided(t, "Title", "Sharing data", false);
	pick(t, "Parties", "olice", "Police Scotland", true);
	go_on(t);
	tick(t, t->plain ? "Information sharing agreement" : ") Information sharing");
	go_on_if(t, "What sort of agreement");
	save_new(t);
	wrote(t, "ag", "AG-01", "title", "Sharing data");
	wrote(t, "ag", "AG-01", "parties", "pa-000003");
	wrote(t, "ag", "AG-01", "kind", "ISA");
}

/* A partner that is not there yet is made while it is looked for, as a draft, and is linked at once. */
static void add_with_a_new_partner(struct typist *t)
{
	open_register(t, "Agreements");
	act(t, "New entry");
	guided(t, "Title", "Peer support", false);
	open_line(t, "Parties");
	type_here(t, "Clyde Recovery", false);
	open_line(t, "Make a new partner");
	expect_shown(t, "Clyde Recovery");
	skip_to(t, "Check your answers");
	button(t, "Save as a draft");
	if (strstr(shown(t), "Take these"))
		button_or_line(t, "Take these");
	expect_shown(t, "New agreement");
	go_on(t);
	tick(t, t->plain ? "Memorandum of understanding" : ") Memorandum");
	go_on_if(t, "What sort of agreement");
	save_new(t);
	wrote(t, "pa", "PA-09", "name", "Clyde Recovery");
	wrote(t, "pa", "PA-09", "life", "draft");
	wrote(t, "ag", "AG-02", "parties", "pa-000009");
	wrote(t, "ag", "AG-02", "kind", "MoU");
}

/* The whole form on one screen, reached by the list of actions, and its boxes by Tab. */
static void add_in_whole_form(struct typist *t)
{
	open_register(t, "Learning to share");
	act(t, "New entry");
	act(t, "Change the view");
	expect_shown(t, "What we learned");
	if (t->plain) {
		if (!strstr(shown(t), "\nTitle\n"))
			say_number(t, "Title");
		say(t, "Second lesson");
		say_number(t, "What happened");
		say(t, "Nobody came");
		say(t, "");
		say_number(t, "What we learned");
		say(t, "Ask when people can come");
		say(t, "");
	} else {
		ui_test_type(t->w->ui, "Second lesson");
		press(t, TK_TAB);
		ui_test_type(t->w->ui, "Nobody came");
		press(t, TK_TAB);
		ui_test_type(t->w->ui, "Ask when people can come");
	}
	button(t, "Save this");
	expect_shown(t, "Saved as");
	wrote(t, "le", "LE-02", "title", "Second lesson");
	wrote(t, "le", "LE-02", "happened", "Nobody came");
	wrote(t, "le", "LE-02", "learned", "Ask when people can come");
}

static void edit_copy_archive_restore(struct typist *t)
{
	open_register(t, "Learning to share");
	open_line(t, "Second lesson");
	act(t, "Edit");
	/* whichever view was chosen last */
	if (strstr(shown(t), "1 of "))
		act(t, "Change the view");
	if (t->plain) {
		if (!strstr(shown(t), "\nTitle\n"))
			say_number(t, "Title");
		say(t, "Second lesson, changed");
	} else {
		type_here(t, "Second lesson, changed", false);
		press(t, TK_TAB);
	}
	button(t, "Save");
	expect_shown(t, "Second lesson, changed");
	wrote(t, "le", "LE-02", "title", "Second lesson, changed");

	act(t, "Make a copy and edit it");
	if (!strstr(shown(t), "1 of "))
		act(t, "Change the view");
	guided(t, "Title", "Third lesson", false);
	save_new(t);
	wrote(t, "le", "LE-03", "title", "Third lesson");
	wrote(t, "le", "LE-03", "happened", "Nobody came");

	act(t, "Archive, or restore");
	expect_shown(t, "Archived");
	act(t, "Archive, or restore");
	expect_shown(t, "Restored");
	wrote(t, "le", "LE-03", "life", "live");
	act(t, "Archive, or restore");
	act(t, "Take back my last change");
	expect_shown(t, "Taken back");
	act(t, "Put back what I took back");
	expect_shown(t, "Put back");
	wrote(t, "le", "LE-03", "life", "archived");
}

static void look_at_the_register(struct typist *t)
{
	open_register(t, "Learning to share");
	expect_shown(t, "First lesson");
	cr_expect(strstr(shown(t), "Third lesson") == NULL, "an archived one is listed");
	act(t, "Change the order");
	act(t, "Change the view");
	expect_shown(t, "First lesson");
	act(t, "Change the view");
	act(t, "Show only some lines");
	type_here(t, "First", false);
	if (!strstr(shown(t), "with \"first\"")) /* in conversation the word alone does it */
		button(t, "Show these");
	expect_shown(t, "First lesson");
	cr_expect(strstr(shown(t), "Second lesson") == NULL, "the filter lets all through");
	act(t, "Show only some lines");
	button(t, "Show everything");
	expect_shown(t, "Second lesson");
}

static void answer_the_review(struct typist *t)
{
	const struct question_set *set = NULL;
	const struct schema *s = t->w->app.session.schema;

	for (size_t i = 0; i < s->nquestion_sets && !set; i++)
		if (!strcmp(s->question_sets[i].id, "review"))
			set = &s->question_sets[i];
	cr_assert(set != NULL);
	open_line(t, "Review");
	open_line(t, t->plain ? "Review performance and impact" : "Review performance");
	open_line(t, "The four review");
	open_line(t, t->plain ? set->questions[0].text : words(t, set->questions[0].text, 30));
	for (size_t i = 0; i < set->nquestions; i++) {
		char text[40];

		expect_shown(t,
			     arena_printf(t->w->app.arena, "%zu of %zu", i + 1, set->nquestions));
		snprintf(text, sizeof(text), "Our answer number %zu", i + 1);
		if (t->plain) {
			if (!asks_for_text(t))
				say_number(t, "Answer");
			say(t, text);
			say(t, "");
		} else {
			ui_test_type(t->w->ui, text);
		}
		wrote(t, "qa", set->questions[i].id, "text", text);
		button(t,
		       i + 1 < set->nquestions ? "Save and go to" : "Save and go back to the list");
	}
}

static void close_stage(struct typist *t)
{
	open_line(t, "Analyse");
	open_line(t, "Agree this");
	button(t, "Analyse: Agreed");
	wrote(t, "st", "analyse", "outcome", "agreed");
}

static void rate_myself(struct typist *t)
{
	open_line(t, t->plain ? "Self-assessment" : "Self-assessment");
	open_line(t, "Data collection");
	tick(t, t->plain ? "Supported" : "Supported");
	back(t);
	expect_shown(t, "Data collection");
}

static void look_at_the_history(struct typist *t)
{
	open_line(t, "History");
	expect_shown(t, "Second lesson");
	expect_shown(t, "Took back");
}

static void begin_the_next_cycle(struct typist *t)
{
	open_line(t, "Cycles");
	button(t, "Begin this cycle");
	expect_shown(t, "has begun");
	wrote(t, "cy", "c2", "first_year", "2029-30");
}

static void home(struct typist *t)
{
	for (int i = 0; i < 6 && !strstr(shown(t), "Where the work has got to"); i++)
		back(t);
	expect_shown(t, "Where the work has got to");
}

/* The export, and what was typed */

static char *everything(struct world *w)
{
	struct export_opts o = { .with_restricted = true, .cycle = "*" };
	struct left_out left = { 0 };
	struct buf b = { 0 };
	struct err err = { 0 };

	cr_assert(eq(int, export_json(&w->app.session, &o, &b, &left, &err), RC_OK), "%s",
		  err.text);
	return b.data;
}

static const char *exported(const struct jdoc *doc, const struct typed *t)
{
	const struct jval *records = jval_get(jdoc_top(doc), "records");

	for (size_t i = 0; i < jval_count(records); i++) {
		const struct jval *r = jval_at(records, i);

		if (!strcmp(jval_text(jval_get(r, "key")), t->key) &&
		    !strcmp(jval_text(jval_get(r, "id")), t->id))
			return jval_text(jval_get(jval_get(r, "facts"), t->field));
	}
	return NULL;
}

static bool count_member(void *arg, const char *name, const struct jval *v)
{
	(void)name;
	(void)v;
	++*(size_t *)arg;
	return true;
}

static size_t jval_members(const struct jval *v)
{
	size_t n = 0;

	jval_each(v, count_member, &n);
	return n;
}

static void expect_exported(struct typist *t)
{
	char *text = everything(t->w);
	struct jdoc *doc;
	struct err err = { 0 };

	cr_assert(eq(int, jdoc_read(&doc, text, strlen(text), &err), RC_OK), "%s", err.text);
	cr_expect(gt(sz, jval_members(jval_get(jval_get(jdoc_top(doc), "own"), "ratings")), 0));
	for (size_t i = 0; i < t->n; i++) {
		const char *now = exported(doc, &t->typed[i]);

		cr_expect(now != NULL && strcmp(now, t->typed[i].text) == 0,
			  "%s %s %s is '%s', typed was '%s'", t->typed[i].key, t->typed[i].id,
			  t->typed[i].field, now ? now : "(nothing)", t->typed[i].text);
	}
	jdoc_free(doc);
	free(text);
}

static void whole_cycle(struct typist *t)
{
	start_ours(t);
	walk_stages(t);
	add_lesson(t);
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

Test(journey, a_cycle_is_walked_with_keys_and_all_that_was_typed_is_in_the_export)
{
	struct typist *t = mem_alloc(sizeof(*t));

	t->w = world_open_new();
	whole_cycle(t);
	expect_exported(t);
	world_close(t->w);
	mem_free(t);
}

Test(journey, by_conversation_the_same_is_stored)
{
	struct typist *keys = mem_alloc(sizeof(*keys)), *talk = mem_alloc(sizeof(*talk));
	char *one, *two;

	keys->w = world_open_new();
	whole_cycle(keys);
	talk->w = world_open_new();
	talk->plain = true;
	whole_cycle(talk);
	expect_exported(talk);
	one = everything(keys->w);
	two = everything(talk->w);
	cr_expect(strcmp(one, two) == 0, "what was stored differs");
	mem_free(one);
	mem_free(two);
	world_close(keys->w);
	world_close(talk->w);
	mem_free(keys);
	mem_free(talk);
}

Test(journey, the_first_answer_takes_at_most_five_keys)
{
	struct typist *t = mem_alloc(sizeof(*t));
	char *all;

	t->w = world_open_empty("Clyde North");
	world_show(t->w, 24, 80, "home", NULL, NULL, NULL);
	press(t, '1');
	press(t, '1');
	press(t, TK_TAB);
	press(t, ' ');
	cr_expect(le(i64, t->keys, 5));
	all = everything(t->w);
	cr_expect(strstr(all, "\"state\": \"done\"") != NULL, "nothing is answered on:\n%s",
		  shown(t));
	free(all);
	world_close(t->w);
	mem_free(t);
}
