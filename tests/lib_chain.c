/* SPDX-License-Identifier: ISC */
#include "lib_chain.h"

#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "same.h"

static const struct {
	const char *name, *text;
} facts[] = {
	{ "pa/pa-000101/name", "Housing partner" },
	{ "pa/pa-000101/kind", "third sector" },
	{ "pa/pa-000101/last_confirmed", "2026-05-01" },
	{ "re/re-000101/title", "Key worker hours" },
	{ "re/re-000101/partner", "pa-000101" },
	{ "re/re-000101/kind", "people" },
	{ "ev/ev-000101/citation", "Study of release" },
	{ "ev/ev-000101/kind", "research" },
	{ "ev/ev-000101/applies_to", "ne-000101" },
	{ "fg/fg-000101/need", "ne-000101" },
	{ "fg/fg-000101/value", "37" },
	{ "pt/pt-000101/date", "2026-04-10" },
	{ "pt/pt-000101/kind", "co-production" },
	{ "pt/pt-000101/who", "pa-000101" },
	{ "fb/fb-000101/from", "people using services" },
	{ "fb/fb-000101/date", "2026-04-11" },
	{ "fb/fb-000101/service", "sv-000101" },
	{ "fb/fb-000101/what_changed", "One number to ring" },
	{ "fb/fb-000101/told_back", "2026-05-01" },
	{ "sv/sv-000101/title", "Housing on release" },
	{ "sv/sv-000101/provider", "pa-000101" },
	{ "sv/sv-000101/evidence", "ev-000101" },
	{ "co/co-000101/row", "fit=part\nneed=ne-000101\nservice=sv-000101" },
	{ "ne/ne-000101/title", "Settled housing on the day" },
	{ "ne/ne-000101/outcomes", "ou-000101" },
	{ "ga/ga-000101/title", "No address on the day" },
	{ "ga/ga-000101/type", "too little" },
	{ "ga/ga-000101/need", "ne-000101" },
	{ "ga/ga-000101/services", "sv-000101" },
	{ "ga/ga-000101/figure", "fg-000101" },
	{ "ga/ga-000101/outcome", "ou-000101" },
	{ "ga/ga-000101/evidence", "fb-000101" },
	{ "de/de-000101/title", "Five places" },
	{ "de/de-000101/type", "create" },
	{ "de/de-000101/gap", "ga-000101" },
	{ "de/de-000101/gaps", "ga-000101" },
	{ "de/de-000101/outcomes", "ou-000101" },
	{ "de/de-000101/lead", "pa-000101" },
	{ "de/de-000101/state", "agreed" },
	{ "de/de-000101/funding_certainty", "secured" },
	{ "ds/ds-000101/title", "A place and a key worker" },
	{ "ds/ds-000101/decision", "de-000101" },
	{ "ds/ds-000101/measures", "in-000101" },
	{ "ds/ds-000101/model_evidence", "ev-000101" },
	{ "ds/ds-000101/co_production", "pt-000101" },
	{ "ds/ds-000101/review_on", "2027-03-31" },
	{ "pr/pr-000101/design", "ds-000101" },
	{ "pr/pr-000101/route", "grant" },
	{ "ac/ac-000101/what", "Agree five places" },
	{ "ac/ac-000101/for", "de-000101" },
	{ "ac/ac-000101/measure", "Places agreed" },
	{ "ac/ac-000101/owner_partner", "pa-000101" },
	{ "ac/ac-000101/accepted_on", "2026-05-02" },
	{ "ac/ac-000101/start", "2026-05-02" },
	{ "ac/ac-000101/due", "2026-12-31" },
	{ "ac/ac-000101/resources", "re-000101" },
	{ "ac/ac-000101/status", "on track" },
	{ "ou/ou-000101/code", "local-1" },
	{ "ou/ou-000101/set", "local" },
	{ "ou/ou-000101/text", "More people have an address" },
	{ "in/in-000101/name", "People with an address" },
	{ "in/in-000101/outcome", "ou-000101" },
	{ "ir/ir-000101/row", "geography=partnership\nindicator=in-000101\nperiod=2026-04-01 "
			      "2026-04-30\nstatus=final\nvalue=12" },
	{ "oa/oa-000101/outcome", "ou-000101" },
	{ "oa/oa-000101/year", "2025-26" },
	{ "oa/oa-000101/status", "partly achieved" },
	{ "oa/oa-000101/priority", "yes" },
	{ "oa/oa-000101/action_taken", "Places agreed" },
	{ "oa/oa-000101/evidence", "ir-000101" },
	{ "rv/rv-000101/question", "rq-impact" },
	{ "rv/rv-000101/answered_on", "2026-05-10" },
	{ "rv/rv-000101/evidence", "ir-000101" },
	{ "le/le-000101/title", "Names early" },
	{ "le/le-000101/evidence", "ac-000101" },
};

static struct version version_now(struct work *w, const char *name)
{
	struct fact f;

	if (store_get(w->s.store, session_place(&w->s), name, w->arena, &f, NULL) != RC_OK)
		return (struct version){ .number = 0 };
	return f.at;
}

const char *fact_whole(struct work *w, const char *name)
{
	const char *key = arena_strn(w->arena, name, strcspn(name, "/"));
	const struct reg *reg = schema_reg(w->s.schema, key);

	return arena_printf(w->arena, "%s/%s", reg && reg->scope ? "-" : w->s.cycle, name);
}

void fact_set(struct work *w, const char *name, const char *text)
{
	const char *fact = fact_whole(w, name);
	struct edit e = { .fact = fact,
			  .text = { text, strlen(text) },
			  .seen = version_now(w, fact) };
	struct change c = { .by = &w->s.actor, .action = "edit", .edits = &e, .count = 1 };
	struct saved saved;
	struct err err = { 0 };

	cr_assert(eq(int, store_save(w->s.store, session_place(&w->s), &c, NULL, &saved, &err),
		     RC_OK),
		  "%s: %s", name, err.text);
}

void chain_facts(struct work *w)
{
	const char *last = "";

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const char *record = arena_strn(w->arena, facts[i].name, strlen("ne/ne-000101"));

		fact_set(w, facts[i].name, facts[i].text);
		if (strcmp(record, last) != 0)
			fact_set(w, arena_printf(w->arena, "%s/life", record), "live");
		last = record;
	}
}

enum { NAMED_MOST = 200 };

struct attention attention_now(struct work *w)
{
	struct attention all;
	struct err err = { 0 };

	cr_assert(eq(int, attention_load(&w->s, false, w->arena, &all, &err), RC_OK), "%s",
		  err.text);
	/* what is kept of one holds no words, and has to find them again */
	for (size_t i = 0; i < all.n && i < NAMED_MOST; i++)
		expect_same(concern_title(&w->s, &all.v[i], w->arena), all.v[i].title);
	return all;
}

const struct concern *concern_about(const struct attention *all, const char *id, const char *part)
{
	for (size_t i = 0; i < all->n; i++) {
		if (strcmp(all->v[i].id, id) == 0 && strstr(all->v[i].text, part))
			return &all->v[i];
	}
	return NULL;
}
