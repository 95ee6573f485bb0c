/* SPDX-License-Identifier: ISC */
/*
 * The store's format: s/format holds its number. A newer one is left alone; an
 * older one is copied first and then brought up step by step, all in one
 * change. The form of s/format itself never changes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/clock.h"
#include "store_internal.h"

struct format_job {
	struct store *s;
	long found; /* -1: none */
	bool empty;
};

static struct key format_key(void)
{
	struct key k;

	key_printf(&k, "s/format");
	return k;
}

static bool first_key(void *arg, struct slice key, struct slice value)
{
	(void)key;
	(void)value;
	*(bool *)arg = false;
	return false;
}

static enum rc look(struct view *v, void *arg)
{
	struct format_job *j = arg;
	struct key k = format_key();
	struct cell c;
	char text[16];
	enum rc rc = cell_get(v, &k, &c);

	j->found = -1;
	j->empty = true;
	if (rc == RC_NOT_FOUND)
		return view_scan(v, (struct slice){ NULL, 0 }, (struct slice){ NULL, 0 }, first_key,
				 &j->empty);
	if (rc)
		return rc;
	snprintf(text, sizeof(text), "%.*s", (int)(c.len < 15 ? c.len : 15), c.text);
	j->found = strtol(text, NULL, 10);
	return RC_OK;
}

static void put_format(struct view *v, long format)
{
	struct key k = format_key();
	char text[16];
	struct cell c = { .ms = clock_ms(), .who = "-", .text = text };

	c.len = (size_t)snprintf(text, sizeof(text), "%ld", format);
	cell_put(v, &k, &c);
}

/* Format 0 kept no vectors; each log tells its own. */
static bool note_vector(void *arg, const char *pid)
{
	struct view *v = arg;
	struct place p = { .pid = pid };
	char number[24];
	struct cell c = { .ms = clock_ms(), .who = "-", .text = number };
	struct log_line last;
	uint64_t head;
	struct key k;

	if (log_head(v, p, &head) || !head || log_get(v, p, head, NULL, &last))
		return true;
	c.len = (size_t)snprintf(number, sizeof(number), "%" PRIu64, head);
	key_printf(&k, "p/%s/v/%s", pid, last.at.replica);
	cell_put(v, &k, &c);
	return true;
}

static enum rc from_0(struct view *v)
{
	return each_pid(v, note_vector, v);
}

static enum rc (*const steps[STORE_FORMAT])(struct view *v) = {
	from_0, /* 0 to 1 */
};

static enum rc upgrade(struct view *v, void *arg)
{
	struct format_job *j = arg;
	enum rc rc = look(v, j); /* somebody else may have been quicker */

	for (long f = j->found; !rc && f >= 0 && f < STORE_FORMAT; f++)
		rc = steps[f](v);
	if (!rc && j->found < STORE_FORMAT)
		put_format(v, STORE_FORMAT);
	return rc ? rc : view_rc(v);
}

static enum rc copy_first(struct store *s, long format, struct err *err)
{
	struct buf name = { 0 };
	enum rc rc;

	if (!s->dir)
		return RC_OK;
	buf_printf(&name, "%s/before-format-%d.from-%ld.%" PRId64, s->dir, STORE_FORMAT, format,
		   clock_ms());
	rc = backup_make(s, buf_text(&name), true, err);
	buf_clear(&name);
	return rc;
}

enum rc format_check(struct store *s, struct err *err)
{
	struct format_job j = { .s = s };
	enum rc rc = engine_read(s->engine, look, &j, err);

	if (rc || j.found == STORE_FORMAT)
		return rc;
	if (j.found > STORE_FORMAT)
		return err_set(
			err, RC_NEWER,
			"the store is of format %ld, from a later version of cairn; this one "
			"knows %d. Nothing was touched; open it with the later version",
			j.found, STORE_FORMAT);
	if (j.found < 0 && !j.empty)
		return err_set(err, RC_DAMAGED,
			       "the store does not say of which format it is; restore a backup "
			       "with 'cairn restore FILE'");
	if (s->read_only)
		return j.found < 0
			       ? err_set(err, RC_NOT_FOUND, "there is nothing in this store yet")
			       : err_set(err, RC_READ_ONLY,
					 "the store is of an older format; open it once as somebody "
					 "who may write, then it is brought up to date");
	if (j.found >= 0)
		rc = copy_first(s, j.found, err);
	return rc ? rc : engine_update(s->engine, upgrade, &j, err);
}

enum rc store_file_newer(const char *file, struct err *err)
{
	struct err why = { 0 };
	struct store copy;
	enum rc rc = store_copy_open(&copy, &engine_lmdb, file, NULL);

	rc = rc ? rc : format_check(&copy, &why);
	engine_close(copy.engine);
	return rc == RC_NEWER ? err_set(err, rc, "%s", why.text) : RC_OK;
}
