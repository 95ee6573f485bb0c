/* SPDX-License-Identifier: ISC */
/* One service account for many people: who is believed, what they may ask for, over a real sshd too. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_kiosk.h"
#include "lib_root.h"
#include "lib_vt.h"

enum { MOST = 600 };

/* The kiosk with a partner beside its coordinator. */
static void begin(void)
{
	kiosk_open();
	free(run_ok(&kiosk_service, "person", "add", "ann", "Ann"));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "ann", "partner", "PA-12"));
	free(root_log());
}

static void logged(const char *part)
{
	char *log = root_log();

	cr_expect(strstr(log, part) != NULL, "the log does not say '%s': %s", part, log);
	cr_expect(strstr(log, "ann") == NULL && strstr(log, "jo") == NULL, "names: %s", log);
	free(log);
}

TestSuite(kiosk, .init = begin, .timeout = 120);

Test(kiosk, the_service_account_says_who_a_person_is_and_the_log_names_nobody)
{
	free(run_ok(&kiosk_service, "--as", "ann", "status"));
	logged("signed in");
}

Test(kiosk, nobody_else_can_say_so)
{
	run_no(&kiosk_eve, 4, "service account", "--as", "ann", "status");
	logged("another account");
	cr_expect(eq(int, root_sh("test ! -e /var/lib/eve/.local"), 0));
	{
		struct run root = { .env = { "HOME=/root" } };

		run_no(&root, 4, "service account", "--as", "ann", "status");
	}
	file_put("/etc/cairn/config.ini", "", 0); /* no account is named */
	run_no(&kiosk_service, 4, "service account", "--as", "ann", "status");
}

/* Somebody with an account on the computer is told by which way people come in, and makes nothing. */
Test(kiosk, who_has_an_account_there_is_shown_the_way_in)
{
	static const char way[] = "here people come in by ssh, each with a key of their own: ssh "
				  "-t cairn@HOST; ask the coordinator to add yours";
	static const char *const modes[] = { "chmod 700 /var/lib/cairn", "chmod 755 /var/lib/cairn",
					     "rm -r " KIOSK_STORE };
	struct run root = { .env = { "HOME=/root" } }, own = kiosk_eve;
	struct ran ran;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		cr_assert(zero(int, root_sh(modes[i])));
		run_no(&kiosk_eve, 4, way, "status");
		run_no(&kiosk_eve, 4, way, "init", "--name", "Clyde North");
		run_no(&kiosk_eve, 4, way, "--plain");
		ran = run_it(&kiosk_eve, "doctor");
		cr_expect(strstr(ran.out, "fault  disk         here people come in by ssh") != NULL,
			  "%s", ran.out);
		cr_expect(strstr(ran.out, " type: ssh -t cairn@HOST\n") != NULL, "%s", ran.out);
		cr_expect(strstr(ran.out, "init") == NULL && strstr(ran.out, "no store") == NULL,
			  "%s", ran.out);
		ran_clear(&ran);
	}
	run_no(&kiosk_eve, 4, way, "person", "list");
	run_no(&root, 4,
	       "the account 'cairn' holds the store here; become it first: runuser -l cairn\n",
	       "status");
	own.data = "/var/lib/eve/own"; /* what is theirs alone is theirs to make */
	free(run_ok(&own, "init", "--sample"));
	free(run_ok(&own, "status"));
}

/* Whoever looks after the computer has to ask somebody to leave. */
Test(kiosk, who_is_in_the_store_is_named_to_the_service_account)
{
	struct vt *vt = kiosk_screen("jo", NULL);
	char words[60];

	cr_assert(vt_shows(vt, "Where the work has got to"));
	snprintf(words, sizeof(words), "still in the store '%s': jo (process ", KIOSK_STORE);
	run_no(&kiosk_service, 7, words, "compact");
	vt_hangup(vt);
	vt_exit(vt);
	vt_end(vt);
	free(run_ok(&kiosk_service, "compact"));
}

Test(kiosk, what_is_held_about_somebody_else_is_for_a_coordinator)
{
	run_no(&kiosk_service, 4,
	       "what is held about somebody else is for a coordinator; what is held about you is "
	       "told with: cairn person export ann",
	       "--as", "ann", "person", "export", "jo");
	free(run_ok(&kiosk_service, "--as", "ann", "person", "export", "ann"));
	free(run_ok(&kiosk_service, "--as", "jo", "person", "export", "ann"));
}

