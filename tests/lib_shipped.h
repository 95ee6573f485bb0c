/* SPDX-License-Identifier: ISC */
/*
 * lib_shipped - the pack as it is shipped, read from its YAML
 */
#ifndef TESTS_LIB_SHIPPED_H
#define TESTS_LIB_SHIPPED_H

#include "core/base/schema.h"

/* shipped_open - ends the test when the pack has a fault; lives until shipped_close */
const struct schema *shipped_open(void);
void shipped_close(void);

#endif
