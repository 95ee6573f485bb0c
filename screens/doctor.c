/* SPDX-License-Identifier: ISC */
/* doctor: what is looked at in an installation, as a table; each fault says what to type. */
#include "doctor_internal.h"

#include <dirent.h>
#include <grp.h>
#include <langinfo.h>
#include <locale.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../core/base/json.h"
#include "../core/base/sandbox.h"

enum { LEAST_MIB = 64, FIRST_YEAR = 2025 };

void doctor_tell(struct doctor *d, enum verdict v, const char *type, const char *text)
{
	static const char *const words[] = { "good", "note", "fault" };

	d->faults += v == FAULT;
	if (!d->json) {
		buf_printf(d->out, "%-6s %-12s %s\n", words[v], d->id,
			   cli_line(text, d->cli->arena));
		if (type)
			buf_printf(d->out, "%19s type: %s\n", "", cli_line(type, d->cli->arena));
		return;
	}
	jout_object(d->json, NULL);
	jout_text(d->json, "check", d->id);
	jout_text(d->json, "verdict", words[v]);
	jout_text(d->json, "says", text);
	if (type)
		jout_text(d->json, "type", type);
	jout_end(d->json, '}');
}

/* Sentences of the store end in the way out: "… with: chmod 700 DIR". */
const char *doctor_way_out(const struct err *err)
{
	const char *at = strstr(err->text, "with: ");

	return at ? at + strlen("with: ") : NULL;
}

const char *doctor_account(struct doctor *d, uid_t uid)
{
	const struct passwd *pw = getpwuid(uid);

	return pw ? arena_str(d->cli->arena, pw->pw_name) : line(d, "%u", (unsigned)uid);
}

const char *doctor_group(struct doctor *d, gid_t gid)
{
	const struct group *gr = getgrgid(gid);

	return gr ? arena_str(d->cli->arena, gr->gr_name) : line(d, "%u", (unsigned)gid);
}

/* Whether the store is where the site says; else it has to be named again. */
static bool from_site(const struct doctor *d)
{
	return settings_layer(d->cli->app.settings, SETTING_DATA) == FROM_SITE;
}

/* A command of cairn's as root types it for the account that holds the store. */
const char *doctor_typed_for(struct doctor *d, const char *account, const char *command)
{
	return line(d, "runuser -l %s -c 'cairn %s%s%s%s'", account, from_site(d) ? "" : "--data ",
		    from_site(d) ? "" : d->dir, from_site(d) ? "" : " ", command);
}

/* The account that a store of one account should belong to: root looks at what is another's. */
uid_t doctor_holder(const struct doctor *d)
{
	const char *account = settings_text(d->cli->app.settings, SETTING_KIOSK);
	const struct passwd *pw =
		account[0] && from_site(d) && !d->cli->app.console ? getpwnam(account) : NULL;

	if (pw)
		return pw->pw_uid;
	return geteuid() || !d->there ? geteuid() : d->st.st_uid;
}

/* Settings */

static void check_settings(struct doctor *d)
{
	const struct pack_faults *f = &d->cli->settings_faults;

	for (size_t i = 0; i < f->n; i++)
		say(d, FAULT, line(d, "cairn check %s", f->v[i].file), "%s:%d: %s", f->v[i].file,
		    f->v[i].line, f->v[i].text);
	if (!f->n)
		say(d, GOOD, NULL, "every settings file is taken");
}

static void check_site(struct doctor *d)
{
	static const char *const paths[] = { "/etc/cairn", "/etc/cairn/config.ini",
					     "/etc/cairn/conf.d" };
	const char *account = settings_text(d->cli->app.settings, SETTING_KIOSK);
	size_t faults = d->faults;
	struct stat st;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (!stat(paths[i], &st) && (st.st_uid || (st.st_mode & 022)))
			say(d, FAULT,
			    line(d, "chown root:root %s; chmod go-w %s", paths[i], paths[i]),
			    "others than root can change '%s'", paths[i]);
	if (account[0] && !getpwnam(account))
		say(d, FAULT,
		    line(d,
			 "useradd --system --user-group --home-dir /var/lib/%s --shell /bin/sh "
			 "%s",
			 account, account),
		    "there is no account '%s', which the settings name", account);
	if (d->faults == faults)
		say(d, GOOD, NULL, "the site's settings are root's alone");
}

