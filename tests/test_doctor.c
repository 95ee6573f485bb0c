/* SPDX-License-Identifier: ISC */
/* cairn doctor: each fault made for real is found, with what to type, and typing it puts it right. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib_dir.h"
#include "lib_root.h"
#include "lib_run.h"

enum { ANN = 61021, SERVICE = 61022, BOB = 61023, EVE = 61024, JUSTICE = 61030 };

static struct run ann, service;

static void begin(void)
{
	root_enter();
	root_account("ann", ANN);
	ann = (struct run){ .uid = ANN, .gid = ANN, .env = { "HOME=/var/lib/ann" } };
	free(run_ok(&ann, "init", "--sample"));
}

TestSuite(doctor, .init = begin, .timeout = 120);

/* What it says of one check; freed with free(). */
static char *says(const struct run *r, const char *check, int *status)
{
	struct ran ran = run_it(r, "doctor");
	char want[40], *out = calloc(1, ran.out_len + 1);

	bool mine = false; /* what to type stands below */

	cr_assert(out != NULL);
	for (char *at = ran.out; *at; at = strchr(at, '\n') + 1) {
		snprintf(want, sizeof(want), "%.7s%s ", at, check);
		mine = strncmp(at, "      ", 6) ? !strncmp(at, want, strlen(want)) : mine;
		if (mine)
			strncat(out, at, strcspn(at, "\n") + 1);
	}
	*status = ran.status;
	ran_clear(&ran);
	return out;
}

static void good(const struct run *r, const char *check)
{
	int status;
	char *text = says(r, check, &status);

	cr_expect(strncmp(text, "good ", 5) == 0, "%s: %s", check, text);
	free(text);
}

static void fault(const struct run *r, const char *check, const char *part, const char *type)
{
	int status;
	char *text = says(r, check, &status);

	cr_expect(strncmp(text, "fault ", 6) == 0, "%s: %s", check, text);
	cr_expect(eq(int, status, 6), "%s", text);
	cr_expect(strstr(text, part) != NULL, "%s does not say '%s': %s", check, part, text);
	cr_expect(type == NULL || strstr(text, type) != NULL, "%s does not say what to type: %s",
		  check, text);
	free(text);
}

/* A line typed by Ann herself. */
static int by_ann(const char *typed)
{
	file_put("/tmp/typed", typed, strlen(typed));
	chmod("/tmp/typed", 0644);
	return root_sh("runuser -l ann -c 'sh -eu /tmp/typed' >/dev/null");
}

/* What is said to type is typed, as it stands. */
static void type_by(int (*sh)(const char *), const struct run *r, const char *check,
		    const char *part)
{
	int status;
	char *text, *type;

	fault(r, check, part, "type: ");
	text = says(r, check, &status);
	type = strstr(text, "type: ");
	cr_assert(type != NULL);
	type[strcspn(type, "\n")] = '\0';
	cr_assert(eq(int, sh(type + 6), 0), "%s", type);
	free(text);
}

static void type_it(const struct run *r, const char *check, const char *part)
{
	type_by(root_sh, r, check, part);
}

/* Makes a fault, sees it found, types what was said, sees it gone. */
static void put_right_by(int (*sh)(const char *), const struct run *r, const char *check,
			 const char *make, const char *part)
{
	good(r, check);
	cr_assert(eq(int, sh(make), 0), "%s", make);
	type_by(sh, r, check, part);
}

static void found_and_put_right(const struct run *r, const char *check, const char *make,
				const char *part)
{
	put_right_by(root_sh, r, check, make, part);
	good(r, check);
}

#define STORE "/var/lib/ann/.local/share/cairn"

Test(doctor, permissions)
{
	found_and_put_right(&ann, "permissions", "chmod 755 " STORE, "others can reach");
	found_and_put_right(&ann, "permissions", "chmod 644 " STORE "/data.mdb",
			    "others can reach");
	found_and_put_right(&ann, "permissions", "chmod 640 " STORE "/STORE", "others can reach");
}

