/* SPDX-License-Identifier: ISC */
/*
 * The finished program on a terminal, from nothing: a partnership is made, every task of every
 * stage gets an answer, an entry is written, a stage is closed; what export prints is what was typed.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_shipped.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

static char *scratch, *data;
static struct run in;
static struct vt *vt;
static const struct schema *schema;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	schema = shipped_open();
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
}

static void end(void)
{
	vt_end(vt);
	vt = NULL;
	dir_drop(scratch);
	free(data);
	shipped_close();
}

TestSuite(pty_journey, .init = begin, .fini = end, .timeout = 240);

/* The first words of a text, as many as a narrow line holds. */
static const char *words(const char *text)
{
	static char part[24];

	snprintf(part, sizeof(part), "%.20s", text);
	if (strlen(text) > 20 && strrchr(part, ' '))
		*strrchr(part, ' ') = '\0';
	return part;
}

/* Down, line by line, until the focus is there. */
static void go_to(const char *text)
{
	for (int i = 0; i < 240; i++) {
		if (vt_line_has(vt, text)) {
			vt_settle(vt, 60); /* no key is on its way any more */
			if (vt_line_has(vt, text))
				return;
		}
		vt_key(vt, i == 120 ? TK_HOME : TK_DOWN);
		vt_settle(vt, 5000); /* a key that comes late would move on from there */
	}
	cr_fatal("nothing has the focus with '%s' on:\n%s", text, vt_screen(vt));
}

static void press(const char *keys, const char *shows)
{
	vt_send(vt, keys);
	cr_assert(vt_shows(vt, shows), "no '%s' on:\n%s", shows, vt_screen(vt));
}

static void make_ours(void)
{
	cr_assert(vt_shows(vt, "Welcome"));
	press("1", "called");
	vt_settle(vt, 40);
	vt_send(vt, "Clyde North");
	cr_assert(vt_shows(vt, "Clyde North"));
	go_to("Inverclyde");
	for (int i = 0; i < 4 && !vt_line_has(vt, "> [ ] Inverclyde"); i++) {
		vt_key(vt, TK_RIGHT);
		vt_settle(vt, 40);
	}
	press(" ", "[x] Inverclyde");
	go_to("[ Start ]");
	press("\r", "0 Get ready");
}

/* The first line of the first checklist of a task; NULL: it has none of its own. */
static const struct item *first_item(const struct activity *a)
{
	for (size_t i = 0; i < schema->nchecklists; i++) {
		const struct checklist *l = &schema->checklists[i];

		if (l->activity && !strcmp(l->activity, a->id) && !l->status && l->nitems &&
		    (!l->form || !strcmp(l->form, "item")))
			return &l->items[0];
	}
	return NULL;
}

static void answer_task(const struct activity *a)
{
	const struct item *item = first_item(a);

	cr_assert(item != NULL, "%s has no checklist", a->id);
	go_to(words(item->text));
	vt_send(vt, " ");
	vt_settle(vt, 1000);
	cr_assert(vt_line_has(vt, "[x]"), "'%s' is not ticked", item->text);
}

static void walk_stages(void)
{
	for (size_t i = 0; i < schema->nstages; i++) {
		const struct stage *s = &schema->stages[i];
		char line[48];

		snprintf(line, sizeof(line), "%zu %s", i, s->title);
		go_to(line);
		press("\r", words(s->question));
		for (size_t k = 0; k < s->nactivities; k++) {
			vt_settle(vt, 40);
			go_to(words(s->activities[k].title));
			press("\r", "in place");
			vt_settle(vt, 40);
			answer_task(&s->activities[k]);
			press("\033", words(s->question));
		}
		vt_settle(vt, 40);
		press("\033", "Everything is saved");
		vt_settle(vt, 40);
	}
}

/* "4 of 12" of the question that is asked; false: the answers are there to be checked */
static bool next_question(char *now, size_t size)
{
	for (int i = 0; i < 400; i++) {
		char *screen = vt_screen(vt);
		bool checking = strstr(screen, "Check your answers") != NULL;

		now[0] = '\0';
		for (char *of = screen; (of = strstr(of, " of ")) != NULL; of++)
			if (of > screen + 1 && of[-1] >= '0' && of[-1] <= '9')
				snprintf(now, size, "%.5s", of - (of[-2] == ' ' ? 1 : 2));
		free(screen);
		if (checking || now[0])
			return !checking;
		vt_settle(vt, 50);
	}
	cr_fatal("neither a question nor its end");
	return false;
}

static void write_a_lesson(void)
{
	char now[40] = "";

	vt_send(vt, "9");
	cr_assert(vt_gone(vt, "Everything is saved"));
	vt_settle(vt, 40);
	go_to("Learning to share");
	press("\r", "Learning to share");
	vt_settle(vt, 40);
	press("n", "1 of ");
	vt_settle(vt, 40);
	vt_send(vt, "First lesson\r");
	press("", "2 of ");
	vt_settle(vt, 40);
	vt_send(vt, "A partner asked early\t\r");
	press("", "3 of ");
	vt_settle(vt, 40);
	vt_send(vt, "Ask before you plan\t\r");
	cr_assert(vt_gone(vt, "3 of "));
	while (next_question(now, sizeof(now))) {
		go_to("[ Continue ]");
		vt_send(vt, "\r");
		cr_assert(vt_gone(vt, now));
	}
	go_to("[ Save this");
	press("\r", "Saved as");
}

static void expect_json(const struct jdoc *all, const char *key, const char *id, const char *field,
			const char *text)
{
	const struct jval *records = jval_get(jdoc_top(all), "records");
	const char *now = NULL;

	for (size_t i = 0; i < jval_count(records); i++) {
		const struct jval *r = jval_at(records, i);

		if (!strcmp(jval_text(jval_get(r, "key")), key) &&
		    !strcmp(jval_text(jval_get(r, "id")), id))
			now = jval_text(jval_get(jval_get(r, "facts"), field));
	}
	cr_expect(now != NULL && strcmp(now, text) == 0, "%s %s is '%s', typed was '%s'", id, field,
		  now ? now : "(nothing)", text);
}

static void walk(int rows, int cols)
{
	const char *argv[] = { run_program(), "--data", data, NULL };
	struct jdoc *all;

	vt = vt_start(rows, cols, argv, NULL);
	make_ours();
	walk_stages();
	write_a_lesson();
	vt_send(vt, "\003\003");
	cr_expect(eq(int, vt_exit(vt), 130));
	all = run_json(&in, "export", "--json");
	expect_json(all, "pp", "clyde-north", "name", "Clyde North");
	expect_json(all, "pp", "clyde-north", "areas", "Inverclyde");
	for (size_t i = 0; i < schema->nstages; i++)
		for (size_t k = 0; k < schema->stages[i].nactivities; k++)
			expect_json(all, "it", first_item(&schema->stages[i].activities[k])->id,
				    "state", "done");
	expect_json(all, "le", "LE-01", "title", "First lesson");
	expect_json(all, "le", "LE-01", "happened", "A partner asked early");
	expect_json(all, "le", "LE-01", "learned", "Ask before you plan");
	jdoc_free(all);
	free(run_ok(&in, "verify"));
}

Test(pty_journey, from_nothing_to_the_export_at_80_by_24)
{
	walk(24, 80);
}

Test(pty_journey, from_nothing_to_the_export_at_40_by_12)
{
	walk(12, 40);
}
