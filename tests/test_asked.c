/* SPDX-License-Identifier: ISC */
/*
 * What a partnership asks of its records, answered by a command and on a screen. The answers are
 * worked out by hand from the sample, 20 November 2025.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_typist.h"
#include "same.h"

enum { MOST_SHOWN = 12 };

static const struct {
	const char *question;
	const char *words[4]; /* of the command */
	const char *list; /* the member of its JSON with the ids; "groups": those under headings */
	const char *member, *part; /* of an entry: only those that say so */
	const char *ids;
	const char *screen, *view, *tells[MOST_SHOWN];
} asked[] = {
	{ "Which needs have no full-fit service?",
	  { "matrix", "--json" },
	  "not_met_in_full",
	  NULL,
	  NULL,
	  "NE-01 NE-02 NE-03 NE-04 NE-05 NE-07 NE-09 NE-10 NE-11 NE-12",
	  "matrix-missing",
	  "coverage",
	  { "Not met in full: 10 of 12", "People leaving custody", "voluntary support through",
	    "police custody need support", "earlier help with alcohol", "on bail need supervision",
	    "complete community", "ready for work", "Families need contact", "Rural residents",
	    "Victims need to be heard" } },
	{ "Which decisions lack secured money?",
	  { "view", "money-not-secured", "--json" },
	  "groups",
	  NULL,
	  NULL,
	  "DE-03 DE-01 DE-04",
	  "groups",
	  "money-not-secured",
	  { "3 entries", "Custody mentoring", "Day-of-release", "Women's hub" } },
	{ "Which actions are late, and for which partner?",
	  { "view", "chase-list", "--json" },
	  "groups",
	  "Why",
	  "late",
	  "AC-03 AC-06",
	  "groups",
	  "chase-list",
	  { "Finlay Housing and Homelessness Project: 1", "Agree five supported places",
	    "late; not accepted yet", "Strathfinlay Council: 3", "bridge funding" } },
	{ "Which national outcomes cannot be judged for lack of data?",
	  { "view", "cannot-be-judged", "--json" },
	  "groups",
	  NULL,
	  NULL,
	  "OA-05",
	  "groups",
	  "cannot-be-judged",
	  { "1 entry", "ndo-5" } },
	{ "What ends before 1 April 2026?",
	  { "cliff", "2026-04-01", "--json" },
	  "ends",
	  NULL,
	  NULL,
	  "SV-16 SV-13 SV-02 SV-09 SV-14 RE-07 RE-01 RE-02",
	  "ends",
	  "funding-cliff",
	  { "8 end before 1 April 2026", "Alcohol brief", "Employability key worker",
	    "Custody peer mentoring", "Prison homelessness", "Women's hub", "Small fund",
	    "coordinator", "Partnership support" } },
	{ "Which needs does that hit?",
	  { "cliff", "2026-04-01", "--json" },
	  "touches",
	  "register",
	  "needs",
	  "NE-03 NE-09 NE-01 NE-04 NE-08",
	  "ends",
	  "funding-cliff",
	  { "Needs that it touches: 5", "police custody need support", "ready for work",
	    "People leaving custody", "earlier help with alcohol", "women-only help" } },
	{ "Who was asked and did not take part?",
	  { "view", "did-not-take-part", "--json" },
	  "groups",
	  NULL,
	  NULL,
	  "PT-07",
	  "groups",
	  "did-not-take-part",
	  { "1 entry", "nobody took part", "Two community" } },
};

enum { QUESTIONS = sizeof(asked) / sizeof(asked[0]) };

/* The ids of a list of texts or of entries. */
static void add_ids(const struct jval *list, size_t q, struct buf *b)
{
	for (size_t i = 0; i < jval_count(list); i++) {
		const struct jval *v = jval_at(list, i);
		const char *id = jval_text(v) ? jval_text(v) : jval_text(jval_get(v, "id"));
		const char *says = asked[q].member ? jval_text(jval_get(v, asked[q].member)) : "";

		if (!asked[q].member || (says && strstr(says, asked[q].part)))
			buf_printf(b, "%s%s", b->len ? " " : "", id ? id : "?");
	}
}

Test(asked, every_question_has_its_answer_by_command, .timeout = 60)
{
	char *scratch = dir_make(), *data = dir_path(scratch, "store");
	struct run in = { .data = data };

	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	free(run_ok(&in, "init", "--sample"));
	for (size_t q = 0; q < QUESTIONS; q++) {
		struct jdoc *doc = run_json_words(&in, asked[q].words);
		const struct jval *list = jval_get(jdoc_top(doc), asked[q].list);
		bool under_headings = strcmp(asked[q].list, "groups") == 0;
		struct buf b = { 0 };

		if (!under_headings)
			add_ids(list, q, &b);
		for (size_t i = 0; under_headings && i < jval_count(list); i++)
			add_ids(jval_get(jval_at(list, i), "entries"), q, &b);
		cr_expect(strcmp(buf_text(&b), asked[q].ids) == 0, "%s\n%s, expected %s",
			  asked[q].question, buf_text(&b), asked[q].ids);
		buf_clear(&b);
		jdoc_free(doc);
	}
	dir_drop(scratch);
	free(data);
}

/* Text that a narrow screen breaks in two is looked for in the page as it is read out. */
static void look_at_all(int rows, int cols)
{
	struct typist t = { .w = world_open(), .plain = rows == 0 };

	for (size_t q = 0; q < QUESTIONS; q++) {
		world_show(t.w, rows ? rows : 24, cols ? cols : 80, asked[q].screen, asked[q].view,
			   NULL, NULL);
		for (size_t i = 0; i < MOST_SHOWN && asked[q].tells[i]; i++)
			cr_expect(ty_has(&t, asked[q].tells[i]), "%s\nno '%s' on:\n%s",
				  asked[q].question, asked[q].tells[i], ty_shown(&t));
	}
	world_close(t.w);
}

Test(asked, every_question_has_its_answer_on_a_screen, .timeout = 60)
{
	look_at_all(24, 80);
	look_at_all(12, 40);
}

Test(asked, every_question_has_its_answer_in_conversation, .timeout = 60)
{
	look_at_all(0, 0);
}
