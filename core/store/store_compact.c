/* SPDX-License-Identifier: ISC */
/*
 * The store's files written anew: nothing of what was removed for good is left
 * in the data file, nor in the journal beside it.
 *
 * Of the journal go the texts of the log that the store has no more. A fact
 * that had such a text keeps its version and loses the text, so that a rebuild
 * of that moment still follows its history.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "datadir.h"
#include "store_internal.h"

struct asked { /* one put of the journal, held against the compacted file */
	struct slice key, value;
	struct buf *instead;
	enum journal_keep keep;
};

/* p/sf/l/00000000002a.1 or p/sf/x/ann/l/…: a text with its salt, or a reason */
static bool is_log_text(struct slice key)
{
	const char *s = key.data, *dot = memrchr(s, '.', key.len);
	size_t at = dot ? (size_t)(dot - s) : 0;

	return at > 15 && memcmp(dot - 15, "/l/", 3) == 0 &&
	       strspn(dot - 12, "0123456789abcdef") >= 12;
}

/* Place and name of a fact's key; false: it is another key. */
static bool fact_of(struct slice key, char pid[PID_MAX + 1], char own[PERSON_MAX + 1],
		    char name[KEY_MAX_BYTES + 1])
{
	char text[KEY_MAX_BYTES + 1];
	int used = 0;

	snprintf(text, sizeof(text), "%.*s", (int)key.len, (const char *)key.data);
	own[0] = '\0';
	if (sscanf(text, "p/%16[^/]/f/%n", pid, &used) == 1 && used) {
		memcpy(name, text + used, strlen(text + used) + 1);
		return true;
	}
	if (sscanf(text, "p/%16[^/]/x/%16[^/]/%n", pid, own, &used) != 2 || !used ||
	    !strncmp(text + used, "l/", 2) || !strncmp(text + used, "v/", 2))
		return false;
	memcpy(name, text + used, strlen(text + used) + 1);
	return true;
}

/* Whether the log has no text any more for what this fact was. */
static bool text_is_gone(struct view *v, struct place p, const char *name, const struct cell *c)
{
	struct arena *a = arena_new();
	struct log_line l;
	struct cell text;
	uint64_t n = 0;
	bool gone = false;
	size_t i = 0;

	if (!log_find(v, p, c->at, &n) && (!n || !log_get(v, p, n, a, &l))) {
		while (n && i < l.count && strcmp(l.facts[i].name, name) != 0)
			i++;
		/* of a log that is gone whole nothing is kept */
		gone = !n || (i < l.count && log_value(v, p, n, i + 1, &text) == RC_NOT_FOUND);
	}
	arena_free(a);
	return gone;
}

/* Account and keys of somebody who has left: s/people/ann as it was, s/keys/ann/0123456789abcdef */
static bool is_of_left(struct view *v, struct slice key, struct slice value)
{
	char text[KEY_MAX_BYTES + 1], name[PERSON_MAX + 1];
	struct slice now;

	snprintf(text, sizeof(text), "%.*s", (int)key.len, (const char *)key.data);
	if (sscanf(text, "s/people/%16[^/]", name) != 1 &&
	    sscanf(text, "s/keys/%16[^/]", name) != 1)
		return false;
	return access_left(v, name) && (view_get(v, key, &now) || now.len != value.len ||
					memcmp(now.data, value.data, now.len) != 0);
}

static enum rc ask_fn(struct view *v, void *arg)
{
	char pid[PID_MAX + 1], own[PERSON_MAX + 1], name[KEY_MAX_BYTES + 1];
	struct asked *q = arg;
	struct slice there;
	struct cell c;

	q->keep = JOURNAL_KEEP;
	if (is_log_text(q->key)) {
		if (view_get(v, q->key, &there) == RC_NOT_FOUND)
			q->keep = JOURNAL_DROP;
	} else if (is_of_left(v, q->key, q->value)) {
		q->keep = JOURNAL_DROP;
	} else if (fact_of(q->key, pid, own, name) && cell_take(q->key, q->value, &c) &&
		   !c.removed &&
		   text_is_gone(v, (struct place){ pid, own[0] ? own : NULL }, name, &c)) {
		c.len = 0;
		buf_reset(q->instead);
		cell_write(q->instead, q->key, &c);
		q->keep = JOURNAL_INSTEAD;
	}
	return RC_OK;
}

static enum journal_keep ask(void *arg, struct slice key, struct slice value, struct buf *instead)
{
	struct asked q = { key, value, instead, JOURNAL_KEEP };

	return engine_read(arg, ask_fn, &q, NULL) ? JOURNAL_KEEP : q.keep;
}

static enum rc rewrite(void *dir, struct engine *copy, struct err *err)
{
	return journal_rewrite(dir, ask, copy, err);
}

enum rc store_compact(const char *dir, struct err *err)
{
	const struct store_opts o = {
		.engine = &engine_lmdb,
		.at = { .dir = dir },
		.same_replica = true, /* the file is another one now */
	};
	char *data = datadir_path(dir, "data.mdb");
	struct store *s = NULL;
	enum rc rc = store_file_newer(data, err);

	mem_free(data);
	rc = rc ? rc : lmdb_compact_then(dir, rewrite, (void *)dir, err);
	rc = rc ? rc : store_open(&s, &o, err);
	rc = rc ? rc : store_compacted(s, err);
	store_close(s);
	return rc;
}
