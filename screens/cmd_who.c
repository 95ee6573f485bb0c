/* SPDX-License-Identifier: ISC */
/* Who has the program open now. */
#include "../core/base/json.h"
#include "cli.h"
#include "here.h"

static void put_json(const struct here *h, struct jout *j)
{
	jout_object(j, NULL);
	jout_text(j, "person", h->person);
	jout_text(j, "shown", h->called);
	jout_text(j, "organisation", h->org);
	jout_int(j, "since", h->since_ms);
	jout_text(j, "way", h->line);
	jout_text(j, "place", h->place);
	jout_end(j, '}');
}

static void put_line(const struct here *h, struct buf *b)
{
	char when[48];

	time_words(h->since_ms, when);
	buf_printf(b, "%s (%s)%s%s, since %s, %s\n", h->called, h->person, h->org[0] ? ", " : "",
		   h->org, when, h->line);
}

enum rc cmd_who(struct cli *c, struct err *err)
{
	struct here *v;
	size_t n;
	enum rc rc = here_load(&c->app, c->arena, &v, &n, err);
	struct buf b = { 0 };
	struct jout j;

	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (cli_on(c, OPT_JSON))
			put_json(&v[i], &j);
		else
			put_line(&v[i], &b);
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	else if (rc == RC_OK && !n)
		buf_printf(&b, "nobody has the program open now\n");
	return cli_done(&b, rc, err);
}
