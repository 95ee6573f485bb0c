/* SPDX-License-Identifier: ISC */
#include "fill.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LIST_MAX = 256 };

void fill_fault(struct fill *f, const struct node *at, const char *fmt, ...)
{
	char text[360];
	va_list ap;

	if (at->unread)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fault_add(f->faults, at->file, at->line, at->column, "%s", text);
}

bool name_good(const char *s, size_t max)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-");

	return n > 0 && s[n] == '\0' && n <= max &&
	       (islower((unsigned char)*s) || isdigit((unsigned char)*s));
}

static void *member(void *entry, size_t at)
{
	return (char *)entry + at;
}

/* The text of a node, or NULL after a fault. */
static const char *text_of(struct fill *f, const struct slot_def *s, const struct node *v)
{
	if (v->kind == NODE_TEXT && !v->unread)
		return v->text;
	fill_fault(f, v, "'%s' takes one text, not a %s", s->key,
		   v->kind == NODE_MAP ? "map" : "list");
	return NULL;
}

static void fill_text(struct fill *f, const struct slot_def *s, const struct node *v, void *to)
{
	const char *text = text_of(f, s, v);

	if (text)
		*(const char **)to = text;
}

static void fill_id(struct fill *f, const struct slot_def *s, const struct node *v, void *to)
{
	const char *text = text_of(f, s, v);

	if (!text)
		return;
	if (name_good(text, RECORD_NAME_MAX))
		*(const char **)to = text;
	else
		fill_fault(
			f, v,
			"the name '%.60s' for '%s': use a-z, 0-9, '-', '_' and '.', first a letter or digit, "
			"at most %d",
			text, s->key, RECORD_NAME_MAX);
}

static void fill_bool(struct fill *f, const struct slot_def *s, const struct node *v, void *to)
{
	const char *text = text_of(f, s, v);

	if (!text)
		return;
	if (strcmp(text, "true") == 0 || strcmp(text, "yes") == 0)
		*(bool *)to = true;
	else if (strcmp(text, "false") == 0 || strcmp(text, "no") == 0)
		*(bool *)to = false;
	else
		fill_fault(f, v, "'%s' takes yes or no, not '%.60s'", s->key, text);
}

/* Decimal digits with one point, whatever the locale says. */
static bool number_of(const char *s, double *out)
{
	bool minus = *s == '-';
	double n = 0, unit = 1;
	int digits = 0;

	if (minus)
		s++;
	for (; isdigit((unsigned char)*s) && digits < 15; s++, digits++)
		n = n * 10 + (*s - '0');
	if (*s == '.' && digits)
		for (s++; isdigit((unsigned char)*s) && digits < 15; s++, digits++) {
			unit /= 10;
			n += (*s - '0') * unit;
		}
	*out = minus ? -n : n;
	return digits > 0 && *s == '\0';
}

static void fill_int(struct fill *f, const struct slot_def *s, const struct node *v, void *to)
{
	const char *text = text_of(f, s, v);
	double n;

	if (!text)
		return;
	if (strspn(text, "0123456789") == strlen(text) && number_of(text, &n) && n <= 1000000)
		*(int *)to = (int)n;
	else
		fill_fault(f, v, "'%s' takes a whole number from 0 to 1000000, not '%.60s'", s->key,
			   text);
}

static void fill_num(struct fill *f, const struct slot_def *s, const struct node *v, void *entry)
{
	const char *text = text_of(f, s, v);

	if (!text)
		return;
	if (number_of(text, member(entry, s->at)))
		*(bool *)member(entry, s->also) = true;
	else
		fill_fault(f, v, "'%s' takes a number such as 12 or 0.5, not '%.60s'", s->key,
			   text);
}

static void fill_word(struct fill *f, const struct slot_def *s, const struct node *v, void *to)
{
	const char *text = text_of(f, s, v);
	struct buf all = { 0 };

	if (!text)
		return;
	for (size_t i = 0; i < s->nwords; i++)
		if (strcmp(text, s->words[i]) == 0) {
			*(int *)to = (int)i;
			return;
		}
	for (size_t i = 0; i < s->nwords; i++)
		buf_printf(&all, "%s%s", i ? ", " : "", s->words[i]);
	fill_fault(f, v, "'%s' cannot be '%.60s'; use one of %s", s->key, text, buf_text(&all));
	buf_clear(&all);
}

