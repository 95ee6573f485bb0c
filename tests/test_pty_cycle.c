/* SPDX-License-Identifier: ISC */
/*
 * The finished program on a terminal, on the sample: once round the cycle. A need is judged and
 * becomes a gap, the gap a decision that three people score, each from an account of their own,
 * then a design, an action, readings, a review and the next cycle; the commands print what was typed.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

/* Accounts need no name: numbers of a group that nobody else has. */
enum { BEN = 61102, CLEO = 61103, TEAM = 61100 };

static char *data;
static struct run in;
static struct vt *vt;
static int rows, cols;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	if (geteuid() != 0)
		cr_skip_test("only root can run the program under other accounts");
	setenv("TMPDIR", "/tmp", 1); /* other accounts must be able to go through */
	data = dir_make();
	cr_assert(eq(int, chown(data, 0, TEAM), 0));
	cr_assert(eq(int, chmod(data, 02770), 0));
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--team", "--sample"));
}

static void end(void)
{
	vt_end(vt);
	vt = NULL;
	dir_drop(data);
}

TestSuite(pty_cycle, .init = begin, .fini = end, .timeout = 300);

static void shows(const char *text)
{
	cr_assert(vt_shows(vt, text), "no '%s' on:\n%s", text, vt_screen(vt));
}

static void press(const char *keys, const char *text)
{
	vt_send(vt, keys);
	shows(text);
}

static void open_at(const char *screen, const char *text)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };

	vt_end(vt);
	vt = vt_start(rows, cols, argv, NULL);
	shows(text);
}

/* The same by somebody else; screen NULL: the first one. */
static void open_as(int uid, const char *screen, const char *text)
{
	char user[32], group[32];
	const char *const env[] = { "HOME=/nonexistent", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
				    NULL };
	const char *argv[] = { "/usr/bin/setpriv",
			       user,
			       group,
			       "--clear-groups",
			       run_program(),
			       "--data",
			       data,
			       screen ? "--screen" : NULL,
			       screen,
			       NULL };

	snprintf(user, sizeof(user), "--reuid=%d", uid);
	snprintf(group, sizeof(group), "--regid=%d", TEAM);
	vt_end(vt);
	vt = vt_start(rows, cols, argv, env);
	shows(text);
}

static void seek(const char *text, int key)
{
	vt_settle(vt, 60); /* no key is on its way any more */
	for (int i = 0; i < 120; i++) {
		if (vt_line_has(vt, text))
			return;
		vt_key(vt, key);
		vt_settle(vt, 5000);
	}
	cr_fatal("nothing has the focus with '%s' on:\n%s", text, vt_screen(vt));
}

static void go_to(const char *text)
{
	seek(text, TK_TAB);
}

/* Guided forms: a question at a time */

enum given { TEXT, LONG, CHOICE, ONE, SOME };

struct answer {
	const char *question;
	enum given how;
	const char *typed, *field, *stored; /* stored NULL: as typed */
};

/* The label, or the label and its unit in brackets */
static bool same(const char *line, const char *question)
{
	size_t n = strlen(question);

	return !strncmp(line, question, n) && (!line[n] || !strncmp(line + n, " (", 2));
}

