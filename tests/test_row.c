/* SPDX-License-Identifier: ISC */
/* Registers whose rows change as one: a reading, a square of coverage. */
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "lib_records.h"
#include "lib_store.h"
#include "same.h"

#define ROW "c1/ir/ir-000001/row"

static struct desk *d;

static void begin(void)
{
	d = desk_open();
	desk_make(d, "partners", "name", "Health", NULL);
	desk_make(d, "needs", "title", "Housing", "severity", "high", NULL);
	desk_make(d, "services", "title", "Hub", "provider", "PA-1", NULL);
	desk_make(d, "indicators", "name", "In work", NULL);
	desk_make(d, "readings", "indicator", "IN-1", "period", "2024-04-01 to 2025-03-31",
		  "status", "final", "value", "12", "notes", "First", NULL);
	cr_assert(eq(int, d->rc, RC_OK), "%s", d->err.text);
}

static void end(void)
{
	desk_close(d);
}

TestSuite(row, .init = begin, .fini = end, .timeout = 20);

static bool list_name(void *arg, const struct fact *f)
{
	const char **names = arg;

	*names = arena_printf(d->a, "%s %s", *names, strrchr(f->name, '/') + 1);
	return true;
}

/* The names of a record's facts as they are in the store. */
static const char *facts_of(const char *prefix)
{
	const char *names = "";

	cr_assert(eq(int, store_read(d->s.store, sf, prefix, NULL, list_name, &names, &d->err),
		     RC_OK));
	return names;
}

static struct put reading_put(const struct record *r, const char *field, const char *text)
{
	const struct field *f = reg_field(r->reg, field);

	return (struct put){ field, text, r->field[f - r->reg->fields].at };
}

static enum rc save_one(const struct record *r, struct put put, struct clash_list *clashes)
{
	return record_save(&d->s, r->reg, r->id, "edit", &put, 1, NULL, clashes, &d->saved,
			   &d->err);
}

static enum rc save_puts(const struct record *r, const struct put *puts, size_t n)
{
	return record_save(&d->s, r->reg, r->id, "edit", puts, n, NULL, NULL, &d->saved, &d->err);
}

Test(row, own_fields_are_one_fact_beside_the_common_ones)
{
	expect_same(facts_of("c1/ir/ir-000001/"), " confidence life notes row");
	expect_same(shown(d->s.store, sf, ROW, d->a),
		    "indicator=in-000001\nperiod=2024-04-01 2025-03-31\nstatus=final\nvalue=12");
}

Test(row, a_change_of_one_field_writes_the_row_and_nothing_else)
{
	struct version notes = version_of(d->s.store, sf, "c1/ir/ir-000001/notes");
	struct record r;

	cr_assert(desk_set(d, "readings", "ir-000001", "value", "14", "numerator", "7", NULL), "%s",
		  d->err.text);
	expect_same(
		shown(d->s.store, sf, ROW, d->a),
		"indicator=in-000001\nnumerator=7\nperiod=2024-04-01 2025-03-31\nstatus=final\nvalue=14");
	expect_same(facts_of("c1/ir/ir-000001/"), " confidence life notes row");
	cr_expect(version_same(version_of(d->s.store, sf, "c1/ir/ir-000001/notes"), notes));
	r = desk_load(d, "readings", "ir-000001");
	expect_same(record_text(&r, "value"), "14");
	expect_same(record_text(&r, "status"), "final");
}

Test(row, every_own_field_has_the_version_of_the_row_also_a_blank_one)
{
	struct version row = version_of(d->s.store, sf, ROW);
	struct record r = desk_load(d, "readings", "ir-000001");

	for (size_t i = 0; i < r.reg->nfields; i++) {
		const struct field *f = &r.reg->fields[i];

		if (f->common)
			continue;
		cr_expect(version_same(r.field[i].at, row), "%s", f->id);
		expect_same(r.field[i].person, "coord-1");
		cr_expect(eq(i64, r.field[i].ms, r.fact[0].ms));
	}
	cr_assert(desk_set(d, "readings", "ir-000001", "notes", "Second", NULL));
	cr_expect(version_same(version_of(d->s.store, sf, ROW), row));
}

