/* SPDX-License-Identifier: ISC */
/* The journal's files as a whole: read back, closed, written once more. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datadir.h"
#include "../base/digest.h"
#include "../base/file.h"
#include "journal_internal.h"

static const size_t FILE_MOST_BYTES = (size_t)4 << 30;

enum { NUMBER_DIGITS = 6 };

bool journal_word(const char *first, char word[JOURNAL_WORD + 1])
{
	size_t n = strlen(JOURNAL_FIRST);

	if (strncmp(first, JOURNAL_FIRST, n) != 0 ||
	    strspn(first + n, "0123456789abcdef") != JOURNAL_WORD ||
	    first[n + JOURNAL_WORD] != '\n')
		return false;
	memcpy(word, first + n, JOURNAL_WORD);
	word[JOURNAL_WORD] = '\0';
	return true;
}

/* Files: 000001, 000002, … and now, in this order of their names */

static bool is_number(const char *name)
{
	return strspn(name, "0123456789") == NUMBER_DIGITS && !name[NUMBER_DIGITS];
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

struct names_of {
	char (*v)[16];
	size_t n, cap;
};

static bool names_of(const char *folder, struct names_of *out)
{
	DIR *all = opendir(folder);
	struct dirent *e;

	*out = (struct names_of){ 0 };
	if (!all)
		return false;
	while ((e = readdir(all))) {
		if (!is_number(e->d_name) && strcmp(e->d_name, "now") != 0)
			continue;
		if (out->n == out->cap) {
			out->cap = out->cap ? 2 * out->cap : 16;
			out->v = mem_grow(out->v, out->cap * sizeof(*out->v));
		}
		snprintf(out->v[out->n++], sizeof(*out->v), "%.15s", e->d_name);
	}
	closedir(all);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	return true;
}

enum rc journal_load(const char *folder, struct journal_text *out, struct err *err)
{
	struct names_of names;
	enum rc rc = RC_OK;

	*out = (struct journal_text){ 0 };
	if (!names_of(folder, &names) || !names.n) {
		mem_free(names.v);
		return err_set(err, RC_NOT_FOUND, "there is no journal in '%s'", folder);
	}
	out->name = names.v;
	out->n = names.n;
	out->file = mem_alloc(names.n * sizeof(*out->file));
	for (size_t i = 0; i < names.n && rc == RC_OK; i++) {
		char *path = datadir_path(folder, names.v[i]);

		rc = file_read_all(path, FILE_MOST_BYTES, &out->file[i], err);
		mem_free(path);
	}
	if (rc != RC_OK)
		journal_unload(out);
	return rc;
}

void journal_unload(struct journal_text *t)
{
	for (size_t i = 0; t->file && i < t->n; i++)
		buf_clear(&t->file[i]);
	mem_free(t->file);
	mem_free(t->name);
	*t = (struct journal_text){ 0 };
}

/* Changes in the bytes of one file */

struct reader {
	const char *s, *end;
	char word[JOURNAL_WORD + 1];
	struct journal_put *puts;
	size_t cap, torn;
};

static bool take_number(const char **s, const char *end, char stop, uint64_t *out)
{
	const char *p = *s;

	for (*out = 0; p < end && *p >= '0' && *p <= '9' && p - *s < 19; p++)
		*out = *out * 10 + (uint64_t)(*p - '0');
	if (p == *s || p == end || *p != stop)
		return false;
	*s = p + 1;
	return true;
}

static bool take_text(const char **s, const char *end, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(end - *s) < n || memcmp(*s, text, n) != 0)
		return false;
	*s += n;
	return true;
}

static bool take_key(const char **s, const char *end, char stop, struct slice *key)
{
	const char *at = memchr(*s, stop, (size_t)(end - *s));

	if (!at || at == *s || at - *s > KEY_MAX_BYTES)
		return false;
	*key = (struct slice){ *s, (size_t)(at - *s) };
	*s = at + 1;
	return true;
}

static bool take_put(const char **s, const char *end, struct journal_put *p)
{
	uint64_t len;

	*p = (struct journal_put){ 0 };
	if (take_text(s, end, "del "))
		return take_key(s, end, '\n', &p->key);
	if (!take_text(s, end, "set ") || !take_key(s, end, ' ', &p->key) ||
	    !take_number(s, end, '\n', &len) || len >= (uint64_t)(end - *s) || (*s)[len] != '\n')
		return false;
	p->value = (struct slice){ *s, (size_t)len };
	*s += len + 1;
	return true;
}

