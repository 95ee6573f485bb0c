/* SPDX-License-Identifier: ISC */
#ifndef CORE_IMPORT_CHECK_H
#define CORE_IMPORT_CHECK_H

#include "../records/session.h"

/*
 * import_check - every rule of every record in the session's partnership
 *
 * Errors:  RC_INVALID  names the first record that breaks one, and the way out
 */
enum rc import_check(const struct session *s, struct err *err);

#endif