Test(row, a_change_of_another_field_meanwhile_is_a_conflict_of_the_row)
{
	struct record old = desk_load(d, "readings", "ir-000001");
	struct clash_list clashes = { .arena = d->a };

	cr_assert(desk_set(d, "readings", "ir-000001", "status", "provisional", NULL));
	cr_assert(eq(int, save_one(&old, reading_put(&old, "value", "15"), &clashes), RC_CONFLICT));
	cr_assert(eq(sz, clashes.n, 1));
	expect_same(clashes.v[0].fact, ROW);
	expect_same(
		clashes.v[0].mine,
		"indicator=in-000001\nperiod=2024-04-01 2025-03-31\nstatus=provisional\nvalue=15");
	expect_same(clashes.v[0].theirs.text, shown(d->s.store, sf, ROW, d->a));
	old = desk_load(d, "readings", "ir-000001");
	expect_same(record_text(&old, "value"), "12");
}

Test(row, one_old_version_among_puts_from_the_newest_is_a_conflict)
{
	struct record old = desk_load(d, "readings", "ir-000001"), now;
	struct put puts[2];

	cr_assert(desk_set(d, "readings", "ir-000001", "status", "provisional", NULL));
	now = desk_load(d, "readings", "ir-000001");
	puts[0] = reading_put(&now, "status", "final");
	puts[1] = reading_put(&old, "value", "15");
	cr_expect(eq(int,
		     record_save(&d->s, old.reg, old.id, "edit", puts, 2, NULL, NULL, NULL, NULL),
		     RC_CONFLICT));
	puts[1].seen = (struct version){ .number = 0 };
	cr_expect(eq(int,
		     record_save(&d->s, old.reg, old.id, "edit", puts, 2, NULL, NULL, NULL, NULL),
		     RC_CONFLICT));
	puts[1] = reading_put(&now, "value", "15");
	cr_expect(eq(int,
		     record_save(&d->s, old.reg, old.id, "edit", puts, 2, NULL, NULL, NULL, NULL),
		     RC_OK));
}

Test(row, a_common_field_and_the_row_are_changed_by_two_people_without_a_question)
{
	struct record old = desk_load(d, "readings", "ir-000001"), r;

	cr_assert(desk_set(d, "readings", "ir-000001", "notes", "Theirs", NULL));
	cr_expect(eq(int, save_one(&old, reading_put(&old, "value", "15"), NULL), RC_OK));
	r = desk_load(d, "readings", "ir-000001");
	expect_same(record_text(&r, "notes"), "Theirs");
	expect_same(record_text(&r, "value"), "15");
}

Test(row, a_conflict_is_settled_by_saving_the_whole_row)
{
	struct record r = desk_load(d, "readings", "ir-000001");
	struct put *puts;
	size_t n = fact_puts(r.reg, "row",
			     "indicator=in-000001\nperiod=2024-04-01 2025-03-31\nstatus=final\n"
			     "reason_missing=suppressed",
			     r.fact[0].at, d->a, &puts);

	cr_assert(eq(int, save_puts(&r, puts, n), RC_OK), "%s", d->err.text);
	expect_same(shown(d->s.store, sf, ROW, d->a),
		    "indicator=in-000001\nperiod=2024-04-01 2025-03-31\n"
		    "reason_missing=suppressed\nstatus=final");
	cr_expect(eq(int, save_puts(&r, puts, n), RC_CONFLICT));
}

