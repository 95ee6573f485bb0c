/* SPDX-License-Identifier: ISC */
#include "settings_internal.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include "../core/base/digest.h"
#include "../core/base/file.h"

enum { PATH_TEXT_MAX = 160 }; /* with its key it fits the longest line */

struct places {
	enum setting k;
	int key_line; /* the line that sets it, from 1; 0: none does */
};

static void note_place(void *arg, const struct ini_entry *e)
{
	struct places *p = arg;

	if (setting_find(e->section, e->key) == p->k)
		p->key_line = e->line;
}

static bool opens_section(const char *line, size_t len, const char *section)
{
	size_t n = strlen(section);

	return len >= n + 2 && line[0] == '[' && strncmp(line + 1, section, n) == 0 &&
	       line[n + 1] == ']';
}

/* All lines as they were, but the one that sets the key, or a new one under its section. */
static void rewrite(struct buf *out, const struct buf *old, const struct places *p,
		    const char *text)
{
	const struct setting_def *d = setting_def(p->k);
	const char *s = buf_text(old), *end = s + old->len;
	bool done = false;

	for (int line = 1; s < end; line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t len = (size_t)((stop ? stop : end) - s);

		if (line == p->key_line) {
			buf_printf(out, "%s = %s", d->key, text);
			done = true;
		} else {
			buf_add(out, s, len);
		}
		buf_char(out, '\n');
		if (!p->key_line && !done && opens_section(s, len, d->section)) {
			buf_printf(out, "%s = %s\n", d->key, text);
			done = true;
		}
		s += len + (stop ? 1 : 0);
	}
	if (!done)
		buf_printf(out, "%s[%s]\n%s = %s\n", out->len ? "\n" : "", d->section, d->key,
			   text);
}

/* The folder of a file and those above it. */
static void make_folders(const char *path)
{
	char *at = mem_str(path);

	for (char *slash = strchr(at + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(at, 0700); /* one that cannot be made shows when the file is written */
		*slash = '/';
	}
	mem_free(at);
}

static enum rc write_and_rename(const char *path, const char *part, const struct buf *text,
				struct err *err)
{
	struct err own = { 0 };
	enum rc rc = file_write_new(part, text->data, text->len, &own);

	if (rc != RC_OK)
		return err_set(err, rc, "cannot save the setting in '%s': %s", path, own.text);
	if (rename(part, path) == 0)
		return RC_OK;
	unlink(part);
	return err_set(err, RC_IO, "cannot save the setting in '%s': %s", path, strerror(errno));
}

/* A file that is a link stays one: what it points at is replaced. */
static enum rc replace(const char *path, const struct buf *text, struct err *err)
{
	char *real = realpath(path, NULL), part[PATH_MAX], hex[13];
	const char *to = real ? real : path;
	unsigned char salt[6];
	enum rc rc;
	int n;

	random_bytes(salt, sizeof(salt));
	hex_text(hex, salt, sizeof(salt));
	n = snprintf(part, sizeof(part), "%s.%s", to, hex);
	if (n < 0 || (size_t)n >= sizeof(part))
		rc = err_set(err, RC_IO, "the name '%.60s…' is too long", to);
	else
		rc = write_and_rename(to, part, text, err);
	free(real);
	return rc;
}

static enum rc change_file(const char *path, enum setting k, const char *text, struct arena *a,
			   struct err *err)
{
	struct pack_faults faults = { .arena = a };
	struct buf old = { 0 }, new = { 0 };
	struct places p = { .k = k };
	struct err own = { 0 };
	enum rc rc = file_read_all(path, INI_FILE_MAX, &old, &own);

	if (rc != RC_OK && rc != RC_NOT_FOUND) {
		rc = err_set(err, rc, "%s", own.text);
	} else if (ini_read_bytes(path, buf_text(&old), old.len, note_place, &p, &faults) !=
		   RC_OK) {
		rc = err_set(err, RC_INVALID, "%s:%d: %s; put that right first", faults.v[0].file,
			     faults.v[0].line, faults.v[0].text);
	} else {
		rewrite(&new, &old, &p, text);
		rc = replace(path, &new, err);
	}
	buf_clear(&old);
	buf_clear(&new);
	return rc;
}

/* Whether the line that holds it will read the same again. */
static bool path_fits(const char *text)
{
	return (!*text || *text == '/') && strlen(text) <= PATH_TEXT_MAX && !strstr(text, " ;") &&
	       !strpbrk(text, "\t\r\n");
}

enum rc settings_save(struct settings *s, enum setting k, const char *text, struct err *err)
{
	const struct setting_value before = s->v[k];
	enum setting_layer layer = before.layer;
	enum rc rc;

	if (!s->person_file)
		return err_set(err, RC_IO,
			       "there is no home folder to keep your settings in; set HOME");
	if (setting_def(k)->kind == SET_PATH && !path_fits(text))
		return err_set(err, RC_INVALID,
			       "'%s' takes a full path that starts with '/', at most %d bytes, "
			       "without ' ;'",
			       setting_def(k)->key, PATH_TEXT_MAX);
	if (before.layer <= FROM_PERSON)
		s->v[k].layer = FROM_BUILT_IN; /* so that it may be set */
	rc = settings_set(s, FROM_PERSON, k, text, err);
	if (rc == RC_OK) {
		make_folders(s->person_file);
		rc = change_file(s->person_file, k, layer > FROM_PERSON ? text : s->v[k].text,
				 s->arena, err);
	}
	if (rc != RC_OK || layer > FROM_PERSON)
		s->v[k] = before; /* what the command line or the environment says stays above */
	return rc;
}
