/* SPDX-License-Identifier: ISC */
/* What a record points at, and what points at it. */
#include <string.h>

#include "../store/keys.h"
#include "record_internal.h"
#include "value_internal.h"

struct linking {
	const struct session *s;
	const struct record *r;
	bool back;
	struct arena *arena;
	struct view *view;
	struct link *v;
	size_t n, cap;
	enum rc rc;
};

static struct link *add(struct linking *l)
{
	l->v = arena_grown(l->arena, l->v, l->n, &l->cap, sizeof(*l->v));
	return &l->v[l->n++];
}

/* Rows may lead to one thing many times. */
static bool is_there(const struct linking *l, const char *id, const char *label)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].field == label && strcmp(l->v[i].id, id) == 0)
			return true;
	return false;
}

static void add_end(struct linking *l, const char *cycle, const char *id, const char *label)
{
	struct record r;
	struct link *link;

	if (is_there(l, id, label))
		return;
	l->rc = record_look_up(l->view, l->s, cycle, id, l->arena, &r);
	if (l->rc != RC_OK)
		return;
	link = add(l);
	*link = (struct link){ .id = arena_str(l->arena, id),
			       .title = r.title,
			       .field = label,
			       .reg = r.reg,
			       .missing = !r.exists };
	link->archived = r.exists && record_is(&r, "archived");
}

/* The references of a stored text, with those inside groups and rows. */
static void follow(struct linking *l, const struct field *f, const char *stored)
{
	if (f->type == TYPE_REF || f->type == TYPE_REFS) {
		struct names ids = value_lines(stored, l->arena);

		if (f->not_known && strcmp(stored, VALUE_NOT_KNOWN) == 0)
			return;
		for (size_t i = 0; i < ids.n && l->rc == RC_OK; i++)
			add_end(l, l->r->cycle, ids.v[i], field_label(f));
	} else if (f->nfields > 0) {
		struct pairs pairs = pairs_read(stored, l->arena);

		for (size_t i = 0; i < f->nfields && l->rc == RC_OK; i++)
			follow(l, &f->fields[i], pairs_get(&pairs, f->fields[i].id));
	}
}

static void forwards(struct linking *l)
{
	const struct record *r = l->r;

	for (size_t i = 0; i < r->reg->nfields && l->rc == RC_OK; i++) {
		const struct field *f = &r->reg->fields[i];

		if (f->type != TYPE_ROWS)
			follow(l, f, r->field[i].text);
		for (size_t k = 0; f->type == TYPE_ROWS && k < r->nrows && l->rc == RC_OK; k++) {
			if (strcmp(r->rows[k].field, f->id) == 0)
				follow(l, f, r->rows[k].slot.text);
		}
	}
}

static bool add_user(void *arg, const struct reg *reg, const char *cycle, const char *id,
		     const char *field)
{
	struct linking *l = arg;
	const struct field *f = reg_field(reg, field);
	struct record r;
	struct link *link;

	l->rc = record_read(l->view, l->s, reg, cycle, id, l->arena, &r);
	if (l->rc != RC_OK)
		return false;
	link = add(l);
	*link = (struct link){
		.id = r.id, .title = r.title, .field = f ? field_label(f) : field, .reg = reg
	};
	link->archived = record_is(&r, "archived");
	return true;
}

static enum rc link_all(struct view *v, void *arg)
{
	struct linking *l = arg;
	enum rc rc = RC_OK;

	l->view = v;
	l->n = 0;
	l->rc = RC_OK;
	if (l->back)
		rc = users_scan(v, l->s, l->r->reg, l->r->id, NULL, l->arena, add_user, l);
	else
		forwards(l);
	return rc != RC_OK ? rc : l->rc;
}

enum rc record_links(const struct session *s, const struct record *r, bool back, struct arena *a,
		     struct link **out, size_t *n, struct err *err)
{
	struct linking l = { .s = s, .r = r, .back = back, .arena = a };
	enum rc rc = store_picture(s->store, link_all, &l, err);

	if (rc == RC_OK) {
		*out = l.v;
		*n = l.n;
	}
	return rc;
}
