/* SPDX-License-Identifier: ISC */
/*
 * Everything looked at. Two passes in one picture: the first follows every log
 * (no gap, chain, texts fit their digests) and notes what each answer became
 * last; the second looks at every other key and compares the answers with that.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

/* What a log says of a key; keys are told by a 64-bit sum, which is enough to find damage. */
struct last {
	uint64_t key;         /* 0: free */
	uint64_t entry, text; /* sum of the text; 0: it was removed for good */
	uint64_t at;          /* sum of the version */
	bool removed, seen;
};

struct verify {
	struct view *view;
	check_fn *fn;
	void *arg;
	struct verify_report *out;
	struct last *table;
	size_t n, cap;
	bool stop;
	struct arena *arena; /* of one entry */
	/* the log that is being followed */
	struct key base; /* p/sf */
	struct place place;
	char pid[PID_MAX + 1], own[PERSON_MAX + 1];
	uint64_t number;
	char digest[DIGEST_TEXT];
	struct log_line line;
	size_t texts; /* of the line that were met */
	bool whole;   /* the line could be read */
};

static uint64_t sum(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3;
	return h ? h : 1;
}

static uint64_t sum_version(struct version v)
{
	return sum(v.replica, strlen(v.replica)) ^ v.number * 0x9e3779b97f4a7c15;
}

static void fault(struct verify *c, struct slice key, const char *what)
{
	char words[160], text[KEY_MAX_BYTES + 1], say[320];

	place_key_words(key, words);
	snprintf(text, sizeof(text), "%.*s", (int)key.len, (const char *)key.data);
	snprintf(say, sizeof(say), "%s: %s", words, what);
	if (!c->out->faults++)
		snprintf(c->out->first, sizeof(c->out->first), "%s", say);
	if (c->fn && !c->fn(c->arg, text, say))
		c->stop = true;
}

static struct last *find(struct verify *c, uint64_t key)
{
	size_t i = key & (c->cap - 1);

	while (c->table[i].key && c->table[i].key != key)
		i = (i + 1) & (c->cap - 1);
	return &c->table[i];
}

static void grow(struct verify *c)
{
	struct last *old = c->table;
	size_t cap = c->cap;

	if (c->table && c->n * 2 < c->cap)
		return;
	c->cap = cap ? cap * 2 : 1024;
	c->table = mem_alloc(c->cap * sizeof(*c->table));
	for (size_t i = 0; old && i < cap; i++)
		if (old[i].key)
			*find(c, old[i].key) = old[i];
	mem_free(old);
}

static struct last *note(struct verify *c, struct slice key)
{
	struct last *l;

	grow(c);
	l = find(c, sum(key.data, key.len));
	if (!l->key) {
		l->key = sum(key.data, key.len);
		c->n++;
	}
	return l;
}

/* Keys: p/<pid>/<area>/… and, of an own place, p/<pid>/x/<person>/… */

struct part_of {
	char area; /* f l v n d u o e, or s; 0: no known form */
	struct place place;
	char pid[PID_MAX + 1], own[PERSON_MAX + 1];
	char rest[KEY_MAX_BYTES + 1];
};

static bool next_part(const char **s, char *out, size_t max)
{
	size_t n = strcspn(*s, "/");

	if (n > max || (*s)[n] != '/')
		return false;
	memcpy(out, *s, n);
	out[n] = '\0';
	*s += n + 1;
	return key_part_good(out, max);
}

static void key_take(struct slice key, struct part_of *out)
{
	char text[KEY_MAX_BYTES + 1];
	const char *s = text + 2, *keys = text + 7;
	char part[PERSON_MAX + 1];

	out->area = 0;
	out->place = (struct place){ NULL, NULL };
	out->rest[0] = out->pid[0] = out->own[0] = '\0';
	memcpy(text, key.data, key.len);
	text[key.len] = '\0';
	if (strlen(text) != key.len)
		return;
	if (strcmp(text, "s/format") == 0 || strcmp(text, "s/replica") == 0 ||
	    strcmp(text, "s/erased") == 0 || strcmp(text, JOURNAL_FROM) == 0 ||
	    (strncmp(text, "s/people/", 9) == 0 && key_part_good(text + 9, PERSON_MAX)) ||
	    (strncmp(text, "s/off/", 6) == 0 && key_part_good(text + 6, PERSON_MAX)) ||
	    (strncmp(text, "s/keys/", 7) == 0 && next_part(&keys, part, PERSON_MAX) &&
	     key_part_good(keys, PERSON_MAX)))
		out->area = 's';
	if (strncmp(text, "p/", 2) != 0 || !next_part(&s, out->pid, PID_MAX) || !s[0] ||
	    s[1] != '/')
		return;
	out->place.pid = out->pid;
	out->area = s[0];
	s += 2;
	if (out->area == 'x') {
		if (!next_part(&s, out->own, PERSON_MAX)) {
			out->area = 0;
			return;
		}
		out->place.own = out->own;
		out->area = (s[0] == 'l' || s[0] == 'v') && s[1] == '/' ? s[0] : 'f';
		s += out->area == 'f' ? 0 : 2;
	}
	memcpy(out->rest, s, strlen(s) + 1);
	if ((out->area == 'f' && !place_name_good(out->place, s)) || !strchr("flvnduoe", out->area))
		out->area = 0;
}

