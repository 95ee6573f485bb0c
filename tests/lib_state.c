/* SPDX-License-Identifier: ISC */
#include "lib_state.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/store/store_internal.h"
#include "lib_dir.h"

struct taking {
	struct buf *out;
	bool but_people;
};

static bool has(struct slice key, const char *part)
{
	return memmem(key.data, key.len, part, strlen(part)) != NULL;
}

static bool add_value(void *arg, struct slice key, struct slice value)
{
	static const char *const not_asked[] = { "/l/",       "/v/",      "/n/",
						 "s/replica", "s/format", JOURNAL_FROM };
	struct taking *t = arg;
	struct cell c;

	if (t->but_people && has(key, "s/people"))
		return true;
	for (size_t i = 0; i < sizeof(not_asked) / sizeof(not_asked[0]); i++)
		if (has(key, not_asked[i]))
			return true;
	cr_assert(cell_take(key, value, &c), "%.*s", (int)key.len, (const char *)key.data);
	if (!c.removed && c.len) {
		buf_add(t->out, key.data, key.len);
		buf_char(t->out, '=');
		for (size_t i = 0; i < c.len; i++)
			buf_char(t->out, c.text[i] == '\n' ? '|' : c.text[i]);
		buf_char(t->out, '\n');
	}
	return true;
}

static enum rc all_values(struct view *v, void *arg)
{
	struct slice all = { NULL, 0 };

	return view_scan(v, all, all, add_value, arg);
}

void state_text(const char *data, bool but_people, struct buf *out)
{
	struct engine_opts o = { .dir = data, .read_only = true };
	struct taking t = { out, but_people };
	struct engine *e = NULL;
	struct err err = { 0 };
	enum rc rc = engine_open(&engine_lmdb, &e, &o, &err);

	buf_reset(out);
	buf_str(out, "");
	if (rc == RC_NOT_FOUND)
		return;
	cr_assert(rc == RC_OK, "%s", err.text);
	cr_expect(engine_check(e, NULL, NULL, &err) == RC_OK, "%s", err.text);
	cr_expect(engine_read(e, all_values, &t, &err) == RC_OK, "%s", err.text);
	engine_close(e);
}

void state_drop_own(struct buf *b)
{
	struct buf rest = { 0 };

	buf_str(&rest, "");
	for (const char *at = buf_text(b), *end; *at; at = end) {
		size_t key = strcspn(at, "=\n");

		end = at + strcspn(at, "\n");
		end += *end == '\n';
		if (!memmem(at, key, "/u/", 3) && !memmem(at, key, "/d/", 3))
			buf_add(&rest, at, (size_t)(end - at));
	}
	buf_clear(b);
	*b = rest;
}

const char *state_differs(const char *now, const char *before)
{
	const char *line = now;

	for (; *now && *now == *before; now++, before++)
		if (*now == '\n')
			line = now + 1;
	return line;
}

void state_whole(const char *data, const char *when)
{
	struct store_opts o = { .engine = &engine_lmdb, .at = { .dir = data, .read_only = true } };
	struct store *s = NULL;
	struct err err = { 0 };
	enum rc rc = store_open(&s, &o, &err);

	if (rc == RC_NOT_FOUND || rc == RC_READ_ONLY)
		return;
	if (rc == RC_OK)
		rc = store_verify(s, NULL, NULL, NULL, &err);
	cr_expect(rc == RC_OK, "%s: %s", when, err.text);
	store_close(s);
}

void folder_keep(struct folder *f, const char *data)
{
	char *path = dir_path(data, "data.mdb");

	free(f->bytes);
	f->data = data;
	f->bytes = file_text(path, &f->len);
	stat(path, &f->file);
	free(path);
}

void folder_clear(const char *data, bool of_all)
{
	static const char *const stays[] = { ".", "..", "STORE", "data.mdb", "lock.mdb", "run" };
	DIR *all = opendir(data);
	struct dirent *d;

	while (all && (d = readdir(all))) {
		bool known = false;

		for (size_t i = 0; i < sizeof(stays) / sizeof(stays[0]); i++)
			known |= !strcmp(d->d_name, stays[i]);
		if (!known)
			unlinkat(dirfd(all), d->d_name, 0);
	}
	if (all)
		closedir(all);
	if (of_all)
		dir_drop(strdup(data));
}

bool folder_put_back(struct folder *f)
{
	char *path = dir_path(f->data, "data.mdb");
	struct stat st;

	file_put(path, f->bytes, f->len);
	stat(path, &st);
	free(path);
	return st.st_ino == f->file.st_ino;
}

void folder_forget(struct folder *f)
{
	free(f->bytes);
	*f = (struct folder){ 0 };
}
