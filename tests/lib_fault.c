/* SPDX-License-Identifier: ISC */
#include "lib_fault.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib_run.h"

/* $CAIRN is build/cairn; the tools lie in build/tests. */
static void tool_path(char *out, size_t size, const char *name)
{
	const char *program = run_program();

	snprintf(out, size, "%.*s/tests/%s", (int)(strrchr(program, '/') - program), program, name);
}

static void begin(struct fault *f, const char *under)
{
	int fd;

	*f = (struct fault){ 0 };
	snprintf(f->path, sizeof(f->path), "%s/.fault", under);
	snprintf(f->program, sizeof(f->program), "%s", run_program());
	fd = open(f->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cr_assert(fd >= 0 && !ftruncate(fd, sizeof(*f->page)));
	f->page = mmap(NULL, sizeof(*f->page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	cr_assert(f->page != MAP_FAILED);
	close(fd);
	snprintf(f->page->under, sizeof(f->page->under), "%s", under);
	setenv("CAIRN_FAULT", f->path, 1);
}

void fault_calls(struct fault *f, const char *under)
{
	char tool[512];
	struct ran ran;
	bool can;

	begin(f, under);
	tool_path(tool, sizeof(tool), "tool_fault");
	setenv("CAIRN_FAULTED", f->program, 1);
	setenv("CAIRN", tool, 1);
	ran = run_it(&(struct run){ 0 }, "--version");
	can = ran.status == 0 && strstr(ran.out, "cairn");
	ran_clear(&ran);
	if (can)
		return;
	fault_end(f);
	cr_skip_test("the kernel does not let one process answer another's calls");
}

void fault_memory(struct fault *f, const char *under)
{
	char tool[512];

	begin(f, under);
	tool_path(tool, sizeof(tool), "tool_memory.so");
	setenv("LD_PRELOAD", tool, 1);
}

void fault_end(struct fault *f)
{
	if (!f->page)
		return;
	setenv("CAIRN", f->program, 1);
	unsetenv("CAIRN_FAULTED");
	unsetenv("CAIRN_FAULT");
	unsetenv("LD_PRELOAD");
	munmap(f->page, sizeof(*f->page));
	unlink(f->path);
	*f = (struct fault){ 0 };
}

void fault_arm(struct fault *f, unsigned n, int error, bool lasting)
{
	atomic_store(&f->page->fail_at, 0);
	atomic_store(&f->page->count, 0);
	atomic_store(&f->page->failed, 0);
	atomic_store(&f->page->error, error);
	atomic_store(&f->page->lasting, lasting);
	f->page->what[0] = '\0';
	atomic_store(&f->page->fail_at, n);
}

bool fault_hit(const struct fault *f)
{
	return atomic_load(&f->page->failed) > 0;
}