/* First pass */

static void log_end(struct verify *c)
{
	struct key k;

	if (!c->base.len)
		return;
	key_printf(&k, "%s/v/", c->base.text);
	note(c, key_slice(&k))->entry = c->number;
	c->base.len = 0;
}

static void log_begin(struct verify *c, const struct part_of *part)
{
	struct key base;

	place_base(&base, part->place);
	if (c->base.len == base.len && memcmp(base.text, c->base.text, base.len) == 0)
		return;
	log_end(c);
	c->base = base;
	snprintf(c->pid, sizeof(c->pid), "%s", part->pid);
	snprintf(c->own, sizeof(c->own), "%s", part->own);
	c->place = (struct place){ c->pid, part->place.own ? c->own : NULL };
	c->number = 0;
	snprintf(c->digest, sizeof(c->digest), "-");
}

/* What was removed for good is not there any more. */
static void line_erased(struct verify *c, struct slice key, const struct log_fact *f)
{
	const char *s = f->erased;
	struct erased_at gone;
	struct log_line from;
	struct slice value;
	struct key k;

	while (erased_next(&s, &gone)) {
		size_t i = 0;

		if (log_get(c->view, c->place, gone.entry, c->arena, &from))
			continue; /* told where it stands */
		while (!gone.reason && i < from.count && strcmp(from.facts[i].name, f->name) != 0)
			i++;
		log_value_key(&k, c->place, gone.entry, gone.reason ? 0 : i + 1);
		if (view_get(c->view, key_slice(&k), &value) == RC_OK)
			fault(c, key, "it says that a text was removed which is still there");
	}
}

/* What the line says of each fact, against what the lines before said. */
static void line_facts(struct verify *c, struct slice key)
{
	for (size_t i = 0; i < c->line.count; i++) {
		const struct log_fact *f = &c->line.facts[i];
		struct last *l;
		struct key k;

		if (!place_name_good(c->place, f->name) || fact_key(&k, c->place, f->name)) {
			fault(c, key, "it names an answer in no known form");
			continue;
		}
		l = note(c, key_slice(&k));
		if (l->entry != f->was_entry)
			fault(c, key, "it does not follow on what the answer was before");
		l->entry = c->number;
		l->at = sum_version(c->line.at);
		l->removed = f->removed;
		l->text = 0;
		line_erased(c, key, f);
	}
}

static void line_one(struct verify *c, struct slice key, struct slice value, uint64_t number)
{
	unsigned char digest[DIGEST_BYTES];
	struct part part = { value.data, value.len };

	c->out->entries++;
	if (number != c->number + 1)
		fault(c, key, "entries are missing before it");
	c->number = number;
	arena_reset(c->arena);
	c->whole = log_take(key, value, c->arena, &c->line);
	if (!c->whole) {
		fault(c, key, "its bytes do not check");
	} else {
		if (strcmp(c->line.prev, c->digest) != 0)
			fault(c, key, "the chain of entries is broken here");
		line_facts(c, key);
	}
	digest_of(digest, &part, 1);
	digest_text(c->digest, digest);
}

static void line_text(struct verify *c, struct slice key, struct slice value, size_t i,
		      uint64_t number)
{
	char is[DIGEST_TEXT];
	struct cell cell;
	struct key k = { .len = 0 };
	bool fits;

	if (!cell_take(key, value, &cell)) {
		fault(c, key, "its bytes do not check");
		return;
	}
	if (number != c->number || !c->whole)
		return; /* told already */
	if (i > c->line.count || (i && c->line.facts[i - 1].removed)) {
		fault(c, key, "no line of the history speaks of it");
		return;
	}
	if (i && fact_key(&k, c->place, c->line.facts[i - 1].name))
		return;
	log_digest(is, cell.who, i ? key_slice(&k) : why_slice(), cell.text, cell.len);
	fits = strcmp(is, i ? c->line.facts[i - 1].is : c->line.why) == 0;
	if (!fits || !version_same(cell.at, c->line.at))
		fault(c, key, "it is not the text that the history has a digest of");
	if (i)
		note(c, key_slice(&k))->text = sum(cell.text, cell.len);
}

