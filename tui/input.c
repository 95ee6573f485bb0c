/* SPDX-License-Identifier: ISC */
#include "input.h"

#include <string.h>

#define ESC '\033'
#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"

void input_clear(struct input *in)
{
	buf_clear(&in->bytes);
	buf_clear(&in->paste);
	buf_clear(&in->held);
	in->at = 0;
	in->pasting = in->cut = false;
}

static const char *next(const struct input *in)
{
	return buf_text(&in->bytes) + in->at;
}

static size_t waiting(const struct input *in)
{
	return in->bytes.len - in->at;
}

bool input_begun(const struct input *in)
{
	return !in->pasting && !in->cut && waiting(in) > 0 && next(in)[0] == ESC;
}

/* What a sequence of bytes is worth where a key is looked for. */
enum match { MATCH_NO, MATCH_PART, MATCH_ALL };

static enum match match(const struct input *in, const char *bytes)
{
	size_t len = strlen(bytes), n = waiting(in);

	if (strncmp(next(in), bytes, n < len ? n : len) != 0)
		return MATCH_NO;
	return n < len ? MATCH_PART : MATCH_ALL;
}

/* Characters */

static const struct {
	char byte;
	int key;
} control_keys[] = {
	{ '\r', TK_ENTER },     { '\n', TK_ENTER },      { '\t', TK_TAB },
	{ 0x7f, TK_BACKSPACE }, { '\b', TK_BACKSPACE },  { 0x03, TK_INTERRUPT },
	{ 0x0b, TK_CUT_LINE },  { 0x19, TK_PASTE_LINE }, { 0x1a, TK_UNDO_TYPING },
	{ 0x0c, TK_REDRAW },
};

static int plain_byte(unsigned char byte)
{
	for (size_t i = 0; i < sizeof(control_keys) / sizeof(control_keys[0]); i++)
		if (control_keys[i].byte == (char)byte)
			return control_keys[i].key;
	return byte >= ' ' ? byte : TK_NONE;
}

static size_t length_of(unsigned char first)
{
	return first >= 0xf8 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
}

/* One character; *used is 0 while its other bytes have not come. TK_NONE: bytes that are none. */
static int character(const struct input *in, size_t *used)
{
	const unsigned char *s = (const unsigned char *)next(in);
	static const int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t want = length_of(s[0]), n = waiting(in);
	int c;

	*used = 1;
	if (s[0] < 0x80)
		return plain_byte(s[0]);
	if (want == 0)
		return TK_NONE;
	c = s[0] & (0x7f >> want);
	for (size_t i = 1; i < want; i++) {
		if (i == n) {
			*used = 0;
			return TK_NONE;
		}
		if ((s[i] & 0xc0) != 0x80)
			return TK_NONE;
		c = c << 6 | (s[i] & 0x3f);
	}
	*used = want;
	return c >= least[want] && c < TK_NONE && (c < 0xd800 || c > 0xdfff) ? c : TK_NONE;
}

/* Keys that send more than one byte */

/* What most terminals send, whatever their description says. */
static const struct key_bytes common[] = {
	{ "\033[A", TK_UP },      { "\033[B", TK_DOWN },    { "\033[C", TK_RIGHT },
	{ "\033[D", TK_LEFT },    { "\033OA", TK_UP },      { "\033OB", TK_DOWN },
	{ "\033OC", TK_RIGHT },   { "\033OD", TK_LEFT },    { "\033[H", TK_HOME },
	{ "\033[F", TK_END },     { "\033OH", TK_HOME },    { "\033OF", TK_END },
	{ "\033[1~", TK_HOME },   { "\033[4~", TK_END },    { "\033[7~", TK_HOME },
	{ "\033[8~", TK_END },    { "\033[5~", TK_PGUP },   { "\033[6~", TK_PGDN },
	{ "\033[3~", TK_DELETE }, { "\033[2~", TK_INSERT }, { "\033[Z", TK_BACKTAB },
	{ "\033OP", TK_F1 },      { "\033[11~", TK_F1 },    { "\033[[A", TK_F1 },
	{ "\033[19~", TK_F8 },    { "\033OM", TK_ENTER },   { PASTE_BEGIN, TK_PASTED },
};

/* The longest of a table that is there whole; *part: a longer one may still come. */
static int listed(const struct input *in, const struct key_bytes *v, size_t n, size_t *used,
		  bool *part)
{
	int key = TK_NONE;

	for (size_t i = 0; i < n; i++) {
		enum match m = match(in, v[i].bytes);

		if (m == MATCH_PART)
			*part = true;
		if (m == MATCH_ALL && strlen(v[i].bytes) > *used) {
			*used = strlen(v[i].bytes);
			key = v[i].key;
		}
	}
	return key;
}

/* Bytes of a key by its form alone: 0 while its end has not come, 1 where Esc stands for itself. */
static size_t form(const struct input *in)
{
	const char *s = next(in);
	size_t n = waiting(in);

	if (n < 2)
		return 0;
	if (s[1] == 'O')
		return n < 3 ? 0 : 3;
	if (s[1] != '[')
		return 1;
	for (size_t i = 2; i < n; i++) {
		if (i == 2 && s[i] == '[')
			continue;
		if (s[i] < ' ' || s[i] == 0x7f)
			return i; /* cut short: what follows is a key of its own */
		if (s[i] >= 0x40)
			return i + 1;
	}
	return 0;
}

