/* SPDX-License-Identifier: ISC */
/*
 * lib_golden - texts kept in tests/golden/, read like code when they change
 */
#ifndef TESTS_LIB_GOLDEN_H
#define TESTS_LIB_GOLDEN_H

#include <stdbool.h>

/*
 * golden - true when the text is what tests/golden/<name>.txt holds
 *
 * With GOLDEN=write in the environment the file is written instead. A
 * difference is shown on stderr, first line that differs in both. The folder
 * is $GOLDEN_DIR, else tests/golden below the current one.
 */
bool golden(const char *name, const char *text);

#endif
