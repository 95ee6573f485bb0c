/* SPDX-License-Identifier: ISC */
/* The commands of cairn-admin(8), followed as they stand on a computer of the test's own. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_root.h"
#include "lib_run.h"

static char *script, *page;
static size_t script_len, page_len;

static void begin(void)
{
	script = file_text("tests/admin", &script_len);
	page = file_text("man/cairn-admin.8", &page_len);
	cr_assert(script && page);
	root_enter();
	file_put("/tmp/admin", script, script_len);
	file_put("/tmp/cairn-admin.8", page, page_len);
	free(script);
	free(page);
	cr_assert(zero(int, chmod("/tmp/admin", 0755)));
	root_account("ann", 61041);
	root_account("bob", 61042);
	root_account("jo", 61043);
}

TestSuite(admin, .init = begin, .timeout = 120);

static void follow(const char *which)
{
	char line[120];

	snprintf(line, sizeof(line), "cd /root && /tmp/admin %s /tmp/cairn-admin.8 >/tmp/out 2>&1",
		 which);
	if (root_sh(line)) {
		root_sh("cat /tmp/out");
		cr_assert(false, "the manual does not lead to a %s installation", which);
	}
}

static void must(const char *line)
{
	if (root_sh(line)) {
		root_sh("cat /tmp/out");
		cr_expect(false, "%s", line);
	}
}

Test(admin, personal)
{
	follow("personal");
	must("test \"$(stat -c %a:%U /var/lib/ann/.local/share/cairn)\" = 700:ann");
	must("! runuser -l bob -c 'cairn --data /var/lib/ann/.local/share/cairn status' 2>/dev/null");
}

Test(admin, team)
{
	follow("team");
	must("test \"$(stat -c %a:%G /srv/cairn)\" = 2770:justice");
	must("grep -q 'Join Clyde North' /tmp/out && grep -q '^bob  *partner' /tmp/out");
	must("! grep ^fault /tmp/out");
}

Test(admin, kiosk)
{
	char *log;

	if (access("/usr/bin/ssh-keygen", X_OK) || access("/usr/sbin/sshd", X_OK))
		cr_skip_test("openssh is not here");
	must("mkdir -p /etc/ssh/sshd_config.d /etc/systemd/system");
	follow("kiosk");
	must("test -z \"$(runuser -l cairn -c 'cairn keys root')\"");
	must("ls /var/lib/cairn/store/data.before-*");
	must("runuser -l cairn -c 'cairn --as jo status'");
	must("grep -q '^saved: .* from the journal' /tmp/out && grep -q 'made anew with' /tmp/out");
	must("grep -q 'restored with [1-9]' /tmp/out && ! grep ^fault /tmp/out");
	must("grep -q 'good   backup' /tmp/out && grep -q 'good   sshd' /tmp/out");
	must("grep -q 'clyde-north-needs-.*csv' /tmp/out && test -s /var/lib/jo/needs.csv");
	/* the timer's line and cron's */
	must("test $(ls /var/backups/cairn/2* | wc -l) = 2");
	/* what the page shows of the log, with other numbers */
	must("runuser -l cairn -c 'cairn person suspend ann && ! cairn --as ann status'");
	log = root_log();
	file_put("/tmp/log", log, strlen(log));
	free(log);
	must("while read -r line; do grep -qx \"<8[56]>.*$line\" /tmp/log || "
	     "{ cat /tmp/log; exit 1; }; done </tmp/admin-log");
}