Test(row, rules_look_at_the_row_as_it_would_be)
{
	cr_expect(not(desk_set(d, "readings", "ir-000001", "value", "", NULL)));
	cr_expect(desk_says(d, LEVEL_REFUSE, "Enter the value, or choose why there is none"));
	cr_expect(not(desk_set(d, "readings", "ir-000001", "indicator", "", NULL)));
	cr_expect(desk_says(d, LEVEL_REFUSE, "Choose indicator"));
	cr_expect(desk_set(d, "readings", "ir-000001", "value", "", "reason_missing", "suppressed",
			   NULL));
	cr_expect(desk_make(d, "readings", "indicator", "IN-1", "period",
			    "2025-01-01 to 2025-12-31", "status", "final", "value", "3",
			    NULL) == NULL);
	cr_expect(desk_says(d, LEVEL_REFUSE, "Another reading covers part of this period"));
	cr_expect(desk_make(d, "readings", "indicator", "IN-1", "period",
			    "2024-04-01 to 2025-03-31", "status", "final", "value", "3",
			    NULL) == NULL);
	cr_expect(desk_says(d, LEVEL_REFUSE,
			    "IR-01 has the same indicator, period and status already; "
			    "change that one or write another indicator"));
}

Test(row, what_does_not_change_is_not_written)
{
	struct version row = version_of(d->s.store, sf, ROW);

	cr_assert(desk_set(d, "readings", "ir-000001", "value", "12", "status", "final", NULL));
	cr_expect(eq(u64, d->saved.number, 0));
	cr_expect(version_same(version_of(d->s.store, sf, ROW), row));
}

Test(row, references_inside_a_row_are_followed_both_ways)
{
	struct record r;
	struct link *links;
	size_t n;

	cr_assert(desk_make(d, "coverage", "need", "NE-1", "service", "SV-1", NULL) != NULL);
	expect_same(facts_of("c1/co/co-000001/"), " confidence life row");
	r = desk_load(d, "coverage", "co-000001");
	cr_assert(eq(int, record_links(&d->s, &r, false, d->a, &links, &n, NULL), RC_OK));
	cr_assert(eq(sz, n, 2));
	expect_same(links[0].title, "Housing");
	expect_same(links[1].title, "Hub");
	r = desk_load(d, "indicators", "in-000001");
	cr_assert(eq(int, record_links(&d->s, &r, true, d->a, &links, &n, NULL), RC_OK));
	cr_assert(eq(sz, n, 1));
	expect_same(links[0].id, "ir-000001");
	expect_same(links[0].field, "Indicator");
	cr_expect(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_INVALID));
	expect_same(d->err.text, "IN-01 is used by IR-01; archive it, or take it out there first");
}

Test(row, a_deleted_reading_comes_back_when_its_row_is_changed)
{
	struct record r = desk_load(d, "readings", "ir-000001");

	cr_assert(eq(int, record_delete(&d->s, &r, NULL, &d->err), RC_OK), "%s", d->err.text);
	cr_expect(desk_load(d, "readings", "ir-000001").deleted);
	cr_expect(eq(sz, list_count(&d->s, r.reg, LIFE_ALL), 0));
	cr_assert(eq(int, put(d->s.store, &ann, ROW, "value=3"), RC_OK));
	cr_expect(desk_load(d, "readings", "ir-000001").exists);
	cr_expect(eq(sz, list_count(&d->s, r.reg, LIFE_ALL), 1));
}

Test(row, taking_back_a_change_brings_back_the_whole_row)
{
	const char *before = shown(d->s.store, sf, ROW, d->a);
	struct saved back;

	cr_assert(
		desk_set(d, "readings", "ir-000001", "value", "14", "status", "provisional", NULL));
	cr_assert(eq(int,
		     store_undo(d->s.store, sf, d->saved.number, &d->s.actor, NULL, NULL, &back,
				&d->err),
		     RC_OK),
		  "%s", d->err.text);
	expect_same(shown(d->s.store, sf, ROW, d->a), before);
}

