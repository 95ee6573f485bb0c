/* SPDX-License-Identifier: ISC */
/*
 * Several partnerships on one server: nobody sees or reaches one that is not
 * theirs, by any command or screen, and each refusal is a sentence.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_kiosk.h"
#include "lib_root.h"
#include "lib_shown.h"
#include "lib_vt.h"
#include "same.h"

enum { MOST_WORDS = 10, MOST = 24 };

/* What nobody of Clyde North may read, wherever it stands; and nobody of the sample the other. */
static const char *const of_sample[] = { "strathfinlay",       "(invented)",  "Jo, coordinator",
					 "Ann of the council", "women's hub", NULL };
static const char *const of_clyde[] = { "Clyde", "clyde", "Kim, of the", "Zebra crossing", NULL };

/*
 * Every command that works in a partnership, in words that would do there. In
 * Clyde North there is nothing but a piece of learning: 0 is what is there, 3 what is not.
 */
static const struct asked {
	const char *words[MOST_WORDS];
	int own; /* how it ends in one's own */
} rows[] = {
	{ { "status" }, 0 },
	{ { "registers" }, 0 },
	{ { "list", "needs" }, 0 },
	{ { "list", "learning", "--json" }, 0 },
	{ { "matrix" }, 0 },
	{ { "show", "NE-01" }, 3 },
	{ { "show", "LE-01" }, 0 },
	{ { "chain", "NE-01" }, 3 },
	{ { "attention" }, 0 },
	{ { "retention" }, 0 },
	{ { "find", "hub" }, 0 },
	{ { "view", "chase-list" }, 0 },
	{ { "cliff" }, 0 },
	{ { "add", "learning", "title=Two", "happened=a", "learned=b" }, 0 },
	{ { "set", "NE-01", "unknowns=Quagga" }, 3 },
	{ { "set", "LE-01", "learned=c" }, 0 },
	{ { "answer", "res-people", "note=Quagga" }, 0 },
	{ { "archive", "NE-01" }, 3 },
	{ { "cycle" }, 0 },
	{ { "carry" }, 3 },
	{ { "role" }, 0 },
	{ { "role", "zoe", "viewer" }, 3 },
	{ { "who" }, 0 },
	{ { "history" }, 0 },
	{ { "history", "NE-01" }, 3 },
	{ { "history", "--audit" }, 0 },
	{ { "undo" }, 0 },
	{ { "redo" }, 0 },
	{ { "erase", "--text", "women's hub", "--dry-run" }, 3 },
	{ { "export" }, 0 },
	{ { "export", "--json", "--with-restricted" }, 0 },
	{ { "export", "--md" }, 0 },
	{ { "export", "learning", "--csv" }, 0 },
};

/* Those that are about no partnership, or about all: what whoever is of one gets. */
static const struct asked beside[] = {
	{ { "init", "--name", "Third" }, 0 },
	{ { "person", "list" }, 0 },
	{ { "person", "export", "ann" }, 4 },
	{ { "person", "remove", "ann", "--dry-run" }, 4 },
	{ { "person", "suspend", "ann" }, 4 },
	{ { "person", "resume", "jo" }, 4 },
	{ { "key", "list" }, 0 },
	{ { "key", "remove", "ann", "0123456789abcdef" }, 4 },
	{ { "keys", "cairn" }, 4 },
	{ { "check" }, 0 },
	{ { "verify" }, 4 },
	{ { "backup", "/tmp/taken" }, 4 },
	{ { "restore", "/tmp/whole" }, 4 },
	{ { "recover" }, 4 },
	{ { "compact" }, 4 },
	{ { "config" }, 0 },
};

/* Those that every account has a way to, and that say nothing of what is in a store. */
static const char *const elsewhere[] = { "import", "doctor", NULL };

