/* SPDX-License-Identifier: ISC */
/* What was removed stands in every whole copy that was made before: those that can be found are named. */
#include "copies.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "../core/base/json.h"
#include "words.h"

struct seeking {
	copy_holds *holds;
	const void *what;
	struct arena *arena;
	struct copies *out;
	size_t holding_cap, unread_cap;
};

static void add(struct seeking *l, struct names *to, size_t *cap, const char *path)
{
	to->v = arena_grown(l->arena, to->v, to->n, cap, sizeof(*to->v));
	to->v[to->n++] = path;
}

/* Those of a folder whose names begin so; false: it cannot be read. */
static bool look(struct seeking *l, const char *folder, const char *prefix)
{
	DIR *all = opendir(folder);
	struct dirent *d;
	struct stat st;

	while (all && (d = readdir(all))) {
		const char *path = arena_printf(l->arena, "%s/%s", folder, d->d_name);
		enum copy_says says;

		if (strncmp(d->d_name, prefix, strlen(prefix)) != 0 || lstat(path, &st) ||
		    !S_ISREG(st.st_mode))
			continue;
		says = l->holds(l->what, path);
		if (says == COPY_HOLDS)
			add(l, &l->out->holding, &l->holding_cap, path);
		else if (says == COPY_UNREAD)
			add(l, &l->out->unread, &l->unread_cap, path);
	}
	if (all)
		closedir(all);
	return all != NULL;
}

struct copies copies_look(const struct app *app, copy_holds *holds, const void *what,
			  struct arena *a)
{
	struct copies out = { .folder = settings_text(app->settings, SETTING_BACKUP_FOLDER) };
	struct seeking l = { .holds = holds, .what = what, .arena = a, .out = &out };

	look(&l, app->data_dir, "data.before-");
	look(&l, app->data_dir, "before-format-");
	out.folder_read = out.folder[0] && look(&l, out.folder, "");
	return out;
}

void copies_page(const struct copies *c, struct page *p)
{
	page_head(p, W_COPIES);
	for (size_t i = 0; i < c->holding.n; i++)
		page_text(p, c->holding.v[i]);
	if (c->holding.n)
		page_text(p, W_COPIES_HOLD);
	for (size_t i = 0; i < c->unread.n; i++)
		page_text(p, c->unread.v[i]);
	if (c->unread.n)
		page_text(p, W_COPIES_UNREAD);
	if (!c->folder[0])
		page_text(p, W_COPIES_NO_FOLDER);
	else if (!c->folder_read)
		page_text(p, page_printf(p, W_COPIES_SHUT, c->folder));
	else if (!c->holding.n && !c->unread.n)
		page_text(p, page_printf(p, W_COPIES_NONE, c->folder));
}

static void tell_paths(const struct names *paths, const char *head, struct buf *b)
{
	if (paths->n)
		buf_printf(b, "%s\n", head);
	for (size_t i = 0; i < paths->n; i++)
		buf_printf(b, "  %s\n", paths->v[i]);
}

static void put_paths(const struct names *paths, const char *name, struct jout *j)
{
	jout_array(j, name);
	for (size_t i = 0; i < paths->n; i++)
		jout_text(j, NULL, paths->v[i]);
	jout_end(j, ']');
}

void copies_tell(const struct copies *c, struct buf *text, struct jout *json)
{
	if (!text) {
		put_paths(&c->holding, "copies", json);
		put_paths(&c->unread, "copies_unread", json);
		jout_bool(json, "backups_read", c->folder_read);
		return;
	}
	tell_paths(&c->holding,
		   "These copies still hold it. Delete them, or let them run out; where one is "
		   "restored, do this again:",
		   text);
	tell_paths(&c->unread,
		   "These cannot be looked at here and may hold it; whoever they belong to can:",
		   text);
	if (!c->folder[0])
		buf_printf(text, "%s\n", W_COPIES_NO_FOLDER);
	else if (!c->folder_read)
		buf_printf(text, W_COPIES_SHUT "\n", c->folder);
}
