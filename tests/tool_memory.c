/* SPDX-License-Identifier: ISC */
/*
 * tool_memory.so: loaded into a program before the C library, it lets requests for memory fail as the page in
 * $CAIRN_FAULT says. Source: "Replacing malloc" in the GNU C library's manual
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib_fault.h"

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static struct fault_page *page;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("CAIRN_FAULT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p = fd < 0 ? MAP_FAILED
			 : mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd >= 0)
		close(fd);
	unsetenv("LD_PRELOAD");
	page = p == MAP_FAILED ? NULL : p;
}

static bool fails(const char *what, size_t size, const void *from)
{
	unsigned count, at;

	if (!page)
		return false;
	count = atomic_fetch_add(&page->count, 1) + 1;
	at = atomic_load(&page->fail_at);
	if (!at || count < at || (count > at && !atomic_load(&page->lasting)))
		return false;
	if (!atomic_fetch_add(&page->failed, 1)) {
		Dl_info where = { 0 };

		dladdr(from, &where);
		snprintf(page->what, sizeof(page->what), "%s of %zu for %s+%#lx", what, size,
			 where.dli_fname ? strrchr(where.dli_fname, '/') + 1 : "?",
			 (unsigned long)((const char *)from - (const char *)where.dli_fbase));
	}
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails("malloc", size, __builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails("calloc", n * size, __builtin_return_address(0)) ? NULL
								      : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	return fails("realloc", size, __builtin_return_address(0)) ? NULL : __libc_realloc(p, size);
}
