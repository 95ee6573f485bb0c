/* SPDX-License-Identifier: ISC */
#include "view_read.h"

#include <string.h>

#include "../records/computed.h"
#include "../store/keys.h"
#include "../records/value_internal.h"
#include "../records/web_internal.h"

/* What is read */

static struct web_wish *wish_of(struct view_read *r, const struct reg *reg)
{
	struct web_wish *w = r->wish;

	for (size_t i = 0; i < r->nwish; i++, w++) {
		if (w->reg == reg)
			return w;
	}
	*w = (struct web_wish){ .reg = reg };
	w->fields.v = arena_array(r->arena, reg->nfields + 1, sizeof(char *));
	r->nwish++;
	return w;
}

static const struct field *base_field(const struct reg *reg, const char *path)
{
	size_t len = strcspn(path, ".");

	for (size_t i = 0; i < reg->nfields; i++) {
		const char *id = reg->fields[i].id;

		if (strncmp(id, path, len) == 0 && id[len] == '\0')
			return &reg->fields[i];
	}
	return NULL;
}

void view_wish(struct view_read *r, const struct reg *reg, const char *path)
{
	const struct field *f = path ? base_field(reg, path) : NULL;
	struct web_wish *w = wish_of(r, reg);
	struct names parts = { NULL, 0 };

	if (!f)
		return;
	if (f->computed) {
		parts.v = arena_array(r->arena, computed_most(f), sizeof(char *));
		computed_needs(f, &parts);
		for (size_t i = 0; i < parts.n; i++)
			view_wish(r, reg, parts.v[i]);
	} else if (!names_have(&w->fields, f->id)) {
		w->fields.v[w->fields.n++] = f->id;
	}
}

static void wish_title(struct view_read *r, const struct reg *reg, int depth)
{
	const struct field *title = record_title_field(reg);

	if (!reg->title_derived) {
		view_wish(r, reg, title ? title->id : NULL);
		return;
	}
	for (size_t i = 0; i < reg->title_from.n; i++) {
		const struct field *f = reg_field(reg, reg->title_from.v[i]);

		view_wish(r, reg, reg->title_from.v[i]);
		for (size_t k = 0; depth > 0 && f && f->type == TYPE_REF && k < f->to.n; k++) {
			const struct reg *to = schema_reg(r->session->schema, f->to.v[k]);

			if (to)
				wish_title(r, to, depth - 1);
		}
	}
}

void view_wish_title(struct view_read *r, const struct reg *reg)
{
	wish_title(r, reg, TITLE_DEPTH);
}

/* And the names of what it points at. */
static void wish_shown(struct view_read *r, const struct reg *reg, const char *path)
{
	const struct field *f = path ? field_path(reg, path) : NULL;

	view_wish(r, reg, path);
	for (size_t i = 0; f && i < f->to.n; i++) {
		const struct reg *to = schema_reg(r->session->schema, f->to.v[i]);

		if (to)
			view_wish_title(r, to);
	}
}

static void wish_links(struct view_read *r, const struct names *registers)
{
	for (size_t i = 0; i < registers->n; i++) {
		const struct reg *reg = schema_reg(r->session->schema, registers->v[i]);

		for (size_t k = 0; reg && k < reg->nfields; k++) {
			if (field_leads(&reg->fields[k]))
				view_wish(r, reg, reg->fields[k].id);
		}
	}
}

static void wish_far_end(struct view_read *r, const struct reg *reg, const struct rule *rule)
{
	const struct names *far = rule_far_end(reg, rule);

	for (size_t i = 0; rule->nwhere && i < far->n; i++) {
		const struct reg *to = schema_reg(r->session->schema, far->v[i]);

		for (size_t k = 0; to && k < rule->nwhere; k++)
			view_wish(r, to, rule->where[k].field);
	}
}

static void wish_rule(struct view_read *r, const struct reg *reg, const struct rule *rule)
{
	const struct schema *s = r->session->schema;

	view_wish(r, reg, rule->field);
	for (size_t i = 0; i < rule->fields.n; i++)
		view_wish(r, reg, rule->fields.v[i]);
	for (size_t i = 0; i < rule->nwhen; i++)
		view_wish(r, reg, rule->when[i].field);
	view_wish(r, reg, rule->through);
	wish_far_end(r, reg, rule);
	if (rule->check != CHECK_REFERRED && rule->check != CHECK_REACHES)
		return;
	wish_links(r, &rule->values);
	wish_links(r, &rule->back);
	for (size_t i = 0; i < s->nregisters; i++) {
		for (size_t k = 0; k < rule->fields.n; k++) {
			if (rule->check == CHECK_REACHES &&
			    reg_field(&s->registers[i], rule->fields.v[k]))
				view_wish(r, &s->registers[i], rule->fields.v[k]);
		}
	}
}