static void clyde_north(void)
{
	static const char *const people[][2] = { { "ann", "Ann of the council" },
						 { "kim", "Kim, of the Clyde" },
						 { "lee", "Lee" },
						 { "sam", "Sam" } };

	kiosk_open();
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++)
		free(run_ok(&kiosk_service, "person", "add", people[i][0], people[i][1]));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "ann", "partner", "PA-12"));
	free(run_ok(&kiosk_service, "--as", "kim", "init", "--name", "Clyde North", "--area",
		    "Inverclyde", "--years", "2026-2029"));
	free(run_ok(&kiosk_service, "--as", "kim", "role", "lee", "viewer"));
	free(run_ok(&kiosk_service, "--as", "kim", "add", "learning", "title=Zebra crossing",
		    "happened=a", "learned=b"));
	free(root_log());
}

TestSuite(apart, .init = clyde_north, .timeout = 300);

static void none_of(const char *const secrets[], const char *text, const char *where)
{
	for (size_t i = 0; text && secrets[i]; i++)
		cr_expect(strstr(text, secrets[i]) == NULL, "%s tells '%s': %.2000s", where,
			  secrets[i], text);
}

/* The words of a row as somebody, with more before them. */
static struct ran as(const char *who, const char *const more[], const struct asked *row)
{
	const char *words[MOST] = { "--as", who };
	size_t n = 2;

	for (size_t i = 0; more && more[i]; i++)
		words[n++] = more[i];
	for (size_t i = 0; i < MOST_WORDS && row->words[i]; i++)
		words[n++] = row->words[i];
	return run_words(&kiosk_service, words);
}

static bool one_sentence(const struct ran *ran)
{
	return !strncmp(ran->err, "cairn: ", 7) && strchr(ran->err, '\n')[1] == '\0';
}

static char *everything_of_the_sample(void)
{
	return run_ok(&kiosk_service, "--as", "jo", "export", "--json", "--with-restricted");
}

Test(apart, every_command_in_another_partnership_is_refused_and_changes_nothing)
{
	static const char *const there[] = { "--partnership", "strathfinlay", NULL };
	static const char *const who[] = { "kim", "lee" };
	char *before = everything_of_the_sample(), *after;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < 2; k++) {
			struct ran ran = as(who[k], there, &rows[i]);

			cr_expect(eq(int, ran.status, 3), "%s: %s", rows[i].words[0], ran.err);
			cr_expect(one_sentence(&ran), "%s: %s", rows[i].words[0], ran.err);
			cr_expect(strstr(ran.err, "you belong to no partnership called "
						  "'strathfinlay' here") != NULL,
				  "%s", ran.err);
			cr_expect(eq(sz, ran.out_len, 0), "%s: %s", rows[i].words[0], ran.out);
			ran_clear(&ran);
		}
	after = everything_of_the_sample();
	cr_expect(strcmp(before, after) == 0, "the other partnership was changed");
	free(after);
	after = run_ok(&kiosk_service, "--as", "jo", "history", "--audit");
	none_of((const char *const[]){ "kim", "lee", "Lee", NULL }, after, "the audit");
	free(after);
	free(before);
}

Test(apart, what_they_see_of_their_own_has_nothing_of_another_in_it)
{
	char *before = everything_of_the_sample(), *after;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ran ran = as("kim", NULL, &rows[i]);

		cr_expect(eq(int, ran.status, rows[i].own), "%s %s: %d %s", rows[i].words[0],
			  rows[i].words[1] ? rows[i].words[1] : "", ran.status, ran.err);
		none_of(of_sample, ran.out, rows[i].words[0]);
		if (strcmp(rows[i].words[0], "erase") != 0) /* which says the word that was asked */
			none_of(of_sample, ran.err, rows[i].words[0]);
		ran_clear(&ran);
		ran = as("ann", NULL, &rows[i]);
		none_of(of_clyde, ran.out, rows[i].words[0]);
		none_of(of_clyde, ran.err, rows[i].words[0]);
		ran_clear(&ran);
	}
	after = everything_of_the_sample();
	cr_expect(strstr(after, "Quagga") == NULL);
	free(after);
	free(before);
}

