/* SPDX-License-Identifier: ISC */
/*
 * lib_fault - a program whose calls of the system, or requests for memory, are made to fail
 *
 * tests/tool_fault runs the program and answers, in the kernel's place, the
 * calls that change files below one folder: the one that is asked for fails,
 * the others go on. tests/tool_memory.so, loaded into it, does the same with
 * requests for memory. Both look at one page that the test maps as well, so
 * that a session can be made to fail at a moment that the test chooses.
 */
#ifndef TESTS_LIB_FAULT_H
#define TESTS_LIB_FAULT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { FAULT_WHAT = 120, FAULT_UNDER = 240 };

struct fault_page {
	atomic_uint count;       /* calls that could fail, since it was last set to 0 */
	atomic_uint fail_at;     /* which of them fails; 0: none */
	atomic_uint lasting;     /* all after it fail too */
	atomic_int error;        /* with which errno */
	atomic_uint failed;      /* how many did */
	char what[FAULT_WHAT];   /* the first that did: "pwrite64 /tmp/…/data.mdb" */
	char under[FAULT_UNDER]; /* the folder; nothing outside of it fails but standard output */
};

struct fault {
	struct fault_page *page;
	char path[FAULT_UNDER]; /* of the page, for $CAIRN_FAULT */
	char program[512];      /* what stands in the program's place */
};

/*
 * fault_calls - from now on run_program() is the program with failing calls
 *
 * Skips the test where the kernel does not let one answer another's calls.
 * fault_memory is the same for requests for memory. fault_end puts the
 * program back; the folder `under` holds the page.
 */
void fault_calls(struct fault *f, const char *under);
void fault_memory(struct fault *f, const char *under);
void fault_end(struct fault *f);

/* fault_arm - the n-th from now fails with that errno; 0: none does */
void fault_arm(struct fault *f, unsigned n, int error, bool lasting);
/* fault_hit - did one fail since fault_arm; its name is in page->what */
bool fault_hit(const struct fault *f);

#endif
