/* SPDX-License-Identifier: ISC */
#include "text.h"

#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

enum { MARKS_MAX = 2, SLUG_MAX = 40 };

struct range {
	int32_t from, to;
};

/*
 * What never gets in: it has no picture of its own, and turns, hides or
 * disguises the characters around it. In order.
 */
static const struct range hidden[] = {
	{ 0x00, 0x1f },       { 0x7f, 0x9f },        { 0xad, 0xad },     { 0x61c, 0x61c },
	{ 0x180e, 0x180e },   { 0x200b, 0x200f },    { 0x202a, 0x202e }, { 0x2060, 0x206f },
	{ 0xe000, 0xf8ff },   { 0xfdd0, 0xfdef },    { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
	{ 0xe0000, 0xe0fff }, { 0xf0000, 0x10ffff },
};

static bool is_hidden(int32_t c)
{
	if (c >= ' ' && c < 0x7f)
		return false;
	if ((c & 0xfffe) == 0xfffe)
		return true;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]) && c >= hidden[i].from; i++) {
		if (c <= hidden[i].to)
			return true;
	}
	return false;
}

static bool is_mark(int32_t c)
{
	utf8proc_category_t k;

	if (c < 0x300)
		return false;
	k = utf8proc_category(c);
	return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_ME;
}

static bool is_blank(int32_t c)
{
	return c == ' ' || (c >= 0xa0 && utf8proc_category(c) == UTF8PROC_CATEGORY_ZS);
}

static bool ends_line(int32_t c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

/* One code point; a byte that is none comes back as -1 with length 1. */
static size_t decode(const char *s, size_t len, int32_t *c)
{
	utf8proc_ssize_t n;

	if ((unsigned char)*s < 0x80) {
		*c = (unsigned char)*s;
		return 1;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, c);
	if (n > 0)
		return (size_t)n;
	*c = -1;
	return 1;
}

static void add_code(struct buf *out, int32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

	buf_add(out, (const char *)bytes, (size_t)n);
}

bool text_is_utf8(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		int32_t c;

		i += decode(s + i, len - i, &c);
		if (c < 0)
			return false;
	}
	return true;
}

/* Taking in */

struct codes {
	int32_t *v;
	size_t n;
};

/* Marks are counted apart from their base, so that taking a text in twice changes nothing. */
static struct codes decompose(const char *s, size_t len)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s;
	const utf8proc_option_t how = UTF8PROC_DECOMPOSE | UTF8PROC_STABLE;
	size_t cap = len + 16;
	int32_t *v = mem_alloc(cap * sizeof(*v));
	utf8proc_ssize_t n =
		utf8proc_decompose(bytes, (utf8proc_ssize_t)len, v, (utf8proc_ssize_t)cap, how);

	if (n > (utf8proc_ssize_t)cap) {
		cap = (size_t)n;
		v = mem_grow(v, cap * sizeof(*v));
		n = utf8proc_decompose(bytes, (utf8proc_ssize_t)len, v, (utf8proc_ssize_t)cap, how);
	}
	return (struct codes){ v, n > 0 ? (size_t)n : 0 };
}

static void drop_blanks_at_end(struct codes *c)
{
	while (c->n > 0 && is_blank(c->v[c->n - 1]))
		c->n--;
}

/* Before marks are put in order: what stands between them would keep them apart. */
static size_t drop_hidden(struct buf *out, const char *s, size_t len)
{
	size_t removed = 0, n;
	int32_t c;

	for (size_t at = 0; at < len; at += n) {
		n = decode(s + at, len - at, &c);
		if (is_hidden(c) && c != '\t' && !ends_line(c))
			removed++;
		else
			buf_add(out, s + at, n);
	}
	return removed;
}

