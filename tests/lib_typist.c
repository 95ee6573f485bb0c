/* SPDX-License-Identifier: ISC */
#include "lib_typist.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/out/export.h"
#include "core/base/json.h"
#include "core/records/value.h"

struct typist *typist_new(int rows, int cols)
{
	struct typist *t = mem_alloc(sizeof(*t));

	t->w = world_open_new();
	t->plain = rows == 0;
	world_show(t->w, rows ? rows : 24, cols ? cols : 80, "welcome", NULL, NULL, NULL);
	return t;
}

void typist_free(struct typist *t)
{
	world_close(t->w);
	mem_free(t);
}

void ty_wrote(struct typist *t, const char *key, const char *id, const char *field,
	      const char *text)
{
	struct arena *a = t->w->app.arena;

	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->typed[i].key, key) && !strcmp(t->typed[i].id, id) &&
		    !strcmp(t->typed[i].field, field)) {
			t->typed[i].text = arena_str(a, text);
			return;
		}
	cr_assert(lt(sz, t->n, TYPED_MOST));
	t->typed[t->n++] = (struct typed){ arena_str(a, key), arena_str(a, id), arena_str(a, field),
					   arena_str(a, text) };
}

/* Full screen: where the focus is */

/* The page as it is read out, whole. */
static const char *said(struct typist *t)
{
	char *page = ui_test_plain(t->w->ui);
	const char *text = arena_str(t->w->app.arena, page);

	free(page);
	return text;
}

const char *ty_shown(struct typist *t)
{
	return t->plain ? said(t) : world_text(t->w);
}

bool ty_has(struct typist *t, const char *part)
{
	return strstr(ty_shown(t), part) || strstr(said(t), part);
}

bool ty_reads(struct typist *t, const char *part)
{
	return strstr(said(t), part) != NULL;
}

void ty_expect_shown(struct typist *t, const char *part)
{
	cr_assert(ty_has(t, part), "no '%s' on:\n%s", part, ty_shown(t));
}

/* The line the cursor is in, and the part of it that has the focus: from the cursor on, a few columns before. */
const char *ty_focus_line(struct typist *t, int *col)
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

void ty_press(struct typist *t, int key)
{
	ui_test_key(t->w->ui, key);
	t->keys++;
}