Test(kiosk, a_forged_environment_is_refused)
{
	static const char *const forged[] = {
		"CAIRN_SITE=/tmp",      "CAIRN_DATA=/tmp/x",      "CAIRN_NOW=1",
		"XDG_CONFIG_HOME=/tmp", "XDG_CACHE_HOME=/tmp",    "XDG_DATA_HOME=/tmp",
		"XDG_STATE_HOME=/tmp",  "TERMINFO=/tmp",          "TERMINFO_DIRS=/tmp",
		"LOCPATH=/tmp",         "NLSPATH=/tmp",           "GCONV_PATH=/tmp",
		"LD_PRELOAD=",          "LD_LIBRARY_PATH=/tmp/x", "LD_AUDIT=",
		"TZDIR=/tmp",
	};

	for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
		struct run r = kiosk_service;

		r.env[1] = forged[i];
		run_no(&r, 4, "environment", "--as", "ann", "status");
		logged("environment");
	}
	{
		struct run r = kiosk_service; /* names that login programs set say nothing */

		r.env[1] = "USER=jo";
		r.env[2] = "LOGNAME=jo";
		run_no(&r, 4, "coordinator", "--as", "ann", "role", "ann", "coordinator");
	}
}

Test(kiosk, eve_cannot_name_herself_the_service_account)
{
	static const char site[] = "[kiosk]\naccount = eve\n";
	struct run r = kiosk_eve;

	cr_assert(eq(int, root_sh("mkdir /tmp/site"), 0));
	file_put("/tmp/site/config.ini", site, strlen(site));
	chmod("/tmp/site/config.ini", 0644);
	r.env[1] = "CAIRN_SITE=/tmp/site";
	run_no(&r, 4, "environment", "--as", "ann", "status");
	run_no(&r, 4, "kiosk", "person", "list");
	run_no(&r, 4, "service account", "keys", "eve");
}

Test(kiosk, who_is_unknown_suspended_or_nobody_is_turned_away)
{
	run_no(&kiosk_service, 4, "nobody of that name", "--as", "carol", "status");
	logged("nobody of that name");
	run_no(&kiosk_service, 4, "nobody of that name", "--as", "../jo", "status");
	run_no(&kiosk_service, 4, "nobody of that name", "--as", "people/jo", "status");
	run_no(&kiosk_service, 4, "for whom", "init", "--sample");
	logged("without --as");
	free(run_ok(&kiosk_service, "--as", "jo", "person", "suspend", "ann"));
	run_no(&kiosk_service, 4, "suspended", "--as", "ann", "status");
	logged("suspended");
	free(run_ok(&kiosk_service, "--as", "jo", "person", "resume", "ann"));
	free(run_ok(&kiosk_service, "--as", "ann", "status"));
}

Test(kiosk, people_and_keys_are_for_a_coordinator)
{
	run_no(&kiosk_service, 4, "coordinator", "--as", "ann", "person", "add", "bob", "Bob");
	run_no(&kiosk_service, 4, "coordinator", "--as", "ann", "person", "suspend", "jo");
	run_no(&kiosk_service, 4, "coordinator", "--as", "ann", "person", "list");
	run_no(&kiosk_service, 4, "coordinator", "--as", "ann", "key", "list");
	run_no(&kiosk_service, 4, "shut yourself out", "--as", "jo", "person", "suspend", "jo");
	run_no(&kiosk_service, 5, "short name already", "--as", "jo", "person", "add", "ann",
	       "Other");
	run_no(&kiosk_service, 6, "small letters", "--as", "jo", "person", "add", "../x", "X");
	run_no(&kiosk_service, 3, "nobody here is called", "--as", "jo", "person", "suspend",
	       "carol");
	run_no(&kiosk_service, 2, "suspend NAME", "--as", "jo", "person", "suspend");
	{
		struct jdoc *list =
			run_json(&kiosk_service, "--as", "jo", "person", "list", "--json");

		jdoc_free(list);
		list = run_json(&kiosk_service, "--as", "jo", "key", "list", "--json");
		jdoc_free(list);
		list = run_json(&kiosk_service, "--as", "jo", "person", "add", "bob", "Bob",
				"--json");
		jdoc_free(list);
	}
}

