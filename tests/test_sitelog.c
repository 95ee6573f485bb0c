/* SPDX-License-Identifier: ISC */
/* The computer's log: whatever somebody does, each line is one of the list, and says nothing of them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/sitelog.h"
#include "lib_dir.h"
#include "lib_kiosk.h"
#include "lib_root.h"
#include "lib_vt.h"

#define WHO "zaphod-q"
#define KEY \
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f " \
	"quennell@magrathea"

/* All that is known of a person and of what they wrote. */
static const char *const secrets[] = { WHO,
				       "aphod",
				       "uennell",
				       "agrathea",
				       "Betelgeuse",
				       "betelgeuse",
				       "Heart of Gold",
				       "Vogon",
				       "42 Lane End",
				       "AAAAC3Nz",
				       "SHA256",
				       "ZkAslGjF",
				       "LE-01",
				       "le-000001",
				       "jo",
				       "Jo",
				       "127.0.0.1",
				       "/var/lib",
				       "mislaid",
				       "Towel",
				       "Strathfinlay",
				       "NE-01",
				       "export",
				       "status" };

static const char *const commands[][8] = {
	{ "init", "--name", "Betelgeuse Seven", "--years", "2026-2029" },
	{ "add", "learning", "title=Heart of Gold", "happened=Vogon at 42 Lane End", "learned=b" },
	{ "set", "LE-01", "learned=Vogon poetry", "--reason", "mislaid" },
	{ "set", "LE-01", "happened=Towel" },
	{ "set", "LE-99", "happened=Towel" },
	{ "show", "LE-01" },
	{ "find", "Vogon" },
	{ "list", "learning", "--json" },
	{ "history", "LE-01" },
	{ "history", "--audit" },
	{ "attention" },
	{ "undo" },
	{ "redo" },
	{ "erase", "--text", "Vogon", "--reason", "mislaid" },
	{ "role" },
	{ "role", "jo", "viewer" },
	{ "who" },
	{ "export", "--json" },
	{ "export", "--md" },
	{ "export", "learning", "--csv" },
	{ "person", "list" },
	{ "person", "add", "marvin", "Marvin Magrathea" },
	{ "person", "export", WHO },
	{ "person", "suspend", "marvin" },
	{ "person", "resume", "marvin" },
	{ "person", "suspend", "jo" },
	{ "key", "add", "marvin", KEY },
	{ "key", "list" },
	{ "key", "add", WHO, "no key of Zaphod" },
	{ "person", "remove", "marvin" },
	{ "status", "--partnership", "strathfinlay" },
	{ "status", "--partnership", "magrathea" },
	{ "keys", "cairn" },
	{ "import", "/tmp/Magrathea.json" },
	{ "backup", "/tmp/Magrathea" },
	{ "--plain" },
	{ "--plain", "--screen", "record/learning/le-000001" },
};

static void begin(void)
{
	kiosk_open();
	free(run_ok(&kiosk_service, "person", "add", WHO, "Zaphod Quennell, Magrathea Trust"));
}

TestSuite(sitelog, .init = begin, .timeout = 120);

static bool of_the_list(const char *text, size_t len)
{
	static const char *const lines[] = {
#define LINE(id, refusal, text) (refusal) ? "refused: " text : text,
		SITELOG_LIST(LINE)
#undef LINE
	};
	char whole[200];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(whole, sizeof(whole), "%s (account %d)", lines[i], KIOSK_SERVICE);
		if (strlen(whole) == len && !strncmp(whole, text, len))
			return true;
		snprintf(whole, sizeof(whole), "%s (account %d)", lines[i], KIOSK_EVE);
		if (strlen(whole) == len && !strncmp(whole, text, len))
			return true;
	}
	return false;
}

/* "<86>Nov 29 13:00:00 cairn[4711]: signed in by way of the service account (account 61010)" */
static size_t only_what_may_stand(const char *log)
{
	size_t lines = 0;

	for (const char *at = log; *at; at += strcspn(at, "\n") + 1) {
		char line[600];
		const char *text;

		snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
		if (!strstr(line, " cairn["))
			continue; /* of runuser or sshd */
		lines++;
		text = strstr(line, "]: ");
		cr_expect(text && of_the_list(text + 3, strlen(text + 3)), "%s", line);
		for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
			cr_expect(strstr(line, secrets[i]) == NULL, "the log tells '%s': %s",
				  secrets[i], line);
	}
	return lines;
}

Test(sitelog, whatever_somebody_does_nothing_of_it_stands_there)
{
	char *log;
	size_t done = 0;

	free(root_log());
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const char *words[11] = { "--as", WHO };
		struct ran ran;

		memcpy(words + 2, commands[i], sizeof(commands[i]));
		ran = run_words(&kiosk_service, words);
		done += ran.status == 0;
		ran_clear(&ran);
		ran = run_words(&kiosk_eve, words); /* and from an account that may not */
		cr_expect(eq(int, ran.status, 4));
		ran_clear(&ran);
	}
	cr_expect(gt(sz, done, 20), "%zu", done);
	{ /* at the machine, unknown, suspended, in a forged surrounding */
		struct run forged = kiosk_service;
		struct ran ran;

		forged.env[1] = "TERMINFO=/home/quennell";
		ran = run_it(&forged, "--as", WHO, "status");
		ran_clear(&ran);
		ran = run_it(&kiosk_service, "--as", "Zaphod Quennell", "status");
		ran_clear(&ran);
		ran = run_it(&kiosk_service, "init", "--name", "Betelgeuse");
		ran_clear(&ran);
		free(run_ok(&kiosk_service, "person", "suspend", WHO));
		ran = run_it(&kiosk_service, "--as", WHO, "status");
		ran_clear(&ran);
		ran = run_it(&kiosk_service, "--as", WHO, "--data", "/home/quennell", "status");
		ran_clear(&ran);
	}
	log = root_log();
	cr_expect(gt(sz, only_what_may_stand(log), 60), "%s", log);
	free(log);
}

Test(sitelog, nor_of_what_is_done_on_a_screen_and_by_ssh, .fini = kiosk_end_sshd)
{
	static const char *const people[] = { WHO };
	char *log, *out;
	struct vt *vt;
	int status;

	free(run_ok(&kiosk_service, "--as", "jo", "role", WHO, "viewer"));
	kiosk_sshd(people, 1);
	kiosk_give_key(WHO);
	free(root_log());
	vt = kiosk_screen(WHO, "item/res-people");
	cr_assert(vt_shows(vt, "Not started"));
	vt_send(vt, " ");
	cr_assert(vt_shows(vt, "coordinator"));
	vt_hangup(vt);
	vt_exit(vt);
	vt_end(vt);
	out = root_says(KIOSK_SSH "-i /root/.ssh/" WHO
				  " cairn@127.0.0.1 'show LE-01 of Quennell' 2>&1 </dev/null",
			&status);
	cr_expect(eq(int, status, 4), "%s", out);
	free(out);
	out = root_says(KIOSK_SSH "-i /root/.ssh/" WHO " cairn@127.0.0.1 list 2>&1 </dev/null",
			&status);
	cr_expect(eq(int, status, 0), "%s", out);
	free(out);
	log = root_log();
	cr_expect(strstr(log, "refused: not allowed here") != NULL, "%s", log);
	cr_expect(strstr(log, "a command other than") != NULL, "%s", log);
	cr_expect(ge(sz, only_what_may_stand(log), 4), "%s", log);
	free(log);
}
