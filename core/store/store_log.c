/* SPDX-License-Identifier: ISC */
/* The log read back: in order, newest first, and along one answer. */
#include <string.h>

#include "store_internal.h"

struct walk {
	struct place p;
	uint64_t after, before;
	const char *name; /* a fact, or the beginning of facts */
	entry_fn *fn;
	void *arg;
	struct arena *arena; /* of one entry */
	bool names;          /* without texts */
	bool stopped;
};

static enum rc text_of(struct view *v, struct walk *w, uint64_t number, size_t i, const char **out)
{
	struct cell c;
	enum rc rc = log_value(v, w->p, number, i, &c);

	*out = NULL; /* a text that was removed for good */
	if (!rc)
		*out = arena_strn(w->arena, c.text, c.len);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* only: the fact that comes first, or NULL for all in their order */
static enum rc tell(struct view *v, struct walk *w, const struct log_line *l, const char *only)
{
	struct entry e = { .number = l->number,
			   .at = l->at,
			   .ms = l->ms,
			   .person = l->person,
			   .action = l->action,
			   .from = l->from,
			   .undoes = l->undoes,
			   .clock_back = l->clock_back,
			   .id = l->id,
			   .group = l->has_group ? l->group : NULL };
	struct entry_fact *facts = arena_array(w->arena, l->count, sizeof(*facts)), swap;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < l->count && !rc; i++) {
		const struct log_fact *f = &l->facts[i];

		facts[i] = (struct entry_fact){ .name = f->name,
						.was = f->was,
						.was_entry = f->was_entry };
		if (!f->removed && !w->names)
			rc = text_of(v, w, l->number, i + 1, &facts[i].text);
		facts[i].erased = !f->removed && !facts[i].text;
		if (only && i && strcmp(f->name, only) == 0) {
			swap = facts[0];
			facts[0] = facts[i];
			facts[i] = swap;
		}
	}
	if (!rc && strcmp(l->why, "-") != 0 && !w->names)
		rc = text_of(v, w, l->number, 0, &e.reason);
	e.reason_erased = strcmp(l->why, "-") != 0 && !e.reason;
	e.facts = facts;
	e.count = l->count;
	if (!rc)
		w->stopped = !w->fn(w->arg, &e);
	return rc;
}

static enum rc missing(struct view *v, struct place p, uint64_t number, enum rc rc)
{
	struct key k;

	log_key(&k, p, number);
	return rc == RC_NOT_FOUND ? damaged(v, key_slice(&k)) : rc;
}

/* The entry that wrote a fact last. */
static enum rc newest_of(struct view *v, struct place p, const char *fact, uint64_t *number)
{
	struct cell now;
	enum rc rc = fact_now(v, p, fact, &now);

	*number = 0;
	return rc ? rc : log_find(v, p, now.at, number);
}

/* From an entry that wrote a fact to the one that wrote it before, 0 where none did; i: which of its facts. */
static enum rc past_of(struct view *v, struct place p, const char *fact, struct arena *a,
		       uint64_t *number, struct log_line *l, size_t *i)
{
	enum rc rc = log_get(v, p, *number, a, l);

	for (*i = 0; !rc && *i < l->count && strcmp(l->facts[*i].name, fact) != 0; ++*i)
		;
	if (!rc && (*i == l->count || l->facts[*i].was_entry >= *number))
		rc = RC_NOT_FOUND;
	if (rc)
		return missing(v, p, *number, rc);
	*number = l->facts[*i].was_entry;
	return RC_OK;
}

static enum rc tell_one(struct view *v, struct walk *w, uint64_t number)
{
	struct log_line l;
	enum rc rc;

	arena_reset(w->arena);
	rc = log_get(v, w->p, number, w->arena, &l);
	if (rc)
		return missing(v, w->p, number, rc);
	return tell(v, w, &l, NULL);
}

static enum rc forward_fn(struct view *v, void *arg)
{
	struct walk *w = arg;
	uint64_t head;
	enum rc rc = log_head(v, w->p, &head);

	for (uint64_t n = w->after + 1; !rc && !w->stopped && n <= head; n++)
		rc = tell_one(v, w, n);
	return rc;
}

static enum rc back_fn(struct view *v, void *arg)
{
	struct walk *w = arg;
	uint64_t n;
	enum rc rc = log_head(v, w->p, &n);

