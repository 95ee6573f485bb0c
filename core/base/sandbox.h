/* SPDX-License-Identifier: ISC */
/*
 * sandbox - what this process gives up for good, so that a fault in it opens no way out
 *
 * Each holds until the process ends and cannot be taken back. Where the kernel
 * has no such thing the call answers false, and work goes on: the account's
 * own rights hold in any case, and cairn doctor tells what is missing.
 *
 * Source: cairn-admin(8), NO WAY OUT; prctl(2), seccomp(2), landlock(7)
 */
#ifndef CORE_SANDBOX_H
#define CORE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* sandbox_quiet - no core dump, not to be looked into by other processes, no rights gained */
bool sandbox_quiet(void);

/*
 * sandbox_calls - no other program, no process, no socket, no look into other
 * processes: the system call fails with EPERM. The one door to libseccomp.
 */
bool sandbox_calls(void);
bool sandbox_calls_there(void); /* does the kernel have it */

struct sandbox_path {
	const char *path; /* one that is not there is passed over */
	bool write;
};

/* sandbox_files - from now on files can be opened beneath these alone */
bool sandbox_files(const struct sandbox_path *paths, size_t n);
bool sandbox_files_there(void);

#endif
