/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/text.h"
#include "same.h"

#define E_ACUTE "\xc3\xa9"
#define A_GRAVE "\xc3\xa0"
#define ACUTE "\xcc\x81"
#define GRAVE "\xcc\x80"
#define DOT "\xcc\xa3"
#define RLO "\xe2\x80\xae"
#define ZWSP "\xe2\x80\x8b"
#define HAN "\xe4\xb8\xad"
#define EM_DASH "\xe2\x80\x94"
#define NBSP "\xc2\xa0"

static struct buf out;

static void clear_out(void)
{
	buf_clear(&out);
}

TestSuite(text, .fini = clear_out, .timeout = 20);

static char *taken(const char *s, enum text_kind kind, size_t *removed)
{
	buf_reset(&out);
	cr_assert(eq(int, text_accept(&out, s, strlen(s), kind, removed, NULL), RC_OK));
	return (char *)buf_text(&out);
}

Test(text, taking_in_keeps_plain_words)
{
	size_t removed = 9;

	expect_same(taken("Housing on release", TEXT_LINE, &removed), "Housing on release");
	cr_expect(eq(sz, removed, 0));
	expect_same(taken("", TEXT_LINE, &removed), "");
}

Test(text, taking_in_drops_what_turns_or_hides_text_and_counts_it)
{
	size_t removed;

	expect_same(taken("safe" RLO "txt" ZWSP ".\x1b[31m", TEXT_LINE, &removed), "safetxt.[31m");
	cr_expect(eq(sz, removed, 3));
	expect_same(taken("\xef\xbb\xbfstart", TEXT_LINE, &removed), "start");
	cr_expect(eq(sz, removed, 1));
	expect_same(taken("a\xc2\x9b"
			  "b\x7f\xee\x80\x80"
			  "c\xf3\xa0\x81\x81"
			  "d\xef\xbf\xbf",
			  TEXT_LINE, &removed),
		    "abcd");
	cr_expect(eq(sz, removed, 5));
}

Test(text, every_code_point_of_the_list_is_dropped)
{
	static const struct {
		int from, to;
	} list[] = {
		{ 0x01, 0x08 },       { 0x0b, 0x0c },         { 0x0e, 0x1f },
		{ 0x7f, 0x9f },       { 0xad, 0xad },         { 0x61c, 0x61c },
		{ 0x200b, 0x200f },   { 0x202a, 0x202e },     { 0x2060, 0x2064 },
		{ 0x2066, 0x2069 },   { 0xfeff, 0xfeff },     { 0xe0000, 0xe007f },
		{ 0xe000, 0xe100 },   { 0xfdd0, 0xfdef },     { 0xfffe, 0xffff },
		{ 0x1fffe, 0x1ffff }, { 0x10fffe, 0x10ffff },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		for (int c = list[i].from; c <= list[i].to; c++) {
			char s[8];
			size_t n = 0, removed;

			s[n++] = 'x';
			if (c < 0x80) {
				s[n++] = (char)c;
			} else if (c < 0x800) {
				s[n++] = (char)(0xc0 | c >> 6);
				s[n++] = (char)(0x80 | (c & 0x3f));
			} else if (c < 0x10000) {
				s[n++] = (char)(0xe0 | c >> 12);
				s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
				s[n++] = (char)(0x80 | (c & 0x3f));
			} else {
				s[n++] = (char)(0xf0 | c >> 18);
				s[n++] = (char)(0x80 | (c >> 12 & 0x3f));
				s[n++] = (char)(0x80 | (c >> 6 & 0x3f));
				s[n++] = (char)(0x80 | (c & 0x3f));
			}
			s[n++] = 'y';
			s[n] = '\0';
			cr_expect(eq(str, (char *)(taken(s, TEXT_LONG, &removed)), (char *)("xy")),
				  "U+%04X", c);
			cr_expect(eq(sz, removed, 1), "U+%04X", c);
			buf_reset(&out);
			text_safe(&out, s, n, TEXT_LONG);
			cr_expect(eq(str, (char *)(buf_text(&out)), (char *)("x?y")), "U+%04X", c);
		}
	}
}

Test(text, taking_in_composes_and_keeps_at_most_two_marks)
{
	size_t removed;

	expect_same(taken("G"
			  "a" GRAVE "idhlig",
			  TEXT_LINE, &removed),
		    "G" A_GRAVE "idhlig");
	cr_expect(eq(sz, removed, 0));
	taken("e" ACUTE DOT ACUTE GRAVE ACUTE, TEXT_LINE, &removed);
	cr_expect(eq(sz, removed, 3));
	cr_expect(eq(sz, text_chars(buf_text(&out)), 1));
	expect_same(taken(ACUTE "start", TEXT_LINE, &removed), "start");
}

