/* SPDX-License-Identifier: ISC */
/* The commands chain and attention: what an entry rests on and leads to, what wants attention. */
#include <string.h>

#include "../core/plan/chain.h"
#include "../core/base/json.h"
#include "../core/store/keys.h"
#include "cli.h"

/* chain */

static const char *const side_names[] = {
	[CHAIN_UP] = "upstream",
	[CHAIN_SELF] = "self",
	[CHAIN_DOWN] = "downstream",
};

static const char *const kind_names[] = {
	[CONCERN_LATE] = "late",     [CONCERN_DUE] = "due",   [CONCERN_ENDS] = "ends",
	[CONCERN_BROKEN] = "broken", [CONCERN_WEAK] = "weak",
};

static void side_json(struct jout *j, const struct chain *c, enum chain_side side, struct arena *a)
{
	jout_array(j, side_names[side]);
	for (size_t i = 0; i < c->n; i++) {
		const struct chain_line *l = &c->line[i];

		if (l->side != side || (l->kind != CHAIN_RECORD && l->kind != CHAIN_AGAIN))
			continue;
		jout_object(j, NULL);
		jout_text(j, "id", cli_id(l->id, a));
		jout_text(j, "register", l->reg->id);
		jout_text(j, "title", l->title);
		if (l->via)
			jout_text(j, "from", cli_id(l->via, a));
		jout_int(j, "depth", l->depth);
		if (l->kind == CHAIN_AGAIN)
			jout_bool(j, "again", true);
		if (l->archived)
			jout_bool(j, "archived", true);
		jout_end(j, '}');
	}
	jout_end(j, ']');
}

static void concern_json(struct jout *j, const struct concern *c, struct arena *a)
{
	char day[11];

	jout_object(j, NULL);
	jout_text(j, "kind", kind_names[c->kind]);
	jout_int(j, "attention", c->weight);
	jout_text(j, "id", c->reg ? cli_id(c->id, a) : c->id);
	jout_text(j, "register", c->reg ? c->reg->id : "calendar");
	jout_text(j, "title", c->title);
	jout_text(j, "text", c->text);
	if (c->who)
		jout_text(j, "who", c->who);
	if (c->due.y) {
		date_iso(c->due, day);
		jout_text(j, "due", day);
	}
	if (c->source)
		jout_text(j, "source", c->source);
	jout_end(j, '}');
}

static void chain_json(const struct chain *c, const char *id, struct buf *b, struct arena *a)
{
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_text(&j, "id", cli_id(id, a));
	for (size_t i = 0; i < c->n; i++)
		if (c->line[i].side == CHAIN_SELF && c->line[i].kind == CHAIN_RECORD)
			jout_text(&j, "title", c->line[i].title);
	side_json(&j, c, CHAIN_UP, a);
	side_json(&j, c, CHAIN_DOWN, a);
	jout_array(&j, "broken");
	for (size_t i = 0; i < c->n; i++)
		if (c->line[i].kind == CHAIN_CONCERN)
			concern_json(&j, c->line[i].concern, a);
	jout_end(&j, ']');
	jout_array(&j, "reports");
	for (size_t i = 0; i < c->nreports; i++) {
		jout_object(&j, NULL);
		jout_text(&j, "report", c->report[i].report->id);
		jout_text(&j, "section", c->report[i].section->title);
		jout_int(&j, "entries", (long long)c->report[i].count);
		jout_end(&j, '}');
	}
	jout_end(&j, ']');
	jout_end(&j, '}');
}

static void chain_text(const struct chain *c, struct buf *b, struct arena *a)
{
	static const char *const heads[] = {
		[CHAIN_UP] = "What it rests on",
		[CHAIN_SELF] = "",
		[CHAIN_DOWN] = "What it leads to",
	};

	for (size_t i = 0; i < c->n; i++) {
		const struct chain_line *l = &c->line[i];
		const char *head = heads[l->side];

		if (*head && (i == 0 || c->line[i - 1].side != l->side))
			buf_printf(b, "%s\n", head);
		buf_printf(b, "%*s", 2 * l->depth + (*head ? 2 : 0), "");
		if (l->kind == CHAIN_CONCERN)
			buf_printf(b, "! %s\n", l->title);
		else
			buf_printf(b, "%s %s%s%s\n", cli_id(l->id, a), l->title,
				   l->kind == CHAIN_AGAIN ? ", above" : "",
				   l->archived ? ", archived" : "");
	}
	if (c->nreports)
		buf_str(b, "Where it is told\n");
	for (size_t i = 0; i < c->nreports; i++)
		buf_printf(b, "  %s: %s\n", c->report[i].report->title,
			   c->report[i].section->title);
}

