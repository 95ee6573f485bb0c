/* SPDX-License-Identifier: ISC */
/*
 * settings_read - the one door to inih: the lines of an INI file with their places
 *
 * What inih would take in another way than it looks is refused with its place:
 * lines over 199 bytes (it would part them), indented lines (it would join
 * them to the one before), ' ;' in a value (it would cut it there).
 * Source: cairn-config(5), FILES
 */
#ifndef CONFIG_SETTINGS_READ_H
#define CONFIG_SETTINGS_READ_H

#include "faults.h"

enum { INI_LINE_MAX = 199, INI_FILE_MAX = 64 * 1024 };

struct ini_entry {
	const char *section, *key, *value; /* until the callback returns */
	int line, key_column, value_column;
};

/*
 * ini_read_bytes - calls take for every entry of a file that lies in memory
 *
 * Errors:  RC_INVALID  faults were added; the entries of good lines were still given
 */
enum rc ini_read_bytes(const char *file, const char *data, size_t len,
		       void (*take)(void *arg, const struct ini_entry *e), void *arg,
		       struct pack_faults *faults);

#endif
