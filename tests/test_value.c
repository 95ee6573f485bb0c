/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/records/value.h"
#include "same.h"

static const struct date today = { 2026, 5, 14 };
static struct arena *arena;
static struct err err;

static void begin(void)
{
	arena = arena_new();
}

static void end(void)
{
	arena_free(arena);
}

TestSuite(value, .init = begin, .fini = end, .timeout = 20);

static struct option trends[] = { { "rising", "Going up", NULL },
				  { "stable", "Stable", NULL },
				  { "falling", "Going down", NULL },
				  { "risky, but known", NULL, NULL } };

static struct field update_parts[] = {
	{ .id = "on", .label = "On", .type = TYPE_DATE },
	{ .id = "says", .label = "What happened", .type = TYPE_LONG },
};

static const struct field fields[] = {
	{ .id = "title", .label = "Title", .type = TYPE_TEXT },
	{ .id = "notes", .label = "Notes", .type = TYPE_LONG },
	{ .id = "due", .label = "Due date", .type = TYPE_DATE, .not_known = true },
	{ .id = "period", .label = "Period", .type = TYPE_PERIOD },
	{ .id = "cost", .label = "Cost", .type = TYPE_MONEY },
	{ .id = "change",
	  .label = "Change in cost",
	  .type = TYPE_MONEY,
	  .min_set = true,
	  .min = -999999999.99 },
	{ .id = "places", .label = "Places", .type = TYPE_INT, .min_set = true, .not_known = true },
	{ .id = "score",
	  .label = "Score",
	  .type = TYPE_INT,
	  .min_set = true,
	  .min = 1,
	  .max_set = true,
	  .max = 5 },
	{ .id = "value", .label = "Value", .type = TYPE_NUM },
	{ .id = "share", .label = "Share", .type = TYPE_PCT },
	{ .id = "trend", .label = "Trend", .type = TYPE_CHOICE, .options = trends, .noptions = 4 },
	{ .id = "seen", .label = "Seen", .type = TYPE_MULTI, .options = trends, .noptions = 4 },
	{ .id = "areas", .label = "Areas", .type = TYPE_MULTI, .options_from = "areas" },
	{ .id = "agreed", .label = "Agreed?", .type = TYPE_BOOL },
	{ .id = "year", .label = "Year", .type = TYPE_YEAR },
	{ .id = "link", .label = "Link", .type = TYPE_URL },
	{ .id = "need", .label = "Need", .type = TYPE_REF },
	{ .id = "needs", .label = "Needs", .type = TYPE_REFS },
	{ .id = "update",
	  .label = "Update",
	  .type = TYPE_GROUP,
	  .fields = update_parts,
	  .nfields = 2 },
};

static const struct field *field(const char *id)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(fields[i].id, id) == 0)
			return &fields[i];
	}
	return NULL;
}

/* What is stored, or "!" and the sentence. */
static const char *stored(const char *id, const char *typed)
{
	const char *out;

	err_clear(&err);
	if (value_parse(field(id), typed, today, arena, &out, &err) != RC_OK)
		return arena_printf(arena, "!%s", err.text);
	return out;
}

