/* SPDX-License-Identifier: ISC */
/* A pack of templates is put into a data folder and walked; a later version and a faulty one follow. */
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

static char *scratch, *data, *cache;
static struct run in;

static void put_pack(const char *from, const char *name)
{
	char source[80], to[40], *path, *text;
	size_t len;

	snprintf(source, sizeof(source), "tests/data/packs/%s", from);
	snprintf(to, sizeof(to), "packs/%s", name);
	text = file_text(source, &len);
	cr_assert(text != NULL, "%s is not there", source);
	path = dir_path(data, to);
	file_put(path, text, len);
	free(path);
	free(text);
}

static void begin(void)
{
	char *packs;

	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	scratch = dir_make();
	data = dir_path(scratch, "store");
	/* neither it nor the folder it stands in is there yet */
	if (asprintf(&cache, "XDG_CACHE_HOME=%s/cache/of", scratch) < 0)
		abort();
	in = (struct run){ .data = data, .env = { cache } };
	free(run_ok(&in, "init", "--sample"));
	packs = dir_path(data, "packs");
	mkdir(packs, 0700);
	free(packs);
}

static void end(void)
{
	dir_drop(scratch);
	free(data);
	free(cache);
}

TestSuite(site_pack, .init = begin, .fini = end, .timeout = 60);

static void has(char *out, const char *part)
{
	expect_part(out, part);
	free(out);
}

static void walk(void)
{
	put_pack("venues-1.yaml", "venues.yaml");
	has(run_ok(&in, "add", "venues", "name=Old Mill", "reach=easy", "services=SV-01",
		   "opened=1 5 2025"),
	    "VE-01");
	free(run_ok(&in, "answer", "ve-who", "state=done"));
	free(run_ok(&in, "answer", "ve-time", "state=done", "note=At nine"));
	free(run_ok(&in, "answer", "ve-missing", "text=In the glens"));
}

Test(site_pack, a_register_checklist_question_and_report_need_no_change_of_the_program)
{
	char *out;

	walk();
	free(run_ok(&in, "check"));
	has(run_ok(&in, "registers"), "venues");
	has(run_ok(&in, "list", "venues"), "Old Mill");
	has(run_ok(&in, "find", "old mill"), "VE-01");
	has(run_ok(&in, "show", "SV-01"), "VE-01");
	has(run_ok(&in, "export", "venues", "--csv"), "Old Mill");
	run_refused(&in, "ease of reach", "add", "venues", "name=X");
	run_refused(&in, "on or after the day it opened", "add", "venues", "name=X", "reach=hard",
		    "opened=1 5 2025", "closed=1 4 2025");
	out = run_ok(&in, "export", "--md", "--report", "venues");
	expect_part(out, "| VE-01 Old Mill | Easy |");
	expect_part(out, "At nine");
	expect_part(out, "In the glens");
	free(out);
	has(run_ok(&in, "status", "--json"), "\"questions\": 1");
}

Test(site_pack, it_is_on_the_screens_of_its_task_and_its_change_of_a_hint_too)
{
	const char *argv[] = {
		run_program(), "--data", data, "--screen", "activity/analyse-services", NULL
	};
	const char *argw[] = { run_program(), "--data", data, "--screen", "form/actions", NULL };
	struct vt *v;

	walk();
	v = vt_start(60, 100, argv, NULL);
	cr_expect(vt_shows(v, "Before you visit a venue"));
	cr_expect(vt_shows(v, "Venues"));
	vt_end(v);
	v = vt_start(60, 100, argw, NULL);
	cr_expect(vt_shows(v, "One venue only."));
	vt_end(v);
}

Test(site_pack, scores_go_as_far_as_the_template_says)
{
	static const char pack[] =
		"pack: scores\nversion: 1\ntitle: Scores\n---\n"
		"override: decisions/fields/scores/fields/score/max\nwith: \"7\"\n";
	const char *argv[] = {
		run_program(), "--data", data, "--screen", "scores/priority-board/DE-02", NULL
	};
	char *path = dir_path(data, "packs/scores.yaml");
	struct vt *v;

	file_put(path, pack, strlen(pack));
	free(path);
	free(run_ok(&in, "check"));
	v = vt_start(40, 100, argv, NULL);
	cr_assert(vt_shows(v,
			   "0: little harm if nothing is done. 7: great harm if nothing is done."));
	cr_expect(vt_shows(v, "7 of 7"));
	vt_send(v, "Analyst\r7");
	cr_expect(vt_shows(v, "Mine: 7 of 35"));
	vt_end(v);
	has(run_ok(&in, "show", "DE-02"), "7");
}

