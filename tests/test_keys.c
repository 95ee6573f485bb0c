/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/store/keys.h"
#include "same.h"

Test(keys, a_stored_id_is_shown_with_two_digits_or_more)
{
	static const char *const table[][2] = {
		{ "ne-000012", "NE-12" },     { "ne-000001", "NE-01" },
		{ "sv-000140", "SV-140" },    { "ne-1234567", "NE-1234567" },
		{ "ne-k7.3", "NE-K7.3" },     { "ga-k7.10", "GA-K7.10" },
		{ "an-needs", "an-needs" },   { "ns-03", "ns-03" },
		{ "plan", "plan" },           { "", "" },
		{ "NE-000012", "NE-000012" }, { "-", "-" },
		{ "ne-000000", "ne-000000" },
	};
	char out[49];

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		id_shown(table[i][0], out);
		expect_same(out, table[i][1]);
	}
}

Test(keys, a_typed_id_ignores_case_and_leading_zeros)
{
	static const char *const good[][2] = {
		{ "NE-12", "ne-000012" },     { "ne-012", "ne-000012" },
		{ "Ne-0012", "ne-000012" },   { "NE-1", "ne-000001" },
		{ "ne-000012", "ne-000012" }, { "NE-1234567", "ne-1234567" },
		{ "NE-K7.3", "ne-k7.3" },     { "ne-k7.03", "ne-k7.3" },
	};
	static const char *const bad[] = { "",
					   "NE",
					   "NE-",
					   "-12",
					   "NE12",
					   "NE-0",
					   "NE-1x",
					   "NE 12",
					   "12-3",
					   "NE-12/../x",
					   "ne-k.3",
					   "ne-k7.",
					   "ne-.3",
					   "ninelongs-1",
					   "NE-1234567890123",
					   "NE-toolongone.1" };
	char out[49];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		cr_expect(id_stored(good[i][0], out), "%s", good[i][0]);
		expect_same(out, good[i][1]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect(not(id_stored(bad[i], out)), "%s", bad[i]);
}

Test(keys, prefix_and_number_of_an_id)
{
	char out[9];

	cr_expect(id_prefix("ne-000012", out));
	expect_same(out, "ne");
	cr_expect(id_prefix("ga-k7.3", out));
	expect_same(out, "ga");
	cr_expect(not(id_prefix("needs", out)));
	cr_expect(eq(ulong, id_number("ne-000012"), 12ul));
	cr_expect(eq(ulong, id_number("ne-k7.3"), 3ul));
	cr_expect(eq(ulong, id_number("agreed"), 0ul));
}

Test(keys, a_key_has_a_length_and_an_alphabet)
{
	struct key k;
	char text[KEY_MAX_BYTES + 2];

	cr_expect(eq(int, key_printf(&k, "p/%s/l/%012x", "sf", 42u), RC_OK));
	expect_same(k.text, "p/sf/l/00000000002a");
	cr_expect(eq(sz, key_slice(&k).len, (size_t)19));
	memset(text, 'a', sizeof(text));
	text[KEY_MAX_BYTES + 1] = '\0';
	cr_expect(eq(int, key_printf(&k, "%s", text), RC_INVALID));
	text[KEY_MAX_BYTES] = '\0';
	cr_expect(eq(int, key_printf(&k, "%s", text), RC_OK));
	cr_expect(eq(int, key_printf(&k, "p/%s", "S F"), RC_INVALID));
	cr_expect(eq(int, key_printf(&k, "p/%s", "a\nb"), RC_INVALID));
	cr_expect(eq(int, key_printf(&k, "%s", ""), RC_INVALID));
}

Test(keys, a_part_begins_with_a_letter_or_digit)
{
	cr_expect(key_part_good("severity", 40));
	cr_expect(key_part_good("scores.12", 40));
	cr_expect(key_part_good("2026-05", 16));
	cr_expect(not(key_part_good("", 40)));
	cr_expect(not(key_part_good(".x", 40)));
	cr_expect(not(key_part_good("a/b", 40)));
	cr_expect(not(key_part_good("Sev", 40)));
	cr_expect(not(key_part_good("severity", 7)));
	cr_expect(key_part_good("severity", 8));
}

Test(keys, a_fact_name_is_made_and_taken_apart)
{
	struct arena *a = arena_new();
	struct fact_parts p;

	expect_same(fact_name(a, "c3", "ne", "ne-000012", "severity"), "c3/ne/ne-000012/severity");
	cr_assert(fact_parts(a, "c3/de/de-000001/scores.2", &p));
	expect_same(p.cycle, "c3");
	expect_same(p.reg, "de");
	expect_same(p.record, "de-000001");
	expect_same(p.field, "scores");
	expect_same(p.row, "2");
	cr_assert(fact_parts(a, "-/pe/ann/role", &p));
	cr_expect(eq(ptr, (void *)p.row, NULL));
	cr_expect(not(fact_parts(a, "c3/ne/ne-000012", &p)));
	cr_expect(not(fact_parts(a, "c3/ne/ne-000012/a/b", &p)));
	cr_expect(not(fact_parts(a, "c3//ne-000012/a", &p)));
	cr_expect(not(fact_parts(a, "", &p)));
	arena_free(a);
}
