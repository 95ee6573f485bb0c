/* SPDX-License-Identifier: ISC */
/* The web: one pass over the facts of a cycle, then links by number. */
#include <string.h>

#include "cells.h"
#include "value_internal.h"
#include "web_internal.h"

/* What every record may have, before the facts of its fields. */
enum own_fact { OWN_LIFE, OWN_GONE, OWN_RESTRICTED, OWN_FACTS };

struct spinning {
	const struct session *s;
	const struct names *only; /* registers; NULL: all */
	const struct web_wish
		*wish; /* and of them these fields; NULL: those that rules and links look at */
	size_t nwish;
	struct view *view;
	struct arena *arena;
	struct arena *scratch;
	struct web *w;
	struct web_part *of; /* the register that is passing by */
	struct cells cells;  /* where its facts belong */
	size_t start_len;    /* of the names of its facts: "c1/ne/" */
	size_t id_len;       /* of the newest node's id */
	size_t node_cap, row_cap;
	size_t nlinks, link_cap;
	size_t loose_cap;
	enum rc rc;
};

/* Registers */

static struct names wished(const struct spinning *sp, const struct reg *reg)
{
	for (size_t i = 0; i < sp->nwish; i++) {
		if (sp->wish[i].reg == reg)
			return sp->wish[i].fields;
	}
	return (struct names){ NULL, 0 };
}

static void add_part(struct spinning *sp, const struct reg *reg)
{
	struct web *w = sp->w;
	struct web_part *p = &w->part[w->nparts];
	struct names fields =
		sp->wish ? wished(sp, reg) : web_fields(sp->s->schema, reg, sp->arena);
	size_t *place = arena_array(sp->arena, fields.n + 1, sizeof(*place));
	size_t *lead = arena_array(sp->arena, fields.n + 1, sizeof(*lead)), leads = 0;

	if (fields.n == 0 || (sp->only && !names_have(sp->only, reg->id)))
		return;
	for (size_t i = 0; i < fields.n; i++) {
		place[i] = (size_t)(reg_field(reg, fields.v[i]) - reg->fields);
		if (field_leads(&reg->fields[place[i]]))
			lead[leads++] = i;
	}
	*p = (struct web_part){ .reg = reg,
				.cycle = record_cycle(sp->s, reg),
				.fields = fields,
				.place = place,
				.lead = lead,
				.nlead = leads };
	w->nparts++;
}

static void add_parts(struct spinning *sp)
{
	const struct schema *s = sp->s->schema;

	sp->w->part = arena_array(sp->arena, s->nregisters + 1, sizeof(*sp->w->part));
	for (size_t i = 0; i < s->nregisters; i++)
		add_part(sp, &s->registers[i]);
}

/* Records */

static struct web_node *node_of(struct spinning *sp, const char *id, size_t len)
{
	struct web *w = sp->w;
	struct web_node *node = w->n ? &w->node[w->n - 1] : NULL;

	if (node && sp->of->n > 0 && sp->id_len == len && memcmp(node->id, id, len) == 0)
		return node;
	sp->id_len = len;
	w->node = arena_grown(sp->arena, w->node, w->n, &sp->node_cap, sizeof(*w->node));
	node = &w->node[w->n++];
	sp->of->n++;
	*node = (struct web_node){ .id = arena_strn(sp->arena, id, len),
				   .row = (uint32_t)w->nrows,
				   .part = (uint16_t)(sp->of - w->part) };
	node->text = arena_array(sp->arena, sp->of->fields.n, sizeof(*node->text));
	for (size_t i = 0; i < sp->of->fields.n; i++)
		node->text[i] = "";
	return node;
}

static void take_row(struct spinning *sp, struct web_node *node, size_t column, struct slice name,
		     struct slice text)
{
	struct web *w = sp->w;

	w->row = arena_grown(sp->arena, w->row, w->nrows, &sp->row_cap, sizeof(*w->row));
	w->row[w->nrows++] = (struct web_row){ (uint32_t)(node - w->node), (uint16_t)column,
					       arena_strn(sp->arena, name.data, name.len),
					       arena_strn(sp->arena, text.data, text.len) };
	node->nrows++;
}

static void take_answer(struct spinning *sp, struct web_node *node, const struct fact_text *t)
{
	const struct cell_fact *of = &sp->cells.of[t->field];

	if (of->shared) {
		cells_shared(&sp->cells, t->field, t->text, node->text, sp->arena);
	} else if (t->row.data) {
		if (t->text.len)
			take_row(sp, node, of->field[0].at, t->row, t->text);
	} else {
		for (size_t i = 0; i < of->n; i++)
			node->text[of->field[i].at] =
				cells_text(&sp->cells, of->field[i].at, t->text, sp->arena);
	}
}

static bool says(struct slice s, const char *word)
{
	return s.len == strlen(word) && memcmp(s.data, word, s.len) == 0;
}

