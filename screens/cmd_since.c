/* SPDX-License-Identifier: ISC */
/* history --since: answer by answer, what it was before a day, what it is now, and who changed it. */
#include <stdlib.h>
#include <string.h>

#include "../core/base/json.h"
#include "../core/plan/small.h"
#include "cli.h"

struct touched { /* one change of one answer */
	const char *fact, *person;
	const char *text; /* what it became; NULL: taken back */
	uint64_t number;
	int64_t ms;
};

struct since {
	const struct session *s;
	struct arena *arena;
	const char *about; /* NULL: everything */
	struct date day;
	struct touched *v;
	size_t n, cap;
	struct smalls smalls;
};

struct net { /* what the changes of one answer come to */
	const struct touched *last;
	const char *before;
	const char *people; /* each once, the newest first */
};

static void keep(struct since *w, const struct entry *e, const struct entry_fact *f)
{
	w->v = arena_grown(w->arena, w->v, w->n, &w->cap, sizeof(*w->v));
	w->v[w->n++] = (struct touched){
		.fact = arena_str(w->arena, f->name),
		.person = arena_str(w->arena, e->person),
		.text = f->text ? arena_str(w->arena, f->text) : NULL,
		.number = e->number,
		.ms = e->ms,
	};
}

/* A clock that was set back has an entry of an earlier day behind a later one: all are looked at. */
static bool note_entry(void *arg, const struct entry *e)
{
	struct since *w = arg;

	if (date_compare(date_of_ms(e->ms), w->day) < 0)
		return true;
	for (size_t i = 0; i < e->count; i++)
		if (!w->about || !strncmp(e->facts[i].name, w->about, strlen(w->about)))
			keep(w, e, &e->facts[i]);
	return true;
}

static int by_fact(const void *a, const void *b)
{
	const struct touched *x = a, *y = b;
	int order = strcmp(x->fact, y->fact);

	return order ? order : (x->number < y->number) - (x->number > y->number);
}

struct before {
	struct arena *arena;
	uint64_t first; /* of the changes that are told */
	const char *text;
};

static bool look_before(void *arg, const struct entry *e)
{
	struct before *b = arg;

	if (e->number >= b->first)
		return true;
	b->text = e->facts[0].text ? arena_str(b->arena, e->facts[0].text) : NULL;
	return false;
}

static bool is_named(const char *people, const char *person)
{
	size_t len = strlen(person);

	for (const char *at = people; (at = strstr(at, person)) != NULL; at += len)
		if ((at == people || at[-1] == ' ') && (at[len] == ',' || !at[len]))
			return true;
	return false;
}

/* The changes of one answer, which lie together; how many there are. */
static size_t net_of(const struct since *w, size_t at, struct net *out, enum rc *rc,
		     struct err *err)
{
	struct before b = { .arena = w->arena };
	size_t n = 0;

	*out = (struct net){ .last = &w->v[at], .people = "" };
	for (; at + n < w->n && !strcmp(w->v[at + n].fact, w->v[at].fact); n++) {
		const char *who = w->v[at + n].person;

		if (!is_named(out->people, who))
			out->people = arena_printf(w->arena, "%s%s%s", out->people,
						   *out->people ? ", " : "", who);
		b.first = w->v[at + n].number;
	}
	*rc = store_history(w->s->store, session_place(w->s), w->v[at].fact, look_before, &b, err);
	out->before = b.text;
	return n;
}

static const char *shown(const struct since *w, const struct net *n, const char *text)
{
	const char *fact = n->last->fact;

	const char *words =
		text && *text
			? fact_shown(w->s, fact,
				     smalls_fact(&w->smalls, w->s->schema, fact, text, w->arena),
				     w->arena)
			: "";

	if (fact_is_apart(w->s, fact, n->last->person))
		return "what is shown with --together";
	return *words ? words : "nothing";
}

static void print_net(const struct since *w, const struct net *n, struct buf *b)
{
	char when[48];

	time_words(n->last->ms, when);
	buf_printf(b, "%s: from %s to %s (%s, %s)\n", fact_about(w->s, n->last->fact, w->arena),
		   shown(w, n, n->before), shown(w, n, n->last->text), n->people, when);
}

static void put_text(const struct since *w, struct jout *j, const char *name, const char *fact,
		     const char *text)
{
	if (text)
		jout_text(j, name, smalls_fact(&w->smalls, w->s->schema, fact, text, w->arena));
	else
		jout_null(j, name);
}

static void put_net(const struct since *w, const struct net *n, struct jout *j)
{
	jout_object(j, NULL);
	jout_text(j, "fact", n->last->fact);
	if (fact_is_apart(w->s, n->last->fact, n->last->person)) {
		jout_bool(j, "apart", true);
	} else {
		put_text(w, j, "before", n->last->fact, n->before);
		put_text(w, j, "after", n->last->fact, n->last->text);
	}
	jout_text(j, "people", n->people);
	jout_int(j, "ms", n->last->ms);
	jout_end(j, '}');
}

static bool is_same(const struct net *n)
{
	const char *was = n->before ? n->before : "", *now = n->last->text ? n->last->text : "";

	return !strcmp(was, now);
}

static enum rc tell(struct since *w, bool json, struct buf *b, struct err *err)
{
	struct jout j;
	struct net n;
	enum rc rc = RC_OK;

	jout_init(&j, b);
	if (json)
		jout_array(&j, NULL);
	for (size_t i = 0; i < w->n && rc == RC_OK;) {
		i += net_of(w, i, &n, &rc, err);
		if (rc != RC_OK || is_same(&n))
			continue;
		if (json)
			put_net(w, &n, &j);
		else
			print_net(w, &n, b);
	}
	if (json)
		jout_end(&j, ']');
	else if (!b->len)
		buf_printf(b, "nothing was changed since then\n");
	return rc;
}

enum rc history_since(struct cli *c, const char *about, struct buf *b, struct err *err)
{
	struct since w = { .s = &c->app.session, .arena = c->arena, .about = about };
	enum rc rc = date_parse(c->value[OPT_SINCE], w.s->today, &w.day, err);

	rc = rc ? rc : smalls_read(w.s, "*", c->arena, &w.smalls, err);
	if (rc)
		return rc;
	rc = store_log_back(w.s->store, session_place(w.s), 0, note_entry, &w, err);
	if (w.n)
		qsort(w.v, w.n, sizeof(*w.v), by_fact);
	rc = rc ? rc : tell(&w, cli_on(c, OPT_JSON), b, err);
	smalls_clear(&w.smalls);
	return rc;
}
