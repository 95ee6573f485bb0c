/* SPDX-License-Identifier: ISC */
/* history --since: answer by answer, what it was before a day, what it is now, and who changed it. */
#include <string.h>

#include "../core/base/json.h"
#include "../core/plan/since.h"
#include "../core/plan/small.h"
#include "../core/store/keys.h"
#include "cli.h"

struct telling {
	const struct session *s;
	struct arena *arena;
	struct smalls smalls;
};

static const char *told(const struct telling *t, const struct since_change *c, const char *text)
{
	return smalls_fact(&t->smalls, t->s->schema, c->fact, text, t->arena);
}

static const char *shown(const struct telling *t, const struct since_change *c, const char *text)
{
	const char *words =
		text && *text ? fact_shown(t->s, c->fact, told(t, c, text), t->arena) : "";

	if (c->apart)
		return "what is shown with --together";
	return *words ? words : "nothing";
}

static const char *about(const struct telling *t, const struct since_change *c)
{
	struct fact_parts parts;

	return fact_parts(t->arena, c->fact, &parts) ? thing_words(t->s, &parts, t->arena)
						     : c->fact;
}

static void print_change(const struct telling *t, const struct since_change *c, struct buf *b)
{
	char when[48];

	time_words(c->ms, when);
	if (fact_deletes(c->fact)) {
		buf_printf(b, "%s: %s (%s, %s)\n", about(t, c),
			   c->now ? "deleted" : "no longer deleted", c->who, when);
		return;
	}
	buf_printf(b, "%s: from %s to %s (%s, %s)\n", fact_about(t->s, c->fact, t->arena),
		   shown(t, c, c->before), shown(t, c, c->now), c->who, when);
}

static void put_text(const struct telling *t, struct jout *j, const char *name,
		     const struct since_change *c, const char *text)
{
	if (text && fact_deletes(c->fact))
		jout_text(j, name, fact_shown(t->s, c->fact, text, t->arena));
	else if (text)
		jout_text(j, name, told(t, c, text));
	else
		jout_null(j, name);
}

static void put_change(const struct telling *t, const struct since_change *c, struct jout *j)
{
	jout_object(j, NULL);
	jout_text(j, "fact", c->fact);
	if (c->apart) {
		jout_bool(j, "apart", true);
	} else {
		put_text(t, j, "before", c, c->before);
		put_text(t, j, "after", c, c->now);
	}
	jout_text(j, "people", c->who);
	jout_int(j, "ms", c->ms);
	jout_end(j, '}');
}

static void tell(const struct telling *t, const struct since *all, bool json, struct buf *b)
{
	struct jout j;

	jout_init(&j, b);
	if (json)
		jout_array(&j, NULL);
	for (size_t i = 0; i < all->n; i++) {
		if (json)
			put_change(t, &all->v[i], &j);
		else
			print_change(t, &all->v[i], b);
	}
	if (json)
		jout_end(&j, ']');
	else if (!all->n)
		buf_printf(b, "nothing was changed since then\n");
}

enum rc history_since(struct cli *c, const char *about, struct buf *b, struct err *err)
{
	const struct session *s = &c->app.session;
	struct telling t = { .s = s, .arena = c->arena };
	struct since all;
	struct date day;
	enum rc rc = since_day(s, c->value[OPT_SINCE], c->arena, &day, err);

	rc = rc ? rc : smalls_read(s, "*", c->arena, &t.smalls, err);
	if (rc)
		return rc;
	rc = since_load(s, about, day, cli_goes_out(c), c->arena, &all, err);
	if (rc == RC_OK) {
		cli_say_left_out(all.left_out);
		tell(&t, &all, cli_on(c, OPT_JSON), b);
	}
	smalls_clear(&t.smalls);
	return rc;
}
