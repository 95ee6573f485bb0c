/* SPDX-License-Identifier: ISC */
/*
 * Each request for memory made to fail, one after the other, in the journeys
 * that people make most: the program ends in a sentence or goes on, and the
 * store holds what it held or what it should hold, whole. What is printed as
 * done is printed whole. Each is tried alone, and with all that follow it.
 * CAIRN_SOAK in the environment: every request; else some, spread over all.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_fault.h"
#include "lib_figures.h"
#include "lib_run.h"
#include "lib_state.h"
#include "lib_vt.h"

enum { TRIES = 24, TRIES_SCREEN = 10, SIGNAL = 128 };

static char *scratch, *data, *file;
static struct run in;
static struct fault fault;
static struct folder kept;
static struct vt *vt;

static void begin(void)
{
	figures_open();
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make_quick();
	data = dir_path(scratch, "store");
	file = dir_path(scratch, "file");
	in = (struct run){ .data = data };
#ifdef __SANITIZE_ADDRESS__
	cr_skip_test("the sanitizer has requests for memory in its own hands");
#endif
	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "add", "learning", "title=One", "happened=a", "learned=b"));
	free(run_ok(&in, "add", "needs", "--draft", "title=Housing"));
	free(run_ok(&in, "add", "services", "--draft", "title=Advice"));
}

static void end(void)
{
	vt_end(vt);
	fault_end(&fault);
	folder_forget(&kept);
	dir_drop(scratch);
	free(data);
	free(file);
}

TestSuite(memory, .init = begin, .fini = end, .timeout = 3600);

/* ---- one journey */

struct journey {
	const char *words[8];
	const char *typed; /* what is answered; NULL: nothing is asked */
	const char
		*adds; /* what the store holds once it is done, and not before; NULL: nothing new */
	bool fresh;    /* there is no store before */
	bool draft;    /* what it adds is one */
};

static char *whole_out;

static void put_back(const struct journey *j)
{
	folder_clear(data, j->fresh);
	if (!j->fresh && !folder_put_back(&kept)) {
		free(run_ok(&in, "status"));
		folder_keep(&kept, data);
	}
}

/* A sentence for people, on a line of its own. */
static bool is_said(const char *err)
{
	const char *at = strstr(err, "cairn: ");
	size_t len = strlen(err);

	return at && (at == err || at[-1] == '\n') && strlen(at) > 20 && err[len - 1] == '\n';
}

/* Whoever comes next takes back what was broken off in the middle. */
static void come_in(const struct journey *j, const char *how)
{
	struct ran ran = run_it(&in, "status");

	cr_expect(ran.status == 0 || (j->fresh && ran.status == 3), "%s: it opened with %d: %s",
		  how, ran.status, ran.err);
	ran_clear(&ran);
}

static void look(const struct journey *j, struct buf *out)
{
	state_text(data, true, out);
	if (j->typed && !j->draft)
		state_drop_own(out);
}

static bool is_refused(const char *out)
{
	return strstr(out, "ot saved") || strstr(out, "could not be noted") ||
	       strstr(out, "nothing was saved") || strstr(out, "memory");
}

static void judge(const struct journey *j, const struct ran *ran, const char *before,
		  const char *how)
{
	struct buf now = { 0 };
	const char *err = ran->err;
	int status = ran->status;
	bool same, done;

	come_in(j, how);
	state_whole(data, how);
	look(j, &now);
	same = strcmp(buf_text(&now), before) == 0;
	done = j->adds && strstr(buf_text(&now), j->adds);
	cr_expect(status <= 7, "%s: ended with %d: %s", how, status, err);
	if (status == 0)
		cr_expect(j->adds ? done || is_refused(ran->out) || is_refused(err) : same,
			  "%s: it says it is done, and the store holds %.200s", how,
			  state_differs(buf_text(&now), before));
	else
		cr_expect(same || done, "%s: said '%s', and the store holds %.200s", how, err,
			  state_differs(buf_text(&now), before));
	buf_clear(&now);
}