enum rc cmd_chain(struct cli *c, struct err *err)
{
	struct chain chain;
	struct buf b = { 0 };
	char id[49];
	enum rc rc;

	if (c->nwords != 1)
		return err_set(err, RC_USAGE, "cairn chain takes one id; see cairn chain --help");
	rc = cli_may_tell(c, err);
	if (rc == RC_OK)
		rc = chain_load(&c->app.session, id_stored(c->word[0], id) ? id : c->word[0], NULL,
				cli_goes_out(c), c->arena, &chain, err);
	if (rc == RC_OK)
		cli_say_left_out(chain.left_out);
	if (rc == RC_OK && cli_on(c, OPT_JSON))
		chain_json(&chain, id, &b, c->arena);
	else if (rc == RC_OK)
		chain_text(&chain, &b, c->arena);
	return cli_out(c, &b, rc, err);
}

/* attention */

static bool is_asked(const struct concern *c, const char *reg)
{
	return !reg || strcmp(reg, c->reg ? c->reg->id : "calendar") == 0;
}

static const char *const state_names[] = {
	[DAY_MET] = "met",     [DAY_MISSED] = "missed", [DAY_NEAR] = "near",
	[DAY_AHEAD] = "ahead", [DAY_OPEN] = "open",
};

static void day_json(struct jout *j, const struct statutory_day *d, struct arena *a)
{
	char day[11];

	jout_object(j, NULL);
	jout_text(j, "id", d->deadline->id);
	jout_text(j, "title", d->deadline->title);
	jout_text(j, "state", state_names[d->state]);
	if (*d->about)
		jout_text(j, "about", d->about);
	if (d->due.y) {
		date_iso(d->due, day);
		jout_text(j, "due", day);
	}
	if (d->id)
		jout_text(j, "entry", cli_id(d->id, a));
	if (d->deadline->source)
		jout_text(j, "source", d->deadline->source);
	jout_end(j, '}');
}

static void attention_json(const struct attention *all, const char *reg, struct buf *b,
			   struct arena *a)
{
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_array(&j, "concerns");
	for (size_t i = 0; i < all->n; i++)
		if (is_asked(&all->v[i], reg))
			concern_json(&j, &all->v[i], a);
	jout_end(&j, ']');
	jout_array(&j, "calendar");
	for (size_t i = 0; i < all->ndays; i++)
		day_json(&j, &all->day[i], a);
	jout_end(&j, ']');
	jout_end(&j, '}');
}

static void attention_text(const struct attention *all, const char *reg, struct buf *b,
			   struct arena *a)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct concern *c = &all->v[i];
		char day[32] = "";

		if (!is_asked(c, reg))
			continue;
		if (c->due.y)
			date_words(c->due, day);
		buf_printf(b, "%d %-8s %s%s%s%s%s\n    %s%s%s\n", c->weight, concern_word(c->kind),
			   c->reg ? cli_id(c->id, a) : "", c->reg ? " " : "", c->title,
			   *day ? ", " : "", day, c->who ? c->who : "", c->who ? ": " : "",
			   c->text);
	}
}

enum rc cmd_attention(struct cli *c, struct err *err)
{
	const char *reg = c->nwords == 1 ? c->word[0] : NULL;
	const struct reg *found = reg ? schema_reg(c->app.session.schema, reg) : NULL;
	struct attention all;
	struct buf b = { 0 };
	enum rc rc;

	if (c->nwords > 1)
		return err_set(
			err, RC_USAGE,
			"cairn attention takes one register or none; see cairn attention --help");
	if (reg && !found && strcmp(reg, "calendar") != 0)
		return err_set(err, RC_NOT_FOUND,
			       "there is no register '%s'; cairn registers lists them", reg);
	rc = cli_may_tell(c, err);
	if (rc == RC_OK)
		rc = attention_load(&c->app.session, cli_goes_out(c), c->arena, &all, err);
	if (rc == RC_OK)
		cli_say_left_out(all.left_out);
	if (rc == RC_OK && cli_on(c, OPT_JSON))
		attention_json(&all, found ? found->id : reg, &b, c->arena);
	else if (rc == RC_OK)
		attention_text(&all, found ? found->id : reg, &b, c->arena);
	return cli_out(c, &b, rc, err);
}