/* Names are looked for one after the other: lists of them stay short. */
static bool too_many(struct fill *f, const struct slot_def *s, const struct node *v)
{
	bool bound = s->kind == SLOT_NAMES || s->kind == SLOT_OPTIONS || s->of == &entry_field;

	if (!bound || v->n <= LIST_MAX)
		return false;
	fill_fault(f, v, "'%s' has %zu entries; at most %d", s->key, v->n, LIST_MAX);
	return true;
}

static void fill_names(struct fill *f, const struct slot_def *s, const struct node *v, void *to)
{
	struct names *names = to;
	const struct node *first = v->kind == NODE_LIST ? v->first : v;
	size_t n = v->kind == NODE_LIST ? v->n : 1, i = 0;
	const char **list = arena_array(f->arena, n ? n : 1, sizeof(*list));

	if (too_many(f, s, v))
		return;
	for (const struct node *e = first; e && i < n; e = e->next) {
		const char *text = text_of(f, s, e);

		if (text)
			list[i++] = text;
	}
	*names = (struct names){ .v = i ? list : NULL, .n = i };
}

/* A label that was left out: the id with its first letter large; of a field with blanks for _. */
static const char *label_of(struct fill *f, const char *id, bool blanks)
{
	char *label = arena_str(f->arena, id);

	for (char *c = label; *c; c++)
		if (blanks && (*c == '_' || *c == '-'))
			*c = ' ';
	*label = (char)toupper((unsigned char)*label);
	return label;
}

static void fill_option(struct fill *f, const struct slot_def *s, const struct node *v, void *out)
{
	struct option *o = out;

	if (v->kind != NODE_TEXT)
		fill_entry(f, s->of, v, o);
	else if (!v->unread)
		o->id = v->text;
	if (o->id && !o->label)
		o->label = label_of(f, o->id, false);
}

/* Appends to the n entries that are there; 0 for a list of its own. */
static void fill_list(struct fill *f, const struct slot_def *s, const struct node *v, void *entry)
{
	void **list = member(entry, s->at);
	size_t *n = member(entry, s->also), size = s->of->size;
	char *all;

	if (v->kind != NODE_LIST) {
		fill_fault(f, v, "'%s' takes a list: lines that start with '-', or texts in [ ]",
			   s->key);
		return;
	}
	if (too_many(f, s, v))
		return;
	all = arena_array(f->arena, *n + v->n + 1, size);
	if (*n)
		memcpy(all, *list, *n * size);
	for (const struct node *e = v->first; e; e = e->next) {
		if (s->kind == SLOT_OPTIONS)
			fill_option(f, s, e, all + *n * size);
		else
			fill_entry(f, s->of, e, all + *n * size);
		++*n;
	}
	*list = *n ? all : NULL;
}

static void fill_map(struct fill *f, const struct slot_def *s, const struct node *v, void *entry)
{
	void **list = member(entry, s->at);
	size_t *n = member(entry, s->also);
	char *all;

	if (v->kind != NODE_MAP) {
		fill_fault(f, v, "'%s' takes a map such as {status: stopped}", s->key);
		return;
	}
	all = arena_array(f->arena, v->n + 1, s->of->size);
	*n = 0;
	for (const struct node *e = v->first; e; e = e->next) {
		void *out = all + *n * s->of->size;

		*(const char **)member(out, s->of->slot[0].at) = e->key;
		fill_slot(f, &s->of->slot[1], e, out);
		++*n;
	}
	*list = *n ? all : NULL;
}

void fill_slot(struct fill *f, const struct slot_def *s, const struct node *value, void *entry)
{
	static void (*const fillers[])(struct fill *, const struct slot_def *, const struct node *,
				       void *) = {
		[SLOT_TEXT] = fill_text, [SLOT_ID] = fill_id,     [SLOT_BOOL] = fill_bool,
		[SLOT_INT] = fill_int,   [SLOT_WORD] = fill_word, [SLOT_NAMES] = fill_names,
		[SLOT_NUM] = fill_num,   [SLOT_LIST] = fill_list, [SLOT_OPTIONS] = fill_list,
		[SLOT_MAP] = fill_map,
	};
	bool whole = s->kind == SLOT_NUM || s->of; /* these fill two members */

	if (s->of)
		*(size_t *)member(entry, s->also) = 0;
	fillers[s->kind](f, s, value, whole ? entry : member(entry, s->at));
}

