/* SPDX-License-Identifier: ISC */
/*
 * What was removed for data protection stays removed, whichever source still has the text.
 *
 * The entry that removed it names it. Where that entry is lost, the mark that
 * keeps the text out says so, or the journal that it was taken away; then an
 * entry is made that says it again, for nothing goes without one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rebuild_internal.h"

#define WHY_GONE "removed for data protection; the entry that said so is lost in a damaged file"

/* Which text of a line says something of a fact, from 1; 0: none. */
static size_t text_of(const struct log_line *l, const char *name)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->facts[i].name, name) == 0)
			return i + 1;
	return 0;
}

void gone_by_line(struct view *v, struct place p, const struct log_line *l)
{
	struct arena *names = arena_new();

	for (size_t i = 0; i < l->count; i++) {
		const char *s = l->facts[i].erased;
		struct erased_at gone;

		while (erased_next(&s, &gone)) {
			struct erase_item item = { .fact = l->facts[i].name,
						   .at = gone.at,
						   .entry = gone.entry };
			struct log_line from;

			if (!gone.reason && !log_get(v, p, gone.entry, names, &from))
				item.i = text_of(&from, item.fact);
			if (gone.reason || item.i)
				erase_text(v, p, &item, l->at, l->person);
		}
	}
	arena_free(names);
}

/* One text that is to be gone: an entry's i-th, or of a version what it says of a name. */
struct going {
	struct rebuild *r;
	struct store *s;
	struct place place;
	struct version at; /* number 0: it goes by entry and i */
	const char *name;
	uint64_t entry;
	size_t i;
	struct arena *arena;
	bool is_there; /* the text, when it was looked for */
};

static enum rc say_gone(struct going *g, struct view *v, const struct erase_item *item)
{
	struct actor by = { .person = g->place.own ? g->place.own : g->r->person,
			    .from = "recovery" };
	char version[VERSION_TEXT];
	unsigned char id[CHANGE_ID_BYTES];
	struct put_fact fact = { .name = item->fact };
	struct put_entry e = { .by = &by,
			       .action = ACTION_ERASE,
			       .reason = WHY_GONE,
			       .id = id,
			       .facts = &fact,
			       .count = 1 };
	struct version at;
	struct cell now;
	uint64_t number;
	enum rc rc = fact_now(v, g->place, item->fact, &now);

	if (rc)
		return rc == RC_NOT_FOUND ? RC_OK : rc;
	random_bytes(id, sizeof(id));
	version_text(item->at, version);
	fact.erased = arena_printf(g->arena, ",%s@%012" PRIx64 "%s", version, item->entry,
				   item->i ? "" : ".0");
	fact.was = now.at;
	if (!now.removed && !(item->i && version_same(now.at, item->at))) {
		fact.text = arena_strn(g->arena, now.text, now.len);
		fact.len = now.len;
	}
	rc = log_find(v, g->place, fact.was, &fact.was_entry);
	rc = rc ? rc : entry_put(g->s, v, g->place, &e, &number, &at);
	if (!rc)
		erase_text(v, g->place, item, at, by.person);
	return rc;
}

static bool find_text(struct going *g, struct view *v, struct erase_item *item)
{
	struct log_line l;
	struct cell text;

	*item = (struct erase_item){ .own = g->place.own, .entry = g->entry, .i = g->i };
	arena_reset(g->arena);
	if (log_get(v, g->place, g->entry, g->arena, &l) ||
	    (g->at.number && !version_same(l.at, g->at)))
		return false;
	if (g->at.number)
		item->i = text_of(&l, g->name);
	if (item->i > l.count || (g->at.number && !item->i) ||
	    log_value(v, g->place, g->entry, item->i, &text))
		return false;
	item->at = l.at;
	item->fact = l.facts[item->i ? item->i - 1 : 0].name;
	return true;
}

static enum rc look_fn(struct view *v, void *arg)
{
	struct going *g = arg;
	struct erase_item item;

	g->is_there = find_text(g, v, &item);
	return view_rc(v);
}

static enum rc going_fn(struct view *v, void *arg)
{
	struct going *g = arg;
	struct erase_item item;

	return find_text(g, v, &item) ? say_gone(g, v, &item) : view_rc(v);
}

/* p/<pid>/e/<version>/<name>, taken apart in text; one that the store has */
static bool is_mark(const struct pool *p, const struct found *f, char *text, struct going *g)
{
	char *pid = text + 2, *version, *name;
	struct place_line own;
	struct cell c;

	if (strncmp(text, "p/", 2) != 0 || !(version = strstr(pid, "/e/")) ||
	    strchr(pid, '/') != version || !(name = strchr(version + 3, '/')) || !f->value.data ||
	    !cell_take(f->key, f->value, &c))
		return false;
	*version = *name = '\0';
	g->place = (struct place){ pid, NULL };
	g->name = name + 1;
	if (!place_good(g->place) || !version_read(version + 3, &g->at) || !g->at.number)
		return false;
	g->entry = g->at.number;
	line_place(&own, p, g->place);
	return f->origin != FROM_JOURNAL || line_has(&own, c.at, f->change);
}

/*
 * p/<pid>/l/… or p/<pid>/x/<person>/l/…; NULL: not of a log. Part by part, for a
 * partnership or a person may be called l or x.
 */
static char *log_place(char *text, struct place *out)
{
	char *at = strncmp(text, "p/", 2) != 0 ? NULL : strchr(text + 2, '/');

	*out = (struct place){ text + 2, NULL };
	if (at && strncmp(at, "/x/", 3) == 0) {
		*at = '\0';
		out->own = at + 3;
		at = strchr(at + 3, '/');
	}
	if (!at || strncmp(at, "/l/", 3) != 0)
		return NULL;
	*at = '\0';
	return at;
}

/* <place>/l/<number>.<i>, taken away while the store had its name */
static bool is_taken_away(const struct pool *p, const struct found *f, char *text, struct going *g)
{
	char *at, *end;

	if (f->value.data || f->change < p->line.begin || f->change >= p->line.end)
		return false;
	at = log_place(text, &g->place);
	if (!at || strlen(at + 1) < 16 || at[15] != '.')
		return false;
	g->at.number = 0;
	g->i = strtoul(at + 16, &end, 10);
	return place_good(g->place) && !*end &&
	       log_number((struct slice){ at + 3, 12 }, 0, &g->entry);
}

enum rc rebuild_gone(struct rebuild *r, const struct pool *pool, struct store *s, struct err *err)
{
	struct going g = { .r = r, .s = s, .arena = arena_new() };
	char text[KEY_MAX_BYTES + 1];
	enum rc rc = RC_OK;

	for (size_t i = 0; i < pool->n && !rc; i++) {
		const struct found *f = &pool->v[i];

		snprintf(text, sizeof(text), "%.*s", (int)f->key.len, (const char *)f->key.data);
		if (f->value.data ? !is_mark(pool, f, text, &g) : !is_taken_away(pool, f, text, &g))
			continue;
		rc = engine_read(s->engine, look_fn, &g, err);
		if (!rc && g.is_there)
			rc = engine_update(s->engine, going_fn, &g, err);
	}
	arena_free(g.arena);
	return rc;
}