/* Trims, joins lines and leaves out marks beyond two, in place; returns how many. */
static size_t drop_marks_and_trim(struct codes *in, enum text_kind kind)
{
	struct codes kept = { in->v, 0 };
	size_t removed = 0, marks = MARKS_MAX; /* no base yet */

	for (size_t i = 0; i < in->n; i++) {
		int32_t c = in->v[i];

		if (c == '\r' && i + 1 < in->n && in->v[i + 1] == '\n')
			continue;
		if (c == '\t' || (ends_line(c) && kind == TEXT_LINE))
			c = ' ';
		if (ends_line(c)) {
			drop_blanks_at_end(&kept);
			marks = MARKS_MAX;
			if (kept.n > 0)
				kept.v[kept.n++] = '\n';
		} else if (is_mark(c) && marks >= MARKS_MAX) {
			removed++;
		} else if (kept.n > 0 || !is_blank(c)) {
			marks = is_mark(c) ? marks + 1 : 0;
			kept.v[kept.n++] = c;
		}
	}
	while (kept.n > 0 && (is_blank(kept.v[kept.n - 1]) || kept.v[kept.n - 1] == '\n'))
		kept.n--;
	in->n = kept.n;
	return removed;
}

/* Bytes of printable ASCII at the beginning. */
static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] <= '~')
		n++;
	return n;
}

/* Printable ASCII without anything to trim: what is stored nine times in ten. */
static bool is_plain(const char *s, size_t len)
{
	return len > 0 && s[0] != ' ' && s[len - 1] != ' ' && plain_run(s, len) == len;
}

