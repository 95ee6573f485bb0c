/* SPDX-License-Identifier: ISC */
#include "yaml_read.h"

#include <string.h>
#include <yaml.h>

#include "../core/base/text.h"

struct opened {
	struct node *node;  /* list or map that is open */
	struct node *last;  /* its last entry */
	struct node *entry; /* map: the key has come, the value not yet */
};

struct reader {
	struct yaml_docs *docs;
	struct pack_faults *faults;
	const char *file;
	size_t events;
	struct opened level[YAML_DEPTH_MAX];
	size_t depth;
	struct buf text;
	bool stop;
	bool whole; /* the end was reached */
};

static void node_list_add(struct node_list *l, struct node *n)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->v = mem_grow(l->v, l->cap * sizeof(l->v[0]));
	}
	l->v[l->n++] = n;
}

void yaml_docs_init(struct yaml_docs *d, struct arena *a)
{
	*d = (struct yaml_docs){ .arena = a };
}

void yaml_docs_clear(struct yaml_docs *d)
{
	mem_free(d->documents.v);
	mem_free(d->texts.v);
	*d = (struct yaml_docs){ .arena = d->arena };
}

const struct node *yaml_docs_find(const struct yaml_docs *d, const char *text, bool *is_key)
{
	for (size_t i = 0; i < d->texts.n; i++) {
		const struct node *n = d->texts.v[i];

		*is_key = n->key == text;
		if (*is_key || n->text == text)
			return n;
	}
	return NULL;
}

const struct node *node_get(const struct node *map, const char *key)
{
	for (const struct node *n = map->first; n; n = n->next)
		if (n->key && strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

/*
 * Bytes first: libyaml never sees what is not clean text.
 */

static bool plain_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] > 0x7e)
			return false;
	return true;
}

/* What is wrong with the character of n bytes at s, or NULL. */
static const char *character_fault(const char *s, size_t n, struct buf *scratch)
{
	static const char hidden[] =
		"a hidden character that cannot be shown; delete it and type the place again";
	size_t removed = 0;

	if (*s == '\0')
		return hidden;
	if (n == 0 || !text_is_utf8(s, n))
		return "this is not UTF-8 text; save the file as UTF-8";
	if (*s == '\t')
		return "a tab; use blanks";
	buf_reset(scratch);
	if (text_accept(scratch, s, n, TEXT_LINE, &removed, NULL) != RC_OK || removed)
		return hidden;
	return NULL;
}

static int code_points(const char *s, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/* Bytes up to the first that is no whole UTF-8 character. */
static size_t utf8_length(const char *s, size_t len)
{
	size_t good = 0, wide;

	while (good < len) {
		unsigned char c = (unsigned char)s[good];

		wide = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		if (wide > len - good || !text_is_utf8(s + good, wide))
			break;
		good += wide;
	}
	return good;
}

static bool line_is_clean(struct reader *r, const char *s, size_t len, int line)
{
	const char *why = NULL;
	size_t good, at = 0, n;

	if (plain_ascii(s, len))
		return true;
	good = utf8_length(s, len);
	while (at < len && !why) {
		n = at < good ? text_next(s + at, good - at, NULL) : 0;
		why = character_fault(s + at, n, &r->text);
		if (!why)
			at += n;
	}
	if (why)
		fault_add(r->faults, r->file, line, code_points(s, at) + 1, "%s", why);
	return !why;
}

static bool bytes_are_clean(struct reader *r, const char *data, size_t len)
{
	const char *s = data, *end = data + len;

	for (int line = 1; s < end; line++) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((stop ? stop : end) - s);

		if (n && s[n - 1] == '\r') /* files from Windows */
			n--;
		if (!line_is_clean(r, s, n, line))
			return false;
		if (!stop)
			break;
		s = stop + 1;
	}
	return true;
}

/*
 * Then events.
 */

#define FAULT(r, mark, ...) \
	fault_add((r)->faults, (r)->file, (int)(mark).line + 1, (int)(mark).column + 1, __VA_ARGS__)

/* Nothing after this can be relied on. */
static void stop_reading(struct reader *r, yaml_mark_t at, const char *why)
{
	FAULT(r, at, "%s", why);
	r->stop = true;
}

static struct opened *top(struct reader *r)
{
	return r->depth ? &r->level[r->depth - 1] : NULL;
}

static struct node *node_new(struct reader *r, yaml_mark_t at)
{
	struct node *n = arena_alloc(r->docs->arena, sizeof(*n));

	n->file = r->file;
	n->line = n->key_line = (int)at.line + 1;
	n->column = n->key_column = (int)at.column + 1;
	return n;
}

static void append(struct opened *l, struct node *n)
{
	if (l->last)
		l->last->next = n;
	else
		l->node->first = n;
	l->last = n;
	l->node->n++;
}

