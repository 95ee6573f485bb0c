/* SPDX-License-Identifier: ISC */
/* person remove: what goes with somebody who leaves, and what stays. */
#include <stdio.h>

#include "../core/base/json.h"
#include "../core/store/person.h"
#include "cli.h"
#include "copies.h"
#include "leaving.h"

static void print_count(struct buf *b, const char *what, size_t n)
{
	if (n)
		buf_printf(b, "  %s: %zu\n", what, n);
}

static void print_all(const struct leaving *l, const struct copies *copies, bool done,
		      struct buf *b)
{
	buf_printf(b, done ? "Gone for good:\n"
			   : "This would go for good, and nothing could bring it back:\n");
	buf_printf(b, "  the account, with the name that others see: %s\n", l->shown);
	for (size_t i = 0; i < l->nroles; i++)
		buf_printf(b, "  the role of %s in %s\n", l->role[i].role, l->role[i].pid);
	print_count(b, "keys", l->keys);
	print_count(b, "texts of the own self-assessment", l->own);
	print_count(b, "drafts", l->drafts);
	print_count(b, "notes of where they were", l->notes);
	buf_printf(b,
		   "This stays:\n  changes they made, under the short name %s, which nobody else "
		   "gets: %zu\n",
		   l->name, l->changes);
	if (l->named)
		buf_printf(b,
			   "  answers that have their name in them: %zu; cairn erase --text \"%s\" "
			   "removes them\n",
			   l->named, l->shown);
	copies_tell(copies, b, NULL);
}

static void put_all(const struct leaving *l, const struct copies *copies, bool done, struct buf *b)
{
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_bool(&j, "removed", done);
	jout_text(&j, "person", l->name);
	jout_text(&j, "shown", l->shown);
	jout_array(&j, "roles");
	for (size_t i = 0; i < l->nroles; i++) {
		jout_object(&j, NULL);
		jout_text(&j, "partnership", l->role[i].pid);
		jout_text(&j, "role", l->role[i].role);
		jout_end(&j, '}');
	}
	jout_end(&j, ']');
	jout_int(&j, "keys", (long long)l->keys);
	jout_int(&j, "own", (long long)l->own);
	jout_int(&j, "drafts", (long long)l->drafts);
	jout_int(&j, "notes", (long long)l->notes);
	jout_int(&j, "changes", (long long)l->changes);
	jout_int(&j, "named", (long long)l->named);
	copies_tell(copies, NULL, &j);
	jout_end(&j, '}');
}

enum rc person_leave(struct cli *c, const char *name, struct err *err)
{
	const struct session *s = &c->app.session;
	const struct actor *by = c->app.console ? NULL : &s->actor;
	bool done = !cli_on(c, OPT_DRY_RUN);
	struct leaving l;
	struct copies copies;
	struct buf b = { 0 };
	enum rc rc = person_leaving(s->store, by, name, c->arena, &l, err);

	if (rc == RC_OK && done) {
		rc = leaving_do(&c->app, by, name, err);
		if (rc == RC_OK)
			app_log(&c->app, SITELOG_PEOPLE);
	}
	if (rc != RC_OK)
		return rc;
	copies = copies_look(&c->app, person_copy_holds, l.name, c->arena);
	(cli_on(c, OPT_JSON) ? put_all : print_all)(&l, &copies, done, &b);
	if (!done)
		return cli_done(&b, RC_OK, err);
	cli_tidy(c);
	return cli_tell(&b, err);
}