static bool first_pass(void *arg, struct slice key, struct slice value)
{
	struct verify *c = arg;
	struct part_of part;
	uint64_t number;
	char *end;

	key_take(key, &part);
	if (part.area != 'l')
		return !c->stop;
	log_begin(c, &part);
	if (!log_number((struct slice){ part.rest, strlen(part.rest) }, 0, &number))
		fault(c, key, "it has no known form");
	else if (!part.rest[12])
		line_one(c, key, value, number);
	else if (part.rest[12] == '.' && part.rest[13] >= '0' && part.rest[13] <= '9') {
		size_t i = strtoul(part.rest + 13, &end, 10);

		if (*end || number != c->number)
			fault(c, key, "no line of the history speaks of it");
		else
			line_text(c, key, value, i, number);
	} else {
		fault(c, key, "it has no known form");
	}
	return !c->stop;
}

/* Second pass */

static void fact_one(struct verify *c, struct slice key, const struct cell *cell)
{
	struct last *l = find(c, sum(key.data, key.len));

	c->out->facts++;
	if (!l->key) {
		fault(c, key, "the history does not know it");
		return;
	}
	l->seen = true;
	if (sum_version(cell->at) != l->at || cell->removed != l->removed)
		fault(c, key, "it is not what the newest entry about it made it");
	else if (!l->removed && l->text && l->text != sum(cell->text, cell->len))
		fault(c, key, "its text is not the one in the history");
}

static void vector_one(struct verify *c, const struct part_of *part, struct slice key,
		       const struct cell *cell)
{
	struct key base, k;
	char text[24];
	struct last *l;
	uint64_t number;

	place_base(&base, part->place);
	key_printf(&k, "%s/v/", base.text);
	l = find(c, sum(k.text, k.len));
	snprintf(text, sizeof(text), "%.*s", (int)(cell->len < 23 ? cell->len : 23), cell->text);
	number = strtoull(text, NULL, 10);
	if (!l->key || number > l->entry)
		fault(c, key, "it counts more changes than the history has");
	else if (number == l->entry)
		l->seen = true;
}

static bool second_pass(void *arg, struct slice key, struct slice value)
{
	struct verify *c = arg;
	struct part_of part;
	struct cell cell;

	key_take(key, &part);
	if (part.area == 'l')
		return !c->stop;
	if (!part.area)
		fault(c, key, "it has no known form");
	else if (!cell_take(key, value, &cell))
		fault(c, key, "its bytes do not check");
	else if (part.area == 'f')
		fact_one(c, key, &cell);
	else if (part.area == 'v')
		vector_one(c, &part, key, &cell);
	return !c->stop;
}

/* What the history knows and the store has not. */
static void missing(struct verify *c)
{
	static const char *const what =
		"an answer or a count that the history knows is not in the store";
	uint64_t n = 0;

	for (size_t i = 0; i < c->cap; i++)
		n += c->table[i].key && !c->table[i].seen;
	if (!n)
		return;
	if (!c->out->faults)
		snprintf(c->out->first, sizeof(c->out->first), "%s", what);
	c->out->faults += n;
	if (c->fn)
		c->fn(c->arg, "", what);
}

static enum rc verify_fn(struct view *v, void *arg)
{
	struct verify *c = arg;
	struct slice all = { NULL, 0 };
	enum rc rc;

	grow(c);
	c->view = v;
	rc = view_scan(v, all, all, first_pass, c);
	log_end(c);
	if (!rc && !c->stop)
		rc = view_scan(v, all, all, second_pass, c);
	if (!rc && !c->stop)
		missing(c);
	return rc;
}

static bool structure_fault(void *arg, const char *key, const char *what)
{
	struct verify *c = arg;

	if (!c->out->faults++)
		snprintf(c->out->first, sizeof(c->out->first), "%s", what);
	return !c->fn || c->fn(c->arg, key, what);
}

enum rc store_verify(struct store *s, check_fn *fn, void *arg, struct verify_report *out,
		     struct err *err)
{
	struct verify_report report = { 0 };
	struct verify c = { .fn = fn, .arg = arg, .out = &report, .arena = arena_new() };
	enum rc rc = engine_check(s->engine, structure_fault, &c, err);

	if (!rc)
		rc = engine_read(s->engine, verify_fn, &c, err);
	arena_free(c.arena);
	mem_free(c.table);
	if (out)
		*out = report;
	if (!rc && report.faults)
		rc = err_set(err, RC_DAMAGED, "%" PRIu64 " faults in the store, the first: %s",
			     report.faults, report.first);
	return rc;
}
