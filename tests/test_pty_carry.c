/* SPDX-License-Identifier: ISC */
/*
 * The finished program on a terminal, on the sample: a design's model is filled in, a review
 * question starts from the records, the next cycle begins and takes over what is still true.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

static char *scratch, *data;
static struct run in;
static struct vt *vt;

static void begin(void)
{
	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--sample"));
}

static void end(void)
{
	vt_end(vt);
	vt = NULL;
	dir_drop(scratch);
	free(data);
}

TestSuite(pty_carry, .init = begin, .fini = end, .timeout = 240);

static void open_at(const char *screen)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };

	vt_end(vt);
	vt = vt_start(24, 80, argv, NULL);
}

static void go_to(int key, const char *text)
{
	for (int i = 0; i < 120; i++) {
		vt_settle(vt, 60);
		if (vt_line_has(vt, text))
			return;
		vt_key(vt, key);
		vt_settle(vt, 5000);
	}
	cr_fatal("nothing has the focus with '%s' on:\n%s", text, vt_screen(vt));
}

static void press(const char *keys, const char *shows)
{
	vt_send(vt, keys);
	cr_assert(vt_shows(vt, shows), "no '%s' on:\n%s", shows, vt_screen(vt));
}

static void expect_out(const char *part, const char *a, const char *b)
{
	char *out = run_ok(&in, a, b);

	expect_part(out, part);
	free(out);
}

Test(pty_carry, designs_reviews_and_starts_the_next_cycle_from_the_old)
{
	open_at("model/logic-model/ds-000001");
	cr_assert(vt_shows(vt, "4 of 6 boxes"), "%s", vt_screen(vt));
	press("2", "What is done with them");
	vt_settle(vt, 60);
	vt_send(vt, "Weekly visits");
	cr_assert(vt_shows(vt, "Weekly visits"));
	go_to(TK_TAB, "[ Save ]");
	press("\r", "5 of 6 boxes");

	open_at("question/rq-done");
	cr_assert(vt_shows(vt, "How well have we done"), "%s", vt_screen(vt));
	go_to(TK_TAB, "Start from what the records say");
	press("\r", "It is in your answer now");
	go_to(TK_TAB, "[ Save and go to 2 of 4 ]");
	press("\r", "What has the impact been?");
	expect_out("Actions: 12.", "show", "rq-done");

	open_at("cycles");
	cr_assert(vt_shows(vt, "Begin"), "%s", vt_screen(vt));
	go_to(TK_TAB, "[ Begin");
	press("\r", "What is still true?");
	press(" ", "[x] ndo-1");
	go_to(TK_TAB, "Carry over what is still true: 1");
	press("\r", "Carried over: 1.");
	go_to(TK_TAB, "Carry over all");
	vt_send(vt, "\r");
	cr_assert(vt_gone(vt, "Carry over all"), "%s", vt_screen(vt));
	expect_out("People leaving custody need settled housing", "show", "NE-13");
	expect_out(" 0 not answered", "carry", NULL);
}