Test(row, an_own_field_that_is_no_longer_asked_stays_readable_and_in_the_row)
{
	struct reg newer = *desk_reg(d, "readings");
	struct field fields[16];
	struct record r;
	struct put puts[1];
	size_t n = 0;

	for (size_t i = 0; i < newer.nfields; i++)
		if (strcmp(newer.fields[i].id, "value"))
			fields[n++] = newer.fields[i];
	newer.fields = fields;
	newer.nfields = n;
	newer.nrules = 0;
	cr_assert(eq(int, record_load(&d->s, &newer, "ir-000001", d->a, &r, NULL), RC_OK));
	cr_assert(eq(sz, r.ngone, 1));
	expect_same(r.gone[0].name, "value");
	expect_same(r.gone[0].text, "12");
	puts[0] = reading_put(&r, "status", "provisional");
	cr_assert(eq(int,
		     record_save(&d->s, &newer, r.id, "edit", puts, 1, NULL, NULL, NULL, &d->err),
		     RC_OK),
		  "%s", d->err.text);
	expect_same(
		shown(d->s.store, sf, ROW, d->a),
		"indicator=in-000001\nperiod=2024-04-01 2025-03-31\nstatus=provisional\nvalue=12");
}

Test(row, a_name_of_a_row_alone_means_nothing_in_other_registers)
{
	struct record r;

	cr_assert(eq(int, put(d->s.store, &ann, "c1/ne/ne-000001/row", "severity=low"), RC_OK));
	r = desk_load(d, "needs", "ne-000001");
	expect_same(record_text(&r, "severity"), "high");
	cr_assert(eq(sz, r.ngone, 1));
	expect_same(r.gone[0].name, "row");
	/* and what is not in the row is no answer to a register that is together */
	cr_assert(eq(int, put(d->s.store, &ann, "c1/ir/ir-000001/value", "99"), RC_OK));
	r = desk_load(d, "readings", "ir-000001");
	expect_same(record_text(&r, "value"), "12");
}

Test(row, a_fact_is_told_in_the_words_of_the_template)
{
	const struct schema *s = d->s.schema;

	expect_same(fact_label(s, ROW, d->a), "Reading");
	expect_same(fact_label(s, "c1/ne/ne-000001/severity", d->a), "How serious");
	expect_same(fact_label(s, "c1/ne/ne-000001/dropped", d->a), "dropped");
	expect_same(fact_label(s, "rubbish", d->a), "rubbish");
	expect_same(fact_shown(&d->s, ROW,
			       "indicator=in-000001\nold=100%25\nstatus=final\nvalue=12", d->a),
		    "Indicator: In work; Status: final; Value: 12; old: 100%");
	expect_same(fact_shown(&d->s, ROW, "", d->a), "");
	expect_same(fact_shown(&d->s, "c1/ne/ne-000001/severity", "high", d->a), "High");
	expect_same(fact_shown(&d->s, "c1/xx/xx-000001/severity", "high", d->a), "high");
}

Test(row, a_copy_has_the_answers_that_need_not_differ)
{
	struct record r = desk_load(d, "readings", "ir-000001");
	struct put *puts;
	size_t n = record_copy_puts(&r, d->a, &puts);

	puts[n++] = (struct put){ .field = "indicator", .text = "in-000001" };
	puts[n++] = (struct put){ .field = "period", .text = "2023-04-01 2024-03-31" };
	puts[n++] = (struct put){ .field = "status", .text = "final" };
	cr_assert(
		eq(int,
		   record_save(&d->s, r.reg, NULL, "make", puts, n, NULL, NULL, &d->saved, &d->err),
		   RC_OK),
		"%s", d->err.text);
	expect_same(d->saved.id, "ir-000002");
	expect_same(shown(d->s.store, sf, "c1/ir/ir-000002/row", d->a),
		    "indicator=in-000001\nperiod=2023-04-01 2024-03-31\nstatus=final\nvalue=12");
}
