/* SPDX-License-Identifier: ISC */
/* Opening and reading. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store_internal.h"

enum rc store_open(struct store **out, const struct store_opts *o, struct err *err)
{
	struct store *s = mem_alloc(sizeof(*s));
	struct engine_opts at = o->at;
	enum rc rc;

	if (at.dir && !at.copy && !at.read_only) {
		s->journal = journal_new(at.dir);
		at.notes = &journal_notes;
		at.notes_arg = s->journal;
	}
	rc = engine_open(o->engine, &s->engine, &at, err);
	s->ops = o->engine;
	s->dir = o->at.dir ? mem_str(o->at.dir) : NULL;
	s->read_only = o->at.read_only;
	if (!rc)
		rc = format_check(s, err);
	if (!rc)
		rc = replica_bind(s, o->same_replica, err);
	if (rc) {
		store_close(s);
		return rc;
	}
	*out = s;
	return RC_OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	journal_free(s->journal);
	engine_close(s->engine);
	mem_free(s->dir);
	mem_free(s);
}

struct engine *store_engine(struct store *s)
{
	return s->engine;
}

const char *store_trouble(struct store *s)
{
	return s && s->journal ? journal_trouble(s->journal) : NULL;
}

static enum rc begins_fn(struct view *v, void *arg)
{
	(void)arg;
	return journal_begins(v);
}

enum rc store_journal_turn(struct store *s, int keep, struct err *err)
{
	enum rc rc = s->dir ? journal_turn(s->dir, keep, err) : RC_OK;

	/* where this cannot be noted the check asks for more than it has to */
	if (!rc && s->dir && !s->read_only)
		engine_update(s->engine, begins_fn, NULL, NULL);
	return rc;
}

void store_rest(struct store *s)
{
	engine_rest(s->engine);
}

uint64_t store_mark(struct store *s)
{
	return engine_mark(s->engine);
}

enum rc store_picture(struct store *s, view_fn *fn, void *arg, struct err *err)
{
	return engine_read(s->engine, fn, arg, err);
}

/* The names that were asked for, by their ends: each key of a long list is looked up among them. */
enum { ASKED_SLOTS = 64 };
struct asked {
	const struct names *names;
	size_t *len;
	size_t first[ASKED_SLOTS], *next; /* 1 + where in names; 0: no more */
};

static size_t asked_slot(const char *s, size_t len)
{
	return len ? (len + (unsigned char)s[0] + 5 * (size_t)(unsigned char)s[len - 1]) %
			       ASKED_SLOTS
		   : 0;
}

static void asked_init(struct asked *a, const struct names *names)
{
	*a = (struct asked){ .names = names };
	a->len = mem_alloc((names->n + 1) * sizeof(*a->len));
	a->next = mem_alloc((names->n + 1) * sizeof(*a->next));
	for (size_t i = names->n; i-- > 0;) {
		size_t slot;

		a->len[i] = strlen(names->v[i]);
		slot = asked_slot(names->v[i], a->len[i]);
		a->next[i] = a->first[slot];
		a->first[slot] = i + 1;
	}
}

static bool asked_find(const struct asked *a, struct slice name, size_t *out)
{
	size_t at = a->first[asked_slot(name.data, name.len)];

	for (; at; at = a->next[at - 1]) {
		*out = at - 1;
		if (a->len[*out] == name.len &&
		    (!name.len || memcmp(a->names->v[*out], name.data, name.len) == 0))
			return true;
	}
	return false;
}

struct scan {
	struct view *v;
	size_t base; /* bytes of the key before the name */
	bool own;
	bool some; /* only what was asked for */
	struct asked asked;
	fact_fn *fn;
	text_fn *texts; /* or this, for the texts alone */
	name_fn *names; /* or this */
	void *arg;
	struct buf text;
};

/* The last part of a name, up to its dot, and what stands behind it. */
static void take_last(struct fact_text *t)
{
	const char *name = t->name.data, *end = name + t->name.len,
		   *slash = memrchr(name, '/', t->name.len), *s = slash ? slash + 1 : name,
		   *dot = memchr(s, '.', (size_t)(end - s));

	t->last = (struct slice){ s, (size_t)((dot ? dot : end) - s) };
	t->row = (struct slice){ dot ? dot + 1 : NULL, dot ? (size_t)(end - dot - 1) : 0 };
}

/* The log and the vector stand beside a person's own. */
static bool is_asked(const struct scan *c, struct fact_text *t)
{
	const char *at = t->name.data;

	if (c->some || c->texts)
		take_last(t);
	if (c->some && !asked_find(&c->asked, t->last, &t->field))
		return false;
	return !c->own || t->name.len < 2 || at[1] != '/' || at[0] == '-';
}

