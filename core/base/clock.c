/* SPDX-License-Identifier: ISC */
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { YEAR_FIRST = 1900, YEAR_LAST = 2199, WORDS_MAX = 4, WORD_BYTES = 16 };

static const char *const months[] = { "January",   "February", "March",    "April",
				      "May",       "June",     "July",     "August",
				      "September", "October",  "November", "December" };
static const char *const weekdays[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
					"Thursday", "Friday", "Saturday" };

/* No stored value has a time before 1970 or of more digits than it can be read back with. */
static const long long SECONDS_MOST = 253402300799; /* the end of the year 9999 */

int64_t clock_ms(void)
{
	const char *fixed = getenv("CAIRN_NOW");
	long long seconds = fixed && *fixed ? strtoll(fixed, NULL, 10) : -1;
	struct timespec now;

	if (seconds >= 0 && seconds <= SECONDS_MOST)
		return (int64_t)seconds * 1000;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct tm local_of_ms(int64_t ms)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm = { 0 };

	localtime_r(&t, &tm);
	return tm;
}

struct date date_of_ms(int64_t ms)
{
	struct tm tm = local_of_ms(ms);

	return (struct date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
}

struct date clock_today(void)
{
	return date_of_ms(clock_ms());
}

static int days_of_month(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return m == 2 && leap ? 29 : days[m - 1];
}

static bool is_date(struct date d)
{
	return d.y >= YEAR_FIRST && d.y <= YEAR_LAST && d.m >= 1 && d.m <= 12 && d.d >= 1 &&
	       d.d <= days_of_month(d.y, d.m);
}

/* Days of the Gregorian calendar, counted in years that begin on 1 March. */
long date_days(struct date d)
{
	long y = d.m > 2 ? d.y : d.y - 1;
	long era = y / 400, of_era = y % 400;
	long of_year = (153L * (d.m > 2 ? d.m - 3 : d.m + 9) + 2) / 5 + d.d - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date date_from_days(long days)
{
	long z = days + 719468;
	long era = z / 146097, of_era = z % 146097;
	long y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * y + y / 4 - y / 100);
	long m = (5 * of_year + 2) / 153;
	struct date d;

	d.d = (int)(of_year - (153 * m + 2) / 5 + 1);
	d.m = (int)(m < 10 ? m + 3 : m - 9);
	d.y = (int)(y + era * 400 + (d.m <= 2));
	return d;
}

struct date date_add_months(struct date d, int add)
{
	int at = d.y * 12 + d.m - 1 + add;
	struct date out = { at / 12, at % 12 + 1, d.d };