Test(value, answers_are_stored_in_one_form)
{
	static const struct {
		const char *field, *typed, *stored;
	} list[] = {
		{ "title", "  Housing on release ", "Housing on release" },
		{ "notes", "one\r\n two  \n", "one\n two" },
		{ "due", "27 3 2027", "2027-03-27" },
		{ "due", "next Friday", "2026-05-15" },
		{ "due", "Not Known", "not known" },
		{ "period", "1 4 2024 to 31 3 2025", "2024-04-01 2025-03-31" },
		{ "period", "2024-04-01 2025-03-31", "2024-04-01 2025-03-31" },
		{ "period", "2024-25", "2024-04-01 2025-03-31" },
		{ "period", "2024-04-01 - 2024-06-30", "2024-04-01 2024-06-30" },
		{ "cost",
		  "\xc2\xa3"
		  "1,000",
		  "1000.00" },
		{ "cost", "0012.5", "12.50" },
		{ "cost", "999,999,999.99", "999999999.99" },
		{ "change",
		  "-\xc2\xa3"
		  "50",
		  "-50.00" },
		{ "change", "\xc2\xa3-50", "-50.00" },
		{ "change", "-0", "0.00" },
		{ "places", "1,250", "1250" },
		{ "places", "not known", "not known" },
		{ "value", "12.50", "12.5" },
		{ "value", "-3", "-3" },
		{ "share", "45.5 %", "45.5" },
		{ "share", "100", "100.0" },
		{ "trend", "RISING", "rising" },
		{ "trend", "going up", "rising" },
		{ "trend", "fal", "falling" },
		{ "seen", "going down, rising", "rising\nfalling" },
		{ "seen", "risky, but known\nstable\nstable", "stable\nrisky, but known" },
		{ "areas", "Fife, Argyll and Bute", "Fife\nArgyll and Bute" },
		{ "agreed", "Y", "yes" },
		{ "agreed", "no", "no" },
		{ "year", "2026/27", "2026-27" },
		{ "year", "2026", "2026-27" },
		{ "year", "1999 to 2000", "1999-00" },
		{ "link", "https://www.gov.scot/x?y=1", "https://www.gov.scot/x?y=1" },
		{ "need", "NE-12", "ne-000012" },
		{ "needs", "NE-01, ne-2\nNE-1", "ne-000001\nne-000002" },
		{ "update", "on=2026-01-30; says=late; but on its way",
		  "on=2026-01-30\n"
		  "says=late; but on its way" },
		{ "update", "says=100%\non=30 1 2026", "on=2026-01-30\nsays=100%25" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		expect_same(stored(list[i].field, list[i].typed), list[i].stored);
		cr_expect(eq(int, value_check(field(list[i].field), list[i].stored, &err), RC_OK),
			  "%s: %s", list[i].field, err.text);
	}
}

Test(value, a_blank_answer_is_always_taken)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		expect_same(stored(fields[i].id, "  \n "), "");
		cr_expect(eq(int, value_check(&fields[i], "", NULL), RC_OK));
		expect_same(value_shown(&fields[i], "", arena), "");
		expect_same(value_typed(&fields[i], "", arena), "");
	}
}

Test(value, a_refusal_says_how_to_put_it_right)
{
	static const struct {
		const char *field, *typed, *says;
	} list[] = {
		{ "due", "31 2 2027",
		  "Due date '31 2 2027' is not a date: February 2027 has days 1 to 28" },
		{ "due", "1 1 1899",
		  "Due date '1 1 1899' is not a date: the year must be from 1900 to 2199" },
		{ "period", "31 3 2025 to 1 4 2024",
		  "Period must end on or after the day it starts" },
		{ "period", "1 4 2024",
		  "Period needs a first and a last day, for example 1 4 2026 to 31 3 2027" },
		{ "cost", "GBP 1,000",
		  "Cost must be a number of pounds alone, for example 12,345.00" },
		{ "cost", "about 40",
		  "Cost must be a number of pounds alone, for example 12,345.00" },
		{ "cost", "1,00", "Cost must be a number of pounds alone, for example 12,345.00" },
		{ "cost", "-1", "Cost must be from 0 to 999,999,999.99" },
		{ "cost", "1000000000", "Cost must be from 0 to 999,999,999.99" },
		{ "cost", "1.005", "Cost takes at most 2 decimals" },
		{ "places", "-1", "Places must be 0 or more" },
		{ "places", "2.5", "Places must be a whole number" },
		{ "score", "6", "Score must be from 1 to 5" },
		{ "value", "1e9", "Value must be a number, for example 12.5" },
		{ "value", "nan", "Value must be a number, for example 12.5" },
		{ "share", "100.1", "Share must be from 0 to 100" },
		{ "trend", "up",
		  "Choose one of these for trend: Going up, Stable, Going down, risky, but known" },
		{ "trend", "going",
		  "Write more of 'going' for trend: it fits 2 of Going up, Stable, Going down, risky, but known" },
		{ "seen", "stable, sideways",
		  "Choose one of these for seen: Going up, Stable, Going down, risky, but known" },
		{ "agreed", "perhaps", "Answer yes or no for \"Agreed?\"" },
		{ "year", "2026-28",
		  "Year must be a reporting year from April to March, for example 2026-27" },
		{ "year", "1899-00",
		  "Year must be a reporting year from April to March, for example 2026-27" },
		{ "link", "www.gov.scot", "Link must start with https:// or http://" },
		{ "need", "housing",
		  "Need takes what another entry is listed under, for example NE-12; 'housing' is none" },
		{ "need", "NE-1, NE-2", "Need takes at most 1; there are 2" },
		{ "update", "when=now",
		  "Update is written as name=answer with these names: on, says" },
		{ "update", "on=soon",
		  "On 'soon' is not a date: write it as day month year, for example 27 3 2027" },
		{ "update", "on=2026-01-01\non=2026-01-02", "Update names an answer twice" },
		{ "title", "\xff",
		  "Title cannot be kept: this text is not in UTF-8; save it as UTF-8 first" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		expect_same(stored(list[i].field, list[i].typed),
			    arena_printf(arena, "!%s", list[i].says));
}

static const char *many(size_t n, const char *of)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < n; i++)
		buf_str(&b, of);
	out = arena_str(arena, buf_text(&b));
	buf_clear(&b);
	return out;
}

