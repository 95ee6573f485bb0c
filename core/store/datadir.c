/* SPDX-License-Identifier: ISC */
#include "datadir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../base/mem.h"

/* Source: statfs(2). A mapped file needs a disk of this machine; overlay stands on such a one. */
static const struct {
	unsigned long type;
	const char *name;
	bool local;
} systems[] = {
	{ 0xef53, "ext", true },         { 0x58465342, "xfs", true },
	{ 0x9123683e, "btrfs", true },   { 0x2fc12fc1, "zfs", true },
	{ 0xf2f52010, "f2fs", true },    { 0x01021994, "tmpfs", true },
	{ 0x794c7630, "overlay", true }, { 0x6969, "nfs", false },
	{ 0xff534d42, "cifs", false },   { 0xfe534d42, "smb", false },
	{ 0x517b, "smb", false },        { 0x65735546, "fuse", false },
	{ 0x01021997, "9p", false },     { 0x00c36400, "ceph", false },
	{ 0x5346414f, "afs", false },    { 0x4d44, "vfat", false },
	{ 0x2011bab0, "exfat", false },  { 0x5346544e, "ntfs", false },
};

char *datadir_path(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = mem_alloc(size);

	snprintf(path, size, "%s/%s", dir, name);
	return path;
}

/* A folder that may not be made or opened is a matter of rights, unless the disk is the reason. */
static enum rc refused(int code)
{
	enum rc rc = rc_from_errno(code);

	return rc == RC_READ_ONLY && code != EROFS ? RC_NOT_ALLOWED : rc;
}

static enum rc system_check(const struct engine_opts *o, struct err *err)
{
	struct statfs fs;
	unsigned long type;
	char number[24];
	const char *name = number;

	if (o->fs_type) {
		type = o->fs_type(o->dir);
	} else {
		if (statfs(o->dir, &fs))
			return err_set(err, RC_IO, "cannot look at the disk of '%s': %s", o->dir,
				       strerror(errno));
		type = (unsigned long)fs.f_type & 0xffffffff;
	}
	snprintf(number, sizeof(number), "type 0x%lx", type);
	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++)
		if (systems[i].type == type) {
			if (systems[i].local)
				return RC_OK;
			name = systems[i].name;
		}
	return err_set(
		err, RC_NOT_ALLOWED,
		"'%s' is on a file system (%s) where several people writing at "
		"once would lose work; choose a folder on a disk of this computer with --data",
		o->dir, name);
}

enum rc datadir_system(const char *dir, struct err *err)
{
	return system_check(&(struct engine_opts){ .dir = dir }, err);
}

static mode_t dir_mode(enum engine_profile p)
{
	return p == PROFILE_TEAM ? 02770 : 0700;
}

static enum rc not_ours(const char *dir, struct err *err)
{
	return err_set(err, RC_NOT_ALLOWED,
		       "'%s' belongs to another account; name a folder of your own with "
		       "--data",
		       dir);
}

static enum rc rights_check(const char *dir, const struct stat *st, enum engine_profile p,
			    struct err *err)
{
	if (p == PROFILE_TEAM) {
		if (st->st_mode & 07)
			return err_set(err, RC_NOT_ALLOWED,
				       "others than the team can reach '%s'; close it with: "
				       "chmod 2770 '%s'",
				       dir, dir);
		if ((st->st_mode & 02770) != 02770)
			return err_set(err, RC_NOT_ALLOWED,
				       "the team cannot share what is made in '%s'; put it "
				       "right with: chmod 2770 '%s'",
				       dir, dir);
		return RC_OK;
	}
	if (st->st_uid != geteuid())
		return not_ours(dir, err);
	if (st->st_mode & 077)
		return err_set(err, RC_NOT_ALLOWED,
			       "others on this computer can reach '%s'; close it with: "
			       "chmod 700 '%s'",
			       dir, dir);
	return RC_OK;
}

/* The folders above are made as any folder is; the store's own is closed. */
static int make_path(const char *dir, mode_t mode)
{
	char *path = mem_str(dir);
	int code = 0;

	for (char *p = path + 1; *p && code == 0; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		code = mkdir(path, 0700) && errno != EEXIST && errno != EROFS ? -1 : 0;
		*p = '/';
	}
	if (code == 0 && mkdir(dir, mode) && errno != EEXIST)
		code = -1;
	mem_free(path);
	return code;
}