	if (out.d > days_of_month(out.y, out.m))
		out.d = days_of_month(out.y, out.m);
	return out;
}

int date_compare(struct date a, struct date b)
{
	long d = date_days(a) - date_days(b);

	return (d > 0) - (d < 0);
}

int date_year(struct date d)
{
	return d.m >= 4 ? d.y : d.y - 1;
}

void date_iso(struct date d, char out[11])
{
	/* the remainders change nothing in a date; they tell the compiler that it fits */
	snprintf(out, 11, "%04d-%02d-%02d", abs(d.y % 10000), abs(d.m % 100), abs(d.d % 100));
}

void date_words(struct date d, char out[32])
{
	snprintf(out, 32, "%d %s %d", d.d, d.m >= 1 && d.m <= 12 ? months[d.m - 1] : "", d.y);
}

void date_short(struct date d, char out[16])
{
	char words[32];

	date_words(d, words);
	snprintf(out, 16, "%d %.3s %d", d.d, words + strcspn(words, " ") + 1, d.y);
}

void time_words(int64_t ms, char out[48])
{
	struct tm tm = local_of_ms(ms);
	char day[32];

	date_words(date_of_ms(ms), day);
	snprintf(out, 48, "%s, %02d:%02d", day, tm.tm_hour, tm.tm_min);
}

bool date_read_iso(const char *s, struct date *out)
{
	struct date d;

	for (int i = 0; i < 10; i++) {
		bool dash = i == 4 || i == 7;

		if (dash ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return false;
	}
	if (s[10] != '\0')
		return false;
	d.y = atoi(s);
	d.m = atoi(s + 5);
	d.d = atoi(s + 8);
	if (!is_date(d))
		return false;
	*out = d;
	return true;
}

/* Dates as people write them */

struct phrase {
	char word[WORDS_MAX][WORD_BYTES];
	int n;
};

static bool parts_words(char c)
{
	return c == ' ' || c == '/' || c == '.' || c == ',' || c == '-';
}

static bool phrase_read(const char *s, struct phrase *p)
{
	p->n = 0;
	for (;;) {
		size_t len = 0;

		while (parts_words(*s))
			s++;
		if (*s == '\0')
			return p->n > 0;
		while (s[len] && !parts_words(s[len]))
			len++;
		if (p->n == WORDS_MAX || len >= WORD_BYTES)
			return false;
		memcpy(p->word[p->n], s, len);
		p->word[p->n++][len] = '\0';
		s += len;
	}
}

/* Digits alone, at most `most` of them; -1 when it is something else. */
static int number_of(const char *s, size_t most)
{
	size_t len = strspn(s, "0123456789");

	return len > 0 && len <= most && s[len] == '\0' ? atoi(s) : -1;
}

/* The name or a beginning of it of three letters and more; 1.., 0 when it is none. */
static int place_of(const char *s, const char *const *names, int n)
{
	size_t len = strlen(s);

	for (int i = 0; i < n && len >= 3; i++) {
		if (strncasecmp(s, names[i], len) == 0)
			return i + 1;
	}
	return 0;
}

static bool is(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

static bool one_word(const struct phrase *p, struct date today, struct date *out)
{
	static const struct {
		const char *word;
		int days;
	} words[] = { { "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 } };

	for (size_t i = 0; p->n == 1 && i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is(p->word[0], words[i].word))
			continue;
		*out = date_from_days(date_days(today) + words[i].days);
		return true;
	}
	return false;
}

static bool next_weekday(const struct phrase *p, struct date today, struct date *out)
{
	int want, now = (int)((date_days(today) + 4) % 7); /* 1 January 1970: a Thursday */

	if (p->n != 2 || !is(p->word[0], "next"))
		return false;
	want = place_of(p->word[1], weekdays, 7);
	if (want == 0)
		return false;
	*out = date_from_days(date_days(today) + (want - 1 - now + 6) % 7 + 1);
	return true;
}

static bool in_a_while(const struct phrase *p, struct date today, struct date *out)
{
	static const struct {
		const char *one, *many;
		int days, months;
	} units[] = { { "day", "days", 1, 0 },
		      { "week", "weeks", 7, 0 },
		      { "month", "months", 0, 1 },
		      { "year", "years", 0, 12 } };
	int count;

	if (p->n != 3 || !is(p->word[0], "in"))
		return false;
	count = is(p->word[1], "a") ? 1 : number_of(p->word[1], 3);
	for (size_t i = 0; count >= 0 && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!is(p->word[2], units[i].one) && !is(p->word[2], units[i].many))
			continue;
		*out = date_add_months(today, count * units[i].months);
		*out = date_from_days(date_days(*out) + (long)count * units[i].days);
		return true;
	}
	return false;
}

static bool day_month_year(const struct phrase *p, struct date *out)
{
	int month;

	if (p->n != 3)
		return false;
	if (strlen(p->word[0]) == 4 && number_of(p->word[0], 4) >= 0) { /* 2027-03-27 */
		*out = (struct date){ number_of(p->word[0], 4), number_of(p->word[1], 2),
				      number_of(p->word[2], 2) };
		return out->m >= 0 && out->d >= 0;
	}
	month = place_of(p->word[1], months, 12);
	*out = (struct date){ strlen(p->word[2]) == 4 ? number_of(p->word[2], 4) : -1,
			      month ? month : number_of(p->word[1], 2), number_of(p->word[0], 2) };
	return out->y >= 0 && out->m >= 0 && out->d >= 0;
}

/* Says what of a written date is not so. */
static enum rc off_the_calendar(struct date d, struct err *err)
{
	if (d.y < YEAR_FIRST || d.y > YEAR_LAST)
		return err_set(err, RC_INVALID, "the year must be from %d to %d", YEAR_FIRST,
			       YEAR_LAST);
	if (d.m < 1 || d.m > 12)
		return err_set(
			err, RC_INVALID,
			"the month must be from 1 to 12; write day month year, as in 27 3 2027");
	return err_set(err, RC_INVALID, "%s %d has days 1 to %d", months[d.m - 1], d.y,
		       days_of_month(d.y, d.m));
}

enum rc date_parse(const char *s, struct date today, struct date *out, struct err *err)
{
	struct phrase p;
	struct date d;

	if (phrase_read(s, &p) && (one_word(&p, today, &d) || next_weekday(&p, today, &d) ||
				   in_a_while(&p, today, &d) || day_month_year(&p, &d))) {
		if (!is_date(d))
			return off_the_calendar(d, err);
		*out = d;
		return RC_OK;
	}
	return err_set(err, RC_INVALID, "write it as day month year, for example 27 3 2027");
}

/* 14:00 or 14:00:30; false: no time of day */
static bool take_time(const char *s, int *seconds)
{
	int h, m, sec = 0, n = 0;

	if (sscanf(s, "%2d:%2d%n", &h, &m, &n) != 2 || h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	if (s[n] == ':') {
		int more = 0;

		if (sscanf(s + n, ":%2d%n", &sec, &more) != 1 || sec < 0 || sec > 59)
			return false;
		n += more;
	}
	*seconds = h * 3600 + m * 60 + sec;
	return s[n] == '\0';
}

enum rc moment_parse(const char *s, struct date today, int64_t *ms, struct err *err)
{
	const char *last = strrchr(s, ' ');
	char day[40];
	int seconds = 24 * 3600 - 1;
	size_t len = strlen(s);
	struct date d = { 0 };
	struct tm tm = { .tm_isdst = -1 };
	time_t at;

	if (strcmp(s, "now") == 0) {
		*ms = clock_ms();
		return RC_OK;
	}
	if (last && take_time(last + 1, &seconds))
		len = (size_t)(last - s);
	if (len >= sizeof(day))
		len = sizeof(day) - 1;
	memcpy(day, s, len);
	day[len] = '\0';
	if (date_parse(day, today, &d, NULL))
		return err_set(
			err, RC_INVALID,
			"'%.40s' is no day with a time; write it like 20 Nov 2026 14:00, or now",
			s);
	tm.tm_year = d.y - 1900;
	tm.tm_mon = d.m - 1;
	tm.tm_mday = d.d;
	tm.tm_sec = seconds; /* mktime makes hours of it */
	at = mktime(&tm);
	*ms = (int64_t)at * 1000 + 999;
	return RC_OK;
}