Test(kiosk, who_is_taken_out_gets_in_no_more_and_no_file_has_their_name)
{
	char *out;

	free(run_ok(&kiosk_service, "--as", "jo", "person", "add", "zed", "Zaphod Quennell"));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "zed", "partner", "PA-12"));
	free(run_ok(&kiosk_service, "--as", "zed", "set", "SV-02", "places=31"));
	{ /* the partnership itself knows them by a name as well */
		struct vt *vt = kiosk_screen("jo", "person/zed");

		cr_assert(vt_shows(vt, "Name shown"));
		vt_send(vt, "Quennell of Magrathea\r");
		cr_assert(vt_cursor_on(vt, "Partner"));
		vt_hangup(vt);
		vt_exit(vt);
		vt_end(vt);
	}
	cr_assert(eq(int, root_sh("grep -rqs Quennell /var/lib/cairn"), 0));
	cr_assert(eq(int, root_sh("grep -rqs Magrathea /var/lib/cairn"), 0));
	run_no(&kiosk_service, 4, "coordinator", "--as", "ann", "person", "remove", "zed");
	out = run_ok(&kiosk_service, "--as", "jo", "person", "remove", "zed", "--dry-run");
	cr_expect(strstr(out, "name that others see: Zaphod Quennell") != NULL, "%s", out);
	cr_expect(strstr(out, "under the short name zed, which nobody else gets: 1") != NULL, "%s",
		  out);
	free(out);
	free(run_ok(&kiosk_service, "--as", "zed", "status"));
	free(run_ok(&kiosk_service, "--as", "jo", "person", "remove", "zed"));
	run_no(&kiosk_service, 4, "nobody of that name", "--as", "zed", "status");
	cr_expect(ne(int, root_sh("grep -rqs Quennell /var/lib/cairn"), 0));
	cr_expect(ne(int, root_sh("grep -rqs Magrathea /var/lib/cairn"), 0));
	out = run_ok(&kiosk_service, "--as", "jo", "history", "SV-02");
	cr_expect(strstr(out, "zed") != NULL, "%s", out);
	free(out);
	free(run_ok(&kiosk_service, "verify"));
	run_no(&kiosk_service, 5, "short name already", "--as", "jo", "person", "add", "zed",
	       "Another");
	run_no(&kiosk_service, 3, "left already", "--as", "jo", "person", "remove", "zed");
}

Test(kiosk, copies_in_which_somebody_is_still_known_are_named_when_they_leave)
{
	static const char set[] = "[kiosk]\naccount = cairn\n[store]\n"
				  "data = /var/lib/cairn/store\n"
				  "[backup]\nfolder = /var/lib/cairn/backups\n";
	static const char what_to_do[] = "Delete them, or let them run out";
	struct jdoc *doc;
	char *out;

	free(run_ok(&kiosk_service, "person", "add", "zed", "Zaphod Quennell"));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "zed", "viewer"));
	out = run_ok(&kiosk_service, "person", "remove", "ann", "--dry-run");
	cr_expect(strstr(out, "No folder of backups is set") != NULL, "%s", out);
	free(out);
	file_put("/etc/cairn/config.ini", set, strlen(set));
	out = run_ok(&kiosk_service, "person", "remove", "ann", "--dry-run");
	cr_expect(strstr(out, "'/var/lib/cairn/backups' cannot be read") != NULL, "%s", out);
	free(out);
	cr_assert(eq(int, root_sh("install -d -o cairn /var/lib/cairn/backups"), 0));
	free(run_ok(&kiosk_service, "backup", "/var/lib/cairn/backups/both"));
	out = run_ok(&kiosk_service, "--as", "jo", "person", "remove", "zed");
	cr_expect(strstr(out, what_to_do) && strstr(out, "/var/lib/cairn/backups/both\n"), "%s",
		  out);
	free(out);
	free(run_ok(&kiosk_service, "backup", "/var/lib/cairn/backups/ann-alone"));
	cr_assert(eq(int, root_sh("rm /var/lib/cairn/backups/both"), 0));
	doc = run_json(&kiosk_service, "--as", "jo", "person", "remove", "ann", "--json");
	cr_expect(eq(sz, jval_count(jval_get(jdoc_top(doc), "copies")), 1));
	jdoc_free(doc);
	free(run_ok(&kiosk_service, "restore", "/var/lib/cairn/backups/ann-alone"));
	cr_assert(eq(int, root_sh("rm /var/lib/cairn/backups/*"), 0));
	/* what was kept beside the store has nobody of them; what was restored has ann */
	out = run_ok(&kiosk_service, "--as", "jo", "person", "remove", "ann");
	cr_expect(strstr(out, what_to_do) == NULL, "%s", out);
	free(out);
	run_no(&kiosk_service, 3, "left already", "person", "remove", "zed");
}