/* False: with so many requests before it, nothing was left to fail. */
static bool fail_one(const struct journey *j, unsigned n, bool lasting)
{
	struct buf before = { 0 };
	char how[240];
	struct ran ran;
	bool hit;

	fault_arm(&fault, 0, 0, false);
	put_back(j);
	look(j, &before);
	fault_arm(&fault, n, 0, lasting);
	ran = run_words(&in, j->words);
	hit = fault_hit(&fault);
	snprintf(how, sizeof(how), "%s: request %u%s, %s", j->words[0], n,
		 lasting ? " and all after it" : "", fault.page->what);
	fault_arm(&fault, 0, 0, false);
	if (getenv("CAIRN_TOLD"))
		fprintf(stderr, "%s -> %d %s", how, ran.status, ran.err[0] ? ran.err : "\n");
	judge(j, &ran, buf_text(&before), how);
	cr_expect(ran.status == 0 || is_said(ran.err), "%s: ended with %d and said '%s'", how,
		  ran.status, ran.err);
	cr_expect(ran.status || j->typed || !strcmp(ran.out, whole_out),
		  "%s: it printed %zu of %zu bytes", how, ran.out_len, strlen(whole_out));
	ran_clear(&ran);
	buf_clear(&before);
	return hit;
}

/* How many requests there are when none fails; what is printed then is kept. */
static unsigned count(const struct journey *j)
{
	struct ran ran;
	unsigned n;

	put_back(j);
	fault_arm(&fault, 0, 0, false);
	ran = run_words(&in, j->words);
	n = atomic_load(&fault.page->count);
	cr_assert(ran.status == 0, "%s: %s", j->words[0], ran.err);
	free(whole_out);
	whole_out = ran.out;
	free(ran.err);
	return n;
}

static void fail_each(const struct journey *j)
{
	unsigned n, step, failed = 0;
	char what[80];

	if (j->typed) {
		file_put(file, j->typed, strlen(j->typed));
		in.input = file;
	}
	folder_keep(&kept, data);
	if (j->fresh)
		folder_clear(data, true);
	fault_memory(&fault, scratch);
	n = count(j);
	step = soak() ? 1 : n / TRIES + 1;
	for (unsigned at = 1 + n % step; at <= n; at += step) {
		failed += fail_one(j, at, false);
		failed += fail_one(j, at, true);
	}
	cr_expect(gt(uint, failed, 10u));
	snprintf(what, sizeof(what), "requests for memory that failed in: %s", j->words[0]);
	figure(what, failed, 0);
	free(whole_out);
	whole_out = NULL;
}

/* ---- the journeys */

#define READS(name, ...) \
	Test(memory, name) \
	{ \
		fail_each(&(struct journey){ .words = { __VA_ARGS__ } }); \
	}

/* what leaves the program is noted, or it is said that it could not be */
#define GIVES(name, ...) \
	Test(memory, name) \
	{ \
		fail_each(&(struct journey){ .words = { __VA_ARGS__ }, .adds = "x/audit.log/" }); \
	}

READS(progress_is_shown, "status")
GIVES(a_register_is_listed, "list", "needs", "--json")
READS(an_entry_is_shown, "show", "LE-01")
READS(the_matrix_is_shown, "matrix")
GIVES(a_report_is_printed, "export", "--md")
GIVES(a_table_is_printed, "export", "learning", "--csv")
GIVES(everything_is_printed, "export", "--json")
READS(the_history_is_shown, "history")
READS(something_is_found, "find", "housing")
READS(everything_is_checked, "verify")
READS(templates_are_checked, "check")

Test(memory, an_entry_is_added)
{
	fail_each(&(struct journey){
		.words = { "add", "learning", "title=Two", "happened=Zebra", "learned=b" },
		.adds = "Zebra" });
}