	if (w->before && w->before <= n)
		n = w->before - 1;
	for (; !rc && !w->stopped && n; n--)
		rc = tell_one(v, w, n);
	return rc;
}

/* Each line names the entry that it replaced, so a field's past is a walk back. */
static enum rc history_fn(struct view *v, void *arg)
{
	struct walk *w = arg;
	struct log_line l;
	uint64_t n;
	size_t i;
	enum rc rc = newest_of(v, w->p, w->name, &n);

	while (!rc && n && !w->stopped) {
		arena_reset(w->arena);
		rc = past_of(v, w->p, w->name, w->arena, &n, &l, &i);
		rc = rc ? rc : tell(v, w, &l, w->name);
	}
	return rc;
}

enum rc fact_said(struct view *v, struct place p, const char *name, struct arena *a,
		  struct fact *out)
{
	struct log_line l;
	struct cell c;
	uint64_t n;
	size_t i;
	enum rc rc = newest_of(v, p, name, &n);

	while (!rc && n) {
		uint64_t entry = n;

		rc = past_of(v, p, name, a, &n, &l, &i);
		if (rc || l.facts[i].removed)
			continue;
		rc = log_value(v, p, entry, i + 1, &c);
		if (!rc && c.len) {
			*out = (struct fact){ arena_str(a, name),
					      arena_strn(a, c.text, c.len),
					      c.len,
					      l.at,
					      l.ms,
					      arena_str(a, l.person) };
			return RC_OK;
		}
		rc = rc == RC_NOT_FOUND ? RC_OK : rc; /* removed for good */
	}
	return rc ? rc : RC_NOT_FOUND;
}

enum rc fact_changed(struct view *v, struct place p, const char *name, struct arena *a,
		     struct version *out)
{
	struct log_line l = { .action = ACTION_ERASE };
	uint64_t n;
	size_t i;
	enum rc rc = newest_of(v, p, name, &n);

	*out = (struct version){ "", 0 };
	while (!rc && n && !strcmp(l.action, ACTION_ERASE)) {
		rc = past_of(v, p, name, a, &n, &l, &i);
		*out = l.at;
	}
	return rc;
}

static enum rc walk(struct store *s, struct walk *w, view_fn *fn, struct err *err)
{
	enum rc rc;

	if (!place_good(w->p))
		return err_set(err, RC_INVALID, "there is no such partnership or person");
	w->arena = arena_new();
	rc = store_picture(s, fn, w, err);
	arena_free(w->arena);
	return rc;
}

enum rc store_log(struct store *s, struct place p, uint64_t after, entry_fn *fn, void *arg,
		  struct err *err)
{
	struct walk w = { .p = p, .after = after, .fn = fn, .arg = arg };

	return walk(s, &w, forward_fn, err);
}

enum rc store_log_back(struct store *s, struct place p, uint64_t before, entry_fn *fn, void *arg,
		       struct err *err)
{
	struct walk w = { .p = p, .before = before, .fn = fn, .arg = arg };

	return walk(s, &w, back_fn, err);
}

enum rc store_log_names(struct store *s, struct place p, entry_fn *fn, void *arg, struct err *err)
{
	struct walk w = { .p = p, .fn = fn, .arg = arg, .names = true };

	return walk(s, &w, back_fn, err);
}

enum rc fact_first_by(struct view *v, struct place p, const char *name, struct arena *a,
		      const char **person)
{
	struct log_line l;
	uint64_t n;
	size_t i;
	enum rc rc = newest_of(v, p, name, &n);

	while (!rc && n) {
		rc = past_of(v, p, name, a, &n, &l, &i);
		if (!rc)
			*person = arena_str(a, l.person);
	}
	return rc;
}

enum rc store_history(struct store *s, struct place p, const char *fact, entry_fn *fn, void *arg,
		      struct err *err)
{
	struct walk w = { .p = p, .name = fact, .fn = fn, .arg = arg };
	enum rc rc;

	if (!place_name_good(p, fact))
		return err_set(err, RC_NOT_FOUND, "there is no answer '%.80s'", fact);
	rc = walk(s, &w, history_fn, err);
	if (rc == RC_NOT_FOUND)
		err_set(err, rc, "there is no answer '%.80s'", fact);
	return rc;
}

struct head_job {
	struct place p;
	uint64_t head;
};

static enum rc head_fn(struct view *v, void *arg)
{
	struct head_job *j = arg;

