/* SPDX-License-Identifier: ISC */
/*
 * The rules that look along links: whether a record is pointed at, and where
 * one gets to from it. They ask struct around alone, so that a save and a look
 * over the whole partnership come to the same answer.
 */
#include <string.h>

#include "record_internal.h"
#include "web.h"

struct looking {
	const struct checking *c;
	const struct rule *rule;
	size_t found;
	struct spot *left; /* to go on from */
	size_t nleft, cap;
	const char **seen; /* ids, by hash */
	size_t nseen, slots;
};

static bool fits(const struct looking *l, const struct spot *at)
{
	for (size_t i = 0; i < l->rule->nwhere; i++) {
		const struct cond *k = &l->rule->where[i];

		if (!text_matches(&k->is, around_of(l->c)->text(l->c, at, k->field)))
			return false;
	}
	return true;
}

static bool is_wanted(const struct looking *l, const struct spot *at)
{
	return names_have(&l->rule->values, at->reg->id) && fits(l, at);
}

static bool look_through(void *arg, const struct spot *at)
{
	struct looking *l = arg;

	l->found = fits(l, at);
	return false;
}

bool rule_through(const struct checking *c, const struct rule *r)
{
	struct looking l = { .c = c, .rule = r };
	const char *field = r->through;
	struct names one = { &field, 1 };
	struct spot here = around_of(c)->here(c);

	around_of(c)->points_at(c, &here, &one, look_through, &l);
	return l.found > 0;
}

static size_t least_of(const struct rule *r)
{
	return r->least > 0 ? (size_t)r->least : 1;
}

static bool count_user(void *arg, const struct spot *at)
{
	struct looking *l = arg;

	l->found += is_wanted(l, at);
	return l->found < least_of(l->rule);
}

bool rule_referred(const struct checking *c, const struct rule *r)
{
	struct looking l = { .c = c, .rule = r };
	struct spot here = around_of(c)->here(c);

	if (!c->after->id[0])
		return true;
	around_of(c)->pointed_at_by(c, &here, &r->values, count_user, &l);
	return l.found < least_of(r);
}

/* Where it has been */

static size_t place_of(const struct looking *l, const char *id)
{
	size_t h = 5381;

	for (const char *p = id; *p; p++)
		h = h * 33 ^ (unsigned char)*p;
	for (h &= l->slots - 1; l->seen[h] && strcmp(l->seen[h], id) != 0;)
		h = (h + 1) & (l->slots - 1);
	return h;
}

static void grow_seen(struct looking *l)
{
	struct looking old = *l;

	l->slots = old.slots ? old.slots * 2 : 32;
	l->seen = arena_array(l->c->arena, l->slots, sizeof(*l->seen));
	for (size_t i = 0; i < old.slots; i++) {
		if (old.seen[i])
			l->seen[place_of(l, old.seen[i])] = old.seen[i];
	}
}

static bool is_new(struct looking *l, const char *id)
{
	size_t at;

	if (2 * l->nseen >= l->slots)
		grow_seen(l);
	at = place_of(l, id);
	if (l->seen[at])
		return false;
	l->seen[at] = id;
	l->nseen++;
	return true;
}

static bool come_to(void *arg, const struct spot *at)
{
	struct looking *l = arg;

	if (is_wanted(l, at)) {
		l->found = 1;
		return false;
	}
	if (!is_new(l, at->id))
		return true;
	l->left = arena_grown(l->c->arena, l->left, l->nleft, &l->cap, sizeof(*l->left));
	l->left[l->nleft++] = *at;
	return true;
}

/* The registers that a walk can come to. */
static struct names registers_on_the_way(const struct checking *c, const struct rule *r)
{
	const struct schema *s = c->session->schema;
	struct names out = { arena_array(c->arena, s->nregisters + 1, sizeof(char *)), 0 };

	out.v[out.n++] = c->after->reg->id;
	for (size_t i = 0; i < r->back.n; i++) {
		if (!names_have(&out, r->back.v[i]))
			out.v[out.n++] = r->back.v[i];
	}
	for (size_t i = 0; i < out.n; i++) {
		const struct reg *reg = schema_reg(s, out.v[i]);

		for (size_t k = 0; reg && k < r->fields.n; k++) {
			const struct field *f = reg_field(reg, r->fields.v[k]);

			for (size_t m = 0; f && m < f->to.n; m++) {
				if (!names_have(&out, f->to.v[m]) && schema_reg(s, f->to.v[m]))
					out.v[out.n++] = f->to.v[m];
			}
		}
	}
	return out;
}

static void go_on(struct looking *l, const struct spot *at)
{
	const struct around *around = around_of(l->c);

	around->points_at(l->c, at, &l->rule->fields, come_to, l);
	if (!l->found && l->rule->back.n > 0)
		around->pointed_at_by(l->c, at, &l->rule->back, come_to, l);
}

/*
 * A save that has to look back along links reads those registers once and
 * walks in a web of them, from where the record as it would be leads to.
 */
static bool reaches_in_web(struct looking l, const struct spot *here)
{
	const struct checking *c = l.c;
	struct names only = registers_on_the_way(c, l.rule);
	struct checking in = *c;
	struct web w;
	struct spot at = *here;

	if (web_load_in(c->view, c->session, &only, c->arena, &w) != RC_OK)
		return true; /* the view keeps why */
	around_of(c)->points_at(c, here, &l.rule->fields, come_to, &l);
	in.around = &around_web;
	in.web = &w;
	l.c = &in;
	at.node = web_find(&w, here->id);
	if (!l.found && at.node != WEB_NONE)
		around_web.pointed_at_by(&in, &at, &l.rule->back, come_to, &l);
	while (!l.found && l.nleft > 0) {
		at = l.left[--l.nleft];
		at.node = web_find(&w, at.id);
		if (at.node != WEB_NONE)
			go_on(&l, &at);
	}
	return l.found > 0;
}

bool rule_reaches(const struct checking *c, const struct rule *r)
{
	struct looking l = { .c = c, .rule = r };
	struct spot at = around_of(c)->here(c);

	is_new(&l, at.id);
	if (!c->web && r->back.n > 0)
		return !reaches_in_web(l, &at);
	go_on(&l, &at);
	while (!l.found && l.nleft > 0) {
		at = l.left[--l.nleft];
		go_on(&l, &at);
	}
	return !l.found;
}
