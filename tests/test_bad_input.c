/* SPDX-License-Identifier: ISC */
/*
 * What a shared server gets that it should not: each thing is refused or survived with one sentence,
 * stands in the computer's log, and leaves the store as it was. Unknown people, suspended keys,
 * forged surroundings and --as from elsewhere are in test_kiosk.c, hostile text is in
 * test_hostile.c.
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
#include "lib_store.h"
#include "lib_vt.h"
#include "same.h"

#define DATA KIOSK_STORE

static void begin(void)
{
	kiosk_open();
	free(run_ok(&kiosk_service, "person", "add", "ann", "Ann"));
	free(run_ok(&kiosk_service, "--as", "jo", "role", "ann", "partner", "PA-12"));
	free(root_log());
}

TestSuite(bad_input, .init = begin, .timeout = 120);

static void logged(const char *part)
{
	char *log = root_log();

	cr_expect(strstr(log, part) != NULL, "the log does not say '%s': %s", part, log);
	free(log);
}

static char *everything(void)
{
	return run_ok(&kiosk_service, "--as", "jo", "export", "--json", "--with-restricted");
}

static void unchanged(char *before)
{
	char *after = everything();

	cr_expect(strcmp(before, after) == 0, "the store is not what it was");
	free(before);
	free(after);
}

/* Names that lead elsewhere */

static const char *const names[] = { "../../etc/passwd",
				     "/etc/passwd",
				     "..",
				     ".",
				     "a/../b",
				     "%2e%2e%2f",
				     "NE-01/..",
				     "ne-000001/title",
				     "NE-01\nNE-02",
				     "~root",
				     "$(id)",
				     "`id`",
				     "*",
				     "\033[2J",
				     "-",
				     "NE-01\\..\\x" };

/* %: the name; what is refused with any of these statuses */
static const char *const places[][6] = {
	{ "list", "%" },
	{ "show", "%" },
	{ "chain", "%" },
	{ "view", "%" },
	{ "matrix", "%" },
	{ "attention", "%" },
	{ "history", "%" },
	{ "add", "%", "title=x" },
	{ "set", "%", "notes=x" },
	{ "answer", "%", "state=done" },
	{ "archive", "%" },
	{ "role", "%", "viewer" },
	{ "person", "export", "%" },
	{ "person", "suspend", "%" },
	{ "person", "add", "%", "Somebody" },
	{ "key", "list", "%" },
	{ "export", "%", "--csv" },
	{ "export", "--md", "--report", "%" },
	{ "status", "--cycle", "%" },
	{ "status", "--partnership", "%" },
	{ "--plain", "--screen", "%" },
};

static bool is_refusal(const struct ran *ran)
{
	return (ran->status == 2 || ran->status == 3 || ran->status == 4 || ran->status == 6) &&
	       !strncmp(ran->err, "cairn: ", 7) && strchr(ran->err, '\n')[1] == '\0' &&
	       !strchr(ran->err, '\033');
}

Test(bad_input, a_name_that_leads_elsewhere_is_no_name)
{
	char *before = everything();
	size_t tried = 0;

	cr_assert(
		zero(int, root_sh(""
				  "find /etc /var/lib /opt /srv -path '*/run/*' -prune -o -print | "
				  "sort >/tmp/there")));
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++, tried++) {
			const char *words[10] = { "--as", "jo" };
			struct ran ran;

			for (size_t w = 0; w < 6 && places[i][w]; w++)
				words[w + 2] = strcmp(places[i][w], "%") ? places[i][w] : names[k];
			ran = run_words(&kiosk_service, words);
			cr_expect(is_refusal(&ran), "%s %s: %d %s", places[i][0], names[k],
				  ran.status, ran.err);
			cr_expect(zero(sz, ran.out_len), "%s %s: %s", places[i][0], names[k],
				  ran.out);
			ran_clear(&ran);
		}
	cr_expect(gt(sz, tried, 300));
	cr_expect(
		zero(int, root_sh("find /etc /var/lib /opt /srv -path '*/run/*' -prune -o -print | "
				  "sort | diff /tmp/there -")));
	unchanged(before);
}

