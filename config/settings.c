/* SPDX-License-Identifier: ISC */
#include "settings.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "../core/base/file.h"
#include "settings_internal.h"

static const struct setting_def defs[] = {
#define SETTING_DEF(id, section_, key_, kind_, initial_, allowed_, env_, site_, title_, help_) \
	[id] = { section_, key_, kind_, initial_, allowed_, env_, site_, title_, help_ },
	SETTING_LIST(SETTING_DEF)
#undef SETTING_DEF
};

const struct setting_def *setting_def(enum setting k)
{
	return &defs[k];
}

const char *setting_section(enum setting k)
{
	return defs[k].section;
}

const char *setting_key(enum setting k)
{
	return defs[k].key;
}

const char *setting_title(enum setting k)
{
	return defs[k].title;
}

const char *setting_help(enum setting k)
{
	return defs[k].help;
}

const char *setting_allowed(enum setting k)
{
	return defs[k].allowed;
}

enum setting_kind setting_kind_of(enum setting k)
{
	return defs[k].kind;
}

bool setting_is_site_only(enum setting k)
{
	return defs[k].site_only;
}

enum setting setting_find(const char *section, const char *key)
{
	for (enum setting k = 0; k < SETTING_COUNT; k++)
		if (strcmp(defs[k].section, section) == 0 && strcmp(defs[k].key, key) == 0)
			return k;
	return SETTING_COUNT;
}

/*
 * What a setting takes
 */

