/* SPDX-License-Identifier: ISC */
/* erase: removal for data protection by command. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/base/json.h"
#include "cli.h"
#include "copies.h"
#include "erase.h"

static enum rc read_ask(const struct cli *c, struct erase_ask *ask, struct err *err)
{
	const char *change = c->value[OPT_CHANGE];
	int ways = (c->nwords > 0) + cli_on(c, OPT_TEXT) + (change != NULL);

	*ask = (struct erase_ask){
		.id = c->nwords ? c->word[0] : NULL,
		.field = c->nwords > 1 ? c->word[1] : NULL,
		.words = c->value[OPT_TEXT],
		.earlier = cli_on(c, OPT_EARLIER),
	};
	if (ways != 1)
		return err_set(err, RC_USAGE,
			       "name an entry, or say --change NUMBER, or --text WORDS; see cairn "
			       "erase --help");
	if (!change)
		return RC_OK;
	ask->change = strtoull(change, NULL, 10);
	if (!ask->change || change[strspn(change, "0123456789")])
		return err_set(err, RC_USAGE,
			       "--change takes the number of a change; cairn history shows them");
	return RC_OK;
}

static void print_plan(const struct cli *c, const struct erase_plan *p, const struct copies *copies,
		       bool done, struct buf *b)
{
	size_t n, own;
	struct erase_line *v = erase_lines(p, c->arena, &n, &own);

	buf_printf(b, done ? "Removed for good:\n"
			   : "This would go for good, and nothing could bring it back:\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "  %s: texts %zu%s\n", v[i].about, v[i].texts,
			   v[i].now ? ", with what it says now" : "");
	if (own)
		buf_printf(b, "  in what people keep to themselves: texts %zu\n", own);
	if (p->list.ndrafts)
		buf_printf(b, "  drafts: %zu\n", p->list.ndrafts);
	copies_tell(copies, b, NULL);
}

static void json_plan(const struct cli *c, const struct erase_plan *p, const struct copies *copies,
		      bool done, struct buf *b)
{
	size_t n, own;
	struct erase_line *v = erase_lines(p, c->arena, &n, &own);
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_bool(&j, "removed", done);
	jout_array(&j, "answers");
	for (size_t i = 0; i < n; i++) {
		jout_object(&j, NULL);
		jout_text(&j, "about", v[i].about);
		jout_int(&j, "texts", (long long)v[i].texts);
		jout_bool(&j, "now", v[i].now);
		jout_end(&j, '}');
	}
	jout_end(&j, ']');
	jout_int(&j, "private", (long long)own);
	jout_int(&j, "drafts", (long long)p->list.ndrafts);
	copies_tell(copies, NULL, &j);
	jout_end(&j, '}');
}

void cli_tidy(struct cli *c)
{
	struct err why = { 0 };

	open_leave(c);
	if (store_compact(c->app.data_dir, &why) != RC_OK)
		cli_say(arena_printf(c->arena,
				     "the bytes lie in the store's file until it is written anew: "
				     "when the last person leaves, or with cairn compact (%s)",
				     why.text));
}

enum rc cmd_erase(struct cli *c, struct err *err)
{
	bool dry = cli_on(c, OPT_DRY_RUN);
	struct erase_plan plan;
	struct erase_ask ask;
	struct copies copies;
	struct buf b = { 0 };
	enum rc rc = read_ask(c, &ask, err);

	rc = rc ? rc : erase_plan(&c->app.session, &ask, c->arena, &plan, err);
	if (rc == RC_OK && !dry)
		rc = erase_do(&plan, c->app.data_dir, c->value[OPT_REASON], err);
	if (rc != RC_OK)
		return rc;
	copies = copies_look(&c->app, erase_copy_holds, &plan, c->arena);
	if (cli_on(c, OPT_JSON))
		json_plan(c, &plan, &copies, !dry, &b);
	else
		print_plan(c, &plan, &copies, !dry, &b);
	if (dry)
		return cli_done(&b, RC_OK, err);
	cli_tidy(c);
	return cli_tell(&b, err);
}
