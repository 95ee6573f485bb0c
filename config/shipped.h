/* SPDX-License-Identifier: ISC */
/* shipped - the compiled pack that is part of the program */
#ifndef CONFIG_SHIPPED_H
#define CONFIG_SHIPPED_H

#include <stddef.h>

const void *shipped_table(size_t *len);
/*
 * shipped_let_go - the table was opened, so its memory is given back
 *
 * copied   bytes at its start that are not read again; the rest comes back
 *          by itself where it is read
 */
void shipped_let_go(size_t copied);

#endif
