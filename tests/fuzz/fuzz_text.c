/* SPDX-License-Identifier: ISC */
/* Text, answers and keys as people type them. */
#include <string.h>

#include "core/base/personal.h"
#include "core/base/text.h"
#include "core/records/value.h"
#include "fuzz.h"
#include "fuzz_world.h"
#include "tui/input.h"

/* Text */

static bool no_controls(const char *s, size_t len, bool lines)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)s[i] < ' ' && !(lines && s[i] == '\n')) || s[i] == 0x7f)
			return false;
	return true;
}

static void break_lines(const char *s, size_t len, int cols)
{
	size_t at = 0, used;

	for (size_t n; at < len; at += used) {
		n = text_wrap(s + at, len - at, cols, &used);
		fuzz_must(used > 0 && n <= used && used <= len - at, "breaking goes on to the end");
		fuzz_must(text_cols_n(s + at, n) <= cols || text_fit(s + at, n, cols) == 0,
			  "a line is no wider than was asked");
	}
}

static void measure(const char *s, size_t len)
{
	size_t n;
	int cols, all = 0;

	for (size_t at = 0; at < len; at += n) {
		n = text_next(s + at, len - at, &cols);
		fuzz_must(n > 0 && n <= len - at && cols >= 0 && cols <= 2,
			  "a character has a size");
		fuzz_must(text_prev(s, at + n) == n, "a step back is as long as the step ahead");
		all += cols;
	}
	fuzz_must(all == text_cols_n(s, len), "the whole is as wide as its characters");
	for (int wide = 1; wide < 40; wide += 13) {
		fuzz_must(text_fit(s, len, wide) <= len, "what fits is no longer than the whole");
		break_lines(s, len, wide);
	}
}

static void search(const char *s)
{
	struct buf folded = { 0 };
	char slug[41];

	text_fold(&folded, s);
	fuzz_must(text_contains(s, buf_text(&folded)), "a text is found by itself");
	fuzz_must(text_compare(s, s) == 0, "a text sorts as itself");
	text_slug(slug, s);
	fuzz_must(strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(slug),
		  "a name for a file is harmless");
	personal_data(s);
	buf_clear(&folded);
}

void fuzz_text(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	enum text_kind kind = bytes_byte(&b) % 2 ? TEXT_LONG : TEXT_LINE;
	const char *s = (const char *)b.at;
	struct buf taken = { 0 }, twice = { 0 }, safe = { 0 };
	size_t removed = 0;
	char *line;

	if (text_accept(&taken, s, b.left, kind, &removed, NULL) == RC_OK) {
		fuzz_must(text_is_utf8(buf_text(&taken), taken.len) &&
				  no_controls(buf_text(&taken), taken.len, kind == TEXT_LONG),
			  "what is taken in is plain text");
		fuzz_must(text_accept(&twice, buf_text(&taken), taken.len, kind, &removed, NULL) ==
					  RC_OK &&
				  removed == 0 && twice.len == taken.len &&
				  !memcmp(buf_text(&twice), buf_text(&taken), taken.len),
			  "taking in twice changes nothing");
		measure(buf_text(&taken), taken.len);
		search(buf_text(&taken));
	}
	text_safe(&safe, s, b.left, kind);
	fuzz_must(text_is_utf8(buf_text(&safe), safe.len) &&
			  no_controls(buf_text(&safe), safe.len, kind == TEXT_LONG),
		  "what is drawn is plain text");
	line = bytes_line(&b); /* bytes that are no text too, but for NULs, which end it */
	if (line)
		measure(line, strlen(line));
	mem_free(line);
	buf_clear(&taken);
	buf_clear(&twice);
	buf_clear(&safe);
}

/* Answers */

static const struct field *nth_field(unsigned n)
{
	const struct schema *s = fuzz_schema();
	const struct reg *r = &s->registers[n % s->nregisters];

	n /= (unsigned)s->nregisters;
	return r->nfields ? &r->fields[n % r->nfields] : NULL;
}

static void answer(const struct field *f, const char *typed, struct arena *a)
{
	const struct date today = { 2026, 5, 14 };
	struct err err = { 0 };
	const char *stored = NULL, *again = NULL, *back;

	if (value_parse(f, typed, today, a, &stored, &err) != RC_OK) {
		fuzz_must(err.text[0], "a refused answer has a sentence");
		return;
	}
	fuzz_must(text_is_utf8(stored, strlen(stored)), "a stored answer is text");
	fuzz_must(value_check(f, stored, &err) == RC_OK, "a stored answer has the stored form");
	back = value_typed(f, stored, a);
	fuzz_must(value_parse(f, back, today, a, &again, &err) == RC_OK && !strcmp(again, stored),
		  "an answer that is edited and left alone stays as it is");
	fuzz_must(value_order(f, stored, stored) == 0, "an answer sorts as itself");
	fuzz_must(value_shown(f, stored, a) != NULL, "an answer can be shown");
}

void fuzz_values(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	unsigned n = bytes_byte(&b);
	const struct field *f = nth_field(n << 8 | bytes_byte(&b));
	struct arena *a = arena_new();
	char *typed = arena_strn(a, (const char *)b.at, b.left);

	if (f) {
		answer(f, typed, a);
		value_check(f, typed, NULL); /* as an import gives it */
		value_shown(f, typed, a);
	}
	arena_free(a);
}

/* Keys */

struct pressed { /* what came of some bytes */
	uint64_t sum;
	size_t n;
};

static void press(struct pressed *p, struct input *in, bool late)
{
	int key;

	while ((key = input_key(in, late)) != TK_NONE) {
		fuzz_must(key > 0 && key <= TK_PASTED, "a key is one that there is");
		p->sum = p->sum * 31 + (uint64_t)key;
		p->n++;
		if (key != TK_PASTED)
			continue;
		fuzz_must(in->paste.len <= INPUT_PASTE_MAX, "a paste has its bounds");
		for (size_t i = 0; i < in->paste.len; i++)
			p->sum = p->sum * 31 + (unsigned char)in->paste.data[i];
	}
}

/* However the bytes are cut on their way, they are the same keys. */
static struct pressed in_pieces(const struct bytes *b, size_t piece)
{
	static const struct key_bytes own[] = { { "\033OA", TK_UP }, { "\033[1;5D", TK_LEFT } };
	struct input in = { .own = own, .nown = sizeof(own) / sizeof(own[0]) };
	struct pressed p = { 0, 0 };

	for (size_t at = 0; at < b->left; at += piece) {
		input_add(&in, (const char *)b->at + at,
			  b->left - at < piece ? b->left - at : piece);
		press(&p, &in, false);
	}
	press(&p, &in, true);
	input_clear(&in);
	return p;
}

void fuzz_keys(const uint8_t *data, size_t size)
{
	struct bytes b = { data, size };
	size_t piece = bytes_byte(&b) % 16 + 1;
	struct pressed whole = in_pieces(&b, size + 1), cut = in_pieces(&b, piece);

	fuzz_must(whole.n == cut.n && whole.sum == cut.sum,
		  "bytes that come in pieces are the same keys");
}
