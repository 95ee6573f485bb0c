/* SPDX-License-Identifier: ISC */
/* cycle, carry: the cycles, the next one, and what of the one before is still true in it. */
#include "../core/plan/carry.h"

#include <stdio.h>
#include <string.h>

#include "../core/base/json.h"
#include "../core/store/keys.h"
#include "../core/records/work.h"
#include "cli.h"

/* cycle */

static const char *title_of(struct cli *c, const char *cycle)
{
	const struct session *s = &c->app.session;
	struct fact f;

	return store_get(s->store, session_place(s),
			 arena_printf(c->arena, "%s/cy/%s/title", cycle, cycle), c->arena, &f,
			 NULL) == RC_OK
		       ? f.text
		       : cycle;
}

static enum rc print_cycles(struct cli *c, bool made, struct err *err)
{
	struct names cycles;
	struct buf b = { 0 };
	struct jout j;
	enum rc rc = cycle_list(&c->app.session, c->arena, &cycles, err);

	if (rc != RC_OK)
		return rc;
	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; i < cycles.n; i++) {
		if (!cli_on(c, OPT_JSON)) {
			buf_printf(&b, "%-4s %s\n", cycles.v[i], title_of(c, cycles.v[i]));
			continue;
		}
		jout_object(&j, NULL);
		jout_text(&j, "id", cycles.v[i]);
		jout_text(&j, "title", title_of(c, cycles.v[i]));
		jout_end(&j, '}');
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	return made ? cli_tell(&b, err) : cli_done(&b, RC_OK, err);
}

enum rc cmd_cycle(struct cli *c, struct err *err)
{
	const char *cycle = NULL;
	int first, last;
	enum rc rc;

	if (!cli_on(c, OPT_YEARS))
		return print_cycles(c, false, err);
	if (!cli_years(c->value[OPT_YEARS], &first, &last))
		return err_set(err, RC_USAGE,
			       "--years takes two years, for example --years 2029-2033");
	rc = cycle_make(&c->app.session, "", first, last, NULL, c->arena, &cycle, err);
	return rc == RC_OK ? print_cycles(c, true, err) : rc;
}

/* carry */

static void line_json(struct jout *j, const struct carry_line *line)
{
	char shown[49];

	id_shown(line->id, shown);
	jout_object(j, NULL);
	jout_text(j, "id", shown);
	jout_text(j, "register", line->reg->id);
	jout_text(j, "title", line->title);
	jout_text(j, "answer", carry_word(line->answer));
	if (line->why[0])
		jout_text(j, "why", line->why);
	if (line->to) {
		id_shown(line->to, shown);
		jout_text(j, "carried_to", shown);
	}
	jout_end(j, '}');
}

static void list_json(const struct carry_list *l, struct buf *b)
{
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_text(&j, "from", l->from);
	jout_text(&j, "title", l->from_title);
	jout_int(&j, "carried", (long long)l->carried);
	jout_int(&j, "ready", (long long)l->ready);
	jout_int(&j, "open", (long long)l->open);
	jout_array(&j, "entries");
	for (size_t i = 0; i < l->n; i++)
		line_json(&j, &l->v[i]);
	jout_end(&j, ']');
	jout_end(&j, '}');
}

static void list_text(const struct carry_list *l, struct buf *b)
{
	const struct reg *last = NULL;

	buf_printf(b, "From %s: %zu carried over, %zu still true, %zu not answered\n",
		   l->from_title, l->carried, l->ready, l->open);
	for (size_t i = 0; i < l->n; i++) {
		const struct carry_line *line = &l->v[i];
		char shown[49], to[49];

		if (line->reg != last)
			buf_printf(b, "\n%s\n", line->reg->title);
		last = line->reg;
		id_shown(line->id, shown);
		if (line->to)
			id_shown(line->to, to);
		buf_printf(b, "  %-8s %-10s %s%s%s\n", shown,
			   line->to ? to : carry_word(line->answer), line->title,
			   line->why[0] ? ": " : "", line->why);
	}
}

static enum rc load(struct cli *c, struct carry_list *l, struct err *err)
{
	enum rc rc = carry_load(&c->app.session, c->arena, l, err);

