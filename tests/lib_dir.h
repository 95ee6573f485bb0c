/* SPDX-License-Identifier: ISC */
/*
 * lib_dir - a directory of its own for a test
 */
#ifndef TESTS_LIB_DIR_H
#define TESTS_LIB_DIR_H

#include <stddef.h>

/* dir_make - a new empty directory, 0700, under $TMPDIR or /tmp; ends the test when it cannot */
char *dir_make(void);
/* dir_make_quick - in memory where there is some, and $TMPDIR with it: for tests in which no disk is waited for */
char *dir_make_quick(void);
/* dir_drop - removes it with all that is in it, and frees the name; takes NULL */
void dir_drop(char *dir);
/* dir_path - "dir/name"; freed with free() */
char *dir_path(const char *dir, const char *name);
/* file_text - the whole of a file, NUL-terminated; len may be NULL; NULL when it cannot be read */
char *file_text(const char *path, size_t *len);
/* file_put - makes or replaces a file, 0600; ends the test when it cannot */
void file_put(const char *path, const void *data, size_t len);

#endif