static bool take_text(void *arg, const struct fact_text *t)
{
	struct spinning *sp = arg;
	const char *id = (const char *)t->name.data + sp->start_len;
	const char *end = (const char *)t->last.data - 1; /* the slash before it */
	struct web_node *node;

	sp->w->facts++;
	if (end < id)
		return true;
	node = node_of(sp, id, (size_t)(end - id));
	if (t->field >= OWN_FACTS) {
		take_answer(sp, node, t);
	} else if (t->field == OWN_LIFE) {
		node->draft = says(t->text, "draft");
		node->archived = says(t->text, "archived");
	} else if (t->field == OWN_GONE) {
		node->deleted = t->text.len > 0;
	} else {
		node->restricted = says(t->text, "yes");
	}
	return true;
}

/* Some were changed again after they were deleted, and so are there. */
static enum rc settle_deleted(struct spinning *sp)
{
	struct web *w = sp->w;
	enum rc rc = RC_OK;

	for (uint32_t i = 0; i < w->n && rc == RC_OK; i++) {
		const struct web_part *p = web_part_at(w, i);
		struct record r;

		if (!w->node[i].deleted)
			continue;
		rc = record_read(sp->view, sp->s, p->reg, p->cycle, w->node[i].id, sp->scratch, &r);
		w->node[i].deleted = rc == RC_OK && r.deleted;
	}
	return rc;
}

/* Looking up by id */

static size_t hash(const char *id)
{
	size_t h = 14695981039346656037U; /* FNV-1a */

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 1099511628211U;
	return h ^ h >> 29;
}

static void make_slots(struct spinning *sp)
{
	struct web *w = sp->w;

	for (w->nslots = 64; w->nslots < 2 * (size_t)w->n;)
		w->nslots *= 2;
	w->slot = arena_array(sp->arena, w->nslots, sizeof(*w->slot));
	for (uint32_t i = 0; i < w->n; i++) {
		size_t at = hash(w->node[i].id) & (w->nslots - 1);

		while (w->slot[at])
			at = (at + 1) & (w->nslots - 1);
		w->slot[at] = i + 1;
	}
}

uint32_t web_find(const struct web *w, const char *id)
{
	size_t at = w->nslots ? hash(id) & (w->nslots - 1) : 0;

	for (; w->nslots && w->slot[at]; at = (at + 1) & (w->nslots - 1)) {
		uint32_t node = w->slot[at] - 1;

		if (strcmp(w->node[node].id, id) == 0 && !w->node[node].deleted)
			return node;
	}
	return WEB_NONE;
}

/* Links */

static void add_link(struct spinning *sp, uint32_t from, size_t column, const char *id)
{
	struct web *w = sp->w;
	uint32_t to = web_find(w, id);

	if (to == WEB_NONE) {
		w->loose = arena_grown(sp->arena, w->loose, w->nloose, &sp->loose_cap,
				       sizeof(*w->loose));
		w->loose[w->nloose++] = (struct web_loose){ from, (uint16_t)column, false,
							    arena_str(sp->arena, id) };
		return;
	}
	w->out = arena_grown(sp->arena, w->out, sp->nlinks, &sp->link_cap, sizeof(*w->out));
	w->out[sp->nlinks++] = (struct web_link){ to, (uint16_t)column };
}

static void follow(struct spinning *sp, uint32_t from, size_t column, const struct field *f,
		   const char *text)
{
	char id[RECORD_NAME_MAX + 1];

	if (f->nfields > 0) {
		struct pairs pairs = pairs_read(text, sp->scratch);

		for (size_t i = 0; i < f->nfields; i++)
			if (field_leads(&f->fields[i]))
				follow(sp, from, column, &f->fields[i],
				       pairs_get(&pairs, f->fields[i].id));
		return;
	}
	if (f->not_known && strcmp(text, VALUE_NOT_KNOWN) == 0)
		return;
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len > 0 && len <= RECORD_NAME_MAX) {
			memcpy(id, text, len);
			id[len] = '\0';
			add_link(sp, from, column, id);
		}
		text += len + (text[len] == '\n');
	}
}

static void follow_node(struct spinning *sp, uint32_t at)
{
	const struct web *w = sp->w;
	const struct web_node *node = &w->node[at];
	const struct web_part *p = &w->part[node->part];

	for (size_t n = 0; n < p->nlead; n++) {
		size_t i = p->lead[n];
		const struct field *f = &p->reg->fields[p->place[i]];

		if (node->text[i][0])
			follow(sp, at, i, f, node->text[i]);
		for (uint32_t k = node->row; k < node->row + node->nrows; k++)
			if (w->row[k].column == i)
				follow(sp, at, i, f, w->row[k].text);
	}
}