Test(value, the_length_of_a_text_is_counted_in_characters)
{
	cr_expect(eq(sz, strlen(stored("title", many(120, "\xc3\xa9"))), 240));
	expect_same(stored("title", many(121, "e\xcc\x81")),
		    "!Title must be 120 characters or fewer; it has 121");
	cr_expect(eq(sz, strlen(stored("notes", many(4000, "x"))), 4000));
	expect_same(stored("notes", many(4001, "x")),
		    "!Notes must be 4,000 characters or fewer; it has 4,001");
}

Test(value, stored_answers_from_outside_are_taken_in_their_form_alone)
{
	static const struct {
		const char *field, *stored;
	} bad[] = {
		{ "due", "27 3 2027" },
		{ "due", "today" },
		{ "cost", "1,000.00" },
		{ "cost", "12" },
		{ "places", "007" },
		{ "share", "45" },
		{ "trend", "Going up" },
		{ "seen", "falling\nrising" },
		{ "agreed", "Yes" },
		{ "year", "2026" },
		{ "need", "NE-12" },
		{ "needs", "ne-000001, ne-000002" },
		{ "title", " x" },
		{ "title", "a\xe2\x80\xae"
			   "b" },
		{ "update", "says=x\non=2026-01-30" },
		{ "update", "what=x" },
		{ "update", "on=30 1 2026" },
		{ "update", "no pair" },
		{ "cost", "not known" },
		{ "period", "2025-04-01 2024-04-01" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&err);
		cr_expect(
			eq(int, value_check(field(bad[i].field), bad[i].stored, &err), RC_INVALID),
			"%s: %s", bad[i].field, bad[i].stored);
		cr_expect(ne(chr, err.text[0], '\0'));
	}
	cr_expect(eq(int, value_check(field("update"), "says=late; on=purpose", NULL), RC_OK));
}

