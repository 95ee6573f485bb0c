/* SPDX-License-Identifier: ISC */
/* Who may change a record. Source: cairn(1), ROLES */
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"

static const struct field *owner_field(const struct reg *reg)
{
	static const char *const names[] = { "provider", "partner", "owner_partner", "lead",
					     "party" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct field *f = reg_field(reg, names[i]);

		if (f && f->type == TYPE_REF)
			return f;
	}
	return NULL;
}

/* Who wrote the first word about its life: archiving and restoring makes nobody its maker. */
static bool is_maker(const struct checking *c)
{
	const struct record *r = c->before;
	const char *person = "";

	return reg_field(r->reg, FIELD_LIFE) &&
	       fact_first_by(c->view, session_place(c->session),
			     fact_name(c->arena, r->cycle, r->reg->key, r->id, FIELD_LIFE),
			     c->arena, &person) == RC_OK &&
	       strcmp(person, c->session->actor.person) == 0;
}

/* The organisation that a person has now: a coordinator may have given another since the session began. */
static const char *org_now(const struct checking *c)
{
	struct fact f = { .text = "" };

	if (fact_get(c->view, session_place(c->session),
		     fact_name(c->arena, CYCLE_COMMON, "pe", c->session->actor.person, "org"),
		     c->arena, &f) != RC_OK)
		return "";
	return f.text;
}

struct asking {
	struct arena *arena;
	const char *who;
	size_t prefix;
};

static bool ask_coordinator(void *arg, const struct fact *f)
{
	struct asking *ask = arg;
	const char *name = f->name + ask->prefix;

	if (strcmp(f->text, "coordinator") != 0)
		return true;
	ask->who = arena_printf(ask->arena, "%s%s%.*s", ask->who, *ask->who ? " or " : "",
				(int)strcspn(name, "/"), name);
	return true;
}

/* Rows that each person gives apart are everybody's to add, and their own to change. */
static bool only_own_rows(const struct checking *c)
{
	for (size_t i = 0; i < c->nputs; i++) {
		const struct field *f = field_of_put(c->after->reg, &c->puts[i]);
		const char *row = strchr(c->puts[i].field, '.');

		if (!f || !f->apart || !row)
			return false;
		for (size_t k = 0; k < c->before->nrows_all; k++) {
			const struct child *was = &c->before->rows[k];

			if (strcmp(was->field, f->id) == 0 && strcmp(was->name, row + 1) == 0 &&
			    strcmp(was->slot.person, c->session->actor.person) != 0)
				return false;
		}
	}
	return c->nputs > 0;
}

/*
 * What a cycle was like stays readable as it was once the next one has begun:
 * only a coordinator puts something right there, and the history keeps why.
 */
static enum rc past_check(const struct checking *c)
{
	const struct session *s = c->session;
	const char *cycle = c->after->cycle;
	struct fact title = { .text = cycle };
	struct names all;
	bool past = false;
	enum rc rc = RC_OK;

	if (strcmp(cycle, CYCLE_COMMON) == 0)
		return RC_OK;
	rc = record_cycles(c->view, s, c->arena, &all);
	for (size_t i = 0; rc == RC_OK && i + 1 < all.n; i++)
		past = past || strcmp(all.v[i], cycle) == 0;
	if (rc != RC_OK || !past ||
	    (s->actor.role == MEMBER_COORDINATOR && s->reason && *s->reason))
		return rc;
	fact_get(c->view, session_place(s), fact_name(c->arena, cycle, "cy", cycle, "title"),
		 c->arena, &title);
	return view_fail(c->view, RC_NOT_ALLOWED,
			 "%s is an earlier cycle and stays as it was; a coordinator can put "
			 "something right there with cairn set --cycle %s --reason",
			 title.text, cycle);
}

/* May the role keep these entries at all, whoever they belong to? */
static bool may_keep(const struct reg *reg, enum member role)
{
	static const enum member least[] = {
		[KEPT_BY_PARTNERS] = MEMBER_PARTNER,
		[KEPT_BY_FACILITATOR] = MEMBER_FACILITATOR,
		[KEPT_BY_COORDINATOR] = MEMBER_COORDINATOR,
	};

	return role >= least[reg->kept_by];
}

/* Whose it is: theirs by the organisation it belongs to, or because they made it. */
static bool is_theirs(const struct checking *c, const char *org)
{
	const struct reg *reg = c->after->reg;

	if (!c->before->exists && reg->kind == REG_REGISTER)
		return true;
	if (reg->kind == REG_FORM && owner_field(reg) && !*org)
		return true; /* nobody has taken it on yet */
	return (*org && strcmp(org, org_now(c)) == 0) || is_maker(c);
}

static const char *who_may(const struct reg *reg, const char *org)
{
	if (reg->kept_by == KEPT_BY_COORDINATOR)
		return "only a coordinator";
	if (reg->kept_by == KEPT_BY_FACILITATOR || reg->kind == REG_FORM)
		return "only a facilitator or a coordinator";
	return *org ? "only the partner it belongs to, a facilitator or a coordinator"
		    : "only whoever made it, a facilitator or a coordinator";
}

enum rc owner_check(const struct checking *c)
{
	const struct actor *by = &c->session->actor;
	const struct reg *reg = c->after->reg;
	const struct field *owner = owner_field(reg);
	const char *role[] = { "role" };
	struct asking ask = { c->arena, "", strlen(CYCLE_COMMON "/pe/") };
	enum member role_has = MEMBER_NONE;
	const char *org;
	bool kept;
	enum rc rc = past_check(c);

	if (rc == RC_OK)
		rc = role_now(c->view, session_place(c->session), by, &role_has);
	if (rc != RC_OK)
		return rc;
	kept = may_keep(reg, role_has);
	if (role_has < MEMBER_PARTNER || (kept && role_has > MEMBER_PARTNER) || only_own_rows(c))
		return RC_OK; /* below a partner nothing is saved: store_save says so */
	org = owner ? record_text(c->before, owner->id) : "";
	if (kept && is_theirs(c, org))
		return RC_OK;
	fact_scan(c->view, session_place(c->session), CYCLE_COMMON "/pe/",
		  &(struct names){ role, 1 }, ask_coordinator, &ask);
	return view_fail(c->view, RC_NOT_ALLOWED, "%s can %s this%s%s", who_may(reg, org),
			 c->before->exists || reg->kind == REG_FORM ? "change" : "make",
			 *ask.who ? "; ask " : "", ask.who);
}
