/* SPDX-License-Identifier: ISC */
/*
 * clock - the time of day, dates as people write them, reporting years
 *
 * A date is stored as YYYY-MM-DD and shown as "6 August 2018". Neither
 * depends on the locale.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct date {
	int y, m, d; /* 1..12, 1..31 */
};

int64_t clock_ms(void); /* UTC, since 1970; CAIRN_NOW (seconds) fixes it, but in a team's store */
struct date clock_today(void);      /* local */
struct date date_of_ms(int64_t ms); /* local */

/*
 * date_parse - a date as a person writes it
 *
 * Takes 2027-03-27, 27 3 2027, 27/3/2027, 27 Mar 2027, 27 March 2027, today,
 * tomorrow, yesterday, next Friday, in 2 weeks. Years 1900 to 2199.
 *
 * Errors:  RC_INVALID  not a date, or not one of the calendar
 */
enum rc date_parse(const char *s, struct date today, struct date *out, struct err *err);
/*
 * moment_parse - a day as date_parse takes it with a time of day, 14:00 or 14:00:30
 *
 * A day alone is its end; the moment is the end of the second. "now" is now.
 */
enum rc moment_parse(const char *s, struct date today, int64_t *ms, struct err *err);
void date_iso(struct date d, char out[11]);
void date_words(struct date d, char out[32]);        /* 6 August 2018 */
void date_short(struct date d, char out[16]);        /* 6 Aug 2018, for a table */
bool date_read_iso(const char *s, struct date *out); /* stored form alone */
int date_compare(struct date a, struct date b);
long date_days(struct date d); /* since 1970-01-01 */
struct date date_from_days(long days);
struct date date_add_months(struct date d, int months); /* end of month kept in the month */
/* date_year - the reporting year of a day as its first year: 1 April to 31 March. Source: statutory guidance s.5 */
int date_year(struct date d);
void time_words(int64_t ms, char out[48]); /* 13 May 2026, 16:40 (local) */

#endif
