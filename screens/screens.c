/* SPDX-License-Identifier: ISC */
#include "screens.h"

#include <string.h>

#define SCREEN_ENTRY(name, args) &screen_##name,
const struct screen *const all_screens[] = { SCREEN_LIST(SCREEN_ENTRY) NULL };
#undef SCREEN_ENTRY

const struct screen *screen_named(const char *name)
{
	for (size_t i = 0; all_screens[i]; i++)
		if (!strcmp(all_screens[i]->name, name))
			return all_screens[i];
	return NULL;
}