/* Its form and its checklist by keys on a terminal; the export has what was typed. */
Test(site_pack, its_register_is_filled_and_its_checklist_ticked_on_the_screen)
{
	const char *form[] = { run_program(), "--data", data, "--screen", "form/venues", NULL };
	const char *item[] = { run_program(), "--data", data, "--screen", "item/ve-who", NULL };
	struct vt *v;

	put_pack("venues-1.yaml", "venues.yaml");
	v = vt_start(60, 100, form, NULL);
	cr_assert(vt_shows(v, "As it stands on the door."));
	vt_send(v, "Old Mill\r");
	cr_assert(vt_shows(v, "Nothing chosen yet")); /* services */
	vt_send(v, "\t\r");
	cr_assert(vt_shows(v, "From a station."));
	vt_send(v, "2");
	for (int i = 0; i < 12; i++) { /* the rest is gone on from */
		char *screen = vt_screen(v);
		bool checking = strstr(screen, "Check your answers") != NULL;

		free(screen);
		if (checking)
			break;
		vt_send(v, "\t\r");
		vt_settle(v, 400);
	}
	cr_assert(vt_shows(v, "Check your answers"));
	cr_assert(vt_shows(v, "Old Mill"));
	vt_settle(v, 100);
	for (int i = 0; i < 40 && !vt_line_has(v, "[ Save this"); i++) {
		vt_key(v, TK_DOWN);
		vt_settle(v, 400);
	}
	vt_send(v, "\r");
	cr_assert(vt_shows(v, "Saved as VE-01"));
	vt_end(v);
	v = vt_start(60, 100, item, NULL);
	cr_assert(vt_shows(v, "Does somebody who uses the"));
	vt_send(v, "3");
	cr_assert(vt_shows(v, "(*) Done"));
	vt_end(v);
	has(run_ok(&in, "show", "ve-who", "--json"), "\"done\"");
	has(run_ok(&in, "list", "venues", "--json"), "\"reach\": \"easy\"");
}

Test(site_pack, what_a_later_version_no_longer_asks_stays_readable)
{
	char *out;

	walk();
	put_pack("venues-2.yaml", "venues.yaml");
	out = run_ok(&in, "show", "VE-01");
	expect_part(out, "Old Mill");
	expect_part(out, "opened (no longer asked): 2025-05-01");
	free(out);
	has(run_ok(&in, "show", "ve-time"), "At nine");
	has(run_ok(&in, "history", "ve-time"), "At nine");
	has(run_ok(&in, "export", "--json"), "At nine");
	has(run_ok(&in, "verify"), " 0 faults");
	/* and comes back with what asked for it */
	put_pack("venues-1.yaml", "venues.yaml");
	has(run_ok(&in, "show", "VE-01"), "opened: 1 May 2025");
}

Test(site_pack, a_faulty_one_is_left_out_whole_and_the_last_good_one_goes_on)
{
	const char *argv[] = { run_program(), "--data", data, NULL };
	const char *env[] = { cache, NULL };
	struct ran ran;
	struct vt *v;

	put_pack("faulty.yaml", "faulty.yaml");
	ran = run_it(&in, "registers");
	cr_expect(eq(int, ran.status, 0));
	expect_part(ran.err, "faulty.yaml");
	expect_part(ran.err, "line 16");
	expect_none(ran.out, "benches");
	ran_clear(&ran);
	ran = run_it(&in, "check");
	cr_expect(eq(int, ran.status, 6));
	expect_part(ran.out, "faulty.yaml:16:22: ");
	ran_clear(&ran);
	v = vt_start(24, 160, argv, env);
	cr_expect(vt_shows(v, "faulty.yaml were left out"));
	vt_end(v);

	put_pack("faulty.yaml", "faulty.yaml");
	walk();
	put_pack("venues-broken.yaml", "venues.yaml");
	ran = run_it(&in, "show", "VE-01");
	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	expect_part(ran.out, "Old Mill");
	ran_clear(&ran);
}

Test(site_pack, everything_goes_to_another_store_that_has_the_pack)
{
	char *all = dir_path(scratch, "all.json"), *other = dir_path(scratch, "other"), *text,
	     *again, *packs, *first;
	struct run there = { .data = other, .env = { cache } };

	walk();
	text = run_ok(&in, "export", "--json");
	file_put(all, text, strlen(text));
	run_no(&there, 6, "venues", "import", all);
	first = data;
	data = other;
	packs = dir_path(other, "packs");
	mkdir(packs, 0700);
	put_pack("venues-1.yaml", "venues.yaml");
	free(run_ok(&there, "import", all));
	again = run_ok(&there, "export", "--json");
	cr_expect(strcmp(text, again) == 0, "what came out again differs");
	data = first;
	free(text);
	free(again);
	free(packs);
	free(all);
	free(other);
}