/* A backup knows nothing of who was shut out since, nor of what was removed. */
Test(kiosk, what_comes_back_with_a_backup_is_told_with_what_to_type)
{
	static const char backup[] = "/var/lib/cairn/before";
	struct jdoc *doc;
	struct ran ran;

	free(run_ok(&kiosk_service, "person", "add", "zed", "Zaphod Quennell"));
	free(run_ok(&kiosk_service, "person", "add", "kim", "Kim"));
	free(run_ok(&kiosk_service, "key", "add", "ann", KIOSK_KEY));
	free(run_ok(&kiosk_service, "backup", backup));
	ran = run_it(&kiosk_service, "restore", backup);
	cr_expect(ran.status == 0 && !ran.err[0], "%s", ran.err); /* nothing was done since */
	ran_clear(&ran);
	free(run_ok(&kiosk_service, "person", "suspend", "zed"));
	free(run_ok(&kiosk_service, "--as", "jo", "person", "remove", "kim"));
	free(run_ok(&kiosk_service, "key", "remove", "ann", KIOSK_KEY_ID));
	free(run_ok(&kiosk_service, "--as", "jo", "erase", "LE-01", "title", "--reason", "A name"));
	ran = run_it(&kiosk_service, "restore", backup);
	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	cr_expect(strstr(ran.err, "zed was suspended and gets in again; to stop it: cairn person "
				  "suspend zed\n") != NULL,
		  "%s", ran.err);
	cr_expect(strstr(ran.err, "kim was taken out and is known again; to undo it: cairn person "
				  "remove kim\n") != NULL,
		  "%s", ran.err);
	cr_expect(strstr(ran.err, "ann has a key again that was removed; to see them: cairn key "
				  "list ann\n") != NULL,
		  "%s", ran.err);
	cr_expect(strstr(ran.err, "removed for data protection are back: 1;") != NULL, "%s",
		  ran.err);
	ran_clear(&ran);
	free(run_ok(&kiosk_service, "person", "suspend", "zed"));
	doc = run_json(&kiosk_service, "restore", backup, "--json");
	cr_expect(eq(sz, jval_count(jval_get(jdoc_top(doc), "let_in_again")), 1));
	cr_expect(eq(sz, jval_count(jval_get(jdoc_top(doc), "known_again")), 0));
	jdoc_free(doc);
}

/* Somebody who was added and has not come in yet: nothing is lacking, and nothing is asked of others. */
Test(kiosk, a_role_is_given_and_read_in_right_sentences)
{
	struct ran ran;
	char *out;

	free(run_ok(&kiosk_service, "--as", "jo", "person", "add", "bob", "Bob"));
	run_no(&kiosk_service, 3,
	       "'bob' has no role here; a coordinator gives one with: cairn role bob", "--as", "jo",
	       "role", "bob");
	ran = run_it(&kiosk_service, "--as", "jo", "role", "bob", "viewer");
	cr_expect(eq(int, ran.status, 0));
	cr_expect(strcmp(ran.out, "saved: bob\n") == 0 && !ran.err[0], "%s%s", ran.out, ran.err);
	ran_clear(&ran);
	out = run_ok(&kiosk_service, "--as", "jo", "role", "bob");
	cr_expect(strncmp(out, "bob ", 4) == 0 && strstr(out, "viewer") && !strstr(out, "jo"), "%s",
		  out);
	free(out);
	run_no(&kiosk_service, 6, "for role: Viewer, Partner, Facilitator, Coordinator", "--as",
	       "jo", "role", "bob", "king");
	run_no(&kiosk_service, 3,
	       "nobody here is called 'carol'; add them first with: cairn person add", "--as", "jo",
	       "role", "carol", "viewer");
}

