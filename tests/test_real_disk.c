/* SPDX-License-Identifier: ISC */
/*
 * A real ext4 on a file of the test's own, mounted where nobody else sees it:
 * filled up, and turned read-only by the kernel while the store is open, as it
 * does when a disk fails. Skipped where nothing may be mounted.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"
#include "lib_state.h"
#include "lib_store.h"
#include "same.h"

enum { DISK_MB = 24, FILL_MOST = 2000 };

static char *scratch, *disk, *data;
static struct run in;
static bool mounted;

static bool does(const char *command)
{
	return system(command) == 0;
}

static bool mount_disk(void)
{
	char make[700], put[700];

	snprintf(make, sizeof(make),
		 "PATH=$PATH:/usr/sbin:/sbin; truncate -s %dM '%s/image' && "
		 "mkfs.ext4 -q -F '%s/image' >/dev/null 2>&1",
		 DISK_MB, scratch, scratch);
	snprintf(put, sizeof(put), "mount -o loop '%s/image' '%s' 2>/dev/null", scratch, disk);
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && does(make) && does(put);
}

static void begin(void)
{
	scratch = dir_make();
	disk = dir_path(scratch, "disk");
	data = dir_path(disk, "store");
	mkdir(disk, 0700);
	mounted = mount_disk();
	if (!mounted)
		cr_skip_test("nothing may be mounted here");
	in = (struct run){ .data = data };
	free(run_ok(&in, "init", "--name", "Clyde North", "--years", "2026-2029"));
	free(run_ok(&in, "add", "learning", "title=One", "happened=a", "learned=b"));
}

static void end(void)
{
	if (mounted)
		umount2(disk, MNT_DETACH);
	free(data);
	free(disk);
	dir_drop(scratch);
}

TestSuite(real_disk, .init = begin, .fini = end, .timeout = 300);

static char *fill(void)
{
	static const char block[1 << 16];
	char *path = dir_path(disk, "filler");
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	for (size_t some = sizeof(block); some > 0;)
		if (write(fd, block, some) <= 0)
			some /= 2; /* to the last byte */
	cr_expect(fsync(fd) == 0);
	close(fd);
	return path;
}

/* Saves until the reserve behind the file is used up as well; how many went in. */
static int save_until_full(struct ran *last)
{
	char text[4000];
	int n = 0;

	for (;; n++) {
		snprintf(text, sizeof(text), "learned=%d %03000d", n, n);
		*last = run_it(&in, "set", "LE-01", text);
		if (last->status != 0 || n == FILL_MOST)
			return n;
		ran_clear(last);
	}
}

static void expect_learned(const char *part)
{
	char *out = run_ok(&in, "show", "LE-01");

	expect_part(out, part);
	free(out);
}

Test(real_disk, full_it_refuses_in_words_and_goes_on_once_there_is_room)
{
	struct buf before = { 0 }, now = { 0 };
	struct ran ran;
	char *filler = fill(), said[40];
	int n = save_until_full(&ran);

	cr_expect(eq(int, ran.status, 7), "%s", ran.err);
	expect_part(ran.err, "is full");
	ran_clear(&ran);
	cr_expect(gt(int, n, 10)); /* the reserve is there for this */
	state_text(data, false, &before);
	state_whole(data, "full");
	snprintf(said, sizeof(said), "%d 0000", n - 1);
	expect_learned(said);
	ran = run_it(&in, "compact");
	cr_expect(ran.status == 0 || ran.status == 7, "%d: %s", ran.status, ran.err);
	ran_clear(&ran);
	state_text(data, false, &now);
	expect_same(buf_text(&now), buf_text(&before));
	unlink(filler);
	free(run_ok(&in, "set", "LE-01", "learned=Zebra"));
	expect_learned("Zebra");
	free(run_ok(&in, "verify"));
	buf_clear(&before);
	buf_clear(&now);
	free(filler);
}

/* With the store open all the time, as a session has it. */
Test(real_disk, turned_read_only_it_is_read_and_saving_says_so)
{
	struct store *s = store_in(data);
	struct place p = { .pid = "clyde-north" };
	struct actor by = { .person = "root", .role = MEMBER_COORDINATOR, .from = "local" };
	char command[700];
	uint64_t head = store_head(s, p);
	enum rc rc;

	cr_assert(ge(u64, head, 1));
	snprintf(command, sizeof(command), "mount -o remount,abort '%s' 2>/dev/null", disk);
	if (!does(command)) {
		store_close(s);
		cr_skip_test("this kernel does not give a disk up when it is asked to");
	}
	rc = put_in(s, p, &by, "-/le/le-000001/learned", "Zebra");
	cr_expect(rc == RC_READ_ONLY || rc == RC_IO, "%d", (int)rc);
	rc = put_in(s, p, &by, "-/le/le-000009/learned", "Zebra");
	cr_expect(rc == RC_READ_ONLY || rc == RC_IO, "%d", (int)rc);
	cr_expect(eq(u64, store_head(s, p), head));
	clean(s);
	store_close(s);
	expect_learned("b");
	run_no(&in, 7, "may be read but not changed", "set", "LE-01", "learned=Zebra");
	expect_learned("b");
}