static void more_names(struct fill *f, const struct slot_def *s, const struct node *value,
		       void *entry)
{
	struct names *to = member(entry, s->at), before = *to;
	const char **all;

	fill_names(f, s, value, to);
	all = arena_array(f->arena, before.n + to->n + 1, sizeof(*all));
	if (before.n)
		memcpy(all, before.v, before.n * sizeof(*all));
	if (to->n)
		memcpy(all + before.n, to->v, to->n * sizeof(*all));
	*to = (struct names){ .v = all, .n = before.n + to->n };
}

void fill_more(struct fill *f, const struct slot_def *s, const struct node *value, void *entry)
{
	if (s->kind == SLOT_NAMES)
		more_names(f, s, value, entry);
	else if (s->kind == SLOT_LIST || s->kind == SLOT_OPTIONS)
		fill_list(f, s, value, entry);
	else
		fill_fault(f, value, "'%s' is no list to add to; use 'override'", s->key);
}

static void finish_field(struct fill *f, const struct node *map, struct field *field)
{
	if (field->id && !field->label)
		field->label = label_of(f, field->id, true);
	if (field->type == TYPE_LONG && !node_get(map, "personal"))
		field->personal = true;
}

static void finish_register(struct fill *f, struct reg *r)
{
	char *key;

	if (r->key || !r->prefix)
		return;
	key = arena_str(f->arena, r->prefix);
	for (char *c = key; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	r->key = key;
}

static void finish(struct fill *f, const struct entry_def *e, const struct node *map, void *out)
{
	if (e == &entry_field)
		finish_field(f, map, out);
	else if (e == &entry_register)
		finish_register(f, out);
	else if (e == &entry_form)
		((struct reg *)out)->kind = REG_FORM;
}

static void unknown_key(struct fill *f, const struct entry_def *e, const struct node *n)
{
	const char *near = slot_nearest(e, n->key);
	struct node at = *n;

	at.line = n->key_line;
	at.column = n->key_column;
	at.unread = false;
	if (near)
		fill_fault(f, &at, "unknown key '%.60s' in a %s; perhaps '%s' was meant", n->key,
			   e->name, near);
	else
		fill_fault(
			f, &at,
			"unknown key '%.60s' in a %s; take it out, or see cairn-template(5) for its keys",
			n->key, e->name);
}

static const struct slot_def *slot_for(const struct entry_def *e, const struct node *map,
				       const struct node *n)
{
	if (!e->document)
		return slot_find(e, n->key);
	if (n == map->first)
		return slot_find(e, "id");
	return strcmp(n->key, "id") == 0 ? NULL : slot_find(e, n->key);
}

static bool has_slot(const struct entry_def *e, const struct node *map, const struct slot_def *s)
{
	if (e->document && map->first && strcmp(s->key, "id") == 0)
		return true;
	return node_get(map, s->key) != NULL;
}

void fill_entry(struct fill *f, const struct entry_def *e, const struct node *map, void *out)
{
	if (map->kind != NODE_MAP) {
		fill_fault(f, map, "a %s is a map: lines of 'key: text'", e->name);
		return;
	}
	if (e->origin)
		*(struct origin *)member(out, e->origin) =
			(struct origin){ .pack = f->pack, .file = map->file, .line = map->line };
	for (size_t i = 0; i < e->nslots; i++)
		if (e->slot[i].kind == SLOT_WORD)
			*(int *)member(out, e->slot[i].at) = e->slot[i].initial;
	for (const struct node *n = map->first; n; n = n->next) {
		const struct slot_def *s = slot_for(e, map, n);

		if (s)
			fill_slot(f, s, n, out);
		else
			unknown_key(f, e, n);
	}
	for (size_t i = 0; i < e->nslots; i++)
		if (e->slot[i].use & SLOT_MUST && !has_slot(e, map, &e->slot[i]))
			fill_fault(f, map, "a %s needs '%s'", e->name, e->slot[i].key);
	finish(f, e, map, out);
}
