/* SPDX-License-Identifier: ISC */
/* settings_internal - what the files of the settings module share */
#ifndef CONFIG_SETTINGS_INTERNAL_H
#define CONFIG_SETTINGS_INTERNAL_H

#include "settings.h"
#include "settings_read.h"

struct setting_def {
	const char *section, *key;
	enum setting_kind kind;
	const char *initial, *allowed, *env;
	bool site_only;
	const char *title, *help;
};

struct setting_value {
	const char *text;
	enum setting_layer layer;
	const char *where;
};

struct settings {
	struct arena *arena;
	struct setting_value v[SETTING_COUNT];
	const char *person_file; /* NULL: there is no home */
};

const struct setting_def *setting_def(enum setting k);

#endif
