/* SPDX-License-Identifier: ISC */
/* person export: what the store holds about somebody, as JSON or as text. */
#include <stdio.h>
#include <string.h>

#include "../core/base/json.h"
#include "../core/store/audit.h"
#include "../core/store/person.h"
#include "cli.h"

struct out {
	struct buf *text;
	struct jout j;
	bool json;
	const char *area, *pid;
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

static bool put_json(struct out *o, const struct held *h)
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
	return true;
}

static bool put_one(void *arg, const struct held *h)
{
	struct out *o = arg;
	char when[48] = "";

	if (o->json)
		return put_json(o, h);
	if (!o->area || strcmp(o->area, h->area) != 0 || (h->pid && o->pid != h->pid))
		buf_printf(o->text, "%s%s%s%s\n", o->area ? "\n" : "", area_words(h->area),
			   h->pid ? ", in " : "", h->pid ? h->pid : "");
	o->area = h->area;
	o->pid = h->pid;
	if (h->ms)
		time_words(h->ms, when);
	buf_printf(o->text, "  %s%s%s%s: %s\n", h->name, *when ? " (" : "", when, *when ? ")" : "",
		   h->text);
	return true;
}

enum rc person_export(struct cli *c, const char *name, struct err *err)
{
	struct session *s = &c->app.session;
	const struct actor *by = c->app.console ? NULL : &s->actor;
	struct buf b = { 0 };
	struct out o = { .text = &b, .json = cli_on(c, OPT_JSON) };
	enum rc rc;

	jout_init(&o.j, &b);
	if (o.json)
		jout_array(&o.j, NULL);
	rc = person_held(s->store, by, name, put_one, &o, err);
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