static bool take_puts(struct reader *r, const char *s, const char *end, size_t n)
{
	if (n > (size_t)(end - s)) /* each has some bytes */
		return false;
	if (n > r->cap) {
		r->cap = n;
		r->puts = mem_grow(r->puts, n * sizeof(*r->puts));
	}
	for (size_t i = 0; i < n; i++)
		if (!take_put(&s, end, &r->puts[i]))
			return false;
	return s == end;
}

/* One change at the place of the reader, which goes behind it. */
static bool take_change(struct reader *r, struct journal_change *out)
{
	const char *s = r->s, *head, *sum_at;
	uint64_t ms, puts, bytes;
	char hex[9], *stop;

	if (!take_text(&s, r->end, "change ") || !take_text(&s, r->end, r->word) ||
	    !take_text(&s, r->end, " "))
		return false;
	head = s;
	if (!take_number(&s, r->end, ' ', &ms) || !take_number(&s, r->end, ' ', &puts) ||
	    !take_number(&s, r->end, ' ', &bytes) || r->end - s < 9 || s[8] != '\n')
		return false;
	sum_at = s;
	memcpy(hex, s, 8);
	hex[8] = '\0';
	s += 9;
	if (bytes > (uint64_t)(r->end - s) ||
	    strtoul(hex, &stop, 16) !=
		    crc32c(crc32c(0, head, (size_t)(sum_at - head)), s, (size_t)bytes) ||
	    *stop || !take_puts(r, s, s + bytes, (size_t)puts))
		return false;
	*out = (struct journal_change){ .ms = (int64_t)ms, .puts = r->puts, .count = (size_t)puts };
	r->s = s + bytes;
	return true;
}

/* To where another change may begin. Its word keeps texts from passing for one. */
static void pass_over(struct reader *r)
{
	char begin[8 + JOURNAL_WORD + 1];
	const char *at;

	snprintf(begin, sizeof(begin), "change %s", r->word);
	at = memmem(r->s + 1, (size_t)(r->end - r->s - 1), begin, strlen(begin));
	r->s = at ? at : r->end;
	r->torn++;
}

static bool reader_begin(struct reader *r, const struct buf *file)
{
	char first[JOURNAL_FIRST_BYTES + 1];

	r->s = r->end = NULL;
	if (file->len < JOURNAL_FIRST_BYTES)
		return false;
	memcpy(first, file->data, JOURNAL_FIRST_BYTES);
	first[JOURNAL_FIRST_BYTES] = '\0';
	if (!journal_word(first, r->word))
		return false;
	r->s = file->data + JOURNAL_FIRST_BYTES;
	r->end = file->data + file->len;
	return true;
}

void journal_each(struct journal_text *t, journal_fn *fn, void *arg)
{
	struct reader r = { 0 };
	struct journal_change c;
	bool on = true;

	for (size_t i = 0; i < t->n && on; i++) {
		if (!reader_begin(&r, &t->file[i]))
			r.torn += t->file[i].len > 0;
		while (on && r.s < r.end) {
			if (!take_change(&r, &c)) {
				pass_over(&r);
				continue;
			}
			c.file = t->name[i];
			on = fn(arg, &c);
		}
	}
	t->torn = r.torn;
	mem_free(r.puts);
}

/* Closing */

static void drop_oldest(const char *folder, const struct names_of *names, int keep)
{
	size_t numbers = 0;

	for (size_t i = 0; i < names->n; i++)
		numbers += is_number(names->v[i]);
	for (size_t i = 0; i < names->n && numbers > (size_t)keep; i++) {
		char *path = datadir_path(folder, names->v[i]);

		numbers -= is_number(names->v[i]) && unlink(path) == 0;
		mem_free(path);
	}
}

static int flush_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), code = 0;

	if (fd < 0 || fsync(fd))
		code = errno;
	if (fd >= 0)
		close(fd);
	return code;
}

static int close_now(const char *folder, struct names_of *names)
{
	char *from = datadir_path(folder, "now"), *to = NULL;
	unsigned long last = 0;
	int code = EEXIST;

	for (size_t i = 0; i < names->n; i++)
		if (is_number(names->v[i]))
			last = strtoul(names->v[i], NULL, 10);
	/* two backups may end at the same time */
	for (int i = 0; code == EEXIST && i < 100; i++) {
		char name[24];

		snprintf(name, sizeof(name), "%06lu", ++last % 1000000);
		mem_free(to);
		to = datadir_path(folder, name);
		code = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) ? errno : 0;
	}
	if (!code)
		code = flush_file(to);
	mem_free(from);
	mem_free(to);
	return code == ENOENT ? 0 : code; /* nothing was noted since the last one */
}