Test(text, taking_in_trims_and_keeps_lines_only_where_they_belong)
{
	size_t removed;

	expect_same(taken("  two\t words \n", TEXT_LINE, &removed), "two  words");
	expect_same(taken("one\r\ntwo", TEXT_LINE, &removed), "one two");
	expect_same(taken("\n\n one  \r\n\n  two" NBSP " \n\n", TEXT_LONG, &removed),
		    "one\n\n  two");
	cr_expect(eq(sz, removed, 0));
}

Test(text, bytes_that_are_no_text_are_refused_whole)
{
	static const char *const bad[] = {
		"\xc3", "a\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"
	};
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&err);
		buf_reset(&out);
		cr_expect(eq(int, text_accept(&out, bad[i], strlen(bad[i]), TEXT_LONG, NULL, &err),
			     RC_INVALID));
		cr_expect(eq(sz, out.len, 0));
		cr_expect(ne(chr, err.text[0], '\0'));
		cr_expect(not(text_is_utf8(bad[i], strlen(bad[i]))));
	}
}

Test(text, taking_in_twice_changes_nothing)
{
	static const char *const pieces[] = { "a",
					      " ",
					      "\n",
					      "\r",
					      "\t",
					      ACUTE,
					      GRAVE,
					      DOT,
					      RLO,
					      E_ACUTE,
					      HAN,
					      NBSP,
					      "\xe1\x84\x80",
					      "\xe1\x85\xa1",
					      "\xe2\x80\xa8",
					      "\xf0\x9f\x98\x80" };
	unsigned seed = 7;

	for (int round = 0; round < 4000; round++) {
		char s[128] = "";
		char *once;
		size_t removed;
		enum text_kind kind = round % 2 ? TEXT_LONG : TEXT_LINE;

		for (int i = 0; i < 14; i++) {
			const char *p;

			seed = seed * 1103515245u + 12345u;
			p = pieces[(seed >> 16) % 16];
			strncat(s, p, sizeof(s) - strlen(s) - 1);
		}
		once = mem_str(taken(s, kind, NULL));
		expect_same(taken(once, kind, &removed), once);
		cr_expect(eq(sz, removed, 0));
		mem_free(once);
	}
}

Test(text, what_is_drawn_has_a_mark_for_each_bad_byte)
{
	text_safe(&out, "a\xff\x1b" RLO "b\nc", 9, TEXT_LINE);
	expect_same(buf_text(&out), "a???b c");
}

Test(text, columns_and_characters_are_those_of_a_terminal)
{
	int cols;

	cr_expect(eq(int, text_cols("G" A_GRAVE "idhlig"), 8));
	cr_expect(eq(int, text_cols(HAN HAN "a"), 5));
	cr_expect(eq(sz, text_chars("e" ACUTE "x"), 2));
	cr_expect(eq(sz, text_next("e" ACUTE "x", 4, &cols), 3));
	cr_expect(eq(int, cols, 1));
	cr_expect(eq(sz, text_next(HAN, 3, &cols), 3));
	cr_expect(eq(int, cols, 2));
	cr_expect(eq(sz, text_next("", 0, &cols), 0));
	cr_expect(eq(sz, text_next("a\r\n", 3, NULL), 1));
}

Test(text, no_character_is_wider_than_a_cell_can_hold)
{
	/* a thumb and its skin tone: two signs of two columns each */
	const char *thumb = "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd";
	int cols;

	cr_expect(eq(sz, text_next(thumb, 8, &cols), 4));
	cr_expect(eq(int, cols, 2));
	cr_expect(eq(int, text_cols(thumb), 4));
}

Test(text, stepping_back_finds_the_same_characters)
{
	const char *s = "a"
			"e" ACUTE DOT HAN HAN "b" E_ACUTE "\xff"
			"c";
	size_t starts[32], n = 0, at, len = strlen(s), step;

	for (at = 0; (step = text_next(s + at, len - at, NULL)) > 0; at += step)
		starts[n++] = at;
	for (at = len; at > 0; at -= step) {
		step = text_prev(s, at);
		cr_assert(gt(sz, step, 0));
		cr_expect(eq(sz, at - step, starts[--n]));
	}
	cr_expect(eq(sz, n, 0));
}

