/* SPDX-License-Identifier: ISC */
/* What the records of a report still lack before it is final. */
#include <string.h>

#include "export.h"
#include "../store/keys.h"
#include "../records/record_internal.h"
#include "../records/web.h"

/* Whose fault it is stands with its name, and as the field, so that it can be opened. */
static enum rc look_at(const struct session *s, const struct reg *reg, const struct list_row *row,
		       struct peers *peers, const struct web *web, struct faults *out,
		       struct arena *scratch, struct err *err)
{
	struct faults all = { .arena = scratch };
	char shown[49];
	enum rc rc = record_check_one(s, reg, row->id, peers, web, false, &all, err);

	id_shown(row->id, shown);
	for (size_t i = 0; rc == RC_OK && i < all.n; i++)
		if (all.v[i].level == LEVEL_EXPORT)
			faults_add(out, arena_str(out->arena, row->id), LEVEL_EXPORT,
				   arena_printf(scratch, "%s \"%s\": %s", shown, row->title,
						all.v[i].text));
	return rc;
}

/* A register that asks nothing more of a final report need not be read for it. */
static bool has_more_to_ask(const struct reg *reg)
{
	for (size_t i = 0; i < reg->nrules; i++)
		if (reg->rules[i].level == LEVEL_EXPORT)
			return true;
	return false;
}

static bool looks_along_links(const struct reg *reg)
{
	for (size_t i = 0; i < reg->nrules; i++)
		if (reg->rules[i].level == LEVEL_EXPORT &&
		    (reg->rules[i].check == CHECK_REFERRED || reg->rules[i].check == CHECK_REACHES))
			return true;
	return false;
}

/* Who points at whom is read once: asked of the store, each record would read whole registers. */
static enum rc links_ready(const struct session *s, const struct reg *reg, struct web *web,
			   struct arena *a, struct err *err)
{
	return web->session || !looks_along_links(reg) ? RC_OK : web_load(s, a, web, err);
}

enum rc export_lacks(const struct session *s, const struct report *r, struct faults *out,
		     struct err *err)
{
	static const struct names no_columns;
	struct arena *list = arena_new(), *one = arena_new();
	struct peers *peers = peers_new();
	struct web web = { 0 };
	enum rc rc = RC_OK;

	for (size_t i = 0; i < r->nsections && rc == RC_OK; i++) {
		const char *id = r->sections[i].registers;
		const struct reg *reg = id ? schema_reg(s->schema, id) : NULL;
		const struct list_query q = { .columns = &no_columns, .life = LIFE_LIVE };
		bool before = false;
		struct listing l;

		for (size_t k = 0; k < i; k++)
			before = before || (id && r->sections[k].registers &&
					    !strcmp(r->sections[k].registers, id));
		if (!reg || before || !has_more_to_ask(reg))
			continue;
		rc = links_ready(s, reg, &web, list, err);
		if (rc == RC_OK)
			rc = list_load(s, reg, &q, list, &l, err);
		for (size_t k = 0; rc == RC_OK && k < l.n; k++) {
			arena_reset(one);
			rc = look_at(s, reg, &l.row[k], peers, web.session ? &web : NULL, out, one,
				     err);
		}
	}
	peers_free(peers);
	arena_free(one);
	arena_free(list);
	return rc;
}