enum rc journal_turn(const char *dir, int keep, struct err *err)
{
	char *folder = datadir_path(dir, "journal");
	struct names_of names;
	int code = 0;

	if (names_of(folder, &names)) {
		code = close_now(folder, &names);
		mem_free(names.v);
		if (!code && names_of(folder, &names)) {
			drop_oldest(folder, &names, keep);
			mem_free(names.v);
			if (datadir_flush(folder, NULL))
				code = EIO;
		}
	} else if (errno != ENOENT) {
		code = errno;
	}
	mem_free(folder);
	return code ? err_set(err, RC_IO,
			      "the journal in '%s/journal' could not be closed and begun anew: %s",
			      dir, strerror(code))
		    : RC_OK;
}

/* Writing once more */

struct rewrite {
	journal_keep_fn *fn;
	void *arg;
	struct buf out, body, instead;
	bool changed;
	const char *word;
};

static bool rewrite_change(void *arg, const struct journal_change *c)
{
	struct rewrite *w = arg;
	size_t puts = 0;

	buf_reset(&w->body);
	for (size_t i = 0; i < c->count; i++) {
		struct slice value = c->puts[i].value;
		enum journal_keep keep = JOURNAL_KEEP;

		buf_reset(&w->instead);
		if (value.data)
			keep = w->fn(w->arg, c->puts[i].key, value, &w->instead);
		w->changed = w->changed || keep != JOURNAL_KEEP;
		if (keep == JOURNAL_DROP)
			continue;
		if (keep == JOURNAL_INSTEAD)
			value = (struct slice){ buf_text(&w->instead), w->instead.len };
		journal_put_write(&w->body, c->puts[i].key, value);
		puts++;
	}
	journal_change_write(&w->out, w->word, c->ms, puts, &w->body);
	return true;
}

/* What was cut short goes too: nobody can tell what is in it. */
static enum rc rewrite_file(const char *dir, struct journal_text *one, struct rewrite *w,
			    struct err *err)
{
	char *folder = datadir_path(dir, "journal"), *path = datadir_path(folder, one->name[0]),
	     *part = datadir_path(folder, "now.new");
	struct reader r = { 0 };
	int fd = -1, code = 0;

	buf_reset(&w->out);
	w->changed = false;
	if (reader_begin(&r, &one->file[0])) {
		w->word = r.word;
		buf_add(&w->out, one->file[0].data, JOURNAL_FIRST_BYTES);
		journal_each(one, rewrite_change, w);
	} else {
		one->torn = 1;
	}
	if (w->changed || one->torn) {
		unlink(part); /* of a run that was cut short */
		fd = journal_make(dir, "now.new");
		if (fd < 0 || write(fd, buf_text(&w->out), w->out.len) != (ssize_t)w->out.len ||
		    fsync(fd) || rename(part, path))
			code = errno ? errno : ENOSPC;
		if (fd >= 0)
			close(fd);
		if (code)
			unlink(part);
	}
	mem_free(folder);
	mem_free(path);
	mem_free(part);
	return code ? err_set(err, code == ENOSPC || code == EDQUOT ? RC_FULL : RC_IO,
			      "the journal in '%s/journal' could not be written once more: %s", dir,
			      strerror(code))
		    : RC_OK;
}

enum rc journal_rewrite(const char *dir, journal_keep_fn *fn, void *arg, struct err *err)
{
	char *folder = datadir_path(dir, "journal");
	struct rewrite w = { .fn = fn, .arg = arg };
	struct journal_text all = { 0 };
	struct err none = { 0 };
	enum rc rc = journal_load(folder, &all, &none);

	if (rc == RC_NOT_FOUND)
		rc = RC_OK;
	else if (rc != RC_OK)
		err_set(err, rc, "%s", none.text);
	for (size_t i = 0; i < all.n && rc == RC_OK; i++) {
		struct journal_text one = { .file = &all.file[i], .name = &all.name[i], .n = 1 };

		rc = rewrite_file(dir, &one, &w, err);
	}
	if (rc == RC_OK && all.n)
		rc = datadir_flush(folder, err);
	journal_unload(&all);
	buf_clear(&w.out);
	buf_clear(&w.body);
	buf_clear(&w.instead);
	mem_free(folder);
	return rc;
}