	if (rc == RC_OK && !l->from)
		rc = err_set(err, RC_NOT_FOUND,
			     "there is no cycle before this one to carry anything over from");
	return rc;
}

static enum rc print_list(struct cli *c, struct err *err)
{
	struct carry_list l;
	struct buf b = { 0 };
	enum rc rc = load(c, &l, err);

	if (rc != RC_OK)
		return rc;
	if (cli_on(c, OPT_JSON))
		list_json(&l, &b);
	else
		list_text(&l, &b);
	return cli_done(&b, RC_OK, err);
}

static enum rc print_done(struct cli *c, const struct carry_done *done, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;

	if (cli_on(c, OPT_JSON)) {
		jout_init(&j, &b);
		jout_object(&j, NULL);
		jout_int(&j, "made", (long long)done->made);
		jout_int(&j, "joined", (long long)done->joined);
		jout_int(&j, "along", (long long)done->along);
		jout_int(&j, "relinked", (long long)done->relinked);
		jout_end(&j, '}');
	} else {
		buf_printf(&b,
			   "%zu made, %zu that were here already, %zu along with them; %zu others "
			   "point at the new ones now\n",
			   done->made, done->joined, done->along, done->relinked);
	}
	return cli_tell(&b, err);
}

/* The entries that were named, in stored form. */
static enum rc read_ids(struct cli *c, struct names *out, struct err *err)
{
	char id[49];

	*out = (struct names){ arena_array(c->arena, c->nwords, sizeof(char *)), 0 };
	for (size_t i = 1; i < c->nwords; i++) {
		if (!id_stored(c->word[i], id))
			return err_set(err, RC_USAGE, "'%.40s' is no entry; name one as in NE-01",
				       c->word[i]);
		out->v[out->n++] = arena_str(c->arena, id);
	}
	return RC_OK;
}

static enum rc over(struct cli *c, const struct carry_how *how, struct err *err)
{
	struct carry_done done = { 0 };
	enum rc rc = carry_over(&c->app.session, how, &done, err);

	return rc == RC_OK ? print_done(c, &done, err) : rc;
}

static const struct carry_line *line_named(const struct carry_list *l, const char *id)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->v[i].id, id))
			return &l->v[i];
	return NULL;
}

/* Nothing is said of any before all that were named are found. */
static enum rc say(struct cli *c, enum carry_answer answer, const struct names *ids,
		   struct err *err)
{
	struct carry_list l;
	enum rc rc = load(c, &l, err);

	if (rc == RC_OK && !ids->n)
		rc = err_set(err, RC_USAGE, "name the entries: cairn carry %s NE-01",
			     carry_word(answer));
	for (size_t i = 0; rc == RC_OK && i < ids->n; i++)
		if (!line_named(&l, ids->v[i]))
			rc = err_set(err, RC_NOT_FOUND,
				     "'%s' is not among what %s offers; cairn carry lists it",
				     c->word[i + 1], l.from_title);
	for (size_t i = 0; rc == RC_OK && i < ids->n; i++)
		rc = carry_say(&c->app.session, line_named(&l, ids->v[i]), answer,
			       c->value[OPT_REASON], NULL, err);
	return rc == RC_OK ? print_list(c, err) : rc;
}

enum rc cmd_carry(struct cli *c, struct err *err)
{
	struct carry_how how = { .as = CARRY_YES };
	enum carry_answer answer;
	struct names ids;
	enum rc rc;

	if (!c->nwords)
		return print_list(c, err);
	rc = read_ids(c, &ids, err);
	if (rc != RC_OK)
		return rc;
	answer = carry_read(c->word[0]);
	if (!strcmp(c->word[0], "over") && !ids.n)
		return over(c, &how, err);
	if (answer == CARRY_NO || answer == CARRY_LATER)
		return say(c, answer, &ids, err);
	if (answer == CARRY_OPEN || (answer == CARRY_CHANGED && !ids.n))
		return err_set(err, RC_USAGE,
			       "say yes, changed, no or later and which entries, or over: cairn "
			       "carry yes NE-01");
	how = (struct carry_how){ .ids = ids.n ? &ids : NULL, .open = !ids.n, .as = answer };
	return over(c, &how, err);
}
