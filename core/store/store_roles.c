/* SPDX-License-Identifier: ISC */
/* Roles of the people of a partnership; it is never left without a coordinator. */
#include <string.h>

#include "store_internal.h"

static const char *const member_words[] = { "none", "viewer", "partner", "facilitator",
					    "coordinator" };

const char *member_word(enum member r)
{
	return member_words[r];
}

enum member member_read(const char *word)
{
	for (size_t i = 1; i < sizeof(member_words) / sizeof(member_words[0]); i++)
		if (strcmp(word, member_words[i]) == 0)
			return (enum member)i;
	return MEMBER_NONE;
}

struct role_job {
	struct place p;
	const char *person;
	struct arena *arena;
	enum member role;
	const char *org;
};

static enum rc role_fn(struct view *v, void *arg)
{
	struct role_job *j = arg;
	struct fact f;
	enum rc rc =
		fact_get(v, j->p, arena_printf(j->arena, "-/pe/%s/role", j->person), j->arena, &f);

	if (!rc)
		j->role = member_read(f.text);
	if (rc && rc != RC_NOT_FOUND)
		return rc;
	rc = fact_get(v, j->p, arena_printf(j->arena, "-/pe/%s/org", j->person), j->arena, &f);
	if (!rc && f.len)
		j->org = f.text;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc store_role(struct store *s, const char *pid, const char *person, struct arena *a,
		   enum member *role, const char **org, struct err *err)
{
	struct role_job j = { .p = { .pid = pid }, .person = person, .arena = a };
	enum rc rc = store_picture(s, role_fn, &j, err);

	if (rc)
		return rc;
	*role = j.role;
	if (org)
		*org = j.org;
	return RC_OK;
}

struct roles_left {
	struct place p;
	const struct put_fact *facts;
	size_t count, base; /* base: where the fact's name begins in its key */
	bool left;          /* a coordinator whom the entry does not touch */
};

static bool is_role(const char *name, size_t len)
{
	return len > strlen("-/pe//role") && !strncmp(name, "-/pe/", 5) &&
	       !memcmp(name + len - 5, "/role", 5);
}

static bool is_coordinator(const char *text, size_t len)
{
	return text && len == strlen("coordinator") && !memcmp(text, "coordinator", len);
}

static bool look_at_role(void *arg, struct slice key, struct slice value)
{
	struct roles_left *r = arg;
	const char *name = (const char *)key.data + r->base;
	size_t len = key.len - r->base;
	struct cell c;

	if (!is_role(name, len) || !cell_take(key, value, &c) || c.removed ||
	    !is_coordinator(c.text, c.len))
		return true;
	r->left = true;
	for (size_t i = 0; i < r->count && r->left; i++)
		r->left =
			strlen(r->facts[i].name) != len || memcmp(r->facts[i].name, name, len) != 0;
	return !r->left;
}

enum rc coordinator_stays(struct view *v, struct place p, const struct put_fact *facts,
			  size_t count)
{
	struct roles_left r = { .p = p, .facts = facts, .count = count };
	bool touched = false;
	struct key all;
	enum rc rc;

	for (size_t i = 0; i < count; i++) {
		if (!is_role(facts[i].name, strlen(facts[i].name)))
			continue;
		if (is_coordinator(facts[i].text, facts[i].len))
			return RC_OK;
		touched = touched || !version_none(facts[i].was);
	}
	if (!touched || p.own)
		return RC_OK;
	key_printf(&all, "p/%s/f/-/pe/", p.pid);
	r.base = all.len - strlen("-/pe/");
	rc = view_scan(v, key_slice(&all), (struct slice){ NULL, 0 }, look_at_role, &r);
	if (rc || r.left)
		return rc;
	return view_fail(v, RC_NOT_ALLOWED,
			 "a partnership needs a coordinator; make somebody else one first");
}