/* What is in a directory without a marker: nothing, the beginnings of a store, or other things. */
static enum rc unmarked_check(const char *dir, struct err *err)
{
	static const char *const ours[] = { ".",   "..",      "data.mdb", "lock.mdb", "data.new",
					    "run", "journal", "rebuild",  "rebuilt" };
	struct dirent *d;
	DIR *all = opendir(dir);
	enum rc rc = RC_OK;

	if (!all)
		return err_set(err, refused(errno), "cannot look into '%s': %s", dir,
			       strerror(errno));
	while (rc == RC_OK && (d = readdir(all))) {
		bool known = false;

		for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
			known |= strcmp(d->d_name, ours[i]) == 0;
		if (!known)
			rc = err_set(err, RC_INVALID,
				     "'%s' holds other things (%s) and is no store of cairn; "
				     "name an empty or a new folder with --data",
				     dir, d->d_name);
	}
	closedir(all);
	return rc;
}

/* The marker says which profile: "cairn store 1 team". */
static enum rc marker_read(const char *dir, enum engine_profile *p)
{
	char *path = datadir_path(dir, "STORE"), text[64] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	mem_free(path);
	if (fd < 0)
		return errno == ENOENT ? RC_NOT_FOUND : RC_NOT_ALLOWED;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	*p = strstr(text, "team") ? PROFILE_TEAM : PROFILE_PERSONAL;
	return n < 0 ? RC_NOT_ALLOWED : RC_OK;
}

/* An empty folder that a group shares already is meant for a team. */
static enum rc fresh_open(struct datadir *d, const struct engine_opts *o, struct err *err)
{
	struct stat st;
	enum rc rc;

	d->making = open(o->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->making < 0 || flock(d->making, LOCK_EX))
		return err_set(err, refused(errno), "cannot open '%s': %s", o->dir,
			       strerror(errno));
	if (marker_read(o->dir, &d->profile) == RC_OK) /* somebody else made it while we waited */
		return RC_OK;
	rc = unmarked_check(o->dir, err);
	if (rc != RC_OK)
		return rc;
	if (fstat(d->making, &st))
		return not_ours(o->dir, err);
	d->profile = (st.st_mode & 07777) == dir_mode(PROFILE_TEAM) ? PROFILE_TEAM : o->profile;
	if ((st.st_mode & 07777) != dir_mode(d->profile) && fchmod(d->making, dir_mode(d->profile)))
		return not_ours(o->dir, err);
	d->fresh = true;
	return RC_OK;
}

/* Who may write into a team's folder could have others write through one, wherever they may. */
static enum rc no_links(const char *dir, struct err *err)
{
	static const char *const own[] = { "STORE", "data.mdb", "lock.mdb", "run", "journal" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		char *path = datadir_path(dir, own[i]);
		struct stat st;
		bool link = !lstat(path, &st) && S_ISLNK(st.st_mode);

		mem_free(path);
		if (link)
			return err_set(err, RC_NOT_ALLOWED,
				       "'%s/%s' is a link, and a store follows none; put what it "
				       "points at in its place",
				       dir, own[i]);
	}
	return RC_OK;
}

static enum rc there_open(struct datadir *d, const struct engine_opts *o, struct err *err)
{
	struct stat st;
	enum rc rc;

	if (stat(o->dir, &st))
		return err_set(err, errno == ENOENT ? RC_NOT_FOUND : RC_NOT_ALLOWED,
			       errno == ENOENT ? "there is no store in '%s' yet"
					       : "you may not look into '%s'; ask who looks after "
						 "the computer to add you to the team's group",
			       o->dir);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, RC_INVALID, "'%s' is a file; name a folder with --data",
			       o->dir);
	if (access(o->dir, R_OK | X_OK))
		return err_set(err, RC_NOT_ALLOWED,
			       "you may not look into '%s'; ask who looks after the "
			       "computer to add you to the team's group",
			       o->dir);
	rc = system_check(o, err);
	if (rc == RC_OK)
		rc = no_links(o->dir, err);
	if (rc != RC_OK)
		return rc;
	rc = marker_read(o->dir, &d->profile);
	if (rc != RC_NOT_FOUND)
		return rc == RC_OK ? rights_check(o->dir, &st, d->profile, err)
				   : not_ours(o->dir, err);
	if (!o->create) {
		rc = unmarked_check(o->dir, err);
		return rc != RC_OK ? rc
				   : err_set(err, RC_NOT_FOUND, "there is no store in '%s' yet",
					     o->dir);
	}
	rc = fresh_open(d, o, err);
	if (rc != RC_OK || d->fresh)
		return rc;
	datadir_close(d);
	return stat(o->dir, &st) ? not_ours(o->dir, err)
				 : rights_check(o->dir, &st, d->profile, err);
}

