/* SPDX-License-Identifier: ISC */
/* retention: what is kept for longer than the templates say, and how long things are kept. */
#include <string.h>

#include "../core/base/json.h"
#include "../core/plan/retention.h"
#include "../core/store/keys.h"
#include "cli.h"

static const char *const then_names[] = {
	[AFTER_ERASE] = "erase",
	[AFTER_ARCHIVE] = "archive",
};

/* What to type; an entry of an earlier cycle is archived in its cycle. */
static const char *way_on(const struct cli *c, const struct past *p, const char *id)
{
	if (p->keep->then == AFTER_ERASE)
		return arena_printf(c->arena, "cairn erase %s%s%s", id, p->field ? " " : "",
				    p->field ? p->field->id : "");
	if (!strcmp(p->cycle, c->app.session.cycle) || !strcmp(p->cycle, CYCLE_COMMON))
		return arena_printf(c->arena, "cairn archive %s", id);
	return arena_printf(c->arena, "cairn archive %s --cycle %s", id, p->cycle);
}

static void print_past(const struct cli *c, const struct past *p, struct buf *b)
{
	char id[49], until[32];

	id_shown(p->id, id);
	date_words(p->until, until);
	buf_printf(b, "%s  %s%s%s%s%s: until %s, %s, %s\n    %s\n", id, p->title,
		   p->field ? ": " : "", p->field ? p->field->label : "",
		   p->deleted   ? " [deleted, and still in the history]"
		   : p->emptied ? " [emptied, and still in the history]"
				: "",
		   p->archived ? " [archived]" : "", until, keep_words(p->keep, c->arena),
		   past_from(p, c->arena), way_on(c, p, id));
}

static void print_all(const struct cli *c, const struct retention *r, struct buf *b)
{
	const struct schema *s = c->app.session.schema;

	if (!r->n)
		buf_printf(b, "nothing is past its time\n");
	for (size_t i = 0; i < r->n; i++)
		print_past(c, &r->v[i], b);
	if (s->nkeeps)
		buf_printf(b, "\nHow long things are kept\n");
	for (size_t i = 0; i < s->nkeeps; i++) {
		const struct keep *k = &s->keeps[i];
		const struct reg *reg = schema_reg(s, k->reg);

		buf_printf(b, "  %s: %s: %s (%s, %s)\n", reg->title, keep_about(s, k, c->arena),
			   keep_words(k, c->arena), k->id, k->source);
	}
}

static void put_past(const struct past *p, struct jout *j)
{
	char id[49], until[11];

	id_shown(p->id, id);
	date_iso(p->until, until);
	jout_object(j, NULL);
	jout_text(j, "id", id);
	jout_text(j, "register", p->reg->id);
	jout_text(j, "title", p->title);
	if (p->field)
		jout_text(j, "field", p->field->id);
	jout_text(j, "cycle", p->cycle);
	jout_text(j, "until", until);
	jout_text(j, "from", p->dated ? p->dated->id : "cycle");
	jout_bool(j, "archived", p->archived);
	jout_bool(j, "emptied", p->emptied);
	jout_bool(j, "deleted", p->deleted);
	jout_text(j, "rule", p->keep->id);
	jout_text(j, "then", then_names[p->keep->then]);
	jout_end(j, '}');
}

static void put_rule(const struct keep *k, struct jout *j)
{
	jout_object(j, NULL);
	jout_text(j, "id", k->id);
	jout_text(j, "register", k->reg);
	jout_array(j, "fields");
	for (size_t i = 0; i < k->fields.n; i++)
		jout_text(j, NULL, k->fields.v[i]);
	jout_end(j, ']');
	jout_int(j, "months", k->months);
	jout_text(j, "then", then_names[k->then]);
	if (k->why)
		jout_text(j, "why", k->why);
	jout_text(j, "source", k->source);
	jout_end(j, '}');
}

static void put_all(const struct schema *s, const struct retention *r, struct buf *b)
{
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_array(&j, "past");
	for (size_t i = 0; i < r->n; i++)
		put_past(&r->v[i], &j);
	jout_end(&j, ']');
	jout_array(&j, "rules");
	for (size_t i = 0; i < s->nkeeps; i++)
		put_rule(&s->keeps[i], &j);
	jout_end(&j, ']');
	jout_end(&j, '}');
}

enum rc cmd_retention(struct cli *c, struct err *err)
{
	struct retention all;
	struct buf b = { 0 };
	enum rc rc = cli_may_tell(c, err);

	rc = rc ? rc : retention_load(&c->app.session, cli_goes_out(c), c->arena, &all, err);
	if (rc != RC_OK)
		return rc;
	cli_say_left_out(all.left_out);
	if (cli_on(c, OPT_JSON))
		put_all(c->app.session.schema, &all, &b);
	else
		print_all(c, &all, &b);
	return cli_out(c, &b, RC_OK, err);
}
