/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "called.h"
#include "parts.h"

/* The field of the partner register that has the statutory partners among its options. */
static const struct field *field_with_option(const struct reg *reg, const char *option)
{
	for (size_t i = 0; reg && i < reg->nfields; i++)
		if (field_option(&reg->fields[i], option))
			return &reg->fields[i];
	return NULL;
}

static enum rc add_partners(struct maker *m, const struct new_partnership *n, struct err *err)
{
	const struct reg *reg = schema_reg(m->s->schema, "partners");
	const struct field *role, *kind, *reach;
	struct made r;

	for (size_t i = 0; i < n->partners.n; i++) {
		role = field_with_option(reg, n->partners.v[i]);
		if (!role)
			return err_set(err, RC_INVALID,
				       "'%s' is no statutory partner; choose from the list",
				       n->partners.v[i]);
		made_begin(&r, m, reg, FIRST_CYCLE, made_id(m->arena, reg, reg->nstarters + i + 1));
		kind = reg_field(reg, "kind");
		reach = reg_field(reg, "reach");
		made_stored(&r, reg->title_field ? reg->title_field : "title",
			    field_option(role, n->partners.v[i])->label);
		if (kind && kind != role && field_option(kind, "statutory"))
			made_stored(&r, "kind", "statutory");
		made_stored(&r, role->id, n->partners.v[i]);
		if (reach && reach->type == TYPE_MULTI)
			made_stored(&r, "reach", part_lines(&n->areas, m->arena));
		made_end(&r);
	}
	return RC_OK;
}

static enum rc clean_names(const struct names *in, const char *label, struct arena *a,
			   struct names *out, struct err *err)
{
	enum rc rc = RC_OK;

	out->v = arena_array(a, in->n, sizeof(*out->v));
	for (out->n = 0; out->n < in->n && !rc; out->n += !rc)
		rc = part_clean(in->v[out->n], label, a, &out->v[out->n], err);
	return rc;
}

/* Areas are those that the templates offer, by id or by name. */
static enum rc known_areas(const struct maker *m, struct names *areas, struct err *err)
{
	const struct reg *reg = schema_reg(m->s->schema, "partnership");
	const struct field *f = reg ? reg_field(reg, "areas") : NULL;
	struct field one;

	if (!f || !f->noptions)
		return RC_OK;
	one = *f;
	one.type = TYPE_CHOICE;
	for (size_t i = 0; i < areas->n; i++) {
		struct err mine = { 0 };

		if (value_parse(&one, areas->v[i], (struct date){ 0 }, m->arena, &areas->v[i],
				&mine) != RC_OK)
			return err_set(err, RC_INVALID,
				       "'%s' is no council area of these templates; write it as in "
				       "the list of the first start",
				       areas->v[i]);
	}
	return RC_OK;
}

static enum rc add_partnership(struct maker *m, const struct new_partnership *n, struct err *err)
{
	struct new_partnership fit = *n;
	struct arena *a = m->arena;
	enum rc rc = part_clean(n->name, "Name", a, &fit.name, err);

	if (!rc)
		rc = clean_names(&n->areas, "Council area", a, &fit.areas, err);
	if (!rc)
		rc = known_areas(m, &fit.areas, err);
	if (!rc)
		rc = part_check_years(n->first_year, n->last_year, err);
	if (!rc)
		rc = part_check_set(m->s->schema, &fit.outcome_set, err);
	if (rc)
		return rc;
	part_add(m, CYCLE_COMMON, "pp", m->s->pid, "name", fit.name);
	if (fit.areas.n)
		part_add(m, CYCLE_COMMON, "pp", m->s->pid, "areas", part_lines(&fit.areas, a));
	part_person(m, "coordinator");
	part_cycle(m, FIRST_CYCLE,
		   &(struct part_years){ NULL, n->first_year, n->last_year, fit.outcome_set });
	rc = add_partners(m, &fit, err);
	if (!rc)
		part_starters(m, FIRST_CYCLE, fit.outcome_set, NULL);
	return rc;
}