static const char *take_bool(const struct setting_def *d, const char *text)
{
	static const char *const words[][2] = {
		{ "yes", "yes" },  { "no", "no" },  { "true", "yes" },
		{ "false", "no" }, { "on", "yes" }, { "off", "no" },
	};

	(void)d;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

static const char *take_int(const struct setting_def *d, const char *text)
{
	const char *dots = strstr(d->allowed, "..");
	size_t digits = strspn(text, "0123456789");
	long n = strtol(text, NULL, 10);

	if (!digits || text[digits] || digits > 9)
		return NULL;
	return !dots || (n >= strtol(d->allowed, NULL, 10) && n <= strtol(dots + 2, NULL, 10))
		       ? text
		       : NULL;
}

static const char *take_word(const struct setting_def *d, const char *text)
{
	size_t len = strlen(text);

	for (const char *w = d->allowed; len; w++) { /* words parted by | */
		size_t n = strcspn(w, "|");

		if (n == len && strncmp(w, text, n) == 0)
			return text;
		w += n;
		if (!*w)
			break;
	}
	return NULL;
}

static const char *take_path(const struct setting_def *d, const char *text)
{
	(void)d;
	return text;
}

/* Source: useradd(8), CAVEATS; small letters alone */
static const char *take_name(const struct setting_def *d, const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	(void)d;
	return !text[len] && len <= 32 && (!len || !strchr("0123456789-", text[0])) ? text : NULL;
}

/* The text in its one form, or NULL. */
static const char *take(enum setting k, const char *text)
{
	static const char *(*const takes[])(const struct setting_def *, const char *) = {
		[SET_BOOL] = take_bool, [SET_INT] = take_int,   [SET_WORD] = take_word,
		[SET_PATH] = take_path, [SET_NAME] = take_name,
	};

	return takes[defs[k].kind](&defs[k], text);
}

static const char *takes_what(enum setting k, struct arena *a)
{
	const struct setting_def *d = &defs[k];
	struct buf words = { 0 };
	const char *out;

	if (d->kind == SET_BOOL)
		return "yes or no";
	if (d->kind == SET_NAME)
		return "the name of an account";
	if (d->kind == SET_INT)
		return arena_printf(a, "a whole number, %s", d->allowed);
	for (const char *c = d->allowed; *c; c++) {
		if (*c == '|')
			buf_str(&words, " or ");
		else
			buf_char(&words, *c);
	}
	out = arena_str(a, buf_text(&words));
	buf_clear(&words);
	return out;
}

static void put(struct settings *s, enum setting_layer layer, enum setting k, const char *text,
		const char *where)
{
	struct setting_value *v = &s->v[k];

	if (layer < v->layer)
		return;
	*v = (struct setting_value){ arena_str(s->arena, text), layer, arena_str(s->arena, where) };
}

enum rc settings_set(struct settings *s, enum setting_layer layer, enum setting k, const char *text,
		     struct err *err)
{
	static const char *const words[] = {
		[FROM_BUILT_IN] = "built in",    [FROM_SITE] = "site",
		[FROM_PERSON] = "your settings", [FROM_ENVIRONMENT] = "environment",
		[FROM_COMMAND] = "command line",
	};
	const char *good = take(k, text);

	if (defs[k].site_only && layer > FROM_SITE)
		return err_set(err, RC_INVALID, "'%s' in [%s] is set by the site alone",
			       defs[k].key, defs[k].section);
	if (!good)
		return err_set(err, RC_INVALID, "'%s' in [%s] takes %s, not '%.60s'", defs[k].key,
			       defs[k].section, takes_what(k, s->arena), text);
	put(s, layer, k, good, words[layer]);
	return RC_OK;
}

/*
 * Files
 */

struct file_read {
	struct settings *s; /* NULL: only checked */
	struct arena *arena;
	enum setting_layer layer;
	const char *file;
	struct pack_faults *faults;
	int seen[SETTING_COUNT]; /* line it was set in */
	const char *text[SETTING_COUNT];
};

static void unknown_setting(struct file_read *f, const struct ini_entry *e)
{
	bool section = false;

	for (enum setting k = 0; k < SETTING_COUNT; k++) {
		section = section || strcmp(defs[k].section, e->section) == 0;
		if (strcmp(defs[k].key, e->key) == 0) {
			fault_add(f->faults, f->file, e->line, e->key_column,
				  "'%.60s' belongs under [%s], not [%.60s]", e->key,
				  defs[k].section, e->section);
			return;
		}
	}
	fault_add(f->faults, f->file, e->line, e->key_column,
		  "there is no %s '%.60s'; 'cairn config' lists them",
		  section ? "setting" : "section", section ? e->key : e->section);
}

static void take_entry(void *arg, const struct ini_entry *e)
{
	struct file_read *f = arg;
	enum setting k = setting_find(e->section, e->key);
	const char *good;

	if (k == SETTING_COUNT) {
		unknown_setting(f, e);
		return;
	}
	good = take(k, e->value);
	if (f->layer == FROM_PERSON && defs[k].site_only)
		fault_add(f->faults, f->file, e->line, e->key_column,
			  "'%s' is set by the site alone, in its own settings; take the line out",
			  e->key);
	else if (f->seen[k])
		fault_add(f->faults, f->file, e->line, e->key_column,
			  "'%s' was set in line %d already; keep one", e->key, f->seen[k]);
	else if (!good)
		fault_add(f->faults, f->file, e->line, e->value_column,
			  "'%s' takes %s, not '%.60s'", e->key, takes_what(k, f->arena), e->value);
	else if (defs[k].kind == SET_PATH && *good && *good != '/')
		fault_add(f->faults, f->file, e->line, e->value_column,
			  "'%s' takes a full path that starts with '/', not '%.60s'", e->key,
			  e->value);
	f->seen[k] = e->line;
	f->text[k] = good ? arena_str(f->arena, good) : NULL;
}

/* One file: taken whole, or not at all. */
static enum rc read_file(struct file_read *f, struct err *err)
{
	struct buf data = { 0 };
	enum rc rc = file_read_all(f->file, INI_FILE_MAX, &data, err);

	if (rc == RC_INVALID)
		fault_add(f->faults, f->file, 1, 1,
			  "a settings file of more than %d bytes; shorten it", INI_FILE_MAX);
	if (rc == RC_OK) {
		size_t before = f->faults->n;

		ini_read_bytes(f->file, buf_text(&data), data.len, take_entry, f, f->faults);
		rc = f->faults->n == before ? RC_OK : RC_INVALID;
	}
	buf_clear(&data);
	for (enum setting k = 0; rc == RC_OK && f->s && k < SETTING_COUNT; k++)
		if (f->seen[k])
			put(f->s, f->layer, k, f->text[k],
			    arena_printf(f->arena, "%s:%d", f->file, f->seen[k]));
	return rc;
}

/* A file that is not there is no fault; one that cannot be read is told and passed over. */
static enum rc read_layer(struct settings *s, enum setting_layer layer, const char *file,
			  struct pack_faults *faults, struct err *err)
{
	struct file_read f = {
		.s = s, .arena = s->arena, .layer = layer, .file = file, .faults = faults
	};
	struct err own = { 0 };
	enum rc rc = read_file(&f, &own);

	if (rc == RC_OK || rc == RC_NOT_FOUND || rc == RC_INVALID)
		return RC_OK;
	return err_set(err, RC_IO, "%s", own.text);
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static enum rc read_folder(struct settings *s, const char *dir, struct pack_faults *faults,
			   struct err *err)
{
	const char *names[64];
	DIR *d = opendir(dir);
	enum rc rc = RC_OK;
	struct dirent *e;
	size_t n = 0;

	if (!d)
		return RC_OK;
	while ((e = readdir(d)) != NULL && n < sizeof(names) / sizeof(names[0])) {
		size_t len = strlen(e->d_name);

		if (e->d_name[0] != '.' && len > 4 && strcmp(e->d_name + len - 4, ".ini") == 0)
			names[n++] = arena_printf(s->arena, "%s/%s", dir, e->d_name);
	}
	closedir(d);
	qsort(names, n, sizeof(names[0]), by_text);
	for (size_t i = 0; i < n; i++) {
		enum rc one = read_layer(s, FROM_SITE, names[i], faults, err);

		rc = rc == RC_OK ? one : rc;
	}
	return rc;
}

static const char *person_file(struct arena *a, const char *given)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (given)
		return arena_str(a, given);
	if (xdg && *xdg == '/')
		return arena_printf(a, "%s/cairn/config.ini", xdg);
	return home && *home == '/' ? arena_printf(a, "%s/.config/cairn/config.ini", home) : NULL;
}

static enum rc read_environment(struct settings *s, struct err *err)
{
	const char *no_colour = getenv("NO_COLOR");
	enum rc rc = RC_OK;

	for (enum setting k = 0; k < SETTING_COUNT; k++) {
		const char *text = defs[k].env ? getenv(defs[k].env) : NULL;

		if (!text || !*text || rc != RC_OK)
			continue;
		rc = settings_set(s, FROM_ENVIRONMENT, k, text, err);
		if (rc == RC_OK)
			s->v[k].where = defs[k].env;
	}
	if (no_colour && *no_colour) /* Source: no-color.org */
		put(s, FROM_ENVIRONMENT, SETTING_COLOUR, "no", "NO_COLOR");
	return rc;
}

enum rc settings_open(struct settings **out, const struct settings_from *from,
		      struct pack_faults *faults, struct err *err)
{
	struct settings *s = mem_alloc(sizeof(*s));
	const char *site = from->site_dir ? from->site_dir : "/etc/cairn";
	enum rc rc, one;

	s->arena = arena_new();
	for (enum setting k = 0; k < SETTING_COUNT; k++)
		put(s, FROM_BUILT_IN, k, defs[k].initial, "built in");
	s->person_file = person_file(s->arena, from->person_file);
	rc = read_layer(s, FROM_SITE, arena_printf(s->arena, "%s/config.ini", site), faults, err);
	one = read_folder(s, arena_printf(s->arena, "%s/conf.d", site), faults, err);
	rc = rc == RC_OK ? one : rc;
	one = s->person_file ? read_layer(s, FROM_PERSON, s->person_file, faults, err) : RC_OK;
	rc = rc == RC_OK ? one : rc;
	one = read_environment(s, err);
	*out = s;
	return rc == RC_OK ? one : rc;
}

void settings_close(struct settings *s)
{
	if (!s)
		return;
	arena_free(s->arena);
	mem_free(s);
}

const char *settings_text(const struct settings *s, enum setting k)
{
	return s->v[k].text;
}

bool settings_on(const struct settings *s, enum setting k)
{
	return strcmp(s->v[k].text, "yes") == 0;
}

long settings_int(const struct settings *s, enum setting k)
{
	return strtol(s->v[k].text, NULL, 10);
}

enum setting_layer settings_layer(const struct settings *s, enum setting k)
{
	return s->v[k].layer;
}

const char *settings_where(const struct settings *s, enum setting k)
{
	return s->v[k].where;
}

enum rc settings_check_file(const char *path, struct pack_faults *faults, struct err *err)
{
	struct arena *a = arena_new();
	struct file_read f = { .arena = a, .layer = FROM_SITE, .file = path, .faults = faults };
	size_t before = faults->n;
	enum rc rc = read_file(&f, err);

	if (rc == RC_INVALID && faults->n > before)
		err_set(err, rc, "%s:%d: %s", faults->v[before].file, faults->v[before].line,
			faults->v[before].text);
	arena_free(a);
	return rc;
}