/* The node that the event at this place fills: a document, an entry of a list, a key's value. */
static struct node *node_here(struct reader *r, yaml_mark_t at)
{
	struct opened *l = top(r);
	struct node *n;

	if (l && l->node->kind == NODE_MAP) {
		n = l->entry;
		l->entry = NULL;
		n->line = (int)at.line + 1;
		n->column = (int)at.column + 1;
		return n;
	}
	n = node_new(r, at);
	if (l)
		append(l, n);
	else
		node_list_add(&r->docs->documents, n);
	return n;
}

static bool wants_key(struct reader *r)
{
	struct opened *l = top(r);

	return l && l->node->kind == NODE_MAP && !l->entry;
}

/* Escapes in double quotes bring in what the bytes did not show. */
static const char *take_text(struct reader *r, const char *s, size_t len, yaml_mark_t at)
{
	size_t removed = 0;

	if (len > YAML_VALUE_MAX) {
		FAULT(r, at, "a text of %zu bytes; at most %d go into one value", len,
		      YAML_VALUE_MAX);
		return NULL;
	}
	buf_reset(&r->text);
	if (text_accept(&r->text, s, len, TEXT_LONG, &removed, NULL) != RC_OK || removed) {
		FAULT(r, at, "a hidden character in this text; take the \\ sequence out");
		return NULL;
	}
	return arena_strn(r->docs->arena, buf_text(&r->text), r->text.len);
}

static void take_key(struct reader *r, const char *s, size_t len, yaml_mark_t at)
{
	struct opened *l = top(r);
	struct node *n = node_new(r, at);
	const char *key = take_text(r, s, len, at);

	l->entry = n;
	n->key = key ? key : "";
	if (!key || strcmp(key, "<<") == 0) {
		if (key)
			FAULT(r, at,
			      "'<<' takes another entry in, which is not used here; write its keys out");
		return; /* not appended: the value is read and left */
	}
	if (node_get(l->node, key)) {
		FAULT(r, at, "'%s' is there twice in one entry; keep one", key);
		return;
	}
	if (l->node->n >= YAML_KEYS_MAX) {
		stop_reading(r, at, "more than 256 keys in one entry; make it smaller");
		return;
	}
	append(l, n);
	node_list_add(&r->docs->texts, n);
}

static void take_scalar(struct reader *r, const yaml_event_t *e)
{
	const char *s = (const char *)e->data.scalar.value;
	size_t len = e->data.scalar.length;
	struct node *n;

	if (wants_key(r)) {
		take_key(r, s, len, e->start_mark);
		return;
	}
	n = node_here(r, e->start_mark);
	n->kind = NODE_TEXT;
	n->text = take_text(r, s, len, e->start_mark);
	n->unread = !n->text;
	if (!n->text) {
		n->text = "";
	} else if (len == 0 && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		FAULT(r, e->start_mark,
		      "%s%s%s has no text; write it, put \"\" for blank, or leave the line out",
		      n->key ? "'" : "this entry", n->key ? n->key : "", n->key ? "'" : "");
		n->unread = true;
	}
	if (!n->key)
		node_list_add(&r->docs->texts, n);
}

static void open_level(struct reader *r, enum node_kind kind, yaml_mark_t at)
{
	struct node *n;

	if (wants_key(r)) {
		stop_reading(r, at,
			     "a key must be a word; check the blanks and braces before this place");
		return;
	}
	if (r->depth == YAML_DEPTH_MAX) {
		stop_reading(r, at, "more than 16 levels inside each other; make it flatter");
		return;
	}
	n = node_here(r, at);
	n->kind = kind;
	r->level[r->depth++] = (struct opened){ .node = n };
}

static void take_alias(struct reader *r, yaml_mark_t at)
{
	struct node *n;

	FAULT(r, at,
	      "'*' points at another place in the file, which is not used here; write the text out, "
	      "or put a '*' that is meant as text in quotes");
	if (wants_key(r)) {
		r->stop = true;
		return;
	}
	n = node_here(r, at);
	n->text = "";
	n->unread = true;
}

static void refuse_anchor_and_tag(struct reader *r, const void *anchor, const void *tag,
				  yaml_mark_t at)
{
	if (anchor)
		FAULT(r, at,
		      "'&' names a place to be used again, which is not used here; take the name "
		      "out, or put a text that starts with '&' in quotes");
	if (tag)
		FAULT(r, at,
		      "'!' gives a type, which is not used here; take it out, or put a text that "
		      "starts with '!' in quotes");
}

