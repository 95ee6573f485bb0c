/* SPDX-License-Identifier: ISC */
/* Choices, references, groups and rows: answers that are made of words the template knows. */
#include "value_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "../store/keys.h"
#include "../base/text.h"

/* Choices */

static const char *option_label(const struct option *o)
{
	return o->label ? o->label : o->id;
}

static bool begins(const char *text, const char *folded_part)
{
	struct buf b = { 0 };
	bool yes;

	text_fold(&b, text);
	yes = strncmp(buf_text(&b), folded_part, strlen(folded_part)) == 0;
	buf_clear(&b);
	return yes;
}

/* The option that a word stands for; *fits counts those that begin with it. */
static const struct option *match_option(const struct field *f, const char *word, size_t *fits)
{
	const struct option *found = NULL;
	struct buf part = { 0 };

	*fits = 1;
	for (size_t i = 0; i < f->noptions; i++) {
		if (strcasecmp(f->options[i].id, word) == 0)
			return &f->options[i];
	}
	for (size_t i = 0; i < f->noptions; i++) {
		if (text_compare(option_label(&f->options[i]), word) == 0)
			return &f->options[i];
	}
	*fits = 0;
	text_fold(&part, word);
	for (size_t i = 0; part.len > 0 && i < f->noptions; i++) {
		if (!begins(f->options[i].id, part.data) &&
		    !begins(option_label(&f->options[i]), part.data))
			continue;
		found = &f->options[i];
		(*fits)++;
	}
	buf_clear(&part);
	return *fits == 1 ? found : NULL;
}

