/* SPDX-License-Identifier: ISC */
/*
 * account - what the computer says of an account, asked so that want of memory ends in a sentence
 *
 * The C library's search through files and network services crashes where it
 * gets no memory; that is met here and told as what it is.
 * Memory: the library's own, until the next call; NULL: there is none of that name
 */
#ifndef SCREENS_ACCOUNT_H
#define SCREENS_ACCOUNT_H

#include <pwd.h>

const struct passwd *account_own(void);
const struct passwd *account_named(const char *name);

#endif
