/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/clock.h"
#include "same.h"

static const struct date today = { 2026, 5, 14 }; /* a Thursday */

TestSuite(clock, .timeout = 20);

static char *iso_of(const char *typed)
{
	static char iso[11];
	struct date d;
	struct err err = { 0 };

	memcpy(iso, "-", 2);
	if (date_parse(typed, today, &d, &err) == RC_OK)
		date_iso(d, iso);
	return iso;
}

Test(clock, dates_are_taken_as_people_write_them)
{
	static const struct {
		const char *typed, *iso;
	} list[] = {
		{ "2027-03-27", "2027-03-27" },  { "27 3 2027", "2027-03-27" },
		{ "27/3/2027", "2027-03-27" },   { "27.03.2027", "2027-03-27" },
		{ "27 Mar 2027", "2027-03-27" }, { " 27  march 2027 ", "2027-03-27" },
		{ "1 sept 2027", "2027-09-01" }, { "today", "2026-05-14" },
		{ "Tomorrow", "2026-05-15" },    { "yesterday", "2026-05-13" },
		{ "next Friday", "2026-05-15" }, { "next thursday", "2026-05-21" },
		{ "next wed", "2026-05-20" },    { "in 2 weeks", "2026-05-28" },
		{ "in 1 day", "2026-05-15" },    { "in a month", "2026-06-14" },
		{ "in 3 years", "2029-05-14" },  { "29 2 2028", "2028-02-29" },
		{ "1 1 1900", "1900-01-01" },    { "31 12 2199", "2199-12-31" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		cr_expect(eq(str, (char *)(iso_of(list[i].typed)), (char *)(list[i].iso)), "%s",
			  list[i].typed);
}

Test(clock, what_is_no_date_is_refused)
{
	static const char *const list[] = {
		"",          "soon",          "27 3",       "27 3 27",         "31 2 2027",
		"29 2 2027", "29 2 1900",     "0 1 2027",   "1 13 2027",       "31 12 1899",
		"1 1 2200",  "27 3 2027 and", "1 ma 2027",  "in 2 moons",      "next",
		"20270327",  "in 999 years",  "-1 3 20277", "27 3 2027 x y z", "99999999999999999",
		"2027-3",    "next \xff",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		cr_expect(eq(str, (char *)(iso_of(list[i])), (char *)("-")), "%s", list[i]);
}

Test(clock, a_refusal_says_what_to_write)
{
	struct date d;
	struct err err = { 0 };

	date_parse("31 2 2027", today, &d, &err);
	expect_same(err.text, "February 2027 has days 1 to 28");
	err_clear(&err);
	date_parse("1 1 1899", today, &d, &err);
	expect_same(err.text, "the year must be from 1900 to 2199");
	err_clear(&err);
	date_parse("gibberish", today, &d, &err);
	expect_same(err.text, "write it as day month year, for example 27 3 2027");
}

Test(clock, the_stored_form_is_read_strictly)
{
	static const char *const bad[] = {
		"2027-3-27",  "2027-03-27 ", "2027-02-30", "27-03-2027",
		"1899-12-31", "2200-01-01",  "",           "2027-03-2x"
	};
	struct date d;

	cr_assert(date_read_iso("2027-03-27", &d));
	cr_expect(eq(int, d.y * 10000 + d.m * 100 + d.d, 20270327));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect(not(date_read_iso(bad[i], &d)), "%s", bad[i]);
}

Test(clock, days_go_there_and_back)
{
	struct date d = { 1900, 1, 1 }, before;

	cr_expect(eq(long, date_days((struct date){ 1970, 1, 1 }), 0));
	for (long n = date_days(d); n <= date_days((struct date){ 2199, 12, 31 }); n++) {
		before = d;
		d = date_from_days(n);
		cr_assert(eq(long, date_days(d), n));
		cr_assert(n == date_days((struct date){ 1900, 1, 1 }) ||
			  date_compare(before, d) < 0);
	}
}

Test(clock, days_agree_with_the_c_library)
{
	setenv("TZ", "UTC", 1);
	tzset();
	for (long n = -20000; n < 60000; n += 37) {
		time_t t = n * 86400;
		struct tm tm;
		struct date d = date_from_days(n);

		gmtime_r(&t, &tm);
		cr_assert(eq(int, d.y, tm.tm_year + 1900));
		cr_assert(eq(int, d.m, tm.tm_mon + 1));
		cr_assert(eq(int, d.d, tm.tm_mday));
	}
}

static int number(struct date d)
{
	return d.y * 10000 + d.m * 100 + d.d;
}

Test(clock, months_are_added_within_the_calendar)
{
	cr_expect(eq(int, number(date_add_months((struct date){ 2026, 1, 31 }, 1)), 20260228));
	cr_expect(eq(int, number(date_add_months((struct date){ 2024, 2, 29 }, 12)), 20250228));
	cr_expect(eq(int, number(date_add_months((struct date){ 2026, 3, 15 }, -12)), 20250315));
	cr_expect(eq(int, number(date_add_months((struct date){ 2026, 1, 15 }, -1)), 20251215));
	cr_expect(eq(int, number(date_add_months((struct date){ 2026, 12, 1 }, 1)), 20270101));
}

Test(clock, a_reporting_year_runs_from_april_to_march)
{
	cr_expect(eq(int, date_year((struct date){ 2026, 3, 31 }), 2025));
	cr_expect(eq(int, date_year((struct date){ 2026, 4, 1 }), 2026));
	cr_expect(eq(int, date_year((struct date){ 2026, 12, 31 }), 2026));
}

Test(clock, dates_and_times_are_shown_in_words)
{
	char day[32], when[48];

	setenv("TZ", "UTC", 1);
	tzset();
	date_words((struct date){ 2018, 8, 6 }, day);
	expect_same(day, "6 August 2018");
	time_words(1778690400000, when);
	expect_same(when, "13 May 2026, 16:40");
}

Test(clock, the_time_can_be_fixed)
{
	setenv("TZ", "UTC", 1);
	tzset();
	setenv("CAIRN_NOW", "1778690400", 1);
	cr_expect(eq(i64, clock_ms(), 1778690400000));
	cr_expect(eq(int, number(clock_today()), 20260513));
	unsetenv("CAIRN_NOW");
	cr_expect(gt(i64, clock_ms(), 1700000000000));
}

/* A time before 1970 would be stored and could not be read back: it is not taken. */
Test(clock, a_fixed_time_that_cannot_be_stored_is_not_taken)
{
	static const char *const bad[] = { "-5", "99999999999999999999", "253402300800", "" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("CAIRN_NOW", bad[i], 1);
		cr_expect(gt(i64, clock_ms(), 1700000000000), "%s", bad[i]);
		cr_expect(lt(i64, clock_ms(), 253402300800000), "%s", bad[i]);
	}
	unsetenv("CAIRN_NOW");
}
