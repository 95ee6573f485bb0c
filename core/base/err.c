/* SPDX-License-Identifier: ISC */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int exit;
} codes[] = {
	[RC_OK] = { "OK", 0 },
	[RC_IO] = { "IO", 1 },
	[RC_USAGE] = { "USAGE", 2 },
	[RC_NOT_FOUND] = { "NOT_FOUND", 3 },
	[RC_NOT_ALLOWED] = { "NOT_ALLOWED", 4 },
	[RC_CONFLICT] = { "CONFLICT", 5 },
	[RC_INVALID] = { "INVALID", 6 },
	[RC_DAMAGED] = { "DAMAGED", 6 },
	[RC_NEWER] = { "NEWER", 6 },
	[RC_GAP] = { "GAP", 6 },
	[RC_BUSY] = { "BUSY", 7 },
	[RC_FULL] = { "FULL", 7 },
	[RC_READ_ONLY] = { "READ_ONLY", 7 },
};

/* Cuts a text that was too long before the character it would break. */
static void end_at_a_character(char *text, size_t size)
{
	size_t at = size - 1;

	while (at > 0 && ((unsigned char)text[at - 1] & 0xc0) == 0x80)
		at--;
	if (at > 0 && (unsigned char)text[at - 1] >= 0xc0)
		at--;
	text[at] = '\0';
}

enum rc err_set(struct err *err, enum rc rc, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (!err || err->rc != RC_OK)
		return rc;
	err->rc = rc;
	va_start(ap, fmt);
	n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof(err->text))
		end_at_a_character(err->text, sizeof(err->text));
	return rc;
}

void err_clear(struct err *err)
{
	err->rc = RC_OK;
	err->text[0] = '\0';
}

enum rc rc_from_errno(int code)
{
	static const struct {
		int code;
		enum rc rc;
	} table[] = {
		{ ENOSPC, RC_FULL },      { EDQUOT, RC_FULL },       { EFBIG, RC_FULL },
		{ EROFS, RC_READ_ONLY },  { EACCES, RC_READ_ONLY },  { EPERM, RC_READ_ONLY },
		{ ENOENT, RC_NOT_FOUND }, { ENOTDIR, RC_NOT_FOUND },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].code == code)
			return table[i].rc;
	return RC_IO;
}

const char *rc_name(enum rc rc)
{
	return codes[rc].name;
}

int rc_exit(enum rc rc)
{
	return codes[rc].exit;
}