Test(text, fitting_never_cuts_a_character)
{
	cr_expect(eq(sz, text_fit(HAN HAN, 6, 3), 3));
	cr_expect(eq(sz, text_fit("e" ACUTE "x", 4, 1), 3));
	cr_expect(eq(sz, text_fit("abc", 3, 0), 0));
	cr_expect(eq(sz, text_fit("abc", 3, 9), 3));
}

/* The lines of a text, joined by '|'. */
static char *wrapped(const char *s, int cols)
{
	size_t len = strlen(s), at = 0, used, n;

	buf_reset(&out);
	for (;;) {
		n = text_wrap(s + at, len - at, cols, &used);
		if (used == 0)
			break;
		if (at > 0)
			buf_char(&out, '|');
		buf_add(&out, s + at, n);
		at += used;
	}
	return (char *)buf_text(&out);
}

Test(text, lines_break_at_blanks)
{
	expect_same(wrapped("the needs of people", 9), "the needs|of people");
	expect_same(wrapped("the needs of people", 10), "the needs|of people");
	expect_same(wrapped("the needs  of people", 9), "the needs|of people");
	expect_same(wrapped("one\n\ntwo", 9), "one||two");
	expect_same(wrapped("one  \ntwo", 3), "one|two");
	expect_same(wrapped("", 9), "");
}

Test(text, a_word_longer_than_a_line_is_broken_at_a_character)
{
	expect_same(wrapped("abcdefgh", 3), "abc|def|gh");
	expect_same(wrapped("a bcdefgh", 3), "a|bcd|efg|h");
	expect_same(wrapped(HAN HAN HAN, 5), HAN HAN "|" HAN);
	expect_same(wrapped(HAN HAN, 1), HAN "|" HAN);
	expect_same(wrapped("ab", 0), "a|b");
}

Test(text, wrapping_goes_on_to_the_end_of_anything)
{
	unsigned seed = 3;

	for (int round = 0; round < 2000; round++) {
		static const char *const pieces[] = { "a", " ", "\n", HAN, ("e" ACUTE), "word" };
		char s[96] = "";
		size_t at = 0, used, len;
		int cols = 1 + round % 7;

		for (int i = 0; i < 12; i++) {
			seed = seed * 1103515245u + 12345u;
			strncat(s, pieces[(seed >> 16) % 6], sizeof(s) - strlen(s) - 1);
		}
		len = strlen(s);
		while (at < len) {
			size_t n = text_wrap(s + at, len - at, cols, &used);

			cr_assert(gt(sz, used, 0));
			cr_assert(le(sz, n, used));
			cr_expect(text_cols_n(s + at, n) <= cols ||
				  text_next(s + at, n, NULL) == n);
			at += used;
		}
		cr_expect(eq(sz, at, len));
	}
}

static char *folded(const char *s)
{
	buf_reset(&out);
	text_fold(&out, s);
	return (char *)buf_text(&out);
}

Test(text, folding_takes_case_accents_and_odd_blanks)
{
	expect_same(folded("  C" A_GRAVE "ram  " NBSP "TAIGH "), "caram taigh");
	expect_same(folded("Stra\xc3\x9f"
			   "e"),
		    "strasse");
	expect_same(folded("people\xe2\x80\x99s " EM_DASH " plan"), "people's - plan");
	expect_same(folded(""), "");
	cr_expect(text_contains("Gl" E_ACUTE "ann Housing", "eann hous"));
	cr_expect(not(text_contains("Gl" E_ACUTE "ann Housing", "house")));
}

Test(text, sorting_knows_numbers_and_accents)
{
	cr_expect(lt(int, text_compare("need 2", "Need 10"), 0));
	cr_expect(gt(int, text_compare("need 10", "need 9a"), 0));
	cr_expect(eq(int, text_compare(E_ACUTE "cole", "Ecole"), 0));
	cr_expect(lt(int, text_compare("a", "ab"), 0));
	cr_expect(gt(int, text_compare("b", "ab"), 0));
	cr_expect(lt(int, text_compare("", "a"), 0));
	cr_expect(ne(int, text_compare("a07", "a7"), 0));
	cr_expect(lt(int, text_compare("a007b", "a7c"), 0));
}

Test(text, a_slug_is_a_name_for_a_file)
{
	char slug[41];

	text_slug(slug, "  Strathfinlay: C" A_GRAVE "ram & Needs!  ");
	expect_same(slug, "strathfinlay-caram-needs");
	text_slug(slug, "../../etc/passwd");
	expect_same(slug, "etc-passwd");
	text_slug(slug, "x23456789 123456789 123456789 123456789 123456789");
	cr_expect(le(sz, strlen(slug), 40));
	text_slug(slug, HAN);
	expect_same(slug, "");
}