Test(value, answers_are_shown_in_words)
{
	static const struct {
		const char *field, *stored, *shown;
	} list[] = {
		{ "due", "2027-03-31", "31 March 2027" },
		{ "due", "not known", "Not known" },
		{ "period", "2024-04-01 2025-03-31", "1 April 2024 to 31 March 2025" },
		{ "cost", "12345.00", "GBP 12,345.00" },
		{ "change", "-1234567.50", "-GBP 1,234,567.50" },
		{ "places", "1250", "1,250" },
		{ "value", "1234.5678", "1,234.5678" },
		{ "share", "45.5", "45.5%" },
		{ "trend", "rising", "Going up" },
		{ "trend", "gone from the template", "gone from the template" },
		{ "seen", "rising\nfalling", "Going up, Going down" },
		{ "agreed", "yes", "Yes" },
		{ "year", "2026-27", "2026-27" },
		{ "need", "ne-000012", "NE-12" },
		{ "needs", "ne-000001\nsv-000014", "NE-01, SV-14" },
		{ "update", "on=2026-01-30\nsays=100%25 done",
		  "On: 30 January 2026; What happened: 100% done" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		expect_same(value_shown(field(list[i].field), list[i].stored, arena),
			    list[i].shown);
}

Test(value, what_is_offered_for_editing_comes_back_the_same)
{
	static const struct {
		const char *field, *stored;
	} list[] = {
		{ "title", "Housing on release" },
		{ "notes", "one\n\ntwo" },
		{ "due", "2027-03-31" },
		{ "due", "not known" },
		{ "period", "2024-04-01 2025-03-31" },
		{ "cost", "12345.00" },
		{ "change", "-50.00" },
		{ "places", "1250" },
		{ "value", "-0.25" },
		{ "share", "45.5" },
		{ "trend", "rising" },
		{ "trend", "risky, but known" },
		{ "seen", "rising\nrisky, but known" },
		{ "areas", "Fife\nArgyll and Bute" },
		{ "agreed", "yes" },
		{ "year", "1999-00" },
		{ "link", "https://x.scot/" },
		{ "need", "ne-000012" },
		{ "needs", "ne-000001\nsv-000014" },
		{ "update", "on=2026-01-30\nsays=50%25 done; on=time%0Asecond line" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		const struct field *f = field(list[i].field);

		expect_same(stored(f->id, value_typed(f, list[i].stored, arena)), list[i].stored);
	}
}

Test(value, sorting_knows_the_type_and_puts_blanks_last)
{
	static const struct {
		const char *field, *first, *second;
	} list[] = {
		{ "title", "need 2", "Need 10" },
		{ "title", "zebra", "" },
		{ "due", "2026-12-31", "2027-01-01" },
		{ "due", "2199-01-01", "not known" },
		{ "due", "not known", "" },
		{ "cost", "9.00", "10.00" },
		{ "change", "-5.00", "1.00" },
		{ "value", "-0.5", "-0.25" },
		{ "trend", "rising", "stable" },
		{ "trend", "stable", "falling" },
		{ "year", "1999-00", "2000-01" },
		{ "agreed", "yes", "no" },
		{ "need", "ne-000009", "ne-000010" },
		{ "need", "ne-000009", "sv-000001" },
		{ "period", "2024-04-01 2024-06-30", "2024-04-01 2025-03-31" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		const struct field *f = field(list[i].field);

		cr_expect(lt(int, value_order(f, list[i].first, list[i].second), 0), "%s %s", f->id,
			  list[i].first);
		cr_expect(gt(int, value_order(f, list[i].second, list[i].first), 0), "%s %s", f->id,
			  list[i].first);
		cr_expect(eq(int, value_order(f, list[i].first, list[i].first), 0));
	}
}

Test(value, pairs_keep_any_text)
{
	struct pair v[] = { { "says", "a=b\nc\r%0A%" }, { "by", "" }, { "on", "2026-01-30" } };
	const char *text = pairs_text(v, 3, arena);
	struct pairs back;

	expect_same(text, "on=2026-01-30\nsays=a=b%0Ac%0D%250A%25");
	back = pairs_read(text, arena);
	cr_expect(eq(sz, back.n, 2));
	expect_same(pairs_get(&back, "says"), v[0].text);
	expect_same(pairs_get(&back, "by"), "");
	cr_expect(eq(sz, pairs_read("", arena).n, 0));
}

Test(value, lines_of_a_list_are_parted)
{
	struct names n = value_lines("a\nb c\n", arena);

	cr_expect(eq(sz, n.n, 2));
	expect_same(n.v[1], "b c");
	cr_expect(eq(sz, value_lines("", arena).n, 0));
}
