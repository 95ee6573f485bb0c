/* SPDX-License-Identifier: ISC */
/* What a process has given up it cannot do any more; what it kept it still can. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/sandbox.h"
#include "lib_dir.h"
#include "lib_run.h"

/* Each step of a child that is shut in ends it with its number when something is not as it should be. */
#define MUST(n, what) \
	do { \
		if (!(what)) \
			_exit(n); \
	} while (0)

static bool fails(long code, int with)
{
	return code < 0 && errno == with;
}

static void no_calls(void)
{
	char name[] = "true";
	char *const argv[] = { name, NULL };
	int pipes[2];

	MUST(1, sandbox_quiet());
	MUST(2, sandbox_calls());
	MUST(3, fails(execv("/bin/true", argv), EPERM));
	MUST(4, fails(socket(AF_INET, SOCK_STREAM, 0), EPERM));
	MUST(5, fails(socket(AF_UNIX, SOCK_DGRAM, 0), EPERM));
#ifndef __SANITIZE_ADDRESS__
	MUST(6, fails(fork(), EPERM));
#endif
	MUST(7, fails(chroot("/"), EPERM));
	MUST(8, pipe(pipes) == 0 && write(pipes[1], "x", 1) == 1);
	MUST(9, open("/dev/null", O_RDWR) >= 0);
	_exit(0);
}

static void no_dump(void)
{
	struct rlimit l;

	MUST(1, sandbox_quiet());
	MUST(2, prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
	MUST(3, getrlimit(RLIMIT_CORE, &l) == 0 && l.rlim_cur == 0 && l.rlim_max == 0);
	MUST(4, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	_exit(0);
}

static char *dir;

static void some_files(void)
{
	char path[300], other[320];
	struct sandbox_path paths[] = { { path, true }, { "/etc", false }, { "/nowhere", true } };
	int fd;

	snprintf(path, sizeof(path), "%s/in", dir);
	MUST(1, sandbox_files(paths, 3));
	snprintf(other, sizeof(other), "%s/out", dir);
	MUST(2, fails(open(other, O_RDWR | O_CREAT, 0600), EACCES));
	MUST(3, fails(open("/usr/bin/env", O_RDONLY), EACCES));
	MUST(4, open("/etc/passwd", O_RDONLY) >= 0);
	MUST(5, fails(open("/etc/passwd", O_WRONLY | O_APPEND), EACCES));
	snprintf(other, sizeof(other), "%s/new", path);
	snprintf(path, sizeof(path), "%s/in/newer", dir);
	fd = open(other, O_RDWR | O_CREAT, 0600);
	MUST(6, fd >= 0 && write(fd, "x", 1) == 1 && !ftruncate(fd, 0));
	MUST(7, rename(other, path) == 0);
	MUST(8, unlink(path) == 0);
	_exit(0);
}

static void shut_in(void (*fn)(void))
{
	pid_t pid = fork();

	if (pid == 0)
		fn();
	cr_expect(eq(int, run_wait(pid), 0));
}

Test(sandbox, no_program_no_process_and_no_socket)
{
	if (!sandbox_calls_there())
		cr_skip_test("this kernel has no seccomp");
	shut_in(no_calls);
}

Test(sandbox, nothing_is_dumped_and_no_rights_are_gained)
{
	shut_in(no_dump);
}

Test(sandbox, files_beneath_the_named_folders_alone)
{
	char *in;

	if (!sandbox_files_there())
		cr_skip_test("this kernel has no Landlock");
	dir = dir_make();
	in = dir_path(dir, "in");
	cr_assert(eq(int, mkdir(in, 0700), 0));
	shut_in(some_files);
	free(in);
	dir_drop(dir);
}
