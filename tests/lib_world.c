/* SPDX-License-Identifier: ISC */
#include "tests/lib_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void stop(const char *what, const struct err *err)
{
	fprintf(stderr, "the world of the test: %s: %s\n", what, err->text);
	abort();
}

/* s NULL: a new store */
static struct world *make(struct store *s)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct settings_from from = { .site_dir = "/nowhere",
				      .person_file = "/nowhere/config.ini" };
	struct store_opts o = { .engine = &engine_memory };
	struct err err = { 0 };
	struct person p;

	setenv("CAIRN_NOW", "1763640000", 1); /* 20 November 2025, noon */
	setenv("TZ", "UTC", 1);
	w->app.arena = arena_new();
	w->app.session.today = clock_today();
	w->app.data_dir = "/nowhere";
	if (settings_open(&w->app.settings, &from, &(struct pack_faults){ .arena = w->app.arena },
			  &err))
		stop("settings", &err);
	w->app.session.store = s;
	if (!s && store_open(&w->app.session.store, &o, &err))
		stop("store", &err);
	if (store_person_put(w->app.session.store, (long)getuid(), "coord", "Coordinator",
			     w->app.arena, &p, &err))
		stop("person", &err);
	w->app.session.actor = (struct actor){ .person = p.name, .from = "local" };
	w->app.session.shown = p.shown;
	if (app_enter(&w->app, NULL, NULL, &err))
		stop("templates", &err);
	app_hooks(&w->app, &w->hooks);
	return w;
}

struct world *world_open(void)
{
	struct world *w = make(NULL);
	struct faults faults = { .arena = w->app.arena };
	struct err err = { 0 };

	if (partnership_sample(&w->app.session, w->app.session.schema->samples[0].id, w->app.arena,
			       &w->pid, &faults, &err))
		stop("sample", &err);
	if (app_enter(&w->app, w->pid, NULL, &err))
		stop("entering", &err);
	return w;
}

struct world *world_open_empty(const char *name)
{
	struct world *w = make(NULL);
	struct new_partnership n = { .name = name, .first_year = 2025, .last_year = 2028 };
	struct err err = { 0 };

	if (partnership_make(&w->app.session, &n, w->app.arena, &w->pid, &err))
		stop("making", &err);
	if (app_enter(&w->app, w->pid, NULL, &err))
		stop("entering", &err);
	return w;
}

struct world *world_open_new(void)
{
	return make(NULL);
}

struct world *world_over(struct store *s, const char *pid)
{
	struct world *w = make(s);
	struct err err = { 0 };

	if (app_enter(&w->app, pid, NULL, &err))
		stop("entering", &err);
	w->pid = w->app.session.pid;
	return w;
}

void world_close(struct world *w)
{
	if (w->ui)
		ui_test_free(w->ui);
	store_close(w->app.session.store);
	app_forget(&w->app);
	packs_close(w->app.packs);
	settings_close(w->app.settings);
	arena_free(w->app.arena);
	mem_free(w);
}

struct session world_other(struct world *w, const char *person, const char *shown)
{
	struct session s = w->app.session;
	struct err err = { 0 };
	struct put put = { .field = "role", .text = "coordinator" };
	struct saved saved;
	struct person p;

	if (store_person_put(s.store, PERSON_NO_ACCOUNT, person, shown, w->app.arena, &p, &err))
		stop("another person", &err);
	if (record_save(&s, schema_reg(s.schema, "person"), person, "edit", &put, 1, NULL, NULL,
			&saved, &err))
		stop("their role", &err);
	s.actor = (struct actor){ .person = p.name, .role = MEMBER_COORDINATOR, .from = "local" };
	s.shown = p.shown;
	return s;
}

void world_show(struct world *w, int rows, int cols, const char *screen, const char *a,
		const char *b, const char *c)
{
	const struct ui_opts o = { .letter_keys = true, .esc_ms = 100, .ascii = w->ascii };
	const struct args args = { .a = a, .b = b, .c = c };
	struct err err = { 0 };

	if (w->ui)
		ui_test_free(w->ui);
	w->ui = ui_test_new(&o, &w->hooks, rows, cols);
	if (ui_test_open(w->ui, screen_named(screen), &args, &err))
		stop(screen, &err);
}

const char *world_text(struct world *w)
{
	char *dump = ui_test_dump(w->ui);
	const char *text = arena_str(w->app.arena, dump);

	free(dump);
	return text;
}

bool world_has(struct world *w, const char *text)
{
	return strstr(world_text(w), text) != NULL;
}

/* The line the cursor is in; its place is the last line of the dump. */
static bool focus_on(const char *dump, const char *text)
{
	const char *at = strrchr(dump, '@'), *line = dump, *end;
	long row = at ? strtol(at + 1, NULL, 10) : -1;
	char copy[1024];

	for (long i = 1; i < row && line; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line || row < 1)
		return false;
	end = strchr(line, '\n');
	snprintf(copy, sizeof(copy), "%.*s", (int)(end ? end - line : (long)strlen(line)), line);
	return strstr(copy, text) != NULL;
}

bool world_go(struct world *w, const char *text)
{
	for (int i = 0; i < 400; i++) {
		if (focus_on(world_text(w), text))
			return true;
		ui_test_key(w->ui, TK_TAB);
	}
	return false;
}

static int key_called(const char *name, size_t len)
{
	static const struct {
		const char *name;
		int key;
	} keys[] = {
		{ "Up", TK_UP },         { "Down", TK_DOWN },        { "Left", TK_LEFT },
		{ "Right", TK_RIGHT },   { "Home", TK_HOME },        { "End", TK_END },
		{ "PgUp", TK_PGUP },     { "PgDn", TK_PGDN },        { "Enter", TK_ENTER },
		{ "Esc", TK_ESC },       { "Tab", TK_TAB },          { "BackTab", TK_BACKTAB },
		{ "Space", ' ' },        { "Delete", TK_DELETE },    { "Backspace", TK_BACKSPACE },
		{ "Hangup", TK_HANGUP }, { "CutLine", TK_CUT_LINE },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strlen(keys[i].name) == len && !strncmp(keys[i].name, name, len))
			return keys[i].key;
	return (unsigned char)name[0];
}

void world_press(struct world *w, const char *keys)
{
	while (*keys) {
		size_t len;

		if (*keys == ' ') {
			keys++;
		} else if (*keys == '\'') {
			const char *end = strchr(keys + 1, '\'');
			char *text = arena_strn(w->app.arena, keys + 1, (size_t)(end - keys - 1));

			ui_test_type(w->ui, text);
			keys = end + 1;
		} else {
			len = strcspn(keys, " ");
			ui_test_key(w->ui, key_called(keys, len));
			keys += len;
		}
	}
}