static bool scan_text(void *arg, struct slice key, struct slice value)
{
	struct scan *c = arg;
	struct fact_text t = { .name = { (const char *)key.data + c->base, key.len - c->base } };
	struct cell cell;

	if (!is_asked(c, &t))
		return true;
	if (!cell_text(key, value, &cell)) {
		damaged(c->v, key);
		return false;
	}
	t.text = (struct slice){ cell.text, cell.len };
	return cell.removed || c->texts(c->arg, &t);
}

static bool scan_one(void *arg, struct slice key, struct slice value)
{
	struct scan *c = arg;
	struct fact_text t = { .name = { (const char *)key.data + c->base, key.len - c->base } };
	char name[KEY_MAX_BYTES + 1];
	struct cell cell;
	struct fact f;

	if (!is_asked(c, &t))
		return true;
	if (!cell_take(key, value, &cell)) {
		damaged(c->v, key);
		return false;
	}
	if (cell.removed)
		return true;
	memcpy(name, t.name.data, t.name.len);
	name[t.name.len] = '\0';
	buf_reset(&c->text);
	buf_add(&c->text, cell.text, cell.len);
	f = (struct fact){ name, c->text.data, cell.len, cell.at, cell.ms, cell.who };
	return c->fn(c->arg, &f);
}

static bool scan_name(void *arg, struct slice key, struct slice value)
{
	struct scan *c = arg;
	struct fact_text t = { .name = { (const char *)key.data + c->base, key.len - c->base } };

	(void)value;
	return !is_asked(c, &t) || c->names(c->arg, t.name);
}

static enum rc scan_all(struct scan *c, struct place p, const char *prefix,
			const struct names *fields, scan_fn *each)
{
	struct key k;
	enum rc rc;

	if (!place_good(p) || fact_key(&k, p, prefix))
		return view_fail(c->v, RC_INVALID, "'%.80s' is not the beginning of a name",
				 prefix);
	c->own = p.own != NULL;
	c->base = k.len - strlen(prefix);
	c->some = fields != NULL;
	if (fields)
		asked_init(&c->asked, fields);
	rc = view_scan(c->v, key_slice(&k), (struct slice){ NULL, 0 }, each, c);
	buf_clear(&c->text);
	mem_free(c->asked.len);
	mem_free(c->asked.next);
	return rc ? rc : view_rc(c->v);
}

enum rc fact_scan(struct view *v, struct place p, const char *prefix, const struct names *fields,
		  fact_fn *fn, void *arg)
{
	struct scan c = { .v = v, .fn = fn, .arg = arg };

	return scan_all(&c, p, prefix, fields, scan_one);
}

enum rc fact_texts(struct view *v, struct place p, const char *prefix, const struct names *fields,
		   text_fn *fn, void *arg)
{
	struct scan c = { .v = v, .texts = fn, .arg = arg };

	return scan_all(&c, p, prefix, fields, scan_text);
}

enum rc fact_names(struct view *v, struct place p, const char *prefix, name_fn *fn, void *arg)
{
	struct scan c = { .v = v, .names = fn, .arg = arg };

	return scan_all(&c, p, prefix, NULL, scan_name);
}

enum rc fact_get(struct view *v, struct place p, const char *name, struct arena *a,
		 struct fact *out)
{
	struct cell c;
	enum rc rc;

	if (!place_good(p) || !place_name_good(p, name))
		return RC_NOT_FOUND;
	rc = fact_now(v, p, name, &c);
	if (!rc && c.removed)
		rc = RC_NOT_FOUND;
	if (rc)
		return rc;
	*out = (struct fact){ arena_str(a, name), arena_strn(a, c.text, c.len), c.len, c.at, c.ms,
			      arena_str(a, c.who) };
	return RC_OK;
}

struct read_job {
	struct place p;
	const char *name;
	const struct names *fields;
	fact_fn *fn;
	void *arg;
	struct arena *arena;
	struct fact *out;
};

static enum rc read_fn(struct view *v, void *arg)
{
	struct read_job *j = arg;

	return fact_scan(v, j->p, j->name, j->fields, j->fn, j->arg);
}

enum rc store_read(struct store *s, struct place p, const char *prefix, const struct names *fields,
		   fact_fn *fn, void *arg, struct err *err)
{
	struct read_job j = { .p = p, .name = prefix, .fields = fields, .fn = fn, .arg = arg };

	return store_picture(s, read_fn, &j, err);
}

static enum rc get_fn(struct view *v, void *arg)
{
	struct read_job *j = arg;

	return fact_get(v, j->p, j->name, j->arena, j->out);
}

enum rc store_get(struct store *s, struct place p, const char *name, struct arena *a,
		  struct fact *out, struct err *err)
{
	struct read_job j = { .p = p, .name = name, .arena = a, .out = out };
	enum rc rc = store_picture(s, get_fn, &j, err);

	if (rc == RC_NOT_FOUND)
		err_set(err, rc, "there is no answer '%.80s'", name);
	return rc;
}
