/* SPDX-License-Identifier: ISC */
/* Records as JSON for people's own programs: fields under their template names. */
#include <string.h>

#include "export_internal.h"
#include "../store/keys.h"
#include "../records/record_internal.h"

static void put_parts(struct jout *j, const char *name, const struct field *f, const char *stored,
		      struct arena *a)
{
	struct names parts = value_lines(stored, a);
	char shown[49];

	jout_array(j, name);
	for (size_t i = 0; i < parts.n; i++) {
		if (f->type == TYPE_REFS)
			id_shown(parts.v[i], shown);
		jout_text(j, NULL, f->type == TYPE_REFS ? shown : parts.v[i]);
	}
	jout_end(j, ']');
}

static void put_value(struct jout *j, const char *name, const struct field *f, const char *stored,
		      struct arena *a);

static void put_group(struct jout *j, const char *name, const struct field *f, const char *row,
		      const char *stored, struct arena *a)
{
	struct pairs p = pairs_read(stored, a);

	jout_object(j, name);
	if (row)
		jout_text(j, "row", row);
	for (size_t i = 0; i < f->nfields; i++)
		put_value(j, f->fields[i].id, &f->fields[i], pairs_get(&p, f->fields[i].id), a);
	jout_end(j, '}');
}

static void put_value(struct jout *j, const char *name, const struct field *f, const char *stored,
		      struct arena *a)
{
	char shown[49];

	if (!*stored) {
		jout_null(j, name);
		return;
	}
	if (f->not_known && !strcmp(stored, VALUE_NOT_KNOWN)) {
		jout_text(j, name, stored);
		return;
	}
	if (!strcmp(f->id, FIELD_CARRIED)) {
		id_shown(stored, shown);
		jout_text(j, name, shown);
		return;
	}
	switch (f->type) {
	case TYPE_INT:
	case TYPE_NUM:
	case TYPE_PCT:
	case TYPE_MONEY:
		jout_number(j, name, stored);
		break;
	case TYPE_BOOL:
		jout_bool(j, name, !strcmp(stored, "yes"));
		break;
	case TYPE_MULTI:
	case TYPE_REFS:
		put_parts(j, name, f, stored, a);
		break;
	case TYPE_REF:
		id_shown(stored, shown);
		jout_text(j, name, shown);
		break;
	case TYPE_GROUP:
		put_group(j, name, f, NULL, stored, a);
		break;
	default:
		jout_text(j, name, stored);
	}
}

static void put_rows(struct jout *j, const struct record *r, const struct field *f, struct arena *a)
{
	jout_array(j, f->id);
	for (size_t i = 0; i < r->nrows; i++)
		if (!strcmp(r->rows[i].field, f->id))
			put_group(j, NULL, f, r->rows[i].name, r->rows[i].slot.text, a);
	jout_end(j, ']');
}

static void put_version(struct jout *j, const char *name, struct version at)
{
	char text[VERSION_TEXT];

	if (!at.number)
		return;
	version_text(at, text);
	jout_text(j, name, text);
}

static void put_versions(struct jout *j, const struct record *r, struct arena *a)
{
	jout_object(j, "versions");
	for (size_t i = 0; i < r->reg->nfields; i++)
		put_version(j, r->reg->fields[i].id, r->field[i].at);
	for (size_t i = 0; i < r->nrows; i++)
		put_version(j, arena_printf(a, "%s.%s", r->rows[i].field, r->rows[i].name),
			    r->rows[i].slot.at);
	jout_end(j, '}');
}

/* Answers that the templates no longer ask for stay readable. */
static void put_gone(struct jout *j, const struct record *r)
{
	if (!r->ngone)
		return;
	jout_object(j, "no_longer_asked");
	for (size_t i = 0; i < r->ngone; i++)
		jout_text(j, r->gone[i].name, r->gone[i].text);
	jout_end(j, '}');
}

static void put_record(struct jout *j, const struct record *r, const struct export_opts *o,
		       struct arena *a)
{
	char id[49];

	id_shown(r->id, id);
	jout_object(j, NULL);
	jout_text(j, "id", id);
	if (o->cycle && !strcmp(o->cycle, "*"))
		jout_text(j, "cycle", r->cycle);
	if (r->reg->title_derived)
		jout_text(j, "title", r->title);
	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (f->type == TYPE_ROWS)
			put_rows(j, r, f, a);
		else
			put_value(j, f->id, f, r->field[i].text, a);
	}
	put_gone(j, r);
	if (o->with_versions)
		put_versions(j, r, a);
	jout_end(j, '}');
}

struct listing_out {
	struct jout j;
	const struct export_opts *o;
};

static enum rc list_one(void *arg, struct view *v, const struct record *r, struct arena *a)
{
	struct listing_out *l = arg;

	(void)v;
	put_record(&l->j, r, l->o, a);
	return RC_OK;
}

enum rc export_list_json(const struct session *s, const struct reg *reg,
			 const struct export_opts *o, struct buf *out, struct left_out *left,
			 struct err *err)
{
	struct listing_out l = { .o = o };
	struct export_walk w = { s, o, reg, o->life, left, list_one, &l, NULL, NULL };
	enum rc rc;

	jout_init(&l.j, out);
	jout_array(&l.j, NULL);
	rc = export_each(&w, err);
	jout_end(&l.j, ']');
	return rc;
}

struct record_out {
	const struct session *s;
	const struct record *r;
	const struct export_opts *o;
	struct buf *out;
};

static enum rc write_one(struct view *v, void *arg)
{
	struct record_out *w = arg;
	struct arena *a = arena_new();
	struct slot *field = arena_array(a, w->r->reg->nfields, sizeof(*field));
	struct record r = *w->r;
	struct smalls smalls = { 0 };
	struct jout j;
	enum rc rc = RC_OK;

	if (r.reg->nfields)
		memcpy(field, r.field, r.reg->nfields * sizeof(*field));
	r.field = field;
	record_keep_apart(w->s, &r);
	r.title = export_title(v, w->s, &r, w->o, a);
	if (smalls_concern(w->s->schema, r.reg))
		rc = smalls_load(v, w->s, r.cycle, a, &smalls);
	if (!rc) {
		smalls_record(&smalls, &r);
		jout_init(&j, w->out);
		put_record(&j, &r, w->o, a);
	}
	smalls_clear(&smalls);
	arena_free(a);
	return rc;
}

enum rc export_record_json(const struct session *s, const struct record *r,
			   const struct export_opts *o, struct buf *out, struct err *err)
{
	struct record_out w = { s, r, o, out };
	enum rc rc = export_may(s, o, err);

	if (rc)
		return rc;
	if (record_restricted(r) && !o->with_restricted)
		return err_set(
			err, RC_NOT_ALLOWED,
			"'%s' is restricted and left out of exports; a coordinator can ask for it",
			r->title);
	return store_picture(s->store, write_one, &w, err);
}