Test(doctor, root_is_told_how_to_look_as_the_account)
{
	struct run root = { .data = STORE, .env = { "HOME=/root" } };

	fault(&root, "permissions", "belongs to 'ann'",
	      "type: runuser -l ann -c 'cairn --data " STORE " doctor'\n");
	cr_assert(zero(int, root_sh("runuser -l ann -c 'cairn --data " STORE " doctor'")));
}

Test(doctor, the_sites_own_settings)
{
	cr_assert(eq(int, root_sh("echo >/etc/cairn/config.ini; chmod 644 /etc/cairn/config.ini"),
		     0));
	found_and_put_right(&ann, "site", "chmod 666 /etc/cairn/config.ini", "others than root");
	found_and_put_right(&ann, "site", "chown 61021 /etc/cairn/config.ini", "others than root");
	cr_assert(eq(int, root_sh("printf '[bogus]\\n' >/etc/cairn/config.ini"), 0));
	good(&ann, "settings"); /* a section without a line is none */
	cr_assert(eq(int, root_sh("printf '[bogus]\\na = b\\n' >/etc/cairn/config.ini"), 0));
	fault(&ann, "settings", "config.ini:2", "cairn check /etc/cairn/config.ini");
}

Test(doctor, terminal_clock_and_no_store)
{
	struct run r = ann;

	r.env[1] = "TERM=nosuchterm";
	fault(&r, "terminal", "nosuchterm", "ncurses-term");
	r.env[1] = "CAIRN_NOW=1763640000"; /* a year ago: the store is newer */
	fault(&r, "clock", "set back", "timedatectl");
	r.env[1] = "CAIRN_NOW=1000";
	fault(&r, "clock", "1970", "timedatectl");
	r.env[1] = "CAIRN_DATA=/var/lib/ann/none";
	fault(&r, "disk", "no store", "cairn init");
}

Test(doctor, disks)
{
	struct run r = ann;

	cr_assert(eq(int,
		     root_sh("mkdir /mnt/small /mnt/ram && "
			     "mount -t tmpfs -o size=8m,mode=700,uid=61021 t /mnt/small && "
			     "mount -t ramfs r /mnt/ram && "
			     "cp -a " STORE "/. /mnt/small && cp -a " STORE "/. /mnt/ram && "
			     "chown ann /mnt/ram && chmod 700 /mnt/ram"),
		     0));
	r.data = "/mnt/small";
	fault(&r, "space", "MiB are free", "df -h");
	r.data = "/mnt/ram";
	fault(&r, "disk", "file system", NULL);
}

Test(doctor, a_damaged_store_is_named)
{
	cr_assert(eq(int, root_sh("truncate -s 4096 " STORE "/data.mdb"), 0));
	fault(&ann, "store", "data", NULL);
}

Test(doctor, backups)
{
	int status;
	char *text = says(&ann, "backup", &status);

	cr_expect(strncmp(text, "note ", 5) == 0, "%s", text);
	free(text);
	cr_assert(eq(int,
		     root_sh("printf '[backup]\\nfolder = /var/backups/cairn\\ndays = 3\\n' "
			     ">/etc/cairn/config.ini"),
		     0));
	type_it(&ann, "backup", "cannot be read");
	fault(&ann, "backup", "no backup", "cairn backup /var/backups/cairn/");
	cr_assert(eq(int, root_sh("chown root /var/backups/cairn"), 0));
	type_it(&ann, "backup", "cannot be read");
	fault(&ann, "backup", "no backup", "cairn backup /var/backups/cairn/");
	free(run_ok(&ann, "backup", "/var/backups/cairn/monday"));
	good(&ann, "backup");
	cr_assert(eq(int, root_sh("touch -d '4 days ago' /var/backups/cairn/monday"), 0));
	fault(&ann, "backup", "4 days old", "cairn backup");
}