Test(kiosk, a_coordinator_reaches_nobody_of_another_partnership)
{
	free(run_ok(&kiosk_service, "person", "add", "kim", "Kim"));
	free(run_ok(&kiosk_service, "--as", "kim", "init", "--name", "Clyde North", "--area",
		    "Inverclyde", "--years", "2026-2029"));
	run_no(&kiosk_service, 4, "do not coordinate", "--as", "kim", "person", "suspend", "ann");
	run_no(&kiosk_service, 4, "do not coordinate", "--as", "kim", "key", "add", "ann",
	       "ssh-ed25519 "
	       "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f");
	run_no(&kiosk_service, 3, "belong to no partnership called", "--as", "kim", "status",
	       "--partnership", "strathfinlay");
	{
		char *list = run_ok(&kiosk_service, "--as", "kim", "person", "list");

		cr_expect(strstr(list, "ann") == NULL, "%s", list);
		cr_expect(strstr(list, "kim") != NULL, "%s", list);
		free(list);
	}
}

Test(kiosk, a_coordinator_adds_somebody_and_a_key_on_the_screen)
{
	struct vt *vt = kiosk_screen("jo", "ways-in");

	cr_assert(vt_shows(vt, "Ann (ann)"));
	cr_assert(vt_shows(vt, "Keys: 0"));
	vt_send(vt, "\t\t"); /* past the two who are there */
	vt_send(vt, "bob\rBob, Inverclyde\r");
	cr_assert(vt_cursor_on(vt, "Add this person"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, "Bob, Inverclyde (bob)"));
	vt_hangup(vt);
	vt_end(vt);
	free(run_ok(&kiosk_service, "--as", "jo", "role", "bob", "viewer"));
	free(run_ok(&kiosk_service, "--as", "bob", "status"));
}

Test(kiosk, a_key_is_added_suspended_and_removed_on_the_screen)
{
	struct vt *vt = kiosk_screen("jo", "way-in/ann");
	char *keys;

	cr_assert(vt_shows(vt, "Role in this partnership"));
	vt_send(vt, "\t");
	vt_send(vt, "ssh-ed25519 "
		    "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f "
		    "ann@home\r");
	cr_assert(vt_cursor_on(vt, "Add this key"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, "SHA256:ZkAslGjFiUHdGf"));
	keys = run_ok(&kiosk_service, "keys", "cairn");
	cr_expect(strstr(keys, "--as ann\",restrict,pty ssh-ed25519 AAAA") != NULL, "%s", keys);
	cr_expect(strstr(keys, "home") == NULL, "%s", keys);
	free(keys);
	vt_send(vt, "\t");
	cr_assert(vt_cursor_on(vt, "Suspend"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, "no key opens"));
	keys = run_ok(&kiosk_service, "keys", "cairn");
	cr_expect(keys[0] == 0, "%s", keys);
	free(keys);
	vt_hangup(vt);
	vt_end(vt);
}

/* ssh: a server of this test's own, keys made here */

static void start_sshd(void)
{
	static const char *const people[] = { "jo", "ann", "eve" };

	kiosk_sshd(people, 3);
}

static char *ssh(const char *who, const char *command, int *status)
{
	char line[MOST];

	snprintf(line, sizeof(line),
		 KIOSK_SSH "-i /root/.ssh/%s cairn@127.0.0.1 %s 2>&1 </dev/null", who, command);
	return root_says(line, status);
}

static void ssh_gives(const char *who, const char *command, int want, const char *part)
{
	int status;
	char *out = ssh(who, command, &status);

	cr_expect(eq(int, status, want), "%s: %s", command, out);
	cr_expect(strstr(out, part) != NULL, "%s does not say '%s': %s", command, part, out);
	free(out);
}

