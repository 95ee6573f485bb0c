/* SPDX-License-Identifier: ISC */
/* Groups and rows as one text: name=value lines. */
#include "value_internal.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *code;
	char is;
} codes[] = { { "%25", '%' }, { "%0D", '\r' }, { "%0A", '\n' }, { "%3B", ';' } };

enum { CODES_STORED = 3, CODES_TYPED };

const char *pair_unescaped(const char *s, size_t len, bool typed, struct arena *a)
{
	size_t known = typed ? CODES_TYPED : CODES_STORED, n = 0;
	char *out = arena_strn(a, s, len);

	if (!memchr(s, '%', len))
		return out; /* as nearly always */
	for (size_t i = 0; i < len; i++) {
		out[n] = s[i];
		for (size_t k = 0; k < known && i + 2 < len; k++) {
			if (memcmp(s + i, codes[k].code, 3) != 0)
				continue;
			out[n] = codes[k].is;
			i += 2;
			break;
		}
		n++;
	}
	out[n] = '\0';
	return out;
}

struct pairs pairs_read(const char *stored, struct arena *a)
{
	struct pairs out = { NULL, 0 };
	size_t lines = 1;

	for (const char *p = stored; *p; p++)
		lines += *p == '\n';
	out.v = arena_array(a, lines, sizeof(*out.v));
	while (*stored) {
		size_t len = strcspn(stored, "\n");
		const char *equals = memchr(stored, '=', len);

		if (equals) {
			size_t name = (size_t)(equals - stored);

			out.v[out.n].name = arena_strn(a, stored, name);
			out.v[out.n++].text = pair_unescaped(equals + 1, len - name - 1, false, a);
		}
		stored += len + (stored[len] == '\n');
	}
	return out;
}

static int by_name(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void add_escaped(struct buf *b, const char *s)
{
	for (; *s; s++) {
		size_t k = 0;

		while (k < CODES_STORED && codes[k].is != *s)
			k++;
		if (k < CODES_STORED)
			buf_str(b, codes[k].code);
		else
			buf_char(b, *s);
	}
}

const char *pairs_text(const struct pair *v, size_t n, struct arena *a)
{
	struct pair *sorted = arena_array(a, n + 1, sizeof(*sorted));
	struct buf b = { 0 };
	const char *out;

	if (n > 0)
		memcpy(sorted, v, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < n; i++) {
		if (!sorted[i].text || sorted[i].text[0] == '\0')
			continue;
		buf_printf(&b, "%s%s=", b.len ? "\n" : "", sorted[i].name);
		add_escaped(&b, sorted[i].text);
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

const char *pairs_get(const struct pairs *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->v[i].name, name) == 0)
			return p->v[i].text;
	}
	return "";
}
