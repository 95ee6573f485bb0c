/* SPDX-License-Identifier: ISC */
/* doctor: what is looked at in an installation, as a table; each fault says what to type. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <langinfo.h>
#include <locale.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../core/store/datadir.h"
#include "../core/base/json.h"
#include "../core/base/sandbox.h"
#include "kiosk.h"

enum verdict { GOOD, NOTE, FAULT };
enum { LEAST_MIB = 64, FIRST_YEAR = 2025 };

struct doctor {
	struct cli *cli;
	const char *dir;
	bool there, shared; /* the folder; whether a group has it */
	bool elsewhere;     /* people come to it by ssh alone, and this account is none of those */
	const char *barred; /* the folder that this account cannot look into; NULL: none */
	struct stat st;     /* of the folder, or of what bars it */
	/* of the check that runs */
	const char *id;
	struct jout *json;
	struct buf *out;
	size_t faults;
};

static void tell(struct doctor *d, enum verdict v, const char *type, const char *text)
{
	static const char *const words[] = { "good", "note", "fault" };

	d->faults += v == FAULT;
	if (!d->json) {
		buf_printf(d->out, "%-6s %-12s %s\n", words[v], d->id, text);
		if (type)
			buf_printf(d->out, "%19s type: %s\n", "", type);
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

#define say(d, v, type, ...) tell(d, v, type, arena_printf((d)->cli->arena, __VA_ARGS__))
#define line(d, ...) arena_printf((d)->cli->arena, __VA_ARGS__)

/* Sentences of the store end in the way out: "… with: chmod 700 DIR". */
static const char *way_out(const struct err *err)
{
	const char *at = strstr(err->text, "with: ");

	return at ? at + strlen("with: ") : NULL;
}

static const char *account_called(struct doctor *d, uid_t uid)
{
	const struct passwd *pw = getpwuid(uid);

	return pw ? arena_str(d->cli->arena, pw->pw_name) : line(d, "%u", (unsigned)uid);
}

static const char *group_called(struct doctor *d, gid_t gid)
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
static const char *typed_for(struct doctor *d, const char *account, const char *command)
{
	return line(d, "runuser -l %s -c 'cairn %s%s%s%s'", account, from_site(d) ? "" : "--data ",
		    from_site(d) ? "" : d->dir, from_site(d) ? "" : " ", command);
}

/* The account that a store of one account should belong to: root looks at what is another's. */
static uid_t holder(const struct doctor *d)
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

/* The folder */

static bool in_group(gid_t gid)
{
	gid_t groups[256];
	int n = getgroups(256, groups);

	if (!geteuid() || getegid() == gid)
		return true;
	for (int i = 0; i < n; i++)
		if (groups[i] == gid)
			return true;
	return false;
}

/* The store's folder, or the one on the way to it that keeps this account out. */
static void find_folder(struct doctor *d)
{
	char *path = arena_str(d->cli->arena, d->dir), *slash;

	d->there = !stat(d->dir, &d->st) && !access(line(d, "%s/STORE", d->dir), F_OK);
	d->elsewhere = geteuid() && kiosk_elsewhere(d->cli);
	if (!d->there && errno == EACCES) {
		while (stat(path, &d->st) && (slash = strrchr(path, '/')) && slash > path)
			*slash = '\0';
		d->barred = path;
	}
	d->shared = d->there && (d->st.st_mode & S_ISGID);
}

/* Whether a group goes in where this account does not. */
static bool for_group(const struct doctor *d)
{
	return d->barred && (d->st.st_mode & S_IXGRP) && !in_group(d->st.st_gid);
}

static void check_no_store(struct doctor *d)
{
	const char *first = "person add NAME";

	if (d->cli->app.console)
		say(d, FAULT, line(d, "cairn %s", first),
		    "there is no store in '%s'; it is made with the first person", d->dir);
	else if (kiosk_elsewhere(d->cli))
		say(d, FAULT, typed_for(d, account_called(d, holder(d)), first),
		    "there is no store in '%s'; it is made with the first person", d->dir);
	else
		say(d, FAULT, "cairn init --name NAME", "there is no store in '%s'", d->dir);
}

static void check_folder(struct doctor *d)
{
	struct err err = { 0 };

	if (d->elsewhere && kiosk_way_in(d->cli, &err))
		say(d, FAULT,
		    line(d, "ssh -t %s@HOST", settings_text(d->cli->app.settings, SETTING_KIOSK)),
		    "%s", err.text);
	else if (d->barred && !for_group(d))
		say(d, FAULT, line(d, "namei -l '%s'", d->dir),
		    "'%s' is for '%s' alone; name a folder of your own with --data", d->barred,
		    account_called(d, d->st.st_uid));
	else if (!d->there && !d->barred)
		check_no_store(d);
	else if (datadir_system(d->barred ? d->barred : d->dir, &err))
		say(d, FAULT, NULL, "%s", err.text);
	else
		say(d, GOOD, NULL, "'%s' is on a disk of this computer", d->dir);
}

/* What is readable beside the store's own file: outbox and settings of people are one account's. */
static void check_one(struct doctor *d, const char *name, mode_t closed)
{
	const char *path = line(d, "%s%s%s", d->dir, name[0] ? "/" : "", name);
	struct stat st;

	if (lstat(path, &st))
		return;
	if (S_ISLNK(st.st_mode))
		say(d, FAULT, line(d, "ls -l '%s'", path),
		    "'%s' is a link; put what it points at in its place", path);
	else if (st.st_mode & closed)
		say(d, FAULT, line(d, "chmod %s '%s'", closed & 070 ? "go-rwx" : "o-rwx", path),
		    "others can reach '%s'", path);
	else if (d->shared && S_ISDIR(st.st_mode) && (st.st_mode & 02070) != 02070)
		say(d, FAULT, line(d, "chmod g+rwxs '%s'", path),
		    "the group cannot share what is made in '%s'", path);
	else if (d->shared && !S_ISDIR(st.st_mode) && (st.st_mode & 060) != 060)
		say(d, FAULT, line(d, "chmod g+rw '%s'", path), "the group cannot write '%s'",
		    path);
}

static void check_holder(struct doctor *d)
{
	uid_t want = holder(d);
	const char *name = account_called(d, want);

	if (d->st.st_uid == want && want == geteuid())
		return;
	say(d, FAULT,
	    d->st.st_uid == want ? typed_for(d, name, "doctor")
				 : line(d, "chown -R %s '%s'", name, d->dir),
	    "'%s' belongs to '%s'", d->dir, account_called(d, d->st.st_uid));
}

static void check_permissions(struct doctor *d)
{
	static const char *const names[] = { "",    "STORE",  "data.mdb", "lock.mdb",
					     "run", "outbox", "people",   "journal" };
	size_t faults = d->faults;

	if (!d->there)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_one(d, names[i], d->shared ? 07 : 077);
	if (!d->shared)
		check_holder(d);
	if (d->faults == faults)
		say(d, GOOD, NULL, "%s",
		    d->shared ? "the group and nobody else" : "this account alone");
}

static void check_member(struct doctor *d, const char *folder)
{
	const char *me = account_called(d, geteuid()), *group = group_called(d, d->st.st_gid);

	if (!in_group(d->st.st_gid))
		say(d, FAULT, line(d, "usermod -a -G %s %s", group, me),
		    "'%s' is for the group '%s', in which '%s' is not; as root type what follows, "
		    "and sign in again after that",
		    folder, group, me);
}

static void check_group(struct doctor *d)
{
	static const char *const names[] = { "STORE", "data.mdb", "lock.mdb", "run" };
	const char *group = group_called(d, d->st.st_gid);
	size_t faults = d->faults;
	struct stat st;

	if (for_group(d) && !d->elsewhere)
		check_member(d, d->barred);
	if (!d->shared)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!stat(line(d, "%s/%s", d->dir, names[i]), &st) && st.st_gid != d->st.st_gid)
			say(d, FAULT, line(d, "chgrp -R %s '%s'", group, d->dir),
			    "'%s/%s' belongs to another group", d->dir, names[i]);
	check_member(d, d->dir);
	if (d->faults == faults)
		say(d, GOOD, NULL, "everything belongs to '%s'", group);
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
		say(d, FAULT, way_out(&err), "%s", err.text);
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

/* Backups */

static bool newest_file(const char *dir, time_t *newest)
{
	DIR *all = opendir(dir);
	struct dirent *e;
	struct stat st;

	if (!all)
		return false;
	while ((e = readdir(all)))
		if (!fstatat(dirfd(all), e->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(st.st_mode) && st.st_size && e->d_name[0] != '.' &&
		    st.st_mtime > *newest)
			*newest = st.st_mtime;
	closedir(all);
	return true;
}

/* Whose the folder of backups is, or is to be: a team's is that of who made it, or the store. */
static const char *backups_are(struct doctor *d, const char *dir)
{
	struct stat st;

	if (d->shared && (!stat(dir, &st) || !stat(line(d, "%s/STORE", d->dir), &st)))
		return account_called(d, st.st_uid);
	return account_called(d, holder(d));
}

/* What makes a folder of backups fit, also one that is there. */
static const char *backups_made(struct doctor *d, const char *dir)
{
	const char *owner = backups_are(d, dir);
	struct stat st;

	if (stat(dir, &st) ? errno != ENOENT : !S_ISDIR(st.st_mode))
		return line(d, "namei -l '%s'", dir);
	if (d->shared)
		return line(d, "install -d -m 750 -o %s -g %s '%s'", owner,
			    group_called(d, d->st.st_gid), dir);
	return line(d, "install -d -m 700 -o %s '%s'", owner, dir);
}

/* What makes a backup of that name; NULL: this account cannot write there, and who tells who can. */
static const char *backup_typed(struct doctor *d, const char *name, const char **who)
{
	const char *set = settings_text(d->cli->app.settings, SETTING_BACKUP_FOLDER);
	const char *command = line(d, "backup %s/$(date +%s)", set[0] ? set : "FOLDER", name);

	*who = "";
	if (set[0] && access(set, W_OK | X_OK) && errno != ENOENT) {
		*who = line(d, "; '%s' can make one", backups_are(d, set));
		return NULL;
	}
	if (!d->shared && holder(d) != geteuid())
		return typed_for(d, account_called(d, holder(d)), command);
	return line(d, "cairn %s", command);
}

static void check_backup(struct doctor *d)
{
	const struct settings *s = d->cli->app.settings;
	const char *dir = settings_text(s, SETTING_BACKUP_FOLDER), *who;
	const char *make = backup_typed(d, "%F", &who);
	long days = settings_int(s, SETTING_BACKUP_DAYS), old;
	time_t newest = 0;

	if (d->elsewhere || d->barred) {
		say(d, NOTE, NULL, "looked at by an account that gets to the store");
		return;
	}
	if (!dir[0]) {
		say(d, d->shared || d->cli->app.console ? FAULT : NOTE,
		    "install -d /etc/cairn/conf.d; printf '[backup]\\nfolder = /var/backups/cairn\\n' "
		    ">>/etc/cairn/conf.d/backup.ini",
		    "no folder of backups is set, so nobody looks after their age");
		return;
	}
	if (!newest_file(dir, &newest)) {
		const char *why = strerror(errno);

		say(d, FAULT, backups_made(d, dir), "the folder of backups '%s' cannot be read: %s",
		    dir, why);
		return;
	}
	old = (long)((clock_ms() / 1000 - newest) / 86400);
	if (!newest)
		say(d, FAULT, make, "there is no backup in '%s'%s", dir, who);
	else if (old >= days)
		say(d, FAULT, make, "the newest backup is %ld days old; at most %ld are set%s", old,
		    days, who);
	else
		say(d, GOOD, NULL, "the newest backup in '%s' is %ld days old", dir, old);
}

/* Who may change the store has to be able to note it. */
static bool journal_shut(struct doctor *d, const char *folder)
{
	const char *now = line(d, "%s/now", folder);

	return !access(line(d, "%s/data.mdb", d->dir), W_OK) && !access(folder, F_OK) &&
	       (access(folder, R_OK | W_OK | X_OK) ||
		(!access(now, F_OK) && access(now, R_OK | W_OK)));
}

static void check_journal(struct doctor *d)
{
	const char *who, *anew = backup_typed(d, "%F-%H%M%S", &who);
	const char *folder = line(d, "%s/journal", d->dir);
	const char *aside = line(d, "mv '%s' '%s.aside'%s%s", folder, folder, anew ? "; " : "",
				 anew ? anew : "");
	struct store *s = d->cli->app.session.store;
	struct err err = { 0 };
	uint64_t changes = 0;
	enum rc rc = s ? store_journal_check(s, &changes, &err) : RC_OK;

	if (!s)
		return;
	if (journal_shut(d, folder))
		say(d, FAULT, aside,
		    "'%s' cannot be written from this account, so no change is noted%s%s", folder,
		    *who ? "; it takes a new backup as well" : "", who);
	else if (rc == RC_GAP)
		say(d, FAULT, anew, "%s; only a new backup has all of it%s", err.text, who);
	else if (rc == RC_NOT_FOUND)
		say(d, NOTE, NULL, "nothing is noted yet");
	else if (rc != RC_OK)
		say(d, FAULT, aside, "%s", err.text);
	else
		say(d, GOOD, NULL, "all changes since the newest backup are noted: %llu",
		    (unsigned long long)changes);
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
	{ "disk", check_folder },       { "permissions", check_permissions },
	{ "group", check_group },       { "umask", check_umask },
	{ "space", check_space },       { "terminal", check_terminal },
	{ "locale", check_locale },     { "sshd", check_sshd },
	{ "sandbox", check_sandbox },   { "backup", check_backup },
	{ "store", check_store },       { "journal", check_journal },
	{ "clock", check_clock },
};

enum rc cmd_doctor(struct cli *c, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;
	struct doctor d = { .cli = c, .dir = c->app.data_dir, .out = &b };
	enum rc rc;

	find_folder(&d);
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