/* What begins with Esc. A key that nobody knows is left out, not typed. */
static int after_escape(const struct input *in, bool late, size_t *used)
{
	bool part = false;
	int key;

	*used = 0;
	key = listed(in, in->own, in->nown, used, &part);
	if (key == TK_NONE)
		key = listed(in, common, sizeof(common) / sizeof(common[0]), used, &part);
	if (part && !late)
		*used = 0;
	if (*used || (part && !late))
		return *used ? key : TK_NONE;
	*used = form(in);
	if (*used == 0 && late)
		*used = waiting(in);
	return *used == 1 ? TK_ESC : TK_NONE;
}

/* Pasted text */

static void paste_begins(struct input *in, bool on)
{
	in->pasting = true;
	in->paste_over = 0;
	in->paste_on = on;
	buf_reset(&in->paste);
	if (on)
		buf_add(&in->paste, buf_text(&in->held), in->held.len);
	buf_reset(&in->held);
}

static bool paste_goes_on(const struct input *in, size_t came)
{
	const size_t len = sizeof(PASTE_END) - 1;
	const char *s = next(in);

	if (came >= INPUT_BURST)
		return true;
	for (size_t i = 0; i + len <= waiting(in); i++)
		if (memcmp(s + i, PASTE_END, len) == 0)
			return true;
	return false;
}

/*
 * Bytes that mean the same whatever follows: no half character, and no end of a
 * line, for that may be half of one, and a box of one line leaves out the last.
 */
static size_t whole(const struct buf *b)
{
	const char *s = buf_text(b);
	size_t n = b->len;

	for (size_t k = 1; k < 4 && k <= n; k++) {
		unsigned char c = (unsigned char)s[n - k];

		if ((c & 0xc0) == 0x80)
			continue;
		if (length_of(c) > k)
			n -= k;
		break;
	}
	while (n > 0 && (s[n - 1] == '\r' || s[n - 1] == '\n'))
		n--;
	return n;
}

/* Without its end; false: there is nothing of it to hand on. */
static bool paste_cut(struct input *in)
{
	size_t n = whole(&in->paste);

	buf_reset(&in->held);
	buf_add(&in->held, buf_text(&in->paste) + n, in->paste.len - n);
	if (n < in->paste.len)
		in->paste.data[in->paste.len = n] = '\0';
	in->pasting = false;
	in->cut = true;
	return n > 0 || in->paste_over > 0;
}

void input_add(struct input *in, const char *bytes, size_t len)
{
	size_t left = in->bytes.len - in->at;

	if (in->at) {
		memmove(in->bytes.data, in->bytes.data + in->at, left);
		in->bytes.len = left;
		in->at = 0;
	}
	buf_add(&in->bytes, bytes, len);
	if (!in->cut || len == 0)
		return;
	in->cut = false;
	if (paste_goes_on(in, len))
		paste_begins(in, true);
	else
		in->at = left; /* half a mark that nothing came of */
}

static void keep_pasted(struct input *in, size_t n)
{
	const char *s = next(in);
	size_t room = INPUT_PASTE_MAX - in->paste.len, kept = n < room ? n : room;

	while (kept < n && kept > 0 && ((unsigned char)s[kept] & 0xc0) == 0x80)
		kept--;
	buf_add(&in->paste, s, kept);
	for (size_t i = kept; i < n; i++)
		in->paste_over += ((unsigned char)s[i] & 0xc0) != 0x80;
	in->at += n;
}

/* Takes in what has come of a paste; true at its end. */
static bool paste_ends(struct input *in)
{
	const size_t len = sizeof(PASTE_END) - 1;

	for (;;) {
		const char *s = next(in);
		const char *esc = memchr(s, ESC, waiting(in));
		enum match m;

		keep_pasted(in, esc ? (size_t)(esc - s) : waiting(in));
		if (!esc)
			return false;
		m = match(in, PASTE_END);
		if (m == MATCH_PART)
			return false;
		if (m == MATCH_ALL) {
			in->at += len;
			in->pasting = false;
			return true;
		}
		keep_pasted(in, 1);
	}
}

/* True: the paste, or as much of it as will come, is there. */
static bool pasted(struct input *in, bool late)
{
	if (!paste_ends(in))
		return late && paste_cut(in);
	return !in->paste_on || in->paste.len > 0 || in->paste_over > 0;
}

int input_key(struct input *in, bool late)
{
	while (in->pasting || (waiting(in) > 0 && !in->cut)) {
		size_t used;
		int key;

		if (in->pasting) {
			if (pasted(in, late))
				return TK_PASTED;
			if (in->pasting)
				return TK_NONE;
			continue;
		}
		key = next(in)[0] == ESC ? after_escape(in, late, &used) : character(in, &used);
		if (used == 0)
			return TK_NONE;
		in->at += used;
		if (key == TK_PASTED) {
			paste_begins(in, false);
		} else if (key != TK_NONE) {
			return key;
		}
	}
	return TK_NONE;
}
