/* SPDX-License-Identifier: ISC */
/* person export: what the store holds about somebody, as JSON or as text. */
#include <stdio.h>
#include <string.h>

#include "../core/base/json.h"
#include "../core/plan/small.h"
#include "../core/store/audit.h"
#include "../core/store/person.h"
#include "cli.h"

struct out {
	struct buf *text;
	struct jout j;
	bool json;
	const char *area, *pid;
	struct held *v; /* what is held, before any of it is printed */
	size_t n, cap;
	struct arena *arena;
};

static const struct {
	const char *area, *words;
} areas[] = {
	{ "account", "The account" },
	{ "key", "Keys" },
	{ "role", "Role" },
	{ "own", "Own self-assessment" },
	{ "draft", "Drafts" },
	{ "note", "Notes for next time" },
	{ "change", "Changes they made" },
	{ "audit", "Sign-ins, exports and refusals" },
	{ "named", "Answers that have their name in them" },
};

static const char *area_words(const char *area)
{
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (!strcmp(areas[i].area, area))
			return areas[i].words;
	return area;
}

static void put_json(struct out *o, const struct held *h)
{
	jout_object(&o->j, NULL);
	jout_text(&o->j, "area", h->area);
	if (h->pid)
		jout_text(&o->j, "partnership", h->pid);
	jout_text(&o->j, "name", h->name);
	jout_text(&o->j, "text", h->text);
	if (h->ms)
		jout_int(&o->j, "ms", h->ms);
	jout_end(&o->j, '}');
}

static const char *copy(struct arena *a, const char *text)
{
	return text ? arena_str(a, text) : NULL;
}

static bool keep_one(void *arg, const struct held *h)
{
	struct out *o = arg;

	o->v = arena_grown(o->arena, o->v, o->n, &o->cap, sizeof(*o->v));
	o->v[o->n++] = (struct held){ h->area, copy(o->arena, h->pid), copy(o->arena, h->name),
				      copy(o->arena, h->text), h->ms };
	return true;
}

static void put_text(struct out *o, const struct held *h)
{
	char when[48] = "";

	if (!o->area || strcmp(o->area, h->area) != 0 ||
	    (h->pid && (!o->pid || strcmp(o->pid, h->pid) != 0)))
		buf_printf(o->text, "%s%s%s%s\n", o->area ? "\n" : "", area_words(h->area),
			   h->pid ? ", in " : "", h->pid ? h->pid : "");
	o->area = h->area;
	o->pid = h->pid;
	if (h->ms)
		time_words(h->ms, when);
	buf_printf(o->text, "  %s%s%s%s: %s\n", h->name, *when ? " (" : "", when, *when ? ")" : "",
		   h->text);
}

/* Like all that leaves the program: what somebody wrote goes to them, counts under 5 do not. */
static enum rc put_all(struct cli *c, struct out *o, struct err *err)
{
	struct session in = c->app.session;
	struct smalls smalls = { 0 };
	enum rc rc = RC_OK;

	in.pid = NULL;
	for (size_t i = 0; i < o->n && !rc; i++) {
		struct held *h = &o->v[i];

		if (h->pid && (!in.pid || strcmp(in.pid, h->pid) != 0)) {
			smalls_clear(&smalls);
			in.pid = h->pid;
			rc = smalls_read(&in, "*", o->arena, &smalls, err);
		}
		if (h->pid && h->text && !rc)
			h->text = smalls_fact(&smalls, in.schema, h->name, h->text, o->arena);
		if (h->pid && h->text && fact_deletes(h->name))
			h->text = h->text[0] ? "deleted" : "";
		(o->json ? put_json : put_text)(o, h);
	}
	smalls_clear(&smalls);
	return rc;
}

enum rc person_export(struct cli *c, const char *name, struct err *err)
{
	struct session *s = &c->app.session;
	const struct actor *by = c->app.console ? NULL : &s->actor;
	struct buf b = { 0 };
	struct out o = { .text = &b, .json = cli_on(c, OPT_JSON), .arena = c->arena };
	enum rc rc = app_enter(&c->app, NULL, NULL, err); /* the templates tell what is a count */

	jout_init(&o.j, &b);
	if (o.json)
		jout_array(&o.j, NULL);
	rc = rc ? rc : person_held(s->store, by, name, keep_one, &o, err);
	rc = rc ? rc : put_all(c, &o, err);
	if (o.json)
		jout_end(&o.j, ']');
	if (rc == RC_OK)
		rc = cli_print(&b, err);
	if (rc == RC_OK)
		audit_note_all(
			s->store,
			&(struct actor){ .person = by ? by->person : name, .from = s->actor.from },
			AUDIT_EXPORT, arena_printf(c->arena, "cairn person export %s", name), NULL);
	buf_clear(&b);
	return rc;
}
