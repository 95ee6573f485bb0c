/* SPDX-License-Identifier: ISC */
/* shipped - the compiled pack that is part of the program */
#ifndef CONFIG_SHIPPED_H
#define CONFIG_SHIPPED_H

#include <stddef.h>

const void *shipped_table(size_t *len);

#endif