static void check_umask(struct doctor *d)
{
	mode_t now = umask(0077);

	umask(now);
	if ((now & 077) != 077)
		say(d, FAULT, "umask 077", "what is made here would be open to others (%03o)",
		    (unsigned)now);
	else
		say(d, GOOD, NULL, "077, set by the program itself");
}

static bool note_newest(void *arg, const struct entry *e)
{
	*(int64_t *)arg = e->ms;
	return false;
}

struct pids {
	struct arena *arena;
	const char *v[64];
	size_t n;
};

static bool note_pid(void *arg, const char *pid, const char *name)
{
	struct pids *p = arg;

	(void)name;
	if (p->n < 64)
		p->v[p->n++] = arena_str(p->arena, pid);
	return true;
}

static int64_t newest_change(struct doctor *d)
{
	struct store *s = d->cli->app.session.store;
	struct pids pids = { .arena = d->cli->arena };
	int64_t newest = 0;

	store_partnerships(s, note_pid, &pids, NULL);
	for (size_t i = 0; i < pids.n; i++) {
		struct place p = { .pid = pids.v[i] };
		int64_t ms = 0;

		store_log_back(s, p, 0, note_newest, &ms, NULL);
		newest = ms > newest ? ms : newest;
	}
	return newest;
}

static void check_store(struct doctor *d)
{
	struct err err = { 0 };

	if (!d->there)
		return;
	if (open_store(d->cli, false, &err))
		say(d, FAULT, doctor_way_out(&err), "%s", err.text);
	else if (store_erased(d->cli->app.session.store))
		say(d, FAULT, "cairn compact",
		    "the bytes of what was removed for data protection are still in its file");
	else
		say(d, GOOD, NULL, "it opens; cairn verify looks at every value");
}

static void check_clock(struct doctor *d)
{
	int64_t now = clock_ms(), newest = d->cli->app.session.store ? newest_change(d) : 0;
	char when[48];

	time_words(now, when);
	if (date_of_ms(now).y < FIRST_YEAR)
		say(d, FAULT, "timedatectl set-ntp true", "the clock says %s", when);
	else if (newest > now + AHEAD_MS)
		say(d, FAULT, "timedatectl set-ntp true",
		    "the clock says %s, and the newest change is later: it was set back", when);
	else
		say(d, GOOD, NULL, "%s", when);
}

static void check_space(struct doctor *d)
{
	struct statvfs fs;
	unsigned long long mib;

	if (!d->there || statvfs(d->dir, &fs))
		return;
	mib = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
	if (mib < LEAST_MIB)
		say(d, FAULT, line(d, "df -h '%s'", d->dir),
		    "%llu MiB are free where the store is; at least %d are needed", mib, LEAST_MIB);
	else
		say(d, GOOD, NULL, "%llu MiB are free", mib);
}

/* The terminal */

