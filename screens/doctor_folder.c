/* SPDX-License-Identifier: ISC */
/* doctor, of the store's folder: where it is, who may look into it, whose it is. */
#include "doctor_internal.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <unistd.h>

#include "../core/store/datadir.h"

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
void doctor_find_folder(struct doctor *d)
{
	char *path = arena_str(d->cli->arena, d->dir), *slash;

	d->there = !stat(d->dir, &d->st) && !access(line(d, "%s/STORE", d->dir), F_OK);
	if (!d->there && errno == EACCES) {
		while (stat(path, &d->st) && (slash = strrchr(path, '/')) && slash > path)
			*slash = '\0';
		d->barred = path;
	}
	d->elsewhere = geteuid() && kiosk_elsewhere(d->cli);
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
		say(d, FAULT, doctor_typed_for(d, doctor_account(d, doctor_holder(d)), first),
		    "there is no store in '%s'; it is made with the first person", d->dir);
	else
		say(d, FAULT, "cairn init --name NAME", "there is no store in '%s'", d->dir);
}

void doctor_folder(struct doctor *d)
{
	struct err err = { 0 };

	if (d->elsewhere && kiosk_way_in(d->cli, &err))
		say(d, FAULT,
		    line(d, "ssh -t %s@HOST", settings_text(d->cli->app.settings, SETTING_KIOSK)),
		    "%s", err.text);
	else if (d->barred && !for_group(d))
		say(d, FAULT, line(d, "namei -l '%s'", d->dir),
		    "'%s' is for '%s' alone; name a folder of your own with --data", d->barred,
		    doctor_account(d, d->st.st_uid));
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
	uid_t want = doctor_holder(d);
	const char *name = doctor_account(d, want);

	if (d->st.st_uid == want && want == geteuid())
		return;
	say(d, FAULT,
	    d->st.st_uid == want ? doctor_typed_for(d, name, "doctor")
				 : line(d, "chown -R %s '%s'", name, d->dir),
	    "'%s' belongs to '%s'", d->dir, doctor_account(d, d->st.st_uid));
}

void doctor_permissions(struct doctor *d)
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
	const char *me = doctor_account(d, geteuid()), *group = doctor_group(d, d->st.st_gid);

	if (!in_group(d->st.st_gid))
		say(d, FAULT, line(d, "usermod -a -G %s %s", group, me),
		    "'%s' is for the group '%s', in which '%s' is not; as root type what follows, "
		    "and sign in again after that",
		    folder, group, me);
}

void doctor_group_of(struct doctor *d)
{
	static const char *const names[] = { "STORE", "data.mdb", "lock.mdb", "run" };
	const char *group = doctor_group(d, d->st.st_gid);
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