/* Both ways, each in the order of the records: what comes in is counted first, then put there. */
static void link_all(struct spinning *sp)
{
	struct web *w = sp->w;
	uint32_t *next;

	w->out_at = arena_array(sp->arena, (size_t)w->n + 1, sizeof(*w->out_at));
	w->in_at = arena_array(sp->arena, (size_t)w->n + 1, sizeof(*w->in_at));
	for (uint32_t i = 0; i < w->n; i++) {
		if (!w->node[i].deleted)
			follow_node(sp, i);
		w->out_at[i + 1] = (uint32_t)sp->nlinks;
	}
	w->in = arena_array(sp->arena, sp->nlinks + 1, sizeof(*w->in));
	next = arena_array(sp->scratch, (size_t)w->n + 1, sizeof(*next));
	for (size_t i = 0; i < sp->nlinks; i++)
		w->in_at[w->out[i].to + 1]++;
	for (uint32_t i = 0; i < w->n; i++)
		w->in_at[i + 1] += w->in_at[i];
	memcpy(next, w->in_at, ((size_t)w->n + 1) * sizeof(*next));
	for (uint32_t i = 0; i < w->n; i++)
		for (uint32_t k = w->out_at[i]; k < w->out_at[i + 1]; k++)
			w->in[next[w->out[k].to]++] = (struct web_link){ i, w->out[k].column };
}

/* What a cycle carried over may point at what only an earlier one has. */
static enum rc look_elsewhere(struct spinning *sp)
{
	struct web *w = sp->w;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < w->nloose && rc == RC_OK; i++) {
		struct record r;

		rc = record_look_up(sp->view, sp->s, web_part_at(w, w->loose[i].from)->cycle,
				    w->loose[i].id, sp->scratch, &r);
		w->loose[i].elsewhere = rc == RC_OK && r.exists;
	}
	return rc;
}

static enum rc read_cycle(struct spinning *sp)
{
	const struct reg *cy = schema_reg(sp->s->schema, "cy");

	sp->w->cycle = (struct record){ 0 };
	if (!cy)
		return RC_OK;
	return record_read(sp->view, sp->s, cy, sp->s->cycle, sp->s->cycle, sp->arena,
			   &sp->w->cycle);
}

/* Register by register, so that each key is compared with few names. */
static enum rc scan_all(struct spinning *sp)
{
	const char *own[OWN_FACTS] = { FIELD_LIFE, FIELD_GONE, FIELD_RESTRICTED };
	const struct names names = { own, OWN_FACTS };
	enum rc rc = RC_OK;

	add_parts(sp);
	for (size_t i = 0; i < sp->w->nparts && rc == RC_OK; i++) {
		struct web_part *p = &sp->w->part[i];
		const char *start = arena_printf(sp->scratch, "%s/%s/", p->cycle, p->reg->key);

		cells_init(&sp->cells, p->reg, &p->fields, &names, sp->scratch);
		sp->of = p;
		sp->start_len = strlen(start);
		p->first = sp->w->n;
		rc = fact_texts(sp->view, session_place(sp->s), start, &sp->cells.facts, take_text,
				sp);
	}
	return rc;
}

static enum rc spin(struct view *v, void *arg)
{
	struct spinning *sp = arg;
	enum rc rc;

	sp->view = v;
	*sp->w = (struct web){ .session = sp->s };
	sp->node_cap = sp->row_cap = sp->nlinks = sp->link_cap = sp->loose_cap = 0;
	rc = scan_all(sp);
	if (rc == RC_OK)
		rc = settle_deleted(sp);
	if (rc != RC_OK)
		return rc;
	make_slots(sp);
	link_all(sp);
	rc = sp->only || sp->wish ? RC_OK : look_elsewhere(sp);
	return rc == RC_OK ? read_cycle(sp) : rc;
}

enum rc web_load(const struct session *s, struct arena *a, struct web *out, struct err *err)
{
	struct spinning sp = { .s = s, .arena = a, .scratch = arena_new(), .w = out };
	enum rc rc = store_picture(s->store, spin, &sp, err);

	arena_free(sp.scratch);
	return rc;
}

enum rc web_load_wished(const struct session *s, const struct web_wish *wish, size_t n,
			struct arena *a, struct web *out, struct err *err)
{
	struct spinning sp = {
		.s = s, .wish = wish, .nwish = n, .arena = a, .scratch = arena_new(), .w = out
	};
	enum rc rc = store_picture(s->store, spin, &sp, err);

	arena_free(sp.scratch);
	return rc;
}

enum rc web_load_in(struct view *v, const struct session *s, const struct names *only,
		    struct arena *a, struct web *out)
{
	struct spinning sp = { .s = s, .only = only, .arena = a, .scratch = arena_new(), .w = out };
	enum rc rc = spin(v, &sp);

	arena_free(sp.scratch);
	return rc;
}
