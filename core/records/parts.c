/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "../store/keys.h"
#include "parts.h"
#include "../base/text.h"

enum { YEAR_LEAST = 2000, YEAR_MOST = 2150 };

/* Names that are taken already. */
struct taken {
	const char *pid;
	bool found;
};

static bool is_taken(void *arg, const char *pid, const char *name)
{
	struct taken *t = arg;

	(void)name;
	t->found = !strcmp(pid, t->pid);
	return !t->found;
}

/* A short name from the words of a long one, cut between words where it can be. */
static void short_name(char out[PID_MAX + 1], const char *name)
{
	char slug[41], *dash;

	text_slug(slug, name);
	if (strlen(slug) > PID_MAX) {
		bool inside = slug[PID_MAX] != '-';

		slug[PID_MAX] = '\0';
		dash = strrchr(slug, '-');
		if (inside && dash && dash - slug >= 3)
			*dash = '\0';
	}
	for (size_t n = strlen(slug); n && slug[n - 1] == '-'; n--)
		slug[n - 1] = '\0';
	snprintf(out, PID_MAX + 1, "%.*s", PID_MAX, *slug ? slug : "partnership");
}

enum rc part_free_pid(struct store *s, const char *name, struct arena *a, const char **pid,
		      struct err *err)
{
	char base[PID_MAX + 1];
	struct taken t;
	enum rc rc;

	short_name(base, name);
	t.pid = arena_str(a, base);
	for (int i = 2;; i++) {
		t.found = false;
		rc = store_partnerships(s, is_taken, &t, err);
		if (rc)
			return rc;
		if (!t.found)
			break;
		t.pid = arena_printf(a, "%.*s-%d", PID_MAX - 4, base, i);
	}
	*pid = t.pid;
	return RC_OK;
}

static const char *year_text(int first, struct arena *a)
{
	return arena_printf(a, "%d-%02d", first, (first + 1) % 100);
}

enum rc part_check_years(int first, int last, struct err *err)
{
	if (first < YEAR_LEAST || last > YEAR_MOST)
		return err_set(err, RC_INVALID, "the years of a cycle lie between %d and %d",
			       YEAR_LEAST, YEAR_MOST);
	if (last < first)
		return err_set(err, RC_INVALID, "the last year must be the first year or later");
	return RC_OK;
}

static const struct field *form_field(const struct schema *s, const char *form, const char *field)
{
	const struct reg *reg = schema_reg(s, form);

	return reg ? reg_field(reg, field) : NULL;
}

const char *part_packs(const struct schema *s, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < s->npacks; i++)
		out = arena_printf(a, "%s%s%s %d", out, *out ? "\n" : "", s->packs[i].id,
				   s->packs[i].version);
	return out;
}

void part_add(struct maker *m, const char *cycle, const char *reg, const char *id,
	      const char *field, const char *text)
{
	bulk_fact(m->bulk, fact_name(m->arena, cycle, reg, id, field), text);
}

void part_cycle(struct maker *m, const char *cycle, const struct part_years *y)
{
	const char *first = year_text(y->first, m->arena), *last = year_text(y->last, m->arena);
	const char *title =
		y->title && *y->title ? y->title : arena_printf(m->arena, "%s to %s", first, last);

	part_add(m, cycle, "cy", cycle, "title", title);
	part_add(m, cycle, "cy", cycle, "first_year", first);
	part_add(m, cycle, "cy", cycle, "last_year", last);
	part_add(m, cycle, "cy", cycle, "outcome_set", y->set);
	part_add(m, cycle, "cy", cycle, "packs", part_packs(m->s->schema, m->arena));
	bulk_end(m->bulk);
}

void part_person(struct maker *m, const char *role)
{
	const struct session *s = m->s;

	part_add(m, CYCLE_COMMON, "pe", s->actor.person, "role", role);
	if (s->shown && *s->shown)
		part_add(m, CYCLE_COMMON, "pe", s->actor.person, "shown", s->shown);
	bulk_end(m->bulk);
}

static bool starts_with_set(const struct starter *st, const char *set)
{
	return !st->set || !strcmp(st->set, set);
}

static const char *starter_value(const struct starter *st, const char *name)
{
	for (size_t i = 0; i < st->nvalues; i++)
		if (!strcmp(st->values[i].name, name))
			return st->values[i].text;
	return NULL;
}

/* The numbers that starters get; said first, for they refer to one another. */
static void name_starters(struct maker *m, const struct reg *reg, const char *set,
			  unsigned long last)
{
	const char *code, *id;

	for (size_t i = 0; i < reg->nstarters; i++) {
		if (!starts_with_set(&reg->starters[i], set))
			continue;
		id = made_id(m->arena, reg, ++last);
		dict_put(&m->ids, id, reg);
		code = starter_value(&reg->starters[i], "code");
		if (code)
			dict_put(&m->codes, arena_printf(m->arena, "%s/%s", reg->key, code), id);
	}
}

static void add_starters(struct maker *m, const struct reg *reg, const char *cycle, const char *set,
			 unsigned long last)
{
	struct made r;

	for (size_t i = 0; i < reg->nstarters; i++) {
		const struct starter *st = &reg->starters[i];

		if (!starts_with_set(st, set))
			continue;
		made_begin(&r, m, reg, cycle, made_id(m->arena, reg, ++last));
		for (size_t k = 0; k < st->nvalues; k++)
			made_typed(&r, st->values[k].name, st->values[k].text);
		made_end(&r);
	}
}

/* What a register's numbers go on from, for every register; all 0 in a new partnership. */
void part_starters(struct maker *m, const char *cycle, const char *set, const unsigned long *last)
{
	const struct schema *s = m->s->schema;

	for (size_t i = 0; i < s->nregisters; i++)
		if (s->registers[i].kind == REG_REGISTER)
			name_starters(m, &s->registers[i], set, last ? last[i] : 0);
	for (size_t i = 0; i < s->nregisters; i++)
		if (s->registers[i].kind == REG_REGISTER)
			add_starters(m, &s->registers[i], cycle, set, last ? last[i] : 0);
}

const char *part_lines(const struct names *n, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < n->n; i++)
		out = arena_printf(a, "%s%s%s", out, *out ? "\n" : "", n->v[i]);
	return out;
}

enum rc part_clean(const char *text, const char *label, struct arena *a, const char **out,
		   struct err *err)
{
	struct field line = { .id = "name", .label = label, .type = TYPE_TEXT };
	enum rc rc = value_parse(&line, text ? text : "", (struct date){ 0 }, a, out, err);

	if (!rc && !**out)
		return err_set(err, RC_INVALID, "%s: say what it is called", label);
	return rc;
}

enum rc part_check_set(const struct schema *s, const char **set, struct err *err)
{
	const struct field *f = form_field(s, "cycle", "outcome_set");

	if (!*set)
		*set = f && f->initial ? f->initial : "2023";
	if (f && !field_option(f, *set))
		return err_set(err, RC_INVALID, "there is no outcome set '%s'", *set);
	return RC_OK;
}

/* Acts as the coordinator that the maker is about to be. */
struct session part_coordinator(const struct session *s, const char *pid)
{
	struct session t = *s;

	t.pid = pid;
	t.cycle = FIRST_CYCLE;
	t.actor.role = MEMBER_COORDINATOR;
	t.actor.org = NULL;
	return t;
}

enum rc part_save(struct maker *m, const char *action, struct err *err)
{
	struct bulk_how how = { .place = session_place(m->s), .action = action };

	return bulk_save(m->bulk, m->s, &how, NULL, err);
}