static const char *list_options(const struct field *f, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < f->noptions; i++) {
		const char *label = option_label(&f->options[i]);

		if (b.len + strlen(label) > 300) {
			buf_str(&b, ", \xe2\x80\xa6");
			break;
		}
		buf_printf(&b, "%s%s", i ? ", " : "", label);
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static enum rc no_option(const struct parse *p, const char *word, size_t fits)
{
	const char *label = field_inside(p->field, p->arena);

	if (fits > 1)
		return err_set(p->err, RC_INVALID,
			       "Write more of '%.40s' for %s: it fits %zu of %s", word, label, fits,
			       list_options(p->field, p->arena));
	return err_set(p->err, RC_INVALID, "Choose one of these for %s: %s", label,
		       list_options(p->field, p->arena));
}

/* One choice; where the template lists none (the councils of the partnership) any line will do. */
enum rc parse_choice(const struct parse *p, const char *s, const char **out)
{
	const struct field *f = p->field;
	const struct option *o;
	size_t fits;

	if (f->noptions == 0 && f->options_from && strcmp(f->options_from, "years") == 0)
		return parse_year(p, s, out);
	if (f->noptions == 0)
		return parse_text(p, s, out);
	o = match_option(f, s, &fits);
	if (!o)
		return no_option(p, s, fits);
	*out = o->id;
	return RC_OK;
}

/* Lists of things */

static void trim(const char **s, size_t *len)
{
	while (*len > 0 && isspace((unsigned char)**s)) {
		(*s)++;
		(*len)--;
	}
	while (*len > 0 && isspace((unsigned char)(*s)[*len - 1]))
		(*len)--;
}

static bool listed(const struct names *n, const char *s)
{
	for (size_t i = 0; i < n->n; i++) {
		if (strcmp(n->v[i], s) == 0)
			return true;
	}
	return false;
}

/* A part as it would be taken in by itself: a mark on what parted it from the one before stands on nothing. */
static const char *alone(const char *part, size_t len, struct arena *a)
{
	struct buf b = { 0 };
	const char *text;

	text_accept(&b, part, len, TEXT_LINE, NULL, NULL);
	text = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return text;
}

/* Cuts at any of the marks, trims, and drops what is empty. */
static struct names cut(const char *s, const char *marks, struct arena *a)
{
	struct names out = { arena_array(a, strlen(s) / 2 + 1, sizeof(char *)), 0 };

	while (*s) {
		size_t len = strcspn(s, marks), whole = len;
		const char *part = s;

		trim(&part, &len);
		part = alone(part, len, a);
		if (*part)
			out.v[out.n++] = part;
		s += whole + (s[whole] != '\0');
	}
	return out;
}

static const char *join(const struct names *n, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < n->n; i++)
		buf_printf(&b, "%s%s", i ? "\n" : "", n->v[i]);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

static bool chosen(const struct names *n, const struct option *o)
{
	return listed(n, o->id);
}

/* One line of a tick list: an option that has commas in it, or several parted by commas. */
static enum rc parse_ticks(const struct parse *p, const char *line, struct names *ids)
{
	struct names parts = { &line, 1 };
	size_t fits;

	if (p->field->noptions == 0 || !match_option(p->field, line, &fits))
		parts = cut(line, ",;", p->arena);
	for (size_t i = 0; i < parts.n; i++) {
		const char *id = NULL;

		if (parse_choice(p, parts.v[i], &id) != RC_OK)
			return RC_INVALID;
		if (!listed(ids, id))
			ids->v[ids->n++] = id;
	}
	return RC_OK;
}

enum rc parse_multi(const struct parse *p, const char *s, const char **out)
{
	const struct field *f = p->field;
	struct names lines = cut(s, "\n", p->arena);
	struct names ids = { arena_array(p->arena, strlen(s) + 1, sizeof(char *)), 0 };
	struct names sorted = { arena_array(p->arena, f->noptions + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < lines.n; i++) {
		if (parse_ticks(p, lines.v[i], &ids) != RC_OK)
			return RC_INVALID;
	}
	for (size_t i = 0; i < f->noptions; i++) {
		if (chosen(&ids, &f->options[i]))
			sorted.v[sorted.n++] = f->options[i].id;
	}
	*out = join(f->noptions ? &sorted : &ids, p->arena);
	return RC_OK;
}

enum rc parse_bool(const struct parse *p, const char *s, const char **out)
{
	static const struct {
		const char *typed, *stored;
	} words[] = { { "yes", "yes" }, { "y", "yes" }, { "no", "no" }, { "n", "no" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasecmp(s, words[i].typed) == 0) {
			*out = words[i].stored;
			return RC_OK;
		}
	}
	return err_set(p->err, RC_INVALID, "Answer yes or no for %s",
		       field_inside(p->field, p->arena));
}

static enum rc parse_one_ref(const struct parse *p, const char *s, const char **out)
{
	char id[49];

	if (!id_stored(s, id))
		return value_refuse(p,
				    "takes what another entry is listed under, for example NE-12; "
				    "'%.40s' is none",
				    s);
	*out = arena_str(p->arena, id);
	return RC_OK;
}

enum rc parse_refs(const struct parse *p, const char *s, const char **out)
{
	struct names parts = cut(s, ",;\n", p->arena);
	struct names ids = { arena_array(p->arena, parts.n + 1, sizeof(char *)), 0 };
	size_t most = p->field->type == TYPE_REF ? 1 : REFS_MAX;

	for (size_t i = 0; i < parts.n; i++) {
		const char *id = NULL;

		if (parse_one_ref(p, parts.v[i], &id) != RC_OK)
			return RC_INVALID;
		if (!listed(&ids, id))
			ids.v[ids.n++] = id;
	}
	if (ids.n > most)
		return value_refuse(p, "takes at most %zu; there are %zu", most, ids.n);
	*out = join(&ids, p->arena);
	return RC_OK;
}

/* Groups and rows */

/* The end of a name=value that stands at s: a newline, or "; " before the next known name. */
static size_t pair_length(const struct field *f, const char *s)
{
	for (const char *at = s; *at; at++) {
		size_t name;

		if (*at == '\n')
			return (size_t)(at - s);
		if (*at != ';')
			continue;
		name = strspn(at + 1, " ");
		for (size_t i = 0; i < f->nfields; i++) {
			const char *id = f->fields[i].id;

			if (strncmp(at + 1 + name, id, strlen(id)) == 0 &&
			    at[1 + name + strlen(id)] == '=')
				return (size_t)(at - s);
		}
	}
	return strlen(s);
}

const char *list_parts(const struct field *f, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < f->nfields; i++)
		out = arena_printf(a, "%s%s%s", out, i ? ", " : "", f->fields[i].id);
	return out;
}

static enum rc parse_pair(const struct parse *p, const char *s, size_t len, struct pair *out)
{
	const char *equals = memchr(s, '=', len);
	const struct field *sub;
	size_t name = equals ? (size_t)(equals - s) : 0;

	trim(&s, &name);
	out->name = arena_strn(p->arena, s, name);
	sub = equals ? field_sub(p->field, out->name) : NULL;
	if (!sub)
		return value_refuse(p, "is written as name=answer with these names: %s",
				    list_parts(p->field, p->arena));
	return value_parse(
		sub, pair_unescaped(equals + 1, len - (size_t)(equals + 1 - s), true, p->arena),
		p->today, p->arena, &out->text, p->err);
}

enum rc parse_group(const struct parse *p, const char *s, const char **out)
{
	size_t most = p->field->nfields, n = 0;
	struct pair *pairs = arena_array(p->arena, most + 1, sizeof(*pairs));

	while (*s) {
		size_t len = pair_length(p->field, s);
		const char *part = s;
		size_t trimmed = len;

		s += len + (s[len] != '\0');
		trim(&part, &trimmed);
		if (trimmed == 0)
			continue;
		if (n == most)
			return value_refuse(p, "names an answer twice");
		if (parse_pair(p, part, trimmed, &pairs[n]) != RC_OK)
			return RC_INVALID;
		for (size_t i = 0; i < n; i++) {
			if (strcmp(pairs[i].name, pairs[n].name) == 0)
				return value_refuse(p, "names an answer twice");
		}
		n++;
	}
	*out = pairs_text(pairs, n, p->arena);
	return RC_OK;
}
