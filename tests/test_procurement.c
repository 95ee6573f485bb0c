/* SPDX-License-Identifier: ISC */
/* A purchase: its band by the day, what is warned of, and the ten tests beside the answers. */
#include <stdlib.h>
#include <string.h>

#include "core/records/record.h"
#include "lib_world.h"
#include "same.h"

TestSuite(procurement, .timeout = 120);

static struct record load(struct world *w)
{
	struct record r;
	const struct session *s = &w->app.session;

	cr_assert(eq(int,
		     record_load(s, schema_reg(s->schema, "procurements"), "pr-000001",
				 w->app.arena, &r, NULL),
		     RC_OK));
	return r;
}

/* Saves one answer; what it is warned of comes back as one text. */
static const char *set(struct world *w, const char *field, const char *text, enum rc *rc)
{
	struct record r = load(w);
	struct faults faults = { .arena = w->app.arena };
	struct put put = { .field = field, .text = text };
	struct saved saved;
	struct err err = { 0 };
	const char *out = "";

	put.seen = r.field[reg_field(r.reg, field) - r.reg->fields].at;
	*rc = record_save(&w->app.session, r.reg, r.id, "edit", &put, 1, &faults, NULL, &saved,
			  &err);
	for (size_t i = 0; i < faults.n; i++)
		out = arena_printf(w->app.arena, "%s%s\n", out, faults.v[i].text);
	return out;
}

static const char *band(struct world *w, const char *value, const char *notice)
{
	struct record r;
	enum rc rc;

	set(w, "notice_published", notice, &rc);
	cr_assert(eq(int, rc, RC_OK));
	set(w, "value", value, &rc);
	cr_assert(eq(int, rc, RC_OK));
	r = load(w);
	return record_text(&r, "value_band");
}

Test(procurement, the_band_follows_from_the_value_and_the_day_of_the_notice)
{
	struct world *w = world_open();

	expect_same(band(w, "49999.99", "2025-06-02"), "below 50k");
	expect_same(band(w, "50000.00", "2025-06-02"), "50k to light-touch");
	expect_same(band(w, "663539.99", "2025-06-02"), "50k to light-touch");
	expect_same(band(w, "663540.00", "2025-06-02"), "above light-touch");
	expect_same(band(w, "600000.00", "2017-06-02"), "above light-touch");
	expect_same(band(w, "600000.00", "2018-06-02"), "not known");
	expect_same(band(w, "45000.00", "2018-06-02"), "below 50k");
	world_close(w);
}

Test(procurement, paper_alone_and_a_specified_method_are_warned_of)
{
	struct world *w = world_open();
	enum rc rc;

	expect_part(set(w, "selection", "written", &rc), "Add an interview or a visit");
	cr_expect(eq(int, rc, RC_OK), "a warning stops nobody");
	expect_none(set(w, "selection", "written\nvisit", &rc), "Add an interview or a visit");
	expect_part(set(w, "spec_type", "output", &rc), "Describe the outcomes");
	expect_none(set(w, "spec_type", "outcome", &rc), "Describe the outcomes");
	world_close(w);
}

Test(procurement, buying_again_asks_what_it_means_for_users)
{
	struct world *w = world_open();
	enum rc rc;

	expect_part(set(w, "retender", "yes", &rc), "what it means for users");
	cr_expect(eq(int, rc, RC_INVALID));
	world_close(w);
}

Test(procurement, each_of_the_ten_tests_stands_beside_an_answer)
{
	struct world *w = world_open();
	const struct checklist *lists = w->app.session.schema->checklists;
	size_t beside = 0;

	for (size_t i = 0; i < w->app.session.schema->nchecklists; i++)
		for (size_t k = 0; k < lists[i].nitems; k++)
			if (!strncmp(lists[i].items[k].id, "proc-", 5) && lists[i].recommended_by)
				beside += lists[i].items[k].concerns.n > 0;
	cr_expect(eq(sz, beside, 10));
	world_close(w);
}

Test(procurement, a_test_is_shown_with_how_it_was_answered)
{
	struct world *w = world_open();
	char *plain;

	world_show(w, 60, 120, "record", "procurements", "pr-000001", NULL);
	cr_expect(world_has(w, "CJVSF asks: Are interviews or visits part of the scoring? (Done)"),
		  "%s", world_text(w));
	world_show(w, 60, 120, "form", "procurements", "pr-000001", NULL);
	world_press(w, "v");
	cr_expect(world_has(w, "CJVSF asks: Were the alternatives to a tender weighed? (Done)"),
		  "%s", world_text(w));
	plain = ui_test_plain(w->ui);
	expect_part(plain, "CJVSF asks: Were the alternatives to a tender weighed? (Done)");
	free(plain);
	world_close(w);
}
