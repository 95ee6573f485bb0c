/* SPDX-License-Identifier: ISC */
#include "lib_kiosk.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_root.h"
#include "lib_store.h"
#include "lib_vt.h"

enum { MOST = 600 };

struct run kiosk_service, kiosk_eve;

void kiosk_open(void)
{
	static const char site[] =
		"[kiosk]\naccount = cairn\n[store]\ndata = /var/lib/cairn/store\n";

	root_enter();
	root_account("cairn", KIOSK_SERVICE);
	root_account("eve", KIOSK_EVE);
	file_put("/etc/cairn/config.ini", site, strlen(site));
	chmod("/etc/cairn/config.ini", 0644);
	kiosk_service = (struct run){ .uid = KIOSK_SERVICE,
				      .gid = KIOSK_SERVICE,
				      .env = { "HOME=/var/lib/cairn" } };
	kiosk_eve =
		(struct run){ .uid = KIOSK_EVE, .gid = KIOSK_EVE, .env = { "HOME=/var/lib/eve" } };
	free(run_ok(&kiosk_service, "person", "add", "jo", "Jo, coordinator"));
	free(run_ok(&kiosk_service, "--as", "jo", "init", "--sample"));
}

static pid_t sshd;

void kiosk_end_sshd(void)
{
	if (sshd > 0) {
		kill(sshd, SIGTERM);
		run_wait(sshd);
	}
	sshd = 0;
}

void kiosk_sshd(const char *const people[], size_t n)
{
	static const char config[] =
		"Port 2222\nListenAddress 127.0.0.1\nHostKey /etc/ssh/host_key\nUsePAM no\n"
		"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\n"
		"AuthorizedKeysFile none\nAcceptEnv CAIRN_* XDG_*\nStrictModes yes\n"
		"MaxStartups 100\nSubsystem sftp internal-sftp\n"
		"AuthorizedKeysCommand /usr/bin/cairn keys %u\nAuthorizedKeysCommandUser cairn\n"
		/* an account without cairn, for comparison: its key file is the test's own */
		"Match User eve\nAuthorizedKeysCommand none\nAuthorizedKeysFile /etc/ssh/eve_keys\n";
	char line[MOST];

	if (access("/usr/sbin/sshd", X_OK) || access("/usr/bin/ssh-keygen", X_OK))
		cr_skip_test("openssh-server is not here");
	file_put("/etc/ssh/sshd_test", config, strlen(config));
	cr_assert(eq(int,
		     root_sh("mkdir -p /run/sshd /root/.ssh; chmod 755 /run/sshd; "
			     "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/host_key"),
		     0));
	for (size_t i = 0; i < n; i++) {
		snprintf(line, sizeof(line),
			 "ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/%s </dev/null", people[i]);
		cr_assert(eq(int, root_sh(line), 0));
	}
	sshd = fork();
	if (sshd == 0) {
		execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-E", "/tmp/sshd.log", "-f",
		      "/etc/ssh/sshd_test", (char *)NULL);
		_exit(127);
	}
	/* it is there once somebody it does not know is turned away by it */
	cr_assert(eq(
		int,
		root_sh("for i in $(seq 200); do "
			"ssh-keyscan -t ed25519 -p 2222 127.0.0.1 2>/dev/null | grep -q ed25519 && exit 0; "
			"sleep 0.1; done; exit 1"),
		0));
}

void kiosk_give_key(const char *who)
{
	struct run service = kiosk_service;
	char file[MOST];

	snprintf(file, sizeof(file), "/root/.ssh/%s.pub", who);
	service.input = file;
	free(run_ok(&service, "--as", "jo", "key", "add", who));
}

void kiosk_put(const char *name, const char *text)
{
	static const struct actor jo = { "jo", MEMBER_COORDINATOR, NULL, "local" };
	struct store *s;

	root_sh("chown -R root:root " KIOSK_STORE);
	s = store_in(KIOSK_STORE);
	cr_assert(eq(int, put_in(s, (struct place){ .pid = "strathfinlay" }, &jo, name, text),
		     RC_OK));
	store_close(s);
	cr_assert(zero(int, root_sh("chown -R cairn:cairn " KIOSK_STORE)));
}

void kiosk_year_ahead(void)
{
	setenv("CAIRN_NOW", "1990000000", 1);
	kiosk_put("-/pp/strathfinlay/vision", "Later");
	unsetenv("CAIRN_NOW");
}

struct vt *kiosk_screen(const char *who, const char *screen)
{
	const char *const argv[] = { "/usr/sbin/runuser",
				     "-u",
				     "cairn",
				     "--",
				     "/usr/bin/env",
				     "-i",
				     "HOME=/var/lib/cairn",
				     "TERM=xterm-256color",
				     "LC_ALL=C.UTF-8",
				     "/usr/bin/cairn",
				     "--as",
				     who,
				     screen ? "--screen" : NULL,
				     screen,
				     NULL };

	return vt_start(24, 80, argv, NULL);
}

void kiosk_words(const char *argv[KIOSK_WORDS], const char *key_file, const char *account)
{
	const char *const words[KIOSK_WORDS] = { "/usr/bin/ssh", "-tt",
						 "-p",           "2222",
						 "-F",           "none",
						 "-o",           "StrictHostKeyChecking=no",
						 "-o",           "UserKnownHostsFile=/dev/null",
						 "-o",           "LogLevel=ERROR",
						 "-o",           "IdentitiesOnly=yes",
						 "-i",           key_file,
						 account,        NULL };

	memcpy(argv, words, sizeof(words));
}
