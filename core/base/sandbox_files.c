/* SPDX-License-Identifier: ISC */
/* Landlock has no packaged library: its three system calls. Source: landlock(7) */
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox.h"

/* Rights that came after the header of Debian 12 was made; ABI 3. */
#define MAY_TRUNCATE (UINT64_C(1) << 14)

enum { ABI_REFER = 2, ABI_TRUNCATE = 3 };

static long abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t all_rights(long version)
{
	uint64_t rights = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1; /* those of the first ABI */

	if (version >= ABI_REFER)
		rights |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= ABI_TRUNCATE)
		rights |= MAY_TRUNCATE;
	return rights;
}

static bool allow(int rules, const struct sandbox_path *p, uint64_t all)
{
	const uint64_t of_files =
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | MAY_TRUNCATE;
	struct landlock_path_beneath_attr at = {
		.allowed_access =
			p->write ? all & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE
				 : LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = open(p->path, O_PATH | O_CLOEXEC),
	};
	struct stat st;
	bool good;

	if (at.parent_fd < 0)
		return true;
	if (!fstat(at.parent_fd, &st) && !S_ISDIR(st.st_mode))
		at.allowed_access &= of_files & all;
	good = !syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &at, 0);
	close(at.parent_fd);
	return good;
}

bool sandbox_files(const struct sandbox_path *paths, size_t n)
{
	long version = abi();
	const struct landlock_ruleset_attr attr = { .handled_access_fs = all_rights(version) };
	bool good = version > 0;
	int rules;

	if (!good)
		return false;
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	good = rules >= 0;
	for (size_t i = 0; good && i < n; i++)
		good = allow(rules, &paths[i], attr.handled_access_fs);
	good = good && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !syscall(SYS_landlock_restrict_self, rules, 0);
	if (rules >= 0)
		close(rules);
	return good;
}

bool sandbox_files_there(void)
{
	return abi() > 0;
}
