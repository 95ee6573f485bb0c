/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include <jansson.h>

#include "json.h"
#include "text.h"

void jout_init(struct jout *j, struct buf *to)
{
	*j = (struct jout){ .to = to };
}

/* By its number, in two halves where it has more than 16 bits. Source: RFC 8259, 7 */
static void by_number(struct buf *b, int32_t c)
{
	if (c < 0)
		c = 0xfffd; /* a byte that is no UTF-8 */
	if (c > 0xffff)
		buf_printf(b, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((c - 0x10000) >> 10)),
			   (unsigned)(0xdc00 + ((c - 0x10000) & 0x3ff)));
	else
		buf_printf(b, "\\u%04x", (unsigned)c);
}

/* What a screen may not get is there, and moves nothing where the file is looked at. */
static void escape(struct buf *b, const char *s)
{
	static const char known[] = "\b\f\n\r\t\"\\", as[] = "bfnrt\"\\";
	const char *from = s, *end = s + strlen(s), *at;
	size_t n;
	int32_t c;

	buf_char(b, '"');
	for (; s < end; s += n) {
		n = 1;
		at = strchr(known, *s);
		if (!at && *s >= 0x20 && *s != 0x7f)
			continue;
		if (!at && text_may_show(s, (size_t)(end - s), &n, &c))
			continue;
		buf_add(b, from, (size_t)(s - from));
		if (at)
			buf_printf(b, "\\%c", as[at - known]);
		else
			by_number(b, c);
		from = s + n;
	}
	buf_add(b, from, (size_t)(s - from));
	buf_char(b, '"');
}

/* One member a line, so that two exports can be compared with common tools. */
static void begin(struct jout *j, const char *name)
{
	if (j->depth) {
		buf_str(j->to, j->some[j->depth - 1] ? ",\n" : "\n");
		j->some[j->depth - 1] = true;
		for (int i = 0; i < j->depth; i++)
			buf_char(j->to, '\t');
	}
	if (name) {
		escape(j->to, name);
		buf_str(j->to, ": ");
	}
}

static void open_level(struct jout *j, const char *name, char c)
{
	begin(j, name);
	buf_char(j->to, c);
	assert(j->depth < JSON_DEPTH);
	j->some[j->depth++] = false;
}

void jout_object(struct jout *j, const char *name)
{
	open_level(j, name, '{');
}

void jout_array(struct jout *j, const char *name)
{
	open_level(j, name, '[');
}

void jout_end(struct jout *j, char close)
{
	assert(j->depth > 0);
	if (j->some[--j->depth]) {
		buf_char(j->to, '\n');
		for (int i = 0; i < j->depth; i++)
			buf_char(j->to, '\t');
	}
	buf_char(j->to, close);
	if (!j->depth)
		buf_char(j->to, '\n');
}

void jout_text(struct jout *j, const char *name, const char *text)
{
	begin(j, name);
	escape(j->to, text);
}

void jout_bool(struct jout *j, const char *name, bool yes)
{
	begin(j, name);
	buf_str(j->to, yes ? "true" : "false");
}

void jout_null(struct jout *j, const char *name)
{
	begin(j, name);
	buf_str(j->to, "null");
}

void jout_int(struct jout *j, const char *name, long long n)
{
	begin(j, name);
	buf_printf(j->to, "%lld", n);
}

static const char *digits(const char *s)
{
	return s + strspn(s, "0123456789");
}

/* Source: RFC 8259, 6, without exponents: no stored form has one */
static bool is_number(const char *s)
{
	const char *end;

	s += *s == '-';
	end = digits(s);
	if (end == s || (*s == '0' && end > s + 1))
		return false;
	if (*end != '.')
		return !*end;
	s = end + 1;
	end = digits(s);
	return end > s && !*end;
}

void jout_number(struct jout *j, const char *name, const char *text)
{
	if (!is_number(text)) {
		jout_text(j, name, text);
		return;
	}
	begin(j, name);
	buf_str(j->to, text);
}

/* A document is jansson's value; the names hide it from everybody else. */
enum rc jdoc_read(struct jdoc **out, const char *text, size_t len, struct err *err)
{
	json_error_t e;
	json_t *top;

	/* where it gets no memory it goes on behind what it has: this never comes back without any */
	json_set_alloc_funcs(mem_alloc, mem_free);
	top = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
	if (!top)
		return err_set(err, RC_INVALID, "line %d, column %d is not JSON: %s", e.line,
			       e.column, e.text);
	*out = (struct jdoc *)top;
	return RC_OK;
}

void jdoc_free(struct jdoc *d)
{
	json_decref((json_t *)d);
}

const struct jval *jdoc_top(const struct jdoc *d)
{
	return (const struct jval *)d;
}

static const json_t *in(const struct jval *v)
{
	return (const json_t *)v;
}

static const struct jval *of(const json_t *v)
{
	return (const struct jval *)v;
}

const struct jval *jval_get(const struct jval *v, const char *name)
{
	return of(json_object_get(in(v), name));
}

const char *jval_text(const struct jval *v)
{
	return json_string_value(in(v));
}

bool jval_int(const struct jval *v, long long *out)
{
	if (!json_is_integer(in(v)))
		return false;
	*out = json_integer_value(in(v));
	return true;
}

bool jval_is_object(const struct jval *v)
{
	return json_is_object(in(v));
}

bool jval_is_array(const struct jval *v)
{
	return json_is_array(in(v));
}

bool jval_is_null(const struct jval *v)
{
	return json_is_null(in(v));
}

bool jval_true(const struct jval *v)
{
	return json_is_true(in(v));
}

size_t jval_count(const struct jval *v)
{
	return json_array_size(in(v));
}

const struct jval *jval_at(const struct jval *v, size_t i)
{
	return of(json_array_get(in(v), i));
}

void jval_each(const struct jval *v, bool (*fn)(void *arg, const char *name, const struct jval *v),
	       void *arg)
{
	json_t *o = (json_t *)v;

	for (void *it = json_object_iter(o); it; it = json_object_iter_next(o, it))
		if (!fn(arg, json_object_iter_key(it), of(json_object_iter_value(it))))
			return;
}
