/* SPDX-License-Identifier: ISC */
/* The finished program: a row of the matrix is judged, a gap made of it, while another window is open. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_vt.h"
#include "same.h"
#include "tui/keys.h"

static char *scratch, *data;
static struct run in;
static struct vt *one, *two;

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
	vt_end(one);
	vt_end(two);
	one = two = NULL;
	dir_drop(scratch);
	free(data);
}

TestSuite(pty_matrix, .init = begin, .fini = end, .timeout = 120);

static struct vt *open_on(const char *screen)
{
	const char *argv[] = { run_program(), "--data", data, "--screen", screen, NULL };

	return vt_start(24, 80, argv, NULL);
}

static void expect_field(const char *id, const char *field, const char *text)
{
	struct jdoc *doc = run_json(&in, "show", id, "--json");
	const char *now = jval_text(jval_get(jdoc_top(doc), field));

	expect_same(now ? now : "", text);
	jdoc_free(doc);
}

/* What the command prints of a pair; "" where it is not judged. */
static void expect_fit(const char *need, const char *service, const char *fit)
{
	struct jdoc *doc = run_json(&in, "matrix", "--json");
	const struct jval *rows = jval_get(jdoc_top(doc), "rows");

	for (size_t i = 0; i < jval_count(rows); i++) {
		const struct jval *row = jval_at(rows, i);
		const char *now = jval_text(jval_get(jval_get(row, "cells"), service));

		if (!strcmp(jval_text(jval_get(row, "id")), need))
			expect_same(now ? now : "", fit);
	}
	jdoc_free(doc);
}

Test(pty_matrix, a_row_is_judged_and_becomes_a_gap)
{
	one = open_on("activity/analyse-services");
	cr_assert(vt_shows(one, "3 Needs by services"));
	vt_send(one, "3");
	cr_assert(vt_shows(one, "170 of 192 not judged"));
	/* the last need: none, none, not known, and back to the second for "part" */
	for (int i = 0; i < 11; i++)
		vt_key(one, TK_DOWN);
	vt_send(one, "1");
	vt_key(one, TK_RIGHT);
	vt_send(one, "1");
	vt_key(one, TK_RIGHT);
	vt_send(one, "4");
	vt_key(one, TK_LEFT);
	vt_send(one, "2");
	cr_assert(vt_shows(one, "167 of 192 not judged"));
	expect_fit("NE-12", "SV-01", "none");
	expect_fit("NE-12", "SV-02", "part");
	expect_fit("NE-12", "SV-03", "not_known");
	vt_send(one, "n");
	cr_assert(vt_shows(one, "Save this gap"));
	vt_send(one, "\r");
	cr_assert(vt_shows(one, "Saved as GA-12"));
	expect_field("GA-12", "need", "NE-12");
	expect_field("GA-12", "type", "too little");
	expect_field("GA-12", "life", "live");
}

Test(pty_matrix, what_two_windows_judge_is_all_kept)
{
	one = open_on("matrix/coverage");
	two = open_on("matrix/coverage");
	cr_assert(vt_shows(one, "170 of 192 not judged"));
	cr_assert(vt_shows(two, "170 of 192 not judged"));
	vt_send(two, "3");
	cr_assert(vt_shows(two, "169 of 192 not judged"));
	vt_key(one, TK_RIGHT);
	cr_assert(vt_shows(one, "169 of 192 not judged"));
	vt_send(one, "2");
	cr_assert(vt_shows(one, "168 of 192 not judged"));
	vt_key(two, TK_DOWN);
	cr_assert(vt_shows(two, "168 of 192 not judged"));
	vt_send(two, "1");
	cr_assert(vt_shows(two, "167 of 192 not judged"));
	vt_send(two, "u");
	cr_assert(vt_shows(two, "168 of 192 not judged"));
	expect_fit("NE-01", "SV-01", "full");
	expect_fit("NE-01", "SV-02", "part");
	expect_fit("NE-02", "SV-01", "");
}

Test(pty_matrix, a_move_and_a_judgement_send_little)
{
	one = open_on("matrix/coverage");
	cr_assert(vt_shows(one, "170 of 192 not judged"));
	vt_quiet(one);
	for (int i = 0; i < 4; i++) {
		vt_key(one, i % 2 ? TK_RIGHT : TK_DOWN);
		vt_settle(one, 2000);
		cr_expect(le(sz, vt_bytes(one), (size_t)60));
	}
	for (const char *digit = "1234"; *digit; digit++) {
		const char key[2] = { *digit, '\0' };

		vt_send(one, key);
		vt_settle(one, 2000);
		cr_expect(le(sz, vt_bytes(one), (size_t)120), "%c", *digit);
	}
}