static void backups_by_ann(void)
{
	cr_assert(eq(
		int,
		root_sh("printf '[backup]\\nfolder = /var/backups/cairn\\n' >/etc/cairn/config.ini; "
			"install -d -m 700 -o ann /var/backups/cairn"),
		0));
	free(run_ok(&ann, "backup", "/var/backups/cairn/monday"));
	free(run_ok(&ann, "set", "NE-01", "notes=one"));
}

static void no_dated_backup(void)
{
	cr_assert(eq(int, root_sh("rm -rf /var/backups/cairn/2*"), 0));
}

Test(doctor, a_journal_that_lacks_a_change)
{
	backups_by_ann();
	/* it could not be written for a while */
	put_right_by(by_ann, &ann, "journal",
		     "chmod 400 " STORE "/journal/now; "
		     "cairn set NE-01 notes=two 2>&1 | grep -q 'journal' || exit 1; "
		     "chmod 600 " STORE "/journal/now; cairn set NE-01 notes=three",
		     "lacks change");
	no_dated_backup(); /* one of the same second would stand in the way */
	put_right_by(by_ann, &ann, "journal",
		     "cairn set NE-01 notes=four; rm " STORE
		     "/journal/now; cairn set NE-01 notes=five",
		     "lacks change");
}

Test(doctor, verify_says_that_the_journal_lacks_a_change)
{
	struct ran ran;

	backups_by_ann();
	cr_assert(eq(int, root_sh("rm " STORE "/journal/now"), 0));
	ran = run_it(&ann, "verify");
	cr_expect(eq(int, ran.status, 0));
	cr_expect(strstr(ran.err, "cairn: the store is whole, but the journal lacks change ") &&
			  strstr(ran.err, "cairn backup FILE"),
		  "%s", ran.err);
	ran_clear(&ran);
}

Test(doctor, a_journal_that_cannot_be_written)
{
	static const char *const ways[] = {
		"chmod 400 " STORE "/journal/now",
		"chmod 500 " STORE "/journal",
		"rm -r " STORE "/journal; echo >" STORE "/journal",
	};

	backups_by_ann();
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		put_right_by(by_ann, &ann, "journal", ways[i], "cannot be written");
		free(run_ok(&ann, "set", "NE-01", i % 2 ? "notes=four" : "notes=five"));
		good(&ann, "journal");
		root_sh("rm -rf " STORE "/journal.aside");
		no_dated_backup();
	}
}

/* The copy is whole, and that the journal goes on as it was is said beside it. */
Test(doctor, a_backup_beside_a_journal_that_cannot_be_turned)
{
	struct ran ran;

	backups_by_ann();
	cr_assert(eq(int, root_sh("chmod 500 " STORE "/journal"), 0));
	ran = run_it(&ann, "backup", "/var/backups/cairn/tuesday");
	cr_expect(eq(int, ran.status, 0), "%s", ran.err);
	cr_expect(strstr(ran.out, "backed up and checked: /var/backups/cairn/tuesday") != NULL,
		  "%s", ran.out);
	cr_expect(strncmp(ran.err, "cairn: the backup is made and checked, but the journal in ",
			  57) == 0,
		  "%s", ran.err);
	cr_expect(strchr(ran.err, '\n')[1] == '\0', "%s", ran.err);
	cr_expect(strstr(ran.err, "cairn doctor") != NULL, "%s", ran.err);
	ran_clear(&ran);
	free(run_ok(&ann, "--data", "/var/lib/ann/other", "restore", "/var/backups/cairn/tuesday"));
	fault(&ann, "journal", "cannot be written", "mv ");
}

/* The store of the group justice in a folder; Ann makes it, Bob is another of them, Eve is none. */
static struct run team, bob, eve;

