/* SPDX-License-Identifier: ISC */
#include "personal.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool alnum(char c)
{
	return isalnum((unsigned char)c);
}

static int two_digits(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0';
}

/* The first six digits of a CHI number are a date of birth. */
static bool starts_with_a_day(const char *at)
{
	int day = two_digits(at), month = two_digits(at + 2);

	return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static bool is_insurance_prefix(const char *at)
{
	int a = toupper((unsigned char)at[0]), b = toupper((unsigned char)at[1]);

	return !strchr("DFIQUV", a) && !strchr("DFIOQUV", b);
}

/*
 * A pattern: A a letter, 9 a digit, '_' a blank or hyphen that may be left out,
 * anything else itself. It stands as a whole word.
 * Source: NHS Scotland CHI, HMRC NIM39110, BS 7666 postcodes, Ofcom numbering plan
 */
static const struct {
	const char *pattern, *what;
	bool (*certain)(const char *at); /* looks closer; NULL: the pattern will do */
} patterns[] = {
	{ "999999_9999", "a CHI number", starts_with_a_day },
	{ "AA_99_99_99_A", "a National Insurance number", is_insurance_prefix },
	{ "A9_9AA", "a postcode", NULL },
	{ "A99_9AA", "a postcode", NULL },
	{ "A9A_9AA", "a postcode", NULL },
	{ "AA9_9AA", "a postcode", NULL },
	{ "AA99_9AA", "a postcode", NULL },
	{ "AA9A_9AA", "a postcode", NULL },
	{ "0_9_9_9_9_9_9_9_9_9_9", "a phone number", NULL },
	{ "0_9_9_9_9_9_9_9_9_9", "a phone number", NULL },
	{ "+_4_4_9_9_9_9_9_9_9_9_9_9", "a phone number", NULL },
	{ "+_4_4_9_9_9_9_9_9_9_9_9", "a phone number", NULL },
};

static bool fits(const char *pattern, const char *s)
{
	for (; *pattern; pattern++) {
		unsigned char c = (unsigned char)*s;

		if (*pattern == '_') {
			if (c == ' ' || c == '-')
				s++;
			continue;
		}
		if (*pattern == 'A'   ? !isalpha(c)
		    : *pattern == '9' ? !isdigit(c)
				      : c != (unsigned char)*pattern)
			return false;
		s++;
	}
	return !alnum(*s);
}

/* name@place.tld */
static bool is_address(const char *text, const char *at)
{
	size_t place = 1;

	if (*at != '@' || at == text || !alnum(at[-1]))
		return false;
	while (alnum(at[place]) || at[place] == '-')
		place++;
	return place > 1 && at[place] == '.' && alnum(at[place + 1]);
}

/* 3/4/1980, 03-04-80 or 1980-04-03; 3.4.80 may be a number of a section */
static bool is_date_in_digits(const char *s)
{
	size_t len[3];
	int v[3];
	char between = '\0';

	for (size_t i = 0; i < 3; i++) {
		len[i] = strspn(s, "0123456789");
		if (!len[i] || len[i] > 4)
			return false;
		v[i] = atoi(s);
		s += len[i];
		if (i == 2)
			break;
		if (!*s || !strchr("/-.", *s) || (i && *s != between))
			return false;
		between = *s++;
	}
	if (alnum(*s))
		return false;
	if (len[0] == 4 && len[2] <= 2)
		return v[1] >= 1 && v[1] <= 12 && v[2] >= 1 && v[2] <= 31;
	return len[0] <= 2 && len[1] <= 2 && (len[2] == 4 || (len[2] == 2 && between != '.')) &&
	       v[0] >= 1 && v[0] <= 31 && v[1] >= 1 && v[1] <= 12;
}

/* Three letters or more of a month, as a whole word; how long it is, 0: none */
static size_t month_len(const char *s)
{
	static const char *const months[] = { "january",   "february", "march",    "april",
					      "may",       "june",     "july",     "august",
					      "september", "october",  "november", "december" };
	size_t len = 0;

	while (isalpha((unsigned char)s[len]))
		len++;
	for (size_t i = 0; len >= 3 && i < sizeof(months) / sizeof(months[0]); i++)
		if (!strncasecmp(months[i], s, len))
			return alnum(s[len]) ? 0 : len;
	return 0;
}

/* Past the day and what stands between it and a month: "3 ", "3rd of ", "03-"; s itself: no day */
static const char *past_day(const char *s)
{
	static const char *const endings[] = { "st", "nd", "rd", "th" };
	size_t len = strspn(s, "0123456789");

	if (!len || len > 2 || atoi(s) < 1 || atoi(s) > 31)
		return s;
	s += len;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (!strncasecmp(s, endings[i], 2)) {
			s += 2;
			break;
		}
	s += strspn(s, " -");
	return strncasecmp(s, "of ", 3) ? s : s + 3;
}

/* 3 April 1980, 3rd of April, April 1980; a day alone will do unless the year is asked for */
static bool is_date_in_words(const char *s, bool year)
{
	const char *month = past_day(s);
	size_t len = month_len(month);

	if (!len)
		return false;
	if (month > s && !year)
		return true;
	s = month + len;
	return isdigit((unsigned char)s[strspn(s, " -,")]);
}

/* "born" or "b." with a date behind it; after the letter, which counts lists too, a year is in it */
static bool is_born(const char *at)
{
	bool letter = !strncasecmp(at, "b.", 2);

	if (!letter && strncasecmp(at, "born", 4) != 0)
		return false;
	at += letter ? 2 : 4;
	if (!letter && alnum(*at))
		return false;
	at += strspn(at, " :(");
	return is_date_in_digits(at) || is_date_in_words(at, letter);
}

/* A phrase about birth with a digit soon behind it. */
static bool is_birth(const char *at)
{
	static const char *const phrases[] = { "date of birth", "born on", "born in", "dob",
					       "d.o.b" };

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		size_t len = strlen(phrases[i]);

		if (strncasecmp(at, phrases[i], len) != 0 || alnum(at[len]))
			continue;
		for (size_t k = 0; k < 24 && at[len + k]; k++) {
			if (isdigit((unsigned char)at[len + k]))
				return true;
		}
	}
	return is_born(at);
}

static const char *pattern_at(const char *at)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		if (fits(patterns[i].pattern, at) &&
		    (!patterns[i].certain || patterns[i].certain(at)))
			return patterns[i].what;
	}
	return NULL;
}

/* What begins there, in a text that it is part of. */
static const char *found_at(const char *text, const char *at)
{
	if (is_address(text, at))
		return "an e-mail address";
	if (at > text && (alnum(at[-1]) || at[-1] == '+'))
		return NULL;
	if (at > text + 1 && at[-1] == '-' && isdigit((unsigned char)at[-2]))
		return NULL; /* the middle of a number: 2023-04-01 2024-03-31 is no phone's */
	return is_birth(at) ? "a date of birth" : pattern_at(at);
}

const char *personal_data(const char *text)
{
	const char *what = NULL;

	for (const char *at = text; *at && !what; at++)
		what = found_at(text, at);
	return what;
}

void personal_lines(const char *text, struct personal_found *out)
{
	size_t line = 1;

	*out = (struct personal_found){ 0 };
	for (const char *at = text; *at; line += *at == '\n', at++) {
		const char *what = found_at(text, at);

		if (!what)
			continue;
		if (!out->lines++) {
			out->line = line;
			out->what = what;
		}
		at += strcspn(at, "\n"); /* one is enough to look at the line */
		if (!*at)
			break;
	}
}