	return log_head(v, j->p, &j->head);
}

uint64_t store_head(struct store *s, struct place p)
{
	struct head_job j = { p, 0 };

	if (!place_good(p) || store_picture(s, head_fn, &j, NULL))
		return 0;
	return j.head;
}

struct state_job {
	struct place p;
	char *out;
};

/* Its line holds a digest of the line before, and of each text that it wrote. */
static enum rc state_fn(struct view *v, void *arg)
{
	struct state_job *j = arg;
	unsigned char digest[DIGEST_BYTES];
	struct slice line;
	struct part part;
	struct key k;
	uint64_t head;
	enum rc rc = log_head(v, j->p, &head);

	j->out[0] = '\0';
	if (rc || !head)
		return rc;
	log_key(&k, j->p, head);
	rc = view_get(v, key_slice(&k), &line);
	if (rc)
		return rc;
	part = (struct part){ line.data, line.len };
	digest_of(digest, &part, 1);
	digest_text(j->out, digest);
	return RC_OK;
}

bool store_state(struct store *s, struct place p, char out[DIGEST_TEXT])
{
	struct state_job j = { p, out };

	out[0] = '\0';
	return place_good(p) && store_picture(s, state_fn, &j, NULL) == RC_OK && out[0];
}

/* The newest entries of all facts of a record, gathered by walking back along each of them. */
struct gather {
	struct view *v;
	struct walk *w;
	struct arena *names;
	uint64_t *next; /* for each fact the entry to look at next, 0: done */
	const char **name;
	size_t n, cap;
};

static bool gather_one(void *arg, struct slice key, struct slice value)
{
	struct gather *g = arg;
	const char *name;
	struct key base;
	struct cell c;
	size_t len;

	fact_key(&base, g->w->p, "");
	name = (const char *)key.data + base.len;
	len = key.len - base.len;
	if (g->w->p.own && len > 1 && name[1] == '/' && name[0] != '-')
		return true; /* the log and the vector stand beside */
	if (!cell_take(key, value, &c)) {
		damaged(g->v, key);
		return false;
	}
	if (g->n == g->cap) {
		g->cap = g->cap ? 2 * g->cap : 32;
		g->next = mem_grow(g->next, g->cap * sizeof(*g->next));
		g->name = mem_grow(g->name, g->cap * sizeof(*g->name));
	}
	g->name[g->n] = arena_strn(g->names, name, len);
	return !log_find(g->v, g->w->p, c.at, &g->next[g->n++]);
}

/* After an entry was told: every fact that stood on it steps to what it replaced. */
static void step_back(struct gather *g, uint64_t at, const struct log_line *l)
{
	for (size_t k = 0; k < g->n; k++)
		for (size_t i = 0; g->next[k] == at && i <= l->count; i++) {
			if (i == l->count)
				g->next[k] = 0;
			else if (strcmp(l->facts[i].name, g->name[k]) == 0)
				g->next[k] = l->facts[i].was_entry < at ? l->facts[i].was_entry : 0;
		}
}

static enum rc record_fn(struct view *v, void *arg)
{
	struct walk *w = arg;
	struct gather g = { .v = v, .w = w, .names = arena_new() };
	struct log_line l;
	struct key k;
	enum rc rc =
		fact_key(&k, w->p, w->name)
			? RC_INVALID
			: view_scan(v, key_slice(&k), (struct slice){ NULL, 0 }, gather_one, &g);

	if (!rc)
		rc = view_rc(v);
	while (!rc && !w->stopped) {
		uint64_t newest = 0;

		for (size_t i = 0; i < g.n; i++)
			newest = g.next[i] > newest ? g.next[i] : newest;
		if (!newest)
			break;
		arena_reset(w->arena);
		rc = log_get(v, w->p, newest, w->arena, &l);
		if (rc) {
			rc = missing(v, w->p, newest, rc);
			break;
		}
		step_back(&g, newest, &l);
		rc = tell(v, w, &l, NULL);
	}
	mem_free(g.next);
	mem_free(g.name);
	arena_free(g.names);
	return rc;
}

enum rc store_record_history(struct store *s, struct place p, const char *prefix, entry_fn *fn,
			     void *arg, struct err *err)
{
	struct walk w = { .p = p, .name = prefix, .fn = fn, .arg = arg };

	return walk(s, &w, record_fn, err);
}