static void make_team(const char *folder)
{
	char line[300];

	root_account("bob", BOB);
	root_account("eve", EVE);
	snprintf(line, sizeof(line),
		 "groupadd -g %d justice && install -d -m 2770 -g justice %s && "
		 "printf '[store]\\ndata = %s\\n' >/etc/cairn/config.ini",
		 JUSTICE, folder, folder);
	cr_assert(eq(int, root_sh(line), 0));
	team = bob = ann;
	team.gid = bob.gid = JUSTICE;
	bob.uid = BOB;
	bob.env[0] = "HOME=/var/lib/bob";
	eve = (struct run){ .uid = EVE, .gid = EVE, .env = { "HOME=/var/lib/eve" } };
	free(run_ok(&team, "init", "--team", "--sample"));
}

static void by_eve_good(const char *check)
{
	char line[120];

	snprintf(line, sizeof(line), "runuser -l eve -c 'cairn doctor' | grep '^good *%s '", check);
	cr_expect(eq(int, root_sh(line), 0), "%s", check);
}

Test(doctor, somebody_outside_the_group)
{
	int status;
	char *text;

	make_team("/srv/cairn");
	run_no(&eve, 4, "may not look into '/srv/cairn'", "status");
	text = says(&eve, "disk", &status);
	cr_expect(strstr(text, "init") == NULL && strstr(text, "no store") == NULL, "%s", text);
	free(text);
	fault(&eve, "group", "'/srv/cairn' is for the group 'justice', in which 'eve' is not",
	      "type: usermod -a -G justice eve\n");
	type_it(&eve, "group", "sign in again after that");
	by_eve_good("group");
	by_eve_good("store");
}

Test(doctor, somebody_outside_the_group_that_has_a_folder_above)
{
	int status;
	char *text;

	cr_assert(eq(int, root_sh("mkdir /srv/team"), 0));
	make_team("/srv/team/cairn");
	cr_assert(eq(int, root_sh("chgrp justice /srv/team && chmod 750 /srv/team"), 0));
	run_no(&eve, 4, "may not look into '/srv/team/cairn'", "status");
	text = says(&eve, "disk", &status);
	cr_expect(strstr(text, "init") == NULL && strstr(text, "no store") == NULL, "%s", text);
	free(text);
	type_it(&eve, "group", "'/srv/team' is for the group 'justice', in which 'eve' is not");
	by_eve_good("group");
	by_eve_good("store");
}

Test(doctor, a_folder_of_somebody_else_is_not_taken_for_none)
{
	int status;
	char *text;

	make_team("/srv/cairn");
	eve.data = STORE;
	fault(&eve, "disk",
	      "'/var/lib/ann' is for 'ann' alone; name a folder of your own with --data",
	      "type: namei -l '" STORE "'\n");
	cr_assert(eq(int, root_sh("chmod 755 /var/lib/ann"), 0));
	text = says(&eve, "disk", &status);
	cr_expect(strstr(text, "init") == NULL && strstr(text, "no store") == NULL, "%s", text);
	free(text);
}

Test(doctor, the_backups_of_a_team)
{
	make_team("/srv/cairn");
	cr_assert(eq(int,
		     root_sh("printf '[backup]\\nfolder = /var/backups/cairn\\n' "
			     ">>/etc/cairn/config.ini"),
		     0));
	fault(&bob, "backup", "cannot be read",
	      "type: install -d -m 750 -o ann -g justice '/var/backups/cairn'\n");
	type_it(&bob, "backup", "cannot be read");
	fault(&bob, "backup", "there is no backup in '/var/backups/cairn'; 'ann' can make one",
	      NULL);
	fault(&team, "backup", "no backup", "type: cairn backup /var/backups/cairn/");
	free(run_ok(&team, "backup", "/var/backups/cairn/monday"));
	good(&bob, "backup");
	cr_assert(eq(int, root_sh("touch -d '40 days ago' /var/backups/cairn/monday"), 0));
	fault(&bob, "backup", "are set; 'ann' can make one", NULL);
	free(run_ok(&team, "set", "NE-01", "notes=one"));
	cr_assert(eq(int, root_sh("rm /srv/cairn/journal/now"), 0));
	free(run_ok(&team, "set", "NE-01", "notes=two"));
	fault(&bob, "journal", "only a new backup has all of it; 'ann' can make one", NULL);
	fault(&team, "journal", "only a new backup has all of it", "type: cairn backup /var/");
	{
		struct ran ran = run_it(&bob, "doctor");

		cr_expect(strstr(ran.out, "type: cairn backup") == NULL, "%s", ran.out);
		ran_clear(&ran);
	}
	/* Eve cannot look into it: it is Bob and Ann's matter */
	cr_assert(eq(int, root_sh("usermod -a -G justice eve && chgrp ann /var/backups/cairn"), 0));
	cr_assert(eq(int,
		     root_sh("runuser -l eve -c 'cairn doctor' | "
			     "grep -A1 '^fault *backup .* cannot be read' | grep -q 'type: install "
			     "-d -m 750 -o ann -g justice '"),
		     0));
}