Test(apart, people_keys_and_the_whole_store_are_not_theirs)
{
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		struct ran ran = as("kim", NULL, &beside[i]);

		cr_expect(eq(int, ran.status, beside[i].own), "%s %s: %d %s", beside[i].words[0],
			  beside[i].words[1] ? beside[i].words[1] : "", ran.status, ran.err);
		cr_expect(ran.status == 0 || one_sentence(&ran), "%s", ran.err);
		none_of(of_sample, ran.out, beside[i].words[0]);
		none_of(of_sample, ran.err, beside[i].words[0]);
		ran_clear(&ran);
	}
	cr_expect(eq(int, root_sh("test ! -e /tmp/taken"), 0));
	free(run_ok(&kiosk_service, "--as", "ann", "status"));
}

/* Of the same commands that the help lists, so that a new one is thought of. */
Test(apart, every_command_is_tried)
{
	char *all = run_ok(&kiosk_service, "--help");
	size_t commands = 0;

	for (const char *at = all; (at = strstr(at, "\n  cairn ")) != NULL; at += 9) {
		size_t len = strcspn(at + 9, " \n");
		bool seen = !len;

#define IS(word) (strlen(word) == len && !strncmp(word, at + 9, len))
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && !seen; i++)
			seen = IS(rows[i].words[0]);
		for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]) && !seen; i++)
			seen = IS(beside[i].words[0]);
		for (size_t i = 0; elsewhere[i] && !seen; i++)
			seen = IS(elsewhere[i]);
#undef IS
		cr_expect(seen, "cairn %.*s is tried nowhere", (int)len, at + 9);
		commands += len > 0;
	}
	cr_expect(gt(sz, commands, 25));
	free(all);
}

Test(apart, no_screen_tells_anything_of_another)
{
	size_t told = 0;

	for (size_t i = 0; i < nshown; i++) {
		const struct shown *s = &shown_list[i];
		char name[200];
		struct ran ran;

		snprintf(name, sizeof(name), "%s%s%s%s%s", s->screen, s->a ? "/" : "",
			 s->a ? s->a : "", s->b ? "/" : "", s->b ? s->b : "");
		ran = run_it(&kiosk_service, "--as", "kim", "--plain", "--screen", name);
		told += ran.out_len > 100;
		none_of(of_sample, ran.out, name);
		none_of(of_sample, ran.err, name);
		ran_clear(&ran);
		run_no(&kiosk_service, 3, "belong to no partnership", "--as", "kim", "--plain",
		       "--screen", name, "--partnership", "strathfinlay");
	}
	cr_expect(gt(sz, told, nshown / 2));
}

/* Who belongs to two is asked which, is told of no third, and sees one at a time. */
Test(apart, one_who_belongs_to_two_sees_both_and_one_at_a_time)
{
	struct vt *vt;
	char *out;

	free(run_ok(&kiosk_service, "person", "add", "mo", "Mo"));
	free(run_ok(&kiosk_service, "--as", "mo", "init", "--name", "Third Party"));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "sam", "viewer"));
	free(run_ok(&kiosk_service, "--as", "kim", "role", "sam", "viewer"));
	run_no(&kiosk_service, 2,
	       "--partnership: clyde-north (Clyde North), strathfinlay (Strathfinlay", "--as",
	       "sam", "status");
	{
		struct ran ran = run_it(&kiosk_service, "--as", "sam", "status");

		cr_expect(strstr(ran.err, "hird") == NULL, "%s", ran.err);
		ran_clear(&ran);
	}
	out = run_ok(&kiosk_service, "--as", "sam", "status", "--partnership", "clyde-north");
	none_of(of_sample, out, "status");
	free(out);
	out = run_ok(&kiosk_service, "--as", "sam", "status", "--partnership", "strathfinlay");
	none_of(of_clyde, out, "status");
	free(out);
	vt = kiosk_screen("sam", NULL);
	cr_assert(vt_shows(vt, "Which partnership?"));
	cr_expect(vt_shows(vt, "2 Strathfinlay"));
	cr_expect(zero(int, vt_has(vt, "Third")));
	vt_send(vt, "1");
	cr_assert(vt_shows(vt, "Where the work has got to"));
	cr_expect(vt_shows(vt, "Clyde North > "));
	vt_hangup(vt);
	vt_end(vt);
	/* and when it is not shared any more */
	free(run_ok(&kiosk_service, "--as", "kim", "undo"));
	run_no(&kiosk_service, 3, "belong to no partnership", "--as", "sam", "status",
	       "--partnership", "clyde-north");
	free(run_ok(&kiosk_service, "--as", "sam", "status"));
}

