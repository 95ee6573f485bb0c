/* SPDX-License-Identifier: ISC */
#include "export_since.h"

#include <string.h>

#include "../plan/small.h"
#include "../records/called.h"
#include "../store/keys.h"

struct making {
	const struct session *s;
	bool open;
	struct arena *arena;
	struct pairs people;
	struct smalls smalls;
	struct since_lines *out;
};

/* "ann, ben" as they are called. */
static const char *called(const struct making *m, const char *who)
{
	const char *out = "", *at = who, *word;
	size_t len;

	while (list_next(&at, &word, &len))
		out = arena_printf(m->arena, "%s%s%s", out, *out ? ", " : "",
				   person_called(&m->people, arena_strn(m->arena, word, len)));
	return out;
}

/* What somebody wrote in words of their own stands in quotes, or its end would not be seen. */
static bool is_prose(const struct since_change *c)
{
	const struct field *f = c->reg ? reg_field(c->reg, strrchr(c->fact, '/') + 1) : NULL;

	return f && (f->type == TYPE_TEXT || f->type == TYPE_LONG);
}

static const char *shown(const struct making *m, const struct since_change *c, const char *text)
{
	if (!text || !*text)
		return "";
	if (m->open)
		text = smalls_fact(&m->smalls, m->s->schema, c->fact, text, m->arena);
	text = fact_shown(m->s, c->fact, text, m->arena);
	return is_prose(c) ? arena_printf(m->arena, "\"%s\"", text) : text;
}

static const char *change_text(const struct making *m, const struct since_change *c)
{
	const char *was = shown(m, c, c->before), *now = shown(m, c, c->now);

	if (c->kind == SINCE_ADDED)
		return "added";
	if (c->kind == SINCE_DELETED)
		return "deleted";
	if (!*was)
		return arena_printf(m->arena, "now %s", now);
	return *now ? arena_printf(m->arena, "from %s to %s", was, now)
		    : arena_printf(m->arena, "no longer %s", was);
}

static const char *title(const struct making *m, const struct since_change *c)
{
	const char *name = record_called(m->s, c->id, m->arena);
	char id[49];

	if (c->reg->kind != REG_REGISTER)
		return strcmp(name, c->id) ? name : c->reg->title;
	id_shown(c->id, id);
	return strcmp(id, name) ? arena_printf(m->arena, "%s %s", id, name)
				: arena_str(m->arena, id);
}

static void add(struct making *m, const struct since_change *c)
{
	struct since_line *to = &m->out->v[m->out->n++];

	*to = (struct since_line){ .reg = c->reg,
				   .id = c->id,
				   .title = title(m, c),
				   .text = change_text(m, c),
				   .who = called(m, c->who),
				   .ms = c->ms };
	if (c->kind == SINCE_CHANGED && !fact_deletes(c->fact))
		to->label = fact_label(m->s->schema, c->fact, m->arena);
}

/* Who may do what is no matter of a meeting's papers, nor what the program notes for itself. */
static bool is_told(const struct since_change *c)
{
	const char *field = strrchr(c->fact, '/') + 1;
	const struct field *f = c->reg ? reg_field(c->reg, field) : NULL;

	return c->reg && strcmp(c->reg->key, "pe") != 0 &&
	       (!f || !f->automatic || !strcmp(field, "life"));
}

static void leave_out(struct since *all, struct since_lines *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++) {
		out->apart += all->v[i].apart;
		if (is_told(&all->v[i]) && !all->v[i].apart)
			all->v[kept++] = all->v[i];
	}
	all->n = kept;
}

enum rc since_lines_load(const struct session *s, struct date day, bool open, struct arena *a,
			 struct since_lines *out, struct err *err)
{
	struct making m = { .s = s, .open = open, .arena = a, .out = out };
	struct since all;
	enum rc rc = since_load(s, NULL, day, open, a, &all, err);

	*out = (struct since_lines){ .day = day };
	rc = rc ? rc : smalls_read(s, "*", a, &m.smalls, err);
	if (rc)
		return rc;
	out->restricted = all.left_out;
	leave_out(&all, out);
	since_count(&all, &out->entries, &out->people, a);
	m.people = people_called(s, a);
	out->v = arena_array(a, all.n + 1, sizeof(*out->v));
	for (size_t i = 0; i < all.n; i++)
		if (since_whole(&all, i))
			add(&m, &all.v[i]);
	smalls_clear(&m.smalls);
	return RC_OK;
}

const char *since_words(const struct since_line *l, struct arena *a)
{
	char day[32];

	date_words(date_of_ms(l->ms), day);
	return arena_printf(a, "%s (%s, %s)", l->text, l->who, day);
}

const char *since_summary(const struct since_lines *l, struct arena *a)
{
	char day[32];

	date_words(l->day, day);
	if (!l->n)
		return arena_printf(a, "Since %s nothing was changed.", day);
	return arena_printf(a, "Since %s: %zu %s changed, by %zu %s.", day, l->entries,
			    l->entries == 1 ? "entry" : "entries", l->people,
			    l->people == 1 ? "person" : "people");
}