static void take_event(struct reader *r, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		refuse_anchor_and_tag(r, e->data.scalar.anchor, e->data.scalar.tag, e->start_mark);
		take_scalar(r, e);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_anchor_and_tag(r, e->data.mapping_start.anchor, e->data.mapping_start.tag,
				      e->start_mark);
		open_level(r, NODE_MAP, e->start_mark);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_anchor_and_tag(r, e->data.sequence_start.anchor, e->data.sequence_start.tag,
				      e->start_mark);
		open_level(r, NODE_LIST, e->start_mark);
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		r->depth--;
		break;
	case YAML_ALIAS_EVENT:
		take_alias(r, e->start_mark);
		break;
	case YAML_DOCUMENT_START_EVENT:
		if (e->data.document_start.version_directive ||
		    e->data.document_start.tag_directives.start !=
			    e->data.document_start.tag_directives.end)
			FAULT(r, e->start_mark,
			      "a line that starts with '%%' is not used here; take it out");
		break;
	default:
		break;
	}
}

/* libyaml's words for a fault, and what a person can do about it. */
static const struct {
	const char *problem, *advice;
} advice[] = {
	{ "mapping values are not allowed in this context",
	  "a colon where none fits; put a text that has ': ' in it in quotes, and check the blanks at the "
	  "start of the line" },
	{ "found character that cannot start any token",
	  "a text cannot start with this character; put the text in quotes" },
	{ "found unexpected end of stream", "the file ends inside quotes or braces; close them" },
	{ "did not find expected ',' or '}'",
	  "a '}' or ',' is missing; close the braces, or put a text with ',' or '}' in quotes" },
	{ "did not find expected ',' or ']'",
	  "a ']' or ',' is missing; close the bracket, or put a text with ',' or ']' in quotes" },
	{ "did not find expected node content",
	  "a text is expected here; check that the brackets and braces before this place are closed" },
	{ "did not find expected key",
	  "a 'key: text' line is expected; check the blanks at the start of this line and the quotes before it" },
	{ "could not find expected ':'", "a ':' is missing after the key" },
	{ "did not find expected '-' indicator",
	  "a list entry that starts with '-' is expected; check the blanks at the start of this line" },
	{ "did not find expected <document start>",
	  "a new document starts with '---' on a line of its own" },
	{ "block sequence entries are not allowed in this context",
	  "a '-' cannot stand here; put the list on the next line" },
	{ "found unknown escape character",
	  "unknown \\ sequence; in text between \" write \\\\ for one \\" },
	{ "block mapping values are not allowed in this context",
	  "a ':' cannot stand here; check the line before" },
};

static void syntax_fault(struct reader *r, const yaml_parser_t *p)
{
	const char *problem = p->problem ? p->problem : "unreadable";
	/* quotes and brackets that are not closed: where they start says more than the end of the file */
	yaml_mark_t at =
		p->context && strstr(problem, "end of stream") ? p->context_mark : p->problem_mark;

	for (size_t i = 0; i < sizeof(advice) / sizeof(advice[0]); i++)
		if (strcmp(problem, advice[i].problem) == 0) {
			stop_reading(r, at, advice[i].advice);
			return;
		}
	FAULT(r, at,
	      "cannot be read from here on (%s); check the blanks, quotes and colons before this place",
	      problem);
	r->stop = true;
}

static void read_events(struct reader *r, yaml_parser_t *p)
{
	yaml_event_t e;
	bool end = false;

	while (!end && !r->stop) {
		if (!yaml_parser_parse(p, &e)) {
			syntax_fault(r, p);
			return;
		}
		end = e.type == YAML_STREAM_END_EVENT;
		if (++r->events > YAML_EVENTS_MAX)
			stop_reading(
				r, e.start_mark,
				"more than 50,000 words and marks in one file; part it in two");
		else
			take_event(r, &e);
		yaml_event_delete(&e);
	}
	r->whole = end && !r->stop;
}

static void read_clean(struct reader *r, const char *data, size_t len)
{
	yaml_parser_t p;

	if (!yaml_parser_initialize(&p)) {
		fault_add(r->faults, r->file, 1, 1, "no memory left to read this file");
		return;
	}
	yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&p, (const unsigned char *)data, len);
	r->docs->files++;
	read_events(r, &p);
	yaml_parser_delete(&p);
	r->docs->events += r->events;
}

enum rc yaml_read_bytes(struct yaml_docs *d, const char *file, const char *data, size_t len,
			struct pack_faults *faults)
{
	struct reader r = { .docs = d, .faults = faults, .file = arena_str(d->arena, file) };
	size_t before = faults->n, documents = d->documents.n;

	if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) { /* mark of some Windows editors */
		data += 3;
		len -= 3;
	}
	if (len > YAML_FILE_MAX)
		fault_add(faults, file, 1, 1,
			  "a file of %zu bytes; part it, at most %d go into one", len,
			  YAML_FILE_MAX);
	else if (bytes_are_clean(&r, data, len))
		read_clean(&r, data, len);
	if (!r.whole) {
		d->documents.n = documents; /* half a file would only raise false faults */
		d->cut = true;
	}
	buf_clear(&r.text);
	return faults->n == before ? RC_OK : RC_INVALID;
}