/* In a team's folder everybody may write: a link there would have others write through it. */
Test(bad_input, a_link_in_the_place_of_a_store_s_own_file_is_followed_by_nothing)
{
	static const char *const own[] = { "STORE", "data.mdb", "lock.mdb", "run", "journal" };
	struct run annie = { .uid = 61071, .gid = 61070, .env = { "HOME=/var/lib/annie" } };

	root_account("annie", 61071);
	cr_assert(zero(int, root_sh("groupadd -g 61070 justice && "
				    "install -d -m 2770 -g justice /srv/team && "
				    ": >/etc/cairn/config.ini")));
	annie.data = "/srv/team";
	free(run_ok(&annie, "init", "--team", "--sample"));
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		char line[600], words[80];

		snprintf(line, sizeof(line),
			 "cd /srv/team && mv %s /tmp/aside && rm -rf /var/lib/annie/precious && "
			 "cp -a /tmp/aside /var/lib/annie/precious && "
			 "ln -s /var/lib/annie/precious %s && "
			 "find /var/lib/annie/precious -type f -exec md5sum {} + >/tmp/was",
			 own[i], own[i]);
		cr_assert(zero(int, root_sh(line)), "%s", own[i]);
		snprintf(words, sizeof(words), "'/srv/team/%s' is a link", own[i]);
		free(root_log());
		run_no(&annie, 4, words, "status");
		logged("refused: the store could not be opened");
		run_no(&annie, 4, words, "set", "NE-01", "severity=low");
		run_no(&annie, 4, words, "--plain");
		cr_expect(zero(int,
			       root_sh("find /var/lib/annie/precious -type f -exec md5sum {} + | "
				       "diff /tmp/was -")),
			  "%s", own[i]);
		snprintf(line, sizeof(line), "cd /srv/team && rm %s && mv /tmp/aside %s", own[i],
			 own[i]);
		cr_assert(zero(int, root_sh(line)));
	}
	free(run_ok(&annie, "verify"));
}

/* People, while their screen is open */

Test(bad_input, who_is_suspended_in_the_middle_is_told_so_and_changes_nothing_more)
{
	struct vt *vt = kiosk_screen("ann", "form/services/sv-000002");
	char *before;

	cr_assert(vt_shows(vt, "1 of "));
	free(run_ok(&kiosk_service, "--as", "jo", "person", "suspend", "ann"));
	before = everything();
	vt_send(vt, "Quagga\r");
	cr_assert(vt_shows(vt, "Your access is suspended"));
	unchanged(before);
	logged("not allowed here");
	vt_hangup(vt);
	vt_end(vt);
}

/* More than a box takes */

Test(bad_input, of_an_endless_paste_a_box_takes_what_it_holds_and_says_so)
{
	static const char *const screens[] = { "form/services/sv-000002", "question/rq-impact" };
	size_t size = 3 << 20;
	char *paste = malloc(size + 16);

	cr_assert(paste != NULL);
	memcpy(paste, "\033[200~", 6);
	memset(paste + 6, 'q', size);
	for (size_t i = 70; i < size; i += 71)
		paste[i] = ' ';
	strcpy(paste + 6 + size, "\033[201~");
	for (size_t i = 0; i < 2; i++) {
		struct vt *vt = kiosk_screen("jo", screens[i]);
		char *before = everything();

		cr_assert(vt_shows(vt, i ? "impact" : "1 of "));
		vt_send(vt, paste);
		cr_assert(vt_shows(vt, "left out"), "%s", screens[i]);
		vt_hangup(vt);
		vt_end(vt);
		unchanged(before);
	}
	free(paste);
	free(run_ok(&kiosk_service, "verify"));
}

