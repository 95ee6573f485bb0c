/* SPDX-License-Identifier: ISC */
/* Bytes become keys, however the line cuts them into pieces. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "../tui/input.h"

static struct input in;

static void shut(void)
{
	input_clear(&in);
	in = (struct input){ 0 };
}

TestSuite(input, .fini = shut, .timeout = 30);

static void add(const char *s)
{
	input_add(&in, s, strlen(s));
}

static void next_is(int key, bool late)
{
	cr_expect(eq(int, input_key(&in, late), key));
}

static const struct {
	const char *bytes;
	int keys[6];
} known[] = {
	{ "aZ ~", { 'a', 'Z', ' ', '~' } },
	{ "\r\n\t\b\177", { TK_ENTER, TK_ENTER, TK_TAB, TK_BACKSPACE, TK_BACKSPACE } },
	{ "\003\013\031\032\014",
	  { TK_INTERRUPT, TK_CUT_LINE, TK_PASTE_LINE, TK_UNDO_TYPING, TK_REDRAW } },
	{ "\001\002x", { 'x' } },
	{ "\xc3\xa0\xe2\x82\xac\xf0\x9f\x98\x80", { 0xe0, 0x20ac, 0x1f600 } },
	{ "\033[A\033OB\033[C\033OD", { TK_UP, TK_DOWN, TK_RIGHT, TK_LEFT } },
	{ "\033[H\033OF\033[1~\033[4~\033[7~\033[8~",
	  { TK_HOME, TK_END, TK_HOME, TK_END, TK_HOME, TK_END } },
	{ "\033[5~\033[6~\033[3~\033[2~\033[Z",
	  { TK_PGUP, TK_PGDN, TK_DELETE, TK_INSERT, TK_BACKTAB } },
	{ "\033OP\033[11~\033[[A\033[19~\033OM", { TK_F1, TK_F1, TK_F1, TK_F8, TK_ENTER } },
	{ "\033[1;5A\033[200;9u\033[?1;2cq", { 'q' } },
	{ "\033Oxq\033[[Eq", { 'q', 'q' } },
	{ "\033\033[Aq", { TK_ESC, TK_UP, 'q' } },
	{ "\033x\033\r", { TK_ESC, 'x', TK_ESC, TK_ENTER } },
	{ "\033[1\003q", { TK_INTERRUPT, 'q' } },
	{ "\xff\xc0\xafq\xe0\x80\x80q", { 'q', 'q' } },
	{ "\xed\xa0\x80q\xc3q", { 'q', 'q' } },
};

static void keys_are(const int keys[6])
{
	for (size_t i = 0; i < 6 && keys[i]; i++)
		next_is(keys[i], false);
	next_is(TK_NONE, true);
}

Test(input, each_key_is_known_at_once)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		add(known[i].bytes);
		keys_are(known[i].keys);
	}
}

Test(input, each_key_is_known_byte_by_byte)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		int got[6] = { 0 }, key;
		size_t n = 0;

		for (const char *s = known[i].bytes; *s; s++) {
			input_add(&in, s, 1);
			while ((key = input_key(&in, false)) != TK_NONE && n < 6)
				got[n++] = key;
		}
		cr_expect(zero(int, memcmp(got, known[i].keys, sizeof(got))), "entry %zu", i);
	}
}

Test(input, esc_alone_waits_and_is_esc_when_nothing_comes)
{
	add("\033");
	next_is(TK_NONE, false);
	cr_expect(input_begun(&in));
	next_is(TK_ESC, true);
	cr_expect(not(input_begun(&in)));
}

Test(input, a_key_cut_short_types_nothing)
{
	add("\033[1;");
	next_is(TK_NONE, false);
	next_is(TK_NONE, true);
	add("q");
	next_is('q', false);
}

Test(input, a_character_waits_for_its_rest_as_long_as_it_takes)
{
	add("\xe2\x82");
	next_is(TK_NONE, true);
	cr_expect(not(input_begun(&in)));
	add("\xac");
	next_is(0x20ac, false);
}

Test(input, a_terminals_own_keys_come_before_the_common_ones)
{
	static const struct key_bytes own[] = { { "\033[A", TK_F8 },
						{ "\033A", TK_UP },
						{ "\033[2$", TK_HOME } };

	in.own = own;
	in.nown = sizeof(own) / sizeof(own[0]);
	add("\033[A\033A\033[2$\033[2~\033[B");
	next_is(TK_F8, false);
	next_is(TK_UP, false);
	next_is(TK_HOME, false);
	next_is(TK_INSERT, false);
	next_is(TK_DOWN, false);
}

static const char pasted[] = "one\rtwo\n\033[Aq\003\033[20\033[201";

Test(input, a_paste_is_one_key_with_its_text)
{
	add("a\033[200~");
	add(pasted);
	add("\033[201~b");
	next_is('a', false);
	next_is(TK_PASTED, false);
	cr_expect(eq(str, (char *)buf_text(&in.paste), (char *)pasted));
	cr_expect(zero(sz, in.paste_over));
	next_is('b', false);
}

Test(input, a_paste_in_pieces_acts_on_nothing_before_its_end)
{
	char all[128] = "\033[200~";

	strncat(all, pasted, sizeof(all) - 20);
	strncat(all, "\033[201~", 10);
	for (size_t i = 0; all[i]; i++) {
		input_add(&in, all + i, 1);
		next_is(all[i + 1] ? TK_NONE : TK_PASTED, false);
	}
	cr_expect(eq(str, (char *)buf_text(&in.paste), (char *)pasted));
}

Test(input, an_empty_paste_is_a_paste)
{
	add("\033[200~\033[201~\033[200~x\033[201~\033[200~\033[201~");
	next_is(TK_PASTED, false);
	cr_expect(zero(sz, in.paste.len));
	next_is(TK_PASTED, false);
	cr_expect(eq(sz, in.paste.len, 1));
	next_is(TK_PASTED, false);
	cr_expect(zero(sz, in.paste.len));
}

Test(input, of_an_endless_paste_the_beginning_is_kept_and_the_rest_counted)
{
	static char part[4000];

	for (size_t i = 0; i < sizeof(part); i += 2)
		memcpy(part + i, "\xc3\xa0", 2);
	add("\033[200~x");
	for (size_t sent = 0; sent < INPUT_PASTE_MAX + sizeof(part); sent += sizeof(part)) {
		input_add(&in, part, sizeof(part));
		next_is(TK_NONE, false);
	}
	add("\033[201~q");
	next_is(TK_PASTED, false);
	cr_expect(eq(sz, in.paste.len, INPUT_PASTE_MAX - 1)); /* no half character */
	cr_expect(gt(sz, in.paste_over, 0));
	next_is('q', false);
}

