/* SPDX-License-Identifier: ISC */
#include "there.h"

#include <string.h>

#include "words.h"

const char *there_saved(const struct record *r)
{
	return r->exists && !strcmp(record_text(r, "life"), "archived") ? W_SAVED_ARCHIVED
									: W_SAVED;
}