/* Whether a line of the screen is this question and nothing more. */
static bool asked(const char *question)
{
	char *screen = vt_screen(vt), *next = screen, *line;
	bool found = false;

	while (!found && (line = strsep(&next, "\n")) != NULL) {
		line[strcspn(line, "|")] = '\0';
		for (size_t n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
			line[n - 1] = '\0';
		found = same(line, question) || (strlen(line) > 2 && same(line + 2, question));
	}
	free(screen);
	return found;
}

/* "4 of 12" of what is asked now; false: the answers are there to be checked */
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

static void pick(const struct answer *a)
{
	press("\r", "Type part of a name");
	vt_settle(vt, 60);
	vt_send(vt, a->typed);
	shows(a->typed);
	vt_settle(vt, 60);
	vt_key(vt, TK_TAB);
	vt_settle(vt, 5000);
	cr_assert(vt_line_has(vt, a->stored), "'%s' is not found on:\n%s", a->stored,
		  vt_screen(vt));
	vt_send(vt, " ");
	if (a->how == SOME) {
		go_to("[ Take these ]");
		vt_send(vt, "\r");
	}
	cr_assert(vt_gone(vt, "Type part of a name"), "%s", vt_screen(vt));
}

static void give(const struct answer *a, const char *now)
{
	char *screen;

	vt_settle(vt, 60);
	if (a->how == ONE || a->how == SOME)
		pick(a);
	else
		vt_send(vt, a->typed);
	if (a->how != CHOICE)
		return;
	vt_settle(vt, 5000); /* a choice may go on by itself */
	screen = vt_screen(vt);
	if (strstr(screen, now))
		go_to("[ Continue ]");
	free(screen);
}

static void fill(const struct answer *answers, size_t n, const char *button, const char *saved)
{
	char now[40] = "";
	bool given[20] = { false };

	while (next_question(now, sizeof(now))) {
		const struct answer *a = NULL;
		char *screen;

		vt_settle(vt, 60);
		for (size_t i = 0; i < n && !a; i++)
			a = asked(answers[i].question) ? &answers[i] : NULL;
		if (a) {
			give(a, now);
			given[a - answers] = true;
		}
		screen = vt_screen(vt);
		if (strstr(screen, now)) {
			go_to("[ Continue ]");
			vt_send(vt, "\r");
		}
		free(screen);
		cr_assert(vt_gone(vt, now), "it stays:\n%s", vt_screen(vt));
	}
	for (size_t i = 0; i < n; i++)
		cr_assert(given[i], "'%s' was not asked", answers[i].question);
	vt_key(vt, TK_END);
	vt_settle(vt, 5000);
	seek(button, TK_BACKTAB);
	press("\r", saved);
}

#define FILL(answers, saved) \
	fill(answers, sizeof(answers) / sizeof((answers)[0]), "> [ Save this", saved)

static const char *first_text(const struct jval *v)
{
	return jval_text(jval_count(v) ? jval_at(v, 0) : v);
}

static void expect_stored(const char *id, const struct answer *answers, size_t n)
{
	struct jdoc *doc = run_json(&in, "show", id, "--json");

	for (size_t i = 0; i < n; i++) {
		const struct answer *a = &answers[i];
		const char *now = first_text(jval_get(jdoc_top(doc), a->field));

		cr_expect(now != NULL && strcmp(now, a->stored ? a->stored : a->typed) == 0,
			  "%s %s is '%s'", id, a->field, now ? now : "(nothing)");
	}
	jdoc_free(doc);
}

#define EXPECT_STORED(id, answers) \
	expect_stored(id, answers, sizeof(answers) / sizeof((answers)[0]))

/* What the program says of it */
static void expect_out(const char *part, const char *const words[])
{
	char *out = run_ok_words(&in, words);

	expect_part(out, part);
	free(out);
}

#define SAYS(part, ...) expect_out(part, (const char *const[]){ __VA_ARGS__, NULL })

static void judge_a_row_and_make_a_gap(void)
{
	open_at("matrix/coverage", "170 of 192 not judged");
	vt_settle(vt, 60);
	for (int i = 0; i < 11; i++)
		vt_key(vt, TK_DOWN);
	vt_send(vt, "1");
	for (int i = 0; i < 15;
	     i++) { /* no service fits; of one that is judged nothing was known */
		vt_key(vt, TK_RIGHT);
		vt_send(vt, "1");
	}
	vt_settle(vt, 5000);
	shows(">None");
	SAYS("Not judged: 155 of 192 pairs", "matrix");
	SAYS("NE-12   Gap        None      None      None      None      None      None      None",
	     "matrix");
	press("n", "Save this gap");
	press("\r", "Saved as GA-12");
	SAYS("need: NE-12", "show", "GA-12");
	SAYS("type: No service", "show", "GA-12");
}

static const struct answer decision[] = {
	{ "Title", TEXT, "A group of victims", "title", NULL },
	{ "What is decided", CHOICE, "5", "type", "create" },
	{ "Gap", ONE, "GA-12", "gap", "GA-12" },
	{ "All gaps it closes", SOME, "GA-12", "gaps", "GA-12" },
	{ "Outcomes it serves", SOME, "ndo-9", "outcomes", "OU-09" },
	{ "Lead partner", ONE, "PA-16", "lead", "PA-16" },
	{ "State", CHOICE, "1", "state", "proposed" },
	{ "Reasons", LONG, "No service asks them", "rationale", NULL },
	{ "How sure the money is", CHOICE, "1", "funding_certainty", "secured" },
	{ "Decided by", TEXT, "The board", "decided_by", NULL },
	{ "Decided on", TEXT, "18 11 2025", "decided_on", "2025-11-18" },
	{ "Route", CHOICE, "1", "route", "board" },
};
static const struct answer agreed[] = { { "State", CHOICE, "2", "state", "agreed" } };

/* The short name of whoever came last: the one viewer. */
static void give_role(const char *role, const char *partner)
{
	struct jdoc *doc = run_json(&in, "role", "--json");
	const char *name = NULL;

	for (size_t i = 0; i < jval_count(jdoc_top(doc)); i++) {
		const struct jval *one = jval_at(jdoc_top(doc), i);

		if (strcmp(jval_text(jval_get(one, "role")), "viewer") == 0)
			name = jval_text(jval_get(one, "person"));
	}
	cr_assert(name != NULL);
	free(run_ok(&in, "role", name, role, partner));
	jdoc_free(doc);
}

static void join(int uid, const char *partner)
{
	open_as(uid, NULL, "Welcome");
	seek("Join ", TK_DOWN);
	press("\r", "0 Get ready");
	give_role("partner", partner);
}

/* A role, then a digit for each criterion: the focus goes on by itself. */
static void score(const char *role, const char *digits)
{
	go_to("____");
	vt_send(vt, role);
	vt_send(vt, "\r");
	cr_assert(vt_cursor_on(vt, "0 of 5"), "%s", vt_screen(vt));
	for (const char *d = digits; *d; d++) {
		vt_send(vt, (char[]){ *d, '\0' });
		vt_settle(vt, 5000);
	}
}

/* Nobody sees what others gave before they have given all of their own. */
static void score_as(int uid, const char *role, const char *digits, const char *mine)
{
	open_as(uid, "scores/priority-board/de-000007", "You score as (role)");
	score(role, digits);
	shows(mine);
}

/* 4 2 5, 4 2 1, 4 2 4, 4 2 3, 4 2 2: the means add up to 11/3 + 7/3 + 10/3 + 3 + 8/3 = 15 */
static void score_and_decide(void)
{
	char *kept;

	open_at("form/decisions", "1 of ");
	FILL(decision, "Saved as DE-07.");
	EXPECT_STORED("DE-07", decision);
	join(BEN, "PA-03");
	join(CLEO, "PA-11");
	score_as(BEN, "police", "22222", "Mine: 10 of 25");
	score_as(CLEO, "housing", "51432", "Mine: 15 of 25");
	SAYS("10 scores of others are shown with --together", "show", "DE-07");
	SAYS("rater=housing; score=5", "show", "DE-07", "--together");
	kept = run_ok(&in, "history", "DE-07");
	cr_expect(strstr(kept, "housing") == NULL && strstr(kept, "given apart") != NULL, "%s",
		  kept);
	free(kept);
	open_at("scores/priority-board/de-000007", "You score as (role)");
	score("chair", "44444");
	shows("Mine: 20 of 25");
	go_to("[ More actions ]");
	shows("Together 15 of 25");
	open_at("record/decisions/de-000007", "A group of victims");
	press("e", "1 of ");
	fill(agreed, 1, "> [ Save ", "Saved");
	EXPECT_STORED("DE-07", agreed);
}

static const struct answer design[] = {
	{ "Title", TEXT, "Victims' reference group", "title", NULL },
	{ "Decision", ONE, "DE-07", "decision", "DE-07" },
	{ "Model", LONG, "Four meetings a year", "model", NULL },
	{ "For whom", LONG, "Victims of crime", "for_whom", NULL },
	{ "Where", TEXT, "In town and by phone", "where", NULL },
	{ "Starts", TEXT, "1 2 2026", "start", "2026-02-01" },
	{ "Look at it again on", TEXT, "1 2 2027", "review_on", "2027-02-01" },
	{ "Measures", SOME, "IN-10", "measures", "IN-10" },
};
static const struct answer action[] = {
	{ "Action", TEXT, "Invite the first group", "what", NULL },
	{ "For", ONE, "DE-07", "for", "DE-07" },
	{ "Measure", TEXT, "People invited", "measure", NULL },
	{ "Target", TEXT, "12 people", "target", NULL },
	{ "Owner (partner)", ONE, "PA-16", "owner_partner", "PA-16" },
	{ "Owner (role)", TEXT, "Service delivery manager", "accountable_role", NULL },
	{ "Starts", TEXT, "1 12 2025", "start", "2025-12-01" },
	{ "Due", TEXT, "30 1 2026", "due", "2026-01-30" },
};
static const struct answer reading[] = {
	{ "Indicator", ONE, "IN-01", "indicator", "IN-01" },
	{ "Period", TEXT, "1 4 2025 to 30 9 2025", "period", "2025-04-01 2025-09-30" },
	{ "Value", TEXT, "80", "value", NULL },
	{ "Status", CHOICE, "2", "status", "provisional" },
};
static const struct answer next_reading[] = {
	{ "Indicator", ONE, "IN-09", "indicator", "IN-09" },
	{ "Period", TEXT, "1 4 2021 to 31 3 2022", "period", "2021-04-01 2022-03-31" },
	{ "Value", TEXT, "25.1", "value", NULL },
	{ "Status", CHOICE, "1", "status", "final" },
};

static void design_plan_and_read(void)
{
	open_at("form/designs", "1 of ");
	FILL(design, "Saved as DS-03.");
	EXPECT_STORED("DS-03", design);
	open_at("form/actions", "1 of ");
	FILL(action, "Saved as AC-13.");
	EXPECT_STORED("AC-13", action);
	open_at("form/readings", "1 of ");
	FILL(reading, "Saved as IR-36.");
	open_at("form/readings", "1 of ");
	FILL(next_reading, "Saved as IR-37.");
}

/* The chain of the need, by command and on the screen. */
static void follow_the_chain(void)
{
	SAYS("GA-12 ", "chain", "NE-12");
	SAYS("DE-07 A group of victims", "chain", "NE-12");
	SAYS("DS-03 Victims' reference group", "chain", "NE-12");
	SAYS("AC-13 Invite the first group", "chain", "NE-12");
	SAYS("NE-12 Victims need to be heard", "chain", "AC-13");
	open_at("chain/ne-000012", "leads to");
	shows("Victims");
}

static void review_and_go_on(void)
{
	open_at("question/rq-impact", "What has the impact been?");
	go_to("Start from what the records say");
	press("\r", "It is in your answer now");
	go_to("[ Save");
	vt_send(vt, "\r");
	cr_assert(vt_gone(vt, "What has the impact been?"), "%s", vt_screen(vt));
	SAYS("Falling since 2020-21, better: 25.1% in 2021-22", "show", "rq-impact");
	open_at("cycles", "Begin");
	go_to("[ Begin");
	press("\r", "What is still true?");
	go_to("Carry over all");
	vt_send(vt, "\r");
	cr_assert(vt_gone(vt, "Carry over all"), "%s", vt_screen(vt));
	SAYS(" 0 not answered", "carry");
	SAYS("carried_from: NE-12", "show", "NE-24");
	SAYS("Victims need to be heard", "--cycle", "c1", "chain", "AC-13");
}

static void walk(int height, int width)
{
	rows = height;
	cols = width;
	judge_a_row_and_make_a_gap();
	score_and_decide();
	design_plan_and_read();
	follow_the_chain();
	review_and_go_on();
	free(run_ok(&in, "verify"));
}

/* test_journey_round walks the same way at 40x12 and in conversation. */
Test(pty_cycle, once_round_at_80_by_24)
{
	walk(24, 80);
}