static bool known_terminal(struct doctor *d, const char *term)
{
	const char *dirs[] = { getenv("TERMINFO"), line(d, "%s/.terminfo", getenv("HOME")),
			       "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (dirs[i] && !access(line(d, "%s/%c/%s", dirs[i], term[0], term), R_OK))
			return true;
	return false;
}

static void check_terminal(struct doctor *d)
{
	const char *term = getenv("TERM");

	if (!term || !term[0])
		say(d, NOTE, NULL, "TERM is not set; there is no terminal here");
	else if (strchr(term, '/') || !known_terminal(d, term))
		say(d, FAULT, "apt-get install ncurses-term",
		    "the terminal '%.40s' is not known here; it is taken for xterm-256color", term);
	else
		say(d, GOOD, NULL, "'%s' is known", term);
}

static void check_locale(struct doctor *d)
{
	static const char *const tries[] = { "", "C.UTF-8", "en_GB.UTF-8" };

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (setlocale(LC_CTYPE, tries[i]) && !strcmp(nl_langinfo(CODESET), "UTF-8")) {
			say(d, GOOD, NULL, "%s%s", "UTF-8",
			    i ? ", by the program's own choice" : "");
			return;
		}
	say(d, FAULT, "apt-get install locales", "there is no UTF-8 here; letters will be missing");
}

/* sshd, as far as its files can be read */

struct sshd_says {
	bool seen, keys, env, accepts;
};

static void sshd_line(struct sshd_says *s, char *text)
{
	char *word = text + strspn(text, " \t"), *rest = word + strcspn(word, " \t=\n");

	if (!*rest || word[0] == '#')
		return;
	*rest++ = '\0';
	rest += strspn(rest, " \t");
	if (!strcasecmp(word, "AuthorizedKeysCommand") && strstr(rest, "cairn keys"))
		s->keys = true;
	if (!strcasecmp(word, "PermitUserEnvironment") && strncasecmp(rest, "no", 2) != 0)
		s->env = true;
	if (!strcasecmp(word, "AcceptEnv") &&
	    (strstr(rest, "CAIRN") || strstr(rest, "XDG") || strstr(rest, "TERMINFO") ||
	     strspn(rest, " \t*?") == strcspn(rest, "\n")))
		s->accepts = true;
}

static void sshd_file(struct sshd_says *s, const char *path)
{
	char text[1024];
	FILE *f = fopen(path, "re");

	if (!f)
		return;
	s->seen = true;
	while (fgets(text, sizeof(text), f))
		sshd_line(s, text);
	fclose(f);
}

static void check_sshd(struct doctor *d)
{
	static const char more[] = "/etc/ssh/sshd_config.d";
	struct sshd_says s = { 0 };
	struct dirent *e;
	DIR *all;

	if (!d->cli->app.console && !d->cli->app.kiosk)
		return;
	sshd_file(&s, "/etc/ssh/sshd_config");
	for (all = opendir(more); all && (e = readdir(all));)
		if (strstr(e->d_name, ".conf"))
			sshd_file(&s, line(d, "%s/%s", more, e->d_name));
	if (all)
		closedir(all);
	if (!s.seen)
		say(d, NOTE, NULL, "its settings cannot be read from this account");
	else if (!s.keys)
		say(d, FAULT, "man cairn-admin",
		    "sshd does not ask cairn for keys: see KIOSK there");
	if (s.env)
		say(d, FAULT, "sed -i '/PermitUserEnvironment/d' /etc/ssh/sshd_config",
		    "sshd takes an environment from files of the account");
	if (s.accepts)
		say(d, FAULT, "grep -r AcceptEnv /etc/ssh",
		    "sshd lets people choose what cairn refuses; leave LANG and LC_* there");
	if (s.keys && !s.env && !s.accepts)
		say(d, GOOD, NULL, "it asks cairn for keys and takes no environment");
}

static void check_sandbox(struct doctor *d)
{
	bool calls = sandbox_calls_there(), files = sandbox_files_there();

	if (calls && files)
		say(d, GOOD, NULL, "the kernel has seccomp and Landlock");
	else
		say(d, NOTE, NULL, "the kernel lacks %s; sessions go on without it",
		    calls   ? "Landlock"
		    : files ? "seccomp"
			    : "seccomp and Landlock");
}

/* In this order: what comes later stands on what is before. Source: cairn-admin(8), DOCTOR */
static const struct {
	const char *id;
	void (*look)(struct doctor *d);
} checks[] = {
	{ "settings", check_settings }, { "site", check_site },
	{ "disk", doctor_folder },      { "permissions", doctor_permissions },
	{ "group", doctor_group_of },   { "umask", check_umask },
	{ "space", check_space },       { "terminal", check_terminal },
	{ "locale", check_locale },     { "sshd", check_sshd },
	{ "sandbox", check_sandbox },   { "backup", doctor_backup },
	{ "store", check_store },       { "journal", doctor_journal },
	{ "clock", check_clock },
};

enum rc cmd_doctor(struct cli *c, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;
	struct doctor d = { .cli = c, .dir = c->app.data_dir, .out = &b };
	enum rc rc;

	doctor_find_folder(&d);
	jout_init(&j, &b);
	d.json = cli_on(c, OPT_JSON) ? &j : NULL;
	if (d.json)
		jout_array(&j, NULL);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		d.id = checks[i].id;
		checks[i].look(&d);
	}
	if (d.json)
		jout_end(&j, ']');
	rc = cli_print(&b, err);
	buf_clear(&b);
	return rc == RC_OK && d.faults ? RC_INVALID : rc;
}