void view_wish_parts(struct view_read *r)
{
	for (size_t i = 0; i < r->view->nparts; i++) {
		const struct view_part *p = &r->view->parts[i];
		const struct reg *reg = schema_reg(r->session->schema, p->reg);

		view_wish_title(r, reg);
		for (size_t k = 0; k < p->nfields; k++)
			wish_shown(r, reg, p->fields[k].text);
		for (size_t k = 0; k < p->columns.n; k++)
			wish_shown(r, reg, p->columns.v[k]);
		for (size_t k = 0; k < p->nwhere; k++)
			view_wish(r, reg, p->where[k].field);
		for (size_t k = 0; k < p->nany; k++)
			wish_rule(r, reg, &p->any[k]);
	}
}

enum rc view_read_load(struct view_read *r, struct err *err)
{
	enum rc rc = web_load_wished(r->session, r->wish, r->nwish, r->arena, &r->web, err);

	r->web.open = r->asked->open;
	return rc;
}

/* What an entry answers */

struct answering {
	const struct web *web;
	uint32_t node;
};

static const char *web_answer(const void *arg, const char *field)
{
	const struct answering *at = arg;

	return web_text(at->web, at->node, field);
}

const char *view_text(const struct view_read *r, uint32_t node, const char *path, struct arena *a)
{
	const struct reg *reg = web_part_at(&r->web, node)->reg;
	const char *dot = strchr(path, '.');
	const struct field *f = dot ? base_field(reg, path) : reg_field(reg, path);
	struct pairs parts;

	if (f && f->computed) {
		const struct answering at = { &r->web, node };
		const struct computing c = { r->session->schema, reg, r->session->today, web_answer,
					     &at };

		return computed_text(&c, f, a);
	}
	if (!dot || !f)
		return web_text(&r->web, node, path);
	parts = pairs_read(web_text(&r->web, node, f->id), a);
	return pairs_get(&parts, dot + 1);
}

const char *view_titles(const struct view_read *r, const char *ids, struct arena *a)
{
	struct names v = value_lines(ids, a);
	const char *out = "";

	for (size_t i = 0; i < v.n; i++) {
		uint32_t to = web_find(&r->web, v.v[i]);
		char shown[49];

		id_shown(v.v[i], shown);
		out = arena_printf(a, "%s%s%s", out, i ? ", " : "",
				   to == WEB_NONE ? shown : web_title(&r->web, to, a));
	}
	return out;
}

const char *view_shown(const struct view_read *r, uint32_t node, const char *path, struct arena *a)
{
	const struct field *f = field_path(web_part_at(&r->web, node)->reg, path);
	const char *text = view_text(r, node, path, a);
	bool refs = f && (f->type == TYPE_REF || f->type == TYPE_REFS);

	struct date d;

	if (!f || *text == '\0')
		return "";
	if (f->type == TYPE_DATE && date_read_iso(text, &d))
		return view_date(d, a);
	return refs && strcmp(text, VALUE_NOT_KNOWN) != 0 ? view_titles(r, text, a)
							  : value_shown(f, text, a);
}

const char *view_label(const struct reg *reg, const char *path)
{
	const struct field *f = field_path(reg, path);

	return f ? field_heading(f) : path;
}

const char *view_name(const struct reg *reg)
{
	const struct field *title = record_title_field(reg);

	return title ? field_label(title) : reg->title;
}

const char *view_date(struct date d, struct arena *a)
{
	char text[16];

	date_short(d, text);
	return arena_str(a, text);
}

bool view_day(const struct view_read *r, uint32_t node, const char *path, struct date *out)
{
	return path && date_read_iso(view_text(r, node, path, r->arena), out);
}

bool view_number(const struct view_read *r, uint32_t node, const char *path, double *out)
{
	const char *text = path ? view_text(r, node, path, r->arena) : "";
	struct number n;

	if (*text == '\0' || !number_read(text, &n))
		return false;
	*out = number_value(text);
	return true;
}

const char *view_pounds(double v, struct arena *a)
{
	return arena_printf(a, "GBP %s", number_grouped(arena_printf(a, "%.2f", v), a));
}

/* Entries */