/* Teams: a folder and a group for each */

static struct run ann, bob;

static void two_teams(void)
{
	root_enter();
	root_account("ann", 61051);
	root_account("bob", 61052);
	cr_assert(eq(int,
		     root_sh("groupadd -g 61061 east && groupadd -g 61062 west && "
			     "install -d -m 2770 -g east /srv/east && "
			     "install -d -m 2770 -g west /srv/west"),
		     0));
	ann = (struct run){
		.uid = 61051, .gid = 61061, .data = "/srv/east", .env = { "HOME=/var/lib/ann" }
	};
	bob = (struct run){
		.uid = 61052, .gid = 61062, .data = "/srv/west", .env = { "HOME=/var/lib/bob" }
	};
	free(run_ok(&ann, "init", "--team", "--sample"));
	free(run_ok(&bob, "init", "--team", "--name", "Clyde North", "--years", "2026-2029"));
}

TestSuite(apart_teams, .init = two_teams, .timeout = 300);

Test(apart_teams, the_other_groups_folder_is_shut_to_every_command_and_to_the_screen)
{
	static const char *const open_to_all[] = { "check", "config", "keys", NULL };
	char *before = run_ok(&ann, "export", "--json"), *after;
	struct run there = bob;
	size_t tried = 0;

	free(run_ok(&bob, "backup", "/tmp/whole"));
	there.data = "/srv/east";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++, tried++)
		run_no_words(&there, 4, "'/srv/east'", rows[i].words);
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		bool skip = false;

		for (size_t k = 0; open_to_all[k]; k++)
			skip |= !strcmp(beside[i].words[0], open_to_all[k]);
		if (skip || !strcmp(beside[i].words[0], "person") ||
		    !strcmp(beside[i].words[0], "key"))
			continue;
		run_no_words(&there, 4, "'/srv/east'", beside[i].words);
		tried++;
	}
	run_no(&there, 4, "'/srv/east'", "person", "export", "ann");
	run_no(&there, 4, "'/srv/east'", "--plain");
	cr_expect(gt(sz, tried, 35));
	after = run_ok(&ann, "export", "--json");
	cr_expect(strcmp(before, after) == 0, "the other team's store was changed");
	free(before);
	free(after);
	free(run_ok(&ann, "verify"));
}

/* In one group's store everybody can read the file, and still nobody is in what they have not joined. */
Test(apart_teams, a_second_partnership_in_a_teams_store_is_not_ones_own)
{
	struct run cat = ann;

	root_account("cat", 61053);
	cat.uid = 61053;
	cat.env[0] = "HOME=/var/lib/cat";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run_no_words(&cat, 3, "belong to no partnership here yet", rows[i].words);
	free(run_ok(&cat, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&cat, "add", "learning", "title=One", "happened=a", "learned=b"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ran ran = run_words(&cat, rows[i].words);

		none_of(of_sample, ran.out, rows[i].words[0]);
		ran_clear(&ran);
	}
	run_no(&cat, 3, "belong to no partnership called 'strathfinlay'", "status", "--partnership",
	       "strathfinlay");
}
