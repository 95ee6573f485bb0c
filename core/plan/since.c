/* SPDX-License-Identifier: ISC */
#include "since.h"

#include <stdlib.h>
#include <string.h>

#include "../records/record_internal.h"
#include "../store/keys.h"

#define NOTE_MEETING "meeting"
enum { MONTHS_BACK = 3 };

struct touched { /* one change of one answer */
	const char *fact, *person;
	const char *text; /* what it became; NULL: taken back */
	uint64_t number;
	int64_t ms;
};

struct job {
	const struct session *s;
	struct arena *arena;
	const char *about;
	struct date day;
	struct touched *v;
	size_t n, cap;
	struct since *out;
};

/* What the log has */

static void keep(struct job *j, const struct entry *e, const struct entry_fact *f)
{
	j->v = arena_grown(j->arena, j->v, j->n, &j->cap, sizeof(*j->v));
	j->v[j->n++] = (struct touched){
		.fact = arena_str(j->arena, f->name),
		.person = arena_str(j->arena, e->person),
		.text = f->text ? arena_str(j->arena, f->text) : NULL,
		.number = e->number,
		.ms = e->ms,
	};
}

/* A clock that was set back has an entry of an earlier day behind a later one: all are looked at. */
static bool note_entry(void *arg, const struct entry *e)
{
	struct job *j = arg;

	if (date_compare(date_of_ms(e->ms), j->day) < 0)
		return true;
	for (size_t i = 0; i < e->count; i++)
		if (!j->about || !strncmp(e->facts[i].name, j->about, strlen(j->about)))
			keep(j, e, &e->facts[i]);
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

/* What the changes of one answer come to, which lie together; how many there are. */
static size_t net_of(const struct job *j, size_t at, struct since_change *out, enum rc *rc,
		     struct err *err)
{
	const struct touched *last = &j->v[at];
	struct before b = { .arena = j->arena };
	size_t n = 0;

	*out = (struct since_change){ .fact = last->fact,
				      .now = last->text,
				      .writer = last->person,
				      .who = "",
				      .ms = last->ms };
	for (; at + n < j->n && !strcmp(j->v[at + n].fact, last->fact); n++) {
		const char *person = j->v[at + n].person;

		if (!is_named(out->who, person))
			out->who = arena_printf(j->arena, "%s%s%s", out->who, *out->who ? ", " : "",
						person);
		b.first = j->v[at + n].number;
	}
	*rc = store_history(j->s->store, session_place(j->s), last->fact, look_before, &b, err);
	out->before = b.text;
	return n;
}

static bool is_same(const struct since_change *c)
{
	return !strcmp(c->before ? c->before : "", c->now ? c->now : "");
}

/* What each is of */

static void name_entry(const struct job *j, struct since_change *c)
{
	struct fact_parts parts;

	if (!fact_parts(j->arena, c->fact, &parts))
		return;
	c->id = parts.record;
	c->reg = facts_reg(j->s->schema, parts.reg, parts.record);
	c->apart = fact_is_apart(j->s, c->fact, c->writer);
}

static size_t place_of(const struct schema *s, const struct reg *reg)
{
	return reg ? (size_t)(reg - s->registers) : s->nregisters;
}

/* No more than the name of a fact tells: the entry that it is of. */
static size_t entry_len(const char *fact)
{
	const char *last = strrchr(fact, '/');

	return last ? (size_t)(last - fact) : strlen(fact);
}

static bool same_entry(const struct since_change *a, const struct since_change *b)
{
	size_t n = entry_len(a->fact);

	return n == entry_len(b->fact) && !strncmp(a->fact, b->fact, n);
}

struct sorted {
	size_t place;
	struct since_change c;
};

static int by_register(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return strcmp(x->c.fact, y->c.fact);
}

static void sort(struct job *j)
{
	struct since *out = j->out;
	struct sorted *v = arena_array(j->arena, out->n + 1, sizeof(*v));

	for (size_t i = 0; i < out->n; i++)
		v[i] = (struct sorted){ place_of(j->s->schema, out->v[i].reg), out->v[i] };
	if (out->n)
		qsort(v, out->n, sizeof(*v), by_register);
	for (size_t i = 0; i < out->n; i++)
		out->v[i] = v[i].c;
}

/* An entry was added where its life began, deleted where it bears the mark. */
static void tell_kinds(struct since *out)
{
	for (size_t i = 0, n; i < out->n; i += n) {
		enum since_kind kind = SINCE_CHANGED;

		for (n = 0; i + n < out->n && same_entry(&out->v[i], &out->v[i + n]); n++) {
			const struct since_change *c = &out->v[i + n];
			const char *field = strrchr(c->fact, '/') + 1;

			if (!c->reg || c->reg->kind != REG_REGISTER)
				continue;
			if (!strcmp(field, FIELD_GONE) && c->now && c->now[0])
				kind = SINCE_DELETED;
			else if (!strcmp(field, FIELD_LIFE) && !c->before && kind == SINCE_CHANGED)
				kind = SINCE_ADDED;
		}
		for (size_t k = 0; k < n; k++)
			out->v[i + k].kind = kind;
	}
}

/* What goes out */

static enum rc leave_out(struct job *j, struct err *err)
{
	struct since *out = j->out;
	struct names restricted;
	enum rc rc = restricted_read(j->s, j->arena, &restricted, err);
	size_t kept = 0;

	for (size_t i = 0; !rc && i < out->n; i++) {
		if (!restricted_fact(&restricted, out->v[i].fact))
			out->v[kept++] = out->v[i];
		else if (!i || !same_entry(&out->v[i - 1], &out->v[i]))
			out->left_out++;
	}
	out->n = rc ? 0 : kept;
	return rc;
}

enum rc since_load(const struct session *s, const char *about, struct date day, bool open,
		   struct arena *a, struct since *out, struct err *err)
{
	struct job j = { .s = s, .arena = a, .about = about, .day = day, .out = out };
	enum rc rc = store_log_back(s->store, session_place(s), 0, note_entry, &j, err);

	*out = (struct since){ .day = day };
	if (j.n)
		qsort(j.v, j.n, sizeof(*j.v), by_fact);
	out->v = arena_array(a, j.n + 1, sizeof(*out->v));
	for (size_t i = 0; i < j.n && rc == RC_OK;) {
		struct since_change *c = &out->v[out->n];

		i += net_of(&j, i, c, &rc, err);
		if (is_same(c))
			continue;
		name_entry(&j, c);
		out->n++;
	}
	sort(&j);
	if (rc == RC_OK && open)
		rc = leave_out(&j, err);
	tell_kinds(out);
	return rc;
}

bool since_whole(const struct since *s, size_t i)
{
	return s->v[i].kind == SINCE_CHANGED || !i || !same_entry(&s->v[i - 1], &s->v[i]);
}

void since_count(const struct since *s, size_t *entries, size_t *people, struct arena *a)
{
	struct names seen = { arena_array(a, s->n + 1, sizeof(char *)), 0 };

	*entries = 0;
	for (size_t i = 0; i < s->n; i++) {
		*entries += !i || !same_entry(&s->v[i - 1], &s->v[i]);
		if (!names_have(&seen, s->v[i].writer))
			seen.v[seen.n++] = s->v[i].writer;
	}
	*people = seen.n;
}

/* The last meeting */

struct date since_meeting(const struct session *s, struct arena *a)
{
	const char *text = store_note(s->store, s->pid, s->actor.person, NOTE_MEETING, a);
	struct date day;

	return text && date_read_iso(text, &day) ? day : date_add_months(s->today, -MONTHS_BACK);
}

enum rc since_meeting_put(const struct session *s, struct date day, struct err *err)
{
	char iso[11];

	if (date_compare(day, s->today) > 0)
		return err_set(err, RC_INVALID, "the last meeting must be today or earlier");
	date_iso(day, iso);
	return store_note_put(s->store, s->pid, s->actor.person, NOTE_MEETING, iso, err);
}

enum rc since_day(const struct session *s, const char *text, struct arena *a, struct date *out,
		  struct err *err)
{
	if (strcmp(text, "meeting") != 0)
		return date_parse(text, s->today, out, err);
	*out = since_meeting(s, a);
	return RC_OK;
}