Test(kiosk, over_ssh_a_key_decides_who_comes_in_and_three_words_are_all_there_is,
     .fini = kiosk_end_sshd)
{
	start_sshd();
	ssh_gives("ann", "help", 255, "Permission denied");
	kiosk_give_key("ann");
	free(root_log());
	ssh_gives("ann", "help", 0, "get 3");
	logged("signed in");
	ssh_gives("ann", "list", 0, "no files are waiting");
	ssh_gives("ann", "", 2,
		  "cairn: this needs a terminal: ssh -t gives it one; without one this account "
		  "takes list, get N and help\n");
	ssh_gives("eve", "list", 255, "Permission denied");
	{
		static const char *const tried[] = {
			"sh",           "ls",         "'list; id'",    "'list\nid'",
			"'get 1; id'",  "'get ../1'", "'get -1'",      "'get 1 2'",
			"'get $(id)'",  "'get  1'",   "'LIST'",        "'help me'",
			"'cairn role'", "'scp -t x'", "'get 9999999'", "' list'",
		};

		for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
			int status;
			char *out = ssh("ann", tried[i], &status);

			cr_expect(eq(int, status, 4), "%s: %s", tried[i], out);
			cr_expect(strcmp(out, "cairn: this account takes list, get N and help, "
					      "nothing else\n") == 0,
				  "%s: %s", tried[i], out);
			free(out);
			logged("refused: a command");
		}
	}
	ssh_gives("ann", "get 7", 3, "no file 7");
	ssh_gives("ann", "-s sftp", 4, "");
	ssh_gives("ann", "-N -L 3333:127.0.0.1:2222 -o ExitOnForwardFailure=yes -W 127.0.0.1:2222",
		  255, "");
	{ /* what the line brings along chooses nothing */
		int status;
		char *out = root_says("CAIRN_DATA=/tmp/x " KIOSK_SSH
				      "-o SendEnv=CAIRN_DATA -i /root/.ssh/ann cairn@127.0.0.1 "
				      "list 2>&1 </dev/null",
				      &status);

		cr_expect(eq(int, status, 4), "%s", out);
		cr_expect(strstr(out, "environment") != NULL, "%s", out);
		free(out);
	}
	free(run_ok(&kiosk_service, "--as", "jo", "person", "suspend", "ann"));
	ssh_gives("ann", "list", 255, "Permission denied");
}

Test(kiosk, over_ssh_a_report_is_saved_and_fetched, .fini = kiosk_end_sshd)
{
	const char *argv[KIOSK_WORDS];
	struct vt *vt;
	struct stat st;

	start_sshd();
	kiosk_give_key("ann");
	kiosk_words(argv, "/root/.ssh/ann", "cairn@127.0.0.1");
	vt = vt_start(24, 80, argv, NULL);
	cr_assert(vt_shows(vt, "Where the work has got to"));
	cr_expect(vt_shows(vt, "Ann, partner"));
	/* what is asked of it from here on it does without the rights it gave up */
	cr_expect(eq(int,
		     root_sh("set --; for p in $(pidof cairn); do " /* those of this root alone */
			     "test /proc/$p/root/ -ef / && set -- \"$@\" $p; done; "
			     "test $# = 1 && "
			     "grep -q '^Seccomp:.2$' /proc/$1/status && "
			     "grep -q '^NoNewPrivs:.1$' /proc/$1/status && "
			     "grep -q '^Max core file size *0 *0 ' /proc/$1/limits"),
		     0));
	vt_send(vt, "7");
	cr_assert(vt_shows(vt, "Needs"));
	vt_send(vt, "x");
	cr_assert(vt_shows(vt, "It waits here for you"));
	vt_send(vt, "\t");
	cr_assert(vt_cursor_on(vt, "Save the file"));
	vt_send(vt, "\r");
	cr_assert(vt_shows(vt, "file 1 of yours"));
	vt_send(vt, "q");
	cr_assert(vt_shows(vt, "Leave cairn?"));
	vt_send(vt, "\r");
	cr_expect(eq(int, vt_exit(vt), 0));
	vt_end(vt);
	ssh_gives("ann", "list", 0, "1  strathfinlay-needs-");
	ssh_gives("ann", "get 1", 0, "NE-01");
	cr_assert(eq(int,
		     root_sh("set -- /var/lib/cairn/store/outbox/ann/*; test $# = 1 && "
			     "ln -s \"$1\" /tmp/it"),
		     0));
	cr_assert(eq(int, stat("/tmp/it", &st), 0));
	cr_expect(eq(int, (int)st.st_mode & 0777, 0600));
	kiosk_give_key("jo"); /* another person's files are theirs */
	ssh_gives("jo", "get 1", 3, "no file 1");
}
