/* SPDX-License-Identifier: ISC */
/*
 * file - whole files, read with a limit and written so that half of one is never seen
 */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include "err.h"
#include "mem.h"

/* file_write_new - a new file, 0600, no links followed, flushed, then given its name; refuses one that is there */
enum rc file_write_new(const char *path, const void *data, size_t len, struct err *err);
/* file_read_all - RC_INVALID past limit */
enum rc file_read_all(const char *path, size_t limit, struct buf *out, struct err *err);

#endif
