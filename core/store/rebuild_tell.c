/* SPDX-License-Identifier: ISC */
/* What was saved, record by record, and where it came from. */
#include <stdio.h>
#include <string.h>

#include "rebuild_internal.h"

static struct head *head_of(const struct heads *h, const char *pid, const char *own)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->v[i].pid, pid) == 0 && strcmp(h->v[i].own, own) == 0)
			return &h->v[i];
	return NULL;
}

struct noting {
	struct heads *h;
	struct view *v;
	enum taken_from stage;
	const struct pool *pool;
};

static bool note_one(void *arg, struct place p)
{
	struct noting *n = arg;
	const char *own = p.own ? p.own : "";
	struct head *head = head_of(n->h, p.pid, own);
	uint64_t upto;

	if (log_head(n->v, p, &upto))
		return false;
	if (!head) {
		n->h->v = mem_grow(n->h->v, (n->h->n + 1) * sizeof(*n->h->v));
		head = &n->h->v[n->h->n++];
		*head = (struct head){ 0 };
		snprintf(head->pid, sizeof(head->pid), "%s", p.pid);
		snprintf(head->own, sizeof(head->own), "%s", own);
	}
	for (int i = n->stage; i < STAGE_COUNT; i++)
		head->upto[i] = upto;
	return true;
}

static enum rc note_fn(struct view *v, void *arg)
{
	struct noting *n = arg;

	n->v = v;
	pool_each_place(n->pool, note_one, n);
	return view_rc(v);
}

enum rc heads_note(struct heads *h, const struct pool *pool, const struct store *s,
		   enum taken_from stage, struct err *err)
{
	struct noting n = { .h = h, .stage = stage, .pool = pool };

	return engine_read(s->engine, note_fn, &n, err);
}

void heads_clear(struct heads *h)
{
	mem_free(h->v);
	*h = (struct heads){ 0 };
}

enum { FROM_NO_HISTORY = STAGE_COUNT, SOURCES };

struct telling {
	struct rebuild *r;
	const struct heads *heads;
	char thing[120]; /* pid and record, or pid and person, that is being counted */
	size_t n, from[SOURCES];
};

static void tell_thing(struct telling *t)
{
	static const char *const words[SOURCES] = { "from the backup", "from the journal",
						    "from the damaged file",
						    "from the damaged file without history" };
	char line[400];
	size_t len = 0;

	if (!t->n || !t->r->say)
		return;
	len = (size_t)snprintf(line, sizeof(line), "saved: %s: %zu answers", t->thing, t->n);
	for (int i = 0; i < SOURCES; i++)
		if (t->from[i] && len < sizeof(line))
			len += (size_t)snprintf(line + len, sizeof(line) - len, ", %zu %s",
						t->from[i], words[i]);
	t->r->say(t->r->arg, line);
}

/* pid, and the record or the person whose own answers they are; false: no answer */
static bool thing_of(struct slice key, char pid[PID_MAX + 1], char own[PERSON_MAX + 1],
		     char out[120])
{
	char text[KEY_MAX_BYTES + 1], cycle[20], reg[12], record[64], shown[49];
	int rest = 0;

	memcpy(text, key.data, key.len);
	text[key.len] = '\0';
	own[0] = '\0';
	if (sscanf(text, "p/%16[^/]/f/%19[^/]/%11[^/]/%63[^/]/", pid, cycle, reg, record) == 4) {
		id_shown(record, shown);
		snprintf(out, 120, "%s %s", pid, shown);
		return true;
	}
	if (sscanf(text, "p/%16[^/]/x/%16[^/]/%n", pid, own, &rest) != 2 || !rest ||
	    !strncmp(text + rest, "l/", 2) || !strncmp(text + rest, "v/", 2))
		return false;
	snprintf(out, 120, "%s own answers of %s", pid, own);
	return true;
}

static bool tell_one(void *arg, struct slice key, struct slice value)
{
	struct telling *t = arg;
	char pid[PID_MAX + 1], own[PERSON_MAX + 1], thing[120];
	const struct head *head;
	struct cell c;
	int from = 0;

	if (!cell_take(key, value, &c) || c.removed || !thing_of(key, pid, own, thing))
		return true;
	if (strcmp(thing, t->thing) != 0) {
		tell_thing(t);
		memcpy(t->thing, thing, sizeof(thing));
		t->n = 0;
		memset(t->from, 0, sizeof(t->from));
	}
	head = head_of(t->heads, pid, own);
	while (head && from < STAGE_COUNT && c.at.number > head->upto[from])
		from++;
	t->n++;
	t->from[from]++;
	return true;
}

static enum rc tell_fn(struct view *v, void *arg)
{
	struct telling *t = arg;
	enum rc rc =
		view_scan(v, (struct slice){ "p/", 2 }, (struct slice){ NULL, 0 }, tell_one, t);

	tell_thing(t);
	return rc;
}

enum rc rebuild_tell(struct rebuild *r, const struct heads *heads, const struct store *s,
		     struct err *err)
{
	struct telling t = { .r = r, .heads = heads };

	return engine_read(s->engine, tell_fn, &t, err);
}