static bool focused(struct typist *t, const char *label)
{
	int col;
	const char *line = ty_focus_line(t, &col);
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
bool ty_go(struct typist *t, const char *label)
{
	char part[60];
	int col;

	snprintf(part, sizeof(part), "%s", label);
	for (int i = 0; i < 400; i++) {
		const char *before = world_text(t->w);

		if (focused(t, part))
			return true;
		/* it stands on this line, farther along */
		ty_press(t, strcasestr(ty_focus_line(t, &col), part) ? TK_RIGHT : TK_DOWN);
		if (!strcmp(before, world_text(t->w)))
			ty_press(t, TK_TAB);
	}
	return false;
}

/* The first words of what a narrow line may break */
const char *ty_words(struct typist *t, const char *text, int most)
{
	char *part = arena_printf(t->w->app.arena, "%.*s", most, text);

	if ((int)strlen(text) > most && strchr(part, ' '))
		*strrchr(part, ' ') = '\0';
	return part;
}

/* Plain: the number of the line that begins with a label; -1: there is none */
long ty_number_of(struct typist *t, const char *label)
{
	const char *page = ty_shown(t);

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

void ty_say(struct typist *t, const char *line)
{
	ui_test_line(t->w->ui, line);
}

bool ty_asks_for_text(struct typist *t)
{
	return strstr(ty_shown(t), "\nType a number") == NULL;
}

void ty_say_number(struct typist *t, const char *label)
{
	long n = ty_number_of(t, label);
	char line[24];

	for (int page = 0; n < 0 && page < 30; page++) { /* a long list is shown in parts */
		ty_say(t, "+");
		n = ty_number_of(t, label);
	}
	cr_assert(0 <= n, "no line '%s' in:\n%s", label, ty_shown(t));
	snprintf(line, sizeof(line), "%s%ld", ty_asks_for_text(t) ? "#" : "", n);
	ty_say(t, line);
}

/* What both can do */

void ty_open_line(struct typist *t, const char *label)
{
	if (t->plain) {
		ty_say_number(t, label);
		return;
	}
	cr_assert(ty_go(t, label), "nothing has the focus with '%s' on:\n%s", label,
		  world_text(t->w));
	ty_press(t, TK_ENTER);
}

void ty_tick(struct typist *t, const char *label)
{
	if (t->plain) {
		ty_say_number(t, label);
		return;
	}
	cr_assert(ty_go(t, label), "nothing has the focus with '%s' on:\n%s", label,
		  world_text(t->w));
	ty_press(t, ' ');
}

void ty_back(struct typist *t)
{
	if (t->plain)
		ty_say(t, "<");
	else
		ty_press(t, TK_ESC);
}

/* Whatever can be done here is in the list of all actions: no other key is pressed for it. */
void ty_act(struct typist *t, const char *action)
{
	ty_open_line(t, t->plain ? "More actions" : "[ More actions");
	ty_expect_shown(t, "More actions");
	ty_open_line(t, action);
}

/* To the next box that is empty: on a small screen it may be below what is read first. */
void ty_to_box(struct typist *t)
{
	int col;

	for (int i = 0; i < 12 && !strstr(ty_focus_line(t, &col), "___"); i++)
		ty_press(t, TK_TAB);
	cr_assert(strstr(ty_focus_line(t, &col), "___") != NULL, "no box on:\n%s",
		  world_text(t->w));
}

/* Into the box that has the focus */
void ty_type_here(struct typist *t, const char *text, bool is_long)
{
	if (t->plain) {
		ty_say(t, text);
		if (is_long)
			ty_say(t, "");
		return;
	}
	ty_press(t, TK_END);
	for (int i = 0; i < 60; i++)
		ty_press(t, TK_BACKSPACE);
	ui_test_type(t->w->ui, text);
}

/* One question of a guided form, answered and gone on from */
void ty_guided(struct typist *t, const char *question, const char *text, bool is_long)
{
	ty_expect_shown(t, question);
	ty_type_here(t, text, is_long);
	if (t->plain)
		return;
	if (is_long)
		ty_open_line(t, "[ Continue");
	else
		ty_press(t, TK_ENTER);
}

/* A decision may be to continue as well: the button is a line of its own. */
void ty_go_on(struct typist *t)
{
	ty_open_line(t, t->plain ? "Continue\n" : "[ Continue");
}

void ty_skip_to(struct typist *t, const char *question)
{
	for (int i = 0; i < 40 && !ty_has(t, question); i++)
		ty_go_on(t);
	ty_expect_shown(t, question);
}

void ty_button(struct typist *t, const char *label)
{
	char with[80];

	snprintf(with, sizeof(with), "%s%s", t->plain ? "" : "[ ", label);
	ty_open_line(t, with);
}

void ty_button_or_line(struct typist *t, const char *label)
{
	ty_open_line(t, !t->plain && ty_has(t, "Take these") ? "[ Take these" : label);
}

/* Choosing may go on by itself */
void ty_go_on_if(struct typist *t, const char *still)
{
	if (ty_has(t, still))
		ty_go_on(t);
}

/* An answer that is picked from a list on a screen of its own */
void ty_pick(struct typist *t, const char *question, const char *part, const char *choice,
	     bool many)
{
	ty_open_line(t, question);
	ty_expect_shown(t, "Type part of a name");
	if (part)
		ty_type_here(t, part, false);
	ty_tick(t, choice);
	if (many)
		ty_button_or_line(t, "Take these");
}

/* The first start */

void ty_start(struct typist *t)
{
	ty_open_line(t, t->plain ? "Start our partnership" : "1 Start our partnership");
	ty_expect_shown(t, "What is your partnership called?");
	ty_type_here(t, "Clyde North", false);
	ty_tick(t, t->plain ? "Inverclyde" : "] Inverclyde");
	ty_button(t, "Start");
	ty_expect_shown(t, "Where the work has got to");
	ty_wrote(t, "pp", "clyde-north", "name", "Clyde North");
	ty_wrote(t, "pp", "clyde-north", "areas", "Inverclyde");
	ty_wrote(t, "cy", "c1", "first_year", "2025-26");
}

/* The export, and what was typed */

char *ty_everything(struct world *w)
{
	struct export_opts o = { .with_restricted = true, .cycle = "*" };
	struct left_out left = { 0 };
	struct buf b = { 0 };
	struct err err = { 0 };

	cr_assert(eq(int, export_json(&w->app.session, &o, &b, &left, &err), RC_OK), "%s",
		  err.text);
	return b.data;
}

/* Answers that are always changed as one stand in one fact. */
static const char *of_record(const struct jval *facts, const char *field, struct arena *a)
{
	const char *alone = jval_text(jval_get(facts, field)),
		   *row = jval_text(jval_get(facts, "row"));
	struct pairs parts;

	if (alone || !row)
		return alone;
	parts = pairs_read(row, a);
	return pairs_get(&parts, field);
}

static const char *exported(const struct jdoc *doc, const struct typed *t, struct arena *a)
{
	const struct jval *records = jval_get(jdoc_top(doc), "records");

	for (size_t i = 0; i < jval_count(records); i++) {
		const struct jval *r = jval_at(records, i);

		if (!strcmp(jval_text(jval_get(r, "key")), t->key) &&
		    !strcmp(jval_text(jval_get(r, "id")), t->id))
			return of_record(jval_get(r, "facts"), t->field, a);
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

void ty_expect_exported(struct typist *t)
{
	char *text = ty_everything(t->w);
	struct jdoc *doc;
	struct err err = { 0 };

	cr_assert(eq(int, jdoc_read(&doc, text, strlen(text), &err), RC_OK), "%s", err.text);
	cr_expect(jval_members(jval_get(jval_get(jdoc_top(doc), "own"), "ratings")) == t->rated);
	for (size_t i = 0; i < t->n; i++) {
		const char *now = exported(doc, &t->typed[i], t->w->app.arena);

		cr_expect(now != NULL && strcmp(now, t->typed[i].text) == 0,
			  "%s %s %s is '%s', typed was '%s'", t->typed[i].key, t->typed[i].id,
			  t->typed[i].field, now ? now : "(nothing)", t->typed[i].text);
	}
	jdoc_free(doc);
	free(text);
}