Test(doctor, a_team)
{
	make_team("/srv/cairn");
	good(&team, "group");
	found_and_put_right(&team, "permissions", "chmod 2775 /srv/cairn", "others can reach");
	found_and_put_right(&team, "permissions", "chmod g-s /srv/cairn/run", "cannot share");
	found_and_put_right(&team, "group", "chgrp ann /srv/cairn/data.mdb", "another group");
	fault(&team, "backup", "nobody looks after", "conf.d/backup.ini");
}

Test(doctor, a_kiosk_and_its_sshd)
{
	root_account("cairn", SERVICE);
	cr_assert(eq(int,
		     root_sh("printf '[kiosk]\\naccount = cairn\\n[store]\\n"
			     "data = /var/lib/cairn/store\\n' >/etc/cairn/config.ini; "
			     "rm -rf /etc/ssh; mkdir -p /etc/ssh/sshd_config.d; "
			     "echo 'Port 22' >/etc/ssh/sshd_config"),
		     0));
	service = (struct run){ .uid = SERVICE, .gid = SERVICE, .env = { "HOME=/var/lib/cairn" } };
	fault(&service, "disk", "no store", "type: cairn person add NAME\n");
	free(run_ok(&service, "person", "add", "jo", "Jo"));
	{
		struct run root = { .env = { "HOME=/root" } };

		fault(&root, "permissions", "belongs to 'cairn'",
		      "type: runuser -l cairn -c 'cairn doctor'\n");
		cr_assert(zero(int, root_sh("chown -R root /var/lib/cairn/store")));
		type_it(&root, "permissions", "belongs to 'root'");
		good(&service, "permissions");
	}
	cr_assert(zero(int, root_sh("printf '[backup]\\nfolder = /var/backups/cairn\\n' "
				    ">>/etc/cairn/config.ini")));
	fault(&service, "backup", "cannot be read",
	      "type: install -d -m 700 -o cairn '/var/backups/cairn'\n");
	fault(&service, "sshd", "does not ask cairn", "man cairn-admin");
	cr_assert(eq(int,
		     root_sh("echo 'AuthorizedKeysCommand /usr/bin/cairn keys %u' "
			     ">/etc/ssh/sshd_config.d/cairn.conf"),
		     0));
	good(&service, "sshd");
	found_and_put_right(&service, "sshd",
			    "echo 'PermitUserEnvironment yes' >>/etc/ssh/sshd_config",
			    "files of the account");
	cr_assert(eq(int, root_sh("echo 'AcceptEnv LANG LC_*' >>/etc/ssh/sshd_config"), 0));
	good(&service, "sshd");
	cr_assert(eq(int, root_sh("echo 'AcceptEnv *' >>/etc/ssh/sshd_config"), 0));
	fault(&service, "sshd", "cairn refuses", "grep -r AcceptEnv");
}

Test(doctor, json_names_each_check)
{
	struct jdoc *doc = run_json(&ann, "doctor", "--json");

	jdoc_free(doc);
}