enum rc datadir_open(struct datadir *d, const struct engine_opts *o, struct err *err)
{
	enum rc rc;

	*d = (struct datadir){ .making = -1, .profile = o->profile };
	if (o->create && access(o->dir, F_OK) && make_path(o->dir, dir_mode(o->profile)))
		return err_set(err, refused(errno), "cannot make the folder '%s': %s", o->dir,
			       strerror(errno));
	rc = there_open(d, o, err);
	if (rc != RC_OK)
		datadir_close(d);
	else if (d->profile == PROFILE_TEAM)
		unsetenv("CAIRN_NOW"); /* what others rely on is dated by the clock alone */
	return rc;
}

void datadir_close(struct datadir *d)
{
	if (d->making >= 0)
		close(d->making);
	d->making = -1;
	d->fresh = false;
}

enum rc datadir_flush(const char *dir, struct err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int code = fd < 0 || fsync(fd) ? errno : 0;

	if (fd >= 0)
		close(fd);
	return code ? err_set(err, rc_from_errno(code), "cannot write the folder '%s': %s", dir,
			      strerror(code))
		    : RC_OK;
}

enum rc datadir_mark(struct datadir *d, const char *dir, struct err *err)
{
	const char *text =
		d->profile == PROFILE_TEAM ? "cairn store 1 team\n" : "cairn store 1 personal\n";
	mode_t mode = d->profile == PROFILE_TEAM ? 0660 : 0600;
	char *path = datadir_path(dir, "STORE");
	int fd, code = 0;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0 || fchmod(fd, mode) || write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    fsync(fd))
		code = errno ? errno : ENOSPC;
	if (fd >= 0)
		close(fd);
	if (fd >= 0 && code)
		unlink(path); /* half a marker says nothing */
	mem_free(path);
	if (code)
		return err_set(err, rc_from_errno(code),
			       "cannot finish making the store in '%s': %s", dir, strerror(code));
	datadir_close(d);
	return datadir_flush(dir, err);
}

enum rc datadir_file_ready(const char *path, enum engine_profile p, struct err *err)
{
	mode_t closed = p == PROFILE_TEAM ? 07 : 077;
	struct stat st;

	if (stat(path, &st) || !(st.st_mode & closed))
		return RC_OK;
	return err_set(err, RC_NOT_ALLOWED,
		       "others on this computer can read '%s'; close it with: chmod %s '%s'", path,
		       p == PROFILE_TEAM ? "660" : "600", path);
}

static int copy_bytes(int in, int out)
{
	char *block = mem_alloc(1 << 16);
	ssize_t n;
	int code = 0;

	while (code == 0 && (n = read(in, block, 1 << 16)) != 0)
		if (n < 0 || write(out, block, (size_t)n) != n)
			code = errno ? errno : ENOSPC;
	mem_free(block);
	return code;
}

enum rc datadir_copy(const char *from, const char *to, enum engine_profile p, struct err *err)
{
	mode_t mode = p == PROFILE_TEAM ? 0660 : 0600;
	int in = open(from, O_RDONLY | O_CLOEXEC), out, code;

	if (in < 0)
		return err_set(err, errno == ENOENT ? RC_NOT_FOUND : RC_NOT_ALLOWED,
			       "cannot read '%s': %s", from, strerror(errno));
	unlink(to);
	errno = 0;
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	code = out < 0 || fchmod(out, mode) ? errno : copy_bytes(in, out);
	if (code == 0 && fsync(out))
		code = errno;
	close(in);
	if (out >= 0)
		close(out);
	if (rc_from_errno(code) == RC_FULL)
		return err_set(err, RC_FULL, "there is no room on the disk for '%s'", to);
	return code ? err_set(err, rc_from_errno(code), "cannot write '%s': %s", to, strerror(code))
		    : RC_OK;
}

/* Source: machine-id(5) */
void datadir_machine(char out[MACHINE_TEXT])
{
	int fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, out, MACHINE_TEXT - 1);

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strspn(out, "0123456789abcdef")] = '\0';
	if (!out[0])
		snprintf(out, MACHINE_TEXT, "-");
}
