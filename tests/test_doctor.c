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

enum { ANN = 61021, SERVICE = 61022 };

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

/* Makes a fault, sees it found, types what was said, sees it gone. */
static void put_right_by(int (*sh)(const char *), const struct run *r, const char *check,
			 const char *make, const char *part)
{
	int status;
	char *text, *type;

	good(r, check);
	cr_assert(eq(int, sh(make), 0), "%s", make);
	fault(r, check, part, "type: ");
	text = says(r, check, &status);
	type = strstr(text, "type: ");
	cr_assert(type != NULL);
	type[strcspn(type, "\n")] = '\0';
	cr_assert(eq(int, sh(type + 6), 0), "%s", type);
	free(text);
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
	fault(&ann, "backup", "cannot be read", "install -d");
	cr_assert(eq(int, root_sh("install -d -m 700 -o ann /var/backups/cairn"), 0));
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

Test(doctor, a_team)
{
	struct run team = ann;

	cr_assert(eq(int,
		     root_sh("groupadd -g 61030 justice && "
			     "install -d -m 2770 -g justice /srv/cairn && "
			     "printf '[store]\\ndata = /srv/cairn\\n' >/etc/cairn/config.ini"),
		     0));
	team.gid = 61030;
	free(run_ok(&team, "init", "--team", "--sample"));
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
		     root_sh("printf '[kiosk]\\naccount = cairn\\n' >/etc/cairn/config.ini; "
			     "rm -rf /etc/ssh; mkdir -p /etc/ssh/sshd_config.d; "
			     "echo 'Port 22' >/etc/ssh/sshd_config"),
		     0));
	service = (struct run){ .uid = SERVICE, .gid = SERVICE, .env = { "HOME=/var/lib/cairn" } };
	free(run_ok(&service, "person", "add", "jo", "Jo"));
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
