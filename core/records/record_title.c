/* SPDX-License-Identifier: ISC */
/* What a record is called: its title field, or what its answers and those it points at make up. */
#include <string.h>

#include "../base/text.h"
#include "../store/keys.h"
#include "record_internal.h"
#include "value_internal.h"

const struct field *record_title_field(const struct reg *reg)
{
	if (reg->title_derived)
		return NULL;
	return reg_field(reg, reg->title_field ? reg->title_field : "title");
}

const char *title_line(const char *text, struct arena *a)
{
	size_t len = strlen(text), fits;
	char *line;

	if (len <= TEXT_MAX_CHARS && !strchr(text, '\n'))
		return text;
	fits = text_fit(text, len, TEXT_MAX_CHARS);
	if (fits < len)
		fits = text_fit(text, len, TEXT_MAX_CHARS - 1);
	line = arena_printf(a, "%.*s%s", (int)fits, text, fits < len ? "\xe2\x80\xa6" : "");
	for (char *p = line; *p; p++) {
		if (*p == '\n')
			*p = ' ';
	}
	return line;
}

static const char *title_of_id(struct view *v, const struct session *s, const char *cycle,
			       const char *id, int depth, enum telling telling, struct arena *a)
{
	char prefix[9], shown[49];
	const struct reg *reg = id_prefix(id, prefix) ? schema_reg(s->schema, prefix) : NULL;
	struct record r;

	if (depth > 0 && reg && record_read_deep(v, s, reg, cycle, id, depth - 1, a, &r) == RC_OK &&
	    r.exists && (telling == TELL_ALL || !record_restricted(&r)))
		return telling == TELL_ALL ? r.title
					   : record_title_deep(v, s, &r, depth - 1, telling, a);
	id_shown(id, shown);
	return arena_str(a, shown);
}

static const char *derived_title(struct view *v, const struct session *s, const struct record *r,
				 int depth, enum telling telling, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	for (size_t i = 0; i < r->reg->title_from.n; i++) {
		const struct field *f = reg_field(r->reg, r->reg->title_from.v[i]);
		const char *text = f ? record_text(r, f->id) : "";

		if (*text == '\0')
			continue;
		buf_printf(&b, "%s%s", b.len ? ", " : "",
			   f->type == TYPE_REF
				   ? title_of_id(v, s, r->cycle, text, depth, telling, a)
				   : value_shown(f, text, a));
	}
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

/* The thing that a form's answers are about. */
static const char *form_title(const struct session *s, const struct record *r)
{
	const struct item *item = schema_item(s->schema, r->id, NULL);
	const struct question *q = item ? NULL : schema_question(s->schema, r->id, NULL);
	const struct activity *act = item || q ? NULL : schema_activity(s->schema, r->id, NULL);

	if (item)
		return item->text;
	if (q)
		return q->text;
	return act ? act->title : NULL;
}

const char *record_title_deep(struct view *v, const struct session *s, const struct record *r,
			      int depth, enum telling telling, struct arena *a)
{
	const struct field *f = record_title_field(r->reg);
	const char *title = r->reg->kind == REG_FORM ? form_title(s, r) : NULL;
	char shown[49];

	if (!title)
		title = r->reg->title_derived ? derived_title(v, s, r, depth, telling, a)
			: f                   ? record_shown(r, f->id, a)
					      : "";
	if (*title)
		return title_line(title, a);
	id_shown(r->id, shown);
	return arena_str(a, shown);
}

const char *record_title(struct view *v, const struct session *s, const struct record *r,
			 enum telling telling, struct arena *a)
{
	return record_title_deep(v, s, r, TITLE_DEPTH, telling, a);
}
