/* SPDX-License-Identifier: ISC */
/* matrix: every entry of one register beside every entry of another. */
#include <stdio.h>
#include <string.h>

#include "../core/plan/matrix.h"
#include "cli.h"

/* The named view, or the first of the kind. */
static const struct view *the_view(const struct cli *c, struct err *err)
{
	const struct schema *schema = c->app.session.schema;

	for (size_t i = 0; i < schema->nviews; i++) {
		const struct view *v = &schema->views[i];

		if (v->kind == VIEW_MATRIX && (c->nwords == 0 || !strcmp(v->id, c->word[0])))
			return v;
	}
	err_set(err, RC_NOT_FOUND, "the templates have no matrix '%s'",
		c->nwords ? c->word[0] : "");
	return NULL;
}

enum rc cmd_matrix(struct cli *c, struct err *err)
{
	const struct session *s = &c->app.session;
	bool restricted = cli_on(c, OPT_RESTRICTED);
	const struct view *view;
	struct matrix m;
	struct buf b = { 0 };
	size_t left = 0;
	enum rc rc;

	rc = cli_may_tell(c, err);
	if (rc != RC_OK)
		return rc;
	view = the_view(c, err);
	if (!view)
		return RC_NOT_FOUND;
	rc = matrix_load(s, view, NULL, c->arena, &m, err);
	if (rc != RC_OK)
		return rc;
	if (cli_on(c, OPT_JSON))
		left = matrix_json(&m, restricted, &b);
	else if (cli_on(c, OPT_CSV))
		left = matrix_csv(&m, restricted, &b);
	else
		matrix_text(&m, &b);
	rc = cli_out(c, &b, rc, err);
	if (rc == RC_OK)
		cli_say_left_out(left);
	return rc;
}