/* Clocks and computers */

Test(bad_input, a_clock_set_back_is_said_on_the_first_screen_and_logged)
{
	struct vt *vt;

	kiosk_year_ahead();
	vt = kiosk_screen("jo", NULL);
	cr_assert(vt_shows(vt, "The clock is before the newest change, of 22 January 2033"));
	cr_expect(vt_shows(vt, "Where the work has got to"));
	logged("the clock is before the newest change");
	vt_resize(vt, 12, 40);
	cr_assert(vt_shows(vt, "The clock is before"));
	/* and work goes on, in the order in which it was done */
	free(run_ok(&kiosk_service, "--as", "jo", "set", "NE-01", "severity=low"));
	vt_hangup(vt);
	vt_end(vt);
	free(run_ok(&kiosk_service, "verify"));
}

#define ELSEWHERE \
	"unshare -m sh -c 'mount --bind /tmp/machine /etc/machine-id && " \
	"runuser -u cairn -- env -i HOME=/var/lib/cairn cairn --as jo "

Test(bad_input, a_second_computer_in_the_same_folder_is_turned_away)
{
	struct vt *vt = kiosk_screen("jo", NULL);
	char *out;
	int status;

	cr_assert(vt_shows(vt, "Where the work has got to"));
	cr_assert(zero(int, root_sh("echo 0123456789abcdef0123456789abcdef >/tmp/machine; "
				    "test -s /etc/machine-id || "
				    "echo fedcba9876543210fedcba9876543210 >/etc/machine-id")));
	free(root_log());
	out = root_says(ELSEWHERE "status' 2>&1", &status);
	cr_expect(eq(int, status, 7), "%s", out);
	cr_expect(strcmp(out, "cairn: the store in '" DATA "' is open on another computer, and one "
			      "alone may work in it; leave it there first\n") == 0,
		  "%s", out);
	free(out);
	logged("could not be opened");
	vt_hangup(vt);
	cr_expect(ne(int, vt_exit(vt), -1));
	vt_end(vt);
	/* moved for good, it is taken */
	out = root_says(ELSEWHERE "set NE-01 severity=low' 2>&1", &status);
	cr_expect(eq(int, status, 0), "%s", out);
	free(out);
	free(run_ok(&kiosk_service, "verify"));
}

Test(bad_input, a_store_of_a_later_version_is_left_alone_by_everything)
{
	static const char *const tried[][4] = {
		{ "--as", "jo", "--plain" },
		{ "--as", "jo", "status" },
		{ "verify" },
		{ "backup", "/tmp/copy" },
		{ "recover" },
		{ "compact" },
	};

	root_sh("chown -R root:root " DATA);
	store_as_format(DATA, "99");
	cr_assert(zero(int, root_sh("chown -R cairn:cairn " DATA " && md5sum " DATA
				    "/data.mdb >/tmp/was")));
	for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
		struct ran ran = run_words(&kiosk_service, tried[i]);

		cr_expect(eq(int, ran.status, 6), "%s: %d %s%s", tried[i][0], ran.status, ran.err,
			  ran.out);
		cr_expect(strstr(ran.err, "later version") != NULL, "%s: %s", tried[i][0], ran.err);
		cr_expect(zero(int, root_sh("md5sum -c --quiet /tmp/was")), "%s", tried[i][0]);
		ran_clear(&ran);
	}
	/* nor is it put in the place of one */
	cr_assert(zero(int, root_sh("install -m 644 " DATA "/data.mdb /tmp/later")));
	run_no(&kiosk_service, 6, "later version", "--data", "/var/lib/cairn/other", "restore",
	       "/tmp/later");
	cr_expect(zero(int, root_sh("md5sum -c --quiet /tmp/was && test ! -e /tmp/copy && "
				    "test -z \"$(ls " DATA "/data.before-* 2>/dev/null)\"")));
	logged("could not be opened");
}
