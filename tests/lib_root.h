/* SPDX-License-Identifier: ISC */
/*
 * lib_root - a computer of the test's own: everything of this one, and nothing that is changed stays
 *
 * This process gets a root folder laid over the real one, its own /dev, /tmp
 * and /run, and a network with nothing but 127.0.0.1 on it. The program under
 * test is /usr/bin/cairn there, and $CAIRN names it.
 */
#ifndef TESTS_LIB_ROOT_H
#define TESTS_LIB_ROOT_H

#include <stdbool.h>
#include <stddef.h>

/* root_enter - skips the test where the rights or the kernel for it are missing */
void root_enter(void);
/* root_account - an account without password, whose shell is /bin/sh; makes its home folder */
void root_account(const char *name, unsigned uid);
/* root_sh - a line for /bin/sh; its exit status; what it writes goes to the test's output */
int root_sh(const char *line);
/* root_says - the same; standard output, NUL-terminated, freed with free() */
char *root_says(const char *line, int *status);
/* root_log - what came to /dev/log since the last call; freed with free() */
char *root_log(void);

#endif