enum rc partnership_make(struct session *s, const struct new_partnership *n, struct arena *a,
			 const char **pid, struct err *err)
{
	struct session t;
	struct bulk b;
	struct maker m = { .s = &t, .arena = arena_new(), .bulk = &b };
	const char *free = NULL;
	enum rc rc = part_free_pid(s->store, n->name ? n->name : "", a, &free, err);

	bulk_init(&b, m.arena);
	t = part_coordinator(s, free);
	if (!rc)
		rc = add_partnership(&m, n, err);
	if (!rc)
		rc = part_save(&m, "start", err);
	if (!rc)
		*pid = free;
	bulk_clear(&b);
	maker_clear(&m);
	arena_free(m.arena);
	return rc;
}

struct belonging {
	struct arena *arena;
	struct membership *v;
	size_t n, cap;
};

static bool note_belonging(void *arg, const char *pid, const char *name)
{
	struct belonging *b = arg;

	if (!name[0])
		return true; /* its making was taken back */
	b->v = arena_grown(b->arena, b->v, b->n, &b->cap, sizeof(*b->v));
	b->v[b->n++] = (struct membership){ .pid = arena_str(b->arena, pid),
					    .name = arena_str(b->arena, name) };
	return true;
}

enum rc partnership_mine(const struct session *s, struct arena *a, struct membership **out,
			 size_t *n, struct err *err)
{
	struct belonging b = { .arena = a };
	enum rc rc = store_partnerships(s->store, note_belonging, &b, err);
	const char *org;

	*n = 0;
	*out = b.v;
	for (size_t i = 0; i < b.n && !rc; i++) {
		rc = store_role(s->store, b.v[i].pid, s->actor.person, a, &b.v[i].role, &org, err);
		if (!rc && b.v[i].role != MEMBER_NONE)
			b.v[(*n)++] = b.v[i];
	}
	return rc;
}

struct wanted {
	const char *pid;
	bool found;
};

static bool is_here(void *arg, const char *pid, const char *name)
{
	struct wanted *t = arg;

	(void)name;
	t->found = !strcmp(pid, t->pid);
	return !t->found;
}

enum rc partnership_join(struct session *s, const char *pid, struct err *err)
{
	struct wanted t = { .pid = pid };
	struct session as = *s;
	struct bulk b;
	struct maker m = { .s = &as, .bulk = &b };
	enum member role = MEMBER_NONE;
	const char *org;
	enum rc rc = store_partnerships(s->store, is_here, &t, err);

	if (rc)
		return rc;
	if (!t.found)
		return err_set(err, RC_NOT_FOUND, "there is no partnership '%s' here", pid);
	m.arena = arena_new();
	bulk_init(&b, m.arena);
	rc = store_role(s->store, pid, s->actor.person, m.arena, &role, &org, err);
	if (!rc && role == MEMBER_NONE) { /* who is in already stays what they are */
		as.pid = pid;
		as.actor.role = MEMBER_VIEWER;
		part_person(&m, "viewer");
		rc = part_save(&m, "join", err);
	}
	bulk_clear(&b);
	arena_free(m.arena);
	return rc;
}

enum rc session_enter(struct session *s, const char *pid, const char *cycle, struct arena *a,
		      struct err *err)
{
	struct session t = *s;
	struct names cycles;
	const char *called;
	enum rc rc;

	t.pid = arena_str(a, pid);
	rc = store_role(s->store, pid, s->actor.person, a, &t.actor.role, &t.actor.org, err);
	if (rc)
		return rc;
	if (t.actor.role == MEMBER_NONE)
		return err_set(err, RC_NOT_ALLOWED, "you have not joined '%s' yet; join it first",
			       pid);
	rc = cycle_list(&t, a, &cycles, err);
	if (rc)
		return rc;
	if (!cycles.n || (cycle && !names_have(&cycles, cycle)))
		return err_set(err, RC_NOT_FOUND, "there is no cycle '%s' in '%s'",
			       cycle ? cycle : FIRST_CYCLE, pid);
	t.cycle = cycle ? arena_str(a, cycle) : cycles.v[cycles.n - 1];
	called = person_entered(&t, t.actor.person, a);
	t.shown = called ? called : t.shown;
	*s = t;
	return RC_OK;
}