static void part_is(const char *text, bool on)
{
	cr_expect(eq(str, (char *)buf_text(&in.paste), (char *)text));
	cr_expect(eq(int, in.paste_on, on));
}

Test(input, a_paste_whose_end_does_not_come_is_handed_on_and_keys_are_keys_again)
{
	add("\033[200~one\003\033[20");
	next_is(TK_NONE, false);
	next_is(TK_PASTED, true);
	part_is("one\003", false);
	next_is(TK_NONE, true);
	cr_expect(not(input_begun(&in)));
	add("\003q");
	next_is(TK_INTERRUPT, false);
	next_is('q', false);
	add("\033[200~");
	next_is(TK_NONE, true); /* nothing of it came */
	add("\003");
	next_is(TK_INTERRUPT, false);
}

Test(input, the_rest_of_a_paste_that_had_stopped_acts_on_nothing)
{
	static const char *const parts[][3] = {
		{ "\033[200~a\xe2\x82", "\xac\rq\033[201~", "a|\xe2\x82\xac\rq" },
		{ "\033[200~a\r", "\nq\033[201~", "a|\r\nq" },
		{ "\033[200~a\033[2", "01~", "a" },
		{ "\033[200~a\033[", "31mb\033[201~", "a|\033[31mb" },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *bar = strchr(parts[i][2], '|');

		add(parts[i][0]);
		next_is(TK_PASTED, true);
		part_is("a", false);
		add(parts[i][1]);
		if (bar) {
			next_is(TK_PASTED, false);
			part_is(bar + 1, true);
		}
		add("q");
		next_is('q', false);
		next_is(TK_NONE, true);
	}
}

Test(input, more_than_fingers_send_goes_on_with_a_paste_that_had_stopped)
{
	char many[INPUT_BURST + 1] = { 0 };

	memset(many, 'x', INPUT_BURST);
	add("\033[200~a");
	next_is(TK_PASTED, true);
	add(many);
	next_is(TK_NONE, false);
	add("\rq\033[201~\003");
	next_is(TK_PASTED, false);
	cr_expect(eq(sz, in.paste.len, INPUT_BURST + 2));
	cr_expect(in.paste_on);
	next_is(TK_INTERRUPT, false);
	add(many); /* behind its end no more than before */
	next_is('x', false);
}

Test(input, any_bytes_at_all_end_in_keys_or_nothing)
{
	srand(7);
	for (int round = 0; round < 3000; round++) {
		static const char some[] = "\033[O200~1;\xc3\xa0q\r";
		char bytes[24];
		size_t n = (size_t)rand() % sizeof(bytes);
		int key, keys = 0;

		for (size_t i = 0; i < n; i++)
			bytes[i] = rand() % 3 ? some[(size_t)rand() % (sizeof(some) - 1)]
					      : (char)rand();
		input_add(&in, bytes, n);
		while ((key = input_key(&in, true)) != TK_NONE) {
			cr_assert(le(int, ++keys, 2 * (int)sizeof(bytes)));
			cr_expect(key >= ' ' && key <= TK_PASTED);
		}
		if (in.pasting)
			shut();
	}
}