Test(memory, an_answer_is_changed)
{
	fail_each(
		&(struct journey){ .words = { "set", "LE-01", "learned=Zebra" }, .adds = "Zebra" });
}

Test(memory, a_partnership_is_made)
{
	fail_each(&(struct journey){
		.words = { "init", "--name", "Zebra North", "--years", "2026-2029" },
		.adds = "Zebra North",
		.fresh = true });
}

Test(memory, everything_is_taken_in)
{
	char *all = dir_path(scratch, "all.json"), *text = run_ok(&in, "export", "--json");

	file_put(all, text, strlen(text));
	free(text);
	fail_each(
		&(struct journey){ .words = { "import", all }, .adds = "Housing", .fresh = true });
	free(all);
}

Test(memory, an_item_is_answered_in_a_conversation)
{
	fail_each(&(struct journey){ .words = { "--plain", "--screen", "item/res-people" },
				     .typed = "3\n",
				     .adds = "/res-people/state=" });
}

Test(memory, a_form_is_begun_in_a_conversation)
{
	fail_each(&(struct journey){ .words = { "--plain", "--screen", "form/learning" },
				     .typed = "Zebra\n",
				     .adds = "Zebra",
				     .draft = true });
}

/* ---- on a terminal */

static bool closed;

#define LEFT "no memory", "not enough memory"

/* A screen is opened, an item ticked, and the line closed; what the program ended with. */
static int sit_down(unsigned n, bool lasting)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", "item/res-people", NULL };
	const char *const opened[] = { "Where it stands", LEFT, NULL };
	const char *const ticked[] = { "3 (*)", LEFT, "ot saved", "nothing was saved", NULL };

	vt_end(vt);
	closed = false;
	fault_arm(&fault, n, 0, lasting);
	vt = vt_start(24, 80, argv, NULL);
	if (vt_shows_any(vt, opened) == 0) {
		vt_send(vt, "\033[H\033OB ");
		vt_shows_any(vt, ticked);
		vt_hangup(vt);
		closed = true; /* nobody hears what is said then */
	}
	return vt_exit(vt);
}

static const struct journey at_item = { .words = { "the screen" },
					.typed = "",
					.adds = "/res-people/state=" };

static bool fail_session(unsigned n, bool lasting)
{
	struct buf before = { 0 };
	static char unheard[] =
		"nothing was saved"; /* it may have been told and lost with the line */
	struct ran ran = { .out = unheard };
	char how[240];
	bool hit;

	fault_arm(&fault, 0, 0, false);
	put_back(&at_item);
	look(&at_item, &before);
	ran.status = sit_down(n, lasting);
	hit = fault_hit(&fault);
	snprintf(how, sizeof(how), "the screen: request %u%s, %s", n,
		 lasting ? " and all after it" : "", fault.page->what);
	fault_arm(&fault, 0, 0, false);
	if (ran.status == SIGNAL + SIGHUP) /* as a closed line ends it */
		ran.status = 0;
	ran.err = vt_screen(vt);
	judge(&at_item, &ran, buf_text(&before), how);
	cr_expect(ran.status != 1 || closed || strstr(vt_all(vt), "memory"), "%s: it said %s", how,
		  ran.err);
	free(ran.err);
	buf_clear(&before);
	return hit;
}

Test(memory, a_screen_is_opened_and_an_item_ticked)
{
	unsigned n, step, failed = 0;

	folder_keep(&kept, data);
	fault_memory(&fault, scratch);
	sit_down(0, false);
	n = atomic_load(&fault.page->count);
	step = soak() ? 1 : n / TRIES_SCREEN + 1;
	for (unsigned at = 1 + n % step; at <= n; at += step) {
		failed += fail_session(at, false);
		failed += fail_session(at, true);
	}
	cr_expect(gt(uint, failed, 10u));
	figure("requests for memory that failed in: a screen", failed, 0);
}