struct fitting {
	const struct view_read *r;
	const struct view_part *p;
	struct arena *scratch;
};

static bool conds_fit(const struct fitting *f, uint32_t node)
{
	for (size_t i = 0; i < f->p->nwhere; i++) {
		const struct cond *c = &f->p->where[i];

		if (!text_matches(&c->is, view_text(f->r, node, c->field, f->scratch)))
			return false;
	}
	return true;
}

/* The words of what it breaks; NULL: nothing. */
static const char *broken_words(const struct fitting *f, uint32_t node)
{
	const char *out = NULL;
	struct record rec;
	struct checking c = { .around = &around_web,
			      .web = &f->r->web,
			      .node = node,
			      .session = f->r->session,
			      .before = &rec,
			      .after = &rec,
			      .arena = f->scratch };

	web_record(&f->r->web, node, f->scratch, &rec);
	for (size_t i = 0; i < f->p->nany; i++) {
		const struct rule *rule = &f->p->any[i];
		const char *say = rule->say ? rule->say : "";

		if (rule_broken(&c, rule))
			out = out ? arena_printf(f->r->arena, "%s; %s", out, say) : say;
	}
	return out;
}

size_t view_entries(struct view_read *r, const struct view_part *p, struct view_entry **out)
{
	const struct web_part *part = web_part_of(&r->web, p->reg);
	struct fitting f = { r, p, arena_new() };
	size_t n = 0;

	*out = arena_array(r->arena, part ? part->n + 1 : 1, sizeof(**out));
	for (uint32_t i = 0; part && i < part->n; i++) {
		uint32_t node = part->first + i;
		struct view_entry e = { node, NULL };

		if (r->web.node[node].archived || r->web.node[node].deleted || !conds_fit(&f, node))
			continue;
		if (r->asked->open && r->web.node[node].restricted) {
			r->left_out++;
			continue;
		}
		e.why = p->nany ? broken_words(&f, node) : NULL;
		if (!p->nany || e.why)
			(*out)[n++] = e;
		arena_reset(f.scratch);
	}
	arena_free(f.scratch);
	return n;
}

const char *view_nothing(const struct view_read *r, const struct reg *reg, const char *said)
{
	const struct web_part *part = web_part_of(&r->web, reg->id);

	for (uint32_t i = 0; part && i < part->n; i++) {
		const struct web_node *node = &r->web.node[part->first + i];

		if (!node->archived && !node->deleted)
			return said;
	}
	return arena_printf(r->arena, "There is no %s yet.", reg->one);
}

struct view_line *view_line_add(struct view_table *t, enum line_kind kind, const char *text)
{
	struct view_line *l = &t->line[t->n++];

	*l = (struct view_line){ .kind = kind, .text = text };
	return l;
}

/* The kinds */

static view_make_fn *const makers[VIEW_KINDS] = {
	[VIEW_GROUPS] = groups_make, [VIEW_TIMELINE] = timeline_make, [VIEW_ENDS] = ends_make,
	[VIEW_SERIES] = series_make, [VIEW_YEARS] = years_make,
};

bool view_table_has(enum view_kind kind)
{
	return makers[kind] != NULL;
}

enum rc view_table_load(const struct session *s, const struct view *v,
			const struct view_asked *asked, struct arena *a, struct view_table *out,
			struct err *err)
{
	static const struct view_asked nothing = { 0 };
	struct view_read *r = arena_alloc(a, sizeof(*r));
	enum rc rc;

	if (!view_table_has(v->kind))
		return err_set(err, RC_NOT_FOUND, "the view '%s' is a screen alone; open it there",
			       v->id);
	*r = (struct view_read){
		.session = s, .view = v, .asked = asked ? asked : &nothing, .arena = a
	};
	r->wish = arena_array(a, s->schema->nregisters + 1, sizeof(*r->wish));
	*out = (struct view_table){ .view = v, .of = r };
	rc = makers[v->kind](r, out, err);
	out->left_out = r->left_out;
	return rc;
}

void view_line_told(const struct view_table *t, const struct view_line *l, struct arena *a,
		    struct view_told *out)
{
	*out = (struct view_told){ .text = l->text ? l->text : "" };
	for (size_t i = 0; i < VIEW_CELLS; i++)
		out->cell[i] = "";
	if (l->kind == LINE_ENTRY)
		t->tell(t, l, a, out);
	for (size_t i = 0; i < VIEW_CELLS; i++)
		out->cell[i] = out->cell[i] ? out->cell[i] : "";
}