enum rc text_accept(struct buf *out, const char *s, size_t len, enum text_kind kind,
		    size_t *removed, struct err *err)
{
	struct buf seen = { 0 };
	struct codes c;
	utf8proc_ssize_t n;
	size_t left_out;

	if (removed)
		*removed = 0;
	buf_add(out, "", 0);
	if (is_plain(s, len)) {
		buf_add(out, s, len);
		return RC_OK;
	}
	if (!text_is_utf8(s, len))
		return err_set(err, RC_INVALID,
			       "this text is not in UTF-8; save it as UTF-8 first");
	left_out = drop_hidden(&seen, s, len);
	c = decompose(buf_text(&seen), seen.len);
	left_out += drop_marks_and_trim(&c, kind);
	n = utf8proc_normalize_utf32(c.v, (utf8proc_ssize_t)c.n,
				     UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		add_code(out, c.v[i]);
	mem_free(c.v);
	buf_clear(&seen);
	if (removed)
		*removed = left_out;
	return RC_OK;
}

bool text_may_show(const char *s, size_t len, size_t *bytes, int32_t *code)
{
	*bytes = decode(s, len, code);
	return *code >= 0 && !is_hidden(*code);
}

/* What a file is made of, beside texts. */
static bool of_a_file(const char *s, size_t i, size_t len, int32_t c)
{
	return c == '\t' || (c == '\r' && i + 1 < len && s[i + 1] == '\n') ||
	       (c == 0xfeff && i == 0);
}

void text_safe(struct buf *out, const char *s, size_t len, enum text_kind kind)
{
	size_t marks = MARKS_MAX;

	buf_add(out, "", 0);
	for (size_t i = 0; i < len;) {
		int32_t c;
		size_t n = plain_run(s + i, len - i);

		if (n) { /* the most of it, at once */
			buf_add(out, s + i, n);
			marks = 0;
			i += n;
			continue;
		}
		n = decode(s + i, len - i, &c);
		if ((c == '\n' && kind != TEXT_LINE) ||
		    (kind == TEXT_FILE && of_a_file(s, i, len, c)))
			buf_add(out, s + i, n);
		else if (c == '\t' || ends_line(c))
			buf_char(out, ' ');
		else if (c < 0 || is_hidden(c) || (is_mark(c) && marks >= MARKS_MAX))
			buf_char(out, '?');
		else
			buf_add(out, s + i, n);
		if (c >= 0 && is_mark(c))
			marks++;
		else
			marks = c == '\n' ? MARKS_MAX : 0;
		i += n;
	}
}

/* Measuring */

/* Columns as the C library counts them: a spacing mark is one, whatever utf8proc says. */
static int code_cols(int32_t c)
{
	int n;

	if (c == '\n')
		return 0;
	if (c < 0x300)
		return 1;
	if (utf8proc_category(c) == UTF8PROC_CATEGORY_MC)
		return 1;
	n = utf8proc_charwidth(c);
	return n < 0 ? 0 : n > 2 ? 2 : n;
}

size_t text_next(const char *s, size_t len, int *cols)
{
	int32_t base, prev, c, state = 0;
	size_t at, n;

	if (cols)
		*cols = 0;
	if (len == 0 || *s == '\0')
		return 0;
	at = decode(s, len, &base);
	if (cols)
		*cols = code_cols(base);
	/* What has columns of its own starts a new character: a cell holds no more than one. */
	for (prev = base; base >= ' ' && at < len && (unsigned char)s[at] >= 0x80; at += n) {
		n = decode(s + at, len - at, &c);
		if (c < 0 || code_cols(c) > 0 || utf8proc_grapheme_break_stateful(prev, c, &state))
			break;
		prev = c;
	}
	return at;
}

size_t text_prev(const char *s, size_t at)
{
	size_t start = at, n = 0;

	if (at == 0)
		return 0;
	do
		start--;
	while (start > 0 && (unsigned char)s[start] >= 0x80);
	for (; start < at; start += n) {
		n = text_next(s + start, at - start, NULL);
		if (n == 0)
			return 1;
	}
	return n;
}

int text_cols_n(const char *s, size_t len)
{
	int all = 0, cols;
	size_t n;

	for (size_t at = 0; (n = text_next(s + at, len - at, &cols)) > 0; at += n)
		all += cols;
	return all;
}

int text_cols(const char *s)
{
	return text_cols_n(s, strlen(s));
}

size_t text_fit(const char *s, size_t len, int cols)
{
	size_t at = 0, n;
	int more;

	while ((n = text_next(s + at, len - at, &more)) > 0 && more <= cols) {
		cols -= more;
		at += n;
	}
	return at;
}

size_t text_chars(const char *s)
{
	size_t len = strlen(s), count = 0, n;

	for (size_t at = 0; (n = text_next(s + at, len - at, NULL)) > 0; at += n)
		count++;
	return count;
}

/* Steps over the blanks that a line may leave hanging, and a newline behind them. */
static size_t step_over(const char *s, size_t len, size_t at)
{
	while (at < len && s[at] == ' ')
		at++;
	return at < len && s[at] == '\n' ? at + 1 : at;
}

static size_t without_blanks(const char *s, size_t end)
{
	while (end > 0 && s[end - 1] == ' ')
		end--;
	return end;
}

size_t text_wrap(const char *s, size_t len, int cols, size_t *used)
{
	size_t at = 0, word = 0, n; /* word: where the last word began */
	int left = cols > 0 ? cols : 1, more;

	while ((n = text_next(s + at, len - at, &more)) > 0 && s[at] != '\n') {
		if (at > 0 && s[at - 1] == ' ' && s[at] != ' ')
			word = at;
		if (more > left) {
			if (s[at] == ' ') {
				*used = step_over(s, len, at);
				return without_blanks(s, at);
			}
			if (without_blanks(s, word) > 0)
				at = word;
			else if (at == 0)
				at = n;
			*used = at;
			return without_blanks(s, at);
		}
		left -= more;
		at += n;
	}
	*used = n > 0 ? at + 1 : at;
	return at;
}

/* Finding and sorting */

static const struct {
	int32_t from, to;
	char as;
} plain_forms[] = {
	{ 0x2010, 0x2015, '-' }, { 0x2018, 0x201b, '\'' }, { 0x2bc, 0x2bc, '\'' },
	{ 0x201c, 0x201f, '"' }, { 0x2212, 0x2212, '-' },
};

static int32_t plain_form(int32_t c)
{
	for (size_t i = 0; i < sizeof(plain_forms) / sizeof(plain_forms[0]); i++) {
		if (c >= plain_forms[i].from && c <= plain_forms[i].to)
			return plain_forms[i].as;
	}
	return c;
}

struct folder {
	struct buf *out;
	size_t start;
	bool blank; /* one is owed */
};

static void fold_code(struct folder *f, int32_t c)
{
	if (is_blank(c) || c < ' ') {
		f->blank = f->out->len > f->start;
		return;
	}
	if (f->blank)
		buf_char(f->out, ' ');
	f->blank = false;
	if (c < 0x80)
		buf_char(f->out, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
	else
		add_code(f->out, c);
}

/* A code point as its small letters without marks, compatibility forms taken apart. */
static void fold_wide(struct folder *f, int32_t c)
{
	int32_t parts[32];
	int last = 0;
	utf8proc_ssize_t n;

	if (is_hidden(c))
		return;
	n = utf8proc_decompose_char(plain_form(c), parts, 32,
				    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
					    UTF8PROC_STRIPMARK | UTF8PROC_STABLE,
				    &last);
	for (utf8proc_ssize_t i = 0; i < n && i < 32; i++)
		fold_code(f, parts[i]);
}

/* How much of it is ASCII that folds letter by letter: no control, no blank beside a blank or an end. */
static size_t plain_part(const char *s)
{
	size_t n = 0;

	while ((s[n] > ' ' && s[n] < 0x7f) ||
	       (s[n] == ' ' && n > 0 && s[n + 1] > ' ' && s[n + 1] < 0x7f))
		n++;
	return n;
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

void text_fold(struct buf *out, const char *s)
{
	struct folder f = { out, out->len, false };
	size_t len = strlen(s), at = plain_part(s);

	buf_add(out, s, at);
	for (size_t i = f.start; i < out->len; i++)
		out->data[i] = small(out->data[i]);
	while (at < len) {
		int32_t c;

		at += decode(s + at, len - at, &c);
		if (c < 0)
			continue;
		if (c < 0x80)
			fold_code(&f, c);
		else
			fold_wide(&f, c);
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Compares two runs of digits by their number and steps over both. */
static int compare_numbers(const char **a, const char **b)
{
	size_t na, nb;
	int d;

	while (**a == '0')
		(*a)++;
	while (**b == '0')
		(*b)++;
	for (na = 0; is_digit((*a)[na]); na++)
		;
	for (nb = 0; is_digit((*b)[nb]); nb++)
		;
	if (na != nb)
		return na < nb ? -1 : 1;
	d = memcmp(*a, *b, na);
	*a += na;
	*b += nb;
	return d;
}

int text_compare_folded(const char *a, const char *b)
{
	const char *wa = a, *wb = b;

	while (*a && *b) {
		if (is_digit(*a) && is_digit(*b)) {
			int d = compare_numbers(&a, &b);

			if (d)
				return d;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	if (*a || *b)
		return *a ? 1 : -1;
	return strcmp(wa, wb); /* 07 and 7 are the same number: any fixed order will do */
}

int text_compare(const char *a, const char *b)
{
	struct buf fa = { 0 }, fb = { 0 };
	int d;

	text_fold(&fa, a);
	text_fold(&fb, b);
	d = text_compare_folded(buf_text(&fa), buf_text(&fb));
	buf_clear(&fa);
	buf_clear(&fb);
	return d;
}

static bool plain_contains(const char *text, size_t len, const char *part)
{
	size_t n = strlen(part);

	for (size_t at = 0; at + n <= len; at++) {
		size_t i = 0;

		while (i < n && small(text[at + i]) == part[i])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

bool text_contains(const char *text, const char *folded_part)
{
	size_t plain = plain_part(text);
	struct buf folded = { 0 };
	bool found;

	if (text[plain] == '\0') /* most are: long lists are gone through without a copy */
		return plain_contains(text, plain, folded_part);
	text_fold(&folded, text);
	found = strstr(buf_text(&folded), folded_part) != NULL;
	buf_clear(&folded);
	return found;
}

void text_slug(char out[41], const char *s)
{
	struct buf folded = { 0 };
	size_t n = 0;

	text_fold(&folded, s);
	for (const char *p = buf_text(&folded); *p && n < SLUG_MAX; p++) {
		if (is_digit(*p) || (*p >= 'a' && *p <= 'z'))
			out[n++] = *p;
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	buf_clear(&folded);
}
