/* SPDX-License-Identifier: ISC */
/* What was removed stands in every whole copy that was made before: those that can be found are named. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "../core/base/json.h"
#include "cli.h"

struct copies {
	const struct cli *cli;
	copy_holds *holds;
	const void *what;
	struct buf *text;
	struct jout *json;
	size_t n;
};

static void tell(struct copies *c, const char *path)
{
	if (c->json)
		jout_text(c->json, NULL, path);
	else
		buf_printf(c->text, "%s  %s\n",
			   c->n ? ""
				: "These copies still hold it. Delete them, or let them run out; "
				  "where one is restored, do this again:\n",
			   path);
	c->n++;
}

/* Those of a folder whose names begin so; false: it cannot be read. */
static bool look(struct copies *c, const char *folder, const char *prefix)
{
	DIR *all = opendir(folder);
	struct dirent *d;
	struct stat st;

	while (all && (d = readdir(all))) {
		const char *path = arena_printf(c->cli->arena, "%s/%s", folder, d->d_name);

		if (!strncmp(d->d_name, prefix, strlen(prefix)) && !lstat(path, &st) &&
		    S_ISREG(st.st_mode) && c->holds(c->what, path))
			tell(c, path);
	}
	if (all)
		closedir(all);
	return all != NULL;
}

void cli_copies(const struct cli *c, copy_holds *holds, const void *what, struct buf *text,
		struct jout *json)
{
	struct copies all = { c, holds, what, text, json, 0 };
	const char *folder = settings_text(c->app.settings, SETTING_BACKUP_FOLDER);
	bool read;

	if (json)
		jout_array(json, "copies");
	look(&all, c->app.data_dir, "data.before-");
	read = folder[0] && look(&all, folder, "");
	if (json) {
		jout_end(json, ']');
		jout_bool(json, "backups_read", read);
	} else if (!folder[0]) {
		buf_str(text,
			"No folder of backups is set, so none was looked at: those made before "
			"still hold it.\n");
	} else if (!read) {
		buf_printf(
			text,
			"The folder of backups '%s' cannot be read: those made before still hold "
			"it.\n",
			folder);
	}
}
