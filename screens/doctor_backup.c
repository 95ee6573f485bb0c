/* SPDX-License-Identifier: ISC */
/* doctor, of what the store can be made anew from: backups, and the journal since. */
#include "doctor_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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
		return doctor_account(d, st.st_uid);
	return doctor_account(d, doctor_holder(d));
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
			    doctor_group(d, d->st.st_gid), dir);
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
	if (!d->shared && doctor_holder(d) != geteuid())
		return doctor_typed_for(d, doctor_account(d, doctor_holder(d)), command);
	return line(d, "cairn %s", command);
}

void doctor_backup(struct doctor *d)
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

void doctor_journal(struct doctor *d)
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
